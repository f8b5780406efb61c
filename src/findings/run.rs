//! A run in words: the verdict first, then what decided it, then what to doubt.
//!
//! Nothing is computed here but the order of things; every number carries its error.

use crate::experiment::estimates::{Estimates, Scope, Stopped};
use crate::experiment::measures::{Part, Unit};
use crate::scenario::grammar::Obstacle;

use super::document::{Document, Section, Topic, question_beside};
use super::obstacles::words_of;
use super::tables;
use super::words::{capital, chance, exact_percent, in_sentence, percent, plain};

/// Above this share of time on duty, a grade's queues can grow without end.
const OVERLOADED: f64 = 0.95;
/// Use of courtrooms' time beyond which lists pile up, as a share of sittings as scheduled.
const FULL_LISTS: f64 = 0.97;
/// Fewer replications than this give an interval that is itself uncertain.
const FEW: u64 = 10;

/// A run's document.
pub fn document(found: &Estimates) -> Document {
    let reasons = [misses(found), quality(found), on_time(found), poor_year(found), workload(found), extremes(found)];
    let (title, question) = (found.frame.title.clone(), question_beside(&found.frame.title, &found.frame.question));
    let section = Section {
        verdicts: vec![verdict(found)],
        reasons: reasons.into_iter().flatten().collect(),
        tables: tables::all(found),
        charts: &["yearly_rate"],
        ..Section::new(Topic::Answer)
    };
    Document { title, question, sections: vec![section], charts: &[], warnings: warnings(found), basis: basis(found) }
}

fn verdict(found: &Estimates) -> String {
    let place = match found.clusters.as_slice() {
        [only] => format!("in {}", only.name),
        all => format!("over all {} clusters", all.len()),
    };
    let Some(rate) = found.nation.rate() else {
        return match found.replications {
            0 => "The run was stopped before its first replication was complete: there is nothing to tell.".to_owned(),
            _ => format!("{} no {} were asked for, so there is no same-day rate.", capital(&place), found.frame.things()),
        };
    };
    let target = exact_percent(found.frame.target);
    let (rate, things) = (in_sentence(rate, Unit::Share), found.frame.things());
    let first = format!("{}, {rate} of {things} are same-day, against a target of {target}.", capital(&place));
    let second = found.nation.chance.map_or_else(String::new, |c| format!(" {}.", capital(&chance(c, found.frame.period()))));
    first + &second
}

/// What decided the misses, the greatest first.
fn misses(found: &Estimates) -> Option<String> {
    let decided = found.parts("decided").filter_map(|(i, item)| Some((item, found.nation.measures[i]?)));
    let mut ranked: Vec<_> = decided.filter(|(_, share)| share.mean >= 0.0005).collect();
    ranked.sort_by(|(_, a), (_, b)| b.mean.total_cmp(&a.mean));
    let told: Vec<String> = ranked
        .iter()
        .map(|(item, share)| {
            let obstacle = Obstacle::ALL.iter().find(|obstacle| obstacle.word() == item.key).expect("an obstacle");
            format!("{}, {}", words_of(*obstacle).missed, in_sentence(*share, Unit::Share))
        })
        .collect();
    let things = found.frame.things();
    (!told.is_empty()).then(|| format!("What kept the others from being same-day, as a share of all {things}: {}.", told.join("; ")))
}

fn quality(found: &Estimates) -> Option<String> {
    let (share, number) = (found.national("sufficient", "")?, found.national("sufficient_reports", "")?);
    Some(format!(
        "Speed is not quality: by what inspectors found for each format, {} of the reports delivered can be expected to be sufficient, {} in a {}.",
        in_sentence(share, Unit::Share),
        in_sentence(number, Unit::Number),
        found.frame.period()
    ))
}

fn on_time(found: &Estimates) -> Option<String> {
    let share = found.national("on_time", "")?;
    Some(format!(
        "Same-day is not on time: {} of {} were {} by {}.",
        in_sentence(share, Unit::Share),
        found.frame.things(),
        if found.frame.court { "delivered" } else { "completed" },
        found.frame.in_time()
    ))
}

fn poor_year(found: &Estimates) -> Option<String> {
    let poor = found.nation.poor_year?;
    // Without an interval there are too few replications to speak of one in ten.
    let interval = poor.interval?;
    let (low, high) = (plain(interval.low * 100.0, 1), percent(interval.high, 1));
    Some(format!("One {} in ten stays below {} ({low} to {high}).", found.frame.period(), percent(poor.value, 1)))
}

fn workload(found: &Estimates) -> Option<String> {
    let busy = found
        .parts("utilisation")
        .filter_map(|(i, item)| Some(format!("{} {}", item.title, in_sentence(found.nation.measures[i]?, Unit::Share))));
    let busy: Vec<String> = busy.collect();
    (!busy.is_empty()).then(|| format!("Busy, of the time on duty: {}.", busy.join(", ")))
}

