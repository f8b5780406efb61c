//! Spreadsheets as Excel saves them, turned into the CSV text that the rest of the room reads.
//!
//! The sheet named `clusters` is read, or the first if none is. Each row keeps its number, so that a
//! fault can name the cell; what a formula comes to is read, not the formula.

use std::io::Cursor;

use calamine::{Data, Reader as _, Xlsx};

/// The sheet that is read, if there is one of this name.
const SHEET: &str = "clusters";
/// More cells than this are no table of clusters.
const MOST_CELLS: usize = 1 << 20;

/// The CSV text of a workbook's sheet.
///
/// # Errors
/// What is wrong with the file, to go after its name.
pub fn csv_text(bytes: Vec<u8>) -> Result<String, String> {
    let unreadable = |error: calamine::XlsxError| format!("cannot be read as an Excel workbook: {error}");
    let mut book = Xlsx::new(Cursor::new(bytes)).map_err(unreadable)?;
    let names = book.sheet_names();
    let named = names.iter().find(|name| name.eq_ignore_ascii_case(SHEET)).or_else(|| names.first());
    let name = named.ok_or_else(|| "has no sheet".to_owned())?.clone();
    let range = book.worksheet_range(&name).map_err(unreadable)?;
    let (Some((first, left)), Some((last, right))) = (range.start(), range.end()) else {
        return Err(format!("has nothing on its sheet `{name}`"));
    };
    if (last as usize + 1).saturating_mul(right as usize + 1) > MOST_CELLS {
        return Err(format!("has {} rows and {} columns on its sheet `{name}`, more than any table of clusters", last + 1, right + 1));
    }
    // Rows above the first and columns before it are empty, and counted by the spreadsheet all the same.
    let mut text = "\n".repeat(first as usize);
    for (row, cells) in range.rows().enumerate() {
        let before = std::iter::repeat_n(String::new(), left as usize);
        let cells: Vec<String> =
            before
                .chain(
                    cells.iter().map(cell).collect::<Result<Vec<_>, _>>().map_err(|error| {
                        format!("has an error value ({error}) in row {} of its sheet `{name}`", first as usize + row + 1)
                    })?,
                )
                .collect();
        // A row of nothing but commas would be a row; a blank line is none.
        if cells.iter().any(|cell| !cell.is_empty()) {
            text.push_str(&cells.join(","));
        }
        text.push('\n');
    }
    Ok(text)
}

/// A cell as CSV has it.
fn cell(data: &Data) -> Result<String, String> {
    Ok(match data {
        Data::Empty => String::new(),
        Data::Int(number) => number.to_string(),
        Data::Float(number) => number.to_string(),
        Data::Bool(yes) => yes.to_string(),
        Data::DateTime(at) if at.is_datetime() => {
            let (year, month, day, ..) = at.to_ymd_hms_milli();
            format!("{year:04}-{month:02}-{day:02}")
        }
        Data::DateTime(at) => at.as_f64().to_string(),
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => quoted(text),
        Data::Error(error) => return Err(error.to_string()),
    })
}

/// Text on one line, in quotes where CSV needs them.
fn quoted(text: &str) -> String {
    let line: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    if line.contains(['"', ',']) { format!("\"{}\"", line.replace('"', "\"\"")) } else { line }
}

/// A column's letters in a spreadsheet: A, B … Z, AA.
///
/// - `column`: from 0.
pub fn letters(mut column: usize) -> String {
    let mut letters = Vec::new();
    loop {
        letters.push(char::from(b'A' + (column % 26) as u8));
        if column < 26 {
            return letters.into_iter().rev().collect();
        }
        column = column / 26 - 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_lettered_as_spreadsheets_do() {
        assert_eq!([0, 25, 26, 51, 52, 701, 702].map(letters), ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA"]);
    }

    #[test]
    fn what_is_no_workbook_is_told() {
        assert!(csv_text(b"PK\x03\x04 and no more".to_vec()).expect_err("no workbook").contains("Excel workbook"));
    }
}
