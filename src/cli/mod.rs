//! The command line: the only room that reads arguments, writes to the terminal and looks at a clock.
//!
//! Exit codes: 0 well, 1 the scenario, data or place of output is at fault, 2 the command line, 101 a
//! bug. Findings go to standard output; progress and complaints to standard error.

/// As std's, but where nobody can hear (a full disk, a terminal that is gone) the program goes on: to have told is not what it is for.
macro_rules! eprintln {
    ($($words:tt)*) => {{
        use std::io::Write as _;
        let _ = writeln!(std::io::stderr(), $($words)*);
    }};
}

mod chart;
mod check;
mod clock;
mod columns;
mod compare;
mod complexity;
mod destination;
mod explain;
mod heard;
mod keeping;
mod levers;
mod limits;
mod list;
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
use std::process::ExitCode;

use clap::{CommandFactory as _, Parser, Subcommand};

use crate::scenario::fault::nearest;

/// The scenario, its data, or the place of output is at fault.
const AT_FAULT: u8 = 1;

#[derive(Debug, Parser)]
#[command(name = "sameday", version, about, max_term_width = 100, after_help = EXAMPLES)]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
}

const EXAMPLES: &str = "Examples:
  sameday run scenarios/minimal.toml
  sameday run scenarios/baseline-2016.toml --replications 20 --only NE-01
  sameday run scenarios/baseline-2016.toml --set run.target=0.8 --precision \"0.5 points\"";

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
    /// Rewrite scenario files of an older grammar in the present one, and tell each change
    Upgrade(upgrade::Arguments),
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
    Sweep(#[from] crate::experiment::sweep::SweepError),
    #[error("{0}")]
    Said(String),
}

/// Reads the arguments, does what they ask, and says how it went.
pub fn main() -> ExitCode {
    admit_bugs();
    // Usage errors end here, with exit code 2; `--help` and `--version` with 0.
    let cli = Cli::try_parse().unwrap_or_else(|error| meant(error).exit());
    let done = match &cli.command {
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
        Some(Command::List(arguments)) => list::run(arguments),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(fault) => {
            complain(&fault);
            ExitCode::from(AT_FAULT)
        }
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
        told(bug);
        eprintln!("This is a bug in sameday, not a fault of your scenario. Please report it with the command and the scenario.");
    }));
}

fn complain(fault: &Fault) {
    use std::io::IsTerminal as _;
    match fault {
        Fault::Scenario(faults) if std::io::stderr().is_terminal() => eprintln!("{}", faults.coloured()),
        Fault::Scenario(faults) => eprintln!("{faults}"),
        other => eprintln!("error: {other}"),
    }
}

/// Writes to standard output; a reader who has closed the pipe has read enough.
fn say(text: &str) -> Result<(), Fault> {
    let mut out = std::io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(Fault::Said(format!("cannot write the findings: {error}"))),
        _ => Ok(()),
    }
}
