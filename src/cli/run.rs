//! `sameday run`: simulate a scenario, say what it shows, and leave a folder of results.

use clap::Args;

use super::destination::{Destination, put};
use super::keeping::Keeping;
use super::shard::Shard;
use super::simulate::{Simulated, Simulation};
use super::{Fault, limits, stop};
use crate::experiment::StoppingRule;
use crate::experiment::estimates::Stopped;
use crate::findings::Findings;
use crate::model::Model;
use crate::output::folder::Place;
use crate::output::summary::json;
use crate::output::{Results, seal};
use crate::scenario::Loaded;

/// The arguments of `run`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    #[command(flatten)]
    simulation: Simulation,
    #[command(flatten)]
    destination: Destination,
    #[command(flatten)]
    keeping: Keeping,
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
    let Arguments { simulation, destination, keeping, shard } = arguments;
    let loaded = simulation.load()?;
    let model = Model::new(&loaded.scenario);
    let experiment = simulation.experiment(&loaded, &model);
    let header = simulation.header("run", std::slice::from_ref(&loaded), model.groups());
    if let Some(shard) = shard {
        let folder = destination.shards(&simulation.name());
        return super::shard::run(*shard, &folder, header, &experiment, keeping.resume, simulation.quiet);
    }
    let place = destination.place(&simulation.name())?;
    if let StoppingRule::Number(number) = experiment.settings.enough {
        limits::admit_study(&loaded.scenario, number as f64, simulation.allowed(), keeping.folder(&place))?;
    }
    let work = keeping.begin(&place, &header, simulation.quiet)?;
    let done = simulation.simulate_kept(&experiment, work.kept(), stop::flag()).and_then(|simulated| {
        leave(simulation, destination, &place, &loaded, &simulated)?;
        Ok(simulated.found.stopped == Stopped::Interrupted)
    });
    work.end(done)
}

/// Leaves the folder of results of a scenario that has been simulated.
pub fn leave(
    simulation: &Simulation,
    destination: &Destination,
    place: &Place,
    loaded: &Loaded,
    simulated: &Simulated,
) -> Result<(), Fault> {
    let Simulated { found, timing } = simulated;
    let findings = Findings::of(found);
    if found.replications == 0 {
        return Err(Fault::Stopped(findings.verdict));
    }
    let origin = simulation.origin("run", loaded);
    let mut folder = place.open()?;
    let results = Results { scenario: &loaded.scenario, origin: &origin, found, findings: &findings };
    results.write(&mut folder, !destination.no_charts)?;
    seal(&mut folder, found, &origin, &json(timing))?;
    put(folder, place, &findings.to_string(), timing, simulation.quiet)
}
