//! People: made from FTE, each with a pattern of work, and away for reasons of their own.
//!
//! Whether a person is there does not depend on the work, so a whole history of shifts is laid out
//! before it begins. Each person draws from a stream of their own name (cluster, team, grade,
//! ordinal), so that one more person moves nobody else's sickness. Leave is the one thing that
//! people share: no more than a share of a grade may be away at once, and it is booked in order.
//!
//! A day away is away for one reason, the first of: the post is vacant, leave, sickness, training,
//! other duties.

use std::ops::Range;

use crate::des::dist::{Sampler, exponential_variate};
use crate::des::roster::Roster;
use crate::des::stream::{Purpose, Seed, Stream};
use crate::des::time::{DAY, SimTime, overlap};
use crate::scenario::grammar::{Grade, GradeKind};
use crate::units::ClockSpan;

use super::days::Days;
use super::observe::GradeSeen;

/// Weeks of the year that entitlements are stated for.
const WEEKS: f64 = 52.0;
/// Share of days that anybody is sick, or taught, at most.
const MOST_AWAY: f64 = 0.95;
/// Spells that are laid end to end to find the one that a moment falls into.
const LAID: usize = 32;
/// Days of a spell away and the time until the next together; where they are fewer, each day is away by itself.
const LEAST_CYCLE: f64 = 0.25;
/// How often a block of leave is tried elsewhere when too many are away already.
const BOOKING_TRIES: usize = 20;

/// How people of a grade are available, compiled.
#[derive(Clone, Debug)]
pub struct GradeSpec {
    place: bool,
    spans: Vec<ClockSpan>,
    weekdays: u8,
    /// Years that the history lasts, and days of one that the calendar leaves to somebody full-time of the pattern.
    years: f64,
    workdays: f64,
    leave: Option<LeaveSpec>,
    /// In working days.
    sickness: Option<Spells>,
    absence: f64,
    /// Chance of training on a day on which somebody is neither on leave nor sick.
    training: f64,
    /// In days.
    vacancy: Option<Spells>,
    other_duties: f64,
    /// Share of people who are newly qualified, and the share of their time that is protected.
    newly_qualified: (f64, f64),
}

/// Spells away that come by themselves, with exponential times between them.
#[derive(Clone, Debug)]
struct Spells {
    /// Share of all time that they take in the long run.
    share: f64,
    lasts: Sampler,
    /// Of what `lasts` draws, in a day.
    unit: f64,
    /// Mean length in days.
    mean: f64,
}

#[derive(Clone, Debug)]
struct LeaveSpec {
    days: f64,
    block: usize,
    at_once: f64,
    months: [f64; 12],
}

/// One person.
#[derive(Clone, Debug)]
pub struct Person {
    /// The cluster in which their time is counted, by position in the group.
    pub cluster: usize,
    /// Grade, by position in the scenario.
    pub grade: usize,
    /// The class that their time is tallied under: cluster and grade.
    pub class: u16,
    /// Those who share a limit on leave, by position in the group.
    pub unit: usize,
    /// Share of the grade's full week.
    pub fraction: f64,
    /// First and last day of service, the last excluded.
    pub service: (usize, usize),
    /// Skills, a bit each.
    pub skills: u64,
    /// What their luck is drawn from.
    pub purpose: Purpose,
}

/// One grade of one team: of a cluster, or a hub's own.
#[derive(Clone, Debug)]
pub struct Unit {
    /// The cluster, by position in the scenario; `None` for a hub's own people.
    pub cluster: Option<usize>,
    /// The hub that its people work for, by position among those at work.
    pub hub: Option<usize>,
    /// The team.
    pub team: String,
    /// The grade, by position in the scenario.
    pub grade: usize,
}

