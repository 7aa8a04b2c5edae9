//! The frame around every page: head, name of the agency, language switch, quick exit, footer.

use actix_web::HttpResponse;
use actix_web::body::BoxBody;
use actix_web::http::{StatusCode, header};
use askama::Template;

use super::assets;
use super::problem::{Kind, Problem};
use crate::domain::agency::Agency;
use crate::words::{Language, Words};

/// What the frame of a page shows. Every page template has a field `frame` of this type.
pub struct Frame {
    /// The words of the visitor's language.
    pub words: &'static Words,
    /// The visitor's language.
    pub language: Language,
    /// What every address of this agency begins with: `/{slug}` or `/en/{slug}`.
    pub base: String,
    /// The heading of the page and the beginning of its title.
    pub title: String,
    /// Whether the page shows mistakes; its title says so first.
    pub failed: bool,
    /// The agency; none on the chooser, during set-up and on some error pages.
    pub agency: Option<Face>,
    /// Whether the installation is a demonstration; an agency's own mark goes before it.
    pub demonstration: bool,
    /// How to get this page in the other language.
    pub switch: Switch,
    /// Where the back link leads; empty for none.
    pub back: String,
    /// For whom the page is.
    pub area: Area,
}

/// What everybody may see of an agency.
#[derive(Clone)]
pub struct Face {
    /// The full name in the language of the page.
    pub name: String,
    /// The short name, for titles.
    pub short: String,
    /// Address, telephone, hours.
    pub contact: String,
    /// Whether it is a demonstration.
    pub demonstration: bool,
}

/// How to get a page in the other language.
pub enum Switch {
    /// By a link to the same page.
    Link(String),
    /// By sending the form `wizard` to the same page in the other language, so that typed text survives.
    /// The button sends `switch=1`: the page shows itself again without complaining. Before it stands an unseen
    /// button that sends `go=next`: the first one of a form is what the Enter key presses.
    Button(String),
}

/// For whom a page is; decides on quick exit, menus and footer.
pub enum Area {
    /// Anybody: with quick exit and public footer.
    Public,
    /// An officer who has signed in.
    Office(Office),
    /// Who sets the service up.
    Setup,
}

/// The menu of an officer who has signed in.
pub struct Office {
    /// Their name.
    pub name: String,
    /// The keys.
    pub keys: Vec<Key>,
    /// The menu.
    pub tabs: Vec<Tab>,
    /// The form token of the sign-out button.
    pub sign_out: String,
}

/// A key of the officers' pages.
pub struct Key {
    /// Its place on the keyboard, `KeyboardEvent.code`.
    pub code: &'static str,
    /// What is printed on it.
    pub digit: char,
    /// What it leads to, in words.
    pub label: &'static str,
    /// Where it leads: an address, or `#` and a part of the page.
    pub to: String,
}

/// An entry of the officers' menu.
pub struct Tab {
    /// Where it leads.
    pub href: String,
    /// What it says.
    pub label: &'static str,
    /// Whether it is the page shown.
    pub current: bool,
}

impl Frame {
    /// With mistakes on the page.
    #[must_use]
    pub fn failed(mut self, failed: bool) -> Self {
        self.failed = failed;
        self
    }

    /// With a link back to this place below the agency's base, for example `/track`.
    #[must_use]
    pub fn back(mut self, path: &str) -> Self {
        self.back = format!("{}{path}", self.base);
        self
    }

    /// With a language switch that sends the form whose id is `wizard`, so that typed text survives.
    #[must_use]
    pub fn wizard(mut self) -> Self {
        if let Switch::Link(address) = self.switch {
            self.switch = Switch::Button(address);
        }
        self
    }

    /// As a page of an officer who has signed in.
    #[must_use]
    pub fn office(mut self, office: Office) -> Self {
        self.area = Area::Office(office);
        self
    }

    /// As a page of the set-up.
    #[must_use]
    pub fn setup(mut self) -> Self {
        self.area = Area::Setup;
        self
    }

    /// The text of the browser's title bar: says what the page is and nothing about corruption, because
    /// browsers keep it in their history.
    pub fn full_title(&self) -> String {
        let title = match &self.agency {
            Some(agency) => format!("{} – {}", self.title, agency.short),
            None => self.title.clone(),
        };
        if self.failed {
            self.words.layout.failed_title(title)
        } else {
            title
        }
    }

    /// The start page of the agency, or of the service where there is none.
    pub fn home(&self) -> String {
        if self.agency.is_some() {
            self.base.clone()
        } else {
            format!("{}/", self.language.prefix())
        }
    }

    /// Whether the page is for anybody.
    pub fn is_public(&self) -> bool {
        matches!(self.area, Area::Public)
    }

    /// The officer whose page it is.
    pub fn officer(&self) -> Option<&Office> {
        match &self.area {
            Area::Office(office) => Some(office),
            Area::Public | Area::Setup => None,
        }
    }

    /// Where the link to the other language leads.
    pub fn switch_link(&self) -> Option<&str> {
        match &self.switch {
            Switch::Link(address) => Some(address),
            Switch::Button(_) => None,
        }
    }

    /// Where the button of a wizard for the other language sends the form.
    pub fn switch_button(&self) -> Option<&str> {
        match &self.switch {
            Switch::Button(address) => Some(address),
            Switch::Link(_) => None,
        }
    }

    /// Whether the page says that everything is invented.
    pub fn is_demonstration(&self) -> bool {
        self.agency
            .as_ref()
            .map_or(self.demonstration, |agency| agency.demonstration)
    }

