//! One day with nothing left to chance, worked by hand from the model's meaning and compared line by line.
//!
//! The expected lines were written from the scenario's comment and docs/DESIGN.md, not from the program.

use sameday::model::event_log::{Entry, EventKind, EventLog};
use sameday::model::observe::ClusterSeen;
use sameday::model::{Model, World, replicate_group};
use sameday::scenario::grammar::Obstacle;

use crate::support::shipped;

/// Monday 4 January 2016. Reports are named A to F in the order in which they are asked for.
const MONDAY: &str = "
10:00 sitting starts
10:20 A asked for
10:20 A stood down
10:20 A interview begun by the PSO
10:40 B asked for
10:40 B stood down
10:40 B interview begun by the PO
10:50 A interview ended by the PSO
11:00 C asked for
11:00 C stood down
11:00 C interview begun by the PSO
11:10 B interview ended by the PO
11:20 A check back
11:30 C interview ended by the PSO
11:30 A writing begun by the PSO
11:40 B check back
11:40 B writing begun by the PO
12:00 C check back
12:10 A writing ended by the PSO
12:10 A gatekeeping begun by the SPO
12:10 C writing begun by the PSO
12:20 B writing ended by the PO
12:25 A gatekeeping ended by the SPO
12:25 A called back
12:25 A delivered
12:25 B gatekeeping begun by the SPO
12:40 B gatekeeping ended by the SPO
12:40 B called back
12:40 B delivered
12:50 C writing ended by the PSO
12:50 C gatekeeping begun by the SPO
13:05 C gatekeeping ended by the SPO
14:00 sitting starts
14:00 C called back
14:00 C delivered
14:30 D asked for
14:30 D stood down
14:30 D interview begun by the PSO
14:50 E asked for
14:50 E put over: late
15:00 D interview ended by the PSO
15:10 F asked for
15:10 F put over: late
15:30 D check back
15:30 D writing begun by the PSO
15:50 E check back
16:10 D writing ended by the PSO
16:10 D gatekeeping begun by the SPO
16:10 F check back
16:25 D gatekeeping ended by the SPO
16:25 D called back
16:25 D delivered
16:30 court rises
";

const STEPS: [&str; 4] = ["check", "interview", "writing", "gatekeeping"];
const PEOPLE: [&str; 3] = ["PSO", "PO", "SPO"];

fn told(entry: &Entry) -> String {
    let case = char::from(b'A' + entry.case as u8);
    let step = |step: u8| STEPS[usize::from(step)];
    let who = |server: u32| PEOPLE[server as usize];
    let what = match entry.what {
        EventKind::SittingStarted => "sitting starts".to_owned(),
        EventKind::CourtRose => "court rises".to_owned(),
        EventKind::Asked => format!("{case} asked for"),
        EventKind::StoodDown => format!("{case} stood down"),
        EventKind::Adjourned(obstacle) => format!("{case} put over: {}", obstacle.word()),
        EventKind::Begun { step: n, server } => format!("{case} {} begun by the {}", step(n), who(server)),
        EventKind::Ended { step: n, server } => format!("{case} {} ended by the {}", step(n), who(server)),
        EventKind::Answered(n) => format!("{case} {} back", step(n)),
        EventKind::Returned => format!("{case} returned"),
        EventKind::CalledBack => format!("{case} called back"),
        EventKind::Delivered { .. } => format!("{case} delivered"),
        EventKind::GivenUp(n) => format!("{case} {} given up", step(n)),
    };
    let second = entry.at.of_day();
    assert_eq!(second % 60, 0, "every time of the day is a whole minute");
    format!("{:02}:{:02} {what}", second / 3600, second / 60 % 60)
}

fn history(sets: &[&str]) -> (Vec<Entry>, ClusterSeen) {
    let scenario = shipped("verification/hand-day", sets);
    let model = Model::new(&scenario);
    let mut world = World::default();
    world.event_log = Some(EventLog::default());
    let seen = replicate_group(&model, &mut world, scenario.run.seed, 0, 0).clusters.remove(0);
    (world.event_log.take().unwrap().in_order(), seen)
}

