//! The instants and lengths of tests.

use super::Stage;
use crate::{show, targets};
use duly_calendar::spec::DayEnd;
use duly_calendar::{Calendar, Instant};
use duly_diag::{Diagnostic, Span, Spanned, codes, list_of};
use duly_plan::{CalendarId, DayUnit, Length};
use duly_syntax::ast::{self, Amount, CaseCell, InstantLit, Later, Name, Point, Value, ValueKind, ZoneLit};

/// What stands for "none" in a cell.
pub(crate) const NOTHING: [&str; 2] = ["none", "unset"];

impl Stage<'_, '_, '_> {
    /// An instant.
    pub fn point(&mut self, point: &Point) -> Option<Instant> {
        match point {
            Point::At(at) => self.scope.instant(&at.node),
            Point::Later(later) => self.later(later),
            Point::Column(name) => match self.cell(&name.text, name.quoted) {
                Some(cell) => self.cell_point(cell, name.span),
                None => self.no_column(name, "an instant", "`2026-03-06 14:40`, or a length like `+30m`"),
            },
        }
    }

    /// An instant, or none for a cell that says so.
    pub fn point_or_none(&mut self, point: &Point) -> Option<Option<Instant>> {
        if let Point::Column(name) = point
            && self.cell(&name.text, name.quoted).is_some_and(is_nothing)
        {
            return Some(None);
        }
        self.point(point).map(Some)
    }

    fn cell_point(&mut self, cell: &CaseCell, used: Span) -> Option<Instant> {
        match cell {
            CaseCell::Later(later) => self.later(later),
            CaseCell::Value(Value { kind: ValueKind::Instant(at), .. }) => self.scope.instant(at),
            CaseCell::Value(Value { kind: ValueKind::Date(date), .. }) => {
                let local = date.and_time(chrono::NaiveTime::MIN);
                self.scope.instant(&InstantLit { local, zone: ZoneLit::Policy })
            }
            CaseCell::Value(value) => self.wrong_cell(value.span, used, "an instant"),
        }
    }

    /// So much later than the step before.
    fn later(&mut self, later: &Later) -> Option<Instant> {
        let calendar = match &later.calendar {
            Some(name) => Some(self.scope.calendar(name)?),
            None => None,
        };
        let Some(now) = self.now else {
            if self.damaged {
                return None;
            }
            let message = "there is nothing yet that this could be later than";
            let finding = Diagnostic::error(codes::NO_MOMENT, later.span, message, "");
            return self.scope.fail(finding.help("give the first line its instant: `at 2026-03-06 14:40`"));
        };
        let end = match (targets::length(later.length.node), calendar) {
            (Length::Time(seconds), None) => Some(Instant(now.0.saturating_add(seconds))),
            (Length::Time(seconds), Some(calendar)) => self.table(calendar)?.add(now, seconds),
            (Length::Days(days, DayUnit::BusinessDays), calendar) => {
                let calendar = self.business(later.span, calendar)?;
                self.table(calendar)?.add_days(now, i64::from(days), DayEnd::SameTime)
            }
            (Length::Days(days, unit), calendar) => self.civil(now, (i64::from(days), unit), calendar)?,
        };
        if end.is_none() {
            let message = "no calendar reaches so far";
            self.scope.findings.add(Diagnostic::error(codes::NO_MOMENT, later.span, message, ""));
        }
        end
    }

    fn civil(
        &mut self,
        now: Instant,
        (count, unit): (i64, DayUnit),
        calendar: Option<CalendarId>,
    ) -> Option<Option<Instant>> {
        if let Some(calendar) = calendar {
            let table = self.table(calendar)?;
            return Some(match unit {
                DayUnit::CalendarMonths => table.add_calendar_months(now, count, DayEnd::SameTime),
                _ => table.add_calendar_days(now, count, DayEnd::SameTime),
            });
        }
        let zone = self.scope.names.zone.clone()?;
        let local = zone.local(now);
        let moved = match unit {
            DayUnit::CalendarMonths => {
                local.checked_add_months(chrono::Months::new(u32::try_from(count).unwrap_or(u32::MAX)))
            }
            _ => local.checked_add_days(chrono::Days::new(count.unsigned_abs())),
        };
        Some(moved.map(|local| zone.instant(local)))
    }

    /// The calendar of business days: the one that is named, or the policy's only one.
    fn business(&mut self, span: Span, named: Option<CalendarId>) -> Option<CalendarId> {
        if named.is_some() {
            return named;
        }
        match self.own_calendars().as_slice() {
            [only] => Some(*only),
            all => {
                let names: Vec<&str> =
                    all.iter().map(|id| self.scope.names.calendars[id.index()].name.as_str()).collect();
                let message = "business days of which calendar?";
                let help = match names.first() {
                    Some(first) => format!(
                        "write `on {}` behind it; the calendars are {}",
                        crate::scope::written(first),
                        list_of(names.iter().copied(), "and")
                    ),
                    None => "this policy declares no calendar: write `calendar days`".to_owned(),
                };
                self.scope.fail(Diagnostic::error(codes::UNCLEAR_CALENDAR, span, message, "").help(help))
            }
        }
    }

    /// A calendar in the zone that the ticket has, as far as the test says.
    fn table(&self, calendar: CalendarId) -> Option<&Calendar> {
        let held = |field| self.zones.iter().find(|(id, _)| *id == field).map(|(_, zone)| zone.as_str());
        Some(self.around.calendars.get(calendar.index()).copied().flatten()?.table_named(held))
    }

    /// A length, or the one that a column stands for.
    pub fn length(&mut self, amount: &Spanned<Amount>) -> Option<Length> {
        let name = match &amount.node {
            Amount::Known(length) => return Some(targets::length(*length)),
            Amount::Named(name) => name,
        };
        match self.cell(&name.text, name.quoted) {
            Some(CaseCell::Value(Value { kind: ValueKind::Duration(time), .. })) => {
                Some(targets::length(ast::Length::Time(*time)))
            }
            Some(CaseCell::Value(Value { kind: ValueKind::Days(days), .. })) => {
                Some(targets::length(ast::Length::Days(*days)))
            }
            Some(cell) => self.wrong_cell(cell.span(), name.span, "a length"),
            None => self.no_column(name, "a length", "`1h30m`"),
        }
    }

    /// Seconds of business time, or those that a column stands for.
    pub fn seconds(&mut self, amount: &Spanned<Amount>) -> Option<i64> {
        match self.length(amount)? {
            Length::Time(seconds) => Some(seconds),
            Length::Days(..) => {
                let shown = match &amount.node {
                    Amount::Known(length) => show::length(*length),
                    Amount::Named(Name { text, .. }) => text.clone(),
                };
                let message = format!("`{shown}` counts days, and what has run is a length of time");
                let finding = Diagnostic::error(codes::TYPE_MISMATCH, amount.span, message, "");
                self.scope.fail(finding.help("write hours and minutes, like `8h30m`"))
            }
        }
    }
}

/// Whether a cell says that there is nothing.
pub(crate) fn is_nothing(cell: &CaseCell) -> bool {
    matches!(cell, CaseCell::Value(Value { kind: ValueKind::Word(word), .. }) if NOTHING.contains(&word.as_str()))
}
