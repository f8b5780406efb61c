//! Files of observations: finished jobs, kept exactly, a record each.
//!
//! Two files have this form. A **journal** stands hidden beside the place of a command's results while it works, so that
//! it can be gone on with when it was interrupted. A **shard** is the part of a run that one machine did, to be merged.

pub mod frame;
pub mod index;
pub mod journal;
pub mod shards;

use std::io;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::summary::Input;
use super::{Origin, PROGRAM, SOURCES};

/// Of what the observations are.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Header {
    /// The program's name and version.
    pub program: String,
    /// The digest of the sources that it was built from.
    pub sources_sha256: String,
    /// The algorithm of the random numbers.
    pub generator: String,
    /// The command that simulates, such as `run`.
    pub verb: String,
    /// The scenario's file, as given; of several, the first.
    pub file: String,
    /// The changes that the command line made to it.
    pub changes: Vec<String>,
    /// SHA-256 of the scenarios as resolved, but for what only says how many replications are enough.
    pub histories_sha256: String,
    /// The files that were read.
    pub inputs: Vec<Input>,
    /// The master seed.
    pub seed: u64,
    /// Jobs (groups of clusters) in each replication of the first scenario.
    pub jobs: usize,
    /// Of a shard: its part of the run.
    pub part: Option<Part>,
}

/// The replications of a shard, counted from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// The first.
    pub first: u64,
    /// One beyond the last.
    pub until: u64,
    /// Replications of the whole run.
    pub of: u64,
}

impl Part {
    /// Part `number` (from 1) of `parts` that are as equal as can be.
    pub fn of(number: u64, parts: u64, replications: u64) -> Self {
        // `replications × at ÷ parts`, rounded down, without a product that may not fit. So half of a run is two quarters of it.
        let (each, over) = (replications / parts, replications % parts);
        let cut = |at: u64| each * at + over * at / parts;
        Self { first: cut(number - 1), until: cut(number), of: replications }
    }

    /// In words, counted from 1 as people do.
    pub fn told(self) -> String {
        if self.until <= self.first {
            return format!("none of the {} replications (there are more parts than replications)", self.of);
        }
        format!("replications {} to {} of {}", self.first + 1, self.until, self.of)
    }
}

impl Header {
    /// For observations that this program makes.
    ///
    /// - `origin`: of the scenario, or of the first of several.
    pub fn new(verb: &str, origin: &Origin, changes: Vec<String>, histories_sha256: String, seed: u64, jobs: usize) -> Self {
        Self {
            program: PROGRAM.to_owned(),
            sources_sha256: SOURCES.to_owned(),
            generator: origin.generator.clone(),
            verb: verb.to_owned(),
            file: origin.scenario.clone(),
            changes,
            histories_sha256,
            inputs: origin.inputs.clone(),
            seed,
            jobs,
            part: None,
        }
    }

    /// In what these histories are others than those wanted, in words; `None` where they are the same.
    pub fn differs(&self, wanted: &Self) -> Option<String> {
        let differ = [
            ("it was made by", self.program.clone(), wanted.program.clone()),
            ("it was made by the program with the sources", self.sources_sha256.clone(), wanted.sources_sha256.clone()),
            ("it was left by the command", self.verb.clone(), wanted.verb.clone()),
            ("its random numbers are from", self.generator.clone(), wanted.generator.clone()),
            ("its seed is", self.seed.to_string(), wanted.seed.to_string()),
            ("its scenario (SHA-256 as resolved) is", self.histories_sha256.clone(), wanted.histories_sha256.clone()),
            ("the groups of clusters in it are", self.jobs.to_string(), wanted.jobs.to_string()),
        ];
        differ.into_iter().find(|(_, found, wanted)| found != wanted).map(|(what, found, wanted)| format!("{what} {found}, not {wanted}"))
    }
}

/// Why a file of observations cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ObservedError {
    /// The system said no.
    #[error("{0}: {1}")]
    System(PathBuf, io::Error),
    /// Something else.
    #[error("{0} holds no observations of sameday, or of another version of their form; it is kept as it is")]
    NotOurs(PathBuf),
    /// In use.
    #[error("{0} is in use: another run is working for the same place. Wait for it, or choose another place with --output")]
    InUse(PathBuf),
    /// The bytes are not what was written.
    #[error("{0} is damaged or not complete: {1}. Make this shard again")]
    Damaged(PathBuf, String),
    /// Of something else.
    #[error("{0} belongs to another run: {1}")]
    Foreign(PathBuf, String),
    /// The same replications twice.
    #[error("{0} and {1} overlap: both have replication {2}. Leave one of them out")]
    Overlap(PathBuf, PathBuf, u64),
    /// Some replications are nowhere.
    #[error("shards are missing: no file has {0}")]
    Missing(String),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_a_partition_whatever_their_number() {
        for replications in [1, 7, 60, 10_000, 1 << 40] {
            for parts in [1, 2, 3, 16, 97] {
                let cuts: Vec<Part> = (1..=parts).map(|number| Part::of(number, parts, replications)).collect();
                assert_eq!((cuts[0].first, cuts[cuts.len() - 1].until), (0, replications));
                assert!(cuts.windows(2).all(|pair| pair[0].until == pair[1].first));
                let sizes = cuts.iter().map(|part| part.until - part.first);
                assert!(sizes.clone().max().unwrap_or(0) - sizes.min().unwrap_or(0) <= 1);
            }
        }
    }
}
