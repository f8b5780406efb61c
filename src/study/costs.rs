//! What staff costs a year, and what a difference costs for each report more.

use serde::{Deserialize, Serialize};

use super::compare::VariantResult;
use crate::des::time::{DAY, SimTime};
use crate::experiment::statistics::{Estimate, Interval, student_t};
use crate::model::Model;
use crate::scenario::complexity::applied;
use crate::scenario::grammar::Scenario;

/// Days of a year.
const YEAR: f64 = 365.25;

/// By grade: pounds a year of one FTE, for the hours of its working pattern on the open days of the data period; `None` where no hourly cost
/// is given.
pub fn yearly_costs(scenario: &Scenario, model: &Model) -> Vec<Option<f64>> {
    let days = &model.days;
    let (first, end) = days.observed;
    let years = (end - first) as f64 / YEAR;
    let yearly = scenario.grades.values().map(|grade| {
        let open = (first..end).filter(|day| days.is_kept(*day, grade.days)).count();
        let hours: u64 = grade.day.iter().map(|span| u64::from(span.seconds())).sum();
        Some(grade.hourly_cost?.get() * hours as f64 / 3600.0 * open as f64 / years)
    });
    yearly.collect()
}

/// By grade: FTE of all posts of a scenario that are filled, extra staff included for the part of the data period in which it is there:
/// what they do before and after it is not counted, and nor is what they cost.
pub fn posts(scenario: &Scenario, model: &Model) -> Vec<f64> {
    let scenario = &*applied(scenario);
    let mut posts = vec![0.0; scenario.grades.len()];
    let mut add = |grade: &str, fte: f64| {
        if let Some((place, _, grade)) = scenario.grades.get_full(grade) {
            posts[place] += fte * (1.0 - grade.vacancy.as_ref().map_or(0.0, |vacancy| vacancy.share.get()));
        }
    };
    for (grade, fte) in scenario.clusters.values().flat_map(|cluster| cluster.staff.values().flatten()) {
        add(grade, fte.get());
    }
    for line in scenario.extra_staff.values() {
        let fte: f64 = scenario.clusters.keys().map(|name| scenario.extra_fte(line, name)).sum();
        let ((from, until), (first, end)) = (model.days.service(line.from, line.until), model.days.observed);
        let there = until.min(end).saturating_sub(from.max(first));
        add(&line.grade, fte * there as f64 / (end - first) as f64);
    }
    for (grade, fte) in scenario.hub_places().iter().flat_map(|place| &place.hub.staff) {
        add(grade, fte.get());
    }
    posts
}

/// Pounds a year for all posts of a scenario that are filled. Grades without an hourly cost count nothing.
pub fn payroll(scenario: &Scenario, model: &Model) -> f64 {
    posts(scenario, model).iter().zip(yearly_costs(scenario, model)).map(|(fte, cost)| fte * cost.unwrap_or(0.0)).sum()
}

/// Grades that have more posts, or fewer, in one scenario than in another, and no hourly cost: what they cost is not told.
pub fn unpriced(base: (&Scenario, &Model), changed: (&Scenario, &Model)) -> Vec<String> {
    let (before, after) = (posts(base.0, base.1), posts(changed.0, changed.1));
    let grades = changed.0.grades.iter().enumerate().filter(|(place, (name, grade))| {
        let was = base.0.grades.get_index_of(*name).map_or(0.0, |place| before[place]);
        grade.hourly_cost.is_none() && (after[*place] - was).abs() > 1e-9
    });
    grades.map(|(_, (name, _))| name.clone()).collect()
}

/// Seconds of the data period in years, for totals told by the year.
pub fn years(model: &Model) -> f64 {
    let (from, to): (SimTime, SimTime) = model.days.observed_time();
    to.since(from) as f64 / DAY as f64 / YEAR
}

/// A ratio of two paired means, with Fieller's interval.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Ratio {
    /// Mean of the numerator over mean of the denominator.
    pub value: f64,
    /// Where the ratio lies.
    pub interval: Interval,
    /// Confidence of the interval, 0 to 1.
    pub confidence: f64,
}

