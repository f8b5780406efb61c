//! Numbers as people read them, never without their error and their unit.

use crate::experiment::measures::Unit;
use crate::experiment::statistics::{Chance, Estimate};

/// What stands in a table where there is nothing to measure; "none" would be nought of it.
pub const NOT_MEASURED: &str = "–";
/// No number is told with more decimals.
const MOST_DECIMALS: i32 = 6;
/// Nor a difference that chance can explain with more than these.
const UNCLEAR_DECIMALS: i32 = 3;
/// More clock hours than these are told in days.
const LONG_HOURS: f64 = 48.0;
/// Hours of a calendar day.
const DAY_HOURS: f64 = 24.0;
/// From so many pounds on nobody counts pence.
const PENCE_BELOW: f64 = 100.0;
/// Numbers from here on are written without a power of ten …
const SHORT_FROM: f64 = 1e-5;
/// … up to here: beyond either there would be nothing but noughts.
const SHORT_BELOW: f64 = 1e16;
/// An error smaller than this share of its number is what is left of adding up in floating point.
const NOISE: f64 = 1e-9;

/// A number as another program reads it: the shortest form that reads back the same, `0.1`, `6.5e-252`; nothing where it is not finite.
pub fn exact(number: f64) -> String {
    let size = number.abs();
    if !number.is_finite() {
        String::new()
    } else if size == 0.0 {
        "0".to_owned()
    } else if (SHORT_FROM..SHORT_BELOW).contains(&size) {
        number.to_string()
    } else {
        format!("{number:e}")
    }
}

/// In a sentence: `48.3 % (± 0.2)`.
pub fn in_sentence(estimate: Estimate, unit: Unit) -> String {
    let (mean, half) = parts(estimate, unit);
    let value = with_unit(&mean, unit);
    match half {
        Some(half) => format!("{value} (± {half})"),
        None => format!("{value} (one replication, error unknown)"),
    }
}

/// In a table: `48.3 ± 0.2 %`.
pub fn in_table(estimate: Option<Estimate>, unit: Unit) -> String {
    let Some(estimate) = estimate.filter(|estimate| estimate.mean.is_finite()) else { return NOT_MEASURED.to_owned() };
    let (mean, half) = parts(estimate, unit);
    let told = half.map_or_else(|| format!("{mean} ± ?"), |half| format!("{mean} ± {half}"));
    // The row or the column says that they are working days.
    if unit == Unit::WorkingDays { format!("{told} days") } else { with_unit(&told, unit) }
}

/// Clock hours in a table: beyond two days in days, which say more than four digits do.
pub fn hours_in_table(estimate: Option<Estimate>) -> String {
    match estimate {
        Some(Estimate { mean, half_width, sd, replications, confidence }) if mean > LONG_HOURS => {
            let days = |hours: f64| hours / DAY_HOURS;
            let (half_width, sd) = (half_width.map(days), sd.map(days));
            in_table(Some(Estimate { mean: days(mean), half_width, sd, replications, confidence }), Unit::Number) + " days"
        }
        _ => in_table(estimate, Unit::Hours),
    }
}

/// How much more or less, in a sentence, without its sign: `2.0 points (± 0.2)`.
pub fn change_in_sentence(difference: Estimate, unit: Unit) -> String {
    let (mean, half) = change_parts(difference, unit);
    let value = in_points(mean.trim_start_matches('-'), unit);
    if let Some(within) = vanishing(difference, unit) {
        return format!("{value} (± less than {within})");
    }
    half.map_or_else(|| format!("{value} (error unknown)"), |half| format!("{value} (± {half})"))
}

/// A difference in a table: `+2.0 ± 0.2 points`.
pub fn change_in_table(difference: Option<Estimate>, unit: Unit) -> String {
    let Some(difference) = difference.filter(|difference| difference.mean.is_finite()) else { return NOT_MEASURED.to_owned() };
    let (mean, mut half) = change_parts(difference, unit);
    if let Some(within) = vanishing(difference, unit) {
        half = Some(format!("<{within}"));
    }
    let half = half.unwrap_or_else(|| "?".to_owned());
    let (sign, size) = match mean.strip_prefix('-') {
        Some(size) => ("-", size),
        // What is told as nought has no sign, whatever lies behind its last digit.
        None => (if mean.chars().any(|digit| ('1'..='9').contains(&digit)) { "+" } else { "" }, mean.as_str()),
    };
    let told = in_points(&format!("{size} ± {half}"), unit);
    format!("{sign}{}", if unit == Unit::WorkingDays { told.replace("working ", "") } else { told })
}

