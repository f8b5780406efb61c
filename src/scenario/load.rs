//! The loader: the only part of this room that reads files.
//!
//! It gathers a scenario from its file, the files that it extends, the CSV files that they name and the command
//! line, lays them over each other, and hands the result to the grammar. It remembers every text, so
//! that a fault can show its line, and every file's hash, so that a run can be reproduced.

mod inline;

use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use sha2::{Digest as _, Sha256};

use super::csv_file::{self, Sheet};
use super::description::{Description, Leaf};
use super::fault::{Fault, Faults, Text};
use super::files::{Disk, Files};
use super::grammar::Scenario;
use super::overlay;
use super::parse::{parse, parse_value};
use super::reading::Reading;
use super::scan::DEEPEST;
use super::sweep::{self, Axis};
use super::table::Shape;
use super::toml_text::join_path;
use super::tree::{self, Node, Place, Table, Value};
use super::upgrade::{self, GRAMMAR, Version};
use super::{complexity, cross, file, sources, xlsx};

/// The most bytes that a scenario may have.
pub const MOST_BYTES: u64 = 8 << 20;
/// The most bytes that a spreadsheet that it names may have.
pub const MOST_DATA_BYTES: u64 = 32 << 20;
/// The longest chain of `extends`.
const LONGEST_CHAIN: usize = 32;

/// A scenario that has passed every check, with all that is needed to tell where it came from.
#[derive(Clone, Debug)]
pub struct Loaded {
    /// The scenario.
    pub scenario: Scenario,
    /// It in full as TOML: every default written, every file inlined. Loading this gives the same scenario.
    pub resolved: String,
    /// Every file that was read, in order.
    pub files: Vec<FileRead>,
    /// What is allowed but looks wrong.
    pub warnings: Faults,
    /// Every source that is told, and what for.
    pub sources: Vec<sources::Source>,
    /// Paths of tables with numbers for which no source is told, on them or around them.
    pub unsourced: Vec<String>,
    /// How complex each cluster is, whichever of them are run; empty where the scenario does not say.
    pub standings: Vec<complexity::Standing>,
    /// The levers of its sweep with their ranges; none if it has no sweep.
    pub axes: Vec<Axis>,
    /// The same with the clusters that `run.only` leaves out, as it is written in full.
    pub whole: Scenario,
    /// Files that `resolved` names, to stand beside it wherever it is kept.
    pub beside: Vec<Beside>,
}

/// A file that stands beside a scenario in full, because it would make it too long.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Beside {
    /// Its name, which tells of its contents.
    pub name: String,
    /// Its bytes.
    pub bytes: Arc<[u8]>,
}

impl Loaded {
    /// What it rests on, apart from itself: results keep it.
    pub fn register(&self) -> sources::Register {
        let warnings = if self.warnings.list.is_empty() { String::new() } else { self.warnings.to_string() };
        sources::Register { sources: self.sources.clone(), unsourced: self.unsourced.clone(), warnings }
    }

    /// The same scenario with keys changed, without its sweep: no file is read again.
    ///
    /// # Errors
    /// Every fault that the changes make.
    pub fn with(&self, changes: &[String]) -> Result<Self, Faults> {
        let mut sets = vec!["sweep=none".to_owned()];
        sets.extend_from_slice(changes);
        let loader = Loader { beside: self.beside.clone(), ..Loader::from(&Disk) };
        loader.text("the scenario in full", &self.resolved, Path::new(""), &sets)
    }
}

/// A file that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileRead {
    /// Its path as it was opened.
    pub path: PathBuf,
    /// The SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
    /// Its length in bytes.
    pub bytes: u64,
}

/// Loads a scenario file, with overrides as `path.to.key=value`.
///
/// # Errors
/// Every fault found, each with its place.
pub fn load<S: AsRef<str>>(path: &Path, sets: &[S]) -> Result<Loaded, Faults> {
    load_titled(path, sets, own_title)
}

