//! What is decided about a request: whether it is tried today, and what decided that it was missed.

use crate::des::pool::{Key, NONE};
use crate::des::time::whole;
use crate::scenario::grammar::{Obstacle, Policy};

use super::cases::Case;
use super::observe::OBSTACLES;
use super::route::{Does, StreamSpec};
use super::world::Run;

impl Run<'_> {
    /// Why a request is not tried today; `None` if it is.
    #[inline(always)]
    pub(super) fn refusal(&self, case: &Case, spec: &StreamSpec) -> Option<Obstacle> {
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
    pub(super) fn expected_miss(&self, case: &Case, spec: &StreamSpec, margin: u64) -> Option<Obstacle> {
        let now = self.now();
        let mut work = 0.0;
        let mut longest: Option<(f64, u32, Key, bool, Obstacle)> = None;
        for step in &spec.steps {
            if !step.by_people() || !step.concerns(case.kind, case.flags) {
                continue;
            }
            let mut other = None;
            let resolved = step.resolve(case.kind, case.flags, &mut other);
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

    /// The obstacle that decided a miss, from what the request waited for.
    ///
    /// The longest wait decides if, but for all its waits, the request would have been ready in time; if even
    /// then it would not, it came too late in the day.
    pub(super) fn deciding(&self, id: u32, spec: &StreamSpec) -> Obstacle {
        let now = self.now();
        let case = &self.w.cases[id as usize];
        let mut waited = case.waited;
        let mut left = 0.0;
        let mut job = case.jobs;
        while job != NONE {
            let state = self.pools.job(job);
            if state.begun.is_none() {
                let step = &spec.steps[usize::from(state.ask.token.1)];
                let obstacle = if state.seat_blocked { Obstacle::Room } else { step.obstacle(case.kind, case.flags) };
                waited[obstacle as usize] += now.since(state.asked) as u32;
            }
            left += state.remaining.seconds() as f64;
            job = state.link;
        }
        if case.jobs == NONE && !case.ready {
            let waits = spec
                .steps
                .iter()
                .enumerate()
                .find(|(i, step)| matches!(step.does, Does::Wait(_)) && case.begun >> i & 1 == 1 && case.done >> i & 1 == 0);
            if let Some((_, step)) = waits {
                waited[step.obstacle(case.kind, case.flags) as usize] += now.since(case.alone_since) as u32;
            }
        }
        let to_come = spec.steps.iter().enumerate().filter(|(i, step)| case.begun >> i & 1 == 0 && step.by_people());
        for (_, step) in to_come.filter(|(_, step)| step.concerns(case.kind, case.flags)) {
            let mut other = None;
            let resolved = step.resolve(case.kind, case.flags, &mut other);
            let share = if let Does::Gate { share, .. } = step.does { share } else { 1.0 };
            left += resolved.mean * resolved.chance * share;
        }
        // Delivered after the due time: what it lacked was the time since.
        let lacked = if case.ready { now.since(case.due) as f64 } else { left };
        let all: u64 = waited.iter().map(|&seconds| u64::from(seconds)).sum();
        if (all as f64) < lacked || all == 0 {
            return Obstacle::Late;
        }
        // Of equals the first.
        let longest = (1..OBSTACLES).fold(0, |longest, obstacle| if waited[obstacle] > waited[longest] { obstacle } else { longest });
        Obstacle::ALL[longest]
    }

    /// Counts what decided that a request was not done the same day; the first decision stands.
    pub(super) fn decide(&mut self, id: u32, obstacle: Obstacle) {
        let case = &mut self.w.cases[id as usize];
        if case.decided {
            return;
        }
        case.decided = true;
        if case.counted {
            self.seen.streams[usize::from(case.stream)].decided[obstacle as usize] += 1;
        }
        self.count_waits(id);
    }

    /// Counts what a request waited for on the day, once.
    pub(super) fn count_waits(&mut self, id: u32) {
        let case = &mut self.w.cases[id as usize];
        if !case.has_waited {
            return;
        }
        if case.counted {
            let seen = &mut self.seen.streams[usize::from(case.stream)].waited;
            seen.iter_mut().zip(case.waited).for_each(|(sum, seconds)| *sum += u64::from(seconds));
        }
        (case.waited, case.has_waited) = ([0; OBSTACLES], false);
    }
}
