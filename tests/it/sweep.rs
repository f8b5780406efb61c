//! Sweeps as they are called: what is refused, what is left behind, and that an interrupted one ends like any other.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::Duration;

use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::Field;

use sameday::scenario::load;
use sameday::study::sweep::design::Role;
use sameday::study::sweep::{Study, SweepResult};

use crate::support::files;

const MINIMAL: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios/minimal.toml");
const PSO: &str = "\"clusters.Smalltown.staff.court.PSO\"";
const POLICE: &str = "\"workstreams.psr.steps.check.does.wait.lasts.lognormal.mean\"";

/// A folder with a sweep on the tutorial's scenario.
fn home(sweep: &str) -> tempfile::TempDir {
    let home = tempfile::tempdir().unwrap();
    let base = toml::Value::String(MINIMAL.to_owned());
    fs::write(home.path().join("x.toml"), format!("question = \"Which lever?\"\nextends = {base}\n[sweep]\n{sweep}\n")).unwrap();
    home
}

/// One lever at a time, two of them.
fn two_levers() -> tempfile::TempDir {
    let levers = format!("{PSO} = {{ title = \"PSOs\", low = 1.5, high = 3.5 }}\n{POLICE} = {{ low = \"30 min\", high = \"4 h\" }}");
    home(&format!("design = \"one_at_a_time\"\nreplications = 6\nmeasures = [\"same_day\", \"utilisation.PSO\"]\n[sweep.levers]\n{levers}"))
}

fn command(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = crate::program::binary();
    command.args(arguments).current_dir(folder);
    command
}

/// Exit code, standard output and standard error.
fn call(folder: &Path, arguments: &[&str]) -> (i32, String, String) {
    let Output { status, stdout, stderr } = command(folder, arguments).output().unwrap();
    (status.code().unwrap(), String::from_utf8(stdout).unwrap(), String::from_utf8(stderr).unwrap())
}

#[track_caller]
fn has(text: &str, words: &[&str]) {
    for word in words {
        assert!(text.contains(word), "wanted `{word}` in\n{text}");
    }
}

#[track_caller]
fn refused(sweep: &str, words: &[&str]) {
    let home = home(sweep);
    let (code, out, err) = call(home.path(), &["sweep", "x.toml", "-q"]);
    assert_eq!((code, out.as_str()), (1, ""), "{err}");
    has(&err, words);
    assert_eq!(files(home.path()), [PathBuf::from("x.toml")], "nothing is begun");
}

#[test]
fn what_is_wrong_with_a_sweep_is_told_at_its_place_before_anything_runs() {
    let one = |design: &str, levers: &str| format!("design = \"{design}\"\nreplications = 2\n[sweep.levers]\n{levers}");
    refused(
        &one("one_at_a_time", "\"clusters.Smalltown.staff.court.PSOs\" = { low = 1, high = 2 }"),
        &["x.toml:7:1", "is not a lever of this scenario", "did you mean `clusters.Smalltown.staff.court.PSO`?", "sameday levers"],
    );
    refused(&one("morris", &format!("{PSO} = {{ low = -1, high = 2 }}")), &["x.toml:7:", "0 FTE to 10000 FTE", "found the number -1"]);
    refused(&one("morris", &format!("{POLICE} = {{ low = 30, high = \"2 h\" }}")), &["x.toml:7:", "30 min"]);
    refused(&one("grid", &format!("{PSO} = {{ low = 3, high = 2 }}")), &["`high` must be above `low`", "2 is not above 3"]);
    refused(&one("sobol", &format!("{PSO} = {{ values = [1, 2] }}")), &["`sobol` samples between `low` and `high`"]);
    refused(&one("grid", &format!("{PSO} = {{ low = 1 }}")), &["wants `low` and `high`, or `values`"]);
    refused(&one("gird", &format!("{PSO} = {{ low = 1, high = 2 }}")), &["did you mean `grid`?"]);
    // Shares that do not add up are found at the end of the range that makes them so.
    refused(&one("grid", "\"workstreams.psr.kinds.oral.share\" = { low = 0.5, high = 0.6 }"), &["share", "x.toml:7:"]);
    refused(&one("morris", ""), &["at least one lever"]);
    refused(
        &format!("design = \"grid\"\nmeasures = [\"same_dya\"]\n[sweep.levers]\n{PSO} = {{ low = 1, high = 2 }}"),
        &["`same_dya` is not one", "Did you mean `same_day`?"],
    );
    let home = tempfile::tempdir().unwrap();
    let (code, _, err) = call(home.path(), &["sweep", MINIMAL]);
    assert_eq!(code, 1);
    has(&err, &["no `[sweep]` table"]);
}

