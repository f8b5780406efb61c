//! Queues whose answers are known: each scenario of `scenarios/verification` against its closed form.
//!
//! An estimate must lie within four standard errors of the exact value over fixed seeds, and the
//! standard error must itself be a small share of the value, so that a wrong engine cannot hide in it.

use std::collections::BTreeSet;

use sameday::experiment::estimates::Estimates;
use sameday::experiment::statistics::{Estimate, ratio};
use sameday::model::event_log::{EventKind, EventLog};
use sameday::model::observe::{ClusterSeen, Observations, StepSeen};
use sameday::model::{Model, World, replicate_group};
use sameday::scenario::grammar::Scenario;

use crate::support::{estimates, observed, shipped, standard_error};

const EXPECTED: &str = include_str!("../../scenarios/verification/expected.csv");
/// Standard errors that an estimate may lie from the exact value.
const WITHIN: f64 = 4.0;
/// The most that a standard error may be of the exact value.
const POWER: f64 = 0.015;

/// Rows of the table of expected values: file, measure, value.
fn expected() -> Vec<(String, String, f64)> {
    let lines = EXPECTED.lines().filter(|line| !line.starts_with('#')).skip(1);
    let cells = lines.map(|line| line.split(',').collect::<Vec<_>>());
    cells.map(|cells| (cells[0].to_owned(), cells[1].to_owned(), cells[2].parse().unwrap())).collect()
}

#[track_caller]
fn agrees(what: &str, told: Estimate, exact: f64) {
    let error = standard_error(told);
    let off = (told.mean - exact) / error;
    eprintln!("{what}: {:.5} ± {error:.5}, exactly {exact:.5}, off by {off:.2} standard errors", told.mean);
    assert!(error < POWER * exact, "{what}: a standard error of {error} cannot judge {exact}");
    assert!(off.abs() <= WITHIN, "{what}: {} ± {error}, exactly {exact}: off by {off:.2} standard errors", told.mean);
}

fn scaled(estimate: Estimate, by: f64) -> Estimate {
    Estimate {
        mean: estimate.mean * by,
        sd: estimate.sd.map(|sd| sd * by),
        half_width: estimate.half_width.map(|half| half * by),
        ..estimate
    }
}

/// A ratio of counts that has no measure of its own.
fn counted(seen: &[Vec<Observations>], of: impl Fn(&ClusterSeen) -> (u64, u64)) -> Estimate {
    let pairs: Vec<(f64, f64)> = seen.iter().map(|groups| of(&groups[0].clusters[0])).map(|(y, x)| (y as f64, x as f64)).collect();
    ratio(&pairs, 0.95).unwrap()
}

fn step(seen: &ClusterSeen) -> StepSeen {
    seen.streams[0].steps[0]
}

/// One value of the table, from the ordinary estimates or from the counts behind them.
fn told(measure: &str, scenario: &Scenario, found: Option<&Estimates>, seen: &[Vec<Observations>]) -> Estimate {
    let national = |measure, part| found.and_then(|found| found.national(measure, part)).unwrap();
    let kinds: Vec<&String> = scenario.workstreams["queue"].kinds.keys().collect();
    match measure {
        "wait_hours" => scaled(national("step_wait", "serve"), 1.0 / 60.0),
        "time_hours" => national("work_completion", "queue"),
        "busy" => national("utilisation", "SERVER"),
        "on_time" => national("on_time", ""),
        "delayed" => counted(seen, |seen| (step(seen).delayed + step(seen).gave_up, step(seen).asked)),
        "gave_up" => counted(seen, |seen| (seen.streams[0].kinds[0].gave_up, seen.streams[0].kinds[0].requested)),
        _ => {
            let kind = measure.strip_prefix("time_hours.").and_then(|key| kinds.iter().position(|kind| *kind == key)).unwrap();
            let sums = |seen: &ClusterSeen| (seen.streams[0].kinds[kind].completion, seen.streams[0].kinds[kind].delivered);
            scaled(counted(seen, sums), 1.0 / 3600.0)
        }
    }
}

/// Every value of the table for one scenario, and others beside it.
#[track_caller]
fn queue(file: &str, replications: u64, beside: &[(&str, f64)]) {
    let scenario = shipped(&format!("verification/{file}"), &[]);
    let mut rows: Vec<(String, f64)> = expected().into_iter().filter(|row| row.0 == file).map(|row| (row.1, row.2)).collect();
    assert!(!rows.is_empty(), "{file} has no expected values");
    rows.extend(beside.iter().map(|(measure, exact)| ((*measure).to_owned(), *exact)));
    let is_counted = |measure: &String| ["delayed", "gave_up"].contains(&measure.as_str()) || measure.contains('.');
    let (counted, estimated): (Vec<_>, Vec<_>) = rows.into_iter().partition(|(measure, _)| is_counted(measure));
    let found = (!estimated.is_empty()).then(|| estimates(&scenario, replications, scenario.run.seed));
    let seen = if counted.is_empty() { Vec::new() } else { observed(&scenario, replications, scenario.run.seed) };
    for (measure, exact) in estimated.iter().chain(&counted) {
        agrees(&format!("{file} {measure}"), told(measure, &scenario, found.as_ref(), &seen), *exact);
    }
}

