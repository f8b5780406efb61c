//! What one replication saw: counts, sums and small histograms, per cluster.
//!
//! Integers throughout, so that adding them up gives the same bits in any grouping. Work counts in
//! the data period in which it was *made* (asked for); people's time counts on the days of the data
//! period. Nothing here is a rate: rates are made where estimates are (`experiment/`).

use serde::{Deserialize, Serialize};

use crate::scenario::grammar::Obstacle;

/// Number of obstacles, and so the length of the arrays indexed by [`Obstacle`].
pub const OBSTACLES: usize = Obstacle::ALL.len();
/// Working days to completion that are told one by one, from 1 (the same day): tables and charts of them hold all beyond in the last. What is
/// seen is kept to the very day, however late, and so are means and medians.
pub const MOST_DAYS: usize = 60;
/// Hours of the day.
pub const HOURS: usize = 24;

/// One history of the scenario, or of one group of its clusters.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Observations {
    /// One per cluster, in the scenario's order.
    pub clusters: Vec<ClusterSeen>,
}

/// What was seen in one cluster.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClusterSeen {
    /// One per workstream, in the scenario's order.
    pub streams: Vec<StreamSeen>,
    /// One per grade, in the scenario's order.
    pub grades: Vec<GradeSeen>,
    /// One per court of the cluster, in the order of [`crate::model::Model`]'s names.
    pub courts: Vec<CourtSeen>,
    /// Calendar events handled, to tell speed by.
    pub events: u64,
}

/// What was seen of one workstream in one cluster.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StreamSeen {
    /// One per kind; a workstream without kinds has one.
    pub kinds: Vec<KindSeen>,
    /// One per step.
    pub steps: Vec<StepSeen>,
    /// Requests made in each calendar month of the data period, and those done the same day.
    pub months: Vec<Reached>,
    /// The same by hour of the day in which they were made; length [`HOURS`].
    pub hours: Vec<Reached>,
    /// The same by kind of list, in the scenario's order; empty when not from hearings.
    pub lists: Vec<Reached>,
    /// The same by court of the cluster; empty when not from hearings.
    pub courts: Vec<Reached>,
    /// Of requests not done the same day, how many each obstacle decided. Empty unless the workstream has a same-day path.
    pub decided: [u64; OBSTACLES],
    /// Seconds that requests tried on the day spent waiting for each obstacle, until delivered or put over.
    pub waited: [u64; OBSTACLES],
    /// Attendances or covers that nobody made (sittings left uncovered, meetings missed).
    pub uncovered: u64,
    /// Attendances or covers wanted.
    pub cover_wanted: u64,
}

/// Requests, and those of them done the same day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reached {
    /// Made.
    pub requested: u64,
    /// Delivered before the court rose (or by the due time) on the day they were made.
    pub same_day: u64,
}

/// What became of the requests of one kind. `requested = delivered + gave_up + outstanding`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct KindSeen {
    /// Made in the data period.
    pub requested: u64,
    /// Stood down for the same day (or simply begun, where there is no such policy).
    pub attempted: u64,
    /// Delivered the same day, and no sitting or meeting of it missed.
    pub same_day: u64,
    /// Put over to a later date.
    pub adjourned: u64,
    /// Completed, ever.
    pub delivered: u64,
    /// Left before completion (given up).
    pub gave_up: u64,
    /// Not complete when the history ended.
    pub outstanding: u64,
    /// Delivered by the time due (for adjourned reports: the court's first date), and no sitting or meeting of it missed.
    pub on_time: u64,
    /// Delivered otherwise; or outstanding, or left, and due before the history's end.
    pub late: u64,
    /// Sum of seconds past due, of those late and delivered.
    pub lateness: u64,
    /// Sum of clock seconds from request to completion, of those delivered.
    pub completion: u64,
    /// Delivered in each number of working days; index 0 is day 1, the same day. Length [`MOST_DAYS`], and more where one was later.
    pub days: Vec<u32>,
}

