//! Files that come in pieces, each with a request of its own, so that a connection that breaks costs little (ADR 0084).
//!
//! What is known of an unfinished file is kept in memory only, the key of the file among it, and for half an hour without a
//! piece. Whoever loses it starts over. It is found by the place where its sender's files wait, so nobody else can name it.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use futures_util::{Stream, StreamExt};
use tokio::sync::Mutex as Turn;

use crate::app::App;
use crate::domain::attachment::FileName;
use crate::domain::ids::{AgencyId, RecordId, UploadId};
use crate::flow::files::attach::{AttachError, BrokeOff, Declared, Wish};
use crate::flow::files::filling::{Closing, Filling};
use crate::flow::files::sealed_file::{Sealed, Shelf, forget};
use crate::store::uploads::Room;

/// Files that may be on their way in pieces at one time. With a store for files each of them holds a part of 8 MiB.
pub const RECEIVING: usize = 32;
/// How many are remembered, those that have arrived among them.
const KEPT: usize = 1_024;
/// Of one sender, in forms: another one is sent at once.
const FORMS: usize = 2;
/// After so many seconds without a piece a file is given up.
pub const IDLE: i64 = 30 * 60;

/// A file as its sender announces it.
pub struct Announced {
    /// What its sender calls it.
    pub upload: UploadId,
    /// The name it is shown under.
    pub name: FileName,
    /// Bytes.
    pub size: u64,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct Name {
    place: [u8; 32],
    /// A file that was begun under an older key can no longer be sent (ADR 0079).
    epoch: i32,
    upload: UploadId,
}

/// How far a file has come.
enum State {
    /// Nothing came, or it has to come again.
    New,
    Receiving(Box<Filling>),
    /// All bytes came and are being made durable.
    Closing(Box<Closing>),
    /// It lies sealed in the blob room.
    Whole(Box<Sealed>),
    /// It was attached.
    Attached,
}

struct Slot {
    agency: AgencyId,
    name: FileName,
    size: u64,
    room: Room,
    /// The request that may add to it: the newest.
    turn: AtomicU64,
    /// Seconds since the epoch when something came last.
    used: AtomicI64,
    receiving: AtomicBool,
    attached: AtomicBool,
    state: Turn<State>,
}

/// All of them.
#[derive(Default)]
pub struct Unfinished(Mutex<HashMap<Name, Arc<Slot>>>);

impl Unfinished {
    fn slots(&self) -> MutexGuard<'_, HashMap<Name, Arc<Slot>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Gives up what nobody has gone on with for half an hour, and says how many files that were.
pub async fn drop_idle(app: &App) -> usize {
    let before = app.clock.now().saturating_sub(IDLE);
    let mut idle = Vec::new();
    app.unfinished.slots().retain(|_, slot| {
        let used = slot.used.load(Ordering::Relaxed) > before;
        if !used {
            idle.push(Arc::clone(slot));
        }
        used
    });
    for slot in &idle {
        let mut state = slot.state.lock().await;
        slot.give_up(app, &mut state).await;
    }
    idle.len()
}

impl Slot {
    fn touch(&self, app: &App) {
        self.used.store(app.clock.now(), Ordering::Relaxed);
    }

    fn held(&self, state: &State) -> u64 {
        match state {
            State::New => 0,
            State::Receiving(filling) => filling.size(),
            State::Closing(_) | State::Whole(_) | State::Attached => self.size,
        }
    }

    /// Throws away what came. What cannot be thrown away now is found by the purge.
    async fn give_up(&self, app: &App, state: &mut State) {
        self.receiving.store(true, Ordering::Relaxed);
        let lying = match std::mem::replace(state, State::New) {
            State::New | State::Attached => return,
            State::Receiving(filling) => {
                let id = filling.id();
                filling.abandon().await;
                id
            }
            State::Closing(closing) => closing.sealed.arrived.id,
            State::Whole(sealed) => sealed.arrived.id,
        };
        forget(app, self.agency, lying).await;
        let _ = app.blobs.remove(lying).await;
    }
}

impl Shelf {
    fn slot(&self, app: &App, upload: UploadId) -> Option<Arc<Slot>> {
        app.unfinished.slots().get(&self.name(upload)).map(Arc::clone)
    }

    const fn name(&self, upload: UploadId) -> Name {
        Name {
            place: self.place,
            epoch: self.epoch,
            upload,
        }
    }

    /// Whether pieces of this file are expected here.
    pub fn expects(&self, app: &App, upload: UploadId) -> bool {
        self.slot(app, upload).is_some()
    }

    /// Expects the pieces of a file. Gives false when so many are on their way that it has to be sent at once.
    pub fn expect(&self, app: &App, file: Announced, room: Room) -> bool {
        let mut slots = app.unfinished.slots();
        let at_once = usize::from(app.config.files.files_at_once).saturating_mul(FORMS);
        let (mut receiving, mut here) = (0_usize, 0_usize);
        for (name, slot) in slots.iter() {
            receiving += usize::from(slot.receiving.load(Ordering::Relaxed));
            here += usize::from(name.place == self.place && !slot.attached.load(Ordering::Relaxed));
        }
        if receiving >= RECEIVING || here >= at_once || slots.len() >= KEPT {
            return false;
        }
        let slot = Slot {
            agency: self.agency,
            name: file.name,
            size: file.size,
            room,
            turn: AtomicU64::new(0),
            used: AtomicI64::new(app.clock.now()),
            receiving: AtomicBool::new(true),
            attached: AtomicBool::new(false),
            state: Turn::new(State::New),
        };
        slots
            .entry(self.name(file.upload))
            .or_insert_with(|| Arc::new(slot));
        true
    }

