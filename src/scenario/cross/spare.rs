//! People whom nothing asks for, sharing that reaches nobody, and support and complexity that come to no cluster.

use indexmap::IndexSet;

use super::inert::{Inert, path};
use super::*;
use crate::scenario::attributes;
use crate::scenario::complexity::{standings, value};

/// What steps ask for.
struct Asked<'a> {
    /// Grades by team, for all work and for each workstream.
    who: IndexSet<(&'a str, &'a str)>,
    by_stream: IndexMap<&'a str, IndexSet<(&'a str, &'a str)>>,
    /// Teams that a step asks for.
    teams: IndexSet<&'a str>,
    /// Teams, and grades of them, whose posts bring work (`fte.TEAM.GRADE`).
    counted: IndexSet<(&'a str, Option<&'a str>)>,
    grades: IndexSet<&'a str>,
}

impl<'a> Asked<'a> {
    fn new(s: &'a Scenario) -> Self {
        let mut by_stream: IndexMap<&str, IndexSet<(&str, &str)>> = IndexMap::new();
        let mut counted = IndexSet::new();
        for (name, stream) in &s.workstreams {
            let who = by_stream.entry(name).or_default();
            for step in stream.steps.values() {
                let lines = step.for_.values().filter_map(|line| line.by.as_ref()).flatten();
                let by = step.by.iter().chain(lines).filter_map(|text| clause::by(text).ok());
                who.extend(by.map(|by| (by.team.unwrap_or(&stream.team), by.grade)));
            }
            let times = match &stream.arrivals {
                Arrivals::Random(from) => from.times.as_deref(),
                Arrivals::Calendar(from) => from.times.as_deref(),
                Arrivals::Hearings(from) => from.a_year.as_deref(),
                _ => None,
            };
            let shares = stream.kinds.values().filter_map(|kind| kind.share_by.as_deref());
            counted.extend(times.into_iter().chain(shares).flat_map(attributes::terms).filter_map(attributes::posts));
        }
        let who: IndexSet<(&str, &str)> = by_stream.values().flatten().copied().collect();
        let teams = who.iter().map(|(team, _)| *team).collect();
        let grades = s.grades.keys().map(String::as_str).collect();
        Self { who, by_stream, teams, counted, grades }
    }

    /// Whether people of a grade would have nothing to do in a team that others have.
    fn is_idle(&self, team: &str, grade: &str) -> bool {
        let counted = self.counted.contains(&(team, None)) || self.counted.contains(&(team, Some(grade)));
        self.teams.contains(team) && self.grades.contains(grade) && !self.who.contains(&(team, grade)) && !counted
    }
}

const GIVE_WORK: &str = "name the grade in a step's `by`, or take these people out";

