//! What each lever does to a measure: differences, elementary effects, shares of the variance, partial rank correlations.
//!
//! A point's response is the mean over its replications. All points share their replications (common random numbers), so
//! most of the noise falls out of the differences that these indices are made of. Two things are told beside each index: what noise alone
//! makes of it **on average** (its noise floor, which is nought for what has a sign), and an **interval** for what chance does on top
//! of that, of the points that were drawn and of the replications that they share.
//!
//! One rule says what is **clear** ([`Index::standing`]): the whole interval lies beyond the floor, so that of levers that do nothing one in forty is
//! called clear at 95 % (one in twenty where an index has a sign), and the lever has a part in the variance that is worth a look.

use serde::{Deserialize, Serialize};

use super::bootstrap;
use super::design::{self, Point, Role, morris_step};
use super::regression::{Fit, Partial, regress};
use crate::experiment::statistics::{Interval, Tally, paired, student_t};

/// An index, how it is made of the values of all points, and what noise alone would make of it.
type OfAll<'a> = (Kind, &'a dyn Fn(&[f64]) -> Option<f64>, Option<f64>);

/// A lever's part in the variance below which it does not matter, however surely it is there.
pub const SMALLEST_SHARE: f64 = 0.01;
/// Differences of means that are less than this part of the largest mean are rounding.
const DUST: f64 = 1e-12;

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
    /// The partial rank correlation of the lever with the response: what the other levers do is taken out.
    RankCorrelation,
}

/// How an index stands to noise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Clear of noise, and large enough to matter.
    Clear,
    /// Clear of noise, and less than [`SMALLEST_SHARE`] of the variance.
    Small,
    /// It cannot be told from noise.
    Noise,
}

impl Standing {
    /// In a word, for tables and files.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Clear => "yes",
            Self::Small => "too small",
            Self::Noise => "no",
        }
    }
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
            Self::RankCorrelation => "partial_rank_correlation",
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
            Self::RankCorrelation => "partial rank correlation",
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
    /// Its interval; `None` where there are too few points or replications.
    pub interval: Option<Interval>,
    /// What noise alone makes of it on average; `None` where it cannot be told (a single replication), 0 where noise falls out.
    pub floor: Option<f64>,
    /// The part of the variance that it stands for, 0 to 1: of effects (μ*) their squares' part in all levers'; `None` of what has no such part.
    #[serde(default)]
    pub share: Option<f64>,
}

impl Index {
    /// Whether it stands clear of noise: its interval lies above the floor, or beyond it to either side where it has a sign; and whether what
    /// is clear matters. Without an interval or a floor nothing is clear.
    pub fn standing(&self) -> Standing {
        let (Some(Interval { low, high }), Some(floor)) = (self.interval, self.floor) else { return Standing::Noise };
        let beyond = match self.kind {
            Kind::Difference { .. } | Kind::Mu | Kind::RankCorrelation => low > floor || high < -floor,
            _ => low > floor,
        };
        match self.share {
            _ if !beyond => Standing::Noise,
            Some(share) if share < SMALLEST_SHARE => Standing::Small,
            _ => Standing::Clear,
        }
    }

