//! Compares a scenario with one that has another officer, the same replications of both with the same chances.
//!
//! `cargo run --release --example compare`

use std::path::Path;

use sameday::experiment::{Execution, Settings, Threads};
use sameday::model::Model;
use sameday::scenario::load_text;
use sameday::study::compare::{Compiled, compare};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let text = include_str!("../scenarios/minimal.toml");
    let load = |change: &str| load_text("minimal.toml", text, Path::new(""), &["run.replications=40", change]);
    let (base, more) = (load("title=As it is")?, load("clusters.Smalltown.staff.court.PSO=3.5")?);
    let models = [&base, &more].map(|loaded| Model::new(&loaded.scenario));
    let base = Compiled { scenario: &base.scenario, model: &models[0] };
    let more = Compiled { scenario: &more.scenario, model: &models[1] };

    let found = compare(base, &[more], Settings::of(&base.scenario.run), &Execution::on(&Threads::new(0)?));
    let rate = found.variants[0].headline().ok_or("nothing was asked for")?;
    let (pair, verdict) = (rate.judged().ok_or("nothing was asked for")?, rate.verdict.ok_or("there is no verdict")?);
    let (points, half) = (pair.difference.mean * 100.0, pair.difference.half_width.unwrap_or(f64::NAN) * 100.0);
    println!("Same-day rate: {points:+.1} points (± {half:.1}), {}.", verdict.words());
    Ok(())
}
