//! Where the numbers come from: every source that a scenario tells, and every number without one.

use serde::{Deserialize, Serialize};

use super::description::Description;
use super::sourced::Told;
use super::toml_text::join_path;
use super::tree::{Node, Value};

/// A source told in a scenario.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// The table that it is told on.
    pub path: String,
    /// Its words: ids of docs/EVIDENCE.md, or `assumption` and why.
    pub source: String,
    /// Whether it is an assumption, or says that it is synthetic.
    pub assumption: bool,
    /// Whether it is one only in that it is synthetic.
    #[serde(default)]
    pub synthetic: bool,
}

impl Source {
    /// In a word, beside what is evidence.
    pub const fn kind(&self) -> &'static str {
        match (self.synthetic, self.assumption) {
            (true, _) => "synthetic",
            (false, true) => "assumption",
            (false, false) => "evidence",
        }
    }

    /// Whether it is an assumption only in that it was made up to fit what is known of the whole, such as a split into clusters.
    pub const fn is_synthetic(&self) -> bool {
        self.synthetic
    }
}

/// What a scenario rests on, apart from the scenario itself: results keep it, so that a report can be made again from them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Register {
    /// Every source that is told, and what for.
    pub sources: Vec<Source>,
    /// Paths of tables with numbers for which no source is told.
    pub unsourced: Vec<String>,
    /// What is allowed but looks wrong, in words; empty if nothing does.
    pub warnings: String,
}

impl Register {
    /// The source told for a path: on its table, or on the nearest around it.
    pub fn source_of(&self, path: &str) -> Option<&str> {
        self.table_of(path).map(|source| source.source.as_str())
    }

    /// The source told for a path, with the table that it is told on; the scenario's own stands for all that has no other.
    pub fn table_of(&self, path: &str) -> Option<&Source> {
        table_of(&self.sources, path)
    }
}

/// The source told for a path: on its table, or on the nearest around it; the scenario's own stands for all that has no other.
pub fn table_of<'a>(sources: &'a [Source], path: &str) -> Option<&'a Source> {
    let around = std::iter::successors(Some(path), |&path| (!path.is_empty()).then(|| path.rfind('.').map_or("", |dot| &path[..dot])));
    around.into_iter().find_map(|path| sources.iter().find(|source| source.path == path))
}

/// How many of the sources are assumptions, in words: "168 assumptions (69 synthetic)".
pub fn assumptions(sources: &[Source]) -> String {
    let number = sources.iter().filter(|source| source.assumption).count();
    let synthetic = sources.iter().filter(|source| source.is_synthetic()).count();
    let synthetic = if synthetic > 0 { format!(" ({synthetic} synthetic)") } else { String::new() };
    format!("{number} assumption{}{synthetic}", if number == 1 { "" } else { "s" })
}

/// Every source, and the paths of tables that hold a number for which none is told.
///
/// A source tells of the numbers of its own file and of those that it extends: a number that a scenario changes needs one of its own.
///
/// - `layers`: the texts of the scenario and of those that it extends, the deepest first. What stands in another text (a spreadsheet, the
///   command line) may go by any source.
pub fn gather(root: &Node, shape: &Description, layers: &[usize]) -> (Vec<Source>, Vec<String>) {
    let mut gathered = Gathered { layers, sources: Vec::new(), unsourced: Vec::new() };
    gathered.walk(root, shape, &mut Vec::new(), None);
    (gathered.sources, gathered.unsourced)
}

struct Gathered<'l> {
    layers: &'l [usize],
    sources: Vec<Source>,
    unsourced: Vec<String>,
}

impl Gathered<'_> {
    /// How far from the deepest base something stands; of a table, the last that anything in it does.
    fn layer(&self, node: &Node) -> usize {
        match &node.value {
            Value::Table(table) => table.values().map(|below| self.layer(below)).max().unwrap_or(0),
            _ => self.layers.iter().position(|&text| text == node.place.text).map_or(0, |place| place + 1),
        }
    }

    /// - `sourced`: the last layer of the sources told around it.
    fn walk<'a>(&mut self, node: &'a Node, shape: &Description, path: &mut Vec<&'a str>, sourced: Option<usize>) {
        let Value::Table(table) = &node.value else { return };
        let source = node.get("source").and_then(|source| Some((source, Told::of(source)?)));
        let own = source.as_ref().map(|(source, _)| self.layer(source));
        if let Some((_, Told { words, assumption, synthetic })) = source {
            self.sources.push(Source { path: join_path(path.iter()), source: words, assumption, synthetic });
        }
        let sourced = sourced.max(own);
        let number = |(key, below): (&String, &Node)| match shape.under(key) {
            Some(Description::Leaf(leaf)) => leaf.numeric && !matches!(below.value, Value::Table(_)),
            Some(Description::Distribution(_)) => true,
            _ => false,
        };
        let without = |number: &Node| sourced.is_none_or(|layer| self.layer(number) > layer);
        // How long a run lasts, or how many points a sweep has, is a choice of the person who asks, not a fact that needs a source.
        let chosen = path.first() == Some(&"run") || path[..] == ["sweep"];
        if !chosen && table.iter().any(|entry| number(entry) && without(entry.1)) {
            self.unsourced.push(join_path(path.iter()));
        }
        for (key, below) in table {
            if let Some(shape) = shape.under(key) {
                path.push(key);
                self.walk(below, shape, path, sourced);
                path.pop();
            }
        }
    }
}
