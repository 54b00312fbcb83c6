//! What is to be said about a policy and its data.

use super::reading::{FieldReads, Reads};
use super::seen::{Kept, Seen};
use duly_diag::{Diagnostic, Span, codes, list_of};
use duly_plan::{Const, FieldId, FieldType, Plan, RuleId, TargetId, TargetKind, standard};
use std::collections::BTreeMap;

/// A target has to have judged so many cycles before "never" means anything.
const ENOUGH: u64 = 10;
/// So many values are listed.
const LISTED: usize = 5;

/// Everything but the calendars.
pub(super) fn of(plan: &Plan, reads: &Reads, seen: &Seen<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    if seen.tickets == 0 {
        return found;
    }
    rules(plan, seen, &mut found);
    fields(plan, reads, seen, &mut found);
    targets(plan, seen, &mut found);
    found
}

fn rules(plan: &Plan, seen: &Seen<'_>, found: &mut Vec<Diagnostic>) {
    for (set, first) in plan.rule_sets() {
        let own =
            |period: &usize| plan.rules_in_force(*period, set.agreement).is_some_and(|(_, own)| own == first);
        let count: u64 = seen.periods.iter().filter(|(period, _)| own(period)).map(|(_, count)| count).sum();
        let ids = (first.0..).map(RuleId);
        for (rule, id) in set.rules.iter().zip(ids).filter(|(rule, _)| !rule.inactive && count > 0) {
            if !seen.rules.contains_key(&(set.agreement, id)) {
                let does = if set.every_match { "matched" } else { "decided for" };
                let message = format!("the rule `{}` {does} 0 of {}", rule.name, tickets(count));
                found.push(
                    Diagnostic::warning(codes::RULE_NEVER_MATCHED, rule.span, message, "")
                        .help("look whether its values are those of the data"),
                );
            }
        }
    }
}

fn fields(plan: &Plan, reads: &Reads, seen: &Seen<'_>, found: &mut Vec<Diagnostic>) {
    for (id, read) in &reads.fields {
        let field = plan.field(*id);
        let Some(has) = seen.fields.get(id) else {
            if !standard::KEPT.contains(id) {
                let message = format!("0 of {} ever set `{}`", tickets(seen.tickets), field.name);
                found.push(
                    Diagnostic::warning(codes::FIELD_NEVER_SET, read.span, message, "read here")
                        .help("look whether the data calls it otherwise; a mapping translates names"),
                );
            }
            continue;
        };
        match &field.kind {
            FieldType::Choice { .. } => {
                codes_never_seen(plan, *id, field.span.unwrap_or(read.span), &has.codes, seen, found);
            }
            FieldType::Text | FieldType::Person | FieldType::List => {
                let missing =
                    read.texts.iter().filter(|(text, _)| !has.texts.contains_key(*text) && !has.too_many);
                for (text, span) in missing {
                    let message =
                        format!("0 of {} ever had `{text}` in `{}`", tickets(seen.tickets), field.name);
                    found.push(
                        Diagnostic::warning(codes::VALUE_NEVER_SEEN, *span, message, "asked for here")
                            .help(alike(text, &has.texts)),
                    );
                }
                if field.kind != FieldType::List {
                    found.extend(not_named(&field.name, read, &has.texts));
                }
            }
            _ => {}
        }
    }
}

fn codes_never_seen(
    plan: &Plan,
    id: FieldId,
    span: Span,
    has: &BTreeMap<u16, u64>,
    seen: &Seen<'_>,
    found: &mut Vec<Diagnostic>,
) {
    let field = plan.field(id);
    let FieldType::Choice { values, .. } = &field.kind else { return };
    let own = |code: u16| field.if_unset == Some(Const::Code(code));
    let missing = values.iter().enumerate().filter_map(|(at, value)| {
        let code = u16::try_from(at).ok()?;
        (!has.contains_key(&code) && !own(code)).then_some(value.as_str())
    });
    let missing: Vec<&str> = missing.collect();
    if !missing.is_empty() {
        let values = list_of(missing.iter().copied(), "or");
        let message = format!("0 of {} ever had {values} in `{}`", tickets(seen.tickets), field.name);
        found.push(
            Diagnostic::warning(codes::VALUE_NEVER_SEEN, span, message, "")
                .help("look whether these values are still in use"),
        );
    }
}

