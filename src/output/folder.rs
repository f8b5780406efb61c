//! The output folder: written beside its place and renamed into it, so that nobody sees half of one.
//!
//! A folder of an earlier run is replaced only when the new one is complete. Files in it that no run
//! wrote (somebody's notes) are carried over; nothing that is not ours is ever deleted.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};

use super::beside::{self, Beside};
use super::earlier::{carry_over, is_ours};
use super::hash::sha256;
use super::manifest::MANIFEST;
use super::system;
use crate::scenario::seen::visible;

/// Why results could not be written.
#[derive(Debug, thiserror::Error)]
pub enum OutputError {
    /// Not ours.
    #[error(
        "{0} is not empty and was not written by sameday (it has no {MANIFEST} of this program). Choose another place with --output, or add --force to put the results there; its other files are kept"
    )]
    Foreign(PathBuf),
    /// A folder that is the root of a file system cannot be replaced.
    #[error("{0} is a place where a file system is mounted, which cannot be replaced. Choose a folder within it with --output")]
    Mounted(PathBuf),
    /// A name that leads out of the folder of results.
    #[error("{0} is no name of a file within a folder of results")]
    Outside(String),
    /// Somebody's file.
    #[error("{0} is there, and was not written by sameday: it is kept as it is. Move it away, or choose another place with --output")]
    Theirs(PathBuf),
    /// A file where a folder should be.
    #[error("{0} is a file, not a folder. Choose another place with --output")]
    NotAFolder(PathBuf),
    /// No name to rename to.
    #[error("{0} does not name a folder. Choose another place with --output")]
    NoName(PathBuf),
    /// The system said no.
    #[error("cannot write to {place}: {cause}. Choose another place with --output")]
    Unwritable {
        /// Where.
        place: PathBuf,
        /// Why.
        cause: io::Error,
    },
    /// Results that were to be read are not there, or not as this program writes them.
    #[error("{place} cannot be read as results of this program: {cause}. Run the scenario again")]
    Unreadable {
        /// The file.
        place: PathBuf,
        /// Why.
        cause: String,
    },
    /// A workbook could not be written.
    #[error("cannot write workbook.xlsx: {0}")]
    Workbook(#[from] rust_xlsxwriter::XlsxError),
    /// A table could not be written as Parquet.
    #[error("cannot write {0}.parquet: {1}")]
    Parquet(&'static str, Box<parquet::errors::ParquetError>),
    /// A table could not be written.
    #[error("cannot write {0}: {1}")]
    Table(&'static str, csv::Error),
}

/// A place where a folder may be put: looked at before a run, so that hours of work are not lost.
#[derive(Clone, Debug)]
pub struct Place {
    target: PathBuf,
    parent: PathBuf,
}

impl Place {
    /// Checks that results can be put there; makes the folders above it.
    ///
    /// # Errors
    /// If it holds a folder that is not ours and `force` is not set, or cannot be written.
    pub fn new(target: &Path, force: bool) -> Result<Self, OutputError> {
        if target.file_name().is_none() {
            return Err(OutputError::NoName(target.to_owned()));
        }
        // Through a link the results go to where it leads: the link itself must not be renamed away.
        let target = &if target.is_symlink() { fs::canonicalize(target).map_err(unwritable(target))? } else { target.to_owned() };
        let parent = match target.parent() {
            Some(parent) if !parent.as_os_str().is_empty() => parent.to_owned(),
            _ => PathBuf::from("."),
        };
        fs::create_dir_all(&parent).map_err(unwritable(&parent))?;
        beside::put_right(&parent);
        if target.exists() && !target.is_dir() {
            return Err(OutputError::NotAFolder(target.to_owned()));
        }
        if target.is_dir() {
            if !force && !is_ours(target) && fs::read_dir(target).map_err(unwritable(target))?.next().is_some() {
                return Err(OutputError::Foreign(target.to_owned()));
            }
            if is_mounted(target, &parent) {
                return Err(OutputError::Mounted(target.to_owned()));
            }
            // A folder that is to be moved must be one that can be written. The file has no name, so that nothing is left by who is killed here.
            drop(tempfile::tempfile_in(target).map_err(unwritable(target))?);
        }
        let place = Self { target: target.to_owned(), parent };
        let beside = place.beside()?;
        if target.is_dir() && !beside.may_move(target) {
            let cause = io::Error::new(io::ErrorKind::PermissionDenied, "it belongs to somebody else, and only they may replace it there");
            return Err(unwritable(target)(cause));
        }
        Ok(place)
    }

    /// Where the folder will be.
    pub fn path(&self) -> &Path {
        &self.target
    }

    /// The folder in which it will be.
    pub fn folder(&self) -> &Path {
        &self.parent
    }

    /// The hidden file beside the place in which a run keeps finished replications.
    pub fn journal(&self) -> PathBuf {
        let name = self.target.file_name().unwrap_or_default().to_string_lossy();
        self.parent.join(format!(".{name}.journal"))
    }

    /// Starts a new folder beside the place.
    ///
    /// # Errors
    /// If it cannot be made.
    pub fn open(&self) -> Result<Folder, OutputError> {
        let beside = self.beside()?;
        let new = beside.new_folder();
        fs::create_dir(&new).map_err(unwritable(&new))?;
        Ok(Folder { place: self.clone(), beside, new, files: BTreeMap::new() })
    }

    fn beside(&self) -> Result<Beside, OutputError> {
        Beside::new(&self.parent, self.target.file_name().unwrap_or_default()).map_err(unwritable(&self.target))
    }
}

/// A folder that is being written, beside its place.
#[derive(Debug)]
pub struct Folder {
    place: Place,
    beside: Beside,
    new: PathBuf,
    files: BTreeMap<String, String>,
}

impl Folder {
    /// Writes a file; `name` may have folders in it, told with `/`.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn write(&mut self, name: &str, contents: &[u8]) -> Result<(), OutputError> {
        // Names of the scenario's own can be part of it.
        inside(name)?;
        let text = [".txt", ".html"].iter().any(|ending| name.ends_with(ending)).then(|| std::str::from_utf8(contents).ok()).flatten();
        // What is read as it is says nothing that cannot be seen.
        let seen = text.map(visible);
        let contents = seen.as_ref().map_or(contents, |text| text.as_bytes());
        let path = self.new.join(name);
        let within = path.parent().expect("a file within the folder");
        fs::create_dir_all(within).map_err(unwritable(within))?;
        fs::write(&path, contents).map_err(unwritable(&path))?;
        self.files.insert(name.to_owned(), sha256(contents));
        Ok(())
    }

    /// The files written so far, with their SHA-256.
    pub const fn files(&self) -> &BTreeMap<String, String> {
        &self.files
    }

    /// Puts the folder in its place. What others had put into an earlier folder is carried over.
    ///
    /// Returns the folder of what could not be, because the new one has files of the same names.
    ///
    /// # Errors
    /// If it cannot be renamed; the earlier folder is then back in its place.
    pub fn finish(mut self) -> Result<Option<PathBuf>, OutputError> {
        let target = &self.place.target;
        let old = self.beside.old_folder();
        // From here on, whatever is left beside may be somebody's, and must not be deleted with it.
        self.beside.keep();
        let earlier = fs::symlink_metadata(target).is_ok_and(|about| about.is_dir());
        if earlier {
            fs::rename(target, &old).map_err(unwritable(target))?;
        }
        if let Err(cause) = fs::rename(&self.new, target) {
            if earlier {
                fs::rename(&old, target).map_err(unwritable(target))?;
            }
            return Err(unwritable(target)(cause));
        }
        let left = if earlier { carry_over(&old, target).map_err(unwritable(&old))? } else { false };
        if left {
            return Ok(Some(old));
        }
        self.beside.remove().map_err(unwritable(target))?;
        Ok(None)
    }
}

/// Writes one file into a folder that may hold anything, which is made if it is not there; the file is never half there.
///
/// # Errors
/// If it cannot be written.
pub fn write_into(folder: &Path, name: &str, contents: &[u8]) -> Result<PathBuf, OutputError> {
    fs::create_dir_all(folder).map_err(unwritable(folder))?;
    inside(name)?;
    let path = folder.join(name);
    // A killed command's is put right by the next.
    beside::put_right(folder);
    let beside = Beside::new(folder, path.file_name().unwrap_or_default()).map_err(unwritable(&path))?;
    let new = beside.new_folder();
    fs::write(&new, contents).and_then(|()| fs::rename(&new, &path)).map_err(unwritable(&path))?;
    beside.remove().map_err(unwritable(&path))?;
    Ok(path)
}

/// Refuses a name that is none of a file within a folder, on any system.
fn inside(name: &str) -> Result<(), OutputError> {
    let parts = Path::new(name).components().all(|part| matches!(part, Component::Normal(_)));
    if parts && !name.is_empty() && !name.contains(['\\', '\0']) { Ok(()) } else { Err(OutputError::Outside(name.to_owned())) }
}

/// Whether another file system begins at a folder, or one is bound there.
fn is_mounted(folder: &Path, parent: &Path) -> bool {
    if system::on_other_devices(folder, parent) {
        return true;
    }
    let Ok(real) = folder.canonicalize() else { return false };
    let table = fs::read_to_string("/proc/self/mountinfo").unwrap_or_default();
    // The fifth word of a line is the place, its blanks by their number in octal.
    let place = real.to_string_lossy().replace('\\', "\\134").replace(' ', "\\040").replace('\t', "\\011").replace('\n', "\\012");
    table.lines().any(|line| line.split(' ').nth(4) == Some(place.as_str()))
}

pub(super) fn unwritable(place: &Path) -> impl Fn(io::Error) -> OutputError {
    move |cause| OutputError::Unwritable { place: place.to_owned(), cause }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn put(target: &Path, force: bool, text: &str) -> Result<Option<PathBuf>, OutputError> {
        let mut folder = Place::new(target, force)?.open()?;
        folder.write("summary.json", text.as_bytes())?;
        folder.write("charts/one.svg", text.as_bytes())?;
        let manifest = serde_json::json!({
            "program": "sameday 0.1.0", "command": ["sameday", "run", "x.toml"], "replications": 1, "stopped": "number",
            "files": folder.files(),
        });
        folder.write(MANIFEST, manifest.to_string().as_bytes())?;
        folder.finish()
    }

    fn read(path: PathBuf) -> Option<String> {
        fs::read_to_string(path).ok()
    }

    fn entries(folder: &Path) -> usize {
        fs::read_dir(folder).expect("a folder").count()
    }

    #[test]
    fn a_second_run_replaces_the_first_and_keeps_other_peoples_files() {
        let home = tempfile::tempdir().expect("a folder");
        let target = home.path().join("deep/er/run");
        assert_eq!(put(&target, false, "one").expect("written"), None);
        fs::write(target.join("notes.txt"), "mine").expect("written");
        fs::write(target.join("charts/mine.svg"), "mine").expect("written");
        assert_eq!(put(&target, false, "two").expect("written"), None);
        assert_eq!(read(target.join("charts/one.svg")).as_deref(), Some("two"));
        assert_eq!(read(target.join("notes.txt")).as_deref(), Some("mine"));
        assert_eq!(read(target.join("charts/mine.svg")).as_deref(), Some("mine"));
        assert_eq!(entries(target.parent().expect("a parent")), 1, "nothing is left beside it");
    }

    #[test]
    fn a_foreign_folder_is_refused_and_even_by_force_loses_nothing() {
        let home = tempfile::tempdir().expect("a folder");
        let target = home.path().join("theirs");
        fs::create_dir(&target).expect("made");
        fs::write(target.join("summary.json"), "theirs").expect("written");
        fs::write(target.join("thesis.doc"), "theirs").expect("written");
        assert!(matches!(put(&target, false, "ours"), Err(OutputError::Foreign(_))));
        assert_eq!(entries(&target), 2);
        let left = put(&target, true, "ours").expect("written").expect("a file of the same name");
        assert_eq!(read(left.join("summary.json")).as_deref(), Some("theirs"));
        assert_eq!(read(target.join("thesis.doc")).as_deref(), Some("theirs"));
        assert_eq!(read(target.join("summary.json")).as_deref(), Some("ours"));
    }

    #[test]
    fn a_run_that_is_dropped_leaves_the_earlier_folder_as_it_was() {
        let home = tempfile::tempdir().expect("a folder");
        let target = home.path().join("run");
        put(&target, false, "one").expect("written");
        let mut folder = Place::new(&target, false).expect("ours").open().expect("a folder beside");
        folder.write("summary.json", b"half").expect("written");
        drop(folder);
        assert_eq!(read(target.join("summary.json")).as_deref(), Some("one"));
        assert_eq!(entries(home.path()), 1);
    }

    #[test]
    fn a_place_that_cannot_be_written_is_told_before_the_run() {
        let home = tempfile::tempdir().expect("a folder");
        let file = home.path().join("file");
        fs::write(&file, "").expect("written");
        assert!(matches!(Place::new(&file, true), Err(OutputError::NotAFolder(_))));
        assert!(matches!(Place::new(&file.join("run"), true), Err(OutputError::Unwritable { .. })));
        assert!(matches!(Place::new(Path::new("/"), true), Err(OutputError::NoName(_))));
    }

    #[cfg(unix)]
    #[test]
    fn through_a_link_results_go_to_where_it_leads() {
        let home = tempfile::tempdir().expect("a folder");
        let (real, link) = (home.path().join("elsewhere/run"), home.path().join("link"));
        fs::create_dir_all(&real).expect("made");
        std::os::unix::fs::symlink("elsewhere/run", &link).expect("linked");
        for text in ["one", "two"] {
            assert_eq!(put(&link, false, text).expect("written"), None);
            assert_eq!(read(real.join("summary.json")).as_deref(), Some(text));
        }
        assert!(link.is_symlink());
        let astray = home.path().join("astray");
        std::os::unix::fs::symlink("nowhere", &astray).expect("linked");
        assert!(matches!(Place::new(&astray, true), Err(OutputError::Unwritable { .. })), "told before the run");
    }

    #[test]
    fn a_manifest_cannot_reach_outside_its_folder() {
        let home = tempfile::tempdir().expect("a folder");
        let target = home.path().join("run");
        fs::write(home.path().join("precious"), "p").expect("written");
        fs::create_dir(&target).expect("made");
        fs::write(target.join(MANIFEST), r#"{"files": {"../precious": ""}}"#).expect("written");
        assert!(matches!(put(&target, false, "ours"), Err(OutputError::Foreign(_))), "it is none of ours");
        put(&target, true, "ours").expect("written");
        assert_eq!(read(home.path().join("precious")).as_deref(), Some("p"));
    }

    #[test]
    fn no_name_leads_out_of_the_folder() {
        let home = tempfile::tempdir().expect("a folder");
        let mut folder = Place::new(&home.path().join("run"), false).expect("a place").open().expect("a folder beside");
        for name in ["../x", "/tmp/x", "charts/../../x", "", "a\\..\\x", "charts/../x", "."] {
            assert!(matches!(folder.write(name, b""), Err(OutputError::Outside(_))), "{name}");
            assert!(matches!(write_into(home.path(), name, b""), Err(OutputError::Outside(_))), "{name}");
        }
        folder.write("findings.txt", "a\u{1b}[31mb\n".as_bytes()).expect("written");
        folder.write("a.csv", "a\u{1b}\n".as_bytes()).expect("written");
        drop(folder);
        assert_eq!(entries(home.path()), 0);
    }

    #[cfg(unix)]
    #[test]
    fn only_what_has_the_bytes_that_the_manifest_tells_of_is_removed_and_nothing_behind_a_link() {
        let home = tempfile::tempdir().expect("a folder");
        let (target, elsewhere) = (home.path().join("run"), home.path().join("elsewhere"));
        put(&target, false, "one").expect("written");
        // Ours, moved away and linked to; and ours, changed by somebody.
        fs::rename(target.join("charts"), &elsewhere).expect("moved");
        std::os::unix::fs::symlink(&elsewhere, target.join("charts")).expect("linked");
        fs::write(target.join("summary.json"), "mine now").expect("written");
        let left = put(&target, false, "two").expect("written").expect("a file that is not as it was");
        assert_eq!(read(elsewhere.join("one.svg")).as_deref(), Some("one"));
        assert_eq!(read(left.join("summary.json")).as_deref(), Some("mine now"));
        assert_eq!(read(target.join("charts/one.svg")).as_deref(), Some("two"));
        assert!(left.join("charts").is_symlink());
    }
}
