//! How the pictures of a HEIC photo are coded.

use std::collections::BTreeMap;

use super::boxes::{Part, first, parts};
use super::nal::Coding;
use super::reading::{be16, be32};
use crate::domain::trace::Doubt;

/// Reads which item is coded in which way, out of the properties (`ipco`) and whose they are (`ipma`).
pub(super) fn codings(bytes: &[u8], iprp: &Part) -> Result<BTreeMap<u32, Coding>, Doubt> {
    let ipco = first(bytes, iprp.contents(), *b"ipco")?.ok_or(Doubt::Damaged)?;
    let known: Vec<Option<Coding>> = parts(bytes, ipco.contents())?
        .iter()
        .map(|property| {
            let settings = bytes
                .get(property.contents())
                .filter(|_| &property.name == b"hvcC")?;
            Coding::read(property.name, settings)
        })
        .collect();
    let mut found = BTreeMap::new();
    for ipma in parts(bytes, iprp.contents())? {
        if &ipma.name != b"ipma" {
            continue;
        }
        for (item, property) in owners(bytes, &ipma).ok_or(Doubt::Damaged)? {
            let coding = property.checked_sub(1).and_then(|at| *known.get(at)?);
            let Some(coding) = coding else { continue };
            // Two codings of one picture would leave it open where its units are.
            if found.insert(item, coding).is_some_and(|other| other != coding) {
                return Err(Doubt::UnknownPart);
            }
        }
    }
    Ok(found)
}

/// Which item has which property, counted from 1.
fn owners(bytes: &[u8], ipma: &Part) -> Option<Vec<(u32, usize)>> {
    let own = bytes.get(..ipma.end)?;
    let (version, wide) = (*own.get(ipma.body)?, own.get(ipma.body + 3)? & 1 == 1);
    let items = be32(own, ipma.body + 4)?;
    let mut at = ipma.body + 8;
    let mut owners = Vec::new();
    for _ in 0..items {
        let item = if version == 0 {
            u32::from(be16(own, at)?)
        } else {
            be32(own, at)?
        };
        at += if version == 0 { 2 } else { 4 };
        let count = *own.get(at)?;
        at += 1;
        for _ in 0..count {
            // The highest bit says whether the property has to be understood.
            let property = if wide {
                usize::from(be16(own, at)? & 0x7fff)
            } else {
                usize::from(own.get(at)? & 0x7f)
            };
            at += if wide { 2 } else { 1 };
            owners.push((item, property));
        }
    }
    Some(owners)
}
