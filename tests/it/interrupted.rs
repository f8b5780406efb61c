//! Whatever simulates is killed, stopped, or finds no room: nothing half-written, finished work kept, and the same bytes in the end.
#![cfg(unix)]

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

use crate::program::{MINIMAL, call, entries, has, program, same_results, well};

/// Numbers below a bound, the same in every run of the tests.
pub struct Moments(pub u64);

impl Moments {
    pub fn below(&mut self, bound: u64) -> u64 {
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

/// What the tutorial's town can be asked by every command.
const TOWN: &str = r#"
question = "What is kept of every command?"
title = "A town"
[support]
at_least = 10
at_most = 20
ample = "2 FTE"
kinds.officers = { team = "court", grade = "PSO", step = "0.5 FTE", most = "2 FTE" }
targets.soon = { measure = "same_day", at_least = 0.75 }
budget = { fte = "1 FTE", raise = "same_day", replications = 10 }
[plan]
at_least = 20
at_most = 40
[plan.options.more]
set = ['clusters.Smalltown.staff.court.PSO=3.5']
cost_a_year = "£40000"
[plan.options.police]
set = ['workstreams.psr.steps.check.does.wait.lasts.lognormal.mean="30 min"']
cost_a_year = "£1000"
[sweep]
design = "one_at_a_time"
replications = 15
measures = ["same_day"]
[sweep.levers]
"clusters.Smalltown.staff.court.PSO" = { low = 1.5, high = 3.5 }
"workstreams.psr.steps.check.does.wait.lasts.lognormal.mean" = { low = "30 min", high = "4 h" }
"#;

/// Every command that simulates, with a tenth of a second's work or so.
pub const COMMANDS: [&[&str]; 7] = [
    &["run", "town.toml", "-n", "120"],
    &["compare", "town.toml", "more.toml", "-n", "50"],
    &["compare", "town.toml", "more.toml", "--best", "--indifference", "0.05 points", "-n", "50"],
    &["support", "town.toml"],
    &["plan", "town.toml"],
    &["explain", "town.toml", "-n", "5"],
    &["sweep", "town.toml"],
];

/// A folder with the scenarios of [`COMMANDS`].
pub fn town() -> tempfile::TempDir {
    let home = tempfile::tempdir().unwrap();
    fs::write(home.path().join("town.toml"), format!("extends = {}\n{TOWN}", toml::Value::String(MINIMAL.to_owned()))).unwrap();
    let more = "question = \"And with more?\"\ntitle = \"More\"\nextends = \"town.toml\"\n[clusters.Smalltown.staff.court]\nPSO = 3.5\n";
    fs::write(home.path().join("more.toml"), more).unwrap();
    home
}

/// A command that leaves its results in `target`.
fn quiet<'a>(command: &[&'a str], target: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    [command, &["-q", "--no-charts", "-o", target], more].concat()
}

/// The names that [`town`] made apart, what is in a folder.
fn left(home: &Path) -> Vec<String> {
    entries(home).into_iter().filter(|name| !name.ends_with(".toml")).collect()
}

