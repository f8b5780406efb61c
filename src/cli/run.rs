//! `sameday run`: simulate a scenario, say what it shows, and leave a folder of results.

use clap::Args;

use super::Fault;
use super::destination::{Destination, put, stem};
use super::simulate::{Simulated, Simulation};
use crate::charts::{Caption, Picture, draw_all};
use crate::findings::Findings;
use crate::output::folder::sha256;
use crate::output::report::Report;
use crate::output::{draw, seal, write};

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
    write(&mut folder, &found, &findings, &origin)?;
    let mut pictures: Vec<Picture> = Vec::new();
    if !destination.no_charts {
        let caption = Caption::of(&found, &sha256(origin.resolved.as_bytes()), env!("CARGO_PKG_VERSION"));
        pictures = draw_all(&found, &caption);
        for picture in &pictures {
            draw(&mut folder, picture)?;
        }
    }
    let report = Report { found: &found, findings: &findings, loaded: &loaded, origin: &origin, pictures: &pictures };
    folder.write("report.html", report.html().as_bytes())?;
    seal(&mut folder, &found, &origin, &timing)?;
    put(folder, &place, &findings.to_string(), &timing, simulation.quiet)
}
