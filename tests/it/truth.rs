//! Days worked out by hand from docs/DESIGN.md, to the minute: what a report waited for, its later date and appointment, dates and posts.
//!
//! The scenarios are in `tests/truth`, each with its day on paper in its comments; siblings of theirs are changed keys or a few lines here.

use std::path::Path;

use sameday::findings::event_log;
use sameday::model::Model;
use sameday::model::observe::ClusterSeen;
use sameday::model::offered_load::by_grade;
use sameday::scenario::grammar::{Obstacle, Scenario};
use sameday::scenario::load;
use sameday::study::trace::{Activity, Event, Trace, trace};

use crate::support::{estimates, of_cluster, shipped, written};

#[track_caller]
fn on_paper(name: &str, sets: &[&str]) -> Scenario {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/truth").join(format!("{name}.toml"));
    load(&path, sets).unwrap_or_else(|faults| panic!("{faults}")).scenario
}

fn told(scenario: &Scenario) -> Trace {
    trace(scenario, &Model::new(scenario), 1, 0, 0)
}

fn seen(scenario: &Scenario) -> ClusterSeen {
    of_cluster(scenario, "Handworth", 1, 1).remove(0)
}

/// Stretches of work as `A 8 16:00-16:30 interview PSO 1`: the case by its letter, the day of the month, the step, who. Of the cases that are
/// asked for on the first day on which any is.
fn work(trace: &Trace, stream: &str) -> Vec<String> {
    let place = trace.streams.iter().position(|own| own.key == stream).unwrap();
    let own = || trace.events.iter().filter(|event| event.stream == place);
    let asked: Vec<_> = own().filter(|event| event.activity == Activity::Asked).collect();
    let first_day = asked[0].start.date();
    let letter = |case: u64| {
        let rank = asked.iter().take_while(|event| event.start.date() == first_day).position(|event| event.case == case)?;
        Some(char::from(b'A' + rank as u8))
    };
    let row = |event: &Event| match event.activity {
        Activity::Worked(step) => Some(format!(
            "{} {}-{} {} {}",
            letter(event.case)?,
            event.start.strftime("%-d %H:%M"),
            event.end.strftime("%H:%M"),
            trace.streams[place].steps[step].title,
            trace.people[event.person?].name
        )),
        _ => None,
    };
    let mut rows: Vec<String> = own().filter_map(row).collect();
    rows.sort();
    rows
}

/// When something happened to each piece of work of the headline, as `24 14:55`.
fn when(trace: &Trace, of: impl Fn(Activity) -> bool) -> Vec<String> {
    let own = trace.events.iter().filter(|event| event.stream == trace.headline && of(event.activity));
    own.map(|event| event.start.strftime("%-d %H:%M").to_string()).collect()
}

/// Hearings of cases on their reports, likewise.
fn hearings(trace: &Trace) -> Vec<String> {
    trace.hearings.iter().map(|hearing| format!("{}-{}", hearing.start.strftime("%-d %H:%M"), hearing.end.strftime("%H:%M"))).collect()
}

/// What decided the misses, and the minutes waited for each obstacle that was waited for.
fn missed(seen: &ClusterSeen, stream: usize) -> (Vec<&'static str>, Vec<(&'static str, u64)>) {
    let seen = &seen.streams[stream];
    let decided = Obstacle::ALL.iter().zip(seen.decided).flat_map(|(obstacle, times)| std::iter::repeat_n(obstacle.word(), times as usize));
    let waited = Obstacle::ALL.iter().zip(seen.waited).filter(|(_, seconds)| *seconds > 0);
    (decided.collect(), waited.map(|(obstacle, seconds)| (obstacle.word(), seconds / 60)).collect())
}

#[test]
fn work_that_rests_over_the_weekend_goes_on_with_its_author() {
    let rows = [
        "A 11 09:00-09:30 writing PSO 1",
        "A 8 16:00-16:30 interview PSO 1",
        "A 8 16:30-17:00 writing PSO 1",
        "B 11 09:00-09:35 writing PSO 2",
        "B 8 16:05-16:35 interview PSO 2",
        "B 8 16:35-17:00 writing PSO 2",
        "C 11 09:30-10:00 interview PSO 1",
        "C 11 10:00-11:00 writing PSO 1",
    ];
    assert_eq!(work(&told(&on_paper("h12-weekend", &[])), "psr"), rows);
}

