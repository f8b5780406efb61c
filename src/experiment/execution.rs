//! With what histories are played: the threads, what is kept of them, whether to stop, and who hears how far it has come.
//!
//! Every study is given one [`Execution`] and plays all its histories through [`Execution::observe`].

use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, Ordering};

use super::parallel::{Extent, Threads};
use super::record::{HistoryStore, Job, Keeper, observe};
use super::stopping::StoppingRule;
use crate::model::observe::Observations;
use crate::model::{Model, World};

/// Hears how far a run has come. Called from any thread, one at a time for replications.
pub trait Progress: Sync {
    /// A part of the work begins.
    ///
    /// - `name`: what it is; empty for replications of the scenarios themselves.
    /// - `enough`: how many replications it has; `groups`: jobs in each of them.
    fn part(&self, name: &str, enough: StoppingRule, groups: usize) {
        let _ = (name, enough, groups);
    }
    /// So many jobs (groups of clusters in a replication) are done, of so many at most.
    fn jobs(&self, done: u64, most: u64) {
        let _ = (done, most);
    }
    /// So many replications count, and the headline's half-width is this (a share of 1).
    fn replications(&self, done: u64, half_width: Option<f64>) {
        let _ = (done, half_width);
    }
}

/// Progress that nobody hears.
#[derive(Clone, Copy, Debug)]
pub struct NoProgress;

impl Progress for NoProgress {}

static NEVER: AtomicBool = AtomicBool::new(false);

/// With what histories are played. None of it changes a result.
#[derive(Clone, Copy)]
pub struct Execution<'a> {
    /// The threads that play them.
    pub threads: &'a Threads,
    /// Who keeps finished histories, and knows those that an earlier run of the same command finished.
    pub keeper: Option<&'a dyn Keeper>,
    /// Histories that were played before, whoever asked for them.
    pub store: Option<&'a dyn HistoryStore>,
    /// Replications after which the run is to be interrupted, as the earlier one was that it repeats.
    pub stop_after: Option<u64>,
    /// Set to stop: what is finished then counts.
    pub cancel: &'a AtomicBool,
    /// Who hears how far it has come.
    pub progress: &'a dyn Progress,
}

impl<'a> Execution<'a> {
    /// On these threads alone: nothing is kept, nobody stops it or hears of it.
    pub const fn on(threads: &'a Threads) -> Self {
        Self { threads, keeper: None, store: None, stop_after: None, cancel: &NEVER, progress: &NoProgress }
    }

    /// The same, which somebody can stop.
    #[must_use]
    pub const fn stopped_by(self, cancel: &'a AtomicBool) -> Self {
        Self { cancel, ..self }
    }

    /// The same, of which somebody hears.
    #[must_use]
    pub const fn heard_by(self, progress: &'a dyn Progress) -> Self {
        Self { progress, ..self }
    }

    /// The same with histories that were played before.
    #[must_use]
    pub const fn remembering(self, store: Option<&'a dyn HistoryStore>) -> Self {
        Self { store, ..self }
    }

    /// Whether it is to stop.
    pub fn is_cancelled(&self) -> bool {
        self.cancel.load(Ordering::Relaxed)
    }

    /// What a job sees: as it was kept, or by playing it now.
    ///
    /// - `model`: of the scenario that `job` names.
    pub fn observe(&self, model: &Model, world: &mut World, job: Job<'_>) -> Observations {
        observe((self.keeper, self.store), model, world, job)
    }

    /// Runs jobs as [`Threads::run`] does; whether it was stopped.
    pub fn run<W: Default, T: Send>(
        &self,
        extent: Extent,
        job: impl Fn(&mut W, u64, usize) -> T + Sync,
        fold: impl FnMut(u64, Vec<T>) -> ControlFlow<()> + Send,
    ) -> bool {
        self.threads.run(extent, self.cancel, job, fold, |done| self.progress.jobs(done, extent.jobs()))
    }
}
