//! From a scenario to a model: names become numbers, distributions samplers, patterns dates.
//!
//! The scenario has passed every check, so nothing here can fail; what is only doubtful (a court's
//! requests beyond its hearings) is told as a warning.

use indexmap::IndexMap;

use crate::des::pool::{ANYWHERE, Assignment, Layout, QueueLayout};
use crate::des::time::whole;
use crate::scenario::clause::By;
use crate::scenario::grammar::{Assign, Cluster, Keyed, Scenario, Workstream};
use crate::scenario::sharing::{HubPlace, LendingPlace};

use super::arrivals::SourceSpec;
use super::court::{CourtSpec, CourtroomSpec};
use super::days::Days;
use super::people::{Conditional, GradeSpec};
use super::route::StreamSpec;
use super::{GroupModel, Model, Names, StreamNames};

mod courts;
mod people;
mod route;
mod sources;

pub(in crate::model) use route::places_at;

use people::{Server, Staffing};

const CHECKED: &str = "names are checked when the scenario is read";
/// Days in a year, for rates.
const YEAR: f64 = 365.25;

/// Compiles a scenario.
pub fn compile(scenario: &Scenario) -> Model {
    let scenario = &*crate::scenario::complexity::applied(scenario);
    let days = Days::new(&scenario.run, &scenario.calendar);
    let grades: Vec<_> = scenario.grades.values().map(|grade| GradeSpec::new(grade, &days)).collect();
    let mut warnings = Vec::new();
    let mut names = Names {
        streams: scenario.workstreams.iter().map(|(key, stream)| stream_names(key, stream)).collect(),
        grades: scenario.grades.keys().cloned().collect(),
        lists: scenario.lists.keys().cloned().collect(),
        months: days.month_names.clone(),
        clusters: scenario.clusters.keys().cloned().collect(),
        divisions: scenario.clusters.values().map(|cluster| cluster.division.clone()).collect(),
        courts: vec![Vec::new(); scenario.clusters.len()],
    };
    let (hubs, lending) = (scenario.hub_places(), scenario.lending_places());
    let mut groups = Vec::new();
    for clusters in scenario.groups() {
        let staffing = Staffing::new(scenario, &days, &hubs, &clusters);
        let mut parts = Parts::default();
        for (place, &index) in clusters.iter().enumerate() {
            let (name, cluster) = scenario.clusters.get_index(index).expect(CHECKED);
            let (grades, staffing, warnings) = (&grades[..], &staffing, &mut warnings);
            let first = First { court: parts.courts.len(), courtroom: parts.courtrooms.len(), stream: parts.streams.len() };
            let (days, hubs, lending) = (&days, &hubs[..], &lending[..]);
            let mut compiler =
                ClusterCompiler { scenario, days, grades, name, cluster, index, place, first, hubs, lending, staffing, warnings };
            names.courts[index] = compiler.add_to(&mut parts);
        }
        groups.push(parts.group(scenario, clusters, staffing));
    }
    let headline = place_of(&scenario.workstreams, &scenario.run.headline);
    Model { identity: std::sync::Arc::default(), names, days, headline, grades, groups, warnings }
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

/// A clause of `by` in a workstream of a team: the team, the grade, and how long after asking it may begin, in seconds.
pub(in crate::model) fn clause<'a>(text: &'a str, team: &'a str) -> (&'a str, &'a str, u64) {
    let By { grade, team: named, after } = crate::scenario::clause::by(text).expect(CHECKED);
    (named.unwrap_or(team), grade, after.map_or(0, |after| whole(after.get())))
}

/// The work in hand while one cluster is compiled.
struct ClusterCompiler<'a> {
    scenario: &'a Scenario,
    days: &'a Days,
    grades: &'a [GradeSpec],
    name: &'a str,
    cluster: &'a Cluster,
    /// Its position in the scenario, and in the group.
    index: usize,
    place: usize,
    first: First,
    hubs: &'a [HubPlace<'a>],
    lending: &'a [LendingPlace<'a>],
    staffing: &'a Staffing,
    warnings: &'a mut Vec<String>,
}

/// Where a cluster's own begin, by position in the group.
#[derive(Clone, Copy)]
struct First {
    court: usize,
    courtroom: usize,
    stream: usize,
}

/// A group as its clusters are added to it.
#[derive(Default)]
struct Parts {
    courts: Vec<CourtSpec>,
    courtrooms: Vec<CourtroomSpec>,
    streams: Vec<StreamSpec>,
    sources: Vec<SourceSpec>,
    seats: Vec<u32>,
    seat_names: Vec<String>,
    queues: Queues,
}

