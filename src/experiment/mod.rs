//! Many replications of one scenario, and what can be estimated from them.
//!
//! [`Experiment`] decides how many and folds them; `parallel.rs` runs them; `measures.rs` says what
//! is watched; `statistics.rs` what can be said. Nothing here reads a file or a clock, and the
//! results are the same bits at any number of threads.

mod closer;
pub mod estimates;
pub mod fold;
pub mod frame;
pub mod items;
pub mod measures;
pub mod parallel;
pub mod record;
pub mod statistics;
pub mod stored;
#[cfg(test)]
pub(crate) mod synthetic;
mod view;
pub mod watch;

use std::ops::ControlFlow;
use std::sync::atomic::AtomicBool;

use closer::{Closer, closer};
use estimates::{Estimates, Stopped};
use fold::Fold;
use frame::MeasureContext;
use parallel::{Extent, NoThreads};
use record::{Job, Kept, replicate};
use statistics::Precision;

use crate::model::observe::{ClusterSeen, Observations};
use crate::model::{Model, World};
use crate::scenario::grammar::{Run, Scenario};

/// When the replications are enough.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum StoppingRule {
    /// After so many.
    Number(u64),
    /// When the headline's half-width, a share of 1, is so small and stays so.
    Precision {
        /// The half-width wanted, a share of 1.
        half_width: f64,
        /// The fewest that are trusted.
        at_least: u64,
        /// The most that are run.
        at_most: u64,
    },
}

impl StoppingRule {
    /// As a scenario asks for it: a number goes before a precision.
    pub fn of(run: &Run) -> Self {
        run.replications.map_or_else(
            || Self::Precision { half_width: run.precision.get(), at_least: run.at_least, at_most: run.at_most.max(run.at_least) },
            Self::Number,
        )
    }

    /// The most replications that can be run.
    pub const fn most(self) -> u64 {
        match self {
            Self::Number(number) => number,
            Self::Precision { at_most, .. } => at_most,
        }
    }
}

/// How an experiment is run. None of it but the seed and the number of replications can change a result.
#[derive(Clone, Copy, Debug)]
pub struct Settings {
    /// The master seed.
    pub seed: u64,
    /// When the replications are enough.
    pub enough: StoppingRule,
    /// Threads; 0 for one per processor.
    pub threads: usize,
}

impl Settings {
    /// As the scenario says, on all processors.
    pub fn of(run: &Run) -> Self {
        Self { seed: run.seed, enough: StoppingRule::of(run), threads: 0 }
    }
}

/// Hears how far a run has come. Called from any thread, one at a time for replications.
pub trait Progress: Sync {
    /// So many jobs (groups of clusters in a replication) are done, of so many at most.
    fn jobs(&self, done: u64, most: u64);
    /// So many replications count, and the headline's half-width is this (a share of 1).
    fn replications(&self, done: u64, half_width: Option<f64>);
}

/// Progress that nobody hears.
#[derive(Clone, Copy, Debug)]
pub struct NoProgress;

impl Progress for NoProgress {
    fn jobs(&self, _: u64, _: u64) {}
    fn replications(&self, _: u64, _: Option<f64>) {}
}

/// One scenario, to be replicated.
#[derive(Clone, Copy, Debug)]
pub struct Experiment<'a> {
    /// The scenario.
    pub scenario: &'a Scenario,
    /// The scenario compiled.
    pub model: &'a Model,
    /// How it is run.
    pub settings: Settings,
}

