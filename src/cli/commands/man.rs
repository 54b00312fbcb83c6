//! `duly man`: the manual pages.

use crate::args::Cli;
use crate::terminal;
use crate::{Exit, Failure};
use clap::CommandFactory as _;
use clap_mangen::Man;
use duly_driver::Problem;
use std::path::PathBuf;

/// Print the manual page, or write one for every command
#[derive(clap::Args, Debug)]
#[command(after_help = "Example: duly man | man -l -
         duly man --out ~/.local/share/man/man1")]
pub struct Args {
    /// Write `duly.1`, `duly-run.1` and the others into this folder, made if it is not there
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

impl Args {
    /// Prints the page or writes all.
    pub fn run(&self) -> Result<Exit, Failure> {
        let command = Cli::command();
        let Some(folder) = &self.out else {
            let mut page = Vec::new();
            Man::new(command).render(&mut page)?;
            terminal::answer(&String::from_utf8_lossy(&page))?;
            return Ok(Exit::Well);
        };
        let written =
            std::fs::create_dir_all(folder).and_then(|()| clap_mangen::generate_to(command, folder));
        written.map_err(|error| {
            Problem::new(format!("the pages cannot be written to `{}`: {error}", folder.display()))
        })?;
        Ok(Exit::Well)
    }
}
