//! Rules of courts and of what leaves them, each in the smallest world in which it shows, against what follows from docs/DESIGN.md by hand.

use sameday::model::event_log::{EventKind, EventLog};
use sameday::model::observe::ClusterSeen;
use sameday::model::offered_load::by_grade;
use sameday::model::{Model, World, replicate_group};
use sameday::scenario::grammar::Scenario;
use sameday::study::costs::payroll;

use crate::support::{of_cluster, written};

/// A week of one cluster without bank holidays, and one grade of which there are plenty.
const WEEK: &str = r#"
question = "What does one rule do?"
[run]
start = 2016-01-04
length = "1 week"
headline = "w"
[calendar]
bank_holidays = false
[grades.A]
day = ["09:00-17:00"]
"#;

/// A court that sits in the mornings, one list of one short hearing.
const MORNINGS: &str = r#"
[court_types.m.sittings]
p = { list = "l", session = "morning" }
[lists]
l = { cases = 1, hearing = "1 min" }
[clusters.X]
attributes = { n = 60 }
courts = { m = { count = 1 } }
staff = { court = { A = 1 } }
"#;

/// Reports that need an interview of two hours, and other work that goes before it and takes whole days.
const BUSY: &str = r#"
[workstreams.busy]
class = 1
arrivals = { calendar = { day = "Mon, Tue, Wed, Thu, Fri", at = "09:00" } }
[workstreams.busy.steps.s]
by = ["A"]
does = { work = "8 h" }
interruptible = false
[workstreams.w]
arrivals = { hearings = { chance = { l = 1 } } }
due = { court_rises = {} }
stand_down = { policy = "never" }
adjourn = { appointment = 0.5 }
kinds = { k = { share = 1, adjourn = "2 working days" } }
[workstreams.w.steps.iv]
by = ["A"]
appointment = true
does = { work = "2 h" }
"#;

fn scenario(parts: &[&str], sets: &[&str]) -> Scenario {
    written(&[&[WEEK], parts].concat().concat(), sets)
}

/// What happened to each piece of work of one kind of moment, as its number and the clock of the first day on; `"d hh:mm"`.
fn when(scenario: &Scenario, of: impl Fn(EventKind) -> bool) -> Vec<(u64, String)> {
    let model = Model::new(scenario);
    let mut world = World::default();
    world.event_log = Some(EventLog::default());
    replicate_group(&model, &mut world, 1, 0, 0);
    let entries = world.event_log.take().expect("a diary was asked for").in_order();
    let entries = entries.iter().filter(|entry| of(entry.what));
    let clock = |second: u64| format!("{} {:02}:{:02}", second / 86_400, second / 3600 % 24, second / 60 % 60);
    entries.map(|entry| (entry.case, clock(entry.at.seconds()))).collect()
}

fn seen(scenario: &Scenario, replications: u64) -> Vec<ClusterSeen> {
    of_cluster(scenario, "X", replications, 1)
}

#[test]
fn cases_that_are_ready_are_called_by_whichever_courtroom_is_free_next() {
    // Two cases are ready at ten past ten, and each takes two hours in court. One courtroom ends a hearing at half past, the other at twenty to eleven.
    let courts = r#"
[court_types.m]
recall = "2 h"
[court_types.m.sittings]
p = { list = "p" }
q = { list = "q" }
r = { list = "r", session = "morning" }
[lists]
p = { cases = 20, hearing = "30 min" }
q = { cases = 20, hearing = "40 min" }
r = { cases = 2, hearing = "179 min" }
[clusters.X]
courts = { m = { count = 1 } }
staff = { court = { A = 1 } }
[workstreams.w]
arrivals = { hearings = { chance = { r = 1 }, known = "start_of_day" } }
due = { court_rises = {} }
stand_down = {}
[workstreams.w.steps.s]
does = { wait = { lasts = "10 min" } }
"#;
    let called = when(&scenario(&[courts], &["run.length=1 day"]), |what| matches!(what, EventKind::CalledBack));
    assert_eq!(called.iter().map(|(_, at)| at.as_str()).collect::<Vec<_>>(), ["0 10:30", "0 10:40"]);
}

