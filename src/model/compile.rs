//! From a scenario to a model: names become numbers, distributions samplers, patterns dates.
//!
//! The scenario has passed every check, so nothing here can fail; what is only doubtful (a court's
//! requests beyond its hearings) is told as a warning.

use indexmap::IndexMap;

use crate::des::pool::{Layout, QueueLayout, ShiftEnd};
use crate::des::stream::Purpose;
use crate::des::time::{DAY, SimTime, whole};
use crate::scenario::grammar::*;
use crate::units::{Per, Rate, Wait};

use super::arrivals::{Profile, SourceSpec, Tap};
use super::court::{CourtSpec, CourtroomSpec, sittings};
use super::days::Days;
use super::people::{GradeSpec, Person, heads, month_weights};
use super::route::*;
use super::{GroupModel, Model, Names, StreamNames};

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
pub(super) fn clause(text: &str) -> (&str, u64) {
    let by = crate::scenario::clause::by(text).expect(CHECKED);
    (by.grade, by.after.map_or(0, |after| whole(after.get())))
}

/// Posts of one grade in one team that are filled alike.
struct Posts {
    fte: f64,
    /// First day, and the day after the last.
    service: (usize, usize),
    /// The line of extra staff that they come from; empty for the cluster's own.
    line: String,
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

    /// The cluster's people, by team and grade in the scenario's order of grades.
    fn people(&self) -> Vec<Person> {
        let mut lines: IndexMap<(String, String), Vec<Posts>> = IndexMap::new();
        let whole_time = (0, self.days.count());
        for (team, staff) in &self.cluster.staff {
            for (grade, fte) in staff {
                let posts = Posts { fte: fte.get(), service: whole_time, line: String::new() };
                lines.entry((team.clone(), grade.clone())).or_default().push(posts);
            }
        }
        for (key, line) in &self.scenario.extra_staff {
            if line.clusters.is_empty() || line.clusters.iter().any(|name| name == self.name) {
                let day = |date: Option<jiff::civil::Date>, other| date.map_or(other, |date| self.days.day_of(date).unwrap_or(other));
                let service =
                    (day(line.from, 0), day(line.until.map(|date| date.saturating_add(jiff::Span::new().days(1))), self.days.count()));
                let posts = Posts { fte: line.fte.get(), service, line: key.clone() };
                lines.entry((line.team.clone(), line.grade.clone())).or_default().push(posts);
            }
        }
        let mut people = Vec::new();
        for (unit, ((team, grade_name), parts)) in lines.iter().enumerate() {
            let grade_place = place_of(&self.scenario.grades, grade_name);
            let grade = &self.scenario.grades[grade_place];
            let part_time = grade.part_time.as_ref().map(|part| (part.share.get(), part.fraction.get()));
            for Posts { fte, service, line } in parts {
                let heads = heads(*fte, part_time);
                let count = heads.len() as f64;
                let first = |share: f64, ordinal: usize| (ordinal as f64) < (share * count).round();
                let new = grade.newly_qualified.as_ref();
                for (ordinal, fraction) in heads.into_iter().enumerate() {
                    let skills = grade.skills.values().enumerate().filter(|(_, share)| first(share.get(), ordinal));
                    people.push(Person {
                        grade: grade_place,
                        class: grade_place as u16,
                        unit,
                        fraction,
                        reduction: new.filter(|new| first(new.share.get(), ordinal)).map_or(0.0, |new| new.reduction.get()),
                        service: *service,
                        skills: skills.fold(0, |bits, (skill, _)| bits | 1 << skill),
                        purpose: Purpose::named(&["person", self.name, team, grade_name, line, &ordinal.to_string()]),
                    });
                }
            }
        }
        people
    }

