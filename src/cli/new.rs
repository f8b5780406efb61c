//! `sameday new`: a small commented scenario to begin with.

use std::fs::OpenOptions;
use std::io::Write as _;
use std::path::PathBuf;

use super::{Fault, say};

/// The scenario that is written. A test keeps it right.
pub const TEMPLATE: &str = include_str!("template.toml");

/// Arguments of `new`.
#[derive(Clone, Debug, clap::Args)]
pub struct Arguments {
    /// The new file; `.toml` is added where it is missing
    #[arg(value_name = "NAME")]
    name: PathBuf,
}

/// Writes the template under a name that is not taken.
pub fn run(arguments: &Arguments) -> Result<(), Fault> {
    let mut path = arguments.name.clone();
    if path.extension().is_none_or(|extension| extension != "toml") {
        path.as_mut_os_string().push(".toml");
    }
    let written = OpenOptions::new().write(true).create_new(true).open(&path).and_then(|mut file| file.write_all(TEMPLATE.as_bytes()));
    match written {
        Ok(()) => {
            let path = path.display();
            say(&format!(
                "{path} is a small scenario that works.\nNext: change it, then `sameday check {path}` and `sameday run {path}`.\n"
            ))
        }
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {
            Err(Fault::Said(format!("{} is there already, and is kept as it is", path.display())))
        }
        Err(error) => Err(Fault::Said(format!("{} cannot be written: {error}", path.display()))),
    }
}
