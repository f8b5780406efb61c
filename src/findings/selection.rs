//! A selection to sentences and a table: which scenario is best, how surely, and who was dropped when.

use super::document::{Document, Section, Topic};
use super::table::Table;
use super::words::{exact_percent, in_sentence, in_table, list, plain, size};
use crate::experiment::measures::Unit;
use crate::study::best::Best;

/// A selection's document.
pub fn document(found: &Best) -> Document {
    let section = Section {
        verdicts: vec![verdict(found)],
        reasons: reasons(found),
        tables: vec![table(found)],
        charts: &["selection"],
        ..Section::new(Topic::Comparison)
    };
    let title = format!("{} scenarios, {} among them", found.contenders.len(), found.contenders[0].title);
    Document { title, question: String::new(), sections: vec![section], charts: &[], warnings: Vec::new(), basis: basis(found) }
}

fn verdict(found: &Best) -> String {
    let number = found.contenders.len();
    let told = |at: usize| {
        let one = &found.contenders[at];
        let rate = one.rate.map_or_else(|| "no value".to_owned(), |rate| in_sentence(rate, Unit::Share));
        format!("“{}”, with a same-day rate of {rate}", one.title)
    };
    match found.best {
        Some(best) => format!("Best of {number}: {}.", told(best)),
        None if found.contenders.iter().any(|one| one.rate.is_none()) && found.replications > 0 => {
            let without = found.contenders.iter().filter(|one| one.rate.is_none()).map(|one| format!("“{}”", one.title));
            format!(
                "No answer: nothing was asked for with {}, so that there is no same-day rate to compare.",
                list(&without.collect::<Vec<_>>())
            )
        }
        None => {
            let left = (0..number).filter(|at| found.contenders[*at].dropped.is_none()).map(told);
            let why = if found.interrupted { "it was stopped" } else { "the most replications allowed were not enough" };
            format!("Not decided, since {why}. Still in: {}.", left.collect::<Vec<_>>().join("; "))
        }
    }
}

fn reasons(found: &Best) -> Vec<String> {
    let zone = size(found.promise.indifference, Unit::Share);
    let confidence = exact_percent(found.promise.confidence);
    let meant = if found.best.is_some() {
        format!(
            "The chance that the best is the one named is {confidence} or more, if it is ahead of all others by {zone} or more; those nearer than that count as equally good."
        )
    } else {
        format!("To decide it, allow more replications (run.at_most) or a wider zone of indifference (--indifference, now {zone}).")
    };
    let all = found.replications * found.contenders.len() as u64;
    let saved = format!(
        "Dropping scenarios as soon as they were surely behind took {} replications instead of {}.",
        plain(found.spent as f64, 0),
        plain(all as f64, 0)
    );
    if found.spent < all { vec![meant, saved] } else { vec![meant] }
}

/// Scenarios in the order of the table: those that stayed by their rate, then the others, the last dropped first.
pub fn ranked(found: &Best) -> Vec<usize> {
    let mut order: Vec<usize> = (0..found.contenders.len()).collect();
    let key = |at: usize| {
        let one = &found.contenders[at];
        (one.dropped.map_or(u64::MAX, |dropped| dropped.at), one.rate.map_or(f64::NEG_INFINITY, |rate| rate.mean))
    };
    order.sort_by(|a, b| key(*b).0.cmp(&key(*a).0).then(key(*b).1.total_cmp(&key(*a).1)));
    order
}

fn table(found: &Best) -> Table {
    let mut table =
        Table::new("selection", "Scenarios", &["scenario", "same-day rate", "behind the leader", "replications", "what happened"]);
    for at in ranked(found) {
        let one = &found.contenders[at];
        let behind = one.behind.map_or_else(String::new, |pair| in_table(Some(pair.difference), Unit::Share).replace('%', "points"));
        let happened = match one.dropped {
            Some(dropped) => format!("dropped at {}, behind “{}”", dropped.at, found.contenders[dropped.by].title),
            None if found.best == Some(at) => "best".to_owned(),
            None => "still in".to_owned(),
        };
        table.rows.push(vec![one.title.clone(), in_table(one.rate, Unit::Share), behind, one.values.len().to_string(), happened]);
    }
    table
}

fn basis(found: &Best) -> String {
    format!(
        "Procedure of Kim and Nelson (2001) on common random numbers: {} scenarios, first stage of {} replications, indifference {}, confidence {}, seed {}. It takes the rates of replications to be normal, which rates of a year nearly are.",
        found.contenders.len(),
        found.promise.first_stage,
        size(found.promise.indifference, Unit::Share),
        exact_percent(found.promise.confidence),
        found.seed
    )
}
