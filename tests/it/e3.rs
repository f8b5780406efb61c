//! E3's systems beyond the courts: places, spans, boards and managers by hand, and every what-if in the direction that its question expects.

use sameday::experiment::{Execution, Settings, StoppingRule, Threads};
use sameday::model::Model;
use sameday::model::observe::{ClusterSeen, StreamSeen};
use sameday::scenario::grammar::Scenario;
use sameday::scenario::load_text;
use sameday::study::compare::{Compiled, VariantResult, compare};

use crate::support::{estimates, of_cluster, shipped, standard_error, written};

/// A cluster with one Head, who sits on a board for each of three authorities; `rest` adds to it.
fn boards(rest: &str) -> Scenario {
    let text = format!(
        "question = \"Who sits on the boards?\"\n\
         [run]\nstart = 2016-01-04\nlength = \"16 weeks\"\nrun_out = \"8 weeks\"\nheadline = \"board\"\n\
         [grades.HEAD]\nmanager = true\nday = [\"09:00-17:00\"]\n[grades.DEPUTY]\nmanager = true\nday = [\"09:00-17:00\"]\n\
         [clusters.A]\nattributes = {{ local_authorities = 3 }}\nstaff = {{ management = {{ HEAD = 1 }} }}\n\
         [workstreams.board]\nteam = \"management\"\nclass = 1\n\
         arrivals = {{ calendar = {{ day = \"Mon\", weeks = [4], at = \"14:00\", times = \"local_authorities\" }} }}\n\
         [workstreams.board.steps.attend]\nby = [\"HEAD\", \"DEPUTY after 3 min\"]\n\
         does = {{ attend = {{ lasts = \"2 h\", late_by = \"10 min\" }} }}\n{rest}\n"
    );
    written(&text, &[])
}

fn board(scenario: &Scenario) -> (ClusterSeen, StreamSeen) {
    let seen = of_cluster(scenario, "A", 1, 1).remove(0);
    let stream = seen.streams[0].clone();
    (seen, stream)
}

/// The scenario of [`boards`] with keys changed.
fn with(scenario_rest: &str, sets: &[&str]) -> Scenario {
    let base = sameday::scenario::resolved(&boards(scenario_rest));
    written(&base, sets)
}

#[test]
fn one_head_is_at_one_of_three_boards_at_a_time_and_at_all_of_them_a_week_apart() {
    // Fourth Mondays: 25 January, 22 February, 28 March, and 25 April, which is the 17th week and beyond the period.
    let (_, together) = board(&boards(""));
    assert_eq!((together.cover_wanted, together.uncovered), (9, 6));
    let (seen, apart) = board(&with("", &["workstreams.board.arrivals.calendar.apart=7 days"]));
    // The last two of March's three fall within the period all the same: 4 and 11 April.
    assert_eq!((apart.cover_wanted, apart.uncovered), (9, 0));
    // Nine boards of two hours in sixteen weeks of forty hours, two bank holidays taken off.
    assert_eq!(seen.grades[0].contracted, (16 * 5 - 2) * 8 * 3600);
    assert_eq!(seen.grades[0].asked, 9 * 2 * 3600);
    assert_eq!((seen.grades[0].timed, seen.grades[0].in_time), (9, 9));
}

#[test]
fn a_board_on_a_bank_holiday_is_held_on_the_next_open_day() {
    // 28 March 2016 is Easter Monday. A Head who works Tuesdays only is at no board but that one; who works Mondays only misses that one.
    let one = "clusters.A.attributes.local_authorities=1";
    let (_, tuesdays) = board(&with("", &[one, "grades.HEAD.days=Tue"]));
    assert_eq!((tuesdays.cover_wanted, tuesdays.uncovered), (3, 2));
    let (_, mondays) = board(&with("", &[one, "grades.HEAD.days=Mon"]));
    assert_eq!((mondays.cover_wanted, mondays.uncovered), (3, 1));
}

#[test]
fn a_deputy_stands_in_for_a_head_who_is_away_until_the_deputy_is_removed() {
    let one = "clusters.A.attributes.local_authorities=1";
    let deputies = "[extra_staff.deputies]\nteam = \"management\"\ngrade = \"DEPUTY\"\nfte = 1";
    let away = "grades.HEAD.absence=1";
    let (seen, stood_in) = board(&with(deputies, &[one, away]));
    assert_eq!((stood_in.cover_wanted, stood_in.uncovered), (3, 0));
    // The deputy joins when the Head has not come for three minutes, and the board ends when it ends.
    assert_eq!((seen.grades[0].busy, seen.grades[1].busy), (0, 3 * (2 * 3600 - 180)));
    // While the Head is there the deputy is not needed.
    let (seen, _) = board(&with(deputies, &[one]));
    assert_eq!((seen.grades[0].busy, seen.grades[1].busy), (3 * 2 * 3600, 0));
    let (seen, removed) = board(&with(deputies, &[one, away, "extra_staff.deputies=none"]));
    assert_eq!((removed.cover_wanted, removed.uncovered), (3, 3));
    assert_eq!((seen.grades[0].timed, seen.grades[0].in_time), (3, 0));
}

