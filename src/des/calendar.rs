//! The calendar: pending events in the order `(time, phase, sequence)`.
//!
//! Phases say what goes before what at one instant: what finishes frees people before shifts change,
//! and both come before anything new starts. Within a phase, first scheduled goes first, so a history
//! never depends on how the heap happens to be laid out.
//!
//! Invariants, checked by [`Calendar::check_invariants`] after every event in tests:
//! 1. no event lies before the moment of the event last taken;
//! 2. events of the present slot, and no others, lie in `near` (sorted, the last first) or in the heap (nobody before its parent);
//! 3. slots and days that have begun hold no events.

use super::time::{DAY, SimTime};

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
    /// `time << 34 | phase << 32 | sequence` in one integer: ordering two events is a single comparison.
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

/// Events that a slot is meant to hold.
const IN_A_SLOT: u32 = 16;
/// Events of the present slot that a new one may be put behind; where there are more, it goes into a heap.
const NEAR: usize = 32;
/// Slots of a day are so many seconds long, as a power of two: at least, and at most, which is all of it.
const LENGTHS: (u32, u32) = (4, 17);

/// Pending events, earliest first. `E` is small and `Copy`: a closed enum of the model.
///
/// A calendar in pages, each finer than the one before it (after Brown, "Calendar queues", CACM 31, 1988): what is due on a later
/// day lies unsorted in that day's box, what is due later today in the box of its slot. A box is sorted when its time comes, and what
/// is scheduled for the present slot is put into its place there. Slots are as long as days are quiet. The order depends on none of this.
#[derive(Clone, Debug)]
pub struct Calendar<E> {
    /// Events of the present slot, the last first.
    near: Vec<Entry<E>>,
    /// Those of them that would have had to go behind too many, as a heap.
    heap: Vec<Entry<E>>,
    /// When the present slot ends; no later than the day does.
    slot_ends: SimTime,
    /// The rest of today, by slot.
    slots: Vec<Vec<Entry<E>>>,
    /// Which is the next of them.
    next_slot: usize,
    /// How long they are, as a power of two.
    length: u32,
    /// When today began, and ends.
    day: (SimTime, SimTime),
    /// The days to come, by day of the history.
    days: Vec<Vec<Entry<E>>>,
    today: usize,
    end: SimTime,
    sequence: u32,
    /// Events of today that were known when it began, less those scheduled before it, or on it for later days: with the sequence, all of today's.
    known: i64,
    /// The most events that a day had.
    busiest: u32,
    now: SimTime,
}

impl<E> Default for Calendar<E> {
    fn default() -> Self {
        let zero = SimTime::default();
        Self {
            near: Vec::new(),
            heap: Vec::new(),
            slot_ends: zero,
            slots: Vec::new(),
            next_slot: 0,
            length: 0,
            day: (zero, zero),
            days: Vec::new(),
            today: 0,
            end: zero,
            sequence: 0,
            known: 0,
            busiest: 0,
            now: zero,
        }
    }
}

impl<E: Copy> Calendar<E> {
    /// Begins a history that ends at `end`: forgets every event, goes back to the beginning of time, keeps its memory.
    pub fn begin(&mut self, end: SimTime) {
        self.near.clear();
        self.heap.clear();
        self.slots.iter_mut().chain(&mut self.days).for_each(Vec::clear);
        self.days.resize_with(self.days.len().max(end.day() + 1), Vec::new);
        (self.end, self.sequence, self.known, self.busiest, self.now) = (end, 0, 0, 0, SimTime::default());
        self.open_day(0);
    }

    /// The moment of the event last taken.
    #[inline(always)]
    pub const fn now(&self) -> SimTime {
        self.now
    }

    /// The day that it falls on, 0 being the first.
    #[inline(always)]
    pub const fn today(&self) -> usize {
        self.today
    }

    /// The first moment of that day.
    #[inline(always)]
    pub const fn midnight(&self) -> SimTime {
        self.day.0
    }

    /// Number of pending events.
    pub fn pending(&self) -> usize {
        let later: usize = self.slots.iter().chain(&self.days).map(Vec::len).sum();
        self.near.len() + self.heap.len() + later
    }

    /// Adds an event. It must not lie in the past; one that lies at the end or after it never happens and is not kept.
    ///
    /// # Panics
    /// When the event lies in the past, and after 2³² events.
    #[inline(always)]
    pub fn schedule(&mut self, at: SimTime, phase: Phase, event: impl Into<E>) {
        assert!(at >= self.now, "an event is scheduled for now or later");
        if at >= self.end {
            return;
        }
        let entry = Entry { key: at.seconds() << 34 | (phase as u64) << 32 | u64::from(self.sequence), event: event.into() };
        self.sequence = self.sequence.checked_add(1).expect("a history has fewer than four thousand million events");
        if at < self.slot_ends {
            self.add_near(entry);
        } else if at < self.day.1 {
            self.slots[(at.since(self.day.0) >> self.length) as usize].push(entry);
        } else {
            self.known -= 1;
            self.days[at.day()].push(entry);
        }
    }

