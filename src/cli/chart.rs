//! `sameday chart`: a chart of results that are there, drawn again for a slide or a page.

use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;

use clap::{Args, ValueEnum};

use super::{Fault, believed, stop};
use crate::charts::{ALL, Chart, Press, Size, is_ours, picture_of};
use crate::findings::document;
use crate::output::caption;
use crate::output::folder::{OutputError, write_into};
use crate::output::stored::Stored;
use crate::scenario::file;

/// The most bytes of a drawing that is looked at.
const MOST_BYTES: u64 = 64 << 20;

/// The arguments of `chart`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    /// The chart's name; a wrong one lists them all
    #[arg(value_name = "NAME")]
    name: String,
    /// The folder of the results of any verb
    #[arg(value_name = "FOLDER")]
    folder: PathBuf,
    /// For what it is
    #[arg(long, value_enum, default_value_t = For::Slide)]
    size: For,
    /// Write over pictures of the same names that are not of this program
    #[arg(long)]
    force: bool,
    /// Where to put the picture
    #[arg(long, short, value_name = "FOLDER", default_value = ".")]
    output: PathBuf,
}

/// For what a chart is drawn.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum For {
    /// As wide as a slide
    Slide,
    /// Narrower, with larger words: for the width of a page
    Page,
}

const EXAMPLES: &str = "Examples:
  sameday chart cluster_rate output/minimal
      as in the folder: cluster_rate.svg and cluster_rate.png
  sameday chart utilisation output/minimal --size page --output pictures
      for a printed page: pictures/utilisation-page.svg and pictures/utilisation-page.png
  sameday chart tornado-same_day output/sweep-minimal-one-at-a-time
      of a sweep, for one of its measures; without the measure, for all";

/// Runs it.
pub fn run(arguments: &Arguments) -> Result<(), Fault> {
    let Arguments { name, folder, .. } = arguments;
    let of_name = |key: &str| name == key || name.strip_prefix(key).is_some_and(|ending| ending.starts_with('-'));
    let Some(chart) = ALL.iter().find(|chart| of_name(chart.key)) else {
        let known: Vec<String> = ALL.iter().map(|chart| format!("  {:16} {}", chart.key, chart.title)).collect();
        return Err(Fault::Said(format!("there is no chart `{name}`; there are\n{}", known.join("\n"))));
    };
    let stored = Stored::read(folder)?;
    believed(folder, || draw(arguments, chart, &stored))
}

/// Draws it, for each measure of which there is one.
fn draw(arguments: &Arguments, chart: &Chart, stored: &Stored) -> Result<(), Fault> {
    let Arguments { name, size, output, .. } = arguments;
    let found = stored.answer.found();
    let caption = caption(found, &document(found), &stored.origin);
    let mut drawn = (chart.series)(found);
    drawn.retain(|(ending, _)| name == chart.key || *name == format!("{}{ending}", chart.key));
    if drawn.is_empty() {
        return Err(Fault::Said(nothing(name, arguments, stored)));
    }
    let (size, ending) = match size {
        For::Slide => (Size::Slide, ""),
        For::Page => (Size::Page, "-page"),
    };
    let names: Vec<String> = drawn.iter().map(|(measure, _)| format!("{}{measure}{ending}", chart.key)).collect();
    if !arguments.force {
        names.iter().try_for_each(|name| refuse_theirs(output, name))?;
    }
    let stopped = stop::flag();
    for ((measure, series), name) in drawn.iter().zip(&names) {
        if stopped.load(Ordering::Relaxed) {
            return Err(Fault::Stopped("stopped: the other pictures are not drawn".to_owned()));
        }
        let file = format!("{}{measure}", chart.key);
        let drawn = picture_of((chart.key, &file), series.as_ref(), &caption, &Press::default(), size);
        for (kind, bytes) in [("svg", drawn.svg.as_bytes()), ("png", drawn.png.as_slice())] {
            let path = write_into(output, &format!("{name}.{kind}"), bytes)?;
            eprintln!("{}", path.display());
        }
    }
    Ok(())
}

/// Refuses to write over pictures that are not of this program: of ours, the drawing says that it is, and stands beside its pixels.
fn refuse_theirs(folder: &Path, name: &str) -> Result<(), Fault> {
    let drawing = folder.join(format!("{name}.svg"));
    let ours = file::read(&drawing, MOST_BYTES).is_ok_and(|bytes| is_ours(&bytes));
    let there = |kind: &str| folder.join(format!("{name}.{kind}")).symlink_metadata().is_ok();
    match ["svg", "png"].into_iter().find(|kind| there(kind) && !ours) {
        Some(kind) => Err(OutputError::Theirs(folder.join(format!("{name}.{kind}"))).into()),
        None => Ok(()),
    }
}

/// That the results have no such chart, and which they have.
fn nothing(name: &str, arguments: &Arguments, stored: &Stored) -> String {
    let found = stored.answer.found();
    let has = ALL.iter().flat_map(|chart| (chart.series)(found).into_iter().map(|(ending, _)| format!("{}{ending}", chart.key)));
    let has: Vec<String> = has.collect();
    let has = if has.is_empty() { "none".to_owned() } else { has.join(", ") };
    format!(
        "the results in {} are of `sameday {}` and have nothing that {name} could show; they have {has}",
        arguments.folder.display(),
        found.verb()
    )
}
