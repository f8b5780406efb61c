//! `sameday selftest`: this very program against published values, as a table.

use super::columns::columns;
use super::{Fault, say};
use crate::experiment::Threads;
use crate::study::selftest::{Check, SECTIONS};

/// The arguments of `selftest`.
#[derive(Clone, Debug, clap::Args)]
pub struct Arguments {
    /// Threads [default: one per processor]
    #[arg(long, value_name = "NUMBER", value_parser = clap::builder::RangedU64ValueParser::<usize>::new().range(1..=256))]
    threads: Option<usize>,
    /// Show only the checks that do not agree
    #[arg(long, short)]
    quiet: bool,
}

/// Runs every check.
pub fn run(arguments: &Arguments) -> Result<(), Fault> {
    let threads = Threads::new(arguments.threads.unwrap_or(0))?;
    let (mut all, mut failed) = (0, 0);
    for section in SECTIONS {
        let checks = (section.checks)(&threads);
        all += checks.len();
        failed += checks.iter().filter(|check| !check.agrees).count();
        let shown: Vec<&Check> = checks.iter().filter(|check| !arguments.quiet || !check.agrees).collect();
        if !shown.is_empty() {
            say(&format!("{}\n{}\n", section.title, table(&shown)))?;
        }
    }
    if failed > 0 {
        return Err(Fault::Said(format!("{failed} of {all} checks do not agree: do not use this program's results, and please report it")));
    }
    say(&format!("All {all} checks agree.\n"))
}

fn table(checks: &[&Check]) -> String {
    let mut rows = vec![["check", "expected", "found", "within", "agrees", "reference"].map(str::to_owned).to_vec()];
    for check in checks {
        let agrees = if check.agrees { "yes" } else { "NO" };
        let cells = [check.name.as_str(), &check.expected, &check.found, &check.within, agrees, check.reference];
        rows.push(cells.map(str::to_owned).to_vec());
    }
    columns(&rows, &[false, true, true, true, false, false])
}
