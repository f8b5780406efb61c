//! Single rules, each worked by hand in the smallest scenario that shows it: skills, sickness, expected hours, what is not finished.

use sameday::experiment::costs::years;
use sameday::model::Model;
use sameday::model::load::by_grade;
use sameday::model::observe::ClusterSeen;
use sameday::scenario::grammar::Scenario;

use crate::support::{of_cluster, written};

const HOUR: u64 = 3600;

/// Monday 4 January 2016 in one office, which is open from nine to five and ends its history that night.
///
/// - `grade`: further keys of the one grade, `PO`.
/// - `times`: when pieces of work come that are alike.
/// - `does`: what the one step of the work is.
fn monday(staff: u64, grade: &str, times: &[&str], does: &str, sets: &[&str]) -> Scenario {
    let events: Vec<String> = times.iter().map(|time| format!("{{ time = \"2016-01-04 {time}\" }}")).collect();
    written(
        &format!(
            "question = \"What does one rule do?\"\n[run]\nstart = 2016-01-04\nlength = \"1 day\"\nheadline = \"work\"\n\
             [grades.PO]\nday = [\"09:00-17:00\"]\n{grade}\n[clusters.A.staff.office]\nPO = {staff}\n\
             [workstreams.work]\nteam = \"office\"\narrivals = {{ file = {{ path = \"none.csv\", events = [{}] }} }}\n\
             [workstreams.work.steps.do]\nby = [\"PO\"]\n{does}\n",
            events.join(", ")
        ),
        sets,
    )
}

fn seen(scenario: &Scenario) -> ClusterSeen {
    of_cluster(scenario, "A", 1, 1).remove(0)
}

#[test]
fn work_waits_for_those_who_have_every_skill_it_wants() {
    // Two pieces of two hours at nine and two people, the first of whom speaks Welsh and both of whom know the young.
    let some = "{ welsh = 0.5, young = 1, german = 0 }";
    let hours = |wants: &str| {
        let does = format!("does = {{ work = \"2 h\" }}\nskills = {wants}");
        let kind = seen(&monday(2, &format!("skills = {some}"), &["09:00", "09:00"], &does, &[])).streams[0].kinds[0].clone();
        (kind.delivered, kind.completion / HOUR)
    };
    assert_eq!(hours("[]"), (2, 4), "side by side");
    assert_eq!(hours("[\"young\"]"), (2, 4));
    assert_eq!(hours("[\"welsh\"]"), (2, 6), "one after the other");
    assert_eq!(hours("[\"young\", \"welsh\"]"), (2, 6));
    assert_eq!(hours("[\"young\", \"german\"]"), (0, 0), "nobody has both");
}

#[test]
fn work_under_way_when_the_history_ends_has_waited_and_been_worked_on() {
    // Five hours each, asked for at nine and ten. The second is begun at two, four hours late, and three of its hours are done by five.
    let seen = seen(&monday(1, "", &["09:00", "10:00"], "does = { work = \"5 h\" }", &[]));
    let step = seen.streams[0].steps[0];
    assert_eq!((step.begun, step.delayed, step.waited / HOUR, step.worked / HOUR), (2, 1, 4, 8));
    let kind = &seen.streams[0].kinds[0];
    assert_eq!((kind.delivered, kind.outstanding, seen.grades[0].busy / HOUR), (1, 1, 8));
}

#[test]
fn spells_of_sickness_begin_on_any_day_and_take_the_share_that_is_stated() {
    // Half of all days, from the first on: spells are under way when the history begins, and one of less than a day may leave the noon free.
    let sick = |spell: &str, length: &str, replications: u64| {
        let grade = format!("sickness = {{ days = \"130 days\", spell = {spell} }}");
        let scenario =
            monday(10, &grade, &["09:00"], "does = { work = \"1 h\" }", &[&format!("run.length={length}"), "calendar.bank_holidays=false"]);
        let all = of_cluster(&scenario, "A", replications, 1);
        let sum = |of: fn(&ClusterSeen) -> u64| all.iter().map(of).sum::<u64>() as f64;
        sum(|seen| seen.grades[0].sick) / sum(|seen| seen.grades[0].contracted)
    };
    for spell in ["\"1 day\"", "{ exponential = { mean = \"1 day\" } }", "{ fixed = \"40 days\" }", "\"0.1 days\""] {
        // Four standard errors of 4,000 people. In the long run spells of a day are as good as days by themselves; 40 days are a fortieth as many.
        let first = sick(spell, "1 day", 400);
        assert!((first - 0.5).abs() < 4.0 * (0.25_f64 / 4000.0).sqrt(), "{spell}: {first}");
        let (long, spells) = (sick(spell, "52 weeks", 20), if spell.contains("40") { 1300.0 } else { 52_000.0 });
        assert!((long - 0.5).abs() < 4.0 * (0.25_f64 / spells).sqrt(), "{spell}: {long}");
    }
}

