//! Section 5: calendars made of others, in the ticket's zone, and in versions (note 0029).

use super::hours::{Holidays, Hours, Stretch, joined, without};
use super::zone;
use chrono::NaiveDate;
use chrono_tz::Tz;
use duly_syntax::ast::{
    CalendarDecl, CalendarItemKind, CalendarMix, CalendarMixKind as Mix, CalendarZone, DueAt,
};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

/// Calendars by their names and the zone of the ticket.
pub type LaidOut = BTreeMap<(String, Option<&'static str>), Rc<Hours>>;

/// The calendars of a policy as they are written, and those that were laid out.
#[derive(Debug)]
pub struct Calendars {
    /// All versions of all of them.
    pub all: Vec<CalendarDecl>,
    /// The policy's zone.
    pub zone: Tz,
    /// The holiday files.
    pub holidays: BTreeMap<String, Holidays>,
    /// The first date that is laid out.
    pub from: NaiveDate,
    /// The last one.
    pub to: NaiveDate,
    /// By name and the zone of the ticket.
    pub done: RefCell<LaidOut>,
}

impl Calendars {
    /// A calendar, for tickets in a zone.
    pub fn hours(&self, name: &str, ticket: Option<Tz>) -> Rc<Hours> {
        let ticket = ticket.filter(|_| self.zone_field(name).is_some());
        let key = (name.to_owned(), ticket.map(Tz::name));
        let done = self.done.borrow().get(&key).cloned();
        done.unwrap_or_else(|| {
            let hours = Rc::new(self.lay_out(name, ticket));
            self.done.borrow_mut().insert(key, Rc::clone(&hours));
            hours
        })
    }

    /// The names of all of them.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.all.iter().map(|calendar| calendar.name.text.as_str())
    }

    /// The field whose zone a calendar is in, or a part that it is made of.
    pub fn zone_field(&self, name: &str) -> Option<&str> {
        let versions = self.all.iter().filter(|calendar| calendar.name.text == name);
        let fields = versions.filter_map(|version| match (&version.zone, &version.mix) {
            (Some(CalendarZone::Field { field, .. }), _) => Some(field.text.as_str()),
            (_, Some(mix)) => self.zone_field_of(mix),
            _ => None,
        });
        fields.last()
    }

    fn zone_field_of(&self, mix: &CalendarMix) -> Option<&str> {
        match &mix.kind {
            Mix::Name(name) => self.zone_field(&name.text),
            Mix::Any(parts) | Mix::All(parts) | Mix::Except(parts) => {
                parts.iter().find_map(|part| self.zone_field_of(part))
            }
        }
    }

    /// Lays a calendar out, and what it is made of.
    fn lay_out(&self, name: &str, ticket: Option<Tz>) -> Hours {
        if name == "always" {
            return Hours::always(Tz::UTC, self.from, self.to);
        }
        let mut versions: Vec<&CalendarDecl> =
            self.all.iter().filter(|calendar| calendar.name.text == name).collect();
        versions.sort_by_key(|version| version.from.as_ref().map(|from| from.node));
        let hours = versions.iter().map(|version| self.version(version, ticket)).collect();
        let dates = versions.iter().map(|version| version.from.as_ref().map(|from| from.node));
        in_turn(hours, &dates.collect::<Vec<_>>())
    }

    fn version(&self, calendar: &CalendarDecl, ticket: Option<Tz>) -> Hours {
        let zone = match &calendar.zone {
            Some(CalendarZone::Named(zone)) => zone.node.parse().expect("a zone"),
            // "Tickets on which the field is not set, or holds no zone of the IANA database, are counted in the zone behind
            // `or`."
            Some(CalendarZone::Field { fallback, .. }) => ticket.unwrap_or_else(|| {
                fallback.as_ref().expect("a zone behind `or`").node.parse().expect("a zone")
            }),
            None => self.zone,
        };
        let Some(mix) = &calendar.mix else {
            return Hours::of(calendar, zone, &self.holidays, self.from, self.to);
        };
        let open = self.open(mix, ticket);
        // "A date of that zone is an open date if the calendar is open at any second of it; hours that go over midnight
        // count on either side."
        let mut dates = BTreeMap::new();
        for date in self.from.iter_days().take_while(|date| *date <= self.to) {
            let (from, to) = (zone::bound(zone, date, 0), zone::bound(zone, date, 86_400));
            let inside = clipped(&open, from, to);
            if zone::exists(zone, date) && !inside.is_empty() {
                dates.insert(date, inside);
            }
        }
        let own = calendar.items.iter().find_map(|item| match item.kind {
            CalendarItemKind::DueAt(due) => Some(due == DueAt::Opening),
            _ => None,
        });
        let due_at_opening = own.or_else(|| self.due_at(mix, ticket)).unwrap_or(false);
        Hours { open, ..Hours::laid_out(zone, dates, due_at_opening) }
    }

    fn open(&self, mix: &CalendarMix, ticket: Option<Tz>) -> Vec<Stretch> {
        match &mix.kind {
            Mix::Name(name) => self.hours(&name.text, ticket).open.clone(),
            Mix::Any(parts) => joined(parts.iter().flat_map(|part| self.open(part, ticket)).collect()),
            Mix::All(parts) => {
                let all: Vec<Vec<Stretch>> = parts.iter().map(|part| self.open(part, ticket)).collect();
                let both = |one: Vec<Stretch>, other: &Vec<Stretch>| {
                    let pieces = other.iter().flat_map(|(from, to)| clipped(&one, *from, *to));
                    joined(pieces.collect())
                };
                all[1..].iter().fold(all[0].clone(), both)
            }
            Mix::Except(parts) => {
                let first = self.open(&parts[0], ticket);
                parts[1..].iter().fold(first, |left, part| without(left, &self.open(part, ticket)))
            }
        }
    }

    /// "Where a due falls is taken over from the calendars that its hours come from (`always`, and what stands behind
    /// `except`, say nothing about it)."
    fn due_at(&self, mix: &CalendarMix, ticket: Option<Tz>) -> Option<bool> {
        match &mix.kind {
            Mix::Name(name) if name.text == "always" => None,
            Mix::Name(name) => Some(self.hours(&name.text, ticket).due_at_opening),
            Mix::Any(parts) | Mix::All(parts) => parts.iter().find_map(|part| self.due_at(part, ticket)),
            Mix::Except(parts) => self.due_at(&parts[0], ticket),
        }
    }
}

