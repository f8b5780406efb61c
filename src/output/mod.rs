//! What a run leaves behind: a folder of files, complete or not there at all.
//!
//! One file a format; every byte but those of `timing.json` is the same for the same scenario, seed
//! and version, at any number of threads.

pub mod beside;
pub mod comparison;
mod earlier;
pub mod events;
pub mod explain;
pub mod folder;
pub mod hash;
pub mod histories;
pub mod manifest;
pub mod observed;
pub mod parquet;
pub mod report;
pub mod seal;
pub mod search;
pub mod selection;
pub mod stored;
pub mod summary;
pub mod sweep;
pub mod system;
pub mod tables;
pub mod tidy;
mod workbook;

use std::path::Path;

use crate::charts::{Caption, Picture, draw_all};
use crate::experiment::estimates::Stopped;
use crate::findings::document::Document;
use crate::scenario::Register;
use crate::scenario::grammar::Scenario;
use crate::scenario::load::Beside;
use crate::study::answer::{Basis, Found};
use crate::study::trace::Trace;
use folder::{Folder, OutputError};
use hash::sha256;
use report::{Page, Told};
use seal::{Rests, resolved_name};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::slice::from_ref;
use stored::{ESTIMATES, SCENARIO, Stored};
use summary::{Input, Summary, json};

/// The program's name and version, as manifests tell them.
pub const PROGRAM: &str = concat!("sameday ", env!("CARGO_PKG_VERSION"));
/// The digest of the sources that the program was built from (`build.rs`): two programs with the same one give the same results.
pub const SOURCES: &str = env!("SAMEDAY_SOURCES");
/// The compiler, empty where it did not say.
pub const RUSTC: &str = env!("SAMEDAY_RUSTC");
/// The system that it was built for.
pub const SYSTEM: &str = env!("SAMEDAY_SYSTEM");

/// The commit that the program was built from, where its sources were those of a commit.
pub fn commit() -> Option<&'static str> {
    Some(env!("SAMEDAY_COMMIT")).filter(|commit| !commit.is_empty())
}

/// The page of every answer.
pub const REPORT: &str = "report.html";

/// What a run was made from, as its manifest tells.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Origin {
    /// The command, without what cannot change a result.
    pub command: Vec<String>,
    /// The scenario's file, as given.
    pub scenario: String,
    /// The scenario as resolved, in TOML; it has a file of its own.
    #[serde(skip)]
    pub resolved: String,
    /// The files that it names, and that stand beside it.
    #[serde(skip)]
    pub beside: Vec<Beside>,
    /// The files that were read.
    pub inputs: Vec<Input>,
    /// The algorithm of the random numbers.
    pub generator: String,
    /// What the scenario rests on.
    pub register: Register,
}

/// An answer, with all that its folder is made of.
#[derive(Clone, Copy, Debug)]
pub struct Results<'a> {
    /// What was found.
    pub found: Found<'a>,
    /// The same in words.
    pub document: &'a Document,
    /// The scenario; of several, the base.
    pub scenario: &'a Scenario,
    /// From what it was made: one for each scenario, the base's first.
    pub origins: &'a [Origin],
    /// Whether it was interrupted, with what is complete kept.
    pub interrupted: bool,
}

