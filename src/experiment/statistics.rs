//! What can be said from a few numbers: means with their intervals, chances, and when to stop.
//!
//! Quantiles come from `statrs`; the rest is a formula each, tested against published or
//! independently computed values. Nothing here knows what the numbers are about, and nothing here
//! pools the requests of a replication as if they were independent: a replication is one number.

use serde::{Deserialize, Serialize};
use statrs::distribution::{Binomial, Continuous, ContinuousCDF, DiscreteCDF, Normal, StudentsT};
use statrs::function::beta::beta_reg;

pub use crate::des::tally::Tally;

impl Tally {
    /// The mean with its Student interval; `None` of no values.
    pub fn estimate(&self, confidence: f64) -> Option<Estimate> {
        // What overflows is no number: it has no mean to tell, or no error.
        let mean = self.mean().filter(|mean| mean.is_finite())?;
        let sd = self.sd().filter(|sd| sd.is_finite());
        let half_width = sd.map(|sd| student_t(confidence, self.number() - 1) * sd / (self.number() as f64).sqrt());
        Some(Estimate { mean, half_width: half_width.filter(|half| half.is_finite()), sd, replications: self.number(), confidence })
    }
}

/// A mean that does not travel without what is known about its error.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Estimate {
    /// Mean over replications, in the measure's unit.
    pub mean: f64,
    /// The interval reaches so far to each side; `None` from a single replication, which cannot tell.
    pub half_width: Option<f64>,
    /// Standard deviation from replication to replication; `None` from a single one, and of a ratio of sums, which no replication has one of.
    pub sd: Option<f64>,
    /// Replications in which the measure had a value.
    pub replications: u64,
    /// Confidence of the interval, 0 to 1.
    pub confidence: f64,
}

impl Estimate {
    /// Standard error of the mean; `None` from a single replication. Of a ratio of sums it is that of the jackknife, from which the interval is.
    pub fn standard_error(&self) -> Option<f64> {
        let of_ratio = || self.half_width.map(|half| half / student_t(self.confidence, self.replications.saturating_sub(1).max(1)));
        self.sd.map(|sd| sd / (self.replications as f64).sqrt()).or_else(of_ratio)
    }

    /// Lower end of the interval; `None` from a single replication.
    pub fn low(&self) -> Option<f64> {
        self.half_width.map(|half| self.mean - half)
    }

    /// Upper end of the interval; `None` from a single replication.
    pub fn high(&self) -> Option<f64> {
        self.half_width.map(|half| self.mean + half)
    }

    /// Both ends of the interval, no further than what is estimated can reach. The half-width stays what it is, so that
    /// the mean ± the half-width can pass what these ends do not.
    pub fn ends_within(&self, least: f64, most: f64) -> [Option<f64>; 2] {
        [self.low().map(|low| low.max(least)), self.high().map(|high| high.min(most))]
    }
}

/// Two series of the same replications, told as one of differences.
///
/// Source: Law, *Simulation Modeling and Analysis*, 5th ed., §10.2 (the paired-t interval, and Welch's beside it).
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Paired {
    /// The second less the first, with the paired-t interval.
    pub difference: Estimate,
    /// The first series, over the replications in which both have a value.
    pub first: Estimate,
    /// The second series, over the same replications.
    pub second: Estimate,
    /// The half-width that unpaired replications, as many, would give (Welch); `None` from a single one.
    pub unpaired: Option<f64>,
    /// How many times smaller pairing makes the difference's variance; `None` where all differences are equal.
    pub gain: Option<f64>,
    /// The chance of a mean difference so far from nought if there is none, by the paired t test; `None` from a single one.
    pub p: Option<f64>,
}

impl Paired {
    /// The same with the interval of its difference at another confidence.
    pub fn at(self, confidence: f64) -> Self {
        let Estimate { sd, replications, .. } = self.difference;
        let half_width =
            sd.filter(|_| replications > 1).map(|sd| student_t(confidence, replications - 1) * sd / (replications as f64).sqrt());
        let half_width = half_width.filter(|half| half.is_finite());
        Self { difference: Estimate { half_width, confidence, ..self.difference }, ..self }
    }
}

