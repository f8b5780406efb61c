//! Single rules, each worked by hand in the smallest scenario that shows it: skills, sickness, expected hours, what is not finished.

use sameday::model::Model;
use sameday::model::observe::ClusterSeen;
use sameday::model::offered_load::by_grade;
use sameday::scenario::grammar::Scenario;
use sameday::study::costs::years;

use crate::support::{estimates, of_cluster, written};

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
            "question = \"EventKind does one rule do?\"\n[run]\nstart = 2016-01-04\nlength = \"1 day\"\nheadline = \"work\"\n\
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

/// Several clusters of so many officers each, a share of whom speaks Welsh; all that is asked of them wants it.
fn welsh(clusters: usize, officers: u64, share: &str) -> Scenario {
    let clusters: String = (0..clusters).map(|i| format!("[clusters.C{i:02}.staff.desk]\nPO = {officers}\n")).collect();
    let text = format!(
        "question = \"Who has a rare skill?\"\n[run]\nstart = 2016-01-04\nlength = \"1 day\"\nheadline = \"work\"\n\
         [grades.PO]\nday = [\"09:00-17:00\"]\nskills = {{ welsh = \"{share}\" }}\n{clusters}\
         [workstreams.work]\nteam = \"desk\"\narrivals = {{ random = {{ rate = \"100 a day\" }} }}\n\
         [workstreams.work.steps.do]\nby = [\"PO\"]\nskills = [\"welsh\"]\ndoes = {{ work = \"2 h\" }}\n"
    );
    written(&text, &[])
}

/// How many of a cluster have the skill, in each of so many histories. Much more is asked for than anybody can do: whoever is able works all day.
fn able(scenario: &Scenario, cluster: &str, replications: u64) -> Vec<u64> {
    of_cluster(scenario, cluster, replications, 1).iter().map(|seen| seen.grades[0].busy.div_ceil(8 * HOUR)).collect()
}

#[test]
fn a_tenth_of_the_people_of_forty_small_teams_have_a_skill_and_never_two_of_four() {
    // Four in each of forty clusters: 16 have it, as many more or fewer as 40 draws of 0.4 may give; nobody, or one.
    let scenario = welsh(40, 4, "10 %");
    let each: Vec<u64> = (0..40).flat_map(|i| able(&scenario, &format!("C{i:02}"), 1)).collect();
    assert!(each.iter().all(|&able| able <= 1), "{each:?}");
    let all = each.iter().sum::<u64>() as f64;
    assert!((all - 16.0).abs() < 4.0 * (40.0_f64 * 0.24).sqrt(), "{all}");
    let warnings = Model::new(&scenario).warnings;
    assert_eq!(warnings.len(), 40);
    assert!(warnings[0].contains("nobody who could do `workstreams.work.steps.do` has welsh in 60 of 100 histories"), "{warnings:?}");
}

#[test]
fn whether_one_person_more_of_a_few_has_a_skill_is_luck_of_each_history() {
    // 30 % of five are one or two, each in half of the histories; whoever is there in one history leaves nothing behind in the next.
    let (one, again) = (welsh(1, 5, "30 %"), welsh(2, 5, "30 %"));
    let each = able(&one, "C00", 400);
    assert!(each.iter().all(|able| [1, 2].contains(able)), "{each:?}");
    let mean = each.iter().sum::<u64>() as f64 / 400.0;
    assert!((mean - 1.5).abs() < 4.0 * (0.25_f64 / 400.0).sqrt(), "{mean}");
    assert!(Model::new(&one).warnings.is_empty(), "somebody always has it");
    // It is found by name: another cluster beside it moves nothing.
    assert_eq!(each, able(&again, "C00", 400));
    assert_ne!(each, able(&again, "C01", 400));
    // More of them have it in every history in which as many had it before.
    let more = able(&welsh(1, 5, "38 %"), "C00", 400);
    assert!(each.iter().zip(&more).all(|(before, after)| after >= before));
    // A whole number is the same in every history, though three tenths of ten are a hair more than three in binary.
    assert!(able(&welsh(1, 10, "30 %"), "C00", 50).iter().all(|&able| able == 3));
    assert!(able(&welsh(1, 5, "100 %"), "C00", 50).iter().all(|&able| able == 5));
}

