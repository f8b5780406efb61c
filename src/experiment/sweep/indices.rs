//! What each lever does to a measure: differences, elementary effects, shares of the variance, rank correlations.
//!
//! A point's response is the mean over its replications. All points share their replications (common random numbers), so
//! most of the noise falls out of the differences that these indices are made of. What is left of it is told beside each
//! index as its **noise floor**: what chance alone would make of a lever that does nothing. An index
//! whose interval reaches down to its floor must not be read.

use serde::{Deserialize, Serialize};

use super::bootstrap;
use super::design::{Point, Role, morris_step};
use crate::experiment::statistics::{Interval, Tally, normal_quantile, paired, student_t};

/// Differences of means that are less than this part of the largest mean are rounding.
const DUST: f64 = 1e-12;
/// Fewer rows of a design than this give no interval of shares of the variance: drawn again, so few are too much alike.
const LEAST_ROWS: usize = 8;

/// What an index tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Kind {
    /// The response with the lever at one of its values, less the response of the scenario as it is.
    Difference {
        /// Which value, from 0.
        level: usize,
    },
    /// Morris's μ*: how much the response moves, up or down, over the lever's range.
    MuStar,
    /// Morris's μ: the same with its sign.
    Mu,
    /// Morris's σ: how much the effect depends on where the others stand.
    Sigma,
    /// The share of the response's variance that the lever explains by itself.
    FirstOrder,
    /// The share of the variance in which the lever has any part.
    Total,
    /// Spearman's correlation of the lever with the response.
    RankCorrelation,
}

impl Kind {
    /// Its name in files.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Difference { .. } => "difference",
            Self::MuStar => "mu_star",
            Self::Mu => "mu",
            Self::Sigma => "sigma",
            Self::FirstOrder => "first_order",
            Self::Total => "total",
            Self::RankCorrelation => "rank_correlation",
        }
    }

    /// Its name in words.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Difference { .. } => "difference",
            Self::MuStar => "effect, up or down (μ*)",
            Self::Mu => "effect with its sign (μ)",
            Self::Sigma => "spread of the effect (σ)",
            Self::FirstOrder => "share by itself",
            Self::Total => "share in all",
            Self::RankCorrelation => "rank correlation",
        }
    }
}

/// An index of one lever.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Index {
    /// The lever, by its place.
    pub lever: usize,
    /// What it tells.
    pub kind: Kind,
    /// Its value: in the measure's unit, or a share of the variance.
    pub value: f64,
    /// Its interval, from the bootstrap (differences: paired t); `None` where there are too few points or replications.
    pub interval: Option<Interval>,
    /// What noise alone would make of it; `None` where it cannot be told (a single replication), 0 where noise falls out.
    pub floor: Option<f64>,
}

impl Index {
    /// Whether it stands clear of noise: its interval lies above the floor, or beyond it to either side where it has a sign. Without an
    /// interval or a floor nothing does.
    pub fn is_clear(&self) -> bool {
        let (Some(Interval { low, high }), Some(floor)) = (self.interval, self.floor) else { return false };
        match self.kind {
            Kind::Difference { .. } | Kind::Mu | Kind::RankCorrelation => low > floor || high < -floor,
            _ => low > floor,
        }
    }
}

/// The responses of a design's points.
#[derive(Clone, Copy, Debug)]
pub struct Responses<'a> {
    /// The points.
    pub points: &'a [Point],
    /// By point: the measure's value in each replication, NaN where it had none.
    pub values: &'a [Vec<f64>],
    /// Confidence of every interval, 0 to 1.
    pub confidence: f64,
    /// The master seed, for the bootstrap.
    pub seed: u64,
    /// Resamples behind each interval of the bootstrap; none for no intervals.
    pub resamples: u64,
}

