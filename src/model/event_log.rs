//! An event log of a history: what happened when, to whom, by whom. Kept only when it is asked for.

use crate::des::time::SimTime;
use crate::scenario::grammar::Obstacle;

/// One line of an event log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    /// When.
    pub at: SimTime,
    /// The workstream, by position in the scenario; `None` for the courts' own.
    pub stream: Option<u16>,
    /// The case, numbered in order of arrival from 0; the court or courtroom for the courts' own.
    pub case: u64,
    /// What.
    pub what: EventKind,
}

/// What can happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EventKind {
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
    Delivered {
        /// Whether it is counted as done the same day.
        same_day: bool,
    },
    /// Nobody had begun in time.
    GivenUp(u8),
}

/// Who a case is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CaseFacts {
    /// Its number, in order of arrival.
    pub case: u64,
    /// The workstream, by position in the scenario.
    pub stream: u16,
    /// Its cluster, by position in the group.
    pub cluster: usize,
    /// Its kind, by position in the workstream.
    pub kind: u8,
    /// Its court and courtroom, by position in the group; `None` if no court brought it.
    pub place: Option<(u16, u16)>,
}

/// A stretch of time that a case spent at one step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ActivitySpan {
    /// The case.
    pub case: u64,
    /// The workstream, by position in the scenario.
    pub stream: u16,
    /// The step.
    pub step: u8,
    /// The person who worked, by position in the group; `None` for a wait for a third party.
    pub server: Option<u32>,
    /// The kind of room used, by position among the group's.
    pub seat: Option<u32>,
    /// Its beginning.
    pub from: SimTime,
    /// Its end.
    pub to: SimTime,
}

/// A stretch of time in a courtroom: a sitting, or the hearing of a case on its report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InCourt {
    /// The courtroom, by position in the group.
    pub room: u32,
    /// Its beginning.
    pub from: SimTime,
    /// Its end; of a sitting, the end of its last hearing if that is later than its close.
    pub to: SimTime,
}

/// What happened, in the order of time.
#[derive(Clone, Debug, Default)]
pub struct EventLog {
    entries: Vec<Entry>,
    /// Every case, in order of its number.
    pub cases: Vec<CaseFacts>,
    /// Work done and answers waited for. What is not complete when the history ends is not among them.
    pub stretches: Vec<ActivitySpan>,
    /// Sittings.
    pub sittings: Vec<InCourt>,
    /// Hearings of cases on their reports.
    pub hearings: Vec<InCourt>,
    /// By person, the times of duty.
    pub shifts: Vec<Vec<(SimTime, SimTime)>>,
}

impl EventLog {
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
