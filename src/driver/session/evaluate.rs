//! Expressions to values, and to the words that say how they were understood.

use super::present::Present;
use super::texts::Policy;
use super::value::{Value, on_calendar};
use super::words::instant;
use crate::plan_view::{length, name};
use duly_calendar::spec::DayEnd;
use duly_calendar::{Calendar, Instant, TimeZones, Zone};
use duly_diag::{Code, Diagnostic, Span, codes, did_you_mean, list_of};
use duly_plan::{CalendarId, ClockId, DayUnit, FieldId, Length, LevelId, Plan, TestValue};
use duly_syntax::ast::{self, Expression, ExpressionKind, InstantLit, Name, Operator, ValueKind, ZoneLit};

/// What expressions can speak of.
#[derive(Clone, Copy)]
pub(super) struct Scene<'a> {
    pub policy: &'a Policy,
    pub present: &'a Present,
    pub now: Option<Instant>,
    pub zones: &'a TimeZones,
}

/// A value, and how its expression was understood.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Understood {
    pub value: Value,
    pub words: String,
}

type Answer = Result<Understood, Box<Diagnostic>>;

impl<'a> Scene<'a> {
    fn plan(&self) -> &'a Plan {
        &self.policy.plan
    }

    fn zone(&self) -> &'a Zone {
        &self.plan().meta.zone
    }

    /// What an expression comes to.
    pub fn evaluate(&self, expression: &Expression) -> Answer {
        let span = expression.span;
        match &expression.kind {
            ExpressionKind::Now => {
                let now = self.now(span)?;
                Ok(Understood { value: Value::Instant(now), words: "now".to_owned() })
            }
            ExpressionKind::Value(value) => self.value(value),
            ExpressionKind::Length { length: long, calendar } => {
                let on = self.on(calendar.as_ref())?;
                Ok(self.of_value(match plan_length(*long) {
                    Length::Time(seconds) => Value::Time(seconds, on),
                    Length::Days(count, unit) => Value::Days(count, unit, on),
                }))
            }
            ExpressionKind::Counted { length: long, calendar, before, from } => {
                let on = self.on(calendar.as_ref())?;
                let start = self.instant(from)?;
                let at = self.count(start, plan_length(*long), on, *before, span)?;
                let word = if *before { "before" } else { "from" };
                let words = format!(
                    "{}{} {word} {}",
                    length(plan_length(*long)),
                    on_calendar(self.plan(), on),
                    instant(start, self.zone())
                );
                Ok(Understood { value: Value::Instant(at), words })
            }
            ExpressionKind::Between { from, to, calendar } => self.between(from, to, calendar.as_ref()),
            ExpressionKind::NextTurn { opening, calendar } => self.next_turn(*opening, calendar, span),
            ExpressionKind::Binary { operator, left, right } => {
                let (left, right) = (self.evaluate(left)?, self.evaluate(right)?);
                self.binary(*operator, left, right, span)
            }
        }
    }

    fn of_value(&self, value: Value) -> Understood {
        Understood { words: value.text(self.plan()), value }
    }

    /// The instant that an expression comes to; a date is its 00:00.
    pub fn instant(&self, expression: &Expression) -> Result<Instant, Box<Diagnostic>> {
        let span = expression.span;
        match self.evaluate(expression)?.value.plain() {
            Value::Instant(at) => Ok(at),
            Value::Date(date) => Ok(self.zone().first_instant(date)),
            Value::Field(field, TestValue::Unset) => {
                let message = format!("`{}` is not set", self.plan().field(field).name);
                Err(Box::new(wrong(span, message, "no instant")))
            }
            other => {
                let message = format!("this is {}, not an instant", other.kind(self.plan()));
                let help =
                    "instants are written `2026-03-09 09:00`; `now` is one, and `2h on office from now`";
                Err(Box::new(wrong(span, message, "an instant is wanted here").help(help)))
            }
        }
    }

    fn now(&self, span: Span) -> Result<Instant, Box<Diagnostic>> {
        self.now.ok_or_else(|| Box::new(no_now(span)))
    }

    fn value(&self, value: &ast::Value) -> Answer {
        let said = match &value.kind {
            ValueKind::Word(word) => return self.named(word, value.span),
            ValueKind::Field(field) => {
                let id = self.field(field, value.span)?;
                return Ok(self.of_field(id));
            }
            // A quoted name is a name where there is one.
            ValueKind::Text(text) => match self.thing(text) {
                Some(thing) => return Ok(thing),
                None => Value::Text(text.clone()),
            },
            ValueKind::Number(number) => Value::Number(*number),
            ValueKind::YesNo(yes) => Value::YesNo(*yes),
            ValueKind::Duration(time) => Value::Time(i64::try_from(time.seconds).unwrap_or(i64::MAX), None),
            ValueKind::Days(days) => match plan_length(ast::Length::Days(*days)) {
                Length::Days(count, unit) => Value::Days(count, unit, None),
                Length::Time(seconds) => Value::Time(seconds, None),
            },
            ValueKind::Date(date) => Value::Date(*date),
            ValueKind::Instant(at) => Value::Instant(self.written(at)?),
        };
        Ok(self.of_value(said))
    }

    /// An instant as it is written.
    pub fn written(&self, at: &InstantLit) -> Result<Instant, Box<Diagnostic>> {
        match &at.zone {
            ZoneLit::Policy => Ok(self.zone().instant(at.local)),
            ZoneLit::Offset(seconds) => {
                Ok(Instant(at.local.and_utc().timestamp().saturating_sub(i64::from(*seconds))))
            }
            ZoneLit::Named(zone) => match self.zones.zone(&zone.node) {
                Some(known) => Ok(known.instant(at.local)),
                None => {
                    let message = format!("there is no time zone `{}`", zone.node);
                    let near = did_you_mean(&zone.node, self.zones.names());
                    Err(unknown(codes::UNKNOWN_ZONE, zone.span, message, near))
                }
            },
        }
    }

    /// What a name stands for: a field, a clock, a calendar, a level.
    fn named(&self, word: &str, span: Span) -> Answer {
        if let Some(thing) = self.thing(word) {
            return Ok(thing);
        }
        let plan = self.plan();
        let fields = plan.fields.iter().map(|field| field.name.as_str());
        let states = plan.states.iter().map(|state| state.name.as_str());
        let clocks = plan.clocks.iter().map(|clock| clock.name.as_str());
        let calendars = plan.calendars.iter().map(|calendar| calendar.name.as_str());
        let levels = plan.levels.iter().map(|level| level.name.as_str());
        let near = did_you_mean(word, fields.chain(states).chain(clocks).chain(calendars).chain(levels));
        let near = near.or_else(|| duly_syntax::nearly(word).map(|(_, near)| near));
        let message = format!("nothing here is called `{word}`");
        let finding = unknown(codes::UNKNOWN_NAME, span, message, near);
        Err(match near {
            Some(_) => finding,
            None => Box::new(finding.help("`list` shows what there is, `help` what can be said")),
        })
    }

    /// What has this name, if anything has.
    fn thing(&self, text: &str) -> Option<Understood> {
        let plan = self.plan();
        if let Some(field) = plan.field_id(text) {
            return Some(self.of_field(field));
        }
        let clock = plan.clocks.iter().position(|clock| clock.name == text).map(small).map(ClockId);
        let level = || plan.levels.iter().position(|level| level.name == text).map(small).map(LevelId);
        let thing = clock.map(Value::Clock);
        let thing = thing.or_else(|| plan.calendar_id(text).map(Value::Calendar));
        thing.or_else(|| level().map(Value::Level)).map(|value| self.of_value(value))
    }

    fn of_field(&self, field: FieldId) -> Understood {
        let content = self.present.fields.get(field.index()).cloned().unwrap_or(TestValue::Unset);
        Understood { value: Value::Field(field, content), words: name(&self.plan().field(field).name) }
    }

    fn field(&self, text: &str, span: Span) -> Result<FieldId, Box<Diagnostic>> {
        let plan = self.plan();
        plan.field_id(text).ok_or_else(|| {
            let near = did_you_mean(text, plan.fields.iter().map(|field| field.name.as_str()));
            unknown(codes::UNKNOWN_NAME, span, format!("there is no field `{text}`"), near)
        })
    }

    /// A calendar by its name.
    pub fn calendar(&self, calendar: &Name) -> Result<CalendarId, Box<Diagnostic>> {
        let plan = self.plan();
        plan.calendar_id(&calendar.text).ok_or_else(|| {
            let names = || plan.calendars.iter().map(|calendar| calendar.name.as_str());
            let message = format!("there is no calendar `{}`", calendar.text);
            let near = did_you_mean(&calendar.text, names());
            let finding = unknown(codes::UNKNOWN_CALENDAR, calendar.span, message, near);
            match near {
                Some(_) => finding,
                None => Box::new(finding.help(format!("the calendars are {}", list_of(names(), "and")))),
            }
        })
    }

    /// A calendar's hours, in the ticket's zone where it says so.
    pub fn table(&self, id: CalendarId) -> &'a Calendar {
        self.present.calendar(self.plan(), id)
    }

    fn on(&self, calendar: Option<&Name>) -> Result<Option<CalendarId>, Box<Diagnostic>> {
        calendar.map(|calendar| self.calendar(calendar)).transpose()
    }

    fn between(&self, from: &Expression, to: &Expression, calendar: Option<&Name>) -> Answer {
        let on = self.on(calendar)?.unwrap_or(CalendarId(0));
        let (from, to) = (self.instant(from)?, self.instant(to)?);
        let words = format!(
            "between {} and {}{}",
            instant(from, self.zone()),
            instant(to, self.zone()),
            on_calendar(self.plan(), Some(on))
        );
        let seconds = self.table(on).between(from, to);
        Ok(Understood { value: Value::Time(seconds, Some(on)), words })
    }

    fn next_turn(&self, opening: bool, calendar: &Name, span: Span) -> Answer {
        let (id, now) = (self.calendar(calendar)?, self.now(span)?);
        let table = self.table(id);
        let turn = if opening { next_opening(table, now) } else { next_closing(table, now) };
        let word = if opening { "opening" } else { "closing" };
        let Some(at) = turn else {
            let message = format!("`{}` has no {word} after now", calendar.text);
            return Err(Box::new(wrong(span, message, "")));
        };
        let words = format!("next {word} of {}", name(&calendar.text));
        Ok(Understood { value: Value::Instant(at), words })
    }

    /// So much after or before an instant. Time without a calendar is time on the wall clock; business days
    /// without one are those of the policy's only calendar.
    pub fn count(
        &self,
        from: Instant,
        long: Length,
        on: Option<CalendarId>,
        before: bool,
        span: Span,
    ) -> Result<Instant, Box<Diagnostic>> {
        let on = match (on, long) {
            (Some(on), _) => on,
            (None, Length::Days(_, DayUnit::BusinessDays)) => self.business_calendar(span)?,
            (None, _) => CalendarId(0),
        };
        let table = self.table(on);
        let sign = if before { -1 } else { 1 };
        let at = match long {
            Length::Time(seconds) if before => table.sub(from, seconds),
            Length::Time(seconds) => table.add(from, seconds),
            Length::Days(count, unit) => {
                let count = i64::from(count) * sign;
                self.count_days(table, from, (count, unit), on)
            }
        };
        at.ok_or_else(|| Box::new(wrong(span, "no calendar reaches so far", "")))
    }

    /// Days on `always` are days of the policy's zone.
    fn count_days(
        &self,
        table: &Calendar,
        from: Instant,
        (count, unit): (i64, DayUnit),
        on: CalendarId,
    ) -> Option<Instant> {
        if on == CalendarId(0) && unit != DayUnit::BusinessDays {
            let local = self.zone().local(from);
            let moved = match unit {
                DayUnit::CalendarMonths => {
                    let months = chrono::Months::new(u32::try_from(count.unsigned_abs()).ok()?);
                    if count < 0 {
                        local.checked_sub_months(months)
                    } else {
                        local.checked_add_months(months)
                    }
                }
                _ => local.checked_add_signed(chrono::TimeDelta::try_days(count)?),
            };
            return moved.map(|local| self.zone().instant(local));
        }
        match unit {
            DayUnit::BusinessDays => table.add_days(from, count, DayEnd::SameTime),
            DayUnit::CalendarDays => table.add_calendar_days(from, count, DayEnd::SameTime),
            DayUnit::CalendarMonths => table.add_calendar_months(from, count, DayEnd::SameTime),
        }
    }

    fn business_calendar(&self, span: Span) -> Result<CalendarId, Box<Diagnostic>> {
        match self.plan().calendars.as_slice() {
            [_, _] => Ok(CalendarId(1)),
            all => {
                let names: Vec<&str> = all.iter().skip(1).map(|calendar| calendar.name.as_str()).collect();
                let help = match names.first() {
                    Some(first) => format!("write `on {}` behind it", name(first)),
                    None => "declare a calendar, or write `calendar days`".to_owned(),
                };
                Err(Box::new(wrong(span, "business days of which calendar?", "").help(help)))
            }
        }
    }

    fn binary(&self, operator: Operator, left: Understood, right: Understood, span: Span) -> Answer {
        let sign = match operator {
            Operator::Plus => "+",
            Operator::Minus => "-",
            Operator::Times => "*",
            Operator::Divided => "/",
        };
        let words = format!("{} {sign} {}", left.words, right.words);
        let (left, right) = (left.value.plain(), right.value.plain());
        match self.joined(operator, &left, &right, span)? {
            Some(value) => Ok(Understood { value, words }),
            None => {
                let plan = self.plan();
                let message = format!("{} {sign} {} has no meaning", left.kind(plan), right.kind(plan));
                let help =
                    "instants and durations can be added and subtracted, durations and numbers multiplied";
                Err(Box::new(wrong(span, message, "").help(help)))
            }
        }
    }

    /// What two values come to together; none where that has no meaning.
    fn joined(
        &self,
        operator: Operator,
        left: &Value,
        right: &Value,
        span: Span,
    ) -> Result<Option<Value>, Box<Diagnostic>> {
        use Operator::{Divided, Minus, Plus, Times};
        let at = |date: &chrono::NaiveDate| self.zone().first_instant(*date);
        Ok(Some(match (operator, left, right) {
            (Plus | Minus, Value::Date(date), Value::Time(..) | Value::Days(..)) => {
                return self.joined(operator, &Value::Instant(at(date)), right, span);
            }
            (Minus, Value::Date(date), _) => {
                return self.joined(operator, &Value::Instant(at(date)), right, span);
            }
            (Minus, Value::Instant(_), Value::Date(date)) => {
                return self.joined(operator, left, &Value::Instant(at(date)), span);
            }
            (Plus, Value::Time(..) | Value::Days(..), Value::Instant(_)) => {
                return self.joined(operator, right, left, span);
            }
            (Plus | Minus, Value::Instant(from), Value::Time(seconds, on)) => {
                let before = (operator == Minus) != (*seconds < 0);
                let long = Length::Time(seconds.saturating_abs());
                Value::Instant(self.count(*from, long, *on, before, span)?)
            }
            (Plus | Minus, Value::Instant(from), Value::Days(count, unit, on)) => Value::Instant(
                self.count(*from, Length::Days(*count, *unit), *on, operator == Minus, span)?,
            ),
            (Minus, Value::Instant(a), Value::Instant(b)) => Value::Time(a.0.saturating_sub(b.0), None),
            (Plus, Value::Time(a, on), Value::Time(b, other)) if on == other => {
                Value::Time(a.saturating_add(*b), *on)
            }
            (Minus, Value::Time(a, on), Value::Time(b, other)) if on == other => {
                Value::Time(a.saturating_sub(*b), *on)
            }
            (Times, Value::Time(a, on), Value::Number(n)) | (Times, Value::Number(n), Value::Time(a, on)) => {
                Value::Time(scaled(*a, *n), *on)
            }
            (Divided, Value::Time(a, on), Value::Number(n)) if *n != 0.0 => {
                Value::Time(scaled(*a, 1.0 / n), *on)
            }
            (Divided, Value::Time(a, on), Value::Time(b, other)) if on == other && *b != 0 => {
                Value::Number(ratio(*a, *b))
            }
            (Plus, Value::Number(a), Value::Number(b)) => Value::Number(a + b),
            (Minus, Value::Number(a), Value::Number(b)) => Value::Number(a - b),
            (Times, Value::Number(a), Value::Number(b)) => Value::Number(a * b),
            (Divided, Value::Number(a), Value::Number(b)) if *b != 0.0 => Value::Number(a / b),
            _ => return Ok(None),
        }))
    }
}

