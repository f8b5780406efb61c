//! The days of a history: which are worked, which month they fall in, and counting in working days.

use jiff::ToSpan;
use jiff::civil::Date;
use serde::Serialize;

use crate::des::time::{DAY, SimTime, whole};
use crate::scenario::grammar::{Calendar, Run};
use crate::units::{ClockSpan, Wait, Weekdays};

/// Bank holidays of England and Wales; more can be given by `calendar.closed`.
const BANK_HOLIDAYS: &str = include_str!("../../scenarios/data/bank-holidays.csv");
/// When offices close: what is due "within so many working days" is due by then.
const CLOSE_OF_BUSINESS: u64 = 17 * 3600;

/// Every day of a history, warm-up and run-out included.
#[derive(Clone, Debug, Serialize)]
pub struct Days {
    #[serde(skip)]
    first: Date,
    /// Weekday of the first day, 0 for Monday.
    first_weekday: usize,
    /// First day of the data period, and the day after its last.
    pub observed: (usize, usize),
    working: Vec<bool>,
    /// Days that are closed whatever the weekday: bank holidays, and those that the calendar closes.
    closed: Vec<bool>,
    /// Weekdays that are worked.
    weekdays: Weekdays,
    /// Days worked before each day; one more entry than days.
    worked_before: Vec<u32>,
    /// The days worked, in order.
    worked: Vec<u32>,
    /// Month of the data period for each day, by position in `month_names`.
    months: Vec<u16>,
    /// Such as `2015-04`.
    #[serde(skip)]
    pub month_names: Vec<String>,
}

impl Days {
    /// Lays out the days of a run.
    pub fn new(run: &Run, calendar: &Calendar) -> Self {
        let days = |length: f64| (length / DAY as f64).ceil() as usize;
        let (warm_up, length, run_out) = (days(run.warm_up.get()), days(run.length.get()), days(run.run_out.get()));
        let count = warm_up + length + run_out;
        let first = run.start.saturating_sub((warm_up as i64).days());
        let holidays = bank_holidays();
        let mut this = Self {
            first,
            first_weekday: first.weekday().to_monday_zero_offset() as usize,
            observed: (warm_up, warm_up + length),
            working: Vec::with_capacity(count),
            closed: Vec::with_capacity(count),
            weekdays: calendar.working_days,
            worked_before: vec![0],
            worked: Vec::new(),
            months: Vec::with_capacity(count),
            month_names: Vec::new(),
        };
        let mut date = first;
        for day in 0..count {
            let closed = calendar.bank_holidays && holidays.binary_search(&date).is_ok() || calendar.closed.contains(&date);
            let open = calendar.working_days.has(date.weekday().to_monday_zero_offset() as u8) && !closed;
            this.working.push(open);
            this.closed.push(closed);
            if open {
                this.worked.push(day as u32);
            }
            this.worked_before.push(this.worked.len() as u32);
            if (warm_up..warm_up + length).contains(&day) {
                let name = format!("{:04}-{:02}", date.year(), date.month());
                if this.month_names.last() != Some(&name) {
                    this.month_names.push(name);
                }
            }
            this.months.push(this.month_names.len().saturating_sub(1) as u16);
            date = date.saturating_add(1.day());
        }
        this
    }

    /// Number of days.
    pub fn count(&self) -> usize {
        self.working.len()
    }

    /// When the history ends.
    pub fn end(&self) -> SimTime {
        SimTime::on(self.count(), 0)
    }

    /// The data period as moments.
    pub fn observed_time(&self) -> (SimTime, SimTime) {
        (SimTime::on(self.observed.0, 0), SimTime::on(self.observed.1, 0))
    }

    /// The date of a day.
    pub fn date(&self, day: usize) -> Date {
        self.first.saturating_add((day as i64).days())
    }

    /// The day of a date, if it is within the history.
    pub fn day_of(&self, date: Date) -> Option<usize> {
        let days = date.since(self.first).ok()?.get_days();
        usize::try_from(days).ok().filter(|&day| day < self.count())
    }

    /// The first day, and the day after the last, of whoever is there from one date until another, both included: what lies within the history.
    pub fn service(&self, from: Option<Date>, until: Option<Date>) -> (usize, usize) {
        let within = |date: Date| {
            let days = date.since(self.first).map_or(0, |span| span.get_days());
            usize::try_from(days).unwrap_or(0).min(self.count())
        };
        (from.map_or(0, within), until.map_or(self.count(), |date| within(date.saturating_add(1.day()))))
    }

