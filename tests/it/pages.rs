//! One page from several answers: whole, the same when made again, and refused where the answers are not about one scenario.

use std::fs;
use std::path::Path;

use crate::program::{call, has, towns, well};
use crate::report::{axe, browser, nothing_serious};
use crate::support::files;

/// Three small courts, with something to be asked of them by every verb.
fn asked() -> String {
    towns()
        + r#"
[support]
at_least = 5
at_most  = 6
budget   = { fte = "1 FTE", raise = "same_day_reports", replications = 4 }

[support.kinds.officers]
title = "Officers"
team  = "court"
grade = "PSO"
step  = "1 FTE"
most  = "1 FTE"

[support.targets.busy]
title   = "Officers busy"
measure = "officers_busy"
at_most = 0.6
margin  = 0.02

[plan]
at_least = 5
at_most  = 6

[plan.options.officers]
title       = "Another officer"
set         = ["clusters.Smalltown.staff.court.PSO=3.5"]
cost_a_year = "£20000"

[sweep]
design       = "assumptions"
replications = 3

[sweep.levers]
"workstreams.psr.flags.needs_check.chance" = { title = "Checks needed", low = "10 %", high = "60 %" }
"#
}

const FOLDERS: [&str; 7] = ["run", "explain", "support", "plan", "compare", "best", "sweep"];

/// A folder with an answer of every verb.
fn answers() -> tempfile::TempDir {
    let home = tempfile::tempdir().unwrap();
    let file = |name: &str, text: &str| fs::write(home.path().join(name), text).unwrap();
    file("towns.toml", &asked());
    file("more.toml", "question = \"More?\"\ntitle = \"More\"\nextends = \"towns.toml\"\nclusters.Smalltown.staff.court.PSO = 3.5\n");
    let verbs: [&[&str]; 7] = [
        &["run", "towns.toml", "-n", "4"],
        &["explain", "towns.toml", "-n", "3"],
        &["support", "towns.toml"],
        &["plan", "towns.toml"],
        &["compare", "towns.toml", "more.toml", "-n", "4"],
        &["compare", "towns.toml", "more.toml", "--best", "-n", "6"],
        // Few of the numbers are enough here.
        &["sweep", "towns.toml", "--set", "sweep.design=one_at_a_time"],
    ];
    for (verb, folder) in verbs.into_iter().zip(FOLDERS) {
        well(home.path(), &[verb, &["-q", "-o", folder]].concat());
    }
    home
}

fn bytes(folder: &Path) -> Vec<(std::path::PathBuf, Vec<u8>)> {
    files(folder).into_iter().map(|name| (name.clone(), fs::read(folder.join(name)).unwrap())).collect()
}

#[test]
fn every_answer_has_a_page_and_its_charts_are_drawn_again_the_same() {
    let home = answers();
    let mut drawn = Vec::new();
    for folder in FOLDERS {
        let path = home.path().join(folder);
        let first = bytes(&path);
        well(home.path(), &["report", folder, "-q"]);
        assert!(first == bytes(&path), "{folder}: the page made again is another");
        for name in files(&path).iter().filter(|name| name.extension().is_some_and(|ending| ending == "svg")) {
            let chart = name.file_stem().unwrap().to_str().unwrap();
            well(home.path(), &["chart", chart, folder, "-o", "drawn"]);
            for ending in ["svg", "png"] {
                let again = home.path().join("drawn").join(chart).with_extension(ending);
                assert!(fs::read(again).unwrap() == fs::read(path.join(name).with_extension(ending)).unwrap(), "{folder}, {chart}");
            }
            drawn.push(chart.to_owned());
        }
    }
    for chart in
        ["waterfall", "cluster_ceiling", "support_needed", "budget_gain", "cost_rate", "comparison", "selection", "tornado-same_day"]
    {
        assert!(drawn.iter().any(|name| name == chart), "{chart} of {drawn:?}");
    }
    let wrong = call(home.path(), &["chart", "waterfall", "run"]);
    assert_eq!(wrong.code, 1);
    has(&wrong.err, &["of `sameday run`", "nothing that waterfall could show", "cluster_rate"]);
}