    /// Adds to a file what comes from this offset on, and says how many bytes of it are held then. At any other offset
    /// than the end of what is held nothing is added, so that a piece that comes twice does no harm. When all bytes
    /// are held they are durable.
    ///
    /// # Errors
    /// [`AttachError::BrokeOff`] when the piece did not come to its end or another request goes on with the file: what came
    /// is held. After any other error nothing is.
    pub async fn add_piece<S, B>(
        &self,
        app: &App,
        upload: UploadId,
        offset: u64,
        source: S,
    ) -> Result<u64, AttachError>
    where
        S: Stream<Item = Result<B, BrokeOff>>,
        B: AsRef<[u8]>,
    {
        let Some(slot) = self.slot(app, upload) else {
            return Ok(0);
        };
        let turn = slot.turn.fetch_add(1, Ordering::Relaxed).saturating_add(1);
        slot.touch(app);
        let mut source = std::pin::pin!(source);
        let mut begun = false;
        loop {
            let piece = if begun { source.next().await } else { None };
            let mut state = slot.state.lock().await;
            if slot.turn.load(Ordering::Relaxed) != turn {
                return Err(AttachError::BrokeOff);
            }
            slot.touch(app);
            let added = match &piece {
                None => Ok(()),
                Some(Err(BrokeOff)) => return Err(AttachError::BrokeOff),
                Some(Ok(piece)) => self.add(app, &slot, &mut state, piece.as_ref()).await,
            };
            let added = match added {
                Ok(()) => self.settle(app, &slot, &mut state).await,
                Err(error) => Err(error),
            };
            if let Err(error) = added {
                slot.give_up(app, &mut state).await;
                return Err(error);
            }
            let held = slot.held(&state);
            if (begun && piece.is_none()) || (!begun && held != offset) {
                return Ok(held);
            }
            begun = true;
        }
    }

    async fn add(&self, app: &App, slot: &Slot, state: &mut State, piece: &[u8]) -> Result<(), AttachError> {
        if piece.is_empty() {
            return Ok(());
        }
        if matches!(state, State::New) {
            let id = RecordId(app.rng.bytes().map_err(crate::flow::trouble::Trouble::from)?);
            if !self.reserve(app, id, (slot.size, Some(slot.room))).await? {
                return Err(AttachError::Full);
            }
            match Filling::begin::<BrokeOff>(app, self, id, slot.size).await {
                Ok(filling) => *state = State::Receiving(Box::new(filling)),
                Err(error) => {
                    forget(app, self.agency, id).await;
                    return Err(error.into());
                }
            }
        }
        match state {
            State::Receiving(filling) => Ok(filling.push::<BrokeOff>(piece).await?),
            // More than was announced.
            _ => Err(AttachError::TooLong),
        }
    }

    /// Makes a file durable that has come to its end.
    async fn settle(&self, app: &App, slot: &Slot, state: &mut State) -> Result<(), AttachError> {
        if let State::Receiving(filling) = state
            && filling.size() == slot.size
        {
            filling.pad::<BrokeOff>().await?;
            filling.settle().await?;
            if let State::Receiving(filling) = std::mem::replace(state, State::New) {
                *state = State::Closing(Box::new(filling.close::<BrokeOff>(&self.author)?));
            }
        }
        if let State::Closing(closing) = state {
            closing.settle().await?;
            let sealed = self.written(app, closing.sealed.clone()).await?;
            *state = State::Whole(Box::new(sealed));
            slot.receiving.store(false, Ordering::Relaxed);
        }
        Ok(())
    }

    /// Attaches a file that has come whole. Gives false when it has not, or is remembered no longer. Asked twice, it is
    /// attached once.
    ///
    /// # Errors
    /// As [`Shelf::attach`], with the name of the file; nothing of it is left then.
    pub async fn attach_whole(
        &self,
        app: &Arc<App>,
        upload: UploadId,
        (wish, replaces): (Wish, Option<RecordId>),
    ) -> Result<bool, (FileName, AttachError)> {
        let Some(slot) = self.slot(app, upload) else {
            return Ok(false);
        };
        slot.touch(app);
        let mut state = slot.state.lock().await;
        match &*state {
            State::Whole(sealed) => {
                let declared = Declared {
                    name: slot.name.clone(),
                    wish,
                    replaces,
                };
                // Whoever stops waiting here asks again: until it is attached it stays whole.
                let taken = self.take_in(app, &declared, sealed).await;
                *state = if taken.is_ok() {
                    State::Attached
                } else {
                    State::New
                };
                slot.attached.store(true, Ordering::Relaxed);
                taken.map(|_| true).map_err(|error| (declared.name, error))
            }
            State::Attached => Ok(true),
            State::New | State::Receiving(_) | State::Closing(_) => Ok(false),
        }
    }
}