    fn courts(&self) -> (Vec<CourtSpec>, Vec<CourtroomSpec>, Vec<String>) {
        let (mut courts, mut rooms, mut names) = (Vec::new(), Vec::new(), Vec::new());
        for (key, court) in self.cluster.courts.iter().filter(|(_, court)| court.open) {
            let type_name = court.type_.as_deref().unwrap_or(key);
            let type_place = place_of(&self.scenario.court_types, type_name);
            let type_ = &self.scenario.court_types[type_place];
            for number in 1..=court.count {
                let name = if court.count == 1 { key.clone() } else { format!("{key} {number}") };
                let mut lines: IndexMap<&str, &SittingLine> = type_.sittings.iter().map(|(key, line)| (key.as_str(), line)).collect();
                lines.extend(court.sittings.iter().map(|(key, line)| (key.as_str(), line)));
                let mut day = vec![(0, 0); self.days.count()];
                for (line_name, line) in lines {
                    // A court's own line says its own number of courtrooms.
                    let size = if court.sittings.contains_key(line_name) { 1.0 } else { court.size.get() };
                    let list_place = place_of(&self.scenario.lists, &line.list);
                    let list = &self.scenario.lists[list_place];
                    for (ordinal, sat) in sittings(line, type_, line.courtrooms.get() * size, self.days).into_iter().enumerate() {
                        for sitting in &sat {
                            let slot: &mut (u32, u32) = &mut day[(u64::from(sitting.start) / DAY) as usize];
                            let (start, end) = ((u64::from(sitting.start) % DAY) as u32, (u64::from(sitting.end - 1) % DAY) as u32 + 1);
                            *slot = if slot.1 == 0 { (start, end) } else { (slot.0.min(start), slot.1.max(end)) };
                        }
                        rooms.push(CourtroomSpec {
                            court: courts.len(),
                            list: list_place,
                            sittings: sat,
                            cases: list.cases.law.sampler(),
                            hearing: list.hearing.law.sampler(),
                            requests: Vec::new(),
                            purpose: Purpose::named(&["courtroom", self.name, &name, line_name, &ordinal.to_string()]),
                        });
                    }
                }
                courts.push(CourtSpec {
                    place: courts.len(),
                    type_: type_place,
                    courtrooms: Vec::new(),
                    recall: type_.recall.law.sampler(),
                    adjourned_hearing: type_.adjourned_hearing.law.sampler(),
                    day,
                    purpose: Purpose::named(&["court", self.name, &name]),
                });
                names.push(name);
            }
        }
        (courts, rooms, names)
    }

    /// Rooms of every kind at every court, and where each is found: `[court][kind of room]`.
    fn seats(&self, courts: &[CourtSpec]) -> (Vec<u32>, Vec<IndexMap<String, u32>>) {
        let (mut seats, mut found) = (Vec::new(), Vec::new());
        let open = self.cluster.courts.values().filter(|court| court.open);
        let own = open.flat_map(|court| std::iter::repeat_n(court, court.count as usize));
        for (spec, court) in courts.iter().zip(own) {
            let mut rooms: IndexMap<&String, u64> =
                self.scenario.court_types[spec.type_].rooms.iter().map(|(kind, &count)| (kind, count)).collect();
            rooms.extend(court.rooms.iter().map(|(kind, &count)| (kind, count)));
            let mut here = IndexMap::new();
            for (kind, count) in rooms {
                here.insert(kind.clone(), seats.len() as u32);
                seats.push(count as u32);
            }
            found.push(here);
        }
        (seats, found)
    }

    /// Places that shares can depend on: each court type and kind of list together, and one for "no court".
    fn places(&self) -> usize {
        self.scenario.court_types.len() * self.scenario.lists.len() + 1
    }

    fn each_place<T>(&self, mut make: impl FnMut(Option<(&str, &str)>) -> T) -> Vec<T> {
        let mut all: Vec<T> = Vec::with_capacity(self.places());
        for type_ in self.scenario.court_types.keys() {
            for list in self.scenario.lists.keys() {
                all.push(make(Some((type_, list))));
            }
        }
        all.push(make(None));
        all
    }

