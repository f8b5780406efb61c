//! Which removals are enough: sets of obstacles tried until the target is reached, and none of them can stay.
//!
//! What reaches the target as it is needs none. Otherwise each obstacle is removed beside those that cost more, the dearest first. The first set that reaches the target is then made
//! smaller, an obstacle at a time, as long as some smaller set still reaches it. That looks at few of all sets: what is
//! found is the smallest *of those tried*, and no obstacle of it can be left standing by itself.

use std::collections::BTreeMap;
use std::ops::ControlFlow;

use serde::{Deserialize, Serialize};

use super::shapley::Counts;
use super::{Explanation, Question};
use crate::experiment::parallel::Extent;
use crate::experiment::statistics::{Estimate, Tally};
use crate::experiment::{Execution, StoppingRule};
use crate::scenario::grammar::Obstacle;

/// A set of removals that was run for all clusters together.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Tried {
    /// What was removed, in the order of the explanation.
    pub removed: Vec<Obstacle>,
    /// The same-day rate then; `None` where nothing was asked for.
    pub rate: Option<Estimate>,
}

/// What the search found.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Search {
    /// Every set, in the order tried, once each; none where nothing was asked for.
    pub tried: Vec<Tried>,
    /// The smallest of them that reaches the target, by position; `None` if none does. It is empty where nothing need be removed.
    pub smallest: Option<usize>,
}

impl Tried {
    /// Whether the rate reaches the target, by the interval's lower end: of a single replication nothing is known to.
    pub fn reaches(&self, target: f64) -> bool {
        self.rate.and_then(|rate| rate.low()).is_some_and(|low| low >= target)
    }
}

impl Question {
    /// Tries sets of removals, with as many replications of each as the explanation has, so that a rate is the same wherever it is told;
    /// `None` if it was stopped before it had come to an end.
    pub fn search(&self, found: &Explanation, with: &Execution<'_>) -> Option<Search> {
        let target = self.frame.target;
        let as_it_is = Tried { removed: Vec::new(), rate: found.nation.today };
        if as_it_is.rate.is_none() {
            return Some(Search { tried: Vec::new(), smallest: None });
        }
        if as_it_is.reaches(target) {
            return Some(Search { tried: vec![as_it_is], smallest: Some(0) });
        }
        let mut order: Vec<usize> = (0..self.removals.len()).collect();
        let cost = |at: usize| found.nation.parts[at].map_or(0.0, |part| part.mean);
        order.sort_by(|&a, &b| cost(b).total_cmp(&cost(a)));
        let growing = order.iter().scan(0_u32, |set, at| {
            *set |= 1 << at;
            Some(*set)
        });
        let search = Search { tried: Vec::new(), smallest: None };
        let mut runner =
            Runner { question: self, seed: found.seed, replications: found.replications, with, search, known: BTreeMap::new() };
        let rates = runner.run(&growing.collect::<Vec<u32>>())?;
        let Some((at, mut set)) = rates.into_iter().find(|(at, _)| runner.search.tried[*at].reaches(target)) else {
            return Some(runner.search);
        };
        runner.search.smallest = Some(at);
        while set.count_ones() > 1 {
            let smaller: Vec<u32> = (0..u32::BITS).filter(|bit| set >> bit & 1 == 1).map(|bit| set & !(1 << bit)).collect();
            let rates = runner.run(&smaller)?;
            let rate = |at: usize| runner.search.tried[at].rate.map_or(0.0, |rate| rate.mean);
            let best = rates.into_iter().filter(|(at, _)| runner.search.tried[*at].reaches(target));
            let Some((at, best)) = best.max_by(|a, b| rate(a.0).total_cmp(&rate(b.0))) else { break };
            runner.search.smallest = Some(at);
            set = best;
        }
        Some(runner.search)
    }
}

/// Runs sets for all clusters, and keeps what was tried.
struct Runner<'a> {
    question: &'a Question,
    seed: u64,
    replications: u64,
    with: &'a Execution<'a>,
    search: Search,
    /// Where each set that was run is among those tried.
    known: BTreeMap<u32, usize>,
}

impl Runner<'_> {
    /// Runs those of these sets that were not run before; where each is among those tried, beside it. `None` if stopped.
    fn run(&mut self, wanted: &[u32]) -> Option<Vec<(usize, u32)>> {
        let sets: Vec<u32> = wanted.iter().copied().filter(|set| !self.known.contains_key(set)).collect();
        if !sets.is_empty() && self.run_new(&sets) {
            return None;
        }
        Some(wanted.iter().map(|set| (self.known[set], *set)).collect())
    }

    /// Runs sets that are new; whether it was stopped.
    fn run_new(&mut self, sets: &[u32]) -> bool {
        let Self { question, seed, replications, with, .. } = self;
        let mut tallies = vec![Tally::default(); sets.len()];
        let mut done = 0;
        let take = |_, groups: Vec<Vec<Counts>>| {
            for (at, tally) in tallies.iter_mut().enumerate() {
                let all = groups.iter().fold(Counts::default(), |sum, sets| sum + sets[at]);
                if let Some(rate) = all.rate() {
                    tally.add(rate);
                }
            }
            done += 1;
            with.progress.replications(done, None);
            ControlFlow::Continue(())
        };
        let extent = Extent { groups: question.groups(), replications: *replications };
        with.progress.part("removals together", StoppingRule::Number(*replications), extent.groups);
        let job = |_: &mut (), replication, group| {
            let sum =
                |set: &u32| question.counts(with, (*seed, replication), group, *set).into_iter().fold(Counts::default(), |a, b| a + b);
            sets.iter().map(sum).collect::<Vec<Counts>>()
        };
        if with.run(extent, job, take) {
            return true;
        }
        let from = self.search.tried.len();
        let confidence = question.frame.confidence;
        let tried =
            sets.iter().zip(tallies).map(|(set, tally)| Tried { removed: question.obstacles(*set), rate: tally.estimate(confidence) });
        self.search.tried.extend(tried);
        self.known.extend(sets.iter().enumerate().map(|(at, set)| (*set, from + at)));
        false
    }
}
