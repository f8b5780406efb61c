//! Manifests that are read: what a folder of results was made from, and whether it still is what was written.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::Read as _;
use std::path::{Component, Path, PathBuf};

use serde::Deserialize;

use super::folder::sha256;
use super::summary::Input;
use super::{COMMIT, PROGRAM};

/// The most bytes that a manifest may have.
const MOST_BYTES: u64 = 8 << 20;

/// What a manifest tells that is needed to make the results again. What else it tells is passed over.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Told {
    /// The program's name and version.
    pub program: String,
    /// The commit it was built from.
    pub commit: Option<String>,
    /// The command, without what cannot change a result.
    pub command: Vec<String>,
    /// Replications that count.
    pub replications: u64,
    /// Why there are no more.
    pub stopped: String,
    /// The files that were read.
    #[serde(default)]
    pub inputs: Vec<Input>,
    /// The same, where there are several scenarios.
    #[serde(default)]
    pub scenarios: Vec<Inputs>,
    /// The files that were written, with their SHA-256.
    pub files: BTreeMap<String, String>,
}

/// The files that one of several scenarios was read from.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Inputs {
    /// The files.
    #[serde(default)]
    pub inputs: Vec<Input>,
}

impl Told {
    /// From the text of a manifest.
    ///
    /// # Errors
    /// Why it is not one, in words that go after its name.
    pub fn parse(text: &[u8]) -> Result<Self, String> {
        let told: Self = serde_json::from_slice(text).map_err(|error| format!("is not a manifest of sameday: {error}"))?;
        // A manifest from elsewhere must not reach outside its folder.
        let inside = |name: &String| Path::new(name).components().all(|part| matches!(part, Component::Normal(_)));
        match told.files.keys().find(|name| !inside(name)) {
            Some(name) => Err(format!("names a file that is not in its folder: {name}")),
            None if told.command.len() < 2 || told.command[0] != "sameday" => Err("does not tell a command of sameday".to_owned()),
            None => Ok(told),
        }
    }

    /// From a file.
    ///
    /// # Errors
    /// As [`Self::parse`], or if it cannot be read.
    pub fn read(path: &Path) -> Result<Self, String> {
        let mut text = Vec::new();
        let read = File::open(path).and_then(|file| file.take(MOST_BYTES).read_to_end(&mut text));
        read.map_err(|error| format!("cannot be read: {error}"))?;
        Self::parse(&text)
    }

    /// Whether the run was cut short.
    pub fn interrupted(&self) -> bool {
        self.stopped == "interrupted"
    }

    /// In what this program is not the one that made the results; empty where it is.
    pub fn other_program(&self) -> Vec<String> {
        let mut differ = Vec::new();
        if self.program != PROGRAM {
            differ.push(format!("the results were made by {}, this is {PROGRAM}", self.program));
        }
        if let (Some(then), Some(now)) = (self.commit.as_deref(), COMMIT)
            && then != now
        {
            differ.push(format!("the results were made by commit {then}, this is {now}"));
        }
        differ
    }

    /// The scenario and data files that are not as they were read, from the folder in which the program is run.
    pub fn changed_inputs(&self) -> Vec<String> {
        let all = self.inputs.iter().chain(self.scenarios.iter().flat_map(|scenario| &scenario.inputs));
        let mut changed: Vec<String> = all
            .filter_map(|input| match fs::read(&input.path) {
                Err(error) => Some(format!("{} cannot be read: {error}", input.path)),
                Ok(bytes) if sha256(&bytes) != input.sha256 => Some(format!("{} has changed", input.path)),
                Ok(_) => None,
            })
            .collect();
        changed.dedup();
        changed
    }

    /// The files in a folder that are not the bytes that the manifest tells of.
    pub fn changed_files(&self, folder: &Path) -> Vec<String> {
        let changed = |(name, hash): (&String, &String)| match fs::read(folder.join(name)) {
            Err(_) => Some(format!("{name} is not there")),
            Ok(bytes) => (sha256(&bytes) != *hash).then(|| format!("{name} differs")),
        };
        self.files.iter().filter_map(changed).collect()
    }
}

/// The manifest of a folder, or the file itself.
pub fn path(given: &Path) -> PathBuf {
    if given.is_dir() { given.join(super::folder::MANIFEST) } else { given.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_manifest_is_told_apart() {
        let right = r#"{"program": "sameday 0.1.0", "commit": null, "command": ["sameday", "run", "x.toml"], "replications": 2,
            "stopped": "interrupted", "files": {"charts/a.svg": "00"}, "seed": 3}"#;
        let told = Told::parse(right.as_bytes()).expect("a manifest");
        assert!(told.interrupted() && told.inputs.is_empty());
        let wrong = |from: &str, to: &str| Told::parse(right.replace(from, to).as_bytes()).expect_err("wrong");
        assert!(wrong("charts/a.svg", "../a.svg").contains("not in its folder"));
        assert!(wrong("charts/a.svg", "/etc/passwd").contains("not in its folder"));
        assert!(wrong("\"sameday\", \"run\"", "\"rm\", \"-rf\"").contains("command"));
        assert!(wrong("\"stopped\"", "\"begun\"").contains("is not a manifest"));
    }
}
