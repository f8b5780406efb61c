//! What support was found to be needed, in words: how much, where, how surely, and where no support is enough.

use super::answered::Answered;
use super::table::Table;
use super::words::{capital, counted, exact_percent, in_sentence, in_table, percent, plain};
use crate::experiment::feasible::Verdict;
use crate::experiment::measures::Unit;
use crate::experiment::statistics::{Estimate, Paired};
use crate::experiment::support::rank::Predicted;
use crate::experiment::support::split::{Split, SplitWay};
use crate::experiment::support::{Aim, Answer, Kind, Need, Reading, Supported};

/// Clusters that a sentence names.
const NAMED: usize = 8;

/// In words.
pub fn answered(found: &Supported) -> Answered {
    let reasons =
        [aims(found), unreached(found), needed_most(found), found.predicted.as_ref().map(predicted), found.split.as_ref().map(split)];
    let mut tables = vec![clusters(found)];
    tables.extend(found.split.as_ref().map(|split| ways(split, &found.kinds)));
    tables.extend(found.predicted.as_ref().map(weights));
    Answered {
        title: format!("Support: {}", found.frame.title),
        question: found.frame.question.clone(),
        verdict: verdict(found),
        reasons: reasons.into_iter().flatten().collect(),
        warnings: warnings(found),
        basis: basis(found),
        tables,
    }
}

fn with<'a>(found: &'a Supported, of: impl Fn(&Need) -> bool + 'a) -> impl Iterator<Item = &'a Need> {
    found.needs.iter().filter(move |need| of(need))
}

/// Whether the answer is that none is needed.
fn is_none(need: &Need) -> bool {
    matches!(&need.answer, Answer::Least(steps) if steps.iter().all(|steps| *steps == 0))
}

fn is_some(need: &Need) -> bool {
    matches!(&need.answer, Answer::Least(_)) && !is_none(need)
}

/// FTE in words: "2.5 FTE of administrative support and 1 FTE of management support"; kinds of which there is none are left out.
pub fn fte_in_words(fte: &[f64], kinds: &[Kind]) -> String {
    let told = fte
        .iter()
        .zip(kinds)
        .filter(|(fte, _)| **fte > 0.0)
        .map(|(fte, kind)| format!("{} FTE of {}", number(*fte), kind.title.to_lowercase()));
    let told: Vec<String> = told.collect();
    if told.is_empty() { "nothing".to_owned() } else { told.join(" and ") }
}

