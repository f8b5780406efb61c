//! What charts share: the frame with its words, scales, axes, and the dot with its interval.

use super::Caption;
use super::ink::{BLUE, BLUE_SOFT, HAIR, INK, Ink, PAPER, QUIET, RULE, RUST};
use super::sheet::{Sheet, Type};
use crate::experiment::statistics::Estimate;
use crate::findings::words::{self, exact};

/// The margin left and right of everything.
pub(super) const MARGIN: f64 = 84.0;
/// Height of the drawing's own part begins here, under the words at the top.
pub(super) const TOP: f64 = 196.0;
/// What the drawing leaves free at the foot for the line that says where it is from.
pub(super) const FOOT: f64 = 84.0;

const TITLE: Type = Type::new(36.0, INK).bold();
const SUBTITLE: Type = Type::new(19.0, QUIET);
const FOOTER: Type = Type::new(13.5, QUIET);
/// Labels of rows and marks.
pub(super) const LABEL: Type = Type::new(19.0, INK);
/// Numbers on an axis, and its name.
pub(super) const AXIS: Type = Type::new(17.0, QUIET);

/// A mean with its confidence interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Reading {
    /// The mean.
    pub mean: f64,
    /// The interval's ends; `None` from a single replication, which cannot tell.
    pub interval: Option<(f64, f64)>,
}

impl Reading {
    /// From an estimate of a share: an interval reaches no further than a share can.
    pub fn of_share(estimate: &Estimate) -> Self {
        let [low, high] = estimate.ends_within(0.0, 1.0);
        Self { mean: estimate.mean, interval: low.zip(high) }
    }
    /// From an estimate of any number.
    pub fn of_number(estimate: &Estimate) -> Self {
        Self { mean: estimate.mean, interval: estimate.half_width.map(|half| (estimate.mean - half, estimate.mean + half)) }
    }
    /// The interval's lower end, or the mean where there is none.
    pub fn low(&self) -> f64 {
        self.interval.map_or(self.mean, |(low, _)| low)
    }
    /// The interval's upper end, or the mean where there is none.
    pub fn high(&self) -> f64 {
        self.interval.map_or(self.mean, |(_, high)| high)
    }
}

/// The words around a drawing: what is shown, of what, and how to read it.
pub(super) fn frame(sheet: &Sheet<'_>, title: &str, reading: &str, caption: &Caption) {
    sheet.block((0.0, 0.0), (sheet.width, sheet.height), PAPER);
    // A title too long for the sheet is set smaller rather than cut.
    let room = sheet.width - 2.0 * MARGIN;
    let size = TITLE.size * (room / TITLE.width(title)).min(1.0);
    sheet.text((MARGIN, 86.0), title, Type { size, ..TITLE });
    for (baseline, words) in [(126.0, caption.subtitle().as_str()), (153.0, reading)] {
        let size = SUBTITLE.size * (room / SUBTITLE.width(words)).min(1.0);
        sheet.text((MARGIN, baseline), words, Type { size, ..SUBTITLE });
    }
    sheet.text((MARGIN, sheet.height - 34.0), &caption.origin(), FOOTER);
}

/// A straight map from numbers to places on the sheet.
#[derive(Clone, Copy, Debug)]
pub(super) struct Scale {
    from: (f64, f64),
    to: (f64, f64),
}

impl Scale {
    /// - `from`: two different numbers; `to`: where they stand.
    pub fn new(from: (f64, f64), to: (f64, f64)) -> Self {
        assert!(from.0 < from.1, "a scale runs from a number to a greater one");
        Self { from, to }
    }
    /// Where a number stands; beyond the ends, on the nearer end.
    pub fn at(&self, x: f64) -> f64 {
        let part = ((x - self.from.0) / (self.from.1 - self.from.0)).clamp(0.0, 1.0);
        self.to.0 + part * (self.to.1 - self.to.0)
    }
    /// Round numbers along the scale, about `wanted` of them.
    pub fn ticks(&self, wanted: f64) -> Vec<f64> {
        let step = step(self.from.1 - self.from.0, wanted);
        let mut ticks = Vec::new();
        let mut k = (self.from.0 / step - 1e-9).ceil();
        while k * step <= self.from.1 + step * 1e-9 {
            ticks.push(k * step);
            k += 1.0;
        }
        ticks
    }
    /// The scale's ends on the sheet.
    pub const fn ends(&self) -> (f64, f64) {
        self.to
    }
}

