//! A small S3-compatible store for tests: the few calls that the service makes, every one of which has to carry a good
//! signature (AWS Signature Version 4). It keeps everything in memory.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use data_encoding::HEXLOWER;
use ring::{digest, hmac};

pub const ACCESS: &str = "test-access";
pub const SECRET: &str = "test-secret/with+signs";
/// Objects of one page of a list.
const PAGE: usize = 3;

/// What has come of an upload in parts, by number.
type Pieces = BTreeMap<usize, Vec<u8>>;

/// The store.
#[derive(Default)]
pub struct State {
    /// What can be read, by bucket and key.
    pub objects: Mutex<BTreeMap<String, Vec<u8>>>,
    /// Uploads in parts that have not ended: by id, the key and the parts.
    pub uploads: Mutex<BTreeMap<String, (String, Pieces)>>,
    /// Requests that were answered well.
    pub requests: AtomicUsize,
    /// Requests whose signature was not good.
    pub unsigned: AtomicUsize,
    /// Whether every request is answered with 503.
    pub down: AtomicBool,
    /// Whether the end of an upload in parts is refused.
    pub never_ends: AtomicBool,
}

/// A running store.
pub struct Bucket {
    pub state: Arc<State>,
    pub port: u16,
}

struct Asked {
    method: String,
    path: String,
    query: BTreeMap<String, String>,
    headers: BTreeMap<String, String>,
    body: Vec<u8>,
}

impl Bucket {
    pub fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let state = Arc::new(State::default());
        let shared = Arc::clone(&state);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let state = Arc::clone(&shared);
                std::thread::spawn(move || serve(&stream, &state));
            }
        });
        Self { state, port }
    }

    /// The settings that lead here.
    pub fn settings(&self) -> String {
        format!(
            "[files.s3]\nbucket = \"evidence\"\nendpoint = \"http://127.0.0.1:{}\"\nfolder = \"sealed\"\n\
             access_key = \"{ACCESS}\"\nsecret_key = \"{SECRET}\"\n",
            self.port
        )
    }

    /// How many objects lie there.
    pub fn lying(&self) -> usize {
        self.state.objects.lock().unwrap().len()
    }
}

fn serve(stream: &TcpStream, state: &State) -> Option<()> {
    let mut reader = BufReader::new(stream.try_clone().ok()?);
    loop {
        let asked = read(&mut reader)?;
        let (status, headers, body) = if !is_signed(&asked) {
            state.unsigned.fetch_add(1, Ordering::SeqCst);
            (403, String::new(), Vec::new())
        } else if state.down.load(Ordering::SeqCst) {
            (503, String::new(), Vec::new())
        } else {
            state.requests.fetch_add(1, Ordering::SeqCst);
            answer(&asked, state)
        };
        let mut out = stream;
        write!(
            out,
            "HTTP/1.1 {status} x\r\ncontent-length: {}\r\nlast-modified: Sat, 01 Jan 2000 00:00:00 GMT\r\n{headers}\r\n",
            body.len()
        )
        .ok()?;
        out.write_all(&body).ok()?;
    }
}

fn read(reader: &mut impl BufRead) -> Option<Asked> {
    let mut line = String::new();
    reader.read_line(&mut line).ok().filter(|length| *length > 0)?;
    let mut words = line.split_whitespace();
    let (method, target) = (words.next()?.to_owned(), words.next()?);
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let query = query.split('&').filter(|pair| !pair.is_empty()).map(|pair| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        (name.to_owned(), value.to_owned())
    });
    let mut asked = Asked {
        method,
        path: path.to_owned(),
        query: query.collect(),
        headers: BTreeMap::new(),
        body: Vec::new(),
    };
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        let Some((name, value)) = line.trim_end().split_once(':') else {
            break;
        };
        asked
            .headers
            .insert(name.to_ascii_lowercase(), value.trim().to_owned());
    }
    let length = asked
        .headers
        .get("content-length")
        .map_or(0, |length| length.parse().unwrap());
    asked.body = vec![0; length];
    reader.read_exact(&mut asked.body).ok()?;
    Some(asked)
}

fn hex(bytes: &[u8]) -> String {
    HEXLOWER.encode(digest::digest(&digest::SHA256, bytes).as_ref())
}

fn mac(key: &[u8], text: &str) -> Vec<u8> {
    let key = hmac::Key::new(hmac::HMAC_SHA256, key);
    hmac::sign(&key, text.as_bytes()).as_ref().to_vec()
}

