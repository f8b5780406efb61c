//! Spreadsheets as Excel and LibreOffice save them, turned into the CSV text that the rest of the room reads.
//!
//! Which kind of workbook a file is, is seen from its bytes, never from its name. The sheet that is named is read, or the usual one, or the
//! first that is visible. Each row keeps its number, so that a fault can name the cell; what a formula comes to is read, not the
//! formula. A date or a time is written as one, whatever number format shows it.

mod guard;

use std::cell::Cell;
use std::io::{Cursor, Read, Seek};
use std::panic::{AssertUnwindSafe, catch_unwind};

use calamine::{Data, ExcelDateTime, Ods, Reader, SheetType, SheetVisible, Xls, Xlsb, Xlsx};
use indexmap::IndexSet;

use super::wording::letters;

use guard::{Packed, Parts, Told};

/// More cells than this are no table of a scenario.
const MOST_CELLS: usize = 1 << 20;
/// Places that are named where there are more of them.
const MOST_NAMED: usize = 3;
/// What begins a workbook of Excel 97 to 2003, and anything that a password protects.
const COMPOUND: [u8; 4] = [0xd0, 0xcf, 0x11, 0xe0];

/// What is read of a workbook.
#[derive(Debug)]
pub struct Book {
    /// A sheet as CSV text.
    pub text: String,
    /// What a planner should know of it, each in words that go after the file's name.
    pub told: Vec<String>,
}

thread_local! {
    /// Whether this thread is inside a reader whose panics are caught.
    static GUARDED: Cell<bool> = const { Cell::new(false) };
}

/// Whether a panic on this thread is caught and told as a fault of a workbook, so that nobody has to hear of it beside that.
pub fn guarded() -> bool {
    GUARDED.get()
}

/// Whether these are the bytes of a workbook; of anything else a text is wanted.
pub fn is_workbook(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(&COMPOUND)
}

/// A sheet of a workbook as CSV text.
///
/// - `named`: the sheet that the scenario names.
/// - `usual`: the name of the sheet that is read where none is named and it is there; else it is the first that is visible.
///
/// # Errors
/// What is wrong with the file, to go after its name.
pub fn read(bytes: Vec<u8>, named: Option<&str>, usual: &str) -> Result<Book, String> {
    // Files that no spreadsheet wrote have made these readers panic; to a planner that is one more way of not being a workbook.
    GUARDED.set(true);
    let read = catch_unwind(AssertUnwindSafe(|| read_any(bytes, named, usual)));
    GUARDED.set(false);
    read.unwrap_or_else(|_| Err("cannot be read as a workbook: it is damaged; open it in Excel and save it".to_owned()))
}

fn read_any(bytes: Vec<u8>, named: Option<&str>, usual: &str) -> Result<Book, String> {
    let open = |error: &dyn std::fmt::Display| format!("cannot be read as an Excel workbook: {error}");
    if bytes.starts_with(&COMPOUND) {
        // A password hides the whole workbook in a part of this name, in letters of two bytes.
        let hidden: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
        if bytes.windows(hidden.len()).any(|window| window == hidden) {
            return Err(
                "is protected by a password: in Excel, choose File, Info, Protect Workbook, Encrypt with Password, empty the box, and \
                        save it"
                    .to_owned(),
            );
        }
        let mut book = Xls::new(Cursor::new(bytes)).map_err(|error| open(&error))?;
        let (name, told) = choose(&book, named, usual)?;
        return of_range(&book.worksheet_range(&name).map_err(|error| open(&error))?, &name, told);
    }
    let mut parts = Parts::open(&bytes)?;
    match parts.kind()? {
        Packed::Xlsx => {
            let mut book = Xlsx::new(Cursor::new(bytes)).map_err(|error| open(&error))?;
            let (name, told) = choose(&book, named, usual)?;
            let about = parts.sheet(&name)?;
            of_xlsx(&mut book, &name, &about, told)
        }
        Packed::Xlsb => {
            let mut book = Xlsb::new(Cursor::new(bytes)).map_err(|error| open(&error))?;
            let (name, told) = choose(&book, named, usual)?;
            let mut cells = Cells::new(&name);
            let mut reader = book.worksheet_cells_reader(&name).map_err(|error| open(&error))?;
            while let Some(cell) = reader.next_cell().map_err(|error| open(&error))? {
                cells.put(cell.get_position(), &Data::from(cell.get_value().clone()))?;
            }
            cells.finish(told)
        }
        Packed::Ods => {
            let mut book = Ods::new(Cursor::new(bytes)).map_err(|error| open(&error))?;
            let (name, told) = choose(&book, named, usual)?;
            of_range(&book.worksheet_range(&name).map_err(|error| open(&error))?, &name, told)
        }
    }
}

