//! The `duly` command: a switchboard. A command is a file of `commands`.

mod args;
mod commands;
mod failure;
mod findings;
mod progress;
mod results;
mod terminal;

use clap::Parser;
use failure::{Exit, Failure};
use std::process::ExitCode;

fn main() -> ExitCode {
    failure::watch();
    let cli = match args::Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => return args::refuse(&error),
    };
    failure::report(cli.run())
}
