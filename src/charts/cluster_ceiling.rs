//! Each cluster's way from its rate as it is to its ceiling, against the target: one row a cluster, the highest ceiling first.

use super::ink::{BLUE, BLUE_PALE, BLUE_SOFT, HAIR, INK, PAPER, QUIET, RULE, RUST};
use super::marks::{self, AXIS, FOOT, LABEL, MARGIN, Reading, Scale, TOP};
use super::sheet::{Sheet, Type};
use super::{Drawn, SLIDE};
use crate::study::explain::{Explanation, Place};

/// More rows than this make a tall page instead of a slide.
const SLIDE_ROWS: usize = 14;
/// Height of a row on the tall page, and the tallest of a slide.
const TALL_ROW: f64 = 23.0;
const SLIDE_ROW: f64 = 60.0;
/// Width of the tall page.
const TALL_WIDTH: u32 = 1280;
/// Room for the names of the columns and of the target.
const HEAD: f64 = 62.0;
/// Room for the lower axis and its name.
const AXIS_ROOM: f64 = 66.0;
/// Room for the two columns of numbers.
const VALUES: f64 = 190.0;

/// Rows in the order drawn.
#[derive(Clone, Debug, PartialEq)]
pub struct Series {
    /// One per cluster.
    pub rows: Vec<Row>,
    /// The rate to be reached.
    pub target: f64,
}

/// One cluster.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// Its name.
    pub cluster: String,
    /// Its division; may be empty.
    pub division: String,
    /// Its rate as it is.
    pub today: Reading,
    /// Its rate with unlimited staff and rooms.
    pub ceiling: Reading,
}

/// From an explanation; `None` with fewer than two clusters, whose ceiling the waterfall shows.
pub fn series(found: &Explanation) -> Option<Series> {
    let row = |place: &Place| {
        let (today, ceiling) = (Reading::of_share(&place.today?), Reading::of_share(&place.ceiling?));
        Some(Row { cluster: place.name.clone(), division: place.division.clone(), today, ceiling })
    };
    let mut rows: Vec<Row> = found.clusters.iter().filter_map(row).collect();
    rows.sort_by(|a, b| b.ceiling.mean.total_cmp(&a.ceiling.mean).then_with(|| a.cluster.cmp(&b.cluster)));
    (rows.len() > 1).then_some(Series { rows, target: found.frame.target })
}

impl Series {
    fn tall(&self) -> bool {
        self.rows.len() > SLIDE_ROWS
    }

    fn reaching(&self) -> usize {
        self.rows.iter().filter(|row| row.ceiling.mean >= self.target).count()
    }

    /// The dots and the bar between them.
    fn draw_row(row: &Row, sheet: &Sheet<'_>, x: &Scale, y: f64, radius: f64) {
        let (today, ceiling) = (x.at(row.today.mean), x.at(row.ceiling.mean));
        sheet.line((x.ends().0, y), (today.min(ceiling), y), HAIR, 1.0);
        sheet.block((x.at(row.ceiling.low()), y - radius * 0.9), (x.at(row.ceiling.high()), y + radius * 0.9), BLUE_PALE);
        sheet.block((today, y - radius * 0.3), (ceiling, y + radius * 0.3), BLUE_SOFT);
        sheet.disc((today, y), radius, BLUE);
        sheet.disc((today, y), radius * 0.55, PAPER);
        sheet.disc((ceiling, y), radius, BLUE);
    }
}

impl Drawn for Series {
    fn size(&self) -> (u32, u32) {
        let row = if self.tall() { TALL_ROW } else { SLIDE_ROW };
        let height = TOP + HEAD + self.rows.len() as f64 * row + AXIS_ROOM + FOOT;
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a page is a few thousand units high")]
        let height = height.ceil() as u32;
        if self.tall() { (TALL_WIDTH, height) } else { (SLIDE.0, height.min(SLIDE.1)) }
    }

    fn title(&self) -> String {
        "How far unlimited staff and rooms would take each cluster".to_owned()
    }

