//! Shards, merged: every replication of the run once, or a refusal that says which file is at fault.

use std::fs::File;
use std::io::{BufReader, Seek as _, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

use super::frame::{self, Found};
use super::index::Index;
use super::{Header, ObservedError, Part};
use crate::experiment::record::{Job, Keeper};
use crate::scenario::file;

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
    /// Where each job's record begins, in bytes.
    places: Index<u64>,
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
    /// - `stop`: is set when one cannot be read, so that nothing is simulated in its stead.
    pub fn read(self, stop: &AtomicBool) -> Reading<'_> {
        Reading { shards: self.shards, stop, state: Mutex::default() }
    }
}

/// Shards while they are folded.
#[derive(Debug)]
pub struct Reading<'a> {
    shards: Vec<Shard>,
    stop: &'a AtomicBool,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    /// One shard is open, by position: replications are asked for in order, or nearly so.
    open: Option<(usize, File)>,
    fault: Option<ObservedError>,
}

impl State {
    fn read(&mut self, at: usize, shard: &Shard, job: Job<'_>) -> Result<Vec<u8>, ObservedError> {
        let failed = |error| ObservedError::System(shard.path.clone(), error);
        if self.open.as_ref().is_none_or(|(open, _)| *open != at) {
            self.open = Some((at, file::open(&shard.path).map_err(failed)?));
        }
        let (_, open) = self.open.as_mut().expect("it was just opened");
        let damaged =
            || ObservedError::Damaged(shard.path.clone(), format!("replication {} is not one of this scenario", job.replication + 1));
        let place = shard.places.find(job).ok_or_else(damaged)?;
        open.seek(SeekFrom::Start(place)).map_err(failed)?;
        let found = frame::read(open).map_err(failed)?;
        let Found::Record(contents) = found else { return Err(damaged()) };
        frame::job(&contents).filter(|(found, _)| *found == job).map(|(_, seen)| seen.to_vec()).ok_or_else(damaged)
    }
}

impl Reading<'_> {
    /// What went wrong.
    pub fn fault(&self) -> Option<ObservedError> {
        self.state.lock().expect("nothing panics while it holds the files").fault.take()
    }
}

impl Keeper for Reading<'_> {
    fn earlier(&self, job: Job<'_>) -> Option<Vec<u8>> {
        let mut state = self.state.lock().expect("nothing panics while it holds the files");
        let at = self.shards.iter().position(|shard| (shard.part.first..shard.part.until).contains(&job.replication))?;
        state.read(at, &self.shards[at], job).map_err(|fault| state.fault = Some(fault)).ok()
    }

    /// All that the shards are of was simulated elsewhere: what of it is simulated here was not fit to be read. Beyond them, clusters are
    /// given replications of their own here.
    fn keep(&self, job: Job<'_>, _: &[u8]) {
        let Some(shard) = self.shards.iter().find(|shard| (shard.part.first..shard.part.until).contains(&job.replication)) else { return };
        let mut state = self.state.lock().expect("nothing panics while it holds the files");
        state.fault.get_or_insert_with(|| {
            ObservedError::Damaged(shard.path.clone(), format!("replication {} is not one of this scenario", job.replication + 1))
        });
        self.stop.store(true, Ordering::Relaxed);
    }
}

/// Reads a shard through once: every job of its replications must be there, and nothing else.
fn inspect(path: &Path) -> Result<Shard, ObservedError> {
    let failed = |error| ObservedError::System(path.to_owned(), error);
    let damaged = |what: String| ObservedError::Damaged(path.to_owned(), what);
    let mut reader = BufReader::new(file::open(path).map_err(failed)?);
    let (header, mut at) = frame::read_header(&mut reader).map_err(failed)?.ok_or_else(|| ObservedError::NotOurs(path.to_owned()))?;
    let part = header.part.ok_or_else(|| damaged("it is the journal of a run, not a shard".to_owned()))?;
    if header.jobs == 0 {
        return Err(damaged("it is of a run without clusters".to_owned()));
    }
    let mut places = Index::default();
    let mut found = frame::read(&mut reader).map_err(failed)?;
    while let Found::Record(contents) = &found {
        let ours = |job: &Job<'_>| {
            job.of.is_empty() && job.seed == header.seed && (part.first..part.until).contains(&job.replication) && job.group < header.jobs
        };
        let Some((job, _)) = frame::job(contents).filter(|(job, _)| ours(job)) else { break };
        places.add(job, at);
        at += frame::length(contents);
        found = frame::read(&mut reader).map_err(failed)?;
    }
    let job = |replication, group| Job { of: "", seed: header.seed, replication, group };
    let whole = |replication: u64| (0..header.jobs).all(|group| places.find(job(replication, group)).is_some());
    if let Some(missing) = (part.first..part.until).find(|replication| !whole(*replication)) {
        return Err(damaged(format!("it should have {}, and {} is not whole", part.told(), missing + 1)));
    }
    if found != Found::End {
        return Err(damaged("something follows its last replication".to_owned()));
    }
    Ok(Shard { path: path.to_owned(), header, part, places })
}
