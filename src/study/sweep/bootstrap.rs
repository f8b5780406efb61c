//! How surely an index is known: intervals by the bootstrap, with numbers from a named stream.

use super::design::draw_below;
use crate::des::stream::{Purpose, Seed, Stream};
use crate::experiment::statistics::Interval;

/// Resamples behind an interval that is told.
pub const RESAMPLES: u64 = 1000;

/// The percentile interval of a statistic of `rows` independent rows; `None` where a resample has no value.
///
/// - `rows`, `resamples`: at least 2, and 1.
/// - `name`: of the statistic, so that its luck is its own.
/// - `of`: the statistic of the rows drawn, by index, with repetitions.
///
/// Source: Efron & Tibshirani 1993, *An Introduction to the Bootstrap*, ch. 13.
pub fn interval(
    rows: usize,
    resamples: u64,
    (confidence, seed): (f64, u64),
    name: &[&str],
    of: impl Fn(&[usize]) -> Option<f64>,
) -> Option<Interval> {
    let purpose = Purpose::named(&[&["sweep", "bootstrap"], name].concat());
    let mut drawn = vec![0; rows];
    let mut found = Vec::new();
    for resample in 0..resamples {
        let mut stream = Stream::new(Seed(seed), purpose, resample, 0);
        drawn.iter_mut().for_each(|row| *row = draw_below(&mut stream, rows));
        found.push(of(&drawn)?);
    }
    found.sort_unstable_by(f64::total_cmp);
    let tail = (1.0 - confidence) / 2.0;
    let at = |share: f64| found[(share * (resamples - 1) as f64).round() as usize];
    Some(Interval { low: at(tail), high: at(1.0 - tail) })
}
