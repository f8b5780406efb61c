//! `sameday completions`: what a shell needs to complete commands and options.

use clap::{Args, CommandFactory as _};
use clap_complete::Shell;

use super::{Cli, Fault, say};

/// The arguments of `completions`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  sameday completions bash > ~/.local/share/bash-completion/completions/sameday
  sameday completions zsh > ~/.zfunc/_sameday
  sameday completions fish > ~/.config/fish/completions/sameday.fish")]
pub struct Arguments {
    /// The shell
    #[arg(value_enum)]
    shell: Shell,
}

/// Prints it.
pub fn run(arguments: &Arguments) -> Result<(), Fault> {
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut Cli::command(), "sameday", &mut script);
    say(&String::from_utf8_lossy(&script))
}