#[test]
fn managers_load_and_punctuality_are_told_for_each_grade_and_together() {
    let found = estimates(&boards(""), 2, 1);
    let load = found.national("managers_load", "").unwrap().mean;
    assert!((load - 18.0 / (78.0 * 8.0)).abs() < 1e-12, "nine boards of two hours asked of 78 days of eight: {load}");
    assert!((found.national("managers_in_time", "HEAD").unwrap().mean - 3.0 / 9.0).abs() < 1e-12);
    assert!(found.national("managers_load", "DEPUTY").is_none(), "there is none");
}

const SPANS: &str = r#"
question = "Whom does the manager manage?"
[run]
start = 2016-01-04
length = "104 weeks"
run_out = "8 weeks"
headline = "meeting"
[grades.PO]
[grades.PSO]
[grades.SPO]
manager = true
[clusters.A]
attributes = { big = 30, small = 10, offices = 2 }
staff = { office = { PO = 6, PSO = 2.5, SPO = 3 } }
[clusters.B]
attributes = { big = 0, small = 10, offices = 1 }
staff = { office = { PO = 1, SPO = 1 } }
[extra_staff.more]
team = "office"
grade = "PSO"
fte = 0.5
times = "offices"
[workstreams.meeting]
team = "office"
arrivals = { random = { rate = "12 a year", times = "fte.office.PO + fte.office.PSO", during = ["09:00-16:00"] } }
kinds = { large = { share = 0.5, share_by = "big" }, little = { share = 0.5, share_by = "small" } }
due = { within = "5 working days" }
steps = { meet = { by = ["SPO"], does = { work = "60 min" } } }
"#;

#[test]
fn a_span_of_line_management_follows_the_people_it_spans() {
    let scenario = written(SPANS, &[]);
    assert_eq!(scenario.attribute("A", "fte.office.PO + fte.office.PSO"), 6.0 + 2.5 + 0.5 * 2.0);
    assert_eq!(scenario.attribute("B", "fte.office.PSO + big + small"), 0.5 + 10.0);
    assert_eq!(scenario.attribute("B", "fte.office"), 2.5);
    let found = estimates(&scenario, 10, 3);
    let a_year = |cluster: usize| found.of(&found.clusters[cluster], "work_requested", "meeting").unwrap();
    for (cluster, officers) in [(0, 9.5), (1, 1.5)] {
        let asked = a_year(cluster);
        let wanted = 12.0 * officers * 104.0 * 7.0 / 365.25;
        assert!((asked.mean - wanted).abs() < 4.0 * standard_error(asked), "{asked:?}, wanted {wanted}");
    }
}

#[test]
fn kinds_follow_a_clusters_own_numbers() {
    let seen = of_cluster(&written(SPANS, &[]), "A", 10, 3);
    let count = |kind: usize| seen.iter().map(|one| one.streams[0].kinds[kind].requested).sum::<u64>() as f64;
    let (large, all) = (count(0), count(0) + count(1));
    // Thirty of forty: a binomial share.
    assert!((large / all - 0.75).abs() < 4.0 * (0.75 * 0.25 / all).sqrt(), "{large} of {all}");
    let seen = of_cluster(&written(SPANS, &[]), "B", 2, 3);
    assert!(seen.iter().all(|one| one.streams[0].kinds[0].requested == 0), "B has none that are big");
}

const BEDS: &str = r#"
question = "How many find no bed?"
[run]
start = 2016-01-04
length = "520 weeks"
warm_up = "8 weeks"
run_out = "8 weeks"
headline = "stay"
[calendar]
working_days = "Mon-Sun"
bank_holidays = false
[grades.BED]
kind = "place"
[clusters.A]
staff = { house = { BED = 5 } }
[workstreams.stay]
team = "house"
arrivals = { random = { rate = "1 a day" } }
[workstreams.stay.steps.bed]
by = ["BED"]
does = { work = { gamma = { mean = "4 days", sd = "3 days" } } }
gives_up = { fixed = "0 min" }
"#;

