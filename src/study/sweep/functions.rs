//! Functions whose sensitivity is known exactly: what the indices are checked against.

use std::f64::consts::PI;

use super::design::{Extent, Point, points};
use crate::scenario::grammar::Design;
use crate::scenario::sweep::Axis;

/// Ishigami's variance, first-order and total shares for a = 7, b = 0.1.
pub const ISHIGAMI_FIRST: [f64; 3] = [0.313_905_191_147_811_46, 0.442_411_144_790_040_9, 0.0];
/// Its total shares.
pub const ISHIGAMI_TOTAL: [f64; 3] = [0.557_588_855_209_959_2, 0.442_411_144_790_040_9, 0.243_684_064_062_147_7];
/// Its μ* on four levels, over the whole range of each: with many trajectories (SALib's regression test; the second is exact).
pub const ISHIGAMI_MU_STAR: [f64; 3] = [7.683, 7.875, 6.256];
/// The constants of Sobol's G.
pub const SOBOL_G: [f64; 8] = [0.0, 1.0, 4.5, 9.0, 99.0, 99.0, 99.0, 99.0];
/// Its first-order shares, of the first four.
pub const SOBOL_G_FIRST: [f64; 4] = [0.7162, 0.1790, 0.0237, 0.0072];
/// Its total shares, of the first four.
pub const SOBOL_G_TOTAL: [f64; 4] = [0.7871, 0.2422, 0.0343, 0.0105];

/// Ishigami's function of three angles from −π to π.
pub fn ishigami(x: &[f64]) -> f64 {
    x[0].sin() + 7.0 * x[1].sin().powi(2) + 0.1 * x[2].powi(4) * x[0].sin()
}

/// Sobol's G function of eight numbers from 0 to 1.
pub fn sobol_g(x: &[f64]) -> f64 {
    x.iter().zip(SOBOL_G).map(|(x, a)| ((4.0 * x - 2.0).abs() + a) / (1.0 + a)).product()
}

/// Three axes of angles.
pub fn angles() -> Vec<Axis> {
    ["x1", "x2", "x3"].iter().map(|name| Axis::between(name, -PI, PI)).collect()
}

/// Eight axes from 0 to 1.
pub fn unit_axes() -> Vec<Axis> {
    (1..=8).map(|k| Axis::between(&format!("x{k}"), 0.0, 1.0)).collect()
}

/// A design's points and a function's values there, one replication of each.
pub fn evaluated(design: Design, axes: &[Axis], extent: Extent, of: fn(&[f64]) -> f64) -> (Vec<Point>, Vec<Vec<f64>>) {
    let points = points(design, axes, extent, 2016);
    let value = |point: &Point| of(&point.values.iter().map(|value| value.unwrap_or_default()).collect::<Vec<_>>());
    let values = points.iter().map(|point| vec![value(point)]).collect();
    (points, values)
}
