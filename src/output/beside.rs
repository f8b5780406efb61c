//! Hidden folders beside a place of results: held by whoever writes them, and put right when their owner was killed.
//!
//! The owner keeps a lock on a file in the folder. The system drops the lock with the process, however it ends, so a
//! folder whose lock can be had has lost its owner; one whose lock is held is never touched. Where a disk knows no locks,
//! nothing is put right.
//!
//! That file says which place the folder belongs to, and by which number the system knows the file and the folder. A folder that was
//! copied, unpacked or came with somebody's repository has other numbers: it is not ours, and is left as it is. So is any link.

use std::ffi::OsStr;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Read as _, Write as _};
use std::path::{Component, Path, PathBuf};

use super::system;

/// How the names of such folders begin.
const PREFIX: &str = ".sameday-";
/// The file that is locked; it holds the name of the place and a [`mark`], a line each.
const OWNER: &str = "owner";
/// The most bytes that the file of the owner may have.
const MOST_BYTES: u64 = 1 << 16;
/// Attempts at a folder that nobody else thinks abandoned before it is locked.
const ATTEMPTS: usize = 16;

/// A hidden folder, ours until it is dropped; then it is removed, unless it is to be kept.
#[derive(Debug)]
pub struct Beside {
    folder: PathBuf,
    /// Locked for as long as it is open.
    _owner: File,
    kept: bool,
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
                owner.write_all(&[name.as_encoded_bytes(), b"\n", system::mark(folder.path(), &owner)?.as_bytes()].concat())?;
                return Ok(Self { folder: folder.keep(), _owner: owner, kept: false });
            }
        }
        Err(io::Error::other("others clear away what is put here"))
    }

    /// The new folder, to be moved to the place.
    pub fn new_folder(&self) -> PathBuf {
        self.folder.join("new")
    }

    /// Where the earlier folder goes.
    pub fn old_folder(&self) -> PathBuf {
        self.folder.join("old")
    }

    /// Whether the system lets a folder beside it be moved away.
    pub fn may_move(&self, target: &Path) -> bool {
        system::may_move(&self.folder, target)
    }

    /// From here on, what is in it is not removed when it is dropped; it is ours until then.
    pub const fn keep(&mut self) {
        self.kept = true;
    }

    /// Removes it with all that is in it, kept or not.
    ///
    /// # Errors
    /// If the system refuses.
    pub fn remove(mut self) -> io::Result<()> {
        self.kept = true;
        remove(&self.folder)
    }
}

impl Drop for Beside {
    fn drop(&mut self) {
        if !self.kept {
            // What cannot be removed now may be by the next run.
            let _ = remove(&self.folder);
        }
    }
}

/// Removes a folder, the mark of its owner last: one whose removal is cut short still says whose it is, or is empty.
fn remove(folder: &Path) -> io::Result<()> {
    for path in mark_last(folder)? {
        if path.is_dir() && !path.is_symlink() { fs::remove_dir_all(path)? } else { fs::remove_file(path)? }
    }
    match fs::remove_dir(folder) {
        // Without its mark and empty, it may have been cleared away by another run.
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        done => done,
    }
}

/// What is in a folder, the mark of its owner last.
fn mark_last(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut paths: Vec<PathBuf> = fs::read_dir(folder)?.map(|entry| entry.map(|entry| entry.path())).collect::<io::Result<_>>()?;
    paths.sort_by_key(|path| path.file_name() == Some(OsStr::new(OWNER)));
    Ok(paths)
}

/// Finishes or removes what runs that were killed have left in a folder; what cannot be put right is left as it is.
pub fn put_right(parent: &Path) {
    let Ok(entries) = fs::read_dir(parent) else { return };
    for entry in entries.flatten() {
        if entry.file_name().to_string_lossy().starts_with(PREFIX) && entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            // What cannot be put right now may be by the next run.
            let _ = put_one_right(parent, &entry.path());
        }
    }
}

