//! Compiled conditions, moments, targets and actions in the words of the language.

use duly_calendar::spec::{DayEnd, WeekdaySet};
use duly_calendar::{Instant, Weekday};
use duly_plan::{
    Action, ActionKind, CalendarChoice, ClockState, Compare, Condition, ConditionKind, Const, CountFrom,
    DayUnit, Emit, FieldId, HasMode, Length, Operand, Pause, Per, Plan, Plus, STARTED, ScriptId,
    ScriptQuestion, ScriptTest, Since, Stretch, Switch, TargetKind, TextTest, Verb, WarnAt, When,
};

/// Says what a plan holds, with its names.
#[derive(Clone, Copy)]
pub(crate) struct Words<'p> {
    pub plan: &'p Plan,
}

impl Words<'_> {
    pub(crate) fn field(self, id: FieldId) -> String {
        if id == STARTED { "started".to_owned() } else { name(&self.plan.field(id).name) }
    }

    /// A condition on one line; what the policy leaves unsaid (a state that is never set) is said.
    pub(crate) fn condition(self, condition: &Condition) -> String {
        match &condition.kind {
            ConditionKind::Known(true) => "always".to_owned(),
            ConditionKind::Known(false) => "never".to_owned(),
            ConditionKind::All(all) => self.group(all, " and ", "always"),
            ConditionKind::Any(any) => self.group(any, " or ", "never"),
            ConditionKind::Not(inner) => self.negated(inner),
            ConditionKind::State(state) => name(&self.plan.state(*state).name),
            ConditionKind::Compare { field, op, right } => {
                let right = match right {
                    Operand::Const(value) => self.value(*field, value),
                    Operand::Field(other) => format!("ticket.{}", self.plan.field(*other).name),
                };
                format!("{} {} {right}", self.field(*field), compare(*op))
            }
            ConditionKind::OneOf { field, values } => {
                format!("{} is one of {}", self.field(*field), self.values(*field, values))
            }
            ConditionKind::IsSet(field) => format!("{} is set", self.field(*field)),
            ConditionKind::Has { field, mode, values } => has(&self.field(*field), *mode, values),
            ConditionKind::Text { field, test, text } => {
                format!("{} {} {}", self.field(*field), text_test(*test), quoted(text))
            }
            ConditionKind::During { field, calendar, outside, .. } => {
                let side = if *outside { "outside" } else { "during" };
                format!("{} {side} {}", self.field(*field), name(&self.plan.calendars[calendar.index()].name))
            }
            ConditionKind::OnDays { field, days } => format!("{} on {}", self.field(*field), weekdays(*days)),
            ConditionKind::FromTo { field, from, to } => {
                format!("{} from {} to {}", self.field(*field), time(*from), time(*to))
            }
            ConditionKind::Elapsed { since, op, length: long, calendar, .. } => {
                let since = match since {
                    Since::Created => "age",
                    Since::LastTouched => "idle",
                };
                let calendar = name(&self.plan.calendars[calendar.index()].name);
                format!("{since} {} {} on {calendar}", compare(*op), length(*long))
            }
            ConditionKind::ClockIs { clock, state } => {
                let state = match state {
                    ClockState::Running => "running",
                    ClockState::Paused => "paused",
                    ClockState::Stopped => "stopped",
                };
                format!("{} is {state}", name(&self.plan.clock(*clock).name))
            }
            ConditionKind::Script(test) => self.script_test(test),
        }
    }

    fn script(self, id: ScriptId) -> String {
        name(&self.plan.script(id).code.name)
    }

    fn script_test(self, test: &ScriptTest) -> String {
        let script = self.script(test.script);
        match &test.question {
            ScriptQuestion::Compare { op, right } => {
                let right = match right {
                    Operand::Const(value) => self.constant(value),
                    Operand::Field(other) => format!("ticket.{}", self.plan.field(*other).name),
                };
                format!("{script} {} {right}", compare(*op))
            }
            ScriptQuestion::OneOf(values) => {
                let values: Vec<String> = values.iter().map(|value| self.constant(value)).collect();
                format!("{script} is one of {}", values.join(", "))
            }
            ScriptQuestion::Has { mode, values } => has(&script, *mode, values),
            ScriptQuestion::Text { test, text } => format!("{script} {} {}", text_test(*test), quoted(text)),
        }
    }

    fn group(self, parts: &[Condition], joiner: &str, empty: &str) -> String {
        let said: Vec<String> = parts.iter().map(|part| self.inner(part)).collect();
        if said.is_empty() { empty.to_owned() } else { said.join(joiner) }
    }

    /// A part of a group, in parentheses if it is a group too.
    fn inner(self, part: &Condition) -> String {
        match &part.kind {
            ConditionKind::All(parts) | ConditionKind::Any(parts) if parts.len() > 1 => {
                format!("({})", self.condition(part))
            }
            _ => self.condition(part),
        }
    }

    fn negated(self, inner: &Condition) -> String {
        match &inner.kind {
            ConditionKind::Compare { field, op: Compare::Is, right: Operand::Const(value) } => {
                format!("{} is not {}", self.field(*field), self.value(*field, value))
            }
            ConditionKind::OneOf { field, values } => {
                format!("{} is not one of {}", self.field(*field), self.values(*field, values))
            }
            ConditionKind::IsSet(field) => format!("{} is not set", self.field(*field)),
            _ => format!("not {}", self.inner(inner)),
        }
    }

    /// A constant of a field's type.
    pub(crate) fn value(self, field: FieldId, value: &Const) -> String {
        match value {
            Const::Code(code) => self.plan.field(field).kind.value(*code).map_or_else(String::new, name),
            value => self.constant(value),
        }
    }

    /// A constant that says itself what it is.
    fn constant(self, value: &Const) -> String {
        match value {
            Const::Code(code) => code.to_string(),
            Const::Text(text) => quoted(text),
            Const::Number(number) => number.to_string(),
            Const::YesNo(true) => "yes".to_owned(),
            Const::YesNo(false) => "no".to_owned(),
            Const::Date(date) => date.to_string(),
            Const::Instant(at) => self.instant(*at),
            Const::Duration(seconds) => duration(*seconds),
        }
    }

    fn values(self, field: FieldId, values: &[Const]) -> String {
        values.iter().map(|value| self.value(field, value)).collect::<Vec<_>>().join(", ")
    }

    fn instant(self, at: Instant) -> String {
        self.plan.meta.zone.local(at).format("%Y-%m-%d %H:%M:%S").to_string()
    }

    /// `customer replies, tagged "x" if vip`
    pub(crate) fn when(self, when: &When) -> String {
        let mut events: Vec<String> = when.events.iter().map(|event| event.phrase.clone()).collect();
        // A phrase that stands for several events is several patterns.
        events.dedup();
        let events = events.join(", ");
        match &when.guard {
            Some(guard) => format!("{events} if {}", self.condition(guard)),
            None => events,
        }
    }

    pub(crate) fn pause(self, pause: &Pause) -> String {
        match pause {
            Pause::While(condition) => format!("while {}", self.condition(condition)),
            Pause::Between { from, until } => format!("from {} until {}", self.when(from), self.when(until)),
        }
    }

    pub(crate) fn per(self, per: Per) -> Option<String> {
        match per {
            Per::Ticket => None,
            Per::Message => Some("message".to_owned()),
            Per::Contact(duly_plan::Medium::Call) => Some("call".to_owned()),
            Per::Contact(duly_plan::Medium::Chat) => Some("chat".to_owned()),
            Per::Field(field) => Some(self.field(field)),
        }
    }

    /// What a target promises.
    pub(crate) fn promise(self, kind: TargetKind) -> String {
        match kind {
            TargetKind::Time(seconds) => format!("within {}", duration(seconds)),
            TargetKind::Days { count, unit, end } => {
                let end = match end {
                    DayEnd::SameTime => String::new(),
                    DayEnd::Close => " by close".to_owned(),
                    DayEnd::At(at) => format!(" by {}", time(at)),
                };
                format!("within {}{end}", length(Length::Days(count, unit)))
            }
            TargetKind::ByField(field) => format!("by {}", self.field(field)),
            TargetKind::Script(script) => format!("within {}", self.script(script)),
            TargetKind::Track => "measured".to_owned(),
        }
    }

    /// `1h if started outside office`, of a target of this kind.
    pub(crate) fn plus(self, plus: &Plus, kind: TargetKind) -> String {
        let more = match kind {
            TargetKind::Days { unit, .. } => {
                length(Length::Days(u32::try_from(plus.more).unwrap_or(u32::MAX), unit))
            }
            _ => duration(plus.more),
        };
        let whose =
            if plus.stretch == 0 { String::new() } else { format!(" on stretch {}", plus.stretch + 1) };
        format!("{more}{whose} if {}", self.condition(&plus.condition))
    }

    /// `30m on always`
    pub(crate) fn stretch(self, stretch: &Stretch) -> String {
        format!("{} on {}", duration(stretch.seconds), self.calendar(&stretch.calendar))
    }

    /// The calendars that a target can be counted on, as the ticket decides.
    pub(crate) fn calendar(self, choice: &CalendarChoice) -> String {
        let named = |id: &duly_plan::CalendarId| name(&self.plan.calendars[id.index()].name);
        match choice {
            CalendarChoice::One(id) => named(id),
            CalendarChoice::ByField { field, entries, otherwise } => {
                let entries =
                    entries.iter().map(|(value, id)| format!("{} {}", self.value(*field, value), named(id)));
                let entries: Vec<String> =
                    entries.chain([format!("otherwise {}", named(otherwise))]).collect();
                format!("by {}: {}", self.field(*field), entries.join(", "))
            }
        }
    }

    pub(crate) fn count_from(self, from: CountFrom) -> String {
        match from {
            CountFrom::Start => "start".to_owned(),
            CountFrom::Attached => "attached".to_owned(),
            CountFrom::Field(field) => self.field(field),
        }
    }

    pub(crate) fn action(self, action: &Action) -> String {
        match &action.kind {
            ActionKind::Level(level) => format!("level {}", name(&self.plan.level(*level).name)),
            ActionKind::NoLevel => "no level".to_owned(),
            ActionKind::LevelByRules => "level by rules".to_owned(),
            ActionKind::Stop => "stop".to_owned(),
            ActionKind::Emit(emit) => self.emit(emit),
        }
    }

    /// `notify "who"`
    pub(crate) fn emit(self, emit: &Emit) -> String {
        match emit {
            Emit::Notify(who) => format!("notify {}", quoted(who)),
            Emit::Escalate(who) => format!("escalate to {}", quoted(who)),
            Emit::Tag(tag) => format!("tag {}", quoted(tag)),
            Emit::Untag(tag) => format!("untag {}", quoted(tag)),
            Emit::Set(field, value) => format!("set {} to {}", self.field(*field), self.value(*field, value)),
            Emit::Assign(who) => format!("assign to {}", quoted(who)),
            Emit::Webhook(hook) => format!("webhook {}", quoted(hook)),
            Emit::Computed(computed) => {
                let script = self.script(computed.script);
                match computed.verb {
                    Verb::Notify => format!("notify {script}"),
                    Verb::Escalate => format!("escalate to {script}"),
                    Verb::Tag => format!("tag {script}"),
                    Verb::Untag => format!("untag {script}"),
                    Verb::Assign => format!("assign to {script}"),
                    Verb::Webhook => format!("webhook {script}"),
                    Verb::Run => format!("run {script}"),
                    Verb::Set(field) => format!("set {} to {script}", self.field(field)),
                }
            }
        }
    }
}

