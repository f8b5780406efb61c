//! What levers do to a response at scattered points: a regression of its ranks on theirs.
//!
//! A plain correlation takes what the other levers do for noise. The partial rank correlation takes their doing out first, as far as
//! it goes up or down steadily; what is left, bends and joint effects and the noise of replications, is what it is judged by.
//!
//! Method: Iman & Conover 1979, Technometrics 21, 499-509; Marino et al. 2008, J. Theoretical Biology 254, 178-196.

use serde::{Deserialize, Serialize};

use crate::experiment::statistics::{Interval, Tally, normal_quantile};

/// What is left unexplained is taken as no less than this part: below it lies rounding.
const LEAST_LEFT: f64 = 1e-12;

/// How much of a response's ranks the levers' ranks explain together.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fit {
    /// R² of the regression, 0 to 1.
    pub explained: f64,
    /// The same, adjusted for the number of levers; may be a little below 0.
    pub adjusted: f64,
    /// Points that it rests on.
    pub points: u64,
}

/// What a regression says of one lever.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Partial {
    /// The partial rank correlation, -1 to 1.
    pub correlation: f64,
    /// Its interval, by Fisher's transformation; `None` where there are too few points.
    pub interval: Option<Interval>,
    /// The standardised rank regression coefficient, squared: where levers are spread independently, the share of the ranks' variance that is
    /// the lever's.
    pub share: f64,
}

/// The regression of the ranks of `response` on those of each lever.
///
/// - `levers`: a column for each, as long as `response`.
///
/// `None` where there are too few points (at least two more than levers, and one), or the response does not vary. A lever that does not vary
/// apart from the others has no partial correlation.
pub fn regress(levers: &[Vec<f64>], response: &[f64], confidence: f64) -> Option<(Vec<Option<Partial>>, Fit)> {
    let n = response.len() as f64;
    let of_response = standardised(&ranks(response))?;
    let all: Vec<Option<Vec<f64>>> = levers.iter().map(|column| standardised(&ranks(column))).collect();
    let moving: Vec<usize> = (0..levers.len()).filter(|lever| all[*lever].is_some()).collect();
    let columns: Vec<&Vec<f64>> = all.iter().flatten().collect();
    let freedom = n - moving.len() as f64 - 1.0;
    if columns.is_empty() || freedom < 1.0 {
        return None;
    }
    let among: Vec<Vec<f64>> = columns.iter().map(|a| columns.iter().map(|b| dot(a, b)).collect()).collect();
    let with_response: Vec<f64> = columns.iter().map(|column| dot(column, &of_response)).collect();
    let slopes = solve(among.clone(), with_response.clone())?;
    let explained = dot(&slopes, &with_response).clamp(0.0, 1.0);
    let left = (1.0 - explained).max(LEAST_LEFT);
    let mut found = vec![None; levers.len()];
    for (place, lever) in moving.iter().enumerate() {
        let mut unit = vec![0.0; moving.len()];
        unit[place] = 1.0;
        // The diagonal of the inverse: how much the other levers say of this one.
        let inflation = solve(among.clone(), unit)?[place];
        let slope = slopes[place];
        let correlation = slope / (slope * slope + left * inflation).sqrt();
        found[*lever] = Some(Partial { correlation, interval: fisher(correlation, freedom - 1.0, confidence), share: slope * slope });
    }
    let adjusted = 1.0 - (1.0 - explained) * (n - 1.0) / freedom;
    Some((found, Fit { explained, adjusted, points: response.len() as u64 }))
}

/// The interval of a partial correlation by Fisher's transformation.
///
/// - `weight`: points, less the levers besides it, less three.
fn fisher(correlation: f64, weight: f64, confidence: f64) -> Option<Interval> {
    if weight < 1.0 {
        return None;
    }
    let (centre, half) = (libm::atanh(correlation.clamp(-1.0 + LEAST_LEFT, 1.0 - LEAST_LEFT)), normal_quantile(confidence) / weight.sqrt());
    Some(Interval { low: libm::tanh(centre - half), high: libm::tanh(centre + half) })
}

