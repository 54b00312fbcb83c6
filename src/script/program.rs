//! A script that has been read, ready to be called; and where its places lie in the policy.

use crate::{gives, words};
use duly_diag::{Diagnostic, Span, codes};
use duly_plan::ScriptCode;
use rhai::{AST, Dynamic, Engine, EvalAltResult, ParseErrorType, Position, Scope};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// A script and what its parameters are called in its text.
#[derive(Clone)]
pub(crate) struct Program {
    pub(crate) tree: AST,
    pub(crate) variables: Vec<String>,
}

/// Why a call gave nothing: where in the policy, and one sentence.
pub(crate) struct Failure {
    pub(crate) span: Span,
    pub(crate) message: String,
}

impl Program {
    /// Reads a script.
    ///
    /// # Errors
    /// What is wrong with its text, at its place.
    pub(crate) fn new(engine: &Engine, code: &ScriptCode) -> Result<Program, Box<Diagnostic>> {
        let variables: Vec<String> = code.parameters.iter().map(|name| variable(engine, name)).collect();
        if let Some(at) = (1..variables.len()).find(|at| variables[..*at].contains(&variables[*at])) {
            let message =
                format!("two parameters of `{}` are both `{}` in its text", code.name, variables[at]);
            let finding = Diagnostic::error(codes::SCRIPT_PARAMETER, code.span, message, "");
            let help = "dots, spaces and hyphens of a name are `_` in a script: rename one field";
            return Err(Box::new(finding.help(help)));
        }
        let scope = scope(&variables, std::iter::repeat_with(|| Dynamic::UNIT));
        // A text that nests too deeply must not take the program with it.
        let parsed = catch_unwind(AssertUnwindSafe(|| engine.compile_with_scope(&scope, &code.text)));
        let finding = match parsed {
            Ok(Ok(tree)) => match gives::forbidden(&tree) {
                Some((name, position)) => words::forbidden(&name, place(code, position)),
                None => return Ok(Program { tree, variables }),
            },
            Ok(Err(error)) => {
                let span = place(code, error.position());
                let from = (span.start - code.span.start) as usize;
                let word = code.text.get(from..from + (span.end - span.start) as usize).unwrap_or_default();
                words::unreadable(error.err_type(), span, word, &variables)
            }
            Err(_) => words::unreadable(&ParseErrorType::ExprTooDeep, code.span, "", &variables),
        };
        Err(Box::new(finding))
    }

    /// Calls it.
    pub(crate) fn call(
        &self,
        engine: &Engine,
        code: &ScriptCode,
        inputs: impl Iterator<Item = Dynamic>,
    ) -> Result<Dynamic, Failure> {
        let mut scope = scope(&self.variables, inputs);
        let called =
            catch_unwind(AssertUnwindSafe(|| engine.eval_ast_with_scope::<Dynamic>(&mut scope, &self.tree)));
        match called {
            Ok(Ok(value)) => Ok(value),
            Ok(Err(error)) => Err(failure(code, &error)),
            Err(_) => Err(Failure { span: code.span, message: "it does what a script cannot do".to_owned() }),
        }
    }
}

fn scope(variables: &[String], values: impl Iterator<Item = Dynamic>) -> Scope<'static> {
    let mut scope = Scope::new();
    for (name, value) in variables.iter().zip(values) {
        scope.push_dynamic(name.clone(), value);
    }
    scope
}

/// What a field is called in a script: `customer.group` is `customer_group`, and a word that rhai keeps for
/// itself gets a `_` behind it.
fn variable(engine: &Engine, name: &str) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() || c == '_' { c } else { '_' };
    let mut variable: String = name.chars().map(plain).collect();
    if variable.starts_with(|c: char| c.is_ascii_digit()) {
        variable.insert(0, '_');
    }
    if engine.compile(format!("let {variable} = 0;")).is_err() {
        variable.push('_');
    }
    variable
}

fn failure(code: &ScriptCode, error: &EvalAltResult) -> Failure {
    let inner = error.unwrap_inner();
    let position = if inner.position().is_none() { error.position() } else { inner.position() };
    Failure { span: place(code, position), message: words::failed(inner) }
}

/// The place of a position in a script: the character there, or the whole script where it has none.
pub(crate) fn place(code: &ScriptCode, position: Position) -> Span {
    let (Some(line), Some(column)) = (position.line(), position.position()) else { return code.span };
    let Some(text) = code.text.split('\n').nth(line - 1) else { return code.span };
    let before: usize = code.text.split('\n').take(line - 1).map(|line| line.len() + 1).sum();
    let within = text.char_indices().nth(column - 1).map_or(text.len(), |(at, _)| at);
    let length = word(text.get(within..).unwrap_or_default());
    let start = code.span.start as usize + before + within;
    Span::new(code.span.file, start, (start + length).min(code.span.end as usize))
}

/// The length of the word, or else of the character, that a text begins with.
fn word(text: &str) -> usize {
    let end = text.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(text.len());
    if end > 0 { end } else { text.chars().next().map_or(0, char::len_utf8) }
}
