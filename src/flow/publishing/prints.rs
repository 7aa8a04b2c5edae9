//! Papers and archives that anybody may fetch, made once for as long as they say the same.

use std::collections::HashMap;
use std::future::Future;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::{Mutex as Turn, Semaphore};

use crate::domain::ids::AgencyId;
use crate::flow::trouble::Trouble;

/// The most bytes that are kept.
const MOST: usize = 32 << 20;

/// What it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PrintKind {
    /// The poster.
    Poster,
    /// The handbook as it would be announced today.
    Handbook,
    /// The archive of a fiscal year.
    Archive(i16),
    /// The report of a round of a fiscal year in another language than it was published in, by their numbers.
    Report(i16, i16),
}

/// Which one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct PrintKey {
    /// The agency.
    pub agency: AgencyId,
    /// What it is.
    pub kind: PrintKind,
    /// The language, by its tag.
    pub language: &'static str,
}

/// A print.
struct Print {
    /// The digest of what it was made of.
    made_of: [u8; 32],
    bytes: Arc<[u8]>,
    /// When it was last asked for, counted in questions.
    asked: u64,
}

/// What came of making one.
pub struct Made {
    /// The bytes.
    pub bytes: Vec<u8>,
    /// Whether the next one would be the same.
    pub keep: bool,
}

#[derive(Default)]
struct Rack {
    prints: HashMap<PrintKey, Print>,
    making: HashMap<PrintKey, Arc<Turn<()>>>,
    asked: u64,
}

/// The prints that were made last. One is made at a time, so that whoever asks for many keeps nobody else waiting for
/// pages.
pub struct Prints {
    rack: Mutex<Rack>,
    one: Semaphore,
}

impl Default for Prints {
    fn default() -> Self {
        Self {
            rack: Mutex::default(),
            one: Semaphore::new(1),
        }
    }
}

impl Prints {
    fn rack(&self) -> std::sync::MutexGuard<'_, Rack> {
        self.rack.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn find(&self, key: PrintKey, made_of: [u8; 32]) -> Option<Arc<[u8]>> {
        let mut rack = self.rack();
        rack.asked += 1;
        let asked = rack.asked;
        let print = rack.prints.get_mut(&key)?;
        print.asked = asked;
        (print.made_of == made_of).then(|| Arc::clone(&print.bytes))
    }

    fn keep(&self, key: PrintKey, made_of: [u8; 32], bytes: &Arc<[u8]>) {
        if bytes.len() > MOST {
            return;
        }
        let mut rack = self.rack();
        let asked = rack.asked;
        let print = Print {
            made_of,
            bytes: Arc::clone(bytes),
            asked,
        };
        rack.prints.insert(key, print);
        while rack.prints.values().map(|print| print.bytes.len()).sum::<usize>() > MOST {
            let oldest = rack.prints.iter().min_by_key(|(_, print)| print.asked);
            let Some(oldest) = oldest.map(|(key, _)| *key) else {
                break;
            };
            rack.prints.remove(&oldest);
        }
    }

    /// The print that was made of this, or the one that is made now. Whoever asks for the same meanwhile waits for it.
    ///
    /// # Errors
    /// What making it says.
    pub async fn get<M, E>(&self, key: PrintKey, made_of: [u8; 32], work: M) -> Result<Arc<[u8]>, E>
    where
        M: Future<Output = Result<Made, E>>,
        E: From<Trouble>,
    {
        if let Some(known) = self.find(key, made_of) {
            return Ok(known);
        }
        let turn = Arc::clone(self.rack().making.entry(key).or_default());
        let held = turn.lock().await;
        let made = match self.find(key, made_of) {
            Some(known) => Ok(known),
            None => match self.one.acquire().await {
                Ok(_permit) => work.await.map(|done| {
                    let bytes: Arc<[u8]> = done.bytes.into();
                    if done.keep {
                        self.keep(key, made_of, &bytes);
                    }
                    bytes
                }),
                Err(_) => Err(Trouble::Broken.into()),
            },
        };
        drop(held);
        let mut rack = self.rack();
        // Nobody else waits for it: the rack and this question hold it.
        if Arc::strong_count(&turn) <= 2 {
            rack.making.remove(&key);
        }
        drop(rack);
        made
    }
}

/// Does what takes a while on a thread that may.
///
/// # Errors
/// [`Trouble::Busy`] when it cannot be made.
pub async fn typeset<T, E>(work: impl FnOnce() -> Result<T, E> + Send + 'static) -> Result<T, Trouble>
where
    T: Send + 'static,
    E: Send + 'static,
{
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|_| Trouble::Broken)?
        .map_err(|_| Trouble::Busy)
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    const KEY: PrintKey = PrintKey {
        agency: AgencyId([1; 16]),
        kind: PrintKind::Poster,
        language: "th",
    };

    async fn asked(prints: &Prints, key: PrintKey, made_of: u8, count: &AtomicUsize, long: usize) -> usize {
        let make = async {
            tokio::task::yield_now().await;
            count.fetch_add(1, Ordering::SeqCst);
            Ok::<_, Trouble>(Made {
                bytes: vec![made_of; long],
                keep: made_of != 0,
            })
        };
        prints.get(key, [made_of; 32], make).await.unwrap().len()
    }

    #[tokio::test]
    async fn the_same_is_made_once_however_many_ask_and_anew_when_it_says_something_else() {
        let (prints, count) = (Prints::default(), AtomicUsize::new(0));
        let many = (0..20).map(|_| asked(&prints, KEY, 1, &count, 9));
        let many = futures_util::future::join_all(many).await;
        assert!(many.iter().all(|length| *length == 9));
        assert_eq!(count.load(Ordering::SeqCst), 1);
        asked(&prints, KEY, 2, &count, 9).await;
        asked(&prints, KEY, 2, &count, 9).await;
        assert_eq!(count.load(Ordering::SeqCst), 2);
        let other = PrintKey {
            language: "en",
            ..KEY
        };
        asked(&prints, other, 2, &count, 9).await;
        assert_eq!(count.load(Ordering::SeqCst), 3);
        asked(&prints, KEY, 0, &count, 9).await;
        asked(&prints, KEY, 0, &count, 9).await;
        assert_eq!(
            count.load(Ordering::SeqCst),
            5,
            "what is not to be kept is made each time"
        );
        assert!(prints.rack().making.is_empty());
    }

    #[tokio::test]
    async fn what_was_asked_for_longest_ago_makes_room() {
        let (prints, count) = (Prints::default(), AtomicUsize::new(0));
        let year = |year| PrintKey {
            kind: PrintKind::Archive(year),
            ..KEY
        };
        for number in 0..4 {
            asked(&prints, year(number), 1, &count, MOST / 3).await;
            asked(&prints, year(0), 1, &count, MOST / 3).await;
        }
        assert_eq!(
            count.load(Ordering::SeqCst),
            4,
            "the first was asked for all the time"
        );
        let kept: usize = prints.rack().prints.values().map(|print| print.bytes.len()).sum();
        assert!(kept <= MOST);
        asked(&prints, year(9), 1, &count, MOST + 1).await;
        let again = asked(&prints, year(9), 1, &count, 9).await;
        assert_eq!(again, 9, "what is too long is not kept, and takes no other away");
        assert_eq!(prints.rack().prints.len(), 3);
    }
}
