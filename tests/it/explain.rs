//! The gap explained: removals change what they say and nothing else, parts are what they must be, and add up.

use std::fs;
use std::path::Path;

use sameday::experiment::estimates::Stopped;
use sameday::experiment::{Execution, Settings, StoppingRule, Threads};
use sameday::model::Model;
use sameday::scenario::changes;
use sameday::scenario::grammar::{Obstacle, Scenario};
use sameday::study::explain::relief::relieved;
use sameday::study::explain::{Explanation, Place, Question};

use crate::support::{estimates, files, observed, shipped, standard_error, written};

/// One court with more people and rooms than it needs, and little that holds reports back.
const EASY: &str = r#"
question = "What holds back?"
run = { start = 2016-01-04, length = "8 weeks", run_out = "4 weeks" }
grades = { PSO = { day = ["08:00-18:00"] }, PO = { day = ["08:00-18:00"] }, SPO = { day = ["08:00-18:00"] } }
lists.morning = { cases = 6, hearing = "10 min" }
lists.trial = { cases = 1, hearing = "30 min" }
[court_types.magistrates]
rooms = { interview_room = 50 }
recall = "1 min"
sittings = { first = { list = "morning", session = "morning" }, last = { list = "trial", session = "afternoon" } }
[clusters.Ash]
courts.magistrates = {}
staff.court = { PSO = 20, PO = 20, SPO = 5 }
[workstreams.psr]
arrivals.hearings.chance = { morning = 0.3 }
due.court_rises = {}
kinds.oral = { share = 0.7, adjourn = "5 working days" }
kinds.standard = { share = 0.3, adjourn = "10 working days" }
flags.checked.chance = 0.4
flags.first.chance = 1
flags.second.chance = 1
stand_down.policy = "always_try"
adjourn = {}
[workstreams.psr.steps.interview]
by = ["PSO"]
at = "interview_room"
does.work = "20 min"
[workstreams.psr.steps.check]
when = ["checked"]
does.wait = { lasts = "3 days", hours = ["09:00-17:00"] }
chance = 0
[workstreams.psr.steps.writing]
by = ["PSO"]
after = ["interview", "check"]
does.work = "20 min"
"#;

fn question(scenario: &Scenario) -> Question {
    Question::new(scenario, &Model::new(scenario))
}

fn explained(question: &Question, replications: u64, threads: usize) -> Explanation {
    let settings = Settings { seed: 7, enough: StoppingRule::Number(replications) };
    question.explain(settings, &Execution::on(&Threads::new(threads).unwrap()))
}

/// The mean part of an obstacle; nothing if it cannot occur.
fn part(found: &Explanation, obstacle: Obstacle) -> f64 {
    let at = found.removals.iter().position(|removal| removal.obstacle == obstacle);
    at.and_then(|at| found.nation.parts[at]).map_or(0.0, |part| part.mean)
}

fn mean(place: &Place) -> [f64; 3] {
    [place.today, place.ceiling, place.everything].map(|estimate| estimate.unwrap().mean)
}

fn adds_up(place: &Place, staffing: usize) {
    for year in &place.years {
        assert_eq!((year.parts.len(), year.alone.len()), (place.parts.len(), place.alone.len()), "one for each removal");
        let sum = |parts: &[f64]| parts.iter().sum::<f64>();
        assert!((year.today + sum(&year.parts[..staffing]) - year.ceiling).abs() < 1e-9, "{}: {year:?}", place.name);
        assert!((year.ceiling + sum(&year.parts[staffing..]) - year.everything).abs() < 1e-9, "{}: {year:?}", place.name);
    }
}

#[test]
fn where_only_checks_hold_back_they_are_the_whole_gap() {
    let found = explained(&question(&written(EASY, &["workstreams.psr.steps.check.chance=1"])), 20, 1);
    let [today, ceiling, everything] = mean(&found.nation);
    assert!((0.5..0.7).contains(&today) && everything == 1.0, "{today} {everything}");
    assert_eq!(ceiling, today);
    assert!((part(&found, Obstacle::Checks) - (everything - today)).abs() < 1e-12);
    let others = found.removals.iter().zip(&found.nation.parts).filter(|(removal, _)| removal.obstacle != Obstacle::Checks);
    assert!(others.into_iter().all(|(_, part)| part.unwrap().mean == 0.0), "{:?}", found.nation.parts);
}

