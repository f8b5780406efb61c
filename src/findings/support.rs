//! What support was found to be needed, in words: how much, where, how surely, and where no support is enough.

use super::document::{Document, Section, Topic, question_beside};
use super::table::Table;
use super::words::{counted, exact_percent, in_sentence, in_table, percent, plain};
use crate::experiment::measures::Unit;
use crate::experiment::statistics::{Estimate, Paired};
use crate::study::cheapest::ATTEMPTS;
use crate::study::feasible::Verdict;
use crate::study::support::rank::Predicted;
use crate::study::support::split::{Split, SplitWay};
use crate::study::support::{Aim, Answer, Kind, Need, Reading, SupportResult};

/// Clusters that a sentence names.
const NAMED: usize = 8;

/// The document of a search for support.
pub fn document(found: &SupportResult) -> Document {
    let reasons = [
        aims(found),
        unreached(found),
        unsettled(found),
        needed_most(found),
        found.predicted.as_ref().map(|rank| predicted(rank, found)),
        found.split.as_ref().map(split),
    ];
    let mut tables = vec![answers(found), clusters(found)];
    tables.extend(found.split.as_ref().map(|split| ways(split, &found.kinds)));
    tables.extend(found.predicted.as_ref().map(weights));
    let section = Section {
        verdicts: vec![verdict(found)],
        reasons: reasons.into_iter().flatten().collect(),
        tables,
        charts: &["support_needed"],
        ..Section::new(Topic::Support)
    };
    let cost = Section { charts: &["budget_gain"], ..Section::new(Topic::Cost) };
    Document {
        title: format!("Support: {}", found.frame.title),
        question: question_beside(&found.frame.title, &found.frame.question),
        sections: vec![section, cost],
        charts: &[],
        warnings: warnings(found),
        basis: basis(found),
    }
}