impl Experiment<'_> {
    /// Runs it until the replications are enough, or until `cancel` is set: then those finished count.
    ///
    /// # Errors
    /// If the system refuses the threads.
    pub fn run(&self, cancel: &AtomicBool, progress: &dyn Progress) -> Result<Estimates, NoThreads> {
        self.run_kept(Kept::default(), "", cancel, progress)
    }

    /// As [`Self::run`], with finished jobs kept, and those of an earlier run not done again.
    ///
    /// - `of`: what jobs of this scenario are called, where others are kept in the same place.
    ///
    /// # Errors
    /// If the system refuses the threads.
    pub fn run_kept(&self, kept: Kept<'_>, of: &str, cancel: &AtomicBool, progress: &dyn Progress) -> Result<Estimates, NoThreads> {
        let (fold, stopped) = self.first(kept, of, cancel, progress)?;
        Ok(fold.finish(self.settings.seed, stopped))
    }

    /// As [`Self::run_kept`]; then the clusters whose rates are not known as well as the scenario asks for are given more replications
    /// of their own. If it is interrupted meanwhile, those are left out.
    ///
    /// # Errors
    /// If the system refuses the threads.
    pub fn run_closer(&self, kept: Kept<'_>, cancel: &AtomicBool, progress: &dyn Progress) -> Result<Estimates, NoThreads> {
        let (first, mut stopped) = self.first(kept, "", cancel, progress)?;
        let seed = self.settings.seed;
        let run = &self.scenario.run;
        let (Some(half_width), false) = (run.cluster_precision, stopped == Stopped::Interrupted) else {
            return Ok(first.finish(seed, stopped));
        };
        let wanted = Closer { half_width: half_width.get(), at_least: run.at_least, at_most: run.at_most };
        let mut fold = first.clone();
        let job = |world: &mut World, replication, group| replicate(kept, self.model, world, Job { of: "", seed, replication, group });
        // A run that is repeated as it was interrupted has no more than it had then.
        if kept.stop_after.is_some() || !closer(&mut fold, &self.groups(), wanted, self.settings.threads, job, cancel, progress)? {
            (fold, stopped) = (first, Stopped::Interrupted);
        }
        Ok(fold.finish(seed, stopped))
    }

    /// Replications of everything, until they are enough for the nation.
    fn first(&self, kept: Kept<'_>, of: &str, cancel: &AtomicBool, progress: &dyn Progress) -> Result<(Fold, Stopped), NoThreads> {
        let sides = vec![Side { frame: MeasureContext::new(self.scenario, &self.model.names), groups: self.groups() }];
        let seed = self.settings.seed;
        let job = |world: &mut World, replication, _, group| replicate(kept, self.model, world, Job { of, seed, replication, group });
        let (folds, stopped) = lockstep(sides, self.settings, kept.stop_after, job, headline, cancel, progress)?;
        Ok((folds.into_iter().next().expect("one side, one fold"), stopped))
    }

    /// The clusters of each group, in order.
    fn groups(&self) -> Vec<Vec<usize>> {
        (0..self.model.groups()).map(|group| self.model.clusters_of(group).to_vec()).collect()
    }

    /// Runs some of the replications for whoever keeps them, without estimating anything; whether all were.
    ///
    /// # Errors
    /// If the system refuses the threads.
    pub fn observe(
        &self,
        replications: std::ops::Range<u64>,
        kept: Kept<'_>,
        cancel: &AtomicBool,
        progress: &dyn Progress,
    ) -> Result<bool, NoThreads> {
        let (groups, seed) = (self.model.groups(), self.settings.seed);
        let extent = Extent { groups, replications: replications.end - replications.start, threads: self.settings.threads };
        let job = |world: &mut World, index, group| {
            drop(replicate(kept, self.model, world, Job { of: "", seed, replication: replications.start + index, group }));
        };
        let fold = |index, _| {
            progress.replications(index + 1, None);
            ControlFlow::Continue(())
        };
        let all = extent.replications * groups as u64;
        Ok(!parallel::run(extent, cancel, job, fold, |done| progress.jobs(done, all))?)
    }
}

/// What a single scenario's precision is judged by.
fn headline(folds: &[Fold]) -> Option<f64> {
    folds[0].headline().and_then(|estimate| estimate.half_width)
}

/// Where a number of replications is asked for, only who watches hears the half-width: it is worked out anew after each of the
/// first so many, then after as many more.
const TOLD_EACH: u64 = 32;

