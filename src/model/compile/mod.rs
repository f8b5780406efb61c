//! From a scenario to a model: names become numbers, distributions samplers, patterns dates.
//!
//! The scenario has passed every check, so nothing here can fail; what is only doubtful (a court's
//! requests beyond its hearings) is told as a warning.

use indexmap::IndexMap;

use crate::des::pool::{Layout, QueueLayout};
use crate::des::time::whole;
use crate::scenario::grammar::{Cluster, Keyed, Scenario, Workstream};

use super::days::Days;
use super::people::GradeSpec;
use super::route::StreamSpec;
use super::{GroupModel, Model, Names, StreamNames};

mod courts;
mod people;
mod route;
mod sources;

pub(in crate::model) use route::places_at;

const CHECKED: &str = "names are checked when the scenario is read";
/// Days in a year, for rates.
const YEAR: f64 = 365.25;

/// Compiles a scenario.
pub fn compile(scenario: &Scenario) -> Model {
    let days = Days::new(&scenario.run, &scenario.calendar);
    let grades: Vec<_> = scenario.grades.values().map(GradeSpec::new).collect();
    let mut warnings = Vec::new();
    let mut names = Names {
        streams: scenario.workstreams.iter().map(|(key, stream)| stream_names(key, stream)).collect(),
        grades: scenario.grades.keys().cloned().collect(),
        lists: scenario.lists.keys().cloned().collect(),
        months: days.month_names.clone(),
        ..Names::default()
    };
    let mut groups = Vec::new();
    for (index, (name, cluster)) in scenario.clusters.iter().enumerate() {
        let mut group = ClusterCompiler { scenario, days: &days, grades: &grades, name, cluster, warnings: &mut warnings }.group(index);
        names.clusters.push(name.clone());
        names.divisions.push(cluster.division.clone());
        names.courts.push(std::mem::take(&mut group.court_names));
        groups.push(group);
    }
    Model { names, days, grades, groups, warnings }
}

fn stream_names(key: &str, stream: &Workstream) -> StreamNames {
    let or_key = |title: &Option<String>, key: &str| title.clone().unwrap_or_else(|| key.replace('_', " "));
    let mut kinds: Vec<String> = stream.kinds.keys().cloned().collect();
    let mut kind_titles: Vec<String> = stream.kinds.iter().map(|(key, kind)| or_key(&kind.title, key)).collect();
    if kinds.is_empty() {
        kinds.push(String::new());
        kind_titles.push(or_key(&stream.title, key));
    }
    StreamNames {
        key: key.to_owned(),
        title: or_key(&stream.title, key),
        kinds,
        kind_titles,
        steps: stream.steps.keys().cloned().collect(),
    }
}

fn place_of<T>(map: &Keyed<T>, key: &str) -> usize {
    map.get_index_of(key).expect(CHECKED)
}

/// A clause of `by`: a grade, and how long after asking it may begin, in seconds.
pub(in crate::model) fn clause(text: &str) -> (&str, u64) {
    let by = crate::scenario::clause::by(text).expect(CHECKED);
    (by.grade, by.after.map_or(0, |after| whole(after.get())))
}

/// The work in hand while one cluster is compiled.
struct ClusterCompiler<'a> {
    scenario: &'a Scenario,
    days: &'a Days,
    grades: &'a [GradeSpec],
    name: &'a str,
    cluster: &'a Cluster,
    warnings: &'a mut Vec<String>,
}

/// Queues and ladders as they are asked for.
#[derive(Default)]
struct Queues {
    queues: IndexMap<(Vec<Vec<u32>>, Option<u32>), ()>,
    ladders: IndexMap<Vec<(u64, u32)>, ()>,
}

impl Queues {
    fn queue(&mut self, options: Vec<Vec<u32>>, seat: Option<u32>) -> u32 {
        self.queues.insert_full((options, seat), ()).0 as u32
    }

    /// The ladder of groups of servers, each from so many seconds on.
    fn ladder(&mut self, groups: &[(u64, Vec<u32>)], seat: Option<u32>) -> u32 {
        let mut rungs: Vec<(u64, u32)> = Vec::new();
        let mut times: Vec<u64> = groups.iter().map(|group| group.0).collect();
        times.push(0);
        times.sort_unstable();
        times.dedup();
        for after in times {
            let options = groups.iter().filter(|group| group.0 <= after).map(|group| group.1.clone()).collect();
            rungs.push((after, self.queue(options, seat)));
        }
        self.ladders.insert_full(rungs, ()).0 as u32
    }
}

impl ClusterCompiler<'_> {
    fn group(&mut self, index: usize) -> GroupModel {
        let people = self.people();
        let (mut courts, mut courtrooms, court_names) = self.courts();
        let (seats, seat_of) = self.seats(&courts);
        let mut queues = Queues::default();
        let mut streams: Vec<StreamSpec> =
            (0..self.scenario.workstreams.len()).map(|place| self.stream(place, &people, &courts, &seat_of, &mut queues)).collect();
        self.brings(&mut streams);
        self.requests(&mut courtrooms);
        let sources = (0..self.scenario.workstreams.len()).map(|place| self.source(place, &courtrooms)).collect();
        for (place, room) in courtrooms.iter().enumerate() {
            courts[room.court].courtrooms.push(place);
        }
        let layout = Layout {
            classes: people.iter().map(|person| person.class).collect(),
            class_count: self.grades.len(),
            labels: self.scenario.workstreams.len(),
            queues: queues.queues.into_keys().map(|(options, seat)| QueueLayout { options, seat }).collect(),
            ladders: queues.ladders.into_keys().collect(),
            seats,
        };
        GroupModel { clusters: vec![index], people, courts, courtrooms, streams, sources, layout, court_names }
    }
}

fn kind_mask(draft: &Workstream, kinds: &[String]) -> u32 {
    if kinds.is_empty() { u32::MAX } else { kinds.iter().fold(0, |bits, kind| bits | 1 << place_of(&draft.kinds, kind)) }
}
