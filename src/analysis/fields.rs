//! The ticket: the types of its fields, and its states in an order in which they can be judged.

use crate::collect::{Decl, Declared};
use crate::conditions::Place;
use crate::findings::Findings;
use crate::names::Vocabulary;
use crate::order::Order;
use crate::scope::Scope;
use crate::walk;
use duly_calendar::TimeZones;
use duly_diag::{Diagnostic, codes};
use duly_plan::{Field, FieldId, FieldType, State, StateId, standard};
use duly_syntax::ast::{self, FieldDecl, Name};

/// The fields that the engine keeps: no event sets them, no policy changes what they hold.
pub(crate) const KEPT: [FieldId; 6] = [
    standard::CREATED,
    standard::CHANGED,
    standard::DELETED,
    standard::LAST_MESSAGE,
    standard::LAST_MESSAGE_BY,
    standard::LAST_MESSAGE_AT,
];

/// Gives the declared fields their types, then their values for "not set". A field whose declaration
/// fails is given up, so that its uses are not reported too.
pub(crate) fn types(
    declared: &[Decl<'_, FieldDecl>],
    names: &mut Vocabulary,
    zones: &TimeZones,
    findings: &mut Findings,
) {
    let mut lists = Vec::new();
    for decl in declared {
        let node = decl.node;
        let Some(at) = names.field_named(&node.name.text) else { continue };
        match kind(node, names.fields[at].id, findings) {
            Some(kind) => {
                names.fields[at].kind = kind;
                lists.push((at, decl));
            }
            None => names.lose(&node.name.text),
        }
    }
    for (at, decl) in lists {
        let Some(value) = &decl.node.if_unset else { continue };
        let field = names.fields[at].clone();
        let mut scope = Scope { names, prefix: &decl.unit.prefix, standard: false, zones, findings };
        let constant = scope.constant(&field, value);
        names.fields[at].if_unset = constant;
    }
}

/// The type of a field's line, if it is one and the field may have it.
fn kind(node: &FieldDecl, id: FieldId, findings: &mut Findings) -> Option<FieldType> {
    let kind = match &node.kind {
        ast::FieldType::Text => FieldType::Text,
        ast::FieldType::Number => FieldType::Number,
        ast::FieldType::YesNo => FieldType::YesNo,
        ast::FieldType::Date => FieldType::Date,
        ast::FieldType::Instant => FieldType::Instant,
        ast::FieldType::Duration => FieldType::Duration,
        ast::FieldType::Person => FieldType::Person,
        ast::FieldType::List => FieldType::List,
        ast::FieldType::Closed(values) => choice(node, values, false, findings)?,
        ast::FieldType::Ordered(values) => choice(node, values, true, findings)?,
    };
    let standard = standard::fields();
    let Some(field) = standard.get(id.index()) else { return Some(kind) };
    let kept = KEPT.contains(&id);
    let narrowed = field.kind == FieldType::Text && matches!(kind, FieldType::Choice { .. });
    let may_be_unset = !kept || node.if_unset.is_none();
    if (kind == field.kind || (narrowed && !kept)) && may_be_unset {
        return Some(kind);
    }
    let message = format!("`{}` is a standard field and stays {}", node.name.text, field.kind.describe());
    let help = match (kept, &field.kind) {
        (true, _) => "duly keeps this field itself; take another name for a field of your own",
        (false, FieldType::Text) => "a standard text can be narrowed to a list of values, and nothing else",
        (false, _) => "take another name for a field of your own",
    };
    findings.add(Diagnostic::error(codes::FIXED_FIELD, node.kind_span, message, "").help(help));
    None
}

fn choice(node: &FieldDecl, values: &[Name], ordered: bool, findings: &mut Findings) -> Option<FieldType> {
    let mut sound = true;
    for (at, value) in values.iter().enumerate() {
        if let Some(first) = values[..at].iter().find(|v| v.text == value.text) {
            let message = format!("`{}` is on the list of `{}` twice", value.text, node.name.text);
            findings.add(
                Diagnostic::error(codes::DUPLICATE_VALUE, value.span, message, "again")
                    .label(first.span, "first here")
                    .help("keep one of the two"),
            );
            sound = false;
        }
    }
    crate::limits::check("values of one field", values.iter().map(|v| v.span), findings);
    let values = values.iter().map(|v| v.text.clone()).collect();
    sound.then_some(FieldType::Choice { values, ordered })
}

/// The fields of the plan.
pub(crate) fn lower(names: &Vocabulary) -> Vec<Field> {
    let field = |f: &crate::names::FieldEntry| Field {
        name: f.name.clone(),
        kind: f.kind.clone(),
        if_unset: f.if_unset.clone(),
        span: f.span,
    };
    names.fields.iter().map(field).collect()
}

/// The states of the plan and the order in which to judge them.
pub(crate) fn states(
    declared: &Declared<'_>,
    names: &Vocabulary,
    zones: &TimeZones,
    findings: &mut Findings,
) -> (Vec<State>, Vec<StateId>) {
    let empty = |n: &crate::names::NameEntry| State { name: n.name.clone(), condition: None, span: n.span };
    let mut states: Vec<State> = names.states.iter().map(empty).collect();
    for decl in &declared.states {
        let full = decl.full(&decl.node.name);
        let mut scope = Scope { names, prefix: &decl.unit.prefix, standard: false, zones, findings };
        let condition = scope.condition(&decl.node.condition, Place::State);
        if let Some(id) = names.state_named(&full) {
            states[id.index()].condition = condition;
        }
    }
    let order = order(&states, findings);
    (states, order)
}

/// Each state after those it reads; a circle is reported once.
fn order(states: &[State], findings: &mut Findings) -> Vec<StateId> {
    let reads: Vec<Vec<usize>> = states.iter().map(reads).collect();
    let Order { order, circles } = Order::of(&reads);
    circles.iter().for_each(|circle| findings.add(circular(states, circle)));
    order.into_iter().map(|at| StateId(crate::limits::id(at))).collect()
}

/// The states that a state's condition names.
fn reads(state: &State) -> Vec<usize> {
    let mut found = Vec::new();
    if let Some(condition) = &state.condition {
        walk::states(condition, &mut |id| found.push(id.index()));
    }
    found
}

fn circular(states: &[State], circle: &[usize]) -> Diagnostic {
    let names: Vec<String> = circle.iter().map(|at| format!("`{}`", states[*at].name)).collect();
    let message = match names.as_slice() {
        [own, _] => format!("the state {own} is defined by itself"),
        _ => format!("these states are defined by each other: {}", names.join(" by ")),
    };
    let first = states[circle[0]].span.unwrap_or_default();
    Diagnostic::error(codes::STATE_CYCLE, first, message, "").help("define one of them by fields only")
}
