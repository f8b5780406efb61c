//! People who can never come to do a step: nobody is of their grade, has the skills, is at work at that hour, or may begin before it is given up.

use indexmap::{IndexMap, IndexSet};

use super::super::clause::{self, By};
use super::super::quantity::TIME;
use super::inert::{Inert, Of, path};
use super::reach::{Reach, each};
use super::taken::Taken;
use super::*;
use crate::des::dist::Distribution;
use crate::units::Clock;

/// Meetings of more places than this are not looked at one by one.
const MOST_PLACES: usize = 64;

/// A list of people of a step, as it is in force somewhere.
#[derive(Clone, Copy)]
struct Asked<'l> {
    key: &'l str,
    step: &'l Step,
    /// Where the list stands.
    at: &'l [String],
    by: &'l [String],
    /// The clusters where it is in force.
    clusters: &'l [usize],
}

/// A clause with the team that it asks, and how long after asking it may begin, in seconds.
struct Clause<'l> {
    team: &'l str,
    grade: &'l str,
    after: f64,
    /// Whether it says `after`.
    waits: bool,
}

fn clauses<'l>(by: &'l [String], team: &'l str) -> Vec<Clause<'l>> {
    let read = by.iter().filter_map(|text| clause::by(text).ok());
    read.map(|By { grade, team: named, after }| Clause {
        team: named.unwrap_or(team),
        grade,
        after: after.map_or(0.0, |after| after.get()),
        waits: after.is_some(),
    })
    .collect()
}

/// Looks at everyone who is to do a step.
pub(super) fn people<'a>(inert: &mut Inert<'_, 'a>, of: Of<'a, '_>, (key, step): (&str, &Step), taken: &Taken) {
    let lines = step.for_.iter().map(|(case, line)| (path(&["workstreams", of.name, "steps", key, "for", case, "by"]), line.by.as_ref()));
    let own = std::iter::once((path(&["workstreams", of.name, "steps", key, "by"]), Some(&step.by)));
    for ((at, by), spots) in own.chain(lines).zip(&taken.by) {
        let Some(by) = by else { continue };
        let clusters = of.arising.clusters(spots);
        if clusters.is_empty() {
            continue;
        }
        let asked = Asked { key, step, at: &at, by, clusters: &clusters };
        inert.clauses(of, asked);
        if matches!(step.does, Activity::Attend(_)) {
            inert.places(of, asked);
        }
    }
    inert.skills(of, (key, step), taken);
    inert.bound(of, (key, step), taken);
}