#[test]
fn nobody_has_two_rare_skills_more_often_than_chance_has_it() {
    // Of four, a tenth has each skill: the first of them has it in 0.4 of histories, and both in 0.16.
    let two = "skills = { welsh = 0.1, young = 0.1 }";
    let does = "does = { work = \"8 h\" }\nskills = [\"welsh\", \"young\"]";
    let scenario = monday(4, two, &["09:00"], does, &[]);
    let both = of_cluster(&scenario, "A", 400, 1).iter().filter(|seen| seen.grades[0].busy > 0).count() as f64 / 400.0;
    assert!((both - 0.16).abs() < 4.0 * (0.16_f64 * 0.84 / 400.0).sqrt(), "{both}");
    let warnings = Model::new(&scenario).warnings;
    assert!(warnings[0].contains("has welsh and young in 84 of 100 histories"), "{warnings:?}");
}

#[test]
fn on_which_days_a_part_timer_is_off_is_drawn_for_each_history() {
    // Three days of five, on a Monday in three histories of five, whatever the cluster is called.
    for name in ["A", "B", "Northtown"] {
        let text = format!(
            "question = \"Who is there?\"\n[run]\nstart = 2016-01-04\nlength = \"1 day\"\nheadline = \"work\"\n\
             [grades.PO]\nday = [\"09:00-17:00\"]\npart_time = {{ share = 1, fraction = 0.6 }}\n[clusters.{name}.staff.office]\nPO = 1.2\n\
             [workstreams.work]\nteam = \"office\"\narrivals = {{ random = {{ rate = \"1 a day\" }} }}\n\
             [workstreams.work.steps.do]\nby = [\"PO\"]\ndoes = {{ work = \"1 h\" }}\n"
        );
        let all = of_cluster(&written(&text, &[]), name, 400, 1);
        let there: Vec<u64> = all.iter().map(|seen| seen.grades[0].contracted / 8 / HOUR).collect();
        let mean = there.iter().sum::<u64>() as f64 / 800.0;
        assert!((mean - 0.6).abs() < 4.0 * (0.24_f64 / 800.0).sqrt(), "{name}: {mean}");
        // Two people's days are apart: both there, one or none.
        assert!((0..=2).all(|number| there.contains(&number)), "{name}");
    }
}

#[test]
fn what_is_counted_has_the_shares_that_are_stated_whatever_comes_before_and_after() {
    // Ten people for 52 weeks of 260 days, in 200 histories with other weeks around them that are not counted.
    let grade = "leave = { days = \"28 days\", block = \"10 days\", at_once = 0.5, season = { aug = 2, dec = 1.5 } }\n\
                 sickness = { days = \"12 days\", spell = { exponential = { mean = \"5 days\" } } }\n\
                 training = \"6 days\"\nvacancy = { share = 0.05, lasts = { exponential = { mean = \"60 days\" } } }";
    for around in [
        ["run.warm_up=0 weeks", "run.run_out=0 weeks"],
        ["run.warm_up=4 weeks", "run.run_out=26 weeks"],
        ["run.warm_up=30 weeks", "run.run_out=2 weeks"],
    ] {
        let sets = [around.as_slice(), &["run.length=52 weeks", "calendar.bank_holidays=false"]].concat();
        let all = of_cluster(&monday(10, grade, &["09:00"], "does = { work = \"1 h\" }", &sets), "A", 200, 1);
        let share = |of: fn(&ClusterSeen) -> u64, wanted: f64, what: &str| {
            let each: Vec<f64> = all.iter().map(|seen| of(seen) as f64 / seen.grades[0].contracted as f64).collect();
            let mean = each.iter().sum::<f64>() / 200.0;
            let sd = (each.iter().map(|share| (share - mean).powi(2)).sum::<f64>() / 199.0).sqrt();
            assert!((mean - wanted).abs() < 4.0 * sd / 200.0_f64.sqrt() + 1e-12, "{what}, {around:?}: {mean}, not {wanted} ({sd})");
        };
        let filled = 0.95;
        share(|seen| seen.grades[0].vacant, 0.05, "empty posts");
        share(|seen| seen.grades[0].leave, filled * 28.0 / 260.0, "leave");
        share(|seen| seen.grades[0].sick, filled * 12.0 / 260.0, "sickness");
        share(|seen| seen.grades[0].elsewhere, filled * 6.0 / 260.0, "training");
    }
}

