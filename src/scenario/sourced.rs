//! What a scenario says of where numbers come from: ids by themselves, or words in which they stand.
//!
//! `{ evidence = ["E32"], assumption = "A14" }` says which is which. The words of the other form are read by a rule that is
//! stated at `assumed`, so that nobody has to guess whether a text counts as an assumption.

use super::description::{Bounds, Description};
use super::fault::Fault;
use super::reading::Reading;
use super::table::{Shape, table};
use super::tree::{Node, Value};

table! {
    /// Where numbers come from, each kind of origin by itself: published evidence, an assumption, or both. The same may be said in words, such as `"made in 51 %: E32; by format A14"`. Words count as an assumption where they say `assumption` or `assumed` (unless denied: `no assumption`), or name an assumption's id by itself (`A14`; not `Table A2`, `annex A1` or `A4 paper`); and as synthetic where they say `synthetic`.
    pub struct SourceIds {
        /// Ids of docs/EVIDENCE.md, or names of publications and data sets.
        evidence: Vec<String> = or(Vec::new()),
        /// An id of docs/EVIDENCE.md, or what was assumed and why. What was made up to fit what is known of the whole says `synthetic`.
        assumption: String = optional,
        /// What else a reader should know, such as which of the numbers is whose.
        note: String = optional,
    }
}

/// What stands under `source`.
#[derive(Clone, Debug)]
pub enum Sourced {
    /// In words.
    Words(String),
    /// By ids.
    Ids(SourceIds),
}

/// The name of the table in the grammar's description.
pub const SOURCE: &str = "SourceIds";
/// How a source is written, for messages and the reference.
pub const WANTED: &str = "text in quotes, or a table with `evidence`, `assumption` or both";
const EXAMPLE: &str = "{ evidence = [\"E32\"], assumption = \"A14\" }";

impl Shape for Sourced {
    fn describe(bounds: Option<Bounds>) -> Description {
        SourceIds::describe(bounds)
    }

    fn read(node: &Node, bounds: Option<Bounds>, cx: &mut Reading) -> Option<Self> {
        match &node.value {
            Value::Text(_) => String::read(node, bounds, cx).map(Self::Words),
            Value::Table(_) => {
                let ids = SourceIds::read(node, bounds, cx)?;
                if Told::of(node).is_some() {
                    return Some(Self::Ids(ids));
                }
                let wanted = format!("{} wants evidence, an assumption or both, such as {EXAMPLE}", cx.here());
                cx.fault(Fault::at(node.place, wanted, "found neither"));
                None
            }
            _ => {
                cx.wanted(node, WANTED, EXAMPLE);
                None
            }
        }
    }

    fn write(&self) -> Value {
        match self {
            Self::Words(words) => Value::Text(words.clone()),
            Self::Ids(ids) => ids.write(),
        }
    }
}

/// What a source says, whichever way it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Told {
    /// In words: `E32; assumption A14 (by format)`.
    pub words: String,
    /// Whether it is an assumption, or says that it is synthetic.
    pub assumption: bool,
    /// Whether it is an assumption only in that it was made up to fit what is known of the whole.
    pub synthetic: bool,
}

impl Told {
    /// Of what stands under `source`; `None` where that is nothing, or no source.
    pub fn of(node: &Node) -> Option<Self> {
        let said = |node: &Node| node.text().map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned);
        if let Some(words) = said(node) {
            let assumed = assumed(&words);
            let synthetic = says(&words, &["synthetic"]) && !assumed;
            return Some(Self { words, assumption: assumed || synthetic, synthetic });
        }
        let evidence = match node.get("evidence").map(|evidence| &evidence.value) {
            Some(Value::List(list)) => list.iter().filter_map(said).collect(),
            _ => Vec::new(),
        };
        let assumption = node.get("assumption").and_then(said);
        if evidence.is_empty() && assumption.is_none() {
            return None;
        }
        let synthetic = assumption.as_ref().is_some_and(|words| says(words, &["synthetic"]) && !assumed(words));
        let named = assumption.as_ref().map(|words| if says(words, &ASSUMED) { words.clone() } else { format!("assumption {words}") });
        let mut words =
            [evidence.join(", "), named.unwrap_or_default()].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("; ");
        if let Some(note) = node.get("note").and_then(said) {
            words.push_str(&format!(" ({note})"));
        }
        Some(Self { words, assumption: assumption.is_some(), synthetic })
    }
}

