//! The levers of a sweep: each with the ends of its range or its values, checked as if they had been written in the scenario.
//!
//! A value is tried by putting it, with the place where it stands, where its lever is, and reading the
//! whole scenario again. So a value that the lever would refuse is refused in the lever's own words, with
//! the sweep's line; and what keys must agree on holds at the ends of every range.

use serde::{Deserialize, Serialize};

use super::cross;
use super::description::{Bounds, Description, Leaf};
use super::fault::Fault;
use super::grammar::{Design, LeverRange, Scenario};
use super::levers::{AFTER_MIDNIGHT, Lever, levers_of};
use super::overlay;
use super::quantity;
use super::reading::Reading;
use super::sources::{Source, table_of};
use super::table::Shape;
use super::toml_text::{join_path, number_text};
use super::tree::{self, Node, Place, Value};

/// The most combinations of a grid, and points of a sample: beyond them something was probably mistyped.
const MOST_POINTS: u64 = 1_000_000;
/// The most levers on a Sobol sequence: two axes for each, of 256 that are tabulated.
const MOST_LEVERS: usize = 128;

/// A value as it is typed, to be read as the lever that it is for.
#[derive(Clone, Debug, PartialEq)]
pub enum Typed {
    /// In quotes, with its unit.
    Text(String),
    /// A bare number.
    Number(f64),
}

impl Shape for Typed {
    fn describe(bounds: Option<Bounds>) -> Description {
        Description::Leaf(Leaf {
            what: "a value as its lever is written",
            example: "\"45 min\"",
            unit: "",
            scale: 1.0,
            bounds,
            numeric: false,
            bare: true,
            whole: false,
        })
    }
    fn read(node: &Node, _: Option<Bounds>, cx: &mut Reading) -> Option<Self> {
        match &node.value {
            Value::Text(text) => Some(Self::Text(text.clone())),
            Value::Number(number) => Some(Self::Number(*number)),
            _ => {
                cx.wanted(node, "a value as its lever is written", "\"45 min\" or 2.5");
                None
            }
        }
    }
    fn write(&self) -> Value {
        match self {
            Self::Text(text) => Value::Text(text.clone()),
            Self::Number(number) => Value::Number(*number),
        }
    }
}

/// A lever with its range.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Axis {
    /// The path that `--set` takes.
    pub path: String,
    /// Its name in charts and words.
    pub title: String,
    /// The unit of its values; empty if it has none.
    pub unit: String,
    /// What it is in the scenario itself.
    pub base: f64,
    /// The lower end.
    pub low: f64,
    /// The upper end.
    pub high: f64,
    /// Its values one by one; empty where it has only ends.
    pub values: Vec<f64>,
    /// Whether it takes whole numbers only.
    pub whole: bool,
    /// Whether it is a share of 1, told as a percentage.
    pub share: bool,
    /// The lever; `None` in tests of the designs alone, and in results that were read back: there nothing is set any more.
    #[serde(skip)]
    lever: Option<Lever>,
}

impl Axis {
    /// A range without a scenario, for functions whose answers are known.
    pub fn between(name: &str, low: f64, high: f64) -> Self {
        let base = f64::midpoint(low, high);
        let (path, title) = (name.to_owned(), name.to_owned());
        Self { path, title, unit: String::new(), base, low, high, values: Vec::new(), whole: false, share: false, lever: None }
    }

    /// The value at a part of the range, from 0 at the lower end to 1; whole numbers have equal parts.
    pub fn at(&self, part: f64) -> f64 {
        if self.whole {
            let number = self.high - self.low + 1.0;
            return self.low + (part * number).floor().min(number - 1.0);
        }
        // The ends exactly, whatever rounding would make of them.
        if part == 1.0 { self.high } else { self.low + part * (self.high - self.low) }
    }

    /// Its values, or so many evenly spaced from end to end (fewer where whole numbers run out).
    pub fn levels(&self, wanted: usize) -> Vec<f64> {
        if !self.values.is_empty() {
            return self.values.clone();
        }
        let mut levels: Vec<f64> =
            (0..wanted).map(|k| k as f64 / (wanted as f64 - 1.0)).map(|part| self.low + part * (self.high - self.low)).collect();
        if self.whole {
            levels.iter_mut().for_each(|level| *level = level.round());
            levels.dedup();
        }
        levels
    }

    /// The change that puts the lever at a value, as `--set` takes it.
    pub fn set(&self, value: f64) -> String {
        let written = self.lever.as_ref().map_or_else(|| number_text(value), |lever| lever.written(value));
        format!("{}={written}", self.path)
    }
}

