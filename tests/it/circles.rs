//! No file of the program is in a circle with another: each can be read without those that are built on it.
//!
//! Which file uses which is read from the paths that begin with `crate::` or `super::`, unit tests apart. What the `mod.rs` above a
//! file shares with its room may be used by all of the room, so that a use of it does not count.

use std::collections::{BTreeMap, BTreeSet};

use crate::tidy::sources;

/// The names in a tree of `use` from a place in a text, such as `a::{b, c::d}`: every path in full.
fn paths_from(text: &str, before: &[String], found: &mut Vec<Vec<String>>) -> usize {
    let mut path = before.to_vec();
    let mut at = 0;
    loop {
        let rest = &text[at..];
        at += rest.len() - rest.trim_start().len();
        let rest = &text[at..];
        if rest.starts_with('{') {
            at += 1;
            while !text[at..].trim_start().starts_with('}') {
                let length = paths_from(&text[at..], &path, found);
                at += length;
                let rest = &text[at..];
                // Past a comma; anything else ends what cannot be read.
                match rest.find([',', '}']) {
                    Some(next) if rest[next..].starts_with(',') => at += next + 1,
                    Some(next) => at += next,
                    None => return text.len(),
                }
            }
            return at + text[at..].find('}').map_or(0, |end| end + 1);
        }
        let length = rest.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(rest.len());
        path.push(rest[..length].to_owned());
        at += length;
        if !text[at..].starts_with("::") {
            found.push(path);
            return at;
        }
        at += 2;
    }
}

/// Every path in a text that begins with `crate::` or `super::`, in full.
fn paths(text: &str) -> Vec<Vec<String>> {
    let mut found = Vec::new();
    for word in ["crate::", "super::"] {
        for (at, _) in text.match_indices(word) {
            let inside = text[..at].chars().next_back().is_some_and(|c| c.is_alphanumeric() || c == '_' || c == ':' || c == '$');
            if !inside {
                paths_from(&text[at..], &[], &mut found);
            }
        }
    }
    found
}

/// The modules that a file is, from the root: `src/model/cases.rs` is `model::cases`.
fn module(path: &str) -> Vec<String> {
    let within = path.trim_start_matches("src/").trim_end_matches(".rs");
    let mut parts: Vec<String> = within.split('/').map(str::to_owned).collect();
    parts.pop_if(|last| last == "mod" || last == "lib");
    parts
}

#[test]
fn paths_are_read_in_full() {
    let text = "use crate::a::{b, c::{d, E}}; let x = super::super::f::g(1); mysuper::no; use super::h;";
    let all: Vec<String> = paths(text).iter().map(|path| path.join("::")).collect();
    assert_eq!(all, ["crate::a::b", "crate::a::c::d", "crate::a::c::E", "super::super::f::g", "super::h"]);
    assert_eq!(module("src/model/compile/mod.rs"), ["model", "compile"]);
}

#[test]
fn no_file_is_in_a_circle_with_another() {
    let sources = sources();
    let files: BTreeMap<Vec<String>, &str> = sources.iter().map(|source| (module(&source.path), source.path.as_str())).collect();
    let mut uses: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for source in &sources {
        let own = module(&source.path);
        let code: String = source.lines().map(|(_, line)| format!("{line}\n")).collect();
        for path in paths(&code) {
            let up = path.iter().take_while(|part| *part == "super").count();
            let mut whole = if up == 0 { Vec::new() } else { own[..own.len().saturating_sub(up)].to_vec() };
            whole.extend(path[up.max(1)..].iter().cloned());
            let target = (0..=whole.len()).rev().find_map(|length| Some((&whole[..length], *files.get(&whole[..length])?)));
            if let Some((module, file)) = target
                && file != source.path
                && !own.starts_with(module)
            {
                uses.entry(source.path.as_str()).or_default().insert(file);
            }
        }
    }
    assert!(uses.len() > 100, "most files use others: {}", uses.len());
    // Files that use nothing that is left, and those that nothing left uses, are in no circle.
    loop {
        let used: BTreeSet<&str> = uses.values().flatten().copied().collect();
        let kept: BTreeSet<&str> = uses.keys().copied().filter(|file| used.contains(file)).collect();
        let before: usize = uses.values().map(BTreeSet::len).sum();
        uses.retain(|file, _| kept.contains(file));
        uses.values_mut().for_each(|targets| targets.retain(|target| kept.contains(target)));
        uses.retain(|_, targets| !targets.is_empty());
        if uses.values().map(BTreeSet::len).sum::<usize>() == before {
            break;
        }
    }
    assert!(
        uses.is_empty(),
        "these files use each other, or lie between those that do (ARCHITECTURE.md, \"Who may know whom\"):\n{uses:#?}"
    );
}
