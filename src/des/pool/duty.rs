//! Rostered duty: stretches for which a server is chosen before the history begins.
//!
//! What begins at a time that is known beforehand, and must not be left without anybody, is a matter of the roster and not of who
//! happens to be free at that second. For each duty, in the order of their beginnings, the groups that may do it are asked in order;
//! of the first group that has anybody on shift at the beginning (or whose shift begins soon enough) the one with the fewest seconds of
//! duty so far is chosen, ties going to the lower number. The duty is then taken out of that server's shifts, as a break is: work pauses
//! there or is interrupted there, and work that allows neither is not begun when it would run into it.
//!
//! Invariants, checked by `check_invariants` in tests:
//! 1. the duties of a server do not overlap, and are in order;
//! 2. no shift of the roster overlaps a duty of its server;
//! 3. `Server::duty` is never later than the server's next duty.

use crate::des::calendar::{Calendar, Phase};
use crate::des::roster::Shift;
use crate::des::time::{SimTime, Span, overlap};

use super::{JobId, PoolEvent, Pools, Request, ServerId, ServiceSegment, ShiftEnd, State};

/// A duty of the roster, by number.
pub type DutyId = u32;

/// A duty and who was chosen for it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Duty {
    server: ServerId,
    from: SimTime,
    to: SimTime,
    /// Seconds within the observed period: within the shifts as they were laid out, and beyond them.
    seen: (u64, u64),
}

/// A duty that is wanted.
#[derive(Clone, Copy, Debug)]
pub struct Wanted {
    /// When it begins and ends.
    pub span: (SimTime, SimTime),
    /// Seconds after the beginning at which somebody may come at the latest.
    pub late_by: u64,
}

impl Pools {
    /// Forgets the duties of the last history. Call it once the roster is laid out, then [`Self::roster_duty`] for each duty, then
    /// [`Self::end_rostering`]; all of it before [`Self::begin`]. `observed` is the period in which time is tallied.
    pub fn begin_rostering(&mut self, observed: (SimTime, SimTime)) {
        let servers = self.layout.classes.len();
        self.observed = observed;
        self.duties.clear();
        self.duties_of.resize_with(servers, Default::default);
        for (duties, begun) in &mut self.duties_of {
            duties.clear();
            *begun = 0;
        }
        self.rostered.clear();
        self.rostered.resize(servers, (0, 0));
    }

    /// Chooses a server for a duty, which must not begin before the one asked for last; `None` if nobody is there for it.
    ///
    /// - `groups`: servers in order of preference, each group from so many seconds after the beginning on. Of those who are marked, only
    ///   those who serve a queue of the ladder are asked.
    pub fn roster_duty(&mut self, wanted: Wanted, ladder: u32, groups: &[(u64, Vec<(ServerId, u64)>)]) -> Option<DutyId> {
        let of_group = |(after, members): &(u64, Vec<(ServerId, u64)>)| {
            let mut chosen: Option<(u64, ServerId, SimTime)> = None;
            for &(server, marked) in members {
                let duty = self.rostered[server as usize].1;
                let less = chosen.is_none_or(|(least, other, _)| (duty, server) < (least, other));
                if !less || (marked != 0 && !self.serves_ladder(server, ladder)) {
                    continue;
                }
                if let Some(from) = self.free_for(server as usize, wanted, *after) {
                    chosen = Some((duty, server, from));
                }
            }
            chosen
        };
        let (_, server, from) = groups.iter().find_map(of_group)?;
        let to = wanted.span.1;
        let shifts = &self.roster.of(server as usize)[self.rostered[server as usize].0..];
        let within = shifts.iter().take_while(|shift| shift.start < to).map(|shift| (shift.start.max(from), shift.end.min(to)));
        let on_shift: u64 = within.filter(|part| part.0 < part.1).map(|part| overlap(part, self.observed)).sum();
        let seen = (on_shift, overlap((from, to), self.observed) - on_shift);
        let id = self.duties.len() as DutyId;
        self.duties.push(Duty { server, from, to, seen });
        self.duties_of[server as usize].0.push(id);
        self.rostered[server as usize].1 += to.since(from);
        Some(id)
    }

