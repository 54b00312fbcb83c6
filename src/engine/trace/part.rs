//! Conditions taken apart: what each part comes to, and what it read.

use crate::condition::{Constant, Elapsed, Facts, Test};
use crate::event::Value;
use crate::facts::TicketFacts;
use crate::script::ScriptValue;
use crate::slot::Slot;
use duly_calendar::Instant;
use duly_diag::Span;
use duly_plan::{
    ClockId, ClockState, Condition, ConditionKind, FieldId, Operand, Plan, STARTED, ScriptId, Since, StateId,
};

/// A part of a condition, or the whole of it, at an instant.
#[derive(Clone, PartialEq, Debug)]
pub struct Part {
    /// What it is.
    pub kind: PartKind,
    /// Where it stands.
    pub span: Span,
    /// Whether it holds.
    pub holds: bool,
    /// What it read, if it is a single question.
    pub read: Vec<Reading>,
    /// Its own parts in the order written; all of them, though the first may have settled it.
    pub parts: Vec<Part>,
}

/// The forms of parts.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum PartKind {
    /// All of its parts must hold.
    All,
    /// Any must.
    Any,
    /// None may.
    None,
    /// Its one part must not.
    Not,
    /// A state; its part is what the state means.
    State(StateId),
    /// A single question.
    Question,
}

/// Something that a question read.
#[derive(Clone, PartialEq, Debug)]
pub enum Reading {
    /// A field.
    Field(FieldId, Held),
    /// The instant from which the target counts.
    Started(Instant),
    /// Since when `age` or `idle` counts, and when the answer turns; none: never.
    Since(Instant, Option<Instant>),
    /// What a clock does: whether cycles of it run, and whether any is paused.
    Clock {
        /// The clock.
        clock: ClockId,
        /// One is open and not paused.
        running: bool,
        /// One is open and paused.
        paused: bool,
    },
    /// What a script gave; none: it failed.
    Script(ScriptId, Option<Held>),
}

/// The value of a field, kept.
#[derive(Clone, PartialEq, Debug)]
pub enum Held {
    /// Not set.
    Unset,
    /// A value of a closed list.
    Code(u16),
    /// A text or a person.
    Text(String),
    /// A number.
    Number(f64),
    /// Yes or no.
    YesNo(bool),
    /// Days since 1970-01-01.
    Date(i32),
    /// An instant.
    Instant(Instant),
    /// Seconds.
    Duration(i64),
    /// A list, in the order in which its texts were added.
    List(Vec<String>),
}

impl From<Value<'_>> for Held {
    fn from(value: Value<'_>) -> Held {
        match value {
            Value::Unset => Held::Unset,
            Value::Code(code) => Held::Code(code),
            Value::Text(text) => Held::Text(text.to_owned()),
            Value::Number(number) => Held::Number(number),
            Value::YesNo(yes) => Held::YesNo(yes),
            Value::Date(days) => Held::Date(days),
            Value::Instant(at) => Held::Instant(at),
            Value::Duration(seconds) => Held::Duration(seconds),
            Value::List(texts) => Held::List(texts.iter().map(|text| (*text).to_owned()).collect()),
        }
    }
}

impl From<ScriptValue> for Held {
    fn from(given: ScriptValue) -> Held {
        match &given {
            ScriptValue::List(texts) => Held::List(texts.iter().map(|text| (**text).to_owned()).collect()),
            one => one.value().into(),
        }
    }
}

impl TicketFacts {
    /// The value of a field, kept.
    pub(crate) fn held(&self, field: FieldId) -> Held {
        self.held_slot(self.row[field.index()])
    }

    /// A value that the field holds now or held, kept; of a list what it holds now.
    pub(crate) fn held_slot(&self, slot: Slot) -> Held {
        match slot {
            Slot::List { .. } => self.held_list(self.list(slot)),
            slot => slot.value(&self.symbols).into(),
        }
    }

    /// The texts of a list, kept.
    pub(crate) fn held_list(&self, list: &[crate::symbols::Symbol]) -> Held {
        Held::List(list.iter().map(|symbol| self.symbols.text(*symbol).to_owned()).collect())
    }
}

/// Takes conditions apart on a ticket as it stands. It compiles what it is asked about, so that any condition of
/// the plan can be asked, whether or not the program has it.
#[derive(Clone, Copy)]
pub(crate) struct Probe<'f> {
    plan: &'f Plan,
    facts: &'f TicketFacts,
    /// From when a target counts, for conditions that ask about it.
    started: Option<Instant>,
}

