//! One scenario against others under common random numbers: the model, and the verb as a user calls it.

use std::fs;
use std::path::{Path, PathBuf};

use sameday::experiment::{Execution, Settings, StoppingRule, Threads};
use sameday::model::Model;
use sameday::scenario::grammar::Scenario;
use sameday::study::best::best;
use sameday::study::compare::{Comparison, Compiled, Verdict, compare};
use sameday::study::select::Promise;

use crate::program::towns;
use crate::support::{estimates, files, shipped};

const MINIMAL: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios/minimal.toml");
const MORE: &str = "clusters.Smalltown.staff.court.PSO=3.5";

fn compared(scenarios: &[&Scenario], enough: StoppingRule, threads: usize) -> Comparison {
    let models: Vec<Model> = scenarios.iter().map(|scenario| Model::new(scenario)).collect();
    let all: Vec<Compiled> = scenarios.iter().zip(&models).map(|(scenario, model)| Compiled { scenario, model }).collect();
    compare(all[0], &all[1..], Settings { seed: 5, enough }, &Execution::on(&Threads::new(threads).unwrap()))
}

#[test]
fn a_scenario_that_changes_nothing_differs_by_exactly_nothing() {
    let base = shipped("minimal", &[]);
    // Another target and other words are no change to what happens.
    let same = shipped("minimal", &["run.target=80 %", "title=The same"]);
    let found = compared(&[&base, &same], StoppingRule::Number(12), 1);
    for one in &found.variants[0].nation {
        if let Some(pair) = one.paired {
            assert_eq!((pair.difference.mean, pair.difference.half_width), (0.0, Some(0.0)), "{}", one.item.label());
        }
        assert!(one.verdict.is_none_or(|verdict| verdict == Verdict::Same), "{}", one.item.label());
    }
    assert_eq!(found.variants[0].clusters[0].verdict, Verdict::Same);
}

#[test]
fn one_pso_more_does_not_lower_the_same_day_rate() {
    let (base, more) = (shipped("minimal", &[]), shipped("minimal", &[MORE]));
    let found = compared(&[&base, &more], StoppingRule::Number(40), 1);
    let one = found.variants[0].headline().unwrap();
    let pair = one.paired.unwrap();
    assert!(pair.difference.mean > 0.0, "{pair:?}");
    assert_eq!(one.verdict, Some(Verdict::Better));
    // Chance is common to both, so the difference is known better than from runs of their own.
    assert!(pair.gain.unwrap() > 2.0, "{pair:?}");
    assert!(pair.difference.half_width.unwrap() < pair.unpaired.unwrap());
}

#[test]
fn totals_over_unlike_times_and_what_neither_has_are_given_no_verdict() {
    let (base, short) = (shipped("minimal", &[]), shipped("minimal", &["run.length=4 weeks"]));
    let told =
        |found: &Comparison, key: &str| found.variants[0].nation.iter().find(|one| one.item.measure.key == key).map(|one| one.verdict);
    let found = compared(&[&base, &short], StoppingRule::Number(6), 1);
    // A third of the time has a third of the work, which is no one's doing; rates can be compared all the same.
    assert_eq!((told(&found, "late"), told(&found, "sufficient_reports")), (Some(None), Some(None)));
    assert!(told(&found, "same_day").unwrap().is_some() && told(&found, "mean_days").unwrap().is_some());
    let alike = compared(&[&base, &base], StoppingRule::Number(6), 1);
    assert_eq!(told(&alike, "late"), Some(Some(Verdict::Same)));
    // Nobody has to be anywhere in this court without its duty.
    let idle = shipped("minimal", &["workstreams.court_duty=none"]);
    assert_eq!(told(&compared(&[&idle, &idle], StoppingRule::Number(3), 1), "uncovered"), Some(None));
}

#[test]
fn each_scenario_has_the_histories_that_it_has_alone() {
    let (base, more) = (shipped("minimal", &[]), shipped("minimal", &[MORE]));
    let found = compared(&[&base, &more], StoppingRule::Number(8), 2);
    assert_eq!(found.base.nation.yearly(), estimates(&base, 8, 5).nation.yearly());
    assert_eq!(found.variants[0].found.nation.yearly(), estimates(&more, 8, 5).nation.yearly());
}

#[test]
fn threads_do_not_change_a_bit_of_a_comparison() {
    let (base, more) = (shipped("minimal", &[]), shipped("minimal", &[MORE]));
    let enough = StoppingRule::Precision { half_width: 0.02, at_least: 5, at_most: 200 };
    let whole = |threads| {
        let found = compared(&[&base, &more], enough, threads);
        format!("{:?} {:?} {:?}", found.base.nation, found.variants, found.base.stopped)
    };
    let one = whole(1);
    assert!(one.contains("Precise"));
    for threads in [2, 5] {
        assert!(one == whole(threads), "{threads} threads");
    }
}

