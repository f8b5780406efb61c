//! What is spent against the same-day rate, or against what a budget is to raise: the points that were tried, and the line of the best for
//! each cost.

use super::Drawn;
use super::ink::{BLUE, BLUE_SOFT, HAIR, INK, QUIET, RULE, RUST};
use super::marks::{self, AXIS, FOOT, LABEL, MARGIN, Reading, Scale, TOP};
use super::sheet::{Sheet, Type};
use crate::findings::plan::name;
use crate::study::feasible::Verdict;
use crate::study::plan::PlanResult;
use crate::study::support::SupportResult;

/// Letters of a name on the chart; the table has it whole.
const LETTERS: usize = 64;
/// Names that are tried above one another stand so far apart.
const NEAR: f64 = 24.0;
/// Where the target is further away than so many times what the rates differ by, the scale leaves it out: nothing else could be told apart.
const FAR: f64 = 6.0;

/// Points, the cheapest first.
#[derive(Clone, Debug, PartialEq)]
pub struct Series {
    /// What is shown.
    pub title: String,
    /// The name of the level axis.
    pub unit: &'static str,
    /// What a dot is.
    pub dots: &'static str,
    /// What was tried.
    pub points: Vec<Point>,
    /// What the levels are.
    pub level: Level,
}

/// What a point is level with.
#[derive(Clone, Debug, PartialEq)]
pub enum Level {
    /// The same-day rate.
    Rate {
        /// The rate to be reached.
        target: f64,
        /// The rate that no staff and no rooms can pass, where it is known.
        ceiling: Option<Reading>,
    },
    /// A number: how many more in a year than without support.
    Gain,
}

/// Something that was tried.
#[derive(Clone, Debug, PartialEq)]
pub struct Point {
    /// It in words.
    pub name: String,
    /// Spent, in the axis's unit.
    pub cost: f64,
    /// Its level.
    pub at: Reading,
    /// Whether its name is written beside it.
    pub named: bool,
    /// Whether it is on the line: nothing cheaper is better, or it is a step of a budget.
    pub best: bool,
}

/// The mixes of a plan; `None` where no report was asked for.
pub fn of_plan(found: &PlanResult) -> Option<Series> {
    let answer = found.answer.unwrap_or(found.best);
    let dearest = found.tried().iter().map(|(mix, _)| mix.cost.abs()).fold(0.0, f64::max);
    let (scale, unit) = if dearest < 100_000.0 { (1e3, "thousand pounds a year") } else { (1e6, "million pounds a year") };
    let answer = &found.mixes[answer];
    let points = found.tried().into_iter().filter_map(|(mix, _)| {
        Some(Point {
            name: name(found, mix),
            cost: mix.cost / scale,
            at: Reading::of_share(&mix.rate.mean?),
            named: std::ptr::eq(mix, answer) || mix.offers.len() <= 1 || mix.verdict == Verdict::Close || name(found, mix) == "everything",
            best: false,
        })
    });
    let ceiling = found.ceiling.as_ref().and_then(|(reading, _)| Some(Reading::of_share(&reading.mean?)));
    let series = Series {
        title: format!("What a higher {} costs", found.item.label().to_lowercase()),
        unit,
        dots: "A dot is a mix that was tried, the bar behind it its interval. Of the mixes tried, none cheaper is better than the dots on the line.",
        points: points.collect(),
        level: Level::Rate { target: found.bound.value, ceiling },
    };
    if series.points.is_empty() {
        return None;
    }
    let mut series = series.in_order();
    let mut highest = f64::NEG_INFINITY;
    for point in &mut series.points {
        point.best = point.at.mean > highest;
        highest = highest.max(point.at.mean);
    }
    Some(series)
}

