//! What a scenario may ask of a search: the least support, the cheapest plan, and what things cost.
//!
//! The same rows as in `grammar.rs`, in a file of their own: nothing here changes what happens in a history.

use super::Keyed;
use crate::scenario::sourced::Sourced;
use crate::scenario::table::table;
use crate::units::*;

table! {
    /// What things cost beside the hours of staff.
    pub struct Costs {
        /// Pounds for an hour of a courtroom's time.
        court_hour: Pounds [0.0 ..= 100_000.0] = optional,
        /// Pounds for each report put over to a later date, court time apart (a second hearing listed, papers, custody, travel).
        adjournment: Pounds [0.0 ..= 100_000.0] = optional,
        /// Where its numbers come from: ids of docs/EVIDENCE.md, or `assumption`.
        source: Sourced = optional,
    }
}

table! {
    /// The least additional support with which clusters meet targets, as `sameday support` looks for it.
    pub struct Support {
        /// Kinds of support that a planner can hire.
        kinds: Keyed<SupportKind> = required,
        /// What must be met, all of it together.
        targets: Keyed<Target> = required,
        /// Only these clusters; empty for every one.
        clusters: Vec<String> = or(Vec::new()),
        /// Of those, only clusters of these bands of complexity; empty for every one.
        bands: Vec<String> = or(Vec::new()),
        /// Confidence of each cluster's answer as a whole.
        confidence: Share [0.5 ..= 0.999] = or(Share::new(0.95)),
        /// Replications at the first look at a level of support; each further look doubles them.
        at_least: u64 [5.0 ..= 10_000.0] = or(10),
        /// Most replications of one level of support, decided or not.
        at_most: u64 [5.0 ..= 100_000.0] = or(160),
        /// FTE of every kind that stand for "without limit" where the most that can be hired is not enough.
        ample: Fte [0.0 ..= 1000.0] = or(Fte::new(10.0)),
        /// A national budget to be split over the clusters.
        budget: Budget = optional,
        /// Where its numbers come from: ids of docs/EVIDENCE.md, or `assumption`.
        source: Sourced = optional,
    }
}

table! {
    /// A kind of support: people of a grade who join a team.
    pub struct SupportKind {
        /// The kind in words.
        title: String = optional,
        /// The team they join.
        team: String = or("court".to_owned()),
        /// Their grade.
        grade: String = required,
        /// The least that can be hired at once.
        step: Fte [0.05 ..= 50.0] = or(Fte::new(0.5)),
        /// The most that one cluster can be given.
        most: Fte [0.05 ..= 200.0] = or(Fte::new(4.0)),
        /// Where its numbers come from: ids of docs/EVIDENCE.md, or `assumption`.
        source: Sourced = optional,
    }
}

table! {
    /// A bound that a measure must keep.
    pub struct Target {
        /// The target in words.
        title: String = optional,
        /// The measure, by its name in estimates.csv.
        measure: String = required,
        /// The part of it (a workstream, a grade, a format); without one, all of it.
        part: String = optional,
        /// The measure must be at least this; shares as parts of 1.
        at_least: Number [0.0 ..= 1e12] = optional,
        /// The measure must be at most this.
        at_most: Number [0.0 ..= 1e12] = optional,
        /// Share of years that must keep the bound; without it, the mean over years must.
        chance: Share [0.01 ..= 0.99] = optional,
        /// So near to the bound (or to the chance) it does not matter on which side.
        margin: Number [0.0 ..= 1e12] = or(Number::new(0.0)),
        /// Where its numbers come from: ids of docs/EVIDENCE.md, or `assumption`.
        source: Sourced = optional,
    }
}

table! {
    /// A national budget for support: FTE or pounds a year.
    pub struct Budget {
        /// FTE of all kinds together.
        fte: Fte [0.05 ..= 100_000.0] = optional,
        /// Pounds a year.
        pounds: Pounds [1.0 ..= 1e10] = optional,
        /// The measure whose count is to be raised: the numerator of a share, such as same-day reports.
        raise: String = or("same_day".to_owned()),
        /// The part of it; without one, all of it.
        part: String = optional,
        /// Replications of each level of support, and as many fresh ones to compare the splits.
        replications: u64 [3.0 ..= 10_000.0] = or(20),
        /// Where its numbers come from: ids of docs/EVIDENCE.md, or `assumption`.
        source: Sourced = optional,
    }
}

table! {
    /// The cheapest way to the target rate, as `sameday plan` looks for it.
    pub struct Plan {
        /// What may be done, each alone or together.
        options: Keyed<PlanOption> = required,
        /// The measure that must reach `run.target`; more must be better.
        measure: String = or("same_day".to_owned()),
        /// The part of it; without one, all of it.
        part: String = optional,
        /// Share of years that must reach the target; without it, the mean must.
        chance: Share [0.01 ..= 0.99] = optional,
        /// Confidence of the answer as a whole.
        confidence: Share [0.5 ..= 0.999] = or(Share::new(0.95)),
        /// So near to the target it does not matter on which side.
        margin: Points [0.0 ..= 0.2] = or(Points::new(0.002)),
        /// Replications at the first look at a mix; each further look doubles them.
        at_least: u64 [3.0 ..= 10_000.0] = or(4),
        /// Most replications of one mix, decided or not.
        at_most: u64 [3.0 ..= 100_000.0] = or(64),
        /// Where its numbers come from: ids of docs/EVIDENCE.md, or `assumption`.
        source: Sourced = optional,
    }
}

table! {
    /// Something that may be done.
    pub struct PlanOption {
        /// It in words.
        title: String = optional,
        /// The changes that it makes, each a path and a value as `--set` takes them. Staff that they add is paid by its grade.
        set: Vec<String> = required,
        /// Pounds a year that it costs beside the staff.
        cost_a_year: Pounds [0.0 ..= 1e10] = or(Pounds::new(0.0)),
        /// Options of one group exclude each other, such as one more PSO and two more; in the order of the file, each is taken to do at least what the one before does.
        group: String = optional,
        /// Where its numbers come from: ids of docs/EVIDENCE.md, or `assumption`.
        source: Sourced = optional,
    }
}