    fn stream(
        &self,
        place: usize,
        people: &[Person],
        courts: &[CourtSpec],
        seat_of: &[IndexMap<String, u32>],
        queues: &mut Queues,
    ) -> StreamSpec {
        let (name, draft) = self.scenario.workstreams.get_index(place).expect("within the scenario");
        let kinds: Vec<f64> = self.each_kind_share(draft, None);
        let steps = self.steps(name, draft, people, courts, seat_of, queues);
        StreamSpec {
            stream: place,
            backlog: (draft.backlog, Purpose::named(&["backlog", self.name, name])),
            classes: if draft.kinds.is_empty() {
                vec![draft.class as u8]
            } else {
                draft.kinds.values().map(|kind| kind.class.unwrap_or(draft.class) as u8).collect()
            },
            order: draft.order,
            policy: draft.stand_down.as_ref().map(|stand_down| PolicySpec {
                policy: stand_down.policy,
                cut_off: u64::from(stand_down.cut_off.0),
                kinds: kind_mask(draft, &stand_down.kinds),
                unless: stand_down.unless.iter().map(|(flag, &obstacle)| (1 << place_of(&draft.flags, flag), obstacle)).collect(),
                margin: whole(stand_down.margin.get()),
            }),
            adjourn: draft.adjourn.as_ref().map(|adjourn| self.adjourn(name, draft, adjourn)),
            due: match &draft.due {
                None => DueSpec::None,
                Some(Due::CourtRises(_)) => DueSpec::CourtRises,
                Some(Due::By(clock)) => DueSpec::By(u64::from(clock.0)),
                Some(Due::Within(wait)) => DueSpec::Within(*wait),
                Some(Due::Sitting(_)) => DueSpec::Sitting,
            },
            kinds: self.each_place(|at| running(&self.each_kind_share(draft, at))),
            flags: draft
                .flags
                .iter()
                .map(|(flag_name, flag)| {
                    let chance = |at: Option<(&str, &str)>| -> Vec<f64> {
                        let names: Vec<&str> =
                            if draft.kinds.is_empty() { vec![""] } else { draft.kinds.keys().map(String::as_str).collect() };
                        let at_list = |key: &str| flag.chance_at.get(key).map(|share| share.get());
                        names
                            .into_iter()
                            .map(|kind| {
                                at_list(kind)
                                    .or_else(|| at.and_then(|(type_, list)| at_list(list).or_else(|| at_list(type_))))
                                    .unwrap_or(flag.chance.get())
                            })
                            .collect()
                    };
                    FlagSpec { purpose: Purpose::named(&["flag", self.name, name, flag_name]), chances: self.each_place(chance).concat() }
                })
                .collect(),
            purpose: Purpose::named(&["kind", self.name, name]),
            all_steps: ((1_u64 << steps.len()) - 1) as u32,
            steps,
            brings: Vec::new(),
        }
        .with_kinds(kinds.len())
    }

    /// Shares of kinds at a place: those of the list, else of the court type, else the usual ones.
    fn each_kind_share(&self, draft: &Workstream, at: Option<(&str, &str)>) -> Vec<f64> {
        if draft.kinds.is_empty() {
            return vec![1.0];
        }
        let share = |kind: &Kind| {
            let there = at.and_then(|(type_, list)| kind.share_at.get(list).or_else(|| kind.share_at.get(type_)));
            there.map_or(kind.share.get(), |share| share.get())
        };
        draft.kinds.values().map(share).collect()
    }

    fn adjourn(&self, name: &str, draft: &Workstream, adjourn: &Adjourn) -> AdjournSpec {
        let officers: f64 = {
            // Grades that do any work of the route by name count towards what a date can rely on.
            let mut grades: Vec<&str> = draft
                .steps
                .values()
                .filter(|step| step.appointment || step.same_as.is_some())
                .flat_map(|step| step.by.iter().map(|by| clause(by).0))
                .collect();
            grades.sort_unstable();
            grades.dedup();
            grades.iter().map(|grade| self.daily_seconds(&draft.team, grade)).sum()
        };
        let standard = |kind: &Kind| kind.adjourn.unwrap_or(Wait::Working(crate::units::WorkingDays::new(0.0)));
        AdjournSpec {
            standard: draft.kinds.values().map(standard).collect(),
            listing: adjourn.listing.law.sampler(),
            capacity: adjourn.capacity.map(|share| share.get() * officers),
            appointment: adjourn.appointment.get(),
            non_attendance: adjourn.non_attendance.get(),
            rebook: adjourn.rebook,
            again: adjourn.again,
            purpose: Purpose::named(&["adjourn", self.name, name]),
        }
    }

