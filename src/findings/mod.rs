//! Estimates to sentences and tables: the verdict first, then what decided it, then what to doubt.
//!
//! Nothing is computed here but the order of things; every number carries its error.

pub mod comparison;
pub mod document;
pub mod effects;
pub mod event_log;
pub mod explain;
pub mod obstacles;
pub mod plan;
mod report_price;
pub mod run;
pub mod selection;
pub mod support;
pub mod sweep;
pub mod table;
pub mod tables;
pub mod titled;
pub mod words;

use crate::study::answer::Found;
use document::Document;

/// The document of an answer, whichever question it is to.
///
/// ```
/// use sameday::experiment::{Execution, Experiment, Settings, Threads};
/// use sameday::{findings::document, model::Model, scenario::load_text, study::answer::Found};
///
/// # let text = include_str!("../../scenarios/minimal.toml");
/// let loaded = load_text("minimal.toml", text, "".as_ref(), &["run.replications=3", "run.length=4 weeks"])?;
/// let (scenario, model) = (&loaded.scenario, Model::new(&loaded.scenario));
/// let experiment = Experiment { scenario, model: &model, settings: Settings::of(&scenario.run) };
/// let told = document(Found::Run(&experiment.run(&Execution::on(&Threads::one()))));
/// assert!(told.verdict().contains("same-day") && told.basis.starts_with("3 replications"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn document(found: Found<'_>) -> Document {
    match found {
        Found::Run(found) => run::document(found),
        Found::Explanation(found, search) => explain::document(found, search),
        Found::Support(found) => support::document(found),
        Found::Plan(found) => plan::document(found),
        Found::Comparison(found, changes) => comparison::document(found, changes),
        Found::Selection(found) => selection::document(found),
        Found::Sweep(swept) => sweep::document(swept),
    }
}
