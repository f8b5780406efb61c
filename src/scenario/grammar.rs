//! What a scenario may say: the one description of every key, its unit, bounds, default and help.
//!
//! Reading, faults, `levers`, `schema` and the reference all come from these tables
//! (`scenario/table.rs` says how), so a new lever is one row here. The fields *are* the scenario:
//! what is read into them is complete and within its bounds.
//!
//! A row is `name: Type [least ..= most] = mode`, the bounds in the type's own unit
//! (`units.rs`; shares 0 to 1, durations in seconds), the mode `required`, `optional`
//! (an `Option`: leaving it out has a meaning) or `or(value)`. A trailing `_` keeps a name out of
//! Rust's way and is not part of the key.

mod ask;
mod assign;
mod complexity;
mod events;
mod sharing;
mod sweep;

use indexmap::IndexMap;

pub use ask::*;
pub use assign::*;
pub use complexity::*;
pub use events::*;
pub use sharing::*;
pub use sweep::*;

use super::dist::{CountDist, Dist, WorkingDaysDist};
use super::sourced::Sourced;
use super::table::{choice, one_of, table};
use crate::units::*;

/// A table whose keys the scenario chooses, in the order written.
pub type Keyed<T> = IndexMap<String, T>;

table! {
    /// A planning question, and the world it is asked of.
    pub struct Scenario {
        /// The question that this scenario asks, in one sentence.
        question: String = required,
        /// A short name, for charts and tables.
        title: String = optional,
        /// The version of the grammar that this file is written in; without it, 1. `sameday upgrade` rewrites an older file.
        grammar: super::upgrade::Version = optional,
        /// Another scenario file, relative to this one, that this one changes key by key.
        extends: String = optional,
        /// Where the numbers beside it come from: ids of docs/EVIDENCE.md, or `assumption`.
        source: Sourced = optional,
        /// When the history runs and how many histories are simulated.
        run: Run = required,
        /// Which days are worked.
        calendar: Calendar = or(Calendar::default()),
        /// Grades of staff, and how their people are available.
        grades: Keyed<Grade> = required,
        /// Kinds of court, with their rooms and their pattern of sittings.
        court_types: Keyed<CourtType> = or(Keyed::new()),
        /// Kinds of list that a sitting can have.
        lists: Keyed<ListKind> = or(Keyed::new()),
        /// The work: where each kind comes from, and its steps. Reports are one of them.
        workstreams: Keyed<Workstream> = required,
        /// The clusters. `file` names a CSV file or an Excel workbook of them; tables add to it or change its rows.
        clusters: Keyed<Cluster> = required,
        /// More people than the clusters' own staff, a line each.
        extra_staff: Keyed<StaffLine> = or(Keyed::new()),
        /// How complex each cluster is, and what that does.
        complexity: Complexity = optional,
        /// Teams that serve several clusters.
        hubs: Keyed<Hub> = or(Keyed::new()),
        /// Teams of neighbouring clusters that lend people to each other.
        lending: Keyed<Lending> = or(Keyed::new()),
        /// A design over levers, for `sameday sweep`; other verbs pass it over.
        sweep: Sweep = optional,
        /// What things cost beside the hours of staff.
        costs: Costs = optional,
        /// The least support that meets targets, for `sameday support`.
        support: Support = optional,
        /// The cheapest way to the target rate, for `sameday plan`.
        plan: Plan = optional,
    }
}