impl<'a> Inert<'_, 'a> {
    fn clauses(&mut self, of: Of<'a, '_>, asked: Asked<'_>) {
        let Asked { key, step, at, by, clusters } = asked;
        let all = clauses(by, &of.stream.team);
        if all.len() < by.len() {
            return;
        }
        let attends = matches!(step.does, Activity::Attend(_));
        let mut begins = 0;
        for (number, clause) in all.iter().enumerate() {
            let Clause { team, grade, after, waits } = clause;
            if attends && !waits {
                begins = number;
            }
            let entry: Vec<String> = at.iter().cloned().chain([number.to_string()]).collect();
            let who = format!("`{grade}` of the team `{team}`");
            let there = |cluster: &usize| self.reach.can_ask(*cluster, of.name, team, grade);
            if !clusters.iter().any(there) {
                let mend = "give the team somebody of the grade, or take these entries out";
                let anywhere = (0..self.scenario.clusters.len()).any(|cluster| self.reach.can_ask(cluster, of.name, team, grade));
                let why = if anywhere {
                    format!("there is no {who} where `{}` arises", of.name)
                } else {
                    format!("there is no {who} in any cluster")
                };
                self.entry(entry, false, why, mend);
                continue;
            }
            if let Some(latest) = latest(step).filter(|latest| after > latest) {
                let limit = if attends || matches!(step.does, Activity::Duty(_)) { "`late_by`" } else { "`gives_up`" };
                let why = format!("`{}` comes too late for `{key}` of `{}`", by[number], of.name);
                let found = format!("nothing waits for longer than {}: {limit}", TIME.told(latest));
                self.found(entry, false, why, &found, "write a shorter time here, or let the work wait longer");
                continue;
            }
            // Before it, whoever may begin as soon; of a meeting, at the same place.
            let same = |(other, before): (usize, &Clause<'_>)| {
                let first = if other < number { before.after <= *after } else { before.after < *after };
                other != number && first && (before.team, before.grade) == (*team, *grade)
            };
            let from = if attends { begins } else { 0 };
            let until = if attends { number } else { all.len() };
            if all.iter().enumerate().take(until).skip(from).any(same) {
                let why = format!("`{}` is asked for `{key}` of `{}` already", by[number], of.name);
                self.found(entry, false, why, "an entry that may begin as soon has the same people", "take one of them out");
                continue;
            }
            if !self.skilled(grade, &step.skills) && all.iter().any(|clause| self.skilled(clause.grade, &step.skills)) {
                let skills = one_of(&step.skills).replace(" or ", " and ");
                self.entry(
                    entry,
                    false,
                    format!("no `{grade}` has {skills}"),
                    "give the grade a share with the skill, or take this entry out",
                );
                continue;
            }
            if let Some(hours) = self.out_of_hours(of, step, grade, *after) {
                let why = format!("no `{grade}` is on duty when `{key}` of `{}` begins, {hours}", of.name);
                self.entry(entry, false, why, "change the hour, the grade's `day` or its `days`");
            }
        }
    }

    /// Whether anybody of a grade can have every one of some skills.
    fn skilled(&self, grade: &str, skills: &[String]) -> bool {
        let known = self.scenario.grades.get(grade).map(|grade| &grade.skills);
        skills.iter().all(|skill| known.and_then(|known| known.get(skill)).is_some_and(|share| share.get() > 0.0))
    }

    /// Skills that nobody who does a step has.
    fn skills(&mut self, of: Of<'a, '_>, (key, step): (&str, &Step), taken: &Taken) {
        if taken.taken.is_empty() {
            return;
        }
        let lines = step.for_.values().filter_map(|line| line.by.as_ref()).flatten();
        let who: Vec<&str> = step.by.iter().chain(lines).filter_map(|text| clause::by(text).ok()).map(|by| by.grade).collect();
        for (at, skill) in step.skills.iter().enumerate() {
            if !who.iter().any(|grade| self.skilled(grade, std::slice::from_ref(skill))) {
                let why = format!("nobody who could do `{key}` of `{}` has the skill `{skill}`", of.name);
                let entry = path(&["workstreams", of.name, "steps", key, "skills", &at.to_string()]);
                let found = "the step is never done";
                self.found(entry, false, why, found, "give a grade in `by` a share with the skill (grades.*.skills), or take it out");
            }
        }
    }

    /// Work that gives up before anybody but whoever did an earlier step is let at it.
    fn bound(&mut self, of: Of<'a, '_>, (key, step): (&str, &Step), taken: &Taken) {
        let (Some(same), Some(latest)) = (&step.same_as, latest(step)) else { return };
        let certain = of.stream.steps.get(same).is_some_and(|other| {
            let always = other.chance.get() >= 1.0 && other.when.is_empty() && other.kinds.is_empty();
            always
                && !matches!(other.does, Activity::Gate(_))
                && other.for_.values().all(|line| line.chance.is_none_or(|chance| chance.get() >= 1.0))
        });
        if certain && !taken.taken.is_empty() && step.or_after.get() > latest {
            let why = format!("nobody but whoever did `{same}` ever does `{key}` of `{}`", of.name);
            let time = |seconds| TIME.told(seconds);
            let found = format!("they are waited for {}, and the work gives up after {} at most", time(step.or_after.get()), time(latest));
            let entry = path(&["workstreams", of.name, "steps", key, "or_after"]);
            self.found(entry, false, why, &found, "write a shorter `or_after`, or let the work wait longer");
        }
    }

    /// When work that begins at a fixed time does, if a grade is never on duty then.
    fn out_of_hours(&self, of: Of<'a, '_>, step: &Step, grade: &str, after: f64) -> Option<String> {
        let late = latest(step).filter(|_| matches!(step.does, Activity::Duty(_) | Activity::Attend(_)))?;
        let grade = self.scenario.grades.get(grade).filter(|grade| grade.kind == GradeKind::Person)?;
        let worked = self.scenario.calendar.working_days;
        let begins = self.reach.begins(of);
        let on_duty = |(day, clock): &(u8, u32)| {
            let (from, to) = (f64::from(*clock) + after, f64::from(*clock) + late);
            let kept = grade.days.kept_on(worked).has(*day);
            kept && grade.day.iter().any(|span| f64::from(span.from.0) <= to && f64::from(span.to.0) > from)
        };
        if begins.is_empty() || begins.iter().any(on_duty) {
            return None;
        }
        let mut hours: Vec<String> = begins.iter().map(|(_, clock)| Clock(*clock).to_string()).collect();
        hours.sort();
        hours.dedup();
        let days: IndexSet<u8> = begins.iter().map(|(day, _)| *day).collect();
        let days = super::reach::weekdays_named((0..7).filter(|day| days.contains(day)));
        Some(format!("at {} on {}", hours.join(" or "), days.join(", ")))
    }

    /// A meeting that wants more people than there are.
    fn places(&mut self, of: Of<'a, '_>, asked: Asked<'_>) {
        let Asked { key, at, by, clusters, .. } = asked;
        let all = clauses(by, &of.stream.team);
        let places: Vec<&[Clause<'_>]> = all.chunk_by(|_, next| next.waits).collect();
        if all.len() < by.len() || places.len() > MOST_PLACES {
            return;
        }
        let short: Vec<(usize, usize)> = clusters
            .iter()
            // Where nobody at all can come, that is told of all such work together.
            .filter(|&&cluster| all.iter().any(|Clause { team, grade, .. }| self.reach.can_ask(cluster, of.name, team, grade)))
            .map(|&cluster| (cluster, self.reach.filled(cluster, of.name, &places)))
            .filter(|(_, filled)| *filled < places.len())
            .collect();
        let Some(&(_, most)) = short.iter().max_by_key(|(_, filled)| *filled) else { return };
        let named: Vec<&str> =
            short.iter().filter_map(|(cluster, _)| self.scenario.clusters.get_index(*cluster)).map(|(name, _)| name.as_str()).collect();
        let why = format!(
            "`{key}` of `{}` wants {} people at once, and there are fewer in {}",
            of.name,
            places.len(),
            one_of(&named).replace(" or ", " and ")
        );
        let mend = "give the team more people, or take somebody out of `by`: a place that nobody can take is always missed";
        self.found(at.to_vec(), false, why, &format!("no more than {most} of them can be there"), mend);
    }
}

