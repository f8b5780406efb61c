//! What keys must agree on: names that exist, shares that add up, people for every step, hours that do not overlap.
//!
//! Run only on a scenario that reads well key by key. A fault here is something that could not be simulated or would
//! surely mislead; what may be meant is a warning.

mod able;
mod acts;
mod ask;
mod complexity;
mod dates;
mod idle;
mod inert;
mod places;
mod reach;
mod route;
mod sharing;
mod spare;
mod taken;
mod whole;
mod work;

pub use dates::HOLIDAYS_KNOWN;
pub use idle::idle;
pub use inert::{Acts, LISTS};

use indexmap::{IndexMap, IndexSet};

use super::clause;
use super::fault::Fault;
use super::grammar::*;
use super::leaves::{DAYS, MONTHS, looks_like_a_formula};
use super::toml_text::join_path;
use super::tree::{self, Node, Place, Value};
use super::wording::one_of;
use crate::des::time::{DAY, LONGEST_HISTORY};
use crate::units::{ClockSpan, Number};

/// Characters of a title, a division or a question.
pub const LONGEST_LINE: usize = 1000;
/// Most courts, and most courtrooms, of one cluster; the country has some 300 courts.
const MOST_COURTS: f64 = 5000.0;
/// Most workstreams; all services together have some fifty.
const MOST_STREAMS: usize = 1000;
/// Cases in a list beyond which something is probably wrong.
const LONG_LIST: f64 = 200.0;
/// Working days in a year, bank holidays apart.
const WORKING_YEAR: f64 = 253.0;

/// Every fault and every warning of a scenario that reads well key by key.
pub fn check(scenario: &Scenario, root: &Node) -> (Vec<Fault>, Vec<Fault>) {
    let mut check = Check { scenario, root, faults: Vec::new(), warnings: Vec::new(), nobody: IndexMap::new() };
    check.run();
    check.holidays();
    check.grades();
    check.courts();
    check.clusters();
    check.texts(root);
    check.sizes();
    check.extra_staff();
    check.sharing();
    for (name, stream) in &scenario.workstreams {
        check.workstream(name, stream);
    }
    check.tell_nobody();
    check.completions();
    if let Some(complexity) = &scenario.complexity {
        check.complexity(complexity);
    }
    check.ask();
    check.whole();
    check.names();
    check.rooms_listed();
    (check.faults, check.warnings)
}

/// Checking in progress.
struct Check<'a> {
    scenario: &'a Scenario,
    root: &'a Node,
    faults: Vec<Fault>,
    warnings: Vec<Fault>,
    /// Steps that nobody can do, by the team and the clusters where it is so.
    nobody: IndexMap<(String, Vec<String>), Vec<Vec<String>>>,
}

impl<'a> Check<'a> {
    fn place(&self, path: &[&str]) -> Place {
        self.root.nearest(path).place
    }

    /// Where a key was written, rather than what it holds.
    fn key_place(&self, path: &[&str]) -> Place {
        self.root.nearest(path).key
    }

    fn make(&self, path: &[&str], wanted: impl Into<String>, found: impl Into<String>) -> Fault {
        Fault { path: join_path(path), ..Fault::at(self.place(path), wanted, found) }
    }

    fn fault(&mut self, path: &[&str], wanted: impl Into<String>, found: impl Into<String>) {
        let fault = self.make(path, wanted, found);
        self.faults.push(fault);
    }

    fn warn(&mut self, path: &[&str], wanted: impl Into<String>, found: impl Into<String>) {
        let fault = self.make(path, wanted, found);
        self.warnings.push(fault);
    }

