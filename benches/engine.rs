//! The engine by itself: the calendar at three sizes, a stream of random numbers, a draw.

use std::hint::black_box;

use criterion::{BatchSize, BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use sameday::des::calendar::{Calendar, Phase};
use sameday::des::dist::Distribution;
use sameday::des::stream::{Purpose, Seed, Stream};
use sameday::des::time::SimTime;

/// Events taken and scheduled in one measurement.
const STEPS: u64 = 10_000;

/// A calendar with so many events pending, their times spread as in the long run of the hold model.
fn held(pending: u64, draws: &mut Stream) -> Calendar<u32> {
    let mut calendar = Calendar::default();
    // Far enough ahead for a measurement: its steps advance the clock by 100 seconds each.
    calendar.begin(SimTime::new(2 * 100 * STEPS + 400 * pending));
    for event in 0..pending {
        calendar.schedule(SimTime::new(gap(pending, draws)), Phase::Start, event as u32);
    }
    calendar
}

/// A gap of mean 100 seconds for each event pending, uniform: whole seconds, so that ties occur as in a model.
fn gap(pending: u64, draws: &mut Stream) -> u64 {
    ((draws.bits64() >> 32) * 200 * pending) >> 32
}

/// The hold model (Vaucher & Duval 1975): take the earliest event, schedule another; the number pending stays.
fn hold(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("hold");
    group.throughput(Throughput::Elements(STEPS));
    for pending in [10_u64, 1_000, 100_000] {
        group.bench_with_input(BenchmarkId::from_parameter(pending), &pending, |bencher, &pending| {
            let begun = || {
                let mut draws = Stream::new(Seed(1), Purpose::named(&["hold"]), 0, 0);
                (held(pending, &mut draws), draws)
            };
            let run = |(calendar, draws): &mut (Calendar<u32>, Stream)| {
                for _ in 0..STEPS {
                    let (now, event) = calendar.pop().expect("the number pending stays");
                    calendar.schedule(now + gap(pending, draws), Phase::Start, black_box(event));
                }
            };
            bencher.iter_batched_ref(begun, run, BatchSize::LargeInput);
        });
    }
    group.finish();
}

/// Random numbers: from a stream that goes on, from streams found afresh for each entity, and through a law.
fn streams(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("random");
    group.throughput(Throughput::Elements(STEPS));
    let purpose = Purpose::named(&["bench"]);
    group.bench_function("uniform, one stream", |bencher| {
        let mut draws = Stream::new(Seed(1), purpose, 0, 0);
        bencher.iter(|| (0..STEPS).map(|_| draws.open01()).sum::<f64>());
    });
    group.bench_function("uniform, a stream each", |bencher| {
        bencher.iter(|| (0..STEPS).map(|entity| Stream::new(Seed(1), purpose, 0, black_box(entity)).open01()).sum::<f64>());
    });
    let lognormal = Distribution::Lognormal { mean: 60.0, sd: 20.0 }.sampler();
    group.bench_function("lognormal, one stream", |bencher| {
        bencher.iter_batched_ref(
            || Stream::new(Seed(1), purpose, 0, 0),
            |draws| (0..STEPS).map(|_| lognormal.draw(draws)).sum::<f64>(),
            BatchSize::SmallInput,
        );
    });
    group.finish();
}

criterion_group!(benches, hold, streams);
criterion_main!(benches);
