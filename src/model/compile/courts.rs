//! A cluster's courts: courtrooms with their sittings, rooms, and the requests that hearings lead to.

use indexmap::IndexMap;

use crate::des::stream::Purpose;
use crate::scenario::grammar::{Arrivals, Grows, Known, SittingLine};

use super::super::court::{CourtSpec, CourtroomSpec, Turns, begins};
use super::{ClusterCompiler, YEAR, place_of};

impl ClusterCompiler<'_> {
    pub(super) fn courts(&self) -> (Vec<CourtSpec>, Vec<CourtroomSpec>, Vec<String>) {
        let (mut courts, mut rooms, mut names) = (Vec::new(), Vec::new(), Vec::new());
        for (key, court) in self.cluster.courts.iter().filter(|(_, court)| court.open) {
            let type_name = court.type_.as_deref().unwrap_or(key);
            let type_place = place_of(&self.scenario.court_types, type_name);
            let type_ = &self.scenario.court_types[type_place];
            for number in 1..=court.count {
                // Luck goes by the number too where there is one court alone, so that a second moves none of its.
                let named = format!("{key} {number}");
                let name = if court.count == 1 { key.clone() } else { named.clone() };
                let mut lines: IndexMap<&str, &SittingLine> = type_.sittings.iter().map(|(key, line)| (key.as_str(), line)).collect();
                lines.extend(court.sittings.iter().map(|(key, line)| (key.as_str(), line)));
                for (line_name, line) in lines {
                    // A court's own line says its own number of courtrooms.
                    let size = if court.sittings.contains_key(line_name) { 1.0 } else { court.size.get() };
                    let list_place = place_of(&self.scenario.lists, &line.list);
                    let list = &self.scenario.lists[list_place];
                    let courtrooms = line.courtrooms.get() * size;
                    let begins = begins(self.name, key, line_name, number);
                    for (ordinal, turns) in Turns::of(line, type_, courtrooms, begins, self.days).into_iter().enumerate() {
                        rooms.push(CourtroomSpec {
                            court: courts.len(),
                            list: list_place,
                            turns,
                            cases: list.cases.law.sampler(),
                            hearing: list.hearing.law.sampler(),
                            requests: Vec::new(),
                            known_early: 0,
                            purpose: Purpose::named(&["courtroom", self.name, &named, line_name, &ordinal.to_string()]),
                        });
                    }
                }
                courts.push(CourtSpec {
                    cluster: self.place,
                    place: courts.len(),
                    type_: type_place,
                    courtrooms: Vec::new(),
                    recall: type_.recall.law.sampler(),
                    adjourned_hearing: type_.adjourned_hearing.law.sampler(),
                    purpose: Purpose::named(&["court", self.name, &named]),
                });
                names.push(name);
            }
        }
        (courts, rooms, names)
    }

    /// Adds the rooms of every kind at every court; returns where each is found: `[court][kind of room]`.
    pub(super) fn seats(&self, courts: &[CourtSpec], seats: &mut Vec<u32>) -> Vec<IndexMap<String, u32>> {
        let mut found = Vec::new();
        let open = self.cluster.courts.values().filter(|court| court.open);
        let own = open.flat_map(|court| std::iter::repeat_n(court, court.count as usize));
        for (spec, court) in courts.iter().zip(own) {
            let mut rooms: IndexMap<&String, u64> =
                self.scenario.court_types[spec.type_].rooms.iter().map(|(kind, &count)| (kind, count)).collect();
            rooms.extend(court.rooms.iter().map(|(kind, &count)| (kind, count)));
            let mut here = IndexMap::new();
            for (kind, count) in rooms {
                here.insert(kind.clone(), seats.len() as u32);
                seats.push(count as u32);
            }
            found.push(here);
        }
        found
    }

    /// Chances that hearings lead to requests, scaled to a yearly number where one is given.
    pub(super) fn requests(&mut self, rooms: &mut [CourtroomSpec]) {
        let (from, to) = self.days.observed;
        let years = (to - from) as f64 / YEAR;
        for (stream, (name, draft)) in self.scenario.workstreams.iter().enumerate() {
            let Arrivals::Hearings(hearings) = &draft.arrivals else { continue };
            let chance = |room: &CourtroomSpec| {
                let list = self.scenario.lists.get_index(room.list).expect("compiled from it").0;
                hearings.chance.get(list).map_or(0.0, |share| share.get())
            };
            let mean_cases = |room: &CourtroomSpec| self.scenario.lists[room.list].cases.law.mean();
            let mut scale = draft.volume.get() * self.scenario.complexity_factor(self.name, name, Grows::Number, None);
            if let Some(attribute) = &hearings.a_year {
                let wanted = self.by_day(Some(attribute)).mean(from, to) * years;
                let expected: f64 = rooms.iter().map(|room| room.turns.expected((from, to)) * mean_cases(room) * chance(room)).sum();
                if expected > 0.0 {
                    scale *= wanted / expected;
                } else if wanted > 0.0 {
                    self.warnings.push(format!("{}: {name} has {wanted:.0} requests but no hearing to bring them", self.name));
                }
            }
            let mut over = false;
            for room in rooms.iter_mut() {
                let scaled = chance(room) * scale;
                over |= scaled > 1.0;
                if scaled > 0.0 {
                    room.known_early |= u32::from(hearings.known == Known::StartOfDay) << room.requests.len();
                    room.requests.push(((self.first.stream + stream) as u16, scaled.min(1.0)));
                }
            }
            if over {
                self.warnings.push(format!(
                    "{}: {name} asks for more requests than some lists have hearings; those lists bring one at every hearing",
                    self.name
                ));
            }
        }
    }
}
