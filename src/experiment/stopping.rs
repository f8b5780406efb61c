//! When replications are enough, and why a run came to its end.

use std::ops::ControlFlow;

use super::estimates::Stopped;
use super::statistics::Precision;
use crate::scenario::grammar::Run;

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

/// A stopping rule at work in one run.
#[derive(Clone, Debug)]
pub struct Stopping {
    rule: StoppingRule,
    /// Replications that are run at most, where the run is to be interrupted before the rule's own.
    last: u64,
    precision: Option<Precision>,
    enough: bool,
}

impl Stopping {
    /// - `stop_after`: replications after which the run is interrupted.
    pub fn new(rule: StoppingRule, stop_after: Option<u64>) -> Self {
        let precision = match rule {
            StoppingRule::Number(_) => None,
            StoppingRule::Precision { half_width, at_least, .. } => Some(Precision::new(half_width, at_least)),
        };
        let last = stop_after.map_or(rule.most(), |number| number.min(rule.most()));
        Self { rule, last, precision, enough: false }
    }

    /// The replications to be run at most.
    pub const fn most(&self) -> u64 {
        self.last
    }

    /// Whether it looks at the half-width after every replication.
    pub const fn is_by_precision(&self) -> bool {
        self.precision.is_some()
    }

    /// Whether to go on after `done` replications, with the half-width that the precision is judged by.
    pub fn after(&mut self, done: u64, half_width: Option<f64>) -> ControlFlow<()> {
        self.enough = self.precision.as_mut().is_some_and(|rule| rule.enough(done, half_width));
        if self.enough { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }

    /// Why the run ended.
    pub fn reason(&self, cancelled: bool) -> Stopped {
        if cancelled || (self.last < self.rule.most() && !self.enough) {
            return Stopped::Interrupted;
        }
        match (self.rule, self.precision.as_ref().and_then(Precision::met_at)) {
            (StoppingRule::Number(_), _) => Stopped::Number,
            (StoppingRule::Precision { half_width, .. }, Some(met_at)) if self.enough => Stopped::Precise { wanted: half_width, met_at },
            (StoppingRule::Precision { half_width, .. }, _) => Stopped::Most { wanted: half_width },
        }
    }
}
