//! Rooms and days: rooms that a court does not list or has none of, rooms that no step is done in, days on which nothing comes of what is named.

use indexmap::{IndexMap, IndexSet};

use super::inert::{Inert, path};
use super::reach::{Reach, each, weekdays_named};
use super::taken::taken;
use super::*;
use crate::units::{Per, Weekdays};

/// A step that is done in a room.
struct Use<'a> {
    /// The room, and where it is named.
    room: &'a str,
    path: Vec<String>,
    step: &'a str,
    stream: &'a str,
    /// Courts where it is done there: the cluster, and the court within it, by position; `None` where no court brings the work.
    courts: IndexSet<(usize, Option<usize>)>,
}

/// Every room that a step is done in, and where.
fn uses<'a>(s: &'a Scenario, reach: &Reach<'a>) -> Vec<Use<'a>> {
    let mut uses = Vec::new();
    for ((name, stream), arising) in s.workstreams.iter().zip(&reach.streams) {
        for (key, step) in &stream.steps {
            let lines = step.for_.iter().map(|(case, line)| (vec!["for", case, "at"], line.at.as_ref()));
            let rooms: Vec<_> = std::iter::once((vec!["at"], step.at.as_ref())).chain(lines).collect();
            if rooms.iter().all(|(_, room)| room.is_none()) {
                continue;
            }
            let taken = taken(stream, arising, step);
            for ((last, room), spots) in rooms.into_iter().zip(&taken.at) {
                let Some(room) = room else { continue };
                let courts = spots.iter().flat_map(|&spot| &arising.spots[spot]).copied().collect();
                let path = path(&[&["workstreams", name, "steps", key], &last[..]].concat());
                uses.push(Use { room, path, step: key, stream: name, courts });
            }
        }
    }
    uses
}

/// The name, the type's name and the rooms of a court.
fn court(s: &Scenario, (cluster, court): (usize, usize)) -> Option<(&str, &str, &CourtType, &Court)> {
    let (name, court) = s.clusters.get_index(cluster)?.1.courts.get_index(court)?;
    let (type_, of_type) = s.court_types.get_key_value(court.type_.as_ref().unwrap_or(name))?;
    Some((name, type_, of_type, court))
}

/// How many of a kind of room a court has; `None` where neither it nor its type lists it.
fn rooms_of(room: &str, of_type: &CourtType, court: &Court) -> Option<u64> {
    court.rooms.get(room).or_else(|| of_type.rooms.get(room)).copied()
}

impl Check<'_> {
    /// Rooms that a step is done in at a court that does not list them: without a number nobody could ever want for one there.
    pub(super) fn rooms_listed(&mut self) {
        let s = self.scenario;
        let lines = |step: &Step| step.for_.values().any(|line| line.at.is_some());
        if !self.faults.is_empty()
            || !s.workstreams.values().flat_map(|stream| stream.steps.values()).any(|step| step.at.is_some() || lines(step))
        {
            return;
        }
        let reach = Reach::new(self);
        let mut lacking: IndexMap<(&str, &str), (Vec<String>, String)> = IndexMap::new();
        for Use { room, path, step, stream, courts } in uses(s, &reach) {
            for (cluster, of_court) in courts.iter().filter_map(|(cluster, court)| Some((*cluster, (*court)?))) {
                let Some((_, type_, of_type, spec)) = court(s, (cluster, of_court)) else { continue };
                if rooms_of(room, of_type, spec).is_none() {
                    lacking.entry((type_, room)).or_insert_with(|| (path.clone(), format!("`{step}` of `{stream}` is done there")));
                }
            }
        }
        for ((type_, room), (path, found)) in lacking {
            let wanted = format!("courts of the type `{type_}` must say how many `{room}` they have");
            let mend =
                format!("add `{room} = 1`, or as many as there are, to `court_types.{type_}.rooms`, or to the rooms of each such court");
            let fault = self.make(&strs(&path), wanted, found).help(mend);
            self.faults.push(fault);
        }
    }
}

