//! `sameday list`: the scenarios in a folder, each with its question.

use std::path::{Path, PathBuf};

use super::{Fault, say};
use crate::output::manifest::MANIFEST;
use crate::scenario;

/// Arguments of `list`.
#[derive(Clone, Debug, clap::Args)]
pub struct Arguments {
    /// The folder; folders within it are looked into as well
    #[arg(value_name = "FOLDER", default_value = "scenarios")]
    folder: PathBuf,
}

/// Lists the scenarios of a folder.
pub fn run(arguments: &Arguments) -> Result<(), Fault> {
    let mut files = Vec::new();
    if let Err(error) = gather(&arguments.folder, &mut Vec::new(), &mut files) {
        return Err(Fault::Said(format!("{} cannot be listed: {error}", arguments.folder.display())));
    }
    files.sort();
    if files.is_empty() {
        return Err(Fault::Said(format!("there is no scenario (a file ending in .toml) in {}", arguments.folder.display())));
    }
    let told: Vec<String> = files.iter().map(|file| told(file)).collect();
    say(&told.join(""))
}

/// How deep folders are looked into.
const DEEPEST: usize = 8;

/// Finds the scenarios in a folder; `above` are the folders that it is in, by their real paths.
fn gather(folder: &Path, above: &mut Vec<PathBuf>, files: &mut Vec<PathBuf>) -> std::io::Result<()> {
    // A folder of results keeps the scenario that they were made from: it is listed where it was written.
    if !above.is_empty() && folder.join(MANIFEST).exists() {
        return Ok(());
    }
    let real = folder.canonicalize()?;
    // Links can make a circle.
    if above.contains(&real) {
        return Ok(());
    }
    above.push(real);
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            if above.len() <= DEEPEST {
                // A folder that may not be read is passed over, as a shell does.
                let within = above.len();
                let _ = gather(&path, above, files);
                above.truncate(within);
            }
        } else if path.extension().is_some_and(|extension| extension == "toml") {
            files.push(path);
        }
    }
    Ok(())
}

fn told(file: &Path) -> String {
    match scenario::load::<&str>(file, &[]) {
        Ok(loaded) => format!("{}\n    {}\n", file.display(), loaded.scenario.question),
        Err(faults) => format!("{}\n    (passed over: {}; `sameday check` tells them)\n", file.display(), faults.count()),
    }
}