/// What happens at one moment has no order on paper.
fn sorted<'a>(lines: impl Iterator<Item = &'a str>) -> Vec<String> {
    let mut lines: Vec<String> = lines.map(str::to_owned).collect();
    lines.sort();
    lines
}

#[test]
fn the_day_goes_minute_by_minute_as_on_paper() {
    let (entries, _) = history(&[]);
    let monday: Vec<String> = entries.iter().filter(|entry| entry.at.day() == 0).map(told).collect();
    assert!(monday.is_sorted_by_key(|line| line[..5].to_owned()));
    let wanted = sorted(MONDAY.trim().lines());
    let got = sorted(monday.iter().map(String::as_str));
    let missing: Vec<_> = wanted.iter().filter(|line| !got.contains(line)).collect();
    let extra: Vec<_> = got.iter().filter(|line| !wanted.contains(line)).collect();
    assert!(missing.is_empty() && extra.is_empty(), "on paper only: {missing:#?}\nin the model only: {extra:#?}");
    assert_eq!(got, wanted);
}

#[test]
fn the_two_adjourned_are_interviewed_half_way_and_written_at_once() {
    // Five working days from Monday 4 January are Monday the 11th; half of five, to the nearest day, is three: Thursday the 7th.
    let (entries, _) = history(&[]);
    for case in [4, 5] {
        let later: Vec<&Entry> = entries.iter().filter(|e| e.stream == Some(0) && e.case == case && e.at.day() > 0).collect();
        let at = later[0].at;
        assert_eq!(at.day(), 3);
        // Appointments are given on the half hour from 09:30, in office hours.
        assert!(at.of_day().is_multiple_of(1800) && (9 * 3600 + 1800..17 * 3600).contains(&at.of_day()), "{later:?}");
        let Some(EventKind::Begun { step: 1, server }) = later.first().map(|entry| entry.what) else { panic!("{later:?}") };
        assert!(server < 2);
        let minutes = |entry: &Entry| (entry.at.seconds() - at.seconds()) / 60;
        let begun_writing = later.iter().find(|entry| entry.what == EventKind::Begun { step: 2, server }).unwrap();
        assert_eq!(minutes(begun_writing), 30);
        let delivered = minutes(later.iter().find(|entry| matches!(entry.what, EventKind::Delivered { .. })).unwrap());
        // 30 to interview, 40 to write, 15 to read; the second waits 15 if both are written at the same moment.
        assert!(delivered == 85 || delivered == 100, "{delivered}");
    }
}

#[test]
fn the_day_is_counted_as_on_paper() {
    let (_, seen) = history(&[]);
    let stream = &seen.streams[0];
    let kind = &stream.kinds[0];
    assert_eq!((kind.requested, kind.attempted, kind.same_day, kind.adjourned), (6, 4, 4, 2));
    assert_eq!((kind.delivered, kind.on_time, kind.late, kind.outstanding, kind.gave_up), (6, 6, 0, 0, 0));
    let minutes = |obstacle: Obstacle| stream.waited[obstacle as usize] / 60;
    assert_eq!(stream.decided[Obstacle::Late as usize], 2);
    assert_eq!(stream.decided.iter().sum::<u64>(), 2);
    assert_eq!((minutes(Obstacle::Officer), minutes(Obstacle::Gatekeeping), minutes(Obstacle::Checks)), (20, 5, 120));
    assert_eq!(stream.waited.iter().sum::<u64>(), 145 * 60);
    let busy: Vec<u64> = seen.grades.iter().map(|grade| grade.busy / 60).collect();
    assert_eq!(busy, [210, 70, 60]);
    assert!(seen.grades.iter().all(|grade| grade.on_duty == 8 * 3600 && grade.overtime == 0 && grade.contracted == 8 * 3600));
    let court = &seen.courts[0];
    assert_eq!((court.sittings, court.hearings, court.carried_over), (2, 6, 0));
    assert_eq!((court.heard / 60, court.on_reports / 60, court.overrun / 60, court.scheduled / 60), (120, 40, 5, 330));
    assert_eq!(
        (stream.hours[10].requested, stream.hours[11].requested, stream.hours[14].requested, stream.hours[15].requested),
        (2, 1, 2, 1)
    );
    assert_eq!((kind.days[0], kind.days[3]), (4, 2), "the adjourned are done on the third working day after");
}

