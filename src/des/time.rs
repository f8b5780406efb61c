//! Time in whole seconds, so that ties are exact and order is free.

use std::ops::{Add, Sub};

/// Seconds in a day of the clock.
pub const DAY: u64 = 86_400;

/// A moment, in whole seconds from the midnight at which a history begins.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SimTime(pub u64);

impl SimTime {
    /// Later than anything that happens.
    pub const NEVER: Self = Self(u64::MAX >> 2);

    /// The day it falls on, 0 being the first.
    pub const fn day(self) -> usize {
        (self.0 / DAY) as usize
    }

    /// Seconds since the midnight before.
    pub const fn of_day(self) -> u64 {
        self.0 % DAY
    }

    /// So many seconds into a day.
    pub const fn on(day: usize, seconds: u64) -> Self {
        Self(day as u64 * DAY + seconds)
    }

    /// Seconds from an earlier moment; 0 if it is later.
    pub const fn since(self, earlier: Self) -> u64 {
        self.0.saturating_sub(earlier.0)
    }
}

impl Add<u64> for SimTime {
    type Output = Self;
    fn add(self, seconds: u64) -> Self {
        Self(self.0 + seconds)
    }
}

impl Sub<u64> for SimTime {
    type Output = Self;
    fn sub(self, seconds: u64) -> Self {
        Self(self.0 - seconds)
    }
}

/// Whole seconds nearest to a non-negative number of seconds.
#[inline]
pub fn whole(seconds: f64) -> u64 {
    // The cast saturates; a draw beyond any horizon must not overflow the sum of two moments.
    ((seconds + 0.5) as u64).min(SimTime::NEVER.0 >> 2)
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
        assert_eq!(moment, SimTime(3 * 86_400 + 3600));
        assert_eq!((moment.day(), moment.of_day(), (moment - 3601).day(), (moment - 3601).of_day()), (3, 3600, 2, 86_399));
        assert_eq!((moment + 5).since(moment), 5);
        assert_eq!((moment.since(moment + 5), moment.since(moment)), (0, 0));
    }

    #[test]
    fn seconds_are_rounded_to_the_nearest_and_never_overflow_a_sum() {
        assert_eq!([0.0, 0.49, 0.5, 1.49, 1.5, 7.0].map(whole), [0, 0, 1, 1, 2, 7]);
        let vast = whole(f64::INFINITY);
        assert_eq!(vast, u64::MAX >> 4);
        assert!(SimTime(vast) + vast < SimTime::NEVER);
    }

    #[test]
    fn two_stretches_share_what_lies_in_both() {
        let stretch = |from, to| (SimTime(from), SimTime(to));
        assert_eq!(overlap(stretch(10, 20), stretch(15, 30)), 5);
        assert_eq!(overlap(stretch(15, 30), stretch(10, 20)), 5);
        assert_eq!(overlap(stretch(10, 30), stretch(12, 13)), 1);
        assert_eq!(overlap(stretch(10, 20), stretch(20, 30)), 0);
        assert_eq!(overlap(stretch(10, 20), stretch(25, 30)), 0);
    }
}
