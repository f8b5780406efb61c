//! `sameday schema`: the grammar of scenarios, for editors and for readers.

use super::{Fault, say};
use crate::scenario;

/// Arguments of `schema`.
#[derive(Clone, Debug, clap::Args)]
pub struct Arguments {
    /// Every key with its unit, bounds and meaning, as Markdown, instead of a JSON Schema
    #[arg(long)]
    reference: bool,
}

/// Prints the schema, or the reference.
pub fn run(arguments: &Arguments) -> Result<(), Fault> {
    if arguments.reference { say(&scenario::reference()) } else { say(&format!("{:#}\n", scenario::schema())) }
}