impl GradeSpec {
    /// Compiles a grade for a history's days.
    pub fn new(grade: &Grade, days: &Days) -> Self {
        let of_pattern = || (0..days.count()).filter(|&day| grade.days.has(days.weekday(day)));
        let (all, open) = (of_pattern().count(), of_pattern().filter(|&day| days.is_working(day)).count());
        let a_year = WEEKS * f64::from(grade.days.0.count_ones());
        let (years, workdays) = (all as f64 / a_year, open as f64 / all.max(1) as f64 * a_year);
        // Days lost are stated of a person in post, and nobody is sick on leave, nor taught while away: each is a share of what the one before it leaves.
        let after_leave = workdays - grade.leave.as_ref().map_or(0.0, |leave| leave.days.get());
        let share = |lost: f64, of: f64| if lost == 0.0 { 0.0 } else { (lost / of.max(1.0)).min(MOST_AWAY) };
        let sick = grade.sickness.as_ref().map_or(0.0, |sickness| share(sickness.days.get(), after_leave));
        let there = after_leave * (1.0 - sick) * (1.0 - grade.absence.get());
        Self {
            place: grade.kind == GradeKind::Place,
            spans: grade.day.clone(),
            weekdays: grade.days.0,
            years,
            workdays,
            leave: grade.leave.as_ref().map(|leave| LeaveSpec {
                days: leave.days.get(),
                block: (leave.block.get().round() as usize).max(1),
                at_once: leave.at_once.get(),
                months: month_weights(&leave.season),
            }),
            sickness: grade.sickness.as_ref().map(|sickness| {
                let law = &sickness.spell.law;
                Spells { share: sick, lasts: law.sampler(), unit: 1.0, mean: law.mean() }
            }),
            absence: grade.absence.get(),
            training: share(grade.training.get(), there),
            vacancy: grade.vacancy.as_ref().map(|vacancy| {
                let law = &vacancy.lasts.law;
                Spells { share: vacancy.share.get(), lasts: law.sampler(), unit: DAY as f64, mean: law.mean() / DAY as f64 }
            }),
            other_duties: grade.other_duties.get(),
            newly_qualified: grade.newly_qualified.as_ref().map_or((0.0, 0.0), |new| (new.share.get(), new.reduction.get())),
        }
    }

    /// Whether it is made of places, which are there round the clock.
    pub const fn is_place(&self) -> bool {
        self.place
    }

    /// Seconds of a full day.
    pub fn day_seconds(&self) -> f64 {
        self.spans.iter().map(|span| f64::from(span.seconds())).sum()
    }

    /// Whether a day is worked by the calendar and by the people of the grade who work full time.
    pub fn is_worked(&self, days: &Days, day: usize) -> bool {
        days.is_working(day) && self.weekdays >> days.weekday(day) & 1 == 1
    }

    /// Share of contracted hours that a person is expected to be on duty for, leave, sickness and the rest taken off.
    pub fn expected_presence(&self) -> f64 {
        let share = |spells: &Option<Spells>| spells.as_ref().map_or(0.0, |spells| spells.share);
        let leave = self.leave.as_ref().map_or(0.0, |leave| leave.days) / self.workdays.max(1.0);
        let days = (1.0 - share(&self.vacancy))
            * (1.0 - leave).max(0.0)
            * (1.0 - share(&self.sickness))
            * (1.0 - self.absence)
            * (1.0 - self.training);
        let (new, reduction) = self.newly_qualified;
        days * ((1.0 - new) * (1.0 - self.elsewhere(0.0)) + new * (1.0 - self.elsewhere(reduction)))
    }

    /// Share of the time of somebody who is there that goes to other duties, and to what is protected.
    fn elsewhere(&self, reduction: f64) -> f64 {
        (self.other_duties + reduction).min(1.0)
    }
}

/// Weights by month from a table of `jan` … `dec`; 1 when not named.
pub fn month_weights(season: &crate::scenario::grammar::Keyed<crate::units::Number>) -> [f64; 12] {
    const NAMES: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    NAMES.map(|name| season.get(name).map_or(1.0, |weight| weight.get()))
}

/// People from FTE: part-timers first as far as their share of the FTE goes, then full-timers, then
/// one person for what remains. Deterministic, so that FTE means the same in every replication.
pub fn heads(fte: f64, part_time: Option<(f64, f64)>) -> Vec<f64> {
    const LEAST: f64 = 0.02;
    let (share, fraction) = part_time.unwrap_or((0.0, 1.0));
    // No more of them than the FTE have room for.
    let part_timers = (fte * share / fraction).round().min((fte / fraction + 1e-9).floor());
    let mut left = (fte - part_timers * fraction).max(0.0);
    let mut heads = Vec::new();
    while left >= 1.0 - 1e-9 {
        heads.push(1.0);
        left -= 1.0;
    }
    let mut part_timers = vec![fraction; part_timers as usize];
    match part_timers.first_mut() {
        // Next to nothing makes nobody, but somebody's week a little longer.
        Some(first) if left <= LEAST && *first + left <= 1.0 => *first += left,
        _ if left > 1e-9 => heads.push(left),
        _ => {}
    }
    heads.extend(part_timers);
    heads
}

