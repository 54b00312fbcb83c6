//! What a level says for all its targets: calendar, warnings, what time counts from, how it switches.

use crate::collect::Decl;
use crate::levels::{Hours, LevelStage, Settings};
use crate::names::FieldEntry;
use crate::tables::{Columns, all_values};
use crate::targets::switch;
use duly_diag::{Diagnostic, Span, Spanned, codes, list_of};
use duly_plan::{CalendarChoice, CalendarId, Const};
use duly_syntax::ast::{LevelDecl, LevelItemKind, Name, Selector};

impl<'a> LevelStage<'a, '_> {
    /// The settings of a level: what it says, else what its parent says.
    pub fn settings(&mut self, decl: &'a Decl<'a, LevelDecl>, parent: &Settings) -> Settings {
        let prefix = decl.unit.prefix.as_str();
        let mut settings = parent.clone();
        self.hours(decl, &mut settings);
        let mut warns = Vec::new();
        let mut said_warn = false;
        for item in &decl.node.items {
            match &item.kind {
                LevelItemKind::Warn(list) => {
                    said_warn = true;
                    let mut scope = self.scope(prefix);
                    warns.extend(list.iter().filter_map(|warn| scope.warn(warn)));
                }
                LevelItemKind::CountFrom(said) => {
                    if let Some(from) = self.scope(prefix).count_from(said) {
                        settings.count_from = from;
                    }
                }
                LevelItemKind::Switch(said) => settings.switch = switch(said.node),
                _ => {}
            }
        }
        if said_warn {
            settings.warns = warns;
        }
        self.once(decl, "what time counts from", |kind| matches!(kind, LevelItemKind::CountFrom(_)));
        self.once(decl, "how it switches", |kind| matches!(kind, LevelItemKind::Switch(_)));
        self.once(decl, "its choice of calendars", |kind| matches!(kind, LevelItemKind::CalendarBy { .. }));
        settings
    }

    /// Reports a setting that a level says twice.
    fn once(&mut self, decl: &Decl<'_, LevelDecl>, what: &str, is: impl Fn(&LevelItemKind) -> bool) {
        let mut said = decl.node.items.iter().filter(|item| is(&item.kind));
        if let (Some(first), Some(again)) = (said.next(), said.next()) {
            let message = format!("the level `{}` says {what} twice", decl.node.name.text);
            self.findings.add(
                Diagnostic::error(codes::SAID_TWICE, again.span, message, "said again")
                    .label(first.span, "said here first")
                    .help("keep one of the two"),
            );
        }
    }

    /// A level's own `on` or `calendar by` replaces whatever its parent counts on.
    fn hours(&mut self, decl: &'a Decl<'a, LevelDecl>, settings: &mut Settings) {
        let prefix = decl.unit.prefix.as_str();
        if let Some(name) = &decl.node.calendar {
            let on = self.scope(prefix).calendar(name);
            settings.on = on;
            settings.hours = on.map_or(Hours::Lost, |on| Hours::Known(CalendarChoice::One(on)));
        }
        let by = decl.node.items.iter().find_map(|item| match &item.kind {
            LevelItemKind::CalendarBy { field, entries } => Some((field, entries, item.span)),
            _ => None,
        });
        if let Some((field, entries, span)) = by
            && !matches!(settings.hours, Hours::Lost)
        {
            let choice = self.calendar_by(field, entries, (prefix, span), settings.on);
            settings.hours = choice.map_or(Hours::Lost, Hours::Known);
        }
    }

    /// `calendar by FIELD { .. }`: every value and no value have a calendar, by an entry or by `on`.
    fn calendar_by(
        &mut self,
        name: &Name,
        entries: &'a [(Selector, Name)],
        (prefix, span): (&'a str, Span),
        on: Option<CalendarId>,
    ) -> Option<CalendarChoice> {
        let mut scope = self.scope(prefix);
        let calendars: Vec<_> = entries.iter().map(|(_, calendar)| scope.calendar(calendar)).collect();
        let field = scope.field(name)?;
        let columns: Vec<Spanned<Vec<Selector>>> = entries
            .iter()
            .map(|(selector, _)| Spanned::new(vec![selector.clone()], selector_span(selector)))
            .collect();
        let columns = scope.columns(field, &columns)?;
        let calendars = calendars.into_iter().collect::<Option<Vec<_>>>()?;
        let mut cells: Vec<(Const, CalendarId)> =
            columns.cells.iter().map(|(value, at)| (value.clone(), calendars[*at])).collect();
        let missing = missing(field, &columns);
        let unset = columns.unset.map(|at| calendars[at]);
        let of_default = |cells: &[(Const, CalendarId)]| {
            let default = field.if_unset.as_ref()?;
            cells.iter().find(|(value, _)| value == default).map(|(_, calendar)| *calendar)
        };
        match (missing, on) {
            (None, Some(on)) if unset.is_none() => {
                return Some(CalendarChoice::ByField { field: field.id, entries: cells, otherwise: on });
            }
            (Some(values), Some(on)) => cells.extend(values.into_iter().map(|(_, value)| (value, on))),
            (Some(values), None) if values.is_empty() => {}
            (missing, _) => return self.incomplete(field, span, missing),
        }
        let Some(otherwise) = unset.or_else(|| of_default(&cells)).or(on) else {
            let message = format!("tickets on which `{}` is not set have no calendar", field.name);
            let help = format!(
                "add `unset CALENDAR`, or `on CALENDAR` behind the level's name, or give `{}` a value \
                 `if unset`",
                field.name
            );
            self.findings.add(Diagnostic::error(codes::CALENDAR_BY_INCOMPLETE, span, message, "").help(help));
            return None;
        };
        Some(CalendarChoice::ByField { field: field.id, entries: cells, otherwise })
    }

    fn incomplete<T>(
        &mut self,
        field: &FieldEntry,
        span: Span,
        missing: Option<Vec<(String, Const)>>,
    ) -> Option<T> {
        let message = match missing {
            Some(values) => {
                let names = values.iter().map(|(name, _)| name.as_str());
                let have = if values.len() == 1 { "has" } else { "have" };
                format!("{} of `{}` {have} no calendar", list_of(names, "and"), field.name)
            }
            None => format!("`{}` can hold any text, and most of them have no calendar", field.name),
        };
        let help = "say `on CALENDAR` behind the level's name: it takes all that is not listed, also tickets on \
                    which the field is not set";
        self.findings.add(Diagnostic::error(codes::CALENDAR_BY_INCOMPLETE, span, message, "").help(help));
        None
    }
}

/// The values without an entry; none if the field has no list of values.
fn missing(field: &FieldEntry, columns: &Columns) -> Option<Vec<(String, Const)>> {
    let all = all_values(&field.kind)?;
    let listed = |value: &Const| columns.cells.iter().any(|(v, _)| v == value);
    Some(all.into_iter().filter(|(_, value)| !listed(value)).collect())
}

fn selector_span(selector: &Selector) -> Span {
    match selector {
        Selector::Value(value) => value.span,
        Selector::Unset(span) => *span,
    }
}
