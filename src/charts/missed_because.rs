//! What decided that a report was not delivered the same day, largest first, beside the share that was.
//!
//! All bars are shares of the same whole, the reports asked for, so that they can be compared and add up.

use super::Drawn;
use super::ink::{BLUE, BLUE_SOFT, HAIR, INK, QUIET};
use super::marks::{self, AXIS, FOOT, LABEL, MARGIN, Reading, Scale, TOP};
use super::sheet::Sheet;
use crate::experiment::estimates::Estimates;
use crate::experiment::measures::Part;
use crate::findings::obstacles::words_of;
use crate::scenario::grammar::Obstacle;

/// The tallest row.
const MOST_STEP: f64 = 66.0;
/// Room between what was achieved and what was missed.
const GAP: f64 = 34.0;

/// The rows in the order drawn.
#[derive(Clone, Debug, PartialEq)]
pub struct Series {
    /// Share of requests delivered the same day.
    pub same_day: Reading,
    /// Obstacles that decided any miss, largest share first.
    pub rows: Vec<Row>,
    /// Obstacles that decided none.
    pub never: Vec<Obstacle>,
    /// Whether the work is a court’s reports.
    pub court: bool,
}

/// One obstacle.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Row {
    /// Which.
    pub obstacle: Obstacle,
    /// Share of requests whose miss it decided.
    pub share: Reading,
}

/// From estimates; `None` where nothing was asked for, or nothing missed.
pub fn series(estimates: &Estimates) -> Option<Series> {
    let same_day = Reading::of_share(&estimates.nation.rate()?);
    let (mut rows, mut never) = (Vec::new(), Vec::new());
    for (position, item) in estimates.parts("decided") {
        let Part::Obstacle(index) = item.part else { continue };
        let (obstacle, estimate) = (Obstacle::ALL[index], estimates.nation.measures[position]?);
        if estimate.mean > 0.0 {
            rows.push(Row { obstacle, share: Reading::of_share(&estimate) });
        } else if estimates.frame.court {
            // Of other work most obstacles make no sense, and that they decide nothing is no news.
            never.push(obstacle);
        }
    }
    rows.sort_by(|a, b| b.share.mean.total_cmp(&a.share.mean).then_with(|| a.obstacle.cmp(&b.obstacle)));
    (!rows.is_empty()).then_some(Series { same_day, rows, never, court: estimates.frame.court })
}

impl Series {
    /// What the first bar is called.
    const fn achieved(&self) -> &'static str {
        if self.court { "Delivered the same day" } else { "Done the same day" }
    }

    /// Obstacles that decided no miss, in as many lines as they need.
    fn never_lines(&self, width: f64) -> Vec<String> {
        if self.never.is_empty() {
            return Vec::new();
        }
        let told: Vec<&str> = self.never.iter().map(|obstacle| words_of(*obstacle).missed).collect();
        AXIS.wrap(&format!("Never decisive: {}.", told.join("; ")), width)
    }

    /// A bar with its whisker, its words to the left and its number to the right.
    fn draw_bar(sheet: &Sheet<'_>, x: &Scale, y: f64, half: f64, reading: &Reading, told: (&str, bool)) {
        let (words, achieved) = told;
        let end = x.at(reading.mean);
        sheet.block((x.at(0.0), y - half), (end, y + half), if achieved { BLUE } else { BLUE_SOFT });
        let (low, high) = (x.at(reading.low()), x.at(reading.high()));
        if high - low > 3.0 {
            marks::level_whisker(sheet, (low, high), y, half * 0.4, if achieved { BLUE_SOFT } else { INK });
        }
        let set = if achieved { LABEL.bold() } else { LABEL };
        sheet.label((x.at(0.0) - 18.0, y), words, set.right());
        let number = marks::percent(reading.mean);
        let from = end.max(high) + 14.0;
        sheet.label((from, y), &number, LABEL.bold());
        if let Some(range) = marks::percent_range(reading) {
            sheet.label((from + LABEL.bold().width(&number) + 10.0, y), &format!("({range})"), LABEL.ink(QUIET));
        }
    }
}

