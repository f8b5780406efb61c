//! The register of measures: what is watched, one row each.
//!
//! Findings, CSV columns and comparisons come from these rows. A measure is made from the counts of
//! one cluster in one replication; a division or the nation adds up numerators and denominators
//! before dividing, so that a national rate is never a mean of rates. Shares are told as parts of 1.

use super::statistics::Estimate;
pub use super::view::{Part, View};

/// One thing that is watched.
#[derive(Debug)]
pub struct Measure {
    /// Its name in files.
    pub key: &'static str,
    /// In words.
    pub words: Words,
    /// In words where the headline is other work than a court's reports, if they differ.
    pub other: Option<Words>,
    /// Its unit.
    pub unit: Unit,
    /// Which way is better, for colours and comparisons.
    pub better: Better,
    /// Whether the value of every replication is kept for every cluster too, as comparisons need.
    pub kept: bool,
    /// The parts it is told for.
    pub over: &'static [Over],
    /// How it is made.
    pub made: Made,
}

/// A measure in words.
#[derive(Clone, Copy, Debug)]
pub struct Words {
    /// Its name.
    pub title: &'static str,
    /// What it counts.
    pub counts: &'static str,
    /// What it is divided by; empty for a plain total.
    pub per: &'static str,
}

impl Words {
    /// What is counted, and what that is divided by.
    pub fn meaning(&self) -> String {
        let Self { counts, per, .. } = self;
        if per.is_empty() { (*counts).to_owned() } else { format!("{counts} ÷ {per}") }
    }
}

/// A measure's unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Parts of 1, told as a percentage.
    Share,
    /// Pieces of work, reports, sittings.
    Number,
    /// Clock time.
    Minutes,
    /// Clock time.
    Hours,
    /// Working days; 1 is the same day.
    WorkingDays,
    /// Pounds sterling.
    Pounds,
}

impl Unit {
    /// The unit as files write it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Share => "share",
            Self::Number => "number",
            Self::Minutes => "minutes",
            Self::Hours => "hours",
            Self::WorkingDays => "working days",
            Self::Pounds => "pounds",
        }
    }
}

/// Which way is better.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Better {
    /// More is better.
    Higher,
    /// Less is better.
    Lower,
    /// Neither by itself.
    Neither,
}

/// Shares of one thing by another, and not of a whole: they may be above 1.
const BEYOND: [&str; 3] = ["managers_load", "courtroom_use", "overtime"];

impl Measure {
    /// The one of that key, if there is one.
    pub fn named(key: &str) -> Option<&'static Self> {
        MEASURES.iter().find(|measure| measure.key == key)
    }

    /// It in words, where the headline is a court's reports (`court`) or other work.
    pub fn told(&self, court: bool) -> Words {
        self.other.filter(|_| !court).unwrap_or(self.words)
    }

    /// The ends of an estimate's interval: nothing that is measured falls below nought, and no share of a whole rises above it.
    pub fn ends(&self, estimate: Estimate) -> [Option<f64>; 2] {
        estimate.ends_within(0.0, if self.is_of_a_whole() { 1.0 } else { f64::INFINITY })
    }

    /// How an estimate of it is made from replications, each of which has one value.
    pub const fn estimator(&self) -> &'static str {
        match self.made {
            Made::Ratio(_) => "mean of ratios",
            Made::Total(_) => "mean",
            Made::MedianDays => "mean of medians",
        }
    }

    /// Whether it is a share of a whole, and so never above 1.
    pub fn is_of_a_whole(&self) -> bool {
        self.unit == Unit::Share && !BEYOND.contains(&self.key)
    }
}

/// What a measure ranges over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Over {
    /// Everything at once.
    All,
    /// The kinds of the headline workstream.
    Kinds,
    /// The obstacles.
    Obstacles,
    /// The grades.
    Grades,
    /// The workstreams.
    Streams,
    /// The steps of the headline workstream.
    Steps,
    /// Those of them that are a wait for a third party.
    Answers,
    /// The grades whose people are managers, together where there is more than one.
    Managers,
    /// The grades that are places.
    Places,
}

/// How a measure is made from one cluster's counts.
#[derive(Clone, Copy, Debug)]
pub enum Made {
    /// Numerator and denominator, each added up over clusters before dividing.
    Ratio(fn(&View, Part) -> (f64, f64)),
    /// A total, added up over clusters.
    Total(fn(&View, Part) -> f64),
    /// The median of the working days to completion, from histograms added up over clusters.
    MedianDays,
}