table! {
    /// When the history runs, how many histories, and when they are enough.
    pub struct Run {
        /// First day of the data period, such as 2015-04-01.
        start: jiff::civil::Date = required,
        /// Length of the data period; a request counts if it is made in it.
        length: Seconds [86_400.0 ..= 1_073_520_000.0] = or(Seconds::new(52.0 * 7.0 * 86_400.0)),
        /// Simulated before the data period and not counted.
        warm_up: Seconds [0.0 ..= 1_073_520_000.0] = or(Seconds::new(0.0)),
        /// Simulated after the data period, so that what was asked for in it can be finished.
        run_out: Seconds [0.0 ..= 1_073_520_000.0] = or(Seconds::new(0.0)),
        /// The master seed: same seed, same histories.
        seed: u64 = or(2016),
        /// A fixed number of replications; without it the precision decides.
        replications: u64 [1.0 ..= 1e6] = optional,
        /// Stop when the headline rate's interval is this wide to each side.
        precision: Points [0.00001 ..= 0.5] = or(Points::new(0.002)),
        /// How wide the interval of each cluster's rate may be to each side: where it is wider, the cluster has more replications of its own.
        cluster_precision: Points [0.0005 ..= 0.5] = optional,
        /// Least number of replications before the precision is trusted.
        at_least: u64 [2.0 ..= 1e6] = or(10),
        /// Most replications, of the whole and of a cluster, reached or not.
        at_most: u64 [2.0 ..= 1e6] = or(1000),
        /// Confidence of every interval.
        confidence: Share [0.5 ..= 0.9999] = or(Share::new(0.95)),
        /// The rate to be reached.
        target: Share [0.0 ..= 1.0] = or(Share::new(0.9)),
        /// The workstream whose same-day rate is the question.
        headline: String = or("psr".to_owned()),
        /// What a comparison is to decide, named as a column of results is (`same_day`, `on_time`, `managers_in_time.SPO`): these measures have a verdict corrected among themselves alone; all others are corrected apart.
        primary: Vec<String> = or(vec!["same_day".to_owned()]),
        /// Only these clusters; empty for all.
        only: Vec<String> = or(Vec::new()),
    }
}

table! {
    /// Which days are worked.
    pub struct Calendar {
        /// Days on which courts and offices may be open.
        working_days: Weekdays = or(Weekdays::WORKING),
        /// Whether the bank holidays of England and Wales are kept.
        bank_holidays: bool = or(true),
        /// Further days on which nothing is open.
        closed: Vec<jiff::civil::Date> = or(Vec::new()),
    }
}

impl Default for Calendar {
    fn default() -> Self {
        Self { working_days: Weekdays::WORKING, bank_holidays: true, closed: Vec::new() }
    }
}

table! {
    /// A grade of staff. Its people are made from FTE, each with a pattern, leave and sickness of their own.
    pub struct Grade {
        /// The grade in full.
        title: String = optional,
        /// Whether it is people (with shifts and absence) or places such as beds, which are taken for a time, round the clock.
        kind: GradeKind = or(GradeKind::Person),
        /// Whether its people are managers: their load and their punctuality are measured.
        manager: bool = or(false),
        /// Hours on duty on a full day.
        day: Vec<ClockSpan> = or(vec![span(9.0, 13.0), span(13.6, 17.0)]),
        /// Days that can be worked; one that is named, such as `Mon-Sat`, is worked though the calendar has nothing else open on it.
        days: Weekdays = or(Weekdays::WORKING),
        /// Part-time working.
        part_time: PartTime = optional,
        /// Annual leave.
        leave: Leave = optional,
        /// Sickness, as spells.
        sickness: Sickness = optional,
        /// Chance that a person is away on a day, each day by itself (a simple alternative to the rest).
        absence: Share [0.0 ..= 1.0] = or(Share::new(0.0)),
        /// Days of training a year for a full-time person, none of them on leave or sick.
        training: WorkingDays [0.0 ..= 260.0] = or(WorkingDays::new(0.0)),
        /// Posts that stand empty.
        vacancy: Vacancy = optional,
        /// Newly qualified people, whose time is reduced; who they are, and from when until when, is drawn for each history.
        newly_qualified: NewlyQualified = optional,
        /// Share of time on other duties (meetings, supervision, own administration), in half days.
        other_duties: Share [0.0 ..= 1.0] = or(Share::new(0.0)),
        /// Share of people who have each skill. Of the few people of a team it is the whole number below or above, by luck of each history.
        skills: Keyed<Share> [0.0 ..= 1.0] = or(Keyed::new()),
        /// Who of several idle people is given a piece of work.
        assign: Assign = or(Assign::LongestIdle),
        /// Pounds for each contracted hour, on-costs included.
        hourly_cost: Pounds [0.0 ..= 1000.0] = optional,
        /// Where its numbers come from: ids of docs/EVIDENCE.md, or `assumption`.
        source: Sourced = optional,
    }
}

choice! {
    /// What a grade is made of.
    pub enum GradeKind {
        /// People, with shifts and absences.
        Person = "person",
        /// Places, such as beds: whole, open at all hours of all days, never away and never paid. Their number is their FTE.
        Place = "place",
    }
}

