//! Versions of the grammar: a file says which one it is written in, and an older one is read as it was meant.
//!
//! What has changed between two versions is a list of small rules. The loader applies them to what it has read, each file by itself
//! before it is laid over another; `sameday upgrade` applies the same rules to the text, so that comments and order stay.
//! The columns of a spreadsheet are not rewritten: they are told as unknown, with the name that is near.

use super::description::{Bounds, Description, Leaf};
use super::fault::Fault;
use super::parse::parse;
use super::reading::Reading;
use super::table::Shape;
use super::toml_text::join_path;
use super::tree::{Node, Place, Table, Value};

/// The version that this program reads and writes.
pub const GRAMMAR: u64 = 2;

/// The version of the grammar that a file says it is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Version(pub u64);

impl Shape for Version {
    fn describe(_: Option<Bounds>) -> Description {
        Description::Leaf(Leaf {
            what: "a version of the grammar",
            example: "2",
            unit: "",
            scale: 1.0,
            bounds: Some(Bounds { least: 1.0, most: GRAMMAR as f64 }),
            // No lever, and no fact that needs a source.
            numeric: false,
            bare: true,
            whole: true,
        })
    }
    fn read(node: &Node, bounds: Option<Bounds>, cx: &mut Reading) -> Option<Self> {
        u64::read(node, bounds, cx).map(Self)
    }
    fn write(&self) -> Value {
        self.0.write()
    }
}

/// One thing that is written differently since a version.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    /// The first version in which it is so.
    pub since: u64,
    /// The table that it is about, by its keys; `*` is any name.
    pub table: &'static [&'static str],
    /// What becomes of the older writing.
    pub rewrite: Rewrite,
    /// Why, in a sentence for the person whose file is rewritten.
    pub why: &'static str,
}

/// How a rule rewrites what an older file says.
#[derive(Clone, Copy, Debug)]
pub enum Rewrite {
    /// A key has another name.
    Key {
        /// As it was.
        from: &'static str,
        /// As it is.
        to: &'static str,
    },
    /// A word that a key holds has another name.
    Word {
        /// The key.
        key: &'static str,
        /// As it was.
        from: &'static str,
        /// As it is.
        to: &'static str,
    },
    /// A key that is left out means something else now; a file without `extends` that left it out meant this. (One with `extends` says
    /// nothing of a key that it leaves out.)
    LeftOut {
        /// The key.
        key: &'static str,
        /// The word that it stood for.
        meant: &'static str,
    },
}

/// Everything that is written differently, by version. Rules of one version do not depend on each other's order.
///
/// Nothing that a file of grammar 1 says has to be rewritten. Where the program did something that no file said (it always gave work to
/// the first idle person of a grade), that was a fault, which is mended for older files too.
pub const RULES: &[Rule] = &[];

/// One place in a file that a rule rewrites.
#[derive(Clone, Debug, PartialEq)]
pub struct Site {
    /// The table, by its keys.
    path: Vec<String>,
    /// The number of the rule.
    rule: usize,
}

/// The version that a file says it is written in, 1 where it says none.
///
/// # Errors
/// If it is no version, or one that this program does not know yet.
pub fn version(root: &Node) -> Result<u64, Box<Fault>> {
    let Some(node) = root.get("grammar") else { return Ok(1) };
    match node.value {
        Value::Number(number) if number >= 1.0 && number.fract() == 0.0 && number <= GRAMMAR as f64 => Ok(number as u64),
        Value::Number(number) if number > GRAMMAR as f64 && number.fract() == 0.0 => {
            let wanted = format!("this file is written for grammar {number}; this program reads up to {GRAMMAR}");
            let fault = Fault::at(node.place, wanted, "a newer grammar");
            Err(Box::new(fault.help("use the version of sameday that the file was written for, or a later one")))
        }
        _ => {
            let wanted = format!("`grammar` wants the version that the file is written in, a whole number from 1 to {GRAMMAR}");
            Err(Box::new(Fault::at(node.place, wanted, format!("found {}", node.found()))))
        }
    }
}

/// Rewrites an older file as it has been read, and tells of it if anything was rewritten.
///
/// # Errors
/// As [`version`].
pub fn read_as_meant(root: &mut Node) -> Result<Option<Fault>, Box<Fault>> {
    read_by(root, RULES)
}

fn read_by(root: &mut Node, rules: &[Rule]) -> Result<Option<Fault>, Box<Fault>> {
    let version = version(root)?;
    let sites = sites(root, version, rules);
    for site in &sites {
        if let Some(table) = table_mut(root, &site.path) {
            apply(table, rules[site.rule].rewrite);
        }
    }
    let place = root.get("grammar").map_or(root.place, |node| node.place);
    Ok(sites.first().map(|first| {
        let wanted = format!("this file is written for grammar {version}, and is read as it was meant: {}", told(first, rules));
        let found = format!("{} place{} in which grammar {GRAMMAR} is different", sites.len(), if sites.len() == 1 { "" } else { "s" });
        Fault::at(place, wanted, found).help("`sameday upgrade FILE` rewrites it and tells each change")
    }))
}

