//! Queues: where jobs wait, who takes the next, and which server a job is given to.

use std::ops::Range;

use crate::des::calendar::{Calendar, Phase};
use crate::des::time::SimTime;

use super::sets::{First, Word, bits};
use super::{JobId, Key, NONE, PoolEvent, Pools, Queue, Reverse, ServerId, State, Waiting, set, unset};

/// What may let waiting jobs begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Free {
    /// Servers of a crew.
    Crew(u16),
    /// A seat.
    Seat(u32),
}

impl Pools {
    /// Puts a job into a queue, or straight to a server.
    #[inline(always)]
    pub(super) fn enter<E: Copy + From<PoolEvent>>(&mut self, now: SimTime, job: JobId, queue: u32, calendar: &mut Calendar<E>) {
        let Queue { seat, servers, .. } = self.queues[queue as usize];
        let slot = &mut self.jobs[job as usize];
        (slot.queue, slot.seat) = (queue, seat);
        if let Some(server) = self.idle_among(servers, now) {
            if seat == NONE || self.seats_free[seat as usize] > 0 {
                self.start(now, job, server, calendar);
                return;
            }
            self.jobs[job as usize].seat_blocked = true;
        } else if self.jobs[job as usize].ask.preempts && self.preempt(now, job, queue, calendar) {
            return;
        }
        let slot = &mut self.jobs[job as usize];
        slot.state = State::Waiting;
        let entry = Waiting { key: slot.ask.key, job, stamp: slot.stamp };
        let (stamp, asked, rung) = (slot.stamp, slot.asked, usize::from(slot.rung));
        if slot.ask.preempts {
            self.pressing.push((job, slot.life));
        }
        let own = queue as usize >= self.layout.queues.len();
        let wider = if own {
            Some(now + slot.ask.or_after.seconds())
        } else {
            self.layout.ladders[slot.ask.ladder as usize].get(rung + 1).map(|next| asked + next.0)
        };
        self.queues[queue as usize].line.push(entry);
        set(&mut self.nonempty, queue as usize);
        if let Some(at) = wider {
            calendar.schedule(at.max(now), Phase::Change, PoolEvent::Widen { job, stamp });
        }
    }

    /// Begins a job by interrupting another, if one gives way.
    #[cold]
    #[inline(never)]
    fn preempt<E: Copy + From<PoolEvent>>(&mut self, now: SimTime, job: JobId, queue: u32, calendar: &mut Calendar<E>) -> bool {
        if self.seat_full(queue) {
            return false;
        }
        let Some(server) = self.victim(queue, now, self.jobs[job as usize].ask.key) else { return false };
        let left = self.jobs[self.servers[server as usize].job as usize].seat;
        self.interrupt(now, server, calendar);
        self.start(now, job, server, calendar);
        // Where the other was at work somebody else may be now.
        self.offer(now, left, calendar);
        true
    }

    /// A seat that was left, if there was one, is offered to those who wait for it: to idle servers, and to jobs that may interrupt.
    #[inline(always)]
    pub(super) fn offer<E: Copy + From<PoolEvent>>(&mut self, now: SimTime, seat: u32, calendar: &mut Calendar<E>) {
        if seat != NONE && self.seats_free[seat as usize] > 0 {
            self.dispatch(now, Free::Seat(seat), calendar);
            if !self.pressing.is_empty() {
                self.press(now, calendar);
            }
        }
    }

    /// Tries again to begin the waiting jobs that may interrupt: somebody may be back at work that gives way, or the seat is free.
    #[cold]
    #[inline(never)]
    fn press<E: Copy + From<PoolEvent>>(&mut self, now: SimTime, calendar: &mut Calendar<E>) {
        let mut pressing = std::mem::take(&mut self.pressing);
        let jobs = &self.jobs;
        let waits = |job: &JobId, life: u32| jobs[*job as usize].life == life && jobs[*job as usize].state == State::Waiting;
        pressing.retain(|(job, life)| waits(job, *life));
        pressing.sort_unstable_by_key(|&(job, _)| (jobs[job as usize].ask.key, job));
        pressing.dedup();
        for &(job, _) in &pressing {
            let slot = &self.jobs[job as usize];
            // One may have been begun in the seat that the one before it freed.
            if slot.state == State::Waiting {
                self.preempt(now, job, slot.queue, calendar);
            }
        }
        self.pressing = pressing;
    }

