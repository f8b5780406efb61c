//! Spreadsheets saved as CSV, cell by cell with their places.
//!
//! The header names the columns; blank rows, and columns without a heading and with nothing in them, are passed over. Nothing else is:
//! a CSV file has no comments, and a row that begins with `#` is read like any other. What the columns mean is the caller's to
//! know: clusters here, values and dated events in `load.rs`.

use std::sync::Arc;

use super::description::Description;
use super::fault::{Cell, Fault};
use super::grammar::FileEvent;
use super::names::{sums_up, tidy};
use super::reading::Reading;
use super::sourced::SOURCE;
use super::tree::{self, Node, Place, Table, Value};

/// A CSV file in cells.
#[derive(Debug, Default)]
pub struct Sheet {
    /// The header.
    pub columns: Vec<(String, Place)>,
    /// The rows below it that are not blank.
    pub rows: Vec<Vec<(String, Place)>>,
}

/// Reads the cells of a CSV text; faults are noted in `cx`, and there is no sheet if there were any. Beside it, where every cell stands.
pub fn sheet(content: &str, text: usize, cx: &mut Reading) -> (Option<Sheet>, Vec<Cell>) {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).trim(csv::Trim::All).from_reader(content.as_bytes());
    let (mut sheet, mut places_of) = (Sheet::default(), Vec::new());
    let mut rows = Rows { content, text, counted: 0, row: 1 };
    let before = cx.faults.len();
    for record in reader.records() {
        let record = match record {
            Ok(record) => record,
            Err(error) => {
                cx.fault(Fault::at(Place { text, start: 0, end: 0 }, "a CSV file is wanted", error.to_string()));
                return (None, places_of);
            }
        };
        let from = record.position().map_or(0, |position| usize::try_from(position.byte()).unwrap_or(0));
        let (places, row) = rows.cells_of(from, record.len());
        let mut cells: Vec<(String, Place)> = record.iter().map(tidy).zip(places).collect();
        if cells.iter().all(|(cell, _)| cell.is_empty()) {
            continue;
        }
        if !sheet.columns.is_empty() {
            places_of.extend(cells.iter().enumerate().map(|(column, (_, place))| Cell {
                start: place.start,
                end: place.end,
                row,
                column: Arc::default(),
                at: column,
            }));
        }
        if lone_note(&cells, cx) {
            continue;
        }
        if sheet.columns.is_empty() {
            sheet.columns = cells;
            continue;
        }
        // A row may go on with nothing in it, as spreadsheets write what was once used.
        while cells.len() > sheet.columns.len() && cells.last().is_some_and(|(cell, _)| cell.is_empty()) {
            cells.pop();
        }
        if cells.len() != sheet.columns.len() {
            let place = cells.get(sheet.columns.len()).or(cells.last()).map_or(Place { text, start: from, end: from }, |(_, place)| *place);
            let wanted = format!("row {row} wants {} cells, as the header has", sheet.columns.len());
            cx.fault(Fault::at(place, wanted, format!("found {}", cells.len())));
            continue;
        }
        cells.iter().for_each(|(cell, place)| unusable(cell, *place, cx));
        sheet.rows.push(cells);
    }
    if sheet.columns.is_empty() {
        cx.fault(Fault::at(Place { text, start: 0, end: 0 }, "a CSV file with a header is wanted", "the file has none"));
    }
    let names: Vec<Arc<str>> = sheet.columns.iter().map(|(name, _)| Arc::from(name.as_str())).collect();
    places_of.iter_mut().for_each(|cell| cell.column = names.get(cell.at).cloned().unwrap_or_default());
    headed(&mut sheet, cx);
    ((cx.faults.len() == before).then_some(sheet), places_of)
}

