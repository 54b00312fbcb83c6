//! From an answer of the solver to a ticket: in words, and as an event that can be run.

use super::formula::Var;
use super::gather::{Point, Scale};
use super::lower::Lowering;
use super::space::{About, Class, Space, always_set};
use super::texts;
use chrono::Timelike;
use duly_calendar::spec::DayEnd;
use duly_calendar::{Calendar, Instant};
use duly_diag::Sample;
use duly_plan::{ConditionKind, Const, DayUnit, FieldId, FieldType, Since, TextTest, VersionDate, standard};
use duly_syntax::ast::Duration;
use serde_json::{Map, Value, json};

/// A ticket of a finding.
#[derive(Clone, Debug)]
pub(super) struct Shown {
    /// What is to be seen on it: "`priority` high and the tag `vip`", or "nothing set".
    pub words: String,
    /// The ticket itself.
    pub sample: Sample,
    /// Whether it depends on something that nothing is known about.
    pub hidden: bool,
}

/// The ticket behind an answer, created in a window: from, and before.
pub(super) fn show(
    lowering: &Lowering<'_>,
    answer: &[(Var, usize)],
    (from, until): (Option<VersionDate>, Option<VersionDate>),
) -> Shown {
    let mut draft = Draft {
        space: &lowering.space,
        created: Instant(DEFAULT_CREATED),
        by: "customer".to_owned(),
        text: None,
        set: Map::new(),
        tags: Vec::new(),
        words: Vec::new(),
        besides: Vec::new(),
        hidden: false,
        scales: Vec::new(),
        told_created: false,
    };
    answer.iter().for_each(|(var, class)| draft.note(*var, *class, answer));
    draft.move_into(from.map(|date| date.at), until.map(|date| date.at));
    draft.finish()
}

/// Monday 2026-01-05 10:00 UTC.
const DEFAULT_CREATED: i64 = 1_767_607_200;
/// From midnight to 10:00.
const DAYS_HOUR: i64 = 36_000;

struct Draft<'s, 'p> {
    space: &'s Space<'p>,
    created: Instant,
    by: String,
    text: Option<String>,
    set: Map<String, Value>,
    tags: Vec<String>,
    words: Vec<String>,
    besides: Vec<String>,
    hidden: bool,
    /// The scales and how many of their points have been reached.
    scales: Vec<(Scale, Vec<Point>, usize)>,
    /// Whether anything is asked of when it was created.
    told_created: bool,
}

impl Draft<'_, '_> {
    fn note(&mut self, var: Var, class: usize, answer: &[(Var, usize)]) {
        match &self.space.about[var.0] {
            About::Field(field, classes) => match &classes[class] {
                Class::Unset => {}
                Class::Is(value) if class > 0 || always_set(*field) => self.field(*field, value),
                Class::Is(_) => {}
                Class::OtherText => self.other_text(*field, answer),
                Class::Anything => {
                    let name = &self.space.plan.field(*field).name;
                    self.besides.push(format!("`{name}` is set"));
                }
            },
            About::Text(..) => {}
            About::Has(field, text) if class == 1 => self.has(*field, text.as_deref().unwrap_or("other")),
            About::Has(..) => {}
            About::Pair(left, right) => {
                let name = |id: &FieldId| self.space.plan.field(*id).name.clone();
                let order = ["less than", "equal to", "greater than"][class.min(2)];
                self.besides.push(format!("`{}` is {order} `{}`", name(left), name(right)));
            }
            About::Elapsed(scale, points) => self.scales.push((*scale, points.clone(), class)),
            About::Clock(clock, classes) => {
                let state = match classes[class] {
                    (false, false) => return,
                    (true, false) => "running",
                    (false, true) => "paused",
                    (true, true) => "running and paused",
                };
                self.besides.push(format!("`{}` is {state}", self.space.plan.clock(*clock).name));
            }
            About::Hidden(kind) => {
                self.hidden = true;
                let holds = if class == 1 { "holds" } else { "does not hold" };
                self.besides.push(format!("{} {holds}", hidden_words(self.space, kind)));
            }
        }
    }

