//! Checks a spec and reads what it names, before anything is built from it.

use chrono::{Datelike, NaiveDate};

use crate::holidays::Holidays;
use crate::span::DAY_SECONDS;
use crate::spec::{CalendarSpec, Change, Dates, Exception, Origin, Window};
use crate::{BuildError, BuildWarning, TimeZones, Zone};

/// The zone of a spec and its holiday files, those that no exception names unread.
pub(crate) fn inputs(
    spec: &CalendarSpec,
    zones: &TimeZones,
) -> Result<(Zone, Vec<Option<Holidays>>), Vec<BuildError>> {
    let mut errors = Vec::new();
    let zone = zones.zone(&spec.zone);
    if zone.is_none() {
        errors.push(BuildError::UnknownZone { name: spec.zone.clone() });
    }
    errors.extend(windows(spec).filter_map(window_error));
    errors.extend(spec.exceptions.iter().filter_map(date_error));
    // Without a zone the files are still looked at, for what else is wrong.
    let (holidays, unreadable) = files(spec, zones, &zone.clone().unwrap_or_else(Zone::utc));
    errors.extend(unreadable);
    match zone {
        Some(zone) if errors.is_empty() => Ok((zone, holidays)),
        _ => Err(errors),
    }
}

/// What is probably not meant.
pub(crate) fn warnings(spec: &CalendarSpec, holidays: &[Option<Holidays>]) -> Vec<BuildWarning> {
    let last_minute = |(origin, window): (Origin, Window)| {
        let at_2359 = window.end % DAY_SECONDS == DAY_SECONDS - 60;
        at_2359.then_some(BuildWarning::LastMinute { origin })
    };
    let mut warnings: Vec<BuildWarning> = windows(spec).filter_map(last_minute).collect();
    warnings.dedup();
    for exception in &spec.exceptions {
        warnings.extend(outside_years(exception));
        warnings.extend(timed_event_opens(exception, spec, holidays));
    }
    warnings.sort_by_key(BuildWarning::origin);
    warnings
}

/// Every window of a spec, with its statement.
fn windows(spec: &CalendarSpec) -> impl Iterator<Item = (Origin, Window)> {
    let weekly = spec.weekly.iter().map(|line| (line.origin, line.windows.as_slice()));
    let exceptions = spec.exceptions.iter().map(|exception| match &exception.change {
        Change::Open(windows) | Change::ClosedDuring(windows) => (exception.origin, windows.as_slice()),
        Change::Closed => (exception.origin, &[][..]),
    });
    weekly.chain(exceptions).flat_map(|(origin, windows)| windows.iter().map(move |window| (origin, *window)))
}

fn window_error((origin, Window { start, end }): (Origin, Window)) -> Option<BuildError> {
    let fine = start < DAY_SECONDS && start < end && end <= 2 * DAY_SECONDS;
    (!fine).then_some(BuildError::Window { origin, start, end })
}

fn date_error(exception: &Exception) -> Option<BuildError> {
    let origin = exception.origin;
    // 2000 was a leap year.
    let missing = |(month, day): (u8, u8)| NaiveDate::from_ymd_opt(2000, month.into(), day.into()).is_none();
    let no_such_day = |(month, day): (u8, u8)| BuildError::NoSuchDay { origin, month, day };
    match exception.dates {
        Dates::Range(from, to) if to < from => Some(BuildError::EmptyRange { origin, from, to }),
        Dates::Yearly { month, day } if missing((month, day)) => Some(no_such_day((month, day))),
        Dates::YearlyRange { from, .. } if missing(from) => Some(no_such_day(from)),
        Dates::YearlyRange { to, .. } if missing(to) => Some(no_such_day(to)),
        _ => None,
    }
}

/// Reads each file that an exception names; the errors point at the first that does.
fn files(spec: &CalendarSpec, zones: &TimeZones, zone: &Zone) -> (Vec<Option<Holidays>>, Vec<BuildError>) {
    let mut read: Vec<Option<Holidays>> = vec![None; spec.holidays.len()];
    let mut errors = Vec::new();
    let mut tried = vec![false; spec.holidays.len()];
    for exception in &spec.exceptions {
        let Dates::Holidays(index) = exception.dates else { continue };
        let origin = exception.origin;
        let Some(file) = spec.holidays.get(index) else {
            let reason = "the calendar has no such file".to_owned();
            errors.push(BuildError::Holidays { origin, file: format!("file {index}"), line: None, reason });
            continue;
        };
        if std::mem::replace(&mut tried[index], true) {
            continue;
        }
        match Holidays::read(&file.text, zones, zone) {
            Ok(holidays) => read[index] = Some(holidays),
            Err(why) => errors.push(BuildError::Holidays {
                origin,
                file: file.name.clone(),
                line: why.line,
                reason: why.reason,
            }),
        }
    }
    (read, errors)
}

fn outside_years(exception: &Exception) -> Option<BuildWarning> {
    let (from, to) = match exception.dates {
        Dates::Date(date) => (date, date),
        Dates::Range(from, to) => (from, to),
        _ => return None,
    };
    let outside = to.year() < 1970 || from.year() > 2100;
    outside.then_some(BuildWarning::OutsideYears { origin: exception.origin, date: from })
}

fn timed_event_opens(
    exception: &Exception,
    spec: &CalendarSpec,
    holidays: &[Option<Holidays>],
) -> Option<BuildWarning> {
    let (Dates::Holidays(file), Change::Open(_)) = (&exception.dates, &exception.change) else { return None };
    let read = holidays.get(*file)?.as_ref()?;
    let event = read.stretches().first()?.event;
    let file = spec.holidays.get(*file)?.name.clone();
    Some(BuildWarning::TimedEventOpens {
        origin: exception.origin,
        file,
        summary: read.summary(event).to_owned(),
    })
}
