//! `duly check`: everything wrong with a policy, in one go.

use super::totals;
use crate::args::Common;
use crate::findings::{github, json, junit, sarif};
use crate::terminal;
use crate::{Exit, Failure};
use clap::ValueEnum;
use duly_diag::Severity;
use duly_driver::{CheckedPolicy, check, paths};

/// Check policies: names, types, units, calendars, tables, rules
///
/// Findings are drawn on stderr. Without errors the status is 0, with errors 1.
#[derive(clap::Args, Debug)]
#[command(after_help = "Example: duly check rules/liveagent --deny warnings")]
pub struct Args {
    /// Policies: files, or folders with a `policy.sla` in them or below
    #[arg(value_name = "PATH", default_value = ".")]
    paths: Vec<String>,
    /// How findings are shown
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    format: Format,
    /// What counts as an error too
    #[arg(long, value_name = "WHAT")]
    deny: Option<Deny>,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum, Debug)]
enum Format {
    /// Drawings with the source lines, on stderr
    Human,
    /// One object, on stdout
    Json,
    /// SARIF 2.1.0, for code scanning, on stdout
    Sarif,
    /// Commands of a GitHub workflow, on stdout
    Github,
    /// A JUnit report, on stdout
    Junit,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum, Debug)]
enum Deny {
    /// A warning makes the status 1
    Warnings,
}

impl Args {
    /// Checks everything named, and says what was found.
    pub fn run(&self, common: &Common) -> Result<Exit, Failure> {
        let zones = common.zones()?;
        let mut policies: Vec<CheckedPolicy> = Vec::new();
        for path in &self.paths {
            for file in paths::policies(path)? {
                if policies.iter().all(|known| known.path != file) {
                    policies.push(check(&file, &zones)?);
                }
            }
        }
        let count = |severity| policies.iter().map(|p| p.count(severity)).sum();
        let (errors, warnings): (usize, usize) = (count(Severity::Error), count(Severity::Warning));
        let denied = self.deny == Some(Deny::Warnings);
        match self.format {
            Format::Human => self.draw(common, &policies, errors, warnings),
            Format::Json => terminal::answer(&json::object(&policies))?,
            Format::Sarif => terminal::answer(&sarif::log(&policies))?,
            Format::Github => terminal::answer(&github::commands(&policies))?,
            Format::Junit => terminal::answer(&junit::report(&policies, denied)?)?,
        }
        let no = errors > 0 || (warnings > 0 && denied);
        Ok(if no { Exit::No } else { Exit::Well })
    }

    fn draw(&self, common: &Common, policies: &[CheckedPolicy], errors: usize, warnings: usize) {
        for policy in policies {
            common.terminal().draw(&policy.diagnostics, &policy.sources);
        }
        let subject = match policies {
            [one] => format!("`{}`", one.path),
            many => format!("{} policies", many.len()),
        };
        let verdict = if errors + warnings == 0 { "all well".to_owned() } else { totals(errors, warnings) };
        let denied = errors == 0 && warnings > 0 && self.deny == Some(Deny::Warnings);
        let denied = if denied { " (denied)" } else { "" };
        terminal::say(&format!("{subject}: {verdict}{denied}"));
    }
}