/// The tutorial's scenario with changes, and one that changes nothing, in a folder.
fn folder() -> tempfile::TempDir {
    let home = tempfile::tempdir().unwrap();
    let overlay = |name: &str, question: &str, rest: &str| {
        let base = toml::Value::String(MINIMAL.to_owned());
        fs::write(home.path().join(name), format!("question = {question:?}\ntitle = {name:?}\nextends = {base}\n{rest}")).unwrap();
    };
    overlay(
        "more.toml",
        "If Smalltown had one more PSO, how far would same-day reports rise?",
        "[clusters.Smalltown.staff.court]\nPSO = 3.5\n",
    );
    overlay("same.toml", "Do words change anything?", "");
    overlay("other.toml", "Is this comparable?", "[run]\nheadline = \"court_duty\"\n");
    home
}

/// Exit code, standard output and standard error.
fn call(folder: &Path, arguments: &[&str]) -> (i32, String, String) {
    let done = crate::program::binary().arg("compare").args(arguments).current_dir(folder).output().unwrap();
    (done.status.code().unwrap(), String::from_utf8(done.stdout).unwrap(), String::from_utf8(done.stderr).unwrap())
}

#[test]
fn the_verb_says_what_changes_and_leaves_a_folder() {
    let home = folder();
    let (code, out, err) = call(home.path(), &[MINIMAL, "more.toml", "same.toml", "-n", "20", "-q"]);
    assert_eq!((code, err.as_str()), (0, ""));
    for words in [
        "more.toml and same.toml, against One small court",
        "If Smalltown had one more PSO, same-day reports rise by ",
        ", 95 % for 2 primary claims together, 20 paired replications), from ",
        ": better.",
        "With “same.toml”, nothing at all differs: every measure is the same in each of 20 paired replications.",
        "clusters.Smalltown.staff.court.PSO goes from 2.5 to 3.5",
        "Nothing differs from the base.",
        "Holm's correction",
    ] {
        assert!(out.contains(words), "wanted `{words}` in\n{out}");
    }
    let target = home.path().join("output/compare-minimal-more-same");
    let wanted = [
        "charts/comparison.csv",
        "charts/comparison.png",
        "charts/comparison.svg",
        "comparison.csv",
        "comparison.json",
        "document.json",
        "estimates.json",
        "findings.txt",
        "manifest.json",
        "report.html",
        "scenarios/base.toml",
        "scenarios/variant-1.toml",
        "scenarios/variant-2.toml",
        "timing.json",
        "workbook.xlsx",
    ];
    assert_eq!(files(&target), wanted.map(PathBuf::from));
    assert!(fs::read_to_string(target.join("findings.txt")).unwrap() == out, "what is said is what is kept");

    let read = |name: &str| -> serde_json::Value { serde_json::from_slice(&fs::read(target.join(name)).unwrap()).unwrap() };
    let json = read("comparison.json");
    let first = &json["variants"][0]["nation"][0];
    assert_eq!((&first["measure"], &first["better"], &first["verdict"]), (&"same_day".into(), &"higher".into(), &"better".into()));
    let mut table = csv::Reader::from_path(target.join("comparison.csv")).unwrap();
    let row = table.records().next().unwrap().unwrap();
    assert_eq!((&row[0], &row[3]), ("more.toml", "same_day"));
    assert_eq!(row[8].parse::<f64>().unwrap(), first["paired"]["difference"]["mean"].as_f64().unwrap());
    let manifest = read("manifest.json");
    assert_eq!(manifest["scenarios"].as_array().unwrap().len(), 3);
    let command: Vec<&str> = manifest["command"].as_array().unwrap().iter().filter_map(|word| word.as_str()).collect();
    assert_eq!(command[..5], ["sameday", "compare", MINIMAL, "more.toml", "same.toml"]);

    // The resolved scenarios are all that is needed to find the same again.
    let resolved = [0, 1, 2]
        .map(|number| target.join(if number == 0 { "scenarios/base.toml".into() } else { format!("scenarios/variant-{number}.toml") }));
    let resolved = resolved.each_ref().map(|path| path.to_str().unwrap());
    let (code, again, _) = call(home.path(), &[resolved[0], resolved[1], resolved[2], "-q", "--threads", "3", "-o", "again"]);
    assert_eq!(code, 0);
    assert!(again == out, "{again}");
}

