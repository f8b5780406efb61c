//! The checks of hubs and lending: names that exist, people who are there, groups that are not too large.

use indexmap::IndexSet;

use super::*;

/// Most of anything that a group numbers: the model keeps it in sixteen bits.
const MOST_NUMBERED: f64 = 60_000.0;

/// Clusters that a warning names.
const MOST_NAMED: usize = 8;

impl Check<'_> {
    pub(super) fn sharing(&mut self) {
        let s = self.scenario;
        for (name, hub) in &s.hubs {
            self.reached(&["hubs", name], &hub.clusters, &hub.divisions);
            self.hub(name, hub);
        }
        for (name, rule) in &s.lending {
            self.reached(&["lending", name], &rule.clusters, &rule.divisions);
            self.lending_rule(name, rule);
        }
        self.group_sizes();
        self.cut_off();
    }

    /// Clusters that `run.only` cuts off from those with which they share people: what sharing does is then hardly seen, or not at all.
    fn cut_off(&mut self) {
        let s = self.scenario;
        let hubs = s.hub_places().into_iter().map(|place| (format!("the hub `{}` serves", place.name), place.serves));
        let lending = s.lending_places().into_iter().map(|place| (format!("lending by `{}` joins", place.name), place.members));
        for (what, joined) in hubs.chain(lending).collect::<Vec<_>>() {
            let names = joined.iter().filter_map(|&cluster| Some(s.clusters.get_index(cluster)?.0));
            let (kept, left): (Vec<&String>, Vec<&String>) = names.partition(|name| s.run.only.contains(*name));
            if kept.is_empty() || left.is_empty() {
                continue;
            }
            let is = if kept.len() == 1 { "is" } else { "are" };
            let found = format!("{} {is} cut off from {}; give them too with --only", some_of(&kept), some_of(&left));
            self.warn(&["run", "only"], format!("{what} clusters of which `run.only` leaves some out"), found);
        }
    }

    /// The clusters and divisions that a hub or a rule names, and that it reaches any.
    fn reached(&mut self, at: &[&str; 2], clusters: &[String], divisions: &[String]) {
        let s = self.scenario;
        for (index, cluster) in clusters.iter().enumerate() {
            let path = [at[0], at[1], "clusters", &index.to_string()];
            self.known(&path, "the name of a cluster", cluster, s.clusters.keys().map(String::as_str));
        }
        let known = || s.clusters.values().map(|cluster| cluster.division.as_str()).filter(|division| !division.is_empty());
        for (index, division) in divisions.iter().enumerate() {
            self.known(&[at[0], at[1], "divisions", &index.to_string()], "a division of some cluster", division, known());
        }
        let both = |(name, cluster): (&String, &Cluster)| clusters.contains(name) && divisions.contains(&cluster.division);
        if !clusters.is_empty() && !divisions.is_empty() && !s.clusters.iter().any(both) {
            self.fault(at, "it must reach some cluster", "none of its `clusters` is in any of its `divisions`");
        }
    }

    fn hub(&mut self, name: &str, hub: &Hub) {
        let s = self.scenario;
        let grades = || s.grades.keys().map(String::as_str);
        for grade in hub.staff.keys() {
            self.known_key(&["hubs", name, "staff", grade], "a grade", grades());
        }
        let places: Vec<_> = s.hub_places().into_iter().filter(|place| std::ptr::eq(place.hub, hub)).collect();
        for (index, grade) in hub.takes.iter().enumerate() {
            let path = ["hubs", name, "takes", &index.to_string()];
            if !self.known(&path, "a grade", grade, grades()) {
                continue;
            }
            let served = || places.iter().flat_map(|place| &place.serves).filter_map(|&cluster| s.clusters.get_index(cluster));
            if !served().any(|(cluster, _)| s.has(cluster, &hub.team, grade)) {
                let found = format!("no cluster that it serves has {grade} in the team `{}`", hub.team);
                self.warn(&path, "the hub takes nobody", found);
            }
            let others = || s.hub_places().into_iter().filter(|other| !std::ptr::eq(other.hub, hub) && other.takes(&hub.team, grade));
            if others().any(|other| places.iter().any(|place| place.serves.iter().any(|cluster| other.serves.contains(cluster)))) {
                let found = format!("another hub takes {grade} of `{}` there too", hub.team);
                self.fault(&path, "people of a cluster can join one hub", found);
            }
        }
        if let Some(host) = &hub.host
            && self.known(&["hubs", name, "host"], "the name of a cluster", host, s.clusters.keys().map(String::as_str))
            && !places.iter().any(|place| place.serves.iter().any(|&cluster| s.clusters.get_index_of(host) == Some(cluster)))
        {
            self.fault(
                &["hubs", name, "host"],
                "the host is one of the clusters that the hub serves",
                format!("it does not serve `{host}`"),
            );
        }
        self.known(&["hubs", name, "team"], "a team that some step asks for", &hub.team, s.teams_asked());
    }

    fn lending_rule(&mut self, name: &str, rule: &Lending) {
        let s = self.scenario;
        let teams: IndexSet<&str> = s.teams_staffed().collect();
        self.known(&["lending", name, "team"], "a team that has staff in some cluster", &rule.team, teams);
        for (index, grade) in rule.grades.iter().enumerate() {
            let path = ["lending", name, "grades", &index.to_string()];
            self.known(&path, "a grade", grade, s.grades.keys().map(String::as_str));
        }
        for (index, stream) in rule.workstreams.iter().enumerate() {
            let path = ["lending", name, "workstreams", &index.to_string()];
            self.known(&path, "the name of a workstream", stream, s.workstreams.keys().map(String::as_str));
        }
        let places = s.lending_places();
        let (mine, others): (Vec<_>, Vec<_>) = places.iter().partition(|place| std::ptr::eq(place.rule, rule));
        if !mine.iter().any(|place| place.members.len() > 1) {
            self.warn(&["lending", name], "lending takes two clusters or more", "it reaches fewer");
        }
        let overlaps = others.iter().find(|other| {
            let both = |stream: &str, grade: &str| {
                other.lends(stream, &rule.team, grade) && mine.iter().any(|place| place.lends(stream, &rule.team, grade))
            };
            s.workstreams.keys().any(|stream| s.grades.keys().any(|grade| both(stream, grade)))
                && mine.iter().any(|place| place.members.iter().any(|cluster| other.members.contains(cluster)))
        });
        if let Some(other) = overlaps {
            let found = format!("`lending.{}` lends some of the same people", other.name);
            self.fault(&["lending", name], "a grade of a team in a cluster is lent for a workstream by one rule", found);
        }
    }

    /// What is numbered through a whole group must not be too much.
    fn group_sizes(&mut self) {
        let s = self.scenario;
        for group in s.groups().into_iter().filter(|group| group.len() > 1) {
            let rooms = |cluster: &Cluster| -> f64 {
                let of_court = |(name, court): (&String, &Court)| {
                    let lines =
                        s.court_types.get(court.type_.as_ref().unwrap_or(name)).into_iter().flat_map(|type_| type_.sittings.values());
                    let lines = lines.chain(court.sittings.values());
                    lines.map(|line| (line.courtrooms.get() * court.size.get()).max(line.courtrooms.get()).ceil() + 1.0).sum::<f64>()
                        * court.count as f64
                };
                cluster.courts.iter().map(of_court).sum()
            };
            let rooms: f64 = group.iter().filter_map(|&cluster| s.clusters.get_index(cluster)).map(|(_, cluster)| rooms(cluster)).sum();
            let numbered = (group.len() * s.workstreams.len().max(s.grades.len())) as f64;
            if rooms.max(numbered) > MOST_NUMBERED {
                let path = [if s.hubs.is_empty() { "lending" } else { "hubs" }];
                let wanted = format!(
                    "clusters that share people may together have {MOST_NUMBERED} courtrooms, and as many workstreams (clusters × workstreams)"
                );
                self.fault(
                    &path,
                    wanted,
                    format!("{} clusters with about {rooms:.0} courtrooms and {numbered:.0} workstreams", group.len()),
                );
            }
        }
    }
}

