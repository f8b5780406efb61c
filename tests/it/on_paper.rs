//! Hours, worked on paper: what is asked of each grade before anything is simulated, and when people are there.

use sameday::model::Model;
use sameday::model::observe::GradeSeen;
use sameday::model::offered_load::by_grade;
use sameday::scenario::grammar::Scenario;
use sameday::study::costs::payroll;

use crate::support::{of_cluster, written};

/// A week with one pleas list and two trial lists, whose reports differ by kind, list and flag; cover of the trials, a board, and what reports bring.
const WEEK: &str = r#"
question = "How many hours are asked for?"
run      = { start = 2016-01-04, length = "7 days" }
calendar = { bank_holidays = false }
[grades]
PSO    = { day = ["09:00-17:00"] }
PO     = { day = ["09:00-17:00"] }
SPO    = { day = ["09:00-17:00"] }
CA     = { day = ["09:00-17:00"] }
HEAD   = { day = ["09:00-17:00"] }
DEPUTY = { day = ["09:00-17:00"] }
CLERK  = { day = ["09:00-17:00"] }
[lists]
pleas = { cases = 4, hearing = "20 min" }
trial = { cases = 2, hearing = "20 min" }
[court_types.magistrates]
morning   = "10:00-13:00"
afternoon = "14:00-16:30"
sittings  = { pleas = { list = "pleas", session = "morning", days = "Mon" }, trial = { list = "trial", session = "afternoon", days = "Tue, Wed" } }
[clusters.A]
courts.magistrates = {}
staff.court = { PSO = 1, PO = 1, SPO = 1, CA = 1, HEAD = 1, DEPUTY = 1, CLERK = 1 }

[workstreams.psr]
arrivals.hearings.chance = { pleas = 0.5, trial = 0.25 }
kinds.oral     = { share = 0.75, share_at = { trial = 0.5 } }
kinds.standard = { share = 0.25, share_at = { trial = 0.5 } }
flags.checked  = { chance = 0.1, chance_at = { oral = 0.4, trial = 0.8, magistrates = 0.2 } }
flags.custody  = { chance = 0.5 }
due.court_rises = {}
[workstreams.psr.steps]
check.does.wait = { lasts = "1 h" }
interview = { by = ["PSO"], when = ["checked"], does.work = "1 h" }
write     = { by = ["PSO"], when = ["not checked"], does.work = "2 h", for = { standard = { takes = "4 h", by = ["PO"] }, custody = { chance = 0.5 } } }
read      = { by = ["SPO"], after = ["write"], does.gate = { share = 0.5, reading = "1 h", returned = 0.2, rework = "2 h" } }

[workstreams.cover]
arrivals.sittings = { lists = ["trial"], at = "start", share = 0.5 }
[workstreams.cover.steps]
sit   = { by = ["CA"], does.duty = {} }
notes = { by = ["CA"], after = ["sit"], does.work_per_case = "15 min" }

[workstreams.board]
arrivals.file = { path = "none.csv", events = [{ time = "2016-01-05 10:00" }, { time = "2016-01-07 10:00" }] }
steps.meet = { by = ["HEAD", "DEPUTY after 10 min", "CLERK"], does.attend = { lasts = "3 h" } }

[workstreams.order]
arrivals.completion = { of = "psr", kinds = ["standard"], chance = 0.5 }
steps.open = { by = ["CLERK", "DEPUTY"], does.work = "3 h" }
"#;

/// Of a report that is read: how often it is returned, a fifth of readings, three times at the most.
const RETURNS: f64 = 0.2 + 0.04 + 0.008;

fn hours(scenario: &Scenario) -> Vec<f64> {
    by_grade(scenario).iter().map(|load| load.offered_hours).collect()
}

#[track_caller]
fn near(found: &[f64], wanted: &[f64]) {
    assert!(found.len() == wanted.len() && found.iter().zip(wanted).all(|(a, b)| (a - b).abs() < 1e-9), "{found:?}, wanted {wanted:?}");
}

