//! What variants change against a base: measures in points on one scale, the others each on its own, then
//! the first variant's clusters. Zero stands in the middle of all of them.
//!
//! It is made from a comparison, not from one scenario's estimates, so it is not in the register of charts.

use super::ink::{BLUE, BLUE_SOFT, HAIR, INK, Ink, QUIET, RULE, RUST, RUST_SOFT};
use super::marks::{self, AXIS, FOOT, LABEL, MARGIN, Reading, Scale, TOP};
use super::sheet::{Sheet, Type};
use super::{Drawn, SLIDE};
use crate::experiment::measures::{Better, Unit};
use crate::experiment::statistics::Paired;
use crate::findings::comparison::named;
use crate::findings::words::{change_in_table, uncapital};
use crate::study::compare::{Comparison, Verdict};

/// A page higher than a slide is narrower, and set smaller.
const TALL_WIDTH: u32 = 1280;
/// Height of a row, on a slide and on the tall page.
const ROW: (f64, f64) = (40.0, 29.0);
/// Height of a cluster's row on the tall page, where there may be many.
const CLUSTER_ROW: f64 = 23.0;
/// More rows than this make a tall page.
const SLIDE_ROWS: usize = 11;
/// Room over a section for its heading.
const HEAD: f64 = 70.0;
/// Room under a section for its axis and the axis's name.
const AXIS_ROOM: f64 = 72.0;
/// Air over a measure's name, in rows.
const AIR: f64 = 0.35;
/// Height of a line of words at the foot.
const FOOT_LINE: f64 = 24.0;
/// Room under a section without an axis.
const GAP: f64 = 30.0;

/// The sections in the order drawn.
#[derive(Clone, Debug, PartialEq)]
pub struct Series {
    /// The base's title.
    pub base: String,
    /// The variants' titles.
    pub variants: Vec<String>,
    /// Measures told in points.
    pub points: Vec<Group>,
    /// Measures in other units.
    pub others: Vec<Group>,
    /// Measures that no variant moves at all; the headline is never one of them.
    pub same: Vec<String>,
    /// The first variant's difference in each cluster, the greatest first; empty where there is one cluster.
    pub clusters: Vec<Row>,
}

/// One measure.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    /// Its key; of a grade's, with the grade's.
    pub key: String,
    /// Its name; of a grade's, with the grade's.
    pub title: String,
    /// Its unit.
    pub unit: Unit,
    /// Whether less of it is better.
    pub less_is_better: bool,
    /// One row per variant that has it.
    pub rows: Vec<Row>,
}

/// One difference.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// The variant, or the cluster.
    pub name: String,
    /// The variant less the base, in the measure's unit.
    pub difference: Reading,
    /// The difference in words.
    pub told: String,
    /// What can be said of it.
    pub verdict: Verdict,
}

fn row(name: &str, paired: Option<Paired>, unit: Unit, verdict: Verdict) -> Option<Row> {
    let difference = paired?.difference;
    let reading = Reading { mean: difference.mean, interval: difference.low().zip(difference.high()) };
    Some(Row { name: name.to_owned(), difference: reading, told: change_in_table(Some(difference), unit).replace('-', "−"), verdict })
}

/// From a comparison; `None` if there is nothing that both have.
pub fn series(found: &Comparison) -> Option<Series> {
    let titles = found.variants.iter().map(|variant| variant.found.frame.title.clone()).collect();
    let group = |item: &crate::experiment::items::Item| {
        let measure = item.measure;
        let rows = found.variants.iter().filter_map(|variant| {
            let one = variant.nation.iter().find(|one| one.item.measure.key == measure.key && one.item.part == item.part)?;
            row(&variant.found.frame.title, one.judged(), measure.unit, one.verdict?)
        });
        let rows: Vec<Row> = rows.collect();
        let less_is_better = measure.better == Better::Lower;
        let title = named(item, &found.base.frame);
        let key = if item.key.is_empty() { measure.key.to_owned() } else { format!("{}:{}", measure.key, item.key) };
        (!rows.is_empty()).then_some(Group { key, title, unit: measure.unit, less_is_better, rows })
    };
    let found_groups = found.base.items.iter().filter_map(group);
    let moved = |group: &Group| group.rows.iter().any(|row| row.difference != Reading { mean: 0.0, interval: Some((0.0, 0.0)) });
    let (mut groups, mut same): (Vec<Group>, _) = (Vec::new(), Vec::new());
    for (place, group) in found_groups.enumerate() {
        if place == 0 || moved(&group) { groups.push(group) } else { same.push(group.title) }
    }
    let (points, others): (Vec<Group>, Vec<Group>) = groups.into_iter().partition(|group| group.unit == Unit::Share);
    let first = found.variants.first()?;
    let mut clusters: Vec<Row> = first.clusters.iter().filter_map(|one| row(&one.name, one.judged(), Unit::Share, one.verdict)).collect();
    clusters.sort_by(|a, b| b.difference.mean.total_cmp(&a.difference.mean).then_with(|| a.name.cmp(&b.name)));
    if clusters.len() < 2 {
        clusters.clear();
    }
    (!points.is_empty()).then_some(Series { base: found.base.frame.title.clone(), variants: titles, points, others, same, clusters })
}

