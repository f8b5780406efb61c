//! Common random numbers: a change moves nothing that it does not touch.
//!
//! A request's whole fate is drawn from streams named after the cluster, the purpose and the request, so
//! two scenarios that differ in one thing see the same requests, the same checks, the same sick days.

use proptest::prelude::*;
use sameday::model::observe::{ClusterSeen, StreamSeen};
use sameday::model::{Model, World, replicate_group};
use sameday::scenario::grammar::Scenario;

use crate::random_scenarios::{Asked, Rolls, rolls};
use crate::support::{observed, of_cluster, shipped, written};

const TUTORIAL: &str = include_str!("../../scenarios/minimal.toml");

/// What was asked for, however it was counted, and nothing of what became of it.
fn requests(stream: &StreamSeen) -> Vec<u64> {
    let kinds = stream.kinds.iter().map(|kind| kind.requested);
    let parts = [&stream.months, &stream.hours, &stream.lists, &stream.courts];
    kinds.chain(parts.into_iter().flatten().map(|part| part.requested)).collect()
}

/// What was asked for in every workstream but those that other work brings.
fn drawn(scenario: &Scenario, seen: &ClusterSeen) -> Vec<Vec<u64>> {
    let brought = |key: &str| key == "allocation";
    scenario.workstreams.keys().zip(&seen.streams).filter(|(key, _)| !brought(key)).map(|(_, stream)| requests(stream)).collect()
}

/// Two histories of one cluster are the same to the bit.
#[track_caller]
fn same(one: &Scenario, other: &Scenario, cluster: &str) {
    let (one, other) = (of_cluster(one, cluster, 3, 9), of_cluster(other, cluster, 3, 9));
    assert!(one == other, "{cluster} has other histories:\n{one:#?}\n{other:#?}");
}

/// Two histories of one cluster have the same requests.
#[track_caller]
fn same_requests(one: &Scenario, other: &Scenario, cluster: &str) {
    for (a, b) in of_cluster(one, cluster, 3, 9).iter().zip(&of_cluster(other, cluster, 3, 9)) {
        assert_eq!(drawn(one, a), drawn(other, b), "{cluster} has other requests");
    }
}

fn town(name: &str, staff: &str) -> String {
    format!("\n[clusters.{name}]\ncourts = {{ magistrates = {{ count = 1 }} }}\nstaff = {{ court = {{ {staff} }} }}\n")
}

#[test]
fn an_overlay_that_changes_nothing_gives_the_same_histories() {
    let base = shipped("minimal", &[]);
    let folder = tempfile::tempdir().unwrap();
    let over = folder.path().join("same.toml");
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios/minimal.toml");
    let text = format!(
        "extends = \"{path}\"\nquestion = \"Does another question change the answer?\"\n[clusters.Smalltown]\nstaff.court.PSO = 2.5\n"
    );
    std::fs::write(&over, text).unwrap();
    let same_again = sameday::scenario::load::<&str>(&over, &[]).unwrap().scenario;
    assert_eq!(observed(&base, 10, 5), observed(&same_again, 10, 5));
}

#[test]
fn a_cluster_beside_it_or_before_it_changes_nothing_in_a_cluster() {
    let alone = written(TUTORIAL, &[]);
    let beside = written(&format!("{TUTORIAL}{}", town("Elm", "PSO = 2, PO = 1, SPO = 1, CA = 1")), &[]);
    same(&alone, &beside, "Smalltown");
    let (head, tail) = TUTORIAL.split_once("[clusters.Smalltown]").unwrap();
    let before = written(&format!("{head}{}[clusters.Smalltown]{tail}", town("Elm", "PSO = 2, PO = 1, SPO = 1, CA = 1")), &[]);
    assert_eq!(before.clusters.get_index_of("Elm"), Some(0));
    same(&beside, &before, "Smalltown");
    same(&beside, &before, "Elm");
}

#[test]
fn clusters_alike_but_for_their_names_have_histories_of_their_own() {
    let text = format!("{TUTORIAL}{}", town("Elm", "PSO = 2.5, PO = 1, SPO = 1, CA = 1"));
    let scenario = written(&text, &[]);
    assert_ne!(of_cluster(&scenario, "Smalltown", 1, 9), of_cluster(&scenario, "Elm", 1, 9));
}

/// The tutorial's scenario with reports heard in no time, so that what officers do moves no hearing.
const QUICK: [&str; 2] = ["court_types.magistrates.recall=0 min", "court_types.magistrates.adjourned_hearing=0 min"];

#[test]
fn staff_checks_and_policies_change_what_is_done_and_never_what_was_asked_for() {
    let text = format!("{TUTORIAL}{}", town("Elm", "PSO = 2, PO = 1, SPO = 1, CA = 1"));
    let base = written(&text, &QUICK);
    for set in [
        "clusters.Smalltown.staff.court.PSO=5",
        "clusters.Smalltown.staff.court.PO=0",
        "grades.PSO.absence=0.5",
        "workstreams.psr.steps.check.does.wait.lasts=3 days",
        "workstreams.psr.steps.interview.does.work=2 h",
        "workstreams.psr.steps.check.chance=0.2",
        "workstreams.psr.stand_down.policy=never",
        "workstreams.psr.steps.gatekeeping.does.gate.returned=0.5",
        "court_types.magistrates.rooms.interview_room=0",
        "workstreams.court_duty.steps.cover.by=[\"PO\", \"PSO\"]",
    ] {
        let changed = written(&text, &[QUICK[0], QUICK[1], set]);
        same_requests(&base, &changed, "Smalltown");
        same_requests(&base, &changed, "Elm");
        assert_ne!(of_cluster(&base, "Smalltown", 3, 9), of_cluster(&changed, "Smalltown", 3, 9), "{set} does something");
    }
}

