//! Threads change how long a run takes and nothing else; an interrupted run is the beginning of a whole one.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use sameday::experiment::estimates::{Estimates, Stopped};
use sameday::experiment::{Execution, Experiment, NoProgress, Progress, Settings, StoppingRule, Threads};
use sameday::model::Model;
use sameday::scenario::grammar::Scenario;

use crate::support::{files, shipped, written};

const TUTORIAL: &str = include_str!("../../scenarios/minimal.toml");

/// The tutorial's scenario with two more clusters like its own, so that replications have several jobs.
fn towns() -> String {
    let more = |name: &str| {
        format!(
            "\n[clusters.{name}]\ncourts = {{ magistrates = {{ count = 1 }} }}\nstaff = {{ court = {{ PSO = 2, PO = 1, SPO = 1, CA = 1 }} }}\n"
        )
    };
    format!("{TUTORIAL}{}{}", more("Othertown"), more("Thirdtown"))
}

#[test]
fn folders_of_results_are_the_same_bytes_on_one_two_or_five_threads() {
    let home = tempfile::tempdir().unwrap();
    let scenario = home.path().join("towns.toml");
    fs::write(&scenario, towns()).unwrap();
    let run = |threads: &str| {
        let target = home.path().join(threads);
        let done = crate::program::binary()
            .args([
                "run",
                scenario.to_str().unwrap(),
                "--precision",
                "2 points",
                "--threads",
                threads,
                "-q",
                "-o",
                target.to_str().unwrap(),
            ])
            .output()
            .unwrap();
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
        (target, done.stdout)
    };
    let (one, told) = run("1");
    let names = files(&one);
    assert!(names.len() > 10 && names.contains(&PathBuf::from("timing.json")), "{names:?}");
    for threads in ["2", "5"] {
        let (other, told_too) = run(threads);
        assert_eq!(files(&other), names);
        assert!(told == told_too, "the findings on {threads} threads");
        for name in names.iter().filter(|name| *name != Path::new("timing.json")) {
            assert!(fs::read(one.join(name)).unwrap() == fs::read(other.join(name)).unwrap(), "{} on {threads} threads", name.display());
        }
    }
}

/// Stops a run once so many replications count.
struct StopAfter<'a>(&'a AtomicBool, u64);

impl Progress for StopAfter<'_> {
    fn jobs(&self, _: u64, _: u64) {}
    fn replications(&self, done: u64, _: Option<f64>) {
        if done >= self.1 {
            self.0.store(true, Ordering::Relaxed);
        }
    }
}

/// Stops a run once so many jobs are done.
pub struct StopAtJob<'a>(pub &'a AtomicBool, pub u64);

impl Progress for StopAtJob<'_> {
    fn jobs(&self, done: u64, _: u64) {
        if done >= self.1 {
            self.0.store(true, Ordering::Relaxed);
        }
    }
    fn replications(&self, _: u64, _: Option<f64>) {}
}

/// Everything that a run found, but why it stopped.
fn whole(found: &Estimates) -> String {
    format!(
        "{:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?} {} {}",
        found.nation,
        found.divisions,
        found.clusters,
        found.courts,
        found.months,
        found.hours,
        found.lists,
        found.days,
        found.replications,
        found.events
    )
}

#[test]
fn an_interrupted_run_is_the_beginning_of_a_whole_one() {
    let scenario = written(&towns(), &[]);
    let model = Model::new(&scenario);
    let run = |threads, enough, cancel: &AtomicBool, progress: &dyn Progress| {
        let threads = Threads::new(threads).unwrap();
        let with = Execution::on(&threads).stopped_by(cancel).heard_by(progress);
        Experiment { scenario: &scenario, model: &model, settings: Settings { seed: 11, enough } }.run(&with)
    };
    for threads in [1, 2, 5] {
        let cancel = AtomicBool::new(false);
        let cut = run(threads, StoppingRule::Number(500), &cancel, &StopAfter(&cancel, 7));
        assert_eq!(cut.stopped, Stopped::Interrupted);
        assert!((7..60).contains(&cut.replications), "{}", cut.replications);
        let never = AtomicBool::new(false);
        let same = run(1, StoppingRule::Number(cut.replications), &never, &NoProgress);
        assert_eq!(same.stopped, Stopped::Number);
        assert!(whole(&cut) == whole(&same), "{threads} threads");
        let longer = run(3, StoppingRule::Number(cut.replications + 5), &never, &NoProgress);
        let n = cut.replications as usize;
        assert_eq!(longer.nation.yearly()[..n], *cut.nation.yearly());
        assert_ne!(longer.nation.yearly()[0], longer.nation.yearly()[1], "replications differ");
    }
}