/// The name of the sheet to read, and what is to be said of that.
fn choose<RS: Read + Seek, B: Reader<RS>>(book: &B, named: Option<&str>, usual: &str) -> Result<(String, Vec<String>), String> {
    let sheets: Vec<_> = book.sheets_metadata().iter().filter(|sheet| sheet.typ == SheetType::WorkSheet).collect();
    let shown = |names: Vec<&str>| super::wording::one_of(&names);
    if let Some(named) = named {
        let exact = sheets.iter().find(|sheet| sheet.name == named);
        let sheet = exact.or_else(|| sheets.iter().find(|sheet| sheet.name.trim().eq_ignore_ascii_case(named.trim())));
        let sheet = sheet
            .ok_or_else(|| format!("has no sheet `{named}`; it has {}", shown(sheets.iter().map(|sheet| sheet.name.as_str()).collect())))?;
        let hidden = sheet.visible != SheetVisible::Visible;
        let told =
            if hidden { vec![format!("has its sheet `{}` hidden, and it is read because it is named", sheet.name)] } else { Vec::new() };
        return Ok((sheet.name.clone(), told));
    }
    let visible: Vec<_> = sheets.iter().filter(|sheet| sheet.visible == SheetVisible::Visible).collect();
    let sheet = visible.iter().find(|sheet| sheet.name.eq_ignore_ascii_case(usual)).or_else(|| visible.first());
    let sheet = sheet.ok_or_else(|| {
        if sheets.is_empty() {
            "has no sheet of cells".to_owned()
        } else {
            format!(
                "has only hidden sheets ({}); name one: `sheet = \"{}\"`",
                shown(sheets.iter().map(|s| s.name.as_str()).collect()),
                sheets[0].name
            )
        }
    })?;
    // A hidden sheet that stands before the one that is read, or has the usual name, is one that somebody may think is read.
    let before = sheets.iter().take_while(|other| other.name != sheet.name);
    let usual = sheets.iter().filter(|other| other.name.eq_ignore_ascii_case(usual));
    let passed: IndexSet<&str> =
        before.chain(usual).filter(|other| other.visible != SheetVisible::Visible).map(|other| other.name.as_str()).collect();
    let told = (!passed.is_empty()).then(|| {
        let passed: Vec<&str> = passed.into_iter().collect();
        format!("has its sheet {} hidden, so `{}` is read; name another with `sheet`", shown(passed), sheet.name)
    });
    Ok((sheet.name.clone(), told.into_iter().collect()))
}