impl<'a> Inert<'_, 'a> {
    /// People of a grade that no step of their team names.
    pub fn asked(&mut self) {
        let s = self.scenario;
        let asked = Asked::new(s);
        let why = |team: &str, grade: &str| format!("no step asks for `{grade}` of the team `{team}`");
        for (name, cluster) in &s.clusters {
            for (team, grade, fte) in
                cluster.staff.iter().flat_map(|(team, staff)| staff.iter().map(move |(grade, fte)| (team, grade, fte)))
            {
                if fte.get() > 0.0 && asked.is_idle(team, grade) {
                    let at = path(&["clusters", name, "staff", team, grade]);
                    self.found(at, true, why(team, grade), "these people have nothing to do", GIVE_WORK);
                }
            }
        }
        for (name, line) in &s.extra_staff {
            if line.fte.get() > 0.0 && asked.is_idle(&line.team, &line.grade) {
                let at = path(&["extra_staff", name, "grade"]);
                self.found(at, false, why(&line.team, &line.grade), "these people would have nothing to do", GIVE_WORK);
            }
            self.posts(name, line);
        }
        for (name, kind) in s.support.iter().flat_map(|support| &support.kinds) {
            if !asked.who.contains(&(kind.team.as_str(), kind.grade.as_str())) {
                let at = path(&["support", "kinds", name, "grade"]);
                self.found(at, false, why(&kind.team, &kind.grade), "such support would have nothing to do", GIVE_WORK);
            }
        }
        for (name, support) in s.complexity.iter().flat_map(|complexity| &complexity.support) {
            if !asked.who.contains(&(support.team.as_str(), support.grade.as_str())) {
                let at = path(&["complexity", "support", name, "grade"]);
                self.found(at, false, why(&support.team, &support.grade), "such support has nothing to do", GIVE_WORK);
            }
        }
        let wanted: IndexSet<&String> =
            s.workstreams.values().flat_map(|stream| stream.steps.values()).flat_map(|step| &step.skills).collect();
        for (name, grade) in &s.grades {
            for skill in grade.skills.keys().filter(|skill| !wanted.contains(skill)) {
                let why = format!("no step wants the skill `{skill}`");
                self.entry(path(&["grades", name, "skills", skill]), true, why, "name it in a step's `skills`, or take it out");
            }
        }
    }

    /// A line of extra staff that is in proportion to what a cluster does not have.
    fn posts(&mut self, name: &str, line: &StaffLine) {
        let s = self.scenario;
        let Some(times) = &line.times else { return };
        let none = |cluster: &str| s.attribute(cluster, times) == 0.0;
        let why = |cluster: &str| format!("`{cluster}` has no `{times}`, so that no extra staff come to it");
        for (at, cluster) in line.clusters.iter().enumerate().filter(|(_, cluster)| none(cluster)) {
            self.entry(path(&["extra_staff", name, "clusters", &at.to_string()]), false, why(cluster), "give it some, or take it out");
        }
        if line.clusters.is_empty() && line.fte.get() > 0.0 && s.clusters.keys().all(|cluster| none(cluster)) {
            let why = format!("no cluster has any `{times}`, so that none of these people come");
            self.entry(path(&["extra_staff", name, "times"]), false, why, "give a cluster some, or take the line out");
        }
    }

    /// Hubs and lending: names that reach nobody.
    pub fn shared(&mut self) {
        let s = self.scenario;
        let asked = Asked::new(s);
        for (name, hub) in &s.hubs {
            self.divided(["hubs", name], &hub.clusters, &hub.divisions);
            let why = |grade: &str| format!("no step asks for `{grade}` of the team `{}`", hub.team);
            let staff = hub
                .staff
                .iter()
                .filter(|(_, fte)| fte.get() > 0.0)
                .map(|(grade, _)| (vec!["staff".to_owned(), grade.clone()], true, grade));
            let takes = hub.takes.iter().enumerate().map(|(at, grade)| (vec!["takes".to_owned(), at.to_string()], false, grade));
            for (last, key, grade) in staff.chain(takes) {
                if asked.teams.contains(hub.team.as_str()) && !asked.who.contains(&(hub.team.as_str(), grade.as_str())) {
                    let at = [path(&["hubs", name]), last].concat();
                    self.found(at, key, why(grade), "these people have nothing to do", GIVE_WORK);
                }
            }
        }
        for (name, rule) in &s.lending {
            self.divided(["lending", name], &rule.clusters, &rule.divisions);
            for (at, grade) in rule.grades.iter().enumerate() {
                let at = path(&["lending", name, "grades", &at.to_string()]);
                let members = self.reach.lending.iter().filter(|place| std::ptr::eq(place.rule, rule)).flat_map(|place| &place.members);
                let fte: f64 = members
                    .map(|&cluster| self.reach.own[cluster].get(&(rule.team.as_str(), grade.as_str())).copied().unwrap_or_default())
                    .sum();
                if fte == 0.0 {
                    let why = format!("no cluster that `{name}` joins has `{grade}` in the team `{}`", rule.team);
                    self.found(at, false, why, "nobody of it is lent", "give a cluster some, or take it out");
                } else if !asked.who.contains(&(rule.team.as_str(), grade.as_str())) {
                    let why = format!("no step asks for `{grade}` of the team `{}`", rule.team);
                    self.found(at, false, why, "nobody of it is ever lent", GIVE_WORK);
                }
            }
            for (at, stream) in rule.workstreams.iter().enumerate() {
                let at = path(&["lending", name, "workstreams", &at.to_string()]);
                let lent =
                    |who: &(&str, &str)| who.0 == rule.team && (rule.grades.is_empty() || rule.grades.iter().any(|grade| grade == who.1));
                let of = s.workstreams.get_index_of(stream);
                if of.is_some_and(|of| self.reach.streams[of].spots.is_empty()) {
                    self.entry(at, false, format!("nothing of `{stream}` ever arises"), "let it arise, or take it out of here");
                } else if !asked.by_stream.get(stream.as_str()).is_some_and(|who| who.iter().any(lent)) {
                    let why = format!("no step of `{stream}` asks for anybody whom `{name}` lends");
                    self.found(at, false, why, "nobody is lent for it", "take it out, or lend a grade and a team that it asks for");
                }
            }
        }
    }

    /// Clusters and divisions of one hub or rule that rule each other out.
    fn divided(&mut self, [table, name]: [&str; 2], clusters: &[String], divisions: &[String]) {
        let s = self.scenario;
        if clusters.is_empty() || divisions.is_empty() {
            return;
        }
        let division = |cluster: &String| s.clusters.get(cluster).map(|cluster| cluster.division.as_str());
        for (at, cluster) in clusters.iter().enumerate() {
            if division(cluster).is_some_and(|of| !divisions.iter().any(|named| named == of)) {
                let why = format!("`{cluster}` is in none of the divisions of `{table}.{name}`");
                self.entry(path(&[table, name, "clusters", &at.to_string()]), false, why, "name its division too, or take it out");
            }
        }
        for (at, named) in divisions.iter().enumerate() {
            if !clusters.iter().any(|cluster| division(cluster) == Some(named)) {
                let why = format!("none of the clusters of `{table}.{name}` is in `{named}`");
                self.entry(path(&[table, name, "divisions", &at.to_string()]), false, why, "name a cluster of it too, or take it out");
            }
        }
    }

    /// Attributes that no cluster has, effects on what never arises, and bands that no cluster is in.
    pub fn complexity(&mut self) {
        let s = self.scenario;
        let Some(complexity) = &s.complexity else { return };
        for (key, part) in complexity.attributes.iter().filter(|(_, part)| part.weight.get() != 0.0) {
            for (field, name) in [("of", Some(&part.of)), ("per", part.per.as_ref())] {
                let Some(name) = name else { continue };
                if !s.clusters.values().any(|cluster| value(name, cluster).is_some_and(|value| value != 0.0)) {
                    let why = format!("no cluster has any `{name}`, so that it makes none more complex than another");
                    self.entry(path(&["complexity", "attributes", key, field]), false, why, "give the clusters some, or take it out");
                }
            }
        }
        for (key, effect) in complexity.effects.iter().filter(|(_, effect)| effect.elasticity.get() != 0.0) {
            if s.workstreams.get_index_of(&effect.workstream).is_some_and(|of| self.reach.streams[of].spots.is_empty()) {
                let why = format!("nothing of `{}` ever arises", effect.workstream);
                self.entry(path(&["complexity", "effects", key, "workstream"]), false, why, "let it arise, or take it out of here");
            }
        }
        let standings = standings(s);
        let of_band = |band: &str| {
            let place = complexity.bands.get_index_of(band);
            standings.iter().filter(move |standing| standing.band == place).map(|standing| standing.cluster.as_str()).collect::<Vec<_>>()
        };
        for (key, support) in &complexity.support {
            for band in support.fte.iter().filter(|(_, fte)| fte.get() > 0.0).map(|(band, _)| band) {
                if of_band(band).is_empty() {
                    let at = path(&["complexity", "support", key, "fte", band]);
                    self.entry(at, true, format!("no cluster is in the band `{band}`"), "give the band a larger share, or take it out");
                }
            }
        }
        let Some(support) = &s.support else { return };
        for (at, band) in support.bands.iter().enumerate() {
            let clusters = of_band(band);
            if clusters.is_empty()
                || !support.clusters.is_empty() && !clusters.iter().any(|cluster| support.clusters.iter().any(|named| named == cluster))
            {
                let why = format!("none of the clusters that support is looked for is in the band `{band}`");
                self.entry(path(&["support", "bands", &at.to_string()]), false, why, "name such a cluster too, or take it out");
            }
        }
        let bands: IndexSet<&str> = support.bands.iter().flat_map(|band| of_band(band)).collect();
        for (at, cluster) in support.clusters.iter().enumerate() {
            if !support.bands.is_empty() && !bands.contains(cluster.as_str()) {
                let why = format!("`{cluster}` is in none of the bands that support is looked for in");
                self.entry(path(&["support", "clusters", &at.to_string()]), false, why, "name its band too, or take it out");
            }
        }
    }
}
