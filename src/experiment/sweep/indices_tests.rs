use super::super::design::{Extent, points};
use super::super::functions::*;
use super::*;
use crate::des::stream::{Purpose, Seed, Stream};
use crate::scenario::grammar::Design;
use crate::scenario::sweep::Axis;

fn near(found: f64, wanted: f64, within: f64) {
    assert!((found - wanted).abs() <= within, "{found}, wanted {wanted} within {within}");
}

fn indices(design: Design, axes: &[Axis], extent: Extent, resamples: u64, of: fn(&[f64]) -> f64) -> Vec<Index> {
    let (points, values) = evaluated(design, axes, extent, of);
    let paths: Vec<&str> = axes.iter().map(|axis| axis.path.as_str()).collect();
    Responses { points: &points, values: &values, confidence: 0.95, seed: 1, resamples }.indices(&paths, &[], extent.levels)
}

fn of(all: &[Index], kind: Kind) -> Vec<Index> {
    all.iter().copied().filter(|index| index.kind == kind).collect()
}

#[test]
fn ishigamis_shares_are_found() {
    let found = indices(Design::SobolIndices, &angles(), Extent { points: 2048, trajectories: 0, levels: 4 }, 200, ishigami);
    for k in 0..3 {
        let (first, total) = (of(&found, Kind::FirstOrder)[k], of(&found, Kind::Total)[k]);
        near(first.value, ISHIGAMI_FIRST[k], 0.02);
        near(total.value, ISHIGAMI_TOTAL[k], 0.02);
        for (index, exact) in [(first, ISHIGAMI_FIRST[k]), (total, ISHIGAMI_TOTAL[k])] {
            let Interval { low, high } = index.interval.expect("many rows");
            assert!(low - 0.01 < exact && exact < high + 0.01, "{index:?}");
            assert_eq!(index.floor, None, "a single replication cannot tell noise");
        }
    }
}

#[test]
fn sobols_g_is_found() {
    let found = indices(Design::SobolIndices, &unit_axes(), Extent { points: 2048, trajectories: 0, levels: 4 }, 0, sobol_g);
    for k in 0..4 {
        near(of(&found, Kind::FirstOrder)[k].value, SOBOL_G_FIRST[k], 0.02);
        near(of(&found, Kind::Total)[k].value, SOBOL_G_TOTAL[k], 0.02);
    }
    assert!(of(&found, Kind::Total)[7].value < 0.001);
}

#[test]
fn morris_finds_ishigamis_effects() {
    let found = indices(Design::Morris, &angles(), Extent { points: 0, trajectories: 4000, levels: 4 }, 200, ishigami);
    for (index, wanted) in of(&found, Kind::MuStar).iter().zip(ISHIGAMI_MU_STAR) {
        near(index.value, wanted, 0.2);
        assert!(Index { floor: Some(0.0), ..*index }.is_clear() && !index.is_clear(), "noise cannot be told from a single replication");
    }
    // The second acts alike wherever the others stand, up as often as down.
    near(of(&found, Kind::Mu)[1].value, 0.0, 0.4);
}

/// A function of the first of two levers with noise that is not shared between points.
fn noisy(design: Design, extent: Extent, sd: f64) -> Vec<Index> {
    let axes = [Axis::between("acts", 0.0, 1.0), Axis::between("idle", 0.0, 1.0)];
    let points = points(design, &axes, extent, 3);
    let value = |point: usize, replication: u64| {
        let mut stream = Stream::new(Seed(9), Purpose::named(&["noise"]), replication, point as u64);
        // Twelve uniforms make a normal, near enough.
        let noise = (0..12).map(|_| stream.open01()).sum::<f64>() - 6.0;
        points[point].values[0].unwrap_or(0.5) + sd * noise
    };
    let values: Vec<Vec<f64>> = (0..points.len()).map(|point| (0..10).map(|r| value(point, r)).collect()).collect();
    Responses { points: &points, values: &values, confidence: 0.95, seed: 1, resamples: 400 }.indices(&["acts", "idle"], &[], extent.levels)
}

#[test]
fn noise_makes_no_lever_and_its_floor_is_where_an_idle_one_stands() {
    let extent = Extent { points: 256, trajectories: 60, levels: 4 };
    let found = noisy(Design::SobolIndices, extent, 0.5);
    let totals = of(&found, Kind::Total);
    assert!(totals[0].is_clear() && !totals[1].is_clear(), "{totals:?}");
    near(totals[1].value, totals[1].floor.expect("ten replications"), 0.25 * totals[1].value);
    let firsts = of(&found, Kind::FirstOrder);
    assert!(firsts[0].is_clear() && !firsts[1].is_clear(), "{firsts:?}");
    let found = noisy(Design::Morris, extent, 0.5);
    let stars = of(&found, Kind::MuStar);
    assert!(stars[0].is_clear() && !stars[1].is_clear(), "{stars:?}");
    near(stars[1].value, stars[1].floor.expect("ten replications"), 0.3 * stars[1].value);
    let found = noisy(Design::OneAtATime, extent, 0.01);
    assert_eq!(found.iter().map(Index::is_clear).collect::<Vec<_>>()[..2], [true, true]);
    let found = noisy(Design::LatinHypercube, extent, 0.1);
    assert!(found[0].value > 0.9 && found[0].is_clear() && !found[1].is_clear(), "{found:?}");
}

