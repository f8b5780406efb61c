//! Faults in a scenario: each says where, what was wanted and what was found.
//!
//! Reading never stops at the first: a [`Reading`] gathers, and [`Faults`] tells them all in the
//! order of the files. Nothing here decides what is a fault.

use std::fmt;
use std::sync::Arc;

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};

use indexmap::IndexMap;

use super::seen::visible;
use super::table::Description;
use super::tree::{self, Node, Place, Table, Value};

/// No more kinds of fault than this are told at once; the rest are counted.
pub(super) const MOST_TOLD: usize = 50;
/// Up to so many faults of one kind are told one by one; of more, these places are shown and the others named.
const SHOWN: usize = 3;
/// So many of the others are named.
const NAMED: usize = 10;
/// No more faults than this are gathered.
const MOST_KEPT: usize = 10_000;

/// A text that was read: a file, or something typed on the command line.
#[derive(Clone, Debug, Default)]
pub struct Text {
    /// The file's name as the user gave it, or `command line`.
    pub name: String,
    /// All of it.
    pub content: String,
    /// For a CSV file: each cell's bytes, its row as a spreadsheet counts, and its column's name, in the order of the text.
    pub cells: Vec<Cell>,
    /// Whether it is a sheet of a workbook, whose cells have names.
    pub workbook: bool,
}

impl Text {
    /// The cell that a place begins in.
    fn cell(&self, place: Place) -> Option<&Cell> {
        let after = self.cells.partition_point(|cell| cell.start <= place.start);
        self.cells.get(after.checked_sub(1)?).filter(|cell| place.start <= cell.end)
    }
}

/// A cell of a CSV file.
#[derive(Clone, Debug)]
pub struct Cell {
    /// First byte.
    pub start: usize,
    /// The byte after the last.
    pub end: usize,
    /// The row as a spreadsheet counts them: the header is 1.
    pub row: usize,
    /// The number of its column, from 0.
    pub at: usize,
    /// The header of its column.
    pub column: Arc<str>,
}

/// One fault or warning.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Where; `None` when it is about a file as a whole.
    pub place: Option<Place>,
    /// The path of the key in the scenario, empty if none.
    pub path: String,
    /// What was wanted, with unit and bounds.
    pub wanted: String,
    /// What was found, for the caret.
    pub found: String,
    /// How to mend it.
    pub help: Vec<String>,
}

impl Fault {
    /// A fault at a place.
    pub fn at(place: Place, wanted: impl Into<String>, found: impl Into<String>) -> Self {
        Self { place: Some(place), path: String::new(), wanted: wanted.into(), found: found.into(), help: Vec::new() }
    }

    /// A fault of a file as a whole.
    pub fn whole(wanted: impl Into<String>) -> Self {
        Self { place: None, path: String::new(), wanted: wanted.into(), found: String::new(), help: Vec::new() }
    }

    /// With a way to mend it.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help.push(help.into());
        self
    }

    /// With "did you mean", if one of the names is near.
    #[must_use]
    pub fn did_you_mean<'n>(self, typed: &str, names: impl IntoIterator<Item = &'n str>) -> Self {
        match nearest(typed, names) {
            Some(near) => self.help(format!("did you mean `{near}`?")),
            None => self,
        }
    }
}

/// The name that was probably meant, if one is near enough to what was typed.
pub fn nearest<'n>(typed: &str, names: impl IntoIterator<Item = &'n str>) -> Option<&'n str> {
    let plain = |name: &str| name.to_lowercase().replace(['-', ' ', '.'], "_");
    let typed: String = plain(typed).chars().take(60).collect();
    let near = |name: &&str| strsim::damerau_levenshtein(&typed, &plain(name).chars().take(60).collect::<String>());
    let best = names.into_iter().map(|name| (near(&name), name)).min_by_key(|(distance, _)| *distance)?;
    let allowed = (typed.chars().count() / 3).clamp(1, 4);
    (best.0 <= allowed && best.0 < best.1.chars().count()).then_some(best.1)
}

