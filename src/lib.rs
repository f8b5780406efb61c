//! Plans probation work in and around the courts: scenarios in, estimates with their uncertainty out.
//!
//! The rooms, in the order of the data; each may use only those before it:
//!
//! - [`des`]: an engine for discrete-event simulation that knows nothing of probation.
//! - [`units`]: quantities with their units.
//! - [`scenario`]: text in, facts out, or every fault at once.
//! - [`model`]: the probation world compiled, and one replication of it.
//! - [`experiment`]: many replications, and what can be estimated from them.
//! - [`study`]: the questions: compare, explain, support, plan, sweep and the others.
//! - [`findings`]: estimates as sentences and tables.
//! - [`charts`]: estimates as pictures.
//! - [`output`]: the folder of results.
//! - [`cli`]: the command line.

#![forbid(unsafe_code)]
#![warn(missing_docs)]

pub mod charts;
pub mod cli;
pub mod des;
pub mod experiment;
pub mod findings;
pub mod model;
pub mod output;
pub mod scenario;
pub mod study;
pub mod units;
