//! Queues whose answers are known, simulated through the whole program: scenario, model, engine, replications.
//!
//! The scenarios and their values are those of `scenarios/verification`, built into the program; fewer
//! replications than the project's own tests, so the errors are wider.

use std::ops::ControlFlow;
use std::path::Path;
use std::sync::atomic::AtomicBool;

use super::Check;
use crate::experiment::parallel::{Extent, Threads};
use crate::experiment::statistics::ratio;
use crate::model::observe::ClusterSeen;
use crate::model::{Model, World, replicate_group};
use crate::scenario::grammar::Scenario;
use crate::scenario::load_text;

/// A scenario that is built in.
macro_rules! shipped {
    ($($name:literal),* $(,)?) => {
        [ $( ($name, include_str!(concat!("../../../scenarios/verification/", $name, ".toml"))) ),* ]
    };
}

static SCENARIOS: [(&str, &str); 17] = shipped![
    "mm1",
    "mm2",
    "mm5",
    "mm8",
    "mm10",
    "md1",
    "mu1",
    "mln1",
    "me21",
    "priority",
    "preemption",
    "erlang-a-1",
    "erlang-a-2",
    "within-1",
    "within-2",
    "within-3",
    "transient",
];
/// File, measure, value.
const EXPECTED: &str = include_str!("../../../scenarios/verification/expected.csv");
/// Replications of each; of the transient, whose history is twenty-five customers long, so many times more.
const REPLICATIONS: u64 = 24;
const MORE: u64 = 100;

/// Of every queue.
pub(super) fn checks(threads: &Threads) -> Vec<Check> {
    let rows: Vec<Vec<&str>> =
        EXPECTED.lines().filter(|line| !line.starts_with('#')).skip(1).map(|line| line.split(',').collect()).collect();
    let mut checks = Vec::new();
    for (name, text) in SCENARIOS {
        let loaded = load_text(name, text, Path::new(""), &[] as &[&str]).expect("the program's own scenarios are right");
        let number = if name == "transient" { REPLICATIONS * MORE } else { REPLICATIONS };
        let seen = seen(&loaded.scenario, number, threads);
        for row in rows.iter().filter(|row| row[0] == name) {
            let exact: f64 = row[2].parse().expect("the program's own values are numbers");
            let pairs: Vec<(f64, f64)> = seen.iter().map(|seen| measured(row[1], &loaded.scenario, seen)).collect();
            let found = ratio(&pairs, 0.95).map_or((f64::NAN, f64::NAN), |found| (found.mean, found.standard_error().unwrap_or(f64::NAN)));
            let title = loaded.scenario.title.as_deref().unwrap_or(name);
            checks.push(Check::estimate(format!("{title}: {}", words(row[1])), source(text), exact, found.0, found.1));
        }
    }
    checks
}

/// What a scenario's comment says of where its expected value comes from.
fn source(text: &'static str) -> &'static str {
    text.lines().find_map(|line| line.strip_prefix("# Source of the expected value: ")).unwrap_or("docs/EVIDENCE.md")
}

/// What the one cluster saw in each replication.
fn seen(scenario: &Scenario, replications: u64, threads: &Threads) -> Vec<ClusterSeen> {
    let model = Model::new(scenario);
    let mut seen = Vec::new();
    let job = |world: &mut World, replication, group| replicate_group(&model, world, scenario.run.seed, replication, group).clusters;
    let fold = |_, groups: Vec<Vec<ClusterSeen>>| {
        seen.extend(groups.into_iter().flatten());
        ControlFlow::Continue(())
    };
    threads.run(Extent { groups: 1, replications }, &AtomicBool::new(false), job, fold, |_| {});
    seen
}

/// Numerator and denominator of a measure of the table.
fn measured(measure: &str, scenario: &Scenario, seen: &ClusterSeen) -> (f64, f64) {
    let (stream, grade) = (&seen.streams[0], &seen.grades[0]);
    let (step, kind) = (&stream.steps[0], &stream.kinds[0]);
    let of = |up: u64, down: u64| (up as f64, down as f64);
    match measure {
        "wait_hours" => (step.waited as f64 / 3600.0, step.begun as f64),
        "busy" => of(grade.busy, grade.on_duty),
        "on_time" => of(kind.on_time, kind.on_time + kind.late),
        "delayed" => of(step.delayed + step.gave_up, step.asked),
        "gave_up" => of(kind.gave_up, kind.requested),
        _ => {
            let kinds = scenario.workstreams.values().next().map(|stream| &stream.kinds);
            let at = measure.strip_prefix("time_hours.").and_then(|key| kinds?.get_index_of(key)).unwrap_or(0);
            let kind = &stream.kinds[at];
            (kind.completion as f64 / 3600.0, kind.delivered as f64)
        }
    }
}

fn words(measure: &str) -> String {
    match measure.split_once('.') {
        Some((_, kind)) => format!("hours in the system, {kind}"),
        None => match measure {
            "wait_hours" => "hours of waiting",
            "time_hours" => "hours in the system",
            "busy" => "share of time busy",
            "on_time" => "share done in time",
            "delayed" => "share who wait",
            "gave_up" => "share who give up",
            other => other,
        }
        .to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_queue_with_a_known_answer_is_built_in() {
        let files = EXPECTED.lines().filter(|line| !line.starts_with('#')).skip(1).filter_map(|line| line.split(',').next());
        for file in files {
            assert!(SCENARIOS.iter().any(|(name, _)| *name == file), "{file} has a value and is not in the self-test");
        }
    }
}