/// From hours as a decimal number; for defaults only.
fn span(from: f64, to: f64) -> ClockSpan {
    ClockSpan { from: Clock((from * 3600.0) as u32), to: Clock((to * 3600.0) as u32) }
}

table! {
    /// Part-time working in a grade.
    pub struct PartTime {
        /// Share of the FTE that part-time people make up.
        share: Share [0.0 ..= 1.0] = required,
        /// The week each of them works, as a share of a full one.
        fraction: Share [0.1 ..= 0.95] = or(Share::new(0.6)),
        /// Where its numbers come from: ids of docs/EVIDENCE.md, or `assumption`.
        source: Sourced = optional,
    }
}

table! {
    /// Annual leave.
    pub struct Leave {
        /// Days a year for a full-time person, bank holidays apart.
        days: WorkingDays [0.0 ..= 260.0] = required,
        /// Usual length of one absence.
        block: WorkingDays [1.0 ..= 60.0] = or(WorkingDays::new(5.0)),
        /// Most people of the grade in a team who may be on leave together (at least one always may).
        at_once: Share [0.0 ..= 1.0] = or(Share::new(0.3)),
        /// How leave is spread over the year: weights by month (jan … dec), 1 when not named.
        season: Keyed<Number> [0.0 ..= 1000.0] = or(Keyed::new()),
        /// Where its numbers come from: ids of docs/EVIDENCE.md, or `assumption`.
        source: Sourced = optional,
    }
}

table! {
    /// Sickness, as spells of working days.
    pub struct Sickness {
        /// Working days lost a year for each full-time person in post, beside leave.
        days: WorkingDays [0.0 ..= 200.0] = required,
        /// Length of a spell.
        spell: WorkingDaysDist = required,
        /// Where its numbers come from: ids of docs/EVIDENCE.md, or `assumption`.
        source: Sourced = optional,
    }
}

table! {
    /// Posts that stand empty for a time and are filled again.
    pub struct Vacancy {
        /// Share of posts empty at any time, in the long run.
        share: Share [0.0 ..= 0.95] = required,
        /// How long a post stands empty.
        lasts: Dist = or(Dist::exponential(Seconds::new(20.0 * 7.0 * 86_400.0))),
        /// Where its numbers come from: ids of docs/EVIDENCE.md, or `assumption`.
        source: Sourced = optional,
    }
}

table! {
    /// Newly qualified people.
    pub struct NewlyQualified {
        /// Share of the grade's people.
        share: Share [0.0 ..= 1.0] = required,
        /// Part of their time that is protected.
        reduction: Share [0.0 ..= 1.0] = required,
        /// How long somebody is newly qualified; the share is newly qualified at any time.
        lasts: Seconds [86_400.0 ..= 7.9e8] = or(Seconds::new(52.0 * 7.0 * 86_400.0)),
        /// Where its numbers come from: ids of docs/EVIDENCE.md, or `assumption`.
        source: Sourced = optional,
    }
}

table! {
    /// A kind of court.
    pub struct CourtType {
        /// The kind in full.
        title: String = optional,
        /// The morning session.
        morning: ClockSpan = or(span(10.0, 13.0)),
        /// The afternoon session; the court rises at its end.
        afternoon: ClockSpan = or(span(14.0, 16.5)),
        /// Rooms and slots of each kind at one court (interview rooms, cells, video links).
        rooms: Keyed<u64> [0.0 ..= 1000.0] = or(Keyed::new()),
        /// The pattern of sittings, a line each.
        sittings: Keyed<SittingLine> = or(Keyed::new()),
        /// Court time to hear a same-day report when its case is called back.
        recall: Dist = or(Dist::fixed(Seconds::new(600.0))),
        /// Court time to hear an adjourned report at its later date.
        adjourned_hearing: Dist = or(Dist::fixed(Seconds::new(900.0))),
        /// Where its numbers come from: ids of docs/EVIDENCE.md, or `assumption`.
        source: Sourced = optional,
    }
}

table! {
    /// Sittings of one kind of list.
    pub struct SittingLine {
        /// The kind of list.
        list: String = required,
        /// Weekdays on which it sits; on one that is named, such as `Sat`, it does though the calendar has nothing else open on it.
        days: Weekdays = or(Weekdays::WORKING),
        /// Which half of the day.
        session: SessionChoice = or(SessionChoice::Both),
        /// Courtrooms; 1.4 is one always and a second on two days of five. Those of a type of court are multiplied by the court's size, a court's own are not.
        courtrooms: Number [0.0 ..= 200.0] = or(Number::new(1.0)),
        /// Where its numbers come from: ids of docs/EVIDENCE.md, or `assumption`.
        source: Sourced = optional,
    }
}

