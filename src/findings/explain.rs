//! An explanation to sentences and tables: the ceiling, what lies below and above it, and what would reach the target.
//!
//! Nothing is computed here but the order of things.

use std::cmp::Ordering;

use super::document::{Appendix, Document, List, Section, Topic, question_beside};
use super::obstacles::words_of;
use super::run::why_no_more;
use super::table::Table;
use super::words::{capital, change_in_sentence, change_in_table, exact_percent, in_sentence, in_table, list, plain};
use crate::experiment::estimates::Stopped;
use crate::experiment::measures::Unit;
use crate::experiment::statistics::Estimate;
use crate::scenario::grammar::Obstacle;
use crate::study::explain::search::{Search, Tried};
use crate::study::explain::{Explanation, Place, Removal, Stage};

/// Parts smaller than this, a share of 1, are only counted in a sentence.
const SMALL: f64 = 0.0005;
/// Clusters at either end that a terminal is shown.
const ENDS: usize = 4;
/// Fewer replications than this are told to be few.
const FEW: u64 = 5;

/// An explanation's document, with the sets of removals that were tried, if they were.
pub fn document(found: &Explanation, search: Option<&Search>) -> Document {
    let reasons = [stage(found, Stage::Staffing), stage(found, Stage::Others), everything(found), alone(found)];
    let more = [search.and_then(|search| enough(found, search)), clusters(found)];
    let ceilings = Section {
        verdicts: vec![verdict(found)],
        tables: Some(by_cluster(found)).filter(|table| !table.rows.is_empty()).into_iter().collect(),
        charts: &["cluster_ceiling"],
        ..Section::new(Topic::Ceiling)
    };
    let gap = Section {
        reasons: reasons.into_iter().chain(more).flatten().collect(),
        tables: vec![parts(found)],
        charts: &["waterfall"],
        appendix: Some(removals(found)),
        ..Section::new(Topic::Gap)
    };
    Document {
        title: format!("What holds same-day {} back: {}", found.frame.things(), found.frame.title),
        question: question_beside(&found.frame.title, &found.frame.question),
        sections: vec![gap, ceilings],
        charts: &[],
        warnings: warnings(found),
        basis: basis(found),
    }
}

/// What was changed to remove each obstacle.
fn removals(found: &Explanation) -> Appendix {
    let list = |removal: &Removal| List {
        title: format!("{} ({}, in {})", capital(without(removal.obstacle)), removal.obstacle.word(), removal.cluster),
        lines: removal.changes.iter().map(ToString::to_string).collect(),
    };
    Appendix {
        title: "What was removed",
        text: "The same cases were run again without each obstacle. These are the keys of the scenario that each removal changes, told for one cluster.",
        lists: found.removals.iter().map(list).collect(),
    }
}

/// What the world is like without an obstacle.
const fn without(obstacle: Obstacle) -> &'static str {
    words_of(obstacle).removed
}

fn verdict(found: &Explanation) -> String {
    let Place { today: Some(today), ceiling: Some(ceiling), .. } = &found.nation else {
        return format!("No {} were asked for, so there is nothing to explain.", found.frame.things());
    };
    let target = exact_percent(found.frame.target);
    let told = format!(
        "As it is, {} of {} are same-day. With unlimited staff and rooms {} would be: that is the ceiling.",
        in_sentence(*today, Unit::Share),
        found.frame.things(),
        in_sentence(*ceiling, Unit::Share)
    );
    let judged = match (ceiling.low(), ceiling.high()) {
        _ if today.low().is_some_and(|low| low >= found.frame.target) => format!("The target of {target} is reached as it is."),
        (Some(low), _) if low >= found.frame.target => {
            format!("It is above the target of {target}: staff and rooms alone can reach it.")
        }
        (_, Some(high)) if high < found.frame.target => {
            format!("No staffing reaches the target of {target}: {}.", missing(found))
        }
        _ => format!("Whether staff and rooms alone could reach the target of {target} is too close to call."),
    };
    format!("{told} {judged}")
}

