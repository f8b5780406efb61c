//! What a scenario can bring about, worked out from what it says and without simulating: where work arises, of which kinds and with which
//! flags, and who is there for it. What names something that is not here can never act.
//!
//! It errs towards "can": a chance above 0 counts as one that comes true, however short the history.

use indexmap::{IndexMap, IndexSet};

use super::super::grammar::*;
use super::super::leaves::{DAYS, MONTHS};
use super::super::sharing::{HubPlace, LendingPlace};
use super::Check;
use crate::units::Weekdays;

/// Courtrooms below which a line of sittings never sits.
const NO_COURTROOM: f64 = 1e-9;

/// A line of sittings of an open court.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sat<'a> {
    /// The court, by position among those of its cluster, and its type by position in the scenario.
    pub court: usize,
    pub type_: usize,
    /// The kind of list, by position.
    pub list: usize,
    pub line: &'a SittingLine,
    /// The line's key, and whether it is the court's own.
    pub key: &'a str,
    pub own: bool,
}

/// Where work arises: in courts of a type, by position in the scenario, at a kind of list; `None` where no court brings it.
pub(super) type Spot = Option<(usize, usize)>;

/// Cases that are alike in what decides their way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Class {
    /// The kind, by position; 0 without kinds.
    pub kind: usize,
    /// Flags that may be true, and flags that must be, by bit.
    pub may: u16,
    pub must: u16,
}

/// What arises of a workstream.
#[derive(Clone, Debug, Default)]
pub(super) struct Arising {
    /// By spot, the clusters with the courts (by position among the cluster's) where it arises.
    pub spots: IndexMap<Spot, IndexSet<(usize, Option<usize>)>>,
    /// By class of case, the spots, by position, at which it arises.
    pub classes: IndexMap<Class, IndexSet<usize>>,
}

impl Arising {
    /// Whether anything is ever of a kind, by position.
    pub fn has_kind(&self, kind: usize) -> bool {
        self.classes.keys().any(|class| class.kind == kind)
    }

    /// Whether a flag, by position, is ever true.
    pub fn has_flag(&self, flag: usize) -> bool {
        self.classes.keys().any(|class| class.may >> flag & 1 == 1)
    }

    /// The clusters of some spots, in order.
    pub fn clusters(&self, spots: &IndexSet<usize>) -> Vec<usize> {
        let mut clusters: Vec<usize> = spots.iter().flat_map(|&spot| &self.spots[spot]).map(|(cluster, _)| *cluster).collect();
        clusters.sort_unstable();
        clusters.dedup();
        clusters
    }
}

/// What can happen.
#[derive(Debug)]
pub(super) struct Reach<'a> {
    pub scenario: &'a Scenario,
    /// By cluster, the lines of sittings of its open courts.
    pub sat: Vec<Vec<Sat<'a>>>,
    /// By workstream.
    pub streams: Vec<Arising>,
    /// Weekday, week of the month (1 to 5) and month of every day of the history.
    pub days: IndexSet<(u8, u64, usize)>,
    /// By cluster, the FTE of each grade of each of its own teams.
    pub own: Vec<IndexMap<(&'a str, &'a str), f64>>,
    pub hubs: Vec<HubPlace<'a>>,
    pub lending: Vec<LendingPlace<'a>>,
    /// People of the own teams of all the clusters that each hub serves, and that each rule of lending joins.
    pub served: Vec<IndexMap<(&'a str, &'a str), usize>>,
    pub joined: Vec<IndexMap<(&'a str, &'a str), usize>>,
}

impl<'a> Reach<'a> {
    pub fn new(check: &Check<'a>) -> Self {
        let s = check.scenario;
        let own = s.clusters.keys().map(|cluster| {
            let mut own: IndexMap<(&str, &str), f64> = IndexMap::new();
            s.teams_of(cluster).for_each(|(team, grade, fte)| *own.entry((team, grade)).or_default() += fte);
            own
        });
        let mut reach = Self {
            scenario: s,
            sat: s.clusters.values().map(|cluster| sat(s, cluster)).collect(),
            streams: vec![Arising::default(); s.workstreams.len()],
            days: days(check),
            own: own.collect(),
            hubs: s.hub_places(),
            lending: s.lending_places(),
            served: Vec::new(),
            joined: Vec::new(),
        };
        reach.served = reach.hubs.iter().map(|place| reach.together(&place.serves)).collect();
        reach.joined = reach.lending.iter().map(|place| reach.together(&place.members)).collect();
        reach.arise(check);
        reach
    }

