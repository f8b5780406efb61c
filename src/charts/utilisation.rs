//! What people's time goes on, grade by grade: busy, free or away; and how full their time on duty is.
//!
//! Two panels with the same rows, because the two shares have different wholes: contracted time, and time on duty.

use super::Drawn;
use super::ink::{BLUE, BLUE_PALE, HAIR, INK, Ink, PAPER, QUIET, SAND, STONE};
use super::marks::{self, AXIS, FOOT, LABEL, MARGIN, Reading, Scale, TOP};
use super::sheet::Sheet;

/// Utilisation that a team can keep up: below it time is wasted, above it queues grow without end.
const SUSTAINABLE: (f64, f64) = (0.75, 0.95);
/// Room for the panels' headings.
const HEAD: f64 = 84.0;
/// Room for the axis.
const AXIS_ROOM: f64 = 44.0;
/// The tallest row.
const MOST_STEP: f64 = 92.0;

/// Grades in the scenario's order.
#[derive(Clone, Debug, PartialEq)]
pub struct Series {
    /// One per grade with people.
    pub rows: Vec<Row>,
}

/// One grade.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// Its title.
    pub grade: String,
    /// Share of contracted time that is used.
    pub busy: f64,
    /// Share of contracted time on duty and not used.
    pub idle: f64,
    /// Share of contracted time away: leave, sickness, training, other duties, empty posts.
    pub absent: f64,
    /// Share of time on duty that is used.
    pub utilisation: Reading,
}

impl Row {
    /// Three parts of a bar, each with its share inside where it fits.
    fn draw_parts(&self, sheet: &Sheet<'_>, x: &Scale, y: f64, half: f64) {
        let mut from = 0.0;
        let parts: [(f64, Ink, Ink); 3] = [(self.busy, BLUE, PAPER), (self.idle, BLUE_PALE, INK), (self.absent, STONE, INK)];
        for (share, fill, ink) in parts {
            let (left, right) = (x.at(from), x.at(from + share));
            from += share;
            sheet.block((left, y - half), (right, y + half), fill);
            let (words, set) = (marks::percent(share), LABEL.ink(ink));
            if set.width(&words) + 12.0 < right - left {
                sheet.label(((left + right) / 2.0, y), &words, set.centre());
            }
        }
    }

    /// The dot on its interval, with its number at the margin.
    fn draw_utilisation(&self, sheet: &Sheet<'_>, x: &Scale, y: f64) {
        marks::level_interval(sheet, x, &self.utilisation, y, 6.5);
        sheet.label((sheet.width - MARGIN, y), &marks::percent(self.utilisation.mean), LABEL.bold().right());
    }
}

impl Series {
    /// The names of a bar's parts, over the first bar.
    fn draw_part_names(&self, sheet: &Sheet<'_>, x: &Scale, baseline: f64) {
        let Some(first) = self.rows.first() else { return };
        let (busy, idle) = (first.busy, first.idle);
        let set = LABEL.ink(QUIET);
        sheet.text((x.at(0.0), baseline), "busy", set);
        sheet.text((x.at(1.0), baseline), "away", set.right());
        let free = x.at(busy + idle / 2.0);
        let half = set.width("free") / 2.0;
        let (least, most) = (x.at(0.0) + set.width("busy") + 20.0 + half, x.at(1.0) - set.width("away") - 20.0 - half);
        sheet.text((free.clamp(least, most), baseline), "free", set.centre());
    }
}

impl Drawn for Series {
    fn title(&self) -> String {
        "Where people’s time goes, and how full their time on duty is, by grade".to_owned()
    }

    fn reading(&self) -> String {
        "Left: shares of contracted time. Right: of the time on duty, the share in use; the bar behind a dot is the interval.".to_owned()
    }

    fn alt(&self) -> String {
        let told: Vec<String> = self
            .rows
            .iter()
            .map(|row| {
                format!(
                    "{}: {} of time on duty in use; of contracted time {} busy, {} free, {} away.",
                    row.grade,
                    marks::percent(row.utilisation.mean),
                    marks::percent(row.busy),
                    marks::percent(row.idle),
                    marks::percent(row.absent)
                )
            })
            .collect();
        told.join(" ")
    }

    fn draw(&self, sheet: &Sheet<'_>) {
        let widest = self.rows.iter().map(|row| LABEL.width(&row.grade)).fold(0.0, f64::max);
        let left = MARGIN + widest.min(380.0) + 28.0;
        let middle = left + (sheet.width - MARGIN - left) * 0.54;
        let parts = Scale::new((0.0, 1.0), (left, middle));
        let used = Scale::new((0.0, 1.0), (middle + 72.0, sheet.width - MARGIN - 104.0));
        let top = TOP + HEAD;
        let step = ((sheet.height - FOOT - AXIS_ROOM - top) / self.rows.len().max(1) as f64).min(MOST_STEP);
        let foot = top + step * self.rows.len() as f64;
        sheet.text((left, TOP + 28.0), "Contracted time", LABEL.bold());
        sheet.text((used.at(0.0), TOP + 28.0), "Time on duty: share in use", LABEL.bold());
        self.draw_part_names(sheet, &parts, top - 8.0);
        let band = (used.at(SUSTAINABLE.0), used.at(SUSTAINABLE.1));
        sheet.block((band.0, top), (band.1, foot), SAND);
        let words = format!("sustainable: {:.0} to {:.0}\u{a0}%", SUSTAINABLE.0 * 100.0, SUSTAINABLE.1 * 100.0);
        sheet.text(((band.0 + band.1) / 2.0, top - 8.0), &words, LABEL.ink(QUIET).centre());
        marks::percent_axis(sheet, &used, (top, foot), 4.0);
        for (index, row) in self.rows.iter().enumerate() {
            let y = top + step * (index as f64 + 0.5);
            for (line, words) in grade_lines(&row.grade).iter().enumerate() {
                let lines = grade_lines(&row.grade).len() as f64;
                sheet.label((MARGIN, y + 24.0 * (line as f64 - (lines - 1.0) / 2.0)), words, LABEL);
            }
            row.draw_parts(sheet, &parts, y, (step * 0.32).min(24.0));
            sheet.line((used.at(0.0), y), (used.at(1.0), y), HAIR, 1.0);
            row.draw_utilisation(sheet, &used, y);
        }
        marks::base(sheet, (used.at(0.0), foot), (used.at(1.0), foot));
        marks::base(sheet, (left, top), (left, foot));
        for share in [0.0, 0.5, 1.0] {
            sheet.text((parts.at(share), foot + 26.0), &marks::plain_percent(share), AXIS.centre());
        }
    }

    fn table(&self) -> Vec<Vec<String>> {
        let mut table = vec![marks::row(["grade", "busy", "free", "away", "utilisation", "low", "high"])];
        for row in &self.rows {
            let [mean, low, high] = marks::cells(&row.utilisation);
            table.push(vec![row.grade.clone(), marks::cell(row.busy), marks::cell(row.idle), marks::cell(row.absent), mean, low, high]);
        }
        table
    }
}

/// A grade's title in lines that fit its column.
fn grade_lines(grade: &str) -> Vec<String> {
    LABEL.wrap(grade, 380.0)
}
