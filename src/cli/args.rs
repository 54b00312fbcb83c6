//! The command line as a whole; what a command takes stands in its own file.

use crate::commands::{
    calendar, check, completions, explain, fmt, init, man, map, plan, repl, run, test, why,
};
use crate::terminal::{Color, Terminal};
use crate::{Exit, Failure};
use clap::{Parser, Subcommand};
use duly_calendar::TimeZones;
use duly_driver::zones;
use std::process::ExitCode;

/// SLA policies as code: which promise each ticket was under, when it was due, whether it was kept, and why
#[derive(Parser, Debug)]
#[command(
    name = "duly",
    version,
    propagate_version = true,
    after_help = "Examples:\n  duly init acme\n  duly check acme\n  duly run acme acme/events.ndjson\n  \
        duly why T-2 acme acme/events.ndjson\n\nExit status: 0 all well, 1 the answer is no, 2 the question was wrong, 3 internal fault."
)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
    #[command(flatten)]
    common: Common,
}

/// What every command takes.
#[derive(clap::Args, Debug)]
pub struct Common {
    /// Colours: on a terminal that wants them, always, or never
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto", hide_possible_values = true)]
    color: Color,
    /// Take time zones from a folder of compiled zone files instead of the ones built in
    #[arg(long, global = true, value_name = "DIR")]
    tzdata: Option<String>,
}

impl Common {
    /// The terminal as the user wants it.
    pub fn terminal(&self) -> Terminal {
        Terminal::new(self.color)
    }

    /// The time zones that the user wants.
    pub fn zones(&self) -> Result<TimeZones, Failure> {
        Ok(zones::load(self.tzdata.as_deref())?)
    }
}

#[derive(Subcommand, Debug)]
enum Command {
    Check(check::Args),
    Fmt(fmt::Args),
    Run(Box<run::Args>),
    Test(test::Args),
    Why(why::Args),
    Map(map::Args),
    Calendar(calendar::Args),
    Plan(plan::Args),
    Repl(repl::Args),
    Explain(explain::Args),
    Init(init::Args),
    Completions(completions::Args),
    Man(man::Args),
}

impl Cli {
    /// Does what the command line says.
    pub fn run(&self) -> Result<Exit, Failure> {
        match &self.command {
            Command::Check(args) => args.run(&self.common),
            Command::Fmt(args) => args.run(&self.common),
            Command::Run(args) => args.run(&self.common),
            Command::Test(args) => args.run(&self.common),
            Command::Why(args) => args.run(&self.common),
            Command::Map(args) => args.run(&self.common),
            Command::Calendar(args) => args.run(&self.common),
            Command::Plan(args) => args.run(&self.common),
            Command::Repl(args) => args.run(&self.common),
            Command::Explain(args) => args.run(),
            Command::Init(args) => args.run(),
            Command::Completions(args) => args.run(),
            Command::Man(args) => args.run(),
        }
    }
}

/// Prints help, the version, or what is wrong with the arguments; status 0 or 2.
pub fn refuse(error: &clap::Error) -> ExitCode {
    // A reader that has gone is no reason for another message.
    let _ = error.print();
    if error.use_stderr() { Exit::Wrong.into() } else { Exit::Well.into() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    /// A command and all below it, with their names from the first word on.
    fn every(command: &clap::Command, name: &str, all: &mut Vec<(String, String)>) {
        let help = command.get_after_help().map(ToString::to_string).unwrap_or_default();
        all.push((name.to_owned(), help));
        for below in command.get_subcommands() {
            every(below, &format!("{name} {}", below.get_name()), all);
        }
    }

    /// The words of a command line, those in single quotes whole; what follows a pipe or `>` is the shell's.
    fn words(line: &str) -> Vec<String> {
        let mut words = Vec::new();
        for (at, piece) in line.split('\'').enumerate() {
            if at % 2 == 1 {
                words.push(piece.to_owned());
            } else {
                words.extend(piece.split_whitespace().map(str::to_owned));
            }
        }
        words.into_iter().take_while(|word| !matches!(word.as_str(), ">" | ">>" | "|" | "<" | "&&")).collect()
    }

    #[test]
    fn every_help_ends_with_examples_that_can_be_typed() {
        let mut all = Vec::new();
        every(&Cli::command(), "duly", &mut all);
        assert!(all.len() > 20, "{}", all.len());
        for (name, help) in all {
            let examples: Vec<&str> =
                help.lines().filter_map(|line| line.split_once("duly ")).map(|(_, rest)| rest).collect();
            assert!(help.contains("Example") && !examples.is_empty(), "the help of `{name}` has no example");
            for example in examples {
                let line = std::iter::once("duly".to_owned()).chain(words(example));
                assert!(Cli::try_parse_from(line).is_ok(), "`{name}` shows `duly {example}`");
            }
        }
    }
}