choice! {
    /// Which half of the day.
    pub enum SessionChoice {
        /// Before lunch.
        Morning = "morning",
        /// After lunch.
        Afternoon = "afternoon",
        /// The whole day, as two sittings: on a day on which it sits, it sits twice.
        Both = "both",
    }
}

table! {
    /// A kind of list.
    pub struct ListKind {
        /// The kind in full.
        title: String = optional,
        /// Cases in one sitting.
        cases: CountDist = required,
        /// Court time of one hearing.
        hearing: Dist = required,
        /// Where its numbers come from: ids of docs/EVIDENCE.md, or `assumption`.
        source: Sourced = optional,
    }
}

table! {
    /// A kind of work: where it comes from, its kinds and flags, its steps, when it is due.
    pub struct Workstream {
        /// Its name in words.
        title: String = optional,
        /// The team that does it.
        team: String = or("court".to_owned()),
        /// Class of priority: 1 goes before 2.
        class: u64 [1.0 ..= 9.0] = or(5),
        /// What decides within a class.
        order: Order = or(Order::Due),
        /// Multiplies the number that arrives; 1.2 is a fifth more. Of hearings and sittings it multiplies the chance, up to 1; dated events stay.
        volume: Number [0.0 ..= 100.0] = or(Number::new(1.0)),
        /// Cases already under way in each cluster when the history begins; they are not counted. Reports among them have been put over.
        backlog: u64 [0.0 ..= 100_000.0] = or(0),
        /// Where it comes from.
        arrivals: Arrivals = required,
        /// Kinds that exclude each other, such as the formats of a report. Shares add to 1.
        kinds: Keyed<Kind> = or(Keyed::new()),
        /// Facts that may be true of a case, each by itself.
        flags: Keyed<Flag> = or(Keyed::new()),
        /// When it is due.
        due: Due = optional,
        /// Whether a case is put back to later the same day.
        stand_down: StandDown = optional,
        /// What happens when the report is not for today.
        adjourn: Adjourn = optional,
        /// The steps of its route.
        steps: Keyed<Step> = required,
        /// Where its numbers come from: ids of docs/EVIDENCE.md, or `assumption`.
        source: Sourced = optional,
    }
}

choice! {
    /// What decides within a class of priority.
    pub enum Order {
        /// Earliest due time first.
        Due = "due",
        /// Earliest arrival first.
        FirstCome = "first come",
    }
}

one_of! {
    /// Where work comes from.
    pub enum Arrivals {
        /// Hearings in court, some of which lead to a request.
        Hearings(FromHearings) = "hearings",
        /// Each sitting, once.
        Sittings(FromSittings) = "sittings",
        /// At random, so many in a time.
        Random(AtRandom) = "random",
        /// The completion of other work.
        Completion(OnCompletion) = "completion",
        /// The calendar: such a weekday of the month, at such a time.
        Calendar(OnCalendar) = "calendar",
        /// Dated events from a CSV file or workbook.
        File(FromFile) = "file",
    }
}

table! {
    /// Requests that arise in hearings.
    pub struct FromHearings {
        /// Chance that a hearing leads to a request, by kind of list.
        chance: Keyed<Share> [0.0 ..= 1.0] = required,
        /// An attribute of the cluster that gives the year's number; the chances are then scaled to meet it.
        a_year: String = optional,
        /// When a request is known: when its hearing is over, or as soon as its court sits that day.
        known: Known = or(Known::AtHearing),
        /// Where its numbers come from: ids of docs/EVIDENCE.md, or `assumption`.
        source: Sourced = optional,
    }
}

choice! {
    /// When a request that a hearing brings is known.
    pub enum Known {
        /// When the hearing is over.
        AtHearing = "at_hearing",
        /// When the court first sits on the day: every case in the day's lists that will need a report has been found beforehand.
        StartOfDay = "start_of_day",
    }
}

