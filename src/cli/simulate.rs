//! What every command that simulates shares: its arguments, loading, and the run itself.

use std::fmt::Display;
use std::path::PathBuf;

use clap::Args;

use super::destination::stem;
use super::{Fault, cache, memory};
use crate::experiment::parallel::processors;
use crate::experiment::{Experiment, NoThreads, Settings, StoppingRule, Threads};
use crate::findings::titled::titled;
use crate::model::Model;
use crate::output::Origin;
use crate::output::hash::sha256;
use crate::output::histories::Histories;
use crate::output::observed::Header;
use crate::output::summary::{Input, Timing};
use crate::scenario::{Faults, Loaded, load, load_titled, resolved};
use crate::study::admission::{Allowed, Notice, admit};
use crate::units::Points;

/// The algorithm of the random numbers, as the manifest names it; `des/stream.rs` is its code.
const GENERATOR: &str = "Philox2x64-10";
/// What says how closely and with which luck a scenario is simulated, not what it is.
pub const SIZES: [&str; 6] = ["run.replications", "run.precision", "run.cluster_precision", "run.at_least", "run.at_most", "run.seed"];
/// More clusters than this are counted in the name of a folder.
const NAMED: usize = 3;
/// Hexadecimal digits that tell settings apart in the name of a folder.
const MARK: usize = 6;

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
    /// Play all histories anew, also those that were played before (`sameday cache`)
    #[arg(long)]
    pub no_cache: bool,
    /// No progress and no warnings
    #[arg(long, short)]
    pub quiet: bool,
}

/// Tells something before the work begins.
pub fn tell(notice: Option<Notice>, quiet: bool) {
    match notice {
        Some(Notice::Warning(words)) if !quiet => eprintln!("warning: {words}\n"),
        Some(Notice::Takes(words)) if !quiet => eprintln!("{words}"),
        _ => {}
    }
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

    /// Loads the scenario, with the title of what is run, and says what looks wrong with it.
    pub fn load(&self) -> Result<Loaded, Fault> {
        self.admitted(self.entitled(&self.changes())?)
    }

    /// Loads the scenario under its own title, as the variants of a comparison have it: the base's title tells what is changed in all.
    pub fn load_untitled(&self) -> Result<Loaded, Fault> {
        self.admitted(load(&self.file, &self.changes()).map_err(|faults| self.refused(faults))?)
    }

    /// Loads the scenario with changes. Its title says which clusters are run and what is changed, so that nothing that is shown,
    /// nor the scenario as resolved when it is run again, is taken for the whole of it as written.
    pub fn entitled(&self, changes: &[String]) -> Result<Loaded, Fault> {
        let (_, set) = self.apart();
        load_titled(&self.file, changes, |scenario| titled(scenario, &set)).map_err(|faults| self.refused(faults))
    }

    /// What is wrong with a scenario, where an option stands for a change under the option's name.
    fn refused(&self, mut faults: Faults) -> Fault {
        self.as_typed(&mut faults);
        Fault::Scenario(Box::new(faults))
    }

    /// Names the option where an option stands for a change.
    fn as_typed(&self, faults: &mut Faults) {
        const STAND_FOR: [(&str, &str); 4] =
            [("--replications", "run.replications="), ("--precision", "run.precision="), ("--seed", "run.seed="), ("--only", "run.only=")];
        for text in faults.texts.iter_mut().filter(|text| text.name == "--set" && !self.set.contains(&text.content)) {
            if let Some((option, _)) = STAND_FOR.iter().find(|(_, change)| text.content.starts_with(change)) {
                text.name = format!("{option}, which stands for --set");
            }
        }
    }

    /// How large a run may be.
    pub fn allowed(&self) -> Allowed {
        Allowed { threads: self.threads.unwrap_or_else(processors), memory: memory::free(), anyway: self.anyway }
    }

    /// The threads that are asked for.
    pub fn threads(&self) -> Result<Threads, NoThreads> {
        Threads::new(self.threads.unwrap_or(0))
    }

    /// The number of replications or the precision that the command line asks for; `None` where it leaves that to the verb.
    pub fn asked(&self, loaded: &Loaded) -> Option<StoppingRule> {
        // However it was asked for: a manifest tells `-n 5` as a change of the scenario.
        let asked = |change: &String| change.starts_with("run.replications=") || change.starts_with("run.precision=");
        self.changes().iter().any(asked).then(|| StoppingRule::of(&loaded.scenario.run))
    }

    /// The histories that were played before, unless they are to be left out.
    pub fn store(&self) -> Option<Histories> {
        if self.no_cache { None } else { cache::open(self.quiet) }
    }

    /// Why a study cannot be made of the scenario.
    pub fn unfit(&self, why: &dyn Display) -> Fault {
        Fault::Said(format!("{}: {why}", self.file.display()))
    }

    /// Says what looks wrong with a scenario, and refuses one that is too large.
    fn admitted(&self, mut loaded: Loaded) -> Result<Loaded, Fault> {
        self.as_typed(&mut loaded.warnings);
        if !self.quiet && !loaded.warnings.list.is_empty() {
            eprintln!("{}\n", loaded.warnings);
        }
        tell(admit(&loaded.scenario, self.allowed()).map_err(Fault::Said)?, self.quiet);
        Ok(loaded)
    }

    /// In what the command line makes another scenario of the file: the only clusters, and the settings in the order given.
    ///
    /// How many replications there are and with which seed does not: the same is simulated more closely, or with other luck.
    fn apart(&self) -> (Vec<String>, Vec<String>) {
        let (mut only, mut set) = (Vec::new(), Vec::new());
        for change in self.changes() {
            let (path, value) = change.split_once('=').unwrap_or((&change, ""));
            match path.trim() {
                "run.only" => only = names(value),
                path if SIZES.contains(&path) => {}
                _ => set.push(change),
            }
        }
        (only, set)
    }

    /// The name of a folder of results: the file's, and what the command line makes of it.
    pub fn name(&self) -> String {
        format!("{}{}", stem(&self.file), self.ending())
    }

    /// What the name of a folder has for the only clusters and the settings; empty where there are none.
    pub fn ending(&self) -> String {
        let (only, set) = self.apart();
        let mut ending = match only.len() {
            0..=NAMED => only.iter().map(|name| format!("-{}", name.replace(|letter: char| !fits(letter), "-"))).collect(),
            many => format!("-{many}-clusters"),
        };
        if !set.is_empty() {
            ending.push('-');
            ending.push_str(&sha256(set.join("\n").as_bytes())[..MARK]);
        }
        ending
    }

    /// A loaded scenario as an experiment.
    pub fn experiment<'a>(&self, loaded: &'a Loaded, model: &'a Model) -> Experiment<'a> {
        let scenario = &loaded.scenario;
        Experiment { scenario, model, settings: Settings::of(&scenario.run) }
    }

    /// How long so many events took.
    ///
    /// - `histories`: those that had been played before, of how many; what was not played has no speed.
    pub fn timing(&self, seconds: f64, events: u64, histories: (u64, u64)) -> Timing {
        let events_a_second = if seconds > 0.0 && histories.0 == 0 { events as f64 / seconds } else { 0.0 };
        Timing {
            command: std::env::args_os().map(|word| word.to_string_lossy().into_owned()).collect(),
            seconds,
            threads: self.threads.unwrap_or_else(processors),
            events,
            events_a_second,
            histories,
        }
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
            beside: loaded.beside.clone(),
            inputs: inputs.collect(),
            generator: GENERATOR.to_owned(),
            register: loaded.register(),
        }
    }
}

