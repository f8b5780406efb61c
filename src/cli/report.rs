//! `sameday report`: charts, tables and page made again from results that are there, without running anything; or one page from several.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::slice::from_ref;

use clap::Args;

use super::destination::{place as place_at, told_left};
use super::simulate::SIZES;
use super::{Fault, believed, say};
use crate::charts::draw_named;
use crate::findings::document;
use crate::output::folder::write_into;
use crate::output::manifest::TIMING;
use crate::output::report::{Page, Told};
use crate::output::stored::{Stored, bytes_of};
use crate::output::summary::Input;
use crate::output::{REPORT, Results, caption, draw, files_of, seal_page};
use crate::scenario::tree::is_under;
use crate::scenario::{Change, Loaded, changes};
use crate::study::answer::{Answer, Found};

/// The arguments of `report`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    /// Folders of results: a run's first, then of `explain`, `support`, `plan`, `compare` or `sweep` made from the same scenario
    #[arg(value_name = "FOLDER", required = true)]
    folders: Vec<PathBuf>,
    /// Where to put what is made [default: in the same folder; of several, beside the first, as `report-` and its name]
    #[arg(long, short, value_name = "FOLDER")]
    output: Option<PathBuf>,
    /// Leave out the charts of a page that is made of several folders
    #[arg(long)]
    no_charts: bool,
    /// Say nothing
    #[arg(long, short)]
    quiet: bool,
}

const EXAMPLES: &str = "Examples:
  sameday report output/minimal
      the charts, tables, workbook and page again, the same to the byte
  sameday report output/baseline-2016 output/explain-baseline-2016 output/sweep-assumptions-2016
      one page: the run's, with its ceiling, its gap, and what moves it; in output/report-baseline-2016";

/// Runs it.
pub fn run(arguments: &Arguments) -> Result<(), Fault> {
    let read = arguments.folders.iter().map(|folder| read(folder)).collect::<Result<Vec<_>, _>>()?;
    let done = || match read.as_slice() {
        [one] => match &one.stored.answer {
            Answer::Run(found) => again(arguments, one, Found::Run(found)),
            _ => page(arguments, &read),
        },
        all => {
            together(all)?;
            page(arguments, all)
        }
    };
    believed(&arguments.folders[0], done)
}

/// A folder of results, and the scenario that they are of.
struct Read {
    folder: PathBuf,
    stored: Stored,
    loaded: Loaded,
}

fn read(folder: &Path) -> Result<Read, Fault> {
    let mut stored = Stored::read(folder)?;
    let loaded = stored.load(folder)?;
    stored.origin.beside.clone_from(&loaded.beside);
    Ok(Read { folder: folder.to_owned(), stored, loaded })
}

/// Everything of a run again.
fn again(arguments: &Arguments, read: &Read, found: Found<'_>) -> Result<(), Fault> {
    let Read { folder, stored, loaded } = read;
    let place = place_at(arguments.output.as_ref().unwrap_or(folder), false)?;
    let document = document(found);
    let results = Results { found, document: &document, scenario: &loaded.scenario, origins: from_ref(&stored.origin), interrupted: false };
    let timing = bytes_of(folder, TIMING)?;
    let mut made = place.open()?;
    results.write(&mut made, folder.join("charts").is_dir() && !arguments.no_charts)?;
    results.seal(&mut made, &timing)?;
    let left = made.finish()?;
    if !arguments.quiet {
        say(&document.to_string())?;
        eprintln!("Charts, tables and report are in {}.", place.path().display());
    }
    told_left(left);
    Ok(())
}

