//! Everything that is typed, and everything a browser says of itself, is found nowhere afterwards.

mod panics;
mod search;

use std::collections::BTreeSet;

use sujarit::domain::role::Role;
use sujarit::jobs::send_digests;
use sujarit::store::Engine;

use self::search::{Haystack, gather, search, spellings};
use crate::support::app::{DAY, MORNING, TestApp};
use crate::support::browser::Browser;
use crate::support::office::{Office, PASSWORD};
use crate::support::postbox::collect;
use crate::support::reporter::{Story, case_of, files, sending, tracks, until_check};
use crate::support::wire::{Request, exchange};

/// What must not be found anywhere, by what it stands for.
const SENTINELS: &[(&str, &str)] = &[
    ("narrative", "ปลัดเรียกเงินสามหมื่นบาทในห้องประชุมชั้นสอง"),
    ("who", "ผู้ถูกกล่าวหาชื่อเล่นว่าหมึก"),
    ("place", "ร้านลาบหลังวัดโพธิ์ทดสอบ"),
    ("how known", "เห็นซองสีน้ำตาลกับตา"),
    ("evidence", "คลิปเสียงอยู่ในเครื่องของหลาน"),
    ("name", "นางสาวพรรษา ไม่อยากเปิดเผย"),
    ("contact", "pansa.secret@sentinel.example"),
    ("question", "ถามว่าใครถือซองสีน้ำตาลไว้"),
    ("internal note", "บันทึกภายในห้ามผู้แจ้งเห็นเด็ดขาด"),
    ("answer", "คนขับรถของปลัดเป็นคนถือ"),
    ("closing", "ยุติเรื่องเพราะได้คืนเงินแล้วทั้งหมด"),
    ("lesson", "อย่าให้ผู้ใดรับเงินสดนอกระบบอีก"),
    ("garbage", "ขยะที่พิมพ์ผิดช่อง-sentinel-garbage"),
    ("password", PASSWORD),
    ("user agent", "SentinelAgent/77.7"),
    ("forwarded for", "203.0.113.77"),
    ("forwarded", "198.51.100.77"),
    ("real ip", "192.0.2.177"),
    ("referer", "sentinel-referer.example"),
    ("language", "x-sentinel-language"),
    ("question of an address", "sentinelquery77"),
];

fn sentinel(of: &str) -> &'static str {
    SENTINELS
        .iter()
        .find(|(name, _)| *name == of)
        .map(|(_, text)| *text)
        .unwrap()
}

/// A browser that tells everything about itself.
fn telling(test: &TestApp) -> Browser {
    test.browser().saying(&[
        ("User-Agent", sentinel("user agent")),
        ("X-Forwarded-For", sentinel("forwarded for")),
        ("Forwarded", "for=198.51.100.77;host=sentinel-referer.example"),
        ("X-Real-IP", sentinel("real ip")),
        ("CF-Connecting-IP", sentinel("forwarded for")),
        ("Referer", "https://sentinel-referer.example/"),
        ("Accept-Language", sentinel("language")),
    ])
}

/// Types garbage into every field of every form of a page and presses every button.
fn mistypes_everything(browser: &Browser) {
    for mut form in browser.forms() {
        for field in form.typed() {
            form.fill(&field, sentinel("garbage"));
        }
        let leaves = |action: &str| action.ends_with("sign-out") || action.ends_with("/leave");
        for button in form.buttons.clone() {
            if form.method == "post" && !leaves(&form.action) && button.value != "send" {
                browser.clone().press(&form, &button.name, &button.value);
            }
        }
    }
    let mut curious = browser.clone();
    let path = browser.at().split('?').next().unwrap().to_owned();
    curious.open(&format!("{path}?{0}={0}", sentinel("question of an address")));
}

fn story() -> Story {
    [
        ("identity", "confidential"),
        ("name", sentinel("name")),
        ("contact", sentinel("contact")),
        ("kind", "complaint"),
        ("category", "fin"),
        ("what", sentinel("narrative")),
        ("who", sentinel("who")),
        ("place", sentinel("place")),
        ("how_known", sentinel("how known")),
        ("evidence", sentinel("evidence")),
    ]
    .map(|(name, text)| (name, text.to_owned()))
    .to_vec()
}