#[test]
fn what_all_points_share_is_no_noise() {
    let axes = [Axis::between("acts", 0.0, 1.0), Axis::between("idle", 0.0, 1.0)];
    let points = points(Design::SobolIndices, &axes, Extent { points: 32, trajectories: 0, levels: 4 }, 3);
    let luck = [5.0, -3.0, 0.25];
    let values: Vec<Vec<f64>> = points.iter().map(|point| luck.iter().map(|luck| luck + point.values[0].expect("set")).collect()).collect();
    let responses = Responses { points: &points, values: &values, confidence: 0.95, seed: 1, resamples: 400 };
    let found = responses.indices(&["acts", "idle"], &[], 4);
    assert!(found.iter().all(|index| index.floor.expect("three replications") < 1e-12), "{found:?}");
    assert!(responses.noise_share().expect("three replications") < 1e-12);
    assert_eq!(of(&found, Kind::Total)[1].value, 0.0);
}

#[test]
fn ranks_of_equal_values_are_shared() {
    assert_eq!(ranks(&[3.0, 1.0, 3.0, 2.0]), [3.5, 1.0, 3.5, 2.0]);
    assert_eq!(correlation(&[1.0, 2.0, 3.0], &[2.0, 4.0, 6.0]), Some(1.0));
}

#[test]
fn noise_is_what_is_left_of_the_variance_of_means_when_shared_luck_is_taken_off() {
    let points = points(Design::OneAtATime, &[Axis::between("acts", 0.0, 1.0)], Extent { points: 0, trajectories: 0, levels: 2 }, 3);
    let share = |values: &[Vec<f64>]| Responses { points: &points, values, confidence: 0.95, seed: 1, resamples: 0 }.noise_share();
    // The replications' means are 2 and 6. Less these the points are -2, -4 and 2, 4: variance 2, that of a mean of two 1.
    // The points' means, 1 and 7, have variance 9.
    near(share(&[vec![0.0, 2.0], vec![4.0, 10.0]]).expect("two replications"), 1.0 / 9.0, 1e-12);
    assert_eq!(share(&[vec![0.0], vec![4.0]]), None);
    assert_eq!(share(&[vec![1.0, 2.0], vec![1.0, 2.0]]), None);
}

/// Points of a single lever, each with what it is for.
fn of_one_lever(roles: &[Role]) -> Vec<Point> {
    roles.iter().map(|role| Point { values: vec![Some(0.5)], role: *role }).collect()
}

#[test]
fn morriss_indices_are_as_on_paper() {
    // Of four levels a lever moves two thirds. It raises the response by 3 when it goes up, and by 2 when it goes down: effects 4.5 and -3.
    let (first, second) = (Role::Start { trajectory: 0 }, Role::Start { trajectory: 1 });
    let step = |trajectory, up| Role::Step { trajectory, lever: 0, up };
    let points = of_one_lever(&[first, step(0, true), second, step(1, false)]);
    let values = [vec![1.0, 3.0], vec![3.0, 7.0], vec![6.0, 6.0], vec![6.0, 10.0]];
    let responses = Responses { points: &points, values: &values, confidence: 0.95, seed: 1, resamples: 0 };
    let found = responses.indices(&["lever"], &[], 4);
    let told: Vec<(Kind, f64)> = found.iter().map(|index| (index.kind, index.value)).collect();
    assert_eq!(told.iter().map(|(kind, _)| *kind).collect::<Vec<_>>(), [Kind::MuStar, Kind::Mu, Kind::Sigma]);
    for ((_, value), wanted) in told.iter().zip([3.75, 0.75, (2.0_f64 * 3.75 * 3.75).sqrt()]) {
        near(*value, wanted, 1e-12);
    }
    // The differences of means have variances 1 and 4, so their errors are 1 and 2, over two thirds; √(2/π) of the mean of these.
    let floor = (1.5 + 3.0) / 2.0 * (2.0 / std::f64::consts::PI).sqrt();
    found.iter().for_each(|index| near(index.floor.expect("two replications"), floor, 1e-12));
}

