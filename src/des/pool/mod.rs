//! Pools: servers with shifts, the queues they serve, and seats that some work needs besides a server.
//!
//! A **job** asks for one server. It waits in one queue at a time, ordered by class, then by an
//! order time (a due date, or an arrival), then by first come. A queue knows which servers may serve
//! it, by groups in order of preference, and the **seat** (a room, a slot) that its jobs occupy while
//! they are worked on. A **ladder** moves a job that has waited long to a queue with more servers.
//!
//! Each server is also served by a queue of its own, for jobs bound to it: those it began and was
//! called away from, and those that only the same person should do.
//!
//! The end of a piece of work is worked out when it starts, from the roster (see [`super::roster`]);
//! when something changes it, the server's stamp changes and the event scheduled before is stale.
//!
//! Servers may belong to **sites**: a job that is first begun by a server of another site takes the longer by what
//! the way there takes. Shifts begin **crew** by crew, so that what happens to one crew at a moment is in the same order
//! whoever else is there.
//!
//! The pools do not know what a job is: the model finds it again by its token.
//!
//! Invariants, checked by [`Pools::check_invariants`] after every event in tests:
//! 1. a job is being worked on by a server exactly if the server's job it is;
//! 2. a server who is on shift without a job is among the idle, and nobody who has a job is;
//! 3. of each seat as many are taken as jobs that need it are under way;
//! 4. a job that waits has an entry in its queue, and its queue is among those that are not empty;
//! 5. no job waits that an idle server could begin now;
//! 6. a slot that is free holds a job that is over;
//! 7. what `duty` says of rostered duties.

mod assignment;
mod check;
mod duty;
mod expected;
mod line;
mod queues;
mod service;
mod sets;
#[cfg(test)]
mod tests;
mod usage;

use serde::Serialize;
use std::cmp::{Ordering, Reverse};
use std::collections::{BTreeMap, BinaryHeap};
use std::ops::Range;

use crate::des::calendar::{Calendar, Phase};
use crate::des::roster::Roster;
use crate::des::time::{SimTime, Span};

pub use assignment::Assignment;
use duty::Duty;
pub use duty::{DutyId, Wanted};
use line::Line;
use queues::Free;
use sets::{First, Sets};
pub use usage::{ServiceSegment, Used};

/// A server, by position in the layout.
pub type ServerId = u32;
/// A job, by place in the slab; valid until freed.
pub type JobId = u32;
/// No server or job.
pub const NONE: u32 = u32::MAX;

/// The site of a server that needs no travel to any other.
pub const ANYWHERE: u16 = u16::MAX;

/// What the pools schedule in the calendar, and are given back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the fields are a server, job or crew and the stamp that tells stale events")]
pub enum PoolEvent {
    /// A server finishes its job.
    Finish { server: ServerId, stamp: u32 },
    /// A server has been away so long that its paused job goes to others.
    Release { server: ServerId, stamp: u32 },
    /// A job has waited long enough for more servers.
    Widen { job: JobId, stamp: u32 },
    /// A job is given up if nobody has begun.
    GiveUp { job: JobId, life: u32 },
    /// One or more shifts of a crew begin.
    Wave { crew: u16 },
    /// A server is due for a rostered duty, and leaves the work in hand.
    Leave { server: ServerId, stamp: u32 },
    /// A rostered duty ends.
    DutyOver { job: JobId, life: u32 },
}

/// What an event came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Nothing that the model need know.
    Nothing,
    /// The job is done. The model goes on with it, then calls [`Pools::after`] and [`Pools::free`].
    Finished(ServerId, JobId),
    /// The job left before it was begun; the model frees it.
    GaveUp(JobId),
}

/// What happens when a shift ends before the work does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum ShiftEnd {
    /// The server stays until it is done; the excess is overtime.
    Wait,
    /// The server resumes when next on duty, unless that is far off.
    Pause,
    /// The work runs on by the clock.
    Ignore,
}

/// The order in which jobs are taken: less goes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Key(u64);

impl Key {
    /// By class (1 first, 15 at most), then the order time, then the sequence (below 2³⁰): one number, so that to compare is one step.
    ///
    /// # Panics
    /// When there are more classes, or more in the sequence, than it can tell apart.
    pub const fn new(class: u8, order: SimTime, sequence: u64) -> Self {
        assert!(class < 16 && sequence >> 30 == 0, "a class is below 16, and a sequence below 2^30");
        Self((class as u64) << 60 | order.seconds() << 30 | sequence)
    }