/// The first opening after an instant.
pub(super) fn next_opening(table: &Calendar, after: Instant) -> Option<Instant> {
    let closed = if table.is_open(after) { next_closing(table, after)? } else { after };
    table.next_open(closed)
}

/// The end of the open time that an instant is in, or that comes next.
pub(super) fn next_closing(table: &Calendar, after: Instant) -> Option<Instant> {
    let open = table.next_open(after)?;
    // The open stretches of ever longer times, until one of them ends within.
    [1, 8, 40, 400, 4_000].into_iter().find_map(|days| {
        let until = open.plus(days * 86_400);
        table.periods(open, until).first().map(|period| period.1).filter(|end| *end < until)
    })
}

/// A length of the syntax tree as the plan has it.
pub(super) fn plan_length(length: ast::Length) -> Length {
    match length {
        ast::Length::Time(time) => Length::Time(i64::try_from(time.seconds).unwrap_or(i64::MAX)),
        ast::Length::Days(days) => Length::Days(
            days.count,
            match days.unit {
                ast::DayUnit::BusinessDays => DayUnit::BusinessDays,
                ast::DayUnit::CalendarDays => DayUnit::CalendarDays,
                ast::DayUnit::CalendarMonths => DayUnit::CalendarMonths,
            },
        ),
    }
}

/// A place in a list as the number of an id.
pub(super) fn small(place: usize) -> u16 {
    u16::try_from(place).unwrap_or(u16::MAX)
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    reason = "a duration times a number is what a person asks at a prompt, to the second"
)]
fn scaled(seconds: i64, by: f64) -> i64 {
    (seconds as f64 * by).round() as i64
}

#[expect(clippy::cast_precision_loss, reason = "the ratio of two durations is shown, not counted with")]
fn ratio(a: i64, b: i64) -> f64 {
    a as f64 / b as f64
}

/// Something that has no meaning here.
pub(super) fn wrong(span: Span, message: impl Into<String>, label: &str) -> Diagnostic {
    Diagnostic::error(codes::SESSION_VALUE, span, message, label)
}

fn no_now(span: Span) -> Diagnostic {
    Diagnostic::error(codes::NO_NOW, span, "this session has no `now` yet", "no instant")
        .help("say when it is: `goto 2026-03-09 09:00`")
}

fn unknown(code: Code, span: Span, message: String, near: Option<&str>) -> Box<Diagnostic> {
    let finding = Diagnostic::error(code, span, message, "not known");
    Box::new(match near {
        Some(near) => finding.help(format!("did you mean `{near}`?")),
        None => finding,
    })
}