    /// Adds an event of the present slot.
    #[inline(always)]
    fn add_near(&mut self, entry: Entry<E>) {
        if self.near.len() > NEAR && self.near[self.near.len() - NEAR].before(&entry) {
            self.sift_up(entry);
            return;
        }
        // From the soonest backwards: each that comes before the new one moves up a place.
        self.near.push(entry);
        let near = &mut self.near[..];
        let mut place = near.len() - 1;
        while place > 0 && near[place - 1].before(&entry) {
            near[place] = near[place - 1];
            place -= 1;
        }
        near[place] = entry;
    }

    /// Takes the earliest event and moves the clock to it.
    #[inline(always)]
    pub fn pop(&mut self) -> Option<(SimTime, E)> {
        if self.heap.is_empty() {
            while self.near.is_empty() {
                self.turn_page()?;
            }
            // The time is read where it lies, before the event is taken: as a part of what is taken it would be put together from pieces
            // that were written apart, which a processor has to wait for, and everything waits for the time.
            let last = self.near.len() - 1;
            self.now = SimTime::new(self.near[last].key >> 34);
            let event = self.near[last].event;
            self.near.truncate(last);
            return Some((self.now, event));
        }
        let entry = self.pop_of_both();
        self.now = SimTime::new(entry.key >> 34);
        Some((self.now, entry.event))
    }

    /// The earliest where some are in the heap.
    #[inline(never)]
    fn pop_of_both(&mut self) -> Entry<E> {
        let root = self.heap[0];
        match self.near.pop_if(|near| near.before(&root)) {
            Some(near) => near,
            None => self.take_root(),
        }
    }

    /// Goes on to the next slot that has events, of today or of the next day that has any; `None` if there is none.
    #[inline(never)]
    fn turn_page(&mut self) -> Option<()> {
        loop {
            let ahead = self.slots[self.next_slot..].iter().position(|slot| !slot.is_empty());
            if let Some(ahead) = ahead {
                let slot = self.next_slot + ahead;
                self.next_slot = slot + 1;
                self.slot_ends = (self.day.0 + ((slot as u64 + 1) << self.length)).min(self.day.1);
                // Copied, not swapped: each box keeps its own memory, so that the next history finds every one large enough.
                self.near.append(&mut self.slots[slot]);
                sort(&mut self.near);
                return Some(());
            }
            let ahead = self.days[self.today + 1..].iter().position(|day| !day.is_empty())?;
            self.open_day(self.today + 1 + ahead);
        }
    }

    /// A day begins: its slots are as long as suits the busiest day so far, and its events are put into them.
    fn open_day(&mut self, day: usize) {
        self.busiest = self.busiest.max((self.known + i64::from(self.sequence)) as u32);
        self.known = self.days[day].len() as i64 - i64::from(self.sequence);
        let slots = (self.busiest / IN_A_SLOT + 1).next_power_of_two();
        self.length = LENGTHS.1.saturating_sub(slots.trailing_zeros()).max(LENGTHS.0);
        (self.today, self.day, self.next_slot) = (day, (SimTime::on(day, 0), SimTime::on(day + 1, 0)), 0);
        self.slot_ends = self.day.0;
        let last = (DAY - 1) >> self.length;
        self.slots.resize_with(self.slots.len().max(last as usize + 1), Vec::new);
        let mut events = std::mem::take(&mut self.days[day]);
        for entry in events.drain(..) {
            self.slots[(SimTime::new(entry.key >> 34).since(self.day.0) >> self.length) as usize].push(entry);
        }
        self.days[day] = events;
    }