#[test]
fn the_effect_of_a_whole_number_is_scaled_by_what_it_moved() {
    // The response is the lever itself: its effect over the range is the range, however few numbers lie in it.
    for (high, levels) in [(2.0, 4), (2.0, 6), (2.0, 8), (3.0, 4), (7.0, 6)] {
        let mut axes = [Axis::between("rooms", 1.0, high)];
        axes[0].whole = true;
        let points = points(Design::Morris, &axes, Extent { points: 0, trajectories: 10, levels }, 3);
        let values: Vec<Vec<f64>> = points.iter().map(|point| vec![point.values[0].expect("set")]).collect();
        let responses = Responses { points: &points, values: &values, confidence: 0.95, seed: 1, resamples: 0 };
        let found = of(&responses.indices(&["rooms"], &[Some(high - 1.0)], levels), Kind::MuStar);
        assert_eq!(found.len(), 1, "{high}, {levels}");
        near(found[0].value, high - 1.0, 1e-12);
    }
}

#[test]
fn a_share_of_the_variance_is_known_from_two_replications_on() {
    // By replication the index is that of its own responses; the jackknife's error of two is half their distance.
    let axes = [Axis::between("acts", 0.0, 1.0), Axis::between("other", 0.0, 1.0)];
    let points = points(Design::SobolIndices, &axes, Extent { points: 16, trajectories: 0, levels: 4 }, 3);
    let value = |point: &Point, replication: i32| {
        let [a, b] = [0, 1].map(|lever| point.values[lever].expect("set"));
        a + b.powi(replication + 1) * 0.7
    };
    let first = |replications: &[i32]| {
        let values: Vec<Vec<f64>> = points.iter().map(|point| replications.iter().map(|r| value(point, *r)).collect()).collect();
        let responses = Responses { points: &points, values: &values, confidence: 0.95, seed: 1, resamples: 0 };
        of(&responses.indices(&["acts", "other"], &[], 4), Kind::FirstOrder)[0]
    };
    let apart = (first(&[0]).value - first(&[2]).value).abs();
    assert!(apart > 0.001, "{apart}");
    near(first(&[0, 2]).floor.expect("two replications"), 12.706_204_736 * apart / 2.0, 1e-6);
    assert_eq!(first(&[0]).floor, None);
}

#[test]
fn an_index_is_clear_where_its_interval_lies_beyond_its_floor() {
    let clear = |kind, low, high, floor| Index { lever: 0, kind, value: 0.0, interval: Some(Interval { low, high }), floor }.is_clear();
    for signed in [Kind::Difference { level: 0 }, Kind::Mu, Kind::RankCorrelation] {
        assert!(clear(signed, 0.3, 0.5, Some(0.2)) && clear(signed, -0.5, -0.3, Some(0.2)) && clear(signed, 0.1, 0.5, Some(0.0)));
        assert!(!clear(signed, 0.1, 0.5, Some(0.2)) && !clear(signed, -0.5, -0.1, Some(0.2)) && !clear(signed, -0.1, 0.5, Some(0.0)));
        assert!(!clear(signed, 0.3, 0.5, None), "without a floor nothing is");
    }
    for size in [Kind::MuStar, Kind::Sigma, Kind::FirstOrder, Kind::Total] {
        assert!(clear(size, 0.3, 0.5, Some(0.2)) && !clear(size, 0.1, 0.5, Some(0.2)) && !clear(size, -0.5, -0.3, Some(0.2)));
    }
    assert!(!Index { lever: 0, kind: Kind::Mu, value: 9.0, interval: None, floor: None }.is_clear(), "without an interval nothing is");
}

#[test]
fn a_rank_correlation_must_beat_what_as_many_points_without_any_would_show() {
    let points: Vec<Point> = (0..5).map(|k| Point { values: vec![Some(f64::from(k))], role: Role::Sample }).collect();
    // The ranks of 2, 1, 4, 3, 5 against 1 to 5: 1 - 6·4/(5·24). The sixth point has no response and does not count.
    let values: Vec<Vec<f64>> = [20.0, 10.0, 40.0, 30.0, 50.0].map(|value| vec![value]).to_vec();
    let with = |points: &[Point], values: &[Vec<f64>]| {
        Responses { points, values, confidence: 0.95, seed: 1, resamples: 0 }.indices(&["lever"], &[], 4)[0]
    };
    let found = with(&points, &values);
    near(found.value, 0.8, 1e-12);
    near(found.floor.expect("five points"), 1.959_963_985 / 2.0, 1e-8);
    let more = [points, vec![Point { values: vec![Some(9.0)], role: Role::Sample }]].concat();
    assert_eq!(with(&more, &[values, vec![vec![f64::NAN]]].concat()), found);
}
