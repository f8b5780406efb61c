//! As long and as large as anybody asks for, whole: seconds and hundreds of megabytes each. docs/ROBUSTNESS.md has what they took.

use sameday::model::observe::ClusterSeen;

use crate::support::{FLOOD, observed, shipped, written};

const TUTORIAL: &str = include_str!("../../scenarios/minimal.toml");

/// Requested, delivered and outstanding of one workstream, over its kinds; each kind's books must balance.
#[track_caller]
fn counts(seen: &ClusterSeen, stream: usize) -> [u64; 3] {
    seen.streams[stream].kinds.iter().fold([0; 3], |sum, kind| {
        assert_eq!(kind.requested, kind.delivered + kind.gave_up + kind.outstanding, "{kind:?}");
        [sum[0] + kind.requested, sum[1] + kind.delivered, sum[2] + kind.outstanding]
    })
}

#[test]
fn twenty_years_of_three_clusters_of_the_nation_balance() {
    let scenario =
        shipped("baseline-2016", &["run.only=[\"NE-01\", \"NW-01\", \"LON-01\"]", "run.length=1043 weeks", "run.replications=1"]);
    for group in &observed(&scenario, 1, 1)[0] {
        for seen in &group.clusters {
            let [requested, delivered, _] = counts(seen, 0);
            assert!(requested > 20_000 && delivered > requested * 9 / 10, "{requested} asked for, {delivered} delivered");
        }
    }
}

#[test]
fn a_thousand_clusters_balance_for_a_year() {
    let one =
        |number| format!("[clusters.C{number}]\ncourts.magistrates.count = 1\nstaff.court = {{ PSO = 2, PO = 1, SPO = 1, CA = 1 }}\n");
    let text = (0..1000).fold(TUTORIAL.to_owned(), |text, number| text + &one(number));
    let seen: Vec<ClusterSeen> =
        observed(&written(&text, &["run.length=52 weeks"]), 1, 1).remove(0).into_iter().flat_map(|group| group.clusters).collect();
    assert_eq!(seen.len(), 1001);
    assert!(seen.iter().all(|seen| counts(seen, 0)[0] > 50));
}

#[test]
fn a_year_of_a_million_requests_in_one_cluster_balances() {
    // Once with nearly nobody to answer, so that they pile up, and once with enough.
    for (set, least) in [("clusters.Smalltown.staff.court.PSO=3", 0.0), ("clusters.Smalltown.staff.court.PSO=40", 0.95)] {
        let scenario = written(&format!("{TUTORIAL}{FLOOD}"), &[set, "run.length=52 weeks"]);
        for seen in observed(&scenario, 1, 1).iter().flatten().flat_map(|group| &group.clusters) {
            let [requested, delivered, outstanding] = counts(seen, seen.streams.len() - 1);
            assert!((980_000..1_020_000).contains(&requested), "{requested}");
            assert!(delivered as f64 >= least * requested as f64, "{delivered} of {requested}, {outstanding} outstanding");
        }
    }
}