/// Pairs two series by replication; `None` if no replication has a value (NaN is none) in both.
pub fn paired(first: &[f64], second: &[f64], confidence: f64) -> Option<Paired> {
    let (mut one, mut other, mut difference) = (Tally::default(), Tally::default(), Tally::default());
    for (a, b) in first.iter().zip(second).filter(|(a, b)| !a.is_nan() && !b.is_nan()) {
        one.add(*a);
        other.add(*b);
        difference.add(b - a);
    }
    let [difference, first, second] = [difference, one, other].map(|tally| tally.estimate(confidence));
    let (difference, first, second) = (difference?, first?, second?);
    let n = difference.replications as f64;
    let variances = first.sd.zip(second.sd).map(|(a, b)| (a * a / n, b * b / n));
    let unpaired = variances.filter(|(a, b)| (a + b).is_finite()).map(|(a, b)| {
        // Welch's degrees of freedom, by the first's share of the whole: squares of variances could overflow.
        let part = a / (a + b);
        let freedom = (n - 1.0) / (part * part + (1.0 - part) * (1.0 - part));
        if a + b > 0.0 { student_quantile(confidence, freedom) * (a + b).sqrt() } else { 0.0 }
    });
    let own = difference.sd.map(|sd| sd * sd / n);
    let gain = variances.zip(own).filter(|(_, own)| *own > 0.0).map(|((a, b), own)| (a + b) / own).filter(|gain| gain.is_finite());
    Some(Paired { difference, first, second, unpaired, gain, p: own.map(|own| chance_of(difference.mean, own.sqrt(), n - 1.0)) })
}

/// The two-sided p of a t test of a mean against nought.
fn chance_of(mean: f64, error: f64, freedom: f64) -> f64 {
    if mean == 0.0 {
        return 1.0;
    }
    if error == 0.0 {
        return 0.0;
    }
    let t = StudentsT::new(0.0, 1.0, freedom).expect("at least one degree of freedom");
    2.0 * t.cdf(-(mean / error).abs())
}

/// Holm's correction (1979): each p so raised that all the claims made of those below a level hold together at it.
///
/// - `chances`: one per claim; `None` where nothing can be claimed, which still counts in the family.
pub fn holm(chances: &[Option<f64>]) -> Vec<Option<f64>> {
    chances.iter().zip(holm_factors(chances)).map(|(p, factor)| Some((p.as_ref()? * factor).min(1.0))).collect()
}

/// By how much Holm's correction multiplies each p. An interval whose error is the level divided by this leaves out nought where, and only
/// where, the raised p is below the level: it is the one that the verdict used.
pub fn holm_factors(chances: &[Option<f64>]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..chances.len()).collect();
    let p = |i: usize| chances[i].unwrap_or(1.0);
    order.sort_by(|a, b| p(*a).total_cmp(&p(*b)));
    let mut factors = vec![1.0; chances.len()];
    let mut least = 0.0_f64;
    for (rank, i) in order.into_iter().enumerate() {
        let own = (chances.len() - rank) as f64;
        least = least.max(p(i) * own);
        // A claim is raised to that of the one before it at least; of no chance at all nothing is left to be raised.
        factors[i] = if p(i) > 0.0 { (least / p(i)).max(1.0) } else { own };
    }
    factors
}

/// The quantile of Student's t that leaves `confidence` between it and its negative.
///
/// - `confidence`: between 0 and 1.
/// - `freedom`: degrees of freedom, at least 1.
pub fn student_t(confidence: f64, freedom: u64) -> f64 {
    student_quantile(confidence, freedom as f64)
}

/// As [`student_t`], for the broken degrees of freedom that Welch's formula gives.
fn student_quantile(confidence: f64, freedom: f64) -> f64 {
    let t = StudentsT::new(0.0, 1.0, freedom).expect("at least one degree of freedom");
    let wanted = 0.5 + confidence / 2.0;
    // The library's inverse is off in the third digit for a few arguments; its cdf is not.
    (0..4).fold(t.inverse_cdf(wanted), |x, _| x - (t.cdf(x) - wanted) / t.pdf(x))
}

/// The quantile of the standard normal that leaves `confidence` between it and its negative.
pub fn normal_quantile(confidence: f64) -> f64 {
    Normal::standard().inverse_cdf(0.5 + confidence / 2.0)
}

/// An interval of values, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Interval {
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

