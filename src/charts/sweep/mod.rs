//! What a sweep shows: a tornado, a heat map, or each lever's indices beside their noise floor.
//!
//! One picture for each measure that is watched, of the kind that its design allows.

pub(super) mod heat_map;
pub(super) mod lever_indices;
pub(super) mod tornado;

use super::ink::HAIR;
use super::marks::{AXIS, Scale, percent};
use super::sheet::Sheet;
use super::{Drawn, Numbers, file_name};
use crate::experiment::measures::Unit;
use crate::findings::words::size;
use crate::study::sweep::{SweepResult, item_name};

/// A chart's numbers for each measure that has some, each with what its name has beside the chart's: `-same_day`.
pub(super) fn each<T: Drawn + 'static>(swept: &SweepResult, series: fn(&SweepResult, usize) -> Option<T>) -> Numbers {
    let of_measure = |measure: usize| {
        let name = format!("-{}", file_name(&item_name(&swept.study.watched[measure])));
        Some((name, Box::new(series(swept, measure)?) as Box<dyn Drawn>))
    };
    (0..swept.study.watched.len()).filter_map(of_measure).collect()
}

/// A measure's value as it stands on a chart.
fn told(value: f64, unit: Unit) -> String {
    if unit == Unit::Share { percent(value) } else { size(value, unit).replace('-', "−") }
}

/// Guides along a scale with numbers under them; `told` says a number.
fn guides(sheet: &Sheet<'_>, x: &Scale, (top, foot): (f64, f64), told: impl Fn(f64) -> String) {
    for tick in x.ticks(6.0) {
        sheet.line((x.at(tick), top), (x.at(tick), foot), HAIR, 1.0);
        sheet.text((x.at(tick), foot + 26.0), &told(tick), AXIS.centre());
    }
}

/// A number on an axis: no more digits than its step has.
fn plain(value: f64) -> String {
    let text = format!("{:.4}", value + 0.0);
    text.trim_end_matches('0').trim_end_matches('.').replace('-', "−")
}
