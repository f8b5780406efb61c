//! What is left for spreadsheets and process mining, and results drawn again from what is stored.

use std::fs;
use std::io::Cursor;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use calamine::{Data, Reader as _, Xlsx};
use parquet::file::reader::{FileReader as _, SerializedFileReader};
use parquet::record::RowAccessor as _;
use rust_xlsxwriter::Workbook;

const MINIMAL: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios/minimal.toml");

fn call(folder: &Path, arguments: &[&str]) -> Output {
    crate::program::binary().args(arguments).current_dir(folder).output().unwrap()
}

/// Calls the program, which must be well, and gives what it said.
#[track_caller]
fn well(folder: &Path, arguments: &[&str]) -> String {
    let done = call(folder, arguments);
    assert!(done.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&done.stderr));
    String::from_utf8(done.stdout).unwrap()
}

/// Calls the program, which must find fault, and gives its complaint.
#[track_caller]
fn at_fault(folder: &Path, arguments: &[&str]) -> String {
    let done = call(folder, arguments);
    assert_eq!(done.status.code(), Some(1), "{arguments:?}");
    String::from_utf8(done.stderr).unwrap()
}

fn home() -> tempfile::TempDir {
    tempfile::tempdir().unwrap()
}

type Cells = Vec<Vec<Data>>;

fn sheet(book: &Path, name: &str) -> Cells {
    let mut book = Xlsx::new(Cursor::new(fs::read(book).unwrap())).unwrap();
    book.worksheet_range(name).unwrap().rows().map(<[Data]>::to_vec).collect()
}

fn csv_rows(file: &Path) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_path(file).unwrap();
    reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect()
}

/// Cell by cell, from a column on: numbers to the bit, and typed as numbers.
#[track_caller]
fn same(cells: &Cells, rows: &[Vec<String>], from: usize) -> usize {
    assert_eq!(cells.len(), rows.len());
    let mut numbers = 0;
    for (cells, row) in cells.iter().zip(rows) {
        for (cell, text) in cells[from..].iter().zip(row) {
            match cell {
                Data::Float(number) => {
                    assert_eq!(number.to_bits(), text.parse::<f64>().unwrap().to_bits(), "{row:?}");
                    numbers += 1;
                }
                Data::Empty => assert_eq!(text, ""),
                Data::String(said) => assert_eq!(said, text),
                other => panic!("{other:?} for {text}"),
            }
        }
        assert_eq!(cells.len() - from, row.len());
    }
    numbers
}

#[test]
fn the_workbook_read_by_another_library_is_equal_to_the_csv_files() {
    let home = home();
    well(home.path(), &["run", MINIMAL, "-n", "3", "-q", "-o", "run"]);
    let run = home.path().join("run");
    let book = run.join("workbook.xlsx");
    for (name, file) in [("Estimates", "estimates.csv"), ("Clusters", "clusters.csv")] {
        let numbers = same(&sheet(&book, name), &csv_rows(&run.join(file)), 0);
        assert!(numbers > 20, "{name}: only {numbers} cells are numbers");
    }
    let told = sheet(&book, "Read me");
    let hash = fs::read_to_string(run.join("manifest.json")).unwrap();
    for word in ["seed", "replications", "same_day", "half_width"] {
        assert!(told.iter().flatten().any(|cell| cell.to_string().contains(word)), "{word} is not in the first sheet");
    }
    assert!(told.iter().flatten().any(|cell| cell.to_string().len() == 64 && hash.contains(&cell.to_string())), "no hash");
    let inputs = sheet(&book, "Inputs");
    let row = inputs.iter().find(|row| row[0] == Data::String("workstreams.psr.kinds.oral.share".to_owned())).unwrap();
    assert_eq!(row[1], Data::Float(0.5));
    well(home.path(), &["run", MINIMAL, "-n", "3", "-q", "-o", "again"]);
    assert!(fs::read(&book).unwrap() == fs::read(home.path().join("again/workbook.xlsx")).unwrap(), "the bytes differ from run to run");
}