/// The whole story, with mistakes on the way; gives the codes that were shown.
fn lives_through_everything(test: &TestApp, office: &Office) -> Vec<String> {
    let base = office.base();
    let mut citizen = telling(test);
    for page in [
        "",
        "/report",
        "/track",
        "/statistics",
        "/about",
        "/assessment",
        "/embed",
        "/handbook",
        "/channel",
        "/office/sign-in",
    ] {
        citizen.open(&format!("{base}{page}"));
        mistypes_everything(&citizen);
    }
    until_check(&mut citizen, &base, &story());
    mistypes_everything(&citizen);
    let sending = sending(&citizen);
    // Sent twice at once, so that the database has to refuse one of them by its key.
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| sending.send(test.port));
        }
    });
    let receipt = files(&mut citizen, &base, &story());
    mistypes_everything(&citizen);
    let mut slip = receipt.letters.clone();
    slip.replace_range(0..1, if slip.starts_with('7') { "8" } else { "7" });
    tracks(&mut citizen, &base, &slip);
    tracks(&mut citizen, &base, &receipt.digits);
    tracks(&mut citizen, &base, &receipt.letters);
    assert!(citizen.text().contains(&receipt.number), "{}", citizen.text());
    mistypes_everything(&citizen);

    let signed_in = office.signs_in(test, "first");
    let mut officer = telling(test).with_cookies_of(&signed_in);
    officer.open(&format!("{base}/office"));
    let id = case_of(test, office, &receipt.letters).unwrap().id.to_string();
    let case = officer
        .links()
        .into_iter()
        .find(|link| link.ends_with(&id))
        .unwrap();
    for page in ["/office/account", "/office/account/one-time"] {
        officer.open(&format!("{base}{page}"));
        mistypes_everything(&officer);
    }
    let deeds: [(&str, &[(&str, &str)]); 3] = [
        ("ask", &[("text", sentinel("question"))]),
        ("note", &[("text", sentinel("internal note"))]),
        (
            "close",
            &[
                ("outcome", "substantiated"),
                ("reason", "examined"),
                ("text", sentinel("closing")),
                ("lesson", sentinel("lesson")),
            ],
        ),
    ];
    for (deed, fields) in deeds {
        if deed == "close" {
            let mut form = citizen.form("/track/case");
            form.fill("answer", sentinel("answer"));
            citizen.submit(&form);
            assert!(citizen.text().contains(sentinel("answer")), "{}", citizen.text());
        }
        officer.open(&format!("{case}/{deed}"));
        let mut empty = officer.clone();
        empty.submit(&officer.form(&format!("/{deed}")));
        let mut form = officer.form(&format!("/{deed}"));
        for (name, text) in fields {
            form.fill(name, text);
        }
        officer.submit(&form);
        assert_eq!(officer.status(), 200, "{deed}: {}", officer.text());
    }
    citizen.open(&format!("{base}/track/case"));
    assert!(citizen.text().contains(sentinel("closing")), "{}", citizen.text());
    vec![receipt.letters, receipt.digits]
}

/// Addresses, requests and moments that go wrong.
fn everything_goes_wrong(test: &TestApp, office: &Office, code: &str) {
    let garbage = sentinel("garbage");
    let base = office.base();
    let percent: String = form_urlencoded::byte_serialize(garbage.as_bytes()).collect();
    for path in [
        format!("/{percent}"),
        format!("{base}/{percent}"),
        format!("{base}/track?code={percent}"),
    ] {
        telling(test).ask(&Request::get(&path));
    }
    let body = format!("code={code}&token={percent}").into_bytes();
    for kind in [
        "application/json",
        "text/plain",
        "multipart/form-data; boundary=x",
        "application/x-www-form-urlencoded",
    ] {
        telling(test).ask(&Request::post_raw(&format!("{base}/track"), kind, body.clone()));
    }
    exchange(test.port, format!("GET /{garbage} HTTP/1.1\r\n\r\n").as_bytes());
    exchange(test.port, format!("{garbage}\r\n\r\n").as_bytes());
    if test.database().is_none() {
        // The store refuses while somebody else holds it.
        let mut citizen = telling(test);
        until_check(&mut citizen, &base, &story());
        let held = test.hold_store();
        let form = citizen.form("/report");
        citizen.press(&form, "go", "send");
        assert_eq!(citizen.status(), 503, "{}", citizen.text());
        drop(held);
    }
}