/// Names in a row, for help: `a`, `b` or `c`.
pub fn one_of<S: AsRef<str>>(names: &[S]) -> String {
    let names: Vec<String> = names.iter().map(|name| format!("`{}`", name.as_ref())).collect();
    match names.split_last() {
        None => "nothing".to_owned(),
        Some((last, [])) => last.clone(),
        Some((last, rest)) if names.len() <= 20 => format!("{} or {last}", rest.join(", ")),
        Some(_) => format!("{} … ({} in all)", names.get(..20).unwrap_or(&names).join(", "), names.len()),
    }
}

/// Everything that is wrong with a scenario, and the texts it was read from.
#[derive(Clone, Debug, Default)]
pub struct Faults {
    /// The texts that places point into.
    pub texts: Vec<Text>,
    /// The faults, in file order.
    pub list: Vec<Fault>,
    /// Whether these are warnings only.
    pub warnings: bool,
}

impl std::error::Error for Faults {}

impl fmt::Display for Faults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.render(&Renderer::plain()))
    }
}

impl Faults {
    /// Puts the faults into file order.
    pub fn new(texts: Vec<Text>, mut list: Vec<Fault>, warnings: bool) -> Self {
        list.sort_by_key(|fault| fault.place.map_or((0, 0, 0), |place| (place.text, place.start, place.end)));
        list.dedup();
        Self { texts, list, warnings }
    }

    /// As text with colours for a terminal.
    pub fn coloured(&self) -> String {
        self.render(&Renderer::styled())
    }

    /// "3 problems", "1 warning", "60 problems of 2 kinds".
    pub fn count(&self) -> String {
        let word = if self.warnings { "warning" } else { "problem" };
        let kinds = self.kinds().len();
        let of = match kinds {
            1 if self.list.len() > SHOWN => " of one kind".to_owned(),
            _ if kinds < self.list.len() => format!(" of {kinds} kinds"),
            _ => String::new(),
        };
        format!("{} {word}{}{of}", self.list.len(), if self.list.len() == 1 { "" } else { "s" })
    }

    /// The faults by their kind: a few of one kind each by itself, many together.
    fn kinds(&self) -> Vec<Vec<&Fault>> {
        let mut kinds: IndexMap<(usize, String), Vec<&Fault>> = IndexMap::new();
        for (at, fault) in self.list.iter().enumerate() {
            let kind = fault.place.map_or((usize::MAX, at.to_string()), |place| {
                let words = without_names(&fault.wanted);
                match self.texts.get(place.text).and_then(|text| text.cell(place)) {
                    Some(cell) => (place.text, format!("{} {words}", cell.at)),
                    None => (place.text, format!("{words} {}", fault.help.join(" "))),
                }
            });
            kinds.entry(kind).or_default().push(fault);
        }
        let (many, few): (Vec<Vec<&Fault>>, Vec<_>) = kinds.into_values().partition(|kind| kind.len() > SHOWN);
        let mut kinds: Vec<Vec<&Fault>> = few.into_iter().flatten().map(|fault| vec![fault]).chain(many).collect();
        kinds.sort_by_key(|kind| kind[0].place.map_or((0, 0), |place| (place.text, place.start)));
        kinds
    }

    fn render(&self, renderer: &Renderer) -> String {
        let mut out = String::new();
        let kinds = self.kinds();
        for kind in kinds.iter().take(MOST_TOLD) {
            out.push_str(&self.render_kind(kind, renderer));
            out.push_str("\n\n");
        }
        let more: usize = kinds.iter().skip(MOST_TOLD).map(Vec::len).sum();
        if more > 0 {
            out.push_str(&format!("and {more} more\n"));
        }
        out.push_str(&self.count());
        out
    }

