//! A scenario with obstacles taken away: what each removal changes in it, and nothing else.
//!
//! Removing an obstacle is a change of the scenario like any other, so that it can be read, run by itself and
//! doubted; [`relieved`] is a pure function of both. Nothing that is drawn moves: a case keeps its facts and its
//! amounts, and only what is done with them changes. docs/EXPLAIN.md says the same for readers.

use crate::scenario::clause;
use crate::scenario::dist::Dist;
use crate::scenario::grammar::{Activity, Arrivals, Heard, Keyed, Kind, Known, Obstacle, Policy, Scenario, StandDown, Step, Workstream};
use crate::units::{Clock, ClockSpan, Fte, Number, Seconds, Share};

/// Of each grade that the headline's work asks for, so many times its people, and so many more.
const PEOPLE: (f64, f64) = (3.0, 10.0);
/// Rooms of each kind that the headline's work needs, at each court.
const ROOMS: u64 = 100;
/// The most FTE that a scenario may name.
const MOST_FTE: f64 = 10_000.0;

/// The scenario without these obstacles to its headline's same-day path.
pub fn relieved(scenario: &Scenario, removed: &[Obstacle]) -> Scenario {
    let mut relieved = scenario.clone();
    for &obstacle in removed {
        remove(&mut relieved, obstacle);
    }
    relieved
}

fn remove(scenario: &mut Scenario, obstacle: Obstacle) {
    match obstacle {
        Obstacle::Officer => everyone_there(scenario),
        Obstacle::Room => rooms_for_all(scenario),
        Obstacle::CourtRose => stand_down(scenario, |policy| policy.heard = Heard::AtOnce),
        Obstacle::Late => never_late(scenario),
        Obstacle::Format => formats_for_the_day(scenario),
        Obstacle::Gatekeeping => nothing_is_read(headline(scenario)),
        Obstacle::Reserved => nothing_is_reserved(headline(scenario)),
        Obstacle::Custom | Obstacle::Checks | Obstacle::Defendant => {}
    }
    let stream = headline(scenario);
    answered_at_once(stream, obstacle);
    // The flag stays true, with whatever else it means; it only rules nothing out any more.
    if let Some(policy) = &mut stream.stand_down {
        policy.unless.retain(|_, stands_for| *stands_for != obstacle);
    }
}

fn headline(scenario: &mut Scenario) -> &mut Workstream {
    let key = scenario.run.headline.as_str();
    scenario.workstreams.get_mut(key).expect("a checked scenario has its headline")
}

fn stand_down(scenario: &mut Scenario, change: impl FnOnce(&mut StandDown)) {
    if let Some(policy) = &mut headline(scenario).stand_down {
        change(policy);
    }
}

/// Plenty of every grade that the headline's work asks for, managers and administrators too, from the first to the last
/// hour of office and court; and nobody waits for the person who did the step before.
fn everyone_there(scenario: &mut Scenario) {
    let stream = headline(scenario);
    let own = stream.team.clone();
    let mut asked: Vec<(String, String)> = Vec::new();
    for step in stream.steps.values_mut() {
        step.or_after = Seconds::new(0.0);
        let by = step.by.iter().chain(step.for_.values().filter_map(|line| line.by.as_ref()).flatten());
        let who = by.filter_map(|text| clause::by(text).ok());
        asked.extend(who.map(|by| (by.grade.to_owned(), by.team.unwrap_or(&own).to_owned())));
    }
    asked.sort_unstable();
    asked.dedup();
    let grades: Vec<&String> = asked.iter().map(|(grade, _)| grade).collect();
    let day = whole_day(scenario, &grades);
    for (grade, team) in &asked {
        let Some(spec) = scenario.grades.get_mut(grade) else { continue };
        (spec.day, spec.days) = (vec![day], scenario.calendar.working_days);
        for cluster in scenario.clusters.values_mut() {
            let fte = cluster.staff.entry(team.clone()).or_default().entry(grade.clone()).or_insert(Fte::new(0.0));
            *fte = Fte::new((fte.get() * PEOPLE.0 + PEOPLE.1).min(MOST_FTE));
        }
    }
}

/// From the first hour at which one of the grades is there or a court sits, to the last.
fn whole_day(scenario: &Scenario, grades: &[&String]) -> ClockSpan {
    let offices = grades.iter().filter_map(|&grade| scenario.grades.get(grade)).flat_map(|grade| &grade.day);
    let courts = scenario.court_types.values().flat_map(|type_| [&type_.morning, &type_.afternoon]);
    let (from, to) = offices.chain(courts).fold((u32::MAX, 0), |(from, to), span| (from.min(span.from.0), to.max(span.to.0)));
    ClockSpan { from: Clock(from), to: Clock(to) }
}

/// Plenty of every kind of room that the headline's work needs, wherever there are such rooms.
fn rooms_for_all(scenario: &mut Scenario) {
    let steps = headline(scenario).steps.values();
    let needed: Vec<String> =
        steps.flat_map(|step| step.at.iter().chain(step.for_.values().filter_map(|line| line.at.as_ref()))).cloned().collect();
    let courts = scenario.clusters.values_mut().flat_map(|cluster| cluster.courts.values_mut()).map(|court| &mut court.rooms);
    for rooms in scenario.court_types.values_mut().map(|type_| &mut type_.rooms).chain(courts) {
        for (_, number) in rooms.iter_mut().filter(|(kind, _)| needed.contains(kind)) {
            *number = (*number).max(ROOMS);
        }
    }
}

