//! The calendar: pending events in the order `(time, phase, sequence)`.
//!
//! Phases say what goes before what at one instant: what finishes frees people before shifts change,
//! and both come before anything new starts. Within a phase, first scheduled goes first, so a history
//! never depends on how the heap happens to be laid out.

use super::time::SimTime;

/// What must precede what at one instant.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Phase {
    /// Work ends, waits end.
    #[default]
    Finish = 0,
    /// Shifts and dates change.
    Change = 1,
    /// Work arrives.
    Start = 2,
}

#[derive(Clone, Copy, Debug)]
struct Entry<E> {
    /// `time << 34 | phase << 32 | sequence`: which of two events is first is anybody's guess, so that it is asked once, of one number.
    key: u64,
    event: E,
}

impl<E> Entry<E> {
    /// Whether it comes before another.
    #[inline(always)]
    const fn before(&self, other: &Self) -> bool {
        self.key < other.key
    }
}

/// Events of today that a short sorted list holds; those beyond it wait in a heap.
const SOON: usize = 16;

/// Pending events, earliest first. `E` is small and `Copy`: a closed enum of the model, whose default fills places that are empty.
///
/// What is due on a later day lies unsorted in that day's box and is sorted when the day comes. What is
/// scheduled for today during today goes into a short list if it is among the soonest, for to shift a few
/// neighbours is less work than to walk a heap; the heap takes what overflows. The order depends on none of this.
#[derive(Clone, Debug)]
pub struct Calendar<E> {
    /// The soonest of today's new events, the last first: none of the heap's comes before any of these. One place more than is used for long.
    soon: [Entry<E>; SOON + 1],
    /// How many they are.
    soonest: usize,
    /// The rest of today's new events, as a heap.
    heap: Vec<Entry<E>>,
    /// Scheduled for today before it began, the last first.
    sorted: Vec<Entry<E>>,
    /// The days to come, by day of the history.
    days: Vec<Vec<Entry<E>>>,
    today: usize,
    end: SimTime,
    sequence: u32,
    now: SimTime,
}

impl<E: Copy + Default> Default for Calendar<E> {
    fn default() -> Self {
        Self {
            soon: [Entry { key: 0, event: E::default() }; SOON + 1],
            soonest: 0,
            heap: Vec::new(),
            sorted: Vec::new(),
            days: Vec::new(),
            today: 0,
            end: SimTime::default(),
            sequence: 0,
            now: SimTime::default(),
        }
    }
}

impl<E: Copy + Default> Calendar<E> {
    /// Begins a history that ends at `end`: forgets every event, goes back to the beginning of time, keeps its memory.
    pub fn begin(&mut self, end: SimTime) {
        self.soonest = 0;
        self.heap.clear();
        self.sorted.clear();
        self.days.iter_mut().for_each(Vec::clear);
        self.days.resize_with(self.days.len().max(end.day() + 1), Vec::new);
        (self.today, self.end, self.sequence, self.now) = (0, end, 0, SimTime::default());
    }

    /// The moment of the event last taken.
    #[inline(always)]
    pub const fn now(&self) -> SimTime {
        self.now
    }

    /// Number of pending events.
    pub fn pending(&self) -> usize {
        let later: usize = self.days.iter().map(Vec::len).sum();
        self.soonest + self.heap.len() + self.sorted.len() + later
    }

    /// Adds an event. It must not lie in the past; one that lies at the end or after it never happens and is not kept.
    ///
    /// # Panics
    /// After 2³² events.
    #[inline(always)]
    pub fn schedule(&mut self, at: SimTime, phase: Phase, event: E) {
        debug_assert!(at >= self.now, "an event at {at:?} was scheduled at {:?}", self.now);
        if at >= self.end {
            return;
        }
        let entry = Entry { key: at.seconds() << 34 | (phase as u64) << 32 | u64::from(self.sequence), event };
        self.sequence = self.sequence.checked_add(1).expect("a history has fewer than four thousand million events");
        let day = at.day();
        if day > self.today {
            self.days[day].push(entry);
        } else {
            self.add_today(entry);
        }
    }

