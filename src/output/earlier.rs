//! What an earlier run left in a folder: which files are its own, and the others, which are carried over.

use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};

/// The file that marks a folder as written by this program, and lists what it wrote.
pub const MANIFEST: &str = "manifest.json";
/// The file of wall-clock times; the only one that differs when a run is repeated.
pub const TIMING: &str = "timing.json";

/// Removes our files from an earlier folder and moves the others to the new one; whether any had to be left.
pub(super) fn carry_over(old: &Path, new: &Path) -> io::Result<bool> {
    for name in ours(old) {
        match fs::remove_file(old.join(&name)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    let mut left = false;
    let mut folders = vec![PathBuf::new()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(old.join(&folder))? {
            let entry = entry?;
            let within = folder.join(entry.file_name());
            if entry.file_type()?.is_dir() {
                folders.push(within);
            } else if new.join(&within).exists() {
                left = true;
            } else {
                fs::create_dir_all(new.join(&folder))?;
                fs::rename(entry.path(), new.join(&within))?;
            }
        }
    }
    Ok(left)
}

/// The files that the manifest of a folder says are ours; none if it has no manifest that can be read.
fn ours(folder: &Path) -> Vec<String> {
    let manifest = fs::read(folder.join(MANIFEST)).ok();
    let manifest: Option<serde_json::Value> = manifest.and_then(|bytes| serde_json::from_slice(&bytes).ok());
    let Some(files) = manifest.as_ref().and_then(|manifest| manifest.get("files")?.as_object()) else { return Vec::new() };
    // The manifest goes last: while it is there, what is ours can be told. One from elsewhere must not reach outside its folder.
    let inside = |name: &&String| Path::new(name).components().all(|part| matches!(part, Component::Normal(_)));
    files.keys().filter(inside).cloned().chain([TIMING.to_owned(), MANIFEST.to_owned()]).collect()
}