/// The names in a list as `run.only` has it.
fn names(value: &str) -> Vec<String> {
    let list = toml::from_str::<toml::Table>(&format!("only = {value}"));
    let list = list.ok().and_then(|table| table.get("only")?.as_array().cloned()).unwrap_or_default();
    list.iter().filter_map(|name| name.as_str().map(str::to_owned)).collect()
}

/// Whether a letter may stand in the name of a folder on every system.
fn fits(letter: char) -> bool {
    letter.is_alphanumeric() || "-_.".contains(letter)
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
    fn a_folder_is_named_after_what_is_run_however_closely() {
        let name = |arguments: &[&str]| {
            let parsed = Only::try_parse_from(["sameday", "a/x.toml"].iter().chain(arguments)).expect("arguments that are right");
            parsed.simulation.name()
        };
        assert_eq!(name(&["-n", "20", "--seed", "3", "--set", "run.at_most=50"]), "x");
        assert_eq!(name(&["--only", "NE-01", "--only", "A/B c"]), "x-NE-01-A-B-c");
        assert_eq!(name(&["--set", "run.only=[\"NE-01\"]"]), "x-NE-01", "however it was asked for");
        assert_eq!(name(&["--only", "A", "--only", "B", "--only", "C", "--only", "D"]), "x-4-clusters");
        let set = name(&["--set", "run.target=0.8"]);
        assert!(set.len() == "x-012345".len() && set.starts_with("x-"), "{set}");
        assert_eq!(set, name(&["-n", "9", "--set", "run.target=0.8"]));
        assert_ne!(set, name(&["--set", "run.target=0.7"]));
        assert!(name(&["--only", "A", "--set", "run.target=0.8"]).starts_with("x-A-"));
    }

    #[test]
    fn arguments_become_changes_that_a_manifest_can_repeat() {
        assert_eq!(changes(&["-n", "20", "--seed", "3"]), ["run.replications=20", "run.seed=3"]);
        assert_eq!(changes(&["--precision", "0.2 points"]), ["run.replications=none", "run.precision=0.2 points"]);
        assert_eq!(changes(&["--set", "run.target=0.8", "--only", "A\"B", "--only", "C"])[1], r#"run.only=['A"B', "C"]"#);
        assert_eq!(changes(&["--threads", "3", "--quiet"]), [""; 0]);
        assert!(Only::try_parse_from(["sameday", "x.toml", "-n", "2", "--precision", "1 point"]).is_err());
    }

    #[test]
    fn what_is_wrong_with_an_option_is_told_under_its_name() {
        let told = |arguments: &[&str]| {
            let file = concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios/minimal.toml");
            let parsed = Only::try_parse_from(["sameday", file].iter().chain(arguments)).expect("arguments that can be read");
            let Err(Fault::Scenario(faults)) = parsed.simulation.load() else { panic!("{arguments:?} should be refused") };
            faults.to_string()
        };
        for (arguments, place) in [
            (["-n", "0"], "--> --replications, which stands for --set:1:18"),
            (["--only", "Nowhere"], "--> --only, which stands for --set:1:"),
            (["--precision", "five"], "--> --precision, which stands for --set:1:"),
            (["--set", "run.replications=0"], "--> --set:1:18"),
        ] {
            assert!(told(&arguments).contains(place), "{}", told(&arguments));
        }
    }
}
