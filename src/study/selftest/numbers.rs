//! Random numbers by their known answers; intervals and quantiles by published or independently computed values.

use super::Check;
use crate::des::stream::philox2x64_10;
use crate::experiment::statistics::{Precision, Tally, clopper_pearson, holm, jeffreys, most_unseen, paired, quantile, student_t, wilson};

const RANDOM123: &str = "Random123, tests/kat_vectors (Salmon et al. 2011)";
const INDEPENDENT: &str = "computed from the formula with another library";
const NEWCOMBE: &str = "Newcombe 1998, computed with another library";

/// Known answers of the generator: counter, key, block.
const PHILOX: [([u64; 2], u64, [u64; 2]); 3] = [
    ([0; 2], 0, [0xca00_a045_9843_d731, 0x66c2_4222_c9a8_45b5]),
    ([u64::MAX; 2], u64::MAX, [0x65b0_21d6_0cd8_310f, 0x4d02_f322_2f86_df20]),
    ([0x243f_6a88_85a3_08d3, 0x1319_8a2e_0370_7344], 0xa409_3822_299f_31d0, [0x0a5e_742c_2997_341c, 0xb0f8_83d3_8000_de5d]),
];

/// Of the generator.
pub(super) fn random() -> Vec<Check> {
    let hex = |block: [u64; 2]| format!("{:016x} {:016x}", block[0], block[1]);
    let names = ["counter and key 0", "counter and key all ones", "counter and key digits of π"];
    let told = PHILOX.iter().zip(names);
    told.map(|((counter, key, block), name)| {
        Check::same(format!("Philox2x64-10, {name}"), RANDOM123, hex(*block), hex(philox2x64_10(*counter, *key)))
    })
    .collect()
}

const STUDENT: [(u64, f64); 6] = [
    (1, 12.706_204_736_174_694),
    (4, 2.776_445_105_197_793_4),
    (9, 2.262_157_162_798_205),
    (19, 2.093_024_054_408_308_7),
    (29, 2.045_229_642_132_703),
    (99, 1.984_216_951_586_417_4),
];

/// Hits, of, then the ends by Wilson, Clopper-Pearson and Jeffreys.
type Case = (u64, u64, [[f64; 2]; 3]);
const PROPORTIONS: [Case; 4] = [
    (
        81,
        263,
        [
            [0.255_288_519_878_274_2, 0.366_209_576_982_800_04],
            [0.252_736_745_585_271_26, 0.367_621_922_601_351_4],
            [0.254_521_934_991_023_6, 0.365_647_499_174_082_46],
        ],
    ),
    (
        15,
        148,
        [
            [0.062_386_399_530_736_28, 0.160_487_241_733_208_03],
            [0.057_844_010_083_448_57, 0.161_650_490_349_479],
            [0.060_448_517_009_296_425, 0.157_643_143_478_741_12],
        ],
    ),
    (0, 20, [[0.0, 0.161_125_158_052_819_4], [0.0, 0.168_433_470_983_085_34], [2.424_647_845_924_273_3e-5, 0.116_638_982_904_875_43]]),
    (
        90,
        100,
        [
            [0.825_634_338_495_086_5, 0.944_770_862_939_324_9],
            [0.823_777_402_259_977_3, 0.950_995_310_778_514_1],
            [0.829_876_070_347_813, 0.947_415_324_709_331_2],
        ],
    ),
];

/// The worked example of a paired comparison.
const BEFORE: [f64; 10] = [0.82, 0.85, 0.80, 0.88, 0.84, 0.86, 0.83, 0.87, 0.81, 0.84];
const AFTER: [f64; 10] = [0.88, 0.90, 0.87, 0.92, 0.89, 0.92, 0.87, 0.93, 0.86, 0.90];

/// Mean time in the nurses' queue in forty replications, to six places: the golden data of
/// pythonhealthdatascience/pydesrap_mms, tests/exp_results/replications.csv (MIT licence).
pub const QUEUE: [f64; 40] = [
    0.501873, 0.516264, 0.531280, 0.491104, 0.463252, 0.390495, 0.473277, 0.611502, 0.478926, 0.564747, 0.571089, 0.393387, 0.444403,
    0.447649, 0.614848, 0.461512, 0.425752, 0.481117, 0.376149, 0.429078, 0.624518, 0.515244, 0.525237, 0.520427, 0.519650, 0.638633,
    0.514672, 0.503287, 0.461636, 0.551549, 0.509837, 0.490932, 0.558335, 0.548240, 0.457886, 0.464776, 0.645301, 0.629223, 0.549301,
    0.639879,
];

