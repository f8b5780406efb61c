//! What was asked of each grade, and how punctually it was done: managers' load and everybody's waiting come from here.
//!
//! Work counts for the grade that did it; work that nobody did counts for the grade that was asked first. Work that several grades may
//! begin at once is asked of each by the hours that its people are there for.

use crate::des::pool::{Job, Request, ServerId, State};
use crate::des::time::{SimTime, Span};

use super::case::Case;
use super::observe::GradeSeen;
use super::world::Replication;

impl Replication<'_> {
    /// Work is asked for.
    #[inline(always)]
    pub(super) fn count_asked(&mut self, site: u16, ladder: u32, amount: Span) {
        *self.asked_of(site, ladder) += amount.seconds();
    }

    /// Work that nobody has begun is asked for no longer.
    pub(super) fn uncount_asked(&mut self, ask: &Request) {
        *self.asked_of(ask.site, ask.ladder) -= ask.amount.seconds();
    }

    /// Seconds asked of a ladder for a site.
    #[inline(always)]
    fn asked_of(&mut self, site: u16, ladder: u32) -> &mut u64 {
        &mut self.w.asked[ladder as usize * self.group.clusters.len() + usize::from(site)]
    }

    /// What was asked of ladders is shared among the grades that they ask first, by contracted hours.
    pub(super) fn share_out_asked(&mut self) {
        let sites = self.group.clusters.len();
        let asked = std::mem::take(&mut self.w.asked);
        for (place, &seconds) in asked.iter().enumerate().filter(|(_, seconds)| **seconds > 0) {
            let classes: Vec<u16> = self.pools.asked_first((place % sites) as u16, (place / sites) as u32).collect();
            let hours: u64 = classes.iter().map(|&class| self.seen.grades[usize::from(class)].contracted).sum();
            let mut left = seconds;
            for &class in classes.iter().skip(1) {
                let own = self.seen.grades[usize::from(class)].contracted;
                let part = (u128::from(seconds) * u128::from(own)).checked_div(u128::from(hours)).map_or(0, |part| part as u64);
                self.tallied(class).asked += part;
                left -= part;
            }
            if let Some(&class) = classes.first() {
                self.tallied(class).asked += left;
            }
        }
        // The list goes back, for its memory.
        self.w.asked = asked;
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

    /// What was done of a job that nobody finishes, if it was begun: of a step of a workstream of the group.
    pub(super) fn count_in_part(&mut self, job: &Job, (stream, place): (u16, usize), counted: bool) {
        let Some(begun) = job.begun else { return };
        let worked = job.ask.amount.seconds().saturating_sub(job.remaining.seconds());
        self.given += worked;
        if counted {
            self.count_step(usize::from(stream), place, begun.since(job.asked), worked);
            let class = match job.state {
                State::Working(server) | State::OnDuty(server) => Some(self.pools.class_of(server)),
                // Whoever was called away from it is not remembered.
                State::Waiting | State::Over => self.pools.preferred(job.ask.site, job.ask.ladder),
            };
            class.into_iter().for_each(|class| self.count_time(usize::from(stream), class, worked));
        }
    }

    /// Work that nobody did in time.
    pub(super) fn count_missed(&mut self, ask: &Request) {
        if let Some(grade) = self.asked_first(ask.site, ask.ladder) {
            grade.timed += 1;
        }
    }

    /// Work of a case that nobody will do any more: missed, if it was due at a time.
    pub(super) fn count_left(&mut self, case: &Case, ask: &Request) {
        if case.due != SimTime::NEVER {
            self.count_missed(ask);
        }
    }

    /// Work that is under way, or waits, when the history ends.
    pub(super) fn count_unfinished(&mut self, due: SimTime, job: &Job) {
        if let (State::Working(server) | State::OnDuty(server), Some(begun)) = (job.state, job.begun) {
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