    /// People of the own teams of some clusters together.
    fn together(&self, clusters: &[usize]) -> IndexMap<(&'a str, &'a str), usize> {
        let mut all = IndexMap::new();
        for &cluster in clusters {
            self.own[cluster].iter().for_each(|(&who, &fte)| *all.entry(who).or_default() += self.people(who.1, fte));
        }
        all
    }

    /// How many people, at most, are made of FTE of a grade.
    pub fn people(&self, grade: &str, fte: f64) -> usize {
        let part = self.scenario.grades.get(grade).and_then(|grade| grade.part_time.as_ref()).map(|part| part.fraction.get());
        if fte > 0.0 { (fte / part.unwrap_or(1.0)).ceil() as usize } else { 0 }
    }

    /// Fills in where every workstream arises, what a completion brings after what brings it.
    fn arise(&mut self, check: &Check<'a>) {
        let s = self.scenario;
        let mut brings: Vec<Vec<usize>> = vec![Vec::new(); s.workstreams.len()];
        for (child, stream) in s.workstreams.values().enumerate() {
            if let Arrivals::Completion(from) = &stream.arrivals
                && let Some(parent) = s.workstreams.get_index_of(&from.of)
            {
                brings[parent].push(child);
            }
        }
        let mut changed: Vec<usize> = (0..s.workstreams.len()).collect();
        for (place, stream) in s.workstreams.values().enumerate() {
            let spots = self.spots(check, stream);
            self.streams[place] = Arising { classes: self.classes(check, stream, &spots), spots };
        }
        while let Some(parent) = changed.pop() {
            for &child in &brings[parent] {
                let stream = &s.workstreams[child];
                let Arrivals::Completion(from) = &stream.arrivals else { continue };
                if from.chance.get() * stream.volume.get() == 0.0 {
                    continue;
                }
                let kinds = &s.workstreams[parent].kinds;
                let brought =
                    |class: &Class| from.kinds.is_empty() || kinds.get_index(class.kind).is_some_and(|(kind, _)| from.kinds.contains(kind));
                let all = &self.streams[parent];
                let spots: IndexSet<usize> =
                    all.classes.iter().filter(|(class, _)| brought(class)).flat_map(|(_, at)| at).copied().collect();
                let mut found = self.streams[child].spots.clone();
                for &spot in &spots {
                    let (spot, courts) = all.spots.get_index(spot).expect("a spot of the workstream");
                    found.entry(*spot).or_default().extend(courts);
                }
                let number = |spots: &IndexMap<Spot, IndexSet<_>>| spots.values().map(IndexSet::len).sum::<usize>();
                if number(&found) > number(&self.streams[child].spots) {
                    self.streams[child] = Arising { classes: self.classes(check, stream, &found), spots: found };
                    changed.push(child);
                }
            }
        }
    }

    /// Where a workstream arises by itself.
    fn spots(&self, check: &Check<'a>, stream: &Workstream) -> IndexMap<Spot, IndexSet<(usize, Option<usize>)>> {
        let s = self.scenario;
        let mut spots: IndexMap<Spot, IndexSet<(usize, Option<usize>)>> = IndexMap::new();
        let comes = stream.volume.get() > 0.0;
        for (cluster, (name, _)) in s.clusters.iter().enumerate() {
            let at_lists = |wanted: &dyn Fn(&Sat<'_>, &str) -> bool| -> Vec<(Spot, Option<usize>)> {
                let named = |sat: &&Sat<'_>| s.lists.get_index(sat.list).is_some_and(|(list, _)| wanted(sat, list));
                self.sat[cluster].iter().filter(named).map(|sat| (Some((sat.type_, sat.list)), Some(sat.court))).collect()
            };
            let nowhere = |some: bool| if some { vec![(None, None)] } else { Vec::new() };
            let times = |sum: &Option<String>| sum.as_ref().map_or(1.0, |sum| s.attribute(name, sum));
            let mut found = match &stream.arrivals {
                Arrivals::Hearings(from) if comes && times(&from.a_year) > 0.0 => at_lists(&|sat, list| {
                    s.lists[sat.list].cases.law.mean() > 0.0 && from.chance.get(list).is_some_and(|chance| chance.get() > 0.0)
                }),
                Arrivals::Sittings(from) if comes && from.share.get() > 0.0 => {
                    at_lists(&|_, list| from.lists.is_empty() || from.lists.iter().any(|named| named == list))
                }
                Arrivals::Random(from) => nowhere(comes && from.rate.number * times(&from.times) > 0.0 && self.has_day(from)),
                Arrivals::Calendar(from) => nowhere(comes && times(&from.times) > 0.0 && self.dates(from).next().is_some()),
                Arrivals::File(from) => nowhere(from.events.iter().any(|event| check.comes(event, name))),
                Arrivals::Hearings(_) | Arrivals::Sittings(_) | Arrivals::Completion(_) => Vec::new(),
            };
            found.extend(nowhere(stream.backlog > 0 && found.is_empty()));
            for (spot, court) in found {
                spots.entry(spot).or_default().insert((cluster, court));
            }
        }
        spots
    }