/// A proportion's interval by Wilson's score (1927). `of` is at least 1.
pub fn wilson(hits: u64, of: u64, confidence: f64) -> Interval {
    let (n, p) = (of as f64, hits as f64 / of as f64);
    let z = normal_quantile(confidence);
    let centre = (p + z * z / (2.0 * n)) / (1.0 + z * z / n);
    let half = z / (1.0 + z * z / n) * (p * (1.0 - p) / n + z * z / (4.0 * n * n)).sqrt();
    Interval { low: if hits == 0 { 0.0 } else { centre - half }, high: if hits == of { 1.0 } else { centre + half } }
}

/// A proportion's exact interval (Clopper & Pearson 1934): never too narrow, often too wide.
pub fn clopper_pearson(hits: u64, of: u64, confidence: f64) -> Interval {
    let (k, n, tail) = (hits as f64, of as f64, (1.0 - confidence) / 2.0);
    Interval {
        low: if hits == 0 { 0.0 } else { beta_quantile(k, n - k + 1.0, tail) },
        high: if hits == of { 1.0 } else { beta_quantile(k + 1.0, n - k, 1.0 - tail) },
    }
}

/// The exact bound on a chance that none of `of` independent tries showed: were it greater, none of them would show it with a probability
/// of less than 1 - `confidence`. 13.9 % of twenty at 95 %. `of` is at least 1.
///
/// Source: Clopper & Pearson 1934, one-sided; Hanley & Lippman-Hand 1983, JAMA 249, 1743-1745 (the "rule of three").
pub fn most_unseen(of: u64, confidence: f64) -> f64 {
    // 1 - e^x by `exp_m1`, which keeps the digits of a small bound.
    -libm::expm1(libm::log1p(-confidence) / of as f64)
}

/// A proportion's interval from Jeffreys' prior, equal tails. Its ends at none and at all err in 8 to 11 % of the cases where 5 % are
/// promised: they are no bounds, and nothing is told from them.
pub fn jeffreys(hits: u64, of: u64, confidence: f64) -> Interval {
    let (a, b, tail) = (hits as f64 + 0.5, (of - hits) as f64 + 0.5, (1.0 - confidence) / 2.0);
    Interval { low: beta_quantile(a, b, tail), high: beta_quantile(a, b, 1.0 - tail) }
}

/// The `share` quantile of Beta(`a`, `b`), by bisection to the last bit: the cdf is monotone.
fn beta_quantile(a: f64, b: f64, share: f64) -> f64 {
    let (mut low, mut high) = (0.0_f64, 1.0_f64);
    // An f64 between 0 and 1 near 1e-9 needs about 85 halvings to settle.
    for _ in 0..100 {
        let middle = f64::midpoint(low, high);
        if beta_reg(a, b, middle) < share {
            low = middle;
        } else {
            high = middle;
        }
    }
    f64::midpoint(low, high)
}

/// How likely a replication is to reach a target.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Chance {
    /// Replications that reached it.
    pub reached: u64,
    /// Replications that could have.
    pub of: u64,
    /// Where the chance lies, with the confidence below; where none or all reached it, one end is a one-sided bound and the other 0 or 1.
    pub interval: Interval,
    /// Confidence of the interval, 0 to 1.
    pub confidence: f64,
}

impl Chance {
    /// From counts: Wilson's interval, or the exact one-sided bound where none or all reached it. `None` of no replications.
    pub fn new(reached: u64, of: u64, confidence: f64) -> Option<Self> {
        if of == 0 {
            return None;
        }
        let interval = if reached == 0 {
            Interval { low: 0.0, high: most_unseen(of, confidence) }
        } else if reached == of {
            Interval { low: 1.0 - most_unseen(of, confidence), high: 1.0 }
        } else {
            wilson(reached, of, confidence)
        };
        Some(Self { reached, of, interval, confidence })
    }

    /// The share that reached it.
    pub fn share(&self) -> f64 {
        self.reached as f64 / self.of as f64
    }
}

