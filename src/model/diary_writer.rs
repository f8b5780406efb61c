//! A history's diary is written, where one is wanted.

use crate::des::pool::{JobId, ServerId, Spell};
use crate::des::time::SimTime;

use super::diary::{CaseFacts, Entry, Stretch, What};
use super::world::Run;

/// What is written goes out of the way of histories of which nothing is: the code that asks stays short.
impl Run<'_> {
    #[inline(always)]
    pub(super) fn note(&mut self, stream: Option<u16>, case: u64, what: What) {
        if self.w.diary.is_some() {
            self.write(self.now(), stream, case, what);
        }
    }

    #[inline(always)]
    pub(super) fn note_case(&mut self, id: u32, what: What) {
        if self.w.diary.is_some() {
            self.write_case(self.now(), id, what);
        }
    }

    #[cold]
    #[inline(never)]
    fn write(&mut self, at: SimTime, stream: Option<u16>, case: u64, what: What) {
        if let Some(diary) = &mut self.w.diary {
            diary.note(Entry { at, stream, case, what });
        }
    }

    #[cold]
    #[inline(never)]
    fn write_case(&mut self, at: SimTime, id: u32, what: What) {
        let (stream, sequence) = self.told_as(id);
        self.write(at, Some(stream), sequence, what);
    }

    /// The workstream and number by which a diary knows a case.
    fn told_as(&self, id: u32) -> (u16, u64) {
        let case = &self.w.cases[id as usize];
        (self.group.streams[usize::from(case.stream)].stream as u16, case.sequence)
    }

    #[cold]
    #[inline(never)]
    pub(super) fn write_facts(&mut self, facts: CaseFacts) {
        self.w.diary.iter_mut().for_each(|diary| diary.cases.push(facts));
    }

    #[cold]
    #[inline(never)]
    pub(super) fn write_stretch(&mut self, stretch: Stretch) {
        self.w.diary.iter_mut().for_each(|diary| diary.stretches.push(stretch));
    }

    /// A person's work on a step, done now: its beginning, its end, and the stretches between.
    #[cold]
    #[inline(never)]
    pub(super) fn write_work(&mut self, id: u32, step: u8, (job, server): (JobId, ServerId), begun: SimTime) {
        self.write_case(begun, id, What::Begun { step, server });
        self.write_case(self.now(), id, What::Ended { step, server });
        let (stream, case) = self.told_as(id);
        for Spell { server, seat, from, to, .. } in self.pools.take_spells(job) {
            self.write_stretch(Stretch { case, stream, step, server: Some(server), seat, from, to });
        }
    }
}
