//! The load of a scenario before any simulation: hours of work asked for against hours there, by grade.
//!
//! Sums of means, with no queue in them: what they cannot show is waiting. A hub has a load of its own, from all the
//! clusters that it serves; what neighbours lend is not foreseen, since it goes where work waits. Work that several grades may
//! begin at once goes to the less loaded of them, as it does in a queue, after each grade's own; work that falls on
//! others only after a wait is asked of the first, and of those others where none of the first is there. A case that is not
//! there (a chance, a flag, a kind) counts by its probability.

use std::collections::BTreeMap;

use indexmap::IndexMap;

use crate::des::time::SimTime;
use crate::scenario::grammar::{Scenario, Step, Workstream};
use crate::scenario::sharing::HubPlace;

use super::arrivals::SourceSpec;
use super::compile::{clause, compile, places_at};
use super::people::GradeSpec;
use super::route::{Condition, Does, StepSpec, StreamSpec};
use super::steps::MOST_RETURNS;
use super::{GroupModel, Model};

/// Hours of one grade of one team of a cluster or a hub, over the data period.
#[derive(Clone, Debug, PartialEq)]
pub struct GradeLoad {
    /// The cluster, or the hub.
    pub cluster: String,
    /// The team.
    pub team: String,
    /// The grade.
    pub grade: String,
    /// Hours of work expected to be asked for.
    pub offered_hours: f64,
    /// Hours that its people are expected to be on duty.
    pub available_hours: f64,
}

impl GradeLoad {
    /// Asked for over there; infinite where work is asked of nobody.
    pub fn share(&self) -> f64 {
        match (self.available_hours > 0.0, self.offered_hours > 0.0) {
            (true, _) => self.offered_hours / self.available_hours,
            (false, true) => f64::INFINITY,
            (false, false) => 0.0,
        }
    }
}

/// The load of every team's every grade, clusters in the scenario's order, then hubs.
pub fn by_grade(scenario: &Scenario) -> Vec<GradeLoad> {
    let scenario = &*crate::scenario::complexity::applied(scenario);
    let model = compile(scenario);
    let hubs = scenario.hub_places();
    let mut loads: Vec<(Whose, GradeLoad)> = model.groups.iter().flat_map(|group| group_load(scenario, &model, group, &hubs)).collect();
    loads.sort_by_key(|(whose, _)| *whose);
    loads.into_iter().map(|(_, load)| load).collect()
}

/// Whose people a load is of: a cluster's or a hub's, by position.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Whose {
    Cluster(usize),
    Hub(usize),
}

/// A grade of a team, the team first.
type Named<'a> = (&'a str, &'a str);

/// Expected arrivals of one workstream in the data period, by place and kind, and what their sittings are like.
struct Arriving {
    /// `[place][kind]`.
    number: Vec<Vec<f64>>,
    /// Mean cases in the list of the sitting, and its mean length in hours.
    cases: f64,
    hours: f64,
}

