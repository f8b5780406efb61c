//! How the yearly same-day rate differs from one simulated year to the next, and the chance that it reaches the target.
//!
//! Where the target lies far from every year, a strip shows both on one scale and the years are
//! drawn enlarged below it: otherwise they would be a single spike, and the picture mute.

use super::Drawn;
use super::ink::{BLUE, BLUE_FAINT, BLUE_SOFT, HAIR, INK, RULE, RUST};
use super::marks::{self, AXIS, FOOT, LABEL, MARGIN, Reading, Scale, TOP};
use super::sheet::{Sheet, Type};
use crate::experiment::estimates::Estimates;
use crate::experiment::statistics::Chance;
use crate::findings::words::odds;

/// Fewest and most columns of years.
const COLUMNS: std::ops::RangeInclusive<u32> = 18..=80;
/// Dots smaller than this become bars.
const LEAST_RADIUS: f64 = 2.5;
/// The widest dot.
const MOST_RADIUS: f64 = 18.0;

/// The years and what they say together.
#[derive(Clone, Debug, PartialEq)]
pub struct Series {
    /// The rate of each replication, in order.
    pub years: Vec<f64>,
    /// Their mean.
    pub mean: Reading,
    /// The rate to be reached.
    pub target: f64,
    /// The chance that a year reaches it.
    pub chance: Chance,
    /// What one replication's length is called: a year, or a history where it is not about that long.
    pub period: &'static str,
}

/// The years in columns, for drawing.
struct Columns {
    /// Left end of the first column, in shares.
    first: f64,
    /// Width of a column, in shares.
    width: f64,
    counts: Vec<usize>,
}

impl Columns {
    fn most(&self) -> f64 {
        self.counts.iter().copied().max().unwrap_or(0).max(1) as f64
    }
    /// Width of a column on the sheet.
    fn wide(&self, x: &Scale) -> f64 {
        x.at(self.first + 2.0 * self.width) - x.at(self.first + self.width)
    }
    /// The largest radius at which dots fit the columns and the tallest stack fits the height.
    fn radius(&self, x: &Scale, height: f64) -> f64 {
        (self.wide(x) / 2.0).min(height / self.most() / 2.0).min(MOST_RADIUS)
    }
}

impl Series {
    fn span(&self) -> (f64, f64) {
        let (low, high) = self.years.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), &x| (low.min(x), high.max(x)));
        if low <= high { (low, high) } else { (self.mean.mean, self.mean.mean) }
    }

    /// Whether the target can share a scale with the years and leave them room to be seen.
    fn near(&self) -> bool {
        let (low, high) = self.span();
        let reach = 1.5 * (high - low).max(0.01);
        (low - reach..=high + reach).contains(&self.target)
    }

    /// The scale's ends for the years: a little more than they span, and the target if it is near.
    fn domain(&self) -> (f64, f64) {
        let (mut low, mut high) = self.span();
        if self.near() {
            (low, high) = (low.min(self.target), high.max(self.target));
        }
        let pad = ((high - low) * 0.08).max(0.002);
        (low - pad, high + pad)
    }

    /// Columns whose edges fall on the target, so that none mixes years that reach it with years that do not.
    fn columns(&self, (low, high): (f64, f64), count: u32) -> Columns {
        let width = (high - low) / f64::from(count);
        let (least, greatest) = self.span();
        let aligned = self.target + ((low - self.target) / width).floor() * width;
        // Years that are all alike stand at what they are.
        let first = if least == greatest { least - width / 2.0 } else { aligned };
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a few dozen columns, none before the first")]
        let column = |x: f64| ((x - first) / width + 1e-9).floor().max(0.0) as usize;
        let mut counts = vec![0; column(high) + 1];
        for &year in &self.years {
            counts[column(year)] += 1;
        }
        Columns { first, width, counts }
    }

    /// The years as stacks of dots, in the number of columns that gives the largest dots, or as bars where dots would be too small.
    fn draw_years(&self, sheet: &Sheet<'_>, x: &Scale, domain: (f64, f64), (top, foot): (f64, f64)) {
        // Where several give dots as large, the fewest columns: they show the shape best.
        let choices = COLUMNS.rev().map(|count| self.columns(domain, count));
        let best = choices.max_by(|a, b| a.radius(x, foot - top).total_cmp(&b.radius(x, foot - top)));
        let Some(columns) = best else { return };
        let radius = columns.radius(x, foot - top);
        let wide = columns.wide(x);
        for (index, &count) in columns.counts.iter().enumerate() {
            let left = columns.first + index as f64 * columns.width;
            let ink = if left + columns.width / 2.0 >= self.target - 1e-9 { BLUE } else { BLUE_SOFT };
            let middle = x.at(left + columns.width / 2.0);
            if radius >= LEAST_RADIUS {
                for k in 0..count {
                    sheet.disc((middle, foot - radius * (2.0 * k as f64 + 1.0)), radius * 0.9, ink);
                }
            } else if count > 0 {
                let height = (foot - top) * count as f64 / columns.most();
                sheet.block((middle - wide * 0.46, foot - height), (middle + wide * 0.46, foot), ink);
            }
        }
    }

    fn draw_axis(&self, sheet: &Sheet<'_>, x: &Scale, foot: f64) {
        let (left, right) = x.ends();
        marks::base(sheet, (left, foot), (right, foot));
        for tick in x.ticks(9.0).into_iter().filter(|tick| (-1e-9..=1.0 + 1e-9).contains(tick)) {
            sheet.line((x.at(tick), foot), (x.at(tick), foot + 6.0), RULE, 1.5);
            sheet.text((x.at(tick), foot + 28.0), &marks::plain_percent(tick), AXIS.centre());
        }
        sheet.text(
            ((left + right) / 2.0, foot + 58.0),
            &format!("same-day rate in each of {} simulated {}", self.years.len(), self.plural()),
            AXIS.centre(),
        );
    }

    /// The whole scale from 0 to 100 %, with the years' span and the target on it.
    fn draw_strip(&self, sheet: &Sheet<'_>, x: &Scale, y: f64, (left, right): (f64, f64)) {
        sheet.block((MARGIN, y - 9.0), (sheet.width - MARGIN, y + 9.0), HAIR);
        sheet.block((left, y - 15.0), (right, y + 15.0), BLUE);
        sheet.line((x.at(self.target), y - 24.0), (x.at(self.target), y + 24.0), RUST, 3.0);
        let names = [
            ((left + right) / 2.0, format!("every simulated {}", self.period), LABEL.bold().ink(BLUE)),
            (x.at(self.target), format!("target {}", marks::plain_percent(self.target)), LABEL.bold().ink(RUST)),
        ];
        let [years, target] = names;
        let ordered = if years.0 <= target.0 { [years, target] } else { [target, years] };
        marks::heads(sheet, &ordered, y - 34.0);
        for (share, set) in [(0.0, AXIS), (1.0, AXIS.right())] {
            sheet.text((x.at(share), y + 34.0), &marks::plain_percent(share), set);
        }
    }

    fn plural(&self) -> &'static str {
        if self.period == "year" { "years" } else { "histories" }
    }

    fn chance_words(&self) -> String {
        let Chance { reached, of, .. } = self.chance;
        // As the words beside the picture round it.
        let told = match odds(self.chance) {
            (likely, Some(range)) => format!("of {likely} ({range})"),
            (likely, None) => likely,
        };
        format!("{reached} of {of} simulated {} reach {}: a chance {told}", self.plural(), marks::plain_percent(self.target))
    }
}