    /// Seconds of duty that a team's grade is expected to give on a working day.
    fn daily_seconds(&self, team: &str, grade: &str) -> f64 {
        let fte = self.cluster.staff.get(team).and_then(|staff| staff.get(grade)).map_or(0.0, |fte| fte.get());
        let extra: f64 = self
            .scenario
            .extra_staff
            .values()
            .filter(|line| line.team == team && line.grade == grade)
            .filter(|line| line.clusters.is_empty() || line.clusters.iter().any(|name| name == self.name))
            .map(|line| line.fte.get())
            .sum();
        let spec = &self.grades[place_of(&self.scenario.grades, grade)];
        (fte + extra) * spec.day_seconds() * spec.expected_presence(0.0)
    }

    /// The cluster's people of one team and grade who have every one of some skills.
    fn servers(&self, people: &[Person], team: &str, grade: &str, skills: &[String]) -> Vec<u32> {
        let grade_place = place_of(&self.scenario.grades, grade);
        let wanted = skills.iter().filter_map(|skill| self.scenario.grades[grade_place].skills.get_index_of(skill.as_str()));
        let mask = wanted.fold(0_u64, |bits, skill| bits | 1 << skill);
        let lacks = skills.iter().any(|skill| !self.scenario.grades[grade_place].skills.contains_key(skill.as_str()));
        let unit = self.unit(team, grade);
        people
            .iter()
            .enumerate()
            .filter(|(_, person)| !lacks && Some(person.unit) == unit && person.skills & mask == mask)
            .map(|(server, _)| server as u32)
            .collect()
    }

    /// The position of a team's grade among the lines of people, as [`Self::people`] makes them.
    fn unit(&self, team: &str, grade: &str) -> Option<usize> {
        let own = self.cluster.staff.iter().flat_map(|(team, staff)| staff.keys().map(move |grade| (team.as_str(), grade.as_str())));
        let extra = self
            .scenario
            .extra_staff
            .values()
            .filter(|line| line.clusters.is_empty() || line.clusters.iter().any(|name| name == self.name))
            .map(|line| (line.team.as_str(), line.grade.as_str()));
        let units: indexmap::IndexSet<(&str, &str)> = own.chain(extra).collect();
        units.get_index_of(&(team, grade))
    }

