//! Every scenario that ships can be read, opens with a question, and says where its numbers come from.

use std::path::{Path, PathBuf};

use sameday::scenario::load::load;

/// Every scenario file of the project, in order.
fn files() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
    let mut files: Vec<PathBuf> = ["", "what-if", "verification", "sweep"]
        .iter()
        .flat_map(|folder| std::fs::read_dir(root.join(folder)).unwrap())
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "toml"))
        .collect();
    files.sort();
    files
}

#[test]
fn every_scenario_that_ships_can_be_read_without_a_fault() {
    let faults: Vec<String> =
        files().iter().filter_map(|file| load::<&str>(file, &[]).err().map(|faults| format!("{}\n{faults}", file.display()))).collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn every_scenario_asks_a_question() {
    for file in files() {
        let loaded = load::<&str>(&file, &[]).unwrap();
        assert!(loaded.scenario.question.ends_with('?'), "{} asks: {}", file.display(), loaded.scenario.question);
    }
}

#[test]
fn every_id_of_evidence_that_a_scenario_names_is_in_the_evidence() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let evidence = std::fs::read_to_string(root.join("docs/EVIDENCE.md")).unwrap();
    for file in files() {
        let text = std::fs::read_to_string(&file).unwrap();
        for source in text.lines().filter_map(|line| line.split_once("source").map(|(_, rest)| rest)) {
            for word in source.split(|c: char| !c.is_alphanumeric()) {
                let id =
                    word.strip_prefix(['E', 'A']).is_some_and(|number| !number.is_empty() && number.chars().all(|c| c.is_ascii_digit()));
                assert!(!id || evidence.contains(&format!("\n| {word} |")), "{}: {word} is not in docs/EVIDENCE.md", file.display());
            }
        }
    }
}

#[test]
fn every_number_of_the_baseline_and_of_its_what_ifs_has_a_source() {
    for file in files().iter().filter(|file| !file.to_string_lossy().contains("verification")) {
        let loaded = load::<&str>(file, &[]).unwrap();
        assert!(loaded.unsourced.is_empty(), "{}: no source for {}", file.display(), loaded.unsourced.join(", "));
    }
}

#[test]
fn the_baseline_holds_the_country() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
    let scenario = load::<&str>(&root.join("baseline-2016.toml"), &[]).unwrap().scenario;
    assert_eq!(scenario.clusters.len(), 69);
    let officers: f64 = scenario.clusters.values().flat_map(|c| ["PO", "PSO"].map(|grade| c.staff["court"][grade].get())).sum();
    assert!((officers - 1037.0).abs() < 1e-6, "{officers} FTE");
    let courts: u64 = scenario.clusters.values().map(|c| c.courts["magistrates"].count).sum();
    assert_eq!(courts, 215);
}

#[test]
fn a_what_if_changes_what_it_says_and_keeps_the_rest() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
    let base = load::<&str>(&root.join("baseline-2016.toml"), &[]).unwrap().resolved;
    let same = load::<&str>(&root.join("what-if/01-where-are-we-now.toml"), &[]).unwrap().resolved;
    // Only its question, title and source differ.
    let changed = base.lines().zip(same.lines()).filter(|(a, b)| a != b).count();
    assert!(changed <= 3, "{changed} lines differ");
    let dipped = load::<&str>(&root.join("what-if/08-dip-sampling.toml"), &[]).unwrap().scenario;
    let gate = &dipped.workstreams["psr"].steps["gatekeeping"];
    assert!((gate.chance.get() - 0.02).abs() < 1e-9 && gate.by == ["SPO", "PO after 2 h"]);
    assert!(dipped.workstreams.contains_key("dip_sampling"));
}
