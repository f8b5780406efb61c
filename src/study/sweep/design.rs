//! Where a sweep looks: the points of a design over levers, made from the seed and the levers' names alone.
//!
//! A lever's column depends on its own name and not on its place in the file, so that a lever more
//! moves no other. (The Sobol sequence is the exception: its axes are numbered.) Nothing here knows what a lever does.

use serde::{Deserialize, Serialize};

use crate::des::stream::{Purpose, Seed, Stream};
use crate::scenario::grammar::Design;
use crate::scenario::sweep::Axis;

/// The most levers of a design on a Sobol sequence: it takes two axes for each, of 256 that are tabulated.
pub const MOST_LEVERS: usize = 128;

/// How large a design is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Extent {
    /// Points of a sample; base points of Sobol indices.
    pub points: usize,
    /// Morris's trajectories.
    pub trajectories: usize,
    /// Levels of a lever between its ends.
    pub levels: usize,
}

/// A point: where each lever stands.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Point {
    /// One per lever, in its unit; `None` where it stays as the scenario has it.
    pub values: Vec<Option<f64>>,
    /// What the point is for.
    pub role: Role,
}

/// What a point is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Role {
    /// The scenario as it is.
    Base,
    /// One lever moved, the others as they are; levels count from 0.
    Alone {
        /// The lever.
        lever: usize,
        /// Which of its values.
        level: usize,
    },
    /// A combination of a grid.
    Cell,
    /// A point of a sample.
    Sample,
    /// The beginning of a trajectory.
    Start {
        /// Which.
        trajectory: usize,
    },
    /// The next point of a trajectory, one lever moved from the point before.
    Step {
        /// Which.
        trajectory: usize,
        /// The lever that was moved.
        lever: usize,
        /// Whether it was moved up.
        up: bool,
    },
    /// A row of Saltelli's matrix A.
    A {
        /// Which.
        row: usize,
    },
    /// A row of his matrix B.
    B {
        /// Which.
        row: usize,
    },
    /// A row of A with one lever as B has it.
    Mixed {
        /// Which row.
        row: usize,
        /// The lever from B.
        lever: usize,
    },
}

impl Role {
    /// In a word or two, for files.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Base => "base",
            Self::Alone { .. } => "one lever moved",
            Self::Cell => "grid",
            Self::Sample => "sample",
            Self::Start { .. } => "trajectory begins",
            Self::Step { .. } => "trajectory",
            Self::A { .. } => "A",
            Self::B { .. } => "B",
            Self::Mixed { .. } => "A with one from B",
        }
    }
}

/// How far Morris's design moves a lever, as a part of its range: half of the levels.
pub fn morris_step(levels: usize) -> f64 {
    levels as f64 / (2.0 * (levels as f64 - 1.0))
}

/// The points of a design, in the order in which they run.
///
/// - `axes`: one per lever, at least one.
/// - `seed`: the run's master seed.
pub fn points(design: Design, axes: &[Axis], extent: Extent, seed: u64) -> Vec<Point> {
    match design {
        Design::OneAtATime | Design::Assumptions => one_at_a_time(axes),
        Design::Grid => grid(axes, extent.levels),
        Design::LatinHypercube => sample(axes, &latin_hypercube(axes, extent.points, seed)),
        Design::Sobol => sample(axes, &(0..extent.points).map(|row| sobol((0, row), 0, axes.len(), seed)).collect::<Vec<_>>()),
        Design::Morris => morris(axes, extent, seed),
        Design::SobolIndices => saltelli(axes, extent.points, seed),
    }
}

fn one_at_a_time(axes: &[Axis]) -> Vec<Point> {
    let mut points = vec![Point { values: vec![None; axes.len()], role: Role::Base }];
    for (lever, axis) in axes.iter().enumerate() {
        for (level, value) in axis.levels(2).into_iter().enumerate() {
            let mut values = vec![None; axes.len()];
            values[lever] = Some(value);
            points.push(Point { values, role: Role::Alone { lever, level } });
        }
    }
    points
}

/// Every combination, the last lever running fastest.
fn grid(axes: &[Axis], levels: usize) -> Vec<Point> {
    let mut rows: Vec<Vec<Option<f64>>> = vec![Vec::new()];
    for axis in axes {
        let levels = axis.levels(levels);
        rows = rows.iter().flat_map(|row| levels.iter().map(|value| row.iter().copied().chain([Some(*value)]).collect())).collect();
    }
    rows.into_iter().map(|values| Point { values, role: Role::Cell }).collect()
}

fn at(axes: &[Axis], unit: &[f64], role: Role) -> Point {
    Point { values: axes.iter().zip(unit).map(|(axis, part)| Some(axis.at(*part))).collect(), role }
}

fn sample(axes: &[Axis], rows: &[Vec<f64>]) -> Vec<Point> {
    rows.iter().map(|row| at(axes, row, Role::Sample)).collect()
}