table! {
    /// One piece of work for each sitting.
    pub struct FromSittings {
        /// Kinds of list; empty for all.
        lists: Vec<String> = or(Vec::new()),
        /// Share of sittings that bring it.
        share: Share [0.0 ..= 1.0] = or(Share::new(1.0)),
        /// When it arrives.
        at: SittingMoment = or(SittingMoment::Start),
        /// So long before that moment (whole working days, or clock time).
        before: Wait [0.0 ..= 3e6] = optional,
        /// Where its numbers come from: ids of docs/EVIDENCE.md, or `assumption`.
        source: Sourced = optional,
    }
}

choice! {
    /// A moment of a sitting.
    pub enum SittingMoment {
        /// When it starts.
        Start = "start",
        /// When it is due to close.
        End = "end",
    }
}

table! {
    /// Arrivals at random (a Poisson process, uneven over the hours, weekdays and months if said so).
    pub struct AtRandom {
        /// How many: "3 an hour" of `during`, "2 a day" that is worked, or "40 a year", kept by the data period on average, bank holidays or not.
        rate: Rate [0.0 ..= 1e9] = required,
        /// Multiplied by this attribute of the cluster. `fte.TEAM` and `fte.TEAM.GRADE` are its posts; ` + ` adds several up.
        times: String = optional,
        /// Hours of the day; empty for all.
        during: Vec<ClockSpan> = or(Vec::new()),
        /// Weights by weekday (mon … sun), 1 when not named.
        weekdays: Keyed<Number> [0.0 ..= 1000.0] = or(Keyed::new()),
        /// Weights by month (jan … dec), 1 when not named.
        months: Keyed<Number> [0.0 ..= 1000.0] = or(Keyed::new()),
        /// No more than so many in a replication.
        at_most: u64 [1.0 ..= 1e9] = optional,
        /// Where its numbers come from: ids of docs/EVIDENCE.md, or `assumption`.
        source: Sourced = optional,
    }
}

table! {
    /// Work that the completion of other work brings.
    pub struct OnCompletion {
        /// The other workstream.
        of: String = required,
        /// Only after these kinds of it; empty for all.
        kinds: Vec<String> = or(Vec::new()),
        /// Chance that a completion brings it.
        chance: Share [0.0 ..= 1.0] = or(Share::new(1.0)),
        /// Time from the completion.
        delay: Dist = or(Dist::fixed(Seconds::new(0.0))),
        /// Where its numbers come from: ids of docs/EVIDENCE.md, or `assumption`.
        source: Sourced = optional,
    }
}

table! {
    /// Work on set dates; a closed day moves it to the next open one.
    pub struct OnCalendar {
        /// The weekday.
        day: Weekdays = required,
        /// Which ones of the month (1 to 5); empty for every week.
        weeks: Vec<u64> [1.0 ..= 5.0] = or(Vec::new()),
        /// Only these months (jan … dec); empty for all.
        months: Vec<String> = or(Vec::new()),
        /// The time of day.
        at: Clock = required,
        /// So many each time, by this attribute of the cluster (or posts, or a sum, as in `random`).
        times: String = optional,
        /// Each of several follows the one before it by so long; without it they come together.
        apart: Wait [0.0 ..= 3e7] = optional,
        /// Where its numbers come from: ids of docs/EVIDENCE.md, or `assumption`.
        source: Sourced = optional,
    }
}

table! {
    /// A kind of case within a workstream, such as a format of report.
    pub struct Kind {
        /// Its name in words.
        title: String = optional,
        /// Share of cases.
        share: Share [0.0 ..= 1.0] = required,
        /// The attribute of the cluster that the share is in proportion to, where every kind names one and the cluster has any.
        share_by: String = optional,
        /// Other shares at these court types or kinds of list (a kind of list goes before a court type).
        share_at: Keyed<Share> [0.0 ..= 1.0] = or(Keyed::new()),
        /// The standard time to the court's later date.
        adjourn: Wait [0.0 ..= 3e7] = optional,
        /// Share found sufficient by inspectors (the quality guard-rail).
        sufficient: Share [0.0 ..= 1.0] = optional,
        /// Class of priority, if not the workstream's.
        class: u64 [1.0 ..= 9.0] = optional,
        /// Where its numbers come from: ids of docs/EVIDENCE.md, or `assumption`.
        source: Sourced = optional,
    }
}

