//! Calendars whose zone is read from the ticket: one recipe, a table for each zone that is met.

use std::fmt;
use std::sync::{Arc, OnceLock};

use crate::spec::{CalendarSpec, DueAt};
use crate::{BuildError, Built, Calendar, Mix, NaiveDate, Part, TimeZones, Version, Zone, ZoneId};

/// How to build a calendar once the ticket's zone is known.
#[derive(Clone, Debug)]
pub enum Recipe {
    /// Built already: the ticket's zone makes no difference.
    Fixed(Calendar),
    /// Lines in the ticket's zone; the zone of the spec does not count.
    Lines(Arc<CalendarSpec>),
    /// Made of others.
    Made {
        /// The names of the parts, and what they are.
        parts: Vec<(String, Recipe)>,
        /// How they are mixed.
        mix: Mix,
        /// The zone of its civil dates; none: the ticket's.
        zone: Option<Zone>,
        /// Where a due falls.
        due_at: DueAt,
    },
    /// Versions in the order of their dates, at least one.
    Versions(Vec<(Option<NaiveDate>, Recipe)>),
}

impl Recipe {
    /// Whether the ticket's zone makes a difference.
    #[must_use]
    pub fn is_local(&self) -> bool {
        match self {
            Recipe::Fixed(_) => false,
            Recipe::Lines(_) => true,
            Recipe::Made { parts, zone, .. } => {
                zone.is_none() || parts.iter().any(|(_, part)| part.is_local())
            }
            Recipe::Versions(versions) => versions.iter().any(|(_, version)| version.is_local()),
        }
    }

    /// The calendar in a zone, with what is doubtful about the lines that were built for it.
    ///
    /// # Errors
    /// What is wrong with those lines.
    pub fn build(&self, zone: &Zone, zones: &TimeZones) -> Result<Built, Vec<BuildError>> {
        let fine = |calendar: Calendar| Ok(Built { calendar, warnings: Vec::new() });
        match self {
            Recipe::Fixed(calendar) => fine(calendar.clone()),
            Recipe::Lines(spec) => {
                let spec = CalendarSpec { zone: zone.name().to_owned(), ..CalendarSpec::clone(spec) };
                Calendar::build(&spec, zones)
            }
            Recipe::Made { parts, mix, zone: own, due_at } => {
                let build = |(name, recipe): &(String, Recipe)| {
                    let calendar = recipe.build(zone, zones)?.calendar;
                    Ok(Part { name: name.clone(), calendar })
                };
                let parts = parts.iter().map(build).collect::<Result<Vec<_>, Vec<BuildError>>>()?;
                fine(Calendar::made(parts, mix.clone(), own.as_ref().unwrap_or(zone).clone(), *due_at))
            }
            Recipe::Versions(versions) => {
                let build = |(from, recipe): &(Option<NaiveDate>, Recipe)| {
                    Ok(Version { from: *from, calendar: recipe.build(zone, zones)?.calendar })
                };
                let built = versions.iter().map(build).collect::<Result<Vec<_>, Vec<BuildError>>>()?;
                fine(Calendar::versions(built).ok_or_else(Vec::new)?)
            }
        }
    }
}

/// A calendar in the zone of each ticket. Cheap to clone; the clones share what is built, and what is built does
/// not depend on who asked first.
#[derive(Clone)]
pub struct LocalCalendar(Arc<Inner>);

struct Inner {
    recipe: Recipe,
    zones: TimeZones,
    fallback: Calendar,
    /// By the ids of the zones.
    built: Vec<OnceLock<Calendar>>,
}

impl LocalCalendar {
    /// A calendar of a recipe; `fallback` is the one for tickets without a zone.
    #[must_use]
    pub fn new(recipe: Recipe, zones: &TimeZones, fallback: Calendar) -> LocalCalendar {
        let built = zones.names().map(|_| OnceLock::new()).collect();
        LocalCalendar(Arc::new(Inner { recipe, zones: zones.clone(), fallback, built }))
    }

    /// The zones it knows.
    #[must_use]
    pub fn zones(&self) -> &TimeZones {
        &self.0.zones
    }

    /// The calendar for tickets without a zone.
    #[must_use]
    pub fn fallback(&self) -> &Calendar {
        &self.0.fallback
    }

    /// The calendar in a zone of [`LocalCalendar::zones`], the fallback for any other. It is built when a zone
    /// is first asked for.
    #[must_use]
    pub fn in_zone(&self, zone: ZoneId) -> &Calendar {
        let place = usize::from(zone.0);
        let Some(built) = self.0.built.get(place) else { return &self.0.fallback };
        built.get_or_init(|| {
            let zone = self.0.zones.names().nth(place).and_then(|name| self.0.zones.zone(name));
            // The lines were built once without errors, and none of the errors depends on the zone. Zone data
            // that cannot be read stands for none.
            let calendar = zone.and_then(|zone| self.0.recipe.build(&zone, &self.0.zones).ok());
            calendar.map_or_else(|| self.0.fallback.clone(), |built| built.calendar)
        })
    }
}

impl fmt::Debug for LocalCalendar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LocalCalendar").field("fallback", &self.0.fallback).finish_non_exhaustive()
    }
}

#[cfg(test)]
#[path = "local_tests.rs"]
mod tests;
