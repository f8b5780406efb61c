//! Runs a scenario that is held in memory, and says how many reports are ready on the day.
//!
//! `cargo run --release --example run`

use std::path::Path;

use sameday::experiment::{Execution, Experiment, Settings, Threads};
use sameday::findings::document;
use sameday::model::Model;
use sameday::scenario::load_text;
use sameday::study::answer::Found;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let text = include_str!("../scenarios/minimal.toml");
    // Changes as `--set` takes them; files that a scenario names would be looked for in the folder.
    let loaded = load_text("minimal.toml", text, Path::new(""), &["run.replications=20"])?;
    let (scenario, model) = (&loaded.scenario, Model::new(&loaded.scenario));
    let experiment = Experiment { scenario, model: &model, settings: Settings::of(&scenario.run) };

    let found = experiment.run(&Execution::on(&Threads::new(0)?));
    println!("{}", document(Found::Run(&found)).verdict());
    Ok(())
}
