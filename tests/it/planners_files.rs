//! Spreadsheets as planners have them: read right, or refused with the cell and with what to do. Nothing in them is lost without a word.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;

use sameday::scenario::grammar::{Arrivals, FileEvent};
use sameday::scenario::{Faults, Loaded, load};

const BASE: &str = r#"
question = "How many reports are ready on the day?"
grammar = 2
source = "assumption: made up for a test"
[run]
start = 2016-01-04
length = "8 weeks"
replications = 3
[grades.PSO]
[grades.PO]
[court_types.magistrates]
sittings = { pleas = { list = "pleas" } }
[lists]
pleas = { cases = 8, hearing = "12 min" }
[workstreams.psr]
arrivals = { hearings = { chance = { pleas = "15 %" } } }
due = { court_rises = {} }
kinds = { oral = { share = 1 } }
steps = { interview = { by = ["PSO", "PO"], does = { work = "40 min" } } }
"#;
const TOWN: &str = "[clusters.Northtown]\ncourts = { magistrates = { count = 1 } }\nstaff = { court = { PSO = 2, PO = 1 } }\n";
const HEAD: &str = "cluster,division,staff.court.PSO,staff.court.PO,courts.magistrates.count";

/// A scenario of a few files, in a folder of its own.
fn read(scenario: &str, files: &[(&str, &[u8])]) -> Result<Loaded, Faults> {
    let home = tempfile::tempdir().unwrap();
    for (name, bytes) in files {
        std::fs::write(home.path().join(name), bytes).unwrap();
    }
    let path = home.path().join("x.toml");
    std::fs::write(&path, scenario).unwrap();
    load::<&str>(&path, &[])
}

/// Clusters from one file.
fn clusters(name: &str, bytes: &[u8]) -> Result<Loaded, Faults> {
    read(&format!("{BASE}\n[clusters]\nfile = \"{name}\"\n"), &[(name, bytes)])
}

fn csv(rows: &str) -> Result<Loaded, Faults> {
    clusters("c.csv", format!("{HEAD}\n{rows}").as_bytes())
}

/// Dated events from one file.
fn events(name: &str, bytes: &[u8]) -> Result<Loaded, Faults> {
    let asks = "[workstreams.asks]\nsteps = { answer = { by = [\"PSO\"], does = { work = \"30 min\" } } }\n";
    read(&format!("{BASE}{asks}arrivals = {{ file = {{ path = \"{name}\" }} }}\n{TOWN}"), &[(name, bytes)])
}

#[track_caller]
fn right(read: Result<Loaded, Faults>) -> Loaded {
    read.unwrap_or_else(|faults| panic!("{faults}"))
}

#[track_caller]
fn refused(read: Result<Loaded, Faults>, words: &[&str]) -> String {
    let told = match read {
        Ok(loaded) => panic!("this was taken for right, wanted {words:?}:\n{}", loaded.resolved),
        Err(faults) => faults.to_string(),
    };
    for word in words {
        assert!(told.contains(word), "wanted `{word}` in\n{told}");
    }
    told
}

fn names(loaded: &Loaded) -> Vec<&str> {
    loaded.scenario.clusters.keys().map(String::as_str).collect()
}

fn fte(loaded: &Loaded, cluster: &str, grade: &str) -> f64 {
    loaded.scenario.clusters[cluster].staff["court"][grade].get()
}

fn dated(loaded: &Loaded) -> &[FileEvent] {
    match &loaded.scenario.workstreams["asks"].arrivals {
        Arrivals::File(from) => &from.events,
        other => panic!("{other:?}"),
    }
}

fn times(loaded: &Loaded) -> Vec<String> {
    dated(loaded).iter().map(|event| event.time.to_string()).collect()
}

/// A workbook made by hand.
struct Book {
    sheets: Vec<(&'static str, &'static str, String)>,
    properties: &'static str,
}

