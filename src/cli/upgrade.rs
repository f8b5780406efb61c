//! `sameday upgrade`: scenario files rewritten in the present grammar.

use std::path::{Path, PathBuf};

use clap::Args;

use super::{Fault, say};
use crate::output::folder::write_into;
use crate::scenario::load::MOST_BYTES;
use crate::scenario::upgrade::{GRAMMAR, upgrade};

/// The arguments of `upgrade`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    /// The scenario files
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,
}

const EXAMPLES: &str = "Examples:
  sameday upgrade mine.toml
      rewrites the file in the present grammar and tells each change; comments stay. Files that it extends are upgraded by themselves";

/// Rewrites each file.
pub fn run(arguments: &Arguments) -> Result<(), Fault> {
    arguments.files.iter().try_for_each(|file| one(file))
}

fn one(path: &Path) -> Result<(), Fault> {
    let shown = path.display();
    let wrong = |why: String| Fault::Said(format!("{shown} {why}"));
    let about = std::fs::metadata(path).map_err(|error| wrong(format!("cannot be read: {error}")))?;
    if !about.is_file() || about.len() > MOST_BYTES {
        return Err(wrong(format!("is no scenario: an ordinary file of at most {} MiB is wanted", MOST_BYTES >> 20)));
    }
    let text = std::fs::read_to_string(path).map_err(|error| wrong(format!("cannot be read: {error}")))?;
    let Some(upgraded) = upgrade(&text).map_err(|why| wrong(format!("cannot be upgraded: {why}")))? else {
        return say(&format!("{shown} is written for grammar {GRAMMAR} already.\n"));
    };
    // Through a link the file itself is rewritten, and not the link put out of the way.
    let place = std::fs::canonicalize(path).map_err(|error| wrong(format!("cannot be found: {error}")))?;
    let name = place.file_name().map(|name| name.to_string_lossy().into_owned());
    let (Some(folder), Some(name)) = (place.parent(), name) else { return Err(wrong("does not name a file".to_owned())) };
    let written = write_into(folder, &name, upgraded.text.as_bytes())?;
    // Whoever could read the file still can.
    std::fs::set_permissions(&written, about.permissions()).map_err(|error| wrong(format!("has lost its permissions: {error}")))?;
    let changes: Vec<String> = upgraded.changes.iter().map(|change| format!("- {change}\n")).collect();
    say(&format!("{shown} is now written for grammar {GRAMMAR}:\n{}", changes.concat()))
}
