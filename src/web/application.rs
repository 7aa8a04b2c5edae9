//! The application as the website sees it.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use actix_web::HttpRequest;
use actix_web::web::{Data, ServiceConfig};

use super::citizen::reporter;
use super::problem::{Kind, Problem};
use super::routes::{Access, Size};
use super::session;
use super::site::{Outage, Site, Soon};
use super::token::{FormKey, SessionTag};
use crate::app::App;
use crate::domain::agency::{Agency, Slug};
use crate::domain::ids::AgencyId;
use crate::domain::invitation::Standing;
use crate::flow::officers::{directory, invite, setup};
use crate::flow::terms::reckoning;
use crate::flow::trouble::Trouble;
use crate::observe::Event;
use crate::store::{self, StoreError};

/// What stands between the website and the flows. Pages ask for `Data<App>`.
pub struct Application {
    app: Arc<App>,
    forms: FormKey,
    incidents: AtomicU32,
    demonstration: bool,
}

impl Application {
    /// The website's side of an application; `demonstration` when it was made to be tried out only.
    pub fn new(app: Arc<App>, demonstration: bool) -> Arc<Self> {
        let forms = FormKey::derive(app.secret.expose());
        // Incident numbers begin anywhere, so that they do not count the incidents since the start.
        let first = app.rng.bytes::<4>().map_or(0, u32::from_be_bytes);
        Arc::new(Self {
            app,
            forms,
            incidents: AtomicU32::new(first),
            demonstration,
        })
    }

    /// What pages can ask for besides the visit.
    pub fn provide(&self) -> impl Fn(&mut ServiceConfig) + Clone + Send + 'static {
        let data = Data::from(Arc::clone(&self.app));
        move |config| {
            config.app_data(data.clone());
        }
    }
}

impl Application {
    /// Lets in who holds the one-time address.
    async fn admit_setup(&self, request: &HttpRequest) -> Result<SessionTag, Problem> {
        let token = request.match_info().get("token").unwrap_or_default();
        if setup::is_open(&self.app, token).await? {
            Ok(SessionTag::default())
        } else {
            Err(Kind::SetupUsed.into())
        }
    }
}

impl Application {
    /// Lets in who holds the address of an invitation. Looking does not use it up.
    async fn admit_invited(&self, request: &HttpRequest, agency: &Agency) -> Result<SessionTag, Problem> {
        let token = request.match_info().get("token").unwrap_or_default();
        let found = invite::find(&self.app, agency.id, token).await?;
        match found.map(|invitation| invitation.standing(self.app.clock.now())) {
            Some(Standing::Open) => Ok(SessionTag::default()),
            over => Err(Kind::InvitationOver(over).into()),
        }
    }
}

impl Site for Application {
    fn agency<'a>(&'a self, slug: &'a Slug) -> Soon<'a, Result<Option<Agency>, Outage>> {
        Box::pin(async move { self.app.agency_by_slug(slug).await.map_err(|_| Outage) })
    }

    fn agencies(&self) -> Soon<'_, Result<Vec<Agency>, Outage>> {
        Box::pin(async move {
            self.app
                .db
                .read(store::agencies::list)
                .await
                .map_err(|_: StoreError| Outage)
        })
    }

    fn key_fingerprint(&self, agency: AgencyId) -> Soon<'_, Result<Option<String>, Outage>> {
        Box::pin(async move {
            match directory::fingerprint(&self.app, agency).await {
                Ok(fingerprint) => Ok(Some(fingerprint)),
                Err(Trouble::Closed) => Ok(None),
                Err(_) => Err(Outage),
            }
        })
    }

    fn days(&self, agency: AgencyId) -> Soon<'_, Result<i32, Outage>> {
        Box::pin(async move {
            let reckoning = reckoning::read(&self.app, agency).await.map_err(|_| Outage)?;
            Ok(reckoning.rules.in_force_on(self.app.clock.today()).days)
        })
    }

    fn now(&self) -> i64 {
        self.app.clock.now()
    }

    fn public_address(&self) -> &str {
        &self.app.config.server.public_address
    }

    fn exit_address(&self) -> &str {
        &self.app.config.server.exit_address
    }

    fn is_demonstration(&self) -> bool {
        self.demonstration
    }

    fn upload_bytes(&self) -> u64 {
        let files = &self.app.config.files;
        // With one file more than may come at once, so that it is told by name.
        let at_once = u64::from(files.files_at_once).saturating_add(1);
        let fields = Size::Report.bytes() as u64;
        files.file_bytes().saturating_mul(at_once).saturating_add(fields)
    }

    fn form_key(&self) -> &FormKey {
        &self.forms
    }

    fn incident(&self, _class: &'static str) -> String {
        let number = self.incidents.fetch_add(1, Ordering::Relaxed);
        self.app.observer.count(Event::Failed, u64::from(number));
        format!("{number:08x}")
    }

    fn holds_token(&self, request: &HttpRequest) -> bool {
        session::holds_token(&self.app, request)
    }

    fn admit<'a>(
        &'a self,
        request: &'a HttpRequest,
        agency: Option<&'a Agency>,
        access: Access,
    ) -> Soon<'a, Result<SessionTag, Problem>> {
        Box::pin(async move {
            match (access, agency) {
                (Access::Officer(act), Some(agency)) => session::admit(&self.app, request, agency, act).await,
                (Access::ReporterByCode, Some(agency)) => reporter::admit(&self.app, request, agency),
                (Access::ReporterByCode, None) => Err(Problem::enter_code()),
                (Access::Setup, _) => self.admit_setup(request).await,
                (Access::Invited, Some(agency)) => self.admit_invited(request, agency).await,
                (Access::Officer(_) | Access::Invited, None) | (Access::Public, _) => {
                    Err(Problem::not_found())
                }
            }
        })
    }
}
