//! A run that is killed, stopped, or finds no room: nothing half-written, finished work kept, and the same bytes in the end.
#![cfg(unix)]

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

use crate::program::{MINIMAL, call, entries, has, program, same_results, well};

/// Numbers below a bound, the same in every run of the tests.
struct Moments(u64);

impl Moments {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % bound
    }
}

/// Every file that a folder's manifest tells of is there as it was written: the folder is complete, or there is none.
#[track_caller]
fn never_half(target: &Path) {
    if target.exists() {
        let manifest = sameday::output::manifest::Told::read(&target.join("manifest.json")).unwrap();
        assert_eq!(manifest.changed_files(target), [""; 0]);
    }
}

fn run<'a>(target: &'a str, number: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    [&["run", MINIMAL, "-q", "--no-charts", "-n", number, "-o", target], more].concat()
}

#[test]
fn a_run_killed_at_a_hundred_moments_loses_nothing_and_ends_with_the_same_bytes() {
    let home = tempfile::tempdir().unwrap();
    well(home.path(), &run("whole", "120", &[]));
    let whole = home.path().join("whole");
    let mut moments = Moments(20_261);
    let (mut kills, mut chains, mut kept) = (0, 0, 0);
    while kills < 100 {
        chains += 1;
        let there = home.path().join("there");
        fs::create_dir(&there).unwrap();
        let results = there.join("cut");
        // Half of the chains replace the results of an earlier run, in which somebody has put a note.
        let earlier = chains % 2 == 0;
        if earlier {
            well(&there, &run("cut", "2", &[]));
            fs::write(results.join("notes.txt"), "mine").unwrap();
        }
        loop {
            let threads = ["1", "2", "3"][moments.below(3) as usize];
            let mut running = program(&there, &run("cut", "120", &["--resume", "--threads", threads]));
            let mut running = running.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
            sleep(Duration::from_millis(moments.below(150)));
            // Enough kills in one chain: it is let to its end.
            let ended = running.try_wait().unwrap().is_some() || kills >= 100;
            if !ended {
                running.kill().unwrap();
            }
            let status = running.wait().unwrap();
            if status.success() {
                break;
            }
            assert!(!ended, "{status}");
            kills += 1;
            kept += u64::from(there.join(".cut.journal").metadata().is_ok_and(|about| about.len() > 10_000));
            never_half(&results);
        }
        if earlier {
            assert_eq!(fs::read_to_string(results.join("notes.txt")).unwrap(), "mine");
            fs::remove_file(results.join("notes.txt")).unwrap();
        }
        same_results(&whole, &results);
        // What killed runs have left beside is gone.
        assert_eq!(entries(&there), ["cut"]);
        fs::remove_dir_all(&there).unwrap();
    }
    assert!(kept > 0, "no run was killed with replications in its journal");
}

#[test]
fn a_run_that_is_stopped_tells_what_is_finished_and_goes_on_when_asked() {
    let home = tempfile::tempdir().unwrap();
    well(home.path(), &run("whole", "2000", &[]));
    for signal in ["INT", "TERM"] {
        let running = program(home.path(), &run("cut", "2000", &[])).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        // Once it has replications to keep.
        let journal = home.path().join(".cut.journal");
        while !journal.metadata().is_ok_and(|about| about.len() > 2_000) {
            sleep(Duration::from_millis(5));
        }
        assert!(Command::new("kill").args([format!("-{signal}"), running.id().to_string()]).status().unwrap().success());
        let stopped = running.wait_with_output().unwrap();
        assert!(stopped.status.success());
        let told = String::from_utf8(stopped.stderr).unwrap();
        has(&told, &["stopping", "finished replications are kept", "--resume"]);
        never_half(&home.path().join("cut"));
        has(&fs::read_to_string(home.path().join("cut/summary.json")).unwrap(), &["\"stopped\": \"interrupted\""]);
        // What was interrupted can be made again as it was.
        has(&well(home.path(), &["reproduce", "cut"]).out, &["the same to the byte"]);
        well(home.path(), &run("cut", "2000", &["--resume"]));
        same_results(&home.path().join("whole"), &home.path().join("cut"));
        assert_eq!(entries(home.path()), ["cut", "whole"]);
    }
}