/// What a difference and its error both stay below, where neither leaves a digit to be told: ± nought would be no error at all.
fn vanishing(difference: Estimate, unit: Unit) -> Option<String> {
    let (mean, half) = scaled(difference, unit);
    let decimals = change_decimals(difference, unit);
    let step = 10_f64.powi(-i32::try_from(decimals).unwrap_or(MOST_DECIMALS));
    let vanishes = |number: f64| number.abs() < step / 2.0;
    (half? > 0.0 && vanishes(mean) && vanishes(half?)).then(|| plain(step, decimals))
}

/// A size without its error, which stands beside it: `2.0 points`, `12.5 min`.
pub fn size(value: f64, unit: Unit) -> String {
    let scale = if unit == Unit::Share { 100.0 } else { 1.0 };
    in_points(&plain(value * scale, decimals(value * scale, None, unit)), unit)
}

/// A difference of shares is told in points, never in per cent of one of them.
fn in_points(number: &str, unit: Unit) -> String {
    if unit == Unit::Share { format!("{number} points") } else { with_unit(number, unit) }
}

/// A share of 1 as a percentage, with as many decimals as asked for: `48.3 %`.
pub fn percent(share: f64, decimals: usize) -> String {
    if share.is_finite() { format!("{} %", plain(share * 100.0, decimals)) } else { NOT_MEASURED.to_owned() }
}

/// A target or another number that somebody wrote down: `90 %`, `92.5 %`.
pub fn exact_percent(share: f64) -> String {
    if share.is_finite() { format!("{} %", (share * 100.0 * 1e9).round() / 1e9 + 0.0) } else { NOT_MEASURED.to_owned() }
}

/// How likely a year is to reach the target, after a colon.
pub fn chance(chance: Chance, period: &str) -> String {
    let confidence = exact_percent(chance.confidence);
    let Chance { reached, of, .. } = chance;
    let periods = if period == "history" { "histories".to_owned() } else { format!("{period}s") };
    let (likely, range) = odds(chance);
    match (reached, of) {
        (0, 1) => format!("the one {period} simulated did not reach it"),
        (1, 1) => format!("the one {period} simulated reached it"),
        (0, _) => format!("no {period} in {of} reached it: the chance is {likely} ({confidence})"),
        _ if reached == of => format!("all {of} {periods} reached it: the chance is {likely} ({confidence})"),
        _ => format!("{reached} of {of} {periods} reached it: the chance is {likely} ({}, {confidence})", range.unwrap_or_default()),
    }
}

/// A chance, and its interval where both ends are worth telling: `below 5 %`; `24 %` with `14 to 37 %`.
pub fn odds(chance: Chance) -> (String, Option<String>) {
    let Chance { reached, of, interval, .. } = chance;
    match reached {
        0 => (format!("below {} %", exact(outwards(interval.high))), None),
        _ if reached == of => (format!("above {} %", exact(100.0 - outwards(1.0 - interval.low))), None),
        _ => (percent(chance.share(), 0), Some(format!("{} to {}", plain(interval.low * 100.0, 0), percent(interval.high, 0)))),
    }
}

/// A bound in per cent, rounded up so that it stays one: to whole ones, or to one that can be told of less than one.
fn outwards(share: f64) -> f64 {
    let percent = share * 100.0;
    let steps = (0..MOST_DECIMALS).map(|decimals| 10_f64.powi(decimals)).find(|steps| percent * steps >= 0.95).unwrap_or(1e6);
    // What is left of adding up in floating point is no reason to go a step further.
    (percent * steps - NOISE).ceil() / steps
}

