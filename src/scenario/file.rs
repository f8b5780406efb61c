//! The one way in which files are opened for reading: ordinary files alone, and no more of one than can be meant.
//!
//! A pipe would keep the program waiting, and a device or a file without end would fill the memory.

use std::fs::File;
use std::io::{Error, ErrorKind, Read as _, Result};
use std::path::Path;

/// Opens an ordinary file.
///
/// # Errors
/// If there is none, it is of another kind, or the system does not let it be read.
pub fn open(path: &Path) -> Result<File> {
    ordinary(&path.metadata()?)?;
    let file = File::open(path)?;
    // It may have been put in the place of the other meanwhile.
    ordinary(&file.metadata()?)?;
    Ok(file)
}

/// Refuses what is no ordinary file.
///
/// # Errors
/// What it is instead.
pub fn ordinary(about: &std::fs::Metadata) -> Result<()> {
    match about {
        about if about.is_dir() => Err(Error::new(ErrorKind::IsADirectory, "is a folder, not a file")),
        about if !about.is_file() => Err(Error::new(ErrorKind::InvalidInput, "is not an ordinary file")),
        _ => Ok(()),
    }
}

/// All of an ordinary file of at most so many bytes.
///
/// # Errors
/// As [`open`], or if it has more.
pub fn read(path: &Path, most: u64) -> Result<Vec<u8>> {
    let file = open(path)?;
    let mut bytes = Vec::new();
    file.take(most.saturating_add(1)).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > most {
        return Err(Error::new(ErrorKind::FileTooLarge, format!("is over {} MiB", most >> 20)));
    }
    Ok(bytes)
}

/// Why a file could not be read, to go after its name.
pub fn why(error: &Error) -> String {
    match error.kind() {
        ErrorKind::NotFound => "does not exist".to_owned(),
        ErrorKind::PermissionDenied => "may not be read (permission denied)".to_owned(),
        // Said here, in these words.
        ErrorKind::IsADirectory => "is a folder, not a file".to_owned(),
        ErrorKind::InvalidInput | ErrorKind::FileTooLarge if error.get_ref().is_some() => error.to_string(),
        _ => format!("cannot be read: {error}"),
    }
}
