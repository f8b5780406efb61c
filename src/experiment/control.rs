//! Control variates: chance that is known to have happened is taken out of an estimate.
//!
//! A history with more requests than expected, or with more standard reports among them, has a worse rate. What was
//! expected is known exactly, so what is due to the difference need not be left in the mean, nor in its interval.
//!
//! Method: Lavenberg & Welch, "A perspective on the use of control variables to increase the efficiency of Monte Carlo
//! simulations", Management Science 27 (1981), 322-335. The interval supposes that what is left is near to normal, as means
//! over a year are. A mean that is only nearly known moves the estimate: give exact ones or none.

use super::estimates::Estimates;
use super::statistics::{Estimate, Tally, student_t};

/// A quantity seen in each replication whose expected value is known.
#[derive(Clone, Copy, Debug)]
pub struct Control<'a> {
    /// One value per replication.
    pub seen: &'a [f64],
    /// Its exact expected value, in the same unit.
    pub expected: f64,
}

/// An estimate with the controls' chance taken out, and what that was worth.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Controlled {
    /// The mean and its interval; `sd` is that of what the controls leave unexplained.
    pub estimate: Estimate,
    /// How many times as many replications the plain mean would need for the same interval, the quantiles of t apart.
    pub gain: f64,
}

/// The mean of `values` with the chance of the controls taken out.
///
/// - `values`: one per replication, as are the values of every control.
/// - `confidence`: of the interval, between 0 and 1.
///
/// `None` where there are too few replications (at least two more than controls, and one), where the values do not vary, or
/// where the controls do not vary apart from each other.
pub fn controlled(values: &[f64], controls: &[Control<'_>], confidence: f64) -> Option<Controlled> {
    let freedom = values.len().checked_sub(controls.len() + 1).filter(|&freedom| freedom > 0)?;
    debug_assert!(controls.iter().all(|control| control.seen.len() == values.len()));
    let n = values.len() as f64;
    let mean = |values: &[f64]| values.iter().copied().collect::<Tally>().mean();
    let average = mean(values)?;
    let averages: Vec<f64> = controls.iter().map(|control| mean(control.seen)).collect::<Option<_>>()?;
    let spread = |a: (&[f64], f64), b: (&[f64], f64)| -> f64 { a.0.iter().zip(b.0).map(|(x, y)| (x - a.1) * (y - b.1)).sum() };
    let centred: Vec<(&[f64], f64)> = controls.iter().zip(&averages).map(|(control, mean)| (control.seen, *mean)).collect();
    let own = (values, average);
    let among: Vec<Vec<f64>> = centred.iter().map(|a| centred.iter().map(|b| spread(*a, *b)).collect()).collect();
    let with_values: Vec<f64> = centred.iter().map(|control| spread(*control, own)).collect();
    let off: Vec<f64> = averages.iter().zip(controls).map(|(mean, control)| mean - control.expected).collect();
    let slopes = solve(among.clone(), with_values.clone())?;
    let leaning = solve(among, off.clone())?;
    let dot = |a: &[f64], b: &[f64]| -> f64 { a.iter().zip(b).map(|(x, y)| x * y).sum() };
    let total = spread(own, own);
    let left = (total - dot(&slopes, &with_values)).max(0.0) / freedom as f64;
    let variance = left * (1.0 / n + dot(&leaning, &off));
    if total <= 0.0 || variance <= 0.0 {
        return None;
    }
    let estimate = Estimate {
        mean: average - dot(&slopes, &off),
        half_width: Some(student_t(confidence, freedom as u64) * variance.sqrt()),
        sd: Some(left.sqrt()),
        replications: values.len() as u64,
        confidence,
    };
    Some(Controlled { estimate, gain: total / (n - 1.0) / n / variance })
}

/// The national headline rate with the chance of some measures taken out.
///
/// - `known`: measure, part (empty for everything at once) and exact expected value of each control.
///
/// `None` as for [`controlled`], and where a measure is not there or has no value in some replication.
pub fn headline(estimates: &Estimates, known: &[(&str, &str, f64)]) -> Option<Controlled> {
    let rates = estimates.nation.yearly();
    let control = |&(measure, part, expected): &(&str, &str, f64)| {
        let seen = estimates.nation.values[estimates.position(measure, part)?].as_slice();
        Some(Control { seen, expected })
    };
    let controls: Vec<Control> = known.iter().map(control).collect::<Option<_>>()?;
    let all = controls.iter().flat_map(|control| control.seen).chain(rates);
    if all.copied().any(f64::is_nan) || controls.iter().any(|control| control.seen.len() != rates.len()) {
        return None;
    }
    controlled(rates, &controls, estimates.frame.confidence)
}

/// Solves a symmetric system by elimination, the largest pivot first; `None` where it is (nearly) singular.
fn solve(mut left: Vec<Vec<f64>>, mut right: Vec<f64>) -> Option<Vec<f64>> {
    let size = right.len();
    let scale: Vec<f64> = (0..size).map(|i| left[i][i]).collect();
    for column in 0..size {
        let pivot = (column..size).max_by(|&a, &b| left[a][column].abs().total_cmp(&left[b][column].abs()))?;
        left.swap(column, pivot);
        right.swap(column, pivot);
        if left[column][column].abs() <= 1e-10 * scale[column] {
            return None;
        }
        let (row, value) = (left[column].clone(), right[column]);
        for other in (0..size).filter(|&other| other != column) {
            let factor = left[other][column] / row[column];
            left[other].iter_mut().zip(&row).for_each(|(x, y)| *x -= factor * y);
            right[other] -= factor * value;
        }
    }
    Some((0..size).map(|i| right[i] / left[i][i]).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::des::stream::{Purpose, Seed, Stream};

    #[test]
    fn a_worked_example_comes_out_as_by_hand() {
        // Sums of squares and products about the means 4 and 3: 8.32 of the values, 10 of the control, 8.4 of both. Slope 0.84,
        // left (8.32 - 0.84 * 8.4) / 3 = 0.42133, times 1/5 + 0.5²/10.
        let (values, seen) = ([2.0, 3.0, 5.0, 4.6, 5.4], [1.0, 2.0, 3.0, 4.0, 5.0]);
        let found = controlled(&values, &[Control { seen: &seen, expected: 2.5 }], 0.95).unwrap();
        let variance: f64 = 0.421_333_333_333 * 0.225;
        assert!((found.estimate.mean - 3.58).abs() < 1e-12);
        let half = found.estimate.half_width.unwrap();
        assert!((half - 3.182_446_305 * variance.sqrt()).abs() < 1e-8, "{half}");
        assert!((found.gain - 8.32 / 20.0 / variance).abs() < 1e-8);
    }

    #[test]
    fn controls_that_say_the_same_or_nothing_are_refused() {
        let (values, seen) = ([1.0, 2.0, 4.0, 3.0, 7.0, 5.0], [1.0, 3.0, 2.0, 5.0, 4.0, 6.0]);
        let control = Control { seen: &seen, expected: 3.0 };
        assert_eq!(controlled(&values, &[control, control], 0.95), None);
        assert_eq!(controlled(&values, &[Control { seen: &[2.0; 6], expected: 2.0 }], 0.95), None);
        assert_eq!(controlled(&values[..2], &[Control { seen: &seen[..2], expected: 3.0 }], 0.95), None);
        assert_eq!(controlled(&[1.0; 6], &[control], 0.95), None);
    }

    /// Near to normal, mean 0 and variance 1: twelve uniforms added up.
    fn near_normal(draws: &mut Stream) -> f64 {
        (0..12).map(|_| draws.open01()).sum::<f64>() - 6.0
    }

    #[test]
    fn the_interval_holds_the_truth_as_often_as_it_says_and_is_narrower() {
        const STUDIES: u64 = 1000;
        const REPLICATIONS: usize = 20;
        const TRUTH: f64 = 0.4;
        let (mut held, mut narrower) = (0, Tally::default());
        for study in 0..STUDIES {
            let mut draws = Stream::new(Seed(4), Purpose::named(&["control"]), study, 0);
            let (mut values, mut one, mut other) = (Vec::new(), Vec::new(), Vec::new());
            for _ in 0..REPLICATIONS {
                let (a, b, rest) = (near_normal(&mut draws), near_normal(&mut draws), near_normal(&mut draws));
                one.push(10.0 + a);
                other.push(0.5 * b);
                values.push(TRUTH + 0.8 * a - 0.4 * b + 0.5 * rest);
            }
            let controls = [Control { seen: &one, expected: 10.0 }, Control { seen: &other, expected: 0.0 }];
            let found = controlled(&values, &controls, 0.95).unwrap();
            let off = (found.estimate.mean - TRUTH).abs();
            held += u64::from(found.estimate.half_width.is_some_and(|half| off <= half));
            narrower.add(1.0 / found.gain);
        }
        // 93 to 97 %: three standard errors of a share of 1,000.
        assert!((930..=970).contains(&held), "{held} of {STUDIES}");
        // Unexplained: 0.25 of 1.05, times (n - 2)/(n - q - 2) for having estimated the slopes.
        let expected = 0.25 / 1.05 * 18.0 / 16.0;
        assert!((narrower.mean().unwrap() / expected - 1.0).abs() < 0.1, "{narrower:?}");
    }
}
