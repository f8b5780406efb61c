//! The procedure that names the best of many, on data that any language can make again.

use super::Check;
use crate::study::select::{Promise, Selection, eta, h_squared};

const FORMULA: &str = "Kim & Nelson 2001, from its formulas";

const fn promise(first_stage: u64, indifference: f64) -> Promise {
    Promise { confidence: 0.95, indifference, first_stage }
}

/// The worked example's data, from a linear congruential generator: a row a replication, a column each of four scenarios.
pub fn rows(number: usize) -> Vec<Vec<f64>> {
    let mut x = 12_345_u64;
    let mut u = || {
        x = 16_807 * x % 2_147_483_647;
        x as f64 / 2_147_483_647.0
    };
    let mut row = || {
        let common = u();
        (1..=4).map(|i| 0.79 + 0.01 * f64::from(i) + 0.10 * u() + 0.10 * common).collect()
    };
    (0..number).map(|_| row()).collect()
}

/// Of the constants, and of the worked example from end to end.
pub(super) fn checks() -> Vec<Check> {
    let mut checks = Vec::new();
    for (k, n, eta_wanted, h2) in
        [(3, 10, 0.472_944, 8.512_99), (5, 10, 0.634_967, 11.429_41), (5, 20, 0.237_238, 9.015_06), (10, 24, 0.239_442, 11.014_33)]
    {
        let of = format!("{k} scenarios, first stage {n}");
        checks.push(Check::near(format!("η, {of}"), FORMULA, eta_wanted, eta(k, promise(n, 1.0)), 5e-7));
        checks.push(Check::near(format!("h², {of}"), FORMULA, h2, h_squared(k, promise(n, 1.0)), 5e-6));
    }
    let mut selection = Selection::new(4, promise(10, 0.01));
    let ended = rows(200).iter().any(|row| selection.add(row));
    let told: Vec<String> = selection
        .dropped()
        .iter()
        .map(|dropped| dropped.map_or_else(|| "best".to_owned(), |dropped| format!("out at {}", dropped.at)))
        .collect();
    checks.push(Check::same(
        "worked example of four scenarios",
        FORMULA,
        "out at 38, out at 57, out at 36, best; ended",
        format!("{}; {}", told.join(", "), if ended { "ended" } else { "open" }),
    ));
    checks
}
