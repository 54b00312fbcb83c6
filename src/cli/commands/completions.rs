//! `duly completions`: what shells ask for.

use crate::args::Cli;
use crate::terminal;
use crate::{Exit, Failure};
use clap::CommandFactory as _;
use clap_complete::{Shell, generate};

/// Print a shell's completions of commands and options
#[derive(clap::Args, Debug)]
#[command(after_help = "\
Example: duly completions bash > ~/.local/share/bash-completion/completions/duly
         duly completions zsh > \"${fpath[1]}/_duly\"
         duly completions fish > ~/.config/fish/completions/duly.fish")]
pub struct Args {
    /// The shell
    shell: Shell,
}

impl Args {
    /// Prints the script.
    pub fn run(&self) -> Result<Exit, Failure> {
        let mut script = Vec::new();
        generate(self.shell, &mut Cli::command(), "duly", &mut script);
        terminal::answer(&String::from_utf8_lossy(&script))?;
        Ok(Exit::Well)
    }
}
