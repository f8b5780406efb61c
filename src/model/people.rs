//! People: made from FTE, each with a pattern of work, and away for reasons of their own.
//!
//! Whether a person is there does not depend on the work, so a whole history of shifts is laid out
//! before it begins. Each person draws from a stream of their own name (cluster, team, grade,
//! ordinal), so that one more person moves nobody else's sickness. Leave is the one thing that
//! people share: no more than a share of a grade may be away at once, and it is booked in order.
//!
//! Whatever the scenario does not state is drawn when a history begins: on which days a part-timer is off, when somebody is newly
//! qualified, and (see [`draw_skills`]) whether one person more of a few has a skill.
//!
//! A day away is away for one reason, the first of: the post is vacant, leave, sickness, training,
//! other duties.

use serde::Serialize;
use std::ops::Range;

use crate::des::dist::{Distribution, Sampler, exponential_variate};
use crate::des::pool::Layout;
use crate::des::roster::Roster;
use crate::des::stream::{Purpose, Seed, Stream};
use crate::des::time::{DAY, SimTime, overlap};
use crate::scenario::grammar::{Grade, GradeKind, Leave};
use crate::units::{ClockSpan, Weekdays};

use super::days::Days;
use super::observe::GradeSeen;

/// Weeks of the year that entitlements are stated for.
const WEEKS: f64 = 52.0;
/// Share of days that anybody is sick, or taught, at most.
const MOST_AWAY: f64 = 0.95;
/// Days of the same year: leave is laid out over no less.
const YEAR_DAYS: usize = 364;
/// Spells that are laid end to end to find the one that a moment falls into: so many that their own mean hardly differs from that of all.
const LAID: usize = 256;
/// Days of a spell away and the time until the next together; where they are fewer, each day is away by itself.
const LEAST_CYCLE: f64 = 0.25;
/// How often a block of leave is tried elsewhere when too many are away already.
const BOOKING_TRIES: usize = 20;

/// How people of a grade are available, compiled.
#[derive(Clone, Debug, Serialize)]
pub struct GradeSpec {
    place: bool,
    spans: Vec<ClockSpan>,
    weekdays: u8,
    /// Days of a year that the calendar of the data period leaves to somebody full-time of the pattern.
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
    /// When people are newly qualified, in days, and the share of their time that is protected then.
    newly_qualified: Option<(Spells, f64)>,
}

/// Spells away that come by themselves, with exponential times between them.
#[derive(Clone, Debug, Serialize)]
struct Spells {
    /// Share of all time that they take in the long run.
    share: f64,
    lasts: Sampler,
    /// Of what `lasts` draws, in a day.
    unit: f64,
    /// Mean length in days.
    mean: f64,
}

#[derive(Clone, Debug, Serialize)]
struct LeaveSpec {
    days: f64,
    block: usize,
    at_once: f64,
    /// Days of leave that are due for each day worked of weight 1.
    a_day: f64,
    /// The season's weight of each day of the history, and of those after it that make it up to a year.
    weights: Vec<f64>,
    /// The largest weight.
    top: f64,
}

/// The part of a full day that a person works on each day of the week, Monday first: 0 on a day off.
type Week = [f64; 7];

/// One person.
#[derive(Clone, Debug, Serialize)]
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
    /// Skills that they have in every history, a bit each.
    pub skills: u64,
    /// What their luck is drawn from.
    pub purpose: Purpose,
}

/// One grade of one team: of a cluster, or a hub's own.
#[derive(Clone, Debug, Serialize)]
pub struct Unit {
    /// The cluster, by position in the scenario; `None` for a hub's own people.
    #[serde(skip)]
    pub cluster: Option<usize>,
    /// The hub that its people work for, by position among those at work.
    pub hub: Option<usize>,
    /// The team.
    #[serde(skip)]
    pub team: String,
    /// The grade, by position in the scenario.
    pub grade: usize,
}

