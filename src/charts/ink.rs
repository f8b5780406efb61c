//! The palette: few colours, told apart by their lightness alone, so that a grey copy loses nothing.
//!
//! Blue and rust stay apart for every common kind of colour blindness. A colour has one meaning on
//! all charts, and is never the only thing that carries it: marks are labelled where they stand.

pub(super) use plotters::style::RGBColor as Ink;

/// The page.
pub(super) const PAPER: Ink = Ink(0xFC, 0xFB, 0xF8);
/// Words that must be read.
pub(super) const INK: Ink = Ink(0x1B, 0x26, 0x31);
/// Words that may be read.
pub(super) const QUIET: Ink = Ink(0x5B, 0x67, 0x73);
/// Axes and brackets.
pub(super) const RULE: Ink = Ink(0xB9, 0xC0, 0xC6);
/// Lines that only guide the eye.
pub(super) const HAIR: Ink = Ink(0xE6, 0xE6, 0xE2);
/// What was measured.
pub(super) const BLUE: Ink = Ink(0x1F, 0x4E, 0x79);
/// The interval about it.
pub(super) const BLUE_SOFT: Ink = Ink(0x8F, 0xAF, 0xCB);
/// What stands beside it for context.
pub(super) const BLUE_PALE: Ink = Ink(0xD3, 0xDF, 0xEA);
/// The target, and what is marked for attention.
pub(super) const RUST: Ink = Ink(0xA8, 0x47, 0x1A);
/// The interval about what is worse.
pub(super) const RUST_SOFT: Ink = Ink(0xDD, 0xB2, 0x9B);
/// The ground on which the same marks are drawn larger.
pub(super) const BLUE_FAINT: Ink = Ink(0xEC, 0xF1, 0xF5);
/// A band that is wanted.
pub(super) const SAND: Ink = Ink(0xF1, 0xE9, 0xD8);
/// What is neither good nor bad: the rest of a whole.
pub(super) const STONE: Ink = Ink(0xB4, 0xB3, 0xAC);
