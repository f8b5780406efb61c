//! A diary of a history: what happened when, to whom, by whom. Kept only when it is asked for.

use crate::des::time::SimTime;
use crate::scenario::grammar::Obstacle;

/// One line of a diary.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    /// When.
    pub at: SimTime,
    /// The workstream, by position in the scenario; `None` for the courts' own.
    pub stream: Option<u16>,
    /// The case, numbered in order of arrival from 0; the court or courtroom for the courts' own.
    pub case: u64,
    /// What.
    pub what: What,
}

/// What can happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// A sitting started in a courtroom.
    SittingStarted,
    /// A court rose for the day.
    CourtRose,
    /// It was asked for.
    Asked,
    /// It was stood down for the day.
    StoodDown,
    /// It was put over, for this reason.
    Adjourned(Obstacle),
    /// A person began a step.
    Begun {
        /// The step.
        step: u8,
        /// The person, by position in the group.
        server: u32,
    },
    /// The step was done.
    Ended {
        /// The step.
        step: u8,
        /// The person, by position in the group.
        server: u32,
    },
    /// A third party answered.
    Answered(u8),
    /// It was returned by the reader.
    Returned,
    /// It was called back and its hearing began.
    CalledBack,
    /// It was delivered.
    Delivered,
    /// Nobody had begun in time.
    GivenUp(u8),
}

/// What happened, in the order of time.
#[derive(Clone, Debug, Default)]
pub struct Diary {
    entries: Vec<Entry>,
}

impl Diary {
    /// Adds a line; one about the past may come late.
    pub fn note(&mut self, entry: Entry) {
        self.entries.push(entry);
    }

    /// The lines by time, those of one moment as they were noted.
    pub fn in_order(mut self) -> Vec<Entry> {
        self.entries.sort_by_key(|entry| entry.at);
        self.entries
    }
}