#[test]
fn dates_move_until_what_was_promised_before_can_be_done() {
    // A hundredth of two officers' eight hours is 9.6 minutes a working day; each of the two adjourned needs 70 of interview and writing.
    // E's 70 minutes take eight days: Thursday 14 January; the court next sits on Monday the 18th, ten working days away: interview after five.
    // F's come on top, 140: fifteen days, which is Monday the 25th; half of fifteen, to the nearest day, is eight: Thursday the 14th.
    let (entries, _) = history(&["workstreams.psr.adjourn.capacity=0.01", "run.run_out=5 weeks"]);
    let interviewed = |case: u64| {
        let later = entries.iter().find(|entry| entry.stream == Some(0) && entry.case == case && entry.at.day() > 0);
        later.map(|entry| (entry.at.day(), matches!(entry.what, EventKind::Begun { step: 1, .. })))
    };
    assert_eq!([interviewed(4), interviewed(5)], [Some((7, true)), Some((10, true))]);
}

#[test]
fn what_is_still_waited_for_when_the_court_rises_decides_and_not_what_came_back() {
    // The check is back after ten minutes; the defendant is not fit for more until night. Nobody is called back, so that E is asked for at 14:40,
    // before a quarter to three, and F at 15:00. A to E, interviewed by ten past three, wait for that alone until half past four, longer than
    // the 55 minutes of writing and reading that are left.
    let sets = [
        "workstreams.psr.steps.check.does.wait.lasts=10 min",
        "workstreams.psr.steps.fit={ does = { wait = { lasts = \"12 h\" } }, obstacle = \"defendant\" }",
        "workstreams.psr.steps.writing.after=[\"check\", \"interview\", \"fit\"]",
    ];
    let (_, seen) = history(&sets);
    let decided = |obstacle: Obstacle| seen.streams[0].decided[obstacle as usize];
    assert_eq!((decided(Obstacle::Defendant), decided(Obstacle::Late), decided(Obstacle::Checks)), (5, 1, 0));
}

#[test]
fn what_is_under_way_when_the_court_rises_has_waited_too_and_lacks_only_what_is_left_of_it() {
    // One PSO, two cases a session, checks back at once, interviews of four hours, ten minutes of writing, nobody stood down after noon.
    // A, asked for at 10:20, is interviewed until 14:20, written until 14:30 and delivered. B, asked for at 10:40, waits until then: 230 minutes.
    // At half past four two of its hours are done and 120 + 10 + 15 minutes are left, which it would have had but for that wait.
    let sets = [
        "clusters.Handworth.staff.court.PO=0",
        "lists.pleas.cases=2",
        "workstreams.psr.stand_down.cut_off=12:00",
        "workstreams.psr.steps.check.does.wait.lasts=1 min",
        "workstreams.psr.steps.interview.does.work=4 h",
        "workstreams.psr.steps.writing.does.work=10 min",
    ];
    let (_, seen) = history(&sets);
    let (stream, officer) = (&seen.streams[0], Obstacle::Officer as usize);
    assert_eq!((stream.kinds[0].attempted, stream.kinds[0].same_day), (2, 1));
    assert_eq!((stream.decided[officer], stream.decided[Obstacle::Late as usize]), (1, 2));
    assert_eq!((stream.waited[officer] / 60, stream.waited.iter().sum::<u64>() / 60), (230, 230));
}
