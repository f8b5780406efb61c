//! What a selection of the best leaves behind: a row a scenario, every replication, and from what it can be made again.

use serde_json::json;

use super::Origin;
use super::folder::{Folder, OutputError};
use super::seal::{self, Rests, resolved_name};
use super::summary::{Timing, json, stopped};
use super::tables::{Row, csv, number, words};
use crate::experiment::estimates::Stopped;
use crate::findings::selection::{Selected, ranked};
use crate::study::best::Best;
use crate::study::select::Promise;

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
        super::leave_scenario(folder, &resolved_name(number), origin)?;
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

/// Writes the manifest of everything in the folder, and the times; nothing may follow.
///
/// # Errors
/// If a file cannot be written.
pub fn seal(folder: &mut Folder, found: &Best, origins: &[Origin], timing: &Timing) -> Result<(), OutputError> {
    let Promise { confidence, indifference, first_stage } = found.promise;
    let stopped = match found.best {
        Some(_) => "decided",
        None if found.interrupted => stopped(Stopped::Interrupted),
        None => "not decided",
    };
    let about = json!({ "first_stage": first_stage, "indifference": indifference });
    seal::seal(
        folder,
        origins,
        Rests { seed: found.seed, replications: found.replications, confidence, stopped, about },
        Some(&json(timing)),
    )
}