    fn serves_ladder(&self, server: ServerId, ladder: u32) -> bool {
        let rungs = &self.layout.ladders[ladder as usize];
        rungs.iter().any(|&(_, queue)| self.servers_of.members(queue as usize).any(|(_, member)| member == server as usize))
    }

    /// When a server could begin a duty, if in time: on shift, and not at another duty.
    fn free_for(&mut self, server: usize, Wanted { span: (start, end), late_by }: Wanted, after: u64) -> Option<SimTime> {
        let busy = self.duties_of[server].0.last().map_or(SimTime::default(), |&last| self.duties[last as usize].to);
        let shifts = self.roster.of(server);
        let first = &mut self.rostered[server].0;
        // Duties come in order, so a shift that is over is never asked for again.
        while shifts.get(*first).is_some_and(|shift| shift.end <= start) {
            *first += 1;
        }
        let soonest = (start + after).max(busy);
        let latest = (start + late_by).min(end);
        let there = shifts[*first..].iter().take_while(|shift| shift.start <= latest);
        there
            .map(|shift| (shift.start.max(soonest), shift.end))
            .find(|&(from, until)| from < until)
            .map(|(from, _)| from)
            .filter(|from| *from <= latest && *from < end)
    }

    /// Takes the duties out of the shifts.
    pub fn end_rostering(&mut self, scratch: &mut Vec<Shift>) {
        if self.duties.is_empty() {
            return;
        }
        let (of, duties) = (&self.duties_of, &self.duties);
        let away = |server: usize| {
            let spans = of[server].0.iter().map(|&duty| (duties[duty as usize].from, duties[duty as usize].to));
            spans.collect::<Vec<_>>().into_iter()
        };
        self.roster.take_out(away, scratch);
    }

    /// Finds each server's first duty of a history that begins.
    pub(super) fn next_duties(&mut self) {
        for server in 0..self.servers.len() {
            self.pass_duties(server, SimTime::default());
        }
    }

    /// A server's next duty is the first that is not over.
    pub(super) fn pass_duties(&mut self, server: usize, now: SimTime) {
        let Some((duties, over)) = self.duties_of.get_mut(server) else { return };
        while duties.get(*over).is_some_and(|&duty| self.duties[duty as usize].to <= now) {
            *over += 1;
        }
        self.servers[server].duty = duties.get(*over).map_or(SimTime::NEVER, |&duty| self.duties[duty as usize].from);
    }

    /// Begins a job that is a duty of the roster. It ends with [`super::Outcome::Finished`], as other work does.
    ///
    /// - `wanted`: since when it was wanted; a job is begun when its server comes, or now if that has been.
    pub fn begin_duty<E: Copy + From<PoolEvent>>(
        &mut self,
        (now, wanted): (SimTime, SimTime),
        ask: Request,
        duty: DutyId,
        link: u32,
        calendar: &mut Calendar<E>,
    ) -> JobId {
        let Duty { server, from, to, .. } = self.duties[duty as usize];
        let job = self.fresh(now, ask, link);
        let slot = &mut self.jobs[job as usize];
        let begun = from.max(now);
        slot.asked = wanted;
        slot.begun = Some(begun.max(wanted));
        slot.state = State::OnDuty(server);
        slot.duty = duty;
        slot.ask.amount = Span::new(to.since(from));
        slot.remaining = slot.ask.amount;
        let life = slot.life;
        calendar.schedule(to.max(now), Phase::Finish, PoolEvent::DutyOver { job, life });
        job
    }

    /// Asks for what nobody was found for: it waits for nobody until it is given up at a moment.
    pub fn ask_in_vain<E: Copy + From<PoolEvent>>(
        &mut self,
        (now, until): (SimTime, SimTime),
        ask: Request,
        link: u32,
        calendar: &mut Calendar<E>,
    ) -> JobId {
        let job = self.fresh(now, ask, link);
        self.jobs[job as usize].queued = false;
        let life = self.jobs[job as usize].life;
        calendar.schedule(until.max(now), Phase::Change, PoolEvent::GiveUp { job, life });
        job
    }

