//! A scenario's results beside the published record.
//!
//! Each row of the record is of one kind, which says what it can show: what was fitted to it agrees because it was made
//! to; what went in must come out again; only what was held out tests the model. Misses are told as openly as the rest,
//! and so is what the model does not tell at all. Sources and ranges: docs/EVIDENCE.md, docs/VALIDATION.md.

use crate::experiment::estimates::{Days, Estimates};
use crate::experiment::measures::Unit;
use crate::experiment::statistics::Estimate;

/// What a row of the record is to the model.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Nothing was set to it: whether it is met tests the model.
    HeldOut,
    /// Something was calibrated to it.
    Fitted,
    /// It is given to the model, and must come out again.
    Input,
}

impl Kind {
    /// Every kind, in the order in which they are told.
    pub const ALL: [Self; 3] = [Self::HeldOut, Self::Fitted, Self::Input];

    /// In a word or two.
    pub const fn words(self) -> &'static str {
        match self {
            Self::HeldOut => "held out",
            Self::Fitted => "fitted",
            Self::Input => "input",
        }
    }
}

/// A published figure.
#[derive(Debug)]
pub struct Target {
    /// What it is of.
    pub label: &'static str,
    /// Of when it is.
    pub year: &'static str,
    /// What it is to the model.
    pub kind: Kind,
    /// Where it is found among the estimates.
    from: From,
    /// The least that agrees with what was published, in `unit`.
    pub least: f64,
    /// The most.
    pub most: f64,
    /// Its unit.
    pub unit: Unit,
    /// What was published, and where: ids of docs/EVIDENCE.md.
    pub source: &'static str,
    /// What a reader must know of it.
    pub note: &'static str,
}

