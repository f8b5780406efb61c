//! Where the files of a scenario are: on a disk, or in memory for whoever has no disk to read from.

use std::collections::BTreeMap;
use std::io::{Error, ErrorKind, Result};
use std::path::{Component, Path, PathBuf};

use super::file;

/// Where the files of a scenario are read from.
pub trait Files {
    /// All of a file of at most so many bytes.
    ///
    /// # Errors
    /// [`ErrorKind::NotFound`] where there is none, [`ErrorKind::FileTooLarge`] where it has more, or what else keeps it from being read.
    fn read(&self, path: &Path, most: u64) -> Result<Vec<u8>>;

    /// Whether two paths lead to the same file.
    fn same(&self, one: &Path, other: &Path) -> bool;
}

/// The files of the disk.
#[derive(Clone, Copy, Debug, Default)]
pub struct Disk;

impl Files for Disk {
    fn read(&self, path: &Path, most: u64) -> Result<Vec<u8>> {
        file::read(path, most)
    }

    fn same(&self, one: &Path, other: &Path) -> bool {
        match (one.canonicalize(), other.canonicalize()) {
            (Ok(one), Ok(other)) => one == other,
            _ => one == other,
        }
    }
}

/// Files in memory by their paths; `..` and `.` within a path are followed.
///
/// ```
/// use sameday::scenario::{InMemory, load_from};
///
/// let mut files = InMemory::default();
/// files.put("base.toml", include_str!("../../scenarios/minimal.toml"));
/// files.put("what-if/more.toml", "question = \"What if?\"\nextends = \"../base.toml\"\nclusters.Smalltown.staff.court.PSO = 3.5");
/// let loaded = load_from(&files, "what-if/more.toml".as_ref(), &["run.replications=3"])?;
/// assert_eq!(loaded.files.len(), 2);
/// # Ok::<(), sameday::scenario::Faults>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct InMemory(BTreeMap<PathBuf, Vec<u8>>);

impl InMemory {
    /// Puts a file where it will be looked for; one that was there is replaced.
    pub fn put(&mut self, path: impl AsRef<Path>, contents: impl Into<Vec<u8>>) {
        self.0.insert(plain(path.as_ref()), contents.into());
    }
}

impl Files for InMemory {
    fn read(&self, path: &Path, most: u64) -> Result<Vec<u8>> {
        let bytes = self.0.get(&plain(path)).ok_or_else(|| Error::from(ErrorKind::NotFound))?;
        if bytes.len() as u64 > most {
            return Err(Error::new(ErrorKind::FileTooLarge, format!("is over {} MiB", most >> 20)));
        }
        Ok(bytes.clone())
    }

    fn same(&self, one: &Path, other: &Path) -> bool {
        plain(one) == plain(other)
    }
}

/// A path without `.` and, where something comes before it, `..`.
fn plain(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir if matches!(plain.components().next_back(), Some(Component::Normal(_))) => {
                plain.pop();
            }
            part => plain.push(part),
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::super::load_from;
    use super::*;

    #[test]
    fn a_scenario_and_all_that_it_names_may_be_in_memory() {
        let mut files = InMemory::default();
        let base = include_str!("../../scenarios/minimal.toml");
        files.put("base.toml", base);
        files.put("plans/../plans/staff.csv", "cluster,staff.court.PSO\nSmalltown,3.5\n");
        files.put("plans/more.toml", "question = \"?\"\nextends = \"../base.toml\"\nclusters.file = \"staff.csv\"\n");
        let loaded = load_from(&files, Path::new("plans/more.toml"), &[""; 0]).unwrap_or_else(|faults| panic!("{faults}"));
        let read: Vec<String> = loaded.files.iter().map(|file| file.path.display().to_string()).collect();
        assert_eq!(read, ["plans/more.toml", "plans/../base.toml", "plans/staff.csv"]);
        // What is not there is told as on a disk, and a circle is seen.
        files.put("base.toml", "extends = \"plans/./more.toml\"\n");
        let told = |path: &str| load_from(&files, Path::new(path), &[""; 0]).map(|_| ()).unwrap_err().to_string();
        assert!(told("plans/more.toml").contains("must not come back to a file"), "{}", told("plans/more.toml"));
        assert!(told("none.toml").contains("none.toml does not exist"), "{}", told("none.toml"));
    }
}
