//! The files of a comparison: one tidy table, and everything in JSON.

use serde::Serialize;

use super::Origin;
use super::folder::{Folder, OutputError};
use super::summary::{Value, json, stopped, value};
use super::tables::{Row, Rows, number, words};
use super::workbook;
use crate::experiment::measures::{Better, Measure};
use crate::experiment::statistics::Paired;
use crate::findings::document::{Document, Section};
use crate::scenario::Change;
use crate::scenario::grammar::Scenario as Base;
use crate::study::compare::{Comparison, Family, VariantResult, Verdict};

/// What was found, as `comparison.json` tells it.
#[derive(Debug, Serialize)]
struct Summary<'a> {
    title: &'a str,
    question: &'a str,
    base: &'a str,
    basis: &'a str,
    warnings: &'a [String],
    confidence: f64,
    replications: u64,
    seed: u64,
    stopped: &'static str,
    /// Claims that are corrected together: on the primary measures, on the other ones, on clusters.
    primary_family: usize,
    family: usize,
    cluster_family: usize,
    variants: Vec<Variant<'a>>,
}

#[derive(Debug, Serialize)]
struct Variant<'a> {
    title: &'a str,
    question: &'a str,
    verdict: String,
    reasons: &'a [String],
    changes: Vec<Changed<'a>>,
    only_in_base: &'a [String],
    only_in_variant: &'a [String],
    nation: Vec<Difference<'a>>,
    clusters: Vec<Difference<'a>>,
}

#[derive(Debug, Serialize)]
struct Changed<'a> {
    path: &'a str,
    from: Option<&'a str>,
    to: Option<&'a str>,
}

#[derive(Debug, Serialize)]
struct Difference<'a> {
    #[serde(skip_serializing_if = "str::is_empty")]
    cluster: &'a str,
    measure: &'static str,
    #[serde(skip_serializing_if = "str::is_empty")]
    kind: &'a str,
    unit: &'static str,
    better: &'static str,
    verdict: Option<&'static str>,
    family: Option<&'static str>,
    corrected_p: Option<f64>,
    paired: Option<Pair>,
}

#[derive(Debug, Serialize)]
struct Pair {
    /// With the interval that the verdict used, at its own confidence.
    difference: Value,
    confidence: f64,
    half_width_uncorrected: Option<f64>,
    base: Value,
    variant: Value,
    half_width_unpaired: Option<f64>,
    /// How many times smaller pairing makes the difference's variance.
    variance_gain: Option<f64>,
    p: Option<f64>,
}

/// A difference and where it belongs: what JSON and CSV both tell.
struct Line<'a> {
    cluster: &'a str,
    measure: &'static Measure,
    kind: &'a str,
    /// With its own interval, and with the one that the verdict used.
    paired: Option<(&'a Paired, Paired)>,
    family: &'static str,
    corrected: Option<f64>,
    verdict: Option<Verdict>,
}

/// The nation's differences, then the clusters'.
fn lines<'a>(found: &'a Comparison, variant: &'a VariantResult) -> (Vec<Line<'a>>, Vec<Line<'a>>) {
    let nation = variant.nation.iter().map(|one| Line {
        cluster: "",
        measure: one.item.measure,
        kind: &one.item.key,
        paired: one.paired.as_ref().zip(one.judged()),
        family: match one.family {
            Some(Family::Primary) => "primary",
            Some(Family::Others) => "others",
            None => "",
        },
        corrected: one.corrected,
        verdict: one.verdict,
    });
    let clusters = variant.clusters.iter().map(|one| Line {
        cluster: &one.name,
        measure: found.base.items[0].measure,
        kind: "",
        paired: one.paired.as_ref().zip(one.judged()),
        family: "clusters",
        corrected: one.corrected,
        verdict: Some(one.verdict),
    });
    (nation.collect(), clusters.collect())
}

