//! The Shapley value: each obstacle's part of a gap, whatever the order in which obstacles are removed.
//!
//! An obstacle's part is the mean, over all orders of removal, of what removing it adds to what was removed before it. The
//! parts add up to the whole gap; equal obstacles get equal parts; one that never matters gets nothing. With few obstacles
//! all sets are run; with many, one order drawn at random and its reverse, which is unbiased: along each order the parts add up too.
//!
//! Source: Shapley, "A value for n-person games", 1953; sampled by permutations: Castro, Gómez & Tejada, *Computers & OR* 36
//! (2009), with the reversed order as antithetic variate: Mitchell, Cooper, Frank & Holmes, *JMLR* 23 (2022).

use std::ops::{Add, Mul, Sub};

use crate::des::stream::Stream;

/// Reports, counted: what a set of removals is worth. Fractions arise when sets are averaged.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Counts {
    /// Delivered the same day.
    pub same_day: f64,
    /// Asked for.
    pub requested: f64,
}

impl Counts {
    /// The same-day rate; `None` where nothing was asked for.
    pub fn rate(self) -> Option<f64> {
        (self.requested > 0.0).then(|| self.same_day / self.requested)
    }
}

impl Add for Counts {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self { same_day: self.same_day + other.same_day, requested: self.requested + other.requested }
    }
}

impl Sub for Counts {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        self + other * -1.0
    }
}

impl Mul<f64> for Counts {
    type Output = Self;
    fn mul(self, times: f64) -> Self {
        Self { same_day: self.same_day * times, requested: self.requested * times }
    }
}

/// Each player's part, over all sets of players.
///
/// - `players`: how many, at most 20.
/// - `value`: what a set is worth, a bit for each player; asked once for each of the 2ⁿ sets.
pub fn exact(players: usize, value: impl FnMut(u32) -> Counts) -> Vec<Counts> {
    assert!(players <= 20, "all sets of more than 20 players are too many to run");
    let worth: Vec<Counts> = (0..1_u32 << players).map(value).collect();
    // The share of orders in which exactly a given set of so many comes first, then the player: s! (n - 1 - s)! / n!.
    let mut weight = vec![1.0 / players as f64; players];
    for size in 1..players {
        weight[size] = weight[size - 1] * size as f64 / (players - size) as f64;
    }
    let part = |player: usize| {
        let without = (0..worth.len()).filter(|set| set >> player & 1 == 0);
        without.fold(Counts::default(), |sum, set| sum + (worth[set | 1 << player] - worth[set]) * weight[set.count_ones() as usize])
    };
    (0..players).map(part).collect()
}

/// Each player's part along one order and its reverse: an unbiased draw of [`exact`].
///
/// - `order`: every player once.
pub fn sampled(order: &[usize], mut value: impl FnMut(u32) -> Counts) -> Vec<Counts> {
    let mut parts = vec![Counts::default(); order.len()];
    let nobody = value(0);
    let mut walk = |order: &mut dyn Iterator<Item = &usize>| {
        let (mut set, mut before) = (0, nobody);
        for &player in order {
            set |= 1 << player;
            let now = value(set);
            parts[player] = parts[player] + (now - before) * 0.5;
            before = now;
        }
    };
    walk(&mut order.iter());
    walk(&mut order.iter().rev());
    parts
}

/// A random order of so many players.
pub fn order(players: usize, draws: &mut Stream) -> Vec<usize> {
    let mut order: Vec<usize> = (0..players).collect();
    // Fisher and Yates.
    for last in (1..players).rev() {
        order.swap(last, (draws.open01() * (last + 1) as f64) as usize);
    }
    order
}

/// A part of a gap in counts as a part of the gap in the rate, a share of 1: parts that add up still do.
///
/// Both rates' difference is linear in what is added to delivered and asked for, when each is taken at the mean of both
/// ends; where as many are asked for at both, it is simply the reports added over those asked for. `None` where nothing was asked for.
pub fn points(part: Counts, from: Counts, to: Counts) -> Option<f64> {
    let (a, b) = (from.requested, to.requested);
    let each = 0.5 * (1.0 / a + 1.0 / b);
    let more = 0.5 * (from.same_day + to.same_day) / (a * b);
    (a > 0.0 && b > 0.0).then_some(part.same_day * each - part.requested * more)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::des::stream::{Purpose, Seed};

    fn reports(same_day: f64) -> Counts {
        Counts { same_day, requested: 100.0 }
    }

    /// Player 0 gives 10 by itself, 1 and 2 give 20 only together, 3 nothing.
    fn worth(set: u32) -> Counts {
        let has = |player: u32| f64::from(set >> player & 1);
        reports(40.0 + 10.0 * has(0) + 20.0 * has(1) * has(2))
    }

    #[test]
    fn who_works_alone_gets_it_all_and_who_must_meet_share_alike() {
        let parts: Vec<f64> = exact(4, worth).iter().map(|part| part.same_day).collect();
        for (part, wanted) in parts.iter().zip([10.0, 10.0, 10.0, 0.0]) {
            assert!((part - wanted).abs() < 1e-12, "{parts:?}");
        }
    }

    #[test]
    fn every_order_and_its_reverse_add_up_and_their_mean_is_exact() {
        let mut sums = [0.0; 4];
        let draws = 4000_u64;
        for replication in 0..draws {
            let mut stream = Stream::new(Seed(1), Purpose::named(&["order"]), replication, 0);
            let parts = sampled(&order(4, &mut stream), worth);
            let all: f64 = parts.iter().map(|part| part.same_day).sum();
            assert!((all - 30.0).abs() < 1e-12 && parts[3] == Counts::default());
            parts.iter().zip(&mut sums).for_each(|(part, sum)| *sum += part.same_day / draws as f64);
        }
        // Along an order and its reverse, 1 and 2 each complete the pair once.
        assert!(sums.iter().zip([10.0, 10.0, 10.0, 0.0]).all(|(found, wanted)| (found - wanted).abs() < 1e-9), "{sums:?}");
    }

    #[test]
    fn orders_are_all_as_likely() {
        let mut seen = std::collections::BTreeMap::new();
        for replication in 0..6000 {
            *seen.entry(order(3, &mut Stream::new(Seed(2), Purpose::named(&["order"]), replication, 0))).or_insert(0) += 1;
        }
        // 1,000 of each, with a standard deviation of 29.
        assert!(seen.len() == 6 && seen.values().all(|&number| (880..=1120).contains(&number)), "{seen:?}");
    }

    #[test]
    fn points_add_up_to_the_gap_in_the_rate_though_more_is_asked_for() {
        let (from, to) = (Counts { same_day: 40.0, requested: 90.0 }, Counts { same_day: 77.0, requested: 110.0 });
        let first = Counts { same_day: 25.0, requested: 3.0 };
        let parts = [first, to - from - first].map(|part| points(part, from, to).expect("asked for"));
        assert!((parts[0] + parts[1] - (77.0 / 110.0 - 40.0 / 90.0)).abs() < 1e-15, "{parts:?}");
        assert_eq!(points(first, Counts::default(), to), None);
    }
}