fn obstacle(part: Part) -> usize {
    match part {
        Part::Obstacle(obstacle) => obstacle,
        _ => unreachable!("a measure of obstacles is asked about an obstacle"),
    }
}

/// A step of the headline, by a part.
fn step(part: Part) -> usize {
    match part {
        Part::Step(step) => step,
        _ => unreachable!("a measure of steps is asked about a step"),
    }
}

/// Starts a row; the constants below set what differs.
const fn share(
    key: &'static str,
    title: &'static str,
    counts: &'static str,
    per: &'static str,
    made: fn(&View, Part) -> (f64, f64),
) -> Measure {
    Measure {
        key,
        words: Words { title, counts, per },
        other: None,
        unit: Unit::Share,
        better: Better::Neither,
        kept: false,
        over: &[Over::All],
        made: Made::Ratio(made),
    }
}

const fn total(key: &'static str, title: &'static str, counts: &'static str, made: fn(&View, Part) -> f64) -> Measure {
    Measure {
        key,
        words: Words { title, counts, per: "" },
        other: None,
        unit: Unit::Number,
        better: Better::Neither,
        kept: false,
        over: &[Over::All],
        made: Made::Total(made),
    }
}

/// A measure's words of other work than a court's reports.
const fn of_work(title: &'static str, counts: &'static str, per: &'static str) -> Option<Words> {
    Some(Words { title, counts, per })
}

const KINDS: &[Over] = &[Over::All, Over::Kinds];
const STREAMS: &[Over] = &[Over::Streams];
const GRADES: &[Over] = &[Over::Grades];

