//! What the measures must know beside the observations: names, the target, who counts as an officer.
//!
//! Made once from a scenario and its model. It holds no results.

use indexmap::IndexSet;
use serde::{Deserialize, Serialize};

use crate::model::Names;
use crate::scenario::clause;
use crate::scenario::complexity::{applied, standings};
use crate::scenario::grammar::{Activity, Cluster, Due, GradeKind, Scenario, StaffLine, Step, Workstream};

/// Seconds in a year of the calendar.
const YEAR: f64 = 365.25 * 86_400.0;
/// Seconds in a day.
const DAY: f64 = 86_400.0;

/// The background of a scenario's measures.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct MeasureContext {
    /// The scenario's short name; its question where it has none.
    pub title: String,
    /// The question it asks.
    pub question: String,
    /// The names behind the indices of observations.
    pub names: Names,
    /// The workstream whose same-day rate is the question, by index into `names.streams`.
    pub headline: usize,
    /// Whether its work is a court's reports: due when the court rises, or adjourned by it.
    pub court: bool,
    /// Whether it is due on its day, by an hour or when the court rises: only then an obstacle decides that it was missed.
    #[serde(default = "yes")]
    pub by_the_day: bool,
    /// The rate to be reached, a share of 1.
    pub target: f64,
    /// Confidence of every interval, 0 to 1.
    pub confidence: f64,
    /// The measures whose verdict a comparison is for, named as columns are; empty for the headline.
    #[serde(default)]
    pub primary: Vec<String>,
    /// The half-width wanted of each cluster's rate, a share of 1, where one is.
    pub cluster_precision: Option<f64>,
    /// Length of the data period, in years.
    pub years: f64,
    /// By grade: whether its people interview for the headline's reports.
    pub officers: Vec<bool>,
    /// By cluster: posts of the officers of the teams that do the headline's work, in FTE over the data period.
    pub officer_fte: Vec<f64>,
    /// By cluster and grade: the same.
    #[serde(default)]
    pub officer_posts: Vec<Vec<f64>>,
    /// By step of the headline: whether it is a wait for a third party.
    #[serde(default)]
    pub answers: Vec<bool>,
    /// By cluster: its index of complexity, where the scenario weighs it.
    pub complexity: Vec<Option<f64>>,
    /// By grade: whether its people are managers.
    pub managers: Vec<bool>,
    /// By grade: whether it is made of places rather than people.
    pub places: Vec<bool>,
    /// By workstream: whether its work is due by some time.
    pub timed: Vec<bool>,
    /// By grade: its title, or its key.
    pub grade_titles: Vec<String>,
    /// By grade: pounds an hour, where given.
    pub hourly_cost: Vec<Option<f64>>,
    /// Pounds for an hour of a courtroom, where given.
    pub court_hour: Option<f64>,
    /// Pounds for each report put over, court time apart, where given.
    pub adjournment: Option<f64>,
    /// By kind of the headline: the share of reports that inspectors found sufficient, where given.
    pub sufficient: Vec<Option<f64>>,
}

impl MeasureContext {
    /// From a checked scenario and the names of its model.
    ///
    /// # Panics
    /// If the headline workstream is not one of the names: a checked scenario has it.
    pub fn new(scenario: &Scenario, names: &Names) -> Self {
        let standings = standings(scenario);
        let complexity = |name: &String| standings.iter().find(|standing| standing.cluster == *name).map(|standing| standing.index);
        let complexity = names.clusters.iter().map(complexity).collect();
        let scenario = &*applied(scenario);
        let run = &scenario.run;
        let headline = names.streams.iter().position(|stream| stream.key == run.headline).expect("a checked headline");
        let stream = &scenario.workstreams[&run.headline];
        let interviewers = interviewers(stream);
        let officers: Vec<bool> = names.grades.iter().map(|grade| interviewers.iter().any(|(_, of)| of == grade)).collect();
        let of_grade = |name: &String, grade: &String| {
            let teams: Vec<&str> = interviewers.iter().filter(|(_, of)| of == grade).map(|(team, _)| *team).collect();
            scenario.clusters.get(name).map_or(0.0, |cluster| officer_posts(scenario, (name, cluster), grade, &teams))
        };
        let officer_posts: Vec<Vec<f64>> =
            names.clusters.iter().map(|name| names.grades.iter().map(|grade| of_grade(name, grade)).collect()).collect();
        Self {
            title: scenario.title.clone().unwrap_or_else(|| scenario.question.clone()),
            question: scenario.question.clone(),
            names: names.clone(),
            headline,
            court: of_court(scenario),
            by_the_day: of_court(scenario) || matches!(stream.due, Some(Due::By(_))),
            target: run.target.get(),
            confidence: run.confidence.get(),
            primary: run.primary.clone(),
            cluster_precision: run.cluster_precision.map(|half_width| half_width.get()),
            years: run.length.get() / YEAR,
            officer_fte: officer_posts.iter().map(|posts| posts.iter().sum()).collect(),
            officer_posts,
            answers: stream.steps.values().map(|step| matches!(step.does, Activity::Wait(_))).collect(),
            officers,
            complexity,
            court_hour: scenario.costs.as_ref().and_then(|costs| Some(costs.court_hour?.get())),
            adjournment: scenario.costs.as_ref().and_then(|costs| Some(costs.adjournment?.get())),
            managers: names.grades.iter().map(|grade| scenario.grades[grade].manager).collect(),
            places: names.grades.iter().map(|grade| scenario.grades[grade].kind == GradeKind::Place).collect(),
            timed: names.streams.iter().map(|stream| scenario.workstreams[&stream.key].due.is_some()).collect(),
            grade_titles: names.grades.iter().map(|grade| scenario.grades[grade].title.clone().unwrap_or_else(|| grade.clone())).collect(),
            hourly_cost: names.grades.iter().map(|grade| Some(scenario.grades.get(grade)?.hourly_cost?.get())).collect(),
            sufficient: names.streams[headline].kinds.iter().map(|kind| Some(stream.kinds.get(kind)?.sufficient?.get())).collect(),
        }
    }

