//! Which of several scenarios has the highest headline rate: they run side by side until the procedure of `select.rs` is sure.
//!
//! All share their chances, and a scenario that is dropped runs no further, so the replications go where
//! the question is still open. What is named, dropped and when does not depend on threads.

use std::ops::ControlFlow;

use serde::{Deserialize, Serialize};

use super::compare::Compiled;
use super::select::{Dropped, Promise, Selection};
use crate::experiment::fold::Fold;
use crate::experiment::frame::MeasureContext;
use crate::experiment::parallel::Extent;
use crate::experiment::record::Job;
use crate::experiment::statistics::{Estimate, Paired, Tally, paired};
use crate::experiment::stored::series;
use crate::experiment::{Execution, StoppingRule, in_order};
use crate::model::World;
use crate::model::observe::Observations;
use crate::units::Points;

/// What does not matter if nobody says: half a point.
pub const INDIFFERENCE: Points = Points::new(0.005);

/// What a selection found.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Best {
    /// What was promised.
    pub promise: Promise,
    /// The scenarios, in the order given.
    pub contenders: Vec<Contender>,
    /// The best; `None` if the replications allowed did not decide it.
    pub best: Option<usize>,
    /// Replications of those that stayed longest.
    pub replications: u64,
    /// Replications of all scenarios together.
    pub spent: u64,
    /// Whether somebody stopped it.
    pub interrupted: bool,
    /// The master seed.
    pub seed: u64,
}

/// A scenario among others.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Contender {
    /// Its short name.
    pub title: String,
    /// Its headline rate over the replications that it ran; `None` of none.
    pub rate: Option<Estimate>,
    /// The headline rate of each replication; NaN where nothing was asked for.
    #[serde(with = "series")]
    pub values: Vec<f64>,
    /// When it was dropped; `None` if it stayed.
    pub dropped: Option<Dropped>,
    /// The leader less this one, over the replications that both ran; `None` for the leader itself.
    pub behind: Option<Paired>,
}

impl Best {
    /// The best, or of those that may still be, the one with the highest mean; `None` of no replications.
    pub fn leader(&self) -> Option<usize> {
        let left = (0..self.contenders.len()).filter(|at| self.contenders[*at].dropped.is_none());
        let mean = |at: usize| self.contenders[at].rate.map(|rate| rate.mean);
        self.best
            .or_else(|| left.filter(|at| mean(*at).is_some()).max_by(|a, b| mean(*a).partial_cmp(&mean(*b)).expect("means are numbers")))
    }
}

/// Runs scenarios until one is named, `most` replications are done, or it is stopped. Jobs are kept by the number of their scenario.
///
/// ```
/// use sameday::experiment::{Execution, Threads};
/// use sameday::study::{best::best, compare::Compiled, select::Promise};
/// use sameday::{model::Model, scenario::load_text};
///
/// # let text = include_str!("../../scenarios/minimal.toml");
/// let load = |change| load_text("minimal.toml", text, "".as_ref(), &["run.length=4 weeks", change]);
/// let (base, less) = (load("title=Base")?, load("clusters.Smalltown.staff.court.PSO=0.5")?);
/// let models = [Model::new(&base.scenario), Model::new(&less.scenario)];
/// let all = [(&base, &models[0]), (&less, &models[1])].map(|(one, model)| Compiled { scenario: &one.scenario, model });
/// let promise = Promise { confidence: 0.95, indifference: 0.05, first_stage: 10 };
/// let found = best(&all, promise, (2016, 200), &Execution::on(&Threads::one()));
/// assert_eq!(found.leader(), Some(0));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn best(all: &[Compiled<'_>], promise: Promise, (seed, most): (u64, u64), with: &Execution<'_>) -> Best {
    let mut race = Race {
        folds: all.iter().map(|one| Fold::new(MeasureContext::new(one.scenario, &one.model.names))).collect(),
        values: vec![Vec::new(); all.len()],
        selection: Selection::new(all.len(), promise),
        done: 0,
    };
    let groups: Vec<Vec<Vec<usize>>> =
        all.iter().map(|one| (0..one.model.groups()).map(|group| one.model.clusters_of(group).to_vec()).collect()).collect();
    let names: Vec<String> = (0..all.len()).map(|side| side.to_string()).collect();
    let last = with.stop_after.map_or(most, |number| number.min(most));
    with.progress.part("", StoppingRule::Number(most), 1);
    let mut interrupted = false;
    while race.selection.best().is_none() && race.done < last && !interrupted {
        let left = race.selection.left();
        let jobs: Vec<(usize, usize)> = left.iter().flat_map(|side| (0..groups[*side].len()).map(|group| (*side, group))).collect();
        let from = race.done;
        let job = |worlds: &mut Vec<World>, replication: u64, index: usize| {
            let (side, group) = jobs[index];
            worlds.resize_with(worlds.len().max(side + 1), World::default);
            with.observe(all[side].model, &mut worlds[side], Job { of: &names[side], seed, replication: from + replication, group })
        };
        let take = |_, seen: Vec<Observations>| {
            race.take(&left, &groups, &seen);
            with.progress.replications(race.done, None);
            // With fewer in the race, the jobs of a replication are others.
            if race.selection.left().len() < left.len() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        };
        let extent = Extent { groups: jobs.len(), replications: last - from };
        interrupted = with.threads.run(extent, with.cancel, job, take, |_| {});
    }
    interrupted |= race.selection.best().is_none() && race.done < most;
    race.finish(all, promise, seed, interrupted)
}

struct Race {
    folds: Vec<Fold>,
    values: Vec<Vec<f64>>,
    selection: Selection,
    done: u64,
}

impl Race {
    /// Takes a replication of those that are left.
    fn take(&mut self, left: &[usize], groups: &[Vec<Vec<usize>>], seen: &[Observations]) {
        let mut seen = seen;
        let mut latest = vec![0.0; self.folds.len()];
        for side in left {
            let (own, rest) = seen.split_at(groups[*side].len());
            let fold = &mut self.folds[*side];
            fold.add(&in_order(own, &groups[*side], fold.clusters()));
            latest[*side] = fold.latest().unwrap_or(f64::NAN);
            self.values[*side].push(latest[*side]);
            seen = rest;
        }
        self.done += 1;
        // A replication in which some scenario has no request says nothing about which is best.
        if latest.iter().all(|value| !value.is_nan()) {
            self.selection.add(&latest);
        }
    }

    fn finish(self, all: &[Compiled<'_>], promise: Promise, seed: u64, interrupted: bool) -> Best {
        let confidence = promise.confidence;
        let tally = |values: &[f64]| values.iter().copied().filter(|value| !value.is_nan()).collect::<Tally>();
        let contender = |side: usize| Contender {
            title: all[side].scenario.title.clone().unwrap_or_else(|| all[side].scenario.question.clone()),
            rate: tally(&self.values[side]).estimate(confidence),
            values: self.values[side].clone(),
            dropped: self.selection.dropped()[side],
            behind: None,
        };
        let contenders: Vec<Contender> = (0..all.len()).map(contender).collect();
        let spent = self.values.iter().map(|values| values.len() as u64).sum();
        let mut best = Best { promise, contenders, best: self.selection.best(), replications: self.done, spent, interrupted, seed };
        if let Some(leader) = best.leader() {
            let ahead = best.contenders[leader].values.clone();
            for (_, one) in best.contenders.iter_mut().enumerate().filter(|(side, _)| *side != leader) {
                one.behind = paired(&one.values, &ahead, confidence);
            }
        }
        best
    }
}
