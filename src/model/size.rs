//! How large a scenario is, told before anything is compiled: what would not fit, or would not end, can be refused in time.
//!
//! Sums over what the scenario says, to within a factor of about four; the bytes and events for each thing were measured
//! (docs/ROBUSTNESS.md says how). Nothing is simulated, and nothing here reaches a result.

use crate::des::time::DAY;
use crate::scenario::complexity::applied;
use crate::scenario::grammar::{Arrivals, AtRandom, Cluster, Court, Grows, Keyed, Scenario, SessionChoice, Workstream};
use crate::scenario::leaves::{DAYS as WEEKDAYS, MONTHS};
use crate::units::{Number, Per};

/// Bytes for each person and day of a history.
const PERSON_DAY: f64 = 24.0;
/// Bytes for each sitting, in the model of all and in the world of the group that is simulated.
const SITTING: (f64, f64) = (40.0, 1700.0);
/// Bytes for each piece of work that is not finished; all of it, where nobody does any.
const CASE: f64 = 160.0;
/// Bytes for each day of the history and each source of a cluster's work.
const SOURCE_DAY: f64 = 16.0;
/// Bytes for each replication, of the nation, and of each division and cluster: its numbers, and the text that they are written as.
const REPLICATION: (f64, f64) = (6000.0, 350.0);
/// Bytes that the program takes in any case.
const PROGRAM: f64 = 12e6;
/// Days of a year.
const YEAR: f64 = 365.25;

/// Pieces of work that one group of clusters can have in hand at a time: some 67 million. More are not admitted in all of a history, so that
/// they fit even where nobody does any of them.
pub const MOST_CASES: u32 = 1 << 26;

/// Passes over work that completions bring: what goes round a circle fades to a thousandth.
const PASSES: usize = 64;
/// Events of a person's day beyond those of the work itself: what the shift's end put down is taken up again.
const PERSON_DAY_EVENTS: f64 = 1.0;

/// How large a scenario is.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Size {
    /// Days of a history, what is simulated before and after the data period included.
    pub days: f64,
    /// Clusters that are simulated.
    pub clusters: f64,
    /// People, in FTE rounded up.
    pub people: f64,
    /// Sittings of a history.
    pub sittings: f64,
    /// Pieces of work of a history.
    pub cases: f64,
    /// Events of a history.
    pub events: f64,
    /// The most pieces of work that one group of clusters has in a history.
    pub group_cases: f64,
    /// The most events that one group of clusters has in a history, if everybody goes on every day with what was begun before.
    pub group_events: f64,
    /// Bytes of the model, which all threads share.
    model: f64,
    /// Bytes of the world of each thread.
    world: f64,
    /// Bytes for each replication.
    replication: f64,
}

impl Size {
    /// Of a checked scenario, the clusters that are simulated.
    pub fn of(scenario: &Scenario) -> Self {
        let scenario = &*applied(scenario);
        let run = &scenario.run;
        let days = ((run.warm_up.get() + run.length.get() + run.run_out.get()) / DAY as f64).ceil();
        let mut size = Self { days, clusters: scenario.clusters.len() as f64, ..Self::default() };
        let divisions: std::collections::BTreeSet<&str> = scenario.clusters.values().map(|cluster| cluster.division.as_str()).collect();
        let hubs: f64 = scenario.hubs.values().flat_map(|hub| hub.staff.values()).map(|fte| fte.get().ceil()).sum();
        size.people = hubs * divisions.len() as f64;
        let parts: Vec<Part> = scenario.clusters.iter().map(|(name, cluster)| Part::of(scenario, name, cluster, days)).collect();
        for part in &parts {
            size.people += part.people;
            size.sittings += part.sittings;
            size.cases += part.cases;
            size.events += part.events;
            size.model += part.sittings * SITTING.0 + days * SOURCE_DAY * scenario.workstreams.len() as f64;
        }
        for group in scenario.groups() {
            let sum = |of: &dyn Fn(&Part) -> f64| group.iter().map(|&cluster| of(&parts[cluster])).sum::<f64>();
            size.group_cases = size.group_cases.max(sum(&|part| part.cases));
            size.group_events = size.group_events.max(sum(&|part| part.events + part.people * days * PERSON_DAY_EVENTS));
            size.world = size.world.max(sum(&|part| part.people * days * PERSON_DAY + part.sittings * SITTING.1 + part.cases * CASE));
        }
        size.replication = REPLICATION.0 + REPLICATION.1 * (divisions.len() + scenario.clusters.len()) as f64;
        size
    }

    /// Bytes that a run needs.
    pub fn bytes(&self, threads: usize, replications: u64) -> f64 {
        PROGRAM + self.model + self.world * threads as f64 + self.replication * replications as f64
    }
}

