//! Teams that serve several clusters: hubs, and neighbours who lend.

use super::Keyed;
use crate::scenario::dist::Dist;
use crate::scenario::sourced::Sourced;
use crate::scenario::table::{choice, table};
use crate::units::*;

table! {
    /// A team that serves several clusters. What its clusters ask of the team, their own people of that team do first.
    pub struct Hub {
        /// Its name in words.
        title: String = optional,
        /// The team by which workstreams ask for it.
        team: String = required,
        /// One for the nation, or one in each division.
        for_each: Area = or(Area::Nation),
        /// Only these clusters; empty for every one.
        clusters: Vec<String> = or(Vec::new()),
        /// Only these divisions; empty for every one.
        divisions: Vec<String> = or(Vec::new()),
        /// FTE by grade of each hub.
        staff: Keyed<Fte> [0.0 ..= 10_000.0] = or(Keyed::new()),
        /// Grades of the clusters' own `team` whose people join the hub: they then serve all its clusters.
        takes: Vec<String> = or(Vec::new()),
        /// The cluster in which the hub's own staff are counted; without it, the first that it serves.
        host: String = optional,
        /// Where its numbers come from: ids of docs/EVIDENCE.md, or `assumption`.
        source: Sourced = optional,
    }
}

choice! {
    /// Over what a hub or a lending rule reaches.
    pub enum Area {
        /// All of its clusters together.
        Nation = "nation",
        /// Those of each division by themselves.
        Division = "division",
    }
}

table! {
    /// Teams that lend people to each other: who is idle begins work of another cluster that has waited. People of a hub are not lent.
    pub struct Lending {
        /// Its name in words.
        title: String = optional,
        /// The team.
        team: String = or("court".to_owned()),
        /// Grades whose people are lent; empty for every grade.
        grades: Vec<String> = or(Vec::new()),
        /// Only for work of these workstreams; empty for all that asks for the team.
        workstreams: Vec<String> = or(Vec::new()),
        /// Over what they are lent.
        for_each: Area = or(Area::Nation),
        /// Only these clusters; empty for every one.
        clusters: Vec<String> = or(Vec::new()),
        /// Only these divisions; empty for every one.
        divisions: Vec<String> = or(Vec::new()),
        /// How long work waits for its own team first.
        after: Seconds [0.0 ..= 3.2e8] = or(Seconds::new(3600.0)),
        /// Added to each piece of work that a lent person begins, unless they go on with a case that they are at already, or the
        /// work lasts as long as a sitting.
        travel: Dist = or(Dist::fixed(Seconds::new(0.0))),
        /// Where its numbers come from: ids of docs/EVIDENCE.md, or `assumption`.
        source: Sourced = optional,
    }
}
