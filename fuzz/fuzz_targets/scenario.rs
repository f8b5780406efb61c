//! Any text as a scenario: faults that can be told, or a scenario that resolves to itself and compiles.
#![no_main]

use std::path::Path;

use libfuzzer_sys::fuzz_target;
use sameday::model::Model;
use sameday::scenario::load_text;

fuzz_target!(|text: &str| {
    match load_text::<&str>("fuzz.toml", text, Path::new("/nowhere"), &[]) {
        Err(faults) => assert!(!faults.to_string().is_empty()),
        Ok(loaded) => {
            let again = load_text::<&str>("again.toml", &loaded.resolved, Path::new("/nowhere"), &[]);
            assert_eq!(again.unwrap_or_else(|faults| panic!("{faults}\n{}", loaded.resolved)).resolved, loaded.resolved);
            let people = |name: &String| loaded.scenario.teams_of(name).map(|(_, _, fte)| fte).sum::<f64>();
            // Compiling a large country takes longer than a fuzzer waits.
            if loaded.scenario.clusters.keys().map(people).sum::<f64>() < 100.0 {
                let model = Model::new(&loaded.scenario);
                assert!(model.groups() > 0);
            }
        }
    }
});
