//! Which target a ticket gets from its level, and on which calendar, compiled.

use crate::condition::{Compiler, Facts, Test};
use crate::facts::TicketFacts;
use crate::mask::Reads;
use crate::needs::{reads, target_fields, targets_of};
use crate::slot::Slot;
use duly_plan::{CalendarChoice, CalendarId, FieldId, LevelTarget, Plan, TargetChoice, TargetId};

/// What a level says about a clock.
#[derive(Clone, Debug)]
pub(crate) struct Choice {
    kind: Kind,
    /// What the choice and its targets read.
    pub(crate) reads: Reads,
}

#[derive(Clone, Debug)]
enum Kind {
    One(Option<TargetId>),
    ByField { field: FieldId, cells: Vec<(Slot, Option<TargetId>)>, unset: Option<TargetId> },
    List(Vec<(Option<Test>, Option<TargetId>)>),
}

impl Choice {
    pub(crate) fn new(entry: &LevelTarget, states: &[Reads], compiler: &mut Compiler<'_>) -> Choice {
        let mut read = Reads::NONE;
        for target in targets_of(&entry.choice) {
            target_fields(compiler.plan().target(target)).for_each(|field| read.add(Reads::field(field)));
        }
        let kind = match &entry.choice {
            TargetChoice::One(target) => Kind::One(*target),
            TargetChoice::ByField { field, cells, unset } => {
                read.add(Reads::field(*field));
                let cell = |(value, target): &(_, _)| (Slot::constant(value, &mut compiler.symbols), *target);
                Kind::ByField { field: *field, cells: cells.iter().map(cell).collect(), unset: *unset }
            }
            TargetChoice::List(entries) => {
                let mut entry = |(condition, target): &(Option<_>, _)| {
                    let test = condition.as_ref().map(|condition| {
                        read.add(reads(condition, states));
                        compiler.test(condition)
                    });
                    (test, *target)
                };
                Kind::List(entries.iter().map(&mut entry).collect())
            }
        };
        Choice { kind, reads: read }
    }

    /// The target of a ticket as it stands.
    pub(crate) fn target(&self, facts: &TicketFacts) -> Option<TargetId> {
        match &self.kind {
            Kind::One(target) => *target,
            Kind::ByField { field, cells, unset } => {
                let value = facts.row[field.index()];
                let cell = cells.iter().find(|cell| cell.0 == value);
                cell.map_or(if facts.is_set(*field) { None } else { *unset }, |cell| cell.1)
            }
            Kind::List(entries) => entries
                .iter()
                .find(|(test, _)| test.as_ref().is_none_or(|test| test.holds(facts)))
                .and_then(|entry| entry.1),
        }
    }
}

/// A target's calendar, compiled.
#[derive(Clone, Debug)]
pub(crate) enum CalendarPick {
    /// Always this one.
    One(CalendarId),
    /// By a field's value.
    ByField { field: FieldId, entries: Vec<(Slot, CalendarId)>, otherwise: CalendarId },
}

impl CalendarPick {
    pub(crate) fn new(choice: &CalendarChoice, compiler: &mut Compiler<'_>) -> CalendarPick {
        match choice {
            CalendarChoice::One(calendar) => CalendarPick::One(*calendar),
            CalendarChoice::ByField { field, entries, otherwise } => {
                let entry =
                    |(value, calendar): &(_, _)| (Slot::constant(value, &mut compiler.symbols), *calendar);
                CalendarPick::ByField {
                    field: *field,
                    entries: entries.iter().map(entry).collect(),
                    otherwise: *otherwise,
                }
            }
        }
    }

    /// The calendar for a ticket as it stands.
    pub(crate) fn calendar(&self, facts: &TicketFacts) -> CalendarId {
        match self {
            CalendarPick::One(calendar) => *calendar,
            CalendarPick::ByField { field, entries, otherwise } => {
                let value = facts.row[field.index()];
                entries.iter().find(|entry| entry.0 == value).map_or(*otherwise, |entry| entry.1)
            }
        }
    }
}

/// The choices of all levels that rules give, looked up by level and clock.
#[derive(Clone, Debug, Default)]
pub(crate) struct Choices {
    table: Vec<Option<Choice>>,
    clocks: usize,
}

impl Choices {
    pub(crate) fn new(
        plan: &Plan,
        levels: &[bool],
        states: &[Reads],
        compiler: &mut Compiler<'_>,
    ) -> Choices {
        let clocks = plan.clocks.len();
        let mut table = vec![None; clocks * plan.levels.len()];
        for (index, level) in plan.levels.iter().enumerate().filter(|(index, _)| levels[*index]) {
            for entry in &level.targets {
                table[index * clocks + entry.clock.index()] = Some(Choice::new(entry, states, compiler));
            }
        }
        Choices { table, clocks }
    }

    /// What a level says about a clock, if anything.
    pub(crate) fn get(&self, level: duly_plan::LevelId, clock: duly_plan::ClockId) -> Option<&Choice> {
        self.table.get(level.index() * self.clocks + clock.index())?.as_ref()
    }
}