/// The same under another title, made of the scenario with all its clusters.
///
/// # Errors
/// Every fault found, each with its place.
pub fn load_titled<S: AsRef<str>>(path: &Path, sets: &[S], title: impl Fn(&Scenario) -> Option<String>) -> Result<Loaded, Faults> {
    let mut loader = Loader::from(&Disk);
    let layers = loader.chain(path);
    loader.finish(layers, sets, title)
}

/// Loads a scenario and all that it names from wherever its files are.
///
/// # Errors
/// Every fault found, each with its place.
pub fn load_from<S: AsRef<str>>(files: &dyn Files, path: &Path, sets: &[S]) -> Result<Loaded, Faults> {
    let mut loader = Loader::from(files);
    let layers = loader.chain(path);
    loader.finish(layers, sets, own_title)
}

fn own_title(scenario: &Scenario) -> Option<String> {
    scenario.title.clone()
}

/// Loads a scenario from text; files that it names are looked for from `folder`.
///
/// # Errors
/// Every fault found, each with its place.
pub fn load_text<S: AsRef<str>>(name: &str, content: &str, folder: &Path, sets: &[S]) -> Result<Loaded, Faults> {
    Loader::from(&Disk).text(name, content, folder, sets)
}

/// Loading in progress.
struct Loader<'a> {
    /// Where files are read from.
    disk: &'a dyn Files,
    texts: Vec<Text>,
    /// The folder that each text's file names are relative to.
    folders: Vec<PathBuf>,
    files: Vec<FileRead>,
    /// Names that may be slips.
    strangers: Vec<Fault>,
    /// Files that are looked for here before they are on disk.
    beside: Vec<Beside>,
    /// What is allowed but looks wrong in the files themselves.
    warnings: Vec<Fault>,
    cx: Reading,
}

impl<'a> Loader<'a> {
    fn from(disk: &'a dyn Files) -> Self {
        Self {
            disk,
            texts: Vec::new(),
            folders: Vec::new(),
            files: Vec::new(),
            strangers: Vec::new(),
            beside: Vec::new(),
            warnings: Vec::new(),
            cx: Reading::default(),
        }
    }

    fn text<S: AsRef<str>>(mut self, name: &str, content: &str, folder: &Path, sets: &[S]) -> Result<Loaded, Faults> {
        let layers = self.layers_of(name, content.to_owned(), folder.to_owned(), &mut vec![PathBuf::from(name)]);
        self.finish(layers, sets, own_title)
    }

    fn add(&mut self, name: &str, content: String, folder: PathBuf) -> usize {
        self.texts.push(Text { name: name.to_owned(), content, ..Text::default() });
        self.folders.push(folder);
        self.texts.len() - 1
    }

    /// The layers of the scenario in a file, the deepest base first.
    fn chain(&mut self, path: &Path) -> Vec<Node> {
        match self.read(path) {
            Ok(content) => {
                let mut chain = vec![path.to_owned()];
                self.layers_of(&path.display().to_string(), content, folder_of(path), &mut chain)
            }
            Err(why) => {
                self.cx.fault(Fault::whole(format!("{} {why}", path.display())));
                Vec::new()
            }
        }
    }

    fn layers_of(&mut self, name: &str, content: String, folder: PathBuf, chain: &mut Vec<PathBuf>) -> Vec<Node> {
        let text = self.add(name, content, folder.clone());
        let content = &self.texts[text].content;
        if content.trim().is_empty() {
            self.cx.fault(Fault::whole(format!("{name} is empty")).help("`sameday new NAME` writes a small scenario to begin with"));
            return Vec::new();
        }
        let mut node = match parse(content, text) {
            Ok(node) => node,
            Err(faults) => {
                for fault in faults {
                    let told = Fault::at(fault.place, format!("this is not TOML: {}", fault.message), "here");
                    self.cx.fault(match fault.help {
                        Some(help) => told.help(help),
                        None => told,
                    });
                }
                return Vec::new();
            }
        };
        // Each file is read as its own grammar meant it, before it is laid over another.
        match upgrade::read_as_meant(&mut node) {
            Ok(warning) => self.warnings.extend(warning),
            Err(fault) => {
                self.cx.fault(*fault);
                return Vec::new();
            }
        }
        let mut layers = match node.get("extends") {
            Some(base) if base.text().is_some_and(|base| base != "none") => self.base(base, &folder, chain),
            _ => Vec::new(),
        };
        layers.push(node);
        layers
    }

