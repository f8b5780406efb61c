//! Rows of clusters on a scale of rates: their names, the axis and the height, which the charts of clusters share.

use super::SLIDE;
use super::ink::{QUIET, RULE};
use super::marks::{self, AXIS, FOOT, LABEL, MARGIN, Scale, TOP};
use super::sheet::{Sheet, Type};

/// More rows than this make a tall page instead of a slide.
const SLIDE_ROWS: usize = 14;
/// Height of a row on the tall page, and the tallest of a slide.
const TALL_ROW: f64 = 23.0;
const SLIDE_ROW: f64 = 62.0;
/// Width of the tall page.
const TALL_WIDTH: u32 = 1280;
/// Room for the lower axis and its name.
const AXIS_ROOM: f64 = 66.0;

/// Whether so many rows make a tall page.
pub(super) const fn is_tall(rows: usize) -> bool {
    rows > SLIDE_ROWS
}

/// The size of a sheet with so many rows: one for few clusters is as low as they need, and never higher than a slide.
///
/// - `head`: room over the rows.
pub(super) fn size(rows: usize, head: f64) -> (u32, u32) {
    let row = if is_tall(rows) { TALL_ROW } else { SLIDE_ROW };
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a page is a few thousand units high")]
    let height = (TOP + head + rows as f64 * row + AXIS_ROOM + FOOT).ceil() as u32;
    if is_tall(rows) { (TALL_WIDTH, height) } else { (SLIDE.0, height.min(SLIDE.1)) }
}

/// How words of a row are set.
pub(super) fn type_of(rows: usize) -> Type {
    Type { size: if is_tall(rows) { 15.5 } else { LABEL.size }, ..LABEL }
}

/// Where everything stands.
pub(super) struct ClusterRows {
    /// The scale of rates.
    pub x: Scale,
    /// Where the rows begin, and end.
    pub top: f64,
    pub foot: f64,
    /// Height of a row.
    pub step: f64,
    /// How its words are set.
    pub set: Type,
    division: f64,
    tall: bool,
}

impl ClusterRows {
    /// Of clusters with their divisions, which may be empty.
    ///
    /// - `rates`: all that must lie on the scale; `head`: room over the rows; `values`: room for the numbers at the right.
    pub fn new(sheet: &Sheet<'_>, names: &[(&str, &str)], rates: impl Iterator<Item = f64>, (head, values): (f64, f64)) -> Self {
        let (set, tall) = (type_of(names.len()), is_tall(names.len()));
        let width = |texts: &mut dyn Iterator<Item = &str>| texts.map(|text| set.width(text)).fold(0.0, f64::max);
        let division = MARGIN + width(&mut names.iter().map(|(cluster, _)| *cluster)) + 22.0;
        let divisions = width(&mut names.iter().map(|(_, division)| *division));
        let left = division + divisions + if divisions > 0.0 { 28.0 } else { 6.0 };
        let top = TOP + head;
        let room = sheet.height - top - AXIS_ROOM - FOOT;
        let step = if tall { TALL_ROW } else { (room / names.len() as f64).min(SLIDE_ROW) };
        let x = Scale::new(marks::tenths(rates), (left, sheet.width - MARGIN - values));
        Self { x, top, foot: top + step * names.len() as f64, step, set, division, tall }
    }

    /// The middle of a row.
    pub fn y(&self, row: usize) -> f64 {
        self.top + self.step * (row as f64 + 0.5)
    }

    /// The axis, over the rows too where they are many, and the names of the clusters.
    pub fn draw(&self, sheet: &Sheet<'_>, names: &[(&str, &str)]) {
        let Self { x, top, foot, set, .. } = self;
        let (left, right) = x.ends();
        marks::percent_axis(sheet, x, (*top, *foot), 7.0);
        if self.tall {
            marks::percent_heads(sheet, x, top - 10.0, 7.0);
            sheet.line((left, *top), (right, *top), RULE, 1.0);
        }
        sheet.text((f64::midpoint(left, right), foot + 52.0), "same-day rate", AXIS.centre());
        for (row, (cluster, division)) in names.iter().enumerate() {
            sheet.label((MARGIN, self.y(row)), cluster, *set);
            sheet.label((self.division, self.y(row)), division, set.ink(QUIET));
        }
        marks::base(sheet, (left, *foot), (right, *foot));
    }
}