/// Words by which a text says that it is an assumption.
const ASSUMED: [&str; 5] = ["assumption", "assumptions", "assumed", "assume", "assuming"];
/// Words that deny the one that follows.
const DENIALS: [&str; 7] = ["no", "not", "non", "never", "nothing", "without", "nor"];
/// Words that may stand between a denial and what it denies.
const BETWEEN: [&str; 13] = ["a", "an", "the", "any", "one", "of", "is", "are", "was", "were", "been", "longer", "mere"];
/// Words after which an id is a place in a publication.
const PARTS: [&str; 37] = [
    "table",
    "tables",
    "tab",
    "tbl",
    "figure",
    "figures",
    "fig",
    "figs",
    "annex",
    "annexes",
    "appendix",
    "appendices",
    "schedule",
    "schedules",
    "sheet",
    "sheets",
    "worksheet",
    "chart",
    "charts",
    "graph",
    "section",
    "sections",
    "part",
    "parts",
    "page",
    "pages",
    "paragraph",
    "paragraphs",
    "para",
    "paras",
    "cell",
    "cells",
    "column",
    "columns",
    "form",
    "size",
    "question",
];
/// Words before which an id is the size of paper, or a road.
const THINGS: [&str; 7] = ["paper", "page", "pages", "sheet", "sheets", "form", "road"];
/// Words that join a place in a publication to the next: `tables A1 to A3`.
const JOINING: [&str; 5] = ["and", "or", "to", "with", "also"];

/// Whether words are those of an assumption: they say so, or name one's id.
///
/// - They say so where one of the words "assumption(s)", "assumed", "assume", "assuming" stands in them, and is not denied by what stands right
///   before it ("no assumption", "not assumed", "without any assumption").
/// - An id is A and a whole number that stands by itself ("A14", "by court A9", "A29's"). It is none after a word for a part of a publication
///   ("Table A2", "annexes A1 and A2"), before one for what is so called ("A4 paper"), or as a piece of something longer ("A2.1", "PI-A2", "A2/16").
pub(super) fn assumed(source: &str) -> bool {
    says(source, &ASSUMED) || names_id(source)
}

/// The words of a text: letters and digits, each with what stands between it and the one before.
fn words(text: &str) -> Vec<(&str, &str)> {
    let mut words = Vec::new();
    let mut rest = text;
    while let Some(from) = rest.find(char::is_alphanumeric) {
        let end = rest[from..].find(|c: char| !c.is_alphanumeric()).map_or(rest.len(), |length| from + length);
        words.push((&rest[..from], &rest[from..end]));
        rest = &rest[end..];
    }
    words
}

/// Whether a text says one of these words, without denying it.
fn says(text: &str, wanted: &[&str]) -> bool {
    let lower = text.to_lowercase();
    let words = words(&lower);
    let denied = |at: usize| {
        for back in (0..at).rev() {
            // A denial reaches no further than its clause.
            if !words[back + 1].0.chars().all(|c| c.is_whitespace() || c == '-' || c == '‑') {
                return false;
            }
            if DENIALS.contains(&words[back].1) {
                return true;
            }
            if !BETWEEN.contains(&words[back].1) {
                return false;
            }
        }
        false
    };
    let free = |at: usize| words.get(at + 1).is_some_and(|(between, word)| *word == "free" && between.trim_matches(' ') == "-");
    (0..words.len()).any(|at| wanted.contains(&words[at].1) && !denied(at) && !free(at))
}