    /// Whether it is clear of noise and matters.
    pub fn is_clear(&self) -> bool {
        self.standing() == Standing::Clear
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
                in_parts((0..levers.len()).flat_map(|lever| self.morris(lever, levers[lever], width(lever), levels)).collect())
            }
            Some(Role::A { .. }) => (0..levers.len()).flat_map(|lever| self.variance_shares(lever, levers.len())).collect(),
            Some(Role::Sample) => self.rank_correlations(levers.len()),
            _ => Vec::new(),
        }
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
            Some(Index {
                lever,
                kind: Kind::Difference { level },
                value: difference.mean,
                interval,
                floor: interval.map(|_| 0.0),
                share: None,
            })
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
        // Each step with what part of the range it moved the lever by, upwards.
        let mut steps: Vec<(usize, f64)> = Vec::new();
        for (point, at) in self.points.iter().enumerate() {
            if let Role::Step { lever: moved, up, .. } = at.role
                && moved == lever
            {
                let step = self.moved(lever, point, width, levels);
                steps.push((point, if up { step } else { -step }));
            }
        }
        let effects =
            |responses: &[f64]| steps.iter().map(|(point, step)| (responses[*point] - responses[*point - 1]) / step).collect::<Vec<f64>>();
        let mean = |values: &[f64]| values.iter().copied().collect::<Tally>().mean();
        let sizes = |values: &[f64]| mean(&values.iter().map(|value| value.abs()).collect::<Vec<_>>());
        let spread = |values: &[f64]| values.iter().copied().collect::<Tally>().sd();
        let noise: Option<Vec<f64>> =
            steps.iter().map(|(point, step)| self.noise(point - 1, *point).map(|variance| variance.sqrt() / step.abs())).collect();
        // Where noise falls out, what is left of the arithmetic's own rounding is none of the lever's doing.
        let responses = self.means();
        let largest = responses.iter().map(|mean| mean.abs()).filter(|mean| mean.is_finite()).fold(0.0, f64::max);
        // The mean of |N(0, σ)| is σ √(2/π); noise has no sign on average, and its spread is its own.
        let size = noise.as_deref().and_then(mean).map(|sd| sd * (2.0 / std::f64::consts::PI).sqrt());
        let spreads = noise.as_deref().and_then(|noise| mean(&noise.iter().map(|sd| sd * sd).collect::<Vec<_>>())).map(f64::sqrt);
        let needed: Vec<usize> = steps.iter().flat_map(|(point, _)| [point - 1, *point]).collect();
        let all = effects(&responses);
        let of_all: [OfAll<'_>; 3] = [(Kind::MuStar, &sizes, size), (Kind::Mu, &mean, size.map(|_| 0.0)), (Kind::Sigma, &spread, spreads)];
        let index = |(kind, of, floor): OfAll<'_>| {
            let value = of(&all).filter(|value| value.is_finite())?;
            let by_points = match kind {
                Kind::MuStar => self.student(all.iter().map(|effect| effect.abs())),
                Kind::Mu => self.student(all.iter().copied()),
                _ => self.resampled(&all, &[kind.key(), name], of),
            };
            let by_replications = self.jackknife(&needed, |responses| of(&effects(responses)));
            let interval = by_points.map(|ends| widened(value, ends, by_replications.unwrap_or(0.0)));
            Some(Index { lever, kind, value, interval, floor: floor.map(|floor| floor.max(largest * DUST)), share: None })
        };
        of_all.into_iter().filter_map(index).collect()
    }

    /// Student's interval of the mean of values drawn independently.
    fn student(&self, values: impl Iterator<Item = f64>) -> Option<Interval> {
        let estimate = values.collect::<Tally>().estimate(self.confidence)?;
        Some(Interval { low: estimate.low()?, high: estimate.high()? })
    }

    /// The bootstrap's interval of a statistic of values drawn independently.
    fn resampled(&self, values: &[f64], name: &[&str], of: impl Fn(&[f64]) -> Option<f64>) -> Option<Interval> {
        let Self { confidence, seed, resamples, .. } = *self;
        let drawn = |rows: &[usize]| of(&rows.iter().map(|row| values[*row]).collect::<Vec<_>>());
        (resamples > 0 && values.len() > 1).then(|| bootstrap::interval(values.len(), resamples, (confidence, seed), name, drawn))?
    }

    /// First-order (Saltelli et al. 2010) and total index (Jansen 1999) of a lever; none where the response does not vary.
    fn variance_shares(&self, lever: usize, levers: usize) -> Vec<Index> {
        let block = levers + 2;
        let rows: Vec<[usize; 3]> =
            (0..self.points.len() / block).map(|row| [row * block, row * block + 1 + lever, (row + 1) * block - 1]).collect();
        let shares = |responses: &[f64]| variance_shares(rows.iter().map(|row| row.map(|point| responses[point])));
        let responses = self.means();
        let Some((first, total)) = shares(&responses) else { return Vec::new() };
        let triples: Vec<[f64; 3]> = rows.iter().map(|row| row.map(|point| responses[point])).collect();
        let by_points = between_scrambles(&triples, (first, total), self.confidence);
        let needed: Vec<usize> = rows.iter().flatten().copied().collect();
        let variance = variance_of(rows.iter().flat_map(|[a, _, b]| [responses[*a], responses[*b]]));
        let noise: Option<Vec<f64>> = rows.iter().map(|[a, mixed, _]| self.noise(*a, *mixed)).collect();
        // Half of the noise's variance is what the difference of two points shows where the lever does nothing.
        let floor = noise.and_then(|noise| noise.into_iter().collect::<Tally>().mean()).map(|noise| noise / (2.0 * variance));
        let index = |kind: Kind, value: f64, floor: Option<f64>, part: fn((f64, f64)) -> f64| {
            let by_replications = self.jackknife(&needed, |responses| shares(responses).map(part)).unwrap_or(0.0);
            let ends = by_points.map(part).map(|half| Interval { low: value - half, high: value + half });
            let interval = ends.map(|ends| widened(value, ends, by_replications));
            Index { lever, kind, value, interval, floor, share: Some(value) }
        };
        let first = index(Kind::FirstOrder, first, floor.map(|_| 0.0), |(first, _)| first);
        vec![first, index(Kind::Total, total, floor, |(_, total)| total)]
    }

    /// Every point's response.
    fn means(&self) -> Vec<f64> {
        (0..self.points.len()).map(|point| self.mean(point)).collect()
    }

    /// How far the replications' luck may move an index to one side: its jackknife error over replications, which all
    /// points share, times Student's t. `None` of a single replication, or where some point lacks a value.
    ///
    /// - `needed`: the points that the index is made of.
    fn jackknife(&self, needed: &[usize], of: impl Fn(&[f64]) -> Option<f64>) -> Option<f64> {
        let replications = self.values.first()?.len();
        let n = replications as f64;
        if replications < 2 {
            return None;
        }
        let sums: Vec<f64> = self.values.iter().map(|values| values.iter().sum()).collect();
        let mut left_out = Tally::default();
        let mut responses = vec![f64::NAN; self.points.len()];
        for out in 0..replications {
            for point in needed {
                responses[*point] = (sums[*point] - self.values[*point][out]) / (n - 1.0);
            }
            left_out.add(of(&responses).filter(|index| index.is_finite())?);
        }
        let error = left_out.sd()? * (n - 1.0) / n.sqrt();
        Some(student_t(self.confidence, replications as u64 - 1) * error)
    }

    /// The partial rank correlations of all levers, and how much they explain together; none where points are too few, or nothing varies.
    fn regression(&self, levers: usize) -> Option<(Vec<Option<Partial>>, Fit)> {
        let told = |point: usize| Some((self.points[point].values.iter().copied().collect::<Option<Vec<f64>>>()?, self.mean(point)));
        let rows: Vec<(Vec<f64>, f64)> = (0..self.points.len()).filter_map(told).filter(|row| row.1.is_finite()).collect();
        let columns: Vec<Vec<f64>> = (0..levers).map(|lever| rows.iter().map(|(at, _)| at[lever]).collect()).collect();
        regress(&columns, &rows.iter().map(|row| row.1).collect::<Vec<_>>(), self.confidence)
    }

    fn rank_correlations(&self, levers: usize) -> Vec<Index> {
        let found = self.regression(levers).map(|(found, _)| found).unwrap_or_default();
        let index = |(lever, partial): (usize, Option<Partial>)| {
            let Partial { correlation, interval, share } = partial?;
            // The interval is that of what is left over, noise included; on average noise has no sign.
            Some(Index { lever, kind: Kind::RankCorrelation, value: correlation, interval, floor: Some(0.0), share: Some(share) })
        };
        found.into_iter().enumerate().filter_map(index).collect()
    }

    /// How much of a sample's response its levers' ranks explain; `None` of other designs.
    pub fn fit(&self, levers: usize) -> Option<Fit> {
        let sample = self.points.first().is_some_and(|point| point.role == Role::Sample);
        self.regression(levers).filter(|_| sample).map(|(_, fit)| fit)
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

/// How far the choice of points may move the first-order and the total share to either side: Student's t over independent scrambles of the
/// sequence, each share being a ratio of sums over them. `None` of too few rows for several scrambles.
///
/// Within a scramble the points are anything but independent, which is what makes the sequence good, and what no resampling of points can see.
/// Source: Owen 2013, *Monte Carlo theory, methods and examples*, ch. 17 (randomised quasi-Monte Carlo); L'Ecuyer & Lemieux 2002.
fn between_scrambles(triples: &[[f64; 3]], (first, total): (f64, f64), confidence: f64) -> Option<(f64, f64)> {
    let scrambles = design::scrambles(triples.len());
    if scrambles < 2 {
        return None;
    }
    let centre = triples.iter().flat_map(|[a, _, b]| [*a, *b]).collect::<Tally>().mean()?;
    let (mut of_first, mut of_total, mut all) = (vec![0.0; scrambles], vec![0.0; scrambles], 0.0);
    for (row, [a, mixed, b]) in triples.iter().enumerate() {
        let (scramble, _) = design::scramble_of(row, triples.len());
        let variance = f64::midpoint((a - centre) * (a - centre), (b - centre) * (b - centre));
        // What a scramble has more, or less, of the share than its part of the variance warrants; over all scrambles these add up to nought.
        of_first[scramble] += (b - centre) * (mixed - a) - first * variance;
        of_total[scramble] += (a - mixed) * (a - mixed) / 2.0 - total * variance;
        all += variance;
    }
    let r = scrambles as f64;
    let half = |off: &[f64]| {
        let squares: f64 = off.iter().map(|off| off * off).sum();
        student_t(confidence, scrambles as u64 - 1) * (squares * r / (r - 1.0)).sqrt() / all
    };
    (all > 0.0).then(|| (half(&of_first), half(&of_total)))
}

/// An interval with another independent error in it, of which it is told how far it reaches to either side.
fn widened(value: f64, Interval { low, high }: Interval, more: f64) -> Interval {
    Interval { low: value - (value - low).hypot(more), high: value + (high - value).hypot(more) }
}

/// Effects with their squares' part in all levers': what a straight response would have of the variance.
fn in_parts(mut indices: Vec<Index>) -> Vec<Index> {
    let square = |index: &Index| if index.kind == Kind::MuStar { index.value * index.value } else { 0.0 };
    let all: f64 = indices.iter().map(square).sum();
    indices.iter_mut().filter(|index| index.kind == Kind::MuStar && all > 0.0).for_each(|index| index.share = Some(square(index) / all));
    indices
}

#[cfg(test)]
#[path = "indices_tests.rs"]
mod tests;
