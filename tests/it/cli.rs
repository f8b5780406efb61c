//! The program as it is called: exit codes, what it says, what it leaves behind and what it leaves alone.

use std::fs;
use std::path::Path;
use std::process::Output;

use crate::program::towns;

const MINIMAL: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios/minimal.toml");

/// What the program said and how it ended.
struct Said {
    code: i32,
    out: String,
    err: String,
}

/// Calls the program in a folder.
fn call(folder: &Path, arguments: &[&str]) -> Said {
    let Output { status, stdout, stderr } = crate::program::binary().args(arguments).current_dir(folder).output().unwrap();
    Said { code: status.code().unwrap(), out: String::from_utf8(stdout).unwrap(), err: String::from_utf8(stderr).unwrap() }
}

#[track_caller]
fn has(text: &str, words: &[&str]) {
    for word in words {
        assert!(text.contains(word), "wanted `{word}` in\n{text}");
    }
}

fn home() -> tempfile::TempDir {
    tempfile::tempdir().unwrap()
}

/// How many things are in a folder.
fn entries(folder: &Path) -> usize {
    fs::read_dir(folder).unwrap().count()
}

#[test]
fn help_is_given_with_examples_and_is_well() {
    let home = home();
    let help = call(home.path(), &["--help"]);
    assert_eq!(help.code, 0);
    has(&help.out, &["run", "check", "levers", "new", "list", "Examples:", "sameday run scenarios/minimal.toml"]);
    let none = call(home.path(), &[]);
    assert_eq!(none.code, 0);
    has(&none.out, &["Usage:"]);
    for verb in ["run", "compare", "sweep", "selftest", "validate", "trace", "chart", "report", "check", "levers", "schema", "new", "list"]
    {
        let help = call(home.path(), &[verb, "--help"]);
        assert_eq!((help.code, help.err.as_str()), (0, ""), "{verb}");
        has(&help.out, &["Usage: sameday ", verb]);
    }
    let version = call(home.path(), &["--version"]);
    assert_eq!((version.code, version.out.trim()), (0, concat!("sameday ", env!("CARGO_PKG_VERSION"))));
}

#[test]
fn a_command_line_that_is_wrong_ends_with_two() {
    let home = home();
    let wrong = |arguments: &[&str]| {
        let said = call(home.path(), arguments);
        assert_eq!((said.code, said.out.as_str()), (2, ""), "{arguments:?}: {}", said.err);
        said.err
    };
    has(&wrong(&["rum", "x.toml"]), &["unrecognized subcommand 'rum'", "run"]);
    has(&wrong(&["rn", "x.toml"]), &["a similar subcommand exists: 'run'"]);
    has(&wrong(&["run"]), &["FILE"]);
    has(&wrong(&["run", MINIMAL, "--replication", "3"]), &["--replications"]);
    has(&wrong(&["run", MINIMAL, "-n", "many"]), &["invalid value 'many'"]);
    has(&wrong(&["run", MINIMAL, "-n", "2", "--precision", "1 point"]), &["cannot be used with"]);
    assert_eq!(entries(home.path()), 0);
}

#[test]
fn a_scenario_that_is_wrong_ends_with_one_and_a_word_that_helps() {
    let home = home();
    let wrong = |arguments: &[&str]| {
        let said = call(home.path(), arguments);
        assert_eq!((said.code, said.out.as_str()), (1, ""), "{arguments:?}: {}", said.err);
        said.err
    };
    has(&wrong(&["run", "nowhere.toml"]), &["nowhere.toml", "does not exist"]);
    has(&wrong(&["run", "."]), &["."]);
    has(&wrong(&["run", MINIMAL, "--set", "grades.PSO.leav.days=30 days"]), &["did you mean `leave`?"]);
    has(&wrong(&["run", MINIMAL, "--set", "run.target=190 %"]), &["run.target"]);
    has(&wrong(&["run", MINIMAL, "-n", "0"]), &["replications"]);
    has(&wrong(&["run", MINIMAL, "--only", "Smallton"]), &["Smallton", "did you mean `Smalltown`?"]);
    has(&wrong(&["check", MINIMAL, "--set", "run.lenght=4 weeks"]), &["did you mean `length`?"]);
    has(&wrong(&["list", "nowhere"]), &["nowhere"]);
    assert_eq!(entries(home.path()), 0, "nothing is left behind");
}

#[test]
fn a_new_scenario_is_checked_and_run_and_is_never_written_over() {
    let home = home();
    let said = call(home.path(), &["new", "mine"]);
    assert_eq!(said.code, 0, "{}", said.err);
    let text = fs::read(home.path().join("mine.toml")).unwrap();
    let again = call(home.path(), &["new", "mine"]);
    assert_eq!(again.code, 1);
    has(&again.err, &["mine.toml is there already"]);
    assert!(fs::read(home.path().join("mine.toml")).unwrap() == text);
    let check = call(home.path(), &["check", "mine.toml"]);
    assert_eq!(check.code, 0, "{}", check.err);
    let run = call(home.path(), &["run", "mine.toml", "-n", "3", "-q"]);
    assert_eq!((run.code, run.err.as_str()), (0, ""));
    assert!(run.out.contains('%'), "{}", run.out);
    for file in
        ["findings.txt", "estimates.csv", "clusters.csv", "replications.csv", "summary.json", "manifest.json", "scenario.toml", "charts"]
    {
        assert!(home.path().join("output/mine").join(file).exists(), "{file}");
    }
    assert!(fs::read_to_string(home.path().join("output/mine/findings.txt")).unwrap() == run.out, "what is said is what is kept");
}

