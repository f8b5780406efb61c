//! Nothing is allocated per event once a world is warm. A binary of its own, because counting needs an allocator of its own.

use std::path::Path;

use sameday::model::{Model, World, replicate_group};
use sameday::scenario::grammar::Scenario;
use sameday::scenario::{load, load_text};

fn shipped(name: &str, sets: &[&str]) -> Scenario {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios").join(name);
    load(&path, sets).unwrap_or_else(|faults| panic!("{faults}")).scenario
}

/// Allocations and events of each of so many replications of the first group, one after the other in one world.
fn replications(scenario: &Scenario, number: u64) -> Vec<(u64, u64)> {
    let model = Model::new(scenario);
    let mut world = World::default();
    let replication = |index| {
        let mut events = 0;
        let counted = allocation_counter::measure(|| {
            let seen = replicate_group(&model, &mut world, 1, index % 2, 0);
            events = seen.clusters.iter().map(|cluster| cluster.events).sum();
        });
        (counted.count_total, events)
    };
    (0..number).map(replication).collect()
}

/// What a history's observations and its roster take, whatever happens in it: a few for each cluster and workstream.
fn fixed(scenario: &Scenario) -> u64 {
    (scenario.clusters.len() * (scenario.workstreams.len() * 12 + scenario.grades.len() + 10) + 20) as u64
}

#[test]
fn a_warm_world_allocates_nothing_for_an_event() {
    let long = ["run.length=52 weeks"];
    let sharing = format!(
        "{}\n[clusters.Elm]\ncourts = {{ magistrates = {{ count = 1 }} }}\nstaff = {{ court = {{ PSO = 2, PO = 1, SPO = 1, CA = 1 }} }}\n\
         [hubs.pool]\nteam = \"court\"\ntakes = [\"CA\"]\n[lending.near]\nafter = \"30 min\"\ntravel = \"20 min\"\n",
        include_str!("../scenarios/minimal.toml")
    );
    let shared = load_text("test.toml", &sharing, Path::new("/nowhere"), &long).unwrap_or_else(|faults| panic!("{faults}")).scenario;
    for scenario in [shipped("minimal.toml", &[]), shipped("minimal.toml", &long), shipped("verification/court-year.toml", &[]), shared] {
        // Two histories, twice: the second time nothing has to grow.
        let told = replications(&scenario, 4);
        for &(allocations, events) in &told[2..] {
            assert!(events > 3000, "a history with something in it: {told:?}");
            assert!(allocations <= fixed(&scenario), "{}: {allocations} allocations for {events} events; {told:?}", scenario.question);
        }
    }
}
