//! Distributions over non-negative numbers: each knows its mean and its variance.
//!
//! A [`Distribution`] is what a scenario says, by the parameters that people know; a [`Sampler`] is the same,
//! ready to draw. Exponential, normal, gamma, beta and Poisson variates come from `rand_distr`; what
//! they pass through afterwards (`exp`, `ln`) is `libm`'s, so that the last bit does not depend on the
//! platform's mathematics library.

use rand_distr::{Distribution as _, Exp1, StandardNormal};
use serde::Serialize;

use super::stream::Stream;

/// A distribution over non-negative numbers, by the parameters that people know.
#[derive(Clone, Debug, PartialEq)]
#[expect(missing_docs, reason = "the parameters are called what every textbook calls them")]
pub enum Distribution {
    /// Always this.
    Fixed(f64),
    /// Evenly between.
    Uniform { low: f64, high: f64 },
    /// Triangular.
    Triangular { min: f64, likely: f64, max: f64 },
    /// PERT: a beta between `min` and `max` with weight 4 on the likeliest.
    Pert { min: f64, likely: f64, max: f64 },
    /// Exponential.
    Exponential { mean: f64 },
    /// Gamma.
    Gamma { mean: f64, sd: f64 },
    /// Weibull.
    Weibull { mean: f64, shape: f64 },
    /// Erlang: the sum of `k` exponentials.
    Erlang { mean: f64, k: u32 },
    /// Beta between bounds.
    Beta { min: f64, max: f64, mean: f64, sd: f64 },
    /// Lognormal, by its own mean and standard deviation (not its logarithm's).
    Lognormal { mean: f64, sd: f64 },
    /// Normal, truncated at zero; `mean` and `sd` are those before truncation.
    Normal { mean: f64, sd: f64 },
    /// Poisson.
    Poisson { mean: f64 },
    /// Negative binomial.
    NegativeBinomial { mean: f64, sd: f64 },
    /// These values, with these weights.
    Empirical { values: Vec<f64>, weights: Vec<f64> },
    /// One of several laws, with these weights.
    Mixture { weights: Vec<f64>, parts: Vec<Distribution> },
}

/// Mean and variance of a PERT's beta, as fractions of its range: `(alpha, beta)`.
fn pert_shape(min: f64, likely: f64, max: f64) -> (f64, f64) {
    let range = max - min;
    (1.0 + 4.0 * (likely - min) / range, 1.0 + 4.0 * (max - likely) / range)
}

/// The `(alpha, beta)` of a beta between bounds with a given mean and standard deviation.
/// Feasible only where `sd² < (mean - min)(max - mean)`.
fn beta_shape(min: f64, max: f64, mean: f64, sd: f64) -> (f64, f64) {
    let (m, v) = ((mean - min) / (max - min), (sd / (max - min)).powi(2));
    let total = m * (1.0 - m) / v - 1.0;
    (m * total, (1.0 - m) * total)
}

/// The `(mu, sigma)` of the logarithm of a lognormal with a given mean and standard deviation.
fn lognormal_shape(mean: f64, sd: f64) -> (f64, f64) {
    let variance = libm::log1p((sd / mean).powi(2));
    (libm::log(mean) - variance / 2.0, variance.sqrt())
}

/// Density and distribution function of the standard normal.
fn normal(z: f64) -> (f64, f64) {
    (libm::exp(-z * z / 2.0) / (2.0 * std::f64::consts::PI).sqrt(), 0.5 * libm::erfc(-z / std::f64::consts::SQRT_2))
}

/// Mean of `(weight, value)` pairs.
fn weighted(pairs: impl Iterator<Item = (f64, f64)>) -> f64 {
    let (weights, sum) = pairs.fold((0.0, 0.0), |(w, s), (weight, value)| (w + weight, s + weight * value));
    sum / weights
}