/// What is raised along the curve on which a budget is spent, and by the ways to split it; `None` where there is no budget.
pub fn of_support(found: &SupportResult) -> Option<Series> {
    let split = found.split.as_ref()?;
    let scale = if split.in_pounds { 1e6 } else { 1.0 };
    let unit = if split.in_pounds { "million pounds a year" } else { "FTE of support, all clusters together" };
    let on_curve = split.curve.iter().map(|point| Point {
        name: "as steps are bought".to_owned(),
        cost: point.spent / scale,
        at: Reading::of_number(&point.gain),
        named: false,
        best: true,
    });
    let ways = split.ways.iter().filter_map(|way| {
        let at = Reading::of_number(&way.gain?.difference);
        Some(Point { name: way.title.clone(), cost: way.spent / scale, at, named: true, best: false })
    });
    let dots = "Line: steps bought where they gain most. Large dots, from fresh replications: ways to split the budget. Bars: intervals.";
    let title = format!("What a budget gains: more {} in a year", split.raised);
    let series = Series { title, unit, dots, points: on_curve.chain(ways).collect(), level: Level::Gain };
    (!series.points.is_empty()).then(|| series.in_order())
}

impl Series {
    /// With its points the cheapest first, and of the same cost the best.
    fn in_order(mut self) -> Self {
        self.points.sort_by(|a, b| a.cost.total_cmp(&b.cost).then(b.at.mean.total_cmp(&a.at.mean)));
        self
    }
}

/// Half the height of a name, and some air.
const AIR: f64 = 13.0;
/// Half of what lies between dots of the same cost.
const DODGE: f64 = 9.0;
/// From a dot's middle to its name.
const BESIDE: f64 = 14.0;

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

/// A part of the sheet: left, right, top, foot.
#[derive(Clone, Copy)]
struct Patch(f64, f64, f64, f64);

impl Patch {
    /// Words that begin here, this wide, at this level.
    fn words(from: f64, width: f64, level: f64) -> Self {
        Self(from, from + width, level - AIR + 2.0, level + AIR - 2.0)
    }
    /// Whether two have less than so much between them.
    fn touches(&self, other: &Self, air: f64) -> bool {
        self.0 < other.1 + air && other.0 < self.1 + air && self.2 < other.3 && other.2 < self.3
    }
}

impl Series {
    /// The rate to be reached, and the ceiling, where there are such.
    const fn rates(&self) -> (Option<f64>, Option<Reading>) {
        match self.level {
            Level::Rate { target, ceiling } => (Some(target), ceiling),
            Level::Gain => (None, None),
        }
    }