/// What keeps the ceiling below 100 %, the greatest first.
fn missing(found: &Explanation) -> String {
    let told = |(removal, part): &(&Removal, Estimate)| (words_of(removal.obstacle).cause, change_in_sentence(*part, Unit::Share));
    let large = ranked(found, Stage::Others).into_iter().filter(|(_, part)| part.mean >= SMALL);
    let (clear, unclear): (Vec<_>, Vec<_>) = large.take(3).partition(|(_, part)| part.low().is_none_or(|low| low > 0.0));
    let all: Vec<_> = clear.iter().map(told).collect();
    match all.split_first() {
        None if !unclear.is_empty() => "which obstacle costs most is too close to call".to_owned(),
        None => "what is missing is the time that the work itself takes".to_owned(),
        Some(((cause, points), others)) => {
            let others: Vec<String> = others.iter().map(|(cause, points)| format!("{cause} {points}")).collect();
            list(&[vec![format!("{cause} cost {points}")], others].concat())
        }
    }
}

/// The obstacles of a stage with their parts, the dearest first.
fn ranked(found: &Explanation, stage: Stage) -> Vec<(&Removal, Estimate)> {
    let parts = found.removals.iter().zip(&found.nation.parts).filter(|(removal, _)| removal.stage == stage);
    let mut ranked: Vec<(&Removal, Estimate)> = parts.filter_map(|(removal, part)| Some((removal, (*part)?))).collect();
    ranked.sort_by(|(_, a), (_, b)| b.mean.total_cmp(&a.mean));
    ranked
}

fn stage(found: &Explanation, stage: Stage) -> Option<String> {
    let ranked = ranked(found, stage);
    let told =
        |(removal, part): &(&Removal, Estimate)| format!("{}, {}", without(removal.obstacle), change_in_table(Some(*part), Unit::Share));
    let large: Vec<String> = ranked.iter().filter(|(_, part)| part.mean.abs() >= SMALL).map(told).collect();
    let small = ranked.len() - large.len();
    let rest = match small {
        0 => String::new(),
        1 => "; one more comes to less than 0.05 points".to_owned(),
        _ => format!("; {small} more come to less than 0.05 points each"),
    };
    let all = if large.is_empty() { "nothing that can be told from nought".to_owned() } else { large.join("; ") };
    match stage {
        Stage::Staffing => {
            let gain = found.nation.staffing()?;
            Some(format!("Unlimited staff and rooms would add {}: {all}{rest}.", change_in_sentence(gain, Unit::Share)))
        }
        Stage::Others if ranked.is_empty() => None,
        Stage::Others => Some(format!("Above the ceiling, with staff and rooms unlimited, removing the rest would add: {all}{rest}.")),
    }
}

fn everything(found: &Explanation) -> Option<String> {
    let (everything, rest) = (found.nation.everything?, found.nation.rest?);
    let told = format!("With all of it at once, {} of {} would be same-day", in_sentence(everything, Unit::Share), found.frame.things());
    if rest.mean < SMALL {
        return Some(format!("{told}: the obstacles explain the whole gap."));
    }
    let rest = change_in_sentence(rest, Unit::Share);
    let day = if found.frame.court { "the court sits" } else { "its day" };
    Some(format!("{told}; the other {rest} nothing here explains: the work itself takes longer than {day}."))
}

/// What helps most by itself, with everything else as it is.
fn alone(found: &Explanation) -> Option<String> {
    let gains = found.removals.iter().zip(&found.nation.alone);
    let mut gains: Vec<(&Removal, Estimate)> = gains.filter_map(|(removal, gain)| Some((removal, (*gain)?))).collect();
    gains.sort_by(|(_, a), (_, b)| b.mean.total_cmp(&a.mean));
    let told =
        |(removal, gain): &(&Removal, Estimate)| format!("{} ({})", without(removal.obstacle), change_in_table(Some(*gain), Unit::Share));
    let (first, others) = gains.split_first()?;
    let next: Vec<String> = others.iter().take(2).map(told).collect();
    let next = if next.is_empty() { String::new() } else { format!("; then {}", next.join(" and ")) };
    Some(format!("One change alone, with the staff as it is, helps most: {}{next}.", told(first)))
}