#[test]
fn lists_of_a_part_of_a_case_bring_as_much_as_is_asked_for() {
    let work = r#"
[workstreams.w]
arrivals = { hearings = { chance = { l = 0.1 }, a_year = "n" } }
due = { within = "5 working days" }
[workstreams.w.steps.s]
by = ["A"]
does = { work = "10 min" }
"#;
    // Chance is 60 in 261 sittings and less at each hearing; four standard errors of 40 years.
    let wanted = 60.0 * 364.0 / 365.25;
    for cases in
        ["0.4", "1.5", "2.49", "{ exponential = { mean = 0.6 } }", "{ uniform = { low = 0, high = 1.4 } }", "{ poisson = { mean = 2.5 } }"]
    {
        let scenario = scenario(&[MORNINGS, work], &["run.length=52 weeks", &format!("lists.l.cases={cases}")]);
        let asked: Vec<f64> = seen(&scenario, 40).iter().map(|seen| seen.streams[0].kinds[0].requested as f64).collect();
        let mean = asked.iter().sum::<f64>() / 40.0;
        assert!((mean - wanted).abs() < 4.0 * (wanted / 40.0).sqrt() * 1.3, "{cases}: {mean}, not {wanted}");
    }
}

#[test]
fn leave_falls_on_every_day_of_the_week_alike() {
    let meetings: String = ["Mon", "Tue", "Wed", "Thu", "Fri"]
        .iter()
        .map(|day| {
            format!(
                "[workstreams.{day}]\narrivals = {{ calendar = {{ day = \"{day}\", at = \"10:00\" }} }}\n\
                 [workstreams.{day}.steps.s]\nby = [\"A\"]\ndoes = {{ attend = {{ lasts = \"1 h\" }} }}\n"
            )
        })
        .collect();
    let people = "leave = { days = \"26 working days\", block = \"3 working days\", at_once = \"100 %\" }\n[clusters.X]\nstaff = { court = { A = 1 } }\n";
    let all = seen(&scenario(&[people, &meetings], &["run.length=52 weeks", "run.headline=Mon"]), 200);
    for day in 0..5 {
        let missed: u64 = all.iter().map(|seen| seen.streams[day].uncovered).sum();
        let share = missed as f64 / (200.0 * 52.0);
        // A tenth of days, in blocks of three: four standard errors of 10,400 days that come in at least a third as many draws.
        assert!((share - 0.1).abs() < 4.0 * (0.09_f64 / 10_400.0).sqrt(), "day {day}: {share}");
    }
    let part_time = "leave = { days = \"26 working days\", block = \"1 working days\", at_once = \"100 %\" }\npart_time = { share = 1, fraction = 0.3 }\n\
                     [clusters.X]\nstaff = { court = { A = 0.3 } }\n[workstreams.w]\narrivals = { calendar = { day = \"Mon\", at = \"10:00\" } }\n\
                     [workstreams.w.steps.s]\nby = [\"A\"]\ndoes = { work = \"1 min\" }\n";
    let all = seen(&scenario(&[part_time], &["run.length=52 weeks"]), 400);
    let sum = |of: fn(&ClusterSeen) -> u64| all.iter().map(of).sum::<u64>() as f64;
    let share = sum(|seen| seen.grades[0].leave) / sum(|seen| seen.grades[0].contracted);
    assert!((share - 0.1).abs() < 4.0 * (0.09_f64 / (400.0 * 104.0)).sqrt(), "{share} of a part-timer's hours");
}

#[test]
fn fte_are_kept_whatever_the_shares_of_part_timers() {
    for fte in [0.3, 0.31, 0.5, 0.6, 0.9, 1.5] {
        let people =
            format!("part_time = {{ share = 1, fraction = 0.6 }}\nhourly_cost = 10\n[clusters.X]\nstaff = {{ court = {{ A = {fte} }} }}\n");
        let work = "[workstreams.w]\narrivals = { calendar = { day = \"Mon\", at = \"10:00\" } }\n[workstreams.w.steps.s]\nby = [\"A\"]\ndoes = { work = \"1 min\" }\n";
        let scenario = scenario(&[&people, work], &["run.length=52 weeks"]);
        let there = by_grade(&scenario)[0].available_hours;
        assert!((there - fte * 260.0 * 8.0).abs() < 0.01 * there, "{fte}: {there} hours");
    }
}