/// A hint at a value of the data that may be meant.
fn alike(text: &str, seen: &BTreeMap<String, u64>) -> String {
    match duly_diag::did_you_mean(text, seen.keys().map(String::as_str)) {
        Some(near) => format!("the data has `{near}`"),
        None => "look how the data spells it".to_owned(),
    }
}

/// The values of a text that no condition names, where conditions name others.
fn not_named(name: &str, read: &FieldReads, seen: &BTreeMap<String, u64>) -> Option<Diagnostic> {
    if read.texts.is_empty() || read.tested {
        return None;
    }
    let mut others: Vec<(&str, u64)> = seen
        .iter()
        .filter(|(text, _)| !read.texts.contains_key(*text))
        .map(|(text, count)| (text.as_str(), *count))
        .collect();
    others.sort_by_key(|(text, count)| (std::cmp::Reverse(*count), *text));
    let first: Vec<String> =
        others.iter().take(LISTED).map(|(text, count)| format!("`{text}` ({})", tickets(*count))).collect();
    let more = others.len().saturating_sub(LISTED);
    let more = if more > 0 { format!(", and {} more", number(more)) } else { String::new() };
    (!others.is_empty()).then(|| {
        let values =
            if others.len() == 1 { "a value".to_owned() } else { format!("{} values", number(others.len())) };
        let message = format!("`{name}` has {values} that no condition names: {}{more}", first.join(", "));
        Diagnostic::warning(codes::VALUE_NOT_NAMED, read.span, message, "others are named here")
            .help("if they are meant too, name them")
    })
}

/// Targets that were always or never kept; one that several levels share is looked at as a whole.
fn targets(plan: &Plan, seen: &Seen<'_>, found: &mut Vec<Diagnostic>) {
    let mut kept: BTreeMap<Span, Kept> = BTreeMap::new();
    for at in 0..plan.targets.len() {
        let Ok(id) = u16::try_from(at).map(TargetId) else { continue };
        let target = plan.target(id);
        if target.kind == TargetKind::Track {
            continue;
        }
        let own = seen.targets.get(&id).copied().unwrap_or_default();
        let sum = kept.entry(target.span).or_default();
        (sum.met, sum.missed) = (sum.met + own.met, sum.missed + own.missed);
    }
    for (span, Kept { met, missed }) in kept {
        let judged = met + missed;
        if judged < ENOUGH {
            continue;
        }
        if missed == 0 {
            let message = format!("this target was missed in 0 of {}", cycles(judged));
            found.push(
                Diagnostic::warning(codes::NEVER_MISSED, span, message, "")
                    .help("a target that is never missed promises little; look how long its cycles are"),
            );
        } else if met == 0 {
            let message = format!("this target was met in 0 of {}", cycles(judged));
            found.push(
                Diagnostic::warning(codes::NEVER_MET, span, message, "")
                    .help("look whether the clock sees what stops it"),
            );
        }
    }
}

/// A calendar without which nothing would have been different.
pub(super) fn idle_calendar(name: &str, span: Span, on: u64) -> Diagnostic {
    let message = format!("`{name}` changed the outcome of 0 of {} counted on it", cycles(on));
    Diagnostic::warning(codes::CALENDAR_NEVER_MATTERED, span, message, "")
        .help("with `always` in its place every cycle ends as it does now; look at its hours and its zone")
}

fn tickets(count: u64) -> String {
    if count == 1 { "1 ticket".to_owned() } else { format!("{} tickets", number(count)) }
}

fn cycles(count: u64) -> String {
    if count == 1 { "1 cycle".to_owned() } else { format!("{} cycles", number(count)) }
}

/// A number with its thousands apart: `9,202`.
fn number(count: impl std::fmt::Display) -> String {
    let digits = count.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    #[test]
    fn thousands_stand_apart() {
        let shown = [0, 12, 999, 1000, 9202, 1_234_567].map(|n: u32| super::number(n));
        assert_eq!(shown, ["0", "12", "999", "1,000", "9,202", "1,234,567"]);
    }
}
