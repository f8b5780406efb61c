//! Pictures for leadership: estimates arranged so that they can be seen.
//!
//! One file a chart. Its `series()` is pure, from estimates to plain numbers; its `draw()` is the only
//! place that puts ink on paper. A chart arranges: it never works out a number that `experiment` or
//! `findings` did not. Everything happens in memory, with the font that ships; `output` writes files.
//!
//! To add a chart: one file, one row in [`ALL`].

mod fonts;
mod ink;
mod marks;
mod png;
mod sheet;
#[cfg(test)]
mod tests;

pub mod cluster_ceiling;
pub mod cluster_rate;
pub mod comparison;
pub mod completion_days;
pub mod cost_rate;
pub mod gantt;
pub mod hour_rate;
pub mod managers_load;
pub mod missed_because;
pub mod month_rate;
pub mod selection;
pub mod support_needed;
pub mod sweep;
pub mod utilisation;
pub mod waterfall;
pub mod yearly_rate;

pub use marks::Reading;
pub use png::Press;
use sheet::{Sheet, Spoken};

use crate::experiment::estimates::Estimates;

/// Width and height of a chart for a slide.
const SLIDE: (u32, u32) = (1600, 900);
/// Width of a chart for a page.
const PAGE: u32 = 1240;

/// What every chart says of where it comes from.
#[derive(Clone, Debug, PartialEq)]
pub struct Caption {
    /// The scenario's title.
    pub scenario: String,
    /// Number of replications behind each interval.
    pub replications: u64,
    /// Confidence of each interval, a share of one.
    pub confidence: f64,
    /// The resolved scenario's hash, in full or in part.
    pub hash: String,
    /// The program's version.
    pub version: String,
    /// The master seed.
    pub seed: u64,
}

impl Caption {
    /// For the charts of these estimates.
    pub fn of(estimates: &Estimates, hash: &str, version: &str) -> Self {
        let Estimates { frame, replications, seed, .. } = estimates;
        let (scenario, confidence) = (frame.title.clone(), frame.confidence);
        Self { scenario, replications: *replications, confidence, hash: hash.to_owned(), version: version.to_owned(), seed: *seed }
    }
    /// The line under the title.
    fn subtitle(&self) -> String {
        let replications = match self.replications {
            1 => "1 replication, so no intervals".to_owned(),
            n => format!("{n} replications · {} confidence intervals", marks::plain_percent(self.confidence)),
        };
        format!("{} · {replications}", self.scenario)
    }
    /// The line at the foot.
    fn origin(&self) -> String {
        let hash: String = self.hash.chars().take(12).collect();
        format!("sameday {} · scenario {hash} · seed {}", self.version, self.seed)
    }
}

/// A chart's numbers, which know how to be drawn, told and tabled.
pub trait Drawn {
    /// Width and height of the sheet.
    fn size(&self) -> (u32, u32) {
        SLIDE
    }
    /// What is shown, in a plain sentence.
    fn title(&self) -> String;
    /// How to read the marks, in a line.
    fn reading(&self) -> String;
    /// What a reader who cannot see the picture is told.
    fn alt(&self) -> String;
    /// The drawing, below the words that [`marks::frame`] sets.
    fn draw(&self, sheet: &Sheet<'_>);
    /// The numbers, a row of headings first.
    fn table(&self) -> Vec<Vec<String>>;
}

/// A finished chart, in memory.
#[derive(Clone, Debug, PartialEq)]
pub struct Picture {
    /// Its name, and that of its files.
    pub key: &'static str,
    /// What is shown, in a plain sentence.
    pub title: String,
    /// The drawing, to be shown at any size.
    pub svg: String,
    /// The same in pixels, at twice its size.
    pub png: Vec<u8>,
    /// Its numbers, a row of headings first.
    pub table: Vec<Vec<String>>,
    /// What a reader who cannot see it is told.
    pub alt: String,
}

/// For what a chart is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Size {
    /// As the chart itself says: as wide as a slide, or as tall as its rows need.
    Slide,
    /// For the width of a page: narrower, so that words are larger beside the drawing.
    Page,
}

impl Size {
    fn of(self, series: &dyn Drawn) -> (u32, u32) {
        let (width, height) = series.size();
        match self {
            Self::Slide => (width, height),
            Self::Page => (width.min(PAGE), height),
        }
    }
}

/// Draws one chart as it is for a slide.
pub fn picture(key: &'static str, series: &dyn Drawn, caption: &Caption, press: &Press) -> Picture {
    picture_of(key, series, caption, press, Size::Slide)
}

/// Draws one chart.
pub fn picture_of(key: &'static str, series: &dyn Drawn, caption: &Caption, press: &Press, size: Size) -> Picture {
    let (title, alt) = (series.title(), series.alt());
    let spoken = Spoken { key, title: &title, description: &alt };
    let svg = sheet::svg(size.of(series), &spoken, |sheet| {
        marks::frame(sheet, &title, &series.reading(), caption);
        series.draw(sheet);
    });
    let png = press.png(&svg);
    Picture { key, svg, png, table: series.table(), alt, title }
}

/// A kind of chart.
#[derive(Clone, Copy)]
pub struct Chart {
    /// Its name, and that of its files.
    pub key: &'static str,
    /// What it shows, in a few words.
    pub title: &'static str,
    /// Its numbers; `None` where the estimates have none to show.
    pub series: fn(&Estimates) -> Option<Box<dyn Drawn>>,
}

/// A row of [`ALL`]: a module's `series()`, boxed.
macro_rules! chart {
    ($module:ident, $title:literal) => {
        Chart { key: stringify!($module), title: $title, series: |estimates| Some(Box::new($module::series(estimates)?)) }
    };
}

/// Every chart, in the order in which a report shows them.
pub static ALL: &[Chart] = &[
    chart!(yearly_rate, "Same-day rate from year to year"),
    chart!(missed_because, "What decided the misses"),
    chart!(cluster_rate, "Same-day rate by cluster"),
    chart!(hour_rate, "Same-day rate by hour of the request"),
    chart!(completion_days, "Working days to completion"),
    chart!(utilisation, "People's time by grade"),
    chart!(managers_load, "Managers' load by complexity"),
    chart!(month_rate, "Same-day rate by month"),
];

/// Draws every chart that the estimates have numbers for.
pub fn draw_all(estimates: &Estimates, caption: &Caption) -> Vec<Picture> {
    let press = Press::default();
    let drawn = ALL.iter().filter_map(|chart| Some((chart.key, (chart.series)(estimates)?)));
    drawn.map(|(key, series)| picture(key, series.as_ref(), caption, &press)).collect()
}