    /// Whether any day of the history has a weight at random.
    fn has_day(&self, from: &AtRandom) -> bool {
        let worked = self.scenario.calendar.working_days;
        let weight = |of: &Keyed<crate::units::Number>, key: &str| of.get(key).map_or(1.0, |weight| weight.get());
        self.days.iter().any(|&(day, _, month)| {
            worked.has(day) && weight(&from.weekdays, DAYS[usize::from(day)]) * weight(&from.months, MONTHS[month]) > 0.0
        })
    }

    /// The days of the history, as in `days`, that a calendar names.
    pub fn dates<'s>(&'s self, from: &'s OnCalendar) -> impl Iterator<Item = (u8, u64, usize)> + 's {
        self.days.iter().copied().filter(|&(day, week, month)| {
            let months = || from.months.iter().any(|name| name == MONTHS[month]);
            from.day.has(day) && (from.weeks.is_empty() || from.weeks.contains(&week)) && (from.months.is_empty() || months())
        })
    }

    /// Which cases arise, by what decides their way.
    fn classes(
        &self,
        check: &Check<'a>,
        stream: &Workstream,
        spots: &IndexMap<Spot, IndexSet<(usize, Option<usize>)>>,
    ) -> IndexMap<Class, IndexSet<usize>> {
        let s = self.scenario;
        let mut classes: IndexMap<Class, IndexSet<usize>> = IndexMap::new();
        let events = if let Arrivals::File(from) = &stream.arrivals { &from.events[..] } else { &[] };
        let stated: IndexSet<(Option<usize>, u16)> = events
            .iter()
            .filter(|event| s.clusters.keys().any(|cluster| check.comes(event, cluster)))
            .map(|event| {
                let flags = event.flags.iter().filter_map(|flag| stream.flags.get_index_of(flag));
                let kind = event.kind.as_ref().and_then(|kind| stream.kinds.get_index_of(kind));
                (kind, flags.fold(0, |bits, flag| bits | 1 << flag))
            })
            .collect();
        for (place, (spot, courts)) in spots.iter().enumerate() {
            let drawn: Vec<usize> = match stream.kinds.len() {
                0 => vec![0],
                kinds => (0..kinds).filter(|&kind| self.kind_arises(stream, kind, *spot, courts)).collect(),
            };
            for (kind, flags) in stated.iter().copied().chain((stated.is_empty() || stream.backlog > 0).then_some((None, 0))) {
                let named = kind.map(|kind| vec![kind]);
                for &kind in named.as_ref().unwrap_or(&drawn) {
                    let class = self.class(stream, kind, *spot);
                    let class = Class { may: class.may | flags, must: class.must | flags, ..class };
                    classes.entry(class).or_default().insert(place);
                }
            }
        }
        classes
    }

    fn kind_arises(&self, stream: &Workstream, kind: usize, spot: Spot, courts: &IndexSet<(usize, Option<usize>)>) -> bool {
        let s = self.scenario;
        let share = self.share_of(stream, kind, spot);
        courts.iter().any(|(cluster, _)| {
            let Some((name, _)) = s.clusters.get_index(*cluster) else { return false };
            let numbers: Option<Vec<f64>> = stream.kinds.values().map(|kind| Some(s.attribute(name, kind.share_by.as_ref()?))).collect();
            match numbers {
                Some(numbers) if numbers.iter().sum::<f64>() > 0.0 => numbers[kind] > 0.0,
                _ => share > 0.0,
            }
        })
    }

