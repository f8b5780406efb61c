//! Finished work, kept while a command simulates: one that was interrupted, killed or had no room can be gone on with.

use clap::Args;

use super::Fault;
use crate::experiment::Execution;
use crate::experiment::record::Keeper;
use crate::output::folder::Place;
use crate::output::observed::Header;
use crate::output::observed::journal::Journal;
use crate::output::system::free_at;

/// Whether finished work is kept.
#[derive(Clone, Copy, Debug, Args)]
pub struct Checkpoint {
    /// Go on with what was interrupted or killed on the way to the same place; the results are the same to the bit
    #[arg(long)]
    pub resume: bool,
    /// Do not keep finished work on the disk meanwhile
    #[arg(long, conflicts_with = "resume")]
    no_journal: bool,
    /// Interrupt after so many replications, as that was which is reproduced
    #[arg(long, hide = true, conflicts_with = "resume")]
    stop_after: Option<u64>,
}

/// The work of a command while it is done.
#[derive(Debug)]
pub struct Work {
    journal: Option<Journal>,
    stop_after: Option<u64>,
}

impl Checkpoint {
    /// Opens the journal beside a place of results, if one is wanted and can be kept.
    ///
    /// # Errors
    /// If there is one to go on with and it is of something else, in use or cannot be read.
    pub fn begin(self, place: &Place, header: &Header, quiet: bool) -> Result<Work, Fault> {
        let journal = if self.no_journal || self.stop_after.is_some() { None } else { self.journal(place, header, quiet)? };
        Ok(Work { journal, stop_after: self.stop_after })
    }

    /// Bytes that are free where finished work is kept, where the system says; `None` where it is not kept.
    pub fn room(self, place: &Place) -> Option<Option<f64>> {
        (!self.no_journal && self.stop_after.is_none()).then(|| free_at(place.folder()))
    }

    fn journal(self, place: &Place, header: &Header, quiet: bool) -> Result<Option<Journal>, Fault> {
        let path = place.journal();
        if self.resume {
            match Journal::resume(&path, header)? {
                Some(journal) => {
                    if !quiet {
                        eprintln!("Going on after {} finished histories.", journal.jobs());
                    }
                    return Ok(Some(journal));
                }
                None => eprintln!("There is nothing to go on with for {}: starting at the beginning.", place.path().display()),
            }
        }
        let earlier = !self.resume && path.is_file();
        match Journal::create(&path, header) {
            Ok(journal) => {
                if earlier {
                    let place = place.path().display();
                    eprintln!("An earlier attempt at {place} was interrupted; this one starts afresh (--resume would have gone on).");
                }
                Ok(Some(journal))
            }
            Err(error) => {
                eprintln!("warning: finished work is not kept: {error}");
                Ok(None)
            }
        }
    }
}

impl Work {
    /// With what histories are played, with finished ones kept.
    pub fn with<'a>(&'a self, with: Execution<'a>) -> Execution<'a> {
        Execution { keeper: self.journal.as_ref().map(|journal| journal as &dyn Keeper), stop_after: self.stop_after, ..with }
    }

    /// Ends it: the journal is removed when all that was in it is in the results.
    ///
    /// - `done`: how it went; `true` if it was interrupted.
    ///
    /// # Errors
    /// What `done` tells.
    pub fn end(self, done: Result<bool, Fault>) -> Result<(), Fault> {
        if let Some(journal) = self.journal {
            let jobs = journal.jobs();
            if let Some(error) = journal.fault() {
                eprintln!("warning: only {jobs} finished histories could be kept for --resume: {error}");
            }
            if jobs == 0 || matches!(done, Ok(false)) {
                journal.remove();
            } else if !journal.is_there() {
                eprintln!("warning: {} has been removed meanwhile, so that nothing is kept for --resume", journal.path().display());
            } else {
                eprintln!("{jobs} finished histories are kept. The same command with --resume goes on from there.");
            }
        }
        match done {
            Ok(true) => Err(Fault::Stopped("stopped before the end: the results are of what was finished".to_owned())),
            done => done.map(drop),
        }
    }
}
