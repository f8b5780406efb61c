//! The checks of a route: what each step does, who can do it, and the order of the steps.

use indexmap::{IndexMap, IndexSet};

use super::*;

/// Most steps whose worker is remembered with a case, for `same_as` and for gates.
const MOST_FOLLOWED: usize = 4;
/// Clusters that a warning names; the rest are counted.
const FEW: usize = 3;

impl Check<'_> {
    pub(super) fn step(&mut self, name: &str, stream: &Workstream, key: &str, step: &Step, staffed: bool) {
        let s = self.scenario;
        let at = |parts: &[&str]| -> Vec<String> {
            ["workstreams", name, "steps", key].iter().chain(parts).map(|part| (*part).to_owned()).collect()
        };
        let flags = || stream.flags.keys().map(String::as_str);
        let kinds = || stream.kinds.keys().map(String::as_str);
        for (index, other) in step.after.iter().enumerate() {
            self.known(&strs(&at(&["after", &index.to_string()])), "a step of this route", other, stream.steps.keys().map(String::as_str));
        }
        for (index, kind) in step.kinds.iter().enumerate() {
            self.known(&strs(&at(&["kinds", &index.to_string()])), "a kind of the workstream", kind, kinds());
        }
        for (index, clause) in step.when.iter().enumerate() {
            self.known(&strs(&at(&["when", &index.to_string()])), "a flag of the workstream", clause::when(clause).0, flags());
        }
        let rooms: IndexSet<&str> = s.rooms().collect();
        let lines = step.for_.iter().filter_map(|(case, line)| line.at.as_ref().map(|room| (vec!["for", case, "at"], room)));
        for (path, room) in step.at.iter().map(|room| (vec!["at"], room)).chain(lines) {
            self.known(&strs(&at(&path)), "a kind of room that some court has", room, rooms.iter().copied());
        }
        for case in step.for_.keys() {
            self.known_key(&strs(&at(&["for", case])), "a kind or a flag of the workstream", kinds().chain(flags()));
        }
        for (index, skill) in step.skills.iter().enumerate() {
            let skills = s.grades.values().flat_map(|grade| grade.skills.keys().map(String::as_str));
            self.known(&strs(&at(&["skills", &index.to_string()])), "a skill of some grade", skill, skills);
        }
        if let Activity::Wait(third) = &step.does {
            self.spans(&strs(&at(&["does", "wait", "hours"])), &third.hours);
        }
        self.activity(&at, stream, step);
        self.people(&at(&["by"]), (name, stream), &step.by, staffed);
        for (case, line) in &step.for_ {
            if let Some(by) = &line.by {
                self.people(&at(&["for", case, "by"]), (name, stream), by, staffed);
            }
        }
    }

    /// What a step does, against who does it and where its work comes from.
    fn activity(&mut self, at: &dyn Fn(&[&str]) -> Vec<String>, stream: &Workstream, step: &Step) {
        let alone = matches!(step.does, Activity::Wait(_));
        let key = at(&[]).last().cloned().unwrap_or_default();
        if alone && !step.by.is_empty() {
            self.fault(&strs(&at(&["by"])), "a `wait` is for somebody outside, so it has no `by`", "this step waits");
        }
        if !alone && step.by.is_empty() {
            self.fault(
                &strs(&at(&[])),
                format!("the step `{key}` needs `by`, a list of grades in order of preference"),
                "`by` is missing here",
            );
        }
        for (case, _) in step.for_.iter().filter(|(_, line)| line.by.as_ref().is_some_and(|by| alone != by.is_empty())) {
            let wanted = if alone { "a `wait` is for somebody outside, so it has no `by`" } else { "somebody must do the step" };
            self.fault(&strs(&at(&["for", case, "by"])), wanted, if alone { "this step waits" } else { "found an empty list" });
        }
        if step.gives_up.is_some() && matches!(step.does, Activity::Wait(_) | Activity::Duty(_) | Activity::Attend(_)) {
            let wanted = "`gives_up` is for work that somebody begins when they can; a `duty` or `attend` has `late_by`, and a `wait` is nobody's here";
            self.fault(&strs(&at(&["gives_up"])), wanted, "this step cannot be given up so");
        }
        if matches!(step.does, Activity::Duty(_)) {
            let wanted =
                "court duty is given out before the history begins, by who is on shift; it lasts as long as the sitting, in the courtroom";
            let rule = [("preempts", step.preempts.is_some()), ("same_as", step.same_as.is_some()), ("at", step.at.is_some())];
            for (key, _) in rule.iter().filter(|(_, stated)| *stated) {
                self.warn(&strs(&at(&[key])), wanted, format!("`{key}` does nothing here: leave it out"));
            }
        }
        if matches!(step.does, Activity::Duty(_) | Activity::PerCase(_)) && !matches!(stream.arrivals, Arrivals::Sittings(_)) {
            self.fault(&strs(&at(&["does"])), "`duty` and `work_per_case` need `arrivals` from `sittings`", "no sitting brings this work");
        }
    }

    /// Who does it: grades that exist, and that some cluster has.
    fn people(&mut self, path: &[String], (name, stream): (&str, &Workstream), by: &[String], staffed: bool) {
        let s = self.scenario;
        let mut who: Vec<(&str, &str)> = Vec::new();
        let teams: IndexSet<&str> = s.teams_staffed().collect();
        for (index, text) in by.iter().enumerate() {
            let path: Vec<String> = path.iter().cloned().chain([index.to_string()]).collect();
            match clause::by(text) {
                Ok(by) => {
                    let wanted = "a grade, or a grade after a time, such as \"PO after 1 h\"";
                    let grade = self.known(&strs(&path), wanted, by.grade, s.grades.keys().map(String::as_str));
                    let team = by.team.is_none_or(|team| {
                        self.known(&strs(&path), "a team that has staff in some cluster or hub after `of`", team, teams.iter().copied())
                    });
                    if grade && team {
                        who.push((by.team.unwrap_or(&stream.team), by.grade));
                    }
                }
                Err(why) => self.fault(
                    &strs(&path),
                    "a grade after a time is wanted, such as \"PO after 1 h\"",
                    format!("found `{}`: {why}", tree::shorten(text)),
                ),
            }
        }
        if who.is_empty() || who.len() < by.len() || !staffed {
            return;
        }
        let has = |cluster: usize| who.iter().any(|(team, grade)| s.can_ask(cluster, name, team, grade));
        let lack: Vec<&str> =
            s.clusters.keys().enumerate().filter(|(place, _)| !has(*place)).map(|(_, cluster)| cluster.as_str()).collect();
        if lack.len() == s.clusters.len() {
            let grades: Vec<&str> = who.iter().map(|(_, grade)| *grade).collect();
            let found = format!("no cluster has {} in the team `{}`", one_of(&grades), stream.team);
            self.fault(&strs(path), "a step needs somebody who can do it", found);
            return;
        }
        let slips = self.likely_slips();
        let asked = lack.into_iter().filter(|cluster| s.arises(stream, cluster) && !slips.contains(cluster));
        let asked: Vec<String> = asked.map(str::to_owned).collect();
        if !asked.is_empty() {
            self.nobody.entry((stream.team.clone(), asked)).or_default().push(path.to_vec());
        }
    }

    /// One warning for each team that is lacking somewhere, however many steps ask for it there.
    pub(super) fn tell_nobody(&mut self) {
        for ((team, clusters), steps) in std::mem::take(&mut self.nobody) {
            let Some((first, others)) = steps.split_first() else { continue };
            let others = match others.len() {
                0 => String::new(),
                1 => ", nor one more step".to_owned(),
                n => format!(", nor {n} more steps"),
            };
            let wanted = format!("in {} of {} clusters nobody can do this step{others}", clusters.len(), self.scenario.clusters.len());
            let named: Vec<String> = clusters.iter().take(FEW).map(|cluster| format!("`{cluster}`")).collect();
            let rest = clusters.len().saturating_sub(FEW);
            let rest = if rest > 0 { format!(" and {rest} more") } else { String::new() };
            let has = if clusters.len() == 1 { "has" } else { "have" };
            self.warn(&strs(first), wanted, format!("{}{rest} {has} none in the team `{team}`", named.join(", ")));
        }
    }

    /// The order of the steps: no circle, and the same person only after what that person did.
    pub(super) fn route(&mut self, name: &str, stream: &Workstream) {
        if let Some(circle) = circle(&stream.steps) {
            let first = circle.first().copied().unwrap_or_default();
            let shown = circle.iter().chain([&first]).copied().collect::<Vec<_>>().join(" after ");
            self.fault(
                &["workstreams", name, "steps", first, "after"],
                "the steps of a route must not wait for each other in a circle",
                shown,
            );
            return;
        }
        let same = stream.steps.values().filter_map(|step| step.same_as.as_ref());
        let gates = stream.steps.values().filter(|step| matches!(step.does, Activity::Gate(_)));
        let followed: IndexSet<&String> = same.chain(gates.filter_map(|step| stream.author_of(step))).collect();
        if followed.len() > MOST_FOLLOWED {
            let wanted = format!("at most {MOST_FOLLOWED} steps of a route may be named by `same_as` or stand before a gate");
            self.fault(&["workstreams", name, "steps"], wanted, one_of(&followed.into_iter().collect::<Vec<_>>()));
        }
        for (key, step) in &stream.steps {
            let Some(same) = &step.same_as else { continue };
            let path = ["workstreams", name, "steps", key, "same_as"];
            if self.known(&path, "a step of this route", same, stream.steps.keys().map(String::as_str))
                && !before(&stream.steps, key).contains(same.as_str())
            {
                self.fault(
                    &path,
                    format!("`same_as` wants a step that comes before `{key}`"),
                    format!("`{same}` does not: add it to `after`"),
                );
            }
        }
    }
}

