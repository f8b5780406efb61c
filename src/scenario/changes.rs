//! What changes from one scenario to another, path by path, as a person would tell it.
//!
//! Both are compared in full, defaults written out, so that it does not matter how each was written.
//! Words that change nothing (questions, titles, sources) are left out.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::complexity::{Standing, standings};
use super::grammar::Scenario;
use super::table::Shape;
use super::toml_text::{inline, join_path, key_text};
use super::tree::{Node, Value, is_under, shorten, split_path};

/// One difference.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// The path that `--set` takes.
    pub path: String,
    /// What the first scenario says, as TOML; `None` if nothing.
    pub from: Option<String>,
    /// What the second says.
    pub to: Option<String>,
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { path, from, to } = self;
        match [from, to].map(|text| text.as_deref().map(shorten)) {
            [Some(from), Some(to)] => write!(f, "{path} goes from {from} to {to}"),
            [None, Some(to)] => write!(f, "{path} is new: {to}"),
            [Some(from), None] => write!(f, "{path} is taken away; it was {from}"),
            [None, None] => write!(f, "{path} stays"),
        }
    }
}

/// The index of complexity, which follows from what clusters are like as soon as a run is narrowed to some of them.
const INDEX: &str = "complexity.index";

/// Less than this between two indices is rounding.
const NOISE: f64 = 1e-9;

/// Everything in which `variant` differs from `base`, in the order of the grammar; indices of complexity come last.
pub fn changes(base: &Scenario, variant: &Scenario) -> Vec<Change> {
    let mut walk = Walk { path: Vec::new(), found: Vec::new() };
    walk.value(&base.write(), &variant.write());
    walk.found.sort_by_key(|change| is_under(&change.path, INDEX));
    walk.found
}

/// Indices of complexity that nobody stated and that differ, because what clusters are like does.
pub fn indices_that_follow(base: &Scenario, variant: &Scenario) -> Vec<Change> {
    let stated = |scenario: &Scenario| scenario.complexity.as_ref().is_none_or(|complexity| !complexity.index.is_empty());
    if stated(base) || stated(variant) {
        return Vec::new();
    }
    let index = |standing: &Standing| Some(inline(&Value::Number(standing.index)));
    let after = standings(variant);
    let both = standings(base).into_iter().filter_map(|from| after.iter().find(|to| to.cluster == from.cluster).map(|to| (from, to)));
    both.filter(|(from, to)| (from.index - to.index).abs() > NOISE)
        .map(|(from, to)| Change { path: format!("{INDEX}.{}", key_text(&from.cluster)), from: index(&from), to: index(to) })
        .collect()
}

/// Changes a line each, indices of complexity on one; clusters that are not among those `simulated` are told apart.
pub fn in_words(changes: &[Change], simulated: &[String]) -> Vec<String> {
    let (indices, plain): (Vec<&Change>, Vec<&Change>) = changes.iter().partition(|change| is_under(&change.path, INDEX));
    let elsewhere = |change: &Change| match split_path(&change.path).unwrap_or_default().as_slice() {
        [(first, _), (cluster, _), ..] => first == "clusters" && !simulated.contains(cluster),
        _ => false,
    };
    let line = |change: &Change| if elsewhere(change) { format!("not simulated here: {change}") } else { change.to_string() };
    let mut lines: Vec<String> = plain.into_iter().map(line).collect();
    match indices.as_slice() {
        [one] => lines.push(one.to_string()),
        [] => {}
        several => lines.push(format!("the complexity index of {} clusters follows", several.len())),
    }
    lines
}

struct Walk {
    path: Vec<String>,
    found: Vec<Change>,
}