    fn field(&mut self, field: FieldId, value: &Const) {
        let declared = self.space.plan.field(field);
        let (shown, data) = self.value(&declared.kind, value);
        match field {
            standard::CREATED => {
                if let Const::Instant(at) = value {
                    self.created = *at;
                    self.told_created = true;
                }
                self.words.push(format!("created {shown}"));
            }
            standard::LAST_MESSAGE_BY => {
                self.words.push(format!("opened by {}", shown.trim_matches('`')));
                self.by = data.as_str().unwrap_or("customer").to_owned();
            }
            standard::LAST_MESSAGE => {
                self.words.push(format!("the opening message {shown}"));
                self.text = data.as_str().map(str::to_owned);
            }
            standard::CHANGED | standard::LAST_MESSAGE_AT | standard::DELETED => {
                self.besides.push(format!("`{}` is {shown}", declared.name));
            }
            _ => {
                self.words.push(format!("`{}` {shown}", declared.name));
                self.set.insert(declared.name.clone(), data);
            }
        }
    }

    /// A value in words and as data.
    fn value(&self, kind: &FieldType, value: &Const) -> (String, Value) {
        match value {
            Const::Code(code) => {
                let text = kind.value(*code).unwrap_or_default();
                (text.to_owned(), json!(text))
            }
            Const::Text(text) => (format!("\"{text}\""), json!(text)),
            Const::Number(number) if number.fract() == 0.0 && number.abs() < 1e15 => {
                (format!("{number}"), serde_json::from_str(&format!("{number:.0}")).unwrap_or(json!(number)))
            }
            Const::Number(number) => (format!("{number}"), json!(number)),
            Const::YesNo(yes) => ((if *yes { "yes" } else { "no" }).to_owned(), json!(yes)),
            Const::Date(date) => (date.to_string(), json!(date.to_string())),
            Const::Instant(at) => (local(self.space, *at), json!(utc(*at))),
            Const::Duration(length) => (seconds(*length), json!(length)),
        }
    }

    fn other_text(&mut self, field: FieldId, answer: &[(Var, usize)]) {
        let chosen = |var: Var| answer.iter().find(|(own, _)| *own == var).map(|(_, class)| *class == 1);
        let mut tests: Vec<(TextTest, &str, bool)> = Vec::new();
        for about in self.space.texts.values() {
            if let About::Text(own, test, text) = &self.space.about[about.0]
                && *own == field
                && let Some(yes) = chosen(*about)
            {
                tests.push((*test, text, yes));
            }
        }
        let named: Vec<&str> = self.named(field);
        match texts::text(&tests, &named) {
            Some(text) => self.field(field, &Const::Text(text)),
            None => {
                let name = &self.space.plan.field(field).name;
                self.besides.push(format!("`{name}` is a text that fits"));
            }
        }
    }

    fn named(&self, field: FieldId) -> Vec<&str> {
        let Some(About::Field(_, classes)) =
            self.space.fields.get(&field).map(|var| &self.space.about[var.0])
        else {
            return Vec::new();
        };
        classes
            .iter()
            .filter_map(
                |class| if let Class::Is(Const::Text(text)) = class { Some(text.as_str()) } else { None },
            )
            .collect()
    }

    fn has(&mut self, field: FieldId, text: &str) {
        if field == standard::TAGS {
            self.words.push(format!("the tag \"{text}\""));
            self.tags.push(text.to_owned());
            return;
        }
        let name = self.space.plan.field(field).name.clone();
        self.words.push(format!("`{name}` with \"{text}\""));
        if let Value::Array(list) = self.set.entry(name).or_insert_with(|| json!([])) {
            list.push(json!(text));
        }
    }

    /// Lets the ticket be created while the rules that it is about are in force.
    fn move_into(&mut self, from: Option<Instant>, until: Option<Instant>) {
        let inside = |at: Instant| from.is_none_or(|from| at >= from) && until.is_none_or(|until| at < until);
        if inside(self.created) {
            return;
        }
        if self.told_created {
            self.besides.push("these rules are in force".to_owned());
            return;
        }
        let after = from.into_iter().flat_map(|from| [from.plus(DAYS_HOUR), from]);
        let before = until.into_iter().map(|until| until.plus(DAYS_HOUR - 86_400));
        if let Some(at) = after.chain(before).find(|at| inside(*at)) {
            self.created = at;
            self.words.push(format!("created {}", local(self.space, at)));
        }
    }

