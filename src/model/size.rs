//! How large a scenario is, told before anything is compiled: what would not fit, or would not end, can be refused in time.
//!
//! Sums over what the scenario says, to within a factor of about four; the bytes and events for each thing were measured
//! (docs/ROBUSTNESS.md says how). Nothing is simulated, and nothing here reaches a result.

use indexmap::IndexMap;

use crate::des::time::DAY;
use crate::scenario::grammar::{Arrivals, Cluster, Court, Scenario, SessionChoice, Workstream};
use crate::units::{Per, Rate};

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

/// How large a scenario is.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Size {
    /// Days of a history, what is simulated before and after the data period included.
    pub days: f64,
    /// People, in FTE rounded up.
    pub people: f64,
    /// Sittings of a history.
    pub sittings: f64,
    /// Pieces of work of a history.
    pub cases: f64,
    /// Events of a history.
    pub events: f64,
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
        let run = &scenario.run;
        let days = ((run.warm_up.get() + run.length.get() + run.run_out.get()) / DAY as f64).ceil();
        let mut size = Self { days, ..Self::default() };
        let divisions: std::collections::BTreeSet<&str> = scenario.clusters.values().map(|cluster| cluster.division.as_str()).collect();
        let hubs: f64 = scenario.hubs.values().flat_map(|hub| hub.staff.values()).map(|fte| fte.get().ceil()).sum();
        size.people = hubs * divisions.len() as f64;
        // Clusters that share people are one group. Which they are is not known here, so a scenario that shares any is taken as one.
        let shares = !scenario.hubs.is_empty() || !scenario.lending.is_empty();
        for (name, cluster) in &scenario.clusters {
            let people: f64 = scenario.teams_of(name).map(|(_, _, fte)| fte.ceil()).sum();
            let sittings: f64 = cluster.courts.iter().map(|(name, court)| sittings(scenario, name, court)).sum::<f64>() * days / 7.0;
            let (cases, events) = work(scenario, cluster, days, sittings);
            let world = people * days * PERSON_DAY + sittings * SITTING.1 + cases * CASE;
            size.people += people;
            size.sittings += sittings;
            size.cases += cases;
            size.events += events + 4.0 * sittings;
            size.model += sittings * SITTING.0 + days * SOURCE_DAY * scenario.workstreams.len() as f64;
            size.world = if shares { size.world + world } else { size.world.max(world) };
        }
        size.replication = REPLICATION.0 + REPLICATION.1 * (divisions.len() + scenario.clusters.len()) as f64;
        size
    }

    /// Bytes that a run needs.
    pub fn bytes(&self, threads: usize, replications: u64) -> f64 {
        PROGRAM + self.model + self.world * threads as f64 + self.replication * replications as f64
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

/// Pieces of work of a cluster in a history, and events.
fn work(scenario: &Scenario, cluster: &Cluster, days: f64, sittings: f64) -> (f64, f64) {
    let mut arisen: IndexMap<&str, f64> = IndexMap::new();
    // What a completion brings comes after what brings it; no chain is longer than this many.
    for _ in 0..3 {
        for (name, stream) in &scenario.workstreams {
            let number = arrivals(scenario, stream, cluster, days, sittings, &arisen);
            arisen.insert(name, number);
        }
    }
    let events = scenario.workstreams.iter().map(|(name, stream)| arisen[name.as_str()] * (2.0 + 1.5 * stream.steps.len() as f64));
    (arisen.values().sum(), events.sum())
}

fn arrivals(scenario: &Scenario, stream: &Workstream, cluster: &Cluster, days: f64, sittings: f64, arisen: &IndexMap<&str, f64>) -> f64 {
    let attribute =
        |name: &Option<String>| name.as_ref().map_or(1.0, |name| cluster.attributes.get(name).map_or(0.0, |number| number.get()));
    match &stream.arrivals {
        Arrivals::Hearings(hearings) if hearings.a_year.is_some() => attribute(&hearings.a_year) * days / YEAR,
        Arrivals::Hearings(hearings) => {
            let cases = |list: &String| scenario.lists.get(list).map_or(0.0, |list| list.cases.law.mean());
            let most = hearings.chance.iter().map(|(list, chance)| chance.get() * cases(list)).fold(0.0, f64::max);
            sittings * most
        }
        Arrivals::Sittings(of) => sittings * of.share.get(),
        Arrivals::Random(random) => {
            let open: f64 = random.during.iter().map(|span| f64::from(span.seconds()) / 3600.0).sum();
            let open = if random.during.is_empty() { 24.0 } else { open };
            let number = in_days(random.rate, days, open) * attribute(&random.times);
            random.at_most.map_or(number, |most| number.min(most as f64))
        }
        Arrivals::Completion(of) => arisen.get(of.of.as_str()).copied().unwrap_or(0.0) * of.chance.get(),
        Arrivals::Calendar(on) => days / 7.0 * f64::from(on.day.count()) * attribute(&on.times),
        Arrivals::File(file) => file.events.len() as f64,
    }
}

fn in_days(rate: Rate, days: f64, open_hours: f64) -> f64 {
    rate.number
        * match rate.per {
            Per::Hour => days * open_hours,
            Per::Day => days * 5.0 / 7.0,
            Per::Week => days / 7.0,
            Per::Month => days * 12.0 / YEAR,
            Per::Year => days / YEAR,
        }
}
