//! Nothing is lost or invented: the books of every history balance, in random and in extreme scenarios.
//!
//! A history also asserts its own balances (people's time given is work's time received), so a scenario
//! that runs at all has passed those.

use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::TestRunner;
use sameday::model::observe::{ClusterSeen, CourtSeen, GradeSeen, KindSeen, Observations};
use sameday::scenario::grammar::{Obstacle, Scenario};

use crate::random_scenarios::{Asked, rolls};
use crate::support::{FLOOD, observed, shipped, written};

const TUTORIAL: &str = include_str!("../../scenarios/minimal.toml");

/// The identities that every cluster's counts keep.
fn balances(seen: &ClusterSeen) {
    for stream in &seen.streams {
        for kind in &stream.kinds {
            assert_eq!(kind.requested, kind.delivered + kind.gave_up + kind.outstanding, "{kind:?}");
            assert_eq!(kind.delivered, kind.days.iter().map(|&number| u64::from(number)).sum::<u64>(), "{kind:?}");
            assert!(kind.same_day <= kind.delivered && kind.on_time <= kind.delivered, "{kind:?}");
            assert!(kind.late >= kind.delivered - kind.on_time && kind.late <= kind.requested - kind.on_time, "{kind:?}");
            assert!(kind.attempted <= kind.requested && kind.adjourned <= kind.requested, "{kind:?}");
        }
        let requested: u64 = stream.kinds.iter().map(|kind| kind.requested).sum();
        let same_day: u64 = stream.kinds.iter().map(|kind| kind.same_day).sum();
        for parts in [&stream.months, &stream.hours] {
            assert_eq!(parts.iter().map(|part| part.requested).sum::<u64>(), requested);
            assert_eq!(parts.iter().map(|part| part.same_day).sum::<u64>(), same_day);
        }
        for part in [&stream.lists, &stream.courts].into_iter().flatten() {
            assert!(part.same_day <= part.requested && part.requested <= requested, "{stream:?}");
        }
        for step in &stream.steps {
            assert!(step.begun + step.gave_up <= step.asked && step.delayed <= step.begun, "{step:?}");
        }
        assert!(stream.uncovered <= stream.cover_wanted, "{stream:?}");
        assert!(stream.decided.iter().sum::<u64>() <= requested, "{stream:?}");
    }
    for grade in &seen.grades {
        assert_eq!(grade.contracted, grade.vacant + grade.leave + grade.sick + grade.elsewhere + grade.on_duty, "{grade:?}");
        assert!(grade.busy <= grade.on_duty, "{grade:?}");
        assert_eq!(grade.busy + grade.overtime, grade.by_stream.iter().sum::<u64>(), "{grade:?}");
    }
    for court in &seen.courts {
        assert!(court.heard + court.on_reports <= court.scheduled + court.overrun, "{court:?}");
    }
}

#[track_caller]
fn balanced(scenario: &Scenario, replications: u64, seed: u64) -> Vec<ClusterSeen> {
    let seen: Vec<ClusterSeen> =
        observed(scenario, replications, seed).into_iter().flatten().flat_map(|Observations { clusters }| clusters).collect();
    seen.iter().for_each(balances);
    seen
}

/// One workstream's counts, over its kinds: requested, same day, delivered, outstanding.
fn counts(seen: &ClusterSeen, stream: usize) -> [u64; 4] {
    seen.streams[stream]
        .kinds
        .iter()
        .fold([0; 4], |sum, kind| [sum[0] + kind.requested, sum[1] + kind.same_day, sum[2] + kind.delivered, sum[3] + kind.outstanding])
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, rng_seed: proptest::test_runner::RngSeed::Fixed(2016), ..ProptestConfig::default() })]

    #[test]
    fn every_random_scenario_balances(rolls in rolls(), seed in 0_u64..1000) {
        let scenario = written(&rolls.text(&Asked::default()), &[]);
        balanced(&scenario, 2, seed);
        let sharing = written(&rolls.text(&Asked { sharing: true, ..Asked::default() }), &[]);
        balanced(&sharing, 2, seed);
    }
}