impl<'a> Inert<'_, 'a> {
    /// Rooms of which a court has none, rooms where no court is, and rooms that no step is done in.
    pub fn rooms(&mut self) {
        let s = self.scenario;
        let uses = uses(s, self.reach);
        let mut used: IndexSet<(&str, &str)> = IndexSet::new();
        for Use { room, path, step, stream, courts } in &uses {
            let mut without: IndexSet<String> = IndexSet::new();
            for (cluster, of_court) in courts.iter().filter_map(|(cluster, court)| Some((*cluster, (*court)?))) {
                let Some((name, type_, of_type, spec)) = court(s, (cluster, of_court)) else { continue };
                used.insert((type_, room));
                if rooms_of(room, of_type, spec) == Some(0) {
                    let cluster = s.clusters.get_index(cluster).map_or("", |(cluster, _)| cluster.as_str());
                    without.insert(format!("{cluster} ({name})"));
                }
            }
            if !without.is_empty() {
                let places: Vec<&String> = without.iter().collect();
                let why = format!("`{step}` of `{stream}` can never be done in {}", one_of(&places).replace(" or ", " and "));
                let found = format!("there are 0 `{room}`");
                self.found(path.clone(), false, why, &found, "give the court such rooms, or let the step be done elsewhere or in no room");
            }
            if !courts.is_empty() && courts.iter().all(|(_, court)| court.is_none()) {
                let why = format!("`{stream}` comes from no court, so that `{step}` takes no room");
                self.found(path.clone(), false, why, &format!("no `{room}` is kept for it"), "take it out");
            }
        }
        let mend = "let a step be done there (`at`), or take it out: as many as there are, nothing changes";
        for (type_, of_type) in &s.court_types {
            for room in of_type.rooms.keys().filter(|room| !used.contains(&(type_.as_str(), room.as_str()))) {
                // A type that no court is of is told as one.
                if self.reach.sat.iter().flatten().any(|sat| s.court_types.get_index_of(type_) == Some(sat.type_)) {
                    let why = format!("no step is ever done in a `{room}` of a court of the type `{type_}`");
                    self.entry(path(&["court_types", type_, "rooms", room]), true, why, mend);
                }
            }
        }
        for (name, cluster) in &s.clusters {
            for (key, spec) in cluster.courts.iter().filter(|(_, court)| court.open && court.count > 0) {
                let type_ = spec.type_.as_ref().unwrap_or(key);
                for room in spec.rooms.keys().filter(|room| !used.contains(&(type_.as_str(), room.as_str()))) {
                    let why = format!("no step is ever done in a `{room}` of a court of the type `{type_}`");
                    self.entry(path(&["clusters", name, "courts", key, "rooms", room]), true, why, mend);
                }
            }
        }
    }

    /// Days of the week, and dates, on which nothing comes of what is named.
    pub fn days(&mut self) {
        let s = self.scenario;
        for (name, grade) in s.grades.iter().filter(|(_, grade)| grade.kind == GradeKind::Place) {
            let why = |what: &str| format!("`{name}` is a place, open at all hours of all days: its `{what}` changes nothing");
            if grade
                .day
                .iter()
                .map(|span| (span.from, span.to))
                .ne([(9 * 3600, 13 * 3600), (13 * 3600 + 2160, 17 * 3600)].map(|(a, b)| (crate::units::Clock(a), crate::units::Clock(b))))
            {
                self.entry(path(&["grades", name, "day"]), true, why("day"), "take it out");
            }
            if grade.days != Weekdays::WORKING {
                self.entry(path(&["grades", name, "days"]), true, why("days"), "take it out");
            }
        }
        let at_work: Vec<u8> = (0..s.clusters.len()).map(|cluster| self.reach.at_work(cluster)).collect();
        for (type_, of_type) in &s.court_types {
            for (key, line) in &of_type.sittings {
                self.line_days(path(&["court_types", type_, "sittings", key, "days"]), None, (key, line), &at_work);
            }
        }
        for (cluster, (name, spec)) in s.clusters.iter().enumerate() {
            for (key, court) in &spec.courts {
                let usual = s.court_types.get(court.type_.as_ref().unwrap_or(key)).map(|of_type| &of_type.sittings);
                for (line, own) in &court.sittings {
                    self.line_days(
                        path(&["clusters", name, "courts", key, "sittings", line, "days"]),
                        Some(cluster),
                        (line, own),
                        &at_work,
                    );
                    if own.courtrooms.get() == 0.0 && usual.is_some_and(|usual| !usual.contains_key(line)) {
                        let why =
                            format!("courts of this type have no line of sittings `{line}` that 0 courtrooms could take the place of");
                        self.entry(
                            path(&["clusters", name, "courts", key, "sittings", line]),
                            true,
                            why,
                            "take it out, or give it courtrooms",
                        );
                    }
                }
            }
        }
        self.closed();
    }

    /// Days on which a line of sittings sits and nobody who serves it is at work.
    fn line_days(&mut self, at: Vec<String>, only: Option<usize>, (key, line): (&str, &SittingLine), at_work: &[u8]) {
        let s = self.scenario;
        let worked = s.calendar.working_days;
        if line.days.kept_on(worked).count() == 0 {
            let why = format!("`{}` sits on days that are worked (calendar.working_days)", line.list);
            self.found(at, false, why, "none of its days is, so that it never sits", "name its days (`days`), or let those days be worked");
            return;
        }
        let own = only.is_some();
        let court_key = at.get(3).filter(|_| own).cloned();
        let type_ = at.get(1).filter(|_| !own).and_then(|type_| s.court_types.get_index_of(type_));
        let mut alone: IndexMap<u8, Vec<&str>> = IndexMap::new();
        let clusters = only.map_or(0..self.reach.sat.len(), |cluster| cluster..cluster + 1);
        for cluster in clusters {
            let sat = &self.reach.sat[cluster];
            for sat in sat.iter().filter(|sat| sat.key == key && sat.own == own) {
                let (name, spec) = s.clusters.get_index(cluster).expect("a cluster of the scenario");
                let this = if own {
                    only == Some(cluster) && spec.courts.get_index(sat.court).map(|(key, _)| key) == court_key.as_ref()
                } else {
                    type_ == Some(sat.type_)
                };
                if !this {
                    continue;
                }
                let at_work = at_work[cluster];
                if at_work == 0 {
                    continue;
                }
                for day in each(sat.line.days.kept_on(worked)).filter(|day| at_work >> day & 1 == 0) {
                    let clusters = alone.entry(day).or_default();
                    if clusters.last() != Some(&name.as_str()) {
                        clusters.push(name);
                    }
                }
            }
        }
        for (day, clusters) in alone {
            let day = weekdays_named(std::iter::once(day)).concat();
            let why = format!(
                "`{key}` sits on {day}, when nobody who could serve it is at work in {}",
                one_of(&clusters).replace(" or ", " and ")
            );
            let mend = format!("add {day} to the `days` of a grade, or take it out of the sittings' days");
            self.found(at.clone(), false, why, "what arises there then waits", &mend);
        }
    }

    /// Closed days on which nothing is open anyhow.
    fn closed(&mut self) {
        let s = self.scenario;
        let [first, end] = self.check.history();
        let grades = s.grades.values().map(|grade| grade.days);
        let lines = self.reach.sat.iter().flatten().map(|sat| sat.line.days);
        let open =
            grades.chain(lines).map(|days| days.kept_on(s.calendar.working_days)).fold(s.calendar.working_days.0, |all, days| all | days.0);
        let mut seen = IndexSet::new();
        for (at, date) in s.calendar.closed.iter().enumerate() {
            let at = path(&["calendar", "closed", &at.to_string()]);
            if !(first..end).contains(date) {
                let why = format!("days are closed in the history, which goes from {first} to {}", end.yesterday().unwrap_or(end));
                self.found(at, false, why, &format!("{date} is outside it"), "take it out, or look at the year");
            } else if !Weekdays(open).has(date.weekday().to_monday_zero_offset() as u8) {
                self.found(at, false, "nothing is open on this day of the week anyhow".to_owned(), &date.to_string(), "take it out");
            } else if !seen.insert(date) {
                self.found(at, false, format!("{date} is closed already"), "the same day is named before it", "take one of them out");
            }
        }
    }

    /// Weights of days and months that no arrival at random can fall on.
    pub fn random(&mut self, name: &str, from: &AtRandom) {
        let worked = self.scenario.calendar.working_days;
        for (day, weight) in &from.weekdays {
            let at = DAYS.iter().position(|known| known == day).unwrap_or_default();
            if weight.get() > 0.0 && !worked.has(at as u8) {
                let why = format!("`{name}` arises on days that are worked (calendar.working_days), and `{day}` is none");
                self.entry(
                    path(&["workstreams", name, "arrivals", "random", "weekdays", day]),
                    true,
                    why,
                    "take it out, or let the day be worked",
                );
            }
        }
        // By the week, the month or the year, what a month outside the history has, the others do not.
        if !matches!(from.rate.per, Per::Hour | Per::Day) {
            return;
        }
        for month in from.months.keys() {
            let at = MONTHS.iter().position(|known| known == month).unwrap_or_default();
            if !self.reach.days.iter().any(|(_, _, month)| *month == at) {
                let why = format!("the history has no `{month}` in which `{name}` could arise");
                self.entry(
                    path(&["workstreams", name, "arrivals", "random", "months", month]),
                    true,
                    why,
                    "take it out, or simulate a longer time",
                );
            }
        }
    }

    /// Days, weeks and months of a calendar that the history does not have.
    pub fn calendar(&mut self, name: &str, from: &OnCalendar) {
        let found: Vec<(u8, u64, usize)> = self.reach.dates(from).collect();
        let at = |key: &str, place: &str| path(&["workstreams", name, "arrivals", "calendar", key, place]);
        let mend = "take it out, or simulate a longer time";
        for (place, week) in from.weeks.iter().enumerate() {
            if !found.iter().any(|(_, of, _)| of == week) {
                let why = format!("the history has no such day of `{name}` that is number {week} of its month");
                self.entry(at("weeks", &place.to_string()), false, why, mend);
            }
        }
        for (place, month) in from.months.iter().enumerate() {
            if !found.iter().any(|(_, _, of)| MONTHS[*of] == month) {
                self.entry(at("months", &place.to_string()), false, format!("the history has no such day of `{name}` in `{month}`"), mend);
            }
        }
        for day in each(from.day).filter(|day| !found.iter().any(|(of, ..)| of == day)) {
            let day = weekdays_named(std::iter::once(day)).concat();
            let why = format!("the history has no {day} of `{name}` in those weeks and months");
            self.entry(path(&["workstreams", name, "arrivals", "calendar", "day"]), false, why, mend);
        }
    }
}

impl Reach<'_> {
    /// The weekdays, by bit, on which anybody whom courts' work of a cluster asks is at work; 0 where there is nobody at all.
    fn at_work(&self, cluster: usize) -> u8 {
        let s = self.scenario;
        let mut days = 0;
        for (name, stream) in &s.workstreams {
            if !matches!(stream.arrivals, Arrivals::Hearings(_) | Arrivals::Sittings(_)) {
                continue;
            }
            let lines = stream.steps.values().flat_map(|step| step.for_.values().filter_map(|line| line.by.as_ref()).flatten());
            for by in stream.steps.values().flat_map(|step| &step.by).chain(lines).filter_map(|text| clause::by(text).ok()) {
                let Some(grade) = s.grades.get(by.grade) else { continue };
                let kept = if grade.kind == GradeKind::Place { Weekdays::ALL } else { grade.days.kept_on(s.calendar.working_days) };
                if days | kept.0 != days && self.can_ask(cluster, name, by.team.unwrap_or(&stream.team), by.grade) {
                    days |= kept.0;
                }
            }
        }
        days
    }
}
