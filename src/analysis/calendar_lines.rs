//! A calendar's own lines: to a spec, and from that to a table of open time.

use crate::Loader;
use crate::collect::Decl;
use crate::findings::Findings;
use crate::names::Vocabulary;
use crate::scope::Scope;
use duly_calendar::spec::{
    CalendarSpec, Change, Dates, DueAt, Exception, HolidayFile, Nth, Origin, WeekdaySet, WeeklyHours, Window,
};
use duly_calendar::{BuildError, BuildWarning, Calendar, NaiveDate, TimeZones, Weekday, YEARS, Zone};
use duly_diag::{Diagnostic, Span, codes};
use duly_syntax::ast::{self, CalendarDecl, CalendarItemKind, DateItem, DateKind};
use std::sync::Arc;

/// Builds a version of a calendar from its lines.
pub(crate) struct Lines<'a, 'f, 'o> {
    decl: &'a Decl<'a, CalendarDecl>,
    names: &'a Vocabulary,
    zones: &'a TimeZones,
    loader: &'a dyn Loader,
    findings: &'f mut Findings,
    spec: CalendarSpec,
    /// The statements of all calendars: an origin is a place in it.
    origins: &'o mut Vec<Span>,
    /// Where each of the spec's holiday files is named first.
    file_spans: Vec<Span>,
    sound: bool,
}

impl<'a, 'f, 'o> Lines<'a, 'f, 'o> {
    pub fn new(
        decl: &'a Decl<'a, CalendarDecl>,
        names: &'a Vocabulary,
        zones: &'a TimeZones,
        loader: &'a dyn Loader,
        findings: &'f mut Findings,
        origins: &'o mut Vec<Span>,
    ) -> Self {
        let (spec, file_spans) = (CalendarSpec::default(), Vec::new());
        Lines { decl, names, zones, loader, findings, spec, origins, file_spans, sound: true }
    }

    /// What the lines say and the table in a zone. Without a zone they are built all the same, for what else
    /// is wrong with them.
    pub fn build_in(mut self, zone: Option<&Zone>) -> Option<(Arc<CalendarSpec>, Calendar)> {
        let node = self.decl.node;
        due_at_once(&node.items, self.findings);
        for item in &node.items {
            self.item(item);
        }
        crate::hours::overlaps(&node.items, self.findings);
        self.spec.zone = zone.map_or("UTC", Zone::name).to_owned();
        if !self.sound || !self.has_hours() {
            return None;
        }
        let table = self.build()?;
        zone?;
        Some((Arc::new(self.spec), table))
    }

    fn item(&mut self, item: &'a ast::CalendarItem) {
        let origin = Origin(u32::try_from(self.origins.len()).unwrap_or(u32::MAX));
        self.origins.push(item.span);
        match &item.kind {
            CalendarItemKind::Hours { days, windows } => {
                let mut set = WeekdaySet::default();
                days.iter().for_each(|d| run(d.node.0, d.node.1).for_each(|day| set.insert(day)));
                self.spec.weekly.push(WeeklyHours { days: set, windows: self::windows(windows), origin });
            }
            CalendarItemKind::Open { dates, windows, label } => {
                self.exceptions(dates, &Change::Open(self::windows(windows)), label.as_ref(), origin);
            }
            CalendarItemKind::Closed { dates, windows, label } => {
                let change = match windows.as_slice() {
                    [] => Change::Closed,
                    some => Change::ClosedDuring(self::windows(some)),
                };
                self.exceptions(dates, &change, label.as_ref(), origin);
            }
            CalendarItemKind::DueAt(ast::DueAt::Closing) => self.spec.due_at = DueAt::Closing,
            CalendarItemKind::DueAt(ast::DueAt::Opening) => self.spec.due_at = DueAt::Opening,
        }
    }

    fn exceptions(
        &mut self,
        dates: &'a [DateItem],
        change: &Change,
        label: Option<&ast::Text>,
        origin: Origin,
    ) {
        for item in dates {
            let Some(dates) = self.dates(item) else { continue };
            let label = label.map(|l| l.node.clone());
            self.spec.exceptions.push(Exception { dates, change: change.clone(), label, origin });
        }
    }

    fn dates(&mut self, item: &'a DateItem) -> Option<Dates> {
        Some(match &item.kind {
            DateKind::Date(date) => Dates::Date(*date),
            DateKind::Range(from, to) => Dates::Range(*from, *to),
            DateKind::Yearly(day) => Dates::Yearly { month: day.month, day: day.day },
            DateKind::YearlyRange(from, to) => {
                Dates::YearlyRange { from: (from.month, from.day), to: (to.month, to.day) }
            }
            DateKind::YearlyNth { nth, weekday, month } => {
                let nth = nth.map_or(Nth::Last, Nth::FromStart);
                Dates::YearlyNth { nth, weekday: *weekday, month: *month }
            }
            DateKind::Holidays(file) => Dates::Holidays(self.holidays(file)?),
            DateKind::Script(name) => Dates::Computed(self.computed(name)?),
        })
    }

