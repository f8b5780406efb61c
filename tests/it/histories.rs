//! Histories that were played before are not played again, and nothing that decides one is left out of what it is found by.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Stdio;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread::sleep;
use std::time::Duration;

use proptest::strategy::Strategy as _;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::TestRunner;
use sameday::des::stream::{Purpose, Seed, Stream};
use sameday::experiment::record::{HistoryKey, HistoryStore};
use sameday::experiment::{Execution, Experiment, Settings, StoppingRule, Threads};
use sameday::model::Model;
use sameday::scenario::grammar::Scenario;
use sameday::scenario::levers::levers;
use sameday::scenario::load;
use sameday::study::explain::{Options, Question};

use crate::program::{MINIMAL, entries, has, program, same_results, towns, well};
use crate::random_scenarios::{Asked, Rolls, rolls};
use crate::support::{shipped, written};

/// A store in memory, which counts.
#[derive(Default)]
struct Memory {
    held: Mutex<BTreeMap<HistoryKey, Vec<u8>>>,
    found: AtomicU64,
    played: AtomicU64,
}

impl HistoryStore for Memory {
    fn find(&self, key: HistoryKey) -> Option<Vec<u8>> {
        let found = self.held.lock().unwrap().get(&key).cloned();
        self.found.fetch_add(u64::from(found.is_some()), Ordering::Relaxed);
        found
    }

    fn put(&self, key: HistoryKey, _: &[&str], seen: &[u8]) {
        self.played.fetch_add(1, Ordering::Relaxed);
        assert!(self.held.lock().unwrap().insert(key, seen.to_vec()).is_none(), "it was there already");
    }
}

impl Memory {
    /// Histories found and played since it was last asked.
    fn counts(&self) -> (u64, u64) {
        (self.found.swap(0, Ordering::Relaxed), self.played.swap(0, Ordering::Relaxed))
    }
}

/// All that a run finds, with a store or without.
fn told(scenario: &Scenario, replications: u64, store: Option<&Memory>) -> String {
    let settings = Settings { seed: 11, enough: StoppingRule::Number(replications) };
    let threads = Threads::one();
    let with = Execution::on(&threads).remembering(store.map(|store| store as _));
    format!("{:?}", Experiment { scenario, model: &Model::new(scenario), settings }.run(&with))
}

/// A scenario with the same titles as another: these are told, and decide no history.
#[track_caller]
fn same(scenario: &Scenario, store: &Memory, replications: u64, what: &str) {
    assert!(told(scenario, replications, Some(store)) == told(scenario, replications, None), "{what}");
}

#[test]
fn only_the_groups_that_a_change_touches_are_played() {
    let national =
        |sets: &[&str]| shipped("baseline-2016", &[&["run.length=1 week", "run.warm_up=0 weeks", "run.run_out=1 week"], sets].concat());
    let store = Memory::default();
    let counts = |sets: &[&str]| {
        same(&national(sets), &store, 2, &format!("{sets:?}"));
        store.counts()
    };
    assert_eq!(counts(&[]), (0, 138));
    assert_eq!(counts(&[]), (138, 0));
    let more = |name: &str| format!("clusters.{name}.staff.court.PSO=9");
    assert_eq!(counts(&[&more("NE-01")]), (136, 2), "one cluster of 69");
    let seven: Vec<String> = ["NE-02", "NE-03", "NW-01", "NW-02", "LON-01", "LON-02", "MID-01"].map(more).to_vec();
    assert_eq!(counts(&seven.iter().map(String::as_str).collect::<Vec<_>>()), (124, 14), "seven");
    for nothing in ["title=Another", "run.target=0.5", "run.confidence=0.9", "costs.court_hour=£300", "grades.PSO.hourly_cost=£99"] {
        assert_eq!(counts(&[nothing]), (138, 0), "{nothing} changes no history");
    }
    assert_eq!(counts(&["workstreams.psr.stand_down.cut_off=14:00"]).1, 138, "the nation");
    assert_eq!(counts(&["workstreams.psr.stand_down.cut_off=14:00", &more("NE-01")]), (136, 2), "a change on top of a change");
}

/// A hub joins the clusters that share its people: they are played together, and the others are not.
#[test]
fn clusters_that_share_people_are_played_together() {
    let store = Memory::default();
    let shared =
        |sets: &[&str]| shipped("e3-proposed", &[&["run.length=1 week", "run.warm_up=0 weeks", "run.run_out=0 weeks"], sets].concat());
    let base = shared(&[]);
    let model = Model::new(&base);
    let group = (0..model.groups()).find(|&group| model.clusters_of(group).iter().any(|&cluster| model.names.clusters[cluster] == "NE-01"));
    assert!(model.clusters_of(group.unwrap()).len() > 1, "NE-01 shares nobody here");
    same(&base, &store, 1, "the base");
    store.counts();
    same(&shared(&["clusters.NE-01.staff.court.PSO=9"]), &store, 1, "one cluster");
    assert_eq!(store.counts(), (model.groups() as u64 - 1, 1));
}