    /// Adds an event of today.
    #[inline(always)]
    fn add_today(&mut self, entry: Entry<E>) {
        if !self.heap.is_empty() && (self.soonest == 0 || self.soon[0].before(&entry)) {
            self.sift_up(entry);
            return;
        }
        // From the soonest backwards: each that comes before the new one moves up a place.
        let mut place = self.soonest;
        while place > 0 && self.soon[place - 1].before(&entry) {
            self.soon[place] = self.soon[place - 1];
            place -= 1;
        }
        self.soon[place] = entry;
        self.soonest += 1;
        if self.soonest > SOON {
            let last = self.soon[0];
            self.soon.copy_within(1.., 0);
            self.soonest = SOON;
            self.sift_up(last);
        }
    }

    /// Takes the earliest event and moves the clock to it.
    #[inline]
    pub fn pop(&mut self) -> Option<(SimTime, E)> {
        loop {
            if self.soonest == 0 && !self.heap.is_empty() {
                self.soon[0] = self.take_root();
                self.soonest = 1;
            }
            let entry = match (self.sorted.last(), self.soonest.checked_sub(1)) {
                (Some(old), place) if place.is_none_or(|place| old.before(&self.soon[place])) => {
                    let old = *old;
                    self.sorted.truncate(self.sorted.len() - 1);
                    old
                }
                (_, Some(place)) => {
                    self.soonest = place;
                    self.soon[place]
                }
                _ => {
                    self.turn_page()?;
                    continue;
                }
            };
            self.now = SimTime::new(entry.key >> 34);
            return Some((self.now, entry.event));
        }
    }

    /// Goes on to the next day that has events; `None` if there is none.
    #[inline(never)]
    fn turn_page(&mut self) -> Option<()> {
        let ahead = self.days[self.today..].iter().position(|day| !day.is_empty())?;
        self.today += ahead;
        // Copied, not swapped: each box keeps its own memory, so that the next history finds every one large enough.
        self.sorted.append(&mut self.days[self.today]);
        self.sorted.sort_unstable_by_key(|entry| std::cmp::Reverse(entry.key));
        Some(())
    }

    /// Adds an entry to the heap. Four children a node: half the levels of a binary heap, and siblings share
    /// cache lines.
    #[inline(never)]
    fn sift_up(&mut self, entry: Entry<E>) {
        let mut hole = self.heap.len();
        self.heap.push(entry);
        while hole > 0 {
            let parent = (hole - 1) / 4;
            if !entry.before(&self.heap[parent]) {
                break;
            }
            self.heap[hole] = self.heap[parent];
            hole = parent;
        }
        self.heap[hole] = entry;
    }

    /// Takes the heap's first.
    #[inline(never)]
    fn take_root(&mut self) -> Entry<E> {
        let first = self.heap[0];
        let last = self.heap.pop().expect("it has a first");
        if !self.heap.is_empty() {
            self.sift_down(last);
        }
        first
    }