fn group_load(scenario: &Scenario, model: &Model, group: &GroupModel, hubs: &[HubPlace<'_>]) -> Vec<(Whose, GradeLoad)> {
    let (whose, mut loads) = available(scenario, model, group, hubs);
    let mut arriving: Vec<Option<Arriving>> = group.streams.iter().map(|_| None).collect();
    // A workstream that a completion brings comes after the one that brings it; a chain is as long as there are workstreams.
    for _ in 0..scenario.workstreams.len() {
        for place in 0..group.streams.len() {
            if arriving[place].is_none() {
                arriving[place] = arrivals(scenario, model, group, place, &arriving);
            }
        }
    }
    let mut asked = Asked::default();
    for (spec, arriving) in group.streams.iter().zip(&arriving) {
        let Some(arriving) = arriving else { continue };
        let draft = &scenario.workstreams[spec.stream];
        let cluster = group.clusters[spec.cluster];
        let can_ask = |place: &usize| match whose[*place] {
            Whose::Cluster(other) => other == cluster,
            Whose::Hub(hub) => hubs[hub].serves.contains(&cluster),
        };
        let mine: Vec<usize> = (0..loads.len()).filter(can_ask).collect();
        for (step, compiled) in draft.steps.values().zip(&spec.steps) {
            step_load(draft, step, spec, compiled, arriving, &mut |who, hours| asked.add(&loads, &mine, who, hours));
        }
    }
    asked.share_out(&mut loads);
    whose.into_iter().zip(loads).collect()
}

/// Hours asked of each set of grades, by position among the loads.
#[derive(Default)]
struct Asked(IndexMap<Vec<usize>, f64>);

impl Asked {
    /// Asks so many hours of grades of teams among the loads at some places: of those who may begin at once, or, where none of them is
    /// there, of those who may next.
    fn add(&mut self, loads: &[GradeLoad], mine: &[usize], who: &[Vec<Named<'_>>], hours: f64) {
        let among = |who: &Vec<Named<'_>>| -> Vec<usize> {
            mine.iter().copied().filter(|&place| who.contains(&(loads[place].team.as_str(), loads[place].grade.as_str()))).collect()
        };
        let each: Vec<Vec<usize>> = who.iter().map(among).collect();
        let there = |grades: &&Vec<usize>| grades.iter().any(|&place| loads[place].available_hours > 0.0);
        let asked = each.iter().find(there).or_else(|| each.iter().find(|grades| !grades.is_empty()));
        *self.0.entry(asked.cloned().unwrap_or_default()).or_default() += hours;
    }

    /// Gives the hours that only one grade can do first, then those that several can, each to the less loaded.
    fn share_out(mut self, loads: &mut [GradeLoad]) {
        self.0.sort_by(|a, _, b, _| a.len().cmp(&b.len()));
        for (mut grades, hours) in self.0 {
            grades.sort_by(|&a, &b| loads[a].share().total_cmp(&loads[b].share()));
            let Some(level) = level(&grades, loads, hours) else {
                // Nobody is there: it is asked of the first all the same.
                if let Some(&first) = grades.first() {
                    loads[first].offered_hours += hours;
                }
                continue;
            };
            for grade in grades {
                let load = &mut loads[grade];
                load.offered_hours = load.offered_hours.max(level * load.available_hours);
            }
        }
    }
}

/// The load to which `hours` fill up the less loaded of some grades, the least loaded first; `None` if none is there.
fn level(grades: &[usize], loads: &[GradeLoad], hours: f64) -> Option<f64> {
    let (mut offered, mut available) = (hours, 0.0);
    let mut level = None;
    for &grade in grades.iter().filter(|&&grade| loads[grade].available_hours > 0.0) {
        if level.is_some_and(|level| loads[grade].share() >= level) {
            break;
        }
        offered += loads[grade].offered_hours;
        available += loads[grade].available_hours;
        level = Some(offered / available);
    }
    level
}

/// Every grade of every team of a group, with the hours that its people are expected to be there; those of a hub together.
fn available(scenario: &Scenario, model: &Model, group: &GroupModel, hubs: &[HubPlace<'_>]) -> (Vec<Whose>, Vec<GradeLoad>) {
    let (from, to) = model.days.observed;
    let mut found: IndexMap<(Whose, &str, usize), f64> = IndexMap::new();
    let of_unit: Vec<usize> = group
        .units
        .iter()
        .map(|unit| {
            let whose = unit.hub.map_or_else(|| Whose::Cluster(unit.cluster.expect("people are of a hub or a cluster")), Whose::Hub);
            let entry = found.entry((whose, &unit.team, unit.grade));
            let place = entry.index();
            entry.or_default();
            place
        })
        .collect();
    for person in &group.people {
        let spec: &GradeSpec = &model.grades[person.grade];
        let worked = (person.service.0.max(from)..person.service.1.min(to)).filter(|&day| spec.is_worked(&model.days, day)).count() as f64;
        found[of_unit[person.unit]] += if spec.is_place() {
            24.0 * person.service.1.min(to).saturating_sub(person.service.0.max(from)) as f64 * person.fraction
        } else {
            worked * spec.day_seconds() / 3600.0 * person.fraction * spec.expected_presence()
        };
    }
    let load = |((whose, team, grade), available_hours): ((Whose, &str, usize), f64)| {
        let cluster = match whose {
            Whose::Cluster(place) => model.names.clusters[place].clone(),
            Whose::Hub(place) => hubs[place].name.clone(),
        };
        let grade = scenario.grades.get_index(grade).expect("a grade of the scenario").0.clone();
        (whose, GradeLoad { cluster, team: team.to_owned(), grade, offered_hours: 0.0, available_hours })
    };
    found.into_iter().map(load).unzip()
}

fn arrivals(scenario: &Scenario, model: &Model, group: &GroupModel, place: usize, others: &[Option<Arriving>]) -> Option<Arriving> {
    let spec = &group.streams[place];
    let (from, to) = model.days.observed;
    let lists = model.names.lists.len();
    let place_of = |room: usize| group.courts[group.courtrooms[room].court].type_ * lists + group.courtrooms[room].list;
    let mut by_place = vec![0.0; spec.kinds.len()];
    let (mut cases, mut hours, mut sittings) = (0.0, 0.0, 0.0_f64);
    match &group.sources[place] {
        SourceSpec::Random { profile, at_most, .. } => *by_place.last_mut()? += profile.expected(from, to).min(*at_most as f64),
        SourceSpec::Calendar { dates, .. } => {
            let counted = dates.iter().filter(|date| (from..to).contains(&date.at.day()));
            *by_place.last_mut()? += counted.map(|date| date.chance()).sum::<f64>();
        }
        SourceSpec::Dated(dates) => {
            *by_place.last_mut()? += dates.iter().filter(|(at, _)| (from..to).contains(&SimTime::day(*at))).count() as f64
        }
        SourceSpec::Sittings { taps, share, .. } => {
            for tap in taps.iter().filter(|tap| (from..to).contains(&tap.at.day())) {
                let room = &group.courtrooms[tap.room as usize];
                let sitting = room.turns.sitting(tap.turn, tap.session);
                // It is sat at in such a share of histories.
                let sat = room.turns.share();
                by_place[place_of(tap.room as usize)] += share * sat;
                cases += scenario.lists[room.list].cases.law.mean() * sat;
                hours += sitting.end.since(sitting.start) as f64 / 3600.0 * sat;
                sittings += sat;
            }
        }
        SourceSpec::Other => {
            let brought =
                group.streams.iter().enumerate().flat_map(|(parent, stream)| stream.brings.iter().map(move |brings| (parent, brings)));
            if let Some((parent, brings)) = brought.into_iter().find(|(_, brings)| usize::from(brings.stream) == place) {
                for (at, kinds) in others[parent].as_ref()?.number.iter().enumerate() {
                    let of_kinds = kinds.iter().enumerate().filter(|(kind, _)| brings.kinds >> kind & 1 == 1);
                    by_place[at] += of_kinds.map(|(_, number)| number).sum::<f64>() * brings.chance;
                }
            }
            for (at, room) in group.courtrooms.iter().enumerate() {
                for (_, chance) in room.requests.iter().filter(|(stream, _)| usize::from(*stream) == place) {
                    let sat = room.turns.expected((from, to));
                    by_place[place_of(at)] += sat * scenario.lists[room.list].cases.law.mean() * chance;
                }
            }
        }
    }
    let number = by_place.iter().zip(&spec.kinds).map(|(number, running)| shares(running).map(|share| share * number).collect()).collect();
    let each = sittings.max(1.0);
    Some(Arriving { number, cases: cases / each, hours: hours / each })
}

/// Shares from running sums.
fn shares(running: &[f64]) -> impl Iterator<Item = f64> + '_ {
    running.iter().scan(0.0, |before, sum| {
        let share = sum - *before;
        *before = *sum;
        Some(share)
    })
}

/// Adds a step's expected hours to those who do it.
fn step_load(
    draft: &Workstream,
    step: &Step,
    spec: &StreamSpec,
    compiled: &StepSpec,
    arriving: &Arriving,
    give: &mut dyn FnMut(&[Vec<Named<'_>>], f64),
) {
    if !compiled.by_people() {
        return;
    }
    let who = choices(step);
    let flags = relevant(compiled);
    for (place, kinds) in arriving.number.iter().enumerate() {
        for (kind, &number) in kinds.iter().enumerate().filter(|(_, number)| **number > 0.0) {
            for chosen in 0..1_u32 << flags.len() {
                let (mut weight, mut bits) = (number, 0_u16);
                for (i, &flag) in flags.iter().enumerate() {
                    let chance = spec.flags[flag].chances[place * kinds.len() + kind];
                    let true_ = chosen >> i & 1 == 1;
                    weight *= if true_ { chance } else { 1.0 - chance };
                    bits |= u16::from(true_) << flag;
                }
                if weight > 0.0 && compiled.concerns(kind as u8, bits) {
                    let resolved = compiled.hold(kind as u8, bits);
                    let (own, author) = hours_each(compiled, resolved.mean, arriving);
                    let times = weight * resolved.chance;
                    if let Does::Attend(_) = compiled.does {
                        let first = places_at(who[usize::from(resolved.who)]).filter_map(|by| by.first()).map(|by| clause(by, &draft.team));
                        first.for_each(|(team, grade, _)| give(&[vec![(team, grade)]], own * times));
                    } else {
                        give(&grades_in_turn(who[usize::from(resolved.who)], &draft.team), own * times);
                    }
                    if let Some(wrote) = draft.author_of(step).and_then(|wrote| draft.steps.get(wrote)).filter(|_| author > 0.0) {
                        give(&grades_in_turn(&wrote.by, &draft.team), author * times);
                    }
                }
            }
        }
    }
}

/// Hours that one case takes of a step's own people, and of the author of what a gate returns.
fn hours_each(step: &StepSpec, mean: f64, arriving: &Arriving) -> (f64, f64) {
    match &step.does {
        Does::PerCase => (mean * arriving.cases / 3600.0, 0.0),
        Does::Duty(_) => (arriving.hours, 0.0),
        Does::Gate { share, returned, rework_mean, .. } => {
            let rounds: f64 = (1..=i32::from(MOST_RETURNS)).map(|round| returned.powi(round)).sum();
            (share * mean * (1.0 + rounds) / 3600.0, share * rework_mean * rounds / 3600.0)
        }
        _ => (mean / 3600.0, 0.0),
    }
}

/// The lists of people that a step can be done by, in the order in which its variants number them.
fn choices(step: &Step) -> Vec<&[String]> {
    let changed = step.for_.values().filter_map(|change| change.by.as_deref());
    std::iter::once(step.by.as_slice()).chain(changed).collect()
}

/// Grades that may begin at once, each with its team, then those that may after a wait, the shortest first.
fn grades_in_turn<'a>(by: &'a [String], team: &'a str) -> Vec<Vec<Named<'a>>> {
    let mut turns: BTreeMap<u64, Vec<Named<'a>>> = BTreeMap::new();
    for (team, grade, after) in by.iter().map(|text| clause(text, team)) {
        turns.entry(after).or_default().push((team, grade));
    }
    turns.into_values().collect()
}

/// Flags that decide anything about a step.
fn relevant(step: &StepSpec) -> Vec<usize> {
    let mut bits = step.when | step.unless;
    for (condition, _) in &step.variants.changes {
        if let Condition::Flag(flag) = condition {
            bits |= 1 << flag;
        }
    }
    (0..16).filter(|flag| bits >> flag & 1 == 1).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn load(grade: &str, offered_hours: f64, available_hours: f64) -> GradeLoad {
        GradeLoad { cluster: "A".to_owned(), team: "court".to_owned(), grade: grade.to_owned(), offered_hours, available_hours }
    }

    #[test]
    fn shared_work_goes_to_the_less_loaded_until_they_are_level() {
        let mut loads = vec![load("PSO", 0.0, 200.0), load("PO", 0.0, 100.0), load("SPO", 0.0, 0.0)];
        let mut asked = Asked::default();
        asked.add(&loads, &[0, 1, 2], &[vec![("court", "PSO"), ("court", "PO")]], 90.0);
        asked.add(&loads, &[0, 1, 2], &[vec![("court", "PO")]], 60.0);
        asked.add(&loads, &[0, 1, 2], &[vec![("court", "SPO")]], 5.0);
        asked.share_out(&mut loads);
        assert_eq!(loads.iter().map(|load| load.offered_hours).collect::<Vec<_>>(), [90.0, 60.0, 5.0]);
        let mut loads = vec![load("PSO", 0.0, 200.0), load("PO", 60.0, 100.0)];
        let mut asked = Asked::default();
        asked.add(&loads, &[0, 1], &[vec![("court", "PSO"), ("court", "PO")]], 180.0);
        asked.share_out(&mut loads);
        // 240 hours over 300: both at 80 %.
        assert!((loads[0].share() - 0.8).abs() < 1e-12 && (loads[1].share() - 0.8).abs() < 1e-12, "{loads:?}");
        assert_eq!(load("SPO", 5.0, 0.0).share(), f64::INFINITY);
    }

    #[test]
    fn work_whose_first_grade_is_nowhere_is_asked_of_those_who_may_begin_next() {
        let by = ["PSO", "PO after 30 min", "SPO after 10 min"].map(str::to_owned);
        let turns = grades_in_turn(&by, "court");
        assert_eq!(turns, [[("court", "PSO")], [("court", "SPO")], [("court", "PO")]]);
        let offered = |people: &[(&str, f64)]| {
            let mut loads: Vec<GradeLoad> = people.iter().map(|(grade, hours)| load(grade, 0.0, *hours)).collect();
            let mut asked = Asked::default();
            asked.add(&loads, &(0..people.len()).collect::<Vec<_>>(), &turns, 60.0);
            asked.share_out(&mut loads);
            loads.into_iter().map(|load| load.offered_hours).collect::<Vec<_>>()
        };
        assert_eq!(offered(&[("PO", 100.0), ("PSO", 100.0), ("SPO", 100.0)]), [0.0, 60.0, 0.0]);
        assert_eq!(offered(&[("PO", 100.0), ("SPO", 100.0)]), [0.0, 60.0]);
        // Posts of which nobody is ever there do not count, unless there is nobody else.
        assert_eq!(offered(&[("PO", 100.0), ("PSO", 0.0)]), [60.0, 0.0]);
        assert_eq!(offered(&[("PSO", 0.0), ("SPO", 0.0)]), [60.0, 0.0]);
        assert_eq!(offered(&[("AA", 100.0)]), [0.0]);
    }
}
