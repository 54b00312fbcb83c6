//! Section 4, conditions.

use super::policy::Policy;
use super::ticket::Ticket;
use super::value::{Value, compare, literal};
use super::zone;
use chrono::{Datelike, Timelike};
use duly_syntax::ast::{
    Comparison, Condition, ConditionKind as Kind, HasMode, Length, Name, Since, TextTest, Value as Written,
    ValueKind,
};
use regex::Regex;
use std::collections::BTreeSet;

/// What a clock does: whether it has cycles that run, and that are paused.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct Does {
    /// "running: open and not paused, late or not"
    pub running: bool,
    /// Open and paused.
    pub paused: bool,
}

/// A ticket at an instant, as conditions see it.
#[derive(Clone, Copy)]
pub struct View<'a> {
    /// The policy.
    pub policy: &'a Policy,
    /// The fields.
    pub ticket: &'a Ticket,
    /// The instant that is judged.
    pub now: i64,
    /// What each clock does.
    pub clocks: &'a [Does],
}

impl View<'_> {
    /// A field's value, or what a script gives.
    pub fn get(&self, name: &str) -> Option<Value> {
        self.script(name).or_else(|| self.ticket.get(self.policy, name).cloned())
    }

    /// Whether a state holds; one that is not set is never true.
    pub fn state(&self, name: &str) -> bool {
        self.policy.states.get(name).is_some_and(|condition| self.holds(condition))
    }

    /// Whether a condition holds.
    pub fn holds(&self, condition: &Condition) -> bool {
        match &condition.kind {
            Kind::All(all) => all.iter().all(|inner| self.holds(inner)),
            Kind::Any(any) => any.iter().any(|inner| self.holds(inner)),
            Kind::NoneOf(none) => !none.iter().any(|inner| self.holds(inner)),
            Kind::Not(inner) => !self.holds(inner),
            Kind::Name(name) if self.policy.states.contains_key(&name.text) => self.state(&name.text),
            // A state that the policy does not set is never true.
            Kind::Name(name) => self.get(&name.text) == Some(Value::YesNo(true)),
            Kind::Compare { field, op, value } => self.compare(field, *op, value),
            Kind::OneOf { field, negated, values } => {
                values.iter().any(|value| self.compare(field, Comparison::Is, value)) != *negated
            }
            Kind::IsSet { field, negated } => self.get(&field.text).is_some() != *negated,
            Kind::Has { field, mode, values } => self.has(field, *mode, values),
            Kind::TextTest { field, test, text } => match self.get(&field.text) {
                Some(Value::Text(value)) => text_test(&value, *test, &text.node),
                _ => false,
            },
            Kind::Calendar { field, outside, calendar } => {
                let hours = self.policy.hours(&calendar.text, self.ticket);
                self.instant(field).is_some_and(|at| hours.is_open(at) != *outside)
            }
            Kind::OnDays { field, days } => self.instant(field).is_some_and(|at| {
                let day = zone::wall(self.policy.zone, at).weekday();
                days.iter().any(|listed| listed.node == day)
            }),
            Kind::FromTo { field, from, to } => self.instant(field).is_some_and(|at| {
                let time = zone::wall(self.policy.zone, at).num_seconds_from_midnight();
                if from.node <= to.node {
                    from.node <= time && time < to.node
                } else {
                    from.node <= time || time < to.node
                }
            }),
            other => {
                let Kind::Elapsed { since, op, length, calendar } = other else {
                    panic!("the second engine does not know {other:?}")
                };
                let calendar = calendar.as_ref().map_or("always", |name| &name.text);
                self.elapsed(*since, *op, length.node, calendar)
            }
        }
    }

    fn instant(&self, field: &Name) -> Option<i64> {
        if let Some(Value::Instant(at)) = self.get(&field.text) { Some(at) } else { None }
    }

    fn compare(&self, field: &Name, op: Comparison, right: &Written) -> bool {
        if let Some(clock) = self.policy.clock(&field.text) {
            let Does { running, paused } = self.clocks[clock];
            let ValueKind::Word(word) = &right.kind else { panic!("a clock is compared with {right:?}") };
            let does = match word.as_str() {
                "running" => running,
                "paused" => paused,
                _ => !running && !paused,
            };
            return does == (op == Comparison::Is);
        }
        let ranks = self.policy.values(&field.text).unwrap_or_default();
        let right = self.value(&field.text, right);
        compare(self.get(&field.text).as_ref(), op, right.as_ref(), &ranks, self.policy.zone)
    }

    /// "Right of a comparison a name is a value of the closed list first, then a field (`ticket.NAME` forces
    /// it)."
    pub fn value(&self, field: &str, written: &Written) -> Option<Value> {
        let name = match &written.kind {
            ValueKind::Word(word) => {
                let roles = ["customer", "agent", "bot", "system", "vendor"].map(str::to_owned).to_vec();
                let list = self.policy.values(field);
                // What `--where` knows of a cycle: its level.
                let list = if field == "level" { Some(vec![word.clone()]) } else { list };
                let list = if field == "last_message.by" { Some(roles) } else { list };
                if list.is_some_and(|values| values.contains(word)) {
                    return Some(Value::Text(word.clone()));
                }
                word
            }
            ValueKind::Field(name) => name,
            kind => return literal(kind, self.policy.zone),
        };
        self.get(name)
    }

    fn has(&self, field: &Name, mode: HasMode, values: &[Written]) -> bool {
        let list = match self.get(&field.text) {
            Some(Value::List(list)) => list,
            _ => BTreeSet::new(),
        };
        let mut held = values.iter().map(|value| match literal(&value.kind, self.policy.zone) {
            Some(Value::Text(text)) => list.contains(&text),
            other => panic!("a list has {other:?}"),
        });
        match mode {
            HasMode::Has | HasMode::HasAny => held.any(|held| held),
            HasMode::HasNo => !held.any(|held| held),
            HasMode::HasAll => held.all(|held| held),
        }
    }

    /// `age >= 48h on office`, `idle >= 24h on always`
    fn elapsed(&self, since: Since, op: Comparison, length: Length, calendar: &str) -> bool {
        let (base, hours) = (self.base(since), self.policy.hours(calendar, self.ticket));
        let (passed, asked) = match length {
            Length::Time(time) => (hours.between(base, self.now), time.seconds.cast_signed()),
            // A count of days has passed at the instant at which it ends.
            Length::Days(days) => {
                (self.now, hours.add_days(base, days, None).expect("an end of a day count"))
            }
        };
        match op {
            Comparison::GreaterOrEqual => passed >= asked,
            Comparison::Greater => passed > asked,
            Comparison::LessOrEqual => passed <= asked,
            Comparison::Less => passed < asked,
            other => panic!("age is asked {other:?}"),
        }
    }

    fn base(&self, since: Since) -> i64 {
        match since {
            Since::Created => self.ticket.created,
            Since::LastTouched => self.ticket.touched,
        }
    }

    /// The instants at which the conditions of time inside a condition turn.
    pub fn turns(&self, condition: &Condition, turns: &mut Vec<i64>) {
        match &condition.kind {
            Kind::All(inner) | Kind::Any(inner) | Kind::NoneOf(inner) => {
                inner.iter().for_each(|inner| self.turns(inner, turns));
            }
            Kind::Not(inner) => self.turns(inner, turns),
            Kind::Elapsed { since, op, length, calendar } => {
                let hours =
                    self.policy.hours(calendar.as_ref().map_or("always", |name| &name.text), self.ticket);
                let base = self.base(*since);
                let reached = match length.node {
                    Length::Time(time) => hours.add(base, time.seconds.cast_signed()),
                    Length::Days(days) => hours.add_days(base, days, None),
                };
                // `>` and `<=` turn as soon as more has passed.
                let more = match length.node {
                    Length::Time(time) => hours.add(base, time.seconds.cast_signed() + 1),
                    Length::Days(_) => reached.map(|at| at + 1),
                };
                let later = matches!(op, Comparison::Greater | Comparison::LessOrEqual);
                turns.extend(if later { more } else { reached });
            }
            _ => {}
        }
    }
}

/// "Text compares exactly; `contains`, `starts with`, `ends with` ignore case"; `matches` is a "Rust regex,
/// unanchored".
fn text_test(value: &str, test: TextTest, text: &str) -> bool {
    let (lower, part) = (value.to_lowercase(), text.to_lowercase());
    match test {
        TextTest::Contains => lower.contains(&part),
        TextTest::StartsWith => lower.starts_with(&part),
        TextTest::EndsWith => lower.ends_with(&part),
        TextTest::Matches => Regex::new(text).expect("a pattern").is_match(value),
    }
}