fn put_one_right(parent: &Path, folder: &Path) -> io::Result<()> {
    let path = folder.join(OWNER);
    let owner = match fs::symlink_metadata(&path) {
        // Only one that is empty is removed so: its owner was killed before it could say whose it is, or is just making it.
        Err(error) if error.kind() == io::ErrorKind::NotFound => return fs::remove_dir(folder),
        Ok(about) if !about.is_file() => return Ok(()),
        about => about.and_then(|_| OpenOptions::new().read(true).write(true).open(&path))?,
    };
    if owner.try_lock().is_err() {
        return Ok(());
    }
    let mut text = String::new();
    (&owner).take(MOST_BYTES).read_to_string(&mut text)?;
    let Some((name, own)) = text.rsplit_once('\n') else {
        // Killed before it could say whose it is, and so with nothing in it.
        return if text.is_empty() && mark_last(folder)?.len() == 1 { remove(folder) } else { Ok(()) };
    };
    let (old, new, target) = (folder.join("old"), folder.join("new"), parent.join(name));
    let is_name = matches!(Path::new(name).components().collect::<Vec<_>>()[..], [Component::Normal(_)]);
    if own != system::mark(folder, &owner)? || !is_name || [&old, &new].into_iter().any(|path| is_other(path)) {
        return Ok(());
    }
    if old.exists() {
        // Killed while an earlier folder was being replaced. The new one was complete by then.
        if new.exists() && fs::symlink_metadata(&target).is_err() {
            fs::rename(&new, &target)?;
        }
        // Where neither is there, the new one was moved to its place, and removed from it by hand: the earlier one is not wanted back.
        if !super::earlier::is_ours(&target) || is_other(&target) {
            super::earlier::remove_ours(&old)?;
            return if has_files(&old)? { Ok(()) } else { remove(folder) };
        }
        if super::earlier::carry_over(&old, &target)? {
            return Ok(());
        }
    }
    remove(folder)
}

/// Whether something stands at a place that is no folder; a link is none.
fn is_other(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|about| !about.is_dir())
}