/// What a rule does at a place, in words.
fn told(site: &Site, rules: &[Rule]) -> String {
    let rule = &rules[site.rule];
    let at = |key: &str| join_path(site.path.iter().map(String::as_str).chain([key]));
    let what = match rule.rewrite {
        Rewrite::Key { from, to } => format!("`{}` is now `{to}`", at(from)),
        Rewrite::Word { key, from, to } => format!("`{}`: \"{from}\" is now \"{to}\"", at(key)),
        Rewrite::LeftOut { key, meant } => format!("`{}`, left out, meant \"{meant}\"", at(key)),
    };
    format!("{what} ({})", rule.why)
}

/// Every place in a file that rules later than its version rewrite.
fn sites(root: &Node, version: u64, rules: &[Rule]) -> Vec<Site> {
    let mut sites = Vec::new();
    for (number, rule) in rules.iter().enumerate().filter(|(_, rule)| rule.since > version && rule.since <= GRAMMAR) {
        let whole = root.get("extends").is_none_or(|base| base.text() == Some("none"));
        let mut path = Vec::new();
        walk(root, rule.table, &mut path, &mut |path, table| {
            let meets = match rule.rewrite {
                // A table may be written in several parts, and the part before this one may have its new name already.
                Rewrite::Key { from, to } => {
                    let in_parts = [from, to].iter().all(|key| table.get(*key).is_some_and(|node| node.table().is_some()));
                    table.contains_key(from) && (!table.contains_key(to) || in_parts)
                }
                Rewrite::Word { key, from, .. } => table.get(key).and_then(Node::text) == Some(from),
                Rewrite::LeftOut { key, .. } => whole && !table.contains_key(key),
            };
            if meets {
                sites.push(Site { path: path.to_vec(), rule: number });
            }
        });
    }
    sites
}

fn walk(node: &Node, pattern: &[&str], path: &mut Vec<String>, see: &mut dyn FnMut(&[String], &Table)) {
    let Value::Table(table) = &node.value else { return };
    let Some((first, rest)) = pattern.split_first() else { return see(path, table) };
    for (key, below) in table.iter().filter(|(key, _)| *first == "*" || first == key) {
        path.push(key.clone());
        walk(below, rest, path, see);
        path.pop();
    }
}

fn node_at<'n>(root: &'n Node, path: &[String]) -> Option<&'n Node> {
    path.iter().try_fold(root, |node, key| node.get(key))
}

fn table_mut<'n>(node: &'n mut Node, path: &[String]) -> Option<&'n mut Table> {
    let Value::Table(table) = &mut node.value else { return None };
    match path.split_first() {
        Some((first, rest)) => table_mut(table.get_mut(first)?, rest),
        None => Some(table),
    }
}

fn apply(table: &mut Table, rewrite: Rewrite) {
    match rewrite {
        Rewrite::Key { from, to } => {
            if let (Some(Node { value: Value::Table(more), .. }), true) = (table.get(from).cloned(), table.contains_key(to)) {
                if let Some(Node { value: Value::Table(held), .. }) = table.get_mut(to) {
                    held.extend(more);
                }
                table.shift_remove(from);
                return;
            }
            let renamed = std::mem::take(table).into_iter().map(|(key, node)| (if key == from { to.to_owned() } else { key }, node));
            *table = renamed.collect();
        }
        Rewrite::Word { key, to, .. } => {
            table.entry(key.to_owned()).and_modify(|node| node.value = Value::Text(to.to_owned()));
        }
        Rewrite::LeftOut { key, meant } => {
            table.insert(key.to_owned(), Node::made(Value::Text(meant.to_owned())));
        }
    }
}

/// A text rewritten, and each change in words; `None` where it is of this version already.
#[derive(Debug, PartialEq, Eq)]
pub struct Upgraded {
    /// The new text.
    pub text: String,
    /// What was changed.
    pub changes: Vec<String>,
}

/// Rewrites a scenario's text in the present grammar, keeping everything else as it was typed.
///
/// # Errors
/// Why it cannot be, in words: it is not TOML, of a newer grammar, or a place could not be rewritten.
pub fn upgrade(text: &str) -> Result<Option<Upgraded>, String> {
    upgrade_by(text, RULES)
}

