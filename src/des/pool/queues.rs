//! Queues: where jobs wait, who takes the next, and which server a job is given to.

use std::ops::Range;

use crate::des::calendar::{Calendar, Phase};
use crate::des::stream::mix;
use crate::des::time::SimTime;

use super::sets::{First, Word, bits};
use super::{Assignment, BinaryHeap, JobId, Key, NONE, PoolEvent, Pools, Queue, Reverse, ServerId, State, Waiting, set, unset};

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
        let Queue { mut seat, servers, .. } = self.queues[queue as usize];
        let own = queue as usize >= self.layout.queues.len();
        let slot = &mut self.jobs[job as usize];
        if own {
            // Whoever it is bound to needs the same room as anybody else would.
            seat = self.queues[self.feet[slot.ask.ladder as usize] as usize].seat;
        }
        (slot.queue, slot.seat) = (queue, seat);
        if let Some(server) = self.idle_among(servers, now, job) {
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
        let wider = if own {
            if seat != NONE {
                self.bound_to_seats.push((job, slot.life));
            }
            Some(slot.asked + slot.ask.or_after.seconds())
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
        if self.is_full(self.jobs[job as usize].seat) {
            return false;
        }
        let Some(server) = self.victim(queue, now, job) else { return false };
        let left = self.jobs[self.servers[server as usize].job as usize].seat;
        if self.began_just_now(server, now) {
            let other = self.put_back(now, server);
            self.start(now, job, server, calendar);
            let bound = self.jobs[other as usize].ask.bound;
            if bound != NONE && self.jobs[other as usize].queue == self.own_queue(bound) {
                self.enter(now, other, self.own_queue(bound), calendar);
            } else {
                self.climb(now, other, calendar);
            }
        } else {
            self.interrupt(now, server, calendar);
            self.start(now, job, server, calendar);
        }
        // Where the other was at work somebody else may be now.
        self.offer(now, left, calendar);
        true
    }

    /// Whether a server has begun its job, for the first time, in this second.
    fn began_just_now(&self, server: ServerId, now: SimTime) -> bool {
        let state = &self.servers[server as usize];
        state.began == now && self.jobs[state.job as usize].begun == Some(now)
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
        let shared = self.layout.queues.len() as u32;
        if slot.queue < shared {
            slot.rung += 1;
        } else {
            let (server, stamp) = (slot.queue - shared, slot.stamp);
            // Handed to others only if one of them could begin sooner; once its own person is back and does something else, that is so.
            if let Some(back) = self.on_duty_from(server, now).filter(|back| *back > now && !self.others_before(job, server, (now, *back)))
            {
                calendar.schedule(back, Phase::Start, PoolEvent::Widen { job, stamp });
                return;
            }
        }
        self.jobs[job as usize].stamp += 1;
        self.climb(now, job, calendar);
    }

    pub(super) fn climb<E: Copy + From<PoolEvent>>(&mut self, now: SimTime, job: JobId, calendar: &mut Calendar<E>) {
        let slot = &self.jobs[job as usize];
        let queue = self.layout.ladders[slot.ask.ladder as usize][usize::from(slot.rung)].1;
        self.enter(now, job, queue, calendar);
    }

    /// The server of a queue that a job is given to, if any is idle whom it fits. Servers whose shift has ended are found out here.
    #[inline(always)]
    pub(super) fn idle_server(&mut self, queue: u32, now: SimTime, job: JobId) -> Option<ServerId> {
        self.idle_among(self.queues[queue as usize].servers, now, job)
    }

    /// The same by the queue's servers, where they are at hand.
    #[inline(always)]
    fn idle_among(&mut self, servers: First, now: SimTime, job: JobId) -> Option<ServerId> {
        let first = self.idle_of((servers.place, servers.bits), now, job);
        match servers.others() {
            Some(others) if first.is_none() || !servers.whole => self.idle_of_others(first, others, now, job),
            _ => first.map(|(_, server)| server),
        }
    }

    /// The same where there are other words, of the same group or of less preferred ones.
    #[inline(never)]
    fn idle_of_others(&mut self, first: Option<(u64, ServerId)>, words: Range<usize>, now: SimTime, job: JobId) -> Option<ServerId> {
        let (mut best, mut of) = (first, 0);
        for at in words {
            let Word { place, group, bits } = self.servers_of.word(at);
            if group != of && best.is_some() {
                break;
            }
            of = group;
            let found = self.idle_of((place, bits), now, job);
            // Of one group the least turn goes first, and of those alike the lower number, which is of the earlier word.
            best = match (best, found) {
                (Some(known), Some(new)) => Some(if new.0 < known.0 { new } else { known }),
                (known, new) => known.or(new),
            };
        }
        best.map(|(_, server)| server)
    }

    /// Of the idle servers of a word the one that a job is given to, with its turn.
    #[inline(always)]
    fn idle_of(&mut self, (place, bits): (u32, u64), now: SimTime, job: JobId) -> Option<(u64, ServerId)> {
        let mut bits = bits & self.idle[place as usize];
        let mut best: Option<(u64, ServerId)> = None;
        while bits != 0 {
            let server = place as usize * 64 + bits.trailing_zeros() as usize;
            bits &= bits - 1;
            let state = &self.servers[server];
            if state.until <= now {
                unset(&mut self.idle, server);
                continue;
            }
            let turn = match state.assignment {
                Assignment::LongestIdle | Assignment::LeastWorked => u64::from(state.turn),
                Assignment::First => 0,
                Assignment::Random => mix(mix(self.luck ^ self.jobs[job as usize].ask.key.0) ^ server as u64),
            };
            // Whether the job fits is asked last: it needs the job, which may be far away.
            if best.is_none_or(|(least, _)| turn < least) && self.fits(job, server, now) {
                best = Some((turn, server as ServerId));
                if state.assignment == Assignment::First {
                    break;
                }
            }
        }
        best
    }

    /// The server of a queue whose interruptible job has the least claim, if less than that of a job by its class. Work that was begun in
    /// this very second gives way whether it may be interrupted or not.
    pub(super) fn victim(&self, queue: u32, now: SimTime, than: JobId) -> Option<ServerId> {
        let key = self.jobs[than as usize].ask.key;
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
            let gives_way = job.ask.interruptible || self.began_just_now(server as ServerId, now);
            let less = job.ask.key.class() > key.class() && worst.is_none_or(|(least, ..)| job.ask.key > least);
            if gives_way && less && self.fits(than, server, now) {
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
        let (serves, own, duty) = (state.serves, self.own_queue(server) as usize, state.duty);
        let others = serves.others();
        let own_waits = self.nonempty[own / 64] >> (own % 64) & 1 == 1;
        let bits = serves.bits & self.nonempty[serves.place as usize];
        let found = if bits & bits.wrapping_sub(1) == 0 && !own_waits && others.is_none() && duty == SimTime::NEVER {
            // One queue at most, as is often so: there is no better one to look for.
            if bits == 0 { None } else { self.take_of(serves.place as usize * 64 + bits.trailing_zeros() as usize) }
        } else {
            self.best((serves.place, bits), others, own_waits.then_some(own), (server, now))
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

    /// Takes the best job, for a server, of a word of queues, of further words, and of the server's own queue.
    #[inline(always)]
    fn best(
        &mut self,
        word: (u32, u64),
        others: Option<Range<usize>>,
        own: Option<usize>,
        (server, now): (ServerId, SimTime),
    ) -> Option<JobId> {
        let mut best = self.best_of(word, None);
        if let Some(others) = others.clone() {
            best = self.best_of_others(others, best);
        }
        if let Some(own) = own
            && let Some(key) = self.head(own)
            && best.is_none_or(|(least, _)| key < least)
        {
            best = Some((key, own));
        }
        let (_, queue) = best?;
        let first = self.queues[queue].line.first().expect("the head was seen").job;
        if self.fits(first, server as usize, now) && !self.is_full(self.jobs[first as usize].seat) {
            return Some(self.take(queue));
        }
        self.best_that_can(word, others, own, (server, now))
    }

    /// The same where the best of all cannot be begun: it would run into a duty, or needs a seat that is taken. The next that can is
    /// looked for in every queue; its entry stays behind and stands for nothing.
    #[cold]
    #[inline(never)]
    fn best_that_can(
        &mut self,
        word: (u32, u64),
        others: Option<Range<usize>>,
        own: Option<usize>,
        (server, now): (ServerId, SimTime),
    ) -> Option<JobId> {
        let further = others.into_iter().flatten().map(|at| {
            let Word { place, bits, .. } = self.serves.word(at);
            (place, bits)
        });
        let words = std::iter::once(word).chain(further);
        let shared =
            words.flat_map(|(place, members)| bits(members & self.nonempty[place as usize]).map(move |bit| place as usize * 64 + bit));
        let entries = shared.chain(own).flat_map(|queue| self.queues[queue].line.iter());
        let can = entries.filter(|entry| {
            self.live(*entry) && !self.is_full(self.jobs[entry.job as usize].seat) && self.fits(entry.job, server as usize, now)
        });
        can.min().map(|entry| entry.job)
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
        // Nobody falls idle and no seat is left while jobs are handed out: a queue whose first job cannot be begun now has none that can,
        // but for those that fit before a duty where the first does not.
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
                    heads.push(Reverse((key, queue as u32, NONE)));
                }
            }
        }
        if let Free::Seat(seat) = free
            && !self.bound_to_seats.is_empty()
        {
            self.bound_to(seat, &mut heads);
        }
        while let Some(Reverse((_, queue, named))) = heads.pop() {
            let job = if named == NONE { self.queues[queue as usize].line.first().expect("the head was seen").job } else { named };
            let slot = &self.jobs[job as usize];
            let full = self.is_full(slot.seat);
            // Of a queue everybody needs the same seat, but for a server's own, where the next may need none.
            if full && (queue as usize) < self.layout.queues.len() {
                continue;
            }
            let found = if full { None } else { self.idle_server(queue, now, job) };
            let Some(server) = found else {
                if named == NONE && self.may_hold_others(queue, now) {
                    self.name_others(queue, job, &mut heads);
                }
                continue;
            };
            if named == NONE {
                self.take(queue as usize);
            }
            self.start(now, job, server, calendar);
            if named == NONE
                && let Some(key) = self.head(queue as usize)
            {
                heads.push(Reverse((key, queue, NONE)));
            }
        }
        self.heads = heads;
    }

    /// Whether a queue's first job may be passed over for another: somebody who serves it is idle, whom the first does not fit.
    fn may_hold_others(&self, queue: u32, now: SimTime) -> bool {
        self.servers_of
            .members(queue as usize)
            .any(|(_, server)| self.idle[server / 64] >> (server % 64) & 1 == 1 && self.servers[server].until > now)
    }

    /// Puts the other jobs of a queue, by name, among those that are handed out.
    #[cold]
    #[inline(never)]
    fn name_others(&self, queue: u32, first: JobId, heads: &mut BinaryHeap<Reverse<(Key, u32, JobId)>>) {
        let entries = self.queues[queue as usize].line.iter().filter(|entry| entry.job != first && self.live(*entry));
        heads.extend(entries.map(|entry| Reverse((entry.key, queue, entry.job))));
    }

    /// Puts those who are bound to a server, and wait for a seat, among those that are handed out.
    #[cold]
    #[inline(never)]
    fn bound_to(&mut self, seat: u32, heads: &mut BinaryHeap<Reverse<(Key, u32, JobId)>>) {
        let (jobs, shared) = (&self.jobs, self.layout.queues.len() as u32);
        let waits = |job: JobId, life: u32| {
            let slot = &jobs[job as usize];
            slot.life == life && slot.state == State::Waiting && slot.queue >= shared && slot.seat != NONE
        };
        self.bound_to_seats.retain(|&(job, life)| waits(job, life));
        self.bound_to_seats.sort_unstable();
        self.bound_to_seats.dedup();
        let here = self.bound_to_seats.iter().filter(|(job, _)| jobs[*job as usize].seat == seat);
        heads.extend(here.map(|&(job, _)| Reverse((jobs[job as usize].ask.key, jobs[job as usize].queue, job))));
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
                if state.duty < SimTime::NEVER {
                    self.pass_duties(server, now);
                }
            }
            next = next.min(self.servers[server].wakes);
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
    pub(super) fn seat_full(&self, queue: u32) -> bool {
        self.is_full(self.queues[queue as usize].seat)
    }

    /// Whether a seat is wanted, and none is free.
    #[inline(always)]
    pub(super) fn is_full(&self, seat: u32) -> bool {
        seat != NONE && self.seats_free[seat as usize] == 0
    }
}
