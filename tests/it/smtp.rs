//! The daily mail through a real mail server's protocol, spoken by a small sink of the test's own.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::thread::JoinHandle;

use sujarit::config::{Mail, Security, Transport};
use sujarit::domain::agency::{Agency, Slug};
use sujarit::domain::category::AgencyKind;
use sujarit::domain::day::Day;
use sujarit::domain::ids::AgencyId;
use sujarit::mail::{Digest, MailError, Mailer, News, digest};

/// What a client said to the sink: every line, commands and mail alike.
struct Sink {
    port: u16,
    heard: JoinHandle<Vec<String>>,
}

impl Sink {
    /// Takes one mail, or refuses it after the envelope.
    fn start(takes: bool) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let heard = std::thread::spawn(move || talk(listener.accept().unwrap().0, takes));
        Self { port, heard }
    }

    fn settings(&self) -> Mail {
        Mail {
            transport: Transport::Smtp,
            host: "127.0.0.1".to_owned(),
            port: self.port,
            security: Security::None,
            from: "สุจริต <no-reply@sample.go.th>".to_owned(),
            ..Mail::default()
        }
    }
}

fn talk(stream: TcpStream, takes: bool) -> Vec<String> {
    let mut answers = stream.try_clone().unwrap();
    let mut say = |line: &str| answers.write_all(format!("{line}\r\n").as_bytes()).unwrap();
    let mut heard = Vec::new();
    let mut in_mail = false;
    say("220 sink");
    for line in BufReader::new(stream).lines() {
        let Ok(line) = line else { break };
        heard.push(line.clone());
        match line.split(' ').next().unwrap() {
            "." if in_mail => {
                in_mail = false;
                say("250 taken");
            }
            _ if in_mail => {}
            "DATA" if takes => {
                in_mail = true;
                say("354 go on");
            }
            "DATA" => say("451 later"),
            "QUIT" => {
                say("221 bye");
                break;
            }
            _ => say("250 ok"),
        }
    }
    heard
}

fn agency() -> Agency {
    Agency {
        id: AgencyId([1; 16]),
        slug: Slug::parse("sample").unwrap(),
        kind: AgencyKind::SubdistrictOrganisation,
        full_name: "องค์การบริหารส่วนตำบลตัวอย่าง".to_owned(),
        short_name: "อบต.ตัวอย่าง".to_owned(),
        english_name: "Sample SAO".to_owned(),
        district: String::new(),
        province: String::new(),
        contact: String::new(),
        general_link: String::new(),
        outside_body: String::new(),
        panel_size: 2,
        minimum_readers: 2,
        demonstration: false,
    }
}

fn of<'a>(agency: &'a Agency, to: &'a str, day: Day, news: News) -> Digest<'a> {
    Digest {
        to,
        agency,
        address: "https://tip.sample.go.th",
        day,
        hour: 8,
        id: [7; 16],
        news,
    }
}

#[test]
fn whatever_there_is_to_say_the_mail_is_as_long_and_has_the_same_head() {
    let from = "no-reply@sample.go.th".parse().unwrap();
    let day = Day::from_ymd(2026, 11, 21).unwrap();
    let shapes = [News::None, News::Matter, News::Agency].map(|news| {
        let mail = digest(&from, &of(&agency(), "officer@sample.go.th", day, news)).unwrap();
        let mail = String::from_utf8(mail.formatted()).unwrap();
        let (head, body) = mail.split_once("\r\n\r\n").unwrap();
        let lines: Vec<usize> = body.lines().map(str::len).collect();
        (head.to_owned(), lines, body.to_owned())
    });
    assert_eq!(shapes[0].0, shapes[1].0);
    assert_eq!(shapes[0].0, shapes[2].0);
    assert_eq!(shapes[0].1, shapes[1].1);
    assert_eq!(shapes[0].1, shapes[2].1);
    assert_ne!(shapes[0].2, shapes[1].2);
    assert_ne!(shapes[1].2, shapes[2].2);
}

fn send(sink: Sink, to: &str) -> (Result<(), MailError>, Vec<String>) {
    let mailer = Mailer::from_settings(&sink.settings()).unwrap();
    let day = Day::from_ymd(2026, 11, 21).unwrap();
    let agency = agency();
    let message = digest(mailer.from(), &of(&agency, to, day, News::None)).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let sent = runtime.block_on(mailer.send(message));
    drop(mailer);
    (sent, sink.heard.join().unwrap())
}

#[test]
fn a_mail_server_receives_the_digest_and_learns_the_name_of_no_machine() {
    let (sent, heard) = send(Sink::start(true), "officer@sample.go.th");
    assert_eq!(sent, Ok(()));
    assert!(heard.contains(&"EHLO sujarit".to_owned()), "{heard:?}");
    assert!(
        heard
            .iter()
            .any(|line| line.starts_with("RCPT TO:<officer@sample.go.th>"))
    );
    // Eight o'clock in Bangkok, whenever it was really sent.
    assert!(
        heard
            .iter()
            .any(|line| line.starts_with("Date: Sat, 21 Nov 2026 01:00:00")),
        "{heard:?}"
    );
    let host = std::fs::read_to_string("/etc/hostname").unwrap_or_default();
    let host = host.trim();
    assert!(
        host.is_empty() || !heard.iter().any(|line| line.contains(host)),
        "{heard:?}"
    );
}

#[test]
fn a_refused_mail_is_an_error_that_names_no_address() {
    let (sent, _) = send(Sink::start(false), "officer@sample.go.th");
    assert_eq!(sent, Err(MailError::Refused));
    assert!(!format!("{sent:?}").contains("officer"));
}

#[test]
fn lines_smuggled_into_an_address_make_no_mail() {
    let settings = Mail {
        from: "no-reply@sample.go.th".to_owned(),
        ..Mail::default()
    };
    let mailer = Mailer::from_settings(&settings).unwrap();
    let day = Day::from_ymd(2026, 11, 21).unwrap();
    for evil in ["a@b.c\r\nBcc: x@y.z", "a@b.c\nSubject: x", "a@b.c, x@y.z\r\n", ""] {
        let made = digest(mailer.from(), &of(&agency(), evil, day, News::None));
        assert_eq!(made.err(), Some(MailError::Address), "{evil:?}");
    }
}
