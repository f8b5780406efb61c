//! What may stand at each place of a scenario, as a value: faults, levers, the JSON Schema and the reference are made of it.

use super::wording::{one_of, spaced};

/// Least and most, in the type's own unit, both allowed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bounds {
    /// Least.
    pub least: f64,
    /// Most.
    pub most: f64,
}

/// What may stand at a place of a scenario.
#[derive(Clone, Debug)]
pub enum Description {
    /// A table with these keys.
    Table {
        /// Rust's name of it, for references.
        name: &'static str,
        /// Its purpose.
        help: &'static str,
        /// Its keys, in the order of the grammar.
        fields: Vec<Field>,
    },
    /// A table whose keys the scenario chooses.
    Keyed(Box<Description>),
    /// A list.
    List(Box<Description>),
    /// A table with exactly one of these keys.
    OneOf {
        /// Rust's name of it.
        name: &'static str,
        /// Its purpose.
        help: &'static str,
        /// The keys.
        variants: Vec<Field>,
    },
    /// One of these words.
    Choice {
        /// Rust's name of it.
        name: &'static str,
        /// Its purpose.
        help: &'static str,
        /// Each word and what it means.
        words: Vec<(&'static str, &'static str)>,
    },
    /// A single value.
    Leaf(Leaf),
    /// A distribution over a leaf.
    Distribution(Leaf),
}

impl Description {
    /// What is wanted, in words, and an example of it (empty if there is no short one).
    pub fn in_words(&self) -> (String, String) {
        match self {
            Self::Table { name, .. } => (format!("a table ({})", spaced(name)), String::new()),
            Self::Keyed(holds) => (format!("a table of names, each with {}", holds.in_words().0), String::new()),
            Self::List(holds) => {
                let (what, example) = holds.in_words();
                let example = example.split(" or ").next().unwrap_or_default().to_owned();
                (format!("a list, each {what}"), if example.is_empty() { example } else { format!("[{example}]") })
            }
            Self::OneOf { variants, .. } => {
                let keys: Vec<&str> = variants.iter().map(|variant| variant.key).collect();
                (format!("a table with one of {}", one_of(&keys)), String::new())
            }
            Self::Choice { words, .. } => {
                let words: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
                (format!("one of {}", one_of(&words)), words.first().map_or(String::new(), |word| format!("\"{word}\"")))
            }
            Self::Leaf(leaf) => (leaf.what.to_owned(), leaf.example.to_owned()),
            Self::Distribution(leaf) => (format!("{} or a distribution of it", leaf.what), leaf.example.to_owned()),
        }
    }

    /// What stands under a key, where this is a table of any kind.
    pub fn under(&self, key: &str) -> Option<&Self> {
        match self {
            Self::Table { fields, .. } | Self::OneOf { variants: fields, .. } => {
                fields.iter().find(|field| field.key == key).map(|field| &field.holds)
            }
            Self::Keyed(holds) | Self::List(holds) => Some(holds),
            _ => None,
        }
    }
}

/// A single value: what it is, how it is written, and its bounds.
#[derive(Clone, Copy, Debug)]
pub struct Leaf {
    /// What is wanted, in words: "a length of time", "a share".
    pub what: &'static str,
    /// How one is written: `"45 min"`.
    pub example: &'static str,
    /// The unit that bounds and levers are told in; empty if it has none.
    pub unit: &'static str,
    /// How many of the canonical unit make one `unit` (60 where seconds are told in minutes).
    pub scale: f64,
    /// Least and most, canonical.
    pub bounds: Option<Bounds>,
    /// Whether it is a number that a lever can move.
    pub numeric: bool,
    /// Whether a number without quotes will do.
    pub bare: bool,
    /// Whether it must be whole.
    pub whole: bool,
}

/// A key of a table.
#[derive(Clone, Debug)]
pub struct Field {
    /// The key.
    pub key: &'static str,
    /// What it means.
    pub help: &'static str,
    /// Whether it must be there.
    pub required: bool,
    /// What it is when left out, as a scenario would write it; empty if it is required or optional.
    pub default: String,
    /// What may stand there.
    pub holds: Description,
}