#[test]
fn a_sweep_says_what_it_found_and_leaves_tables_that_agree() {
    let home = two_levers();
    let (code, out, err) = call(home.path(), &["sweep", "x.toml", "--dry-run"]);
    assert_eq!((code, err.as_str()), (0, ""));
    has(&out, &["5 points, 6 replications of each: 30 replications of one cluster", "PSOs: 1.5 FTE to 3.5 FTE (now 2.5 FTE)"]);
    let (code, out, err) = call(home.path(), &["sweep", "x.toml"]);
    assert_eq!(code, 0, "{err}");
    has(&err, &["5 points, 6 replications of each: 30 replications."]);
    has(&out, &["Which lever?", "Same-day rate: “", "Busy, PSO: “PSOs” moves it most", "the same chances at every point", "Busy, PSO"]);
    let target = home.path().join("output/sweep-x");
    let mut wanted: Vec<PathBuf> =
        ["document.json", "estimates.json", "findings.txt", "manifest.json", "report.html", "scenario.toml", "timing.json"]
            .map(PathBuf::from)
            .to_vec();
    for table in ["points", "results", "replications", "indices"] {
        wanted.extend(["csv", "parquet"].map(|ending| PathBuf::from(format!("{table}.{ending}"))));
    }
    for measure in ["same_day", "utilisation.PSO"] {
        wanted.extend(["csv", "png", "svg"].map(|ending| PathBuf::from(format!("charts/tornado-{measure}.{ending}"))));
    }
    wanted.sort();
    assert_eq!(files(&target), wanted);
    assert_eq!(files(home.path()).len(), wanted.len() + 1, "nothing unfinished is left");

    let rows = |name: &str| csv::Reader::from_path(target.join(name)).unwrap().records().map(|row| row.unwrap()).collect::<Vec<_>>();
    let points: Vec<String> = rows("points.csv").iter().map(|row| [&row[1], &row[2], &row[3]].join(" ")).collect();
    let moved = "one lever moved";
    assert_eq!(
        points,
        [
            "base 2.5 120".to_owned(),
            format!("{moved} 1.5 120"),
            format!("{moved} 3.5 120"),
            format!("{moved} 2.5 30"),
            format!("{moved} 2.5 240")
        ]
    );
    // The first point is the scenario itself, as `run` has it.
    assert_eq!(call(home.path(), &["run", MINIMAL, "-n", "6", "-q", "--no-charts"]).0, 0);
    let run = csv::Reader::from_path(home.path().join("output/minimal/replications.csv"))
        .unwrap()
        .records()
        .map(|row| row.unwrap()[1].to_owned())
        .collect::<Vec<_>>();
    let own: Vec<String> =
        rows("replications.csv").iter().filter(|row| &row[0] == "1" && &row[1] == "same_day").map(|row| row[3].to_owned()).collect();
    assert_eq!(own, run);
    for table in ["points", "results", "replications", "indices"] {
        same_cells(&target, table);
    }
    let manifest: serde_json::Value = serde_json::from_slice(&fs::read(target.join("manifest.json")).unwrap()).unwrap();
    assert_eq!((&manifest["about"]["design"], &manifest["about"]["points"]), (&"one_at_a_time".into(), &5.into()));
}

/// The Parquet file holds what the CSV file holds.
#[track_caller]
fn same_cells(folder: &Path, table: &str) {
    let text: Vec<Vec<String>> = csv::Reader::from_path(folder.join(format!("{table}.csv")))
        .unwrap()
        .records()
        .map(|row| row.unwrap().iter().map(str::to_owned).collect())
        .collect();
    let file = SerializedFileReader::new(fs::File::open(folder.join(format!("{table}.parquet"))).unwrap()).unwrap();
    let cell = |field: &Field| match field {
        Field::Null => String::new(),
        Field::Long(whole) => whole.to_string(),
        Field::Double(number) => number.to_string(),
        Field::Str(text) => text.clone(),
        other => panic!("{other}"),
    };
    let typed: Vec<Vec<String>> =
        file.get_row_iter(None).unwrap().map(|row| row.unwrap().get_column_iter().map(|(_, field)| cell(field)).collect()).collect();
    assert_eq!(text, typed, "{table}");
}

/// Every file but the times, by name.
fn contents(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    files(folder)
        .into_iter()
        .filter(|name| !name.ends_with("timing.json"))
        .map(|name| (name.clone(), fs::read(folder.join(name)).unwrap()))
        .collect()
}

#[test]
fn threads_do_not_change_a_byte_of_a_sweep() {
    let home = two_levers();
    for (threads, target) in [("1", "one"), ("3", "three")] {
        assert_eq!(call(home.path(), &["sweep", "x.toml", "-q", "-n", "3", "--no-charts", "--threads", threads, "-o", target]).0, 0);
    }
    assert!(contents(&home.path().join("one")) == contents(&home.path().join("three")));
}

