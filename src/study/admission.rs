//! What a run will need, judged before it begins: it is refused if the memory is not there or it would not end in a month.

use crate::experiment::StoppingRule;
use crate::model::size::{MOST_CASES, Size};
use crate::scenario::grammar::Scenario;

/// Events a second of one thread, about; docs/PERFORMANCE.md has what was measured.
const SPEED: f64 = 4e6;
/// Bytes of the drawing of a cluster on the charts that have a row for each, and of the largest drawing.
const CHART: f64 = 1.3e6;
const LARGEST_CHART: f64 = 1.2e9;
/// Bytes on the disk of what a history of a cluster saw, while it is kept for `--resume`, and of a cluster in the results.
const KEPT: f64 = 2300.0;
/// Seconds, and bytes on the disk, below which what a whole study takes is not told.
const TOLD: (f64, f64) = (60.0, 1e9);
/// Seconds of a day.
const DAY: f64 = 86_400.0;
/// Days beyond which a run is refused, and beyond which it is warned of.
const DAYS: (f64, f64) = (30.0, 1.0);
/// Events of one history of a group of clusters beyond which none is begun: a quarter of those that the calendar can tell apart
/// (`Calendar::schedule`), for they are foreseen to within a factor of four.
const MOST_EVENTS: f64 = (1_u64 << 30) as f64;

/// On what a study is to run, and whether it is run in any case.
#[derive(Clone, Copy, Debug)]
pub struct Allowed {
    /// Threads that will run it, at least 1.
    pub threads: usize,
    /// Bytes of memory that can be had; `None` where that is not known.
    pub memory: Option<f64>,
    /// Whether it is run though it seems too large.
    pub anyway: bool,
}

/// What is told of a study before it begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Notice {
    /// It may be too much.
    Warning(String),
    /// What it takes.
    Takes(String),
}

/// Refuses a scenario that is too large for this machine.
///
/// With `anyway` it is only warned of, unless the engine could not tell so much apart.
///
/// # Errors
/// What it would need, and what to lower.
pub fn admit(scenario: &Scenario, Allowed { threads, memory, anyway }: Allowed) -> Result<Option<Notice>, String> {
    let size = Size::of(scenario);
    match judge(&size, StoppingRule::of(&scenario.run), threads, memory) {
        Verdict::Fits => Ok(None),
        Verdict::Long(words) => Ok(Some(Notice::Warning(words))),
        Verdict::Impossible(words) => Err(words),
        Verdict::Refused(words) => refused(words, anyway),
    }
}

fn refused(words: String, anyway: bool) -> Result<Option<Notice>, String> {
    if anyway { Ok(Some(Notice::Warning(words))) } else { Err(format!("{words} (--anyway runs it all the same)")) }
}

/// Tells what a study takes that simulates many histories, and refuses one that would not end or would fill the disk.
///
/// - `histories`: of all clusters together.
/// - `room`: bytes that are free where finished work is kept, where that is known; `None` where it is not kept.
///
/// # Errors
/// What it would take, and what to lower.
pub fn admit_study(scenario: &Scenario, histories: f64, allowed: Allowed, room: Option<Option<f64>>) -> Result<Option<Notice>, String> {
    let (size, threads) = (Size::of(scenario), allowed.threads);
    let seconds = size.events * histories / SPEED / threads as f64;
    let disk = if room.is_some() { size.clusters * histories * KEPT } else { 0.0 };
    let takes = format!("{} histories of {} take about {}", count(histories), plural(size.clusters, "cluster"), time(seconds));
    let takes = if room.is_some() { format!("{takes} and {} on the disk meanwhile", gigabytes(disk)) } else { takes };
    let help = "Look at fewer points, replications or clusters (--only), or a shorter run.length";
    // Of little it is not foreseen so closely that it could be refused.
    let full = room.flatten().filter(|room| disk > *room && disk > TOLD.1);
    if seconds > DAYS.0 * DAY {
        refused(format!("{takes}. {help}"), allowed.anyway)
    } else if let Some(room) = full {
        refused(format!("{takes}, and {} are free there. {help}, or add --no-journal", gigabytes(room)), allowed.anyway)
    } else {
        Ok((seconds > TOLD.0 || disk > TOLD.1).then(|| Notice::Takes(format!("{takes}."))))
    }
}

/// A time in its largest fitting unit.
fn time(seconds: f64) -> String {
    match seconds {
        s if s < 100.0 => plural(s, "second"),
        s if s < 6000.0 => plural(s / 60.0, "minute"),
        s if s < 2.0 * DAY => plural(s / 3600.0, "hour"),
        s => plural(s / DAY, "day"),
    }
}

/// Refuses a change of a scenario that was admitted, where the engine could not tell apart what it would hold.
///
/// # Errors
/// What was foreseen, and what to lower.
pub fn admit_change(scenario: &Scenario) -> Result<(), String> {
    beyond(&Size::of(scenario)).map_or(Ok(()), Err)
}

/// What is more than the engine can tell apart, in words.
fn beyond(size: &Size) -> Option<String> {
    let kinds = [(size.group_cases, f64::from(MOST_CASES), "pieces of work"), (size.group_events, MOST_EVENTS, "events")];
    let (number, most, what) = kinds.into_iter().find(|(number, most, _)| number > most)?;
    Some(format!(
        "one history of {} would have about {} {what} in one group of clusters (those that share people through a hub or lending are one \
         group), and it can have {}. Lower the rates, attributes, volumes, backlogs or staff that bring so many, or shorten run.length.",
        plural(size.days, "day"),
        count(number),
        count(most)
    ))
}

#[derive(Debug, PartialEq)]
enum Verdict {
    Fits,
    Long(String),
    Refused(String),
    Impossible(String),
}

