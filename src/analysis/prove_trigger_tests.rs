//! The proofs about triggers against the engine: random moments and conditions, and histories in which they come.

use crate::test_support::check_body;
use duly_calendar::Instant;
use duly_diag::{Diagnostic, Span, codes};
use duly_engine::{
    ActionCause, ActionRecord, CycleRecord, Evaluator, Event, EventKind, Observer, Origin, Program, Query,
    Set, Value, event::Role,
};
use duly_plan::{FieldId, Plan, standard};
use proptest::prelude::*;
use std::sync::Arc;

const HEAD: &str = "
ticket {
  status   new, open, pending, closed
  priority low < normal < high
  tier     none < silver < gold, none if unset
  vip      yes/no
  done     means status is closed
  big      means priority is high and tier is gold
}
clock work {
  start when created, status becomes open
  stop when done, tagged \"b\"
  pause while status is pending
}
level one on always { work within 2h }
rules { otherwise level one }
";

const MOMENTS: [&str; 24] = [
    "created",
    "customer replies",
    "agent replies",
    "agent notes",
    "message by bot",
    "priority becomes high",
    "priority becomes one of low, high",
    "priority leaves low",
    "priority leaves one of low, normal",
    "tier leaves none",
    "status changes",
    "status changes by customer",
    "assigned",
    "reassigned",
    "unassigned",
    "tagged \"a\"",
    "untagged \"a\"",
    "done",
    "no longer done",
    "big",
    "no longer big",
    "work becomes overdue",
    "work reaches 50%",
    "work is paused",
];

const ASKED: [&str; 25] = [
    "priority is high",
    "priority is not high",
    "priority >= normal",
    "priority is set",
    "tier is none",
    "tier > none",
    "status is open",
    "status is one of pending, closed",
    "vip",
    "done",
    "not done",
    "big",
    "tags has \"a\"",
    "tags has no \"b\"",
    "assignee is set",
    "assignee is \"jana\"",
    "age >= 1h on always",
    "age < 2h on always",
    "age > 0s on always",
    "idle >= 1h on always",
    "idle < 5m on always",
    "idle > 0s on always",
    "work is running",
    "work is paused",
    "not work is stopped",
];

/// What happens to a ticket, after so many minutes.
#[derive(Clone, Debug)]
struct Happens {
    after: i64,
    kind: u8,
    by: Role,
    /// Field, value: of status, priority, tier, vip, assignee.
    set: Option<(u8, u16)>,
    tag: Option<(bool, &'static str)>,
}

fn happens() -> impl Strategy<Value = Happens> {
    (
        prop::sample::select(vec![0_i64, 1, 4, 30, 60, 61, 90, 600]),
        0_u8..4,
        prop::sample::select(vec![Role::Customer, Role::Agent, Role::Bot]),
        prop::option::weighted(0.7, (0_u8..5, 0_u16..5)),
        prop::option::weighted(0.4, (prop::bool::ANY, prop::sample::select(vec!["a", "b"]))),
    )
        .prop_map(|(after, kind, by, set, tag)| Happens { after, kind, by, set, tag })
}

/// The fields of [`Happens::set`].
fn set_of(plan: &Plan, (field, value): (u8, u16)) -> Set<'static> {
    let id = |name: &str| -> FieldId { plan.field_id(name).unwrap() };
    let among = |count: u16| if value >= count { Value::Unset } else { Value::Code(value) };
    match field {
        0 => Set { field: standard::STATUS, value: Value::Code(value % 4) },
        1 => Set { field: standard::PRIORITY, value: among(3) },
        2 => Set { field: id("tier"), value: among(3) },
        3 => Set { field: id("vip"), value: Value::YesNo(value > 1) },
        _ => Set {
            field: standard::ASSIGNEE,
            value: [Value::Unset, Value::Text("jana"), Value::Text("petr")][usize::from(value) % 3],
        },
    }
}

/// How often each trigger fires.
struct Fired(Vec<usize>);

