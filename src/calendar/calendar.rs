//! The calendar: built from its spec, asked everything.

use std::fmt;
use std::sync::{Arc, OnceLock};

use chrono::NaiveDate;

use crate::assemble::{Assembled, assemble};
use crate::holidays::{HolidayYears, Holidays};
use crate::hours::Hours;
use crate::made::Made;
use crate::span::{DateIndex, Tick};
use crate::spec::{CalendarSpec, DueAt};
use crate::versions::Versions;
use crate::{BuildError, BuildWarning, Instant, TimeZones, Zone, validate};

/// A calendar: which seconds of the years 1970 to 2100 are open. Cheap to clone.
///
/// Instants outside these years (there is a year of margin on either side) are closed, and no answer lies
/// there. "The table" below is that span.
#[derive(Clone)]
pub struct Calendar(pub(crate) Arc<Inner>);

pub(crate) struct Inner {
    pub(crate) zone: Zone,
    pub(crate) due_at: DueAt,
    pub(crate) source: Source,
    pub(crate) open: Assembled,
}

/// Where a calendar's open time comes from.
pub(crate) enum Source {
    /// Lines of its own.
    Hours(Box<Hours>),
    /// Other calendars.
    Made(Made),
    /// Versions of itself, one after another.
    Versions(Versions),
}

/// A calendar and what is doubtful about it.
#[derive(Clone, Debug)]
pub struct Built {
    /// The calendar.
    pub calendar: Calendar,
    /// What is probably not meant, in the order of the statements.
    pub warnings: Vec<BuildWarning>,
}

impl Calendar {
    /// Builds the calendar of a spec. It costs some milliseconds and about five megabytes: share what is built.
    ///
    /// # Errors
    /// Everything that is wrong with the spec, all at once.
    pub fn build(spec: &CalendarSpec, zones: &TimeZones) -> Result<Built, Vec<BuildError>> {
        let (zone, holidays) = validate::inputs(spec, zones)?;
        let warnings = validate::warnings(spec, &holidays);
        let (hours, clashes) = Hours::new(spec, holidays);
        if clashes.is_empty() {
            Ok(Built { calendar: Calendar::of(zone, hours), warnings })
        } else {
            Err(clashes)
        }
    }

    /// The built-in calendar that is open at every second, in UTC.
    #[must_use]
    pub fn always() -> Calendar {
        static ALWAYS: OnceLock<Calendar> = OnceLock::new();
        // It contradicts nothing: it has no exceptions.
        let build = || Calendar::of(Zone::utc(), Hours::new(&CalendarSpec::always(), Vec::new()).0);
        ALWAYS.get_or_init(build).clone()
    }

    fn of(zone: Zone, hours: Hours) -> Calendar {
        let open = assemble(&hours, &zone);
        let (due_at, source) = (hours.spec.due_at, Source::Hours(Box::new(hours)));
        Calendar(Arc::new(Inner { zone, due_at, source, open }))
    }

    /// The zone whose wall clock it goes by; of several versions that of the last one.
    #[must_use]
    pub fn zone(&self) -> &Zone {
        &self.0.zone
    }

    /// The zone whose wall clock it goes by at an instant: versions may lie in different zones.
    #[must_use]
    pub fn zone_at(&self, t: Instant) -> &Zone {
        match &self.0.source {
            Source::Versions(versions) => versions.at(t).zone_at(t),
            Source::Hours(_) | Source::Made(_) => &self.0.zone,
        }
    }

    /// The zone whose wall clock it goes by on a date.
    #[must_use]
    pub fn zone_on(&self, date: NaiveDate) -> &Zone {
        match &self.0.source {
            Source::Versions(versions) => versions.on(date).zone_on(date),
            Source::Hours(_) | Source::Made(_) => &self.0.zone,
        }
    }

    /// Where a due that is spent exactly at closing time falls.
    #[must_use]
    pub fn due_at(&self) -> DueAt {
        self.0.due_at
    }

    /// Whether it is open at an instant; windows are half-open, so not at a closing.
    #[must_use]
    pub fn is_open(&self, t: Instant) -> bool {
        let table = &self.0.open.table;
        Tick::of(t).is_some_and(|t| table.get(table.locate(t)).is_some_and(|s| s.start <= t.0))
    }

    /// The first open instant at or after `t`; none after the last, or outside the table.
    #[must_use]
    pub fn next_open(&self, t: Instant) -> Option<Instant> {
        let table = &self.0.open.table;
        let t = Tick::of(t)?;
        table.get(table.locate(t)).map(|s| Tick(s.start.max(t.0)).instant())
    }

    /// `t` itself if it is open, else the closing at or before it; none before the first opening, or outside
    /// the table.
    #[must_use]
    pub fn prev_open(&self, t: Instant) -> Option<Instant> {
        let table = &self.0.open.table;
        let tick = Tick::of(t)?;
        let next = table.locate(tick);
        if table.get(next).is_some_and(|s| s.start <= tick.0) {
            return Some(t);
        }
        table.get(next.checked_sub(1)?).map(|s| Tick(s.end).instant())
    }

    /// Open seconds before `t`, from the beginning of the table; of an instant outside it, those of its
    /// nearer end. In constant time.
    #[must_use]
    #[inline]
    pub fn position(&self, t: Instant) -> i64 {
        i64::from(self.0.open.table.position(Tick::clamped(t)))
    }

