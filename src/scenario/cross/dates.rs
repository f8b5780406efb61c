//! Dates that nothing can come of: bank holidays that are not known, events and people that no history reaches, weights and days of the week
//! that leave no day.

use jiff::ToSpan as _;

use super::*;

/// The years whose bank holidays are known (`scenarios/data/bank-holidays.csv`).
pub const HOLIDAYS_KNOWN: [i16; 2] = [2010, 2030];

/// Days that a time in seconds takes up.
fn days(seconds: f64) -> jiff::Span {
    ((seconds / crate::des::time::DAY as f64).ceil() as i64).days()
}

impl Check<'_> {
    /// The first day that is simulated, and the first that is not.
    pub(super) fn history(&self) -> [jiff::civil::Date; 2] {
        let ([first, end], run) = (self.data_period(), &self.scenario.run);
        [first.saturating_sub(days(run.warm_up.get())), end.saturating_add(days(run.run_out.get()))]
    }

    /// The first day of the data period, and the first after it.
    fn data_period(&self) -> [jiff::civil::Date; 2] {
        let run = &self.scenario.run;
        [run.start, run.start.saturating_add(days(run.length.get()))]
    }

    /// A history in years whose bank holidays nobody knows yet.
    pub(super) fn holidays(&mut self) {
        let [first, end] = self.history();
        let [from, to] = HOLIDAYS_KNOWN;
        if self.scenario.calendar.bank_holidays && (first.year() < from || end.yesterday().is_ok_and(|last| last.year() > to)) {
            let wanted = format!("bank holidays are known from {from} to {to}; name others in `calendar.closed`");
            self.warn(&["run", "start"], wanted, format!("the history goes from {first} to {end}, and outside those years has none"));
        }
    }

    /// Dated events before the history begins or after it ends.
    pub(super) fn events_outside(&mut self, name: &str, from: &FromFile) {
        let [first, end] = self.history();
        let outside: Vec<_> = from.events.iter().map(|event| event.time).filter(|time| time.date() < first || time.date() >= end).collect();
        if let Some(one) = outside.first() {
            let wanted = format!("events of the file come in a history from {first} to {end}");
            let all = from.events.len();
            let found = format!("{} of {all} do not, such as that of {one}, and are left out", outside.len());
            self.warn(&["workstreams", name, "arrivals", "file"], wanted, found);
        }
    }

    /// Extra staff who come after the data period, or have left before it.
    pub(super) fn staff_outside(&mut self, name: &str, line: &StaffLine) {
        let [first, end] = self.data_period();
        let found = match (line.from, line.until) {
            (Some(from), _) if from >= end => format!("they come on {from}"),
            (_, Some(until)) if until < first => format!("they leave on {until}"),
            _ => return,
        };
        let wanted =
            format!("extra staff are there at some time of the data period, which goes from {first} to {}", end.yesterday().unwrap_or(end));
        self.warn(&["extra_staff", name], wanted, format!("{found}, so that nobody is counted"));
    }

    /// Work at random that no day has a weight for.
    pub(super) fn no_day_left(&mut self, name: &str, from: &AtRandom) {
        let weight = |of: &Keyed<Number>, key: &str| of.get(key).map_or(1.0, |weight| weight.get());
        let open = |day: usize| self.scenario.calendar.working_days.has(day as u8);
        let no_day = DAYS.iter().enumerate().all(|(at, day)| !open(at) || weight(&from.weekdays, day) == 0.0);
        let no_month = MONTHS.iter().all(|month| weight(&from.months, month) == 0.0);
        for (key, nothing) in [("weekdays", no_day), ("months", no_month)] {
            if nothing && from.rate.number > 0.0 {
                let wanted = format!("`{name}` arises on days that are worked and have a weight");
                self.warn(&["workstreams", name, "arrivals", "random", key], wanted, "there is none, so that nothing arises");
            }
        }
    }
}
