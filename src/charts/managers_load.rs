//! How heavily a cluster's managers are loaded, against how complex the cluster is: whether the complex ones carry more than the others.
//!
//! A row of dots for each grade: together, those of whom there are many would hide that one person of another grade is drowning.

use super::ink::{BLUE, BLUE_SOFT, PAPER, QUIET};
use super::marks::{self, AXIS, FOOT, LABEL, MARGIN, Reading, Scale, TOP};
use super::sheet::{Sheet, Type};
use super::{Drawn, SLIDE};
use crate::experiment::estimates::Estimates;
use crate::experiment::measures::Part;

/// Left end of the drawing.
const LEFT: f64 = MARGIN + 72.0;
/// Room right of the drawing for the name of the level of full hours.
const RIGHT: f64 = 196.0;
/// Room under the drawing for the axis.
const AXIS_ROOM: f64 = 76.0;
/// Height of a grade's row of dots where there are several, and of the room over it for its name.
const PANEL: (f64, f64) = (150.0, 52.0);
/// At most so many clusters are named: those whose managers are loaded most; of one grade by itself, and of each of several.
const NAMED: (usize, usize) = (8, 4);
/// Names beside dots.
const NAME: Type = Type::new(16.0, QUIET);

/// Grades of managers, in the scenario's order.
#[derive(Clone, Debug, PartialEq)]
pub struct Series {
    /// One for each grade that is anywhere.
    pub grades: Vec<Grade>,
}

/// One grade: its clusters, the least complex first.
#[derive(Clone, Debug, PartialEq)]
pub struct Grade {
    /// Its key.
    pub key: String,
    /// Its title.
    pub title: String,
    /// One for each cluster with such managers and a known complexity.
    pub rows: Vec<Row>,
}

/// One cluster.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// Its name.
    pub cluster: String,
    /// Its index of complexity; the clusters' mean is 0.
    pub complexity: f64,
    /// Hours of work asked of its managers, of their contracted hours; may be above 1.
    pub load: Reading,
}

/// From estimates; `None` unless at least two clusters have managers of a grade and a complexity.
pub fn series(estimates: &Estimates) -> Option<Series> {
    let grades = estimates.parts("managers_load").filter_map(|(_, item)| {
        let Part::Grade(grade) = item.part else { return None };
        let rows = estimates.clusters.iter().zip(&estimates.frame.complexity).filter_map(|(scope, complexity)| {
            let load = estimates.of(scope, "managers_load", &item.key)?;
            let load = Reading { mean: load.mean, interval: load.low().zip(load.high()) };
            Some(Row { cluster: scope.name.clone(), complexity: (*complexity)?, load })
        });
        let mut rows: Vec<Row> = rows.collect();
        rows.sort_by(|a, b| a.complexity.total_cmp(&b.complexity).then_with(|| a.cluster.cmp(&b.cluster)));
        let title = estimates.frame.grade_titles.get(grade).unwrap_or(&item.title).clone();
        // Of whom nothing is asked that they may begin at once, such as who only stands in when another has not, there is no load to show.
        rows.iter().any(|row| row.load.mean > 0.0).then(|| Grade { key: item.key.clone(), title, rows })
    });
    let grades: Vec<Grade> = grades.collect();
    grades.iter().any(|grade| grade.rows.len() > 1).then_some(Series { grades })
}

impl Grade {
    /// The clusters by load, the most loaded first.
    fn by_load(&self) -> Vec<&Row> {
        let mut rows: Vec<&Row> = self.rows.iter().collect();
        rows.sort_by(|a, b| b.load.mean.total_cmp(&a.load.mean).then_with(|| a.cluster.cmp(&b.cluster)));
        rows
    }

    /// Names of the most loaded, each beside its dot unless another name stands there.
    fn draw_names(&self, sheet: &Sheet<'_>, (x, y): (&Scale, &Scale), most: usize) {
        let mut taken: Vec<(f64, f64, f64)> = Vec::new();
        for row in self.by_load().into_iter().take(most) {
            let (at, level) = (x.at(row.complexity), y.at(row.load.mean));
            let width = NAME.width(&row.cluster);
            let left = if at + 14.0 + width > x.ends().1 { at - 14.0 - width } else { at + 14.0 };
            let free = taken.iter().all(|(from, to, there)| left > to + 8.0 || left + width + 8.0 < *from || (level - there).abs() > 22.0);
            let covers = |other: &Row| {
                let dot = (x.at(other.complexity), y.at(other.load.mean));
                other.cluster != row.cluster && dot.0 > left - 8.0 && dot.0 < left + width + 8.0 && (dot.1 - level).abs() < 16.0
            };
            // What stands at the sides is the axis, and the name of the level of full hours.
            if free && left > LEFT && !self.rows.iter().any(covers) {
                // A name near the level of full hours stands on paper, not on the line.
                if (y.at(1.0) - level).abs() < 10.0 {
                    sheet.block((left - 4.0, level - 9.0), (left + width + 4.0, level + 9.0), PAPER);
                }
                sheet.label((left, level), &row.cluster, NAME);
                taken.push((left, left + width, level));
            }
        }
    }