#[test]
fn a_report_that_court_duty_interrupted_lacked_an_officer() {
    let scenario = on_paper("h13-interrupted", &[]);
    let trace = told(&scenario);
    let rows = ["A 4 13:00-13:30 interview PSO 1", "A 4 13:30-14:00 writing PSO 1", "A 4 16:30-17:00 writing PSO 1"];
    assert_eq!(work(&trace, "psr"), rows);
    assert_eq!(missed(&seen(&scenario), 1), (vec!["officer"], vec![("officer", 150)]));
    // It was done on the day, and too late: the event log and the log say what is counted.
    let words = event_log::lines(&trace, trace.events.iter()).into_iter().map(|line| line.words).collect::<Vec<_>>().join("\n");
    assert!(words.contains("delivered, not counted as the same day") && !words.contains("delivered, the same day"), "{words}");
}

#[test]
fn every_interruption_and_every_rest_is_a_wait_for_whoever_is_to_go_on() {
    let of = |sets: &[&str]| missed(&seen(&on_paper("h13-interrupted", sets)), 1);
    let asked = |time: &str| format!("workstreams.psr.arrivals.file.events=[{{ time = \"2016-01-04 {time}\" }}]");
    let both = "court_types.magistrates.sittings.trials.session=both";
    // Twice: interview 09:15-09:45, writing 09:45-10:00, 13:00-14:00 and 16:30-16:45; the court sits 10:00-13:00 and 14:00-16:30.
    let twice = [both, &asked("09:15"), "workstreams.psr.steps.writing.does={ work = \"90 min\" }"];
    let sits = ["court_types.magistrates.morning=10:00-13:00", "court_types.magistrates.afternoon=14:00-16:30"];
    assert_eq!(of(&[&twice[..], &sits].concat()), (vec!["officer"], vec![("officer", 180 + 150)]));
    // Interrupted, and the rest on the next day: 30 min before the duty, 30 after it, 90 from nine on Tuesday; 2 h 30 and the night's 16 h.
    let long = "workstreams.psr.steps.writing.does={ work = \"150 min\" }";
    assert_eq!(of(&[long]), (vec!["officer"], vec![("officer", 150 + 16 * 60)]));
    // Asked for at three, it could not have been done by half past four in any case.
    assert_eq!(of(&[&asked("15:01"), both]).0, ["late"]);
    // Nobody interrupts: it rests over lunch, 12:00 to 13:00, and would have been in time but for that.
    let lunch = ["grades.PSO.day=[\"09:00-12:00\", \"13:00-17:00\"]", "workstreams.psr.due={ by = \"13:15\" }"];
    assert_eq!(of(&[&lunch[..], &[&asked("11:00")]].concat()), (vec!["officer"], vec![("officer", 60)]));
    // What the wait stands for is what the step says.
    let reserved = "workstreams.psr.steps.writing.obstacle=reserved";
    assert_eq!(of(&[reserved]), (vec!["reserved"], vec![("reserved", 150)]));
}

/// A court of one morning, 10:00 to 12:30, whose one hearing of half an hour asks for a report, and work that keeps people from it.
fn morning(steps: &str, busy: &str) -> ClusterSeen {
    seen(&written(
        &format!(
            r#"
question = "Which obstacle, side by side?"
[run]
start = 2016-01-04
length = "1 day"
run_out = "2 weeks"
headline = "psr"
[grades.PSO]
day = ["09:00-17:00"]
[grades.PO]
day = ["09:00-17:00"]
[grades.CA]
day = ["09:00-17:00"]
[court_types.m]
morning = "10:00-12:30"
sittings = {{ p = {{ list = "p", days = "Mon", session = "morning" }} }}
[lists]
p = {{ cases = 1, hearing = "30 min" }}
[clusters.Handworth]
courts = {{ m = {{ count = 1 }} }}
staff = {{ court = {{ PSO = 1, PO = 1, CA = 1 }} }}
[workstreams.psr]
arrivals = {{ hearings = {{ chance = {{ p = 1 }} }} }}
due = {{ court_rises = {{}} }}
stand_down = {{ policy = "always_try" }}
[workstreams.psr.steps]
{steps}
[workstreams.busy]
class = 1
arrivals = {{ file = {{ path = "none.csv", events = [{{ time = "2016-01-04 10:00" }}] }} }}
[workstreams.busy.steps]
{busy}
"#
        ),
        &[],
    ))
}

