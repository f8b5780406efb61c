//! What control variates are worth: the same replications of a scenario, with and without the chance whose mean is known.
//!
//! `cargo run --release --example control_variates -- SCENARIO REPLICATIONS [MEASURE[.PART]=EXPECTED ...]`; by default the
//! court year, 400 replications, and its requests and formats. Expected values must be exact: see `sameday::experiment::control`.

use std::path::Path;
use std::sync::atomic::AtomicBool;

use sameday::experiment::control;
use sameday::experiment::{Enough, Experiment, Settings, Unheard};
use sameday::model::Model;
use sameday::scenario::load::load;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let file = arguments.first().map_or("scenarios/verification/court-year.toml", String::as_str);
    let replications = arguments.get(1).map_or(400, |text| text.parse().expect("REPLICATIONS is a number"));
    let given: Vec<(&str, &str, f64)> = arguments.iter().skip(2).map(|text| known(text)).collect();
    let known = if given.is_empty() { vec![("requested", "", 4125.0), ("mix", "oral", 0.6), ("mix", "standard", 0.1)] } else { given };

    let loaded = load::<&str>(Path::new(file), &[]).unwrap_or_else(|faults| panic!("{faults}"));
    let model = Model::new(&loaded.scenario);
    let settings = Settings { enough: Enough::Number(replications), ..Settings::of(&loaded.scenario.run) };
    let experiment = Experiment { scenario: &loaded.scenario, model: &model, settings };
    let found = experiment.run(&AtomicBool::new(false), &Unheard).unwrap_or_else(|fault| panic!("{fault}"));

    let plain = found.nation.measures[0].expect("the headline has a value");
    println!("plain         {:.3} % ± {:.3}", 100.0 * plain.mean, 100.0 * plain.half_width.unwrap_or(f64::NAN));
    for controls in (1..=known.len()).map(|number| &known[..number]) {
        let names: Vec<String> = controls.iter().map(|(measure, part, _)| format!("{measure}.{part}")).collect();
        match control::headline(&found, controls) {
            Some(found) => println!(
                "controlled    {:.3} % ± {:.3}: as good as {:.2} times as many replications ({})",
                100.0 * found.estimate.mean,
                100.0 * found.estimate.half_width.unwrap_or(f64::NAN),
                found.gain,
                names.join(", ")
            ),
            None => println!("not to be had with {}", names.join(", ")),
        }
    }
}

/// A control as it is typed.
fn known(text: &str) -> (&str, &str, f64) {
    let (name, expected) = text.split_once('=').expect("MEASURE[.PART]=EXPECTED");
    let (measure, part) = name.split_once('.').unwrap_or((name, ""));
    (measure, part, expected.parse().expect("EXPECTED is a number"))
}