/// Where the columns stand, and how words are set.
struct Columns {
    plot: (f64, f64),
    told: f64,
    verdict: f64,
    set: Type,
    row: f64,
    cluster_row: f64,
}

/// What a line of a section shows.
enum Line<'a> {
    /// A measure's name over its variants.
    Head(&'a Group),
    /// A difference, its name, and a word beside the name.
    Dot(&'a Row, &'a str, &'a str),
}

impl Series {
    fn tall(&self) -> bool {
        self.lines(&self.points).len() + self.lines(&self.others).len() + self.clusters.len() > SLIDE_ROWS
    }

    /// With one variant a line per measure; with several, a heading per measure and a line per variant.
    fn lines<'a>(&self, groups: &'a [Group]) -> Vec<Line<'a>> {
        let aside = |group: &Group| if group.less_is_better { "less is better" } else { "" };
        if self.variants.len() == 1 {
            return groups.iter().flat_map(|group| group.rows.iter().map(move |row| Line::Dot(row, &group.title, aside(group)))).collect();
        }
        let with_head =
            |group: &'a Group| std::iter::once(Line::Head(group)).chain(group.rows.iter().map(|row| Line::Dot(row, row.name.as_str(), "")));
        groups.iter().flat_map(with_head).collect()
    }

    /// Height of a section's lines: a measure's name has air above it.
    fn height(&self, groups: &[Group], row: f64) -> f64 {
        let heads = if self.variants.len() == 1 { 0 } else { groups.len() };
        row * (self.lines(groups).len() as f64 + AIR * heads as f64)
    }

    /// What no variant moves, in as many lines as it needs.
    fn same_lines(&self, width: f64) -> Vec<String> {
        let titles: Vec<String> = self.same.iter().map(|title| uncapital(title)).collect();
        if titles.is_empty() {
            Vec::new()
        } else {
            AXIS.wrap(&format!("Exactly the same in every replication: {}.", titles.join("; ")), width)
        }
    }

    fn set(&self) -> Type {
        Type { size: if self.tall() { 15.5 } else { LABEL.size }, ..LABEL }
    }

    fn columns(&self, sheet: &Sheet<'_>) -> Columns {
        let set = self.set();
        let groups = || self.points.iter().chain(&self.others);
        let lines = self.lines(&self.points).into_iter().chain(self.lines(&self.others));
        let name = |line: Line<'_>| match line {
            Line::Head(group) => {
                set.bold().width(&group.title) + if group.less_is_better { set.width("less is better") + 12.0 } else { 0.0 }
            }
            Line::Dot(_, name, "") => set.width(name) + if self.variants.len() > 1 { 18.0 } else { 0.0 },
            Line::Dot(_, name, aside) => set.width(name) + 12.0 + set.width(aside),
        };
        let names = lines.map(name).chain(self.clusters.iter().map(|row| set.width(&row.name))).fold(0.0, f64::max);
        let rows = || groups().flat_map(|group| &group.rows).chain(&self.clusters);
        let told = rows().map(|row| set.width(&row.told)).fold(0.0, f64::max);
        let verdicts = rows().map(|row| set.width(row.verdict.words())).fold(0.0, f64::max);
        let verdict = sheet.width - MARGIN - verdicts;
        let told_right = verdict - 22.0;
        let row = if self.tall() { ROW.1 } else { ROW.0 };
        let cluster_row = if self.tall() { CLUSTER_ROW } else { ROW.0 };
        Columns { plot: (MARGIN + names + 26.0, told_right - told - 22.0), told: told_right, verdict, set, row, cluster_row }
    }

    /// Draws one difference: its name, the dot on its interval, what it is, and what can be said of it.
    fn draw_row(sheet: &Sheet<'_>, columns: &Columns, x: &Scale, y: f64, row: &Row) {
        let (ink, soft) = inks(row.verdict);
        let radius = if columns.row > 35.0 { 6.5 } else { 5.0 };
        sheet.block((x.at(row.difference.low()), y - radius * 0.55), (x.at(row.difference.high()), y + radius * 0.55), soft);
        sheet.disc((x.at(row.difference.mean), y), radius, ink);
        sheet.label((columns.told, y), &row.told, columns.set.right());
        sheet.label((columns.verdict, y), row.verdict.words(), columns.set.ink(ink));
    }

    /// A section's lines under each other; `scale` gives the scale of a row.
    fn draw_lines(&self, sheet: &Sheet<'_>, columns: &Columns, top: f64, groups: &[Group], scale: impl Fn(&Row) -> Scale) {
        let mut y = top - columns.row * 0.5;
        for line in &self.lines(groups) {
            y += columns.row;
            match line {
                Line::Head(group) => {
                    y += columns.row * AIR;
                    sheet.label((MARGIN, y), &group.title, columns.set.bold());
                    if group.less_is_better {
                        let at = MARGIN + columns.set.bold().width(&group.title) + 12.0;
                        sheet.label((at, y), "less is better", columns.set.ink(QUIET));
                    }
                }
                Line::Dot(row, name, aside) => {
                    let left = if self.variants.len() > 1 { MARGIN + 18.0 } else { MARGIN };
                    sheet.label((left, y), name, columns.set);
                    sheet.label((left + columns.set.width(name) + 12.0, y), aside, columns.set.ink(QUIET));
                    Self::draw_row(sheet, columns, &scale(row), y, row);
                }
            }
        }
    }
}