/// A sheet of an Excel workbook, cell by cell.
fn of_xlsx<RS: Read + Seek>(book: &mut Xlsx<RS>, name: &str, about: &Told, told: Vec<String>) -> Result<Book, String> {
    let wrong = |error: calamine::XlsxError| format!("cannot be read as an Excel workbook: {error}");
    let mut cells = Cells::new(name);
    let mut midnights = IndexSet::new();
    let mut reader = book.worksheet_cells_reader(name).map_err(wrong)?;
    while let Some(record) = reader.next_cell_with_formula_metadata().map_err(wrong)? {
        let value = Data::from(record.value);
        let stand_in = about.recalculates && matches!(value, Data::Float(0.0) | Data::Int(0));
        if record.formula.is_some() && (value == Data::Empty || stand_in) {
            cells.uncalculated.push(record.pos);
            continue;
        }
        if matches!(&value, Data::DateTime(at) if at.as_f64().fract() == 0.0) {
            midnights.insert(record.pos);
        }
        cells.put(record.pos, &value)?;
    }
    drop(reader);
    if !midnights.is_empty() {
        // Whether 0:00 was written or no time at all, the number format tells: one with hours shows a time.
        let mut reader = book.worksheet_cells_reader(name).map_err(wrong)?;
        let mut timed = IndexSet::new();
        while let Some((row, column, style)) = reader.next_style_id().map_err(wrong)? {
            let format = reader.styles().get(style).and_then(|style| style.number_format.as_ref());
            if midnights.contains(&(row, column)) && format.is_some_and(|format| shows_hours(&format.format_code)) {
                timed.insert((row, column));
            }
        }
        let dated = |text: &String| text.len() == "2016-01-11".len();
        cells.all.iter_mut().filter(|(at, text)| timed.contains(at) && dated(text)).for_each(|(_, text)| text.push_str(" 00:00:00"));
    }
    let hidden = |row: u32, column: u32| {
        about.columns.iter().any(|(first, last)| (*first..=*last).contains(&column)) || about.rows.binary_search(&row).is_ok()
    };
    let told = told.into_iter().chain(cells.hidden(hidden, about)).collect();
    cells.finish(told)
}

/// Whether a number format shows hours: an `h` outside quotes and brackets of colour.
fn shows_hours(format: &str) -> bool {
    let (mut quoted, mut escaped) = (false, false);
    format.chars().any(|c| {
        let literal = quoted || escaped;
        escaped = !literal && c == '\\';
        quoted ^= c == '"' && !escaped;
        !literal && c.eq_ignore_ascii_case(&'h')
    })
}

fn of_range(range: &calamine::Range<Data>, name: &str, told: Vec<String>) -> Result<Book, String> {
    let mut cells = Cells::new(name);
    let (top, left) = range.start().unwrap_or_default();
    for (row, column, value) in range.used_cells() {
        cells.put((top + row as u32, left + column as u32), value)?;
    }
    cells.finish(told)
}

/// The cells of a sheet that hold something.
struct Cells<'n> {
    sheet: &'n str,
    /// Row, column and text, in the order of the file.
    all: Vec<((u32, u32), String)>,
    /// Formulas without a result.
    uncalculated: Vec<(u32, u32)>,
    /// Error values, such as `#REF!`.
    errors: Vec<((u32, u32), String)>,
}

impl<'n> Cells<'n> {
    const fn new(sheet: &'n str) -> Self {
        Self { sheet, all: Vec::new(), uncalculated: Vec::new(), errors: Vec::new() }
    }

    fn put(&mut self, at: (u32, u32), value: &Data) -> Result<(), String> {
        match cell(value) {
            Ok(text) if text.is_empty() => {}
            Ok(text) => self.all.push((at, text)),
            Err(error) => self.errors.push((at, error)),
        }
        if self.all.len() > MOST_CELLS {
            return Err(format!("has over {MOST_CELLS} cells on its sheet `{}`, more than any table of a scenario", self.sheet));
        }
        Ok(())
    }

    /// What is told of rows and columns that are hidden and hold something.
    fn hidden(&self, hidden: impl Fn(u32, u32) -> bool, about: &Told) -> Option<String> {
        let (mut rows, mut columns) = (IndexSet::new(), IndexSet::new());
        for ((row, column), _) in self.all.iter().filter(|((row, column), _)| hidden(*row, *column)) {
            if about.rows.binary_search(row).is_ok() {
                rows.insert(*row);
            } else {
                columns.insert(*column);
            }
        }
        let rows = (!rows.is_empty()).then(|| listed("row", "rows", rows.iter().map(|row| (row + 1).to_string())));
        let columns = (!columns.is_empty()).then(|| listed("column", "columns", columns.iter().map(|column| letters(*column as usize))));
        let both: Vec<String> = rows.into_iter().chain(columns).collect();
        let one = format!("has hidden {} on its sheet `{}`, read like the others", both.join(" and "), self.sheet);
        (!both.is_empty()).then_some(one)
    }

