//! What can be expected of the pools: how long a job would wait.

use crate::des::time::SimTime;

use super::{JobId, Key, NONE, Pools, ServerId};

impl Pools {
    /// Expected seconds until somebody begins one more job with this key, who may do so at once or, further up the ladder, after a time:
    /// whoever of them can first. `None` when none of them comes on duty again.
    pub fn expected_wait(&self, now: SimTime, ladder: u32, key: Key, preempts: bool) -> Option<u64> {
        let rungs = self.layout.ladders[ladder as usize].iter();
        rungs.filter_map(|&(after, queue)| Some(self.expected_in(now, queue, key, preempts)?.max(after))).min()
    }

    /// Expected seconds until a server of a queue begins one more job with this key:
    /// 0 when one is idle now. Otherwise the first of them to be free (or to come on duty) takes it after the work that
    /// waits ahead of it, shared among those who do that work; a job that `preempts` need not wait for one that it may
    /// interrupt. `None` when none of them comes on duty again.
    fn expected_in(&self, now: SimTime, queue: u32, key: Key, preempts: bool) -> Option<u64> {
        let (mut sharing, mut soonest) = (0_u64, None::<u64>);
        for (_, server) in self.servers_of.members(queue as usize) {
            if let Some(free) = self.free_in(server, now, key, preempts) {
                sharing += 1;
                soonest = Some(soonest.map_or(free, |least| least.min(free)));
            }
        }
        let soonest = soonest?;
        if soonest == 0 {
            return Some(0);
        }
        let entries = self.queues[queue as usize].line.iter().filter(|entry| self.live(*entry) && entry.key < key);
        let ahead: u64 = entries.map(|entry| self.jobs[entry.job as usize].remaining.seconds()).sum();
        Some(soonest + ahead / sharing)
    }

    /// Seconds until a server could begin a job with this key, were there no queue; `None` if not for ever.
    pub(super) fn free_in(&self, server: usize, now: SimTime, key: Key, preempts: bool) -> Option<u64> {
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
                if gives_way { 0 } else { self.left(job, now) }
            }
        };
        Some(comes.max(busy))
    }

    /// When a server is on duty next, from a moment on; `None` if never again.
    pub(super) fn on_duty_from(&self, server: ServerId, at: SimTime) -> Option<SimTime> {
        let state = &self.servers[server as usize];
        if state.until > at {
            return Some(at);
        }
        let shifts = self.roster.of(server as usize);
        shifts[state.shift as usize..].iter().find(|shift| shift.end > at).map(|shift| shift.start.max(at))
    }

    /// Whether a job waits for the server that it is bound to: one who is back soon enough, or no later than anybody else who might do it.
    pub(super) fn is_waited_for(&self, server: ServerId, job: JobId, now: SimTime) -> bool {
        let or_after = self.jobs[job as usize].ask.or_after.seconds();
        let Some(back) = self.on_duty_from(server, now) else { return false };
        back.since(now) <= or_after || !self.others_before(job, server, (now + or_after, back))
    }

    /// Whether, from one moment on and before another, somebody other than a server is on duty who may do a job by then.
    pub(super) fn others_before(&self, job: JobId, server: ServerId, (from, back): (SimTime, SimTime)) -> bool {
        let job = &self.jobs[job as usize];
        self.layout.ladders[job.ask.ladder as usize].iter().any(|&(after, queue)| {
            let from = from.max(job.asked + after);
            let mut others = self.servers_of.members(queue as usize).map(|(_, other)| other as ServerId).filter(|&other| other != server);
            from < back && others.any(|other| self.on_duty_from(other, from).is_some_and(|at| at < back))
        })
    }
}
