//! Levers: every number and time of day of a scenario, under the path by which `--set` and sweeps move it.
//!
//! They are read off the scenario in full, so that a default nobody wrote is a lever too. An optional key that is left out
//! has no value and is none.

use super::description::{Bounds, Description, Leaf};
use super::dist;
use super::grammar::{GradeKind, Scenario};
use super::leaves::{clock, is_clock, show_clock};
use super::quantity::{self, TIME, WORKING_DAYS};
use super::table::Shape;
use super::toml_text::{join_path, number_text};
use super::tree::{Node, Table, Value};
use crate::units::Clock;

/// The unit of a lever that is a time of day.
pub const AFTER_MIDNIGHT: &str = "min after midnight";
/// Minutes of a day.
const DAY: f64 = 1440.0;

/// A number that can be moved.
#[derive(Clone, Debug, PartialEq)]
pub struct Lever {
    /// The path that `--set` takes.
    pub path: String,
    /// What it is: "a length of time".
    pub what: &'static str,
    /// The unit of `least`, `most` and `value`; empty if it has none.
    pub unit: String,
    /// Least that the grammar allows.
    pub least: f64,
    /// Most that the grammar allows.
    pub most: f64,
    /// What it is now.
    pub value: f64,
    /// What it means.
    pub help: &'static str,
    /// The key beside it whose lines hold in its place for some cases, and how many lines there are; 0 where there is none.
    pub elsewhere: (&'static str, usize),
    /// Whether it takes whole numbers only.
    pub whole: bool,
    /// The value as the scenario writes it.
    text: String,
}

impl Lever {
    /// A value in the lever's unit, as `--set` takes it after `=`.
    pub fn written(&self, value: f64) -> String {
        if value == self.value {
            return self.text.clone();
        }
        match self.unit.as_str() {
            "" => number_text(value),
            AFTER_MIDNIGHT => time_of_day(value),
            unit if self.text.parse::<f64>().is_ok() => {
                debug_assert!(!unit.is_empty());
                number_text(value)
            }
            unit => format!("{} {unit}", number_text(value)),
        }
    }
}

/// Minutes after midnight as a clock shows them.
pub fn time_of_day(minutes: f64) -> String {
    show_clock(&Clock((minutes * 60.0).round() as u32))
}

/// Every lever of a scenario, in the order of the grammar.
pub fn levers(scenario: &Scenario) -> Vec<Lever> {
    walked(scenario, true)
}

/// Every lever of a scenario that is already read.
///
/// Their bounds are the grammar's: of a distribution's parameters too, whatever the others are, since a sweep may move several.
pub fn levers_of(scenario: &Scenario) -> Vec<Lever> {
    walked(scenario, false)
}

/// - `alone`: whether each is moved by itself, so that its bounds are what it can be with all others as they are.
fn walked(scenario: &Scenario, alone: bool) -> Vec<Lever> {
    let shape = Scenario::describe(None);
    let root = Node::made(scenario.write());
    let mut walk = Walk { alone, path: Vec::new(), elsewhere: ("", 0), found: Vec::new() };
    walk.node(&root, &shape, "");
    let places = of_places(scenario);
    walk.found.retain(|lever| !places.contains(&lever.path));
    walk.found
}

/// The paths of what only people have, in grades of places: any value but 0 is refused there, so that they are no levers.
fn of_places(scenario: &Scenario) -> Vec<String> {
    let places = scenario.grades.iter().filter(|(_, grade)| grade.kind == GradeKind::Place);
    let path = |name: &str, key: &str| join_path(&["grades".to_owned(), name.to_owned(), key.to_owned()]);
    places.flat_map(|(name, _)| ["absence", "training", "other_duties"].map(|key| path(name, key))).collect()
}

/// Narrows the bounds of a distribution's parameters to what each of them can be while the others are as they are.
///
/// - `scales`: how many of the canonical unit make one of each lever's.
fn narrowed(name: &str, levers: &mut [Lever], scales: &[f64]) {
    if levers.len() != scales.len() {
        return;
    }
    let values: Vec<f64> = levers.iter().zip(scales).map(|(lever, scale)| lever.value * scale).collect();
    for (at, (lever, scale)) in levers.iter_mut().zip(scales).enumerate() {
        let bounds = Bounds { least: lever.least * scale, most: lever.most * scale };
        let Bounds { least, most } = dist::ends(name, &values, at, bounds);
        (lever.least, lever.most) = (least / scale, most / scale);
    }
}

struct Walk {
    alone: bool,
    path: Vec<String>,
    elsewhere: (&'static str, usize),
    found: Vec<Lever>,
}

impl Walk {
    fn under(&mut self, key: &str, walk: impl FnOnce(&mut Self)) {
        self.path.push(key.to_owned());
        walk(self);
        self.path.pop();
    }

    fn node(&mut self, node: &Node, shape: &Description, help: &'static str) {
        match (shape, &node.value) {
            (Description::Leaf(leaf), _) if leaf.numeric => self.leaf(node, leaf, help),
            (Description::Leaf(leaf), Value::Text(text)) if is_clock(leaf) => self.clock(text, leaf, help),
            (Description::Distribution(leaf), _) => self.distribution(node, leaf, help),
            (Description::Table { fields, .. } | Description::OneOf { variants: fields, .. }, Value::Table(table)) => {
                for field in fields {
                    if let Some(below) = table.get(field.key) {
                        let elsewhere = self.elsewhere_of(table, field.key);
                        let around = std::mem::replace(&mut self.elsewhere, elsewhere);
                        self.under(field.key, |walk| walk.node(below, &field.holds, field.help));
                        self.elsewhere = around;
                    }
                }
            }
            (Description::Keyed(holds), Value::Table(table)) => {
                for (key, below) in table {
                    self.under(key, |walk| walk.node(below, holds, help));
                }
            }
            (Description::List(holds), Value::List(list)) => {
                for (at, below) in list.iter().enumerate() {
                    self.under(&at.to_string(), |walk| walk.node(below, holds, help));
                }
            }
            _ => {}
        }
    }

