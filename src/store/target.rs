//! The address of the database, read by us: a database library that guesses the engine from an address once
//! made a file with a password in its name.

use std::fmt;
use std::path::{Path, PathBuf};

use tokio_postgres::config::{Config, SslMode};

/// Which engine an address names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// The bundled SQLite and one file.
    Sqlite,
    /// A PostgreSQL server.
    Postgres,
}

/// A checked address of a database.
#[derive(Clone)]
pub struct Target(pub(super) Place);

#[derive(Clone)]
pub(super) enum Place {
    File(PathBuf),
    Server(Box<Config>),
}

/// Why an address is refused. It never repeats the address, which may hold a password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BadTarget {
    /// It begins with neither `sqlite:` nor `postgres://`.
    Scheme,
    /// It names no file on disk.
    File,
    /// PostgreSQL's part cannot be read or names no database.
    Server,
    /// `sslmode` is none of `require`, `verify-full` and `disable`.
    SslMode,
}

impl fmt::Display for BadTarget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Scheme => "a database address begins with sqlite: or postgres://",
            Self::File => "sqlite: is followed by the path of a file",
            Self::Server => "the address of the PostgreSQL database cannot be read",
            Self::SslMode => "sslmode is require, verify-full or disable",
        })
    }
}

impl std::error::Error for BadTarget {}

impl Target {
    /// Reads `sqlite:path/to/file` or `postgres://user:password@host:port/database?sslmode=require`.
    ///
    /// Without `sslmode` PostgreSQL is spoken to over TLS only. `require` and `verify-full` mean the same:
    /// the certificate must be valid for the host. `disable` is for the same machine and for tests.
    ///
    /// # Errors
    /// [`BadTarget`] for everything else; the message never repeats the address.
    pub fn parse(url: &str) -> Result<Self, BadTarget> {
        if url.contains('\0') {
            return Err(BadTarget::Scheme);
        }
        if let Some(path) = url.strip_prefix("sqlite:") {
            file(path)
        } else if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            server(url)
        } else {
            Err(BadTarget::Scheme)
        }
    }

    /// The SQLite file at this path.
    pub fn file(path: impl Into<PathBuf>) -> Self {
        Self(Place::File(path.into()))
    }

    /// The engine it names.
    pub const fn engine(&self) -> Engine {
        match self.0 {
            Place::File(_) => Engine::Sqlite,
            Place::Server(_) => Engine::Postgres,
        }
    }

    /// The file of an SQLite database.
    pub fn path(&self) -> Option<&Path> {
        match &self.0 {
            Place::File(path) => Some(path),
            Place::Server(_) => None,
        }
    }
}

impl fmt::Debug for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Target({:?})", self.engine())
    }
}

fn file(path: &str) -> Result<Target, BadTarget> {
    // Names that SQLite itself gives a meaning: databases in memory, and addresses with options.
    let special =
        path.is_empty() || path.starts_with(':') || path.starts_with("file:") || path.ends_with('/');
    if special {
        return Err(BadTarget::File);
    }
    Ok(Target::file(path))
}

fn server(url: &str) -> Result<Target, BadTarget> {
    let (address, query) = url.split_once('?').unwrap_or((url, ""));
    let mut mode = None;
    let mut rest = Vec::new();
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        match pair.split_once('=') {
            Some(("sslmode", value)) if mode.is_none() => mode = Some(value),
            Some(("sslmode", _)) => return Err(BadTarget::SslMode),
            _ => rest.push(pair),
        }
    }
    let mode = match mode {
        None | Some("require" | "verify-full") => SslMode::Require,
        Some("disable") => SslMode::Disable,
        Some(_) => return Err(BadTarget::SslMode),
    };
    let address = if rest.is_empty() {
        address.to_owned()
    } else {
        format!("{address}?{}", rest.join("&"))
    };
    let mut config: Config = address.parse().map_err(|_| BadTarget::Server)?;
    if config.get_hosts().is_empty() || config.get_dbname().is_none() {
        return Err(BadTarget::Server);
    }
    config.ssl_mode(mode);
    Ok(Target(Place::Server(Box::new(config))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_two_engines_are_understood() {
        assert_eq!(
            Target::parse("sqlite:data/sujarit.db").map(|t| t.engine()),
            Ok(Engine::Sqlite)
        );
        for url in [
            "postgres://u:p@db/sujarit",
            "postgresql://u@db:5433/s?sslmode=disable",
        ] {
            assert_eq!(
                Target::parse(url).map(|t| t.engine()),
                Ok(Engine::Postgres),
                "{url}"
            );
        }
        for url in [
            "",
            "data.db",
            "postgre://h/d",
            "mysql://h/d",
            "host=db password=x",
            "SQLITE:x",
        ] {
            assert_eq!(Target::parse(url).err(), Some(BadTarget::Scheme), "{url}");
        }
        for url in [
            "sqlite:",
            "sqlite::memory:",
            "sqlite:file:x?mode=memory",
            "sqlite:data/",
        ] {
            assert_eq!(Target::parse(url).err(), Some(BadTarget::File), "{url}");
        }
        for url in [
            "postgres://",
            "postgres://u@db",
            "postgres://u@db:port/s",
            "postgres://db/s?x=1",
        ] {
            assert_eq!(Target::parse(url).err(), Some(BadTarget::Server), "{url}");
        }
    }

    #[test]
    fn encryption_to_postgres_is_on_unless_it_is_written_off() {
        let mode = |url: &str| match Target::parse(url).unwrap().0 {
            Place::Server(config) => config.get_ssl_mode(),
            Place::File(_) => panic!("not a file"),
        };
        assert_eq!(mode("postgres://u@db/s"), SslMode::Require);
        assert_eq!(mode("postgres://u@db/s?sslmode=require"), SslMode::Require);
        assert_eq!(mode("postgres://u@db/s?sslmode=verify-full"), SslMode::Require);
        assert_eq!(mode("postgres://u@db/s?sslmode=disable"), SslMode::Disable);
        for mode in ["prefer", "allow", "verify-ca", "", "require&sslmode=disable"] {
            let url = format!("postgres://u@db/s?sslmode={mode}");
            assert_eq!(Target::parse(&url).err(), Some(BadTarget::SslMode), "{url}");
        }
    }

    #[test]
    fn a_password_is_never_repeated() {
        let good = Target::parse("postgres://u:SENTINEL@db/s").unwrap();
        assert!(!format!("{good:?}").contains("SENTINEL"));
        for url in [
            "postgres://u:SENTINEL@db:SENTINEL/s",
            "postgre://u:SENTINEL@db/s",
            "postgres://u:SENTINEL@db/s?sslmode=SENTINEL",
            "postgres://db/s?SENTINEL=1",
        ] {
            let error = Target::parse(url).unwrap_err();
            assert!(!format!("{error} {error:?}").contains("SENTINEL"), "{url}");
        }
    }
}