fn upgrade_by(text: &str, rules: &[Rule]) -> Result<Option<Upgraded>, String> {
    let parse = |text: &str| {
        parse(text, 0).map_err(|faults| format!("it is not TOML: {}", faults.first().map_or("", |fault| fault.message.as_str())))
    };
    let first = parse(text)?;
    let from = version(&first).map_err(|fault| fault.wanted)?;
    if from == GRAMMAR {
        return Ok(None);
    }
    let mut changes: Vec<String> = sites(&first, from, rules).iter().map(|site| told(site, rules)).collect();
    let mut text = text.to_owned();
    // One place at a time: a table may be written in several parts of a file, and each edit moves what follows it.
    for _ in 0..100_000 {
        let root = parse(&text)?;
        let Some(site) = sites(&root, from, rules).into_iter().next() else { break };
        let edited = edit(&text, &root, &site, &rules[site.rule]).filter(|edited| edited != &text);
        text = edited.ok_or_else(|| format!("this has to be changed by hand: {}", told(&site, rules)))?;
    }
    text = with_version(&text, &parse(&text)?);
    changes.insert(0, format!("`grammar = {GRAMMAR}` says which grammar the file is written in"));
    parse(&text)?;
    Ok(Some(Upgraded { text, changes }))
}

fn replaced(text: &str, place: Place, by: &str) -> Option<String> {
    Some(format!("{}{by}{}", text.get(..place.start)?, text.get(place.end..)?))
}

fn edit(text: &str, root: &Node, site: &Site, rule: &Rule) -> Option<String> {
    let table = node_at(root, &site.path)?;
    match rule.rewrite {
        Rewrite::Key { from, to } => replaced(text, table.get(from)?.key, to),
        Rewrite::Word { key, to, .. } => replaced(text, table.get(key)?.place, &format!("\"{to}\"")),
        Rewrite::LeftOut { key, meant } => put_in(text, table, &format!("{key} = \"{meant}\"")),
    }
}

/// Puts a line into a table, wherever in the text the table begins: within braces, below its head, or before the first of its keys.
fn put_in(text: &str, table: &Node, line: &str) -> Option<String> {
    let insert = |at: usize, what: &str| Some(format!("{}{what}{}", text.get(..at)?, text.get(at..)?));
    let end_of_line = |at: usize| text[at..].find('\n').map_or(text.len(), |end| at + end + 1);
    let after = text.get(table.key.end..)?.trim_start_matches([' ', '\t']);
    if after.starts_with(']') {
        let at = end_of_line(table.key.end);
        let before = if text[..at].ends_with('\n') { "" } else { "\n" };
        return insert(at, &format!("{before}{line}\n"));
    }
    if after.starts_with('=') {
        let open = table.key.end + text.get(table.key.end..)?.find('{')? + 1;
        let comma = if table.table()?.is_empty() { "" } else { "," };
        return insert(open, &format!(" {line}{comma}"));
    }
    // A table that only its keys make: the line goes before the first of them, under the same path.
    let (_, child) = table.table()?.first()?;
    let start = text.get(..child.key.start)?.rfind('\n').map_or(0, |at| at + 1);
    let path = text.get(start..child.key.start)?;
    match path.trim_start().strip_prefix('[') {
        Some(head) => insert(start, &format!("[{}]\n{line}\n\n", head.trim_end().strip_suffix('.')?)),
        None => insert(start, &format!("{path}{line}\n")),
    }
}