impl GradeSpec {
    /// Compiles a grade for a history's days.
    pub fn new(grade: &Grade, days: &Days) -> Self {
        let workdays = workdays(grade, days);
        // Days lost are stated of a person in post, and nobody is sick on leave, nor taught while away: each is a share of what the one before it leaves.
        let after_leave = workdays - grade.leave.as_ref().map_or(0.0, |leave| leave.days.get());
        let share = |lost: f64, of: f64| if lost == 0.0 { 0.0 } else { (lost / of.max(1.0)).min(MOST_AWAY) };
        let sick = grade.sickness.as_ref().map_or(0.0, |sickness| share(sickness.days.get(), after_leave));
        let there = after_leave * (1.0 - sick) * (1.0 - grade.absence.get());
        Self {
            place: grade.kind == GradeKind::Place,
            spans: grade.day.clone(),
            weekdays: grade.days.0,
            workdays,
            leave: grade.leave.as_ref().map(|leave| LeaveSpec::new(leave, grade, days, workdays)),
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
            newly_qualified: grade.newly_qualified.as_ref().map(|new| {
                let lasts = new.lasts.get();
                let spells = Spells {
                    share: new.share.get(),
                    lasts: Distribution::Fixed(lasts).sampler(),
                    unit: DAY as f64,
                    mean: lasts / DAY as f64,
                };
                (spells, new.reduction.get())
            }),
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
        days.is_kept(day, Weekdays(self.weekdays))
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
        let (new, reduction) = self.newly_qualified.as_ref().map_or((0.0, 0.0), |(spells, reduction)| (spells.share, *reduction));
        days * ((1.0 - new) * (1.0 - self.elsewhere(0.0)) + new * (1.0 - self.elsewhere(reduction)))
    }

    /// Share of the time of somebody who is there that goes to other duties, and to what is protected.
    fn elsewhere(&self, reduction: f64) -> f64 {
        (self.other_duties + reduction).min(1.0)
    }
}

/// Days of a year that the calendar leaves to somebody full-time of a grade's pattern: as many of its days as are open in the data period. A
/// data period none of whose days is open says nothing of it; the whole history is asked then.
fn workdays(grade: &Grade, days: &Days) -> f64 {
    let (from, to) = days.observed;
    let open = |span: Range<usize>| {
        let of_pattern = span.filter(|&day| grade.days.has(days.weekday(day)));
        let (open, all) =
            of_pattern.fold((0_usize, 0_usize), |(open, all), day| (open + usize::from(days.is_kept(day, grade.days)), all + 1));
        (open > 0).then_some(open as f64 / all as f64)
    };
    open(from..to).or_else(|| open(0..days.count())).unwrap_or(0.0) * WEEKS * f64::from(grade.days.0.count_ones())
}

impl LeaveSpec {
    fn new(leave: &Leave, grade: &Grade, days: &Days, workdays: f64) -> Self {
        let months = month_weights(&leave.season);
        let weights: Vec<f64> = (0..days.count().max(YEAR_DAYS)).map(|day| months[days.month_of_year(day)]).collect();
        // The data period has what a year is said to have where it is one. In less, the months keep their share of a year.
        let (from, to) = days.observed;
        let year = if to - from >= YEAR_DAYS { from..to } else { 0..weights.len() };
        let own = year.filter(|&day| grade.days.has(days.weekday(day)) && (day >= days.count() || days.is_kept(day, grade.days)));
        let (sum, number) = own.fold((0.0, 0.0), |(sum, number), day| (sum + weights[day], number + 1.0));
        let a_day = if sum > 0.0 { leave.days.get() / workdays.max(1.0) * number / sum } else { 0.0 };
        Self {
            days: leave.days.get(),
            block: (leave.block.get().round() as usize).max(1),
            at_once: leave.at_once.get(),
            a_day,
            top: weights.iter().copied().fold(f64::MIN_POSITIVE, f64::max),
            weights,
        }
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
    /// Days over which leave is laid out: the history's, made up to a year.
    span: usize,
    /// People of each unit on leave on each day: `unit * span + day`.
    on_leave: Vec<u16>,
    /// Why the person being laid out is away each day (0: there).
    away: Vec<u8>,
    /// The days that they work.
    own: Vec<usize>,
    /// The days for which they have booked leave.
    booked: Vec<bool>,
    /// The days on which they are newly qualified.
    new: Vec<bool>,
    /// The days of the week that their grade works.
    pattern: Option<Weekdays>,
    /// The week that they work.
    week: Week,
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
        self.span = days.count().max(YEAR_DAYS);
        self.on_leave.clear();
        self.on_leave.resize(units * self.span, 0);
        let mut sizes = vec![0_usize; units];
        people.iter().for_each(|person| sizes[person.unit] += 1);
        for person in people {
            let grade = &grades[person.grade];
            let seen = &mut seen[usize::from(person.class)];
            if grade.place {
                Self::open_place(days, person, roster, seen);
                continue;
            }
            let stream = |entity| Stream::new(seed, person.purpose, replication, entity);
            self.away.clear();
            self.away.resize(days.count(), 0);
            self.pattern = Some(Weekdays(grade.weekdays));
            self.week = week(grade, person, || stream(6));
            self.post(&mut stream(0), days, grade);
            self.sickness(&mut stream(1), days, grade);
            self.leave(&mut stream(2), days, grade, person, sizes[person.unit]);
            self.training(&mut stream(3), days, grade);
            self.qualify(&mut stream(5), days, grade);
            self.shifts(stream(4), days, grade, person, roster, seen);
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
    fn sickness(&mut self, stream: &mut Stream, days: &Days, grade: &GradeSpec) {
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
                if self.is_worked(days, day) && stream.chance(grade.absence) {
                    self.mark(day, Away::Sick);
                }
            }
        }
    }

