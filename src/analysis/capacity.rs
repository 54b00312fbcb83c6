//! Whether a calendar is open long enough for what is promised on it.

use crate::findings::Findings;
use crate::names::Vocabulary;
use duly_calendar::{Calendar, Instant, NaiveDate};
use duly_diag::{Diagnostic, Spanned, codes};
use duly_plan::{CalendarChoice, CalendarDef, CalendarId, DayUnit, Target, TargetKind};
use duly_syntax::ast;

/// The years in which a stretch of two of them is looked for.
const FIRST_YEAR: i32 = 1970;
const LAST_YEAR: i32 = 2099;

/// What the calendars of a policy can hold, found out when it is asked for.
pub(crate) struct Capacities<'a> {
    calendars: &'a [Option<CalendarDef>],
    /// The most seconds of open time in any two years, by calendar.
    seconds: Vec<Option<i64>>,
}

impl<'a> Capacities<'a> {
    pub fn new(calendars: &'a [Option<CalendarDef>]) -> Self {
        Capacities { calendars, seconds: vec![None; calendars.len()] }
    }

    /// Reports a target that no ticket could ever use up within two years on one of its calendars.
    pub fn check(
        &mut self,
        target: &Target,
        written: &ast::Target,
        names: &Vocabulary,
        findings: &mut Findings,
    ) {
        let ast::TargetKind::Within(within) = &written.kind else { return };
        self.check_stretch(target.kind, &target.calendar, &within.length, names, findings);
        for (stretch, written) in target.then.iter().zip(&within.then) {
            let kind = TargetKind::Time(stretch.seconds);
            self.check_stretch(kind, &stretch.calendar, &written.length, names, findings);
        }
    }

    fn check_stretch(
        &mut self,
        kind: TargetKind,
        choice: &CalendarChoice,
        written: &Spanned<ast::Amount>,
        names: &Vocabulary,
        findings: &mut Findings,
    ) {
        let ast::Amount::Known(length) = &written.node else { return };
        for calendar in calendars(choice).into_iter() {
            if self.holds(kind, calendar) {
                continue;
            }
            let name = &names.calendars[calendar.index()];
            let shown = crate::show::length(*length);
            let message = format!("the calendar `{}` is not open for `{shown}` in any two years", name.name);
            let finding = Diagnostic::error(codes::NOT_OPEN_ENOUGH, written.span, message, "")
                .help("promise less, or count on a calendar with more hours");
            findings.add(match name.span {
                Some(span) => finding.label(span, "this calendar"),
                None => finding,
            });
        }
    }

    fn holds(&mut self, kind: TargetKind, calendar: CalendarId) -> bool {
        let Some(Some(def)) = self.calendars.get(calendar.index()) else { return true };
        match kind {
            TargetKind::Time(seconds) => {
                let most = self.seconds[calendar.index()].get_or_insert_with(|| most_seconds(&def.table));
                seconds <= *most
            }
            TargetKind::Days { count, unit: DayUnit::BusinessDays, .. } => has_days(&def.table, count),
            TargetKind::Days { unit: DayUnit::CalendarDays | DayUnit::CalendarMonths, .. }
            | TargetKind::ByField(_)
            | TargetKind::Script(_)
            | TargetKind::Track => true,
        }
    }
}

fn calendars(choice: &CalendarChoice) -> Vec<CalendarId> {
    match choice {
        CalendarChoice::One(id) => vec![*id],
        CalendarChoice::ByField { entries, otherwise, .. } => {
            let mut all: Vec<CalendarId> = entries.iter().map(|(_, id)| *id).chain([*otherwise]).collect();
            all.sort_unstable();
            all.dedup();
            all
        }
    }
}

fn new_year(year: i32) -> Instant {
    let date = NaiveDate::from_ymd_opt(year, 1, 1).unwrap_or_default();
    Instant(date.and_time(chrono::NaiveTime::MIN).and_utc().timestamp())
}

fn most_seconds(table: &Calendar) -> i64 {
    let two_years = |year| table.between(new_year(year), new_year(year + 2));
    (FIRST_YEAR..LAST_YEAR).map(two_years).max().unwrap_or(0)
}

/// Whether some two years have this many open dates and one to arrive on.
fn has_days(table: &Calendar, count: u32) -> bool {
    (FIRST_YEAR..LAST_YEAR).any(|year| {
        let first = NaiveDate::from_ymd_opt(year, 1, 1).unwrap_or_default();
        let open = first.iter_days().take(731).filter(|date| table.open_date(*date));
        let wanted = usize::try_from(count).unwrap_or(usize::MAX).saturating_add(1);
        open.take(wanted).count() == wanted
    })
}
