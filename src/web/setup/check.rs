//! Whether the answers of the set-up are good: every problem of a page at once.

use crate::domain::agency::Slug;
use crate::domain::category::AgencyKind;
use crate::domain::narrative::{LongText, ShortText};
use crate::domain::officer::Login;
use crate::domain::password;
use crate::flow::officers::setup::{FirstOfficer, Kits, OUTSIDE_LOGIN, Plan};
use crate::web::field::Mistakes;
use crate::words::Words;

use validator::{ValidateEmail, ValidateUrl};

use super::answers::{Answers, Page};
use super::wording::{password_problem, text_problem};

/// More units than any local government has.
const MOST_UNITS: usize = 60;
/// Words of an English name that every local government's has.
const GENERAL_WORDS: &[&str] = &[
    "subdistrict",
    "sub",
    "district",
    "tambon",
    "administrative",
    "administration",
    "organization",
    "organisation",
    "municipality",
    "municipal",
    "town",
    "city",
    "provincial",
    "province",
    "local",
    "government",
    "office",
    "the",
    "of",
];

/// What a page found.
pub struct Check<'a> {
    answers: &'a Answers,
    words: &'static Words,
    /// Everything that must be corrected on the page.
    pub mistakes: Mistakes,
}

impl<'a> Check<'a> {
    /// Looks at one page.
    pub fn of(page: Page, answers: &'a Answers, kits: &Kits, words: &'static Words) -> Self {
        let mut check = Self {
            answers,
            words,
            mistakes: Mistakes::default(),
        };
        match page {
            Page::Agency => check.agency(),
            Page::Units => check.units(),
            Page::Kits => check.kits(kits),
            Page::Officer => check.officer(),
        }
        check
    }

    fn agency(&mut self) {
        let of = &self.words.setup.agency;
        if AgencyKind::from_key(self.answers.of("kind")).is_none() {
            self.mistakes.add("kind", of.no_kind);
        }
        for (name, needed) in [("full_name", true), ("short_name", true), ("english_name", false)] {
            self.line(name, needed);
        }
        let typed = !self.answers.of("slug").trim().is_empty();
        if slug(self.answers).is_none() {
            self.mistakes
                .add("slug", if typed { of.bad_slug } else { of.no_slug });
        }
        self.line("district", true);
        self.line("province", true);
        if let Err(problem) = LongText::optional(self.answers.of("contact")) {
            self.mistakes.add("contact", text_problem(self.words, problem));
        }
        self.line("general_link", false);
        let link = self.answers.of("general_link").trim();
        if !link.is_empty() && !is_address(link) {
            self.mistakes.add("general_link", of.bad_link);
        }
    }

    fn units(&mut self) {
        let of = &self.words.setup.units;
        let names = unit_names(self.answers);
        let double = names
            .iter()
            .enumerate()
            .find(|(at, name)| names.iter().take(*at).any(|other| other == *name));
        let bad = names.iter().find_map(|name| ShortText::optional_line(name).err());
        if names.is_empty() {
            self.mistakes.add("units", of.no_units);
        } else if names.len() > MOST_UNITS {
            self.mistakes.add("units", of.many_units(MOST_UNITS));
        } else if let Some(problem) = bad {
            self.mistakes.add("units", text_problem(self.words, problem));
        } else if let Some((_, name)) = double {
            self.mistakes.add("units", of.double_unit(name));
        }
        self.line("outside", true);
    }

    fn kits(&mut self, kits: &Kits) {
        let of = &self.words.setup.kits;
        for (name, kit) in [("last_recovery", &kits.recovery), ("last_outside", &kits.outside)] {
            if !kit.ends_with(self.answers.of(name)) {
                self.mistakes.add(name, of.wrong);
            }
        }
    }

    fn officer(&mut self) {
        let of = &self.words.setup.officer;
        self.line("name", true);
        self.line("post", true);
        if unit(self.answers).is_none() {
            self.mistakes.add("unit", of.no_unit);
        }
        match Login::parse(self.answers.of("login")) {
            None => self.mistakes.add("login", of.bad_login),
            Some(login) if login.as_str() == OUTSIDE_LOGIN => self.mistakes.add("login", of.login_outside),
            Some(_) => {}
        }
        let mail = self.answers.of("mail").trim();
        if !mail.is_empty() && !is_mail(mail) {
            self.mistakes.add("mail", of.bad_mail);
        }
        let names = ["login", "name", "full_name", "short_name", "english_name", "slug"];
        let names = names.map(|name| self.answers.of(name).trim());
        if let Err(problem) = password::check(&self.answers.password, &names) {
            self.mistakes
                .add("password", password_problem(self.words, problem));
        }
        if *self.answers.password != *self.answers.again {
            self.mistakes.add("again", of.differ);
        }
    }

