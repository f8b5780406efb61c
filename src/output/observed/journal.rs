//! A file of finished jobs that is being written, and can be gone on with.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, BufReader, Seek as _, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard};

use super::frame::{self, Found};
use super::index::Index;
use super::{Header, ObservedError};
use crate::experiment::record::{Job, Keeper};
use crate::output::system;

/// Bytes after which what was written is put on the disk itself, in case the machine fails and not only the program.
const UNSYNCED: u64 = 8 << 20;

/// A journal, or a shard in the making. While it is open, nobody else can write it.
#[derive(Debug)]
pub struct Journal {
    path: PathBuf,
    /// Where the records of an earlier run begin, in bytes.
    earlier: Index<u64>,
    /// Set when the file cannot be written, where all is in vain without it.
    needed: Option<&'static AtomicBool>,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    file: File,
    /// Where the next record begins, in bytes.
    at: u64,
    /// Records in the file.
    jobs: u64,
    unsynced: u64,
    fault: Option<io::Error>,
}

impl Journal {
    /// Starts a file; a journal that is there already is written over.
    ///
    /// # Errors
    /// If it cannot be written, somebody else is writing it, or something else is there.
    pub fn create(path: &Path, header: &Header) -> Result<Self, ObservedError> {
        let failed = |error| ObservedError::System(path.to_owned(), error);
        let mut file = open(path, true)?;
        file.set_len(0).map_err(failed)?;
        let at = frame::write_header(&mut file, header).map_err(failed)?;
        Ok(Self::new(path, file, at, Index::default()))
    }

    /// Opens a file to go on with. What is whole in it counts; what follows, if it was cut off, is dropped.
    /// `None` where there is no file, or not even its header is whole.
    ///
    /// # Errors
    /// If it is of something else, in use, or cannot be read or written.
    pub fn resume(path: &Path, header: &Header) -> Result<Option<Self>, ObservedError> {
        let failed = |error| ObservedError::System(path.to_owned(), error);
        if fs::symlink_metadata(path).is_err() {
            return Ok(None);
        }
        let file = match open(path, false) {
            Err(ObservedError::NotOurs(_)) => return Ok(None),
            file => file?,
        };
        let mut reader = BufReader::new(file.try_clone().map_err(failed)?);
        let Some((found, mut at)) = frame::read_header(&mut reader).map_err(failed)? else { return Ok(None) };
        let part = || {
            (found.part != header.part).then(|| found.part.map_or("it is no shard".to_owned(), |part| format!("it has {}", part.told())))
        };
        if let Some(differs) = found.differs(header).or_else(part) {
            return Err(ObservedError::Foreign(path.to_owned(), differs));
        }
        let mut earlier = Index::default();
        while let Found::Record(contents) = frame::read(&mut reader).map_err(failed)? {
            let Some((job, _)) = frame::job(&contents) else { break };
            earlier.add(job, at);
            at += frame::length(&contents);
        }
        file.set_len(at).map_err(failed)?;
        Ok(Some(Self::new(path, file, at, earlier)))
    }

    fn new(path: &Path, file: File, at: u64, earlier: Index<u64>) -> Self {
        let state = State { file, at, jobs: earlier.jobs(), unsynced: 0, fault: None };
        Self { path: path.to_owned(), earlier, needed: None, state: Mutex::new(state) }
    }

    /// As a file without which all is in vain: `stop` is set when it cannot be written.
    pub fn needed(self, stop: &'static AtomicBool) -> Self {
        Self { needed: Some(stop), ..self }
    }

    /// Jobs that are in it.
    pub fn jobs(&self) -> u64 {
        self.state().jobs
    }

    /// Whether the file is still there: somebody may have removed it meanwhile.
    pub fn is_there(&self) -> bool {
        system::is_there(&self.state().file, &self.path)
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Why it is not complete, if the system refused.
    pub fn fault(&self) -> Option<String> {
        self.state().fault.as_ref().map(ToString::to_string)
    }

    /// Puts everything on the disk and gives the file its final name.
    ///
    /// # Errors
    /// If the system refuses.
    pub fn publish(self, path: &Path) -> Result<(), ObservedError> {
        let done = self.state().file.sync_all().and_then(|()| std::fs::rename(&self.path, path));
        done.map_err(|error| ObservedError::System(path.to_owned(), error))
    }

    /// Removes the file: what is in it is no longer needed.
    pub fn remove(self) {
        // Somebody may have put something else in its place.
        if !self.is_there() {
            return;
        }
        // One that cannot be removed does no harm: the next run for the same place takes it over.
        let _ = std::fs::remove_file(&self.path);
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().expect("nothing panics while it holds the file")
    }
}

impl State {
    fn find(&mut self, at: u64, job: Job<'_>) -> Option<Vec<u8>> {
        self.file.seek(SeekFrom::Start(at)).ok()?;
        let Ok(Found::Record(contents)) = frame::read(&mut self.file) else { return None };
        let (found, seen) = frame::job(&contents)?;
        (found == job).then(|| seen.to_vec())
    }

