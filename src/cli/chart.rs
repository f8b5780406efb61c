//! `sameday chart`: a chart of results that are there, drawn again for a slide or a page.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::Fault;
use crate::charts::{ALL, Press, Size, picture_of};
use crate::output::caption;
use crate::output::folder::write_into;
use crate::output::stored::Stored;

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
    let Arguments { name, folder, size, output } = arguments;
    let of_name = |key: &str| name == key || name.strip_prefix(key).is_some_and(|ending| ending.starts_with('-'));
    let Some(chart) = ALL.iter().find(|chart| of_name(chart.key)) else {
        let known: Vec<String> = ALL.iter().map(|chart| format!("  {:16} {}", chart.key, chart.title)).collect();
        return Err(Fault::Said(format!("there is no chart `{name}`; there are\n{}", known.join("\n"))));
    };
    let stored = Stored::read(folder)?;
    let found = stored.answer.found();
    let caption = caption(found, &stored.origin);
    let mut drawn = (chart.series)(found);
    drawn.retain(|(ending, _)| name == chart.key || *name == format!("{}{ending}", chart.key));
    if drawn.is_empty() {
        return Err(Fault::Said(nothing(name, arguments, &stored)));
    }
    let (size, ending) = match size {
        For::Slide => (Size::Slide, ""),
        For::Page => (Size::Page, "-page"),
    };
    for (measure, series) in &drawn {
        let file = format!("{}{measure}", chart.key);
        let drawn = picture_of((chart.key, &file), series.as_ref(), &caption, &Press::default(), size);
        for (kind, bytes) in [("svg", drawn.svg.as_bytes()), ("png", drawn.png.as_slice())] {
            let path = write_into(output, &format!("{file}{ending}.{kind}"), bytes)?;
            eprintln!("{}", path.display());
        }
    }
    Ok(())
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
