//! Whole replications: a small team's year, a plain queue, one cluster's share of the national year, and all of it.

use std::path::Path;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use sameday::model::{Model, World, replicate_group};
use sameday::scenario::load::load;

/// A scenario of the project, compiled; `changes` as `--set` would make them.
fn model(file: &str, changes: &[&str]) -> Model {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios").join(file);
    let loaded = load(&path, changes).unwrap_or_else(|faults| panic!("{faults}"));
    Model::new(&loaded.scenario)
}

/// Replications one after another, each of every group of clusters and with its own numbers, in a world that is kept.
fn replications(criterion: &mut Criterion, name: &str, model: &Model, samples: usize) {
    let mut world = World::default();
    // Events of a replication.
    let mut replicate = |index| -> u64 {
        let groups = 0..model.groups();
        groups.flat_map(|group| replicate_group(model, &mut world, 1, index, group).clusters).map(|seen| seen.events).sum()
    };
    let mut group = criterion.benchmark_group("replication");
    // Criterion tells events a second; a replication's own number of events differs by a little.
    group.throughput(Throughput::Elements((0..3).map(&mut replicate).sum::<u64>() / 3)).sample_size(samples);
    let mut index = 2;
    group.bench_function(name, |bencher| {
        bencher.iter(|| {
            index += 1;
            replicate(index)
        });
    });
    group.finish();
}

fn court_year(criterion: &mut Criterion) {
    replications(criterion, "court year", &model("verification/court-year.toml", &[]), 100);
}

fn queue(criterion: &mut Criterion) {
    replications(criterion, "M/M/8", &model("verification/mm8.toml", &["run.length=20 weeks"]), 100);
}

fn cluster_of_the_national_year(criterion: &mut Criterion) {
    replications(criterion, "one cluster of the national year", &model("baseline-2016.toml", &["run.only=[\"NE-01\"]"]), 100);
}

fn national_year(criterion: &mut Criterion) {
    replications(criterion, "the national year, 69 clusters", &model("baseline-2016.toml", &[]), 10);
}

criterion_group!(benches, court_year, queue, cluster_of_the_national_year, national_year);
criterion_main!(benches);