    /// How far up the scale goes, and the target if it is on it.
    fn levels(&self) -> ((f64, f64), Option<f64>) {
        let (target, ceiling) = self.rates();
        let all = || self.points.iter().flat_map(|point| [point.at.low(), point.at.high()]).chain(ceiling.map(|c| c.mean));
        let (low, high) = all().fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), level| (low.min(level), high.max(level)));
        let apart = (high - low).max(0.001);
        match target {
            Some(target) if target - high <= FAR * apart => (marks::tenths(all().chain([target])), Some(target)),
            Some(_) => ((low - 0.25 * apart, high + 0.25 * apart), None),
            None => ((low - 0.05 * apart, high + 0.1 * apart), None),
        }
    }

    /// A level in words.
    fn told(&self, at: &Reading) -> String {
        match self.level {
            Level::Rate { .. } => marks::percent_told(at),
            Level::Gain => marks::number_told(at),
        }
    }

    /// Where a point stands: at its cost, but beside each other where named ones cost the same and their intervals meet, so that none hides
    /// another.
    fn at(&self, point: &Point, x: &Scale) -> f64 {
        let meets = |other: &Point| other.at.low() <= point.at.high() && point.at.low() <= other.at.high();
        let close = |other: &&Point| other.named && (x.at(other.cost) - x.at(point.cost)).abs() < 1.0 && meets(other);
        let same: Vec<&Point> = self.points.iter().filter(close).collect();
        let place =
            same.iter().position(|other| std::ptr::eq(*other, point)).map_or(0.0, |place| place as f64 * 2.0 + 1.0 - same.len() as f64);
        x.at(point.cost) + place * DODGE
    }

    /// The radius of a point's dot, and the patch that the dot and its interval take.
    fn mark(&self, point: &Point, (x, y): (&Scale, &Scale)) -> (f64, Patch) {
        let radius = if point.named { 6.5 } else { 3.5 };
        let (at, own) = (self.at(point, x), y.at(point.at.mean));
        let (top, foot) = (y.at(point.at.high()).min(own - radius), y.at(point.at.low()).max(own + radius));
        (radius, Patch(at - radius, at + radius, top, foot))
    }

    /// Where a name of this width can stand, the place with the least in its way first: its left end, its level, and how far off it is.
    ///
    /// - `taken`: names that stand already, which nothing may touch.
    fn places(
        &self,
        (point, width): (&Point, f64),
        (x, y): (&Scale, &Scale),
        lines: &[Vec<(f64, f64)>],
        taken: &[Patch],
    ) -> Option<(f64, f64, i32)> {
        let (at, own) = (self.at(point, x), y.at(point.at.mean));
        let ((left, right), (foot, top)) = (x.ends(), y.ends());
        let marks: Vec<Patch> = self.points.iter().map(|point| self.mark(point, (x, y)).1).collect();
        let sides = [at + BESIDE, at - BESIDE - width, at - width / 2.0];
        let tried =
            [0_i32, -1, 1, -2, 2, -3, 3].into_iter().flat_map(|steps| sides.map(|from| (from, own + f64::from(steps) * NEAR, steps)));
        let in_way = |from: f64, level: f64| {
            let words = Patch::words(from, width, level);
            let covered = marks.iter().filter(|mark| words.touches(mark, 3.0)).count();
            let crossed = lines.iter().filter(|line| crosses(line, (from, from + width), level)).count();
            u32::try_from(covered + crossed).unwrap_or(u32::MAX)
        };
        let free = |from: f64, level: f64| {
            let within = from > left && from + width < right && level > top + 10.0 && level < foot - 14.0;
            within && taken.iter().all(|other| !Patch::words(from, width, level).touches(other, 8.0))
        };
        // Of places as good as each other, the nearest: that is the order in which they are tried.
        tried.filter(|(from, level, _)| free(*from, *level)).min_by_key(|(from, level, steps)| {
            let far = if steps.abs() > 1 { steps.unsigned_abs() } else { 0 };
            4 * in_way(*from, *level) + far
        })
    }

    /// Draws the rate to be reached, or says that it is far above, and the ceiling, which is given back.
    fn aims(&self, sheet: &Sheet<'_>, y: &Scale, (left, right, top): (f64, f64, f64), aimed: Option<f64>) -> Option<Reading> {
        let (Some(target), ceiling) = self.rates() else { return None };
        if aimed.is_some() {
            marks::target_level(sheet, y.at(target), (left, right), target);
        } else {
            for (line, words) in [format!("target {},", marks::plain_percent(target)), "far above".to_owned()].iter().enumerate() {
                sheet.label((right + 12.0, top + line as f64 * NEAR), words, LABEL.bold().ink(RUST));
            }
        }
        if let Some(ceiling) = &ceiling {
            let (level, target) = (y.at(ceiling.mean), y.at(target));
            sheet.line((left, level), (right, level), INK, 1.5);
            // Its name keeps clear of the target's.
            let apart = if level >= target { (target + NEAR).max(level) } else { (target - NEAR).min(level) };
            sheet.label((right + 12.0, apart), &format!("ceiling {}", marks::percent(ceiling.mean)), LABEL.bold());
        }
        ceiling
    }

    /// Names beside their dots, each where nothing is in its way if there is such a place, the best first.
    fn names(&self, sheet: &Sheet<'_>, (x, y): (&Scale, &Scale), lines: &[Vec<(f64, f64)>]) {
        let set = Type { size: 16.0, ..LABEL };
        let mut taken: Vec<Patch> = Vec::new();
        let mut order: Vec<&Point> = self.points.iter().filter(|point| point.named).collect();
        order.sort_by_key(|point| !point.best);
        for point in order {
            let name = match point.name.char_indices().nth(LETTERS) {
                Some((at, _)) => format!("{}…", &point.name[..at]),
                None => point.name.clone(),
            };
            let width = set.width(&name);
            let Some((from, level, steps)) = self.places((point, width), (x, y), lines, &taken) else { continue };
            taken.push(Patch::words(from, width, level));
            let at = self.at(point, x);
            if steps.abs() > 1 {
                // So far off, a name is led to its dot.
                let near = at.clamp(from, from + width);
                let own = y.at(point.at.mean);
                let toward = if steps < 0 { -1.0 } else { 1.0 };
                sheet.line((at, own + 8.0 * toward), (near, level - AIR * toward), RULE, 1.0);
            }
            sheet.label((from, level), &name, if point.best { set } else { set.ink(QUIET) });
        }
    }
}

