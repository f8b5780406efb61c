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
//! The pools do not know what a job is: the model finds it again by its token.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::calendar::{Calendar, Phase};
use super::roster::Roster;
use super::time::{SimTime, overlap};

/// A server, by position in the layout.
pub type ServerId = u32;
/// A job, by place in the slab; valid until freed.
pub type JobId = u32;
/// No server or job.
pub const NONE: u32 = u32::MAX;

/// What the pools schedule in the calendar, and are given back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the fields are a server or job and the stamp that tells stale events")]
pub enum PoolEvent {
    /// A server finishes its job.
    Finish { server: ServerId, stamp: u32 },
    /// A server has been away so long that its paused job goes to others.
    Release { server: ServerId, stamp: u32 },
    /// A job has waited long enough for more servers.
    Widen { job: JobId, stamp: u32 },
    /// A job is given up if nobody has begun.
    GiveUp { job: JobId, life: u32 },
    /// One or more shifts begin.
    Wave,
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
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ShiftEnd {
    /// The server stays until it is done; the excess is overtime.
    Wait,
    /// The server resumes when next on duty, unless that is far off.
    Pause,
    /// The work runs on by the clock.
    Ignore,
}

/// The order in which jobs are taken: less goes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Key(u64, u64);

impl Key {
    /// By class (1 first), then the order time, then the sequence.
    pub fn new(class: u8, order: SimTime, sequence: u64) -> Self {
        Self(u64::from(class) << 56 | order.0.min((1 << 56) - 1), sequence)
    }

    /// Its class.
    pub const fn class(self) -> u8 {
        (self.0 >> 56) as u8
    }
}

/// A request for a server.
#[derive(Clone, Copy, Debug)]
pub struct Ask {
    /// What the model finds its own entity by.
    pub token: (u32, u8),
    /// Which queues, widening.
    pub ladder: u32,
    /// A server that must do it, until `or_after` has passed; `NONE` for any.
    pub bound: ServerId,
    /// Its place in a queue.
    pub key: Key,
    /// Seconds of work.
    pub amount: u64,
    /// Instead of an amount: work lasts until this moment, whenever it begins; `NEVER` for an amount.
    pub until: SimTime,
    /// The rule at a shift's end.
    pub shift_end: ShiftEnd,
    /// Whether a more urgent job may take its server away.
    pub interruptible: bool,
    /// Whether it may take servers away from less urgent jobs.
    pub preempts: bool,
    /// Given up when not begun after so many seconds; `u64::MAX` for never.
    pub patience: u64,
    /// Seconds for which the same server is waited for.
    pub or_after: u64,
    /// What its work is tallied under.
    pub label: u16,
}

/// Where a job is in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// In a queue.
    Waiting,
    /// Being worked on (or paused for the night) by a server.
    Working(ServerId),
    /// Finished, given up, or never used.
    Over,
}

/// A job.
#[derive(Clone, Copy, Debug)]
pub struct Job {
    /// What was asked.
    pub ask: Ask,
    /// Where it is.
    pub state: State,
    /// When it was asked for.
    pub asked: SimTime,
    /// When it was first begun.
    pub begun: Option<SimTime>,
    /// Whether, when asked for, a server was idle but no seat was free.
    pub seat_blocked: bool,
    /// Seconds of work left.
    pub remaining: u64,
    /// For the model's own lists.
    pub link: u32,
    queue: u32,
    rung: u8,
    /// Changes whenever an entry in a queue, or an event, ceases to stand for the job.
    stamp: u32,
    /// Which of the slot's jobs this is.
    life: u32,
}

/// One queue of a layout.
#[derive(Clone, Debug, Default)]
pub struct QueueLayout {
    /// Groups of servers, the preferred first.
    pub options: Vec<Vec<ServerId>>,
    /// The seat that its jobs need.
    pub seat: Option<u32>,
}

/// Who serves what: fixed for a model.
#[derive(Clone, Debug, Default)]
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
}

