//! Each cluster's way from its rate as it is to its ceiling, against the target: one row a cluster, the highest ceiling first.

use super::Drawn;
use super::cluster_rows::{ClusterRows, size};
use super::ink::{BLUE, BLUE_PALE, BLUE_SOFT, HAIR, INK, PAPER, QUIET, RUST};
use super::marks::{self, AXIS, LABEL, MARGIN, Reading, Scale};
use super::sheet::Sheet;
use crate::study::explain::{Explanation, Place};

/// Room for the names of the columns and of the target.
const HEAD: f64 = 62.0;
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
        size(self.rows.len(), HEAD)
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
        let names: Vec<(&str, &str)> = self.rows.iter().map(|row| (row.cluster.as_str(), row.division.as_str())).collect();
        let rates = self.rows.iter().flat_map(|row| [row.today.low(), row.ceiling.low(), row.ceiling.high()]).chain([self.target]);
        let rows = ClusterRows::new(sheet, &names, rates, (HEAD, VALUES));
        rows.draw(sheet, &names);
        let target = rows.x.at(self.target);
        sheet.dashes((target, rows.top), (target, rows.foot), RUST, 2.0);
        let name = format!("Target {}", marks::plain_percent(self.target));
        marks::heads(sheet, &[(target, name, LABEL.bold().ink(RUST))], rows.top - 34.0);
        let columns = [sheet.width - MARGIN - 90.0, sheet.width - MARGIN];
        for (column, head) in columns.into_iter().zip(["as it is", "ceiling"]) {
            sheet.text((column, rows.top - 8.0), head, AXIS.right());
        }
        let radius = (rows.step * 0.22).min(7.0);
        for (index, row) in self.rows.iter().enumerate() {
            let y = rows.y(index);
            Self::draw_row(row, sheet, &rows.x, y, radius);
            sheet.label((columns[0], y), &marks::percent(row.today.mean), rows.set.ink(QUIET).right());
            sheet.label((columns[1], y), &marks::percent(row.ceiling.mean), rows.set.ink(INK).right());
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
