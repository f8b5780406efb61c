//! A scenario as typed: tables, lists and values, each with its place in the text.
//!
//! Nothing here knows what a key means. TOML becomes a tree by [`parse`]; a tree becomes TOML again by
//! [`to_toml`]; both keep the order written.

use indexmap::IndexMap;
use toml::de::{DeTable, DeValue};

use super::fault::MOST_TOLD;
use super::scan::{self, Slip};
use super::slips;

pub use super::toml_text::{inline, join_path, number_text, to_toml};

/// Up to here, 2^53, an `f64` tells every whole number from the next.
const EXACT: u128 = 1 << 53;

/// A table, in the order written.
pub type Table = IndexMap<String, Node>;

/// Bytes of a text beyond which the parser is not asked about one whose brackets or quotes are left open.
const LONG: usize = 1 << 18;

/// Tables and lists may be nested this deep and no deeper.
pub const DEEPEST: usize = 64;

/// A value and where it was written.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// What stands there.
    pub value: Value,
    /// Where.
    pub place: Place,
    /// Where its key was written; the place itself when it has none.
    pub key: Place,
}

/// What can stand at a place.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// A table.
    Table(Table),
    /// A list.
    List(Vec<Node>),
    /// Text in quotes.
    Text(String),
    /// A number without quotes.
    Number(f64),
    /// A whole number without quotes, too large to be told apart from its neighbours as a [`Value::Number`].
    Whole(i128),
    /// `true` or `false`.
    Bool(bool),
}

/// A place in a text: which text, and the bytes from `start` to `end`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Place {
    /// Index into the texts that were read.
    pub text: usize,
    /// First byte.
    pub start: usize,
    /// The byte after the last.
    pub end: usize,
}

impl Node {
    /// A value that nobody typed.
    pub fn made(value: Value) -> Self {
        Self { value, place: Place::default(), key: Place::default() }
    }

    /// A value at a place, without a key.
    pub const fn new(value: Value, place: Place) -> Self {
        Self { value, place, key: place }
    }

    /// What stands under a key, if this is a table that has it.
    pub fn get(&self, key: &str) -> Option<&Self> {
        match &self.value {
            Value::Table(table) => table.get(key),
            Value::List(list) => list.get(key.parse::<usize>().ok()?),
            _ => None,
        }
    }

