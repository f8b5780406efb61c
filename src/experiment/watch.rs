//! A measure looked at on its own, one cluster and one replication at a time: what searches go by.
//!
//! Counts are told as numerator and denominator, so that clusters can be added up before dividing, as `fold.rs` does it.

use super::frame::Frame;
use super::measures::{Item, MEASURES, Made, View, items};

/// Numerator and denominator; a total has the denominator 1.
pub type Counts = (f64, f64);

/// The item of a measure and a part (empty for all of it).
///
/// # Errors
/// What is wrong with the names, in words, with those that there are.
pub fn item(frame: &Frame, measure: &str, part: &str) -> Result<Item, String> {
    let all = items(frame);
    if let Some(item) = all.iter().find(|item| item.measure.key == measure && item.key == part) {
        return match item.measure.made {
            Made::MedianDays => Err(format!("`{measure}` is a median, which cannot be added up over clusters; `mean_days` can")),
            _ => Ok(item.clone()),
        };
    }
    let list = |names: Vec<&str>| names.join(", ");
    if !MEASURES.iter().any(|one| one.key == measure) {
        return Err(format!("`{measure}` is not a measure; there is {}", list(MEASURES.iter().map(|one| one.key).collect())));
    }
    let parts: Vec<&str> = all.iter().filter(|item| item.measure.key == measure).map(|item| item.key.as_str()).collect();
    Err(match parts.as_slice() {
        [] => format!("`{measure}` cannot be told here: what it needs (costs, shares found sufficient) is not given"),
        _ if part.is_empty() => format!("`{measure}` is told by part; say which: {}", list(parts)),
        _ => format!("`{measure}` has no part `{part}`; there is {}", list(parts.into_iter().filter(|key| !key.is_empty()).collect())),
    })
}

/// What one cluster counts towards an item.
///
/// # Panics
/// If the item is a median, which [`item`] refuses.
pub fn counts(item: &Item, view: &View) -> Counts {
    match item.measure.made {
        Made::Ratio(made) => made(view, item.part),
        Made::Total(made) => (made(view, item.part), 1.0),
        Made::MedianDays => unreachable!("medians are refused when they are asked for"),
    }
}

/// The value of counts that have been added up; NaN where there was nothing to count. A total is not divided.
pub fn value(item: &Item, (numerator, denominator): Counts) -> f64 {
    match item.measure.made {
        Made::Total(_) => numerator,
        _ if denominator > 0.0 => numerator / denominator,
        _ => f64::NAN,
    }
}
