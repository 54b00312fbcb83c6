//! Calendars whose zone is read from the ticket: the zone of a cycle, and that of a question.

use crate::condition::Facts;
use crate::cycle::Cycle;
use crate::event::Value;
use crate::facts::TicketFacts;
use crate::needs::zone_fields;
use crate::slot::Slot;
use duly_calendar::{Calendar, LocalCalendar, TimeZones, ZoneId};
use duly_plan::{CalendarId, FieldId, Plan};

/// A field that holds a zone, with the names that are zones.
#[derive(Clone, Debug)]
pub(crate) struct ZoneField {
    field: FieldId,
    /// The zones of the values of a closed list, by their codes.
    codes: Vec<Option<ZoneId>>,
    zones: TimeZones,
}

/// What a zone field held when a cycle began.
#[derive(Clone, Copy, Debug)]
pub(crate) struct CycleZone {
    field: FieldId,
    /// None: it was not set, or held no zone.
    zone: Option<ZoneId>,
    /// The value that is no zone.
    pub(crate) unknown: Slot,
}

impl ZoneField {
    fn new(plan: &Plan, field: FieldId, zones: &TimeZones) -> ZoneField {
        let kind = &plan.field(field).kind;
        let codes = (0..).map_while(|code| kind.value(code)).map(|value| zones.id(value)).collect();
        ZoneField { field, codes, zones: zones.clone() }
    }

    /// The fields whose zones the calendars of a plan's targets read, each once.
    pub(crate) fn of_plan(plan: &Plan) -> Vec<ZoneField> {
        let mut found: Vec<ZoneField> = Vec::new();
        for field in plan.targets.iter().flat_map(|target| zone_fields(plan, target)) {
            let local = plan.calendars.iter().filter_map(|calendar| calendar.local.as_ref());
            let Some(local) = local.into_iter().find(|local| local.field == field) else { continue };
            if found.iter().all(|known| known.field != field) {
                found.push(ZoneField::new(plan, field, local.calendar.zones()));
            }
        }
        found
    }

    /// What the ticket holds now.
    pub(crate) fn read(&self, facts: &TicketFacts) -> CycleZone {
        let zone = self.zone(facts.value(self.field));
        let slot = facts.row[self.field.index()];
        CycleZone { field: self.field, zone, unknown: if zone.is_some() { Slot::Unset } else { slot } }
    }

    fn zone(&self, value: Value<'_>) -> Option<ZoneId> {
        match value {
            Value::Text(name) => self.zones.id(name),
            Value::Code(code) => self.codes.get(usize::from(code)).copied().flatten(),
            _ => None,
        }
    }
}

/// The tables of a plan's calendars for a cycle, in the zones that its ticket had when it began.
#[derive(Clone, Copy)]
pub(crate) struct Tables<'p> {
    plan: &'p Plan,
    zones: &'p [CycleZone],
}

impl<'p> Tables<'p> {
    pub(crate) fn of(plan: &'p Plan, cycle: &'p Cycle) -> Tables<'p> {
        Tables { plan, zones: &cycle.zones }
    }

    /// A calendar's table.
    pub(crate) fn calendar(self, id: CalendarId) -> &'p Calendar {
        self.plan.calendars[id.index()].table_in(|field| zone_of(self.zones, field)?.zone)
    }
}

/// The zone of a cycle that a calendar reads.
pub(crate) fn zone_of(zones: &[CycleZone], field: FieldId) -> Option<&CycleZone> {
    zones.iter().find(|zone| zone.field == field)
}

/// The calendar of a condition.
#[derive(Clone, Debug)]
pub(crate) enum OnCalendar {
    /// The same for all tickets.
    Fixed(Calendar),
    /// In the zone that the ticket has when the question is asked.
    Local(Box<ZoneField>, LocalCalendar),
}

impl OnCalendar {
    pub(crate) fn new(plan: &Plan, id: CalendarId) -> OnCalendar {
        let calendar = &plan.calendars[id.index()];
        match &calendar.local {
            None => OnCalendar::Fixed(calendar.table.clone()),
            Some(local) => {
                let field = ZoneField::new(plan, local.field, local.calendar.zones());
                OnCalendar::Local(Box::new(field), local.calendar.clone())
            }
        }
    }

    /// The calendar for what is known now.
    pub(crate) fn now(&self, facts: &impl Facts) -> &Calendar {
        match self {
            OnCalendar::Fixed(calendar) => calendar,
            OnCalendar::Local(field, local) => {
                let zone = field.zone(facts.value(field.field));
                zone.map_or_else(|| local.fallback(), |zone| local.in_zone(zone))
            }
        }
    }
}
