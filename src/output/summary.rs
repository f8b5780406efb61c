//! `summary.json` and `manifest.json`: what was found, and from what it can be found again.
//!
//! The types here are the files' own, so that the core's may change without changing the files.

use serde::{Deserialize, Serialize};

use crate::experiment::estimates::{Cell, Estimates, Scope, Stopped};
use crate::experiment::statistics::{Chance, Estimate};
use crate::findings::document::{Document, Words};

/// What was found.
#[derive(Debug, Serialize)]
pub struct Summary<'a> {
    #[serde(flatten)]
    words: Words<'a>,
    target: f64,
    confidence: f64,
    replications: u64,
    seed: u64,
    stopped: String,
    nation: Place<'a>,
    divisions: Vec<Place<'a>>,
    clusters: Vec<Place<'a>>,
    courts: Vec<Part<'a>>,
    months: Vec<Part<'a>>,
    hours: Vec<Part<'a>>,
    lists: Vec<Part<'a>>,
    working_days: Vec<WorkingDays<'a>>,
}

#[derive(Debug, Serialize)]
struct Place<'a> {
    name: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    division: &'a str,
    chance_of_target: Option<Likely>,
    measures: Vec<Told<'a>>,
}

#[derive(Debug, Serialize)]
struct Told<'a> {
    measure: &'static str,
    #[serde(skip_serializing_if = "str::is_empty")]
    kind: &'a str,
    title: String,
    unit: &'static str,
    /// How the estimate is made of replications; that of courts, months, hours and lists is a ratio of sums.
    estimator: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    estimate: Option<Value>,
}

#[derive(Debug, Serialize)]
pub(super) struct Value {
    mean: f64,
    half_width: Option<f64>,
    sd: Option<f64>,
    replications: u64,
}

#[derive(Debug, Serialize)]
struct Likely {
    reached: u64,
    of: u64,
    low: f64,
    high: f64,
}

#[derive(Debug, Serialize)]
struct Part<'a> {
    #[serde(skip_serializing_if = "str::is_empty")]
    cluster: &'a str,
    name: &'a str,
    requested: f64,
    same_day: Option<Value>,
}

#[derive(Debug, Serialize)]
struct WorkingDays<'a> {
    kind: &'a str,
    title: &'a str,
    mode: Option<u32>,
    median: Option<u32>,
    /// Delivered on day 1, 2, 3 …, all replications together; the last holds all beyond.
    delivered: Vec<u64>,
}

impl<'a> Summary<'a> {
    /// From estimates and the document made of them.
    pub fn new(found: &'a Estimates, document: &'a Document) -> Self {
        let places = |scopes: &'a [Scope]| scopes.iter().map(|scope| place(found, scope)).collect();
        let parts = |cells: &'a [Cell]| cells.iter().map(part).collect();
        Self {
            words: document.words(),
            target: found.frame.target,
            confidence: found.frame.confidence,
            replications: found.replications,
            seed: found.seed,
            stopped: stopped(found.stopped).to_owned(),
            nation: place(found, &found.nation),
            divisions: places(&found.divisions),
            clusters: places(&found.clusters),
            courts: parts(&found.courts),
            months: parts(&found.months),
            hours: parts(&found.hours),
            lists: parts(&found.lists),
            working_days: found.days.iter().map(working_days).collect(),
        }
    }
}

fn working_days(days: &crate::experiment::estimates::Days) -> WorkingDays<'_> {
    WorkingDays { kind: &days.key, title: &days.title, mode: days.mode, median: days.median, delivered: days.counts.to_vec() }
}

fn place<'a>(found: &'a Estimates, scope: &'a Scope) -> Place<'a> {
    let told = found.items.iter().zip(&scope.measures).map(|(item, estimate)| Told {
        measure: item.measure.key,
        kind: &item.key,
        title: item.label(),
        unit: item.measure.unit.word(),
        estimator: item.measure.estimator(),
        estimate: estimate.map(value),
    });
    Place { name: &scope.name, division: &scope.division, chance_of_target: scope.chance.map(likely), measures: told.collect() }
}

fn part(cell: &Cell) -> Part<'_> {
    Part { cluster: &cell.cluster, name: &cell.name, requested: cell.requested, same_day: cell.rate.map(value) }
}

pub(super) const fn value(estimate: Estimate) -> Value {
    let Estimate { mean, half_width, sd, replications, .. } = estimate;
    Value { mean, half_width, sd, replications }
}

const fn likely(chance: Chance) -> Likely {
    Likely { reached: chance.reached, of: chance.of, low: chance.interval.low, high: chance.interval.high }
}

/// Why a run ended, in one word or two.
pub const fn stopped(stopped: Stopped) -> &'static str {
    match stopped {
        Stopped::Number => "number reached",
        Stopped::Precise { .. } => "precision reached",
        Stopped::Most { .. } => "precision not reached",
        Stopped::Interrupted => "interrupted",
    }
}

/// A file that was read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Input {
    /// As it was opened.
    pub path: String,
    /// SHA-256 of its bytes.
    pub sha256: String,
}

/// When and how fast a run was; kept apart because it is never the same twice.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Timing {
    /// The command as typed.
    pub command: Vec<String>,
    /// Seconds of wall-clock time in the simulation.
    pub seconds: f64,
    /// Threads asked for; 0 for one per processor.
    pub threads: usize,
    /// Calendar events handled in the replications that count.
    pub events: u64,
    /// Events a second; 0 where histories were not all played now.
    pub events_a_second: f64,
    /// Histories of groups of clusters that had been played before, and all that were asked for; nought where none were looked for.
    #[serde(default)]
    pub histories: (u64, u64),
}

impl Timing {
    /// Whether a file's bytes are times that this program wrote.
    pub(super) fn parse(bytes: &[u8]) -> bool {
        serde_json::from_slice::<Self>(bytes).is_ok()
    }
}

/// JSON, indented, with a line end.
///
/// # Panics
/// If a file's own type cannot be told in JSON, which its derive rules out.
pub fn json(value: &impl Serialize) -> Vec<u8> {
    let mut text = serde_json::to_vec_pretty(value).expect("plain structs are JSON");
    text.push(b'\n');
    text
}
