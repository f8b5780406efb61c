//! One description for every key: what it is called, means, holds, and when it may be left out.
//!
//! The macros below turn a row of `grammar.rs` into a field, its reader, and its description, so
//! that a reader, the levers, the schema and the reference can never disagree.

use super::description::{Bounds, Description};
use super::reading::Reading;
use super::tree::{Node, Value};

/// A type that a scenario can hold: it describes itself and reads itself.
pub trait Shape: Sized {
    /// What may stand here.
    fn describe(bounds: Option<Bounds>) -> Description;
    /// Reads a node; `None` when a fault has been noted in `cx`.
    fn read(node: &Node, bounds: Option<Bounds>, cx: &mut Reading) -> Option<Self>;
    /// As a scenario writes it, so that reading it again gives the same.
    fn write(&self) -> Value;
}

/// The key that a field's Rust name stands for: a trailing `_` is dropped.
pub fn key(name: &'static str) -> &'static str {
    name.strip_suffix('_').unwrap_or(name)
}

/// A table of what is there, in the order of the grammar.
pub fn written(entries: Vec<(&'static str, Option<Value>)>) -> Value {
    Value::Table(entries.into_iter().filter_map(|(key, value)| Some((key.to_owned(), Node::made(value?)))).collect())
}

/// Declares a table of a scenario: a struct, how to read it, and its description. See `grammar.rs`.
macro_rules! table {
    ($(#[doc = $doc:literal])+ pub struct $name:ident {
        $( $(#[doc = $help:literal])+ $field:ident : $ty:ty $([ $least:literal ..= $most:literal ])? = $mode:ident $(($default:expr))? ),* $(,)?
    }) => {
        $(#[doc = $doc])+
        #[derive(Clone, Debug)]
        pub struct $name { $( $(#[doc = $help])+ pub $field: $crate::scenario::table::table!(@held $mode $ty), )* }

        impl $crate::scenario::table::Shape for $name {
            fn describe(_: Option<$crate::scenario::description::Bounds>) -> $crate::scenario::description::Description {
                $crate::scenario::description::Description::Table {
                    name: stringify!($name),
                    help: concat!($($doc),+).trim_ascii_start(),
                    fields: vec![ $( $crate::scenario::description::Field {
                        key: $crate::scenario::table::key(stringify!($field)),
                        help: concat!($($help),+).trim_ascii_start(),
                        required: $crate::scenario::table::table!(@required $mode),
                        default: $crate::scenario::table::table!(@shown $mode $ty $(, $default)?),
                        holds: <$ty as $crate::scenario::table::Shape>::describe($crate::scenario::table::table!(@bounds $($least, $most)?)),
                    }, )* ],
                }
            }

            fn read(node: &$crate::scenario::tree::Node, _: Option<$crate::scenario::description::Bounds>, cx: &mut $crate::scenario::reading::Reading) -> Option<Self> {
                let known: &[&'static str] = &[ $( $crate::scenario::table::key(stringify!($field)) ),* ];
                let table = cx.table(node, known, stringify!($name));
                // Every field is read before any failure is acted on, so that all faults are told at once.
                $( let $field = match table.and_then(|table| table.get($crate::scenario::table::key(stringify!($field)))) {
                    Some(_found) => $crate::scenario::table::table!(@found $mode
                        cx.at($crate::scenario::table::key(stringify!($field)), |cx| <$ty as $crate::scenario::table::Shape>::read(_found, $crate::scenario::table::table!(@bounds $($least, $most)?), cx))),
                    None => $crate::scenario::table::table!(@missing $mode cx, node, table, $crate::scenario::table::key(stringify!($field)), $ty $(, $default)?),
                }; )*
                table?;
                Some(Self { $( $field: $field?, )* })
            }

            fn write(&self) -> $crate::scenario::tree::Value {
                let written: Vec<(&'static str, Option<$crate::scenario::tree::Value>)> = vec![ $(
                    ($crate::scenario::table::key(stringify!($field)), $crate::scenario::table::table!(@write $mode self.$field)),
                )* ];
                $crate::scenario::table::written(written)
            }
        }
    };
    (@write optional $value:expr) => { $value.as_ref().map($crate::scenario::table::Shape::write) };
    (@write $mode:ident $value:expr) => { Some($crate::scenario::table::Shape::write(&$value)) };
    (@held optional $ty:ty) => { Option<$ty> };
    (@held $mode:ident $ty:ty) => { $ty };
    (@required required) => { true };
    (@required $mode:ident) => { false };
    (@shown or $ty:ty, $default:expr) => {{ let value: $ty = $default; $crate::scenario::toml_text::inline(&$crate::scenario::table::Shape::write(&value)) }};
    (@shown $mode:ident $ty:ty) => { String::new() };
    (@bounds) => { None };
    (@bounds $least:literal, $most:literal) => { Some($crate::scenario::description::Bounds { least: $least, most: $most }) };
    (@found optional $read:expr) => { $read.map(Some) };
    (@found $mode:ident $read:expr) => { $read };
    (@missing or $cx:ident, $node:ident, $table:ident, $key:expr, $ty:ty, $default:expr) => { Some($default) };
    (@missing optional $cx:ident, $node:ident, $table:ident, $key:expr, $ty:ty) => { Some(None) };
    (@missing required $cx:ident, $node:ident, $table:ident, $key:expr, $ty:ty) => {{
        if $table.is_some() { $cx.missing($node, $key, &<$ty as $crate::scenario::table::Shape>::describe(None)); }
        None
    }};
}

/// Declares a value that is one of a few words.
macro_rules! choice {
    ($(#[doc = $doc:literal])+ pub enum $name:ident { $( $(#[doc = $help:literal])+ $variant:ident = $word:literal ),* $(,)? }) => {
        $(#[doc = $doc])+
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum $name { $( $(#[doc = $help])+ $variant, )* }

        impl $name {
            /// Every one, in order.
            pub const ALL: &'static [Self] = &[ $( Self::$variant ),* ];
            /// The word that a scenario writes.
            pub const fn word(self) -> &'static str { match self { $( Self::$variant => $word ),* } }
            /// What it means.
            pub fn help(self) -> &'static str { match self { $( Self::$variant => concat!($($help),+).trim_ascii_start() ),* } }
        }

        impl ::serde::Serialize for $name {
            fn serialize<S: ::serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> { to.serialize_str(self.word()) }
        }

        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                let word = <String as ::serde::Deserialize>::deserialize(from)?;
                let found = Self::ALL.iter().copied().find(|choice| choice.word() == word);
                found.ok_or_else(|| ::serde::de::Error::unknown_variant(&word, &[]))
            }
        }

        impl $crate::scenario::table::Shape for $name {
            fn describe(_: Option<$crate::scenario::description::Bounds>) -> $crate::scenario::description::Description {
                $crate::scenario::description::Description::Choice {
                    name: stringify!($name),
                    help: concat!($($doc),+).trim_ascii_start(),
                    words: vec![ $( ($word, concat!($($help),+).trim_ascii_start()) ),* ],
                }
            }
            fn read(node: &$crate::scenario::tree::Node, _: Option<$crate::scenario::description::Bounds>, cx: &mut $crate::scenario::reading::Reading) -> Option<Self> {
                let words: &[&'static str] = &[ $( $word ),* ];
                cx.word(node, words).map(|i| Self::ALL[i])
            }
            fn write(&self) -> $crate::scenario::tree::Value { $crate::scenario::tree::Value::Text(self.word().to_owned()) }
        }
    };
}

/// Declares a table that holds exactly one of a few keys.
macro_rules! one_of {
    ($(#[doc = $doc:literal])+ pub enum $name:ident { $( $(#[doc = $help:literal])+ $variant:ident($ty:ty) = $key:literal ),* $(,)? }) => {
        $(#[doc = $doc])+
        #[derive(Clone, Debug)]
        pub enum $name { $( $(#[doc = $help])+ $variant($ty), )* }

        impl $crate::scenario::table::Shape for $name {
            fn describe(_: Option<$crate::scenario::description::Bounds>) -> $crate::scenario::description::Description {
                $crate::scenario::description::Description::OneOf {
                    name: stringify!($name),
                    help: concat!($($doc),+).trim_ascii_start(),
                    variants: vec![ $( $crate::scenario::description::Field {
                        key: $key, help: concat!($($help),+).trim_ascii_start(), required: false, default: String::new(),
                        holds: <$ty as $crate::scenario::table::Shape>::describe(None),
                    } ),* ],
                }
            }
            fn read(node: &$crate::scenario::tree::Node, _: Option<$crate::scenario::description::Bounds>, cx: &mut $crate::scenario::reading::Reading) -> Option<Self> {
                let (key, held) = cx.only_key(node, &[ $( $key ),* ])?;
                $( if key == $key {
                    return cx.at($key, |cx| <$ty as $crate::scenario::table::Shape>::read(held, None, cx)).map(Self::$variant);
                } )*
                None
            }
            fn write(&self) -> $crate::scenario::tree::Value {
                let (key, value) = match self { $( Self::$variant(held) => ($key, $crate::scenario::table::Shape::write(held)), )* };
                $crate::scenario::table::written(vec![(key, Some(value))])
            }
        }
    };
}

pub(crate) use {choice, one_of, table};
