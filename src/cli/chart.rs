//! `sameday chart`: a chart of results that are there, drawn again for a slide or a page.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use super::Fault;
use super::report::stored;
use crate::charts::{ALL, Caption, Drawn, Press, Size, comparison, picture_of};
use crate::experiment::compare::Comparison;
use crate::findings::Findings;
use crate::output::Results;
use crate::output::folder::{sha256, write_into};
use crate::output::stored::{BASE, Stored};

/// The arguments of `chart`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    /// The chart's name; a wrong one lists them all
    #[arg(value_name = "NAME")]
    name: String,
    /// The folder of the results of a run or a comparison
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

/// The chart of a comparison.
const COMPARISON: &str = "comparison";

/// Runs it.
pub fn run(arguments: &Arguments) -> Result<(), Fault> {
    let Arguments { name, folder, size, output } = arguments;
    let (key, series, caption) = if name == COMPARISON { of_comparison(folder)? } else { of_run(name, folder)? };
    let (size, ending) = match size {
        For::Slide => (Size::Slide, ""),
        For::Page => (Size::Page, "-page"),
    };
    let drawn = picture_of(key, series.as_ref(), &caption, &Press::default(), size);
    for (kind, bytes) in [("svg", drawn.svg.as_bytes()), ("png", drawn.png.as_slice())] {
        let path = write_into(output, &format!("{name}{ending}.{kind}"), bytes)?;
        eprintln!("{}", path.display());
    }
    Ok(())
}

type Found = (&'static str, Box<dyn Drawn>, Caption);

fn of_run(name: &str, folder: &Path) -> Result<Found, Fault> {
    let Some(chart) = ALL.iter().find(|chart| chart.key == name) else {
        let comparison = (COMPARISON, "What the variants of a comparison change");
        let known = ALL.iter().map(|chart| (chart.key, chart.title)).chain([comparison]);
        let known: Vec<String> = known.map(|(key, title)| format!("  {key:16} {title}")).collect();
        return Err(Fault::Said(format!("there is no chart `{name}`; there are\n{}", known.join("\n"))));
    };
    let (stored, loaded) = stored(folder)?;
    let series = (chart.series)(&stored.found)
        .ok_or_else(|| Fault::Said(format!("the results in {} have nothing that {name} could show", folder.display())))?;
    let findings = Findings::of(&stored.found);
    let caption = Results { scenario: &loaded.scenario, origin: &stored.origin, found: &stored.found, findings: &findings }.caption();
    Ok((chart.key, series, caption))
}

fn of_comparison(folder: &Path) -> Result<Found, Fault> {
    let stored: Stored<Comparison> = Stored::read(folder, BASE)?;
    let series = comparison::series(&stored.found)
        .ok_or_else(|| Fault::Said(format!("the comparison in {} has nothing to show", folder.display())))?;
    let mut caption = Caption::of(&stored.found.base, &sha256(stored.origin.resolved.as_bytes()), env!("CARGO_PKG_VERSION"));
    caption.scenario = stored.title;
    Ok((COMPARISON, Box::new(series), caption))
}