#[test]
fn several_answers_are_one_page_in_one_order_the_same_each_time() {
    let home = answers();
    let all: Vec<&str> = std::iter::once("report").chain(FOLDERS).collect();
    well(home.path(), &all);
    let target = home.path().join("report-run");
    let first = bytes(&target);
    well(home.path(), &all);
    assert!(first == bytes(&target), "the page made again is another");
    has(&well(home.path(), &["reproduce", "report-run"]).out, &["are the same to the byte"]);
    let page = fs::read_to_string(target.join("report.html")).unwrap();
    let order = [
        "answer",
        "ceiling",
        "gap",
        "support",
        "cost",
        "comparisons",
        "quality",
        "months",
        "moves",
        "held-back",
        "clusters",
        "workload",
        "work",
        "basis",
        "stress",
    ];
    let at: Vec<usize> =
        order.iter().map(|key| page.find(&format!("<section id=\"{key}\"")).unwrap_or_else(|| panic!("no {key}"))).collect();
    assert!(at.is_sorted(), "{at:?}");
    assert!(!page.contains("Not asked"), "every section is filled");
    has(&page, &["As it is, ", "This is from 3 histories; the answer above is from 4."]);
    assert!(!page.contains("Today") && !page.contains("today’s"), "a plan is not today");
    for picture in
        ["waterfall", "cluster_ceiling", "support_needed", "budget_gain", "cost_rate", "comparison", "selection", "tornado-same_day"]
    {
        assert!(page.contains(&format!("<figure id=\"chart-{picture}\"")), "no {picture}");
        assert!(target.join(format!("charts/{picture}.svg")).is_file(), "no file of {picture}");
    }
    let mut ids: Vec<&str> = page.match_indices(" id=\"").map(|(at, found)| page[at + found.len()..].split('"').next().unwrap()).collect();
    let number = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), number, "two things have the same id");
    let style = include_str!("../../src/output/report/style.css");
    for part in ["fill", "stroke"] {
        for (at, found) in page.match_indices(&format!(" {part}=\"#")) {
            let colour = &page[at + found.len()..][..6];
            assert!(style.contains(&format!("[{part}=\"#{colour}\" i]")), "no {part} for {colour} in the dark: style.css");
        }
    }
    if let (Some(browser), Some(axe)) = (browser(), axe()) {
        nothing_serious(home.path(), &page, (browser, &axe));
    } else {
        println!("axe did not look: there is no chromium or no axe-core on this machine (.ci/run installs both)");
    }
    // The register says what was moved.
    let register = page.split_once("id=\"table-sources\"").unwrap().1;
    has(register, &["points", "<code>workstreams.psr.flags.needs_check.chance = "]);
    let alone = fs::read_to_string(home.path().join("run/report.html")).unwrap();
    has(
        &alone,
        &["Not asked; <code>sameday explain towns.toml</code> would tell.", "<code>sameday support towns.toml</code>", "not measured"],
    );
    for verdict in ["explain/findings.txt", "support/findings.txt", "plan/findings.txt"] {
        let words = fs::read_to_string(home.path().join(verdict)).unwrap();
        let said = words.lines().filter(|line| !line.is_empty()).find(|line| line.contains(['.', ';']) && !line.contains('?')).unwrap();
        let said: String = said.split(" (").next().unwrap().replace(" %", "\u{a0}%").replace(" FTE", "\u{a0}FTE");
        assert!(page.contains(&said), "{verdict}: {said}");
    }
}

#[test]
fn answers_that_do_not_belong_together_are_refused_by_name() {
    let home = tempfile::tempdir().unwrap();
    fs::write(home.path().join("towns.toml"), asked()).unwrap();
    let run = |folder: &str, more: &[&str]| {
        well(home.path(), &[&["run", "towns.toml", "-n", "2", "-q", "--no-charts", "-o", folder], more].concat());
    };
    run("run", &[]);
    run("other", &["--seed", "9"]);
    let explain = |folder: &str, more: &[&str]| {
        well(home.path(), &[&["explain", "towns.toml", "-n", "2", "-q", "--no-search", "-o", folder], more].concat());
    };
    explain("same", &["--seed", "9"]);
    explain("target", &["--set", "run.target=0.5", "--set", "run.length=2 weeks"]);
    well(home.path(), &["report", "run", "same", "-q", "-o", "page"]);
    let refused = |folders: &[&str], words: &[&str]| {
        let said = call(home.path(), &[&["report"], folders].concat());
        assert_eq!(said.code, 1, "{folders:?}");
        has(&said.err, words);
    };
    refused(&["run", "target"], &["target is of another scenario than run", "run.target goes from 0.9 to 0.5", "run.length goes from"]);
    // What is of another file, built on the run's, may stand on its page, which says so.
    fs::write(
        home.path().join("wide.toml"),
        "extends = \"towns.toml\"\nquestion = \"And with more?\"\nclusters.Smalltown.staff.court.PSO = 4",
    )
    .unwrap();
    let wide = |verb: &str, folder: &str, more: &[&str]| {
        well(home.path(), &[&[verb, "wide.toml", "-n", "2", "-q", "-o", folder], more].concat());
    };
    wide("explain", "wide", &["--no-search"]);
    well(home.path(), &["report", "run", "wide", "-q", "-o", "both"]);
    has(
        &fs::read_to_string(home.path().join("both/report.html")).unwrap(),
        &["This part is of another scenario, wide.toml", "differs from it in"],
    );
    run("longer", &["--set", "run.length=2 weeks"]);
    refused(&["longer", "wide"], &["wide is of another scenario than longer"]);
    refused(&["same", "run"], &["same holds results of `sameday explain`", "the run's comes first"]);
    refused(&["run", "other"], &["other holds a second run", "sameday compare"]);
    refused(&["run", "nowhere"], &["nowhere/estimates.json", "there is no such folder"]);
    let spoil = |name: &str, from: &str, to: &str| {
        let path = home.path().join(name);
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.contains(from), "{name} has no {from}");
        fs::write(path, text.replacen(from, to, 1)).unwrap();
    };
    spoil("same/estimates.json", "\"replications\":2", "\"replications\":3");
    refused(&["run", "same"], &["same/estimates.json", "has been changed since it was written"]);
    let version = format!("sameday {}", env!("CARGO_PKG_VERSION"));
    spoil("same/estimates.json", &version, "sameday 9.9.9");
    refused(&["run", "same"], &["same/estimates.json", "sameday 9.9.9 wrote it", &version]);
    spoil("run/scenario.toml", "question", "# another\nquestion");
    refused(&["run"], &["run/scenario.toml", "has been changed since it was written"]);
}