#[test]
fn hours_asked_for_are_those_of_every_kind_list_and_flag() {
    // Reports: 1 x 4 x 0.5 = 2 of pleas, 2 x 2 x 0.25 = 1 of trials. Oral 1.5 and 0.5, standard 0.5 and 0.5.
    // Checked: oral 0.4 by kind; standard 0.2 by court type at pleas, 0.8 by list at trials.
    let interviews = 1.5 * 0.4 + 0.5 * 0.2 + 0.5 * 0.4 + 0.5 * 0.8;
    // Not checked; of those, all that are not in custody and half of those that are.
    let (oral, standard) = ((1.5 + 0.5) * 0.6 * 0.75, (0.5 * 0.8 + 0.5 * 0.2) * 0.75);
    // Half of three are read, a fifth of readings returned, and no report more than three times: by those who usually write.
    let (reading, rework) = (3.0 * 0.5 * (1.0 + RETURNS), 3.0 * 0.5 * RETURNS * 2.0);
    // Cover of half of two sittings of two and a half hours, and notes on two cases each; two boards of three hours.
    let (cover, board) = (2.0 * 0.5 * (2.5 + 2.0 * 0.25), 2.0 * 3.0);
    // Half of one standard report brings three hours, done by the deputy, who has least to do: at boards the head is first.
    let orders = (0.5 + 0.5) * 0.5 * 3.0;
    let wanted = [interviews + oral * 2.0 + rework, standard * 4.0, reading, cover, board, orders, board];
    near(&hours(&written(WEEK, &[])), &wanted);
    // Fourteen clerks share the orders with the deputy until all are as busy: half an hour each, of the seven and a half that boards and orders take.
    near(&hours(&written(WEEK, &["clusters.A.staff.court.CLERK=14"]))[4..], &[board, 0.5, 7.0]);
}

#[test]
fn hours_there_are_those_of_the_days_that_each_is_there() {
    let available = |sets: &[&str]| by_grade(&written(WEEK, sets))[6].available_hours;
    // Eight hours on five days; a place is there round the clock on all seven.
    assert_eq!([available(&[]), available(&["clusters.A.staff.court.CLERK=2.5"])], [40.0, 100.0]);
    let place = "grades.CLERK={ kind = \"place\" }";
    assert_eq!([available(&[place]), available(&[place, "clusters.A.staff.court.CLERK=2"])], [168.0, 336.0]);
    // Two more from Wednesday to Friday.
    let more = "extra_staff.more={ team = \"court\", grade = \"CLERK\", fte = 2, from = 2016-01-06, until = 2016-01-08 }";
    assert_eq!([available(&[more]), available(&[place, more])], [40.0 + 48.0, 168.0 + 144.0]);
}

#[test]
fn complexity_raises_chances_numbers_and_times_of_what_it_names() {
    // e to the index is 2.
    let grown = |effect: &str| {
        let text = format!(
            "{WEEK}[complexity]\nindex = {{ A = 0.693147180559945 }}\n[complexity.effects.more]\nworkstream = \"psr\"\nelasticity = 1\n{effect}\n"
        );
        hours(&written(&text, &[]))
    };
    let plain = hours(&written(WEEK, &[]));
    // Checked twice as often, at most always: oral 0.8, standard 0.4 at pleas and 1 at trials.
    let interviews = 1.5 * 0.8 + 0.5 * 0.4 + 0.5 * 0.8 + 0.5;
    let (oral, standard) = ((1.5 + 0.5) * 0.2 * 0.75, 0.5 * 0.6 * 0.75);
    let rework = 3.0 * 0.5 * RETURNS * 2.0;
    near(&grown("grows = \"flags\"\nof = [\"checked\"]")[..3], &[interviews + oral * 2.0 + rework, standard * 4.0, plain[2]]);
    // Reading and putting right take twice as long.
    near(&grown("grows = \"time\"\nof = [\"read\"]")[..3], &[plain[0] + rework, plain[1], 2.0 * plain[2]]);
}

