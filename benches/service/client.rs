//! A small HTTP client: one connection that stays open, one buffer, no parsing beyond what is asked for. It shares
//! the machine with the service it measures.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use super::Stopped;

/// One visitor's connection.
pub struct Client {
    address: String,
    stream: Option<TcpStream>,
    request: Vec<u8>,
    answer: Vec<u8>,
}

/// What came back.
pub struct Answer<'a> {
    /// The status code.
    pub status: u16,
    /// Status line and headers.
    pub head: &'a str,
    /// The page.
    pub body: &'a str,
}

impl Client {
    pub fn new(address: &str) -> Self {
        Self {
            address: address.to_owned(),
            stream: None,
            request: Vec::new(),
            answer: Vec::new(),
        }
    }

    pub fn get(&mut self, path: &str, cookie: &str) -> Result<Answer<'_>, Stopped> {
        self.request.clear();
        write!(self.request, "GET {path} HTTP/1.1\r\nhost: {}\r\n", self.address)?;
        if !cookie.is_empty() {
            write!(self.request, "cookie: {cookie}\r\n")?;
        }
        self.request.extend_from_slice(b"\r\n");
        self.exchange()
    }

    pub fn post(&mut self, path: &str, body: &str) -> Result<Answer<'_>, Stopped> {
        self.request.clear();
        write!(
            self.request,
            "POST {path} HTTP/1.1\r\nhost: {}\r\ncontent-type: application/x-www-form-urlencoded\r\n\
             content-length: {}\r\n\r\n{body}",
            self.address,
            body.len()
        )?;
        self.exchange()
    }

    fn exchange(&mut self) -> Result<Answer<'_>, Stopped> {
        let mut stream = match self.stream.take() {
            Some(stream) => stream,
            None => connect(&self.address)?,
        };
        stream.write_all(&self.request)?;
        self.answer.clear();
        let mut piece = vec![0; 32 * 1024];
        let head = loop {
            let length = stream.read(&mut piece)?;
            self.answer.extend_from_slice(piece.get(..length).unwrap_or(&[]));
            if let Some(end) = self.answer.windows(4).position(|four| four == b"\r\n\r\n") {
                break end + 4;
            }
            if length == 0 {
                return Err("the service hung up".into());
            }
        };
        let text = std::str::from_utf8(self.answer.get(..head).unwrap_or(&[]))?;
        let length: usize = header(text, "content-length").unwrap_or("0").parse()?;
        let closing = header(text, "connection").is_some_and(|value| value.eq_ignore_ascii_case("close"));
        while self.answer.len() < head + length {
            match stream.read(&mut piece)? {
                0 => return Err("the service hung up".into()),
                read => self.answer.extend_from_slice(piece.get(..read).unwrap_or(&[])),
            }
        }
        if !closing {
            self.stream = Some(stream);
        }
        let (head, body) = std::str::from_utf8(&self.answer)?
            .split_at_checked(head)
            .ok_or("head")?;
        let status = head.split(' ').nth(1).ok_or("status line")?.parse()?;
        Ok(Answer { status, head, body })
    }
}

fn connect(address: &str) -> Result<TcpStream, Stopped> {
    let stream = TcpStream::connect(address)?;
    stream.set_nodelay(true)?;
    stream.set_read_timeout(Some(Duration::from_mins(1)))?;
    Ok(stream)
}

fn header<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    head.lines().find_map(|line| {
        let (key, value) = line.split_once(':')?;
        key.eq_ignore_ascii_case(name).then(|| value.trim())
    })
}

impl<'a> Answer<'a> {
    /// The value of a hidden field of the page.
    pub fn hidden(&self, name: &str) -> Result<&'a str, Stopped> {
        let after = format!("name=\"{name}\" value=\"");
        let from = self.body.split_once(after.as_str());
        let value = from
            .and_then(|(_, rest)| rest.split_once('"'))
            .map(|(value, _)| value);
        Ok(value.ok_or_else(|| format!("status {}: the page has no field {name}", self.status))?)
    }

    /// Names and values of all cookies that the answer sets, as they are sent back.
    pub fn cookies(&self) -> String {
        let set = self.head.lines().filter_map(|line| {
            let (key, value) = line.split_once(':')?;
            key.eq_ignore_ascii_case("set-cookie").then(|| value.trim())
        });
        let pairs = set.map(|line| line.split(';').next().unwrap_or(line));
        pairs.collect::<Vec<_>>().join("; ")
    }

    /// Name and value of the cookie that the answer sets.
    pub fn cookie(&self) -> Option<&'a str> {
        header(self.head, "set-cookie").map(|line| line.split(';').next().unwrap_or(line))
    }
}

/// The body of a form.
pub fn form<'a>(fields: impl IntoIterator<Item = (&'a str, &'a str)>) -> String {
    let mut body = form_urlencoded::Serializer::new(String::new());
    for (name, value) in fields {
        body.append_pair(name, value);
    }
    body.finish()
}
