//! The time of the request against its outcome: the later in the day, the less of it is left.

use super::Drawn;
use super::ink::{BLUE_SOFT, INK, QUIET};
use super::marks::{self, AXIS, FOOT, MARGIN, Reading, Scale, TARGET_ROOM, TOP};
use super::sheet::Sheet;
use crate::experiment::estimates::{Cell, Estimates};

/// Left end of both panels.
const LEFT: f64 = MARGIN + 96.0;
/// Height of the panel of volumes.
const VOLUMES: f64 = 110.0;
/// An hour with a smaller share of the busiest hour's requests is tabled, not drawn: a trial that runs into the
/// evening would stretch the day to midnight.
const LEAST: f64 = 0.01;
/// Narrower hours than this have no room for a number each.
const ROOM: f64 = 70.0;

/// Hours in which any request was made, in order.
#[derive(Clone, Debug, PartialEq)]
pub struct Series {
    /// One per hour.
    pub rows: Vec<Row>,
    /// The rate to be reached.
    pub target: f64,
    /// What the number of requests is told for: `a year`, or `a history`.
    pub every: &'static str,
    /// Whether the work is a court’s reports.
    pub court: bool,
}

/// One hour of the day.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Row {
    /// It begins at this hour, 0 to 23.
    pub hour: usize,
    /// Requests made in it in one replication, mean.
    pub asked: f64,
    /// Of those, the share delivered the same day.
    pub rate: Reading,
}

/// From estimates; `None` where nothing was asked for.
pub fn series(estimates: &Estimates) -> Option<Series> {
    let row = |cell: &Cell| {
        let hour = cell.name.split(':').next()?.parse().ok()?;
        Some(Row { hour, asked: cell.requested, rate: Reading::of_share(&cell.rate?) })
    };
    let rows: Vec<Row> = estimates.hours.iter().filter_map(row).collect();
    let every = if estimates.frame.period() == "year" { "a year" } else { "a history" };
    (!rows.is_empty()).then_some(Series { rows, target: estimates.frame.target, every, court: estimates.frame.court })
}

impl Row {
    fn words(&self) -> String {
        format!("{:02}:00–{:02}:00", self.hour, self.hour + 1)
    }
}

impl Series {
    /// Requests of the busiest hour.
    fn most(&self) -> f64 {
        self.rows.iter().map(|row| row.asked).fold(0.0, f64::max).max(1e-9)
    }

    /// The hours that are drawn: all but those in which next to nothing is asked for.
    fn drawn(&self) -> Vec<Row> {
        let least = self.most() * LEAST;
        self.rows.iter().copied().filter(|row| row.asked >= least).collect()
    }

    /// Rates as dots on their intervals, joined so that the fall of the day is seen.
    fn draw_rates(sheet: &Sheet<'_>, rows: &[Row], x: &Scale, y: &Scale) {
        let points: Vec<(f64, f64)> = rows.iter().map(|row| (x.at(row.hour as f64 + 0.5), y.at(row.rate.mean))).collect();
        sheet.path(&points, BLUE_SOFT, 2.0);
        for (row, point) in rows.iter().zip(&points) {
            marks::upright_interval(sheet, point.0, y, &row.rate, 6.5);
        }
        for (row, point) in rows.iter().zip(&points).filter(|_| hour_width(rows, x) >= ROOM) {
            marks::mean_above(sheet, point.0, y, &row.rate);
        }
    }

    /// How many requests each hour brings.
    fn draw_volumes(&self, sheet: &Sheet<'_>, rows: &[Row], x: &Scale, (top, foot): (f64, f64)) {
        let height = Scale::new((0.0, self.most()), (foot, top + 26.0));
        let wide = hour_width(rows, x);
        for row in rows {
            let middle = x.at(row.hour as f64 + 0.5);
            sheet.block((middle - wide * 0.36, height.at(row.asked)), (middle + wide * 0.36, foot), BLUE_SOFT);
            if wide >= ROOM {
                sheet.text((middle, height.at(row.asked) - 7.0), &marks::number(row.asked), AXIS.ink(INK).centre());
            }
        }
        marks::base(sheet, (LEFT, foot), (x.ends().1, foot));
        for (line, words) in ["requests", self.every].iter().enumerate() {
            sheet.text((MARGIN, top + 62.0 + 22.0 * line as f64), words, AXIS);
        }
    }
}

/// Width on the sheet of each hour from the first of some rows to the last.
fn hour_width(rows: &[Row], x: &Scale) -> f64 {
    let hours = rows.first().zip(rows.last()).map_or(1, |(first, last)| last.hour + 1 - first.hour);
    (x.ends().1 - x.ends().0) / hours as f64
}

impl Drawn for Series {
    fn title(&self) -> String {
        let title = if self.court {
            "How often a report is ready the same day, by the hour at which it was asked for"
        } else {
            "How often work is done the same day, by the hour at which it arose"
        };
        title.to_owned()
    }

    fn reading(&self) -> String {
        let left_out = if self.drawn().len() < self.rows.len() { " Hours in which next to nothing is asked for are left out." } else { "" };
        format!("Above: the same-day rate of the requests made in each hour, with its interval. Below: how many are made then.{left_out}")
    }

    fn alt(&self) -> String {
        let told: Vec<String> = self
            .rows
            .iter()
            .map(|row| {
                format!("{}: {} of {} requests {}", row.words(), marks::percent(row.rate.mean), marks::number(row.asked), self.every)
            })
            .collect();
        format!("Same-day rate by hour of the request. {}.", told.join("; "))
    }

    fn draw(&self, sheet: &Sheet<'_>) {
        let rows = self.drawn();
        let (Some(first), Some(last)) = (rows.first(), rows.last()) else { return };
        let right = sheet.width - MARGIN - TARGET_ROOM;
        let x = Scale::new((first.hour as f64, last.hour as f64 + 1.0), (LEFT, right));
        let foot = sheet.height - FOOT - 64.0;
        let split = foot - VOLUMES - 44.0;
        let y = Scale::new((0.0, 1.0), (split, TOP + 20.0));
        marks::percent_side(sheet, &y, (LEFT, right), 5.0);
        marks::target_level(sheet, y.at(self.target), (LEFT, right), self.target);
        marks::base(sheet, (LEFT, split), (right, split));
        Self::draw_rates(sheet, &rows, &x, &y);
        self.draw_volumes(sheet, &rows, &x, (split + 24.0, foot));
        let every = if hour_width(&rows, &x) >= ROOM { 1 } else { 2 };
        for hour in (first.hour..=last.hour + 1).step_by(every) {
            sheet.text((x.at(hour as f64), foot + 28.0), &format!("{hour:02}:00"), AXIS.centre());
        }
        sheet.text(((LEFT + right) / 2.0, foot + 58.0), "time of the request", AXIS.ink(QUIET).centre());
    }

    fn table(&self) -> Vec<Vec<String>> {
        let mut table = vec![marks::row(["hour_from", "requests", "same_day_rate", "low", "high", "target"])];
        for row in &self.rows {
            let [mean, low, high] = marks::cells(&row.rate);
            table.push(vec![row.hour.to_string(), marks::cell(row.asked), mean, low, high, marks::cell(self.target)]);
        }
        table
    }
}
