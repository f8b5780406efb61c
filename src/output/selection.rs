//! What a selection of the best leaves behind: a row a scenario, every replication, and from what it can be made again.

use std::collections::BTreeMap;

use serde::Serialize;

use super::comparison::{Scenario, resolved_name, scenarios};
use super::folder::{Folder, MANIFEST, OutputError, TIMING};
use super::summary::{Timing, json};
use super::tables::{Row, csv, number, words};
use super::{COMMIT, Origin, PROGRAM};
use crate::experiment::best::Best;
use crate::findings::selection::{Selected, ranked};

/// Writes a selection's tables and words.
///
/// - `origins`: of the scenarios, in their order.
///
/// # Errors
/// If a file cannot be written.
pub fn write(folder: &mut Folder, found: &Best, selected: &Selected, origins: &[Origin]) -> Result<(), OutputError> {
    folder.write("selection.csv", &table(found, origins)?)?;
    folder.write("replications.csv", &replications(found, origins)?)?;
    folder.write("findings.txt", selected.to_string().as_bytes())?;
    for (number, origin) in origins.iter().enumerate() {
        folder.write(&resolved_name(number), origin.resolved.as_bytes())?;
    }
    Ok(())
}

/// `selection.csv`: a row a scenario, the best first.
fn table(found: &Best, origins: &[Origin]) -> Result<Vec<u8>, OutputError> {
    let mut head = words(&["scenario", "title", "outcome", "dropped_at", "dropped_by", "same_day", "low", "high", "replications"]);
    head.extend(words(&["behind_leader", "behind_low", "behind_high"]));
    let rows = ranked(found).into_iter().map(|at| {
        let one = &found.contenders[at];
        let outcome = match one.dropped {
            Some(_) => "dropped",
            None if found.best == Some(at) => "best",
            None => "still in",
        };
        let by = one.dropped.map_or("", |dropped| &origins[dropped.by].scenario);
        let dropped_at = one.dropped.map_or_else(String::new, |dropped| dropped.at.to_string());
        let mut row = words(&[&origins[at].scenario, &one.title, outcome, &dropped_at, by]);
        let [low, high] = one.rate.map_or([None; 2], |rate| rate.ends_within(0.0, 1.0));
        row.extend([one.rate.map(|rate| rate.mean), low, high].map(number));
        row.push(one.values.len().to_string());
        let behind = one.behind.map(|pair| pair.difference);
        row.extend([behind.map(|b| b.mean), behind.and_then(|b| b.low()), behind.and_then(|b| b.high())].map(number));
        row
    });
    csv("selection.csv", head, rows)
}

/// `replications.csv`: a row a scenario and replication.
fn replications(found: &Best, origins: &[Origin]) -> Result<Vec<u8>, OutputError> {
    let rows = found.contenders.iter().zip(origins).flat_map(|(one, origin)| {
        let row =
            |(replication, value): (usize, &f64)| -> Row { vec![origin.scenario.clone(), replication.to_string(), number(Some(*value))] };
        one.values.iter().enumerate().map(row).collect::<Vec<_>>()
    });
    csv("replications.csv", words(&["scenario", "replication", "same_day"]), rows)
}

/// From what a selection can be made again, to the byte. It holds no time and no number of threads.
#[derive(Debug, Serialize)]
struct Manifest<'a> {
    program: &'static str,
    commit: Option<&'static str>,
    generator: &'a str,
    command: &'a [String],
    scenarios: Vec<Scenario<'a>>,
    seed: u64,
    first_stage: u64,
    indifference: f64,
    confidence: f64,
    decided: bool,
    files: BTreeMap<String, String>,
}

/// Writes the manifest of everything in the folder, and the times; nothing may follow.
///
/// # Errors
/// If a file cannot be written.
pub fn seal(folder: &mut Folder, found: &Best, origins: &[Origin], timing: &Timing) -> Result<(), OutputError> {
    let manifest = Manifest {
        program: PROGRAM,
        commit: COMMIT,
        generator: &origins[0].generator,
        command: &origins[0].command,
        scenarios: scenarios(origins),
        seed: found.seed,
        first_stage: found.promise.first_stage,
        indifference: found.promise.indifference,
        confidence: found.promise.confidence,
        decided: found.best.is_some(),
        files: folder.files().clone(),
    };
    folder.write(MANIFEST, &json(&manifest))?;
    folder.write(TIMING, &json(timing))
}
