//! Courts compiled: every sitting of a history, and when each court rises.

use crate::des::dist::Sampler;
use crate::des::stream::{Purpose, derived01};
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

impl CourtroomSpec {
    /// Its first sitting that starts at a moment or after it; `None` if there is none.
    pub fn sits_from(&self, from: SimTime) -> Option<SimTime> {
        self.sittings.get(self.sittings.partition_point(|sitting| sitting.start < from)).map(|sitting| sitting.start)
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
/// - `phase`: where in its turns the last of them begins, from 0 to 1; see [`phase`].
pub fn sittings(line: &SittingLine, type_: &CourtType, courtrooms: f64, phase: f64, days: &Days) -> Vec<Vec<Sitting>> {
    let mut rooms = Vec::new();
    let mut left = courtrooms;
    while left > 1e-9 {
        rooms.push(one_courtroom(line, type_, left.min(1.0), phase, days));
        left -= 1.0;
    }
    rooms
}

/// A courtroom that sits on a share of its days, spread evenly: all of its sessions, or none.
fn one_courtroom(line: &SittingLine, type_: &CourtType, share: f64, phase: f64, days: &Days) -> Vec<Sitting> {
    let (morning, afternoon) = (type_.morning, type_.afternoon);
    let halves: &[(u32, ClockSpan)] = match line.session {
        SessionChoice::Morning => &[(0, morning)],
        SessionChoice::Afternoon => &[(1, afternoon)],
        SessionChoice::Both => &[(0, morning), (1, afternoon)],
    };
    let own_days = (0..days.count()).filter(|&day| days.is_working(day) && line.days.has(days.weekday(day)));
    // It sits where the running share reaches a new whole number. A hair more, so that a tenth ten times is one.
    let reached = |turns: usize| (turns as f64 * share + phase + 1e-9).floor();
    let sits = own_days.enumerate().filter(|&(turn, _)| share >= 1.0 || reached(turn + 1) > reached(turn));
    sits.flat_map(|(_, day)| {
        halves.iter().map(move |&(half, span)| {
            let at = |clock: u32| SimTime::on(day, u64::from(clock));
            Sitting { start: at(span.from.0), end: at(span.to.0), number: day as u32 * 2 + half }
        })
    })
    .collect()
}

/// Where in its turns a courtroom that does not sit every day begins, from 0 to 1.
///
/// By names, so that the courts of a cluster and their lists do not all sit on the same days, and a change to one moves no
/// other. The courts of one kind, which differ in their number alone, are spread as evenly as a sequence of any length can be:
/// by the golden ratio (Knuth, The Art of Computer Programming, vol. 3, 6.4, theorem S).
pub fn phase(cluster: &str, kind: &str, line: &str, number: u64) -> f64 {
    const GOLDEN: f64 = 0.618_033_988_749_894_9;
    let first = derived01(0, Purpose::named(&["sitting days", cluster, kind, line]));
    (first + number as f64 * GOLDEN).fract()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    use crate::scenario::grammar::Scenario;
    use crate::scenario::load::load;

    /// The tutorial's town, whose magistrates' court sits from 10:00 to 13:00 and from 14:00 to 17:00.
    fn town() -> Scenario {
        let read = load(Path::new("scenarios/minimal.toml"), &[] as &[&str]);
        let Ok(read) = read else { panic!("the tutorial's scenario can be read") };
        read.scenario
    }

    /// The working days, by ordinal, on which a line of so many courtrooms sits, and its sessions, for each courtroom.
    fn sat(courtrooms: f64, session: SessionChoice, phase: f64) -> Vec<Vec<(u32, u32)>> {
        let scenario = town();
        let type_ = &scenario.court_types[0];
        let line = SittingLine { session, ..type_.sittings[0].clone() };
        let days = Days::new(&scenario.run, &scenario.calendar);
        let ordinal = |sitting: &Sitting| days.working_days_between(0, sitting.start.day());
        let rooms = sittings(&line, type_, courtrooms, phase, &days);
        rooms.iter().map(|sat| sat.iter().map(|sitting| (ordinal(sitting), sitting.number % 2)).collect()).collect()
    }

    #[test]
    fn a_courtroom_and_two_fifths_sit_every_day_and_on_two_days_of_five_the_whole_day() {
        for phase in [0.0, 0.3, 0.95] {
            let rooms = sat(1.4, SessionChoice::Both, phase);
            let days: Vec<Vec<u32>> = rooms.iter().map(|sat| sat.iter().step_by(2).map(|(day, _)| *day).collect()).collect();
            for (sat, days) in rooms.iter().zip(&days) {
                let whole: Vec<(u32, u32)> = days.iter().flat_map(|&day| [(day, 0), (day, 1)]).collect();
                assert_eq!(*sat, whole);
            }
            let [always, sometimes] = &days[..] else { panic!("{} courtrooms", days.len()) };
            assert!(always.len() > 50 && always.windows(2).all(|pair| pair[1] == pair[0] + 1), "{always:?}");
            assert!((sometimes.len() as f64 - 0.4 * always.len() as f64).abs() < 1.0, "{sometimes:?}");
            assert!(sometimes.windows(2).all(|pair| (2..=3).contains(&(pair[1] - pair[0]))), "{sometimes:?}");
        }
        assert!(sat(0.5, SessionChoice::Afternoon, 0.0)[0].iter().all(|(_, half)| *half == 1));
        assert_eq!(sat(0.0, SessionChoice::Both, 0.5), Vec::<Vec<(u32, u32)>>::new());
    }

    #[test]
    fn six_courts_that_sit_one_day_in_six_take_turns() {
        let mut courts_on = std::collections::BTreeMap::<u32, usize>::new();
        for number in 1..=6 {
            let rooms = sat(1.0 / 6.0, SessionChoice::Morning, phase("MID-11", "magistrates", "trial", number));
            rooms[0].iter().for_each(|(day, _)| *courts_on.entry(*day).or_default() += 1);
        }
        // Six points by the golden ratio lie so that no sixth of the circle has more than two, and hardly any is empty.
        let (days, most) = (courts_on.len() as f64, courts_on.values().max().copied());
        let last = courts_on.keys().max().copied().unwrap_or_default();
        assert!(most <= Some(2) && days > 0.7 * f64::from(last), "{courts_on:?}");
    }

    #[test]
    fn where_turns_begin_is_told_by_names() {
        let own = phase("MID-11", "magistrates", "trial", 1);
        let others = [("MID-12", "magistrates", "trial"), ("MID-11", "crown", "trial"), ("MID-11", "magistrates", "breach")];
        for (cluster, kind, line) in others {
            let other = phase(cluster, kind, line, 1);
            assert!((0.0..1.0).contains(&other) && (other - own).abs() > 1e-6);
        }
        let next = phase("MID-11", "magistrates", "trial", 2);
        assert!(((next - own).rem_euclid(1.0) - 0.618_033_988_749_894_9).abs() < 1e-12);
    }
}
