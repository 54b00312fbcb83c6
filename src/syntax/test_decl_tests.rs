//! `test` blocks to trees, and lines of them by themselves.

use crate::ast::*;
use crate::{format, parse, parse_test_line};
use duly_diag::FileId;

fn test(lines: &str) -> TestDecl {
    let text = format!("duly 1\ntest \"t\" {{\n{lines}\n}}\n");
    let parsed = parse(FileId(0), &text);
    assert!(parsed.diagnostics.is_empty(), "{lines}: {:?}", parsed.diagnostics);
    match parsed.file.declarations.into_iter().next().unwrap().kind {
        DeclarationKind::Test(test) => test,
        other => panic!("{other:?}"),
    }
}

fn step(line: &str) -> Step {
    match test(line).lines.remove(0) {
        TestLine::Step(step) => step,
        TestLine::Expect(other) => panic!("{other:?}"),
    }
}

fn expect(line: &str) -> ExpectKind {
    match test(&format!("expect {line}")).lines.remove(0) {
        TestLine::Expect(expect) => expect.kind,
        TestLine::Step(other) => panic!("{other:?}"),
    }
}

fn verdict(line: &str) -> (NamedCycle, Verdict) {
    match expect(line) {
        ExpectKind::Cycle(cycle, verdict) => (cycle, verdict.node),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_step_has_an_instant_an_event_and_what_it_sets() {
    let made = step(
        "at 2026-03-06 14:40 created by customer via email { tags \"A\", \"b c\"; priority high\n assignee unset\n tagged \"x\"; untagged \"y\" }",
    );
    let Some(Point::At(at)) = &made.at else { panic!() };
    assert_eq!(
        (at.node.local.to_string().as_str(), &at.node.zone),
        ("2026-03-06 14:40:00", &ZoneLit::Policy)
    );
    let event = made.event.unwrap();
    assert_eq!((event.kind, event.by.unwrap().node), (EventKind::Created, Role::Customer));
    assert_eq!(event.via.unwrap().text, "email");
    let sets = made.sets.unwrap();
    assert!(
        matches!(&sets[0].kind, SetKind::Values(name, values) if name.text == "tags" && values.len() == 2)
    );
    assert!(
        matches!(&sets[1].kind, SetKind::Values(name, values) if name.text == "priority" && values.len() == 1)
    );
    assert!(matches!(&sets[2].kind, SetKind::Unset(name, _) if name.text == "assignee"));
    assert!(matches!(&sets[3].kind, SetKind::Tagged(tag) if tag.node == "x"));
    assert!(matches!(&sets[4].kind, SetKind::Untagged(tag) if tag.node == "y"));
}

#[test]
fn time_passes_in_every_way() {
    let alone = step("at 2026-03-09 09:00 in \"Europe/Paris\"");
    assert!(alone.event.is_none() && alone.sets.is_none());
    assert!(matches!(alone.at, Some(Point::At(at)) if matches!(at.node.zone, ZoneLit::Named(_))));
    assert!(
        matches!(step("at 2026-03-09").at, Some(Point::At(at)) if at.node.local.to_string().ends_with("00:00:00"))
    );
    let later = |line| match step(line) {
        Step { at: Some(Point::Later(later)), event, .. } => (later, event.map(|e| e.kind)),
        other => panic!("{other:?}"),
    };
    let (half_hour, replies) = later("+30m agent replies");
    assert_eq!(half_hour.length.node, Length::Time(Duration { seconds: 1800 }));
    assert_eq!((half_hour.calendar, replies), (None, Some(EventKind::AgentReplies)));
    let (on, replies) = later("at +2h on office agent replies");
    assert_eq!((on.calendar.unwrap().text.as_str(), replies), ("office", Some(EventKind::AgentReplies)));
    let (day, nothing) = later("+1 business day");
    assert_eq!(day.length.node, Length::Days(DayCount { count: 1, unit: DayUnit::BusinessDays }));
    assert_eq!(nothing, None);
    let change = step("+1h { priority high }");
    assert!(change.event.is_none() && change.sets.is_some_and(|sets| sets.len() == 1));
    assert!(matches!(step("at arrival created").at, Some(Point::Column(name)) if name.text == "arrival"));
}

#[test]
fn expectations_of_levels_and_actions() {
    let ExpectKind::Level { level: Some(level), by: Some(ExpectedRule::Named(rule)), agreement: Some(ola) } =
        expect("level \"Urgent SLA\" by \"Tag URGENT\" for ola")
    else {
        panic!()
    };
    assert_eq!([level.name.text, rule.text, ola.text], ["Urgent SLA", "Tag URGENT", "ola"]);
    assert!(matches!(
        expect("no level by otherwise"),
        ExpectKind::Level { level: None, by: Some(ExpectedRule::Otherwise(_)), agreement: None }
    ));
    assert_eq!(expect("no actions"), ExpectKind::NoActions);
    let ExpectKind::Action { not: false, action: ExpectedAction::Emitted(action), at: Some(Point::At(_)) } =
        expect("notify \"team\" at 2026-03-06 15:00")
    else {
        panic!()
    };
    assert!(matches!(action.kind, ActionKind::Notify(who) if who.node == "team"));
    assert!(matches!(
        expect("warn resolution at +1h on office"),
        ExpectKind::Action { action: ExpectedAction::Warned(clock, _), at: Some(Point::Later(_)), .. } if clock.text == "resolution"
    ));
    for other in [
        "escalate to \"x\"",
        "tag \"x\"",
        "untag \"x\"",
        "set priority to high",
        "assign to \"x\"",
        "webhook \"x\"",
    ] {
        assert!(matches!(expect(other), ExpectKind::Action { not: false, at: None, .. }), "{other}");
        assert!(matches!(expect(&format!("no {other}")), ExpectKind::Action { not: true, .. }), "{other}");
    }
}

#[test]
fn expectations_of_cycles() {
    let (cycle, due) = verdict("resolution cycle 2 per \"c-1\" for ola due 2026-03-09 09:10");
    assert_eq!((cycle.clock.text.as_str(), cycle.number.unwrap().node), ("resolution", 2));
    assert_eq!((cycle.key.unwrap().text.as_str(), cycle.agreement.unwrap().text.as_str()), ("c-1", "ola"));
    assert!(matches!(due, Verdict::DueAt(Point::At(_))));
    let said = |line: &str| verdict(&format!("resolution {line}")).1;
    assert!(
        matches!(said("due in 1h30m on office"), Verdict::DueIn(d, Some(_)) if d.span.end - d.span.start == 5)
    );
    assert!(matches!(said("due in 2 business days"), Verdict::DueIn(_, None)));
    assert!(matches!(said("due +4h"), Verdict::DueAt(Point::Later(_))));
    assert_eq!(said("no due"), Verdict::NoDue);
    assert!(matches!(said("elapsed 45m"), Verdict::Elapsed(_)));
    assert!(matches!(said("overdue by 2h"), Verdict::OverdueBy(_)));
    assert_eq!(said("at risk"), Verdict::AtRisk);
    assert!(
        matches!(said("stays paused until 2026-03-09"), Verdict::Stays(word, _) if word.text == "paused")
    );
    assert!(matches!(said("running"), Verdict::Outcome(word) if word.text == "running"));
    assert!(matches!(said("met after 50m"), Verdict::After(word, _) if word.text == "met"));
    assert!(matches!(said("missed at 2026-03-09 09:10"), Verdict::EndedAt(word, _) if word.text == "missed"));
    assert!(
        matches!(said("cancelled\n  because \"merged\""), Verdict::Because(_, text) if text.node == "merged")
    );
    assert!(matches!(
        expect("no next_response cycle 2"),
        ExpectKind::NoCycle(NamedCycle { number: Some(Spanned { node: 2, .. }), .. })
    ));
    // A clock may be called like a word of the expectations.
    assert_eq!(verdict("met met").0.clock.text, "met");
}

#[test]
fn cases_are_a_table_whose_columns_stand_for_values() {
    let table = test(
        "cases {\n  priority | due\n  high | 2026-03-09 09:10\n  \"a b\" | +2h on office\n}\nat 2026-03-06 created",
    );
    let [cases] = table.cases.as_slice() else { panic!() };
    assert_eq!(cases.columns.iter().map(|c| c.text.as_str()).collect::<Vec<_>>(), ["priority", "due"]);
    assert_eq!(cases.rows[1].text, "\"a b\" | +2h on office");
    assert!(matches!(&cases.rows[0].cells[1], CaseCell::Value(v) if matches!(v.kind, ValueKind::Instant(_))));
    assert!(matches!(&cases.rows[1].cells[1], CaseCell::Later(_)));
    assert_eq!(table.lines.len(), 1);
    assert_eq!(test("cases { | one | \n | yes | }").cases[0].rows.len(), 1);
}

#[test]
fn a_line_by_itself_needs_no_instant() {
    let alone = |text: &str| parse_test_line(FileId(0), text);
    let Ok(TestLine::Step(event)) = alone("message by agent via chat { text \"hello\" }") else { panic!() };
    assert!(event.at.is_none() && event.sets.is_some_and(|sets| sets.len() == 1));
    let Ok(TestLine::Step(change)) = alone("{ priority high }") else { panic!() };
    assert!(change.at.is_none() && change.event.is_none() && change.sets.is_some());
    let Ok(TestLine::Step(later)) = alone("+30m created\n  { priority high\n    seats 3 }") else { panic!() };
    assert!(later.at.is_some() && later.event.is_some() && later.sets.is_some_and(|sets| sets.len() == 2));
    assert!(matches!(alone("expect no actions"), Ok(TestLine::Expect(_))));
    for wrong in ["", "at", "expect", "+1d created", "expect no actions { a b }", "created created created"] {
        assert!(alone(wrong).is_err(), "{wrong}");
    }
}

#[test]
fn the_layout_of_a_test_puts_events_below_each_other() {
    let text = "duly 1\ntest \"x\" {\n cases {\na|due\n urgent |2026-03-06\n}\n at 2026-03-06 14:40 created by customer {tags \"U\";priority a}\n\
                expect level gold\n  +30m   agent replies\n at 2026-03-09 09:00 in \"Europe/Paris\" { a b }\n at 2026-03-10\n}\n";
    let expected = "duly 1\ntest \"x\" {\n  cases {\n    a      | due\n    urgent | 2026-03-06\n  }\n  \
                    at 2026-03-06 14:40                    created by customer { tags \"U\"; priority a }\n  \
                    expect level gold\n  \
                    +30m                                   agent replies\n  \
                    at 2026-03-09 09:00 in \"Europe/Paris\"  { a b }\n  at 2026-03-10\n}\n";
    let formatted = format(FileId(0), text).unwrap();
    assert_eq!(formatted, expected, "\n{formatted}");
    assert_eq!(format(FileId(0), expected).unwrap(), expected);
}