#[test]
fn where_only_the_format_holds_back_it_is_the_whole_gap() {
    let found = explained(&question(&written(EASY, &["workstreams.psr.stand_down.kinds=[\"oral\"]"])), 20, 1);
    let [today, _, everything] = mean(&found.nation);
    assert!((0.6..0.8).contains(&today) && everything == 1.0, "{today} {everything}");
    assert!((part(&found, Obstacle::Format) - (everything - today)).abs() < 1e-12);
}

#[test]
fn two_obstacles_that_must_both_go_have_half_of_the_gap_each() {
    let both = "workstreams.psr.stand_down.unless={ first = \"custom\", second = \"defendant\" }";
    let found = explained(&question(&written(EASY, &[both])), 5, 1);
    assert_eq!(mean(&found.nation), [0.0, 0.0, 1.0]);
    for obstacle in [Obstacle::Custom, Obstacle::Defendant] {
        assert!((part(&found, obstacle) - 0.5).abs() < 1e-12, "{obstacle:?}");
    }
    assert!(found.nation.alone.iter().all(|alone| alone.unwrap().mean == 0.0), "neither helps alone");
}

#[test]
fn what_cannot_occur_is_left_out() {
    let told: Vec<Obstacle> = question(&written(EASY, &[])).removals().iter().map(|removal| removal.obstacle).collect();
    assert_eq!(told, [Obstacle::Officer, Obstacle::Room, Obstacle::Late, Obstacle::Checks, Obstacle::CourtRose]);
}

#[test]
fn parts_add_up_whatever_the_threads_and_today_is_the_ordinary_run() {
    let text = include_str!("../../scenarios/minimal.toml");
    let elm = "\n[clusters.Elm]\ncourts.magistrates = {}\nstaff.court = { PSO = 1, PO = 1, SPO = 0.5, CA = 0.5 }\n";
    let scenario = written(&format!("{text}{elm}"), &["run.length=4 weeks"]);
    let question = question(&scenario);
    let [one, many] = [1, 3].map(|threads| explained(&question, 6, threads));
    let told = |found: &Explanation| format!("{:?}{:?}", found.nation.years, found.clusters);
    assert_eq!(told(&one), told(&many));
    let staffing = 2;
    std::iter::once(&one.nation).chain(&one.clusters).for_each(|place| adds_up(place, staffing));
    let today: Vec<f64> = one.nation.years.iter().map(|year| year.today).collect();
    assert_eq!(today, estimates(&scenario, 6, 7).nation.yearly());
    let [today, ceiling, everything] = mean(&one.nation);
    assert!(today < ceiling && ceiling < everything, "{today} {ceiling} {everything}");
}

#[test]
fn a_random_order_and_its_reverse_agree_with_all_sets() {
    let question = question(&written(include_str!("../../scenarios/minimal.toml"), &["run.length=3 weeks"]));
    let sampled = explained(&question, 40, 2);
    let exact = explained(&question.with_all_sets_up_to(8), 40, 2);
    assert!(sampled.removals.len() > 5, "{:?}", sampled.removals);
    for (removal, (a, b)) in sampled.removals.iter().zip(sampled.nation.parts.iter().zip(&exact.nation.parts)) {
        // Both look at the same histories: only the orders differ, so this is stricter than it must be.
        let (a, b) = (a.unwrap(), b.unwrap());
        assert!((a.mean - b.mean).abs() <= 4.0 * standard_error(a).max(1e-12), "{:?}: {a:?} {b:?}", removal.obstacle);
    }
}

#[test]
fn with_everyone_there_nobody_waits_for_people() {
    let baseline = shipped("baseline-2016", &["run.only=[\"NE-01\", \"SEE-09\"]", "run.length=8 weeks", "run.warm_up=0 weeks"]);
    let relieved = relieved(&baseline, &[Obstacle::Officer, Obstacle::Room]);
    for replication in observed(&relieved, 2, 1) {
        for cluster in replication.iter().flat_map(|group| &group.clusters) {
            let psr = &cluster.streams[0];
            let asked: u64 = psr.kinds.iter().map(|kind| kind.requested).sum();
            for obstacle in [Obstacle::Officer, Obstacle::Reserved, Obstacle::Room, Obstacle::Gatekeeping] {
                // Seconds of waiting for each report asked for.
                let waited = psr.waited[obstacle as usize] as f64 / asked as f64;
                assert!(waited < 5.0 && psr.decided[obstacle as usize] * 500 < asked, "{obstacle:?}: {waited} s, {psr:?}");
            }
        }
    }
}

