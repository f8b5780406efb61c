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
//!
//! A run from text in memory; `examples/` has a comparison and a sweep:
//!
//! ```
//! use sameday::experiment::{Execution, Experiment, Settings, Threads};
//! use sameday::{model::Model, scenario::load_text};
//!
//! let text = include_str!("../scenarios/minimal.toml");
//! let loaded = load_text("minimal.toml", text, "".as_ref(), &["run.replications=3", "run.length=4 weeks"])?;
//! let (scenario, model) = (&loaded.scenario, Model::new(&loaded.scenario));
//! let experiment = Experiment { scenario, model: &model, settings: Settings::of(&scenario.run) };
//! let found = experiment.run(&Execution::on(&Threads::one()));
//! let rate = found.national("same_day", "").expect("reports were asked for");
//! assert_eq!((rate.replications, rate.mean < 1.0), (3, true));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

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