    /// Leave in blocks, where the season's weights and the limit on numbers allow.
    ///
    /// It is laid out over the history's days and, where they are less than a year, over so many more that they are one; and as if these days
    /// lay on a ring, so that a block that runs beyond the last goes on from the first. So blocks lie across the ends of the history as
    /// they do across any other day, every day is as likely as the others of its month, and what the history has is cut out of that.
    fn leave(&mut self, stream: &mut Stream, days: &Days, grade: &GradeSpec, person: &Person, size: usize) {
        let Some(leave) = &grade.leave else { return };
        // A block may begin on any day that the person works, each as likely as the others: from a day off it would slide to the next
        // that is worked, and Mondays, and full days before part days, would be taken more often.
        let mut own = std::mem::take(&mut self.own);
        own.clear();
        own.extend((0..self.span).filter(|&day| self.is_worked(days, day) || day >= days.count() && self.is_of_week(days, day)));
        // Entitlement is in days of the person's own pattern. Whole days are booked; what is over is a day more for so many of those whom
        // it is due to.
        let due = own.iter().map(|&day| leave.weights[day]).sum::<f64>() * leave.a_day + 1e-9;
        let mut wanted = (due as usize + usize::from(stream.chance(due.fract()))).min(own.len());
        let limit = ((leave.at_once * size as f64) as u16).max(1);
        self.booked.clear();
        self.booked.resize(self.span, false);
        let mut tries = BOOKING_TRIES * (20 + wanted / leave.block);
        while wanted > 0 && tries > 0 {
            tries -= 1;
            let place = (stream.open01() * own.len() as f64) as usize;
            let accepted = stream.chance(leave.weights[own[place]] / leave.top);
            if !accepted {
                continue;
            }
            let length = leave.block.min(wanted);
            wanted -= self.book(&own, person.unit, place, length, limit);
        }
        self.own = own;
        for day in 0..days.count() {
            if self.booked[day] {
                self.mark(day, Away::Leave);
            }
        }
    }

    /// Books up to `length` of the person's own days from the one at `place`, all that the limit allows; returns how many.
    fn book(&mut self, own: &[usize], unit: usize, place: usize, length: usize, limit: u16) -> usize {
        for (number, &day) in own[place..].iter().chain(&own[..place]).take(length).enumerate() {
            let slot = &mut self.on_leave[unit * self.span + day];
            if *slot >= limit || self.booked[day] {
                return number;
            }
            *slot += 1;
            self.booked[day] = true;
        }
        length
    }

    fn training(&mut self, stream: &mut Stream, days: &Days, grade: &GradeSpec) {
        if grade.training <= 0.0 {
            return;
        }
        for day in 0..days.count() {
            if self.is_worked(days, day) && stream.chance(grade.training) {
                self.mark(day, Away::Elsewhere);
            }
        }
    }

    /// Marks the days on which the person is newly qualified: for so long at a time, as people come and learn.
    fn qualify(&mut self, stream: &mut Stream, days: &Days, grade: &GradeSpec) {
        if let Some((spells, _)) = &grade.newly_qualified {
            let new = &mut self.new;
            new.clear();
            new.resize(days.count(), false);
            spells.lay_out(stream, days.count(), |spell| new[spell].fill(true));
        }
    }

