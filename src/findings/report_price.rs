//! What an extra same-day report costs, in words.

use super::words::{change_in_table, exact_percent, pounds};
use crate::experiment::measures::Unit;
use crate::study::compare::{Comparison, VariantResult};
use crate::study::costs::{Ratio, ReportPrice, report_price};

/// A price with its interval.
fn priced(begin: &str, ratio: &Ratio) -> String {
    format!(
        "{begin} {} ({} to {}, {}; staff, and court time and adjournments where their costs are given).",
        pounds(ratio.value),
        pounds(ratio.interval.low),
        pounds(ratio.interval.high),
        exact_percent(ratio.confidence)
    )
}

/// What a variant costs or saves for each report more; `None` where a scenario gives no costs.
pub(super) fn sentence(found: &Comparison, variant: &VariantResult) -> Option<String> {
    Some(match report_price(&found.base, variant)? {
        ReportPrice::Costs(ratio) => priced("Each extra same-day report costs", &ratio),
        ReportPrice::Saves(ratio) => priced("There are fewer same-day reports for less money: each that is lost saves", &ratio),
        ReportPrice::NoTradeOff => {
            "Money and same-day reports do not pull against each other here, so a price for each report means nothing.".to_owned()
        }
        ReportPrice::Demanded(asked) => {
            let more = if asked.mean > 0.0 { "more" } else { "fewer" };
            format!(
                "No price is told for an extra same-day report: {more} were asked for ({}), so that those done the same day are demanded, not gained.",
                change_in_table(Some(asked), Unit::Number)
            )
        }
        ReportPrice::CannotBeTold => {
            "What an extra same-day report costs cannot be told: there may be no difference in reports.".to_owned()
        }
    })
}