    /// Its class.
    pub const fn class(self) -> u8 {
        (self.0 >> 60) as u8
    }
}

/// A request for a server.
#[derive(Clone, Copy, Debug)]
pub struct Request {
    /// What the model finds its own entity by.
    pub token: (u32, u8),
    /// Which queues, widening.
    pub ladder: u32,
    /// A server that must do it, until `or_after` has passed; `NONE` for any.
    pub bound: ServerId,
    /// Its place in a queue.
    pub key: Key,
    /// How much work.
    pub amount: Span,
    /// Instead of an amount: work lasts until this moment, whenever it begins; `NEVER` for an amount.
    pub until: SimTime,
    /// The rule at a shift's end.
    pub shift_end: ShiftEnd,
    /// Whether a more urgent job may take its server away.
    pub interruptible: bool,
    /// Whether it may take servers away from less urgent jobs.
    pub preempts: bool,
    /// Given up when not begun after so long.
    pub patience: Span,
    /// How long the same server is waited for.
    pub or_after: Span,
    /// What its work is tallied under.
    pub label: u16,
    /// The site that asks.
    pub site: u16,
    /// Added when a server of another site begins it first; not where `until` says how long it lasts.
    pub travel: Span,
}

/// Where a job is in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// In a queue.
    Waiting,
    /// Being worked on (or paused for the night) by a server.
    Working(ServerId),
    /// A duty that a server was rostered for: see [`Pools::begin_duty`].
    OnDuty(ServerId),
    /// Finished, given up, or never used.
    Over,
}

/// A job.
#[derive(Clone, Copy, Debug)]
pub struct Job {
    /// What was asked.
    pub ask: Request,
    /// Where it is.
    pub state: State,
    /// When it was asked for.
    pub asked: SimTime,
    /// When it was first begun.
    pub begun: Option<SimTime>,
    /// Whether, when asked for, a server was idle but no seat was free.
    pub seat_blocked: bool,
    /// Work left.
    pub remaining: Span,
    /// For the model's own lists.
    pub link: u32,
    /// The duty of the roster that it is, while it is [`State::OnDuty`].
    duty: DutyId,
    queue: u32,
    /// The seat that its queue's jobs need, `NONE` for none: looked up when it joins a queue, for it is asked for three times after that.
    seat: u32,
    rung: u8,
    /// Whether it has been in a queue, or with a server: not so what is asked for in vain.
    queued: bool,
    /// Changes whenever an entry in a queue, or an event, ceases to stand for the job.
    stamp: u32,
    /// Which of the slot's jobs this is.
    life: u32,
}

impl Job {
    /// A slot that no job is in.
    const OVER: Self = Self {
        ask: Request {
            token: (NONE, 0),
            ladder: 0,
            bound: NONE,
            key: Key(0),
            amount: Span::new(0),
            until: SimTime::NEVER,
            shift_end: ShiftEnd::Wait,
            interruptible: false,
            preempts: false,
            patience: Span::NEVER,
            or_after: Span::NEVER,
            label: 0,
            site: ANYWHERE,
            travel: Span::new(0),
        },
        state: State::Over,
        asked: SimTime::new(0),
        begun: None,
        seat_blocked: false,
        remaining: Span::new(0),
        link: NONE,
        duty: NONE,
        queue: 0,
        seat: NONE,
        rung: 0,
        queued: false,
        stamp: 0,
        life: 0,
    };
}

/// One queue of a layout.
#[derive(Clone, Debug, Default, Serialize)]
pub struct QueueLayout {
    /// Groups of servers, the preferred first.
    pub options: Vec<Vec<ServerId>>,
    /// The seat that its jobs need.
    pub seat: Option<u32>,
}

