//! A file of observations that is being written, and can be gone on with.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, BufReader, Seek as _, SeekFrom};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use super::frame::{self, Found};
use super::{Header, ObservedError};
use crate::experiment::record::Keeper;
use crate::model::observe::Observations;

/// Bytes after which what was written is put on the disk itself, in case the machine fails and not only the program.
const UNSYNCED: u64 = 8 << 20;

/// A journal, or a shard in the making. While it is open, nobody else can write it.
#[derive(Debug)]
pub struct Journal {
    path: PathBuf,
    file: File,
    header: Header,
    /// While replications of an earlier run are read.
    reader: Option<BufReader<File>>,
    /// Observations of nothing, one for each job, in the shape of those wanted.
    blank: Vec<Observations>,
    /// Replications that are whole.
    replications: u64,
    /// Where the next record begins, in bytes.
    at: u64,
    unsynced: u64,
    fault: Option<io::Error>,
}

impl Journal {
    /// Starts a file; one that is there already is written over.
    ///
    /// # Errors
    /// If it cannot be written, or somebody else is writing it.
    pub fn create(path: &Path, header: Header) -> Result<Self, ObservedError> {
        let failed = |error| ObservedError::System(path.to_owned(), error);
        let mut file = open(path, true)?;
        file.set_len(0).map_err(failed)?;
        let at = frame::write_header(&mut file, &header).map_err(failed)?;
        Ok(Self { path: path.to_owned(), file, header, reader: None, blank: Vec::new(), replications: 0, at, unsynced: 0, fault: None })
    }

    /// Opens a file to go on with. What is whole in it is read first; what follows, if it was cut off, is written over.
    /// `None` where there is no file, or not even its header is whole.
    ///
    /// - `blank`: observations of nothing, one for each job, in the shape of the scenario's.
    ///
    /// # Errors
    /// If it is of something else, in use, or cannot be read.
    pub fn resume(path: &Path, header: &Header, blank: Vec<Observations>) -> Result<Option<Self>, ObservedError> {
        let failed = |error| ObservedError::System(path.to_owned(), error);
        if !path.exists() {
            return Ok(None);
        }
        let file = open(path, false)?;
        let mut reader = BufReader::new(file.try_clone().map_err(failed)?);
        let Some((found, at)) = frame::read_header(&mut reader).map_err(failed)? else { return Ok(None) };
        let part = || {
            (found.part != header.part).then(|| found.part.map_or("it is no shard".to_owned(), |part| format!("it has {}", part.told())))
        };
        if let Some(differs) = found.differs(header).or_else(part) {
            return Err(ObservedError::Foreign(path.to_owned(), differs));
        }
        let reader = Some(reader);
        Ok(Some(Self { path: path.to_owned(), file, header: found, reader, blank, replications: 0, at, unsynced: 0, fault: None }))
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Replications that were read or written so far.
    pub const fn replications(&self) -> u64 {
        self.replications
    }

    /// Why it is not complete, if the system refused.
    pub const fn fault(&self) -> Option<&io::Error> {
        self.fault.as_ref()
    }

    /// Puts everything on the disk and gives the file its final name.
    ///
    /// # Errors
    /// If the system refuses.
    pub fn publish(self, path: &Path) -> Result<(), ObservedError> {
        let done = self.file.sync_all().and_then(|()| std::fs::rename(&self.path, path));
        done.map_err(|error| ObservedError::System(path.to_owned(), error))
    }

    /// Removes the file: its replications are no longer needed.
    pub fn remove(self) {
        // One that cannot be removed does no harm: the next run for the same place takes it over.
        let _ = std::fs::remove_file(&self.path);
    }

    fn first(&self) -> u64 {
        self.header.part.map_or(0, |part| part.first)
    }

    fn next_whole(&mut self) -> Option<Vec<Observations>> {
        let Ok(Found::Record(contents)) = frame::read(self.reader.as_mut()?) else { return None };
        let seen = frame::observations(&contents, self.first() + self.replications, &self.blank)?;
        self.replications += 1;
        self.at += frame::length(&contents);
        Some(seen)
    }

    fn append(&mut self, replication: u64, jobs: &[Vec<u8>]) -> io::Result<()> {
        let length = frame::write(&mut self.file, &frame::replication(replication, jobs))?;
        self.at += length;
        self.unsynced += length;
        self.replications += 1;
        if self.unsynced >= UNSYNCED {
            self.unsynced = 0;
            self.file.sync_data()?;
        }
        Ok(())
    }
}

impl Keeper for Journal {
    fn earlier(&mut self) -> Option<Vec<Observations>> {
        let seen = self.next_whole();
        if seen.is_none() && self.reader.take().is_some() {
            self.fault = self.file.set_len(self.at).and_then(|()| self.file.seek(SeekFrom::Start(self.at))).err();
        }
        seen
    }

    fn keep(&mut self, replication: u64, jobs: &[Vec<u8>]) -> ControlFlow<()> {
        // An earlier run may have had more replications than were asked for now: then none is played, and none comes here.
        if self.fault.is_none()
            && let Err(error) = self.append(replication, jobs)
        {
            // Half a record would be dropped when the file is read; where it can be cut off now, so much the better.
            let _ = self.file.set_len(self.at);
            self.fault = Some(error);
        }
        // A run can go on without its journal. A shard is nothing without its file.
        if self.fault.is_some() && self.header.part.is_some() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }
}

fn open(path: &Path, new: bool) -> Result<File, ObservedError> {
    let failed = |error| ObservedError::System(path.to_owned(), error);
    let file = OpenOptions::new().read(true).write(true).create(new).truncate(false).open(path).map_err(failed)?;
    match file.try_lock() {
        Err(TryLockError::WouldBlock) => Err(ObservedError::InUse(path.to_owned())),
        // Some shared disks know no locks; the file can be used all the same.
        Err(TryLockError::Error(_)) | Ok(()) => Ok(file),
    }
}
