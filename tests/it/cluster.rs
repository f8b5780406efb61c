//! Shards on an existing engine: a HyperQueue task array, with a program killed in the middle.
//!
//! Runs where `.ci/run` has put HyperQueue (`target/hyperqueue`), or where HYPERQUEUE_PYTHON names a Python that has it.
#![cfg(unix)]

use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

use crate::program::{MINIMAL, entries, same_results, well};

/// A Python with HyperQueue, if there is one.
fn python() -> Option<PathBuf> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let given = std::env::var_os("HYPERQUEUE_PYTHON").map(PathBuf::from);
    let python = given.unwrap_or_else(|| root.join("target/hyperqueue/bin/python"));
    let has = Command::new(&python).args(["-c", "import hyperqueue"]).stderr(Stdio::null()).status();
    has.is_ok_and(|status| status.success()).then_some(python)
}

/// The processes of a user's own whose command line holds these words, by their number.
fn processes(words: &[&str]) -> Vec<u32> {
    let about = |entry: std::io::Result<std::fs::DirEntry>| {
        let number: u32 = entry.ok()?.file_name().to_str()?.parse().ok()?;
        let line = std::fs::read(format!("/proc/{number}/cmdline")).ok()?;
        let line = String::from_utf8_lossy(&line).replace('\0', " ");
        (line.starts_with(env!("CARGO_BIN_EXE_sameday")) && words.iter().all(|word| line.contains(word))).then_some(number)
    };
    std::fs::read_dir("/proc").map(|entries| entries.filter_map(about).collect()).unwrap_or_default()
}

#[test]
fn a_task_array_with_a_program_killed_in_the_middle_gives_the_bytes_of_one_machine() {
    let Some(python) = python() else {
        println!("left out: there is no HyperQueue here (.ci/run installs it)");
        return;
    };
    let home = tempfile::tempdir().unwrap();
    well(home.path(), &["run", MINIMAL, "-q", "-n", "3000", "-o", "whole"]);
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/cluster/run_on_hyperqueue.py");
    let shards = home.path().join("merged-shards");
    let mut array = Command::new(python);
    array.env("SAMEDAY_CACHE", "none");
    array.args([script, MINIMAL, "-n", "3000", "--shards", "4", "--workers", "2", "-o", "merged"]);
    array.args(["--program", env!("CARGO_BIN_EXE_sameday")]);
    let mut array = array.current_dir(home.path()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let mut killed = false;
    let status = loop {
        if let Some(status) = array.try_wait().unwrap() {
            break status;
        }
        sleep(Duration::from_millis(20));
        let working = shards.is_dir() && entries(&shards).iter().any(|name| name.ends_with(".part"));
        if working && !killed {
            let one = processes(&["--shard", &shards.to_string_lossy()]).first().copied();
            killed = one.is_some_and(|one| Command::new("kill").args(["-9", &one.to_string()]).status().unwrap().success());
        }
    };
    assert!(status.success());
    assert!(killed || !PathBuf::from("/proc/self").exists(), "no program was killed in the middle");
    same_results(&home.path().join("whole"), &home.path().join("merged"));
}
