//! `sameday support`: the least additional support of each cluster, and the best split of a budget.

use clap::Args;

use super::destination::{Destination, stem};
use super::heard::Heard;
use super::simulate::Simulation;
use super::{Fault, say, stop};
use crate::experiment::answer::Found;
use crate::experiment::support::rank::Ranking;
use crate::experiment::support::{Way, check, support};
use crate::findings::support::answered;
use crate::output::folder::{Folder, Place};
use crate::output::leave;
use crate::output::search::{Took, seal, write_support};

/// The arguments of `support`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
#[command(mut_arg("replications", |arg| arg.hide(true)), mut_arg("precision", |arg| arg.hide(true)))]
pub struct Arguments {
    #[command(flatten)]
    simulation: Simulation,
    #[command(flatten)]
    destination: Destination,
}

const EXAMPLES: &str = "Examples:
  sameday support scenarios/support-2016.toml
      every cluster
  sameday support scenarios/support-2016.toml --only NE-01 --only LON-04
      two clusters
  sameday support scenarios/support-2016.toml --set support.targets.managing.at_least=0.9 --set support.budget.fte=60
      another target, and a budget
The table [support] of the scenario says what can be hired and what must be met; docs/SUPPORT.md explains it.
Ctrl-C stops the search and keeps the clusters that are finished.";

/// Looks for it.
pub fn run(arguments: &Arguments) -> Result<(), Fault> {
    let Arguments { simulation, destination } = arguments;
    let loaded = simulation.load()?;
    let scenario = &loaded.scenario;
    let unfit = |why| Fault::Said(format!("{}: {why}", simulation.file.display()));
    check(scenario).map_err(unfit)?;
    let place = destination.place(&format!("support-{}", stem(&simulation.file)))?;
    let heard = Heard::new(simulation.quiet);
    let ranking = Ranking::of(scenario);
    let way = Way {
        ranking: ranking.as_ref(),
        threads: simulation.threads.unwrap_or(0),
        cancel: stop::flag(),
        heard: &|part, done, of| heard.hear(part, done, of),
    };
    let found = support(scenario, way);
    let seconds = heard.finish();
    let found = found.map_err(unfit)?;
    if found.needs.is_empty() {
        return Err(Fault::Said("stopped before the first cluster was done: there is nothing to tell".to_owned()));
    }
    let told = answered(&found);
    let origin = simulation.origin("support", &loaded);
    let mut folder = place.open()?;
    write_support(&mut folder, &found, &told, &origin)?;
    leave(&mut folder, Found::Support(&found), (scenario, &origin), !destination.no_charts)?;
    let took = took(simulation, seconds);
    seal(&mut folder, &origin, (found.seed, found.confidence), (found.replications, found.unfinished == 0), &took)?;
    put(folder, &place, &told.to_string(), &took, simulation.quiet)
}

/// How long it took.
pub(super) fn took(simulation: &Simulation, seconds: f64) -> Took {
    let threads = simulation.threads.unwrap_or_else(crate::experiment::parallel::processors);
    Took { command: std::env::args().collect(), seconds, threads }
}

/// Puts the folder in its place and says what was found.
pub(super) fn put(folder: Folder, place: &Place, told: &str, took: &Took, quiet: bool) -> Result<(), Fault> {
    let left = folder.finish()?;
    say(told)?;
    if !quiet {
        eprintln!("Results are in {} ({:.1} s).", place.path().display(), took.seconds);
    }
    if let Some(left) = left {
        eprintln!("Files that were there under the same names have been moved to {}.", left.display());
    }
    Ok(())
}
