//! A comparison to sentences and tables: what changes if, how surely, and what was changed for it.
//!
//! Nothing is computed here but the order of things. What chance can explain is called no clear
//! difference, never "no difference"; what no replication moves at all is called the same. Where that is the
//! same-day rate itself, the question was about something else: the answer begins with what does change.

use super::document::{Document, List, Section, Topic};
use super::report_price;
use super::run::{doubts, why_no_more};
use super::table::Table;
use super::words::{
    NOT_MEASURED, capital, change_decimals, change_in_sentence, change_in_table, exact_percent, in_table, list, percent, plain, uncapital,
};
use crate::experiment::frame::MeasureContext;
use crate::experiment::items::Item;
use crate::experiment::measures::{Better, Part, Unit};
use crate::experiment::statistics::Paired;
use crate::scenario::Change;
use crate::scenario::changes::in_words;
use crate::study::compare::{ClusterDifference, Comparison, Difference, Family, VariantResult, Verdict};

/// Parts of the whole that a terminal is shown, the surest first.
const PARTS: usize = 12;
/// Clusters at either end that a terminal is shown.
const ENDS: usize = 3;
/// Variants that are named in the title.
const TITLED: usize = 3;
/// Clusters that are named in the answer, where they are all that moves.
const FEW: usize = 3;
/// Differences that are named in the answer, where the same-day rate has none.
const LED: usize = 4;
/// Why the share expected to be sufficient moves with nothing else.
const BY_FORMAT: &str = "it depends on the format alone";

/// A comparison's document: a section for each variant.
///
/// # Panics
/// If there are not as many lists of changes as variants.
pub fn document(found: &Comparison, changes: &[Vec<Change>]) -> Document {
    assert_eq!(found.variants.len(), changes.len(), "each variant has its changes");
    let sections = found.variants.iter().zip(changes).map(|(variant, changes)| section(found, variant, changes));
    Document {
        title: compared_with(found),
        question: asked(found).to_owned(),
        sections: sections.collect(),
        charts: &["comparison"],
        warnings: warnings(found, changes),
        basis: basis(found),
    }
}

fn section(found: &Comparison, variant: &VariantResult, changes: &[Change]) -> Section {
    let reasons = [others(variant), report_price::sentence(found, variant), clusters(variant), pairing(variant), unmatched(found, variant)];
    let tables = [whole(found, variant), parts(found, variant), by_cluster(found, variant)];
    let [before, after] = [&found.base, &variant.found].map(|one| one.frame.names.clusters.as_slice());
    let lines = in_words(changes, &[before, after].concat());
    let title = if lines.is_empty() { "Nothing differs from the base" } else { "What changes from the base" };
    Section {
        title: variant.found.frame.title.clone(),
        verdicts: vec![verdict(found, variant)],
        reasons: reasons.into_iter().flatten().collect(),
        lists: vec![List { title: title.to_owned(), lines }],
        tables: tables.into_iter().filter(|table| !table.rows.is_empty()).collect(),
        ..Section::new(Topic::Comparison)
    }
}

/// What is compared with what: the title of a comparison, and of its chart.
fn compared_with(found: &Comparison) -> String {
    let titles: Vec<String> = found.variants.iter().map(|variant| variant.found.frame.title.clone()).collect();
    let variants = if titles.len() > TITLED { format!("{} variants", titles.len()) } else { list(&titles) };
    format!("{variants}, against {}", found.base.frame.title)
}

/// What is asked: the variant's question. Several have one each, told beside their answers.
fn asked(found: &Comparison) -> &str {
    match found.variants.as_slice() {
        [only] => &only.found.frame.question,
        _ => "",
    }
}

/// "If police answered within two hours", from a question that begins so; else "With" and the title.
fn condition(title: &str, question: &str) -> String {
    const ASKED: [&str; 26] = [
        "how", "what", "which", "who", "where", "when", "why", "by", "at", "do", "does", "did", "is", "are", "was", "were", "can", "could",
        "will", "would", "should", "may", "might", "has", "have", "to",
    ];
    let asks = |rest: &str| rest.split_whitespace().next().is_some_and(|word| ASKED.contains(&word));
    let end = question.match_indices(", ").map(|(at, comma)| (at, &question[at + comma.len()..])).find(|(_, rest)| asks(rest));
    match end {
        Some((at, _)) if question.starts_with("If ") => question[..at].to_owned(),
        _ => format!("With “{title}”"),
    }
}