#[derive(Clone, Copy, Debug)]
struct Server {
    job: JobId,
    stamp: u32,
    /// When the present segment of work began, and in which shift.
    began: SimTime,
    began_in: u32,
    /// The current shift, or the next.
    shift: u32,
    /// End of the current shift; in the past when off duty.
    until: SimTime,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Waiting {
    key: Key,
    job: JobId,
    stamp: u32,
}

/// People's time, in seconds within the observed period.
#[derive(Clone, Debug, Default)]
pub struct Used {
    /// Within shifts, by class.
    pub busy: Vec<u64>,
    /// Beyond shifts, by class.
    pub overtime: Vec<u64>,
    /// Both together, by class and label: `class * labels + label`.
    pub by_label: Vec<u64>,
    /// Every second worked in the whole history, observed or not.
    pub ever: u64,
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
    queues: Vec<BinaryHeap<Reverse<Waiting>>>,
    /// The seat that each queue's jobs need; `NONE` for none.
    queue_seats: Vec<u32>,
    seats_free: Vec<u32>,
    used: Used,
    /// Words in a set of servers, and in a set of queues.
    server_words: usize,
    queue_words: usize,
    idle: Vec<u64>,
    nonempty: Vec<u64>,
    /// For each server, the queues it serves.
    serves: Vec<u64>,
    /// For each queue, where its options begin in `option_sets` (in sets, not words); one more entry.
    option_from: Vec<u32>,
    option_sets: Vec<u64>,
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
        let all = layout.queues.len() + servers;
        let (server_words, queue_words) = (servers.div_ceil(64).max(1), all.div_ceil(64).max(1));
        let mut pools = Self {
            server_words,
            queue_words,
            serves: vec![0; servers * queue_words],
            option_from: vec![0],
            queues: vec![BinaryHeap::new(); all],
            ..Self::default()
        };
        let own = (0..servers as u32).map(|server| QueueLayout { options: vec![vec![server]], seat: None });
        for (queue, spec) in layout.queues.iter().cloned().chain(own).enumerate() {
            for option in &spec.options {
                let from = pools.option_sets.len();
                pools.option_sets.resize(from + server_words, 0);
                for &server in option {
                    set(&mut pools.option_sets[from..], server as usize);
                    set(&mut pools.serves[server as usize * queue_words..], queue);
                }
            }
            pools.queue_seats.push(spec.seat.unwrap_or(NONE));
            pools.option_from.push((pools.option_sets.len() / server_words) as u32);
        }
        pools.layout = layout.clone();
        pools
    }