impl Results<'_> {
    /// Writes everything but the manifest: words, tables, scenarios, the answer to be drawn and told again, its charts if
    /// they are wanted, and its page.
    ///
    /// # Errors
    /// If a file cannot be written.
    pub fn write(&self, folder: &mut Folder, charts: bool) -> Result<(), OutputError> {
        let (found, origin) = (self.found, &self.origins[0]);
        self.words(folder)?;
        self.tables(folder)?;
        self.scenarios(folder)?;
        folder.write(ESTIMATES, &stored::bytes(found, origin))?;
        let pictures = if charts { draw_all(found, &caption(found, self.document, origin)) } else { Vec::new() };
        for picture in &pictures {
            draw(folder, picture)?;
        }
        let page = Page { scenario: self.scenario, told: &[Told { found, document: self.document.clone(), origin, pictures, differs: 0 }] };
        folder.write(REPORT, page.html().as_bytes())
    }

    fn words(&self, folder: &mut Folder) -> Result<(), OutputError> {
        folder.write("document.json", &json(self.document))?;
        folder.write("findings.txt", self.document.to_string().as_bytes())
    }

    /// The numbers, as each kind of answer has them.
    fn tables(&self, folder: &mut Folder) -> Result<(), OutputError> {
        let Self { found, document, scenario, origins, .. } = *self;
        match found {
            Found::Run(found) => {
                folder.write("summary.json", &json(&Summary::new(found, document)))?;
                folder.write("estimates.csv", &tables::estimates(found)?)?;
                folder.write("clusters.csv", &tables::clusters(found)?)?;
                folder.write("replications.csv", &tables::replications(found)?)?;
                folder.write("workbook.xlsx", &workbook::run(found, document, scenario, &origins[0])?)
            }
            Found::Explanation(found, search) => explain::write(folder, found, search, document),
            Found::Support(found) => search::write_support(folder, found, document),
            Found::Plan(found) => search::write_plan(folder, found, document),
            Found::Comparison(found, changes) => comparison::write(folder, found, document, (scenario, changes, origins)),
            Found::Selection(found) => selection::write(folder, found, origins),
            Found::Sweep(swept) => sweep::write(folder, swept),
        }
    }

    fn scenarios(&self, folder: &mut Folder) -> Result<(), OutputError> {
        match self.origins {
            [origin] => leave_scenario(folder, SCENARIO, origin),
            several => several.iter().enumerate().try_for_each(|(number, origin)| leave_scenario(folder, &resolved_name(number), origin)),
        }
    }

    /// Writes the manifest of everything in the folder, and the times; nothing may follow.
    ///
    /// - `timing`: the bytes of the times' file.
    ///
    /// # Errors
    /// If a file cannot be written.
    pub fn seal(&self, folder: &mut Folder, timing: &[u8]) -> Result<(), OutputError> {
        seal::seal(folder, self.origins, Rests::of(self.found, self.interrupted), Some(timing))
    }
}

/// What every chart of an answer says of where it comes from.
pub fn caption(found: Found<'_>, document: &Document, origin: &Origin) -> Caption {
    Caption::of(found, &document.title, &sha256(origin.resolved.as_bytes()), env!("CARGO_PKG_VERSION"))
}

/// Writes a scenario in full, and the files that it names beside it.
///
/// - `name`: of the scenario's file within the folder.
///
/// # Errors
/// If a file cannot be written.
pub fn leave_scenario(folder: &mut Folder, name: &str, origin: &Origin) -> Result<(), OutputError> {
    let within = name.rfind('/').map_or("", |end| &name[..=end]);
    for file in &origin.beside {
        folder.write(&format!("{within}{}", file.name), &file.bytes)?;
    }
    folder.write(name, origin.resolved.as_bytes())
}

/// Writes a chart into `charts/`, as SVG and PNG, with its numbers in a CSV file of the same name.
///
/// # Errors
/// If a file cannot be written.
pub fn draw(folder: &mut Folder, picture: &Picture) -> Result<(), OutputError> {
    files_of(picture)?.iter().try_for_each(|(name, bytes)| folder.write(&format!("charts/{name}"), bytes))
}

/// The files of a chart, by their names.
///
/// # Errors
/// If its numbers cannot be written, which memory always can.
pub fn files_of(picture: &Picture) -> Result<[(String, Vec<u8>); 3], OutputError> {
    let Picture { name, svg, png, table, .. } = picture;
    let numbers = tables::numbers(table.clone())?;
    Ok([(format!("{name}.svg"), svg.clone().into_bytes()), (format!("{name}.png"), png.clone()), (format!("{name}.csv"), numbers)])
}

/// Writes a trace's scenario and the manifest of everything in its folder; nothing may follow.
///
/// # Errors
/// If a file cannot be written.
pub fn seal_trace(folder: &mut Folder, trace: &Trace, scenario: &Scenario, origin: &Origin) -> Result<(), OutputError> {
    leave_scenario(folder, SCENARIO, origin)?;
    seal::seal(folder, from_ref(origin), rests_of(trace.seed, 1, scenario.run.confidence.get()), None)
}

/// What an answer rests on that ran its number of replications.
const fn rests_of(seed: u64, replications: u64, confidence: f64) -> Rests {
    Rests { seed, replications, confidence, stopped: summary::stopped(Stopped::Number), about: Value::Null }
}