/// From estimates; `None` where nothing was asked for, or of a single replication, which has no distribution.
pub fn series(estimates: &Estimates) -> Option<Series> {
    let nation = &estimates.nation;
    let years: Vec<f64> = nation.yearly().iter().copied().filter(|rate| rate.is_finite()).collect();
    let mean = Reading::of_share(&nation.rate()?);
    (years.len() > 1).then_some(Series {
        years,
        mean,
        target: estimates.frame.target,
        chance: nation.chance?,
        period: estimates.frame.period(),
    })
}

impl Drawn for Series {
    fn title(&self) -> String {
        format!("How the same-day rate varies from {0} to {0}, and the chance that it reaches the target", self.period)
    }

    fn reading(&self) -> String {
        format!("The same plan is simulated afresh each time; every {} stands over the rate that it had.", self.period)
    }

    fn alt(&self) -> String {
        let (low, high) = self.span();
        format!(
            "{} simulated {}, from {} to {}, on average {}. {}.",
            self.years.len(),
            self.plural(),
            marks::percent(low),
            marks::percent(high),
            marks::percent(self.mean.mean),
            self.chance_words()
        )
    }

    fn draw(&self, sheet: &Sheet<'_>) {
        let foot = sheet.height - FOOT - 68.0;
        let near = self.near();
        let domain = self.domain();
        let side = if near { MARGIN } else { MARGIN + 120.0 };
        let x = Scale::new(domain, (side, sheet.width - side));
        sheet.text((MARGIN, TOP + 22.0), &self.chance_words(), Type::new(26.0, RUST).bold());
        let mut top = TOP + 96.0;
        if !near {
            let strip = TOP + 124.0;
            let whole = Scale::new((0.0, 1.0), (MARGIN, sheet.width - MARGIN));
            let (ends, below) = (x.ends(), strip + 108.0);
            let (left, right) = (whole.at(domain.0), whole.at(domain.1));
            sheet.shape(&[(left, strip + 15.0), (right, strip + 15.0), (ends.1, below), (ends.0, below)], BLUE_FAINT);
            self.draw_strip(sheet, &whole, strip, (left, right));
            sheet.text(((ends.0 + ends.1) / 2.0, below - 14.0), "the same, enlarged", AXIS.ink(INK).centre());
            top = below + 50.0;
        }
        let mean = x.at(self.mean.mean);
        let mut names = vec![(mean, format!("average {}", marks::percent(self.mean.mean)), LABEL.bold())];
        if near {
            let target = x.at(self.target);
            sheet.dashes((target, top - 10.0), (target, foot), RUST, 2.0);
            names.push((target, format!("target {}", marks::plain_percent(self.target)), LABEL.bold().ink(RUST)));
            names.sort_by(|a, b| a.0.total_cmp(&b.0));
        }
        self.draw_years(sheet, &x, domain, (top + 8.0, foot));
        sheet.line((mean, top - 10.0), (mean, foot), INK, 1.5);
        marks::heads(sheet, &names, top - 20.0);
        self.draw_axis(sheet, &x, foot);
    }

    fn table(&self) -> Vec<Vec<String>> {
        let mut table = vec![marks::row(["replication", "same_day_rate", "target"])];
        for (index, year) in self.years.iter().enumerate() {
            table.push(vec![index.to_string(), marks::cell(*year), marks::cell(self.target)]);
        }
        table
    }
}