/// Whether anything but folders is in a folder.
fn has_files(folder: &Path) -> io::Result<bool> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if !entry.file_type()?.is_dir() || has_files(&entry.path())? {
            return Ok(true);
        }
    }
    Ok(false)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::hash::sha256;
    use crate::output::manifest::MANIFEST;
    use tempfile::TempDir;

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

    /// As if killed: the lock goes, the folder stays.
    fn abandoned(mut beside: Beside) -> PathBuf {
        beside.keep();
        beside.folder.clone()
    }

    #[test]
    fn what_is_held_is_never_touched_and_what_has_lost_its_owner_is_removed() {
        let home = home();
        let held = Beside::new(home.path(), OsStr::new("run")).expect("made");
        write(&held.new_folder().join("summary.json"), "half");
        put_right(home.path());
        assert!(held.new_folder().join("summary.json").exists());
        let left = abandoned(held);
        write(&left.join("new/summary.json"), "half");
        fs::create_dir(home.path().join(".sameday-empty")).expect("made");
        write(&home.path().join(".sameday-theirs/thesis.doc"), "years of work");
        put_right(home.path());
        assert_eq!(entries(home.path()), [".sameday-theirs"], "a folder without our mark is not ours");
    }

    #[test]
    fn a_folder_whose_removal_was_cut_short_says_whose_it_is_and_is_removed_by_the_next() {
        let home = home();
        let beside = Beside::new(home.path(), OsStr::new("run")).expect("made");
        write(&beside.new_folder().join("charts/a.svg"), "half");
        write(&beside.folder.join("zebra"), "a name after that of the mark");
        let last = mark_last(&beside.folder).expect("can be read");
        assert_eq!((last.len(), last.last()), (3, Some(&beside.folder.join(OWNER))));
        // Cut short after each of the three.
        for cut in 0..=3 {
            let folder = abandoned(Beside::new(home.path(), OsStr::new("run")).expect("made"));
            write(&folder.join("new/summary.json"), "half");
            write(&folder.join("zebra"), "more");
            for path in mark_last(&folder).expect("can be read").into_iter().take(cut) {
                if path.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) }.expect("removed");
            }
            put_right(home.path());
            assert!(!folder.exists(), "cut short after {cut}");
        }
        let folder = beside.folder.clone();
        drop(beside);
        assert!(!folder.exists() && entries(home.path()).is_empty());
    }

    /// Results as a run leaves them.
    fn results(folder: &Path, text: &str) {
        write(&folder.join("summary.json"), text);
        let manifest = serde_json::json!({
            "program": "sameday 0.1.0", "command": ["sameday", "run", "x.toml"], "replications": 1, "stopped": "number",
            "files": { "summary.json": sha256(text.as_bytes()) },
        });
        write(&folder.join(MANIFEST), &manifest.to_string());
    }

    /// A folder as a run leaves it that was killed while it replaced an earlier one.
    fn killed(home: &Path) -> PathBuf {
        let folder = abandoned(Beside::new(home, OsStr::new("run")).expect("made"));
        results(&folder.join("old"), "one");
        write(&folder.join("old/notes.txt"), "mine");
        folder
    }

    #[test]
    fn a_run_killed_while_it_replaced_a_folder_is_finished_by_the_next() {
        for moved in [false, true] {
            let home = home();
            let folder = killed(home.path());
            results(&if moved { home.path().join("run") } else { folder.join("new") }, "two");
            put_right(home.path());
            assert_eq!(entries(home.path()), ["run"]);
            assert_eq!(entries(&home.path().join("run")), [MANIFEST, "notes.txt", "summary.json"]);
            assert_eq!(fs::read_to_string(home.path().join("run/summary.json")).expect("a file"), "two");
        }
    }

    #[test]
    fn a_mark_cannot_reach_outside_its_folder() {
        let home = home();
        let folder = killed(home.path());
        let own = fs::read_to_string(folder.join(OWNER)).expect("a mark");
        for name in ["../elsewhere", "/tmp/elsewhere", "run/..", ""] {
            write(&folder.join(OWNER), &own.replacen("run", name, 1));
            put_right(home.path());
            assert!(folder.join("old/notes.txt").exists(), "{name}");
        }
    }

    #[test]
    fn results_that_were_removed_by_hand_do_not_come_back() {
        let home = home();
        let folder = killed(home.path());
        put_right(home.path());
        assert_eq!(entries(&folder.join("old")), ["notes.txt"], "what is somebody's is kept");
        assert!(!home.path().join("run").exists());
        fs::remove_file(folder.join("old/notes.txt")).expect("removed");
        put_right(home.path());
        assert!(entries(home.path()).is_empty());
    }

    #[cfg(unix)]
    #[test]
    fn what_was_copied_or_is_a_link_is_not_ours() {
        let home = home();
        let folder = killed(home.path());
        // As it comes with a repository: the same names and bytes, made anew.
        let own = fs::read_to_string(folder.join(OWNER)).expect("a mark");
        let theirs = home.path().join(".sameday-theirs");
        write(&theirs.join(OWNER), &own);
        write(&theirs.join("old/hooks/post-checkout"), "evil");
        results(&theirs.join("new"), "two");
        fs::remove_dir_all(&folder).expect("removed");
        put_right(home.path());
        assert_eq!(entries(home.path()), [".sameday-theirs"], "nothing is put in its place");
        assert_eq!(entries(&theirs), ["new", "old", OWNER]);
        // A link within one of ours.
        let elsewhere = home.path().join("elsewhere");
        results(&elsewhere, "precious");
        let folder = abandoned(Beside::new(home.path(), OsStr::new("run")).expect("made"));
        std::os::unix::fs::symlink(&elsewhere, folder.join("old")).expect("linked");
        results(&home.path().join("run"), "two");
        put_right(home.path());
        assert_eq!(entries(&elsewhere), [MANIFEST, "summary.json"]);
        // A link in the place of one.
        std::os::unix::fs::symlink(&elsewhere, home.path().join(".sameday-link")).expect("linked");
        put_right(home.path());
        assert_eq!(entries(&elsewhere), [MANIFEST, "summary.json"]);
    }
}
