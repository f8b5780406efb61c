//! What is decided about a request: whether it is tried today, and what decided that it was missed.

use crate::des::pool::{Key, NONE};
use crate::des::time::whole;
use crate::scenario::grammar::{Obstacle, Policy};

use super::case::{Case, Idle};
use super::observe::OBSTACLES;
use super::route::{Does, StreamSpec};
use super::world::Replication;

impl Replication<'_> {
    /// Why a request is not tried today; `None` if it is.
    #[inline(always)]
    pub(super) fn refusal(&self, case: &Case, spec: &StreamSpec) -> Option<Obstacle> {
        let policy = spec.policy.as_ref()?;
        if policy.kinds >> case.attributes.kind & 1 == 0 || policy.policy == Policy::Never {
            return Some(Obstacle::Format);
        }
        if let Some(&(_, obstacle)) = policy.unless.iter().find(|(flag, _)| case.attributes.flags & flag != 0) {
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
        // By step; what runs side by side is not added up.
        let mut takes = [0.0_f64; u32::BITS as usize];
        let mut longest: Option<(f64, u32, Key, bool, Obstacle)> = None;
        for (place, step) in spec.steps.iter().enumerate() {
            if !step.by_people() || case.attributes.takes >> place & 1 == 0 {
                continue;
            }
            let mut other = None;
            let resolved = spec.held(place, &case.attributes, &mut other);
            let share = if let Does::Gate { share, .. } = step.does { share } else { 1.0 };
            takes[place] = resolved.mean * resolved.chance * share;
            if step.same_as.is_none() && longest.is_none_or(|(mean, ..)| resolved.mean > mean) {
                let class = spec.class(resolved, case.attributes.kind);
                let ladder = step.ladder(resolved, case.court);
                longest = Some((resolved.mean, ladder, self.key(case, spec, class), step.preempts, resolved.obstacle));
            }
        }
        let end = now + whole(spec.longest_path(&takes)) + margin;
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
    /// The longest wait decides if, but for all its waits, the request would have been ready in time; if even then it would not, it
    /// came too late in the day. Waits that have not ended are the case's from here on.
    pub(super) fn deciding(&mut self, id: u32, spec: &StreamSpec) -> Obstacle {
        self.add_open_waits(id, spec);
        let case = &self.w.cases[id as usize];
        let waited = case.waits.by_obstacle();
        if waited.iter().all(|&seconds| seconds == 0) || case.made + self.undisturbed(case, spec) > case.due {
            return Obstacle::Late;
        }
        // Of equals the first.
        let longest = (1..OBSTACLES).fold(0, |longest, obstacle| if waited[obstacle] > waited[longest] { obstacle } else { longest });
        Obstacle::ALL[longest]
    }

    /// Adds what a request has waited for in steps that are not complete: it would be kept when they are, and that is too late.
    fn add_open_waits(&mut self, id: u32, spec: &StreamSpec) {
        let now = self.now();
        let case = &mut self.w.cases[id as usize];
        let mut job = case.jobs;
        while job != NONE {
            let state = self.pools.job(job);
            let idle = Idle::of(state, self.pools.left(state, now), now);
            case.add_idle(spec, usize::from(state.ask.token.1), (idle, state.seat_blocked));
            job = state.link;
        }
        if case.jobs == NONE && !case.ready {
            let waits = spec
                .steps
                .iter()
                .enumerate()
                .find(|(i, step)| matches!(step.does, Does::Wait(_)) && case.begun >> i & 1 == 1 && case.done >> i & 1 == 0);
            if let Some((place, _)) = waits {
                case.waits.add(spec.obstacle(place, &case.attributes, false), now.since(case.alone_since));
            }
        }
    }

    /// Seconds from the request until all its work would be done if nothing were waited for, neither people nor rooms nor answers: its
    /// critical path, for what runs side by side is not added up. Amounts are those of the case itself, which its name alone decides.
    fn undisturbed(&self, case: &Case, spec: &StreamSpec) -> u64 {
        let mut takes = [0.0_f64; u32::BITS as usize];
        for place in (0..spec.steps.len()).filter(|place| case.attributes.needs >> place & 1 == 1) {
            takes[place] = self.takes_alone(case, spec, place) as f64;
        }
        whole(spec.longest_path(&takes))
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
        let mut which = std::mem::take(&mut case.waits.which);
        if which != 0 && case.counted {
            let seen = &mut self.seen.streams[usize::from(case.stream)].waited;
            while which != 0 {
                let place = which.trailing_zeros() as usize;
                which &= which - 1;
                seen[place] += u64::from(case.waits.seconds[place]);
            }
        }
    }
}
