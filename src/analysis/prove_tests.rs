//! The proofs against the engine: random policies, every small ticket, and every sample replayed.

use crate::test_support::check_body;
use crate::{Checked, condition_fields};
use duly_calendar::Instant;
use duly_diag::{Diagnostic, codes};
use duly_engine::{
    ChosenBy, CycleRecord, Evaluator, Event, EventKind, Observer, Origin, Program, Query, Set, TicketRecord,
    Value, event::Role,
};
use duly_plan::{Condition, FieldId, FieldType, Plan, RuleId, standard};
use proptest::prelude::*;
use std::collections::BTreeSet;
use std::sync::Arc;

const HEAD: &str = "
ticket {
  priority low < normal < high
  tier     none < silver < gold, none if unset
  seats    number
  vip      yes/no
  busy means seats > 10
}
calendar office { mon-fri 08:00-17:00 }
level one on always { acknowledgement within 1h }
level two on always { acknowledgement within 2h }
";

/// What rules ask. The values of [`tickets`] reach every combination of answers.
const LEAVES: [&str; 28] = [
    "priority is high",
    "priority is not high",
    "priority >= normal",
    "priority < high",
    "priority is one of low, high",
    "priority is set",
    "tier is gold",
    "tier > none",
    "tier is not set",
    "seats > 10",
    "seats > 20",
    "seats >= 10",
    "seats <= 20",
    "seats is 20",
    "seats is not set",
    "vip",
    "vip is no",
    "busy",
    "not busy",
    "tags has \"a\"",
    "tags has any of \"a\", \"b\"",
    "tags has no \"b\"",
    "tags is set",
    "subject is \"x\"",
    "subject contains \"urgent\"",
    "subject starts with \"re\"",
    "created outside office",
    "created on sat, sun",
];

/// A ticket as it is created.
#[derive(Clone, Debug, Default, PartialEq)]
struct Ticket {
    at: i64,
    sets: Vec<(FieldId, Held)>,
    tags: Vec<String>,
}

#[derive(Clone, Debug, PartialEq)]
enum Held {
    Code(u16),
    Number(f64),
    YesNo(bool),
    Text(String),
}

#[derive(Default)]
struct Seen(Option<(bool, Option<RuleId>)>);