    /// Puts an entry into the hole at the root.
    fn sift_down(&mut self, entry: Entry<E>) {
        let heap = &mut self.heap[..];
        let mut hole = 0;
        loop {
            let child = 4 * hole + 1;
            if child >= heap.len() {
                break;
            }
            let mut least = child;
            for other in child + 1..(child + 4).min(heap.len()) {
                if heap[other].before(&heap[least]) {
                    least = other;
                }
            }
            if !heap[least].before(&entry) {
                break;
            }
            heap[hole] = heap[least];
            hole = least;
        }
        heap[hole] = entry;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::des::time::DAY;

    #[test]
    fn events_come_by_time_then_phase_then_order_of_scheduling() {
        let mut calendar = Calendar::default();
        calendar.begin(SimTime::new(100));
        calendar.schedule(SimTime::new(5), Phase::Start, "e");
        calendar.schedule(SimTime::new(5), Phase::Finish, "b");
        calendar.schedule(SimTime::new(5), Phase::Change, "d");
        calendar.schedule(SimTime::new(1), Phase::Start, "a");
        calendar.schedule(SimTime::new(5), Phase::Finish, "c");
        let order: Vec<_> = std::iter::from_fn(|| calendar.pop()).map(|(_, event)| event).collect();
        assert_eq!(order, ["a", "b", "c", "d", "e"]);
    }

    #[test]
    fn a_thousand_events_in_scrambled_order_come_out_sorted() {
        let mut calendar = Calendar::default();
        calendar.begin(SimTime::new(1 << 24));
        let mut x = 12345_u64;
        let mut draw = || {
            x = x.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            x >> 40
        };
        for _ in 0..1000 {
            calendar.schedule(SimTime::new(draw()), Phase::Start, ());
        }
        // Each event brings another, now or on a later day, until the end of time.
        let mut times = Vec::new();
        while let Some((time, ())) = calendar.pop() {
            times.push(time);
            calendar.schedule(time + draw() % 200_000, Phase::Start, ());
        }
        assert!(times.len() > 10_000 && times.is_sorted());
        assert_eq!(calendar.pending(), 0);
    }

    #[test]
    fn a_hundred_events_of_one_moment_come_by_phase_and_then_as_scheduled_even_if_scheduled_during_it() {
        let mut calendar = Calendar::<(Phase, u64)>::default();
        calendar.begin(SimTime::new(10 * DAY));
        for day in [0, 1] {
            let at = SimTime::new(day * DAY + 7);
            // More than the short list holds, in every order of phases, some of them when the moment has begun.
            let phase = |i: u64| [Phase::Start, Phase::Finish, Phase::Change][(i * i % 3) as usize];
            (0..100).for_each(|i| calendar.schedule(at, phase(i), (phase(i), i)));
            assert_eq!(calendar.pending(), 100);
            let mut taken = Vec::new();
            while let Some((now, (phase, i))) = calendar.pop() {
                assert_eq!((now, calendar.now()), (at, at));
                taken.push((phase, i));
                if i < 100 && phase == Phase::Start {
                    calendar.schedule(at, Phase::Start, (Phase::Start, i + 100));
                }
            }
            assert!(taken.is_sorted() && taken.len() == 134, "{taken:?}");
        }
    }

    #[test]
    fn a_history_may_end_in_the_middle_of_a_day() {
        let mut calendar = Calendar::default();
        calendar.begin(SimTime::new(2 * DAY + 100));
        [50, 99, 100].into_iter().for_each(|second| calendar.schedule(SimTime::new(2 * DAY + second), Phase::Start, second));
        assert_eq!(
            [calendar.pop(), calendar.pop(), calendar.pop()],
            [Some((SimTime::new(2 * DAY + 50), 50)), Some((SimTime::new(2 * DAY + 99), 99)), None]
        );
    }

    #[test]
    fn what_is_pending_is_counted_wherever_it_lies() {
        let mut calendar = Calendar::default();
        calendar.begin(SimTime::new(10 * DAY));
        (0..5).for_each(|i| calendar.schedule(SimTime::new(DAY + i), Phase::Start, i));
        (0..3).for_each(|i| calendar.schedule(SimTime::new(2 * DAY + i), Phase::Start, i));
        assert_eq!((calendar.pop(), calendar.pending()), (Some((SimTime::new(DAY), 0)), 7));
        // More for the day that has begun than the short list holds: four are left of those that were there before.
        (0..20).for_each(|i| calendar.schedule(SimTime::new(DAY + 100 + i), Phase::Start, i));
        assert_eq!(calendar.pending(), 4 + 20 + 3);
    }

    #[test]
    fn what_lies_at_the_end_or_after_it_is_not_kept_and_a_new_history_knows_nothing_of_the_last() {
        let mut calendar = Calendar::default();
        calendar.begin(SimTime::new(3 * DAY));
        for (at, event) in [(3 * DAY, 'x'), (5 * DAY, 'x'), (3 * DAY - 1, 'd'), (DAY, 'c'), (20, 'b'), (10, 'a')] {
            calendar.schedule(SimTime::new(at), Phase::Start, event);
        }
        assert_eq!(calendar.pending(), 4);
        assert_eq!([calendar.pop(), calendar.pop()], [Some((SimTime::new(10), 'a')), Some((SimTime::new(20), 'b'))]);
        // A longer history: the days that it has more are there, and what was left is not.
        calendar.begin(SimTime::new(9 * DAY));
        assert_eq!((calendar.pending(), calendar.now()), (0, SimTime::new(0)));
        calendar.schedule(SimTime::new(9 * DAY - 1), Phase::Start, 'z');
        calendar.schedule(SimTime::new(5), Phase::Start, 'y');
        assert_eq!(
            [calendar.pop(), calendar.pop(), calendar.pop()],
            [Some((SimTime::new(5), 'y')), Some((SimTime::new(9 * DAY - 1), 'z')), None]
        );
    }
}
