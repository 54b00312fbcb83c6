//! Zones that calendars read from the ticket.

use crate::findings::Findings;
use crate::scope::{self, Scope};
use duly_calendar::{TimeZones, Zone};
use duly_diag::{Diagnostic, codes, list_of};
use duly_plan::{FieldId, FieldType};
use duly_syntax::ast::{Name, Text};

/// The field of `in ticket.NAME`, if it can hold the name of a zone.
pub(crate) fn field(scope: &mut Scope<'_, '_>, name: &Name) -> Option<FieldId> {
    let field = scope.field(name)?;
    match &field.kind {
        FieldType::Text => {}
        FieldType::Choice { values, .. } => {
            let unknown: Vec<&str> =
                values.iter().map(String::as_str).filter(|value| scope.zones.id(value).is_none()).collect();
            if !unknown.is_empty() {
                let verb = if unknown.len() == 1 { "is no time zone" } else { "are no time zones" };
                let message = format!("{} of `{}` {verb}", list_of(unknown, "and"), field.name);
                let help = "zones have names like `Europe/Prague`; tickets with another value are counted in the \
                            zone behind `or`";
                scope.findings.add(Diagnostic::warning(codes::ZONE_FIELD, name.span, message, "").help(help));
            }
        }
        other => {
            let message = format!("`{}` is {}, and a zone is a text", field.name, other.describe());
            let help = "name a field that holds zones like `Europe/Prague`, such as `ticket.timezone`";
            return scope.fail(Diagnostic::error(codes::ZONE_FIELD, name.span, message, "").help(help));
        }
    }
    Some(field.id)
}

/// The zone behind `or`, for tickets on which the field is not set or holds no zone.
pub(crate) fn fallback(
    field: &Name,
    said: Option<&Text>,
    policy: Option<&Zone>,
    zones: &TimeZones,
    findings: &mut Findings,
) -> Option<Zone> {
    if let Some(said) = said {
        return scope::zone(said, zones, findings);
    }
    let message = format!("tickets on which `{}` is not set have no zone on this calendar", field.text);
    let zone = policy.map_or("UTC", Zone::name);
    let right = format!(" or \"{zone}\"");
    let finding = Diagnostic::error(codes::ZONE_FALLBACK, field.span, message, "no `or` behind it")
        .help(format!("say which zone they get: `in ticket.{}{right}`", field.text))
        .fix(field.span.end_point(), right);
    findings.add(finding);
    None
}