    /// What a field that has to be filled in is called on its page.
    fn label(&self, name: &str) -> &'static str {
        let of = &self.words.setup;
        match name {
            "full_name" => of.agency.full_name,
            "short_name" => of.agency.short_name,
            "district" => of.agency.district,
            "province" => of.agency.province,
            "outside" => of.units.outside,
            "name" => of.officer.name,
            "post" => of.officer.post,
            _ => "",
        }
    }

    /// A field of one line.
    fn line(&mut self, name: &'static str, needed: bool) {
        match ShortText::optional_line(self.answers.of(name)) {
            Ok(None) if needed => {
                let label = self.label(name);
                self.mistakes.add(name, self.words.form.required_field(label));
            }
            Ok(_) => {}
            Err(problem) => self.mistakes.add(name, text_problem(self.words, problem)),
        }
    }
}

/// The plan, once every page is good.
pub fn plan(answers: &Answers) -> Option<Plan> {
    let line = |name| ShortText::optional_line(answers.of(name)).ok();
    let line = |name| Some(line(name)?.map_or_else(String::new, |text| text.as_str().to_owned()));
    let contact = LongText::optional(answers.of("contact")).ok()?;
    let units = unit_names(answers);
    let units = units
        .into_iter()
        .filter_map(|name| ShortText::optional_line(name).ok().flatten());
    Some(Plan {
        slug: slug(answers)?,
        kind: AgencyKind::from_key(answers.of("kind"))?,
        full_name: line("full_name")?,
        short_name: line("short_name")?,
        english_name: line("english_name")?,
        district: line("district")?,
        province: line("province")?,
        contact: contact.map_or_else(String::new, |text| text.as_str().to_owned()),
        general_link: line("general_link")?,
        units: units.map(|name| name.as_str().to_owned()).collect(),
        outside_body: line("outside")?,
        demonstration: false,
    })
}

/// The first officer, once every page is good.
pub fn first_officer(answers: &Answers) -> Option<FirstOfficer> {
    let line = |name| {
        Some(
            ShortText::optional_line(answers.of(name))
                .ok()??
                .as_str()
                .to_owned(),
        )
    };
    Some(FirstOfficer {
        name: line("name")?,
        post: line("post")?,
        unit: unit(answers),
        login: Login::parse(answers.of("login"))?,
        password: answers.password.clone(),
        mail: answers.of("mail").trim().to_owned(),
    })
}

/// The names of the units, one a line.
pub fn unit_names(answers: &Answers) -> Vec<&str> {
    let lines = answers.of("units").lines().map(str::trim);
    lines.filter(|line| !line.is_empty()).collect()
}

/// The chosen unit.
fn unit(answers: &Answers) -> Option<usize> {
    let chosen: usize = answers.of("unit").parse().ok()?;
    (chosen < unit_names(answers).len()).then_some(chosen)
}

/// The place in addresses: as typed, or made from the English name.
pub fn slug(answers: &Answers) -> Option<Slug> {
    let typed = answers.of("slug").trim();
    if typed.is_empty() {
        suggested(answers.of("english_name"))
    } else {
        Slug::parse(typed)
    }
}

/// `Ban Thung Subdistrict Administrative Organization` is `ban-thung`.
fn suggested(english: &str) -> Option<Slug> {
    let english = english.to_ascii_lowercase();
    let words = english.split(|c: char| !c.is_ascii_alphanumeric());
    let own = words.filter(|word| !word.is_empty() && !GENERAL_WORDS.contains(word));
    let mut slug = String::new();
    for word in own {
        if slug.len() + word.len() >= 40 {
            break;
        }
        if !slug.is_empty() {
            slug.push('-');
        }
        slug.push_str(word);
    }
    Slug::parse(&slug)
}

fn is_address(link: &str) -> bool {
    let web = link.starts_with("https://") || link.starts_with("http://");
    web && !link.contains(char::is_whitespace) && link.validate_url()
}

/// Whether mails can be sent there.
pub fn is_mail(mail: &str) -> bool {
    // A name without a dot is good by the book and reaches nobody outside this machine.
    let host = mail.rsplit_once('@').map_or("", |(_, host)| host);
    mail.is_ascii() && host.contains('.') && mail.validate_email()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_made_of_what_only_this_agency_is_called() {
        for (english, slug) in [
            (
                "Ban Thung Subdistrict Administrative Organization",
                Some("ban-thung"),
            ),
            ("Khok Sung Town Municipality", Some("khok-sung")),
            ("The Municipality", None),
            ("", None),
            ("เทศบาล", None),
        ] {
            assert_eq!(suggested(english).as_ref().map(Slug::as_str), slug, "{english}");
        }
    }

    #[test]
    fn only_web_addresses_and_mail_addresses_are_taken_for_such() {
        assert!(is_address("https://www.example.go.th/x") && is_address("http://example.go.th"));
        for bad in [
            "javascript:alert(1)",
            "www.example.go.th",
            "https://",
            "https://a b",
        ] {
            assert!(!is_address(bad), "{bad}");
        }
        assert!(is_mail("somjai@example.go.th"));
        for bad in [
            "somjai",
            "@example.go.th",
            "a@b",
            "a@b@c.d",
            "a b@c.d",
            "สมใจ@c.d",
        ] {
            assert!(!is_mail(bad), "{bad}");
        }
    }
}
