//! Looks for words in what an officer can open. Every case is opened anew, in memory, newest first, up to a
//! limit that the page names; nothing of it is kept, neither the words nor what was found.

use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use futures_util::FutureExt;
use tokio::time::sleep;

use crate::app::App;
use crate::domain::day::Day;
use crate::domain::ids::CaseId;
use crate::domain::narrative::Text;
use crate::domain::officer_text::Words;
use crate::domain::sealed::{Content, Finding, SealedNote, SealedReport};
use crate::domain::search::{Excerpt, Place, Question};
use crate::flow::audit::log;
use crate::flow::cases::evidence;
use crate::flow::cases::sealed_case::Reading;
use crate::flow::officers::sign_in::Session;
use crate::flow::reporter::track::messages;
use crate::flow::trouble::Trouble;
use crate::store;
use crate::store::cases::Case;
use crate::vault::record::RecordKind;

/// How many cases are opened for one question, at most.
pub const MOST: usize = 300;
/// How many cases are shown for one question, at most.
const SHOWN: usize = 50;
/// How long one question may take, at most.
const PATIENCE: Duration = Duration::from_secs(2);
/// How many cases are opened before the clock is looked at again.
const AT_ONCE: usize = 10;

/// Bounds of one question; the real ones, and narrower ones in tests.
#[derive(Clone, Copy)]
pub struct Bounds {
    /// How many cases are opened.
    pub most: usize,
    /// How long it may take.
    pub patience: Duration,
}

impl Bounds {
    /// Those of the service.
    pub const USUAL: Self = Self {
        most: MOST,
        patience: PATIENCE,
    };
}

/// A place in the officer's cases, newest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mark {
    /// The day on which the last case that was looked at came in.
    pub day: Day,
    /// That case.
    pub case: CaseId,
}

/// A case in which every word was found.
pub struct Found {
    /// The case.
    pub case: Case,
    /// Where the first word stands.
    pub excerpt: Excerpt,
}

/// What was found, and how far it got.
pub struct Answer {
    /// The cases.
    pub found: Vec<Found>,
    /// How many cases were opened for this answer.
    pub looked_at: usize,
    /// How many of them could not be opened.
    pub unreadable: usize,
    /// How many cases there are.
    pub all: i64,
    /// Where to go on; nothing when every case has been looked at.
    pub next: Option<Mark>,
}

/// Looks for words in this officer's cases after `from`, or in all of them.
///
/// # Errors
/// [`Trouble`] when the store does not answer.
pub async fn search(
    app: &Arc<App>,
    session: &Session,
    question: &Question,
    from: Option<Mark>,
    bounds: Bounds,
) -> Result<Answer, Trouble> {
    let (agency, me) = (session.agency.id, session.reader(app));
    let limit = i64::try_from(bounds.most.saturating_add(1)).unwrap_or(i64::MAX);
    let after = from.map(|mark| (mark.day, mark.case));
    let (mut cases, all) = app
        .db
        .read(move |c| {
            Ok::<_, store::StoreError>((
                store::case_list::newest_for(c, agency, me, after, limit)?,
                store::case_list::count_all_for(c, agency, me)?,
            ))
        })
        .await?;
    let beyond = cases.len() > bounds.most;
    cases.truncate(bounds.most);
    let mut patience = pin!(sleep(bounds.patience));
    let mut answer = Answer {
        found: Vec::new(),
        looked_at: 0,
        unreadable: 0,
        all,
        next: None,
    };
    let mut last = None;
    for chunk in cases.chunks(AT_ONCE) {
        for (case, reading) in chunk
            .iter()
            .zip(Reading::several(app, session, chunk.to_vec()).await?)
        {
            last = Some(Mark {
                day: case.received_on,
                case: case.id,
            });
            answer.looked_at = answer.looked_at.saturating_add(1);
            match reading.and_then(|reading| look(question, &reading)) {
                Ok(Some(excerpt)) => answer.found.push(Found { case: *case, excerpt }),
                Ok(None) => {}
                Err(_) => answer.unreadable = answer.unreadable.saturating_add(1),
            }
        }
        let over = patience.as_mut().now_or_never().is_some();
        if over || answer.found.len() >= SHOWN {
            break;
        }
    }
    if beyond || answer.looked_at < cases.len() {
        answer.next = last;
    }
    let seen = answer.found.iter().map(|found| found.case.id.0);
    log::viewed(app, session, seen.collect(), "search").await?;
    Ok(answer)
}

fn look(question: &Question, reading: &Reading) -> Result<Option<Excerpt>, Trouble> {
    let report = reading
        .channel
        .records
        .iter()
        .find(|record| record.kind == RecordKind::Report)
        .ok_or(Trouble::Damaged)?;
    let report = SealedReport::from_json(&report.plain).map_err(|_| Trouble::Damaged)?;
    let number = reading.case.quoted().to_string();
    let messages = messages(reading)?;
    let notes = notes(reading);
    let mut texts = vec![
        (Place::Number, Some(number.as_str())),
        (Place::Narrative, Some(report.narrative.as_str())),
        (Place::Who, report.who.as_ref().map(Text::as_str)),
        (Place::Where, report.place.as_ref().map(Text::as_str)),
        (Place::HowKnown, report.how_known.as_ref().map(Text::as_str)),
        (Place::Evidence, report.evidence.as_ref().map(Text::as_str)),
        (Place::Name, report.name.as_ref().map(Text::as_str)),
        (Place::Contact, report.contact.as_ref().map(Text::as_str)),
    ];
    if let Some(passed) = report
        .registered
        .as_ref()
        .and_then(|registered| registered.passed.as_ref())
    {
        texts.push((Place::Letter, passed.name.as_ref().map(Text::as_str)));
        texts.push((Place::Letter, Some(passed.paper.number.as_str())));
    }
    texts.extend(
        messages
            .iter()
            .map(|message| (Place::Message, Some(message.text.as_str()))),
    );
    texts.extend(notes.iter().map(|(place, note)| (*place, Some(note.as_str()))));
    let files = evidence::all(reading)?;
    texts.extend(
        files
            .iter()
            .map(|file| (Place::File, Some(file.attachment.name.as_str()))),
    );
    let texts: Vec<(Place, &str)> = texts
        .into_iter()
        .filter_map(|(place, text)| Some((place, text?)))
        .collect();
    Ok(question.find(&texts))
}

/// What officers wrote for themselves. Not what they said about a link: those alone may find it who can open the other
/// case as well.
fn notes(reading: &Reading) -> Vec<(Place, String)> {
    let internal = reading.internal.iter().flat_map(|internal| &internal.records);
    internal
        .flat_map(|record| match record.kind {
            RecordKind::Note => {
                let note = SealedNote::from_json(&record.plain);
                note.map_or(Vec::new(), |note| vec![(Place::Note, note.0.as_str().to_owned())])
            }
            RecordKind::Finding => Finding::from_json(&record.plain).map_or(Vec::new(), |found| said(&found)),
            _ => Vec::new(),
        })
        .collect()
}

fn said(found: &Finding) -> Vec<(Place, String)> {
    let (place, texts) = match found {
        Finding::Decision(decision) => (Place::Note, decision.lesson.iter().map(Text::as_str).collect()),
        Finding::Measure(measure) => (Place::Measure, measure.written()),
        Finding::Readers(change) => (Place::Note, change.words.iter().map(Words::as_str).collect()),
        Finding::Link(_) => (Place::Note, Vec::new()),
    };
    let texts = texts.into_iter();
    texts.map(|text: &str| (place, text.to_owned())).collect()
}
