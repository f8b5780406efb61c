//! Whole replications: a small team's year, a plain queue, and one cluster's share of the national year.

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

/// Replications one after another, each with its own numbers, in a world that is kept.
fn replications(criterion: &mut Criterion, name: &str, model: &Model) {
    let mut world = World::default();
    let events: u64 = (0..20).flat_map(|index| replicate_group(model, &mut world, 1, index, 0).clusters).map(|seen| seen.events).sum();
    let mut group = criterion.benchmark_group("replication");
    // Criterion tells events a second; a replication's own number of events differs by a little.
    group.throughput(Throughput::Elements(events / 20));
    let mut index = 0;
    group.bench_function(name, |bencher| {
        bencher.iter(|| {
            index += 1;
            replicate_group(model, &mut world, 1, index, 0)
        });
    });
    group.finish();
}

fn court_year(criterion: &mut Criterion) {
    replications(criterion, "court year", &model("verification/court-year.toml", &[]));
}

fn queue(criterion: &mut Criterion) {
    replications(criterion, "M/M/8", &model("verification/mm8.toml", &["run.length=20 weeks"]));
}

fn cluster_of_the_national_year(criterion: &mut Criterion) {
    replications(criterion, "one cluster of the national year", &model("baseline-2016.toml", &["run.only=[\"NE-01\"]"]));
}

criterion_group!(benches, court_year, queue, cluster_of_the_national_year);
criterion_main!(benches);