impl Distribution {
    /// Its mean.
    pub fn mean(&self) -> f64 {
        match *self {
            Self::Fixed(value) => value,
            Self::Uniform { low, high } => (low + high) / 2.0,
            Self::Triangular { min, likely, max } => (min + likely + max) / 3.0,
            Self::Pert { min, likely, max } => (min + 4.0 * likely + max) / 6.0,
            Self::Exponential { mean }
            | Self::Gamma { mean, .. }
            | Self::Weibull { mean, .. }
            | Self::Erlang { mean, .. }
            | Self::Beta { mean, .. }
            | Self::Lognormal { mean, .. }
            | Self::Poisson { mean }
            | Self::NegativeBinomial { mean, .. } => mean,
            Self::Normal { mean, sd } => {
                let (density, above) = (normal(-mean / sd).0, 1.0 - normal(-mean / sd).1);
                mean + sd * density / above
            }
            Self::Empirical { ref values, ref weights } => weighted(weights.iter().copied().zip(values.iter().copied())),
            Self::Mixture { ref weights, ref parts } => weighted(weights.iter().copied().zip(parts.iter().map(Self::mean))),
        }
    }

    /// Its variance.
    pub fn variance(&self) -> f64 {
        match *self {
            Self::Fixed(_) => 0.0,
            Self::Uniform { low, high } => (high - low).powi(2) / 12.0,
            Self::Triangular { min, likely, max } => {
                (min * min + likely * likely + max * max - min * likely - min * max - likely * max) / 18.0
            }
            Self::Pert { min, likely, max } => {
                let (a, b) = pert_shape(min, likely, max);
                (max - min).powi(2) * a * b / ((a + b).powi(2) * (a + b + 1.0))
            }
            Self::Exponential { mean } => mean * mean,
            Self::Weibull { mean, shape } => {
                let (g1, g2) = (libm::tgamma(1.0 + 1.0 / shape), libm::tgamma(1.0 + 2.0 / shape));
                mean * mean * (g2 / (g1 * g1) - 1.0)
            }
            Self::Erlang { mean, k } => mean * mean / f64::from(k),
            Self::Gamma { sd, .. } | Self::Beta { sd, .. } | Self::Lognormal { sd, .. } | Self::NegativeBinomial { sd, .. } => sd * sd,
            Self::Poisson { mean } => mean,
            Self::Normal { mean, sd } => {
                let z = -mean / sd;
                let ratio = normal(z).0 / (1.0 - normal(z).1);
                sd * sd * (1.0 + z * ratio - ratio * ratio)
            }
            Self::Empirical { ref values, ref weights } => {
                let mean = self.mean();
                weighted(weights.iter().copied().zip(values.iter().map(|value| (value - mean).powi(2))))
            }
            Self::Mixture { ref weights, ref parts } => {
                let mean = self.mean();
                weighted(weights.iter().copied().zip(parts.iter().map(|part| part.variance() + (part.mean() - mean).powi(2))))
            }
        }
    }

    /// The law of `factor` times what this law draws; counts (Poisson, negative binomial) keep their family, with `factor` times the mean.
    pub fn scaled(&self, factor: f64) -> Self {
        if factor == 1.0 {
            return self.clone();
        }
        match *self {
            Self::Fixed(value) => Self::Fixed(value * factor),
            Self::Uniform { low, high } => Self::Uniform { low: low * factor, high: high * factor },
            Self::Triangular { min, likely, max } => Self::Triangular { min: min * factor, likely: likely * factor, max: max * factor },
            Self::Pert { min, likely, max } => Self::Pert { min: min * factor, likely: likely * factor, max: max * factor },
            Self::Exponential { mean } => Self::Exponential { mean: mean * factor },
            Self::Gamma { mean, sd } => Self::Gamma { mean: mean * factor, sd: sd * factor },
            Self::Weibull { mean, shape } => Self::Weibull { mean: mean * factor, shape },
            Self::Erlang { mean, k } => Self::Erlang { mean: mean * factor, k },
            Self::Beta { min, max, mean, sd } => Self::Beta { min: min * factor, max: max * factor, mean: mean * factor, sd: sd * factor },
            Self::Lognormal { mean, sd } => Self::Lognormal { mean: mean * factor, sd: sd * factor },
            Self::Normal { mean, sd } => Self::Normal { mean: mean * factor, sd: sd * factor },
            Self::Poisson { mean } => Self::Poisson { mean: mean * factor },
            // What the variance exceeds a Poisson's by is that of its gamma, which scales as an amount does.
            Self::NegativeBinomial { mean, sd } => {
                Self::NegativeBinomial { mean: mean * factor, sd: ((sd * sd - mean) * factor * factor + mean * factor).sqrt() }
            }
            Self::Empirical { ref values, ref weights } => {
                Self::Empirical { values: values.iter().map(|value| value * factor).collect(), weights: weights.clone() }
            }
            Self::Mixture { ref weights, ref parts } => {
                Self::Mixture { weights: weights.clone(), parts: parts.iter().map(|part| part.scaled(factor)).collect() }
            }
        }
    }