#[test]
fn staff_who_are_there_for_the_data_period_alone_cost_as_much_as_those_always_there() {
    let people = "hourly_cost = 10\n[clusters.X]\nstaff = { court = { A = 1 } }\n";
    let work = "[workstreams.w]\narrivals = { calendar = { day = \"Mon\", at = \"10:00\" } }\n[workstreams.w.steps.s]\nby = [\"A\"]\ndoes = { work = \"1 min\" }\n";
    let paid = |extra: &str| {
        let long = ["run.length=26 weeks", "run.warm_up=26 weeks", "run.run_out=26 weeks"];
        let scenario = scenario(&[people, work, extra], &long);
        payroll(&scenario, &Model::new(&scenario))
    };
    let one = "[extra_staff.x]\nteam = \"court\"\ngrade = \"A\"\nfte = 1\n";
    let (none, always) = (paid(""), paid(one));
    assert!((always - 2.0 * none).abs() < 1e-6);
    let period = paid(&format!("{one}from = 2016-01-04\nuntil = 2016-07-03\n"));
    assert!((period - always).abs() < 1e-6, "{period}, not {always}");
    assert!((paid(&format!("{one}until = 2015-12-31\n")) - none).abs() < 1e-6, "before it nothing is counted");
}

#[test]
fn who_leaves_is_no_longer_promised_for() {
    // Nobody ever has time for the interview, so that each report gives up on its day. Each is put over by two working days, and no more.
    let sets =
        ["run.length=26 weeks", "workstreams.w.steps.iv.gives_up=1 h", "workstreams.w.adjourn={ appointment = 1.0, capacity = 0.5 }"];
    let scenario = scenario(&[MORNINGS, BUSY], &sets);
    let all = seen(&scenario, 1).remove(0);
    let kind = &all.streams[1].kinds[0];
    // Three of the last week's may still be under way.
    assert!(kind.gave_up + 3 >= kind.requested && kind.gave_up > 120, "{kind:?}");
}

#[test]
fn nobody_comes_to_an_appointment_for_an_interview_that_is_not_needed() {
    let work = r#"
[workstreams.w]
arrivals = { hearings = { chance = { l = 1 } } }
due = { court_rises = {} }
stand_down = { policy = "never" }
adjourn = { appointment = 0.5, non_attendance = 0.5 }
kinds = { k = { share = 1, adjourn = "20 working days" } }
[workstreams.w.steps.iv]
by = ["A"]
chance = 0
appointment = true
does = { work = "40 min" }
[workstreams.w.steps.write]
after = ["iv"]
by = ["A"]
does = { work = "10 min" }
"#;
    let done = when(&scenario(&[MORNINGS, work], &["run.run_out=8 weeks"]), |what| matches!(what, EventKind::Delivered { .. }));
    assert_eq!(done[0], (0, "0 10:11".to_owned()));
}

#[test]
fn a_meeting_is_attended_by_those_whom_its_kind_wants() {
    let work = r#"
[grades.B]
[grades.C]
[clusters.X]
staff = { court = { A = 1, B = 1, C = 1 } }
[workstreams.w]
arrivals = { calendar = { day = "Mon", at = "10:00" } }
kinds = { large = { share = 1 }, small = { share = 0 } }
[workstreams.w.steps.s]
by = ["A"]
does = { attend = { lasts = "1 h" } }
for = { large = { by = ["A", "B", "C"] } }
"#;
    let wanted = |by: &str, large: &str| {
        let sets = [format!("workstreams.w.steps.s.by={by}"), format!("workstreams.w.steps.s.for.large.by={large}")];
        let scenario = scenario(&[work], &[&sets[0], &sets[1]]);
        let hours: f64 = by_grade(&scenario).iter().map(|load| load.offered_hours).sum();
        (seen(&scenario, 1)[0].streams[0].cover_wanted, hours)
    };
    assert_eq!(wanted("[\"A\"]", "[\"A\", \"B\", \"C\"]"), (3, 3.0));
    assert_eq!(wanted("[\"A\", \"B\", \"C\"]", "[\"B\"]"), (1, 1.0));
}

