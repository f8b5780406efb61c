//! `sameday cache`: where histories that were played before are kept, how many they are, and their removal.

use std::path::PathBuf;

use clap::Args;
use etcetera::BaseStrategy as _;

use super::{Fault, say};
use crate::findings::words::counted;
use crate::output::histories::{Bounds, Histories, clear, holds};

/// The variable that says where histories are kept.
const VARIABLE: &str = "SAMEDAY_CACHE";
/// Its value where none are.
const NONE: &str = "none";

/// The arguments of `cache`.
#[derive(Debug, Args)]
#[command(
    after_help = "Histories of a group of clusters that were played before are not played again by any command, on any scenario in which \
all that they depend on is the same. Results are the same to the bit with and without them.
SAMEDAY_CACHE=FOLDER keeps them elsewhere, SAMEDAY_CACHE=none keeps none; --no-cache leaves them out once."
)]
pub struct Arguments {
    /// Remove them all
    #[arg(long)]
    clear: bool,
}

/// Tells of the store, or empties it.
pub fn run(arguments: &Arguments) -> Result<(), Fault> {
    let Some(folder) = folder() else {
        return say(&format!("No histories are kept: {VARIABLE} is `{NONE}`, or this user has no folder for such files.\n"));
    };
    let failed = |error| Fault::Said(format!("cannot read or write the histories in {}: {error}", folder.display()));
    let held = holds(&folder).map_err(failed)?;
    let size = |bytes: u64| format!("{:.1} MB", bytes as f64 / 1e6);
    let what = format!("{} {}, {}", held.histories, if held.histories == 1 { "history" } else { "histories" }, size(held.bytes));
    if !arguments.clear {
        return say(&format!("{}: {what} of at most {}.\n", folder.display(), size(Bounds::default().all)));
    }
    let left = clear(&folder).map_err(failed)?;
    let busy = if left > 0 { format!("; {} are being written and stay", counted(left, "segment")) } else { String::new() };
    say(&format!("{}: {what} removed{busy}.\n", folder.display()))
}

/// The folder in which histories are kept; `None` where none are.
fn folder() -> Option<PathBuf> {
    match std::env::var_os(VARIABLE) {
        Some(named) if named == NONE || named.is_empty() => None,
        Some(named) => Some(named.into()),
        None => etcetera::choose_base_strategy().ok().map(|places| places.cache_dir().join("sameday")),
    }
}

/// Opens the store of histories; `None`, with a word of why unless it is to be quiet, where it cannot be.
pub fn open(quiet: bool) -> Option<Histories> {
    let folder = folder()?;
    match Histories::open(&folder, Bounds::default()) {
        Ok(histories) => Some(histories),
        Err(error) => {
            if !quiet {
                eprintln!("warning: histories are not kept for later in {}: {error}\n", folder.display());
            }
            None
        }
    }
}