    fn steps(
        &self,
        name: &str,
        draft: &Workstream,
        people: &[Person],
        courts: &[CourtSpec],
        seat_of: &[IndexMap<String, u32>],
        queues: &mut Queues,
    ) -> Vec<StepSpec> {
        let mut followed: Vec<&str> = draft.steps.values().filter_map(|step| step.same_as.as_deref()).collect();
        // A gate sends a report back to whoever wrote it: the last step before it that a person did.
        let gated = draft.steps.values().filter(|step| matches!(step.does, Activity::Gate(_)));
        followed.extend(gated.flat_map(|step| step.after.last().map(String::as_str)));
        followed.sort_unstable();
        followed.dedup();
        let slot = |step: &str| followed.iter().position(|&other| other == step).map(|slot| slot as u8);
        draft
            .steps
            .iter()
            .map(|(step_name, step)| {
                let mut whos: Vec<&[String]> = vec![&step.by];
                let mut ats: Vec<Option<&str>> = vec![step.at.as_deref()];
                let variants = step.for_.iter().map(|(at, change)| self.variant(draft, step, at, change, &mut whos, &mut ats)).collect();
                let clauses = |by: &[String]| -> Vec<(u64, Vec<u32>)> {
                    by.iter()
                        .map(|text| clause(text))
                        .map(|(grade, after)| (after, self.servers(people, &draft.team, grade, &step.skills)))
                        .collect()
                };
                let ladder_shape = (ats.len(), courts.len() + 1);
                let mut ladders = Vec::new();
                let waits = matches!(step.does, Activity::Wait(_));
                let attends = matches!(step.does, Activity::Attend(_));
                for who in &whos {
                    // Everyone must be there: the first of them is the step's own, the rest are asked beside.
                    let groups = clauses(if attends { &who[..who.len().min(1)] } else { who });
                    for at in &ats {
                        for court in 0..=courts.len() {
                            let seat = at.and_then(|at| seat_of.get(court).and_then(|rooms| rooms.get(at)).copied());
                            ladders.push(if waits { 0 } else { queues.ladder(&groups, seat) });
                        }
                    }
                }
                let others = if attends { step.by.get(1..).unwrap_or(&[]) } else { &[] };
                StepSpec {
                    does: does(&step.does),
                    after: step.after.iter().fold(0, |bits, after| bits | 1 << place_of(&draft.steps, after)),
                    kinds: kind_mask(draft, &step.kinds),
                    when: flag_mask(draft, step.when.iter().filter(|flag| !flag.starts_with("not ")).map(String::as_str)),
                    unless: flag_mask(draft, step.when.iter().filter_map(|flag| flag.strip_prefix("not ").map(str::trim))),
                    purpose: Purpose::named(&["step", self.name, name, step_name]),
                    usual: usual(step),
                    variants,
                    ladders,
                    ladder_shape,
                    others: others.iter().map(|by| queues.ladder(&clauses(std::slice::from_ref(by)), None)).collect(),
                    same_as: match &step.does {
                        Activity::Gate(_) => step.after.last().and_then(|before| slot(before)),
                        _ => step.same_as.as_deref().and_then(slot),
                    },
                    author: slot(step_name),
                    or_after: whole(step.or_after.get()),
                    shift_end: match step.shift_end {
                        ShiftEndChoice::Wait => ShiftEnd::Wait,
                        ShiftEndChoice::Pause => ShiftEnd::Pause,
                        ShiftEndChoice::Ignore => ShiftEnd::Ignore,
                    },
                    interruptible: step.interruptible,
                    preempts: step.preempts,
                    gives_up: step.gives_up.as_ref().map(|dist| dist.law.sampler()),
                    appointment: step.appointment,
                }
            })
            .collect()
    }