/// A verb for the direction of a difference.
fn moves(pair: &Paired) -> &'static str {
    if pair.difference.mean > 0.0 { "rise" } else { "fall" }
}

fn verdict(found: &Comparison, variant: &VariantResult) -> String {
    let frame = &variant.found.frame;
    let (condition, things) = (condition(&frame.title, &frame.question), frame.things());
    let Some((one, pair)) = variant.headline().and_then(|one| Some((one, one.judged()?))) else {
        return format!("{condition}, there is nothing to compare: {things} are not asked for in both.");
    };
    let n = plain(pair.difference.replications as f64, 0);
    let decimals = change_decimals(pair.difference, Unit::Share);
    let levels = format!("from {} to {}", percent(pair.first.mean, decimals), percent(pair.second.mean, decimals));
    if pair.difference.half_width.is_none() {
        let size = change_in_table(Some(pair.difference), Unit::Share);
        return format!("{condition}, same-day {things} go {levels} in the one replication ({size}): too few to tell.");
    }
    let mut confidence = exact_percent(found.base.frame.confidence);
    if one.family == Some(Family::Primary) && found.primary > 1 {
        confidence.push_str(&format!(" for {} primary claims together", found.primary));
    }
    let size = change_in_sentence(pair.difference, Unit::Share).replace(')', &format!(", {confidence}, {n} paired replications)"));
    let told = match one.verdict.unwrap_or(Verdict::Unclear) {
        Verdict::Same => instead(variant, &condition, &pair),
        Verdict::Unclear => {
            let sign = change_in_table(Some(pair.difference), Unit::Share).chars().next().filter(|sign| "+-".contains(*sign));
            let sign = sign.map_or_else(String::new, String::from);
            format!("{condition}, there is no clear difference in same-day {things}: {sign}{size}, {levels}.")
        }
        sure => format!("{condition}, same-day {things} {} by {size}, {levels}: {}.", moves(&pair), sure.words()),
    };
    told + &moved(variant)
}

/// The answer where the same-day rate is the same in every replication: what does change first, and then that it is.
fn instead(variant: &VariantResult, condition: &str, pair: &Paired) -> String {
    let things = variant.found.frame.things();
    let (n, confidence) = (plain(pair.difference.replications as f64, 0), exact_percent(variant.found.frame.confidence));
    if variant.nation.iter().filter_map(|one| one.paired.as_ref()).all(is_nought) {
        return format!("{condition}, nothing at all differs: every measure is the same in each of {n} paired replications.");
    }
    let told = |one: &Difference| {
        let size = change_in_table(one.judged().map(|pair| pair.difference), one.item.measure.unit);
        let verdict = one.verdict.map_or_else(String::new, |verdict| format!(" ({})", verdict.words()));
        format!("{} {size}{verdict}", uncapital(&named(&one.item, &variant.found.frame)))
    };
    let first = |wanted: &dyn Fn(&Difference) -> bool, by: fn(Option<&Paired>) -> f64| {
        let mut sure: Vec<&Difference> = variant.nation.iter().filter(|one| one.paired.is_some() && wanted(one)).collect();
        sure.sort_by(|a, b| by(b.paired.as_ref()).total_cmp(&by(a.paired.as_ref())));
        let more = if sure.len() > LED { format!("; and {} more", sure.len() - LED) } else { String::new() };
        let told: Vec<String> = sure.into_iter().take(LED).map(told).collect();
        (!told.is_empty()).then(|| told.join("; ") + &more)
    };
    let judged = first(&|one| matches!(one.verdict, Some(Verdict::Better | Verdict::Worse)), sureness);
    let directed = |one: &Difference| one.item.part != Part::All && one.verdict.is_none() && one.item.measure.better != Better::Neither;
    let matters =
        |one: &Difference| one.paired.as_ref().is_some_and(|pair| leaves_out_nought(pair) && is_seen(pair, one.item.measure.unit));
    let parts = first(&|one| directed(one) && matters(one), greatness);
    let parts =
        parts.map_or_else(String::new, |parts| format!(" Of its parts, the greatest first, each by its own interval alone: {parts}."));
    let stay = format!("Same-day {things} stay exactly as they are, in each of {n} paired replications.");
    match judged {
        Some(judged) => format!("{condition}, what changes most surely ({confidence}) is: {judged}.{parts} {stay}"),
        None => format!("{condition}, nothing that a verdict is given on clearly changes.{parts} {stay}"),
    }
}

