//! The report: complete, true to the files beside it, safe to open, and the same on any number of threads.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const TUTORIAL: &str = include_str!("../../scenarios/minimal.toml");
/// A name that would run as a program wherever it is not escaped.
const HOSTILE: &str = "<script>alert('x')</script> & \"Sons\" </style></title>-->";
/// The one address that may be in it: a name, which no browser fetches.
const SVG: &str = "http://www.w3.org/2000/svg";

/// The tutorial's scenario with further clusters, and a title of one's own.
fn towns(title: &str) -> String {
    let more = |name: &str, officers: u32| {
        format!(
            "\n[clusters.{}]\ndivision = {}\ncourts = {{ magistrates = {{ count = 1 }} }}\nstaff = {{ court = {{ PSO = {officers}, PO = 1, SPO = 1, CA = 1 }} }}\n",
            toml_text(name),
            toml_text(&format!("South {name}"))
        )
    };
    let untitled: String = TUTORIAL.lines().filter(|line| !line.starts_with("title")).map(|line| format!("{line}\n")).collect();
    format!("title = {}\n{untitled}{}{}{}", toml_text(title), more("Othertown", 2), more("Thirdtown", 4), more("X<img src=x>", 1))
}

/// Text as TOML has it.
fn toml_text(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

/// Runs a scenario in a folder of its own, and says where its results are.
fn run(home: &Path, scenario: &str, further: &[&str]) -> PathBuf {
    let file = home.join("towns.toml");
    fs::write(&file, scenario).unwrap();
    let target = home.join(format!("results{}", further.concat()));
    let arguments = ["run", "towns.toml", "-n", "4", "-q", "-o", target.to_str().unwrap()];
    let done = crate::program::binary().args(arguments).args(further).current_dir(home).output().unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    target
}

fn report(folder: &Path) -> String {
    fs::read_to_string(folder.join("report.html")).unwrap()
}

/// What stands between two words, the first time that they occur.
#[track_caller]
fn between<'a>(text: &'a str, from: &str, until: &str) -> &'a str {
    let (_, rest) = text.split_once(from).unwrap_or_else(|| panic!("no {from}"));
    rest.split_once(until).unwrap_or_else(|| panic!("no {until} after {from}")).0
}

#[test]
fn the_report_has_every_section_chart_and_table_and_is_in_the_manifest() {
    let home = tempfile::tempdir().unwrap();
    let folder = run(home.path(), &towns("Four towns"), &[]);
    let page = report(&folder);
    for section in ["answer", "held-back", "clusters", "workload", "work", "basis", "stress"] {
        assert!(page.contains(&format!("<section id=\"{section}\"")), "no section {section}");
        assert!(page.contains(&format!("href=\"#{section}\"")), "nothing leads to {section}");
    }
    let summary: serde_json::Value = serde_json::from_slice(&fs::read(folder.join("summary.json")).unwrap()).unwrap();
    let verdict = summary["verdict"].as_str().unwrap().replace(" %", "\u{a0}%").replace("± ", "±\u{a0}");
    assert!(page.contains(&format!("<p class=\"verdict\">{verdict}</p>")), "{verdict}");
    assert!(page.contains("Same-day is not on time:") && page.contains("not stated"));
    let mut drawn = 0;
    for entry in fs::read_dir(folder.join("charts")).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|ending| ending == "svg") {
            let key = path.file_stem().unwrap().to_str().unwrap();
            let figure = between(&page, &format!("<figure id=\"chart-{key}\">"), "</figure>");
            assert!(figure.contains(&fs::read_to_string(&path).unwrap()), "{key} is not the chart of its file");
            assert!(figure.matches("<text").count() > 3 && figure.contains("<details>"), "{key} is empty");
            let rows = fs::read_to_string(path.with_extension("csv")).unwrap().lines().count();
            assert_eq!(figure.matches("<tr>").count(), rows, "{key}: its table has other rows than its file");
            drawn += 1;
        }
    }
    assert!(drawn >= 5 && page.matches("<svg").count() == drawn, "{drawn} charts");
    let manifest: serde_json::Value = serde_json::from_slice(&fs::read(folder.join("manifest.json")).unwrap()).unwrap();
    assert!(manifest["files"]["report.html"].is_string());
    for told in [manifest["resolved_sha256"].as_str().unwrap(), env!("CARGO_PKG_VERSION")] {
        assert!(between(&page, "<footer>", "</footer>").contains(told), "{told} is not in the foot");
    }
}

