//! Single-step jobs: work of which one job is all, as it is of most of a service's workstreams.
//!
//! Whatever will be asked of a single-step job is known when it arrives: nothing comes before its one step, nobody decides about it, and nothing
//! follows. So no case is kept of it, and nothing is looked for when its job is done. It comes to the same as if it were a case, which
//! it is where an event log is written: `tests/it/random_numbers.rs` holds the two against each other, to the bit.

use crate::des::pool::{JobId, NONE, ServerId};
use crate::des::time::Span;
use crate::scenario::grammar::Obstacle;

use super::case::{Arrival, CaseKey, Idle, SINGLE_STEP, SingleStepJob};
use super::route::{Does, DueSpec, StreamSpec};
use super::world::Replication;

impl StreamSpec {
    /// Whether its work is single-step jobs: one step, begun when it arrives, by one person, who does it whenever that may be; due at a moment
    /// that nobody watches for.
    pub(super) fn is_single_step(&self) -> bool {
        let [step] = &self.steps[..] else { return false };
        matches!(step.does, Does::Work | Does::PerCase)
            && step.gives_up.is_none()
            && !step.by_several()
            && self.policy.is_none()
            && self.adjourn.is_none()
            && self.brings.is_empty()
            && matches!(self.due, DueSpec::None | DueSpec::Within(_) | DueSpec::Sitting)
    }
}

impl Replication<'_> {
    /// A job of a single step arrives: it is counted, and its one job is asked for.
    #[inline(always)]
    pub(super) fn errand(&mut self, spec: &StreamSpec, arrival: &Arrival) {
        let Arrival { stream, place: (court, _, list), attributes, .. } = arrival;
        let now = self.now();
        let promised = self.first_due(spec, *court, arrival.sitting.0);
        let of = CaseKey { stream: *stream, kind: attributes.kind, court: *court, list: *list, made: now, promised };
        let counted = self.counts(now);
        if counted {
            self.count_made(&of, true).steps[0].asked += u64::from(attributes.needs != 0);
        }
        if attributes.needs == 0 {
            // Chance spares it.
            if counted {
                self.count_delivered(&of, (true, now <= promised));
            }
            return;
        }
        let (step, mut other) = (&spec.steps[0], None);
        let held = spec.held(0, attributes, &mut other);
        let drawn = attributes.amounts[0];
        let takes = if drawn == Span::NEVER { self.draw(step, held, (arrival.entity, arrival.cases)) } else { (drawn, Span::NEVER) };
        let key = spec.key(spec.class(held, attributes.kind), (promised, now), arrival.sequence);
        let ask = self.asking((spec, step, held), (u32::from(*stream), SINGLE_STEP), (key, NONE), (*court, arrival.entity), takes);
        if counted {
            self.count_asked(ask.site, ask.ladder, ask.amount);
        }
        let job = self.pools.ask(now, ask, NONE, &mut self.w.calendar) as usize;
        if job >= self.w.single_steps.len() {
            self.w.single_steps.resize(job + 1, SingleStepJob { of, counted, obstacle: held.obstacle });
        }
        // Written where it lies, field by field: put together first and then moved, it would be waited for.
        let slot = &mut self.w.single_steps[job];
        slot.of.stream = of.stream;
        slot.of.kind = of.kind;
        slot.of.court = of.court;
        slot.of.list = of.list;
        slot.of.made = of.made;
        slot.of.promised = of.promised;
        slot.counted = counted;
        slot.obstacle = held.obstacle;
    }

    /// A job of a single step's job is done, and the single-step job with it.
    #[inline(always)]
    pub(super) fn errand_done(&mut self, server: ServerId, job: JobId) {
        let done = self.pools.job(job);
        let (amount, seat_blocked) = (done.ask.amount.seconds(), done.seat_blocked);
        let Idle { before: wait, after } = Idle::of(done, 0, self.now());
        let SingleStepJob { of, counted, obstacle } = self.w.single_steps[job as usize];
        self.given += amount;
        if counted {
            self.count_done(of.promised, server, wait, false);
            self.count_time(usize::from(of.stream), self.pools.class_of(server), amount);
            let (same_day, on_time) = (of.made >= self.w.calendar.midnight(), self.now() <= of.promised);
            let seen = self.count_delivered(&of, (same_day, on_time));
            seen.steps[0].count(wait, amount);
            let lacked = if seat_blocked { Obstacle::Room } else { obstacle };
            seen.waited[lacked as usize] += wait;
            seen.waited[obstacle as usize] += after;
        }
    }

    /// Counts the single-step jobs that are still under way when the history ends.
    pub(super) fn errands_left_over(&mut self) {
        for job in self.pools.unfinished() {
            let state = *self.pools.job(job);
            if state.ask.token.1 == SINGLE_STEP {
                let SingleStepJob { of, counted, .. } = self.w.single_steps[job as usize];
                self.job_left_over(&state, (of.stream, 0), of.promised, counted);
                if counted {
                    self.count_outstanding(&of);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use crate::model::Model;
    use crate::scenario::load::load;

    /// Workstreams of a scenario's first cluster, and how many of them are of single-step jobs.
    fn of_errands(scenario: &str) -> (usize, Vec<String>) {
        let Ok(read) = load(&Path::new("scenarios").join(scenario), &[] as &[&str]) else { panic!("{scenario} can be read") };
        let model = Model::new(&read.scenario);
        let all = model.names.streams.len();
        let single_steps = model.group(0).streams.iter().take(all).filter(|stream| stream.single_steps);
        (all, single_steps.map(|stream| model.names.streams[stream.stream].key.clone()).collect())
    }

    #[test]
    fn most_of_a_service_s_workstreams_are_errands_and_reports_are_not() {
        assert_eq!(of_errands("verification/court-year.toml"), (1, vec![]));
        assert_eq!(of_errands("verification/mm8.toml"), (1, vec!["queue".to_owned()]));
        let (all, single_steps) = of_errands("whole-2016.toml");
        // Not those in steps, those that somebody must join at an hour, nor those whose completion brings other work.
        for case in ["psr", "court_duty", "marac", "parole", "victim_contact"] {
            assert!(!single_steps.iter().any(|errand| errand == case), "{case}: {single_steps:?}");
        }
        assert!(single_steps.len() * 3 > all * 2, "{} of {all}", single_steps.len());
    }
}