impl Parts {
    fn group(self, scenario: &Scenario, clusters: Vec<usize>, staffing: Staffing) -> GroupModel {
        let Self { courts, courtrooms, streams, sources, seats, seat_names, queues } = self;
        let Staffing { people, units, crews, luck } = staffing;
        let Queues { queues, ladders } = queues;
        let may = conditional(queues.keys());
        let assignment = scenario.grades.values().map(|grade| match grade.assign {
            Assign::LongestIdle => Assignment::LongestIdle,
            Assign::First => Assignment::First,
            Assign::Random => Assignment::Random,
            Assign::LeastWorked => Assignment::LeastWorked,
        });
        let assignment = assignment.collect::<Vec<_>>().repeat(clusters.len());
        let layout = Layout {
            assignment,
            classes: people.iter().map(|person| person.class).collect(),
            class_count: clusters.len() * scenario.grades.len(),
            labels: scenario.workstreams.len(),
            queues: queues.into_keys().map(layout_of).collect(),
            ladders: ladders.into_keys().collect(),
            seats,
            sites: people.iter().map(|person| if units[person.unit].hub.is_some() { ANYWHERE } else { person.cluster as u16 }).collect(),
            crews,
        };
        GroupModel {
            clusters,
            people,
            units,
            courts,
            courtrooms,
            streams,
            sources,
            layout,
            luck,
            may,
            seat_names,
            fingerprint: std::sync::OnceLock::new(),
        }
    }
}

/// A queue as it is asked for: groups of servers, with the skills that each of them may lack, and the seat that its jobs need.
type Asked = (Vec<Vec<Server>>, Option<u32>);

/// A queue as the pools know it: who may lack a skill is in it, and taken out of a history's own.
fn layout_of((options, seat): Asked) -> QueueLayout {
    let servers = |set: Vec<Server>| set.into_iter().map(|(server, _)| server).collect();
    QueueLayout { options: options.into_iter().map(servers).collect(), seat }
}

/// Who may serve which queue in some histories only.
fn conditional<'a>(queues: impl Iterator<Item = &'a Asked>) -> Vec<Conditional> {
    let of_queue = |(queue, (options, _)): (usize, &'a Asked)| {
        let some = options.iter().flatten().filter(|(_, needs)| *needs != 0);
        some.map(move |&(person, needs)| Conditional { queue: queue as u32, person, needs })
    };
    queues.enumerate().flat_map(of_queue).collect()
}

/// Queues and ladders as they are asked for.
#[derive(Default)]
struct Queues {
    queues: IndexMap<Asked, ()>,
    ladders: IndexMap<Vec<(u64, u32)>, ()>,
}

impl Queues {
    fn queue(&mut self, options: Vec<Vec<Server>>, seat: Option<u32>) -> u32 {
        self.queues.insert_full((options, seat), ()).0 as u32
    }

    /// The ladder of groups of servers, each from so many seconds on.
    fn ladder(&mut self, groups: &[(u64, Vec<Server>)], seat: Option<u32>) -> u32 {
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
    /// Adds the cluster to its group; returns the names of its courts.
    fn add_to(&mut self, parts: &mut Parts) -> Vec<String> {
        let (mut courts, mut courtrooms, court_names) = self.courts();
        let seat_of = self.seats(&courts, &mut parts.seats);
        parts.seat_names.extend(seat_of.iter().flat_map(|kinds| kinds.keys().cloned()));
        let workstreams = self.scenario.workstreams.len();
        let mut streams: Vec<StreamSpec> =
            (0..workstreams).map(|place| self.stream(place, courts.len(), &seat_of, &mut parts.queues)).collect();
        self.brings(&mut streams);
        streams.iter_mut().for_each(|stream| stream.single_steps = stream.is_single_step());
        self.requests(&mut courtrooms);
        self.tell_unskilled();
        parts.sources.extend((0..workstreams).map(|place| self.source(place, &courtrooms)));
        for (place, room) in courtrooms.iter_mut().enumerate() {
            courts[room.court].courtrooms.push(self.first.courtroom + place);
            room.court += self.first.court;
        }
        parts.courts.append(&mut courts);
        parts.courtrooms.append(&mut courtrooms);
        parts.streams.append(&mut streams);
        court_names
    }
}

fn kind_mask(draft: &Workstream, kinds: &[String]) -> u32 {
    if kinds.is_empty() { u32::MAX } else { kinds.iter().fold(0, |bits, kind| bits | 1 << place_of(&draft.kinds, kind)) }
}