#[test]
fn a_run_goes_on_to_more_replications_and_on_other_threads_but_not_as_another_scenario() {
    let home = tempfile::tempdir().unwrap();
    let cut = |number: &str, after: &str, more: &[&str]| {
        // Killed after some replications: by the limit on the size of a file, at which the system ends a program.
        let line = format!("ulimit -f {after}; exec \"$0\" \"$@\"");
        let arguments = run("cut", number, more);
        let done = Command::new("sh").args(["-c", &line, env!("CARGO_BIN_EXE_sameday")]).args(&arguments).current_dir(home.path()).output();
        assert!(!done.unwrap().status.success());
        assert_eq!(entries(home.path()), [".cut.journal"]);
    };
    cut("200", "4", &["--threads", "1"]);
    let other = call(home.path(), &run("cut", "200", &["--resume", "--seed", "5"]));
    assert_eq!(other.code, 1);
    has(&other.err, &[".cut.journal", "belongs to another run", "seed"]);
    let other = call(home.path(), &run("cut", "200", &["--resume", "--set", "clusters.Smalltown.staff.court.PSO=4"]));
    assert_eq!(other.code, 1);
    has(&other.err, &["belongs to another run", "scenario"]);
    well(home.path(), &run("cut", "250", &["--resume", "--threads", "3"]));
    well(home.path(), &run("whole", "250", &["--threads", "1"]));
    same_results(&home.path().join("whole"), &home.path().join("cut"));
    // Fewer than were finished.
    fs::remove_dir_all(home.path().join("cut")).unwrap();
    fs::remove_dir_all(home.path().join("whole")).unwrap();
    cut("200", "8", &[]);
    well(home.path(), &run("cut", "3", &["--resume"]));
    well(home.path(), &run("whole", "3", &[]));
    same_results(&home.path().join("whole"), &home.path().join("cut"));
}

#[test]
fn a_journal_that_was_cut_off_or_spoilt_anywhere_is_gone_on_with_from_what_is_whole() {
    let home = tempfile::tempdir().unwrap();
    well(home.path(), &run("whole", "8", &[]));
    let journal = home.path().join(".cut.journal");
    let line = "ulimit -f 3; exec \"$0\" \"$@\"";
    let done =
        Command::new("sh").args(["-c", line, env!("CARGO_BIN_EXE_sameday")]).args(run("cut", "8", &[])).current_dir(home.path()).output();
    assert!(!done.unwrap().status.success());
    let bytes = fs::read(&journal).unwrap();
    assert!(bytes.len() > 1400, "{}", bytes.len());
    for at in [0, 1, 22, 23, 30, 300, 900, 1200, bytes.len() - 30, bytes.len() - 1] {
        for spoilt in [bytes[..at].to_vec(), [&bytes[..at], &[bytes[at] ^ 1], &bytes[at + 1..]].concat(), [&bytes, &[7; 50][..]].concat()] {
            fs::write(&journal, spoilt).unwrap();
            well(home.path(), &run("cut", "8", &["--resume"]));
            same_results(&home.path().join("whole"), &home.path().join("cut"));
        }
    }
}

#[test]
fn a_full_disk_leaves_no_half_folder_and_keeps_what_is_finished() {
    let home = tempfile::tempdir().unwrap();
    let whole = |target, more: &[&'static str]| [&["run", MINIMAL, "-q", "-n", "30", "-o", target][..], more].concat();
    well(home.path(), &whole("whole", &[]));
    // No file may be longer than this: the journal has room, a chart has not. The system says so instead of ending the program.
    let line = "trap '' XFSZ; ulimit -f 48; exec \"$0\" \"$@\"";
    let program = env!("CARGO_BIN_EXE_sameday");
    let done = Command::new("sh").args(["-c", line, program]).args(whole("cut", &[])).current_dir(home.path()).output().unwrap();
    assert_eq!(done.status.code(), Some(1));
    let told = String::from_utf8(done.stderr).unwrap();
    has(&told, &["error: cannot write to", "30 finished replications are kept", "--resume"]);
    assert_eq!(entries(home.path()), [".cut.journal", "whole"]);
    // Not even the journal has room: the run goes on without it.
    let line = line.replace("48", "2");
    let done = Command::new("sh").args(["-c", &line, program]).args(whole("none", &[])).current_dir(home.path()).output().unwrap();
    assert_eq!(done.status.code(), Some(1));
    has(&String::from_utf8(done.stderr).unwrap(), &["could be kept for --resume", "error: cannot write to"]);
    let said = well(home.path(), &whole("cut", &["--resume"]));
    assert!(!said.err.contains("nothing to go on with"), "{}", said.err);
    same_results(&home.path().join("whole"), &home.path().join("cut"));
}

#[test]
fn two_runs_for_one_place_do_not_spoil_each_other() {
    let home = tempfile::tempdir().unwrap();
    let mut first = program(home.path(), &run("cut", "3000", &[])).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let journal = home.path().join(".cut.journal");
    while !journal.metadata().is_ok_and(|about| about.len() > 1_000) {
        sleep(Duration::from_millis(5));
    }
    let resumed = call(home.path(), &run("cut", "3000", &["--resume"]));
    assert_eq!(resumed.code, 1);
    has(&resumed.err, &["is in use"]);
    has(&well(home.path(), &run("cut", "4", &[])).err, &["finished replications are not kept", "is in use"]);
    assert!(first.wait().unwrap().success());
    never_half(&home.path().join("cut"));
    assert_eq!(entries(home.path()), ["cut"]);
}
