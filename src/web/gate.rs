//! The gate before every route: agency, who is asking, and, for everything that changes something, one check
//! of origin, size, form and token. A page cannot get at a form in any other way.

use std::future::{Future, Ready, poll_fn, ready};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::task::Poll;
use std::time::Duration;

use actix_web::body::BoxBody;
use actix_web::dev::{Payload, ServiceRequest, ServiceResponse};
use actix_web::http::header;
use actix_web::middleware::Next;
use actix_web::web::Bytes;
use actix_web::{Error, FromRequest, HttpMessage, HttpRequest};
use futures_util::StreamExt;
use zeroize::Zeroizing;

use super::form::Form;
use super::problem::{Kept, Kind, Problem};
use super::routes::{Access, FormGuard, Guard, Route, Size};
use super::session;
use super::site::Site;
use super::token::{self, Claim, Refusal, SessionTag};
use super::upload;
use super::visit::Visit;
use crate::domain::agency::{Agency, Slug};
use crate::store;

/// What is read and thrown away of a body that is too large, so that browsers show the page that says so.
const DRAINED: usize = 32 * 1024 * 1024;

/// Whether the form must only be shown again: its token was refused and the route's guard says `renews`. A
/// page that such a route leads to has to ask before it does anything.
pub struct Renewal(pub Option<Refusal>);

impl FromRequest for Renewal {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Ok(Self(request.extensions().get::<Refusal>().copied())))
    }
}

/// Lets a request through to its page, or answers with a problem. A page that panics becomes one, too.
pub async fn pass(
    route: &'static Route,
    mut request: ServiceRequest,
    next: Next<BoxBody>,
) -> Result<ServiceResponse, Error> {
    if let Err(problem) = open(route, &mut request).await {
        return Ok(request.error_response(problem));
    }
    let kept = request.request().clone();
    // Whatever the page writes, it writes only while the session that asked for it is still one.
    let asker = session::asker(&kept);
    let page = next.call(request);
    let answering = async {
        match asker {
            Some(asker) => store::on_behalf_of(asker, page).await,
            None => page.await,
        }
    };
    let mut answer = match unwinding(answering).await {
        Some(answer) => answer?,
        None => ServiceResponse::from_err(Problem::broken("panic"), kept.clone()),
    };
    session::renew(&kept, answer.headers_mut());
    Ok(answer)
}

async fn open(route: &'static Route, request: &mut ServiceRequest) -> Result<(), Problem> {
    let visit = Visit::of(request.request()).ok_or_else(|| Problem::broken("request without a visit"))?;
    let site = visit.site();
    let agency = match agency(site, request.request()).await {
        Ok(agency) => agency,
        Err(problem) => return Err(unanswered(request, route, site, problem).await),
    };
    // From here on even a refusal carries the agency's name.
    let visit = visit.inside(agency, SessionTag::default());
    request.extensions_mut().insert(visit.clone());
    if let Guard::Form(_) = route.guard {
        check_origin(request.request(), site.public_address())?;
    }
    let visit = match route.access {
        Access::Public => visit,
        access => {
            let agency = visit.agency().ok();
            match site.admit(request.request(), agency, access).await {
                Ok(session) => visit.inside(agency.cloned(), session),
                Err(problem) => return Err(refused(request, route, site.upload_bytes(), problem).await),
            }
        }
    };
    request.extensions_mut().insert(visit.clone());
    if let Guard::Form(guard) = route.guard {
        let form = read_form(request, guard, &visit).await?;
        request.extensions_mut().insert(form);
    }
    Ok(())
}

/// What is said to someone who may not. Nobody's body is read, except that of an officer whose session was genuine and
/// is over, or whose session the store cannot tell of just now: they get back what they typed.
async fn refused(request: &mut ServiceRequest, route: &Route, most: u64, problem: Problem) -> Problem {
    let known = match problem.kind() {
        Kind::Ended => true,
        Kind::Busy => matches!(route.access, Access::Officer(_) | Access::ReporterByCode),
        _ => false,
    };
    if let (true, Guard::Form(guard)) = (known, route.guard) {
        keep(request, guard, most).await;
    }
    problem
}

/// What is said when the store does not answer: citizens, who need no sign-in, and officers whose token is genuine get
/// back what they typed.
async fn unanswered(
    request: &mut ServiceRequest,
    route: &Route,
    site: &dyn Site,
    problem: Problem,
) -> Problem {
    let known = match route.access {
        Access::Public | Access::ReporterByCode => true,
        Access::Officer(_) => site.holds_token(request.request()),
        Access::Setup | Access::Invited => false,
    };
    if let (Kind::Busy, Guard::Form(guard), true) = (problem.kind(), route.guard, known)
        && check_origin(request.request(), site.public_address()).is_ok()
    {
        keep(request, guard, site.upload_bytes()).await;
    }
    problem
}

/// Puts the typed text aside for the page that says what went wrong. Of a form with files, of at most `most` bytes, the
/// fields are kept; the files have to be chosen again.
async fn keep(request: &mut ServiceRequest, guard: &FormGuard, most: u64) {
    let form = match upload::boundary(request.request()).filter(|_| guard.files) {
        Some(boundary) => match upload::begin(request, &boundary, guard.size, most).await {
            Ok((form, mut files)) => {
                files.drain().await;
                Some(form)
            }
            Err(_) => None,
        },
        None if is_form(request.request()) => {
            let body = read_body(request, guard.size).await.ok();
            body.and_then(|body| Form::parse(&body).ok())
        }
        None => None,
    };
    if let Some(form) = form {
        request.extensions_mut().insert(Kept(form.copies(guard.keeps)));
    }
}

