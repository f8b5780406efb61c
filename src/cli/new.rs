//! `sameday new`: a small commented scenario to begin with.

use std::fs::OpenOptions;
use std::io::Write as _;
use std::path::PathBuf;

use super::destination::stem;
use super::{Fault, say};
use crate::findings::words::capital;

/// The scenario that is written. A test keeps it right.
pub const TEMPLATE: &str = include_str!("template.toml");

/// The line of it that is another in every copy: two scenarios without titles look alike in a comparison.
const TITLE: &str = "title    = \"A small court\"\n";

/// Arguments of `new`.
#[derive(Clone, Debug, clap::Args)]
pub struct Arguments {
    /// The new file; `.toml` is added where it is missing
    #[arg(value_name = "NAME")]
    name: PathBuf,
}

/// The template with a title from a file's name; what is no letter and no digit is a space in it.
fn titled(name: &str) -> String {
    let spaced: String = name.chars().map(|letter| if letter.is_alphanumeric() { letter } else { ' ' }).collect();
    let words: Vec<&str> = spaced.split_whitespace().collect();
    if words.is_empty() {
        TEMPLATE.to_owned()
    } else {
        TEMPLATE.replacen(TITLE, &format!("title    = \"{}\"\n", capital(&words.join(" "))), 1)
    }
}

/// Writes the template under a name that is not taken.
pub fn run(arguments: &Arguments) -> Result<(), Fault> {
    let mut path = arguments.name.clone();
    if path.extension().is_none_or(|extension| extension != "toml") {
        path.as_mut_os_string().push(".toml");
    }
    let text = titled(&stem(&path));
    let written = OpenOptions::new().write(true).create_new(true).open(&path).and_then(|mut file| file.write_all(text.as_bytes()));
    match written {
        Ok(()) => {
            let path = path.display().to_string();
            let plain = path.chars().all(|letter| letter.is_alphanumeric() || "/._-".contains(letter));
            let typed = if plain { path.clone() } else { format!("'{}'", path.replace('\'', "'\\''")) };
            say(&format!(
                "{path} is a small scenario that works.\nNext: change it, then `sameday check {typed}` and `sameday run {typed}`.\n"
            ))
        }
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {
            Err(Fault::Said(format!("{} is there already, and is kept as it is", path.display())))
        }
        Err(error) => Err(Fault::Said(format!("{} cannot be written: {error}", path.display()))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_copies_have_titles_of_their_own() {
        assert!(TEMPLATE.contains(TITLE));
        assert!(titled("my-town_2").contains("\ntitle    = \"My town 2\"\n"));
        assert!(titled("a\"b\\c").contains("\ntitle    = \"A b c\"\n"));
        assert_eq!(titled("---"), TEMPLATE);
    }
}
