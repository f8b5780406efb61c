//! One history of one cluster, told event by event: what an event log, an event log and a picture of a day are made of.
//!
//! It is the very history that a run of the same scenario and seed counts under that replication:
//! looking at it changes nothing in it.

use std::collections::BTreeMap;

use jiff::Span;
use jiff::civil::DateTime;

use crate::des::time::SimTime;
use crate::model::event_log::{ActivitySpan, EventKind, EventLog, InCourt};
use crate::model::{GroupModel, Model, World, replicate_group};
use crate::scenario::grammar::{Activity as Does, Obstacle, Scenario};

/// A cluster's history.
#[derive(Clone, Debug, PartialEq)]
pub struct Trace {
    /// The cluster.
    pub cluster: String,
    /// The master seed.
    pub seed: u64,
    /// Which replication, from 0.
    pub replication: u64,
    /// The workstream whose same-day rate is the question, by position among `streams`.
    pub headline: usize,
    /// The workstreams.
    pub streams: Vec<Stream>,
    /// What happened, by its beginning; what began together, by case.
    pub events: Vec<Event>,
    /// Sittings, by their beginning.
    pub sittings: Vec<Sitting>,
    /// Hearings of cases on their reports, by their beginning.
    pub hearings: Vec<Sitting>,
    /// The cluster's people, and those of others that may work for it.
    pub people: Vec<Person>,
}

/// A workstream, in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stream {
    /// Its key.
    pub key: String,
    /// Its title.
    pub title: String,
    /// Its steps.
    pub steps: Vec<Step>,
}

/// A step, in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// Its title.
    pub title: String,
    /// Whether it is a reading by a manager.
    pub reading: bool,
}

/// Something that happened to a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// The case, numbered from 1 in the order in which cases arise.
    pub case: u64,
    /// Its workstream, by position.
    pub stream: usize,
    /// Its kind in words; empty if the workstream has none.
    pub kind: String,
    /// What.
    pub activity: Activity,
    /// Its beginning.
    pub start: DateTime,
    /// Its end; the beginning, of what takes no time.
    pub end: DateTime,
    /// Who did it, by position among the people.
    pub person: Option<usize>,
    /// The kind of room in which it was done.
    pub room: Option<String>,
    /// The court of the case; empty if no court brought it.
    pub court: String,
}

/// What can happen to a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Activity {
    /// It was asked for, or began.
    Asked,
    /// It was stood down until later the same day.
    StoodDown,
    /// It was put over to a later day, for this reason.
    Adjourned(Obstacle),
    /// The reader returned it; whoever puts it right begins no earlier.
    Returned,
    /// Somebody worked at a step without a break.
    Worked(usize),
    /// A third party was asked at a step, and answered at the end.
    Answered(usize),
    /// It was called back into court.
    CalledBack,
    /// It was delivered.
    Delivered {
        /// Whether the rate of reports done the same day counts it.
        same_day: bool,
        /// Whether it was on the day of the request, in time or not.
        today: bool,
    },
    /// Nobody had begun a step in time.
    GivenUp(usize),
    /// The author put right, without a break, what the reader of a step had returned.
    PutRight(usize),
}

/// A stretch of time in a courtroom.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sitting {
    /// The court.
    pub court: String,
    /// The courtroom's number within it, from 1.
    pub courtroom: usize,
    /// The kind of list.
    pub list: String,
    /// Its beginning.
    pub start: DateTime,
    /// Its end.
    pub end: DateTime,
}

/// Somebody who may work for the cluster.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// A name for a person who was made up: `PSO 2`, with the team where it is not the headline's.
    pub name: String,
    /// Whether they are of the headline's team.
    pub of_headline: bool,
    /// The times of duty.
    pub shifts: Vec<(DateTime, DateTime)>,
}

