//! Intervals are honest: over many small studies they hold the true value as often as they say.

use sameday::experiment::estimates::Stopped;
use sameday::experiment::{Execution, Experiment, Settings, StoppingRule, Threads};
use sameday::model::Model;
use sameday::scenario::grammar::Scenario;

use crate::support::{estimates, shipped, standard_error};

const STUDIES: u64 = 1000;

/// The share of studies whose interval holds the truth, and the mean number of replications of one.
fn coverage(scenario: &Scenario, measure: &str, truth: f64, enough: StoppingRule, first_seed: u64) -> (f64, f64) {
    let model = Model::new(scenario);
    let (mut held, mut replications) = (0, 0);
    for seed in first_seed..first_seed + STUDIES {
        let settings = Settings { seed, enough };
        let found = Experiment { scenario, model: &model, settings }.run(&Execution::on(&Threads::one()));
        assert!(!matches!(found.stopped, Stopped::Interrupted | Stopped::Most { .. }), "{:?}", found.stopped);
        let told = found.national(measure, "").unwrap();
        held += u64::from(told.low().unwrap() <= truth && truth <= told.high().unwrap());
        replications += found.replications;
    }
    let all = STUDIES as f64;
    (held as f64 / all, replications as f64 / all)
}

/// The court year cut to eight days, and its long-run same-day rate from seeds that no study uses.
fn court_week() -> (Scenario, f64) {
    let scenario = shipped("verification/court-year", &["run.length=8 days"]);
    let truth = estimates(&scenario, 30_000, 99).national("same_day", "").unwrap();
    assert!(standard_error(truth) < 0.0005, "{truth:?}");
    (scenario, truth.mean)
}

#[test]
fn intervals_hold_a_closed_form_in_about_95_of_100_studies() {
    // Three servers, done within two hours: METHODS of the project's checks, M/M/3.
    let sets = ["run.length=1 week", "run.warm_up=2 days", "run.run_out=2 days"];
    let scenario = shipped("verification/within-3", &sets);
    let (share, _) = coverage(&scenario, "on_time", 0.744_366_7, StoppingRule::Number(12), 1000);
    eprintln!("closed form: {share}");
    assert!((0.93..=0.97).contains(&share), "{share}");
}

#[test]
fn intervals_hold_the_same_day_rate_in_about_95_of_100_studies() {
    let (scenario, truth) = court_week();
    let (share, _) = coverage(&scenario, "same_day", truth, StoppingRule::Number(12), 1000);
    eprintln!("same-day rate: {share}");
    assert!((0.93..=0.97).contains(&share), "{share}");
}

#[test]
fn stopping_when_the_interval_is_narrow_costs_little_coverage() {
    let (scenario, truth) = court_week();
    let enough = StoppingRule::Precision { half_width: 0.025, at_least: 10, at_most: 1000 };
    let (share, replications) = coverage(&scenario, "same_day", truth, enough, 1000);
    eprintln!("sequential: {share} with {replications} replications on average");
    assert!(replications > 18.0, "the rule must have been at work: {replications}");
    assert!(share >= 0.92, "{share}");
}

#[test]
fn replications_that_a_cluster_is_given_because_it_needs_them_cost_little_coverage() {
    let (_, truth) = court_week();
    let scenario = shipped("verification/court-year", &["run.length=8 days", "run.cluster_precision=2 points", "run.at_most=1000"]);
    let model = Model::new(&scenario);
    let (mut held, mut replications, mut wide) = (0, 0, 0);
    for seed in 1000..1000 + STUDIES {
        let settings = Settings { seed, enough: StoppingRule::Number(20) };
        let found = Experiment { scenario: &scenario, model: &model, settings }.run_refined(&Execution::on(&Threads::one()));
        let told = found.clusters[0].rate().unwrap();
        held += u64::from(told.low().unwrap() <= truth && truth <= told.high().unwrap());
        wide += u64::from(told.half_width.unwrap() > 0.02);
        replications += told.replications;
    }
    let (share, replications) = (held as f64 / STUDIES as f64, replications as f64 / STUDIES as f64);
    eprintln!("closer: {share} with {replications} replications on average");
    assert!(replications > 30.0 && wide == 0, "the rule must have been at work: {replications}, {wide} too wide");
    assert!(share >= 0.92, "{share}");
}
