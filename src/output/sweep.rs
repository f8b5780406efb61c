//! What a sweep leaves behind: its points, what was seen at them, what each lever does, and from what it can be made again.

use super::folder::{Folder, OutputError};
use super::tidy::{Column, Tidy};
use crate::study::sweep::indices::Kind;
use crate::study::sweep::{Study, SweepResult, item_name};

/// Writes a sweep's tables.
///
/// # Errors
/// If a file cannot be written.
pub fn write(folder: &mut Folder, swept: &SweepResult) -> Result<(), OutputError> {
    [points(&swept.study), results(swept), replications(swept), indices(swept)].into_iter().try_for_each(|table| table.write(folder))
}

/// A point's number, from 1.
fn numbered(point: usize) -> u64 {
    point as u64 + 1
}

/// `points`: a row a point, a column a lever, in the lever's unit.
fn points(study: &Study) -> Tidy {
    let mut columns = vec![
        ("point".to_owned(), Column::Whole((0..study.points.len()).map(numbered).collect())),
        ("role".to_owned(), Column::Text(study.points.iter().map(|point| point.role.word().to_owned()).collect())),
    ];
    for (lever, axis) in study.axes.iter().enumerate() {
        let placed = study.points.iter().map(|point| Some(point.values[lever].unwrap_or(axis.base)));
        columns.push((axis.path.clone(), Column::Number(placed.collect())));
    }
    Tidy { name: "points", columns }
}

/// `results`: a row for each point and measure.
fn results(swept: &SweepResult) -> Tidy {
    let (mut point, mut measure, mut unit, mut replications) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let mut numbers: [Vec<Option<f64>>; 5] = Default::default();
    for at in 0..swept.study.points.len() {
        for (index, item) in swept.study.watched.iter().enumerate() {
            let found = swept.estimate(index, at);
            point.push(numbered(at));
            measure.push(item_name(item));
            unit.push(item.measure.unit.word().to_owned());
            replications.push(found.map_or(0, |found| found.replications));
            let told = found.map_or([None; 5], |found| {
                let [low, high] = item.measure.ends(found);
                [Some(found.mean), found.half_width, found.sd, low, high]
            });
            numbers.iter_mut().zip(told).for_each(|(column, value)| column.push(value));
        }
    }
    let mut columns = vec![
        ("point".to_owned(), Column::Whole(point)),
        ("measure".to_owned(), Column::Text(measure)),
        ("unit".to_owned(), Column::Text(unit)),
    ];
    let names = ["mean", "half_width", "sd", "low", "high"];
    columns.extend(names.iter().zip(numbers).map(|(name, column)| ((*name).to_owned(), Column::Number(column))));
    columns.push(("replications".to_owned(), Column::Whole(replications)));
    let estimators = (0..swept.study.points.len()).flat_map(|_| &swept.study.watched).map(|item| item.measure.estimator().to_owned());
    columns.push(("estimator".to_owned(), Column::Text(estimators.collect())));
    Tidy { name: "results", columns }
}

/// `replications`: a row for each point, measure and replication.
fn replications(swept: &SweepResult) -> Tidy {
    let (mut point, mut measure, mut replication, mut value) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for at in 0..swept.study.points.len() {
        for (index, item) in swept.study.watched.iter().enumerate() {
            for (number, seen) in swept.values[index][at].iter().enumerate() {
                point.push(numbered(at));
                measure.push(item_name(item));
                replication.push(number as u64);
                value.push(Some(*seen));
            }
        }
    }
    let columns = vec![
        ("point".to_owned(), Column::Whole(point)),
        ("measure".to_owned(), Column::Text(measure)),
        ("replication".to_owned(), Column::Whole(replication)),
        ("value".to_owned(), Column::Number(value)),
    ];
    Tidy { name: "replications", columns }
}

/// `indices`: a row for each measure, lever and index; `clear` says whether it stands above noise and matters, `share` what part of the variance
/// it stands for, `r_squared` how much of a sample's ranks all levers explain.
fn indices(swept: &SweepResult) -> Tidy {
    let study = &swept.study;
    let (mut measure, mut lever, mut kind, mut clear) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let mut numbers: [Vec<Option<f64>>; 7] = Default::default();
    for (at_measure, (item, indices)) in study.watched.iter().zip(&swept.indices).enumerate() {
        for index in indices {
            measure.push(item_name(item));
            lever.push(study.axes[index.lever].path.clone());
            kind.push(index.kind.key().to_owned());
            clear.push(index.standing().word().to_owned());
            let at = match index.kind {
                Kind::Difference { level } => study.axes[index.lever].levels(2).get(level).copied(),
                _ => None,
            };
            let ends = index.interval;
            let fit = swept.fits.get(at_measure).copied().flatten();
            let told = [
                at,
                Some(index.value),
                ends.map(|ends| ends.low),
                ends.map(|ends| ends.high),
                index.floor,
                index.share,
                fit.map(|fit| fit.explained),
            ];
            numbers.iter_mut().zip(told).for_each(|(column, value)| column.push(value));
        }
    }
    let mut columns = vec![
        ("measure".to_owned(), Column::Text(measure)),
        ("lever".to_owned(), Column::Text(lever)),
        ("index".to_owned(), Column::Text(kind)),
    ];
    let names = ["lever_at", "value", "low", "high", "noise_floor", "share", "r_squared"];
    columns.extend(names.iter().zip(numbers).map(|(name, column)| ((*name).to_owned(), Column::Number(column))));
    columns.push(("clear".to_owned(), Column::Text(clear)));
    Tidy { name: "indices", columns }
}
