//! A browser without JavaScript: it opens links and sends the forms that stand on its page, and nothing else.

use super::html::{self, Form};
use super::wire::{Answer, Request};

/// A person's browser with its cookies and the page it shows.
#[derive(Clone)]
pub struct Browser {
    port: u16,
    cookies: Vec<(String, String)>,
    extra: Vec<(String, String)>,
    page: Option<Answer>,
    at: String,
}

impl Browser {
    /// A browser without cookies, as Tor Browser starts.
    pub fn new(port: u16) -> Self {
        Self {
            port,
            cookies: Vec::new(),
            extra: Vec::new(),
            page: None,
            at: String::new(),
        }
    }

    /// A browser whose every request carries these headers as well.
    #[must_use]
    pub fn saying(mut self, headers: &[(&str, &str)]) -> Self {
        let owned = headers
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        self.extra = owned.collect();
        self
    }

    /// The same browser with the cookies of another: somebody who has signed in there.
    #[must_use]
    pub fn with_cookies_of(mut self, other: &Self) -> Self {
        self.cookies.clone_from(&other.cookies);
        self
    }

    /// The cookies as a header would send them.
    pub fn cookies(&self) -> String {
        let pairs = self.cookies.iter().map(|(name, value)| format!("{name}={value}"));
        pairs.collect::<Vec<_>>().join("; ")
    }

    /// Sends any request with this browser's cookies, without showing the answer.
    pub fn ask(&self, request: &Request) -> Answer {
        self.dress(request).send(self.port)
    }

    /// The request as this browser would send it.
    pub fn dress(&self, request: &Request) -> Request {
        let mut request = request.clone();
        if !self.cookies.is_empty() {
            request = request.with("Cookie", &self.cookies());
        }
        for (name, value) in &self.extra {
            request = request.with(name, value);
        }
        request
    }

    /// Opens an address and shows it.
    pub fn open(&mut self, path: &str) -> &mut Self {
        self.go(&Request::get(path))
    }

    /// Follows a link of the page whose address ends so.
    pub fn follow(&mut self, end: &str) -> &mut Self {
        let links = self.links();
        let found = links.iter().find(|link| link.ends_with(end));
        let link = found
            .unwrap_or_else(|| panic!("no link {end} among {links:?}"))
            .clone();
        self.open(&link)
    }

    /// Presses a button of a form of the page.
    pub fn press(&mut self, form: &Form, name: &str, value: &str) -> &mut Self {
        let (action, fields) = form.pressed(name, value);
        self.go(&Request::post(&action, &fields))
    }

    /// Presses the first button of a form, as the Enter key does.
    pub fn submit(&mut self, form: &Form) -> &mut Self {
        let button = form.buttons.first().expect("a button").clone();
        self.press(form, &button.name, &button.value)
    }

    /// Chooses files in a form of the page and sends it.
    pub fn attach(&mut self, form: &Form, files: &[(&str, &[u8])]) -> &mut Self {
        self.go(&Request::multipart(&form.action, &form.sent(), files))
    }

    /// Sends a request, keeps its cookies, follows where it leads and shows that.
    pub fn go(&mut self, request: &Request) -> &mut Self {
        let mut request = request.clone();
        for _ in 0..5 {
            let answer = self.ask(&request);
            self.keep(&answer);
            request.path.clone_into(&mut self.at);
            let to = answer.header("location").to_owned();
            let moved = (300..400).contains(&answer.status) && !to.is_empty();
            self.page = Some(answer);
            if !moved {
                return self;
            }
            assert!(to.starts_with('/'), "leads elsewhere: {to}");
            request = Request::get(&to);
        }
        panic!("goes round in circles at {}", self.at)
    }

    fn keep(&mut self, answer: &Answer) {
        if answer.header("clear-site-data").contains("cookies") {
            self.cookies.clear();
        }
        for (_, line) in answer.headers.iter().filter(|(name, _)| name == "set-cookie") {
            let pair = line.split(';').next().unwrap_or_default();
            let (name, value) = pair.split_once('=').expect("a cookie has a value");
            assert!(line.contains("; Secure; HttpOnly; SameSite=Strict"), "{line}");
            self.cookies.retain(|(known, _)| known != name);
            if !value.is_empty() {
                self.cookies.push((name.to_owned(), value.to_owned()));
            }
        }
    }

    /// The answer shown.
    pub fn page(&self) -> &Answer {
        self.page.as_ref().expect("a page is shown")
    }

    /// The address shown.
    pub fn at(&self) -> &str {
        &self.at
    }

    /// The status of the page shown.
    pub fn status(&self) -> u16 {
        self.page().status
    }

    /// The markup of the page shown.
    pub fn html(&self) -> String {
        self.page().text()
    }

    /// The words of the page shown.
    pub fn text(&self) -> String {
        html::text(&self.html())
    }

    /// The links of the page shown.
    pub fn links(&self) -> Vec<String> {
        html::links(&self.html())
    }

    /// The forms of the page shown.
    pub fn forms(&self) -> Vec<Form> {
        html::forms(&self.html())
    }

    /// The form whose address ends so.
    pub fn form(&self, end: &str) -> Form {
        self.try_form(end)
            .unwrap_or_else(|| panic!("no form {end} at {}: {} {}", self.at, self.status(), self.text()))
    }

    /// The form whose address ends so, if there is one.
    pub fn try_form(&self, end: &str) -> Option<Form> {
        self.forms().into_iter().find(|form| form.action.ends_with(end))
    }
}
