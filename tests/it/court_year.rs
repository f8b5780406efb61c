//! The court year: one small team's year, which five other simulators and two programs written for it alone agree on.

use sameday::experiment::control;

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
    // How many reports were asked for, in what formats, is chance whose mean is known; it hides a third of what there is to see.
    let known = [("requested", "", 4125.0), ("mix", "oral", 0.60), ("mix", "standard", 0.10)];
    let controlled = control::headline(&found, &known).unwrap();
    let told = controlled.estimate;
    let gap = (told.mean - REFERENCE[0].2).abs() - 0.000_05;
    assert!(gap < 4.0 * standard_error(told).hypot(REFERENCE[0].3), "{told:?}");
    assert!((1.3..2.0).contains(&controlled.gain), "{controlled:?}");
}
