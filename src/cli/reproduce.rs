//! `sameday reproduce`: a run again from its manifest, compared byte for byte.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;

use clap::Args;

use super::{Fault, say, stop};
use crate::output::beside::{Beside, put_right};
use crate::output::manifest::MANIFEST;
use crate::output::manifest::{MOST_BYTES, Told, path, tell_the_same};
use crate::scenario::file;

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
    // From here on a signal is heard, so that what is thrown away in the end is not left behind.
    let _ = stop::flag();
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
    let cannot = |error| Fault::Said(format!("there is no place for the results: {error}"));
    // What a killed one has left is removed by the next.
    let temporary = std::env::temp_dir();
    put_right(&temporary);
    let home = Beside::new(&temporary, OsStr::new("again")).map_err(cannot)?;
    let again = home.new_folder().join("again");
    make_again(&told, &again, arguments.threads)?;
    let new = Told::read(&again.join(MANIFEST)).map_err(|why| Fault::Said(format!("the new manifest {why}")))?;
    let manifests = [&manifest, &again.join(MANIFEST)].map(|path| file::read(path, MOST_BYTES).unwrap_or_default());
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

/// Verbs that leave a manifest. Others have none, and one that calls this verb again would never end.
const VERBS: [&str; 8] = ["run", "compare", "sweep", "support", "plan", "explain", "trace", "report"];

/// Does again what a manifest tells of, its results into a folder that is looked at and thrown away.
fn make_again(told: &Told, folder: &Path, threads: Option<u16>) -> Result<(), Fault> {
    let failed = |why: &str| Fault::Said(format!("the command of the manifest failed: {}{why}", told.command.join(" ")));
    if !VERBS.contains(&told.command[1].as_str()) {
        return Err(failed(": it is none that leaves results"));
    }
    // A second place for results is refused as a fault of the command line: a manifest can write nowhere else.
    let mut words = told.command.clone();
    words.extend(["--output".to_owned(), folder.display().to_string(), "--quiet".to_owned()]);
    if told.command[1] != "report" {
        words.push("--no-cache".to_owned());
    }
    if !told.files.keys().any(|name| name.starts_with("charts/")) {
        words.push("--no-charts".to_owned());
    }
    if told.interrupted() {
        words.extend(["--stop-after".to_owned(), told.replications.to_string()]);
    }
    words.extend(threads.into_iter().flat_map(|threads| ["--threads".to_owned(), threads.to_string()]));
    let done = super::muted(&words);
    if stop::flag().load(Ordering::Relaxed) {
        return Err(Fault::Stopped("stopped: the results are not made again, and so not compared".to_owned()));
    }
    match done {
        Ok(()) => Ok(()),
        // As it was.
        Err(Fault::Stopped(_)) if told.interrupted() => Ok(()),
        Err(fault) => Err(failed(&format!(": {fault}"))),
    }
}