    /// Ready to draw.
    pub fn sampler(&self) -> Sampler {
        const SHAPE: &str = "a scenario's distributions are checked when it is read";
        match *self {
            Self::Fixed(value) => Sampler::Fixed(value),
            Self::Uniform { low, high } => Sampler::Uniform { low, range: high - low },
            Self::Triangular { min, likely, max } => Sampler::Triangular { min, likely, max },
            Self::Pert { min, likely, max } => {
                let (a, b) = pert_shape(min, likely, max);
                Sampler::Beta { min, range: max - min, unit: Box::new(rand_distr::Beta::new(a, b).expect(SHAPE)) }
            }
            Self::Exponential { mean } => Sampler::Exponential { mean },
            Self::Gamma { mean, sd } => Sampler::Gamma(Box::new(rand_distr::Gamma::new((mean / sd).powi(2), sd * sd / mean).expect(SHAPE))),
            Self::Weibull { mean, shape } => Sampler::Weibull { scale: mean / libm::tgamma(1.0 + 1.0 / shape), power: 1.0 / shape },
            Self::Erlang { mean, k } => Sampler::Gamma(Box::new(rand_distr::Gamma::new(f64::from(k), mean / f64::from(k)).expect(SHAPE))),
            Self::Beta { min, max, mean, sd } => {
                let (a, b) = beta_shape(min, max, mean, sd);
                Sampler::Beta { min, range: max - min, unit: Box::new(rand_distr::Beta::new(a, b).expect(SHAPE)) }
            }
            Self::Lognormal { mean, sd } => {
                // In powers of two: `exp2` needs no division and takes half the time of `exp`.
                let (mu, sigma) = lognormal_shape(mean, sd);
                Sampler::Lognormal { mu: mu * std::f64::consts::LOG2_E, sigma: sigma * std::f64::consts::LOG2_E }
            }
            Self::Normal { mean, sd } => Sampler::Normal { mean, sd },
            Self::Poisson { mean } => Sampler::Poisson(rand_distr::Poisson::new(mean).ok().map(Box::new)),
            Self::NegativeBinomial { mean, sd } => {
                // A Poisson whose mean is gamma with the variance left over.
                let extra = sd * sd - mean;
                Sampler::NegativeBinomial(Box::new(rand_distr::Gamma::new(mean * mean / extra, extra / mean).expect(SHAPE)))
            }
            Self::Empirical { ref values, ref weights } => Sampler::Empirical(Box::new((cumulate(weights), values.clone()))),
            Self::Mixture { ref weights, ref parts } => {
                Sampler::Mixture(Box::new((cumulate(weights), parts.iter().map(Self::sampler).collect())))
            }
        }
    }
}

/// Running sums of weights, scaled to end at 1.
fn cumulate(weights: &[f64]) -> Vec<f64> {
    let total: f64 = weights.iter().sum();
    weights
        .iter()
        .scan(0.0, |sum, weight| {
            *sum += weight;
            Some(*sum / total)
        })
        .collect()
}

