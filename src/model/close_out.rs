//! The end of a history: what is not finished is counted, and the books are balanced.
//!
//! The balances hold in every replication, in release builds too; a history whose books do not balance
//! is a bug, never a result.

use crate::des::pool::{Job, NONE, State};
use crate::des::time::SimTime;

use super::case::Path;
use super::world::Replication;

impl Replication<'_> {
    pub(super) fn finish(&mut self) {
        let end = self.model.days.end();
        self.pools.settle_all(end);
        for id in 0..self.w.cases.len() as u32 {
            if self.w.cases[id as usize].path != Path::Free {
                self.left_over(id);
            }
        }
        self.errands_left_over();
        self.share_out_asked();
        self.people();
        self.balance();
    }

    /// Counts a case that is still under way.
    fn left_over(&mut self, id: u32) {
        let case = self.w.cases[id as usize];
        let group = self.group;
        let spec = &group.streams[usize::from(case.stream)];
        let mut job = case.jobs;
        while job != NONE {
            let state = *self.pools.job(job);
            self.job_left_over(&state, (case.stream, usize::from(state.ask.token.1)), case.due, case.counted);
            debug_assert_ne!(state.state, State::Over);
            job = state.link;
        }
        if !case.counted || case.delivered || case.left || case.path == Path::Unborn {
            return;
        }
        if spec.is_due_by_the_day() {
            let obstacle = self.deciding(id, spec);
            self.decide(id, obstacle);
        }
        self.count_outstanding(&case.counted_as());
    }

    /// Counts a job that waits or is under way, of a step of a workstream of the group.
    pub(super) fn job_left_over(&mut self, job: &Job, (stream, place): (u16, usize), due: SimTime, counted: bool) {
        // What remains was brought up to date when the pools were settled.
        self.count_in_part(job, (stream, place), counted);
        if counted {
            self.count_unfinished(due, job);
        }
    }

    /// People's time, from the pools' tallies to the grades'.
    fn people(&mut self) {
        let labels = self.model.names.streams.len();
        let used = self.pools.used();
        // Classes are the grades of the first cluster, then of the next.
        for (class, grade) in self.seen.grades.iter_mut().enumerate() {
            grade.busy = used.busy[class];
            grade.overtime = used.overtime[class];
            grade.by_stream.copy_from_slice(&used.by_label[class * labels..(class + 1) * labels]);
        }
    }

    fn balance(&self) {
        assert_eq!(self.pools.used().ever, self.given, "time given by people is time received by work");
        for (names, stream) in self.model.names.streams.iter().cycle().zip(&self.seen.streams) {
            for kind in &stream.kinds {
                let accounted = kind.delivered + kind.gave_up + kind.outstanding;
                assert_eq!(kind.requested, accounted, "{}: every request is delivered, given up or outstanding", names.key);
                assert!(kind.same_day <= kind.delivered && kind.attempted + kind.adjourned >= kind.requested, "{}: {kind:?}", names.key);
            }
        }
        for (name, grade) in self.model.names.grades.iter().cycle().zip(&self.seen.grades) {
            let absent = grade.vacant + grade.leave + grade.sick + grade.elsewhere;
            assert_eq!(grade.contracted, absent + grade.on_duty, "{name}: contracted time is absent or on duty");
            assert!(grade.busy <= grade.on_duty, "{name}: nobody works more than they are there, overtime apart: {grade:?}");
            assert_eq!(grade.by_stream.iter().sum::<u64>(), grade.busy + grade.overtime, "{name}: all time worked is for some work");
        }
    }
}
