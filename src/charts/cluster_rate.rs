//! The same-day rate of each cluster against the target, highest first: one row a cluster, one or sixty-nine.

use super::ink::{HAIR, INK, QUIET, RULE, RUST};
use super::marks::{self, AXIS, FOOT, LABEL, MARGIN, Reading, Scale, TOP};
use super::sheet::{Sheet, Type};
use super::{Drawn, SLIDE};
use crate::experiment::estimates::{Estimates, Scope};

/// More rows than this make a tall page instead of a slide.
const SLIDE_ROWS: usize = 14;
/// Height of a row on the tall page.
const TALL_ROW: f64 = 23.0;
/// Width of the tall page.
const TALL_WIDTH: u32 = 1280;
/// The tallest row of a slide.
const SLIDE_ROW: f64 = 64.0;
/// Room for the names of the lines, and on the tall page for the upper axis.
const SLIDE_HEAD: f64 = 54.0;
const TALL_HEAD: f64 = 84.0;
/// Room for the lower axis and its name.
const AXIS_ROOM: f64 = 66.0;

/// Rows in the order drawn.
#[derive(Clone, Debug, PartialEq)]
pub struct Series {
    /// One per cluster.
    pub rows: Vec<Row>,
    /// All clusters together; not drawn where there is only one.
    pub overall: Reading,
    /// The rate to be reached.
    pub target: f64,
    /// Whether the work is a court’s reports.
    pub court: bool,
}

/// One cluster.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// Its name.
    pub cluster: String,
    /// Its division; may be empty.
    pub division: String,
    /// Its same-day rate.
    pub rate: Reading,
}

/// Where the columns stand.
struct Columns {
    names: f64,
    division: f64,
    plot: (f64, f64),
    values: f64,
    set: Type,
}

impl Series {
    fn tall(&self) -> bool {
        self.rows.len() > SLIDE_ROWS
    }

    fn head(&self) -> f64 {
        if self.tall() { TALL_HEAD } else { SLIDE_HEAD }
    }

    fn columns(&self, sheet: &Sheet<'_>) -> Columns {
        let set = Type { size: if self.tall() { 15.5 } else { LABEL.size }, ..LABEL };
        let widest = |texts: &mut dyn Iterator<Item = &str>| texts.map(|text| set.width(text)).fold(0.0, f64::max);
        let division = MARGIN + widest(&mut self.rows.iter().map(|row| row.cluster.as_str())) + 22.0;
        let divisions = widest(&mut self.rows.iter().map(|row| row.division.as_str()));
        let plot = division + divisions + if divisions > 0.0 { 28.0 } else { 6.0 };
        let values = set.width(&self.value(0)) + 24.0;
        Columns { names: MARGIN, division, plot: (plot, sheet.width - MARGIN - values), values: sheet.width - MARGIN, set }
    }

    fn value(&self, row: usize) -> String {
        let rate = &self.rows[row].rate;
        if self.tall() { marks::percent(rate.mean) } else { marks::percent_told(rate) }
    }

    fn draw_lines(&self, sheet: &Sheet<'_>, x: &Scale, (top, foot): (f64, f64)) {
        let (target, overall) = (x.at(self.target), x.at(self.overall.mean));
        sheet.dashes((target, top), (target, foot), RUST, 2.0);
        let mut names = vec![(target, format!("Target {}", marks::plain_percent(self.target)), LABEL.bold().ink(RUST))];
        if self.rows.len() > 1 {
            sheet.line((overall, top), (overall, foot), INK, 1.5);
            names.push((overall, format!("All clusters {}", marks::percent(self.overall.mean)), LABEL.bold()));
        }
        names.sort_by(|a, b| a.0.total_cmp(&b.0));
        marks::heads(sheet, &names, if self.tall() { top - 44.0 } else { top - 14.0 });
    }
}

