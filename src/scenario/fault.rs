//! Faults in a scenario: each says where, what was wanted and what was found.
//!
//! Reading never stops at the first: a [`Reading`](super::reading::Reading) gathers, and [`Faults`] tells them all in the
//! order of the files. Nothing here decides what is a fault.

use std::fmt;
use std::sync::Arc;

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};

use indexmap::IndexMap;

use super::seen::visible;
use super::tree::Place;
use super::wording::nearest;

/// No more kinds of fault than this are told at once; the rest are counted.
pub(super) const MOST_TOLD: usize = 50;
/// Up to so many faults of one kind are told one by one; of more, these places are shown and the others named.
const SHOWN: usize = 3;
/// So many of the others are named.
const NAMED: usize = 10;

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

/// Everything that is wrong with a scenario, and the texts it was read from.
#[derive(Clone, Default)]
pub struct Faults {
    /// The texts that places point into.
    pub texts: Vec<Text>,
    /// The faults, in file order.
    pub list: Vec<Fault>,
    /// Whether these are warnings only.
    pub warnings: bool,
}

impl std::error::Error for Faults {}

/// As a person reads them: what an `unwrap` shows is for whoever wrote the scenario, too.
impl fmt::Debug for Faults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

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
        format!("{}{}", super::wording::letters(self.at), self.row)
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
