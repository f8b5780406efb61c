//! The calendar: pending events in the order `(time, phase, sequence)`.
//!
//! Phases say what goes before what at one instant: what finishes frees people before shifts change,
//! and both come before anything new starts. Within a phase, first scheduled goes first, so a history
//! never depends on how the heap happens to be laid out.

use super::time::SimTime;

/// What must precede what at one instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Phase {
    /// Work ends, waits end.
    Finish = 0,
    /// Shifts and dates change.
    Change = 1,
    /// Work arrives.
    Start = 2,
}

#[derive(Clone, Copy, Debug)]
struct Entry<E> {
    /// `time << 2 | phase`.
    when: u64,
    sequence: u64,
    event: E,
}

impl<E> Entry<E> {
    #[inline]
    fn before(&self, other: &Self) -> bool {
        (self.when, self.sequence) < (other.when, other.sequence)
    }
}

/// Pending events, earliest first. `E` is small and `Copy`: a closed enum of the model.
#[derive(Clone, Debug)]
pub struct Calendar<E> {
    heap: Vec<Entry<E>>,
    sequence: u64,
    now: SimTime,
}

impl<E: Copy> Default for Calendar<E> {
    fn default() -> Self {
        Self { heap: Vec::new(), sequence: 0, now: SimTime::default() }
    }
}

impl<E: Copy> Calendar<E> {
    /// Forgets every event and goes back to the beginning of time; keeps its memory.
    pub fn clear(&mut self) {
        self.heap.clear();
        self.sequence = 0;
        self.now = SimTime::default();
    }

    /// The moment of the event last taken.
    pub const fn now(&self) -> SimTime {
        self.now
    }

    /// Events taken or pending so far.
    pub const fn scheduled(&self) -> u64 {
        self.sequence
    }

    /// Number of pending events.
    pub fn pending(&self) -> usize {
        self.heap.len()
    }

    /// Adds an event. It must not lie in the past.
    #[inline]
    pub fn schedule(&mut self, at: SimTime, phase: Phase, event: E) {
        debug_assert!(at >= self.now, "an event at {at:?} was scheduled at {:?}", self.now);
        let entry = Entry { when: at.0 << 2 | phase as u64, sequence: self.sequence, event };
        self.sequence += 1;
        // A heap of four children a node: half the levels of a binary one, and siblings share cache lines.
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

    /// Takes the earliest event and moves the clock to it.
    #[inline]
    pub fn next(&mut self) -> Option<(SimTime, E)> {
        let last = self.heap.pop()?;
        let first = match self.heap.first() {
            None => last,
            Some(&first) => {
                self.sift_down(last);
                first
            }
        };
        self.now = SimTime(first.when >> 2);
        Some((self.now, first.event))
    }

    /// Puts an entry into the hole at the root.
    #[inline]
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

    #[test]
    fn events_come_by_time_then_phase_then_order_of_scheduling() {
        let mut calendar = Calendar::default();
        calendar.schedule(SimTime(5), Phase::Start, "e");
        calendar.schedule(SimTime(5), Phase::Finish, "b");
        calendar.schedule(SimTime(5), Phase::Change, "d");
        calendar.schedule(SimTime(1), Phase::Start, "a");
        calendar.schedule(SimTime(5), Phase::Finish, "c");
        let order: Vec<_> = std::iter::from_fn(|| calendar.next()).map(|(_, event)| event).collect();
        assert_eq!(order, ["a", "b", "c", "d", "e"]);
    }

    #[test]
    fn a_thousand_events_in_scrambled_order_come_out_sorted() {
        let mut calendar = Calendar::default();
        let mut x = 12345_u64;
        for _ in 0..1000 {
            x = x.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            calendar.schedule(SimTime(x >> 54), Phase::Start, ());
        }
        let times: Vec<_> = std::iter::from_fn(|| calendar.next()).map(|(time, ())| time).collect();
        assert_eq!(times.len(), 1000);
        assert!(times.is_sorted());
    }
}