/// The round step (1, 2 or 5 times a power of ten) that cuts a span into about so many parts.
pub(super) fn step(span: f64, wanted: f64) -> f64 {
    let raw = span / wanted;
    let power = 10_f64.powf(raw.log10().floor());
    let multiple = [1.0, 2.0, 5.0, 10.0].into_iter().find(|m| m * power >= raw * 0.999).unwrap_or(10.0);
    multiple * power
}

/// The least span of whole tenths that holds all these shares, within 0 to 1.
pub(super) fn tenths(shares: impl Iterator<Item = f64>) -> (f64, f64) {
    let (low, high) = shares.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), x| (low.min(x), high.max(x)));
    let (low, high) = ((low * 10.0 - 0.2).floor() / 10.0, (high * 10.0 + 0.2).ceil() / 10.0);
    if low.is_finite() && high.is_finite() { (low.clamp(0.0, 0.9), high.clamp(low.max(0.0) + 0.1, 1.0)) } else { (0.0, 1.0) }
}

/// Upright guides with their percentages under them.
pub(super) fn percent_axis(sheet: &Sheet<'_>, x: &Scale, (top, foot): (f64, f64), wanted: f64) {
    for tick in x.ticks(wanted) {
        sheet.line((x.at(tick), top), (x.at(tick), foot), HAIR, 1.0);
        sheet.text((x.at(tick), foot + 26.0), &plain_percent(tick), AXIS.centre());
    }
}

/// The same percentages over the guides, for a page too tall to see its foot.
pub(super) fn percent_heads(sheet: &Sheet<'_>, x: &Scale, baseline: f64, wanted: f64) {
    for tick in x.ticks(wanted) {
        sheet.text((x.at(tick), baseline), &plain_percent(tick), AXIS.centre());
    }
}

/// Names over upright lines: centred, or drawn apart where two would touch, and never beyond the margins.
///
/// - `names`: from left to right.
pub(super) fn heads(sheet: &Sheet<'_>, names: &[(f64, String, Type)], baseline: f64) {
    let gap = 14.0;
    let widths: Vec<f64> = names.iter().map(|(_, text, set)| set.width(text)).collect();
    let mut lefts: Vec<f64> = names.iter().zip(&widths).map(|((x, ..), width)| x - width / 2.0).collect();
    for k in 1..names.len() {
        let overlap = (lefts[k - 1] + widths[k - 1] + gap - lefts[k]).max(0.0);
        lefts[k - 1] -= overlap / 2.0;
        lefts[k] += overlap / 2.0;
    }
    let mut end = sheet.width - MARGIN;
    for (left, width) in lefts.iter_mut().zip(&widths).rev() {
        *left = left.min(end - width);
        end = *left - gap;
    }
    let mut start = MARGIN;
    for (left, width) in lefts.iter_mut().zip(&widths) {
        *left = left.max(start);
        start = *left + width + gap;
    }
    for ((_, text, set), left) in names.iter().zip(lefts) {
        sheet.text((left, baseline), text, *set);
    }
}

/// Level guides with their percentages to the left.
pub(super) fn percent_side(sheet: &Sheet<'_>, y: &Scale, (left, right): (f64, f64), wanted: f64) {
    for tick in y.ticks(wanted) {
        sheet.line((left, y.at(tick)), (right, y.at(tick)), HAIR, 1.0);
        sheet.label((left - 14.0, y.at(tick)), &plain_percent(tick), AXIS.right());
    }
}