#[test]
fn posts_are_empty_for_the_share_stated_from_the_first_day_on_however_long_they_stay_empty() {
    let vacant = |lasts: &str, length: &str, replications: u64| {
        let grade = format!("vacancy = {{ share = 0.2, lasts = {lasts} }}");
        let all = of_cluster(
            &monday(10, &grade, &["09:00"], "does = { work = \"1 h\" }", &[&format!("run.length={length}")]),
            "A",
            replications,
            1,
        );
        let sum = |of: fn(&ClusterSeen) -> u64| all.iter().map(of).sum::<u64>() as f64;
        sum(|seen| seen.grades[0].vacant) / sum(|seen| seen.grades[0].contracted)
    };
    for (lasts, cycle) in [("\"10 weeks\"", 350.0), ("{ exponential = { mean = \"1 day\" } }", 5.0), ("\"1 h\"", 1.0)] {
        let first = vacant(lasts, "1 day", 400);
        assert!((first - 0.2).abs() < 4.0 * (0.16_f64 / 4000.0).sqrt(), "{lasts}: {first}");
        // Over a year 1,000 people have so many cycles of a spell and the time to the next, each worth a post that is empty or not.
        let (long, cycles) = (vacant(lasts, "52 weeks", 100), 1000.0 * 364.0 / cycle);
        assert!((long - 0.2).abs() < 4.0 * (0.16_f64 / cycles).sqrt(), "{lasts}: {long}");
    }
}

#[test]
fn leave_is_as_many_days_a_year_whatever_the_week_and_bank_holidays_are_apart() {
    let leave = |grade: &str, calendar: &str| {
        let grade = format!("{grade}\nleave = {{ days = \"26 days\", at_once = 1 }}");
        let sets = ["run.length=52 weeks", calendar];
        let seen = seen(&monday(1, &grade, &["09:00"], "does = { work = \"1 h\" }", &sets));
        seen.grades[0].leave as f64 / 8.0 / HOUR as f64
    };
    assert_eq!(leave("", "calendar.bank_holidays=false"), 26.0);
    assert_eq!(leave("", "calendar.bank_holidays=true"), 26.0);
    assert_eq!(leave("", "calendar.working_days=Mon-Sun"), 26.0);
    assert_eq!(leave("days = \"Mon-Sun\"", "calendar.working_days=Mon-Sun"), 26.0);
}

#[test]
fn days_sick_and_days_of_training_are_those_stated_whatever_the_week_the_holidays_and_the_leave() {
    // 12 days sick and 6 of training for each of ten people in 100 years; sick days come in threes, which widens their spread by √3.
    for (days, calendar) in [("Mon-Fri", "true"), ("Mon-Wed", "true"), ("Mon-Fri", "false")] {
        let grade = format!(
            "days = \"{days}\"\nleave = {{ days = \"26 days\", at_once = 1 }}\ntraining = \"6 days\"\n\
             sickness = {{ days = \"12 days\", spell = {{ fixed = \"3 days\" }} }}"
        );
        let sets = ["run.length=52 weeks", &format!("calendar.bank_holidays={calendar}")];
        let all = of_cluster(&monday(10, &grade, &["09:00"], "does = { work = \"1 h\" }", &sets), "A", 100, 1);
        let mean = |of: fn(&ClusterSeen) -> u64| all.iter().map(of).sum::<u64>() as f64 / 8.0 / HOUR as f64 / 1000.0;
        let (leave, sick, taught) =
            (mean(|seen| seen.grades[0].leave), mean(|seen| seen.grades[0].sick), mean(|seen| seen.grades[0].elsewhere));
        assert_eq!(leave, 26.0, "{days}, {calendar}");
        assert!((sick - 12.0).abs() < 4.0 * (36.0_f64 / 1000.0).sqrt(), "{days}, {calendar}: {sick} days sick");
        assert!((taught - 6.0).abs() < 4.0 * (6.0_f64 / 1000.0).sqrt(), "{days}, {calendar}: {taught} days taught");
    }
}

