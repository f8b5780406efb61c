//! Any text as a quantity of any measure: what is read within its bounds is shown so that it reads back to the same number.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sameday::scenario::quantity::{COUNT, COUNTED, FTE, Measure, NUMBER, POINTS, POUNDS, SHARE, TIME, WORKING_DAYS, split};

const MEASURES: [Measure; 9] = [TIME, WORKING_DAYS, SHARE, POINTS, FTE, NUMBER, COUNT, COUNTED, POUNDS];

fuzz_target!(|text: &str| {
    let _ = split(text);
    for measure in MEASURES {
        let Ok(value) = measure.parse(text) else { continue };
        if (measure.bounds.least..=measure.bounds.most).contains(&value) {
            let shown = measure.show(value);
            assert_eq!(measure.parse(&shown).ok(), Some(value), "{text} was shown as {shown}");
        }
    }
});
