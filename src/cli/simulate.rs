//! What every command that simulates shares: its arguments, loading, and the run itself.

use std::path::PathBuf;
use std::sync::atomic::AtomicBool;

use clap::Args;

use super::clock::Clock;
use super::progress::Meter;
use super::{Fault, limits, stop};
use crate::experiment::estimates::Estimates;
use crate::experiment::parallel::processors;
use crate::experiment::record::Kept;
use crate::experiment::{Experiment, Settings};
use crate::model::Model;
use crate::output::Origin;
use crate::output::folder::sha256;
use crate::output::observed::Header;
use crate::output::summary::{Input, Timing};
use crate::scenario::{Loaded, Register, load, resolved};
use crate::units::Points;

/// The algorithm of the random numbers, as the manifest names it; `des/stream.rs` is its code.
const GENERATOR: &str = "Philox2x64-10";

/// Which scenario, and how it is simulated.
#[derive(Clone, Debug, Args)]
pub struct Simulation {
    /// The scenario file
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// Change one key of the scenario; see `sameday levers`
    #[arg(long = "set", value_name = "PATH=VALUE")]
    pub set: Vec<String>,
    /// Run this many replications, instead of as many as the precision needs
    #[arg(long, short = 'n', value_name = "NUMBER", conflicts_with = "precision")]
    pub replications: Option<u64>,
    /// Run until the same-day rate is known so closely to each side, such as "0.2 points"
    #[arg(long, value_name = "POINTS")]
    pub precision: Option<String>,
    /// The master seed: the same seed gives the same histories
    #[arg(long, value_name = "NUMBER")]
    pub seed: Option<u64>,
    /// Threads, 1 to 256; they change how long it takes and nothing else [default: one per processor]
    #[arg(long, value_name = "NUMBER", value_parser = clap::builder::RangedU64ValueParser::<usize>::new().range(1..=256))]
    pub threads: Option<usize>,
    /// Simulate only this cluster; may be given more than once
    #[arg(long, value_name = "CLUSTER")]
    pub only: Vec<String>,
    /// Run a scenario that seems too large for this machine (but for one that could not be run on any)
    #[arg(long)]
    pub anyway: bool,
    /// No progress and no warnings
    #[arg(long, short)]
    pub quiet: bool,
}

/// A scenario that has been simulated.
#[derive(Debug)]
pub struct Simulated {
    /// What was found.
    pub found: Estimates,
    /// How long it took.
    pub timing: Timing,
}

impl Simulation {
    /// The arguments as changes to the scenario, so that the resolved scenario tells the whole run.
    pub fn changes(&self) -> Vec<String> {
        let mut changes = self.set.clone();
        if let Some(number) = self.replications {
            changes.push(format!("run.replications={number}"));
        }
        if let Some(points) = &self.precision {
            changes.push("run.replications=none".to_owned());
            changes.push(format!("run.precision={points}"));
        }
        if let Some(seed) = self.seed {
            changes.push(format!("run.seed={seed}"));
        }
        if !self.only.is_empty() {
            let names: Vec<String> = self.only.iter().map(|name| toml::Value::String(name.clone()).to_string()).collect();
            changes.push(format!("run.only=[{}]", names.join(", ")));
        }
        changes
    }

    /// Loads the scenario and says what looks wrong with it.
    pub fn load(&self) -> Result<Loaded, Fault> {
        let loaded = load(&self.file, &self.changes()).map_err(|faults| Fault::Scenario(Box::new(faults)))?;
        if !self.quiet && !loaded.warnings.list.is_empty() {
            eprintln!("{}\n", loaded.warnings);
        }
        limits::admit(&loaded.scenario, self.threads.unwrap_or_else(processors), self.anyway, self.quiet)?;
        Ok(loaded)
    }

    /// Simulates a loaded scenario.
    pub fn simulate(&self, loaded: &Loaded) -> Result<Simulated, Fault> {
        let model = Model::new(&loaded.scenario);
        self.simulate_kept(&self.experiment(loaded, &model), Kept::default(), stop::flag())
    }

