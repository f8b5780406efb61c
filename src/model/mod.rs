//! The probation world, compiled for speed, and its one pure function: [`replicate`].

pub mod observe;

use crate::scenario::grammar::Scenario;
use observe::Observations;

/// A scenario compiled: ids are integers, distributions ready to draw, calendars expanded.
#[derive(Debug)]
pub struct Model {
    /// Names by which observations are told.
    pub names: Names,
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
    pub fn new(_scenario: &Scenario) -> Self {
        todo!()
    }
    /// Number of groups of clusters that share nobody and are simulated apart.
    pub fn groups(&self) -> usize {
        todo!()
    }
    /// The clusters of a group, by index into [`Names::clusters`].
    pub fn clusters_of(&self, _group: usize) -> &[usize] {
        todo!()
    }
}

/// A replication's state, kept between replications so that nothing is allocated anew.
#[derive(Debug, Default)]
pub struct World {}

/// One history of one group: the clusters in the order of [`Model::clusters_of`].
pub fn replicate_group(_model: &Model, _world: &mut World, _seed: u64, _replication: u64, _group: usize) -> Observations {
    todo!()
}
