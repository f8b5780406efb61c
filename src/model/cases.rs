//! The life of a case: asked for, tried today or put over, its steps, delivered.
//!
//! A case's whole fate is a function of its name: kind, flags, and the amount of every step are drawn
//! from streams keyed by the cluster, the purpose and the case's own entity number. So a step that is
//! called off and begun again takes the same time, and a policy changes what is done, never what was
//! drawn.

use crate::des::calendar::Phase;
use crate::des::dist::place;
use crate::des::pool::{Ask, JobId, Key, NONE, ShiftEnd, State};
use crate::des::stream::derived01;
use crate::des::time::{SimTime, whole};
use crate::scenario::grammar::{Obstacle, Order, Policy};
use crate::units::Wait;

use super::arrivals::Stated;
use super::diary::{Entry, What};
use super::observe::OBSTACLES;
use super::route::{Does, DueSpec, NO, Resolved, StreamSpec};
use super::world::{Event, Run};

/// Slots in which a case remembers who did a step.
pub(super) const AUTHORS: usize = 4;
/// A report is read again after a return at most so often.
const MOST_RETURNS: u8 = 3;
/// Appointments are given on the half hour, from this time of day on, in so many half hours.
const APPOINTMENTS: (u64, u64) = (9 * 3600 + 1800, 12);
/// The hour of a later date where no court sits.
const DATE_HOUR: u64 = 10 * 3600;

/// Which way a case is going.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Path {
    /// The slot is free.
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
#[derive(Clone, Copy, Debug)]
pub(super) struct Case {
    pub stream: u16,
    pub court: u16,
    pub room: u16,
    pub list: u16,
    pub kind: u8,
    pub flags: u16,
    pub path: Path,
    /// Whether it was made in the data period.
    pub counted: bool,
    /// Whether every step is complete.
    pub ready: bool,
    pub delivered: bool,
    /// Whether the defendant has come to an appointment.
    appointed: bool,
    /// Whether the author is putting it right.
    rework: bool,
    returns: u8,
    appointments: u8,
    pub life: u32,
    pub made: SimTime,
    /// By when it is wanted now.
    due: SimTime,
    /// By when it was first promised: what lateness is measured against.
    promised: SimTime,
    entity: u64,
    /// Random bits from which its flags, and whether it needs each step, are derived.
    luck: u64,
    sequence: u64,
    done: u32,
    begun: u32,
    /// The first of its jobs.
    pub jobs: JobId,
    /// Since when no person is asked for.
    alone_since: SimTime,
    waited: [u32; OBSTACLES],
    decided: bool,
    authors: [u32; AUTHORS],
    /// Cases in the list of the sitting that brought it, and that sitting.
    cases: u32,
    sitting: (SimTime, SimTime),
    backlog: f64,
}