/// The agency named in the path, if the route has one.
async fn agency(site: &dyn Site, request: &HttpRequest) -> Result<Option<Agency>, Problem> {
    let Some(slug) = request.match_info().get("agency") else {
        return Ok(None);
    };
    let slug = Slug::parse(slug).ok_or_else(Problem::not_found)?;
    let agency = site.agency(&slug).await?;
    agency.map(Some).ok_or_else(Problem::not_found)
}

/// Refuses what another website sends in the visitor's place. Under `no-referrer` browsers send `Origin: null`
/// with our own forms, so that says nothing; the token decides then.
fn check_origin(request: &HttpRequest, own: &str) -> Result<(), Problem> {
    let one = |name: &str| -> Result<Option<&str>, Problem> {
        let mut values = request.headers().get_all(name);
        let first = values.next();
        if values.next().is_some() {
            return Err(Problem::cross_site());
        }
        first
            .map(|value| value.to_str().map_err(|_| Problem::cross_site()))
            .transpose()
    };
    if !matches!(one("sec-fetch-site")?, None | Some("same-origin" | "none")) {
        return Err(Problem::cross_site());
    }
    match one("origin")? {
        None | Some("null") => Ok(()),
        Some(origin) if origin == own.trim_end_matches('/') => Ok(()),
        Some(_) => Err(Problem::cross_site()),
    }
}

async fn read_form(
    request: &mut ServiceRequest,
    guard: &'static FormGuard,
    visit: &Visit,
) -> Result<Form, Problem> {
    let mut form = match upload::boundary(request.request()).filter(|_| guard.files) {
        Some(boundary) => {
            let most = visit.site().upload_bytes();
            let (form, files) = upload::begin(request, &boundary, guard.size, most).await?;
            request.extensions_mut().insert(files);
            form
        }
        None if is_form(request.request()) => Form::parse(&read_body(request, guard.size).await?)?,
        None => return Err(Problem::unsupported()),
    };
    // Whatever goes wrong from here on, also in the page, the visitor gets their text back.
    request.extensions_mut().insert(Kept(form.copies(guard.keeps)));
    let token = form.text(token::FIELD)?;
    let submission = submission(&form, guard)?;
    let claim = Claim {
        purpose: guard.purpose,
        agency: visit.agency().ok().map(|agency| agency.id),
        session: visit.session(),
        submission: &submission,
    };
    match visit.site().form_key().check(&token, claim, visit.today()) {
        Ok(()) => {}
        Err(refusal) if guard.renews => {
            request.extensions_mut().insert(refusal);
        }
        Err(refusal) => return Err(refusal.into()),
    }
    Ok(form)
}

/// The submission key of a form that carries one; it stays in the form for the page.
fn submission(form: &Form, guard: &FormGuard) -> Result<Zeroizing<String>, Problem> {
    if !guard.keyed {
        return Ok(Zeroizing::default());
    }
    let keys = form.copies(&[token::SUBMISSION_FIELD]);
    match <[_; 1]>::try_from(keys) {
        Ok([key]) if key.len() == 64 && key.bytes().all(|byte| byte.is_ascii_hexdigit()) => Ok(key),
        _ => Err(Problem::unreadable()),
    }
}

fn is_form(request: &HttpRequest) -> bool {
    let mut types = request.headers().get_all(header::CONTENT_TYPE);
    let (Some(kind), None) = (types.next(), types.next()) else {
        return false;
    };
    let Ok(kind) = kind.to_str() else { return false };
    let (kind, parameters) = kind.split_once(';').unwrap_or((kind, ""));
    kind.trim()
        .eq_ignore_ascii_case("application/x-www-form-urlencoded")
        && matches!(
            parameters.trim().to_ascii_lowercase().as_str(),
            "" | "charset=utf-8"
        )
}

async fn read_body(request: &mut ServiceRequest, size: Size) -> Result<Zeroizing<Vec<u8>>, Problem> {
    let announced = request.headers().get(header::CONTENT_LENGTH);
    let announced: Option<usize> = announced.and_then(|length| length.to_str().ok()?.parse().ok());
    if announced.is_some_and(|length| length > DRAINED) {
        return Err(Problem::too_large());
    }
    let mut payload = request.take_payload();
    // Reserved at once, so that no half-read copy is left behind by growing.
    let mut body = Zeroizing::new(Vec::with_capacity(announced.unwrap_or(0).min(size.bytes())));
    let reading = async {
        let mut seen = 0_usize;
        while let Some(chunk) = payload.next().await {
            let chunk: Bytes = chunk.map_err(|_| Problem::unreadable())?;
            seen = seen.saturating_add(chunk.len());
            if seen > DRAINED {
                break;
            }
            if seen <= size.bytes() {
                body.extend_from_slice(&chunk);
            }
        }
        if seen > size.bytes() {
            Err(Problem::too_large())
        } else {
            Ok(())
        }
    };
    let deadline = Duration::from_secs(size.seconds());
    tokio::time::timeout(deadline, reading)
        .await
        .map_err(|_| Problem::unreadable())??;
    Ok(body)
}

/// The result of a future, or nothing if it panicked.
async fn unwinding<T>(future: impl Future<Output = T>) -> Option<T> {
    let mut future = pin!(future);
    poll_fn(move |context| {
        match catch_unwind(AssertUnwindSafe(|| future.as_mut().poll(context))) {
            Ok(Poll::Pending) => Poll::Pending,
            Ok(Poll::Ready(value)) => Poll::Ready(Some(value)),
            // The payload of the panic may contain anything: it is dropped unread.
            Err(_) => Poll::Ready(None),
        }
    })
    .await
}
