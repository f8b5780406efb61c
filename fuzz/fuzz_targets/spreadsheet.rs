//! Any text as a spreadsheet of clusters.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sameday::scenario::csv_file::{clusters, sheet};
use sameday::scenario::reading::Reading;
use sameday::scenario::grammar::Scenario;
use sameday::scenario::table::Shape;

fuzz_target!(|text: &str| {
    let mut reading = Reading::default();
    if let (Some(sheet), cells) = sheet(text, 0, &mut reading) {
        assert!(cells.iter().all(|cell| cell.start <= cell.end && cell.end <= text.len()));
        let shape = Scenario::describe(None);
        let cluster = shape.under("clusters").and_then(|clusters| clusters.under("")).expect("the grammar has clusters");
        let _ = clusters(&sheet, cluster, &mut reading);
    }
});