/// A row that is a remark: something with `#` before it, and nothing beside it.
fn lone_note(cells: &[(String, Place)], cx: &mut Reading) -> bool {
    let mut filled = cells.iter().filter(|(cell, _)| !cell.is_empty());
    let (Some((cell, place)), None) = (filled.next(), filled.next()) else { return false };
    // The only column of a file of values may be headed so.
    let note = cell.starts_with('#') && (cells.len() > 1 || cell.starts_with("# "));
    if note && !is_error_value(cell) {
        let fault = Fault::at(
            *place,
            "every row of a CSV file or workbook is read: there are no comments in it",
            "this begins with `#` and stands alone",
        );
        cx.fault(fault.help("delete the row, or keep the remark in the scenario, where `#` begins one"));
        return true;
    }
    false
}

/// Columns without a heading: left out where there is nothing in them. Each heading stands once.
fn headed(sheet: &mut Sheet, cx: &mut Reading) {
    let mut empty = Vec::new();
    let mut seen = indexmap::IndexSet::new();
    for (at, (name, place)) in sheet.columns.iter().enumerate() {
        if !name.is_empty() {
            if !seen.insert(name.clone()) {
                cx.fault(Fault::at(*place, "each column is wanted once", format!("`{}` stands here a second time", tree::shorten(name))));
            }
            continue;
        }
        let filled = sheet.rows.iter().filter_map(|row| row.get(at)).find(|(cell, _)| !cell.is_empty());
        match filled {
            Some((_, place)) => cx.fault(Fault::at(*place, "every column with something in it wants a heading", "this one has none")),
            None => empty.push(at),
        }
    }
    for at in empty.into_iter().rev() {
        sheet.columns.remove(at);
        sheet.rows.iter_mut().filter(|row| at < row.len()).for_each(|row| drop(row.remove(at)));
    }
}

/// The error values of Excel and LibreOffice, as a CSV file has them.
fn is_error_value(cell: &str) -> bool {
    const ERRORS: [&str; 15] = [
        "#REF!",
        "#N/A",
        "#VALUE!",
        "#DIV/0!",
        "#NAME?",
        "#NULL!",
        "#NUM!",
        "#SPILL!",
        "#CALC!",
        "#FIELD!",
        "#BLOCKED!",
        "#UNKNOWN!",
        "#CONNECT!",
        "#BUSY!",
        "#GETTING_DATA",
    ];
    let hashes = cell.len() >= 3 && cell.bytes().all(|byte| byte == b'#');
    let number = cell.strip_prefix("Err:").is_some_and(|number| !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()));
    hashes || number || ERRORS.iter().any(|error| cell.eq_ignore_ascii_case(error))
}

/// Notes cells that hold no value: errors, and formulas as text.
fn unusable(cell: &str, place: Place, cx: &mut Reading) {
    if is_error_value(cell) {
        let fault =
            Fault::at(place, "a cell wants a value, and this is an error of the spreadsheet", format!("found `{}`", tree::shorten(cell)));
        cx.fault(fault.help("mend its formula in the spreadsheet, or put the value in its place, and save the file again"));
    } else if cell.starts_with('=') {
        let fault =
            Fault::at(place, "a cell wants what its formula comes to, and this is the formula", format!("found `{}`", tree::shorten(cell)));
        cx.fault(fault.help(
            "a cell that is formatted as text is not calculated: format it as General, and enter the formula again; then save the file",
        ));
    }
}

/// The rows of a text, each found from the one before it.
struct Rows<'t> {
    content: &'t str,
    text: usize,
    /// Bytes whose line breaks have been counted, and the row that follows them.
    counted: usize,
    row: usize,
}

