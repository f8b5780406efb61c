use super::*;

/// Computed for this project from the formulas with another library (docs/EVIDENCE.md, test vectors).
const T_975: [(u64, f64); 9] = [
    (1, 12.706204736174694),
    (2, 4.302652729749462),
    (3, 3.1824463052837078),
    (4, 2.7764451051977934),
    (9, 2.262157162798205),
    (19, 2.0930240544083087),
    (29, 2.045229642132703),
    (39, 2.022690920036761),
    (99, 1.9842169515864174),
];

/// Hits, of, then the ends by Wilson, Clopper-Pearson and Jeffreys; the cases are Newcombe's (1998).
type Case = (u64, u64, [f64; 2], [f64; 2], [f64; 2]);
const PROPORTIONS: [Case; 6] = [
    (
        81,
        263,
        [0.2552885198782742, 0.36620957698280004],
        [0.25273674558527126, 0.3676219226013514],
        [0.2545219349910236, 0.36564749917408246],
    ),
    (
        15,
        148,
        [0.06238639953073628, 0.16048724172330803],
        [0.05784401008344857, 0.161650490349479],
        [0.060448517009296425, 0.15764314347874112],
    ),
    (0, 20, [0.0, 0.1611251580528194], [0.0, 0.16843347098308534], [2.4246478459242733e-05, 0.11663898290487543]),
    (
        1,
        29,
        [0.006113214292762667, 0.17175521879320294],
        [0.000872646883579922, 0.17764429548872293],
        [0.003746173649057073, 0.15007768600223176],
    ),
    (90, 100, [0.8256343384950865, 0.9447708629393249], [0.8237774022599773, 0.9509953107785141], [0.829876070347813, 0.9474153247093312]),
    (45, 50, [0.7863976856252034, 0.9565242350681095], [0.7818646335657977, 0.9667249064109775], [0.7946451719769524, 0.9608056356058162]),
];

fn near(found: f64, wanted: f64) {
    assert!((found - wanted).abs() <= 1e-9 * wanted.abs().max(1.0), "found {found}, wanted {wanted}");
}

fn interval_near(found: Interval, [low, high]: [f64; 2]) {
    near(found.low, low);
    near(found.high, high);
}

#[test]
fn student_quantiles_agree_with_the_table() {
    for (freedom, wanted) in T_975 {
        near(student_t(0.95, freedom), wanted);
    }
    // Two degrees of freedom have a closed form, and the library's own inverse misses this one by 2 %.
    near(student_t(0.6, 2), 2.0 * 0.3 * (2.0 / (1.0 - 4.0 * 0.3 * 0.3_f64)).sqrt());
}

#[test]
fn proportions_agree_with_published_cases() {
    for (hits, of, by_wilson, exact, by_jeffreys) in PROPORTIONS {
        interval_near(wilson(hits, of, 0.95), by_wilson);
        interval_near(clopper_pearson(hits, of, 0.95), exact);
        interval_near(jeffreys(hits, of, 0.95), by_jeffreys);
    }
}

#[test]
fn a_single_value_has_a_mean_and_no_interval() {
    let one = Tally::from_iter([0.4]).estimate(0.95).expect("a mean");
    assert_eq!((one.mean, one.half_width, one.sd, one.low()), (0.4, None, None, None));
    assert_eq!(Tally::default().estimate(0.95), None);
}

/// Made up under common random numbers (METHODS, section 4), with the answers computed by hand.
const A: [f64; 10] = [0.82, 0.85, 0.80, 0.88, 0.84, 0.86, 0.83, 0.87, 0.81, 0.84];
const B: [f64; 10] = [0.88, 0.90, 0.87, 0.92, 0.89, 0.92, 0.87, 0.93, 0.86, 0.90];

#[test]
fn paired_differences_have_the_half_width_computed_by_hand() {
    let found = paired(&A, &B, 0.95).expect("ten pairs");
    near(found.difference.mean, 0.054);
    assert!((found.difference.sd.expect("ten") - 0.0096609).abs() < 5e-8);
    assert!((found.difference.half_width.expect("ten") - 0.0069110).abs() < 5e-8);
    let unpaired = found.unpaired.expect("ten");
    assert!((found.difference.mean - unpaired - 0.0305).abs() < 5e-5, "{unpaired}");
    assert!((found.difference.mean + unpaired - 0.0775).abs() < 5e-5, "{unpaired}");
    let (a, b, d) = (found.first.sd.expect("ten"), found.second.sd.expect("ten"), found.difference.sd.expect("ten"));
    near(found.gain.expect("they differ"), (a * a + b * b) / (d * d));
    assert!(found.p.expect("ten") < 1e-6);
}

