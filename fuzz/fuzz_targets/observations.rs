//! Any bytes as a file of observations. The digests of its records are made right first, so that what lies behind them is reached.
#![no_main]

use std::path::Path;
use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use sameday::experiment::fold::Fold;
use sameday::experiment::frame::MeasureContext;
use sameday::experiment::record::decode;
use sameday::model::observe::ClusterSeen;
use sameday::model::{Model, nothing_of};
use sameday::output::observed::frame;
use sameday::scenario::grammar::Scenario;
use sameday::scenario::load_text;

static SCENARIO: LazyLock<(Scenario, Model)> = LazyLock::new(|| {
    let text = include_str!("../../src/cli/template.toml");
    let scenario = load_text::<&str>("fuzz.toml", text, Path::new("/nowhere"), &[]).expect("a scenario that is right").scenario;
    let model = Model::new(&scenario);
    (scenario, model)
});

fuzz_target!(|bytes: &[u8]| {
    let (scenario, model) = &*SCENARIO;
    let blank = nothing_of(model, 0);
    // As a file.
    let mut file = bytes;
    if let Ok(Some(_)) = frame::read_header(&mut file) {
        while let Ok(frame::Found::Record(contents)) = frame::read(&mut file) {
            let _ = frame::job(&contents).and_then(|(_, seen)| decode(seen, &blank));
        }
    }
    // As the contents of a record that is whole.
    let _ = frame::job(bytes).and_then(|(_, seen)| decode(seen, &blank));
    // As what one job saw: what is taken for right can be folded.
    if let Some(seen) = decode(bytes, &blank) {
        let mut fold = Fold::new(MeasureContext::new(scenario, &model.names));
        let clusters: Vec<&ClusterSeen> = seen.clusters.iter().collect();
        fold.add(&clusters);
        assert_eq!(fold.replications(), 1);
    }
});