/// Mean and half-width, without their unit, both to the place that the half-width warrants.
fn parts(estimate: Estimate, unit: Unit) -> (String, Option<String>) {
    let (mean, half) = scaled(estimate, unit);
    told_parts((mean, half), decimals(mean, half, unit), unit)
}

/// The same of a difference, which may be small beside what it is a difference of.
fn change_parts(difference: Estimate, unit: Unit) -> (String, Option<String>) {
    let (mean, half) = scaled(difference, unit);
    told_parts((mean, half), change_decimals(difference, unit), unit)
}

fn told_parts((mean, half): (f64, Option<f64>), decimals: usize, unit: Unit) -> (String, Option<String>) {
    // An error of pence beside whole pounds is not none.
    let half = half.map(|half| if unit == Unit::Pounds && decimals == 0 && half > 0.0 { half.max(1.0) } else { half });
    (plain(mean, decimals), half.map(|half| plain(half, decimals)))
}

/// As the unit tells it: shares in per cent.
fn scaled(estimate: Estimate, unit: Unit) -> (f64, Option<f64>) {
    let scale = if unit == Unit::Share { 100.0 } else { 1.0 };
    let half = estimate.half_width.map(|half| if half < NOISE * estimate.mean.abs() { 0.0 } else { half * scale });
    (estimate.mean * scale, half)
}

/// Decimals of a difference, and of the levels that it lies between: as of any number, but what is clear, however small, is not told as nought.
pub fn change_decimals(difference: Estimate, unit: Unit) -> usize {
    let (mean, half) = scaled(difference, unit);
    let usual = decimals(mean, half, unit);
    let Some(half) = half.filter(|half| *half > 0.0 && unit != Unit::Pounds) else { return usual };
    let most = if mean.abs() > half { MOST_DECIMALS } else { UNCLEAR_DECIMALS };
    usual.max((0..most).find(|decimals| half * 10_f64.powi(*decimals) >= 0.95).unwrap_or(most).unsigned_abs() as usize)
}

/// One decimal; none where the error is in the tens or the number in the hundreds; two where the error would vanish. Pounds are whole, or have pence.
fn decimals(mean: f64, half: Option<f64>, unit: Unit) -> usize {
    let half = half.unwrap_or(0.0);
    if unit == Unit::Pounds {
        let nothing = mean == 0.0 && half == 0.0;
        return if nothing || mean.abs() >= PENCE_BELOW || half >= 10.0 { 0 } else { 2 };
    }
    if half >= 10.0 || (unit != Unit::Share && mean.abs() >= 500.0) {
        0
    } else if half > 0.0 && half < 0.05 {
        2
    } else {
        1
    }
}

fn with_unit(number: &str, unit: Unit) -> String {
    match unit {
        Unit::Share => format!("{number} %"),
        Unit::Number => number.to_owned(),
        Unit::Minutes => format!("{number} min"),
        Unit::Hours => format!("{number} h"),
        Unit::WorkingDays => format!("{number} working days"),
        Unit::Pounds => match number.strip_prefix('-') {
            Some(less) => format!("-£{less}"),
            None => format!("£{number}"),
        },
    }
}

/// Whole pounds, the sign before them.
pub fn pounds(number: f64) -> String {
    with_unit(&plain(number, 0), Unit::Pounds)
}

/// A number with commas by thousands; what is not finite is none.
pub fn plain(number: f64, decimals: usize) -> String {
    if !number.is_finite() {
        return NOT_MEASURED.to_owned();
    }
    let text = format!("{:.decimals$}", number.abs());
    let (whole, rest) = text.split_at(text.find('.').unwrap_or(text.len()));
    let mut grouped = String::new();
    for (i, digit) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    // Rounding may leave nothing of a small negative number, and nothing has no sign.
    let sign = if number < 0.0 && text.chars().any(|digit| digit.is_ascii_digit() && digit != '0') { "-" } else { "" };
    format!("{sign}{grouped}{rest}")
}

/// So many of a thing, whose plural ends in s.
pub fn counted(number: usize, thing: &str) -> String {
    format!("{number} {thing}{}", if number == 1 { "" } else { "s" })
}

