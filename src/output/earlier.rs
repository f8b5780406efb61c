//! What an earlier run left in a folder: which files are its own, and the others, which are carried over.
//!
//! Only what is surely ours is removed: a file that a manifest of this program tells of, with the bytes that it tells of, in the folder
//! itself and not where a link leads.

use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};

use super::hash::digest;
use super::manifest::{MANIFEST, TIMING, Told};
use super::summary::Timing;
use crate::scenario::file;

/// The most bytes that the file of times may have.
const MOST_BYTES: u64 = 1 << 20;

/// Whether a folder was written by this program: it has a manifest that is one of ours, and is no link.
pub(super) fn is_ours(folder: &Path) -> bool {
    is_real(&folder.join(MANIFEST)) && Told::read(&folder.join(MANIFEST)).is_ok()
}

/// Removes our files from an earlier folder and moves the others to the new one; whether any had to be left.
pub(super) fn carry_over(old: &Path, new: &Path) -> io::Result<bool> {
    remove_ours(old)?;
    let mut left = false;
    let mut folders = vec![PathBuf::new()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(old.join(&folder))? {
            let entry = entry?;
            let within = folder.join(entry.file_name());
            if entry.file_type()?.is_dir() {
                folders.push(within);
            } else if fs::symlink_metadata(new.join(&within)).is_ok() || !makes(new, &folder)? {
                left = true;
            } else {
                fs::rename(entry.path(), new.join(&within))?;
            }
        }
    }
    Ok(left)
}

/// Makes a folder within another; `false` where a file or a link has its place.
fn makes(root: &Path, within: &Path) -> io::Result<bool> {
    let mut path = root.to_owned();
    for part in within.components() {
        path.push(part);
        match fs::symlink_metadata(&path) {
            Ok(about) if about.is_dir() => {}
            Ok(_) => return Ok(false),
            Err(_) => fs::create_dir(&path)?,
        }
    }
    Ok(true)
}

/// Removes what is surely ours from a folder, the manifest last: while it is there, what is ours can be told.
pub(super) fn remove_ours(folder: &Path) -> io::Result<()> {
    let manifest = folder.join(MANIFEST);
    let Some(told) = Some(&manifest).filter(|path| is_real(path)).and_then(|path| Told::read(path).ok()) else { return Ok(()) };
    let mut all = true;
    for (name, hash) in &told.files {
        let path = folder.join(name);
        if !within(folder, name) {
            all = false;
        } else if digest(&path).is_ok_and(|found| found == *hash) {
            fs::remove_file(path)?;
        }
    }
    let timing = folder.join(TIMING);
    if is_real(&timing) && file::read(&timing, MOST_BYTES).is_ok_and(|bytes| Timing::parse(&bytes)) {
        fs::remove_file(timing)?;
    }
    if all { fs::remove_file(manifest) } else { Ok(()) }
}

/// Whether a name leads to a place within a folder, through no link: an ordinary file or nothing is there.
fn within(folder: &Path, name: &str) -> bool {
    let parts: Vec<Component<'_>> = Path::new(name).components().collect();
    let mut path = folder.to_owned();
    for (number, part) in parts.iter().enumerate() {
        let Component::Normal(part) = part else { return false };
        path.push(part);
        match fs::symlink_metadata(&path) {
            Ok(about) if about.is_dir() && number + 1 < parts.len() => {}
            Ok(about) if about.is_file() && number + 1 == parts.len() => {}
            Ok(_) => return false,
            Err(_) => return true,
        }
    }
    true
}

/// Whether an ordinary file stands at a place itself, not where a link leads.
fn is_real(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|about| about.is_file())
}
