//! The engine against the reference, and what must hold of any policy and history.

use super::builder::*;
use super::history::*;
use super::reference::{STEP, query, simulate};
use crate::event::EventKind as Happened;
use crate::{Event, Program, Query, TicketState, Value};
use duly_calendar::Instant;
use duly_calendar::spec::{DayEnd, DueAt};
use duly_plan::*;
use proptest::prelude::*;
use std::sync::Arc;

const STATUS: FieldId = standard::STATUS;
const PRIORITY: FieldId = standard::PRIORITY;
const DEPARTMENT: FieldId = standard::DEPARTMENT;
const CLOCKS: u16 = 3;

/// What a clock waits for.
fn pattern() -> impl Strategy<Value = EventPattern> {
    prop_oneof![
        3 => Just(created()),
        3 => Just(agent_replies()),
        3 => Just(customer_replies()),
        3 => (0..4u16).prop_map(|state| enters(StateId(state))),
        2 => (0..4u16).prop_map(|state| exits(StateId(state))),
        1 => (0..4u16).prop_map(|code| on(EventKind::Becomes(STATUS, vec![Const::Code(code)]), "status becomes")),
        1 => Just(on(EventKind::Changes(DEPARTMENT), "department changes")),
        1 => Just(on(EventKind::Tagged("vip".to_owned()), "tagged")),
        1 => Just(on(EventKind::Deleted, "deleted")),
        1 => Just(on(EventKind::Restored, "restored")),
        1 => Just(on(EventKind::Merged, "merged")),
        2 => prop_oneof![Just(Phase::Queued), Just(Phase::Answered), Just(Phase::Ended)].prop_map(contact),
    ]
}

fn patterns() -> impl Strategy<Value = Vec<EventPattern>> {
    prop::collection::vec(pattern(), 1..3)
}

fn leaf() -> impl Strategy<Value = Condition> {
    prop_oneof![
        (0..4u16).prop_map(|state| condition(ConditionKind::State(StateId(state)))),
        (0..3u16).prop_map(|code| is(PRIORITY, &[code])),
        (0..4u16).prop_map(|code| is(STATUS, &[code])),
        Just(tagged(&["vip"])),
        (0..CLOCKS).prop_map(|clock| clock_is(ClockId(clock), ClockState::Stopped)),
    ]
}

/// A condition of fields and clocks.
fn simple() -> impl Strategy<Value = Condition> {
    prop_oneof![
        4 => leaf(),
        1 => leaf().prop_map(not),
        1 => (leaf(), leaf()).prop_map(|(a, b)| all(vec![a, b])),
        1 => (leaf(), leaf()).prop_map(|(a, b)| either(vec![a, b])),
    ]
}

/// A condition of rules: time too.
fn judged() -> impl Strategy<Value = Condition> {
    let time = (0..2u8, 0..2u8, 1..200i64, 0..3u16).prop_map(|(since, op, steps, calendar)| {
        let since = if since == 0 { Since::Created } else { Since::LastTouched };
        let op = if op == 0 { Compare::GreaterOrEqual } else { Compare::Less };
        elapsed(since, op, Length::Time(steps * STEP), CalendarId(calendar))
    });
    prop_oneof![3 => simple(), 2 => time]
}

fn end() -> impl Strategy<Value = ClockEnd> {
    prop_oneof![
        4 => Just(ClockEnd::Stop),
        2 => Just(ClockEnd::Cancel),
        1 => Just(ClockEnd::CancelEvenIfLate),
        1 => Just(ClockEnd::RestartAsMet),
        1 => Just(ClockEnd::RestartAsCancelled),
    ]
}

fn per() -> impl Strategy<Value = Per> {
    prop_oneof![
        6 => Just(Per::Ticket),
        1 => Just(Per::Message),
        1 => Just(Per::Contact(Medium::Call)),
        1 => Just(Per::Field(DEPARTMENT)),
    ]
}

