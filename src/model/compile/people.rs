//! A group's people, made from its clusters' FTE, from lines of extra staff, and from hubs; and who may do whose work.

use std::ops::Range;

use indexmap::IndexMap;

use crate::des::dist::Sampler;
use crate::des::stream::Purpose;
use crate::des::time::whole;
use crate::scenario::grammar::Scenario;
use crate::scenario::sharing::HubPlace;

use super::super::days::Days;
use super::super::people::{Person, SkillLuck, Unit, heads};
use super::{ClusterCompiler, place_of};

/// Posts of one grade in one team that are filled alike.
struct Posts {
    fte: f64,
    /// First day, and the day after the last.
    service: (usize, usize),
    /// The line of extra staff that they come from; empty for the cluster's own.
    line: String,
}

/// Everyone in a group.
pub(super) struct Staffing {
    /// Cluster by cluster, each by team and grade; then the hubs' own.
    pub people: Vec<Person>,
    pub units: Vec<Unit>,
    /// The people of each cluster, and of all hubs.
    pub crews: Vec<Range<usize>>,
    /// Skills that somebody has in some histories only.
    pub luck: Vec<SkillLuck>,
}

/// Somebody who may begin work: always, or in histories in which they have the skills, a bit each, that they may lack.
pub(super) type Server = (u32, u64);

/// Who may begin work that a cluster asks of a grade of a team.
pub(super) struct Able {
    /// The cluster's own, then those of its hubs.
    pub own: Vec<Vec<Server>>,
    /// Those lent by neighbours, the next in the order of clusters first, and after how many seconds.
    pub lent: Vec<(u64, Vec<Server>)>,
    /// How far the lent travel, if at all.
    pub travel: Option<Sampler>,
}