impl Observer for Seen {
    fn cycle(&mut self, _cycle: &CycleRecord<'_>) {}

    fn ticket(&mut self, ticket: &TicketRecord<'_>) {
        self.0 = ticket.levels.first().map(|(level, by)| {
            let rule = by.and_then(|by| if let ChosenBy::Rule(rule) = by { Some(rule) } else { None });
            (level.is_some(), rule)
        });
    }
}

/// Whether the engine gives a ticket a level, and the rule that decides.
fn decided(evaluator: &mut Evaluator<'_>, ticket: &Ticket) -> (bool, Option<usize>) {
    let value = |held: &Held| match held {
        Held::Code(code) => Value::Code(*code),
        Held::Number(number) => Value::Number(*number),
        Held::YesNo(yes) => Value::YesNo(*yes),
        Held::Text(_) => Value::Unset,
    };
    let sets: Vec<Set<'_>> = ticket
        .sets
        .iter()
        .map(|(field, held)| match held {
            Held::Text(text) => Set { field: *field, value: Value::Text(text) },
            held => Set { field: *field, value: value(held) },
        })
        .collect();
    let tags: Vec<&str> = ticket.tags.iter().map(String::as_str).collect();
    let at = Instant(ticket.at);
    let event = Event {
        at,
        kind: EventKind::Created,
        by: Role::Customer,
        actor: None,
        channel: None,
        key: None,
        text: None,
        sets: &sets,
        tags_added: &tags,
        tags_removed: &[],
        origin: Origin::default(),
    };
    let mut seen = Seen::default();
    evaluator.ticket("t", &[event], at, &mut seen).unwrap();
    let (level, rule) = seen.0.unwrap();
    (level, rule.map(RuleId::index))
}

/// Mon 10:00, Mon 20:00, Sat 10:00 in Prague.
const MOMENTS: [i64; 3] = [1_767_603_600, 1_767_639_600, 1_768_035_600];

/// Every small ticket that differs in what the rules read.
fn tickets(plan: &Plan) -> Vec<Ticket> {
    let conditions: Vec<&Condition> =
        plan.rules[0].rules.iter().filter_map(|r| r.condition.as_ref()).collect();
    let read: BTreeSet<FieldId> = conditions.iter().flat_map(|c| condition_fields(plan, c)).collect();
    let mut all = vec![Ticket { at: MOMENTS[0], ..Ticket::default() }];
    for field in read {
        let before = std::mem::take(&mut all);
        if field == standard::CREATED {
            let at = |ticket: &Ticket| MOMENTS.map(|at| Ticket { at, ..ticket.clone() });
            all = before.iter().flat_map(at).collect();
            continue;
        }
        if field == standard::TAGS {
            for tags in [&[] as &[&str], &["a"], &["b"], &["a", "b"], &["c"]] {
                let tags: Vec<String> = tags.iter().map(|tag| (*tag).to_owned()).collect();
                all.extend(before.iter().map(|t| Ticket { tags: tags.clone(), ..t.clone() }));
            }
            continue;
        }
        let values: Vec<Held> = match &plan.field(field).kind {
            FieldType::Choice { values, .. } => {
                (0..values.len()).map(|v| Held::Code(u16::try_from(v).unwrap())).collect()
            }
            FieldType::Number => [9.0, 10.0, 15.0, 20.0, 21.0].map(Held::Number).to_vec(),
            FieldType::YesNo => vec![Held::YesNo(true), Held::YesNo(false)],
            _ => ["x", "-", "URGENT", "re: this", "Re: urgent"].map(|t| Held::Text(t.to_owned())).to_vec(),
        };
        for value in values.into_iter().map(Some).chain([None]) {
            let with = |ticket: &Ticket| {
                let mut ticket = ticket.clone();
                ticket.sets.extend(value.clone().map(|value| (field, value)));
                ticket
            };
            all.extend(before.iter().map(with));
        }
    }
    all
}

/// The ticket of a sample.
fn replayed(plan: &Plan, finding: &Diagnostic) -> Option<Ticket> {
    let sample = finding.sample.as_ref()?;
    assert!(sample.besides.is_empty(), "{sample:?}");
    let event = &sample.event;
    let at = chrono::DateTime::parse_from_rfc3339(event["at"].as_str().unwrap()).unwrap().timestamp();
    let mut ticket = Ticket { at, ..Ticket::default() };
    for (name, value) in event["set"].as_object().into_iter().flatten() {
        let field = plan.field_id(name).unwrap();
        let held = match &plan.field(field).kind {
            kind @ FieldType::Choice { .. } => Held::Code(kind.code(value.as_str().unwrap()).unwrap()),
            FieldType::Number => Held::Number(value.as_f64().unwrap()),
            FieldType::YesNo => Held::YesNo(value.as_bool().unwrap()),
            _ => Held::Text(value.as_str().unwrap().to_owned()),
        };
        ticket.sets.push((field, held));
    }
    let tags = event["tags"]["add"].as_array().into_iter().flatten();
    ticket.tags = tags.map(|tag| tag.as_str().unwrap().to_owned()).collect();
    Some(ticket)
}

/// How much is said of a ticket.
fn size(ticket: &Ticket) -> usize {
    ticket.sets.len() + ticket.tags.len()
}

fn condition() -> impl Strategy<Value = String> {
    let leaf = prop::sample::select(LEAVES.to_vec()).prop_map(str::to_owned);
    leaf.prop_recursive(2, 8, 3, |inner| {
        (prop::sample::select(vec!["all of", "any of", "none of"]), prop::collection::vec(inner, 2..4))
            .prop_map(|(word, parts)| format!("{word} {{ {} }}", parts.join("; ")))
    })
}

fn policy() -> impl Strategy<Value = String> {
    let rule = (
        condition(),
        prop::sample::select(vec!["level one", "level two", "no level"]),
        prop::bool::weighted(0.2),
    );
    (prop::collection::vec(rule, 1..6), prop::bool::ANY, prop::bool::ANY).prop_map(
        |(rules, every, otherwise)| {
            let mut text = format!("{HEAD}\nrules {}{{\n", if every { "every match " } else { "" });
            for (at, (condition, level, stop)) in rules.into_iter().enumerate() {
                let stop = if stop && every { ", stop" } else { "" };
                text += &format!("  \"R{at}\" if {condition} then {level}{stop}\n");
            }
            text + if otherwise { "  otherwise level two\n}\n" } else { "}\n" }
        },
    )
}

/// Whether a finding says that a rule never decides, by its name in the message.
fn names(finding: &Diagnostic, rule: &str, every_match: bool) -> bool {
    match finding.code {
        // The later of two is the one that is never reached, and in `every match` the one that stands.
        code if code == codes::SAME_RULES => {
            !every_match && finding.message.contains(&format!("and `{rule}` "))
        }
        _ => finding.message.contains(&format!("`{rule}`")),
    }
}

fn compare(text: &str, checked: &Checked) {
    let plan = checked.plan.clone().unwrap_or_else(|| panic!("{text}\n{:#?}", checked.diagnostics));
    let program = Program::new(Arc::clone(&plan), &Query::default());
    let mut evaluator = Evaluator::new(&program);
    let set = &plan.rules[0];
    let mut deciders = BTreeSet::new();
    let mut smallest: Option<usize> = None;
    for ticket in tickets(&plan) {
        match decided(&mut evaluator, &ticket).1 {
            Some(rule) => drop(deciders.insert(rule)),
            None => smallest = Some(smallest.map_or(size(&ticket), |least| least.min(size(&ticket)))),
        }
    }
    let found = |wanted: duly_diag::Code| checked.diagnostics.iter().find(move |d| d.code == wanted);
    let gap = found(codes::NO_OTHERWISE);
    assert_eq!(gap.is_some(), smallest.is_some(), "{text}\n{gap:#?}");
    if let (Some(gap), Some(smallest)) = (gap, smallest) {
        let ticket = replayed(&plan, gap).unwrap();
        assert_eq!(decided(&mut evaluator, &ticket), (false, None), "{text}\n{gap:#?}");
        assert_eq!(size(&ticket), smallest, "the smallest: {text}\n{gap:#?}");
    }
    let dead = [codes::UNREACHABLE_RULE, codes::SAME_RULES, codes::OVERRIDDEN_RULE, codes::NEVER_HOLDS];
    for (at, rule) in set.rules.iter().enumerate() {
        let about = |d: &&Diagnostic| dead.contains(&d.code) && names(d, &rule.name, set.every_match);
        let about = checked.diagnostics.iter().find(about);
        assert_eq!(
            about.is_none(),
            deciders.contains(&at),
            "{}: {text}\n{:#?}",
            rule.name,
            checked.diagnostics
        );
        if let Some(ticket) = about.and_then(|finding| replayed(&plan, finding)) {
            let (_, decides) = decided(&mut evaluator, &ticket);
            assert!(decides.is_some_and(|decides| decides != at), "{}: {text}\n{about:#?}", rule.name);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_proved_is_what_the_engine_does(text in policy()) {
        compare(&text, &check_body(&text));
    }
}

/// The codes and messages about a body, and the words of its samples.
fn found(body: &str) -> Vec<String> {
    let checked = check_body(&format!("{HEAD}{body}"));
    assert!(checked.plan.is_some(), "{:#?}", checked.diagnostics);
    let unused = |d: &&Diagnostic| d.code != codes::UNUSED;
    checked.diagnostics.iter().filter(unused).map(|d| format!("{} {}", d.code, d.message)).collect()
}

fn sample_of(body: &str, wanted: duly_diag::Code) -> (String, serde_json::Value) {
    let checked = check_body(&format!("{HEAD}{body}"));
    let finding = checked.diagnostics.iter().find(|d| d.code == wanted);
    let finding = finding.unwrap_or_else(|| panic!("{:#?}", checked.diagnostics));
    let labels: Vec<&str> = finding.labels.iter().map(|l| l.text.as_str()).collect();
    (labels.join("|"), finding.sample.as_ref().unwrap().to_json())
}

#[test]
fn numbers_compare_as_in_the_data() {
    let shadowed = found(
        "rules { \"A\" if seats > 10 then level one\n \"B\" if seats > 20 then level two\n otherwise level two }",
    );
    assert_eq!(shadowed, ["SLA0523 the rule `B` is never reached"]);
    let alive = "rules { \"A\" if seats > 20 then level one\n \"B\" if seats > 10 then level two\n otherwise level two }";
    assert!(found(alive).is_empty());
}

#[test]
fn the_smallest_ticket_without_a_level_is_shown() {
    let rules = "rules { \"A\" if priority is one of low, normal then level one\n \"B\" if priority is not set then level two }";
    let (label, sample) = sample_of(rules, codes::NO_OTHERWISE);
    assert_eq!(label, "for example, a ticket with `priority` high");
    assert_eq!(sample["event"]["set"], serde_json::json!({ "priority": "high" }));
    let covered =
        "rules { \"A\" if priority is set then level one\n \"B\" if priority is not set then level two }";
    assert!(found(covered).is_empty());
}

/// Found by the property: a text counted once as a value, and again for each test that it passes.
#[test]
fn a_text_is_one_field_however_many_tests_it_passes() {
    let rules = "rules { \"A\" if none of { subject contains \"urgent\"
                 none of { priority is not high; seats is not set } } then level one }";
    let (label, sample) = sample_of(rules, codes::NO_OTHERWISE);
    assert_eq!(label, "for example, a ticket with `subject` \"urgent\"");
    assert_eq!(sample["event"]["set"], serde_json::json!({ "subject": "urgent" }));
}

/// Found by the property, which took the later of them for the one that never decides, in `every match` too.
#[test]
fn of_two_rules_that_differ_in_nothing_the_later_stands_in_every_match() {
    let rules = "{ \"A\" if priority is set then no level\n \"B\" if priority is set then no level\n otherwise level two }";
    let every = format!("{HEAD}rules every match {rules}");
    compare(&every, &check_body(&every));
    assert_eq!(
        found(&format!("rules every match {rules}"))[1..],
        [
            "SLA0704 the level of `A` never stands: a later rule replaces it on every ticket",
            "SLA0705 the rules `A` and `B` differ in nothing",
        ]
    );
    let first = format!("{HEAD}rules {rules}");
    compare(&first, &check_body(&first));
}

#[test]
fn a_sample_that_needs_time_says_when() {
    let rules =
        "rules { \"A\" if age < 4h on office then level one\n \"B\" if idle >= 9h on office then level two }";
    let (label, sample) = sample_of(rules, codes::NO_OTHERWISE);
    assert_eq!(label, "for example, a ticket with age 4h on `office`");
    // Created Monday 11:00 in Prague; the office is open until 17:00.
    assert_eq!(
        (&sample["event"]["at"], &sample["as_of"]),
        (&"2026-01-05T10:00:00Z".into(), &"2026-01-05T14:00:00Z".into())
    );
}

#[test]
fn time_goes_on_everywhere_at_least_as_fast_as_in_the_office() {
    let rules =
        "rules { \"A\" if age >= 4h on always then level one\n \"B\" if age >= 4h on office then level two
                 \"C\" if idle >= 5h on office then level two\n otherwise level two }";
    assert_eq!(
        found(rules),
        ["SLA0523 the rule `B` is never reached", "SLA0523 the rule `C` is never reached"]
    );
}

#[test]
fn several_rules_share_the_tickets_of_one_that_is_never_reached() {
    let rules = "rules { \"A\" if vip then level one\n \"B\" if vip is no then level two
                 \"C\" if vip is set then level one\n otherwise level two }";
    let (label, _) = sample_of(rules, codes::UNREACHABLE_RULE);
    assert_eq!(label, "|takes 50% of its tickets|takes 50% of its tickets");
}

#[test]
fn a_thousand_rules_are_proved_within_the_bounds_of_the_solver() {
    let mut rules = "rules {\n".to_owned();
    for at in 0..1000 {
        rules += &format!(
            "  \"R{at}\" if tags has \"t{at}\" and seats > {} then level one, tag \"{at}\"\n",
            at % 50
        );
    }
    rules += "  \"Last\" if tags has \"t7\" and seats > 60 then level two\n}\n";
    let found = found(&rules);
    assert_eq!(found.len(), 2, "{found:?}");
    assert!(found[0].starts_with("SLA0522"));
    assert_eq!(found[1], "SLA0523 the rule `Last` is never reached");
}
