//! A cluster's people, made from its FTE and from lines of extra staff.

use indexmap::IndexMap;

use crate::des::stream::Purpose;

use super::super::people::{Person, heads};
use super::{ClusterCompiler, place_of};

/// Posts of one grade in one team that are filled alike.
struct Posts {
    fte: f64,
    /// First day, and the day after the last.
    service: (usize, usize),
    /// The line of extra staff that they come from; empty for the cluster's own.
    line: String,
}

impl ClusterCompiler<'_> {
    /// The cluster's people, by team and grade in the scenario's order of grades.
    pub(super) fn people(&self) -> Vec<Person> {
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
                let posts = Posts { fte: self.scenario.extra_fte(line, self.name), service, line: key.clone() };
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

    /// Seconds of duty that a team's grade is expected to give on a working day.
    pub(super) fn daily_seconds(&self, team: &str, grade: &str) -> f64 {
        let fte: f64 = self.scenario.teams_of(self.name).filter(|(of, who, _)| *of == team && *who == grade).map(|(.., fte)| fte).sum();
        let spec = &self.grades[place_of(&self.scenario.grades, grade)];
        fte * spec.day_seconds() * spec.expected_presence(0.0)
    }

    /// The cluster's people of one team and grade who have every one of some skills.
    pub(super) fn servers(&self, people: &[Person], team: &str, grade: &str, skills: &[String]) -> Vec<u32> {
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
    pub(super) fn unit(&self, team: &str, grade: &str) -> Option<usize> {
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
}
