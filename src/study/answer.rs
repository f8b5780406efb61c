//! An answer: what a verb found, whichever it was, as it is kept in a folder, drawn and told again.

use serde::{Deserialize, Serialize};

use super::best::Best;
use super::compare::Comparison;
use super::explain::Explanation;
use super::explain::search::Search;
use super::plan::PlanResult;
use super::support::SupportResult;
use super::sweep::SweepResult;
use crate::experiment::estimates::Estimates;
use crate::scenario::Change;

/// What a verb found, read from a folder.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// Of `run`.
    Run(Box<Estimates>),
    /// Of `explain`, with the sets of removals that were tried, if they were.
    Explanation(Box<Explanation>, Option<Search>),
    /// Of `support`.
    Support(Box<SupportResult>),
    /// Of `plan`.
    Plan(Box<PlanResult>),
    /// Of `compare`, with what each variant changes.
    Comparison(Box<Comparison>, Vec<Vec<Change>>),
    /// Of `compare --best`.
    Selection(Box<Best>),
    /// Of `sweep`.
    Sweep(Box<SweepResult>),
}

/// The same where it was found, to be written, drawn and told.
#[derive(Clone, Copy, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Found<'a> {
    /// Of `run`.
    Run(&'a Estimates),
    /// Of `explain`, with the sets of removals that were tried, if they were.
    Explanation(&'a Explanation, Option<&'a Search>),
    /// Of `support`.
    Support(&'a SupportResult),
    /// Of `plan`.
    Plan(&'a PlanResult),
    /// Of `compare`, with what each variant changes.
    Comparison(&'a Comparison, &'a [Vec<Change>]),
    /// Of `compare --best`.
    Selection(&'a Best),
    /// Of `sweep`.
    Sweep(&'a SweepResult),
}

impl Answer {
    /// What was found.
    pub fn found(&self) -> Found<'_> {
        match self {
            Self::Run(found) => Found::Run(found),
            Self::Explanation(found, search) => Found::Explanation(found, search.as_ref()),
            Self::Support(found) => Found::Support(found),
            Self::Plan(found) => Found::Plan(found),
            Self::Comparison(found, changes) => Found::Comparison(found, changes),
            Self::Selection(found) => Found::Selection(found),
            Self::Sweep(found) => Found::Sweep(found),
        }
    }
}

/// On how much an answer rests.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Basis {
    /// The master seed.
    pub seed: u64,
    /// Replications behind each figure; of a search, all that were looked at.
    pub replications: u64,
    /// Confidence of every interval, 0 to 1.
    pub confidence: f64,
}

impl Found<'_> {
    /// The verb that finds it.
    pub const fn verb(self) -> &'static str {
        match self {
            Self::Run(_) => "run",
            Self::Explanation(..) => "explain",
            Self::Support(_) => "support",
            Self::Plan(_) => "plan",
            Self::Comparison(..) | Self::Selection(_) => "compare",
            Self::Sweep(_) => "sweep",
        }
    }

    /// On how much it rests.
    pub fn basis(self) -> Basis {
        let (seed, replications, confidence) = match self {
            Self::Run(found) => (found.seed, found.replications, found.frame.confidence),
            Self::Explanation(found, _) => (found.seed, found.replications, found.frame.confidence),
            Self::Support(found) => (found.seed, found.replications, found.confidence),
            Self::Plan(found) => {
                (found.seed, found.mixes.iter().chain(&found.alone).map(|mix| mix.replications).sum(), found.frame.confidence)
            }
            Self::Comparison(found, _) => (found.base.seed, found.base.replications, found.base.frame.confidence),
            Self::Selection(found) => (found.seed, found.replications, found.promise.confidence),
            Self::Sweep(found) => (found.study.seed, found.study.replications, found.study.confidence),
        };
        Basis { seed, replications, confidence }
    }
}
