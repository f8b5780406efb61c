//! Where a command leaves its results, and what is said when they are there.

use std::path::{Path, PathBuf};

use clap::Args;

use super::clock::is_before_1970;
use super::{Fault, say};
use crate::output::folder::{Folder, Place};
use crate::output::manifest::{Told, path};
use crate::output::summary::Timing;

/// The folder for results.
#[derive(Debug, Args)]
pub struct Destination {
    /// The folder for the results [default: in output/, named after what is simulated]
    #[arg(long, short, value_name = "FOLDER")]
    output: Option<PathBuf>,
    /// Put results into a folder that holds other files; they are kept
    #[arg(long)]
    force: bool,
    /// Leave out the charts, in a report too
    #[arg(long)]
    pub no_charts: bool,
}

impl Destination {
    /// The place, looked at before hours of work could end at a folder that cannot be written.
    ///
    /// - `name`: of the folder within `output/`, if none is given.
    ///
    /// # Errors
    /// If it cannot be written, or the machine's clock is so wrong that no workbook can.
    pub fn place(&self, name: &str) -> Result<Place, Fault> {
        let usual = || PathBuf::from("output").join(name);
        place(&self.output.clone().unwrap_or_else(usual), self.force)
    }

    /// The folder for shards, which other machines share.
    pub fn shards(&self, name: &str) -> PathBuf {
        self.output.clone().unwrap_or_else(|| PathBuf::from("output").join(format!("{name}-shards")))
    }
}

/// A place for results, looked at.
///
/// # Errors
/// As [`Destination::place`].
pub fn place(target: &Path, force: bool) -> Result<Place, Fault> {
    if is_before_1970() {
        return Err(Fault::Said("the clock of this machine is before 1970, when no workbook can be dated: set it right".to_owned()));
    }
    Ok(Place::new(target, force)?)
}

/// Puts a finished folder in its place, says what was found, and where it is unless that is not to be heard.
pub fn put(folder: Folder, place: &Place, findings: &str, timing: &Timing, quiet: bool) -> Result<(), Fault> {
    // Of what was there before; a folder that tells nothing that can be read has nothing to be missed.
    let told = || Told::read(&path(place.path())).ok();
    let earlier = told();
    let left = folder.finish()?;
    say(findings)?;
    if !quiet {
        if let Some(earlier) = earlier.filter(|earlier| told().is_some_and(|now| !now.of_the_same(earlier))) {
            eprintln!("Replaced the results of another run: {} ({} replications).", earlier.command.join(" "), earlier.replications);
        }
        // Work that is not counted in events has no speed.
        let speed = match timing.histories {
            (reused, all) if reused > 0 => format!(", {reused} of {all} histories played before"),
            _ if timing.events_a_second > 0.0 => format!(", {:.1} million events a second", timing.events_a_second / 1e6),
            _ => String::new(),
        };
        eprintln!("Results are in {} ({:.1} s{speed}).", place.path().display(), timing.seconds);
    }
    told_left(left);
    Ok(())
}

/// Says where files went that were there before.
pub fn told_left(left: Option<PathBuf>) {
    if let Some(left) = left {
        eprintln!("Files that were there under the same names have been moved to {}.", left.display());
    }
}

/// A file's name without its ending.
pub fn stem(file: &std::path::Path) -> String {
    file.file_stem().unwrap_or(file.as_os_str()).to_string_lossy().into_owned()
}