    /// The layers of the file that an `extends` line names.
    fn base(&mut self, line: &Node, folder: &Path, chain: &mut Vec<PathBuf>) -> Vec<Node> {
        let path = folder.join(line.text().unwrap_or_default());
        let disk = self.disk;
        let same = |file: &PathBuf| disk.same(file, &path);
        if chain.iter().any(same) || chain.len() >= LONGEST_CHAIN {
            let shown: Vec<String> = chain.iter().chain([&path]).map(|file| file.display().to_string()).collect();
            let fault = if chain.iter().any(same) {
                Fault::at(line.place, "`extends` must not come back to a file", "this closes the circle")
            } else {
                let wanted = format!("at most {LONGEST_CHAIN} files may extend each other in a row");
                Fault::at(line.place, wanted, format!("this would be number {}", chain.len() + 1))
            };
            self.cx.fault(fault.help(shown.join(" extends ")));
            return Vec::new();
        }
        let content = match self.read(&path) {
            Ok(content) => content,
            Err(why) => {
                let wanted = "`extends` wants another scenario file, relative to this one";
                self.cx.fault(Fault::at(line.place, wanted, format!("{} {why}", path.display())));
                return Vec::new();
            }
        };
        chain.push(path.clone());
        let layers = self.layers_of(&path.display().to_string(), content, folder_of(&path), chain);
        chain.pop();
        layers
    }

    /// A scenario's text; the error says what is wrong with the file, to go after its name.
    fn read(&mut self, path: &Path) -> Result<String, String> {
        self.bytes(path, MOST_BYTES).and_then(|bytes| text_of(bytes, "save it as UTF-8"))
    }

    /// A file's bytes, likewise.
    fn bytes(&mut self, path: &Path, most: u64) -> Result<Vec<u8>, String> {
        let bytes = self.disk.read(path, most).map_err(|error| match error.kind() {
            ErrorKind::FileTooLarge => format!("is over {} MiB, more than any scenario needs", most >> 20),
            _ => file::why(&error),
        })?;
        self.files.push(FileRead { path: path.to_owned(), sha256: sha256(&bytes), bytes: bytes.len() as u64 });
        Ok(bytes)
    }

    /// Lays the layers and the overrides over each other, reads the result and checks it.
    fn finish<S: AsRef<str>>(
        mut self,
        layers: Vec<Node>,
        sets: &[S],
        title: impl Fn(&Scenario) -> Option<String>,
    ) -> Result<Loaded, Faults> {
        let command_line = self.texts.len();
        let sets: Vec<(Vec<(String, Place)>, Node)> = sets.iter().filter_map(|set| self.parse_set(set.as_ref())).collect();
        if layers.is_empty() || !self.cx.faults.is_empty() {
            return Err(Faults::new(self.texts, self.cx.faults, false));
        }
        let shape = Scenario::describe(None);
        let texts: Vec<usize> = layers.iter().map(|layer| layer.place.text).collect();
        let root = self.laid(layers, sets, &shape);
        let read = Scenario::read(&root, None, &mut self.cx);
        let Some(mut scenario) = read.filter(|_| self.cx.faults.is_empty()) else {
            self.blame_names();
            return Err(Faults::new(self.texts, self.cx.faults, false));
        };
        let (faults, mut warnings) = cross::check(&scenario, &root);
        warnings.append(&mut self.warnings);
        if !faults.is_empty() {
            return Err(Faults::new(self.texts, faults, false));
        }
        warnings.extend(cross::idle(&scenario, &root, command_line));
        let (mut sources, mut unsourced) = sources::gather(&root, &shape, &texts);
        let axes = match sweep::axes(&scenario, &root, &sources) {
            Ok(axes) => axes,
            Err(faults) => return Err(Faults::new(self.texts, faults, false)),
        };
        (scenario.extends, scenario.grammar, scenario.title) = (None, Some(Version(GRAMMAR)), title(&scenario));
        let (resolved, beside) = super::resolved_with(&scenario);
        let standings = complexity::standings(&scenario);
        let only = scenario.run.only.clone();
        let whole = scenario.clone();
        if !only.is_empty() {
            complexity::narrow(&mut scenario, &only);
        }
        let left_out: Vec<&String> = whole.clusters.keys().filter(|name| !scenario.clusters.contains_key(*name)).collect();
        let here = |path: &str| !left_out.iter().any(|name| tree::is_under(path, &join_path(["clusters", name])));
        sources.retain(|source| here(&source.path));
        unsourced.retain(|path| here(path));
        Ok(Loaded {
            scenario,
            resolved,
            files: self.files,
            warnings: Faults::new(self.texts, warnings, true),
            sources,
            unsourced,
            standings,
            axes,
            whole,
            beside,
        })
    }

