//! Courts: the turns on which courtrooms may sit, compiled; and the sittings of one history, drawn when it begins.

use crate::des::dist::Sampler;
use crate::des::stream::{Purpose, Seed, Stream};
use crate::des::time::SimTime;
use crate::scenario::grammar::{CourtType, SessionChoice, SittingLine};
use crate::units::ClockSpan;
use serde::Serialize;

use super::days::Days;

/// One court.
#[derive(Clone, Debug, Serialize)]
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
    /// What its hearings of reports are drawn from.
    pub purpose: Purpose,
}

/// One courtroom: a server of hearings.
#[derive(Clone, Debug, Serialize)]
pub struct CourtroomSpec {
    /// Its court, by position in the group.
    pub court: usize,
    /// Kind of list, by position in the scenario.
    pub list: usize,
    /// When it may sit, and on what share of those days it does.
    pub turns: Turns,
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

/// One sitting, as scheduled. Moments are seconds from the start of the history.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sitting {
    /// Its start.
    pub start: SimTime,
    /// Its close.
    pub end: SimTime,
    /// A number that names it whatever else sits: day × 2 + half.
    pub number: u32,
}

/// The days on which a courtroom may sit, and on what share of them it does: what a scenario says of it. On which of them it does, where it
/// is not on all, is drawn when a history begins.
#[derive(Clone, Debug, Serialize)]
pub struct Turns {
    /// The days on which it may sit, in order.
    days: Vec<u32>,
    /// The sessions of a day on which it sits: 0 in the morning, 1 in the afternoon, and its hours.
    sessions: Vec<(u32, ClockSpan)>,
    /// The share of its turns at which it sits: 1 for every one.
    share: f64,
    /// What the place in its turns at which a history begins is drawn from, and how far after that draw this courtroom is.
    begins: (Purpose, f64),
}

impl Turns {
    /// Of the courtrooms that a line of a pattern comes to, most regular first.
    ///
    /// - `courtrooms`: how many, size included; 1.4 is one at every turn and a second at two turns in five.
    /// - `begins`: where in its turns the last of them begins; see [`begins`].
    pub fn of(line: &SittingLine, type_: &CourtType, courtrooms: f64, begins: (Purpose, f64), days: &Days) -> Vec<Self> {
        let (morning, afternoon) = ((0, type_.morning), (1, type_.afternoon));
        let sessions = match line.session {
            SessionChoice::Morning => vec![morning],
            SessionChoice::Afternoon => vec![afternoon],
            SessionChoice::Both => vec![morning, afternoon],
        };
        let own = (0..days.count()).filter(|&day| days.is_kept(day, line.days));
        let own: Vec<u32> = own.map(|day| day as u32).collect();
        let mut rooms = Vec::new();
        let mut left = courtrooms;
        while left > 1e-9 {
            rooms.push(Self { days: own.clone(), sessions: sessions.clone(), share: left.min(1.0), begins });
            left -= 1.0;
        }
        rooms
    }

    /// The turns at which it may sit.
    pub fn turns(&self) -> std::ops::Range<u32> {
        0..self.days.len() as u32
    }

    /// The sessions of a turn at which it sits, by number.
    pub fn sessions(&self) -> std::ops::Range<u8> {
        0..self.sessions.len() as u8
    }

    /// The share of its turns at which it sits.
    pub const fn share(&self) -> f64 {
        self.share
    }

    /// One session of a turn.
    pub fn sitting(&self, turn: u32, session: u8) -> Sitting {
        let (day, (half, span)) = (self.days[turn as usize], self.sessions[usize::from(session)]);
        let at = |clock: u32| SimTime::on(day as usize, u64::from(clock));
        Sitting { start: at(span.from.0), end: at(span.to.0), number: day * 2 + half }
    }

    /// Mean number of sittings on the days from one to another, the last excluded, over all places at which its turns may begin: each as
    /// likely as the others, so that each turn is sat at with the chance that the share says.
    pub fn expected(&self, (from, to): (usize, usize)) -> f64 {
        let turns = self.days.iter().filter(|&&day| (from..to).contains(&(day as usize))).count();
        (turns * self.sessions.len()) as f64 * self.share
    }

    /// Where in its turns a history begins, from 0 to 1.
    fn phase(&self, seed: Seed, replication: u64) -> f64 {
        let (purpose, after) = self.begins;
        if self.share < 1.0 { (Stream::new(seed, purpose, replication, 0).open01() + after).fract() } else { 0.0 }
    }

    /// Whether it sits at a turn, in a history that begins at such a place in its turns: a share of them, spread evenly.
    fn sits(&self, phase: f64, turn: u32) -> bool {
        // It sits where the running share reaches a new whole number. A hair more, so that a tenth ten times is one. Nothing is below 0, so
        // cutting the fraction off is rounding down.
        let reached = |turns: u32| (f64::from(turns) * self.share + phase + 1e-9) as u32;
        self.share >= 1.0 || reached(turn + 1) > reached(turn)
    }
}