#[test]
fn a_gate_asks_for_as_much_as_was_foreseen() {
    let work = r#"
[grades.M]
day = ["09:00-17:00"]
[clusters.X]
staff = { court = { A = 10, M = 10 } }
[workstreams.w]
arrivals = { random = { rate = "4 an hour", during = ["09:00-12:00"] } }
[workstreams.w.steps.write]
by = ["A"]
does = { work = "10 min" }
[workstreams.w.steps.gate]
after = ["write"]
by = ["M"]
does = { gate = { reading = "10 min", returned = 0.9, rework = "10 min" } }
"#;
    let scenario = scenario(&[work], &["run.length=26 weeks"]);
    let (loads, all) = (by_grade(&scenario), seen(&scenario, 10));
    for (grade, load) in loads.iter().enumerate() {
        let busy = all.iter().map(|seen| seen.grades[grade].busy).sum::<u64>() as f64 / 36_000.0;
        assert!((busy / load.offered_hours - 1.0).abs() < 0.03, "{}: {busy} hours, {} foreseen", load.grade, load.offered_hours);
    }
}

#[test]
fn part_of_a_date_is_carried_to_the_next() {
    let work = "[clusters.X]\nstaff = { court = { A = 1 } }\n[workstreams.w]\narrivals = { calendar = { day = \"Mon\", at = \"10:00\" } }\n\
                [workstreams.w.steps.s]\nby = [\"A\"]\ndoes = { work = \"1 min\" }\n";
    // Of 52 dates a whole number, or the one above or below what they come to: which of them is drawn where a history begins in its turns.
    for (volume, least, mean) in [(0.004, 0, 0.208), (0.4, 20, 20.8), (0.5, 26, 26.0), (1.0, 52, 52.0), (1.2, 62, 62.4), (2.0, 104, 104.0)]
    {
        let scenario = scenario(&[work], &["run.length=52 weeks", &format!("workstreams.w.volume={volume}")]);
        let all: Vec<u64> = seen(&scenario, 400).iter().map(|seen| seen.streams[0].kinds[0].requested).collect();
        assert!(all.iter().all(|number| (least..=least + 1).contains(number)), "{volume}: {all:?}");
        let (found, part) = (all.iter().sum::<u64>() as f64 / 400.0, f64::fract(mean));
        assert!((found - mean).abs() <= 4.0 * (part * (1.0 - part) / 400.0).sqrt(), "{volume}: {found}");
        let hours: f64 = by_grade(&scenario).iter().map(|load| load.offered_hours).sum();
        assert!((hours * 60.0 - mean).abs() < 1e-6, "{volume}: {hours} hours are expected");
    }
}

#[test]
fn a_second_court_moves_nothing_of_the_first() {
    let work = "[workstreams.w]\narrivals = { hearings = { chance = { l = 0.3 } } }\n[workstreams.w.steps.s]\nby = [\"A\"]\ndoes = { work = \"1 min\" }\n";
    let first = |count: &str| {
        let scenario = scenario(&[MORNINGS, work], &["run.length=52 weeks", &format!("clusters.X.courts.m.count={count}")]);
        seen(&scenario, 1)[0].streams[0].courts[0].requested
    };
    assert_eq!(first("1"), first("2"));
}

#[test]
fn a_case_that_leaves_beside_work_under_way_leaves_everything_in_balance() {
    // Two steps side by side: one is given up while the other is worked on, waits, or was interrupted; and another follows it.
    let work = |give_up: &str| {
        format!(
            r#"
[clusters.X]
staff = {{ court = {{ A = 1, B = 1 }} }}
[grades.B]
day = ["09:00-17:00"]
[workstreams.urgent]
class = 1
arrivals = {{ random = {{ rate = "3 a day", during = ["09:00-17:00"] }} }}
[workstreams.urgent.steps.s]
by = ["A", "B"]
preempts = true
does = {{ work = "1 h" }}
[workstreams.w]
arrivals = {{ random = {{ rate = "6 a day", during = ["09:00-17:00"] }} }}
[workstreams.w.steps.draft]
by = ["B"]
does = {{ work = "2 h" }}
[workstreams.w.steps.check]
by = ["A"]
gives_up = "{give_up}"
does = {{ work = "90 min" }}
[workstreams.w.steps.sign]
after = ["draft"]
by = ["A"]
gives_up = "{give_up}"
does = {{ work = "10 min" }}
"#
        )
    };
    for give_up in ["10 min", "1 h", "1 day"] {
        let scenario = scenario(&[&work(give_up)], &["run.length=8 weeks"]);
        // The balances are asserted at the end of every replication.
        let all = seen(&scenario, 20);
        let sum = |of: fn(&ClusterSeen) -> u64| all.iter().map(of).sum::<u64>();
        assert!(sum(|seen| seen.streams[1].kinds[0].gave_up) > 100, "{give_up}");
        let begun_after = when(&scenario, |what| matches!(what, EventKind::GivenUp(_)));
        let delivered = when(&scenario, |what| matches!(what, EventKind::Delivered { .. }));
        assert!(begun_after.iter().all(|(case, _)| delivered.iter().all(|(other, _)| other != case)), "{give_up}");
    }
}