fn with<'a>(found: &'a SupportResult, of: impl Fn(&Need) -> bool + 'a) -> impl Iterator<Item = &'a Need> {
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

fn verdict(found: &SupportResult) -> String {
    let n = found.needs.len();
    if n == 0 {
        return "No cluster was searched to its end, so there is nothing to tell.".to_owned();
    }
    let confidence = exact_percent(found.confidence);
    if let [only] = found.needs.as_slice() {
        return format!("{} {} ({confidence} confidence).", only.cluster, answer_in_words(&only.answer, found));
    }
    let (none, some) = (with(found, is_none).count(), with(found, is_some).count());
    let surely = match none {
        0 => "none surely meets".to_owned(),
        1 => "1 surely meets".to_owned(),
        some => format!("{some} surely meet"),
    };
    let mut said = vec![format!("Of {}, {surely} the targets without support", counted(n, "cluster"))];
    if some > 0 {
        let total = together(found, |need| need.fte(&found.kinds));
        let less = with(found, |need| cheaper(need, &found.kinds).is_some()).count();
        let less = if less > 0 { format!(", and less may do in {less} of these") } else { String::new() };
        let some = match some {
            1 => "1 meets".to_owned(),
            all if all == n => format!("all {n} meet"),
            some => format!("{some} meet"),
        };
        said.push(format!("{some} them with {}{less}", total_in_words(&total, &found.kinds)));
    }
    let beyond = with(found, |need| matches!(need.answer, Answer::Beyond(_))).count();
    if beyond > 0 {
        said.push(format!("for {beyond} the most that can be hired is not enough"));
    }
    let nothing = with(found, |need| need.answer == Answer::Nothing).count();
    if nothing == n {
        let of = if n == 1 { "the cluster".to_owned() } else { format!("any of {n} clusters") };
        return format!("No answer: of a target nothing was there to be measured in {of}, as where nothing is asked for.");
    }
    if nothing > 0 {
        said.push(format!("{nothing} had nothing to be measured of a target, and so no answer"));
    }
    let open = n - none - some - beyond - nothing;
    if open > 0 {
        said.push(format!("{open} could not be settled"));
    }
    format!("{} (each cluster's answer with {confidence} confidence).", said.join("; "))
}

/// FTE of each kind added up over the clusters that have an answer, "none needed" included.
fn together(found: &SupportResult, fte: impl Fn(&Need) -> Option<Vec<f64>>) -> Vec<f64> {
    let mut total = vec![0.0; found.kinds.len()];
    for fte in found.needs.iter().filter_map(fte) {
        total.iter_mut().zip(fte).for_each(|(sum, fte)| *sum += fte);
    }
    total
}

/// "5.5 FTE of management support in all, £277,420 a year".
fn total_in_words(total: &[f64], kinds: &[Kind]) -> String {
    let price = pounds(total, kinds).map_or_else(String::new, |pounds| format!(", £{} a year", plain(pounds, 0)));
    format!("{} in all{price}", fte_in_words(total, kinds))
}

/// The most that can be hired for a cluster: "3 FTE of administrative support and 2 FTE of management support".
fn most_in_words(kinds: &[Kind]) -> String {
    fte_in_words(&kinds.iter().map(|kind| kind.most as f64 * kind.step).collect::<Vec<_>>(), kinds)
}

fn answer_in_words(answer: &Answer, found: &SupportResult) -> String {
    let kinds = &found.kinds;
    let fte = |steps: &[u64]| steps.iter().zip(kinds).map(|(steps, kind)| *steps as f64 * kind.step).collect::<Vec<f64>>();
    let most = most_in_words(kinds);
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
        Answer::Nothing => "has no answer: of a target nothing was there to be measured, as where nothing is asked for".to_owned(),
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

fn aims(found: &SupportResult) -> Option<String> {
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
fn unreached(found: &SupportResult) -> Option<String> {
    let told = |verdict: Verdict| with(found, move |need| need.answer == Answer::Beyond(verdict));
    let (most, ample) = (most_in_words(&found.kinds), number(found.ample));
    let said: Vec<String> = [
        (Verdict::Fails, format!("no support is enough ({ample} FTE of each kind tried)")),
        (Verdict::Meets, format!("the most that can be hired ({most}) is not enough, {ample} FTE of each kind would be")),
        (
            Verdict::Close,
            format!("the most that can be hired ({most}) is not enough; whether {ample} FTE of each kind are is too close to call"),
        ),
    ]
    .into_iter()
    .filter(|(verdict, _)| told(*verdict).next().is_some())
    .map(|(verdict, words)| format!("for {} {words}", names(told(verdict))))
    .collect();
    if said.is_empty() {
        return None;
    }
    let beyond = || with(found, |need| matches!(need.answer, Answer::Beyond(_)));
    let ways = found.aims.iter().enumerate().filter_map(|(place, aim)| {
        let broken = beyond().filter(|need| !keeps(&need.after[place], aim)).count();
        let best = beyond().filter_map(|need| need.after[place].mean).max_by(|a, b| order(a, b, aim))?;
        let unit = aim.item.measure.unit;
        (broken > 0).then(|| format!("{} in {broken} of them, {} in the best", aim.title.to_lowercase(), in_sentence(best, unit)))
    });
    let ways: Vec<String> = ways.collect();
    let ways = if ways.is_empty() { String::new() } else { format!(". In the way, with the most: {}", ways.join("; ")) };
    Some(format!("Out of reach: {}{ways}.", said.join("; ")))
}

/// Where no answer was found, though none was ruled out.
fn unsettled(found: &SupportResult) -> Option<String> {
    let of = |answer: Answer| with(found, move |need| need.answer == answer);
    let said: Vec<String> = [
        (Answer::Close, "whether the most that can be hired is enough is too close to call"),
        (Answer::Unconfirmed, "answers were found, but none that held on fresh replications"),
    ]
    .into_iter()
    .filter(|(answer, _)| of(answer.clone()).next().is_some())
    .map(|(answer, words)| format!("for {} {words}", names(of(answer))))
    .collect();
    (!said.is_empty()).then(|| format!("Not settled: {}. More replications would tell: support.at_most.", said.join("; ")))
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

fn needed_most(found: &SupportResult) -> Option<String> {
    let mut needing: Vec<(&Need, f64)> =
        with(found, is_some).filter_map(|need| Some((need, need.fte(&found.kinds)?.iter().sum()))).collect();
    needing.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cluster.cmp(&b.0.cluster)));
    if needing.len() < 2 {
        return None;
    }
    let told: Vec<String> = needing
        .iter()
        .take(3)
        .map(|(need, _)| format!("{} ({})", need.cluster, fte_in_words(&need.fte(&found.kinds).unwrap_or_default(), &found.kinds)))
        .collect();
    Some(format!("Most needed: {}.", told.join(", ")))
}

fn predicted(rank: &Predicted, found: &SupportResult) -> String {
    let told = if rank.interval.low > 0.0 {
        "clusters with a higher complexity index were found to need more support"
    } else if rank.interval.high < 0.0 {
        "clusters with a higher complexity index were found to need less support, not more"
    } else {
        "the complexity index does not tell which clusters need more support"
    };
    let open = if with(found, |need| !matches!(need.answer, Answer::Least(_))).next().is_some() {
        ", those without an answer ranked as if they needed the most"
    } else {
        ""
    };
    format!(
        "Complexity and need: {told}. The rank correlation of index and FTE is {} ({} to {}, {}, {} clusters{open}); 1 would be the same order, 0 none, -1 the \
         opposite one. With weights fitted to the need found it is {}, which flatters, and {} for clusters left out of the fitting, which is what to expect of others.",
        plain(rank.correlation, 2),
        plain(rank.interval.low, 2),
        plain(rank.interval.high, 2),
        exact_percent(rank.confidence),
        rank.clusters,
        plain(rank.fitted, 2),
        plain(rank.left_out, 2)
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
    let [nothing, best, others @ ..] = split.ways.as_slice() else { return String::new() };
    let gain = best.gain.as_ref().map_or_else(|| "nothing that can be told".to_owned(), gained);
    let spent = amount(best.spent, split.in_pounds);
    let budget = amount(split.budget, split.in_pounds);
    let part = if spent == budget { "it".to_owned() } else { format!("{spent} of it") };
    let mut said = format!(
        "A budget of {budget}: spent a step at a time where a step gains most, {part} goes to {} and gives {gain} more {} in a year",
        counted(split.shares.len(), "cluster"),
        split.raised
    );
    for other in others {
        if let Some(pair) = &other.behind {
            let half = pair.difference.half_width.unwrap_or(f64::INFINITY);
            let size = in_sentence(Estimate { mean: pair.difference.mean.abs(), ..pair.difference }, Unit::Number);
            said.push_str(&if pair.difference.mean > half {
                format!("; {size} more than {}", other.title)
            } else if pair.difference.mean < -half {
                format!("; {size} fewer than {}", other.title)
            } else {
                format!("; no clear difference from {} ({size} apart)", other.title)
            });
        }
    }
    if let (Some(before), Some(after)) = (nothing.rate, best.rate) {
        let [from, to] = [before, after].map(|rate| in_sentence(rate, Unit::Share));
        said.push_str(&if from == to {
            format!(". The same-day rate stays {to}")
        } else {
            format!(". The same-day rate goes from {from} to {to}")
        });
    }
    format!("{said}. All splits on the same {} fresh replications.", split.replications)
}

fn warnings(found: &SupportResult) -> Vec<String> {
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
    let close = || with(found, |need| cheaper(need, &found.kinds).is_some());
    if close().next().is_some() {
        let least = together(found, |need| cheaper(need, &found.kinds).or_else(|| need.fte(&found.kinds)));
        let without = close().filter(|need| cheaper(need, &found.kinds).is_some_and(|fte| fte.iter().all(|fte| *fte == 0.0))).count();
        warnings.push(format!(
            "In {} less may do: a cheaper level was too close to call with {} replications ({}). If it did everywhere, that would be {}; {without} of them \
             would need none.",
            counted(close().count(), "cluster"),
            found.looks.last,
            names(close()),
            total_in_words(&least, &found.kinds)
        ));
    }
    warnings
}

/// The cheapest tested level, in FTE of each kind, that is cheaper than the answer and too close to call.
pub fn cheaper(need: &Need, kinds: &[Kind]) -> Option<Vec<f64>> {
    let answer = need.fte(kinds)?;
    let fte = |steps: &[u64]| steps.iter().zip(kinds).map(|(steps, kind)| *steps as f64 * kind.step).collect::<Vec<f64>>();
    let size = |fte: &[f64]| fte.iter().zip(kinds).map(|(fte, kind)| fte * kind.yearly.unwrap_or(1.0)).sum::<f64>();
    let close = need.tested.iter().filter(|tested| tested.verdict == Verdict::Close).map(|tested| fte(&tested.steps));
    close.filter(|level| size(level) < size(&answer)).min_by(|a, b| size(a).total_cmp(&size(b)))
}

fn basis(found: &SupportResult) -> String {
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

/// The clusters in the order in which they are told: those without an answer first, by what keeps them from one, then the most.
pub fn ranked(found: &SupportResult) -> Vec<&Need> {
    let size = |need: &Need| need.fte(&found.kinds).map_or(f64::INFINITY, |fte| fte.iter().sum());
    let kind = |need: &Need| KINDS.iter().position(|kind| *kind == short(need, &found.kinds));
    let mut order: Vec<&Need> = found.needs.iter().collect();
    order.sort_by(|a, b| size(b).total_cmp(&size(a)).then_with(|| kind(a).cmp(&kind(b))).then_with(|| a.cluster.cmp(&b.cluster)));
    order
}

/// How many clusters have which answer, and what it means.
fn answers(found: &SupportResult) -> Table {
    let mut table = Table::new("answers", "What the answers mean", &["answer", "clusters", "what it means"]);
    let (most, ample, last) = (most_in_words(&found.kinds), number(found.ample), found.looks.last);
    let held = "so many FTE meet every target, on fresh replications too;";
    let meanings = [
        format!("not even {ample} FTE of each kind are enough: something else is in the way"),
        format!("the most that can be hired is not enough ({most}); {ample} FTE of each kind would be"),
        format!("the most that can be hired is not enough ({most}); whether {ample} FTE of each kind are is too close to call"),
        format!("after {last} replications it is not clear whether the most that can be hired is enough ({most})"),
        format!("{ATTEMPTS} answers in turn passed the search and did not hold on fresh replications"),
        format!("{held} a step less of any kind was tested and misses a target"),
        format!("{held} of what is cheaper, something was still too close to call after {last} replications"),
        "every target is met without support".to_owned(),
    ];
    for (kind, meaning) in KINDS.iter().zip(meanings) {
        let number = with(found, |need| short(need, &found.kinds) == *kind).count();
        if number > 0 {
            table.rows.push(vec![(*kind).to_owned(), number.to_string(), meaning]);
        }
    }
    table
}

fn clusters(found: &SupportResult) -> Table {
    let mut head = vec!["cluster", "division"];
    let indexed = found.needs.iter().any(|need| need.complexity.is_some());
    if indexed {
        head.push("complexity");
    }
    let titles: Vec<String> = found.kinds.iter().map(|kind| format!("{} FTE", kind.title.to_lowercase())).collect();
    head.extend(titles.iter().map(String::as_str));
    head.push("answer");
    head.extend(found.aims.iter().map(|aim| aim.title.as_str()));
    let title =
        "Least support by cluster, the most first; each target without support → with the answer, or with the most that can be hired";
    let mut table = Table::new("support", title, &head);
    for need in ranked(found) {
        let mut row = vec![need.cluster.clone(), need.division.clone()];
        if indexed {
            row.push(need.complexity.map_or_else(String::new, |index| plain(index, 2)));
        }
        row.extend(match need.fte(&found.kinds) {
            Some(fte) => fte.into_iter().map(number).collect::<Vec<_>>(),
            None => vec!["–".to_owned(); found.kinds.len()],
        });
        row.push(short(need, &found.kinds).to_owned());
        for (place, aim) in found.aims.iter().enumerate() {
            row.push(format!("{} → {}", cell(&need.before[place], aim), cell(&need.after[place], aim)));
        }
        table.rows.push(row);
    }
    table
}

/// The answers in a cell, in the order in which they are told.
const KINDS: [&str; 9] = [
    "cannot be reached by support",
    "more than can be hired",
    "not by what can be hired",
    "too close to call",
    "not confirmed",
    "needed, confirmed",
    "enough; less may do",
    "none needed",
    "nothing to measure",
];

/// The answer in a cell.
pub fn short(need: &Need, kinds: &[Kind]) -> &'static str {
    KINDS[match &need.answer {
        Answer::Beyond(Verdict::Fails) => 0,
        Answer::Beyond(Verdict::Meets) => 1,
        Answer::Beyond(Verdict::Close) => 2,
        Answer::Close => 3,
        Answer::Unconfirmed => 4,
        Answer::Nothing => 8,
        Answer::Least(steps) if steps.iter().all(|steps| *steps == 0) => 7,
        Answer::Least(_) if cheaper(need, kinds).is_some() => 6,
        Answer::Least(_) => 5,
    }]
}

fn cell(reading: &Reading, aim: &Aim) -> String {
    match reading.years {
        Some(years) => format!("{} of years", percent(years.share(), 0)),
        None => in_table(reading.mean, aim.item.measure.unit),
    }
}

fn ways(split: &Split, kinds: &[Kind]) -> Table {
    let title = format!(
        "{} split over the clusters: how many more {} in a year than without support, on fresh replications",
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::study::answer::Answer as Found;
    use crate::study::support::Tested;
    use crate::study::synthetic_answers::answers;

    #[test]
    fn what_is_enough_is_not_said_to_be_needed_while_less_may_do() {
        let support = answers().into_iter().find_map(|answer| match answer {
            Found::Support(found) => Some(found),
            _ => None,
        });
        let mut found = support.expect("support");
        let ash = |found: &SupportResult| short(&found.needs[0], &found.kinds);
        assert_eq!(ash(&found), "needed, confirmed");
        assert!(!verdict(&found).contains("less may do"));
        let close = |steps: [u64; 2]| Tested { steps: steps.to_vec(), verdict: Verdict::Close, replications: 80 };
        found.needs[0].tested.extend([close([2, 1]), close([0, 1]), close([3, 2])]);
        assert_eq!(ash(&found), "enough; less may do");
        assert_eq!(cheaper(&found.needs[0], &found.kinds), Some(vec![0.0, found.kinds[1].step]), "the cheapest, and none that is dearer");
        assert!(verdict(&found).contains("and less may do in 1 of these"), "{}", verdict(&found));
        let told = document(&found);
        assert_eq!(
            told.sections[0].tables[0].rows.iter().map(|row| row[0].as_str()).collect::<Vec<_>>(),
            ["cannot be reached by support", "too close to call", "enough; less may do", "none needed"]
        );
        assert_eq!(ranked(&found).iter().map(|need| need.cluster.as_str()).collect::<Vec<_>>(), ["Cedar", "Dogwood", "Ash", "Beech"]);
    }
}
