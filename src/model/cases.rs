//! The life of a case: asked for, tried today or put over, its steps, delivered.
//!
//! A case's whole fate is a function of its name: kind, flags, and the amount of every step are drawn
//! from streams keyed by the cluster, the purpose and the case's own entity number. So a step that is
//! called off and begun again takes the same time, and a policy changes what is done, never what was
//! drawn.

use crate::des::calendar::Phase;
use crate::des::pool::{JobId, NONE};
use crate::des::time::{SimTime, whole};
use crate::scenario::grammar::Obstacle;

use super::arrivals::Stated;
use super::decision::Waits;
use super::diary::{CaseFacts, What};
use super::fate::Fate;
use super::route::{DueSpec, NO, StreamSpec};
use super::world::{Event, Run};

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
    pub fate: Fate,
    pub path: Path,
    /// Whether it was made in the data period.
    pub counted: bool,
    /// Whether every step is complete.
    pub ready: bool,
    pub delivered: bool,
    /// Whether the defendant has come to an appointment.
    pub appointed: bool,
    /// Whether the author is putting it right.
    pub rework: bool,
    pub returns: u8,
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
    pub backlog: f64,
}

impl Run<'_> {
    /// A new case, its kind and flags drawn unless they are stated.
    pub(super) fn new_case(&mut self, stream: u16, entity: u64, place: (u16, u16, u16), stated: Stated) -> u32 {
        let group = self.group;
        let spec = &group.streams[usize::from(stream)];
        let fate = spec.fate((self.seed, self.replication, entity), self.share_place(place.0, place.2), stated);
        self.new_case_by((stream, spec), entity, place, fate)
    }

    #[inline(always)]
    fn new_case_by(&mut self, (stream, spec): (u16, &StreamSpec), entity: u64, (court, room, list): (u16, u16, u16), fate: Fate) -> u32 {
        let now = self.now();
        let (counted, sequence) = (self.counts(now), self.sequence);
        self.sequence += 1;
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
            fate,
            path: Path::Open,
            counted,
            ready: false,
            delivered: false,
            appointed: false,
            rework: false,
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
            cases: 0,
            sitting: (now, now),
            backlog: 0.0,
        };
        if self.w.diary.is_some() {
            let place = (court != NO).then_some((court, room));
            self.write_facts(CaseFacts { case: sequence, stream: spec.stream as u16, cluster: spec.cluster, kind: fate.kind, place });
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
        case.life == life && case.path != Path::Free
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
            let id = self.new_case(stream, names.entity(ordinal, 0), place, Stated::default());
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
        let group = self.group;
        let id = self.new_case(stream, entity, (NO, NO, NO), stated);
        self.made(id, &group.streams[usize::from(stream)]);
    }

    /// Work arrives from a random source, which has found its fate beforehand.
    pub(super) fn arrive_by_fate(&mut self, stream: u16, entity: u64, fate: Fate) {
        let group = self.group;
        let spec = &group.streams[usize::from(stream)];
        let id = self.new_case_by((stream, spec), entity, (NO, NO, NO), fate);
        self.made(id, spec);
    }

    /// Work arrives from a courtroom: a request from a hearing, or what a sitting brings.
    pub(super) fn arrive_at_court(&mut self, stream: u16, entity: u64, room: usize, sitting: Option<(u32, (SimTime, SimTime))>) {
        let id = self.new_case(stream, entity, self.place_of(room), Stated::default());
        if let Some((cases, span)) = sitting {
            let case = &mut self.w.cases[id as usize];
            (case.cases, case.sitting) = (cases, span);
        }
        let group = self.group;
        self.made(id, &group.streams[usize::from(stream)]);
    }

    /// A case that a completion brought begins.
    pub(super) fn begin_case(&mut self, id: u32, life: u32) {
        if self.is_current(id, life) {
            let now = self.now();
            let counted = self.counts(now);
            let case = &mut self.w.cases[id as usize];
            (case.path, case.made, case.alone_since, case.counted) = (Path::Open, now, now, counted);
            let group = self.group;
            let spec = &group.streams[usize::from(case.stream)];
            self.made(id, spec);
        }
    }

    /// A case is made: it is counted, and tried today or put over.
    pub(super) fn made(&mut self, id: u32, spec: &StreamSpec) {
        let now = self.now();
        self.note_case(id, What::Asked);
        let due = self.first_due(spec, &self.w.cases[id as usize]);
        let case = &mut self.w.cases[id as usize];
        (case.due, case.promised) = (due, due);
        let case = &self.w.cases[id as usize];
        let refused = self.refusal(case, spec);
        if case.counted {
            let month = self.model.days.month(now.day());
            let seen = &mut self.seen.streams[usize::from(case.stream)];
            let kind = &mut seen.kinds[usize::from(case.fate.kind)];
            kind.requested += 1;
            kind.attempted += u64::from(refused.is_none());
            seen.months[month].requested += 1;
            seen.hours[(now.of_day() / 3600) as usize].requested += 1;
            if let (Some(list), true) = (seen.lists.get_mut(usize::from(case.list)), case.list != NO) {
                list.requested += 1;
            }
            if case.court != NO && !seen.courts.is_empty() {
                seen.courts[self.group.courts[usize::from(case.court)].place].requested += 1;
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

    pub(super) fn first_due(&self, spec: &StreamSpec, case: &Case) -> SimTime {
        let now = self.now();
        match spec.due {
            DueSpec::None => SimTime::NEVER,
            DueSpec::CourtRises if case.court == NO => SimTime::NEVER,
            DueSpec::CourtRises => self.group.courts[usize::from(case.court)].rises(now.day()).unwrap_or(now),
            DueSpec::By(second) => SimTime::on(now.day(), second),
            DueSpec::Within(wait) => self.model.days.after(now, wait),
            DueSpec::Sitting => case.sitting.0,
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
            self.note_case(id, What::StoodDown);
        }
        self.advance(id, spec);
    }

    /// Every step is complete.
    pub(super) fn ready(&mut self, id: u32, spec: &StreamSpec) {
        // Whether its report needs no call-back.
        let at_once = spec.policy.as_ref().is_some_and(|policy| policy.heard_at_once);
        let case = &mut self.w.cases[id as usize];
        case.ready = true;
        if case.delivered {
            // It left while a step was under way.
            self.free_case(id);
            return;
        }
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
        self.note_case(id, What::CalledBack);
        let group = self.group;
        self.deliver(id, &group.streams[usize::from(self.w.cases[id as usize].stream)]);
        self.free_case(id);
        true
    }

    /// Delivered: everything about it is counted, and what it brings is brought.
    pub(super) fn deliver(&mut self, id: u32, spec: &StreamSpec) {
        let now = self.now();
        self.note_case(id, What::Delivered);
        let case = &mut self.w.cases[id as usize];
        case.delivered = true;
        let case = &self.w.cases[id as usize];
        self.w.backlog[usize::from(case.stream)] -= case.backlog;
        let by_the_day = matches!(spec.due, DueSpec::CourtRises | DueSpec::By(_));
        let same_day = case.path != Path::Adjourned && now.day() == case.made.day() && (!by_the_day || now <= case.due);
        if case.counted {
            let days = self.model.days.working_days_between(case.made.day(), now.day()) as usize;
            let month = self.model.days.month(case.made.day());
            let seen = &mut self.seen.streams[usize::from(case.stream)];
            let kind = &mut seen.kinds[usize::from(case.fate.kind)];
            kind.delivered += 1;
            kind.completion += now.since(case.made);
            kind.completion_squared += (now.since(case.made) / 60).pow(2);
            let last = kind.days.len() - 1;
            kind.days[days.min(last)] += 1;
            if now <= case.promised {
                kind.on_time += 1;
            } else {
                kind.late += 1;
                kind.lateness += now.since(case.promised);
            }
            if same_day {
                kind.same_day += 1;
                seen.months[month].same_day += 1;
                seen.hours[(case.made.of_day() / 3600) as usize].same_day += 1;
                if case.list != NO && !seen.lists.is_empty() {
                    seen.lists[usize::from(case.list)].same_day += 1;
                }
                if case.court != NO && !seen.courts.is_empty() {
                    seen.courts[self.group.courts[usize::from(case.court)].place].same_day += 1;
                }
            }
        }
        if !same_day && by_the_day {
            // The first decision stands, and has been counted.
            if !case.decided {
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
            if brings.kinds >> parent.fate.kind & 1 == 0 || !draws.chance(brings.chance) {
                continue;
            }
            let delay = whole(brings.delay.draw(&mut draws));
            let entity = brings.purpose.entity(parent.entity, 0);
            let child = self.new_case(brings.stream, entity, (parent.court, parent.room, parent.list), Stated::default());
            let slot = &mut self.w.cases[child as usize];
            slot.path = Path::Unborn;
            slot.counted = false;
            let life = slot.life;
            let at = self.now() + delay;
            self.w.calendar.schedule(at, Phase::Start, Event::Begin { case: child, life });
        }
    }
    /// Whether a case is past the time that was first promised.
    pub(super) fn is_late(&self, id: u32) -> bool {
        self.w.cases[id as usize].promised < self.model.days.end()
    }
}
