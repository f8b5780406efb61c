//! Shards, merged: every replication of the run once, in order, or a refusal that says which file is at fault.

use std::fs::File;
use std::io::BufReader;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use super::frame::{self, Found};
use super::{Header, ObservedError, Part};
use crate::experiment::record::Keeper;
use crate::model::observe::Observations;

/// Shards that together are a whole run, in the order of its replications.
#[derive(Debug)]
pub struct Shards {
    shards: Vec<Shard>,
}

#[derive(Debug)]
struct Shard {
    path: PathBuf,
    header: Header,
    part: Part,
}

impl Shards {
    /// Looks through some files: each must be whole, all of one run, and every replication there once.
    ///
    /// # Errors
    /// The first file that is at fault, by name; or which replications are missing.
    pub fn open(paths: &[PathBuf]) -> Result<Self, ObservedError> {
        let mut shards = paths.iter().map(|path| inspect(path)).collect::<Result<Vec<Shard>, _>>()?;
        shards.sort_by_key(|shard| (shard.part.first, shard.part.until));
        let Some(first) = shards.first() else { return Err(ObservedError::Missing("any replication".to_owned())) };
        let of = first.part.of;
        for shard in &shards {
            let number = || (shard.part.of != of).then(|| format!("its run has {} replications, not {of}", shard.part.of));
            if let Some(differs) = shard.header.differs(&first.header).or_else(number) {
                return Err(ObservedError::Foreign(shard.path.clone(), format!("{differs} as in {}", first.path.display())));
            }
        }
        let mut covered = (0, None);
        for shard in shards.iter().filter(|shard| shard.part.first < shard.part.until) {
            match covered {
                (until, Some(before)) if shard.part.first < until => {
                    return Err(ObservedError::Overlap(before, shard.path.clone(), shard.part.first + 1));
                }
                (until, _) if shard.part.first > until => {
                    return Err(ObservedError::Missing(Part { first: until, until: shard.part.first, of }.told()));
                }
                _ => covered = (shard.part.until, Some(shard.path.clone())),
            }
        }
        if covered.0 < of {
            return Err(ObservedError::Missing(Part { first: covered.0, until: of, of }.told()));
        }
        Ok(Self { shards })
    }

    /// Of what a single shard is; it must be whole.
    ///
    /// # Errors
    /// If it is not, or cannot be read.
    pub fn one(path: &Path) -> Result<Header, ObservedError> {
        Ok(inspect(path)?.header)
    }

    /// Of what run they are.
    pub fn header(&self) -> &Header {
        &self.shards[0].header
    }

    /// Replications of the run.
    pub fn replications(&self) -> u64 {
        self.shards[0].part.of
    }

    /// The observations in them.
    ///
    /// - `blank`: observations of nothing, one for each job, in the shape of the scenario's.
    /// - `stop`: is set when one cannot be read, so that nothing is simulated in its stead.
    pub fn read(self, blank: Vec<Observations>, stop: &AtomicBool) -> Reading<'_> {
        Reading { shards: self.shards, blank, stop, at: 0, open: None, next: 0, fault: None }
    }
}

/// Shards while they are folded.
#[derive(Debug)]
pub struct Reading<'a> {
    shards: Vec<Shard>,
    blank: Vec<Observations>,
    stop: &'a AtomicBool,
    /// The shard that is read.
    at: usize,
    open: Option<BufReader<File>>,
    /// The next replication.
    next: u64,
    fault: Option<ObservedError>,
}

impl Reading<'_> {
    /// What went wrong.
    pub fn fault(self) -> Option<ObservedError> {
        self.fault
    }

    fn read(&mut self) -> Result<Option<Vec<Observations>>, ObservedError> {
        loop {
            let Some(shard) = self.shards.get(self.at) else { return Ok(None) };
            if self.next >= shard.part.until {
                (self.at, self.open) = (self.at + 1, None);
                continue;
            }
            if self.open.is_none() {
                self.open = Some(begin(&shard.path)?.1);
            }
            let reader = self.open.as_mut().expect("it was just opened");
            let found = frame::read(reader).map_err(|error| ObservedError::System(shard.path.clone(), error))?;
            let seen = match found {
                Found::Record(contents) => frame::observations(&contents, self.next, &self.blank),
                Found::End | Found::Broken => None,
            };
            let not = || ObservedError::Damaged(shard.path.clone(), format!("replication {} is not one of this scenario", self.next + 1));
            let seen = seen.ok_or_else(not)?;
            self.next += 1;
            return Ok(Some(seen));
        }
    }
}

impl Keeper for Reading<'_> {
    fn earlier(&mut self) -> Option<Vec<Observations>> {
        self.read().unwrap_or_else(|fault| {
            self.fault = Some(fault);
            self.stop.store(true, Ordering::Relaxed);
            None
        })
    }

    fn keep(&mut self, _: u64, _: &[Vec<u8>]) -> ControlFlow<()> {
        ControlFlow::Continue(())
    }
}

fn begin(path: &Path) -> Result<(Header, BufReader<File>), ObservedError> {
    let failed = |error| ObservedError::System(path.to_owned(), error);
    let mut reader = BufReader::new(File::open(path).map_err(failed)?);
    let (header, _) = frame::read_header(&mut reader).map_err(failed)?.ok_or_else(|| ObservedError::NotOurs(path.to_owned()))?;
    Ok((header, reader))
}

/// Reads a shard through once: its replications must be there, in order, and nothing else.
fn inspect(path: &Path) -> Result<Shard, ObservedError> {
    let (header, mut reader) = begin(path)?;
    let damaged = |what: String| ObservedError::Damaged(path.to_owned(), what);
    let part = header.part.ok_or_else(|| damaged("it is the journal of a run, not a shard".to_owned()))?;
    let mut next = || frame::read(&mut reader).map_err(|error| ObservedError::System(path.to_owned(), error));
    for replication in part.first..part.until {
        let whole = matches!(next()?, Found::Record(contents) if frame::index_of(&contents) == Some(replication));
        if !whole {
            return Err(damaged(format!("it should have {}, and {} is not whole", part.told(), replication + 1)));
        }
    }
    if next()? != Found::End {
        return Err(damaged("something follows its last replication".to_owned()));
    }
    Ok(Shard { path: path.to_owned(), header, part })
}
