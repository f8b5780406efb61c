//! `sameday explain`: the ceiling that unlimited staff could reach, and what each obstacle costs.

use clap::Args;

use super::clock::Clock;
use super::destination::{Destination, put};
use super::keeping::Keeping;
use super::progress::Meter;
use super::simulate::Simulation;
use super::{Fault, stop};
use crate::experiment::estimates::Stopped;
use crate::experiment::record::Kept;
use crate::experiment::{Settings, StoppingRule};
use crate::findings::explain::Explained;
use crate::model::Model;
use crate::output::explain::write;
use crate::output::folder::Place;
use crate::output::leave;
use crate::output::seal::{Rests, seal};
use crate::output::summary::{Timing, json, stopped};
use crate::scenario::Loaded;
use crate::scenario::grammar::Run;
use crate::study::answer::Found;
use crate::study::explain::search::Search;
use crate::study::explain::{Explanation, Question};

/// Histories of clusters that a run has if nobody says how many replications: few clusters have more, and all are done in minutes.
const HISTORIES: u64 = 345;
/// The fewest and the most replications if nobody says.
const REPLICATIONS: (u64, u64) = (5, 100);

/// The arguments of `explain`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
#[command(mut_arg("replications", |arg| arg.help("Run this many replications of each set of removals [default: 5 of many clusters, up to 100 of few]")))]
#[command(mut_arg("precision", |arg| arg.help("Run until every obstacle's national part is known so closely to each side, such as \"0.3 points\"")))]
pub struct Arguments {
    #[command(flatten)]
    simulation: Simulation,
    /// Leave out the search for a set of removals that reaches the target
    #[arg(long)]
    no_search: bool,
    #[command(flatten)]
    destination: Destination,
    #[command(flatten)]
    keeping: Keeping,
}

const EXAMPLES: &str = "Examples:
  sameday explain scenarios/minimal.toml
      one court: the ceiling, and what stands below and above it
  sameday explain scenarios/baseline-2016.toml
      the whole country; some minutes
  sameday explain scenarios/baseline-2016.toml --only NE-01 -n 50
      one cluster, more closely
The same cases are run again without each obstacle; docs/EXPLAIN.md says what is removed and how to read the result.";

/// Explains it.
pub fn run(arguments: &Arguments) -> Result<(), Fault> {
    let Arguments { simulation, destination, keeping, .. } = arguments;
    let loaded = simulation.load()?;
    let place = destination.place(&format!("explain-{}", simulation.name()))?;
    let question = Question::new(&loaded.scenario, &Model::new(&loaded.scenario));
    let header = simulation.header("explain", std::slice::from_ref(&loaded), question.groups());
    let work = keeping.begin(&place, &header, simulation.quiet)?;
    let done = explain(arguments, &loaded, &question, &place, work.kept());
    work.end(done)
}

/// Explains, writes and says it; whether it was interrupted.
fn explain(arguments: &Arguments, loaded: &Loaded, question: &Question, place: &Place, kept: Kept<'_>) -> Result<bool, Fault> {
    let Arguments { simulation, destination, no_search, .. } = arguments;
    let (found, search, timing) = simulate(simulation, &loaded.scenario.run, question, *no_search, kept)?;
    if found.replications == 0 {
        return Err(Fault::Stopped("stopped before the first replication was complete: there is nothing to tell".to_owned()));
    }
    let explained = Explained::of(&found, search.as_ref());
    let mut origin = simulation.origin("explain", loaded);
    origin.command.extend(no_search.then(|| "--no-search".to_owned()));
    let mut folder = place.open()?;
    write(&mut folder, &found, search.as_ref(), &explained, &origin)?;
    leave(&mut folder, Found::Explanation(&found, search.as_ref()), (&loaded.scenario, &origin), !destination.no_charts)?;
    let interrupted = found.stopped == Stopped::Interrupted || (search.is_none() && !no_search);
    let rests = Rests {
        seed: found.seed,
        replications: found.replications,
        confidence: found.frame.confidence,
        stopped: stopped(if interrupted { Stopped::Interrupted } else { found.stopped }),
        about: serde_json::Value::Null,
    };
    seal(&mut folder, std::slice::from_ref(&origin), rests, Some(&json(&timing)))?;
    put(folder, place, &explained.to_string(), &timing, simulation.quiet)?;
    Ok(interrupted)
}

fn simulate(
    simulation: &Simulation,
    run: &Run,
    question: &Question,
    no_search: bool,
    kept: Kept<'_>,
) -> Result<(Explanation, Option<Search>, Timing), Fault> {
    // However it was asked for: a manifest tells `-n 5` as a change of the scenario.
    let asked = |change: &String| change.starts_with("run.replications=") || change.starts_with("run.precision=");
    let enough = if simulation.changes().iter().any(asked) {
        StoppingRule::of(run)
    } else {
        let number = HISTORIES.div_ceil(question.groups().max(1) as u64);
        StoppingRule::Number(number.clamp(REPLICATIONS.0, REPLICATIONS.1))
    };
    let settings = Settings { seed: run.seed, enough, threads: simulation.threads.unwrap_or(0) };
    let (clock, cancel) = (Clock::start(), stop::flag());
    let meter = Meter::new(simulation.quiet, enough, question.groups());
    let found = question.explain(settings, kept, cancel, &meter);
    meter.finish();
    let found = found?;
    let mut search = None;
    // What was stopped has no search, and has none when it is made again.
    if !no_search && kept.stop_after.is_none() && found.replications > 0 && found.stopped != Stopped::Interrupted {
        if !simulation.quiet {
            eprintln!("Trying which removals together reach the target …");
        }
        // As many as everything else rests on, so that a rate is the same wherever it is told.
        let enough = StoppingRule::Number(found.replications);
        let meter = Meter::new(simulation.quiet, enough, question.groups());
        let tried = question.search(&found, Settings { enough, ..settings }, kept, cancel, &meter);
        meter.finish();
        search = tried?;
    }
    // Events are not counted: what is run again and again is told by its time.
    Ok((found, search, simulation.timing(clock.seconds(), 0)))
}
