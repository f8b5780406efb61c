//! `sameday run`: simulate a scenario, say what it shows, and leave a folder of results.

use clap::Args;

use super::Fault;
use super::checkpoint::Checkpoint;
use super::deliver::{Desk, Task, conduct};
use super::destination::Destination;
use super::shard::Shard;
use super::simulate::Simulation;
use crate::experiment::StoppingRule;
use crate::experiment::estimates::{Estimates, Stopped};
use crate::findings::document;
use crate::model::Model;
use crate::scenario::Loaded;
use crate::study::answer::Found;

/// The arguments of `run`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    #[command(flatten)]
    simulation: Simulation,
    #[command(flatten)]
    destination: Destination,
    #[command(flatten)]
    checkpoint: Checkpoint,
    /// Run only one part of the replications, such as 3/16, and leave them in a file for `sameday merge`
    #[arg(long, value_name = "PART/PARTS", conflicts_with_all = ["precision", "no_journal"])]
    shard: Option<Shard>,
}

const EXAMPLES: &str = "Examples:
  sameday run scenarios/minimal.toml
      as many replications as the scenario's precision needs
  sameday run scenarios/baseline-2016.toml -n 20 --only NE-01 --only NE-02
      twenty replications of two clusters
  sameday run scenarios/baseline-2016.toml --set run.target=0.8 --output output/target-80
      against another target, into a folder of its own
  sameday run scenarios/baseline-2016.toml -n 1000 --resume
      go on with a run that was interrupted; the results are the same as without the interruption
  sameday run scenarios/baseline-2016.toml -n 1000 --shard 3/16
      the third sixteenth of a run, on one of several machines
Ctrl-C stops a run and keeps the replications that are finished; the exit code is then 3.";

/// Runs it.
pub fn run(arguments: &Arguments) -> Result<(), Fault> {
    let Arguments { simulation, destination, checkpoint, shard } = arguments;
    let loaded = simulation.load()?;
    let model = Model::new(&loaded.scenario);
    let experiment = simulation.experiment(&loaded, &model);
    if let Some(shard) = shard {
        let header = simulation.header("run", std::slice::from_ref(&loaded), model.groups());
        let folder = destination.shards(&simulation.name());
        return super::shard::run(*shard, &folder, header, &experiment, (simulation, checkpoint.resume));
    }
    let histories = match experiment.settings.enough {
        StoppingRule::Number(number) => Some(number as f64),
        StoppingRule::Precision { .. } => None,
    };
    let (folder, groups) = (simulation.name(), model.groups());
    let task = Task { verb: "run", folder, loaded: std::slice::from_ref(&loaded), groups, histories };
    conduct(simulation, (destination, checkpoint), &task, |desk| {
        let found = experiment.run_refined(&desk.with);
        deliver(desk, &loaded, &found)?;
        Ok(found.stopped == Stopped::Interrupted)
    })
}

/// Leaves the results of a scenario that has been simulated.
pub fn deliver(desk: &Desk<'_>, loaded: &Loaded, found: &Estimates) -> Result<(), Fault> {
    if found.replications == 0 {
        return Err(Fault::Stopped(document(Found::Run(found)).verdict()));
    }
    let origin = desk.simulation.origin("run", loaded);
    desk.deliver(Found::Run(found), &loaded.scenario, &[origin], (found.events, found.stopped == Stopped::Interrupted))
}
