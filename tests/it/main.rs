//! Integration tests: one binary, one module a topic.
//!
//! - `bad_input`: every fault that a scenario can have, and what is said of it.
//! - `data`: the data that ship add up to the published totals, and are what their generator makes.
//! - `scenario_files`: scenarios of several files, overrides, levers, and edits at random.
//! - `scenarios`: every scenario that ships is read, and keeps the rules of the house.
//! - `tidy`: who may know whom in the sources, and what is nowhere.

mod bad_input;
mod data;
mod scenario_files;
mod scenarios;
mod tidy;
