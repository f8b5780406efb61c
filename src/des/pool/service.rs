//! Servers at work: begun, interrupted, left, and the time tallied.

use crate::des::calendar::{Calendar, Phase};
use crate::des::roster::{Roster, Shift};
use crate::des::time::{SimTime, Span, overlap};

use super::{ANYWHERE, Job, JobId, NONE, PoolEvent, Pools, Server, ServerId, ServiceSegment, ShiftEnd, State, Waiting, set, unset};

impl Pools {
    /// Takes back a job that a server began in this very second: a stretch of no length has not begun, so it binds nobody. The caller
    /// puts it into its queue again.
    pub(super) fn put_back(&mut self, now: SimTime, server: ServerId) -> JobId {
        let job = self.detach(server, now, State::Waiting);
        let site = self.layout.sites.get(server as usize).copied().unwrap_or(ANYWHERE);
        let slot = &mut self.jobs[job as usize];
        slot.begun = None;
        if slot.ask.travel > Span::default() && site != ANYWHERE && site != slot.ask.site {
            let without = |span: Span| Span::new(span.seconds() - slot.ask.travel.seconds());
            (slot.ask.amount, slot.remaining) = (without(slot.ask.amount), without(slot.remaining));
        }
        job
    }

    /// Takes a server's job away; it waits for the same server.
    pub(super) fn interrupt<E: Copy + From<PoolEvent>>(&mut self, now: SimTime, server: ServerId, calendar: &mut Calendar<E>) {
        let job = self.detach(server, now, State::Waiting);
        let slot = &mut self.jobs[job as usize];
        (slot.queue, slot.seat) = (self.layout.queues.len() as u32 + server, NONE);
        let entry = Waiting { key: slot.ask.key, job, stamp: slot.stamp };
        let (stamp, or_after) = (slot.stamp, slot.ask.or_after);
        self.queues[slot.queue as usize].line.push(entry);
        set(&mut self.nonempty, self.layout.queues.len() + server as usize);
        calendar.schedule(now + or_after.seconds(), Phase::Change, PoolEvent::Widen { job, stamp });
    }

    /// Ends a server's segment of work: time is tallied, the seat is left, the job keeps what remains.
    #[inline(always)]
    pub(super) fn detach(&mut self, server: ServerId, now: SimTime, then: State) -> JobId {
        let (state, slot) = self.settle(server, now);
        let job = std::mem::replace(&mut state.job, NONE);
        state.stamp += 1;
        slot.stamp += 1;
        slot.state = then;
        let seat = slot.seat;
        if seat != NONE {
            self.seats_free[seat as usize] += 1;
        }
        job
    }

    /// A server begins, or resumes, a job.
    #[inline(always)]
    pub(super) fn start<E: Copy + From<PoolEvent>>(&mut self, now: SimTime, job: JobId, server: ServerId, calendar: &mut Calendar<E>) {
        let slot = &mut self.jobs[job as usize];
        slot.state = State::Working(server);
        if slot.ask.travel > Span::default() && slot.begun.is_none() {
            add_travel(slot, self.layout.sites.get(server as usize).copied().unwrap_or(ANYWHERE));
        }
        slot.begun.get_or_insert(now);
        slot.stamp += 1;
        if slot.ask.until != SimTime::NEVER {
            slot.remaining = Span::new(slot.ask.until.since(now));
            slot.ask.amount = slot.remaining;
        }
        let (remaining, rule, or_after) = (slot.remaining.seconds(), slot.ask.shift_end, slot.ask.or_after.seconds());
        let interruptible = slot.ask.interruptible;
        if slot.seat != NONE {
            self.seats_free[slot.seat as usize] -= 1;
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
            ShiftEnd::Pause if remaining > state.until.since(now) => match self.walk((server, job), now, shift, remaining, or_after) {
                Ok(end) => (end, finish),
                Err(released) => (released, PoolEvent::Release { server, stamp }),
            },
            // It is left at the latest when a duty of the roster begins; what may not be left was not begun, unless it fits.
            ShiftEnd::Wait | ShiftEnd::Ignore if interruptible && now + remaining > state.duty => {
                (state.duty.max(now), PoolEvent::Leave { server, stamp })
            }
            _ => (now + remaining, finish),
        };
        calendar.schedule(at, Phase::Finish, event);
    }

