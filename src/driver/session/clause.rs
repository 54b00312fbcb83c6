//! Conditions taken apart: what each part comes to, and what it was asked of.

use super::happened::texts;
use super::present::{Present, Supposed};
use super::value::content_text;
use super::words::{duration, instant};
use crate::plan_view::{Words, name};
use duly_analysis::condition_fields;
use duly_engine::Test;
use duly_plan::{ClockState, Condition, ConditionKind, FieldId, Plan, Since, TestValue};

/// A condition, or a part of one, on the ticket as it is.
#[derive(Clone, PartialEq, Debug)]
pub struct Clause {
    /// The condition, as the language writes it.
    pub words: String,
    /// Whether it holds.
    pub holds: bool,
    /// What the ticket says to it, where it is a single question: "priority is normal".
    pub found: Option<String>,
    /// Its parts.
    pub parts: Vec<Clause>,
}

impl Clause {
    /// A condition on a ticket.
    #[must_use]
    pub fn of(plan: &Plan, condition: &Condition, present: &Present) -> Clause {
        let asked = Supposed::instead(present, &[]);
        let clause = |condition: &Condition| Clause::of(plan, condition, present);
        let parts = match &condition.kind {
            ConditionKind::All(parts) | ConditionKind::Any(parts) => parts.iter().map(clause).collect(),
            ConditionKind::State(state) => plan.state(*state).condition.iter().map(clause).collect(),
            ConditionKind::Not(inner) if !is_question(inner) => vec![clause(inner)],
            _ => Vec::new(),
        };
        Clause {
            words: Words { plan }.condition(condition),
            holds: Test::new(plan, condition).holds(&asked),
            found: if parts.is_empty() { found(plan, condition, present) } else { None },
            parts,
        }
    }
}

fn is_question(condition: &Condition) -> bool {
    !matches!(
        condition.kind,
        ConditionKind::All(_) | ConditionKind::Any(_) | ConditionKind::State(_) | ConditionKind::Not(_)
    )
}

/// What the ticket says to a single question.
fn found(plan: &Plan, condition: &Condition, present: &Present) -> Option<String> {
    match &condition.kind {
        ConditionKind::Not(inner) => return found(plan, inner, present),
        ConditionKind::Known(_) => return None,
        ConditionKind::Elapsed { since, calendar, .. } => {
            let (base, word) = match since {
                Since::Created => (present.created?, "age"),
                Since::LastTouched => (present.touched()?, "idle"),
            };
            let seconds = present.calendar(plan, *calendar).between(base, present.now);
            let calendar = name(&plan.calendars[calendar.index()].name);
            let since = instant(base, &plan.meta.zone);
            return Some(format!("{word} is {} on {calendar}, since {since}", duration(seconds)));
        }
        ConditionKind::ClockIs { clock, .. } => {
            let is = |state| present.clock_is(*clock, state);
            let state = match (is(ClockState::Running), is(ClockState::Paused)) {
                (true, true) => "running and paused",
                (true, false) => "running",
                (false, true) => "paused",
                (false, false) => "stopped",
            };
            return Some(format!("{} is {state}", name(&plan.clock(*clock).name)));
        }
        _ => {}
    }
    let said: Vec<String> =
        condition_fields(plan, condition).into_iter().map(|field| says(plan, field, present)).collect();
    (!said.is_empty()).then(|| said.join(", "))
}

/// `priority is high`, `tags has "vip"`, `department is not set`.
pub(super) fn says(plan: &Plan, field: FieldId, present: &Present) -> String {
    let written = name(&plan.field(field).name);
    let unset = TestValue::Unset;
    let content = present.fields.get(field.index()).unwrap_or(&unset);
    match content {
        TestValue::List(_) if texts(content).is_empty() => format!("{written} has nothing"),
        TestValue::List(_) => format!("{written} has {}", content_text(plan, field, content)),
        content => format!("{written} is {}", content_text(plan, field, content)),
    }
}