/// One of the scenarios that are run in lockstep.
pub(crate) struct Side {
    /// Names and targets of the scenario.
    pub(crate) frame: MeasureContext,
    /// The clusters that each group's observations hold, in order.
    pub(crate) groups: Vec<Vec<usize>>,
}

/// Runs several sources of observations side by side, the same replications of each, until they are enough; what was folded of each, and why
/// it is enough.
///
/// - `stop_after`: replications after which it is interrupted.
/// - `job(world, replication, side, group)` observes a group of a side.
/// - `half_width` looks at the folds after each replication, in order, and tells what the precision is judged by.
pub(crate) fn lockstep<W: Default>(
    sides: Vec<Side>,
    settings: Settings,
    stop_after: Option<u64>,
    job: impl Fn(&mut W, u64, usize, usize) -> Observations + Sync,
    mut half_width: impl FnMut(&[Fold]) -> Option<f64> + Send,
    cancel: &AtomicBool,
    progress: &dyn Progress,
) -> Result<(Vec<Fold>, Stopped), NoThreads> {
    let (frames, groups): (Vec<MeasureContext>, Vec<Vec<Vec<usize>>>) = sides.into_iter().map(|side| (side.frame, side.groups)).unzip();
    let mut folds: Vec<Fold> = frames.into_iter().map(Fold::new).collect();
    // All groups of the first side, then all of the next: a replication is complete when every side's is.
    let jobs: Vec<(usize, usize)> =
        groups.iter().enumerate().flat_map(|(side, groups)| (0..groups.len()).map(move |group| (side, group))).collect();
    let mut rule = match settings.enough {
        StoppingRule::Number(_) => None,
        StoppingRule::Precision { half_width, at_least, .. } => Some(Precision::new(half_width, at_least)),
    };
    let (mut enough, mut told) = (false, None);
    let all = settings.enough.most();
    let most = stop_after.map_or(all, |number| number.min(all));
    let fold = |_, seen: Vec<Observations>| {
        let mut seen = seen.as_slice();
        for (fold, groups) in folds.iter_mut().zip(&groups) {
            let (own, rest) = seen.split_at(groups.len());
            fold.add(&in_order(own, groups, fold.clusters()));
            seen = rest;
        }
        let done = folds[0].replications();
        let heard = rule.is_some() || done < TOLD_EACH || done.is_multiple_of(TOLD_EACH);
        told = if heard { half_width(&folds) } else { told };
        progress.replications(done, told);
        enough = rule.as_mut().is_some_and(|rule| rule.enough(done, told));
        if enough { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    };
    let extent = Extent { groups: jobs.len(), replications: most, threads: settings.threads };
    let of = most.saturating_mul(jobs.len() as u64);
    let one = |world: &mut W, index, at: usize| job(world, index, jobs[at].0, jobs[at].1);
    let cancelled = parallel::run(extent, cancel, one, fold, |done| progress.jobs(done, of))? || (most < all && !enough);
    let stopped = match (settings.enough, rule.and_then(|rule| rule.met_at())) {
        _ if cancelled => Stopped::Interrupted,
        (StoppingRule::Number(_), _) => Stopped::Number,
        (StoppingRule::Precision { half_width, .. }, Some(met_at)) if enough => Stopped::Precise { wanted: half_width, met_at },
        (StoppingRule::Precision { half_width, .. }, _) => Stopped::Most { wanted: half_width },
    };
    Ok((folds, stopped))
}

/// The clusters of all groups in the scenario's order.
pub(crate) fn in_order<'a>(seen: &'a [Observations], groups: &[Vec<usize>], clusters: usize) -> Vec<&'a ClusterSeen> {
    let mut placed: Vec<Option<&ClusterSeen>> = vec![None; clusters];
    for (observed, group) in seen.iter().zip(groups) {
        for (cluster, index) in observed.clusters.iter().zip(group) {
            placed[*index] = Some(cluster);
        }
    }
    placed.into_iter().map(|cluster| cluster.expect("every cluster is in one group")).collect()
}
