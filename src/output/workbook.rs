//! `workbook.xlsx`: the results for those who live in spreadsheets.
//!
//! The same rows as the CSV files, with typed cells, number formats by unit, headings that stay, and a
//! first sheet that says what each column means. Its date of creation is fixed, so that the same
//! results are the same bytes.

use std::collections::BTreeMap;

use rust_xlsxwriter::{Color, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError};

use super::Origin;
use super::folder::OutputError;
use super::hash::sha256;
use super::tables::{Row, Rows, clusters_rows, estimates_rows, words};
use crate::experiment::estimates::Estimates;
use crate::experiment::items::Item;
use crate::experiment::measures::Measure;
use crate::findings::document::Document;
use crate::scenario::grammar::Scenario;
use crate::scenario::levers::levers_of;
use crate::scenario::{Change, Register};
use crate::study::compare::Comparison;

/// Columns of words; every other column holds numbers.
const WORDS: &[&str] = &[
    "scenario",
    "scope",
    "name",
    "measure",
    "kind",
    "unit",
    "cluster",
    "division",
    "variant",
    "verdict",
    "family",
    "estimator",
    "input",
    "meaning",
    "source",
    "path",
    "from",
    "to",
    "sheet",
    "column",
    "what",
    "is",
];
/// Columns of a tidy table that are counts or plain figures, whatever the row's unit.
const PLAIN: &[&str] = &["replications", "variance_gain", "least", "most", "value"];
/// Columns that are chances.
const CHANCES: &[&str] = &["chance_of_target", "chance_low", "chance_high", "p", "corrected_p", "confidence"];
/// The narrowest and the widest that a column may be, in characters.
const WIDTHS: (usize, usize) = (9, 64);
/// Rows that a sheet can hold beside its headings; what is longer goes on in further sheets.
const MOST_ROWS: usize = 1_048_575;
/// Characters that a cell can hold; longer words are cut.
const MOST_CHARACTERS: usize = 16_000;
/// Rows that are looked at to see how wide a column is.
const LOOKED_AT: usize = 400;

/// What the columns of every workbook mean: sheet, column, meaning.
const COLUMNS: &[(&str, &str, &str)] = &[
    ("Inputs", "input", "the path of a number of the scenario; `--set path=value` changes it"),
    ("Inputs", "value, unit", "what it is in this run"),
    ("Inputs", "least, most", "the least and the most that a scenario may say"),
    ("Inputs", "meaning", "what it does"),
    ("Inputs", "source", "where it comes from: an id of docs/EVIDENCE.md, or the word assumption; empty where the scenario says nothing"),
    ("Estimates", "scope, name", "what is told of: the nation, a division, cluster, court, month, hour or kind of list, and its name"),
    (
        "Estimates",
        "measure, kind",
        "what is measured, and for which part of it (a format, an obstacle, a grade); below, measure by measure",
    ),
    ("Estimates", "mean", "the mean over replications, in the row’s unit; shares are parts of 1 shown as percentages"),
    ("Estimates", "low, high", "the ends of the interval of the mean"),
    ("Estimates", "half_width", "how far the interval reaches to each side of the mean"),
    (
        "Estimates",
        "sd",
        "standard deviation from one replication to the next: how much one year differs from another; empty of a ratio of sums",
    ),
    (
        "Estimates",
        "estimator",
        "how the mean is made: of one value a replication (mean, mean of ratios, mean of medians), or one sum over all replications by another (ratio of sums)",
    ),
    ("Estimates", "replications", "replications in which there was something to measure"),
    ("Clusters", "chance_of_target, chance_low, chance_high", "the share of simulated years that reach the target, with its interval"),
    ("Clusters", "a measure, and measure_half_width", "the mean over replications and its half-width; measure.kind for a part"),
    ("Comparisons", "base, with_variant", "the means of the two scenarios over the same replications"),
    (
        "Comparisons",
        "difference, low, high, half_width",
        "with the variant less the base, paired by replication, and the interval that the verdict used",
    ),
    (
        "Comparisons",
        "confidence, half_width_uncorrected",
        "the confidence of that interval by itself, and how far the interval of this difference alone would reach",
    ),
    (
        "Comparisons",
        "family",
        "what a claim is corrected with: the primary measures, the others, or the clusters; empty where there is no verdict",
    ),
    ("Comparisons", "estimator", "how the means are made of one value a replication"),
    (
        "Comparisons",
        "half_width_unpaired, variance_gain",
        "what independent runs would have given, and how many times smaller pairing makes the variance",
    ),
    (
        "Comparisons",
        "p, corrected_p",
        "the chance of such a difference if there is none, by itself, and corrected for all claims made together (Holm)",
    ),
    ("Comparisons", "verdict", "better, worse, no clear difference, or the same in every replication; empty where neither way is better"),
    ("Changes", "path, from, to", "what changes from the base to the variant; empty on the side that says nothing"),
];

