//! What becomes of work, counted under what it is: when it is made, and when it is delivered.

use crate::des::time::SimTime;

use super::route::NO;
use super::world::Run;

/// What work is counted under.
#[derive(Clone, Copy, Debug)]
pub(super) struct Counted {
    /// Its workstream, by position in the group.
    pub stream: u16,
    /// Its kind.
    pub kind: u8,
    /// The court that brought it, by position in the group, and the kind of list; [`NO`] where none did.
    pub court: u16,
    pub list: u16,
    pub made: SimTime,
    /// By when it was first promised.
    pub promised: SimTime,
}

impl Run<'_> {
    /// Work of the data period is made, and begun the same day or not.
    #[inline(always)]
    pub(super) fn count_made(&mut self, of: &Counted, attempted: bool) {
        let month = self.model.days.month(of.made.day());
        let seen = &mut self.seen.streams[usize::from(of.stream)];
        let kind = &mut seen.kinds[usize::from(of.kind)];
        kind.requested += 1;
        kind.attempted += u64::from(attempted);
        seen.months[month].requested += 1;
        seen.hours[(of.made.of_day() / 3600) as usize].requested += 1;
        if let (Some(list), true) = (seen.lists.get_mut(usize::from(of.list)), of.list != NO) {
            list.requested += 1;
        }
        if of.court != NO && !seen.courts.is_empty() {
            seen.courts[self.group.courts[usize::from(of.court)].place].requested += 1;
        }
    }

    /// Work of the data period is delivered now.
    #[inline(always)]
    pub(super) fn count_delivered(&mut self, of: &Counted, same_day: bool) {
        let now = self.now();
        let days = self.model.days.working_days_between(of.made.day(), now.day()) as usize;
        let month = self.model.days.month(of.made.day());
        let seen = &mut self.seen.streams[usize::from(of.stream)];
        let kind = &mut seen.kinds[usize::from(of.kind)];
        kind.delivered += 1;
        kind.completion += now.since(of.made);
        kind.completion_squared += (now.since(of.made) / 60).pow(2);
        let last = kind.days.len() - 1;
        kind.days[days.min(last)] += 1;
        if now <= of.promised {
            kind.on_time += 1;
        } else {
            kind.late += 1;
            kind.lateness += now.since(of.promised);
        }
        if same_day {
            kind.same_day += 1;
            seen.months[month].same_day += 1;
            seen.hours[(of.made.of_day() / 3600) as usize].same_day += 1;
            if of.list != NO && !seen.lists.is_empty() {
                seen.lists[usize::from(of.list)].same_day += 1;
            }
            if of.court != NO && !seen.courts.is_empty() {
                seen.courts[self.group.courts[usize::from(of.court)].place].same_day += 1;
            }
        }
    }
    /// Work of the data period is not complete when the history ends.
    pub(super) fn count_outstanding(&mut self, of: &Counted) {
        let late = of.promised < self.model.days.end();
        let kind = &mut self.seen.streams[usize::from(of.stream)].kinds[usize::from(of.kind)];
        kind.outstanding += 1;
        kind.late += u64::from(late);
    }

    /// A step of work of the data period was begun after so many seconds, and took so many of somebody's time.
    #[inline(always)]
    pub(super) fn count_step(&mut self, stream: usize, place: usize, wait: u64, worked: u64) {
        let seen = &mut self.seen.streams[stream].steps[place];
        seen.begun += 1;
        seen.delayed += u64::from(wait > 0);
        seen.waited += wait;
        seen.worked += worked;
    }
}
