//! What is written and does nothing: a slip of the pen more often than a plan, so that each is a warning.
//!
//! Looked at once, when a scenario is loaded, and only what somebody wrote: a default that another policy passes over is no slip.

use indexmap::IndexSet;

use super::super::reading::Reading;
use super::super::table::Shape as _;
use super::super::toml_text::join_path;
use super::super::tree::Table;
use super::super::wording::nearest;
use super::*;

/// Every such warning. Texts from `command_line` on are overrides; of the files before, the first is laid over the others.
pub fn idle(scenario: &Scenario, root: &Node, command_line: usize) -> Vec<Fault> {
    let mut check = Check { scenario, root, faults: Vec::new(), warnings: Vec::new(), nobody: IndexMap::new() };
    check.bare_clusters();
    check.idle_policies(command_line);
    check.idle_teams();
    check.idle_grades();
    check.idle_flags();
    check.idle_lists();
    check.idle_court_types();
    check.inert();
    check.warnings
}

impl Check<'_> {
    /// A warning about a name itself, with those it may have been meant for.
    fn idle<'n>(&mut self, path: &[&str], wanted: String, found: &str, meant: impl IntoIterator<Item = &'n str>) {
        let name = path.last().copied().unwrap_or_default();
        let fault = Fault { place: Some(self.key_place(path)), ..self.make(path, wanted, found) };
        self.warnings.push(fault.did_you_mean(name, meant.into_iter().filter(|other| *other != name)));
    }

    /// Clusters of which nothing is said but people, where others have more: a slip in a name makes such. Those that a hub or a rule of
    /// lending names are meant.
    pub(super) fn likely_slips(&self) -> Vec<&str> {
        let s = self.scenario;
        let bare = |cluster: &Cluster| cluster.attributes.is_empty() && cluster.courts.is_empty();
        if s.clusters.values().all(bare) {
            return Vec::new();
        }
        s.clusters.iter().filter(|(name, cluster)| bare(cluster) && !self.is_meant(name)).map(|(name, _)| name.as_str()).collect()
    }

    /// Whether a hub or a rule of lending names a cluster.
    fn is_meant(&self, name: &str) -> bool {
        let hubs = self.scenario.hubs.values().flat_map(|hub| hub.clusters.iter().chain(&hub.host));
        hubs.chain(self.scenario.lending.values().flat_map(|rule| &rule.clusters)).any(|named| named == name)
    }

    /// Clusters that a slip in a name may have made.
    fn bare_clusters(&mut self) {
        let s = self.scenario;
        let slips: Vec<String> = self.likely_slips().into_iter().map(str::to_owned).collect();
        let others: Vec<&str> = s.clusters.keys().map(String::as_str).filter(|name| !slips.iter().any(|slip| slip == name)).collect();
        let plain = |cluster: &Cluster| cluster.attributes.is_empty();
        let described: Vec<&str> = s.clusters.iter().filter(|(_, cluster)| !plain(cluster)).map(|(name, _)| name.as_str()).collect();
        for (name, cluster) in &s.clusters {
            if slips.contains(name) {
                let wanted = format!("`{name}` is a cluster with neither courts nor attributes");
                self.idle(&["clusters", name], wanted, "this makes a cluster", others.iter().copied());
            } else if plain(cluster) && !self.is_meant(name) && nearest(name, described.iter().copied()).is_some() {
                let wanted = format!("`{name}` is a cluster without attributes, where others have them");
                self.idle(&["clusters", name], wanted, "this makes a cluster", described.iter().copied());
            }
        }
    }

    /// Keys of a policy that is not the one chosen.
    fn idle_policies(&mut self, command_line: usize) {
        // What is laid later has the smaller number.
        let layer = |place: Place| if place.text >= command_line { 0 } else { place.text + 1 };
        for (name, stream) in &self.scenario.workstreams {
            let Some(rule) = &stream.stand_down else { continue };
            // A scenario in full writes every default.
            let Some(usual) = StandDown::read(&Node::made(Value::Table(Table::new())), None, &mut Reading::default()) else { return };
            let keys = [
                ("cut_off", Policy::CutOff, rule.cut_off != usual.cut_off),
                ("margin", Policy::ExpectedFinish, rule.margin != usual.margin),
            ];
            for (key, wants, _) in keys.into_iter().filter(|(_, wants, written)| *written && *wants != rule.policy) {
                let path = ["workstreams", name, "stand_down", key];
                let policy = self.root.nearest(&path[..3]).get("policy").map(|node| layer(node.place));
                // A what-if that chooses another policy need not take away what the one before looked at.
                if policy.is_some_and(|policy| policy < layer(self.place(&path))) {
                    continue;
                }
                let fault = self.make(
                    &path,
                    format!("`{}` has no effect: the policy is `{}`", join_path(path), rule.policy.word()),
                    format!("only `{}` looks at it", wants.word()),
                );
                self.warnings.push(fault);
            }
        }
    }

    /// Staff of a team that no step asks for, where its name is nearly that of one that some do: once for each team.
    fn idle_teams(&mut self) {
        let s = self.scenario;
        let asked = s.teams_asked();
        let mut told = IndexSet::new();
        for (name, cluster) in &s.clusters {
            for team in cluster.staff.keys().filter(|team| !asked.contains(team.as_str())) {
                if nearest(team, asked.iter().copied()).is_some() && told.insert(team) {
                    let wanted = format!("no step asks for the team `{team}`");
                    self.idle(&["clusters", name, "staff", team], wanted, "its people have nothing to do", asked.iter().copied());
                }
            }
        }
    }

    fn idle_grades(&mut self) {
        let s = self.scenario;
        let steps = s.workstreams.values().flat_map(|stream| stream.steps.values());
        let by = steps.flat_map(|step| step.by.iter().chain(step.for_.values().filter_map(|line| line.by.as_ref()).flatten()));
        let own = s.clusters.values().flat_map(|cluster| cluster.staff.values()).flat_map(|staff| staff.keys());
        let lines = s.extra_staff.values().map(|line| &line.grade);
        let hubs = s.hubs.values().flat_map(|hub| hub.staff.keys().chain(&hub.takes));
        let support = s.complexity.iter().flat_map(|complexity| complexity.support.values()).map(|line| &line.grade);
        let kinds = s.support.iter().flat_map(|support| support.kinds.values()).map(|kind| &kind.grade);
        let lent = s.lending.values().flat_map(|rule| &rule.grades);
        let named = own.chain(lines).chain(hubs).chain(support).chain(kinds).chain(lent).map(String::as_str);
        let used: IndexSet<&str> = named.chain(by.filter_map(|text| clause::by(text).ok()).map(|by| by.grade)).collect();
        let options: Vec<&String> = s.plan.iter().flat_map(|plan| plan.options.values()).flat_map(|option| &option.set).collect();
        for name in s.grades.keys().filter(|name| !used.contains(name.as_str())) {
            // What an option of a plan would add may be of a grade that nobody is of yet.
            if !options.iter().any(|set| set.contains(name.as_str())) {
                let wanted = format!("nobody is of grade `{name}`");
                self.idle(&["grades", name], wanted, "no staff is of it, and no step names it", used.iter().copied());
            }
        }
    }

    fn idle_flags(&mut self) {
        for (name, stream) in &self.scenario.workstreams {
            let unless = stream.stand_down.iter().flat_map(|rule| rule.unless.keys()).map(String::as_str);
            let lines = stream.steps.values().flat_map(|step| step.for_.keys()).map(String::as_str);
            let when = stream.steps.values().flat_map(|step| &step.when).map(|clause| clause::when(clause).0);
            let used: IndexSet<&str> = unless.chain(lines).chain(when).collect();
            for flag in stream.flags.keys().filter(|flag| !used.contains(flag.as_str())) {
                let meant = stream.flags.keys().map(String::as_str).filter(|flag| used.contains(flag));
                let wanted = format!("nothing looks at the flag `{flag}`");
                self.idle(&["workstreams", name, "flags", flag], wanted, "no `when`, `for` or `unless` names it", meant);
            }
        }
    }

    /// Lists that no court has. Where requests are to come from one, that is told there.
    fn idle_lists(&mut self) {
        let s = self.scenario;
        let sat = self.lists_sat();
        let told = s.workstreams.values().filter_map(|stream| match &stream.arrivals {
            Arrivals::Hearings(from) => Some(from.chance.keys().map(String::as_str)),
            _ => None,
        });
        let told: IndexSet<&str> = told.flatten().collect();
        for list in s.lists.keys().filter(|list| !sat.contains(list.as_str()) && !told.contains(list.as_str())) {
            let wanted = format!("no court sits for `{list}`");
            self.idle(&["lists", list], wanted, "no sitting has this list", sat.iter().copied());
        }
    }

    /// Types that no court is of, where there are courts.
    fn idle_court_types(&mut self) {
        let s = self.scenario;
        let courts = || s.clusters.values().flat_map(|cluster| &cluster.courts).filter(|(_, court)| court.open && court.count > 0);
        // Where no court is open at all, that is no slip in a name.
        let courts = || courts().chain(s.clusters.values().flat_map(|cluster| &cluster.courts).filter(|_| courts().next().is_none()));
        let used: IndexSet<&str> = courts().map(|(key, court)| court.type_.as_deref().unwrap_or(key)).collect();
        for name in s.court_types.keys().filter(|name| !used.is_empty() && !used.contains(name.as_str())) {
            let wanted = format!("no court is of the type `{name}`");
            self.idle(&["court_types", name], wanted, "no cluster has one that is open", used.iter().copied());
        }
    }
}
