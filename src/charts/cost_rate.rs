//! What is spent against the same-day rate: the points that were tried, and the line of the best for each cost.

use super::Drawn;
use super::ink::{BLUE, BLUE_SOFT, HAIR, INK, QUIET};
use super::marks::{self, AXIS, FOOT, LABEL, MARGIN, Reading, Scale, TOP};
use super::sheet::{Sheet, Type};
use crate::experiment::feasible::Verdict;
use crate::experiment::plan::{Mix, Planned};
use crate::experiment::support::Supported;

/// Letters of a name on the chart; the table has it whole.
const LETTERS: usize = 64;
/// Labels that are tried above one another before one is left out.
const NEAR: f64 = 24.0;

/// Points, the cheapest first.
#[derive(Clone, Debug, PartialEq)]
pub struct Series {
    /// What is shown.
    pub title: String,
    /// The name of the level axis.
    pub unit: &'static str,
    /// What was tried.
    pub points: Vec<Point>,
    /// The rate to be reached.
    pub target: f64,
    /// The rate that no staff and no rooms can pass, where it is known.
    pub ceiling: Option<Reading>,
}

/// Something that was tried.
#[derive(Clone, Debug, PartialEq)]
pub struct Point {
    /// It in words.
    pub name: String,
    /// Spent, in the axis's unit.
    pub cost: f64,
    /// The same-day rate.
    pub rate: Reading,
    /// Whether its name is written beside it.
    pub named: bool,
    /// Whether nothing cheaper is better.
    pub best: bool,
}

/// The mixes of a plan; `None` where no report was asked for.
pub fn of_plan(found: &Planned) -> Option<Series> {
    let short = |mix: &Mix| {
        let titles: Vec<&str> = mix.offers.iter().map(|offer| found.offers[*offer].title.as_str()).collect();
        match titles.as_slice() {
            [] => "nothing done".to_owned(),
            all if all.len() == found.offers.len() && all.len() > 2 => "everything".to_owned(),
            all => all.join(" + "),
        }
    };
    let answer = found.answer.unwrap_or(found.best);
    let points = found.mixes.iter().enumerate().filter_map(|(place, mix)| {
        let rate = Reading::of_share(&mix.rate.mean?);
        Some(Point {
            name: short(mix),
            cost: mix.cost / 1e6,
            rate,
            named: place == answer || mix.offers.len() <= 1 || mix.verdict == Verdict::Close,
            best: false,
        })
    });
    let ceiling = found.ceiling.as_ref().and_then(|(reading, _)| Some(Reading::of_share(&reading.mean?)));
    finish(
        &format!("What a higher {} costs", found.item.label().to_lowercase()),
        "million pounds a year",
        points.collect(),
        found.bound.value,
        ceiling,
    )
}

/// The curve along which a budget is spent, and the ways to split it; `None` where there is no budget.
pub fn of_support(found: &Supported) -> Option<Series> {
    let split = found.split.as_ref()?;
    let scale = if split.in_pounds { 1e6 } else { 1.0 };
    let unit = if split.in_pounds { "million pounds a year" } else { "FTE of support, all clusters together" };
    let on_curve = split.curve.iter().map(|point| Point {
        name: "as steps are bought".to_owned(),
        cost: point.spent / scale,
        rate: Reading::of_share(&point.rate),
        named: false,
        best: false,
    });
    let ways = split.ways.iter().skip(1).filter_map(|way| {
        Some(Point { name: way.title.to_owned(), cost: way.spent / scale, rate: Reading::of_share(&way.rate?), named: true, best: false })
    });
    finish("What support does for the same-day rate, as a budget is spent", unit, on_curve.chain(ways).collect(), found.frame.target, None)
}

fn finish(title: &str, unit: &'static str, mut points: Vec<Point>, target: f64, ceiling: Option<Reading>) -> Option<Series> {
    if points.is_empty() {
        return None;
    }
    points.sort_by(|a, b| a.cost.total_cmp(&b.cost).then(b.rate.mean.total_cmp(&a.rate.mean)));
    let mut highest = f64::NEG_INFINITY;
    for point in &mut points {
        point.best = point.rate.mean > highest;
        highest = highest.max(point.rate.mean);
    }
    Some(Series { title: title.to_owned(), unit, points, target, ceiling })
}

/// Half the height of a name, and some air.
const AIR: f64 = 13.0;

/// Whether a line, from left to right, runs through words at this level.
fn crosses(line: &[(f64, f64)], (from, to): (f64, f64), level: f64) -> bool {
    line.windows(2).any(|ends| {
        let ((x0, y0), (x1, y1)) = (ends[0], ends[1]);
        let (left, right) = (from.max(x0), to.min(x1));
        if left > right || x1 <= x0 {
            return false;
        }
        let at = |x: f64| y0 + (y1 - y0) * (x - x0) / (x1 - x0);
        let (a, b) = (at(left), at(right));
        a.min(b) - AIR < level && level < a.max(b) + AIR
    })
}

