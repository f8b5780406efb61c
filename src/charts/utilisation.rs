//! How full people's time on duty is, grade by grade, and how much of their time they are not there.
//!
//! Three panels with the same rows, each with a whole of its own: time on duty, time of filled posts, all posts.

use super::Drawn;
use super::ink::{BLUE, BLUE_PALE, INK, PAPER, RUST, SAND, STONE};
use super::marks::{self, AXIS, FOOT, LABEL, MARGIN, Reading, Scale, TOP};
use super::sheet::Sheet;
use crate::experiment::estimates::Estimates;

/// Utilisation between time to spare, below it, and queues that grow without end, above it.
const BAND: (f64, f64) = (0.75, 0.95);
/// Room for the panels' headings.
const HEAD: f64 = 92.0;
/// Room for the axis.
const AXIS_ROOM: f64 = 44.0;
/// Between the band and the words on either side of it.
const BESIDE: f64 = 12.0;
/// The tallest row.
const MOST_STEP: f64 = 92.0;
/// Grades are named in lines no wider than this.
const NAMES: f64 = 340.0;

/// Grades in the scenario's order.
#[derive(Clone, Debug, PartialEq)]
pub struct Series {
    /// One per grade with people.
    pub rows: Vec<Row>,
}

/// One grade.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// Its name.
    pub grade: String,
    /// Share of time on duty that is used.
    pub busy: Reading,
    /// Share of filled posts' time away: leave, sickness, training, other duties.
    pub away: Reading,
    /// Share of posts' time for which they stand empty.
    pub empty: Reading,
}

/// From estimates; `None` where nobody is on duty.
pub fn series(estimates: &Estimates) -> Option<Series> {
    let told = |measure, grade| estimates.national(measure, grade).map(|share| Reading::of_share(&share));
    let rows = estimates.parts("utilisation").filter_map(|(_, item)| {
        let grade = item.key.as_str();
        let (busy, away, empty) = (told("utilisation", grade)?, told("absence", grade)?, told("vacant", grade)?);
        Some(Row { grade: item.title.clone(), busy, away, empty })
    });
    let rows: Vec<Row> = rows.collect();
    (!rows.is_empty()).then_some(Series { rows })
}

/// The three panels' scales.
struct Panels {
    busy: Scale,
    away: Scale,
    empty: Scale,
}

impl Row {
    /// Time on duty as a bar in two parts, with a whisker where they meet.
    fn draw_busy(&self, sheet: &Sheet<'_>, x: &Scale, y: f64, half: f64) {
        let (left, right) = x.ends();
        let end = x.at(self.busy.mean);
        sheet.block((left, y - half), (end, y + half), BLUE);
        sheet.block((end, y - half), (right, y + half), BLUE_PALE);
        if self.busy.interval.is_some() {
            let (low, high) = (x.at(self.busy.low()), x.at(self.busy.high()));
            sheet.line((low, y - half - 5.0), (low, y + half + 5.0), INK, 1.5);
            sheet.line((high, y - half - 5.0), (high, y + half + 5.0), INK, 1.5);
        }
        let words = marks::percent_told(&self.busy);
        let set = LABEL.ink(PAPER);
        if set.width(&words) + 26.0 < end - left {
            sheet.label((left + 13.0, y), &words, set);
        } else {
            sheet.label((beside(end, x.at(self.busy.high()), right - LABEL.width(&words)), y), &words, LABEL);
        }
    }

    /// A share as a bar with its number at its end.
    fn draw_share(sheet: &Sheet<'_>, x: &Scale, reading: &Reading, y: f64, half: f64) {
        sheet.block((x.at(0.0), y - half), (x.at(reading.mean), y + half), STONE);
        sheet.label((x.at(reading.mean) + 10.0, y), &marks::percent(reading.mean), LABEL);
    }
}

/// Where words begin that do not fit their bar: beyond its interval, or beyond the bar alone where they would run into the next panel.
///
/// - `last`: from where they end within their own.
fn beside(bar: f64, interval: f64, last: f64) -> f64 {
    let left = interval + 13.0;
    if left > last { bar + 13.0 } else { left }
}

impl Series {
    fn panels(&self, sheet: &Sheet<'_>) -> Panels {
        let widest = self.rows.iter().map(|row| LABEL.width(&row.grade)).fold(0.0, f64::max);
        let left = MARGIN + widest.min(NAMES) + 28.0;
        let right = sheet.width - MARGIN;
        let (first, second) = (left + (right - left) * 0.55, left + (right - left) * 0.77);
        // One scale for both small panels, so that a wider bar is more time in either.
        let most = self.rows.iter().flat_map(|row| [row.away.mean, row.empty.mean]).fold(0.1, f64::max);
        // The words over the first panel reach beyond it.
        let (gap, number) = (96.0, 76.0);
        Panels {
            busy: Scale::new((0.0, 1.0), (left, first)),
            away: Scale::new((0.0, most), (first + gap, second + gap / 2.0 - number)),
            empty: Scale::new((0.0, most), (second + gap, right - number)),
        }
    }

