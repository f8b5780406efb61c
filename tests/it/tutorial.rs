//! The tutorial and the guides are run as they stand: their files are written, their commands given, and what they quote is what is said.
//!
//! `UPDATE_EXPECT=1` writes what is said into the pages; the sentences between, and the table of the tutorial's section 5, are for
//! their author to mend. The reference is the grammar's own, and is written anew likewise.

use std::path::{Path, PathBuf};
use std::process::Command;

/// A fenced block of a page: its first and last line within the fence, by number.
type Block = (usize, usize);

fn blocks(lines: &[String]) -> Vec<Block> {
    let fences: Vec<usize> = (0..lines.len()).filter(|&i| lines[i].starts_with("```")).collect();
    fences.chunks_exact(2).map(|pair| (pair[0] + 1, pair[1])).collect()
}

/// The last word in backticks before a line that names a scenario file.
fn named_before(lines: &[String], at: usize) -> Option<String> {
    let word = |line: &String| line.split('`').rfind(|word| word.ends_with(".toml") && !word.contains(' ')).map(str::to_owned);
    lines[..at].iter().rev().take(6).find_map(word)
}

fn give(command: &str, folder: &Path) -> String {
    let program = PathBuf::from(env!("CARGO_BIN_EXE_sameday"));
    let path = format!("{}:{}", program.parent().unwrap().display(), std::env::var("PATH").unwrap());
    let done =
        Command::new("sh").env("SAMEDAY_CACHE", "none").args(["-c", command]).current_dir(folder).env("PATH", path).output().unwrap();
    assert!(done.status.success(), "{command}: {}", String::from_utf8_lossy(&done.stderr));
    String::from_utf8(done.stdout).unwrap()
}

#[cfg(unix)]
#[test]
fn the_tutorial_says_what_its_commands_say() {
    says_what_its_commands_say("docs/TUTORIAL.md", 8);
}

#[cfg(unix)]
#[test]
fn the_planners_guide_says_what_its_commands_say() {
    says_what_its_commands_say("docs/guide/planner.md", 6);
}

#[cfg(unix)]
#[test]
fn the_researchers_guide_says_what_its_commands_say() {
    says_what_its_commands_say("docs/guide/researcher.md", 5);
}

/// The table that sets two results side by side has its figures from what the commands said.
#[test]
fn the_tutorials_table_repeats_what_is_quoted_above_it() {
    let page = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/TUTORIAL.md")).unwrap();
    let (above, below) = page.split_once("## 5 ").unwrap();
    let rows: Vec<&str> =
        below.lines().skip_while(|line| !line.starts_with('|')).take_while(|line| line.starts_with('|')).skip(2).collect();
    assert_eq!(rows.len(), 4);
    let results: Vec<&str> = above.split("$ sameday run ").skip(1).collect();
    for row in rows {
        let cells: Vec<&str> = row.split('|').map(str::trim).filter(|cell| !cell.is_empty()).collect();
        for (cell, result) in cells[1..].iter().zip(&results) {
            assert!(result.contains(cell), "{row}: {cell} was not said");
        }
    }
}

#[test]
fn the_reference_is_that_of_the_grammar() {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/guide/reference.md");
    expect_test::expect_file![page].assert_eq(&sameday::scenario::reference());
}

/// A fault as a page quotes it: the command finds it when the line that it shows stands in the file.
#[cfg(unix)]
fn finds_the_fault(command: &str, quoted: &[String], folder: &Path) {
    let file = folder.join(command.split(' ').next_back().unwrap());
    let right = std::fs::read_to_string(&file).unwrap();
    let shown =
        quoted.iter().find_map(|line| line.split_once(" | ").and_then(|(number, text)| Some((number.trim().parse::<usize>().ok()?, text))));
    let (number, spoilt) = shown.expect("a fault shows its line");
    let wrong: Vec<&str> = right.lines().enumerate().map(|(at, line)| if at + 1 == number { spoilt } else { line }).collect();
    std::fs::write(&file, wrong.join("\n")).unwrap();
    let done = crate::program::binary().args(command.split(' ').skip(1)).current_dir(folder).output().unwrap();
    let said = String::from_utf8_lossy(&done.stderr).into_owned();
    assert!(!done.status.success() && said.starts_with(&quoted.join("\n")), "quoted {}\nsaid {said}", quoted.join("\n"));
    std::fs::write(&file, right).unwrap();
}

/// Goes through a page in a folder of its own, and compares what it quotes; it gives so many commands at the least.
#[cfg(unix)]
fn says_what_its_commands_say(name: &str, least: usize) {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
    let mut lines: Vec<String> = std::fs::read_to_string(&page).unwrap().lines().map(str::to_owned).collect();
    let folder = tempfile::tempdir().unwrap();
    let mut faults = Vec::new();
    let mut given = 0;
    for (from, to) in blocks(&lines) {
        if lines[from - 1] == "```toml" {
            let name = named_before(&lines, from - 1).expect("a file's name stands before its text");
            std::fs::write(folder.path().join(name), lines[from..to].join("\n")).unwrap();
            continue;
        }
        let Some(command) = lines[from].strip_prefix("$ ").map(str::to_owned) else { continue };
        if lines[from + 1].starts_with("error:") {
            finds_the_fault(&command, &lines[from + 1..to], folder.path());
            continue;
        }
        let said = give(&command, folder.path());
        given += 1;
        for (quoted, actual) in (from + 1..to).zip(said.lines()) {
            if lines[quoted] != actual {
                faults.push(format!("line {}:\n  quoted {}\n  said   {actual}", quoted + 1, lines[quoted]));
                actual.clone_into(&mut lines[quoted]);
            }
        }
        assert!(said.lines().count() >= to - from - 1, "{command} says less than is quoted: {said}");
    }
    assert!(given >= least, "{name} gives commands, each after `$ ` at the top of its block; {given} were found");
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        std::fs::write(&page, lines.join("\n") + "\n").unwrap();
    } else {
        assert!(faults.is_empty(), "{name}; UPDATE_EXPECT=1 mends these, then read the sentences about them:\n{}", faults.join("\n"));
    }
}
