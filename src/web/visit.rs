//! One request of one visitor: which agency, which language, which session. Nothing about who they are.

use std::future::{Ready, ready};
use std::rc::Rc;
use std::sync::Arc;

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpMessage, HttpRequest};

use super::layout::{Area, Face, Frame, Switch};
use super::problem::Problem;
use super::sieve::Asked;
use super::site::Site;
use super::token::{Claim, Purpose, SessionTag};
use crate::domain::agency::Agency;
use crate::domain::day::Day;
use crate::domain::edition::FileLanguage;
use crate::words::{Language, Words, words};

/// One request of one visitor. Cheap to clone.
#[derive(Clone)]
pub struct Visit(Rc<Parts>);

struct Parts {
    site: Arc<dyn Site>,
    asked: Asked,
    agency: Option<Agency>,
    session: SessionTag,
    now: i64,
}

impl Visit {
    pub(super) fn new(
        site: Arc<dyn Site>,
        asked: Asked,
        agency: Option<Agency>,
        session: SessionTag,
    ) -> Self {
        let now = site.now();
        Self(Rc::new(Parts {
            site,
            asked,
            agency,
            session,
            now,
        }))
    }

    /// The visit that this request is part of.
    pub(super) fn of(request: &HttpRequest) -> Option<Self> {
        request.extensions().get::<Self>().cloned()
    }

    /// The same visit, once agency and session are known.
    pub(super) fn inside(&self, agency: Option<Agency>, session: SessionTag) -> Self {
        Self::new(Arc::clone(&self.0.site), self.0.asked.clone(), agency, session)
    }

    /// The application.
    pub fn site(&self) -> &dyn Site {
        &*self.0.site
    }

    /// The language in which a file is asked for.
    pub fn file_language(&self) -> FileLanguage {
        match self.language() {
            Language::Thai => FileLanguage::Thai,
            Language::English => FileLanguage::English,
        }
    }

    /// The visitor's language.
    pub fn language(&self) -> Language {
        self.0.asked.language
    }

    /// The words of the visitor's language.
    pub fn words(&self) -> &'static Words {
        words(self.language())
    }

    /// The agency whose pages are visited.
    ///
    /// # Errors
    /// Not found, on routes that belong to no agency.
    pub fn agency(&self) -> Result<&Agency, Problem> {
        self.0.agency.as_ref().ok_or_else(Problem::not_found)
    }

    /// Whether the address is one of the officers' pages of an agency.
    pub fn is_in_office(&self) -> bool {
        self.0.agency.is_some() && self.0.asked.path.split(['/', '?']).nth(2) == Some("office")
    }

    /// What every address of this agency begins with: `/{slug}` or `/en/{slug}`.
    pub fn base(&self) -> String {
        let slug = self
            .0
            .agency
            .as_ref()
            .map(|agency| format!("/{}", agency.slug))
            .unwrap_or_default();
        format!("{}{slug}", self.language().prefix())
    }

    /// An address below the agency's base, for example of `/track`.
    pub fn link(&self, path: &str) -> String {
        format!("{}{path}", self.base())
    }

    /// The day in Bangkok.
    pub fn today(&self) -> Day {
        Day::of_moment(self.0.now)
    }

    /// Seconds since the epoch when the request came in; only for what officers do.
    pub fn now(&self) -> i64 {
        self.0.now
    }

    /// What ties forms to the session.
    pub fn session(&self) -> SessionTag {
        self.0.session
    }

    /// The token of a form that this page shows.
    pub fn token(&self, purpose: Purpose) -> String {
        self.token_in(purpose, self.0.session, "")
    }

    /// The token of a form that carries a submission key.
    pub fn keyed_token(&self, purpose: Purpose, submission: &str) -> String {
        self.token_in(purpose, self.0.session, submission)
    }

    /// The token of a form shown in a session that begins with this very answer.
    pub fn token_in(&self, purpose: Purpose, session: SessionTag, submission: &str) -> String {
        let agency = self.0.agency.as_ref().map(|agency| agency.id);
        let claim = Claim {
            purpose,
            agency,
            session,
            submission,
        };
        self.0.site.form_key().issue(claim, self.today())
    }

    /// The frame of a page with this heading.
    pub fn frame(&self, title: impl Into<String>) -> Frame {
        let language = self.language();
        Frame {
            words: self.words(),
            language,
            base: self.base(),
            title: title.into(),
            failed: false,
            agency: self.0.agency.as_ref().map(|agency| Face::of(agency, language)),
            demonstration: self.0.site.is_demonstration(),
            switch: Switch::Link(format!("{}{}", language.other().prefix(), self.0.asked.path)),
            back: String::new(),
            area: Area::Public,
        }
    }
}

impl FromRequest for Visit {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Self::of(request).ok_or_else(|| Problem::broken("request without a visit")))
    }
}