#[test]
fn unpaired_the_order_of_two_series_does_not_matter() {
    let (one, other) = (paired(&A, &B, 0.95).expect("ten pairs"), paired(&B, &A, 0.95).expect("ten pairs"));
    let (one, other) = (one.unpaired.expect("ten of each"), other.unpaired.expect("ten of each"));
    assert!(one > 0.0 && (one - other).abs() < 1e-12, "{one} {other}");
}

#[test]
fn only_replications_that_both_have_are_paired() {
    let found = paired(&[0.1, f64::NAN, 0.3, 0.5], &[0.2, 0.9, f64::NAN, 0.7], 0.95).expect("two pairs");
    assert_eq!(found.difference.replications, 2);
    near(found.first.mean, 0.3);
    near(found.difference.mean, 0.15);
    // With one degree of freedom Student's t is Cauchy's law: t = 0.15 / 0.05 = 3.
    near(found.p.expect("two"), 1.0 - 2.0 / std::f64::consts::PI * 3.0_f64.atan());
    assert_eq!(paired(&[f64::NAN], &[0.2], 0.95), None);
    let one = paired(&[0.1], &[0.2], 0.95).expect("a pair");
    assert_eq!((one.p, one.unpaired, one.gain, one.difference.half_width), (None, None, None, None));
}

#[test]
fn series_that_are_the_same_differ_by_nothing_at_all() {
    let found = paired(&A, &A, 0.95).expect("ten pairs");
    assert_eq!((found.difference.mean, found.difference.half_width, found.gain, found.p), (0.0, Some(0.0), None, Some(1.0)));
}

#[test]
fn holm_agrees_with_the_textbook() {
    // The adjusted values of R's p.adjust(c(.01, .04, .03, .005), "holm"): .03 .06 .06 .02.
    let found = holm(&[0.01, 0.04, 0.03, 0.005].map(Some));
    for (found, wanted) in found.into_iter().zip([0.03, 0.06, 0.06, 0.02]) {
        near(found.expect("a value"), wanted);
    }
    // What cannot be tested stays untold, and makes the others no easier.
    assert_eq!(holm(&[None, Some(0.01)]), [None, Some(0.02)]);
    assert_eq!(holm(&[Some(0.9), Some(0.8)]), [Some(1.0), Some(1.0)]);
    assert_eq!(holm(&[]), []);
}

#[test]
fn welford_does_not_cancel_far_from_nought() {
    let far: Tally = [4.0, 7.0, 13.0, 16.0].iter().map(|x| x + 1e9).collect();
    near(far.sd().expect("four") * far.sd().expect("four"), 30.0);
}

#[test]
fn a_chance_that_none_or_all_showed_has_the_exact_bound() {
    // 1 - 0.05^(1/20), by hand; the one-sided bound is the end of a two-sided exact interval at 90 %.
    let bound = 0.139_108_340_668_265_22;
    let none = Chance::new(0, 20, 0.95).expect("twenty");
    interval_near(none.interval, [0.0, bound]);
    interval_near(none.interval, [0.0, clopper_pearson(0, 20, 0.9).high]);
    let all = Chance::new(20, 20, 0.95).expect("twenty");
    interval_near(all.interval, [1.0 - bound, 1.0]);
    near(most_unseen(1, 0.95), 0.95);
    near(most_unseen(1_000_000_000, 0.95), -(0.05_f64.ln()) / 1e9);
    interval_near(Chance::new(45, 50, 0.95).expect("fifty").interval, [0.7863976856252034, 0.9565242350681095]);
    assert_eq!(Chance::new(0, 0, 0.95), None);
}

#[test]
fn a_bound_is_wrong_as_often_as_it_says_and_no_more() {
    // Of a chance just above the bound, none of n shows it with a probability of just under 5 %.
    for of in [1, 5, 20, 50, 1000] {
        let above = most_unseen(of, 0.95) + 1e-9;
        let unseen = (1.0 - above).max(0.0).powf(of as f64);
        assert!(unseen <= 0.05 && unseen > 0.049, "{of}: {unseen}");
    }
}

#[test]
fn what_overflows_has_no_mean_or_no_error_and_never_an_infinite_one() {
    let finite = |estimate: Estimate| [Some(estimate.mean), estimate.half_width, estimate.sd].into_iter().flatten().all(f64::is_finite);
    for values in [[1e308, -1e308, 1e308], [f64::INFINITY, 1.0, 2.0], [1e200, 3.0, -1e200]] {
        assert!(Tally::from_iter(values).estimate(0.95).is_none_or(finite), "{values:?}");
        assert!(paired(&values, &[0.0; 3], 0.95).is_none_or(|pair| finite(pair.difference) && pair.gain.is_none_or(f64::is_finite)));
    }
    assert_eq!(ratio(&[(1.0, 1e-310), (1e10, 0.0)], 0.95), None);
}

