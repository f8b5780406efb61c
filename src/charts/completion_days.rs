//! Working days from request to completion, a panel for each format: the day itself is one hump, the court's date the other.

use super::Drawn;
use super::ink::{BLUE, BLUE_SOFT, QUIET, RUST};
use super::marks::{self, AXIS, FOOT, LABEL, MARGIN, Reading, Scale, TOP};
use super::sheet::Sheet;
use crate::experiment::estimates::{Days, Estimates};
use crate::findings::words::capital;

/// The axis ends where less than this share of every format is left; the rest stands in one last column.
const TAIL: f64 = 0.01;
/// The axis shows at least so many days.
const LEAST_DAYS: usize = 12;
/// Room for the axis and its name.
const AXIS_ROOM: f64 = 60.0;
/// Where the columns begin: right of the formats' names.
const LEFT: f64 = 330.0;

/// A panel for each format.
#[derive(Clone, Debug, PartialEq)]
pub struct Series {
    /// In the scenario's order.
    pub panels: Vec<Panel>,
    /// Whether the work is a court’s reports.
    pub court: bool,
}

/// One format.
#[derive(Clone, Debug, PartialEq)]
pub struct Panel {
    /// Its title.
    pub format: String,
    /// Of the reports delivered, the share on each working day; the first is the day of the request.
    /// The last holds all beyond.
    pub days: Vec<f64>,
    /// Of the reports asked for, the share delivered the same day.
    pub same_day: Option<Reading>,
    /// Of the reports delivered, the share delivered the same day: all of the first day's, but for what was put over and done that day all the same.
    pub at_once: f64,
    /// Working days within which half are delivered, 1 being the day of the request; none without deliveries.
    pub median: Option<u32>,
}

impl Series {
    /// Days with a column of their own; one more column holds what comes later.
    fn shown(&self) -> usize {
        let needed = |panel: &Panel| {
            let mut left = 1.0;
            panel.days.iter().position(|share| {
                left -= share;
                left < TAIL
            })
        };
        let days = self.panels.iter().map(|panel| panel.days.len()).max().unwrap_or(0);
        let wanted = self.panels.iter().filter_map(needed).max().unwrap_or(0) + 1;
        wanted.max(LEAST_DAYS).min(days.saturating_sub(1).max(1))
    }
}

impl Panel {
    /// Shares by column: each day shown, then all later ones together.
    fn columns(&self, shown: usize) -> Vec<f64> {
        let mut columns: Vec<f64> = self.days.iter().take(shown).copied().collect();
        columns.resize(shown, 0.0);
        columns.push(self.days.iter().skip(shown).sum());
        columns
    }

    fn same_day_words(&self) -> String {
        match self.same_day {
            Some(rate) if rate.mean > 0.0 => format!("{} the same day", marks::percent(rate.mean)),
            _ => "none the same day".to_owned(),
        }
    }

    fn median_words(&self) -> String {
        match self.median {
            None => "none delivered".to_owned(),
            Some(days) if days <= 1 => "median: the same day".to_owned(),
            Some(days) => format!("median: day {days}"),
        }
    }

    fn draw(&self, sheet: &Sheet<'_>, x: &Scale, (top, foot): (f64, f64), shown: usize) {
        let columns = self.columns(shown);
        let most = columns.iter().copied().fold(0.0, f64::max);
        let wide = x.at(2.0) - x.at(1.0);
        let set = LABEL.bold();
        let lines = set.wrap(&self.format, LEFT - MARGIN - 40.0);
        let mut y = (top + foot) / 2.0 - 14.0 * (lines.len() as f64 - 1.0) - 4.0;
        for line in &lines {
            sheet.text((MARGIN, y), line, set);
            y += 26.0;
        }
        sheet.text((MARGIN, y), &self.same_day_words(), LABEL.ink(BLUE));
        marks::base(sheet, (LEFT, foot), (sheet.width - MARGIN, foot));
        if most <= 0.0 {
            return;
        }
        let height = Scale::new((0.0, most), (foot, top + 30.0));
        for (index, &share) in columns.iter().enumerate() {
            let middle = x.at(index as f64 + 1.0);
            sheet.block((middle - wide * 0.42, height.at(share)), (middle + wide * 0.42, foot), BLUE_SOFT);
            if index == 0 {
                sheet.block((middle - wide * 0.42, height.at(self.at_once)), (middle + wide * 0.42, foot), BLUE);
            }
        }
        // What is later than every column of its own is in the last.
        let column = self.median.map_or(0, |day| day as usize).clamp(1, columns.len());
        self.draw_median(sheet, x, (top, height.at(columns[column - 1])), column);
    }

