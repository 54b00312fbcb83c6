//! The trace says what the engine did, and watching changes nothing.

use super::builder::*;
use super::history::*;
use super::properties::{any_history, any_plan};
use crate::trace::{Cause, Held, Moved, PartKind, Reading, StretchKind, Trace};
use crate::{ActionRecord, CycleRecord, Evaluator, Event, Observer, Program, Query, TicketRecord};
use duly_calendar::Instant;
use duly_plan::*;
use proptest::prelude::*;
use std::sync::Arc;

/// Everything said and the whole trace, event steps by their record.
#[derive(Default)]
struct Told {
    said: Said,
    steps: Vec<(Instant, Option<u64>)>,
    trace: Vec<Trace<'static>>,
}

impl Observer for Told {
    const TRACE: bool = true;

    fn trace(&mut self, trace: &Trace<'_>) {
        if let Trace::Step(step) = trace {
            let record = if let Cause::Event(event) = step.cause { Some(event.origin.record) } else { None };
            self.steps.push((step.at, record));
            return;
        }
        self.trace.push(match trace.clone() {
            Trace::Step(_) => return,
            Trace::Field { field, before, now } => Trace::Field { field, before, now },
            Trace::State { state, condition, holds } => Trace::State { state, condition, holds },
            Trace::Clock(moved) => Trace::Clock(moved),
            Trace::HeldBack { line, condition } => Trace::HeldBack { line, condition },
            Trace::Rules(rules) => Trace::Rules(rules),
            Trace::Level { agreement, level, chosen } => Trace::Level { agreement, level, chosen },
            Trace::Target(target) => Trace::Target(target),
            Trace::Due(due) => Trace::Due(due),
            Trace::Breach { cycle, agreement, at } => Trace::Breach { cycle, agreement, at },
            Trace::Warning { cycle, agreement, at, target, line } => {
                Trace::Warning { cycle, agreement, at, target, line }
            }
            Trace::Trigger(trigger) => Trace::Trigger(trigger),
            Trace::Course(course) => Trace::Course(course),
        });
    }

    fn cycle(&mut self, cycle: &CycleRecord<'_>) {
        self.said.cycle(cycle);
    }

    fn ticket(&mut self, ticket: &TicketRecord<'_>) {
        self.said.ticket(ticket);
    }

    fn action(&mut self, action: &ActionRecord<'_>) {
        self.said.action(action);
    }
}

fn told(plan: Arc<Plan>, history: &[Happening], as_of: Instant) -> Told {
    let program = Program::new(plan, &Query { capture: Vec::new(), actions: true });
    let events: Vec<Event<'_>> = history.iter().enumerate().map(|(index, it)| it.event(index)).collect();
    let mut told = Told::default();
    Evaluator::new(&program).ticket("T-1", &events, as_of, &mut told).unwrap();
    told
}

/// What lines did to cycles: `1 started`, in order.
fn moves(told: &Told) -> Vec<String> {
    let moves = told.trace.iter().filter_map(|trace| match trace {
        Trace::Clock(it) => Some(format!("{} {:?}", it.cycle.number, it.moved)),
        _ => None,
    });
    moves.collect()
}

fn solved_while_pending() -> (PlanBuilder, Vec<Happening>) {
    let mut plan = PlanBuilder::new();
    plan.choice(standard::STATUS, &["open", "pending", "solved"], false);
    plan.choice(standard::PRIORITY, &["low", "high"], true);
    plan.means(standard::WAITING, is(standard::STATUS, &[1]));
    plan.means(standard::DONE, is(standard::STATUS, &[2]));
    let clock = plan.clock(
        clock("resolution")
            .start(vec![created()])
            .stop(vec![enters(standard::DONE)])
            .reopen(vec![exits(standard::DONE)])
            .pause_while(condition(ConditionKind::State(standard::WAITING))),
    );
    let office = plan.office();
    let target = plan.target(TargetKind::Time(7200), office);
    let urgent = plan.level("urgent", vec![(clock, TargetChoice::One(Some(target)))]);
    let high = all(vec![is(standard::PRIORITY, &[1]), tagged(&["vip"])]);
    plan.rule("high", Some(high), vec![ActionKind::Level(urgent)]);
    plan.only_level(clock, target);
    let history = vec![
        created_at("mon 09:00").code(standard::PRIORITY, 1),
        change("mon 10:00").code(standard::STATUS, 1),
        change("mon 11:00").code(standard::STATUS, 0).tag("vip"),
        change("tue 09:00").code(standard::STATUS, 2),
    ];
    (plan, history)
}

#[test]
fn moves_of_a_cycle_are_told_in_order() {
    let (plan, history) = solved_while_pending();
    let told = told(plan.build(), &history, t("wed 00:00"));
    assert_eq!(moves(&told), ["1 Started", "1 Paused", "1 Resumed", "1 Ended(Stop)"]);
    let breach = told.trace.iter().find_map(|trace| match trace {
        Trace::Breach { at, .. } => Some(text_of(*at)),
        _ => None,
    });
    assert_eq!(breach.as_deref(), Some("mon 12:00"));
}

#[test]
fn each_part_of_a_rule_shows_what_it_read() {
    let (plan, history) = solved_while_pending();
    let told = told(plan.build(), &history, t("wed 00:00"));
    let rules: Vec<_> = told
        .trace
        .iter()
        .filter_map(|trace| if let Trace::Rules(rules) = trace { Some(rules) } else { None })
        .collect();
    assert_eq!(rules.len(), 2, "at creation and when the tag came");
    assert_eq!(rules[0].tried.len(), 2, "the rule, and the otherwise that decided");
    let part = rules[0].tried[0].condition.as_ref().unwrap();
    assert_eq!((part.kind, part.holds), (PartKind::All, false));
    assert_eq!(part.parts[0].read, [Reading::Field(standard::PRIORITY, Held::Code(1))]);
    assert_eq!(part.parts[1].read, [Reading::Field(standard::TAGS, Held::List(Vec::new()))]);
    assert_eq!([part.parts[0].holds, part.parts[1].holds], [true, false]);
    assert_eq!(rules[1].tried.len(), 1, "what is behind the rule that decides is not looked at");
    assert_eq!(rules[1].tried[0].matched, Some(true));
    assert_eq!((rules[1].before, rules[1].level), (Some(LevelId(1)), Some(LevelId(0))));
}