#[test]
fn work_side_by_side_takes_as_long_as_the_longest_of_it() {
    // Asked 10:30. `a` waits 80 min, 11:50-12:20, then three steps of 40 min side by side. Undisturbed it were ready at 11:40.
    let three = r#"
a  = { by = ["PSO"], does = { work = "30 min" } }
c1 = { by = ["PSO"], after = ["a"], does = { work = "40 min" } }
c2 = { by = ["PO"],  after = ["a"], does = { work = "40 min" } }
c3 = { by = ["CA"],  after = ["a"], does = { work = "40 min" } }
"#;
    let busy = r#"b = { by = ["PSO"], does = { work = "110 min" }, interruptible = false }"#;
    assert_eq!(missed(&morning(three, busy), 0).0, ["officer"]);
    // Two that wait 40 min each side by side do not give 80 min back: undisturbed it were ready at 10:30 + 60 + 70 = 12:40, too late.
    let two = r#"
a = { by = ["PSO"], does = { work = "60 min" } }
b = { by = ["PO"],  does = { work = "60 min" } }
c = { by = ["CA"],  after = ["a", "b"], does = { work = "70 min" } }
"#;
    let busy_two = r#"
b = { by = ["PSO"], does = { work = "70 min" }, interruptible = false }
c = { by = ["PO"], does = { work = "70 min" }, interruptible = false }
"#;
    assert_eq!(missed(&morning(two, busy_two), 0).0, ["late"]);
    // With ten minutes less of `c` the court's last minute would have been met.
    assert_eq!(missed(&morning(&two.replace("70 min", "60 min"), busy_two), 0).0, ["officer"]);
    // A wait beside the critical path gives nothing back: `a` takes 60 min alone, `b` waits 40 and is done as soon.
    let beside = r#"
a = { by = ["CA"],  does = { work = "60 min" } }
b = { by = ["PSO"], does = { work = "20 min" } }
c = { by = ["PO"],  after = ["a", "b"], does = { work = "70 min" } }
"#;
    assert_eq!(missed(&morning(beside, r#"b = { by = ["PSO"], does = { work = "70 min" }, interruptible = false }"#), 0).0, ["late"]);
    // Two checks side by side are one wait.
    let checks = r#"
x = { does = { wait = { lasts = "90 min" } } }
y = { does = { wait = { lasts = "90 min" } } }
c = { by = ["PO"], after = ["x", "y"], does = { work = "50 min" } }
"#;
    let nobody = r#"b = { by = ["CA"], does = { work = "1 min" } }"#;
    assert_eq!(missed(&morning(checks, nobody), 0), (vec!["checks"], vec![("checks", 90)]));
}

#[test]
fn a_court_s_day_before_easter_goes_as_on_paper() {
    let scenario = on_paper("h4-court-easter", &[]);
    let trace = told(&scenario);
    let today: Vec<String> = work(&trace, "psr").into_iter().filter(|row| row.contains(" 24 ")).collect();
    assert_eq!(
        today,
        [
            "A 24 10:45-11:15 interview PSO 1",
            "A 24 11:15-12:00 writing PSO 1",
            "B 24 12:00-12:30 interview PSO 1",
            "B 24 12:30-13:15 writing PSO 1",
            "C 24 13:15-13:45 interview PSO 1",
            "C 24 13:45-14:30 writing PSO 1",
        ]
    );
    let counted = |activity| matches!(activity, Activity::Delivered { same_day: true, .. });
    assert_eq!(when(&trace, counted)[..3], ["24 12:15", "24 14:00", "24 14:55"]);
    let heard = hearings(&trace);
    assert_eq!(heard[..3], ["24 12:15-12:25", "24 14:00-14:10", "24 14:55-15:05"]);
    let dates: Vec<&str> = heard.iter().map(String::as_str).filter(|at| at.starts_with("6 ")).take(3).collect();
    assert_eq!(dates, ["6 10:00-10:15", "6 10:15-10:30", "6 10:30-10:45"]);
    let interviews: Vec<String> =
        work(&trace, "psr").into_iter().filter(|row| row.contains("interview") && !row.contains(" 24 ")).collect();
    assert!(interviews.len() == 3 && interviews.iter().all(|row| row[2..].starts_with("1 ")), "{interviews:?}");
    let found = estimates(&scenario, 2, 1);
    // A report that was put over is delivered when it is written, as in `hand_day`: D, E and F on Friday 1 April, their fifth working day. (The
    // scenario's comment counts to the court's date, the eighth, which is held by the hearings above.)
    assert_eq!(found.national("mean_days", "").unwrap().mean, (3.0 + 3.0 * 5.0) / 6.0);
    assert_eq!(found.national("same_day", "").unwrap().mean, 0.5);
}

/// A court whose pleas are heard on one day of the week, and that sits every day. Everyone's report is put over, and there are officers enough.
fn put_over(name: &str, day: &str, sets: &[&str]) -> Trace {
    let sittings = format!(
        "court_types.magistrates.sittings={{ pleas = {{ list = \"pleas\", days = \"{day}\" }}, rest = {{ list = \"rest\", days = \"Mon-Fri\" }} }}"
    );
    let all = [
        sittings.as_str(),
        "lists.rest={ cases = 1, hearing = \"1 min\" }",
        "workstreams.psr.stand_down={ policy = \"never\" }",
        "clusters.Handworth.staff.court.PSO=9",
        "workstreams.psr.steps.writing.does={ work = \"5 min\" }",
    ];
    told(&on_paper(name, &[&all[..], sets].concat()))
}

/// When reports of the first day that were put over are heard: the beginning of the first hearing of each day in the week from the first request.
fn later_dates(trace: &Trace) -> Vec<String> {
    let first = trace.events.iter().find(|event| event.stream == trace.headline).unwrap().start.date();
    let mut dates: Vec<(i16, String)> = Vec::new();
    for hearing in &trace.hearings {
        let day = hearing.start.date().day_of_year();
        if day < first.day_of_year() + 7 && dates.last().is_none_or(|(last, _)| *last != day) {
            dates.push((day, hearing.start.strftime("%-d %H:%M").to_string()));
        }
    }
    dates.into_iter().map(|(_, date)| date).collect()
}

#[test]
fn a_later_date_is_a_sitting_after_the_request_and_after_what_the_format_needs() {
    // D, E and F are asked for at 14:55, 15:50 and 16:35 on Thursday; the court sits again on Wednesday the 30th.
    let scenario = on_paper("h4c-due-today", &["clusters.Handworth.staff.court.PSO=9"]);
    let heard = hearings(&told(&scenario));
    assert_eq!(heard.iter().filter(|at| at.starts_with("24 ")).count(), 3);
    assert_eq!(heard[3..6].iter().map(|at| &at[..8]).collect::<Vec<_>>(), ["30 10:00", "30 10:15", "30 10:30"]);
    assert_eq!(seen(&scenario).streams[0].kinds[0].late, 0);
    // All put over, without appointments: A, B and C are asked for at 10:45, 11:30 and 12:15, before the afternoon's sitting. Easter is over on Tuesday the 29th.
    let plain = "workstreams.psr.steps.interview.appointment=false";
    let adjourn = |wait: &str| format!("workstreams.psr.kinds.oral.adjourn={wait}");
    assert_eq!(later_dates(&put_over("h4c-due-today", "Thu", &[plain])), ["24 14:00", "29 10:00"]);
    // What takes an hour is not for a sitting within it: C, asked for at 12:15, is for 14:00 after 1 h, and not after 2 h.
    let on_the_day = |wait: &str| {
        let trace = put_over("h4c-due-today", "Thu", &[plain, &adjourn(wait)]);
        hearings(&trace).iter().filter(|at| at.starts_with("24 ")).count()
    };
    assert_eq!(["1 h", "105 min", "106 min", "2 h", "151 min", "200 min"].map(on_the_day), [3, 3, 2, 2, 1, 0]);
    // By the clock over a night: asked for at 10:45 to 16:35 on Monday the 21st, twenty hours later is 06:45 to 12:35 on Tuesday.
    let dates = |sets: &[&str]| later_dates(&put_over("h4c-due-today", "Mon", &[&["run.start=2016-03-21", plain], sets].concat()));
    assert_eq!(dates(&[&adjourn("20 h")]), ["22 10:00"]);
    assert_eq!(dates(&[&adjourn("22 h")]), ["22 10:00", "23 10:00"]);
    assert_eq!(dates(&[&adjourn("24 h")]), ["22 14:00", "23 10:00"]);
    assert_eq!(dates(&[&adjourn("1 working day")]), ["22 10:00"]);
    // Where the list has no room for two working days more; and over a bank holiday, from Thursday the 24th.
    assert_eq!(dates(&[&adjourn("2 h"), "workstreams.psr.adjourn.listing=2 working days"]), ["23 10:00"]);
    assert_eq!(later_dates(&put_over("h4c-due-today", "Thu", &[plain, &adjourn("24 h")])), ["29 10:00"]);
}

/// When interviews are held by appointment, and the court's dates.
fn appointments(day: &str, sets: &[&str]) -> (Vec<String>, Vec<String>) {
    let trace = put_over("h4f-next-day", day, sets);
    let interviews = work(&trace, "psr").into_iter().filter(|row| row.contains("interview")).map(|row| {
        let at = row[2..].split_once('-').unwrap().0;
        at.to_owned()
    });
    (interviews.collect(), later_dates(&trace))
}

#[test]
fn an_appointment_is_before_the_court_s_hour_on_the_date_s_own_day() {
    // One working day after Thursday the 24th is Tuesday the 29th at ten: half past nine is the only half hour before it.
    let trace = told(&on_paper("h4f-next-day", &["clusters.Handworth.staff.court.PSO=9"]));
    let later: Vec<String> = work(&trace, "psr").into_iter().filter(|row| row.contains("interview") && row.contains(" 29 ")).collect();
    assert_eq!(later.iter().map(|row| &row[2..10]).collect::<Vec<_>>(), ["29 09:30"; 3]);
    let days = |sets: &[&str]| appointments("Mon", sets).0;
    // A court that sits at half past nine leaves none: D, asked for at 14:45, is seen at three the same day. E and F, after three, are for the
    // court's next sitting, on Tuesday at two, and are seen before that.
    let early = ["run.start=2016-03-21", "court_types.magistrates.morning=09:30-12:30"];
    let (interviews, dates) = appointments("Mon", &early);
    assert_eq!((interviews.len(), dates), (6, vec!["22 09:30".to_owned()]));
    assert_eq!((interviews[3].as_str(), interviews[..4].iter().all(|at| at.starts_with("21 "))), ("21 15:00", true), "{interviews:?}");
    assert!(interviews[4..].iter().all(|at| ("22 09:30".."22 14:00").contains(&at.as_str())), "{interviews:?}");
    let heard = hearings(&put_over("h4f-next-day", "Mon", &early));
    assert_eq!(heard.iter().filter(|at| ("22 14:00".."22 17:00").contains(&at.as_str())).count(), 2, "{heard:?}");
    // All the way to the date, or nine tenths of ten working days: the day of the date before ten, or the ninth day at any half hour.
    let all = ["run.start=2016-04-04", "run.run_out=6 weeks", "workstreams.psr.kinds.oral.adjourn=10 working days"];
    assert!(days(&[&all[..], &["workstreams.psr.adjourn.appointment=1"]].concat()).iter().all(|at| at == "18 09:30"));
    assert!(days(&[&all[..], &["workstreams.psr.adjourn.appointment=0.9"]].concat()).iter().all(|at| at.starts_with("15 ")));
    // No appointment falls after its date, whatever the share and the format's time.
    for share in ["0", "0.3", "0.5", "0.9", "1"] {
        for wait in ["0 working days", "30 min", "20 h", "1 working day", "2 working days", "3 working days"] {
            let set = [format!("workstreams.psr.adjourn.appointment={share}"), format!("workstreams.psr.kinds.oral.adjourn={wait}")];
            let sets = ["run.start=2016-04-04", "workstreams.psr.steps.interview.does={ work = \"1 min\" }", &set[0], &set[1]];
            let scenario = on_paper(
                "h4f-next-day",
                &[&sets[..], &["clusters.Handworth.staff.court.PSO=9", "workstreams.psr.steps.writing.does={ work = \"1 min\" }"]].concat(),
            );
            let kind = &seen(&scenario).streams[0].kinds[0];
            assert_eq!((kind.late, kind.delivered), (0, 6), "{share} of {wait}");
        }
    }
}

#[test]
fn what_is_missed_is_held_again_on_a_day_that_is_worked_and_before_the_court_s_hour() {
    // The date is Thursday the 14th at ten, and the first appointment on Friday the 8th: who does not come is not asked for the weekend.
    let mut on_the_date = 0;
    for rebook in ["24 h", "48 h", "0 working days", "1 working day", "2 working days"] {
        let rebooked = format!("workstreams.psr.adjourn.rebook={rebook}");
        let sets = [
            "run.start=2016-04-04",
            "workstreams.psr.kinds.oral.adjourn=8 working days",
            "workstreams.psr.adjourn.non_attendance=0.7",
            rebooked.as_str(),
        ];
        let trace = put_over("h4f-next-day", "Mon", &sets);
        let interviews: Vec<&Event> = trace.events.iter().filter(|event| event.activity == Activity::Worked(0)).collect();
        assert!(interviews.len() > 6);
        for event in interviews {
            assert!(event.start.date().weekday().to_monday_zero_offset() < 5, "{rebook}: {event:?}");
        }
        // Of the first day's six, none is held on the date's day after the hour of the date.
        let last: Vec<String> = work(&trace, "psr").into_iter().filter(|row| row.contains(" 14 ") && row.contains("interview")).collect();
        assert!(last.iter().all(|row| &row[2..10] == "14 09:30"), "{rebook}: {last:?}");
        on_the_date += last.len();
    }
    assert!(on_the_date > 0);
}

#[test]
fn what_the_log_says_of_a_delivery_is_what_the_run_counts() {
    let scenario = shipped("minimal", &["workstreams.psr.adjourn.appointment=0"]);
    let model = Model::new(&scenario);
    let start = scenario.run.start;
    for replication in 0..3 {
        let trace = trace(&scenario, &model, 7, replication, 0);
        let seen = of_cluster(&scenario, &trace.cluster, replication + 1, 7).pop().unwrap();
        let own = || trace.events.iter().filter(|event| event.stream == trace.headline);
        let until = start.saturating_add(jiff::Span::new().seconds(scenario.run.length.get() as i64));
        let within = |case: u64| {
            let asked = own().find(|event| event.case == case && event.activity == Activity::Asked).unwrap().start.date();
            asked >= start && asked < until
        };
        let delivered = |same: bool| {
            own()
                .filter(|event| matches!(event.activity, Activity::Delivered { same_day, .. } if same_day || !same) && within(event.case))
                .count()
        };
        let kinds = &seen.streams[trace.headline].kinds;
        assert_eq!(delivered(true) as u64, kinds.iter().map(|kind| kind.same_day).sum::<u64>());
        assert_eq!(delivered(false) as u64, kinds.iter().map(|kind| kind.delivered).sum::<u64>());
    }
}

/// A week of an office from Monday 4 January 2016, with some staff and work.
fn office(text: &str, sets: &[&str]) -> Scenario {
    written(
        &format!(
            "question = \"EventKind does one rule do?\"\n[run]\nstart = 2016-01-04\nlength = \"1 week\"\nheadline = \"work\"\n\
             [grades.PSO]\nday = [\"09:00-17:00\"]\n{text}"
        ),
        sets,
    )
}

#[test]
fn dates_apart_keep_their_number_and_their_distance_over_closed_days() {
    let boards = |sets: &[&str]| {
        let text = "[clusters.Handworth]\nattributes = { n = 3 }\nstaff.court = { PSO = 9 }\n[workstreams.work]\n\
                    arrivals = { calendar = { day = \"Mon\", weeks = [5], at = \"10:00\", times = \"n\", apart = \"1 working day\" } }\n\
                    [workstreams.work.steps]\nmeet = { by = [\"PSO\"], does = { work = \"1 min\" } }\n";
        let trace = told(&office(text, &[&["run.start=2016-05-23", "run.length=3 weeks"], sets].concat()));
        when(&trace, |activity| activity == Activity::Asked)
    };
    let apart = |apart: &str| format!("workstreams.work.arrivals.calendar.apart={apart}");
    // Monday 30 May 2016 is a bank holiday.
    assert_eq!(boards(&[]), ["31 10:00", "1 10:00", "2 10:00"]);
    assert_eq!(boards(&[&apart("2 working days")]), ["31 10:00", "2 10:00", "6 10:00"]);
    // By the clock: over a weekend the next is on Monday, and the one after that a day later.
    assert_eq!(
        boards(&[&apart("24 h"), "clusters.Handworth.attributes.n=6"]),
        ["31 10:00", "1 10:00", "2 10:00", "3 10:00", "6 10:00", "7 10:00"]
    );
    assert_eq!(boards(&[&apart("2 h")]), ["31 10:00", "31 12:00", "31 14:00"]);
    assert_eq!(boards(&["calendar.closed=[2016-05-31, 2016-06-01]"]), ["2 10:00", "3 10:00", "6 10:00"]);
}

#[test]
fn a_meeting_ends_when_it_ends_whoever_comes_late_and_whatever_their_hours() {
    let meeting = |sets: &[&str]| {
        let text = "[clusters.Handworth.staff.court]\nPSO = 1\n[workstreams.work]\n\
                    arrivals = { file = { path = \"none.csv\", events = [{ time = \"2016-01-04 10:00\" }] } }\n\
                    [workstreams.work.steps]\nmeet = { by = [\"PSO\"], does = { attend = { lasts = \"1 h\", late_by = \"30 min\" } } }\n\
                    [workstreams.busy]\narrivals = { file = { path = \"none.csv\", events = [{ time = \"2016-01-04 09:00\" }] } }\n\
                    [workstreams.busy.steps]\ndo = { by = [\"PSO\"], does = { work = \"80 min\" }, interruptible = false }\n";
        let scenario = office(text, sets);
        (work(&told(&scenario), "work"), seen(&scenario).streams[0].uncovered)
    };
    let at = |row: &str| (vec![format!("A 4 {row} meet PSO 1")], 0);
    assert_eq!(meeting(&[]), at("10:20-11:00"));
    assert_eq!(meeting(&["workstreams.busy.steps.do.does={ work = \"90 min\" }"]), at("10:30-11:00"));
    assert_eq!(meeting(&["workstreams.busy.steps.do.does={ work = \"91 min\" }"]), (vec![], 1));
    // Nobody joins what is over.
    assert_eq!(meeting(&["workstreams.work.steps.meet.does={ attend = { lasts = \"15 min\", late_by = \"30 min\" } }"]), (vec![], 1));
    // Through lunch, and beyond the day's end: it does not go on after them.
    let lunch = ["grades.PSO.day=[\"09:00-10:30\", \"10:45-17:00\"]", "workstreams.busy.steps.do.does={ work = \"1 min\" }"];
    assert_eq!(meeting(&lunch), at("10:00-11:00"));
    let evening = ["grades.PSO.day=[\"09:00-10:30\"]", "workstreams.busy.steps.do.does={ work = \"1 min\" }"];
    assert_eq!(meeting(&evening), at("10:00-11:00"));
}

#[test]
fn cover_is_wanted_when_the_sitting_starts_however_long_before_its_work_arrives() {
    let cover = |sets: &[&str]| {
        let text = "[court_types.m]\nmorning = \"10:00-13:00\"\nsittings = { t = { list = \"t\", days = \"Mon\", session = \"morning\" } }\n\
                    [lists]\nt = { cases = 1, hearing = \"1 h\" }\n[clusters.Handworth]\ncourts = { m = { count = 1 } }\nstaff.court = { PSO = 1 }\n\
                    [workstreams.work]\narrivals = { sittings = { at = \"start\", before = \"2 h\" } }\n\
                    [workstreams.work.steps]\ncover = { by = [\"PSO\"], does = { duty = { late_by = \"15 min\" } } }\n\
                    [workstreams.busy]\narrivals = { file = { path = \"none.csv\", events = [{ time = \"2016-01-04 09:00\" }] } }\n\
                    [workstreams.busy.steps]\ndo = { by = [\"PSO\"], does = { work = \"1 min\" }, interruptible = false }\n";
        let scenario = office(text, sets);
        let seen = seen(&scenario);
        let own = &seen.streams[0];
        (work(&told(&scenario), "work"), own.uncovered, own.cover_wanted, own.kinds[0].same_day, own.kinds[0].delivered)
    };
    let covered = |rows: &[&str]| (rows.iter().map(|row| format!("A 4 {row} PSO 1")).collect::<Vec<_>>(), 0, 1, 1, 1);
    let busy = |minutes: u64| format!("workstreams.busy.steps.do.does={{ work = \"{minutes} min\" }}");
    assert_eq!(cover(&[]), covered(&["10:00-13:00 cover"]));
    assert_eq!(cover(&["workstreams.work.arrivals.sittings.before=1 working day"]).0, covered(&["10:00-13:00 cover"]).0);
    // Work that may not be interrupted is not begun if it would run into the sitting, for which its one officer is rostered.
    assert_eq!(cover(&[&busy(70)]), covered(&["10:00-13:00 cover"]));
    assert_eq!(cover(&[&busy(76)]), covered(&["10:00-13:00 cover"]));
    // What prepares it is done first; the cover begins with the sitting, or when that is done, or is too late.
    let prepare = |minutes: u64| {
        format!(
            "workstreams.work.steps={{ prepare = {{ by = [\"PSO\"], does = {{ work = \"{minutes} min\" }}, interruptible = false }}, \
             cover = {{ by = [\"PSO\"], after = [\"prepare\"], does = {{ duty = {{ late_by = \"15 min\" }} }} }} }}"
        )
    };
    let later = "workstreams.busy.arrivals.file.events=[{ time = \"2016-01-04 16:00\" }]";
    assert_eq!(cover(&[later, &prepare(30)]), covered(&["09:00-09:30 prepare", "10:00-13:00 cover"]));
    // The one officer is in court from ten, and what was to prepare the cover pauses: it is not done in time.
    let paused = |end: &str| vec!["A 4 09:00-10:00 prepare PSO 1".to_owned(), format!("A 4 13:00-{end} prepare PSO 1")];
    assert_eq!(cover(&[later, &prepare(70)]), (paused("13:10"), 1, 1, 0, 1));
    assert_eq!(cover(&[later, &prepare(76)]), (paused("13:16"), 1, 1, 0, 1));
}

#[test]
fn posts_count_while_those_who_fill_them_are_there() {
    // Two posts, and two more for the second of two weeks of five days.
    let text = "[clusters.Handworth.staff.court]\nPSO = 2\n[extra_staff.more]\ngrade = \"PSO\"\nfte = 2\nfrom = 2016-01-11\nuntil = 2016-01-15\n\
                [workstreams.work]\narrivals = { random = { rate = \"3 a day\", times = \"fte.court\" } }\n\
                [workstreams.work.steps]\ndo = { by = [\"PSO\"], does = { work = \"1 h\" } }\n";
    let asked = |sets: &[&str]| {
        let loads = by_grade(&office(text, &[&["run.length=3 weeks"], sets].concat()));
        loads.iter().map(|load| load.offered_hours).sum::<f64>()
    };
    let near = |found: f64, wanted: f64| assert!((found - wanted).abs() < 1e-9, "{found}, not {wanted}");
    near(asked(&[]), 3.0 * 5.0 * (2.0 + 4.0 + 2.0));
    near(asked(&["extra_staff.more.from=2016-01-13"]), 3.0 * (10.0 + 2.0 * 2.0 + 3.0 * 4.0 + 10.0));
    // A year's number is spread evenly, and each day's part goes by the posts of the day.
    let year = "workstreams.work.arrivals={ random = { rate = \"365.25 a year\", times = \"fte.court.PSO\" } }";
    near(asked(&[year]), 21.0 / 15.0 * 5.0 * (2.0 + 4.0 + 2.0));
    // Dates: as many on each Monday as there are posts.
    let dates = "workstreams.work.arrivals={ calendar = { day = \"Mon\", at = \"10:00\", times = \"fte.court.PSO\" } }";
    near(asked(&[dates]), 2.0 + 4.0 + 2.0);
    // Half a post in the middle week alone: one meeting more in every other history.
    near(asked(&[dates, "extra_staff.more.fte=0.5"]), 2.0 + 2.5 + 2.0);
    // Staff who are gone before it begins, and such as come after it, bring nothing.
    near(asked(&[dates, "extra_staff.more.from=2015-01-01", "extra_staff.more.until=2015-12-31"]), 6.0);
    near(asked(&[dates, "extra_staff.more.from=2016-06-01", "extra_staff.more.until=2016-12-31"]), 6.0);
}

#[test]
fn what_reports_cost_and_each_officer_s_share_do_not_depend_on_another_team() {
    let base = ["grades.PSO.hourly_cost=£20", "clusters.Handworth.staff.court.PSO=2"];
    let other = [
        "clusters.Handworth.staff.office.PSO=20",
        "workstreams.visits={ team = \"office\", arrivals = { random = { rate = \"20 a day\" } }, steps = { see = { by = [\"PSO\"], does = { work = \"1 h\" } } } }",
    ];
    let of = |sets: &[&str]| {
        let found = estimates(&on_paper("h4-court-easter", sets), 2, 1);
        ["cost_per_report", "reports_per_officer"].map(|key| found.national(key, "").unwrap().mean)
    };
    let [cost, each] = of(&base);
    // Six reports of 75 min each at £20 an hour; six in a day, by two posts.
    assert!((cost - 25.0).abs() < 1e-9, "{cost}");
    assert!((each - 6.0 * 365.25 / 2.0).abs() < 1e-6, "{each}");
    assert_eq!(of(&[&base[..], &other].concat()), [cost, each]);
    // Reports that another team writes are divided by that team's posts.
    let lent = "workstreams.psr.steps.interview.by=[\"PSO of office\"]";
    let written = "workstreams.psr.steps.writing.by=[\"PSO of office\"]";
    let by_office = of(&[&base[..], &other, &[lent, written]].concat());
    assert!((by_office[1] - 6.0 * 365.25 / 20.0).abs() < 1e-6, "{by_office:?}");
}

#[test]
fn the_time_of_a_third_party_s_answer_is_seen() {
    let answer = |wait: &str, sets: &[&str]| {
        let text = format!(
            "[clusters.Handworth.staff.court]\nPSO = 1\n[workstreams.work]\nflags = {{ known = {{ chance = 0 }} }}\n\
             arrivals = {{ file = {{ path = \"none.csv\", events = [{{ time = \"2016-01-04 16:00\" }}, {{ time = \"2016-01-08 16:00\", flags = [\"known\"] }}] }} }}\n\
             [workstreams.work.steps]\ncheck = {{ does = {{ wait = {wait} }} }}\n\
             write = {{ by = [\"PSO\"], after = [\"check\"], does = {{ work = \"1 min\" }} }}\n"
        );
        let found = estimates(&office(&text, sets), 2, 1);
        ["answer_time", "answer_sought"].map(|key| found.national(key, "check").map(|value| value.mean))
    };
    assert_eq!(answer("{ lasts = \"90 min\" }", &[]), [Some(1.5), Some(1.0)]);
    // Two of its hours: one today, one on the next working day; 18 h and 66 h by the clock. The second comes after the history's end.
    let hours = "{ lasts = \"2 h\", hours = [\"09:00-17:00\"] }";
    assert_eq!(answer(hours, &[]), [Some(18.0), Some(1.0)]);
    assert_eq!(answer(hours, &["run.run_out=1 week"]), [Some((18.0 + 66.0) / 2.0), Some(1.0)]);
    // Of those whom it concerns, chance asks none; and it concerns only those with the flag.
    assert_eq!(answer(hours, &["workstreams.work.steps.check.chance=0"]), [None, Some(0.0)]);
    assert_eq!(answer(hours, &["workstreams.work.steps.check.when=[\"known\"]", "run.run_out=1 week"]), [Some(66.0), Some(1.0)]);
}
