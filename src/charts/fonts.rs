//! The font that ships: Inter, in two weights, so that a picture looks the same on every machine.
//!
//! No font of the machine is ever looked for. In a browser without Inter the SVG falls back on
//! fonts that are a little narrower, so nothing that fits here overflows there.
//! Licence: SIL Open Font License 1.1, assets/fonts/OFL.txt.

use std::sync::Arc;

use resvg::usvg::fontdb::Database;
use skrifa::instance::{LocationRef, Size};
use skrifa::{FontRef, MetadataProvider};

/// The font's family, and what a browser may use instead.
pub(super) const FAMILY: &str = "Inter, Helvetica, Arial, sans-serif";

const REGULAR: &[u8] = include_bytes!("../../assets/fonts/Inter-Regular.ttf");
const SEMI_BOLD: &[u8] = include_bytes!("../../assets/fonts/Inter-SemiBold.ttf");

/// How heavy letters are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weight {
    Regular,
    SemiBold,
}

/// The fonts a PNG is set in: these two and no others.
pub(super) fn database() -> Arc<Database> {
    let mut fonts = Database::new();
    fonts.load_font_data(REGULAR.to_vec());
    fonts.load_font_data(SEMI_BOLD.to_vec());
    Arc::new(fonts)
}

/// Width of a line of text, in ems; kerning left out, which moves it by less than a hundredth.
pub(super) fn width(text: &str, weight: Weight) -> f64 {
    let bytes = match weight {
        Weight::Regular => REGULAR,
        Weight::SemiBold => SEMI_BOLD,
    };
    let font = FontRef::new(bytes).expect("the font that ships is a font");
    let (letters, widths) = (font.charmap(), font.glyph_metrics(Size::new(1.0), LocationRef::default()));
    text.chars().map(|letter| widths.advance_width(letters.map(letter).unwrap_or_default()).map_or(0.0, f64::from)).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_have_the_widths_of_inter() {
        // Inter's units per em are 2048; its digit zero in Regular advances 1264 of them or so: between 0.55 and 0.68 em.
        assert!((0.55..0.68).contains(&width("0", Weight::Regular)));
        assert!(width("iii", Weight::Regular) < width("MMM", Weight::Regular));
        assert!(width("Same-day", Weight::SemiBold) > width("Same-day", Weight::Regular));
        assert_eq!(width("", Weight::Regular), 0.0);
    }

    #[test]
    fn only_the_fonts_that_ship_are_loaded() {
        let families: Vec<String> = database().faces().map(|face| face.families[0].0.clone()).collect();
        assert_eq!(families.len(), 2);
        assert!(families.iter().all(|family| family.starts_with("Inter")), "{families:?}");
    }
}
