//! What the tests of the program share: calling it, and comparing folders of results.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use crate::support::files;

/// The tutorial's scenario.
pub const MINIMAL: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios/minimal.toml");

/// What the program said and how it ended.
pub struct Said {
    pub code: i32,
    pub out: String,
    pub err: String,
}

/// The program. It keeps no histories for later: each test plays its own.
pub fn binary() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_sameday"));
    command.env("SAMEDAY_CACHE", "none");
    command
}

/// The program, to be called in a folder.
pub fn program(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = binary();
    command.args(arguments).current_dir(folder);
    command
}

/// Calls the program in a folder.
pub fn call(folder: &Path, arguments: &[&str]) -> Said {
    let Output { status, stdout, stderr } = program(folder, arguments).output().unwrap();
    Said { code: status.code().unwrap(), out: String::from_utf8(stdout).unwrap(), err: String::from_utf8(stderr).unwrap() }
}

/// Calls the program, which must be well.
#[track_caller]
pub fn well(folder: &Path, arguments: &[&str]) -> Said {
    let said = call(folder, arguments);
    assert_eq!(said.code, 0, "{arguments:?}: {}", said.err);
    said
}

#[track_caller]
pub fn has(text: &str, words: &[&str]) {
    for word in words {
        assert!(text.contains(word), "wanted `{word}` in\n{text}");
    }
}

/// The names in a folder, hidden ones too.
pub fn entries(folder: &Path) -> Vec<String> {
    let name = |entry: std::io::Result<fs::DirEntry>| entry.unwrap().file_name().into_string().unwrap();
    let mut names: Vec<String> = fs::read_dir(folder).unwrap().map(name).collect();
    names.sort();
    names
}

/// Two folders of results are the same bytes, `timing.json` apart.
#[track_caller]
pub fn same_results(one: &Path, other: &Path) {
    let names = files(one);
    assert_eq!(names, files(other));
    assert!(names.len() > 5, "{names:?}");
    for name in names.iter().filter(|name| *name != Path::new("timing.json")) {
        assert!(fs::read(one.join(name)).unwrap() == fs::read(other.join(name)).unwrap(), "{} differs", name.display());
    }
}

/// The tutorial's scenario with two more clusters like its own, so that replications have several jobs.
pub fn towns() -> String {
    let more = |name: &str| {
        format!(
            "\n[clusters.{name}]\ncourts = {{ magistrates = {{ count = 1 }} }}\nstaff = {{ court = {{ PSO = 2, PO = 1, SPO = 1, CA = 1 }} }}\n"
        )
    };
    format!("{}{}{}", include_str!("../../scenarios/minimal.toml"), more("Othertown"), more("Thirdtown"))
}