#[test]
fn leave_of_a_day_at_a_time_is_all_booked_over_ten_years() {
    let grade = "leave = { days = \"28 days\", block = \"1 day\", at_once = 1, season = { jul = 3, aug = 3 } }";
    let seen = seen(&monday(1, grade, &["09:00"], "does = { work = \"1 h\" }", &["run.length=520 weeks"]));
    assert_eq!(seen.grades[0].leave as f64 / 8.0 / HOUR as f64, 280.0);
}

#[test]
fn a_tenth_of_the_people_of_forty_small_teams_have_a_skill_and_never_two_of_four() {
    // Four in each of forty clusters: 16 have it, as many more or fewer as 40 draws of 0.4 may give; nobody, or one.
    let clusters: String = (0..40).map(|i| format!("[clusters.C{i:02}.staff.desk]\nPO = 4\n")).collect();
    let text = format!(
        "question = \"Who has a rare skill?\"\n[run]\nstart = 2016-01-04\nlength = \"1 day\"\nheadline = \"work\"\n\
         [grades.PO]\nday = [\"09:00-17:00\"]\nskills = {{ welsh = \"10 %\" }}\n{clusters}\
         [workstreams.work]\nteam = \"desk\"\narrivals = {{ random = {{ rate = \"100 a day\" }} }}\n\
         [workstreams.work.steps.do]\nby = [\"PO\"]\nskills = [\"welsh\"]\ndoes = {{ work = \"2 h\" }}\n"
    );
    let scenario = written(&text, &[]);
    // Much more is asked for than anybody can do: whoever is able works all day.
    let able: Vec<u64> = (0..40).map(|i| of_cluster(&scenario, &format!("C{i:02}"), 1, 1)[0].grades[0].busy.div_ceil(8 * HOUR)).collect();
    assert!(able.iter().all(|&able| able <= 1), "{able:?}");
    let warnings = Model::new(&scenario).warnings;
    assert_eq!(warnings.len(), able.iter().filter(|&&able| able == 0).count());
    assert!(warnings[0].contains("nobody who could do `workstreams.work.steps.do` has welsh"), "{warnings:?}");
    let all = able.iter().sum::<u64>() as f64;
    assert!((all - 16.0).abs() < 4.0 * (40.0_f64 * 0.24).sqrt(), "{all}");
}

#[test]
fn hours_that_can_be_expected_are_those_left_by_every_absence() {
    // Of eight hours: 0.95 of posts filled; of 260 days 26 on leave and 13 sick; of the 221 left a tenth absent, and 13 taught; 0.75 not on other
    // duties, and less for the fifth who are new: nothing of those who are wholly protected.
    let grade = "vacancy = { share = 0.05, lasts = \"30 days\" }\nleave = { days = \"26 days\" }\n\
                 sickness = { days = \"13 days\", spell = \"3 days\" }\ntraining = \"13 days\"\nabsence = 0.1\nother_duties = 0.25\n\
                 newly_qualified = { share = 0.2, reduction = 0.9 }";
    let loads = by_grade(&monday(1, grade, &["09:00"], "does = { work = \"1 h\" }", &[]));
    let wanted = 8.0 * 0.95 * (221.0 * 0.9 - 13.0) / 260.0 * 0.75 * 0.8;
    assert!((loads[0].available_hours - wanted).abs() < 1e-9, "{loads:?}");
}

#[test]
fn what_is_late_and_done_on_its_day_is_same_day_unless_a_time_of_the_day_was_set() {
    // Two hours from nine: an hour late, or an hour after ten o'clock.
    let told = |due: &str| {
        let scenario = monday(1, "", &["09:00"], "does = { work = \"2 h\" }", &[&format!("workstreams.work.due={due}")]);
        let kind = seen(&scenario).streams[0].kinds[0].clone();
        (kind.same_day, kind.on_time, kind.late, kind.lateness / HOUR)
    };
    assert_eq!(told("{ within = \"1 h\" }"), (1, 0, 1, 1));
    assert_eq!(told("{ within = \"2 h\" }"), (1, 1, 0, 0));
    assert_eq!(told("{ by = \"10:00\" }"), (0, 0, 1, 1));
    assert_eq!(told("{ by = \"11:00\" }"), (1, 1, 0, 0));
}

