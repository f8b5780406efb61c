//! The CSV files: one tidy, one a row per cluster, one a row per replication.
//!
//! Shares are parts of 1; an empty cell is a value that does not exist. Numbers are written with as
//! many digits as bring back the same number, and no more; no number is infinite.

use super::folder::OutputError;
use crate::experiment::estimates::{Cell, Estimates, Scope};
use crate::experiment::items::Item;
use crate::experiment::measures::{Measure, Part, Unit};
use crate::experiment::statistics::Estimate;
use crate::findings::words::exact;

pub(super) type Row = Vec<String>;

/// Rows of cells under their headings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Rows {
    /// The headings.
    pub head: Row,
    /// As many cells in each as there are headings.
    pub rows: Vec<Row>,
}

impl Rows {
    /// As a CSV file of that name.
    pub fn csv(self, name: &'static str) -> Result<Vec<u8>, OutputError> {
        csv(name, self.head, self.rows)
    }
}

/// Writes rows under a head.
pub(super) fn csv(name: &'static str, head: Row, rows: impl IntoIterator<Item = Row>) -> Result<Vec<u8>, OutputError> {
    let failed = |error| OutputError::Table(name, error);
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(head).map_err(failed)?;
    for row in rows {
        writer.write_record(row).map_err(failed)?;
    }
    writer.into_inner().map_err(|error| failed(error.into_error().into()))
}

/// A chart's numbers, a row of headings first.
///
/// # Errors
/// As [`estimates`].
pub fn numbers(mut table: Vec<Row>) -> Result<Vec<u8>, OutputError> {
    let rows = table.split_off(table.len().min(1));
    csv("charts/*.csv", table.pop().unwrap_or_default(), rows)
}

pub(super) fn words(words: &[&str]) -> Row {
    words.iter().map(|&word| word.to_owned()).collect()
}

pub(super) fn number(value: Option<f64>) -> String {
    value.map_or_else(String::new, exact)
}

/// `estimates.csv`: a row for every scope, measure and part.
///
/// # Errors
/// If the rows cannot be written, which memory always can.
pub fn estimates(found: &Estimates) -> Result<Vec<u8>, OutputError> {
    estimates_rows(found).csv("estimates.csv")
}

pub(super) fn estimates_rows(found: &Estimates) -> Rows {
    let head = words(&["scope", "name", "measure", "kind", "mean", "low", "high", "half_width", "sd", "replications", "unit", "estimator"]);
    let mut rows = scope_rows(found, "nation", &found.nation);
    found.divisions.iter().for_each(|scope| rows.extend(scope_rows(found, "division", scope)));
    found.clusters.iter().for_each(|scope| rows.extend(scope_rows(found, "cluster", scope)));
    let headline = found.items[0].measure;
    for (scope, cells) in [("court", &found.courts), ("month", &found.months), ("hour", &found.hours), ("list", &found.lists)] {
        rows.extend(cells.iter().filter_map(|cell| Some(row((scope, &cell_name(cell)), headline, "", cell.rate?, RATIO_OF_SUMS))));
    }
    Rows { head, rows }
}

fn cell_name(cell: &Cell) -> String {
    if cell.cluster.is_empty() { cell.name.clone() } else { format!("{} / {}", cell.cluster, cell.name) }
}

fn scope_rows(found: &Estimates, scope: &str, of: &Scope) -> Vec<Row> {
    let measured = found.items.iter().zip(&of.measures);
    let mut rows: Vec<Row> = measured
        .filter_map(|(item, estimate)| Some(row((scope, &of.name), item.measure, &item.key, (*estimate)?, item.measure.estimator())))
        .collect();
    let plain = |measure: &str, [mean, low, high]: [Option<f64>; 3], of_replications: usize, estimator: &str| {
        let mut row = words(&[scope, &of.name, measure, ""]);
        row.extend([number(mean), number(low), number(high), String::new(), String::new()]);
        row.extend([of_replications.to_string(), Unit::Share.word().to_owned(), estimator.to_owned()]);
        row
    };
    if let Some(chance) = of.chance {
        rows.push(plain(
            "chance_of_target",
            [Some(chance.share()), Some(chance.interval.low), Some(chance.interval.high)],
            chance.of as usize,
            "share of replications",
        ));
    }
    if let Some(poor) = of.poor_year {
        let ends = [Some(poor.value), poor.interval.map(|i| i.low), poor.interval.map(|i| i.high)];
        rows.push(plain("same_day_one_year_in_ten_below", ends, of.yearly().len(), "quantile of replications"));
    }
    rows
}

/// How the cells of a run are estimated: sums over all replications, one over the other, with the jackknife's error. No replication has a
/// value of its own, so there is no standard deviation from one to the next.
const RATIO_OF_SUMS: &str = "ratio of sums";

fn row((scope, name): (&str, &str), measure: &Measure, kind: &str, estimate: Estimate, estimator: &str) -> Row {
    let mut row = words(&[scope, name, measure.key, kind]);
    let Estimate { mean, half_width, sd, .. } = estimate;
    let [low, high] = measure.ends(estimate);
    row.extend([Some(mean), low, high, half_width, sd].map(number));
    row.extend([estimate.replications.to_string(), measure.unit.word().to_owned(), estimator.to_owned()]);
    row
}

/// `clusters.csv`: a row for every cluster, a column for each measure and its half-width.
///
/// # Errors
/// As [`estimates`].
pub fn clusters(found: &Estimates) -> Result<Vec<u8>, OutputError> {
    clusters_rows(found).csv("clusters.csv")
}

pub(super) fn clusters_rows(found: &Estimates) -> Rows {
    let columns: Vec<(usize, &Item)> = found.items.iter().enumerate().filter(|(_, item)| told_by_cluster(item)).collect();
    let mut head = words(&["cluster", "division", "chance_of_target", "chance_low", "chance_high"]);
    head.extend(columns.iter().flat_map(|(_, item)| [column(item), format!("{}_half_width", column(item))]));
    let rows = found.clusters.iter().map(|scope| {
        let mut row = words(&[&scope.name, &scope.division]);
        row.extend(
            [scope.chance.map(|c| c.share()), scope.chance.map(|c| c.interval.low), scope.chance.map(|c| c.interval.high)].map(number),
        );
        for (i, _) in &columns {
            let estimate = scope.measures[*i];
            row.extend([number(estimate.map(|e| e.mean)), number(estimate.and_then(|e| e.half_width))]);
        }
        row
    });
    Rows { head, rows: rows.collect() }
}

fn told_by_cluster(item: &Item) -> bool {
    matches!(item.part, Part::All | Part::Kind(_) | Part::Obstacle(_))
        || ["utilisation", "managers_load", "managers_in_time", "occupancy", "work_on_time"].contains(&item.measure.key)
}

/// `replications.csv`: a row for every replication, a column for each national measure.
///
/// # Errors
/// As [`estimates`].
pub fn replications(found: &Estimates) -> Result<Vec<u8>, OutputError> {
    let mut head = words(&["replication"]);
    head.extend(found.items.iter().map(column));
    let count = usize::try_from(found.replications).expect("they were held in memory");
    let rows = (0..count).map(|replication| {
        let mut row = vec![replication.to_string()];
        row.extend(found.nation.values.iter().map(|values| number(Some(values[replication]))));
        row
    });
    csv("replications.csv", head, rows)
}

/// The name of a column: `same_day`, or `same_day.oral` for a part.
fn column(item: &Item) -> String {
    if item.key.is_empty() { item.measure.key.to_owned() } else { format!("{}.{}", item.measure.key, item.key.replace(' ', "_")) }
}
