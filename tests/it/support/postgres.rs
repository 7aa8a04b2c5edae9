//! A throw-away PostgreSQL: one cluster for the test binary, one database for each test.
//!
//! With `SUJARIT_TEST_POSTGRES` set to an address like `postgres://user@127.0.0.1:5432/postgres` that server
//! is used (without TLS) instead of starting one. Where there is neither, the tests fail.

use std::fs;
use std::io::Write;
use std::net::TcpListener;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

use tempfile::TempDir;
use tokio_postgres::NoTls;
use tokio_postgres::config::{Config, Host, SslMode};

/// A database of its own. It is dropped with this value.
pub struct Database {
    name: String,
}

impl Database {
    /// Makes an empty database.
    pub fn create() -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let name = format!("sujarit_test_{}_{number}", std::process::id());
        administer(&format!(
            "CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'"
        ));
        Self { name }
    }

    /// Its address.
    pub fn url(&self) -> String {
        let config = server();
        let host = match config.get_hosts().first() {
            Some(Host::Tcp(host)) => host.clone(),
            _ => panic!("SUJARIT_TEST_POSTGRES must name a host reached over TCP"),
        };
        let port = config.get_ports().first().copied().unwrap_or(5432);
        let user = config.get_user().unwrap_or("postgres");
        let password = config
            .get_password()
            .map(|password| format!(":{}", String::from_utf8_lossy(password)))
            .unwrap_or_default();
        format!(
            "postgres://{user}{password}@{host}:{port}/{}?sslmode=disable",
            self.name
        )
    }

    /// Cuts every connection to it, as a restart of the server would.
    pub fn cut_connections(&self) {
        administer(&format!(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{}'",
            self.name
        ));
    }

    /// Allows or refuses new connections.
    pub fn set_reachable(&self, reachable: bool) {
        administer(&format!(
            "ALTER DATABASE {} ALLOW_CONNECTIONS {reachable}",
            self.name
        ));
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        administer(&format!("DROP DATABASE {} WITH (FORCE)", self.name));
    }
}

/// Runs a statement as the owner of the server.
fn administer(sql: &str) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let (client, connection) = server().connect(NoTls).await.unwrap();
        let driver = async {
            connection.await.unwrap();
        };
        let work = async move { client.batch_execute(sql).await.unwrap() };
        tokio::join!(driver, work);
    });
}

/// The address of the server's own database.
fn server() -> Config {
    let address = std::env::var_os("SUJARIT_TEST_POSTGRES").map_or_else(
        || format!("postgres://postgres@localhost:{}/postgres", cluster().port),
        |address| address.to_string_lossy().into_owned(),
    );
    let mut config: Config = address.parse().expect("SUJARIT_TEST_POSTGRES is an address");
    config.ssl_mode(SslMode::Disable);
    config
}

/// The folder of the whole server with its log, after everything in memory has been written down.
pub fn settled() -> PathBuf {
    administer("CHECKPOINT");
    assert!(
        std::env::var_os("SUJARIT_TEST_POSTGRES").is_none(),
        "the files of a server that somebody else runs cannot be searched: unset SUJARIT_TEST_POSTGRES"
    );
    cluster().folder.clone()
}

struct Cluster {
    port: u16,
    folder: PathBuf,
    /// Stops the server and removes its folder as soon as its input ends: when this is dropped or this
    /// process is gone, however it ended.
    keeper: Child,
}

fn cluster() -> &'static Cluster {
    static CLUSTER: OnceLock<Cluster> = OnceLock::new();
    CLUSTER.get_or_init(|| Cluster::try_start(|_| Ok(String::new())))
}

impl Cluster {
    /// Starts a cluster; `prepare` may add to its folder and returns further options.
    fn try_start(prepare: impl Fn(&Path) -> Result<String, String>) -> Self {
        // Another program may take the free port before the server does.
        (0..5)
            .find_map(|_| Self::start(&prepare).map_err(|why| eprintln!("{why}")).ok())
            .expect("PostgreSQL must be installed (on Debian: postgresql) or SUJARIT_TEST_POSTGRES be set")
    }

    fn start(prepare: impl Fn(&Path) -> Result<String, String>) -> Result<Self, String> {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let programs = programs()?;
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let folder = std::env::temp_dir().join(format!("sujarit-postgres-{}-{number}", std::process::id()));
        drop(fs::remove_dir_all(&folder));
        fs::create_dir(&folder).map_err(|why| format!("{}: {why}", folder.display()))?;
        let root = is_root();
        let further = prepare(&folder)?;
        if root {
            run(Command::new("chown").args(["-R", "postgres"]).arg(&folder))?;
        }
        let data = folder.join("data");
        run(as_owner(root, &programs.join("initdb"))
            .current_dir(&folder)
            .args([
                "-U",
                "postgres",
                "-A",
                "trust",
                "-E",
                "UTF8",
                "--locale=C",
                "--no-sync",
                "-D",
            ])
            .arg(&data))?;
        let port = free_port()?;
        // What a test writes need not survive the machine; only this program is under test.
        let options = format!(
            "-p {port} -k '' -c listen_addresses=localhost -c fsync=off -c max_connections=400 \
             -c shared_buffers=32MB {further}"
        );
        run(as_owner(root, &programs.join("pg_ctl"))
            .current_dir(&folder)
            .args(["-w", "-s", "-D"])
            .arg(&data)
            .arg("-l")
            .arg(folder.join("log"))
            .arg("-o")
            .arg(options)
            .arg("start"))?;
        let stop = as_owner(root, &programs.join("pg_ctl"));
        let keeper = keeper(&stop, &data, &folder)?;
        Ok(Self { port, folder, keeper })
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        drop(self.keeper.stdin.take());
        drop(self.keeper.wait());
    }
}

