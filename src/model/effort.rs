//! What was asked of each grade, and how punctually it was done: managers' load and everybody's waiting come from here.
//!
//! Work counts for the grade that did it; work that nobody did counts for the grade that was asked first.

use crate::des::pool::{Ask, Job, ServerId, State};
use crate::des::time::{SimTime, Span};

use super::observe::GradeSeen;
use super::world::Run;

impl Run<'_> {
    /// Work is asked for.
    #[inline(always)]
    pub(super) fn count_asked(&mut self, site: u16, ladder: u32, amount: Span) {
        if let Some(grade) = self.asked_first(site, ladder) {
            grade.asked += amount.seconds();
        }
    }

    /// Work that is due at a moment is done by one of the people, who had begun it after `wait` seconds; `met` tells of a meeting, joined in time.
    pub(super) fn count_done(&mut self, due: SimTime, server: ServerId, wait: u64, met: bool) {
        let now = self.now();
        let class = self.pools.class_of(server);
        let grade = self.tallied(class);
        (grade.begun, grade.waited) = (grade.begun + 1, grade.waited + wait);
        if met || due != SimTime::NEVER {
            grade.timed += 1;
            grade.in_time += u64::from(met || now <= due);
        }
    }

    /// Work that nobody did in time.
    pub(super) fn count_missed(&mut self, ask: &Ask) {
        if let Some(grade) = self.asked_first(ask.site, ask.ladder) {
            grade.timed += 1;
        }
    }

    /// Work that is under way, or waits, when the history ends.
    pub(super) fn count_unfinished(&mut self, due: SimTime, job: &Job) {
        if let (State::Working(server), Some(begun)) = (job.state, job.begun) {
            let class = self.pools.class_of(server);
            let grade = self.tallied(class);
            (grade.begun, grade.waited) = (grade.begun + 1, grade.waited + begun.since(job.asked));
        }
        if due < self.model.days.end() {
            self.count_missed(&job.ask);
        }
    }

    #[inline(always)]
    fn asked_first(&mut self, site: u16, ladder: u32) -> Option<&mut GradeSeen> {
        let class = self.pools.preferred(site, ladder)?;
        Some(self.tallied(class))
    }

    /// The grade of a cluster that a class of servers is.
    fn tallied(&mut self, class: u16) -> &mut GradeSeen {
        &mut self.seen.grades[usize::from(class)]
    }
}
