//! Calendars: what they say, and their tables of open time.

use crate::{CalendarId, FieldId};
use chrono::NaiveDate;
use duly_calendar::spec::CalendarSpec;
use duly_calendar::{Calendar, LocalCalendar, Mix, ZoneId};
use duly_diag::Span;
use std::sync::Arc;

/// A calendar with its table.
#[derive(Clone, Debug)]
pub struct CalendarDef {
    /// Its name.
    pub name: String,
    /// Its versions in the order of their dates; none for `always`.
    pub versions: Vec<CalendarVersion>,
    /// Its open intervals; of one whose zone is read from the ticket, those for tickets without a zone.
    pub table: Calendar,
    /// Its open intervals by the ticket's zone, if that makes a difference.
    pub local: Option<LocalZone>,
    /// The statement behind each [`duly_calendar::spec::Origin`], of all calendars of the policy.
    pub origins: Arc<[Span]>,
    /// Where it is declared first; none for `always`.
    pub span: Option<Span>,
}

/// What a calendar says from a date on.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CalendarVersion {
    /// From 00:00 of this date in the calendar's zone; none: from the beginning.
    pub from: Option<NaiveDate>,
    /// Its doc comment.
    pub doc: Option<String>,
    /// What it says.
    pub body: CalendarBody,
    /// Where it is declared.
    pub span: Span,
}

/// What a version of a calendar consists of.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum CalendarBody {
    /// Lines of its own. The zone of the spec is the one for tickets without a zone, where it is the ticket's.
    Lines(Arc<CalendarSpec>),
    /// Other calendars.
    Mix {
        /// Which, in the order written.
        parts: Vec<CalendarId>,
        /// How; its numbers are places in `parts`.
        mix: Mix,
    },
}

/// A calendar in the zone of each ticket.
#[derive(Clone, Debug)]
pub struct LocalZone {
    /// The field that holds the zone.
    pub field: FieldId,
    /// The calendar by zone.
    pub calendar: LocalCalendar,
}

impl CalendarDef {
    /// A calendar that is nothing but its table.
    #[must_use]
    pub fn of_table(name: &str, table: Calendar) -> CalendarDef {
        let origins = Arc::from(Vec::new());
        CalendarDef { name: name.to_owned(), versions: Vec::new(), table, local: None, origins, span: None }
    }

    /// Its table in the zone that is found for the field it reads; the table for tickets without a zone, if
    /// none is.
    #[must_use]
    pub fn table_in(&self, zone_of: impl FnOnce(FieldId) -> Option<ZoneId>) -> &Calendar {
        let Some(local) = &self.local else { return &self.table };
        zone_of(local.field).map_or(&self.table, |zone| local.calendar.in_zone(zone))
    }

    /// The same by the zone's name; the table for tickets without a zone, if there is no zone of that name.
    #[must_use]
    pub fn table_named<'n>(&self, zone_of: impl FnOnce(FieldId) -> Option<&'n str>) -> &Calendar {
        let Some(local) = &self.local else { return &self.table };
        let zone = zone_of(local.field).and_then(|name| local.calendar.zones().id(name));
        zone.map_or(&self.table, |zone| local.calendar.in_zone(zone))
    }
}
