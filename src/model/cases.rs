//! The life of a case: asked for, tried today or put over, its steps, delivered.
//!
//! Attributes of a case are a function of its name: kind, flags, and the amount of every step are drawn
//! from streams keyed by the cluster, the purpose and the case's own entity number. So a step that is
//! called off and begun again takes the same time, and a policy changes what is done, never what was
//! drawn.

use crate::des::calendar::Phase;
use crate::des::pool::NONE;
use crate::des::time::{SimTime, whole};
use crate::scenario::grammar::Obstacle;

use super::arrivals::Stated;
use super::attributes::CaseAttributes;
use super::case::{AUTHORS, Arrival, Case, Path, Waits};
use super::event::Event;
use super::event_log::{CaseFacts, EventKind};
use super::route::{DueSpec, NO, StreamSpec};
use super::world::Replication;

impl Replication<'_> {
    /// Work is about to arrive: it has a number from now on.
    #[inline(always)]
    fn arriving(&mut self, stream: u16, entity: u64, place: (u16, u16, u16), attributes: CaseAttributes) -> Arrival {
        let (now, sequence) = (self.now(), self.sequence);
        self.sequence += 1;
        Arrival { stream, entity, place, attributes, sequence, cases: 0, sitting: (now, now), tap: NONE }
    }

    /// The same, its kind and flags drawn unless they are stated.
    fn arriving_by_name(&mut self, stream: u16, entity: u64, place: (u16, u16, u16), stated: Stated) -> Arrival {
        let spec = &self.group.streams[usize::from(stream)];
        let attributes = spec.attributes((self.seed, self.replication, entity), self.share_place(place.0, place.2), stated);
        self.arriving(stream, entity, place, attributes)
    }

    /// Work is here. Written into its caller where it comes at random, as most does.
    #[inline(always)]
    fn arrive_as(&mut self, arrival: &Arrival) {
        let group = self.group;
        let spec = &group.streams[usize::from(arrival.stream)];
        if spec.single_steps && self.w.event_log.is_none() {
            self.errand(spec, arrival);
        } else {
            let id = self.new_case(spec, arrival);
            self.made(id, spec);
        }
    }

    /// The same for work that comes less often.
    #[inline(never)]
    fn arrive_otherwise(&mut self, arrival: &Arrival) {
        self.arrive_as(arrival);
    }

    /// A case of what arrives.
    #[inline(always)]
    fn new_case(&mut self, spec: &StreamSpec, arrival: &Arrival) -> u32 {
        let Arrival { stream, entity, place: (court, room, list), attributes, sequence, cases, sitting, tap } = *arrival;
        let now = self.now();
        let counted = self.counts(now);
        let id = self.w.unused.pop().unwrap_or_else(|| {
            self.w.cases.push(Case::default());
            (self.w.cases.len() - 1) as u32
        });
        // Written in place, not made and moved: it is large.
        let slot = &mut self.w.cases[id as usize];
        let life = slot.life + 1;
        *slot = Case {
            stream,
            court,
            room,
            list,
            attributes,
            path: Path::Open,
            counted,
            ready: false,
            delivered: false,
            left: false,
            appointed: false,
            missed: false,
            met: 0,
            rework: 0,
            returns: 0,
            appointments: 0,
            life,
            made: now,
            due: SimTime::NEVER,
            promised: SimTime::NEVER,
            entity,
            sequence,
            done: 0,
            begun: 0,
            jobs: NONE,
            alone_since: now,
            waits: Waits::default(),
            decided: false,
            authors: [NONE; AUTHORS],
            cases,
            sitting,
            tap,
            backlog: 0.0,
        };
        if self.w.event_log.is_some() {
            let place = (court != NO).then_some((court, room));
            self.write_facts(CaseFacts { case: sequence, stream: spec.stream as u16, cluster: spec.cluster, kind: attributes.kind, place });
        }
        id
    }

    pub(super) fn free_case(&mut self, id: u32) {
        let case = &mut self.w.cases[id as usize];
        debug_assert!(case.jobs == NONE && case.path != Path::Free);
        case.path = Path::Free;
        case.life += 1;
        self.w.unused.push(id);
    }

    pub(super) fn is_current(&self, id: u32, life: u32) -> bool {
        let case = &self.w.cases[id as usize];
        case.life == life && case.path != Path::Free && !case.left
    }

    /// Cases under way when the history begins: asked for before it, and so not counted.
    pub(super) fn backlog(&mut self, stream: u16) {
        let group = self.group;
        let spec = &group.streams[usize::from(stream)];
        let (number, names) = spec.backlog;
        for ordinal in 0..number {
            // What hearings bring is spread over the courtrooms whose hearings bring it.
            let rooms = group.courtrooms.iter().enumerate().filter(|(_, room)| room.requests.iter().any(|(brings, _)| *brings == stream));
            let room = rooms.clone().nth(ordinal as usize % rooms.count().max(1));
            let place = room.map_or((NO, NO, NO), |(room, _)| self.place_of(room));
            let arrival = self.arriving_by_name(stream, names.entity(ordinal, 0), place, Stated::default());
            let id = self.new_case(spec, &arrival);
            let case = &mut self.w.cases[id as usize];
            case.counted = false;
            if spec.policy.is_some() {
                case.decided = true;
                self.put_over(id, spec, Obstacle::Late);
            } else {
                self.made(id, spec);
            }
        }
    }

    /// Work arrives that no sitting brought.
    pub(super) fn arrive(&mut self, stream: u16, entity: u64, stated: Stated) {
        let arrival = self.arriving_by_name(stream, entity, (NO, NO, NO), stated);
        self.arrive_otherwise(&arrival);
    }

    /// Work arrives from a random source, which has found its attributes beforehand.
    #[inline(always)]
    pub(super) fn arrive_with(&mut self, stream: u16, entity: u64, attributes: CaseAttributes) {
        let arrival = self.arriving(stream, entity, (NO, NO, NO), attributes);
        self.arrive_as(&arrival);
    }

    /// Work arrives from a courtroom: a request from a hearing, or what a sitting brings.
    pub(super) fn arrive_at_court(&mut self, stream: u16, entity: u64, room: usize, sitting: Option<(u32, (SimTime, SimTime), u32)>) {
        let mut arrival = self.arriving_by_name(stream, entity, self.place_of(room), Stated::default());
        if let Some(sitting) = sitting {
            (arrival.cases, arrival.sitting, arrival.tap) = sitting;
        }
        self.arrive_otherwise(&arrival);
    }

    /// A case that a completion brought begins.
    pub(super) fn begin_case(&mut self, id: u32, life: u32) {
        if !self.is_current(id, life) {
            return;
        }
        let now = self.now();
        let counted = self.counts(now);
        let group = self.group;
        let case = &mut self.w.cases[id as usize];
        let spec = &group.streams[usize::from(case.stream)];
        if spec.single_steps && self.w.event_log.is_none() {
            let Case { stream, entity, court, room, list, attributes, sequence, cases, sitting, tap, .. } = *case;
            self.free_case(id);
            self.arrive_otherwise(&Arrival { stream, entity, place: (court, room, list), attributes, sequence, cases, sitting, tap });
        } else {
            (case.path, case.made, case.alone_since, case.counted) = (Path::Open, now, now, counted);
            self.made(id, spec);
        }
    }

    /// A case is made: it is counted, and tried today or put over.
    pub(super) fn made(&mut self, id: u32, spec: &StreamSpec) {
        self.note_case(id, EventKind::Asked);
        let case = &self.w.cases[id as usize];
        let due = self.first_due(spec, case.court, case.sitting.0);
        let case = &mut self.w.cases[id as usize];
        (case.due, case.promised) = (due, due);
        let case = &self.w.cases[id as usize];
        let refused = self.refusal(case, spec);
        if case.counted {
            let mut asks = case.attributes.takes & spec.third_parties;
            let seen = self.count_made(&case.counted_as(), refused.is_none());
            while asks != 0 {
                seen.steps[asks.trailing_zeros() as usize].concerned += 1;
                asks &= asks - 1;
            }
        }
        match refused {
            None => self.try_today(id, spec),
            Some(obstacle) => {
                self.decide(id, obstacle);
                self.put_over(id, spec, obstacle);
            }
        }
    }

    #[inline(always)]
    pub(super) fn first_due(&self, spec: &StreamSpec, court: u16, sitting_starts: SimTime) -> SimTime {
        let now = self.now();
        match spec.due {
            DueSpec::None => SimTime::NEVER,
            DueSpec::CourtRises if court == NO => SimTime::NEVER,
            DueSpec::CourtRises => self.w.sittings.rises(usize::from(court), self.w.calendar.today()).unwrap_or(now),
            DueSpec::By(second) => SimTime::on(self.w.calendar.today(), second),
            DueSpec::Within(wait) => self.model.days.after(now, wait),
            DueSpec::Sitting => sitting_starts,
        }
    }

    #[inline(always)]
    fn try_today(&mut self, id: u32, spec: &StreamSpec) {
        if spec.policy.is_some() {
            let case = &mut self.w.cases[id as usize];
            case.path = Path::Today;
            let (court, life) = (case.court, case.life);
            if court != NO {
                self.w.courts[usize::from(court)].stood_down.push((id, life));
            }
            self.note_case(id, EventKind::StoodDown);
        }
        self.advance(id, spec);
    }

    /// Every step is complete.
    pub(super) fn ready(&mut self, id: u32, spec: &StreamSpec) {
        // Whether its report needs no call-back.
        let at_once = spec.policy.as_ref().is_some_and(|policy| policy.heard_at_once);
        let case = &mut self.w.cases[id as usize];
        case.ready = true;
        let (court, room, life, entity) = (case.court, case.room, case.life, case.entity);
        match case.path {
            Path::Today if court != NO && !at_once => {
                let place = &self.group.courts[usize::from(court)];
                let mut draws = self.stream(place.purpose, entity);
                let seconds = whole(place.recall.draw(&mut draws));
                self.ready_for_court(usize::from(court), room, Some((id, life)), seconds);
            }
            Path::Adjourned => {
                self.deliver(id, spec);
                if court == NO {
                    self.free_case(id);
                }
            }
            _ => {
                self.deliver(id, spec);
                self.free_case(id);
            }
        }
    }

    /// A stood-down case is called: its report is delivered. Whether the case is still waiting to be.
    pub(super) fn called_back(&mut self, id: u32, life: u32) -> bool {
        if !self.is_current(id, life) || self.w.cases[id as usize].path != Path::Today {
            return false;
        }
        self.note_case(id, EventKind::CalledBack);
        let group = self.group;
        self.deliver(id, &group.streams[usize::from(self.w.cases[id as usize].stream)]);
        self.free_case(id);
        true
    }

    /// Delivered: everything about it is counted, and what it brings is brought.
    pub(super) fn deliver(&mut self, id: u32, spec: &StreamSpec) {
        let now = self.now();
        let case = &mut self.w.cases[id as usize];
        case.delivered = true;
        let case = &self.w.cases[id as usize];
        self.w.backlog[usize::from(case.stream)] -= case.backlog;
        let by_the_day = spec.is_due_by_the_day();
        let today = case.path != Path::Adjourned && case.made >= self.w.calendar.midnight();
        let same_day = today && !case.missed && (!by_the_day || now <= case.due);
        let on_time = !case.missed && now <= case.promised;
        let (decided, counted, of) = (case.decided, case.counted, case.counted_as());
        // What an event log tells is the very outcome that is counted.
        self.note_case(id, EventKind::Delivered { same_day });
        if counted {
            self.count_delivered(&of, (same_day, on_time));
        }
        if !same_day && by_the_day {
            // The first decision stands, and has been counted.
            if !decided {
                let obstacle = self.deciding(id, spec);
                self.decide(id, obstacle);
            }
        } else {
            self.count_waits(id);
        }
        self.bring(id, spec);
    }

    /// Other work that this completion brings.
    pub(super) fn bring(&mut self, id: u32, spec: &StreamSpec) {
        if spec.brings.is_empty() {
            return;
        }
        let parent = self.w.cases[id as usize];
        for brings in &spec.brings {
            let mut draws = self.stream(brings.purpose, parent.entity);
            if brings.kinds >> parent.attributes.kind & 1 == 0 || !draws.chance(brings.chance) {
                continue;
            }
            let delay = whole(brings.delay.draw(&mut draws));
            let entity = brings.purpose.entity(parent.entity, 0);
            let place = (parent.court, parent.room, parent.list);
            let arrival = self.arriving_by_name(brings.stream, entity, place, Stated::default());
            let group = self.group;
            let child = self.new_case(&group.streams[usize::from(brings.stream)], &arrival);
            let slot = &mut self.w.cases[child as usize];
            slot.path = Path::Unborn;
            slot.counted = false;
            let life = slot.life;
            let at = self.now() + delay;
            self.w.calendar.schedule(at, Phase::Start, Event::Begin { case: child, life });
        }
    }
}
