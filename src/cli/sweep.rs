//! `sameday sweep`: a scenario at every point of a design over its levers.

use clap::Args;

use super::clock::Clock;
use super::destination::{Destination, put};
use super::keeping::Keeping;
use super::progress::Meter;
use super::simulate::Simulation;
use super::{Fault, limits, say, stop};
use crate::experiment::record::Kept;
use crate::experiment::{Progress, StoppingRule};
use crate::findings::sweep::{SweepFindings, at};
use crate::model::Model;
use crate::output::folder::Place;
use crate::output::leave;
use crate::output::summary::Timing;
use crate::output::sweep::{seal, write};
use crate::scenario::Loaded;
use crate::study::answer::Found;
use crate::study::sweep::{Seen, Study, SweepResult};

/// The arguments of `sweep`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
#[command(mut_arg("file", |arg| arg.help("A scenario with a [sweep] table")))]
#[command(mut_arg("replications", |arg| arg.help("Run this many replications of each point, instead of sweep.replications")))]
#[command(mut_arg("precision", |arg| arg.hide(true)))]
pub struct Arguments {
    #[command(flatten)]
    simulation: Simulation,
    #[command(flatten)]
    destination: Destination,
    #[command(flatten)]
    keeping: Keeping,
    /// Say what would be run, and run nothing
    #[arg(long)]
    dry_run: bool,
}

const EXAMPLES: &str = "Examples:
  sameday sweep scenarios/sweep/minimal-one-at-a-time.toml
  sameday sweep scenarios/sweep/minimal-sobol-indices.toml --set sweep.points=32 -n 5
  sameday sweep scenarios/sweep/national-morris.toml --dry-run
      how many points and replications it would take
Ctrl-C stops a sweep and keeps what is finished; the same command with --resume goes on.";

/// Runs it.
pub fn run(arguments: &Arguments) -> Result<(), Fault> {
    let Arguments { simulation, destination, keeping, .. } = arguments;
    let loaded = read(simulation)?;
    let study = Study::new(&loaded)?;
    let place = destination.place(&format!("sweep-{}", simulation.name()))?;
    if arguments.dry_run {
        return say(&plan(&study, &loaded));
    }
    let histories = study.points.len() as f64 * study.replications as f64;
    limits::admit_study(&loaded.scenario, histories, simulation.allowed(), keeping.folder(&place))?;
    let groups = Model::new(&loaded.scenario).groups();
    if !simulation.quiet {
        let (points, replications) = (study.points.len(), study.replications);
        eprintln!("{points} points, {replications} replications of each: {} replications.", points as u64 * replications);
    }
    let work = keeping.begin(&place, &simulation.header("sweep", std::slice::from_ref(&loaded), groups), simulation.quiet)?;
    let clock = Clock::start();
    let seen = run_points(simulation, &loaded, &study, groups, work.kept());
    let done = seen.and_then(|seen| {
        let timing = simulation.timing(clock.seconds(), 0);
        finish(arguments, &loaded, &SweepResult::new(study, seen), &place, &timing)
    });
    work.end(done.map(|()| false))
}

/// Loads the scenario; the number of replications is that of each point.
fn read(simulation: &Simulation) -> Result<Loaded, Fault> {
    if simulation.precision.is_some() {
        return Err(Fault::Said("every point of a sweep has the same number of replications: use -n instead of --precision".to_owned()));
    }
    let mut changes = Simulation { replications: None, ..simulation.clone() }.changes();
    changes.extend(simulation.replications.map(|number| format!("sweep.replications={number}")));
    let loaded = simulation.entitled(&changes)?;
    if !simulation.quiet && !loaded.warnings.list.is_empty() {
        eprintln!("{}\n", loaded.warnings);
    }
    Ok(loaded)
}

/// What a sweep would run.
fn plan(study: &Study, loaded: &Loaded) -> String {
    let (points, replications) = (study.points.len(), study.replications);
    let clusters = loaded.scenario.clusters.len();
    let of = if clusters == 1 { "one cluster".to_owned() } else { format!("{clusters} clusters") };
    let mut plan = format!(
        "Design {}: {points} points, {replications} replications of each: {} replications of {of}.\n",
        study.design.word(),
        points as u64 * replications
    );
    for axis in &study.axes {
        let values: Vec<String> = axis.levels(2).iter().map(|value| at(axis, *value)).collect();
        plan.push_str(&format!("  {}: {} (now {}); {}\n", axis.title, values.join(" to "), at(axis, axis.base), axis.path));
    }
    plan
}

/// A meter that goes on from point to point.
struct Whole<'a> {
    meter: &'a Meter,
    jobs: u64,
    replications: u64,
}

impl Progress for Whole<'_> {
    fn jobs(&self, done: u64, most: u64) {
        self.meter.jobs(self.jobs + done, most);
    }
    fn replications(&self, done: u64, _: Option<f64>) {
        self.meter.replications(self.replications + done, None);
    }
}

/// Runs the points.
fn run_points(simulation: &Simulation, loaded: &Loaded, study: &Study, groups: usize, kept: Kept<'_>) -> Result<Vec<Seen>, Fault> {
    let total = study.points.len();
    // All of them first: a night's work must not end at a point whose levers do not go together.
    for point in 0..total {
        let changed = study.scenario(loaded, point)?;
        limits::admit_change(&changed.scenario).map_err(|words| Fault::Said(format!("point {}: {words}", point + 1)))?;
    }
    let meter = Meter::new(simulation.quiet, StoppingRule::Number(study.replications * total as u64), groups);
    let cancel = stop::flag();
    let mut seen = Vec::with_capacity(total);
    for point in 0..total {
        let done = point as u64 * study.replications;
        let whole = Whole { meter: &meter, jobs: done * groups as u64, replications: done };
        let Some(found) = study.run(loaded, point, simulation.threads.unwrap_or(0), kept, cancel, &whole)? else { break };
        seen.push(found);
    }
    meter.finish();
    if seen.len() < total { Err(Fault::Stopped(format!("stopped: {} of {total} points are finished", seen.len()))) } else { Ok(seen) }
}

/// Writes the results and says what was found.
fn finish(arguments: &Arguments, loaded: &Loaded, swept: &SweepResult, place: &Place, timing: &Timing) -> Result<(), Fault> {
    let simulation = &arguments.simulation;
    let findings = SweepFindings::of(swept);
    let changes = Simulation { replications: None, ..simulation.clone() };
    let mut origin = changes.origin("sweep", loaded);
    origin.command.extend(simulation.replications.iter().flat_map(|number| ["--replications".to_owned(), number.to_string()]));
    let mut folder = place.open()?;
    write(&mut folder, swept, &findings, &origin)?;
    leave(&mut folder, Found::Sweep(swept), (&loaded.scenario, &origin), !arguments.destination.no_charts)?;
    seal(&mut folder, &swept.study, &origin, timing)?;
    put(folder, place, &findings.to_string(), timing, simulation.quiet)
}