#[test]
fn removals_change_what_they_say_and_can_be_read() {
    let baseline = shipped("baseline-2016", &["run.only=[\"NE-01\"]"]);
    let told = |obstacle| changes(&baseline, &relieved(&baseline, &[obstacle])).iter().map(ToString::to_string).collect::<Vec<_>>();
    assert_eq!(
        told(Obstacle::Late),
        [
            "workstreams.psr.arrivals.hearings.known goes from \"at_hearing\" to \"start_of_day\"",
            "workstreams.psr.stand_down.policy goes from \"cut_off\" to \"always_try\"",
        ]
    );
    assert_eq!(told(Obstacle::Custom), ["workstreams.psr.stand_down.unless.put_over is taken away; it was \"custom\""]);
    assert_eq!(told(Obstacle::CourtRose), ["workstreams.psr.stand_down.heard goes from \"between_hearings\" to \"at_once\""]);
    assert_eq!(
        told(Obstacle::Format),
        [
            "workstreams.psr.kinds.short.share goes from 0.5 to 0.55",
            "workstreams.psr.kinds.short.share_at.domestic_abuse goes from 0.62 to 0.7",
            "workstreams.psr.kinds.short.share_at.crown goes from 0.51 to 0.74",
            "workstreams.psr.kinds.standard.share goes from 0.05 to 0",
            "workstreams.psr.kinds.standard.share_at.domestic_abuse goes from 0.08 to 0",
            "workstreams.psr.kinds.standard.share_at.crown goes from 0.23 to 0",
        ]
    );
    assert_eq!(told(Obstacle::Checks).len(), 6, "{:?}", told(Obstacle::Checks));
    assert_eq!(told(Obstacle::Reserved).len(), 4, "{:?}", told(Obstacle::Reserved));
}

