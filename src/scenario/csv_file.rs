//! Spreadsheets saved as CSV, cell by cell with their places.
//!
//! The header names the columns; blank rows and rows that begin with `#` are passed over. What the columns mean is
//! the caller's to know: clusters here, values and dated events in `load.rs`.

use super::fault::{Cell, Fault, Reading};
use super::table::Description;
use super::tree::{self, Node, Place, Table, Value};

/// A CSV file in cells.
#[derive(Debug, Default)]
pub struct Sheet {
    /// The header.
    pub columns: Vec<(String, Place)>,
    /// The rows below it that are not blank.
    pub rows: Vec<Vec<(String, Place)>>,
    /// Every cell, for faults.
    pub cells: Vec<Cell>,
}

/// Reads the cells of a CSV text; faults are noted in `cx`, and `None` is returned if there were any.
pub fn sheet(content: &str, text: usize, cx: &mut Reading) -> Option<Sheet> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .comment(Some(b'#'))
        .trim(csv::Trim::All)
        .from_reader(content.as_bytes());
    let mut sheet = Sheet::default();
    let before = cx.faults.len();
    for record in reader.records() {
        let record = match record {
            Ok(record) => record,
            Err(error) => {
                cx.fault(Fault::at(Place { text, start: 0, end: 0 }, "a CSV file is wanted", error.to_string()));
                return None;
            }
        };
        let from = record.position().map_or(0, |position| usize::try_from(position.byte()).unwrap_or(0));
        let (places, row) = cell_places(content, from, text, record.len());
        let cells: Vec<(String, Place)> =
            record.iter().map(|cell| cell.trim().trim_start_matches('\u{feff}').to_owned()).zip(places).collect();
        if cells.iter().all(|(cell, _)| cell.is_empty()) {
            continue;
        }
        if sheet.columns.is_empty() {
            sheet.columns = cells;
            continue;
        }
        for ((column, _), (_, place)) in sheet.columns.iter().zip(&cells) {
            sheet.cells.push(Cell { start: place.start, end: place.end, row, column: column.clone() });
        }
        if cells.len() != sheet.columns.len() {
            let place = cells.get(sheet.columns.len()).or(cells.last()).map_or(Place { text, start: from, end: from }, |(_, place)| *place);
            let wanted = format!("row {row} wants {} cells, as the header has", sheet.columns.len());
            cx.fault(Fault::at(place, wanted, format!("found {}", cells.len())));
            continue;
        }
        sheet.rows.push(cells);
    }
    if sheet.columns.is_empty() {
        cx.fault(Fault::at(Place { text, start: 0, end: 0 }, "a CSV file with a header is wanted", "the file is empty"));
    }
    (cx.faults.len() == before).then_some(sheet)
}

/// Where each of the cells of a record stands, and the row it begins on (from 1, as a spreadsheet counts).
fn cell_places(content: &str, from: usize, text: usize, number: usize) -> (Vec<Place>, usize) {
    let bytes = content.as_bytes();
    let mut at = from;
    // The record's position can lie before the line breaks and comments that it skips.
    loop {
        match bytes.get(at) {
            Some(b'\r' | b'\n') => at += 1,
            Some(b'#') => at += bytes[at..].iter().position(|byte| *byte == b'\n').unwrap_or(bytes.len() - at),
            _ => break,
        }
    }
    let row = content.get(..at).map_or(1, |before| before.matches('\n').count() + 1);
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
        places.push(Place { text, start, end: at.min(bytes.len()) });
        at += 1;
    }
    (places, row)
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
    for (at, (name, place)) in sheet.columns.iter().enumerate() {
        if sheet.columns.iter().take(at).any(|(earlier, _)| earlier == name) {
            cx.fault(Fault::at(*place, "each column is wanted once", format!("`{name}` stands here a second time")));
        }
    }
    let mut table = Table::new();
    for row in &sheet.rows {
        let Some((name, place)) = row.get(named) else { continue };
        if name.is_empty() {
            cx.fault(Fault::at(*place, "each row wants the name of its cluster", "the cell is empty"));
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
    let Description::Leaf(leaf) = shape else { return unknown(name, &[]) };
    Some(Column { path: parts.into_iter().map(|(part, _)| part).collect(), numeric: leaf.numeric, truth: leaf.example == "true" })
}

fn cell_value(cell: &str, column: &Column) -> Value {
    let as_number = || cell.parse::<f64>().ok().map(Value::Number);
    let as_truth = || match cell.to_ascii_lowercase().as_str() {
        "true" | "yes" | "1" => Some(Value::Bool(true)),
        "false" | "no" | "0" => Some(Value::Bool(false)),
        _ => None,
    };
    let typed = if column.numeric {
        as_number().or_else(|| super::quantity::split(cell).filter(|(_, unit)| unit.is_empty()).map(|(number, _)| Value::Number(number)))
    } else if column.truth {
        as_truth()
    } else {
        None
    };
    typed.unwrap_or_else(|| Value::Text(cell.to_owned()))
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
        let sheet = sheet(content, 0, &mut Reading::default()).expect("cells");
        assert!(sheet.cells.iter().all(|cell| cell.start <= cell.end && cell.end <= content.len()), "{content}");
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
            if sheet(text, 0, &mut reading).is_some() {
                assert_eq!(read(text)[..2], head);
            }
        }
    }
}