/// Every step that must be complete before one begins.
fn before<'s>(steps: &'s IndexMap<String, Step>, key: &str) -> IndexSet<&'s str> {
    let mut seen: IndexSet<&str> = IndexSet::new();
    let mut next: Vec<&Step> = steps.get(key).into_iter().collect();
    while let Some(step) = next.pop() {
        for other in &step.after {
            if seen.insert(other) {
                next.extend(steps.get(other));
            }
        }
    }
    seen
}

/// Steps that wait for each other, if any do, each after the next.
fn circle(steps: &IndexMap<String, Step>) -> Option<Vec<&str>> {
    for key in steps.keys() {
        if !before(steps, key).contains(key.as_str()) {
            continue;
        }
        let mut path = vec![key.as_str()];
        let mut here = key.as_str();
        // Every step on the circle has a predecessor that leads back to the first.
        while let Some(next) =
            steps.get(here).and_then(|step| step.after.iter().find(|other| *other == key || before(steps, other).contains(key.as_str())))
        {
            if next == key || path.contains(&next.as_str()) {
                return Some(path);
            }
            path.push(next);
            here = next;
        }
    }
    None
}

impl Scenario {
    /// Whether any work of a workstream can arise in a cluster: none does where it has no court, or none of what the work is in proportion to.
    fn arises(&self, stream: &Workstream, cluster: &str) -> bool {
        let mut stream = stream;
        // As far as work that brings work goes; a circle of it is a fault, told elsewhere.
        for _ in 0..self.workstreams.len() {
            let times = match &stream.arrivals {
                Arrivals::Hearings(_) | Arrivals::Sittings(_) => {
                    return self
                        .clusters
                        .get(cluster)
                        .is_some_and(|cluster| cluster.courts.values().any(|court| court.open && court.count > 0));
                }
                Arrivals::Random(from) => from.times.as_deref(),
                Arrivals::Calendar(from) => from.times.as_deref(),
                Arrivals::Completion(from) => match self.workstreams.get(&from.of) {
                    Some(before) => {
                        stream = before;
                        continue;
                    }
                    None => None,
                },
                Arrivals::File(_) => None,
            };
            return times.is_none_or(|sum| self.attribute(cluster, sum) > 0.0);
        }
        true
    }

    /// Every kind of room that some court has.
    pub fn rooms(&self) -> impl Iterator<Item = &str> {
        let of_types = self.court_types.values().flat_map(|court| court.rooms.keys());
        let of_courts = self.clusters.values().flat_map(|cluster| cluster.courts.values()).flat_map(|court| court.rooms.keys());
        of_types.chain(of_courts).map(String::as_str)
    }
}