#[test]
fn a_yearly_number_of_reports_is_spread_over_the_hearings_that_there_are() {
    // The one list of pleas has four hearings in a week, which is 7/365.25 of a year.
    let of = |a_week: f64, more: &[&str]| {
        let reports = format!("clusters.A.attributes={{ reports = {} }}", a_week * 365.25 / 7.0);
        let asked = "workstreams.psr.arrivals={ hearings = { a_year = \"reports\", chance = { pleas = 0.3, trial = 0 } } }";
        written(
            WEEK,
            &[&[reports.as_str(), asked, "workstreams.psr.kinds.oral.share=1", "workstreams.psr.kinds.standard.share=0"][..], more]
                .concat(),
        )
    };
    // Readings of an hour, of half of the reports.
    let reports = |scenario: &Scenario| hours(scenario)[2] / 0.5 / (1.0 + RETURNS);
    for (a_week, found, warned) in [(2.0, 2.0, None), (4.0, 4.0, None), (5.0, 4.0, Some("more requests than some lists have hearings"))] {
        let scenario = of(a_week, &[]);
        assert!((reports(&scenario) - found).abs() < 1e-9, "{a_week} a week: {}", reports(&scenario));
        let warnings = Model::new(&scenario).warnings;
        assert!(warnings.len() == usize::from(warned.is_some()) && warned.is_none_or(|words| warnings[0].contains(words)), "{warnings:?}");
    }
    // On the one Monday the court is closed.
    let closed = of(2.0, &["calendar.closed=[2016-01-04]"]);
    assert_eq!(
        (reports(&closed), Model::new(&closed).warnings),
        (0.0, vec!["A: psr has 2 requests but no hearing to bring them".to_owned()])
    );
}

/// One office with people of a grade, and nothing for them to do.
fn office(staff: &str, grade: &str, run: &str) -> Scenario {
    let text = format!(
        "question = \"When are people there?\"\ncalendar = {{ bank_holidays = false }}\nrun = {{ {run}, headline = \"work\" }}\n\
         [grades.PO]\nday = [\"09:00-17:00\"]\n{grade}\n[clusters.A.staff.office]\nPO = {staff}\n[workstreams.work]\nteam = \"office\"\n\
         arrivals = {{ file = {{ path = \"none.csv\", events = [] }} }}\nsteps.do = {{ by = [\"PO\"], does.work = \"1 h\" }}\n"
    );
    written(&text, &[])
}

/// The time of a grade, in hours, in each of some replications.
fn times<const N: usize>(scenario: &Scenario, replications: u64, of: [fn(&GradeSeen) -> u64; N]) -> Vec<[f64; N]> {
    let all = of_cluster(scenario, "A", replications, 1);
    all.iter().map(|seen| of.map(|of| of(&seen.grades[0]) as f64 / 3600.0)).collect()
}

#[test]
fn a_post_is_empty_for_a_while_and_filled_again() {
    // Half of all posts, ten days at a time: four years of one post are many spells of each, so that each history has about half.
    let grade = "vacancy = { share = 0.5, lasts = { exponential = { mean = \"10 days\" } } }";
    for [vacant, contracted] in
        times(&office("1", grade, "start = 2016-01-04, length = \"208 weeks\""), 4, [|g| g.vacant, |g| g.contracted])
    {
        // Some 73 spells of each: the share's standard deviation is about √(2/73)/4.
        assert!((vacant / contracted - 0.5).abs() < 4.0 * (2.0_f64 / 73.0).sqrt() / 4.0, "{vacant} of {contracted}");
    }
    let filled = times(&office("1", "vacancy = { share = 0 }", "start = 2016-01-04, length = \"52 weeks\""), 1, [|g| g.vacant]);
    assert_eq!(filled, [[0.0]]);
}