table! {
    /// A fact that may be true of a case.
    pub struct Flag {
        /// Its name in words.
        title: String = optional,
        /// Chance that it is true.
        chance: Share [0.0 ..= 1.0] = required,
        /// Other chances for these kinds, kinds of list or court types (in that order of precedence).
        chance_at: Keyed<Share> [0.0 ..= 1.0] = or(Keyed::new()),
        /// Where its numbers come from: ids of docs/EVIDENCE.md, or `assumption`.
        source: Sourced = optional,
    }
}

one_of! {
    /// When work is due.
    pub enum Due {
        /// Before the court rises on the day of the request, or by the court's later date once adjourned.
        CourtRises(Nothing) = "court_rises",
        /// By this time on the day it arrived.
        By(Clock) = "by",
        /// Within this time of its arrival; working days run to the close of business.
        Within(Wait) = "within",
        /// By the start of the sitting that brought it.
        Sitting(Nothing) = "sitting",
    }
}

table! {
    /// An empty table.
    pub struct Nothing {}
}

table! {
    /// When the bench stands a case down for a report later the same day.
    pub struct StandDown {
        /// The policy.
        policy: Policy = or(Policy::AlwaysTry),
        /// Last request that is tried, under `cut_off`.
        cut_off: Clock = or(Clock(52_200)),
        /// Kinds that may be tried; empty for all.
        kinds: Vec<String> = or(Vec::new()),
        /// Flags that rule it out, each with the obstacle that it stands for.
        unless: Keyed<Obstacle> = or(Keyed::new()),
        /// Under `expected_finish`, time to spare that is wanted before the court rises.
        margin: Seconds [0.0 ..= 36_000.0] = or(Seconds::new(0.0)),
        /// When a report that is ready is heard.
        heard: Heard = or(Heard::BetweenHearings),
        /// Where its numbers come from: ids of docs/EVIDENCE.md, or `assumption`.
        source: Sourced = optional,
    }
}

choice! {
    /// When a case is stood down.
    pub enum Policy {
        /// Always.
        AlwaysTry = "always_try",
        /// Before a time of day.
        CutOff = "cut_off",
        /// When the expected end, with today's queue, is before the court rises.
        ExpectedFinish = "expected_finish",
        /// Never: every report is adjourned.
        Never = "never",
    }
}

choice! {
    /// When a same-day report that is ready is heard.
    pub enum Heard {
        /// Its case is called back between hearings, and takes court time.
        BetweenHearings = "between_hearings",
        /// At once: another bench is always free to hear it, and no court time is taken.
        AtOnce = "at_once",
    }
}

choice! {
    /// What stands between a request and a same-day report.
    pub enum Obstacle {
        /// The format asked for is not one for the day.
        Format = "format",
        /// The court adjourned out of habit, although a report might be had today.
        Custom = "custom",
        /// Reserved to a grade that was not free.
        Reserved = "reserved",
        /// Asked for too late in the day.
        Late = "late",
        /// A check by a third party was not back.
        Checks = "checks",
        /// No officer was free.
        Officer = "officer",
        /// No interview room, cell or video slot was free.
        Room = "room",
        /// Waiting to be read by a manager, or returned by one.
        Gatekeeping = "gatekeeping",
        /// The defendant was unfit or absent, or refused.
        Defendant = "defendant",
        /// The report was ready, but the court rose before the case was called back.
        CourtRose = "court_rose",
    }
}

table! {
    /// What happens to a report that is not for today.
    pub struct Adjourn {
        /// Working days beyond the standard time before the court has room in a list.
        listing: WorkingDaysDist = or(WorkingDaysDist::fixed(WorkingDays::new(0.0))),
        /// Share of the team's officers' time that adjourned reports can count on when a date is set; the date moves
        /// later until the backlog fits: that of steps with `appointment` and of those `same_as` others. Without it the date does not look at it.
        capacity: Share [0.01 ..= 1.0] = optional,
        /// Where the interview's appointment falls between the request and the court's date (0 to 1 of the way).
        appointment: Share [0.0 ..= 1.0] = or(Share::new(0.5)),
        /// Chance that the defendant does not attend an appointment.
        non_attendance: Share [0.0 ..= 1.0] = or(Share::new(0.0)),
        /// Time to the next appointment after one is missed.
        rebook: Wait [0.0 ..= 3e6] = or(Wait::Working(WorkingDays::new(2.0))),
        /// Time to the next date when the report is not ready at the first.
        again: Wait [0.0 ..= 3e6] = or(Wait::Working(WorkingDays::new(5.0))),
        /// Where its numbers come from: ids of docs/EVIDENCE.md, or `assumption`.
        source: Sourced = optional,
    }
}