/// A desk with two beds, and no court.
const WITHOUT_COURTS: &str = r#"
question = "How many wait for a bed?"
source   = "assumption: a test"
[run]
start    = 2016-01-04
length   = "2 weeks"
headline = "stay"
[grades.WARDEN]
[grades.BED]
title = "Beds"
kind  = "place"
[clusters.House.staff.desk]
WARDEN = 1
BED    = 2
[workstreams.stay]
team     = "desk"
arrivals = { random = { rate = "1 a day" } }
due      = { within = "2 days" }
[workstreams.stay.steps.admit]
by   = ["WARDEN"]
does = { work = "30 min" }
[workstreams.stay.steps.night]
after     = ["admit"]
by        = ["BED"]
does      = { work = "12 h" }
shift_end = "ignore"
"#;

#[test]
fn the_checklist_tells_only_what_the_scenario_has() {
    let home = tempfile::tempdir().unwrap();
    let page = report(&run(home.path(), WITHOUT_COURTS, &["--no-charts"]));
    let stress = between(&page, "<section id=\"stress\"", "</section>");
    for false_thing in ["ourtroom", "Stand-down", "stand-down", "rooms", "court dates"] {
        assert!(!stress.contains(false_thing), "{false_thing} in {stress}");
    }
    assert!(
        stress.contains("People of these grades, made from FTE by cluster: WARDEN.")
            && stress.contains("Places, of which each cluster has so many: Beds.")
    );
    let home = tempfile::tempdir().unwrap();
    let page = report(&run(home.path(), &towns("Four towns"), &["--no-charts"]));
    let stress = between(&page, "<section id=\"stress\"", "</section>");
    assert!(
        stress.contains("Courtrooms work through lists") && stress.contains("Courtrooms") && !stress.contains("Places, of which"),
        "{stress}"
    );
}

#[test]
fn every_figure_says_how_it_is_estimated_and_no_number_is_long_or_infinite() {
    let home = tempfile::tempdir().unwrap();
    // A cluster with next to no officers: cases for each of them are no number that can be told.
    let scenario =
        towns("Four towns") + "\n[clusters.Nowhere]\ncourts = { magistrates = { count = 1 } }\nstaff = { court = { PSO = 1e-305 } }\n";
    let folder = run(home.path(), &scenario, &[]);
    let mut table = csv::Reader::from_path(folder.join("estimates.csv")).unwrap();
    let head = table.headers().unwrap().clone();
    let at = |name: &str| head.iter().position(|one| one == name).unwrap();
    let (scope, measure, sd, estimator) = (at("scope"), at("measure"), at("sd"), at("estimator"));
    let rows: Vec<csv::StringRecord> = table.records().map(Result::unwrap).collect();
    let of = |wanted: &str| rows.iter().find(|row| &row[scope] == wanted && &row[measure] == "same_day").unwrap();
    assert_eq!((&of("nation")[estimator], &of("court")[estimator]), ("mean of ratios", "ratio of sums"));
    assert!(!of("nation")[sd].is_empty() && of("court")[sd].is_empty(), "a jackknife's spread is no standard deviation of a rate");
    assert!(rows.iter().all(|row| !row[estimator].is_empty()));
    for file in crate::support::files(&folder) {
        let path = folder.join(&file);
        if file.extension().is_some_and(|ending| ending == "csv") {
            let text = fs::read_to_string(&path).unwrap();
            for cell in text.lines().flat_map(|line| line.split(',')) {
                let infinite = cell.parse::<f64>().is_ok_and(|number| !number.is_finite());
                assert!(!infinite && (cell.len() < 26 || cell.parse::<f64>().is_err()), "{cell} in {}", file.display());
            }
        }
    }
    let said = fs::read_to_string(folder.join("findings.txt")).unwrap() + &report(&folder);
    for word in [" inf", ">inf", "NaN", "-inf"] {
        assert!(!said.replace("info", "").contains(word), "{word}");
    }
}

