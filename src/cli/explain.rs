//! `sameday explain`: the ceiling that unlimited staff could reach, and what each obstacle costs.

use clap::Args;

use super::Fault;
use super::checkpoint::Checkpoint;
use super::deliver::{Task, conduct};
use super::destination::Destination;
use super::simulate::Simulation;
use crate::model::Model;
use crate::study::answer::Found;
use crate::study::explain::{ExplainResult, Options, Question};

/// The arguments of `explain`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
#[command(mut_arg("replications", |arg| arg.help("Run this many replications of each set of removals [default: 5 of many clusters, up to 100 of few]")))]
#[command(mut_arg("precision", |arg| arg.help("Run until every obstacle's national part is known so closely to each side, such as \"0.3 points\"")))]
pub struct Arguments {
    #[command(flatten)]
    simulation: Simulation,
    /// Leave out the search for a set of removals that reaches the target
    #[arg(long)]
    no_search: bool,
    #[command(flatten)]
    destination: Destination,
    #[command(flatten)]
    checkpoint: Checkpoint,
}

const EXAMPLES: &str = "Examples:
  sameday explain scenarios/minimal.toml
      one court: the ceiling, and what stands below and above it
  sameday explain scenarios/baseline-2016.toml
      the whole country; some minutes
  sameday explain scenarios/baseline-2016.toml --only NE-01 -n 50
      one cluster, more closely
The same cases are run again without each obstacle; docs/EXPLAIN.md says what is removed and how to read the result.";

/// Explains it.
pub fn run(arguments: &Arguments) -> Result<(), Fault> {
    let Arguments { simulation, destination, checkpoint, no_search } = arguments;
    let loaded = simulation.load()?;
    let question = Question::new(&loaded.scenario, &Model::new(&loaded.scenario));
    let options = Options { enough: simulation.asked(&loaded), search: !no_search };
    let folder = format!("explain-{}", simulation.name());
    let task = Task { verb: "explain", folder, loaded: std::slice::from_ref(&loaded), groups: question.groups(), histories: None };
    conduct(simulation, (destination, checkpoint), &task, |desk| {
        let ExplainResult { explanation: found, search, interrupted } = question.run(loaded.scenario.run.seed, options, &desk.with);
        if found.replications == 0 {
            return Err(Fault::Stopped("stopped before the first replication was complete: there is nothing to tell".to_owned()));
        }
        let mut origin = simulation.origin("explain", &loaded);
        origin.command.extend(no_search.then(|| "--no-search".to_owned()));
        // Events are not counted: what is run again and again is told by its time.
        desk.deliver(Found::Explanation(&found, search.as_ref()), &loaded.scenario, &[origin], (0, interrupted))?;
        Ok(interrupted)
    })
}
