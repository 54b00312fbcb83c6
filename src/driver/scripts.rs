//! Scripts between the checker, which has them read, and the crate that reads and runs them.

use duly_analysis::Scripting;
use duly_calendar::NaiveDate;
use duly_diag::{Diagnostic, codes};
use duly_engine::{Program, ScriptHost};
use duly_plan::{Plan, ScriptCode};
use duly_report::Faults;
use std::ops::RangeInclusive;
use std::sync::Arc;

/// Reads scripts for a check.
#[derive(Clone, Copy, Debug, Default)]
pub struct ScriptReader;

impl Scripting for ScriptReader {
    fn read(&self, script: &ScriptCode) -> Vec<Diagnostic> {
        duly_script::read(script)
    }

    fn dates(
        &self,
        script: &ScriptCode,
        years: RangeInclusive<i32>,
    ) -> Result<Vec<NaiveDate>, Box<Diagnostic>> {
        duly_script::dates(script, years)
    }
}

/// A program whose scripts can be run.
#[must_use]
pub fn with_scripts(program: Program) -> Program {
    if program.plan().scripts.is_empty() {
        return program;
    }
    let host: Arc<dyn ScriptHost> = Arc::new(duly_script::Host::new(&program.plan().scripts));
    program.with_scripts(host)
}

/// The scripts that failed in a run, each at its place.
pub(crate) fn failed(plan: &Plan, faults: &Faults) -> Vec<Diagnostic> {
    let finding = |(fault, on): (&duly_engine::ScriptFault, &duly_report::OnTickets)| {
        let name = &plan.script(fault.script).code.name;
        let (tickets, example) = match on.count {
            1 => ("1 ticket".to_owned(), "it is"),
            count => (format!("{count} tickets"), "the first of them is"),
        };
        let message = format!("the script `{name}` failed on {tickets}: {}", fault.message);
        Diagnostic::warning(codes::SCRIPT_FAILED, fault.span, message, "here").help(format!(
            "{example} `{}`; what the script decides stays undecided there, so let it give a result for every ticket",
            on.first
        ))
    };
    faults.iter().map(finding).collect()
}