/// The levers of a scenario's sweep, every value tried; none if it has no sweep.
///
/// # Errors
/// Every fault found, each with its place.
pub fn axes(scenario: &Scenario, root: &Node, sources: &[Source]) -> Result<Vec<Axis>, Vec<Fault>> {
    let Some(sweep) = &scenario.sweep else { return Ok(Vec::new()) };
    let shape = Scenario::describe(None);
    let levers = levers_of(scenario);
    let mut try_out = Tries { root, shape: &shape, faults: Vec::new() };
    let mut axes = Vec::new();
    for (path, range) in &sweep.levers {
        axes.extend(try_out.axis(path, range, sweep.design, &levers));
    }
    if sweep.design == Design::Assumptions {
        let given = |path: &str| sweep.levers.contains_key(path);
        let told = |path: &str| is_written(root, path);
        axes.extend(assumed(&levers, sources, sweep.spread.get()).filter(|axis| told(&axis.path) && !given(&axis.path)));
    }
    let number = sweep.levers.len().max(axes.len());
    try_out.design(sweep.design, sweep.points, sweep.levels, number, &axes);
    if try_out.faults.is_empty() { Ok(axes) } else { Err(try_out.faults) }
}

/// What says how a scenario is looked at, rather than what it is of.
const CHOSEN: [&str; 4] = ["run", "sweep", "support", "plan"];
/// What all points of a sweep share, of the table `run`.
const SHARED: [&str; 7] = ["seed", "replications", "precision", "cluster_precision", "at_least", "at_most", "confidence"];
/// Words of a path that say nothing to a reader.
const PLUMBING: [&str; 8] = ["workstreams", "steps", "does", "kinds", "flags", "parts", "of", "lasts"];

/// Every number whose nearest source is an assumption, with a part of it less and more; within bounds, whole numbers a step at least.
///
/// A number that this does not move (nought) is left out, and none is moved to nought: that would be another scenario. Whether the scenario stands with it moved is not looked at here.
fn assumed<'a>(levers: &'a [Lever], sources: &'a [Source], spread: f64) -> impl Iterator<Item = Axis> + 'a {
    levers.iter().filter_map(move |lever| {
        let chosen = lever.path.split('.').next().is_some_and(|first| CHOSEN.contains(&first));
        let source = table_of(sources, &lever.path)?;
        // A synthetic split has hundreds of numbers, and moving the staff of one cluster says nothing about how it was split.
        if chosen || !source.assumption || source.is_synthetic() || lever.unit == AFTER_MIDNIGHT {
            return None;
        }
        let by = lever.value.abs() * spread;
        let (low, high) = match lever.whole {
            true => ((lever.value - by).floor(), (lever.value + by).ceil()),
            false => (lever.value - by, lever.value + by),
        };
        let (low, high) = (tidy(low).max(lever.least), tidy(high).min(lever.most));
        let values: Vec<f64> = [low, high].into_iter().filter(|value| *value != lever.value && *value != 0.0).collect();
        let words: Vec<&str> = lever.path.split('.').filter(|word| !PLUMBING.contains(word)).collect();
        (lever.value != 0.0 && !values.is_empty()).then(|| Axis {
            path: lever.path.clone(),
            title: words.join(" › ").replace('_', " "),
            unit: lever.unit.clone(),
            base: lever.value,
            low,
            high,
            values,
            whole: lever.whole,
            share: lever.what == quantity::SHARE.what,
            lever: Some(lever.clone()),
        })
    })
}

/// Whether somebody wrote the number: a default that nobody wrote is not what a source is told for.
fn is_written(root: &Node, path: &str) -> bool {
    let parts = tree::split_path(path).unwrap_or_default();
    parts.iter().try_fold(root, |node, (part, _)| node.get(part)).is_some()
}

/// A number with no more digits than a person would write.
fn tidy(value: f64) -> f64 {
    (value * 1e9).round() / 1e9
}

struct Tries<'a> {
    root: &'a Node,
    shape: &'a Description,
    faults: Vec<Fault>,
}