/// Of intervals, chances, quantiles, and when to stop.
pub(super) fn intervals() -> Vec<Check> {
    let student = STUDENT.iter().map(|(freedom, t)| {
        Check::near(format!("t, 95 %, {freedom} degrees of freedom"), INDEPENDENT, *t, student_t(0.95, *freedom), 1e-8)
    });
    let mut checks: Vec<Check> = student.collect();
    for (hits, of, ends) in PROPORTIONS {
        let found = [wilson(hits, of, 0.95), clopper_pearson(hits, of, 0.95), jeffreys(hits, of, 0.95)];
        for ((name, found), [low, high]) in ["Wilson", "Clopper-Pearson", "Jeffreys"].into_iter().zip(found).zip(ends) {
            checks.push(Check::near(format!("{name}, {hits} of {of}, low"), NEWCOMBE, low, found.low, 1e-8));
            checks.push(Check::near(format!("{name}, {hits} of {of}, high"), NEWCOMBE, high, found.high, 1e-8));
        }
    }
    checks.push(Check::near(
        "bound on a chance that none of 20 showed",
        "1 - 0.05^(1/20), by hand",
        0.139_108_340_668_265_2,
        most_unseen(20, 0.95),
        1e-12,
    ));
    let far: Tally = [4.0, 7.0, 13.0, 16.0].iter().map(|x| x + 1e9).collect();
    checks.push(Check::near("variance far from nought", "Welford 1962", 30.0, far.variance().unwrap_or(f64::NAN), 1e-9));
    if let Some(pair) = paired(&BEFORE, &AFTER, 0.95) {
        let error = |value: Option<f64>| value.unwrap_or(f64::NAN);
        checks.push(Check::near("paired t, difference", INDEPENDENT, 0.054, pair.difference.mean, 1e-12));
        checks.push(Check::near("paired t, standard deviation", INDEPENDENT, 0.009_660_9, error(pair.difference.sd), 5e-8));
        checks.push(Check::near("paired t, half-width", INDEPENDENT, 0.006_911_0, error(pair.difference.half_width), 5e-8));
        checks.push(Check::near("Welch, half-width", INDEPENDENT, 0.0235, error(pair.unpaired), 5e-5));
    }
    let corrected = holm(&[0.01, 0.04, 0.03, 0.005].map(Some));
    let told: Vec<String> = corrected.into_iter().map(|p| format!("{:.4}", p.unwrap_or(f64::NAN))).collect();
    checks.push(Check::same("Holm's correction of .01 .04 .03 .005", "Holm 1979, by hand", "0.0300 0.0600 0.0600 0.0200", told.join(" ")));
    let values: Vec<f64> = (1..=10).map(f64::from).collect();
    let ends = quantile(&values, 0.5, 0.95).and_then(|median| median.interval).map(|ends| format!("{} to {}", ends.low, ends.high));
    checks.push(Check::same(
        "median of ten, its order statistics",
        "Conover, Practical Nonparametric Statistics, 3.2",
        "2 to 9",
        ends.unwrap_or_default(),
    ));
    for (relative, wanted) in [(0.05, 31), (0.10, 9)] {
        let name = format!("replications for {} % of the mean", relative * 100.0);
        checks.push(Check::same(name, "pydesrap_mms, replications.csv", wanted.to_string(), stopped(relative).to_string()));
    }
    checks
}

/// The replication from which on the published queue's mean is known so closely, relative to itself.
pub fn stopped(relative: f64) -> u64 {
    let mut rule = Precision::new(relative, 3);
    let mut tally = Tally::default();
    for (n, value) in (1..).zip(QUEUE) {
        tally.add(value);
        let half_width = tally.estimate(0.95).and_then(|estimate| Some(estimate.half_width? / estimate.mean));
        if rule.enough(n, half_width) {
            break;
        }
    }
    rule.met_at().unwrap_or(0)
}
