//! The probation world, compiled for speed, and its one pure function: [`replicate`].

mod adjourn;
mod arrivals;
mod cases;
mod compile;
mod court;
pub mod days;
mod decision;
pub mod diary;
mod ending;
pub mod load;
pub mod observe;
mod people;
mod route;
mod sitting;
pub mod size;
mod steps;
mod world;

pub use world::{World, nothing_of, replicate_group};

use crate::scenario::grammar::Scenario;

/// A scenario compiled: ids are integers, distributions ready to draw, calendars expanded.
#[derive(Debug)]
pub struct Model {
    /// Names by which observations are told.
    pub names: Names,
    /// The days of a history.
    pub days: days::Days,
    /// What is doubtful about it, in words.
    pub warnings: Vec<String>,
    grades: Vec<people::GradeSpec>,
    groups: Vec<GroupModel>,
}

/// The names behind the indices of [`Observations`].
#[derive(Clone, Debug, Default)]
pub struct Names {
    /// Clusters.
    pub clusters: Vec<String>,
    /// The division of each cluster.
    pub divisions: Vec<String>,
    /// Courts of each cluster.
    pub courts: Vec<Vec<String>>,
    /// Workstreams.
    pub streams: Vec<StreamNames>,
    /// Grades.
    pub grades: Vec<String>,
    /// Kinds of list.
    pub lists: Vec<String>,
    /// Calendar months of the data period, as `2015-04`.
    pub months: Vec<String>,
}

/// The names within a workstream.
#[derive(Clone, Debug, Default)]
pub struct StreamNames {
    /// Its key.
    pub key: String,
    /// Its title, or its key.
    pub title: String,
    /// Keys of its kinds; one empty key if it has none.
    pub kinds: Vec<String>,
    /// Titles of its kinds.
    pub kind_titles: Vec<String>,
    /// Keys of its steps.
    pub steps: Vec<String>,
}

impl Model {
    /// Compiles a scenario that has passed every check.
    pub fn new(scenario: &Scenario) -> Self {
        compile::compile(scenario)
    }

    /// Number of groups of clusters that share nobody and are simulated apart.
    pub fn groups(&self) -> usize {
        self.groups.len()
    }

    /// The clusters of a group, by index into [`Names::clusters`].
    pub fn clusters_of(&self, group: usize) -> &[usize] {
        &self.groups[group].clusters
    }
}

/// A group of clusters compiled.
#[derive(Debug)]
pub struct GroupModel {
    clusters: Vec<usize>,
    people: Vec<people::Person>,
    units: Vec<people::Unit>,
    courts: Vec<court::CourtSpec>,
    courtrooms: Vec<court::CourtroomSpec>,
    /// Every workstream of the first cluster, then of the next; `sources` alike.
    streams: Vec<route::StreamSpec>,
    sources: Vec<arrivals::SourceSpec>,
    layout: crate::des::pool::Layout,
}