/// Level guides with their numbers to the left.
pub(super) fn number_side(sheet: &Sheet<'_>, y: &Scale, (left, right): (f64, f64), wanted: f64) {
    for tick in y.ticks(wanted) {
        sheet.line((left, y.at(tick)), (right, y.at(tick)), HAIR, 1.0);
        let words = if tick.abs() < 10.0 { cell((tick * 1e6).round() / 1e6) } else { number(tick) };
        sheet.label((left - 14.0, y.at(tick)), &words, AXIS.right());
    }
}

/// Room right of a drawing for the name of a level target.
pub(super) const TARGET_ROOM: f64 = 132.0;

/// A level target, named beyond its right end, where no mark can stand.
pub(super) fn target_level(sheet: &Sheet<'_>, y: f64, (left, right): (f64, f64), target: f64) {
    sheet.dashes((left, y), (right, y), RUST, 2.0);
    sheet.label((right + 12.0, y), &format!("target {}", plain_percent(target)), LABEL.bold().ink(RUST));
}

/// A reading's mean over its upper end, on a patch of paper that keeps lines from crossing it.
pub(super) fn mean_above(sheet: &Sheet<'_>, x: f64, y: &Scale, reading: &Reading) {
    let (words, set) = (percent(reading.mean), LABEL.bold());
    let baseline = y.at(reading.high()) - 16.0;
    let half = set.width(&words) / 2.0 + 4.0;
    sheet.block((x - half, baseline - 17.0), (x + half, baseline + 4.0), PAPER);
    sheet.text((x, baseline), &words, set.centre());
}

/// A dot on its interval, lying level.
pub(super) fn level_interval(sheet: &Sheet<'_>, x: &Scale, reading: &Reading, y: f64, radius: f64) {
    sheet.block((x.at(reading.low()), y - radius * 0.55), (x.at(reading.high()), y + radius * 0.55), BLUE_SOFT);
    sheet.disc((x.at(reading.mean), y), radius, BLUE);
}

/// A dot on its interval, standing upright.
pub(super) fn upright_interval(sheet: &Sheet<'_>, x: f64, y: &Scale, reading: &Reading, radius: f64) {
    sheet.block((x - radius * 0.55, y.at(reading.high())), (x + radius * 0.55, y.at(reading.low())), BLUE_SOFT);
    sheet.disc((x, y.at(reading.mean)), radius, BLUE);
}

/// A whisker with ends, for an interval that lies on a bar.
pub(super) fn level_whisker(sheet: &Sheet<'_>, (low, high): (f64, f64), y: f64, half: f64, ink: Ink) {
    sheet.line((low, y), (high, y), ink, 2.0);
    sheet.line((low, y - half), (low, y + half), ink, 2.0);
    sheet.line((high, y - half), (high, y + half), ink, 2.0);
}

/// The line a scale stands on.
pub(super) fn base(sheet: &Sheet<'_>, from: (f64, f64), to: (f64, f64)) {
    sheet.line(from, to, RULE, 1.5);
}

/// Words in lines no wider than `widest`, their middle beside `y`.
pub(super) fn lines(sheet: &Sheet<'_>, (left, y): (f64, f64), words: &str, set: Type, (widest, leading): (f64, f64)) {
    let lines = set.wrap(words, widest);
    for (line, words) in lines.iter().enumerate() {
        sheet.label((left, y + leading * (line as f64 - (lines.len() as f64 - 1.0) / 2.0)), words, set);
    }
}

/// The height of a sheet on which so many rows can be read, at least a slide.
pub(super) fn height(rows: usize, row: f64, words: f64) -> u32 {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a page is a few thousand units high")]
    let needed = (rows as f64).mul_add(row, words).ceil() as u32;
    needed.max(super::SLIDE.1)
}

/// A share as a percentage with one decimal: `52.4 %`.
pub(super) fn percent(share: f64) -> String {
    tied(&words::percent(share, 1))
}

/// A share as it was written: `90 %`, `87.5 %`.
pub(super) fn plain_percent(share: f64) -> String {
    tied(&words::exact_percent(share))
}

/// A number that no line is broken from its unit.
fn tied(number: &str) -> String {
    number.replace(' ', "\u{a0}")
}