#[test]
fn one_more_person_moves_nobody_elses_days() {
    let base = shipped("minimal", &["grades.PSO.leave=none"]);
    let more = shipped("minimal", &["grades.PSO.leave=none", "clusters.Smalltown.staff.court.PSO=3.5"]);
    for (a, b) in of_cluster(&base, "Smalltown", 5, 9).iter().zip(&of_cluster(&more, "Smalltown", 5, 9)) {
        assert!(b.grades[0].contracted > a.grades[0].contracted);
        assert!(b.grades[0].sick >= a.grades[0].sick);
        for grade in 1..4 {
            let days = |seen: &ClusterSeen| {
                (seen.grades[grade].contracted, seen.grades[grade].leave, seen.grades[grade].sick, seen.grades[grade].on_duty)
            };
            assert_eq!(days(a), days(b));
        }
    }
}

#[test]
fn a_fifth_more_demand_keeps_the_requests_that_were_there() {
    let base = shipped("minimal", &QUICK);
    let more = shipped("minimal", &[QUICK[0], QUICK[1], "workstreams.psr.volume=1.2"]);
    let mut grown = 0;
    for (a, b) in of_cluster(&base, "Smalltown", 20, 9).iter().zip(&of_cluster(&more, "Smalltown", 20, 9)) {
        for (a, b) in drawn(&base, a).concat().iter().zip(drawn(&more, b).concat()) {
            assert!(b >= *a, "a count of requests fell");
            grown += b - a;
        }
    }
    assert!(grown > 0);
}

#[test]
fn a_world_that_is_used_again_remembers_nothing() {
    let small = shipped("verification/hand-day", &[]);
    let scenario = written(&format!("{TUTORIAL}{}", town("Elm", "PSO = 9, PO = 4, SPO = 1, CA = 3")), &[]);
    let (model, other) = (Model::new(&scenario), Model::new(&small));
    let fresh = |replication, group| replicate_group(&model, &mut World::default(), 9, replication, group);
    let mut world = World::default();
    let jobs = [(0, 1), (1, 0), (0, 0), (7, 1), (1, 1), (1, 0), (0, 1)];
    for (replication, group) in jobs {
        assert!(replicate_group(&model, &mut world, 9, replication, group) == fresh(replication, group), "{replication} {group}");
    }
    let mut elsewhere = World::default();
    let alone = replicate_group(&other, &mut elsewhere, 1, 0, 0);
    assert_eq!(alone, replicate_group(&other, &mut elsewhere, 1, 0, 0));
    // Nor do another model's people stay in it, and back again.
    assert_eq!(alone, replicate_group(&other, &mut world, 1, 0, 0));
    assert!(replicate_group(&model, &mut world, 9, 7, 1) == fresh(7, 1));
}

/// Histories of every group, with an event log, in which all work is kept as cases, and without, in which most is errands.
#[track_caller]
fn with_and_without_a_diary(scenario: &Scenario) {
    let model = Model::new(scenario);
    let mut world = World::default();
    for group in 0..model.groups() {
        let plain = replicate_group(&model, &mut world, 9, 2, group);
        world.event_log = Some(sameday::model::event_log::EventLog::default());
        assert!(plain == replicate_group(&model, &mut world, 9, 2, group), "group {group} has another history with a diary");
        assert!(!world.event_log.take().unwrap().in_order().is_empty());
    }
}

#[test]
fn a_diary_changes_nothing() {
    with_and_without_a_diary(&shipped("minimal", &[]));
    for queue in ["mm8", "md1", "court-year"] {
        with_and_without_a_diary(&shipped(&format!("verification/{queue}"), &["run.length='6 weeks'", "run.warm_up='2 weeks'"]));
    }
    for service in ["whole-2016", "e3-proposed"] {
        let short = ["run.length='8 weeks'", "run.warm_up='6 weeks'", "run.run_out='1 week'", "run.only=['NE-02', 'MID-11']"];
        with_and_without_a_diary(&shipped(service, &short));
    }
}

fn scenario(rolls: &Rolls, asked: &Asked) -> Scenario {
    written(&rolls.text(asked), &[])
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, failure_persistence: None, rng_seed: proptest::test_runner::RngSeed::Fixed(2016), ..ProptestConfig::default() })]

    #[test]
    fn in_every_random_scenario_a_change_moves_only_what_it_touches(rolls in rolls()) {
        let base = Asked { clusters: vec!["Ash", "Elm"], quick_courts: true, ..Asked::default() };
        let usual = scenario(&rolls, &base);
        with_and_without_a_diary(&usual);
        for clusters in [vec!["Elm", "Ash"], vec!["Oak", "Ash", "Fir", "Elm"]] {
            let moved = scenario(&rolls, &Asked { clusters, ..base.clone() });
            same(&usual, &moved, "Ash");
            same(&usual, &moved, "Elm");
        }
        let staffed = scenario(&rolls, &Asked { more_staff: Some(("Ash", 2.0)), ..base.clone() });
        same(&usual, &staffed, "Elm");
        same_requests(&usual, &staffed, "Ash");
        let slower = scenario(&rolls, &Asked { slower_checks: 4.0, ..base });
        same_requests(&usual, &slower, "Ash");
        same_requests(&usual, &slower, "Elm");
    }

    #[test]
    fn in_every_random_scenario_a_used_world_is_as_good_as_new(rolls in rolls()) {
        let model = Model::new(&scenario(&rolls, &Asked::default()));
        let mut world = World::default();
        for (replication, group) in [(0, 0), (1, 1), (1, 0), (0, 1), (0, 0)] {
            let used = replicate_group(&model, &mut world, 9, replication, group);
            prop_assert!(used == replicate_group(&model, &mut World::default(), 9, replication, group));
        }
    }
}
