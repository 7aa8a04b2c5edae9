//! Builds the website from the route table, and the HTTP server around it.

use std::net::TcpListener;
use std::sync::Arc;
use std::time::Duration;

use actix_web::body::BoxBody;
use actix_web::dev::{Server, ServiceFactory, ServiceRequest, ServiceResponse};
use actix_web::http::{KeepAlive, StatusCode, header};
use actix_web::middleware::{Next, from_fn};
use actix_web::web::{self, ServiceConfig};
use actix_web::{App, Error, HttpMessage, HttpResponse, HttpServer, guard};

use super::problem::{self, Problem};
use super::routes::{Method, ROUTES, Route};
use super::sieve::{self, Verdict};
use super::site::Site;
use super::token::SessionTag;
use super::visit::Visit;
use super::{gate, headers};

/// How long a browser may take to send the head of a request, and how long we wait for it to hang up.
const HEAD_SECONDS: u64 = 15;
const GOODBYE_SECONDS: u64 = 5;
/// How long an idle connection stays open.
const IDLE_SECONDS: u64 = 30;
/// Connections a worker holds at once.
const CONNECTIONS: usize = 4_096;

/// The website of a route table, which is [`ROUTES`] but in tests of the gate. `more` adds what pages ask for besides the site, such as `web::Data` of the application.
pub fn website(
    site: Arc<dyn Site>,
    routes: &'static [Route],
    more: impl FnOnce(&mut ServiceConfig),
) -> App<
    impl ServiceFactory<ServiceRequest, Config = (), Response = ServiceResponse, Error = Error, InitError = ()>,
> {
    App::new()
        .configure(more)
        .configure(|config| mount(config, routes))
        .default_service(web::to(|| async { Err::<HttpResponse, _>(Problem::not_found()) }))
        .wrap(from_fn(move |request, next| {
            around(Arc::clone(&site), request, next)
        }))
}

/// What surrounds every request, from the outside in: headers, problem pages, spelling of the path, routes.
async fn around(
    site: Arc<dyn Site>,
    mut request: ServiceRequest,
    next: Next<BoxBody>,
) -> Result<ServiceResponse, Error> {
    let (asked, verdict) = sieve::look(&mut request);
    let visit = Visit::new(Arc::clone(&site), asked, None, SessionTag::default());
    request.extensions_mut().insert(visit.clone());
    let response = match verdict {
        Verdict::Pass => next.call(request).await?,
        Verdict::Refuse(problem) => request.error_response(problem),
        Verdict::Moved(address) => {
            let moved = HttpResponse::build(StatusCode::PERMANENT_REDIRECT)
                .insert_header((header::LOCATION, address))
                .finish();
            request.into_response(moved)
        }
    };
    let mut response = problem::dress(response, &visit);
    headers::set(&mut response, site.public_address());
    Ok(response)
}

/// Mounts the route table. Routes with the same path become one resource, whose other methods are refused.
fn mount(config: &mut ServiceConfig, routes: &'static [Route]) {
    let mut mounted: Vec<&str> = Vec::new();
    for route in routes {
        if !mounted.contains(&route.path) {
            mounted.push(route.path);
            config.service(resource(route.path, routes));
        }
    }
}

fn resource(path: &'static str, routes: &'static [Route]) -> actix_web::Resource {
    let mut methods = (false, false);
    let mut resource = web::resource(path);
    for route in routes.iter().filter(|route| route.path == path) {
        match route.method {
            Method::Get => methods.0 = true,
            Method::Post => methods.1 = true,
        }
        resource = resource.route(guarded(route));
    }
    let allowed = match methods {
        (true, true) => "GET, HEAD, POST",
        (true, false) => "GET, HEAD",
        _ => "POST",
    };
    resource.default_service(web::to(move || async move {
        Err::<HttpResponse, _>(Problem::wrong_method(allowed))
    }))
}

/// The page of a route behind its gate.
fn guarded(route: &'static Route) -> actix_web::Route {
    let page = (route.mount)().wrap(from_fn(move |request, next| gate::pass(route, request, next)));
    match route.method {
        Method::Get => page.guard(guard::Any(guard::Get()).or(guard::Head())),
        Method::Post => page.guard(guard::Post()),
    }
}

/// Serves the website on an open listener until the process is told to end.
///
/// # Errors
/// When the listener cannot be used.
pub fn serve<M>(
    listener: TcpListener,
    site: Arc<dyn Site>,
    workers: usize,
    more: M,
) -> std::io::Result<Server>
where
    M: Fn(&mut ServiceConfig) + Clone + Send + 'static,
{
    let server = HttpServer::new(move || website(Arc::clone(&site), ROUTES, more.clone()))
        .workers(workers)
        .max_connections(CONNECTIONS)
        .client_request_timeout(Duration::from_secs(HEAD_SECONDS))
        .client_disconnect_timeout(Duration::from_secs(GOODBYE_SECONDS))
        .keep_alive(KeepAlive::Timeout(Duration::from_secs(IDLE_SECONDS)))
        .shutdown_timeout(10)
        .listen(listener)?;
    Ok(server.run())
}