    fn reading(&self) -> String {
        "A ring is the same-day rate as it is, a dot the ceiling, which unlimited staff and rooms would give; the pale bar is the ceiling’s interval.".to_owned()
    }

    fn alt(&self) -> String {
        let (target, number) = (marks::plain_percent(self.target), self.rows.len());
        let reached = format!("The ceiling of {} of {number} clusters is at or above the target of {target}.", self.reaching());
        match (self.rows.first(), self.rows.last()) {
            (Some(first), Some(last)) => format!(
                "{reached} Highest: {}, from {} to {}. Lowest: {}, from {} to {}.",
                first.cluster,
                marks::percent(first.today.mean),
                marks::percent(first.ceiling.mean),
                last.cluster,
                marks::percent(last.today.mean),
                marks::percent(last.ceiling.mean)
            ),
            _ => reached,
        }
    }

    fn draw(&self, sheet: &Sheet<'_>) {
        let set = Type { size: if self.tall() { 15.5 } else { LABEL.size }, ..LABEL };
        let widest = |texts: &mut dyn Iterator<Item = &str>| texts.map(|text| set.width(text)).fold(0.0, f64::max);
        let division = MARGIN + widest(&mut self.rows.iter().map(|row| row.cluster.as_str())) + 22.0;
        let divisions = widest(&mut self.rows.iter().map(|row| row.division.as_str()));
        let left = division + divisions + if divisions > 0.0 { 28.0 } else { 6.0 };
        let right = sheet.width - MARGIN - VALUES;
        let top = TOP + HEAD;
        let room = sheet.height - top - AXIS_ROOM - FOOT;
        let step = if self.tall() { TALL_ROW } else { (room / self.rows.len() as f64).min(SLIDE_ROW) };
        let foot = top + step * self.rows.len() as f64;
        let rates = self.rows.iter().flat_map(|row| [row.today.low(), row.ceiling.low(), row.ceiling.high()]);
        let x = Scale::new(marks::tenths(rates.chain([self.target])), (left, right));
        marks::percent_axis(sheet, &x, (top, foot), 7.0);
        if self.tall() {
            marks::percent_heads(sheet, &x, top - 8.0, 7.0);
        }
        sheet.text((f64::midpoint(left, right), foot + 52.0), "same-day rate", AXIS.centre());
        let target = x.at(self.target);
        sheet.dashes((target, top), (target, foot), RUST, 2.0);
        let name = format!("Target {}", marks::plain_percent(self.target));
        marks::heads(sheet, &[(target, name, LABEL.bold().ink(RUST))], top - 34.0);
        let columns = [sheet.width - MARGIN - 90.0, sheet.width - MARGIN];
        for (column, head) in columns.into_iter().zip(["as it is", "ceiling"]) {
            sheet.text((column, top - 8.0), head, AXIS.right());
        }
        let radius = (step * 0.22).min(7.0);
        for (index, row) in self.rows.iter().enumerate() {
            let y = top + step * (index as f64 + 0.5);
            sheet.label((MARGIN, y), &row.cluster, set);
            sheet.label((division, y), &row.division, set.ink(QUIET));
            Self::draw_row(row, sheet, &x, y, radius);
            sheet.label((columns[0], y), &marks::percent(row.today.mean), set.ink(QUIET).right());
            sheet.label((columns[1], y), &marks::percent(row.ceiling.mean), set.ink(INK).right());
        }
        marks::base(sheet, (left, foot), (right, foot));
        if self.tall() {
            sheet.line((left, top), (right, top), RULE, 1.0);
        }
    }

    fn table(&self) -> Vec<Vec<String>> {
        let head = ["cluster", "division", "today", "today_low", "today_high", "ceiling", "ceiling_low", "ceiling_high", "target"];
        let mut table = vec![marks::row(head)];
        for row in &self.rows {
            let mut cells = vec![row.cluster.clone(), row.division.clone()];
            cells.extend(marks::cells(&row.today).into_iter().chain(marks::cells(&row.ceiling)));
            cells.push(marks::cell(self.target));
            table.push(cells);
        }
        table
    }
}
