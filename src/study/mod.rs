//! A module for each question that can be asked of scenarios: what it plays, and what it answers.

pub mod admission;
pub mod answer;
pub mod best;
pub mod cheapest;
pub mod compare;
pub mod costs;
pub mod explain;
pub mod feasible;
pub mod integrity;
pub mod plan;
pub mod select;
pub mod selftest;
pub mod support;
pub mod sweep;
#[cfg(test)]
pub(crate) mod synthetic_answers;
pub mod trace;
pub mod validate;