#[test]
fn a_pause_names_its_line_and_its_end_what_no_longer_holds() {
    let (plan, history) = solved_while_pending();
    let told = told(plan.build(), &history, t("wed 00:00"));
    let of = |wanted| {
        told.trace.iter().find_map(|trace| match trace {
            Trace::Clock(it) if it.moved == wanted => Some(it.clone()),
            _ => None,
        })
    };
    let (paused, resumed) = (of(Moved::Paused).unwrap(), of(Moved::Resumed).unwrap());
    assert!(paused.line.is_some() && resumed.line.is_none());
    assert_eq!(paused.conditions[0].kind, PartKind::State(standard::WAITING));
    assert!(paused.conditions[0].holds && !resumed.conditions[0].holds);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn watching_changes_nothing(plan in any_plan(), (history, as_of) in any_history()) {
        let query = Query { capture: Vec::new(), actions: true };
        let plain = try_run(plan.clone(), &query, &history, as_of).unwrap();
        prop_assert_eq!(told(plan, &history, as_of).said, plain);
    }

    #[test]
    fn each_event_is_a_step_and_steps_come_in_order(plan in any_plan(), (history, as_of) in any_history()) {
        let told = told(plan, &history, as_of);
        let records: Vec<u64> = told.steps.iter().filter_map(|step| step.1).collect();
        prop_assert_eq!(records, (1..=history.len() as u64).collect::<Vec<_>>());
        prop_assert!(told.steps.is_sorted_by_key(|step| step.0));
    }

    #[test]
    fn a_rule_matches_as_its_parts_say(plan in any_plan(), (history, as_of) in any_history()) {
        for trace in told(plan, &history, as_of).trace {
            let Trace::Rules(rules) = trace else { continue };
            for rule in rules.tried.iter().filter(|rule| rule.condition.is_some()) {
                prop_assert_eq!(rule.matched, rule.condition.as_ref().map(|part| part.holds));
            }
        }
    }

    #[test]
    fn what_lines_did_adds_up_to_the_cycles(plan in any_plan(), (history, as_of) in any_history()) {
        let told = told(plan, &history, as_of);
        let open = told.trace.iter().fold(0i64, |open, trace| match trace {
            Trace::Clock(it) => open + match it.moved {
                Moved::Started | Moved::Reopened => 1,
                Moved::Ended(_) => -1,
                _ => 0,
            },
            _ => open,
        });
        prop_assert!(open >= 0);
        for cycle in &told.said.cycles {
            let of_cycle = |clock: ClockId, number| clock.0 == cycle.clock && number == cycle.number;
            let moves: Vec<Moved> = told.trace.iter().filter_map(|trace| match trace {
                Trace::Clock(it) if of_cycle(it.cycle.clock, it.cycle.number) => Some(it.moved),
                _ => None,
            }).collect();
            let count = |wanted: fn(&Moved) -> bool| moves.iter().filter(|moved| wanted(moved)).count();
            prop_assert_eq!(count(|moved| *moved == Moved::Started), 1);
            let reopened = count(|moved| *moved == Moved::Reopened);
            prop_assert!(reopened <= cycle.reopens as usize);
            let ended = count(|moved| matches!(moved, Moved::Ended(_)));
            prop_assert_eq!(ended, reopened + usize::from(cycle.closed.is_some()));
        }
    }

    #[test]
    fn dues_and_breaches_end_where_the_records_stand(plan in any_plan(), (history, as_of) in any_history()) {
        let told = told(plan, &history, as_of);
        for cycle in &told.said.cycles {
            let (mut due, mut breach) = (None, None);
            for trace in &told.trace {
                let is = |it: &crate::trace::CycleName, agreement: AgreementId| {
                    (it.clock.0, it.number, agreement.0) == (cycle.clock, cycle.number, cycle.agreement)
                };
                match trace {
                    Trace::Due(it) if is(&it.cycle, it.agreement) => due = it.due,
                    Trace::Breach { cycle, agreement, at } if is(cycle, *agreement) => breach = Some(*at),
                    _ => {}
                }
            }
            prop_assert_eq!(due.map(text_of), cycle.due.clone());
            prop_assert_eq!(breach.map(text_of), cycle.breached_at.clone());
        }
    }

    #[test]
    fn the_stretches_of_a_cycle_add_up(plan in any_plan(), (history, as_of) in any_history()) {
        let told = told(plan, &history, as_of);
        let courses: Vec<_> = told.trace.iter().filter_map(|trace| match trace {
            Trace::Course(course) => Some(course),
            _ => None,
        }).collect();
        prop_assert_eq!(courses.len(), told.said.cycles.len());
        for (course, cycle) in courses.into_iter().zip(&told.said.cycles) {
            let sum = |kind| course.stretches.iter().filter(|it| it.kind == kind).map(|it| it.seconds).sum::<i64>();
            prop_assert_eq!(sum(StretchKind::Running), cycle.elapsed);
            prop_assert_eq!(sum(StretchKind::Paused), cycle.paused);
            for pair in course.stretches.windows(2) {
                prop_assert_eq!(pair[0].until, pair[1].from);
            }
        }
    }
}
