//! More replications where they are needed.
//!
//! Groups of clusters that share nobody are simulated apart, so a cluster's rate can be told from more histories than the
//! nation's: those of its own group alone. How many it takes is foreseen from the spread of those that there are (Stein, "A
//! two-sample test for a linear hypothesis whose power is independent of the variance", Annals of Mathematical Statistics 16, 1945), and as the first
//! spread is itself uncertain, foreseen again after each round. What is simulated next depends on what was folded and on
//! nothing else, so that the results are the same bits at any number of threads.

use std::ops::ControlFlow;

use super::execution::Execution;
use super::fold::Fold;
use super::parallel::Extent;
use super::statistics::{Estimate, student_t};
use crate::model::observe::Observations;

/// A round gives a cluster at most so many times what it has: a spread from few replications may be far too large.
const MOST_AT_ONCE: u64 = 4;

/// How well each cluster's rate is to be known.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Refinement {
    /// The half-width wanted, a share of 1.
    pub half_width: f64,
    /// The fewest replications of a cluster from which its spread is trusted.
    pub at_least: u64,
    /// The most.
    pub at_most: u64,
}

impl Refinement {
    /// The replications that a cluster should have now; as many as it has if they are enough, or if more would not tell.
    fn replications(self, rate: &Estimate, done: u64) -> u64 {
        if done < self.at_least {
            return self.at_least.min(self.at_most);
        }
        let Some(sd) = rate.sd.filter(|_| rate.half_width.is_some_and(|half_width| half_width > self.half_width)) else { return done };
        // How many make this spread's interval as narrow as is wanted: the quantile of t falls as they grow, which a few steps settle.
        let next = |foreseen: u64| {
            let t = student_t(rate.confidence, foreseen.max(2) - 1);
            (t * sd / self.half_width).powi(2).ceil() as u64
        };
        let foreseen = (0..4).fold(done, |foreseen, _| next(foreseen));
        foreseen.clamp(done + 1, done.saturating_mul(MOST_AT_ONCE)).min(self.at_most).max(done)
    }
}

/// Adds replications of the groups whose clusters' rates are not known as well as wanted; whether all that need more have them.
///
/// - `groups`: the clusters of each group, in order.
/// - `job(world, replication, group)` observes a group.
pub(super) fn refine<W: Default>(
    fold: &mut Fold,
    groups: &[Vec<usize>],
    wanted: Refinement,
    job: impl Fn(&mut W, u64, usize) -> Observations + Sync,
    with: &Execution<'_>,
) -> bool {
    let mut done = vec![fold.replications(); groups.len()];
    loop {
        let next = |group: usize| {
            let rates = groups[group].iter().filter_map(|&cluster| fold.cluster(cluster));
            let enough = rates.map(|rate| wanted.replications(&rate, done[group])).max().unwrap_or(0);
            (done[group]..enough).map(move |replication| (replication, group))
        };
        let jobs: Vec<(u64, usize)> = (0..groups.len()).flat_map(next).collect();
        let Some(of) = u64::try_from(jobs.len()).ok().filter(|jobs| *jobs > 0) else { return true };
        let before: u64 = done.iter().sum();
        let one = |world: &mut W, index: u64, _| job(world, jobs[index as usize].0, jobs[index as usize].1);
        let take = |index: u64, seen: Vec<Observations>| {
            let clusters = &groups[jobs[index as usize].1];
            seen.iter().flat_map(|group| &group.clusters).zip(clusters).for_each(|(seen, &cluster)| fold.add_to_cluster(cluster, seen));
            ControlFlow::Continue(())
        };
        let extent = Extent { groups: 1, replications: of };
        if with.threads.run(extent, with.cancel, one, take, |ready| with.progress.jobs(before + ready, before + of)) {
            return false;
        }
        jobs.iter().for_each(|&(replication, group)| done[group] = replication + 1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_foreseen_grows_with_the_square_of_the_spread_and_stays_within_its_bounds() {
        let wanted = Refinement { half_width: 0.01, at_least: 10, at_most: 500 };
        let rate = |sd: f64, done: u64| Estimate {
            mean: 0.4,
            half_width: (done > 1).then(|| student_t(0.95, done.max(2) - 1) * sd / (done as f64).sqrt()),
            sd: (done > 1).then_some(sd),
            replications: done,
            confidence: 0.95,
        };
        let foreseen = |sd, done| wanted.replications(&rate(sd, done), done);
        // By the table of t: 2.0167 with 43 to spare, so that 44 are the first of which 2.0167 × 0.0328 / √44 is below 0.01.
        assert_eq!([foreseen(0.02, 20), foreseen(0.0328, 20), foreseen(0.0328, 44)], [20, 44, 44]);
        assert_eq!(foreseen(0.5, 20), 80, "four times as many at once");
        assert_eq!(
            [foreseen(0.5, 400), foreseen(0.5, 500), foreseen(0.5, 600)],
            [500, 500, 600],
            "no more than are allowed, and none is taken away"
        );
        assert_eq!([foreseen(0.001, 1), foreseen(0.001, 9), foreseen(0.001, 10)], [10, 10, 10], "no spread of fewer is trusted");
    }
}