/// What of some stretches lies between two instants.
fn clipped(stretches: &[Stretch], from: i64, to: i64) -> Vec<Stretch> {
    let near = stretches[stretches.partition_point(|stretch| stretch.1 <= from)..].iter();
    near.take_while(|stretch| stretch.0 < to).map(|(a, b)| (*a.max(&from), *b.min(&to))).collect()
}

/// "From 00:00 of its date, in its own zone, a version takes over. At every instant the calendar is as the version in force
/// says, as if that one had always been." "Without one without a date the calendar is closed before its first version."
fn in_turn(hours: Vec<Hours>, dates: &[Option<NaiveDate>]) -> Hours {
    let begin: Vec<i64> = hours
        .iter()
        .zip(dates)
        .map(|(hours, date)| date.map_or(i64::MIN, |date| zone::bound(hours.zones[0].2, date, 0)))
        .collect();
    let mut whole = Hours {
        zones: Vec::new(),
        open: Vec::new(),
        dates: BTreeMap::new(),
        due_at_opening: hours[hours.len() - 1].due_at_opening,
    };
    for (place, version) in hours.into_iter().enumerate() {
        let (from, to) = (begin[place], begin.get(place + 1).copied().unwrap_or(i64::MAX));
        whole.zones.push((from, dates[place].unwrap_or(NaiveDate::MIN), version.zones[0].2));
        whole.open.extend(clipped(&version.open, from, to));
        for (date, stretches) in version.dates {
            let inside = clipped(&stretches, from, to);
            if !inside.is_empty() {
                whole.dates.entry(date).or_default().extend(inside);
            }
        }
    }
    whole.open = joined(whole.open);
    for stretches in whole.dates.values_mut() {
        *stretches = joined(std::mem::take(stretches));
    }
    whole
}