/// A whole number from 0 up to `below`.
pub(super) fn draw_below(stream: &mut Stream, below: usize) -> usize {
    // The high half of the product: the bias is below 2⁻⁴⁰ for any number that a design has.
    ((u128::from(stream.bits64()) * below as u128) >> 64) as usize
}

/// Rows in the unit cube, one in each of `points` equal slices of every axis, at a random place within it.
///
/// Source: McKay, Beckman & Conover 1979, Technometrics 21, 239-245.
pub fn latin_hypercube(axes: &[Axis], points: usize, seed: u64) -> Vec<Vec<f64>> {
    let mut rows = vec![Vec::with_capacity(axes.len()); points];
    for axis in axes {
        let mut stream = Stream::new(Seed(seed), Purpose::named(&["sweep", "latin hypercube", &axis.path]), 0, 0);
        let mut slices: Vec<usize> = (0..points).collect();
        for last in (1..points).rev() {
            slices.swap(last, draw_below(&mut stream, last + 1));
        }
        for (row, slice) in rows.iter_mut().zip(slices) {
            row.push((slice as f64 + stream.open01()) / points as f64);
        }
    }
    rows
}

/// Into how many independent scrambles of the sequence so many base points are split: the more of them, the better the error is known, and the
/// less evenly each fills the axes. One where there are too few points to tell an error at all.
pub const fn scrambles(base: usize) -> usize {
    match base {
        0..16 => 1,
        16..64 => 4,
        _ => 8,
    }
}

/// The scramble that a base point is in, and its place there. Scrambles are as long as each other, or one point longer.
pub const fn scramble_of(row: usize, base: usize) -> (usize, usize) {
    let number = scrambles(base);
    let (length, longer) = (base / number, base % number);
    let in_longer = longer * (length + 1);
    if row < in_longer {
        (row / (length + 1), row % (length + 1))
    } else {
        (longer + (row - in_longer) / length, (row - in_longer) % length)
    }
}

/// A row of Sobol's sequence with Owen's scrambling, in the unit cube, from axis `first` on.
///
/// - `scramble`: which of several independent ones.
///
/// Source: Burley 2020, J. Computer Graphics Techniques 9(4), 1-20 (the crate `sobol_burley`).
fn sobol((scramble, row): (usize, usize), first: usize, axes: usize, seed: u64) -> Vec<f64> {
    let scramble = Stream::new(Seed(seed), Purpose::named(&["sweep", "sobol"]), scramble as u64, 0).bits64() as u32;
    let at = |axis: usize| f64::from(sobol_burley::sample(row as u32, axis as u32, scramble));
    (first..first + axes).map(at).collect()
}

/// Trajectories on a grid of levels, each lever moved once in each, by half of the levels, up or down.
///
/// Source: Morris 1991, Technometrics 33, 161-174.
fn morris(axes: &[Axis], extent: Extent, seed: u64) -> Vec<Point> {
    let step = morris_step(extent.levels);
    let mut points = Vec::with_capacity(extent.trajectories * (axes.len() + 1));
    for trajectory in 0..extent.trajectories {
        let mut drawn: Vec<(u64, usize, bool, f64)> = Vec::with_capacity(axes.len());
        for (lever, axis) in axes.iter().enumerate() {
            let mut stream = Stream::new(Seed(seed), Purpose::named(&["sweep", "morris", &axis.path]), trajectory as u64, 0);
            let lowest = draw_below(&mut stream, extent.levels / 2) as f64 / (extent.levels as f64 - 1.0);
            drawn.push((stream.bits64(), lever, stream.chance(0.5), lowest));
        }
        let mut unit: Vec<f64> = drawn.iter().map(|(_, _, up, lowest)| if *up { *lowest } else { lowest + step }).collect();
        points.push(at(axes, &unit, Role::Start { trajectory }));
        // Whoever drew the smallest number goes first.
        drawn.sort_unstable_by_key(|(order, lever, ..)| (*order, *lever));
        for (_, lever, up, lowest) in drawn {
            unit[lever] = if up { lowest + step } else { lowest };
            points.push(at(axes, &unit, Role::Step { trajectory, lever, up }));
        }
    }
    points
}

/// For each base point, of several independent scrambles one after another, a row of A, a row of B, and rows of A with one lever as B has it.
///
/// Source: Saltelli et al. 2010, Computer Physics Communications 181, 259-270.
fn saltelli(axes: &[Axis], base: usize, seed: u64) -> Vec<Point> {
    let levers = axes.len();
    let mut points = Vec::with_capacity(base * (levers + 2));
    for row in 0..base {
        let at_row = scramble_of(row, base);
        let (a, b) = (sobol(at_row, 0, levers, seed), sobol(at_row, levers, levers, seed));
        points.push(at(axes, &a, Role::A { row }));
        for lever in 0..levers {
            let mut mixed = a.clone();
            mixed[lever] = b[lever];
            points.push(at(axes, &mixed, Role::Mixed { row, lever }));
        }
        points.push(at(axes, &b, Role::B { row }));
    }
    points
}

#[cfg(test)]
#[path = "design_tests.rs"]
mod tests;
