//! From SVG to PNG, with the fonts that ship and no others.

use png::{BitDepth, ColorType, Compression, Encoder, Filter};
use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{Options, Tree};

use super::fonts;

/// Pixels of the PNG to one unit of the sheet: sharp on a screen of double density and in print.
const SHARP: f32 = 2.0;

/// The most pixels of a picture, 4 bytes each: a chart of a thousand rows is as sharp as any, and one of five thousand fits the memory.
const MOST_PIXELS: f32 = 1.2e8;

/// What turns drawings into pixels; made once for many pictures, since it reads the fonts.
pub struct Press {
    options: Options<'static>,
}

impl Default for Press {
    fn default() -> Self {
        let options = Options { fontdb: fonts::database(), font_family: "Inter".to_owned(), ..Options::default() };
        Self { options }
    }
}

impl Press {
    /// The picture as a PNG file's bytes, at twice the sheet's size.
    ///
    /// # Panics
    /// If the text is not an SVG document; ours is.
    pub fn png(&self, svg: &str) -> Vec<u8> {
        let tree = Tree::from_str(svg, &self.options).expect("the sheet writes SVG");
        let sharp = sharpness(tree.size().width(), tree.size().height());
        let size = tree.size().to_int_size().scale_by(sharp).expect("a sheet has a size");
        let mut pixels = Pixmap::new(size.width(), size.height()).expect("a sheet has a size");
        resvg::render(&tree, Transform::from_scale(sharp, sharp), &mut pixels.as_mut());
        encode(&pixels)
    }
}

/// Pixels to one unit of a sheet of this size.
fn sharpness(width: f32, height: f32) -> f32 {
    (MOST_PIXELS / (width * height)).sqrt().min(SHARP)
}

/// As a PNG file without transparency (the paper covers the sheet), packed quickly rather than most tightly.
fn encode(pixels: &Pixmap) -> Vec<u8> {
    const IN_MEMORY: &str = "pixels in memory can be encoded";
    let mut colours = vec![0; pixels.data().len() / 4 * 3];
    for (rgb, rgba) in colours.chunks_exact_mut(3).zip(pixels.data().chunks_exact(4)) {
        rgb.copy_from_slice(&rgba[..3]);
    }
    let mut bytes = Vec::new();
    let mut encoder = Encoder::new(&mut bytes, pixels.width(), pixels.height());
    encoder.set_color(ColorType::Rgb);
    encoder.set_depth(BitDepth::Eight);
    encoder.set_compression(Compression::Fast);
    encoder.set_filter(Filter::Up);
    let mut file = encoder.write_header().expect(IN_MEMORY);
    file.write_image_data(&colours).expect(IN_MEMORY);
    file.finish().expect(IN_MEMORY);
    bytes
}