/// The workbook of a run.
///
/// # Errors
/// If a sheet cannot hold what is written, such as more rows than a spreadsheet has.
pub(super) fn run(found: &Estimates, document: &Document, scenario: &Scenario, origin: &Origin) -> Result<Vec<u8>, OutputError> {
    let mut about = about(document);
    about.extend(told_of(found, origin));
    let sheets = [
        Sheet { name: "Inputs", rows: inputs(scenario, &origin.register) },
        Sheet { name: "Estimates", rows: estimates_rows(found) },
        Sheet { name: "Clusters", rows: clusters_rows(found) },
    ];
    bytes(&about, &columns(found, &sheets), &sheets, MOST_ROWS)
}

/// The workbook of a comparison; `rows` are those of `comparison.csv`.
///
/// # Errors
/// As [`run`].
pub(super) fn comparison(
    found: &Comparison,
    document: &Document,
    base: &Scenario,
    changes: &[Vec<Change>],
    origins: &[Origin],
    rows: &Rows,
) -> Result<Vec<u8>, OutputError> {
    let mut about = about(document);
    about.extend(told_of(&found.base, &origins[0]));
    let all: Vec<(&str, &Estimates)> = std::iter::once((origins[0].scenario.as_str(), &found.base))
        .chain(origins[1..].iter().map(|origin| origin.scenario.as_str()).zip(found.variants.iter().map(|one| &one.found)))
        .collect();
    let sheets = [
        Sheet { name: "Comparisons", rows: rows.clone() },
        Sheet { name: "Changes", rows: changed(changes, origins) },
        Sheet { name: "Inputs", rows: inputs(base, &origins[0].register) },
        Sheet { name: "Estimates", rows: stacked(&all, estimates_rows) },
        Sheet { name: "Clusters", rows: stacked(&all, clusters_rows) },
    ];
    bytes(&about, &columns(&found.base, &sheets), &sheets, MOST_ROWS)
}

/// A sheet of rows under headings.
struct Sheet {
    name: &'static str,
    rows: Rows,
}

fn about(document: &Document) -> Vec<Row> {
    let Document { title, question, .. } = document;
    vec![words(&["title", title]), words(&["question", question]), words(&["verdict", &document.verdict()])]
}

/// From what the results can be made again.
fn told_of(found: &Estimates, origin: &Origin) -> Vec<Row> {
    vec![
        words(&["scenario", &origin.scenario]),
        words(&["SHA-256 of the scenario as resolved", &sha256(origin.resolved.as_bytes())]),
        words(&["command", &origin.command.join(" ")]),
        words(&["program", super::PROGRAM]),
        words(&["seed", &found.seed.to_string()]),
        words(&["replications", &found.replications.to_string()]),
        words(&["confidence of every interval", &found.frame.confidence.to_string()]),
        words(&["target of the same-day rate", &found.frame.target.to_string()]),
    ]
}

/// The numbers of a scenario, with where they come from.
fn inputs(scenario: &Scenario, register: &Register) -> Rows {
    let row = |lever: crate::scenario::Lever| {
        let [value, least, most] = [lever.value, lever.least, lever.most].map(|number| number.to_string());
        // What says how closely it is looked rests on no source.
        let chosen = lever.path.starts_with("run.");
        let source = register.source_of(&lever.path).filter(|_| !chosen).unwrap_or_default();
        words(&[&lever.path, &value, &lever.unit, &least, &most, lever.help, source])
    };
    let head = words(&["input", "value", "unit", "least", "most", "meaning", "source"]);
    Rows { head, rows: levers_of(scenario).into_iter().map(row).collect() }
}

fn changed(changes: &[Vec<Change>], origins: &[Origin]) -> Rows {
    let rows = origins[1..].iter().zip(changes).flat_map(|(origin, changes)| {
        changes.iter().map(|change| {
            let [from, to] = [&change.from, &change.to].map(|side| side.as_deref().unwrap_or_default());
            words(&[&origin.scenario, &change.path, from, to])
        })
    });
    Rows { head: words(&["variant", "path", "from", "to"]), rows: rows.collect() }
}