/// Why a person is not there on a day.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Away {
    Vacant,
    Leave,
    Sick,
    Elsewhere,
}

/// Scratch for laying rosters out, kept between replications.
#[derive(Clone, Debug, Default)]
pub struct RosterDesk {
    /// People of each unit on leave on each day: `unit * days + day`.
    on_leave: Vec<u16>,
    /// Why the person being laid out is away each day (0: there).
    away: Vec<u8>,
    /// The days that they work.
    own: Vec<usize>,
}

impl RosterDesk {
    /// Lays out one history of shifts for `people`, and tallies contracted time and absence by cluster and grade.
    pub fn lay_out(
        &mut self,
        (seed, replication): (Seed, u64),
        days: &Days,
        people: &[Person],
        grades: &[GradeSpec],
        roster: &mut Roster,
        seen: &mut [GradeSeen],
    ) {
        roster.clear();
        let units = people.iter().map(|person| person.unit + 1).max().unwrap_or(0);
        self.on_leave.clear();
        self.on_leave.resize(units * days.count(), 0);
        let mut sizes = vec![0_usize; units];
        people.iter().for_each(|person| sizes[person.unit] += 1);
        for person in people {
            let grade = &grades[person.grade];
            let seen = &mut seen[usize::from(person.class)];
            if grade.place {
                Self::open_place(days, person, roster, seen);
                continue;
            }
            let mut stream = Stream::new(seed, person.purpose, replication, 0);
            self.away.clear();
            self.away.resize(days.count(), 0);
            self.post(&mut stream, days, grade);
            self.sickness(&mut Stream::new(seed, person.purpose, replication, 1), days, grade, person);
            self.leave(&mut Stream::new(seed, person.purpose, replication, 2), days, grade, person, sizes[person.unit]);
            self.training(&mut Stream::new(seed, person.purpose, replication, 3), days, grade, person);
            let (new, reduction) = grade.newly_qualified;
            let is_new = new > 0.0 && Stream::new(seed, person.purpose, replication, 5).chance(new);
            let elsewhere = grade.elsewhere(if is_new { reduction } else { 0.0 });
            let daily = Stream::new(seed, person.purpose, replication, 4);
            self.shifts((daily, elsewhere), days, grade, person, roster, seen);
            roster.close_server();
        }
    }

    /// A place is there from its first day to its last, nights and holidays included.
    fn open_place(days: &Days, person: &Person, roster: &mut Roster, seen: &mut GradeSeen) {
        let span = (SimTime::on(person.service.0, 0), SimTime::on(person.service.1.min(days.count()), 0));
        let counted = overlap(span, days.observed_time());
        (seen.contracted, seen.on_duty) = (seen.contracted + counted, seen.on_duty + counted);
        if span.0 < span.1 {
            roster.push(span.0, span.1);
        }
        roster.close_server();
    }

    /// Marks a day unless a reason that goes before has it.
    fn mark(&mut self, day: usize, why: Away) {
        if let Some(slot) = self.away.get_mut(day)
            && (*slot == 0 || *slot > why as u8 + 1)
        {
            *slot = why as u8 + 1;
        }
    }

    /// The post stands empty for spells.
    fn post(&mut self, stream: &mut Stream, days: &Days, grade: &GradeSpec) {
        if let Some(vacancy) = &grade.vacancy {
            vacancy.lay_out(stream, days.count(), |away| away.for_each(|day| self.mark(day, Away::Vacant)));
        }
    }