table! {
    /// A step of a route.
    pub struct Step {
        /// Its name in words.
        title: String = optional,
        /// What is done.
        does: Activity = required,
        /// Steps that must be complete first.
        after: Vec<String> = or(Vec::new()),
        /// Kinds that take this step; empty for all.
        kinds: Vec<String> = or(Vec::new()),
        /// Flags that must be true; `not custody` for one that must be false.
        when: Vec<String> = or(Vec::new()),
        /// Chance that it is needed, when the rest holds.
        chance: Share [0.0 ..= 1.0] = or(Share::new(1.0)),
        /// Who does it, in order of preference: "PSO", or "PO after 1 h" when nobody earlier in the list has begun by then;
        /// "CA of victims" is one of another team than the workstream's.
        by: Vec<String> = or(Vec::new()),
        /// Skills that the person must have.
        skills: Vec<String> = or(Vec::new()),
        /// Kind of room that it needs, at the court of the case.
        at: String = optional,
        /// The same person as did that step; others may after `or_after`.
        same_as: String = optional,
        /// How long the same person is waited for.
        or_after: Seconds [0.0 ..= 3.2e7] = or(Seconds::new(86_400.0)),
        /// What happens when the shift ends first.
        shift_end: ShiftEndChoice = or(ShiftEndChoice::Pause),
        /// Whether more urgent work may interrupt it.
        interruptible: bool = or(true),
        /// Whether it may interrupt less urgent work. A meeting (`attend`) does unless this says `false`: people leave such work for it. Other
        /// work does only if this says `true`. (Court duty is rostered and needs no such rule.)
        preempts: bool = optional,
        /// Class of priority, if not that of the workstream or kind.
        class: u64 [1.0 ..= 9.0] = optional,
        /// When nobody has begun by then the case leaves: what somebody is at for it is finished, and nothing more is begun.
        gives_up: Dist = optional,
        /// By appointment once the case is adjourned, with its non-attendance.
        appointment: bool = or(false),
        /// The obstacle that waiting for it stands for, if not the usual one.
        obstacle: Obstacle = optional,
        /// Other amounts or people for these kinds or flags; a later line goes before an earlier one.
        for_: Keyed<StepFor> = or(Keyed::new()),
        /// Where its numbers come from: ids of docs/EVIDENCE.md, or `assumption`.
        source: Sourced = optional,
    }
}

one_of! {
    /// What is done in a step.
    pub enum Activity {
        /// Work by a person.
        Work(Dist) = "work",
        /// Work by a person, so much for each case in the list of the sitting that brought it.
        PerCase(Dist) = "work_per_case",
        /// A wait for a third party.
        Wait(ThirdParty) = "wait",
        /// A share is read by a manager, who may return it.
        Gate(Gate) = "gate",
        /// Someone sits in court from the start of the sitting that brought it until it closes. Who is settled when the history begins, once
        /// leave and sickness are known: for each sitting, in order of their starts, whoever of those whose shift covers the start (or begins
        /// within `late_by`) has had the fewest hours of duty so far, ties going to the person first in the order of the scenario; entries
        /// of `by` in order, the cluster's own people before those of hubs, and those before people lent. The duty is taken out of the
        /// person's shift, as lunch is: other work pauses or is interrupted there, and work that allows neither is not begun if it
        /// would run into it. Where nobody is there for it, the sitting is uncovered.
        Duty(Duty) = "duty",
        /// Everyone named in `by` is present from the moment that it arrives; one with `after` stands in for the one before.
        Attend(Attend) = "attend",
    }
}

table! {
    /// A wait for somebody outside the team.
    pub struct ThirdParty {
        /// How long.
        lasts: Dist = required,
        /// The third party's hours on working days; empty for the clock, nights included.
        hours: Vec<ClockSpan> = or(Vec::new()),
        /// Where its numbers come from: ids of docs/EVIDENCE.md, or `assumption`.
        source: Sourced = optional,
    }
}