impl Run<'_> {
    pub(super) fn note(&mut self, stream: Option<u16>, case: u64, what: What) {
        let at = self.now();
        if let Some(diary) = &mut self.w.diary {
            diary.note(Entry { at, stream, case, what });
        }
    }

    fn note_case(&mut self, id: u32, what: What) {
        if self.w.diary.is_some() {
            let case = &self.w.cases[id as usize];
            let (stream, sequence) = (self.group.streams[usize::from(case.stream)].stream as u16, case.sequence);
            self.note(Some(stream), sequence, what);
        }
    }

    /// A new case, its kind and flags drawn unless they are stated.
    fn new_case(&mut self, stream: u16, entity: u64, (court, room, list): (u16, u16, u16), stated: Stated) -> u32 {
        let now = self.now();
        let group = self.group;
        let spec = &group.streams[usize::from(stream)];
        let at = self.share_place(court, list);
        let kinds = spec.classes.len();
        let mut draws = self.stream(spec.purpose, entity);
        let (for_kind, luck) = (draws.open01(), draws.bits64());
        let kind = stated.kind.unwrap_or_else(|| if kinds == 1 { 0 } else { place(&spec.kinds[at], for_kind) as u8 });
        let flags = spec.flags.iter().enumerate().fold(stated.flags, |bits, (i, flag)| {
            let chance = flag.chances[at * kinds + usize::from(kind)];
            bits | u16::from(derived01(luck, flag.purpose) < chance) << i
        });
        let case = Case {
            stream,
            court,
            room,
            list,
            kind,
            flags,
            path: Path::Open,
            counted: self.counts(now),
            ready: false,
            delivered: false,
            appointed: false,
            rework: false,
            returns: 0,
            appointments: 0,
            life: 0,
            made: now,
            due: SimTime::NEVER,
            promised: SimTime::NEVER,
            entity,
            luck,
            sequence: self.sequence,
            done: 0,
            begun: 0,
            jobs: NONE,
            alone_since: now,
            waited: [0; OBSTACLES],
            decided: false,
            authors: [NONE; AUTHORS],
            cases: 0,
            sitting: (now, now),
            backlog: 0.0,
        };
        self.sequence += 1;
        match self.w.unused.pop() {
            Some(id) => {
                let life = self.w.cases[id as usize].life;
                self.w.cases[id as usize] = Case { life: life + 1, ..case };
                id
            }
            None => {
                self.w.cases.push(case);
                (self.w.cases.len() - 1) as u32
            }
        }
    }

    fn free_case(&mut self, id: u32) {
        let case = &mut self.w.cases[id as usize];
        debug_assert!(case.jobs == NONE && case.path != Path::Free);
        case.path = Path::Free;
        case.life += 1;
        self.w.unused.push(id);
    }

    fn is_current(&self, id: u32, life: u32) -> bool {
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
                self.put_over(id, Obstacle::Late);
            } else {
                self.made(id);
            }
        }
    }

    /// Work arrives that no sitting brought.
    pub(super) fn arrive(&mut self, stream: u16, entity: u64, stated: Stated) {
        let id = self.new_case(stream, entity, (NO, NO, NO), stated);
        self.made(id);
    }

    /// Work arrives from a courtroom: a request from a hearing, or what a sitting brings.
    pub(super) fn arrive_at_court(&mut self, stream: u16, entity: u64, room: usize, sitting: Option<(u32, (SimTime, SimTime))>) {
        let id = self.new_case(stream, entity, self.place_of(room), Stated::default());
        if let Some((cases, span)) = sitting {
            let case = &mut self.w.cases[id as usize];
            (case.cases, case.sitting) = (cases, span);
        }
        self.made(id);
    }

    /// A case that a completion brought begins.
    pub(super) fn begin_case(&mut self, id: u32, life: u32) {
        if self.is_current(id, life) {
            let now = self.now();
            let counted = self.counts(now);
            let case = &mut self.w.cases[id as usize];
            (case.path, case.made, case.alone_since, case.counted) = (Path::Open, now, now, counted);
            self.made(id);
        }
    }

    /// A case is made: it is counted, and tried today or put over.
    fn made(&mut self, id: u32) {
        let now = self.now();
        let group = self.group;
        self.note_case(id, What::Asked);
        let case = &self.w.cases[id as usize];
        let spec = &group.streams[usize::from(case.stream)];
        if case.counted {
            let month = self.model.days.month(now.day());
            let seen = &mut self.seen[0].streams[spec.stream];
            seen.kinds[usize::from(case.kind)].requested += 1;
            seen.months[month].requested += 1;
            seen.hours[(now.of_day() / 3600) as usize].requested += 1;
            if let (Some(list), true) = (seen.lists.get_mut(usize::from(case.list)), case.list != NO) {
                list.requested += 1;
            }
            if case.court != NO && !seen.courts.is_empty() {
                seen.courts[group.courts[usize::from(case.court)].place].requested += 1;
            }
        }
        let due = self.first_due(spec, &self.w.cases[id as usize]);
        let case = &mut self.w.cases[id as usize];
        (case.due, case.promised) = (due, due);
        match self.refusal(id) {
            None => self.try_today(id),
            Some(obstacle) => {
                self.decide(id, obstacle);
                self.put_over(id, obstacle);
            }
        }
    }

    fn first_due(&self, spec: &StreamSpec, case: &Case) -> SimTime {
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

    /// Why a request is not tried today; `None` if it is.
    fn refusal(&self, id: u32) -> Option<Obstacle> {
        let case = &self.w.cases[id as usize];
        let spec = &self.group.streams[usize::from(case.stream)];
        let policy = spec.policy.as_ref()?;
        if policy.kinds >> case.kind & 1 == 0 || policy.policy == Policy::Never {
            return Some(Obstacle::Format);
        }
        if let Some(&(_, obstacle)) = policy.unless.iter().find(|(flag, _)| case.flags & flag != 0) {
            return Some(obstacle);
        }
        let now = self.now();
        if now >= case.due || (policy.policy == Policy::CutOff && now.of_day() > policy.cut_off) {
            return Some(Obstacle::Late);
        }
        if policy.policy == Policy::ExpectedFinish {
            return self.expected_miss(case, spec, policy.margin);
        }
        None
    }

    /// Whether the expected end is after the court rises, and what then stands in the way: the hour, or the
    /// queue. Third parties are not foreseen: nobody at court knows when a check will be back.
    fn expected_miss(&self, case: &Case, spec: &StreamSpec, margin: u64) -> Option<Obstacle> {
        let now = self.now();
        let mut work = 0.0;
        let mut longest: Option<(f64, u32, Key, bool, Obstacle)> = None;
        for step in &spec.steps {
            if !step.by_people() || !step.concerns(case.kind, case.flags) {
                continue;
            }
            let resolved = step.resolve(case.kind, case.flags);
            let share = if let Does::Gate { share, .. } = step.does { share } else { 1.0 };
            work += resolved.mean * resolved.chance * share;
            if step.same_as.is_none() && longest.is_none_or(|(mean, ..)| resolved.mean > mean) {
                let class = resolved.class.unwrap_or(spec.classes[usize::from(case.kind)]);
                let ladder = step.ladder(resolved.who, resolved.at, case.court);
                longest = Some((resolved.mean, ladder, self.key(case, spec, class), step.preempts, resolved.obstacle));
            }
        }
        let end = now + whole(work) + margin;
        if end > case.due {
            return Some(Obstacle::Late);
        }
        let (_, ladder, key, preempts, obstacle) = longest?;
        match self.pools.expected_wait(now, ladder, key, preempts) {
            Some(wait) if end + wait <= case.due => None,
            _ => Some(obstacle),
        }
    }

    fn try_today(&mut self, id: u32) {
        let case = &mut self.w.cases[id as usize];
        let spec = &self.group.streams[usize::from(case.stream)];
        if case.counted {
            self.seen[0].streams[spec.stream].kinds[usize::from(case.kind)].attempted += 1;
        }
        if spec.policy.is_some() {
            case.path = Path::Today;
            let (court, life) = (case.court, case.life);
            if court != NO {
                self.w.courts[usize::from(court)].stood_down.push((id, life));
            }
            self.note_case(id, What::StoodDown);
        }
        self.advance(id);
    }

    /// Begins every step whose time has come.
    pub(super) fn advance(&mut self, id: u32) {
        let group = self.group;
        let spec = &group.streams[usize::from(self.w.cases[id as usize].stream)];
        loop {
            let mut moved = false;
            // Only steps not begun are looked at; one that is skipped may let an earlier one begin.
            let mut waiting = spec.all_steps & !self.w.cases[id as usize].begun;
            while waiting != 0 {
                moved |= self.advance_step(id, spec, waiting.trailing_zeros() as usize);
                waiting &= waiting - 1;
            }
            if !moved {
                break;
            }
        }
        let case = &self.w.cases[id as usize];
        if case.done == spec.all_steps && !case.ready {
            self.ready(id);
        }
    }

    /// Begins or skips one step if its time has come; whether a step is now complete that was not.
    fn advance_step(&mut self, id: u32, spec: &StreamSpec, place: usize) -> bool {
        let step = &spec.steps[place];
        let bit = 1 << place;
        let case = &self.w.cases[id as usize];
        if case.begun & bit != 0 || step.after & !case.done != 0 {
            return false;
        }
        if !step.concerns(case.kind, case.flags) {
            let case = &mut self.w.cases[id as usize];
            case.begun |= bit;
            case.done |= bit;
            return true;
        }
        if step.appointment && case.path == Path::Adjourned && !case.appointed {
            return false;
        }
        let resolved = step.resolve(case.kind, case.flags);
        // Whether it is needed, and read, is apart from how long it takes: a lever on a chance moves no amount.
        let needed = resolved.chance >= 1.0 || derived01(case.luck, step.purpose) < resolved.chance;
        let read = match step.does {
            Does::Gate { share, .. } => derived01(case.luck.rotate_left(32), step.purpose) < share,
            _ => true,
        };
        let entity = case.entity;
        let case = &mut self.w.cases[id as usize];
        case.begun |= bit;
        if !needed || !read {
            case.done |= bit;
            return true;
        }
        let mut draws = self.stream(step.purpose, entity);
        let case = &self.w.cases[id as usize];
        let (cases, now) = (case.cases, self.now());
        let seconds = match step.does {
            Does::PerCase => (0..cases).map(|_| resolved.takes.draw(&mut draws)).sum(),
            _ => resolved.takes.draw(&mut draws),
        };
        if let Does::Wait(hours) = &step.does {
            let end = if hours.is_empty() { now + whole(seconds) } else { self.model.days.within_hours(now, whole(seconds), hours) };
            let life = self.w.cases[id as usize].life;
            self.w.calendar.schedule(end, Phase::Finish, Event::Waited { case: id, life, step: place as u8 });
            if self.w.cases[id as usize].counted {
                let seen = &mut self.seen[0].streams[spec.stream].steps[place];
                seen.asked += 1;
                seen.begun += 1;
            }
            return false;
        }
        let patience = step.gives_up.as_ref().map_or(u64::MAX, |dist| whole(dist.draw(&mut draws)));
        self.ask(id, place, &resolved, whole(seconds), patience);
        false
    }

    /// Asks for the people of a step.
    fn ask(&mut self, id: u32, place: usize, resolved: &Resolved<'_>, amount: u64, patience: u64) {
        let group = self.group;
        let case = &self.w.cases[id as usize];
        let spec = &group.streams[usize::from(case.stream)];
        let step = &spec.steps[place];
        let class = resolved.class.unwrap_or(spec.classes[usize::from(case.kind)]);
        let bound = match step.does {
            Does::Gate { .. } => NONE,
            _ => step.same_as.map_or(NONE, |slot| case.authors[usize::from(slot)]),
        };
        let mut ask = Ask {
            token: (id, place as u8),
            ladder: step.ladder(resolved.who, resolved.at, case.court),
            bound,
            key: self.key(case, spec, class),
            amount,
            until: SimTime::NEVER,
            shift_end: step.shift_end,
            interruptible: step.interruptible,
            preempts: step.preempts,
            patience,
            or_after: step.or_after,
            label: spec.stream as u16,
        };
        if let Does::Duty(late_by) = step.does {
            ask.until = case.sitting.1;
            ask.patience = late_by;
            ask.amount = case.sitting.1.since(self.now());
            // A sitting is never left unattended once somebody is there.
            ask.shift_end = ShiftEnd::Wait;
            ask.interruptible = false;
        }
        if let Does::Attend(late_by) = step.does {
            ask.patience = late_by;
        }
        let fixed_time = matches!(step.does, Does::Duty(_) | Does::Attend(_));
        let counted = case.counted;
        for asked in 0..=step.others.len() {
            if asked > 0 {
                ask.ladder = step.others[asked - 1];
            }
            self.send(id, ask);
            if counted {
                let seen = &mut self.seen[0].streams[spec.stream];
                seen.steps[place].asked += 1;
                seen.cover_wanted += u64::from(fixed_time);
            }
        }
    }

    /// Sends a job to the pools and links it to its case.
    fn send(&mut self, id: u32, ask: Ask) {
        let now = self.now();
        let job = self.pools.ask(now, ask, &mut self.w.calendar);
        let case = &mut self.w.cases[id as usize];
        *self.pools.link_mut(job) = case.jobs;
        case.jobs = job;
    }

    fn key(&self, case: &Case, spec: &StreamSpec, class: u8) -> Key {
        let order = match spec.order {
            Order::Due => case.due,
            Order::FirstCome => case.made,
        };
        Key::new(class, order, case.sequence)
    }

    /// Unlinks a job from its case.
    fn unlink(&mut self, id: u32, job: JobId) {
        let next = self.pools.job(job).link;
        if self.w.cases[id as usize].jobs == job {
            self.w.cases[id as usize].jobs = next;
            return;
        }
        let mut before = self.w.cases[id as usize].jobs;
        while self.pools.job(before).link != job {
            before = self.pools.job(before).link;
        }
        *self.pools.link_mut(before) = next;
    }

    /// A person has finished a job.
    pub(super) fn job_done(&mut self, server: u32, job: JobId) {
        let now = self.now();
        let group = self.group;
        let done = self.pools.job(job);
        let (id, place) = (done.ask.token.0, usize::from(done.ask.token.1));
        let (amount, asked, seat_blocked) = (done.ask.amount, done.asked, done.seat_blocked);
        let begun = done.begun.expect("a finished job was begun");
        self.unlink(id, job);
        self.given += amount;
        let case = &mut self.w.cases[id as usize];
        let spec = &group.streams[usize::from(case.stream)];
        let step = &spec.steps[place];
        if case.jobs == NONE {
            case.alone_since = now;
        }
        let wait = begun.since(asked);
        if wait > 0 && case.path != Path::Adjourned {
            let obstacle = if seat_blocked { Obstacle::Room } else { step.resolve(case.kind, case.flags).obstacle };
            case.waited[obstacle as usize] += wait as u32;
        }
        if let Some(slot) = step.author
            && !case.rework
        {
            case.authors[usize::from(slot)] = server;
        }
        if case.counted {
            let seen = &mut self.seen[0].streams[spec.stream].steps[place];
            seen.begun += 1;
            seen.delayed += u64::from(wait > 0);
            seen.waited += wait;
            seen.worked += amount;
        }
        if let Some(diary) = &mut self.w.diary {
            let (stream, case) = (Some(spec.stream as u16), self.w.cases[id as usize].sequence);
            diary.note(Entry { at: begun, stream, case, what: What::Begun { step: place as u8, server } });
            diary.note(Entry { at: now, stream, case, what: What::Ended { step: place as u8, server } });
        }
        self.step_worked(id, place, spec);
        self.pools.after(now, server, job, &mut self.w.calendar);
        self.pools.free(job);
    }

    /// A step's work is done: it is complete, unless it is a reading that returns the report, or others are still at it.
    fn step_worked(&mut self, id: u32, place: usize, spec: &StreamSpec) {
        let step = &spec.steps[place];
        if let Does::Gate { returned, rework, .. } = &step.does {
            let case = self.w.cases[id as usize];
            let author = step.same_as.map(|slot| case.authors[usize::from(slot)]).filter(|&author| author != NONE);
            let round = u64::from(case.returns) * 2 + u64::from(case.rework) + 1;
            let mut draws = self.stream(step.purpose, step.purpose.entity(case.entity, round));
            if case.rework {
                // Put right: it is read again.
                self.w.cases[id as usize].rework = false;
                let resolved = step.resolve(case.kind, case.flags);
                let amount = whole(resolved.takes.draw(&mut draws));
                self.ask(id, place, &resolved, amount, u64::MAX);
                return;
            }
            if let (true, Some(author)) = (draws.chance(*returned) && case.returns < MOST_RETURNS, author) {
                let slot = &mut self.w.cases[id as usize];
                (slot.returns, slot.rework) = (case.returns + 1, true);
                self.note_case(id, What::Returned);
                self.rework(id, place, spec, author, whole(rework.draw(&mut draws)));
                return;
            }
        }
        if !step.others.is_empty() && self.asked_for(id, place) {
            return;
        }
        self.w.cases[id as usize].done |= 1 << place;
        self.advance(id);
    }

    /// Whether a job of a step is still waiting or under way.
    fn asked_for(&self, id: u32, place: usize) -> bool {
        let mut job = self.w.cases[id as usize].jobs;
        while job != NONE {
            if usize::from(self.pools.job(job).ask.token.1) == place {
                return true;
            }
            job = self.pools.job(job).link;
        }
        false
    }

    /// The author puts a returned report right.
    fn rework(&mut self, id: u32, place: usize, spec: &StreamSpec, author: u32, amount: u64) {
        let case = self.w.cases[id as usize];
        let wrote = spec.steps.iter().find(|step| step.author.is_some() && step.author == spec.steps[place].same_as);
        let wrote = wrote.expect("a reading that can be returned has an author's step before it");
        let resolved = wrote.resolve(case.kind, case.flags);
        let class = resolved.class.unwrap_or(spec.classes[usize::from(case.kind)]);
        let ask = Ask {
            token: (id, place as u8),
            ladder: wrote.ladder(resolved.who, resolved.at, case.court),
            bound: author,
            key: self.key(&case, spec, class),
            amount,
            until: SimTime::NEVER,
            shift_end: wrote.shift_end,
            interruptible: wrote.interruptible,
            preempts: wrote.preempts,
            patience: u64::MAX,
            or_after: wrote.or_after,
            label: spec.stream as u16,
        };
        self.send(id, ask);
        if case.counted {
            self.seen[0].streams[spec.stream].steps[place].asked += 1;
        }
    }

    /// Nobody had begun in time: a place at a fixed time stays empty, other work leaves altogether.
    pub(super) fn job_given_up(&mut self, job: JobId) {
        let given_up = *self.pools.job(job);
        let (id, place) = (given_up.ask.token.0, usize::from(given_up.ask.token.1));
        self.unlink(id, job);
        self.pools.free(job);
        self.note_case(id, What::GivenUp(place as u8));
        let case = self.w.cases[id as usize];
        let spec = &self.group.streams[usize::from(case.stream)];
        let fixed_time = matches!(spec.steps[place].does, Does::Duty(_) | Does::Attend(_));
        if case.counted {
            let seen = &mut self.seen[0].streams[spec.stream];
            seen.steps[place].gave_up += 1;
            seen.uncovered += u64::from(fixed_time);
        }
        if fixed_time {
            if !self.asked_for(id, place) {
                self.w.cases[id as usize].done |= 1 << place;
                self.advance(id);
            }
            return;
        }
        self.leave(id);
    }

    /// A case leaves before it is complete: what waits is called off; what is under way would be for nothing,
    /// so a route that can be given up has no step beside the one that is.
    fn leave(&mut self, id: u32) {
        let case = self.w.cases[id as usize];
        if case.counted {
            let stream = self.group.streams[usize::from(case.stream)].stream;
            self.seen[0].streams[stream].kinds[usize::from(case.kind)].gave_up += 1;
        }
        let mut job = case.jobs;
        while job != NONE {
            let next = self.pools.job(job).link;
            if self.pools.job(job).state == State::Waiting {
                self.unlink(id, job);
                self.pools.cancel(job);
                self.pools.free(job);
            }
            job = next;
        }
        if self.w.cases[id as usize].jobs == NONE {
            self.free_case(id);
        } else {
            self.w.cases[id as usize].delivered = true;
        }
    }

    /// A third party has answered.
    pub(super) fn waited(&mut self, id: u32, life: u32, place: u8) {
        if !self.is_current(id, life) {
            return;
        }
        let now = self.now();
        let case = &mut self.w.cases[id as usize];
        if case.jobs == NONE && case.path != Path::Adjourned {
            let spec = &self.group.streams[usize::from(case.stream)].steps[usize::from(place)];
            case.waited[spec.resolve(case.kind, case.flags).obstacle as usize] += now.since(case.alone_since) as u32;
            case.alone_since = now;
        }
        case.done |= 1 << place;
        self.note_case(id, What::Answered(place));
        self.advance(id);
    }

    /// Every step is complete.
    fn ready(&mut self, id: u32) {
        let case = &mut self.w.cases[id as usize];
        case.ready = true;
        if case.delivered {
            // It left while a step was under way.
            self.free_case(id);
            return;
        }
        let (court, room, life, entity) = (case.court, case.room, case.life, case.entity);
        match case.path {
            Path::Today if court != NO => {
                let spec = &self.group.courts[usize::from(court)];
                let mut draws = self.stream(spec.purpose, entity);
                let seconds = whole(spec.recall.draw(&mut draws));
                self.ready_for_court(usize::from(court), room, Some((id, life)), seconds);
            }
            Path::Adjourned => {
                self.deliver(id);
                if court == NO {
                    self.free_case(id);
                }
            }
            _ => {
                self.deliver(id);
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
        self.deliver(id);
        self.free_case(id);
        true
    }

    /// Delivered: everything about it is counted, and what it brings is brought.
    fn deliver(&mut self, id: u32) {
        let now = self.now();
        let group = self.group;
        self.note_case(id, What::Delivered);
        self.w.cases[id as usize].delivered = true;
        let case = &self.w.cases[id as usize];
        let spec = &group.streams[usize::from(case.stream)];
        self.w.backlog[usize::from(case.stream)] -= case.backlog;
        let by_the_day = matches!(spec.due, DueSpec::CourtRises | DueSpec::By(_));
        let same_day = case.path != Path::Adjourned && now.day() == case.made.day() && (!by_the_day || now <= case.due);
        if case.counted {
            let days = self.model.days.working_days_between(case.made.day(), now.day()) as usize;
            let month = self.model.days.month(case.made.day());
            let seen = &mut self.seen[0].streams[spec.stream];
            let kind = &mut seen.kinds[usize::from(case.kind)];
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
                    seen.courts[group.courts[usize::from(case.court)].place].same_day += 1;
                }
            }
        }
        if !same_day && by_the_day {
            let obstacle = self.deciding(id);
            self.decide(id, obstacle);
        } else {
            self.count_waits(id);
        }
        self.bring(id, spec);
    }

    /// Other work that this completion brings.
    fn bring(&mut self, id: u32, spec: &StreamSpec) {
        if spec.brings.is_empty() {
            return;
        }
        let parent = self.w.cases[id as usize];
        for brings in &spec.brings {
            let mut draws = self.stream(brings.purpose, parent.entity);
            if brings.kinds >> parent.kind & 1 == 0 || !draws.chance(brings.chance) {
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

    /// The obstacle that decided a miss, from what the request waited for.
    ///
    /// The longest wait decides if, but for all its waits, the request would have been ready in time; if even
    /// then it would not, it came too late in the day.
    pub(super) fn deciding(&self, id: u32) -> Obstacle {
        let now = self.now();
        let case = &self.w.cases[id as usize];
        let spec = &self.group.streams[usize::from(case.stream)];
        let mut waited = case.waited;
        let mut left = 0.0;
        let mut job = case.jobs;
        while job != NONE {
            let state = self.pools.job(job);
            if state.begun.is_none() {
                let step = &spec.steps[usize::from(state.ask.token.1)];
                let obstacle = if state.seat_blocked { Obstacle::Room } else { step.resolve(case.kind, case.flags).obstacle };
                waited[obstacle as usize] += now.since(state.asked) as u32;
            }
            left += state.remaining as f64;
            job = state.link;
        }
        if case.jobs == NONE && !case.ready {
            let waits = spec
                .steps
                .iter()
                .enumerate()
                .find(|(i, step)| matches!(step.does, Does::Wait(_)) && case.begun >> i & 1 == 1 && case.done >> i & 1 == 0);
            if let Some((_, step)) = waits {
                waited[step.resolve(case.kind, case.flags).obstacle as usize] += now.since(case.alone_since) as u32;
            }
        }
        let to_come = spec.steps.iter().enumerate().filter(|(i, step)| case.begun >> i & 1 == 0 && step.by_people());
        for (_, step) in to_come.filter(|(_, step)| step.concerns(case.kind, case.flags)) {
            let resolved = step.resolve(case.kind, case.flags);
            let share = if let Does::Gate { share, .. } = step.does { share } else { 1.0 };
            left += resolved.mean * resolved.chance * share;
        }
        // Delivered after the due time: what it lacked was the time since.
        let lacked = if case.ready { now.since(case.due) as f64 } else { left };
        let all: f64 = waited.iter().map(|&seconds| f64::from(seconds)).sum();
        if all < lacked || all == 0.0 {
            return Obstacle::Late;
        }
        let longest = Obstacle::ALL.iter().max_by_key(|&&obstacle| (waited[obstacle as usize], std::cmp::Reverse(obstacle)));
        *longest.expect("there are obstacles")
    }

    /// Counts what decided that a request was not done the same day; the first decision stands.
    pub(super) fn decide(&mut self, id: u32, obstacle: Obstacle) {
        let case = &mut self.w.cases[id as usize];
        if case.decided {
            return;
        }
        case.decided = true;
        if case.counted {
            let stream = self.group.streams[usize::from(case.stream)].stream;
            self.seen[0].streams[stream].decided[obstacle as usize] += 1;
        }
        self.count_waits(id);
    }

    /// Counts what a request waited for on the day, once.
    fn count_waits(&mut self, id: u32) {
        let case = &mut self.w.cases[id as usize];
        if case.waited == [0; OBSTACLES] {
            return;
        }
        if case.counted {
            let stream = self.group.streams[usize::from(case.stream)].stream;
            let seen = &mut self.seen[0].streams[stream].waited;
            seen.iter_mut().zip(case.waited).for_each(|(sum, seconds)| *sum += u64::from(seconds));
        }
        case.waited = [0; OBSTACLES];
    }

    /// The court has risen: a case stood down and not heard is put over.
    pub(super) fn court_rose(&mut self, id: u32, life: u32) {
        if !self.is_current(id, life) || self.w.cases[id as usize].path != Path::Today {
            return;
        }
        let obstacle = if self.w.cases[id as usize].ready { Obstacle::CourtRose } else { self.deciding(id) };
        self.decide(id, obstacle);
        self.put_over(id, obstacle);
    }

    /// Puts a case over to a later date. The work done so far is kept.
    fn put_over(&mut self, id: u32, obstacle: Obstacle) {
        let group = self.group;
        let now = self.now();
        let case = self.w.cases[id as usize];
        let spec = &group.streams[usize::from(case.stream)];
        self.note_case(id, What::Adjourned(obstacle));
        self.w.cases[id as usize].path = Path::Adjourned;
        if case.counted {
            self.seen[0].streams[spec.stream].kinds[usize::from(case.kind)].adjourned += 1;
        }
        let Some(adjourn) = &spec.adjourn else {
            // Nothing says when: it is simply done as soon as it can be.
            self.w.cases[id as usize].appointed = true;
            self.advance(id);
            return;
        };
        let mut draws = self.stream(adjourn.purpose, case.entity);
        let listing = adjourn.listing.draw(&mut draws).round() as u32;
        let standard = self.model.days.after(now, adjourn.standard[usize::from(case.kind)]).day();
        let mut day = self.model.days.after_working(standard, listing);
        let own = Self::work_to_come(&case, spec);
        let backlog = &mut self.w.backlog[usize::from(case.stream)];
        *backlog += own;
        if let Some(capacity) = adjourn.capacity.filter(|&capacity| capacity > 0.0) {
            // The court is told a date by which the team can have done what it has promised before.
            let needed = (*backlog / capacity).ceil().min(1e4) as u32;
            day = day.max(self.model.days.after_working(now.day(), needed));
        }
        let date = self.court_day(case.court, day);
        let interview = spec
            .steps
            .iter()
            .enumerate()
            .any(|(i, step)| step.appointment && step.concerns(case.kind, case.flags) && (case.done >> i & 1 == 0));
        let ahead = self.model.days.working_days_between(now.day(), date.day());
        let after = ((f64::from(ahead) * adjourn.appointment).round() as u32).max(1);
        let half_hour = (draws.open01() * APPOINTMENTS.1 as f64) as u64;
        let appointment = SimTime::on(self.model.days.after_working(now.day(), after), APPOINTMENTS.0 + half_hour * 1800);
        let slot = &mut self.w.cases[id as usize];
        (slot.backlog, slot.due, slot.promised) = (own, date, date);
        let life = slot.life;
        self.w.calendar.schedule(date, Phase::Change, Event::CourtDate { case: id, life });
        if interview {
            self.w.calendar.schedule(appointment, Phase::Start, Event::Appointment { case: id, life });
        }
        self.put_jobs_over(id, spec);
        self.advance(id);
    }

    /// Expected seconds of people's work that a case still needs.
    fn work_to_come(case: &Case, spec: &StreamSpec) -> f64 {
        let to_come = spec.steps.iter().enumerate().filter(|(i, step)| {
            case.done >> i & 1 == 0 && step.by_people() && step.same_as.is_some() | step.appointment && step.concerns(case.kind, case.flags)
        });
        to_come
            .map(|(_, step)| {
                let resolved = step.resolve(case.kind, case.flags);
                if let Does::Gate { .. } = step.does { 0.0 } else { resolved.mean * resolved.chance }
            })
            .sum()
    }

    /// The first moment at which a court sits on a day or later; the hour of a later date, where there is no court.
    fn court_day(&self, court: u16, day: usize) -> SimTime {
        let sits = (court != NO).then(|| self.group.courts[usize::from(court)].sits_from(day)).flatten();
        sits.unwrap_or_else(|| SimTime::on(day, DATE_HOUR))
    }

    /// Jobs of a case that is put over: an interview not begun waits for its appointment, the rest for its new due date.
    fn put_jobs_over(&mut self, id: u32, spec: &StreamSpec) {
        let now = self.now();
        let mut job = self.w.cases[id as usize].jobs;
        while job != NONE {
            let state = *self.pools.job(job);
            let place = usize::from(state.ask.token.1);
            if spec.steps[place].appointment && state.state == State::Waiting && state.begun.is_none() {
                self.unlink(id, job);
                self.pools.cancel(job);
                self.pools.free(job);
                self.w.cases[id as usize].begun &= !(1 << place);
            } else {
                let case = self.w.cases[id as usize];
                let key = self.key(&case, spec, state.ask.key.class());
                self.pools.rekey(job, key);
            }
            job = state.link;
        }
        if self.w.cases[id as usize].jobs == NONE {
            self.w.cases[id as usize].alone_since = now;
        }
    }

    /// The defendant is due for an interview, and comes or does not.
    pub(super) fn appointment(&mut self, id: u32, life: u32) {
        if !self.is_current(id, life) {
            return;
        }
        let group = self.group;
        let case = self.w.cases[id as usize];
        let spec = &group.streams[usize::from(case.stream)];
        let adjourn = spec.adjourn.as_ref().expect("only adjourned cases have appointments");
        let entity = adjourn.purpose.entity(case.entity, u64::from(case.appointments) + 1);
        let missed = self.stream(adjourn.purpose, entity).chance(adjourn.non_attendance);
        if missed && case.appointments < u8::MAX {
            let now = self.now();
            let day = self.model.days.after(now, adjourn.rebook).day();
            let at = match adjourn.rebook {
                Wait::Clock(seconds) => now + whole(seconds.get()).max(1),
                Wait::Working(_) => SimTime::on(day.max(now.day() + 1), now.of_day()),
            };
            self.w.cases[id as usize].appointments += 1;
            self.w.calendar.schedule(at, Phase::Start, Event::Appointment { case: id, life });
            return;
        }
        self.w.cases[id as usize].appointed = true;
        self.advance(id);
    }

    /// An adjourned case is before the court again: its report is heard, or it is put over once more.
    pub(super) fn court_date(&mut self, id: u32, life: u32) {
        if !self.is_current(id, life) {
            return;
        }
        let case = self.w.cases[id as usize];
        if case.ready {
            if !case.delivered {
                self.deliver(id);
            }
            if case.court != NO {
                let court = &self.group.courts[usize::from(case.court)];
                let mut draws = self.stream(court.purpose, court.purpose.entity(case.entity, 1));
                let seconds = whole(court.adjourned_hearing.draw(&mut draws));
                self.ready_for_court(usize::from(case.court), case.room, None, seconds);
            }
            self.free_case(id);
            return;
        }
        let spec = &self.group.streams[usize::from(case.stream)];
        let again = spec.adjourn.as_ref().map_or(Wait::Working(crate::units::WorkingDays::new(5.0)), |adjourn| adjourn.again);
        let now = self.now();
        let day = self.model.days.after(now, again).day().max(now.day() + 1);
        let date = self.court_day(case.court, day);
        self.w.calendar.schedule(date, Phase::Change, Event::CourtDate { case: id, life });
    }
}

impl Run<'_> {
    /// Whether a case is past the time that was first promised.
    pub(super) fn is_late(&self, id: u32) -> bool {
        self.w.cases[id as usize].promised < self.model.days.end()
    }
}
