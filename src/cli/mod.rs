//! The command line: the only room that reads arguments, writes to the terminal and looks at a clock.
//!
//! Exit codes: 0 well, 1 the scenario, data or place of output is at fault, 2 the command line, 3 stopped before the end with what was
//! finished kept, 101 a bug. Findings go to standard output; progress and complaints to standard error.

/// As std's, but for [`tell`]'s care.
macro_rules! eprintln {
    ($($words:tt)*) => { $crate::cli::tell(&format!($($words)*)) };
}

mod cache;
mod chart;
mod check;
mod checkpoint;
mod clock;
mod columns;
mod compare;
mod completions;
mod complexity;
mod deliver;
mod destination;
mod explain;
mod levers;
mod list;
mod memory;
mod merge;
mod new;
mod plan;
mod progress;
mod report;
mod reproduce;
mod run;
mod schema;
mod selftest;
mod shard;
mod simulate;
mod stop;
mod support;
mod sweep;
mod trace;
mod upgrade;
mod validate;

use std::io::Write as _;
use std::path::Path;
use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, Ordering};

use clap::{CommandFactory as _, Parser, Subcommand};

use crate::output::folder::OutputError;
use crate::output::stored::ESTIMATES;
use crate::scenario::seen::visible;
use crate::scenario::wording::nearest;
use crate::scenario::xlsx::guarded;

/// The scenario, its data, or the place of output is at fault.
const AT_FAULT: u8 = 1;
/// It was stopped by Ctrl-C or SIGTERM before its end, and what was finished is kept.
const STOPPED: u8 = 3;
/// Set while what was read from a folder of results is drawn.
static HUSHED: AtomicBool = AtomicBool::new(false);
/// Set while results are made again: what is found has been said before.
static MUTED: AtomicBool = AtomicBool::new(false);

#[derive(Debug, Parser)]
#[command(name = "sameday", version, about, max_term_width = 100, after_help = EXAMPLES)]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
}

const EXAMPLES: &str = "Examples:
  sameday run scenarios/minimal.toml
  sameday run scenarios/baseline-2016.toml --replications 20 --only NE-01
  sameday run scenarios/baseline-2016.toml --set run.target=0.8 --precision \"0.5 points\"
Exit codes: 0 well, 1 the scenario, its data or the place of output is at fault, 2 the command line is,
3 stopped by Ctrl-C or SIGTERM with what was finished kept.";

#[derive(Debug, Subcommand)]
enum Command {
    /// Simulate a scenario and say what it shows, with charts and tables in a folder
    Run(run::Arguments),
    /// Put the shards of a run together: the same results as from one machine
    Merge(merge::Arguments),
    /// Run again what a manifest tells of, and compare the results byte for byte
    Reproduce(reproduce::Arguments),
    /// Compare a scenario with others under the same chances: better, worse, or no clear difference
    Compare(compare::Arguments),
    /// Simulate a scenario at many points of a design over its levers, and say what each lever does
    Sweep(sweep::Arguments),
    /// Find the least additional support with which each cluster meets its targets, and the best split of a budget
    Support(support::Arguments),
    /// Find the cheapest mix of options that reaches the target rate, or show that none does
    Plan(plan::Arguments),
    /// Say what holds the same-day rate back: the ceiling of unlimited staff, and what each obstacle costs
    Explain(explain::Arguments),
    /// Simulate a scenario and compare it with published figures, as a Markdown table
    Validate(validate::Arguments),
    /// Tell one history in plain English, as an event log, and a court's day as a picture
    Trace(trace::Arguments),
    /// Draw one chart of a folder of results again, for a slide or a page
    Chart(chart::Arguments),
    /// Make the charts, tables and report of a folder of results again, without running anything
    Report(report::Arguments),
    /// Say whether a scenario is right, what looks wrong, and how heavy its work is
    Check(check::Arguments),
    /// Rank the clusters by complexity, with each attribute's part
    Complexity(complexity::Arguments),
    /// List every number and time of day of a scenario that --set and sweeps can move
    Levers(levers::Arguments),
    /// Check this program against published values: random numbers, statistics, queues with known answers
    Selftest(selftest::Arguments),
    /// Print the grammar of scenarios: a JSON Schema for editors, or a reference to read
    Schema(schema::Arguments),
    /// Write a small commented scenario to begin with
    New(new::Arguments),
    /// Say where histories that were played before are kept, and how many; or remove them
    Cache(cache::Arguments),
    /// Rewrite scenario files of an older grammar in the present one, and tell each change
    Upgrade(upgrade::Arguments),
    /// Print what a shell needs to complete this program's commands and options
    Completions(completions::Arguments),
    /// List the scenarios in a folder, each with its question
    List(list::Arguments),
}