    /// What the headline's work is called, in the plural.
    pub const fn things(&self) -> &'static str {
        if self.court { "reports" } else { "pieces of work" }
    }

    /// Whether the headline's work is ever due: what is not is neither on time nor late.
    pub fn has_due(&self) -> bool {
        self.court || self.timed.get(self.headline).is_some_and(|timed| *timed)
    }

    /// How much of it there was, at the head of a column.
    pub const fn asked(&self) -> &'static str {
        if self.court { "Reports asked for" } else { "Work that arose" }
    }

    /// By when it is on time, after "by".
    pub const fn in_time(&self) -> &'static str {
        if self.court { "the date that the court had set" } else { "the time due" }
    }

    /// What one replication's data period is called: a year, where it is about that long.
    pub fn period(&self) -> &'static str {
        if (0.95..1.05).contains(&self.years) { "year" } else { "history" }
    }

    /// The same in the plural.
    pub fn periods(&self) -> &'static str {
        if self.period() == "year" { "years" } else { "histories" }
    }

    /// Divisions in the order in which the clusters name them; none for scenarios that do not.
    pub fn divisions(&self) -> Vec<&str> {
        let mut divisions: Vec<&str> = Vec::new();
        for name in self.names.divisions.iter().filter(|name| !name.is_empty()) {
            if !divisions.contains(&name.as_str()) {
                divisions.push(name);
            }
        }
        divisions
    }
}

/// What files of earlier builds, which did not say so, hold.
const fn yes() -> bool {
    true
}

/// Whether the work that a scenario asks about is a court's reports: due when the court rises, or adjourned by it.
pub fn of_court(scenario: &Scenario) -> bool {
    let headline = scenario.workstreams.get(&scenario.run.headline);
    headline.is_some_and(|stream| matches!(stream.due, Some(Due::CourtRises(_))) || stream.adjourn.is_some())
}

/// The teams and grades that see defendants, each once: those of steps held by appointment, or of all work where no step is.
fn interviewers(stream: &Workstream) -> Vec<(&str, &str)> {
    let by_appointment = |step: &&Step| step.appointment;
    let works = |step: &&Step| matches!(step.does, Activity::Work(_));
    let mut steps: Vec<&Step> = stream.steps.values().filter(by_appointment).collect();
    if steps.is_empty() {
        steps = stream.steps.values().filter(works).collect();
    }
    let mut found: IndexSet<(&str, &str)> = IndexSet::new();
    for step in steps {
        let changed = step.for_.values().filter_map(|other| other.by.as_ref()).flatten();
        for who in step.by.iter().chain(changed).filter_map(|who| clause::by(who).ok()) {
            // "PO of victims after 1 h" is a grade of another team than the workstream's.
            found.insert((who.team.unwrap_or(&stream.team), who.grade));
        }
    }
    found.into_iter().collect()
}

/// FTE of a grade in some teams of a cluster, those of hubs that it hosts included, extra staff weighted by the part of the period they are
/// there.
fn officer_posts(scenario: &Scenario, (name, cluster): (&str, &Cluster), grade: &str, teams: &[&str]) -> f64 {
    let wanted = |team: &str, of: &str| of == grade && teams.contains(&team);
    let own = cluster.staff.iter().flat_map(|(team, staff)| staff.iter().map(move |(grade, fte)| (team, grade, fte)));
    let own: f64 = own.filter(|(team, of, _)| wanted(team, of)).map(|(.., fte)| fte.get()).sum();
    let extra = scenario.extra_staff.values().filter(|line| wanted(&line.team, &line.grade));
    let place = scenario.clusters.get_index_of(name);
    let hosted = scenario.hub_places().into_iter().filter(|hub| Some(hub.host) == place);
    let hosted = hosted.flat_map(|hub| hub.hub.staff.iter().map(|(of, fte)| (hub.hub.team.as_str(), of, fte.get())));
    let hubs: f64 = hosted.filter(|(team, of, _)| wanted(team, of)).map(|(.., fte)| fte).sum();
    own + hubs + extra.map(|line| scenario.extra_fte(line, name) * share_there(scenario, line)).sum::<f64>()
}

