//! `sameday sweep`: a scenario at every point of a design over its levers.

use clap::Args;

use super::checkpoint::Checkpoint;
use super::deliver::{Task, conduct};
use super::destination::Destination;
use super::simulate::Simulation;
use super::{Fault, say};
use crate::findings::sweep::at;
use crate::model::Model;
use crate::scenario::Loaded;
use crate::study::answer::Found;
use crate::study::sweep::{Study, SweepError};

/// The arguments of `sweep`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
#[command(mut_arg("file", |arg| arg.help("A scenario with a [sweep] table")))]
#[command(mut_arg("replications", |arg| arg.help("Run this many replications of each point, instead of sweep.replications")))]
#[command(mut_arg("precision", |arg| arg.hide(true)))]
pub struct Arguments {
    #[command(flatten)]
    simulation: Simulation,
    #[command(flatten)]
    destination: Destination,
    #[command(flatten)]
    checkpoint: Checkpoint,
    /// Say what would be run, and run nothing
    #[arg(long)]
    dry_run: bool,
}

const EXAMPLES: &str = "Examples:
  sameday sweep scenarios/sweep/minimal-one-at-a-time.toml
  sameday sweep scenarios/sweep/minimal-sobol-indices.toml --set sweep.points=32 -n 5
  sameday sweep scenarios/sweep/national-morris.toml --dry-run
      how many points and replications it would take
Ctrl-C stops a sweep and keeps what is finished; the same command with --resume goes on.";

/// Runs it.
pub fn run(arguments: &Arguments) -> Result<(), Fault> {
    let Arguments { simulation, destination, checkpoint, dry_run } = arguments;
    let loaded = read(simulation)?;
    let study = Study::new(&loaded)?;
    let folder = format!("sweep-{}", simulation.name());
    if *dry_run {
        return say(&plan(&study, &loaded));
    }
    let (points, replications, groups) = (study.points.len() as u64, study.replications, Model::new(&loaded.scenario).groups());
    let histories = Some(points as f64 * replications as f64);
    let task = Task { verb: "sweep", folder, loaded: std::slice::from_ref(&loaded), groups, histories };
    conduct(simulation, (destination, checkpoint), &task, |desk| {
        if !simulation.quiet {
            eprintln!("{points} points, {replications} replications of each: {} replications.", points * replications);
        }
        let swept = study.run(&loaded, &desk.with).map_err(|why| match why {
            SweepError::Stopped(..) => Fault::Stopped(why.to_string()),
            why => why.into(),
        })?;
        let mut origin = Simulation { replications: None, ..simulation.clone() }.origin("sweep", &loaded);
        origin.command.extend(simulation.replications.iter().flat_map(|number| ["--replications".to_owned(), number.to_string()]));
        desk.deliver(Found::Sweep(&swept), &loaded.scenario, &[origin], (0, false))?;
        Ok(false)
    })
}

/// Loads the scenario; the number of replications is that of each point.
fn read(simulation: &Simulation) -> Result<Loaded, Fault> {
    if simulation.precision.is_some() {
        return Err(Fault::Said("every point of a sweep has the same number of replications: use -n instead of --precision".to_owned()));
    }
    let mut changes = Simulation { replications: None, ..simulation.clone() }.changes();
    changes.extend(simulation.replications.map(|number| format!("sweep.replications={number}")));
    let loaded = simulation.entitled(&changes)?;
    if !simulation.quiet && !loaded.warnings.list.is_empty() {
        eprintln!("{}\n", loaded.warnings);
    }
    Ok(loaded)
}

/// What a sweep would run.
fn plan(study: &Study, loaded: &Loaded) -> String {
    let (points, replications) = (study.points.len(), study.replications);
    let clusters = loaded.scenario.clusters.len();
    let of = if clusters == 1 { "one cluster".to_owned() } else { format!("{clusters} clusters") };
    let mut plan = format!(
        "Design {}: {points} points, {replications} replications of each: {} replications of {of}.\n",
        study.design.word(),
        points as u64 * replications
    );
    for axis in &study.axes {
        let values: Vec<String> = axis.levels(2).iter().map(|value| at(axis, *value)).collect();
        plan.push_str(&format!("  {}: {} (now {}); {}\n", axis.title, values.join(" to "), at(axis, axis.base), axis.path));
    }
    plan
}
