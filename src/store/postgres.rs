//! A connection to PostgreSQL without libpq: tokio-postgres over rustls, driven by the thread it lives on.

use std::cell::RefCell;
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use diesel_async::AsyncPgConnection;
use diesel_async::async_connection_wrapper::{AsyncConnectionWrapper, BlockOn};
use rustls::{ClientConfig, RootCertStore};
use tokio::runtime::{Builder, Runtime};
use tokio_postgres::NoTls;
use tokio_postgres::config::{Config, SslMode};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::error::StoreError;

/// The connection as diesel sees it.
pub type PgConn = AsyncConnectionWrapper<AsyncPgConnection, OwnThread>;

/// How long to wait for the server's first answer.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
/// After how long without an acknowledgement a connection counts as dead.
const DEAD_AFTER: Duration = Duration::from_secs(20);

thread_local! {
    static RUNTIME: RefCell<Option<Arc<Runtime>>> = const { RefCell::new(None) };
}

/// Drives a connection on a runtime of its own thread. The threads are the store's (a writer, some readers):
/// a runtime of the web server would panic here, and one more thread would cost a switch for every query.
pub struct OwnThread(Option<Arc<Runtime>>);

impl BlockOn for OwnThread {
    fn block_on<F>(&self, work: F) -> F::Output
    where
        F: Future,
    {
        match &self.0 {
            Some(runtime) => runtime.block_on(work),
            None => unreachable!("connect() has put a runtime on this thread"),
        }
    }

    fn get_runtime() -> Self {
        Self(RUNTIME.with_borrow(Clone::clone))
    }
}

/// Opens a connection that lives on the calling thread.
pub(super) fn connect(config: &Config, patience: Duration) -> Result<PgConn, StoreError> {
    let runtime = own_runtime()?;
    let mut config = config.clone();
    config
        .application_name("sujarit")
        .connect_timeout(CONNECT_TIMEOUT)
        .keepalives_idle(DEAD_AFTER)
        .tcp_user_timeout(DEAD_AFTER);
    let connection = runtime.block_on(async {
        let connected = if config.get_ssl_mode() == SslMode::Disable {
            let (client, connection) = config.connect(NoTls).await.map_err(|error| class(&error))?;
            AsyncPgConnection::try_from_client_and_connection(client, connection).await
        } else {
            let (client, connection) = config.connect(tls()?).await.map_err(|error| class(&error))?;
            AsyncPgConnection::try_from_client_and_connection(client, connection).await
        };
        connected.map_err(StoreError::from)
    })?;
    let mut connection = PgConn::from(connection);
    set_up(&mut connection, patience)?;
    Ok(connection)
}

/// Every commit is durable before it is answered, whatever the server's default; waiting has an end.
fn set_up(connection: &mut PgConn, patience: Duration) -> Result<(), StoreError> {
    use diesel::connection::SimpleConnection;

    let wait = patience.as_millis();
    connection.batch_execute(&format!(
        "SET synchronous_commit = on; SET lock_timeout = {wait}; \
         SET idle_in_transaction_session_timeout = 60000; SET client_min_messages = warning"
    ))?;
    Ok(())
}

fn own_runtime() -> Result<Arc<Runtime>, StoreError> {
    RUNTIME.with_borrow_mut(|place| {
        if let Some(runtime) = place {
            return Ok(Arc::clone(runtime));
        }
        let runtime = Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|_| StoreError::Unavailable)?;
        Ok(Arc::clone(place.insert(Arc::new(runtime))))
    })
}

/// TLS that believes only the machine's own list of authorities.
fn tls() -> Result<MakeRustlsConnect, StoreError> {
    let mut roots = RootCertStore::empty();
    let found = rustls_native_certs::load_native_certs();
    let (good, _) = roots.add_parsable_certificates(found.certs);
    if good == 0 {
        return Err(StoreError::Unavailable);
    }
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|_| StoreError::Unavailable)?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(MakeRustlsConnect::new(config))
}

fn class(error: &tokio_postgres::Error) -> StoreError {
    use tokio_postgres::error::SqlState;

    match error.code() {
        Some(&SqlState::TOO_MANY_CONNECTIONS) => StoreError::Busy,
        _ => StoreError::Unavailable,
    }
}
