//! How far the same-day rate moves with each number that was moved by itself: what a register of assumptions tells beside them.
//!
//! Nothing is computed here but the order of things.

use std::collections::BTreeMap;

use super::sweep::at;
use super::words::{change_in_table, exact_percent, plain};
use crate::experiment::measures::Unit;
use crate::experiment::statistics::Estimate;
use crate::scenario::Register;
use crate::study::sweep::indices::Kind;
use crate::study::sweep::{SweepResult, item_name};

/// The measure whose moves are told.
const RATE: &str = "same_day";

/// What each lever did to the rate where it did most, by its path.
#[derive(Clone, Debug, Default)]
pub struct Effects {
    levers: BTreeMap<String, Effect>,
    /// What the sweeps rest on.
    basis: Vec<String>,
}

/// A lever at the value that moves the rate most.
#[derive(Clone, Debug)]
struct Effect {
    difference: Estimate,
    clear: bool,
    /// The lever and where it stands: `path = 24 min`.
    change: String,
}

/// What the numbers of some tables do, in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moved {
    /// By how much the one moves the rate that moves it most.
    pub told: String,
    /// Which, and where it then stands.
    pub change: String,
    /// What the others do; empty where there is none.
    pub others: String,
}

impl Effects {
    /// Of sweeps that moved levers one at a time and watched the same-day rate; others have none.
    pub fn of<'a>(sweeps: impl Iterator<Item = &'a SweepResult>) -> Self {
        let mut effects = Self::default();
        for swept in sweeps {
            effects.add(swept);
        }
        effects
    }

    fn add(&mut self, swept: &SweepResult) {
        let study = &swept.study;
        let Some(measure) = study.watched.iter().position(|item| item_name(item) == RATE) else { return };
        let before = self.levers.len();
        for index in &swept.indices[measure] {
            let Kind::Difference { level } = index.kind else { continue };
            let axis = &study.axes[index.lever];
            let Some(value) = axis.levels(2).get(level).copied() else { continue };
            let half_width = index.interval.map(|ends| (ends.high - ends.low) / 2.0);
            let difference =
                Estimate { mean: index.value, half_width, sd: None, replications: study.replications, confidence: study.confidence };
            let effect = Effect { difference, clear: index.is_clear(), change: format!("{} = {}", axis.path, at(axis, value)) };
            match self.levers.get(&axis.path) {
                Some(known) if known.difference.mean.abs() >= index.value.abs() => {}
                _ => drop(self.levers.insert(axis.path.clone(), effect)),
            }
        }
        if self.levers.len() > before {
            self.basis.push(format!(
                "{} numbers were moved, {} replications of each value with seed {} and the same chances; ± at {}.",
                self.levers.len() - before,
                plain(study.replications as f64, 0),
                study.seed,
                exact_percent(study.confidence)
            ));
        }
    }

    /// Whether nothing was moved.
    pub fn is_empty(&self) -> bool {
        self.levers.is_empty()
    }

    /// What the figures rest on.
    pub fn basis(&self) -> String {
        self.basis.join(" ")
    }

    /// What the numbers do whose source is told on one of these tables; `None` where none of them was moved.
    pub fn of_tables(&self, register: &Register, tables: &[&str]) -> Option<Moved> {
        let of_tables = |path: &str| register.table_of(path).is_some_and(|source| tables.contains(&source.path.as_str()));
        let mut moved: Vec<&Effect> = self.levers.iter().filter(|(path, _)| of_tables(path)).map(|(_, effect)| effect).collect();
        moved.sort_by(|a, b| b.clear.cmp(&a.clear).then(b.difference.mean.abs().total_cmp(&a.difference.mean.abs())));
        let first = moved.first()?;
        let told = change_in_table(Some(first.difference), Unit::Share);
        let told = if first.clear { told } else { format!("{told} (not clear of chance)") };
        let others = match moved.len() - 1 {
            0 => String::new(),
            1 => "and one other number less".to_owned(),
            some => format!("and {some} other numbers less"),
        };
        Some(Moved { told, change: first.change.clone(), others })
    }
}