#[test]
fn totals_a_year_are_those_of_the_observed_time() {
    let observed = |sets: &[&str]| years(&Model::new(&monday(1, "", &["09:00"], "does = { work = \"1 h\" }", sets)));
    assert!((observed(&["run.length=73 days", "run.warm_up=7 days", "run.run_out=14 days"]) - 0.2).abs() < 1e-3);
}

#[test]
fn what_is_not_finished_is_late_once_its_time_is_past() {
    // Twelve hours of work, asked for at nine on the only day.
    let told = |due: &str| {
        let work = monday(1, "", &["09:00"], "does = { work = \"12 h\" }", &[&format!("workstreams.work.due={due}")]);
        let kind = seen(&work).streams[0].kinds[0].clone();
        (kind.outstanding, kind.late)
    };
    assert_eq!(told("{ within = \"1 h\" }"), (1, 1));
    assert_eq!(told("{ within = \"14 h\" }"), (1, 1));
    assert_eq!(told("{ within = \"40 h\" }"), (1, 0), "it may still be in time");
    assert_eq!(told("none"), (1, 0));
}

#[test]
fn a_step_waits_for_one_that_stands_after_it_and_not_for_one_that_is_skipped() {
    let hours = |chance: u32| {
        let sets = [
            "workstreams.work.steps.do.after=[\"check\"]",
            "workstreams.work.steps.check={ when = [\"odd\"], does = { wait = { lasts = \"3 h\" } } }",
            &format!("workstreams.work.flags.odd={{ chance = {chance} }}"),
        ];
        let kind = seen(&monday(1, "", &["09:00"], "does = { work = \"1 h\" }", &sets)).streams[0].kinds[0].clone();
        (kind.delivered, kind.completion / HOUR)
    };
    assert_eq!((hours(0), hours(1)), ((1, 1), (1, 4)));
}

#[test]
fn a_grade_is_judged_by_the_work_that_has_a_time() {
    // Two hours from nine, then two more of work asked for at ten: done at eleven and at one. In time within three hours: one waited an hour.
    let told = |due: &str| {
        let work = monday(1, "", &["09:00", "10:00"], "does = { work = \"2 h\" }", &[&format!("workstreams.work.due={due}")]);
        let grade = seen(&work).grades[0].clone();
        (grade.begun, grade.waited / HOUR, grade.timed, grade.in_time)
    };
    assert_eq!(told("{ within = \"3 h\" }"), (2, 1, 2, 2));
    assert_eq!(told("{ within = \"2 h\" }"), (2, 1, 2, 1));
    assert_eq!(told("none"), (2, 1, 0, 0), "without a time there is nothing to be in time for");
}

#[test]
fn a_meeting_that_nobody_comes_to_is_neither_the_same_day_nor_on_time() {
    let told = |staff: u64| {
        let meeting = "does = { attend = { lasts = \"1 h\" } }";
        let stream =
            seen(&monday(staff, "", &["10:00", "10:00"], meeting, &["workstreams.work.due={ by = \"17:00\" }"])).streams[0].clone();
        let kind = &stream.kinds[0];
        let decided: u64 = stream.decided.iter().sum();
        assert_eq!(kind.same_day + decided, kind.requested);
        (kind.delivered, kind.same_day, kind.on_time, kind.late, kind.lateness, stream.uncovered)
    };
    assert_eq!(told(2), (2, 2, 2, 0, 0, 0));
    assert_eq!(told(1), (2, 1, 1, 1, 0, 1));
}

#[test]
fn work_that_is_given_up_was_due_and_missed_for_want_of_whom_it_waited_for() {
    // Three pieces of six hours from nine o'clock and one person: the second is begun at three, the third not within seven hours.
    let told = |due: &str| {
        let does = "does = { work = \"6 h\" }\ngives_up = \"7 h\"";
        let stream = seen(&monday(1, "", &["09:00"; 3], does, &[&format!("workstreams.work.due={due}")])).streams[0].clone();
        let kind = stream.kinds[0].clone();
        let missed = stream.decided.iter().sum::<u64>();
        (kind.gave_up, kind.outstanding, kind.on_time, kind.late, kind.same_day, missed)
    };
    assert_eq!(told("{ by = \"16:30\" }"), (1, 1, 1, 2, 1, 2));
    assert_eq!(told("{ within = \"8 h\" }"), (1, 1, 1, 2, 1, 0));
    assert_eq!(told("{ within = \"5 days\" }"), (1, 1, 1, 0, 1, 0), "nobody knows yet whether it would have been late");
    assert_eq!(told("none"), (1, 1, 1, 0, 1, 0));
}
