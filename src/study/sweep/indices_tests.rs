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

/// The indices of a kind, where `of` is another.
fn kept(all: &[Index], kind: Kind) -> Vec<Index> {
    of(all, kind)
}

fn of(all: &[Index], kind: Kind) -> Vec<Index> {
    all.iter().copied().filter(|index| index.kind == kind).collect()
}

#[test]
fn ishigamis_shares_are_found() {
    let found = indices(Design::SobolIndices, &angles(), Extent { points: 8192, trajectories: 0, levels: 4 }, 200, ishigami);
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
    let found = indices(Design::SobolIndices, &unit_axes(), Extent { points: 8192, trajectories: 0, levels: 4 }, 0, sobol_g);
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
    let floors = [(1.5 + 3.0) / 2.0 * (2.0 / std::f64::consts::PI).sqrt(), 0.0, ((1.5_f64 * 1.5 + 3.0 * 3.0) / 2.0).sqrt()];
    found.iter().zip(floors).for_each(|(index, floor)| near(index.floor.expect("two replications"), floor, 1e-10));
    // A single lever has all of the squares; of μ the interval is Student's of two effects, with the error that both replications share.
    assert_eq!(found.iter().map(|index| index.share).collect::<Vec<_>>(), [Some(1.0), None, None]);
    let half = found[1].interval.map(|ends| (ends.high - ends.low) / 2.0).expect("two effects");
    // By replication μ is (3 - 0)/2 and (6 - 6)/2: half of their distance is the jackknife's error.
    near(half, 12.706_204_736 * (3.75_f64.powi(2) + 0.75_f64.powi(2)).sqrt(), 1e-6);
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
    let seen =
        |replications: &[i32]| points.iter().map(|point| replications.iter().map(|r| value(point, *r)).collect()).collect::<Vec<_>>();
    let first = |values: &[Vec<f64>]| {
        let responses = Responses { points: &points, values, confidence: 0.95, seed: 1, resamples: 0 };
        let found = of(&responses.indices(&["acts", "other"], &[], 4), Kind::FirstOrder)[0];
        let triples: Vec<[f64; 3]> = (0..16).map(|row| [4 * row, 4 * row + 1, 4 * row + 3].map(|point| responses.mean(point))).collect();
        let total = of(&responses.indices(&["acts", "other"], &[], 4), Kind::Total)[0].value;
        (found, between_scrambles(&triples, (found.value, total), 0.95).expect("four scrambles").0)
    };
    let apart = (first(&seen(&[0])).0.value - first(&seen(&[2])).0.value).abs();
    assert!(apart > 0.001, "{apart}");
    let (found, by_points) = first(&seen(&[0, 2]));
    let half = found.interval.map(|ends| (ends.high - ends.low) / 2.0).expect("four scrambles");
    near(half, by_points.hypot(12.706_204_736 * apart / 2.0), 1e-6);
    let (alone, by_points) = first(&seen(&[0]));
    assert_eq!((found.floor, alone.floor), (Some(0.0), None));
    near(alone.interval.map(|ends| (ends.high - ends.low) / 2.0).expect("four scrambles"), by_points, 1e-12);
}

#[test]
fn an_index_is_clear_where_its_interval_lies_beyond_its_floor_and_it_matters() {
    let told = |kind, low, high, floor, share| {
        Index { lever: 0, kind, value: 0.0, interval: Some(Interval { low, high }), floor, share }.standing()
    };
    let clear = |kind, low, high, floor| told(kind, low, high, floor, None) == Standing::Clear;
    for signed in [Kind::Difference { level: 0 }, Kind::Mu, Kind::RankCorrelation] {
        assert!(clear(signed, 0.3, 0.5, Some(0.2)) && clear(signed, -0.5, -0.3, Some(0.2)) && clear(signed, 0.1, 0.5, Some(0.0)));
        assert!(!clear(signed, 0.1, 0.5, Some(0.2)) && !clear(signed, -0.5, -0.1, Some(0.2)) && !clear(signed, -0.1, 0.5, Some(0.0)));
        assert!(!clear(signed, 0.3, 0.5, None), "without a floor nothing is");
    }
    for size in [Kind::MuStar, Kind::Sigma, Kind::FirstOrder, Kind::Total] {
        assert!(clear(size, 0.3, 0.5, Some(0.2)) && !clear(size, 0.1, 0.5, Some(0.2)) && !clear(size, -0.5, -0.3, Some(0.2)));
    }
    let without = Index { lever: 0, kind: Kind::Mu, value: 9.0, interval: None, floor: None, share: None };
    assert!(!without.is_clear(), "without an interval nothing is");
    // A thousandth of the variance is there for sure and matters to nobody.
    assert_eq!(told(Kind::Total, 0.0008, 0.0012, Some(0.0), Some(0.001)), Standing::Small);
    assert_eq!(told(Kind::Total, -0.0008, 0.0012, Some(0.0), Some(0.001)), Standing::Noise);
    assert_eq!(told(Kind::Total, 0.008, 0.012, Some(0.0), Some(0.01)), Standing::Clear);
}

