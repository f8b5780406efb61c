//! The verbs that look at scenarios, run as a user runs them.

use std::path::Path;
use std::process::Output;

fn sameday(folder: &Path, arguments: &[&str]) -> Output {
    crate::program::binary().args(arguments).current_dir(folder).output().unwrap()
}

/// Exit code, standard output and standard error.
fn told(folder: &Path, arguments: &[&str]) -> (Option<i32>, String, String) {
    let output = sameday(folder, arguments);
    (output.status.code(), String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap())
}

#[test]
fn a_new_scenario_is_right_and_is_never_written_over() {
    let folder = tempfile::tempdir().unwrap();
    let (code, out, _) = told(folder.path(), &["new", "first"]);
    assert_eq!(code, Some(0));
    assert!(out.contains("first.toml is a small scenario that works"), "{out}");
    let (code, out, _) = told(folder.path(), &["check", "first.toml"]);
    assert_eq!(code, Some(0));
    assert!(out.contains("1 cluster with 1 court; 5.5 FTE (PO 1.5, PSO 3.0, SPO 1.0)") && out.contains("The scenario is right."), "{out}");
    std::fs::write(folder.path().join("first.toml"), "mine").unwrap();
    let (code, _, err) = told(folder.path(), &["new", "first.toml"]);
    assert_eq!(code, Some(1));
    assert!(err.contains("first.toml is there already"), "{err}");
    assert_eq!(std::fs::read_to_string(folder.path().join("first.toml")).unwrap(), "mine");
}

#[test]
fn a_wrong_scenario_ends_with_code_1_and_a_wrong_command_line_with_2() {
    let folder = tempfile::tempdir().unwrap();
    told(folder.path(), &["new", "x"]);
    let (code, out, err) = told(folder.path(), &["check", "x.toml", "--set", "run.lenth=3 weeks"]);
    assert_eq!((code, out.as_str()), (Some(1), ""));
    assert!(err.contains("did you mean `length`?") && err.trim_end().ends_with("1 problem"), "{err}");
    assert!(!err.contains('\u{1b}'), "no colour into a pipe");
    assert_eq!(told(folder.path(), &["check"]).0, Some(2));
    assert_eq!(told(folder.path(), &["check", "nowhere.toml"]).0, Some(1));
}

#[test]
fn levers_are_listed_and_filtered() {
    let folder = tempfile::tempdir().unwrap();
    told(folder.path(), &["new", "x"]);
    let (code, out, _) = told(folder.path(), &["levers", "x.toml", "steps.interview.does"]);
    assert_eq!(code, Some(0));
    assert!(out.contains("workstreams.psr.steps.interview.does.work.gamma.mean     40") && out.contains("2 levers"), "{out}");
    let (code, _, err) = told(folder.path(), &["levers", "x.toml", "nothing like it"]);
    assert_eq!(code, Some(1));
    assert!(err.contains("no lever of x.toml"), "{err}");
}

#[test]
fn scenarios_are_listed_with_their_questions_and_broken_ones_passed_over() {
    let folder = tempfile::tempdir().unwrap();
    told(folder.path(), &["new", "good"]);
    std::fs::write(folder.path().join("bad.toml"), "x = 1").unwrap();
    let (code, out, _) = told(folder.path(), &["list", "."]);
    assert_eq!(code, Some(0));
    assert!(out.contains("good.toml\n    How many reports does one court team deliver"), "{out}");
    assert!(out.contains("bad.toml\n    (passed over: 6 problems"), "{out}");
    assert_eq!(told(folder.path(), &["list", "nowhere"]).0, Some(1));
}

#[test]
fn the_schema_is_json_and_the_reference_names_every_table() {
    let folder = tempfile::tempdir().unwrap();
    let (_, out, _) = told(folder.path(), &["schema"]);
    let schema: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
    let (_, out, _) = told(folder.path(), &["schema", "--reference"]);
    for title in ["## Scenario", "## Run", "## Step", "## Stand down", "## Obstacle", "## Distributions"] {
        assert!(out.contains(title), "{title} is not in the reference");
    }
}

#[test]
fn the_complexity_of_clusters_is_a_table_whose_parts_add_up() {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let (code, out, err) = told(here, &["complexity", "scenarios/whole-2016.toml"]);
    assert_eq!((code, err.as_str()), (Some(0), ""));
    let (words, table) = out.split_once("\n\n").unwrap();
    assert!(
        words.starts_with("The complexity of 69 clusters: reports 6.25 %, ") && words.contains("geography 25 %, authorities 12.5 %"),
        "{words}"
    );
    let rows: Vec<Vec<&str>> = table.lines().skip(1).map(|line| line.split_whitespace().collect()).collect();
    assert_eq!((rows.len(), rows[0][0], rows[68][0]), (69, "1", "69"));
    let mut last = f64::INFINITY;
    for row in rows {
        // The division may be of several words: the numbers are counted from the end.
        let numbers: Vec<f64> = row[row.len() - 9..].iter().map(|number| number.parse().unwrap()).collect();
        assert!((numbers[0] - numbers[1..].iter().sum::<f64>()).abs() <= 0.045, "each is rounded to a hundredth: {row:?}");
        assert!(numbers[0] <= last && ["high", "medium", "low"].contains(&row[row.len() - 10]), "{row:?}");
        last = numbers[0];
    }
    let (code, out, err) = told(here, &["complexity", "scenarios/minimal.toml"]);
    assert_eq!((code, out.as_str()), (Some(1), ""));
    assert!(err.contains("does not say what makes a cluster complex"), "{err}");
}

#[test]
fn an_older_scenario_is_rewritten_in_place_and_each_change_told() {
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(told(folder.path(), &["new", "x"]).0, Some(0));
    let place = folder.path().join("x.toml");
    let new = std::fs::read_to_string(&place).unwrap();
    std::fs::write(&place, new.replace("grammar = 2\n", "")).unwrap();
    let (code, out, err) = told(folder.path(), &["upgrade", "x.toml"]);
    assert_eq!((code, err.as_str()), (Some(0), ""));
    assert!(out.contains("x.toml is now written for grammar 2") && out.contains("- `grammar = 2`"), "{out}");
    assert_eq!(std::fs::read_to_string(&place).unwrap(), new);
    assert!(told(folder.path(), &["upgrade", "x.toml"]).1.contains("already"));
    std::fs::write(&place, new.replace("grammar = 2\n", "grammar = 3\n")).unwrap();
    let (code, _, err) = told(folder.path(), &["upgrade", "x.toml"]);
    assert_eq!(code, Some(1));
    assert!(err.contains("written for grammar 3; this program reads up to 2"), "{err}");
}
