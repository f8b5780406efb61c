//! The manifest of a folder of results, written when all other files are there: from what they were made, to the byte.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::{Value, json};

use super::folder::{Folder, OutputError};
use super::hash::sha256;
use super::manifest::{MANIFEST, TIMING};
use super::stored::BASE;
use super::summary::{Input, json as bytes_of, stopped};
use super::{Origin, PROGRAM, RUSTC, SOURCES, SYSTEM, commit};
use crate::experiment::estimates::Stopped;
use crate::study::answer::{Basis, Found};
use crate::study::sweep::item_name;

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

impl Rests {
    /// Of an answer.
    ///
    /// - `interrupted`: whether it was stopped with what was complete kept.
    pub fn of(found: Found<'_>, interrupted: bool) -> Self {
        let Basis { seed, replications, confidence } = found.basis();
        let whole = match found {
            Found::Run(found) => stopped(found.stopped),
            Found::Explanation(found, _) => stopped(found.stopped),
            Found::Comparison(found, _) => stopped(found.base.stopped),
            Found::Selection(found) if found.best.is_some() => "decided",
            Found::Selection(_) => "not decided",
            Found::Support(_) | Found::Plan(_) | Found::Sweep(_) => "complete",
        };
        let about = match found {
            Found::Selection(found) => json!({ "first_stage": found.promise.first_stage, "indifference": found.promise.indifference }),
            Found::Sweep(swept) => json!({
                "design": swept.study.design.word(),
                "levers": swept.study.axes.iter().map(|axis| axis.path.as_str()).collect::<Vec<_>>(),
                "measures": swept.study.watched.iter().map(item_name).collect::<Vec<_>>(),
                "points": swept.study.points.len(),
            }),
            _ => Value::Null,
        };
        let interrupted = interrupted && whole != "decided";
        Self { seed, replications, confidence, stopped: if interrupted { stopped(Stopped::Interrupted) } else { whole }, about }
    }
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
    let manifest = bytes_of(&written);
    folder.write(MANIFEST, &manifest)?;
    timing.map_or(Ok(()), |timing| folder.write(TIMING, timing))
}