#[test]
fn headings_are_in_order_and_the_page_says_its_language() {
    let home = tempfile::tempdir().unwrap();
    let page = report(&run(home.path(), &towns("Four towns"), &[]));
    assert!(page.starts_with("<!DOCTYPE html><html lang=\"en-GB\">"));
    let levels: Vec<u32> = page.match_indices("<h").filter_map(|(at, _)| page[at + 2..].chars().next()?.to_digit(10)).collect();
    assert_eq!(levels.iter().filter(|level| **level == 1).count(), 1);
    assert!(levels[0] == 1 && levels.windows(2).all(|pair| pair[1] <= pair[0] + 1), "{levels:?}");
    let mut ids: Vec<&str> = page.match_indices(" id=\"").map(|(at, found)| page[at + found.len()..].split('"').next().unwrap()).collect();
    let all = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), all, "two things have the same id");
}

#[test]
fn every_number_of_the_table_of_clusters_is_that_of_the_file() {
    let home = tempfile::tempdir().unwrap();
    let folder = run(home.path(), &towns("Four towns"), &[]);
    let page = report(&folder);
    let mut file = csv::Reader::from_path(folder.join("clusters.csv")).unwrap();
    let head = file.headers().unwrap().clone();
    let rows: Vec<BTreeMap<String, String>> =
        file.records().map(|row| head.iter().zip(row.unwrap().iter()).map(|(k, v)| (k.to_owned(), v.to_owned())).collect()).collect();
    let body = between(between(&page, "id=\"table-clusters\"", "</table>"), "<tbody>", "</tbody>");
    let told: Vec<&str> = body.split("<tr>").skip(1).collect();
    assert_eq!((told.len(), rows.len()), (4, 4));
    let mut numbers = 0;
    for row in told {
        let name = between(row, "<th scope=\"row\">", "</th>").replace("&lt;", "<").replace("&gt;", ">");
        let wanted = rows.iter().find(|row| row["cluster"] == name).unwrap_or_else(|| panic!("no {name} in the file"));
        for cell in row.split("<td class=\"number\"").skip(1) {
            let (measure, value) = (between(cell, "data-measure=\"", "\""), between(cell, "data-value=\"", "\""));
            assert_eq!(value, wanted[measure], "{name}, {measure}");
            let value: f64 = value.parse().unwrap();
            let shown = between(cell, ">", "<");
            let words: Vec<&str> = shown.split(' ').collect();
            let seen: f64 = words[0].replace(',', "").parse().unwrap();
            let whole = match words[1] {
                "of" => value * words[2].parse::<f64>().unwrap(),
                _ if shown.ends_with('%') => value * 100.0,
                _ => value,
            };
            let places = words[0].split_once('.').map_or(0, |(_, rest)| rest.len());
            assert!((seen - whole).abs() <= 0.500_001 * 0.1_f64.powi(i32::try_from(places).unwrap()), "{name}: {shown} for {value}");
            numbers += 1;
        }
    }
    assert_eq!(numbers, 4 * 5);
    let divisions = between(between(&page, "id=\"table-divisions\"", "</table>"), "<tbody>", "</tbody>");
    assert!(divisions.matches("<tr>").count() > 1 && divisions.contains("data-measure=\"chance_of_target\""));
}

#[test]
fn nothing_is_fetched_and_what_a_scenario_says_is_never_run() {
    let home = tempfile::tempdir().unwrap();
    let page = report(&run(home.path(), &towns(HOSTILE), &[]));
    assert!(page.contains("<h1>&lt;script&gt;alert('x')&lt;/script&gt; &amp; &quot;Sons&quot; &lt;/style&gt;&lt;/title&gt;--&gt;</h1>"));
    assert!(!page.contains("<script>alert") && !page.contains("<img"), "a name was taken for markup");
    assert_eq!(
        (page.matches("<script").count(), page.matches("</style>").count(), page.matches("</title>").count()),
        (1, 1, 1 + page.matches("<svg").count())
    );
    let elsewhere = page.replace(SVG, "");
    for fetch in ["http:", "https:", "url(", "@import", "src=", "<link", "<iframe", "fetch("] {
        // Escaped, a name may say what it likes.
        assert!(!elsewhere.replace("&lt;img src=x&gt;", "").contains(fetch), "{fetch}");
    }
    assert!(page.contains("content=\"default-src 'none';"));
}

