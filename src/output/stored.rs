//! `estimates.json`: what a run or a comparison found, to the bit, so that its charts and report can be made again without it.

use std::fs;
use std::path::Path;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::folder::OutputError;
use super::{Origin, PROGRAM};
use crate::experiment::stored::Read;

/// The file's name.
pub const ESTIMATES: &str = "estimates.json";
/// The scenario as resolved, beside it.
pub const SCENARIO: &str = "scenario.toml";
/// The base of a comparison, likewise.
pub const BASE: &str = "scenarios/base.toml";

/// What was found, and from what: a run's estimates, or a comparison.
#[derive(Clone, Debug, Deserialize)]
pub struct Stored<T> {
    /// The program that wrote it; another version may find other words for it.
    program: String,
    /// What its charts are headed with.
    pub title: String,
    /// From what it was made; of a comparison, the base.
    pub origin: Origin,
    /// What was found.
    pub found: T,
}

/// The same, to be written.
#[derive(Serialize)]
struct Kept<'a, T> {
    program: &'a str,
    title: &'a str,
    origin: &'a Origin,
    found: &'a T,
}

/// The file's bytes.
///
/// # Panics
/// If what was found cannot be told in JSON, which its derive rules out.
pub fn bytes(found: &impl Serialize, title: &str, origin: &Origin) -> Vec<u8> {
    let mut bytes = serde_json::to_vec(&Kept { program: PROGRAM, title, origin, found }).expect("plain structs are JSON");
    bytes.push(b'\n');
    bytes
}

impl<T: DeserializeOwned + Read> Stored<T> {
    /// From the bytes of the file; the scenario as resolved is left empty.
    ///
    /// # Errors
    /// Why it is not that, in words: no such file, another version's, or one that has been changed.
    pub fn parse(bytes: &[u8]) -> Result<Self, String> {
        let stored: Self = serde_json::from_slice(bytes).map_err(|error| error.to_string())?;
        if stored.program != PROGRAM {
            return Err(format!("{} wrote it, and this is {PROGRAM}", stored.program));
        }
        match stored.found.fault() {
            Some(fault) => Err(fault.to_owned()),
            None => Ok(stored),
        }
    }

    /// Reads what was left in a folder; `resolved` is the file of the scenario within it.
    ///
    /// # Errors
    /// If the folder holds no such file, or one that another version of the program wrote.
    pub fn read(folder: &Path, resolved: &str) -> Result<Self, OutputError> {
        let read = Self::parse(&bytes_of(folder, ESTIMATES)?);
        let mut stored = read.map_err(|cause| unreadable(folder, ESTIMATES, &cause))?;
        let text = String::from_utf8(bytes_of(folder, resolved)?);
        stored.origin.resolved = text.map_err(|_| unreadable(folder, resolved, "it is not UTF-8 text"))?;
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