/// What was seen of one step.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepSeen {
    /// Times it was asked for (by requests of the data period).
    pub asked: u64,
    /// Of those, begun.
    pub begun: u64,
    /// Of those begun, how many had to wait at all.
    pub delayed: u64,
    /// Seconds from asked to first begun, summed over those begun.
    pub waited: u64,
    /// Given up before they were begun.
    pub gave_up: u64,
    /// Seconds of people's time that they took, in full.
    pub worked: u64,
    /// Of a wait for a third party: cases whose kind and flags call for its answer, whether chance had it asked or not.
    pub concerned: u64,
    /// Of a wait for a third party: answers that come before the history ends.
    pub answered: u64,
    /// Clock seconds until those answers came, nights included, from when each was asked for.
    pub answer: u64,
}

/// People's time in one grade of one cluster, in seconds within the data period.
/// `contracted = absent + on_duty`; `on_duty = busy + idle`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct GradeSeen {
    /// Hours of the working patterns, vacancies included.
    pub contracted: u64,
    /// Of those: empty posts.
    pub vacant: u64,
    /// Of those: leave.
    pub leave: u64,
    /// Of those: sickness, and days away of the simple kind.
    pub sick: u64,
    /// Of those: training, and other duties.
    pub elsewhere: u64,
    /// Time there to be used.
    pub on_duty: u64,
    /// Used, within shifts.
    pub busy: u64,
    /// Used, beyond shifts.
    pub overtime: u64,
    /// Time used for each workstream, overtime included; one per workstream.
    pub by_stream: Vec<u64>,
    /// Seconds that people of this grade, of whichever cluster, gave to the headline's work that this cluster asked for in the data period, whenever
    /// they did.
    pub on_headline: u64,
    /// Work of the data period that was asked of this grade first, in seconds, whoever did it in the end; its part, by contracted hours, of what
    /// others might have begun as soon.
    pub asked: u64,
    /// Pieces of work of the data period that its people began, and the seconds from asked for to begun.
    pub begun: u64,
    /// Seconds that those waited.
    pub waited: u64,
    /// Pieces of work of the data period that have a time: done by its people, or asked of it first and not done.
    pub timed: u64,
    /// Of those, done in time: finished by the time due, or joined before it was too late.
    pub in_time: u64,
}

/// What was seen of one court, in the data period.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CourtSeen {
    /// Sittings held.
    pub sittings: u64,
    /// Hearings held, reports apart.
    pub hearings: u64,
    /// Cases not reached by the close, taken at the next sitting.
    pub carried_over: u64,
    /// Seconds of sittings as scheduled.
    pub scheduled: u64,
    /// Seconds of hearings, reports apart.
    pub heard: u64,
    /// Seconds spent on reports, the same day or at the later date.
    pub on_reports: u64,
    /// Seconds sat beyond the scheduled close.
    pub overrun: u64,
}

/// Observations under way: the workstreams, grades and courts of a group's clusters, one cluster's after another's, so that each
/// is found by one number.
#[derive(Debug, Default)]
pub(super) struct Seen {
    pub streams: Vec<StreamSeen>,
    /// By class of the pools.
    pub grades: Vec<GradeSeen>,
    pub courts: Vec<CourtSeen>,
    /// Events are the group's: nobody asks whose.
    pub events: u64,
    /// How many workstreams, grades and courts each cluster has.
    sizes: Vec<(usize, usize, usize)>,
}

impl Seen {
    pub fn of(clusters: Vec<ClusterSeen>) -> Self {
        let mut all = Self::default();
        for cluster in clusters {
            all.sizes.push((cluster.streams.len(), cluster.grades.len(), cluster.courts.len()));
            all.streams.extend(cluster.streams);
            all.grades.extend(cluster.grades);
            all.courts.extend(cluster.courts);
        }
        all
    }

    /// Apart again, in the same order; the events with the first.
    pub fn by_cluster(self) -> Vec<ClusterSeen> {
        let (mut streams, mut grades, mut courts) = (self.streams.into_iter(), self.grades.into_iter(), self.courts.into_iter());
        let apart = |&(s, g, c): &(usize, usize, usize)| ClusterSeen {
            streams: streams.by_ref().take(s).collect(),
            grades: grades.by_ref().take(g).collect(),
            courts: courts.by_ref().take(c).collect(),
            events: 0,
        };
        let mut clusters: Vec<ClusterSeen> = self.sizes.iter().map(apart).collect();
        if let Some(first) = clusters.first_mut() {
            first.events = self.events;
        }
        clusters
    }
}
