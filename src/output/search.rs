//! The files of a search for support or for a plan: its answer in JSON, its tables in CSV.

use serde::Serialize;
use serde_json::{Value, json};

use super::folder::{Folder, OutputError};
use super::summary::json;
use super::tables::{Row, csv, number, words};
use crate::experiment::statistics::{Estimate, Paired};
use crate::findings::document::{Document, Words};
use crate::findings::plan::name;
use crate::findings::support::short;
use crate::study::plan::{Mix, PlanResult};
use crate::study::support::split::Split;
use crate::study::support::{Aim, Answer, Need, Reading, SupportResult, Tested};

/// Writes what `support` found.
///
/// # Errors
/// If a file cannot be written.
pub fn write_support(folder: &mut Folder, found: &SupportResult, document: &Document) -> Result<(), OutputError> {
    folder.write("support.json", &json(&Told { words: document.words(), numbers: support(found) }))?;
    folder.write("support.csv", &clusters(found)?)?;
    folder.write("tested.csv", &tested(found)?)?;
    found.split.as_ref().map_or(Ok(()), |split| folder.write("split.csv", &shares(found, split)?))
}

/// Writes what `plan` found.
///
/// # Errors
/// If a file cannot be written.
pub fn write_plan(folder: &mut Folder, found: &PlanResult, document: &Document) -> Result<(), OutputError> {
    folder.write("plan.json", &json(&Told { words: document.words(), numbers: plan(found) }))?;
    folder.write("mixes.csv", &mixes(found)?)
}

/// A file's words and its numbers.
#[derive(Serialize)]
struct Told<'a> {
    #[serde(flatten)]
    words: Words<'a>,
    #[serde(flatten)]
    numbers: Value,
}

fn estimate(estimate: Option<Estimate>) -> Value {
    estimate.map_or(Value::Null, |e| json!({ "mean": e.mean, "half_width": e.half_width, "sd": e.sd, "replications": e.replications }))
}

fn difference(pair: Option<&Paired>) -> Value {
    estimate(pair.map(|pair| pair.difference))
}

fn reading(reading: &Reading) -> Value {
    let years =
        reading.years.map(|years| json!({ "kept": years.reached, "of": years.of, "low": years.interval.low, "high": years.interval.high }));
    json!({ "mean": estimate(reading.mean), "years": years })
}

fn one_tested(tested: &Tested) -> Value {
    json!({ "steps": tested.steps, "verdict": tested.verdict.words(), "replications": tested.replications })
}

fn aim(aim: &Aim) -> Value {
    json!({
        "title": aim.title, "measure": aim.item.measure.key, "part": aim.item.key, "unit": aim.item.measure.unit.word(),
        "side": if aim.bound.at_least { "at least" } else { "at most" }, "value": aim.bound.value, "chance": aim.bound.chance, "margin": aim.bound.margin,
    })
}

fn cluster(need: &Need, found: &SupportResult) -> Value {
    let steps = match &need.answer {
        Answer::Least(steps) => Some(steps),
        _ => None,
    };
    json!({
        "cluster": need.cluster, "division": need.division, "complexity": need.complexity, "answer": short(need, &found.kinds),
        "steps": steps, "fte": need.fte(&found.kinds),
        "before": need.before.iter().map(reading).collect::<Vec<_>>(), "after": need.after.iter().map(reading).collect::<Vec<_>>(),
        "tested": need.tested.iter().map(one_tested).collect::<Vec<_>>(), "refused": need.refused, "crossed": need.crossed,
    })
}

fn split(split: &Split) -> Value {
    let ways = split.ways.iter().map(|way| {
        json!({
            "split": way.title, "spent": way.spent, "fte": way.fte, "gain": difference(way.gain.as_ref()),
            "marginal_gains_less_this": difference(way.behind.as_ref()), "rate": estimate(way.rate),
        })
    });
    json!({
        "budget": split.budget, "unit": if split.in_pounds { "pounds a year" } else { "FTE" }, "raised": split.raised, "replications": split.replications,
        "ways": ways.collect::<Vec<_>>(),
        "curve": split.curve.iter().map(|point| json!({ "spent": point.spent, "gain": estimate(Some(point.gain)) })).collect::<Vec<_>>(),
    })
}

fn support(found: &SupportResult) -> Value {
    let kinds = found.kinds.iter().map(|kind| {
        json!({ "key": kind.key, "title": kind.title, "team": kind.team, "grade": kind.grade, "step_fte": kind.step, "most_steps": kind.most, "pounds_a_year": kind.yearly })
    });
    let predicted = found.predicted.as_ref().map(|p| {
        json!({
            "clusters": p.clusters, "rank_correlation": p.correlation, "low": p.interval.low, "high": p.interval.high, "confidence": p.confidence,
            "fitted": p.fitted, "left_out": p.left_out, "weights": p.weights.iter().map(|(name, weight)| json!({ "attribute": name, "weight": weight })).collect::<Vec<_>>(),
        })
    });
    json!({
        "confidence": found.confidence, "seed": found.seed, "replications": found.replications, "unfinished": found.unfinished, "ample_fte": found.ample,
        "kinds": kinds.collect::<Vec<_>>(), "targets": found.aims.iter().map(aim).collect::<Vec<_>>(),
        "clusters": found.needs.iter().map(|need| cluster(need, found)).collect::<Vec<_>>(), "complexity": predicted, "split": found.split.as_ref().map(split),
    })
}