/// Tells one cluster's history in a replication.
///
/// - `cluster`: by position in the scenario.
///
/// ```
/// use sameday::{model::Model, scenario::load_text, study::trace::trace};
///
/// # let text = include_str!("../../scenarios/minimal.toml");
/// let loaded = load_text("minimal.toml", text, "".as_ref(), &["run.length=2 weeks"])?;
/// let told = trace(&loaded.scenario, &Model::new(&loaded.scenario), 2016, 0, 0);
/// assert!(told.cluster == "Smalltown" && !told.events.is_empty());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn trace(scenario: &Scenario, model: &Model, seed: u64, replication: u64, cluster: usize) -> Trace {
    let group = (0..model.groups()).find(|group| model.clusters_of(*group).contains(&cluster)).expect("every cluster is in a group");
    let mut world = World::default();
    world.event_log = Some(EventLog::default());
    replicate_group(model, &mut world, seed, replication, group);
    let event_log = world.event_log.take().unwrap_or_default();
    let teller = Teller { scenario, model, group: model.group(group), cluster };
    let people = (0..teller.group.people()).map(|server| teller.person(server, &event_log.shifts[server])).collect();
    let in_court = |stretches: &[InCourt]| {
        let mut told: Vec<Sitting> = stretches.iter().filter_map(|stretch| teller.in_court(stretch)).collect();
        told.sort_by(|a, b| (a.start, &a.court, a.courtroom).cmp(&(b.start, &b.court, b.courtroom)));
        told
    };
    let streams = teller.streams();
    let (sittings, hearings) = (in_court(&event_log.sittings), in_court(&event_log.hearings));
    Trace {
        cluster: model.names.clusters[cluster].clone(),
        seed,
        replication,
        headline: teller.headline(),
        sittings,
        hearings,
        people,
        events: teller.events(event_log, &streams),
        streams,
    }
}

/// Finds who puts right what was returned: after that, whoever is at the reading first, until another reads it again.
fn put_right(events: &mut [Event], streams: &[Stream]) {
    let mut returned: BTreeMap<u64, Option<usize>> = BTreeMap::new();
    for event in events {
        match (event.activity, returned.get(&event.case)) {
            (Activity::Returned, _) => {
                returned.insert(event.case, None);
            }
            (Activity::Worked(step), Some(author)) if streams[event.stream].steps[step].reading => {
                if author.is_none() || *author == event.person {
                    event.activity = Activity::PutRight(step);
                    returned.insert(event.case, event.person);
                } else {
                    returned.remove(&event.case);
                }
            }
            _ => {}
        }
    }
}

/// Turns positions into words.
struct Teller<'a> {
    scenario: &'a Scenario,
    model: &'a Model,
    group: &'a GroupModel,
    cluster: usize,
}

