//! Court duty: who covers which sitting is settled when a history begins, once everybody's shifts are known.
//!
//! Sittings are gone through in order of their starts (those of one moment by class, then by workstream and sitting as they are
//! written). Who is chosen, and how the duty is taken out of their shift, is the pools' part: see `des::pool::duty`. Whether a sitting needs cover
//! at all is a function of its name, as everything about a case is, so it is known before the sitting has brought any.

use crate::des::pool::{NONE, Wanted};

use super::arrivals::{SourceSpec, Stated};
use super::route::StepSpec;
use super::world::{Replication, WantedDuty};

impl Replication<'_> {
    /// Settles who covers which sitting: after the roster is laid out, before anything happens.
    pub(super) fn roster_duties(&mut self) {
        let mut wanted = std::mem::take(&mut self.w.wanted);
        wanted.clear();
        self.w.covers.resize_with(self.w.covers.len().max(self.group.streams.len()), Vec::new);
        self.w.covers.iter_mut().for_each(Vec::clear);
        self.w.chosen.resize_with(self.w.chosen.len().max(self.group.streams.len()), Vec::new);
        self.w.chosen.iter_mut().for_each(Vec::clear);
        for stream in 0..self.group.streams.len() {
            self.wanted_of(stream, &mut wanted);
        }
        wanted.sort_unstable();
        self.pools.begin_rostering(self.observed);
        for duty in &wanted {
            let spec = &self.group.streams[duty.stream as usize];
            let step = duties(&spec.steps).nth(duty.ordinal as usize).expect("it is one of them").1;
            let late_by = step.covers().expect("it covers sittings");
            let groups = &step.cover[usize::from(duty.who)];
            let each = duties(&spec.steps).count();
            if let Some(found) = self.pools.roster_duty(Wanted { span: (duty.start, duty.end), late_by }, duty.ladder, groups) {
                self.w.covers[duty.stream as usize][duty.tap as usize * each + duty.ordinal as usize] = found;
            }
        }
        self.pools.end_rostering(&mut self.w.scratch);
        self.w.wanted = wanted;
    }

    /// The sittings that bring work to a workstream, and the duties that they want.
    fn wanted_of(&mut self, stream: usize, wanted: &mut Vec<WantedDuty>) {
        let group = self.group;
        let spec = &group.streams[stream];
        let each = duties(&spec.steps).count();
        let SourceSpec::Sittings { taps, share, purpose } = &group.sources[stream] else { return };
        let mut chosen = std::mem::take(&mut self.w.chosen[stream]);
        let these = taps.iter().enumerate().filter(|(_, tap)| self.is_chosen(tap, (*share, *purpose)));
        chosen.extend(these.map(|(number, _)| number as u32));
        if each > 0 {
            self.w.covers[stream].resize(taps.len() * each, NONE);
        }
        for &number in chosen.iter().filter(|_| each > 0) {
            let tap = &taps[number as usize];
            let room = &group.courtrooms[tap.room as usize];
            let sitting = room.turns.sitting(tap.turn, tap.session);
            let (court, _, list) = self.place_of(tap.room as usize);
            let entity = room.purpose.entity(u64::from(sitting.number), 1);
            let attributes = spec.attributes((self.seed, self.replication, entity), self.share_place(court, list), Stated::default());
            for (ordinal, (place, step)) in duties(&spec.steps).enumerate().filter(|(_, (place, _))| attributes.needs >> place & 1 == 1) {
                let mut other = None;
                let held = spec.held(place, &attributes, &mut other);
                wanted.push(WantedDuty {
                    start: sitting.start,
                    class: spec.class(held, attributes.kind),
                    stream: stream as u32,
                    tap: number,
                    ordinal: ordinal as u32,
                    who: held.who,
                    ladder: step.ladder(held, court),
                    end: sitting.end,
                });
            }
        }
        self.w.chosen[stream] = chosen;
    }
}

/// The steps, by place, that cover a sitting.
pub(super) fn duties(steps: &[StepSpec]) -> impl Iterator<Item = (usize, &StepSpec)> {
    steps.iter().enumerate().filter(|(_, step)| step.covers().is_some())
}