    /// Spells of sickness begin at random among days worked.
    fn sickness(&mut self, stream: &mut Stream, days: &Days, grade: &GradeSpec, person: &Person) {
        if let Some(spells) = &grade.sickness {
            let total = days.working_days_between(0, days.count() - 1) as usize + 1;
            spells.lay_out(stream, total, |away| {
                let mut day = days.after_working(0, away.start as u32);
                for _ in away {
                    self.mark(day, Away::Sick);
                    day = days.after_working(day, 1);
                }
            });
        }
        if grade.absence > 0.0 {
            for day in 0..days.count() {
                if is_worked(days, grade, person, day) && stream.chance(grade.absence) {
                    self.mark(day, Away::Sick);
                }
            }
        }
    }

    /// Leave in blocks, where the season's weights and the limit on numbers allow.
    fn leave(&mut self, stream: &mut Stream, days: &Days, grade: &GradeSpec, person: &Person, size: usize) {
        let Some(leave) = &grade.leave else { return };
        // Entitlement is in days of the person's own pattern.
        let own_share = own_days(grade, person) / f64::from(grade.weekdays.count_ones());
        let due = leave.days * grade.years * own_share;
        // Whole days are booked; what is over is a day more for so many of those whom it is due to.
        let mut wanted = due as usize + usize::from(stream.chance(due.fract()));
        let limit = ((leave.at_once * size as f64) as u16).max(1);
        let top = leave.months.iter().copied().fold(f64::MIN_POSITIVE, f64::max);
        // A block may begin on any day that the person works, each as likely as the others: from a day off it would slide to the next
        // that is worked, and Mondays, and full days before part days, would be taken more often.
        self.own.clear();
        self.own.extend((0..days.count()).filter(|&day| is_worked(days, grade, person, day)));
        let mut tries = BOOKING_TRIES * (20 + wanted / leave.block);
        while wanted > 0 && tries > 0 && !self.own.is_empty() {
            tries -= 1;
            let start = self.own[(stream.open01() * self.own.len() as f64) as usize];
            let accepted = stream.chance(leave.months[days.month_of_year(start)] / top);
            if !accepted {
                continue;
            }
            let length = leave.block.min(wanted);
            wanted -= self.book(days, grade, person, start, length, limit);
        }
    }

    /// Books up to `length` of the person's own days from `start`, all that the limit allows; returns how many.
    fn book(&mut self, days: &Days, grade: &GradeSpec, person: &Person, start: usize, length: usize, limit: u16) -> usize {
        let mut booked = 0;
        for day in start..days.count() {
            if booked == length {
                break;
            }
            if !is_worked(days, grade, person, day) {
                continue;
            }
            let slot = &mut self.on_leave[person.unit * days.count() + day];
            if *slot >= limit || self.away[day] == Away::Leave as u8 + 1 {
                break;
            }
            *slot += 1;
            self.mark(day, Away::Leave);
            booked += 1;
        }
        booked
    }

    fn training(&mut self, stream: &mut Stream, days: &Days, grade: &GradeSpec, person: &Person) {
        if grade.training <= 0.0 {
            return;
        }
        for day in 0..days.count() {
            if is_worked(days, grade, person, day) && stream.chance(grade.training) {
                self.mark(day, Away::Elsewhere);
            }
        }
    }

    /// Turns the days into shifts, half day by half day, and tallies them.
    fn shifts(
        &self,
        (mut stream, elsewhere): (Stream, f64),
        days: &Days,
        grade: &GradeSpec,
        person: &Person,
        roster: &mut Roster,
        seen: &mut GradeSeen,
    ) {
        let observed = days.observed_time();
        let full = grade.day_seconds();
        let whole_day = full.round() as u64;
        for day in person.service.0..person.service.1.min(days.count()) {
            let Some(part) = works(grade, person, days.weekday(day)).filter(|_| days.is_working(day)) else { continue };
            let mut left = if part < 1.0 { (full * part).round() as u64 } else { whole_day };
            for span in &grade.spans {
                let length = u64::from(span.seconds()).min(left);
                left -= length;
                if length == 0 {
                    continue;
                }
                let start = SimTime::on(day, u64::from(span.from.0));
                let end = start + length;
                let counted = overlap((start, end), observed);
                seen.contracted += counted;
                let called_away = elsewhere > 0.0 && stream.chance(elsewhere);
                let slot = match self.away[day] {
                    0 if called_away => &mut seen.elsewhere,
                    0 => {
                        roster.push(start, end);
                        &mut seen.on_duty
                    }
                    why if why == Away::Vacant as u8 + 1 => &mut seen.vacant,
                    why if why == Away::Leave as u8 + 1 => &mut seen.leave,
                    why if why == Away::Sick as u8 + 1 => &mut seen.sick,
                    _ => &mut seen.elsewhere,
                };
                *slot += counted;
            }
        }
    }
}

