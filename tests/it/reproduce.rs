//! Results made again from their manifest, compared byte for byte; and what is said where they are not the same.

use std::fs;

use crate::program::{MINIMAL, call, entries, has, towns, well};

#[test]
fn results_are_made_again_to_the_byte() {
    let home = tempfile::tempdir().unwrap();
    fs::write(home.path().join("towns.toml"), towns()).unwrap();
    well(home.path(), &["run", "towns.toml", "-q", "-n", "4", "--set", "run.target=0.5", "--only", "Smalltown", "-o", "charts"]);
    well(home.path(), &["run", "towns.toml", "-q", "--precision", "3 points", "--no-charts", "-o", "plain"]);
    well(home.path(), &["compare", MINIMAL, "towns.toml", "-q", "-n", "3", "-o", "pair"]);
    let before = entries(home.path());
    for results in ["charts/manifest.json", "plain", "pair"] {
        let said = well(home.path(), &["reproduce", results, "--threads", "2"]);
        has(&said.out, &["the same to the byte"]);
    }
    assert_eq!(entries(home.path()), before);
}

#[test]
fn what_is_not_the_same_is_told_by_name() {
    let home = tempfile::tempdir().unwrap();
    let scenario = home.path().join("towns.toml");
    fs::write(&scenario, towns()).unwrap();
    well(home.path(), &["run", "towns.toml", "-q", "-n", "3", "--no-charts", "-o", "r"]);
    let manifest = home.path().join("r/manifest.json");
    let whole = fs::read_to_string(&manifest).unwrap();
    let differs = |words: &[&str]| {
        let said = call(home.path(), &["reproduce", "r"]);
        assert_eq!((said.code, said.out.as_str()), (1, ""), "{}", said.err);
        has(&said.err, words);
    };
    fs::write(&scenario, towns() + "\n# a note\n").unwrap();
    differs(&["towns.toml has changed", "as it was is in r"]);
    fs::remove_file(&scenario).unwrap();
    differs(&["towns.toml cannot be read"]);
    fs::write(&scenario, towns()).unwrap();
    let table = fs::read_to_string(home.path().join("r/clusters.csv")).unwrap();
    fs::write(home.path().join("r/clusters.csv"), table.replace('1', "2")).unwrap();
    differs(&["clusters.csv differs from what the manifest tells"]);
    fs::write(home.path().join("r/clusters.csv"), table).unwrap();
    fs::write(&manifest, whole.replace(concat!("sameday ", env!("CARGO_PKG_VERSION")), "sameday 0.0.1")).unwrap();
    differs(&["made by sameday 0.0.1, this is sameday"]);
    let told: serde_json::Value = serde_json::from_str(&whole).unwrap();
    let sources = told["sources_sha256"].as_str().unwrap();
    assert!(sources.len() == 64 && !told["rustc"].as_str().unwrap().is_empty() && !told["system"].as_str().unwrap().is_empty());
    fs::write(&manifest, whole.replace(sources, &"0".repeat(64))).unwrap();
    differs(&["another program", &"0".repeat(64), sources]);
    fs::write(&manifest, whole.replace("run.replications=3", "run.replications=4")).unwrap();
    differs(&["estimates.csv differs when it is made again", "replications.csv differs"]);
    fs::write(&manifest, whole.replace("\"towns.toml\",\n    \"--set\"", "\"towns.toml\", \"--output\", \"elsewhere\",\n    \"--set\""))
        .unwrap();
    differs(&["the command of the manifest failed"]);
    fs::write(&manifest, "{}").unwrap();
    differs(&["r/manifest.json", "is not a manifest"]);
    assert_eq!(entries(home.path()), ["r", "towns.toml"]);
}
