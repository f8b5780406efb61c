//! `sameday schema`: the grammar of scenarios, for editors and for readers.

use std::process::ExitCode;

use super::print;
use crate::scenario;

/// Arguments of `schema`.
#[derive(Clone, Debug, clap::Args)]
pub struct Arguments {
    /// Every key with its unit, bounds and meaning, as Markdown, instead of a JSON Schema
    #[arg(long)]
    reference: bool,
}

/// Prints the schema, or the reference.
pub fn run(arguments: &Arguments) -> ExitCode {
    if arguments.reference { print::print(&scenario::reference()) } else { print::print(&format!("{:#}\n", scenario::schema())) }
}