#[test]
fn a_sweep_that_was_killed_goes_on_and_ends_as_if_it_had_not_been() {
    let home = two_levers();
    let sweep = |target: &str, more: &[&str]| {
        call(home.path(), &[&["sweep", "x.toml", "-q", "-n", "120", "--no-charts", "-o", target], more].concat())
    };
    assert_eq!(sweep("whole", &[]).0, 0);

    let arguments = ["sweep", "x.toml", "-q", "-n", "120", "--no-charts", "-o", "cut", "--threads", "1"];
    let mut child = command(home.path(), &arguments).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let kept = home.path().join(".cut.journal");
    // Beyond its first point.
    let long = || kept.metadata().is_ok_and(|about| about.len() > 100_000);
    while !long() && child.try_wait().unwrap().is_none() {
        std::thread::sleep(Duration::from_millis(2));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(long() && !home.path().join("cut").exists(), "it was killed on the way");

    let (code, _, err) = sweep("cut", &["--resume", "--seed", "5"]);
    assert_eq!(code, 1);
    has(&err, &["belongs to another run", "seed"]);
    let (code, _, err) = sweep("cut", &["--resume", "--set", "sweep.design=morris"]);
    assert_eq!(code, 1);
    has(&err, &["belongs to another run", "scenario"]);
    assert_eq!(sweep("cut", &["--resume"]).0, 0);
    assert!(!kept.exists());
    assert!(contents(&home.path().join("whole")) == contents(&home.path().join("cut")));
}

#[test]
fn every_sweep_that_ships_says_what_it_would_run() {
    let home = tempfile::tempdir().unwrap();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/sweep");
    for file in files(&folder) {
        let (code, out, err) = call(home.path(), &["sweep", folder.join(&file).to_str().unwrap(), "--dry-run"]);
        assert_eq!((code, err.as_str()), (0, ""), "{}", file.display());
        has(&out, &["points, ", "replications of each"]);
    }
    let indices = folder.join("minimal-sobol-indices.toml");
    let sets = ["--set", "sweep.points=8", "--set", "sweep.replications=2"];
    let (code, out, _) = call(home.path(), &[&["sweep", indices.to_str().unwrap(), "-q", "-o", "indices"], &sets[..]].concat());
    assert_eq!(code, 0);
    has(&out, &["share by itself", "noise alone", "points"]);
    assert!(home.path().join("indices/charts/lever_indices-same_day.png").exists());
    let morris = ["--set", "sweep.design=morris", "--set", "sweep.trajectories=3", "-n", "2", "-o", "morris", "-q"];
    let (code, out, _) = call(home.path(), &[&["sweep", indices.to_str().unwrap()], &morris[..]].concat());
    assert_eq!(code, 0);
    has(&out, &["μ*", "18 points"]);
    let grid = folder.join("minimal-grid.toml");
    assert_eq!(call(home.path(), &["sweep", grid.to_str().unwrap(), "-n", "2", "-o", "grid", "-q"]).0, 0);
    assert!(home.path().join("grid/charts/heat_map-same_day.svg").exists());
}

#[test]
fn the_best_of_many_is_named_and_the_others_dropped_on_the_way() {
    let home = tempfile::tempdir().unwrap();
    let base = toml::Value::String(MINIMAL.to_owned());
    for (name, pso) in [("fewer", "1.5"), ("more", "3.5"), ("most", "4.5")] {
        let text = format!(
            "question = \"Is {name} best?\"\ntitle = \"{name}\"\nextends = {base}\n[clusters.Smalltown.staff.court]\nPSO = {pso}\n"
        );
        fs::write(home.path().join(format!("{name}.toml")), text).unwrap();
    }
    let names = ["compare", MINIMAL, "fewer.toml", "more.toml", "most.toml", "--best", "-q"];
    let (code, out, err) = call(home.path(), &[&names[..], &["--indifference", "1 point"]].concat());
    assert_eq!((code, err.as_str()), (0, ""), "{out}");
    has(
        &out,
        &[
            "Best of 4: “most”, with a same-day rate of ",
            "95 % or more, if it is ahead of all others by 1.0 points or more",
            "dropped at 20, behind “most”",
            "Kim and Nelson",
        ],
    );
    let target = home.path().join("output/best-compare-minimal-fewer-more-most");
    let rows: Vec<_> = csv::Reader::from_path(target.join("selection.csv")).unwrap().records().map(|row| row.unwrap()).collect();
    assert_eq!((&rows[0][0], &rows[0][2], rows.len()), ("most.toml", "best", 4));
    assert!(rows[1..].iter().all(|row| &row[2] == "dropped" && row[9].parse::<f64>().unwrap() > 0.0));
    // The same on any number of threads.
    let (_, again, _) = call(home.path(), &[&names[..], &["--indifference", "1 point", "--threads", "3", "-o", "again"]].concat());
    assert_eq!(again, out);
    let (code, _, err) = call(home.path(), &[&names[..], &["--indifference", "none"]].concat());
    assert_eq!(code, 1);
    has(&err, &["--indifference wants a number of points"]);
    // Too few replications to decide it say so.
    let (code, out, _) = call(home.path(), &["compare", MINIMAL, "more.toml", "--best", "-q", "--indifference", "0.01 points", "-n", "21"]);
    assert_eq!(code, 0);
    has(&out, &["Not decided, since the most replications allowed were not enough. Still in: ", "wider zone of indifference"]);
}

#[test]
fn the_self_test_agrees() {
    let home = tempfile::tempdir().unwrap();
    let (code, out, err) = call(home.path(), &["selftest"]);
    assert_eq!((code, err.as_str()), (0, ""), "{out}");
    has(
        &out,
        &["Philox2x64-10", "ca00a0459843d731", "Kim & Nelson 2001", "Ishigami", "M/M/1, load 0.8: hours of waiting", "checks agree."],
    );
    assert!(!out.contains("  NO  "), "{out}");
}

#[test]
fn a_design_over_assumptions_moves_each_number_that_somebody_wrote_and_assumed() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/sweep/minimal-assumptions.toml");
    let loaded = load(&path, &["sweep.spread=10 %", "clusters.Smalltown.source=E1"]).unwrap();
    let study = Study::new(&loaded).unwrap();
    let axis = |path: &str| study.axes.iter().find(|axis| axis.path == path);
    let interview = axis("workstreams.psr.steps.interview.does.work.lognormal.mean").expect("an assumed number");
    assert_eq!((interview.values.as_slice(), interview.unit.as_str()), (&[36.0, 44.0][..], "min"));
    // A range that is stated holds.
    let check = axis("workstreams.psr.flags.needs_check.chance").expect("a lever with its range");
    assert_eq!((check.low, check.high, check.values.len()), (0.1, 0.6, 0));
    // A published number, a default that nobody wrote and what says how a run is made are not moved.
    for still in ["clusters.Smalltown.staff.court.PSO", "workstreams.psr.steps.interview.chance", "run.target"] {
        assert!(axis(still).is_none(), "{still}");
    }
    assert!(study.axes.iter().all(|axis| axis.values.iter().all(|value| *value != 0.0)), "nothing is moved to nought");
    // Shares that must add up have no point of their own, and are told.
    assert!(study.refused.iter().any(|change| change.starts_with("workstreams.psr.kinds.oral.share=")), "{:?}", study.refused);
    assert!((0..study.points.len()).all(|point| study.scenario(&loaded, point).is_ok()));
    // Working days are whole, so that some cannot be moved by a fifth.
    assert!(study.points.len() > 2 * study.axes.len() - 20, "{} points of {} levers", study.points.len(), study.axes.len());
}