/// The ratio of the means of `y` and `x`, paired by replication.
///
/// `None` where there are fewer than two pairs, or where the denominator's mean cannot be told from nought: then any ratio is possible.
/// Source: Fieller 1954, J. R. Stat. Soc. B 16(2), 175-185.
pub fn fieller(y: &[f64], x: &[f64], confidence: f64) -> Option<Ratio> {
    let pairs: Vec<(f64, f64)> = y.iter().copied().zip(x.iter().copied()).filter(|(y, x)| !y.is_nan() && !x.is_nan()).collect();
    let n = pairs.len() as f64;
    if pairs.len() < 2 {
        return None;
    }
    let (my, mx) = (pairs.iter().map(|p| p.0).sum::<f64>() / n, pairs.iter().map(|p| p.1).sum::<f64>() / n);
    let moment = |of: &dyn Fn(&(f64, f64)) -> f64| pairs.iter().map(of).sum::<f64>() / (n - 1.0) / n;
    let (vy, vx) = (moment(&|p| (p.0 - my).powi(2)), moment(&|p| (p.1 - mx).powi(2)));
    let vyx = moment(&|p| (p.0 - my) * (p.1 - mx));
    let t = student_t(confidence, pairs.len() as u64 - 1);
    let (a, b, c) = (mx * mx - t * t * vx, mx * my - t * t * vyx, my * my - t * t * vy);
    if a <= 0.0 {
        return None;
    }
    let root = (b * b - a * c).max(0.0).sqrt();
    let (value, interval) = (my / mx, Interval { low: (b - root) / a, high: (b + root) / a });
    [value, interval.low, interval.high].iter().all(|end| end.is_finite()).then_some(Ratio { value, interval, confidence })
}

/// Pounds a year more or less, for each same-day report more, in a comparison.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum ReportPrice {
    /// So many pounds for each report more.
    Costs(Ratio),
    /// So many pounds less for each report fewer.
    Saves(Ratio),
    /// It saves money, or costs none, and gives no fewer reports; or the other way about: a price for each report means nothing.
    NoTradeOff,
    /// The difference in reports cannot be told from nought.
    CannotBeTold,
    /// So many more, or fewer, were asked for: what is done the same day is then asked for, not gained by what is spent.
    Demanded(Estimate),
}

/// The measures of money that are added up, where a scenario tells them.
pub(super) const MONEY: [&str; 3] = ["cost", "court_cost", "adjournment_cost"];

