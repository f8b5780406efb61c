//! The program in the hands of somebody hurried or hostile: nothing that is typed, linked, edited or full ends it with a panic.

use std::fs::{self, File, OpenOptions};
use std::process::Stdio;

use sameday::experiment::Enough;
use sameday::experiment::answer::Found;
use sameday::experiment::{Experiment, Settings, Unheard};
use sameday::findings::Findings;
use sameday::model::Model;
use sameday::output::Origin;
use sameday::output::stored::{Stored, bytes};
use serde_json::Value;

use crate::json::at;
use crate::program::{MINIMAL, call, entries, has, program, well};
use crate::support::shipped;

#[cfg(target_os = "linux")]
#[test]
fn a_run_that_nobody_can_hear_is_done_all_the_same() {
    let home = tempfile::tempdir().unwrap();
    let full = || Stdio::from(OpenOptions::new().write(true).open("/dev/full").unwrap());
    let run = ["run", MINIMAL, "-n", "2", "--no-charts", "-o", "done"];
    // Standard error is full: progress and the place of the results cannot be told.
    let done = program(home.path(), &run).stdout(Stdio::null()).stderr(full()).status().unwrap();
    assert_eq!(done.code(), Some(0));
    assert!(home.path().join("done/manifest.json").is_file());
    // So is a complaint; the exit code tells.
    let done = program(home.path(), &["run", "nowhere.toml"]).stdout(Stdio::null()).stderr(full()).status().unwrap();
    assert_eq!(done.code(), Some(1));
    // The findings themselves cannot be written: that is a fault, and the results are there.
    let done = program(home.path(), &run).stdout(full()).output().unwrap();
    assert_eq!(done.status.code(), Some(1));
    has(&String::from_utf8(done.stderr).unwrap(), &["cannot write the findings"]);
    assert!(home.path().join("done/manifest.json").is_file());
}

#[test]
fn odd_places_are_places_or_are_refused_before_anything_is_simulated() {
    let home = tempfile::tempdir().unwrap();
    let run = |place: &str| call(home.path(), &["run", MINIMAL, "-n", "1", "--no-charts", "-q", "-o", place]);
    for place in ["with a space", "ünïcode-\u{1f469}\u{200d}\u{2696}", "-", "a/b/../c", "$(reboot)"] {
        assert_eq!(run(place).code, 0, "{place}");
        assert!(home.path().join(place).join("manifest.json").is_file(), "{place}");
    }
    fs::write(home.path().join("file"), "").unwrap();
    for place in [".", "..", "/", "file", "file/within", "\u{1}\n/.."] {
        let said = run(place);
        assert_eq!((said.code, said.out.as_str()), (1, ""), "{place}: {}", said.err);
        has(&said.err, &["Choose another place with --output"]);
    }
}

#[cfg(unix)]
#[test]
fn links_in_a_circle_are_gone_round_once() {
    let home = tempfile::tempdir().unwrap();
    fs::create_dir(home.path().join("plans")).unwrap();
    fs::copy(MINIMAL, home.path().join("plans/one.toml")).unwrap();
    std::os::unix::fs::symlink(".", home.path().join("plans/again")).unwrap();
    std::os::unix::fs::symlink("../plans", home.path().join("plans/too")).unwrap();
    std::os::unix::fs::symlink("self", home.path().join("self")).unwrap();
    let told = well(home.path(), &["list", "plans"]).out;
    assert_eq!(told.matches("one.toml").count(), 1, "{told}");
    for arguments in [&["list", "self"][..], &["run", "self"], &["run", MINIMAL, "-o", "self"]] {
        let said = call(home.path(), arguments);
        assert_eq!((said.code, said.out.as_str()), (1, ""), "{arguments:?}: {}", said.err);
    }
    assert_eq!(entries(home.path()), ["plans", "self"]);
}

#[test]
fn what_is_no_file_of_a_scenario_is_refused_as_such() {
    let home = tempfile::tempdir().unwrap();
    File::create(home.path().join("empty.toml")).unwrap();
    fs::write(home.path().join("bytes.toml"), [0xff, 0xfe, 0x00]).unwrap();
    fs::write(home.path().join("deep.toml"), format!("a = {}", "[".repeat(100_000))).unwrap();
    for file in ["empty.toml", "bytes.toml", "deep.toml", ".", "nowhere.toml", "/dev/null", "/dev/zero", "/dev/full"] {
        let said = call(home.path(), &["run", file, "-n", "1"]);
        assert_eq!((said.code, said.out.as_str()), (1, ""), "{file}: {}", said.err);
        assert!(said.err.len() < 10_000, "{file}: {} bytes of complaint", said.err.len());
    }
}

#[test]
fn stored_estimates_that_were_edited_anywhere_are_refused_or_can_be_told() {
    let scenario = shipped("minimal", &["run.length=2 weeks"]);
    let settings = Settings { seed: 1, enough: Enough::Number(2), threads: 1 };
    let found = Experiment { scenario: &scenario, model: &Model::new(&scenario), settings }
        .run(&std::sync::atomic::AtomicBool::new(false), &Unheard)
        .unwrap();
    let right: Value = serde_json::from_slice(&bytes(Found::Run(&found), &Origin::default())).unwrap();
    assert!(Stored::parse(right.to_string().as_bytes()).is_ok());
    let (mut told, mut refused) = (0, 0);
    // Every seventh place: there are thousands.
    for place in (0..).step_by(7) {
        let mut edited = right.clone();
        let Some(within) = at(&mut edited, &mut place.clone()) else { break };
        match (place % 4, within) {
            (0, within) => *within = Value::Null,
            (1, Value::Array(values)) => drop(values.pop()),
            (2, Value::Array(values)) => values.extend(values.first().cloned()),
            (_, Value::Number(number)) => *number = 3.into(),
            (_, within) => *within = Value::Array(Vec::new()),
        }
        match Stored::parse(edited.to_string().as_bytes()) {
            Ok(stored) => {
                let Found::Run(found) = stored.answer.found() else { panic!("another answer") };
                told += usize::from(!Findings::of(found).to_string().is_empty());
            }
            Err(words) => refused += usize::from(!words.is_empty()),
        }
    }
    assert!(told > 50 && refused > 50, "{told} were told, {refused} refused");
}