#[test]
fn each_removal_changes_what_stands_for_it_and_nothing_else() {
    let sets = [
        "grades.SPO.day=[\"09:00-17:00\"]",
        "clusters.Ash.courts.magistrates.rooms={ interview_room = 2, store = 1 }",
        "clusters.Ash.attributes={ few = 30, many = 70 }",
        "workstreams.psr.kinds.oral.share_by=few",
        "workstreams.psr.kinds.standard.share_by=many",
        "workstreams.psr.stand_down.kinds=[\"oral\"]",
        "workstreams.psr.stand_down.unless={ first = \"custom\", second = \"defendant\" }",
        "workstreams.psr.steps.interview.for={ standard = { by = [\"PO\"], takes = \"30 min\", obstacle = \"reserved\" } }",
        "workstreams.psr.steps.reading={ by = [\"SPO\"], after = [\"writing\"], does = { gate = { reading = \"15 min\" } }, for = { standard = { chance = 0.5 }, first = { takes = \"5 min\" } } }",
        "workstreams.psr.steps.fit={ does = { wait = { lasts = \"1 h\", hours = [\"09:00-17:00\"] } }, obstacle = \"defendant\", for = { checked = { obstacle = \"checks\" }, first = { takes = \"5 h\" } } }",
    ];
    let scenario = written(EASY, &sets);
    let told = |obstacle| changes(&scenario, &relieved(&scenario, &[obstacle])).iter().map(ToString::to_string).collect::<Vec<_>>();
    let wait = |step: &str| format!("workstreams.psr.steps.{step}.or_after goes from \"1 day\" to \"0 min\"");
    assert_eq!(
        told(Obstacle::Officer),
        [
            // Three times as many and ten more, from the first hour of office and court to the last; nobody waits for the author.
            "grades.SPO.day goes from [\"09:00-17:00\"] to [\"08:00-18:00\"]".to_owned(),
            wait("interview"),
            wait("check"),
            wait("writing"),
            wait("reading"),
            wait("fit"),
            "clusters.Ash.staff.court.PSO goes from 20 to 70".to_owned(),
            "clusters.Ash.staff.court.PO goes from 20 to 70".to_owned(),
            "clusters.Ash.staff.court.SPO goes from 5 to 25".to_owned(),
        ]
    );
    assert_eq!(
        told(Obstacle::Reserved),
        [
            "workstreams.psr.steps.interview.for.standard.by is taken away; it was [\"PO\"]",
            "workstreams.psr.steps.interview.for.standard.obstacle is taken away; it was \"reserved\"",
        ]
    );
    assert_eq!(
        told(Obstacle::Room),
        [
            "court_types.magistrates.rooms.interview_room goes from 50 to 100",
            "clusters.Ash.courts.magistrates.rooms.interview_room goes from 2 to 100",
        ]
    );
    assert_eq!(told(Obstacle::Late), ["workstreams.psr.arrivals.hearings.known goes from \"at_hearing\" to \"start_of_day\""]);
    assert_eq!(told(Obstacle::Custom), ["workstreams.psr.stand_down.unless.first is taken away; it was \"custom\""]);
    assert_eq!(
        told(Obstacle::Format),
        [
            "workstreams.psr.kinds.oral.share goes from 0.7 to 1",
            "workstreams.psr.kinds.standard.share goes from 0.3 to 0",
            "clusters.Ash.attributes.few goes from 30 to 100",
            "clusters.Ash.attributes.many goes from 70 to 0",
        ]
    );
    // Where the same step is waited for on the defendant or on a check, only what stands for one of them is answered at once.
    assert_eq!(
        told(Obstacle::Checks),
        [
            "workstreams.psr.steps.check.does.wait.lasts goes from \"3 days\" to \"0 min\"",
            "workstreams.psr.steps.check.does.wait.hours is taken away; it was [\"09:00-17:00\"]",
            "workstreams.psr.steps.fit.for.checked.takes is new: \"0 min\"",
        ]
    );
    assert_eq!(
        told(Obstacle::Defendant),
        [
            "workstreams.psr.stand_down.unless.second is taken away; it was \"defendant\"",
            "workstreams.psr.steps.fit.does.wait.lasts goes from \"1 h\" to \"0 min\"",
            "workstreams.psr.steps.fit.for.checked.takes is new: \"1 h\"",
            "workstreams.psr.steps.fit.for.first.takes goes from \"5 h\" to \"0 min\"",
        ]
    );
    assert_eq!(
        told(Obstacle::Gatekeeping),
        ["workstreams.psr.steps.reading.chance goes from 1 to 0", "workstreams.psr.steps.reading.for.standard.chance goes from 0.5 to 0"]
    );
    assert_eq!(told(Obstacle::CourtRose), ["workstreams.psr.stand_down.heard goes from \"between_hearings\" to \"at_once\""]);
}

#[test]
fn requests_known_early_are_the_same_requests_and_none_is_lost() {
    let sets = ["run.run_out=6 weeks", "workstreams.psr.stand_down.kinds=[\"oral\"]"];
    let late = written(EASY, &sets);
    let early = written(EASY, &[&sets[..], &["workstreams.psr.arrivals.hearings.known=start_of_day"]].concat());
    for (late, early) in observed(&late, 5, 3).iter().zip(&observed(&early, 5, 3)) {
        let (late, early) = (&late[0].clusters[0].streams[0], &early[0].clusters[0].streams[0]);
        let asked = |seen: &sameday::model::observe::StreamSeen| seen.kinds.iter().map(|kind| kind.requested).collect::<Vec<_>>();
        assert_eq!(asked(late), asked(early));
        assert_eq!(early.hours[10].requested, asked(early).iter().sum::<u64>(), "all are known when the court sits");
        assert!(late.hours[10].requested < early.hours[10].requested);
    }
}

#[test]
fn a_report_heard_at_once_is_never_lost_to_the_courts_rising() {
    let lost = |heard: &str| {
        // The only court sits in the morning, in a list that leaves no gap before it rises.
        let sets = ["court_types.magistrates.sittings.last.courtrooms=0", "lists.morning.hearing=25 min", heard];
        let seen = observed(&written(EASY, &sets), 5, 3);
        seen.iter().map(|groups| groups[0].clusters[0].streams[0].decided[Obstacle::CourtRose as usize]).sum::<u64>()
    };
    assert_eq!(lost("workstreams.psr.stand_down.heard=at_once"), 0);
    assert!(lost("workstreams.psr.stand_down.heard=between_hearings") > 0);
}

