//! Which target a ticket gets from its level, and on which calendar, compiled.

use crate::condition::{Compiler, Facts, Test};
use crate::facts::TicketFacts;
use crate::mask::Reads;
use crate::needs::{reads, script_reads, target_fields, targets_of};
use crate::slot::Slot;
use crate::symbols::Symbols;
use duly_plan::{
    CalendarChoice, CalendarId, Const, FieldId, LevelTarget, Plan, TargetChoice, TargetId, TargetKind,
};

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
    ByField { cells: ByField<Option<TargetId>>, unset: Option<TargetId> },
    List(Vec<(Option<Test>, Option<TargetId>)>),
}

/// Something for each of some values of a field.
#[derive(Clone, Debug)]
pub(crate) struct ByField<T> {
    field: FieldId,
    /// By the codes of a closed list.
    codes: Vec<Option<T>>,
    /// By values of any other type.
    others: Vec<(Slot, T)>,
}

impl<T: Copy> ByField<T> {
    fn new(field: FieldId, cells: &[(Const, T)], symbols: &mut Symbols) -> ByField<T> {
        let (mut codes, mut others) = (Vec::new(), Vec::new());
        for (value, cell) in cells {
            match Slot::constant(value, symbols) {
                Slot::Code(code) => {
                    let place = usize::from(code);
                    codes.resize(codes.len().max(place + 1), None);
                    codes[place].get_or_insert(*cell);
                }
                slot => others.push((slot, *cell)),
            }
        }
        ByField { field, codes, others }
    }

    fn get(&self, facts: &TicketFacts) -> Option<T> {
        match facts.row[self.field.index()] {
            Slot::Code(code) => self.codes.get(usize::from(code)).copied().flatten(),
            value => self.others.iter().find(|other| other.0 == value).map(|other| other.1),
        }
    }
}

impl Choice {
    pub(crate) fn new(entry: &LevelTarget, states: &[Reads], compiler: &mut Compiler<'_>) -> Choice {
        let mut read = Reads::NONE;
        for target in targets_of(&entry.choice) {
            let (plan, target) = (compiler.plan(), compiler.plan().target(target));
            target_fields(target).for_each(|field| read.add(Reads::field(field)));
            if let TargetKind::Script(script) = target.kind {
                read.add(script_reads(plan.script(script), states));
            }
        }
        let kind = match &entry.choice {
            TargetChoice::One(target) => Kind::One(*target),
            TargetChoice::ByField { field, cells, unset } => {
                read.add(Reads::field(*field));
                let cells = ByField::new(*field, cells, &mut compiler.symbols);
                Kind::ByField { cells, unset: *unset }
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
            Kind::ByField { cells, unset } => {
                cells.get(facts).unwrap_or(if facts.is_set(cells.field) { None } else { *unset })
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
    /// By a field's value, or the second for every other.
    ByField(ByField<CalendarId>, CalendarId),
}

impl CalendarPick {
    pub(crate) fn new(choice: &CalendarChoice, compiler: &mut Compiler<'_>) -> CalendarPick {
        match choice {
            CalendarChoice::One(calendar) => CalendarPick::One(*calendar),
            CalendarChoice::ByField { field, entries, otherwise } => {
                CalendarPick::ByField(ByField::new(*field, entries, &mut compiler.symbols), *otherwise)
            }
        }
    }

    /// The calendar for a ticket as it stands.
    pub(crate) fn calendar(&self, facts: &TicketFacts) -> CalendarId {
        match self {
            CalendarPick::One(calendar) => *calendar,
            CalendarPick::ByField(entries, otherwise) => entries.get(facts).unwrap_or(*otherwise),
        }
    }
}

/// The choices of all levels that rules give, looked up by level and clock.
#[derive(Clone, Debug, Default)]
pub(crate) struct Choices {
    table: Vec<Option<Choice>>,
    clocks: usize,
    /// What any of them reads.
    pub(crate) reads: Reads,
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
        let reads = table.iter().flatten().fold(Reads::NONE, |sum, choice| sum.and(choice.reads));
        Choices { table, clocks, reads }
    }

    /// What a level says about a clock, if anything.
    pub(crate) fn get(&self, level: duly_plan::LevelId, clock: duly_plan::ClockId) -> Option<&Choice> {
        self.table.get(level.index() * self.clocks + clock.index())?.as_ref()
    }
}
