//! What a workbook's own text tells before its cells are read: how large it is, which rows and columns are hidden, whether every cell lies
//! within a sheet, and whether its formulas' results are to be believed.
//!
//! The library that reads cells trusts what a file says of itself. A file of two kilobytes can say that its last cell is the last of
//! the largest sheet, or unpack to gigabytes; both are refused here, before memory is asked for.

use std::io::{Cursor, Read as _};

use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};
use zip::ZipArchive;

/// The most bytes that the parts of a workbook may unpack to, together.
const MOST_UNPACKED: u64 = 256 << 20;
/// Rows and columns of the largest sheet that Excel knows.
const MOST_ROWS: u32 = 1 << 20;
const MOST_COLUMNS: u32 = 1 << 14;

/// The parts of a workbook, unpacked no further than is allowed.
#[derive(Debug)]
pub struct Parts {
    archive: ZipArchive<Cursor<Vec<u8>>>,
}

/// What kind of file a packed file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Packed {
    /// An Excel workbook.
    Xlsx,
    /// A binary Excel workbook.
    Xlsb,
    /// An OpenDocument spreadsheet.
    Ods,
}

/// What a sheet tells of itself.
#[derive(Debug, Default)]
pub struct Told {
    /// Rows that are hidden, from 0.
    pub rows: Vec<u32>,
    /// Columns that are hidden, first and last, from 0.
    pub columns: Vec<(u32, u32)>,
    /// Whether the file asks for every formula to be worked out anew when it is opened, so that results of 0 may be stand-ins.
    pub recalculates: bool,
}

impl Parts {
    /// Opens a packed file and unpacks every part once, to see how large it is.
    ///
    /// # Errors
    /// What is wrong with the file, to go after its name.
    pub fn open(bytes: &[u8]) -> Result<Self, String> {
        let mut archive = ZipArchive::new(Cursor::new(bytes.to_vec())).map_err(|error| unreadable(&error))?;
        let mut left = MOST_UNPACKED;
        for at in 0..archive.len() {
            let part = archive.by_index(at).map_err(|error| unreadable(&error))?;
            let unpacked = std::io::copy(&mut part.take(left + 1), &mut std::io::sink()).map_err(|error| unreadable(&error))?;
            left = left
                .checked_sub(unpacked)
                .ok_or_else(|| format!("unpacks to over {} MiB, more than any workbook of a scenario needs", MOST_UNPACKED >> 20))?;
        }
        Ok(Self { archive })
    }

    /// Which kind it is.
    ///
    /// # Errors
    /// If it is none that can be read, in words that go after the file's name.
    pub fn kind(&self) -> Result<Packed, String> {
        let has = |what: &dyn Fn(&str) -> bool| self.archive.file_names().flatten().any(|name| what(&name));
        if has(&|name| name.ends_with("workbook.bin")) {
            Ok(Packed::Xlsb)
        } else if has(&|name| name.starts_with("xl/")) {
            Ok(Packed::Xlsx)
        } else if has(&|name| name == "content.xml") {
            Ok(Packed::Ods)
        } else if has(&|name| name.ends_with(".iwa")) {
            Err("is of Apple's Numbers: in Numbers, choose File, Export To, Excel".to_owned())
        } else {
            Err("cannot be read as an Excel workbook: it is a packed file that holds no sheet".to_owned())
        }
    }

    /// What a sheet of an Excel workbook tells of itself; `None` of the parts that cannot be found, which is left to the reader of cells.
    ///
    /// # Errors
    /// If a cell lies outside any sheet.
    pub fn sheet(&mut self, name: &str) -> Result<Told, String> {
        let mut told = Told::default();
        let Some(workbook) = self.text("xl/workbook.xml") else { return Ok(told) };
        let mut id = None;
        each_tag(&workbook, |tag| {
            match tag.local_name().as_ref() {
                "sheet" if attribute(tag, "name").as_deref() == Some(name) => id = attribute(tag, "id"),
                "calcPr" => told.recalculates = attribute(tag, "fullCalcOnLoad").is_some_and(|on| on == "1" || on == "true"),
                _ => {}
            }
            Ok(())
        })?;
        let relations = self.text("xl/_rels/workbook.xml.rels").unwrap_or_default();
        let mut target = None;
        each_tag(&relations, |tag| {
            if id.is_some() && attribute(tag, "Id") == id {
                target = attribute(tag, "Target");
            }
            Ok(())
        })?;
        let Some(target) = target else { return Ok(told) };
        let path = target.strip_prefix('/').map_or_else(|| format!("xl/{target}"), str::to_owned);
        if let Some(sheet) = self.text(&path) {
            read_sheet(&sheet, name, &mut told)?;
        }
        Ok(told)
    }

