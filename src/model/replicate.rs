//! One history of one group is played, from its first event to its last.
//!
//! This file alone sees all that can happen: it begins a history, hands each event to whoever acts on it, and closes the books.

use std::sync::Arc;

use crate::des::pool::{Outcome, Pools};
use crate::des::stream::{Purpose, Seed, Stream};

use super::arrivals::SourceSpec;
use super::court_state::{CourtState, RoomState};
use super::event::Event;
use super::observe::{ClusterSeen, CourtSeen, GradeSeen, HOURS, KindSeen, MOST_DAYS, Observations, Reached, Seen, StepSeen, StreamSeen};
use super::people::draw_skills;
use super::world::{Replication, SourceState, World};
use super::{GroupModel, Model};

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
    let mut run = Replication { model, group: spec, seed: Seed(seed), replication, observed, w, pools, seen, sequence: 0, given: 0 };
    run.begin();
    run.go();
    run.finish();
    let Replication { w, pools, seen, .. } = run;
    *world = w;
    if let Some(event_log) = &mut world.event_log {
        event_log.shifts = (0..spec.people.len()).map(|server| pools.presence(server as u32)).collect();
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

impl Replication<'_> {
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
        self.pools.remember_spells(w.event_log.is_some());
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