/// What happened in some random scenarios, in all: a scenario in which nothing happens proves nothing.
#[test]
fn random_scenarios_bring_everything_that_can_happen() {
    let mut runner = TestRunner::deterministic();
    let all: Vec<ClusterSeen> = (0..200)
        .flat_map(|seed| {
            let rolls = rolls().new_tree(&mut runner).unwrap().current();
            balanced(&written(&rolls.text(&Asked::default()), &[]), 1, seed)
        })
        .collect();
    let kinds = |of: fn(&KindSeen) -> u64| all.iter().flat_map(|c| &c.streams).flat_map(|s| &s.kinds).map(of).sum::<u64>();
    let grades = |of: fn(&GradeSeen) -> u64| all.iter().flat_map(|c| &c.grades).map(of).sum::<u64>();
    let courts = |of: fn(&CourtSeen) -> u64| all.iter().flat_map(|c| &c.courts).map(of).sum::<u64>();
    let happened = [
        ("requested", kinds(|k| k.requested)),
        ("attempted", kinds(|k| k.attempted)),
        ("same day", kinds(|k| k.same_day)),
        ("adjourned", kinds(|k| k.adjourned)),
        ("given up", kinds(|k| k.gave_up)),
        ("outstanding", kinds(|k| k.outstanding)),
        ("late", kinds(|k| k.late)),
        ("vacant", grades(|g| g.vacant)),
        ("on leave", grades(|g| g.leave)),
        ("sick", grades(|g| g.sick)),
        ("elsewhere", grades(|g| g.elsewhere)),
        ("busy", grades(|g| g.busy)),
        ("overtime", grades(|g| g.overtime)),
        ("heard", courts(|c| c.heard)),
        ("reports in court", courts(|c| c.on_reports)),
        ("carried over", courts(|c| c.carried_over)),
        ("overrun", courts(|c| c.overrun)),
        ("uncovered", all.iter().flat_map(|c| &c.streams).map(|s| s.uncovered).sum()),
    ];
    for (what, number) in happened {
        assert!(number > 0, "nothing was {what} in any scenario");
    }
    let decided = |obstacle: usize| all.iter().flat_map(|c| &c.streams).map(|s| s.decided[obstacle]).sum::<u64>();
    for (place, obstacle) in Obstacle::ALL.iter().enumerate().filter(|(_, obstacle)| **obstacle != Obstacle::Reserved) {
        assert!(decided(place) > 0, "`{}` decided nothing in any scenario", obstacle.word());
    }
}

#[test]
fn with_nobody_there_everything_asked_for_is_outstanding() {
    let none = [("PSO", 2.5), ("PO", 1.0), ("SPO", 1.0), ("CA", 1.0)].map(|(grade, _)| format!("clusters.Smalltown.staff.court.{grade}=0"));
    let none: Vec<&str> = none.iter().map(String::as_str).collect();
    let sick = ["PSO", "PO", "SPO", "CA"].map(|grade| format!("grades.{grade}.absence=1"));
    let sick: Vec<&str> = sick.iter().map(String::as_str).collect();
    for (sets, contracted) in [(none, false), (sick, true)] {
        // Somebody somewhere must be able to do every step, or the scenario is at fault.
        let text = format!("{TUTORIAL}\n[clusters.Elm]\nstaff = {{ court = {{ PSO = 1, PO = 1, SPO = 1, CA = 1 }} }}\n");
        for seen in balanced(&written(&text, &sets), 5, 3).into_iter().step_by(2) {
            let [requested, same_day, delivered, outstanding] = counts(&seen, 0);
            assert!(requested > 50);
            assert_eq!((same_day, delivered, outstanding), (0, 0, requested));
            assert!(seen.grades.iter().all(|grade| grade.on_duty == 0 && grade.busy == 0 && grade.overtime == 0));
            assert!(seen.grades.iter().all(|grade| (grade.contracted > 0) == contracted));
            assert!(seen.streams[1].cover_wanted > 0);
            assert_eq!(seen.streams[1].uncovered, seen.streams[1].cover_wanted);
            assert_eq!(seen.streams[0].decided.iter().sum::<u64>(), requested, "something decided each miss");
        }
    }
}