/// From estimates; `None` where nothing was asked for.
pub fn series(estimates: &Estimates) -> Option<Series> {
    let overall = Reading::of_share(&estimates.nation.rate()?);
    let row = |scope: &Scope| {
        let rate = Reading::of_share(&scope.rate()?);
        Some(Row { cluster: scope.name.clone(), division: scope.division.clone(), rate })
    };
    let mut rows: Vec<Row> = estimates.clusters.iter().filter_map(row).collect();
    rows.sort_by(|a, b| b.rate.mean.total_cmp(&a.rate.mean).then_with(|| a.cluster.cmp(&b.cluster)));
    Some(Series { rows, overall, target: estimates.frame.target, court: estimates.frame.court })
}

impl Drawn for Series {
    fn size(&self) -> (u32, u32) {
        // A page for few clusters is as low as they need, and never higher than a slide.
        let row = if self.tall() { TALL_ROW } else { SLIDE_ROW };
        let height = TOP + self.head() + self.rows.len() as f64 * row + AXIS_ROOM + FOOT;
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a page is a few thousand units high")]
        let height = height.ceil() as u32;
        if self.tall() { (TALL_WIDTH, height) } else { (SLIDE.0, height.min(SLIDE.1)) }
    }

    fn title(&self) -> String {
        let done = if self.court { "delivers reports on the day they are asked for" } else { "does its work on the day it arises" };
        format!("How often each cluster {done}")
    }

    fn reading(&self) -> String {
        "A dot is a cluster’s same-day rate, the bar behind it the interval; where no bar shows, it is narrower than the dot.".to_owned()
    }

    fn alt(&self) -> String {
        let clusters = if self.rows.len() == 1 { "1 cluster".to_owned() } else { format!("{} clusters", self.rows.len()) };
        let all = format!(
            "Same-day rate of {clusters} against a target of {}; all together {}.",
            marks::plain_percent(self.target),
            marks::percent_told(&self.overall)
        );
        match (self.rows.first(), self.rows.last()) {
            (Some(first), Some(last)) if self.rows.len() > 1 => format!(
                "{all} Highest: {}, {}. Lowest: {}, {}.",
                first.cluster,
                marks::percent(first.rate.mean),
                last.cluster,
                marks::percent(last.rate.mean)
            ),
            _ => all,
        }
    }

    fn draw(&self, sheet: &Sheet<'_>) {
        let columns = self.columns(sheet);
        let top = TOP + self.head();
        let room = sheet.height - top - AXIS_ROOM - FOOT;
        let step = if self.tall() { TALL_ROW } else { (room / self.rows.len() as f64).min(SLIDE_ROW) };
        let foot = top + step * self.rows.len() as f64;
        let rates = self.rows.iter().flat_map(|row| [row.rate.low(), row.rate.high()]);
        let x = Scale::new(marks::tenths(rates.chain([self.target, self.overall.mean])), columns.plot);
        marks::percent_axis(sheet, &x, (top, foot), 7.0);
        if self.tall() {
            marks::percent_heads(sheet, &x, top - 10.0, 7.0);
        }
        sheet.text(((columns.plot.0 + columns.plot.1) / 2.0, foot + 52.0), "same-day rate", AXIS.centre());
        self.draw_lines(sheet, &x, (top, foot));
        let radius = (step * 0.19).min(6.5);
        for (index, row) in self.rows.iter().enumerate() {
            let y = top + step * (index as f64 + 0.5);
            sheet.line((columns.plot.0, y), (x.at(row.rate.low()), y), HAIR, 1.0);
            sheet.label((columns.names, y), &row.cluster, columns.set);
            sheet.label((columns.division, y), &row.division, columns.set.ink(QUIET));
            marks::level_interval(sheet, &x, &row.rate, y, radius);
            sheet.label((columns.values, y), &self.value(index), columns.set.right());
        }
        marks::base(sheet, (columns.plot.0, foot), (columns.plot.1, foot));
        if self.tall() {
            sheet.line((columns.plot.0, top), (columns.plot.1, top), RULE, 1.0);
        }
    }

    fn table(&self) -> Vec<Vec<String>> {
        let mut table = vec![marks::row(["cluster", "division", "same_day_rate", "low", "high", "target"])];
        for row in &self.rows {
            let [mean, low, high] = marks::cells(&row.rate);
            table.push(vec![row.cluster.clone(), row.division.clone(), mean, low, high, marks::cell(self.target)]);
        }
        table
    }
}