#[test]
fn the_verb_leaves_the_same_files_at_any_number_of_threads_and_says_where_the_ceiling_is() {
    let home = tempfile::tempdir().unwrap();
    let minimal = concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios/minimal.toml");
    let explain = |threads: &str| {
        let mut command = crate::program::binary();
        command.args(["explain", minimal, "-n", "4", "--quiet", "--set", "run.length=2 weeks", "--threads", threads, "--output", threads]);
        let done = command.current_dir(home.path()).output().unwrap();
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
        String::from_utf8(done.stdout).unwrap()
    };
    let said = explain("1");
    assert_eq!(said, explain("3"));
    assert!(said.contains("that is the ceiling") && said.contains("sets of removals tried"), "{said}");
    let [one, three] = ["1", "3"].map(|folder| files(&home.path().join(folder)));
    assert_eq!(one, three);
    let wanted = [
        "charts/waterfall.csv",
        "charts/waterfall.png",
        "charts/waterfall.svg",
        "explain.csv",
        "explain.json",
        "findings.txt",
        "report.html",
    ];
    assert!(wanted.iter().all(|name| one.contains(&Path::new(name).to_owned())), "{one:?}");
    for name in one.iter().filter(|name| name.as_path() != Path::new("timing.json")) {
        let read = |folder: &str| fs::read(home.path().join(folder).join(name)).unwrap();
        assert!(read("1") == read("3"), "{}", name.display());
    }
}

#[test]
fn an_explanation_is_precise_when_its_widest_part_is() {
    let text = include_str!("../../scenarios/minimal.toml");
    let question = question(&written(text, &["run.length=1 week"]));
    let settings = |half_width| Settings { seed: 7, enough: StoppingRule::Precision { half_width, at_least: 3, at_most: 60 } };
    let widest = |half_width: f64| {
        let found = question.explain(settings(half_width), &Execution::on(&Threads::one()));
        let widths = found.nation.parts.iter().map(|part| part.unwrap().half_width.unwrap());
        (found.stopped, found.replications, widths.fold(0.0, f64::max))
    };
    let (stopped, few, width) = widest(0.2);
    assert!(matches!(stopped, Stopped::Precise { wanted: 0.2, .. }) && width <= 0.2, "{stopped:?} {few} {width}");
    // What three replications do not reach takes more of them.
    let (stopped, many, width) = widest(0.05);
    assert!(many > few && (width <= 0.05 || matches!(stopped, Stopped::Most { .. })), "{stopped:?} {many} {width}");
}

#[test]
fn the_search_tries_to_do_without_each_of_the_removals_that_reach_the_target() {
    // Every report needs custom and defendant removed; then the seven in ten that are oral are tried, and all of them done.
    let both = "workstreams.psr.stand_down.unless={ first = \"custom\", second = \"defendant\" }";
    let question = question(&written(EASY, &[both, "workstreams.psr.stand_down.kinds=[\"oral\"]", "run.target=0.6"]));
    let found = question.search(&explained(&question, 5, 1), &Execution::on(&Threads::one())).unwrap();
    let tried: Vec<&[Obstacle]> = found.tried.iter().map(|tried| tried.removed.as_slice()).collect();
    assert_eq!(tried[found.smallest.unwrap()], [Obstacle::Custom, Obstacle::Defendant]);
    assert!(tried.contains(&&[Obstacle::Custom][..]) && tried.contains(&&[Obstacle::Defendant][..]), "{tried:?}");
    assert!(tried.iter().enumerate().all(|(at, set)| !tried[..at].contains(set)), "none is tried twice: {tried:?}");
}

#[test]
fn where_the_target_is_reached_as_it_is_nothing_is_tried() {
    for (target, reached) in [("0", true), ("1", false)] {
        let sets = [&format!("run.target={target}"), "workstreams.psr.stand_down.kinds=[\"oral\"]"];
        let question = question(&written(EASY, &sets));
        let found = explained(&question, 3, 1);
        let search = question.search(&found, &Execution::on(&Threads::one())).unwrap();
        assert_eq!(search.tried.first().is_some_and(|tried| tried.removed.is_empty()), reached);
        assert!(!reached || (search.tried.len(), search.smallest) == (1, Some(0)), "{search:?}");
    }
}