fn any_clock() -> impl Strategy<Value = Clock> {
    let pause = prop_oneof![
        3 => simple().prop_map(Pause::While),
        1 => (patterns(), patterns()).prop_map(|(from, until)| {
            clock("").pause_between(from, until).pauses.swap_remove(0)
        }),
    ];
    let starts = prop::collection::vec((patterns(), prop::option::weighted(0.3, simple())), 1..3);
    let ends = prop::collection::vec((end(), patterns()), 0..4);
    let reopens = prop::collection::vec(patterns(), 0..3);
    let rest = (
        prop::collection::vec(pause, 0..2),
        prop::option::weighted(0.2, simple()),
        prop::option::weighted(0.2, patterns()),
    );
    (per(), starts, ends, reopens, rest).prop_map(|(per, starts, ends, reopens, (pauses, hide, last))| {
        let mut clock = clock("c").per(per);
        for (events, guard) in starts {
            clock = match guard {
                Some(guard) => clock.start_if(events, guard),
                None => clock.start(events),
            };
        }
        clock = ends.into_iter().fold(clock, |clock, (end, events)| clock.end(end, events));
        clock = reopens.into_iter().fold(clock, |clock, events| clock.reopen(events));
        clock = hide.into_iter().fold(clock, |clock, hide| clock.hide_while(hide));
        clock = last.into_iter().fold(clock, |clock, events| clock.final_when(events));
        clock.pauses = pauses;
        clock
    })
}

fn any_target() -> impl Strategy<Value = Target> {
    let kind = prop_oneof![
        5 => (1..100i64).prop_map(|steps| TargetKind::Time(steps * STEP)),
        2 => (0..3u32, prop_oneof![Just(DayEnd::SameTime), Just(DayEnd::Close)]).prop_map(|(count, end)| {
            TargetKind::Days { count, unit: DayUnit::BusinessDays, end }
        }),
        1 => Just(TargetKind::Track),
    ];
    let warns = prop::collection::vec((1..11_000u32, any::<bool>()), 0..3);
    let then = prop::collection::vec((1..40i64, 0..4u16), 0..3);
    let plus = prop::collection::vec((0..3usize, 1..20i64, beginning()), 0..3);
    let parts = (then, plus);
    (kind, 0..4u16, any::<(bool, bool)>(), warns, parts).prop_map(
        |(kind, calendar, (attached, keep), warns, (then, plus))| {
            let (then, plus) = parts_of(kind, then, plus);
            let count_from = if attached { CountFrom::Attached } else { CountFrom::Start };
            let warn = |(share, before): (u32, bool)| Warn {
                at: if before {
                    WarnAt::Before(Length::Time(i64::from(share)))
                } else {
                    WarnAt::Share(share)
                },
                span: span(),
            };
            let warns = warns.into_iter().map(warn).collect();
            let switch = if keep { Switch::Keep } else { Switch::Recount };
            Target { count_from, warns, switch, then, plus, ..target(kind, CalendarId(calendar)) }
        },
    )
}

/// A condition as the count of a target begins.
fn beginning() -> impl Strategy<Value = Condition> {
    prop_oneof![
        2 => (0..4u16, any::<bool>()).prop_map(|(calendar, outside)| {
            condition(ConditionKind::During { field: STARTED, calendar: CalendarId(calendar), zone: None, outside })
        }),
        1 => (0..4u16).prop_map(|state| condition(ConditionKind::State(StateId(state)))),
        1 => (0..3u16).prop_map(|code| is(PRIORITY, &[code])),
        1 => Just(tagged(&["vip"])),
    ]
}

/// The parts of a target as its kind can have them.
fn parts_of(
    kind: TargetKind,
    then: Vec<(i64, u16)>,
    plus: Vec<(usize, i64, Condition)>,
) -> (Vec<Stretch>, Vec<Plus>) {
    let timed = matches!(kind, TargetKind::Time(_));
    let then: Vec<Stretch> = then
        .into_iter()
        .filter(|_| timed)
        .map(|(steps, calendar)| Stretch {
            seconds: steps * STEP,
            calendar: CalendarChoice::One(CalendarId(calendar)),
            span: span(),
        })
        .collect();
    let most = then.len();
    let plus =
        plus.into_iter().filter(|_| kind != TargetKind::Track).map(|(stretch, steps, condition)| Plus {
            stretch: stretch.min(most),
            more: if timed { steps * STEP } else { 1 + steps % 2 },
            condition,
            span: span(),
        });
    let plus = plus.collect();
    (then, plus)
}

fn choice(targets: u16) -> impl Strategy<Value = TargetChoice> {
    let some = move || prop::option::weighted(0.8, (0..targets).prop_map(TargetId));
    prop_oneof![
        3 => some().prop_map(TargetChoice::One),
        1 => [some(), some(), some(), some()].prop_map(|[a, b, c, unset]| TargetChoice::ByField {
            field: PRIORITY,
            cells: vec![(Const::Code(0), a), (Const::Code(1), b), (Const::Code(2), c)],
            unset,
        }),
        1 => (judged(), some(), some())
            .prop_map(|(condition, a, b)| TargetChoice::List(vec![(Some(condition), a), (None, b)])),
    ]
}

