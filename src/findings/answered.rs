//! An answer in words, as `support` and `plan` give it: the verdict, what lies behind it, what to doubt, what it rests on.

use std::fmt;

use super::ending;
use super::table::Table;

/// An answer in words.
#[derive(Clone, Debug, Default)]
pub struct Answered {
    /// The scenario's short name.
    pub title: String,
    /// The question that it asks.
    pub question: String,
    /// The answer, in a few sentences.
    pub verdict: String,
    /// What lies behind it, a sentence or two each.
    pub reasons: Vec<String>,
    /// What to doubt, and what to do about it.
    pub warnings: Vec<String>,
    /// What the figures rest on.
    pub basis: String,
    /// The tables.
    pub tables: Vec<Table>,
}

impl fmt::Display for Answered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.title)?;
        if self.question != self.title {
            writeln!(f, "{}", self.question)?;
        }
        writeln!(f, "\n{}", self.verdict)?;
        for reason in &self.reasons {
            writeln!(f, "- {reason}")?;
        }
        for table in &self.tables {
            write!(f, "\n{table}")?;
        }
        ending(f, &self.warnings, &self.basis)
    }
}
