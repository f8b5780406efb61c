//! The finished points of a sweep that is not: a file each, kept beside the place of its results until all are there.
//!
//! A file is written beside its place and renamed, and carries a checksum, so that a program that is
//! killed, or a disk that is full, leaves a point either whole or to be run again. Numbers are written so
//! that the same bits come back: a sweep that is taken up again ends with the same files as one that never stopped.

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use super::folder::{OutputError, sha256, unwritable};
use crate::experiment::sweep::Seen;

/// What the folder holds is told by this file: the sweep's mark.
const MARK: &str = "sweep.sha256";

/// The folder of finished points.
#[derive(Debug)]
pub struct Unfinished {
    folder: PathBuf,
}

/// What there is of an earlier attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Earlier {
    /// Nothing.
    Nothing,
    /// So many finished points of the same sweep.
    Same(usize),
    /// Points of another sweep: another scenario, design, seed or version of the program.
    Other(usize),
}

impl Unfinished {
    /// Beside the place of a sweep's results.
    pub fn beside(target: &Path) -> Self {
        let mut name = target.file_name().unwrap_or_default().to_owned();
        name.push(".unfinished");
        Self { folder: target.with_file_name(name) }
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.folder
    }

    /// What an earlier attempt left.
    ///
    /// - `mark`: of this sweep: a hash of all that its results depend on.
    ///
    /// # Errors
    /// If the folder cannot be read.
    pub fn earlier(&self, mark: &str) -> Result<Earlier, OutputError> {
        let entries = match fs::read_dir(&self.folder) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Earlier::Nothing),
            entries => entries.map_err(unwritable(&self.folder))?,
        };
        let names = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
        let points = names.filter(|name| is_point(name)).count();
        let known = fs::read_to_string(self.folder.join(MARK)).unwrap_or_default();
        Ok(match known.trim() {
            "" if points == 0 => Earlier::Nothing,
            known if known == mark => Earlier::Same(points),
            _ => Earlier::Other(points),
        })
    }

    /// Makes the folder, or takes up that of the same sweep.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn open(&self, mark: &str) -> Result<(), OutputError> {
        fs::create_dir_all(&self.folder).map_err(unwritable(&self.folder))?;
        self.put(MARK, &format!("{mark}\n"))
    }

    fn put(&self, name: &str, text: &str) -> Result<(), OutputError> {
        let path = self.folder.join(name);
        let written = tempfile::NamedTempFile::new_in(&self.folder).and_then(|mut file| {
            file.write_all(text.as_bytes())?;
            // A rename that outlives its contents would be a point of nothing.
            file.as_file().sync_all()?;
            file.persist(&path).map_err(|error| error.error)
        });
        written.map(drop).map_err(unwritable(&path))
    }

    /// Keeps a finished point.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn keep(&self, point: usize, seen: &Seen) -> Result<(), OutputError> {
        let lines = seen.iter().map(|values| values.iter().map(f64::to_string).collect::<Vec<_>>().join(" ") + "\n");
        let body: String = lines.collect();
        self.put(&name(point), &format!("{body}{}\n", sha256(body.as_bytes())))
    }

    /// A finished point; `None` if it is not there or damaged.
    ///
    /// - `measures`, `replications`: how many it must have.
    pub fn point(&self, point: usize, measures: usize, replications: u64) -> Option<Seen> {
        let text = fs::read_to_string(self.folder.join(name(point))).ok()?;
        let (body, hash) = text.strip_suffix('\n')?.rsplit_once('\n').map(|(body, hash)| (format!("{body}\n"), hash))?;
        if sha256(body.as_bytes()) != hash {
            return None;
        }
        let seen: Option<Seen> = body.lines().map(|line| line.split(' ').map(|value| value.parse().ok()).collect()).collect();
        seen.filter(|seen| seen.len() == measures && seen.iter().all(|values: &Vec<f64>| values.len() as u64 == replications))
    }

    /// Takes away the files that this program wrote, and the folder if nothing else is in it.
    ///
    /// # Errors
    /// If a file cannot be removed.
    pub fn remove(&self) -> Result<(), OutputError> {
        let entries = match fs::read_dir(&self.folder) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            entries => entries.map_err(unwritable(&self.folder))?,
        };
        for name in entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok()) {
            if name == MARK || is_point(&name) {
                fs::remove_file(self.folder.join(&name)).map_err(unwritable(&self.folder))?;
            }
        }
        match fs::remove_dir(&self.folder) {
            Err(error) if error.kind() != io::ErrorKind::DirectoryNotEmpty => Err(unwritable(&self.folder)(error)),
            _ => Ok(()),
        }
    }
}

fn name(point: usize) -> String {
    format!("point-{:06}.txt", point + 1)
}

fn is_point(name: &str) -> bool {
    name.starts_with("point-") && name.ends_with(".txt")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_comes_back_to_the_bit_and_what_is_damaged_does_not() {
        let home = tempfile::tempdir().expect("a folder");
        let kept = Unfinished::beside(&home.path().join("sweep-x"));
        assert_eq!(kept.earlier("a").expect("readable"), Earlier::Nothing);
        kept.open("a").expect("written");
        let seen = vec![vec![0.1 + 0.2, f64::NAN, 1e-300], vec![1.0 / 3.0, -0.0, 5e300]];
        kept.keep(7, &seen).expect("written");
        let bits = |seen: &Seen| seen.iter().flatten().map(|value| value.to_bits()).collect::<Vec<_>>();
        assert_eq!(bits(&kept.point(7, 2, 3).expect("there")), bits(&seen));
        assert_eq!((kept.point(6, 2, 3), kept.point(7, 2, 4), kept.point(7, 1, 3)), (None, None, None));
        assert_eq!((kept.earlier("a").expect("readable"), kept.earlier("b").expect("readable")), (Earlier::Same(1), Earlier::Other(1)));
        let path = kept.path().join("point-000008.txt");
        let text = fs::read_to_string(&path).expect("there");
        for damaged in [&text[..text.len() / 2], &text.replacen('3', "4", 1), ""] {
            fs::write(&path, damaged).expect("written");
            assert_eq!(kept.point(7, 2, 3), None, "{damaged}");
        }
        fs::write(kept.path().join("notes.txt"), "mine").expect("written");
        kept.remove().expect("removed");
        assert!(kept.path().join("notes.txt").is_file() && !path.exists());
    }
}