    /// The layers and the overrides as one tree, the files that it names within it.
    fn laid(&mut self, layers: Vec<Node>, sets: Vec<(Vec<(String, Place)>, Node)>, shape: &Description) -> Node {
        let mut root = Node::new(Value::Table(Table::new()), layers.last().map_or(Place::default(), |layer| layer.place));
        let (layers, sets) = self.clusters_first(&mut root, layers, sets, shape);
        for layer in &layers {
            if let (Value::Table(base), Value::Table(over)) = (&mut root.value, &layer.value) {
                // Who asks another question does not go by the name of what it extends: two that are compared would have one name.
                if over.contains_key("question") && !over.contains_key("title") {
                    base.shift_remove("title");
                }
                overlay::strangers(base, over, shape, &mut Vec::new(), &mut self.strangers);
                overlay::overlay(base, over, Some(shape), &mut self.cx);
            }
        }
        for (path, value) in sets {
            if let Value::Table(base) = &root.value {
                overlay::strangers(base, &overlay::nest(&path, value.clone()), shape, &mut Vec::new(), &mut self.strangers);
            }
            overlay::set(&mut root, shape, &path, value, &mut self.cx);
        }
        self.inline(&mut root, shape);
        root
    }

    /// Puts a name that is not there in the place of what is wrong with the thing that it has made.
    fn blame_names(&mut self) {
        for stranger in std::mem::take(&mut self.strangers) {
            let before = self.cx.faults.len();
            self.cx.faults.retain(|fault| !tree::is_under(&fault.path, &stranger.path));
            if self.cx.faults.len() < before {
                self.cx.faults.push(stranger);
            }
        }
    }