    /// Which key of a table goes before another of its keys, and with how many lines.
    fn elsewhere_of(&self, table: &Table, key: &str) -> (&'static str, usize) {
        let lines = |key: &str| table.get(key).and_then(Node::table);
        let within = match key {
            "share" => ("share_at", lines("share_at").map_or(0, Table::len)),
            "chance" if table.contains_key("chance_at") => ("chance_at", lines("chance_at").map_or(0, Table::len)),
            // What a step takes is told deeper down, within what it does; the rest of that has no other value.
            "work" | "work_per_case" | "lasts" | "reading" => self.elsewhere,
            "wait" | "gate" | "attend" => return self.elsewhere,
            "does" | "chance" | "class" => {
                let other = if key == "does" { "takes" } else { key };
                ("for", lines("for").map_or(0, |lines| lines.values().filter(|line| line.get(other).is_some()).count()))
            }
            _ => ("", 0),
        };
        if within.1 > 0 { within } else { ("", 0) }
    }

    fn clock(&mut self, text: &str, leaf: &Leaf, help: &'static str) {
        let Ok(time) = clock(text) else { return };
        let (path, unit, value) = (join_path(&self.path), AFTER_MIDNIGHT.to_owned(), f64::from(time.0) / 60.0);
        let (elsewhere, text) = (self.elsewhere, text.to_owned());
        self.found.push(Lever { path, what: leaf.what, unit, least: 0.0, most: DAY, value, help, elsewhere, whole: true, text });
    }

    fn leaf(&mut self, node: &Node, leaf: &Leaf, help: &'static str) {
        let Bounds { least, most } = leaf.bounds.unwrap_or(quantity::NUMBER.bounds);
        let (value, unit, scale, text) = match &node.value {
            Value::Number(number) => (*number, leaf.unit.to_owned(), leaf.scale, number_text(*number)),
            Value::Text(text) => match (TIME.parse(text), quantity::split(text)) {
                (Ok(seconds), _) if leaf.unit == TIME.told.0 => (seconds / leaf.scale, leaf.unit.to_owned(), leaf.scale, text.clone()),
                // A wait in working days: its bounds are in seconds.
                (_, Some((number, _))) if leaf.unit == TIME.told.0 => (number, "working days".to_owned(), 86_400.0, text.clone()),
                (_, Some((number, _))) if !leaf.unit.is_empty() => (number, leaf.unit.to_owned(), leaf.scale, text.clone()),
                (_, Some((number, unit))) => (number, unit, leaf.scale, text.clone()),
                _ => return,
            },
            _ => return,
        };
        let (least, most) = (least / scale, most / scale);
        // Where the grammar bounds neither, a wait in working days is read with bounds of its own.
        let unbounded = unit == WORKING_DAYS.told.0 && leaf.bounds == Some(TIME.bounds);
        let most = if unbounded { most.min(WORKING_DAYS.bounds.most) } else { most };
        // Waits in working days are whole.
        let most = if unit == WORKING_DAYS.told.0 { most.floor() } else { most };
        self.found.push(Lever {
            path: join_path(&self.path),
            what: leaf.what,
            unit,
            least,
            most,
            value,
            help,
            elsewhere: self.elsewhere,
            whole: leaf.whole,
            text,
        });
    }

    fn distribution(&mut self, node: &Node, leaf: &Leaf, help: &'static str) {
        let Value::Table(table) = &node.value else { return self.leaf(node, leaf, help) };
        let Some((name, Node { value: Value::Table(held), .. })) = table.first() else { return };
        let plain = quantity::NUMBER.leaf(Some(dist::WEIGHT));
        self.under(name, |walk| match name.as_str() {
            // A list of data is not moved number by number.
            "empirical" => {}
            "mixture" => {
                let Some(Node { value: Value::List(parts), .. }) = held.get("parts") else { return };
                walk.under("parts", |walk| {
                    for (at, part) in parts.iter().enumerate() {
                        walk.under(&at.to_string(), |walk| {
                            part.get("weight").into_iter().for_each(|weight| walk.under("weight", |walk| walk.leaf(weight, &plain, help)));
                            part.get("of").into_iter().for_each(|of| walk.under("of", |walk| walk.distribution(of, leaf, help)));
                        });
                    }
                });
            }
            _ => {
                let from = walk.found.len();
                for (parameter, value) in held {
                    let bounds = match parameter.as_str() {
                        "shape" => Some(dist::SHAPE),
                        "k" => Some(dist::PHASES),
                        _ => None,
                    };
                    let plain = quantity::NUMBER.leaf(bounds);
                    let leaf = if bounds.is_some() { &plain } else { leaf };
                    walk.under(parameter, |walk| walk.leaf(value, leaf, help));
                }
                let scale = |parameter: &str| if matches!(parameter, "shape" | "k") { 1.0 } else { leaf.scale };
                let scales: Vec<f64> = held.keys().map(|parameter| scale(parameter)).collect();
                if walk.alone {
                    narrowed(name, &mut walk.found[from..], &scales);
                }
            }
        });
    }
}