#[test]
fn what_a_deputy_may_begin_as_soon_is_shared_by_hours_and_what_they_may_begin_later_is_the_head_s() {
    let work = r#"
[grades.HEAD]
day = ["09:00-17:00"]
manager = true
[grades.DEPUTY]
day = ["09:00-17:00"]
manager = true
[clusters.X]
staff = { court = { HEAD = 1, DEPUTY = 0.5 } }
[workstreams.w]
arrivals = { calendar = { day = "Mon, Tue, Wed", at = "09:00" } }
[workstreams.w.steps.s]
by = ["HEAD", "DEPUTY"]
does = { work = "4 h" }
"#;
    let hours = |sets: &[&str]| {
        let all = seen(&scenario(&[work], sets), 1).remove(0);
        [1, 2].map(|grade| all.grades[grade].asked / 3600)
    };
    assert_eq!(hours(&[]), [8, 4]);
    assert_eq!(hours(&["clusters.X.staff.court.DEPUTY=0"]), [12, 0]);
    assert_eq!(hours(&["clusters.X.staff.court.HEAD=0"]), [0, 12]);
    assert_eq!(hours(&["workstreams.w.steps.s.by=[\"HEAD\", \"DEPUTY after 1 h\"]"]), [12, 0]);
    assert_eq!(hours(&["workstreams.w.steps.s.by=[\"DEPUTY\", \"HEAD\"]"]), [8, 4]);
}

/// Work of a court's hearings, tried on the day if its expected end is in time.
const EXPECTED: &str = r#"
[grades.B]
day = ["09:00-17:00"]
[workstreams.w]
arrivals = { hearings = { chance = { l = 1 } } }
due = { court_rises = {} }
stand_down = { policy = "expected_finish" }
adjourn = {}
kinds = { k = { share = 1, adjourn = "5 working days" } }
"#;

/// Requests of a scenario, and those of them done the same day.
fn on_the_day(scenario: &Scenario) -> (u64, u64) {
    let seen = &seen(scenario, 1)[0].streams[0].kinds[0];
    (seen.requested, seen.same_day)
}

#[test]
fn whoever_may_begin_later_is_expected_to() {
    let step = "[workstreams.w.steps.s]\nby = [\"B\", \"A after 10 min\"]\ndoes = { work = \"30 min\" }\n";
    // Nobody, or somebody who is never free, stands before the deputy, who is idle.
    assert_eq!(on_the_day(&scenario(&[MORNINGS, EXPECTED, step], &["run.length=4 weeks"])), (20, 20));
    let late = "workstreams.w.steps.s.by=[\"B\", \"A after 4 h\"]";
    assert_eq!(on_the_day(&scenario(&[MORNINGS, EXPECTED, step], &["run.length=4 weeks", late])), (20, 0));
}

#[test]
fn work_side_by_side_is_expected_to_end_when_the_longest_does() {
    // An hour and a half each, by two people who are idle; the court rises three hours after it began.
    let steps = "[workstreams.w.steps.s]\nby = [\"A\"]\ndoes = { work = \"90 min\" }\n\
                 [workstreams.w.steps.t]\nby = [\"B\"]\ndoes = { work = \"90 min\" }\n";
    let sets = ["run.length=4 weeks", "clusters.X.staff.court.B=1"];
    assert_eq!(on_the_day(&scenario(&[MORNINGS, EXPECTED, steps], &sets)), (20, 20));
    let after = [&sets[..], &["workstreams.w.steps.t.after=[\"s\"]"]].concat();
    assert_eq!(on_the_day(&scenario(&[MORNINGS, EXPECTED, steps], &after)), (20, 0));
}