    /// An override as typed: its path and its value.
    fn parse_set(&mut self, set: &str) -> Option<(Vec<(String, Place)>, Node)> {
        let text = self.add("--set", set.to_owned(), PathBuf::new());
        let whole = Place { text, start: 0, end: set.len() };
        let (mut quoted, mut escaped) = (false, false);
        let equals = set.char_indices().find(|(_, c)| {
            quoted ^= *c == '"' && !escaped;
            escaped = quoted && *c == '\\' && !escaped;
            *c == '=' && !quoted
        });
        let path = equals.and_then(|(at, _)| tree::split_path(&set[..at]));
        let (Some((equals, _)), Some(path)) = (equals, path) else {
            let fault = Fault::at(whole, "--set wants a path, `=` and a value", format!("found `{}`", tree::shorten(set)));
            self.cx.fault(fault.help("write for example --set run.target=0.85, a name with dots in double quotes"));
            return None;
        };
        let path: Vec<(String, Place)> =
            path.into_iter().map(|(part, span)| (part, Place { text, start: span.start, end: span.end })).collect();
        if path.len() > DEEPEST || path.first().is_some_and(|(part, _)| part == "extends" || part == "grammar") {
            self.cx.fault(Fault::at(whole, "--set changes one key of the scenario", "this one cannot be set"));
            return None;
        }
        let typed = &set[equals + 1..];
        let start = equals + 1 + (typed.len() - typed.trim_start().len());
        let typed = typed.trim();
        if typed.strip_prefix('+').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit() || c == '.')) {
            let place = Place { text, start, end: start + typed.len() };
            let fault = Fault::at(place, "--set puts a value in the place of another and adds nothing to it", "this begins with `+`");
            let help = "write the value that is wanted; staff are added by a line of `extra_staff`, such as --set \
                'extra_staff.more={ team = \"court\", grade = \"PSO\", fte = 1.5, clusters = [\"NE-02\"] }'";
            self.cx.fault(fault.help(help));
            return None;
        }
        let value = match parse_value(typed, text, start) {
            Ok(value) => value,
            Err(fault) if typed.starts_with(['{', '[', '"', '\'']) => {
                self.cx.fault(Fault::at(fault.place, format!("this is not a TOML value: {}", fault.message), "here"));
                return None;
            }
            // What is not TOML is text without its quotes, which a shell would have eaten.
            Err(_) => Node::new(Value::Text(typed.to_owned()), Place { text, start, end: start + typed.len() }),
        };
        Some((path, value))
    }

    /// Reads the clusters file, or files, that the last layer to name any names, and puts their rows under every layer;
    /// a later file's cells go before an earlier one's.
    #[expect(clippy::type_complexity, reason = "the overrides as parse_set gives them")]
    fn clusters_first(
        &mut self,
        root: &mut Node,
        mut layers: Vec<Node>,
        mut sets: Vec<(Vec<(String, Place)>, Node)>,
        shape: &Description,
    ) -> (Vec<Node>, Vec<(Vec<(String, Place)>, Node)>) {
        let (mut file, mut sheet) = (None, None);
        for layer in &mut layers {
            let Value::Table(table) = &mut layer.value else { continue };
            let Some(Node { value: Value::Table(clusters), .. }) = table.get_mut("clusters") else { continue };
            // A table of either name is a cluster. Who names another file does not mean a sheet of the one before.
            let mut take = |key: &str| match clusters.get(key) {
                None | Some(Node { value: Value::Table(_), .. }) => None,
                Some(_) => clusters.shift_remove(key),
            };
            if let Some(named) = take("file") {
                (file, sheet) = (Some(named), None);
            }
            sheet = take("sheet").or(sheet);
        }
        sets.retain(|(path, value)| {
            let names =
                |key: &str| path.len() == 2 && path[0].0 == "clusters" && path[1].0 == key && !matches!(value.value, Value::Table(_));
            if names("file") {
                (file, sheet) = (Some(value.clone()), None);
            } else if names("sheet") {
                sheet = Some(value.clone());
            }
            !names("file") && !names("sheet")
        });
        let Some(file) = file.filter(|file| file.text() != Some("none")) else {
            if let Some(sheet) = sheet.filter(|sheet| sheet.text() != Some("none")) {
                let fault = Fault::at(
                    sheet.key,
                    "`clusters.sheet` wants `clusters.file` beside it, the workbook that has the sheet",
                    "no file is named",
                );
                self.cx.fault(fault);
            }
            return (layers, sets);
        };
        let listed = match &file.value {
            Value::List(list) => list.clone(),
            _ => vec![file.clone()],
        };
        if listed.iter().any(|file| file.text().is_none()) {
            let fault = Fault::at(
                file.place,
                "`clusters.file` wants the name of a CSV or Excel file, such as \"data/clusters.csv\", or a list of them",
                format!("found {}", file.found()),
            );
            self.cx.fault(fault);
            return (layers, sets);
        }
        let sheet = sheet.filter(|sheet| sheet.text() != Some("none"));
        let cluster = shape.under("clusters").and_then(|clusters| clusters.under("")).expect("the grammar has clusters");
        let mut all = Table::new();
        for file in &listed {
            let rows = self
                .sheet_of(file, sheet.as_ref(), ("`clusters.file`", "clusters"))
                .and_then(|sheet| csv_file::clusters(&sheet, cluster, &mut self.cx));
            overlay::overlay(&mut all, &rows.unwrap_or_default(), shape.under("clusters"), &mut self.cx);
        }
        if let (false, Value::Table(table)) = (all.is_empty(), &mut root.value) {
            table.insert("clusters".to_owned(), Node { value: Value::Table(all), place: file.place, key: file.key });
        }
        (layers, sets)
    }

    /// The CSV file or workbook that a node names, relative to the text that the node stands in; what it is, is seen from its bytes.
    ///
    /// - `named`: the sheet of a workbook, where one is named.
    /// - `key`, `usual`: the key that names the file, for faults, and the usual name of its sheet.
    fn sheet_of(&mut self, file: &Node, named: Option<&Node>, (key, usual): (&str, &str)) -> Option<Sheet> {
        let name = file.text()?;
        if let Some(named) = named.filter(|named| named.text().is_none()) {
            self.cx.fault(Fault::at(named.place, "`sheet` wants the name of a sheet of the workbook", format!("found {}", named.found())));
            return None;
        }
        let path = self.folders.get(file.place.text).map_or_else(|| PathBuf::from(name), |folder| folder.join(name));
        let kept = self.beside.iter().find(|kept| kept.name == name).map(|kept| kept.bytes.to_vec());
        let bytes = kept.map_or_else(|| self.bytes(&path, MOST_DATA_BYTES), Ok);
        let mut workbook = false;
        let content = bytes.and_then(|bytes| {
            workbook = xlsx::is_workbook(&bytes);
            if !workbook {
                return match named.and_then(Node::text) {
                    Some(sheet) => Err(format!("is no workbook, so it has no sheet `{sheet}`")),
                    None => text_of(bytes, "in Excel, choose File, Save As, CSV UTF-8 (Comma delimited), or Excel Workbook"),
                };
            }
            let book = xlsx::read(bytes, named.and_then(Node::text), usual)?;
            for told in book.told {
                let wanted = format!("{} {told}", path.display());
                self.warnings.push(Fault::at(named.map_or(file.place, |named| named.place), wanted, "this file"));
            }
            Ok(book.text)
        });
        let content = match content {
            Ok(content) => content,
            Err(why) => {
                let fault = Fault::at(
                    file.place,
                    format!("{key} wants a CSV file or a workbook (.xlsx, .xlsb, .xls or .ods), relative to the file that names it"),
                    format!("{} {why}", path.display()),
                );
                self.cx.fault(fault);
                return None;
            }
        };
        let text = self.add(&path.display().to_string(), content, folder_of(&path));
        let (read, cells) = csv_file::sheet(&self.texts[text].content, text, &mut self.cx);
        (self.texts[text].cells, self.texts[text].workbook) = (cells, workbook);
        read
    }
}

/// The text of a file, without the mark of three bytes that spreadsheets and some editors put first.
///
/// - `mend`: what is to be done when it is not UTF-8.
fn text_of(bytes: Vec<u8>, mend: &str) -> Result<String, String> {
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        return Err(format!("is UTF-16 text (Excel's Unicode Text): {mend}"));
    }
    let text = String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        let line = error.as_bytes()[..at].iter().filter(|byte| **byte == b'\n').count() + 1;
        format!("is not UTF-8 text: byte {} (line {line}) is not part of a character; {mend}", at + 1)
    })?;
    Ok(text.strip_prefix('\u{feff}').map_or_else(|| text.clone(), str::to_owned))
}

/// The SHA-256 of some bytes, in hexadecimal.
pub(super) fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

fn folder_of(path: &Path) -> PathBuf {
    path.parent().map(Path::to_owned).unwrap_or_default()
}
