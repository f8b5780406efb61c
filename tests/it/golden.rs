//! Estimates of three scenarios, to the last digit: a change of any is seen in review.
//!
//! `UPDATE_EXPECT=1` writes them anew; the difference is for a reviewer to read, and for its author to explain.

use std::path::Path;

use expect_test::expect_file;
use sameday::output::tables;

use crate::support::{estimates, shipped};

#[test]
fn estimates_of_three_scenarios_are_those_that_were_reviewed() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/estimates");
    let scenarios = [
        ("minimal", &[][..], 5),
        ("verification/priority", &["run.length=10 days"], 2),
        ("baseline-2016", &["run.only=[\"NE-01\", \"NE-02\"]", "run.length=4 weeks"], 2),
    ];
    for (name, sets, replications) in scenarios {
        let told = tables::estimates(&estimates(&shipped(name, sets), replications, 2016)).unwrap();
        let golden = folder.join(format!("{}.csv", name.replace('/', "-")));
        expect_file![golden].assert_eq(&String::from_utf8(told).unwrap());
    }
}