/// A cluster of its own that speaks TLS, with a certificate for `localhost`.
pub struct Encrypted {
    cluster: Cluster,
    /// The authority that signed the certificate.
    pub authority: PathBuf,
    /// An authority that signed nothing.
    pub stranger: PathBuf,
    // Dropped after the cluster.
    _papers: TempDir,
}

impl Encrypted {
    /// Starts it.
    pub fn start() -> Self {
        let papers = TempDir::new().unwrap();
        let path = papers.path();
        for authority in ["authority", "stranger"] {
            openssl(
                path,
                &[
                    "req",
                    "-x509",
                    "-newkey",
                    "ec",
                    "-pkeyopt",
                    "ec_paramgen_curve:P-256",
                    "-nodes",
                    "-days",
                    "2",
                    "-subj",
                    &format!("/CN={authority}"),
                    "-keyout",
                    &format!("{authority}.key"),
                    "-out",
                    &format!("{authority}.pem"),
                ],
            );
        }
        openssl(
            path,
            &[
                "req",
                "-x509",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:P-256",
                "-nodes",
                "-days",
                "2",
                "-subj",
                "/CN=localhost",
                "-addext",
                "subjectAltName=DNS:localhost",
                "-addext",
                "basicConstraints=critical,CA:FALSE",
                "-CA",
                "authority.pem",
                "-CAkey",
                "authority.key",
                "-keyout",
                "server.key",
                "-out",
                "server.pem",
            ],
        );
        let cluster = Cluster::try_start(|folder| {
            for file in ["server.key", "server.pem"] {
                fs::copy(path.join(file), folder.join(file)).map_err(|why| format!("{file}: {why}"))?;
            }
            let folder = folder.display();
            Ok(format!(
                "-c ssl=on -c ssl_cert_file={folder}/server.pem -c ssl_key_file={folder}/server.key"
            ))
        });
        Self {
            cluster,
            authority: path.join("authority.pem"),
            stranger: path.join("stranger.pem"),
            _papers: papers,
        }
    }

    /// The address of its database when it is called by this name.
    pub fn address(&self, host: &str, query: &str) -> String {
        format!("postgres://postgres@{host}:{}/postgres{query}", self.cluster.port)
    }

    /// What the server has written into its log.
    pub fn log(&self) -> String {
        fs::read_to_string(self.cluster.folder.join("log")).unwrap()
    }
}

fn openssl(folder: &Path, arguments: &[&str]) {
    run(Command::new("openssl").args(arguments).current_dir(folder)).unwrap();
}

fn keeper(stop: &Command, data: &Path, folder: &Path) -> Result<Child, String> {
    let script = "cd / && cat >/dev/null; folder=$1; shift; \"$@\"; rm -rf \"$folder\"";
    let mut child = Command::new("sh")
        .arg("-c")
        .arg(script)
        .arg("keeper")
        .arg(folder)
        .arg(stop.get_program())
        .args(stop.get_args())
        .args(["-m", "immediate", "-s", "-D"])
        .arg(data)
        .arg("stop")
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .process_group(0)
        .spawn()
        .map_err(|why| format!("sh: {why}"))?;
    if let Some(input) = &mut child.stdin {
        input.flush().map_err(|why| format!("sh: {why}"))?;
    }
    Ok(child)
}

fn programs() -> Result<PathBuf, String> {
    let mut found: Vec<PathBuf> = fs::read_dir("/usr/lib/postgresql")
        .map_err(|why| format!("/usr/lib/postgresql: {why}"))?
        .filter_map(|entry| Some(entry.ok()?.path().join("bin")))
        .filter(|bin| bin.join("initdb").exists())
        .collect();
    found.sort();
    found
        .pop()
        .ok_or_else(|| "no initdb under /usr/lib/postgresql".to_owned())
}

/// PostgreSQL refuses to run as root.
fn as_owner(root: bool, program: &Path) -> Command {
    if root {
        let mut command = Command::new("runuser");
        command.args(["-u", "postgres", "--"]).arg(program);
        command
    } else {
        Command::new(program)
    }
}

/// Whether this process may do everything, and must therefore lay down rights for some tests.
pub fn is_root() -> bool {
    Command::new("id")
        .arg("-u")
        .output()
        .is_ok_and(|output| output.stdout.starts_with(b"0"))
}

fn free_port() -> Result<u16, String> {
    TcpListener::bind("127.0.0.1:0")
        .and_then(|listener| listener.local_addr())
        .map(|address| address.port())
        .map_err(|why| format!("no free port: {why}"))
}

fn run(command: &mut Command) -> Result<(), String> {
    let Output { status, stderr, .. } = command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .output()
        .map_err(|why| format!("{command:?}: {why}"))?;
    if status.success() {
        return Ok(());
    }
    Err(format!("{command:?}: {}", String::from_utf8_lossy(&stderr)))
}
