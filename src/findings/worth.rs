//! The price of a same-day report more, in words.

use super::words::{change_in_table, exact_percent, pounds};
use crate::experiment::measures::Unit;
use crate::study::compare::{Comparison, Versus};
use crate::study::costs::{Ratio, Worth, worth};

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
pub(super) fn sentence(found: &Comparison, variant: &Versus) -> Option<String> {
    Some(match worth(&found.base, variant)? {
        Worth::Costs(ratio) => priced("Each same-day report more costs", &ratio),
        Worth::Saves(ratio) => priced("There are fewer same-day reports for less money: each that is lost saves", &ratio),
        Worth::NoTradeOff => {
            "Money and same-day reports do not pull against each other here, so a price for each report means nothing.".to_owned()
        }
        Worth::Demanded(asked) => {
            let more = if asked.mean > 0.0 { "more" } else { "fewer" };
            format!(
                "No price is told for a same-day report more: {more} were asked for ({}), so that those done the same day are demanded, not gained.",
                change_in_table(Some(asked), Unit::Number)
            )
        }
        Worth::CannotBeTold => "What a same-day report more costs cannot be told: the difference in reports may be nought.".to_owned(),
    })
}
