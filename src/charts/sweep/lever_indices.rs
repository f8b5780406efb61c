//! Each lever's indices with their intervals, beside what noise alone would make of a lever that does nothing.

use super::super::Drawn;
use super::super::ink::{BLUE, BLUE_SOFT, HAIR, INK, Ink, QUIET, RULE, RUST, RUST_SOFT, SAND};
use super::super::marks::{self, AXIS, FOOT, LABEL, MARGIN, Scale, TOP};
use super::super::sheet::{Sheet, Type};
use crate::experiment::measures::Unit;
use crate::experiment::statistics::Interval;
use crate::findings::sweep::ranked;
use crate::study::sweep::SweepResult;
use crate::study::sweep::indices::{Index, Kind, Standing};

/// The tallest row, and the lowest.
const ROW: (f64, f64) = (96.0, 58.0);
/// Room under the rows for the axis and its name.
const AXIS_ROOM: f64 = 64.0;
/// Room over the rows for what the marks are.
const KEY_ROOM: f64 = 48.0;
/// Names are set in lines no wider than this.
const NAMES: f64 = 400.0;

/// The levers' indices.
#[derive(Clone, Debug, PartialEq)]
pub struct Series {
    measure: String,
    unit: Unit,
    /// Levers with their indices, the greatest first.
    rows: Vec<(String, Vec<Index>)>,
}

/// From a sweep with indices other than differences; `None` from any other.
pub fn series(swept: &SweepResult, measure: usize) -> Option<Series> {
    let shown = |index: &&Index| !matches!(index.kind, Kind::Difference { .. } | Kind::Mu);
    let of = |lever: usize| swept.indices[measure].iter().filter(shown).filter(|index| index.lever == lever).copied().collect::<Vec<_>>();
    let rows: Vec<(String, Vec<Index>)> = ranked(swept, measure)
        .into_iter()
        .map(|lever| (swept.study.axes[lever].title.clone(), of(lever)))
        .filter(|row| !row.1.is_empty())
        .collect();
    let item = &swept.study.watched[measure];
    (!rows.is_empty()).then(|| Series { measure: item.label(), unit: item.measure.unit, rows })
}

impl Series {
    /// The indices shown of every lever, in the order in which they stand.
    fn kinds(&self) -> Vec<Kind> {
        self.rows[0].1.iter().map(|index| index.kind).collect()
    }

    fn told(&self, kind: Kind, value: f64) -> String {
        match kind {
            Kind::FirstOrder | Kind::Total => marks::percent(value),
            Kind::RankCorrelation => super::plain((value * 100.0).round() / 100.0),
            _ => super::told(value, self.unit).replace('%', "points"),
        }
    }

    fn scale(&self, left: f64, right: f64) -> Scale {
        let reached = self.rows.iter().flat_map(|(_, indices)| indices).flat_map(|index| {
            let ends = index.interval.map_or((index.value, index.value), |Interval { low, high }| (low, high));
            let floor = index.floor.unwrap_or(0.0);
            [index.value, ends.0, ends.1, floor, if index.kind == Kind::RankCorrelation { -floor } else { 0.0 }]
        });
        let (low, high) = reached.fold((0.0_f64, 0.0_f64), |(low, high), x| (low.min(x), high.max(x)));
        let span = if high > low { high - low } else { 1.0 };
        Scale::new((if low < 0.0 { low - 0.06 * span } else { 0.0 }, high + 0.03 * span), (left, right))
    }

    fn draw_index(&self, sheet: &Sheet<'_>, x: &Scale, y: f64, index: &Index, inks: (Ink, Ink)) {
        let (ink, soft) = if index.is_clear() { inks } else { (QUIET, RULE) };
        let floor = index.floor.unwrap_or(0.0);
        let from = if index.kind == Kind::RankCorrelation { -floor } else { 0.0 };
        if x.at(floor) - x.at(from) > 1.0 {
            sheet.block((x.at(from), y - 11.0), (x.at(floor), y + 11.0), SAND);
        }
        let (low, high) = index.interval.map_or((index.value, index.value), |Interval { low, high }| (low, high));
        sheet.block((x.at(low), y - 4.0), (x.at(high), y + 4.0), soft);
        sheet.disc((x.at(index.value), y), 7.0, ink);
        let set = Type { size: 16.5, ..LABEL }.ink(if index.is_clear() { INK } else { QUIET });
        let words = self.told(index.kind, index.value);
        if index.value < 0.0 && from < 0.0 {
            sheet.label((x.at(low.min(from)) - 14.0, y), &words, set.right());
        } else {
            sheet.label((x.at(high.max(index.value).max(floor)) + 14.0, y), &words, set);
        }
    }

