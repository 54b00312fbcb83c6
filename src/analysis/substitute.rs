//! The lines of a level with values where its parameters stood. A value has the place where it is given, so that a
//! finding about it points there.

use crate::parameters::{Bound, Values};
use duly_diag::Spanned;
use duly_syntax::ast::{
    Amount, Condition, ConditionKind, Length, LevelDecl, LevelItemKind, Name, Plus, Target, TargetKind,
    Value, ValueKind, WarnAt, Within,
};

/// A level without parameters.
pub(crate) fn substitute(level: &LevelDecl, values: &Values) -> LevelDecl {
    let mut level = level.clone();
    level.parameters.clear();
    if values.is_empty() {
        return level;
    }
    level.calendar.iter_mut().for_each(|name| calendar(name, values));
    level.items.iter_mut().for_each(|item| kind(&mut item.kind, values));
    level
}

fn kind(kind: &mut LevelItemKind, values: &Values) {
    match kind {
        LevelItemKind::Target { target: own, .. } | LevelItemKind::Cell { target: own, .. } => {
            target(own, values);
        }
        LevelItemKind::Table(table) => {
            table.rows.iter_mut().flat_map(|row| &mut row.cells).for_each(|cell| target(cell, values));
        }
        LevelItemKind::List { entries, .. } => {
            for entry in entries {
                target(&mut entry.target, values);
                entry.condition.iter_mut().for_each(|own| condition(own, values));
            }
        }
        LevelItemKind::Warn(list) => list.iter_mut().for_each(|at| warn(at, values)),
        LevelItemKind::Track { calendar: own, .. } => own.iter_mut().for_each(|name| calendar(name, values)),
        LevelItemKind::CalendarBy { entries, .. } => {
            entries.iter_mut().for_each(|(_, name)| calendar(name, values));
        }
        LevelItemKind::CountFrom(_) | LevelItemKind::Switch(_) => {}
    }
}

fn target(target: &mut Target, values: &Values) {
    let TargetKind::Within(Within { length, calendar: own, plus: grows, then, .. }) = &mut target.kind else {
        return;
    };
    amount(length, values);
    own.iter_mut().for_each(|name| calendar(name, values));
    grows.iter_mut().for_each(|one| plus(one, values));
    for stretch in then {
        amount(&mut stretch.length, values);
        stretch.calendar.iter_mut().for_each(|name| calendar(name, values));
        stretch.plus.iter_mut().for_each(|one| plus(one, values));
    }
}

fn plus(plus: &mut Plus, values: &Values) {
    amount(&mut plus.length, values);
    condition(&mut plus.condition, values);
}

fn length(name: &Name, values: &Values) -> Option<Spanned<Length>> {
    let value = values.get(&name.text)?;
    if let Bound::Length(length) = value.node { Some(Spanned::new(length, value.span)) } else { None }
}

fn amount(amount: &mut Spanned<Amount>, values: &Values) {
    if let Amount::Named(name) = &amount.node
        && let Some(known) = length(name, values)
    {
        *amount = Spanned::new(Amount::Known(known.node), known.span);
    }
}

fn warn(warn: &mut Spanned<WarnAt>, values: &Values) {
    match &warn.node {
        WarnAt::Named(name) => {
            if let Some(Spanned { node: Bound::Percent(percent), span }) = values.get(&name.text) {
                *warn = Spanned::new(WarnAt::Percent(*percent), *span);
            }
        }
        WarnAt::Before(Amount::Named(name)) => {
            if let Some(known) = length(name, values) {
                *warn = Spanned::new(WarnAt::Before(Amount::Known(known.node)), known.span);
            }
        }
        WarnAt::Percent(_) | WarnAt::Before(Amount::Known(_)) => {}
    }
}

fn calendar(name: &mut Name, values: &Values) {
    if let Some(Spanned { node: Bound::Calendar(full), span }) = values.get(&name.text) {
        *name = Name { text: full.clone(), span: *span, quoted: name.quoted };
    }
}

fn value(value: &mut Value, values: &Values) {
    let ValueKind::Word(word) = &value.kind else { return };
    let Some(given) = values.get(word) else { return };
    let kind = match &given.node {
        Bound::Text(text) => ValueKind::Text(text.clone()),
        Bound::Length(Length::Time(time)) => ValueKind::Duration(*time),
        Bound::Length(Length::Days(_)) | Bound::Percent(_) | Bound::Calendar(_) => return,
    };
    *value = Value { kind, span: given.span };
}

fn condition(own: &mut Condition, values: &Values) {
    match &mut own.kind {
        ConditionKind::All(parts) | ConditionKind::Any(parts) | ConditionKind::NoneOf(parts) => {
            parts.iter_mut().for_each(|part| condition(part, values));
        }
        ConditionKind::Not(inner) => condition(inner, values),
        ConditionKind::Compare { value: right, .. } => value(right, values),
        ConditionKind::OneOf { values: list, .. } | ConditionKind::Has { values: list, .. } => {
            list.iter_mut().for_each(|one| value(one, values));
        }
        ConditionKind::Calendar { calendar: name, .. } => calendar(name, values),
        ConditionKind::Elapsed { calendar: Some(name), .. } => calendar(name, values),
        ConditionKind::Name(_)
        | ConditionKind::IsSet { .. }
        | ConditionKind::TextTest { .. }
        | ConditionKind::OnDays { .. }
        | ConditionKind::FromTo { .. }
        | ConditionKind::Elapsed { calendar: None, .. } => {}
    }
}