#[test]
fn the_workbook_of_a_comparison_holds_its_rows_and_what_was_changed() {
    let home = home();
    fs::write(
        home.path().join("more.toml"),
        format!("question = \"More?\"\nextends = {MINIMAL:?}\nclusters.Smalltown.staff.court.PSO = 3.5\n"),
    )
    .unwrap();
    well(home.path(), &["compare", MINIMAL, "more.toml", "-n", "4", "-q", "-o", "both"]);
    let both = home.path().join("both");
    let book = both.join("workbook.xlsx");
    assert!(same(&sheet(&book, "Comparisons"), &csv_rows(&both.join("comparison.csv")), 0) > 100);
    let changes = sheet(&book, "Changes");
    assert!(changes.iter().any(|row| row[1] == "clusters.Smalltown.staff.court.PSO"), "{changes:?}");
    let estimates = sheet(&book, "Estimates");
    let of = |name: &str| estimates.iter().filter(|row| row[0] == name).count();
    assert!(of(MINIMAL) > 20 && of(MINIMAL) == of("more.toml"));
}

/// The first seed's clusters, as a workbook with blank rows, a title of another sheet and numbers as numbers.
fn clusters(path: &Path, spoilt: bool) {
    let mut book = Workbook::new();
    book.add_worksheet().set_name("Notes").unwrap().write_string(0, 0, "nothing here").unwrap();
    let sheet = book.add_worksheet();
    sheet.set_name("Clusters").unwrap();
    for (column, name) in
        ["cluster", "division", "staff.court.PSO", "staff.court.PO", "staff.court.SPO", "staff.court.CA", "courts.magistrates.count"]
            .iter()
            .enumerate()
    {
        sheet.write_string(1, column as u16, *name).unwrap();
    }
    sheet.write_string(3, 0, "Smalltown").unwrap();
    sheet.write_string(3, 1, "North, \"East\"").unwrap();
    for (column, number) in [2.5, 1.0, 1.0, 1.0, 1.0].iter().enumerate() {
        sheet.write_number(3, column as u16 + 2, *number).unwrap();
    }
    if spoilt {
        sheet.write_number(3, 3, -4.0).unwrap();
    }
    book.save(path).unwrap();
}

/// The tutorial's scenario with its clusters in a file.
fn with_clusters(folder: &Path, file: &str) {
    let text = fs::read_to_string(MINIMAL).unwrap();
    let (before, rest) = text.split_once("[clusters.Smalltown]").unwrap();
    let (_, after) = rest.split_once("\n\n").unwrap();
    fs::write(folder.join("towns.toml"), format!("{before}[clusters]\nfile = \"{file}\"\n\n{after}")).unwrap();
}

#[test]
fn clusters_from_excel_are_those_of_csv_and_a_fault_names_its_cell() {
    let home = home();
    with_clusters(home.path(), "clusters.csv");
    let head = "cluster,division,staff.court.PSO,staff.court.PO,staff.court.SPO,staff.court.CA,courts.magistrates.count";
    fs::write(home.path().join("clusters.csv"), format!("{head}\nSmalltown,\"North, \"\"East\"\"\",2.5,1,1,1,1\n")).unwrap();
    well(home.path(), &["run", "towns.toml", "-n", "2", "-q", "-o", "csv", "--no-charts"]);
    with_clusters(home.path(), "clusters.xlsx");
    clusters(&home.path().join("clusters.xlsx"), false);
    well(home.path(), &["run", "towns.toml", "-n", "2", "-q", "-o", "xlsx", "--no-charts"]);
    for file in ["scenario.toml", "estimates.csv"] {
        assert_eq!(
            fs::read_to_string(home.path().join("csv").join(file)).unwrap(),
            fs::read_to_string(home.path().join("xlsx").join(file)).unwrap()
        );
    }
    clusters(&home.path().join("clusters.xlsx"), true);
    let said = at_fault(home.path(), &["check", "towns.toml"]);
    assert!(said.contains("row 4, column `staff.court.PO`, cell `D4`") && said.contains("clusters.xlsx"), "{said}");
    fs::write(home.path().join("clusters.xlsx"), "not a workbook").unwrap();
    // By its bytes it is text, and no table of clusters.
    assert!(at_fault(home.path(), &["check", "towns.toml"]).contains("clusters.xlsx"));
}

