//! `sameday compare`: a scenario against others, the same replications of each with the same chances.

use std::path::{Path, PathBuf};

use clap::Args;

use super::Fault;
use super::checkpoint::Checkpoint;
use super::deliver::{Desk, Task, conduct};
use super::destination::{Destination, stem};
use super::simulate::Simulation;
use crate::experiment::estimates::Stopped;
use crate::experiment::frame::MeasureContext;
use crate::experiment::{Settings, StoppingRule};
use crate::findings::document;
use crate::model::Model;
use crate::output::Origin;
use crate::scenario::grammar::Run;
use crate::scenario::{Change, Loaded, changes, indices_that_follow, quantity, resolved};
use crate::study::answer::Found;
use crate::study::best::{INDIFFERENCE, best};
use crate::study::compare::{Compiled, PRECISION, check_primary, compare};
use crate::study::select::Promise;
use crate::units::Points;

/// A folder's name is cut beyond so many letters: some systems take no more than 255 bytes.
const LONGEST_NAME: usize = 120;

/// The arguments of `compare`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
#[command(mut_arg("file", |arg| arg.index(1).value_name("BASE").help("The scenario to compare with")))]
#[command(mut_arg("set", |arg| arg.help("Change one key of every scenario; see `sameday levers`")))]
#[command(mut_arg("replications", |arg| arg.help("Run this many replications of each scenario, instead of as many as the precision needs")))]
#[command(mut_arg("precision", |arg| arg.help("Run until the difference of the same-day rate is known so closely to each side [default: \"0.3 points\"]")))]
pub struct Arguments {
    #[command(flatten)]
    simulation: Simulation,
    /// The scenarios to compare it with
    // A flattened argument that has been changed comes last, unless its place is told.
    #[arg(value_name = "VARIANT", required = true, index = 2)]
    variants: Vec<PathBuf>,
    /// Name the best of them with the confidence asked for, dropping those that are surely behind
    #[arg(long, conflicts_with = "precision")]
    best: bool,
    /// With --best, differences smaller than this do not matter [default: "0.5 points"]
    #[arg(long, value_name = "POINTS", requires = "best")]
    indifference: Option<String>,
    #[command(flatten)]
    destination: Destination,
    #[command(flatten)]
    checkpoint: Checkpoint,
}

