//! A line of jobs, the first to go in front.
//!
//! Most come later than all who wait, where first come is first served, and mostly so where the order is by due date. They stand in
//! a row, to which one is added, and from which one is taken, in one step; only those who go before somebody are in a heap.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::Waiting;

/// Places of entries that were taken are given up when there are at least so many, and more than of those that wait.
const GIVEN_UP: usize = 1 << 10;

/// Entries of one queue in order.
#[derive(Clone, Debug, Default)]
pub(super) struct Line {
    /// Each no less than the one before it; the first of them have been taken.
    row: Vec<Waiting>,
    /// How many have. The last of the row has not: an empty row has no entries.
    taken: usize,
    /// Those who, when they came, had to go before the row's last.
    pushed_in: BinaryHeap<Reverse<Waiting>>,
}

impl Line {
    /// Adds an entry.
    #[inline(always)]
    pub fn push(&mut self, entry: Waiting) {
        if self.row.last().is_none_or(|last| *last <= entry) {
            self.row.push(entry);
        } else {
            self.pushed_in.push(Reverse(entry));
        }
    }

    /// The first entry.
    #[inline(always)]
    pub fn first(&self) -> Option<Waiting> {
        self.first_pushed_in().or(self.front())
    }

    /// Takes the first entry.
    #[inline(always)]
    pub fn take(&mut self) -> Option<Waiting> {
        match self.first_pushed_in() {
            Some(_) => self.pushed_in.pop().map(|Reverse(entry)| entry),
            None => self.take_front(),
        }
    }

    /// The first of the row.
    #[inline(always)]
    fn front(&self) -> Option<Waiting> {
        self.row.get(self.taken).copied()
    }

    #[inline(always)]
    fn take_front(&mut self) -> Option<Waiting> {
        let front = self.front()?;
        self.taken += 1;
        if self.taken == self.row.len() {
            self.row.clear();
            self.taken = 0;
        } else if self.taken >= GIVEN_UP && 2 * self.taken > self.row.len() {
            self.give_up();
        }
        Some(front)
    }

    #[cold]
    #[inline(never)]
    fn give_up(&mut self) {
        self.row.drain(..self.taken);
        self.taken = 0;
    }

    /// The first of those in the heap, if it goes before the row. Somebody stands in the row as long as anybody is in the heap: the one
    /// before whom it had to go.
    #[inline(always)]
    fn first_pushed_in(&self) -> Option<Waiting> {
        let (Reverse(other), row) = self.pushed_in.peek().zip(self.front())?;
        (*other < row).then_some(*other)
    }

    /// Every entry, in any order.
    pub fn iter(&self) -> impl Iterator<Item = Waiting> + '_ {
        self.row[self.taken..].iter().copied().chain(self.pushed_in.iter().map(|Reverse(entry)| *entry))
    }

    /// Forgets every entry and keeps its memory.
    pub fn clear(&mut self) {
        self.row.clear();
        self.taken = 0;
        self.pushed_in.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::des::pool::Key;
    use crate::des::time::SimTime;

    #[test]
    fn places_of_those_who_were_taken_are_given_up_and_the_rest_keep_their_order() {
        let entry = |job: u32| Waiting { key: Key::new(1, SimTime::new(u64::from(job)), 0), job, stamp: 0 };
        let mut line = Line::default();
        (0..3_000).for_each(|job| line.push(entry(job)));
        for job in 0..2_000 {
            assert_eq!(line.take(), Some(entry(job)));
        }
        assert!(line.row.len() < 1_600 && line.iter().count() == 1_000, "{}", line.row.len());
        line.push(entry(3_000));
        assert_eq!(std::iter::from_fn(|| line.take()).collect::<Vec<_>>(), (2_000..=3_000).map(entry).collect::<Vec<_>>());
    }

    /// Against a sorted list, with entries in order, out of order and alike.
    #[test]
    fn entries_are_taken_in_order_however_they_came() {
        let entry = |class: u64, at: u64, job: u64| Waiting { key: Key::new(class as u8, SimTime::new(at), 0), job: job as u32, stamp: 0 };
        let (mut line, mut sorted) = (Line::default(), Vec::new());
        let mut x = 7_u64;
        for step in 0..5_000_u64 {
            x = x.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            // Long in order, now and then before all, after all, or like another.
            let one = entry([3, 3, 3, 1, 9][(x >> 60) as usize % 5], step / 3, x >> 40 & 3);
            line.push(one);
            sorted.push(one);
            sorted.sort();
            assert_eq!(line.first(), Some(sorted[0]));
            if x >> 50 & 7 < 4 || step % 1_000 > 900 {
                assert_eq!(line.take(), Some(sorted.remove(0)));
            }
            if step % 500 == 0 {
                let mut all: Vec<Waiting> = line.iter().collect();
                all.sort();
                assert_eq!(all, sorted);
            }
        }
        assert!(sorted.len() > 1_000);
        let left: Vec<Waiting> = std::iter::from_fn(|| line.take()).collect();
        assert_eq!(left, sorted);
        line.push(entry(1, 1, 1));
        line.clear();
        assert_eq!((line.first(), line.take()), (None, None));
    }
}
