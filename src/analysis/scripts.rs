//! Scripts: their parameters resolved, their texts read, and the plan's list of them.

use crate::collect::{Decl, Declared};
use crate::findings::Findings;
use crate::limits;
use crate::names::{Entity, Found, ScriptEntry, ScriptRole, Vocabulary};
use duly_calendar::NaiveDate;
use duly_diag::{Diagnostic, Span, codes, did_you_mean};
use duly_plan::{Script, ScriptCode, ScriptId, ScriptInput, ScriptType};
use duly_syntax::ast::{self, Name, ScriptDecl};
use std::ops::RangeInclusive;

/// What reads the texts of scripts, and runs those that compute dates. All answers depend on the script alone.
pub trait Scripting {
    /// What is wrong with a script's text, or doubtful, at its place; empty: it can be run.
    fn read(&self, script: &ScriptCode) -> Vec<Diagnostic>;

    /// The dates that a script gives for some years, in order.
    ///
    /// # Errors
    /// Where and why it fails, for the first year that it fails in.
    fn dates(
        &self,
        script: &ScriptCode,
        years: RangeInclusive<i32>,
    ) -> Result<Vec<NaiveDate>, Box<Diagnostic>>;
}

/// Takes the declared scripts into the vocabulary; what is wrong with one is reported, and it gets no role.
pub(crate) fn declare(
    declared: &Declared<'_>,
    names: &mut Vocabulary,
    scripting: Option<&dyn Scripting>,
    findings: &mut Findings,
) {
    limits::check("scripts", declared.scripts.iter().map(|d| d.span), findings);
    let mut asked = 0;
    for decl in &declared.scripts {
        let code = code(decl);
        let role = if is_for_dates(decl.node) {
            ScriptRole::Dates
        } else {
            let id = ScriptId(limits::id(asked));
            asked += 1;
            match inputs(decl, names, findings) {
                Some(inputs) if gives_to_tickets(decl.node, findings) => ScriptRole::Ticket { id, inputs },
                _ => ScriptRole::Lost,
            }
        };
        // The standard ones are read where a calendar asks for them.
        if !decl.unit.standard && role != ScriptRole::Lost {
            read(&code, decl.span, scripting, findings);
        }
        let entry = ScriptEntry::new(code, role, decl.node.name.span);
        names.add_script(entry, decl.node.name.span, decl.unit.standard, findings);
    }
}

/// The scripts of the plan: those that are asked about tickets.
pub(crate) fn lower(declared: &Declared<'_>, names: &Vocabulary) -> Vec<Script> {
    let both = names.scripts.iter().zip(&declared.scripts);
    let script = |(entry, decl): (&ScriptEntry, &Decl<'_, ScriptDecl>)| match &entry.role {
        ScriptRole::Ticket { inputs, .. } => Some(Script {
            code: entry.code.clone(),
            inputs: inputs.clone(),
            doc: decl.doc.map(str::to_owned),
            span: decl.node.name.span,
        }),
        ScriptRole::Dates | ScriptRole::Lost => None,
    };
    both.filter_map(script).collect()
}

/// Whether a script computes dates for calendars: it is given a `year` and nothing else.
fn is_for_dates(node: &ScriptDecl) -> bool {
    let dates = matches!(node.result.node, ast::ScriptType::Date | ast::ScriptType::ListOfDates);
    dates && matches!(node.parameters.as_slice(), [year] if year.text == "year")
}

fn code(decl: &Decl<'_, ScriptDecl>) -> ScriptCode {
    let node = decl.node;
    ScriptCode {
        name: decl.full(&node.name),
        parameters: node.parameters.iter().map(|p| p.text.clone()).collect(),
        parameter_spans: node.parameters.iter().map(|p| p.span).collect(),
        result: result(node.result.node),
        text: node.text.node.clone(),
        span: node.text.span,
    }
}