table! {
    /// A reading before a report is filed.
    pub struct Gate {
        /// Share of cases that are read.
        share: Share [0.0 ..= 1.0] = or(Share::new(1.0)),
        /// Time to read one.
        reading: Dist = required,
        /// Chance that it is returned to its author, at each reading; no report more than three times.
        returned: Share [0.0 ..= 0.95] = or(Share::new(0.0)),
        /// The author's time to put it right, before it is read again.
        rework: Dist = or(Dist::fixed(Seconds::new(900.0))),
        /// Where its numbers come from: ids of docs/EVIDENCE.md, or `assumption`.
        source: Sourced = optional,
    }
}

table! {
    /// Cover of a sitting.
    pub struct Duty {
        /// The latest that cover may begin before the sitting counts as uncovered.
        late_by: Seconds [0.0 ..= 36_000.0] = or(Seconds::new(900.0)),
    }
}

table! {
    /// A meeting at a fixed time.
    pub struct Attend {
        /// How long it lasts.
        lasts: Dist = required,
        /// The latest that someone may join before they count as absent.
        late_by: Seconds [0.0 ..= 36_000.0] = or(Seconds::new(600.0)),
    }
}

choice! {
    /// What happens when a shift ends before the work does.
    pub enum ShiftEndChoice {
        /// The person stays and finishes it (overtime).
        Wait = "wait",
        /// The same person resumes when next on duty, and others if that is long.
        Pause = "pause",
        /// It runs on by the clock, nobody's overtime.
        Ignore = "ignore",
    }
}

table! {
    /// What is different about a step for one kind or flag.
    pub struct StepFor {
        /// Amount of work (or reading, or wait).
        takes: Dist = optional,
        /// Who does it.
        by: Vec<String> = optional,
        /// Kind of room.
        at: String = optional,
        /// Chance that it is needed.
        chance: Share [0.0 ..= 1.0] = optional,
        /// Class of priority.
        class: u64 [1.0 ..= 9.0] = optional,
        /// The obstacle that waiting for it stands for.
        obstacle: Obstacle = optional,
        /// Where its numbers come from: ids of docs/EVIDENCE.md, or `assumption`.
        source: Sourced = optional,
    }
}

table! {
    /// A cluster of Local Delivery Units.
    pub struct Cluster {
        /// Its division.
        division: String = or(String::new()),
        /// Whether it has a deputy head.
        deputy: bool = or(false),
        /// Numbers about it that other tables name (psrs_a_year, caseload, local_authorities …).
        attributes: Keyed<Number> [0.0 ..= 1e9] = or(Keyed::new()),
        /// Its courts.
        courts: Keyed<Court> = or(Keyed::new()),
        /// FTE by team and grade.
        staff: Keyed<Keyed<Fte>> [0.0 ..= 10_000.0] = or(Keyed::new()),
        /// Where its numbers come from: ids of docs/EVIDENCE.md, or `assumption`.
        source: Sourced = optional,
    }
}

table! {
    /// A court, or several alike.
    pub struct Court {
        /// Its type; without it, the type that has the court's own name.
        type_: String = optional,
        /// How many such courts.
        count: u64 [0.0 ..= 1000.0] = or(1),
        /// Multiplies the courtrooms of its type.
        size: Number [0.0 ..= 100.0] = or(Number::new(1.0)),
        /// Sittings beside those of its type, or instead of those with the same name.
        sittings: Keyed<SittingLine> = or(Keyed::new()),
        /// Rooms, where they differ from its type.
        rooms: Keyed<u64> [0.0 ..= 1000.0] = or(Keyed::new()),
        /// Whether it is open at all.
        open: bool = or(true),
        /// Where its numbers come from: ids of docs/EVIDENCE.md, or `assumption`.
        source: Sourced = optional,
    }
}

table! {
    /// More people for clusters.
    pub struct StaffLine {
        /// The team they join.
        team: String = or("court".to_owned()),
        /// Their grade.
        grade: String = required,
        /// FTE for each cluster.
        fte: Fte [0.0 ..= 1000.0] = required,
        /// Multiplied by this attribute of the cluster: posts in proportion to the work.
        times: String = optional,
        /// The clusters; empty for every one.
        clusters: Vec<String> = or(Vec::new()),
        /// First day.
        from: jiff::civil::Date = optional,
        /// Last day.
        until: jiff::civil::Date = optional,
        /// Where its numbers come from: ids of docs/EVIDENCE.md, or `assumption`.
        source: Sourced = optional,
    }
}
