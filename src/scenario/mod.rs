//! Text in, facts out: a scenario file becomes a complete, checked [`grammar::Scenario`].
//!
//! The way of a file: [`load`] reads it and the files it names into a [`tree`] with places, lays overlays over
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
pub mod dist;
pub mod examples;
pub mod fault;
pub mod grammar;
pub mod leaves;
pub mod levers;
pub mod load;
pub mod overlay;
pub mod quantity;
pub mod schema;
pub mod sharing;
mod slips;
pub mod sources;
pub mod sweep;
pub mod table;
pub mod toml_text;
pub mod tree;
pub mod xlsx;

pub use changes::{Change, changes};
pub use fault::{Fault, Faults};
pub use levers::{Lever, levers};
pub use load::{Loaded, load, load_text, load_titled};
pub use schema::{reference, schema};
pub use sources::Register;

use table::{Description, Shape};

/// A scenario in full as TOML, to be read again.
pub fn resolved(scenario: &grammar::Scenario) -> String {
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
    let mut value = scenario.write();
    prune(&mut value, &shape);
    match value {
        tree::Value::Table(table) => tree::to_toml(&table, &section),
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