/// Names one after another, and how many more there are.
fn some_of(names: &[&String]) -> String {
    let mut told: Vec<String> = names.iter().take(MOST_NAMED).map(|name| format!("`{name}`")).collect();
    if names.len() > MOST_NAMED {
        told.push(format!("{} more", names.len() - MOST_NAMED));
    }
    match told.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        _ => told.concat(),
    }
}

impl Scenario {
    /// Teams that some step asks for.
    pub fn teams_asked(&self) -> IndexSet<&str> {
        let mut teams = IndexSet::new();
        for stream in self.workstreams.values() {
            teams.insert(stream.team.as_str());
            let changed = stream.steps.values().flat_map(|step| step.for_.values().filter_map(|line| line.by.as_ref()).flatten());
            let clauses = stream.steps.values().flat_map(|step| &step.by).chain(changed);
            teams.extend(clauses.filter_map(|text| clause::by(text).ok()?.team));
        }
        teams
    }

    /// Teams with staff in some cluster or hub.
    pub fn teams_staffed(&self) -> impl Iterator<Item = &str> {
        let own = self.clusters.keys().flat_map(|cluster| self.teams_of(cluster)).filter(|(.., fte)| *fte > 0.0).map(|(team, ..)| team);
        let hubs = self.hubs.values().filter(|hub| hub.staff.values().any(|fte| fte.get() > 0.0));
        own.chain(hubs.map(|hub| hub.team.as_str()))
    }

    /// Whether a cluster has anybody of its own in a grade of a team.
    fn has(&self, cluster: &str, team: &str, grade: &str) -> bool {
        self.teams_of(cluster).any(|(of, named, fte)| of == team && named == grade && fte > 0.0)
    }

    /// Whether there is anybody in a grade of a team whom work of a cluster can ask: of its own, of a hub, or lent.
    pub fn can_ask(&self, cluster: usize, workstream: &str, team: &str, grade: &str) -> bool {
        let at = |cluster: usize| self.clusters.get_index(cluster).is_some_and(|(name, _)| self.has(name, team, grade));
        at(cluster)
            || self.hub_places().iter().any(|place| {
                let staffed = place.hub.team == team && place.hub.staff.get(grade).is_some_and(|fte| fte.get() > 0.0);
                let taken = place.takes(team, grade) && place.serves.iter().any(|&other| at(other));
                place.serves.contains(&cluster) && (staffed || taken)
            })
            || self.lending_places().iter().any(|place| {
                place.lends(workstream, team, grade) && place.members.contains(&cluster) && place.members.iter().any(|&other| at(other))
            })
    }
}
