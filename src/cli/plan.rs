//! `sameday plan`: the cheapest mix of options that reaches the target rate, or the proof that none does.

use std::fmt::Display;

use clap::Args;

use super::destination::{Destination, put};
use super::heard::Heard;
use super::keeping::Keeping;
use super::simulate::Simulation;
use super::{Fault, limits, stop};
use crate::experiment::record::Kept;
use crate::findings::plan::answered;
use crate::model::Model;
use crate::output::folder::Place;
use crate::output::leave;
use crate::output::search::{seal, write_plan};
use crate::scenario::Loaded;
use crate::study::answer::Found;
use crate::study::plan::{Unplanned, Way, clash, plan};

/// The arguments of `plan`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
#[command(mut_arg("replications", |arg| arg.hide(true)), mut_arg("precision", |arg| arg.hide(true)))]
pub struct Arguments {
    #[command(flatten)]
    simulation: Simulation,
    #[command(flatten)]
    destination: Destination,
    #[command(flatten)]
    keeping: Keeping,
}

const EXAMPLES: &str = "Examples:
  sameday plan scenarios/what-if/20-cheapest-mix.toml
      the cheapest mix that reaches 90 %, or the proof that none does
  sameday plan scenarios/what-if/20-cheapest-mix.toml --set run.target=0.7
      another target
The table [plan] of the scenario says what may be done and what it costs; docs/SUPPORT.md explains it.";

/// Looks for it.
pub fn run(arguments: &Arguments) -> Result<(), Fault> {
    let Arguments { simulation, destination, keeping } = arguments;
    let loaded = simulation.load()?;
    let told = |why: &dyn Display| Fault::Said(format!("{}: {why}", simulation.file.display()));
    let asked = loaded.scenario.plan.as_ref().ok_or_else(|| told(&Unplanned::NothingAsked))?;
    clash(asked).map_err(|why| told(&why))?;
    let place = destination.place(&format!("plan-{}", simulation.name()))?;
    let groups = Model::new(&loaded.scenario).groups();
    let work = keeping.begin(&place, &simulation.header("plan", std::slice::from_ref(&loaded), groups), simulation.quiet)?;
    let done = search(arguments, &loaded, &place, work.kept());
    work.end(done.map(|()| false))
}

/// Looks for it, writes and says what was found.
fn search(arguments: &Arguments, loaded: &Loaded, place: &Place, kept: Kept<'_>) -> Result<(), Fault> {
    let Arguments { simulation, destination, .. } = arguments;
    let heard = Heard::new(simulation.quiet);
    let changed = |set: &[&str]| {
        let set: Vec<String> = set.iter().map(|&change| change.to_owned()).collect();
        let changed = loaded.with(&set).map_err(|faults| faults.to_string())?.scenario;
        limits::admit_change(&changed).map(|()| changed)
    };
    let way = Way {
        changed: &changed,
        threads: simulation.threads.unwrap_or(0),
        kept,
        cancel: stop::flag(),
        heard: &|part, done, of| heard.hear(part, done, of),
    };
    let found = plan(&loaded.scenario, way);
    let seconds = heard.finish();
    let found = match found {
        Ok(found) => found,
        Err(Unplanned::Threads(why)) => return Err(Fault::Threads(why)),
        Err(why @ Unplanned::Stopped) => return Err(Fault::Stopped(why.to_string())),
        Err(why) => return Err(Fault::Said(format!("{}: {why}", simulation.file.display()))),
    };
    let told = answered(&found);
    let origin = simulation.origin("plan", loaded);
    let mut folder = place.open()?;
    write_plan(&mut folder, &found, &told, &origin)?;
    leave(&mut folder, Found::Plan(&found), (&loaded.scenario, &origin), !destination.no_charts)?;
    let replications = Found::Plan(&found).basis().replications;
    let timing = simulation.timing(seconds, 0);
    seal(&mut folder, &origin, (found.seed, found.confidence), (replications, true), &timing)?;
    put(folder, place, &told.to_string(), &timing, simulation.quiet)
}
