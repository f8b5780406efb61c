//! A document: one answer in words, tables and the names of its charts, whichever question it answers.
//!
//! [`super::document()`] makes one of every result. The terminal (here), the page, the workbook and JSON write it and
//! word nothing themselves.

use std::fmt;

use serde::Serialize;

use super::table::Table;

/// Lines of a list that a terminal is shown; the page and the files have them all.
const SHOWN: usize = 12;

/// An answer.
#[derive(Clone, Debug, Serialize)]
pub struct Document {
    /// Of what, in a few words.
    pub title: String,
    /// The question that it answers; empty where the title says it.
    pub question: String,
    /// Its sections in order, at least one.
    pub sections: Vec<Section>,
    /// Charts that belong to the whole of it, by their keys.
    pub charts: &'static [&'static str],
    /// What to doubt, and what to do about it.
    pub warnings: Vec<String>,
    /// What the figures rest on: replications, seed, confidence, method.
    pub basis: String,
}

/// What a section is about; a page of several answers sets those of one topic together, in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Topic {
    /// What a run found.
    Answer,
    /// The rate that staff and rooms alone could reach.
    Ceiling,
    /// What keeps the rate from the ceiling, and the ceiling from 100 %.
    Gap,
    /// Additional staff by cluster.
    Support,
    /// What it costs.
    Cost,
    /// One scenario beside others.
    Comparison,
    /// How far levers move the answer.
    Levers,
}

/// A part of an answer.
#[derive(Clone, Debug, Serialize)]
pub struct Section {
    /// What it is about.
    pub topic: Topic,
    /// Its heading; empty where the document's says enough.
    pub title: String,
    /// The answer, a paragraph each.
    pub verdicts: Vec<String>,
    /// What lies behind it, a sentence or two each.
    pub reasons: Vec<String>,
    /// Lists that belong to the answer, such as what a variant changes.
    pub lists: Vec<List>,
    /// Its tables.
    pub tables: Vec<Table>,
    /// Its charts, by their keys.
    pub charts: &'static [&'static str],
    /// What the page folds away, and a terminal leaves to the files.
    pub appendix: Option<Appendix>,
}

/// Lines under a heading.
#[derive(Clone, Debug, Serialize)]
pub struct List {
    /// Its heading.
    pub title: String,
    /// Its lines.
    pub lines: Vec<String>,
}

/// Lists under a heading of their own.
#[derive(Clone, Debug, Serialize)]
pub struct Appendix {
    /// Its heading.
    pub title: &'static str,
    /// What the lists are of.
    pub text: &'static str,
    /// The lists.
    pub lists: Vec<List>,
}

impl Document {
    /// The answer in a sentence or two, all sections together.
    pub fn verdict(&self) -> String {
        self.sections.iter().flat_map(|section| &section.verdicts).map(String::as_str).collect::<Vec<_>>().join(" ")
    }

    /// What lies behind it, all sections together.
    pub fn reasons(&self) -> impl Iterator<Item = &String> {
        self.sections.iter().flat_map(|section| &section.reasons)
    }

    /// Every table, in order.
    pub fn tables(&self) -> impl Iterator<Item = &Table> {
        self.sections.iter().flat_map(|section| &section.tables)
    }

    /// Its words, as every JSON file begins.
    pub fn words(&self) -> Words<'_> {
        let reasons = self.reasons().map(String::as_str).collect();
        Words {
            title: &self.title,
            question: &self.question,
            verdict: self.verdict(),
            reasons,
            warnings: &self.warnings,
            basis: &self.basis,
        }
    }
}

impl Section {
    /// A section without anything in it.
    pub const fn new(topic: Topic) -> Self {
        Self {
            topic,
            title: String::new(),
            verdicts: Vec::new(),
            reasons: Vec::new(),
            lists: Vec::new(),
            tables: Vec::new(),
            charts: &[],
            appendix: None,
        }
    }
}

/// A question, unless the title says it already.
pub fn question_beside(title: &str, question: &str) -> String {
    if question == title { String::new() } else { question.to_owned() }
}

/// The words of an answer, as every JSON file begins.
#[derive(Debug, Serialize)]
pub struct Words<'a> {
    /// Of what, in a few words.
    pub title: &'a str,
    /// The question that it answers; empty where the title says it.
    pub question: &'a str,
    /// The answer.
    pub verdict: String,
    /// What lies behind it.
    pub reasons: Vec<&'a str>,
    /// What to doubt.
    pub warnings: &'a [String],
    /// What the figures rest on.
    pub basis: &'a str,
}

/// As a terminal shows it: the answers first, then each section with its tables, then what to doubt and what it rests on.
impl fmt::Display for Document {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.title)?;
        if !self.question.is_empty() {
            writeln!(f, "{}", self.question)?;
        }
        writeln!(f)?;
        for verdict in self.sections.iter().flat_map(|section| &section.verdicts) {
            writeln!(f, "{verdict}")?;
        }
        for section in &self.sections {
            write!(f, "{section}")?;
        }
        if !self.warnings.is_empty() {
            writeln!(f)?;
        }
        for warning in &self.warnings {
            writeln!(f, "Warning: {warning}")?;
        }
        writeln!(f, "\n{}", self.basis)
    }
}

/// A section without its answer, which stands at the head of the document.
impl fmt::Display for Section {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { title, reasons, lists, tables, .. } = self;
        if !title.is_empty() || !reasons.is_empty() {
            writeln!(f)?;
        }
        if !title.is_empty() {
            writeln!(f, "{title}")?;
        }
        for reason in reasons {
            writeln!(f, "- {reason}")?;
        }
        for list in lists {
            write!(f, "{list}")?;
        }
        for table in tables {
            write!(f, "\n{table}")?;
        }
        Ok(())
    }
}

impl fmt::Display for List {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.lines.is_empty() {
            return writeln!(f, "- {}.", self.title);
        }
        writeln!(f, "- {}:", self.title)?;
        for line in self.lines.iter().take(SHOWN) {
            writeln!(f, "    {line}")?;
        }
        match self.lines.len().saturating_sub(SHOWN) {
            0 => Ok(()),
            more => writeln!(f, "    … and {more} more, in the files"),
        }
    }
}
