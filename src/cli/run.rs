//! `sameday run`: simulate a scenario, say what it shows, and leave a folder of results.

use std::path::{Path, PathBuf};

use clap::Args;

use super::simulate::{Simulated, Simulation};
use super::{Fault, say};
use crate::charts::{Caption, Picture, draw_all};
use crate::experiment::estimates::Estimates;
use crate::findings::Findings;
use crate::output::folder::{Folder, Place, sha256};
use crate::output::report::Report;
use crate::output::tables::numbers;
use crate::output::{seal, write};

/// The arguments of `run`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    #[command(flatten)]
    simulation: Simulation,
    /// The folder for the results [default: output/ and the scenario's name]
    #[arg(long, short, value_name = "FOLDER")]
    output: Option<PathBuf>,
    /// Put results into a folder that holds other files; they are kept
    #[arg(long)]
    force: bool,
    /// Leave out the charts, in the report too
    #[arg(long)]
    no_charts: bool,
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
    let Arguments { simulation, output, force, no_charts } = arguments;
    let loaded = simulation.load()?;
    let target = output.clone().unwrap_or_else(|| default_output(&simulation.file));
    // Hours of work must not end at a folder that cannot be written.
    let place = Place::new(&target, *force)?;
    let Simulated { found, timing } = simulation.simulate(&loaded)?;
    let findings = Findings::of(&found);
    if found.replications == 0 {
        return Err(Fault::Said(findings.verdict));
    }
    let origin = simulation.origin("run", &loaded);
    let mut folder = place.open()?;
    write(&mut folder, &found, &findings, &origin)?;
    let pictures = if *no_charts { Vec::new() } else { draw(&mut folder, &found, &origin.resolved)? };
    let report = Report { found: &found, findings: &findings, loaded: &loaded, origin: &origin, pictures: &pictures };
    folder.write("report.html", report.html().as_bytes())?;
    seal(&mut folder, &found, &origin, &timing)?;
    let left = folder.finish()?;
    say(&findings.to_string())?;
    if !simulation.quiet {
        eprintln!(
            "Results are in {} ({:.1} s, {:.1} million events a second).",
            target.display(),
            timing.seconds,
            timing.events_a_second / 1e6
        );
    }
    if let Some(left) = left {
        eprintln!("Files that were there under the same names have been moved to {}.", left.display());
    }
    Ok(())
}

/// Draws every chart into `charts/`, each as SVG and PNG with its numbers in a CSV file of the same name.
fn draw(folder: &mut Folder, found: &Estimates, resolved: &str) -> Result<Vec<Picture>, Fault> {
    let caption = Caption {
        scenario: found.frame.title.clone(),
        replications: found.replications,
        confidence: found.frame.confidence,
        hash: sha256(resolved.as_bytes()),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        seed: found.seed,
    };
    let pictures = draw_all(found, &caption);
    for picture in &pictures {
        folder.write(&format!("charts/{}.svg", picture.key), picture.svg.as_bytes())?;
        folder.write(&format!("charts/{}.png", picture.key), &picture.png)?;
        folder.write(&format!("charts/{}.csv", picture.key), &numbers(picture.table.clone())?)?;
    }
    Ok(pictures)
}

/// `output/` and the name of the scenario's file.
fn default_output(file: &Path) -> PathBuf {
    Path::new("output").join(file.file_stem().unwrap_or(file.as_os_str()))
}
