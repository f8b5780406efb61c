//! The same-day rate of each cluster against the target, highest first: one row a cluster, one or sixty-nine.

use super::Drawn;
use super::cluster_rows::{ClusterRows, is_tall, size, type_of};
use super::ink::{HAIR, INK, RUST};
use super::marks::{self, LABEL, MARGIN, Reading, Scale};
use super::sheet::Sheet;
use crate::experiment::estimates::{Estimates, Scope};

/// Room for the names of the lines, and on the tall page for the upper axis.
const SLIDE_HEAD: f64 = 54.0;
const TALL_HEAD: f64 = 84.0;

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

impl Series {
    fn tall(&self) -> bool {
        is_tall(self.rows.len())
    }

    fn head(&self) -> f64 {
        if self.tall() { TALL_HEAD } else { SLIDE_HEAD }
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
        size(self.rows.len(), self.head())
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
        let names: Vec<(&str, &str)> = self.rows.iter().map(|row| (row.cluster.as_str(), row.division.as_str())).collect();
        let rates = self.rows.iter().flat_map(|row| [row.rate.low(), row.rate.high()]).chain([self.target, self.overall.mean]);
        let values = type_of(names.len()).width(&self.value(0)) + 24.0;
        let rows = ClusterRows::new(sheet, &names, rates, (self.head(), values));
        rows.draw(sheet, &names);
        self.draw_lines(sheet, &rows.x, (rows.top, rows.foot));
        let radius = (rows.step * 0.19).min(6.5);
        for (index, row) in self.rows.iter().enumerate() {
            let y = rows.y(index);
            sheet.line((rows.x.ends().0, y), (rows.x.at(row.rate.low()), y), HAIR, 1.0);
            marks::level_interval(sheet, &rows.x, &row.rate, y, radius);
            sheet.label((sheet.width - MARGIN, y), &self.value(index), rows.set.right());
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
