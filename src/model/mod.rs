//! The probation world, compiled for speed, and its one pure function: [`replicate_group`].

mod adjourn;
mod arrivals;
mod attributes;
mod case;
mod cases;
mod close_out;
mod compile;
mod court;
mod court_state;
pub mod days;
mod decision;
mod draw_attributes;
mod duties;
mod event;
pub mod event_log;
mod event_log_writer;
mod fingerprint;
pub mod observe;
pub mod offered_load;
mod people;
mod replicate;
mod route;
mod single_step;
mod sitting;
pub mod size;
mod source;
mod staff_demand;
mod steps;
mod tallies;
mod world;

pub use fingerprint::Fingerprint;
pub use replicate::{nothing_of, replicate_group};
pub use world::World;

use serde::{Deserialize, Serialize};

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
    /// The workstream whose same-day rate is the question.
    headline: usize,
    grades: Vec<people::GradeSpec>,
    groups: Vec<GroupModel>,
    /// What tells it from every other model: a [`World`] keeps pools of people and rooms, which fit one model alone.
    identity: std::sync::Arc<()>,
}

/// The names behind the indices of [`observe::Observations`].
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
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
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
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

    /// A group.
    pub fn group(&self, group: usize) -> &GroupModel {
        &self.groups[group]
    }

    /// The clusters of a group, by index into [`Names::clusters`].
    pub fn clusters_of(&self, group: usize) -> &[usize] {
        &self.groups[group].clusters
    }
}

/// A group of clusters compiled.
#[derive(Debug, Serialize)]
pub struct GroupModel {
    #[serde(skip)]
    clusters: Vec<usize>,
    people: Vec<people::Person>,
    units: Vec<people::Unit>,
    courts: Vec<court::CourtSpec>,
    courtrooms: Vec<court::CourtroomSpec>,
    /// Every workstream of the first cluster, then of the next; `sources` alike.
    streams: Vec<route::StreamSpec>,
    sources: Vec<arrivals::SourceSpec>,
    /// Who serves what, where everybody has every skill that they may have; a history's own is without those who lack one in it.
    layout: crate::des::pool::Layout,
    luck: Vec<people::SkillLuck>,
    may: Vec<people::Conditional>,
    /// The kind of each set of seats.
    #[serde(skip)]
    seat_names: Vec<String>,
    /// See [`Model::fingerprint`].
    #[serde(skip)]
    fingerprint: std::sync::OnceLock<Fingerprint>,
}

/// Somebody, as an event log names them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Who<'a> {
    /// Their team.
    pub team: &'a str,
    /// Their cluster, by position in the scenario; `None` for a hub's own people.
    pub cluster: Option<usize>,
    /// Their grade, by position in [`Names::grades`].
    pub grade: usize,
    /// Their number among those of the team and grade, from 1.
    pub number: usize,
}

/// A courtroom, as an event log names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Courtroom {
    /// Its court, by position in the group.
    pub court: usize,
    /// Its number within the court, from 1.
    pub number: usize,
    /// Kind of list, by position in [`Names::lists`].
    pub list: usize,
}

impl GroupModel {
    /// A person of the group, by position.
    pub fn who(&self, server: usize) -> Who<'_> {
        let person = &self.people[server];
        let unit = &self.units[person.unit];
        let number = self.people[..=server].iter().filter(|other| other.unit == person.unit).count();
        Who { team: &unit.team, cluster: unit.cluster, grade: unit.grade, number }
    }

    /// Number of people.
    pub const fn people(&self) -> usize {
        self.people.len()
    }

    /// A courtroom, by position.
    pub fn courtroom(&self, room: usize) -> Courtroom {
        let spec = &self.courtrooms[room];
        let before = self.courts[spec.court].courtrooms.iter().position(|own| *own == room);
        Courtroom { court: spec.court, number: before.map_or(1, |before| before + 1), list: spec.list }
    }

    /// The cluster of a court, by position in the scenario, and the court's position among the cluster's.
    pub fn court_place(&self, court: usize) -> (usize, usize) {
        let spec = &self.courts[court];
        (self.clusters[spec.cluster], spec.place)
    }

    /// The position of a group's cluster in the scenario.
    pub fn cluster(&self, place: usize) -> usize {
        self.clusters[place]
    }

    /// A kind of room, by the position of its seats.
    pub fn seat(&self, seat: usize) -> &str {
        &self.seat_names[seat]
    }
}