    fn finish(mut self, told: Vec<String>) -> Result<Book, String> {
        let sheet = self.sheet;
        let place = |(row, column): (u32, u32)| format!("{}{}", letters(column as usize), row + 1);
        if !self.uncalculated.is_empty() {
            let cells = listed("cell", "cells", self.uncalculated.iter().map(|at| place(*at)));
            return Err(format!("has formulas that were not calculated, in {cells} of its sheet `{sheet}`: open it in Excel and save it"));
        }
        if !self.errors.is_empty() {
            let cells = listed("cell", "cells", self.errors.iter().map(|(at, error)| format!("{} ({error})", place(*at))));
            return Err(format!("has error values in {cells} of its sheet `{sheet}`: mend the formulas, or put values in their place"));
        }
        if self.all.is_empty() {
            return Err(format!("has nothing on its sheet `{sheet}`"));
        }
        self.all.sort_by_key(|(at, _)| *at);
        self.all.dedup_by_key(|(at, _)| *at);
        let (far, width) = self.all.iter().map(|(at, _)| (*at, at.1 + 1)).max_by_key(|(_, width)| *width).unwrap_or_default();
        let rows = self.all.chunk_by(|((a, _), _), ((b, _), _)| a == b).count();
        if rows.saturating_mul(width as usize) > MOST_CELLS {
            let (far, most) = (place(far), MOST_CELLS);
            return Err(format!(
                "has {rows} rows and columns as far as {far} on its sheet `{sheet}`: more than {most} cells, and no table of a scenario"
            ));
        }
        let mut text = String::new();
        let (mut row, mut column) = (0, 0);
        for ((to, at), cell) in &self.all {
            if *to > row {
                // The rest of a row that has begun: every row is as wide as the sheet.
                (column > 0).then(|| text.extend(std::iter::repeat_n(',', (width - column) as usize)));
                text.extend(std::iter::repeat_n('\n', (to - row) as usize));
                (row, column) = (*to, 0);
            }
            text.extend(std::iter::repeat_n(',', (at + 1).saturating_sub(column.max(1)) as usize));
            text.push_str(cell);
            column = at + 1;
        }
        text.extend(std::iter::repeat_n(',', (width - column) as usize));
        text.push('\n');
        Ok(Book { text, told })
    }
}

/// "cell C2", "cells C2, C3 and C4", "60 cells, C2, C3, C4 …".
fn listed(one: &str, many: &str, all: impl ExactSizeIterator<Item = String>) -> String {
    let number = all.len();
    let first: Vec<String> = all.take(MOST_NAMED).collect();
    match number {
        1 => format!("{one} {}", first[0]),
        _ if number <= MOST_NAMED => format!("{many} {}", first.join(", ")),
        _ => format!("{number} {many}: {} …", first.join(", ")),
    }
}

/// A cell as CSV has it; the error is an error value.
fn cell(data: &Data) -> Result<String, String> {
    Ok(match data {
        Data::Empty => String::new(),
        Data::Int(number) => number.to_string(),
        Data::Float(number) => number.to_string(),
        Data::Bool(yes) => yes.to_string(),
        Data::DateTime(at) => date_time(*at).ok_or_else(|| "a date before 1900".to_owned())?,
        Data::DurationIso(text) => length(text).unwrap_or_else(|| quoted(text)),
        Data::String(text) | Data::DateTimeIso(text) => quoted(text),
        Data::Error(error) => return Err(error.to_string()),
    })
}

/// A serial number that is shown as a date, a time, or both; to the second, as Excel itself shows it. `None` where Excel shows `####`.
fn date_time(at: ExcelDateTime) -> Option<String> {
    let days = at.as_f64();
    if !days.is_finite() || !(0.0..2_958_466.0).contains(&days) {
        return None;
    }
    let seconds = (days * 86_400.0).round() as u64;
    if at.is_duration() {
        return Some(if seconds.is_multiple_of(60) { format!("{} min", seconds / 60) } else { format!("{seconds} s") });
    }
    if days < 1.0 {
        return Some(of_day(seconds));
    }
    let (year, month, day, hour, minute, second, milli) = at.to_ymd_hms_milli();
    let civil = jiff::civil::DateTime::new(year as i16, month as i8, day as i8, hour as i8, minute as i8, second as i8, 0).ok()?;
    let civil = if milli >= 500 { civil.checked_add(jiff::SignedDuration::from_secs(1)).ok()? } else { civil };
    let midnight = civil.time() == jiff::civil::Time::midnight();
    Some(civil.strftime(if midnight { "%Y-%m-%d" } else { "%Y-%m-%d %H:%M:%S" }).to_string())
}