    /// Weekday, 0 for Monday.
    pub fn weekday(&self, day: usize) -> u8 {
        ((self.first_weekday + day) % 7) as u8
    }

    /// Whether it is worked.
    pub fn is_working(&self, day: usize) -> bool {
        self.working.get(day).copied().unwrap_or(false)
    }

    /// Whether it is one of the weekdays that somebody, or a court, keeps: those that are worked, and others that are named all the same
    /// ([`Weekdays::kept_on`]). Nothing else is worked on such a day: no date and no wait counts it.
    pub fn is_kept(&self, day: usize, weekdays: Weekdays) -> bool {
        self.closed.get(day).is_some_and(|closed| !closed) && weekdays.kept_on(self.weekdays).has(self.weekday(day))
    }

    /// Position of its month among `month_names`.
    pub fn month(&self, day: usize) -> usize {
        usize::from(self.months[day])
    }

    /// Month of the year, 0 for January.
    pub fn month_of_year(&self, day: usize) -> usize {
        self.date(day).month() as usize - 1
    }

    /// Working days after `from` up to and including `to`; 0 on the same day.
    pub fn working_days_between(&self, from: usize, to: usize) -> u32 {
        let last = self.count();
        self.worked_before[(to + 1).min(last)].saturating_sub(self.worked_before[(from + 1).min(last)])
    }

    /// The day `n` working days after `from` (0: the day itself, or the next worked). Beyond the end of
    /// the history, days are counted as if all were worked.
    pub fn after_working(&self, from: usize, n: u32) -> usize {
        let before = self.worked_before[from.min(self.count())] as usize;
        let itself = usize::from(!self.is_working(from));
        let place = if n == 0 { before } else { before + n as usize - itself };
        self.worked.get(place).map_or_else(|| self.count() + place - self.worked.len(), |&day| day as usize)
    }

    /// The day `n` working days before `from`, or the first of the history.
    pub fn before_working(&self, from: usize, n: u32) -> usize {
        let before = self.worked_before[from.min(self.count())] as usize;
        before.checked_sub(n as usize).and_then(|place| self.worked.get(place)).map_or(0, |&day| day as usize)
    }

    /// When a wait that begins now is over; working days run to the close of business.
    pub fn after(&self, now: SimTime, wait: Wait) -> SimTime {
        match wait {
            Wait::Clock(seconds) => now + whole(seconds.get()),
            Wait::Working(days) => SimTime::on(self.after_working(now.day(), days.get().round() as u32), CLOSE_OF_BUSINESS),
        }
    }

    /// When `seconds` of a third party's hours have passed.
    pub fn within_hours(&self, now: SimTime, mut seconds: u64, hours: &[ClockSpan]) -> SimTime {
        let mut day = now.day();
        while day < self.count() {
            if self.is_working(day) {
                for span in hours {
                    let from = SimTime::on(day, u64::from(span.from.0)).max(now);
                    let room = SimTime::on(day, u64::from(span.to.0)).since(from);
                    if seconds <= room {
                        return from + seconds;
                    }
                    seconds -= room;
                }
            }
            day += 1;
        }
        SimTime::NEVER
    }
}

