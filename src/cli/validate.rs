//! `sameday validate`: a scenario's results beside published figures, as a Markdown table.

use clap::Args;

use super::progress::Meter;
use super::simulate::Simulation;
use super::{Fault, say, stop};
use crate::experiment::Execution;
use crate::experiment::estimates::{Estimates, Stopped};
use crate::experiment::measures::Unit;
use crate::experiment::statistics::Estimate;
use crate::findings::table::Table;
use crate::findings::words::{NOT_MEASURED, capital, exact_percent, in_table, percent, plain};
use crate::model::Model;
use crate::study::validate::{Kind, TARGETS, Target, Verdict};

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
    let stopped = found.stopped == Stopped::Interrupted;
    let of = format!("{} replications, seed {}", found.replications, found.seed);
    say(&format!("{}\n{}\n{of}.\n", table(&found).markdown(), summary(&found)))?;
    if stopped { Err(Fault::Stopped("stopped before the end: the figures are of what was finished".to_owned())) } else { Ok(()) }
}

/// How many rows of each kind are met, and every miss with its reason.
fn summary(found: &Estimates) -> String {
    let mut told = String::new();
    for kind in Kind::ALL {
        let verdicts = TARGETS.iter().filter(|target| target.kind == kind).map(|target| target.verdict(target.found(found)));
        let verdicts: Vec<Verdict> = verdicts.collect();
        let number = |wanted: fn(&Verdict) -> bool| verdicts.iter().filter(|verdict| wanted(verdict)).count();
        let [met, missed, close] = [number(|v| *v == Verdict::Met), number(|v| v.is_missed()), number(|v| *v == Verdict::Close)];
        let untold = number(|v| *v == Verdict::Untold);
        told.push_str(&format!(
            "- {}: {met} met, {missed} missed, {close} too close to say, {untold} not foretold.\n",
            capital(kind.words())
        ));
    }
    for target in TARGETS {
        let estimate = target.found(found);
        if target.verdict(estimate).is_missed() {
            let found = in_words(target, estimate);
            told.push_str(&format!(
                "- Missed ({}): {}, {found} against {}; {}.\n",
                target.kind.words(),
                target.label,
                range(target),
                target.note
            ));
        }
    }
    told
}

/// What was found of a figure.
fn in_words(target: &Target, estimate: Option<Estimate>) -> String {
    match (estimate, target.unit) {
        (None, _) => NOT_MEASURED.to_owned(),
        // A mode or median of a histogram of all replications is a whole day.
        (Some(estimate), Unit::WorkingDays) => format!("day {}", plain(estimate.mean, 0)),
        // So is a share of all replications' reports a single number.
        (Some(Estimate { mean, half_width: Some(0.0), .. }), Unit::Share) => percent(mean, 1),
        (some, unit) => in_table(some, unit),
    }
}

fn table(found: &Estimates) -> Table {
    let head = ["figure", "year", "agrees with the record", "found", "verdict", "kind", "published", "note"];
    let mut table = Table::new("validation", "The published record", &head);
    for kind in Kind::ALL {
        for target in TARGETS.iter().filter(|target| target.kind == kind) {
            let estimate = target.found(found);
            let verdict = target.verdict(estimate);
            // Of what is not foretold, what was published says all.
            let range = if verdict == Verdict::Untold { NOT_MEASURED.to_owned() } else { range(target) };
            let (told, kind) = (in_words(target, estimate), kind.words().to_owned());
            let [label, year, source, note] = [target.label, target.year, target.source, target.note].map(str::to_owned);
            table.rows.push(vec![label, year, range, told, verdict.words().to_owned(), kind, source, note]);
        }
    }
    table
}

/// The published range in words.
fn range(target: &Target) -> String {
    let end = |value: f64| match target.unit {
        // As many decimals as the end has: 99.3.
        Unit::Share => exact_percent(value).replace(" %", ""),
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
        assert_eq!(row("Allocation")[2..6], ["–", "–", "not foretold", "held out"]);
        assert_eq!(row("Oral: likeliest")[2..6], ["1", "day 1", "met", "fitted"]);
        assert!(row("On time")[3].contains('±'));
        // What can test the model comes first.
        let kinds: Vec<&str> = found.rows.iter().map(|row| row[5].as_str()).collect();
        assert!(kinds.is_sorted_by_key(|kind| ["held out", "fitted", "input"].iter().position(|one| one == kind)), "{kinds:?}");
    }

    #[test]
    fn misses_are_told_one_by_one_with_their_reason() {
        let told = summary(&estimates(StoppingRule::Number(4), 1));
        assert!(told.starts_with("- Held out: 1 met, 0 missed, 0 too close to say, 8 not foretold."), "{told}");
        let missed = told.lines().filter(|line| line.starts_with("- Missed (")).count();
        let counted: usize = told.lines().filter_map(|line| line.split_once(" met, ")?.1.split(' ').next()?.parse::<usize>().ok()).sum();
        assert!(missed == counted && missed > 0, "{told}");
    }
}
