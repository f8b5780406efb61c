//! A world in motion: one history of one group, from its first event to its last.
//!
//! Workstreams meet in two places only: the calendar, and the pools of people and rooms. A
//! [`World`] is kept between replications and reset, so nothing is allocated anew once it has grown, and
//! nothing leaks from one history into the next.

use std::sync::Arc;

use crate::des::calendar::Calendar;
use crate::des::pool::{DutyId, Outcome, Pools};
use crate::des::roster::Shift;
use crate::des::stream::{Purpose, Seed, Stream};
use crate::des::time::SimTime;

use super::arrivals::SourceSpec;
use super::cases::Case;
use super::court::Sittings;
use super::diary::Diary;
use super::duties::WantedDuty;
use super::errand::Errand;
use super::event::{Event, Packed};
use super::observe::{ClusterSeen, CourtSeen, GradeSeen, HOURS, KindSeen, MOST_DAYS, Observations, Reached, Seen, StepSeen, StreamSeen};
use super::people::{RosterDesk, draw_skills};
use super::sitting::{CourtState, RoomState};
use super::source::SourceState;
use super::{GroupModel, Model};

/// A replication's state, kept between replications.
#[derive(Debug, Default)]
pub struct World {
    pub(super) calendar: Calendar<Packed>,
    /// The model whose pools these are.
    of: Option<Arc<()>>,
    /// One per group, made when first needed.
    pools: Vec<Option<Pools>>,
    rosters: RosterDesk,
    pub(super) cases: Vec<Case>,
    pub(super) unused: Vec<u32>,
    /// By job, those that are errands; what else is there is of jobs before.
    pub(super) errands: Vec<Errand>,
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
    pub diary: Option<Diary>,
}

/// One history in progress: the world with what it is a history of.
pub(super) struct Run<'a> {
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

/// One history of one group: its clusters in the order of [`Model::clusters_of`].
pub fn replicate_group(model: &Model, world: &mut World, seed: u64, replication: u64, group: usize) -> Observations {
    if !world.of.as_ref().is_some_and(|of| Arc::ptr_eq(of, &model.identity)) {
        // The last histories were another model's, whose people and rooms are not this one's.
        world.pools.clear();
        world.of = Some(model.identity.clone());
    }
    world.pools.resize_with(model.groups.len().max(world.pools.len()), || None);
    let spec = &model.groups[group];
    let pools = match draw_skills((Seed(seed), replication), &spec.layout, &spec.luck, &spec.may) {
        // Few scenarios ask for skills that somebody may lack, so that pools of a history's own are made anew and cost the others nothing.
        Some(own) => Pools::new(&own),
        None => world.pools[group].take().unwrap_or_else(|| Pools::new(&spec.layout)),
    };
    let seen = Seen::of(blank(model, spec));
    let observed = model.days.observed_time();
    // Held and not referred to while the history lasts: what is nearest is found with one step less.
    let w = std::mem::take(world);
    let mut run = Run { model, group: spec, seed: Seed(seed), replication, observed, w, pools, seen, sequence: 0, given: 0 };
    run.begin();
    run.go();
    run.finish();
    let Run { w, pools, seen, .. } = run;
    *world = w;
    if let Some(diary) = &mut world.diary {
        diary.shifts = (0..spec.people.len()).map(|server| pools.presence(server as u32)).collect();
    }
    world.pools[group] = Some(pools);
    Observations { clusters: seen.by_cluster() }
}

/// Observations of nothing, in the shape of those that a group's histories give.
pub fn nothing_of(model: &Model, group: usize) -> Observations {
    Observations { clusters: blank(model, &model.groups[group]) }
}

