//! `sameday complexity`: the clusters from the most complex on, and what makes each of them so.

use std::path::PathBuf;

use super::columns::columns;
use super::{Fault, say};
use crate::findings::words::exact_percent;
use crate::scenario::complexity::Standing;
use crate::scenario::grammar::Complexity;
use crate::scenario::{self};

/// Arguments of `complexity`.
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = "Examples:
  sameday complexity scenarios/whole-2016.toml
  sameday complexity scenarios/whole-2016.toml --set complexity.attributes.geography.weight=3")]
pub struct Arguments {
    /// The scenario file.
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Change a key first, such as a weight; may be repeated
    #[arg(long = "set", value_name = "PATH=VALUE")]
    sets: Vec<String>,
    /// As CSV, for a spreadsheet
    #[arg(long)]
    csv: bool,
}

/// Ranks the clusters of a scenario.
pub fn run(arguments: &Arguments) -> Result<(), Fault> {
    let loaded = scenario::load(&arguments.file, &arguments.sets).map_err(|faults| Fault::Scenario(Box::new(faults)))?;
    let Some(complexity) = &loaded.scenario.complexity else {
        let file = arguments.file.display();
        return Err(Fault::Said(format!("{file} does not say what makes a cluster complex: it has no [complexity.attributes]")));
    };
    let rows = rows(complexity, &loaded.standings);
    if arguments.csv {
        let csv = crate::output::tables::numbers(rows)?;
        return say(&String::from_utf8_lossy(&csv));
    }
    let right = [vec![true, false, false, false], vec![true; rows[0].len() - 4]].concat();
    say(&format!("{}\n{}", words(complexity, &loaded.standings), columns(&rows, &right)))
}

/// What the index is made of.
fn words(complexity: &Complexity, standings: &[Standing]) -> String {
    let all: f64 = complexity.attributes.values().map(|part| part.weight.get().abs()).sum();
    let share = |weight: f64| exact_percent((weight / all * 1e4).round() / 1e4);
    let parts: Vec<String> = complexity.attributes.iter().map(|(key, part)| format!("{key} {}", share(part.weight.get()))).collect();
    format!(
        "The complexity of {} clusters: {}. Each attribute is in standard deviations from the clusters' mean, times its weight; the parts add up to the index.\n",
        standings.len(),
        parts.join(", ")
    )
}

fn rows(complexity: &Complexity, standings: &[Standing]) -> Vec<Vec<String>> {
    let mut ranked: Vec<&Standing> = standings.iter().collect();
    ranked.sort_by_key(|standing| standing.rank);
    let head = ["rank", "cluster", "division", "band", "index"].map(str::to_owned);
    let mut rows = vec![head.into_iter().chain(complexity.attributes.keys().cloned()).collect::<Vec<_>>()];
    for standing in ranked {
        let band = standing.band.and_then(|band| complexity.bands.get_index(band)).map_or(String::new(), |(key, _)| key.clone());
        let mut row = vec![standing.rank.to_string(), standing.cluster.clone(), standing.division.clone(), band];
        row.extend(std::iter::once(standing.index).chain(standing.parts.iter().copied()).map(|number| format!("{number:+.2}")));
        rows.push(row);
    }
    rows
}
