//! One promise: how much, on which calendar, counted from when.

use crate::levels::{Hours, Settings};
use crate::names::Vocabulary;
use crate::scope::Scope;
use crate::show;
use duly_calendar::spec::DayEnd;
use duly_diag::{Diagnostic, Span, Spanned, codes};
use duly_plan::{
    self as plan, CalendarChoice, CalendarId, CountFrom, Switch, Target, TargetKind, Warn, WarnAt,
};
use duly_syntax::ast;

/// What stands for the length that a script gives while what is added to it is checked: some time.
const SCRIPTED: ast::Length = ast::Length::Time(ast::Duration { seconds: 1 });

/// A length, as plans hold it.
pub(crate) fn length(length: ast::Length) -> plan::Length {
    match length {
        ast::Length::Time(time) => plan::Length::Time(seconds(time)),
        ast::Length::Days(days) => plan::Length::Days(days.count, unit(days.unit)),
    }
}

/// Seconds as the engine counts them; beyond its range is beyond every calendar.
pub(crate) fn seconds(time: ast::Duration) -> i64 {
    i64::try_from(time.seconds).unwrap_or(i64::MAX)
}

fn unit(unit: ast::DayUnit) -> plan::DayUnit {
    match unit {
        ast::DayUnit::BusinessDays => plan::DayUnit::BusinessDays,
        ast::DayUnit::CalendarDays => plan::DayUnit::CalendarDays,
        ast::DayUnit::CalendarMonths => plan::DayUnit::CalendarMonths,
    }
}