fn result(written: ast::ScriptType) -> ScriptType {
    match written {
        ast::ScriptType::Number => ScriptType::Number,
        ast::ScriptType::Text => ScriptType::Text,
        ast::ScriptType::YesNo => ScriptType::YesNo,
        ast::ScriptType::Duration => ScriptType::Duration,
        ast::ScriptType::Instant => ScriptType::Instant,
        ast::ScriptType::Date => ScriptType::Date,
        ast::ScriptType::ListOfText => ScriptType::ListOfText,
        ast::ScriptType::ListOfDates => ScriptType::ListOfDates,
    }
}

/// Reads a script's text; without a reader there is no saying what it does.
pub(crate) fn read(
    code: &ScriptCode,
    declared: Span,
    scripting: Option<&dyn Scripting>,
    findings: &mut Findings,
) {
    match scripting {
        Some(scripting) => scripting.read(code).into_iter().for_each(|finding| findings.add(finding)),
        None => {
            let message = format!("this program runs no scripts, so `{}` cannot be used", code.name);
            findings.add(Diagnostic::error(codes::SCRIPT_TEXT, declared, message, ""));
        }
    }
}

/// A list of dates belongs into calendars.
fn gives_to_tickets(node: &ScriptDecl, findings: &mut Findings) -> bool {
    if node.result.node != ast::ScriptType::ListOfDates {
        return true;
    }
    let message = format!("`{}` gives a list of dates, and only a calendar asks for one", node.name.text);
    let finding = Diagnostic::error(codes::SCRIPT_DATES, node.result.span, message, "")
        .help("a script for calendars has the one parameter `year`: `script NAME(year) -> list of dates`");
    findings.add(finding);
    false
}

/// What the parameters stand for.
fn inputs(
    decl: &Decl<'_, ScriptDecl>,
    names: &Vocabulary,
    findings: &mut Findings,
) -> Option<Vec<ScriptInput>> {
    let mut inputs: Vec<Option<ScriptInput>> = Vec::new();
    for (at, parameter) in decl.node.parameters.iter().enumerate() {
        let before = &decl.node.parameters[..at];
        if let Some(first) = before.iter().find(|p| p.text == parameter.text) {
            let message = format!("the parameter `{}` is said twice", parameter.text);
            findings.add(
                Diagnostic::error(codes::SCRIPT_PARAMETER, parameter.span, message, "again")
                    .label(first.span, "first here")
                    .help("keep one of the two"),
            );
            inputs.push(None);
        } else {
            inputs.push(input(parameter, &decl.unit.prefix, names, findings));
        }
    }
    inputs.into_iter().collect()
}

fn input(parameter: &Name, prefix: &str, names: &Vocabulary, findings: &mut Findings) -> Option<ScriptInput> {
    let text = &parameter.text;
    match names.shared(prefix, text) {
        Found::Known(Entity::Field(at)) => Some(ScriptInput::Field(names.fields[at].id)),
        Found::Known(Entity::State(id)) => Some(ScriptInput::State(id)),
        Found::Known(other) => {
            let message = format!("`{text}` is a {}, and a script sees fields and states only", other.kind());
            let finding = Diagnostic::error(codes::SCRIPT_PARAMETER, parameter.span, message, "");
            let finding = finding.help("ask about it in a condition beside the script");
            findings.add(match names.span(other) {
                Some(span) => finding.label(span, "declared here"),
                None => finding,
            });
            None
        }
        Found::Lost => None,
        Found::Unknown => {
            let fields = names.fields.iter().map(|f| f.name.as_str());
            let all = fields.chain(names.states.iter().map(|s| s.name.as_str()));
            let message = format!("there is no field or state `{text}` for the script to see");
            let finding = Diagnostic::error(codes::SCRIPT_PARAMETER, parameter.span, message, "not known");
            let finding = match did_you_mean(text, all) {
                // Its text may say the name too, so there is no fix of one place.
                Some(near) => finding.help(format!("did you mean `{near}`?")),
                None => finding.help("a field of your own is declared in `ticket { }`"),
            };
            findings.add_unknown(text, finding);
            None
        }
    }
}