pub(crate) fn switch(switch: Switch) -> &'static str {
    match switch {
        Switch::Recount => "recount",
        Switch::Keep => "keep",
    }
}

/// `75%`, `15m before`
pub(crate) fn warning(at: WarnAt) -> String {
    match at {
        WarnAt::Share(hundredths) => format!("{}%", f64::from(hundredths) / 100.0),
        WarnAt::Before(long) => format!("{} before", length(long)),
    }
}

fn compare(op: Compare) -> &'static str {
    match op {
        Compare::Is => "is",
        Compare::Less => "<",
        Compare::LessOrEqual => "<=",
        Compare::Greater => ">",
        Compare::GreaterOrEqual => ">=",
    }
}

fn text_test(test: TextTest) -> &'static str {
    match test {
        TextTest::Contains => "contains",
        TextTest::StartsWith => "starts with",
        TextTest::EndsWith => "ends with",
        TextTest::Matches => "matches",
    }
}

fn has(field: &str, mode: HasMode, values: &[String]) -> String {
    let list = values.iter().map(|value| quoted(value)).collect::<Vec<_>>().join(", ");
    match (mode, values.len()) {
        (_, 1) => format!("{field} has {list}"),
        (HasMode::Any, _) => format!("{field} has any of {list}"),
        (HasMode::All, _) => format!("{field} has all of {list}"),
    }
}