    /// Whether the person works on a day of their week.
    fn is_of_week(&self, days: &Days, day: usize) -> bool {
        self.week[usize::from(days.weekday(day))] > 0.0
    }

    /// Whether the person works on a day of the history at all.
    fn is_worked(&self, days: &Days, day: usize) -> bool {
        self.pattern.is_some_and(|pattern| days.is_kept(day, pattern)) && self.is_of_week(days, day)
    }

    /// Turns the days into shifts, half day by half day, and tallies them.
    fn shifts(&self, mut stream: Stream, days: &Days, grade: &GradeSpec, person: &Person, roster: &mut Roster, seen: &mut GradeSeen) {
        let observed = days.observed_time();
        let full = grade.day_seconds();
        let whole_day = full.round() as u64;
        let reduction = grade.newly_qualified.as_ref().map(|(_, reduction)| *reduction);
        let (experienced, new) = (grade.elsewhere(0.0), grade.elsewhere(reduction.unwrap_or(0.0)));
        for day in person.service.0..person.service.1.min(days.count()) {
            if !self.is_worked(days, day) {
                continue;
            }
            let part = self.week[usize::from(days.weekday(day))];
            let elsewhere = if reduction.is_some() && self.new[day] { new } else { experienced };
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
                // Drawn on every day or on none, so that who is newly qualified moves nobody's other duties.
                let called_away = new > 0.0 && stream.chance(elsewhere);
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

/// The week that a person works. Which days a part-timer is off is drawn: where in the week their own days begin.
fn week(grade: &GradeSpec, person: &Person, stream: impl FnOnce() -> Stream) -> Week {
    let count = grade.weekdays.count_ones();
    let turn = if person.fraction < 1.0 { (stream().open01() * f64::from(count)) as u32 } else { 0 };
    std::array::from_fn(|weekday| {
        if grade.weekdays >> weekday & 1 == 0 {
            return 0.0;
        }
        let place = (grade.weekdays & ((1_u8 << weekday) - 1)).count_ones();
        let part = person.fraction * f64::from(count) - f64::from((place + turn) % count);
        if part > 1e-9 { part.min(1.0) } else { 0.0 }
    })
}

/// A skill that a share of the people of a grade has, where the share of the few of a team is no whole number: whether one person more has
/// it is luck that is drawn for each history.
#[derive(Clone, Debug, Serialize)]
pub struct SkillLuck {
    /// The person, by position in the group.
    pub person: u32,
    /// The skill, by its bit.
    pub skill: u64,
    /// The chance that they have it.
    pub chance: f64,
    /// What it is drawn from.
    pub purpose: Purpose,
}

/// Somebody who may serve a queue of the group's layout in those histories only in which they have further skills.
#[derive(Clone, Debug, Serialize)]
pub struct Conditional {
    /// The queue, by position in the layout.
    pub queue: u32,
    /// The person, by position in the group.
    pub person: u32,
    /// The skills, a bit each.
    pub needs: u64,
}

/// Whether somebody has, in a history, all of some skills that they may lack.
pub fn has_skills((seed, replication): (Seed, u64), luck: &[SkillLuck], (person, needs): (u32, u64)) -> bool {
    let own = luck.iter().filter(|luck| luck.person == person && luck.skill & needs != 0);
    let has = own.filter(|luck| Stream::new(seed, luck.purpose, replication, 0).open01() >= 1.0 - luck.chance);
    needs & !has.fold(0, |bits, luck| bits | luck.skill) == 0
}

/// The layout of one history: without those who lack, in this history, a skill that a queue asks for. `None` where no history differs.
pub fn draw_skills((seed, replication): (Seed, u64), layout: &Layout, luck: &[SkillLuck], may: &[Conditional]) -> Option<Layout> {
    if may.is_empty() {
        return None;
    }
    let mut own = layout.clone();
    for Conditional { queue, person, needs } in may {
        if !has_skills((seed, replication), luck, (*person, *needs)) {
            own.queues[*queue as usize].options.iter_mut().for_each(|servers| servers.retain(|server| server != person));
        }
    }
    Some(own)
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