    /// Moves a waiting job up its ladder: from a server's own queue to the foot, or one rung up.
    #[inline(never)]
    pub(super) fn widen<E: Copy + From<PoolEvent>>(&mut self, now: SimTime, job: JobId, calendar: &mut Calendar<E>) {
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

    pub(super) fn climb<E: Copy + From<PoolEvent>>(&mut self, now: SimTime, job: JobId, calendar: &mut Calendar<E>) {
        let slot = &self.jobs[job as usize];
        let queue = self.layout.ladders[slot.ask.ladder as usize][usize::from(slot.rung)].1;
        self.enter(now, job, queue, calendar);
    }

    /// The preferred idle server of a queue. Servers whose shift has ended are found out here.
    #[inline(always)]
    pub(super) fn idle_server(&mut self, queue: u32, now: SimTime) -> Option<ServerId> {
        self.idle_among(self.queues[queue as usize].servers, now)
    }

    /// The same by the queue's servers, where they are at hand.
    #[inline(always)]
    fn idle_among(&mut self, servers: First, now: SimTime) -> Option<ServerId> {
        self.idle_of((servers.place, servers.bits), now).or_else(|| self.idle_of_others(servers.others()?, now))
    }

    #[inline(never)]
    fn idle_of_others(&mut self, mut words: Range<usize>, now: SimTime) -> Option<ServerId> {
        words.find_map(|at| {
            let Word { place, bits, .. } = self.servers_of.word(at);
            self.idle_of((place, bits), now)
        })
    }

    /// The first idle server of a word.
    #[inline(always)]
    fn idle_of(&mut self, (place, bits): (u32, u64), now: SimTime) -> Option<ServerId> {
        let mut bits = bits & self.idle[place as usize];
        while bits != 0 {
            let server = place as usize * 64 + bits.trailing_zeros() as usize;
            if self.servers[server].until > now {
                return Some(server as ServerId);
            }
            bits &= bits - 1;
            unset(&mut self.idle, server);
        }
        None
    }

    /// The server of a queue whose interruptible job has the least claim, if less than `key`'s class.
    pub(super) fn victim(&self, queue: u32, now: SimTime, key: Key) -> Option<ServerId> {
        let mut worst: Option<(Key, u32, ServerId)> = None;
        for (group, server) in self.servers_of.members(queue as usize) {
            // A preferred group is interrupted before a less preferred one.
            if worst.is_some_and(|(_, preferred, _)| preferred < group) {
                break;
            }
            let state = &self.servers[server];
            if state.job == NONE || state.until <= now {
                continue;
            }
            let job = &self.jobs[state.job as usize];
            if job.ask.interruptible && job.ask.key.class() > key.class() && worst.is_none_or(|(least, ..)| job.ask.key > least) {
                worst = Some((job.ask.key, group, server as ServerId));
            }
        }
        worst.map(|(.., server)| server)
    }

    /// Whether an entry of a queue still stands for its job.
    #[inline(always)]
    pub(super) fn live(&self, entry: Waiting) -> bool {
        let job = &self.jobs[entry.job as usize];
        job.stamp == entry.stamp && job.state == State::Waiting && job.ask.key == entry.key
    }

    /// The first live entry of a queue; dead ones are thrown away.
    #[inline(always)]
    pub(super) fn head(&mut self, queue: usize) -> Option<Key> {
        while let Some(entry) = self.queues[queue].line.first() {
            if self.live(entry) {
                return Some(entry.key);
            }
            self.queues[queue].line.take();
        }
        unset(&mut self.nonempty, queue);
        None
    }

    /// Takes the first entry of a queue, known to be live.
    #[inline(always)]
    pub(super) fn take(&mut self, queue: usize) -> JobId {
        self.queues[queue].line.take().expect("the head was seen").job
    }

    /// A free server takes the best job that it may do, or falls idle.
    pub(super) fn next<E: Copy + From<PoolEvent>>(&mut self, now: SimTime, server: ServerId, calendar: &mut Calendar<E>) {
        let state = &self.servers[server as usize];
        if state.job != NONE || state.until <= now {
            return;
        }
        let (serves, own) = (state.serves, self.own_queue(server) as usize);
        let others = serves.others();
        let own_waits = self.nonempty[own / 64] >> (own % 64) & 1 == 1;
        let bits = serves.bits & self.nonempty[serves.place as usize];
        let found = if bits & bits.wrapping_sub(1) == 0 && !own_waits && others.is_none() {
            // One queue at most, as is often so: there is no better one to look for.
            if bits == 0 { None } else { self.take_of(serves.place as usize * 64 + bits.trailing_zeros() as usize) }
        } else {
            self.best((serves.place, bits), others, own_waits.then_some(own))
        };
        match found {
            Some(job) => self.start(now, job, server, calendar),
            None => set(&mut self.idle, server as usize),
        }
    }

    /// Takes the first live entry of a queue, if there is one and there is a seat for it.
    #[inline(always)]
    fn take_of(&mut self, queue: usize) -> Option<JobId> {
        if self.seat_full(queue as u32) {
            return None;
        }
        while let Some(entry) = self.queues[queue].line.take() {
            if self.live(entry) {
                return Some(entry.job);
            }
        }
        unset(&mut self.nonempty, queue);
        None
    }

    /// Takes the best job of a word of queues, of further words, and of a server's own queue.
    #[inline(always)]
    fn best(&mut self, word: (u32, u64), others: Option<Range<usize>>, own: Option<usize>) -> Option<JobId> {
        let mut best = self.best_of(word, None);
        if let Some(others) = others {
            best = self.best_of_others(others, best);
        }
        if let Some(own) = own
            && let Some(key) = self.head(own)
            && best.is_none_or(|(least, _)| key < least)
        {
            best = Some((key, own));
        }
        best.map(|(_, queue)| self.take(queue))
    }

    #[inline(never)]
    fn best_of_others(&mut self, words: Range<usize>, best: Option<(Key, usize)>) -> Option<(Key, usize)> {
        words.fold(best, |best, at| {
            let Word { place, bits, .. } = self.serves.word(at);
            self.best_of((place, bits), best)
        })
    }

    /// The best of what was known before and the first jobs of a word's queues that can be begun.
    #[inline(always)]
    fn best_of(&mut self, (place, bits): (u32, u64), mut best: Option<(Key, usize)>) -> Option<(Key, usize)> {
        let mut bits = bits & self.nonempty[place as usize];
        while bits != 0 {
            let queue = place as usize * 64 + bits.trailing_zeros() as usize;
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
        best
    }

    /// Hands waiting jobs to idle servers, the best job first, each to the server preferred for it: only jobs
    /// that what has become free can let begin.
    #[inline(never)]
    pub(super) fn dispatch<E: Copy + From<PoolEvent>>(&mut self, now: SimTime, free: Free, calendar: &mut Calendar<E>) {
        // Nobody falls idle and no seat is left while jobs are handed out: a queue whose first job cannot be begun now has none that can.
        let mut heads = std::mem::take(&mut self.heads);
        let words = match free {
            Free::Crew(crew) => self.crew_queues.range(usize::from(crew)),
            Free::Seat(seat) => self.seat_queues.range(seat as usize),
        };
        for at in words {
            let of = if matches!(free, Free::Crew(_)) { &self.crew_queues } else { &self.seat_queues };
            let Word { place, bits: members, .. } = of.word(at);
            for bit in bits(members & self.nonempty[place as usize]) {
                let queue = place as usize * 64 + bit;
                if let Some(key) = self.head(queue) {
                    heads.push(Reverse((key, queue as u32)));
                }
            }
        }
        while let Some(Reverse((_, queue))) = heads.pop() {
            if self.seat_full(queue) {
                continue;
            }
            let Some(server) = self.idle_server(queue, now) else { continue };
            let job = self.take(queue as usize);
            self.start(now, job, server, calendar);
            if let Some(key) = self.head(queue as usize) {
                heads.push(Reverse((key, queue)));
            }
        }
        self.heads = heads;
    }

    /// Shifts of a crew begin: those who come on duty and have no work in hand are given some.
    #[inline(never)]
    pub(super) fn wave<E: Copy + From<PoolEvent>>(&mut self, now: SimTime, crew: u16, calendar: &mut Calendar<E>) {
        let mut next = SimTime::NEVER;
        for server in self.layout.crews[usize::from(crew)].clone() {
            let state = &mut self.servers[server];
            if state.wakes <= now {
                let shifts = self.roster.of(server);
                let begins = state.shift as usize + usize::from(state.until > SimTime::default());
                (state.shift, state.until) = (begins as u32, shifts[begins].end);
                state.wakes = shifts.get(begins + 1).map_or(SimTime::NEVER, |shift| shift.start);
                if state.job == NONE {
                    set(&mut self.idle, server);
                }
            }
            next = next.min(state.wakes);
        }
        if next < SimTime::NEVER {
            calendar.schedule(next, Phase::Change, PoolEvent::Wave { crew });
        }
        self.dispatch(now, Free::Crew(crew), calendar);
        if !self.pressing.is_empty() {
            self.press(now, calendar);
        }
    }

    pub(super) fn own_queue(&self, server: ServerId) -> u32 {
        self.layout.queues.len() as u32 + server
    }

    #[inline(always)]
    pub(super) fn seat_of(&self, queue: u32) -> Option<u32> {
        Some(self.queues[queue as usize].seat).filter(|&seat| seat != NONE)
    }

    #[inline(always)]
    pub(super) fn seat_full(&self, queue: u32) -> bool {
        self.seat_of(queue).is_some_and(|seat| self.seats_free[seat as usize] == 0)
    }
}