    /// The dates that a script gives for every year of the calendar.
    fn computed(&mut self, name: &ast::Name) -> Option<Vec<NaiveDate>> {
        let (names, prefix) = (self.names, self.decl.unit.prefix.as_str());
        let mut scope =
            Scope { names, prefix, standard: false, zones: self.zones, findings: &mut *self.findings };
        let entry = scope.dates_script(name);
        let dates = match (entry, self.loader.scripting()) {
            (Some(entry), Some(scripting)) => scripting.dates(&entry.code, YEARS),
            (Some(entry), None) => {
                crate::scripts::read(&entry.code, name.span, None, self.findings);
                self.sound = false;
                return None;
            }
            (None, _) => {
                self.sound = false;
                return None;
            }
        };
        match dates {
            Ok(dates) => Some(dates),
            Err(finding) => {
                self.sound = false;
                if !self.findings.has_errors_within(finding.span()) {
                    self.findings.add(finding.label(name.span, "asked for here"));
                }
                None
            }
        }
    }

    /// The file's place in the spec; read once, however often it is named.
    fn holidays(&mut self, file: &'a ast::Text) -> Option<usize> {
        if let Some(known) = self.spec.holidays.iter().position(|h| h.name == file.node) {
            return Some(known);
        }
        let path = self.loader.resolve(&self.decl.unit.path, &file.node);
        match self.loader.read(&path) {
            Ok(text) => {
                self.spec.holidays.push(HolidayFile { name: file.node.clone(), text });
                self.file_spans.push(file.span);
                Some(self.spec.holidays.len() - 1)
            }
            Err(reason) => {
                self.sound = false;
                let message = format!("the holiday file `{}` cannot be read: {reason}", file.node);
                let finding = Diagnostic::error(codes::HOLIDAY_FILE, file.span, message, "")
                    .help("the path starts from the folder of the policy file that names it");
                self.findings.add(finding);
                None
            }
        }
    }

    /// Whether any line opens anything.
    fn has_hours(&mut self) -> bool {
        let opens = self.spec.exceptions.iter().any(|e| matches!(e.change, Change::Open(_)));
        if opens || !self.spec.weekly.is_empty() {
            return true;
        }
        never_open(self.decl, "has no hours, so it is never open", self.findings);
        false
    }

    fn build(&mut self) -> Option<Calendar> {
        match Calendar::build(&self.spec, self.zones) {
            Ok(built) => {
                for warning in &built.warnings {
                    self.warning(warning);
                }
                self.horizon(&built.calendar);
                if built.calendar.next_open(duly_calendar::Instant(0)).is_none() {
                    never_open(self.decl, "closes all that it opens, so it is never open", self.findings);
                    return None;
                }
                Some(built.calendar)
            }
            Err(errors) => {
                for error in &errors {
                    let finding = self.error(error);
                    self.findings.add(finding);
                }
                None
            }
        }
    }

    fn origin(&self, origin: Origin) -> Span {
        let at = usize::try_from(origin.0).unwrap_or(usize::MAX);
        self.origins.get(at).copied().unwrap_or(self.decl.node.name.span)
    }

    fn error(&self, error: &BuildError) -> Diagnostic {
        let at = |origin: &Origin| self.origin(*origin);
        let message = error.to_string();
        match error {
            BuildError::UnknownZone { .. } => {
                Diagnostic::error(codes::UNKNOWN_ZONE, self.decl.node.name.span, message, "")
            }
            BuildError::Holidays { origin, file, .. } => {
                Diagnostic::error(codes::HOLIDAY_FILE, self.file(file).unwrap_or(at(origin)), message, "")
                    .help(
                        "holidays are read from iCalendar files (`.ics`), as calendars on the web offer them",
                    )
            }
            BuildError::OpenAndClosed { open, closed, .. } => {
                Diagnostic::error(codes::OPEN_AND_CLOSED, at(closed), message, "closed here")
                    .label(at(open), "open here")
                    .help("keep one of the two, or say `closed` with hours to take only those out")
            }
            // The parser lets none of these through.
            BuildError::EmptyRange { origin, .. }
            | BuildError::NoSuchDay { origin, .. }
            | BuildError::Window { origin, .. } => {
                Diagnostic::error(codes::BAD_HOURS, at(origin), message, "")
            }
        }
    }