#[test]
fn one_server_waits_as_the_formula_of_one_server_says() {
    // Who arrives waits with the probability that the server is busy.
    queue("mm1", 200, &[("delayed", 0.8)]);
}

#[test]
fn several_servers_wait_as_erlang_c_says() {
    queue("mm2", 100, &[]);
    queue("mm5", 60, &[]);
    queue("mm8", 40, &[]);
    queue("mm10", 60, &[]);
}

#[test]
fn other_work_than_exponential_waits_as_pollaczek_and_khinchine_say() {
    for file in ["md1", "mu1", "mln1", "me21"] {
        queue(file, 200, &[("delayed", 0.8)]);
    }
}

#[test]
fn the_urgent_go_first_as_cobham_says_and_interrupt_as_the_formula_of_preemption_says() {
    queue("priority", 200, &[("busy", 0.8)]);
    queue("preemption", 200, &[("busy", 0.8)]);
}

#[test]
fn the_impatient_leave_as_erlang_a_says() {
    queue("erlang-a-1", 40, &[("delayed", 0.766_499_2)]);
    queue("erlang-a-2", 20, &[("delayed", 0.523_741_2)]);
}

#[test]
fn the_share_done_in_time_is_as_the_formula_says() {
    for file in ["within-1", "within-2", "within-3"] {
        queue(file, 100, &[]);
    }
}

#[test]
fn the_first_twenty_five_customers_wait_as_the_exact_transient_says() {
    queue("transient", 20_000, &[]);
}

#[test]
fn every_queue_of_the_table_is_a_scenario_and_is_tested() {
    let tested = BTreeSet::from([
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
    ]);
    let rows = expected();
    assert_eq!(rows.iter().map(|row| row.0.as_str()).collect::<BTreeSet<_>>(), tested);
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/verification");
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let queues: BTreeSet<String> = files
        .filter(|path| path.extension().is_some_and(|extension| extension == "toml"))
        .map(|path| path.file_stem().unwrap().to_str().unwrap().to_owned())
        .filter(|name| name != "court-year" && name != "hand-day")
        .collect();
    assert_eq!(queues.iter().map(String::as_str).collect::<BTreeSet<_>>(), tested);
}

/// How many are in the queue and in service at each full hour of the data period, from the event log of a history.
fn there_at_each_hour(event_log: EventLog, from: u64, until: u64) -> Vec<u32> {
    let mut there = 0;
    let mut hour = from;
    let mut counts = Vec::new();
    for entry in event_log.in_order() {
        while hour < until && entry.at.seconds() > hour {
            counts.push(there);
            hour += 3600;
        }
        match entry.what {
            EventKind::Asked => there += 1,
            EventKind::Delivered { .. } => there -= 1,
            _ => {}
        }
    }
    counts
}

#[test]
fn as_many_are_there_as_little_says() {
    let scenario = shipped("verification/mm1", &[]);
    let model = Model::new(&scenario);
    let (from, until) = model.days.observed_time();
    let mut pairs = Vec::new();
    let mut little = Vec::new();
    let mut world = World::default();
    for replication in 0..200 {
        world.event_log = Some(EventLog::default());
        let seen = replicate_group(&model, &mut world, 7, replication, 0).clusters.remove(0);
        let counts = there_at_each_hour(world.event_log.take().unwrap(), from.seconds(), until.seconds());
        let kind = &seen.streams[0].kinds[0];
        let hours = until.since(from) as f64 / 3600.0;
        pairs.push((counts.iter().map(|n| f64::from(*n)).sum::<f64>(), counts.len() as f64));
        // Arrivals an hour, times hours that each stayed, less the mean seen at full hours: nought but for chance.
        little.push(kind.completion as f64 / 3600.0 / hours - pairs.last().unwrap().0 / counts.len() as f64);
    }
    agrees("number there", ratio(&pairs, 0.95).unwrap(), 4.0);
    let gap: sameday::experiment::statistics::Tally = little.into_iter().collect();
    let gap = gap.estimate(0.95).unwrap();
    let error = standard_error(gap);
    assert!(error < 0.02 && gap.mean.abs() <= WITHIN * error, "{} ± {error} apart from Little's law", gap.mean);
}