/// No difference, in any replication.
fn is_nought(pair: &Paired) -> bool {
    pair.difference.mean == 0.0 && pair.difference.half_width.is_none_or(|half| half == 0.0)
}

/// How many times over a difference's interval leaves out nought.
fn sureness(pair: Option<&Paired>) -> f64 {
    pair.map_or(0.0, |pair| pair.difference.mean.abs() / pair.difference.half_width.unwrap_or(f64::INFINITY))
}

/// Whether anybody would see a difference: of a share, half a point.
fn is_seen(pair: &Paired, unit: Unit) -> bool {
    unit != Unit::Share || pair.difference.mean.abs() >= 0.005
}

/// How great a difference is beside what there was: many small ones are surer than the few that matter.
fn greatness(pair: Option<&Paired>) -> f64 {
    pair.map_or(0.0, |pair| pair.difference.mean.abs() / pair.first.mean.abs().max(pair.second.mean.abs()))
}

/// A measure's name; of one grade, with the grade's title.
pub fn named(item: &Item, frame: &MeasureContext) -> String {
    match item.part {
        Part::Grade(grade) => {
            let title = frame.grade_titles.get(grade).unwrap_or(&item.title);
            format!("{}: {title}", item.words().title)
        }
        _ => item.label(),
    }
}

/// The verdict in a table; with why, where nothing but the mix of formats could move the measure.
fn judged(one: &Difference) -> String {
    let Some(verdict) = one.verdict else { return "–".to_owned() };
    if by_format_alone(one) { format!("{} ({BY_FORMAT})", verdict.words()) } else { verdict.words().to_owned() }
}

/// Whether a measure is not moved, which could be moved by nothing but the formats asked for.
fn by_format_alone(one: &Difference) -> bool {
    one.item.measure.key == "sufficient" && matches!(one.verdict, Some(Verdict::Same | Verdict::Unclear))
}

/// The few clusters that are clearly moved, where all the others stay as they are: the answer is then theirs.
fn moved(variant: &VariantResult) -> String {
    let ranked = ranked(variant);
    let (same, moved): (Vec<_>, Vec<_>) = ranked.into_iter().partition(|(one, _)| one.verdict == Verdict::Same);
    if same.is_empty() || moved.is_empty() || moved.len() > FEW || moved.iter().any(|(one, _)| one.verdict == Verdict::Unclear) {
        return String::new();
    }
    let told: Vec<String> = moved.into_iter().map(of_cluster).collect();
    let others = if same.len() == 1 { "the other one is".to_owned() } else { format!("the other {} are", same.len()) };
    format!(" By cluster: {}; {others} the same in every replication.", list(&told))
}

/// A cluster with its difference.
fn of_cluster((one, pair): (&ClusterDifference, Paired)) -> String {
    format!("{} {}", one.name, change_in_table(Some(pair.difference), Unit::Share))
}