    /// What the marks are, over the rows.
    fn draw_key(&self, sheet: &Sheet<'_>, left: f64, y: f64) {
        let mut at = left;
        for (kind, inks) in self.kinds().into_iter().zip(INKS) {
            sheet.disc((at + 7.0, y), 7.0, inks.0);
            sheet.label((at + 22.0, y), kind.words(), AXIS.ink(INK));
            at += 22.0 + AXIS.width(kind.words()) + 34.0;
        }
        sheet.block((at, y - 9.0), (at + 26.0, y + 9.0), SAND);
        sheet.label((at + 36.0, y), "what noise alone would show", AXIS.ink(INK));
    }
}

/// Of the first index of a lever and of the second: dot, and interval.
const INKS: [(Ink, Ink); 2] = [(BLUE, BLUE_SOFT), (RUST, RUST_SOFT)];

impl Drawn for Series {
    fn size(&self) -> (u32, u32) {
        (super::super::SLIDE.0, marks::height(self.rows.len(), ROW.1, TOP + KEY_ROOM + AXIS_ROOM + FOOT))
    }

    fn title(&self) -> String {
        match self.kinds()[0] {
            Kind::MuStar => format!("How far each lever moves, over its range: {}", self.measure.to_lowercase()),
            Kind::RankCorrelation => format!("How closely each lever goes with: {}", self.measure.to_lowercase()),
            _ => format!("Which levers make the differences in: {}", self.measure.to_lowercase()),
        }
    }

    fn reading(&self) -> String {
        "A dot is the index, the bar behind it its interval. Grey: not clear of noise, or too small to matter.".to_owned()
    }

    fn alt(&self) -> String {
        let told = self.rows.iter().map(|(lever, indices)| {
            let each = indices.iter().map(|index| {
                let clear = match index.standing() {
                    Standing::Clear => "",
                    Standing::Small => " (too small to matter)",
                    Standing::Noise => " (not clear of noise)",
                };
                format!("{} {}{clear}", index.kind.words(), self.told(index.kind, index.value))
            });
            format!("{lever}: {}.", each.collect::<Vec<_>>().join(", "))
        });
        told.collect::<Vec<_>>().join(" ")
    }

    fn draw(&self, sheet: &Sheet<'_>) {
        let names = self.rows.iter().flat_map(|row| LABEL.wrap(&row.0, NAMES)).map(|line| LABEL.width(&line)).fold(0.0, f64::max);
        let x = self.scale(MARGIN + names + 30.0, sheet.width - MARGIN - 130.0);
        let top = TOP + KEY_ROOM;
        let step = ((sheet.height - FOOT - AXIS_ROOM - top) / self.rows.len() as f64).min(ROW.0);
        let foot = top + step * self.rows.len() as f64;
        self.draw_key(sheet, x.ends().0, top - 30.0);
        let kinds = self.kinds();
        super::guides(sheet, &x, (top, foot), |tick| match kinds[0] {
            Kind::FirstOrder => marks::plain_percent(tick + 0.0),
            Kind::MuStar if self.unit == Unit::Share => super::plain(tick * 100.0),
            _ => super::plain(tick),
        });
        sheet.line((x.at(0.0), top), (x.at(0.0), foot), INK, 1.5);
        for (index, (lever, indices)) in self.rows.iter().enumerate() {
            let y = top + step * (index as f64 + 0.5);
            marks::lines(sheet, (MARGIN, y), lever, LABEL, (NAMES, 22.0));
            let gap = if indices.len() > 1 { 26.0_f64.min(step * 0.42) } else { 0.0 };
            for ((which, index), inks) in indices.iter().enumerate().zip(INKS) {
                self.draw_index(sheet, &x, y + gap * (which as f64 - (indices.len() as f64 - 1.0) / 2.0), index, inks);
            }
            sheet.line((MARGIN, y + step / 2.0), (sheet.width - MARGIN, y + step / 2.0), HAIR, 1.0);
        }
        let name = match kinds[0] {
            Kind::FirstOrder => "share of the variance between points".to_owned(),
            Kind::RankCorrelation => "partial rank correlation".to_owned(),
            _ if self.unit == Unit::Share => "points, over the lever's range".to_owned(),
            _ => format!("{}, over the lever's range", self.unit.word()),
        };
        sheet.text((f64::midpoint(x.ends().0, x.ends().1), foot + 54.0), &name, AXIS.centre());
    }

    fn table(&self) -> Vec<Vec<String>> {
        let mut table = vec![marks::row(["lever", "index", "value", "low", "high", "noise_floor", "clear"])];
        for (lever, indices) in &self.rows {
            for index in indices {
                let (low, high) = index.interval.map_or_else(Default::default, |ends| (marks::cell(ends.low), marks::cell(ends.high)));
                let floor = index.floor.map_or_else(String::new, marks::cell);
                let clear = index.standing().word();
                table.push(marks::row([lever, index.kind.key(), &marks::cell(index.value), &low, &high, &floor, clear]));
            }
        }
        table
    }
}