#[test]
fn with_no_court_nothing_is_asked_for_and_nobody_is_busy() {
    for set in ["clusters.Smalltown.courts.magistrates.count=0", "clusters.Smalltown.courts.magistrates.open=false"] {
        for seen in balanced(&shipped("minimal", &[set]), 3, 3) {
            assert_eq!((counts(&seen, 0), counts(&seen, 1)), ([0; 4], [0; 4]));
            assert!(seen.grades.iter().all(|grade| grade.busy == 0));
            assert!(seen.grades[0].on_duty > 0);
        }
    }
}

#[test]
fn steps_of_a_second_are_done_the_same_day_and_steps_of_three_months_never() {
    let steps = |time: &str| {
        let at = "workstreams.psr.steps";
        [
            format!("{at}.set_up.does.work={time}"),
            format!("{at}.check.does.wait.lasts={time}"),
            format!("{at}.interview.does.work={time}"),
            format!("{at}.interview.for.standard.takes={time}"),
            format!("{at}.writing.does.work={time}"),
            format!("{at}.writing.for.standard.takes={time}"),
            "workstreams.psr.stand_down.policy=always_try".to_owned(),
            "workstreams.psr.stand_down.kinds=[]".to_owned(),
        ]
    };
    let run = |time: &str| {
        let sets = steps(time);
        let sets: Vec<&str> = sets.iter().map(String::as_str).collect();
        let seen = balanced(&shipped("minimal", &sets), 20, 5);
        seen.iter().fold([0; 4], |sum, seen| std::array::from_fn(|i| sum[i] + counts(seen, 0)[i]))
    };
    let [requested, same_day, ..] = run("1 s");
    assert!(same_day * 10 > requested * 8, "{same_day} of {requested}");
    let [requested, same_day, delivered, _] = run("90 days");
    assert!(requested > 1000);
    assert_eq!((same_day, delivered), (0, 0));
}

#[test]
fn twenty_years_balance() {
    let sets = ["run.length=1040 weeks", "run.replications=1"];
    for seen in balanced(&shipped("minimal", &sets), 1, 1) {
        let [requested, _, delivered, outstanding] = counts(&seen, 0);
        assert!(
            requested > 10_000 && delivered > requested * 9 / 10 && outstanding < requested / 10,
            "{requested} {delivered} {outstanding}"
        );
        // Twenty years of the posts: 37 hours a week, less bank holidays.
        let hours = seen.grades[1].contracted as f64 / 3600.0 / 20.0;
        assert!((1700.0..1950.0).contains(&hours), "{hours} hours a year for one full-time person");
    }
}

#[test]
fn a_million_requests_a_year_in_one_cluster_balance() {
    // Ten weeks of it: once with nearly nobody to answer, once with enough.
    for (set, delivered_share) in
        [("clusters.Smalltown.staff.court.PSO=3", 0.0..0.6), ("clusters.Smalltown.staff.court.PSO=40", 0.95..1.01)]
    {
        for seen in balanced(&written(&format!("{TUTORIAL}{FLOOD}"), &[set, "run.length=10 weeks"]), 1, 1) {
            let place = seen.streams.len() - 1;
            let [requested, _, delivered, outstanding] = counts(&seen, place);
            assert!((180_000..220_000).contains(&requested), "{requested}");
            assert!(
                delivered_share.contains(&(delivered as f64 / requested as f64)),
                "{delivered} of {requested}, {outstanding} outstanding"
            );
        }
    }
}

#[test]
fn a_thousand_clusters_balance() {
    let mut text = TUTORIAL.to_owned();
    for number in 0..1000 {
        text.push_str(&format!(
            "[clusters.C{number}]\ncourts = {{ magistrates = {{ count = 1 }} }}\nstaff = {{ court = {{ PSO = 2, PO = 1, SPO = 1, CA = 1 }} }}\n"
        ));
    }
    let seen = balanced(&written(&text, &["run.length=4 weeks"]), 1, 1);
    assert_eq!(seen.len(), 1001);
    assert!(seen.iter().filter(|seen| counts(seen, 0)[0] > 0).count() > 950);
}