#[test]
fn a_run_replaces_its_own_earlier_results_and_keeps_what_others_put_there() {
    let home = home();
    let run = |seed: &str| {
        let said = call(home.path(), &["run", MINIMAL, "-n", "2", "-q", "--no-charts", "--seed", seed, "-o", "here"]);
        assert_eq!(said.code, 0, "{}", said.err);
        fs::read_to_string(home.path().join("here/replications.csv")).unwrap()
    };
    let first = run("1");
    fs::write(home.path().join("here/notes.txt"), "mine").unwrap();
    assert_ne!(run("2"), first);
    assert_eq!(fs::read_to_string(home.path().join("here/notes.txt")).unwrap(), "mine");
    assert_eq!(run("1"), first);
    assert_eq!(entries(home.path()), 1, "nothing is left beside the folder");
}

#[test]
fn a_folder_of_somebody_else_is_refused_before_anything_is_simulated() {
    let home = home();
    let theirs = home.path().join("theirs");
    fs::create_dir(&theirs).unwrap();
    fs::write(theirs.join("thesis.doc"), "years of work").unwrap();
    // A run of so many replications would take longer than anybody waits for a test.
    let said = call(home.path(), &["run", MINIMAL, "-n", "1000000", "-o", "theirs"]);
    assert_eq!((said.code, said.out.as_str()), (1, ""));
    has(&said.err, &["theirs", "--force"]);
    assert_eq!(entries(&theirs), 1);
    let forced = call(home.path(), &["run", MINIMAL, "-n", "2", "-q", "--no-charts", "-o", "theirs", "--force"]);
    assert_eq!(forced.code, 0, "{}", forced.err);
    assert_eq!(fs::read_to_string(theirs.join("thesis.doc")).unwrap(), "years of work");
    assert!(theirs.join("estimates.csv").exists());
}

#[test]
fn a_place_that_cannot_be_written_is_refused_before_anything_is_simulated() {
    let home = home();
    fs::write(home.path().join("file"), "text").unwrap();
    for place in ["file/run", "file"] {
        let said = call(home.path(), &["run", MINIMAL, "-n", "1000000", "-o", place]);
        assert_eq!((said.code, said.out.as_str()), (1, ""), "{place}");
        has(&said.err, &["error:", "file"]);
    }
    assert_eq!((entries(home.path()), fs::read_to_string(home.path().join("file")).unwrap().as_str()), (1, "text"));
}

#[test]
fn the_list_shows_every_scenario_with_its_question() {
    let said = call(Path::new(env!("CARGO_MANIFEST_DIR")), &["list"]);
    assert_eq!((said.code, said.err.as_str()), (0, ""));
    has(
        &said.out,
        &[
            "scenarios/minimal.toml\n    How many of one small court's reports are ready the same day?",
            "scenarios/baseline-2016.toml",
            "what-if/",
        ],
    );
    assert!(!said.out.contains("passed over"), "{}", said.out);
    let (files, questions): (Vec<_>, Vec<_>) = said.out.lines().partition(|line| line.ends_with(".toml"));
    assert_eq!(files.len(), questions.len());
    assert!(questions.iter().all(|line| line.starts_with("    ") && line.ends_with('?')), "{questions:#?}");
}

#[test]
fn an_override_changes_the_run_and_the_manifest_tells_of_it() {
    let home = home();
    let said =
        call(home.path(), &["run", MINIMAL, "--set", "clusters.Smalltown.staff.court.PSO=4", "-n", "2", "-q", "--no-charts", "-o", "four"]);
    assert_eq!(said.code, 0, "{}", said.err);
    let manifest = fs::read_to_string(home.path().join("four/manifest.json")).unwrap();
    has(&manifest, &["clusters.Smalltown.staff.court.PSO=4", "run.replications=2", "Philox2x64-10"]);
    has(&fs::read_to_string(home.path().join("four/scenario.toml")).unwrap(), &["PSO = 4"]);
    // The resolved scenario is all that the run needs to be repeated.
    let again = call(home.path(), &["run", "four/scenario.toml", "-q", "--no-charts", "-o", "again"]);
    assert_eq!(again.code, 0, "{}", again.err);
    for file in ["estimates.csv", "clusters.csv", "replications.csv", "findings.txt", "scenario.toml"] {
        assert!(
            fs::read(home.path().join("four").join(file)).unwrap() == fs::read(home.path().join("again").join(file)).unwrap(),
            "{file}"
        );
    }
}