#[test]
fn what_is_ready_when_the_court_rises_is_handed_in_where_there_is_no_later_date() {
    let work = "[workstreams.w]\narrivals = { hearings = { chance = { l = 1 }, known = \"start_of_day\" } }\ndue = { court_rises = {} }\n\
                stand_down = {}\n[workstreams.w.steps.s]\nby = [\"A\"]\ndoes = { work = \"175 min\" }\n";
    // Ready at five to one, while the only hearing goes on until the court has risen.
    let all = seen(&scenario(&[MORNINGS, work], &["run.length=4 weeks", "lists.l.hearing=190 min"]), 1);
    let kind = &all[0].streams[0].kinds[0];
    assert_eq!((kind.requested, kind.delivered, kind.outstanding, kind.same_day), (20, 20, 0, 0));
}

#[test]
fn a_manager_s_task_without_a_time_is_neither_in_time_nor_missed_and_one_that_leaves_is_missed() {
    let work = r#"
[grades.M]
day = ["09:00-17:00"]
manager = true
[clusters.X]
staff = { court = { A = 1, M = 1 } }
[workstreams.w]
arrivals = { random = { rate = "12 a day", during = ["09:00-16:00"] } }
[workstreams.w.steps.s]
by = ["M"]
gives_up = "1 h"
does = { work = "30 min" }
"#;
    let managers = |sets: &[&str]| {
        let seen = seen(&scenario(&[work], &[&["run.length=26 weeks"], sets].concat()), 1).remove(0);
        let kind = &seen.streams[0].kinds[0];
        (seen.grades[1].timed, seen.grades[1].in_time, kind.delivered, kind.gave_up)
    };
    let (timed, in_time, _, gave_up) = managers(&[]);
    assert!((timed, in_time) == (0, 0) && gave_up > 10, "{timed} {in_time} {gave_up}");
    let (timed, in_time, delivered, gave_up) = managers(&["workstreams.w.due={ within = \"5 working days\" }"]);
    assert_eq!((timed, in_time), (delivered + gave_up, delivered));
    // The manager does something else all day: one step is given up, and the other is called off with it.
    let beside = [
        "workstreams.w.due={ within = \"5 working days\" }",
        "workstreams.w.class=9",
        "workstreams.w.steps.s.gives_up=\"9 days\"",
        "workstreams.w.steps.t={ by = [\"M\"], gives_up = \"1 h\", does = { work = \"1 min\" } }",
        "workstreams.all_day={ class = 1, arrivals = { calendar = { day = \"Mon-Fri\", at = \"09:00\" } }, steps = { s = { by = [\"M\"], does = { work = \"8 h\" } } } }",
    ];
    let (timed, in_time, delivered, gave_up) = managers(&beside);
    assert!(delivered == 0 && in_time == 0 && gave_up > 1_000 && timed == 2 * gave_up, "{timed} {in_time} {delivered} {gave_up}");
}

/// Hours that each grade worked in half a year, of ten histories.
fn hours_worked(parts: &[&str], sets: &[&str]) -> Vec<f64> {
    let all = seen(&scenario(parts, &[&["run.length=26 weeks"], sets].concat()), 10);
    (0..all[0].grades.len()).map(|grade| all.iter().map(|seen| seen.grades[grade].busy).sum::<u64>() as f64 / 36_000.0).collect()
}

#[test]
fn two_readings_side_by_side_return_a_report_each_for_itself() {
    let work = r#"
[grades.M]
day = ["09:00-17:00"]
[grades.N]
day = ["09:00-17:00"]
[clusters.X]
staff = { court = { A = 10, M = 10, N = 10 } }
[workstreams.w]
arrivals = { random = { rate = "4 a day", during = ["09:00-10:00"] } }
[workstreams.w.steps.write]
by = ["A"]
does = { work = "10 min" }
[workstreams.w.steps.one]
after = ["write"]
by = ["M"]
does = { gate = { reading = "10 min", returned = 0.5, rework = "60 min" } }
[workstreams.w.steps.other]
after = ["write"]
by = ["N"]
does = { gate = { reading = "30 min", returned = 0.0001, rework = "60 min" } }
"#;
    // 520 reports; of the one 1 + 1/2 + 1/4 + 1/8 readings, of the other one. Four standard errors of ten histories are some 2 %, 3 % with the returns.
    let hours = hours_worked(&[work], &[]);
    for (found, wanted) in [(hours[1], 520.0 * 1.875 / 6.0), (hours[2], 520.0 / 2.0)] {
        assert!((found / wanted - 1.0).abs() < 0.07, "{found} hours, wanted {wanted}");
    }
}