/// No last hour for a request, and every request is known when its court first sits that day.
fn never_late(scenario: &mut Scenario) {
    let stream = headline(scenario);
    if let Some(policy) = stream.stand_down.as_mut().filter(|policy| policy.policy != Policy::Never) {
        policy.policy = Policy::AlwaysTry;
    }
    if let Arrivals::Hearings(hearings) = &mut stream.arrivals {
        hearings.known = Known::StartOfDay;
    }
}

/// What would be asked for in a format that is never tried on the day is asked for in the nearest that is: the one before it
/// in the scenario's order, or the next after. Kinds lie side by side on what decides them, so no other case changes its own.
fn formats_for_the_day(scenario: &mut Scenario) {
    let stream = headline(scenario);
    let Some(policy) = &mut stream.stand_down else { return };
    if policy.policy == Policy::Never {
        policy.policy = Policy::AlwaysTry;
    }
    let allowed: Vec<usize> = policy.kinds.iter().filter_map(|kind| stream.kinds.get_index_of(kind)).collect();
    if allowed.is_empty() {
        return;
    }
    let mut numbers: Vec<(String, String)> = Vec::new();
    for kind in (0..stream.kinds.len()).filter(|kind| !allowed.contains(kind)) {
        let before = allowed.iter().copied().filter(|&to| to < kind).max();
        let after = allowed.iter().copied().filter(|&to| to > kind).min();
        if let Some(to) = before.or(after) {
            merge(&mut stream.kinds, kind, to);
            numbers.extend(stream.kinds[kind].share_by.clone().zip(stream.kinds[to].share_by.clone()));
        }
    }
    // Where a cluster's numbers say how many of each format there are, they go the same way.
    for (from, to) in numbers.iter().filter(|(from, to)| from != to) {
        for attributes in scenario.clusters.values_mut().map(|cluster| &mut cluster.attributes) {
            let moved = attributes.get(from).map_or(0.0, |number| number.get());
            if moved > 0.0 {
                let kept = attributes.get(to).map_or(0.0, |number| number.get());
                attributes.insert(from.clone(), Number::new(0.0));
                attributes.insert(to.clone(), Number::new(kept + moved));
            }
        }
    }
}

/// Gives one kind's share to another, everywhere.
fn merge(kinds: &mut Keyed<Kind>, from: usize, to: usize) {
    let (taken, kept) = (kinds[from].clone(), kinds[to].clone());
    let at = |kind: &Kind, place: &String| kind.share_at.get(place).unwrap_or(&kind.share).get();
    // Without the digits that adding makes and nobody wrote.
    let both = |a: f64, b: f64| Share::new((((a + b) * 1e12).round() / 1e12).min(1.0));
    for place in taken.share_at.keys().chain(kept.share_at.keys()) {
        kinds[to].share_at.insert(place.clone(), both(at(&taken, place), at(&kept, place)));
    }
    kinds[to].share = both(taken.share.get(), kept.share.get());
    kinds[from].share = Share::new(0.0);
    kinds[from].share_at.values_mut().for_each(|share| *share = Share::new(0.0));
}

/// No report is read before it is filed.
fn nothing_is_read(stream: &mut Workstream) {
    for step in stream.steps.values_mut().filter(|step| matches!(step.does, Activity::Gate(_))) {
        step.chance = Share::new(0.0);
        step.for_.values_mut().for_each(|line| line.chance = line.chance.map(|_| Share::new(0.0)));
    }
}

/// Lines that reserve a step to some grades reserve it no longer; what they say of amounts and places stays.
fn nothing_is_reserved(stream: &mut Workstream) {
    for step in stream.steps.values_mut() {
        for line in step.for_.values_mut().filter(|line| line.obstacle == Some(Obstacle::Reserved)) {
            (line.by, line.obstacle) = (None, None);
        }
    }
}

/// Third parties whose answers stand for this obstacle answer at once, at any hour.
fn answered_at_once(stream: &mut Workstream, obstacle: Obstacle) {
    let at_once = || Dist::fixed(Seconds::new(0.0));
    for Step { does, for_, obstacle: own, .. } in stream.steps.values_mut() {
        let Activity::Wait(wait) = does else { continue };
        let own = own.unwrap_or(Obstacle::Checks);
        if own != obstacle && for_.values().all(|line| line.obstacle != Some(obstacle)) {
            continue;
        }
        let usual = wait.lasts.clone();
        let mut all = own == obstacle;
        for line in for_.values_mut() {
            if line.obstacle.unwrap_or(own) == obstacle {
                // A line that says nothing of the time takes the usual one, which may stand for something else.
                if line.takes.is_some() || own != obstacle {
                    line.takes = Some(at_once());
                }
            } else {
                all = false;
                line.takes.get_or_insert_with(|| usual.clone());
            }
        }
        if own == obstacle {
            wait.lasts = at_once();
        }
        if all {
            wait.hours.clear();
        }
    }
}
