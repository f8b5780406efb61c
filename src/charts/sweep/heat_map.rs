//! A grid over one or two levers: what the measure is at each combination, the better the darker.

use super::super::Drawn;
use super::super::ink::{BLUE, INK, Ink, PAPER, QUIET, RUST};
use super::super::marks::{self, AXIS, FOOT, LABEL, MARGIN, TOP};
use super::super::sheet::{Sheet, Type};
use crate::experiment::measures::{Better, Unit};
use crate::findings::sweep::at;
use crate::study::sweep::SweepResult;
use crate::study::sweep::design::Role;

/// Cells are no wider and no higher than this.
const MOST: (f64, f64) = (210.0, 110.0);

/// The measure by two levers.
#[derive(Clone, Debug, PartialEq)]
pub struct Series {
    measure: String,
    unit: Unit,
    better: Better,
    /// The rate to be reached, where the measure has one.
    target: Option<f64>,
    /// The lever across, and its values.
    across: (String, Vec<String>),
    /// The lever upwards, and its values, the lowest first; one nameless value for a single lever.
    up: (String, Vec<String>),
    /// The measure and its half-width, `[up][across]`.
    cells: Vec<Vec<Option<Cell>>>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
struct Cell {
    mean: f64,
    half_width: Option<f64>,
}

/// From a grid over one lever or two; `None` from any other sweep.
pub fn series(swept: &SweepResult, measure: usize) -> Option<Series> {
    let study = &swept.study;
    if !(1..=2).contains(&study.axes.len()) || !study.points.iter().all(|point| point.role == Role::Cell) {
        return None;
    }
    let levels = |lever: usize| study.axes[lever].levels(study.extent.levels);
    let told = |lever: usize| {
        (study.axes[lever].title.clone(), levels(lever).iter().map(|value| at(&study.axes[lever], *value)).collect::<Vec<_>>())
    };
    let across = told(0);
    let up = if study.axes.len() == 2 { told(1) } else { (String::new(), vec![String::new()]) };
    // The last lever runs fastest.
    let number = up.1.len();
    let cell = |point: usize| swept.estimate(measure, point).map(|found| Cell { mean: found.mean, half_width: found.half_width });
    let cells = (0..number).map(|row| (0..across.1.len()).map(|column| cell(column * number + row)).collect()).collect();
    let item = &study.watched[measure];
    let target = (item.measure.key == "same_day").then_some(study.target);
    Some(Series { measure: item.label(), unit: item.measure.unit, better: item.measure.better, target, across, up, cells })
}

/// Between two inks.
fn blend(from: Ink, to: Ink, part: f64) -> Ink {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between two bytes lies a byte")]
    let mix = |a: u8, b: u8| (f64::from(a) + part * (f64::from(b) - f64::from(a))).round() as u8;
    Ink(mix(from.0, to.0), mix(from.1, to.1), mix(from.2, to.2))
}

impl Series {
    /// How dark a cell is, 0 to 1.
    fn shade(&self, mean: f64) -> f64 {
        let (low, high) = self.ends();
        let part = if high > low { (mean - low) / (high - low) } else { 0.5 };
        if self.better == Better::Lower { 1.0 - part } else { part }
    }