#[test]
fn the_interval_of_a_corrected_claim_leaves_out_nought_where_its_p_is_below_the_level() {
    // Series of ten pairs with p from far below to far above the level, corrected among themselves.
    let pairs: Vec<Paired> = [0.0, 0.004, 0.0061, 0.0075, 0.009, 0.012, 0.02]
        .iter()
        .map(|by| {
            let moved: Vec<f64> = A.iter().zip(B).map(|(a, b)| a + by + (b - a - 0.054)).collect();
            paired(&A, &moved, 0.95).expect("ten pairs")
        })
        .collect();
    let chances: Vec<Option<f64>> = pairs.iter().map(|pair| pair.p).collect();
    let (mut below, mut above) = (0, 0);
    for ((pair, corrected), factor) in pairs.iter().zip(holm(&chances)).zip(holm_factors(&chances)) {
        let judged = pair.at(1.0 - 0.05 / factor);
        let clear = judged.difference.half_width.expect("ten") < judged.difference.mean.abs();
        assert_eq!(clear, corrected.expect("a p") <= 0.05, "{corrected:?}, {judged:?}");
        *if clear { &mut below } else { &mut above } += 1;
    }
    assert!(below > 0 && above > 1, "{below} {above}");
}

#[test]
fn a_ratio_weighs_full_replications_more_than_empty_ones() {
    let found = ratio(&[(1.0, 1.0), (30.0, 99.0), (0.0, 0.0)], 0.95).expect("x is above nought");
    near(found.mean, 0.31);
    assert_eq!(ratio(&[(0.0, 0.0)], 0.95), None);
    assert_eq!(ratio(&[(1.0, 2.0)], 0.95).expect("one").half_width, None);
}

#[test]
fn the_jackknife_of_equal_denominators_is_the_plain_interval() {
    let rates = [0.5, 0.25, 0.75, 0.625];
    let pairs: Vec<_> = rates.iter().map(|r| (r * 8.0, 8.0)).collect();
    let (by_jackknife, plain) = (ratio(&pairs, 0.9).expect("four"), rates.into_iter().collect::<Tally>().estimate(0.9).expect("four"));
    near(by_jackknife.mean, plain.mean);
    near(by_jackknife.half_width.expect("four"), plain.half_width.expect("four"));
}

#[test]
fn the_median_lies_between_the_textbook_order_statistics() {
    // n = 10 at 95 %: the 2nd and the 9th (Conover, Practical Nonparametric Statistics, 3.2).
    let values: Vec<f64> = (1..=10).map(f64::from).rev().collect();
    let found = quantile(&values, 0.5, 0.95).expect("ten");
    near(found.value, 5.5);
    assert_eq!(found.interval, Some(Interval { low: 2.0, high: 9.0 }));
    assert_eq!(quantile(&[1.0, 2.0], 0.5, 0.95).expect("two").interval, None);
    assert_eq!(quantile(&[], 0.5, 0.95), None);
}

#[test]
fn looking_ahead_grows_beyond_a_hundred() {
    assert_eq!([1, 100, 101, 119, 120, 1000].map(look_ahead), [5, 5, 5, 5, 6, 50]);
}

#[test]
fn a_precision_that_is_lost_again_does_not_stop_the_run() {
    let mut rule = Precision::new(0.1, 3);
    let widths = [0.0, 0.0, 0.05, 0.05, 0.2, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1];
    let stopped = (1..).zip(widths).find(|(n, half)| rule.enough(*n, Some(*half)));
    assert_eq!(stopped.map(|(n, _)| n), Some(11));
    assert_eq!(rule.met_at(), Some(6));
}

#[test]
fn the_stopping_rule_agrees_with_published_replications() {
    assert_eq!([0.05, 0.10].map(crate::study::selftest::numbers::stopped), [31, 9]);
}

#[test]
fn an_interval_ends_a_half_width_from_the_mean_and_no_further_than_it_can() {
    let estimate = Estimate { mean: 0.5, half_width: Some(0.25), sd: Some(0.5), replications: 9, confidence: 0.95 };
    assert_eq!((estimate.low(), estimate.high()), (Some(0.25), Some(0.75)));
    assert_eq!(estimate.ends_within(0.0, 1.0), [Some(0.25), Some(0.75)]);
    assert_eq!(estimate.ends_within(0.375, 0.625), [Some(0.375), Some(0.625)]);
    assert_eq!(Estimate { half_width: None, ..estimate }.ends_within(0.0, 1.0), [None, None]);
}