/// Of the dot and words, and of the interval.
const fn inks(verdict: Verdict) -> (Ink, Ink) {
    match verdict {
        Verdict::Better => (BLUE, BLUE_SOFT),
        Verdict::Unclear | Verdict::Same => (QUIET, RULE),
        Verdict::Worse => (RUST, RUST_SOFT),
    }
}

/// A scale with zero in its middle that holds all these differences.
fn about_zero<'a>(rows: impl Iterator<Item = &'a Row>, plot: (f64, f64)) -> Scale {
    let most = rows.map(|row| row.difference.low().abs().max(row.difference.high().abs())).fold(0.0, f64::max);
    // Differences that are all nought need a scale too.
    let most = if most > 0.0 { most * 1.06 } else { 0.01 };
    Scale::new((-most, most), plot)
}

/// A heading in line with the names.
fn heading(sheet: &Sheet<'_>, top: f64, words: &str) {
    // A line above the words on either side of zero, which it may reach.
    sheet.text((MARGIN, top - 34.0), words, LABEL.bold());
}

/// The line of no difference, with what lies on either side of it.
fn zero(sheet: &Sheet<'_>, columns: &Columns, (top, foot): (f64, f64)) {
    let middle = f64::midpoint(columns.plot.0, columns.plot.1);
    sheet.line((middle, top), (middle, foot), INK, 1.5);
    sheet.text((middle - 14.0, top - 8.0), "less", AXIS.right());
    sheet.text((middle + 14.0, top - 8.0), "more", AXIS);
}

/// Guides in points, named under a section.
fn points_axis(sheet: &Sheet<'_>, x: &Scale, (top, foot): (f64, f64), name: &str) {
    for tick in x.ticks(6.0) {
        sheet.line((x.at(tick), top), (x.at(tick), foot), HAIR, 1.0);
        let points = (tick * 1e6).round() / 1e4;
        let told = if points > 0.0 { format!("+{points}") } else { format!("{}", points + 0.0) };
        sheet.text((x.at(tick), foot + 24.0), &told.replace('-', "−"), AXIS.centre());
    }
    let (left, right) = x.ends();
    sheet.text((f64::midpoint(left, right), foot + 48.0), name, AXIS.centre());
    marks::base(sheet, (left, foot), (right, foot));
}