/// A distribution ready to draw from. Kept small, what only rarer laws need being elsewhere: a model has thousands.
#[derive(Clone, Debug, Serialize)]
#[expect(missing_docs, reason = "the fields are the working parameters of each law")]
pub enum Sampler {
    Fixed(f64),
    Uniform {
        low: f64,
        range: f64,
    },
    Triangular {
        min: f64,
        likely: f64,
        max: f64,
    },
    Exponential {
        mean: f64,
    },
    #[serde(serialize_with = "to_the_bit")]
    Gamma(Box<rand_distr::Gamma<f64>>),
    Weibull {
        scale: f64,
        power: f64,
    },
    Beta {
        min: f64,
        range: f64,
        #[serde(serialize_with = "to_the_bit")]
        unit: Box<rand_distr::Beta<f64>>,
    },
    Lognormal {
        mu: f64,
        sigma: f64,
    },
    Normal {
        mean: f64,
        sd: f64,
    },
    /// `None` where the mean is 0 and every draw is too.
    #[serde(serialize_with = "to_the_bit")]
    Poisson(Option<Box<rand_distr::Poisson<f64>>>),
    #[serde(serialize_with = "to_the_bit")]
    NegativeBinomial(Box<rand_distr::Gamma<f64>>),
    /// Running sums of the weights, and the values.
    Empirical(Box<(Vec<f64>, Vec<f64>)>),
    /// The same, of laws.
    Mixture(Box<(Vec<f64>, Vec<Sampler>)>),
}

/// A law of a library by all that it holds: the digits that are shown of a number tell its bits.
fn to_the_bit<T: std::fmt::Debug, S: serde::Serializer>(law: &T, to: S) -> Result<S::Ok, S::Error> {
    to.collect_str(&format_args!("{law:?}"))
}

impl Sampler {
    /// A draw; never negative, never infinite.
    #[inline(always)]
    pub fn draw(&self, stream: &mut Stream) -> f64 {
        self.end_draw(self.begin_draw(stream))
    }

    /// The part of a draw that needs the stream. Of many draws, all can be begun before any is ended: what takes long in one is then
    /// done while others wait for theirs.
    #[inline(always)]
    pub fn begin_draw(&self, stream: &mut Stream) -> f64 {
        match self {
            Self::Fixed(value) => *value,
            Self::Lognormal { mu, sigma } => mu + sigma * normal_variate(stream),
            Self::Exponential { mean } => mean * exponential_variate(stream),
            _ => self.draw_other(stream),
        }
    }

    /// The rest of a draw that was begun.
    #[inline(always)]
    pub fn end_draw(&self, begun: f64) -> f64 {
        match self {
            Self::Lognormal { .. } => libm::exp2(begun),
            _ => begun,
        }
    }

    /// The sum of so many draws.
    #[inline(never)]
    pub fn draw_sum(&self, number: u32, stream: &mut Stream) -> f64 {
        (0..number).map(|_| self.draw(stream)).sum()
    }

    /// The laws that fewer scenarios use; kept out of the hot path's way.
    #[inline(never)]
    fn draw_other(&self, stream: &mut Stream) -> f64 {
        match self {
            Self::Fixed(_) | Self::Lognormal { .. } | Self::Exponential { .. } => self.draw(stream),
            Self::Uniform { low, range } => low + range * stream.open01(),
            Self::Triangular { min, likely, max } => triangular(*min, *likely, *max, stream.open01()),
            Self::Gamma(law) => law.sample(stream),
            Self::Weibull { scale, power } => scale * libm::pow(exponential_variate(stream), *power),
            Self::Beta { min, range, unit } => min + range * unit.sample(stream),
            Self::Normal { mean, sd } => loop {
                let x = mean + sd * normal_variate(stream);
                if x >= 0.0 {
                    return x;
                }
            },
            Self::Poisson(law) => law.as_ref().map_or(0.0, |law| law.sample(stream)),
            Self::NegativeBinomial(law) => {
                let mean: f64 = law.sample(stream);
                // A gamma draw can underflow to 0, of which the Poisson is 0 too.
                rand_distr::Poisson::new(mean).map_or(0.0, |law| law.sample(stream))
            }
            Self::Empirical(table) => table.1[place(&table.0, stream.open01())],
            Self::Mixture(table) => table.1[place(&table.0, stream.open01())].draw(stream),
        }
    }
}

/// Exponential with mean 1.
#[inline]
pub fn exponential_variate(stream: &mut Stream) -> f64 {
    Exp1.sample(stream)
}

#[inline]
fn normal_variate(stream: &mut Stream) -> f64 {
    StandardNormal.sample(stream)
}

/// Where a uniform number falls among running sums that end at 1.
#[inline]
pub fn place(cumulative: &[f64], u: f64) -> usize {
    const SHORT: usize = 8;
    // Of few sums all are compared: to stop at the right one would be a guess.
    let below = if cumulative.len() <= SHORT {
        cumulative.iter().map(|&sum| usize::from(u >= sum)).sum()
    } else {
        cumulative.partition_point(|&sum| u >= sum)
    };
    below.min(cumulative.len() - 1)
}