/// Who serves what: fixed for a model.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Layout {
    /// For each server, the class its time is tallied under.
    pub classes: Vec<u16>,
    /// Number of classes.
    pub class_count: usize,
    /// Number of labels of work.
    pub labels: usize,
    /// The queues.
    pub queues: Vec<QueueLayout>,
    /// Each ladder: seconds after asking, and the queue from then on. The first is at 0.
    pub ladders: Vec<Vec<(u64, u32)>>,
    /// Capacity of each seat.
    pub seats: Vec<u32>,
    /// The site of each server; empty where nobody travels.
    pub sites: Vec<u16>,
    /// How idle servers of each class are chosen; empty for the default.
    pub assignment: Vec<Assignment>,
    /// Servers whose shifts begin together, by ranges that follow each other; empty for one crew of all.
    pub crews: Vec<Range<usize>>,
}

#[derive(Clone, Copy, Debug)]
struct Server {
    job: JobId,
    stamp: u32,
    /// When the present segment of work began, and in which shift.
    began: SimTime,
    began_in: u32,
    /// The shift that began last, or the first.
    shift: u32,
    /// Its end, in the past when off duty; 0 before the first.
    until: SimTime,
    /// When the next shift begins.
    wakes: SimTime,
    /// When the next rostered duty begins; `NEVER` for none.
    duty: SimTime,
    /// The class that its time is tallied under.
    class: u16,
    /// The rule that it is chosen by.
    assignment: Assignment,
    /// What decides whom work is given to: the least goes first. See [`Assignment`].
    turn: u32,
    /// The shared queues that it serves.
    serves: First,
}

/// A queue, with what is asked of it at every turn.
#[derive(Clone, Debug)]
struct Queue {
    line: Line,
    /// The seat that its jobs need; `NONE` for none.
    seat: u32,
    servers: First,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Waiting {
    key: Key,
    job: JobId,
    stamp: u32,
}

impl Waiting {
    /// By key; any order will do among those of one key, as long as it is one. One number, so that to compare is one step.
    #[inline(always)]
    const fn order(&self) -> u128 {
        (self.key.0 as u128) << 64 | (self.job as u128) << 32 | self.stamp as u128
    }
}

impl Ord for Waiting {
    #[inline(always)]
    fn cmp(&self, other: &Self) -> Ordering {
        self.order().cmp(&other.order())
    }
}

impl PartialOrd for Waiting {
    #[inline(always)]
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// The servers, queues and seats of one group, in motion.
#[derive(Clone, Debug, Default)]
pub struct Pools {
    layout: Layout,
    roster: Roster,
    observed: (SimTime, SimTime),
    servers: Vec<Server>,
    jobs: Vec<Job>,
    unused: Vec<JobId>,
    queues: Vec<Queue>,
    seats_free: Vec<u32>,
    used: Used,
    idle: Vec<u64>,
    nonempty: Vec<u64>,
    /// The first queue of each ladder.
    feet: Vec<u32>,
    /// For each queue, its servers, in groups of which the preferred is first.
    servers_of: Sets,
    /// Sets of shared queues, each of one or more servers who serve them.
    serves: Sets,
    /// Which of those sets is each server's.
    serves_of: Vec<u32>,
    /// For each crew, the queues that its servers serve.
    crew_queues: Sets,
    /// For each seat, the queues whose jobs need it.
    seat_queues: Sets,
    /// The crew of each server.
    crew_of: Vec<u16>,
    /// What [`Assignment::Random`] draws from.
    luck: u64,
    /// Duties of this history, in the order in which they were rostered.
    duties: Vec<Duty>,
    /// By server, its duties, earliest first, and how many of them have begun.
    duties_of: Vec<(Vec<u32>, usize)>,
    /// By server, the shifts laid out, of which the first that is not over when the next duty is wanted; seconds of duty so far.
    rostered: Vec<(usize, u64)>,
    /// Jobs that are bound to a server and need a seat as well, waiting.
    bound_to_seats: Vec<(JobId, u32)>,
    /// Spells of work on jobs that are not over, when someone wants to know.
    spells: Option<Vec<ServiceSegment>>,
    /// Jobs that may interrupt and have waited, by their life; some wait no more.
    pressing: Vec<(JobId, u32)>,
    /// The first job of each queue that is being handed out (`NONE`), and further ones by name; empty between times, kept so that nothing is
    /// allocated anew.
    heads: BinaryHeap<Reverse<(Key, u32, JobId)>>,
    /// For each ladder, the sites and classes of its servers, each once, those that it prefers first, and whether they may begin at once.
    ladder_classes: Vec<Vec<(u16, u16, bool)>>,
}

fn set(bits: &mut [u64], i: usize) {
    bits[i / 64] |= 1 << (i % 64);
}

fn unset(bits: &mut [u64], i: usize) {
    bits[i / 64] &= !(1 << (i % 64));
}

impl Pools {
    /// Pools for a layout, empty and off duty until [`Self::begin`].
    pub fn new(layout: &Layout) -> Self {
        let servers = layout.classes.len();
        let mut pools = Self { crew_of: vec![0; servers], ..Self::default() };
        let own = (0..servers as u32).map(|server| QueueLayout { options: vec![vec![server]], seat: None });
        let mut serves = vec![Vec::new(); servers];
        let mut needing = vec![Vec::new(); layout.seats.len()];
        for (queue, spec) in layout.queues.iter().cloned().chain(own).enumerate() {
            for &server in spec.options.iter().flatten() {
                serves[server as usize].push(queue as u32);
            }
            if let Some(seat) = spec.seat {
                needing[seat as usize].push(queue as u32);
            }
            pools.servers_of.push(spec.options);
            pools.queues.push(Queue { line: Line::default(), seat: spec.seat.unwrap_or(NONE), servers: pools.servers_of.first(queue) });
        }
        let site = |server: u32| layout.sites.get(server as usize).copied().unwrap_or(ANYWHERE);
        let classes = |rungs: &Vec<(u64, u32)>| {
            let mut found: Vec<(u16, u16, bool)> = Vec::new();
            for (rung, (_, queue)) in rungs.iter().enumerate() {
                for &server in layout.queues[*queue as usize].options.iter().flatten() {
                    let (site, class) = (site(server), layout.classes[server as usize]);
                    if !found.iter().any(|(of, known, _)| (*of, *known) == (site, class)) {
                        found.push((site, class, rung == 0));
                    }
                }
            }
            found
        };
        pools.ladder_classes = layout.ladders.iter().map(classes).collect();
        pools.feet = layout.ladders.iter().map(|rungs| rungs[0].1).collect();
        pools.layout = layout.clone();
        if pools.layout.crews.is_empty() {
            pools.layout.crews.push(0..servers);
        }
        for (crew, members) in pools.layout.crews.iter().enumerate() {
            pools.crew_of[members.clone()].fill(crew as u16);
            pools.crew_queues.push([serves[members.clone()].concat()]);
        }
        let mut known: BTreeMap<Vec<u32>, u32> = BTreeMap::new();
        for mut queues in serves {
            queues.retain(|&queue| (queue as usize) < layout.queues.len());
            let next = known.len() as u32;
            let set = *known.entry(queues).or_insert_with_key(|queues| {
                pools.serves.push([queues.clone()]);
                next
            });
            pools.serves_of.push(set);
        }
        needing.into_iter().for_each(|queues| pools.seat_queues.push([queues]));
        pools
    }

