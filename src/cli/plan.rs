//! `sameday plan`: the cheapest mix of options that reaches the target rate, or the proof that none does.

use clap::Args;

use super::Fault;
use super::checkpoint::Checkpoint;
use super::deliver::{Task, conduct};
use super::destination::Destination;
use super::simulate::Simulation;
use crate::model::Model;
use crate::study::admission::admit_change;
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
    checkpoint: Checkpoint,
}

const EXAMPLES: &str = "Examples:
  sameday plan scenarios/what-if/20-cheapest-mix.toml
      the cheapest mix that reaches 90 %, or the proof that none does
  sameday plan scenarios/what-if/20-cheapest-mix.toml --set run.target=0.7
      another target
The table [plan] of the scenario says what may be done and what it costs; docs/SUPPORT.md explains it.";

/// Looks for it.
pub fn run(arguments: &Arguments) -> Result<(), Fault> {
    let Arguments { simulation, destination, checkpoint } = arguments;
    let loaded = simulation.load()?;
    let asked = loaded.scenario.plan.as_ref().ok_or_else(|| simulation.unfit(&Unplanned::NothingAsked))?;
    clash(asked).map_err(|why| simulation.unfit(&why))?;
    let changed = |set: &[&str]| {
        let set: Vec<String> = set.iter().map(|&change| change.to_owned()).collect();
        let changed = loaded.with(&set).map_err(|faults| faults.to_string())?.scenario;
        admit_change(&changed).map(|()| changed)
    };
    let (folder, groups) = (format!("plan-{}", simulation.name()), Model::new(&loaded.scenario).groups());
    let task = Task { verb: "plan", folder, loaded: std::slice::from_ref(&loaded), groups, histories: None };
    conduct(simulation, (destination, checkpoint), &task, |desk| {
        let found = plan(&loaded.scenario, Way { changed: &changed, with: &desk.with }).map_err(|why| match why {
            Unplanned::Stopped => Fault::Stopped(why.to_string()),
            why => desk.unfit(&why),
        })?;
        desk.deliver(Found::Plan(&found), &loaded.scenario, &[simulation.origin("plan", &loaded)], (0, false))?;
        Ok(false)
    })
}
