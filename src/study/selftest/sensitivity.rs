//! Indices of functions whose sensitivity is known exactly, by the designs and estimators that sweeps use.

use super::Check;
use crate::scenario::grammar::Design;
use crate::scenario::sweep::Axis;
use crate::study::sweep::design::{Extent, latin_hypercube};
use crate::study::sweep::functions::*;
use crate::study::sweep::indices::{Index, Kind, Responses};

/// Base points, and trajectories.
const EXTENT: Extent = Extent { points: 8192, trajectories: 4000, levels: 4 };

fn indices(design: Design, axes: &[Axis], of: fn(&[f64]) -> f64) -> Vec<Index> {
    let (points, values) = evaluated(design, axes, EXTENT, of);
    let paths: Vec<&str> = axes.iter().map(|axis| axis.path.as_str()).collect();
    Responses { points: &points, values: &values, confidence: 0.95, seed: 1, resamples: 0 }.indices(&paths, &[], EXTENT.levels)
}

fn of(found: &[Index], kind: Kind) -> impl Iterator<Item = f64> + '_ {
    found.iter().filter(move |index| index.kind == kind).map(|index| index.value)
}

/// Of Ishigami's function, Sobol's G, and the Latin hypercube.
pub(super) fn checks() -> Vec<Check> {
    let mut checks = Vec::new();
    let mut compare = |function: &str, kind: Kind, reference, found: &[Index], wanted: &[f64], within: f64| {
        for ((k, wanted), found) in (1..).zip(wanted).zip(of(found, kind)) {
            checks.push(Check::near(format!("{function}, {}, x{k}", kind.words()), reference, *wanted, found, within));
        }
    };
    const EXACT: &str = "exact, by integration";
    let found = indices(Design::SobolIndices, &angles(), ishigami);
    compare("Ishigami", Kind::FirstOrder, EXACT, &found, &ISHIGAMI_FIRST, 0.02);
    compare("Ishigami", Kind::Total, EXACT, &found, &ISHIGAMI_TOTAL, 0.02);
    let found = indices(Design::SobolIndices, &unit_axes(), sobol_g);
    compare("Sobol G", Kind::FirstOrder, EXACT, &found, &SOBOL_G_FIRST, 0.02);
    compare("Sobol G", Kind::Total, EXACT, &found, &SOBOL_G_TOTAL, 0.02);
    let found = indices(Design::Morris, &angles(), ishigami);
    compare("Ishigami", Kind::MuStar, "SALib's regression test; the second exact", &found, &ISHIGAMI_MU_STAR, 0.2);
    let rows = latin_hypercube(&unit_axes(), 100, 7);
    let crowded = (0..8).filter(|axis| {
        let mut slices: Vec<usize> = rows.iter().map(|row| (row[*axis] * 100.0) as usize).collect();
        slices.sort_unstable();
        slices.iter().enumerate().any(|(k, slice)| k != *slice)
    });
    let crowded = crowded.count().to_string();
    checks.push(Check::same("Latin hypercube, axes without one point in each slice", "McKay et al. 1979, definition", "0", crowded));
    checks
}
