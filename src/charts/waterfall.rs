//! The gap as a waterfall: from the rate as it is to the ceiling, from the ceiling to everything removed, and what is left to 100 %.
//!
//! A row an obstacle, each bar beginning where the one above ended, so that the eye can see that they add up.

use super::Drawn;
use super::ink::{BLUE, BLUE_SOFT, HAIR, INK, QUIET, RULE, RUST, RUST_SOFT, STONE};
use super::marks::{self, FOOT, LABEL, MARGIN, Reading, Scale, TOP};
use super::sheet::{Sheet, Type};
use crate::findings::obstacles::words_of;
use crate::findings::words::capital;
use crate::study::explain::{Explanation, Stage};

/// The tallest row.
const MOST_STEP: f64 = 58.0;
/// Room for the name of the target.
const HEAD: f64 = 34.0;
/// Room for the axis.
const AXIS_ROOM: f64 = 40.0;
/// The words of the last bar.
const REST: &str = "What nothing here explains";

/// The rows in the order drawn.
#[derive(Clone, Debug, PartialEq)]
pub struct Series {
    /// From the rate as it is to 100 %.
    pub rows: Vec<Row>,
    /// The rate to be reached.
    pub target: f64,
    /// The clusters: one by its name, or all together.
    pub place: String,
}

/// One bar.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// What it stands for, in a planner's words.
    pub words: String,
    /// The obstacle's word; empty for rates and for what is left.
    pub key: &'static str,
    /// What kind of bar.
    pub kind: Bar,
    /// A rate, or a part of the gap.
    pub share: Reading,
    /// Where the bar begins.
    pub from: f64,
}

/// What a bar is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bar {
    /// A rate, from nought.
    Rate,
    /// A part of the gap, from where the bar before it ended.
    Part,
    /// What is left to 100 %.
    Rest,
}

/// From an explanation; `None` where nothing was asked for.
pub fn series(found: &Explanation) -> Option<Series> {
    let place = &found.nation;
    let reading =
        |estimate: crate::experiment::statistics::Estimate| Reading { mean: estimate.mean, interval: estimate.low().zip(estimate.high()) };
    let rate = |words: &str, share: Reading| Row { words: words.to_owned(), key: "", kind: Bar::Rate, share, from: 0.0 };
    let (today, ceiling, everything) = (place.today?, place.ceiling?, place.everything?);
    let parts = |stage, mut from: f64| -> Vec<Row> {
        let parts = found.removals.iter().zip(&place.parts).filter(|(removal, _)| removal.stage == stage);
        let mut parts: Vec<Row> = parts
            .filter_map(|(removal, part)| {
                let words = capital(words_of(removal.obstacle).removed);
                Some(Row { words, key: removal.obstacle.word(), kind: Bar::Part, share: reading((*part)?), from: 0.0 })
            })
            .collect();
        parts.sort_by(|a, b| b.share.mean.total_cmp(&a.share.mean));
        for row in &mut parts {
            row.from = from;
            from += row.share.mean;
        }
        parts
    };
    let mut rows = vec![rate("As it is", Reading::of_share(&today))];
    rows.extend(parts(Stage::Staffing, today.mean));
    rows.push(rate("The ceiling: unlimited staff and rooms", Reading::of_share(&ceiling)));
    rows.extend(parts(Stage::Others, ceiling.mean));
    rows.push(rate("With all of it", Reading::of_share(&everything)));
    rows.push(Row { words: REST.to_owned(), key: "", kind: Bar::Rest, share: reading(place.rest?), from: everything.mean });
    let place = match found.clusters.as_slice() {
        [only] => only.name.clone(),
        all => format!("all {} clusters together", all.len()),
    };
    Some(Series { rows, target: found.frame.target, place })
}

impl Row {
    /// Where the bar ends.
    fn to(&self) -> f64 {
        self.from + self.share.mean
    }

    /// The number that stands beside it.
    fn told(&self) -> String {
        let points = |share: f64| format!("{:.1}", share * 100.0 + 0.0).replace('-', "−");
        match (self.kind, self.share.interval) {
            (Bar::Rate, _) => marks::percent(self.share.mean),
            (_, None) => format!("{} points", signed(self.share.mean)),
            (_, Some((low, high))) => format!("{} points ({} to {})", signed(self.share.mean), points(low), points(high)),
        }
    }

