//! Everything that the conditions of a plan ask, by what they ask it of.

use crate::walk;
use duly_plan::{CalendarId, DayUnit};
use duly_plan::{
    Clock, Compare, Condition, ConditionKind, Const, EventKind, EventPattern, FieldId, Length, MomentKind,
    Operand, Pause, Plan, Since, TargetChoice, TextTest, When,
};
use std::collections::{BTreeMap, BTreeSet};

/// What is asked of one field.
#[derive(Clone, Debug, Default)]
pub(super) struct Asked<'p> {
    /// The constants it is compared with, and those of `becomes`.
    pub constants: Vec<Const>,
    /// The tests of its instants and dates.
    pub moments: Vec<&'p ConditionKind>,
    /// The tests of its text.
    pub texts: Vec<(TextTest, &'p str)>,
    /// The texts that a list may have.
    pub has: BTreeSet<&'p str>,
}

/// What `age` or `idle` is counted in: since when, on which calendar, in which unit (none: seconds).
pub(super) type Scale = (Since, CalendarId, Option<DayUnit>);

/// A point of a scale, and whether it is more than that, by a second or any time at all.
pub(super) type Point = (i64, bool);

/// Everything that is asked.
#[derive(Clone, Debug, Default)]
pub(super) struct Questions<'p> {
    /// By field.
    pub fields: BTreeMap<FieldId, Asked<'p>>,
    /// Fields compared with each other, the lower id first.
    pub pairs: BTreeSet<(FieldId, FieldId)>,
    /// The points that `age` and `idle` are compared with.
    pub scales: Vec<(Scale, BTreeSet<Point>)>,
}

impl<'p> Questions<'p> {
    /// What all conditions and events of a plan ask.
    pub fn of(plan: &'p Plan) -> Questions<'p> {
        let mut questions = Questions::default();
        every_condition(plan, &mut |condition| {
            walk::parts(condition, &mut |part| questions.part(&part.kind));
        });
        for event in every_event(plan) {
            if let EventKind::Becomes(field, values) | EventKind::Leaves(field, values) = &event.kind {
                questions.field(*field).constants.extend(values.iter().cloned());
            }
        }
        questions
    }

    fn field(&mut self, field: FieldId) -> &mut Asked<'p> {
        self.fields.entry(field).or_default()
    }

    fn part(&mut self, kind: &'p ConditionKind) {
        match kind {
            ConditionKind::Compare { field, right: Operand::Const(value), .. } => {
                self.field(*field).constants.push(value.clone());
                self.field(*field).moments.push(kind);
            }
            ConditionKind::Compare { field, right: Operand::Field(other), .. } => {
                self.field(*field);
                self.field(*other);
                self.pairs.insert((*field.min(other), *field.max(other)));
            }
            ConditionKind::OneOf { field, values } => {
                self.field(*field).constants.extend(values.iter().cloned());
                self.field(*field).moments.push(kind);
            }
            ConditionKind::IsSet(field) => {
                self.field(*field);
            }
            ConditionKind::Has { field, values, .. } => {
                self.field(*field).has.extend(values.iter().map(String::as_str));
            }
            ConditionKind::Text { field, test, text } => self.field(*field).texts.push((*test, text)),
            ConditionKind::During { field, zone: Some(_), .. } => {
                self.field(*field);
            }
            ConditionKind::During { field, .. }
            | ConditionKind::OnDays { field, .. }
            | ConditionKind::FromTo { field, .. } => self.field(*field).moments.push(kind),
            ConditionKind::Elapsed { since, op, length, calendar, .. } => {
                let (unit, amount) = amount(*length);
                let scale = (*since, *calendar, unit);
                let point = (amount, beyond(*op));
                match self.scales.iter_mut().find(|known| known.0 == scale) {
                    Some((_, points)) => drop(points.insert(point)),
                    None => self.scales.push((scale, BTreeSet::from([point]))),
                }
            }
            ConditionKind::Known(_)
            | ConditionKind::All(_)
            | ConditionKind::Any(_)
            | ConditionKind::Not(_)
            | ConditionKind::State(_)
            | ConditionKind::Script(_)
            | ConditionKind::ClockIs { .. } => {}
        }
    }
}

/// The unit and the number of a length.
pub(super) fn amount(length: Length) -> (Option<DayUnit>, i64) {
    match length {
        Length::Time(seconds) => (None, seconds),
        Length::Days(count, unit) => (Some(unit), i64::from(count)),
    }
}

/// Whether `age > 4h` is meant, which turns a second after `age >= 4h`.
pub(super) fn beyond(op: Compare) -> bool {
    matches!(op, Compare::Greater | Compare::LessOrEqual)
}

/// Visits every condition of a plan, those of its states among them.
fn every_condition<'p>(plan: &'p Plan, visit: &mut dyn FnMut(&'p Condition)) {
    plan.states.iter().filter_map(|state| state.condition.as_ref()).for_each(&mut *visit);
    let rules = plan.rule_sets().flat_map(|(set, _)| &set.rules);
    rules.filter_map(|rule| rule.condition.as_ref()).for_each(&mut *visit);
    for clock in &plan.clocks {
        whens(clock).filter_map(|when| when.guard.as_ref()).for_each(&mut *visit);
        clock.hides.iter().for_each(&mut *visit);
        let whiles = clock.pauses.iter().filter_map(|pause| match pause {
            Pause::While(condition) => Some(condition),
            Pause::Between { .. } => None,
        });
        whiles.for_each(&mut *visit);
    }
    for target in plan.levels.iter().flat_map(|level| &level.targets) {
        if let TargetChoice::List(entries) = &target.choice {
            entries.iter().filter_map(|entry| entry.0.as_ref()).for_each(&mut *visit);
        }
    }
    every_event(plan).filter_map(|event| event.guard.as_ref()).for_each(&mut *visit);
    plan.triggers.iter().filter_map(|trigger| trigger.condition.as_ref()).for_each(&mut *visit);
    plan.targets.iter().flat_map(|target| &target.plus).map(|plus| &plus.condition).for_each(&mut *visit);
    plan.objectives.iter().filter_map(|objective| objective.condition.as_ref()).for_each(&mut *visit);
    plan.excuses.iter().map(|excuse| &excuse.condition).for_each(&mut *visit);
}

/// Every event that a line of a clock or a trigger waits for.
fn every_event(plan: &Plan) -> impl Iterator<Item = &EventPattern> {
    let of_clocks = plan.clocks.iter().flat_map(whens).flat_map(|when| &when.events);
    let moments = plan.triggers.iter().flat_map(|trigger| &trigger.moments);
    of_clocks.chain(moments.filter_map(|moment| match &moment.kind {
        MomentKind::Event(event) => Some(event),
        MomentKind::Course(..) | MomentKind::Threshold(..) => None,
    }))
}

/// Every line of a clock that waits for events.
pub(super) fn whens(clock: &Clock) -> impl Iterator<Item = &When> {
    let pauses = clock.pauses.iter().flat_map(|pause| match pause {
        Pause::While(_) => Vec::new(),
        Pause::Between { from, until } => vec![from, until],
    });
    let ends = clock.ends.iter().map(|line| &line.when);
    clock.starts.iter().chain(ends).chain(&clock.reopens).chain(&clock.finals).chain(pauses)
}