impl Series {
    /// Names beside their dots, each moved to where no other is and no line runs through it, the best first.
    fn names(&self, sheet: &Sheet<'_>, (x, y): (&Scale, &Scale), lines: &[Vec<(f64, f64)>]) {
        let set = Type { size: 16.0, ..LABEL };
        let mut taken: Vec<(f64, f64, f64)> = Vec::new();
        let mut order: Vec<&Point> = self.points.iter().filter(|point| point.named).collect();
        order.sort_by_key(|point| !point.best);
        for point in order {
            let name = match point.name.char_indices().nth(LETTERS) {
                Some((at, _)) => format!("{}…", &point.name[..at]),
                None => point.name.clone(),
            };
            let width = set.width(&name);
            let right = x.at(point.cost) + 14.0 + width > x.ends().1;
            let from = if right { x.at(point.cost) - 14.0 - width } else { x.at(point.cost) + 14.0 };
            let free = |level: f64, taken: &[(f64, f64, f64)]| {
                taken.iter().all(|(a, b, other)| (level - other).abs() >= NEAR || from > b + 8.0 || from + width + 8.0 < *a)
            };
            let own = y.at(point.rate.mean);
            let (foot, top) = y.ends();
            let tried = [0.0, -1.0, 1.0, -2.0, 2.0].map(|by| own + by * NEAR).into_iter();
            let room: Vec<f64> =
                tried.filter(|level| *level > top + 10.0 && *level < foot - 14.0 && from > x.ends().0 && free(*level, &taken)).collect();
            let clear = room.iter().find(|level| lines.iter().all(|line| !crosses(line, (from, from + width), **level)));
            let Some(&level) = clear.or(room.first()) else { continue };
            taken.push((from, from + width, level));
            sheet.label((from, level), &name, if point.best { set } else { set.ink(QUIET) });
        }
    }
}

impl Drawn for Series {
    fn title(&self) -> String {
        self.title.clone()
    }

    fn reading(&self) -> String {
        let none = self.points.iter().all(|point| point.rate.mean < self.target);
        format!(
            "A dot is what was tried, the bar behind it the interval of its rate. Nothing cheaper is better than the dots on the line.{}",
            if none { " Nothing that was tried reaches the target." } else { "" }
        )
    }

    fn alt(&self) -> String {
        let told = self.points.iter().filter(|point| point.named || point.best).map(|point| {
            format!(
                "{}: {} {}, {}.",
                point.name,
                marks::cell((point.cost * 1000.0).round() / 1000.0),
                self.unit,
                marks::percent_told(&point.rate)
            )
        });
        format!("Cost against the same-day rate, target {}. {}", marks::plain_percent(self.target), told.collect::<Vec<_>>().join(" "))
    }

    fn draw(&self, sheet: &Sheet<'_>) {
        let (left, right) = (MARGIN + 70.0, sheet.width - MARGIN - marks::TARGET_ROOM);
        let (top, foot) = (TOP + 10.0, sheet.height - FOOT - 76.0);
        let rates = self.points.iter().flat_map(|point| [point.rate.low(), point.rate.high()]);
        let y = Scale::new(marks::tenths(rates.chain([self.target]).chain(self.ceiling.map(|ceiling| ceiling.mean))), (foot, top));
        let (least, most) = self.points.iter().fold((0.0_f64, 0.0_f64), |(low, high), point| (low.min(point.cost), high.max(point.cost)));
        let room = (most - least).max(1e-6) * 0.03;
        let x = Scale::new((least - room, most + room), (left, right));
        marks::percent_side(sheet, &y, (left, right), 6.0);
        for tick in x.ticks(7.0) {
            sheet.line((x.at(tick), top), (x.at(tick), foot), HAIR, 1.0);
            sheet.text((x.at(tick), foot + 26.0), &marks::cell((tick * 1e6).round() / 1e6), AXIS.centre());
        }
        sheet.text((f64::midpoint(left, right), foot + 56.0), self.unit, AXIS.centre());
        marks::base(sheet, (left, foot), (right, foot));
        marks::target_level(sheet, y.at(self.target), (left, right), self.target);
        if let Some(ceiling) = &self.ceiling {
            let (level, target) = (y.at(ceiling.mean), y.at(self.target));
            sheet.line((left, level), (right, level), INK, 1.5);
            // Its name keeps clear of the target's.
            let apart = if level >= target { (target + NEAR).max(level) } else { (target - NEAR).min(level) };
            sheet.label((right + 12.0, apart), &format!("ceiling {}", marks::percent(ceiling.mean)), LABEL.bold());
        }
        let line: Vec<(f64, f64)> =
            self.points.iter().filter(|point| point.best).map(|point| (x.at(point.cost), y.at(point.rate.mean))).collect();
        if line.len() > 1 {
            sheet.path(&line, BLUE_SOFT, 2.5);
        }
        for point in &self.points {
            let (ink, radius) = if point.named { (if point.best { BLUE } else { QUIET }, 6.5) } else { (BLUE, 3.5) };
            let at = x.at(point.cost);
            sheet.block((at - radius * 0.55, y.at(point.rate.high())), (at + radius * 0.55, y.at(point.rate.low())), BLUE_SOFT);
            sheet.disc((at, y.at(point.rate.mean)), radius, ink);
        }
        let level = |share: f64| vec![(left, y.at(share)), (right, y.at(share))];
        let lines: Vec<Vec<(f64, f64)>> =
            std::iter::once(line).chain([level(self.target)]).chain(self.ceiling.map(|c| level(c.mean))).collect();
        self.names(sheet, (&x, &y), &lines);
    }

    fn table(&self) -> Vec<Vec<String>> {
        let mut table = vec![marks::row(["name", "cost", "unit", "same_day_rate", "low", "high", "best_for_its_cost"])];
        for point in &self.points {
            let [mean, low, high] = marks::cells(&point.rate);
            let best = if point.best { "yes" } else { "no" };
            table.push(marks::row([&point.name, &marks::cell(point.cost), self.unit, &mean, &low, &high, best]));
        }
        table
    }
}
