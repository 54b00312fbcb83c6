//! Names that differ only by case, or that the eye cannot tell apart.

use crate::collect::Declared;
use crate::findings::Findings;
use crate::names::Vocabulary;
use duly_diag::{Diagnostic, Span, codes};
use duly_syntax::ast::{FieldType, Name};
use std::collections::BTreeMap;
use unicode_security::confusable_detection::skeleton;

/// Looks at the names of each kind that share a space.
pub(crate) fn lint(declared: &Declared<'_>, names: &Vocabulary, findings: &mut Findings) {
    let fields = names.fields.iter().map(|field| (field.name.as_str(), field.span));
    let states = names.states.iter().map(|state| (state.name.as_str(), state.span));
    // A standard clock is named without a place of its own.
    let own = declared.clocks.iter().map(|clock| {
        clock.versions.iter().find(|version| !version.decl.unit.standard).map(|version| version.name)
    });
    let clocks = names.clocks.iter().map(|clock| clock.name.as_str()).zip(own);
    space(fields.chain(states).chain(clocks), findings);
    space(names.calendars.iter().map(|calendar| (calendar.name.as_str(), calendar.span)), findings);
    space(names.levels.iter().map(|level| (level.name.as_str(), level.span)), findings);
    for rules in &declared.rules {
        list(rules.node.rules.iter().map(|rule| &rule.name), findings);
    }
    for field in &declared.fields {
        if let FieldType::Closed(values) | FieldType::Ordered(values) = &field.node.kind {
            list(values.iter(), findings);
        }
    }
}

fn list<'n>(names: impl Iterator<Item = &'n Name>, findings: &mut Findings) {
    space(names.map(|name| (name.text.as_str(), Some(name.span))), findings);
}

/// Reports the names of one space that look like one before them; names without a place are standard ones.
fn space<'n>(names: impl Iterator<Item = (&'n str, Option<Span>)>, findings: &mut Findings) {
    let mut by_case: BTreeMap<String, (&str, Option<Span>)> = BTreeMap::new();
    let mut by_look: BTreeMap<String, (&str, Option<Span>)> = BTreeMap::new();
    let mut all: Vec<_> = names.collect();
    all.sort_by_key(|(_, span)| *span);
    for (name, span) in all {
        let lower = name.to_lowercase();
        let looks = [skeleton(name).collect::<String>(), skeleton(&lower).collect()];
        let other = by_case.get(&lower).or_else(|| looks.iter().find_map(|look| by_look.get(look)));
        if let (Some((other, place)), Some(span)) = (other.filter(|(other, _)| *other != name), span) {
            findings.add(finding((name, span), (other, *place)));
        }
        by_case.entry(lower).or_insert((name, span));
        for look in looks {
            by_look.entry(look).or_insert((name, span));
        }
    }
}

fn finding((name, span): (&str, Span), (other, place): (&str, Option<Span>)) -> Diagnostic {
    let case = name.to_lowercase() == other.to_lowercase();
    let how = if case { "differ only by case" } else { "look alike" };
    let message = match place {
        Some(_) => format!("`{other}` and `{name}` {how}"),
        None => format!("`{name}` and the standard `{other}` {how}"),
    };
    let odd: Vec<String> = other
        .chars()
        .chain(name.chars())
        .filter(|c| !c.is_ascii())
        .map(|c| format!("`{c}` is U+{:04X}", u32::from(c)))
        .collect();
    let help = match odd.as_slice() {
        [] => "if both are meant, give one of them a name of its own".to_owned(),
        _ => format!("{}; if both are meant, give one of them a name of its own", odd.join(", ")),
    };
    let finding = Diagnostic::warning(codes::LOOK_ALIKE, span, message, "").help(help);
    match place {
        Some(place) => finding.label(place, "the other one"),
        None => finding,
    }
}