/// Studies of a function with another seed each: how many of the intervals of first-order and total shares hold the truth, of how many.
fn covered(axes: &[Axis], base: usize, studies: u64, of: fn(&[f64]) -> f64, truth: [&[f64]; 2]) -> (u64, u64) {
    let paths: Vec<&str> = axes.iter().map(|axis| axis.path.as_str()).collect();
    let (mut held, mut all) = (0, 0);
    for seed in 0..studies {
        let points = points(Design::SobolIndices, axes, Extent { points: base, trajectories: 0, levels: 4 }, 1000 + seed);
        let value = |point: &Point| of(&point.values.iter().map(|value| value.expect("set")).collect::<Vec<_>>());
        let values: Vec<Vec<f64>> = points.iter().map(|point| vec![value(point)]).collect();
        let found = Responses { points: &points, values: &values, confidence: 0.95, seed, resamples: 0 }.indices(&paths, &[], 4);
        for (kind, truth) in [Kind::FirstOrder, Kind::Total].into_iter().zip(truth) {
            for (index, exact) in kept(&found, kind).iter().zip(truth) {
                let Interval { low, high } = index.interval.expect("several scrambles");
                held += u64::from(low <= *exact && *exact <= high);
                all += 1;
            }
        }
    }
    (held, all)
}

#[test]
fn intervals_of_shares_hold_the_truth_as_often_as_they_say() {
    // 60 studies of six shares each. The six are not independent, so the binomial's error is that of the studies: 3 · √(.95 · .05 / 60) is 8.4 %.
    let (held, all) = covered(&angles(), 256, 60, ishigami, [&ISHIGAMI_FIRST, &ISHIGAMI_TOTAL]);
    let share = held as f64 / all as f64;
    assert!((0.866..=1.0).contains(&share), "{held} of {all}");
}

/// `cargo test --release -- --ignored coverage_of_shares`
#[test]
#[ignore = "a minute or more: thousands of studies"]
fn coverage_of_shares_lies_between_93_and_97_percent() {
    for base in [64, 256, 1024] {
        let of_ishigami = covered(&angles(), base, 1000, ishigami, [&ISHIGAMI_FIRST, &ISHIGAMI_TOTAL]);
        let of_g = covered(&unit_axes(), base, 400, sobol_g, [&SOBOL_G_FIRST, &SOBOL_G_TOTAL]);
        let shares = [of_ishigami, of_g].map(|(held, all)| held as f64 / all as f64);
        eprintln!("{base} base points: {shares:?}");
        assert!(shares.iter().all(|share| (0.93..=0.97).contains(share)), "{base}: {shares:?}");
    }
}

#[test]
fn a_lever_that_does_nothing_is_called_clear_no_oftener_than_promised_and_one_that_acts_nearly_always() {
    // y = 2 a + b, and noise of its own in each replication of each point; the third lever is idle. First-order shares .8, .2 and 0.
    let axes: Vec<Axis> = ["a", "b", "idle"].iter().map(|name| Axis::between(name, 0.0, 1.0)).collect();
    let extent = Extent { points: 128, trajectories: 12, levels: 4 };
    const STUDIES: u64 = 60;
    for (design, kinds) in [
        (Design::SobolIndices, &[Kind::FirstOrder, Kind::Total][..]),
        (Design::Morris, &[Kind::MuStar]),
        (Design::LatinHypercube, &[Kind::RankCorrelation]),
    ] {
        let (mut idle, mut acting) = (vec![0; kinds.len()], vec![0; kinds.len()]);
        for study in 0..STUDIES {
            let points = points(design, &axes, extent, study);
            let value = |point: usize, replication: u64| {
                let mut stream = Stream::new(Seed(study), Purpose::named(&["noise"]), replication, point as u64);
                let noise = (0..12).map(|_| stream.open01()).sum::<f64>() - 6.0;
                2.0 * points[point].values[0].expect("set") + points[point].values[1].expect("set") + 0.3 * noise
            };
            let values: Vec<Vec<f64>> = (0..points.len()).map(|point| (0..10).map(|r| value(point, r)).collect()).collect();
            let responses = Responses { points: &points, values: &values, confidence: 0.95, seed: study, resamples: 0 };
            let found = responses.indices(&["a", "b", "idle"], &[], 4);
            for (place, kind) in kinds.iter().enumerate() {
                let of_kind = kept(&found, *kind);
                idle[place] += u64::from(of_kind[2].standing() != Standing::Noise);
                acting[place] += u64::from(of_kind[1].is_clear());
            }
        }
        // One in forty is 1.5 of 60, one in twenty 3; four standard errors more are 7 and 10.
        assert!(idle.iter().all(|wrong| *wrong <= 10), "{design:?}: idle {idle:?} of {STUDIES}");
        assert!(acting.iter().all(|right| *right >= 54), "{design:?}: acting {acting:?} of {STUDIES}");
    }
}