    /// Begins a history: nobody is working, nothing waits. Lay the roster out in the one returned by
    /// [`Self::roster_mut`] first; `observed` is the period in which time is tallied.
    pub fn begin<E: Copy + From<PoolEvent>>(&mut self, observed: (SimTime, SimTime), calendar: &mut Calendar<E>) {
        let count = self.layout.classes.len();
        assert_eq!(self.roster.servers(), count, "the roster is laid out for every server");
        let (then, shift) = (SimTime::default(), 0);
        self.observed = observed;
        self.servers.clear();
        self.servers.extend(self.serves_of.iter().zip(&self.layout.classes).enumerate().map(|(server, (&serves, &class))| {
            let wakes = self.roster.of(server).first().map_or(SimTime::NEVER, |shift| shift.start);
            let serves = self.serves.first(serves as usize);
            let assignment = self.layout.assignment.get(usize::from(class)).copied().unwrap_or_default();
            let (duty, began) = (SimTime::NEVER, then);
            Server { job: NONE, stamp: 0, began, began_in: 0, shift, until: then, wakes, duty, class, assignment, turn: 0, serves }
        }));
        self.next_duties();
        self.jobs.clear();
        self.unused.clear();
        self.pressing.clear();
        self.bound_to_seats.clear();
        self.queues.iter_mut().for_each(|queue| queue.line.clear());
        self.seats_free.clone_from(&self.layout.seats);
        for (sums, length) in [
            (&mut self.used.busy, self.layout.class_count),
            (&mut self.used.overtime, self.layout.class_count),
            (&mut self.used.by_label, self.layout.class_count * self.layout.labels),
            // At least a word, for a set without members names the first.
            (&mut self.idle, count.div_ceil(64).max(1)),
            (&mut self.nonempty, self.queues.len().div_ceil(64).max(1)),
        ] {
            sums.clear();
            sums.resize(length, 0);
        }
        self.used.ever = 0;
        for (crew, servers) in self.layout.crews.iter().enumerate() {
            if let Some(first) = self.servers[servers.clone()].iter().map(|server| server.wakes).min() {
                calendar.schedule(first, Phase::Change, PoolEvent::Wave { crew: crew as u16 });
            }
        }
    }

