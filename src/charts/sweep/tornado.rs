//! Each lever moved by itself to its ends: how far the measure goes either way, the widest at the top.

use super::super::Drawn;
use super::super::ink::{BLUE, BLUE_SOFT, INK, QUIET, RULE, RUST_SOFT, STONE};
use super::super::marks::{self, AXIS, FOOT, LABEL, MARGIN, Scale, TOP};
use super::super::sheet::{Sheet, Type};
use crate::experiment::measures::{Better, Unit};
use crate::experiment::statistics::Interval;
use crate::findings::sweep::{MOST_LEVERS, at, ranked};
use crate::study::sweep::SweepResult;
use crate::study::sweep::indices::Kind;

/// The tallest row, the lowest, and what each further line of a name needs.
const ROW: (f64, f64, f64) = (84.0, 50.0, 21.0);
/// Room under the bars for the axis and its name.
const AXIS_ROOM: f64 = 64.0;
/// Names are set in lines no wider than this.
const NAMES: f64 = 440.0;

/// The levers' bars about the scenario as it is.
#[derive(Clone, Debug, PartialEq)]
pub struct Series {
    /// The measure in words.
    measure: String,
    unit: Unit,
    better: Better,
    /// The measure in the scenario as it is.
    base: f64,
    /// Levers, the widest first.
    rows: Vec<Row>,
    /// Levers that move it less than these, and are not shown.
    others: usize,
}

/// One lever.
#[derive(Clone, Debug, PartialEq)]
struct Row {
    lever: String,
    /// The lever in the scenario as it is.
    now: String,
    ends: Vec<End>,
}

/// The lever at one of its values.
#[derive(Clone, Debug, PartialEq)]
struct End {
    /// Where the lever stands.
    at: String,
    /// What the measure is there, and how surely it differs from the base.
    value: f64,
    interval: Option<Interval>,
    clear: bool,
}

/// From a sweep with one lever moved at a time; `None` from any other.
pub fn series(swept: &SweepResult, measure: usize) -> Option<Series> {
    let item = &swept.study.watched[measure];
    let base = swept.estimate(measure, 0)?.mean;
    let differences = |lever: usize| swept.indices[measure].iter().filter(move |index| index.lever == lever);
    let row = |lever: usize| {
        let axis = &swept.study.axes[lever];
        let ends = differences(lever).filter_map(|index| {
            let Kind::Difference { level } = index.kind else { return None };
            let interval = index.interval.map(|Interval { low, high }| Interval { low: base + low, high: base + high });
            let at = at(axis, *axis.levels(2).get(level)?);
            Some(End { at, value: base + index.value, interval, clear: index.is_clear() })
        });
        Row { lever: axis.title.clone(), now: at(axis, axis.base), ends: ends.collect() }
    };
    let mut rows: Vec<Row> = ranked(swept, measure).into_iter().map(row).filter(|row| !row.ends.is_empty()).collect();
    let others = rows.len().saturating_sub(MOST_LEVERS);
    rows.truncate(MOST_LEVERS);
    let (unit, better) = (item.measure.unit, item.measure.better);
    (!rows.is_empty()).then(|| Series { measure: item.label(), unit, better, base, rows, others })
}

impl Series {
    fn scale(&self, left: f64, right: f64) -> Scale {
        let reached = self.rows.iter().flat_map(|row| &row.ends).flat_map(|end| {
            let ends = end.interval.map_or((end.value, end.value), |Interval { low, high }| (low, high));
            [ends.0, ends.1, end.value]
        });
        let (low, high) = reached.fold((self.base, self.base), |(low, high), x| (low.min(x), high.max(x)));
        let span = if high > low { high - low } else { self.base.abs().max(0.01) };
        Scale::new((low - 0.04 * span, high + 0.04 * span), (left, right))
    }

    /// The lowest row into which every name fits.
    fn lowest(&self) -> f64 {
        let lines = self.rows.iter().map(|row| LABEL.wrap(&row.lever, NAMES).len()).max().unwrap_or(1);
        ROW.1 + ROW.2 * (lines as f64 - 1.0)
    }

    fn row_height(&self, sheet: &Sheet<'_>) -> f64 {
        ((sheet.height - FOOT - AXIS_ROOM - TOP - 20.0) / self.rows.len() as f64).min(ROW.0.max(self.lowest()))
    }

