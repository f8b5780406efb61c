//! Courts compiled: every sitting of a history, and when each court rises.

use crate::des::dist::Sampler;
use crate::des::stream::Purpose;
use crate::des::time::SimTime;
use crate::scenario::grammar::{CourtType, SessionChoice, SittingLine};
use crate::units::ClockSpan;

use super::days::Days;

/// One court.
#[derive(Clone, Debug)]
pub struct CourtSpec {
    /// Its cluster, by position in the group.
    pub cluster: usize,
    /// Position among the courts of its cluster.
    pub place: usize,
    /// Type, by position in the scenario.
    pub type_: usize,
    /// Its courtrooms, by position in the group.
    pub courtrooms: Vec<usize>,
    /// Court time of a same-day report, and of an adjourned one.
    pub recall: Sampler,
    /// See `recall`.
    pub adjourned_hearing: Sampler,
    /// Second of the day at which its first sitting starts and its last is due to close; `(0, 0)` on a day without.
    pub day: Vec<(u32, u32)>,
    /// What its hearings of reports are drawn from.
    pub purpose: Purpose,
}

impl CourtSpec {
    /// When it is due to rise on a day; `None` if it does not sit.
    pub fn rises(&self, day: usize) -> Option<SimTime> {
        self.day.get(day).filter(|&&(_, end)| end > 0).map(|&(_, end)| SimTime::on(day, u64::from(end)))
    }

    /// When it first sits on a day or later; `None` if it never does again.
    pub fn sits_from(&self, day: usize) -> Option<SimTime> {
        let ahead = self.day.get(day..)?.iter().position(|&(_, end)| end > 0)?;
        Some(SimTime::on(day + ahead, u64::from(self.day[day + ahead].0)))
    }
}

/// One courtroom: a server of hearings.
#[derive(Clone, Debug)]
pub struct CourtroomSpec {
    /// Its court, by position in the group.
    pub court: usize,
    /// Kind of list, by position in the scenario.
    pub list: usize,
    /// Every sitting of the history, in order.
    pub sittings: Vec<Sitting>,
    /// Cases in a list.
    pub cases: Sampler,
    /// Time of a hearing.
    pub hearing: Sampler,
    /// Requests that its hearings lead to: workstream by position in the group, and chance.
    pub requests: Vec<(u16, f64)>,
    /// A bit for each of `requests` that is known as soon as the court sits on the day.
    pub known_early: u32,
    /// What its lists are drawn from, and its hearings named by.
    pub purpose: Purpose,
}

/// One sitting, as scheduled. Moments are seconds from the start of the history, which is below 2³² of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sitting {
    /// Its start.
    pub start: SimTime,
    /// Its close.
    pub end: SimTime,
    /// A number that names it whatever else sits: day × 2 + half.
    pub number: u32,
}

/// The sittings of the courtrooms that a line of a pattern comes to, most regular first.
///
/// - `courtrooms`: how many, size included; 1.4 is one at every turn and a second at two turns in five.
pub fn sittings(line: &SittingLine, type_: &CourtType, courtrooms: f64, days: &Days) -> Vec<Vec<Sitting>> {
    let mut rooms = Vec::new();
    let mut left = courtrooms;
    while left > 1e-9 {
        rooms.push(one_courtroom(line, type_, left.min(1.0), days));
        left -= 1.0;
    }
    rooms
}

/// A courtroom that sits at a share of its turns, spread evenly.
fn one_courtroom(line: &SittingLine, type_: &CourtType, share: f64, days: &Days) -> Vec<Sitting> {
    let (morning, afternoon) = (type_.morning, type_.afternoon);
    let halves: &[(u32, ClockSpan)] = match line.session {
        SessionChoice::Morning => &[(0, morning)],
        SessionChoice::Afternoon => &[(1, afternoon)],
        SessionChoice::Both => &[(0, morning), (1, afternoon)],
    };
    let mut sittings = Vec::new();
    let mut turn = 0_u64;
    for day in (0..days.count()).filter(|&day| days.is_working(day) && line.days.has(days.weekday(day))) {
        for &(half, span) in halves {
            turn += 1;
            // Turn n sits where the running share reaches a new whole number.
            if ((turn as f64 * share) + 1e-9).floor() > (((turn - 1) as f64 * share) + 1e-9).floor() {
                let at = |clock: u32| SimTime::on(day, u64::from(clock));
                sittings.push(Sitting { start: at(span.from.0), end: at(span.to.0), number: day as u32 * 2 + half });
            }
        }
    }
    sittings
}
