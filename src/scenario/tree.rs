//! A scenario as typed: tables, lists and values, each with its place in the text.

use indexmap::IndexMap;

/// A table, in the order written.
pub type Table = IndexMap<String, Node>;

/// A value and where it was written.
#[derive(Clone, Debug)]
pub struct Node {
    /// What stands there.
    pub value: Value,
    /// Where.
    pub place: Place,
}

/// What can stand at a place.
#[derive(Clone, Debug)]
pub enum Value {
    /// A table.
    Table(Table),
    /// A list.
    List(Vec<Node>),
    /// Text in quotes.
    Text(String),
    /// A number without quotes.
    Number(f64),
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