    /// The first instant by which `p` open seconds have passed since the beginning of the table, which is
    /// the closing when they are spent exactly there. The beginning itself for 0; none below, or beyond all
    /// open seconds. In constant time.
    #[must_use]
    #[inline]
    pub fn at_position(&self, p: i64) -> Option<Instant> {
        if p == 0 {
            return Some(Tick(0).instant());
        }
        let (tick, _) = self.0.open.table.at(u32::try_from(p).ok()?)?;
        Some(tick.instant())
    }

    /// The same, moved to the next opening when it falls on a closing and the calendar is `due at opening`;
    /// none when there is no such opening.
    #[must_use]
    #[inline]
    pub fn due(&self, p: i64) -> Option<Instant> {
        if self.due_at() == DueAt::Closing || p == 0 {
            return self.at_position(p);
        }
        let table = &self.0.open.table;
        let (tick, found) = table.at(u32::try_from(p).ok()?)?;
        if table.get(found).is_some_and(|s| s.end == tick.0) {
            return table.get(found + 1).map(|s| Tick(s.start).instant());
        }
        Some(tick.instant())
    }

    /// Open seconds from `a` to `b`, negative when `b` is the earlier one.
    #[must_use]
    #[inline]
    pub fn between(&self, a: Instant, b: Instant) -> i64 {
        self.position(b) - self.position(a)
    }

    /// The first instant by which `seconds` of open time have passed since `t`, by the calendar's `due at`;
    /// `t` itself for 0. A negative number counts back as [`Calendar::sub`] does. None outside the table.
    #[must_use]
    #[inline]
    pub fn add(&self, t: Instant, seconds: i64) -> Option<Instant> {
        let from = Tick::of(t)?;
        match seconds {
            0 => Some(t),
            1.. => self.due(i64::from(self.0.open.table.position(from)).checked_add(seconds)?),
            _ => self.sub(t, seconds.checked_neg()?),
        }
    }

    /// The last instant from which `seconds` of open time pass until `t`: the opening when they are spent
    /// exactly there. It never rolls; `t` itself for 0. A negative number counts forward to the instant
    /// [`Calendar::add`] gives in a calendar that is `due at closing`. None outside the table.
    #[must_use]
    #[inline]
    pub fn sub(&self, t: Instant, seconds: i64) -> Option<Instant> {
        let from = i64::from(self.0.open.table.position(Tick::of(t)?));
        match seconds {
            0 => Some(t),
            // The second after that many open ones begins where it ends, less one.
            1.. => {
                let left = u32::try_from(from - seconds.min(i64::from(u32::MAX))).ok()?;
                let (end, _) = self.0.open.table.at(left + 1)?;
                Some(end.instant().plus(-1))
            }
            _ => self.at_position(from.checked_sub(seconds)?),
        }
    }

    /// The open stretches within `[a, b)`, half-open, in order, touching ones joined; none when `b` is not
    /// after `a`.
    #[must_use]
    pub fn periods(&self, a: Instant, b: Instant) -> Vec<(Instant, Instant)> {
        let table = &self.0.open.table;
        let (from, to) = (Tick::clamped(a), Tick::clamped(b));
        (table.locate(from)..)
            .map_while(|index| table.get(index).filter(|s| s.start < to.0))
            .map(|s| (s.start.max(from.0), s.end.min(to.0)))
            .take_while(|(start, end)| start < end)
            .map(|(start, end)| (Tick(start).instant(), Tick(end).instant()))
            .collect()
    }

    /// Whether a date has hours: something is left open of the windows written for it. A night shift is on
    /// the date on which it begins.
    #[must_use]
    pub fn open_date(&self, date: NaiveDate) -> bool {
        DateIndex::of(date).is_some_and(|date| self.0.open.dates.place(date).is_some())
    }

    /// The years for which all its holidays are known, both ends included: the first may be after the last when
    /// no year is. None without holiday files. A calendar made of others knows what all of them know; one with
    /// versions needs each version's files only for the years in which it is in force.
    #[must_use]
    pub fn holiday_years(&self) -> Option<(i32, i32)> {
        match &self.0.source {
            Source::Hours(_) => {
                let years = || self.holiday_files().map(|(_, years)| years);
                let first = years().map(|years| years.first).max()?;
                let last = years().map(|years| years.last.unwrap_or(LAST_YEAR)).min()?;
                Some((first, last))
            }
            Source::Made(made) => {
                let known = made.parts().filter_map(|part| part.calendar.holiday_years());
                known.reduce(|a, b| (a.0.max(b.0), a.1.min(b.1)))
            }
            Source::Versions(versions) => versions.holiday_years(),
        }
    }

    /// The years that each holiday file of its own lines covers, with the name of the file as the policy says it.
    pub fn holiday_files(&self) -> impl Iterator<Item = (&str, HolidayYears)> {
        let hours = match &self.0.source {
            Source::Hours(hours) => Some(hours),
            Source::Made(_) | Source::Versions(_) => None,
        };
        hours.into_iter().flat_map(|hours| {
            let files = hours.spec.holidays.iter().zip(&hours.holidays);
            files.filter_map(|(file, read)| Some((file.name.as_str(), read.as_ref().map(Holidays::years)?)))
        })
    }
}

/// The first year that calendars know.
pub(crate) const FIRST_YEAR: i32 = 1970;

/// The last year that calendars know: the end of holiday data that never ends.
pub(crate) const LAST_YEAR: i32 = 2100;

impl fmt::Debug for Calendar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Calendar").field("zone", &self.0.zone).finish_non_exhaustive()
    }
}

#[cfg(test)]
#[path = "calendar_tests.rs"]
mod tests;