/// Writes the manifest of a page that is made from several folders of results; nothing may follow.
///
/// - `folders`: as they were named, the run's first.
///
/// # Errors
/// If a file cannot be read or written.
pub fn seal_page(folder: &mut Folder, folders: &[(&Path, &Stored)]) -> Result<(), OutputError> {
    let (_, first) = folders[0];
    let mut origin = first.origin.clone();
    origin.command = ["sameday", "report"].map(str::to_owned).to_vec();
    origin.command.extend(folders.iter().map(|(folder, _)| folder.display().to_string()));
    origin.inputs = Vec::new();
    for (folder, stored) in folders {
        for name in stored.files() {
            let path = folder.join(name).display().to_string();
            origin.inputs.push(Input { path, sha256: sha256(&stored::bytes_of(folder, name)?) });
        }
    }
    let Basis { seed, replications, confidence } = first.answer.found().basis();
    seal::seal(folder, from_ref(&origin), rests_of(seed, replications, confidence), None)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::StoppingRule;
    use crate::experiment::synthetic::estimates;
    use crate::findings::document;
    use crate::scenario::load_text;
    use folder::Place;
    use manifest::TIMING;
    use std::fs;
    use std::path::Path;
    use summary::Timing;

    fn run(target: &Path, threads: usize) {
        let found = estimates(StoppingRule::Precision { half_width: 0.02, at_least: 3, at_most: 200 }, threads);
        let origin = Origin {
            command: vec!["run".to_owned()],
            scenario: "x.toml".to_owned(),
            resolved: "question = \"?\"\n".to_owned(),
            beside: Vec::new(),
            inputs: Vec::new(),
            generator: "none".to_owned(),
            register: Register::default(),
        };
        let mut folder = Place::new(target, false).expect("a place").open().expect("a folder");
        let scenario =
            load_text("minimal.toml", include_str!("../../scenarios/minimal.toml"), Path::new("."), &[""; 0]).expect("a scenario").scenario;
        let answer = Found::Run(&found);
        let (document, origins) = (document(answer), [origin]);
        let results = Results { found: answer, document: &document, scenario: &scenario, origins: &origins, interrupted: false };
        results.write(&mut folder, false).expect("written");
        let timing = Timing { command: Vec::new(), seconds: threads as f64, threads, events: 0, events_a_second: 0.0, histories: (0, 0) };
        results.seal(&mut folder, &json(&timing)).expect("written");
        assert_eq!(folder.finish().expect("in place"), None);
    }

    #[test]
    fn every_file_but_the_times_is_the_same_on_any_number_of_threads() {
        let home = tempfile::tempdir().expect("a folder");
        let [one, many] = [1, 7].map(|threads| {
            let target = home.path().join(threads.to_string());
            run(&target, threads);
            target
        });
        let mut names: Vec<_> = fs::read_dir(&one).expect("a folder").map(|entry| entry.expect("an entry").file_name()).collect();
        names.sort();
        assert_eq!(names.len(), 12);
        for name in names {
            let same = fs::read(one.join(&name)).expect("a file") == fs::read(many.join(&name)).expect("a file");
            assert_eq!(same, name != TIMING, "{name:?}");
        }
    }

    #[test]
    fn tables_have_a_row_for_each_cluster_and_replication_and_a_manifest_that_holds() {
        let home = tempfile::tempdir().expect("a folder");
        let target = home.path().join("run");
        run(&target, 2);
        let read = |name: &str| fs::read(target.join(name)).expect("a file");
        let manifest: serde_json::Value = serde_json::from_slice(&read("manifest.json")).expect("JSON");
        for (name, hash) in manifest["files"].as_object().expect("files") {
            assert_eq!(hash, &serde_json::Value::from(sha256(&read(name))), "{name}");
        }
        let rows =
            |name: &str| csv::Reader::from_reader(read(name).as_slice()).records().map(|row| row.expect("a row")).collect::<Vec<_>>();
        assert_eq!(rows("clusters.csv").len(), 5);
        assert_eq!(rows("replications.csv").len() as u64, manifest["replications"].as_u64().expect("a number"));
        let first = &rows("estimates.csv")[0];
        assert_eq!((&first[0], &first[1], &first[2], &first[3], &first[10]), ("nation", "all", "same_day", "", "share"));
        let [mean, low, half] = [4, 5, 7].map(|i| first[i].parse::<f64>().expect("a number"));
        assert!((mean - half - low).abs() < 1e-12);
    }
}