impl Spells {
    /// Hands each spell of so many days to `away`, as the days that it takes; from a stationary start, so that a spell may be under way.
    ///
    /// Spells begin and end at any hour. A day is away if its noon is: so the share is the one stated, however short spells are.
    fn lay_out(&self, stream: &mut Stream, days: usize, mut away: impl FnMut(Range<usize>)) {
        let Self { share, mean, .. } = *self;
        if share == 0.0 || mean == 0.0 {
            return;
        }
        if mean / share < LEAST_CYCLE {
            (0..days).filter(|_| stream.chance(share)).for_each(|day| away(day..day + 1));
            return;
        }
        let between = mean * (1.0 - share) / share;
        let noon = |at: f64| (at - 0.5).ceil().clamp(0.0, days as f64) as usize;
        let mut end = if stream.chance(share) { self.left_at_the_start(stream) } else { 0.0 };
        away(0..noon(end));
        while end < days as f64 {
            let start = end + between * exponential_variate(stream);
            end = start + self.draw(stream);
            away(noon(start)..noon(end));
        }
    }

    fn draw(&self, stream: &mut Stream) -> f64 {
        self.lasts.draw(stream) / self.unit
    }

    /// What is left of a spell that is under way at a moment: the rest of whichever of many spells, laid end to end, the moment falls into.
    fn left_at_the_start(&self, stream: &mut Stream) -> f64 {
        let mut moment = stream.open01();
        let spells: [f64; LAID] = std::array::from_fn(|_| self.draw(stream));
        moment *= spells.iter().sum::<f64>();
        let mut end = 0.0;
        let ends = spells.iter().map(|spell| {
            end += spell;
            end
        });
        ends.map(|end| end - moment).find(|left| *left >= 0.0).unwrap_or(0.0)
    }
}

/// Days a week that a person works, part days counted whole.
fn own_days(grade: &GradeSpec, person: &Person) -> f64 {
    (person.fraction * f64::from(grade.weekdays.count_ones()) - 1e-9).ceil()
}

/// Whether a person works on a day at all.
fn is_worked(days: &Days, grade: &GradeSpec, person: &Person, day: usize) -> bool {
    days.is_working(day) && works(grade, person, days.weekday(day)).is_some()
}

/// The part of a full day that a person works on a weekday; `None` for a day off. Part-timers' days off
/// are spread over the week by the ordinal in their name.
fn works(grade: &GradeSpec, person: &Person, weekday: u8) -> Option<f64> {
    if grade.weekdays >> weekday & 1 == 0 {
        return None;
    }
    if person.fraction >= 1.0 {
        return Some(1.0);
    }
    let count = f64::from(grade.weekdays.count_ones());
    let place = (grade.weekdays & ((1_u8 << weekday) - 1)).count_ones();
    let turned = (place + (person.purpose.entity(0, 0) % u64::from(grade.weekdays.count_ones())) as u32) % grade.weekdays.count_ones();
    let part = person.fraction * count - f64::from(turned);
    (part > 1e-9).then_some(part.min(1.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heads_add_up_to_the_fte() {
        for fte in [0.0, 0.01, 0.3, 0.31, 0.4, 0.5, 0.9, 1.0, 1.5, 4.6, 12.31] {
            for part_time in [None, Some((0.3, 0.6)), Some((1.0, 0.5)), Some((1.0, 0.6)), Some((0.8, 0.9))] {
                let heads = heads(fte, part_time);
                let sum: f64 = heads.iter().sum();
                assert!((sum - fte).abs() < 1e-8 && heads.iter().all(|head| (0.0..=1.0).contains(head)), "{fte} FTE became {heads:?}");
            }
        }
        assert_eq!(heads(2.5, None), [1.0, 1.0, 0.5]);
        assert_eq!(heads(3.0, Some((0.4, 0.6))), [1.0, 0.8, 0.6, 0.6].map(|x: f64| x));
    }
}