/// Where a figure is found among the estimates.
#[derive(Clone, Copy, Debug)]
enum From {
    /// A measure and its part.
    Measure(&'static str, &'static str),
    /// Middle day of all replications' reports of a kind.
    Median(&'static str),
    /// Likeliest day of all replications' reports of a kind.
    Mode(&'static str),
    /// Share of the reports delivered, of any kind, that were delivered on the first day.
    FirstDay,
    /// Nowhere; the note says why.
    Untold,
}

const fn row(kind: Kind, label: &'static str, year: &'static str, from: From, [least, most]: [f64; 2], unit: Unit) -> Target {
    Target { label, year, kind, from, least, most, unit, source: "", note: "" }
}

const fn held_out(label: &'static str, year: &'static str, from: From, range: [f64; 2], unit: Unit) -> Target {
    row(Kind::HeldOut, label, year, from, range, unit)
}

const fn fitted(label: &'static str, year: &'static str, from: From, range: [f64; 2], unit: Unit) -> Target {
    row(Kind::Fitted, label, year, from, range, unit)
}

const fn input(label: &'static str, year: &'static str, from: From, range: [f64; 2], unit: Unit) -> Target {
    row(Kind::Input, label, year, from, range, unit)
}

/// Why the model does not foretell the mix of another year.
const MIX: &str = "the mix of formats is an input, of 2015-16: nothing in the model moves it from year to year";
/// Why it does not foretell the reports of another year.
const OF_ITS_YEAR: &str = "reports and officers are inputs, of 2015-16";
/// Why it does not foretell times of men and women.
const NO_SEXES: &str = "no measure is told by sex";
/// Why it does not foretell how full single people are.
const NO_PERSONS: &str = "how busy people are is told by grade, not by person; officers in the community are not simulated";

/// The published record.
pub const TARGETS: &[Target] = &[
    Target {
        source: "20 to 30 % by the workload tool's times and PQ 48157 (E24)",
        note: "follows closely from two inputs, the hours of a report and how many there are",
        ..held_out("Officers' time on reports", "2017", From::Measure("officer_time", "psr"), [0.20, 0.30], Unit::Share)
    },
    Target {
        source: "96 to 97 % (SL002, E28)",
        note: "the model has the work of allocating, and not the papers that come late or the cases that belong elsewhere",
        ..held_out("Allocation within two working days", "2017-19", From::Measure("work_on_time", "allocation"), [0.96, 0.97], Unit::Share)
    },
    Target {
        source: "94 to 96 % (SL014, E29)",
        note: "the model has the work of a breach, and nothing else that may delay one",
        ..held_out(
            "Own breaches presented in ten working days",
            "2017-19",
            From::Measure("work_on_time", "breach"),
            [0.94, 0.96],
            Unit::Share,
        )
    },
    Target {
        source: "oral 48, 46, 46, 56 %; standard 6.5, 5, 5, 6 % (Wales, E7)",
        note: MIX,
        ..held_out("Oral, and standard, of all reports", "2016-19", From::Untold, [0.46, 0.56], Unit::Share)
    },
    Target {
        source: "oral 52, short 45, standard 3 % (England and Wales, E8)",
        note: MIX,
        ..held_out("Formats of all reports", "2019-20", From::Untold, [0.52, 0.52], Unit::Share)
    },
    Target {
        source: "110 in 2018 and in 2019 (E24a)",
        note: OF_ITS_YEAR,
        ..held_out("Reports a year for each court officer", "2018-19", From::Untold, [110.0, 110.0], Unit::Number)
    },
    Target {
        source: "men 4, women 1 (PQ 98201, E9)",
        note: NO_SEXES,
        ..held_out("All reports: median working day, by sex", "2019-20", From::Untold, [1.0, 4.0], Unit::WorkingDays)
    },
    Target {
        source: "likeliest day 13, median 19 (PQ 98201, E9)",
        note: NO_SEXES,
        ..held_out("Standard reports on women", "2019-20", From::Untold, [13.0, 19.0], Unit::WorkingDays)
    },
    Target {
        source: "60 % above, nearly 30 % above 120 % (HM Inspectorate, January 2020)",
        note: NO_PERSONS,
        ..held_out("Officers above their capacity", "2019", From::Untold, [0.60, 0.60], Unit::Share)
    },
    Target {
        source: "derived from the medians and the mix of E9: 42 to 45 %",
        note: "A18 was set to it; it was not set again when the rules of court duty were mended",
        ..fitted("Delivered on the first day, of all delivered", "2015-20", From::FirstDay, [0.42, 0.45], Unit::Share)
    },
    Target {
        source: "1 (PQ 98201, E9)",
        note: "A18 to A21",
        ..fitted("Oral: likeliest working day, 1 being the same day", "2019-20", From::Mode("oral"), [1.0, 1.0], Unit::WorkingDays)
    },
    Target {
        source: "1 (PQ 98201, E9)",
        note: "A18 to A21",
        ..fitted("Oral: median working day", "2019-20", From::Median("oral"), [1.0, 1.0], Unit::WorkingDays)
    },
    Target {
        source: "1 (PQ 98201, E9)",
        note: "A18 to A21",
        ..fitted("Short-format: likeliest working day", "2019-20", From::Mode("short"), [1.0, 1.0], Unit::WorkingDays)
    },
    Target {
        source: "14 (PQ 98201, E9)",
        note: "A18 to A21; four days to either side are ours",
        ..fitted("Short-format: median working day", "2019-20", From::Median("short"), [10.0, 18.0], Unit::WorkingDays)
    },
    Target {
        source: "men 19, women 13 (PQ 98201, E9)",
        note: "A18 to A21; two days to either side are ours",
        ..fitted("Standard: likeliest working day", "2019-20", From::Mode("standard"), [11.0, 21.0], Unit::WorkingDays)
    },
    Target {
        source: "men 21, women 19 (PQ 98201, E9)",
        note: "A18 to A21",
        ..fitted("Standard: median working day", "2019-20", From::Median("standard"), [19.0, 21.0], Unit::WorkingDays)
    },
    Target {
        source: "99.8 % (PQ 98201, E9)",
        note: "A20; half a point below is ours",
        ..fitted("On time, by the court's date", "2019-20", From::Measure("on_time", ""), [0.993, 0.999], Unit::Share)
    },
    Target {
        source: "assumption: staffed for the work, with time for peaks",
        note: "the work beside reports is sized to it (A38); nothing was published",
        ..fitted("Officers busy, of their time on duty", "2015-16", From::Measure("officers_busy", ""), [0.75, 0.95], Unit::Share)
    },
    Target {
        source: "37 % in 2015, 41 % in 2014 (Wales, E7)",
        note: "the mix is given",
        ..input("Oral, of all reports", "2014-15", From::Measure("mix", "oral"), [0.35, 0.45], Unit::Share)
    },
    Target {
        source: "54 %, 47 % (Wales, E7)",
        note: "the mix is given",
        ..input("Short-format, of all reports", "2014-15", From::Measure("mix", "short"), [0.45, 0.56], Unit::Share)
    },
    Target {
        source: "9 %, 12 % (Wales, E7)",
        note: "the mix is given",
        ..input("Standard, of all reports", "2014-15", From::Measure("mix", "standard"), [0.07, 0.12], Unit::Share)
    },
    Target {
        source: "125 in 2017 (PQ 48157, E24a); 154 with the reports of 2015 and the officers of 2017",
        note: "both totals are the record's; officers of 2015 were not counted reliably",
        ..input("Reports a year for each court officer", "2015-17", From::Measure("reports_per_officer", ""), [125.0, 150.0], Unit::Number)
    },
    Target {
        source: "about 4 in 10 oral, half of short, over 6 in 10 standard: 47 % (E12)",
        note: "what inspectors found for each format is given; in 2018-19 it was 7 in 10",
        ..input("Reports expected to be sufficient", "2022-23", From::Measure("sufficient", ""), [0.44, 0.50], Unit::Share)
    },
];

/// How a figure stands to the record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Its whole interval agrees with what was published.
    Met,
    /// All of it lies below.
    Below,
    /// All of it lies above.
    Above,
    /// It reaches over an end of the range.
    Close,
    /// The scenario, or the model, does not tell it.
    Untold,
}

impl Verdict {
    /// In a few words.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Met => "met",
            Self::Below => "missed: too low",
            Self::Above => "missed: too high",
            Self::Close => "too close to say",
            Self::Untold => "not foretold",
        }
    }

    /// Whether it surely lies outside the range.
    pub const fn is_missed(self) -> bool {
        matches!(self, Self::Below | Self::Above)
    }
}