impl Rows<'_> {
    /// Where each of the cells of a record stands, and the row it begins on (from 1, as a spreadsheet counts).
    fn cells_of(&mut self, from: usize, number: usize) -> (Vec<Place>, usize) {
        let bytes = self.content.as_bytes();
        let mut at = from;
        // The record's position can lie before the line breaks that it skips.
        while matches!(bytes.get(at), Some(b'\r' | b'\n')) {
            at += 1;
        }
        let between = bytes.get(self.counted..at).unwrap_or_default();
        self.row += between.iter().filter(|byte| **byte == b'\n').count();
        self.counted = self.counted.max(at.min(bytes.len()));
        let mut places = Vec::with_capacity(number);
        // A quote within a cell that does not begin with one is a letter like any other.
        for _ in 0..number {
            let start = at.min(bytes.len());
            let may_quote = bytes.get(start) == Some(&b'"');
            let mut quoted = false;
            while let Some(byte) = bytes.get(at) {
                match byte {
                    b'"' if may_quote => quoted = !quoted,
                    b',' | b'\n' | b'\r' if !quoted => break,
                    _ => {}
                }
                at += 1;
            }
            places.push(Place { text: self.text, start, end: at.min(bytes.len()) });
            at += 1;
        }
        (places, self.row)
    }
}

/// A row that sums up the others: its numbers would count a second time.
///
/// - `what`: what each row is of, in the plural.
pub fn summing(cell: &str, place: Place, what: &str) -> Option<Fault> {
    sums_up(cell).then(|| {
        let fault = Fault::at(
            place,
            format!("every row is read as one of the {what}, and this looks like a sum or a mean of the others"),
            format!("found `{}`", tree::shorten(cell)),
        );
        fault.help("delete the row, or leave it out of the file that is saved for the scenario")
    })
}

/// Dated events as a CSV file that reads back as the same events.
pub fn events(events: &[FileEvent]) -> Vec<u8> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let rows = events.iter().map(|event| {
        let time = event.time.strftime("%Y-%m-%d %H:%M:%S").to_string();
        [time, event.cluster.clone().unwrap_or_default(), event.kind.clone().unwrap_or_default(), event.flags.join(" ")]
    });
    let head = ["time", "cluster", "kind", "flags"].map(str::to_owned);
    for row in std::iter::once(head).chain(rows) {
        writer.write_record(&row).expect("memory takes every row of four cells");
    }
    writer.into_inner().expect("memory takes every byte")
}

/// The clusters of a sheet, each a table by the paths in the header.
pub fn clusters(sheet: &Sheet, cluster: &Description, cx: &mut Reading) -> Option<Table> {
    let before = cx.faults.len();
    let columns: Vec<Option<Column>> = sheet.columns.iter().map(|(name, place)| column(name, *place, cluster, cx)).collect();
    let Some(named) = sheet.columns.iter().position(|(name, _)| name == "cluster") else {
        let place = sheet.columns.first().map_or(Place::default(), |(_, place)| *place);
        cx.fault(Fault::at(place, "the header of a clusters file needs the column `cluster`", "it has none"));
        return None;
    };
    let mut table = Table::new();
    for row in &sheet.rows {
        let Some((name, place)) = row.get(named) else { continue };
        if name.is_empty() {
            cx.fault(Fault::at(*place, "each row wants the name of its cluster", "the cell is empty"));
        } else if let Some(fault) = summing(name, *place, "clusters") {
            cx.fault(fault);
        } else if table.contains_key(name) {
            cx.fault(Fault::at(*place, "each cluster is wanted once", format!("`{}` has a row already", tree::shorten(name))));
        } else {
            let mut node = Node::new(Value::Table(Table::new()), *place);
            for (column, (cell, place)) in columns.iter().zip(row) {
                if let (Some(column), false) = (column, cell.is_empty()) {
                    put(&mut node, &column.path, Node::new(cell_value(cell, column), *place));
                }
            }
            table.insert(name.clone(), node);
        }
    }
    (cx.faults.len() == before).then_some(table)
}

/// A column of a clusters file: where its cells go, and whether they are words.
struct Column {
    path: Vec<String>,
    numeric: bool,
    truth: bool,
}