fn weekdays(days: WeekdaySet) -> String {
    use Weekday::{Fri, Mon, Sat, Sun, Thu, Tue, Wed};
    let held = [Mon, Tue, Wed, Thu, Fri, Sat, Sun].into_iter().filter(|day| days.contains(*day));
    held.map(|day| day.to_string().to_lowercase()).collect::<Vec<_>>().join(", ")
}

/// A length as the language writes it.
pub(crate) fn length(length: Length) -> String {
    match length {
        Length::Time(seconds) => duration(seconds),
        Length::Days(count, unit) => {
            let unit = match unit {
                DayUnit::BusinessDays => "business day",
                DayUnit::CalendarDays => "calendar day",
                DayUnit::CalendarMonths => "calendar month",
            };
            format!("{count} {unit}{}", if count == 1 { "" } else { "s" })
        }
    }
}

/// `1h30m`
pub(crate) fn duration(seconds: i64) -> String {
    let parts = [(seconds / 3600, "h"), (seconds / 60 % 60, "m"), (seconds % 60, "s")];
    let said: String = parts.iter().filter(|(n, _)| *n != 0).map(|(n, unit)| format!("{n}{unit}")).collect();
    if said.is_empty() { "0s".to_owned() } else { said }
}

/// `08:30`
fn time(seconds: u32) -> String {
    let text = format!("{:02}:{:02}", seconds / 3600, seconds / 60 % 60);
    if seconds.is_multiple_of(60) { text } else { format!("{text}:{:02}", seconds % 60) }
}

/// A name as the language writes it: in quotes where it is no word.
pub(crate) fn name(text: &str) -> String {
    let first = text.chars().next().is_some_and(|c| c == '_' || c.is_alphabetic());
    if first && text.chars().all(|c| c == '_' || c == '.' || c.is_alphanumeric()) {
        text.to_owned()
    } else {
        quoted(text)
    }
}

/// A text as the language writes it.
pub(crate) fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\\\""))
}