    fn variant<'s>(
        &self,
        draft: &Workstream,
        step: &Step,
        at: &str,
        change: &'s StepFor,
        whos: &mut Vec<&'s [String]>,
        ats: &mut Vec<Option<&'s str>>,
    ) -> (Condition, VariantChange) {
        let condition = match draft.kinds.get_index_of(at) {
            Some(kind) => Condition::Kind(kind as u8),
            None => Condition::Flag(place_of(&draft.flags, at) as u8),
        };
        let who = change.by.as_deref().map(|by| {
            whos.push(by);
            (whos.len() - 1) as u16
        });
        let place = change.at.as_deref().map(|at| {
            ats.push(Some(at));
            (ats.len() - 1) as u16
        });
        let _ = step;
        let takes = change.takes.as_ref().map(|dist| (dist.law.sampler(), dist.law.mean()));
        let class = change.class.map(|class| class as u8);
        (
            condition,
            VariantChange { takes, who, at: place, chance: change.chance.map(|share| share.get()), class, obstacle: change.obstacle },
        )
    }

    fn brings(&self, streams: &mut [StreamSpec]) {
        for (child, (name, draft)) in self.scenario.workstreams.iter().enumerate() {
            let Arrivals::Completion(from) = &draft.arrivals else { continue };
            let parent = place_of(&self.scenario.workstreams, &from.of);
            let kinds = kind_mask(&self.scenario.workstreams[parent], &from.kinds);
            let chance = (from.chance.get() * draft.volume.get()).min(1.0);
            let purpose = Purpose::named(&["completion", self.name, name]);
            streams[parent].brings.push(BringSpec { stream: child as u16, kinds, chance, delay: from.delay.law.sampler(), purpose });
        }
    }

    /// Chances that hearings lead to requests, scaled to a yearly number where one is given.
    fn requests(&mut self, rooms: &mut [CourtroomSpec]) {
        let (from, to) = self.days.observed;
        let years = (to - from) as f64 / YEAR;
        let in_period = |room: &CourtroomSpec| {
            let day = |sitting: &super::court::Sitting| (u64::from(sitting.start) / DAY) as usize;
            room.sittings.iter().filter(|sitting| (from..to).contains(&day(sitting))).count() as f64
        };
        for (stream, (name, draft)) in self.scenario.workstreams.iter().enumerate() {
            let Arrivals::Hearings(hearings) = &draft.arrivals else { continue };
            let chance = |room: &CourtroomSpec| {
                let list = self.scenario.lists.get_index(room.list).expect("compiled from it").0;
                hearings.chance.get(list).map_or(0.0, |share| share.get())
            };
            let mean_cases = |room: &CourtroomSpec| self.scenario.lists[room.list].cases.law.mean();
            let mut scale = draft.volume.get();
            if let Some(attribute) = &hearings.a_year {
                let wanted = self.cluster.attributes.get(attribute).map_or(0.0, |number| number.get()) * years;
                let expected: f64 = rooms.iter().map(|room| in_period(room) * mean_cases(room) * chance(room)).sum();
                if expected > 0.0 {
                    scale *= wanted / expected;
                } else if wanted > 0.0 {
                    self.warnings.push(format!("{}: {name} has {wanted:.0} requests but no hearing to bring them", self.name));
                }
            }
            let mut over = false;
            for room in rooms.iter_mut() {
                let scaled = chance(room) * scale;
                over |= scaled > 1.0;
                if scaled > 0.0 {
                    room.requests.push((stream as u16, scaled.min(1.0)));
                }
            }
            if over {
                self.warnings.push(format!(
                    "{}: {name} asks for more requests than some lists have hearings; those lists bring one at every hearing",
                    self.name
                ));
            }
        }
    }

    fn source(&self, place: usize, rooms: &[CourtroomSpec]) -> SourceSpec {
        let (name, draft) = self.scenario.workstreams.get_index(place).expect("within the scenario");
        let times = |attribute: &Option<String>| {
            attribute.as_ref().map_or(1.0, |name| self.cluster.attributes.get(name).map_or(0.0, |number| number.get()))
        };
        match &draft.arrivals {
            Arrivals::Hearings(_) | Arrivals::Completion(_) => SourceSpec::Other,
            Arrivals::Sittings(from) => SourceSpec::Sittings {
                taps: self.taps(from, rooms),
                share: from.share.get(),
                purpose: Purpose::named(&["sitting", self.name, name]),
            },
            Arrivals::Random(random) => SourceSpec::Random {
                purpose: Purpose::named(&["arrival", self.name, name]),
                profile: self.profile(random, times(&random.times) * draft.volume.get()),
                at_most: random.at_most.unwrap_or(u64::MAX),
            },
            Arrivals::Calendar(on) => {
                let count = (times(&on.times) * draft.volume.get()).round() as usize;
                let dates = super::arrivals::calendar_dates(on, self.days);
                SourceSpec::Dated(
                    dates.into_iter().flat_map(|at| std::iter::repeat_n((at, super::arrivals::Stated::default()), count)).collect(),
                )
            }
            Arrivals::File(file) => SourceSpec::Dated(super::arrivals::dated(file, draft, self.name, self.days)),
        }
    }

    fn taps(&self, from: &FromSittings, rooms: &[CourtroomSpec]) -> Vec<Tap> {
        let mut taps = Vec::new();
        for (place, room) in rooms.iter().enumerate() {
            let list = self.scenario.lists.get_index(room.list).expect("compiled from it").0;
            if !from.lists.is_empty() && !from.lists.contains(list) {
                continue;
            }
            for (ordinal, sitting) in room.sittings.iter().enumerate() {
                let moment = SimTime(u64::from(if from.at == SittingMoment::Start { sitting.start } else { sitting.end }));
                let at = match from.before {
                    None => moment,
                    Some(Wait::Clock(seconds)) => SimTime(moment.0.saturating_sub(whole(seconds.get()))),
                    Some(Wait::Working(days)) => {
                        let day = self.days.before_working(moment.day(), days.get().round() as u32);
                        SimTime::on(day, moment.of_day())
                    }
                };
                taps.push(Tap { at: at.0 as u32, room: place as u32, sitting: ordinal as u32 });
            }
        }
        taps.sort_by_key(|tap| (tap.at, tap.room, tap.sitting));
        taps
    }

    fn profile(&self, random: &AtRandom, factor: f64) -> Profile {
        const WEEKDAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
        let weekdays = WEEKDAYS.map(|name| random.weekdays.get(name).map_or(1.0, |weight| weight.get()));
        let months = month_weights(&random.months);
        let weight = |day: usize| {
            if self.days.is_working(day) {
                weekdays[usize::from(self.days.weekday(day))] * months[self.days.month_of_year(day)]
            } else {
                0.0
            }
        };
        let weights: Vec<f64> = (0..self.days.count()).map(weight).collect();
        let whole_day = [crate::units::ClockSpan { from: crate::units::Clock(0), to: crate::units::Clock(DAY as u32) }];
        let spans = if random.during.is_empty() { whole_day.to_vec() } else { random.during.clone() };
        let hours: f64 = spans.iter().map(|span| f64::from(span.seconds())).sum::<f64>() / 3600.0;
        let Rate { number, per } = random.rate;
        let a_day = match per {
            Per::Hour => number * hours,
            Per::Day => number,
            Per::Week | Per::Month | Per::Year => {
                let a_year = number
                    * match per {
                        Per::Week => YEAR / 7.0,
                        Per::Month => 12.0,
                        _ => 1.0,
                    };
                // Spread over the days that can bring any, by their weights.
                let total: f64 = weights.iter().sum();
                if total > 0.0 { a_year * self.days.count() as f64 / YEAR / total } else { 0.0 }
            }
        };
        Profile::new(weights.into_iter().map(|weight| weight * a_day * factor).collect(), spans)
    }
}