    /// One lever: a bar to each of its values, its whisker, and where the lever stands there.
    fn draw_row(&self, sheet: &Sheet<'_>, x: &Scale, y: f64, half: f64, row: &Row) {
        for end in &row.ends {
            let gain = (end.value > self.base) != (self.better == Better::Lower);
            let ink = match (end.clear, gain) {
                (false, _) => STONE,
                (true, true) => BLUE_SOFT,
                (true, false) => RUST_SOFT,
            };
            sheet.block((x.at(self.base), y - half), (x.at(end.value), y + half), ink);
        }
        for end in &row.ends {
            let right = end.value > self.base || (end.value == self.base && end.at == row.ends[row.ends.len() - 1].at);
            let (low, high) = end.interval.map_or((end.value, end.value), |Interval { low, high }| (low, high));
            if x.at(high) - x.at(low) > 3.0 {
                marks::level_whisker(sheet, (x.at(low), x.at(high)), y, half * 0.4, INK);
            }
            let words = format!("{}: {}", end.at, super::told(end.value, self.unit));
            let set = Type { size: 16.5, ..LABEL }.ink(if end.clear { INK } else { QUIET });
            // The label of a value between others would lie on their bars: only the ends have room, beyond every whisker.
            let outer = row.ends.iter().all(|other| if right { other.value <= end.value } else { other.value >= end.value });
            let reach = |pick: fn(f64, f64) -> f64, of: fn(&Interval) -> f64| {
                row.ends.iter().map(|end| end.interval.as_ref().map_or(end.value, of)).fold(end.value, pick)
            };
            if outer && right {
                sheet.label((x.at(reach(f64::max, |interval| interval.high)) + 12.0, y), &words, set);
            } else if outer {
                sheet.label((x.at(reach(f64::min, |interval| interval.low)) - 12.0, y), &words, set.right());
            } else {
                sheet.line((x.at(end.value), y - half), (x.at(end.value), y + half), QUIET, 1.5);
            }
        }
    }
}

impl Drawn for Series {
    fn size(&self) -> (u32, u32) {
        (super::super::SLIDE.0, marks::height(self.rows.len(), self.lowest(), TOP + 20.0 + AXIS_ROOM + FOOT))
    }

    fn title(&self) -> String {
        format!("What each lever by itself does to: {}", self.measure.to_lowercase())
    }

    fn reading(&self) -> String {
        let first = match self.others {
            0 => String::new(),
            others => format!("The {} that move it most, of {}. ", self.rows.len(), self.rows.len() + others),
        };
        format!(
            "{first}Each bar runs from the scenario as it is to the lever's value named at its end. Whiskers: the interval of the difference. Grey: not clear of chance."
        )
    }

    fn alt(&self) -> String {
        let told = self.rows.iter().map(|row| {
            let ends: Vec<String> = row.ends.iter().map(|end| format!("{} at {}", super::told(end.value, self.unit), end.at)).collect();
            format!("{}: {}.", row.lever, ends.join(", "))
        });
        format!("As it is: {}. {}", super::told(self.base, self.unit), told.collect::<Vec<_>>().join(" "))
    }

    fn draw(&self, sheet: &Sheet<'_>) {
        let names = self.rows.iter().flat_map(|row| LABEL.wrap(&row.lever, NAMES)).map(|line| LABEL.width(&line)).fold(0.0, f64::max);
        let label = |end: &End| LABEL.width(&format!("{}: {}", end.at, super::told(end.value, self.unit)));
        let room = self.rows.iter().flat_map(|row| &row.ends).map(label).fold(0.0, f64::max) + 12.0;
        let x = self.scale(MARGIN + names + 30.0 + room, sheet.width - MARGIN - room);
        let (top, step) = (TOP + 20.0, self.row_height(sheet));
        let foot = top + step * self.rows.len() as f64;
        super::guides(
            sheet,
            &x,
            (top, foot),
            |tick| if self.unit == Unit::Share { marks::plain_percent(tick + 0.0) } else { super::plain(tick) },
        );
        for (index, row) in self.rows.iter().enumerate() {
            let y = top + step * (index as f64 + 0.5);
            let mut lines: Vec<(String, Type)> = LABEL.wrap(&row.lever, NAMES).into_iter().map(|line| (line, LABEL)).collect();
            lines.push((format!("now {}", row.now), Type { size: 15.0, ..LABEL }.ink(QUIET)));
            let first = y - 21.0 * (lines.len() as f64 - 1.0) / 2.0;
            for (line, (words, set)) in lines.iter().enumerate() {
                sheet.label((MARGIN, first + 21.0 * line as f64), words, *set);
            }
            self.draw_row(sheet, &x, y, (step * 0.3).min(20.0), row);
        }
        sheet.line((x.at(self.base), top - 4.0), (x.at(self.base), foot), BLUE, 2.0);
        let words = format!("as it is: {}", super::told(self.base, self.unit));
        sheet.text((x.at(self.base), top - 12.0), &words, LABEL.bold().centre().ink(BLUE));
        sheet.line((x.ends().0, foot), (x.ends().1, foot), RULE, 1.5);
        sheet.text((f64::midpoint(x.ends().0, x.ends().1), foot + 54.0), &self.measure, AXIS.centre());
    }

    fn table(&self) -> Vec<Vec<String>> {
        let mut table = vec![marks::row(["lever", "now", "at", "value", "low", "high", "clear"])];
        for row in &self.rows {
            for end in &row.ends {
                let (low, high) = end.interval.map_or_else(Default::default, |ends| (marks::cell(ends.low), marks::cell(ends.high)));
                table.push(marks::row([
                    &row.lever,
                    &row.now,
                    &end.at,
                    &marks::cell(end.value),
                    &low,
                    &high,
                    if end.clear { "yes" } else { "no" },
                ]));
            }
        }
        table
    }
}