#[test]
fn every_command_killed_at_random_moments_loses_nothing_and_ends_with_the_same_bytes() {
    let home = town();
    let mut moments = Moments(20_261);
    let mut chains = 0;
    for command in COMMANDS {
        well(home.path(), &quiet(command, "whole", &[]));
        let timing: serde_json::Value = serde_json::from_slice(&fs::read(home.path().join("whole/timing.json")).unwrap()).unwrap();
        // Killed at any moment of the time that it takes, however busy the machine is; and while it begins or writes its results.
        let all = (timing["seconds"].as_f64().unwrap() * 1000.0) as u64 + 20;
        let (mut kills, mut kept) = (0, 0);
        while kills < 15 {
            chains += 1;
            let results = home.path().join("cut");
            // Half of the chains replace the results of an earlier run, in which somebody has put a note.
            let earlier = chains % 2 == 0;
            if earlier {
                well(home.path(), &run("cut", "2", &[]));
                fs::write(results.join("notes.txt"), "mine").unwrap();
            }
            loop {
                let threads = ["1", "2", "3"][moments.below(3) as usize];
                let arguments = quiet(command, "cut", &["--resume", "--threads", threads]);
                let mut running = program(home.path(), &arguments).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
                sleep(Duration::from_millis(moments.below(all)));
                // Enough kills in one chain: it is let to its end.
                let ended = running.try_wait().unwrap().is_some() || kills >= 15;
                let signal = ["-KILL", "-KILL", "-INT", "-TERM"][moments.below(4) as usize];
                if !ended {
                    assert!(Command::new("kill").args([signal, &running.id().to_string()]).status().unwrap().success());
                }
                let status = running.wait().unwrap();
                // One code for "stopped, part kept", whatever the command; before it listens, and when killed, there is none.
                assert!(matches!(status.code(), None | Some(0 | 3)), "{command:?} {signal}: {status}");
                never_half(&results);
                let journal = home.path().join(".cut.journal");
                if status.success() && !journal.exists() {
                    break;
                }
                assert!(!ended, "{command:?}: {status}");
                kills += 1;
                kept += u64::from(journal.metadata().is_ok_and(|about| about.len() > 5_000));
            }
            if earlier {
                assert_eq!(fs::read_to_string(results.join("notes.txt")).unwrap(), "mine");
                fs::remove_file(results.join("notes.txt")).unwrap();
            }
            same_results(&home.path().join("whole"), &results);
            // What killed runs have left beside is gone.
            assert_eq!(left(home.path()), ["cut", "whole"]);
            fs::remove_dir_all(&results).unwrap();
        }
        assert!(kept > 0, "{command:?} was never killed with finished work in its journal");
        fs::remove_dir_all(home.path().join("whole")).unwrap();
    }
}

#[test]
fn what_was_left_by_another_command_or_scenario_is_refused_by_name() {
    let home = town();
    let kept = home.path().join(".cut.journal");
    // Killed by the limit on the size of a file, at which the system ends a program.
    let line = "ulimit -f 4; exec \"$0\" \"$@\"";
    for command in COMMANDS {
        let arguments = quiet(command, "cut", &[]);
        let done = Command::new("sh")
            .env("SAMEDAY_CACHE", "none")
            .args(["-c", line, env!("CARGO_BIN_EXE_sameday")])
            .args(&arguments)
            .current_dir(home.path())
            .output();
        assert!(!done.unwrap().status.success(), "{command:?}");
        assert_eq!(left(home.path()), [".cut.journal"], "{command:?}");
        let bytes = fs::read(&kept).unwrap();
        let other = call(home.path(), &quiet(command, "cut", &["--resume", "--seed", "5"]));
        assert_eq!((other.code, other.out.as_str()), (1, ""), "{command:?}");
        has(&other.err, &[".cut.journal", "belongs to another run", "seed"]);
        let other = call(home.path(), &quiet(command, "cut", &["--resume", "--set", "clusters.Smalltown.staff.court.PO=2"]));
        has(&other.err, &[".cut.journal", "belongs to another run", "scenario"]);
        let verb = if command[0] == "run" { "plan" } else { "run" };
        let other = call(home.path(), &quiet(&[verb, "town.toml"], "cut", &["--resume"]));
        has(&other.err, &["belongs to another run", &format!("left by the command {}, not {verb}", command[0])]);
        assert!(fs::read(&kept).unwrap() == bytes, "{command:?}: what is refused is not touched");
        // Without --resume it is begun again, and that is said.
        let said = well(home.path(), &quiet(command, "cut", &[]));
        has(&said.err, &["starts afresh", "--resume would have gone on"]);
        has(&well(home.path(), &["reproduce", "cut"]).out, &["the same to the byte"]);
        fs::remove_dir_all(home.path().join("cut")).unwrap();
    }
}

