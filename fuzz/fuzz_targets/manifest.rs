//! Any bytes as a manifest.
#![no_main]

use std::path::{Component, Path};

use libfuzzer_sys::fuzz_target;
use sameday::output::manifest::Told;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(told) = Told::parse(bytes) {
        assert!(told.command.len() >= 2);
        assert!(told.files.keys().all(|name| Path::new(name).components().all(|part| matches!(part, Component::Normal(_)))));
        let _ = told.other_program();
    }
});