/// Blocking of c servers without a queue at so many erlangs (Erlang's B formula, by its recursion).
fn erlang_b(servers: u32, load: f64) -> f64 {
    (1..=servers).fold(1.0, |blocked, n| load * blocked / (f64::from(n) + load * blocked))
}

#[test]
fn beds_refuse_and_fill_as_erlang_says() {
    let found = estimates(&written(BEDS, &[]), 20, 7);
    let requested = found.national("work_requested", "stay").unwrap().mean / (520.0 * 7.0);
    let load = requested * 4.0;
    let blocked = erlang_b(5, load);
    let lost = found.national("work_given_up", "stay").unwrap();
    assert!((lost.mean - blocked).abs() < 4.0 * standard_error(lost), "{lost:?}, Erlang {blocked} at {load}");
    let taken = found.national("occupancy", "BED").unwrap();
    let carried = load * (1.0 - blocked) / 5.0;
    assert!((taken.mean - carried).abs() < 4.0 * standard_error(taken), "{taken:?}, Erlang {carried}");
    assert!(found.national("utilisation", "BED").is_none(), "a bed is not one of the people");
}

#[test]
fn a_place_has_no_leave_and_is_there_at_night() {
    let wrong = BEDS.replace("kind = \"place\"", "kind = \"place\"\nleave = { days = \"28 working days\" }");
    let faults = load_text("test.toml", &wrong, std::path::Path::new("/nowhere"), &[] as &[&str]).unwrap_err().to_string();
    assert!(faults.contains("a place has no part time, leave"), "{faults}");
    let seen = of_cluster(&written(BEDS, &["run.length=2 weeks"]), "A", 1, 1).remove(0);
    assert_eq!(seen.grades[0].on_duty, 5 * 14 * 86_400);
}

#[test]
fn supervision_in_the_court_team_costs_same_day_reports() {
    let only = "run.only=[\"SW-04\"]";
    let short = ["run.length=8 weeks", "run.warm_up=2 weeks", "run.run_out=4 weeks"];
    let apart = [&[only][..], &short].concat();
    let shared = [&apart[..], &["workstreams.community.team=court", "workstreams.community.class=2"]].concat();
    let one = compared(&shipped("whole-2016", &apart), &shipped("whole-2016", &shared), 4);
    let moved = difference(&one, "same_day", "").unwrap();
    assert!(moved.0 < -0.05, "the same officers do both: {moved:?}");
}

#[test]
fn the_courts_of_the_whole_service_are_those_of_the_baseline_to_the_bit() {
    let sets = ["run.only=[\"WAL-04\"]", "run.length=6 weeks", "run.warm_up=2 weeks", "run.run_out=4 weeks"];
    let (base, whole) = (shipped("baseline-2016", &sets), shipped("whole-2016", &sets));
    let (mut alone, beside) = (of_cluster(&base, "WAL-04", 2, 1), of_cluster(&whole, "WAL-04", 2, 1));
    for (alone, beside) in alone.iter_mut().zip(&beside) {
        for (place, name) in base.workstreams.keys().enumerate() {
            let other = whole.workstreams.get_index_of(name).unwrap();
            assert_eq!(alone.streams[place], beside.streams[other], "{name}");
        }
        assert_eq!(alone.courts, beside.courts);
    }
}

fn compared(base: &Scenario, variant: &Scenario, replications: u64) -> VariantResult {
    let models = [Model::new(base), Model::new(variant)];
    let settings = Settings { seed: 11, enough: StoppingRule::Number(replications) };
    let [one, other] = [(base, &models[0]), (variant, &models[1])].map(|(scenario, model)| Compiled { scenario, model });
    compare(one, &[other], settings, &Execution::on(&Threads::one())).variants.remove(0)
}

/// A difference and its half-width.
fn difference(one: &VariantResult, measure: &str, part: &str) -> Option<(f64, f64)> {
    let found = one.nation.iter().find(|found| found.item.measure.key == measure && found.item.key == part)?;
    let difference = found.paired?.difference;
    Some((difference.mean, difference.half_width?))
}

/// What a what-if's question expects.
enum Expects {
    /// A measure's part rises.
    More(&'static str, &'static str),
    /// It falls.
    Less(&'static str, &'static str),
    /// Nothing that can be told before running: some measure moves.
    Moves,
}
use Expects::{Less, More, Moves};

