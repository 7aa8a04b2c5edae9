//! Sealing a long attachment against raw AES-256-GCM of the same bytes.

use std::io::Write;

use ring::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use sujarit::flow::officers::directory;
use sujarit::store::{self, StoreError};
use sujarit::vault::code::TrackingCode;
use sujarit::vault::compartment::{CompartmentKey, NewCompartment, open_compartment};
use sujarit::vault::header::Compartment;
use sujarit::vault::id::KeyId;
use sujarit::vault::identity::Identity;
use sujarit::vault::random::Rng;
use sujarit::vault::record::{NewRecord, RecordKind};
use sujarit::vault::wrap::WrapRole;

use super::Stopped;
use super::machine::Watch;
use super::table::{Table, float, median, percent};
use super::village;

const ROUNDS: usize = 5;
const MIB: usize = 1024 * 1024;
const LENGTH: usize = 256;
const CHUNK: usize = 64 * 1024;

pub fn run(table: &mut Table) -> Result<(), Stopped> {
    let (key, author, rng) = compartment()?;
    let content = vec![0x5a; MIB];
    let (mut raw, mut hashed, mut sealed) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        let watch = Watch::start();
        aes_gcm(&content, LENGTH)?;
        raw.push(watch.seconds());
        let watch = Watch::start();
        sha256(&content);
        hashed.push(watch.seconds());
        let watch = Watch::start();
        seal(&key, &author, &rng, &content)?;
        sealed.push(watch.seconds());
    }
    let speed = |seconds: f64| format!("{:.0} MiB/s", float(LENGTH) / seconds);
    let (raw, hashed, sealed) = (median(&raw), median(&hashed), median(&sealed));
    table.row(
        "AES-256-GCM of 256 MiB in 64 KiB pieces (ring)",
        speed(raw),
        "= 100 %",
    );
    table.row(
        "SHA-256 of the same",
        speed(hashed),
        "every record is also hashed, to be signed",
    );
    table.row(
        "a sealed record of 256 MiB",
        speed(sealed),
        format!("{} of AES-GCM alone", percent(raw / sealed)),
    );
    table.row(
        "",
        "",
        format!("{} of AES-GCM and SHA-256", percent((raw + hashed) / sealed)),
    );
    Ok(())
}

fn compartment() -> Result<(CompartmentKey, Identity, Rng), Stopped> {
    let folder = tempfile::tempdir()?;
    let app = village::open(folder.path())?;
    let runtime = village::runtime()?;
    let agency = runtime.block_on(village::found(&app))?;
    let current = runtime.block_on(directory::current(&app, agency.id));
    let directory = current.map_err(|trouble| format!("{trouble:?}"))?;
    let keys = app.db.read_blocking(move |c| store::agencies::keys(c, agency.id));
    let recovery = KeyId::from_bytes(keys.map_err(|error: StoreError| error)?.recovery_key);
    let recovery = directory.recipient(&recovery, WrapRole::Recovery, app.clock.now())?;
    let author = TrackingCode::random(&app.rng)?.derive(&app.instance).identity;
    let new = NewCompartment {
        instance: app.instance,
        case_id: [7; 16],
        compartment: Compartment::Channel,
        reporter: Some(author.public()),
        directory: &directory,
        recipients: &[recovery],
    };
    let (_, key) = open_compartment(&new, &author, &app.rng)?;
    Ok((key, author, app.rng.clone()))
}

fn seal(key: &CompartmentKey, author: &Identity, rng: &Rng, content: &[u8]) -> Result<(), Stopped> {
    let new = NewRecord {
        kind: RecordKind::Blob,
        record_id: rng.bytes()?,
        parent: [0; 16],
        prev: [0; 32],
    };
    let mut out = std::io::sink();
    let mut sealer = key.seal_stream(&new, author, rng)?;
    out.write_all(&sealer.header())?;
    for _ in 0..LENGTH {
        sealer.push(content, &mut out)?;
    }
    std::hint::black_box(sealer.finish(author, &mut out)?);
    Ok(())
}

/// Encrypts a MiB so many times, as the bytes of one file.
pub fn aes_gcm(content: &[u8], times: usize) -> Result<(), Stopped> {
    let key = UnboundKey::new(&AES_256_GCM, &[7; 32]).map_err(|_| "key")?;
    let key = LessSafeKey::new(key);
    let mut piece = Vec::with_capacity(CHUNK);
    let mut number: u64 = 0;
    for _ in 0..times {
        for chunk in content.chunks(CHUNK) {
            piece.clear();
            piece.extend_from_slice(chunk);
            let mut nonce = [0; 12];
            for (to, from) in nonce.iter_mut().zip(number.to_be_bytes()) {
                *to = from;
            }
            number += 1;
            let nonce = Nonce::assume_unique_for_key(nonce);
            let tag = key.seal_in_place_separate_tag(nonce, Aad::empty(), &mut piece);
            std::hint::black_box(tag.map_err(|_| "seal")?.as_ref());
        }
    }
    Ok(())
}

fn sha256(content: &[u8]) {
    let mut hash = ring::digest::Context::new(&ring::digest::SHA256);
    for _ in 0..LENGTH {
        hash.update(content);
    }
    std::hint::black_box(hash.finish());
}