#[test]
fn the_few_clusters_that_are_moved_are_named_in_the_answer_and_the_variant_heads_the_page() {
    let home = folder();
    fs::write(home.path().join("towns.toml"), towns()).unwrap();
    let variant = "question = \"If Smalltown had four PSOs, would more be same-day?\"\ntitle = \"Four PSOs\"\nextends = \"towns.toml\"\n";
    fs::write(home.path().join("four.toml"), format!("{variant}clusters.Smalltown.staff.court.PSO = 4.5\n")).unwrap();
    let (code, out, err) = call(home.path(), &["towns.toml", "four.toml", "-n", "20", "-q"]);
    assert_eq!((code, err.as_str()), (0, ""));
    let first = out.lines().nth(3).unwrap();
    assert!(out.starts_with("Four PSOs, against One small court\nIf Smalltown had four PSOs, would more be same-day?\n\nIf Smalltown had four PSOs, same-day reports rise by "), "{out}");
    assert!(first.contains(": better. By cluster: Smalltown +"), "{first}");
    assert!(first.ends_with(" points; the other 2 are the same in every replication."), "{first}");
    assert!(out.contains("- Of 3 clusters, 1 is better and 2 are the same; from Smalltown +"), "{out}");
    // The two rates are told as closely as their difference, or they would look alike.
    let decimals = |number: &str| number.split_once('.').map_or(0, |(_, rest)| rest.len());
    let (by, levels) = (first.split("rise by ").nth(1).unwrap(), first.split("from ").nth(1).unwrap());
    let (by, level) = (by.split(' ').next().unwrap(), levels.split(' ').next().unwrap());
    assert!(decimals(by) == decimals(level) && decimals(by) >= 1, "{first}");
    let page = fs::read_to_string(home.path().join("output/compare-towns-four/report.html")).unwrap();
    assert!(page.contains("<h1>Four PSOs, against One small court</h1>"));
    assert!(page.contains("<p class=\"question\">If Smalltown had four PSOs, would more be same-day?</p>"));
}

#[test]
fn scenarios_that_cannot_be_compared_are_refused() {
    let home = folder();
    let (code, out, err) = call(home.path(), &[MINIMAL, "other.toml", "-n", "2"]);
    assert_eq!((code, out.as_str()), (1, ""));
    assert!(err.contains("other.toml asks about the same-day rate of `court_duty`") && err.contains("run.headline"), "{err}");
    assert_eq!(call(home.path(), &[MINIMAL]).0, 2, "a base without a variant");
    assert!(!home.path().join("output").exists());
}

/// The page of a comparison of some clusters, whose complexity is told among all of them.
#[test]
fn a_comparison_of_some_clusters_can_be_read_again() {
    let home = tempfile::tempdir().unwrap();
    let scenario = |name: &str| format!("{}/scenarios/{name}", env!("CARGO_MANIFEST_DIR"));
    let (base, other) = (scenario("baseline-2016.toml"), scenario("what-if/04-police-answer-in-two-hours.toml"));
    let only = ["--only", "NE-02", "--only", "LON-01", "--set", "run.length=1 week", "--set", "run.warm_up=0 weeks", "-n", "2", "-q"];
    crate::program::well(home.path(), &[&["compare", &base, &other, "--no-charts", "-o", "pair"], &only[..]].concat());
    let page = || fs::read(home.path().join("pair/report.html")).unwrap();
    let before = page();
    crate::program::well(home.path(), &["report", "pair", "--no-charts", "-q"]);
    assert!(page() == before, "the page is the same to the byte");
    crate::program::well(home.path(), &[&["run", &base, "--no-charts", "-o", "run"], &only[..]].concat());
    crate::program::well(home.path(), &["report", "run", "pair", "--no-charts", "-q", "-o", "both"]);
}

#[test]
fn a_race_that_stops_where_another_was_stopped_is_as_interrupted_as_that() {
    let scenarios =
        ["1.5", "4.5"].map(|pso| shipped("minimal", &["run.length=2 weeks", &format!("clusters.Smalltown.staff.court.PSO={pso}")]));
    let models = scenarios.each_ref().map(Model::new);
    let all: Vec<Compiled<'_>> = scenarios.iter().zip(&models).map(|(scenario, model)| Compiled { scenario, model }).collect();
    let promise = Promise { confidence: 0.95, indifference: 0.1, first_stage: 10 };
    let one = Threads::one();
    let raced = |most: u64, stop_after: Option<u64>| {
        let with = Execution { stop_after, ..Execution::on(&one) };
        let found = best(&all, promise, (7, most), &with);
        (found.replications, found.best.is_some(), found.interrupted)
    };
    // Before its first stage is over a race has no winner: it was stopped, or its most was too few.
    assert_eq!(raced(8, None), (8, false, false));
    assert_eq!(raced(8, Some(5)), (5, false, true));
    assert_eq!(raced(8, Some(8)), (8, false, false));
    let (replications, decided, interrupted) = raced(200, Some(200));
    assert!(decided && !interrupted && replications >= 10, "three PSOs more are better: {replications}");
}