/// Each what-if, where it is tried, and what it expects.
const EXPECTED: &[(&str, &str, &str, Expects)] = &[
    ("02-mix-60-30-10", "baseline-2016", "MID-03", More("same_day", "")),
    ("03-po-reserved-to-a-tenth", "baseline-2016", "NW-04", Less("decided", "reserved")),
    ("04-police-answer-in-two-hours", "baseline-2016", "MID-03", Less("decided", "checks")),
    ("05-guilty-pleas-in-the-morning", "baseline-2016", "MID-03", Less("decided", "late")),
    ("06-one-more-pso", "baseline-2016", "MID-03", Less("utilisation", "PSO")),
    ("07-one-more-interview-room", "baseline-2016", "LON-01", Moves),
    ("08-dip-sampling", "baseline-2016", "MID-03", Less("decided", "gatekeeping")),
    ("09-administrators-take-administration", "baseline-2016", "MID-03", Moves),
    ("10-risk-score-and-allocation-halved", "baseline-2016", "MID-03", Less("officers_busy", "")),
    ("11-flu-wave-and-vacancies", "baseline-2016", "MID-03", More("vacant", "PSO")),
    ("12-two-courts-merge", "baseline-2016", "MID-11", Moves),
    ("13-neighbours-lend", "baseline-2016", "MID-03\", \"MID-04", Moves),
    ("14-demand-up-a-fifth", "baseline-2016", "MID-03", More("requested", "")),
    ("15-new-domestic-abuse-court", "baseline-2016", "MID-03", More("requested", "")),
    ("16-deputies-removed-complex-clusters-supported", "whole-2016", "MID-05", More("utilisation", "HEAD")),
    ("17-parole-without-countersigning", "whole-2016", "NE-01", Less("work_completion", "parole")),
    ("18-victims-administration-in-a-hub", "whole-2016", "WAL-04\", \"WAL-05", Less("work_completion", "victim_administration")),
    ("19-everything-at-once", "baseline-2016", "MID-03", More("same_day", "")),
    ("21-every-check-made", "baseline-2016", "MID-03", Less("same_day", "")),
    ("22-tasks-delegated-and-groups", "whole-2016", "WAL-04", Less("utilisation", "PO")),
    ("23-foreign-nationals-in-teams", "whole-2016", "WAL-04\", \"WAL-05", Less("officer_time", "foreign_nationals")),
    ("24-electronic-referral-and-standard-staffing", "whole-2016", "NE-01", Less("work_completion", "ap_referral")),
    ("25-secondments-by-workload", "whole-2016", "WAL-04", Moves),
    ("26-recall-countersigned-by-managers", "whole-2016", "WAL-04", Less("utilisation", "HEAD")),
    ("27-quality-officers-and-dip-sampling", "whole-2016", "WAL-04", Less("utilisation", "SPO")),
    ("28-mappa-earlier-in-parole", "whole-2016", "NE-01", Less("work_completion", "parole")),
    ("../e3-proposed", "whole-2016", "WAL-04", More("same_day", "")),
];

