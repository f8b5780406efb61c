//! `sameday chart`: a chart of results that are there, drawn again for a slide or a page.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::Fault;
use super::report::stored;
use crate::charts::{ALL, Press, Size, picture_of};
use crate::findings::Findings;
use crate::output::Results;
use crate::output::folder::write_into;

/// The arguments of `chart`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    /// The chart's name; a wrong one lists them all
    #[arg(value_name = "NAME")]
    name: String,
    /// The folder of a run's results
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
      for a printed page: pictures/utilisation-page.svg and pictures/utilisation-page.png";

/// Runs it.
pub fn run(arguments: &Arguments) -> Result<(), Fault> {
    let Arguments { name, folder, size, output } = arguments;
    let Some(chart) = ALL.iter().find(|chart| chart.key == name) else {
        let known: Vec<String> = ALL.iter().map(|chart| format!("  {:16} {}", chart.key, chart.title)).collect();
        return Err(Fault::Said(format!("there is no chart `{name}`; there are\n{}", known.join("\n"))));
    };
    let (stored, loaded) = stored(folder)?;
    let Some(series) = (chart.series)(&stored.found) else {
        return Err(Fault::Said(format!("the results in {} have nothing that {name} could show", folder.display())));
    };
    let findings = Findings::of(&stored.found);
    let caption = Results { scenario: &loaded.scenario, origin: &stored.origin, found: &stored.found, findings: &findings }.caption();
    let (size, ending) = match size {
        For::Slide => (Size::Slide, ""),
        For::Page => (Size::Page, "-page"),
    };
    let drawn = picture_of(chart.key, series.as_ref(), &caption, &Press::default(), size);
    for (kind, bytes) in [("svg", drawn.svg.as_bytes()), ("png", drawn.png.as_slice())] {
        let path = write_into(output, &format!("{name}{ending}.{kind}"), bytes)?;
        eprintln!("{}", path.display());
    }
    Ok(())
}
