//! What a selection of the best leaves behind: a row a scenario, every replication, and from what it can be made again.

use super::Origin;
use super::folder::{Folder, OutputError};
use super::tables::{Row, csv, number, words};
use crate::findings::selection::ranked;
use crate::study::best::Best;

/// Writes a selection's tables.
///
/// - `origins`: of the scenarios, in their order.
///
/// # Errors
/// If a file cannot be written.
pub fn write(folder: &mut Folder, found: &Best, origins: &[Origin]) -> Result<(), OutputError> {
    folder.write("selection.csv", &table(found, origins)?)?;
    folder.write("replications.csv", &replications(found, origins)?)
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
