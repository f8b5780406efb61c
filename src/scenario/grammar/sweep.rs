//! A design over levers.

use super::Keyed;
use crate::scenario::sourced::Sourced;
use crate::scenario::sweep::Typed;
use crate::scenario::table::{choice, table};
use crate::units::Share;

table! {
    /// A design of an experiment: which levers are moved, between what ends, and what is watched.
    pub struct Sweep {
        /// How its points are chosen.
        design: Design = required,
        /// Points of a sample; base points of `sobol_indices`, which runs so many times the levers and two.
        points: u64 [2.0 ..= 65_536.0] = or(64),
        /// Trajectories of `morris`, each a point more than there are levers.
        trajectories: u64 [2.0 ..= 10_000.0] = or(10),
        /// Levels of each lever from `low` to `high`, in a grid and in Morris's design (there an even number).
        levels: u64 [2.0 ..= 100.0] = or(4),
        /// Replications of each point; every point has the same chances.
        replications: u64 [1.0 ..= 1e6] = or(20),
        /// Measures to keep, by their keys: "same_day", or "utilisation.PSO" for a part of one.
        measures: Vec<String> = or(vec!["same_day".to_owned()]),
        /// How far `assumptions` moves a number to each side, as a part of it, where no range is given under `levers`.
        spread: Share = or(Share::new(0.2)),
        /// The levers, by the path that --set takes, in quotes; of `assumptions`, those with a range of their own.
        levers: Keyed<LeverRange> = or(Keyed::new()),
    }
}

choice! {
    /// How the points of a sweep are chosen.
    pub enum Design {
        /// The scenario as it is, then each lever at each of its values with the others as they are.
        OneAtATime = "one_at_a_time",
        /// The same over every number whose source says that it is assumed.
        Assumptions = "assumptions",
        /// Every combination of the levers' values.
        Grid = "grid",
        /// Points at random, one in each slice of every lever's range.
        LatinHypercube = "latin_hypercube",
        /// Points of a Sobol sequence, which fills the ranges evenly.
        Sobol = "sobol",
        /// Trajectories that move one lever at a time, for the screening of many levers (Morris).
        Morris = "morris",
        /// Samples from which each lever's shares of the variance are worked out (Saltelli).
        SobolIndices = "sobol_indices",
    }
}

table! {
    /// What a sweep does with a lever: the ends of its range, or its values one by one.
    pub struct LeverRange {
        /// Its name in charts and words; the path if there is none.
        title: String = optional,
        /// The lower end, written as the lever itself is.
        low: Typed = optional,
        /// The upper end.
        high: Typed = optional,
        /// Its values one by one instead, for a grid or one at a time.
        values: Vec<Typed> = or(Vec::new()),
        /// An id of docs/EVIDENCE.md, or `assumption`, for the range.
        source: Sourced = optional,
    }
}
