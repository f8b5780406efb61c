//! The rules of the house, read from the sources: who may know whom, and what is nowhere.
//!
//! Every message says why the rule is there; ARCHITECTURE.md tells the same at more length. Unit tests
//! within `src/` may know more than the room they test, so they are left out unless a rule says otherwise.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// The rooms; each may use only those before it.
const ROOMS: [&str; 10] = ["des", "units", "scenario", "model", "experiment", "study", "findings", "charts", "output", "cli"];

/// A word of the outside world, the places that may say it, and why no other.
const OUTSIDE: &[(&str, &[&str], &str)] = &[
    ("rayon", &["src/experiment/parallel.rs"], "threads are known in one place, so that no result can depend on them"),
    ("std::thread", &["src/experiment/parallel.rs"], "threads are known in one place, so that no result can depend on them"),
    ("plotters", &["src/charts/"], "only charts draw"),
    ("resvg", &["src/charts/"], "only charts draw"),
    ("parquet", &["src/output/"], "files are written in one room"),
    ("os::unix", &["src/output/system.rs"], "what only some systems have is asked for in one place"),
    ("rustix", &["src/output/system.rs"], "what only some systems have is asked for in one place"),
    ("rust_xlsxwriter", &["src/output/"], "files are written in one room"),
    ("calamine", &["src/scenario/xlsx.rs"], "scenarios are read in one room"),
    ("zip", &["src/scenario/xlsx/guard.rs"], "scenarios are read in one room"),
    ("quick_xml", &["src/scenario/xlsx/guard.rs"], "scenarios are read in one room"),
    ("maud", &["src/output/report/"], "only the report is a page, and its templates escape what a scenario says"),
    ("rand", &["src/des/"], "every random number comes from a named stream of the engine"),
    ("rand_distr", &["src/des/"], "every random number comes from a named stream of the engine"),
    ("clap", &["src/cli/"], "arguments end at the command line; the core is given values"),
    ("indicatif", &["src/cli/"], "the terminal belongs to the command line"),
    ("ctrlc", &["src/cli/"], "signals belong to the command line; the core is given a flag"),
    ("println!", &["src/cli/"], "the terminal belongs to the command line"),
    ("eprintln!", &["src/cli/"], "the terminal belongs to the command line"),
    ("std::env", &["src/cli/"], "a result may not depend on the environment"),
    ("Instant", &["src/cli/"], "a result may not depend on a clock"),
    ("SystemTime", &["src/cli/"], "a result may not depend on a clock"),
    // One argument of the command line is quoted as TOML, so that a change can hold any cluster's name.
    ("toml", &["src/scenario/", "src/output/", "src/cli/simulate.rs"], "scenarios are read in one room"),
    (
        "std::fs",
        &["src/scenario/file.rs", "src/scenario/load.rs", "src/scenario/csv_file.rs", "src/output/", "src/cli/"],
        "the core reads and writes no files",
    ),
    (
        "File::open",
        &["src/scenario/file.rs"],
        "files are opened for reading in one place, which refuses pipes, devices and what has no end",
    ),
];

/// What the engine serves and must not know, in the singular.
const PROBATION: &[&str] = &[
    "adjournment",
    "bench",
    "caseload",
    "cluster",
    "court",
    "courtroom",
    "defendant",
    "gatekeeping",
    "hearing",
    "interview",
    "magistrate",
    "officer",
    "offender",
    "parole",
    "po",
    "police",
    "probation",
    "pso",
    "psr",
    "report",
    "sentence",
    "sitting",
    "spo",
    "workstream",
];

/// Lines that a file may have.
const LONGEST: usize = 700;
/// Files that are longer, and how long they may be at most: to be split, never to grow.
const LONGER: &[(&str, usize)] = &[("src/scenario/grammar.rs", 850)];
/// Lines that a function may have: it fits a screen.
const SCREEN: usize = 70;
/// Functions that are longer, likewise: file, name, and how long at most.
const LONG_FUNCTIONS: &[(&str, &str, usize)] = &[("src/model/compile/route.rs", "fn steps", 80)];

