//! The best of many: how far each scenario is behind the one that leads, and when it was dropped.

use super::ink::{BLUE, HAIR, INK, QUIET};
use super::marks::{self, AXIS, FOOT, LABEL, MARGIN, Reading, Scale, TOP};
use super::sheet::{Sheet, Type};
use super::{Drawn, SLIDE};
use crate::experiment::measures::Unit;
use crate::findings::selection::ranked;
use crate::findings::words::size;
use crate::study::best::Best;

/// The tallest row, and the lowest.
const ROW: (f64, f64) = (84.0, 44.0);
/// Room over the rows, and under them for the axis and its name.
const ROOMS: (f64, f64) = (30.0, 64.0);
/// Names are set in lines no wider than this.
const NAMES: f64 = 460.0;

/// The scenarios, the best first.
#[derive(Clone, Debug, PartialEq)]
pub struct Series {
    rows: Vec<Row>,
    /// The zone of indifference, a share of 1.
    indifference: f64,
    decided: bool,
}

/// One scenario.
#[derive(Clone, Debug, PartialEq)]
struct Row {
    title: String,
    rate: f64,
    /// How far it is behind; `None` for the leader.
    behind: Option<Reading>,
    /// What became of it.
    told: String,
}

/// From a selection; `None` if fewer than two scenarios have a rate.
pub fn series(found: &Best) -> Option<Series> {
    let row = |at: usize| {
        let one = &found.contenders[at];
        let behind = one.behind.map(|pair| Reading {
            mean: -pair.difference.mean,
            interval: pair.difference.low().zip(pair.difference.high()).map(|(low, high)| (-high, -low)),
        });
        let told = match one.dropped {
            Some(dropped) => format!("dropped after {}", dropped.at),
            None if found.best == Some(at) => format!("best, after {}", found.replications),
            None => format!("still in after {}", found.replications),
        };
        Some(Row { title: one.title.clone(), rate: one.rate?.mean, behind, told })
    };
    let rows: Vec<Row> = ranked(found).into_iter().filter_map(row).collect();
    (rows.len() > 1).then_some(Series { rows, indifference: found.promise.indifference, decided: found.best.is_some() })
}

impl Drawn for Series {
    fn size(&self) -> (u32, u32) {
        (SLIDE.0, marks::height(self.rows.len(), ROW.1, TOP + ROOMS.0 + ROOMS.1 + FOOT))
    }

    fn title(&self) -> String {
        if self.decided {
            format!("The best of {}: {}", self.rows.len(), self.rows[0].title)
        } else {
            format!("Which of {} is best is not decided", self.rows.len())
        }
    }

    fn reading(&self) -> String {
        let zone = size(self.indifference, Unit::Share);
        format!(
            "A dot is how far a scenario is behind the leader, the bar its interval over the replications that both ran. Differences below {zone} do not matter."
        )
    }

    fn alt(&self) -> String {
        let told = self.rows.iter().map(|row| match &row.behind {
            Some(behind) => format!("{}: {} behind, {}.", row.title, size(-behind.mean, Unit::Share), row.told),
            None => format!("{}: same-day rate {}, {}.", row.title, marks::percent(row.rate), row.told),
        });
        told.collect::<Vec<_>>().join(" ")
    }

    fn draw(&self, sheet: &Sheet<'_>) {
        let names = self.rows.iter().flat_map(|row| LABEL.wrap(&row.title, NAMES)).map(|line| LABEL.width(&line)).fold(0.0, f64::max);
        let least = self.rows.iter().filter_map(|row| row.behind).map(|behind| behind.low()).fold(-0.001, f64::min);
        let most = self.rows.iter().filter_map(|row| row.behind).map(|behind| behind.high()).fold(0.0, f64::max);
        let told = self.rows.iter().map(|row| LABEL.width(&row.told)).fold(0.0, f64::max);
        let x = Scale::new((least * 1.04, most - least * 0.02), (MARGIN + names + 30.0, sheet.width - MARGIN - told - 140.0));
        let top = TOP + ROOMS.0;
        let step = ((sheet.height - FOOT - ROOMS.1 - top) / self.rows.len() as f64).min(ROW.0);
        let foot = top + step * self.rows.len() as f64;
        for tick in x.ticks(6.0) {
            sheet.line((x.at(tick), top), (x.at(tick), foot), HAIR, 1.0);
            let points = (tick * 1e6).round() / 1e4 + 0.0;
            sheet.text((x.at(tick), foot + 26.0), &points.to_string().replace('-', "−"), AXIS.centre());
        }
        sheet.line((x.at(0.0), top), (x.at(0.0), foot), INK, 1.5);
        for (index, row) in self.rows.iter().enumerate() {
            let y = top + step * (index as f64 + 0.5);
            let set = if row.behind.is_none() { LABEL.bold() } else { LABEL };
            marks::lines(sheet, (MARGIN, y), &row.title, set, (NAMES, 22.0));
            match &row.behind {
                Some(behind) => marks::level_interval(sheet, &x, behind, y, 7.0),
                None => sheet.disc((x.at(0.0), y), 9.0, BLUE),
            }
            let words = row.behind.map_or_else(|| marks::percent(row.rate), |behind| size(behind.mean, Unit::Share).replace('-', "−"));
            sheet.label((x.ends().1 + 130.0, y), &words, LABEL.right());
            sheet.label((x.ends().1 + 142.0, y), &row.told, Type { size: 16.5, ..LABEL }.ink(QUIET));
        }
        marks::base(sheet, (x.ends().0, foot), (x.ends().1, foot));
        sheet.text((f64::midpoint(x.ends().0, x.ends().1), foot + 54.0), "points of the same-day rate behind the leader", AXIS.centre());
    }

    fn table(&self) -> Vec<Vec<String>> {
        let mut table = vec![marks::row(["scenario", "same_day", "behind_leader", "low", "high", "what_happened"])];
        for row in &self.rows {
            let [mean, low, high] = row.behind.as_ref().map_or_else(Default::default, marks::cells);
            table.push(marks::row([&row.title, &marks::cell(row.rate), &mean, &low, &high, &row.told]));
        }
        table
    }
}