impl Drawn for Series {
    fn title(&self) -> String {
        self.title.clone()
    }

    fn reading(&self) -> String {
        let Some(target) = self.rates().0 else { return self.dots.to_owned() };
        let none = self.points.iter().all(|point| point.at.mean < target);
        let percent = marks::plain_percent(target);
        let end = match (self.levels().1, none) {
            (None, _) => format!("The scale is cut: {percent} is far above it."),
            (Some(_), true) => format!("Nothing that was tried reaches {percent}."),
            (Some(_), false) => String::new(),
        };
        format!("{} {end}", self.dots).trim_end().to_owned()
    }

    fn alt(&self) -> String {
        let told = self.points.iter().filter(|point| point.named || point.best).map(|point| {
            format!("{}: {} {}, {}.", point.name, marks::cell((point.cost * 1000.0).round() / 1000.0), self.unit, self.told(&point.at))
        });
        let what = match self.level {
            Level::Rate { target, .. } => format!("Cost against the same-day rate, target {}.", marks::plain_percent(target)),
            Level::Gain => format!("{}, against what is spent.", self.title),
        };
        format!("{what} {}", told.collect::<Vec<_>>().join(" "))
    }

    fn draw(&self, sheet: &Sheet<'_>) {
        let (left, right) = (MARGIN + 70.0, sheet.width - MARGIN - marks::TARGET_ROOM);
        let (top, foot) = (TOP + 10.0, sheet.height - FOOT - 76.0);
        let (levels, aimed) = self.levels();
        let y = Scale::new(levels, (foot, top));
        let (least, most) = self.points.iter().fold((0.0_f64, 0.0_f64), |(low, high), point| (low.min(point.cost), high.max(point.cost)));
        let room = (most - least).max(1e-6) * 0.03;
        let x = Scale::new((least - room, most + room), (left, right));
        match self.level {
            Level::Rate { .. } => marks::percent_side(sheet, &y, (left, right), 6.0),
            Level::Gain => marks::number_side(sheet, &y, (left, right), 6.0),
        }
        for tick in x.ticks(7.0) {
            sheet.line((x.at(tick), top), (x.at(tick), foot), HAIR, 1.0);
            sheet.text((x.at(tick), foot + 26.0), &marks::cell((tick * 1e6).round() / 1e6), AXIS.centre());
        }
        sheet.text((f64::midpoint(left, right), foot + 56.0), self.unit, AXIS.centre());
        marks::base(sheet, (left, foot), (right, foot));
        let ceiling = self.aims(sheet, &y, (left, right, top), aimed);
        let line: Vec<(f64, f64)> =
            self.points.iter().filter(|point| point.best).map(|point| (self.at(point, &x), y.at(point.at.mean))).collect();
        if line.len() > 1 {
            sheet.path(&line, BLUE_SOFT, 2.5);
        }
        for point in &self.points {
            let (at, radius) = (self.at(point, &x), self.mark(point, (&x, &y)).0);
            sheet.block((at - radius * 0.55, y.at(point.at.high())), (at + radius * 0.55, y.at(point.at.low())), BLUE_SOFT);
        }
        // No interval hides another's dot.
        for point in &self.points {
            let ink = if point.named && !point.best { QUIET } else { BLUE };
            sheet.disc((self.at(point, &x), y.at(point.at.mean)), self.mark(point, (&x, &y)).0, ink);
        }
        let level = |share: f64| vec![(left, y.at(share)), (right, y.at(share))];
        let lines: Vec<Vec<(f64, f64)>> = std::iter::once(line).chain(aimed.map(level)).chain(ceiling.map(|c| level(c.mean))).collect();
        self.names(sheet, (&x, &y), &lines);
    }

