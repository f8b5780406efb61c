//! `sameday levers`: every number and time of day of a scenario that `--set` and sweeps can move.

use std::path::PathBuf;

use super::columns::columns;
use super::{Fault, say};
use crate::scenario::levers::{AFTER_MIDNIGHT, time_of_day};
use crate::scenario::{self, Lever};

/// Arguments of `levers`.
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = "The bounds are each key's own, with the other parameters of its distribution as they are. Where keys must agree,
such as shares that add to 1, --set refuses what does not, and says so.")]
pub struct Arguments {
    /// The scenario file.
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Only levers whose path or meaning holds this text, such as `psr.steps` or `vacancy`
    #[arg(value_name = "FILTER")]
    filter: Option<String>,
    /// Change a key first, such as --set run.target=0.85; may be repeated
    #[arg(long = "set", value_name = "PATH=VALUE")]
    sets: Vec<String>,
}

/// Lists the levers of a scenario.
pub fn run(arguments: &Arguments) -> Result<(), Fault> {
    let loaded = scenario::load(&arguments.file, &arguments.sets).map_err(|faults| Fault::Scenario(Box::new(faults)))?;
    let filter = arguments.filter.as_deref().unwrap_or_default().to_lowercase();
    let all = scenario::levers(&loaded.scenario);
    let found: Vec<&Lever> =
        all.iter().filter(|lever| lever.path.to_lowercase().contains(&filter) || lever.help.to_lowercase().contains(&filter)).collect();
    if found.is_empty() {
        let file = arguments.file.display();
        return Err(Fault::Said(format!("no lever of {file} holds `{filter}`; without a filter all {} are listed", all.len())));
    }
    say(&table(&found))
}

fn table(levers: &[&Lever]) -> String {
    let mut rows = vec![["lever", "value", "least", "most", "unit", "meaning"].map(str::to_owned).to_vec()];
    for lever in levers {
        let clock = lever.unit == AFTER_MIDNIGHT;
        // What is shown is taken back by --set: a number is not rounded beyond a bound.
        let within = |text: &str| text.parse::<f64>().is_ok_and(|value| (lever.least..=lever.most).contains(&value));
        let exact = |value: f64, texts: [String; 2]| texts.into_iter().find(|text| within(text)).unwrap_or_else(|| value.to_string());
        let told = |value: f64, up: bool| if clock { time_of_day(value) } else { exact(value, [number(value), inward(value, up)]) };
        let unit = if clock { "time of day".to_owned() } else { lever.unit.clone() };
        rows.push(vec![
            lever.path.clone(),
            told(lever.value, true),
            told(lever.least, true),
            told(lever.most, false),
            unit,
            meaning(lever),
        ]);
    }
    let count = format!("\n{} lever{}\n", levers.len(), if levers.len() == 1 { "" } else { "s" });
    columns(&rows, &[false, true, true, true, false, false]) + &count
}

/// What it means, and where something else holds in its place.
fn meaning(lever: &Lever) -> String {
    match lever.elsewhere {
        (_, 0) => lever.help.to_owned(),
        (key, number) => format!("{} (Where no line of `{key}` says otherwise: there {}.)", lever.help, are(number)),
    }
}

fn are(number: usize) -> String {
    if number == 1 { "is 1".to_owned() } else { format!("are {number}") }
}

/// A number in three figures, rounded up or down.
fn inward(value: f64, up: bool) -> String {
    let figure = 10_f64.powf(value.abs().log10().floor() - 2.0);
    let rounded = if up { (value / figure).ceil() } else { (value / figure).floor() } * figure;
    format!("{rounded:.2e}")
}

/// A number in a column: as short as it can be read.
fn number(value: f64) -> String {
    if value == 0.0 || (1e-4..1e7).contains(&value.abs()) {
        let text = format!("{value:.5}");
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    } else {
        format!("{value:.2e}")
    }
}