    fn ends(&self) -> (f64, f64) {
        let means = self.cells.iter().flatten().flatten().map(|cell| cell.mean);
        means.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), x| (low.min(x), high.max(x)))
    }

    fn draw_cell(&self, sheet: &Sheet<'_>, (left, top): (f64, f64), (width, height): (f64, f64), cell: Option<Cell>) {
        let (right, foot) = (left + width - 3.0, top + height - 3.0);
        let centre = (f64::midpoint(left, right), f64::midpoint(top, foot));
        let Some(cell) = cell else {
            sheet.label(centre, "none", AXIS.centre());
            return;
        };
        let shade = self.shade(cell.mean);
        sheet.block((left, top), (right, foot), blend(Ink(0xE4, 0xEC, 0xF3), BLUE, shade));
        if self.target.is_some_and(|target| cell.mean >= target) {
            for (from, to) in
                [((left, top), (right, top)), ((right, top), (right, foot)), ((right, foot), (left, foot)), ((left, foot), (left, top))]
            {
                sheet.line(from, to, RUST, 3.0);
            }
        }
        // Where dark and light words stand out alike.
        let ink = if shade > 0.67 { PAPER } else { INK };
        let words = super::told(cell.mean, self.unit);
        let size = (LABEL.size * (width - 14.0) / LABEL.bold().width(&words)).min(LABEL.size);
        let half = cell.half_width.filter(|_| height > 52.0);
        let lift = if half.is_some() { 10.0 } else { 0.0 };
        sheet.label((centre.0, centre.1 - lift), &words, Type { size, ..LABEL }.bold().ink(ink).centre());
        if let Some(half) = half {
            let scaled = if self.unit == Unit::Share { half * 100.0 } else { half };
            sheet.label((centre.0, centre.1 + 14.0), &format!("± {scaled:.1}"), Type { size: 15.0, ..LABEL }.ink(ink).centre());
        }
    }
}

impl Drawn for Series {
    fn title(&self) -> String {
        match self.up.0.as_str() {
            "" => format!("{} by {}", self.measure, self.across.0),
            up => format!("{} by {} and {}", self.measure, self.across.0, up),
        }
    }

    fn reading(&self) -> String {
        let better = if self.better == Better::Neither { "The darker, the more" } else { "The darker, the better" };
        let target =
            self.target.map_or_else(String::new, |target| format!(" Framed: at or above the target of {}.", marks::plain_percent(target)));
        format!("{better}; under each number its half-width.{target}")
    }

    fn alt(&self) -> String {
        let (low, high) = self.ends();
        if low > high {
            return format!("{}. No cell has a value.", self.title());
        }
        format!("{}. It runs from {} to {}.", self.title(), super::told(low, self.unit), super::told(high, self.unit))
    }

    fn draw(&self, sheet: &Sheet<'_>) {
        let names = self.up.1.iter().map(|name| LABEL.width(name)).fold(0.0, f64::max);
        let left = MARGIN + names + if self.up.0.is_empty() { 0.0 } else { 24.0 };
        let top = TOP + if self.up.0.is_empty() { 20.0 } else { 46.0 };
        let (columns, rows) = (self.across.1.len() as f64, self.up.1.len() as f64);
        let width = ((sheet.width - MARGIN - left) / columns).min(MOST.0);
        let height = ((sheet.height - FOOT - 76.0 - top) / rows).min(MOST.1);
        if !self.up.0.is_empty() {
            sheet.text((MARGIN, top - 18.0), &self.up.0, LABEL.bold());
        }
        for (row, cells) in self.cells.iter().rev().enumerate() {
            let y = top + height * row as f64;
            let name = &self.up.1[self.up.1.len() - 1 - row];
            sheet.label((left - 16.0, y + height / 2.0), name, LABEL.ink(QUIET).right());
            for (column, cell) in cells.iter().enumerate() {
                self.draw_cell(sheet, (left + width * column as f64, y), (width, height), *cell);
            }
        }
        let foot = top + height * rows;
        for (column, name) in self.across.1.iter().enumerate() {
            let size = (LABEL.size * (width - 8.0) / LABEL.width(name)).min(LABEL.size);
            sheet.text((left + width * (column as f64 + 0.5), foot + 26.0), name, Type { size, ..LABEL }.ink(QUIET).centre());
        }
        sheet.text((left + width * columns / 2.0, foot + 58.0), &self.across.0, LABEL.bold().centre());
    }

    fn table(&self) -> Vec<Vec<String>> {
        let mut table = vec![marks::row(["across", "up", "mean", "half_width"])];
        for (name, cells) in self.up.1.iter().zip(&self.cells) {
            for (across, cell) in self.across.1.iter().zip(cells) {
                let (mean, half) = cell
                    .map_or_else(Default::default, |cell| (marks::cell(cell.mean), cell.half_width.map_or_else(String::new, marks::cell)));
                table.push(marks::row([across, name, &mean, &half]));
            }
        }
        table
    }
}