/// Two ends of an interval: `51.2 to 53.6 %`; nothing where there is none.
pub(super) fn percent_range(reading: &Reading) -> Option<String> {
    reading.interval.map(|(low, high)| format!("{} to {}", words::plain(low * 100.0, 1), percent(high)))
}

/// A mean with its interval: `52.4 % (51.2 to 53.6 %)`.
pub(super) fn percent_told(reading: &Reading) -> String {
    let range = percent_range(reading).map_or(String::new(), |range| format!(" ({range})"));
    format!("{}{range}", percent(reading.mean))
}

/// A number of things, with thousands set apart: `30,262`; one decimal below ten.
pub(super) fn number(x: f64) -> String {
    words::plain(x, if x.abs() < 9.95 { 1 } else { 0 })
}

/// A mean with its interval: `1,204 (1,150 to 1,258)`.
pub(super) fn number_told(reading: &Reading) -> String {
    let range = reading.interval.map_or_else(String::new, |(low, high)| format!(" ({} to {})", number(low), number(high)));
    format!("{}{range}", number(reading.mean))
}

/// A number for a table: as many digits as another program can use, and no more.
pub(super) fn cell(x: f64) -> String {
    // Ten decimals, or twelve digits of what is smaller: beyond them lies the noise of the last bit.
    let rounded: f64 = if x.abs() < 1e-3 { format!("{x:.11e}") } else { format!("{x:.10}") }.parse().unwrap_or(f64::NAN);
    exact(rounded)
}

/// The cells of a reading: mean, low, high; the last two empty where there is no interval.
pub(super) fn cells(reading: &Reading) -> [String; 3] {
    let (low, high) = reading.interval.map_or_else(Default::default, |(low, high)| (cell(low), cell(high)));
    [cell(reading.mean), low, high]
}

/// A row of headings, or of cells.
pub(super) fn row<const N: usize>(cells: [&str; N]) -> Vec<String> {
    cells.iter().map(|&cell| cell.to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scale_maps_its_ends_and_keeps_within_them() {
        let x = Scale::new((0.4, 0.9), (100.0, 600.0));
        assert_eq!(x.at(0.4), 100.0);
        assert_eq!(x.at(0.9), 600.0);
        assert_eq!(x.at(2.0), 600.0);
        assert_eq!(
            x.ticks(5.0).iter().map(|t| plain_percent(*t)).collect::<Vec<_>>(),
            ["40\u{a0}%", "50\u{a0}%", "60\u{a0}%", "70\u{a0}%", "80\u{a0}%", "90\u{a0}%"]
        );
    }

    #[test]
    fn steps_are_round() {
        assert_eq!(step(1.0, 5.0), 0.2);
        assert_eq!(step(60.0, 6.0), 10.0);
        assert_eq!(step(37.0, 5.0), 10.0);
    }

    #[test]
    fn tenths_hold_all_and_stay_within_a_whole() {
        assert_eq!(tenths([0.53, 0.9].into_iter()), (0.5, 1.0));
        assert_eq!(tenths([0.0, 0.0].into_iter()), (0.0, 0.1));
        assert_eq!(tenths([1.0].into_iter()), (0.9, 1.0));
        assert_eq!(tenths(std::iter::empty()), (0.0, 1.0));
    }

    #[test]
    fn numbers_of_either_sign_are_told_with_their_interval() {
        let told = |mean, interval| number_told(&Reading { mean, interval });
        assert_eq!(told(1204.4, Some((1150.0, 1258.0))), "1,204 (1,150 to 1,258)");
        assert_eq!((told(-3.25, Some((-12.6, 6.0))), told(-0.0, None)), ("-3.2 (-13 to 6.0)".to_owned(), "0.0".to_owned()));
    }

    #[test]
    fn cells_keep_digits_and_drop_noise() {
        assert_eq!(cell(0.1 + 0.2), "0.3");
        assert_eq!(cell(-0.0), "0");
        assert_eq!(cell(12.0), "12");
        // What is small is not nought, and what is no number is left empty.
        assert_eq!([6.5e-252, 1.25e-11, f64::INFINITY, f64::NAN].map(cell), ["6.5e-252", "1.25e-11", "", ""]);
    }
}