    fn text(&mut self, name: &str) -> Option<String> {
        let mut bytes = Vec::new();
        // Its size has been looked at when the file was opened.
        self.archive.by_name(name).ok()?.read_to_end(&mut bytes).ok()?;
        Some(String::from_utf8_lossy(&bytes).into_owned())
    }
}

/// Hidden rows and columns; every reference is looked at.
fn read_sheet(text: &str, name: &str, told: &mut Told) -> Result<(), String> {
    let (mut next_row, mut here) = (0, 0);
    each_tag(text, |tag| {
        let hidden = || attribute(tag, "hidden").is_some_and(|hidden| hidden == "1" || hidden == "true");
        match tag.local_name().as_ref() {
            "row" => {
                let number = attribute(tag, "r");
                here = number.map_or(Some(next_row), |number| number.parse::<u32>().ok()?.checked_sub(1)).unwrap_or(MOST_ROWS);
                if here >= MOST_ROWS {
                    return Err(format!("tells of a row of its sheet `{name}` that no sheet has; open it in Excel and save it"));
                }
                next_row = here + 1;
                if hidden() {
                    told.rows.push(here);
                }
            }
            "col" if hidden() => {
                let end = |key: &str| attribute(tag, key).and_then(|end| end.parse::<u32>().ok()).map(|end| end.saturating_sub(1));
                if let (Some(first), Some(last)) = (end("min"), end("max")) {
                    told.columns.push((first, last));
                }
            }
            "c" | "dimension" | "f" => {
                for reference in ["r", "ref"].iter().filter_map(|key| attribute(tag, key)) {
                    if !reference.split(':').all(within) {
                        let shown: String = reference.chars().take(40).collect();
                        return Err(format!(
                            "tells of a cell `{shown}` of its sheet `{name}`, which no sheet has; open it in Excel and save it"
                        ));
                    }
                }
            }
            _ => {}
        }
        Ok(())
    })?;
    told.rows.sort_unstable();
    Ok(())
}

/// Whether a reference such as `AB12` lies within the largest sheet.
fn within(reference: &str) -> bool {
    let letters = reference.bytes().take_while(u8::is_ascii_alphabetic).count();
    let (letters, digits) = reference.split_at(letters);
    let column = letters.bytes().try_fold(0_u32, |column, letter| {
        column.checked_mul(26)?.checked_add(u32::from(letter.to_ascii_uppercase() - b'A') + 1).filter(|column| *column <= MOST_COLUMNS)
    });
    let row = if digits.bytes().all(|digit| digit.is_ascii_digit()) { digits.parse::<u32>().ok() } else { None };
    column.is_some_and(|column| column > 0) && row.is_some_and(|row| (1..=MOST_ROWS).contains(&row))
}

/// Every tag that opens, or is empty.
fn each_tag(text: &str, mut see: impl FnMut(&BytesStart<'_>) -> Result<(), String>) -> Result<(), String> {
    let mut reader = Reader::from_str(text);
    loop {
        match reader.read_event() {
            Ok(Event::Start(tag) | Event::Empty(tag)) => see(&tag)?,
            Ok(Event::Eof) => return Ok(()),
            Ok(_) => {}
            Err(error) => return Err(unreadable(&error)),
        }
    }
}

/// An attribute by its name, whatever is before the colon.
fn attribute(tag: &BytesStart<'_>, key: &str) -> Option<String> {
    let found = tag.attributes().flatten().find(|attribute| attribute.key.local_name().as_ref() == key)?;
    found.normalized_value(XmlVersion::Implicit1_0).ok().map(std::borrow::Cow::into_owned)
}

fn unreadable(error: &dyn std::fmt::Display) -> String {
    format!("cannot be read as an Excel workbook: {error}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_lie_within_the_largest_sheet_or_are_refused() {
        assert!(["A1", "b2", "XFD1048576"].into_iter().all(within));
        let wrong =
            ["", "A", "1", "A0", "XFE1", "A1048577", "ZZZZZZ4294967295", "ZZZZZZZZZZZZZZ1", "A-1", "A+1", "A1A", "Ä1", "A99999999999"];
        assert!(!wrong.into_iter().any(within));
    }
}