    /// A name must be one of those known. `what` says of what, with its article.
    fn known<'n>(&mut self, path: &[&str], what: &str, name: &str, names: impl IntoIterator<Item = &'n str>) -> bool {
        let names: IndexSet<&str> = names.into_iter().collect();
        if names.contains(name) {
            return true;
        }
        let names: Vec<&str> = names.into_iter().collect();
        let there = if names.is_empty() { "there is none".to_owned() } else { format!("there is {}", one_of(&names)) };
        let fault = self.make(path, format!("`{}` wants {what}", join_path(path)), format!("`{}` is not one", tree::shorten(name)));
        self.faults.push(fault.did_you_mean(name, names.iter().copied()).help(there));
        false
    }

    /// The same, where the name is the key itself.
    fn known_key<'n>(&mut self, path: &[&str], what: &str, names: impl IntoIterator<Item = &'n str>) {
        let Some(name) = path.last().copied() else { return };
        let before = self.faults.len();
        self.known(path, what, name, names);
        let place = self.key_place(path);
        for fault in self.faults.iter_mut().skip(before) {
            fault.place = Some(place);
        }
    }

    fn run(&mut self) {
        let s = self.scenario;
        let run = &s.run;
        self.known(&["run", "headline"], "the name of a workstream", &run.headline, s.workstreams.keys().map(String::as_str));
        if run.at_least > run.at_most {
            self.fault(
                &["run", "at_least"],
                format!("`run.at_least` must not be above `run.at_most`, {}", run.at_most),
                format!("found {}", run.at_least),
            );
        }
        let days: f64 = [run.warm_up, run.length, run.run_out].map(|time| (time.get() / DAY as f64).ceil()).iter().sum();
        if days > LONGEST_HISTORY as f64 {
            let wanted = format!("`warm_up`, `length` and `run_out` must be {} weeks (34 years) or less together", LONGEST_HISTORY / 7);
            self.fault(&["run", "length"], wanted, format!("they are {days} days"));
        }
        if !(1990..=2150).contains(&run.start.year()) {
            self.fault(&["run", "start"], "`run.start` must lie between 1990 and 2150", format!("found {}", run.start));
        }
        for (at, name) in run.only.iter().enumerate() {
            self.known(&["run", "only", &at.to_string()], "the name of a cluster", name, s.clusters.keys().map(String::as_str));
        }
    }

    fn grades(&mut self) {
        for (name, grade) in &self.scenario.grades {
            self.spans(&["grades", name, "day"], &grade.day);
            if grade.day.is_empty() {
                self.fault(&["grades", name, "day"], "a grade needs hours on duty, such as [\"09:00-17:00\"]", "found none");
            }
            self.place_grade(name, grade);
            let leave = grade.leave.as_ref().map_or(0.0, |leave| leave.days.get());
            let sick = grade.sickness.as_ref().map_or(0.0, |sickness| sickness.days.get());
            let away = leave + sick + grade.training.get();
            if away > WORKING_YEAR {
                let wanted = format!("leave, sickness and training must leave working days in a year of about {WORKING_YEAR}");
                self.fault(&["grades", name], wanted, format!("together they are {away} working days"));
            }
            if let Some(leave) = &grade.leave {
                self.weights(&["grades", name, "leave", "season"], &leave.season, &MONTHS, "a month, jan to dec");
                let (needed, at_once) = (leave.days.get() / WORKING_YEAR, leave.at_once.get());
                if needed > at_once {
                    let wanted = format!(
                        "with leave of {} days a year {:.0} % of a team are away together, on average",
                        leave.days.get(),
                        needed * 100.0
                    );
                    let found = format!("at most {:.0} % may be: a large team does not get all its leave", at_once * 100.0);
                    self.warn(&["grades", name, "leave", "at_once"], wanted, found);
                }
            }
            if grade.absence.get() + grade.other_duties.get() >= 1.0 {
                self.warn(&["grades", name], "absence and other duties leave no time for work", "together they are all of it");
            }
        }
    }

    /// A place is never away: what is told of people says nothing of it.
    fn place_grade(&mut self, name: &str, grade: &Grade) {
        let person = grade.part_time.is_some() || grade.leave.is_some() || grade.sickness.is_some() || grade.vacancy.is_some();
        let person = person || grade.newly_qualified.is_some() || grade.manager || grade.absence.get() + grade.training.get() > 0.0;
        if grade.kind == GradeKind::Place && (person || grade.other_duties.get() > 0.0) {
            let wanted = "a place has no part time, leave, sickness, training, vacancy, other duties or people to manage";
            self.fault(&["grades", name], wanted, "`kind` is \"place\"");
        }
    }

    /// Weights by month or by weekday: names that exist, and not all of them 0.
    fn weights(&mut self, path: &[&str], weights: &Keyed<Number>, names: &[&str], what: &str) {
        for key in weights.keys() {
            let path: Vec<&str> = path.iter().copied().chain([key.as_str()]).collect();
            self.known_key(&path, what, names.iter().copied());
        }
        if weights.len() == names.len() && weights.values().all(|weight| weight.get() == 0.0) {
            self.fault(path, "a weight above 0 is wanted", "every one is 0");
        }
    }

    /// Parts of a day: in order, and apart.
    fn spans(&mut self, path: &[&str], spans: &[ClockSpan]) {
        for (at, pair) in spans.windows(2).enumerate() {
            if let [first, second] = pair
                && second.from < first.to
            {
                let path: Vec<String> = path.iter().map(|part| (*part).to_owned()).chain([(at + 1).to_string()]).collect();
                let path: Vec<&str> = path.iter().map(String::as_str).collect();
                let found = format!("this begins at {}, before {} when the one before it ends", second.from, first.to);
                self.fault(&path, "hours of a day must be in order and must not overlap", found);
            }
        }
    }

    fn courts(&mut self) {
        let s = self.scenario;
        for (name, court) in &s.court_types {
            if court.afternoon.from < court.morning.to {
                let wanted = "the afternoon session must begin after the morning session";
                self.fault(&["court_types", name, "afternoon"], wanted, format!("the morning ends at {}", court.morning.to));
            }
            for (line, sitting) in &court.sittings {
                self.known(
                    &["court_types", name, "sittings", line, "list"],
                    "a kind of list",
                    &sitting.list,
                    s.lists.keys().map(String::as_str),
                );
            }
        }
    }

    /// Texts that go to CSV files as they are, the question where there is no title; names are read elsewhere, under the same rule.
    fn texts(&mut self, node: &Node) {
        let Value::Table(table) = &node.value else { return };
        for (key, node) in table {
            let told = matches!(key.as_str(), "title" | "division" | "question").then(|| node.text()).flatten();
            if let Some(text) = told.filter(|text| looks_like_a_formula(text)) {
                let found = format!("found `{}`: a spreadsheet would take it for a formula", tree::shorten(text));
                self.faults.push(Fault::at(node.place, format!("`{key}` must not begin with `=`, `+`, `-` or `@`"), found));
            }
            // Of the grammar's texts these are the ones that stand on one line of a chart, a table or a page.
            let line = told.filter(|text| text.trim().contains(['\n', '\t']) || text.chars().count() > LONGEST_LINE);
            if let Some(text) = line {
                let found = format!("found `{}`, of {} characters", tree::shorten(text), text.chars().count());
                self.faults.push(Fault::at(node.place, format!("`{key}` wants one line of at most {LONGEST_LINE} characters"), found));
            }
            self.texts(node);
        }
    }

    /// Sizes that multiply: a slip in one of them is a machine out of memory.
    fn sizes(&mut self) {
        let s = self.scenario;
        if s.workstreams.len() > MOST_STREAMS {
            let wanted =
                format!("at most {MOST_STREAMS} workstreams can be looked through: what one brings another is worked out for all pairs");
            self.fault(&["workstreams"], wanted, format!("there are {}", s.workstreams.len()));
        }
        for (name, cluster) in &s.clusters {
            let (mut courts, mut courtrooms) = (0.0, 0.0);
            for (court_name, court) in &cluster.courts {
                let type_ = s.court_types.get(court.type_.as_ref().unwrap_or(court_name));
                let of_type = type_.into_iter().flat_map(|type_| type_.sittings.values());
                let lines: f64 = of_type.chain(court.sittings.values()).map(|line| line.courtrooms.get()).sum();
                courts += court.count as f64;
                courtrooms += court.count as f64 * court.size.get() * lines;
            }
            if courts > MOST_COURTS || courtrooms > MOST_COURTS {
                let wanted = format!("a cluster must have at most {MOST_COURTS} courts and as many courtrooms (count × size × courtrooms)");
                self.fault(&["clusters", name, "courts"], wanted, format!("{courts} courts with {courtrooms:.0} courtrooms"));
            }
        }
        for (name, list) in &s.lists {
            let cases = list.cases.law.mean();
            if cases > LONG_LIST {
                self.warn(&["lists", name, "cases"], "this is a very long list for one sitting", format!("{cases:.0} cases on average"));
            }
        }
    }

    fn clusters(&mut self) {
        let s = self.scenario;
        if s.clusters.is_empty() {
            self.fault(&["clusters"], "a scenario needs at least one cluster", "there is none");
        }
        for (name, cluster) in &s.clusters {
            for (court_name, court) in &cluster.courts {
                let path = ["clusters", name, "courts", court_name];
                let types = || s.court_types.keys().map(String::as_str);
                match &court.type_ {
                    Some(type_) => drop(self.known(&["clusters", name, "courts", court_name, "type"], "a type of court", type_, types())),
                    None if s.court_types.contains_key(court_name) => {}
                    None => self.known_key(&path, "a type of court as its name, or the key `type` in it", types()),
                }
                for (line, sitting) in &court.sittings {
                    let path = ["clusters", name, "courts", court_name, "sittings", line, "list"];
                    self.known(&path, "a kind of list", &sitting.list, s.lists.keys().map(String::as_str));
                }
            }
            for (team, staff) in &cluster.staff {
                for grade in staff.keys() {
                    self.known_key(&["clusters", name, "staff", team, grade], "a grade", s.grades.keys().map(String::as_str));
                }
            }
            let open = cluster.courts.values().any(|court| court.open && court.count > 0);
            let served = s.hub_places().iter().any(|hub| hub.serves.iter().any(|&place| s.clusters.get_index_of(name) == Some(place)));
            if open && !served && !s.teams_of(name).any(|(_, _, fte)| fte > 0.0) {
                self.warn(&["clusters", name], format!("`{name}` has courts but nobody who works there"), "no staff in any team");
            }
        }
    }

    fn extra_staff(&mut self) {
        let s = self.scenario;
        for (name, line) in &s.extra_staff {
            self.known(&["extra_staff", name, "grade"], "a grade", &line.grade, s.grades.keys().map(String::as_str));
            for (at, cluster) in line.clusters.iter().enumerate() {
                let path = ["extra_staff", name, "clusters", &at.to_string()];
                self.known(&path, "the name of a cluster", cluster, s.clusters.keys().map(String::as_str));
            }
            if let (Some(from), Some(until)) = (line.from, line.until)
                && until < from
            {
                self.fault(&["extra_staff", name, "until"], "`until` must not be before `from`", format!("{until} is before {from}"));
            }
            self.staff_outside(name, line);
            self.own_attribute(&["extra_staff", name, "times"], line.times.as_deref());
            if !s.teams_asked().contains(line.team.as_str()) {
                self.warn(
                    &["extra_staff", name, "team"],
                    "these people would have nothing to do",
                    format!("no step asks for the team `{}`", line.team),
                );
            }
        }
    }

    /// Completions that bring each other for ever.
    fn completions(&mut self) {
        let s = self.scenario;
        for name in s.workstreams.keys() {
            let (mut here, mut chance, mut chain) = (name, 1.0, vec![name.as_str()]);
            while let Some(Arrivals::Completion(from)) = s.workstreams.get(here).map(|stream| &stream.arrivals) {
                chance *= from.chance.get() * s.workstreams.get(here).map_or(1.0, |stream| stream.volume.get());
                here = &from.of;
                chain.push(here);
                if here == name || chain.len() > s.workstreams.len() + 1 {
                    break;
                }
            }
            if chain.len() < 2 || chain.last() != Some(&name.as_str()) {
                continue;
            }
            let shown = chain.join(" comes from ");
            let grows = |effect: &ComplexityEffect| effect.grows == Grows::Number && chain.contains(&effect.workstream.as_str());
            if chance > 0.9 {
                self.fault(&["workstreams", name, "arrivals"], "work must come from somewhere, and not bring itself for ever", shown);
            } else if s.complexity.iter().flat_map(|complexity| complexity.effects.values()).any(grows) {
                let wanted = "work that brings itself must not grow with complexity, or it might do so for ever";
                self.fault(&["workstreams", name, "arrivals"], wanted, shown);
            }
        }
    }
}

/// A path in parts, borrowed.
fn strs(path: &[String]) -> Vec<&str> {
    path.iter().map(String::as_str).collect()
}

impl Scenario {
    /// Everyone who is ever in a cluster, extra staff included: team, grade and FTE, a line each.
    pub fn teams_of<'s>(&'s self, cluster: &'s str) -> impl Iterator<Item = (&'s str, &'s str, f64)> {
        self.teams_with(cluster, |_| true)
    }

    /// The same with those lines of extra staff that are `there`.
    pub fn teams_with<'s>(&'s self, cluster: &'s str, there: impl Fn(&StaffLine) -> bool) -> impl Iterator<Item = (&'s str, &'s str, f64)> {
        let own = self.clusters.get(cluster).into_iter().flat_map(|cluster| &cluster.staff);
        let own = own.flat_map(|(team, staff)| staff.iter().map(move |(grade, fte)| (team.as_str(), grade.as_str(), fte.get())));
        let extra =
            self.extra_staff.values().filter(move |line| line.clusters.is_empty() || line.clusters.iter().any(|name| name == cluster));
        let extra = extra.filter(move |line| there(line));
        own.chain(extra.map(move |line| (line.team.as_str(), line.grade.as_str(), self.extra_fte(line, cluster))))
    }
}
