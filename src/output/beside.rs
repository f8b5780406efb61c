//! Hidden folders beside a place of results: held by whoever writes them, and put right when their owner was killed.
//!
//! The owner keeps a lock on a file in the folder. The system drops the lock with the process, however it ends, so a
//! folder whose lock can be had has lost its owner; one whose lock is held is never touched. Where a disk knows no locks,
//! nothing is put right.

use std::ffi::OsStr;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Write as _};
use std::path::{Component, Path, PathBuf};

use tempfile::TempDir;

/// How the names of such folders begin.
const PREFIX: &str = ".sameday-";
/// The file that is locked; it holds the name of the place.
const OWNER: &str = "owner";
/// Attempts at a folder that nobody else thinks abandoned before it is locked.
const ATTEMPTS: usize = 16;

/// A hidden folder, ours until it is dropped; then it is removed.
#[derive(Debug)]
pub struct Beside {
    folder: TempDir,
    /// Locked.
    owner: File,
}

impl Beside {
    /// Makes one in `parent`, for the place of that name in it.
    ///
    /// # Errors
    /// If the system refuses.
    pub fn new(parent: &Path, name: &OsStr) -> io::Result<Self> {
        for _ in 0..ATTEMPTS {
            let folder = tempfile::Builder::new().prefix(PREFIX).tempdir_in(parent)?;
            let path = folder.path().join(OWNER);
            let mut owner = match File::create_new(&path) {
                // Another run has cleared the folder away while it was still empty.
                Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
                owner => owner?,
            };
            let held = !matches!(owner.try_lock(), Err(TryLockError::WouldBlock));
            if held && path.exists() {
                owner.write_all(name.as_encoded_bytes())?;
                return Ok(Self { folder, owner });
            }
        }
        Err(io::Error::other("others clear away what is put here"))
    }

    /// The new folder, to be moved to the place.
    pub fn new_folder(&self) -> PathBuf {
        self.folder.path().join("new")
    }

    /// Where the earlier folder goes.
    pub fn old_folder(&self) -> PathBuf {
        self.folder.path().join("old")
    }

    /// From here on, what is in it is not removed with it; it is ours for as long as the file that is returned is open.
    pub fn keep(self) -> (PathBuf, File) {
        (self.folder.keep(), self.owner)
    }
}

/// Finishes or removes what runs that were killed have left in a folder; what cannot be put right is left as it is.
pub fn put_right(parent: &Path) {
    let Ok(entries) = fs::read_dir(parent) else { return };
    for entry in entries.flatten() {
        if entry.file_name().to_string_lossy().starts_with(PREFIX) && entry.path().is_dir() {
            // What cannot be put right now may be by the next run.
            let _ = put_one_right(parent, &entry.path());
        }
    }
}

fn put_one_right(parent: &Path, folder: &Path) -> io::Result<()> {
    let owner = match OpenOptions::new().read(true).write(true).open(folder.join(OWNER)) {
        // Only one that is empty is removed so: its owner was killed before it could say whose it is, or is just making it.
        Err(error) if error.kind() == io::ErrorKind::NotFound => return fs::remove_dir(folder),
        owner => owner?,
    };
    if owner.try_lock().is_err() {
        return Ok(());
    }
    let name = fs::read_to_string(folder.join(OWNER))?;
    let (old, new, target) = (folder.join("old"), folder.join("new"), parent.join(&name));
    if old.exists() {
        // Killed while an earlier folder was being replaced. The new one was complete by then.
        if !matches!(Path::new(&name).components().collect::<Vec<_>>()[..], [Component::Normal(_)]) {
            return Ok(());
        }
        if !target.exists() {
            fs::rename(if new.exists() { &new } else { &old }, &target)?;
        }
        if old.exists() && super::folder::carry_over(&old, &target)? {
            return Ok(());
        }
    }
    fs::remove_dir_all(folder)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::folder::MANIFEST;

    fn home() -> TempDir {
        tempfile::tempdir().expect("a folder")
    }

    fn write(path: &Path, text: &str) {
        fs::create_dir_all(path.parent().expect("a parent")).expect("made");
        fs::write(path, text).expect("written");
    }

    fn entries(folder: &Path) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(folder)
            .expect("a folder")
            .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn what_is_held_is_never_touched_and_what_has_lost_its_owner_is_removed() {
        let home = home();
        let held = Beside::new(home.path(), OsStr::new("run")).expect("made");
        write(&held.new_folder().join("summary.json"), "half");
        put_right(home.path());
        assert!(held.new_folder().join("summary.json").exists());
        // As if killed: the lock goes, the folder stays.
        let left = held.keep().0;
        write(&left.join("new/summary.json"), "half");
        fs::create_dir(home.path().join(".sameday-empty")).expect("made");
        write(&home.path().join(".sameday-theirs/thesis.doc"), "years of work");
        put_right(home.path());
        assert_eq!(entries(home.path()), [".sameday-theirs"], "a folder without our mark is not ours");
    }

    /// A folder as a run leaves it that was killed while it replaced an earlier one.
    fn killed(home: &Path) -> PathBuf {
        let folder = Beside::new(home, OsStr::new("run")).expect("made").keep().0;
        write(&folder.join("old").join(MANIFEST), r#"{"files": {"summary.json": ""}}"#);
        write(&folder.join("old/summary.json"), "one");
        write(&folder.join("old/notes.txt"), "mine");
        folder
    }

    #[test]
    fn a_run_killed_while_it_replaced_a_folder_is_finished_by_the_next() {
        for moved in [false, true] {
            let home = home();
            let folder = killed(home.path());
            write(&home.path().join(if moved { "run/summary.json".into() } else { folder.join("new/summary.json") }), "two");
            put_right(home.path());
            assert_eq!(entries(home.path()), ["run"]);
            assert_eq!(entries(&home.path().join("run")), ["notes.txt", "summary.json"]);
            assert_eq!(fs::read_to_string(home.path().join("run/summary.json")).expect("a file"), "two");
        }
    }

    #[test]
    fn a_mark_cannot_reach_outside_its_folder() {
        let home = home();
        let folder = killed(home.path());
        write(&folder.join(OWNER), "../elsewhere");
        put_right(home.path());
        assert!(folder.join("old/notes.txt").exists());
    }
}
