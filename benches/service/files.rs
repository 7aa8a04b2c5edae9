//! Files over HTTP, in and out, against raw AES-256-GCM and a plain copy of as many bytes in the same run; and the most
//! memory that the service held meanwhile.

use std::fs::File;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;

use super::Stopped;
use super::client::{Client, form};
use super::machine::Watch;
use super::server::Server;
use super::stream::aes_gcm;
use super::table::{Table, float, median, percent};
use super::village::{self, CATEGORY, PASSWORD, SLUG};

const MIB: usize = 1024 * 1024;
/// What an evidence file has as a rule, and the longest one that an office may want to take; in MiB, with the rounds.
const LENGTHS: [(usize, usize); 2] = [(25, 5), (1024, 2)];
const BOUNDARY: &str = "----sujarit-bench-b0undary";

pub fn run(table: &mut Table) -> Result<(), Stopped> {
    for (mib, rounds) in LENGTHS {
        let (mut raw, mut copied, mut came, mut went) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        let mut peak = 0.0_f64;
        let mut begun = 0.0_f64;
        let piece = text();
        for _ in 0..rounds {
            let folder = tempfile::tempdir()?;
            let watch = Watch::start();
            aes_gcm(&piece, mib)?;
            raw.push(watch.seconds());
            copied.push(copy(folder.path(), &piece, mib)?);
            let server = serve(folder.path())?;
            begun = server.memory()?.1;
            let (seconds, page) = upload(&server.address, &piece, mib)?;
            came.push(seconds);
            send(&server.address, &page)?;
            went.push(download(&server.address, mib)?);
            peak = peak.max(server.memory()?.1);
        }
        let speed = |seconds: f64| format!("{:.0} MiB/s", float(mib) / seconds);
        let (raw, copied) = (median(&raw), median(&copied));
        table.row(format!("AES-256-GCM of {mib} MiB (ring)"), speed(raw), "= 100 %");
        table.row(
            format!("a copy of a file of {mib} MiB, durable"),
            speed(copied),
            format!("{} of AES-GCM", percent(raw / copied)),
        );
        for (what, seconds) in [("upload", median(&came)), ("download", median(&went))] {
            table.row(
                format!("{what} of {mib} MiB"),
                speed(seconds),
                format!(
                    "{} of AES-GCM, {} of the copy",
                    percent(raw / seconds),
                    percent(copied / seconds)
                ),
            );
        }
        table.row(
            "the most memory of the service",
            format!("{peak:.1} MiB"),
            format!("{begun:.1} MiB before the file"),
        );
    }
    table.row(
        "",
        "",
        "a file of 25 MiB is cleaned: sealed, opened into the worker, and its copy sealed again",
    );
    table.row(
        "",
        "",
        "one of 1 GiB is too long to be cleaned: sealed, looked at, and sent as it is",
    );
    Ok(())
}

/// A MiB of plain text.
fn text() -> Vec<u8> {
    let mut text = "a line of plain text, as somebody may have written it down\n".repeat(MIB / 59 + 1);
    text.truncate(MIB);
    text.into_bytes()
}

fn copy(folder: &Path, piece: &[u8], mib: usize) -> Result<f64, Stopped> {
    let (from, to) = (folder.join("from"), folder.join("to"));
    let mut file = File::create(&from)?;
    for _ in 0..mib {
        file.write_all(piece)?;
    }
    file.sync_all()?;
    drop(file);
    let watch = Watch::start();
    std::fs::copy(&from, &to)?;
    File::open(&to)?.sync_all()?;
    let seconds = watch.seconds();
    std::fs::remove_file(from)?;
    std::fs::remove_file(to)?;
    Ok(seconds)
}

/// An installation that takes files of any of these lengths.
fn serve(folder: &Path) -> Result<Server, Stopped> {
    let data = folder.join("data");
    let app = village::open(&data)?;
    village::runtime()?.block_on(village::found(&app))?;
    app.db.close();
    let settings = folder.join("settings.toml");
    std::fs::write(&settings, "[files]\nfile_mib = 1100\ncase_mib = 3000\n")?;
    Server::start_with(&data, Some(&settings))
}

