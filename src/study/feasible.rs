//! Whether something meets bounds: looks at more and more replications until it is sure, with the error kept.
//!
//! A bound is on a mean, or on the share of years that keep it. At each look a one-sided interval says on
//! which side the truth lies; the error allowed is divided over looks and bounds (Bonferroni), so that all
//! that is claimed holds together. What lies within the margin, or is still open at the last look, is "too
//! close to call", and that is a verdict too.
//!
//! Source: feasibility determination as of Batur & Kim 2010, ACM TOMACS 20(3), here with Student's t for means and
//! Clopper-Pearson for shares of years instead of a normal bound, since looks are few.

use serde::{Deserialize, Serialize};

use crate::experiment::statistics::{Tally, clopper_pearson, student_t};

/// Years that are all alike are believed only from so many on. They show no error of their mean, however few they are; after so many, a
/// year unlike them has a chance below a tenth (with 95 % confidence: 0.9 to the power of 30 is 0.04).
pub const LEAST_ALIKE: u64 = 30;

/// What can be said of something against its bounds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Verdict {
    /// It keeps all of them.
    Meets,
    /// It breaks at least one.
    Fails,
    /// Too close to call.
    Close,
}

impl Verdict {
    /// In words.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Meets => "meets",
            Self::Fails => "fails",
            Self::Close => "too close to call",
        }
    }
}

/// A bound on a measure, one value a replication.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Bound {
    /// The number that must be kept.
    pub value: f64,
    /// Whether the measure must be at least this; at most, otherwise.
    pub at_least: bool,
    /// Share of years that must keep it; `None` if the mean must.
    pub chance: Option<f64>,
    /// So near to the bound (to the chance, where there is one) the side does not matter.
    pub margin: f64,
    /// Whether the measure is a share, which lies between 0 and 1.
    pub share: bool,
}

impl Bound {
    /// What the values say with so much error allowed. NaN is no value, and where there is none nothing can be said.
    ///
    /// - `error`: the chance of a wrong side, above 0 and below a half.
    pub fn judge(&self, values: &[f64], error: f64) -> Verdict {
        let known = values.iter().copied().filter(|value| !value.is_nan());
        match self.chance {
            None => self.judge_mean(known.collect(), error),
            Some(chance) => {
                let (mut kept, mut of) = (0, 0);
                for value in known {
                    of += 1;
                    kept += u64::from(self.keeps(value));
                }
                if of == 0 {
                    return Verdict::Close;
                }
                let interval = clopper_pearson(kept, of, 1.0 - 2.0 * error);
                side(interval.low, interval.high, chance, self.margin)
            }
        }
    }

    /// Of few years, all alike: of a share the mean lies no farther off than if the years unlike them, as many as there may be and none have
    /// been seen (Clopper-Pearson), were as unlike as a share can be. Of what may be as great as it likes nothing is known yet.
    fn judge_alike(&self, mean: f64, number: u64, error: f64) -> Verdict {
        if !self.share {
            return Verdict::Close;
        }
        let unseen = 1.0 - error.powf(1.0 / number as f64);
        let (low, high) = (mean - unseen * mean, mean + unseen * (1.0 - mean));
        match self.at_least {
            true => side(low, high, self.value, self.margin),
            false => side(-high, -low, -self.value, self.margin),
        }
    }

    /// Whether one year keeps it.
    pub fn keeps(&self, value: f64) -> bool {
        if self.at_least { value >= self.value } else { value <= self.value }
    }

    fn judge_mean(&self, tally: Tally, error: f64) -> Verdict {
        let sign = if self.at_least { 1.0 } else { -1.0 };
        let Some(mean) = tally.mean() else { return Verdict::Close };
        let Some(sd) = tally.sd() else { return Verdict::Close };
        if sd == 0.0 && tally.number() < LEAST_ALIKE {
            return self.judge_alike(mean, tally.number(), error);
        }
        let half = student_t(1.0 - 2.0 * error, tally.number() - 1) * sd / (tally.number() as f64).sqrt();
        side(sign * mean - half, sign * mean + half, sign * self.value, self.margin)
    }
}

/// On which side of a bound an interval lies; both must be turned so that more is better.
fn side(low: f64, high: f64, bound: f64, margin: f64) -> Verdict {
    if low >= bound {
        Verdict::Meets
    } else if high < bound {
        Verdict::Fails
    } else {
        Verdict::Close
    }
    .or_within(low, high, bound, margin)
}

impl Verdict {
    /// Within the margin nothing is claimed: both sides are near enough.
    fn or_within(self, low: f64, high: f64, bound: f64, margin: f64) -> Self {
        if margin > 0.0 && low > bound - margin && high < bound + margin && self == Self::Fails { Self::Close } else { self }
    }
}

/// The looks of a test: so many replications at the first, doubled until the most.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Looks {
    /// Replications at the first look.
    pub first: u64,
    /// Replications at the last; no fewer than at the first.
    pub last: u64,
}

impl Looks {
    /// Replications at each look.
    pub fn numbers(self) -> Vec<u64> {
        let mut numbers = vec![self.first.min(self.last)];
        while let Some(&number) = numbers.last().filter(|number| **number < self.last) {
            numbers.push((2 * number).min(self.last));
        }
        numbers
    }
}

