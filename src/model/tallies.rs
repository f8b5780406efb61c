//! What becomes of work, counted under what it is: when it is made, and when it is delivered.

use super::case::CaseKey;
use super::observe::{KindSeen, StepSeen, StreamSeen};
use super::route::NO;
use super::world::Replication;

impl Replication<'_> {
    /// Work of the data period is made now, and begun the same day or not. What was seen of its workstream is given back.
    #[inline(always)]
    pub(super) fn count_made(&mut self, of: &CaseKey, attempted: bool) -> &mut StreamSeen {
        debug_assert_eq!(of.made, self.now());
        let (month, midnight) = (self.model.days.month(self.w.calendar.today()), self.w.calendar.midnight());
        let seen = &mut self.seen.streams[usize::from(of.stream)];
        let kind = &mut seen.kinds[usize::from(of.kind)];
        kind.requested += 1;
        kind.attempted += u64::from(attempted);
        seen.months[month].requested += 1;
        seen.hours[(of.made.since(midnight) / 3600) as usize].requested += 1;
        if of.list != NO
            && let Some(list) = seen.lists.get_mut(usize::from(of.list))
        {
            list.requested += 1;
        }
        if of.court != NO && !seen.courts.is_empty() {
            seen.courts[self.group.courts[usize::from(of.court)].place].requested += 1;
        }
        seen
    }

    /// Work of the data period is delivered now, the same day or not, by when it was first promised or not. What was seen of its workstream
    /// is given back.
    #[inline(always)]
    pub(super) fn count_delivered(&mut self, of: &CaseKey, (same_day, on_time): (bool, bool)) -> &mut StreamSeen {
        let (now, today, midnight) = (self.now(), self.w.calendar.today(), self.w.calendar.midnight());
        debug_assert!(!same_day || of.made >= midnight);
        let days = if of.made >= midnight { 0 } else { self.model.days.working_days_between(of.made.day(), today) as usize };
        let seen = &mut self.seen.streams[usize::from(of.stream)];
        let kind = &mut seen.kinds[usize::from(of.kind)];
        kind.delivered += 1;
        kind.completion += now.since(of.made);
        match kind.days.get_mut(days) {
            Some(count) => *count += 1,
            None => kind.count_later(days),
        }
        if on_time {
            kind.on_time += 1;
        } else {
            kind.late += 1;
            kind.lateness += now.since(of.promised);
        }
        if same_day {
            kind.same_day += 1;
            seen.months[self.model.days.month(today)].same_day += 1;
            seen.hours[(of.made.since(midnight) / 3600) as usize].same_day += 1;
            if of.list != NO && !seen.lists.is_empty() {
                seen.lists[usize::from(of.list)].same_day += 1;
            }
            if of.court != NO && !seen.courts.is_empty() {
                seen.courts[self.group.courts[usize::from(of.court)].place].same_day += 1;
            }
        }
        seen
    }

    /// Work of the data period has left before it was complete: it will not be by when it was first promised.
    pub(super) fn count_gave_up(&mut self, of: &CaseKey) {
        self.count_not_done(of).gave_up += 1;
    }

    /// Work of the data period is not complete when the history ends.
    pub(super) fn count_outstanding(&mut self, of: &CaseKey) {
        self.count_not_done(of).outstanding += 1;
    }

    /// Work of the data period is not done in this history: late, if it should have been by now. What was seen of its kind is given back.
    fn count_not_done(&mut self, of: &CaseKey) -> &mut KindSeen {
        let late = of.promised < self.model.days.end();
        let kind = &mut self.seen.streams[usize::from(of.stream)].kinds[usize::from(of.kind)];
        kind.late += u64::from(late);
        kind
    }

    /// So many seconds of somebody's time went to work of the data period, whenever they did: kept of the headline's, whose cost is asked for.
    #[inline(always)]
    pub(super) fn count_time(&mut self, stream: usize, class: u16, worked: u64) {
        let spec = &self.group.streams[stream];
        if spec.stream == self.model.headline {
            // Classes are the grades of the first cluster, then of the next: counted where the work comes from, whoever was lent to do it.
            let grades = self.model.names.grades.len();
            self.seen.grades[spec.cluster * grades + usize::from(class) % grades].on_headline += worked;
        }
    }

    /// A step of work of the data period was begun after so many seconds, and took so many of somebody's time.
    #[inline(always)]
    pub(super) fn count_step(&mut self, stream: usize, place: usize, wait: u64, worked: u64) {
        self.seen.streams[stream].steps[place].count(wait, worked);
    }
}

impl KindSeen {
    /// One more is delivered later than any so far, and later than most ever are.
    #[cold]
    fn count_later(&mut self, days: usize) {
        self.days.resize(days, 0);
        self.days.push(1);
    }
}

impl StepSeen {
    /// It was begun after so many seconds, and took so many.
    #[inline(always)]
    pub(super) fn count(&mut self, wait: u64, worked: u64) {
        self.begun += 1;
        self.delayed += u64::from(wait > 0);
        self.waited += wait;
        self.worked += worked;
    }
}