/// As many decimals as are there.
fn number(fte: f64) -> String {
    let text = plain(fte, 2);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// Pounds a year of so many FTE of each kind; `None` where a kind has no price.
fn pounds(fte: &[f64], kinds: &[Kind]) -> Option<f64> {
    fte.iter().zip(kinds).map(|(fte, kind)| Some(fte * kind.yearly?)).sum()
}

fn verdict(found: &Supported) -> String {
    let n = found.needs.len();
    if n == 0 {
        return "No cluster was searched to its end, so there is nothing to tell.".to_owned();
    }
    let confidence = exact_percent(found.confidence);
    if let [only] = found.needs.as_slice() {
        return format!("{}: {} ({confidence} confidence).", only.cluster, answer_in_words(&only.answer, found));
    }
    let (none, some) = (with(found, is_none).count(), with(found, is_some).count());
    let mut total = vec![0.0; found.kinds.len()];
    for fte in with(found, is_some).filter_map(|need| need.fte(&found.kinds)) {
        total.iter_mut().zip(fte).for_each(|(sum, fte)| *sum += fte);
    }
    let price = pounds(&total, &found.kinds).map_or_else(String::new, |pounds| format!(", £{} a year", plain(pounds, 0)));
    let mut said = vec![format!("Of {}, {none} meet the targets without support", counted(n, "cluster"))];
    if some > 0 {
        said.push(format!("{some} need it, {} in all{price}", fte_in_words(&total, &found.kinds)));
    }
    let beyond = with(found, |need| matches!(need.answer, Answer::Beyond(_))).count();
    if beyond > 0 {
        said.push(format!("{beyond} cannot be brought to them by the most that can be hired"));
    }
    let open = n - none - some - beyond;
    if open > 0 {
        said.push(format!("{open} too close to call"));
    }
    format!("{} (each cluster's answer with {confidence} confidence).", said.join("; "))
}

fn answer_in_words(answer: &Answer, found: &Supported) -> String {
    let kinds = &found.kinds;
    let fte = |steps: &[u64]| steps.iter().zip(kinds).map(|(steps, kind)| *steps as f64 * kind.step).collect::<Vec<f64>>();
    let most = fte_in_words(&fte(&kinds.iter().map(|kind| kind.most).collect::<Vec<_>>()), kinds);
    match answer {
        Answer::Least(steps) if steps.iter().all(|steps| *steps == 0) => "meets the targets without support".to_owned(),
        Answer::Least(steps) => format!("needs {} at the least", fte_in_words(&fte(steps), kinds)),
        Answer::Beyond(Verdict::Meets) => {
            format!("needs more than the most that can be hired ({most}); {} FTE of each kind would do", number(found.ample))
        }
        Answer::Beyond(Verdict::Fails) => {
            format!(
                "cannot be brought to the targets by support: {} FTE of each kind, far beyond what can be hired ({most}), are not enough",
                number(found.ample)
            )
        }
        Answer::Beyond(Verdict::Close) => {
            format!("does not meet the targets with the most that can be hired ({most}); whether any support would do is too close to call")
        }
        Answer::Close => format!("is too close to call even with the most that can be hired ({most})"),
        Answer::Unconfirmed => {
            "had answers that did not hold on fresh replications; look at it with more of them (`support.at_most`)".to_owned()
        }
    }
}

fn aim_in_words(aim: &Aim) -> String {
    let side = if aim.bound.at_least { "at least" } else { "at most" };
    let value = in_unit(aim.bound.value, aim.item.measure.unit);
    match aim.bound.chance {
        Some(chance) => format!("{} {side} {value} in {} of years", aim.title.to_lowercase(), exact_percent(chance)),
        None => format!("{} {side} {value} on average", aim.title.to_lowercase()),
    }
}

fn in_unit(value: f64, unit: Unit) -> String {
    match unit {
        Unit::Share => exact_percent(value),
        Unit::Pounds => format!("£{}", plain(value, 0)),
        Unit::Number => number(value),
        other => format!("{} {}", number(value), other.word()),
    }
}

fn aims(found: &Supported) -> Option<String> {
    let told: Vec<String> = found.aims.iter().map(aim_in_words).collect();
    Some(format!("Targets, all to be met together: {}.", told.join("; ")))
}

/// Names, as many as a sentence holds.
fn names<'a>(needs: impl Iterator<Item = &'a Need>) -> String {
    let all: Vec<&str> = needs.map(|need| need.cluster.as_str()).collect();
    let more = all.len().saturating_sub(NAMED);
    let named = all[..all.len().min(NAMED)].join(", ");
    if more > 0 { format!("{named} and {more} more") } else { named }
}

/// Where no support is enough, and which targets are in the way.
fn unreached(found: &Supported) -> Option<String> {
    let told = |verdict: Verdict| with(found, move |need| need.answer == Answer::Beyond(verdict));
    let mut said = Vec::new();
    if told(Verdict::Fails).next().is_some() {
        said.push(format!(
            "{}: cannot be reached by support, however much ({} FTE of each kind tried)",
            names(told(Verdict::Fails)),
            number(found.ample)
        ));
    }
    if told(Verdict::Meets).next().is_some() {
        said.push(format!("{}: only by more than can be hired", names(told(Verdict::Meets))));
    }
    if said.is_empty() {
        return None;
    }
    let beyond = || with(found, |need| matches!(need.answer, Answer::Beyond(_)));
    let ways = found.aims.iter().enumerate().filter_map(|(place, aim)| {
        let broken = beyond().filter(|need| !keeps(&need.after[place], aim)).count();
        let best = beyond().filter_map(|need| need.after[place].mean).max_by(|a, b| order(a, b, aim))?;
        let unit = aim.item.measure.unit;
        (broken > 0)
            .then(|| format!("{} in {broken} of them (the best with the most is {})", aim.title.to_lowercase(), in_sentence(best, unit)))
    });
    let ways: Vec<String> = ways.collect();
    let ways = if ways.is_empty() { String::new() } else { format!(". In the way: {}", ways.join("; ")) };
    Some(format!("{}{ways}.", capital(&said.join(". "))))
}

fn order(a: &Estimate, b: &Estimate, aim: &Aim) -> std::cmp::Ordering {
    if aim.bound.at_least { a.mean.total_cmp(&b.mean) } else { b.mean.total_cmp(&a.mean) }
}

/// Whether a reading keeps the bound by its mean or its years.
fn keeps(reading: &Reading, aim: &Aim) -> bool {
    match (aim.bound.chance, reading.years, reading.mean) {
        (Some(chance), Some(years), _) => years.share() >= chance,
        (_, _, Some(mean)) => aim.bound.keeps(mean.mean),
        _ => true,
    }
}