    /// Gives the history that begins next what [`Assignment::Random`] draws from.
    pub const fn set_luck(&mut self, luck: u64) {
        self.luck = luck;
    }

    /// The roster, to be laid out before [`Self::begin`].
    pub const fn roster_mut(&mut self) -> &mut Roster {
        &mut self.roster
    }

    /// The roster as laid out.
    pub const fn roster(&self) -> &Roster {
        &self.roster
    }

    /// A job.
    #[inline]
    pub fn job(&self, job: JobId) -> &Job {
        &self.jobs[job as usize]
    }

    /// The jobs that wait or are under way.
    pub fn unfinished(&self) -> Vec<JobId> {
        (0..self.jobs.len() as JobId).filter(|&job| self.jobs[job as usize].state != State::Over).collect()
    }

    /// A job's link, for the model's own lists.
    pub fn link_mut(&mut self, job: JobId) -> &mut u32 {
        &mut self.jobs[job as usize].link
    }

    /// The class of the servers that a ladder prefers, of those who are there at all and need not travel to the site that asks.
    #[inline(always)]
    pub fn preferred(&self, site: u16, ladder: u32) -> Option<u16> {
        self.near(site, ladder).next().map(|(class, _)| class)
    }

    /// The classes of the servers that a ladder lets begin at once, likewise; of one that lets none, those it prefers.
    pub fn asked_first(&self, site: u16, ladder: u32) -> impl Iterator<Item = u16> {
        let first = self.preferred(site, ladder);
        self.near(site, ladder).filter(move |(class, at_once)| *at_once || Some(*class) == first).map(|(class, _)| class)
    }

    #[inline(always)]
    fn near(&self, site: u16, ladder: u32) -> impl Iterator<Item = (u16, bool)> {
        let near = self.ladder_classes[ladder as usize].iter().filter(move |(of, ..)| *of == site || *of == ANYWHERE);
        near.map(|(_, class, at_once)| (*class, *at_once))
    }

    /// The class that a server's time is tallied under, in a history that has begun.
    pub fn class_of(&self, server: ServerId) -> u16 {
        self.servers[server as usize].class
    }

    /// People's time used so far.
    pub const fn used(&self) -> &Used {
        &self.used
    }

    /// Asks for a server: the job is begun at once or waits. `link` is for the model's own lists.
    #[inline(always)]
    pub fn ask<E: Copy + From<PoolEvent>>(&mut self, now: SimTime, ask: Request, link: u32, calendar: &mut Calendar<E>) -> JobId {
        let job = self.fresh(now, ask, link);
        if ask.bound != NONE && self.is_waited_for(ask.bound, job, now) {
            self.enter(now, job, self.own_queue(ask.bound), calendar);
        } else {
            self.enter(now, job, self.feet[ask.ladder as usize], calendar);
        }
        if ask.patience != Span::NEVER && self.jobs[job as usize].state == State::Waiting {
            let life = self.jobs[job as usize].life;
            calendar.schedule(now + ask.patience.seconds(), Phase::Change, PoolEvent::GiveUp { job, life });
        }
        job
    }

