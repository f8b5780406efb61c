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
mod cluster_rows;
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
pub use sheet::is_ours;
use sheet::{Sheet, Spoken};

use std::collections::BTreeSet;

use crate::findings::words::plain;
use crate::study::answer::{Basis, Found};
use crate::study::sweep::SweepResult;

/// Width and height of a chart for a slide.
const SLIDE: (u32, u32) = (1600, 900);
/// Width of a chart for a page.
const PAGE: u32 = 1240;

/// What every chart says of where it comes from.
#[derive(Clone, Debug, PartialEq)]
pub struct Caption {
    /// What it is of: the answer's title.
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
    /// For the charts of an answer.
    ///
    /// - `title`: its document's; `hash`: of its scenario as resolved.
    pub fn of(found: Found<'_>, title: &str, hash: &str, version: &str) -> Self {
        let scenario = match found {
            Found::Sweep(SweepResult { study, .. }) => {
                format!("{title} · {} points of the design {}", study.points.len(), study.design.word().replace('_', " "))
            }
            _ => title.to_owned(),
        };
        let Basis { seed, replications, confidence } = found.basis();
        Self { scenario, replications, confidence, hash: hash.to_owned(), version: version.to_owned(), seed }
    }
    /// The line under the title.
    fn subtitle(&self) -> String {
        let replications = match self.replications {
            1 => "1 replication, so no intervals".to_owned(),
            n => format!("{} replications · {} confidence intervals", plain(n as f64, 0), marks::plain_percent(self.confidence)),
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
    /// The drawing, below the words that the frame sets.
    fn draw(&self, sheet: &Sheet<'_>);
    /// The numbers, a row of headings first.
    fn table(&self) -> Vec<Vec<String>>;
}

/// A finished chart, in memory.
#[derive(Clone, Debug, PartialEq)]
pub struct Picture {
    /// The name of the kind of chart.
    pub key: &'static str,
    /// The name of its files: the chart's, and the measure's where there is a picture for each.
    pub name: String,
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
    picture_of((key, key), series, caption, press, Size::Slide)
}

/// Draws one chart.
///
/// - `key`, `name`: as [`Picture`] has them; names differ where pictures may share a page.
pub fn picture_of((key, name): (&'static str, &str), series: &dyn Drawn, caption: &Caption, press: &Press, size: Size) -> Picture {
    let (title, alt) = (series.title(), series.alt());
    let spoken = Spoken { key: name, title: &title, description: &alt };
    let svg = sheet::svg(size.of(series), &spoken, |sheet| {
        marks::frame(sheet, &title, &series.reading(), caption);
        series.draw(sheet);
    });
    let png = press.png(&svg);
    Picture { key, name: name.to_owned(), svg, png, table: series.table(), alt, title }
}

/// Letters of a part of a file's name: some systems take no more than 255 bytes for all of it, and a letter has up to four.
const LONGEST_NAME: usize = 40;

/// A name of the scenario's own as a part of a file's name: letters, digits, `-`, `_` and `.` stay, anything else is `-`.
///
/// Names that become the same so, or that differ in nothing but capitals, are told apart by [`draw_named`].
pub fn file_name(name: &str) -> String {
    let fits = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.');
    name.chars().take(LONGEST_NAME).map(|c| if fits(c) { c } else { '-' }).collect::<String>().replace("..", "--")
}

/// Charts' numbers, each with what its name has beside the chart's own: nothing, or the measure's.
pub type Numbers = Vec<(String, Box<dyn Drawn>)>;

/// A kind of chart.
#[derive(Clone, Copy)]
pub struct Chart {
    /// Its name, and that of its files.
    pub key: &'static str,
    /// What it shows, in a few words.
    pub title: &'static str,
    /// Its numbers; none where the answer has none to show.
    pub series: fn(Found<'_>) -> Numbers,
}

/// The numbers of a chart of which an answer has one.
fn one<T: Drawn + 'static>(series: Option<T>) -> Numbers {
    series.into_iter().map(|series| (String::new(), Box::new(series) as Box<dyn Drawn>)).collect()
}

/// A row of [`ALL`]: the `series()` of a module, of the answers that it is made from.
macro_rules! chart {
    ($module:ident, $title:literal, $($answer:ident($($found:tt),+) => $series:path),+) => {
        Chart {
            key: stringify!($module),
            title: $title,
            series: |found| match found {
                $(Found::$answer($($found),+) => one($series(chart!(@first $($found),+))),)+
                _ => Numbers::new(),
            },
        }
    };
    (@first $first:tt $(, $rest:tt)*) => { $first };
}

/// A row of [`ALL`] of which a sweep has one for each measure.
macro_rules! chart_of_sweep {
    ($module:ident, $title:literal) => {
        Chart {
            key: stringify!($module),
            title: $title,
            series: |found| match found {
                Found::Sweep(swept) => sweep::each(swept, sweep::$module::series),
                _ => Numbers::new(),
            },
        }
    };
}

/// Every chart but that of a trace, in the order in which a report shows them.
pub static ALL: &[Chart] = &[
    chart!(yearly_rate, "Same-day rate from year to year", Run(found) => yearly_rate::series),
    chart!(cluster_ceiling, "Each cluster's rate and ceiling", Explanation(found, _) => cluster_ceiling::series),
    chart!(waterfall, "The gap explained, obstacle by obstacle", Explanation(found, _) => waterfall::series),
    chart!(support_needed, "Support needed by cluster", Support(found) => support_needed::series),
    chart!(budget_gain, "What a budget for support gains", Support(found) => cost_rate::of_support),
    chart!(cost_rate, "What a higher rate costs", Plan(found) => cost_rate::of_plan),
    chart!(comparison, "What the variants of a comparison change", Comparison(found, _) => comparison::series),
    chart!(selection, "The best of several scenarios", Selection(found) => selection::series),
    chart_of_sweep!(tornado, "What each lever by itself does"),
    chart_of_sweep!(heat_map, "Two levers together"),
    chart_of_sweep!(lever_indices, "How much each lever matters"),
    chart!(missed_because, "What decided the misses", Run(found) => missed_because::series),
    chart!(cluster_rate, "Same-day rate by cluster", Run(found) => cluster_rate::series),
    chart!(hour_rate, "Same-day rate by hour of the request", Run(found) => hour_rate::series),
    chart!(completion_days, "Working days to completion", Run(found) => completion_days::series),
    chart!(utilisation, "People's time by grade", Run(found) => utilisation::series),
    chart!(managers_load, "Managers' load by complexity", Run(found) => managers_load::series),
    chart!(month_rate, "Same-day rate by month", Run(found) => month_rate::series),
];

/// Draws every chart that an answer has numbers for.
pub fn draw_all(found: Found<'_>, caption: &Caption) -> Vec<Picture> {
    draw_named(found, caption, &mut BTreeSet::new())
}

/// As [`draw_all`], for a page on which there are other charts already.
///
/// - `names`: those that are taken; a second picture of a name has a number behind it.
pub fn draw_named(found: Found<'_>, caption: &Caption, names: &mut BTreeSet<String>) -> Vec<Picture> {
    let press = Press::default();
    let mut pictures = Vec::new();
    for chart in ALL {
        for (ending, series) in (chart.series)(found) {
            let wanted = format!("{}{ending}", chart.key);
            let numbered = (2..).map(|number| format!("{wanted}-{number}"));
            // Some systems do not tell capitals from small letters.
            let free = |name: &String| !names.contains(&name.to_lowercase());
            let name = std::iter::once(wanted.clone()).chain(numbered).find(free).unwrap_or_default();
            names.insert(name.to_lowercase());
            pictures.push(picture_of((chart.key, &name), series.as_ref(), caption, &press, Size::Slide));
        }
    }
    pictures
}
