//! Manifests as they are read: from what a folder of results was made, to the byte, so that the results can be made again.

use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};

use serde::Deserialize;
use serde_json::Value;

use super::hash::digest;
use super::summary::Input;
use super::{PROGRAM, SOURCES};
use crate::scenario::file;

/// The file that marks a folder as written by this program, and lists what it wrote.
pub const MANIFEST: &str = "manifest.json";
/// The file of wall-clock times; the only one that differs when a run is repeated.
pub const TIMING: &str = "timing.json";
/// The most bytes that a manifest may have.
pub const MOST_BYTES: u64 = 8 << 20;

/// What a manifest tells that is needed to make the results again. What else it tells is passed over.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Told {
    /// The program's name and version.
    pub program: String,
    /// The digest of the sources that it was built from; older programs did not tell it.
    #[serde(default)]
    pub sources_sha256: Option<String>,
    /// The command, without what cannot change a result.
    pub command: Vec<String>,
    /// Replications that count.
    pub replications: u64,
    /// Why there are no more.
    pub stopped: String,
    /// SHA-256 of the scenario as resolved, where there is one.
    #[serde(default)]
    pub resolved_sha256: Option<String>,
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
    /// SHA-256 of the scenario as resolved.
    #[serde(default)]
    pub resolved_sha256: Option<String>,
    /// The files.
    #[serde(default)]
    pub inputs: Vec<Input>,
}

/// What a manifest tells of how the program was built rather than of what it is: results are the same without it.
const BUILT: [&str; 3] = ["commit", "rustc", "system"];

/// Whether two manifests tell the same, but for how the program was built: a commit without changes to the sources, another compiler or
/// another system.
pub fn tell_the_same(one: &[u8], other: &[u8]) -> bool {
    let told = |text: &[u8]| {
        let mut told: Value = serde_json::from_slice(text).ok()?;
        told.as_object_mut()?.retain(|key, _| !BUILT.contains(&key.as_str()));
        Some(told)
    };
    one == other || told(one).is_some_and(|one| told(other) == Some(one))
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
            None if told.command.len() < 2 || told.command[0] != "sameday" || !told.program.starts_with("sameday ") => {
                Err("does not tell a command of sameday".to_owned())
            }
            None => Ok(told),
        }
    }

    /// From a file.
    ///
    /// # Errors
    /// As [`Self::parse`], or if it cannot be read.
    pub fn read(path: &Path) -> Result<Self, String> {
        let text = file::read(path, MOST_BYTES).map_err(|error| file::why(&error))?;
        Self::parse(&text)
    }

    /// Whether the run was cut short.
    pub fn interrupted(&self) -> bool {
        self.stopped == "interrupted"
    }

    /// Whether it tells of the same verb and the same scenarios, to the byte, as another.
    pub fn of_the_same(&self, other: &Self) -> bool {
        let scenarios = |told: &Self| {
            let several = told.scenarios.iter().map(|scenario| scenario.resolved_sha256.clone());
            several.chain([told.resolved_sha256.clone()]).collect::<Vec<_>>()
        };
        self.command.get(1) == other.command.get(1) && scenarios(self) == scenarios(other)
    }

    /// In what this program is not the one that made the results; empty where it is.
    pub fn other_program(&self) -> Vec<String> {
        let mut differ = Vec::new();
        if self.program != PROGRAM {
            differ.push(format!("the results were made by {}, this is {PROGRAM}", self.program));
        }
        match self.sources_sha256.as_deref() {
            Some(then) if then == SOURCES => {}
            Some(then) => differ.push(format!("the results were made by the program with the sources {then}, this has {SOURCES}")),
            None => differ.push("the results do not tell the sources of the program that made them".to_owned()),
        }
        differ
    }

    /// The scenario and data files that are not as they were read, from the folder in which the program is run.
    pub fn changed_inputs(&self) -> Vec<String> {
        let all = self.inputs.iter().chain(self.scenarios.iter().flat_map(|scenario| &scenario.inputs));
        let mut changed: Vec<String> = all
            .filter_map(|input| match digest(Path::new(&input.path)) {
                Err(error) => Some(format!("{} cannot be read: {error}", input.path)),
                Ok(found) => (found != input.sha256).then(|| format!("{} has changed", input.path)),
            })
            .collect();
        changed.dedup();
        changed
    }

    /// The files in a folder that are not the bytes that the manifest tells of.
    pub fn changed_files(&self, folder: &Path) -> Vec<String> {
        let changed = |(name, hash): (&String, &String)| match digest(&folder.join(name)) {
            Err(_) => Some(format!("{name} is not there")),
            Ok(found) => (found != *hash).then(|| format!("{name} differs")),
        };
        self.files.iter().filter_map(changed).collect()
    }
}

/// The manifest of a folder, or the file itself.
pub fn path(given: &Path) -> PathBuf {
    if given.is_dir() { given.join(MANIFEST) } else { given.to_owned() }
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
        assert_eq!(
            told.other_program().last().map(String::as_str),
            Some("the results do not tell the sources of the program that made them")
        );
        let wrong = |from: &str, to: &str| Told::parse(right.replace(from, to).as_bytes()).expect_err("wrong");
        assert!(wrong("charts/a.svg", "../a.svg").contains("not in its folder"));
        assert!(wrong("charts/a.svg", "/etc/passwd").contains("not in its folder"));
        assert!(wrong("\"sameday\", \"run\"", "\"rm\", \"-rf\"").contains("command"));
        assert!(wrong("\"stopped\"", "\"begun\"").contains("is not a manifest"));
    }
}
