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