/// Every file of a folder, by its path within it.
fn files(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path)
            } else {
                found.push((path.strip_prefix(folder).unwrap().to_owned(), fs::read(&path).unwrap()))
            }
        }
    }
    found.sort();
    found
}

#[test]
fn a_report_made_again_from_what_is_stored_is_the_same_to_the_byte() {
    let home = home();
    well(home.path(), &["run", MINIMAL, "-n", "5", "-q", "-o", "run"]);
    let run = home.path().join("run");
    let first = files(&run);
    fs::remove_dir_all(run.join("charts")).unwrap();
    fs::create_dir(run.join("charts")).unwrap();
    fs::write(run.join("report.html"), "spoilt").unwrap();
    well(home.path(), &["report", "run", "-q"]);
    let again = files(&run);
    let names = |files: &[(PathBuf, Vec<u8>)]| files.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>();
    assert_eq!(names(&first), names(&again));
    for ((name, one), (_, other)) in first.iter().zip(&again) {
        assert!(one == other, "{} differs", name.display());
    }
    let said = at_fault(home.path(), &["report", "."]);
    assert!(said.contains("estimates.json") && said.contains("Run the scenario again"), "{said}");
}

#[test]
fn a_chart_is_drawn_again_for_a_slide_or_a_page() {
    let home = home();
    well(home.path(), &["run", MINIMAL, "-n", "5", "-q", "-o", "run"]);
    well(home.path(), &["chart", "hour_rate", "run", "-o", "pictures"]);
    for kind in ["svg", "png"] {
        let [stored, drawn] =
            ["run/charts/hour_rate", "pictures/hour_rate"].map(|path| fs::read(home.path().join(format!("{path}.{kind}"))).unwrap());
        assert!(stored == drawn, "{kind}");
    }
    well(home.path(), &["chart", "hour_rate", "run", "--size", "page"]);
    assert!(fs::read_to_string(home.path().join("hour_rate-page.svg")).unwrap().contains("width=\"1240\""));
    let said = at_fault(home.path(), &["chart", "hours", "run"]);
    assert!(said.contains("hour_rate") && said.contains("Same-day rate by cluster"), "{said}");
}

#[test]
fn a_trace_is_a_diary_an_event_log_and_a_picture() {
    let home = home();
    let said = well(home.path(), &["trace", MINIMAL, "-q", "--replication", "2"]);
    assert!(said.contains("asked for at") && said.contains("stood down") && said.contains("Smalltown"), "{said}");
    let folder = home.path().join("output/trace-minimal");
    let rows = csv_rows(&folder.join("events.csv"));
    assert_eq!(rows[0].join(","), "case,activity,start,end,resource,court,cluster,workstream,kind,outcome");
    assert!(rows.len() > 500);
    for row in &rows[1..] {
        assert!(row[0].starts_with("Smalltown/") && row[2] <= row[3] && row[2].len() == 19, "{row:?}");
    }
    let event_log = fs::read_to_string(folder.join("diary.txt")).unwrap();
    assert_eq!(event_log.lines().filter(|line| line.contains("case ")).count(), rows.len() - 1);
    let file = SerializedFileReader::new(fs::File::open(folder.join("events.parquet")).unwrap()).unwrap();
    let parquet: Vec<Vec<String>> = file
        .get_row_iter(None)
        .unwrap()
        .map(|row| row.unwrap())
        .map(|row| (0..10).map(|column| row.get_string(column).unwrap().clone()).collect())
        .collect();
    assert_eq!(parquet, rows[1..]);
    for file in ["charts/gantt.svg", "charts/gantt.png", "charts/gantt.csv", "manifest.json", "scenario.toml"] {
        assert!(folder.join(file).is_file(), "{file}");
    }
    let one = csv_rows(&folder.join("charts/gantt.csv"));
    assert!(one.iter().any(|row| row[0] == "report") && one.iter().any(|row| row[0] == "person"));
}