impl Tries<'_> {
    fn place(&self, path: &[&str]) -> Place {
        self.root.nearest(path).place
    }

    fn fault(&mut self, path: &[&str], wanted: impl Into<String>, found: impl Into<String>) {
        let fault = Fault { path: join_path(path), ..Fault::at(self.place(path), wanted, found) };
        self.faults.push(fault);
    }

    /// What the design itself asks for.
    fn design(&mut self, design: Design, points: u64, levels: u64, levers: usize, axes: &[Axis]) {
        if levers == 0 {
            self.fault(&["sweep", "levers"], "a sweep needs at least one lever", "found none");
        }
        if design == Design::Morris && !levels.is_multiple_of(2) {
            self.fault(&["sweep", "levels"], "Morris's design wants an even number of levels", format!("found {levels}"));
        }
        let word = design.word();
        if matches!(design, Design::Sobol | Design::SobolIndices) && levers > MOST_LEVERS {
            self.fault(&["sweep", "levers"], format!("`{word}` takes at most {MOST_LEVERS} levers"), format!("found {levers}"));
        }
        let number = match design {
            Design::Grid => axes.iter().map(|axis| axis.levels(levels as usize).len() as u64).fold(1, u64::saturating_mul),
            Design::SobolIndices => points.saturating_mul(levers as u64 + 2),
            _ => points,
        };
        if number > MOST_POINTS {
            self.fault(&["sweep", "design"], format!("a sweep must have at most {MOST_POINTS} points"), format!("this one has {number}"));
        }
    }

    fn axis(&mut self, path: &str, range: &LeverRange, design: Design, levers: &[Lever]) -> Option<Axis> {
        let here = ["sweep", "levers", path];
        let Some(lever) = levers.iter().find(|lever| lever.path == path && !path.starts_with("sweep.")) else {
            let fault = Fault::at(
                self.root.nearest(&here).key,
                format!("`{}` is not a lever of this scenario", tree::shorten(path)),
                "unknown lever",
            );
            let known = levers.iter().map(|lever| lever.path.as_str());
            self.faults.push(fault.did_you_mean(path, known).help("`sameday levers FILE` lists every one with its unit and bounds"));
            return None;
        };
        if let Some(key) = path.strip_prefix("run.").filter(|key| SHARED.contains(key)) {
            let fault = Fault::at(
                self.root.nearest(&here).key,
                format!("`run.{key}` says how closely it is looked, and moves nothing"),
                "no lever",
            );
            self.faults.push(fault.help("all points of a sweep share their chances and their number of replications"));
            return None;
        }
        let steps = matches!(design, Design::OneAtATime | Design::Grid | Design::Assumptions);
        let [low, high, values] = ["low", "high", "values"].map(|key| self.root.nearest(&here).get(key));
        let asked: Vec<&Node> = match (low, high, values, range.values.is_empty()) {
            (Some(low), Some(high), _, true) => vec![low, high],
            (None, None, Some(values), false) if steps => (0..range.values.len()).filter_map(|at| values.get(&at.to_string())).collect(),
            (None, None, _, false) => {
                let wanted = format!("`{}` samples between `low` and `high`", design.word());
                self.fault(&[&here[..], &["values"]].concat(), wanted, "found single values");
                return None;
            }
            _ => {
                let wanted = if steps {
                    "a lever of a sweep wants `low` and `high`, or `values`"
                } else {
                    "a lever of a sweep wants `low` and `high`"
                };
                self.fault(&here, wanted, "one of them is missing, or there are both");
                return None;
            }
        };
        let tried: Vec<Option<f64>> = asked.into_iter().map(|node| self.value(path, node, lever)).collect();
        let tried: Vec<f64> = tried.into_iter().collect::<Option<_>>()?;
        let values = if range.values.is_empty() { Vec::new() } else { tried.clone() };
        let (low, high) = tried.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| (low.min(*value), high.max(*value)));
        if values.is_empty() && tried[0] >= tried[1] {
            self.fault(&[&here[..], &["high"]].concat(), "`high` must be above `low`", format!("{} is not above {}", tried[1], tried[0]));
            return None;
        }
        let title = range.title.clone().unwrap_or_else(|| path.to_owned());
        let (path, unit, base, whole) = (path.to_owned(), lever.unit.clone(), lever.value, lever.whole);
        let share = lever.what == quantity::SHARE.what;
        Some(Axis { path, title, unit, base, low, high, values, whole, share, lever: Some(lever.clone()) })
    }

    /// A value in the lever's unit, if the scenario is right with it.
    fn value(&mut self, path: &str, node: &Node, lever: &Lever) -> Option<f64> {
        let parts = tree::split_path(path)?;
        let parts: Vec<(String, Place)> = parts.into_iter().map(|(part, _)| (part, node.place)).collect();
        let mut root = self.root.clone();
        let mut cx = Reading::default();
        overlay::set(&mut root, self.shape, &parts, node.clone(), &mut cx);
        let read = Scenario::read(&root, None, &mut cx);
        let Some(scenario) = read.filter(|_| cx.faults.is_empty()) else {
            self.faults.append(&mut cx.faults);
            return None;
        };
        let (mut faults, _) = cross::check(&scenario, &root);
        if !faults.is_empty() {
            self.faults.append(&mut faults);
            return None;
        }
        let found = levers_of(&scenario).into_iter().find(|found| found.path == path);
        match found {
            Some(found) if found.unit == lever.unit => Some(found.value),
            _ => {
                let wanted = format!(
                    "`{path}` is written in {}; so must be its values here",
                    if lever.unit.is_empty() { "plain numbers" } else { &lever.unit }
                );
                self.faults.push(Fault::at(node.place, wanted, format!("found {}", node.found())));
                None
            }
        }
    }
}
