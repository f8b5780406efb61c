//! `sameday support`: the least additional support of each cluster, and the best split of a budget.

use clap::Args;

use super::destination::{Destination, put};
use super::heard::Heard;
use super::keeping::Keeping;
use super::simulate::Simulation;
use super::{Fault, stop};
use crate::experiment::record::Kept;
use crate::findings::support::answered;
use crate::output::folder::Place;
use crate::output::leave;
use crate::output::search::{seal, write_support};
use crate::scenario::Loaded;
use crate::study::answer::Found;
use crate::study::support::rank::Ranking;
use crate::study::support::{Unfit, Way, check, support};

/// The arguments of `support`.
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
  sameday support scenarios/support-2016.toml
      the most complex clusters
  sameday support scenarios/support-2016.toml --set 'support.bands=[]' --only NE-01 --only LON-04
      two clusters, whatever their band
  sameday support scenarios/support-2016.toml --set support.targets.managing.at_least=0.9 --set support.budget.fte=60
      another target, and a budget
The table [support] of the scenario says what can be hired and what must be met; docs/SUPPORT.md explains it.
Ctrl-C stops the search and tells the clusters that are finished; the same command with --resume goes on.";

/// Looks for it.
pub fn run(arguments: &Arguments) -> Result<(), Fault> {
    let Arguments { simulation, destination, keeping } = arguments;
    let loaded = simulation.load()?;
    let groups = check(&loaded.scenario).map_err(|why| unfit(simulation, &why))?;
    let place = destination.place(&format!("support-{}", simulation.name()))?;
    let work = keeping.begin(&place, &simulation.header("support", std::slice::from_ref(&loaded), groups), simulation.quiet)?;
    let done = search(arguments, &loaded, &place, work.kept());
    work.end(done)
}

fn unfit(simulation: &Simulation, why: &Unfit) -> Fault {
    Fault::Said(format!("{}: {why}", simulation.file.display()))
}

/// Looks for it, writes and says what was found; whether it was interrupted.
fn search(arguments: &Arguments, loaded: &Loaded, place: &Place, kept: Kept<'_>) -> Result<bool, Fault> {
    let Arguments { simulation, destination, .. } = arguments;
    let scenario = &loaded.scenario;
    let heard = Heard::new(simulation.quiet);
    let ranking = Ranking::of(scenario);
    let way = Way {
        ranking: ranking.as_ref(),
        threads: simulation.threads.unwrap_or(0),
        kept,
        cancel: stop::flag(),
        heard: &|part, done, of| heard.hear(part, done, of),
    };
    let found = support(scenario, way);
    let seconds = heard.finish();
    let found = found.map_err(|why| unfit(simulation, &why))?;
    if found.needs.is_empty() {
        return Err(Fault::Stopped("stopped before the first cluster was done: there is nothing to tell".to_owned()));
    }
    let told = answered(&found);
    let origin = simulation.origin("support", loaded);
    let mut folder = place.open()?;
    write_support(&mut folder, &found, &told, &origin)?;
    leave(&mut folder, Found::Support(&found), (scenario, &origin), !destination.no_charts)?;
    let timing = simulation.timing(seconds, 0);
    let budget = scenario.support.as_ref().is_some_and(|support| support.budget.is_some());
    let complete = found.unfinished == 0 && found.split.is_some() == budget;
    seal(&mut folder, &origin, (found.seed, found.confidence), (found.replications, complete), &timing)?;
    put(folder, place, &told.to_string(), &timing, simulation.quiet)?;
    Ok(!complete)
}