    fn set(&self) -> Type {
        if self.kind == Bar::Rate { LABEL.bold() } else { LABEL }
    }
}

/// Points with their sign: `+3.2`, `−0.4`; nought has none.
fn signed(share: f64) -> String {
    let told = format!("{:+.1}", share * 100.0).replace('-', "−");
    if told.ends_with("0.0") && told.len() <= 6 { "0.0".to_owned() } else { told }
}

impl Drawn for Series {
    fn title(&self) -> String {
        "What stands between the same-day rate as it is and 100 %".to_owned()
    }

    fn reading(&self) -> String {
        format!(
            "Of {}: each bar is what removing an obstacle adds, whatever the order; the bars add up. Whiskers are intervals of the bar’s own length.",
            self.place
        )
    }

    fn alt(&self) -> String {
        let told: Vec<String> = self.rows.iter().map(|row| format!("{}: {}", row.words, row.told())).collect();
        format!("A waterfall of the same-day rate against a target of {}. {}.", marks::plain_percent(self.target), told.join("; "))
    }

    fn draw(&self, sheet: &Sheet<'_>) {
        let widest = |texts: &mut dyn Iterator<Item = f64>| texts.fold(0.0, f64::max);
        let left = MARGIN + widest(&mut self.rows.iter().map(|row| row.set().width(&row.words))) + 22.0;
        let right = sheet.width - MARGIN - widest(&mut self.rows.iter().map(|row| row.set().width(&row.told()))) - 22.0;
        let x = Scale::new((0.0, 1.0), (left, right));
        let top = TOP + HEAD;
        let step = ((sheet.height - FOOT - AXIS_ROOM - top) / self.rows.len() as f64).min(MOST_STEP);
        let foot = top + step * self.rows.len() as f64;
        marks::percent_axis(sheet, &x, (top, foot), 5.0);
        let half = step * 0.31;
        for (index, row) in self.rows.iter().enumerate() {
            let y = top + step * (index as f64 + 0.5);
            if row.kind == Bar::Rate && index > 0 {
                sheet.line((MARGIN, y - step / 2.0), (sheet.width - MARGIN, y - step / 2.0), HAIR, 1.5);
            }
            let ink = match row.kind {
                Bar::Rate => BLUE,
                Bar::Part if row.share.mean < 0.0 => RUST_SOFT,
                Bar::Part => BLUE_SOFT,
                Bar::Rest => STONE,
            };
            let (from, to) = (x.at(row.from), x.at(row.to()));
            sheet.block((from, y - half), (to, y + half), ink);
            if index + 1 < self.rows.len() {
                sheet.line((to, y - half), (to, y + step + half), RULE, 1.5);
            }
            let (low, high) = (x.at(row.from + row.share.low()), x.at(row.from + row.share.high()));
            if high - low > 3.0 {
                marks::level_whisker(sheet, (low, high), y, half * 0.5, if row.kind == Bar::Rate { BLUE_SOFT } else { INK });
            }
            sheet.label((left - 22.0, y), &row.words, row.set().right());
            let told = if row.kind == Bar::Rate { row.set() } else { row.set().ink(if row.share.mean < 0.0 { RUST } else { QUIET }) };
            sheet.label((sheet.width - MARGIN, y), &row.told(), told.right());
        }
        marks::base(sheet, (left, top), (left, foot));
        let target = x.at(self.target);
        sheet.dashes((target, top), (target, foot), RUST, 2.0);
        marks::heads(sheet, &[(target, format!("Target {}", marks::plain_percent(self.target)), LABEL.bold().ink(RUST))], top - 12.0);
    }

    fn table(&self) -> Vec<Vec<String>> {
        let mut table = vec![marks::row(["bar", "kind", "obstacle", "from", "share", "low", "high", "target"])];
        for row in &self.rows {
            let kind = match row.kind {
                Bar::Rate => "rate",
                Bar::Part => "part",
                Bar::Rest => "rest",
            };
            let [mean, low, high] = marks::cells(&row.share);
            table.push(vec![
                row.words.clone(),
                kind.to_owned(),
                row.key.to_owned(),
                marks::cell(row.from),
                mean,
                low,
                high,
                marks::cell(self.target),
            ]);
        }
        table
    }
}
