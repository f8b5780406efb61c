//! Faults in a scenario.

use super::table::Description;
use super::tree::{Node, Table};

/// Reading in progress.
#[derive(Debug, Default)]
pub struct Reading {}

impl Reading {
    /// The node's table, its keys checked.
    pub fn table<'a>(&mut self, _node: &'a Node, _known: &[&'static str], _name: &'static str) -> Option<&'a Table> {
        todo!()
    }
    /// Reads under a key.
    pub fn at<T>(&mut self, _key: &str, read: impl FnOnce(&mut Self) -> Option<T>) -> Option<T> {
        read(self)
    }
    /// Notes a missing key.
    pub fn missing(&mut self, _node: &Node, _key: &str, _holds: &Description) {}
    /// Which of the words the node is.
    pub fn word(&mut self, _node: &Node, _words: &[&'static str]) -> Option<usize> {
        todo!()
    }
    /// The only key of the node's table, one of `keys`, and what it holds.
    pub fn only_key<'a>(&mut self, _node: &'a Node, _keys: &[&'static str]) -> Option<(&'static str, &'a Node)> {
        todo!()
    }
}