#[test]
fn a_report_is_returned_to_who_wrote_it_whatever_else_is_waited_for() {
    let work = |after: &str| {
        format!(
            "[grades.M]\nday = [\"09:00-17:00\"]\n[clusters.X]\nstaff = {{ court = {{ A = 10, M = 10 }} }}\n[workstreams.w]\n\
             arrivals = {{ random = {{ rate = \"4 a day\", during = [\"09:00-12:00\"] }} }}\n[workstreams.w.steps.write]\nby = [\"A\"]\n\
             does = {{ work = \"30 min\" }}\n[workstreams.w.steps.check]\nafter = [\"write\"]\ndoes = {{ wait = {{ lasts = \"10 min\" }} }}\n\
             [workstreams.w.steps.gate]\nafter = [{after}]\nby = [\"M\"]\n\
             does = {{ gate = {{ reading = \"10 min\", returned = 0.5, rework = \"30 min\" }} }}\n"
        )
    };
    let hours = |after: &str| hours_worked(&[&work(after)], &[]);
    let wanted = hours("\"check\", \"write\"");
    assert_eq!(hours("\"write\", \"check\""), wanted);
    assert_eq!(hours("\"check\""), wanted);
    assert!((wanted[0] / (520.0 * (0.5 + 0.875 * 0.5)) - 1.0).abs() < 0.07, "{wanted:?}");
}

#[test]
fn a_meeting_has_the_place_of_who_prepared_it_and_places_for_others() {
    let work = r#"
[grades.B]
day = ["09:00-17:00"]
[clusters.X]
staff = { court = { A = 5, B = 5 } }
[workstreams.w]
arrivals = { random = { rate = "1 a day", during = ["10:00-12:00"] } }
[workstreams.w.steps.prepare]
by = ["A"]
does = { work = "1 h" }
[workstreams.w.steps.meet]
after = ["prepare"]
by = ["A", "B"]
same_as = "prepare"
does = { attend = { lasts = "30 min" } }
"#;
    let all = seen(&scenario(&[work], &["run.length=26 weeks"]), 1).remove(0);
    let stream = &all.streams[0];
    assert_eq!((stream.cover_wanted, stream.uncovered), (2 * stream.kinds[0].requested, 0));
    assert_eq!(all.grades[1].busy, 1_800 * stream.kinds[0].requested);
}

#[test]
fn hours_foreseen_are_of_the_days_that_the_grade_works() {
    let work = "[clusters.X]\nstaff = { court = { A = 1 } }\n[workstreams.w]\narrivals = { calendar = { day = \"Mon\", at = \"10:00\" } }\n\
                [workstreams.w.steps.s]\nby = [\"A\"]\ndoes = { work = \"1 min\" }\n";
    for (calendar, grade, days) in
        [("Mon-Sun", "Mon-Fri", 5.0), ("Mon-Fri", "Mon-Wed", 3.0), ("Mon-Sun", "Mon-Sun", 7.0), ("Mon-Fri", "Mon-Sun", 7.0)]
    {
        let sets = ["run.length=10 weeks".to_owned(), format!("calendar.working_days={calendar}"), format!("grades.A.days={grade}")];
        let sets: Vec<&str> = sets.iter().map(String::as_str).collect();
        let scenario = scenario(&[work], &sets);
        assert_eq!(by_grade(&scenario)[0].available_hours, 10.0 * days * 8.0, "{calendar}, {grade}");
        assert_eq!(seen(&scenario, 1)[0].grades[0].on_duty, (10.0 * days * 8.0 * 3600.0) as u64, "{calendar}, {grade}");
    }
}

#[test]
fn an_interview_that_waits_in_vain_today_and_is_given_at_an_appointment_is_asked_for_once() {
    // On Mondays somebody is busy until the court has risen; the interview is put over to a later day, when they are free.
    let sets = [
        "run.length=4 weeks",
        "run.run_out=4 weeks",
        "workstreams.busy.arrivals={ calendar = { day = \"Mon\", at = \"09:00\" } }",
        "workstreams.w.stand_down={ policy = \"always_try\" }",
    ];
    let all = seen(&scenario(&[MORNINGS, BUSY], &sets), 1).remove(0);
    let done: u64 = all.streams.iter().flat_map(|stream| &stream.steps).map(|step| step.worked).sum();
    let put_over = all.streams[1].kinds[0].adjourned;
    assert!(put_over >= 4, "{put_over}");
    assert_eq!(all.grades[0].asked, done);
}
