//! A measure looked at on its own, one cluster and one replication at a time: what searches go by.
//!
//! Counts are told as numerator and denominator, so that clusters can be added up before dividing, as `fold.rs` does it.

use super::frame::MeasureContext;
use super::items::{Item, items};
use super::measures::{MEASURES, Made, Measure, View};

/// Numerator and denominator; a total has the denominator 1.
pub type Counts = (f64, f64);

/// The item of a measure and a part (empty for all of it).
///
/// # Errors
/// What is wrong with the names, in words, with those that there are.
pub fn item(frame: &MeasureContext, measure: &str, part: &str) -> Result<Item, String> {
    let all = items(frame);
    if let Some(item) = all.iter().find(|item| item.measure.key == measure && item.key == part) {
        return match item.measure.made {
            Made::MedianDays => Err(format!("`{measure}` is a median, which cannot be added up over clusters; `mean_days` can")),
            _ => Ok(item.clone()),
        };
    }
    let list = |names: Vec<&str>| names.join(", ");
    if Measure::named(measure).is_none() {
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
    let value = match item.measure.made {
        Made::Total(_) => numerator,
        _ if denominator > 0.0 => numerator / denominator,
        _ => f64::NAN,
    };
    // A thousand reports over next to no post at all are no number that can be told.
    if value.is_finite() { value } else { f64::NAN }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::measures::Part;
    use crate::experiment::synthetic::{frame, observe};

    #[test]
    fn what_cannot_be_watched_is_refused_with_what_there_is() {
        let free = MeasureContext { hourly_cost: vec![None; 3], ..frame() };
        let told = |frame: &MeasureContext, measure: &str, part: &str| item(frame, measure, part).map(|item| item.part);
        assert_eq!(told(&frame(), "same_day", ""), Ok(Part::All));
        assert_eq!(told(&frame(), "same_day", "short"), Ok(Part::Kind(1)));
        assert_eq!(told(&frame(), "same_day", "shrot"), Err("`same_day` has no part `shrot`; there is oral, short, standard".to_owned()));
        assert_eq!(told(&frame(), "utilisation", ""), Err("`utilisation` is told by part; say which: PO, PSO, SPO".to_owned()));
        assert!(told(&frame(), "median_days", "").is_err_and(|why| why.contains("`mean_days` can")));
        assert!(told(&frame(), "speed", "").is_err_and(|why| why.starts_with("`speed` is not a measure; there is same_day, ")));
        assert!(told(&frame(), "cost", "").is_ok());
        assert_eq!(
            told(&free, "cost", ""),
            Err("`cost` cannot be told here: what it needs (costs, shares found sufficient) is not given".to_owned())
        );
    }

    #[test]
    fn counts_of_clusters_are_added_up_before_they_are_divided_and_totals_are_not() {
        let (frame, seen) = (frame(), observe(7, 0, &[0, 1]));
        let views = [0, 1].map(|cluster| View { seen: &seen.clusters[cluster], cluster, frame: &frame });
        let together = |measure: &str| {
            let item = item(&frame, measure, "").expect("a measure");
            let [a, b] = views.each_ref().map(|view| counts(&item, view));
            value(&item, (a.0 + b.0, a.1 + b.1))
        };
        let sum = |of: fn(&crate::model::observe::KindSeen) -> u64| {
            seen.clusters.iter().flat_map(|seen| &seen.streams[0].kinds).map(of).sum::<u64>() as f64
        };
        assert_eq!(together("requested"), sum(|kind| kind.requested));
        assert_eq!(together("same_day"), sum(|kind| kind.same_day) / sum(|kind| kind.requested));
        let rate = item(&frame, "same_day", "").expect("a measure");
        assert!(value(&rate, (0.0, 0.0)).is_nan() && value(&rate, (0.0, 4.0)) == 0.0);
    }
}