/// The price of a same-day report more, in a variant against its base; `None` where no cost is given or none differs in both.
pub fn report_price(base: &crate::experiment::estimates::Estimates, variant: &VariantResult) -> Option<ReportPrice> {
    let found = &variant.found;
    let differences = |key: &str| -> Option<Vec<f64>> {
        let (a, b) = (&base.nation.values[base.position(key, "")?], &found.nation.values[found.position(key, "")?]);
        Some(a.iter().zip(b).map(|(a, b)| b - a).collect())
    };
    let reports = differences("same_day_reports")?;
    let money: Vec<Vec<f64>> = MONEY.iter().filter_map(|key| differences(key)).collect();
    let pounds: Vec<f64> = (0..reports.len()).map(|r| money.iter().map(|series| series[r]).sum()).collect();
    if money.is_empty() || pounds.iter().all(|pound| *pound == 0.0) {
        return None;
    }
    if let Some(asked) = variant.demanded() {
        return Some(ReportPrice::Demanded(asked));
    }
    Some(match fieller(&pounds, &reports, base.frame.confidence) {
        None => ReportPrice::CannotBeTold,
        Some(ratio) if ratio.value > 0.0 && reports.iter().sum::<f64>() > 0.0 => ReportPrice::Costs(ratio),
        Some(ratio) if ratio.value > 0.0 => ReportPrice::Saves(ratio),
        Some(_) => ReportPrice::NoTradeOff,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::StoppingRule;
    use crate::experiment::synthetic::estimates;
    use crate::study::compare::Unmatched;

    /// A variant that gives so many reports more, and costs so many pounds more in staff and courts, by replication.
    fn worth_of(reports: [f64; 4], staff: [f64; 4], courts: [f64; 4]) -> Option<ReportPrice> {
        let base = estimates(StoppingRule::Number(4), 1);
        let mut found = base.clone();
        for (key, more) in [("same_day_reports", reports), ("cost", staff), ("court_cost", courts)] {
            let at = found.position(key, "").expect("a measure of the made-up scenario");
            found.nation.values[at].iter_mut().zip(more).for_each(|(value, more)| *value += more);
        }
        report_price(&base, &VariantResult { found, nation: Vec::new(), clusters: Vec::new(), unmatched: Unmatched::default() })
    }

    #[test]
    fn a_report_has_a_price_where_more_of_them_cost_more() {
        let (more, none) = ([9.0, 11.0, 10.0, 10.0], [0.0; 4]);
        let less = more.map(|reports| -reports);
        // Thirty pounds a report for staff, of which courts save ten.
        let (staff, courts) = (more.map(|reports| 30.0 * reports), less.map(|reports| 10.0 * reports));
        let Some(ReportPrice::Costs(ratio)) = worth_of(more, staff, courts) else { panic!("{:?}", worth_of(more, staff, courts)) };
        assert!((ratio.value - 20.0).abs() < 1e-6, "{ratio:?}");
        // More for less money, and less for more, have no price.
        assert_eq!(worth_of(more, courts, none), Some(ReportPrice::NoTradeOff));
        assert_eq!(worth_of(less, staff, none), Some(ReportPrice::NoTradeOff));
        // Less for less: ten pounds are saved for each report fewer.
        let Some(ReportPrice::Saves(ratio)) = worth_of(less, courts, none) else { panic!("{:?}", worth_of(less, courts, none)) };
        assert!((ratio.value - 10.0).abs() < 1e-6, "{ratio:?}");
        assert_eq!(worth_of([9.0, -11.0, 10.0, -8.0], staff, none), Some(ReportPrice::CannotBeTold));
        assert_eq!(worth_of(more, none, none), None, "what costs nothing more or less has no price");
    }

    #[test]
    fn a_ratio_of_means_has_the_interval_that_fieller_gives() {
        // Exact multiples leave no error; worked with y = 3x.
        let x = [2.0, 3.0, 4.0, 5.0];
        let y = x.map(|x| 3.0 * x);
        let ratio = fieller(&y, &x, 0.95).expect("a denominator that is there");
        assert!((ratio.value - 3.0).abs() < 1e-12 && (ratio.interval.high - ratio.interval.low).abs() < 1e-6, "{ratio:?}");
        // Worked by hand: y = 10, 12, 11, 13 and x = 4, 5, 6, 5: means 11.5 and 5, s²y/n = 5/12, s²x/n = 1/6, cov/n = 1/12, t = 3.182446.
        let ratio = fieller(&[10.0, 12.0, 11.0, 13.0], &[4.0, 5.0, 6.0, 5.0], 0.95).expect("a denominator that is there");
        let t2 = 3.182_446_305_284_263_f64.powi(2);
        let (a, b, c) = (25.0 - t2 / 6.0, 57.5 - t2 / 12.0, 132.25 - t2 * 5.0 / 12.0);
        let root = (b * b - a * c).sqrt();
        assert!((ratio.interval.low - (b - root) / a).abs() < 1e-6 && (ratio.interval.high - (b + root) / a).abs() < 1e-6, "{ratio:?}");
        // Two pairs are enough where the denominator hardly varies; one is not.
        assert!(fieller(&[10.0, 11.0], &[4.0, 4.1], 0.95).is_some_and(|ratio| (ratio.value - 10.5 / 4.05).abs() < 1e-12));
        assert_eq!(fieller(&[10.0], &[4.0], 0.95), None);
        // A denominator that may be nought allows any ratio.
        assert_eq!(fieller(&[10.0, 12.0, 11.0], &[-1.0, 1.0, 0.5], 0.95), None);
    }
}