/// A page, with the charts that are on it.
fn page(arguments: &Arguments, all: &[Read]) -> Result<(), Fault> {
    let mut names = BTreeSet::new();
    let told: Vec<Told<'_>> = all
        .iter()
        .map(|read| {
            let (found, origin) = (read.stored.answer.found(), &read.stored.origin);
            let document = document(found);
            let pictures = if arguments.no_charts { Vec::new() } else { draw_named(found, &caption(found, &document, origin), &mut names) };
            Told { found, document, origin, pictures, differs: differences(&all[0], read).len() }
        })
        .collect();
    let page = Page { scenario: &all[0].loaded.scenario, told: &told }.html();
    let told_to = |place: &Path| {
        if !arguments.quiet {
            eprintln!("The page is {}.", place.join(REPORT).display());
        }
    };
    // Of one folder everything else stays as it is: these files are what its verb had written, to the byte.
    if let ([one], None) = (all, &arguments.output) {
        for picture in &told[0].pictures {
            for (name, bytes) in files_of(picture)? {
                let within = one.folder.join("charts");
                write_into(&within, &name, &bytes)?;
            }
        }
        write_into(&one.folder, REPORT, page.as_bytes())?;
        told_to(&one.folder);
        return Ok(());
    }
    let place = place_at(&arguments.output.clone().unwrap_or_else(|| beside(&all[0].folder)), false)?;
    let mut folder = place.open()?;
    for picture in told.iter().flat_map(|told| &told.pictures) {
        draw(&mut folder, picture)?;
    }
    folder.write(REPORT, page.as_bytes())?;
    let folders: Vec<(&Path, &Stored)> = all.iter().map(|read| (read.folder.as_path(), &read.stored)).collect();
    seal_page(&mut folder, &folders)?;
    let left = folder.finish()?;
    told_to(place.path());
    told_left(left);
    Ok(())
}

/// The folder of a page, beside the first that it is made from.
fn beside(first: &Path) -> PathBuf {
    let name = first.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    first.with_file_name(format!("report-{name}"))
}

/// Refuses answers that are not about one scenario, and says in what they differ.
fn together(all: &[Read]) -> Result<(), Fault> {
    let first = &all[0];
    if !matches!(first.stored.answer, Answer::Run(_)) {
        return Err(Fault::Said(format!(
            "{} holds results of `sameday {}`; of several folders, the run's comes first",
            first.folder.display(),
            first.stored.answer.found().verb()
        )));
    }
    for other in &all[1..] {
        if let Found::Run(_) = other.stored.answer.found() {
            return Err(Fault::Said(format!(
                "{} holds a second run; a page has one. `sameday compare` sets two scenarios side by side",
                other.folder.display()
            )));
        }
        let differ = differences(first, other);
        if !differ.is_empty() && !is_built_on(first, other) {
            return Err(Fault::Said(another(first, other, &differ)));
        }
    }
    Ok(())
}

/// In what a scenario differs from the first, apart from what is asked of it.
fn differences(first: &Read, other: &Read) -> Vec<Change> {
    changes(&first.loaded.whole, &other.loaded.whole).into_iter().filter(|change| !asks(&change.path)).collect()
}

/// Whether a scenario is of another file, which is built on that of the first, and has what the command line changes in that.
fn is_built_on(first: &Read, other: &Read) -> bool {
    let [first, other] = [first, other].map(|read| &read.stored.origin);
    let Some(file) = first.inputs.first() else { return false };
    let is_it = |read: &Input| read.sha256 == file.sha256;
    let extends = other.inputs.iter().skip(1).any(is_it) && !other.inputs.first().is_some_and(is_it);
    let mut changed = first.command.iter().skip_while(|word| *word != "--set").filter(|word| *word != "--set");
    extends
        && changed
            .all(|change| SIZES.iter().any(|path| is_under(change.split('=').next().unwrap_or(""), path)) || other.command.contains(change))
}

/// Whether a key says what is asked, how precisely and with which chances, rather than of what.
fn asks(path: &str) -> bool {
    ["extends", "support", "plan", "sweep"].into_iter().any(|key| is_under(path, key)) || SIZES.contains(&path)
}

/// Differences that a message names.
const NAMED: usize = 5;

fn another(first: &Read, other: &Read, differ: &[Change]) -> String {
    let named: Vec<String> = differ.iter().take(NAMED).map(|change| format!("- {change}")).collect();
    let more = differ.len().saturating_sub(NAMED);
    let more = if more > 0 { format!("\n- and {more} more") } else { String::new() };
    format!(
        "{} is of another scenario than {}; from the run's to the other's:\n{}{more}\nMake both from the same scenario: {} or {}",
        other.folder.display(),
        first.folder.display(),
        named.join("\n"),
        first.stored.origin.scenario,
        other.stored.origin.scenario,
    )
}
