//! The worker's side: reads a file from a pipe, washes it, answers on another pipe.

use std::io::{Read, Write};

use super::fence::{self, Attempt, NoFence};
use super::message::{MOST_PREVIEW, Message};
use super::verdict::Wish;
use super::wash;
use crate::domain::file_kind::FileKind;
use crate::domain::trace::{Doubt, Traces};

/// How a worker ends that could not answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unheard;

/// What a worker is told when it is started.
#[derive(Clone, Copy, Debug)]
pub struct Orders {
    /// The longest file it takes, in bytes.
    pub most: u64,
    /// Its memory in bytes.
    pub memory: u64,
    /// Its processor time in seconds.
    pub processor: u64,
    /// What is to be done with the file.
    pub wish: Wish,
    /// A deed to be tried instead, to see whether the fence holds.
    pub attempt: Option<Attempt>,
}

/// Does what a worker does: fence first, then one file.
///
/// # Errors
/// When nobody listens, or when the fence let an attempt through that it had reported.
pub fn run(orders: Orders) -> Result<(), Unheard> {
    let fenced = fence::put_up(orders.memory, orders.processor);
    let mut output = std::io::stdout().lock();
    if let Err(NoFence) = fenced {
        return say(
            &mut output,
            &[Message::Held(Doubt::Unavailable, Traces::new()), Message::End],
        );
    }
    if let Some(attempt) = orders.attempt {
        say(&mut output, &[Message::End])?;
        attempt.carry_out(orders.memory);
        return Ok(());
    }
    let mut file = Vec::new();
    let read = std::io::stdin()
        .lock()
        .take(orders.most.saturating_add(1))
        .read_to_end(&mut file);
    read.map_err(|_| Unheard)?;
    answer(file, orders, &mut output)
}

/// Answers for one file.
///
/// # Errors
/// When nobody listens.
pub fn answer(file: Vec<u8>, orders: Orders, output: &mut impl Write) -> Result<(), Unheard> {
    let too_long = u64::try_from(file.len()).unwrap_or(u64::MAX) > orders.most;
    let recognised = if too_long {
        beginning(&file)
    } else {
        wash::recognise(&file)
    };
    let kind = match recognised {
        Ok(kind) => kind,
        Err(refused) => {
            return say(
                output,
                &[Message::Refused(refused.family, refused.format), Message::End],
            );
        }
    };
    say(output, &[Message::Kind(kind)])?;
    if too_long {
        return say(
            output,
            &[Message::Held(Doubt::TooLarge, Traces::new()), Message::End],
        );
    }
    let keep = orders.wish == Wish::KeepOriginal;
    // Of a kept original the picture is made of the clean copy: it shows the same.
    match wash::wash(kind, file) {
        Ok(washed) if keep => {
            let mut found = washed.removed;
            found.extend(&washed.remains);
            say(output, &[Message::Original(found, None), Message::End])?;
            look(washed.kind, &washed.bytes, output)
        }
        Ok(washed) => {
            let length = u64::try_from(washed.bytes.len()).map_err(|_| Unheard)?;
            let clean = Message::Clean(washed.kind, washed.removed, washed.remains, length);
            say(output, &[clean])?;
            output.write_all(&washed.bytes).map_err(|_| Unheard)?;
            say(output, &[Message::End])?;
            look(washed.kind, &washed.bytes, output)
        }
        Err(held) if keep => say(
            output,
            &[Message::Original(held.found, Some(held.doubt)), Message::End],
        ),
        Err(held) => say(output, &[Message::Held(held.doubt, held.found), Message::End]),
    }
}

/// Says what a file is of which only the beginning was read: it may end in the middle of a letter, which has four bytes at
/// most.
fn beginning(file: &[u8]) -> Result<FileKind, wash::Unwelcome> {
    let whole = wash::recognise(file);
    let shorter = (1..4).filter_map(|cut| file.get(..file.len().checked_sub(cut)?));
    whole.or_else(|unwelcome| {
        let mut known = shorter.filter_map(|beginning| wash::recognise(beginning).ok());
        known.next().ok_or(unwelcome)
    })
}

/// Makes a picture to look at, if it can.
fn look(kind: FileKind, clean: &[u8], output: &mut impl Write) -> Result<(), Unheard> {
    let fits = |png: &Vec<u8>| u32::try_from(png.len()).is_ok_and(|length| length <= MOST_PREVIEW);
    match wash::preview(kind, clean).filter(fits) {
        Some(png) => say(output, &[Message::Preview(png)]),
        None => Ok(()),
    }
}

fn say(output: &mut impl Write, messages: &[Message]) -> Result<(), Unheard> {
    for message in messages {
        output.write_all(&message.encode()).map_err(|_| Unheard)?;
    }
    output.flush().map_err(|_| Unheard)
}
