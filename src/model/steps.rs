//! Steps: each begins when those before it are complete, asks for its people, and is done.

use crate::des::calendar::Phase;
use crate::des::pool::{Ask, JobId, Key, NONE, ShiftEnd, State};
use crate::des::stream::derived01;
use crate::des::time::{SimTime, Span, whole};
use crate::scenario::grammar::{Obstacle, Order};

use super::cases::{Case, Path};
use super::diary::{Stretch, What};
use super::route::{Does, Resolved, StepSpec, StreamSpec};
use super::world::{Event, Run};

/// A report is read again after a return at most so often.
const MOST_RETURNS: u8 = 3;

impl Run<'_> {
    /// Begins every step whose time has come.
    pub(super) fn advance(&mut self, id: u32) {
        let group = self.group;
        let spec = &group.streams[usize::from(self.w.cases[id as usize].stream)];
        loop {
            let mut moved = false;
            // Only steps not begun are looked at, and of them those with all before them done.
            let mut waiting = spec.all_steps & !self.w.cases[id as usize].begun;
            while waiting != 0 {
                let place = waiting.trailing_zeros() as usize;
                waiting &= waiting - 1;
                let step = &spec.steps[place];
                if step.after & !self.w.cases[id as usize].done == 0 {
                    moved |= self.advance_step(id, spec, step, place);
                }
            }
            // One that is skipped may let an earlier one begin, where an earlier one waits for a later one.
            if !moved || spec.backwards & !self.w.cases[id as usize].begun == 0 {
                break;
            }
        }
        let case = &self.w.cases[id as usize];
        if case.done == spec.all_steps && !case.ready {
            self.ready(id);
        }
    }

    /// Begins or skips one step that waits for none; whether it is now complete.
    fn advance_step(&mut self, id: u32, spec: &StreamSpec, step: &StepSpec, place: usize) -> bool {
        let bit = 1 << place;
        let case = &mut self.w.cases[id as usize];
        if !step.concerns(case.kind, case.flags) {
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
        case.begun |= bit;
        if !needed || !read {
            case.done |= bit;
            return true;
        }
        let (entity, cases, life, counted, stream) = (case.entity, case.cases, case.life, case.counted, usize::from(case.stream));
        let now = self.now();
        let mut draws = self.stream(step.purpose, entity);
        let seconds = match step.does {
            Does::PerCase => (0..cases).map(|_| resolved.takes.draw(&mut draws)).sum(),
            _ => resolved.takes.draw(&mut draws),
        };
        if let Does::Wait(hours) = &step.does {
            let end = if hours.is_empty() { now + whole(seconds) } else { self.model.days.within_hours(now, whole(seconds), hours) };
            self.w.calendar.schedule(end, Phase::Finish, Event::Waited { case: id, life, step: place as u8 });
            let case = self.w.cases[id as usize].sequence;
            // Some are never answered: what lies beyond the history's end is no answer.
            if self.w.diary.is_some() && end <= self.model.days.end() {
                let (stream, step) = (spec.stream as u16, place as u8);
                self.write_stretch(Stretch { case, stream, step, server: None, seat: None, from: now, to: end });
            }
            if counted {
                let seen = &mut self.seen.streams[stream].steps[place];
                seen.asked += 1;
                seen.begun += 1;
            }
            return false;
        }
        let patience = step.gives_up.as_ref().map_or(Span::NEVER, |dist| Span::new(whole(dist.draw(&mut draws))));
        self.ask(id, (spec, step, place), &resolved, (Span::new(whole(seconds)), patience));
        false
    }

    /// Asks for the people of a step.
    fn ask(
        &mut self,
        id: u32,
        (spec, step, place): (&StreamSpec, &StepSpec, usize),
        resolved: &Resolved<'_>,
        (amount, patience): (Span, Span),
    ) {
        let case = &self.w.cases[id as usize];
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
            or_after: Span::new(step.or_after),
            label: spec.stream as u16,
            site: spec.cluster as u16,
            // Who did the step before it is there already.
            travel: if bound == NONE { self.travel(step, case.entity) } else { Span::default() },
        };
        if let Does::Duty(late_by) = step.does {
            ask.until = case.sitting.1;
            ask.patience = Span::new(late_by);
            ask.amount = Span::new(case.sitting.1.since(self.now()));
            // A sitting is never left unattended once somebody is there.
            ask.shift_end = ShiftEnd::Wait;
            ask.interruptible = false;
        }
        if let Does::Attend(late_by) = step.does {
            ask.patience = Span::new(late_by);
            // A meeting that somebody has left does not wait for them.
            ask.interruptible = false;
        }
        let fixed_time = matches!(step.does, Does::Duty(_) | Does::Attend(_));
        let (counted, stream) = (case.counted, usize::from(case.stream));
        for asked in 0..=step.others.len() {
            if asked > 0 {
                ask.ladder = step.others[asked - 1];
            }
            self.send(id, &ask);
            if counted {
                self.count_asked(&ask);
                let seen = &mut self.seen.streams[stream];
                seen.steps[place].asked += 1;
                seen.cover_wanted += u64::from(fixed_time);
            }
        }
    }

    /// What a lent person's way to a case takes, the same for all steps of a kind.
    fn travel(&self, step: &StepSpec, entity: u64) -> Span {
        step.travel.as_ref().map_or(Span::default(), |(takes, purpose)| Span::new(whole(takes.draw(&mut self.stream(*purpose, entity)))))
    }

    /// Sends a job to the pools and links it to its case.
    #[inline(always)]
    pub(super) fn send(&mut self, id: u32, ask: &Ask) {
        let now = self.now();
        let job = self.pools.ask(now, ask, &mut self.w.calendar);
        let case = &mut self.w.cases[id as usize];
        *self.pools.link_mut(job) = case.jobs;
        case.jobs = job;
    }

    pub(super) fn key(&self, case: &Case, spec: &StreamSpec, class: u8) -> Key {
        let order = match spec.order {
            Order::Due => case.due,
            Order::FirstCome => case.made,
        };
        Key::new(class, order, case.sequence)
    }

    /// Unlinks a job from its case.
    pub(super) fn unlink(&mut self, id: u32, job: JobId) {
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
        let (amount, asked, seat_blocked) = (done.ask.amount.seconds(), done.asked, done.seat_blocked);
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
            case.has_waited = true;
        }
        if let Some(slot) = step.author
            && !case.rework
        {
            case.authors[usize::from(slot)] = server;
        }
        if case.counted {
            let due = case.due;
            let seen = &mut self.seen.streams[usize::from(case.stream)].steps[place];
            seen.begun += 1;
            seen.delayed += u64::from(wait > 0);
            seen.waited += wait;
            seen.worked += amount;
            self.count_done(due, server, wait, matches!(step.does, Does::Duty(_) | Does::Attend(_)));
        }
        if self.w.diary.is_some() {
            self.write_work(id, place as u8, (job, server), begun);
        }
        self.step_worked(id, place, spec);
        self.pools.after(now, server, job, &mut self.w.calendar);
        self.pools.free(job);
    }

    /// A step's work is done: it is complete, unless it is a reading that returns the report, or others are still at it.
    pub(super) fn step_worked(&mut self, id: u32, place: usize, spec: &StreamSpec) {
        let step = &spec.steps[place];
        if let Does::Gate { returned, rework, .. } = &step.does
            && *returned > 0.0
        {
            let case = self.w.cases[id as usize];
            let author = step.same_as.map(|slot| case.authors[usize::from(slot)]).filter(|&author| author != NONE);
            let round = u64::from(case.returns) * 2 + u64::from(case.rework) + 1;
            let mut draws = self.stream(step.purpose, step.purpose.entity(case.entity, round));
            if case.rework {
                // Put right: it is read again.
                self.w.cases[id as usize].rework = false;
                let resolved = step.resolve(case.kind, case.flags);
                let amount = Span::new(whole(resolved.takes.draw(&mut draws)));
                self.ask(id, (spec, step, place), &resolved, (amount, Span::NEVER));
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
    pub(super) fn asked_for(&self, id: u32, place: usize) -> bool {
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
    pub(super) fn rework(&mut self, id: u32, place: usize, spec: &StreamSpec, author: u32, amount: u64) {
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
            amount: Span::new(amount),
            until: SimTime::NEVER,
            shift_end: wrote.shift_end,
            interruptible: wrote.interruptible,
            preempts: wrote.preempts,
            patience: Span::NEVER,
            or_after: Span::new(wrote.or_after),
            label: spec.stream as u16,
            site: spec.cluster as u16,
            travel: Span::default(),
        };
        self.send(id, &ask);
        if case.counted {
            self.count_asked(&ask);
            self.seen.streams[usize::from(case.stream)].steps[place].asked += 1;
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
            let seen = &mut self.seen.streams[usize::from(case.stream)];
            seen.steps[place].gave_up += 1;
            seen.uncovered += u64::from(fixed_time);
            self.count_missed(&given_up.ask);
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
    pub(super) fn leave(&mut self, id: u32) {
        let case = self.w.cases[id as usize];
        if case.counted {
            self.seen.streams[usize::from(case.stream)].kinds[usize::from(case.kind)].gave_up += 1;
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
            case.has_waited = true;
            case.alone_since = now;
        }
        case.done |= 1 << place;
        self.note_case(id, What::Answered(place));
        self.advance(id);
    }
}
