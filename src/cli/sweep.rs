//! `sameday sweep`: a scenario at every point of a design over its levers.

use std::sync::atomic::Ordering;

use clap::Args;

use super::clock::Clock;
use super::destination::{Destination, stem, told_left};
use super::progress::Meter;
use super::simulate::Simulation;
use super::{Fault, say, stop};
use crate::experiment::answer::Found;
use crate::experiment::sweep::{Seen, Study, Swept};
use crate::experiment::{Enough, Progress};
use crate::findings::sweep::{SweepFindings, at};
use crate::model::Model;
use crate::output::folder::Place;
use crate::output::leave;
use crate::output::summary::Timing;
use crate::output::sweep::{mark, seal, write};
use crate::output::unfinished::{Earlier, Unfinished};
use crate::scenario::{Loaded, load};

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
    /// Go on with the points that an interrupted sweep of the same scenario has not run
    #[arg(long, conflicts_with = "restart")]
    resume: bool,
    /// Throw away the finished points of an interrupted sweep and begin again
    #[arg(long)]
    restart: bool,
    /// Say what would be run, and run nothing
    #[arg(long)]
    dry_run: bool,
}

const EXAMPLES: &str = "Examples:
  sameday sweep scenarios/sweep/minimal-one-at-a-time.toml
  sameday sweep scenarios/sweep/minimal-sobol-indices.toml --set sweep.points=32 -n 5
  sameday sweep scenarios/sweep/national-morris.toml --dry-run
      how many points and replications it would take
Ctrl-C stops a sweep and keeps its finished points; the same command with --resume goes on.";

/// Runs it.
pub fn run(arguments: &Arguments) -> Result<(), Fault> {
    let Arguments { simulation, destination, .. } = arguments;
    let loaded = read(simulation)?;
    let study = Study::new(&loaded)?;
    let place = destination.place(&format!("sweep-{}", stem(&simulation.file)))?;
    let kept = Unfinished::beside(place.path());
    let mark = mark(&study, &loaded.resolved);
    let finished = if arguments.restart { 0 } else { earlier(&kept, &mark, arguments.resume, arguments.dry_run)? };
    announce(&study, &kept, finished, simulation.quiet || arguments.dry_run);
    if arguments.dry_run {
        return say(&plan(&study, &loaded));
    }
    if arguments.restart {
        kept.remove()?;
    }
    kept.open(&mark)?;
    let clock = Clock::start();
    let seen = run_points(arguments, &loaded, &study, &kept)?;
    let timing = simulation.timing(clock.seconds(), 0);
    let swept = Swept::new(study, seen);
    finish(arguments, &loaded, &swept, &place, &timing)?;
    kept.remove().map_err(Fault::from)
}

/// Loads the scenario; the number of replications is that of each point.
fn read(simulation: &Simulation) -> Result<Loaded, Fault> {
    if simulation.precision.is_some() {
        return Err(Fault::Said("every point of a sweep has the same number of replications: use -n instead of --precision".to_owned()));
    }
    let mut changes = Simulation { replications: None, ..simulation.clone() }.changes();
    changes.extend(simulation.replications.map(|number| format!("sweep.replications={number}")));
    let loaded = load(&simulation.file, &changes).map_err(|faults| Fault::Scenario(Box::new(faults)))?;
    if !simulation.quiet && !loaded.warnings.list.is_empty() {
        eprintln!("{}\n", loaded.warnings);
    }
    Ok(loaded)
}

/// Looks for what an interrupted sweep left: how many points are finished and may be used.
fn earlier(kept: &Unfinished, mark: &str, resume: bool, dry_run: bool) -> Result<usize, Fault> {
    let place = kept.path().display();
    match kept.earlier(mark)? {
        Earlier::Nothing => Ok(0),
        Earlier::Same(points) if resume || dry_run || points == 0 => Ok(points),
        Earlier::Same(points) => Err(Fault::Said(format!(
            "{place} holds {points} finished points of this sweep, which was interrupted. Add --resume to go on, or --restart to begin again"
        ))),
        Earlier::Other(_) if dry_run => Ok(0),
        Earlier::Other(points) => Err(Fault::Said(format!(
            "{place} holds {points} finished points of another sweep: the scenario, the design, the seed or the program has changed since. \
             Add --restart to throw them away, or choose another place with --output"
        ))),
    }
}

/// How much there is to run.
fn announce(study: &Study, kept: &Unfinished, finished: usize, quiet: bool) {
    if quiet {
        return;
    }
    let (points, replications) = (study.points.len(), study.replications);
    eprintln!("{points} points, {replications} replications of each: {} replications.", points as u64 * replications);
    if finished > 0 {
        let left = points.saturating_sub(finished);
        eprintln!(
            "{finished} points are finished, in {}; {left} are left: {} replications.",
            kept.path().display(),
            left as u64 * replications
        );
    }
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

/// Runs the points that are not finished; every one is kept as soon as it is.
fn run_points(arguments: &Arguments, loaded: &Loaded, study: &Study, kept: &Unfinished) -> Result<Vec<Seen>, Fault> {
    let simulation = &arguments.simulation;
    let total = study.points.len();
    let mut seen: Vec<Option<Seen>> = (0..total).map(|point| kept.point(point, study.watched.len(), study.replications)).collect();
    let left: Vec<usize> = (0..total).filter(|point| seen[*point].is_none()).collect();
    // All of them first: a night's work must not end at a point whose levers do not go together.
    for point in &left {
        study.scenario(loaded, *point)?;
    }
    let groups = Model::new(&loaded.scenario).groups();
    let meter = Meter::new(simulation.quiet, Enough::Number(study.replications * left.len() as u64), groups);
    let cancel = stop::flag();
    for (done, point) in left.iter().enumerate() {
        let done = done as u64 * study.replications;
        let whole = Whole { meter: &meter, jobs: done * groups as u64, replications: done };
        let found = study.run(loaded, *point, simulation.threads.unwrap_or(0), cancel, &whole)?;
        if let Some(found) = found {
            kept.keep(*point, &found)?;
            seen[*point] = Some(found);
        }
        if cancel.load(Ordering::Relaxed) {
            break;
        }
    }
    meter.finish();
    let finished = seen.iter().flatten().count();
    seen.into_iter().collect::<Option<Vec<Seen>>>().ok_or_else(|| {
        Fault::Said(format!(
            "stopped: {finished} of {total} points are finished and kept in {}. The same command with --resume goes on from there",
            kept.path().display()
        ))
    })
}

/// Writes the results and says what was found.
fn finish(arguments: &Arguments, loaded: &Loaded, swept: &Swept, place: &Place, timing: &Timing) -> Result<(), Fault> {
    let simulation = &arguments.simulation;
    let findings = SweepFindings::of(swept);
    let changes = Simulation { replications: None, ..simulation.clone() };
    let mut origin = changes.origin("sweep", loaded);
    origin.command.extend(simulation.replications.iter().flat_map(|number| ["--replications".to_owned(), number.to_string()]));
    let mut folder = place.open()?;
    write(&mut folder, swept, &findings, &origin)?;
    leave(&mut folder, Found::Sweep(swept), (&loaded.scenario, &origin), !arguments.destination.no_charts)?;
    seal(&mut folder, &swept.study, &origin, timing)?;
    let left = folder.finish()?;
    say(&findings.to_string())?;
    if !simulation.quiet {
        eprintln!("Results are in {} ({:.1} s).", place.path().display(), timing.seconds);
    }
    told_left(left);
    Ok(())
}
