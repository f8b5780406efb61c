//! `estimates.json`: what a run found, to the bit, so that its charts and report can be made again without it.

use std::fs;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::folder::OutputError;
use super::{Origin, PROGRAM};
use crate::experiment::estimates::Estimates;

/// The file's name.
pub const ESTIMATES: &str = "estimates.json";
/// The scenario as resolved, beside it.
pub const SCENARIO: &str = "scenario.toml";

/// What a run found, and from what.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Stored {
    /// The program that wrote it; another version may find other words for it.
    program: String,
    /// From what the run was made.
    pub origin: Origin,
    /// What was estimated.
    pub found: Estimates,
}

impl Stored {
    /// The file's bytes.
    ///
    /// # Panics
    /// If estimates cannot be told in JSON, which their derive rules out.
    pub fn bytes(found: &Estimates, origin: &Origin) -> Vec<u8> {
        let stored = Self { program: PROGRAM.to_owned(), origin: origin.clone(), found: found.clone() };
        let mut bytes = serde_json::to_vec(&stored).expect("plain structs are JSON");
        bytes.push(b'\n');
        bytes
    }

    /// Reads a run's folder.
    ///
    /// # Errors
    /// If the folder holds no such file, or one that another version of the program wrote.
    pub fn read(folder: &Path) -> Result<Self, OutputError> {
        let mut stored: Self =
            serde_json::from_slice(&bytes_of(folder, ESTIMATES)?).map_err(|error| unreadable(folder, ESTIMATES, &error.to_string()))?;
        if stored.program != PROGRAM {
            return Err(unreadable(folder, ESTIMATES, &format!("{} wrote it, and this is {PROGRAM}", stored.program)));
        }
        let resolved = String::from_utf8(bytes_of(folder, SCENARIO)?);
        stored.origin.resolved = resolved.map_err(|_| unreadable(folder, SCENARIO, "it is not UTF-8 text"))?;
        Ok(stored)
    }
}

/// A file of a folder of results.
///
/// # Errors
/// If it cannot be read.
pub fn bytes_of(folder: &Path, name: &str) -> Result<Vec<u8>, OutputError> {
    fs::read(folder.join(name)).map_err(|error| unreadable(folder, name, &error.to_string()))
}

fn unreadable(folder: &Path, name: &str, cause: &str) -> OutputError {
    OutputError::Unreadable { place: folder.join(name), cause: cause.to_owned() }
}
