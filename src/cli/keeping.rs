//! Finished replications, kept while a run works: a run that was interrupted, killed or had no room can be gone on with.

use clap::Args;

use super::Fault;
use crate::experiment::Experiment;
use crate::experiment::record::StopAfter;
use crate::output::folder::Place;
use crate::output::observed::Header;
use crate::output::observed::journal::Journal;

/// Whether finished replications are kept.
#[derive(Clone, Copy, Debug, Args)]
pub struct Keeping {
    /// Go on with a run for the same place that was interrupted or killed; the results are the same to the bit
    #[arg(long)]
    pub resume: bool,
    /// Do not keep finished replications on the disk while the run works
    #[arg(long, conflicts_with = "resume")]
    no_journal: bool,
    /// Interrupt the run after so many replications, as a run was that is reproduced
    #[arg(long, hide = true, conflicts_with = "resume")]
    stop_after: Option<u64>,
}

impl Keeping {
    /// Who interrupts the run, if somebody is to.
    pub fn stopper(self) -> Option<StopAfter> {
        self.stop_after.map(StopAfter)
    }

    /// The journal of a run; `None` where none is wanted, or none can be kept.
    pub fn journal(self, place: &Place, header: Header, experiment: &Experiment<'_>) -> Result<Option<Journal>, Fault> {
        if self.no_journal || self.stop_after.is_some() {
            return Ok(None);
        }
        let path = place.journal();
        if self.resume {
            match Journal::resume(&path, &header, experiment.blank())? {
                Some(journal) => return Ok(Some(journal)),
                None => eprintln!("There is nothing to go on with for {}: starting at the first replication.", place.path().display()),
            }
        } else if path.exists() {
            eprintln!(
                "An earlier run for {} was interrupted; this one starts afresh (--resume would have gone on).",
                place.path().display()
            );
        }
        match Journal::create(&path, header) {
            Ok(journal) => Ok(Some(journal)),
            Err(error) => {
                eprintln!("warning: finished replications are not kept: {error}");
                Ok(None)
            }
        }
    }
}

/// Ends the journal of a run: it is removed when all that was in it is in the results.
pub fn close(journal: Option<Journal>, interrupted: bool, failed: bool) {
    let Some(journal) = journal else { return };
    if let Some(error) = journal.fault() {
        eprintln!("warning: only the first {} replications could be kept for --resume: {error}", journal.replications());
    }
    if journal.replications() == 0 || !(interrupted || failed) {
        journal.remove();
    } else {
        let told = journal.replications();
        eprintln!("{told} finished replications are kept. The same command with --resume goes on from there.");
    }
}
