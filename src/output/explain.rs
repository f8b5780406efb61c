//! The files of an explanation: one tidy table, everything in JSON with what each removal changes, and the words.

use serde::Serialize;

use super::folder::{Folder, OutputError};
use super::summary::{Value, json, stopped, value};
use super::tables::{Row, csv, number, words};
use crate::experiment::statistics::Estimate;
use crate::findings::document::{Document, Words};
use crate::findings::obstacles::words_of;
use crate::study::explain::search::Search;
use crate::study::explain::{Explanation, Place, Stage};

/// What was found, as `explain.json` tells it. Shares and parts are of 1.
#[derive(Debug, Serialize)]
struct Summary<'a> {
    #[serde(flatten)]
    words: Words<'a>,
    target: f64,
    confidence: f64,
    replications: u64,
    seed: u64,
    stopped: &'static str,
    removals: Vec<Removed<'a>>,
    nation: Told<'a>,
    clusters: Vec<Told<'a>>,
    /// Sets of removals tried for all clusters together; empty where none was.
    tried: Vec<Set>,
    /// The obstacles of the smallest set tried that reaches the target.
    smallest: Option<Vec<&'static str>>,
}

#[derive(Debug, Serialize)]
struct Removed<'a> {
    obstacle: &'static str,
    without: &'static str,
    stage: &'static str,
    /// What is changed in a scenario of this cluster alone; others are changed alike.
    cluster: &'a str,
    changes: Vec<String>,
}

#[derive(Debug, Serialize)]
struct Told<'a> {
    name: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    division: &'a str,
    today: Option<Value>,
    ceiling: Option<Value>,
    everything_removed: Option<Value>,
    /// By obstacle, in the order of `removals`.
    parts: Vec<Option<Value>>,
    alone: Vec<Option<Value>>,
    unexplained: Option<Value>,
}

#[derive(Debug, Serialize)]
struct Set {
    removed: Vec<&'static str>,
    rate: Option<Value>,
    reaches: bool,
}

const fn stage(stage: Stage) -> &'static str {
    match stage {
        Stage::Staffing => "staffing",
        Stage::Others => "others",
    }
}

fn told(place: &Place) -> Told<'_> {
    let all = |estimates: &[Option<Estimate>]| estimates.iter().map(|estimate| estimate.map(value)).collect();
    Told {
        name: &place.name,
        division: &place.division,
        today: place.today.map(value),
        ceiling: place.ceiling.map(value),
        everything_removed: place.everything.map(value),
        parts: all(&place.parts),
        alone: all(&place.alone),
        unexplained: place.rest.map(value),
    }
}

/// `explain.csv`: a row for every place, and every rate and part of its gap.
///
/// # Errors
/// If the rows cannot be written, which memory always can.
fn table(found: &Explanation) -> Result<Vec<u8>, OutputError> {
    let head = words(&["scope", "name", "division", "what", "obstacle", "mean", "low", "high", "half_width", "replications"]);
    let mut rows: Vec<Row> = Vec::new();
    let places = std::iter::once(("nation", &found.nation)).chain(found.clusters.iter().map(|place| ("cluster", place)));
    for (scope, place) in places {
        let mut add = |what: &str, obstacle: &str, estimate: Option<Estimate>| {
            let Some(estimate) = estimate else { return };
            let mut row = words(&[scope, &place.name, &place.division, what, obstacle]);
            // A rate's interval reaches no further than a rate can; a part of the gap may be less than nought.
            let [low, high] =
                if what == "part" || what == "alone" { [estimate.low(), estimate.high()] } else { estimate.ends_within(0.0, 1.0) };
            row.extend([Some(estimate.mean), low, high, estimate.half_width].map(number));
            row.push(estimate.replications.to_string());
            rows.push(row);
        };
        add("today", "", place.today);
        add("ceiling", "", place.ceiling);
        add("everything_removed", "", place.everything);
        add("unexplained", "", place.rest);
        for (what, estimates) in [("part", &place.parts), ("alone", &place.alone)] {
            for (removal, estimate) in found.removals.iter().zip(estimates) {
                add(what, removal.obstacle.word(), *estimate);
            }
        }
    }
    csv("explain.csv", head, rows)
}

/// Writes an explanation's numbers.
///
/// # Errors
/// If a file cannot be written.
pub fn write(folder: &mut Folder, found: &Explanation, search: Option<&Search>, document: &Document) -> Result<(), OutputError> {
    let removed = found.removals.iter().map(|removal| Removed {
        obstacle: removal.obstacle.word(),
        without: words_of(removal.obstacle).removed,
        stage: stage(removal.stage),
        cluster: &removal.cluster,
        changes: removal.changes.iter().map(ToString::to_string).collect(),
    });
    let target = found.frame.target;
    let names = |set: &crate::study::explain::search::Tried| set.removed.iter().map(|obstacle| obstacle.word()).collect::<Vec<_>>();
    let tried = search.into_iter().flat_map(|search| &search.tried);
    let summary = Summary {
        words: document.words(),
        target,
        confidence: found.frame.confidence,
        replications: found.replications,
        seed: found.seed,
        stopped: stopped(found.stopped),
        removals: removed.collect(),
        nation: told(&found.nation),
        clusters: found.clusters.iter().map(told).collect(),
        tried: tried.map(|set| Set { removed: names(set), rate: set.rate.map(value), reaches: set.reaches(target) }).collect(),
        smallest: search.and_then(|search| Some(names(&search.tried[search.smallest?]))),
    };
    folder.write("explain.json", &json(&summary))?;
    folder.write("explain.csv", &table(found)?)
}
