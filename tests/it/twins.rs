//! Twins agree: clusters alike but for their names differ by no more than chance, so that a name decides nothing for good.

use sameday::experiment::statistics::clopper_pearson;
use sameday::scenario::grammar::Scenario;

use crate::support::{estimates, shipped};

/// The baseline with so many clusters in the place of all, each the twin of the one that is named.
fn twins(of: &str, number: usize) -> Scenario {
    let mut scenario = shipped("baseline-2016", &[]);
    let one = scenario.clusters[of].clone();
    scenario.clusters = (0..number).map(|twin| (format!("TWIN-{twin:02}"), one.clone())).collect();
    scenario
}

/// The value that an F of such degrees of freedom, both even, stays below with a chance of 1 − `beyond`. F is a ratio of a beta to
/// what is left of it, and the upper end of Clopper and Pearson's interval is a beta's quantile.
fn f_quantile(between: u64, within: u64, beyond: f64) -> f64 {
    let (a, b) = (between / 2, within / 2);
    let beta = clopper_pearson(a - 1, a + b - 1, 1.0 - 2.0 * beyond).high;
    beta / (1.0 - beta) * within as f64 / between as f64
}

/// Asserts that no measure differs among twins by more than chance: each one's F of a one-way analysis of variance, with a chance of one in a
/// hundred that any of them is beyond its bound.
fn agree(of: &str, number: usize, replications: u64) {
    let found = estimates(&twins(of, number), replications, 1);
    let mut tested: Vec<(String, f64)> = Vec::new();
    for (place, item) in found.items.iter().enumerate() {
        // A measure that a history may have no value of has no even number of them.
        let all: Vec<_> = found.clusters.iter().filter_map(|cluster| cluster.measures[place]).collect();
        let even = all.len() == number && all.iter().all(|estimate| estimate.replications == replications);
        // Of a measure that is no mean over histories no spread is told.
        let spreads: Option<Vec<f64>> = all.iter().map(|estimate| estimate.sd).collect();
        let within = spreads.unwrap_or_default().iter().map(|sd| sd.powi(2)).sum::<f64>() / number as f64;
        if !even || within == 0.0 {
            continue;
        }
        let mean = all.iter().map(|estimate| estimate.mean).sum::<f64>() / number as f64;
        let between = all.iter().map(|estimate| (estimate.mean - mean).powi(2)).sum::<f64>() / (number - 1) as f64;
        tested.push((format!("{} {:?}", item.measure.key, item.part), between * replications as f64 / within));
    }
    let bound = f_quantile(number as u64 - 1, number as u64 * (replications - 1), 0.01 / tested.len() as f64);
    let largest = tested.iter().map(|(_, f)| *f).fold(0.0, f64::max);
    eprintln!("{of}: {} measures, the largest F {largest:.2}, the bound {bound:.2}", tested.len());
    let off: Vec<String> = tested.iter().filter(|(_, f)| *f > bound).map(|(name, f)| format!("{name}: F {f:.1}")).collect();
    assert!(tested.len() > 50 && off.is_empty(), "twins of {of} differ in {} of {} measures: {off:#?}", off.len(), tested.len());
}

#[test]
fn an_f_of_known_freedom_has_its_known_quantile() {
    // Tables of F: 5 and 1 % points.
    for (between, within, beyond, wanted) in [(2, 10, 0.05, 4.103), (12, 120, 0.01, 2.336), (10, 20, 0.01, 3.368)] {
        let told = f_quantile(between, within, beyond);
        assert!((told - wanted).abs() < 0.005, "{between}, {within}: {told}");
    }
}

#[test]
fn thirteen_twins_of_a_small_cluster_agree() {
    agree("SEE-08", 13, 31);
}

/// Larger ones too, and more of them, where somebody asks: `SAMEDAY_TWINS=1`.
#[test]
fn twenty_five_twins_of_three_clusters_agree() {
    if std::env::var_os("SAMEDAY_TWINS").is_none() {
        return;
    }
    for of in ["SEE-08", "SW-02", "SW-01"] {
        agree(of, 25, 61);
    }
}
