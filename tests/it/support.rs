//! What the tests of simulation share: reading a scenario, and running it.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use sameday::experiment::estimates::Estimates;
use sameday::experiment::parallel::Extent;
use sameday::experiment::statistics::Estimate;
use sameday::experiment::{Execution, Experiment, Settings, StoppingRule, Threads};
use sameday::model::observe::{ClusterSeen, Observations};
use sameday::model::{Model, World, replicate_group};
use sameday::scenario::{Loaded, grammar::Scenario, load, load_text};

/// A workstream that brings a million requests a year, a minute of a PSO's time each.
pub const FLOOD: &str = r#"
[workstreams.flood]
arrivals = { random = { rate = "1000000 a year" } }
due = { within = "8 h" }
[workstreams.flood.steps.answer]
by = ["PSO"]
does = { work = { fixed = "1 min" } }
"#;

/// A scenario that ships, by its path within `scenarios/` without the ending.
#[track_caller]
pub fn shipped(name: &str, sets: &[&str]) -> Scenario {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios").join(format!("{name}.toml"));
    right(load(&path, sets))
}

/// A scenario written in a test.
#[track_caller]
pub fn written(text: &str, sets: &[&str]) -> Scenario {
    right(load_text("test.toml", text, Path::new("/nowhere"), sets))
}

#[track_caller]
fn right<E: std::fmt::Display>(loaded: Result<Loaded, E>) -> Scenario {
    loaded.unwrap_or_else(|faults| panic!("{faults}")).scenario
}

/// So many replications by the ordinary path, on one thread: the tests themselves run side by side.
pub fn estimates(scenario: &Scenario, replications: u64, seed: u64) -> Estimates {
    let settings = Settings { seed, enough: StoppingRule::Number(replications) };
    Experiment { scenario, model: &Model::new(scenario), settings }.run(&Execution::on(&Threads::one()))
}

/// The observations of every group in each of so many replications: `[replication][group]`.
pub fn observed(scenario: &Scenario, replications: u64, seed: u64) -> Vec<Vec<Observations>> {
    let model = Model::new(scenario);
    let mut seen = Vec::new();
    let extent = Extent { groups: model.groups(), replications };
    let job = |world: &mut World, replication, group| replicate_group(&model, world, seed, replication, group);
    let fold = |_, groups| {
        seen.push(groups);
        ControlFlow::Continue(())
    };
    Execution::on(&Threads::one()).run(extent, job, fold);
    seen
}

/// What one cluster saw in each replication.
pub fn of_cluster(scenario: &Scenario, cluster: &str, replications: u64, seed: u64) -> Vec<ClusterSeen> {
    let model = Model::new(scenario);
    let place = model.names.clusters.iter().position(|name| name == cluster).unwrap();
    let at = |group: &usize| model.clusters_of(*group).iter().position(|index| *index == place);
    let group = (0..model.groups()).find(|group| at(group).is_some()).unwrap();
    let within = at(&group).unwrap();
    let mut world = World::default();
    (0..replications).map(|r| replicate_group(&model, &mut world, seed, r, group).clusters.swap_remove(within)).collect()
}

/// The standard error of a mean over replications.
pub fn standard_error(estimate: Estimate) -> f64 {
    estimate.standard_error().unwrap()
}

/// Every file below a folder, by its path within it.
pub fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(at) = folders.pop() {
        for entry in std::fs::read_dir(at).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() { folders.push(path) } else { found.push(path.strip_prefix(folder).unwrap().to_owned()) }
        }
    }
    found.sort();
    found
}