    /// Names of a spot: the kind of list, then the type of court.
    pub fn named(&self, spot: Spot) -> Option<[&'a str; 2]> {
        let (type_, list) = spot?;
        Some([self.scenario.lists.get_index(list)?.0.as_str(), self.scenario.court_types.get_index(type_)?.0.as_str()])
    }

    fn share_of(&self, stream: &Workstream, kind: usize, spot: Spot) -> f64 {
        let kind = &stream.kinds[kind];
        let at = self.named(spot).into_iter().flatten().find_map(|name| kind.share_at.get(name));
        at.unwrap_or(&kind.share).get()
    }

    /// The entry of a flag's `chance_at` that holds for a kind at a spot.
    pub fn chance_at(&self, stream: &Workstream, flag: &'a Flag, kind: usize, spot: Spot) -> Option<&'a str> {
        let names = stream.kinds.get_index(kind).map(|(name, _)| name.as_str()).into_iter().chain(self.named(spot).into_iter().flatten());
        names.into_iter().find_map(|name| flag.chance_at.get_key_value(name)).map(|(name, _)| name.as_str())
    }

    fn class(&self, stream: &Workstream, kind: usize, spot: Spot) -> Class {
        let mut class = Class { kind, may: 0, must: 0 };
        let names = stream.kinds.get_index(kind).map(|(name, _)| name.as_str()).into_iter().chain(self.named(spot).into_iter().flatten());
        let names: Vec<&str> = names.collect();
        for (place, flag) in stream.flags.values().enumerate() {
            let chance = names.iter().find_map(|name| flag.chance_at.get(*name)).unwrap_or(&flag.chance).get();
            class.may |= u16::from(chance > 0.0) << place;
            class.must |= u16::from(chance >= 1.0) << place;
        }
        class
    }
}

/// The lines of sittings of a cluster's open courts: those of the court's type, its own instead of those of the same name.
pub(super) fn sat<'a>(s: &'a Scenario, cluster: &'a Cluster) -> Vec<Sat<'a>> {
    let mut all = Vec::new();
    for (court, (name, spec)) in cluster.courts.iter().enumerate().filter(|(_, (_, court))| court.open && court.count > 0) {
        let Some((type_, _, of_type)) = s.court_types.get_full(spec.type_.as_ref().unwrap_or(name)) else { continue };
        let usual = of_type.sittings.iter().filter(|(key, _)| !spec.sittings.contains_key(*key)).map(|line| (line, false, spec.size.get()));
        for ((key, line), own, size) in usual.chain(spec.sittings.iter().map(|line| (line, true, 1.0))) {
            let sits = line.courtrooms.get() * size > NO_COURTROOM && line.days.kept_on(s.calendar.working_days).count() > 0;
            if let Some(list) = s.lists.get_index_of(&line.list).filter(|_| sits) {
                all.push(Sat { court, type_, list, line, key, own });
            }
        }
    }
    all
}

/// What the days of the history are like: weekday, week of the month, month.
fn days(check: &Check<'_>) -> IndexSet<(u8, u64, usize)> {
    let [mut date, end] = check.history();
    let mut days = IndexSet::new();
    // Four years have every combination there is.
    for _ in 0..4 * 366 {
        if date >= end {
            break;
        }
        let week = (u64::from(date.day().unsigned_abs()) - 1) / 7 + 1;
        days.insert((date.weekday().to_monday_zero_offset() as u8, week, usize::from(date.month().unsigned_abs()) - 1));
        let Ok(next) = date.tomorrow() else { break };
        date = next;
    }
    days
}

impl Check<'_> {
    /// Whether a dated event comes to a cluster in the history.
    fn comes(&self, event: &FileEvent, cluster: &str) -> bool {
        let [first, end] = self.history();
        let date = event.time.date();
        (first..end).contains(&date) && event.cluster.as_ref().is_none_or(|named| named.is_empty() || named == cluster)
    }
}

/// Weekdays by name, Monday first, as a scenario writes them.
pub(super) fn weekdays_named(days: impl Iterator<Item = u8>) -> Vec<&'static str> {
    const NAMES: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
    days.filter_map(|day| NAMES.get(usize::from(day)).copied()).collect()
}

/// The days of a set.
pub(super) fn each(days: Weekdays) -> impl Iterator<Item = u8> {
    (0..7).filter(move |&day| days.has(day))
}