#[test]
fn a_point_that_is_no_scenario_is_told_by_its_number_from_one() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/sweep/minimal-one-at-a-time.toml");
    let loaded = load::<&str>(&path, &[]).unwrap();
    let mut study = Study::new(&loaded).unwrap();
    let staff = study.axes.iter().position(|axis| axis.path == "clusters.Smalltown.staff.court.PSO").unwrap();
    for point in [0, 2] {
        study.points[point].values[staff] = Some(-1.0);
        let told = study.scenario(&loaded, point).unwrap_err().to_string();
        assert!(told.starts_with(&format!("point {} of the design", point + 1)) && told.contains("court.PSO=-1"), "{told}");
    }
}

#[test]
fn replications_without_a_value_are_left_out_of_a_points_estimate() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/sweep/minimal-one-at-a-time.toml");
    let study = Study::new(&load::<&str>(&path, &["sweep.measures=[\"same_day\"]"]).unwrap()).unwrap();
    let points = study.points.len();
    let mut seen = vec![vec![vec![0.5, 0.7, 0.6]]; points];
    seen[1] = vec![vec![0.5, f64::NAN, 0.9]];
    seen[2] = vec![vec![f64::NAN; 3]];
    let swept = SweepResult::new(study, seen);
    let told = |point: usize| swept.estimate(0, point).map(|estimate| (estimate.replications, (estimate.mean * 1e9).round() / 1e9));
    assert_eq!([0, 1, 2].map(told), [Some((3, 0.6)), Some((2, 0.7)), None]);
    assert_eq!(swept.points_of(|role| role == Role::Base).collect::<Vec<_>>(), [0]);
    assert_eq!(
        swept.points_of(|role| matches!(role, Role::Alone { level: 1, .. })).collect::<Vec<_>>(),
        (1..points).skip(1).step_by(2).collect::<Vec<_>>()
    );
}