/// A thousand edits of random scenarios, one after the other on one store: what was played for any of them may be taken for any other.
#[test]
fn a_thousand_random_edits_find_what_they_would_have_played() {
    const SCENARIOS: usize = 40;
    const EDITS: usize = 25;
    let mut runner = TestRunner::deterministic();
    let store = Memory::default();
    let (mut found, mut played) = (0, 0);
    for _ in 0..SCENARIOS {
        let mut edited: Rolls = rolls().new_tree(&mut runner).unwrap().current();
        for _ in 0..EDITS {
            let text = edited.text(&Asked { sharing: true, ..Asked::default() });
            if let Ok(loaded) = sameday::scenario::load_text("random.toml", &text, Path::new("/nowhere"), &[] as &[&str]) {
                same(&loaded.scenario, &store, 1, &text);
                let counts = store.counts();
                (found, played) = (found + counts.0, played + counts.1);
            }
            edited = edited.edited(&mut runner);
        }
    }
    println!("{found} histories found, {played} played");
    assert!(found > 300 && played > 300, "{found} found, {played} played: the edits test nothing");
}

/// Every lever of the whole service is moved; without `SAMEDAY_LEVERS=all` a sample of them.
#[test]
fn every_lever_that_is_moved_finds_what_it_would_have_played() {
    let all = std::env::var("SAMEDAY_LEVERS").is_ok_and(|value| value == "all");
    let short = ["run.only=[\"NE-01\"]", "run.length=2 weeks", "run.warm_up=1 week", "run.run_out=1 week"];
    let base =
        load(&Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/whole-2016.toml"), &short).unwrap_or_else(|faults| panic!("{faults}"));
    let store = Memory::default();
    same(&base.scenario, &store, 1, "the base");
    let mut draws = Stream::new(Seed(1), Purpose::named(&["levers"]), 0, 0);
    let (mut moved, mut nothing) = (0, 0);
    for lever in levers(&base.scenario) {
        if !all && draws.open01() > 0.04 {
            continue;
        }
        let (least, most) = (lever.least.max(lever.value * 0.5 - 1.0), lever.most.min(lever.value * 1.5 + 1.0));
        let value = if draws.open01() < 0.5 { least } else { most };
        let set = format!("{}={}", lever.path, lever.written(if lever.whole { value.round() } else { value }));
        // Levers whose values do not go together are refused, and there is nothing to play.
        let Ok(changed) = base.with(std::slice::from_ref(&set)) else { continue };
        if sameday::study::admission::admit_change(&changed.scenario).is_err() {
            continue;
        }
        store.counts();
        same(&changed.scenario, &store, 1, &set);
        moved += 1;
        nothing += u64::from(store.counts().1 == 0);
    }
    println!("{moved} levers moved, of which {nothing} change no history");
    assert!(moved > 30 && nothing > 0 && nothing < moved / 2, "{moved} moved, {nothing} change nothing");
}

#[test]
fn other_studies_take_what_was_played_too() {
    let scenario = written(&towns(), &["run.length=2 weeks"]);
    let question = Question::new(&scenario, &Model::new(&scenario));
    let (store, threads) = (Memory::default(), Threads::one());
    let options = Options { enough: Some(StoppingRule::Number(3)), search: true };
    let explain = |store: Option<&Memory>| {
        let with = Execution::on(&threads).remembering(store.map(|store| store as _));
        format!("{:?}", question.run(7, options, &with))
    };
    let cold = explain(None);
    assert!(explain(Some(&store)) == cold);
    assert!(store.counts().1 > 0);
    assert!(explain(Some(&store)) == cold);
    assert_eq!(store.counts().1, 0, "all of it was played before");
}

/// The program in a folder, with its histories in a folder of its own.
fn remembering(home: &Path, arguments: &[&str]) -> (i32, String, String) {
    let done = program(home, arguments).env("SAMEDAY_CACHE", home.join("histories")).output().unwrap();
    (done.status.code().unwrap(), String::from_utf8(done.stdout).unwrap(), String::from_utf8(done.stderr).unwrap())
}

#[test]
fn the_program_leaves_the_same_bytes_and_tells_what_was_played_before() {
    let home = tempfile::tempdir().unwrap();
    fs::write(home.path().join("towns.toml"), towns()).unwrap();
    for (verb, more) in [("run", &["-n", "9"][..]), ("compare", &["-n", "4", "--set", "run.length=2 weeks"]), ("explain", &["-n", "3"])] {
        let mut arguments = vec![verb, "towns.toml"];
        arguments.extend(if verb == "compare" { &[MINIMAL][..] } else { &[] });
        arguments.extend(more);
        let call = |more: &[&str]| remembering(home.path(), &[&arguments[..], more].concat());
        well(home.path(), &[&arguments[..], &["-q", "-o", "cold"]].concat());
        for (place, all) in [("first", false), ("again", true)] {
            let (code, _, told) = call(&["-o", place]);
            assert_eq!(code, 0, "{told}");
            assert!(told.contains("histories played before") == (all || verb != "run"), "{verb}: {told}");
            assert!(told.contains("\nPlayed now: ") == (!all && verb != "run"), "{verb}: {told}");
            same_results(&home.path().join("cold"), &home.path().join(place));
        }
        let (_, _, told) = call(&["-o", "anew", "--no-cache"]);
        assert!(!told.contains("played before"), "{told}");
        for place in ["cold", "first", "again", "anew"] {
            fs::remove_dir_all(home.path().join(place)).unwrap();
        }
    }
    let (_, told, _) = remembering(home.path(), &["cache"]);
    has(&told, &["histories: ", " histories, ", " MB of at most 1073.7 MB."]);
    has(&remembering(home.path(), &["cache", "--clear"]).1, &["removed."]);
    has(&remembering(home.path(), &["cache"]).1, &[": 0 histories, 0.0 MB of"]);
    has(&well(home.path(), &["cache"]).out, &["No histories are kept: SAMEDAY_CACHE is `none`"]);
}

#[test]
fn a_program_killed_while_it_writes_and_two_at_once_leave_a_store_that_can_be_used() {
    let home = tempfile::tempdir().unwrap();
    fs::write(home.path().join("towns.toml"), towns()).unwrap();
    let run = |place: &str, number: &str| ["run", "towns.toml", "-q", "--no-charts", "-n", number, "-o", place].map(str::to_owned);
    let spawn = |place: &str| {
        let arguments = run(place, "4000");
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        let mut running = program(home.path(), &arguments);
        running.env("SAMEDAY_CACHE", home.path().join("histories")).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
    };
    let store = home.path().join("histories");
    for _ in 0..3 {
        let (mut one, mut other) = (spawn("one"), spawn("other"));
        let size =
            || fs::read_dir(&store).map_or(0, |files| files.map(|file| file.unwrap().metadata().map_or(0, |about| about.len())).sum());
        let before: u64 = size();
        while size() < before + 60_000 {
            sleep(Duration::from_millis(5));
        }
        for running in [&mut one, &mut other] {
            running.kill().unwrap();
            running.wait().unwrap();
        }
    }
    let whole = run("whole", "40");
    well(home.path(), &whole.each_ref().map(String::as_str));
    let warm = run("warm", "40");
    let (code, _, said) = remembering(home.path(), &warm.each_ref().map(String::as_str));
    assert_eq!((code, said.as_str()), (0, ""));
    same_results(&home.path().join("whole"), &home.path().join("warm"));
    has(&remembering(home.path(), &["cache", "--clear"]).1, &["removed."]);
}

#[test]
fn a_store_that_cannot_be_written_is_told_and_nothing_else_suffers() {
    let home = tempfile::tempdir().unwrap();
    fs::write(home.path().join("histories"), "a thesis").unwrap();
    let arguments = ["run", MINIMAL, "-n", "3", "--no-charts", "-o", "out"];
    let (code, _, said) = remembering(home.path(), &arguments);
    assert_eq!(code, 0, "{said}");
    has(&said, &["warning: histories are not kept for later in "]);
    assert_eq!(fs::read_to_string(home.path().join("histories")).unwrap(), "a thesis");
    assert_eq!(entries(home.path()), ["histories", "out"]);
    // A disk that has room for the results and not for the histories, which are in a file system of their own.
    let script = r#"mkdir -p little && mount -t tmpfs -o size=16k none little || exit 77
        SAMEDAY_CACHE=little "$0" "$@" -o full 2>said && ls little >entries"#;
    let mut shell = std::process::Command::new("unshare");
    shell.args(["-m", "sh", "-c", script, env!("CARGO_BIN_EXE_sameday")]).args(["run", MINIMAL, "-n", "60", "--no-charts"]);
    match shell.current_dir(home.path()).output() {
        Ok(done) if done.status.success() => {
            has(
                &fs::read_to_string(home.path().join("said")).unwrap(),
                &["warning: not all histories could be kept for later: No space left"],
            );
            well(home.path(), &["run", MINIMAL, "-q", "-n", "60", "--no-charts", "-o", "whole"]);
            same_results(&home.path().join("whole"), &home.path().join("full"));
        }
        _ => println!("left out: no file system can be mounted here"),
    }
}

#[test]
fn what_is_reproduced_is_played_anew() {
    let home = tempfile::tempdir().unwrap();
    assert_eq!(remembering(home.path(), &["run", MINIMAL, "-q", "-n", "3", "-o", "out"]).0, 0);
    // Histories that say something else would be found, if they were looked for.
    let segment = home.path().join("histories/000001.histories");
    let before = fs::metadata(&segment).unwrap().modified().unwrap();
    let (code, told, _) = remembering(home.path(), &["reproduce", "out"]);
    assert_eq!(code, 0);
    has(&told, &["the same to the byte"]);
    assert_eq!(fs::metadata(&segment).unwrap().modified().unwrap(), before, "nothing was looked up or added");
}