impl Teller<'_> {
    fn headline(&self) -> usize {
        let key = &self.scenario.run.headline;
        self.model.names.streams.iter().position(|stream| stream.key == *key).expect("a checked headline")
    }

    fn at(&self, at: SimTime) -> DateTime {
        let midnight = self.model.days.date(at.day()).to_datetime(jiff::civil::Time::midnight());
        midnight.saturating_add(Span::new().seconds(at.of_day() as i64))
    }

    fn court(&self, court: usize) -> &str {
        let (cluster, place) = self.group.court_place(court);
        &self.model.names.courts[cluster][place]
    }

    fn streams(&self) -> Vec<Stream> {
        let drafts = self.scenario.workstreams.values();
        let told = self.model.names.streams.iter().zip(drafts).map(|(names, draft)| Stream {
            key: names.key.clone(),
            title: names.title.clone(),
            steps: draft
                .steps
                .iter()
                .map(|(key, step)| Step {
                    title: step.title.clone().unwrap_or_else(|| key.replace('_', " ")),
                    reading: matches!(step.does, Does::Gate(_)),
                })
                .collect(),
        });
        told.collect()
    }

    fn person(&self, server: usize, shifts: &[(SimTime, SimTime)]) -> Person {
        let who = self.group.who(server);
        let of_headline = who.team == self.scenario.workstreams[&self.scenario.run.headline].team;
        let grade = &self.model.names.grades[who.grade];
        let of_headline = of_headline && who.cluster == Some(self.cluster);
        let elsewhere = who.cluster.filter(|cluster| *cluster != self.cluster).map(|cluster| self.model.names.clusters[cluster].as_str());
        let place = if who.cluster.is_none() { Some("a hub") } else { elsewhere };
        let team = match place {
            None if of_headline => String::new(),
            None => format!(" of {}", who.team),
            Some(place) => format!(" of {}, {place}", who.team),
        };
        let shifts = shifts.iter().map(|(from, to)| (self.at(*from), self.at(*to))).collect();
        Person { name: format!("{grade} {}{team}", who.number), of_headline, shifts }
    }

    /// `None` of another cluster's court.
    fn in_court(&self, stretch: &InCourt) -> Option<Sitting> {
        let room = self.group.courtroom(stretch.room as usize);
        if self.group.court_place(room.court).0 != self.cluster {
            return None;
        }
        let list = &self.model.names.lists[room.list];
        let title = self.scenario.lists.get(list).and_then(|list| list.title.clone());
        Some(Sitting {
            court: self.court(room.court).to_owned(),
            courtroom: room.number,
            list: title.unwrap_or_else(|| list.replace('_', " ")),
            start: self.at(stretch.from),
            end: self.at(stretch.to),
        })
    }

    fn events(&self, event_log: EventLog, streams: &[Stream]) -> Vec<Event> {
        let cases = event_log.cases.clone();
        let of = |case: u64, stream: usize, activity, start, end| {
            let facts = &cases[case as usize];
            let titles = &self.model.names.streams[stream].kind_titles;
            let kind = if titles.len() > 1 { titles[usize::from(facts.kind)].clone() } else { String::new() };
            let court = facts.place.map_or_else(String::new, |(court, _)| self.court(usize::from(court)).to_owned());
            Event { case: case + 1, stream, kind, activity, start, end, person: None, room: None, court }
        };
        let stretch = |stretch: &ActivitySpan| {
            let step = usize::from(stretch.step);
            let activity = if stretch.server.is_some() { Activity::Worked(step) } else { Activity::Answered(step) };
            let event = of(stretch.case, usize::from(stretch.stream), activity, self.at(stretch.from), self.at(stretch.to));
            let room = stretch.seat.map(|seat| self.group.seat(seat as usize).replace('_', " "));
            Event { person: stretch.server.map(|server| server as usize), room, ..event }
        };
        let ours = |case: u64| self.group.cluster(cases[case as usize].cluster) == self.cluster;
        let mut events: Vec<Event> = event_log.stretches.iter().filter(|own| ours(own.case)).map(stretch).collect();
        let mut asked: Vec<Option<SimTime>> = vec![None; cases.len()];
        for entry in event_log.in_order() {
            let Some(stream) = entry.stream.filter(|_| ours(entry.case)) else { continue };
            let known = &mut asked[entry.case as usize];
            let activity = match entry.what {
                EventKind::Asked => {
                    *known = Some(entry.at);
                    Activity::Asked
                }
                EventKind::StoodDown => Activity::StoodDown,
                EventKind::Adjourned(obstacle) => Activity::Adjourned(obstacle),
                EventKind::Returned => Activity::Returned,
                EventKind::CalledBack => Activity::CalledBack,
                EventKind::Delivered { same_day } => {
                    Activity::Delivered { same_day, today: known.is_some_and(|asked| asked.day() == entry.at.day()) }
                }
                EventKind::GivenUp(step) => Activity::GivenUp(usize::from(step)),
                _ => continue,
            };
            let at = self.at(entry.at);
            events.push(of(entry.case, usize::from(stream), activity, at, at));
        }
        // At one moment: asked for, then what follows; a stretch that ended stands before what it led to.
        events.sort_by_key(|event| (event.start, event.case, event.activity));
        put_right(&mut events, streams);
        events
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::load;
    use std::path::Path;

    fn told(sets: &[&str]) -> Trace {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/verification/hand-day.toml");
        let scenario = load(&path, sets).expect("a scenario without faults").scenario;
        trace(&scenario, &Model::new(&scenario), scenario.run.seed, 0, 0)
    }

    #[test]
    fn what_a_reader_returns_its_author_puts_right() {
        let trace = told(&[
            "workstreams.psr.steps.gatekeeping.does.gate.returned=0.95",
            "workstreams.psr.steps.gatekeeping.does.gate.rework=10 min",
        ]);
        let mut seen = 0;
        for case in 1..=6 {
            let told = trace.events.iter().filter(|event| event.case == case).filter_map(|event| match event.activity {
                Activity::Worked(3) | Activity::PutRight(3) => {
                    Some((matches!(event.activity, Activity::PutRight(_)), trace.people[event.person?].name.as_str()))
                }
                _ => None,
            });
            let mut told: Vec<(bool, &str)> = told.collect();
            // Work that a night divides is told in parts.
            told.dedup();
            // Read, put right by who wrote it, read again, and so on.
            assert!(told.iter().enumerate().all(|(at, (right, who))| (*right, *who != "SPO 1") == (at % 2 == 1, at % 2 == 1)), "{told:?}");
            seen += told.len();
        }
        assert!(seen > 6, "something is returned");
    }

    #[test]
    fn the_day_worked_by_hand_is_told_with_who_did_what_and_until_when() {
        let trace = told(&[]);
        let first: Vec<String> = trace
            .events
            .iter()
            .filter(|event| event.case == 1)
            .map(|event| {
                let who = event.person.map_or("", |person| &trace.people[person].name);
                format!("{}-{} {:?} {who}", event.start.strftime("%H:%M"), event.end.strftime("%H:%M"), event.activity)
            })
            .collect();
        // As tests/it/hand_day.rs has it on paper.
        assert_eq!(
            first,
            [
                "10:20-10:20 Asked ",
                "10:20-10:20 StoodDown ",
                "10:20-10:50 Worked(1) PSO 1",
                "10:20-11:20 Answered(0) ",
                "11:30-12:10 Worked(2) PSO 1",
                "12:10-12:25 Worked(3) SPO 1",
                "12:25-12:25 CalledBack ",
                "12:25-12:25 Delivered { same_day: true, today: true } ",
            ]
        );
    }

    #[test]
    fn nobody_works_at_two_things_at_once_or_outside_the_history() {
        let trace = told(&[]);
        for person in 0..trace.people.len() {
            let mut own: Vec<&Event> = trace.events.iter().filter(|event| event.person == Some(person)).collect();
            own.sort_by_key(|event| event.start);
            assert!(own.windows(2).all(|pair| pair[0].end <= pair[1].start), "{own:?}");
        }
        assert!(trace.events.iter().all(|event| event.start <= event.end));
        assert_eq!(trace.sittings.len() % 2, 0);
        assert_eq!(trace.people.iter().filter(|person| person.of_headline).count(), 3);
    }

    #[test]
    fn a_case_is_told_with_its_kind_and_its_court_where_it_has_one() {
        // The hand-worked day, and two pieces of work that no court brings.
        let visits = "{ team = \"court\", arrivals = { file = { path = \"none.csv\", events = [{ time = \"2016-01-04 10:00\" }, { time = \"2016-01-04 11:00\" }] } }, \
                      steps = { see = { by = [\"PO\"], does = { work = \"10 min\" } } } }";
        let told_of = |kinds: &[&str]| {
            let named =
                kinds.iter().map(|name| format!("{name} = {{ share = {} }}", 1.0 / kinds.len() as f64)).collect::<Vec<_>>().join(", ");
            let trace = told(&[&format!("workstreams.visits={visits}"), &format!("workstreams.visits.kinds={{ {named} }}")]);
            let of = |key: &str| {
                let stream = trace.streams.iter().position(|stream| stream.key == key).expect("a workstream of the scenario");
                let mut own: Vec<(String, String)> = trace
                    .events
                    .iter()
                    .filter(|event| event.stream == stream)
                    .map(|event| (event.court.clone(), event.kind.clone()))
                    .collect();
                own.sort();
                own.dedup();
                own
            };
            (of("psr"), of("visits"))
        };
        let (reports, visits) = told_of(&["home", "office"]);
        // What is of one kind only needs no name for it.
        assert!(reports.iter().all(|(court, kind)| court.starts_with("magistrates") && kind.is_empty()), "{reports:?}");
        assert!(visits.iter().all(|(court, kind)| court.is_empty() && ["home", "office"].contains(&kind.as_str())), "{visits:?}");
        assert_eq!(told_of(&["home"]).1, [(String::new(), String::new())]);
    }

    #[test]
    fn people_and_courtrooms_are_told_by_where_they_belong() {
        let trace = told(&[
            "court_types.magistrates.sittings.pleas.courtrooms=2",
            "lists.late={ cases = 1, hearing = \"20 min\" }",
            "court_types.magistrates.sittings.last={ list = \"late\", days = \"Mon\" }",
            "clusters.Handworth.staff.office={ PSO = 1 }",
            "clusters.Elsewhere.staff={ court = { PSO = 1 }, office = { PSO = 1 } }",
            "lending.near={ team = \"court\" }",
            "hubs.shared={ team = \"court\", staff = { SPO = 1 } }",
        ]);
        let mut rooms: Vec<(&str, usize)> = trace.sittings.iter().map(|sitting| (sitting.list.as_str(), sitting.courtroom)).collect();
        rooms.sort_unstable();
        rooms.dedup();
        assert_eq!(rooms, [("late", 3), ("pleas", 1), ("pleas", 2)]);
        let names: Vec<&str> = trace.people.iter().map(|person| person.name.as_str()).collect();
        for name in ["PSO 1", "PSO 1 of office", "PSO 1 of court, Elsewhere", "SPO 1 of court, a hub"] {
            assert_eq!(names.iter().filter(|known| **known == name).count(), 1, "{name}: {names:?}");
        }
    }
}