impl<'a> Scope<'a, '_> {
    /// A promise under the settings of its level. `Some(None)` is a promise of nothing (`none`).
    pub fn target(
        &mut self,
        target: &ast::Target,
        settings: &Settings,
        with_started: &'a Vocabulary,
    ) -> Option<Option<Target>> {
        match &target.kind {
            ast::TargetKind::None => Some(None),
            ast::TargetKind::Within(within) => {
                self.within(within, target.span, settings, with_started).map(Some)
            }
            ast::TargetKind::ByField(name) => {
                let field = self.instant_field(name, "by")?.id;
                // A promise of an instant needs no calendar, only its elapsed time does.
                let calendar = match &settings.hours {
                    Hours::Known(choice) => choice.clone(),
                    Hours::Unsaid => CalendarChoice::One(CalendarId(0)),
                    Hours::Lost => return None,
                };
                Some(Some(self.promise(TargetKind::ByField(field), calendar, target.span, settings)))
            }
        }
    }

    /// `track CLOCK [on CALENDAR]`
    pub fn track(
        &mut self,
        clock: &ast::Name,
        calendar: Option<&ast::Name>,
        span: Span,
        settings: &Settings,
    ) -> Option<Target> {
        let calendar = self.calendar_of(calendar, span, &format!("`track {}`", clock.text), settings)?;
        let mut target = self.promise(TargetKind::Track, calendar, span, settings);
        target.warns.clear();
        Some(target)
    }

    fn within(
        &mut self,
        within: &ast::Within,
        span: Span,
        settings: &Settings,
        with_started: &'a Vocabulary,
    ) -> Option<Target> {
        let (length, shown, kind) = match self.computed_length(within) {
            Some((name, kind)) => (SCRIPTED, format!("`{name}`"), kind),
            None => {
                let length = self.amount(&within.length)?;
                (length, format!("`{}`", show::length(length)), self.kind(within, length))
            }
        };
        let (plus, then) =
            (self.plus(within, length, with_started), self.stretches(within, length, settings));
        let calendar = self.calendar_of(within.calendar.as_ref(), span, &shown, settings);
        let count_from = match &within.count_from {
            Some(said) => self.count_from(said),
            None => Some(settings.count_from),
        };
        let mut target = self.promise(kind?, calendar?, span, settings);
        (target.plus, target.then) = (plus?, then?);
        target.count_from = count_from?;
        if let Some(said) = &within.switch {
            target.switch = switch(said.node);
        }
        Some(target)
    }

    fn promise(&self, kind: TargetKind, calendar: CalendarChoice, span: Span, settings: &Settings) -> Target {
        let (count_from, switch) = (settings.count_from, settings.switch);
        let warns = settings.warns.clone();
        Target { kind, plus: Vec::new(), calendar, then: Vec::new(), count_from, switch, warns, span }
    }

    fn kind(&mut self, within: &ast::Within, length: ast::Length) -> Option<TargetKind> {
        match (length, &within.day_end) {
            (ast::Length::Time(time), None) if time.seconds == 0 => {
                self.zero(within.length.span, length, "a target needs some time: `within 15m`")
            }
            (ast::Length::Time(time), None) => Some(TargetKind::Time(seconds(time))),
            (ast::Length::Time(time), Some(end)) => {
                let message = format!(
                    "`{}` counts time, and the end of a day belongs to a count of days",
                    show::duration(time)
                );
                let help =
                    "leave the end out, or count days: `within 0 business days by close` is today's close";
                self.fail(
                    Diagnostic::error(codes::DAY_END_ON_TIME, end.span, message, "")
                        .label(within.length.span, "time on the calendar")
                        .help(help),
                )
            }
            (ast::Length::Days(days), None) if days.count == 0 => {
                let help = "say when that day ends: `within 0 business days by close`";
                self.zero(within.length.span, length, help)
            }
            (ast::Length::Days(days), end) => {
                let end = match end.as_ref().map(|e| e.node) {
                    None => DayEnd::SameTime,
                    Some(ast::DayEnd::Close) => DayEnd::Close,
                    Some(ast::DayEnd::At(time)) => DayEnd::At(time),
                };
                Some(TargetKind::Days { count: days.count, unit: unit(days.unit), end })
            }
        }
    }

    pub fn zero<T>(&mut self, span: Span, length: ast::Length, help: &str) -> Option<T> {
        let message = format!("a target of `{}` is missed by everyone", show::length(length));
        self.fail(Diagnostic::error(codes::ZERO_TARGET, span, message, "").help(help))
    }

    /// The calendar that a line names, else the level's.
    pub fn calendar_of(
        &mut self,
        said: Option<&ast::Name>,
        span: Span,
        what: &str,
        settings: &Settings,
    ) -> Option<CalendarChoice> {
        if let Some(name) = said {
            return self.calendar(name).map(CalendarChoice::One);
        }
        match &settings.hours {
            Hours::Known(choice) => Some(choice.clone()),
            Hours::Lost => None,
            Hours::Unsaid => {
                let message = format!("{what} does not say on which calendar it is counted");
                let help = "name one: `on always` for time on the wall, or `on CALENDAR` here or behind the \
                            level's name";
                self.fail(
                    Diagnostic::error(codes::NO_CALENDAR, span, message, "")
                        .help(help)
                        .fix(span.end_point(), " on always"),
                )
            }
        }
    }

    /// `count from ..`
    pub fn count_from(&mut self, said: &Spanned<ast::CountFrom>) -> Option<CountFrom> {
        Some(match &said.node {
            ast::CountFrom::Start => CountFrom::Start,
            ast::CountFrom::Attached => CountFrom::Attached,
            ast::CountFrom::Field(name) => CountFrom::Field(self.instant_field(name, "count from")?.id),
        })
    }

    /// A warning's place in its target.
    pub fn warn(&mut self, said: &Spanned<ast::WarnAt>) -> Option<Warn> {
        let at = match &said.node {
            ast::WarnAt::Percent(percent) => WarnAt::Share(self.share(*percent, said.span)?),
            ast::WarnAt::Named(name) => return self.unknown_length(name, "a share"),
            ast::WarnAt::Before(ahead) => {
                let ahead = self.amount(&Spanned::new(ahead.clone(), said.span))?;
                if is_nothing(ahead) {
                    let message = format!("a warning `{}` before the due is no warning", show::length(ahead));
                    return self.fail(
                        Diagnostic::error(codes::WARN_SHARE, said.span, message, "")
                            .help("leave it out, or give people some time: `15m before`"),
                    );
                }
                WarnAt::Before(length(ahead))
            }
        };
        Some(Warn { at, span: said.span })
    }

    /// Hundredths of a percent.
    fn share(&mut self, percent: f64, span: Span) -> Option<u32> {
        let hundredths = percent * 100.0;
        let whole = (hundredths - hundredths.round()).abs() < 1e-6;
        let (message, help) = if percent >= 100.0 {
            (format!("a warning at {percent}% comes when the target is spent"), "warn earlier: `warn at 75%`")
        } else if percent <= 0.0 {
            (format!("a warning at {percent}% comes as the clock starts"), "warn later: `warn at 75%`")
        } else if !whole {
            (format!("`{percent}%` is finer than a warning can be"), "two decimals are enough: `33.33%`")
        } else {
            return Some(hundredths_of(hundredths));
        };
        self.fail(Diagnostic::error(codes::WARN_SHARE, span, message, "").help(help))
    }
}

/// Whether a length is of no time at all.
pub(crate) fn is_nothing(length: ast::Length) -> bool {
    match length {
        ast::Length::Time(time) => time.seconds == 0,
        ast::Length::Days(days) => days.count == 0,
    }
}

/// A switch, as plans name it.
pub(crate) fn switch(said: ast::Switch) -> Switch {
    match said {
        ast::Switch::Recount => Switch::Recount,
        ast::Switch::Keep => Switch::Keep,
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the callers have seen that it lies between 0 and 1,000,000"
)]
pub(crate) fn hundredths_of(value: f64) -> u32 {
    value.round() as u32
}