/// The other measures of the family, by verdict.
fn others(variant: &VariantResult) -> Option<String> {
    let told = |wanted: Verdict, with_size: bool| {
        let each = variant.nation.iter().skip(1).filter(|one| one.verdict == Some(wanted)).map(|one| {
            let title = uncapital(&named(&one.item, &variant.found.frame));
            let size = change_in_table(one.judged().map(|pair| pair.difference), one.item.measure.unit);
            match (with_size, by_format_alone(one)) {
                (true, _) => format!("{title} ({size})"),
                (false, true) => format!("{title} ({BY_FORMAT})"),
                (false, false) => title,
            }
        });
        let each: Vec<String> = each.collect();
        (!each.is_empty()).then(|| format!("{}: {}", wanted.words(), each.join(", ")))
    };
    let all = [told(Verdict::Better, true), told(Verdict::Worse, true), told(Verdict::Unclear, false), told(Verdict::Same, false)];
    let all: Vec<String> = all.into_iter().flatten().collect();
    (!all.is_empty()).then(|| format!("{}.", capital(&all.join("; "))))
}

/// Clusters by their difference, the greatest first.
fn ranked(variant: &VariantResult) -> Vec<(&ClusterDifference, Paired)> {
    let mut ranked: Vec<_> = variant.clusters.iter().filter_map(|one| Some((one, one.judged()?))).collect();
    ranked.sort_by(|(_, a), (_, b)| b.difference.mean.total_cmp(&a.difference.mean));
    ranked
}

fn clusters(variant: &VariantResult) -> Option<String> {
    let ranked = ranked(variant);
    let ([first, .., last], true) = (ranked.as_slice(), ranked.len() > 1) else { return None };
    let number = |wanted, words: &str| {
        let number = ranked.iter().filter(|(one, _)| one.verdict == wanted).count();
        (number > 0).then(|| format!("{number} {}", words.replace("{is}", if number == 1 { "is" } else { "are" })))
    };
    let verdicts = [
        number(Verdict::Better, "{is} better"),
        number(Verdict::Worse, "{is} worse"),
        number(Verdict::Unclear, "{is} not clearly different"),
        number(Verdict::Same, "{is} the same"),
    ];
    let verdicts: Vec<String> = verdicts.into_iter().flatten().collect();
    Some(format!("Of {} clusters, {}; from {} to {}.", ranked.len(), list(&verdicts), of_cluster(*first), of_cluster(*last)))
}

fn pairing(variant: &VariantResult) -> Option<String> {
    let pair = variant.headline()?.paired?;
    let (gain, unpaired) = (pair.gain?, pair.unpaired?);
    Some(format!(
        "The same chances in both divide the variance of this difference by {}; with chances of their own, as many replications would give ± {} points.",
        plain(gain, if gain < 10.0 { 1 } else { 0 }),
        plain(unpaired * 100.0, 1)
    ))
}

fn unmatched(found: &Comparison, variant: &VariantResult) -> Option<String> {
    let told = |title: &str, only: &[String]| (!only.is_empty()).then(|| format!("only in “{title}”: {}", only.join(", ")));
    let sides = [told(&found.base.frame.title, &variant.unmatched.base), told(&variant.found.frame.title, &variant.unmatched.variant)];
    let sides: Vec<String> = sides.into_iter().flatten().collect();
    (!sides.is_empty()).then(|| format!("Not paired, since the other has none: {}.", sides.join("; ")))
}

fn warnings(found: &Comparison, changes: &[Vec<Change>]) -> Vec<String> {
    let mut warnings = doubts(&found.base);
    for (variant, changes) in found.variants.iter().zip(changes) {
        let title = &variant.found.frame.title;
        if changes.iter().any(|change| matches!(change.path.as_str(), "run.start" | "run.length")) {
            warnings.push(format!("“{title}” has another data period than the base: compare rates, not totals, and mind the season."));
        }
        if variant.clusters.len() < found.base.clusters.len().max(variant.found.clusters.len()) {
            warnings.push(format!("“{title}” has other clusters than the base: national figures are over each scenario's own."));
        }
        let beyond = variant.headline().is_some_and(|one| {
            let pair = one.paired.as_ref();
            one.verdict == Some(Verdict::Unclear) && pair.is_some_and(leaves_out_nought)
        });
        if beyond {
            warnings.push(format!(
                "“{title}”: alone the difference’s own interval would leave out nought; among {} primary claims made together it does not.",
                found.primary
            ));
        }
    }
    warnings
}

