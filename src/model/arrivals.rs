//! Where work comes from, other than hearings and completions: at random, from sittings, on dates.

use crate::des::stream::{Purpose, Stream};
use crate::des::time::{SimTime, whole};
use crate::scenario::grammar::{FileEvent, FromFile, OnCalendar, Workstream};
use crate::units::{ClockSpan, Wait};
use serde::Serialize;

use super::days::Days;

/// A source of arrivals for one workstream of one cluster.
#[derive(Clone, Debug, Serialize)]
pub enum SourceSpec {
    /// Hearings or completions: nothing comes by itself.
    Other,
    /// An uneven Poisson process.
    Random {
        /// What gaps are drawn from.
        purpose: Purpose,
        /// Its rate over the history.
        profile: Profile,
        /// No more than so many.
        at_most: u64,
    },
    /// A share of sittings.
    Sittings {
        /// What may be sat, in order of arrival: a history's turns decide which of it is.
        taps: Vec<SittingArrival>,
        /// The share.
        share: f64,
        /// What decides which.
        purpose: Purpose,
    },
    /// The dates of a calendar, in order, those that come in some histories only included.
    Calendar {
        /// The dates.
        dates: Vec<Occasion>,
        /// What the place in its turns at which a history begins is drawn from.
        purpose: Purpose,
    },
    /// Dates, in order, each with the kind and flags that it states, if it does.
    Dated(Vec<(SimTime, Stated)>),
}

/// What an event states about its case; the rest is drawn.
#[derive(Clone, Copy, Debug, Default, Serialize)]
pub struct Stated {
    /// Its kind.
    pub kind: Option<u8>,
    /// Flags that are true beside those drawn.
    pub flags: u16,
}

/// A number that changes on some days of a history, and stays until the next of them.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Stepwise(Vec<(usize, f64)>);

impl Stepwise {
    /// The number from each day in `changes` on, beginning with day 0, whatever their order.
    pub fn new(mut changes: Vec<usize>, value: impl Fn(usize) -> f64) -> Self {
        changes.push(0);
        changes.sort_unstable();
        changes.dedup();
        Self(changes.into_iter().map(|day| (day, value(day))).collect())
    }

    /// On a day.
    pub fn at(&self, day: usize) -> f64 {
        let after = self.0.partition_point(|&(from, _)| from <= day);
        // The first begins on day 0.
        self.0[after - 1].1
    }

    /// The same times so much on every day.
    pub fn times(mut self, factor: f64) -> Self {
        self.0.iter_mut().for_each(|(_, value)| *value *= factor);
        self
    }

    /// Mean over the days from one to another, the last excluded; 0 over none.
    pub fn mean(&self, from: usize, to: usize) -> f64 {
        (from..to).map(|day| self.at(day)).sum::<f64>() / to.saturating_sub(from).max(1) as f64
    }
}

/// A sitting that brings work, in histories in which it is sat.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct SittingArrival {
    /// When the work arrives.
    pub at: SimTime,
    /// The courtroom, by position in the group.
    pub room: u32,
    /// Which of the courtroom's turns, and which session of it.
    pub turn: u32,
    /// See `turn`.
    pub session: u8,
}

/// A date of a calendar.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Occasion {
    /// When the work arrives.
    pub at: SimTime,
    /// How many came at the dates before, on average, and how many come at this one.
    before: f64,
    times: f64,
    /// Which of those that come at this one, from 0.
    nth: u32,
}

impl Occasion {
    /// Whether it comes, in a history that begins at such a place in its turns, from 0 to 1: a part of one is carried from date to date, so that
    /// 0.4 are one at two dates of five.
    pub fn comes(&self, phase: f64) -> bool {
        // A hair more, so that a tenth ten times is one.
        let reached = |sum: f64| (sum + phase + 1e-9) as u64;
        reached(self.before + self.times) - reached(self.before) > u64::from(self.nth)
    }

    /// Where a history begins in its turns: drawn, so that each date is as likely to have a part of one as the others.
    pub fn phase(mut stream: Stream) -> f64 {
        stream.open01()
    }

    /// The chance that it comes.
    pub fn chance(&self) -> f64 {
        (self.times - f64::from(self.nth)).clamp(0.0, 1.0)
    }
}

/// The rate of a Poisson process over a history: a mean number for each day, even over the open hours of it.
///
/// Arrivals are found by inverting the cumulative rate at the running sum of unit-exponential gaps,
/// which is exact for a rate that is constant in pieces, and draws one number an arrival: with the
/// same draws, a rate a fifth higher brings the same arrivals sooner, then more.
#[derive(Clone, Debug, Serialize)]
pub struct Profile {
    /// Mean number before each day; one more entry than days.
    before: Vec<f64>,
    /// When the first open hours begin, and the last end.
    ends: (u64, u64),
    /// Each break between open hours: after how many open seconds it comes, and how long it is.
    breaks: Vec<(u64, u64)>,
    /// Open seconds of a day.
    open: f64,
}

