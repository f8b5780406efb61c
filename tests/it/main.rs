//! Integration tests: one binary, one module a topic.
//!
//! - `bad_input`: every fault that a scenario can have, and what is said of it.
//! - `data`: the data that ship add up to the published totals, and are what their generator makes.
//! - `scenarios`: every scenario that ships is read, and keeps the rules of the house.

mod bad_input;
mod data;
mod scenarios;
