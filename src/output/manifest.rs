//! Manifests: from what a folder of results was made, to the byte. They are written last, and read to make the results again.

use std::collections::BTreeMap;
use std::io::{self, BufRead as _, BufReader};
use std::path::{Component, Path, PathBuf};

use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use super::folder::{Folder, MANIFEST, OutputError, TIMING, hexadecimal, sha256};
use super::stored::BASE;
use super::summary::{Input, json};
use super::{Origin, PROGRAM, RUSTC, SOURCES, SYSTEM, commit};
use crate::scenario::file;

/// The most bytes that a manifest may have.
pub const MOST_BYTES: u64 = 8 << 20;

/// Bytes that are read at once.
const PIECE: usize = 1 << 16;

/// What results rest on, as every command tells it.
#[derive(Clone, Debug)]
pub struct Rests {
    /// The master seed.
    pub seed: u64,
    /// Replications that count; of a sweep, those of each point.
    pub replications: u64,
    /// Confidence of every interval, 0 to 1.
    pub confidence: f64,
    /// Why there are no more, in a word or two.
    pub stopped: &'static str,
    /// What else the command tells; null where that is all.
    pub about: Value,
}

/// A manifest as it is written. It holds no time and no number of threads.
#[derive(Debug, Serialize)]
struct Written<'a> {
    /// The program's name and version.
    program: &'static str,
    /// The digest of the sources that it was built from.
    sources_sha256: &'static str,
    /// The commit that they are of, where they are of one.
    commit: Option<&'static str>,
    /// The compiler, and the system that it was built for.
    rustc: &'static str,
    system: &'static str,
    /// The algorithm of the random numbers.
    generator: &'a str,
    /// The command, without what cannot change a result.
    command: &'a [String],
    /// Of one scenario: its file as given, its hash as resolved (`scenario.toml` beside this), and the files that were read, in order.
    #[serde(skip_serializing_if = "Option::is_none")]
    scenario: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    resolved_sha256: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    inputs: Option<&'a [Input]>,
    /// The same of several, the first being the base.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    scenarios: Vec<Scenario<'a>>,
    seed: u64,
    replications: u64,
    confidence: f64,
    stopped: &'static str,
    #[serde(skip_serializing_if = "Value::is_null")]
    about: Value,
    /// The files written, with their SHA-256.
    files: &'a BTreeMap<String, String>,
}

#[derive(Debug, Serialize)]
struct Scenario<'a> {
    scenario: &'a str,
    /// As resolved, within the folder.
    resolved: String,
    resolved_sha256: String,
    inputs: &'a [Input],
}

/// The file of a resolved scenario of several, within the folder; the base is number 0.
pub(super) fn resolved_name(number: usize) -> String {
    if number == 0 { BASE.to_owned() } else { format!("scenarios/variant-{number}.toml") }
}

/// Writes the manifest of everything in the folder, and the times; nothing may follow.
///
/// - `origins`: of the scenario, or of several.
/// - `timing`: the bytes of the times' file; `None` where nothing was timed.
///
/// # Errors
/// If a file cannot be written.
pub fn seal(folder: &mut Folder, origins: &[Origin], rests: Rests, timing: Option<&[u8]>) -> Result<(), OutputError> {
    let first = &origins[0];
    let one = (origins.len() == 1).then_some(first);
    let several = if one.is_some() { &[] } else { origins };
    let scenarios = several.iter().enumerate().map(|(number, origin)| Scenario {
        scenario: &origin.scenario,
        resolved: resolved_name(number),
        resolved_sha256: sha256(origin.resolved.as_bytes()),
        inputs: &origin.inputs,
    });
    let written = Written {
        program: PROGRAM,
        sources_sha256: SOURCES,
        commit: commit(),
        rustc: RUSTC,
        system: SYSTEM,
        generator: &first.generator,
        command: &first.command,
        scenario: one.map(|origin| origin.scenario.as_str()),
        resolved_sha256: one.map(|origin| sha256(origin.resolved.as_bytes())),
        inputs: one.map(|origin| origin.inputs.as_slice()),
        scenarios: scenarios.collect(),
        seed: rests.seed,
        replications: rests.replications,
        confidence: rests.confidence,
        stopped: rests.stopped,
        about: rests.about,
        files: folder.files(),
    };
    let manifest = json(&written);
    folder.write(MANIFEST, &manifest)?;
    timing.map_or(Ok(()), |timing| folder.write(TIMING, timing))
}

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

/// The SHA-256 of an ordinary file, read piece by piece; one that grows meanwhile is read no further than it was long.
pub(super) fn digest(path: &Path) -> io::Result<String> {
    let opened = file::open(path)?;
    let mut left = opened.metadata()?.len();
    let (mut digest, mut reader) = (Sha256::new(), BufReader::with_capacity(PIECE, opened));
    while left > 0 {
        let piece = reader.fill_buf()?;
        let length = piece.len().min(usize::try_from(left).unwrap_or(usize::MAX));
        if length == 0 {
            break;
        }
        digest.update(&piece[..length]);
        reader.consume(length);
        left -= length as u64;
    }
    Ok(hexadecimal(&digest.finalize()))
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