impl Profile {
    /// From a mean number for each day and the open hours.
    pub fn new(a_day: Vec<f64>, spans: Vec<ClockSpan>) -> Self {
        let mut before = vec![0.0];
        let mut sum = 0.0;
        for mean in a_day {
            sum += mean;
            before.push(sum);
        }
        let mut open = 0;
        let mut breaks = Vec::new();
        for (i, span) in spans.iter().enumerate() {
            if i > 0 {
                breaks.push((open, u64::from(span.from.0 - spans[i - 1].to.0)));
            }
            open += u64::from(span.seconds());
        }
        let ends = (spans.first().map_or(0, |span| u64::from(span.from.0)), spans.last().map_or(0, |span| u64::from(span.to.0)));
        Self { before, ends, breaks, open: open as f64 }
    }

    /// Mean number in the days from one to another, the last excluded.
    pub fn expected(&self, from: usize, to: usize) -> f64 {
        self.before[to] - self.before[from]
    }

    /// When the cumulative rate reaches `sum`; `day` remembers where the search got to. `None` if it never does.
    #[inline]
    pub fn moment(&self, sum: f64, day: &mut usize) -> Option<SimTime> {
        while *self.before.get(*day + 1)? <= sum {
            *day += 1;
        }
        let (from, to) = (self.before[*day], self.before[*day + 1]);
        // Seconds of a day: to half a word the conversion is a third as long.
        let open = u64::from(((sum - from) / (to - from) * self.open) as u32);
        // Before or after a break is chance, so that it is added up and not asked; rounding may reach the very end.
        let breaks: u64 = self.breaks.iter().map(|&(after, length)| if open >= after { length } else { 0 }).sum();
        Some(SimTime::on(*day, (self.ends.0 + open + breaks).min(self.ends.1 - 1)))
    }
}

/// The dates of a calendar, as many of each as its day says and one more where that has a part, moved to the next worked day where they fall
/// on one that is not; in order.
///
/// Each of several follows the one before it, from the day on which that is held: what closed days move on is not met there by the next.
/// A part of one is carried from date to date: 0.4 times is one at two dates of five, which of them is drawn for each history.
pub fn calendar_dates(on: &OnCalendar, times: &Stepwise, days: &Days) -> Vec<Occasion> {
    const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let wanted = |day: usize| {
        let date = days.date(day);
        let week = (u64::from(date.day().unsigned_abs()) - 1) / 7 + 1;
        let month = MONTHS[days.month_of_year(day)];
        on.day.has(days.weekday(day))
            && (on.weeks.is_empty() || on.weeks.contains(&week))
            && (on.months.is_empty() || on.months.iter().any(|name| name == month))
    };
    // Where the next of several falls: so many working days on at the same hour, or so long by the clock.
    let next = |from: SimTime| match on.apart {
        None => from,
        Some(Wait::Working(apart)) => SimTime::on(days.after_working(from.day(), apart.get().round() as u32), from.of_day()),
        Some(Wait::Clock(apart)) => from + whole(apart.get()),
    };
    let open = |at: SimTime| SimTime::on(days.after_working(at.day(), 0).max(at.day()), at.of_day());
    let first = |day: usize| open(SimTime::on(day, u64::from(on.at.0)));
    let mut before = 0.0;
    let several = |day: usize| {
        let (sum, times) = (before, times.at(day));
        before += times;
        let most = (times - 1e-9).ceil().max(0.0) as usize;
        let all = std::iter::successors(Some(first(day)), move |&from| Some(open(next(from)))).take(most);
        all.enumerate().map(move |(nth, at)| Occasion { at, before: sum, times, nth: nth as u32 })
    };
    let dates = (0..days.count()).filter(|&day| wanted(day)).flat_map(several);
    let mut dates: Vec<Occasion> = dates.filter(|date| date.at.day() < days.count()).collect();
    dates.sort_by_key(|date| date.at);
    dates
}

/// Dated events for one cluster, in order.
pub fn dated(file: &FromFile, draft: &Workstream, cluster: &str, days: &Days) -> Vec<(SimTime, Stated)> {
    let event = |event: &FileEvent| {
        let here = event.cluster.as_ref().is_none_or(|name| name.is_empty() || name == cluster);
        let day = days.day_of(event.time.date()).filter(|_| here)?;
        let clock = event.time.time();
        let second = i64::from(clock.hour()) * 3600 + i64::from(clock.minute()) * 60 + i64::from(clock.second());
        let kind = event.kind.as_ref().and_then(|kind| draft.kinds.get_index_of(kind)).map(|kind| kind as u8);
        let flags = event.flags.iter().filter_map(|flag| draft.flags.get_index_of(flag));
        Some((SimTime::on(day, second as u64), Stated { kind, flags: flags.fold(0, |bits, flag| bits | 1 << flag) }))
    };
    let mut events: Vec<_> = file.events.iter().filter_map(event).collect();
    events.sort_by_key(|event| event.0);
    events
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_that_changes_stays_until_the_next_change() {
        let posts = Stepwise::new(vec![7, 3, 7], |day| {
            if day < 3 {
                2.0
            } else if day < 7 {
                4.0
            } else {
                1.0
            }
        });
        assert_eq!([0, 2, 3, 6, 7, 900].map(|day| posts.at(day)), [2.0, 2.0, 4.0, 4.0, 1.0, 1.0]);
        assert_eq!((posts.mean(0, 7), posts.mean(6, 8), posts.mean(5, 5)), ((3.0 * 2.0 + 4.0 * 4.0) / 7.0, 2.5, 0.0));
        assert_eq!(posts.times(3.0).at(5), 12.0);
    }
}
