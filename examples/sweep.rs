//! Moves one lever over its range, and prints the same-day rate at each point.
//!
//! `cargo run --release --example sweep`

use std::path::Path;

use sameday::experiment::{Execution, Threads};
use sameday::scenario::load_text;
use sameday::study::sweep::Study;

const SWEEP: &str = r#"
[sweep]
design       = "one_at_a_time"
replications = 10

[sweep.levers]
"clusters.Smalltown.staff.court.PSO" = { title = "Probation service officers", low = 1, high = 4 }
"#;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let text = format!("{}{SWEEP}", include_str!("../scenarios/minimal.toml"));
    let loaded = load_text("minimal.toml", &text, Path::new(""), &[] as &[&str])?;

    let found = Study::new(&loaded)?.run(&loaded, &Execution::on(&Threads::new(0)?))?;
    for (point, at) in found.study.points.iter().enumerate() {
        let officers = at.values[0].unwrap_or(found.study.axes[0].base);
        let rate = found.estimate(0, point).ok_or("nothing was asked for")?;
        println!("{officers} officers: {:.1} % (± {:.1})", rate.mean * 100.0, rate.half_width.unwrap_or(f64::NAN) * 100.0);
    }
    Ok(())
}