impl Walk {
    fn value(&mut self, from: &Value, to: &Value) {
        match (from, to) {
            // Another distribution, or another kind of activity, is one change and not two.
            (Value::Table(a), Value::Table(b)) if a.len() == 1 && b.len() == 1 && !a.keys().eq(b.keys()) => {
                self.note(Some(from), Some(to));
            }
            (Value::Table(a), Value::Table(b)) => {
                let new = b.keys().filter(|key| !a.contains_key(*key));
                for key in a.keys().chain(new) {
                    self.entry(key, a.get(key), b.get(key));
                }
            }
            (Value::List(a), Value::List(b)) if a.len() == b.len() && a.iter().all(|node| node.table().is_some()) => {
                for (at, (a, b)) in a.iter().zip(b).enumerate() {
                    self.entry(&at.to_string(), Some(a), Some(b));
                }
            }
            _ if inline(from) != inline(to) => self.note(Some(from), Some(to)),
            _ => {}
        }
    }

    fn entry(&mut self, key: &str, from: Option<&Node>, to: Option<&Node>) {
        // A sweep says where else to look, not what is.
        if is_words(key) || (self.path.is_empty() && key == "sweep") {
            return;
        }
        self.path.push(key.to_owned());
        match (from, to) {
            (Some(from), Some(to)) => self.value(&from.value, &to.value),
            (from, to) => self.note(from.map(|node| &node.value), to.map(|node| &node.value)),
        }
        self.path.pop();
    }

    fn note(&mut self, from: Option<&Value>, to: Option<&Value>) {
        let told = |value: Option<&Value>| value.filter(|value| !empty(value)).map(|value| inline(&bare(value)));
        let (from, to) = (told(from), told(to));
        if from != to {
            self.found.push(Change { path: join_path(&self.path), from, to });
        }
    }
}

/// Keys whose words change nothing.
fn is_words(key: &str) -> bool {
    matches!(key, "source" | "title" | "question")
}

/// An empty table or list says no more than none.
fn empty(value: &Value) -> bool {
    match value {
        Value::Table(table) => table.is_empty(),
        Value::List(list) => list.is_empty(),
        _ => false,
    }
}

/// A value without what says nothing.
fn bare(value: &Value) -> Value {
    match value {
        Value::Table(table) => {
            let said = table.iter().filter(|(key, node)| !is_words(key) && !empty(&node.value));
            Value::Table(said.map(|(key, node)| (key.clone(), Node::made(bare(&node.value)))).collect())
        }
        other => other.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::load_text;

    const MINIMAL: &str = include_str!("../../scenarios/minimal.toml");

    fn told(sets: &[&str]) -> Vec<String> {
        let load = |sets: &[&str]| load_text("test", MINIMAL, std::path::Path::new("."), sets).expect("a scenario without faults").scenario;
        changes(&load(&[]), &load(sets)).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_scenario_says_nothing_otherwise_than_itself_nor_do_words() {
        assert_eq!(told(&[]), [""; 0]);
        assert_eq!(told(&["title=Another", "question=Why?"]), [""; 0]);
    }

    #[test]
    fn each_change_has_its_path_and_both_values() {
        assert_eq!(
            told(&[
                "clusters.Smalltown.staff.court.PSO=3.5",
                "workstreams.psr.steps.check.does.wait.lasts={ fixed = \"1 h\" }",
                "workstreams.psr.steps.interview.at=none",
                "calendar.closed=[\"2016-02-01\"]",
                "extra_staff.relief={ grade = \"PSO\", team = \"court\", fte = 1, source = \"assumption\" }",
            ]),
            [
                "calendar.closed is new: [\"2016-02-01\"]",
                "workstreams.psr.steps.check.does.wait.lasts goes from { lognormal = { mean = \"2 h\", sd = \"2 h\" } } to \"1 h\"",
                "workstreams.psr.steps.interview.at is taken away; it was \"interview_room\"",
                "clusters.Smalltown.staff.court.PSO goes from 2.5 to 3.5",
                "extra_staff.relief is new: { team = \"court\", grade = \"PSO\", fte = 1 }",
            ]
        );
    }
}