#[test]
fn leave_is_what_is_due_in_the_months_that_have_any_for_the_days_that_are_worked() {
    let leave = |staff: &str, more: &str| {
        let grade = format!("leave = {{ days = \"26 days\", at_once = 1{more} }}\npart_time = {{ share = 0, fraction = 0.5 }}");
        times(&office(staff, &grade, "start = 2016-01-04, length = \"52 weeks\""), 3, [|g| g.leave, |g| g.contracted])
    };
    // A year of 260 working days; half of a week of five is three days, one of them half: three fifths of 26 days, to the nearest.
    assert!(leave("1", "").iter().all(|year| *year == [26.0 * 8.0, 260.0 * 8.0]), "{:?}", leave("1", ""));
    let half = leave("0.5", "");
    assert!(
        half.iter().all(|[leave, contracted]| *contracted == 130.0 * 8.0 && (64.0..=128.0).contains(leave) && leave % 4.0 == 0.0),
        "{half:?}"
    );
    // Leave that is begun in August only is none before it, and all of it within six weeks of its beginning.
    let months =
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "sep", "oct", "nov", "dec"].map(|month| format!("{month} = 0")).join(", ");
    let august = |run: &str| {
        let grade = format!("leave = {{ days = \"10 days\", block = \"5 days\", at_once = 1, season = {{ {months} }} }}");
        times(&office("1", &grade, run), 3, [|g| g.leave])
    };
    assert!(august("start = 2016-01-04, length = \"30 weeks\", run_out = \"22 weeks\"").iter().all(|[hours]| *hours == 0.0));
    assert!(
        august("start = 2016-08-01, warm_up = \"30 weeks\", length = \"7 weeks\", run_out = \"15 weeks\"")
            .iter()
            .all(|[hours]| *hours == 80.0)
    );
}

#[test]
fn a_day_away_is_away_for_the_first_reason_that_it_has() {
    let told = |grade: &str| {
        times(
            &office("4", grade, "start = 2016-01-04, length = \"4 weeks\""),
            2,
            [|g| g.on_duty, |g| g.sick, |g| g.elsewhere, |g| g.leave, |g| g.vacant],
        )
    };
    let all = 4.0 * 20.0 * 8.0;
    let is = |grade: &str, wanted: [f64; 5]| assert!(told(grade).iter().all(|found| *found == wanted), "{grade}: {:?}", told(grade));
    is("", [all, 0.0, 0.0, 0.0, 0.0]);
    is("absence = 1", [0.0, all, 0.0, 0.0, 0.0]);
    is("other_duties = 1", [0.0, 0.0, all, 0.0, 0.0]);
    is("absence = 1\ntraining = \"130 days\"\nother_duties = 1", [0.0, all, 0.0, 0.0, 0.0]);
    // Training on half of the days: of eighty, forty, with a standard deviation of √20.
    for [on_duty, _, elsewhere, ..] in told("training = \"130 days\"") {
        assert!(on_duty + elsewhere == all && (elsewhere / 8.0 - 40.0).abs() < 4.0 * 20.0_f64.sqrt(), "{elsewhere}");
    }
    // Two days of leave each, more or less; the rest of the time everybody is sick.
    let away = office("4", "absence = 1\nleave = { days = \"26 days\", at_once = 1 }", "start = 2016-01-04, length = \"4 weeks\"");
    let found = times(&away, 400, [|g| g.on_duty + g.elsewhere + g.vacant, |g| g.sick, |g| g.leave]);
    assert!(found.iter().all(|[there, sick, leave]| *there == 0.0 && sick + leave == all), "{found:?}");
    let mean = found.iter().map(|[.., leave]| leave / 32.0).sum::<f64>() / 400.0;
    let sd = (found.iter().map(|[.., leave]| (leave / 32.0 - mean).powi(2)).sum::<f64>() / 399.0).sqrt();
    assert!((mean - 2.0).abs() < 4.0 * sd / 400.0_f64.sqrt(), "{mean}");
    // Of four, each is newly qualified for a quarter of the time, drawn for each history, and then wholly protected: on whole days.
    let new = office("4", "newly_qualified = { share = 0.25, reduction = 1 }", "start = 2016-01-04, length = \"4 weeks\"");
    let protected: Vec<f64> = times(&new, 400, [|g| g.elsewhere]).iter().map(|[hours]| hours / (all / 4.0)).collect();
    assert!(protected.iter().all(|people| (people * 20.0).fract() == 0.0));
    let mean = protected.iter().sum::<f64>() / 400.0;
    assert!((mean - 1.0).abs() < 4.0 * (0.75_f64 / 400.0).sqrt(), "{mean}");
}

