//! The court year: one small team's year, which five other simulators and two programs written for it alone agree on.

use crate::support::{estimates, shipped, standard_error};

/// Measure, part, reference, and the reference's own standard error (40,000 replications of a program written for this case).
const REFERENCE: [(&str, &str, f64, f64); 8] = [
    ("same_day", "", 0.5539, 0.0001),
    ("same_day", "oral", 0.6742, 0.0001),
    ("same_day", "short", 0.4781, 0.0001),
    ("same_day", "standard", 0.0601, 0.0001),
    ("work_completion", "psr", 9.958, 0.002),
    ("officers_busy", "", 0.6701, 0.0001),
    ("utilisation", "SPO", 0.1372, 0.0001),
    // The mean is exact: 3.0 an hour in 5.5 hours of 250 days.
    ("requested", "", 4125.0, 0.0),
];

#[test]
fn the_court_year_is_as_other_simulators_have_it() {
    let scenario = shipped("verification/court-year", &[]);
    let found = estimates(&scenario, 2000, 1);
    let mut off = Vec::new();
    for (measure, part, reference, its_error) in REFERENCE {
        let told = found.national(measure, part).unwrap();
        // Printed to four figures, the reference is also off by up to half its last one.
        let rounding = if its_error > 0.001 { 0.0005 } else { 0.000_05 };
        let error = standard_error(told).hypot(its_error);
        let gap = ((told.mean - reference).abs() - if reference > 100.0 { 0.0 } else { rounding }).max(0.0) / error;
        eprintln!("{measure} {part}: {:.5} against {reference}, {gap:.2} standard errors ({error:.5})", told.mean);
        assert!(error < 0.01 * reference, "{measure} {part}: a standard error of {error} cannot judge {reference}");
        if gap > 4.0 {
            off.push(format!("{measure} {part}: {} against {reference}: {gap:.1} standard errors", told.mean));
        }
    }
    assert!(off.is_empty(), "{}", off.join("\n"));
}