/// The part of the data period in which extra staff are there, 0 to 1.
fn share_there(scenario: &Scenario, line: &StaffLine) -> f64 {
    let length = scenario.run.length.get() / DAY;
    let day = |date: jiff::civil::Date| f64::from(date.duration_since(scenario.run.start).as_hours() as i32) / 24.0;
    let from = line.from.map_or(0.0, day).clamp(0.0, length);
    let until = line.until.map_or(length, |date| day(date) + 1.0).clamp(from, length);
    (until - from) / length
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::StreamNames;
    use crate::scenario::load_text;

    const SCENARIO: &str = r#"
question = "Who is an officer?"
[run]
start = 2016-01-04
length = "10 weeks"
headline = "psr"
[grades.PO]
hourly_cost = "£30"
[grades.PSO]
[grades.SPO]
[grades.CA]
[court_types.magistrates.sittings.general]
list = "general"
[lists.general]
cases = { fixed = 10 }
hearing = { fixed = "10 min" }
[workstreams.psr]
arrivals = { hearings = { chance = { general = 0.1 } } }
due = "court_rises"
kinds = { oral = { share = 0.6, sufficient = 0.6 }, short = { share = 0.4 } }
[workstreams.psr.steps.set_up]
by = ["CA", "PSO after 1 h"]
does = { work = { fixed = "10 min" } }
[workstreams.psr.steps.interview]
after = ["set_up"]
by = ["PSO after 1 h"]
does = { work = { fixed = "30 min" } }
appointment = true
for = { short = { by = ["PO"] } }
[workstreams.psr.steps.reading]
after = ["interview"]
by = ["SPO"]
does = { gate = { reading = { fixed = "10 min" } } }
[clusters.Ash]
courts.magistrates = {}
staff = { court = { PO = 2, PSO = 3, SPO = 1, CA = 4 }, office = { PO = 20 } }
[extra_staff.relief]
grade = "PSO"
fte = 4
from = 2016-02-08
"#;

    fn frame() -> MeasureContext {
        let loaded = load_text("test", SCENARIO, std::path::Path::new("."), &[] as &[&str]).expect("a scenario without faults");
        let words = |words: &[&str]| words.iter().map(|&word| word.to_owned()).collect::<Vec<_>>();
        let psr = StreamNames { key: "psr".to_owned(), kinds: words(&["oral", "short"]), ..StreamNames::default() };
        let names = Names { clusters: words(&["Ash"]), grades: words(&["PO", "PSO", "SPO", "CA"]), streams: vec![psr], ..Names::default() };
        MeasureContext::new(&loaded.scenario, &names)
    }

    #[test]
    fn officers_are_those_who_interview_and_not_those_who_help() {
        assert_eq!(frame().officers, [true, true, false, false]);
    }

    #[test]
    fn posts_are_those_of_the_team_with_extra_staff_for_as_long_as_they_are_there() {
        // 2 + 3 of the court team, and 4 for half of the ten weeks; the office's 20 do not count.
        assert!((frame().officer_fte[0] - 7.0).abs() < 1e-9, "{:?}", frame().officer_fte);
    }

    #[test]
    fn posts_of_another_team_that_does_the_work_count_and_those_of_the_workstream_s_own_do_not() {
        let text = SCENARIO
            .replace("by = [\"PSO after 1 h\"]", "by = [\"PO of office\"]")
            .replace("short = { by = [\"PO\"] }", "short = { by = [\"PSO\"] }");
        let loaded = load_text("test", &text, std::path::Path::new("."), &[] as &[&str]).expect("a scenario without faults");
        let names = Names { clusters: vec!["Ash".to_owned()], ..frame().names };
        let found = MeasureContext::new(&loaded.scenario, &names);
        // The office's 20 PO; of the court team its PSO alone, 3 and 4 for half of the time.
        assert_eq!(found.officer_posts, [[20.0, 5.0, 0.0, 0.0]]);
        assert_eq!((found.officer_fte[0], found.answers.as_slice()), (25.0, &[false; 3][..]));
    }

    #[test]
    fn only_what_is_due_in_court_is_called_reports() {
        assert_eq!((frame().things(), frame().in_time()), ("reports", "the date that the court had set"));
        let other = MeasureContext { court: false, ..frame() };
        assert_eq!((other.things(), other.in_time()), ("pieces of work", "the time due"));
    }

    #[test]
    fn what_the_scenario_does_not_give_is_not_made_up() {
        assert_eq!(frame().hourly_cost, [Some(30.0), None, None, None]);
        assert_eq!(frame().sufficient, [Some(0.6), None]);
        assert_eq!(frame().period(), "history");
    }
}