fn needed_most(found: &Supported) -> Option<String> {
    let mut needing: Vec<(&Need, f64)> =
        with(found, is_some).filter_map(|need| Some((need, need.fte(&found.kinds)?.iter().sum()))).collect();
    needing.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cluster.cmp(&b.0.cluster)));
    if needing.len() < 2 {
        return None;
    }
    let told: Vec<String> = needing
        .iter()
        .take(3)
        .map(|(need, _)| {
            format!("{} {}", need.cluster, answer_in_words(&need.answer, found).replace("needs ", "").replace(" at the least", ""))
        })
        .collect();
    Some(format!("The most is needed by {}.", told.join("; ")))
}

fn predicted(found: &Predicted) -> String {
    let word = if found.interval.low > 0.0 {
        "goes with"
    } else if found.interval.high < 0.0 {
        "goes against"
    } else {
        "says nothing sure about"
    };
    format!(
        "The complexity index {word} the need found: rank correlation {} ({} to {}, {}, {} clusters). Weights fitted to this very need reach {}, \
         and {} for clusters they were not fitted to: with so few clusters the first is flattery, the second is what to expect.",
        plain(found.correlation, 2),
        plain(found.interval.low, 2),
        plain(found.interval.high, 2),
        exact_percent(found.confidence),
        found.clusters,
        plain(found.fitted, 2),
        plain(found.left_out, 2)
    )
}

fn amount(value: f64, in_pounds: bool) -> String {
    if in_pounds { format!("£{} a year", plain(value, 0)) } else { format!("{} FTE", number(value)) }
}

/// A gain in a year, with its interval.
fn gained(pair: &Paired) -> String {
    in_sentence(pair.difference, Unit::Number)
}

fn split(split: &Split) -> String {
    let Some(best) = split.ways.get(1) else { return String::new() };
    let gain = best.gain.as_ref().map_or_else(|| "nothing that can be told".to_owned(), gained);
    let mut said = format!(
        "{} split by marginal gains spend {} on {} and give {gain} more {} a year",
        amount(split.budget, split.in_pounds),
        amount(best.spent, split.in_pounds),
        counted(split.shares.len(), "cluster"),
        split.raised
    );
    for other in split.ways.iter().skip(2) {
        if let Some(pair) = &other.behind {
            let half = pair.difference.half_width.unwrap_or(f64::INFINITY);
            let word = if pair.difference.mean > half {
                "more than"
            } else if pair.difference.mean < -half {
                "fewer than"
            } else {
                "no clear difference from"
            };
            let size = Estimate { mean: pair.difference.mean.abs(), ..pair.difference };
            said.push_str(&format!("; {word} {} (by {})", other.title, in_sentence(size, Unit::Number)));
        }
    }
    format!("{said}. All splits on the same {} fresh replications.", split.replications)
}

fn warnings(found: &Supported) -> Vec<String> {
    let mut warnings = Vec::new();
    if found.unfinished > 0 {
        warnings.push(format!("Not finished and left out: {}.", counted(found.unfinished, "cluster")));
    }
    let crossed = || with(found, |need| need.crossed);
    if crossed().next().is_some() {
        warnings
            .push(format!("Less support met the targets where more did not in {}: look at `tested` in support.json.", names(crossed())));
    }
    let refused = || with(found, |need| !need.refused.is_empty());
    if refused().next().is_some() {
        warnings.push(format!("A first answer did not hold on fresh replications and was moved up in {}.", names(refused())));
    }
    let close = || with(found, |need| !perhaps(need, &found.kinds).is_empty());
    if close().next().is_some() {
        warnings.push(format!(
            "In {} less may do: a cheaper level was too close to call with {} replications ({}).",
            counted(close().count(), "cluster"),
            found.looks.last,
            names(close())
        ));
    }
    warnings
}

/// Tested levels that are too close to call and smaller than the answer.
fn perhaps(need: &Need, kinds: &[Kind]) -> Vec<Vec<f64>> {
    let Answer::Least(answer) = &need.answer else { return Vec::new() };
    let size =
        |steps: &[u64]| steps.iter().zip(kinds).map(|(steps, kind)| *steps as f64 * kind.step * kind.yearly.unwrap_or(1.0)).sum::<f64>();
    let close = need.tested.iter().filter(|tested| tested.verdict == Verdict::Close && size(&tested.steps) < size(answer));
    close.map(|tested| tested.steps.iter().zip(kinds).map(|(steps, kind)| *steps as f64 * kind.step).collect()).collect()
}