fn extremes(found: &Estimates) -> Option<String> {
    let ranked = tables::ranked(&found.clusters);
    if ranked.len() < 7 {
        return None;
    }
    let tell = |scopes: &[&Scope]| {
        let each = scopes.iter().filter_map(|scope| Some(format!("{} {}", scope.name, in_sentence(scope.rate()?, Unit::Share))));
        each.collect::<Vec<_>>().join(", ")
    };
    let likely = ranked.iter().filter(|scope| scope.chance.is_some_and(|chance| chance.share() >= 0.5)).count();
    Some(format!(
        "The best clusters: {}. The worst: {}. In {likely} of {}, the target is as likely as not to be reached.",
        tell(&ranked[..3]),
        tell(&ranked[ranked.len() - 3..]),
        ranked.len()
    ))
}

/// What the number of replications, and why there are no more, give to doubt.
pub(super) fn doubts(found: &Estimates) -> Vec<String> {
    let n = found.replications;
    let stopped = match found.stopped {
        Stopped::Interrupted => Some(format!("the run was stopped by hand; the figures rest on the {n} replications that were complete.")),
        Stopped::Most { wanted } => Some(format!(
            "the precision asked for (± {} points) was not reached in {n} replications: allow more with run.at_most.",
            plain(wanted * 100.0, 2)
        )),
        Stopped::Number | Stopped::Precise { .. } => None,
    };
    let few = (1..FEW)
        .contains(&n)
        .then(|| format!("{n} replications are few: the intervals are rough. Ask for more with --replications or --precision."));
    stopped.into_iter().chain(few).chain(too_wide(found)).collect()
}

/// Clusters whose rates are not known as well as was asked for.
fn too_wide(found: &Estimates) -> Option<String> {
    let wanted = found.frame.cluster_precision?;
    let wide = |scope: &&Scope| scope.rate().and_then(|rate| rate.half_width).is_some_and(|half_width| half_width > wanted);
    let names: Vec<&str> = found.clusters.iter().filter(wide).map(|scope| scope.name.as_str()).collect();
    (!names.is_empty()).then(|| {
        format!(
            "the rates of {} of {} clusters are not known to ± {} points ({}): allow more replications with run.at_most.",
            names.len(),
            found.clusters.len(),
            plain(wanted * 100.0, 2),
            names.join(", ")
        )
    })
}

fn warnings(found: &Estimates) -> Vec<String> {
    let mut warnings = doubts(found);
    for (i, item) in found.parts("utilisation") {
        if let Some(busy) = found.nation.measures[i].filter(|busy| busy.mean > OVERLOADED) {
            warnings.push(format!(
                "{} are busy {} of their time on duty: near 100 % queues grow without end, and how long they are depends on how long the run is.",
                item.title,
                in_sentence(busy, Unit::Share)
            ));
        }
    }
    warnings.extend(unheard(found));
    let (outstanding, requested) = (found.national("outstanding", ""), found.national("requested", ""));
    if let Some((outstanding, requested)) = outstanding.zip(requested).filter(|(o, r)| o.mean > 0.02 * r.mean) {
        warnings.push(format!(
            "{} {} of {} were not complete when the history ended; lengthen run.run_out to see them through.",
            in_sentence(outstanding, Unit::Number),
            found.frame.things(),
            in_sentence(requested, Unit::Number)
        ));
    }
    if let Some(uncovered) = found.national("uncovered", "").filter(|share| share.mean > 0.05) {
        let each = found.parts("uncovered").filter(|(_, item)| item.part != Part::All);
        let worst =
            each.filter_map(|(i, item)| Some((&item.title, found.nation.measures[i]?))).max_by(|(_, a), (_, b)| a.mean.total_cmp(&b.mean));
        let worst = worst.map_or_else(String::new, |(title, share)| format!("; most of all {title}, {}", in_sentence(share, Unit::Share)));
        warnings.push(format!("{} of sittings and meetings had nobody there in time{worst}.", in_sentence(uncovered, Unit::Share)));
    }
    warnings
}

/// Whether courts are listed more than they can hear: what is not reached waits, and asks for no report before it is heard.
fn unheard(found: &Estimates) -> Option<String> {
    let used = found.national("courtroom_use", "").filter(|used| used.mean > FULL_LISTS)?;
    Some(format!(
        "Courtrooms are in use {} of the time that they are due to sit: lists are longer than sittings, {} of cases are not reached and wait for the next, and requests come later or never.",
        in_sentence(used, Unit::Share),
        found.national("not_reached", "").map_or_else(|| "some".to_owned(), |share| in_sentence(share, Unit::Share))
    ))
}

/// Why there are no more replications, in brackets after their number.
pub(super) fn why_no_more(stopped: Stopped) -> String {
    match stopped {
        Stopped::Number => "as many as were asked for".to_owned(),
        Stopped::Precise { wanted, met_at } => {
            format!("enough for ± {} points, held from number {met_at} on", plain(wanted * 100.0, 2))
        }
        Stopped::Most { .. } => "the most allowed".to_owned(),
        Stopped::Interrupted => "stopped by hand".to_owned(),
    }
}