    /// Begins a history: nobody is working, nothing waits. Lay the roster out in the one returned by
    /// [`Self::roster_mut`] first; `observed` is the period in which time is tallied.
    pub fn begin<E: Copy + From<PoolEvent>>(&mut self, observed: (SimTime, SimTime), calendar: &mut Calendar<E>) {
        let count = self.layout.classes.len();
        assert_eq!(self.roster.servers(), count, "the roster is laid out for every server");
        let blank = Server { job: NONE, stamp: 0, began: SimTime::default(), began_in: 0, shift: 0, until: SimTime::default() };
        self.observed = observed;
        self.servers.clear();
        self.servers.resize(count, blank);
        self.jobs.clear();
        self.unused.clear();
        self.queues.iter_mut().for_each(BinaryHeap::clear);
        self.seats_free.clone_from(&self.layout.seats);
        for (sums, length) in [
            (&mut self.used.busy, self.layout.class_count),
            (&mut self.used.overtime, self.layout.class_count),
            (&mut self.used.by_label, self.layout.class_count * self.layout.labels),
            (&mut self.idle, self.server_words),
            (&mut self.nonempty, self.queue_words),
        ] {
            sums.clear();
            sums.resize(length, 0);
        }
        self.used.ever = 0;
        if let Some(first) = (0..count).filter_map(|server| self.roster.of(server).first()).map(|shift| shift.start).min() {
            calendar.schedule(first, Phase::Change, PoolEvent::Wave.into());
        }
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

    /// A job's link, for the model's own lists.
    pub fn link_mut(&mut self, job: JobId) -> &mut u32 {
        &mut self.jobs[job as usize].link
    }

    /// People's time used so far.
    pub const fn used(&self) -> &Used {
        &self.used
    }

    /// Asks for a server: the job is begun at once or waits.
    pub fn ask<E: Copy + From<PoolEvent>>(&mut self, now: SimTime, ask: Ask, calendar: &mut Calendar<E>) -> JobId {
        let mut new = Job {
            ask,
            state: State::Waiting,
            asked: now,
            begun: None,
            seat_blocked: false,
            remaining: ask.amount,
            link: NONE,
            queue: 0,
            rung: 0,
            stamp: 0,
            life: 0,
        };
        let job = match self.unused.pop() {
            Some(job) => {
                // The stamp goes on counting, so that events of the slot's last life stay stale.
                let slot = &mut self.jobs[job as usize];
                (new.stamp, new.life) = (slot.stamp, slot.life + 1);
                *slot = new;
                job
            }
            None => {
                self.jobs.push(new);
                (self.jobs.len() - 1) as JobId
            }
        };
        if ask.bound != NONE && self.back_within(ask.bound, now, ask.or_after) {
            self.enter(now, job, self.own_queue(ask.bound), calendar);
        } else {
            self.enter(now, job, self.layout.ladders[ask.ladder as usize][0].1, calendar);
        }
        if ask.patience != u64::MAX && self.jobs[job as usize].state == State::Waiting {
            let life = self.jobs[job as usize].life;
            calendar.schedule(now + ask.patience, Phase::Change, PoolEvent::GiveUp { job, life }.into());
        }
        job
    }

    /// Frees the slot of a job that is over.
    pub fn free(&mut self, job: JobId) {
        debug_assert_eq!(self.jobs[job as usize].state, State::Over);
        self.unused.push(job);
    }

    /// Takes a waiting job away. The caller frees it.
    pub fn cancel(&mut self, job: JobId) {
        let slot = &mut self.jobs[job as usize];
        debug_assert_eq!(slot.state, State::Waiting);
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
            self.queues[slot.queue as usize].push(Reverse(entry));
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
                let job = self.detach(server, now);
                let slot = &mut self.jobs[job as usize];
                slot.state = State::Over;
                slot.stamp += 1;
                Outcome::Finished(server, job)
            }
            PoolEvent::Wave => {
                self.wave(now, calendar);
                Outcome::Nothing
            }
            PoolEvent::Release { server, stamp } => {
                if self.servers[server as usize].stamp == stamp {
                    let job = self.detach(server, now);
                    self.climb(now, job, calendar);
                    self.dispatch(now, None, calendar);
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
        }
    }

    /// After a finish: the server takes its next job or falls idle, and a seat it left is offered.
    pub fn after<E: Copy + From<PoolEvent>>(&mut self, now: SimTime, server: ServerId, done: JobId, calendar: &mut Calendar<E>) {
        self.next(now, server, calendar);
        if let Some(seat) = self.seat_of(self.jobs[done as usize].queue)
            && self.seats_free[seat as usize] > 0
        {
            self.dispatch(now, Some(seat), calendar);
        }
    }

    /// Settles what is in progress when the history ends.
    pub fn settle_all(&mut self, now: SimTime) {
        for server in 0..self.servers.len() as u32 {
            if self.servers[server as usize].job != NONE {
                let worked = self.settle(server, now);
                let job = self.servers[server as usize].job;
                self.jobs[job as usize].remaining -= worked.min(self.jobs[job as usize].remaining);
            }
        }
    }

    /// Expected seconds until a server of the queue at the foot of a ladder begins one more job with this key:
    /// 0 when one is idle now. Otherwise the first of them to be free (or to come on duty) takes it after the work that
    /// waits ahead of it, shared among those who do that work; a job that `preempts` need not wait for one that it may
    /// interrupt. `None` when none of them comes on duty again.
    pub fn expected_wait(&self, now: SimTime, ladder: u32, key: Key, preempts: bool) -> Option<u64> {
        let queue = self.layout.ladders[ladder as usize][0].1;
        let (mut sharing, mut soonest) = (0_u64, None::<u64>);
        for option in self.option_from[queue as usize]..self.option_from[queue as usize + 1] {
            let from = option as usize * self.server_words;
            for word in 0..self.server_words {
                let mut bits = self.option_sets[from + word];
                while bits != 0 {
                    let server = word * 64 + bits.trailing_zeros() as usize;
                    bits &= bits - 1;
                    if let Some(free) = self.free_in(server, now, key, preempts) {
                        sharing += 1;
                        soonest = Some(soonest.map_or(free, |least| least.min(free)));
                    }
                }
            }
        }
        let soonest = soonest?;
        if soonest == 0 {
            return Some(0);
        }
        let entries = self.queues[queue as usize].iter().filter(|entry| self.live(entry.0) && entry.0.key < key);
        let ahead: u64 = entries.map(|entry| self.jobs[entry.0.job as usize].remaining).sum();
        Some(soonest + ahead / sharing)
    }

    /// Seconds until a server could begin a job with this key, were there no queue; `None` if not for ever.
    fn free_in(&self, server: usize, now: SimTime, key: Key, preempts: bool) -> Option<u64> {
        let state = &self.servers[server];
        let comes = if state.until > now {
            0
        } else {
            self.roster.of(server)[state.shift as usize..].iter().find(|shift| shift.end > now)?.start.since(now)
        };
        let busy = match state.job {
            NONE => 0,
            job => {
                let job = &self.jobs[job as usize];
                let gives_way = preempts && job.ask.interruptible && job.ask.key.class() > key.class();
                if gives_way { 0 } else { job.remaining.saturating_sub(now.since(state.began)) }
            }
        };
        Some(comes.max(busy))
    }

    /// Whether a server is on duty now or will be within so many seconds.
    fn back_within(&self, server: ServerId, now: SimTime, seconds: u64) -> bool {
        let state = &self.servers[server as usize];
        if state.until > now {
            return true;
        }
        let shifts = self.roster.of(server as usize);
        shifts[state.shift as usize..].iter().find(|shift| shift.end > now).is_some_and(|shift| shift.start.since(now) <= seconds)
    }

    fn own_queue(&self, server: ServerId) -> u32 {
        self.layout.queues.len() as u32 + server
    }

    #[inline(always)]
    fn seat_of(&self, queue: u32) -> Option<u32> {
        Some(self.queue_seats[queue as usize]).filter(|&seat| seat != NONE)
    }

    #[inline(always)]
    fn seat_full(&self, queue: u32) -> bool {
        self.seat_of(queue).is_some_and(|seat| self.seats_free[seat as usize] == 0)
    }

    /// Puts a job into a queue, or straight to a server.
    fn enter<E: Copy + From<PoolEvent>>(&mut self, now: SimTime, job: JobId, queue: u32, calendar: &mut Calendar<E>) {
        self.jobs[job as usize].queue = queue;
        if let Some(server) = self.idle_server(queue, now) {
            if !self.seat_full(queue) {
                self.start(now, job, server, calendar);
                return;
            }
            self.jobs[job as usize].seat_blocked = true;
        } else if self.jobs[job as usize].ask.preempts
            && !self.seat_full(queue)
            && let Some(server) = self.victim(queue, now, self.jobs[job as usize].ask.key)
        {
            self.interrupt(now, server, calendar);
            self.start(now, job, server, calendar);
            return;
        }
        let slot = &mut self.jobs[job as usize];
        slot.state = State::Waiting;
        let entry = Waiting { key: slot.ask.key, job, stamp: slot.stamp };
        let (stamp, asked, rung) = (slot.stamp, slot.asked, usize::from(slot.rung));
        let own = queue as usize >= self.layout.queues.len();
        let wider = if own {
            Some(now + slot.ask.or_after)
        } else {
            self.layout.ladders[slot.ask.ladder as usize].get(rung + 1).map(|next| asked + next.0)
        };
        self.queues[queue as usize].push(Reverse(entry));
        set(&mut self.nonempty, queue as usize);
        if let Some(at) = wider {
            calendar.schedule(at.max(now), Phase::Change, PoolEvent::Widen { job, stamp }.into());
        }
    }

    /// Moves a waiting job up its ladder: from a server's own queue to the foot, or one rung up.
    fn widen<E: Copy + From<PoolEvent>>(&mut self, now: SimTime, job: JobId, calendar: &mut Calendar<E>) {
        let slot = &mut self.jobs[job as usize];
        if slot.state != State::Waiting {
            return;
        }
        slot.stamp += 1;
        if (slot.queue as usize) < self.layout.queues.len() {
            slot.rung += 1;
        }
        self.climb(now, job, calendar);
    }

    fn climb<E: Copy + From<PoolEvent>>(&mut self, now: SimTime, job: JobId, calendar: &mut Calendar<E>) {
        let slot = &self.jobs[job as usize];
        let queue = self.layout.ladders[slot.ask.ladder as usize][usize::from(slot.rung)].1;
        self.enter(now, job, queue, calendar);
    }

    /// The preferred idle server of a queue. Servers whose shift has ended are found out here.
    #[inline]
    fn idle_server(&mut self, queue: u32, now: SimTime) -> Option<ServerId> {
        for option in self.option_from[queue as usize]..self.option_from[queue as usize + 1] {
            let from = option as usize * self.server_words;
            for word in 0..self.server_words {
                let mut bits = self.option_sets[from + word] & self.idle[word];
                while bits != 0 {
                    let server = word * 64 + bits.trailing_zeros() as usize;
                    if self.servers[server].until > now {
                        return Some(server as ServerId);
                    }
                    bits &= bits - 1;
                    self.idle[word] &= !(1 << (server % 64));
                }
            }
        }
        None
    }

    /// The server of a queue whose interruptible job has the least claim, if less than `key`'s class.
    fn victim(&self, queue: u32, now: SimTime, key: Key) -> Option<ServerId> {
        let mut worst: Option<(Key, ServerId)> = None;
        for option in self.option_from[queue as usize]..self.option_from[queue as usize + 1] {
            let from = option as usize * self.server_words;
            for word in 0..self.server_words {
                let mut bits = self.option_sets[from + word];
                while bits != 0 {
                    let server = word * 64 + bits.trailing_zeros() as usize;
                    bits &= bits - 1;
                    let state = &self.servers[server];
                    if state.job == NONE || state.until <= now {
                        continue;
                    }
                    let job = &self.jobs[state.job as usize];
                    if job.ask.interruptible && job.ask.key.class() > key.class() && worst.is_none_or(|(least, _)| job.ask.key > least) {
                        worst = Some((job.ask.key, server as ServerId));
                    }
                }
            }
            // A preferred group is interrupted before a less preferred one.
            if worst.is_some() {
                break;
            }
        }
        worst.map(|(_, server)| server)
    }

    /// Takes a server's job away; it waits for the same server.
    fn interrupt<E: Copy + From<PoolEvent>>(&mut self, now: SimTime, server: ServerId, calendar: &mut Calendar<E>) {
        let job = self.detach(server, now);
        let slot = &mut self.jobs[job as usize];
        slot.state = State::Waiting;
        slot.queue = self.layout.queues.len() as u32 + server;
        let entry = Waiting { key: slot.ask.key, job, stamp: slot.stamp };
        let (stamp, or_after) = (slot.stamp, slot.ask.or_after);
        self.queues[slot.queue as usize].push(Reverse(entry));
        set(&mut self.nonempty, self.layout.queues.len() + server as usize);
        calendar.schedule(now + or_after, Phase::Change, PoolEvent::Widen { job, stamp }.into());
    }

    /// Ends a server's segment of work: time is tallied, the seat is left, the job keeps what remains.
    fn detach(&mut self, server: ServerId, now: SimTime) -> JobId {
        let worked = self.settle(server, now);
        let state = &mut self.servers[server as usize];
        let job = std::mem::replace(&mut state.job, NONE);
        state.stamp += 1;
        let slot = &mut self.jobs[job as usize];
        slot.remaining -= worked.min(slot.remaining);
        slot.stamp += 1;
        if let Some(seat) = self.seat_of(self.jobs[job as usize].queue) {
            self.seats_free[seat as usize] += 1;
        }
        job
    }

    /// A server begins, or resumes, a job.
    #[inline]
    fn start<E: Copy + From<PoolEvent>>(&mut self, now: SimTime, job: JobId, server: ServerId, calendar: &mut Calendar<E>) {
        let slot = &mut self.jobs[job as usize];
        slot.state = State::Working(server);
        slot.begun.get_or_insert(now);
        slot.stamp += 1;
        if slot.ask.until != SimTime::NEVER {
            slot.remaining = slot.ask.until.since(now);
            slot.ask.amount = slot.remaining;
        }
        let (remaining, rule, or_after, queue) = (slot.remaining, slot.ask.shift_end, slot.ask.or_after, slot.queue);
        if let Some(seat) = self.seat_of(queue) {
            self.seats_free[seat as usize] -= 1;
        }
        unset(&mut self.idle, server as usize);
        let state = &mut self.servers[server as usize];
        debug_assert_eq!(state.job, NONE);
        state.job = job;
        state.stamp += 1;
        state.began = now;
        state.began_in = state.shift;
        let (stamp, shift) = (state.stamp, state.shift as usize);
        let finish = PoolEvent::Finish { server, stamp };
        let (at, event) = match rule {
            ShiftEnd::Pause if remaining > state.until.since(now) => match self.walk(server, now, shift, remaining, or_after) {
                Ok(end) => (end, finish),
                Err(released) => (released, PoolEvent::Release { server, stamp }),
            },
            _ => (now + remaining, finish),
        };
        calendar.schedule(at, Phase::Finish, event.into());
    }

    /// When work of `remaining` seconds begun now will end, shift by shift; or when others may have it,
    /// if the server is away for longer than `or_after` before that.
    fn walk(&self, server: ServerId, now: SimTime, shift: usize, mut remaining: u64, or_after: u64) -> Result<SimTime, SimTime> {
        let mut from = now;
        let mut last_end = now;
        for shift in &self.roster.of(server as usize)[shift..] {
            if shift.start.since(last_end) > or_after {
                break;
            }
            from = from.max(shift.start);
            let room = shift.end.since(from);
            if remaining <= room {
                return Ok(from + remaining);
            }
            remaining -= room;
            last_end = shift.end;
        }
        Err(last_end + or_after)
    }

    /// Tallies the segment of work that a server began and is leaving now; returns its seconds.
    fn settle(&mut self, server: ServerId, now: SimTime) -> u64 {
        let state = &self.servers[server as usize];
        let job = &self.jobs[state.job as usize];
        let segment = (state.began, now);
        let (on_shift, seen_on_shift) = if state.began_in == state.shift && now <= state.until {
            // Begun and left within one shift, as most work is.
            (now.since(segment.0), overlap(segment, self.observed))
        } else {
            self.on_shift(server, segment)
        };
        let (worked, extra) = match job.ask.shift_end {
            ShiftEnd::Pause => (on_shift, 0),
            ShiftEnd::Ignore => (now.since(segment.0), 0),
            ShiftEnd::Wait => (now.since(segment.0), overlap(segment, self.observed) - seen_on_shift),
        };
        let class = usize::from(self.layout.classes[server as usize]);
        self.used.busy[class] += seen_on_shift;
        self.used.overtime[class] += extra;
        self.used.by_label[class * self.layout.labels + usize::from(job.ask.label)] += seen_on_shift + extra;
        self.used.ever += worked;
        worked
    }

    /// Seconds of a segment of work within the server's shifts: all, and those observed.
    fn on_shift(&self, server: ServerId, segment: (SimTime, SimTime)) -> (u64, u64) {
        let first = self.servers[server as usize].began_in as usize;
        let within = self.roster.of(server as usize)[first..].iter().take_while(|shift| shift.start < segment.1);
        within.fold((0, 0), |(all, seen), shift| {
            let both = (shift.start.max(segment.0), shift.end.min(segment.1));
            (all + both.1.since(both.0), seen + overlap(both, self.observed))
        })
    }

    /// Whether an entry of a queue still stands for its job.
    #[inline]
    fn live(&self, entry: Waiting) -> bool {
        let job = &self.jobs[entry.job as usize];
        job.stamp == entry.stamp && job.state == State::Waiting && job.ask.key == entry.key
    }

    /// The first live entry of a queue; dead ones are thrown away.
    #[inline]
    fn head(&mut self, queue: usize) -> Option<Key> {
        while let Some(&Reverse(entry)) = self.queues[queue].peek() {
            if self.live(entry) {
                return Some(entry.key);
            }
            self.queues[queue].pop();
        }
        unset(&mut self.nonempty, queue);
        None
    }

    /// Takes the first entry of a queue, known to be live.
    #[inline]
    fn take(&mut self, queue: usize) -> JobId {
        let Reverse(entry) = self.queues[queue].pop().expect("the head was seen");
        entry.job
    }

    /// A free server takes the best job that it may do, or falls idle.
    fn next<E: Copy + From<PoolEvent>>(&mut self, now: SimTime, server: ServerId, calendar: &mut Calendar<E>) {
        let state = &self.servers[server as usize];
        if state.job != NONE || state.until <= now {
            return;
        }
        let mut best: Option<(Key, usize)> = None;
        for word in 0..self.queue_words {
            let mut bits = self.serves[server as usize * self.queue_words + word] & self.nonempty[word];
            while bits != 0 {
                let queue = word * 64 + bits.trailing_zeros() as usize;
                bits &= bits - 1;
                if self.seat_full(queue as u32) {
                    continue;
                }
                if let Some(key) = self.head(queue)
                    && best.is_none_or(|(least, _)| key < least)
                {
                    best = Some((key, queue));
                }
            }
        }
        match best {
            Some((_, queue)) => {
                let job = self.take(queue);
                self.start(now, job, server, calendar);
            }
            None => set(&mut self.idle, server as usize),
        }
    }

    /// Hands waiting jobs to idle servers, the best job first, each to the server preferred for it; only
    /// jobs that need `seat`, if one is given.
    fn dispatch<E: Copy + From<PoolEvent>>(&mut self, now: SimTime, seat: Option<u32>, calendar: &mut Calendar<E>) {
        loop {
            let mut best: Option<(Key, usize, ServerId)> = None;
            for word in 0..self.queue_words {
                let mut bits = self.nonempty[word];
                while bits != 0 {
                    let queue = word * 64 + bits.trailing_zeros() as usize;
                    bits &= bits - 1;
                    let wanted = seat.is_none() || self.seat_of(queue as u32) == seat;
                    if !wanted || self.seat_full(queue as u32) {
                        continue;
                    }
                    if let Some(key) = self.head(queue)
                        && best.is_none_or(|(least, ..)| key < least)
                        && let Some(server) = self.idle_server(queue as u32, now)
                    {
                        best = Some((key, queue, server));
                    }
                }
            }
            let Some((_, queue, server)) = best else { return };
            let job = self.take(queue);
            self.start(now, job, server, calendar);
        }
    }

    /// Shifts begin: those who come on duty and have no work in hand are given some.
    fn wave<E: Copy + From<PoolEvent>>(&mut self, now: SimTime, calendar: &mut Calendar<E>) {
        let mut next = SimTime::NEVER;
        for server in 0..self.servers.len() {
            let shifts = self.roster.of(server);
            let state = &mut self.servers[server];
            while shifts.get(state.shift as usize).is_some_and(|shift| shift.end <= now) {
                state.shift += 1;
            }
            let Some(shift) = shifts.get(state.shift as usize) else { continue };
            if shift.start <= now {
                let woken = state.until != shift.end;
                state.until = shift.end;
                if woken && state.job == NONE {
                    set(&mut self.idle, server);
                }
                next = next.min(shifts.get(state.shift as usize + 1).map_or(SimTime::NEVER, |shift| shift.start));
            } else {
                next = next.min(shift.start);
            }
        }
        if next < SimTime::NEVER {
            calendar.schedule(next, Phase::Change, PoolEvent::Wave.into());
        }
        self.dispatch(now, None, calendar);
    }
}
