//! `estimates.json`: what a verb found, to the bit, so that its charts and page can be made again without it.

use std::collections::BTreeMap;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::folder::OutputError;
use super::hash::sha256;
use super::manifest::MANIFEST;
use super::{Origin, PROGRAM};
use crate::scenario::seen::{by_number, unseen};
use crate::scenario::{Loaded, file, load};
use crate::study::answer::{Answer, Found};
use crate::study::integrity::Integrity as _;

/// The most bytes that a file of results may have to be read again: what fifty thousand national years leave.
const MOST_BYTES: u64 = 1 << 30;
/// The file's name.
pub const ESTIMATES: &str = "estimates.json";
/// The scenario as resolved, beside it.
pub const SCENARIO: &str = "scenario.toml";
/// The base of a comparison or a selection, likewise.
pub const BASE: &str = "scenarios/base.toml";

/// What was found, and from what.
#[derive(Clone, Debug, Deserialize)]
pub struct Stored {
    /// From what it was made; of several scenarios, the base.
    pub origin: Origin,
    /// What was found.
    pub answer: Answer,
}

/// The same, to be written.
#[derive(Serialize)]
struct Kept<'a> {
    program: &'a str,
    origin: &'a Origin,
    answer: Found<'a>,
}

/// What is looked at before the rest: another version may have another form.
#[derive(Deserialize)]
struct Head {
    program: String,
}

/// Of a manifest, what tells whether files are as they were written.
#[derive(Deserialize)]
struct Written {
    files: BTreeMap<String, String>,
}

/// The file's bytes.
///
/// # Panics
/// If what was found cannot be told in JSON, which its derive rules out.
pub fn bytes(answer: Found<'_>, origin: &Origin) -> Vec<u8> {
    let mut bytes = serde_json::to_vec(&Kept { program: PROGRAM, origin, answer }).expect("plain structs are JSON");
    bytes.push(b'\n');
    bytes
}

impl Stored {
    /// From the bytes of the file; the scenario as resolved is left empty.
    ///
    /// # Errors
    /// Why it is not that, in words: another version's, or one that does not hang together.
    pub fn parse(bytes: &[u8]) -> Result<Self, String> {
        let Head { program } = serde_json::from_slice(bytes).map_err(|error| error.to_string())?;
        if program != PROGRAM {
            return Err(format!("{program} wrote it, and this is {PROGRAM}"));
        }
        if let Some(c) = strange(bytes) {
            return Err(format!("the character {} in one of its texts cannot be shown", by_number(c)));
        }
        let stored: Self = serde_json::from_slice(bytes).map_err(|error| error.to_string())?;
        match stored.answer.fault() {
            Some(fault) => Err(fault.to_owned()),
            None => Ok(stored),
        }
    }

    /// Reads what was left in a folder.
    ///
    /// # Errors
    /// If the folder holds no such file, one that another version of the program wrote, or one that is not as it was written.
    pub fn read(folder: &Path) -> Result<Self, OutputError> {
        let bytes = bytes_of(folder, ESTIMATES)?;
        let parsed = Self::parse(&bytes);
        // Of another version all that is said is that; of a file that was changed, that it was, and not what came of it.
        if serde_json::from_slice::<Head>(&bytes).is_ok_and(|head| head.program == PROGRAM) {
            unchanged(folder, ESTIMATES, &bytes)?;
        }
        let mut stored = parsed.map_err(|cause| unreadable(folder, ESTIMATES, &cause))?;
        let resolved = bytes_of(folder, stored.scenario())?;
        unchanged(folder, stored.scenario(), &resolved)?;
        let text = String::from_utf8(resolved).map_err(|_| unreadable(folder, stored.scenario(), "it is not UTF-8 text"))?;
        stored.origin.resolved = text;
        Ok(stored)
    }

    /// The file of the scenario within the folder.
    const fn scenario(&self) -> &'static str {
        match self.answer {
            Answer::Comparison(..) | Answer::Selection(_) => BASE,
            _ => SCENARIO,
        }
    }

    /// The scenario, read again from the folder.
    ///
    /// # Errors
    /// If it is no scenario any more.
    pub fn load(&self, folder: &Path) -> Result<Loaded, OutputError> {
        let read = load::<&str>(&folder.join(self.scenario()), &[]);
        read.map_err(|faults| unreadable(folder, self.scenario(), &faults.to_string()))
    }

    /// The files that were read, by their names within the folder.
    pub const fn files(&self) -> [&'static str; 2] {
        [ESTIMATES, self.scenario()]
    }
}