impl Observer for Fired {
    fn cycle(&mut self, _cycle: &CycleRecord<'_>) {}

    fn action(&mut self, action: &ActionRecord<'_>) {
        if let ActionCause::Trigger { trigger, .. } = action.cause {
            self.0[trigger.index()] += 1;
        }
    }
}

fn fired(plan: &Plan, evaluator: &mut Evaluator<'_>, history: &[Happens]) -> Vec<usize> {
    let sets: Vec<Vec<Set<'_>>> =
        history.iter().map(|step| step.set.iter().map(|set| set_of(plan, *set)).collect()).collect();
    let tags: Vec<[Vec<&str>; 2]> = history
        .iter()
        .map(|step| {
            let side = |wanted: bool| step.tag.iter().filter(|t| t.0 == wanted).map(|t| t.1).collect();
            [side(true), side(false)]
        })
        .collect();
    let mut at = 1_767_603_600;
    let mut events = Vec::new();
    for (number, step) in history.iter().enumerate() {
        at += step.after * 60;
        let kind = match (number, step.kind) {
            (0, _) => EventKind::Created,
            (_, 0) => EventKind::Message { public: true },
            (_, 1) => EventKind::Message { public: false },
            (_, 2) => EventKind::Note,
            _ => EventKind::Change,
        };
        events.push(Event {
            at: Instant(at),
            kind,
            by: step.by,
            actor: None,
            channel: None,
            key: None,
            text: None,
            sets: &sets[number],
            tags_added: &tags[number][0],
            tags_removed: &tags[number][1],
            origin: Origin::default(),
        });
    }
    let mut seen = Fired(vec![0; plan.triggers.len()]);
    evaluator.ticket("t", &events, Instant(at + 86_400), &mut seen).unwrap();
    seen.0
}

fn condition() -> impl Strategy<Value = String> {
    let leaf = prop::sample::select(ASKED.to_vec()).prop_map(str::to_owned);
    leaf.prop_recursive(2, 6, 3, |inner| {
        (prop::sample::select(vec!["all of", "any of", "none of"]), prop::collection::vec(inner, 2..4))
            .prop_map(|(word, parts)| format!("{word} {{ {} }}", parts.join("; ")))
    })
}

/// Some triggers, each with its condition and once more without it.
fn triggers() -> impl Strategy<Value = String> {
    let trigger = (prop::sample::select(MOMENTS.to_vec()), condition());
    prop::collection::vec(trigger, 4..8).prop_map(|all| {
        let one = |(at, (moment, condition)): (usize, &(&str, String))| {
            format!(
                "when \"T{at}\": {moment} if {condition} then notify \"x\"\nwhen \"U{at}\": {moment} then notify \"u{at}\"\n"
            )
        };
        format!("{HEAD}{}", all.iter().enumerate().map(one).collect::<String>())
    })
}

/// Whether a span lies in another.
fn inside(span: Span, outer: Span) -> bool {
    span.start >= outer.start && span.end <= outer.end
}

fn compare(text: &str, histories: &[Vec<Happens>]) {
    let checked = check_body(text);
    let plan = checked.plan.clone().unwrap_or_else(|| panic!("{text}\n{:#?}", checked.diagnostics));
    let program = Program::new(Arc::clone(&plan), &Query { actions: true, ..Query::default() });
    let mut evaluator = Evaluator::new(&program);
    let about = |code: duly_diag::Code, outer: Span| -> Option<&Diagnostic> {
        checked.diagnostics.iter().find(|d| d.code == code && inside(d.span(), outer))
    };
    for history in histories {
        let counts = fired(&plan, &mut evaluator, history);
        for (pair, counts) in plan.triggers.chunks(2).zip(counts.chunks(2)) {
            let trigger = &pair[0];
            if let Some(dead) = about(codes::NEVER_FIRES, trigger.span) {
                assert_eq!(counts[0], 0, "{text}\n{dead:#?}\n{history:#?}");
            }
            let whole = trigger.condition.as_ref().unwrap().span;
            let always = about(codes::ALWAYS_HOLDS, whole).filter(|found| found.span() == whole);
            if let Some(always) = always {
                assert_eq!(counts[0], counts[1], "{text}\n{always:#?}\n{history:#?}");
            }
        }
        for twins in checked.diagnostics.iter().filter(|d| d.code == codes::SAME_RULES) {
            let place =
                |at: usize| plan.triggers.iter().position(|t| inside(twins.labels[at].span, t.span)).unwrap();
            assert_eq!(counts[place(0)], counts[place(1)], "{text}\n{twins:#?}\n{history:#?}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_never_fires_never_does_and_what_always_holds_changes_nothing(
        text in triggers(),
        histories in prop::collection::vec(prop::collection::vec(happens(), 1..9), 30),
    ) {
        compare(&text, &histories);
    }
}

/// The messages about triggers of a body.
fn found(body: &str) -> Vec<String> {
    let checked = check_body(&format!("{HEAD}{body}"));
    assert!(checked.plan.is_some(), "{:#?}", checked.diagnostics);
    let unused = |d: &&Diagnostic| d.code != codes::UNUSED;
    checked.diagnostics.iter().filter(unused).map(|d| format!("{} {}", d.code, d.message)).collect()
}

#[test]
fn from_one_of_several_values_to_another_is_leaving_too() {
    assert!(
        found("when priority leaves one of low, normal if priority is normal then notify \"x\"").is_empty()
    );
    assert_eq!(
        found("when priority leaves low if priority is low then notify \"x\""),
        ["SLA0603 this moment never comes: its condition is never true then"]
    );
}

#[test]
fn a_clock_can_do_what_a_later_version_can() {
    let body = "clock late { start when created; stop when done }
                clock late from 2026-07-01 { start when created; stop when done; pause while status is pending }
                level two on always { late within 1h }
                rules for ola { otherwise level three }
                agreement ola
                level three on always for ola { late within 2h }
                when customer replies if late is paused then notify \"x\"";
    assert!(!found(body).iter().any(|finding| finding.contains("never")), "{:?}", found(body));
}