/// Cells with these references and insides, each in a row of its own or beside the one before.
fn cells(cells: &[(&str, &str)]) -> String {
    let mut rows: Vec<(String, String)> = Vec::new();
    for (at, inside) in cells {
        let row = at.trim_start_matches(|c: char| c.is_ascii_alphabetic()).to_owned();
        let cell = match inside.strip_prefix('<') {
            Some(_) => format!("<c r=\"{at}\">{inside}</c>"),
            None if inside.starts_with("s=") || inside.starts_with("t=") => {
                let (attributes, inside) = inside.split_once('|').unwrap();
                format!("<c r=\"{at}\" {attributes}>{inside}</c>")
            }
            None if inside.parse::<f64>().is_ok() => format!("<c r=\"{at}\"><v>{inside}</v></c>"),
            None => format!("<c r=\"{at}\" t=\"inlineStr\"><is><t>{inside}</t></is></c>"),
        };
        match rows.last_mut().filter(|(last, _)| *last == row) {
            Some((_, held)) => held.push_str(&cell),
            None => rows.push((row, cell)),
        }
    }
    rows.iter().map(|(row, cells)| format!("<row r=\"{row}\">{cells}</row>")).collect()
}

/// The usual heading, and one cluster in row 2.
fn town(more: &[(&str, &str)]) -> String {
    let head = ["A1", "B1", "C1", "D1", "E1"].into_iter().zip(HEAD.split(','));
    let row = [("A2", "Northtown"), ("B2", "N"), ("C2", "2"), ("D2", "1"), ("E2", "1")];
    let all = head.chain(row.into_iter().filter(|(at, _)| more.iter().all(|(other, _)| other != at)));
    let mut all: Vec<(&str, &str)> = all.chain(more.iter().copied()).collect();
    all.sort_by_key(|(at, _)| (at[1..].parse::<u32>().unwrap_or(0), *at));
    cells(&all)
}

impl Book {
    fn of(rows: String) -> Self {
        Self { sheets: vec![("clusters", "visible", rows)], properties: "" }
    }

