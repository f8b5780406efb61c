//! A history in progress: the world that it moves, and what it is a history of.
//!
//! Workstreams meet in two places only: the calendar, and the pools of people and rooms. A [`World`] is kept between replications and reset, so
//! nothing is allocated anew once it has grown, and nothing leaks from one history into the next. Data alone: who acts on it is in the files that
//! `replicate` calls.

use std::sync::Arc;

use crate::des::calendar::Calendar;
use crate::des::pool::{DutyId, Pools};
use crate::des::roster::Shift;
use crate::des::stream::{Purpose, Seed, Stream};
use crate::des::time::SimTime;

use super::attributes::CaseAttributes;
use super::case::{Case, SingleStepJob};
use super::court::Sittings;
use super::court_state::{CourtState, RoomState};
use super::draw_attributes::AHEAD;
use super::event::Packed;
use super::event_log::EventLog;
use super::observe::Seen;
use super::people::RosterDesk;
use super::{GroupModel, Model};

/// A replication's state, kept between replications.
#[derive(Debug, Default)]
pub struct World {
    pub(super) calendar: Calendar<Packed>,
    /// The model whose pools these are.
    pub(super) of: Option<Arc<()>>,
    /// One per group, made when first needed.
    pub(super) pools: Vec<Option<Pools>>,
    pub(super) rosters: RosterDesk,
    pub(super) cases: Vec<Case>,
    pub(super) unused: Vec<u32>,
    /// By job, those that are single-step jobs; what else is there is of jobs before.
    pub(super) single_steps: Vec<SingleStepJob>,
    pub(super) sources: Vec<SourceState>,
    /// The sittings of the history, drawn when it begins.
    pub(super) sittings: Sittings,
    pub(super) rooms: Vec<RoomState>,
    pub(super) courts: Vec<CourtState>,
    /// Duties of the history, as they are wanted.
    pub(super) wanted: Vec<WantedDuty>,
    /// By workstream, the sittings of its source that are sat in this history and bring it work, by number.
    pub(super) chosen: Vec<Vec<u32>>,
    /// By workstream, the duty that covers each sitting of its source, step by step; `NONE` where nobody was found.
    pub(super) covers: Vec<Vec<DutyId>>,
    /// Memory for cutting duties out of the roster.
    pub(super) scratch: Vec<Shift>,
    /// Whether every invariant is checked after every event: for tests, which it slows down.
    pub check: bool,
    /// Seconds of expected work on adjourned reports, by workstream.
    pub(super) backlog: Vec<f64>,
    /// Seconds of work of the data period that were asked for: `ladder * clusters + site`.
    pub(super) asked: Vec<u64>,
    /// What happened, when someone wants to know.
    pub event_log: Option<EventLog>,
}

/// One history in progress: the world with what it is a history of.
pub(super) struct Replication<'a> {
    pub model: &'a Model,
    pub group: &'a GroupModel,
    pub seed: Seed,
    pub replication: u64,
    pub observed: (SimTime, SimTime),
    pub w: World,
    pub pools: Pools,
    pub seen: Seen,
    /// Cases so far, for first come.
    pub sequence: u64,
    /// Seconds of work done on jobs, for the balance at the end.
    pub given: u64,
}

/// Where a source has got to.
#[derive(Clone, Debug, Default)]
pub(super) struct SourceState {
    /// Arrivals so far, or the place in a list of dates.
    pub next: usize,
    /// Gaps of a random source: one after the other, for each depends on all before it in any case.
    pub gaps: Stream,
    /// Running sum of unit-exponential gaps.
    pub sum: f64,
    /// Day at which the search for the next arrival stands.
    pub day: usize,
    /// When a random source's arrivals come, the next being at `next % AHEAD`; `NEVER` when there are no more.
    pub times: [SimTime; AHEAD],
    /// What they are.
    pub all_attributes: [CaseAttributes; AHEAD],
}

/// Cover that a step of a workstream wants for a sitting. Compared in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct WantedDuty {
    pub start: SimTime,
    pub class: u8,
    pub stream: u32,
    pub tap: u32,
    /// Which of the workstream's steps of this kind, and which of its choices of people.
    pub ordinal: u32,
    pub who: u16,
    pub ladder: u32,
    pub end: SimTime,
}

impl Replication<'_> {
    /// The stream of a purpose for an entity of this replication.
    #[inline]
    pub fn stream(&self, purpose: Purpose, entity: u64) -> Stream {
        Stream::new(self.seed, purpose, self.replication, entity)
    }

    /// Whether a moment is in the data period.
    #[inline]
    pub fn counts(&self, at: SimTime) -> bool {
        at >= self.observed.0 && at < self.observed.1
    }

    /// The moment of the event being handled.
    #[inline]
    pub const fn now(&self) -> SimTime {
        self.w.calendar.now()
    }
}