/// Values less their mean, scaled so that their squares add up to 1; `None` where they do not vary.
fn standardised(values: &[f64]) -> Option<Vec<f64>> {
    let mean = values.iter().copied().collect::<Tally>().mean()?;
    let off: Vec<f64> = values.iter().map(|value| value - mean).collect();
    let length = dot(&off, &off).sqrt();
    (length > 0.0).then(|| off.into_iter().map(|value| value / length).collect())
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

/// Ranks from 1, equal values sharing the mean of theirs.
pub fn ranks(values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|a, b| values[*a].total_cmp(&values[*b]));
    let mut ranks = vec![0.0; values.len()];
    let mut from = 0;
    while from < order.len() {
        let same = order[from..].iter().take_while(|at| values[**at] == values[order[from]]).count();
        for at in &order[from..from + same] {
            ranks[*at] = from as f64 + (same as f64 + 1.0) / 2.0;
        }
        from += same;
    }
    ranks
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
    fn ranks_of_equal_values_are_shared() {
        assert_eq!(ranks(&[3.0, 1.0, 3.0, 2.0]), [3.5, 1.0, 3.5, 2.0]);
    }

    #[test]
    fn one_lever_has_its_plain_rank_correlation() {
        // The ranks of 2, 1, 4, 3, 5 against 1 to 5: 1 - 6·4/(5·24).
        let (found, fit) = regress(&[vec![1.0, 2.0, 3.0, 4.0, 5.0]], &[20.0, 10.0, 40.0, 30.0, 50.0], 0.95).expect("five points");
        let one = found[0].expect("it varies");
        assert!((one.correlation - 0.8).abs() < 1e-12 && (one.share - 0.64).abs() < 1e-12, "{one:?}");
        // Fisher: tanh(atanh 0.8 ± 1.96 / √2).
        let ends = one.interval.expect("five points");
        let (low, high) = ((1.098_612_289 - 1.385_903_824_f64).tanh(), (1.098_612_289 + 1.385_903_824_f64).tanh());
        assert!((ends.low - low).abs() < 1e-7 && (ends.high - high).abs() < 1e-7, "{ends:?}");
        assert!((fit.explained - 0.64).abs() < 1e-12 && (fit.adjusted - 0.52).abs() < 1e-12, "{fit:?}");
    }

    #[test]
    fn two_levers_have_the_partial_correlation_of_the_textbook() {
        // r12.3 = (r12 - r13 r23) / √((1 - r13²)(1 - r23²)), of ranks already.
        let (a, b, y) = ([1.0, 2.0, 3.0, 4.0, 5.0, 6.0], [2.0, 1.0, 4.0, 3.0, 6.0, 5.0], [1.0, 3.0, 2.0, 6.0, 4.0, 5.0]);
        let r = |x: &[f64], y: &[f64]| 1.0 - 6.0 * x.iter().zip(y).map(|(x, y)| (x - y) * (x - y)).sum::<f64>() / 210.0;
        let (ya, yb, ab) = (r(&y, &a), r(&y, &b), r(&a, &b));
        let wanted = (ya - yb * ab) / ((1.0 - yb * yb) * (1.0 - ab * ab)).sqrt();
        let (found, _) = regress(&[a.to_vec(), b.to_vec()], &y, 0.95).expect("six points");
        assert!((found[0].expect("it varies").correlation - wanted).abs() < 1e-12, "{found:?}, {wanted}");
    }

    #[test]
    fn what_other_levers_do_is_no_noise() {
        // Five levers of like weight: each explains a fifth, so that its plain correlation is .45, and its partial one nearly 1.
        let mut stream = Stream::new(Seed(7), Purpose::named(&["regression"]), 0, 0);
        let levers: Vec<Vec<f64>> = (0..5).map(|_| (0..60).map(|_| stream.open01()).collect()).collect();
        let y: Vec<f64> = (0..60).map(|row| levers.iter().map(|lever| -lever[row]).sum::<f64>() + 0.1 * stream.open01()).collect();
        let (found, fit) = regress(&levers, &y, 0.95).expect("sixty points");
        assert!(
            found.iter().all(|one| one.is_some_and(|one| one.correlation < -0.8 && one.interval.is_some_and(|ends| ends.high < -0.7))),
            "{found:?}"
        );
        assert!(fit.explained > 0.93, "{fit:?}");
        // A response that goes up and down again is not explained, and the regression says so.
        let bent: Vec<f64> = levers[0].iter().map(|x| (x - 0.5) * (x - 0.5)).collect();
        assert!(regress(&levers, &bent, 0.95).expect("sixty points").1.adjusted < 0.3);
    }

    #[test]
    fn an_idle_lever_is_told_from_nought_as_often_as_the_confidence_says() {
        let (mut wrong, studies) = (0, 1000);
        for study in 0..studies {
            let mut stream = Stream::new(Seed(11), Purpose::named(&["idle"]), study, 0);
            let levers: Vec<Vec<f64>> = (0..3).map(|_| (0..30).map(|_| stream.open01()).collect()).collect();
            let y: Vec<f64> = (0..30).map(|row| levers[0][row] - levers[1][row] + 0.5 * stream.open01()).collect();
            let idle = regress(&levers, &y, 0.95).and_then(|(found, _)| found[2]?.interval).expect("thirty points");
            wrong += u64::from(idle.low > 0.0 || idle.high < 0.0);
        }
        // 5 % of 1,000 are 50; three standard errors of a share are 21 more or less.
        assert!((29..=71).contains(&wrong), "{wrong} of {studies}");
    }

    #[test]
    fn what_does_not_vary_or_is_too_few_has_none() {
        let x = vec![1.0, 2.0, 3.0, 4.0, 5.0, 6.0];
        assert_eq!(regress(std::slice::from_ref(&x), &[1.0; 6], 0.95), None);
        assert_eq!(regress(&[x[..2].to_vec()], &[1.0, 2.0], 0.95), None);
        let (found, fit) = regress(&[x.clone(), vec![3.0; 6]], &x, 0.95).expect("six points");
        assert!(found[1].is_none() && (fit.explained - 1.0).abs() < 1e-12, "{fit:?}");
        assert!(found[0].is_some_and(|one| one.correlation > 0.999_999));
    }
}