impl Staffing {
    pub(super) fn new(scenario: &Scenario, days: &Days, hubs: &[HubPlace<'_>], clusters: &[usize]) -> Self {
        let mut staffing = Self { people: Vec::new(), units: Vec::new(), crews: Vec::new(), luck: Vec::new() };
        for (place, &index) in clusters.iter().enumerate() {
            staffing.add_cluster(scenario, days, hubs, (place, index));
            staffing.end_crew();
        }
        for (number, hub) in hubs.iter().enumerate() {
            let Some(place) = clusters.iter().position(|&index| index == hub.host) else { continue };
            for (grade, fte) in &hub.hub.staff {
                let unit = Unit { cluster: None, hub: Some(number), team: hub.hub.team.clone(), grade: place_of(&scenario.grades, grade) };
                let posts = [Posts { fte: fte.get(), service: (0, days.count()), line: String::new() }];
                staffing.add_unit(scenario, place, unit, &posts, |_, ordinal| Purpose::named(&["hub person", &hub.name, grade, ordinal]));
            }
        }
        staffing.end_crew();
        staffing
    }

    /// The skills that somebody has in some histories only, a bit each.
    fn may_have(&self, person: usize) -> u64 {
        let own = self.luck.iter().filter(|luck| luck.person as usize == person);
        own.fold(0, |bits, luck| bits | luck.skill)
    }

    /// The chance that somebody has skills that they may lack.
    pub(super) fn chance_of(&self, (person, needs): Server) -> f64 {
        let own = self.luck.iter().filter(|luck| luck.person == person && luck.skill & needs != 0);
        own.map(|luck| luck.chance).product()
    }

    /// Ends the crew of those added since the last.
    fn end_crew(&mut self) {
        let from = self.crews.last().map_or(0, |crew| crew.end);
        if from < self.people.len() {
            self.crews.push(from..self.people.len());
        }
    }

    /// A cluster's people, by team and grade in the order in which they are named.
    fn add_cluster(&mut self, scenario: &Scenario, days: &Days, hubs: &[HubPlace<'_>], (place, index): (usize, usize)) {
        let (name, cluster) = scenario.clusters.get_index(index).expect("a cluster of the scenario");
        let mut lines: IndexMap<(&str, &str), Vec<Posts>> = IndexMap::new();
        let whole_time = (0, days.count());
        for (team, staff) in &cluster.staff {
            for (grade, fte) in staff {
                let posts = Posts { fte: fte.get(), service: whole_time, line: String::new() };
                lines.entry((team, grade)).or_default().push(posts);
            }
        }
        for (key, line) in &scenario.extra_staff {
            if line.clusters.is_empty() || line.clusters.contains(name) {
                let service = days.service(line.from, line.until);
                let posts = Posts { fte: scenario.extra_fte(line, name), service, line: key.clone() };
                lines.entry((&line.team, &line.grade)).or_default().push(posts);
            }
        }
        for ((team, grade), parts) in lines {
            let hub = hubs.iter().position(|hub| hub.takes(team, grade) && hub.serves.contains(&index));
            let unit = Unit { cluster: Some(index), hub, team: team.to_owned(), grade: place_of(&scenario.grades, grade) };
            let purpose = |line: &str, ordinal: &str| Purpose::named(&["person", name, team, grade, line, ordinal]);
            self.add_unit(scenario, place, unit, &parts, purpose);
        }
    }

    fn add_unit(&mut self, scenario: &Scenario, cluster: usize, unit: Unit, parts: &[Posts], purpose: impl Fn(&str, &str) -> Purpose) {
        let grade = &scenario.grades[unit.grade];
        let part_time = grade.part_time.as_ref().map(|part| (part.share.get(), part.fraction.get()));
        for Posts { fte, service, line } in parts {
            let heads = heads(*fte, part_time);
            let count = heads.len() as f64;
            // Of few people a share is a whole number or the next, which of them is luck of each history: rounded alike everywhere, one in
            // ten would be nobody in any team of four.
            let skilled: Vec<(usize, f64)> = grade
                .skills
                .values()
                .map(|share| {
                    // A hair more, so that three tenths of ten are three.
                    let number = share.get() * count + 1e-9;
                    (number as usize, number.fract() - 1e-9)
                })
                .collect();
            for (ordinal, fraction) in heads.into_iter().enumerate() {
                let always = skilled.iter().enumerate().filter(|(_, (number, _))| ordinal < *number);
                let skills = always.fold(0, |bits, (skill, _)| bits | 1 << skill);
                for (skill, (key, &(number, chance))) in grade.skills.keys().zip(&skilled).enumerate() {
                    if ordinal == number && chance > 0.0 {
                        let purpose = purpose(line, &format!("skill {key}"));
                        self.luck.push(SkillLuck { person: self.people.len() as u32, skill: 1 << skill, chance, purpose });
                    }
                }
                self.people.push(Person {
                    cluster,
                    grade: unit.grade,
                    class: (cluster * scenario.grades.len() + unit.grade) as u16,
                    unit: self.units.len(),
                    fraction,
                    service: *service,
                    skills,
                    purpose: purpose(line, &ordinal.to_string()),
                });
            }
        }
        self.units.push(unit);
    }
}

impl ClusterCompiler<'_> {
    /// Seconds of duty that a team's grade is expected to give the cluster on a working day: its own people's, and an even
    /// share of its hubs'.
    pub(super) fn daily_seconds(&self, team: &str, grade: &str) -> f64 {
        let own = self.scenario.teams_of(self.name).filter(|(of, named, _)| *of == team && *named == grade);
        let own: f64 = own.map(|(.., fte)| fte).sum();
        let hubs = self.hubs.iter().filter(|hub| hub.hub.team == team && hub.serves.contains(&self.index));
        let shared: f64 = hubs.filter_map(|hub| Some(hub.hub.staff.get(grade)?.get() / hub.serves.len() as f64)).sum();
        let spec = &self.grades[place_of(&self.scenario.grades, grade)];
        (own + shared) * spec.day_seconds() * spec.expected_presence()
    }

    /// Who may begin work that the cluster asks of a grade of a team, with every one of some skills.
    pub(super) fn able(&self, workstream: &str, (team, grade): (&str, &str), skills: &[String]) -> Able {
        let grade_place = place_of(&self.scenario.grades, grade);
        let known = &self.scenario.grades[grade_place].skills;
        let mask = skills.iter().filter_map(|skill| known.get_index_of(skill.as_str())).fold(0_u64, |bits, skill| bits | 1 << skill);
        let lacks = skills.iter().any(|skill| !known.contains_key(skill.as_str()));
        let asked: Vec<bool> = self.staffing.units.iter().map(|unit| !lacks && unit.grade == grade_place && unit.team == team).collect();
        let people = self.staffing.people.iter().enumerate().filter(|(_, person)| asked[person.unit]);
        let people = people.filter_map(|(server, person)| {
            let needs = mask & !person.skills;
            (self.staffing.may_have(server) & needs == needs).then_some((server, person, needs))
        });
        let rule = self.lending.iter().find(|rule| rule.lends(workstream, team, grade) && rule.members.contains(&self.index));
        let (mut own, mut hub, mut next, mut before) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        for (server, person, needs) in people {
            let unit = &self.staffing.units[person.unit];
            let set = match (unit.cluster, unit.hub) {
                (Some(cluster), _) if cluster == self.index => &mut own,
                (_, Some(of)) if self.hubs[of].serves.contains(&self.index) => &mut hub,
                (Some(cluster), None) if rule.is_some_and(|rule| rule.members.contains(&cluster)) => {
                    if cluster > self.index {
                        &mut next
                    } else {
                        &mut before
                    }
                }
                _ => continue,
            };
            set.push((server as u32, needs));
        }
        let after = rule.map_or(0, |rule| whole(rule.rule.after.get()));
        let some = |set: &Vec<Server>| !set.is_empty();
        let lent: Vec<(u64, Vec<Server>)> = [next, before].into_iter().filter(some).map(|set| (after, set)).collect();
        let travel = rule.map(|rule| &rule.rule.travel.law).filter(|law| !lent.is_empty() && law.mean() > 0.0).map(|law| law.sampler());
        Able { own: std::iter::once(own).chain(Some(hub).filter(some)).collect(), lent, travel }
    }
}