    /// A job that has just been asked for, in no queue yet.
    #[inline(always)]
    fn fresh(&mut self, now: SimTime, ask: Request, link: u32) -> JobId {
        let job = self.unused.pop().unwrap_or_else(|| self.one_more());
        // Written in place; the stamp and the life go on counting, so that events of the slot's last life stay stale.
        let slot = &mut self.jobs[job as usize];
        slot.ask = ask;
        slot.state = State::Waiting;
        slot.asked = now;
        slot.begun = None;
        slot.seat_blocked = false;
        slot.remaining = ask.amount;
        slot.link = link;
        slot.rung = 0;
        slot.queued = true;
        slot.life += 1;
        job
    }

    /// One more slot for a job.
    #[cold]
    #[inline(never)]
    fn one_more(&mut self) -> JobId {
        self.jobs.push(Job::OVER);
        (self.jobs.len() - 1) as JobId
    }

    /// Frees the slot of a job that is over.
    ///
    /// # Panics
    /// When the job is not over.
    #[inline(always)]
    pub fn free(&mut self, job: JobId) {
        assert!(self.jobs[job as usize].state == State::Over, "only a job that is over leaves its slot");
        self.unused.push(job);
        if self.spells.is_some() {
            self.forget_spells(job);
        }
    }

    /// Takes a waiting job away. The caller frees it.
    ///
    /// # Panics
    /// When the job does not wait.
    pub fn cancel(&mut self, job: JobId) {
        let slot = &mut self.jobs[job as usize];
        assert_eq!(slot.state, State::Waiting, "only a job that waits is called off");
        slot.state = State::Over;
        slot.stamp += 1;
    }

    /// Gives a job another place in its queue, or another claim on its server.
    pub fn rekey(&mut self, job: JobId, key: Key) {
        let slot = &mut self.jobs[job as usize];
        slot.ask.key = key;
        if slot.state == State::Waiting {
            // Ladders and patience keep their own time, so the stamp that they know must not change:
            // the entry pushed before is told apart by its key.
            let entry = Waiting { key, job, stamp: slot.stamp };
            self.queues[slot.queue as usize].line.push(entry);
        }
    }

    /// Handles one of the pools' own events.
    #[inline]
    pub fn handle<E: Copy + From<PoolEvent>>(&mut self, now: SimTime, event: PoolEvent, calendar: &mut Calendar<E>) -> Outcome {
        match event {
            PoolEvent::Finish { server, stamp } => {
                if self.servers[server as usize].stamp != stamp {
                    return Outcome::Nothing;
                }
                let job = self.detach(server, now, State::Over);
                Outcome::Finished(server, job)
            }
            PoolEvent::Wave { crew } => {
                self.wave(now, crew, calendar);
                Outcome::Nothing
            }
            PoolEvent::Release { server, stamp } => {
                if self.servers[server as usize].stamp == stamp {
                    let job = self.detach(server, now, State::Waiting);
                    let seat = self.jobs[job as usize].seat;
                    self.climb(now, job, calendar);
                    self.dispatch(now, Free::Crew(self.crew_of[server as usize]), calendar);
                    self.offer(now, seat, calendar);
                }
                Outcome::Nothing
            }
            PoolEvent::Widen { job, stamp } => {
                if self.jobs[job as usize].stamp == stamp {
                    self.widen(now, job, calendar);
                }
                Outcome::Nothing
            }
            PoolEvent::GiveUp { job, life } => {
                let slot = &self.jobs[job as usize];
                if slot.life == life && slot.state == State::Waiting && slot.begun.is_none() {
                    self.cancel(job);
                    return Outcome::GaveUp(job);
                }
                Outcome::Nothing
            }
            PoolEvent::Leave { server, stamp } => {
                if self.servers[server as usize].stamp == stamp {
                    let left = self.jobs[self.servers[server as usize].job as usize].seat;
                    self.interrupt(now, server, calendar);
                    self.offer(now, left, calendar);
                }
                Outcome::Nothing
            }
            PoolEvent::DutyOver { job, life } => {
                if self.jobs[job as usize].life == life {
                    return Outcome::Finished(self.end_duty(job, now), job);
                }
                Outcome::Nothing
            }
        }
    }

    /// After a finish: the server takes its next job or falls idle, and a seat it left is offered.
    pub fn after<E: Copy + From<PoolEvent>>(&mut self, now: SimTime, server: ServerId, done: JobId, calendar: &mut Calendar<E>) {
        self.next(now, server, calendar);
        self.offer(now, self.jobs[done as usize].seat, calendar);
    }
}
