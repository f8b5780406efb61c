//! What a scenario is called, on every page and chart: its title, and in what it is not the whole of it as written.
//!
//! Findings take the title from the estimates, which have it from the scenario that was run; so it is made once, when
//! the command line has been read, and nothing that is shown can be mistaken for the scenario itself.

use super::words::list;
use crate::scenario::cross::LONGEST_LINE;
use crate::scenario::grammar::Scenario;
use crate::scenario::tree::shorten;

/// More clusters than this are counted instead of named.
const NAMED: usize = 2;
/// More settings than this are counted.
const SETTINGS: usize = 2;

/// The title of a scenario as it is run, given with all its clusters; its own, which may be none, where it is run as written.
///
/// - `set`: what the command line changes in it, as `path=value`.
pub fn titled(scenario: &Scenario, set: &[String]) -> Option<String> {
    let title = scenario.title.as_ref().unwrap_or(&scenario.question);
    // A scenario as resolved says already what it is a part of.
    let parts = [only(&scenario.run.only, scenario.clusters.len()), changed(set)].into_iter().flatten();
    let parts: Vec<String> = parts.filter(|part| !title.contains(part.as_str())).collect();
    if parts.is_empty() {
        return scenario.title.clone();
    }
    // It is read again with the scenario as resolved, so that it must be as short as a title may be.
    Some(format!("{title} · {}", parts.join(" · ")).chars().take(LONGEST_LINE).collect())
}

/// Which clusters are run, where they are not all.
fn only(only: &[String], clusters: usize) -> Option<String> {
    match only.len() {
        0 => None,
        all if all >= clusters => None,
        few if few <= NAMED => Some(format!("{} only", list(only))),
        some => Some(format!("{some} of {clusters} clusters")),
    }
}

/// What the command line changes, where it changes anything.
fn changed(set: &[String]) -> Option<String> {
    let told = |change: &String| {
        let (path, value) = change.split_once('=').unwrap_or((change, ""));
        format!("{} = {}", path.trim(), shorten(value.trim()))
    };
    let mut told: Vec<String> = set.iter().take(SETTINGS).map(told).collect();
    let more = set.len().saturating_sub(SETTINGS);
    if more > 0 {
        told.push(format!("{more} more"));
    }
    (!told.is_empty()).then(|| format!("changed: {}", list(&told)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::load_text;

    const MINIMAL: &str = include_str!("../../scenarios/minimal.toml");

    /// The title of the tutorial's scenario, with so many clusters like its own.
    fn title(sets: &[&str], clusters: usize, told: &[&str]) -> Option<String> {
        let mut scenario = load_text("test", MINIMAL, std::path::Path::new("."), sets).expect("a scenario without faults").scenario;
        let own = scenario.clusters[0].clone();
        scenario.clusters.extend((1..clusters).map(|number| (format!("C-{number}"), own.clone())));
        let told: Vec<String> = told.iter().map(|&set| set.to_owned()).collect();
        titled(&scenario, &told)
    }

    #[test]
    fn a_title_says_which_clusters_and_what_was_changed() {
        let is = |found: Option<String>, wanted: &str| assert_eq!(found.as_deref(), Some(wanted));
        is(title(&["title=Baseline"], 1, &[]), "Baseline");
        let part = ["title=Baseline", "run.only=[\"Smalltown\"]"];
        // It has no others.
        is(title(&part, 1, &[]), "Baseline");
        let told = "Baseline · Smalltown only · changed: a.b = 16:00";
        is(title(&part, 69, &["a.b=16:00"]), told);
        // Once is enough.
        is(title(&[&format!("title={told}"), part[1]], 69, &[]), told);
        is(title(&part[..1], 69, &["a=1", "b = 2"]), "Baseline · changed: a = 1 and b = 2");
        is(title(&part[..1], 69, &["a=1", "b=2", "c=3", "d=4"]), "Baseline · changed: a = 1, b = 2 and 2 more");
        // Without a title the question stands for it; run as written it needs none.
        assert_eq!(title(&["title=none"], 1, &[]), None);
        is(title(&["title=none"], 1, &["a=1"]), "How many of one small court's reports are ready the same day? · changed: a = 1");
    }

    #[test]
    fn clusters_are_named_or_counted() {
        let names = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect::<Vec<_>>();
        assert_eq!(only(&names(&["NE-01", "NE-02"]), 69).as_deref(), Some("NE-01 and NE-02 only"));
        assert_eq!(only(&names(&["A", "B", "C"]), 69).as_deref(), Some("3 of 69 clusters"));
        assert_eq!(only(&[], 69), None);
    }
}
