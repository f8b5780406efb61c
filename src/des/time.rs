//! Time in whole seconds, so that ties are exact and order is free.

use serde::Serialize;
use std::ops::{Add, Sub};

/// Seconds in a day of the clock.
pub const DAY: u64 = 86_400;

/// Days of the longest history: 1775 weeks, or 34 years.
pub const LONGEST_HISTORY: u64 = 1775 * 7;
const _: () = assert!(LONGEST_HISTORY * DAY < SimTime::NEVER.seconds(), "every moment of a history comes before `NEVER`");

/// A moment, in whole seconds from the midnight at which a history begins. Half a word, for a history's moments fill
/// most of its memory, and how fast it goes depends on how much of that is near.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct SimTime(u32);

impl SimTime {
    /// Later than anything that happens: no history is longer than [`LONGEST_HISTORY`].
    pub const NEVER: Self = Self((1 << 30) - 1);

    /// So many seconds after the beginning.
    #[inline(always)]
    pub const fn new(seconds: u64) -> Self {
        // A wait beyond any horizon is one without end.
        if seconds < Self::NEVER.0 as u64 { Self(seconds as u32) } else { Self::NEVER }
    }

    /// Seconds since the beginning.
    #[inline(always)]
    pub const fn seconds(self) -> u64 {
        self.0 as u64
    }

    /// The day it falls on, 0 being the first.
    #[inline(always)]
    pub const fn day(self) -> usize {
        (self.0 / DAY as u32) as usize
    }

    /// Seconds since the midnight before.
    #[inline(always)]
    pub const fn of_day(self) -> u64 {
        (self.0 % DAY as u32) as u64
    }

    /// So many seconds into a day.
    #[inline(always)]
    pub const fn on(day: usize, seconds: u64) -> Self {
        Self::new(day as u64 * DAY + seconds)
    }

    /// Seconds from an earlier moment; 0 if it is later.
    #[inline(always)]
    pub const fn since(self, earlier: Self) -> u64 {
        self.0.saturating_sub(earlier.0) as u64
    }
}

impl Add<u64> for SimTime {
    type Output = Self;
    #[inline(always)]
    fn add(self, seconds: u64) -> Self {
        Self::new(self.seconds().saturating_add(seconds))
    }
}

impl Sub<u64> for SimTime {
    type Output = Self;
    /// # Panics
    /// When that lies before the beginning of the history.
    fn sub(self, seconds: u64) -> Self {
        Self::new(self.seconds().checked_sub(seconds).expect("no moment lies before the beginning of a history"))
    }
}

/// A length of time in whole seconds, as half a word: what is longer than any history is without end.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Span(u32);

impl Span {
    /// Without end.
    pub const NEVER: Self = Self(SimTime::NEVER.0);

    /// So many seconds.
    #[inline(always)]
    pub const fn new(seconds: u64) -> Self {
        Self(SimTime::new(seconds).0)
    }

    /// In seconds.
    #[inline(always)]
    pub const fn seconds(self) -> u64 {
        self.0 as u64
    }
}

/// Whole seconds nearest to a non-negative number of seconds.
#[inline]
pub fn whole(seconds: f64) -> u64 {
    // The cast saturates; a draw beyond any horizon must not overflow the sum of two moments.
    u64::from(((seconds + 0.5) as u32).min(SimTime::NEVER.0))
}

/// Seconds that two half-open stretches of time share.
pub fn overlap(a: (SimTime, SimTime), b: (SimTime, SimTime)) -> u64 {
    a.1.min(b.1).since(a.0.max(b.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_has_a_day_and_a_time_of_day() {
        let moment = SimTime::on(3, 3600);
        assert_eq!(moment, SimTime::new(3 * 86_400 + 3600));
        assert_eq!((moment.day(), moment.of_day(), (moment - 3601).day(), (moment - 3601).of_day()), (3, 3600, 2, 86_399));
        assert_eq!((moment + 5).since(moment), 5);
        assert_eq!((moment.since(moment + 5), moment.since(moment)), (0, 0));
    }

    #[test]
    fn seconds_are_rounded_to_the_nearest_and_never_overflow_a_sum() {
        assert_eq!([0.0, 0.49, 0.5, 1.49, 1.5, 7.0].map(whole), [0, 0, 1, 1, 2, 7]);
        let vast = whole(f64::INFINITY);
        assert_eq!((SimTime::new(vast) + vast, SimTime::new(5) + u64::MAX), (SimTime::NEVER, SimTime::NEVER));
        assert_eq!((Span::new(vast), Span::new(7).seconds()), (Span::NEVER, 7));
    }

    #[test]
    fn two_stretches_share_what_lies_in_both() {
        let stretch = |from, to| (SimTime::new(from), SimTime::new(to));
        assert_eq!(overlap(stretch(10, 20), stretch(15, 30)), 5);
        assert_eq!(overlap(stretch(15, 30), stretch(10, 20)), 5);
        assert_eq!(overlap(stretch(10, 30), stretch(12, 13)), 1);
        assert_eq!(overlap(stretch(10, 20), stretch(20, 30)), 0);
        assert_eq!(overlap(stretch(10, 20), stretch(25, 30)), 0);
    }
}