/// What one cluster has in a history.
struct Part {
    people: f64,
    sittings: f64,
    cases: f64,
    events: f64,
}

impl Part {
    fn of(scenario: &Scenario, name: &str, cluster: &Cluster, days: f64) -> Self {
        let people = scenario.teams_of(name).map(|(_, _, fte)| fte.ceil()).sum();
        let sittings = cluster.courts.iter().map(|(name, court)| sittings(scenario, name, court)).sum::<f64>() * days / 7.0;
        let arisen = arisen(scenario, name, days, sittings);
        let events = scenario.workstreams.values().zip(&arisen).map(|(stream, number)| number * (2.0 + 1.5 * stream.steps.len() as f64));
        Self { people, sittings, cases: arisen.iter().sum(), events: events.sum::<f64>() + 4.0 * sittings }
    }
}

/// Sittings a week of a court, or of several alike.
fn sittings(scenario: &Scenario, name: &str, court: &Court) -> f64 {
    if !court.open {
        return 0.0;
    }
    let of_type = scenario.court_types.get(court.type_.as_deref().unwrap_or(name)).into_iter().flat_map(|of| of.sittings.values());
    let lines = of_type.chain(court.sittings.values()).map(|line| {
        let sessions = if matches!(line.session, SessionChoice::Both) { 2.0 } else { 1.0 };
        line.courtrooms.get() * f64::from(line.days.count()) * sessions
    });
    court.count as f64 * court.size.get() * lines.sum::<f64>()
}

/// Pieces of work of each workstream of a cluster in a history.
fn arisen(scenario: &Scenario, cluster: &str, days: f64, sittings: f64) -> Vec<f64> {
    let mut arisen = vec![0.0; scenario.workstreams.len()];
    // What a completion brings comes after what brings it, wherever the two stand in the scenario.
    for _ in 0..PASSES.max(arisen.len()) {
        let before = arisen.clone();
        for (place, (name, stream)) in scenario.workstreams.iter().enumerate() {
            let factor = stream.volume.get() * scenario.complexity_factor(cluster, name, Grows::Number, None);
            arisen[place] = stream.backlog as f64 + arrivals(scenario, stream, cluster, (days, sittings, factor), &arisen);
        }
        if arisen == before {
            break;
        }
    }
    arisen
}

/// Arrivals of a workstream of a cluster in so many days with so many sittings; `factor` multiplies what its source says.
fn arrivals(scenario: &Scenario, stream: &Workstream, cluster: &str, (days, sittings, factor): (f64, f64, f64), arisen: &[f64]) -> f64 {
    let times = |sum: &Option<String>| sum.as_ref().map_or(1.0, |sum| scenario.attribute(cluster, sum));
    match &stream.arrivals {
        Arrivals::Hearings(hearings) if hearings.a_year.is_some() => times(&hearings.a_year) * factor * days / YEAR,
        Arrivals::Hearings(hearings) => {
            let cases = |list: &String| scenario.lists.get(list).map_or(0.0, |list| list.cases.law.mean());
            let most = hearings.chance.iter().map(|(list, chance)| (chance.get() * factor).min(1.0) * cases(list)).fold(0.0, f64::max);
            sittings * most
        }
        Arrivals::Sittings(of) => sittings * (of.share.get() * factor).min(1.0),
        Arrivals::Random(random) => {
            let number = at_random(random, days) * times(&random.times) * factor;
            random.at_most.map_or(number, |most| number.min(most as f64))
        }
        Arrivals::Completion(of) => {
            scenario.workstreams.get_index_of(&of.of).map_or(0.0, |parent| arisen[parent] * (of.chance.get() * factor).min(1.0))
        }
        Arrivals::Calendar(on) => days / 7.0 * f64::from(on.day.count()) * times(&on.times) * factor,
        Arrivals::File(file) => file.events.len() as f64,
    }
}

/// Arrivals at random in so many days. Weights move those of a week, a month or a year about; a rate an hour or a day they multiply.
fn at_random(random: &AtRandom, days: f64) -> f64 {
    let open: f64 = random.during.iter().map(|span| f64::from(span.seconds()) / 3600.0).sum();
    let open = if random.during.is_empty() { 24.0 } else { open };
    let mean = |weights: &Keyed<Number>, names: &[&str]| {
        names.iter().map(|name| weights.get(*name).map_or(1.0, |weight| weight.get())).sum::<f64>() / names.len() as f64
    };
    let weights = || mean(&random.weekdays, &WEEKDAYS[..5]) * mean(&random.months, &MONTHS);
    random.rate.number
        * match random.rate.per {
            Per::Hour => days * open * weights(),
            Per::Day => days * 5.0 / 7.0 * weights(),
            Per::Week => days / 7.0,
            Per::Month => days * 12.0 / YEAR,
            Per::Year => days / YEAR,
        }
}