/// Whether the request carries the signature that its secret makes, over its very bytes.
fn is_signed(asked: &Asked) -> bool {
    let signed = || -> Option<bool> {
        let authorization = asked
            .headers
            .get("authorization")?
            .strip_prefix("AWS4-HMAC-SHA256 ")?;
        let field = |name: &str| {
            let mut fields = authorization.split(',').map(str::trim);
            fields.find_map(|field| field.strip_prefix(name)?.strip_prefix('='))
        };
        let scope = field("Credential")?.strip_prefix(ACCESS)?.strip_prefix('/')?;
        let names = field("SignedHeaders")?;
        let content = asked.headers.get("x-amz-content-sha256")?;
        if content != &hex(&asked.body) {
            return Some(false);
        }
        let query: Vec<String> = asked
            .query
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        let mut canonical = format!("{}\n{}\n{}\n", asked.method, asked.path, query.join("&"));
        for name in names.split(';') {
            writeln!(canonical, "{name}:{}", asked.headers.get(name)?).unwrap();
        }
        write!(canonical, "\n{names}\n{content}").unwrap();
        let date = asked.headers.get("x-amz-date")?;
        let text = format!("AWS4-HMAC-SHA256\n{date}\n{scope}\n{}", hex(canonical.as_bytes()));
        let key = scope
            .split('/')
            .fold(format!("AWS4{SECRET}").into_bytes(), |key, part| mac(&key, part));
        Some(HEXLOWER.encode(&mac(&key, &text)) == field("Signature")?)
    };
    signed().unwrap_or(false)
}

type Answered = (u16, String, Vec<u8>);

fn answer(asked: &Asked, state: &State) -> Answered {
    let key = asked.path.trim_start_matches('/').to_owned();
    let ok = |body: String| (200, "etag: \"1\"\r\n".to_owned(), body.into_bytes());
    let mut objects = state.objects.lock().unwrap();
    let mut uploads = state.uploads.lock().unwrap();
    let upload = asked.query.get("uploadId").cloned();
    match (asked.method.as_str(), upload) {
        ("POST", None) if asked.query.contains_key("uploads") => {
            let id = format!("upload-{}", state.requests.load(Ordering::SeqCst));
            uploads.insert(id.clone(), (key, BTreeMap::new()));
            ok(format!(
                "<InitiateMultipartUploadResult><UploadId>{id}</UploadId></InitiateMultipartUploadResult>"
            ))
        }
        ("PUT", Some(id)) => match uploads.get_mut(&id) {
            Some((_, parts)) => {
                parts.insert(asked.query["partNumber"].parse().unwrap(), asked.body.clone());
                ok(String::new())
            }
            None => (404, String::new(), Vec::new()),
        },
        ("POST", Some(_)) if state.never_ends.load(Ordering::SeqCst) => (400, String::new(), Vec::new()),
        ("POST", Some(id)) => match uploads.remove(&id) {
            Some((key, parts)) => {
                let short = |part: &Vec<u8>| part.len() < 5 << 20;
                let before_last = parts.len().saturating_sub(1);
                assert!(
                    !parts.values().take(before_last).any(short),
                    "a part that S3 refuses"
                );
                objects.insert(key, parts.into_values().flatten().collect());
                ok(
                    "<CompleteMultipartUploadResult><ETag>\"1\"</ETag></CompleteMultipartUploadResult>"
                        .to_owned(),
                )
            }
            None => (404, String::new(), Vec::new()),
        },
        ("DELETE", Some(id)) => {
            uploads.remove(&id);
            (204, String::new(), Vec::new())
        }
        ("PUT", None) => {
            objects.insert(key, asked.body.clone());
            ok(String::new())
        }
        ("DELETE", None) => {
            objects.remove(&key);
            (204, String::new(), Vec::new())
        }
        ("GET", None) if asked.query.contains_key("list-type") => ok(list(asked, &objects)),
        ("GET", None) => match objects.get(&key) {
            Some(bytes) => (200, "etag: \"1\"\r\n".to_owned(), bytes.clone()),
            None => (404, String::new(), Vec::new()),
        },
        _ => (405, String::new(), Vec::new()),
    }
}

fn list(asked: &Asked, objects: &BTreeMap<String, Vec<u8>>) -> String {
    let bucket = format!("{}/", asked.path.trim_matches('/'));
    let prefix = asked
        .query
        .get("prefix")
        .map_or(String::new(), |prefix| prefix.replace("%2F", "/"));
    let after = asked.query.get("continuation-token").cloned().unwrap_or_default();
    let keys = objects.iter().filter_map(|(key, bytes)| {
        let key = key.strip_prefix(&bucket)?;
        (key.starts_with(&prefix) && key.replace('/', "-") > after).then_some((key, bytes.len()))
    });
    let keys: Vec<(&str, usize)> = keys.collect();
    let mut xml = "<ListBucketResult>".to_owned();
    for (key, length) in keys.iter().take(PAGE) {
        write!(
            xml,
            "<Contents><Key>{key}</Key><LastModified>2000-01-01T00:00:00.000Z</LastModified><Size>{length}</Size>\
             <ETag>\"1\"</ETag></Contents>"
        )
        .unwrap();
    }
    let more = keys.len() > PAGE;
    write!(xml, "<IsTruncated>{more}</IsTruncated>").unwrap();
    if more {
        let last = keys[PAGE - 1].0.replace('/', "-");
        write!(xml, "<NextContinuationToken>{last}</NextContinuationToken>").unwrap();
    }
    xml + "</ListBucketResult>"
}