    /// Checks the invariants at the head of the module, between two events. It takes as long as there are events: for tests.
    ///
    /// # Panics
    /// When one of them is broken.
    pub fn check_invariants(&self) {
        let time = |entry: &Entry<E>| SimTime::new(entry.key >> 34);
        let later = self.slots.iter().chain(&self.days).flatten();
        assert!(self.near.iter().chain(&self.heap).chain(later).all(|entry| time(entry) >= self.now), "no event lies in the past");
        assert!(self.near.is_sorted_by(|one, next| next.before(one)), "the present slot's events are in order, the last first");
        let heap = |child: usize| child == 0 || !self.heap[child].before(&self.heap[(child - 1) / 4]);
        assert!((0..self.heap.len()).all(heap), "nobody in the heap comes before its parent");
        assert!(
            self.near.iter().chain(&self.heap).all(|entry| time(entry) < self.slot_ends),
            "the present slot has no event of later ones"
        );
        assert!(self.slots[..self.next_slot].iter().all(Vec::is_empty), "slots that are over are empty");
        assert!(self.days[..=self.today].iter().all(Vec::is_empty), "days that have begun are empty");
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

/// Sorts a slot's events, the last first. Up to 16 are sorted by rank, which has no branch that a processor cannot predict.
fn sort<E: Copy>(entries: &mut [Entry<E>]) {
    const FEW: usize = 16;
    let count = entries.len();
    if count < 2 {
        return;
    }
    if count > FEW {
        entries.sort_unstable_by_key(|entry| std::cmp::Reverse(entry.key));
        return;
    }
    let mut scratch = [entries[0]; FEW];
    scratch[..count].copy_from_slice(entries);
    let scratch = &scratch[..count];
    for entry in scratch {
        let after = scratch.iter().map(|other| usize::from(entry.before(other))).sum::<usize>();
        entries[after] = *entry;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_come_by_time_then_phase_then_order_of_scheduling() {
        let mut calendar = Calendar::<&str>::default();
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
        let mut calendar = Calendar::<()>::default();
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

    /// Against a heap of everything: quiet days and busy ones, in one slot and in short ones; events of the moment, of the hour, of days to come.
    #[test]
    fn events_come_as_from_one_heap_however_busy_the_days_are() {
        let (mut calendar, mut heap) = (Calendar::default(), std::collections::BinaryHeap::new());
        let end = SimTime::new(40 * DAY + 5_000);
        let mut x = 99_u64;
        let mut draw = |below: u64| {
            x = x.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (x >> 33) % below
        };
        calendar.begin(end);
        let mut number = 0_u64;
        let mut add = |calendar: &mut Calendar<u64>, heap: &mut std::collections::BinaryHeap<_>, at: SimTime, phase: Phase| {
            calendar.schedule(at, phase, number);
            if at < end {
                heap.push(std::cmp::Reverse((at, phase, number)));
            }
            number += 1;
        };
        // Ten on most days, thousands on some.
        for day in 0..40 {
            for _ in 0..if day % 7 == 3 { 3_000 } else { 10 } {
                add(&mut calendar, &mut heap, SimTime::on(day, draw(DAY)), [Phase::Finish, Phase::Change, Phase::Start][draw(3) as usize]);
            }
        }
        let (mut today, mut busiest) = ((0, 0), 0);
        let mut lengths = std::collections::BTreeSet::new();
        while let Some((now, taken)) = calendar.pop() {
            let std::cmp::Reverse((at, _, expected)) = heap.pop().unwrap();
            assert_eq!((now, taken), (at, expected));
            today = if calendar.today == today.0 { (today.0, today.1 + 1) } else { (calendar.today, 1) };
            busiest = busiest.max(today.1);
            lengths.insert(calendar.length);
            if draw(3) > 0 {
                let reach = [1, 30, 3_600, DAY, 4 * DAY][draw(5) as usize];
                let ahead = draw(reach);
                add(&mut calendar, &mut heap, now + ahead, Phase::Start);
            }
            assert_eq!(calendar.pending(), heap.len());
        }
        assert!(heap.is_empty() && lengths.len() > 2, "{lengths:?}");
        // What it takes for the busiest day is the busiest day, the last apart.
        calendar.open_day(0);
        assert_eq!(calendar.busiest, busiest);
    }

    #[test]
    fn a_hundred_events_of_one_moment_come_by_phase_and_then_as_scheduled_even_if_scheduled_during_it() {
        let mut calendar = Calendar::<(Phase, u64)>::default();
        calendar.begin(SimTime::new(10 * DAY));
        for day in [0, 1] {
            let at = SimTime::new(day * DAY + 7);
            // More than a new one is put behind, in every order of phases, some of them when the moment has begun.
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
        let mut calendar = Calendar::<u64>::default();
        calendar.begin(SimTime::new(2 * DAY + 100));
        [50, 99, 100].into_iter().for_each(|second| calendar.schedule(SimTime::new(2 * DAY + second), Phase::Start, second));
        assert_eq!(
            [calendar.pop(), calendar.pop(), calendar.pop()],
            [Some((SimTime::new(2 * DAY + 50), 50)), Some((SimTime::new(2 * DAY + 99), 99)), None]
        );
    }

    #[test]
    fn what_is_pending_is_counted_wherever_it_lies() {
        let mut calendar = Calendar::<u64>::default();
        calendar.begin(SimTime::new(10 * DAY));
        (0..5).for_each(|i| calendar.schedule(SimTime::new(DAY + i), Phase::Start, i));
        (0..3).for_each(|i| calendar.schedule(SimTime::new(2 * DAY + i), Phase::Start, i));
        assert_eq!((calendar.pop(), calendar.pending()), (Some((SimTime::new(DAY), 0)), 7));
        // More for the slot that has begun than new ones are put behind: four are left of those that were there before.
        (0..50).for_each(|i| calendar.schedule(SimTime::new(DAY + 100 + i), Phase::Start, i));
        assert_eq!(calendar.pending(), 4 + 50 + 3);
    }

    #[test]
    fn what_lies_at_the_end_or_after_it_is_not_kept_and_a_new_history_knows_nothing_of_the_last() {
        let mut calendar = Calendar::<char>::default();
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