impl Responses<'_> {
    /// Every index that the design allows, lever by lever; empty for a grid.
    ///
    /// - `levers`: their paths, in the order of the points' values.
    /// - `widths`: of those that take whole numbers, what lies between the ends; may be shorter.
    pub fn indices(&self, levers: &[&str], widths: &[Option<f64>], levels: usize) -> Vec<Index> {
        let width = |lever: usize| widths.get(lever).copied().flatten();
        match self.points.first().map(|point| point.role) {
            Some(Role::Base) => self.differences(),
            Some(Role::Start { .. }) => {
                (0..levers.len()).flat_map(|lever| self.morris(lever, levers[lever], width(lever), levels)).collect()
            }
            Some(Role::A { .. }) => (0..levers.len()).flat_map(|lever| self.variance_shares(lever, levers[lever], levers.len())).collect(),
            Some(Role::Sample) => (0..levers.len()).filter_map(|lever| self.rank_correlation(lever, levers[lever])).collect(),
            _ => Vec::new(),
        }
    }

    fn interval(&self, rows: usize, name: &[&str], of: impl Fn(&[usize]) -> Option<f64>) -> Option<Interval> {
        let Self { confidence, seed, resamples, .. } = *self;
        (resamples > 0 && rows > 1).then(|| bootstrap::interval(rows, resamples, (confidence, seed), name, of))?
    }

    /// A point's response.
    pub fn mean(&self, point: usize) -> f64 {
        self.values[point].iter().copied().filter(|value| !value.is_nan()).collect::<Tally>().mean().unwrap_or(f64::NAN)
    }

    /// The variance of the difference of two points' means that is noise; `None` of a single replication.
    fn noise(&self, first: usize, second: usize) -> Option<f64> {
        let pairs = self.values[first].iter().zip(&self.values[second]);
        let tally: Tally = pairs.map(|(a, b)| b - a).filter(|difference| !difference.is_nan()).collect();
        Some(tally.variance()? / tally.number() as f64)
    }

    fn differences(&self) -> Vec<Index> {
        let of = |(point, at): (usize, &Point)| {
            let Role::Alone { lever, level } = at.role else { return None };
            let difference = paired(&self.values[0], &self.values[point], self.confidence)?.difference;
            let interval = difference.low().zip(difference.high()).map(|(low, high)| Interval { low, high });
            // The paired interval holds all the noise that there is.
            Some(Index { lever, kind: Kind::Difference { level }, value: difference.mean, interval, floor: interval.map(|_| 0.0) })
        };
        self.points.iter().enumerate().filter_map(of).collect()
    }

    /// What part of its range a lever moves at a point, from the one before it: of one that takes whole numbers that is not half of the
    /// design's levels.
    fn moved(&self, lever: usize, point: usize, width: Option<f64>, levels: usize) -> f64 {
        let at = |point: usize| self.points[point].values[lever];
        match (width, at(point - 1), at(point)) {
            (Some(width), Some(from), Some(to)) if from != to => (to - from).abs() / width,
            _ => morris_step(levels),
        }
    }

    fn morris(&self, lever: usize, name: &str, width: Option<f64>, levels: usize) -> Vec<Index> {
        let (mut effects, mut noise) = (Vec::new(), Vec::new());
        for (point, at) in self.points.iter().enumerate() {
            if let Role::Step { lever: moved, up, .. } = at.role
                && moved == lever
            {
                let step = self.moved(lever, point, width, levels);
                let effect = (self.mean(point) - self.mean(point - 1)) / if up { step } else { -step };
                effects.push(effect);
                noise.push(self.noise(point - 1, point).map(|variance| variance.sqrt() / step));
            }
        }
        let of = |drawn: &mut dyn Iterator<Item = f64>| drawn.collect::<Tally>();
        let index = |kind: Kind, of: &dyn Fn(&[usize]) -> Option<f64>, floor| {
            let all: Vec<usize> = (0..effects.len()).collect();
            let value = of(&all).filter(|value| value.is_finite())?;
            let interval = self.interval(effects.len(), &[kind.key(), name], of);
            Some(Index { lever, kind, value, interval, floor })
        };
        // The mean of |N(0, σ)| is σ √(2/π).
        let noise: Option<Vec<f64>> = noise.into_iter().collect();
        let floor = noise.and_then(|noise| noise.into_iter().collect::<Tally>().mean()).map(|sd| sd * (2.0 / std::f64::consts::PI).sqrt());
        // Where noise falls out, what is left of the arithmetic's own rounding is none of the lever's doing.
        let largest = (0..self.points.len()).map(|point| self.mean(point).abs()).filter(|mean| mean.is_finite()).fold(0.0, f64::max);
        let floor = floor.map(|floor| floor.max(largest * DUST));
        let mu_star = |rows: &[usize]| of(&mut rows.iter().map(|row| effects[*row].abs())).mean();
        let mu = |rows: &[usize]| of(&mut rows.iter().map(|row| effects[*row])).mean();
        let sigma = |rows: &[usize]| of(&mut rows.iter().map(|row| effects[*row])).sd();
        [index(Kind::MuStar, &mu_star, floor), index(Kind::Mu, &mu, floor), index(Kind::Sigma, &sigma, floor)]
            .into_iter()
            .flatten()
            .collect()
    }

    /// First-order (Saltelli et al. 2010) and total index (Jansen 1999) of a lever; none where the response does not vary.
    fn variance_shares(&self, lever: usize, name: &str, levers: usize) -> Vec<Index> {
        let block = levers + 2;
        let rows: Vec<[usize; 3]> =
            (0..self.points.len() / block).map(|row| [row * block, row * block + 1 + lever, (row + 1) * block - 1]).collect();
        let responses: Vec<f64> = (0..self.points.len()).map(|point| self.mean(point)).collect();
        let all: Vec<usize> = (0..rows.len()).collect();
        let shares = |responses: &[f64], drawn: &[usize]| variance_shares(drawn.iter().map(|row| rows[*row].map(|point| responses[point])));
        let Some((first, total)) = shares(&responses, &all) else { return Vec::new() };
        let interval = |kind: Kind, part: fn((f64, f64)) -> f64| {
            let enough = if rows.len() < LEAST_ROWS { 0 } else { rows.len() };
            self.interval(enough, &[kind.key(), name], |drawn| shares(&responses, drawn).map(part))
        };
        let variance = variance_of(rows.iter().flat_map(|[a, _, b]| [responses[*a], responses[*b]]));
        let noise: Option<Vec<f64>> = rows.iter().map(|[a, mixed, _]| self.noise(*a, *mixed)).collect();
        let total_floor = noise.and_then(|noise| noise.into_iter().collect::<Tally>().mean()).map(|noise| noise / (2.0 * variance));
        let first_floor = self.jackknife(&rows, |responses| shares(responses, &all).map(|(first, _)| first));
        vec![
            Index {
                lever,
                kind: Kind::FirstOrder,
                value: first,
                interval: interval(Kind::FirstOrder, |(first, _)| first),
                floor: first_floor,
            },
            Index { lever, kind: Kind::Total, value: total, interval: interval(Kind::Total, |(_, total)| total), floor: total_floor },
        ]
    }

    /// How far the replications' luck may move an index to one side: its jackknife error over replications, which all
    /// points share, times Student's t. `None` of a single replication, or where some point lacks a value.
    fn jackknife(&self, rows: &[[usize; 3]], of: impl Fn(&[f64]) -> Option<f64>) -> Option<f64> {
        let replications = self.values.first()?.len();
        let n = replications as f64;
        if replications < 2 {
            return None;
        }
        let mut needed: Vec<usize> = rows.iter().flatten().copied().collect();
        needed.sort_unstable();
        let mut left_out = Tally::default();
        for out in 0..replications {
            let mut responses = vec![f64::NAN; self.points.len()];
            for point in &needed {
                let all: f64 = self.values[*point].iter().sum();
                responses[*point] = (all - self.values[*point][out]) / (n - 1.0);
            }
            left_out.add(of(&responses).filter(|index| index.is_finite())?);
        }
        let error = left_out.sd()? * (n - 1.0) / n.sqrt();
        Some(student_t(self.confidence, replications as u64 - 1) * error)
    }

    /// Spearman's correlation; its floor is what so few points without any relation would show.
    fn rank_correlation(&self, lever: usize, name: &str) -> Option<Index> {
        let told = |point: usize| Some((self.points[point].values[lever]?, self.mean(point)));
        let pairs: Vec<(f64, f64)> = (0..self.points.len()).filter_map(told).filter(|pair| pair.1.is_finite()).collect();
        let of = |drawn: &[usize]| {
            let (x, y): (Vec<f64>, Vec<f64>) = drawn.iter().map(|row| pairs[*row]).unzip();
            correlation(&ranks(&x), &ranks(&y))
        };
        let all: Vec<usize> = (0..pairs.len()).collect();
        let value = of(&all)?;
        let interval = self.interval(pairs.len(), &[Kind::RankCorrelation.key(), name], of);
        let floor = (pairs.len() > 1).then(|| normal_quantile(self.confidence) / (pairs.len() as f64 - 1.0).sqrt());
        Some(Index { lever, kind: Kind::RankCorrelation, value, interval, floor })
    }

    /// The share of the variance between points that is noise and not the levers, at most; `None` where it cannot be told.
    ///
    /// What all points share of a replication's luck is no variance between them, so each point is taken less the
    /// mean of all points in the same replication.
    pub fn noise_share(&self) -> Option<f64> {
        let points = self.values.len() as f64;
        let replications = self.values.first()?.len();
        let common: Vec<f64> = (0..replications).map(|r| self.values.iter().map(|values| values[r]).sum::<f64>() / points).collect();
        let mut noise = Tally::default();
        for values in self.values {
            let own: Tally = values.iter().zip(&common).map(|(value, common)| value - common).collect();
            noise.add(own.variance()? / replications as f64);
        }
        let between = variance_of((0..self.values.len()).map(|point| self.mean(point)));
        (between > 0.0).then(|| (noise.mean().unwrap_or(0.0) / between).min(1.0)).filter(|share| share.is_finite())
    }
}