/// Observations of nothing, in the shape of a group.
fn blank(model: &Model, group: &GroupModel) -> Vec<ClusterSeen> {
    let months = model.names.months.len();
    let workstreams = model.names.streams.len();
    let cluster = |(place, sources): (&usize, &[SourceSpec])| {
        let courts = model.names.courts[*place].len();
        let stream = |(names, spec): (&super::StreamNames, &SourceSpec)| {
            let by_court = matches!(spec, SourceSpec::Other);
            StreamSeen {
                kinds: vec![KindSeen { days: vec![0; MOST_DAYS], ..KindSeen::default() }; names.kinds.len()],
                steps: vec![StepSeen::default(); names.steps.len()],
                months: vec![Reached::default(); months],
                hours: vec![Reached::default(); HOURS],
                lists: vec![Reached::default(); if by_court { model.names.lists.len() } else { 0 }],
                courts: vec![Reached::default(); if by_court { courts } else { 0 }],
                ..StreamSeen::default()
            }
        };
        ClusterSeen {
            streams: model.names.streams.iter().zip(sources).map(stream).collect(),
            grades: vec![GradeSeen { by_stream: vec![0; model.names.streams.len()], ..GradeSeen::default() }; model.names.grades.len()],
            courts: vec![CourtSeen::default(); courts],
            events: 0,
        }
    };
    group.clusters.iter().zip(group.sources.chunks(workstreams)).map(cluster).collect()
}

impl Run<'_> {
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

    fn begin(&mut self) {
        let group = self.group;
        let w = &mut self.w;
        w.calendar.begin(self.model.days.end());
        w.cases.clear();
        w.unused.clear();
        w.sources.clear();
        w.sources.resize(group.sources.len(), SourceState::default());
        w.rooms.resize_with(w.rooms.len().max(group.courtrooms.len()), RoomState::default);
        w.rooms.iter_mut().for_each(RoomState::reset);
        w.courts.resize_with(w.courts.len().max(group.courts.len()), CourtState::default);
        w.courts.iter_mut().for_each(CourtState::reset);
        w.backlog.clear();
        w.backlog.resize(group.streams.len(), 0.0);
        w.asked.clear();
        w.asked.resize(group.layout.ladders.len() * group.clusters.len(), 0);
        w.sittings.draw((self.seed, self.replication), self.model.days.count(), group.courts.len(), &group.courtrooms);
        w.rosters.lay_out(
            (self.seed, self.replication),
            &self.model.days,
            &group.people,
            &self.model.grades,
            self.pools.roster_mut(),
            &mut self.seen.grades,
        );
        self.pools.remember_spells(w.diary.is_some());
        let luck = Purpose::named(&["assignment"]);
        self.pools.set_luck(Stream::new(self.seed, luck, self.replication, 0).bits64());
        self.roster_duties();
        self.pools.begin(self.observed, &mut self.w.calendar);
        for stream in 0..group.sources.len() {
            self.backlog(stream as u16);
            self.next_arrival(stream as u16);
        }
        for room in 0..group.courtrooms.len() {
            self.next_sitting(room);
        }
        for court in 0..group.courts.len() {
            self.next_rise(court, 0);
        }
    }

    fn go(&mut self) {
        while let Some((now, event)) = self.w.calendar.pop() {
            self.seen.events += 1;
            match event.event() {
                Event::Pool(event) => match self.pools.handle(now, event, &mut self.w.calendar) {
                    Outcome::Nothing => {}
                    Outcome::Finished(server, job) => self.job_done(server, job),
                    Outcome::GaveUp(job) => self.job_given_up(job),
                },
                Event::Source(stream) => self.arrival(stream),
                Event::Begin { case, life } => self.begin_case(case, life),
                Event::Waited { case, life, step } => self.waited(case, life, step),
                Event::Appointment { case, life } => self.appointment(case, life),
                Event::CourtDate { case, life } => self.court_date(case, life),
                Event::Sitting { case, life } => self.sitting_started(case, life),
                Event::Open(room) => self.open(room as usize),
                Event::RoomFree { room, stamp } => self.room_free(room as usize, stamp),
                Event::Close(room) => self.close(room as usize),
                Event::Rise(court) => self.rise(court as usize),
            }
            if self.w.check {
                self.pools.check_invariants(now);
                self.w.calendar.check_invariants();
            }
        }
    }
}