/// Where in its turns a courtroom that does not sit every day begins: what the draw of a history is found by, and how far after that the
/// courtroom is.
///
/// By names, so that the courts of a cluster and their lists do not all sit on the same days, and a change to one moves no
/// other. The courts of one kind, which differ in their number alone, are spread as evenly as a sequence of any length can be:
/// by the golden ratio (Knuth, The Art of Computer Programming, vol. 3, 6.4, theorem S).
pub fn begins(cluster: &str, kind: &str, line: &str, number: u64) -> (Purpose, f64) {
    const GOLDEN: f64 = 0.618_033_988_749_894_9;
    (Purpose::named(&["sitting days", cluster, kind, line]), (number as f64 * GOLDEN).fract())
}

/// Every sitting of one history of a group: laid out when it begins, kept for its memory.
#[derive(Clone, Debug, Default)]
pub struct Sittings {
    /// Courtroom after courtroom, each in order of time.
    all: Vec<Sitting>,
    /// Where each courtroom's begin; one more entry than courtrooms.
    from: Vec<usize>,
    /// Whether each courtroom sits at each of its turns, courtroom after courtroom.
    sat: Vec<bool>,
    /// Where each courtroom's turns begin in it.
    turns_from: Vec<usize>,
    /// Second of the day at which a court's first sitting starts and its last is due to close, `court * days + day`; `(0, 0)` on a day without.
    hours: Vec<(u32, u32)>,
    days: usize,
}

impl Sittings {
    /// Draws where each courtroom's turns begin, and lays out the history's sittings.
    pub fn draw(&mut self, (seed, replication): (Seed, u64), days: usize, courts: usize, rooms: &[CourtroomSpec]) {
        self.all.clear();
        self.from.clear();
        self.from.push(0);
        self.sat.clear();
        self.turns_from.clear();
        self.hours.clear();
        self.hours.resize(courts * days, (0, 0));
        self.days = days;
        for room in rooms {
            let phase = room.turns.phase(seed, replication);
            self.turns_from.push(self.sat.len());
            for turn in room.turns.turns() {
                let sits = room.turns.sits(phase, turn);
                self.sat.push(sits);
                if !sits {
                    continue;
                }
                for sitting in room.turns.sessions().map(|session| room.turns.sitting(turn, session)) {
                    let (start, end) = (sitting.start.of_day() as u32, (sitting.end - 1).of_day() as u32 + 1);
                    let hours = &mut self.hours[room.court * days + sitting.start.day()];
                    *hours = if hours.1 == 0 { (start, end) } else { (hours.0.min(start), hours.1.max(end)) };
                    self.all.push(sitting);
                }
            }
            self.from.push(self.all.len());
        }
    }

    /// The sittings of a courtroom, by position in the group, in order.
    pub fn of(&self, room: usize) -> &[Sitting] {
        &self.all[self.from[room]..self.from[room + 1]]
    }

    /// Whether a courtroom sits at one of its turns.
    pub fn sits(&self, room: usize, turn: u32) -> bool {
        self.sat[self.turns_from[room] + turn as usize]
    }

    /// When a court, by position in the group, is due to rise on a day; `None` if it does not sit.
    pub fn rises(&self, court: usize, day: usize) -> Option<SimTime> {
        let hours = self.hours_of(court).get(day).filter(|&&(_, end)| end > 0)?;
        Some(SimTime::on(day, u64::from(hours.1)))
    }

    /// A court's first sitting that starts at a moment or after it; `None` if there is none.
    ///
    /// - `rooms`: the court's courtrooms.
    pub fn starts_from(&self, court: usize, rooms: &[usize], from: SimTime) -> Option<SimTime> {
        let day = from.day();
        let &(first, last) = self.hours_of(court).get(day)?;
        let now = from.of_day();
        if u64::from(first) < now && now < u64::from(last) {
            // In the midst of the court's day: one of its rooms may yet begin.
            let starts = |&room: &usize| {
                let own = self.of(room);
                own.get(own.partition_point(|sitting| sitting.start < from)).map(|sitting| sitting.start)
            };
            if let Some(start) = rooms.iter().filter_map(starts).min().filter(|start| start.day() == day) {
                return Some(start);
            }
        } else if now <= u64::from(first) && last > 0 {
            return Some(SimTime::on(day, u64::from(first)));
        }
        self.sits_from(court, day + 1)
    }

    /// When a court first sits on a day or later; `None` if it never does again.
    pub fn sits_from(&self, court: usize, day: usize) -> Option<SimTime> {
        let ahead = self.hours_of(court).get(day..)?;
        let place = ahead.iter().position(|&(_, end)| end > 0)?;
        Some(SimTime::on(day + place, u64::from(ahead[place].0)))
    }

