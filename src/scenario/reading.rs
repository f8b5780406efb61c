//! A tree is read into types: where we are, what was wanted there, and every fault so far.

use super::description::Description;
use super::fault::{Fault, MOST_TOLD};
use super::toml_text::join_path;
use super::tree::{self, Node, Table, Value};
use super::wording::{one_of, spaced};

/// No more faults than this are gathered.
const MOST_KEPT: usize = 10_000;

/// Reading in progress: where we are, and what was wrong so far.
#[derive(Debug, Default)]
pub struct Reading {
    /// Faults so far.
    pub faults: Vec<Fault>,
    path: Vec<String>,
}

impl Reading {
    /// Where we are, as a scenario path.
    pub fn path(&self) -> String {
        join_path(&self.path)
    }

    /// Notes a fault here.
    pub fn fault(&mut self, mut fault: Fault) {
        // It is refused by then, and nobody reads so many.
        if self.faults.len() >= MOST_KEPT {
            return;
        }
        fault.path = self.path();
        self.faults.push(fault);
    }

    /// Notes that something else was wanted at a node.
    pub fn wanted(&mut self, node: &Node, what: &str, example: &str) {
        let such = if example.is_empty() { String::new() } else { format!(", such as {example}") };
        let fault = Fault::at(node.place, format!("{} wants {what}{such}", self.here()), format!("found {}", node.found()));
        self.fault(fault);
    }

    /// The key we are at, to begin a sentence with.
    pub fn here(&self) -> String {
        if self.path.is_empty() { "the scenario".to_owned() } else { format!("`{}`", self.path()) }
    }

    /// The node's table, its keys checked.
    pub fn table<'a>(&mut self, node: &'a Node, known: &[&'static str], name: &'static str) -> Option<&'a Table> {
        let Value::Table(table) = &node.value else {
            self.wanted(node, &format!("a table with the keys of {}", spaced(name)), "");
            return None;
        };
        let unknown: Vec<(&String, &Node)> = table.iter().filter(|(key, _)| !known.contains(&key.as_str())).collect();
        let place = if self.path.is_empty() { "a scenario".to_owned() } else { self.here() };
        for (number, (key, entry)) in unknown.into_iter().enumerate() {
            let fault = Fault::at(entry.key, format!("`{}` is not a key of {place}", tree::shorten(key)), "unknown key");
            // A file of something else has thousands of them: those that are only counted are not compared with every key that there is.
            self.fault(if number < MOST_TOLD {
                fault.did_you_mean(key, known.iter().copied()).help(format!("it may have {}", one_of(known)))
            } else {
                fault
            });
        }
        Some(table)
    }

    /// Reads under a key.
    pub fn at<T>(&mut self, key: &str, read: impl FnOnce(&mut Self) -> Option<T>) -> Option<T> {
        self.path.push(key.to_owned());
        let value = read(self);
        self.path.pop();
        value
    }

    /// Notes a missing key.
    pub fn missing(&mut self, node: &Node, key: &str, holds: &Description) {
        let (what, example) = holds.in_words();
        let such = if example.is_empty() { String::new() } else { format!(": `{key} = {example}`") };
        let fault = Fault::at(node.key, format!("{} needs the key `{key}`, {what}", self.here()), format!("`{key}` is missing here"))
            .help(format!("add it{such}"));
        self.fault(fault);
    }

    /// Which of the words the node is.
    pub fn word(&mut self, node: &Node, words: &[&'static str]) -> Option<usize> {
        if let Some(typed) = node.text() {
            if let Some(index) = words.iter().position(|word| *word == typed) {
                return Some(index);
            }
            let fault = Fault::at(node.place, format!("{} wants one of {}", self.here(), one_of(words)), format!("found {}", node.found()))
                .did_you_mean(typed, words.iter().copied());
            self.fault(fault);
        } else {
            self.wanted(node, &format!("one of {}", one_of(words)), "");
        }
        None
    }

    /// The only key of the node's table, one of `keys`, and what it holds.
    pub fn only_key<'a>(&mut self, node: &'a Node, keys: &[&'static str]) -> Option<(&'static str, &'a Node)> {
        let wanted = format!("{} wants a table with exactly one of {}", self.here(), one_of(keys));
        let Value::Table(table) = &node.value else {
            let mut fault = Fault::at(node.place, wanted, format!("found {}", node.found()));
            if let Some(typed) = node.text() {
                fault = fault.did_you_mean(typed, keys.iter().copied());
            }
            self.fault(fault);
            return None;
        };
        let mut known = None;
        let before = self.faults.len();
        for (key, held) in table {
            match keys.iter().find(|known| **known == key) {
                Some(key) if known.is_none() => known = Some((*key, held)),
                Some(_) => self.fault(Fault::at(held.key, wanted.clone(), "a second one")),
                None => {
                    let fault = Fault::at(held.key, wanted.clone(), format!("`{}` is not one", tree::shorten(key)));
                    self.fault(fault.did_you_mean(key, keys.iter().copied()));
                }
            }
        }
        if known.is_none() && self.faults.len() == before {
            self.fault(Fault::at(node.place, wanted, "found an empty table"));
        }
        known.filter(|_| self.faults.len() == before)
    }
}