#[test]
fn leave_of_a_few_weeks_has_blocks_across_their_ends_and_the_share_of_a_year() {
    // Five working days: a block of ten is cut at both ends, and who is on leave is mostly away for all of them.
    let grade = "leave = { days = \"26 days\", block = \"10 days\", at_once = 1 }";
    let all = of_cluster(&monday(1, grade, &["09:00"], "does = { work = \"1 h\" }", &["run.length=5 days"]), "A", 4000, 1);
    let days: Vec<u64> = all.iter().map(|seen| seen.grades[0].leave / 8 / HOUR).collect();
    let mean = days.iter().sum::<u64>() as f64 / 4000.0;
    let sd = (days.iter().map(|day| (*day as f64 - mean).powi(2)).sum::<f64>() / 3999.0).sqrt();
    assert!((mean - 0.5).abs() < 4.0 * sd / 4000.0_f64.sqrt(), "{mean}");
    let (whole, some) = (days.iter().filter(|&&day| day == 5).count(), days.iter().filter(|&&day| day > 0).count());
    assert!(2 * whole > some - whole, "{whole} of {some} were away all week");
}

#[test]
fn people_become_newly_qualified_and_cease_to_be_so() {
    // One person, wholly protected while newly qualified: a fifth of the time, in spells of a year, or of thirteen weeks.
    for (lasts, longest) in [("", 364.0), ("lasts = \"13 weeks\", ", 91.0)] {
        let grade = format!("newly_qualified = {{ {lasts}share = 0.2, reduction = 1 }}");
        let protected = |length: &str, replications: u64| -> Vec<f64> {
            let sets = [&format!("run.length={length}"), "calendar.bank_holidays=false"];
            let all = of_cluster(&monday(1, &grade, &["09:00"], "does = { work = \"1 h\" }", &sets), "A", replications, 1);
            all.iter().map(|seen| seen.grades[0].elsewhere as f64 / seen.grades[0].contracted as f64).collect()
        };
        for (length, replications) in [("1 day", 1000), ("520 weeks", 300)] {
            let each = protected(length, replications);
            let n = replications as f64;
            let mean = each.iter().sum::<f64>() / n;
            let sd = (each.iter().map(|share| (share - mean).powi(2)).sum::<f64>() / (n - 1.0)).sqrt();
            assert!((mean - 0.2).abs() < 4.0 * sd / n.sqrt(), "{lasts}{length}: {mean} ({sd})");
            if length == "520 weeks" {
                assert!(each.iter().all(|share| *share < 1.0) && sd < 0.5 * (0.2_f64 * 0.8).sqrt(), "nobody is for ten years: {sd}");
            }
        }
        // In 26 weeks a spell of a year begins or ends at most once; one of thirteen weeks is over within them.
        let never_whole = protected("26 weeks", 300).iter().all(|share| *share < 1.0);
        assert_eq!(never_whole, longest < 182.0, "{lasts}");
    }
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

/// One piece of work on Monday 4 January 2016, answered by somebody else after so long.
fn answered_after(lasts: &str) -> Scenario {
    written(
        &format!(
            "question = \"How long does it take?\"\n[run]\nstart = 2016-01-04\nlength = \"1 day\"\nrun_out = \"60 weeks\"\nheadline = \"work\"\n\
             [calendar]\nbank_holidays = false\n[grades.PO]\n[clusters.A.staff.office]\nPO = 1\n\
             [workstreams.work]\nteam = \"office\"\narrivals = {{ file = {{ path = \"none.csv\", events = [{{ time = \"2016-01-04 10:00\" }}] }} }}\n\
             [workstreams.work.steps.answer]\ndoes = {{ wait = {{ lasts = \"{lasts}\" }} }}\n"
        ),
        &[],
    )
}

#[test]
fn working_days_to_completion_are_told_however_many_they_are() {
    // A Monday and so many weeks are five working days for each; the day itself is the first.
    for (lasts, day) in [("0 days", 1), ("77 days", 56), ("84 days", 61), ("140 days", 101), ("300 days", 215)] {
        let found = estimates(&answered_after(lasts), 2, 1);
        for measure in ["mean_days", "median_days"] {
            let told = found.national(measure, "").unwrap();
            assert_eq!((told.mean, told.sd), (f64::from(day), Some(0.0)), "{measure} of {lasts}");
        }
        let days = &found.days[0];
        assert_eq!((days.mode, days.median, days.counts.iter().sum::<u64>()), (Some(day), Some(day), 2), "{lasts}");
        assert_eq!(days.counts[(day as usize).min(60) - 1], 2, "{lasts}: what is later than the last bin is in it");
    }
}

#[test]
fn what_takes_140_days_and_what_takes_300_are_not_the_same() {
    let values = |lasts: &str| {
        let found = estimates(&answered_after(lasts), 2, 1);
        ["mean_days", "median_days"].map(|measure| found.national(measure, "").unwrap().mean)
    };
    let [sooner, later] = [values("140 days"), values("300 days")];
    assert!(sooner.iter().zip(&later).all(|(sooner, later)| later - sooner == 114.0), "{sooner:?}, {later:?}");
}
