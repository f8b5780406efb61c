//! Courts in motion: a courtroom is a server of hearings.
//!
//! A hearing that leads to nothing needs no event: a courtroom runs ahead through its list to the next
//! hearing that makes a request, or to the close. When a case stood down is ready meanwhile, the run is
//! cut back to the hearing in progress, and the case is called when that is over.

use crate::des::calendar::Phase;
use crate::des::stream::Stream;
use crate::des::time::{SimTime, whole};

use super::arrivals::SittingArrival;
use super::court::{CourtroomSpec, Sitting};
use super::court_state::{Call, Hearing};
use super::event::Event;
use super::event_log::{EventKind, InCourt};
use super::observe::CourtSeen;
use super::route::NO;
use super::world::Replication;

/// A hearing that would end later than this beyond the close is adjourned part heard; a shorter one is finished.
const LONGEST_OVERRUN: u64 = 30 * 60;

/// A case of a list, drawn after those before it.
fn hearing(spec: &CourtroomSpec, sitting: u32, case: u32, draws: &mut Stream) -> Hearing {
    let seconds = whole(spec.hearing.draw(draws)).max(1) as u32;
    let leads = spec.requests.iter().enumerate().filter(|(_, (_, chance))| draws.chance(*chance));
    let leads_to = leads.fold(0, |bits, (i, _)| bits | 1 << i);
    Hearing { seconds, leads_to, entity: spec.purpose.entity(u64::from(sitting), u64::from(case) + 2) }
}

