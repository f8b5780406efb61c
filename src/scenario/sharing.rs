//! Who shares whom: hubs and lending rules laid over the clusters, and the groups that they join.
//!
//! A hub or a lending rule `for_each` division is one for each division that it reaches. Clusters that share
//! anybody, directly or through others, are one group; all others are a group each.

use super::grammar::{Area, Hub, Lending, Scenario};

/// One hub at work: that of the nation, or that of a division.
#[derive(Clone, Debug)]
pub struct HubPlace<'a> {
    /// Its key, and its division where it is one of several.
    pub name: String,
    /// What the scenario says of it.
    pub hub: &'a Hub,
    /// The clusters that it serves, by position in the scenario, in order.
    pub serves: Vec<usize>,
    /// The cluster in which its own staff are counted.
    pub host: usize,
}

/// One lending rule at work.
#[derive(Clone, Debug)]
pub struct LendingPlace<'a> {
    /// Its key.
    pub name: &'a str,
    /// What the scenario says of it.
    pub rule: &'a Lending,
    /// The clusters whose people it lends to each other, by position in the scenario, in order.
    pub members: Vec<usize>,
}

impl HubPlace<'_> {
    /// Whether people of a grade of its clusters' own team have joined it.
    pub fn takes(&self, team: &str, grade: &str) -> bool {
        self.hub.team == team && self.hub.takes.iter().any(|taken| taken == grade)
    }
}

impl LendingPlace<'_> {
    /// Whether it lends people of a grade of a team for work of a workstream.
    pub fn lends(&self, workstream: &str, team: &str, grade: &str) -> bool {
        let has = |names: &[String], name: &str| names.is_empty() || names.iter().any(|other| other == name);
        self.rule.team == team && has(&self.rule.grades, grade) && has(&self.rule.workstreams, workstream)
    }
}

impl Scenario {
    /// Every hub at work. One that serves no cluster of the scenario is not there.
    pub fn hub_places(&self) -> Vec<HubPlace<'_>> {
        let mut places = Vec::new();
        for (key, hub) in &self.hubs {
            for (division, serves) in self.reach(hub.for_each, &hub.clusters, &hub.divisions) {
                let named = hub.host.as_ref().and_then(|host| self.clusters.get_index_of(host)).filter(|host| serves.contains(host));
                let Some(host) = named.or(serves.first().copied()) else { continue };
                let name =
                    division.filter(|division| !division.is_empty()).map_or_else(|| key.clone(), |division| format!("{key}, {division}"));
                places.push(HubPlace { name, hub, serves, host });
            }
        }
        places
    }

    /// Every lending rule at work.
    pub fn lending_places(&self) -> Vec<LendingPlace<'_>> {
        let places = self.lending.iter().flat_map(|(name, rule)| {
            let reach = self.reach(rule.for_each, &rule.clusters, &rule.divisions);
            reach.into_iter().map(move |(_, members)| LendingPlace { name, rule, members })
        });
        places.collect()
    }

    /// The clusters that are reached together, and their division where each has its own.
    fn reach(&self, area: Area, clusters: &[String], divisions: &[String]) -> Vec<(Option<&str>, Vec<usize>)> {
        let mut found: Vec<(Option<&str>, Vec<usize>)> = Vec::new();
        for (place, (name, cluster)) in self.clusters.iter().enumerate() {
            let named = (clusters.is_empty() || clusters.contains(name)) && (divisions.is_empty() || divisions.contains(&cluster.division));
            if !named {
                continue;
            }
            let division = (area == Area::Division).then_some(cluster.division.as_str());
            match found.iter_mut().find(|(of, _)| *of == division) {
                Some((_, members)) => members.push(place),
                None => found.push((division, vec![place])),
            }
        }
        found
    }

    /// The groups: clusters joined by a hub or a lending rule, by position, each group and the list of them in order.
    pub fn groups(&self) -> Vec<Vec<usize>> {
        let mut leader: Vec<usize> = (0..self.clusters.len()).collect();
        let hubs = self.hub_places().into_iter().map(|place| place.serves);
        for joined in hubs.chain(self.lending_places().into_iter().map(|place| place.members)) {
            let leaders: Vec<usize> = joined.iter().map(|&cluster| leader[cluster]).collect();
            let Some(&first) = leaders.iter().min() else { continue };
            for slot in leader.iter_mut().filter(|slot| leaders.contains(slot)) {
                *slot = first;
            }
        }
        let mut groups: Vec<Vec<usize>> = Vec::new();
        let mut place_of: Vec<Option<usize>> = vec![None; leader.len()];
        for (cluster, &leader) in leader.iter().enumerate() {
            let place = *place_of[leader].get_or_insert_with(|| {
                groups.push(Vec::new());
                groups.len() - 1
            });
            groups[place].push(cluster);
        }
        groups
    }
}