const EXAMPLES: &str = "Examples:
  sameday compare scenarios/baseline-2016.toml scenarios/what-if/04-police-answer-in-two-hours.toml
      until the difference is known to 0.3 points
  sameday compare scenarios/baseline-2016.toml scenarios/what-if/0*.toml -n 20 --only NE-01
      twenty replications of each scenario, one cluster only
  sameday compare scenarios/baseline-2016.toml scenarios/what-if/*.toml --best --indifference \"0.5 points\"
      which is best, with 95 % confidence; those surely behind are dropped on the way
The base says with which seed all are run, and how many replications at least and at most.";

/// Compares them.
pub fn run(arguments: &Arguments) -> Result<(), Fault> {
    let Arguments { simulation, variants, destination, checkpoint, .. } = arguments;
    let loaded = load(simulation, variants)?;
    let models: Vec<Model> = loaded.iter().map(|one| Model::new(&one.scenario)).collect();
    check_primary(&MeasureContext::new(&loaded[0].scenario, &models[0].names)).map_err(|why| simulation.unfit(&why))?;
    let compiled: Vec<Compiled<'_>> = loaded.iter().zip(&models).map(|(one, model)| Compiled { scenario: &one.scenario, model }).collect();
    let histories = match StoppingRule::of(&loaded[0].scenario.run) {
        StoppingRule::Number(number) => Some(number as f64 * loaded.len() as f64),
        StoppingRule::Precision { .. } => None,
    };
    let best = if arguments.best { "best-" } else { "" };
    let folder = format!("{best}{}{}", folder_name(&simulation.file, variants), simulation.ending());
    let task = Task { verb: "compare", folder, loaded: &loaded, groups: models[0].groups(), histories };
    let how = if arguments.best { name_best } else { compare_all };
    conduct(simulation, (destination, checkpoint), &task, |desk| how(arguments, &loaded, &compiled, desk))
}

/// Compares all with the base; whether it was interrupted.
fn compare_all(arguments: &Arguments, loaded: &[Loaded], compiled: &[Compiled<'_>], desk: &Desk<'_>) -> Result<bool, Fault> {
    let found = compare(compiled[0], &compiled[1..], Settings::of(&loaded[0].scenario.run), &desk.with);
    if found.base.replications == 0 {
        return Err(Fault::Stopped(
            "stopped before the first replication of every scenario was complete: there is nothing to tell".to_owned(),
        ));
    }
    // What is said of clusters that are left out is a change too.
    let base = &loaded[0].whole;
    let differ = |other: &Loaded| [changes(base, &other.whole), indices_that_follow(base, &other.whole)].concat();
    let differ: Vec<Vec<Change>> = loaded[1..].iter().map(differ).collect();
    let origins = origins(&arguments.simulation, &arguments.variants, loaded);
    let events = found.base.events + found.variants.iter().map(|variant| variant.found.events).sum::<u64>();
    let interrupted = found.base.stopped == Stopped::Interrupted;
    desk.deliver(Found::Comparison(&found, &differ), &loaded[0].scenario, &origins, (events, interrupted))?;
    Ok(interrupted)
}

/// Names the best of them; whether it was interrupted.
fn name_best(arguments: &Arguments, loaded: &[Loaded], compiled: &[Compiled<'_>], desk: &Desk<'_>) -> Result<bool, Fault> {
    let run = &loaded[0].scenario.run;
    let indifference = match &arguments.indifference {
        None => INDIFFERENCE,
        Some(text) => Points::new(points(text).ok_or_else(|| {
            Fault::Said(format!("--indifference wants a number of points above 0 and up to 50, such as \"0.5 points\"; found `{text}`"))
        })?),
    };
    let most = run.replications.unwrap_or(run.at_most).max(2);
    let promise = Promise { confidence: run.confidence.get(), indifference: indifference.get(), first_stage: run.at_least.min(most) };
    let found = best(compiled, promise, (run.seed, most), &desk.with);
    if found.leader().is_none() {
        let verdict = document(Found::Selection(&found)).verdict();
        return Err(if found.interrupted { Fault::Stopped(verdict) } else { Fault::Said(verdict) });
    }
    let mut origins = origins(&arguments.simulation, &arguments.variants, loaded);
    let points = format!("{} points", (indifference.get() * 1e6).round() / 1e4);
    origins[0].command.extend(["--best".to_owned(), "--indifference".to_owned(), points]);
    desk.deliver(Found::Selection(&found), &loaded[0].scenario, &origins, (0, found.interrupted))?;
    Ok(found.interrupted)
}

/// Points as a share of 1, if they are above 0 and up to 50.
fn points(text: &str) -> Option<f64> {
    quantity::POINTS.parse(text).ok().filter(|points| *points > 0.0 && *points <= 0.5)
}

/// Loads the base and the variants. What says how long and with which seed to run is the base's for all of them.
fn load(simulation: &Simulation, variants: &[PathBuf]) -> Result<Vec<Loaded>, Fault> {
    let mut base = simulation.load()?;
    if base.scenario.run.replications.is_none() && simulation.precision.is_none() {
        settle(&mut base, |run| run.precision = PRECISION);
    }
    let mut loaded = vec![base];
    for file in variants {
        let mut other = Simulation { file: file.clone(), ..simulation.clone() }.load_untitled()?;
        let (base, run) = (&loaded[0].scenario.run, &other.scenario.run);
        if run.headline != base.headline {
            return Err(Fault::Said(format!(
                "{} asks about the same-day rate of `{}`, the base about that of `{}`: set run.headline alike",
                file.display(),
                run.headline,
                base.headline
            )));
        }
        let own = [("run.seed", run.seed != base.seed), ("run.confidence", run.confidence != base.confidence)];
        let own: Vec<&str> = own.into_iter().filter(|(_, differs)| *differs).map(|(key, _)| key).collect();
        if !own.is_empty() && !simulation.quiet {
            eprintln!("warning: {} of {} is not used: all are run as the base says\n", own.join(" and "), file.display());
        }
        let base = base.clone();
        settle(&mut other, |run| {
            (run.seed, run.replications, run.precision) = (base.seed, base.replications, base.precision);
            (run.at_least, run.at_most, run.confidence) = (base.at_least, base.at_most, base.confidence);
        });
        loaded.push(other);
    }
    Ok(loaded)
}

/// Says how a scenario is run, wherever it is told.
fn settle(loaded: &mut Loaded, change: impl Fn(&mut Run)) {
    change(&mut loaded.scenario.run);
    change(&mut loaded.whole.run);
    loaded.resolved = resolved(&loaded.whole);
}

/// What each scenario was made from; the base's command is that of the whole comparison.
fn origins(simulation: &Simulation, variants: &[PathBuf], loaded: &[Loaded]) -> Vec<Origin> {
    let mut origins = vec![simulation.origin("compare", &loaded[0])];
    // After the verb and the base.
    let at = 2;
    origins[0].command.splice(at + 1..at + 1, variants.iter().map(|file| file.display().to_string()));
    for (file, other) in variants.iter().zip(&loaded[1..]) {
        origins.push(Simulation { file: file.clone(), ..simulation.clone() }.origin("compare", other));
    }
    origins
}

/// `compare-` and the names of the scenarios' files.
fn folder_name(base: &Path, variants: &[PathBuf]) -> String {
    let mut name = format!("compare-{}", stem(base));
    for (number, file) in variants.iter().enumerate() {
        let next = stem(file);
        if number > 0 && name.len() + next.len() > LONGEST_NAME {
            name.push_str(&format!("-and-{}-more", variants.len() - number));
            break;
        }
        name.push('-');
        name.push_str(&next);
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_named_after_the_scenarios_and_not_at_any_length() {
        let files = |number: usize| {
            (0..number).map(|k| PathBuf::from(format!("what-if/a-scenario-with-a-long-name-{k:02}.toml"))).collect::<Vec<_>>()
        };
        let name = |number| folder_name(Path::new("scenarios/base.toml"), &files(number));
        assert_eq!(name(1), "compare-base-a-scenario-with-a-long-name-00");
        assert!(name(9).ends_with("-a-scenario-with-a-long-name-02-and-6-more"), "{}", name(9));
    }
}