#[test]
fn every_what_if_moves_what_its_question_asks_about() {
    let mut wrong = Vec::new();
    for (name, base, cluster, expects) in EXPECTED {
        // Both over the same weeks: the flu wave of 11 has its own.
        let only = format!("run.only=[\"{cluster}\"]");
        let sets = [only.as_str(), "run.start=2015-12-07", "run.length=7 weeks", "run.warm_up=2 weeks", "run.run_out=5 weeks"];
        let one = compared(&shipped(base, &sets), &shipped(&format!("what-if/{name}"), &sets), 18);
        let said = |measure, part| format!("{name}: {measure} {part} {:?}", difference(&one, measure, part));
        match expects {
            More(measure, part) if !difference(&one, measure, part).is_some_and(|(mean, half)| mean > half) => {
                wrong.push(said(measure, part))
            }
            Less(measure, part) if !difference(&one, measure, part).is_some_and(|(mean, half)| -mean > half) => {
                wrong.push(said(measure, part))
            }
            Moves
                if !one.nation.iter().any(|found| {
                    let pair = found.paired.map(|paired| paired.difference);
                    pair.is_some_and(|d| d.half_width.is_some_and(|half| half > 0.0 && d.mean.abs() > half))
                }) =>
            {
                wrong.push(format!("{name}: nothing moves"))
            }
            _ => {}
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_what_if_that_ships_is_expected_to_do_something() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/what-if");
    for path in crate::support::files(&folder) {
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        // The first is the baseline itself, where we are now; what the plan of the twentieth finds, `least_support` tests.
        assert!(
            name.starts_with("01-") || name.starts_with("20-") || EXPECTED.iter().any(|one| one.0 == name),
            "{name} is not in the list above"
        );
    }
}

#[test]
fn every_example_of_the_page_on_workstreams_runs_and_brings_work() {
    let page = include_str!("../../docs/WORKSTREAMS.md");
    let mut blocks = page.split("```toml\n").skip(1).map(|rest| rest.split("```").next().unwrap());
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("base.toml"), blocks.next().unwrap()).unwrap();
    let mut examples = 0;
    for block in blocks {
        let text = format!("question = \"An example?\"\nextends = \"base.toml\"\n{block}");
        let loaded = load_text("example.toml", &text, folder.path(), &[] as &[&str]).unwrap_or_else(|faults| panic!("{block}\n{faults}"));
        let seen = of_cluster(&loaded.scenario, "Northshire", 1, 2).remove(0);
        for (name, stream) in loaded.scenario.workstreams.keys().zip(&seen.streams) {
            let kinds = || stream.kinds.iter();
            assert!(kinds().map(|kind| kind.requested).sum::<u64>() > 0, "{name}: nothing arose in\n{block}");
            assert!(kinds().map(|kind| kind.delivered).sum::<u64>() > 0, "{name}: nothing was done in\n{block}");
        }
        assert!(loaded.unsourced.is_empty(), "no source for {}", loaded.unsourced.join(", "));
        examples += 1;
    }
    assert!(examples >= 9, "{examples} examples");
}

#[test]
fn every_example_of_the_reference_runs_and_brings_work() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
    let reference = sameday::scenario::reference();
    for (table, fragment) in sameday::scenario::examples::EXAMPLES {
        let (says, rest) = fragment.split_once('\n').unwrap();
        assert!(reference.contains(says.trim_start_matches("# ")) && reference.contains(rest), "{table} is not in the reference");
        let text = format!("question = \"An example?\"\nextends = \"minimal.toml\"\n{fragment}");
        let loaded = load_text("example.toml", &text, &folder, &[] as &[&str]).unwrap_or_else(|faults| panic!("{table}\n{faults}"));
        assert!(loaded.warnings.list.is_empty(), "{table}\n{}", loaded.warnings);
        let seen = of_cluster(&loaded.scenario, "Smalltown", 2, 2);
        for (place, name) in
            loaded.scenario.workstreams.keys().enumerate().filter(|(_, name)| fragment.contains(&format!("[workstreams.{name}")))
        {
            let kinds = || seen.iter().flat_map(|seen| &seen.streams[place].kinds);
            assert!(kinds().map(|kind| kind.requested).sum::<u64>() > 0, "{table}: nothing arose of {name}");
            assert!(kinds().map(|kind| kind.delivered).sum::<u64>() > 0, "{table}: nothing was done of {name}");
        }
    }
}

#[test]
fn every_row_of_the_service_has_a_scenario_and_a_test() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let page = include_str!("../../docs/WORKSTREAMS.md");
    let (_, section) = page.split_once("## Where each row of the service is").unwrap();
    let tests: String = crate::support::files(&root.join("tests/it"))
        .iter()
        .map(|path| std::fs::read_to_string(root.join("tests/it").join(path)).unwrap())
        .collect();
    let named = |cell: &str| -> Vec<String> { cell.split('`').skip(1).step_by(2).map(str::to_owned).collect() };
    let (mut rows, mut shown) = (0, Vec::new());
    for line in section.lines().filter(|line| line.starts_with("| ") && !line.starts_with("| area")) {
        let cells: Vec<&str> = line.trim_matches('|').split(" | ").collect();
        let [_, what, scenarios, measures, by] = cells[..] else { panic!("not five cells: {line}") };
        let files: Vec<String> = named(scenarios).into_iter().filter(|name| !name.contains("workstreams.") && name != "clusters").collect();
        for file in &files {
            assert!(root.join(format!("scenarios/{file}.toml")).is_file(), "{what}: there is no scenarios/{file}.toml");
        }
        let by = named(by);
        for test in &by {
            assert!(
                tests.contains(&format!("#[test]\nfn {test}(")) || tests.contains(&format!("#[test]\n    fn {test}(")),
                "{what}: there is no test {test}"
            );
        }
        assert!(!files.is_empty() && !by.is_empty() && !measures.trim().is_empty(), "{what}: a scenario, a measure and a test");
        shown.extend(files);
        rows += 1;
    }
    assert!(rows >= 35, "{rows} rows");
    for path in crate::support::files(&root.join("scenarios/what-if")) {
        let name = format!("what-if/{}", path.file_stem().unwrap().to_string_lossy());
        assert!(name.contains("/01-") || shown.contains(&name), "{name} is in no row");
    }
}
