//! What goes over the wire, byte by byte, with the real server.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, mpsc};
use std::thread;
use std::time::Duration;

use actix_web::dev::ServerHandle;

use super::village::Village;
use crate::web::server::serve;

/// A server on a free port, stopped when it goes out of scope.
struct Running {
    address: SocketAddr,
    handle: ServerHandle,
}

impl Running {
    fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let (tell, told) = mpsc::channel();
        thread::spawn(move || {
            actix_web::rt::System::new().block_on(async move {
                let server = serve(listener, Arc::new(Village::default()), 1, |_| {}).unwrap();
                tell.send(server.handle()).unwrap();
                server.await.unwrap();
            });
        });
        Self {
            address,
            handle: told.recv().unwrap(),
        }
    }

    /// Sends bytes and reads everything until the server hangs up.
    fn send(&self, request: &str) -> String {
        let mut stream = TcpStream::connect(self.address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        String::from_utf8(answer).unwrap()
    }

    fn ask(&self, line: &str) -> String {
        self.send(&format!(
            "{line} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
        ))
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        drop(self.handle.stop(false));
    }
}

#[test]
fn head_is_get_without_the_body() {
    let running = Running::start();
    let head = running.ask("HEAD /khok-sung/about");
    assert!(head.starts_with("HTTP/1.1 200"), "{head}");
    let (headers, body) = head.split_once("\r\n\r\n").unwrap();
    assert_eq!(body, "");
    let get = running.ask("GET /khok-sung/about");
    let length = |text: &str| {
        let line = text
            .lines()
            .find(|line| line.to_ascii_lowercase().starts_with("content-length"));
        line.map(str::to_owned)
    };
    assert_eq!(length(headers), length(&get));
    assert!(length(headers).is_some());
}

#[test]
fn the_wire_carries_no_name_of_the_server() {
    let running = Running::start();
    for line in [
        "GET /",
        "GET /nothing",
        "TRACE /",
        "OPTIONS *",
        "CONNECT localhost:80",
        "GET http://evil.example/health",
    ] {
        let answer = running.ask(line).to_ascii_lowercase();
        assert!(answer.starts_with("http/1.1 "), "{line}");
        assert!(
            !answer.contains("\r\nserver:") && !answer.contains("actix"),
            "{line}: {answer}"
        );
        assert!(
            !answer.contains("x-secret-echo") && !answer.starts_with("http/1.1 5"),
            "{line}: {answer}"
        );
    }
}

#[test]
fn trace_does_not_echo() {
    let running = Running::start();
    let answer = running
        .send("TRACE / HTTP/1.1\r\nHost: localhost\r\nCookie: secret=abc\r\nConnection: close\r\n\r\n");
    assert!(
        answer.starts_with("HTTP/1.1 405") && !answer.contains("secret=abc"),
        "{answer}"
    );
}

#[test]
fn the_host_somebody_claims_appears_nowhere() {
    let running = Running::start();
    for target in ["/", "/khok-sung/about/", "/exit", "/nothing"] {
        let answer = running.send(&format!(
            "GET {target} HTTP/1.1\r\nHost: evil.example\r\nX-Forwarded-Host: evil.example\r\nConnection: close\r\n\r\n"
        ));
        assert!(!answer.contains("evil.example"), "{target}: {answer}");
    }
}

#[test]
fn two_lengths_or_both_framings_are_refused() {
    let running = Running::start();
    for framing in [
        "Content-Length: 1\r\nContent-Length: 2",
        "Content-Length: 1\r\nTransfer-Encoding: chunked",
        "Transfer-Encoding: xchunked",
        "Content-Length: -1",
        "Content-Length: +1",
    ] {
        let answer = running.send(&format!(
            "POST /khok-sung/about HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{framing}\r\n\r\n0\r\n\r\n"
        ));
        assert!(answer.starts_with("HTTP/1.1 4"), "{framing}: {answer}");
    }
}

#[test]
fn pages_keep_coming_after_nonsense() {
    let running = Running::start();
    for nonsense in ["GET\r\n\r\n", "\u{0}\u{1}\u{2}\r\n\r\n", "GET / HTTP/9.9\r\n\r\n"] {
        running.send(nonsense);
    }
    assert!(running.ask("GET /health").starts_with("HTTP/1.1 200"));
}
