//! The checks of a workstream: its source, its kinds and flags, its policies. Its steps are in `route`.

use indexmap::IndexSet;

use super::super::attributes;
use super::*;

/// Most steps of a route, and most flags and kinds: the model keeps them as bits of one word.
const MOST_STEPS: usize = 30;
const MOST_FLAGS: usize = 16;
const MOST_KINDS: usize = 16;
/// Arrivals a year in one cluster above which something is probably wrong, and above which it surely is.
const MANY: f64 = 1e7;
const TOO_MANY: f64 = 1e9;

impl<'a> Check<'a> {
    pub(super) fn workstream(&mut self, name: &str, stream: &Workstream) {
        let s = self.scenario;
        let teams: IndexSet<&str> = s.teams_staffed().collect();
        let by_people = stream.steps.values().any(|step| !matches!(step.does, Activity::Wait(_)));
        if by_people {
            self.known(&["workstreams", name, "team"], "a team that has staff in some cluster or hub", &stream.team, teams.iter().copied());
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

    /// Every kind of list that some court sits for.
    pub(super) fn lists_sat(&self) -> IndexSet<&'a str> {
        let s = self.scenario;
        let sat: IndexSet<&str> =
            s.clusters.values().flat_map(|cluster| super::reach::sat(s, cluster)).map(|sat| sat.line.list.as_str()).collect();
        let mut courts = s.clusters.values().flat_map(|cluster| cluster.courts.values());
        if courts.any(|court| court.open && court.count > 0) {
            return sat;
        }
        // Where no court is open at all, it is the patterns that are looked at.
        let of_types = s.court_types.values().flat_map(|court| court.sittings.values());
        let of_courts = s.clusters.values().flat_map(|cluster| cluster.courts.values()).flat_map(|court| court.sittings.values());
        of_types.chain(of_courts).map(|line| line.list.as_str()).collect()
    }

    /// Lists that could lead to a request, but that no court has.
    fn sat(&mut self, name: &str, from: &FromHearings) {
        let s = self.scenario;
        let sat = self.lists_sat();
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
        self.no_day_left(name, from);
        let a_year = from.rate.number
            * match from.rate.per {
                crate::units::Per::Hour => 8766.0,
                crate::units::Per::Day => WORKING_YEAR,
                crate::units::Per::Week => 52.0,
                crate::units::Per::Month => 12.0,
                crate::units::Per::Year => 1.0,
            };
        let attribute = |cluster: &String| from.times.as_ref().map_or(1.0, |sum| self.scenario.attribute(cluster, sum));
        let most = self.scenario.clusters.keys().map(attribute).fold(0.0, f64::max) * a_year * stream.volume.get();
        let path = ["workstreams", name, "arrivals", "random", "rate"];
        if most > TOO_MANY && from.at_most.is_none() {
            self.fault(&path, "there must be fewer than a thousand million arrivals a year", format!("up to {most:.0} in one cluster"));
        } else if most > MANY && from.at_most.is_none() {
            self.warn(&path, "this will take very long to simulate", format!("up to {most:.0} arrivals a year in one cluster"));
        }
    }

    /// A sum of attributes and posts of the clusters: some must have each, and all should have the attributes.
    fn attribute(&mut self, path: &[&str], sum: Option<&str>) {
        let s = self.scenario;
        for name in sum.into_iter().flat_map(attributes::terms) {
            match attributes::posts(name) {
                Some((team, grade)) => {
                    let all = || s.clusters.keys().flat_map(|cluster| s.teams_of(cluster));
                    let known = self.known(path, "after `fte.` a team that has staff", team, all().map(|(team, ..)| team));
                    if let (true, Some(grade)) = (known, grade) {
                        let there = all().filter(|(of, ..)| *of == team).map(|(_, grade, _)| grade);
                        self.known(path, &format!("after `fte.{team}.` a grade of that team"), grade, there);
                    }
                }
                None => self.own_attribute(path, Some(name)),
            }
        }
    }

    /// An attribute of the clusters themselves.
    pub(super) fn own_attribute(&mut self, path: &[&str], name: Option<&str>) {
        let Some(name) = name else { return };
        let clusters = &self.scenario.clusters;
        let names = || clusters.values().flat_map(|cluster| cluster.attributes.keys().map(String::as_str));
        if !self.known(path, "an attribute of the clusters", name, names()) {
            return;
        }
        // A cluster that is a slip of the pen is told as one, and lacks everything.
        let slips = self.likely_slips();
        let lack = clusters.iter().filter(|(_, cluster)| !cluster.attributes.contains_key(name)).map(|(key, _)| key.as_str());
        let lack: Vec<&str> = lack.filter(|key| !slips.contains(key)).collect();
        if !lack.is_empty() {
            self.warn(
                path,
                match lack.len() {
                    1 => format!("one cluster has no attribute `{name}`, which counts as 0"),
                    number => format!("{number} clusters have no attribute `{name}`, which counts as 0"),
                },
                format!("not in {}", one_of(&lack)),
            );
        }
    }

    fn events(&mut self, name: &str, stream: &Workstream, from: &FromFile) {
        let s = self.scenario;
        if from.events.is_empty() {
            self.warn(&["workstreams", name, "arrivals", "file"], "the file has no events", "none");
        }
        self.events_outside(name, from);
        // There may be very many, and nearly all are right: only what is not known is looked at again.
        let here = |name: &str| s.clusters.contains_key(name);
        for (at, event) in from.events.iter().enumerate() {
            let at = at.to_string();
            let path = |key| ["workstreams", name, "arrivals", "file", "events", &at, key];
            if let Some(cluster) = event.cluster.as_ref().filter(|cluster| !here(cluster)) {
                self.known(&path("cluster"), "the name of a cluster", cluster, s.clusters.keys().map(String::as_str));
            }
            if let Some(kind) = event.kind.as_ref().filter(|kind| !stream.kinds.contains_key(*kind)) {
                self.known(&path("kind"), "a kind of the workstream", kind, stream.kinds.keys().map(String::as_str));
            }
            for flag in event.flags.iter().filter(|flag| !stream.flags.contains_key(*flag)) {
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
            let path = ["workstreams", name, "kinds", key, "share_by"];
            self.own_attribute(&path, kind.share_by.as_deref());
            if kind.share_by.is_none() && stream.kinds.values().any(|kind| kind.share_by.is_some()) {
                self.fault(&path[..4], "every kind of a workstream has `share_by`, or none", "this one has none");
            }
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
        if stream.adjourn.as_ref().is_some_and(|adjourn| adjourn.capacity.is_some())
            && !stream.steps.values().any(|step| step.appointment || step.same_as.is_some())
        {
            let wanted = "the backlog is that of steps with `appointment`, or `same_as` one of these";
            self.warn(&["workstreams", name, "adjourn", "capacity"], wanted, "there is no such step, so that no date moves");
        }
        if stream.adjourn.is_some() {
            if stream.kinds.is_empty() {
                let wanted = format!("`{name}` adjourns, so it needs a kind that has `adjourn`, the time to the court's later date");
                self.fault(&["workstreams", name, "adjourn"], wanted, "the workstream has no `kinds`");
            }
            for (key, _) in stream.kinds.iter().filter(|(_, kind)| kind.adjourn.is_none()) {
                let wanted = format!("`{name}` adjourns, so each kind needs `adjourn`, the time to the court's later date");
                self.fault(&["workstreams", name, "kinds", key], wanted, "`adjourn` is missing here");
            }
        }
        self.court_to_rise(name, stream);
        if matches!(stream.due, Some(Due::Sitting(_))) && !matches!(stream.arrivals, Arrivals::Sittings(_)) {
            self.fault(
                &["workstreams", name, "due"],
                "work is due by a sitting only where `arrivals` are `sittings`",
                "no sitting brings this work",
            );
        }
    }
}