    fn warning(&mut self, warning: &BuildWarning) {
        let span = self.origin(warning.origin());
        let message = warning.to_string();
        let finding = match warning {
            BuildWarning::LastMinute { .. } => {
                let item = self.decl.node.items.iter().find(|i| i.span == span);
                item.into_iter().for_each(|i| crate::hours::last_minutes(i, self.findings));
                return;
            }
            BuildWarning::TimedEventOpens { file, .. } => {
                let span = self.file(file).unwrap_or(span);
                Diagnostic::warning(codes::TIMED_EVENT_OPENS, span, message, "")
                    .help("open dates with hours of their own: `open 2026-12-19 10:00-14:00`")
            }
            BuildWarning::OutsideYears { date, .. } => {
                let starts =
                    |kind: &DateKind| matches!(kind, DateKind::Date(d) | DateKind::Range(d, _) if d == date);
                let span = self.date(starts).unwrap_or(span);
                Diagnostic::warning(codes::OUTSIDE_YEARS, span, message, "").help("look at the year")
            }
        };
        self.findings.add(finding);
    }

    /// Holiday data for a single year is about to run out, wherever that year lies.
    fn horizon(&mut self, calendar: &Calendar) {
        let short: Vec<(String, i32)> = calendar
            .holiday_files()
            .filter(|(_, years)| years.last.is_some_and(|last| last <= years.first))
            .map(|(name, years)| (name.to_owned(), years.first))
            .collect();
        for (name, year) in short {
            let span = self.file(&name).unwrap_or(self.decl.node.name.span);
            let message = format!("the holidays of `{name}` are those of {year} only");
            let finding = Diagnostic::warning(codes::HOLIDAY_YEARS, span, message, "")
                .help("in other years no day of it is a holiday; take a file that covers them too");
            self.findings.add(finding);
        }
    }

    /// Where a holiday file is named.
    fn file(&self, name: &str) -> Option<Span> {
        let at = self.spec.holidays.iter().position(|h| h.name == name)?;
        self.file_spans.get(at).copied()
    }

    /// Where the dates of a kind are written.
    fn date(&self, wanted: impl Fn(&DateKind) -> bool) -> Option<Span> {
        let dates = self.decl.node.items.iter().flat_map(|item| match &item.kind {
            CalendarItemKind::Open { dates, .. } | CalendarItemKind::Closed { dates, .. } => dates.as_slice(),
            CalendarItemKind::Hours { .. } | CalendarItemKind::DueAt(_) => &[],
        });
        dates.into_iter().find(|d| wanted(&d.kind)).map(|d| d.span)
    }
}

/// Reports a calendar that says twice where a due falls.
pub(crate) fn due_at_once(items: &[ast::CalendarItem], findings: &mut Findings) {
    let mut said = items.iter().filter(|i| matches!(i.kind, CalendarItemKind::DueAt(_)));
    if let (Some(first), Some(again)) = (said.next(), said.next()) {
        let message = "where a due falls is said twice in this calendar";
        let finding = Diagnostic::error(codes::SAID_TWICE, again.span, message, "said again")
            .label(first.span, "said here first")
            .help("keep one of the two");
        findings.add(finding);
    }
}

/// Reports a calendar without any open time.
pub(crate) fn never_open(decl: &Decl<'_, CalendarDecl>, why: &str, findings: &mut Findings) {
    let name = &decl.node.name;
    let message = format!("the calendar `{}` {why}", name.text);
    let help = match decl.node.mix {
        None => "give it the hours of a week: `mon-fri 08:00-17:00`",
        Some(_) => "look at the hours of the calendars that it is made of",
    };
    let finding = Diagnostic::error(codes::NO_HOURS, name.span, message, "").help(help);
    findings.add_missing(decl.span, finding);
}

/// The windows of a line; one that ends at or before its beginning goes over midnight.
fn windows(windows: &[ast::Window]) -> Vec<Window> {
    windows.iter().map(crate::hours::stretch).collect()
}

/// The days from one weekday to another, both included, over the weekend if need be.
pub(crate) fn run(from: Weekday, to: Weekday) -> impl Iterator<Item = Weekday> {
    let count = (7 + to.num_days_from_monday() - from.num_days_from_monday()) % 7 + 1;
    std::iter::successors(Some(from), |day| Some(day.succ())).take(count as usize)
}

#[cfg(test)]
mod tests {
    use super::run;
    use duly_calendar::Weekday::{Fri, Mon, Sat, Sun, Tue};

    #[test]
    fn days_run_over_the_weekend() {
        assert_eq!(run(Fri, Mon).collect::<Vec<_>>(), [Fri, Sat, Sun, Mon]);
        assert_eq!(run(Tue, Tue).collect::<Vec<_>>(), [Tue]);
        assert_eq!(run(Mon, Sun).count(), 7);
    }
}