fn column(name: &str, place: Place, cluster: &Description, cx: &mut Reading) -> Option<Column> {
    if name == "cluster" {
        return None;
    }
    let paths = "a path within a cluster, such as `division`, `attributes.psrs_a_year`, `staff.court.PO` or `courts.magistrates.count`";
    let mut unknown = |part: &str, keys: &[&str]| {
        let fault = Fault::at(place, format!("a column wants {paths}"), format!("found `{}`", tree::shorten(name)));
        cx.fault(fault.did_you_mean(part, keys.iter().copied()));
        None
    };
    let parts = match tree::split_path(name) {
        Some(parts) => parts,
        None => return unknown(name, &[]),
    };
    let mut shape = cluster;
    for (part, _) in &parts {
        let keys: Vec<&str> = match shape {
            Description::Table { fields, .. } => {
                fields.iter().map(|field| field.key).chain((std::ptr::eq(shape, cluster)).then_some("cluster")).collect()
            }
            _ => Vec::new(),
        };
        shape = match (shape, shape.under(part)) {
            (Description::Table { .. } | Description::Keyed(_), Some(below)) => below,
            _ => return unknown(part, &keys),
        };
    }
    if matches!(shape, Description::Table { name, .. } if *name == SOURCE) {
        // In words, as a spreadsheet has them.
        return Some(Column { path: parts.into_iter().map(|(part, _)| part).collect(), numeric: false, truth: false });
    }
    let Description::Leaf(leaf) = shape else { return unknown(name, &[]) };
    Some(Column { path: parts.into_iter().map(|(part, _)| part).collect(), numeric: leaf.numeric, truth: leaf.example == "true" })
}

fn cell_value(cell: &str, column: &Column) -> Value {
    // Anything but a plain number is read with its unit, or asked about, where the number is wanted.
    let as_number = || plain_number(cell).map(Value::Number);
    let as_truth = || match cell.to_ascii_lowercase().as_str() {
        "true" | "yes" | "1" => Some(Value::Bool(true)),
        "false" | "no" | "0" => Some(Value::Bool(false)),
        _ => None,
    };
    let typed = if column.numeric {
        as_number()
    } else if column.truth {
        as_truth()
    } else {
        None
    };
    typed.unwrap_or_else(|| Value::Text(cell.to_owned()))
}

/// A number as programs write it: digits, a sign, a point and an exponent, and no word such as `inf`.
pub fn plain_number(cell: &str) -> Option<f64> {
    let plain = cell.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'-' | b'+' | b'e' | b'E'));
    cell.parse().ok().filter(|_| plain)
}

fn put(node: &mut Node, path: &[String], value: Node) {
    let place = value.place;
    let (Value::Table(table), Some((key, rest))) = (&mut node.value, path.split_first()) else { return };
    if rest.is_empty() {
        table.insert(key.clone(), value);
    } else {
        put(table.entry(key.clone()).or_insert_with(|| Node::new(Value::Table(Table::new()), place)), rest, value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The cells of a text and what stands at their places.
    fn read(content: &str) -> Vec<(String, &str)> {
        let (sheet, cells) = sheet(content, 0, &mut Reading::default());
        let sheet = sheet.expect("cells");
        assert!(cells.iter().all(|cell| cell.start <= cell.end && cell.end <= content.len()), "{content}");
        let cells = sheet.columns.into_iter().chain(sheet.rows.into_iter().flatten());
        cells.map(|(cell, place)| (cell, &content[place.start..place.end])).collect()
    }

    #[test]
    fn a_quote_within_a_cell_moves_no_other_cell() {
        let pair = |cell: &str, place: &'static str| (cell.to_owned(), place);
        let head = [pair("a", "a"), pair("b", "b")];
        assert_eq!(read("a,b\n1\",2\n")[2..], [pair("1\"", "1\""), pair("2", "2")]);
        assert_eq!(read("a,b\n\"1,1\",\"2\"\n")[2..], [pair("1,1", "\"1,1\""), pair("2", "\"2\"")]);
        // Found by fuzzing: the places of later cells lay beyond the end of the text.
        for text in ["a,b\n1,2\"\n3,4\n", "a,b\n1\",2", "a,b\n\"1,2\n", "a,b\n\"1\"x\",2\n"] {
            let mut reading = Reading::default();
            if sheet(text, 0, &mut reading).0.is_some() {
                assert_eq!(read(text)[..2], head);
            }
        }
    }
}
