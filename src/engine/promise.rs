//! Promises: which target a cycle is held against now, and what follows for its due, breach and warnings.

use crate::choice::Choice;
use crate::condition::add_days;
use crate::cycle::{Cycle, Mode};
use crate::facts::TicketFacts;
use crate::judgement::Judgement;
use crate::local::Tables;
use crate::program::Program;
use crate::slot::Slot;
use duly_calendar::{Calendar, Instant, spec::DayEnd};
use duly_plan::{CountFrom, DayUnit, FieldId, Length, Plan, Switch, TargetKind, WarnAt};

/// Puts the target that the level in force chooses on a cycle.
pub(crate) fn attach(
    program: &Program,
    facts: &TicketFacts,
    choice: Option<&Choice>,
    cycle: &mut Cycle,
    judgement: &mut Judgement,
) {
    let Some(id) = choice.and_then(|choice| choice.target(facts)) else {
        judgement.target = None;
        return;
    };
    let (target, own) = (program.plan().target(id), &program.targets[id.index()]);
    // What a script gives now is a length like any other.
    let told = match target.kind {
        TargetKind::Script(script) => facts.seconds(script).map_or(target.kind, TargetKind::Time),
        kind => kind,
    };
    let is_new = judgement.target != Some(id);
    if is_new {
        judgement.attached = facts.now;
    }
    let origin = match target.count_from {
        CountFrom::Start => cycle.started,
        CountFrom::Attached => judgement.attached,
        CountFrom::Field(field) => instant(facts, field).unwrap_or(cycle.started),
    };
    if target.plus.is_empty() {
        judgement.added.clear();
    } else if target.count_from == CountFrom::Start {
        judgement.added.clear();
        judgement.added.extend(cycle.added.iter().filter(|(grown, _)| *grown == id).map(|(_, index)| *index));
    } else if is_new || origin != judgement.origin {
        own.added(facts, origin, &mut judgement.added);
    }
    let counting = own.counting(facts, told, &judgement.added);
    let is_days = matches!(target.kind, TargetKind::Days { .. });
    if target.switch == Switch::Recount || is_days || judgement.target.is_none() {
        if is_new || counting != judgement.counting {
            judgement.count_all_on(counting);
        }
    } else if counting != judgement.counting {
        cycle.split(facts.now);
        judgement.count_on_from(counting, facts.now);
    }
    if is_new {
        judgement.target = Some(id);
        judgement.attachments = judgement.attachments.saturating_add(1);
        judgement.last = Some(id);
        judgement.was_promised |= target.kind != TargetKind::Track;
        judgement.recount();
    }
    let kind = own.kind(told, &judgement.added);
    let promised = if let TargetKind::ByField(field) = target.kind { instant(facts, field) } else { None };
    if (origin, promised, kind) != (judgement.origin, judgement.promised, judgement.kind) {
        (judgement.origin, judgement.promised, judgement.kind) = (origin, promised, kind);
        judgement.recount();
    }
}

/// Notes what is added to the targets whose count begins with a cycle, as it begins.
pub(crate) fn note_added(program: &Program, facts: &TicketFacts, cycle: &mut Cycle) {
    let clock = program.clocks[cycle.clock].id;
    let mut holding = Vec::new();
    for target in program.growing.of_clock(clock) {
        program.targets[target.index()].added(facts, cycle.started, &mut holding);
        cycle.added.extend(holding.iter().map(|index| (*target, *index)));
    }
}

fn instant(facts: &TicketFacts, field: FieldId) -> Option<Instant> {
    if let Slot::Instant(at) = facts.row[field.index()] { Some(at) } else { None }
}

/// The next warning of a cycle that has not fired: when, and which of the target's. One that is past when
/// its due comes into force is due at once; one beyond the due never fires.
pub(crate) fn next_warning(
    plan: &Plan,
    cycle: &Cycle,
    judgement: &Judgement,
    now: Instant,
) -> Option<(Instant, u16)> {
    let (target, due) = (judgement.target?, judgement.due?);
    if cycle.mode() != Mode::Running || due < now {
        return None;
    }
    let (promise, tables) = (plan.target(target), Tables::of(plan, cycle));
    let warnings = promise.warns.iter().enumerate().filter_map(|(index, warn)| {
        let index = u16::try_from(index).ok()?;
        if judgement.fired.contains(&warn.at) {
            return None;
        }
        let at = match warn.at {
            WarnAt::Share(share) => {
                let whole = judgement.promised_seconds(tables, cycle, due);
                judgement.runs_until(plan, cycle, share_of(whole, share))
            }
            WarnAt::Before(Length::Time(seconds)) if judgement.counting.in_turns() => {
                let whole = judgement.promised_seconds(tables, cycle, due);
                judgement.runs_until(plan, cycle, whole - seconds)
            }
            WarnAt::Before(length) => before(tables.calendar(judgement.counting.last()), due, length),
        };
        at.map(|at| (at.max(now), index)).filter(|(at, _)| *at <= due)
    });
    warnings.min()
}

/// Hundredths of a percent of a number of seconds, rounded up.
pub(crate) fn share_of(seconds: i64, share: u32) -> i64 {
    let exact = i128::from(seconds) * i128::from(share);
    i64::try_from((exact + 9_999).div_euclid(10_000)).unwrap_or(i64::MAX)
}

/// A length before an instant.
pub(crate) fn before(calendar: &Calendar, due: Instant, length: Length) -> Option<Instant> {
    match length {
        Length::Time(seconds) => calendar.sub(due, seconds),
        Length::Days(count, unit) => days_before(calendar, due, count, unit),
    }
}

fn days_before(calendar: &Calendar, due: Instant, count: u32, unit: DayUnit) -> Option<Instant> {
    add_days(calendar, due, -i64::from(count), unit, DayEnd::SameTime)
}

#[cfg(test)]
mod tests {
    use super::share_of;

    #[test]
    fn shares_are_rounded_up_to_the_second() {
        assert_eq!(share_of(3600, 7_500), 2700);
        assert_eq!(share_of(10, 3_333), 4);
        assert_eq!(share_of(0, 7_500), 0);
        assert_eq!(share_of(i64::MAX, 20_000), i64::MAX);
    }
}
