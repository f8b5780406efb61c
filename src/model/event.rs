//! The kinds of event, each packed into a `u64` for the calendar.
//!
//! Fields that are stored one by one and then read together stall the processor (store forwarding fails): packed
//! events took 5 % off the time of a plain queue.

use crate::des::pool::PoolEvent;

use super::size::MOST_CASES;

/// Every kind of event. Closed: a workstream is data and adds none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Event {
    /// The pools' own.
    Pool(PoolEvent),
    /// A source brings work to a workstream.
    Source(u16),
    /// Work that a completion brought begins.
    Begin { case: u32, life: u32 },
    /// A third party answers.
    Waited { case: u32, life: u32, step: u8 },
    /// A defendant is due for an interview.
    Appointment { case: u32, life: u32 },
    /// An adjourned case is before the court again.
    CourtDate { case: u32, life: u32 },
    /// The sitting that brought a case starts, and cover for it is wanted.
    Sitting { case: u32, life: u32 },
    /// A sitting starts.
    Open(u32),
    /// A hearing that matters is over.
    RoomFree { room: u32, stamp: u32 },
    /// A sitting is due to close.
    Close(u32),
    /// A court rises for the day.
    Rise(u32),
}

/// An event in one word: its kind, whom it is about, and the stamp that tells stale events.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Packed(u64);

/// How many cases, jobs, servers and rooms of one group can be told apart at a time.
const MOST: u32 = MOST_CASES;

/// Kinds by number; an answer's says which step it is of as well.
const FINISH: u32 = 0;
const RELEASE: u32 = 1;
const WIDEN: u32 = 2;
const GIVE_UP: u32 = 3;
const WAVE: u32 = 4;
const SOURCE: u32 = 5;
const BEGIN: u32 = 6;
const APPOINTMENT: u32 = 7;
const COURT_DATE: u32 = 8;
const OPEN: u32 = 9;
const ROOM_FREE: u32 = 10;
const CLOSE: u32 = 11;
const RISE: u32 = 12;
const LEAVE: u32 = 13;
const DUTY_OVER: u32 = 14;
const SITTING: u32 = 15;
const WAITED: u32 = 32;

impl Packed {
    /// Of a person, a room, a court or a source: there are never so many of these.
    #[inline(always)]
    const fn new(kind: u32, who: u32, stamp: u32) -> Self {
        debug_assert!(kind < 64 && who < MOST);
        Self((kind << 26 | who) as u64 | (stamp as u64) << 32)
    }

    /// Of a case or a job, of which a queue that nobody serves may hold any number.
    #[inline(always)]
    const fn of_work(kind: u32, who: u32, stamp: u32) -> Self {
        // Beyond it one would be taken for another. A history that could hold as many needs 10 GiB, of which its planner was told.
        assert!(who < MOST, "more than 67 million pieces of work wait at a time in one group of clusters: its people can never do them");
        Self::new(kind, who, stamp)
    }

    /// The event that it stands for.
    #[inline(always)]
    pub const fn event(self) -> Event {
        let (kind, who, stamp) = (self.0 as u32 >> 26, self.0 as u32 & (MOST - 1), (self.0 >> 32) as u32);
        match kind {
            FINISH => Event::Pool(PoolEvent::Finish { server: who, stamp }),
            RELEASE => Event::Pool(PoolEvent::Release { server: who, stamp }),
            WIDEN => Event::Pool(PoolEvent::Widen { job: who, stamp }),
            GIVE_UP => Event::Pool(PoolEvent::GiveUp { job: who, life: stamp }),
            WAVE => Event::Pool(PoolEvent::Wave { crew: who as u16 }),
            LEAVE => Event::Pool(PoolEvent::Leave { server: who, stamp }),
            DUTY_OVER => Event::Pool(PoolEvent::DutyOver { job: who, life: stamp }),
            SOURCE => Event::Source(who as u16),
            BEGIN => Event::Begin { case: who, life: stamp },
            APPOINTMENT => Event::Appointment { case: who, life: stamp },
            COURT_DATE => Event::CourtDate { case: who, life: stamp },
            OPEN => Event::Open(who),
            ROOM_FREE => Event::RoomFree { room: who, stamp },
            CLOSE => Event::Close(who),
            RISE => Event::Rise(who),
            SITTING => Event::Sitting { case: who, life: stamp },
            _ => Event::Waited { case: who, life: stamp, step: (kind & 31) as u8 },
        }
    }
}

impl From<PoolEvent> for Packed {
    #[inline(always)]
    fn from(event: PoolEvent) -> Self {
        match event {
            PoolEvent::Finish { server, stamp } => Self::new(FINISH, server, stamp),
            PoolEvent::Release { server, stamp } => Self::new(RELEASE, server, stamp),
            PoolEvent::Widen { job, stamp } => Self::of_work(WIDEN, job, stamp),
            PoolEvent::GiveUp { job, life } => Self::of_work(GIVE_UP, job, life),
            PoolEvent::Wave { crew } => Self::new(WAVE, crew as u32, 0),
            PoolEvent::Leave { server, stamp } => Self::new(LEAVE, server, stamp),
            PoolEvent::DutyOver { job, life } => Self::of_work(DUTY_OVER, job, life),
        }
    }
}

impl From<Event> for Packed {
    #[inline(always)]
    fn from(event: Event) -> Self {
        match event {
            Event::Pool(event) => event.into(),
            Event::Source(stream) => Self::new(SOURCE, u32::from(stream), 0),
            Event::Begin { case, life } => Self::of_work(BEGIN, case, life),
            Event::Waited { case, life, step } => Self::of_work(WAITED | u32::from(step), case, life),
            Event::Appointment { case, life } => Self::of_work(APPOINTMENT, case, life),
            Event::CourtDate { case, life } => Self::of_work(COURT_DATE, case, life),
            Event::Sitting { case, life } => Self::of_work(SITTING, case, life),
            Event::Open(room) => Self::new(OPEN, room, 0),
            Event::RoomFree { room, stamp } => Self::new(ROOM_FREE, room, stamp),
            Event::Close(room) => Self::new(CLOSE, room, 0),
            Event::Rise(court) => Self::new(RISE, court, 0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_event_is_itself_again_with_the_largest_numbers_and_with_the_least() {
        for (who, stamp, short, step) in [(0, 0, 0, 0), (MOST - 1, u32::MAX, u16::MAX, 31), (1, 2, 3, 4)] {
            let all = [
                Event::Pool(PoolEvent::Finish { server: who, stamp }),
                Event::Pool(PoolEvent::Release { server: who, stamp }),
                Event::Pool(PoolEvent::Widen { job: who, stamp }),
                Event::Pool(PoolEvent::GiveUp { job: who, life: stamp }),
                Event::Pool(PoolEvent::Wave { crew: short }),
                Event::Pool(PoolEvent::Leave { server: who, stamp }),
                Event::Pool(PoolEvent::DutyOver { job: who, life: stamp }),
                Event::Source(short),
                Event::Begin { case: who, life: stamp },
                Event::Waited { case: who, life: stamp, step },
                Event::Appointment { case: who, life: stamp },
                Event::CourtDate { case: who, life: stamp },
                Event::Sitting { case: who, life: stamp },
                Event::Open(who),
                Event::RoomFree { room: who, stamp },
                Event::Close(who),
                Event::Rise(who),
            ];
            let packed = all.map(Packed::from);
            assert_eq!(packed.map(Packed::event), all);
            let apart: std::collections::BTreeSet<u64> = packed.iter().map(|packed| packed.0).collect();
            assert_eq!(apart.len(), all.len());
        }
    }
}