fn leaves_out_nought(pair: &Paired) -> bool {
    pair.difference.half_width.is_some_and(|half| pair.difference.mean.abs() > half)
}

fn basis(found: &Comparison) -> String {
    let base = &found.base;
    let (variants, confidence) = (found.variants.len(), exact_percent(base.frame.confidence));
    let claims = |variant: &VariantResult| variant.nation.iter().filter(|one| one.family == Some(Family::Others)).count();
    let each = found.variants.iter().map(claims).max().unwrap_or(0);
    // Where more is asked for, what follows demand has no verdict.
    let each = if each * variants == found.family { each.to_string() } else { format!("up to {each}") };
    let by_grade = found.variants.iter().flat_map(|variant| &variant.nation).any(|one| one.verdict.is_some() && one.item.part != Part::All);
    let by_grade = if by_grade { ", the tasks of each grade of managers among them" } else { "" };
    let clusters = if found.cluster_family > variants {
        format!(" The {} verdicts on clusters are a family of their own, corrected likewise.", found.cluster_family)
    } else {
        String::new()
    };
    let plural = if variants == 1 { "" } else { "s" };
    let claimed = if found.primary == 1 { "1 claim".to_owned() } else { format!("{} claims", found.primary) };
    format!(
        "{} paired replications ({}) with seed {}; paired-t intervals at {confidence}, each {} being one observation. The comparison is for {} (run.primary): \
         {claimed}, which by Holm's correction hold together at {confidence}. The {each} other national measures of which more or less is better{by_grade} are \
         corrected apart, for {variants} variant{plural}: {} claims.{clusters} The interval beside a verdict is the one that the verdict used; p is that of a difference alone.",
        plain(base.replications as f64, 0),
        why_no_more(base.stopped),
        base.seed,
        base.frame.period(),
        primary_in_words(found),
        found.family,
    )
}

/// The measures that the comparison is for.
fn primary_in_words(found: &Comparison) -> String {
    let mut told: Vec<String> = Vec::new();
    for one in found.variants.iter().flat_map(|variant| &variant.nation).filter(|one| one.family == Some(Family::Primary)) {
        let name = uncapital(&named(&one.item, &found.base.frame));
        if !told.contains(&name) {
            told.push(name);
        }
    }
    if told.is_empty() { "nothing that both have".to_owned() } else { list(&told) }
}

/// A p in a table.
fn chance(p: Option<f64>) -> String {
    match p {
        None => NOT_MEASURED.to_owned(),
        Some(p) if p < 0.001 => "<0.001".to_owned(),
        Some(p) => plain(p, 3),
    }
}

/// A row's cells after its name: both levels and the difference.
fn cells(pair: Option<&Paired>, unit: Unit) -> [String; 3] {
    [in_table(pair.map(|p| p.first), unit), in_table(pair.map(|p| p.second), unit), change_in_table(pair.map(|p| p.difference), unit)]
}

/// Measures of everything at once.
fn whole(found: &Comparison, variant: &VariantResult) -> Table {
    let title = format!("All clusters together: {} against {}", variant.found.frame.title, found.base.frame.title);
    let mut table = Table::new("measures", title, &["measure", "base", "variant", "difference", "p", "corrected", "verdict"]);
    for one in variant.nation.iter().filter(|one| one.item.part == Part::All || one.verdict.is_some()) {
        let [base, other, difference] = cells(one.judged().as_ref(), one.item.measure.unit);
        let [p, corrected] = [one.paired.and_then(|pair| pair.p).filter(|_| one.verdict.is_some()), one.corrected].map(chance);
        let name = named(&one.item, &found.base.frame);
        let name = if one.family == Some(Family::Primary) { format!("{name} (primary)") } else { name };
        table.rows.push(vec![name, base, other, difference, p, corrected, judged(one)]);
    }
    table
}