fn judge(size: &Size, enough: StoppingRule, threads: usize, memory: Option<f64>) -> Verdict {
    let Size { days, people, sittings, cases, events, .. } = *size;
    let holds = format!(
        "a history of {} holds {} people, {} sittings and {} pieces of work",
        plural(days, "day"),
        count(people),
        count(sittings),
        count(cases)
    );
    let help = "Simulate fewer clusters (--only), a shorter run.length, fewer replications, or look for a number that is wrong.";
    if let Some(words) = beyond(size) {
        return Verdict::Impossible(words);
    }
    // The clusters' charts are drawn when all is simulated, one after another, and none is larger than a picture may be.
    let bytes = size.bytes(threads, enough.most()) + (size.clusters * CHART).min(LARGEST_CHART);
    if let Some(memory) = memory
        && bytes > memory
    {
        let (wanted, there) = (gigabytes(bytes), gigabytes(memory));
        return Verdict::Refused(format!("this needs about {wanted} of memory, and {there} are free: {holds}. {help}"));
    }
    let least = match enough {
        StoppingRule::Number(number) => number,
        StoppingRule::Precision { at_least, .. } => at_least,
    };
    let time = events * least as f64 / SPEED / threads as f64 / DAY;
    if time > DAYS.1 {
        let words = format!("this takes about {}: {holds}, or {} events, {least} times. {help}", plural(time, "day"), count(events));
        return if time > DAYS.0 { Verdict::Refused(words) } else { Verdict::Long(words) };
    }
    Verdict::Fits
}

fn gigabytes(bytes: f64) -> String {
    if bytes < 1e10 { format!("{:.1} GB", bytes / 1e9) } else { format!("{} GB", count(bytes / 1e9)) }
}

fn plural(number: f64, word: &str) -> String {
    let number = number.ceil();
    format!("{} {word}{}", count(number), if number == 1.0 { "" } else { "s" })
}

/// A number of things to two figures or so, in words where it is large.
fn count(number: f64) -> String {
    match number {
        n if n < 10_000.0 => format!("{n:.0}"),
        n if n < 1e6 => format!("{:.0},000", n / 1e3),
        n if n < 1e9 => format!("{:.1} million", n / 1e6),
        n if n < 1e15 => format!("{:.1} thousand million", n / 1e9),
        n => format!("{n:.0e}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::load_text;

    fn size(sets: &[&str]) -> Size {
        let loaded = load_text("x.toml", include_str!("../cli/template.toml"), std::path::Path::new(""), sets);
        Size::of(&loaded.unwrap_or_else(|faults| panic!("{faults}")).scenario)
    }

    #[test]
    fn what_is_usual_fits_and_what_is_vast_is_refused_with_what_to_change() {
        let usual = size(&[]);
        assert_eq!(judge(&usual, StoppingRule::Number(1000), 2, Some(1e9)), Verdict::Fits);
        let Verdict::Refused(words) = judge(&usual, StoppingRule::Number(1_000_000_000), 2, Some(8e9)) else {
            panic!("a thousand million replications fit")
        };
        assert!(
            words.starts_with("this needs about") && words.contains("8.0 GB are free") && words.contains("fewer replications"),
            "{words}"
        );
        let Verdict::Refused(words) = judge(&usual, StoppingRule::Number(1_000_000_000_000), 2, None) else { panic!("it ends in a month") };
        assert!(words.starts_with("this takes about") && words.contains("days"), "{words}");
        assert!(matches!(judge(&usual, StoppingRule::Number((2.0 * DAY * SPEED / usual.events) as u64), 1, None), Verdict::Long(_)));
    }

    #[test]
    fn what_the_engine_could_not_tell_apart_is_refused_whatever_there_is_room_for() {
        let flood = |random: &str| {
            let arrivals = format!("workstreams.psr.arrivals={{ random = {{ {random} }} }}");
            size(&[&arrivals, "workstreams.psr.due={ by = \"16:30\" }", "run.length=52 weeks"])
        };
        let few = flood("rate = \"1 a day\"");
        assert!(few.group_cases > 1.0 && beyond(&few).is_none());
        let vast = flood("rate = \"900000000 a year\"");
        let Verdict::Impossible(words) = judge(&vast, StoppingRule::Number(1), 2, None) else { panic!("so many can be told apart") };
        assert!(words.contains("million pieces of work in one group") && words.contains("can have 67.1 million"), "{words}");
        // As many as can be in hand at a time is the limit, to the last.
        let most = f64::from(MOST_CASES);
        let mut edge = few;
        edge.group_cases = most;
        assert!(beyond(&edge).is_none());
        edge.group_cases += 1.0;
        assert!(beyond(&edge).is_some_and(|words| words.contains("67.1 million pieces of work")));
        // Each piece of work has several events, so that there can be too many of these where the work itself is not too much.
        let mut many = few;
        many.group_events = 1.5e9;
        let Verdict::Impossible(words) = judge(&many, StoppingRule::Number(1), 2, None) else { panic!("so many can be told apart") };
        assert!(words.contains("1.5 thousand million events in one group") && words.contains("can have 1.1 thousand million"), "{words}");
    }

    #[test]
    fn numbers_are_told_in_few_figures() {
        assert_eq!(
            ["9999", "12,000", "3.2 million", "4.0 thousand million", "1e20"],
            [9999.0, 12_345.0, 3.21e6, 4e9, 1e20].map(count).each_ref().map(String::as_str)
        );
        assert_eq!((gigabytes(4e8), gigabytes(4e10)), ("0.4 GB".to_owned(), "40 GB".to_owned()));
    }
}
