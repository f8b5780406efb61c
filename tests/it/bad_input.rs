//! What the loader says of scenarios that are wrong, and what it makes of those that are right.

use std::path::Path;

use sameday::scenario::{Faults, Loaded, load_text};

/// A scenario that is right, to be spoilt.
const GOOD: &str = include_str!("../../src/cli/template.toml");

fn read(text: &str) -> Result<Loaded, Faults> {
    load_text::<&str>("x.toml", text, Path::new(""), &[])
}

#[test]
fn a_good_scenario_is_read_and_its_resolved_text_gives_the_same_again() {
    let first = read(GOOD).unwrap_or_else(|faults| panic!("{faults}"));
    let again = read(&first.resolved).unwrap_or_else(|faults| panic!("{faults}\n{}", first.resolved));
    assert_eq!(first.resolved, again.resolved);
    println!("{}", first.resolved);
}