/// The ratio Σy/Σx over replications, with the jackknife's interval.
///
/// For cells that are nearly empty in some replications (an hour of the day, a court): the mean of
/// their rates would give an empty year as much weight as a full one. The mean told is the plain
/// ratio, which is always a possible rate; the jackknife gives its error.
/// `None` if Σx is nought; no half-width unless at least two replications leave some x when taken out.
pub fn ratio(pairs: &[(f64, f64)], confidence: f64) -> Option<Estimate> {
    let (y, x) = pairs.iter().fold((0.0, 0.0), |(y, x), pair| (y + pair.0, x + pair.1));
    if x <= 0.0 {
        return None;
    }
    let n = pairs.len() as f64;
    let mut pseudo = Tally::default();
    for pair in pairs.iter().filter(|pair| x - pair.1 > 0.0) {
        pseudo.add(n * y / x - (n - 1.0) * (y - pair.0) / (x - pair.1));
    }
    let error = if pseudo.number() == pairs.len() as u64 { pseudo.estimate(confidence) } else { None };
    // The pseudo-values' spread is a step of the jackknife, and not how a rate differs from one replication to the next.
    let (mean, half_width) = (y / x, error.and_then(|error| error.half_width));
    mean.is_finite().then_some(Estimate { mean, half_width, sd: None, replications: pairs.len() as u64, confidence })
}

/// A quantile of independent values, between two of them: no shape is assumed.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Quantile {
    /// The quantile of the sample.
    pub value: f64,
    /// Its interval; `None` where the values are too few for the confidence.
    pub interval: Option<Interval>,
}

/// The `share` quantile of `values`, with the interval between order statistics that the binomial gives.
///
/// - `values`: in any order, none of them NaN. `None` of no values.
/// - `share`: 0.5 for the median.
pub fn quantile(values: &[f64], share: f64, confidence: f64) -> Option<Quantile> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let n = sorted.len();
    let last = n.checked_sub(1)?;
    let at = share * last as f64;
    let (below, part) = (at.floor() as usize, at.fract());
    let value = sorted[below] + part * (sorted[(below + 1).min(last)] - sorted[below]);
    // The quantile lies below the k-th smallest value with probability P(Bin(n, share) <= k - 1).
    let count = Binomial::new(share, n as u64).expect("a share between 0 and 1");
    let tail = (1.0 - confidence) / 2.0;
    // Both conditions hold on one side of a rank only, so that the rank is found by halving.
    let first = |beyond: &dyn Fn(f64) -> bool| first_rank(n, |k| beyond(count.cdf(k as u64 - 1)));
    let (below_low, high) = (first(&|cdf| cdf > tail), first(&|cdf| 1.0 - cdf <= tail));
    let interval = (below_low > 1 && high <= n).then(|| Interval { low: sorted[below_low - 2], high: sorted[high - 1] });
    Some(Quantile { value, interval })
}

/// The first rank from 1 to `n` from which on something holds; `n + 1` if it holds for none.
fn first_rank(n: usize, holds: impl Fn(usize) -> bool) -> usize {
    let (mut from, mut to) = (1, n + 1);
    while from < to {
        let middle = usize::midpoint(from, to);
        if holds(middle) {
            to = middle;
        } else {
            from = middle + 1;
        }
    }
    from
}

/// How many further replications must confirm a precision first met at `n`.
///
/// Source: Hoad, Robinson & Davies 2010, J. Oper. Res. Soc. 61, 1632-1644: 5, or 5 % of n beyond 100.
pub const fn look_ahead(n: u64) -> u64 {
    if n <= 100 { 5 } else { 5 * n / 100 }
}

/// When the replications are enough: the half-width is small enough and stays so while looking ahead.
///
/// The half-width is given as the caller measures it: absolute (points of a rate, the use here, since
/// a rate near 0 has no useful relative precision) or relative to the mean, as Hoad et al. write it.
#[derive(Clone, Copy, Debug)]
pub struct Precision {
    wanted: f64,
    at_least: u64,
    met_at: Option<u64>,
}

impl Precision {
    /// A rule that wants this half-width, and trusts none before `at_least` replications.
    pub const fn new(wanted: f64, at_least: u64) -> Self {
        Self { wanted, at_least, met_at: None }
    }

    /// Takes the half-width after `n` replications (n = 1, 2, 3 …, none left out); whether they are enough.
    pub fn enough(&mut self, n: u64, half_width: Option<f64>) -> bool {
        let met = n >= self.at_least && half_width.is_some_and(|half| half <= self.wanted);
        self.met_at = if met { self.met_at.or(Some(n)) } else { None };
        self.met_at.is_some_and(|first| n >= first + look_ahead(first))
    }

    /// The replication from which on the precision has held; `None` if it does not hold now.
    pub const fn met_at(&self) -> Option<u64> {
        self.met_at
    }
}

#[cfg(test)]
#[path = "statistics_tests.rs"]
mod tests;