fn basis(found: &Supported) -> String {
    let wrong = exact_percent(1.0 - found.confidence);
    format!(
        "Each cluster was searched by itself among the levels that can be hired, by sequential tests of {} to {} replications with seed {} (the same chances at \
         every level), and its answer confirmed on fresh ones. The chance that anything claimed of a cluster is wrong (that the answer meets the targets, that a \
         step less does not) is at most {wrong}, divided over tests, looks and targets; \"too close to call\" claims nothing. {} replications in all. Intervals of \
         single figures are at {}.",
        found.looks.first,
        found.looks.last,
        found.seed,
        plain(found.replications as f64, 0),
        exact_percent(found.frame.confidence)
    )
}

fn clusters(found: &Supported) -> Table {
    let mut head = vec!["cluster", "division"];
    let ranked = found.needs.iter().any(|need| need.complexity.is_some());
    if ranked {
        head.push("complexity");
    }
    let titles: Vec<String> = found.kinds.iter().map(|kind| format!("{} FTE", kind.title.to_lowercase())).collect();
    head.extend(titles.iter().map(String::as_str));
    head.push("answer");
    let aims: Vec<String> = found.aims.iter().flat_map(|aim| [aim.title.clone(), "with it".to_owned()]).collect();
    head.extend(aims.iter().map(String::as_str));
    let mut table =
        Table::new("support", "Least support by cluster, the most first; each target without support and with the answer", &head);
    let size = |need: &Need| match need.fte(&found.kinds) {
        Some(fte) => fte.iter().sum(),
        None => f64::INFINITY,
    };
    let mut order: Vec<&Need> = found.needs.iter().collect();
    order.sort_by(|a, b| size(b).total_cmp(&size(a)).then_with(|| a.cluster.cmp(&b.cluster)));
    for need in order {
        let mut row = vec![need.cluster.clone(), need.division.clone()];
        if ranked {
            row.push(need.complexity.map_or_else(String::new, |index| plain(index, 2)));
        }
        row.extend(match need.fte(&found.kinds) {
            Some(fte) => fte.into_iter().map(number).collect::<Vec<_>>(),
            None => vec!["–".to_owned(); found.kinds.len()],
        });
        row.push(short(&need.answer).to_owned());
        for (place, aim) in found.aims.iter().enumerate() {
            row.extend([cell(&need.before[place], aim), cell(&need.after[place], aim)]);
        }
        table.rows.push(row);
    }
    table
}

/// The answer in a cell.
pub fn short(answer: &Answer) -> &'static str {
    match answer {
        Answer::Least(steps) if steps.iter().all(|steps| *steps == 0) => "none needed",
        Answer::Least(_) => "needed, confirmed",
        Answer::Beyond(Verdict::Fails) => "cannot be reached by support",
        Answer::Beyond(Verdict::Meets) => "more than can be hired",
        Answer::Beyond(Verdict::Close) => "not by what can be hired",
        Answer::Close => "too close to call",
        Answer::Unconfirmed => "not confirmed",
    }
}

fn cell(reading: &Reading, aim: &Aim) -> String {
    match reading.years {
        Some(years) => format!("{} of years", percent(years.share(), 0)),
        None => in_table(reading.mean, aim.item.measure.unit),
    }
}

fn ways(split: &Split, kinds: &[Kind]) -> Table {
    let title = format!(
        "{} split over the clusters: {} a year more than without, on fresh replications",
        amount(split.budget, split.in_pounds),
        split.raised
    );
    let mut table = Table::new("split", title, &["split", "spent", "FTE", "gain a year", "same-day rate"]);
    for way in &split.ways {
        let SplitWay { title, spent, fte, gain, rate, .. } = way;
        let gain = gain.as_ref().map_or_else(|| "–".to_owned(), |pair| in_table(Some(pair.difference), Unit::Number));
        table.rows.push(vec![
            (*title).to_owned(),
            amount(*spent, split.in_pounds),
            fte_in_words(fte, kinds),
            gain,
            in_table(*rate, Unit::Share),
        ]);
    }
    table
}

fn weights(found: &Predicted) -> Table {
    let mut table = Table::new(
        "weights",
        "Weights of the index that would go best with the need found (shares; fitted to these clusters alone)",
        &["attribute", "weight"],
    );
    for (name, weight) in &found.weights {
        table.rows.push(vec![name.replace('_', " "), percent(*weight, 0)]);
    }
    table
}