fn enough(found: &Explanation, search: &Search) -> Option<String> {
    let target = exact_percent(found.frame.target);
    let n = search.tried.len();
    let told = |tried: &Tried| {
        let each: Vec<&str> = tried.removed.iter().map(|obstacle| without(*obstacle)).collect();
        let rate = tried.rate.map_or_else(|| "no rate".to_owned(), |rate| in_sentence(rate, Unit::Share));
        (each.join("; "), rate, each.len())
    };
    let confidence = exact_percent(found.frame.confidence);
    let sentence = match search.smallest.map(|at| told(&search.tried[at])) {
        Some((_, _, 0)) => format!("Nothing need be removed to reach {target}."),
        Some((all, rate, 1)) => format!("Of {n} sets of removals tried, one removal alone reaches {target}: {all}, with {rate}."),
        Some((all, rate, k)) => format!(
            "Of {n} sets of removals tried, the smallest that reaches {target} with {confidence} confidence has {k}: {all}. The rate is then \
             {rate}; with any of them left standing {target} is missed, or not so sure."
        ),
        None => {
            let highest = search.tried.iter().filter(|tried| tried.rate.is_some());
            let highest = highest
                .max_by(|a, b| a.rate.map(|rate| rate.mean).partial_cmp(&b.rate.map(|rate| rate.mean)).unwrap_or(Ordering::Equal))?;
            let (_, rate, k) = told(highest);
            let possible = highest.rate.is_some_and(|rate| rate.high().is_none_or(|high| high >= found.frame.target));
            if possible {
                format!("Of {n} sets of removals tried none surely reaches {target}: the highest rate, without {k} obstacles, is {rate}.")
            } else {
                format!("None of {n} sets of removals tried reaches {target}, not even all together.")
            }
        }
    };
    Some(sentence)
}

fn clusters(found: &Explanation) -> Option<String> {
    let ceilings: Vec<(&Place, Estimate)> = by_ceiling(found);
    let ([(best, high), .., (worst, low)], true) = (ceilings.as_slice(), ceilings.len() > 1) else { return None };
    let reach = ceilings.iter().filter(|(_, ceiling)| ceiling.mean >= found.frame.target).count();
    Some(format!(
        "In {reach} of {} clusters the ceiling is at or above the target; it is highest in {}, {}, and lowest in {}, {}.",
        ceilings.len(),
        best.name,
        in_sentence(*high, Unit::Share),
        worst.name,
        in_sentence(*low, Unit::Share)
    ))
}

/// Clusters with their ceilings, the highest first.
fn by_ceiling(found: &Explanation) -> Vec<(&Place, Estimate)> {
    let mut ranked: Vec<(&Place, Estimate)> = found.clusters.iter().filter_map(|place| Some((place, place.ceiling?))).collect();
    ranked.sort_by(|(a, x), (b, y)| y.mean.total_cmp(&x.mean).then_with(|| a.name.cmp(&b.name)));
    ranked
}

/// The waterfall as a table, in its order.
fn parts(found: &Explanation) -> Table {
    let title = "From the rate as it is to the ceiling, and on to 100 %: all clusters together";
    let mut table = Table::new("waterfall", title, &["without the obstacle", "rate, or part of the gap", "alone, from the rate as it is"]);
    let place = &found.nation;
    let total = |name: &str, rate| vec![name.to_owned(), in_table(rate, Unit::Share), String::new()];
    let rows = |stage| {
        let parts = found.removals.iter().zip(place.parts.iter().zip(&place.alone)).filter(move |(removal, _)| removal.stage == stage);
        let row = |(removal, (part, alone)): (&Removal, (&Option<Estimate>, &Option<Estimate>))| {
            vec![
                format!("  {} ({})", without(removal.obstacle), removal.obstacle.word().replace('_', " ")),
                change_in_table(*part, Unit::Share),
                change_in_table(*alone, Unit::Share),
            ]
        };
        parts.map(row).collect::<Vec<_>>()
    };
    table.rows.push(total("as it is", place.today));
    table.rows.extend(rows(Stage::Staffing));
    table.rows.push(total("the ceiling: unlimited staff and rooms", place.ceiling));
    table.rows.extend(rows(Stage::Others));
    table.rows.push(total("everything removed", place.everything));
    table.rows.push(vec!["  what nothing here explains".to_owned(), change_in_table(place.rest, Unit::Share), String::new()]);
    table
}