/// Any policy of three clocks, three levels and a few rules, over four calendars.
pub(super) fn any_plan() -> impl Strategy<Value = Arc<Plan>> {
    let clocks = prop::collection::vec(any_clock(), usize::from(CLOCKS));
    let targets = prop::collection::vec(any_target(), 6);
    let levels = prop::collection::vec(prop::collection::vec(choice(6), usize::from(CLOCKS)), 3);
    let rules = prop::collection::vec((judged(), 0..3u16, any::<bool>()), 0..4);
    let second = prop::option::weighted(0.4, (judged(), 0..3u16));
    (clocks, targets, levels, (rules, second), any::<(bool, bool)>(), prop::option::weighted(0.8, 0..3u16))
        .prop_map(|(clocks, targets, levels, (rules, second), (every_match, opening), otherwise)| {
            let mut plan = PlanBuilder::new();
            plan.choice(STATUS, &["open", "solved", "waiting", "held"], false);
            plan.choice(PRIORITY, &["low", "normal", "high"], true);
            plan.choice(DEPARTMENT, &["a", "b"], false);
            plan.means(standard::DONE, is(STATUS, &[1]));
            plan.means(standard::WAITING, is(STATUS, &[2]));
            plan.means(standard::HELD, either(vec![is(STATUS, &[3]), is(PRIORITY, &[0])]));
            plan.means(standard::VOID, tagged(&["spam"]));
            let due_at = if opening { DueAt::Opening } else { DueAt::Closing };
            plan.calendar("UTC", &WORKDAYS, &[(9, 12), (13, 17)], due_at);
            plan.calendar("Europe/Bratislava", &WORKDAYS[1..], &[(22, 30)], due_at);
            plan.calendar("Asia/Kathmandu", &WORKDAYS, &[(8, 20)], DueAt::Closing);
            clocks.into_iter().for_each(|clock| _ = plan.clock(clock));
            targets.into_iter().for_each(|target| _ = plan.target_of(target));
            for choices in levels {
                let entries = (0..CLOCKS).map(ClockId).zip(choices).collect();
                plan.level("l", entries);
            }
            plan.plan.rules[0].every_match = every_match;
            for (condition, level, stop) in rules {
                let mut actions =
                    vec![ActionKind::Level(LevelId(level)), ActionKind::Emit(Emit::Tag("x".to_owned()))];
                if stop && every_match {
                    actions.push(ActionKind::Stop);
                }
                plan.rule("r", Some(condition), actions);
            }
            otherwise.into_iter().for_each(|level| plan.otherwise(LevelId(level)));
            if let Some((condition, level)) = second {
                plan.agreement("ola", condition, LevelId(level));
            }
            plan.build()
        })
}

fn happening() -> impl Strategy<Value = Happening> {
    let kind = prop_oneof![
        4 => Just((Happened::Change, Role::System)),
        3 => Just((Happened::Message { public: true }, Role::Agent)),
        1 => Just((Happened::Message { public: false }, Role::Agent)),
        3 => Just((Happened::Message { public: true }, Role::Customer)),
        1 => Just((Happened::Delete, Role::Agent)),
        1 => Just((Happened::Restore, Role::Agent)),
        1 => Just((Happened::Merge, Role::Agent)),
        2 => prop_oneof![Just(Phase::Queued), Just(Phase::Answered), Just(Phase::Ended)].prop_map(|phase| {
            (Happened::Contact { medium: Medium::Call, phase: Some(phase), result: None }, Role::System)
        }),
    ];
    let set = |codes: u16| prop::option::weighted(0.3, 0..codes);
    let tag = prop::option::weighted(0.3, (any::<bool>(), prop_oneof![Just("vip"), Just("spam")]));
    let key = prop_oneof![Just(None), Just(Some("a")), Just(Some("b"))];
    (kind, set(5), set(3), set(2), tag, key).prop_map(
        |((kind, by), status, priority, department, tag, key)| {
            let mut it = Happening::at(Instant(0), kind, by);
            if let Some(status) = status {
                it = it.set(STATUS, if status == 4 { Value::Unset } else { Value::Code(status) });
            }
            it = priority.into_iter().fold(it, |it, code| it.code(PRIORITY, code));
            it = department.into_iter().fold(it, |it, code| it.code(DEPARTMENT, code));
            it = tag.into_iter().fold(it, |it, (add, tag)| if add { it.tag(tag) } else { it.untag(tag) });
            it.key = key;
            it
        },
    )
}