impl Replication<'_> {
    /// What is seen of a court of the group.
    fn court_seen(&mut self, court: usize) -> &mut CourtSeen {
        &mut self.seen.courts[court]
    }

    pub(super) fn next_sitting(&mut self, room: usize) {
        let place = self.w.rooms[room].sitting;
        if let Some(sitting) = self.w.sittings.of(room).get(place) {
            self.w.calendar.schedule(sitting.start, Phase::Start, Event::Open(room as u32));
        }
    }

    pub(super) fn next_rise(&mut self, court: usize, day: usize) {
        if let Some(start) = self.w.sittings.sits_from(court, day)
            && let Some(rises) = self.w.sittings.rises(court, start.day())
        {
            self.w.calendar.schedule(rises, Phase::Change, Event::Rise(court as u32));
        }
    }

    /// Cases in the list of a sitting: the same whoever asks, and whenever.
    fn cases_in(&self, room: usize, sitting: Sitting) -> (u32, Stream) {
        let spec = &self.group.courtrooms[room];
        let mut draws = self.stream(spec.purpose, u64::from(sitting.number));
        let drawn = spec.cases.draw(&mut draws).max(0.0);
        // A part of a case is a case in so many lists, so that the mean is the one stated.
        let part = drawn.fract();
        let one_more = part > 0.0 && draws.chance(part);
        (drawn as u32 + u32::from(one_more), draws)
    }

    pub(super) fn arrive_from_sitting(&mut self, stream: u16, number: u32, tap: SittingArrival) {
        let room = tap.room as usize;
        let spec = &self.group.courtrooms[room];
        let sitting = spec.turns.sitting(tap.turn, tap.session);
        let (cases, _) = self.cases_in(room, sitting);
        let entity = spec.purpose.entity(u64::from(sitting.number), 1);
        let span = (sitting.start, sitting.end);
        self.arrive_at_court(stream, entity, room, Some((cases, span, number)));
    }

    /// A sitting starts: its list is drawn, after what was left over last time.
    pub(super) fn open(&mut self, room: usize) {
        let now = self.now();
        self.search_lists(self.group.courtrooms[room].court);
        let spec = &self.group.courtrooms[room];
        let sitting = self.w.sittings.of(room)[self.w.rooms[room].sitting];
        let (cases, mut draws) = self.cases_in(room, sitting);
        let state = &mut self.w.rooms[room];
        state.list.drain(..state.cursor);
        for case in 0..cases {
            let hearing = hearing(spec, sitting.number, case, &mut draws);
            // What was known early has arisen by now, and the hearing brings it no second time.
            state.list.push(Hearing { leads_to: hearing.leads_to & !spec.known_early, ..hearing });
        }
        state.sitting += 1;
        state.open = true;
        state.close = sitting.end;
        (state.cursor, state.counted, state.used) = (0, 0, 0);
        // A morning that overran may still be busy when the afternoon starts.
        state.busy_until = state.busy_until.max(now);
        let close = state.close;
        if self.counts(now) {
            let seen = self.court_seen(spec.court);
            seen.sittings += 1;
            seen.scheduled += close.since(now);
        }
        self.note(None, room as u64, EventKind::SittingStarted);
        self.w.calendar.schedule(close, Phase::Change, Event::Close(room as u32));
        if self.w.rooms[room].leads.is_none() {
            if self.w.rooms[room].busy_until > now {
                self.wake_at_end(room);
            } else {
                self.call_next(room);
            }
        }
        self.next_sitting(room);
    }

    /// Makes the requests of a day's lists that are known as soon as the court sits, once a day.
    fn search_lists(&mut self, court: usize) {
        let group = self.group;
        let rooms = &group.courts[court].courtrooms;
        let day = self.now().day();
        if self.w.courts[court].searched > day || rooms.iter().all(|&room| group.courtrooms[room].known_early == 0) {
            return;
        }
        self.w.courts[court].searched = day + 1;
        for &room in rooms {
            let spec = &group.courtrooms[room];
            for place in self.w.rooms[room].sitting.. {
                let next = self.w.sittings.of(room).get(place).copied();
                let Some(sitting) = next.filter(|sitting| sitting.start.day() == day) else { break };
                let (cases, mut draws) = self.cases_in(room, sitting);
                for case in 0..cases {
                    let Hearing { leads_to, entity, .. } = hearing(spec, sitting.number, case, &mut draws);
                    for (i, &(stream, _)) in spec.requests.iter().enumerate() {
                        if leads_to & spec.known_early & 1 << i != 0 {
                            self.arrive_at_court(stream, entity, room, None);
                        }
                    }
                }
            }
        }
    }

    /// A hearing is over: what it leads to arises, then the next is called.
    pub(super) fn room_free(&mut self, room: usize, stamp: u32) {
        if self.w.rooms[room].stamp != stamp {
            return;
        }
        if let Some(hearing) = self.w.rooms[room].leads.take() {
            for (i, &(stream, _)) in self.group.courtrooms[room].requests.iter().enumerate() {
                if hearing.leads_to >> i & 1 == 1 {
                    self.arrive_at_court(stream, hearing.entity, room, None);
                }
            }
        }
        // A request may have been ready at once and cut this room's next run short.
        if self.w.rooms[room].stamp == stamp && self.w.rooms[room].busy_until <= self.now() {
            self.call_next(room);
        }
    }

    /// Calls the next case: one that is ready to be heard on its report, else the next of the list.
    fn call_next(&mut self, room: usize) {
        let now = self.now();
        self.count_run(room);
        if !self.w.rooms[room].open || now >= self.w.rooms[room].close {
            return;
        }
        let court = self.group.courtrooms[room].court;
        while let Some(call) = self.w.courts[court].calls.pop_front() {
            if let Some((case, life)) = call.case
                && !self.called_back(case, life)
            {
                continue;
            }
            let counts = self.counts(now);
            let state = &mut self.w.rooms[room];
            state.busy_until = now + call.seconds;
            state.used += call.seconds;
            if let Some(event_log) = &mut self.w.event_log {
                event_log.hearings.push(InCourt { room: room as u32, from: now, to: now + call.seconds });
            }
            if counts {
                self.court_seen(court).on_reports += call.seconds;
            }
            self.wake_at_end(room);
            return;
        }
        let state = &mut self.w.rooms[room];
        state.run_from = now;
        let mut at = now;
        while let Some(&hearing) = state.list.get(state.cursor)
            && at < state.close
        {
            let end = at + u64::from(hearing.seconds);
            if end > state.close + LONGEST_OVERRUN {
                // Part heard: it goes on at the next sitting, and leads to nothing before it is over.
                let today = state.close.since(at) as u32;
                state.list[state.cursor].seconds -= today;
                state.list.insert(state.cursor, Hearing { seconds: today, leads_to: 0, entity: hearing.entity });
                state.cursor += 1;
                at = state.close;
                break;
            }
            at = end;
            state.cursor += 1;
            if hearing.leads_to != 0 {
                state.leads = Some(hearing);
                break;
            }
        }
        state.busy_until = at;
        if state.leads.is_some() {
            self.wake_at_end(room);
        }
    }

    fn wake_at_end(&mut self, room: usize) {
        let state = &mut self.w.rooms[room];
        state.stamp += 1;
        self.w.calendar.schedule(state.busy_until, Phase::Change, Event::RoomFree { room: room as u32, stamp: state.stamp });
    }

    /// Counts the hearings run through since last time.
    fn count_run(&mut self, room: usize) {
        let state = &mut self.w.rooms[room];
        let run = &state.list[state.counted..state.cursor];
        let (hearings, seconds) = (run.len() as u64, run.iter().map(|hearing| u64::from(hearing.seconds)).sum::<u64>());
        state.counted = state.cursor;
        state.used += seconds;
        if hearings > 0 && self.counts(self.now()) {
            let seen = self.court_seen(self.group.courtrooms[room].court);
            seen.hearings += hearings;
            seen.heard += seconds;
        }
    }

    /// A report is ready: the case joins those to be called. As many courtrooms as cases are waiting to be called, those that are free
    /// first, come to a halt after the hearing in progress; each then takes the case that has waited longest.
    pub(super) fn ready_for_court(&mut self, court: usize, own_room: u16, case: Option<(u32, u32)>, seconds: u64) {
        self.w.courts[court].calls.push_back(Call { case, seconds });
        let now = self.now();
        let mut last: Option<(SimTime, bool, usize)> = None;
        for _ in 0..self.w.courts[court].calls.len() {
            let mut next: Option<(SimTime, bool, usize)> = None;
            for &room in &self.group.courts[court].courtrooms {
                let state = &self.w.rooms[room];
                if !state.open || now >= state.close {
                    continue;
                }
                let free = self.free_at(room);
                // The case's own courtroom, when it is as soon.
                let rank = (free, room != usize::from(own_room), room);
                if free < state.close && last.is_none_or(|last| rank > last) && next.is_none_or(|least| rank < least) {
                    next = Some(rank);
                }
            }
            let Some((free, _, room)) = next else { break };
            self.cut_run(room, free);
            last = next;
        }
    }

    /// When the hearing in progress in a courtroom will be over; now, if none is.
    fn free_at(&self, room: usize) -> SimTime {
        let now = self.now();
        let state = &self.w.rooms[room];
        if state.counted == state.cursor || state.busy_until <= now {
            return state.busy_until.max(now);
        }
        let mut at = state.run_from;
        for hearing in &state.list[state.counted..state.cursor] {
            if at >= now {
                break;
            }
            at = at + u64::from(hearing.seconds);
        }
        at.max(now)
    }

    /// Ends a courtroom's run at a moment between hearings, so that it may call another case then.
    fn cut_run(&mut self, room: usize, free: SimTime) {
        let state = &mut self.w.rooms[room];
        if state.counted < state.cursor && state.busy_until > free {
            let mut at = state.run_from;
            let mut cursor = state.counted;
            while at < free {
                at = at + u64::from(state.list[cursor].seconds);
                cursor += 1;
            }
            state.cursor = cursor;
            state.leads = None;
            state.busy_until = free;
        }
        if state.leads.is_none() {
            state.busy_until = state.busy_until.max(free);
            self.wake_at_end(room);
        }
    }

    /// A sitting is due to close: the hearing in progress is finished, the rest is taken next time.
    pub(super) fn close(&mut self, room: usize) {
        let now = self.now();
        self.count_run(room);
        let state = &mut self.w.rooms[room];
        state.open = false;
        let overrun = state.busy_until.since(now);
        let left = (state.list.len() - state.cursor) as u64;
        let spec = &self.group.courtrooms[room];
        let start = self.w.sittings.of(room)[state.sitting - 1].start;
        assert!(state.used <= now.since(start) + overrun, "a sitting cannot use more time than it sat");
        if let Some(event_log) = &mut self.w.event_log {
            event_log.sittings.push(InCourt { room: room as u32, from: start, to: now + overrun });
        }
        if self.counts(now) {
            let seen = self.court_seen(spec.court);
            seen.overrun += overrun;
            seen.carried_over += left;
        }
    }

    /// A court rises for the day: what was stood down and is not heard is put over.
    pub(super) fn rise(&mut self, court: usize) {
        let now = self.now();
        self.note(None, court as u64, EventKind::CourtRose);
        self.w.courts[court].calls.retain(|call| call.case.is_none());
        let mut waiting = std::mem::take(&mut self.w.courts[court].stood_down);
        for &(case, life) in &waiting {
            self.court_rose(case, life);
        }
        waiting.clear();
        // The list goes back, for its memory; nothing is stood down while a court rises.
        self.w.courts[court].stood_down = waiting;
        self.next_rise(court, now.day() + 1);
    }

    /// The court, room and kind of list of a courtroom, as a case remembers them.
    pub(super) fn place_of(&self, room: usize) -> (u16, u16, u16) {
        let spec = &self.group.courtrooms[room];
        (spec.court as u16, room as u16, spec.list as u16)
    }

    /// Position of a court's type and a kind of list among places; the last is "no court".
    pub(super) fn share_place(&self, court: u16, list: u16) -> usize {
        let lists = self.model.names.lists.len();
        if court == NO {
            return self.group.streams.first().map_or(0, |stream| stream.kinds.len() - 1);
        }
        self.group.courts[usize::from(court)].type_ * lists + usize::from(list)
    }
}