impl<'f> Probe<'f> {
    pub(crate) fn new(plan: &'f Plan, facts: &'f TicketFacts) -> Probe<'f> {
        Probe { plan, facts, started: None }
    }

    /// For the count of a target that begins then.
    pub(crate) fn started(self, at: Instant) -> Probe<'f> {
        Probe { started: Some(at), ..self }
    }

    /// What a condition comes to.
    pub(crate) fn part(&self, condition: &Condition) -> Part {
        let parts = |inner: &[Condition]| -> Vec<Part> { inner.iter().map(|part| self.part(part)).collect() };
        let (kind, holds, parts) = match &condition.kind {
            ConditionKind::All(inner) => {
                let parts = parts(inner);
                (PartKind::All, parts.iter().all(|part| part.holds), parts)
            }
            ConditionKind::Any(inner) => {
                let parts = parts(inner);
                (PartKind::Any, parts.iter().any(|part| part.holds), parts)
            }
            ConditionKind::Not(inner) => return self.negation(condition, inner),
            ConditionKind::State(state) => {
                let means = self.plan.state(*state).condition.as_slice();
                let parts = parts(means);
                (PartKind::State(*state), parts.first().is_some_and(|part| part.holds), parts)
            }
            _ => (PartKind::Question, Test::new(self.plan, condition).holds(self), Vec::new()),
        };
        let read = if kind == PartKind::Question { self.read(condition) } else { Vec::new() };
        Part { kind, span: condition.span, holds, read, parts }
    }

    /// `is not`, `has no` and `none of` are one question to those who wrote them.
    fn negation(&self, condition: &Condition, inner: &Condition) -> Part {
        let part = self.part(inner);
        let (span, holds) = (condition.span, !part.holds);
        match part.kind {
            PartKind::Question if inner.span == span => Part { holds, ..part },
            PartKind::Any if inner.span == span => Part { kind: PartKind::None, holds, ..part },
            _ => Part { kind: PartKind::Not, span, holds, read: Vec::new(), parts: vec![part] },
        }
    }

    /// What a single question reads.
    fn read(&self, condition: &Condition) -> Vec<Reading> {
        match &condition.kind {
            ConditionKind::Compare { field, right, .. } => {
                let mut read = vec![self.field(*field)];
                if let Operand::Field(right) = right {
                    read.push(self.field(*right));
                }
                read
            }
            ConditionKind::OneOf { field, .. }
            | ConditionKind::IsSet(field)
            | ConditionKind::Has { field, .. }
            | ConditionKind::Text { field, .. }
            | ConditionKind::OnDays { field, .. }
            | ConditionKind::FromTo { field, .. } => vec![self.field(*field)],
            ConditionKind::During { field, zone, .. } => {
                let zone = zone.map(|zone| self.field(zone));
                std::iter::once(self.field(*field)).chain(zone).collect()
            }
            ConditionKind::Elapsed { since, op, length, calendar, .. } => {
                let elapsed = Elapsed::new(self.plan, *since, *op, *length, *calendar);
                let base = Facts::since(self, *since);
                base.map(|base| Reading::Since(base, elapsed.turns_at(base, self))).into_iter().collect()
            }
            ConditionKind::ClockIs { clock, .. } => {
                let is = |state| self.facts.clock_is(*clock, state);
                let (running, paused) = (is(ClockState::Running), is(ClockState::Paused));
                vec![Reading::Clock { clock: *clock, running, paused }]
            }
            ConditionKind::Script(test) => {
                let given = Facts::script(self, test.script).map(Held::from);
                let fields = test.fields().map(|field| self.field(field));
                std::iter::once(Reading::Script(test.script, given)).chain(fields).collect()
            }
            ConditionKind::Known(_)
            | ConditionKind::All(_)
            | ConditionKind::Any(_)
            | ConditionKind::Not(_)
            | ConditionKind::State(_) => Vec::new(),
        }
    }

    fn field(&self, field: FieldId) -> Reading {
        match self.started {
            Some(at) if field == STARTED => Reading::Started(at),
            _ => Reading::Field(field, self.facts.held(field)),
        }
    }
}

/// Texts are compared as such: a condition that the program does not have brings constants it does not know.
impl Facts for Probe<'_> {
    fn value(&self, field: FieldId) -> Value<'_> {
        match self.started {
            Some(at) if field == STARTED => Value::Instant(at),
            _ => self.facts.value(field),
        }
    }

    fn is_set(&self, field: FieldId) -> bool {
        self.started.is_some() && field == STARTED || self.facts.is_set(field)
    }

    fn has(&self, field: FieldId, text: &Constant) -> bool {
        let list = self.facts.list(self.facts.row[field.index()]);
        list.iter().any(|held| self.facts.symbols.text(*held) == text.as_str())
    }

    fn now(&self) -> Option<Instant> {
        self.facts.now()
    }

    fn since(&self, since: Since) -> Option<Instant> {
        self.facts.since(since)
    }

    fn clock_is(&self, clock: ClockId, state: ClockState) -> bool {
        self.facts.clock_is(clock, state)
    }

    fn script(&self, script: ScriptId) -> Option<ScriptValue> {
        self.facts.desk.peek(script, self.facts)
    }
}