fn basis(found: &Estimates) -> String {
    let why = why_no_more(found.stopped);
    let told = format!(
        "{} replications ({why}) with seed {}; intervals at {}, each {} being one observation.",
        plain(found.replications as f64, 0),
        found.seed,
        exact_percent(found.frame.confidence),
        found.frame.period()
    );
    told + &own_replications(found)
}

/// How many replications clusters have of their own, where they may have more than the whole.
fn own_replications(found: &Estimates) -> String {
    let each = || found.clusters.iter().filter_map(|scope| Some(scope.rate()?.replications));
    match (found.frame.cluster_precision, each().min(), each().max()) {
        (Some(wanted), Some(least), Some(most)) => {
            let (least, most) = (plain(least as f64, 0), plain(most as f64, 0));
            let told = if least == most { least } else { format!("{least} to {most}") };
            let known = |scope: &Scope| scope.rate().and_then(|rate| rate.half_width).is_none_or(|half| half <= wanted);
            let enough = if found.clusters.iter().all(known) { "takes" } else { "takes, or run.at_most allows" };
            format!(" Clusters have {told}, as many as ± {} points of the rate of each {enough}.", plain(wanted * 100.0, 2))
        }
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::StoppingRule;
    use crate::experiment::synthetic::estimates;

    #[test]
    fn clusters_that_are_not_known_so_well_are_not_said_to_be() {
        let mut found = estimates(StoppingRule::Number(4), 1);
        let mut told = |wanted: f64| {
            found.frame.cluster_precision = Some(wanted);
            own_replications(&found)
        };
        assert!(told(1.0).ends_with("the rate of each takes."), "{}", told(1.0));
        assert!(told(1e-9).ends_with("the rate of each takes, or run.at_most allows."), "{}", told(1e-9));
    }

    #[test]
    fn the_verdict_says_rate_target_and_chance() {
        let findings = document(&estimates(StoppingRule::Number(20), 2));
        let words = &findings.verdict();
        assert!(
            words.starts_with("Over all 5 clusters, ") && words.contains(" % (± ") && words.contains("against a target of 50 %."),
            "{words}"
        );
        assert!(words.contains("of 20 years reached it") || words.contains("in 20 reached it"), "{words}");
    }

    #[test]
    fn misses_are_ranked_and_same_day_is_kept_apart_from_on_time() {
        let findings = document(&estimates(StoppingRule::Number(20), 2));
        let all = findings.to_string();
        let (checks, officer) = (all.find("a check was not back"), all.find("no officer was free"));
        assert!(checks.is_some() && checks < officer, "{all}");
        assert!(all.contains("Same-day is not on time: ") && all.contains("Speed is not quality: "), "{all}");
        assert!(all.contains("Work, by kind") && all.contains("All clusters together"), "{all}");
    }

    #[test]
    fn work_that_no_court_waits_for_is_not_told_as_reports() {
        let mut found = estimates(StoppingRule::Number(20), 2);
        found.frame.court = false;
        let findings = document(&found);
        assert!(findings.verdict().contains(" of pieces of work are same-day, against"), "{}", findings.verdict());
        let on_time = findings.reasons().find(|reason| reason.starts_with("Same-day is not on time"));
        assert!(on_time.is_some_and(|told| told.ends_with(" of pieces of work were completed by the time due.")), "{on_time:?}");
        assert!(!findings.reasons().cloned().collect::<String>().contains("all reports"));
    }

    #[test]
    fn what_has_no_due_time_is_not_told_as_none_and_how_long_work_takes_is_told() {
        let found = estimates(StoppingRule::Number(20), 2);
        let work = tables::streams(&found);
        let told = work.to_string();
        assert_eq!(work.head[2], "time to completion");
        assert!(work.rows.iter().all(|row| row[2].ends_with(" h")), "{told}");
        assert!(!told.contains("none"), "{told}");
        assert_eq!(told.contains(" – "), told.contains("– : has no due time"), "{told}");
    }

    #[test]
    fn a_short_run_and_a_missed_precision_are_warned_of() {
        let few = document(&estimates(StoppingRule::Number(3), 1));
        assert!(few.warnings.iter().any(|warning| warning.starts_with("3 replications are few")), "{:?}", few.warnings);
        let most = document(&estimates(StoppingRule::Precision { half_width: 1e-6, at_least: 2, at_most: 12 }, 1));
        assert!(most.warnings.iter().any(|warning| warning.contains("was not reached in 12 replications")), "{:?}", most.warnings);
    }

    #[test]
    fn a_single_replication_is_told_without_an_error_and_says_so() {
        let one = document(&estimates(StoppingRule::Number(1), 1));
        assert!(one.verdict().contains("error unknown") && one.verdict().contains("The one year simulated"), "{}", one.verdict());
    }
}
