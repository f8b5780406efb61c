//! Estimates of three scenarios, to the last digit: a change of any is seen in review.
//!
//! `UPDATE_GOLDEN=1` writes them anew; the difference is for a reviewer to read, and for its author to explain.

use std::fs;
use std::path::Path;

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
        let path = folder.join(format!("{}.csv", name.replace('/', "-")));
        if std::env::var_os("UPDATE_GOLDEN").is_some() {
            fs::create_dir_all(&folder).unwrap();
            fs::write(&path, &told).unwrap();
        }
        let golden = fs::read(&path).unwrap_or_else(|fault| panic!("{}: {fault}; UPDATE_GOLDEN=1 writes it", path.display()));
        if told != golden {
            let (told, golden) = (String::from_utf8(told).unwrap(), String::from_utf8(golden).unwrap());
            let changed: Vec<String> = golden
                .lines()
                .zip(told.lines())
                .filter(|(then, now)| then != now)
                .take(5)
                .map(|(then, now)| format!("- {then}\n+ {now}"))
                .collect();
            panic!(
                "{name}: {} lines then, {} now; the first that differ:\n{}\nUPDATE_GOLDEN=1 accepts the change",
                golden.lines().count(),
                told.lines().count(),
                changed.join("\n")
            );
        }
    }
}