/// The first character of any text in JSON that cannot be shown; names and texts that were read from a scenario have none, but that a
/// source may have several lines.
fn strange(json: &[u8]) -> Option<char> {
    let text = String::from_utf8_lossy(json);
    let strange = |c: char| unseen(c) && !matches!(c, '\n' | '\t');
    // Outside of strings JSON has line breaks, blanks, and no escapes.
    if let Some(c) = text.chars().find(|c| strange(*c) && *c != '\r') {
        return Some(c);
    }
    let mut rest = &*text;
    while let Some(at) = rest.find('\\') {
        let escape = rest[at + 1..].chars().next()?;
        let after = at + 1 + escape.len_utf8();
        let found = match escape {
            'b' => Some('\u{8}'),
            'f' => Some('\u{c}'),
            'r' => Some('\r'),
            'u' => rest.get(after..after + 4).and_then(|digits| u32::from_str_radix(digits, 16).ok()).and_then(char::from_u32),
            _ => None,
        };
        if let Some(c) = found.filter(|c| strange(*c)) {
            return Some(c);
        }
        rest = &rest[after..];
    }
    None
}

/// A file of a folder of results.
///
/// # Errors
/// If it cannot be read.
pub fn bytes_of(folder: &Path, name: &str) -> Result<Vec<u8>, OutputError> {
    let place = folder.join(name);
    file::read(&place, MOST_BYTES).map_err(|error| {
        let missing = if folder.is_dir() { "there is no such file in the folder" } else { "there is no such folder" };
        let cause = if error.kind() == std::io::ErrorKind::NotFound { missing.to_owned() } else { format!("it {}", file::why(&error)) };
        unreadable(folder, name, &cause)
    })
}

/// Refuses a file that is not what its folder's manifest says was written.
fn unchanged(folder: &Path, name: &str, bytes: &[u8]) -> Result<(), OutputError> {
    let manifest = serde_json::from_slice::<Written>(&bytes_of(folder, MANIFEST)?);
    let Written { files } = manifest.map_err(|error| unreadable(folder, MANIFEST, &error.to_string()))?;
    match files.get(name) {
        Some(hash) if *hash == sha256(bytes) => Ok(()),
        Some(_) => Err(unreadable(folder, name, &format!("it has been changed since it was written ({MANIFEST} tells another SHA-256)"))),
        None => Err(unreadable(folder, name, &format!("{MANIFEST} does not tell of it"))),
    }
}

fn unreadable(folder: &Path, name: &str, cause: &str) -> OutputError {
    OutputError::Unreadable { place: folder.join(name), cause: cause.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::charts::ALL;
    use crate::study::synthetic_answers::answers;
    use crate::study::synthetic_answers::explanation;

    /// Every chart's numbers, told as its table tells them.
    fn tables(answer: &Answer) -> Vec<Vec<Vec<String>>> {
        ALL.iter().flat_map(|chart| (chart.series)(answer.found())).map(|(_, series)| series.table()).collect()
    }

    #[test]
    fn replications_are_written_of_the_nation_alone() {
        let found = explanation();
        let written = serde_json::to_value(&found).expect("it can be written");
        let years = |place: &serde_json::Value| place["years"].as_array().map(Vec::len);
        assert_eq!((found.clusters[0].years.len(), years(&written["nation"]), years(&written["clusters"][0])), (10, Some(10), Some(0)));
        assert_eq!(written["clusters"][0]["name"], "Ash");
    }

    #[test]
    fn every_answer_is_read_as_it_was_written() {
        let origin = Origin::default();
        for answer in answers() {
            let first = bytes(answer.found(), &origin);
            let read: Stored = serde_json::from_slice(&first).expect("what was written");
            assert!(bytes(read.answer.found(), &origin) == first, "{}", answer.found().verb());
            let tables = tables(&answer);
            assert!(!tables.is_empty() && tables == self::tables(&read.answer), "{}", answer.found().verb());
        }
    }
}