fn nothing_is_found(engine: Engine) {
    let test = TestApp::start(engine);
    let mut office = Office::found(&test, "here");
    office.add(&test, "second", Some(1), &[Role::Intake, Role::Responsible]);
    let codes = lives_through_everything(&test, &office);
    everything_goes_wrong(&test, &office, &codes[0]);
    test.run(send_digests(&test.app)).unwrap();

    let mut hay = Vec::new();
    gather(&test.whole_folder(), &mut hay);
    if engine == Engine::Postgres {
        gather(&crate::support::postgres::settled(), &mut hay);
        assert!(
            hay.iter().any(|hay| hay.place.ends_with("/log")),
            "the server's log is searched, too"
        );
    }
    hay.push(Haystack {
        place: "the log".to_owned(),
        bytes: test.log.bytes(),
    });
    let mails = collect(&test);
    assert_eq!(mails.len(), 2);
    hay.extend(mails.into_iter().map(|mail| Haystack {
        place: "a mail".to_owned(),
        bytes: mail.0,
    }));

    let mut needles: Vec<(String, Vec<u8>)> =
        vec![("control".to_owned(), office.agency.full_name.clone().into_bytes())];
    for (name, text) in SENTINELS {
        needles.extend(
            spellings(text)
                .into_iter()
                .map(|spelling| ((*name).to_owned(), spelling)),
        );
    }
    for code in &codes {
        for text in [
            code.clone(),
            code.replace('-', ""),
            code.to_lowercase(),
            code.replace('-', "").to_lowercase(),
        ] {
            needles.extend(
                spellings(&text)
                    .into_iter()
                    .map(|spelling| ("code".to_owned(), spelling)),
            );
        }
    }
    let (names, needles): (Vec<String>, Vec<Vec<u8>>) = needles.into_iter().unzip();
    let search = search(&needles);
    let mut found = BTreeSet::new();
    let mut controls = 0;
    for hay in &hay {
        for at in search.matches(&hay.bytes) {
            if at == 0 {
                controls += 1;
            } else {
                found.insert(format!("{} in {}", names[at], hay.place));
            }
        }
    }
    assert!(
        found.is_empty(),
        "{}",
        found.into_iter().collect::<Vec<_>>().join("\n")
    );
    // What may be read is found, so the search looks in the right place and knows how to look.
    assert!(controls > 0, "{} files", hay.len());
}

#[test]
fn what_was_typed_is_in_no_file_log_or_mail_sqlite() {
    nothing_is_found(Engine::Sqlite);
}

#[test]
fn what_was_typed_is_in_no_file_log_or_mail_postgres() {
    nothing_is_found(Engine::Postgres);
}

#[test]
fn what_a_citizen_does_is_known_by_its_day_only() {
    let test = TestApp::start(Engine::Sqlite);
    let mut office = Office::found(&test, "here");
    office.add(&test, "second", Some(1), &[Role::Responsible]);
    test.clock.advance_to(MORNING + 12_345);
    let receipt = files(&mut test.browser(), &office.base(), &story());
    let mut reporter = test.browser();
    tracks(&mut reporter, &office.base(), &receipt.letters);
    let mut form = reporter.form("/track/case");
    form.fill("answer", "อีกเรื่องหนึ่งที่ลืมบอก");
    reporter.submit(&form);
    assert_eq!(test.count("events"), 2);
    assert_eq!(test.count("events WHERE at IS NOT NULL"), 0);
    assert_eq!(test.count("records WHERE at IS NOT NULL"), 0);
    // No column of any table holds the moment, in seconds or thousandths, be it within the minute.
    let moment = (MORNING + 12_345) / 60;
    let dump = test.dump_without(&["sessions"]);
    let numbers = regex::Regex::new(r"\b\d{10,13}\b").unwrap();
    for number in numbers.find_iter(&dump) {
        let digits = &number.as_str()[..10];
        assert_ne!(digits.parse::<i64>().unwrap() / 60, moment, "{digits}");
    }
}

#[test]
fn mails_of_quiet_and_busy_days_look_the_same() {
    let test = TestApp::start(Engine::Sqlite);
    let mut office = Office::found(&test, "here");
    office.add(&test, "other", Some(1), &[Role::Intake, Role::Responsible]);
    let base = office.base();
    let mut days = Vec::new();
    for (day, cases) in [(0, 0), (1, 1), (2, 20), (20, 0)] {
        test.clock.advance_to(MORNING + day * DAY - 7_200);
        for _ in 0..cases {
            files(&mut test.browser(), &base, &story());
        }
        test.clock.advance_to(MORNING + day * DAY);
        test.run(send_digests(&test.app)).unwrap();
        let mut mails = collect(&test);
        assert_eq!(mails.len(), 2);
        mails.sort_by_key(|mail| mail.head("To"));
        let faces: Vec<_> = mails
            .iter()
            .map(|mail| (mail.size(), mail.head("Subject"), mail.head("To")))
            .collect();
        days.push(faces);
        for mail in &mails {
            assert!(
                mail.head("Date").contains("01:00:00 +0000"),
                "{}",
                mail.head("Date")
            );
        }
    }
    for day in &days {
        assert_eq!(day, &days[0]);
    }
}