impl Drawn for Series {
    fn size(&self) -> (u32, u32) {
        let (row, cluster_row) = if self.tall() { (ROW.1, CLUSTER_ROW) } else { (ROW.0, ROW.0) };
        let section = |groups: &[Group], under: f64| if groups.is_empty() { 0.0 } else { HEAD + self.height(groups, row) + under };
        let clusters = if self.clusters.is_empty() { 0.0 } else { HEAD + cluster_row * self.clusters.len() as f64 + AXIS_ROOM };
        let width = if self.tall() { TALL_WIDTH } else { SLIDE.0 };
        let same = FOOT_LINE * self.same_lines(f64::from(width) - 2.0 * MARGIN).len() as f64;
        let height = TOP - 20.0 + section(&self.points, AXIS_ROOM) + section(&self.others, GAP) + clusters + same + FOOT;
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a page is a few thousand units high")]
        let height = height.ceil() as u32;
        (width, height)
    }

    fn title(&self) -> String {
        match self.variants.as_slice() {
            [only] => format!("What “{only}” changes"),
            several => format!("What each of {} variants changes", several.len()),
        }
    }

    fn reading(&self) -> String {
        "A dot is the variant less the base, the bar behind it the interval. Verdicts are corrected for being many.".to_owned()
    }

    fn alt(&self) -> String {
        let groups = self.points.iter().chain(&self.others);
        let told = groups.flat_map(|group| {
            group.rows.iter().map(|row| format!("{}, {}: {}, {}.", row.name, uncapital(&group.title), row.told, row.verdict.words()))
        });
        format!("Differences from “{}”. {}", self.base, told.collect::<Vec<_>>().join(" "))
    }

    fn draw(&self, sheet: &Sheet<'_>) {
        let columns = self.columns(sheet);
        let mut top = TOP - 20.0 + HEAD;
        let x = about_zero(self.points.iter().flat_map(|group| &group.rows), columns.plot);
        let foot = top + self.height(&self.points, columns.row);
        heading(sheet, top, "In points of a share");
        points_axis(sheet, &x, (top, foot), "points more or less than the base");
        zero(sheet, &columns, (top, foot));
        self.draw_lines(sheet, &columns, top, &self.points, |_| x);
        top = foot + AXIS_ROOM + HEAD;
        if !self.others.is_empty() {
            let foot = top + self.height(&self.others, columns.row);
            heading(sheet, top, "Each on a scale of its own");
            zero(sheet, &columns, (top, foot));
            let own = |row: &Row| {
                let group = self.others.iter().find(|group| group.rows.iter().any(|other| std::ptr::eq(other, row)));
                about_zero(group.into_iter().flat_map(|group| &group.rows), columns.plot)
            };
            self.draw_lines(sheet, &columns, top, &self.others, own);
            top = foot + GAP + HEAD;
        }
        if !self.clusters.is_empty() {
            let x = about_zero(self.clusters.iter(), columns.plot);
            let foot = top + columns.cluster_row * self.clusters.len() as f64;
            heading(sheet, top, &format!("Same-day rate by cluster: {}", self.variants[0]));
            points_axis(sheet, &x, (top, foot), "points more or less than the base, on this section’s scale");
            zero(sheet, &columns, (top, foot));
            for (index, row) in self.clusters.iter().enumerate() {
                let y = top + columns.cluster_row * (index as f64 + 0.5);
                sheet.label((MARGIN, y), &row.name, columns.set);
                Self::draw_row(sheet, &columns, &x, y, row);
            }
        }
        for (index, line) in self.same_lines(sheet.width - 2.0 * MARGIN).iter().rev().enumerate() {
            sheet.text((MARGIN, sheet.height - FOOT + 8.0 - FOOT_LINE * index as f64), line, AXIS);
        }
    }

    fn table(&self) -> Vec<Vec<String>> {
        let mut table = vec![marks::row(["scope", "measure", "unit", "name", "difference", "low", "high", "verdict"])];
        let mut add = |scope: &str, measure: &str, unit: &str, row: &Row| {
            let [mean, low, high] = marks::cells(&row.difference);
            table.push(marks::row([scope, measure, unit, &row.name, &mean, &low, &high, row.verdict.words()]));
        };
        for group in self.points.iter().chain(&self.others) {
            group.rows.iter().for_each(|row| add("nation", &group.key, group.unit.word(), row));
        }
        let (key, unit) = (&self.points[0].key, self.points[0].unit.word());
        self.clusters.iter().for_each(|row| add("cluster", key, unit, row));
        table
    }
}
