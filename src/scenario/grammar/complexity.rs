//! How complex each cluster is, what that does to its work, and the support that it brings.

use super::Keyed;
use crate::scenario::sourced::Sourced;
use crate::scenario::table::{choice, table};
use crate::units::*;

table! {
    /// How complex each cluster is: a weighted sum of attributes, each in standard deviations from the clusters' mean.
    pub struct Complexity {
        /// What makes a cluster complex.
        attributes: Keyed<ComplexityPart> = or(Keyed::new()),
        /// Each cluster's index, where it is known and need not be worked out; clusters not named have 0.
        index: Keyed<Number> [-1000.0 ..= 1000.0] = or(Keyed::new()),
        /// Bands, the most complex first. Their shares of the clusters add to 1.
        bands: Keyed<Band> = or(Keyed::new()),
        /// What complexity does to work.
        effects: Keyed<ComplexityEffect> = or(Keyed::new()),
        /// Support by band: more people for each cluster of it.
        support: Keyed<BandSupport> = or(Keyed::new()),
        /// Where its numbers come from: ids of docs/EVIDENCE.md, or `assumption`.
        source: Sourced = optional,
    }
}

table! {
    /// An attribute's part in the index.
    pub struct ComplexityPart {
        /// The attribute of the cluster; also `courts` (how many are open), `courts.crown` (how many of that key), or `deputy` (1 with a deputy head, 0 without).
        of: String = required,
        /// Divided by this attribute.
        per: String = optional,
        /// Its weight beside the others; a negative one makes a cluster simpler.
        weight: Number [-1000.0 ..= 1000.0] = required,
        /// How it is measured.
        scale: ComplexityScale = or(ComplexityScale::Plain),
        /// Where its numbers come from: ids of docs/EVIDENCE.md, or `assumption`.
        source: Sourced = optional,
    }
}

choice! {
    /// How an attribute is measured before it is standardised.
    pub enum ComplexityScale {
        /// As it is.
        Plain = "plain",
        /// By its logarithm (of one more than it), where twice as much is one step more complex.
        Logarithm = "logarithm",
    }
}

table! {
    /// A band of complexity.
    pub struct Band {
        /// The band in words.
        title: String = optional,
        /// Share of the clusters that are in it.
        share: Share [0.0 ..= 1.0] = required,
        /// Where its numbers come from: ids of docs/EVIDENCE.md, or `assumption`.
        source: Sourced = optional,
    }
}

table! {
    /// What complexity does to one workstream. A cluster with index 1 has e^elasticity times as much as one with index 0.
    pub struct ComplexityEffect {
        /// The workstream.
        workstream: String = required,
        /// What grows.
        grows: Grows = required,
        /// The steps that take longer, or the flags that are true more often; empty for all.
        of: Vec<String> = or(Vec::new()),
        /// How strongly: 0.1 is a tenth more for each unit of the index.
        elasticity: Number [-2.0 ..= 2.0] = required,
        /// Where its numbers come from: ids of docs/EVIDENCE.md, or `assumption`.
        source: Sourced = optional,
    }
}

choice! {
    /// What grows with complexity.
    pub enum Grows {
        /// The time that steps take.
        Time = "time",
        /// How much of the work there is (what hearings bring is scaled with `volume`).
        Number = "number",
        /// How often flags are true.
        Flags = "flags",
    }
}

table! {
    /// More people for each cluster, by band.
    pub struct BandSupport {
        /// The team they join.
        team: String = or("court".to_owned()),
        /// Their grade.
        grade: String = required,
        /// FTE for each cluster of a band; none for bands not named.
        fte: Keyed<Fte> [0.0 ..= 1000.0] = required,
        /// Where its numbers come from: ids of docs/EVIDENCE.md, or `assumption`.
        source: Sourced = optional,
    }
}