    /// Its text, if it is one.
    pub fn text(&self) -> Option<&str> {
        match &self.value {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The table, if it is one.
    pub fn table(&self) -> Option<&Table> {
        match &self.value {
            Value::Table(table) => Some(table),
            _ => None,
        }
    }

    /// What stands at the end of a path, or the last thing on the way to it.
    pub fn nearest(&self, path: &[&str]) -> &Self {
        match path.split_first().and_then(|(first, rest)| Some((self.get(first)?, rest))) {
            Some((next, rest)) => next.nearest(rest),
            None => self,
        }
    }

    /// How a person would name what was found here.
    pub fn found(&self) -> String {
        match &self.value {
            Value::Table(_) => "a table".to_owned(),
            Value::List(_) => "a list".to_owned(),
            Value::Text(text) => format!("`{}`", shorten(text)),
            Value::Number(number) => format!("the number {number}"),
            Value::Whole(number) => format!("the number {number}"),
            Value::Bool(bool) => format!("`{bool}`"),
        }
    }
}

/// At most sixty characters of a text, on one line.
pub fn shorten(text: &str) -> String {
    let mut short: String = text.chars().map(|c| if c.is_whitespace() { ' ' } else { c }).take(60).collect();
    if text.chars().nth(60).is_some() {
        short.push('…');
    }
    super::seen::visible(&short).into_owned()
}

/// What is wrong with a text as TOML, and where.
#[derive(Clone, Debug, PartialEq)]
pub struct SyntaxFault {
    /// Where.
    pub place: Place,
    /// In words.
    pub message: String,
    /// How to mend it, where it is a slip that planners often make.
    pub help: Option<String>,
}

/// Reads TOML, keeping every place. `text` is the index that places will carry.
///
/// # Errors
/// Every syntax fault that the parser could tell apart, and nesting beyond [`DEEPEST`].
pub fn parse(content: &str, text: usize) -> Result<Node, Vec<SyntaxFault>> {
    let told = |slip: Slip| {
        let (start, end) = slip.span;
        let help = (!slip.help.is_empty()).then_some(slip.help);
        SyntaxFault { place: Place { text, start, end }, message: slip.message, help }
    };
    // A few bytes of brackets and dotted keys can nest thousands deep, and a table is dropped recursively; and of a long text that is no
    // TOML the parser would gather a fault for every few bytes.
    let slips = scan::slips(content);
    if slips.iter().any(|slip| slip.deep) || (content.len() > LONG && !slips.is_empty()) {
        return Err(slips.into_iter().map(told).collect());
    }
    let (table, mut errors) = DeTable::parse_recoverable(content);
    let whole = |span: std::ops::Range<usize>| Place { text, start: span.start, end: span.end };
    // Who wrote the parser knows better: what it takes has no slips.
    let parsed = errors.is_empty();
    if !slips.is_empty() && !parsed {
        // What the parser makes of a line with a slip, and of all that follows one that goes on, is no other fault.
        let ends: Vec<usize> = content.match_indices('\n').map(|(at, _)| at).collect();
        let line = |at: usize| ends.partition_point(|end| *end < at);
        let lines: Vec<(usize, bool)> = slips.iter().map(|slip| (line(slip.span.0), slip.goes_on)).collect();
        let of_slip = |at: usize| lines.iter().any(|(own, goes_on)| *own == at || (*goes_on && at > *own));
        errors.retain(|error| error.span().is_some_and(|span| !of_slip(line(span.start))));
    }
    errors.sort_by_key(|error| error.span().map_or(0, |span| span.start));
    let help = |at: usize, span, message| if at < MOST_TOLD { slips::help(content, span, message) } else { None };
    let mut faults: Vec<SyntaxFault> = errors
        .iter()
        .enumerate()
        .map(|(at, error)| SyntaxFault {
            place: error.span().map_or(Place { text, ..Place::default() }, whole),
            message: syntax(error.message()),
            help: error.span().and_then(|span| help(at, span, error.message())),
        })
        .collect();
    faults.extend(slips.into_iter().filter(|_| !parsed).map(told));
    faults.sort_by_key(|fault| fault.place.start);
    let place = Place { text, start: 0, end: 0 };
    if faults.is_empty() {
        let value = from_table(table.get_ref(), text, 1, &mut faults);
        if faults.is_empty() {
            return Ok(Node::new(value, place));
        }
    }
    Err(faults)
}

/// The parser's words, in ours where a planner would stumble.
fn syntax(message: &str) -> String {
    match message {
        "recursion limit" => format!("tables or lists nested more than {DEEPEST} deep"),
        other => other.to_owned(),
    }
}

fn from_table(table: &DeTable<'_>, text: usize, depth: usize, faults: &mut Vec<SyntaxFault>) -> Value {
    let mut entries: Vec<_> = table.iter().collect();
    entries.sort_by_key(|(key, _)| key.span().start);
    let place = |span: std::ops::Range<usize>| Place { text, start: span.start, end: span.end };
    let nodes = entries.into_iter().map(|(key, value)| {
        let at = place(value.span());
        let value = from_value(value.get_ref(), at, depth, faults);
        (key.get_ref().clone().into_owned(), Node { value, place: at, key: place(key.span()) })
    });
    Value::Table(nodes.collect())
}

fn from_value(value: &DeValue<'_>, at: Place, depth: usize, faults: &mut Vec<SyntaxFault>) -> Value {
    if depth >= DEEPEST {
        if faults.is_empty() {
            faults.push(SyntaxFault { place: at, message: format!("tables or lists nested more than {DEEPEST} deep"), help: None });
        }
        return Value::Bool(false);
    }
    match value {
        DeValue::String(string) => Value::Text(string.clone().into_owned()),
        DeValue::Integer(integer) => i128::from_str_radix(integer.as_str(), integer.radix()).map_or(Value::Number(f64::INFINITY), whole),
        DeValue::Float(float) => Value::Number(float.as_str().parse().unwrap_or(f64::NAN)),
        DeValue::Boolean(bool) => Value::Bool(*bool),
        DeValue::Datetime(date) => Value::Text(date.to_string()),
        DeValue::Array(list) => Value::List(
            list.iter()
                .map(|item| {
                    let span = item.span();
                    let place = Place { text: at.text, start: span.start, end: span.end };
                    Node::new(from_value(item.get_ref(), place, depth + 1, faults), place)
                })
                .collect(),
        ),
        DeValue::Table(table) => from_table(table, at.text, depth + 1, faults),
    }
}

/// A whole number, kept to the last digit.
pub const fn whole(number: i128) -> Value {
    if number.unsigned_abs() <= EXACT { Value::Number(number as f64) } else { Value::Whole(number) }
}

/// Reads one TOML value that begins at byte `offset` of a text.
///
/// # Errors
/// The parser's words, when it is not TOML.
pub fn parse_value(content: &str, text: usize, offset: usize) -> Result<Node, SyntaxFault> {
    // As a document with one key, so that nesting is guarded as it is in a file.
    const BEFORE: &str = "v=";
    let shift = |place: Place| Place {
        text,
        start: (place.start + offset).saturating_sub(BEFORE.len()),
        end: (place.end + offset).saturating_sub(BEFORE.len()),
    };
    let mut node = parse(&format!("{BEFORE}{content}"), text).map_err(|faults| {
        let first = faults.into_iter().next().expect("a failure has a fault");
        SyntaxFault { place: shift(first.place), ..first }
    })?;
    let value = match &mut node.value {
        Value::Table(table) if table.len() == 1 => table.shift_remove("v"),
        _ => None,
    };
    let mut value =
        value.ok_or_else(|| SyntaxFault { place: shift(Place::default()), message: "one value is wanted".to_owned(), help: None })?;
    value.each_place(&shift);
    Ok(value)
}

impl Node {
    /// Moves every place within it.
    fn each_place(&mut self, shift: &dyn Fn(Place) -> Place) {
        self.place = shift(self.place);
        self.key = shift(self.key);
        match &mut self.value {
            Value::Table(table) => table.values_mut().for_each(|node| node.each_place(shift)),
            Value::List(list) => list.iter_mut().for_each(|node| node.each_place(shift)),
            _ => {}
        }
    }
}

/// Whether a path is another one or goes on from it; the scenario itself, which has none, is around every path.
pub fn is_under(path: &str, around: &str) -> bool {
    path.strip_prefix(around).is_some_and(|rest| around.is_empty() || rest.is_empty() || rest.starts_with('.'))
}

/// What stands before the closing quote, written as TOML writes it, and where that quote is.
fn unquoted(quoted: &str) -> Option<(String, usize)> {
    let mut name = String::new();
    let mut letters = quoted.char_indices();
    while let Some((at, c)) = letters.next() {
        match c {
            '"' => return Some((name, at)),
            '\\' => {
                let (after, escape) = letters.next()?;
                let digits = match escape {
                    'u' => 4,
                    'U' => 8,
                    _ => 0,
                };
                let number = quoted.get(after + 1..after + 1 + digits).and_then(|digits| u32::from_str_radix(digits, 16).ok());
                match (escape, number.and_then(char::from_u32)) {
                    ('n', _) => name.push('\n'),
                    ('t', _) => name.push('\t'),
                    ('"' | '\\', _) => name.push(escape),
                    (_, Some(c)) if digits > 0 => {
                        name.push(c);
                        letters.nth(digits - 1);
                    }
                    // A backslash in a name that nobody meant for an escape.
                    _ => name.extend(['\\', escape]),
                }
            }
            c => name.push(c),
        }
    }
    None
}

/// A dotted path, its parts with their bytes; a part in double quotes may hold dots, and is written as TOML writes it.
pub fn split_path(path: &str) -> Option<Vec<(String, std::ops::Range<usize>)>> {
    let mut parts = Vec::new();
    let mut rest = 0;
    loop {
        let here = path.get(rest..)?;
        let blank = here.len() - here.trim_start().len();
        let start = rest + blank;
        let here = path.get(start..)?;
        let (part, end) = match here.strip_prefix('"') {
            Some(quoted) => {
                let (name, close) = unquoted(quoted)?;
                (name, start + close + 2)
            }
            None => {
                let end = here.find('.').unwrap_or(here.len());
                (here.get(..end)?.trim_end().to_owned(), start + end)
            }
        };
        if part.is_empty() {
            return None;
        }
        parts.push((part, start..end));
        let after = path.get(end..)?;
        let blank = after.len() - after.trim_start().len();
        match path.get(end + blank..)?.strip_prefix('.') {
            Some(_) => rest = end + blank + 1,
            None if end + blank == path.len() => return Some(parts),
            None => return None,
        }
    }
}