impl Drawn for Series {
    fn title(&self) -> String {
        let title = if self.court { "Why reports missed the day" } else { "Why work was not done on the day it arose" };
        title.to_owned()
    }

    fn reading(&self) -> String {
        let all = if self.court { "all reports asked for" } else { "all pieces of work that arose" };
        format!("Every bar is a share of {all}; each miss counts once, under the obstacle that decided it.")
    }

    fn alt(&self) -> String {
        let told: Vec<String> =
            self.rows.iter().map(|row| format!("{}: {}", words_of(row.obstacle).missed, marks::percent(row.share.mean))).collect();
        format!("{}: {}. Not the same day because {}.", self.achieved(), marks::percent(self.same_day.mean), told.join("; "))
    }

    fn draw(&self, sheet: &Sheet<'_>) {
        const MISSED: &str = "Not the same day, because";
        let texts = self.rows.iter().map(|row| LABEL.width(words_of(row.obstacle).missed));
        let left = MARGIN + texts.chain([self.achieved(), MISSED].map(|words| LABEL.bold().width(words))).fold(0.0, f64::max) + 18.0;
        let most = self.rows.iter().map(|row| row.share.high()).fold(self.same_day.high(), f64::max).max(0.05);
        // The number and its interval stand right of the longest bar.
        let x = Scale::new((0.0, most), (left, sheet.width - MARGIN - 270.0));
        let never = self.never_lines(sheet.width - 2.0 * MARGIN);
        let foot = sheet.height - FOOT - 8.0 - 24.0 * never.len() as f64;
        let step = ((foot - TOP - GAP) / (self.rows.len() as f64 + 1.0)).min(MOST_STEP);
        let half = step * 0.31;
        let first = TOP + 16.0 + step / 2.0;
        Self::draw_bar(sheet, &x, first, half, &self.same_day, (self.achieved(), true));
        let rule = first + step / 2.0 + GAP / 2.0;
        sheet.line((MARGIN, rule), (sheet.width - MARGIN, rule), HAIR, 1.5);
        sheet.label((x.at(0.0) - 18.0, rule + GAP / 2.0 + 6.0), MISSED, LABEL.bold().right());
        let under = rule + GAP / 2.0 + 28.0;
        let step = ((foot - under) / self.rows.len().max(1) as f64).min(MOST_STEP);
        for (index, row) in self.rows.iter().enumerate() {
            let y = under + step * (index as f64 + 0.5);
            Self::draw_bar(sheet, &x, y, (step * 0.31).min(half), &row.share, (words_of(row.obstacle).missed, false));
        }
        let bottom = under + step * self.rows.len() as f64;
        marks::base(sheet, (x.at(0.0), TOP + 16.0), (x.at(0.0), rule - GAP / 2.0));
        marks::base(sheet, (x.at(0.0), under), (x.at(0.0), bottom));
        for (index, line) in never.iter().rev().enumerate() {
            sheet.text((MARGIN, sheet.height - FOOT - 24.0 * index as f64), line, AXIS);
        }
    }

    fn table(&self) -> Vec<Vec<String>> {
        let mut table = vec![marks::row(["outcome", "key", "share_of_requests", "low", "high"])];
        let [mean, low, high] = marks::cells(&self.same_day);
        table.push(vec![self.achieved().to_lowercase(), "same_day".to_owned(), mean, low, high]);
        for row in &self.rows {
            let [mean, low, high] = marks::cells(&row.share);
            table.push(vec![words_of(row.obstacle).missed.to_owned(), row.obstacle.word().to_owned(), mean, low, high]);
        }
        for obstacle in &self.never {
            table.push(marks::row([words_of(*obstacle).missed, obstacle.word(), "0", "0", "0"]));
        }
        table
    }
}
