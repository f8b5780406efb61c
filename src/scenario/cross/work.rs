//! The checks of a workstream: its source, its kinds and flags, its route, and who does it.

use indexmap::{IndexMap, IndexSet};

use super::*;

/// Most steps of a route, and most flags and kinds: the model keeps them as bits of one word.
const MOST_STEPS: usize = 30;
const MOST_FLAGS: usize = 16;
const MOST_KINDS: usize = 16;
/// Most steps whose worker is remembered with a case, for `same_as` and for gates.
const MOST_FOLLOWED: usize = 4;
/// Arrivals a year in one cluster above which something is probably wrong, and above which it surely is.
const MANY: f64 = 1e7;
const TOO_MANY: f64 = 1e9;

impl Check<'_> {
    pub(super) fn workstream(&mut self, name: &str, stream: &Workstream) {
        let s = self.scenario;
        let teams: IndexSet<&str> =
            s.clusters.keys().flat_map(|cluster| s.teams_of(cluster)).filter(|(.., fte)| *fte > 0.0).map(|(team, ..)| team).collect();
        let by_people = stream.steps.values().any(|step| !matches!(step.does, Activity::Wait(_)));
        if by_people {
            self.known(&["workstreams", name, "team"], "a team that has staff in some cluster", &stream.team, teams.iter().copied());
        }
        self.arrivals(name, stream);
        self.kinds(name, stream);
        self.flags(name, stream);
        self.policies(name, stream);
        if stream.steps.is_empty() {
            self.fault(&["workstreams", name, "steps"], "a workstream needs at least one step", "there is none");
        }
        if stream.steps.len() > MOST_STEPS {
            self.fault(
                &["workstreams", name, "steps"],
                format!("a route has at most {MOST_STEPS} steps"),
                format!("found {}", stream.steps.len()),
            );
            return;
        }
        for (key, step) in &stream.steps {
            self.step(name, stream, key, step, teams.contains(stream.team.as_str()));
        }
        self.route(name, stream);
    }

    fn arrivals(&mut self, name: &str, stream: &Workstream) {
        let s = self.scenario;
        let lists = || s.lists.keys().map(String::as_str);
        match &stream.arrivals {
            Arrivals::Hearings(from) => {
                for key in from.chance.keys() {
                    self.known_key(&["workstreams", name, "arrivals", "hearings", "chance", key], "a kind of list", lists());
                }
                self.attribute(&["workstreams", name, "arrivals", "hearings", "a_year"], from.a_year.as_deref());
                if from.a_year.is_some() && from.chance.values().all(|chance| chance.get() == 0.0) {
                    let path = ["workstreams", name, "arrivals", "hearings", "chance"];
                    self.fault(&path, "to scale the chances to the year's number, one must be above 0", "every one is 0");
                }
                self.sat(name, from);
            }
            Arrivals::Sittings(from) => {
                for (at, list) in from.lists.iter().enumerate() {
                    self.known(&["workstreams", name, "arrivals", "sittings", "lists", &at.to_string()], "a kind of list", list, lists());
                }
            }
            Arrivals::Random(from) => self.random(name, stream, from),
            Arrivals::Completion(from) => {
                let path = ["workstreams", name, "arrivals", "completion", "of"];
                if self.known(&path, "the name of a workstream", &from.of, s.workstreams.keys().map(String::as_str)) {
                    let kinds = s.workstreams.get(&from.of).map(|other| &other.kinds);
                    for (at, kind) in from.kinds.iter().enumerate() {
                        let path = ["workstreams", name, "arrivals", "completion", "kinds", &at.to_string()];
                        self.known(
                            &path,
                            "a kind of that workstream",
                            kind,
                            kinds.into_iter().flat_map(|kinds| kinds.keys().map(String::as_str)),
                        );
                    }
                }
            }
            Arrivals::Calendar(from) => {
                for (at, month) in from.months.iter().enumerate() {
                    self.known(
                        &["workstreams", name, "arrivals", "calendar", "months", &at.to_string()],
                        "a month, jan to dec",
                        month,
                        MONTHS,
                    );
                }
                self.attribute(&["workstreams", name, "arrivals", "calendar", "times"], from.times.as_deref());
            }
            Arrivals::File(from) => self.events(name, stream, from),
        }
    }

    /// Lists that could lead to a request, but that no court has.
    fn sat(&mut self, name: &str, from: &FromHearings) {
        let s = self.scenario;
        let of_types = s.court_types.values().flat_map(|court| court.sittings.values());
        let of_courts = s.clusters.values().flat_map(|cluster| cluster.courts.values()).flat_map(|court| court.sittings.values());
        let sat: IndexSet<&str> = of_types.chain(of_courts).map(|line| line.list.as_str()).collect();
        for list in from.chance.keys().filter(|list| s.lists.contains_key(*list) && !sat.contains(list.as_str())) {
            let path = ["workstreams", name, "arrivals", "hearings", "chance", list];
            self.warn(&path, format!("no court sits for `{list}`, so that no request comes from it"), "no sitting has this list");
        }
    }

    fn random(&mut self, name: &str, stream: &Workstream, from: &AtRandom) {
        self.attribute(&["workstreams", name, "arrivals", "random", "times"], from.times.as_deref());
        self.spans(&["workstreams", name, "arrivals", "random", "during"], &from.during);
        self.weights(&["workstreams", name, "arrivals", "random", "weekdays"], &from.weekdays, &DAYS, "a weekday, mon to sun");
        self.weights(&["workstreams", name, "arrivals", "random", "months"], &from.months, &MONTHS, "a month, jan to dec");
        let a_year = from.rate.number
            * match from.rate.per {
                crate::units::Per::Hour => 8766.0,
                crate::units::Per::Day => WORKING_YEAR,
                crate::units::Per::Week => 52.0,
                crate::units::Per::Month => 12.0,
                crate::units::Per::Year => 1.0,
            };
        let attribute =
            |cluster: &Cluster| from.times.as_ref().map_or(1.0, |key| cluster.attributes.get(key).map_or(0.0, |number| number.get()));
        let most = self.scenario.clusters.values().map(attribute).fold(0.0, f64::max) * a_year * stream.volume.get();
        let path = ["workstreams", name, "arrivals", "random", "rate"];
        if most > TOO_MANY && from.at_most.is_none() {
            self.fault(&path, "there must be fewer than a thousand million arrivals a year", format!("up to {most:.0} in one cluster"));
        } else if most > MANY && from.at_most.is_none() {
            self.warn(&path, "this will take very long to simulate", format!("up to {most:.0} arrivals a year in one cluster"));
        }
    }

    /// An attribute of the clusters: some must have it, and all should.
    fn attribute(&mut self, path: &[&str], name: Option<&str>) {
        let Some(name) = name else { return };
        let clusters = &self.scenario.clusters;
        let names = || clusters.values().flat_map(|cluster| cluster.attributes.keys().map(String::as_str));
        if !self.known(path, "an attribute of the clusters", name, names()) {
            return;
        }
        let lack: Vec<&str> =
            clusters.iter().filter(|(_, cluster)| !cluster.attributes.contains_key(name)).map(|(key, _)| key.as_str()).collect();
        if !lack.is_empty() {
            self.warn(
                path,
                format!("{} clusters have no attribute `{name}`, which counts as 0", lack.len()),
                format!("not in {}", one_of(&lack)),
            );
        }
    }

    fn events(&mut self, name: &str, stream: &Workstream, from: &FromFile) {
        let s = self.scenario;
        if from.events.is_empty() {
            self.warn(&["workstreams", name, "arrivals", "file"], "the file has no events", "none");
        }
        for (at, event) in from.events.iter().enumerate() {
            let at = at.to_string();
            let path = |key| ["workstreams", name, "arrivals", "file", "events", &at, key];
            if let Some(cluster) = &event.cluster {
                self.known(&path("cluster"), "the name of a cluster", cluster, s.clusters.keys().map(String::as_str));
            }
            if let Some(kind) = &event.kind {
                self.known(&path("kind"), "a kind of the workstream", kind, stream.kinds.keys().map(String::as_str));
            }
            for flag in &event.flags {
                self.known(&path("flags"), "a flag of the workstream", flag, stream.flags.keys().map(String::as_str));
            }
        }
    }

    fn kinds(&mut self, name: &str, stream: &Workstream) {
        let s = self.scenario;
        if stream.kinds.len() > MOST_KINDS {
            self.fault(
                &["workstreams", name, "kinds"],
                format!("a workstream has at most {MOST_KINDS} kinds"),
                format!("found {}", stream.kinds.len()),
            );
        }
        let places: Vec<&str> = s.lists.keys().chain(s.court_types.keys()).map(String::as_str).collect();
        let mut named = IndexSet::new();
        for (key, kind) in &stream.kinds {
            for place in kind.share_at.keys() {
                self.known_key(
                    &["workstreams", name, "kinds", key, "share_at", place],
                    "a kind of list or a court type",
                    places.iter().copied(),
                );
                named.insert(place.as_str());
            }
        }
        let Some((first, _)) = stream.kinds.first() else { return };
        // A kind of list goes before a court type, and either before the plain share.
        let share = |kind: &Kind, at: &[&str]| at.iter().find_map(|place| kind.share_at.get(*place)).unwrap_or(&kind.share).get();
        let off = |at: &[&str]| Some(stream.kinds.values().map(|kind| share(kind, at)).sum::<f64>()).filter(|sum| (sum - 1.0).abs() > 1e-6);
        let shown =
            |at: &[&str]| stream.kinds.iter().map(|(key, kind)| format!("{key} {}", share(kind, at))).collect::<Vec<_>>().join(" + ");
        let tidy = |sum: f64| (sum * 1e9).round() / 1e9;
        if let Some(sum) = off(&[]) {
            let found = format!("{} = {}", shown(&[]), tidy(sum));
            self.fault(
                &["workstreams", name, "kinds", first, "share"],
                format!("the shares of the kinds of `{name}` must add to 1"),
                found,
            );
        }
        let both = named.iter().filter(|list| s.lists.contains_key(**list)).flat_map(|list| {
            named
                .iter()
                .filter(|court| s.court_types.get(**court).is_some_and(|court| court.sittings.values().any(|line| line.list == **list)))
                .map(|court| vec![*list, *court])
        });
        let wrong: Vec<(Vec<&str>, f64)> =
            named.iter().map(|place| vec![*place]).chain(both).filter_map(|at| off(&at).map(|sum| (at, sum))).collect();
        for (at, sum) in wrong {
            let (key, _) = stream
                .kinds
                .iter()
                .find(|(_, kind)| at.iter().any(|place| kind.share_at.contains_key(*place)))
                .unwrap_or((first, &stream.kinds[first]));
            let found = format!("{} = {}", shown(&at), tidy(sum));
            let place = at.first().copied().unwrap_or_default();
            self.fault(
                &["workstreams", name, "kinds", key, "share_at", place],
                format!("the shares at {} must add to 1", at.join(" in ")),
                found,
            );
        }
    }

    fn flags(&mut self, name: &str, stream: &Workstream) {
        let s = self.scenario;
        if stream.flags.len() > MOST_FLAGS {
            self.fault(
                &["workstreams", name, "flags"],
                format!("a workstream has at most {MOST_FLAGS} flags"),
                format!("found {}", stream.flags.len()),
            );
        }
        let places: Vec<&str> = stream.kinds.keys().chain(s.lists.keys()).chain(s.court_types.keys()).map(String::as_str).collect();
        for (key, flag) in &stream.flags {
            for place in flag.chance_at.keys() {
                let what = "a kind, a kind of list or a court type";
                self.known_key(&["workstreams", name, "flags", key, "chance_at", place], what, places.iter().copied());
            }
            if stream.kinds.contains_key(key) {
                let wanted = "a flag and a kind must have different names, so that `for` can tell them apart";
                self.fault(&["workstreams", name, "flags", key], wanted, format!("`{key}` is a kind too"));
            }
        }
    }

    fn policies(&mut self, name: &str, stream: &Workstream) {
        let kinds = || stream.kinds.keys().map(String::as_str);
        if let Some(policy) = &stream.stand_down {
            for (at, kind) in policy.kinds.iter().enumerate() {
                self.known(&["workstreams", name, "stand_down", "kinds", &at.to_string()], "a kind of the workstream", kind, kinds());
            }
            for flag in policy.unless.keys() {
                self.known_key(
                    &["workstreams", name, "stand_down", "unless", flag],
                    "a flag of the workstream",
                    stream.flags.keys().map(String::as_str),
                );
            }
        }
        if stream.adjourn.is_some() {
            for (key, _) in stream.kinds.iter().filter(|(_, kind)| kind.adjourn.is_none()) {
                let wanted = format!("`{name}` adjourns, so each kind needs `adjourn`, the time to the court's later date");
                self.fault(&["workstreams", name, "kinds", key], wanted, "`adjourn` is missing here");
            }
        }
        if matches!(stream.due, Some(Due::Sitting(_))) && !matches!(stream.arrivals, Arrivals::Sittings(_)) {
            self.fault(
                &["workstreams", name, "due"],
                "work is due by a sitting only where `arrivals` are `sittings`",
                "no sitting brings this work",
            );
        }
    }

    fn step(&mut self, name: &str, stream: &Workstream, key: &str, step: &Step, staffed: bool) {
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
        self.people(&at(&["by"]), stream, &step.by, staffed);
        for (case, line) in &step.for_ {
            if let Some(by) = &line.by {
                self.people(&at(&["for", case, "by"]), stream, by, staffed);
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
        if matches!(step.does, Activity::Duty(_) | Activity::PerCase(_)) && !matches!(stream.arrivals, Arrivals::Sittings(_)) {
            self.fault(&strs(&at(&["does"])), "`duty` and `work_per_case` need `arrivals` from `sittings`", "no sitting brings this work");
        }
    }

    /// Who does it: grades that exist, and that some cluster has.
    fn people(&mut self, path: &[String], stream: &Workstream, by: &[String], staffed: bool) {
        let s = self.scenario;
        let mut grades = Vec::new();
        for (index, text) in by.iter().enumerate() {
            let path: Vec<String> = path.iter().cloned().chain([index.to_string()]).collect();
            match clause::by(text) {
                Ok(by) => {
                    if self.known(
                        &strs(&path),
                        "a grade, or a grade after a time, such as \"PO after 1 h\"",
                        by.grade,
                        s.grades.keys().map(String::as_str),
                    ) {
                        grades.push(by.grade);
                    }
                }
                Err(why) => self.fault(
                    &strs(&path),
                    "a grade after a time is wanted, such as \"PO after 1 h\"",
                    format!("found `{}`: {why}", tree::shorten(text)),
                ),
            }
        }
        if grades.is_empty() || grades.len() < by.len() || !staffed {
            return;
        }
        let has = |cluster: &str, grades: &[&str]| {
            s.teams_of(cluster).any(|(team, grade, fte)| team == stream.team && fte > 0.0 && grades.contains(&grade))
        };
        let lack: Vec<&str> = s.clusters.keys().map(String::as_str).filter(|cluster| !has(cluster, &grades)).collect();
        if lack.len() == s.clusters.len() {
            let found = format!("no cluster has {} in the team `{}`", one_of(&grades), stream.team);
            self.fault(&strs(path), "a step needs somebody who can do it", found);
        } else if !lack.is_empty() {
            let wanted = format!("in {} of {} clusters nobody can do this step", lack.len(), s.clusters.len());
            self.warn(&strs(path), wanted, format!("{} has none in the team `{}`", one_of(&lack), stream.team));
        }
    }

    /// The order of the steps: no circle, and the same person only after what that person did.
    fn route(&mut self, name: &str, stream: &Workstream) {
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
        let followed: IndexSet<&String> = same.chain(gates.filter_map(|step| step.after.last())).collect();
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

fn strs(path: &[String]) -> Vec<&str> {
    path.iter().map(String::as_str).collect()
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
    /// Every kind of room that some court has.
    pub fn rooms(&self) -> impl Iterator<Item = &str> {
        let of_types = self.court_types.values().flat_map(|court| court.rooms.keys());
        let of_courts = self.clusters.values().flat_map(|cluster| cluster.courts.values()).flat_map(|court| court.rooms.keys());
        of_types.chain(of_courts).map(String::as_str)
    }
}