/// Parts of the whole (formats, grades, obstacles …) whose interval leaves out nought, the surest first.
fn parts(found: &Comparison, variant: &VariantResult) -> Table {
    let parts = variant.nation.iter().filter(|one| one.item.part != Part::All && one.verdict.is_none());
    let mut sure: Vec<(&Difference, &Paired)> = parts.filter_map(|one| Some((one, one.paired.as_ref()?))).collect();
    let all = sure.len();
    sure.retain(|(_, pair)| leaves_out_nought(pair));
    sure.sort_by(|(_, a), (_, b)| sureness(Some(b)).total_cmp(&sureness(Some(a))));
    let title = format!(
        "By format, obstacle, grade, work and step: the {} surest of {} differences, of {all}, whose own interval leaves out nought (no correction)",
        sure.len().min(PARTS),
        sure.len()
    );
    let mut table = Table::new("parts", title, &["measure", "base", "variant", "difference"]);
    for (one, pair) in sure.into_iter().take(PARTS) {
        let mut row = vec![one.item.label()];
        row.extend(cells(Some(pair), one.item.measure.unit));
        table.rows.push(row);
    }
    debug_assert!(found.base.items.len() >= variant.nation.len(), "only the base's items are paired");
    table
}

/// The clusters with the greatest and the least difference.
fn by_cluster(found: &Comparison, variant: &VariantResult) -> Table {
    let ranked = ranked(variant);
    let head = ["cluster", "base", "variant", "difference", "p", "corrected", "verdict"];
    let title = format!("Same-day rate by cluster, the greatest difference first: {}", variant.found.frame.title);
    let mut table = Table::new("clusters", title, &head);
    if found.base.clusters.len() < 2 {
        return table;
    }
    table.ends = Some(ENDS);
    for (one, pair) in &ranked {
        let [base, other, difference] = cells(Some(pair), Unit::Share);
        let [p, corrected] = [pair.p, one.corrected].map(chance);
        table.rows.push(vec![one.name.clone(), base, other, difference, p, corrected, one.verdict.words().to_owned()]);
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::StoppingRule;
    use crate::experiment::synthetic::estimates;
    use crate::study::synthetic_answers::compared;

    /// The made-up scenario against itself with measures moved: by so much in each replication, a little more in every other.
    fn moved_by(moves: &[(&str, &str, f64)], managers: [bool; 3]) -> Section {
        let mut base = estimates(StoppingRule::Number(12), 1);
        base.frame.managers = managers.to_vec();
        let mut found = base.clone();
        for (key, part, by) in moves {
            let at = found.position(key, part).expect("a measure of the made-up scenario");
            let each = found.nation.values[at].iter_mut().enumerate();
            each.for_each(|(replication, value)| *value += by * if replication % 2 == 0 { 1.0 } else { 1.1 });
        }
        let found = compared(base, found);
        document(&found, &[Vec::new()]).sections.remove(0)
    }

    const ONE: [bool; 3] = [false, false, true];
    const TWO: [bool; 3] = [false, true, true];
    const STAY: &str = "Same-day reports stay exactly as they are, in each of 12 paired replications.";

    /// What a row of the first table says last.
    fn judged_of<'a>(told: &'a Section, measure: &str) -> Option<&'a str> {
        told.tables[0].rows.iter().find(|row| row[0] == measure)?.last().map(String::as_str)
    }

    #[test]
    fn where_the_rate_is_the_same_the_answer_begins_with_what_changes() {
        let none = moved_by(&[], ONE).verdicts.concat();
        assert_eq!(none, "With “Synthetic”, nothing at all differs: every measure is the same in each of 12 paired replications.");
        let told =
            moved_by(&[("cost", "", 5000.0), ("managers_in_time", "", 0.01), ("work_completion", "rsr", -3.0)], ONE).verdicts.concat();
        assert!(told.starts_with("With “Synthetic”, what changes most surely (95 %) is: "), "{told}");
        let (judged, parts) = told.split_once(" Of its parts, the greatest first, each by its own interval alone: ").expect("both");
        assert!(
            judged.contains("cost of staff +£5,250 ± ") && judged.contains(" (worse)") && judged.contains("managers' tasks in time +"),
            "{told}"
        );
        assert!(parts.starts_with("time to completion: Allocation -3.2 ± ") && parts.ends_with(STAY), "{told}");
        // What nobody would see is not led with, however sure.
        let little = moved_by(&[("overtime", "PO", 0.001)], ONE).verdicts.concat();
        assert!(!little.contains("Of its parts"), "{little}");
        // What chance can explain is not led with.
        let part = moved_by(&[("work_completion", "rsr", -3.0)], ONE).verdicts.concat();
        let wanted = "With “Synthetic”, nothing that a verdict is given on clearly changes. Of its parts, the greatest first, each by its own interval alone: time";
        assert!(part.starts_with(wanted) && part.ends_with(STAY), "{part}");
    }

    #[test]
    fn each_grade_of_managers_has_a_verdict_where_there_are_several() {
        let moves = [("managers_in_time", "SPO", -0.3), ("managers_in_time", "", -0.001)];
        let told = moved_by(&moves, TWO);
        let name = "Managers' tasks in time: Senior probation officer";
        assert_eq!(judged_of(&told, name), Some("worse"), "{:?}", told.tables);
        let worse = &told.reasons[0];
        assert!(worse.contains("managers' tasks in time: Senior probation officer (-31.5 ± "), "{worse}");
        assert!(told.verdicts[0].contains("managers' tasks in time: Senior probation officer -31.5 ± "), "{:?}", told.verdicts);
        assert_eq!(judged_of(&moved_by(&moves, ONE), name), None, "one grade is all of them");
    }

    #[test]
    fn what_more_are_asked_for_has_no_price_and_no_verdict_on_its_totals() {
        let gained = [("same_day_reports", "", 40.0), ("cost", "", 5000.0), ("sufficient_reports", "", 10.0), ("late", "", 3.0)];
        let told = moved_by(&gained, ONE);
        assert_eq!((judged_of(&told, "Sufficient reports expected"), judged_of(&told, "Late reports")), (Some("better"), Some("worse")));
        assert!(told.reasons.iter().any(|reason| reason.starts_with("Each extra same-day report costs £")), "{:?}", told.reasons);
        let demanded: Vec<_> = gained.iter().copied().chain([("requested", "", 100.0)]).collect();
        let told = moved_by(&demanded, ONE);
        assert_eq!((judged_of(&told, "Sufficient reports expected"), judged_of(&told, "Late reports")), (Some("–"), Some("–")));
        assert_eq!(judged_of(&told, "Cost of staff"), Some("worse"));
        let wanted = "No price is told for an extra same-day report: more were asked for (+105.0 ± ";
        assert!(told.reasons.iter().any(|reason| reason.starts_with(wanted)), "{:?}", told.reasons);
        // One that is asked for after the end of the year instead of before it is no other demand.
        let edge: Vec<_> = gained.iter().copied().chain([("requested", "", -0.5)]).collect();
        assert!(moved_by(&edge, ONE).reasons.iter().any(|reason| reason.starts_with("Each extra same-day report costs £")));
    }

    #[test]
    fn what_depends_on_the_format_alone_says_so_where_it_does_not_move() {
        let told = moved_by(&[("cost", "", 5000.0)], ONE);
        assert_eq!(judged_of(&told, "Reports expected to be sufficient"), Some("the same (it depends on the format alone)"));
        assert!(told.reasons[0].contains("reports expected to be sufficient (it depends on the format alone)"), "{}", told.reasons[0]);
        let mix = moved_by(&[("sufficient", "", 0.02)], ONE);
        assert_eq!(judged_of(&mix, "Reports expected to be sufficient"), Some("better"));
    }

    #[test]
    fn a_question_gives_its_condition_and_anything_else_its_title() {
        let told = |question| condition("X", question);
        assert_eq!(told("If police answered in two hours, how far would same-day reports rise?"), "If police answered in two hours");
        assert_eq!(told("If A, B and C happened, would it help, and at what cost?"), "If A, B and C happened");
        assert_eq!(told("If nothing is asked"), "With “X”");
        assert_eq!(told("Where are we now, what next?"), "With “X”");
    }
}