/// States the version: in the place of the one that is there, or below the first line of the scenario itself.
fn with_version(text: &str, root: &Node) -> String {
    if let Some(node) = root.get("grammar") {
        return replaced(text, node.place, &GRAMMAR.to_string()).unwrap_or_else(|| text.to_owned());
    }
    let line = format!("grammar = {GRAMMAR}\n");
    let head = text.lines().next().is_some_and(|first| first.trim_start().starts_with('['));
    let plain = |node: &&Node| !head && !matches!(node.value, Value::Table(_)) && node.key.start < node.place.start;
    let first = root.table().and_then(|table| table.values().find(plain));
    // A plain key of the scenario itself stands before every table's head.
    let at = match first {
        Some(node) => text[node.place.end..].find('\n').map_or(text.len(), |end| node.place.end + end + 1),
        None => text
            .lines()
            .take_while(|line| line.starts_with('#') || line.trim().is_empty())
            .map(|line| line.len() + 1)
            .sum::<usize>()
            .min(text.len()),
    };
    let before = if at > 0 && !text[..at].ends_with('\n') { "\n" } else { "" };
    format!("{}{before}{line}{}", &text[..at], &text[at..])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::toml_text::inline;

    const TRIED: &[Rule] = &[
        Rule { since: 2, table: &["workstreams", "*"], rewrite: Rewrite::Key { from: "way", to: "steps" }, why: "as elsewhere" },
        Rule {
            since: 2,
            table: &["workstreams", "*"],
            rewrite: Rewrite::Word { key: "order", from: "fifo", to: "first come" },
            why: "plain words",
        },
        Rule { since: 2, table: &["grades", "*"], rewrite: Rewrite::LeftOut { key: "assign", meant: "first" }, why: "the rule has a name" },
    ];

    const OLD: &str = "# Ours.\nquestion = \"?\" # indeed\n\n[grades.PSO]\n[grades]\nPO = { day = [\"09:00-17:00\"] }\nSPO = {}\n\n[grades.CA.leave]\ndays = 3\n\n[grades.AO]\nleave.days = 4\n\
        [workstreams.psr]\norder = \"fifo\"\n[workstreams.psr.way.a]\nby = [\"PSO\"]\n[workstreams.psr.way.b] # second\nby = [\"PO\"]\n";
    const NEW: &str = "# Ours.\nquestion = \"?\" # indeed\ngrammar = 2\n\n[grades.PSO]\nassign = \"first\"\n[grades]\nPO = { assign = \"first\", day = [\"09:00-17:00\"] }\nSPO = { assign = \"first\"}\n\n\
        [grades.CA]\nassign = \"first\"\n\n[grades.CA.leave]\ndays = 3\n\n[grades.AO]\nassign = \"first\"\nleave.days = 4\n\
        [workstreams.psr]\norder = \"first come\"\n[workstreams.psr.steps.a]\nby = [\"PSO\"]\n[workstreams.psr.steps.b] # second\nby = [\"PO\"]\n";

    fn plain(node: &Node) -> String {
        match &node.value {
            Value::Table(table) => {
                let mut lines: Vec<String> =
                    table.iter().filter(|(key, _)| *key != "grammar").map(|(key, below)| format!("{key}={}", plain(below))).collect();
                lines.sort();
                format!("{{{}}}", lines.join(","))
            }
            other => inline(other),
        }
    }

    #[test]
    fn an_older_text_is_rewritten_and_an_older_file_read_to_the_same() {
        let upgraded = upgrade_by(OLD, TRIED).expect("TOML").expect("older");
        assert_eq!(upgraded.text, NEW);
        assert_eq!(upgraded.changes.len(), 8, "{:?}", upgraded.changes);
        assert!(upgraded.changes.contains(&"`workstreams.psr.order`: \"fifo\" is now \"first come\" (plain words)".to_owned()));
        let mut old = parse(OLD, 0).expect("TOML");
        let warning = read_by(&mut old, TRIED).expect("known").expect("something is rewritten");
        assert!(warning.wanted.contains("written for grammar 1"), "{warning:?}");
        let mut new = parse(NEW, 0).expect("TOML");
        assert_eq!(read_by(&mut new, TRIED).expect("known"), None);
        assert_eq!(plain(&old), plain(&new));
        assert_eq!(upgrade_by(NEW, TRIED), Ok(None));
    }

    #[test]
    fn what_extends_another_says_nothing_of_what_it_leaves_out() {
        let text = "extends = \"base.toml\"\n[grades.PSO]\nday = []\n[workstreams.psr]\norder = \"fifo\"\n";
        let upgraded = upgrade_by(text, TRIED).expect("TOML").expect("older");
        assert_eq!(
            upgraded.text,
            "extends = \"base.toml\"\ngrammar = 2\n[grades.PSO]\nday = []\n[workstreams.psr]\norder = \"first come\"\n"
        );
    }

    #[test]
    fn the_version_is_stated_once_and_a_newer_one_refused() {
        let upgraded = |text: &str| upgrade_by(text, &[]).expect("TOML").expect("older").text;
        assert_eq!(upgraded("grammar = 1\nx = 1\n"), "grammar = 2\nx = 1\n");
        assert_eq!(upgraded("x = [\n  1,\n]\n[a]\n"), "x = [\n  1,\n]\ngrammar = 2\n[a]\n");
        assert_eq!(upgraded("# a\n\n[a]\nb = 1\n"), "# a\n\ngrammar = 2\n[a]\nb = 1\n");
        assert_eq!(upgraded("run.seed = 3"), "grammar = 2\nrun.seed = 3");
        assert_eq!(upgraded("x = 1"), "x = 1\ngrammar = 2\n");
        for (text, words) in [
            ("grammar = 3", "written for grammar 3; this program reads up to 2"),
            ("grammar = 0", "whole number from 1"),
            ("grammar = \"2\"", "whole number"),
            ("grammar = 1.5", "whole number"),
        ] {
            let why = upgrade(text).expect_err(text);
            assert!(why.contains(words), "{why}");
        }
    }
}