    /// The median as an upright line down to its own column, named above every column.
    fn draw_median(&self, sheet: &Sheet<'_>, x: &Scale, (top, head): (f64, f64), column: usize) {
        if self.median.is_none() {
            return;
        }
        let (_, last) = x.ends();
        let at = x.at(column as f64).min(last);
        sheet.dashes((at, top), (at, head), RUST, 2.0);
        let (words, set) = (self.median_words(), LABEL.ink(RUST));
        let beside = if at + 10.0 + set.width(&words) < last { (at + 10.0, set) } else { (at - 10.0, set.right()) };
        sheet.text((beside.0, top + 15.0), &words, beside.1);
    }
}

/// From estimates; `None` where nothing was delivered.
pub fn series(estimates: &Estimates) -> Option<Series> {
    let panel = |days: &Days| {
        let all: u64 = days.counts.iter().sum();
        let national = |measure| estimates.national(measure, &days.key);
        let same_day = national("same_day").zip(national("requested")).map_or(0.0, |(rate, asked)| rate.mean * asked.mean);
        let first = days.counts.first().map_or(0.0, |count| *count as f64 / all.max(1) as f64);
        let title = if days.title.is_empty() { "All" } else { &days.title };
        Panel {
            format: capital(title),
            days: days.counts.iter().map(|count| *count as f64 / all.max(1) as f64).collect(),
            same_day: national("same_day").map(|rate| Reading::of_share(&rate)),
            // Means of each replication and sums over all differ by a hair.
            at_once: (same_day * estimates.replications as f64 / all.max(1) as f64).min(first),
            median: days.median,
        }
    };
    let panels: Vec<Panel> = estimates.days.iter().map(panel).collect();
    panels.iter().any(|panel| panel.median.is_some()).then_some(Series { panels, court: estimates.frame.court })
}

impl Drawn for Series {
    fn title(&self) -> String {
        let work = if self.court { "a report takes, by format" } else { "a piece of work takes" };
        let kinds = if self.court || self.panels.len() < 2 { "" } else { ", by kind" };
        format!("How many working days {work}{kinds}")
    }

    fn reading(&self) -> String {
        let (work, kind) = if self.court { ("reports delivered", "format") } else { ("work completed", "kind") };
        let over = self.panels.iter().any(|panel| panel.days.first().is_some_and(|first| first - panel.at_once > 0.005));
        let pale = if over { " Pale on day 1: put over, and done that day all the same." } else { "" };
        format!("Columns are shares of the {work}, each {kind} drawn to its own height.{pale}")
    }

    fn alt(&self) -> String {
        let told: Vec<String> =
            self.panels.iter().map(|panel| format!("{}: {}, {}.", panel.format, panel.same_day_words(), panel.median_words())).collect();
        format!("Working days from request to completion. {}", told.join(" "))
    }

    fn draw(&self, sheet: &Sheet<'_>) {
        let shown = self.shown();
        let foot = sheet.height - FOOT - AXIS_ROOM;
        let each = (foot - TOP) / self.panels.len().max(1) as f64;
        // Half a column of air on either side of the first day and of the column for later ones.
        let x = Scale::new((0.4, shown as f64 + 1.6), (LEFT, sheet.width - MARGIN));
        for (index, panel) in self.panels.iter().enumerate() {
            let top = TOP + each * index as f64;
            panel.draw(sheet, &x, (top + 8.0, top + each - 10.0), shown);
        }
        let every = if shown > 45 {
            5
        } else if shown > 26 {
            2
        } else {
            1
        };
        for day in (1..=shown).filter(|day| *day == 1 || (day % every == 0 && (every == 1 || *day > 2))) {
            sheet.text((x.at(day as f64), foot + 16.0), &day.to_string(), AXIS.centre());
        }
        sheet.text((x.at(shown as f64 + 1.0), foot + 16.0), "later", AXIS.centre());
        let words = "working days from request to completion (1 is the day of the request)";
        sheet.text(((LEFT + sheet.width - MARGIN) / 2.0, foot + 48.0), words, AXIS.ink(QUIET).centre());
    }

    fn table(&self) -> Vec<Vec<String>> {
        let mut table = vec![marks::row(["format", "working_days", "share_of_delivered", "median_working_days", "same_day_rate"])];
        for panel in &self.panels {
            let same_day = panel.same_day.map_or(String::new(), |rate| marks::cell(rate.mean));
            let median = panel.median.map_or(String::new(), |days| days.to_string());
            for (index, share) in panel.days.iter().enumerate() {
                // The last holds all beyond.
                let day = if index + 1 == panel.days.len() { format!("{} or more", index + 1) } else { (index + 1).to_string() };
                table.push(vec![panel.format.clone(), day, marks::cell(*share), median.clone(), same_day.clone()]);
            }
        }
        table
    }
}