#[test]
fn one_case_and_one_day_can_be_told_and_what_is_not_there_is_said() {
    let home = home();
    let said = well(home.path(), &["trace", MINIMAL, "-q", "--case", "7", "--no-charts"]);
    assert!(said.lines().filter(|line| line.contains("case ")).all(|line| line.contains("case 7")), "{said}");
    let day = well(home.path(), &["trace", MINIMAL, "-q", "--day", "2016-02-03", "--lines", "3"]);
    assert!(day.starts_with("Wednesday 3 February 2016, Smalltown\n") && day.contains("lines more"), "{day}");
    let told = |arguments: &[&str]| at_fault(home.path(), &[&["trace", MINIMAL, "-q"], arguments].concat());
    assert!(told(&["--cluster", "Bigtown"]).contains("it has Smalltown"));
    assert!(told(&["--day", "2019-01-01"]).contains("not within the history"));
    assert!(told(&["--case", "999999"]).contains("numbered from 1"));
    assert!(told(&["--court", "Old Bailey"]).contains("has no court `Old Bailey`"));
    assert_eq!(call(home.path(), &["trace", MINIMAL, "--day", "soon"]).status.code(), Some(2));
}

/// A Python that has pm4py: the one that `.ci/run` makes, or the machine's.
fn python() -> Option<PathBuf> {
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/python/bin/python3");
    let has = |python: &PathBuf| Command::new(python).args(["-c", "import pm4py"]).output().is_ok_and(|said| said.status.success());
    [own, PathBuf::from("python3")].into_iter().find(has)
}

#[test]
fn a_process_mining_tool_reads_the_event_log() {
    let Some(python) = python() else {
        println!("passed over: there is no Python with pm4py on this machine (.ci/run installs it)");
        return;
    };
    let home = home();
    well(home.path(), &["trace", MINIMAL, "-q", "--no-charts", "-o", "trace"]);
    let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/examples/event_log.py");
    let done = Command::new(python).arg(example).arg(home.path().join("trace/events.csv")).output().unwrap();
    let said = String::from_utf8_lossy(&done.stdout).into_owned();
    assert!(done.status.success(), "{said}{}", String::from_utf8_lossy(&done.stderr));
    let rows = csv_rows(&home.path().join("trace/events.csv"));
    let mut cases: Vec<&String> = rows[1..].iter().filter(|row| row[7] == "psr").map(|row| &row[0]).collect();
    cases.sort();
    cases.dedup();
    assert!(said.contains(&format!("{} reports", cases.len())), "{said}");
    assert!(said.contains("Interview"), "{said}");
}

#[test]
fn work_that_no_court_asks_for_is_called_a_report_nowhere() {
    let queue = r#"
question = "How much of a desk's work is done the day it comes?"
[run]
start        = 2016-01-04
length       = "4 weeks"
replications = 3
headline     = "letters"
[grades.CLERK]
hourly_cost = "£20"
[clusters.Ash.staff.desk]
CLERK = 2
[workstreams.letters]
team     = "desk"
arrivals = { random = { rate = "1 an hour", during = ["09:00-17:00"] } }
due      = { within = "2 working days" }
kinds    = { long = { share = 0.5 }, short = { share = 0.5 } }
[workstreams.letters.steps.write]
by   = ["CLERK"]
does = { work = { exponential = { mean = "90 min" } } }
"#;
    for is_due in [true, false] {
        let home = home();
        let lines: Vec<&str> = queue.lines().filter(|line| is_due || !line.starts_with("due")).collect();
        fs::write(home.path().join("desk.toml"), lines.join("\n")).unwrap();
        let said = well(home.path(), &["run", "desk.toml"]);
        assert!(said.contains(" of pieces of work are same-day, against a target of 90 %"), "{said}");
        let results = home.path().join("output/desk");
        assert_eq!(said.contains("On time "), is_due, "{said}");
        assert_eq!(fs::read_to_string(results.join("estimates.csv")).unwrap().contains(",on_time,"), is_due);
        let mut texts = vec![said];
        for file in files(&results.join("charts")).into_iter().filter(|(path, _)| path.extension().is_some_and(|kind| kind != "png")) {
            texts.push(String::from_utf8(file.1).unwrap());
        }
        let reports = sheet(&results.join("workbook.xlsx"), "Read me").concat();
        texts.extend(reports.iter().map(ToString::to_string).filter(|cell| !cell.contains('_')));
        assert!(texts.len() > 20, "no charts, or no workbook");
        for text in texts {
            assert!(!text.to_lowercase().contains("report"), "{text}");
        }
    }
}