/// The clusters with the highest and the lowest ceilings.
fn by_cluster(found: &Explanation) -> Table {
    let ranked = by_ceiling(found);
    let head = ["cluster", "as it is", "ceiling", "everything removed"];
    let mut table = Table::new("ceilings", "Ceilings by cluster, the highest first", &head);
    if ranked.len() < 2 {
        return table;
    }
    table.ends = Some(ENDS);
    for (place, ceiling) in ranked {
        let rates = [place.today, Some(ceiling), place.everything].map(|rate| in_table(rate, Unit::Share));
        table.rows.push(std::iter::once(place.name.clone()).chain(rates).collect());
    }
    table
}

fn warnings(found: &Explanation) -> Vec<String> {
    let n = found.replications;
    let stopped = (found.stopped == Stopped::Interrupted)
        .then(|| format!("the run was stopped by hand; the figures rest on the {n} replications that were complete."));
    let few =
        (1..FEW).contains(&n).then(|| format!("{n} replications are few: the intervals are rough. Ask for more with --replications."));
    stopped.into_iter().chain(few).collect()
}

fn basis(found: &Explanation) -> String {
    format!(
        "{} replications ({}) with seed {}, the same cases in every set of removals; t intervals at {}, each {} being one observation. Parts are Shapley \
         values: what removing an obstacle adds, averaged over the orders in which obstacles can be removed (docs/EXPLAIN.md). They add up exactly.",
        plain(found.replications as f64, 0),
        why_no_more(found.stopped),
        found.seed,
        exact_percent(found.frame.confidence),
        found.frame.period(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::study::synthetic_answers::explanation;

    fn verdict_at(target: f64) -> String {
        let mut found = explanation();
        found.frame.target = target;
        document(&found, None).verdict()
    }

    #[test]
    fn the_verdict_says_whether_staff_alone_reach_the_target() {
        let words = verdict_at(0.9);
        assert!(
            words.contains("that is the ceiling. No staffing reaches the target of 90 %: formats that take longer than a day cost 29."),
            "{words}"
        );
        assert!(words.contains("formats that take longer than a day cost 29."), "{words}");
        assert!(verdict_at(0.45).ends_with("It is above the target of 45 %: staff and rooms alone can reach it."));
        assert!(verdict_at(0.3).ends_with("that is the ceiling. The target of 30 % is reached as it is."));
        assert!(verdict_at(0.476).contains("too close to call"));
    }

    #[test]
    fn every_part_is_told_and_sets_tried_are_counted() {
        let found = explanation();
        let rate = found.nation.everything;
        let tried = vec![Tried { removed: vec![Obstacle::Late, Obstacle::Format], rate }, Tried { removed: vec![Obstacle::Format], rate }];
        let all = document(&found, Some(&Search { tried: tried.clone(), smallest: Some(0) })).to_string();
        for removal in &found.removals {
            assert!(all.contains(without(removal.obstacle)), "{all}");
        }
        assert!(all.contains("Of 2 sets of removals tried, the smallest that reaches 50 % with 95 % confidence has 2"), "{all}");
        assert!(all.contains("In 0 of 3 clusters") || all.contains("In 1 of 3 clusters"), "{all}");
        let told =
            |found: &Explanation, tried: &[Tried], smallest| document(found, Some(&Search { tried: tried.to_vec(), smallest })).to_string();
        let mut higher = found.clone();
        higher.frame.target = 0.999;
        assert!(told(&higher, &tried, None).contains("None of 2 sets of removals tried reaches 99.9 %, not even all together."));
        higher.frame.target = rate.unwrap().mean;
        assert!(told(&higher, &tried, None).contains("Of 2 sets of removals tried none surely reaches "));
        let nothing = [Tried { removed: Vec::new(), rate }];
        assert!(told(&found, &nothing, Some(0)).contains("Nothing need be removed to reach 50 %."));
        assert!(!told(&found, &[], None).contains("sets of removals"));
    }
}