impl Target {
    /// What a run found of it; `None` where the scenario has no such thing.
    pub fn found(&self, found: &Estimates) -> Option<Estimate> {
        let pooled = |mean: f64| Estimate {
            mean,
            half_width: Some(0.0),
            sd: None,
            replications: found.replications,
            confidence: found.frame.confidence,
        };
        let day = |key: &str, of: fn(&Days) -> Option<u32>| Some(pooled(f64::from(of(found.days.iter().find(|days| days.key == key)?)?)));
        match self.from {
            From::Measure(measure, part) => found.national(measure, part),
            From::Median(key) => day(key, |days| days.median),
            From::Mode(key) => day(key, |days| days.mode),
            From::FirstDay => {
                let all: u64 = found.days.iter().flat_map(|days| &days.counts).sum();
                let first: u64 = found.days.iter().map(|days| days.counts[0]).sum();
                (all > 0 && found.frame.court).then(|| pooled(first as f64 / all as f64))
            }
            From::Untold => None,
        }
    }

    /// How a figure stands to it, at the run's confidence. Both ends of the range count: better than the record is a miss, too.
    pub fn verdict(&self, found: Option<Estimate>) -> Verdict {
        let Some(found) = found else { return Verdict::Untold };
        let (low, high) = (found.low().unwrap_or(found.mean), found.high().unwrap_or(found.mean));
        // A share cannot pass 1, but its interval can.
        let high = if self.unit == Unit::Share { high.min(1.0) } else { high };
        if low >= self.least && high <= self.most {
            Verdict::Met
        } else if high < self.least {
            Verdict::Below
        } else if low > self.most {
            Verdict::Above
        } else {
            Verdict::Close
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::StoppingRule;
    use crate::experiment::synthetic::estimates;

    #[test]
    fn a_figure_is_met_only_if_its_whole_interval_is_and_better_than_the_record_is_a_miss() {
        let of = |mean, half| {
            let target = row(Kind::HeldOut, "", "", From::Untold, [0.96, 0.97], Unit::Share);
            target.verdict(Some(Estimate { mean, half_width: Some(half), sd: None, replications: 9, confidence: 0.95 }))
        };
        assert_eq!(
            [of(0.965, 0.002), of(0.9, 0.01), of(0.999, 0.001), of(0.97, 0.002), of(0.965, 0.02)],
            [Verdict::Met, Verdict::Below, Verdict::Above, Verdict::Close, Verdict::Close]
        );
        assert_eq!(row(Kind::Input, "", "", From::Untold, [0.0, 1.0], Unit::Share).verdict(None), Verdict::Untold);
    }

    #[test]
    fn every_row_says_its_range_its_source_and_what_it_is_to_the_model() {
        for target in TARGETS {
            assert!(target.least <= target.most && !target.source.is_empty() && !target.year.is_empty(), "{target:?}");
            assert!(!matches!(target.from, From::Untold) || !target.note.is_empty(), "{target:?}: why is it not told?");
        }
        for kind in Kind::ALL {
            assert!(TARGETS.iter().any(|target| target.kind == kind), "{kind:?}");
        }
    }

    #[test]
    fn the_first_day_is_counted_over_all_formats() {
        let mut found = estimates(StoppingRule::Number(2), 1);
        found.frame.court = true;
        for days in &mut found.days {
            days.counts = [0; _];
            (days.counts[0], days.counts[3]) = (1, 2);
        }
        let first = TARGETS.iter().find(|target| matches!(target.from, From::FirstDay)).expect("a row of it");
        assert!((first.found(&found).expect("reports").mean - 1.0 / 3.0).abs() < 1e-12);
    }
}
