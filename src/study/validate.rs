//! A scenario's results beside published figures.
//!
//! The targets and their sources are those of docs/EVIDENCE.md. Some only check that what went in comes
//! out again; each says which, so that nobody takes them for predictions.

use crate::experiment::estimates::Estimates;
use crate::experiment::measures::Unit;
use crate::experiment::statistics::Estimate;

/// A published figure that a baseline should reproduce.
#[derive(Debug)]
pub struct Target {
    /// What it is of.
    pub label: &'static str,
    /// Measure and part of the estimate.
    from: From,
    /// The least that was published, in `unit`.
    pub least: f64,
    /// The most.
    pub most: f64,
    /// Its unit.
    pub unit: Unit,
    /// Where it was published.
    pub source: &'static str,
    /// What a reader must know before believing it.
    pub note: &'static str,
}

/// Where a figure is found among the estimates.
#[derive(Clone, Copy, Debug)]
enum From {
    Measure(&'static str, &'static str),
    /// Middle day of all replications' reports of a kind.
    Median(&'static str),
    /// Likeliest day of all replications' reports of a kind.
    Mode(&'static str),
}

const INPUT: &str = "checks an input: the mix is given, and must come out again";
const OUTCOME: &str = "an outcome of the model";
const CALIBRATED: &str = "an outcome, but calibrated to it (A18 to A21)";

const fn target(label: &'static str, from: From, [least, most]: [f64; 2], unit: Unit, source: &'static str, note: &'static str) -> Target {
    Target { label, from, least, most, unit, source, note }
}

/// The published figures, with their sources.
pub const TARGETS: &[Target] = &[
    target(
        "Oral, of all reports",
        From::Measure("mix", "oral"),
        [0.35, 0.45],
        Unit::Share,
        "Wales written answer (37 % in 2015, 41 % in 2014)",
        INPUT,
    ),
    target(
        "Short-format, of all reports",
        From::Measure("mix", "short"),
        [0.45, 0.56],
        Unit::Share,
        "Wales written answer (54 %; 47 %)",
        INPUT,
    ),
    target(
        "Standard, of all reports",
        From::Measure("mix", "standard"),
        [0.07, 0.12],
        Unit::Share,
        "Wales written answer (9 %; 12 %)",
        INPUT,
    ),
    target("Oral: likeliest day, 1 being the same day", From::Mode("oral"), [1.0, 1.0], Unit::WorkingDays, "PQ 98201", CALIBRATED),
    target("Oral: median working day", From::Median("oral"), [1.0, 1.0], Unit::WorkingDays, "PQ 98201", CALIBRATED),
    target("Short-format: likeliest working day", From::Mode("short"), [1.0, 1.0], Unit::WorkingDays, "PQ 98201", CALIBRATED),
    target("Short-format: median working day", From::Median("short"), [10.0, 18.0], Unit::WorkingDays, "PQ 98201 (14)", CALIBRATED),
    target(
        "Standard: likeliest working day",
        From::Mode("standard"),
        [13.0, 21.0],
        Unit::WorkingDays,
        "PQ 98201 (men 19, women 13)",
        CALIBRATED,
    ),
    target(
        "Standard: median working day",
        From::Median("standard"),
        [19.0, 21.0],
        Unit::WorkingDays,
        "PQ 98201 (men 21, women 19)",
        CALIBRATED,
    ),
    target(
        "On time, by the court's date",
        From::Measure("on_time", ""),
        [0.99, 1.0],
        Unit::Share,
        "PQ 98201 (99.8 % in 2019-20)",
        CALIBRATED,
    ),
    target(
        "Reports a year for each court officer",
        From::Measure("reports_per_officer", ""),
        [125.0, 150.0],
        Unit::Number,
        "PQ 48157 (125 in 2017; 154 with reports of 2015)",
        "checks an input: the reports of 2015 (159,278) over the officers of 2017 (1,037) are 154; officers of 2015 were not counted reliably",
    ),
    target(
        "Officers' time on reports",
        From::Measure("officer_time", "psr"),
        [0.20, 0.35],
        Unit::Share,
        "workload tool's times with PQ 48157 (20 to 30 %)",
        OUTCOME,
    ),
    target(
        "Officers busy, of their time on duty",
        From::Measure("officers_busy", ""),
        [0.75, 0.95],
        Unit::Share,
        "assumption: staffed for the work, with time for peaks",
        "an outcome, but the work beside reports is sized to it (A38)",
    ),
    target(
        "Allocation within two working days",
        From::Measure("work_on_time", "allocation"),
        [0.96, 1.0],
        Unit::Share,
        "NPS SL002 (96 to 97 % in 2017-19)",
        "an outcome; the model has only the work, not the papers that come late, so it may do better",
    ),
];

impl Target {
    /// What a run found of it; `None` where the scenario has no such thing.
    pub fn found(&self, found: &Estimates) -> Option<Estimate> {
        let day = |key: &str, of: fn(&crate::experiment::estimates::Days) -> Option<u32>| {
            let mean = f64::from(of(found.days.iter().find(|days| days.key == key)?)?);
            Some(Estimate { mean, half_width: Some(0.0), sd: None, replications: found.replications, confidence: found.frame.confidence })
        };
        match self.from {
            From::Measure(measure, part) => found.national(measure, part),
            From::Median(key) => day(key, |days| days.median),
            From::Mode(key) => day(key, |days| days.mode),
        }
    }

    /// Whether a figure is in its range: surely, not, or too close to say at the run's confidence.
    pub fn verdict(&self, found: Option<Estimate>) -> &'static str {
        let Some(found) = found else { return "not told" };
        let (low, high) = (found.low().unwrap_or(found.mean), found.high().unwrap_or(found.mean));
        // A share cannot pass 1, but its interval can.
        let high = if self.unit == Unit::Share { high.min(1.0) } else { high };
        if low >= self.least && high <= self.most {
            "met"
        } else if high < self.least || low > self.most {
            "not met"
        } else {
            "too close to say"
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_is_met_only_if_its_whole_interval_is() {
        let of = |mean, half| {
            let target = target("", From::Mode(""), [0.99, 1.0], Unit::Share, "", "");
            target.verdict(Some(Estimate { mean, half_width: Some(half), sd: None, replications: 9, confidence: 0.95 }))
        };
        assert_eq!(
            [of(0.998, 0.01), of(0.995, 0.002), of(0.9, 0.01), of(0.98, 0.02)],
            ["too close to say", "met", "not met", "too close to say"]
        );
    }
}
