//! `sameday support`: the least additional support of each cluster, and the best split of a budget.

use clap::Args;

use super::Fault;
use super::checkpoint::Checkpoint;
use super::deliver::{Task, conduct};
use super::destination::Destination;
use super::simulate::Simulation;
use crate::study::answer::Found;
use crate::study::support::rank::Ranking;
use crate::study::support::{Way, check, support};

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
    checkpoint: Checkpoint,
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
    let Arguments { simulation, destination, checkpoint } = arguments;
    let loaded = simulation.load()?;
    let scenario = &loaded.scenario;
    let groups = check(scenario).map_err(|why| simulation.unfit(&why))?;
    let folder = format!("support-{}", simulation.name());
    let task = Task { verb: "support", folder, loaded: std::slice::from_ref(&loaded), groups, histories: None };
    conduct(simulation, (destination, checkpoint), &task, |desk| {
        let ranking = Ranking::of(scenario);
        let found = support(scenario, Way { ranking: ranking.as_ref(), with: &desk.with }).map_err(|why| desk.unfit(&why))?;
        if found.needs.is_empty() {
            return Err(Fault::Stopped("stopped before the first cluster was done: there is nothing to tell".to_owned()));
        }
        let budget = scenario.support.as_ref().is_some_and(|support| support.budget.is_some());
        let complete = found.unfinished == 0 && found.split.is_some() == budget;
        desk.deliver(Found::Support(&found), scenario, &[simulation.origin("support", &loaded)], (0, !complete))?;
        Ok(!complete)
    })
}
