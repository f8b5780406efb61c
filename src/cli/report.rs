//! `sameday report`: charts, tables and report made again from results that are there, without running anything.

use std::path::{Path, PathBuf};

use clap::Args;

use super::{Fault, say};
use crate::experiment::estimates::Estimates;
use crate::findings::Findings;
use crate::output::folder::{Place, TIMING};
use crate::output::stored::{SCENARIO, Stored, bytes_of};
use crate::output::{Results, seal};
use crate::scenario::{Loaded, load};

/// The arguments of `report`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    /// The folder of a run's results
    #[arg(value_name = "FOLDER")]
    folder: PathBuf,
    /// Where to put what is made [default: in the same folder]
    #[arg(long, short, value_name = "FOLDER")]
    output: Option<PathBuf>,
    /// Say nothing
    #[arg(long, short)]
    quiet: bool,
}

const EXAMPLES: &str = "Examples:
  sameday report output/minimal
      the charts, tables, workbook and report again, the same to the byte";

/// Runs it.
pub fn run(arguments: &Arguments) -> Result<(), Fault> {
    let Arguments { folder, output, quiet } = arguments;
    let (stored, loaded) = stored(folder)?;
    let place = Place::new(output.as_ref().unwrap_or(folder), false)?;
    let findings = Findings::of(&stored.found);
    let results = Results { scenario: &loaded.scenario, origin: &stored.origin, found: &stored.found, findings: &findings };
    let timing = bytes_of(folder, TIMING)?;
    let mut made = place.open()?;
    results.write(&mut made, folder.join("charts").is_dir())?;
    seal(&mut made, &stored.found, &stored.origin, &timing)?;
    let left = made.finish()?;
    if !quiet {
        say(&findings.to_string())?;
        eprintln!("Charts, tables and report are in {}.", place.path().display());
    }
    if let Some(left) = left {
        eprintln!("Files that were there under the same names have been moved to {}.", left.display());
    }
    Ok(())
}

/// What a run left in a folder, and its scenario.
pub fn stored(folder: &Path) -> Result<(Stored<Estimates>, Loaded), Fault> {
    if folder.join("comparison.json").is_file() {
        return Err(Fault::Said(format!("{} holds a comparison: its only chart is `comparison`, and it has no report", folder.display())));
    }
    let stored = Stored::read(folder, SCENARIO)?;
    let loaded = load::<&str>(&folder.join(SCENARIO), &[]).map_err(|faults| Fault::Scenario(Box::new(faults)))?;
    Ok((stored, loaded))
}