/// Three small courts, in a folder of its own.
fn towns_home() -> tempfile::TempDir {
    let home = home();
    fs::write(home.path().join("towns.toml"), towns()).unwrap();
    home
}

#[test]
fn what_is_run_of_a_scenario_is_said_wherever_it_has_a_name() {
    let home = towns_home();
    let part = ["--only", "Smalltown", "--set", "workstreams.psr.steps.check.chance=0.5"];
    let said = call(home.path(), &[&["run", "towns.toml", "-n", "3", "-q"][..], &part].concat());
    assert_eq!((said.code, said.err.as_str()), (0, ""));
    let folder = fs::read_dir(home.path().join("output")).unwrap().next().unwrap().unwrap().path();
    assert!(folder.file_name().unwrap().to_str().unwrap().starts_with("towns-Smalltown-"), "{folder:?}");
    let title = "One small court · Smalltown only · changed: workstreams.psr.steps.check.chance = 0.5";
    let titled = || {
        for file in ["findings.txt", "report.html", "charts/yearly_rate.svg", "summary.json", "scenario.toml"] {
            has(&fs::read_to_string(folder.join(file)).unwrap(), &[title]);
        }
    };
    titled();
    has(&fs::read_to_string(folder.join("report.html")).unwrap(), &[&format!("<h1>{title}</h1>")]);
    let again = call(home.path(), &["report", folder.to_str().unwrap(), "-q"]);
    assert_eq!(again.code, 0, "{}", again.err);
    titled();
    has(&call(home.path(), &["reproduce", folder.to_str().unwrap()]).out, &["are the same to the byte"]);
    // As resolved it is the same part of the same scenario, and says so once.
    let again = call(home.path(), &["run", folder.join("scenario.toml").to_str().unwrap(), "-q", "-o", "again"]);
    assert_eq!(again.out, said.out);
    // The base tells it of a comparison.
    fs::write(home.path().join("more.toml"), "question = \"More?\"\ntitle = \"More\"\nextends = \"towns.toml\"\n").unwrap();
    let said = call(home.path(), &[&["compare", "towns.toml", "more.toml", "-n", "3", "-q"][..], &part].concat());
    has(&said.out, &[&format!("More, against {title}\n"), "With “More”, "]);
    let all =
        call(home.path(), &["run", "towns.toml", "-n", "3", "-q", "--only", "Smalltown", "--only", "Othertown", "--only", "Thirdtown"]);
    assert!(all.out.starts_with("One small court\n"), "{}", all.out);
}

#[test]
fn results_of_another_run_are_not_replaced_without_a_word() {
    let home = towns_home();
    let run = |rest: &[&str]| call(home.path(), &[&["run", "towns.toml", "-n", "3", "--no-charts"][..], rest].concat());
    let replaced = "Replaced the results of another run: sameday run towns.toml --set run.replications=3 (3 replications).";
    assert!(!run(&[]).err.contains("Replaced"));
    assert!(!run(&[]).err.contains("Replaced"), "the same again");
    assert!(!run(&["--only", "Smalltown"]).err.contains("Replaced"), "it has a folder of its own");
    assert!(!run(&["-o", "output/towns", "--set", "run.target=0.5", "-q"]).err.contains("Replaced"), "nothing is to be heard");
    run(&[]);
    has(&run(&["-o", "output/towns", "--set", "run.target=0.5"]).err, &[replaced]);
    run(&[]);
    fs::write(home.path().join("towns.toml"), towns() + "\n[calendar]\nbank_holidays = false\n").unwrap();
    has(&run(&[]).err, &[replaced]);
    // A folder whose manifest somebody has cut short is not surely ours: that is told before anything is simulated.
    let manifest = home.path().join("output/towns/manifest.json");
    let text = fs::read_to_string(&manifest).unwrap();
    let (before, rest) = text.split_once("\"command\": [").unwrap();
    fs::write(&manifest, format!("{before}\"command\": [{}", &rest[rest.find(']').unwrap()..])).unwrap();
    let said = run(&[]);
    assert_eq!((said.code, said.out.as_str()), (1, ""));
    has(&said.err, &["was not written by sameday", "--force"]);
    assert_eq!(run(&["--force"]).code, 0);
}

#[test]
fn work_that_is_no_courts_report_is_not_told_as_one() {
    let home = home();
    let page = include_str!("../../docs/WORKSTREAMS.md");
    let visits = page.split("```toml\n").nth(1).and_then(|rest| rest.split("```").next()).unwrap();
    fs::write(home.path().join("visits.toml"), visits).unwrap();
    let said = call(home.path(), &["run", "visits.toml", "-n", "3", "-q"]);
    assert_eq!(said.code, 0, "{}", said.err);
    has(
        &said.out,
        &[
            " of pieces of work are same-day, against",
            " of pieces of work were completed by the time due.",
            "What pieces of work waited for",
        ],
    );
    let page = fs::read_to_string(home.path().join("output/visits/report.html")).unwrap();
    has(&page, &["Work done the same day: what a simulation found", "By the time due: same-day is not on time", ">What held work back<"]);
    assert!(!page.contains("in the courts:") && !page.contains("that the court had set"));
}