/// The rows of several scenarios in one sheet. Columns that a scenario has not are empty there.
fn stacked(all: &[(&str, &Estimates)], of: fn(&Estimates) -> Rows) -> Rows {
    let each: Vec<(&str, Rows)> = all.iter().map(|(name, found)| (*name, of(found))).collect();
    let mut head = words(&["scenario"]);
    for column in each.iter().flat_map(|(_, rows)| &rows.head) {
        if !head.contains(column) {
            head.push(column.clone());
        }
    }
    let rows = each.iter().flat_map(|(name, rows)| {
        let places: Vec<Option<usize>> = head.iter().map(|column| rows.head.iter().position(|own| own == column)).collect();
        rows.rows.iter().map(move |row| {
            let cells = places.iter().map(|place| place.map_or_else(String::new, |place| row[place].clone()));
            std::iter::once((*name).to_owned()).chain(cells.skip(1)).collect()
        })
    });
    let rows = rows.collect();
    Rows { head, rows }
}

/// What each column of the sheets means, and each measure.
fn columns(found: &Estimates, sheets: &[Sheet]) -> Vec<Row> {
    let has = |name: &str| sheets.iter().any(|sheet| sheet.name == name);
    let mut told: Vec<Row> =
        COLUMNS.iter().filter(|(sheet, ..)| has(sheet)).map(|(sheet, column, meaning)| words(&[sheet, column, meaning])).collect();
    let mut keys: Vec<&str> = Vec::new();
    for item in &found.items {
        if !keys.contains(&item.measure.key) {
            keys.push(item.measure.key);
            told.push(words(&["measures", item.measure.key, &meaning(item)]));
        }
    }
    told.push(words(&["measures", "chance_of_target", "Share of simulated years in which the same-day rate reached the target"]));
    told.push(words(&["measures", "same_day_one_year_in_ten_below", "The same-day rate that one simulated year in ten stays below"]));
    told
}

fn meaning(item: &Item) -> String {
    let words = item.words();
    format!("{}: {} ({})", words.title, words.meaning(), item.measure.unit.word())
}

/// How a unit's numbers are shown.
fn shown(unit: &str) -> &'static str {
    match unit {
        "share" => "0.0%",
        "pounds" => "£#,##0",
        "number" => "#,##0.0",
        _ => "0.0",
    }
}

/// How each cell of a sheet is shown; `None` for words.
struct Shown {
    /// By column: words, or a format of its own; an empty one is the row's unit's.
    columns: Vec<Option<&'static str>>,
    /// The column of the row's unit.
    unit: Option<usize>,
}

impl Shown {
    fn of(head: &[String]) -> Self {
        let measured = |name: &str| {
            let key = name.trim_end_matches("_half_width");
            let key = key.split('.').next().unwrap_or(key);
            Measure::named(key).map(|measure| shown(measure.unit.word()))
        };
        let column = |name: &String| match name.as_str() {
            name if WORDS.contains(&name) => None,
            name if PLAIN.contains(&name) => Some("General"),
            name if CHANCES.contains(&name) => Some("0.0%"),
            name => Some(measured(name).unwrap_or_default()),
        };
        Self { columns: head.iter().map(column).collect(), unit: head.iter().position(|name| name == "unit") }
    }

    fn cell(&self, row: &[String], column: usize) -> Option<&'static str> {
        match self.columns[column]? {
            "" => Some(self.unit.map_or("General", |unit| shown(&row[unit]))),
            own => Some(own),
        }
    }
}

/// The formats that sheets share.
struct Formats {
    head: Format,
    title: Format,
    wrapped: Format,
    numbers: BTreeMap<&'static str, Format>,
}

impl Formats {
    fn new() -> Self {
        let numbers = ["General", "0.0%", "£#,##0", "#,##0.0", "0.0"];
        Self {
            head: Format::new().set_bold().set_background_color(Color::RGB(0x00E8_EDF2)).set_border_bottom(FormatBorder::Thin),
            title: Format::new().set_bold().set_align(FormatAlign::Top),
            wrapped: Format::new().set_text_wrap().set_align(FormatAlign::Top),
            numbers: numbers.iter().map(|shown| (*shown, Format::new().set_num_format(*shown))).collect(),
        }
    }
}

/// - `most_rows`: the most rows of a sheet.
fn bytes(about: &[Row], columns: &[Row], sheets: &[Sheet], most_rows: usize) -> Result<Vec<u8>, OutputError> {
    let mut book = Workbook::new();
    // Any fixed moment will do: the clock's would make two equal results differ.
    let properties = DocProperties::new()
        .set_title(about[0][1].chars().take(200).collect::<String>())
        .set_creation_datetime(&ExcelDateTime::from_ymd(2000, 1, 1)?);
    book.set_properties(&properties);
    let formats = Formats::new();
    read_me(book.add_worksheet(), about, columns, &formats)?;
    for Sheet { name, rows: Rows { head, rows } } in sheets {
        fill(book.add_worksheet().set_name(*name)?, (head, rows.get(..most_rows).unwrap_or(rows)), &formats)?;
        for (more, rows) in rows.chunks(most_rows).enumerate().skip(1) {
            fill(book.add_worksheet().set_name(format!("{name} {}", more + 1))?, (head, rows), &formats)?;
        }
    }
    Ok(book.save_to_buffer()?)
}

