//! Tallies: observations one by one, and levels over time.

use super::time::SimTime;

/// Number, mean and variance of observations, updated one at a time (Welford 1962): no cancellation.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Tally {
    number: u64,
    mean: f64,
    squares: f64,
}

impl Tally {
    /// Adds an observation.
    pub fn add(&mut self, x: f64) {
        self.number += 1;
        let from_old = x - self.mean;
        self.mean += from_old / self.number as f64;
        self.squares += from_old * (x - self.mean);
    }

    /// How many.
    pub const fn number(&self) -> u64 {
        self.number
    }

    /// Their mean; `None` of nothing.
    pub fn mean(&self) -> Option<f64> {
        (self.number > 0).then_some(self.mean)
    }

    /// Their sample variance (n − 1); `None` of fewer than two.
    pub fn variance(&self) -> Option<f64> {
        (self.number > 1).then(|| self.squares / (self.number - 1) as f64)
    }

    /// Their standard deviation (n − 1); `None` of fewer than two.
    pub fn sd(&self) -> Option<f64> {
        self.variance().map(f64::sqrt)
    }
}

impl FromIterator<f64> for Tally {
    fn from_iter<I: IntoIterator<Item = f64>>(values: I) -> Self {
        let mut tally = Self::default();
        values.into_iter().for_each(|value| tally.add(value));
        tally
    }
}

/// A level that changes now and then, and its integral over time (unit-seconds).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TimeAverage {
    level: u64,
    since: SimTime,
    area: u128,
}

impl TimeAverage {
    /// The level is this from `now` on.
    pub fn set(&mut self, now: SimTime, level: u64) {
        self.area += u128::from(self.level) * u128::from(now.since(self.since));
        self.level = level;
        self.since = now;
    }

    /// Mean level from the beginning of time to `now`; `None` at the beginning itself.
    pub fn mean(&self, now: SimTime) -> Option<f64> {
        let area = self.area + u128::from(self.level) * u128::from(now.since(self.since));
        (now.seconds() > 0).then(|| area as f64 / now.seconds() as f64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tally_knows_the_mean_and_variance_of_what_it_saw() {
        let mut tally = Tally::default();
        assert_eq!((tally.mean(), tally.variance()), (None, None));
        for x in [2.0, 4.0, 4.0, 4.0, 5.0, 5.0, 7.0, 9.0] {
            tally.add(x);
        }
        assert_eq!(tally.mean(), Some(5.0));
        assert!((tally.variance().expect("eight were seen") - 32.0 / 7.0).abs() < 1e-12);
        assert!((tally.sd().expect("eight were seen") - (32.0_f64 / 7.0).sqrt()).abs() < 1e-12);
        assert_eq!(tally.number(), 8);
        let one: Tally = [3.5].into_iter().collect();
        assert_eq!((one.number(), one.mean(), one.variance(), one.sd()), (1, Some(3.5), None, None));
        let two: Tally = [1.0, 4.0].into_iter().collect();
        assert_eq!((two.mean(), two.variance()), (Some(2.5), Some(4.5)));
    }

    #[test]
    fn a_level_of_two_for_half_the_time_averages_one() {
        let mut level = TimeAverage::default();
        level.set(SimTime::new(50), 2);
        assert_eq!((level.mean(SimTime::new(0)), level.mean(SimTime::new(100))), (None, Some(1.0)));
        level.set(SimTime::new(100), 5);
        level.set(SimTime::new(110), 0);
        assert_eq!((level.mean(SimTime::new(1)), level.mean(SimTime::new(200))), (Some(150.0), Some(0.75)));
    }
}
