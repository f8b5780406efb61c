//! `sameday reproduce`: a run again from its manifest, compared byte for byte.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use clap::Args;

use super::{Fault, say};
use crate::output::folder::MANIFEST;
use crate::output::manifest::{Told, path, tell_the_same};

/// The arguments of `reproduce`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    /// The manifest, or the folder of results that holds it
    #[arg(value_name = "MANIFEST")]
    manifest: PathBuf,
    /// Threads, 1 to 256; they change how long it takes and nothing else [default: one per processor]
    #[arg(long, value_name = "NUMBER", value_parser = clap::value_parser!(u16).range(1..=256))]
    threads: Option<u16>,
}

const EXAMPLES: &str = "Examples:
  sameday reproduce output/minimal/manifest.json
      runs again the command that it tells of, into a folder of its own, and compares
Call it from the folder in which the results were made: the manifest names its scenario from there.";

/// Makes the results again and compares.
pub fn run(arguments: &Arguments) -> Result<(), Fault> {
    let manifest = path(&arguments.manifest);
    let wrong = |why: String| Fault::Said(format!("{} {why}", manifest.display()));
    let told = Told::read(&manifest).map_err(wrong)?;
    let folder = manifest.parent().unwrap_or(Path::new("."));
    // What a search had finished when it was stopped is not told by a number of replications.
    if told.interrupted() && told.command[1] == "support" {
        return Err(Fault::Said(format!(
            "{} is of a search that was interrupted, which cannot be made again as it was",
            manifest.display()
        )));
    }
    let changed = told.changed_inputs();
    if !changed.is_empty() {
        return Err(Fault::Said(format!(
            "the results cannot be made again, because what they were made from is not as it was:\n{}\nThe scenario as it was is in {}",
            list(&changed),
            folder.display(),
        )));
    }
    let other = told.other_program();
    if !other.is_empty() {
        return Err(Fault::Said(format!(
            "the results were made by another program, which may give others:\n{}\nBuild that one, or run the command again with this one:\n  {}",
            list(&other),
            told.command.join(" ")
        )));
    }
    let mut differ = Vec::new();
    differ.extend(told.changed_files(folder).into_iter().map(|file| match file.strip_suffix(" differs") {
        Some(name) => format!("{name} differs from what the manifest tells: it was changed afterwards"),
        None => format!("{file} any more"),
    }));
    let home = tempfile::tempdir().map_err(|error| Fault::Said(format!("there is no place for the results: {error}")))?;
    let again = home.path().join("again");
    make_again(&told, &again, arguments.threads)?;
    let new = Told::read(&again.join(MANIFEST)).map_err(|why| Fault::Said(format!("the new manifest {why}")))?;
    let manifests = [&manifest, &again.join(MANIFEST)].map(|path| std::fs::read(path).unwrap_or_default());
    if !tell_the_same(&manifests[0], &manifests[1]) {
        differ.push(format!("{MANIFEST} differs when it is made again"));
    }
    differ.extend(told.changed_files(&again).into_iter().map(|file| format!("{file} when it is made again")));
    differ
        .extend(new.files.keys().filter(|name| !told.files.contains_key(*name)).map(|name| format!("{name} is new when it is made again")));
    if differ.is_empty() {
        return say(&format!("{} files, made again from {}, are the same to the byte.\n", told.files.len(), manifest.display()));
    }
    Err(Fault::Said(format!("the results are not the same:\n{}", list(&differ))))
}

fn list(lines: &[String]) -> String {
    lines.iter().map(|line| format!("- {line}")).collect::<Vec<_>>().join("\n")
}

/// Calls this program with the command of a manifest, its results into a folder that is looked at and thrown away.
fn make_again(told: &Told, folder: &Path, threads: Option<u16>) -> Result<(), Fault> {
    let cannot = |error| Fault::Said(format!("the program cannot be called again: {error}"));
    let mut command = Command::new(std::env::current_exe().map_err(cannot)?);
    // A second place for results is refused as a fault of the command line: a manifest can write nowhere else.
    command.args(&told.command[1..]).arg("--output").arg(folder).arg("--quiet");
    if !told.files.keys().any(|name| name.starts_with("charts/")) {
        command.arg("--no-charts");
    }
    if told.interrupted() {
        command.args(["--stop-after", &told.replications.to_string()]);
    }
    if let Some(threads) = threads {
        command.args(["--threads", &threads.to_string()]);
    }
    let status = command.stdin(Stdio::null()).stdout(Stdio::null()).status().map_err(cannot)?;
    if status.success() { Ok(()) } else { Err(Fault::Said(format!("the command of the manifest failed: {}", told.command.join(" ")))) }
}
