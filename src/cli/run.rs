//! `sameday run`: simulate a scenario, say what it shows, and leave a folder of results.

use clap::Args;

use super::Fault;
use super::destination::{Destination, put, stem};
use super::simulate::{Simulated, Simulation};
use crate::findings::Findings;
use crate::output::summary::json;
use crate::output::{Results, seal};

/// The arguments of `run`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    #[command(flatten)]
    simulation: Simulation,
    #[command(flatten)]
    destination: Destination,
}

const EXAMPLES: &str = "Examples:
  sameday run scenarios/minimal.toml
      as many replications as the scenario's precision needs
  sameday run scenarios/baseline-2016.toml -n 20 --only NE-01 --only NE-02
      twenty replications of two clusters
  sameday run scenarios/baseline-2016.toml --set run.target=0.8 --output output/target-80
      against another target, into a folder of its own
Ctrl-C stops a run and keeps the replications that are finished.";

/// Runs it.
pub fn run(arguments: &Arguments) -> Result<(), Fault> {
    let Arguments { simulation, destination } = arguments;
    let loaded = simulation.load()?;
    let place = destination.place(&stem(&simulation.file))?;
    let Simulated { found, timing } = simulation.simulate(&loaded)?;
    let findings = Findings::of(&found);
    if found.replications == 0 {
        return Err(Fault::Said(findings.verdict));
    }
    let origin = simulation.origin("run", &loaded);
    let mut folder = place.open()?;
    let results = Results { scenario: &loaded.scenario, origin: &origin, found: &found, findings: &findings };
    results.write(&mut folder, !destination.no_charts)?;
    seal(&mut folder, &found, &origin, &json(&timing))?;
    put(folder, &place, &findings.to_string(), &timing, simulation.quiet)
}