    /// A duty is over: its server's time is tallied.
    pub(super) fn end_duty(&mut self, job: JobId, now: SimTime) -> ServerId {
        let server = self.settle_duty(job, now);
        self.jobs[job as usize].state = State::Over;
        server
    }

    /// Tallies a duty up to now.
    pub(super) fn settle_duty(&mut self, job: JobId, now: SimTime) -> ServerId {
        let slot = &mut self.jobs[job as usize];
        let Duty { server, from, to, seen: (busy, overtime) } = self.duties[slot.duty as usize];
        let worked = now.min(to).since(from);
        slot.remaining = Span::new(to.since(from) - worked);
        let class = usize::from(self.servers[server as usize].class);
        let by_label = class * self.layout.labels + usize::from(slot.ask.label);
        self.used.busy[class] += busy;
        self.used.overtime[class] += overtime;
        self.used.by_label[by_label] += busy + overtime;
        self.used.ever += worked;
        let state = &mut self.servers[server as usize];
        state.assignment.note_work(&mut state.turn, now, worked);
        if let Some(spells) = &mut self.spells
            && worked > 0
        {
            spells.push(ServiceSegment { job, server, seat: None, from, to: now.min(to) });
        }
        server
    }

    /// Whether a job may be begun by a server now: unless it would run into a duty that it can neither be interrupted nor pause for.
    #[inline(always)]
    pub(super) fn fits(&self, job: JobId, server: usize, now: SimTime) -> bool {
        let duty = self.servers[server].duty;
        duty == SimTime::NEVER || !self.runs_into(job, duty, now)
    }

    #[inline(never)]
    fn runs_into(&self, job: JobId, duty: SimTime, now: SimTime) -> bool {
        let job = &self.jobs[job as usize];
        let fixed = job.ask.until != SimTime::NEVER;
        if job.ask.interruptible || (job.ask.shift_end == ShiftEnd::Pause && !fixed) {
            return false;
        }
        (if fixed { job.ask.until } else { now + job.remaining.seconds() }) > duty
    }

    /// When a server is present, duties included: for those who want to draw it.
    pub fn presence(&self, server: ServerId) -> Vec<(SimTime, SimTime)> {
        let shifts = self.roster.of(server as usize).iter().map(|shift| (shift.start, shift.end));
        let duties = self.duties_of.get(server as usize).into_iter().flat_map(|(duties, _)| duties);
        let mut all: Vec<_> = shifts.chain(duties.map(|&duty| (self.duties[duty as usize].from, self.duties[duty as usize].to))).collect();
        all.sort_unstable();
        let mut joined: Vec<(SimTime, SimTime)> = Vec::new();
        for (from, to) in all {
            match joined.last_mut() {
                Some(last) if last.1 >= from => last.1 = last.1.max(to),
                _ => joined.push((from, to)),
            }
        }
        joined
    }

    /// Who was chosen for a duty, and from when until when.
    pub fn duty(&self, duty: DutyId) -> (ServerId, SimTime, SimTime) {
        let Duty { server, from, to, .. } = self.duties[duty as usize];
        (server, from, to)
    }

    /// The duties of servers, for [`Self::check_invariants`].
    pub(super) fn check_duties(&self, now: SimTime) {
        for (server, (duties, _)) in self.duties_of.iter().enumerate() {
            let spans = || duties.iter().map(|&duty| (self.duties[duty as usize].from, self.duties[duty as usize].to));
            assert!(spans().zip(spans().skip(1)).all(|(one, next)| one.1 <= next.0), "the duties of a server do not overlap");
            let next = spans().find(|span| span.0 >= now).map_or(SimTime::NEVER, |span| span.0);
            assert!(self.servers[server].duty <= next, "no duty of server {server} is passed over");
        }
        for (server, (duties, _)) in self.duties_of.iter().enumerate() {
            let clear = |duty: &u32| {
                let (_, from, to) = self.duty(*duty);
                self.roster.of(server).iter().all(|shift| overlap((shift.start, shift.end), (from, to)) == 0)
            };
            assert!(duties.iter().all(clear), "a duty is no part of a shift");
        }
    }
}