#[test]
fn part_time_people_work_their_share_of_the_week() {
    for (fte, fraction, people, hours) in
        [("0.6", "0.6", 1, 24.0), ("0.5", "0.5", 1, 20.0), ("1.2", "0.6", 2, 48.0), ("2.5", "0.5", 5, 100.0)]
    {
        let grade = format!("part_time = {{ share = 1, fraction = {fraction} }}");
        let scenario = office(fte, &grade, "start = 2016-01-04, length = \"1 week\"");
        assert_eq!(times(&scenario, 1, [|g| g.contracted, |g| g.on_duty]), [[hours, hours]], "{fte} FTE");
        assert_eq!(Model::new(&scenario).group(0).people(), people, "{fte} FTE");
    }
}

#[test]
fn extra_staff_are_there_and_paid_from_their_first_day_to_their_last() {
    // A year of 52 weeks from Monday 4 January 2016; 8 hours on 260 days at £10, told for 365.25 days.
    let year = 10.0 * 8.0 * 260.0 / 364.0 * 365.25;
    let extra = |dates: &str| format!("hourly_cost = \"£10\"\n[extra_staff.more]\nteam = \"office\"\ngrade = \"PO\"\nfte = 1\n{dates}");
    let told = |dates: &str| {
        let scenario = office("1", &extra(dates), "start = 2016-01-04, length = \"52 weeks\"");
        let weeks = times(&scenario, 1, [|g| g.contracted])[0][0] / 40.0 - 52.0;
        let paid = payroll(&scenario, &Model::new(&scenario)) / year - 1.0;
        ((weeks * 1e6).round() / 1e6, (paid * 1e6).round() / 1e6)
    };
    assert_eq!(told(""), (52.0, 1.0));
    // From Monday 4 July on are the second 26 weeks; until Sunday 3 July the first.
    assert_eq!(told("from = 2016-07-04"), (26.0, 0.5));
    assert_eq!(told("until = 2016-07-03"), (26.0, 0.5));
    assert_eq!(told("from = 2016-07-04\nuntil = 2016-07-10"), (1.0, (1e6_f64 / 52.0).round() / 1e6));
    // Those who came before it began, or stay after it ends, are there all the time; those who left before or come after it, never.
    assert_eq!(told("from = 2010-01-01\nuntil = 2030-01-01"), (52.0, 1.0));
    assert_eq!(told("from = 2017-01-02"), (0.0, 0.0));
    assert_eq!(told("until = 2016-01-03"), (0.0, 0.0));
}

#[test]
fn the_payroll_is_that_of_filled_posts_and_of_hubs() {
    let year = 10.0 * 8.0 * 260.0 / 364.0 * 365.25;
    let posts = |grade: &str| {
        let scenario = office("2.5", &format!("hourly_cost = \"£10\"\n{grade}"), "start = 2016-01-04, length = \"52 weeks\"");
        (payroll(&scenario, &Model::new(&scenario)) / year * 1e6).round() / 1e6
    };
    assert_eq!(posts(""), 2.5);
    assert_eq!(posts("vacancy = { share = 0.2 }"), 2.0);
    assert_eq!(posts("vacancy = { share = 0.2 }\n[hubs.h]\nteam = \"office\"\nstaff = { PO = 1.5 }"), 3.2);
    let free = office("1", "", "start = 2016-01-04, length = \"52 weeks\"");
    assert_eq!(payroll(&free, &Model::new(&free)), 0.0, "what no cost is given for");
}
