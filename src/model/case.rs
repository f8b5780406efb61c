//! A case and what is kept of it while it is on its way: its state, what it waited for, and what it is counted under.
//!
//! Data alone: nothing here knows who acts on it.

use crate::des::pool::{Job, JobId};
use crate::des::time::SimTime;
use crate::scenario::grammar::Obstacle;

use super::attributes::CaseAttributes;
use super::observe::OBSTACLES;
use super::route::StreamSpec;

/// Slots in which a case remembers who did a step.
pub(super) const AUTHORS: usize = 4;

/// Which way a case is going.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Path {
    /// The slot is free.
    #[default]
    Free,
    /// To begin later.
    Unborn,
    /// No court decides about it: it is begun when it arrives.
    Open,
    /// Stood down, to be heard today.
    Today,
    /// Put over to a later date.
    Adjourned,
}

/// A piece of work on its way through its route.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Case {
    pub stream: u16,
    pub court: u16,
    pub room: u16,
    pub list: u16,
    pub attributes: CaseAttributes,
    pub path: Path,
    /// Whether it was made in the data period.
    pub counted: bool,
    /// Whether every step is complete.
    pub ready: bool,
    pub delivered: bool,
    /// Whether it has left before it was complete, and somebody is still at work on it.
    pub left: bool,
    /// Whether the defendant has come to an appointment.
    pub appointed: bool,
    /// Whether nobody came to a sitting or a meeting of its.
    pub missed: bool,
    /// The sittings and meetings, by step, that somebody has come to.
    pub met: u32,
    /// The readings for which the author is putting it right, by step; and how often each has returned it, two bits a step.
    pub rework: u32,
    pub returns: u64,
    pub appointments: u8,
    pub life: u32,
    pub made: SimTime,
    /// By when it is wanted now.
    pub due: SimTime,
    /// By when it was first promised: what lateness is measured against.
    pub promised: SimTime,
    pub entity: u64,
    pub sequence: u64,
    pub done: u32,
    pub begun: u32,
    /// The first of its jobs.
    pub jobs: JobId,
    /// Since when no person is asked for.
    pub alone_since: SimTime,
    pub waits: Waits,
    pub decided: bool,
    pub authors: [u32; AUTHORS],
    /// Cases in the list of the sitting that brought it, and that sitting.
    pub cases: u32,
    pub sitting: (SimTime, SimTime),
    /// Which of its source's sittings that is; `NONE` if none brought it.
    pub tap: u32,
    pub backlog: f64,
}

impl Case {
    /// What it is counted under.
    pub fn counted_as(&self) -> CaseKey {
        let Self { stream, court, list, made, promised, attributes: CaseAttributes { kind, .. }, .. } = *self;
        CaseKey { stream, kind, court, list, made, promised }
    }
}

/// Work that arrives, and what its name says of it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Arrival {
    /// Its workstream, by position in the group.
    pub stream: u16,
    pub entity: u64,
    /// Court, courtroom and kind of list; [`NO`] where none brought it.
    pub place: (u16, u16, u16),
    pub attributes: CaseAttributes,
    /// Its number, for first come.
    pub sequence: u64,
    /// Cases in the list of the sitting that brought it, and that sitting.
    pub cases: u32,
    pub sitting: (SimTime, SimTime),
    /// Which of its source's sittings that is; `NONE` if none brought it.
    pub tap: u32,
}

/// What a case waited for: few wait for more than one thing, and many for none.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Waits {
    /// The obstacles that it waited for, by bit.
    pub which: u16,
    /// Seconds, of those that it waited for.
    pub seconds: [u32; OBSTACLES],
}

impl Waits {
    /// Adds a wait.
    #[inline(always)]
    pub fn add(&mut self, obstacle: Obstacle, seconds: u64) {
        let place = obstacle as usize;
        let before = if self.which >> place & 1 == 1 { self.seconds[place] } else { 0 };
        self.seconds[place] = before + seconds as u32;
        self.which |= 1 << place;
    }

    /// Seconds for each obstacle.
    pub fn by_obstacle(&self) -> [u32; OBSTACLES] {
        std::array::from_fn(|place| if self.which >> place & 1 == 1 { self.seconds[place] } else { 0 })
    }
}

/// Seconds for which nobody was at a job.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Idle {
    /// Until it was first begun: for people, or for a room.
    pub before: u64,
    /// Since then, when it was interrupted or whoever does it was not there: for people.
    pub after: u64,
}

impl Idle {
    /// Of a job of which `left` seconds are not done by now.
    #[inline(always)]
    pub fn of(job: &Job, left: u64, now: SimTime) -> Self {
        let begun = job.begun.unwrap_or(now);
        let worked = job.ask.amount.seconds().saturating_sub(left);
        Self { before: begun.since(job.asked), after: now.since(begun).saturating_sub(worked) }
    }
}

impl Case {
    /// Adds what the job of a step waited for.
    #[inline(always)]
    pub fn add_idle(&mut self, spec: &StreamSpec, place: usize, (idle, seat_blocked): (Idle, bool)) {
        if idle.before > 0 {
            self.waits.add(spec.obstacle(place, &self.attributes, seat_blocked), idle.before);
        }
        if idle.after > 0 {
            self.waits.add(spec.obstacle(place, &self.attributes, false), idle.after);
        }
    }
}

/// What work is counted under.
#[derive(Clone, Copy, Debug)]
pub(super) struct CaseKey {
    /// Its workstream, by position in the group.
    pub stream: u16,
    /// Its kind.
    pub kind: u8,
    /// The court that brought it, by position in the group, and the kind of list; [`NO`] where none did.
    pub court: u16,
    pub list: u16,
    pub made: SimTime,
    /// By when it was first promised.
    pub promised: SimTime,
}

/// The step by which a job's token says that it is a single-step job.
pub(super) const SINGLE_STEP: u8 = u8::MAX;

/// A job of a single step under way, known by its job.
#[derive(Clone, Copy, Debug)]
pub(super) struct SingleStepJob {
    pub of: CaseKey,
    /// Whether it was made in the data period.
    pub counted: bool,
    /// What waiting for its people stands for.
    pub obstacle: Obstacle,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_for_one_thing_are_added_up_and_those_counted_before_are_forgotten() {
        let mut waits = Waits::default();
        waits.add(Obstacle::Checks, 60);
        waits.add(Obstacle::Officer, 5);
        waits.add(Obstacle::Checks, 40);
        let of =
            |waits: &Waits| [Obstacle::Checks, Obstacle::Officer, Obstacle::Room].map(|obstacle| waits.by_obstacle()[obstacle as usize]);
        assert_eq!(of(&waits), [100, 5, 0]);
        waits.which = 0;
        waits.add(Obstacle::Checks, 7);
        assert_eq!(of(&waits), [7, 0, 0]);
    }
}
