//! Any text as a change on the command line, one a line.
#![no_main]

use std::path::Path;

use libfuzzer_sys::fuzz_target;
use sameday::scenario::load_text;

const SCENARIO: &str = include_str!("../../src/cli/template.toml");

fuzz_target!(|text: &str| {
    let changes: Vec<&str> = text.lines().collect();
    if let Err(faults) = load_text("fuzz.toml", SCENARIO, Path::new("/nowhere"), &changes) {
        assert!(!faults.to_string().is_empty());
    }
});
