//! `sameday merge`: the shards of a run as one run.

use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

use clap::Args;

use super::Fault;
use super::deliver::Desk;
use super::destination::Destination;
use super::progress::Meter;
use super::run::deliver;
use super::simulate::Simulation;
use crate::experiment::{Execution, StoppingRule};
use crate::model::Model;
use crate::output::observed::shards::Shards;
use crate::output::observed::{Header, ObservedError};
use crate::scenario::Loaded;

/// The arguments of `merge`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    /// The shards, or folders of them (every file in one that ends in .shard)
    #[arg(value_name = "SHARD", required = true)]
    shards: Vec<PathBuf>,
    #[command(flatten)]
    destination: Destination,
    /// No warnings
    #[arg(long, short)]
    quiet: bool,
}

const EXAMPLES: &str = "Examples:
  sameday merge output/baseline-2016-shards
      where `sameday run scenarios/baseline-2016.toml -n 1000 --shard 1/16` to 16/16 have left their files
Merge where the scenario's files are, under the same names as when the shards were made.";

/// Merges them.
pub fn run(arguments: &Arguments) -> Result<(), Fault> {
    let Arguments { shards, destination, quiet } = arguments;
    let shards = Shards::open(&files(shards)?)?;
    let header = shards.header().clone();
    let simulation = Simulation {
        file: PathBuf::from(&header.file),
        set: header.changes.clone(),
        replications: None,
        precision: None,
        seed: None,
        threads: None,
        only: Vec::new(),
        // It is only put together here.
        anyway: true,
        no_cache: true,
        quiet: *quiet,
    };
    let loaded = simulation.load()?;
    let model = Model::new(&loaded.scenario);
    same_scenario(&header, &simulation, &loaded, model.groups())?;
    let experiment = simulation.experiment(&loaded, &model);
    if experiment.settings.enough != StoppingRule::Number(shards.replications()) {
        return Err(Fault::Said(format!("the shards are of {} replications, and the scenario asks for others", shards.replications())));
    }
    let place = destination.place(&simulation.name())?;
    let stop = AtomicBool::new(false);
    let reading = shards.read(&stop);
    let (threads, meter) = (simulation.threads()?, Meter::new(simulation.quiet));
    let with = Execution { keeper: Some(&reading), ..Execution::on(&threads).stopped_by(&stop).heard_by(&meter) };
    let found = experiment.run_refined(&with);
    let desk = Desk { simulation: &simulation, destination, place: &place, meter: &meter, store: None, with };
    reading.fault().map_or_else(|| deliver(&desk, &loaded, &found), |fault| Err(fault.into()))
}

/// Refuses a scenario that is another one than when the shards were made, and says which file has changed.
fn same_scenario(header: &Header, simulation: &Simulation, loaded: &Loaded, groups: usize) -> Result<(), Fault> {
    let now = simulation.header("run", std::slice::from_ref(loaded), groups);
    for (then, now) in header.inputs.iter().zip(&now.inputs) {
        if then != now {
            return Err(Fault::Said(format!("{} has changed since the shards were made; put it back, or make them again", now.path)));
        }
    }
    match header.differs(&now) {
        Some(differs) => Err(ObservedError::Foreign(PathBuf::from("a shard"), differs).into()),
        None => Ok(()),
    }
}

/// The files themselves, and those of folders.
fn files(given: &[PathBuf]) -> Result<Vec<PathBuf>, Fault> {
    let mut files = Vec::new();
    for path in given {
        if !path.is_dir() {
            files.push(path.clone());
            continue;
        }
        let before = files.len();
        let cannot = |error| ObservedError::System(path.clone(), error);
        for entry in std::fs::read_dir(path).map_err(cannot)? {
            let entry = entry.map_err(cannot)?.path();
            if entry.extension().is_some_and(|ending| ending == "shard") && !hidden(&entry) {
                files.push(entry);
            }
        }
        if files.len() == before {
            return Err(Fault::Said(format!("there is no shard in {}", path.display())));
        }
    }
    files.sort();
    Ok(files)
}

fn hidden(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'))
}
