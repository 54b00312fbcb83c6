//! `duly test`: runs the tests of policies.

use super::summary;
use crate::args::Common;
use crate::results::{coverage, human, json, junit, tap};
use crate::terminal;
use crate::{Exit, Failure};
use clap::ValueEnum;
use duly_driver::testing::{Choice, Coverage, Tested, load, run};
use duly_driver::{CheckedPolicy, Problem};

/// Run the tests of policies
///
/// The status is 0 if all of them pass, 1 if any fails, if a policy has errors, or if too little is covered.
#[derive(clap::Args, Debug)]
#[command(after_help = "Examples:\n  \
    duly test rules/liveagent\n  \
    duly test rules/liveagent --filter holiday\n  \
    duly test rules --coverage --min 90\n  \
    duly test rules --format junit > tests.xml")]
pub struct Args {
    /// Policies: files, or folders with a `policy.sla` or a `tests.sla` in them or below
    #[arg(value_name = "PATH", default_value = ".")]
    paths: Vec<String>,
    /// Only tests with this text in their names or cases, in letters of either case
    #[arg(long, value_name = "TEXT")]
    filter: Option<String>,
    /// How the results are shown
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    format: Format,
    /// Say what of each policy no test has tried: rules, conditions, targets, lines of clocks, triggers, dates
    #[arg(long)]
    coverage: bool,
    /// The share of each policy, in percent, that its tests must have tried
    #[arg(long, value_name = "PERCENT", requires = "coverage", value_parser = clap::value_parser!(u8).range(0..=100))]
    min: Option<u8>,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum, Debug)]
enum Format {
    /// A line a test, and what is wrong with those that fail
    Human,
    /// A JUnit report
    Junit,
    /// The Test Anything Protocol, version 14
    Tap,
    /// One object
    Json,
}

/// A policy whose tests were run.
#[derive(Debug)]
pub struct Suite {
    /// The policy.
    pub policy: CheckedPolicy,
    /// Its tests, in order.
    pub tests: Vec<Tested>,
    /// What they tried, if that is asked for.
    pub coverage: Option<Coverage>,
}

impl Args {
    /// Runs everything named, and says what came of it.
    pub fn run(&self, common: &Common) -> Result<Exit, Failure> {
        let zones = common.zones()?;
        let mut policies: Vec<CheckedPolicy> = Vec::new();
        for path in &self.paths {
            for policy in load(path, &zones)? {
                if policies.iter().all(|known| known.path != policy.path) {
                    policies.push(policy);
                }
            }
        }
        let (suites, broken) = self.suites(policies);
        for policy in &broken {
            common.terminal().draw(&policy.diagnostics, &policy.sources);
            terminal::say(&format!("`{}` cannot be tested: {}", policy.path, summary(policy)));
        }
        let run: usize = suites.iter().map(|suite| suite.tests.len()).sum();
        if let (0, Some(filter), true) = (run, &self.filter, broken.is_empty()) {
            let problem = Problem::new(format!("no test has `{filter}` in its name"));
            return Err(problem.help("leave out --filter to see the names of all tests").into());
        }
        // Where every policy has errors, those have said why there is nothing to show.
        if self.format != Format::Human || !suites.is_empty() {
            self.show(common, &suites)?;
        }
        let failed = suites.iter().flat_map(|suite| &suite.tests).any(|test| !test.passed());
        let thin = suites.iter().any(|suite| self.is_thin(suite));
        Ok(if failed || thin || !broken.is_empty() { Exit::No } else { Exit::Well })
    }

    /// The policies with their tests run, and those that have errors. A test that several policies import is run
    /// once.
    fn suites(&self, policies: Vec<CheckedPolicy>) -> (Vec<Suite>, Vec<CheckedPolicy>) {
        let (mut suites, mut broken): (Vec<Suite>, Vec<CheckedPolicy>) = (Vec::new(), Vec::new());
        let mut files: Vec<String> = Vec::new();
        for policy in policies {
            let Some(plan) = policy.plan.clone() else {
                broken.push(policy);
                continue;
            };
            let choice = Choice { filter: self.filter.clone(), not_of: files.clone() };
            let chosen = choice.of(&plan, &policy.sources);
            let tests = run(&plan, &chosen);
            let coverage = self.coverage.then(|| Coverage::of(&plan, &chosen));
            files.extend(policy.sources.files().map(|(_, file)| file.name.clone()));
            suites.push(Suite { policy, tests, coverage });
        }
        (suites, broken)
    }

    /// Whether the tests of a policy try less than they must.
    fn is_thin(&self, suite: &Suite) -> bool {
        let min = self.min.map(usize::from);
        suite.coverage.as_ref().zip(min).is_some_and(|(coverage, min)| coverage.percent() < min)
    }

    fn show(&self, common: &Common, suites: &[Suite]) -> Result<(), Failure> {
        match self.format {
            Format::Human => {
                let mut text = human::report(suites, common.terminal().colors_stdout());
                for suite in suites {
                    if let Some(covered) = &suite.coverage {
                        text.push_str(&coverage::report(suite, covered));
                    }
                }
                text.push_str(&human::totals(suites));
                terminal::answer(&text)?;
            }
            Format::Json => terminal::answer(&json::object(suites))?,
            Format::Tap => terminal::answer(&tap::report(suites))?,
            Format::Junit => terminal::answer(&junit::report(suites)?)?,
        }
        for suite in suites.iter().filter(|suite| self.is_thin(suite)) {
            let percent = suite.coverage.as_ref().map_or(100, Coverage::percent);
            let min = self.min.unwrap_or_default();
            terminal::say(&format!(
                "`{}`: its tests try {percent}%, and {min}% is asked for",
                suite.policy.path
            ));
        }
        Ok(())
    }
}