/// Tests all bounds together with so much error allowed; `observe(n)` gives each bound's values in the first n replications.
///
/// The chance that [`Verdict::Meets`] or [`Verdict::Fails`] is wrong is at most `error`. Returns the replications that were looked at too;
/// `None` if `observe` gives up.
pub fn test(bounds: &[Bound], looks: Looks, error: f64, mut observe: impl FnMut(u64) -> Option<Vec<Vec<f64>>>) -> Option<(Verdict, u64)> {
    let numbers = looks.numbers();
    let each = error / (numbers.len() * bounds.len()) as f64;
    let mut seen = 0;
    for number in numbers {
        let values = observe(number)?;
        let verdicts: Vec<Verdict> = bounds.iter().zip(&values).map(|(bound, values)| bound.judge(values, each)).collect();
        seen = number;
        if verdicts.contains(&Verdict::Fails) {
            return Some((Verdict::Fails, seen));
        }
        if verdicts.iter().all(|verdict| *verdict == Verdict::Meets) {
            return Some((Verdict::Meets, seen));
        }
    }
    Some((Verdict::Close, seen))
}

/// The part of an error that the i-th of any number of claims may spend, i from 1: 6/(π²i²), which adds up to 1.
pub fn spend(i: usize) -> f64 {
    let i = i as f64;
    6.0 / (std::f64::consts::PI * std::f64::consts::PI * i * i)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::des::stream::{Purpose, Seed, Stream};

    const MEAN: Bound = Bound { value: 0.9, at_least: true, chance: None, margin: 0.0, share: true };

    #[test]
    fn looks_double_until_the_most() {
        assert_eq!(Looks { first: 10, last: 100 }.numbers(), [10, 20, 40, 80, 100]);
        assert_eq!(Looks { first: 10, last: 10 }.numbers(), [10]);
    }

    #[test]
    fn sides_are_told_and_what_is_in_between_is_not() {
        let values = [0.91, 0.92, 0.93, 0.92, 0.91, 0.92];
        assert_eq!(MEAN.judge(&values, 0.01), Verdict::Meets);
        assert_eq!(Bound { at_least: false, ..MEAN }.judge(&values, 0.01), Verdict::Fails);
        assert_eq!(Bound { value: 0.919, ..MEAN }.judge(&values, 0.01), Verdict::Close);
        assert_eq!(Bound { chance: Some(0.5), ..MEAN }.judge(&[0.95; 20], 0.01), Verdict::Meets);
        assert_eq!(Bound { chance: Some(0.5), ..MEAN }.judge(&[0.95; 3], 0.01), Verdict::Close);
        assert_eq!(MEAN.judge(&[f64::NAN; 4], 0.01), Verdict::Close, "nothing to judge says nothing");
        assert_eq!(Bound { chance: Some(0.5), ..MEAN }.judge(&[f64::NAN; 40], 0.01), Verdict::Close, "and reaches no target");
    }

    #[test]
    fn few_years_that_are_all_alike_do_not_make_certain() {
        // Nine years of ten at 1, and the tenth at 0.6: 0.96 on average. Four of them look alike in two studies of three.
        let bound = Bound { value: 0.98, ..MEAN };
        let wrong = (0..400).filter(|study| {
            let mut stream = Stream::new(Seed(5), Purpose::named(&["study"]), *study, 0);
            let values: Vec<f64> = (0..64).map(|_| if stream.chance(0.1) { 0.6 } else { 1.0 }).collect();
            let observe = |number: u64| Some(vec![values[..number as usize].to_vec()]);
            test(&[bound], Looks { first: 4, last: 64 }, 0.05, observe).expect("it does not give up").0 == Verdict::Meets
        });
        let wrong = wrong.count();
        assert!(wrong <= 37, "{wrong} of 400");
        // What is far from its bound is told all the same, and what is no share is not before it was seen often.
        assert_eq!(MEAN.judge(&[0.0; 4], 0.01), Verdict::Fails);
        assert_eq!(Bound { value: 0.1, at_least: false, ..MEAN }.judge(&[1.0; 4], 0.01), Verdict::Fails);
        assert_eq!(MEAN.judge(&[1.0; 4], 0.01), Verdict::Close);
        assert_eq!(MEAN.judge(&[1.0; 30], 0.01), Verdict::Meets);
        let hours = Bound { share: false, ..MEAN };
        assert_eq!([hours.judge(&[0.0; 4], 0.01), hours.judge(&[0.0; 30], 0.01)], [Verdict::Close, Verdict::Fails]);
    }

    #[test]
    fn the_error_is_kept_for_a_truth_at_the_very_bound() {
        // A mean just below its bound must hardly ever be said to meet it, however often it is looked at.
        let wrong = (0..400).filter(|study| {
            let mut stream = Stream::new(Seed(3), Purpose::named(&["study"]), *study, 0);
            let mut values = Vec::new();
            let observe = |number: u64| {
                while (values.len() as u64) < number {
                    values.push(0.9 - 1e-9 + 0.04 * (stream.open01() + stream.open01() - 1.0));
                }
                Some(vec![values.clone()])
            };
            test(&[MEAN], Looks { first: 5, last: 80 }, 0.05, observe).expect("it does not give up").0 == Verdict::Meets
        });
        let wrong = wrong.count();
        // 5 % of 400 is 20; four standard errors more are 37.
        assert!(wrong <= 37, "{wrong} of 400");
    }

    #[test]
    fn what_claims_may_spend_adds_up_to_all_of_it() {
        let sum: f64 = (1..100_000).map(spend).sum();
        assert!((0.9999..1.0).contains(&sum), "{sum}");
    }
}
