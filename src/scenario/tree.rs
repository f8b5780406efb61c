//! A scenario as typed: tables, lists and values, each with its place in the text.
//!
//! Nothing here knows what a key means. TOML becomes a tree by [`parse`](super::parse::parse()); a tree becomes TOML again by
//! [`to_toml`](super::toml_text::to_toml()); both keep the order written.

use indexmap::IndexMap;

/// Up to here, 2^53, an `f64` tells every whole number from the next.
const EXACT: u128 = 1 << 53;

/// A table, in the order written.
pub type Table = IndexMap<String, Node>;

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

/// A whole number, kept to the last digit.
pub const fn whole(number: i128) -> Value {
    if number.unsigned_abs() <= EXACT { Value::Number(number as f64) } else { Value::Whole(number) }
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
