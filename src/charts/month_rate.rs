//! The same-day rate month by month: whether a bad winter or a growing backlog hides in the year's average, and how
//! far one month may lie from what it is on average.

use super::Drawn;
use super::ink::{BLUE_FAINT, BLUE_PALE, BLUE_SOFT, Ink, QUIET};
use super::marks::{self, AXIS, FOOT, LABEL, MARGIN, Reading, Scale, TARGET_ROOM, TOP};
use super::sheet::Sheet;
use crate::experiment::estimates::{Estimates, Spread};

/// Left end of the drawing.
const LEFT: f64 = MARGIN + 72.0;
/// More months than this are named by every third.
const MANY: usize = 15;
const NAMES: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// Months of the data period with any request, in order.
#[derive(Clone, Debug, PartialEq)]
pub struct Series {
    /// One per month.
    pub rows: Vec<Row>,
    /// The rate to be reached.
    pub target: f64,
}

/// One month.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// As `2015-04`.
    pub month: String,
    /// Of the requests made in it, the share delivered the same day.
    pub rate: Reading,
    /// How it differs from replication to replication.
    pub spread: Spread,
}

/// From estimates; `None` where nothing was asked for.
pub fn series(estimates: &Estimates) -> Option<Series> {
    let rows = estimates.months.iter();
    let rows = rows.filter_map(|cell| Some(Row { month: cell.name.clone(), rate: Reading::of_share(&cell.rate?), spread: cell.spread? }));
    let rows: Vec<Row> = rows.collect();
    (!rows.is_empty()).then_some(Series { rows, target: estimates.frame.target })
}

impl Row {
    /// Its year, and the month's short name.
    fn words(&self) -> (&str, &str) {
        let (year, month) = self.month.split_once('-').unwrap_or(("", &self.month));
        let name = month.parse::<usize>().ok().and_then(|m| m.checked_sub(1)).and_then(|m| NAMES.get(m).copied());
        (year, name.unwrap_or(month))
    }
}

impl Series {
    /// A band from month to month; where there is one month only, a block.
    fn draw_band(&self, sheet: &Sheet<'_>, (x, y): (&Scale, &Scale), ink: Ink, ends: impl Fn(&Spread) -> (f64, f64)) {
        let place = |index: usize, row: &Row| (x.at(index as f64 + 0.5), ends(&row.spread));
        let places: Vec<(f64, (f64, f64))> = self.rows.iter().enumerate().map(|(index, row)| place(index, row)).collect();
        if let [(at, (low, high))] = places[..] {
            sheet.block((at - 40.0, y.at(low)), (at + 40.0, y.at(high)), ink);
            return;
        }
        let upper = places.iter().map(|(at, (_, high))| (*at, y.at(*high)));
        let lower = places.iter().rev().map(|(at, (low, _))| (*at, y.at(*low)));
        sheet.shape(&upper.chain(lower).collect::<Vec<_>>(), ink);
    }

    /// The months' names, and a year's number under its first.
    fn draw_months(&self, sheet: &Sheet<'_>, x: &Scale, foot: f64) {
        let every = if self.rows.len() > MANY { 3 } else { 1 };
        let mut year_before = "";
        for (index, row) in self.rows.iter().enumerate() {
            let (year, name) = row.words();
            let at = x.at(index as f64 + 0.5);
            if index % every == 0 {
                sheet.text((at, foot + 28.0), name, AXIS.centre());
            }
            if year != year_before {
                sheet.text((at, foot + 54.0), year, LABEL.bold().ink(QUIET).centre());
                year_before = year;
            }
        }
    }
}

impl Drawn for Series {
    fn title(&self) -> String {
        "The same-day rate month by month".to_owned()
    }

    fn reading(&self) -> String {
        let spread = self.rows.iter().any(|row| row.spread.ninety.0 < row.spread.ninety.1);
        let bands = if spread {
            " Line: the middle of the simulated months; half of them lie in the darker band, nine in ten in the paler."
        } else {
            ""
        };
        format!("Dot: the month’s rate with its interval.{bands}")
    }

    fn alt(&self) -> String {
        let told: Vec<String> = self.rows.iter().map(|row| format!("{} {}", row.month, marks::percent(row.rate.mean))).collect();
        let (low, high) =
            self.rows.iter().fold((1.0_f64, 0.0_f64), |(low, high), row| (low.min(row.spread.ninety.0), high.max(row.spread.ninety.1)));
        let told = format!("Same-day rate by month, against a target of {}: {}.", marks::plain_percent(self.target), told.join(", "));
        format!(
            "{told} Nine simulated months in ten lie within {} to {} in every month of the year.",
            marks::percent(low),
            marks::percent(high)
        )
    }

    fn draw(&self, sheet: &Sheet<'_>) {
        let foot = sheet.height - FOOT - 76.0;
        let right = sheet.width - MARGIN - TARGET_ROOM;
        let x = Scale::new((0.0, self.rows.len().max(1) as f64), (LEFT, right));
        let rates = self.rows.iter().flat_map(|row| [row.rate.low(), row.rate.high(), row.spread.ninety.0, row.spread.ninety.1]);
        let (low, high) = marks::tenths(rates.chain([self.target]));
        // An axis that begins just above nothing would make a small change of a small rate look large.
        let y = Scale::new((if low < 0.4 { 0.0 } else { low }, high), (foot, TOP + 20.0));
        self.draw_band(sheet, (&x, &y), BLUE_FAINT, |spread| spread.ninety);
        self.draw_band(sheet, (&x, &y), BLUE_PALE, |spread| spread.half);
        marks::percent_side(sheet, &y, (LEFT, right), 6.0);
        marks::base(sheet, (LEFT, foot), (right, foot));
        marks::target_level(sheet, y.at(self.target), (LEFT, right), self.target);
        let points: Vec<(f64, f64)> =
            self.rows.iter().enumerate().map(|(index, row)| (x.at(index as f64 + 0.5), y.at(row.rate.mean))).collect();
        let middle: Vec<(f64, f64)> = points.iter().zip(&self.rows).map(|(point, row)| (point.0, y.at(row.spread.median))).collect();
        sheet.path(&middle, BLUE_SOFT, 2.0);
        let labelled = self.rows.len() <= MANY;
        for (row, point) in self.rows.iter().zip(&points) {
            marks::upright_interval(sheet, point.0, &y, &row.rate, if labelled { 6.5 } else { 5.0 });
        }
        for (row, point) in self.rows.iter().zip(&points).filter(|_| labelled) {
            // Above the bands, which it would hide.
            sheet.text((point.0, y.at(row.spread.ninety.1) - 12.0), &marks::percent(row.rate.mean), LABEL.bold().centre());
        }
        self.draw_months(sheet, &x, foot);
    }

    fn table(&self) -> Vec<Vec<String>> {
        let mut table = vec![marks::row(["month", "same_day_rate", "low", "high", "target", "p05", "p25", "median", "p75", "p95"])];
        for row in &self.rows {
            let [mean, low, high] = marks::cells(&row.rate);
            let Spread { ninety, half, median } = row.spread;
            let quantiles = [ninety.0, half.0, median, half.1, ninety.1].map(marks::cell);
            table.push([row.month.clone(), mean, low, high, marks::cell(self.target)].into_iter().chain(quantiles).collect());
        }
        table
    }
}
