//! Many replications of one scenario, and what can be estimated from them.
//!
//! [`Experiment`] decides how many and folds them; [`Execution`] is with what they are played; `parallel.rs` runs them; `measures.rs` says what
//! is watched; `statistics.rs` what can be said. Nothing here reads a file or a clock, and the
//! results are the same bits at any number of threads.

pub mod estimates;
pub mod execution;
pub mod fold;
pub mod frame;
pub mod items;
pub mod measures;
pub mod parallel;
pub mod record;
mod refine;
pub mod single_measure;
pub mod statistics;
pub mod stopping;
pub mod stored;
#[cfg(test)]
pub(crate) mod synthetic;
mod view;

use std::ops::ControlFlow;

use estimates::{Estimates, Stopped};
pub use execution::{Execution, NoProgress, Progress};
use fold::Fold;
use frame::MeasureContext;
use parallel::Extent;
pub use parallel::{NoThreads, Threads};
use record::Job;
use refine::{Refinement, refine};
use stopping::Stopping;
pub use stopping::StoppingRule;

use crate::model::observe::{ClusterSeen, Observations};
use crate::model::{Model, World};
use crate::scenario::grammar::{Run, Scenario};

/// Which replications an experiment has.
#[derive(Clone, Copy, Debug)]
pub struct Settings {
    /// The master seed.
    pub seed: u64,
    /// When the replications are enough.
    pub enough: StoppingRule,
}

impl Settings {
    /// As the scenario says.
    pub fn of(run: &Run) -> Self {
        Self { seed: run.seed, enough: StoppingRule::of(run) }
    }
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
    /// Runs it until the replications are enough, or until it is stopped: then those finished count.
    ///
    /// ```
    /// use sameday::experiment::{Execution, Experiment, Settings, Threads};
    /// use sameday::{model::Model, scenario::load_text};
    ///
    /// # let text = include_str!("../../scenarios/minimal.toml");
    /// let loaded = load_text("minimal.toml", text, "".as_ref(), &["run.replications=3", "run.length=4 weeks"])?;
    /// let model = Model::new(&loaded.scenario);
    /// let experiment = Experiment { scenario: &loaded.scenario, model: &model, settings: Settings::of(&loaded.scenario.run) };
    /// assert_eq!(experiment.run(&Execution::on(&Threads::one())).replications, 3);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn run(&self, with: &Execution<'_>) -> Estimates {
        self.run_as("", with)
    }

    /// As [`Self::run`].
    ///
    /// - `of`: what jobs of this scenario are called, where others are kept in the same place.
    pub fn run_as(&self, of: &str, with: &Execution<'_>) -> Estimates {
        let (fold, stopped) = self.first(of, with);
        fold.finish(self.settings.seed, stopped)
    }

    /// As [`Self::run`]; then the clusters whose rates are not known as well as the scenario asks for are given more replications
    /// of their own. If it is stopped meanwhile, those are left out.
    pub fn run_refined(&self, with: &Execution<'_>) -> Estimates {
        let (first, mut stopped) = self.first("", with);
        let seed = self.settings.seed;
        let run = &self.scenario.run;
        let (Some(half_width), false) = (run.cluster_precision, stopped == Stopped::Interrupted) else {
            return first.finish(seed, stopped);
        };
        let wanted = Refinement { half_width: half_width.get(), at_least: run.at_least, at_most: run.at_most };
        let mut fold = first.clone();
        let job = |world: &mut World, replication, group| with.observe(self.model, world, Job { of: "", seed, replication, group });
        // A run that is repeated as it was interrupted has no more than it had then.
        if with.stop_after.is_some() || !refine(&mut fold, &self.groups(), wanted, job, with) {
            (fold, stopped) = (first, Stopped::Interrupted);
        }
        fold.finish(seed, stopped)
    }

    /// Replications of everything, until they are enough for the nation.
    fn first(&self, of: &str, with: &Execution<'_>) -> (Fold, Stopped) {
        let sides = vec![Side { frame: MeasureContext::new(self.scenario, &self.model.names), groups: self.groups() }];
        let seed = self.settings.seed;
        let job = |world: &mut World, replication, _, group| with.observe(self.model, world, Job { of, seed, replication, group });
        let (folds, stopped) = lockstep(sides, self.settings.enough, job, headline, with);
        (folds.into_iter().next().expect("one side, one fold"), stopped)
    }

    /// The clusters of each group, in order.
    fn groups(&self) -> Vec<Vec<usize>> {
        (0..self.model.groups()).map(|group| self.model.clusters_of(group).to_vec()).collect()
    }

    /// Runs some of the replications for whoever keeps them, without estimating anything; whether all were.
    pub fn observe(&self, replications: std::ops::Range<u64>, with: &Execution<'_>) -> bool {
        let (groups, seed) = (self.model.groups(), self.settings.seed);
        let extent = Extent { groups, replications: replications.end - replications.start };
        with.progress.part("", StoppingRule::Number(extent.replications), groups);
        let job = |world: &mut World, index, group| {
            drop(with.observe(self.model, world, Job { of: "", seed, replication: replications.start + index, group }));
        };
        let fold = |index, _| {
            with.progress.replications(index + 1, None);
            ControlFlow::Continue(())
        };
        !with.run(extent, job, fold)
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
/// - `job(world, replication, side, group)` observes a group of a side.
/// - `half_width` looks at the folds after each replication, in order, and tells what the precision is judged by.
pub(crate) fn lockstep<W: Default>(
    sides: Vec<Side>,
    enough: StoppingRule,
    job: impl Fn(&mut W, u64, usize, usize) -> Observations + Sync,
    mut half_width: impl FnMut(&[Fold]) -> Option<f64> + Send,
    with: &Execution<'_>,
) -> (Vec<Fold>, Stopped) {
    let (frames, groups): (Vec<MeasureContext>, Vec<Vec<Vec<usize>>>) = sides.into_iter().map(|side| (side.frame, side.groups)).unzip();
    let mut folds: Vec<Fold> = frames.into_iter().map(Fold::new).collect();
    // All groups of the first side, then all of the next: a replication is complete when every side's is.
    let jobs: Vec<(usize, usize)> =
        groups.iter().enumerate().flat_map(|(side, groups)| (0..groups.len()).map(move |group| (side, group))).collect();
    let mut stopping = Stopping::new(enough, with.stop_after);
    let mut told = None;
    let extent = Extent { groups: jobs.len(), replications: stopping.most() };
    with.progress.part("", enough, jobs.len());
    let fold = |_, seen: Vec<Observations>| {
        let mut seen = seen.as_slice();
        for (fold, groups) in folds.iter_mut().zip(&groups) {
            let (own, rest) = seen.split_at(groups.len());
            fold.add(&in_order(own, groups, fold.clusters()));
            seen = rest;
        }
        let done = folds[0].replications();
        let heard = stopping.is_by_precision() || done < TOLD_EACH || done.is_multiple_of(TOLD_EACH);
        told = if heard { half_width(&folds) } else { told };
        with.progress.replications(done, told);
        stopping.after(done, told)
    };
    let one = |world: &mut W, index, at: usize| job(world, index, jobs[at].0, jobs[at].1);
    let cancelled = with.run(extent, one, fold);
    let stopped = stopping.reason(cancelled);
    (folds, stopped)
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