/// Attaches a file to a report that is being written; gives the seconds, and the page that answers.
fn upload(address: &str, piece: &[u8], mib: usize) -> Result<(f64, String), Stopped> {
    let mut client = Client::new(address);
    let page = client.get(&format!("/{SLUG}/report"), "")?;
    let (token, key) = (page.hidden("token")?.to_owned(), page.hidden("key")?.to_owned());
    let fields = [("token", token.as_str()), ("key", &key), ("step", "files")];
    let fields = fields.map(|(name, value)| {
        format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
    });
    let before = format!(
        "{}--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"files\"; filename=\"long.txt\"\r\n\
         Content-Type: text/plain\r\n\r\n",
        fields.concat()
    );
    let after = format!("\r\n--{BOUNDARY}--\r\n");
    let length = before.len() + mib * MIB + after.len();
    let mut stream = TcpStream::connect(address)?;
    let watch = Watch::start();
    write!(
        stream,
        "POST /{SLUG}/report/files HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n\
         content-type: multipart/form-data; boundary={BOUNDARY}\r\ncontent-length: {length}\r\n\r\n{before}"
    )?;
    for _ in 0..mib {
        stream.write_all(piece)?;
    }
    stream.write_all(after.as_bytes())?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    let seconds = watch.seconds();
    if answer.contains("long.txt") {
        Ok((seconds, answer))
    } else {
        Err(format!(
            "the file was not taken: {}",
            answer.lines().next().unwrap_or_default()
        )
        .into())
    }
}

/// Sends the report with its file, as it is if it could not be cleaned.
fn send(address: &str, page: &str) -> Result<(), Stopped> {
    let value = |before: &str| Some(page.split_once(before)?.1.split_once('"')?.0.to_owned());
    let token = value("name=\"token\" value=\"").ok_or("no token")?;
    let key = value("name=\"key\" value=\"").ok_or("no key")?;
    let as_is = value("value=\"as_is:").map(|file| format!("as_is:{file}"));
    let mut client = Client::new(address);
    for go in as_is.iter().map(String::as_str).chain(["send"]) {
        let body = form([
            ("token", token.as_str()),
            ("key", &key),
            ("step", "check"),
            ("identity", "anonymous"),
            ("kind", "complaint"),
            ("category", CATEGORY),
            ("what", "เรื่องที่มีไฟล์ยาวมาก ส่งมาเพื่อวัดความเร็ว"),
            ("go", go),
        ]);
        let answer = client.post(&format!("/{SLUG}/report"), &body)?;
        if answer.status != 200 {
            return Err(format!("{go}: status {}", answer.status).into());
        }
    }
    Ok(())
}

/// Takes the file out as a reader of the case; gives the seconds.
fn download(address: &str, mib: usize) -> Result<f64, Stopped> {
    let mut client = Client::new(address);
    let sign_in = format!("/{SLUG}/office/sign-in");
    let token = client.get(&sign_in, "")?.hidden("token")?.to_owned();
    let body = form([
        ("token", token.as_str()),
        ("login", "one"),
        ("password", PASSWORD),
        ("code", ""),
    ]);
    let cookies = client.post(&sign_in, &body)?.cookies();
    let inbox = client.get(&format!("/{SLUG}/office"), &cookies)?.body.to_owned();
    let case = inbox
        .split_once(&format!("href=\"/{SLUG}/office/case/"))
        .and_then(|(_, rest)| rest.split_once('"'))
        .ok_or("the inbox has no case")?
        .0
        .to_owned();
    let evidence = format!("/{SLUG}/office/case/{case}/evidence");
    let page = client.get(&evidence, &cookies)?;
    let begins = format!("action=\"{evidence}/");
    let mut actions = page.body.split(begins.as_str()).skip(1);
    // The token of its own form: another form of the page ends the session.
    let found = actions.find_map(|rest| {
        let name = rest.split_once('"')?.0;
        let token = rest.split_once("name=\"token\" value=\"")?.1.split_once('"')?.0;
        (name.len() == 32).then(|| (name.to_owned(), token.to_owned()))
    });
    let (file, token) = found.ok_or("the case has no file")?;
    let body = form([("token", token.as_str())]);
    let mut stream = TcpStream::connect(address)?;
    let watch = Watch::start();
    write!(
        stream,
        "POST {evidence}/{} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\ncookie: {cookies}\r\n\
         content-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\n\r\n{body}",
        file,
        body.len()
    )?;
    let (mut piece, mut read) = (vec![0; 256 * 1024], 0_usize);
    loop {
        match stream.read(&mut piece)? {
            0 => break,
            length => read += length,
        }
    }
    if read < mib * MIB {
        return Err(format!("only {read} bytes came out").into());
    }
    Ok(watch.seconds())
}