#[test]
fn another_seed_gives_other_histories() {
    let scenario = shipped("minimal", &[]);
    let rates = |seed| crate::support::estimates(&scenario, 3, seed).nation.yearly().to_vec();
    assert_ne!(rates(1), rates(2));
    assert_eq!(rates(1), rates(1));
}

/// Clusters that need more replications have more, and know from them what they would know if all had as many; the nation
/// knows nothing of it.
#[test]
fn clusters_are_given_replications_where_they_are_needed_and_the_rest_stays_as_it_is() {
    let wanted = |change: &str| written(&towns(), &["run.at_least=5", "run.at_most=90", change]);
    let plain = wanted("run.target=0.9");
    let run = |scenario: &Scenario, threads, enough| {
        let settings = Settings { seed: 11, enough };
        let model = Model::new(scenario);
        Experiment { scenario, model: &model, settings }.run_refined(&Execution::on(&Threads::new(threads).unwrap()))
    };
    let first = run(&plain, 1, StoppingRule::Number(6));
    // What the widest interval is too wide for, and the narrowest is not.
    let widths: Vec<f64> = first.clusters.iter().map(|cluster| cluster.rate().unwrap().half_width.unwrap()).collect();
    let between = widths.iter().copied().fold(f64::INFINITY, f64::min).midpoint(widths.iter().copied().fold(0.0, f64::max));
    let close = wanted(&format!("run.cluster_precision='{:.6} points'", between * 100.0));
    let found = run(&close, 1, StoppingRule::Number(6));
    for threads in [2, 5] {
        assert!(whole(&run(&close, threads, StoppingRule::Number(6))) == whole(&found), "{threads} threads");
    }
    assert_eq!((found.replications, found.stopped), (6, Stopped::Number));
    assert_eq!(
        format!("{:?} {:?} {:?} {:?}", found.nation, found.divisions, found.months, found.days),
        format!("{:?} {:?} {:?} {:?}", first.nation, first.divisions, first.months, first.days)
    );
    let mut own = Vec::new();
    for (at, cluster) in found.clusters.iter().enumerate() {
        let rate = cluster.rate().unwrap();
        let as_many = run(&plain, 2, StoppingRule::Number(rate.replications));
        assert_eq!(format!("{cluster:?}"), format!("{:?}", as_many.clusters[at]));
        assert!(rate.half_width.unwrap() <= between || rate.replications == 90, "{}: {rate:?}", cluster.name);
        let of = |found: &Estimates| format!("{:?}", found.courts.iter().filter(|cell| cell.cluster == cluster.name).collect::<Vec<_>>());
        assert_eq!(of(&found), of(&as_many));
        own.push(rate.replications);
    }
    assert!(own.contains(&6) && own.iter().any(|&number| number > 6), "{own:?}");
}

/// What was interrupted while clusters were looked at closer is what was known before, and so it is when it is repeated.
#[test]
fn a_closer_look_that_is_interrupted_is_left_out() {
    let scenario = written(&towns(), &["run.at_least=5", "run.at_most=90", "run.cluster_precision='1 points'"]);
    let model = Model::new(&scenario);
    let experiment = Experiment { scenario: &scenario, model: &model, settings: Settings { seed: 11, enough: StoppingRule::Number(6) } };
    let (cancel, threads) = (AtomicBool::new(false), Threads::new(2).unwrap());
    let on = Execution::on(&threads);
    let cut = experiment.run_refined(&on.stopped_by(&cancel).heard_by(&StopAtJob(&cancel, 6 * model.groups() as u64 + 3)));
    let again = experiment.run_refined(&Execution { stop_after: Some(6), ..on });
    assert_eq!((cut.stopped, again.stopped, cut.replications), (Stopped::Interrupted, Stopped::Interrupted, 6));
    assert!(whole(&cut) == whole(&again) && cut.clusters.iter().all(|cluster| cluster.yearly().len() == 6));
}
