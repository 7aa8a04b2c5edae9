//! What a file tells beside what it shows, and why cleaning it may end in doubt.

use super::coded::coded;

coded!(
    /// A kind of information in a file that may tell who made it, where, when or with what.
    Trace {
        /// Where: coordinates of a satellite receiver, names of places.
        Place = 1 => "place",
        /// With which device: maker, model, serial number, what the maker hides in its notes.
        Device = 2 => "device",
        /// When: times of making, changing, printing.
        Moment = 3 => "moment",
        /// Who: names of authors, editors, owners, organisations, accounts, computers, folders.
        Person = 4 => "person",
        /// A small picture of the whole, often older than the picture itself and not cut or covered.
        Thumbnail = 5 => "thumbnail",
        /// Titles, keywords, descriptions, lyrics, remarks stored beside the content.
        Description = 6 => "description",
        /// Names and versions of programs.
        Software = 7 => "software",
        /// Earlier states of the document that its pages no longer show.
        History = 8 => "history",
        /// Files inside the file that its pages do not show.
        Attachment = 9 => "attachment",
        /// Programs and actions that run when the file is opened or touched.
        Script = 10 => "script",
        /// Addresses that are called when the file is opened.
        Beacon = 11 => "beacon",
        /// Description of a colour space, which often names the device.
        ColourProfile = 12 => "colour_profile",
        /// Data before, behind or between what the format knows.
        Surplus = 13 => "surplus",
        /// Numbers that are given to one copy or one sitting.
        Serial = 14 => "serial",
        /// Measurements recorded along with sound or film, such as the way travelled.
        Telemetry = 15 => "telemetry",
        /// A digital signature: it names its signer and does not survive any change.
        Signature = 16 => "signature",
        /// Content: text that was struck out or put in while changes were recorded.
        TrackedChanges = 17 => "tracked_changes",
        /// Content: what readers wrote in the margin.
        Remarks = 18 => "remarks",
        /// Content: sheets, rows, columns or text that are there and not shown.
        Hidden = 19 => "hidden",
    }
);

coded!(
    /// Why a file is held back: cleaning did not come to an end that can be vouched for.
    Doubt {
        /// It is damaged, or does not follow its format closely enough to be sure.
        Damaged = 1 => "damaged",
        /// It is locked with a password or encrypted.
        Locked = 2 => "locked",
        /// It is larger than what is cleaned.
        TooLarge = 3 => "too_large",
        /// It unpacks to far more than it shows, or is nested too deeply.
        Bomb = 4 => "bomb",
        /// It contains programs (macros).
        Macros = 5 => "macros",
        /// It contains a file of a kind that cannot be cleaned.
        Embedded = 6 => "embedded",
        /// It contains parts whose meaning is not known.
        UnknownPart = 7 => "unknown_part",
        /// It is a moving picture, of which only the first would be left.
        Animation = 8 => "animation",
        /// After cleaning something was still there that should not be.
        StillThere = 9 => "still_there",
        /// It took too long.
        TimeRanOut = 10 => "time_ran_out",
        /// The program that cleans broke down on it.
        BrokeDown = 11 => "broke_down",
        /// Nobody is there to clean: too many files at once, or the machine does not allow it.
        Unavailable = 12 => "unavailable",
        /// The scanner for harmful programs could not say that it is free of them. It goes to nobody before it does.
        Unscanned = 13 => "unscanned",
    }
);

/// Traces in a fixed order, each once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Traces(std::collections::BTreeSet<Trace>);

impl Traces {
    /// None.
    pub fn new() -> Self {
        Self::default()
    }

    /// Notes one.
    pub fn note(&mut self, trace: Trace) {
        self.0.insert(trace);
    }

    /// Notes all of another list.
    pub fn extend(&mut self, other: &Self) {
        self.0.extend(other.iter());
    }

    /// Whether it is among them.
    pub fn has(&self, trace: Trace) -> bool {
        self.0.contains(&trace)
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// All, ordered by number.
    pub fn iter(&self) -> impl Iterator<Item = Trace> + '_ {
        self.0.iter().copied()
    }
}

impl FromIterator<Trace> for Traces {
    fn from_iter<I: IntoIterator<Item = Trace>>(traces: I) -> Self {
        Self(traces.into_iter().collect())
    }
}
