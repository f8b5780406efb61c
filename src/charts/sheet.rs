//! The sheet of paper that every chart is drawn on: plotters' SVG backend, in units a designer can use.
//!
//! plotters places everything on whole pixels, so a sheet is drawn at [`FINE`] times its size and
//! the picture's `viewBox` brings it back: curves stay smooth and hairlines fine. Text is placed by
//! its baseline and measured in the very font that ships, because plotters, built without fonts,
//! would guess. A sheet knows nothing of reports or rates.

use std::borrow::Cow;
use std::cell::RefCell;
use std::fmt::Write as _;

use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

use super::fonts::{self, Weight};
use super::ink::Ink;
use crate::scenario::seen::{visible, visible_line};

/// Pixels of the drawing to one unit of the sheet.
const FINE: f64 = 4.0;
/// plotters writes a font's size divided by this; multiplying first cancels it.
const PLOTTERS_FONT_DIVISOR: f64 = 1.24;
/// Drawing into a string cannot fail: there is no file behind it.
const TO_STRING: &str = "a string takes every drawing";

/// Where text stands in relation to its point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Align {
    Left,
    Centre,
    Right,
}

/// How text is set.
#[derive(Clone, Copy, Debug)]
pub struct Type {
    /// Size, in units of the sheet.
    pub size: f64,
    pub weight: Weight,
    pub ink: Ink,
    pub align: Align,
}

impl Type {
    pub const fn new(size: f64, ink: Ink) -> Self {
        Self { size, weight: Weight::Regular, ink, align: Align::Left }
    }
    pub const fn bold(self) -> Self {
        Self { weight: Weight::SemiBold, ..self }
    }
    pub const fn centre(self) -> Self {
        Self { align: Align::Centre, ..self }
    }
    pub const fn right(self) -> Self {
        Self { align: Align::Right, ..self }
    }
    pub const fn ink(self, ink: Ink) -> Self {
        Self { ink, ..self }
    }
    /// Width of the text when set so, in units of the sheet.
    pub fn width(&self, text: &str) -> f64 {
        fonts::width(&shown(text), self.weight) * self.size
    }
    /// From the baseline of a line to the y on which small letters look centred.
    pub fn half_height(&self) -> f64 {
        // Half of Inter's cap height (0.727 em).
        self.size * 0.364
    }
    /// Breaks text into lines no wider than `width`; a single word may be wider.
    pub fn wrap(&self, text: &str, width: f64) -> Vec<String> {
        let mut lines: Vec<String> = Vec::new();
        for word in text.split(' ') {
            let longer = lines.last().map(|line| format!("{line} {word}"));
            match (longer, lines.last_mut()) {
                (Some(longer), Some(line)) if self.width(&longer) <= width => *line = longer,
                _ => lines.push(word.to_owned()),
            }
        }
        lines
    }
}

/// A sheet being drawn on; x runs right and y runs down, from the upper left corner.
pub struct Sheet<'a> {
    area: DrawingArea<SVGBackend<'a>, plotters::coord::Shift>,
    /// Of each text in the order drawn: its width in the font that ships, in pixels of the drawing.
    lengths: RefCell<Vec<i32>>,
    pub width: f64,
    pub height: f64,
}

/// What a reader who cannot see the picture is told of it.
pub(super) struct Spoken<'a> {
    /// Unique among pictures that may share a page.
    pub key: &'a str,
    pub title: &'a str,
    pub description: &'a str,
}

/// Draws a sheet of a size and gives it back as an SVG document.
pub(super) fn svg(size: (u32, u32), spoken: &Spoken<'_>, paint: impl FnOnce(&Sheet<'_>)) -> String {
    let (width, height) = (f64::from(size.0), f64::from(size.1));
    let mut text = String::new();
    let lengths = {
        let backend = SVGBackend::with_string(&mut text, (fine(width).unsigned_abs(), fine(height).unsigned_abs()));
        let sheet = Sheet { area: backend.into_drawing_area(), lengths: RefCell::default(), width, height };
        paint(&sheet);
        sheet.area.present().expect(TO_STRING);
        sheet.lengths.into_inner()
    };
    finish(&text, &lengths, size, spoken)
}

/// Replaces plotters' opening tag by one with a size, a role and words, and sets text by its baseline and as long as it was measured:
/// where the font is not there, another is drawn in the same room, and nothing runs over.
fn finish(text: &str, lengths: &[i32], (width, height): (u32, u32), spoken: &Spoken<'_>) -> String {
    const ANCHOR: &str = " text-anchor=\"";
    let (_, plain) = text.split_once('>').expect("plotters begins with the opening tag");
    let plain = plain.replace(" dy=\"-0.5ex\"", "").replace("font-weight=\"bold\"", "font-weight=\"600\"");
    let mut parts = plain.split(ANCHOR);
    let mut body = parts.next().unwrap_or_default().to_owned();
    for (part, length) in parts.zip(lengths) {
        write!(body, " textLength=\"{length}\" lengthAdjust=\"spacingAndGlyphs\"{ANCHOR}{part}").expect("a string takes every write");
    }
    let key = identifier(spoken.key);
    let mut out = String::with_capacity(body.len() + 1000);
    write!(
        out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {} {}\" role=\"img\" \
         aria-labelledby=\"{key}-title {key}-desc\"><title id=\"{key}-title\">{}</title><desc id=\"{key}-desc\">{}</desc>",
        fine(f64::from(width)),
        fine(f64::from(height)),
        escape(spoken.title),
        escape(spoken.description),
    )
    .expect("a string takes every write");
    out.push_str(&body);
    out
}