    /// All faults of one kind: the first places, where the others are, and what to do.
    fn render_kind(&self, kind: &[&Fault], renderer: &Renderer) -> String {
        let level = if self.warnings { Level::WARNING } else { Level::ERROR };
        let first = kind[0];
        let title = level.primary_title(match kind.len() {
            1 => plain(&first.wanted),
            number => plain(&format!("{} ({number} like this)", first.wanted)),
        });
        let text_of = |fault: &Fault| fault.place.and_then(|place| Some((place, self.texts.get(place.text)?)));
        let mut group = Group::with_title(title);
        for fault in kind.iter().take(SHOWN) {
            group = match text_of(fault) {
                Some((place, text)) if !text.content.is_empty() => {
                    let (line_start, line, from, to) = line_of(&text.content, place);
                    let found = match text.cell(place) {
                        Some(cell) => format!("{} ({})", fault.found, cell.told(text.workbook)),
                        None => fault.found.clone(),
                    };
                    let annotation = AnnotationKind::Primary.span(from..to).label(plain(&found));
                    group.element(Snippet::source(line).line_start(line_start).path(plain(&text.name)).fold(false).annotation(annotation))
                }
                Some((_, text)) => group.element(Origin::path(plain(&text.name))),
                None if !fault.found.is_empty() => group.element(Level::NOTE.message(plain(&fault.found))),
                None => group,
            };
        }
        if kind.len() > SHOWN {
            let places =
                kind.iter().skip(SHOWN).take(NAMED).filter_map(|fault| text_of(fault)).map(|(place, text)| match text.cell(place) {
                    Some(cell) if text.workbook => cell.name(),
                    Some(cell) => format!("row {}", cell.row),
                    None => format!("line {}", line_of(&text.content, place).0),
                });
            let mut places: Vec<String> = places.collect();
            places.dedup();
            let more = if kind.len() > SHOWN + NAMED { " …" } else { "" };
            group = group.element(Level::NOTE.message(format!("{} in all; the others: {}{more}", kind.len(), places.join(", "))));
        }
        for help in &first.help {
            group = group.element(Level::HELP.message(plain(help)));
        }
        renderer.render(&[group])
    }
}

impl Cell {
    /// Its name as a spreadsheet shows it: `C5`.
    fn name(&self) -> String {
        format!("{}{}", super::xlsx::letters(self.at), self.row)
    }

    /// Where it is, for a planner: a cell of a workbook by its name too, which is what they look for.
    fn told(&self, workbook: bool) -> String {
        let name = if workbook { format!(", cell `{}`", self.name()) } else { String::new() };
        format!("row {}, column `{}`{name}", self.row, self.column)
    }
}

/// Words without what is peculiar to one place: names and numbers; of a path its last part is kept.
fn without_names(words: &str) -> String {
    let mut out = String::new();
    for (at, part) in words.split('`').enumerate() {
        if at % 2 == 1 {
            out.push_str(part.rsplit_once('.').map_or("…", |(_, last)| last));
        } else {
            out.extend(part.chars().map(|c| if c.is_ascii_digit() { '#' } else { c }));
        }
    }
    out
}

/// Without what cannot be seen, which might move a terminal's cursor.
fn plain(text: &str) -> String {
    visible(text).into_owned()
}

/// The line that a place begins on: its number, its text, and the place's bytes within it.
fn line_of(content: &str, place: Place) -> (usize, &str, usize, usize) {
    let start = floor(content, place.start);
    let first = content[..start].rfind('\n').map_or(0, |at| at + 1);
    let last = content[start..].find('\n').map_or(content.len(), |at| start + at);
    let line = content[first..last].trim_end_matches('\r');
    let from = (start - first).min(line.len());
    let to = floor(content, place.end.max(start)).saturating_sub(first).clamp(from, line.len());
    (content[..first].matches('\n').count() + 1, line, from, to)
}