/// The dates of the data file, sorted.
fn bank_holidays() -> Vec<Date> {
    let dates = BANK_HOLIDAYS.lines().skip(1).filter(|line| !line.trim().is_empty());
    let mut dates: Vec<Date> = dates
        .map(|line| line.split(',').next().and_then(|date| date.trim().parse().ok()).expect("the shipped file of bank holidays is sound"))
        .collect();
    dates.sort();
    dates
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bank_holidays_are_known_of_the_years_that_are_told() {
        let known = bank_holidays();
        let ends = [known.first(), known.last()].map(|date| date.map(|date| date.year()));
        assert_eq!(ends, crate::scenario::cross::HOLIDAYS_KNOWN.map(Some));
    }
    use crate::units::{Points, Seconds, Share, WorkingDays};
    use jiff::civil::date;

    fn days(start: Date, length: f64) -> Days {
        let run = Run {
            primary: Vec::new(),
            cluster_precision: None,
            start,
            length: Seconds::new(length * DAY as f64),
            warm_up: Seconds::new(0.0),
            run_out: Seconds::new(0.0),
            seed: 1,
            replications: None,
            precision: Points::new(0.01),
            at_least: 2,
            at_most: 2,
            confidence: Share::new(0.95),
            target: Share::new(0.9),
            headline: String::new(),
            only: Vec::new(),
        };
        Days::new(&run, &Calendar::default())
    }

    #[test]
    fn easter_2016_is_not_worked() {
        // Thursday 24 March 2016; Good Friday is the 25th, Easter Monday the 28th.
        let days = days(date(2016, 3, 24), 10.0);
        assert!(days.is_working(0));
        assert!((1..=4).all(|day| !days.is_working(day)));
        assert_eq!(days.after_working(0, 1), 5);
        assert_eq!(days.after_working(1, 0), 5);
        assert_eq!(days.after_working(1, 1), 5);
        assert_eq!(days.before_working(5, 1), 0);
        assert_eq!(days.working_days_between(0, 5), 1);
        assert_eq!(days.working_days_between(0, 0), 0);
    }

    #[test]
    fn a_day_that_a_court_or_a_grade_names_is_kept_by_them_alone() {
        // From Thursday 24 March 2016, the day before Good Friday, to the Saturday after the week of Easter.
        let days = days(date(2016, 3, 24), 10.0);
        let kept = |weekdays: u8| (0..days.count()).filter(|&day| days.is_kept(day, Weekdays(weekdays))).collect::<Vec<_>>();
        assert_eq!(kept(Weekdays::WORKING.0), [0, 5, 6, 7, 8]);
        // Monday to Saturday: no bank holiday is kept, and Saturdays are.
        assert_eq!(kept(0b011_1111), [0, 2, 5, 6, 7, 8, 9]);
        assert_eq!(kept(0b010_0000), [2, 9]);
        // Nothing else goes by it: the next working day after Thursday is Tuesday.
        assert_eq!((days.after_working(0, 1), days.working_days_between(0, 9)), (5, 4));
        assert!(!days.is_working(2));
    }

    /// The tutorial's town in its first week, with a second court of its own kind that has one list.
    fn two_courts(line: &str, sets: &[&str]) -> crate::model::Model {
        let court = format!(
            "court_types.saturday={{ rooms = {{ interview_room = 1 }}, sittings = {{ pleas = {{ list = \"guilty_plea\"{line} }} }} }}"
        );
        let fixed = [court.as_str(), "clusters.Smalltown.courts.saturday={}"];
        let sets: Vec<&str> = fixed.into_iter().chain(sets.iter().copied()).collect();
        let loaded = crate::scenario::load(std::path::Path::new("scenarios/minimal.toml"), &sets);
        crate::model::Model::new(&loaded.unwrap_or_else(|faults| panic!("{faults}")).scenario)
    }

    #[test]
    fn a_saturday_court_moves_nobody_else() {
        let (without, with) = (two_courts("", &[]), two_courts(", days = \"Mon-Sat\"", &[]));
        let sat = |model: &crate::model::Model, court: usize| -> Vec<Vec<usize>> {
            let rooms = model.group(0).courtrooms.iter().filter(|room| room.court == court);
            rooms
                .map(|room| {
                    room.turns
                        .turns()
                        .flat_map(|turn| room.turns.sessions().map(move |session| room.turns.sitting(turn, session).start.day()))
                        .collect()
                })
                .collect()
        };
        assert_eq!(sat(&without, 0), sat(&with, 0));
        let is_saturday = |day: &usize| with.days.weekday(*day) == 5;
        let (usual, more) = (sat(&without, 1), sat(&with, 1));
        for (usual, more) in usual.iter().zip(&more) {
            let (saturdays, others): (Vec<usize>, Vec<usize>) = more.iter().copied().partition(is_saturday);
            assert_eq!(others, *usual);
            // Twenty-two weeks, each with its Saturday; a court that sits the whole day sits twice.
            assert_eq!(saturdays.len(), 2 * 22);
        }
        assert!((0..with.days.count()).all(|day| with.days.is_working(day) == without.days.is_working(day)));
        // Nobody of a grade that has no Saturday among its days comes; who has, does.
        let on_duty = |model: &crate::model::Model, grade: usize| {
            (0..model.days.count()).filter(|&day| model.grades[grade].is_worked(&model.days, day)).filter(is_saturday).count()
        };
        let staffed = two_courts(", days = \"Mon-Sat\"", &["grades.PSO.days=Mon-Sat"]);
        assert_eq!([on_duty(&with, 0), on_duty(&staffed, 0), on_duty(&staffed, 1)], [0, 22, 0]);
    }

    #[test]
    fn two_working_days_from_a_friday_end_on_tuesday_at_five() {
        let days = days(date(2016, 3, 4), 14.0);
        let due = days.after(SimTime::on(0, 11 * 3600), Wait::Working(WorkingDays::new(2.0)));
        assert_eq!(due, SimTime::on(4, 17 * 3600));
    }
}