/// Why a command could not be done, in words for the person who can mend it.
#[derive(Debug, thiserror::Error)]
enum Fault {
    #[error("{0}")]
    Scenario(Box<crate::scenario::Faults>),
    #[error(transparent)]
    Output(#[from] crate::output::folder::OutputError),
    #[error(transparent)]
    Observed(#[from] crate::output::observed::ObservedError),
    #[error(transparent)]
    Threads(#[from] crate::experiment::parallel::NoThreads),
    #[error(transparent)]
    Sweep(#[from] crate::study::sweep::SweepError),
    #[error("{0}")]
    Said(String),
    #[error("{0}")]
    Stopped(String),
}

/// Reads the arguments, does what they ask, and says how it went.
pub fn main() -> ExitCode {
    admit_bugs();
    // Usage errors end here, with exit code 2; `--help` and `--version` with 0.
    match Cli::try_parse() {
        Ok(cli) => ended(&cli),
        Err(error) => usage(&meant(error)),
    }
}

/// Says what is wrong with the command line, or the help that it asks for.
fn usage(error: &clap::Error) -> ExitCode {
    let text = error.render().to_string();
    if error.use_stderr() {
        eprintln!("{}", text.trim_end_matches('\n'));
    } else if let Err(fault) = say(&text) {
        complain(&fault);
    }
    ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(AT_FAULT))
}

/// Does what the arguments ask, and tells how it went by an exit code.
fn ended(cli: &Cli) -> ExitCode {
    match done(cli) {
        Ok(()) => ExitCode::SUCCESS,
        Err(fault) => {
            complain(&fault);
            ExitCode::from(if matches!(fault, Fault::Stopped(_)) { STOPPED } else { AT_FAULT })
        }
    }
}

/// Does what a command line asks without saying what is found.
fn muted(words: &[String]) -> Result<(), Fault> {
    let cli = Cli::try_parse_from(words).map_err(|error| Fault::Said(error.render().to_string().trim_end().to_owned()))?;
    MUTED.store(true, Ordering::Relaxed);
    let done = done(&cli);
    MUTED.store(false, Ordering::Relaxed);
    done
}

/// Does what the arguments ask.
fn done(cli: &Cli) -> Result<(), Fault> {
    match &cli.command {
        None => say(&Cli::command().render_help().to_string()),
        Some(Command::Run(arguments)) => run::run(arguments),
        Some(Command::Merge(arguments)) => merge::run(arguments),
        Some(Command::Reproduce(arguments)) => reproduce::run(arguments),
        Some(Command::Compare(arguments)) => compare::run(arguments),
        Some(Command::Sweep(arguments)) => sweep::run(arguments),
        Some(Command::Support(arguments)) => support::run(arguments),
        Some(Command::Plan(arguments)) => plan::run(arguments),
        Some(Command::Explain(arguments)) => explain::run(arguments),
        Some(Command::Validate(arguments)) => validate::run(arguments),
        Some(Command::Trace(arguments)) => trace::run(arguments),
        Some(Command::Chart(arguments)) => chart::run(arguments),
        Some(Command::Report(arguments)) => report::run(arguments),
        Some(Command::Check(arguments)) => check::run(arguments),
        Some(Command::Complexity(arguments)) => complexity::run(arguments),
        Some(Command::Levers(arguments)) => levers::run(arguments),
        Some(Command::Selftest(arguments)) => selftest::run(arguments),
        Some(Command::Schema(arguments)) => schema::run(arguments),
        Some(Command::New(arguments)) => new::run(arguments),
        Some(Command::Upgrade(arguments)) => upgrade::run(arguments),
        Some(Command::Completions(arguments)) => completions::run(arguments),
        Some(Command::Cache(arguments)) => cache::run(arguments),
        Some(Command::List(arguments)) => list::run(arguments),
    }
}

/// Names the verb that was probably meant, where it is too short a word for clap to dare.
fn meant(mut error: clap::Error) -> clap::Error {
    use clap::error::{ContextKind, ContextValue};
    let command = Cli::command();
    let verbs = command.get_subcommands().map(clap::Command::get_name);
    if let (Some(ContextValue::String(typed)), None) =
        (error.get(ContextKind::InvalidSubcommand), error.get(ContextKind::SuggestedSubcommand))
        && let Some(near) = nearest(typed, verbs)
    {
        error.insert(ContextKind::SuggestedSubcommand, ContextValue::Strings(vec![near.to_owned()]));
    }
    error
}

/// Says of a panic that it is not the user's fault; the program then ends with exit code 101.
fn admit_bugs() {
    let told = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |bug| {
        if HUSHED.load(Ordering::Relaxed) || guarded() {
            return;
        }
        told(bug);
        eprintln!("This is a bug in sameday, not a fault of your scenario. Please report it with the command and the scenario.");
    }));
}

/// Draws or tells what was read from a folder of results. It has been looked at, but it may have been edited so that it can be read and makes
/// no sense: then that is said of the folder, and not of this program.
fn believed<T>(folder: &Path, draw: impl FnOnce() -> Result<T, Fault>) -> Result<T, Fault> {
    HUSHED.store(true, Ordering::Relaxed);
    let done = std::panic::catch_unwind(std::panic::AssertUnwindSafe(draw));
    HUSHED.store(false, Ordering::Relaxed);
    done.unwrap_or_else(|_| {
        let (place, cause) = (folder.join(ESTIMATES), "what it tells makes no sense together: it was edited, or is damaged".to_owned());
        Err(OutputError::Unreadable { place, cause }.into())
    })
}

fn complain(fault: &Fault) {
    use std::io::IsTerminal as _;
    match fault {
        // The colours are the program's own; what is told in them has been made visible.
        Fault::Scenario(faults) if std::io::stderr().is_terminal() => drop(writeln!(std::io::stderr(), "{}", faults.coloured())),
        Fault::Scenario(faults) => eprintln!("{faults}"),
        Fault::Stopped(words) => eprintln!("{words}"),
        other => eprintln!("error: {other}"),
    }
}

/// Writes a line to standard error. Where nobody can hear (a full disk, a terminal that is gone) the program goes on: to have told is
/// not what it is for. What others wrote, such as names of files, cannot move the terminal's cursor.
fn tell(text: &str) {
    let _ = writeln!(std::io::stderr(), "{}", visible(text));
}

/// Writes to standard output, with the same care; a reader who has closed the pipe has read enough.
fn say(text: &str) -> Result<(), Fault> {
    if MUTED.load(Ordering::Relaxed) {
        return Ok(());
    }
    let mut out = std::io::stdout().lock();
    match out.write_all(visible(text).as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(Fault::Said(format!("cannot write the findings: {error}"))),
        _ => Ok(()),
    }
}