/// The nearest character boundary at or before a byte.
fn floor(content: &str, at: usize) -> usize {
    let mut at = at.min(content.len());
    while !content.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// Reading in progress: where we are, and what was wrong so far.
#[derive(Debug, Default)]
pub struct Reading {
    /// Faults so far.
    pub faults: Vec<Fault>,
    path: Vec<String>,
}

impl Reading {
    /// Where we are, as a scenario path.
    pub fn path(&self) -> String {
        tree::join_path(&self.path)
    }

    /// Notes a fault here.
    pub fn fault(&mut self, mut fault: Fault) {
        // It is refused by then, and nobody reads so many.
        if self.faults.len() >= MOST_KEPT {
            return;
        }
        fault.path = self.path();
        self.faults.push(fault);
    }

    /// Notes that something else was wanted at a node.
    pub fn wanted(&mut self, node: &Node, what: &str, example: &str) {
        let such = if example.is_empty() { String::new() } else { format!(", such as {example}") };
        let fault = Fault::at(node.place, format!("{} wants {what}{such}", self.here()), format!("found {}", node.found()));
        self.fault(fault);
    }

    /// The key we are at, to begin a sentence with.
    pub fn here(&self) -> String {
        if self.path.is_empty() { "the scenario".to_owned() } else { format!("`{}`", self.path()) }
    }

    /// The node's table, its keys checked.
    pub fn table<'a>(&mut self, node: &'a Node, known: &[&'static str], name: &'static str) -> Option<&'a Table> {
        let Value::Table(table) = &node.value else {
            self.wanted(node, &format!("a table with the keys of {}", spaced(name)), "");
            return None;
        };
        let unknown: Vec<(&String, &Node)> = table.iter().filter(|(key, _)| !known.contains(&key.as_str())).collect();
        let place = if self.path.is_empty() { "a scenario".to_owned() } else { self.here() };
        for (number, (key, entry)) in unknown.into_iter().enumerate() {
            let fault = Fault::at(entry.key, format!("`{}` is not a key of {place}", tree::shorten(key)), "unknown key");
            // A file of something else has thousands of them: those that are only counted are not compared with every key that there is.
            self.fault(if number < MOST_TOLD {
                fault.did_you_mean(key, known.iter().copied()).help(format!("it may have {}", one_of(known)))
            } else {
                fault
            });
        }
        Some(table)
    }

    /// Reads under a key.
    pub fn at<T>(&mut self, key: &str, read: impl FnOnce(&mut Self) -> Option<T>) -> Option<T> {
        self.path.push(key.to_owned());
        let value = read(self);
        self.path.pop();
        value
    }

    /// Notes a missing key.
    pub fn missing(&mut self, node: &Node, key: &str, holds: &Description) {
        let (what, example) = holds.in_words();
        let such = if example.is_empty() { String::new() } else { format!(": `{key} = {example}`") };
        let fault = Fault::at(node.key, format!("{} needs the key `{key}`, {what}", self.here()), format!("`{key}` is missing here"))
            .help(format!("add it{such}"));
        self.fault(fault);
    }

    /// Which of the words the node is.
    pub fn word(&mut self, node: &Node, words: &[&'static str]) -> Option<usize> {
        if let Some(typed) = node.text() {
            if let Some(index) = words.iter().position(|word| *word == typed) {
                return Some(index);
            }
            let fault = Fault::at(node.place, format!("{} wants one of {}", self.here(), one_of(words)), format!("found {}", node.found()))
                .did_you_mean(typed, words.iter().copied());
            self.fault(fault);
        } else {
            self.wanted(node, &format!("one of {}", one_of(words)), "");
        }
        None
    }

    /// The only key of the node's table, one of `keys`, and what it holds.
    pub fn only_key<'a>(&mut self, node: &'a Node, keys: &[&'static str]) -> Option<(&'static str, &'a Node)> {
        let wanted = format!("{} wants a table with exactly one of {}", self.here(), one_of(keys));
        let Value::Table(table) = &node.value else {
            let mut fault = Fault::at(node.place, wanted, format!("found {}", node.found()));
            if let Some(typed) = node.text() {
                fault = fault.did_you_mean(typed, keys.iter().copied());
            }
            self.fault(fault);
            return None;
        };
        let mut known = None;
        let before = self.faults.len();
        for (key, held) in table {
            match keys.iter().find(|known| **known == key) {
                Some(key) if known.is_none() => known = Some((*key, held)),
                Some(_) => self.fault(Fault::at(held.key, wanted.clone(), "a second one")),
                None => {
                    let fault = Fault::at(held.key, wanted.clone(), format!("`{}` is not one", tree::shorten(key)));
                    self.fault(fault.did_you_mean(key, keys.iter().copied()));
                }
            }
        }
        if known.is_none() && self.faults.len() == before {
            self.fault(Fault::at(node.place, wanted, "found an empty table"));
        }
        known.filter(|_| self.faults.len() == before)
    }
}

/// A Rust name as words: `StandDown` is "stand down".
pub fn spaced(name: &str) -> String {
    let mut out = String::new();
    for c in name.chars() {
        if c.is_uppercase() && !out.is_empty() {
            out.push(' ');
        }
        out.extend(c.to_lowercase());
    }
    out
}
