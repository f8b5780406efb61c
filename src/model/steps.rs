//! Steps: each begins when those before it are complete, asks for its people, and is done.

use crate::des::calendar::Phase;
use crate::des::dist::Sampler;
use crate::des::pool::{JobId, Key, NONE, Request, ShiftEnd, State};
use crate::des::stream::Purpose;
use crate::des::time::{SimTime, Span, whole};
use crate::units::ClockSpan;

use super::case::Idle;
use super::case::SINGLE_STEP;
use super::case::{Case, Path};
use super::duties::duties;
use super::event::Event;
use super::event_log::{ActivitySpan, EventKind};
use super::route::{Does, ResolvedStep, StepSpec, StreamSpec};
use super::world::Replication;

/// A report is read again after a return at most so often.
pub(super) const MOST_RETURNS: u8 = 3;
/// Bits in which a step's returns are counted, all of 32 steps in one word.
const RETURNS_BITS: usize = 2;

/// By which number it is drawn whether a report that has been returned so often is returned again, and what it takes to put right.
const fn judgement(returns: u64) -> u64 {
    returns * 2 + 1
}

/// By which number it is drawn what it takes to read a report that has been returned so often.
const fn rereading(returns: u64) -> u64 {
    returns * 2 + 2
}

const _: () = assert!(MOST_RETURNS == (1 << RETURNS_BITS) - 1, "the most returns fill the bits that count them, and are their mask");

impl Case {
    /// How often a step has returned it.
    const fn returns_of(&self, place: usize) -> u8 {
        (self.returns >> (RETURNS_BITS * place)) as u8 & MOST_RETURNS
    }

    /// Whether somebody who came now would cover its sitting: it has started, and not so long ago that it counts as uncovered.
    fn may_be_covered(&self, now: SimTime, late_by: u64) -> bool {
        (self.sitting.0..=self.sitting.0 + late_by).contains(&now)
    }
}