    fn table(&self) -> Vec<Vec<String>> {
        let level = if self.level == Level::Gain { "gain_a_year" } else { "same_day_rate" };
        let mut table = vec![marks::row(["name", "cost", "unit", level, "low", "high", "best_for_its_cost"])];
        for point in &self.points {
            let [mean, low, high] = marks::cells(&point.at);
            let best = if point.best { "yes" } else { "no" };
            table.push(marks::row([&point.name, &marks::cell(point.cost), self.unit, &mean, &low, &high, best]));
        }
        table
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn point(name: &str, cost: f64, mean: f64, half: f64) -> Point {
        Point { name: name.to_owned(), cost, at: Reading { mean, interval: Some((mean - half, mean + half)) }, named: true, best: false }
    }

    fn crowded(target: f64) -> Series {
        let points = vec![
            point("nothing done", 0.0, 0.40, 0.01),
            point("one of them", 8.0, 0.55, 0.03),
            point("another of them", 8.4, 0.56, 0.03),
            point("everything together", 10.0, 0.57, 0.02),
        ];
        Series { title: String::new(), unit: "", dots: "", points, level: Level::Rate { target, ceiling: None } }
    }

    #[test]
    fn a_name_stands_on_nobodys_interval() {
        let series = crowded(0.9);
        let (x, y) = (Scale::new((0.0, 10.5), (100.0, 1400.0)), Scale::new(series.levels().0, (800.0, 200.0)));
        for point in &series.points {
            let width = LABEL.width(&point.name);
            let (from, level, _) = series.places((point, width), (&x, &y), &[], &[]).expect("a place");
            let words = Patch::words(from, width, level);
            assert!(series.points.iter().all(|other| !words.touches(&series.mark(other, (&x, &y)).1, 0.0)), "{}", point.name);
        }
    }

    #[test]
    fn points_of_the_same_cost_stand_beside_each_other() {
        let mut series = crowded(0.9);
        let x = Scale::new((0.0, 10.5), (100.0, 1400.0));
        let at = |series: &Series| -> Vec<f64> { series.points.iter().map(|point| series.at(point, &x) - x.at(point.cost)).collect() };
        // Far above each other they stand at what they cost.
        series.points[2] = point("another of them", 8.0, 0.65, 0.03);
        assert_eq!(at(&series), [0.0; 4]);
        series.points[2] = point("another of them", 8.0, 0.56, 0.03);
        assert_eq!(at(&series), [0.0, -DODGE, DODGE, 0.0]);
    }

    #[test]
    fn a_target_far_above_all_that_was_tried_is_left_off_the_scale() {
        let near = crowded(0.9);
        assert!(near.levels().1 == Some(0.9) && !near.reading().contains("The scale is cut"));
        let mut far = crowded(0.9);
        far.points.truncate(1);
        let ((low, high), aimed) = far.levels();
        assert!(aimed.is_none() && low < 0.39 && 0.41 < high && high < 0.5, "{low} to {high}");
        assert!(far.reading().ends_with("The scale is cut: 90\u{a0}% is far above it."));
    }
}