    fn append(&mut self, contents: &[u8]) -> io::Result<()> {
        self.file.seek(SeekFrom::Start(self.at))?;
        let length = frame::write(&mut self.file, contents)?;
        self.at += length;
        self.unsynced += length;
        self.jobs += 1;
        if self.unsynced >= UNSYNCED {
            self.unsynced = 0;
            self.file.sync_data()?;
        }
        Ok(())
    }
}

impl Keeper for Journal {
    fn earlier(&self, job: Job<'_>) -> Option<Vec<u8>> {
        let at = self.earlier.find(job)?;
        self.state().find(at, job)
    }

    fn keep(&self, job: Job<'_>, seen: &[u8]) {
        let contents = frame::contents(job, seen);
        let mut state = self.state();
        // A run can go on without its journal.
        if state.fault.is_none()
            && let Err(error) = state.append(&contents)
        {
            // Half a record would be dropped when the file is read; where it can be cut off now, so much the better.
            let at = state.at;
            let _ = state.file.set_len(at);
            state.fault = Some(error);
            if let Some(stop) = self.needed {
                stop.store(true, Ordering::Relaxed);
            }
        }
    }
}

/// Opens a file of this form, or makes one. What is another file, or a link to one, is somebody's, and is left as it is.
fn open(path: &Path, new: bool) -> Result<File, ObservedError> {
    let failed = |error| ObservedError::System(path.to_owned(), error);
    let theirs = || ObservedError::NotOurs(path.to_owned());
    let mut options = OpenOptions::new();
    options.read(true).write(true);
    let file = match fs::symlink_metadata(path) {
        Ok(about) if !about.is_file() => return Err(theirs()),
        Ok(_) => {
            let mut file = options.open(path).map_err(failed)?;
            if !frame::is_ours(&mut file).map_err(failed)? {
                return Err(theirs());
            }
            file.rewind().map_err(failed)?;
            file
        }
        // Where somebody puts a link there at this moment it is not followed either.
        Err(error) if error.kind() == io::ErrorKind::NotFound && new => options.create_new(true).open(path).map_err(failed)?,
        Err(error) => return Err(failed(error)),
    };
    match file.try_lock() {
        Err(TryLockError::WouldBlock) => Err(ObservedError::InUse(path.to_owned())),
        // Some shared disks know no locks; the file can be used all the same.
        Err(TryLockError::Error(_)) | Ok(()) => Ok(file),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_kept_is_found_by_its_job_and_by_no_other() {
        let home = tempfile::tempdir().expect("a folder");
        let path = home.path().join(".x.journal");
        let header = Header::default();
        let one = Job { of: "Ash", seed: 1, replication: 2, group: 3 };
        let others = [Job { of: "Ash 2", ..one }, Job { seed: 2, ..one }, Job { replication: 3, ..one }, Job { group: 2, ..one }];
        let journal = Journal::create(&path, &header).expect("a file");
        journal.keep(one, b"seen");
        assert_eq!(journal.earlier(one), None, "only what an earlier run has left is looked for");
        drop(journal);
        let journal = Journal::resume(&path, &header).expect("a file").expect("of the same");
        assert_eq!((journal.earlier(one).as_deref(), journal.jobs()), (Some(b"seen".as_slice()), 1));
        assert!(others.iter().all(|other| journal.earlier(*other).is_none()));
        // What is looked for and what is added do not get into each other's way.
        journal.keep(others[0], b"more");
        assert_eq!(journal.earlier(one).as_deref(), Some(b"seen".as_slice()));
        journal.keep(others[1], b"");
        drop(journal);
        let journal = Journal::resume(&path, &header).expect("a file").expect("of the same");
        assert_eq!(
            (journal.earlier(others[0]).as_deref(), journal.earlier(others[1]).as_deref()),
            (Some(b"more".as_slice()), Some(&[][..]))
        );
        assert!(matches!(Journal::resume(&path, &Header { seed: 9, ..header }), Err(ObservedError::InUse(_))));
    }
}
