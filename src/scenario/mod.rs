//! Text in, facts out: a scenario file becomes a complete, checked [`grammar::Scenario`].
//!
//! The way of a file: [`load()`] reads it and the files it names into a [`tree`] with places, lays overlays over
//! each other ([`overlay`]), reads the tree by the [`grammar`] ([`table`] says how), and checks what
//! keys must agree on ([`cross`]). Every fault on the way is a [`fault::Fault`], all are told together. Nothing here knows
//! how a scenario is simulated.

pub mod attributes;
mod authors;
pub mod changes;
pub mod clause;
pub mod complexity;
pub mod cross;
pub mod csv_file;
pub mod description;
pub mod dist;
pub mod examples;
pub mod fault;
pub mod file;
pub mod files;
pub mod grammar;
pub mod leaves;
pub mod levers;
pub mod load;
pub mod names;
pub mod overlay;
pub mod parse;
pub mod quantity;
pub mod reading;
mod scan;
pub mod schema;
pub mod seen;
pub mod sharing;
mod slips;
pub mod sourced;
pub mod sources;
pub mod sweep;
pub mod table;
pub mod toml_text;
pub mod tree;
pub mod upgrade;
pub mod wording;
pub mod xlsx;

pub use changes::{Change, changes, indices_that_follow};
pub use fault::{Fault, Faults};
pub use files::{Disk, Files, InMemory};
pub use levers::{Lever, levers};
pub use load::{Loaded, load, load_from, load_text, load_titled};
pub use schema::{reference, schema};
pub use sources::Register;

use description::Description;
use table::Shape;

/// So many dated events and no more are written within a scenario in full; more stand in a file beside it.
const MOST_EVENTS_WITHIN: usize = 200;

/// A scenario in full as TOML, to be read again; many dated events are named there and stand in files of [`resolved_with`].
pub fn resolved(scenario: &grammar::Scenario) -> String {
    resolved_with(scenario).0
}

/// A scenario in full as TOML, and the files that are to stand beside it.
pub fn resolved_with(scenario: &grammar::Scenario) -> (String, Vec<load::Beside>) {
    let mut value = scenario.write();
    let beside = events_beside(scenario, &mut value);
    (as_toml(value), beside)
}

/// Takes long lists of events out of a scenario that is written in full, and gives them as files that it names by their hash.
fn events_beside(scenario: &grammar::Scenario, value: &mut tree::Value) -> Vec<load::Beside> {
    let mut beside: Vec<load::Beside> = Vec::new();
    for (name, stream) in &scenario.workstreams {
        let grammar::Arrivals::File(from) = &stream.arrivals else { continue };
        // A flag with a space in its name cannot be told in a cell.
        let told = from.events.iter().all(|event| event.flags.iter().all(|flag| !flag.contains(char::is_whitespace)));
        if from.events.len() <= MOST_EVENTS_WITHIN || !told {
            continue;
        }
        let bytes = csv_file::events(&from.events);
        let sha256 = load::sha256(&bytes);
        let file = format!("events-{}.csv", &sha256[..16]);
        if let Some(table) = at_mut(value, &["workstreams", name, "arrivals", "file"]) {
            table.shift_remove("events");
            table.shift_remove("sheet");
            table.insert("path".to_owned(), tree::Node::made(tree::Value::Text(file.clone())));
            table.insert("sha256".to_owned(), tree::Node::made(tree::Value::Text(sha256)));
        }
        if beside.iter().all(|other| other.name != file) {
            beside.push(load::Beside { name: file, bytes: bytes.into() });
        }
    }
    beside
}

/// The table at the end of a path.
fn at_mut<'v>(value: &'v mut tree::Value, path: &[&str]) -> Option<&'v mut tree::Table> {
    let tree::Value::Table(table) = value else { return None };
    match path.split_first() {
        Some((key, rest)) => at_mut(&mut table.get_mut(*key)?.value, rest),
        None => Some(table),
    }
}

fn as_toml(mut value: tree::Value) -> String {
    let shape = grammar::Scenario::describe(None);
    let section = |path: &[&str]| {
        let mut here = &shape;
        for key in path {
            match here.under(key) {
                Some(next) => here = next,
                None => return false,
            }
        }
        // Tables of plain numbers and short tables read better on one line.
        match here {
            Description::Table { fields, .. } => fields.len() > 3,
            Description::Keyed(below) => !matches!(**below, Description::Leaf(_) | Description::Choice { .. }),
            _ => false,
        }
    };
    prune(&mut value, &shape);
    match value {
        tree::Value::Table(table) => toml_text::to_toml(&table, &section),
        _ => String::new(),
    }
}

/// Takes away the empty tables and lists that are empty by default: they say nothing, at length.
fn prune(value: &mut tree::Value, shape: &Description) {
    let tree::Value::Table(table) = value else { return };
    let empty = |value: &tree::Value| match value {
        tree::Value::Table(table) => table.is_empty(),
        tree::Value::List(list) => list.is_empty(),
        _ => false,
    };
    if let Description::Table { fields, .. } = shape {
        let plain = |key: &str| fields.iter().any(|field| field.key == key && matches!(field.default.as_str(), "{}" | "[]"));
        table.retain(|key, node| !(empty(&node.value) && plain(key)));
    }
    for (key, node) in table {
        if let Some(below) = shape.under(key) {
            prune(&mut node.value, below);
        }
    }
}