/// A ticket's events over a few days, and an as-of after them all.
pub(super) fn any_history() -> impl Strategy<Value = (Vec<Happening>, Instant)> {
    let gap = prop_oneof![2 => Just(0i64), 6 => 1..20i64, 2 => 20..120i64];
    (0..700i64, prop::collection::vec((gap, happening()), 1..12), 0..200i64).prop_map(
        |(begin, events, rest)| {
            let mut at = t("mon 00:00").plus(begin * STEP);
            let mut history = Vec::new();
            for (index, (gap, mut event)) in events.into_iter().enumerate() {
                if index == 0 {
                    (event.kind, event.by) = (Happened::Created, Role::Customer);
                } else {
                    at = at.plus(gap * STEP);
                }
                event.at = at;
                history.push(event);
            }
            (history, at.plus(rest * STEP))
        },
    )
}

/// The events one by one, with time let pass in between wherever `stops` says.
fn live(plan: Arc<Plan>, history: &[Happening], stops: &[i64], as_of: Instant) -> Said {
    let program = Program::new(plan, &Query { capture: Vec::new(), actions: true });
    let mut state = TicketState::new(&program);
    let mut said = Said::default();
    state.start("T-1");
    let mut reached = history[0].at;
    for (index, happening) in history.iter().enumerate() {
        for stop in stops {
            let before = reached.plus(stop * 37);
            if before <= happening.at {
                state.advance_to(before, &mut said);
                reached = before;
            }
        }
        state.apply(&happening.event(index), &mut said).unwrap();
        reached = happening.at;
    }
    state.finish(as_of, &mut said);
    said
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_engine_agrees_with_the_walk(plan in any_plan(), (history, as_of) in any_history()) {
        let mut said = try_run(plan.clone(), &query(), &history, as_of).unwrap();
        for cycle in &mut said.cycles {
            cycle.at_risk = false;
        }
        let expected = simulate(&plan, &history, as_of);
        prop_assert_eq!(said.cycles, expected);
    }

    #[test]
    fn batch_is_event_by_event_and_letting_time_pass_changes_nothing(
        plan in any_plan(),
        (history, as_of) in any_history(),
        stops in prop::collection::vec(1..4000i64, 0..4),
    ) {
        let query = Query { capture: Vec::new(), actions: true };
        let batch = try_run(plan.clone(), &query, &history, as_of).unwrap();
        prop_assert_eq!(live(plan, &history, &stops, as_of), batch);
    }

    #[test]
    fn what_is_decided_stays_decided_as_time_goes_on(
        plan in any_plan(),
        (history, as_of) in any_history(),
        more in 1..300i64,
    ) {
        let query = Query { capture: Vec::new(), actions: true };
        let early = try_run(plan.clone(), &query, &history, as_of).unwrap();
        let late = try_run(plan, &query, &history, as_of.plus(more * STEP)).unwrap();
        let closed = |said: &Said| said.cycles.iter().filter(|it| it.closed.is_some()).cloned().collect::<Vec<_>>();
        let still: Vec<_> = closed(&late).into_iter().filter(|it| closed(&early).contains(it)).collect();
        prop_assert_eq!(still, closed(&early));
        prop_assert!(late.actions.starts_with(&early.actions));
    }

    #[test]
    fn one_evaluator_gives_what_fresh_ones_give(
        plan in any_plan(),
        (first, first_end) in any_history(),
        (second, second_end) in any_history(),
    ) {
        let query = Query { capture: vec![STATUS, standard::TAGS], actions: true };
        let program = Program::new(plan.clone(), &query);
        let mut evaluator = crate::Evaluator::new(&program);
        for (history, as_of) in [(&first, first_end), (&second, second_end), (&first, first_end)] {
            let events: Vec<Event<'_>> = history.iter().enumerate().map(|(index, it)| it.event(index)).collect();
            let mut said = Said::default();
            evaluator.ticket("T-1", &events, as_of, &mut said).unwrap();
            prop_assert_eq!(said, try_run(plan.clone(), &query, history, as_of).unwrap());
        }
    }
}