/// Works in a file system of its own that has little room, then in the same with more; `None` where the system does not let us make one.
#[track_caller]
fn with_little_room(home: &Path, size: &str, command: &[&str]) -> Option<(String, Vec<String>, String)> {
    let script = r#"
        mkdir -p disk kept && mount -t tmpfs -o "size=$SIZE" none disk || exit 77
        "$0" "$@" -o disk/cut >/dev/null 2>first; echo $? >>first
        ls -A disk >entries
        mount -o remount,size=64m disk
        "$0" "$@" -o disk/cut --resume >/dev/null 2>second; echo $? >>second
        cp -r disk/. kept
    "#;
    // Other processes do not see what is mounted, and it is gone with the last of ours.
    let mut shell = Command::new("unshare");
    shell
        .env("SAMEDAY_CACHE", "none")
        .args(["-m", "sh", "-c", script, env!("CARGO_BIN_EXE_sameday")])
        .args(command)
        .env("SIZE", size)
        .current_dir(home);
    let done = shell.output().ok()?;
    if !done.status.success() {
        return None;
    }
    let read = |name: &str| fs::read_to_string(home.join(name)).unwrap();
    Some((read("first"), read("entries").lines().map(str::to_owned).collect(), read("second")))
}

#[test]
fn a_full_disk_is_told_and_when_there_is_room_every_command_goes_on() {
    let home = town();
    for command in COMMANDS {
        let whole = quiet(command, "whole", &[]);
        well(home.path(), &whole);
        for size in ["12k", "40k"] {
            let arguments = [command, &["-q", "--no-charts"]].concat();
            let Some((first, beside, second)) = with_little_room(home.path(), size, &arguments) else {
                println!("left out: no file system can be mounted here");
                return;
            };
            let kept = home.path().join("kept");
            // In the larger there may be room for all of it after all.
            if size == "12k" || beside != ["cut"] {
                has(&first, &["error: cannot write to", "No space left on device", "finished histories are kept", "--resume", "\n1\n"]);
                assert_eq!(beside, [".cut.journal"], "{command:?} {size}: {first}");
            }
            assert!(second.ends_with("0\n"), "{command:?} {size}: {second}");
            same_results(&home.path().join("whole"), &kept.join("cut"));
            assert_eq!(entries(&kept), ["cut"]);
            fs::remove_dir_all(&kept).unwrap();
        }
        fs::remove_dir_all(home.path().join("whole")).unwrap();
    }
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
        // Twice at once, as `timeout` does: that is one wish to stop, not a second to leave.
        let twice = format!("kill -{signal} $0; kill -{signal} $0");
        assert!(
            Command::new("sh").env("SAMEDAY_CACHE", "none").args(["-c", &twice, &running.id().to_string()]).status().unwrap().success()
        );
        let stopped = running.wait_with_output().unwrap();
        // The exit code says that it is not the whole.
        assert_eq!(stopped.status.code(), Some(3));
        let told = String::from_utf8(stopped.stderr).unwrap();
        has(&told, &["stopping", "finished histories are kept", "--resume"]);
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
        let done = Command::new("sh")
            .env("SAMEDAY_CACHE", "none")
            .args(["-c", &line, env!("CARGO_BIN_EXE_sameday")])
            .args(&arguments)
            .current_dir(home.path())
            .output();
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
    let done = Command::new("sh")
        .env("SAMEDAY_CACHE", "none")
        .args(["-c", line, env!("CARGO_BIN_EXE_sameday")])
        .args(run("cut", "8", &[]))
        .current_dir(home.path())
        .output();
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
    let done = Command::new("sh")
        .env("SAMEDAY_CACHE", "none")
        .args(["-c", line, program])
        .args(whole("cut", &[]))
        .current_dir(home.path())
        .output()
        .unwrap();
    assert_eq!(done.status.code(), Some(1));
    let told = String::from_utf8(done.stderr).unwrap();
    has(&told, &["error: cannot write to", "30 finished histories are kept", "--resume"]);
    assert_eq!(entries(home.path()), [".cut.journal", "whole"]);
    // Not even the journal has room: the run goes on without it.
    let line = line.replace("48", "2");
    let done = Command::new("sh")
        .env("SAMEDAY_CACHE", "none")
        .args(["-c", &line, program])
        .args(whole("none", &[]))
        .current_dir(home.path())
        .output()
        .unwrap();
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
    let second = well(home.path(), &run("cut", "4", &[])).err;
    has(&second, &["finished work is not kept", "is in use"]);
    assert!(!second.contains("interrupted"), "the first is still working: {second}");
    assert!(first.wait().unwrap().success());
    never_half(&home.path().join("cut"));
    assert_eq!(entries(home.path()), ["cut"]);
}
