//! `sameday validate`: a scenario's results beside published figures, as a Markdown table.

use clap::Args;

use super::progress::Meter;
use super::simulate::Simulation;
use super::{Fault, say, stop};
use crate::experiment::Execution;
use crate::experiment::estimates::{Estimates, Stopped};
use crate::experiment::measures::Unit;
use crate::findings::table::Table;
use crate::findings::words::{in_table, plain};
use crate::model::Model;
use crate::study::validate::{TARGETS, Target};

/// The arguments of `validate`.
#[derive(Debug, Args)]
pub struct Arguments {
    #[command(flatten)]
    simulation: Simulation,
}

/// Runs it.
pub fn run(arguments: &Arguments) -> Result<(), Fault> {
    let simulation = &arguments.simulation;
    let loaded = simulation.load()?;
    let (model, threads, meter) = (Model::new(&loaded.scenario), simulation.threads()?, Meter::new(simulation.quiet));
    let store = simulation.store();
    let with = Execution::on(&threads).stopped_by(stop::flag()).heard_by(&meter).remembering(store.as_ref().map(|store| store as _));
    let found = simulation.experiment(&loaded, &model).run_refined(&with);
    meter.finish();
    let met = TARGETS.iter().filter(|target| target.verdict(target.found(&found)) == "met").count();
    let stopped = found.stopped == Stopped::Interrupted;
    say(&format!(
        "{}\n{met} of {} targets are met, {} replications, seed {}.\n",
        table(&found).markdown(),
        TARGETS.len(),
        found.replications,
        found.seed
    ))?;
    if stopped { Err(Fault::Stopped("stopped before the end: the figures are of what was finished".to_owned())) } else { Ok(()) }
}

fn table(found: &Estimates) -> Table {
    let mut table = Table::new("validation", "Published figures", &["figure", "published", "found", "", "what it tests", "source"]);
    for target in TARGETS {
        let estimate = target.found(found);
        let told = match (estimate, target.unit) {
            (None, _) => "not in this scenario".to_owned(),
            // A mode or median of a histogram of all replications is a whole day.
            (Some(estimate), Unit::WorkingDays) => format!("day {}", plain(estimate.mean, 0)),
            (some, unit) => in_table(some, unit),
        };
        let verdict = target.verdict(estimate).to_owned();
        table.rows.push([target.label.to_owned(), range(target), told, verdict, target.note.to_owned(), target.source.to_owned()].into());
    }
    table
}

/// The published range in words.
fn range(target: &Target) -> String {
    let end = |value: f64| match target.unit {
        Unit::Share => plain(value * 100.0, 0),
        _ => plain(value, 0),
    };
    let unit = if target.unit == Unit::Share { " %" } else { "" };
    if target.least >= target.most {
        format!("{}{unit}", end(target.least))
    } else {
        format!("{} to {}{unit}", end(target.least), end(target.most))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::StoppingRule;
    use crate::experiment::synthetic::estimates;

    #[test]
    fn every_target_has_a_row_and_what_a_scenario_lacks_is_told_so() {
        let found = table(&estimates(StoppingRule::Number(4), 1));
        assert_eq!(found.rows.len(), TARGETS.len());
        let row = |label: &str| found.rows.iter().find(|row| row[0].starts_with(label)).expect("a row").clone();
        assert_eq!(row("Allocation")[2..4], ["not in this scenario", "not told"]);
        assert_eq!(row("Oral: likeliest")[1..4], ["1", "day 1", "met"]);
        assert!(row("On time")[2].contains('±'));
    }
}