/// The inverse distribution function of a triangular law.
fn triangular(min: f64, likely: f64, max: f64, u: f64) -> f64 {
    let split = (likely - min) / (max - min);
    if u < split { min + (u * (max - min) * (likely - min)).sqrt() } else { max - ((1.0 - u) * (max - min) * (max - likely)).sqrt() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::des::stream::{Purpose, Seed};

    fn laws() -> Vec<Distribution> {
        vec![
            Distribution::Fixed(3.0),
            Distribution::Uniform { low: 1.0, high: 4.0 },
            Distribution::Triangular { min: 1.0, likely: 3.0, max: 7.0 },
            Distribution::Pert { min: 1.0, likely: 2.0, max: 6.0 },
            Distribution::Exponential { mean: 2.5 },
            Distribution::Gamma { mean: 3.0, sd: 2.0 },
            Distribution::Weibull { mean: 2.0, shape: 1.7 },
            Distribution::Erlang { mean: 2.0, k: 3 },
            Distribution::Beta { min: 1.0, max: 5.0, mean: 2.0, sd: 0.7 },
            Distribution::Lognormal { mean: 60.0, sd: 20.0 },
            Distribution::Normal { mean: 2.0, sd: 1.5 },
            Distribution::Poisson { mean: 4.2 },
            Distribution::NegativeBinomial { mean: 4.0, sd: 3.0 },
            Distribution::Empirical { values: vec![1.0, 2.0, 10.0], weights: vec![5.0, 3.0, 2.0] },
            Distribution::Mixture {
                weights: vec![0.6, 0.4],
                parts: vec![Distribution::Exponential { mean: 1.0 }, Distribution::Lognormal { mean: 9.0, sd: 4.0 }],
            },
        ]
    }

    #[test]
    fn every_law_draws_with_the_mean_and_variance_it_claims() {
        const N: usize = 200_000;
        for law in laws() {
            let sampler = law.sampler();
            let mut stream = Stream::new(Seed(11), Purpose::named(&["moments"]), 0, 0);
            let draws: Vec<f64> = (0..N).map(|_| sampler.draw(&mut stream)).collect();
            assert!(draws.iter().all(|x| x.is_finite() && *x >= 0.0), "{law:?}");
            let mean = draws.iter().sum::<f64>() / N as f64;
            let central = |k| draws.iter().map(|x| (x - mean).powi(k)).sum::<f64>() / N as f64;
            let (variance, fourth) = (central(2), central(4));
            let tolerance = 4.0 * (law.variance() / N as f64).sqrt() + 1e-12;
            assert!((mean - law.mean()).abs() <= tolerance, "{law:?}: mean {mean}, claimed {}", law.mean());
            let tolerance = 4.0 * ((fourth - variance * variance).max(0.0) / N as f64).sqrt() + 1e-9;
            assert!((variance - law.variance()).abs() <= tolerance, "{law:?}: variance {variance}, claimed {}", law.variance());
        }
    }

    #[test]
    fn the_sum_of_three_draws_is_that_of_three_draws_in_turn() {
        let sampler = Distribution::Exponential { mean: 2.0 }.sampler();
        let stream = || Stream::new(Seed(2016), Purpose::named(&["sum"]), 0, 0);
        let mut one_by_one = stream();
        let wanted: f64 = (0..3).map(|_| sampler.draw(&mut one_by_one)).sum();
        assert_eq!((sampler.draw_sum(3, &mut stream()), sampler.draw_sum(0, &mut stream())), (wanted, 0.0));
    }

    #[test]
    fn a_scaled_law_has_the_scaled_mean_and_spread() {
        for law in laws().into_iter().filter(|law| !matches!(law, Distribution::Poisson { .. } | Distribution::NegativeBinomial { .. })) {
            // Not 2: of 2, the double and the sum are the same.
            let more = law.scaled(2.5);
            assert!((more.mean() - 2.5 * law.mean()).abs() < 1e-9, "{law:?}");
            assert!((more.variance() - 6.25 * law.variance()).abs() < 1e-9 * (1.0 + law.variance()), "{law:?}");
        }
        let beta = Distribution::Beta { min: 1.0, max: 5.0, mean: 2.0, sd: 0.5 };
        assert_eq!(beta.scaled(2.5), Distribution::Beta { min: 2.5, max: 12.5, mean: 5.0, sd: 1.25 }, "its bounds too");
        // The variance left over, 5, scales as an amount's does; the Poisson's own is its mean.
        let more = Distribution::NegativeBinomial { mean: 4.0, sd: 3.0 }.scaled(2.5);
        assert!((more.mean() - 10.0).abs() < 1e-12 && (more.variance() - (6.25 * 5.0 + 10.0)).abs() < 1e-9, "{more:?}");
        assert_eq!(Distribution::Poisson { mean: 4.0 }.scaled(2.5), Distribution::Poisson { mean: 10.0 });
    }

    /// By hand, and for the rest from the laws' definitions: what a law claims must not only agree with what it draws.
    #[test]
    fn laws_claim_the_means_and_variances_that_textbooks_give_them() {
        let normal = Distribution::Normal { mean: 1.0, sd: 2.0 };
        let known = [
            (Distribution::Uniform { low: 1.0, high: 4.0 }, 2.5, 0.75),
            (Distribution::Triangular { min: 2.0, likely: 3.0, max: 7.0 }, 4.0, 21.0 / 18.0),
            (Distribution::Pert { min: 1.0, likely: 2.0, max: 6.0 }, 2.5, 1.5 * 3.5 / 7.0),
            (Distribution::Erlang { mean: 6.0, k: 3 }, 6.0, 12.0),
            (Distribution::Weibull { mean: 2.0, shape: 1.0 }, 2.0, 4.0),
            (Distribution::Empirical { values: vec![1.0, 2.0, 10.0], weights: vec![5.0, 3.0, 2.0] }, 3.1, 12.09),
            (
                Distribution::Mixture {
                    weights: vec![3.0, 1.0],
                    parts: vec![Distribution::Fixed(2.0), Distribution::Uniform { low: 4.0, high: 10.0 }],
                },
                3.25,
                5.4375,
            ),
            // A normal cut at half a standard deviation below its mean: φ(0.5) = 0.352065, Φ(0.5) = 0.691462.
            (normal, 1.0 + 2.0 * 0.509_161, 4.0 * (1.0 - 0.5 * 0.509_161 - 0.509_161_f64.powi(2))),
        ];
        for (law, mean, variance) in known {
            assert!((law.mean() - mean).abs() < 2e-5, "{law:?}: {}, exactly {mean}", law.mean());
            assert!((law.variance() - variance).abs() < 2e-5, "{law:?}: {}, exactly {variance}", law.variance());
        }
    }

    #[test]
    fn a_uniform_number_is_placed_among_few_sums_as_among_many() {
        for parts in [1, 2, 7, 8, 9, 20] {
            let sums = cumulate(&vec![2.0; parts]);
            for part in 0..parts {
                let low = part as f64 / parts as f64;
                assert_eq!(place(&sums, low + 0.5 / parts as f64), part, "of {parts}");
            }
            assert_eq!(place(&sums, sums[0]), usize::from(parts > 1), "a sum belongs to the part after it");
            // Sums may end a bit below 1.
            assert_eq!(place(&sums, 1.0), parts - 1);
        }
    }

    #[test]
    fn a_triangular_number_is_the_inverse_of_its_distribution_function() {
        for u in [0.01, 0.1, 0.199, 0.2, 0.201, 0.5, 0.9, 0.999] {
            let x: f64 = triangular(1.0, 2.0, 6.0, u);
            let below = if x < 2.0 { (x - 1.0).powi(2) / 5.0 } else { 1.0 - (6.0 - x).powi(2) / 20.0 };
            assert!((below - u).abs() < 1e-12, "{u}: {x}");
        }
    }

    #[test]
    fn a_poisson_of_mean_zero_is_zero() {
        let mut stream = Stream::new(Seed(1), Purpose::named(&["zero"]), 0, 0);
        assert_eq!(Distribution::Poisson { mean: 0.0 }.sampler().draw(&mut stream), 0.0);
    }
}