impl Replication<'_> {
    /// Begins every step whose time has come.
    pub(super) fn advance(&mut self, id: u32, spec: &StreamSpec) {
        let case = &self.w.cases[id as usize];
        let needs = case.attributes.needs;
        let to_be_appointed = case.path == Path::Adjourned && !case.appointed;
        let held_back = if to_be_appointed { spec.appointments & needs } else { 0 };
        let (mut begun, mut done) = (case.begun, case.done);
        loop {
            let before = done;
            // Only steps not begun are looked at, and of them those with all before them done. No branch asks which: it is chance.
            let (mut waiting, mut to_begin) = (spec.all_steps & !begun & !held_back, 0);
            while waiting != 0 {
                let place = waiting.trailing_zeros() as usize;
                waiting &= waiting - 1;
                let now = u32::from(spec.afters[place] & !done == 0) << place;
                begun |= now;
                to_begin |= now & needs;
                done |= now & !needs;
            }
            while to_begin != 0 {
                let place = to_begin.trailing_zeros() as usize;
                to_begin &= to_begin - 1;
                self.begin_step(id, spec, place);
            }
            // One that is skipped may let an earlier one begin, where an earlier one waits for a later one.
            if done == before || spec.backwards & !begun == 0 {
                break;
            }
        }
        let case = &mut self.w.cases[id as usize];
        (case.begun, case.done) = (begun, done);
        if done == spec.all_steps && !case.ready {
            self.ready(id, spec);
        }
    }

    /// Begins a step: its amount is drawn, and its people are asked for, or its answer comes when it comes.
    #[inline(never)]
    fn begin_step(&mut self, id: u32, spec: &StreamSpec, place: usize) {
        let step = &spec.steps[place];
        let case = &self.w.cases[id as usize];
        let mut other = None;
        let held = spec.held(place, &case.attributes, &mut other);
        let takes = self.drawn(case, (step, place), held);
        match &step.does {
            Does::Wait(hours) => self.wait_for_answer(id, spec, place, (takes.0.seconds(), hours)),
            Does::Duty(late_by) if !case.may_be_covered(self.now(), *late_by) => self.await_sitting(id),
            _ => self.ask(id, (spec, step, place), held, takes),
        }
    }

    /// How long a step takes for a case, and how long it waits to be begun: known already, or drawn.
    #[inline(always)]
    fn drawn(&self, case: &Case, (step, place): (&StepSpec, usize), held: &ResolvedStep) -> (Span, Span) {
        let drawn = case.attributes.amounts.get(place).copied().filter(|&drawn| drawn != Span::NEVER);
        drawn.map_or_else(|| self.draw(step, held, (case.entity, case.cases)), |drawn| (drawn, Span::NEVER))
    }

    /// Seconds of people's time that a step of a case takes, what its reader has returned included, whether it is begun or not: the
    /// same as when it is done, for each draw has its name. A third party's answer takes none.
    #[cold]
    #[inline(never)]
    pub(super) fn takes_alone(&self, case: &Case, spec: &StreamSpec, place: usize) -> u64 {
        let step = &spec.steps[place];
        let mut other = None;
        let held = spec.held(place, &case.attributes, &mut other);
        match &step.does {
            Does::Wait(_) => 0,
            Does::Duty(_) => case.sitting.1.since(case.sitting.0),
            Does::Gate { rework, .. } => {
                let returns = u64::from(case.returns_of(place));
                let draws = |round| self.stream(step.purpose, step.purpose.entity(case.entity, round));
                let again = |returned: u64| {
                    let mut judged = draws(judgement(returned));
                    // Whether it is returned is drawn before what that takes to put right.
                    judged.open01();
                    whole(rework.draw(&mut judged)) + whole(step.takes(held).draw(&mut draws(rereading(returned + 1))))
                };
                self.drawn(case, (step, place), held).0.seconds() + (0..returns).map(again).sum::<u64>()
            }
            Does::Work | Does::PerCase | Does::Attend(_) => self.drawn(case, (step, place), held).0.seconds(),
        }
    }

    /// Cover is wanted when the sitting starts, neither when the work for it arrives nor when what prepares it is done.
    #[cold]
    #[inline(never)]
    fn await_sitting(&mut self, id: u32) {
        let case = &self.w.cases[id as usize];
        let (at, life) = (case.sitting.0.max(self.now()), case.life);
        self.w.calendar.schedule(at, Phase::Start, Event::Sitting { case: id, life });
    }

    /// The sitting of a case has started: cover that its steps have come to is asked for, or has come too late.
    pub(super) fn sitting_started(&mut self, id: u32, life: u32) {
        if !self.is_current(id, life) {
            return;
        }
        let group = self.group;
        let spec = &group.streams[usize::from(self.w.cases[id as usize].stream)];
        let mut too_late = false;
        for (place, step) in spec.steps.iter().enumerate() {
            let case = &self.w.cases[id as usize];
            let (Does::Duty(late_by), true) = (&step.does, case.attributes.needs & case.begun & !case.done & 1 << place != 0) else {
                continue;
            };
            if self.asked_for(id, place) {
                continue;
            }
            let mut other = None;
            let attributes = case.attributes;
            let held = spec.held(place, &attributes, &mut other);
            if case.may_be_covered(self.now(), *late_by) {
                let takes = self.drawn(case, (step, place), held);
                self.ask(id, (spec, step, place), held, takes);
            } else {
                self.came_too_late(id, (spec, step, place), held);
                too_late = true;
            }
        }
        if too_late {
            self.advance(id, spec);
        }
    }

    /// What had to be done before the cover of a sitting was not done until it was too late to begin it: the sitting is uncovered.
    fn came_too_late(&mut self, id: u32, of: (&StreamSpec, &StepSpec, usize), held: &ResolvedStep) {
        let ask = self.asking_for(id, of, held, (Span::default(), Span::default()));
        let place = of.2;
        self.note_case(id, EventKind::GivenUp(place as u8));
        let case = &mut self.w.cases[id as usize];
        case.missed |= case.met >> place & 1 == 0;
        case.done |= 1 << place;
        if case.counted {
            let seen = &mut self.seen.streams[usize::from(case.stream)];
            let step = &mut seen.steps[place];
            (step.asked, step.gave_up) = (step.asked + 1, step.gave_up + 1);
            (seen.cover_wanted, seen.uncovered) = (seen.cover_wanted + 1, seen.uncovered + 1);
            self.count_missed(&ask);
        }
    }

    /// How long a step takes for a case, of so many in the list of its sitting, and how long it waits to be begun.
    pub(super) fn draw(&self, step: &StepSpec, held: &ResolvedStep, (entity, cases): (u64, u32)) -> (Span, Span) {
        let mut draws = self.stream(step.purpose, entity);
        let takes = step.takes(held);
        let seconds = match step.does {
            Does::PerCase => takes.draw_sum(cases, &mut draws),
            _ => takes.draw(&mut draws),
        };
        let patience = step.gives_up.as_ref().map_or(Span::NEVER, |dist| Span::new(whole(dist.draw(&mut draws))));
        (Span::new(whole(seconds)), patience)
    }

    /// A third party is asked, and answers after so many seconds, of its hours or of the clock.
    #[inline(never)]
    fn wait_for_answer(&mut self, id: u32, spec: &StreamSpec, place: usize, (seconds, hours): (u64, &[ClockSpan])) {
        let now = self.now();
        let case = &self.w.cases[id as usize];
        let (life, counted, stream) = (case.life, case.counted, usize::from(case.stream));
        let end = if hours.is_empty() { now + seconds } else { self.model.days.within_hours(now, seconds, hours) };
        self.w.calendar.schedule(end, Phase::Finish, Event::Waited { case: id, life, step: place as u8 });
        let case = case.sequence;
        // Some are never answered: what lies beyond the history's end is no answer.
        if self.w.event_log.is_some() && end <= self.model.days.end() {
            let (stream, step) = (spec.stream as u16, place as u8);
            self.write_stretch(ActivitySpan { case, stream, step, server: None, seat: None, from: now, to: end });
        }
        if counted {
            let answered = end <= self.model.days.end();
            let seen = &mut self.seen.streams[stream].steps[place];
            seen.asked += 1;
            seen.begun += 1;
            if answered {
                (seen.answered, seen.answer) = (seen.answered + 1, seen.answer + end.since(now));
            }
        }
    }

    /// Asks for the people of a step.
    #[inline(always)]
    fn ask(&mut self, id: u32, of: (&StreamSpec, &StepSpec, usize), held: &ResolvedStep, (amount, patience): (Span, Span)) {
        let (_, step, place) = of;
        if let Does::Duty(late_by) | Does::Attend(late_by) = step.does {
            self.ask_for_a_fixed_time(id, of, held, (amount, late_by));
            return;
        }
        let ask = self.asking_for(id, of, held, (amount, patience));
        let case = &self.w.cases[id as usize];
        if case.counted {
            let stream = usize::from(case.stream);
            self.count_asked(ask.site, ask.ladder, amount);
            self.seen.streams[stream].steps[place].asked += 1;
        }
        self.send(id, ask);
    }

    /// What is asked of the pools for a step of a case. Made anew wherever it is wanted: it is then written where it stays, and nowhere before.
    #[inline(always)]
    fn asking_for(
        &self,
        id: u32,
        (spec, step, place): (&StreamSpec, &StepSpec, usize),
        held: &ResolvedStep,
        takes: (Span, Span),
    ) -> Request {
        let case = &self.w.cases[id as usize];
        let bound = match step.does {
            Does::Gate { .. } => NONE,
            _ => step.same_as.map_or(NONE, |slot| case.authors[usize::from(slot)]),
        };
        let key = self.key(case, spec, spec.class(held, case.attributes.kind));
        self.asking((spec, step, held), (id, place as u8), (key, bound), (case.court, case.entity), takes)
    }

    /// What is asked of the pools for a step.
    #[inline(always)]
    pub(super) fn asking(
        &self,
        (spec, step, held): (&StreamSpec, &StepSpec, &ResolvedStep),
        token: (u32, u8),
        (key, bound): (Key, u32),
        (court, entity): (u16, u64),
        (amount, patience): (Span, Span),
    ) -> Request {
        Request {
            token,
            ladder: step.ladder(held, court),
            bound,
            key,
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
            travel: if bound == NONE { self.travel(step, entity) } else { Span::default() },
        }
    }

    /// Asks for cover of a sitting, or for those of a meeting.
    #[cold]
    #[inline(never)]
    fn ask_for_a_fixed_time(&mut self, id: u32, of: (&StreamSpec, &StepSpec, usize), held: &ResolvedStep, (amount, late_by): (Span, u64)) {
        let step = of.1;
        let mut ask = self.asking_for(id, of, held, (amount, Span::new(late_by)));
        let case = &self.w.cases[id as usize];
        // A meeting that somebody has left does not wait for them.
        ask.interruptible = false;
        if let Does::Duty(late_by) = step.does {
            self.ask_for_cover(id, of, ask, late_by);
            return;
        }
        let now = self.now();
        // Whoever comes late stays until the end and no longer, and nobody comes to what is over.
        ask.until = now + amount.seconds();
        ask.amount = amount;
        ask.patience = Span::new(late_by.min(amount.seconds().saturating_sub(1)));
        if ask.shift_end == ShiftEnd::Pause {
            // No meeting goes on after the night.
            ask.shift_end = ShiftEnd::Wait;
        }
        let (counted, stream) = (case.counted, usize::from(case.stream));
        let others = step.others(held.who);
        for asked in 0..=others.len() {
            if asked > 0 {
                // Whoever the step is bound to has one place of them.
                (ask.ladder, ask.bound) = (others[asked - 1], NONE);
            }
            self.send(id, ask);
            if counted {
                self.count_asked(ask.site, ask.ladder, ask.amount);
                let seen = &mut self.seen.streams[stream];
                seen.steps[usize::from(ask.token.1)].asked += 1;
                seen.cover_wanted += 1;
            }
        }
    }

    /// Asks for cover of the sitting that brought a case: of whoever was rostered for it when the history began.
    fn ask_for_cover(&mut self, id: u32, (spec, _, place): (&StreamSpec, &StepSpec, usize), mut ask: Request, late_by: u64) {
        let now = self.now();
        let case = &self.w.cases[id as usize];
        let (start, end) = case.sitting;
        let ordinal = duties(&spec.steps).position(|(other, _)| other == place).expect("it is one of them");
        let each = duties(&spec.steps).count();
        let covers = &self.w.covers[usize::from(case.stream)];
        let duty = covers.get(case.tap as usize * each + ordinal).copied().unwrap_or(NONE);
        ask.amount = Span::new(end.since(start));
        let (counted, stream, link) = (case.counted, usize::from(case.stream), case.jobs);
        let calendar = &mut self.w.calendar;
        // What has to be done before it may take until the sitting is over: then nobody was there for it.
        let job = if duty != NONE && now < end {
            self.pools.begin_duty((now, start), ask, duty, link, calendar)
        } else {
            self.pools.ask_in_vain((now, start + late_by), ask, link, calendar)
        };
        ask.amount = self.pools.job(job).ask.amount;
        self.w.cases[id as usize].jobs = job;
        if counted {
            self.count_asked(ask.site, ask.ladder, ask.amount);
            let seen = &mut self.seen.streams[stream];
            seen.steps[place].asked += 1;
            seen.cover_wanted += 1;
        }
    }

    /// What a lent person's way to a case takes, the same for all steps of a kind.
    #[inline(always)]
    fn travel(&self, step: &StepSpec, entity: u64) -> Span {
        step.travel.as_ref().map_or(Span::default(), |(takes, purpose)| self.way(takes, *purpose, entity))
    }

    #[cold]
    #[inline(never)]
    fn way(&self, takes: &Sampler, purpose: Purpose, entity: u64) -> Span {
        Span::new(whole(takes.draw(&mut self.stream(purpose, entity))))
    }

    /// Sends a job to the pools and links it to its case.
    #[inline(always)]
    pub(super) fn send(&mut self, id: u32, ask: Request) {
        let now = self.now();
        let case = &mut self.w.cases[id as usize];
        case.jobs = self.pools.ask(now, ask, case.jobs, &mut self.w.calendar);
    }

    pub(super) fn key(&self, case: &Case, spec: &StreamSpec, class: u8) -> Key {
        spec.key(class, (case.due, case.made), case.sequence)
    }

    /// Unlinks a job from its case.
    #[inline(always)]
    pub(super) fn unlink(&mut self, id: u32, job: JobId) {
        let next = self.pools.job(job).link;
        let first = &mut self.w.cases[id as usize].jobs;
        if *first == job {
            *first = next;
            return;
        }
        let mut before = *first;
        while self.pools.job(before).link != job {
            before = self.pools.job(before).link;
        }
        *self.pools.link_mut(before) = next;
    }

    /// A person has finished a job, and goes on to the next.
    pub(super) fn job_done(&mut self, server: u32, job: JobId) {
        if self.pools.job(job).ask.token.1 == SINGLE_STEP {
            self.errand_done(server, job);
        } else {
            self.step_done(server, job);
        }
        self.pools.after(self.now(), server, job, &mut self.w.calendar);
        self.pools.free(job);
    }

    /// A person has finished their work on a step of a case.
    #[inline(always)]
    fn step_done(&mut self, server: u32, job: JobId) {
        let now = self.now();
        let group = self.group;
        let done = self.pools.job(job);
        let (id, place) = (done.ask.token.0, usize::from(done.ask.token.1));
        let (amount, asked, seat_blocked) = (done.ask.amount.seconds(), done.asked, done.seat_blocked);
        let idle = Idle::of(done, 0, now);
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
        if case.path != Path::Adjourned {
            case.add_idle(spec, place, (idle, seat_blocked));
        }
        if let Some(slot) = step.author
            && case.rework >> place & 1 == 0
        {
            case.authors[usize::from(slot)] = server;
        }
        let met = step.is_at_a_fixed_time();
        case.met |= u32::from(met) << place;
        if case.counted {
            let due = case.due;
            let stream = usize::from(case.stream);
            self.count_step(stream, place, wait, amount);
            self.count_time(stream, self.pools.class_of(server), amount);
            self.count_done(due, server, wait, met);
        }
        if self.w.event_log.is_some() {
            self.write_work(id, place as u8, (job, server), begun);
        }
        let case = &self.w.cases[id as usize];
        if !case.left {
            self.step_worked(id, place, spec);
        } else if case.jobs == NONE {
            self.free_case(id);
        }
    }

    /// A step's work is done: it is complete, unless it is a reading that returns the report, or others are still at it.
    pub(super) fn step_worked(&mut self, id: u32, place: usize, spec: &StreamSpec) {
        let step = &spec.steps[place];
        let goes_on = match &step.does {
            Does::Gate { returned, rework, .. } if *returned > 0.0 => self.read_again(id, place, spec, (*returned, rework)),
            _ => step.by_several() && self.asked_for(id, place),
        };
        if !goes_on {
            self.w.cases[id as usize].done |= 1 << place;
            self.advance(id, spec);
        }
    }

    /// A reading that can return a report is over, or the author has put it right: whether there is more to do.
    #[inline(never)]
    fn read_again(&mut self, id: u32, place: usize, spec: &StreamSpec, (returned, rework): (f64, &Sampler)) -> bool {
        let step = &spec.steps[place];
        let case = &mut self.w.cases[id as usize];
        let author = step.same_as.map(|slot| case.authors[usize::from(slot)]).filter(|&author| author != NONE);
        let (attributes, returns, reworked) = (case.attributes, case.returns_of(place), case.rework >> place & 1 == 1);
        let round = if reworked { rereading(u64::from(returns)) } else { judgement(u64::from(returns)) };
        let entity = step.purpose.entity(case.entity, round);
        if reworked {
            case.rework &= !(1 << place);
            let mut draws = self.stream(step.purpose, entity);
            // Put right: it is read again.
            let mut other = None;
            let held = spec.held(place, &attributes, &mut other);
            let amount = Span::new(whole(step.takes(held).draw(&mut draws)));
            self.ask(id, (spec, step, place), held, (amount, Span::NEVER));
            return true;
        }
        let mut draws = self.stream(step.purpose, entity);
        let Some(author) = author.filter(|_| draws.chance(returned) && returns < MOST_RETURNS) else { return false };
        let case = &mut self.w.cases[id as usize];
        case.returns += 1 << (RETURNS_BITS * place);
        case.rework |= 1 << place;
        self.note_case(id, EventKind::Returned);
        self.rework(id, place, spec, author, whole(rework.draw(&mut draws)));
        true
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
    #[inline(never)]
    fn rework(&mut self, id: u32, place: usize, spec: &StreamSpec, author: u32, amount: u64) {
        let case = &self.w.cases[id as usize];
        let wrote = spec.steps.iter().position(|step| step.author.is_some() && step.author == spec.steps[place].same_as);
        let place_of_it = wrote.expect("a reading that can be returned has an author's step before it");
        let mut other = None;
        let (wrote, held) = (&spec.steps[place_of_it], spec.held(place_of_it, &case.attributes, &mut other));
        let ask = Request {
            token: (id, place as u8),
            ladder: wrote.ladder(held, case.court),
            bound: author,
            key: self.key(case, spec, spec.class(held, case.attributes.kind)),
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
        let counted = case.counted.then_some(usize::from(case.stream));
        self.send(id, ask);
        if let Some(stream) = counted {
            self.count_asked(ask.site, ask.ladder, ask.amount);
            self.seen.streams[stream].steps[place].asked += 1;
        }
    }

    /// Nobody had begun in time: a place at a fixed time stays empty, other work leaves altogether.
    pub(super) fn job_given_up(&mut self, job: JobId) {
        let given_up = *self.pools.job(job);
        let (id, place) = (given_up.ask.token.0, usize::from(given_up.ask.token.1));
        self.unlink(id, job);
        self.pools.free(job);
        self.note_case(id, EventKind::GivenUp(place as u8));
        let (now, group) = (self.now(), self.group);
        let case = &mut self.w.cases[id as usize];
        let spec = &group.streams[usize::from(case.stream)];
        if case.path != Path::Adjourned {
            // It waited for this in vain.
            case.waits.add(spec.obstacle(place, &case.attributes, given_up.seat_blocked), now.since(given_up.asked));
        }
        let case = *case;
        let fixed_time = spec.steps[place].is_at_a_fixed_time();
        if case.counted {
            let seen = &mut self.seen.streams[usize::from(case.stream)];
            seen.steps[place].gave_up += 1;
            seen.uncovered += u64::from(fixed_time);
            if fixed_time {
                self.count_missed(&given_up.ask);
            } else {
                self.count_left(&case, &given_up.ask);
            }
        }
        if fixed_time {
            if !self.asked_for(id, place) {
                let case = &mut self.w.cases[id as usize];
                case.missed |= case.met >> place & 1 == 0;
                case.done |= 1 << place;
                self.advance(id, spec);
            }
            return;
        }
        self.leave(id, spec);
    }

    /// A case leaves before it is complete: what waits is called off, and nothing is begun for it any more. Who is at work on it
    /// finishes what they do.
    fn leave(&mut self, id: u32, spec: &StreamSpec) {
        if spec.is_due_by_the_day() {
            let obstacle = self.deciding(id, spec);
            self.decide(id, obstacle);
        } else {
            self.count_waits(id);
        }
        let case = &mut self.w.cases[id as usize];
        (case.left, self.w.backlog[usize::from(case.stream)]) = (true, self.w.backlog[usize::from(case.stream)] - case.backlog);
        let case = *case;
        if case.counted {
            self.count_gave_up(&case.counted_as());
        }
        let mut job = case.jobs;
        while job != NONE {
            let state = *self.pools.job(job);
            if state.state == State::Waiting {
                if case.counted {
                    self.count_left(&case, &state.ask);
                }
                self.count_in_part(&state, (case.stream, usize::from(state.ask.token.1)), case.counted);
                self.unlink(id, job);
                self.pools.cancel(job);
                self.pools.free(job);
            }
            job = state.link;
        }
        if self.w.cases[id as usize].jobs == NONE {
            self.free_case(id);
        }
    }

    /// A third party has answered.
    pub(super) fn waited(&mut self, id: u32, life: u32, place: u8) {
        if !self.is_current(id, life) {
            return;
        }
        let now = self.now();
        let group = self.group;
        let case = &mut self.w.cases[id as usize];
        let spec = &group.streams[usize::from(case.stream)];
        if case.jobs == NONE && case.path != Path::Adjourned {
            let obstacle = spec.obstacle(usize::from(place), &case.attributes, false);
            case.waits.add(obstacle, now.since(case.alone_since));
            case.alone_since = now;
        }
        case.done |= 1 << place;
        self.note_case(id, EventKind::Answered(place));
        self.advance(id, spec);
    }
}