impl<'a> Difference<'a> {
    fn of(line: &Line<'a>) -> Self {
        Self {
            cluster: line.cluster,
            measure: line.measure.key,
            kind: line.kind,
            unit: line.measure.unit.word(),
            better: match line.measure.better {
                Better::Higher => "higher",
                Better::Lower => "lower",
                Better::Neither => "neither",
            },
            verdict: line.verdict.map(Verdict::words),
            family: Some(line.family).filter(|family| !family.is_empty()),
            corrected_p: line.corrected,
            paired: line.paired.map(|(pair, judged)| Pair {
                difference: value(judged.difference),
                confidence: judged.difference.confidence,
                half_width_uncorrected: pair.difference.half_width,
                base: value(pair.first),
                variant: value(pair.second),
                half_width_unpaired: pair.unpaired,
                variance_gain: pair.gain,
                p: pair.p,
            }),
        }
    }
}

fn variant<'a>(found: &'a Comparison, one: &'a VariantResult, told: &'a Section, changes: &'a [Change]) -> Variant<'a> {
    let (nation, clusters) = lines(found, one);
    Variant {
        title: &told.title,
        question: &one.found.frame.question,
        verdict: told.verdicts.join(" "),
        reasons: &told.reasons,
        changes: changes.iter().map(|c| Changed { path: &c.path, from: c.from.as_deref(), to: c.to.as_deref() }).collect(),
        only_in_base: &one.unmatched.base,
        only_in_variant: &one.unmatched.variant,
        nation: nation.iter().map(Difference::of).collect(),
        clusters: clusters.iter().map(Difference::of).collect(),
    }
}

/// `comparison.csv`: a row for every variant, place and measure.
fn table(found: &Comparison, names: &[String]) -> Rows {
    let mut head = words(&["variant", "scope", "name", "measure", "kind", "unit", "base", "with_variant", "difference", "low", "high"]);
    head.extend(words(&["half_width", "confidence", "half_width_uncorrected", "half_width_unpaired", "variance_gain", "p", "corrected_p"]));
    head.extend(words(&["family", "verdict", "replications", "estimator"]));
    let mut rows: Vec<Row> = Vec::new();
    for (one, name) in found.variants.iter().zip(names) {
        let (nation, clusters) = lines(found, one);
        for line in nation.iter().chain(&clusters) {
            let Some((pair, judged)) = line.paired else { continue };
            let (scope, place) = if line.cluster.is_empty() { ("nation", "all") } else { ("cluster", line.cluster) };
            let mut row = words(&[name, scope, place, line.measure.key, line.kind, line.measure.unit.word()]);
            let Paired { first, second, unpaired, gain, p, .. } = pair;
            let difference = judged.difference;
            let levels = [Some(first.mean), Some(second.mean), Some(difference.mean), difference.low(), difference.high()];
            let errors =
                [difference.half_width, Some(difference.confidence), pair.difference.half_width, *unpaired, *gain, *p, line.corrected];
            row.extend(levels.into_iter().chain(errors).map(number));
            row.extend(words(&[
                line.family,
                line.verdict.map_or("", Verdict::words),
                &difference.replications.to_string(),
                line.measure.estimator(),
            ]));
            rows.push(row);
        }
    }
    Rows { head, rows }
}

/// Writes a comparison's numbers.
///
/// - the scenario that the others are compared with, what each variant changes, and the origins: the base's, then the variants'.
///
/// # Errors
/// If a file cannot be written.
pub fn write(
    folder: &mut Folder,
    found: &Comparison,
    document: &Document,
    (base, changes, origins): (&Base, &[Vec<Change>], &[Origin]),
) -> Result<(), OutputError> {
    let variants = found.variants.iter().zip(&document.sections).zip(changes);
    let summary = Summary {
        title: &document.title,
        question: &document.question,
        base: &found.base.frame.title,
        basis: &document.basis,
        warnings: &document.warnings,
        confidence: found.base.frame.confidence,
        replications: found.base.replications,
        seed: found.base.seed,
        stopped: stopped(found.base.stopped),
        primary_family: found.primary,
        family: found.family,
        cluster_family: found.cluster_family,
        variants: variants.map(|((one, told), changes)| variant(found, one, told, changes)).collect(),
    };
    let names: Vec<String> = origins.iter().skip(1).map(|origin| origin.scenario.clone()).collect();
    folder.write("comparison.json", &json(&summary))?;
    let rows = table(found, &names);
    folder.write("workbook.xlsx", &workbook::comparison(found, document, base, changes, origins, &rows)?)?;
    folder.write("comparison.csv", &rows.csv("comparison.csv")?)
}
