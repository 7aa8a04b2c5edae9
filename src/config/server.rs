//! How visitors reach the service.

use std::net::SocketAddr;

use serde::Deserialize;

/// The `[server]` section.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Server {
    /// Address and port to listen on. Anything but this machine belongs behind a proxy that speaks TLS.
    pub listen: String,
    /// What visitors type, without a slash at the end. Links in mails and QR codes use this and nothing that a
    /// request says of itself.
    pub public_address: String,
    /// Where "leave now" goes: a page that says nothing about the visitor.
    pub exit_address: String,
    /// Threads that answer requests; 0 means one for each core.
    pub workers: usize,
}

impl Default for Server {
    fn default() -> Self {
        Self {
            listen: "127.0.0.1:8080".to_owned(),
            public_address: "http://localhost:8080".to_owned(),
            exit_address: "https://www.tmd.go.th/".to_owned(),
            workers: 0,
        }
    }
}

impl Server {
    pub(super) fn check(&mut self, problems: &mut Vec<String>) {
        if self.listen.parse::<SocketAddr>().is_err() {
            problems
                .push("server.listen: write an address and a port, for example 127.0.0.1:8080".to_owned());
        }
        let public = self.public_address.trim_end_matches('/').to_owned();
        let host = public
            .strip_prefix("https://")
            .or_else(|| public.strip_prefix("http://"));
        match host {
            Some(host) if !host.is_empty() && !host.contains(['/', '?', '#', '@', ' ']) => {}
            _ => problems.push(
                "server.public_address: write https:// and the host name, for example https://tip.example.go.th".to_owned(),
            ),
        }
        self.public_address = public;
        if !self.exit_address.starts_with("https://") || self.exit_address.contains([' ', '\r', '\n', '"']) {
            problems.push("server.exit_address: write an address that begins with https://".to_owned());
        }
        if self.workers > 256 {
            problems.push("server.workers: at most 256".to_owned());
        }
    }

    /// Whether only visitors on this machine are meant; browsers trust such an address without TLS.
    pub fn is_local(&self) -> bool {
        let host = self.public_address.strip_prefix("http://").unwrap_or_default();
        let host = host.rsplit_once(':').map_or(host, |(host, _)| host);
        host == "localhost" || host == "127.0.0.1"
    }

    /// Whether visitors come over TLS.
    pub fn is_https(&self) -> bool {
        self.public_address.starts_with("https://")
    }
}