/// A source file of the program.
pub struct Source {
    /// From the root of the project, with `/`.
    pub path: String,
    /// Everything.
    text: String,
    /// Without unit tests.
    code: String,
}

impl Source {
    /// The room it is in; `None` for `lib.rs` and `main.rs`.
    fn room(&self) -> Option<usize> {
        let place = self.path.strip_prefix("src/")?;
        let name = place.split('/').next()?.trim_end_matches(".rs");
        ROOMS.iter().position(|&room| room == name)
    }

    /// Lines without comments, each with its number. Strings are left in: none of ours looks like code.
    pub fn lines(&self) -> impl Iterator<Item = (usize, &str)> {
        self.code.lines().enumerate().filter(|(_, line)| !line.trim_start().starts_with("//")).map(|(i, line)| (i + 1, line))
    }
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Every file below some folders that ends so, in order.
fn files(folders: &[&str], ending: &str) -> Vec<PathBuf> {
    let mut folders: Vec<PathBuf> = folders.iter().map(|folder| root().join(folder)).collect();
    let mut found = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.to_string_lossy().ends_with(ending) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

fn told(path: &Path) -> String {
    path.strip_prefix(root()).unwrap().to_string_lossy().replace('\\', "/")
}

/// The sources of the program. Files that are compiled for tests alone are left out.
pub fn sources() -> Vec<Source> {
    let only_tests = ["tests.rs", "synthetic.rs"];
    let sources: Vec<Source> = files(&["src"], ".rs")
        .iter()
        .map(|path| (told(path), std::fs::read_to_string(path).unwrap()))
        .filter(|(path, _)| !only_tests.iter().any(|name| path.ends_with(name)))
        .map(|(path, text)| {
            let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default().to_owned();
            Source { path, text, code }
        })
        .collect();
    assert!(sources.len() > 50, "the rules are read from the sources, and there are more than {}", sources.len());
    sources
}

/// Where a word stands by itself in a line.
fn says(line: &str, word: &str) -> bool {
    let part = |c: char| c.is_alphanumeric() || c == '_';
    line.match_indices(word)
        .any(|(at, _)| !line[..at].chars().next_back().is_some_and(part) && !line[at + word.len()..].chars().next().is_some_and(part))
}

/// The first names of the paths that begin `crate::` in a line, grouped ones included.
fn rooms_used(line: &str) -> Vec<&str> {
    let mut used = Vec::new();
    for rest in line.split("crate::").skip(1) {
        let (names, group) = rest.strip_prefix('{').map_or((rest, false), |inside| (inside, true));
        let mut depth = 0;
        let mut from = 0;
        for (at, c) in names.char_indices() {
            match c {
                '{' => depth += 1,
                '}' if depth > 0 => depth -= 1,
                ',' if group && depth == 0 => {
                    used.push(&names[from..at]);
                    from = at + 1;
                }
                '}' | ';' => break,
                _ => {}
            }
        }
        used.push(&names[from..]);
    }
    let name = |path: &'_ str| path.trim().find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(path.trim().len());
    used.into_iter().map(|path| &path.trim()[..name(path)]).collect()
}

#[test]
fn a_room_uses_only_what_stands_to_its_left() {
    let mut faults = String::new();
    for source in sources() {
        let Some(own) = source.room() else { continue };
        let depth = source.path.trim_end_matches("/mod.rs").matches('/').count();
        for (number, line) in source.lines() {
            for name in rooms_used(line) {
                if ROOMS.iter().position(|&room| room == name).is_some_and(|used| used > own) {
                    writeln!(faults, "{}:{number}: {} uses {name}, which stands to its right", source.path, ROOMS[own]).unwrap();
                }
            }
            if line.contains(&"super::".repeat(depth)) {
                writeln!(faults, "{}:{number}: leaves its room by `super`; say `crate::`, so that the room it uses is seen", source.path)
                    .unwrap();
            }
        }
    }
    assert!(faults.is_empty(), "what is below must not know what is built on it (ARCHITECTURE.md, \"Who may know whom\"):\n{faults}");
}

#[test]
fn what_is_outside_is_known_in_one_place() {
    let mut faults = String::new();
    for source in sources() {
        for (number, line) in source.lines() {
            for (word, places, why) in OUTSIDE {
                // A crate is known by its paths; a table of a scenario may well be called `toml`.
                let spoken = if word.contains([':', '!']) || word.starts_with(char::is_uppercase) {
                    says(line, word) || (word.ends_with('!') && line.contains(word))
                } else {
                    line.contains("::")
                        && says(line, word)
                        && (line.contains(&format!("{word}::")) || line.contains(&format!("use {word};")))
                };
                if spoken && !places.iter().any(|place| source.path.starts_with(place)) && says_path(line, word) {
                    writeln!(faults, "{}:{number}: `{word}` belongs to {}: {why}", source.path, places.join(" and ")).unwrap();
                }
            }
        }
    }
    assert!(faults.is_empty(), "{faults}");
}

/// Whether a word is said as a path of its own, not as the end of a longer name such as `operand::`.
fn says_path(line: &str, word: &str) -> bool {
    line.match_indices(word).any(|(at, _)| !line[..at].chars().next_back().is_some_and(|c| c.is_alphanumeric() || c == '_' || c == ':'))
}

#[test]
fn the_engine_knows_nothing_of_probation() {
    let mut faults = String::new();
    for source in sources().iter().filter(|source| source.path.starts_with("src/des/")) {
        // Comments too: who reads the engine should not need to know what it serves.
        for (i, line) in source.code.lines().enumerate() {
            let line = line.to_lowercase();
            for word in PROBATION.iter().filter(|word| says(&line, word) || says(&line, &format!("{word}s"))) {
                writeln!(faults, "{}:{}: {word}", source.path, i + 1).unwrap();
            }
        }
    }
    assert!(
        faults.is_empty(),
        "the engine can be checked against textbooks because it serves anything; these words belong to model/:\n{faults}"
    );
}

#[test]
fn nothing_is_hushed_and_nothing_is_unwrapped() {
    let mut faults = String::new();
    for source in sources() {
        for (number, line) in source.lines() {
            if line.contains("#[allow") || line.contains("#![allow") {
                writeln!(
                    faults,
                    "{}:{number}: `#[expect(…, reason = \"…\")]` says why, and tells when it is no longer needed",
                    source.path
                )
                .unwrap();
            }
            if line.contains(".unwrap()") {
                writeln!(faults, "{}:{number}: `expect` says which promise was broken, `unwrap` does not", source.path).unwrap();
            }
        }
    }
    assert!(faults.is_empty(), "{faults}");
}

#[test]
fn files_and_functions_can_be_read_in_one_sitting() {
    let mut faults = String::new();
    for source in sources() {
        let most = LONGER.iter().find(|(path, _)| *path == source.path).map_or(LONGEST, |(_, most)| *most);
        let lines = source.text.lines().count();
        if lines > most {
            writeln!(faults, "{}: {lines} lines, more than {most}; files aim at 300", source.path).unwrap();
        } else if lines > 300 {
            println!("{}: {lines} lines; files aim at 300", source.path);
        }
        let all: Vec<&str> = source.code.lines().collect();
        for (from, line) in all.iter().enumerate() {
            let indent = line.len() - line.trim_start().len();
            let begins = line.trim_start().trim_start_matches("pub ").trim_start_matches("pub(super) ").trim_start_matches("const ");
            if !begins.starts_with("fn ") || line.trim_end().ends_with('}') {
                continue;
            }
            let close = format!("{}}}", &line[..indent]);
            let length = all[from..].iter().position(|line| *line == close).map_or(0, |at| at + 1);
            let name = begins.split(['(', '<']).next().unwrap_or_default();
            let most =
                LONG_FUNCTIONS.iter().find(|(path, long, _)| *path == source.path && *long == name).map_or(SCREEN, |(_, _, most)| *most);
            if length > most {
                writeln!(faults, "{}:{}: `{name}` has {length} lines, more than a screen of {SCREEN}", source.path, from + 1).unwrap();
            }
        }
    }
    assert!(faults.is_empty(), "{faults}");
}

#[test]
fn everything_public_is_documented_and_nothing_is_unsafe() {
    let lib = std::fs::read_to_string(root().join("src/lib.rs")).unwrap();
    assert!(lib.contains("#![warn(missing_docs)]"), "src/lib.rs: the compiler watches that everything public says what it is");
    let package = std::fs::read_to_string(root().join("Cargo.toml")).unwrap();
    assert!(package.contains("unsafe_code = \"forbid\""), "Cargo.toml: nothing here is worth undefined behaviour");
    for source in sources() {
        let first = source.text.lines().next().unwrap_or_default();
        assert!(first.starts_with("//!"), "{}: a module opens by saying what it is for", source.path);
    }
}

#[test]
fn a_scenario_opens_with_its_question() {
    let scenarios = files(&["scenarios"], ".toml");
    assert!(scenarios.len() > 20);
    for path in scenarios {
        let text = std::fs::read_to_string(&path).unwrap();
        let first = text.lines().find(|line| !line.trim().is_empty() && !line.starts_with('#')).unwrap_or_default();
        let asks = first.starts_with("question") && first.trim_end().ends_with("?\"");
        assert!(asks, "{}: a scenario opens with the question that it answers, not with: {first}", told(&path));
    }
}

#[test]
fn one_abbreviation_is_never_written() {
    // Spelt apart, so that this file keeps the rule too.
    let word = concat!("C", "RN");
    let mut texts =
        [files(&["src", "tests", "benches", "examples"], ".rs"), files(&["docs"], ".md"), files(&["scenarios"], ".toml")].concat();
    texts.extend(["README.md", "ARCHITECTURE.md"].map(|name| root().join(name)));
    for path in texts {
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(
            !text.lines().any(|line| says(line, word)),
            "{}: {word} is the case reference number to probation and common random numbers to simulation; spell it out",
            told(&path)
        );
    }
}

#[test]
fn links_between_documents_lead_somewhere() {
    let mut pages = files(&["docs", "benches"], ".md");
    pages.extend(["README.md", "ARCHITECTURE.md"].map(|name| root().join(name)));
    let mut faults = String::new();
    for page in pages {
        let text = std::fs::read_to_string(&page).unwrap();
        for link in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            let file = link.split('#').next().unwrap_or_default();
            if !file.is_empty() && !file.contains("://") && !page.parent().unwrap().join(file).exists() {
                writeln!(faults, "{}: {link} is not there", told(&page)).unwrap();
            }
        }
    }
    assert!(faults.is_empty(), "{faults}");
}

#[test]
fn every_command_that_a_page_shows_is_one_that_the_program_knows() {
    let mut faults = String::new();
    let mut seen = 0;
    for page in ["README.md", "docs/TUTORIAL.md", "docs/guide/planner.md", "docs/guide/researcher.md"] {
        let text = std::fs::read_to_string(root().join(page)).unwrap();
        for line in text.lines().map(|line| line.trim_start_matches("$ ")) {
            let Some(rest) = line.strip_prefix("cargo run --release -- ").or_else(|| line.strip_prefix("sameday ")) else { continue };
            let verb = rest.split_whitespace().next().unwrap_or_default();
            let help = crate::program::binary().args([verb, "--help"]).output().unwrap();
            seen += 1;
            if !help.status.success() {
                writeln!(faults, "{page}: {line}").unwrap();
            }
        }
    }
    assert!(seen > 5, "the pages show commands, at the beginning of a line; {seen} were found");
    assert!(faults.is_empty(), "{faults}");
}