/// Things one after another: `a, b and c`.
pub fn list(things: &[String]) -> String {
    match things {
        [] => String::new(),
        [only] => only.clone(),
        [most @ .., last] => format!("{} and {last}", most.join(", ")),
    }
}

/// The first letter in upper case.
pub fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// The first letter in lower case: what begins a row goes on a sentence, its abbreviations as they are.
pub fn uncapital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn estimate(mean: f64, half_width: Option<f64>) -> Estimate {
        Estimate { mean, half_width, sd: None, replications: 50, confidence: 0.95 }
    }

    #[test]
    fn exact_numbers_are_short_and_read_back_the_same() {
        let cases =
            [(6.5e-252, "6.5e-252"), (0.1, "0.1"), (0.000_02, "0.00002"), (1.5e-7, "1.5e-7"), (-2e20, "-2e20"), (159_278.0, "159278")];
        for (number, wanted) in cases {
            assert_eq!(exact(number), wanted);
            assert_eq!(exact(number).parse(), Ok(number));
        }
        assert_eq!([0.0, -0.0].map(exact), ["0", "0"]);
        assert_eq!([f64::INFINITY, f64::NEG_INFINITY, f64::NAN].map(exact), ["", "", ""]);
        for number in [f64::MIN_POSITIVE, 5e-324, f64::MAX, 1.0 / 3.0, 1e16, 9_007_199_254_740_993.0] {
            assert_eq!(exact(number).parse(), Ok(number));
            assert!(exact(number).len() < 25, "{}", exact(number));
        }
    }

    #[test]
    fn what_is_not_finite_is_not_told_as_a_number() {
        for number in [f64::INFINITY, f64::NEG_INFINITY, f64::NAN] {
            let told = [
                plain(number, 1),
                pounds(number),
                size(number, Unit::Share),
                percent(number, 1),
                in_sentence(estimate(number, Some(number)), Unit::Share),
                in_table(Some(estimate(number, None)), Unit::Hours),
                change_in_table(Some(estimate(1.0, Some(number))), Unit::Number),
                change_in_sentence(estimate(number, Some(1.0)), Unit::Minutes),
                exact_percent(number),
                hours_in_table(Some(estimate(number, None))),
            ];
            assert!(told.iter().all(|told| !told.contains("inf") && !told.contains("NaN")), "{told:?}");
        }
    }

    #[test]
    fn numbers_have_their_error_and_unit() {
        assert_eq!(in_sentence(estimate(0.4831, Some(0.0019)), Unit::Share), "48.3 % (± 0.2)");
        assert_eq!(in_table(Some(estimate(0.998_12, Some(0.000_1))), Unit::Share), "99.81 ± 0.01 %");
        assert_eq!(in_table(Some(estimate(159_278.4, Some(120.2))), Unit::Number), "159,278 ± 120");
        assert_eq!(in_table(Some(estimate(1_234_567.0, None)), Unit::Pounds), "£1,234,567 ± ?");
        assert_eq!(in_table(None, Unit::Hours), "–");
        assert_eq!(plain(-0.04, 1), "0.0");
        assert_eq!(plain(-1234.5, 1), "-1,234.5");
        assert_eq!(exact_percent(0.925), "92.5 %");
    }

    #[test]
    fn differences_of_shares_are_points_and_have_their_sign() {
        assert_eq!(change_in_table(Some(estimate(0.0203, Some(0.0021))), Unit::Share), "+2.0 ± 0.2 points");
        assert_eq!(change_in_table(Some(estimate(-12.0, Some(1.5))), Unit::Pounds), "-£12.00 ± 1.50");
        assert_eq!(change_in_table(Some(estimate(0.0, Some(0.0))), Unit::WorkingDays), "0.0 ± 0.0 days");
        assert_eq!(change_in_table(Some(estimate(0.1, None)), Unit::Share), "+10.0 ± ? points");
        assert_eq!(change_in_sentence(estimate(-0.0203, Some(0.0021)), Unit::Share), "2.0 points (± 0.2)");
        assert_eq!(change_in_table(Some(estimate(0.0004, Some(0.000_312))), Unit::Share), "+0.04 ± 0.03 points");
        assert_eq!(change_in_table(Some(estimate(0.0021, Some(0.000_996))), Unit::WorkingDays), "+0.002 ± 0.001 days");
        assert_eq!(change_in_table(Some(estimate(0.000_000_4, Some(0.000_000_8))), Unit::Share), "0.000 ± <0.001 points");
        assert_eq!(change_in_table(Some(estimate(-0.000_04, Some(0.000_2))), Unit::WorkingDays), "0.000 ± <0.001 days");
        assert_eq!(change_in_sentence(estimate(0.000_000_4, Some(0.000_000_8)), Unit::Share), "0.000 points (± less than 0.001)");
        assert_eq!(change_in_table(Some(estimate(1234.5, Some(250.2))), Unit::Number), "+1,234 ± 250");
    }

    #[test]
    fn pounds_are_whole_or_have_pence_and_what_has_no_error_has_no_decimals_for_it() {
        let told = |mean, half| change_in_table(Some(estimate(mean, Some(half))), Unit::Pounds);
        // What adding up in another order leaves is no error.
        assert_eq!(told(33_225.263_333, 3e-12), "+£33,225 ± 0");
        assert_eq!(told(33_225.263_333, 0.0), "+£33,225 ± 0");
        assert_eq!(told(33_225.263_333, 0.2), "+£33,225 ± 1");
        assert_eq!(told(-104.4, 719.3), "-£104 ± 719");
        assert_eq!(told(-28.0, 101.0), "-£28 ± 101");
        assert_eq!(told(7.4, 0.1), "+£7.40 ± 0.10");
        assert_eq!(told(0.0, 0.0), "£0 ± 0");
        assert_eq!(told(0.000_4, 0.000_9), "£0.00 ± <0.01");
        assert_eq!(in_table(Some(estimate(353.31, Some(7.94))), Unit::Pounds), "£353 ± 8");
        assert_eq!(in_table(Some(estimate(60.25, None)), Unit::Pounds), "£60.25 ± ?");
        assert_eq!(change_in_table(Some(estimate(2.0, Some(1e-13))), Unit::Number), "+2.0 ± 0.0");
        assert_eq!(change_in_table(Some(estimate(0.2, Some(1e-15))), Unit::Share), "+20.0 ± 0.0 points");
        assert_eq!(size(250_000.4, Unit::Pounds), "£250,000");
    }

    #[test]
    fn long_times_are_told_in_days() {
        let told = |mean, half| hours_in_table(Some(estimate(mean, half)));
        assert_eq!(told(1237.0, Some(221.0)), "51.5 ± 9.2 days");
        assert_eq!(told(47.9, Some(3.0)), "47.9 ± 3.0 h");
        assert_eq!(told(72.0, None), "3.0 ± ? days");
        assert_eq!(hours_in_table(None), "–");
    }

    #[test]
    fn a_chance_is_told_with_what_it_rests_on() {
        let of = |reached, of| chance(Chance::new(reached, of, 0.95).expect("some"), "year");
        assert_eq!(of(0, 50), "no year in 50 reached it: the chance is below 6 % (95 %)");
        assert_eq!(of(50, 50), "all 50 years reached it: the chance is above 94 % (95 %)");
        // 1 - 0.05^(1/20) is 13.9 %, which is told no smaller; of very many years a bound is told with the digit that it has.
        assert_eq!(
            (of(0, 20), of(20, 20)),
            (
                "no year in 20 reached it: the chance is below 14 % (95 %)".to_owned(),
                "all 20 years reached it: the chance is above 86 % (95 %)".to_owned(),
            )
        );
        assert!(of(0, 1000).contains("below 0.3 % (95 %)") && of(1000, 1000).contains("above 99.7 % (95 %)"), "{}", of(1000, 1000));
        assert_eq!(of(12, 50), "12 of 50 years reached it: the chance is 24 % (14 to 37 %, 95 %)");
        assert_eq!(odds(Chance::new(12, 50, 0.95).expect("some")), ("24 %".to_owned(), Some("14 to 37 %".to_owned())));
        assert_eq!(of(0, 1), "the one year simulated did not reach it");
    }
}