/// Every measure, in the order in which they are told. The first is the headline.
pub static MEASURES: &[Measure] = &[
    Measure {
        other: of_work("Same-day rate", "pieces of work completed on the day that they arose", "pieces of work that arose"),
        better: Better::Higher,
        kept: true,
        over: KINDS,
        ..share(
            "same_day",
            "Same-day rate",
            "reports delivered before the court rose on the day of the request",
            "reports asked for",
            |v, p| (v.sum(p, |k| k.same_day), v.sum(p, |k| k.requested)),
        )
    },
    Measure {
        over: KINDS,
        ..share("attempted", "Tried on the day", "requests stood down for the same day", "reports asked for", |v, p| {
            (v.sum(p, |k| k.attempted), v.sum(p, |k| k.requested))
        })
    },
    Measure {
        over: KINDS,
        ..share("adjourned", "Adjourned", "requests put over to a later date", "reports asked for", |v, p| {
            (v.sum(p, |k| k.adjourned), v.sum(p, |k| k.requested))
        })
    },
    Measure {
        other: of_work("On time", "pieces of work completed by the time due", "pieces of work whose time has come"),
        better: Better::Higher,
        kept: true,
        over: KINDS,
        ..share("on_time", "On time", "reports delivered by the date the court had set", "reports whose date has come", |v, p| {
            (v.sum(p, |k| k.on_time), v.sum(p, |k| k.on_time + k.late))
        })
    },
    Measure {
        other: of_work("Work that arose", "pieces of work that arose", ""),
        over: KINDS,
        ..total("requested", "Reports asked for", "reports asked for", |v, p| v.sum(p, |k| k.requested))
    },
    // Better by its rate, which is judged already.
    Measure {
        other: of_work("Work done the same day", "pieces of work completed on the day that they arose", ""),
        ..total("same_day_reports", "Same-day reports", "reports delivered before the court rose on the day of the request", |v, p| {
            v.sum(p, |k| k.same_day)
        })
    },
    Measure {
        other: of_work("Share of the work that arose", "pieces of work that arose, of this kind", "pieces of work that arose"),
        over: &[Over::Kinds],
        ..share("mix", "Share of the reports asked for", "reports asked for, of this kind", "reports asked for", |v, p| {
            (v.sum(p, |k| k.requested), v.sum(Part::All, |k| k.requested))
        })
    },
    Measure {
        other: of_work("Late work", "pieces of work completed after their time, or outstanding past it", ""),
        better: Better::Lower,
        over: KINDS,
        ..total("late", "Late reports", "reports delivered after their date, or outstanding past it", |v, p| v.sum(p, |k| k.late))
    },
    Measure {
        other: of_work("Work outstanding at the end", "pieces of work not complete when the history ended", ""),
        better: Better::Lower,
        over: KINDS,
        ..total("outstanding", "Reports outstanding at the end", "reports not complete when the history ended", |v, p| {
            v.sum(p, |k| k.outstanding)
        })
    },
    Measure {
        other: of_work(
            "Working days to completion, mean",
            "working days from when work arose to completion, the same day being 1",
            "pieces of work completed",
        ),
        unit: Unit::WorkingDays,
        better: Better::Lower,
        over: KINDS,
        ..share(
            "mean_days",
            "Working days to completion, mean",
            "working days from request to delivery, the same day being 1",
            "reports delivered",
            |v, p| {
                v.kinds(p)
                    .iter()
                    .flat_map(|k| (1_u32..).zip(&k.days))
                    .fold((0.0, 0.0), |(sum, n), (day, count)| (sum + f64::from(day) * f64::from(*count), n + f64::from(*count)))
            },
        )
    },
    Measure {
        other: of_work(
            "Working days to completion, median",
            "the middle piece of work's working days from when it arose to completion, the same day being 1",
            "pieces of work completed",
        ),
        unit: Unit::WorkingDays,
        better: Better::Lower,
        over: KINDS,
        made: Made::MedianDays,
        ..share(
            "median_days",
            "Working days to completion, median",
            "the middle report's working days from request to delivery, the same day being 1",
            "reports delivered",
            |_, _| (0.0, 0.0),
        )
    },
    Measure {
        other: of_work(
            "Not the same day because of",
            "pieces of work not done the same day that this obstacle decided",
            "pieces of work that arose",
        ),
        better: Better::Lower,
        over: &[Over::Obstacles],
        ..share(
            "decided",
            "Not the same day because of",
            "requests not done the same day that this obstacle decided",
            "reports asked for",
            |v, p| (v.headline().decided[obstacle(p)] as f64, v.sum(Part::All, |k| k.requested)),
        )
    },
    Measure {
        other: of_work("Waiting on the day for", "minutes that work tried on the day waited for this", "pieces of work tried on the day"),
        unit: Unit::Minutes,
        better: Better::Lower,
        over: &[Over::Obstacles],
        ..share(
            "waited",
            "Waiting on the day for",
            "minutes that requests tried on the day waited for this",
            "requests tried on the day",
            |v, p| (v.headline().waited[obstacle(p)] as f64 / 60.0, v.sum(Part::All, |k| k.attempted)),
        )
    },
    Measure {
        unit: Unit::Minutes,
        over: &[Over::Steps],
        better: Better::Lower,
        ..share(
            "step_wait",
            "Wait for the step",
            "minutes from when the step was asked for to when it was first begun",
            "times it was begun",
            |v, p| {
                let seen = v.headline().steps[step(p)];
                (seen.waited as f64 / 60.0, seen.begun as f64)
            },
        )
    },
    Measure {
        unit: Unit::Hours,
        over: &[Over::Answers],
        better: Better::Lower,
        ..share(
            "answer_time",
            "Time to the answer",
            "clock hours, nights included, from when a third party was asked to when it answered",
            "answers",
            |v, p| {
                let seen = v.headline().steps[step(p)];
                (seen.answer as f64 / 3600.0, seen.answered as f64)
            },
        )
    },
    Measure {
        other: of_work("Third party asked", "pieces of work for which the third party was asked", "pieces of work that needed its answer"),
        over: &[Over::Answers],
        ..share(
            "answer_sought",
            "Third party asked",
            "reports for which the third party was asked",
            "reports that needed its answer",
            |v, p| {
                let seen = v.headline().steps[step(p)];
                (seen.asked as f64, seen.concerned as f64)
            },
        )
    },
    Measure {
        over: GRADES,
        ..share("utilisation", "Busy", "time used, within shifts", "time on duty", |v, p| {
            (v.grade(p).busy as f64, v.grade(p).on_duty as f64)
        })
    },
    share("officers_busy", "Officers busy", "time that officers used, within shifts", "officers' time on duty", |v, _| {
        (v.officers(|g| g.busy), v.officers(|g| g.on_duty))
    }),
    Measure {
        better: Better::Lower,
        over: GRADES,
        ..share("overtime", "Overtime", "time used beyond shifts", "time on duty", |v, p| {
            (v.grade(p).overtime as f64, v.grade(p).on_duty as f64)
        })
    },
    Measure {
        better: Better::Lower,
        over: GRADES,
        ..share("absence", "Absent", "leave, sickness, training and other duties", "time of filled posts", |v, p| {
            let grade = v.grade(p);
            ((grade.leave + grade.sick + grade.elsewhere) as f64, (grade.contracted - grade.vacant) as f64)
        })
    },
    Measure {
        better: Better::Lower,
        over: GRADES,
        ..share("vacant", "Posts empty", "time of empty posts", "time of all posts", |v, p| {
            (v.grade(p).vacant as f64, v.grade(p).contracted as f64)
        })
    },
    Measure {
        unit: Unit::Hours,
        better: Better::Lower,
        over: GRADES,
        ..share(
            "grade_wait",
            "Work waits for",
            "clock hours from when work was asked for to when one of the grade began it",
            "pieces of work that the grade did",
            |v, p| (v.grade(p).waited as f64 / 3600.0, v.grade(p).begun as f64),
        )
    },
    Measure {
        better: Better::Lower,
        kept: true,
        over: &[Over::Managers],
        ..share("managers_load", "Managers' load", "hours of work asked of managers first", "their contracted hours", |v, p| {
            (v.managers(p, |g| g.asked), v.managers(p, |g| g.contracted))
        })
    },
    Measure {
        better: Better::Higher,
        kept: true,
        over: &[Over::Managers],
        ..share(
            "managers_in_time",
            "Managers' tasks in time",
            "managers' tasks done by their time, and meetings joined",
            "managers' tasks that have a time",
            |v, p| (v.managers(p, |g| g.in_time), v.managers(p, |g| g.timed)),
        )
    },
    Measure {
        over: &[Over::Places],
        ..share("occupancy", "Places taken", "time that places were taken", "time that places were there", |v, p| {
            (v.grade(p).busy as f64, v.grade(p).on_duty as f64)
        })
    },
    Measure {
        over: STREAMS,
        ..share("officer_time", "Officers' time on", "officers' time used for the work", "officers' time on duty and overtime", |v, p| {
            match p {
                Part::Stream(stream) => (v.officers(|g| g.by_stream[stream]), v.officers(|g| g.on_duty + g.overtime)),
                _ => unreachable!("a measure of workstreams is asked about a workstream"),
            }
        })
    },
    Measure {
        better: Better::Lower,
        over: &[Over::All, Over::Streams],
        ..share(
            "uncovered",
            "Cover or attendance missed",
            "sittings and meetings that nobody covered in time",
            "sittings and meetings to be covered",
            |v, p| {
                let streams = v.streams(p);
                (streams.iter().map(|s| s.uncovered).sum::<u64>() as f64, streams.iter().map(|s| s.cover_wanted).sum::<u64>() as f64)
            },
        )
    },
    Measure {
        over: STREAMS,
        ..total("work_requested", "Work that arose", "pieces of work that arose in the period", |v, p| v.sum(p, |k| k.requested))
    },
    Measure {
        better: Better::Higher,
        kept: true,
        over: STREAMS,
        ..share("work_on_time", "Work on time", "pieces of work completed by the time due", "pieces of work whose time has come", |v, p| {
            match p {
                // What is never due is neither on time nor late.
                Part::Stream(stream) if !v.frame.timed[stream] => (0.0, 0.0),
                _ => (v.sum(p, |k| k.on_time), v.sum(p, |k| k.on_time + k.late)),
            }
        })
    },
    Measure {
        better: Better::Lower,
        kept: true,
        over: STREAMS,
        ..share("work_given_up", "Work given up", "pieces of work that left before they were done", "pieces of work that arose", |v, p| {
            (v.sum(p, |k| k.gave_up), v.sum(p, |k| k.requested))
        })
    },
    Measure {
        unit: Unit::Hours,
        better: Better::Lower,
        over: STREAMS,
        ..share("work_lateness", "Lateness of late work", "clock hours past the time due", "pieces of work completed late", |v, p| {
            (v.sum(p, |k| k.lateness) / 3600.0, v.sum(p, |k| k.late.min(k.delivered.saturating_sub(k.on_time))))
        })
    },
    Measure {
        unit: Unit::Hours,
        better: Better::Lower,
        over: STREAMS,
        ..share("work_completion", "Time to completion", "clock hours from request to completion", "pieces of work completed", |v, p| {
            (v.sum(p, |k| k.completion) / 3600.0, v.sum(p, |k| k.delivered))
        })
    },
    Measure {
        unit: Unit::Minutes,
        ..share("court_minutes", "Court time for a report", "minutes that courts spent on reports", "reports delivered", |v, _| {
            (v.seen.courts.iter().map(|c| c.on_reports).sum::<u64>() as f64 / 60.0, v.sum(Part::All, |k| k.delivered))
        })
    },
    share("courtroom_use", "Courtrooms in use", "time of hearings and of reports in court", "time of sittings as scheduled", |v, _| {
        let courts = &v.seen.courts;
        (courts.iter().map(|c| c.heard + c.on_reports).sum::<u64>() as f64, courts.iter().map(|c| c.scheduled).sum::<u64>() as f64)
    }),
    Measure {
        better: Better::Lower,
        ..share(
            "not_reached",
            "Cases not reached",
            "cases left when a sitting closed, to be heard at the next",
            "cases called or left",
            |v, _| {
                let courts = &v.seen.courts;
                let left = courts.iter().map(|c| c.carried_over).sum::<u64>() as f64;
                (left, left + courts.iter().map(|c| c.hearings).sum::<u64>() as f64)
            },
        )
    },
    Measure {
        other: of_work("Work a year for each officer", "pieces of work that arose, a year", "FTE in post of officers who do it"),
        unit: Unit::Number,
        ..share(
            "reports_per_officer",
            "Reports a year for each officer",
            "reports asked for, a year",
            "FTE in post of officers who do them",
            |v, _| (v.sum(Part::All, |k| k.requested) / v.frame.years, v.officers_in_post()),
        )
    },
    Measure {
        other: of_work(
            "Work expected to be sufficient",
            "pieces of work completed, times the share of their kind that inspectors found sufficient",
            "pieces of work completed",
        ),
        better: Better::Higher,
        ..share(
            "sufficient",
            "Reports expected to be sufficient",
            "reports delivered, times the share of their kind that inspectors found sufficient",
            "reports delivered",
            |v, _| v.sufficient(),
        )
    },
    Measure {
        other: of_work(
            "Sufficient work expected",
            "pieces of work completed, times the share of their kind that inspectors found sufficient",
            "",
        ),
        better: Better::Higher,
        ..total(
            "sufficient_reports",
            "Sufficient reports expected",
            "reports delivered, times the share of their kind that inspectors found sufficient",
            |v, _| v.sufficient().0,
        )
    },
    Measure {
        unit: Unit::Pounds,
        better: Better::Lower,
        ..total("cost", "Cost of staff", "pounds for the hours of filled posts and overtime, in the grades whose cost is given", |v, _| {
            v.pay()
        })
    },
    Measure {
        other: of_work(
            "Cost of staff's time, for each piece of work",
            "pounds for the hours that this work took of staff, overtime included",
            "pieces of this work completed",
        ),
        unit: Unit::Pounds,
        better: Better::Lower,
        ..share(
            "cost_per_report",
            "Cost of staff's time, for each report",
            "pounds for the hours that reports took of staff, overtime included",
            "reports delivered",
            |v, _| (v.pay_for_headline(), v.sum(Part::All, |k| k.delivered)),
        )
    },
    Measure {
        unit: Unit::Pounds,
        better: Better::Lower,
        ..total("court_cost", "Cost of court time", "pounds for the courtroom time that reports take, the same day or later", |v, _| {
            v.seen.courts.iter().map(|court| court.on_reports).sum::<u64>() as f64 / 3600.0 * v.frame.court_hour.unwrap_or(0.0)
        })
    },
    Measure {
        unit: Unit::Pounds,
        better: Better::Lower,
        ..total("adjournment_cost", "Cost of adjournments", "pounds for each report put over, court time apart", |v, _| {
            v.sum(Part::All, |kind| kind.adjourned) * v.frame.adjournment.unwrap_or(0.0)
        })
    },
];

/// The working day by which half of a histogram is done, from 1; `None` of an empty one.
pub fn median_day(days: &[u64]) -> Option<u32> {
    let all: u64 = days.iter().sum();
    let mut so_far = 0;
    (1..).zip(days).find_map(|(day, count)| {
        so_far += count;
        (all > 0 && 2 * so_far >= all).then_some(day)
    })
}
