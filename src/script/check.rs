//! A script when its policy is checked: its text read, and the dates of one for calendars worked out.

use crate::program::{Program, place};
use crate::{gives, sandbox, values};
use chrono::NaiveDate;
use duly_diag::{Diagnostic, codes};
use duly_plan::ScriptCode;
use rhai::Dynamic;
use std::ops::RangeInclusive;

/// What is wrong with a script's text, or doubtful, at its place; empty: it can be run.
#[must_use]
pub fn read(code: &ScriptCode) -> Vec<Diagnostic> {
    let program = match Program::new(&sandbox::engine(), code) {
        Ok(program) => program,
        Err(finding) => return vec![*finding],
    };
    let mut findings = Vec::new();
    if let Some((kind, position)) = gives::never(&program.tree, code.result) {
        let message =
            format!("`{}` gives {}, and {} is declared", code.name, kind.describe(), code.result.describe());
        let span = place(code, position);
        let help = match kind.word() {
            Some(word) => {
                format!("write `-> {word}` if that is meant, or let its last expression give the other")
            }
            None => "a script gives its last expression; a `let` or an empty branch gives nothing".to_owned(),
        };
        findings.push(Diagnostic::error(codes::SCRIPT_GIVES, span, message, "the result").help(help));
    }
    let used = gives::names(&program.tree);
    let places = code.parameter_spans.iter().copied().chain(std::iter::repeat(code.span));
    for ((name, variable), span) in code.parameters.iter().zip(&program.variables).zip(places) {
        if !used.contains(variable) {
            let message = format!("`{}` never uses its parameter `{name}`", code.name);
            let help = format!("leave `{name}` out: what a script reads decides how often it runs");
            findings.push(Diagnostic::warning(codes::UNUSED_PARAMETER, span, message, "").help(help));
        }
    }
    findings
}

/// The dates that a script gives for some years, in order, each once.
///
/// # Errors
/// Where and why it fails, for the first year that it fails in.
pub fn dates(code: &ScriptCode, years: RangeInclusive<i32>) -> Result<Vec<NaiveDate>, Box<Diagnostic>> {
    let engine = sandbox::engine();
    let program = Program::new(&engine, code)?;
    let mut all = Vec::new();
    for year in years {
        let inputs = std::iter::once(Dynamic::from_int(year.into()));
        let failed = |span, why: &str| {
            let message = format!("the script `{}` failed for the year {year}: {why}", code.name);
            let finding = Diagnostic::error(codes::SCRIPT_DATES, span, message, "here");
            Box::new(finding.help("a calendar asks for every year that it knows; a script that gives a `list of dates` may give `[]` for some"))
        };
        match program.call(&engine, code, inputs) {
            Ok(given) => match values::dates(&given, code.result) {
                Ok(dates) => all.extend(dates),
                Err(why) => return Err(failed(code.span, &why)),
            },
            Err(failure) => return Err(failed(failure.span, &failure.message)),
        }
    }
    all.sort_unstable();
    all.dedup();
    Ok(all)
}