/// First-order and total share from triples f(A), f(A with one from B), f(B); `None` where nothing varies.
///
/// Source: Saltelli et al. 2010, Comp. Phys. Comm. 181, 259-270, table 2 (b) and (f); Jansen 1999, ibid. 117, 35-43.
pub fn variance_shares(triples: impl Iterator<Item = [f64; 3]> + Clone) -> Option<(f64, f64)> {
    let ends = || triples.clone().flat_map(|[a, _, b]| [a, b]);
    let centre = ends().collect::<Tally>().mean()?;
    let variance = variance_of(ends());
    let (mut first, mut total) = (Tally::default(), Tally::default());
    for [a, mixed, b] in triples.clone() {
        // Centred, which changes nothing on average and makes the first-order estimate far steadier.
        first.add((b - centre) * (mixed - a));
        total.add((a - mixed) * (a - mixed));
    }
    (variance > 0.0).then_some((first.mean()? / variance, total.mean()? / (2.0 * variance)))
}

/// The variance of all there is (n, not n − 1).
fn variance_of(values: impl Iterator<Item = f64>) -> f64 {
    let tally: Tally = values.collect();
    tally.variance().map_or(0.0, |variance| variance * (tally.number() - 1) as f64 / tally.number() as f64)
}

/// Ranks from 1, equal values sharing the mean of theirs.
fn ranks(values: &[f64]) -> Vec<f64> {
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

/// Pearson's correlation; nought where one does not vary.
fn correlation(x: &[f64], y: &[f64]) -> Option<f64> {
    let mean = |values: &[f64]| values.iter().copied().collect::<Tally>().mean();
    let (mx, my) = (mean(x)?, mean(y)?);
    let sums = x.iter().zip(y).fold((0.0, 0.0, 0.0), |(xy, xx, yy), (x, y)| {
        let (x, y) = (x - mx, y - my);
        (xy + x * y, xx + x * x, yy + y * y)
    });
    let scale = (sums.1 * sums.2).sqrt();
    Some(if scale > 0.0 { sums.0 / scale } else { 0.0 })
}

#[cfg(test)]
#[path = "indices_tests.rs"]
mod tests;
