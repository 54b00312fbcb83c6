//! Declarations that nothing uses.

use crate::collect::{Decl, Declared, Versioned};
use crate::findings::Findings;
use crate::names::{Kind, Vocabulary};
use duly_diag::{Diagnostic, Span, codes};
use duly_plan::standard;

/// Looks at the file that declares the policy: what others declare may be meant for several policies.
pub(crate) fn lint(declared: &Declared<'_>, names: &Vocabulary, findings: &mut Findings) {
    let Some(policy) = &declared.policy else { return };
    let path = policy.unit.path.as_str();
    let mut look = |kind, word: &str, name: &str, span: Span, help: &str| {
        if !names.is_used(kind, name) {
            let message = format!("nothing uses the {word} `{name}`");
            findings.add(Diagnostic::warning(codes::UNUSED, span, message, "").help(help));
        }
    };
    let fields =
        declared.fields.iter().filter(|decl| is_of(decl, path) && !is_standard(&decl.node.name.text));
    for decl in fields {
        let help = "leave it out, unless reports are to be grouped by it";
        look(Kind::Shared, "field", &decl.node.name.text, decl.node.name.span, help);
    }
    let states = declared.states.iter().filter(|decl| is_of(decl, path));
    for decl in states.filter(|decl| !standard::STATE_NAMES.contains(&decl.node.name.text.as_str())) {
        look(Kind::Shared, "state", &decl.full(&decl.node.name), decl.node.name.span, "leave it out");
    }
    let clocks = declared.clocks.iter();
    for decl in clocks.filter_map(|clock| clock.versions.iter().map(|v| &v.decl).find(|d| is_of(d, path))) {
        let help = "promise it in a level, or `track` it";
        look(Kind::Shared, "clock", &decl.full(&decl.node.name), decl.node.name.span, help);
    }
    for decl in declared.scripts.iter().filter(|decl| is_of(decl, path)) {
        let help = "leave it out, or ask it in a condition, a target, an action or a calendar";
        look(Kind::Shared, "script", &decl.full(&decl.node.name), decl.node.name.span, help);
    }
    for decl in declared.calendars.iter().map(Versioned::first).filter(|decl| is_of(decl, path)) {
        let help = "leave it out, or count a level on it";
        look(Kind::Calendar, "calendar", &decl.full(&decl.node.name), decl.node.name.span, help);
    }
}

fn is_of<T>(decl: &Decl<'_, T>, path: &str) -> bool {
    decl.unit.path == path
}

/// Reports speak of the standard fields without any line of the policy.
fn is_standard(name: &str) -> bool {
    standard::fields().iter().any(|field| field.name == name)
}