    fn hours_of(&self, court: usize) -> &[(u32, u32)] {
        &self.hours[court * self.days..(court + 1) * self.days]
    }
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
        let ordinal = |sitting: Sitting| (days.working_days_between(0, sitting.start.day()), sitting.number % 2);
        let rooms = Turns::of(&line, type_, courtrooms, (Purpose::named(&[]), 0.0), &days);
        let sat = |room: &Turns| {
            let turns = room.turns().filter(|&turn| room.sits(phase, turn));
            turns
                .flat_map(|turn| room.sessions().map(move |session| (turn, session)))
                .map(|(turn, at)| ordinal(room.sitting(turn, at)))
                .collect()
        };
        rooms.iter().map(sat).collect()
    }

    /// Where a courtroom that sits on a part of its days begins in one history.
    fn phase((cluster, kind, line, number): (&str, &str, &str, u64), seed: u64, replication: u64) -> f64 {
        let scenario = town();
        let (type_, days) = (&scenario.court_types[0], Days::new(&scenario.run, &scenario.calendar));
        let rooms = Turns::of(&type_.sittings[0], type_, 0.4, begins(cluster, kind, line, number), &days);
        rooms[0].phase(Seed(seed), replication)
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
            let rooms = sat(1.0 / 6.0, SessionChoice::Morning, phase(("MID-11", "magistrates", "trial", number), 1, 0));
            rooms[0].iter().for_each(|(day, _)| *courts_on.entry(*day).or_default() += 1);
        }
        // Six points by the golden ratio lie so that no sixth of the circle has more than two, and hardly any is empty.
        let (days, most) = (courts_on.len() as f64, courts_on.values().max().copied());
        let last = courts_on.keys().max().copied().unwrap_or_default();
        assert!(most <= Some(2) && days > 0.7 * f64::from(last), "{courts_on:?}");
    }

    #[test]
    fn where_turns_begin_is_found_by_names_and_drawn_for_each_history() {
        let of = |cluster, kind, line, number, replication| phase((cluster, kind, line, number), 7, replication);
        let own = of("MID-11", "magistrates", "trial", 1, 0);
        assert_eq!(own, of("MID-11", "magistrates", "trial", 1, 0));
        let others = [("MID-12", "magistrates", "trial", 0), ("MID-11", "crown", "trial", 0), ("MID-11", "magistrates", "breach", 0)];
        for (cluster, kind, line, replication) in others.into_iter().chain([("MID-11", "magistrates", "trial", 1)]) {
            let other = of(cluster, kind, line, 1, replication);
            assert!((0.0..1.0).contains(&other) && (other - own).abs() > 1e-6);
        }
        assert!((phase(("MID-11", "magistrates", "trial", 1), 8, 0) - own).abs() > 1e-6);
        let next = of("MID-11", "magistrates", "trial", 2, 0);
        assert!(((next - own).rem_euclid(1.0) - 0.618_033_988_749_894_9).abs() < 1e-12);
        // Any place as often as any other: the mean of 400 uniform draws is within four standard errors of a half.
        let mean = (0..400).map(|replication| of("MID-11", "magistrates", "trial", 1, replication)).sum::<f64>() / 400.0;
        assert!((mean - 0.5).abs() < 4.0 * (1.0 / 12.0_f64 / 400.0).sqrt(), "{mean}");
    }

    #[test]
    fn a_part_of_a_courtroom_sits_as_often_as_is_expected_of_it() {
        let scenario = town();
        let (type_, days) = (&scenario.court_types[0], Days::new(&scenario.run, &scenario.calendar));
        for share in [0.05, 0.4, 0.7] {
            let rooms = Turns::of(&type_.sittings[0], type_, share, begins("A", "magistrates", "trial", 1), &days);
            let counts = (0..400).map(|replication| {
                let phase = rooms[0].phase(Seed(1), replication);
                let turns = rooms[0].turns().filter(|&turn| rooms[0].sits(phase, turn));
                let within = |sitting: &Sitting| (days.observed.0..days.observed.1).contains(&sitting.start.day());
                turns
                    .flat_map(|turn| rooms[0].sessions().map(move |at| (turn, at)))
                    .map(|(turn, at)| rooms[0].sitting(turn, at))
                    .filter(within)
                    .count()
            });
            let counts: Vec<f64> = counts.map(|count| count as f64).collect();
            let mean = counts.iter().sum::<f64>() / 400.0;
            let variance = counts.iter().map(|count| (count - mean).powi(2)).sum::<f64>() / 399.0;
            let expected = rooms[0].expected(days.observed);
            assert!((mean - expected).abs() <= 4.0 * (variance / 400.0).sqrt() + 1e-9, "{mean}, not {expected}, of {share}");
        }
    }
}