/// The first sheet: what this is, and what the columns of the others mean.
fn read_me(sheet: &mut Worksheet, about: &[Row], columns: &[Row], formats: &Formats) -> Result<(), XlsxError> {
    sheet.set_name("Read me")?;
    sheet.set_column_width(0, 36)?;
    sheet.set_column_width(1, 44)?;
    sheet.set_column_width(2, 90)?;
    let mut at = 0;
    for row in about {
        sheet.write_string_with_format(at, 0, &row[0], &formats.title)?;
        match row[1].parse::<f64>() {
            Ok(number) => sheet.write_number(at, 1, number)?,
            Err(_) => sheet.merge_range(at, 1, at, 2, short(&row[1]), &formats.wrapped)?,
        };
        // Merged cells do not grow with their words.
        let lines = row[1].chars().count().div_ceil(120).max(1);
        sheet.set_row_height(at, 15.0 * lines as f64)?;
        at += 1;
    }
    at += 1;
    for (column, name) in ["sheet", "column", "what it means"].iter().enumerate() {
        sheet.write_string_with_format(at, column as u16, *name, &formats.head)?;
    }
    for row in columns {
        at += 1;
        for (column, cell) in row.iter().enumerate() {
            sheet.write_string_with_format(at, column as u16, cell, &formats.wrapped)?;
        }
    }
    Ok(())
}

/// As much of some words as a cell can hold.
fn short(words: &str) -> &str {
    words.char_indices().nth(MOST_CHARACTERS).map_or(words, |(end, _)| &words[..end])
}

/// A sheet of rows under their headings.
fn fill(sheet: &mut Worksheet, (head, rows): (&Row, &[Row]), formats: &Formats) -> Result<(), XlsxError> {
    let shown = Shown::of(head);
    for (column, name) in head.iter().enumerate() {
        sheet.write_string_with_format(0, column as u16, name, &formats.head)?;
        let looked_at = rows.iter().take(LOOKED_AT).map(|row| row[column].chars().count());
        let widest = if shown.columns[column].is_some() { 0 } else { looked_at.max().unwrap_or(0) };
        // The arrow of the filter stands beside the heading.
        sheet.set_column_width(column as u16, widest.max(name.chars().count() + 3).clamp(WIDTHS.0, WIDTHS.1) as f64)?;
    }
    for (at, row) in (1..).zip(rows) {
        for (column, cell) in row.iter().enumerate().filter(|(_, cell)| !cell.is_empty()) {
            let number = shown.cell(row, column).and_then(|format| Some((format, cell.parse::<f64>().ok()?)));
            match number {
                Some((format, value)) => sheet.write_number_with_format(at, column as u16, value, &formats.numbers[format])?,
                None => sheet.write_string(at, column as u16, short(cell))?,
            };
        }
    }
    // What a row is about stays in sight, beside its headings.
    let named =
        head.iter().take_while(|name| ["scenario", "scope", "name", "cluster", "input", "variant"].contains(&name.as_str())).count();
    sheet.set_freeze_panes(1, named as u16)?;
    if !head.is_empty() {
        sheet.autofilter(0, 0, rows.len() as u32, head.len() as u16 - 1)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use calamine::{Reader as _, Xlsx};

    use super::*;

    #[test]
    fn what_is_longer_than_a_sheet_goes_on_in_the_next_and_what_is_longer_than_a_cell_is_cut() {
        let head = words(&["scope", "mean"]);
        let long = "é".repeat(40_000);
        let rows = (0..5).map(|at| words(&[&long, &at.to_string()])).collect();
        let sheets = [
            Sheet { name: "Estimates", rows: Rows { head, rows } },
            Sheet { name: "Clusters", rows: Rows { head: Vec::new(), rows: Vec::new() } },
        ];
        let about = vec![words(&["title", &long])];
        let book = bytes(&about, &[], &sheets, 2).expect("a workbook");
        let mut book: Xlsx<_> = Xlsx::new(Cursor::new(book)).expect("a workbook that can be read");
        assert_eq!(book.sheet_names(), ["Read me", "Estimates", "Estimates 2", "Estimates 3", "Clusters"]);
        let numbers = ["Estimates", "Estimates 2", "Estimates 3"].map(|name| {
            let sheet = book.worksheet_range(name).expect("a sheet");
            assert_eq!(sheet.get((1, 0)).map(|cell| cell.to_string().chars().count()), Some(MOST_CHARACTERS));
            sheet.rows().skip(1).map(|row| row[1].to_string()).collect::<String>()
        });
        assert_eq!(numbers, ["01", "23", "4"]);
    }
}