#[test]
fn the_report_is_the_same_on_one_thread_and_on_three_and_stands_without_charts() {
    let home = tempfile::tempdir().unwrap();
    let [one, three] = ["1", "3"].map(|threads| report(&run(home.path(), &towns("Four towns"), &["--threads", threads])));
    assert!(one == three, "threads change the report");
    let plain = report(&run(home.path(), &towns("Four towns"), &["--no-charts"]));
    assert!(!plain.contains("<svg") && plain.contains("id=\"table-clusters\""));
}

#[test]
fn every_colour_of_the_charts_has_one_for_the_dark() {
    let home = tempfile::tempdir().unwrap();
    let page = report(&run(home.path(), &towns("Four towns"), &[]));
    let style = include_str!("../../src/output/report/style.css");
    for part in ["fill", "stroke"] {
        for (at, found) in page.match_indices(&format!(" {part}=\"#")) {
            let colour = &page[at + found.len()..][..6];
            assert!(style.contains(&format!("[{part}=\"#{colour}\" i]")), "no {part} for {colour} in the dark: style.css");
        }
    }
}

/// Lightness of a colour such as `#1b2631`, as the accessibility guidelines (WCAG 2) define it.
fn luminance(colour: &str) -> f64 {
    let part = |at: usize| {
        let share = f64::from(u8::from_str_radix(&colour[at..at + 2], 16).unwrap()) / 255.0;
        if share <= 0.04045 { share / 12.92 } else { ((share + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * part(1) + 0.7152 * part(3) + 0.0722 * part(5)
}

#[test]
fn words_stand_out_from_their_ground_by_day_and_in_the_dark() {
    let style = include_str!("../../src/output/report/style.css");
    let (day, rest) = style.split_once("prefers-color-scheme: dark").unwrap();
    for scheme in [day, rest] {
        let colour = |name: &str| luminance(between(scheme, &format!("--{name}: "), ";"));
        for ground in ["page", "paper", "doubt", "stripe"].map(|name| (name, colour(name))) {
            for words in ["ink", "quiet", "link", "rust"].map(|name| (name, colour(name))) {
                let (low, high) = (ground.1.min(words.1), ground.1.max(words.1));
                let contrast = (high + 0.05) / (low + 0.05);
                assert!(contrast >= 4.5, "{} on {}: {contrast:.2}", words.0, ground.0);
            }
        }
    }
}

/// The browser of the machine, if there is one.
pub fn browser() -> Option<&'static str> {
    ["chromium", "chromium-browser"]
        .into_iter()
        .find(|name| Command::new(name).arg("--version").output().is_ok_and(|said| said.status.success()))
}

/// Opens a page in the browser, which has nothing to complain of (no fault of a script, nothing refused for being fetched), and gives back what it said.
fn opened(browser: &str, page: &Path, how: &[&str]) -> String {
    let profile = tempfile::tempdir().unwrap();
    let quiet = [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--enable-logging=stderr",
    ];
    let done = Command::new(browser)
        .args(quiet)
        .arg(format!("--user-data-dir={}", profile.path().display()))
        .args(how)
        .arg(format!("file://{}", page.display()))
        .output()
        .unwrap();
    let log = String::from_utf8_lossy(&done.stderr);
    assert!(done.status.success(), "{log}");
    let complaints: Vec<&str> = log.lines().filter(|line| line.contains(":CONSOLE")).collect();
    assert!(complaints.is_empty(), "{}: {complaints:?}", page.display());
    String::from_utf8(done.stdout).unwrap()
}

#[test]
fn the_browser_complains_of_what_is_fetched_and_of_a_script_that_fails() {
    let Some(browser) = browser() else {
        println!("passed over: there is no chromium on this machine (Debian: apt-get install chromium)");
        return;
    };
    let home = tempfile::tempdir().unwrap();
    let page = report(&run(home.path(), &towns("Four towns"), &["--no-charts"]));
    for wrong in ["<img src='http://127.0.0.1:9/x.png'>", "<script>nothing.is.here()</script>"] {
        let spoilt = home.path().join("spoilt.html");
        fs::write(&spoilt, page.replace("</body>", &format!("{wrong}</body>"))).unwrap();
        assert!(std::panic::catch_unwind(|| opened(browser, &spoilt, &["--dump-dom"])).is_err(), "nobody noticed {wrong}");
    }
}

#[test]
fn a_browser_shows_the_report_and_sorts_its_table() {
    let Some(browser) = browser() else {
        println!("passed over: there is no chromium on this machine (Debian: apt-get install chromium)");
        return;
    };
    let home = tempfile::tempdir().unwrap();
    let folder = run(home.path(), &towns(HOSTILE), &[]);
    // Somebody presses the heads of two columns, in a copy of the page.
    let press = "<script>const press = (n) => document.querySelectorAll('table.sortable[aria-labelledby=table-clusters] th button')[n].click();\
                 press(2); press(2); document.title = 'pressed';</script></body>";
    let pressed = home.path().join("pressed.html");
    fs::write(&pressed, report(&folder).replace("</body>", press)).unwrap();
    let page = opened(browser, &pressed, &["--dump-dom"]);
    assert!(page.contains("<title>pressed</title>"), "a script of the page failed");
    assert!(page.contains("Sorted by Same-day rate, ascending."));
    let table = between(&page, "id=\"table-clusters\"", "</table>");
    assert!(between(table, "<thead>", "</thead>").contains("aria-sort=\"ascending\""));
    let rates: Vec<f64> = table
        .split("data-measure=\"same_day\" data-value=\"")
        .skip(1)
        .map(|rest| rest.split('"').next().unwrap().parse().unwrap())
        .collect();
    assert!(rates.len() == 4 && rates.is_sorted(), "{rates:?}");
    let picture = home.path().join("seen.png");
    opened(browser, &folder.join("report.html"), &["--window-size=1280,1800", &format!("--screenshot={}", picture.display())]);
    // A blank page of this size packs into a few kilobytes.
    assert!(fs::metadata(&picture).unwrap().len() > 60_000, "the page is blank");
}

/// What `.ci/run` fetches to look for what keeps people from reading a page.
pub fn axe() -> Option<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/axe");
    let mut found: Vec<PathBuf> = fs::read_dir(folder).ok()?.map(|entry| entry.unwrap().path()).collect();
    found.sort();
    fs::read_to_string(found.iter().rfind(|path| path.to_string_lossy().ends_with(".min.js"))?).ok()
}

/// Everything opened up, so that nothing is passed over because it is folded away; what is found stands in the page's title.
const LOOK: &str = "<script>document.querySelectorAll('details').forEach((part) => { part.open = true; });\
                    axe.run(document, { resultTypes: ['violations'] }).then((found) => {\
                    const bad = found.violations.filter((one) => ['serious', 'critical'].includes(one.impact));\
                    const told = bad.map((one) => one.id + ' (' + one.impact + '): ' + one.nodes.slice(0, 3).map((node) => node.target.join(' ')).join(' | '));\
                    document.title = 'axe looked, ' + (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light') + '; found: ' + told.join(' ; '); });</script></body>";

#[test]
fn axe_finds_nothing_serious_on_the_report_by_day_and_in_the_dark() {
    let (Some(browser), Some(axe)) = (browser(), axe()) else {
        println!("passed over: there is no chromium or no axe-core on this machine (.ci/run installs both)");
        return;
    };
    let home = tempfile::tempdir().unwrap();
    nothing_serious(home.path(), &report(&run(home.path(), &towns("Four towns"), &[])), (browser, &axe));
}

/// Looks at a page by day and in the dark.
pub fn nothing_serious(home: &Path, page: &str, (browser, axe): (&str, &str)) {
    let looked_at = home.join("looked-at.html");
    fs::write(&looked_at, page.replace("</body>", &format!("<script>{axe}</script>{LOOK}"))).unwrap();
    for (scheme, number) in [("light", 1), ("dark", 0)] {
        let scheme_is = format!("--blink-settings=preferredColorScheme={number}");
        let how = ["--dump-dom", "--virtual-time-budget=20000", "--window-size=1280,1800", &scheme_is];
        let seen = opened(browser, &looked_at, &how);
        let title = between(&seen, "<title>", "</title>");
        assert!(title.starts_with("axe looked"), "axe did not finish: {title}");
        assert_eq!(title, format!("axe looked, {scheme}; found: "));
    }
}