/// Whether the bytes of a file are a drawing of this program, of this version or an earlier one.
pub fn is_ours(bytes: &[u8]) -> bool {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(400)]);
    head.starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"") && head.contains(" role=\"img\" aria-labelledby=\"")
}

/// Text as XML has it, in an element or in an attribute; XML has nothing for what cannot be seen.
fn escape(text: &str) -> String {
    visible(text).replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// The most letters of one line: more cannot be read on any sheet.
const LONGEST: usize = 1000;

/// A line of text as it can be drawn.
fn shown(text: &str) -> Cow<'_, str> {
    let line = visible_line(text);
    match line.char_indices().nth(LONGEST) {
        Some((at, _)) => Cow::Owned(format!("{}…", &line[..at])),
        None => line,
    }
}

/// What tells pictures on one page apart, as an attribute wants it: letters, digits, `-`, `_` and `.` stay, and what else a name has is
/// written by its number.
fn identifier(key: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    key.chars().map(|c| if plain(c) { String::from(c) } else { format!("_{:x}_", u32::from(c)) }).collect()
}

/// Units of the sheet to whole pixels of the drawing.
#[expect(clippy::cast_possible_truncation, reason = "a sheet is a few thousand units wide")]
fn fine(units: f64) -> i32 {
    (units * FINE).round() as i32
}

fn at((x, y): (f64, f64)) -> (i32, i32) {
    (fine(x), fine(y))
}

fn stroke(ink: Ink, width: f64) -> ShapeStyle {
    ink.stroke_width(fine(width).unsigned_abs().max(1))
}

impl Sheet<'_> {
    /// A straight line.
    pub fn line(&self, from: (f64, f64), to: (f64, f64), ink: Ink, width: f64) {
        self.path(&[from, to], ink, width);
    }

    /// A broken line, upright or level or neither.
    pub fn dashes(&self, from: (f64, f64), to: (f64, f64), ink: Ink, width: f64) {
        let (dx, dy) = (to.0 - from.0, to.1 - from.1);
        let length = dx.hypot(dy);
        let (dash, period) = (7.0, 12.0);
        let mut start = 0.0;
        while start < length {
            let end = (start + dash).min(length);
            let point = |s: f64| (from.0 + dx * s / length, from.1 + dy * s / length);
            self.line(point(start), point(end), ink, width);
            start += period;
        }
    }

    /// Straight lines from point to point.
    pub fn path(&self, points: &[(f64, f64)], ink: Ink, width: f64) {
        let points: Vec<_> = points.iter().copied().map(at).collect();
        self.area.draw(&PathElement::new(points, stroke(ink, width))).expect(TO_STRING);
    }

    /// A filled shape.
    pub fn shape(&self, points: &[(f64, f64)], ink: Ink) {
        let points: Vec<_> = points.iter().copied().map(at).collect();
        self.area.draw(&Polygon::new(points, ink.filled())).expect(TO_STRING);
    }

    /// A filled rectangle between two corners.
    pub fn block(&self, corner: (f64, f64), opposite: (f64, f64), ink: Ink) {
        let (upper_left, lower_right) =
            ((corner.0.min(opposite.0), corner.1.min(opposite.1)), (corner.0.max(opposite.0), corner.1.max(opposite.1)));
        self.area.draw(&Rectangle::new([at(upper_left), at(lower_right)], ink.filled())).expect(TO_STRING);
    }

    /// A filled disc.
    pub fn disc(&self, centre: (f64, f64), radius: f64, ink: Ink) {
        self.area.draw(&Circle::new(at(centre), fine(radius), ink.filled())).expect(TO_STRING);
    }

    /// One line of text, its baseline at the point; nothing if there are no words.
    pub fn text(&self, baseline: (f64, f64), text: &str, set: Type) {
        if text.is_empty() {
            return;
        }
        let text = &*shown(text);
        let style = match set.weight {
            Weight::Regular => FontStyle::Normal,
            Weight::SemiBold => FontStyle::Bold,
        };
        let h_pos = match set.align {
            Align::Left => HPos::Left,
            Align::Centre => HPos::Center,
            Align::Right => HPos::Right,
        };
        let font = FontDesc::new(FontFamily::Name(fonts::FAMILY), set.size * FINE * PLOTTERS_FONT_DIVISOR, style);
        let style = TextStyle::from(font).color(&set.ink).pos(Pos::new(h_pos, VPos::Bottom));
        self.lengths.borrow_mut().push(fine(set.width(text)).max(1));
        self.area.draw(&Text::new(text, at(baseline), style)).expect(TO_STRING);
    }

    /// One line of text whose letters are centred on the point's height.
    pub fn label(&self, middle: (f64, f64), text: &str, set: Type) {
        self.text((middle.0, middle.1 + set.half_height()), text, set);
    }
}