    /// Its dots on their intervals, with the level of full hours.
    fn draw(&self, sheet: &Sheet<'_>, (x, y): (&Scale, &Scale), ticks: f64, named: usize) {
        let ((left, right), foot) = (x.ends(), y.ends().0);
        marks::percent_side(sheet, y, (left, right), ticks);
        marks::base(sheet, (left, foot), (right, foot));
        sheet.dashes((left, y.at(1.0)), (right, y.at(1.0)), QUIET, 1.5);
        for (line, words) in ["all of their", "hours"].iter().enumerate() {
            sheet.label((right + 12.0, y.at(1.0) + 20.0 * line as f64 - 10.0), words, LABEL.ink(QUIET));
        }
        for row in &self.rows {
            let at = x.at(row.complexity);
            sheet.block((at - 3.3, y.at(row.load.high())), (at + 3.3, y.at(row.load.low())), BLUE_SOFT);
        }
        // No interval hides another's dot.
        for row in &self.rows {
            sheet.disc((x.at(row.complexity), y.at(row.load.mean)), 6.0, BLUE);
        }
        self.draw_names(sheet, (x, y), named);
    }

    fn alt(&self) -> String {
        let told = |row: &&Row| format!("{} {} at complexity {:.2}", row.cluster, marks::percent(row.load.mean), row.complexity + 0.0);
        let rows = self.by_load();
        let most: Vec<String> = rows.iter().take(3).map(told).collect();
        let least: Vec<String> = rows.last().iter().map(|row| told(row)).collect();
        format!("{} in {} clusters. Highest: {}. Lowest: {}.", self.title, self.rows.len(), most.join(", "), least.join(""))
    }
}

impl Series {
    /// The least and the greatest of something over all dots.
    fn span(&self, of: fn(&Row) -> f64) -> (f64, f64) {
        let rows = self.grades.iter().flat_map(|grade| &grade.rows).map(of);
        rows.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), z| (low.min(z), high.max(z)))
    }

    fn alone(&self) -> bool {
        self.grades.len() == 1
    }

    /// Where a grade's dots stand: its top and its foot.
    fn panel(&self, number: usize, height: f64) -> (f64, f64) {
        if self.alone() {
            return (TOP + 20.0, height - FOOT - AXIS_ROOM);
        }
        let top = TOP - 20.0 + (PANEL.0 + PANEL.1) * number as f64 + PANEL.1;
        (top, top + PANEL.0)
    }
}

impl Drawn for Series {
    fn size(&self) -> (u32, u32) {
        if self.alone() {
            return SLIDE;
        }
        let height = self.panel(self.grades.len() - 1, 0.0).1 + AXIS_ROOM + FOOT;
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a page is a few thousand units high")]
        let height = height.ceil() as u32;
        (SLIDE.0, height)
    }

    fn title(&self) -> String {
        "How heavily managers are loaded, by how complex their cluster is".to_owned()
    }

    fn reading(&self) -> String {
        let whose = if self.alone() { "its managers" } else { "its managers of the grade" };
        format!(
            "A dot is a cluster, the bar behind it the interval: the hours of work asked of {whose}, of the hours they are contracted for."
        )
    }

    fn alt(&self) -> String {
        let told: Vec<String> = self.grades.iter().map(Grade::alt).collect();
        format!("Managers’ load. {}", told.join(" "))
    }

    fn draw(&self, sheet: &Sheet<'_>) {
        let right = sheet.width - RIGHT;
        let (low, high) = self.span(|row| row.complexity);
        let margin = ((high - low) * 0.06).max(0.1);
        let x = Scale::new((low - margin, high + margin), (LEFT, right));
        let least = self.span(|row| row.load.low()).0;
        // Dots need no nought to stand on; an axis from the last tenth below shows how they differ.
        let from = if least < 0.4 { 0.0 } else { (least * 10.0 - 0.5).floor() / 10.0 };
        // One scale for all grades: which are loaded most is what is asked.
        let to = self.span(|row| row.load.high()).1.max(1.0) * 1.08;
        let (ticks, named) = if self.alone() { (6.0, NAMED.0) } else { (3.0, NAMED.1) };
        let mut foot = 0.0;
        for (number, grade) in self.grades.iter().enumerate() {
            let top;
            (top, foot) = self.panel(number, sheet.height);
            if !self.alone() {
                sheet.text((LEFT, top - 14.0), &grade.title, LABEL.bold());
            }
            grade.draw(sheet, (&x, &Scale::new((from, to), (foot, top))), ticks, named);
        }
        for tick in x.ticks(8.0) {
            sheet.text((x.at(tick), foot + 28.0), &format!("{:.1}", tick + 0.0), AXIS.centre());
        }
        sheet.text(((LEFT + right) / 2.0, foot + 58.0), "index of the cluster’s complexity; 0 is the mean of all clusters", AXIS.centre());
    }

    fn table(&self) -> Vec<Vec<String>> {
        let mut table = vec![marks::row(["grade", "cluster", "complexity", "managers_load", "low", "high"])];
        for grade in &self.grades {
            for row in &grade.rows {
                let [mean, low, high] = marks::cells(&row.load);
                table.push(vec![grade.key.clone(), row.cluster.clone(), marks::cell(row.complexity), mean, low, high]);
            }
        }
        table
    }
}
