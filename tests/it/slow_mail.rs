//! A mail server that takes minutes for each mail, and a second node meanwhile.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use sujarit::app::App;
use sujarit::config::{Security, Transport};
use sujarit::domain::role::Role;
use sujarit::jobs::send_digests;
use sujarit::mail::Mailer;
use sujarit::store::Engine;

use crate::support::app::{MORNING, TestApp};
use crate::support::office::Office;
use crate::support::postbox::collect;

type After = Mutex<Box<dyn FnMut(usize) + Send>>;

/// Takes mails; `after` is called before each is acknowledged, with its number from 1.
fn talk(stream: TcpStream, taken: &AtomicUsize, after: &After) {
    let mut answers = stream.try_clone().unwrap();
    let mut in_mail = false;
    let mut say = |line: &str| answers.write_all(format!("{line}\r\n").as_bytes());
    say("220 sink").unwrap();
    for line in BufReader::new(stream).lines() {
        let Ok(line) = line else { return };
        let said = match line.split(' ').next().unwrap() {
            "." if in_mail => {
                in_mail = false;
                let number = taken.fetch_add(1, Ordering::SeqCst) + 1;
                (after.lock().unwrap())(number);
                say("250 taken")
            }
            _ if in_mail => Ok(()),
            "DATA" => {
                in_mail = true;
                say("354 go on")
            }
            _ => say("250 ok"),
        };
        if said.is_err() {
            return;
        }
    }
}

#[test]
fn a_mail_whose_lease_ran_out_behind_slow_ones_is_left_to_whoever_has_it_now() {
    let test = TestApp::start(Engine::Sqlite);
    let mut office = Office::found(&test, "bangtoei");
    for (number, login) in ["second", "third", "fourth", "fifth"].iter().enumerate() {
        office.add(&test, login, Some(number % 3), &[Role::Responsible]);
    }
    test.clock.advance_to(MORNING);
    let (clock, other) = (test.clock.clone(), test.second_node());
    let taken = Arc::new(AtomicUsize::new(0));
    let meanwhile = move |number: usize| {
        clock.advance_to(clock.now() + 200);
        if number == 2 {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            runtime.unwrap().block_on(send_digests(&other)).unwrap();
        }
    };
    let after: Arc<After> = Arc::new(Mutex::new(Box::new(meanwhile)));
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let counted = Arc::clone(&taken);
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let (counted, after) = (Arc::clone(&counted), Arc::clone(&after));
            std::thread::spawn(move || talk(stream.unwrap(), &counted, &after));
        }
    });
    let mut slow: Arc<App> = test.second_node();
    let alone = Arc::get_mut(&mut slow).unwrap();
    let mut settings = alone.config.mail.clone();
    settings.transport = Transport::Smtp;
    settings.security = Security::None;
    "127.0.0.1".clone_into(&mut settings.host);
    settings.port = port;
    alone.mailer = Mailer::from_settings(&settings).unwrap();

    test.run(send_digests(&slow)).unwrap();
    let officers = test.count("officers WHERE mail <> ''");
    assert!(officers >= 5, "{officers}");
    assert_eq!(
        taken.load(Ordering::SeqCst),
        2,
        "the others were not its any more"
    );
    // The second one was on its way when its lease ended: at least once.
    assert_eq!(collect(&test).len(), officers - 1);
    assert_eq!(test.count("outbox WHERE sent_at IS NULL"), 0);
}