    /// A loaded scenario as an experiment.
    pub fn experiment<'a>(&self, loaded: &'a Loaded, model: &'a Model) -> Experiment<'a> {
        let scenario = &loaded.scenario;
        let settings = Settings { threads: self.threads.unwrap_or(0), ..Settings::of(&scenario.run) };
        Experiment { scenario, model, settings }
    }

    /// Simulates, with finished work kept.
    pub fn simulate_kept(&self, experiment: &Experiment<'_>, kept: Kept<'_>, stop: &AtomicBool) -> Result<Simulated, Fault> {
        let meter = Meter::new(self.quiet, experiment.settings.enough, experiment.model.groups());
        let clock = Clock::start();
        let found = experiment.run_closer(kept, stop, &meter);
        meter.finish();
        let found = found?;
        let timing = self.timing(clock.seconds(), found.events);
        Ok(Simulated { found, timing })
    }

    /// How long so many events took.
    pub fn timing(&self, seconds: f64, events: u64) -> Timing {
        let events_a_second = if seconds > 0.0 { events as f64 / seconds } else { 0.0 };
        Timing { command: std::env::args().collect(), seconds, threads: self.threads.unwrap_or_else(processors), events, events_a_second }
    }

    /// Of what the observations of a command are, as files of them tell.
    ///
    /// - `loaded`: the scenarios, at least one; `jobs`: groups of clusters in the first.
    pub fn header(&self, verb: &str, loaded: &[Loaded], jobs: usize) -> Header {
        let histories = |one: &Loaded| {
            let mut same = one.scenario.clone();
            let run = &mut same.run;
            // What says how many are enough changes no history: a run can be gone on with to a larger number.
            (run.replications, run.precision, run.cluster_precision) = (None, Points::new(1.0), None);
            (run.at_least, run.at_most) = (1, 1);
            resolved(&same)
        };
        let all: String = loaded.iter().map(histories).collect();
        Header::new(verb, &self.origin(verb, &loaded[0]), self.changes(), sha256(all.as_bytes()), loaded[0].scenario.run.seed, jobs)
    }

    /// What the run was made from.
    pub fn origin(&self, verb: &str, loaded: &Loaded) -> Origin {
        let scenario = self.file.display().to_string();
        let mut command = vec!["sameday".to_owned(), verb.to_owned(), scenario.clone()];
        command.extend(self.changes().into_iter().flat_map(|change| ["--set".to_owned(), change]));
        let inputs = loaded.files.iter().map(|file| Input { path: file.path.display().to_string(), sha256: file.sha256.clone() });
        Origin {
            command,
            scenario,
            resolved: loaded.resolved.clone(),
            inputs: inputs.collect(),
            generator: GENERATOR.to_owned(),
            register: Register::of(loaded),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Parser;

    #[derive(Parser)]
    struct Only {
        #[command(flatten)]
        simulation: Simulation,
    }

    fn changes(arguments: &[&str]) -> Vec<String> {
        Only::try_parse_from(["sameday", "x.toml"].iter().chain(arguments)).expect("arguments that are right").simulation.changes()
    }

    #[test]
    fn arguments_become_changes_that_a_manifest_can_repeat() {
        assert_eq!(changes(&["-n", "20", "--seed", "3"]), ["run.replications=20", "run.seed=3"]);
        assert_eq!(changes(&["--precision", "0.2 points"]), ["run.replications=none", "run.precision=0.2 points"]);
        assert_eq!(changes(&["--set", "run.target=0.8", "--only", "A\"B", "--only", "C"])[1], r#"run.only=['A"B', "C"]"#);
        assert_eq!(changes(&["--threads", "3", "--quiet"]), [""; 0]);
        assert!(Only::try_parse_from(["sameday", "x.toml", "-n", "2", "--precision", "1 point"]).is_err());
    }
}