    /// The name of the other language, in that language.
    pub fn other_language(&self) -> &'static str {
        match self.language {
            Language::Thai => self.words.layout.english,
            Language::English => self.words.layout.thai,
        }
    }

    /// The name of what the visitor is using.
    pub fn service(&self) -> &'static str {
        match self.area {
            Area::Public => self.words.layout.service,
            Area::Office(_) => self.words.layout.office,
            Area::Setup => self.words.layout.setup,
        }
    }

    /// The address of a file of the website.
    pub fn asset(&self, name: &str) -> String {
        assets::address(name)
    }
}

impl Face {
    /// What the frame shows of an agency.
    pub fn of(agency: &Agency, language: Language) -> Self {
        let english = language == Language::English && !agency.english_name.is_empty();
        Self {
            name: if english {
                agency.english_name.clone()
            } else {
                agency.full_name.clone()
            },
            short: if english {
                agency.english_name.clone()
            } else {
                agency.short_name.clone()
            },
            contact: agency.contact.clone(),
            demonstration: agency.demonstration,
        }
    }
}

/// A mark on answers that are whole pages already.
struct Whole;

/// Whether an answer is a whole page.
pub(super) fn is_page<B>(response: &HttpResponse<B>) -> bool {
    response.extensions().get::<Whole>().is_some()
}

/// The answer that carries a page.
pub fn page(status: StatusCode, template: &impl Template) -> HttpResponse {
    let Ok(html) = template.render() else {
        // Only a formatter that fails can bring us here; the problem page is rendered from fixed words.
        return HttpResponse::from_error(Problem::from(Kind::Broken("page could not be rendered")));
    };
    let mut response = HttpResponse::with_body(status, BoxBody::new(html));
    response.headers_mut().insert(
        header::CONTENT_TYPE,
        header::HeaderValue::from_static("text/html; charset=utf-8"),
    );
    response.extensions_mut().insert(Whole);
    response
}

/// The answer that carries a page that went well.
pub fn ok(template: &impl Template) -> HttpResponse {
    page(StatusCode::OK, template)
}

/// The answer that sends the browser to another address of this website with GET.
pub fn see_other(address: &str) -> HttpResponse {
    let mut response = HttpResponse::new(StatusCode::SEE_OTHER);
    match header::HeaderValue::from_str(address) {
        Ok(address) => {
            response.headers_mut().insert(header::LOCATION, address);
            response
        }
        Err(_) => HttpResponse::from_error(Problem::broken("redirect to no address")),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::web::sieve::Asked;
    use crate::web::tests::village::{Village, agency};
    use crate::web::token::SessionTag;
    use crate::web::visit::Visit;

    #[derive(Template)]
    #[template(
        ext = "html",
        source = r#"{% extends "web/layout.html" %}{% block main %}<form id="wizard" method="post"></form>{% endblock %}"#
    )]
    struct Bare {
        frame: Frame,
    }

    fn frame(language: Language) -> Frame {
        let asked = Asked {
            language,
            path: "/khok-sung/report?a=1&b=2".to_owned(),
        };
        let village = agency(1, "khok-sung");
        Visit::new(
            Arc::new(Village::default()),
            asked,
            Some(village),
            SessionTag::default(),
        )
        .frame("หัวข้อ")
    }

    #[test]
    fn a_wizard_changes_its_language_without_losing_what_was_typed() {
        let html = Bare {
            frame: frame(Language::Thai).wizard(),
        }
        .render()
        .unwrap();
        let button = r#"type="submit" form="wizard" formaction="/en/khok-sung/report?a=1&#38;b=2" formnovalidate name="switch" value="1""#;
        assert!(html.contains(button), "{html}");
    }

    #[test]
    fn a_page_with_mistakes_says_so_in_its_title_and_no_title_names_the_subject() {
        for language in Language::ALL {
            let title = frame(language).failed(true).full_title();
            let first = if language == Language::Thai {
                "ผิดพลาด: หัวข้อ – "
            } else {
                "Error: หัวข้อ – "
            };
            assert!(title.starts_with(first), "{title}");
            assert!(
                !title.contains("ทุจริต") && !title.contains("corruption"),
                "{title}"
            );
        }
    }

    #[test]
    fn the_quick_exit_is_on_public_pages_and_the_menu_on_those_of_officers() {
        let public = Bare {
            frame: frame(Language::Thai).back("/track"),
        }
        .render()
        .unwrap();
        assert!(
            public.contains(r#"class="exit" href="/exit""#) && public.contains(r#"href="/khok-sung/track""#)
        );
        let tab = Tab {
            href: "/khok-sung/office".to_owned(),
            label: "รายการเรื่อง",
            current: true,
        };
        let office = Office {
            name: "<ก>".to_owned(),
            keys: Vec::new(),
            tabs: vec![tab],
            sign_out: "t".to_owned(),
        };
        let html = Bare {
            frame: frame(Language::Thai).office(office),
        }
        .render()
        .unwrap();
        assert!(
            !html.contains("/exit") && html.contains(r#"aria-current="page""#),
            "{html}"
        );
        assert!(
            html.contains(r#"action="/khok-sung/office/sign-out""#) && html.contains("&#60;ก&#62;"),
            "{html}"
        );
    }

    #[test]
    fn a_redirect_cannot_be_broken_out_of() {
        assert_eq!(
            see_other("/a\r\nSet-Cookie: x=1").status(),
            StatusCode::INTERNAL_SERVER_ERROR
        );
        assert_eq!(see_other("/a").headers().get("location").unwrap(), "/a");
    }
}
