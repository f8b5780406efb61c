//! One part of a run's replications, on one of several machines.

use std::path::Path;
use std::str::FromStr;

use super::progress::Meter;
use super::simulate::Simulation;
use super::{Fault, stop};
use crate::experiment::{Execution, Experiment, StoppingRule};
use crate::output::observed::journal::Journal;
use crate::output::observed::shards::Shards;
use crate::output::observed::{Header, ObservedError, Part};

/// Which part, of how many.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shard {
    number: u64,
    of: u64,
}

/// The most parts of a run.
const MOST: u64 = 1_000_000;

impl FromStr for Shard {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let numbers = text.split_once('/').and_then(|(number, of)| Some(Self { number: number.parse().ok()?, of: of.parse().ok()? }));
        numbers
            .filter(|shard| (1..=shard.of).contains(&shard.number) && shard.of <= MOST)
            .ok_or_else(|| format!("a part and the number of parts are wanted, from 1/1 to {MOST}/{MOST}, such as 3/16"))
    }
}

impl Shard {
    /// The name of its file: those of a run sort in order.
    fn name(self) -> String {
        let width = self.of.to_string().len();
        format!("{:0width$}-of-{}.shard", self.number, self.of)
    }
}

/// Runs the replications of a shard, and leaves them in a file of `folder`.
///
/// - `resume`: go on with what an earlier attempt left; a shard that is there already is left as it is.
pub fn run(
    shard: Shard,
    folder: &Path,
    header: Header,
    experiment: &Experiment<'_>,
    (simulation, resume): (&Simulation, bool),
) -> Result<(), Fault> {
    let StoppingRule::Number(replications) = experiment.settings.enough else {
        return Err(Fault::Said(
            "a shard is a part of a number of replications: say how many with -n, the same for every shard".to_owned(),
        ));
    };
    let part = Part::of(shard.number, shard.of, replications);
    let header = Header { part: Some(part), ..header };
    let path = folder.join(shard.name());
    if resume && there_already(&path, &header)? {
        eprintln!("{} is there already.", path.display());
        return Ok(());
    }
    std::fs::create_dir_all(folder).map_err(|error| ObservedError::System(folder.to_owned(), error))?;
    let making = folder.join(format!(".{}.part", shard.name()));
    refuse_theirs(&path)?;
    let begun = if resume { Journal::resume(&making, &header)? } else { None };
    let stop = stop::flag();
    let journal = match begun {
        Some(journal) => journal,
        None => Journal::create(&making, &header)?,
    };
    let journal = journal.needed(stop);
    let threads = simulation.threads()?;
    let meter = Meter::new(simulation.quiet);
    let store = simulation.store();
    let with = Execution {
        keeper: Some(&journal),
        store: store.as_ref().map(|store| store as _),
        ..Execution::on(&threads).stopped_by(stop).heard_by(&meter)
    };
    let done = experiment.observe(part.first..part.until, &with);
    let seconds = meter.finish();
    if let Some(error) = journal.fault() {
        let kept = journal.jobs();
        return Err(Fault::Said(format!(
            "cannot write {}: {error}. {kept} finished histories are in it: --resume goes on from there",
            making.display()
        )));
    }
    if !done {
        return Err(Fault::Stopped(format!(
            "stopped with {} finished histories in {}. --resume goes on from there",
            journal.jobs(),
            making.display()
        )));
    }
    journal.publish(&path)?;
    if !simulation.quiet {
        eprintln!("{} are in {} ({:.1} s). `sameday merge {}` when all are there.", part.told(), path.display(), seconds, folder.display());
    }
    Ok(())
}

/// Refuses to put a shard in the place of a file that is none.
fn refuse_theirs(path: &Path) -> Result<(), ObservedError> {
    if std::fs::symlink_metadata(path).is_err() {
        return Ok(());
    }
    match Shards::one(path) {
        Err(fault @ (ObservedError::NotOurs(_) | ObservedError::System(..))) => Err(fault),
        _ => Ok(()),
    }
}

/// Whether an earlier attempt has finished the shard. One of another run is refused, one that is damaged made again.
fn there_already(path: &Path, header: &Header) -> Result<bool, ObservedError> {
    if !path.exists() {
        return Ok(false);
    }
    let found = match Shards::one(path) {
        Err(ObservedError::Damaged(..) | ObservedError::NotOurs(_)) => return Ok(false),
        found => found?,
    };
    match found.differs(header).or_else(|| (found.part != header.part).then(|| "it is another part".to_owned())) {
        Some(differs) => Err(ObservedError::Foreign(path.to_owned(), differs)),
        None => Ok(true),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shard_is_a_part_of_so_many() {
        let shard: Shard = "3/16".parse().expect("a shard");
        assert_eq!((shard, shard.name().as_str()), (Shard { number: 3, of: 16 }, "03-of-16.shard"));
        for wrong in ["", "3", "0/4", "5/4", "a/b", "1/0", "1/2/3", "-1/4", "1/99999999999999999999"] {
            assert!(wrong.parse::<Shard>().is_err(), "{wrong}");
        }
    }
}