/// Whether a text names the id of an assumption by itself.
fn names_id(text: &str) -> bool {
    let words = words(text);
    let lower = |at: usize| words[at].1.to_lowercase();
    let mut placed = false;
    for (at, (before, word)) in words.iter().enumerate() {
        let digits = word.strip_prefix(['A', 'E']).is_some_and(|digits| !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()));
        if !digits {
            // What follows "Table" is a place in it, and so is what is joined to that.
            let number = word.chars().all(|c| c.is_ascii_digit());
            placed = PARTS.contains(&lower(at).as_str()) || placed && (number || JOINING.contains(&lower(at).as_str()));
            continue;
        }
        // The point of "fig." is no sentence's end.
        let direct = at > 0 && PARTS.contains(&lower(at - 1).as_str());
        placed &= !before.contains([';', ':', '(', ')']) && (direct || !before.contains(". "));
        let after = words.get(at + 1).map_or("", |(between, _)| between);
        let joined = |between: &str| ["-", "/", ".", "_", "–"].contains(&between);
        let longer = joined(before) || joined(after);
        let thing = after == " " && THINGS.contains(&lower(at + 1).as_str());
        if word.starts_with('A') && !placed && !longer && !thing {
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::parse::parse_value;

    fn told(text: &str) -> Option<Told> {
        Told::of(&parse_value(text, 0, 0).expect("it can be read"))
    }

    #[test]
    fn words_are_an_assumption_where_they_say_so_or_name_one() {
        for yes in [
            "assumption: a protocol with the police",
            "Assumed, as in 2015",
            "invented for this page (assumption)",
            "A14",
            "A4, A5",
            "by court A9",
            "the upper end of A29's 5 to 12 %; E36 has 20",
            "made in 51 %: E32; by format and turnaround A14",
            "rule E5, E6; shares A10: 24 % in all",
            "Table 3 of E2; split A8",
            "not published; assumed",
            "no data, so an assumption",
            "no data so assumed",
            "Annex B: A7",
            "Table 2.1, A7b and (A7)",
            "one room more than A7, the what-if's own number",
        ] {
            assert!(assumed(yes), "{yes}");
        }
        for no in [
            "E32, Table A2",
            "Table A2",
            "tables A1 and A2 of E32",
            "tables A1, A2 and A3",
            "MoJ 2016, Annex A1",
            "appendix A3",
            "Figure A10",
            "fig. A2",
            "no assumption",
            "E32; no assumption",
            "not an assumption",
            "without any assumption",
            "nothing is assumed",
            "assumption-free",
            "non-assumption",
            "presumption E38",
            "A4 paper",
            "form A12",
            "PI A2/2016",
            "A2.1",
            "PSI-A2",
            "Crown courts, 2016",
            "data of Area 4",
            "A",
            "AA1",
            "",
        ] {
            assert!(!assumed(no), "{no}");
        }
        assert!(says("synthetic (six of size 0.34)", &["synthetic"]) && !says("photosynthetic", &["synthetic"]));
        assert!(!says("not synthetic: E2", &["synthetic"]));
    }

    #[test]
    fn a_source_by_ids_says_which_is_evidence_and_which_assumed() {
        let of = |text: &str| told(text).map(|told| (told.words, told.assumption, told.synthetic));
        let both = "E32, E40; assumption A14 (made in 51 %)".to_owned();
        assert_eq!(of("{ evidence = [\"E32\", \"E40\"], assumption = \"A14\", note = \"made in 51 %\" }"), Some((both, true, false)));
        assert_eq!(of("{ evidence = [\"Table A2\"] }"), Some(("Table A2".to_owned(), false, false)));
        // What stands under `assumption` is one, whatever its words.
        assert_eq!(of("{ assumption = \"as in Leeds\" }"), Some(("assumption as in Leeds".to_owned(), true, false)));
        assert_eq!(of("{ assumption = \"synthetic, to fit E3\" }"), Some(("assumption synthetic, to fit E3".to_owned(), true, true)));
        assert_eq!(of("\"synthetic, to fit E3\""), Some(("synthetic, to fit E3".to_owned(), true, true)));
        assert_eq!((of("{ note = \"x\" }"), of("{ evidence = [] }"), of("\" \"")), (None, None, None));
    }
}
