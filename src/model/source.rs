//! Sources in motion: when the next arrival comes, and what it is.

use crate::des::calendar::Phase;
use crate::des::dist::exponential_variate;
use crate::des::stream::{Purpose, Stream};
use crate::des::time::SimTime;

use super::arrivals::{Occasion, Profile, SittingArrival, SourceSpec, Stated};
use super::draw_attributes::AHEAD;
use super::event::Event;
use super::route::NO;
use super::world::Replication;

impl Replication<'_> {
    /// Schedules a source's next arrival.
    #[inline(always)]
    pub(super) fn next_arrival(&mut self, stream: u16) {
        let place = usize::from(stream);
        let group = self.group;
        let at = match &group.sources[place] {
            SourceSpec::Other => None,
            SourceSpec::Random { purpose, profile, at_most } => self.next_at_random(place, (*purpose, profile, *at_most)),
            SourceSpec::Sittings { taps, .. } => {
                let next = self.w.chosen[place].get(self.w.sources[place].next);
                next.map(|&tap| taps[tap as usize].at)
            }
            SourceSpec::Calendar { dates, purpose } => {
                let phase = Occasion::phase(self.stream(*purpose, 0));
                let next = self.w.sources[place].next;
                dates[next..].iter().position(|date| date.comes(phase)).map(|ahead| {
                    self.w.sources[place].next += ahead;
                    dates[next + ahead].at
                })
            }
            SourceSpec::Dated(dates) => dates.get(self.w.sources[place].next).map(|date| date.0),
        };
        self.expect(stream, at);
    }

    /// Whether a sitting is sat in this history, and is of the share of sittings that bring work.
    pub(super) fn is_chosen(&self, tap: &SittingArrival, (share, purpose): (f64, Purpose)) -> bool {
        let room = &self.group.courtrooms[tap.room as usize];
        if !self.w.sittings.sits(tap.room as usize, tap.turn) {
            return false;
        }
        let number = room.turns.sitting(tap.turn, tap.session).number;
        share >= 1.0 || self.stream(purpose, room.purpose.entity(u64::from(number), 0)).chance(share)
    }

    /// When a random source's next arrival comes, if one does.
    #[inline(always)]
    fn next_at_random(&mut self, place: usize, (purpose, profile, at_most): (Purpose, &Profile, u64)) -> Option<SimTime> {
        let next = self.w.sources[place].next;
        if next.is_multiple_of(AHEAD) {
            self.look_ahead(place, purpose, profile);
        }
        let at = self.w.sources[place].times[next % AHEAD];
        ((next as u64) < at_most && at != SimTime::NEVER).then_some(at)
    }

    /// Puts a source's next arrival into the calendar.
    #[inline(always)]
    fn expect(&mut self, stream: u16, at: Option<SimTime>) {
        if let Some(at) = at {
            self.w.calendar.schedule(at.max(self.w.calendar.now()), Phase::Start, Event::Source(stream));
        }
    }

    /// Draws a random source's next arrivals, some at once: what they wait for is their draws, and not one another.
    #[inline(never)]
    fn look_ahead(&mut self, place: usize, purpose: Purpose, profile: &Profile) {
        let spec = &self.group.streams[place];
        let at = self.share_place(NO, NO);
        let state = &mut self.w.sources[place];
        if state.next == 0 {
            state.gaps = Stream::new(self.seed, purpose, self.replication, 0);
        }
        let gaps: [f64; AHEAD] = std::array::from_fn(|_| exponential_variate(&mut state.gaps));
        for (time, gap) in state.times.iter_mut().zip(gaps) {
            state.sum += gap;
            *time = profile.moment(state.sum, &mut state.day).unwrap_or(SimTime::NEVER);
        }
        spec.all_attributes((self.seed, self.replication, state.next as u64), at, &mut state.all_attributes);
    }

    /// A source's arrival is here.
    pub(super) fn arrival(&mut self, stream: u16) {
        let (place, group) = (usize::from(stream), self.group);
        let state = &mut self.w.sources[place];
        let next = state.next;
        state.next += 1;
        match &group.sources[place] {
            SourceSpec::Other => {}
            SourceSpec::Random { purpose, profile, at_most } => {
                let attributes = state.all_attributes[next % AHEAD];
                self.arrive_with(stream, next as u64, attributes);
                // Most work comes so: it is not asked again what kind of source this is.
                let at = self.next_at_random(place, (*purpose, profile, *at_most));
                self.expect(stream, at);
                return;
            }
            SourceSpec::Sittings { taps, .. } => {
                let tap = self.w.chosen[place][next];
                self.arrive_from_sitting(stream, tap, taps[tap as usize]);
            }
            SourceSpec::Calendar { .. } => self.arrive(stream, next as u64, Stated::default()),
            SourceSpec::Dated(dates) => self.arrive(stream, next as u64, dates[next].1),
        }
        self.next_arrival(stream);
    }
}