    fn finish(mut self) -> Shown {
        let as_of = self.time();
        let mut event = json!({
            "ticket": "sample", "at": utc(self.created), "event": "created", "by": self.by,
        });
        if let Some(text) = &self.text {
            event["text"] = json!(text);
        }
        if !self.set.is_empty() {
            event["set"] = Value::Object(self.set);
        }
        if !self.tags.is_empty() {
            event["tags"] = json!({ "add": self.tags });
        }
        let mut words = self.words;
        if words.is_empty() && !self.besides.is_empty() {
            words.push("nothing set".to_owned());
        }
        words.extend(self.besides.iter().map(|part| format!("while {part}")));
        let words = match words.as_slice() {
            [] => "nothing set".to_owned(),
            [one] => one.clone(),
            [most @ .., last] => format!("{} and {last}", most.join(", ")),
        };
        let sample = Sample { event, as_of: as_of.map(utc), besides: self.besides };
        Shown { words, sample, hidden: self.hidden }
    }

    /// The first instant at which `age` and `idle` are as they should be, nothing having happened since.
    fn time(&mut self) -> Option<Instant> {
        let (mut from, mut to) = (self.created, Instant(i64::MAX));
        for (scale, points, reached) in &self.scales {
            let calendar = self.space.plan.calendar(scale.1);
            let turn = |point: Option<&Point>| {
                point.and_then(|point| turns_at(calendar, self.created, scale.2, *point))
            };
            if *reached > 0 {
                from = from.max(turn(points.get(*reached - 1)).unwrap_or(Instant(i64::MAX)));
            }
            to = to.min(turn(points.get(*reached)).unwrap_or(Instant(i64::MAX)));
        }
        if self.scales.iter().all(|(_, _, reached)| *reached == 0) {
            return None;
        }
        for (scale, points, reached) in &self.scales {
            let Some(point) = reached.checked_sub(1).and_then(|at| points.get(at)) else { continue };
            let word = if scale.0 == Since::Created { "age" } else { "idle" };
            let more = if point.1 { "more than " } else { "" };
            let amount = match scale.2 {
                None => seconds(point.0),
                Some(DayUnit::BusinessDays) => format!("{} business days", point.0),
                Some(DayUnit::CalendarDays) => format!("{} calendar days", point.0),
                Some(DayUnit::CalendarMonths) => format!("{} calendar months", point.0),
            };
            let calendar = &self.space.plan.calendars[scale.1.index()].name;
            self.words.push(format!("{word} {more}{amount} on `{calendar}`"));
        }
        if from < to {
            return Some(from);
        }
        self.besides.push("something has happened since".to_owned());
        None
    }
}

/// The instant at which a point is reached, counted from `base`.
fn turns_at(
    calendar: &Calendar,
    base: Instant,
    unit: Option<DayUnit>,
    (amount, beyond): Point,
) -> Option<Instant> {
    let days = |at: Option<Instant>| at.map(|at| if beyond { at.plus(1) } else { at });
    match unit {
        None => calendar.at_position(calendar.position(base) + amount + i64::from(beyond)),
        Some(DayUnit::BusinessDays) => days(calendar.add_days(base, amount, DayEnd::SameTime)),
        Some(DayUnit::CalendarDays) => days(calendar.add_calendar_days(base, amount, DayEnd::SameTime)),
        Some(DayUnit::CalendarMonths) => days(calendar.add_calendar_months(base, amount, DayEnd::SameTime)),
    }
}

/// What is not known, in words.
fn hidden_words(space: &Space<'_>, kind: &ConditionKind) -> String {
    let field = match kind {
        ConditionKind::Compare { field, .. }
        | ConditionKind::OneOf { field, .. }
        | ConditionKind::During { field, .. }
        | ConditionKind::OnDays { field, .. }
        | ConditionKind::FromTo { field, .. } => *field,
        ConditionKind::State(state) => return format!("`{}`", space.plan.state(*state).name),
        ConditionKind::Script(test) => {
            return format!("what the script `{}` is asked", space.plan.script(test.script).code.name);
        }
        _ => return "what is asked there".to_owned(),
    };
    format!("what is asked about `{}`", space.plan.field(field).name)
}

/// A length of business time, as the language writes it.
fn seconds(length: i64) -> String {
    let sign = if length < 0 { "-" } else { "" };
    format!("{sign}{}", crate::show::duration(Duration { seconds: length.unsigned_abs() }))
}

/// An instant as the policy's people read it.
fn local(space: &Space<'_>, at: Instant) -> String {
    let local = space.plan.meta.zone.local(at);
    let format = if local.second() == 0 { "%a %Y-%m-%d %H:%M" } else { "%a %Y-%m-%d %H:%M:%S" };
    local.format(format).to_string()
}

/// An instant as data.
fn utc(at: Instant) -> String {
    let at = chrono::DateTime::from_timestamp(at.0, 0).unwrap_or_default();
    at.format("%Y-%m-%dT%H:%M:%SZ").to_string()
}