/// A time of day.
fn of_day(seconds: u64) -> String {
    format!("{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60)
}

/// `PT10H05M00S`, as OpenDocument writes both times of day and lengths: a time where it is within a day.
fn length(text: &str) -> Option<String> {
    let length: jiff::SignedDuration = text.parse().ok()?;
    let seconds = u64::try_from(length.as_secs()).ok()?;
    Some(if seconds < 86_400 { of_day(seconds) } else { format!("{seconds} s") })
}

/// Text on one line, in quotes where CSV needs them.
fn quoted(text: &str) -> String {
    let line: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    if line.contains(['"', ',']) { format!("\"{}\"", line.replace('"', "\"\"")) } else { line }
}

#[cfg(test)]
mod tests {
    use super::*;
    use calamine::ExcelDateTimeType;

    #[test]
    fn columns_are_lettered_as_spreadsheets_do() {
        assert_eq!([0, 25, 26, 51, 52, 701, 702].map(letters), ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA"]);
    }

    #[test]
    fn what_is_no_workbook_is_told() {
        assert!(read(b"PK\x03\x04 and no more".to_vec(), None, "clusters").expect_err("no workbook").contains("Excel workbook"));
        assert!(read(COMPOUND.to_vec(), None, "clusters").is_err());
    }

    #[test]
    fn serial_numbers_are_dates_times_or_lengths() {
        let shown = |days: f64, kind, is_1904| date_time(ExcelDateTime::new(days, kind, is_1904));
        let date = |days: f64| shown(days, ExcelDateTimeType::DateTime, false).unwrap_or_default();
        // 2016-01-11 is day 42380; 10:05 is 605 minutes of 1440, which no binary number holds exactly.
        assert_eq!(date(42_380.0 + 605.0 / 1440.0), "2016-01-11 10:05:00");
        assert_eq!(date(42_380.420_138_88), "2016-01-11 10:05:00");
        assert_eq!(date(42_380.0), "2016-01-11");
        assert_eq!(date(605.0 / 1440.0), "10:05:00");
        assert_eq!(date(0.0), "00:00:00");
        assert_eq!(date(42_379.999_999), "2016-01-11");
        assert_eq!(shown(40_918.0 + 605.0 / 1440.0, ExcelDateTimeType::DateTime, true).as_deref(), Some("2016-01-11 10:05:00"));
        assert_eq!(shown(1.5 / 24.0, ExcelDateTimeType::TimeDelta, false).as_deref(), Some("90 min"));
        assert_eq!(shown(26.0 / 24.0, ExcelDateTimeType::TimeDelta, false).as_deref(), Some("1560 min"));
        assert_eq!(shown(-1.0, ExcelDateTimeType::DateTime, false), None);
        assert_eq!(length("PT10H05M00S").as_deref(), Some("10:05:00"));
    }

    #[test]
    fn hours_are_seen_in_a_number_format() {
        assert!(["dd/mm/yyyy hh:mm", "h:mm AM/PM", "[$-809]d mmm yyyy H:mm", "[h]:mm"].into_iter().all(shows_hours));
        assert!(!["dd/mm/yyyy", "d \"hour\"", "d\\h", "[$-809]d mmmm yyyy"].into_iter().any(shows_hours));
    }

    #[test]
    fn rows_and_columns_keep_their_places_and_rows_are_of_one_width() {
        let mut cells = Cells::new("s");
        for (at, text) in [((1, 1), "a"), ((1, 2), "b"), ((3, 2), "c"), ((4, 1), "d,e")] {
            cells.put(at, &Data::String(text.to_owned())).expect("few");
        }
        assert_eq!(cells.finish(Vec::new()).expect("cells").text, "\n,a,b\n\n,,c\n,\"d,e\",\n");
    }
}