    /// When work of `remaining` seconds begun now will end, shift by shift; or when others may have it, if the server is away for longer
    /// than `or_after` before that, and somebody else could go on with it sooner.
    #[inline(never)]
    fn walk(
        &self,
        (server, job): (ServerId, JobId),
        now: SimTime,
        shift: usize,
        mut remaining: u64,
        or_after: u64,
    ) -> Result<SimTime, SimTime> {
        let mut from = now;
        let mut last_end = now;
        for shift in &self.roster.of(server as usize)[shift..] {
            if shift.start.since(last_end) > or_after && self.others_before(job, server, (last_end + or_after, shift.start)) {
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

    /// Seconds of a job that are not done by now, those of the segment that is under way taken off.
    pub fn left(&self, job: &Job, now: SimTime) -> u64 {
        if let State::OnDuty(_) = job.state {
            let (_, from, to) = self.duty(job.duty);
            return to.since(now.max(from));
        }
        let State::Working(server) = job.state else { return job.remaining.seconds() };
        let worked = match job.ask.shift_end {
            ShiftEnd::Pause => segment(server, &self.servers[server as usize], now, (&self.roster, self.observed)).0,
            ShiftEnd::Ignore | ShiftEnd::Wait => now.since(self.servers[server as usize].began),
        };
        job.remaining.seconds().saturating_sub(worked)
    }

    /// Tallies the segment of work that a server began and is leaving now; the job keeps what remains. Both are given back.
    #[inline(always)]
    fn settle(&mut self, server: ServerId, now: SimTime) -> (&mut Server, &mut Job) {
        if self.spells.is_some() {
            self.remember(server, now);
        }
        let state = &mut self.servers[server as usize];
        let job = &mut self.jobs[state.job as usize];
        let (on_shift, seen_on_shift) = segment(server, state, now, (&self.roster, self.observed));
        let segment = (state.began, now);
        let (worked, extra) = match job.ask.shift_end {
            ShiftEnd::Pause => (on_shift, 0),
            ShiftEnd::Ignore => (now.since(segment.0), 0),
            ShiftEnd::Wait => (now.since(segment.0), overlap(segment, self.observed) - seen_on_shift),
        };
        job.remaining = Span::new(job.remaining.seconds().saturating_sub(worked));
        let class = usize::from(state.class);
        self.used.busy[class] += seen_on_shift;
        if extra > 0 {
            self.used.overtime[class] += extra;
        }
        self.used.by_label[class * self.layout.labels + usize::from(job.ask.label)] += seen_on_shift + extra;
        self.used.ever += worked;
        state.assignment.note_work(&mut state.turn, now, worked);
        (state, job)
    }

    #[cold]
    #[inline(never)]
    pub(super) fn forget_spells(&mut self, job: JobId) {
        drop(self.take_spells(job));
    }

    /// Whether spells of work are to be remembered, from the next history on.
    pub fn remember_spells(&mut self, wanted: bool) {
        self.spells = wanted.then(Vec::new);
    }

    /// The spells of a job that has not been freed, in order; none are remembered any more.
    pub fn take_spells(&mut self, job: JobId) -> Vec<ServiceSegment> {
        self.spells.as_mut().map(|spells| spells.extract_if(.., |spell| spell.job == job).collect()).unwrap_or_default()
    }

    /// Remembers the segment of work that a server is leaving, without the time between shifts if it rested there.
    #[cold]
    #[inline(never)]
    fn remember(&mut self, server: ServerId, now: SimTime) {
        let state = &self.servers[server as usize];
        let (job, began, first) = (state.job, state.began, state.began_in as usize);
        let slot = &self.jobs[job as usize];
        let (pauses, seat) = (slot.ask.shift_end == ShiftEnd::Pause, Some(slot.seat).filter(|&seat| seat != NONE));
        let spell = |from, to| ServiceSegment { job, server, seat, from, to };
        let spells: Vec<ServiceSegment> = if pauses {
            let within = self.roster.of(server as usize)[first..].iter().take_while(|shift| shift.start < now);
            within.map(|shift| spell(shift.start.max(began), shift.end.min(now))).filter(|spell| spell.from < spell.to).collect()
        } else {
            Some(spell(began, now)).into_iter().filter(|spell| spell.from < spell.to).collect()
        };
        if let Some(known) = &mut self.spells {
            known.extend(spells);
        }
    }

    /// Settles what is in progress when the history ends.
    pub fn settle_all(&mut self, now: SimTime) {
        for server in 0..self.servers.len() as u32 {
            if self.servers[server as usize].job != NONE {
                self.settle(server, now);
            }
        }
        for job in 0..self.jobs.len() as JobId {
            if let State::OnDuty(_) = self.jobs[job as usize].state {
                self.settle_duty(job, now);
            }
        }
    }
}

/// Seconds within shifts of the segment of work that a server is at: all, and those observed.
#[inline(always)]
fn segment(server: ServerId, state: &Server, now: SimTime, (roster, observed): (&Roster, (SimTime, SimTime))) -> (u64, u64) {
    let segment = (state.began, now);
    if state.began_in == state.shift && now <= state.until {
        // Begun and left within one shift, as most work is.
        (now.since(segment.0), overlap(segment, observed))
    } else {
        on_shift(&roster.of(server as usize)[state.began_in as usize..], segment, observed)
    }
}

/// What the way from a server's site takes is added to a job.
#[cold]
#[inline(never)]
fn add_travel(job: &mut Job, site: u16) {
    if site != ANYWHERE && site != job.ask.site {
        let way = job.ask.travel.seconds();
        (job.ask.amount, job.remaining) = (Span::new(job.ask.amount.seconds() + way), Span::new(job.remaining.seconds() + way));
    }
}

/// Seconds of a segment of work within shifts: all, and those observed.
#[inline(never)]
fn on_shift(shifts: &[Shift], segment: (SimTime, SimTime), observed: (SimTime, SimTime)) -> (u64, u64) {
    let within = shifts.iter().take_while(|shift| shift.start < segment.1);
    within.fold((0, 0), |(all, seen), shift| {
        let both = (shift.start.max(segment.0), shift.end.min(segment.1));
        (all + both.1.since(both.0), seen + overlap(both, observed))
    })
}