/// The longest that a step waits to be begun, in seconds; `None` where there is no end.
fn latest(step: &Step) -> Option<f64> {
    match &step.does {
        Activity::Duty(duty) => Some(duty.late_by.get()),
        Activity::Attend(attend) => Some(attend.late_by.get()),
        _ => step.gives_up.as_ref().and_then(|dist| most(&dist.law)),
    }
}

/// The most that a law ever draws; `None` where there is no most.
fn most(law: &Distribution) -> Option<f64> {
    match law {
        Distribution::Fixed(value) => Some(*value),
        Distribution::Uniform { high, .. } => Some(*high),
        Distribution::Triangular { max, .. } | Distribution::Pert { max, .. } | Distribution::Beta { max, .. } => Some(*max),
        Distribution::Empirical { values, weights } => {
            values.iter().zip(weights).filter(|(_, weight)| **weight > 0.0).map(|(value, _)| *value).reduce(f64::max)
        }
        Distribution::Mixture { weights, parts } => {
            let parts = parts.iter().zip(weights).filter(|(_, weight)| **weight > 0.0).map(|(part, _)| most(part));
            parts.collect::<Option<Vec<f64>>>()?.into_iter().reduce(f64::max)
        }
        _ => None,
    }
}

impl Reach<'_> {
    /// Whether there is anybody in a grade of a team whom work of a cluster can ask: of its own, of a hub, or lent.
    pub fn can_ask(&self, cluster: usize, workstream: &str, team: &str, grade: &str) -> bool {
        self.heads(cluster, workstream, (team, grade)) > 0
    }

    /// How many people, at most, work of a cluster can ask in a grade of a team.
    fn heads(&self, cluster: usize, workstream: &str, (team, grade): (&str, &str)) -> usize {
        let own = self.own[cluster].get(&(team, grade)).map_or(0, |fte| self.people(grade, *fte));
        let others = |all: &IndexMap<(&str, &str), usize>| all.get(&(team, grade)).map_or(0, |people| people.saturating_sub(own));
        let mut heads = own;
        for (place, served) in self.hubs.iter().zip(&self.served) {
            if place.hub.team == team && place.serves.binary_search(&cluster).is_ok() {
                heads += place.hub.staff.get(grade).map_or(0, |fte| self.people(grade, fte.get()));
                heads += if place.takes(team, grade) { others(served) } else { 0 };
            }
        }
        for (place, joined) in self.lending.iter().zip(&self.joined) {
            if place.lends(workstream, team, grade) && place.members.binary_search(&cluster).is_ok() {
                heads += others(joined);
            }
        }
        heads
    }

    /// How many places of a meeting people of a cluster can fill together, each one of them.
    fn filled(&self, cluster: usize, workstream: &str, places: &[&[Clause<'_>]]) -> usize {
        let mut grades: Vec<(&str, &str)> = places.iter().copied().flatten().map(|clause| (clause.team, clause.grade)).collect();
        grades.sort_unstable();
        grades.dedup();
        let heads: Vec<usize> = grades.iter().map(|who| self.heads(cluster, workstream, *who).min(places.len())).collect();
        let wants: Vec<Vec<usize>> = places
            .iter()
            .map(|place| place.iter().filter_map(|clause| grades.binary_search(&(clause.team, clause.grade)).ok()).collect())
            .collect();
        // Who has a place, by grade; a place is found by moving others where they can go (a matching by augmenting paths).
        let mut taken: Vec<Vec<usize>> = vec![Vec::new(); grades.len()];
        (0..places.len()).filter(|&place| seat(place, &wants, &heads, &mut taken, &mut vec![false; grades.len()])).count()
    }

    /// The weekdays and times at which work of a fixed time begins, where that can be told.
    fn begins(&self, of: Of<'_, '_>) -> IndexSet<(u8, u32)> {
        let worked = self.scenario.calendar.working_days;
        match &of.stream.arrivals {
            // What falls on a closed day comes on the next that is worked.
            Arrivals::Calendar(on) if on.apart.is_none() => each(worked).map(|day| (day, on.at.0)).collect(),
            Arrivals::Sittings(from) if from.before.is_none() && from.at == SittingMoment::Start => {
                let named = |list: usize| {
                    let list = self.scenario.lists.get_index(list).map(|(list, _)| list);
                    from.lists.is_empty() || list.is_some_and(|list| from.lists.contains(list))
                };
                let mut begins = IndexSet::new();
                for sat in self.sat.iter().flatten().filter(|sat| named(sat.list)) {
                    let type_ = &self.scenario.court_types[sat.type_];
                    let starts = match sat.line.session {
                        SessionChoice::Morning => vec![type_.morning.from.0],
                        SessionChoice::Afternoon => vec![type_.afternoon.from.0],
                        SessionChoice::Both => vec![type_.morning.from.0, type_.afternoon.from.0],
                    };
                    let days = sat.line.days.kept_on(worked);
                    begins.extend(each(days).flat_map(|day| starts.iter().map(move |start| (day, *start))));
                }
                begins
            }
            _ => IndexSet::new(),
        }
    }
}

/// Finds a place somebody, moving others if it must.
fn seat(place: usize, wants: &[Vec<usize>], heads: &[usize], taken: &mut [Vec<usize>], seen: &mut [bool]) -> bool {
    for &grade in &wants[place] {
        if std::mem::replace(&mut seen[grade], true) {
            continue;
        }
        if taken[grade].len() < heads[grade] {
            taken[grade].push(place);
            return true;
        }
        for at in 0..taken[grade].len() {
            if seat(taken[grade][at], wants, heads, taken, seen) {
                taken[grade][at] = place;
                return true;
            }
        }
    }
    false
}