/// A row for every cluster.
fn clusters(found: &SupportResult) -> Result<Vec<u8>, OutputError> {
    let mut head = words(&["cluster", "division", "complexity", "answer"]);
    head.extend(found.kinds.iter().map(|kind| format!("{}_fte", kind.key)));
    for aim in &found.aims {
        let name =
            if aim.item.key.is_empty() { aim.item.measure.key.to_owned() } else { format!("{}.{}", aim.item.measure.key, aim.item.key) };
        head.extend(["before", "before_half_width", "after", "after_half_width"].map(|what| format!("{name}_{what}")));
    }
    let rows = found.needs.iter().map(|need| {
        let mut row: Row = vec![need.cluster.clone(), need.division.clone(), number(need.complexity), short(need, &found.kinds).to_owned()];
        let fte = need.fte(&found.kinds);
        row.extend((0..found.kinds.len()).map(|kind| number(fte.as_ref().map(|fte| fte[kind]))));
        for (before, after) in need.before.iter().zip(&need.after) {
            row.extend(
                [before, after].into_iter().flat_map(|r| [number(r.mean.map(|e| e.mean)), number(r.mean.and_then(|e| e.half_width))]),
            );
        }
        row
    });
    csv("support.csv", head, rows)
}

/// A row for every level that was tested.
fn tested(found: &SupportResult) -> Result<Vec<u8>, OutputError> {
    let mut head = words(&["cluster"]);
    head.extend(found.kinds.iter().map(|kind| format!("{}_fte", kind.key)));
    head.extend(words(&["verdict", "replications"]));
    let rows = found.needs.iter().flat_map(|need| {
        need.tested.iter().map(|tested| {
            let mut row: Row = vec![need.cluster.clone()];
            row.extend(tested.steps.iter().zip(&found.kinds).map(|(steps, kind)| (*steps as f64 * kind.step).to_string()));
            row.extend([tested.verdict.words().to_owned(), tested.replications.to_string()]);
            row
        })
    });
    csv("tested.csv", head, rows.collect::<Vec<Row>>())
}

/// What each cluster gets of the budget by marginal gains.
fn shares(found: &SupportResult, split: &Split) -> Result<Vec<u8>, OutputError> {
    let mut head = words(&["cluster"]);
    head.extend(found.kinds.iter().map(|kind| format!("{}_fte", kind.key)));
    let rows =
        split.shares.iter().map(|(cluster, fte)| std::iter::once(cluster.clone()).chain(fte.iter().map(f64::to_string)).collect::<Row>());
    csv("split.csv", head, rows)
}

fn mix(found: &PlanResult, mix: &Mix, verdict: &str) -> Value {
    let each = mix.each.map(|ratio| json!({ "pounds": ratio.value, "low": ratio.interval.low, "high": ratio.interval.high }));
    json!({
        "mix": name(found, mix), "options": mix.offers.iter().map(|offer| &found.offers[*offer].key).collect::<Vec<_>>(), "pounds_a_year": mix.cost,
        "verdict": verdict, "rate": reading(&mix.rate), "more_than_now": difference(mix.gain.as_ref()), "less_the_answer": difference(mix.beside.as_ref()),
        "each_report_more": each, "sufficient": estimate(mix.sufficient), "replications": mix.replications,
    })
}

fn plan(found: &PlanResult) -> Value {
    let offers = found.offers.iter().map(|offer| {
        json!({ "key": offer.key, "title": offer.title, "set": offer.set, "staff_pounds_a_year": offer.staff, "stated_pounds_a_year": offer.stated })
    });
    json!({
        "confidence": found.confidence, "seed": found.seed, "target": found.bound.value, "chance": found.bound.chance, "margin": found.bound.margin,
        "possible": found.possible, "answer": found.answer.map(|answer| mix(found, &found.mixes[answer], found.mixes[answer].verdict.words())), "confirmed": found.confirmed.as_ref().map(reading),
        "ceiling": found.ceiling.as_ref().map(|(rate, verdict)| json!({ "rate": reading(rate), "verdict": verdict.words() })),
        "mixes": found.tried().into_iter().map(|(one, verdict)| mix(found, one, verdict)).collect::<Vec<_>>(), "options": offers.collect::<Vec<_>>(),
    })
}

/// A row for every mix that was tried, the cheapest first.
fn mixes(found: &PlanResult) -> Result<Vec<u8>, OutputError> {
    let head = words(&[
        "mix",
        "pounds_a_year",
        "rate",
        "rate_half_width",
        "more_than_now",
        "more_half_width",
        "pounds_each",
        "verdict",
        "replications",
    ]);
    let rows = found.tried().into_iter().map(|(mix, verdict)| {
        let keys: Vec<&str> = mix.offers.iter().map(|offer| found.offers[*offer].key.as_str()).collect();
        let (rate, gain) = (mix.rate.mean, mix.gain.as_ref().map(|pair| pair.difference));
        let mut row: Row = vec![keys.join(" + "), number(Some(mix.cost))];
        row.extend([rate, gain].into_iter().flat_map(|e| [number(e.map(|e| e.mean)), number(e.and_then(|e| e.half_width))]));
        row.extend([number(mix.each.map(|each| each.value)), verdict.to_owned(), mix.replications.to_string()]);
        row
    });
    csv("mixes.csv", head, rows)
}