    /// The styles: 1 a date, 2 a date and time, 3 a time, 4 a length of time, 5 a format of one's own with a time.
    fn bytes(&self) -> Vec<u8> {
        const STYLES: &str = "<numFmts count=\"2\"><numFmt numFmtId=\"164\" formatCode=\"[$-809]ddd d mmm yyyy hh:mm\"/><numFmt numFmtId=\"165\" formatCode=\"dd/mm/yyyy\"/></numFmts>\
            <cellXfs count=\"6\"><xf numFmtId=\"0\"/><xf numFmtId=\"165\"/><xf numFmtId=\"22\"/><xf numFmtId=\"20\"/><xf numFmtId=\"46\"/><xf numFmtId=\"164\"/></cellXfs>";
        const MAIN: &str = "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"";
        const RELATIONS: &str = "xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"";
        const TYPE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
        let (mut sheets, mut relations) = (String::new(), String::new());
        let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
        let mut put = |name: &str, text: &str| {
            zip.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
            zip.write_all(text.as_bytes()).unwrap();
        };
        for (at, (name, state, rows)) in self.sheets.iter().enumerate() {
            let at = at + 1;
            write!(sheets, "<sheet name=\"{name}\" sheetId=\"{at}\" state=\"{state}\" r:id=\"rId{at}\"/>").unwrap();
            write!(relations, "<Relationship Id=\"rId{at}\" Type=\"{TYPE}/worksheet\" Target=\"worksheets/sheet{at}.xml\"/>").unwrap();
            let (columns, rows) =
                rows.split_once("</cols>").map_or((String::new(), rows.as_str()), |(columns, rows)| (format!("{columns}</cols>"), rows));
            put(&format!("xl/worksheets/sheet{at}.xml"), &format!("<worksheet {MAIN}>{columns}<sheetData>{rows}</sheetData></worksheet>"));
        }
        write!(relations, "<Relationship Id=\"rId99\" Type=\"{TYPE}/styles\" Target=\"styles.xml\"/>").unwrap();
        put("[Content_Types].xml", "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"/>");
        put(
            "_rels/.rels",
            &format!(
                "<Relationships {RELATIONS}><Relationship Id=\"rId1\" Type=\"{TYPE}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
            ),
        );
        put("xl/workbook.xml", &format!("<workbook {MAIN}>{}<sheets>{sheets}</sheets></workbook>", self.properties));
        put("xl/_rels/workbook.xml.rels", &format!("<Relationships {RELATIONS}>{relations}</Relationships>"));
        put("xl/styles.xml", &format!("<styleSheet {MAIN}>{STYLES}</styleSheet>"));
        zip.finish().unwrap().into_inner()
    }
}

fn book(rows: String) -> Result<Loaded, Faults> {
    clusters("c.xlsx", &Book::of(rows).bytes())
}

// Dates and times.

/// 2016-01-11 is day 42380 of Excel, and 40918 where its days are counted from 1904.
#[test]
fn times_are_kept_in_every_format_that_excel_calls_a_date() {
    let rows = |days: f64| {
        let time = days + 605.0 / 1440.0;
        let styled = |style: u32, value: f64| format!("s=\"{style}\"|<v>{value}</v>");
        cells(&[
            ("A1", "time"),
            ("A2", &styled(2, time)),
            ("A3", &styled(5, time)),
            ("A4", &styled(1, time)),
            ("A5", "t=\"d\"|<v>2016-01-11T10:05:00</v>"),
            ("A6", "2016-01-11 10:05"),
            ("A7", &styled(5, days)),
        ])
    };
    let wanted = ["10:05:00"; 5].into_iter().chain(["00:00:00"]).map(|time| format!("2016-01-11T{time}")).collect::<Vec<_>>();
    assert_eq!(times(&right(events("e.xlsx", &Book::of(rows(42_380.0)).bytes()))), wanted);
    let of_1904 = Book { properties: "<workbookPr date1904=\"1\"/>", ..Book::of(rows(40_918.0)) };
    assert_eq!(times(&right(events("e.xlsx", &of_1904.bytes()))), wanted);
}

#[test]
fn a_date_without_a_time_and_a_time_without_a_date_are_refused() {
    let one = |value: &str| events("e.xlsx", &Book::of(cells(&[("A1", "time"), ("A2", value)])).bytes());
    refused(one("s=\"1\"|<v>42380</v>"), &["`2016-01-11`", "no time of day", "cell `A2`", "2016-01-11 00:00"]);
    refused(one("s=\"3\"|<v>0.420138889</v>"), &["`10:05:00`", "a time without a date"]);
    refused(one("s=\"2\"|<v>-3</v>"), &["A2", "before 1900"]);
    refused(events("e.csv", b"time\n2016-01-11\n"), &["no time of day", "row 2"]);
    let lengths = Book::of(cells(&[("A1", "m"), ("A2", "s=\"4\"|<v>0.03125</v>"), ("A3", "30 min")]));
    let work = "[workstreams.w]\narrivals = { random = { rate = \"3 a day\" } }\nsteps = { a = { by = [\"PSO\"], does = { work = { empirical = { file = \"m.xlsx\" } } } } }\n";
    let loaded = right(read(&format!("{BASE}{work}{TOWN}"), &[("m.xlsx", &lengths.bytes())]));
    assert!(loaded.resolved.contains("values = [\"45 min\", \"30 min\"]"), "{}", loaded.resolved);
}

#[test]
fn offsets_are_honoured_in_local_time() {
    let loaded = right(events("e.csv", b"time\n2016-01-11T10:05:00+05:00\n2016-02-11T10:05:00Z\n2016-01-12 10:05\n"));
    assert_eq!(times(&loaded), ["2016-01-11T05:05:00", "2016-02-11T10:05:00", "2016-01-12T10:05:00"]);
}

// Numbers.

#[test]
fn doubtful_numbers_are_asked_for() {
    for (cell, words) in [
        ("\"0,500\"", "write `0.500`"),
        ("\"1,250\"", "may be `1250` or `1.250`"),
        ("\"1.234,5\"", "write `1234.5`"),
        ("1 234", "write `1234`"),
        ("1\u{a0}234", "write `1234`"),
        ("½", "a half as 0.5"),
        ("２", "figures 0 to 9"),
        ("2-", "write `-2`"),
        ("10%", "not a unit of staff"),
        ("£", "found `£`"),
        ("nan", "found `nan`"),
        ("inf", "found `inf`"),
    ] {
        refused(csv(&format!("Northtown,N,2,{cell},1\n")), &[words, "row 2, column `staff.court.PO`"]);
    }
    let loaded = right(csv("Northtown,N,2.5,1e1,1\n"));
    assert_eq!((fte(&loaded, "Northtown", "PSO"), fte(&loaded, "Northtown", "PO")), (2.5, 10.0));
    let file = format!("{HEAD},attributes.psrs_a_year\nNorthtown,N,2,1,1,\"1,037\"\n");
    let loaded = right(clusters("c.csv", file.as_bytes()));
    assert_eq!(loaded.scenario.clusters["Northtown"].attributes["psrs_a_year"].get(), 1037.0);
    let file = format!("{HEAD},attributes.psrs_a_year\nNorthtown,N,2,1,1,\"0,037\"\n");
    refused(clusters("c.csv", file.as_bytes()), &["write `0.037`"]);
}

// Rows.

#[test]
fn no_row_vanishes() {
    let loaded = right(csv("#1 Northtown,N,2,1,1\n#2 Southtown,N,4,2,1\n"));
    assert_eq!(names(&loaded), ["#1 Northtown", "#2 Southtown"]);
    refused(csv("Northtown,N,2,1,1\n# a remark,,,,\n"), &["no comments", "row 3", "delete the row"]);
    refused(csv("Northtown,N,2,1,1\n# a remark\n"), &["begins with `#` and stands alone"]);
    refused(clusters("c.csv", format!("# a remark\n{HEAD}\nNorthtown,N,2,1,1\n").as_bytes()), &["# a remark", "stands alone"]);
    let loaded = right(book(town(&[("A3", "#2 Southtown"), ("C3", "4"), ("E3", "1")])));
    assert_eq!(names(&loaded), ["Northtown", "#2 Southtown"]);
}

#[test]
fn errors_and_formulas_are_no_values() {
    for error in ["#REF!", "#N/A", "#VALUE!", "#DIV/0!", "#NAME?", "#SPILL!", "########", "Err:502"] {
        refused(csv(&format!("{error},N,2,1,1\n")), &["an error of the spreadsheet", error, "row 2, column `cluster`"]);
        refused(csv(&format!("Northtown,N,{error},1,1\n")), &["an error of the spreadsheet", "column `staff.court.PSO`"]);
    }
    refused(csv("Northtown,N,=1+1,1,1\n"), &["this is the formula", "formatted as text"]);
    refused(
        book(town(&[("C2", "t=\"e\"|<v>#REF!</v>"), ("D2", "t=\"e\"|<f>1/0</f><v>#DIV/0!</v>")])),
        &["error values", "C2 (#REF!), D2 (#DIV/0!)"],
    );
    refused(book(town(&[("C2", "t=\"str\"|<f>\"=2\"</f><v>=2</v>")])), &["this is the formula", "cell `C2`"]);
}

#[test]
fn a_formula_without_a_result_is_told_with_its_cell() {
    let words = ["not calculated", "cell C2", "sheet `clusters`", "open it in Excel and save it"];
    refused(book(town(&[("C2", "<f>1+1</f>")])), &words);
    refused(book(town(&[("C2", "<f>1+1</f><v></v>")])), &words);
    assert_eq!(fte(&right(book(town(&[("C2", "<f>1+1</f><v>2</v>")]))), "Northtown", "PSO"), 2.0);
    // Programs that write workbooks put 0 in the place of what only Excel can work out, and ask it to.
    let stand_in = Book { properties: "", ..Book::of(town(&[("C2", "<f>1+1</f><v>0</v>")])) };
    assert_eq!(fte(&right(clusters("c.xlsx", &stand_in.bytes())), "Northtown", "PSO"), 0.0);
    let stand_in = Book { properties: "<calcPr fullCalcOnLoad=\"1\"/>", ..stand_in };
    refused(clusters("c.xlsx", &stand_in.bytes()), &words);
    let many: Vec<(String, &str)> = (2..62).map(|row| (format!("C{row}"), "<f>1+1</f>")).collect();
    let many: Vec<(&str, &str)> = many.iter().map(|(at, cell)| (at.as_str(), *cell)).collect();
    refused(book(town(&many)), &["60 cells: C2, C3, C4 …", "1 problem"]);
}

#[test]
fn rows_that_sum_up_are_refused() {
    for name in ["Total", "Grand total", "SUBTOTAL:", "Average", "Mean", "Sum", "North East Total", "\u{a0}Total "] {
        refused(csv(&format!("Northtown,N,2,1,1\n{name},,5,2,2\n")), &["looks like a sum or a mean", "row 3", "delete the row"]);
    }
    assert_eq!(names(&right(csv("Meanwood,N,2,1,1\nSummertown,N,2,1,1\n"))), ["Meanwood", "Summertown"]);
    let work = "[workstreams.w]\narrivals = { random = { rate = \"3 a day\" } }\nsteps = { a = { by = [\"PSO\"], does = { work = { empirical = { file = \"m.csv\", column = \"m\" } } } } }\n";
    let scenario = format!("{BASE}{work}{TOWN}");
    refused(read(&scenario, &[("m.csv", b"day,m\nMon,30 min\nAverage,30 min\n")]), &["one of the values", "row 3"]);
}

// Sheets.

#[test]
fn the_sheet_is_the_first_that_is_seen_or_the_one_named() {
    let named = |name: &str| town(&[("A2", name)]);
    let all = |first: (&'static str, &'static str), second: (&'static str, &'static str)| Book {
        sheets: vec![(first.0, first.1, named("Firsttown")), (second.0, second.1, named("Secondtown"))],
        properties: "",
    };
    for (first, second, read_from, told) in [
        (("a", "visible"), ("b", "visible"), "Firsttown", ""),
        (("a", "visible"), ("Clusters", "visible"), "Secondtown", ""),
        (("a", "hidden"), ("b", "visible"), "Secondtown", "`a` hidden, so `b` is read"),
        (("a", "veryHidden"), ("b", "visible"), "Secondtown", "`a` hidden, so `b` is read"),
        (("a", "visible"), ("clusters", "hidden"), "Firsttown", "`clusters` hidden, so `a` is read"),
    ] {
        let loaded = right(clusters("c.xlsx", &all(first, second).bytes()));
        let warnings = loaded.warnings.to_string();
        assert_eq!(names(&loaded), [read_from], "{first:?} {second:?}");
        assert!(warnings.contains(told) && told.is_empty() != warnings.contains("hidden"), "{warnings}");
    }
    let hidden = all(("a", "hidden"), ("b", "hidden"));
    refused(clusters("c.xlsx", &hidden.bytes()), &["only hidden sheets", "`sheet = \"a\"`"]);
    let with = |sheet: &str| read(&format!("{BASE}\n[clusters]\nfile = \"c.xlsx\"\nsheet = \"{sheet}\"\n"), &[("c.xlsx", &hidden.bytes())]);
    let loaded = right(with("b"));
    assert_eq!(names(&loaded), ["Secondtown"]);
    assert!(loaded.warnings.to_string().contains("read because it is named"));
    refused(with("c"), &["no sheet `c`", "`a` or `b`"]);
    refused(read(&format!("{BASE}[clusters]\nsheet = \"b\"\n{TOWN}"), &[]), &["`clusters.sheet` wants `clusters.file` beside it"]);
}

#[test]
fn hidden_rows_and_columns_are_read_and_told() {
    let rows = town(&[("A3", "Southtown"), ("C3", "4"), ("E3", "1")]).replace("<row r=\"3\">", "<row r=\"3\" hidden=\"1\">");
    let loaded = right(book(format!("<cols><col min=\"4\" max=\"4\" hidden=\"1\"/></cols>{rows}")));
    assert_eq!(names(&loaded), ["Northtown", "Southtown"]);
    assert!(loaded.warnings.to_string().contains("hidden row 3 and column D on its sheet `clusters`"), "{}", loaded.warnings);
}

#[test]
fn a_cell_far_away_asks_for_no_memory() {
    let with = |cell: &str| book(town(&[]) + &format!("<row r=\"9\"><c r=\"{cell}\"><v>1</v></c></row>"));
    refused(with("ZZZZZZ4294967295"), &["a cell `ZZZZZZ4294967295`", "no sheet has"]);
    refused(with("XFE1"), &["a cell `XFE1`"]);
    refused(with("A0"), &["a cell `A0`"]);
    // The last cell of the largest sheet is one; it has no heading.
    refused(with("XFD1048576"), &["wants a heading"]);
    refused(book(town(&[]) + "<row r=\"4294967295\"><c><v>1</v></c></row>"), &["a row of its sheet"]);
    let rows: String = (3..200).map(|row| format!("<row r=\"{row}\"><c r=\"XFD{row}\"><v>1</v></c></row>")).collect();
    refused(book(town(&[]) + &rows), &["no table of a scenario", "as far as XFD"]);
    let bomb = Book::of(format!("{}<!--{}-->", town(&[]), " ".repeat(300 << 20)));
    refused(clusters("c.xlsx", &bomb.bytes()), &["unpacks to over 256 MiB"]);
}

#[test]
fn damaged_workbooks_are_told_and_never_end_the_program() {
    let whole = Book::of(town(&[])).bytes();
    for cut in (0..whole.len()).step_by(97) {
        let mut bytes = whole.clone();
        bytes[cut] ^= 0x55;
        drop(clusters("c.xlsx", &bytes));
        refused(clusters("c.xlsx", &whole[..cut]), &[]);
    }
    refused(clusters("c.xls", &[&[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1], [7_u8; 600].as_slice()].concat()), &["cannot be read"]);
}

// Names.

#[test]
fn names_that_look_alike_are_one_or_are_told() {
    for name in ["North\u{a0}town", "North\u{200b} town", "North  town", "North town\u{feff}"] {
        refused(csv(&format!("North town,N,2,1,1\n{name},N,2,1,1\n")), &["`North town` has a row already", "row 3"]);
        refused(read(&format!("{BASE}[clusters.\"{name}\"]\n"), &[]), &["a name in `clusters`"]);
    }
    for (one, other) in
        [("NE-01", "NE\u{2013}01"), ("Northtown", "NORTHTOWN"), ("King's Lynn", "King\u{2019}s Lynn"), ("Ross", "R\u{43e}ss")]
    {
        let loaded = right(csv(&format!("{one},N,2,1,1\n{other},N,2,1,1\n")));
        assert!(loaded.warnings.to_string().contains("these names look alike"), "{one} {other}: {}", loaded.warnings);
    }
    let loaded = right(csv("NE-01,N,2,1,1\nNE-02,N,2,1,1\n"));
    assert!(!loaded.warnings.to_string().contains("alike"), "{}", loaded.warnings);
    assert_eq!(names(&right(csv("Ynys Mo\u{302}n,W,2,1,1\n"))), ["Ynys M\u{f4}n"]);
}

// Files.

#[test]
fn files_are_known_by_what_is_in_them() {
    let row = "Northtown,N,2,1,1\n";
    let (first, rest) = HEAD.split_once(',').unwrap();
    let marked = format!("\u{feff}\"{first}\",{rest}\n{row}");
    assert_eq!(names(&right(clusters("c.csv", marked.as_bytes()))), ["Northtown"]);
    assert_eq!(names(&right(clusters("c.xlsx", format!("{HEAD}\n{row}").as_bytes()))), ["Northtown"]);
    assert_eq!(names(&right(clusters("c.csv", &Book::of(town(&[])).bytes()))), ["Northtown"]);
    let trailing = format!("{HEAD},,\nNorthtown,N,2,1,1,,\n,,,,,,\n,,,,,,,,\n\n");
    assert_eq!(names(&right(clusters("c.csv", trailing.as_bytes()))), ["Northtown"]);
    refused(clusters("c.csv", format!("{HEAD},,\nNorthtown,N,2,1,1,,7\n").as_bytes()), &["wants a heading", "row 2"]);
    refused(clusters("c.csv", format!("{HEAD},division\nNorthtown,N,2,1,1,N\n").as_bytes()), &["each column is wanted once"]);
    refused(csv("Northtown,N,2,1\n"), &["row 2 wants 5 cells"]);
    refused(clusters("c.csv", b"\xff\xfec\0l\0"), &["UTF-16", "CSV UTF-8 (Comma delimited)"]);
    let latin: Vec<u8> = format!("{HEAD}\nYnys M\u{f4}n,W,2,1,1\n").chars().map(|c| c as u8).collect();
    refused(clusters("c.csv", &latin), &["not UTF-8", "line 2", "CSV UTF-8 (Comma delimited)"]);
}

// Whole quantities.

#[test]
fn nothing_is_rounded_without_a_word() {
    let with = |from: &str, to: &str| read(&format!("{BASE}{TOWN}").replace(from, to), &[]);
    let due = "due = { court_rises = {} }";
    refused(with(due, "due = { within = \"0.5 working days\" }"), &["whole working days", "\"1 working day\""]);
    refused(
        with(due, "due = { within = \"2.5 days\" }\nadjourn = { rebook = \"1.5 working days\" }"),
        &["`workstreams.psr.adjourn.rebook`"],
    );
    drop(right(with(due, "due = { within = \"2.5 days\" }")));
    for (key, value, mend) in [
        ("length", "36 h", "\"1 day\" or \"2 days\""),
        ("warm_up", "1.5 weeks", "\"10 days\" or \"11 days\""),
        ("run_out", "90 min", "\"1 day\""),
    ] {
        let run = BASE.replace("length = \"8 weeks\"\n", "");
        let scenario = run.replace("[run]\n", &format!("[run]\n{key} = \"{value}\"\n")) + TOWN;
        refused(read(&scenario, &[]), &[&format!("`run.{key}` wants whole days"), mend]);
    }
    drop(right(with("length = \"8 weeks\"", "length = \"1.5 weeks\"\nwarm_up = \"36 h\"").or_else(|faults| {
        assert_eq!(faults.count(), "2 problems", "{faults}");
        with("length = \"8 weeks\"", "length = \"48 h\"")
    })));
    refused(
        with("[grades.PSO]", "[grades.PSO]\nleave = { days = \"25.5 days\", block = \"2.5 days\" }"),
        &["`grades.PSO.leave.block` wants whole"],
    );
    drop(right(with("[grades.PSO]", "[grades.PSO]\nleave = { days = \"25.5 days\", block = \"2 days\" }")));
    let put_over = "kinds = { oral = { share = 1, adjourn = \"5 working days\" } }";
    let listing = |value: &str| with("kinds = { oral = { share = 1 } }", &format!("{put_over}\nadjourn = {{ listing = {value} }}"));
    refused(listing("\"1.5 working days\""), &["`workstreams.psr.adjourn.listing` wants whole"]);
    refused(listing("{ empirical = { values = [\"1 day\", \"2.5 days\"] } }"), &["\"2 working days\" or \"3 working days\""]);
    drop(right(listing("{ exponential = { mean = \"1.5 working days\" } }")));
    let beds = with("[grades.PSO]", "[grades.bed]\nkind = \"place\"\n[grades.PSO]").map(|_| ());
    beds.unwrap_or_else(|faults| panic!("{faults}"));
    let beds = format!("{BASE}{TOWN}")
        .replace("[grades.PSO]", "[grades.bed]\nkind = \"place\"\n[grades.PSO]")
        .replace("PO = 1 }", "PO = 1, bed = 2.5 }");
    refused(read(&beds, &[]), &["wants a whole number", "`bed` are places", "write 2 or 3"]);
}

#[test]
fn work_that_no_court_brings_is_not_due_when_it_rises() {
    for arrivals in ["random = { rate = \"3 a day\" }", "calendar = { day = \"Mon\", at = \"10:00\" }", "completion = { of = \"psr\" }"] {
        let work = format!(
            "[workstreams.w]\narrivals = {{ {arrivals} }}\ndue = \"court_rises\"\nsteps = {{ a = {{ by = [\"PSO\"], does = {{ work = \"9 min\" }} }} }}\n"
        );
        refused(read(&format!("{BASE}{work}{TOWN}"), &[]), &["no court brings this work", "by = \"16:30\""]);
    }
}

// Many of a kind, and very many.

#[test]
fn many_faults_of_one_kind_are_told_once() {
    let rows: String = (1..=60).map(|at| format!("C{at},N,n/a,1,1\n")).collect();
    let told = refused(
        csv(&rows),
        &["(60 like this)", "row 2,", "row 3,", "row 4,", "60 in all; the others: row 5, row 6", "60 problems of one kind"],
    );
    assert!(told.lines().count() < 30, "{told}");
    let mut file = String::from("time,cluster\n");
    for at in 0..2150 {
        writeln!(file, "2016-01-11 10:05,Town{at}").unwrap();
    }
    let told = refused(events("e.csv", file.as_bytes()), &["2150 problems of one kind", "(2150 like this)"]);
    assert!(told.lines().count() < 40, "{told}");
    // Different mistakes stay apart.
    refused(csv("A,N,n/a,1,1\nB,N,2,x,1\nC,N,2,1,many\n"), &["3 problems"]);
    let rows: String = (1..=5).map(|at| format!("C{at},N,n/a,x,1\n")).collect();
    refused(csv(&rows), &["10 problems of 2 kinds"]);
}

#[test]
fn many_events_stand_in_a_file_beside_the_scenario_in_full() {
    let mut file = String::from("time,cluster\n");
    for at in 0..40_000 {
        writeln!(file, "2016-01-{:02} {:02}:{:02},Northtown", 4 + at % 20, 9 + at / 60 % 8, at % 60).unwrap();
    }
    let loaded = right(events("e.csv", file.as_bytes()));
    let [beside] = loaded.beside.as_slice() else { panic!("one file is wanted beside it, found {}", loaded.beside.len()) };
    assert!(loaded.resolved.len() < 10_000 && loaded.resolved.contains(&beside.name), "{}", loaded.resolved.len());
    // The same again from memory, and from a folder.
    let again = right(loaded.with(&[]));
    assert_eq!((&again.resolved, &again.beside), (&loaded.resolved, &loaded.beside));
    assert_eq!(times(&again), times(&loaded));
    let from_folder = right(read(&loaded.resolved, &[(&beside.name, &beside.bytes)]));
    assert_eq!((&from_folder.resolved, times(&from_folder)), (&loaded.resolved, times(&loaded)));
    let changed = [&beside.bytes[..], b"2016-01-11 10:05:00,,,\n"].concat();
    refused(read(&loaded.resolved, &[(&beside.name, &changed)]), &["another SHA-256"]);
    refused(read(&loaded.resolved, &[]), &["does not exist"]);
    // Few are written within it.
    let few = right(events("e.csv", b"time\n2016-01-11 10:05\n"));
    assert!(few.beside.is_empty() && few.resolved.contains("2016-01-11 10:05:00"));
}

// The grammar's versions.

#[test]
fn a_file_says_which_grammar_it_is_written_in() {
    let with = |line: &str| read(&format!("{BASE}{TOWN}").replace("grammar = 2", line), &[]);
    for line in ["grammar = 2", "grammar = 1", ""] {
        assert!(right(with(line)).resolved.contains("\ngrammar = 2\n"), "{line}");
    }
    refused(with("grammar = 3"), &["written for grammar 3; this program reads up to 2"]);
    refused(with("grammar = \"two\""), &["a whole number from 1 to 2"]);
    let home = tempfile::tempdir().unwrap();
    std::fs::write(home.path().join("base.toml"), format!("{BASE}{TOWN}").replace("grammar = 2", "grammar = 3")).unwrap();
    std::fs::write(home.path().join("x.toml"), "extends = \"base.toml\"\n").unwrap();
    refused(load::<&str>(&home.path().join("x.toml"), &[]), &["base.toml", "written for grammar 3"]);
    refused(load(Path::new("x.toml"), &["grammar=1"]), &["x.toml"]);
}