impl StreamSpec {
    /// Checks that shares and classes speak of the same kinds.
    fn with_kinds(self, kinds: usize) -> Self {
        debug_assert_eq!(self.classes.len(), kinds);
        self
    }
}

fn running(shares: &[f64]) -> Vec<f64> {
    let total: f64 = shares.iter().sum();
    shares
        .iter()
        .scan(0.0, |sum, share| {
            *sum += share;
            Some(*sum / total)
        })
        .collect()
}

fn kind_mask(draft: &Workstream, kinds: &[String]) -> u32 {
    if kinds.is_empty() { u32::MAX } else { kinds.iter().fold(0, |bits, kind| bits | 1 << place_of(&draft.kinds, kind)) }
}

fn flag_mask<'a>(draft: &Workstream, flags: impl Iterator<Item = &'a str>) -> u16 {
    flags.fold(0, |bits, flag| bits | 1 << place_of(&draft.flags, flag))
}

fn does(activity: &Activity) -> Does {
    match activity {
        Activity::Work(_) => Does::Work,
        Activity::PerCase(_) => Does::PerCase,
        Activity::Wait(wait) => Does::Wait(wait.hours.clone()),
        Activity::Gate(gate) => Does::Gate {
            share: gate.share.get(),
            returned: gate.returned.get(),
            rework: gate.rework.law.sampler(),
            rework_mean: gate.rework.law.mean(),
        },
        Activity::Duty(duty) => Does::Duty(whole(duty.late_by.get())),
        Activity::Attend(attend) => Does::Attend(whole(attend.late_by.get())),
    }
}

fn usual(step: &Step) -> Variant {
    let law = match &step.does {
        Activity::Work(dist) | Activity::PerCase(dist) => dist.law.clone(),
        Activity::Wait(wait) => wait.lasts.law.clone(),
        Activity::Gate(gate) => gate.reading.law.clone(),
        Activity::Attend(attend) => attend.lasts.law.clone(),
        Activity::Duty(_) => crate::des::dist::Law::Fixed(0.0),
    };
    Variant {
        takes: law.sampler(),
        mean: law.mean(),
        who: 0,
        at: 0,
        chance: step.chance.get(),
        class: step.class.map(|class| class as u8),
        obstacle: step.obstacle.unwrap_or(match step.does {
            Activity::Wait(_) => Obstacle::Checks,
            Activity::Gate(_) => Obstacle::Gatekeeping,
            _ => Obstacle::Officer,
        }),
    }
}
