//! A history's event log is written, where one is wanted.

use crate::des::pool::{JobId, ServerId, ServiceSegment};
use crate::des::time::SimTime;

use super::event_log::{ActivitySpan, CaseFacts, Entry, EventKind};
use super::world::Replication;

/// What is written goes out of the way of histories of which nothing is: the code that asks stays short.
impl Replication<'_> {
    #[inline(always)]
    pub(super) fn note(&mut self, stream: Option<u16>, case: u64, what: EventKind) {
        if self.w.event_log.is_some() {
            self.write(self.now(), stream, case, what);
        }
    }

    #[inline(always)]
    pub(super) fn note_case(&mut self, id: u32, what: EventKind) {
        if self.w.event_log.is_some() {
            self.write_case(self.now(), id, what);
        }
    }

    #[cold]
    #[inline(never)]
    fn write(&mut self, at: SimTime, stream: Option<u16>, case: u64, what: EventKind) {
        if let Some(event_log) = &mut self.w.event_log {
            event_log.note(Entry { at, stream, case, what });
        }
    }

    #[cold]
    #[inline(never)]
    fn write_case(&mut self, at: SimTime, id: u32, what: EventKind) {
        let (stream, sequence) = self.told_as(id);
        self.write(at, Some(stream), sequence, what);
    }

    /// The workstream and number by which an event log knows a case.
    fn told_as(&self, id: u32) -> (u16, u64) {
        let case = &self.w.cases[id as usize];
        (self.group.streams[usize::from(case.stream)].stream as u16, case.sequence)
    }

    #[cold]
    #[inline(never)]
    pub(super) fn write_facts(&mut self, facts: CaseFacts) {
        self.w.event_log.iter_mut().for_each(|event_log| event_log.cases.push(facts));
    }

    #[cold]
    #[inline(never)]
    pub(super) fn write_stretch(&mut self, stretch: ActivitySpan) {
        self.w.event_log.iter_mut().for_each(|event_log| event_log.stretches.push(stretch));
    }

    /// A person's work on a step, done now: its beginning, its end, and the stretches between.
    #[cold]
    #[inline(never)]
    pub(super) fn write_work(&mut self, id: u32, step: u8, (job, server): (JobId, ServerId), begun: SimTime) {
        self.write_case(begun, id, EventKind::Begun { step, server });
        self.write_case(self.now(), id, EventKind::Ended { step, server });
        let (stream, case) = self.told_as(id);
        for ServiceSegment { server, seat, from, to, .. } in self.pools.take_spells(job) {
            self.write_stretch(ActivitySpan { case, stream, step, server: Some(server), seat, from, to });
        }
    }
}