    /// The band that can be kept up, over and under the bars, and the axis.
    fn draw_ground(&self, sheet: &Sheet<'_>, x: &Scale, (top, foot): (f64, f64)) {
        let band = (x.at(BAND.0), x.at(BAND.1));
        sheet.block((band.0, top), (band.1, foot), SAND);
        let words = format!("{:.0} to {:.0}\u{a0}%", BAND.0 * 100.0, BAND.1 * 100.0);
        sheet.text(((band.0 + band.1) / 2.0, top - 10.0), &words, AXIS.ink(RUST).centre());
        sheet.text((band.0 - BESIDE, top - 10.0), "time to spare", AXIS.right());
        sheet.text((band.1 + BESIDE, top - 10.0), "queues grow", AXIS);
        for tick in [0.0, 0.25, 0.5, 0.75, 1.0] {
            sheet.text((x.at(tick), foot + 26.0), &marks::plain_percent(tick), AXIS.centre());
        }
    }

    /// What each panel shows, and of what whole.
    fn draw_heads(sheet: &Sheet<'_>, panels: &Panels) {
        let heads = [
            (&panels.busy, "Busy and free", "of time on duty"),
            (&panels.away, "Away", "of filled posts’ time"),
            (&panels.empty, "Empty", "of all posts’ time"),
        ];
        for (x, head, whole) in heads {
            sheet.text((x.ends().0, TOP + 28.0), head, LABEL.bold());
            let beside = if head == "Busy and free" { LABEL.bold().width(head) + 10.0 } else { 0.0 };
            let below = if beside > 0.0 { 0.0 } else { 24.0 };
            sheet.text((x.ends().0 + beside, TOP + 28.0 + below), whole, AXIS);
        }
    }
}

impl Drawn for Series {
    fn title(&self) -> String {
        "How full people’s time on duty is, and how much of their time they are away, by grade".to_owned()
    }

    fn reading(&self) -> String {
        "The strong part is busy, the faint part free; the two fine lines are the interval. Away: leave, sickness, training and other duties.".to_owned()
    }

    fn alt(&self) -> String {
        let told: Vec<String> = self
            .rows
            .iter()
            .map(|row| {
                let (busy, away, empty) = (marks::percent_told(&row.busy), marks::percent(row.away.mean), marks::percent(row.empty.mean));
                format!("{}: busy {busy} of time on duty, away {away} of filled posts’ time, {empty} of posts empty.", row.grade)
            })
            .collect();
        told.join(" ")
    }

    fn draw(&self, sheet: &Sheet<'_>) {
        let panels = self.panels(sheet);
        let top = TOP + HEAD;
        let step = ((sheet.height - FOOT - AXIS_ROOM - top) / self.rows.len().max(1) as f64).min(MOST_STEP);
        let foot = top + step * self.rows.len() as f64;
        Self::draw_heads(sheet, &panels);
        self.draw_ground(sheet, &panels.busy, (top, foot));
        let half = (step * 0.28).min(22.0);
        for (index, row) in self.rows.iter().enumerate() {
            let y = top + step * (index as f64 + 0.5);
            marks::lines(sheet, (MARGIN, y), &row.grade, LABEL, (NAMES, 24.0));
            row.draw_busy(sheet, &panels.busy, y, half);
            Row::draw_share(sheet, &panels.away, &row.away, y, half);
            Row::draw_share(sheet, &panels.empty, &row.empty, y, half);
        }
        for x in [&panels.busy, &panels.away, &panels.empty] {
            marks::base(sheet, (x.ends().0, top), (x.ends().0, foot));
        }
    }

    fn table(&self) -> Vec<Vec<String>> {
        let columns = ["grade", "busy", "busy_low", "busy_high", "away", "away_low", "away_high", "empty", "empty_low", "empty_high"];
        let mut table = vec![marks::row(columns)];
        for row in &self.rows {
            let readings = [&row.busy, &row.away, &row.empty].into_iter().flat_map(marks::cells);
            table.push(std::iter::once(row.grade.clone()).chain(readings).collect());
        }
        table
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_beside_a_bar_stay_in_their_panel() {
        assert!((beside(100.0, 140.0, 300.0) - 153.0).abs() < 1e-9, "beyond the interval");
        assert!((beside(100.0, 400.0, 300.0) - 113.0).abs() < 1e-9, "an interval that reaches the end leaves no room beyond it");
    }
}
