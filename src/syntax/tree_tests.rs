//! What the tree of each construct looks like.

use crate::ast::*;
use crate::{parse, parse_condition};
use chrono::{NaiveDate, Weekday};
use duly_diag::{FileId, codes};

const ACME: &str = include_str!("testdata/acme.sla");
const CLOCKS: &str = include_str!("testdata/clocks.sla");

/// The declarations of a text that has no mistake.
fn declarations(text: &str) -> Vec<DeclarationKind> {
    let parsed = parse(FileId(0), text);
    assert!(parsed.diagnostics.is_empty(), "{text}\n{:?}", parsed.diagnostics);
    parsed.file.declarations.into_iter().map(|d| d.kind).collect()
}

fn only(body: &str) -> DeclarationKind {
    declarations(&format!("duly 1\n{body}")).pop().unwrap()
}

fn calendar(lines: &str) -> Vec<CalendarItemKind> {
    match only(&format!("calendar c {{\n{lines}\n}}")) {
        DeclarationKind::Calendar(c) => c.items.into_iter().map(|i| i.kind).collect(),
        other => panic!("{other:?}"),
    }
}

fn level(lines: &str) -> Vec<LevelItemKind> {
    match only(&format!("level l {{\n{lines}\n}}")) {
        DeclarationKind::Level(l) => l.items.into_iter().map(|i| i.kind).collect(),
        other => panic!("{other:?}"),
    }
}

fn clock(lines: &str) -> Vec<ClockItemKind> {
    match only(&format!("clock c {{\n{lines}\n}}")) {
        DeclarationKind::Clock(c) => c.items.into_iter().map(|i| i.kind).collect(),
        other => panic!("{other:?}"),
    }
}

fn rules(text: &str) -> RulesDecl {
    match only(text) {
        DeclarationKind::Rules(r) => r,
        other => panic!("{other:?}"),
    }
}

fn fields(lines: &str) -> Vec<TicketItem> {
    match only(&format!("ticket {{\n{lines}\n}}")) {
        DeclarationKind::Ticket(t) => t.items,
        other => panic!("{other:?}"),
    }
}

/// A value in a short form.
fn value(v: &Value) -> String {
    match &v.kind {
        ValueKind::Word(w) => w.clone(),
        ValueKind::Field(f) => format!("ticket.{f}"),
        ValueKind::Text(t) => format!("{t:?}"),
        ValueKind::Number(n) => format!("{n}"),
        ValueKind::YesNo(b) => format!("<{b}>"),
        ValueKind::Duration(d) => format!("{}s", d.seconds),
        ValueKind::Days(d) => format!("{} {:?}", d.count, d.unit),
        ValueKind::Date(d) => format!("{d}"),
        ValueKind::Instant(i) => match &i.zone {
            ZoneLit::Policy => format!("{}", i.local),
            ZoneLit::Named(z) => format!("{} {}", i.local, z.node),
            ZoneLit::Offset(o) => format!("{} {o}", i.local),
        },
    }
}

fn list<T>(items: &[T], show: impl Fn(&T) -> String) -> String {
    items.iter().map(show).collect::<Vec<_>>().join(" ")
}

/// A condition in a short form, operator first.
fn short(c: &Condition) -> String {
    match &c.kind {
        ConditionKind::All(all) => format!("(all {})", list(all, short)),
        ConditionKind::Any(all) => format!("(any {})", list(all, short)),
        ConditionKind::NoneOf(all) => format!("(none {})", list(all, short)),
        ConditionKind::Not(inner) => format!("(not {})", short(inner)),
        ConditionKind::Name(name) => name.text.clone(),
        ConditionKind::Compare { field, op, value: v } => format!("({op:?} {} {})", field.text, value(v)),
        ConditionKind::OneOf { field, negated, values } => {
            format!("({}one-of {} {})", if *negated { "not-" } else { "" }, field.text, list(values, value))
        }
        ConditionKind::IsSet { field, negated } => {
            format!("({}set {})", if *negated { "not-" } else { "" }, field.text)
        }
        ConditionKind::Has { field, mode, values } => {
            format!("({mode:?} {} {})", field.text, list(values, value))
        }
        ConditionKind::TextTest { field, test, text } => format!("({test:?} {} {:?})", field.text, text.node),
        ConditionKind::Calendar { field, outside, calendar } => {
            format!("({} {} {})", if *outside { "outside" } else { "during" }, field.text, calendar.text)
        }
        ConditionKind::OnDays { field, days } => {
            format!("(on {} {})", field.text, list(days, |d| d.node.to_string()))
        }
        ConditionKind::FromTo { field, from, to } => {
            format!("(from {} {} {})", field.text, from.node, to.node)
        }
        ConditionKind::Elapsed { since, op, length, calendar } => {
            let calendar = calendar.as_ref().map_or("-", |c| &c.text);
            format!("({since:?} {op:?} {:?} {calendar})", length.node)
        }
    }
}

fn condition(text: &str) -> String {
    short(&parse_condition(FileId(0), text).unwrap_or_else(|e| panic!("{text}: {e:?}")))
}

#[test]
fn the_whole_policy_and_its_clocks_parse() {
    let names: Vec<String> = declarations(ACME)
        .iter()
        .map(|d| match d {
            DeclarationKind::Policy(p) => format!("policy {}", p.name.text),
            DeclarationKind::Import(i) => format!("import {}", i.path.node),
            DeclarationKind::Ticket(t) => format!("ticket {}", t.items.len()),
            DeclarationKind::Calendar(c) => format!("calendar {} {}", c.name.text, c.items.len()),
            DeclarationKind::Clock(c) => format!("clock {} {}", c.name.text, c.items.len()),
            DeclarationKind::Level(l) => format!("level {} {}", l.name.text, l.items.len()),
            DeclarationKind::Agreement(a) => format!("agreement {}", a.name.text),
            DeclarationKind::Rules(r) => format!("rules {} {}", r.rules.len(), r.otherwise.len()),
            DeclarationKind::Objective(o) => format!("objective {} {}", o.name.text, o.items.len()),
            DeclarationKind::Excuse(e) => format!("excuse {} {}", e.clocks.len(), e.because.node),
            DeclarationKind::Trigger(t) => format!("when {}", t.title),
            DeclarationKind::Phrase(p) => format!("phrase {}", p.name.text),
            DeclarationKind::Script(s) => format!("script {}", s.name.text),
            DeclarationKind::Test(t) => format!("test {} {}", t.name.text, t.lines.len()),
        })
        .collect();
    let expected = [
        "policy Acme support",
        "ticket 8",
        "calendar office 6",
        "calendar phones 1",
        "level standard 3",
        "level Urgent SLA 3",
        "level gold 1",
        "rules 3 1",
    ];
    assert_eq!(names, expected);
    assert_eq!(declarations(CLOCKS).len(), 6);
}

#[test]
fn fields_and_states() {
    let kinds = [
        ("text", FieldType::Text),
        ("number", FieldType::Number),
        ("yes/no", FieldType::YesNo),
        ("date", FieldType::Date),
        ("instant", FieldType::Instant),
        ("duration", FieldType::Duration),
        ("person", FieldType::Person),
        ("list of text", FieldType::List),
    ];
    for (written, kind) in kinds {
        let [TicketItem::Field(field)] = &fields(&format!("f {written}"))[..] else { panic!("{written}") };
        assert_eq!((field.kind.clone(), &field.if_unset), (kind, &None));
    }
    let items = fields(
        "priority low < normal < \"very high\", normal if unset\nstatus new, open\ncustomer.group \"VIP\"\nlate means priority is low",
    );
    let TicketItem::Field(priority) = &items[0] else { panic!() };
    let FieldType::Ordered(values) = &priority.kind else { panic!() };
    assert_eq!(list(values, |n| n.text.clone()), "low normal very high");
    assert_eq!(value(priority.if_unset.as_ref().unwrap()), "normal");
    let TicketItem::Field(status) = &items[1] else { panic!() };
    assert!(matches!(&status.kind, FieldType::Closed(v) if v.len() == 2) && status.if_unset.is_none());
    let TicketItem::Field(group) = &items[2] else { panic!() };
    assert_eq!(group.name.text, "customer.group");
    assert!(matches!(&group.kind, FieldType::Closed(v) if v[0].quoted));
    let TicketItem::State(late) = &items[3] else { panic!() };
    assert_eq!(short(&late.condition), "(Is priority low)");
}

#[test]
fn conditions_of_every_form() {
    let cases = [
        ("vip", "vip"),
        ("\"very important\"", "very important"),
        ("not vip", "(not vip)"),
        ("not (a or b)", "(not (any a b))"),
        ("a and b and c", "(all a b c)"),
        ("(a and b) or c", "(any (all a b) c)"),
        ("status is pending", "(Is status pending)"),
        ("status is not pending", "(IsNot status pending)"),
        ("first_response is stopped", "(Is first_response stopped)"),
        ("customer.group is \"VIP\"", "(Is customer.group \"VIP\")"),
        ("a is ticket.b", "(Is a ticket.b)"),
        ("seats > -3", "(Greater seats -3)"),
        ("seats<=0.5", "(LessOrEqual seats 0.5)"),
        ("vip is yes", "(Is vip <true>)"),
        ("wait >= 1h30m", "(GreaterOrEqual wait 5400s)"),
        ("wait < 2 business days", "(Less wait 2 BusinessDays)"),
        ("day is 2026-03-06", "(Is day 2026-03-06)"),
        ("created >= 2026-03-06 14:40", "(GreaterOrEqual created 2026-03-06 14:40:00)"),
        (
            "created < 2026-03-06 14:40:30 in \"Europe/Paris\"",
            "(Less created 2026-03-06 14:40:30 Europe/Paris)",
        ),
        ("created < 2026-03-06T14:40Z", "(Less created 2026-03-06 14:40:00 0)"),
        ("created < 2026-03-06 14:40-02:30", "(Less created 2026-03-06 14:40:00 -9000)"),
        ("created < 2026-03-06 24:00", "(Less created 2026-03-07 00:00:00)"),
        ("status is one of new, open", "(one-of status new open)"),
        ("status is not one of new, \"on hold\"", "(not-one-of status new \"on hold\")"),
        ("(status is one of new, open) and vip", "(all (one-of status new open) vip)"),
        ("assignee is set", "(set assignee)"),
        ("assignee is not set", "(not-set assignee)"),
        ("tags has \"a\"", "(Has tags \"a\")"),
        ("tags has no \"a\"", "(HasNo tags \"a\")"),
        ("tags has any of \"a\", \"b\"", "(HasAny tags \"a\" \"b\")"),
        ("tags has all of \"a\", \"b\"", "(HasAll tags \"a\" \"b\")"),
        ("subject contains \"x\"", "(Contains subject \"x\")"),
        ("subject starts with \"a\\\"b\"", "(StartsWith subject \"a\\\"b\")"),
        ("subject ends with \"\\d\"", "(EndsWith subject \"\\\\d\")"),
        ("subject matches \"^x\"", "(Matches subject \"^x\")"),
        ("created during office", "(during created office)"),
        ("created outside emea.office", "(outside created emea.office)"),
        ("created on sat, sun", "(on created Sat Sun)"),
        ("created on fri-mon", "(on created Fri Sat Sun Mon)"),
        ("created from 22:00 to 06:00", "(from created 79200 21600)"),
        ("age >= 48h on office", "(Created GreaterOrEqual Time(Duration { seconds: 172800 }) office)"),
        ("idle < 24h", "(LastTouched Less Time(Duration { seconds: 86400 }) -)"),
        ("age is set", "(set age)"),
        ("all of { a; not b; any of { c; d } }", "(all a (not b) (any c d))"),
        ("none of {\n  a # first\n  b\n}", "(none a b)"),
        ("all of { status is one of new, open; x }", "(all (one-of status new open) x)"),
        ("created\n  and level\n  and on", "(all created level on)"),
    ];
    for (text, expected) in cases {
        assert_eq!(condition(text), expected, "{text}");
    }
}

#[test]
fn a_condition_by_itself_reports_its_mistakes() {
    let found = parse_condition(FileId(0), "priority >= high or a and b").unwrap_err();
    assert_eq!(found.iter().map(|d| d.code).collect::<Vec<_>>(), [codes::MIXED_AND_OR]);
    assert!(parse_condition(FileId(0), "").is_err());
    assert!(parse_condition(FileId(0), "a then b").is_err());
    assert!(parse_condition(FileId(0), "status = open").is_err());
}

#[test]
fn events_of_every_form() {
    let text = |t: &str| Text::new(t.to_owned(), Span::default());
    let lines = "start when created, customer replies, agent replies, agent notes, message, assigned, reassigned, unassigned,
        merged, split, deleted, restored, callback requested, marked answered";
    let [ClockItemKind::Start(when)] = &clock(lines)[..] else { panic!() };
    let kinds: Vec<EventKind> = when.events.iter().map(|e| e.kind.clone()).collect();
    use EventKind as E;
    assert_eq!(
        kinds,
        [
            E::Created,
            E::CustomerReplies,
            E::AgentReplies,
            E::AgentNotes,
            E::Message,
            E::Assigned,
            E::Reassigned,
            E::Unassigned,
            E::Merged,
            E::Split,
            E::Deleted,
            E::Restored,
            E::CallbackRequested,
            E::MarkedAnswered,
        ]
    );
    let one = |written: &str| match &clock(&format!("stop when {written}"))[..] {
        [ClockItemKind::Stop(when)] => when.events[0].clone(),
        other => panic!("{other:?}"),
    };
    assert!(
        matches!(one("status becomes open").kind, E::Becomes(f, v) if f.text == "status" && value(&v[0]) == "open")
    );
    assert!(matches!(one("status leaves one of a, b").kind, E::Leaves(_, v) if v.len() == 2));
    assert!(matches!(one("customer.group changes").kind, E::Changes(f) if f.text == "customer.group"));
    assert!(matches!(one("tagged \"x\"").kind, E::Tagged(t) if t.node == text("x").node));
    assert!(matches!(one("untagged \"x\"").kind, E::Untagged(_)));
    assert!(matches!(one("signal \"x\"").kind, E::Signal(_)));
    assert!(matches!(one("no longer done").kind, E::NoLonger(s) if s.text == "done"));
    assert!(matches!(one("\"gone quiet\"").kind, E::State(s) if s.text == "gone quiet" && s.quoted));
    let contact = one("call ends as \"abandoned\"").kind;
    assert!(
        matches!(contact, E::Contact { medium: Medium::Call, phase: Phase::Ends, result: Some(r) } if r.node == "abandoned")
    );
    for (verb, phase) in [
        ("starts", Phase::Starts),
        ("rings", Phase::Rings),
        ("answered", Phase::Answered),
        ("transferred", Phase::Transferred),
    ] {
        assert!(
            matches!(one(&format!("chat {verb}")).kind, E::Contact { medium: Medium::Chat, phase: p, result: None } if p == phase)
        );
    }
    for (word, role) in [
        ("customer", Role::Customer),
        ("agent", Role::Agent),
        ("bot", Role::Bot),
        ("system", Role::System),
        ("vendor", Role::Vendor),
    ] {
        let event = one(&format!("message by {word} via email"));
        assert_eq!((event.by.unwrap().node, event.via.unwrap().text.as_str()), (role, "email"));
    }
}

#[test]
fn clock_lines() {
    let items = clock(
        "cancel even if late when void\nrestart when agent replies as met\nrestart when a as cancelled if b\nreopen when no longer done if c\n\
         pause while waiting or held\npause from a if b until c, d\nhide while not e\nfinal when deleted\ncancel when done",
    );
    assert!(matches!(&items[0], ClockItemKind::Cancel { even_if_late: true, .. }));
    assert!(
        matches!(&items[1], ClockItemKind::Restart { ends: RestartAs::Met, when } if when.guard.is_none())
    );
    assert!(
        matches!(&items[2], ClockItemKind::Restart { ends: RestartAs::Cancelled, when } if when.guard.is_some())
    );
    assert!(matches!(&items[3], ClockItemKind::Reopen(when) if when.guard.is_some()));
    assert!(matches!(&items[4], ClockItemKind::PauseWhile(c) if short(c) == "(any waiting held)"));
    assert!(
        matches!(&items[5], ClockItemKind::PauseFrom { from, until } if from.guard.is_some() && until.events.len() == 2)
    );
    assert!(matches!(&items[6], ClockItemKind::HideWhile(_)));
    assert!(matches!(&items[7], ClockItemKind::Final(_)));
    assert!(matches!(&items[8], ClockItemKind::Cancel { even_if_late: false, .. }));
    let DeclarationKind::Clock(per) = only("clock c per call { start when created }") else { panic!() };
    assert_eq!(per.per.unwrap().text, "call");
}

#[test]
fn calendar_hours_and_dates() {
    let hours = |line: &str| match &calendar(line)[..] {
        [CalendarItemKind::Hours { days, windows }] => (
            list(days, |d| format!("{}-{}", d.node.0, d.node.1)),
            list(windows, |w| format!("{}-{}", w.start, w.end)),
        ),
        other => panic!("{other:?}"),
    };
    assert_eq!(
        hours("mon-thu 08:30-12:00, 12:30-17:00"),
        ("Mon-Thu".into(), "30600-43200 45000-61200".into())
    );
    assert_eq!(hours("sat, sun 22:00-06:00"), ("Sat-Sat Sun-Sun".into(), "79200-21600".into()));
    assert_eq!(hours("mon, wed-fri 09:00-17:00").0, "Mon-Mon Wed-Fri");
    assert_eq!(hours("fri-mon 00:00-24:00"), ("Fri-Mon".into(), "0-86400".into()));
    assert_eq!(hours("daily 00:00-24:00").0, "Mon-Sun");

    let ymd = |y, m, d| NaiveDate::from_ymd_opt(y, m, d).unwrap();
    let dates = |line: &str| match &calendar(line)[..] {
        [CalendarItemKind::Closed { dates, windows, label }] => (
            dates.iter().map(|d| d.kind.clone()).collect::<Vec<_>>(),
            windows.len(),
            label.as_ref().map(|l| l.node.clone()),
        ),
        other => panic!("{other:?}"),
    };
    let day = |day, month| DayMonth { day, month };
    assert_eq!(
        dates("closed 2026-03-12 13:00-15:00 \"all hands\""),
        (vec![DateKind::Date(ymd(2026, 3, 12))], 1, Some("all hands".into()))
    );
    assert_eq!(
        dates("closed 2026-12-24 .. 2026-12-31").0,
        [DateKind::Range(ymd(2026, 12, 24), ymd(2026, 12, 31))]
    );
    assert_eq!(
        dates("closed every 24 dec, 31 dec \"x\"").0,
        [DateKind::Yearly(day(24, 12)), DateKind::Yearly(day(31, 12))]
    );
    assert_eq!(
        dates("closed every 1 aug .. 15 aug, 29 feb").0,
        [DateKind::YearlyRange(day(1, 8), day(15, 8)), DateKind::Yearly(day(29, 2))]
    );
    let nth = |nth, weekday, month| DateKind::YearlyNth { nth, weekday, month };
    assert_eq!(
        dates("closed every last fri of nov, first mon of may, 2nd tue of jan, fifth sun of mar").0,
        [
            nth(None, Weekday::Fri, 11),
            nth(Some(1), Weekday::Mon, 5),
            nth(Some(2), Weekday::Tue, 1),
            nth(Some(5), Weekday::Sun, 3)
        ]
    );
    let mixed = dates("closed every 24 dec, 2026-05-08, holidays \"SK.ics\", every 1 jan").0;
    assert!(
        matches!(&mixed[..], [DateKind::Yearly(_), DateKind::Date(_), DateKind::Holidays(f), DateKind::Yearly(_)] if f.node == "SK.ics")
    );
    assert!(
        matches!(&calendar("open 2026-12-19 10:00-14:00")[..], [CalendarItemKind::Open { windows, label: None, .. }] if windows.len() == 1)
    );
    assert_eq!(
        calendar("due at opening; due at closing"),
        [CalendarItemKind::DueAt(DueAt::Opening), CalendarItemKind::DueAt(DueAt::Closing)]
    );
    let DeclarationKind::Calendar(zoned) = only("calendar c in \"Europe/Prague\" { daily 06:00-22:00 }")
    else {
        panic!()
    };
    assert!(matches!(zoned.zone, Some(CalendarZone::Named(zone)) if zone.node == "Europe/Prague"));
}

#[test]
fn every_covers_only_up_to_a_date_with_a_year() {
    let found =
        parse(FileId(0), "duly 1\ncalendar c {\n  closed every 24 dec, 2026-05-08, 31 dec\n}\n").diagnostics;
    assert_eq!(found.iter().map(|d| d.code).collect::<Vec<_>>(), [codes::DATE_FORM]);
}

#[test]
fn targets_of_every_form() {
    let target = |line: &str| match &level(line)[..] {
        [LevelItemKind::Target { target, .. }] => target.kind.clone(),
        other => panic!("{other:?}"),
    };
    let within = |line: &str| match target(line) {
        TargetKind::Within(within) => within,
        other => panic!("{other:?}"),
    };
    let time = |seconds| Amount::Known(Length::Time(Duration { seconds }));
    assert_eq!(within("r within 1h30m").length.node, time(5400));
    assert_eq!(within("r within 45s").length.node, time(45));
    let days = |count, unit| Amount::Known(Length::Days(DayCount { count, unit }));
    assert_eq!(within("r within 2 business days").length.node, days(2, DayUnit::BusinessDays));
    assert_eq!(within("r within 1 calendar day").length.node, days(1, DayUnit::CalendarDays));
    assert_eq!(within("r within 1 calendar month").length.node, days(1, DayUnit::CalendarMonths));
    assert_eq!(within("r within 1 business day by close").day_end.unwrap().node, DayEnd::Close);
    let full = within("r within 0 business days by 16:00 on office count from attached switch keep");
    assert_eq!(full.day_end.unwrap().node, DayEnd::At(57_600));
    assert_eq!(full.calendar.unwrap().text, "office");
    assert_eq!(full.count_from.unwrap().node, CountFrom::Attached);
    assert_eq!(full.switch.unwrap().node, Switch::Keep);
    assert_eq!(target("r none"), TargetKind::None);
    assert!(matches!(target("r by promised_at"), TargetKind::ByField(f) if f.text == "promised_at"));
}

#[test]
fn targets_in_stretches_and_with_more_time() {
    let [LevelItemKind::Target { target, .. }] = &level(
        "r within 2h on office, plus 1h if started outside office, plus 30m if p is one of plus, low, plus 5m if x then 30m on always switch keep",
    )[..] else {
        panic!()
    };
    let TargetKind::Within(within) = &target.kind else { panic!() };
    let time = |seconds| Amount::Known(Length::Time(Duration { seconds }));
    assert_eq!(list(&within.plus, |p| format!("{:?}", p.length.node == time(3600))), "true false false");
    assert!(
        matches!(&within.plus[0].condition.kind, ConditionKind::Calendar { field, outside: true, .. } if field.text == "started")
    );
    assert!(
        matches!(&within.plus[1].condition.kind, ConditionKind::OneOf { values, .. } if values.len() == 2)
    );
    assert_eq!(within.plus[2].length.node, time(300));
    let [stretch] = &within.then[..] else { panic!() };
    assert_eq!(
        (&stretch.length.node, stretch.calendar.as_ref().unwrap().text.as_str()),
        (&time(1800), "always")
    );
    assert_eq!(within.calendar.as_ref().unwrap().text, "office");
    assert_eq!(within.switch.as_ref().unwrap().node, Switch::Keep);
    let lists = level(
        "r {\n  within 2h, plus 1h if started on sat if p is low\n  within 3h then 1h on always otherwise\n}",
    );
    let [LevelItemKind::List { entries, .. }] = &lists[..] else { panic!() };
    assert!(entries[0].condition.is_some() && entries[1].condition.is_none());
}

#[test]
fn levels_with_parameters() {
    let text = "level x(first: duration = 1h, d: days, share: percent = 75%, on_what: calendar = office, t: text = \"a\") extends y(first: first, n: 2 business days) {\n  resolution within first\n  warn at share, first before\n}";
    let DeclarationKind::Level(x) = only(text) else { panic!() };
    let kinds = list(&x.parameters, |p| format!("{}:{:?}:{}", p.name.text, p.kind.node, p.default.is_some()));
    assert_eq!(
        kinds,
        "first:Duration:true d:Days:false share:Percent:true on_what:Calendar:true t:Text:true"
    );
    let parent = x.extends.unwrap();
    assert_eq!((parent.name.text.as_str(), parent.arguments.len()), ("y", 2));
    assert!(matches!(&parent.arguments[0].value.node, Given::Value(ValueKind::Word(w)) if w == "first"));
    assert!(
        matches!(&x.items[0].kind, LevelItemKind::Target { target: Target { kind: TargetKind::Within(w), .. }, .. } if matches!(&w.length.node, Amount::Named(n) if n.text == "first"))
    );
    let LevelItemKind::Warn(warns) = &x.items[1].kind else { panic!() };
    assert!(matches!((&warns[0].node, &warns[1].node), (WarnAt::Named(_), WarnAt::Before(Amount::Named(_)))));
    let rules = rules("rules {\n  otherwise level \"x y\"(first: 30m, share: 12.5%)\n}");
    let ActionKind::Level(used) = &rules.otherwise[0].actions[0].kind else { panic!() };
    assert_eq!((used.name.text.as_str(), used.arguments.len()), ("x y", 2));
    assert_eq!(used.arguments[1].value.node, Given::Percent(12.5));
}

#[test]
fn agreements_and_who_is_for_them() {
    let DeclarationKind::Agreement(ola) = only("agreement ola because \"annex 3\" owner \"networks\"") else {
        panic!()
    };
    assert_eq!((ola.name.text.as_str(), ola.because.unwrap().node.as_str()), ("ola", "annex 3"));
    assert_eq!((ola.owner.unwrap().node.as_str(), ola.link), ("networks", None));
    let DeclarationKind::Level(net) = only("level net for ola on office { resolution within 4h }") else {
        panic!()
    };
    assert_eq!(net.agreement.unwrap().text, "ola");
    let DeclarationKind::Rules(rules) = only("rules for \"the ola\" every match { otherwise no level }")
    else {
        panic!()
    };
    assert_eq!(rules.agreement.unwrap().text, "the ola");
}

#[test]
fn level_lines() {
    let items = level(
        "warn at 75%, 12.5%, 15m before, 1 business day before\ntrack handling on always\ntrack x\ncount from received\nswitch recount\n\
         resolution for urgent, high within 1h\ncalendar by region { \"EU\", \"UK\" eu; unset office }",
    );
    let LevelItemKind::Warn(points) = &items[0] else { panic!() };
    assert_eq!(points[1].node, WarnAt::Percent(12.5));
    assert_eq!(points[2].node, WarnAt::Before(Amount::Known(Length::Time(Duration { seconds: 900 }))));
    assert!(matches!(&items[1], LevelItemKind::Track { calendar: Some(c), .. } if c.text == "always"));
    assert!(matches!(&items[2], LevelItemKind::Track { calendar: None, .. }));
    assert!(
        matches!(&items[3], LevelItemKind::CountFrom(f) if matches!(&f.node, CountFrom::Field(n) if n.text == "received"))
    );
    assert!(matches!(&items[4], LevelItemKind::Switch(s) if s.node == Switch::Recount));
    assert!(matches!(&items[5], LevelItemKind::Cell { values, .. } if values.len() == 2));
    let LevelItemKind::CalendarBy { entries, .. } = &items[6] else { panic!() };
    assert_eq!(list(entries, |(_, c)| c.text.clone()), "eu eu office");
    assert!(matches!(entries[2].0, Selector::Unset(_)));
}

#[test]
fn a_level_head_may_choose_its_calendar() {
    let text = "level x extends y calendar by region { \"EU\" eu } {\n  resolution within 4h\n}";
    let DeclarationKind::Level(x) = only(text) else { panic!() };
    assert_eq!(x.extends.unwrap().name.text, "y");
    assert!(matches!(&x.items[0].kind, LevelItemKind::CalendarBy { entries, .. } if entries.len() == 1));
    assert!(matches!(&x.items[1].kind, LevelItemKind::Target { .. }));
}

#[test]
fn tables_keep_columns_rows_and_cells() {
    let items = level(
        "targets by priority {\n                   | urgent | high, normal | unset\n  first_response | 1h on phones | 2 business days by close | none\n  resolution | 8h | by promised | 3h count from attached\n}",
    );
    let [LevelItemKind::Table(table)] = &items[..] else { panic!() };
    assert_eq!(table.field.text, "priority");
    assert_eq!(list(&table.columns, |c| c.node.len().to_string()), "1 2 1");
    assert!(matches!(table.columns[2].node[0], Selector::Unset(_)));
    assert_eq!(
        list(&table.rows, |r| format!("{}:{}", r.clock.text, r.cells.len())),
        "first_response:3 resolution:3"
    );
    let TargetKind::Within(first) = &table.rows[0].cells[0].kind else { panic!() };
    assert_eq!(first.calendar.as_ref().unwrap().text, "phones");
    assert_eq!(table.rows[0].cells[2].kind, TargetKind::None);
    assert!(matches!(table.rows[1].cells[1].kind, TargetKind::ByField(_)));
}

#[test]
fn conditional_lists_keep_their_order() {
    let items = level(
        "resolution {\n  within 4h on always if all of { priority is urgent; tags has \"db\" }\n  none if vip\n  within 3 business days otherwise\n}",
    );
    let [LevelItemKind::List { clock, entries }] = &items[..] else { panic!() };
    assert_eq!(clock.text, "resolution");
    let conditions = list(entries, |e| e.condition.as_ref().map_or("otherwise".to_owned(), short));
    assert_eq!(conditions, "(all (Is priority urgent) (Has tags \"db\")) vip otherwise");
}

#[test]
fn rules_and_actions() {
    let parsed = rules(
        "rules at creation every match {\n  inactive \"a\" if x then level gold, no level, stop because \"b\" owner \"o\" link \"l\"\n  always then notify \"n\", escalate to \"e\", tag \"t\", untag \"u\", set seats to 5, assign to \"p\", webhook \"w\"\n  otherwise no level\n}",
    );
    assert!(parsed.at_creation.is_some() && parsed.every_match.is_some());
    let first = &parsed.rules[0];
    assert!(first.inactive.is_some() && first.condition.is_some());
    assert_eq!(
        [&first.because, &first.owner, &first.link].map(|t| t.as_ref().unwrap().node.as_str()),
        ["b", "o", "l"]
    );
    assert!(
        matches!(&first.actions[..], [Action { kind: ActionKind::Level(l), .. }, Action { kind: ActionKind::NoLevel, .. }, Action { kind: ActionKind::Stop, .. }] if l.name.text == "gold")
    );
    let second = &parsed.rules[1];
    assert!(second.condition.is_none() && second.actions.len() == 7);
    assert!(matches!(&second.actions[4].kind, ActionKind::Set(f, v) if f.text == "seats" && value(v) == "5"));
    assert_eq!(parsed.otherwise.len(), 1);
}

#[test]
fn imports() {
    let DeclarationKind::Import(import) = only("import \"teams/emea.sla\" as emea") else { panic!() };
    assert_eq!((import.path.node.as_str(), import.alias.unwrap().text.as_str()), ("teams/emea.sla", "emea"));
    assert!(matches!(only("import \"x.sla\""), DeclarationKind::Import(Import { alias: None, .. })));
}

#[test]
fn a_script_is_its_text_byte_for_byte() {
    let text = "duly 1\nscript \"my risk\"(contract, customer.group) -> list of text ```rhai\n  // } \"no\n  if x { `a` } # y\n```\nlevel l { r within my_f on c switch keep }\ncalendar c { closed dates easter(year), every 24 dec }\nrules { \"a\" then notify who, run it, set priority to f }\n";
    let found = parse(FileId(0), text);
    assert!(found.diagnostics.is_empty(), "{:?}", found.diagnostics);
    let kinds: Vec<_> = found.file.declarations.into_iter().map(|d| d.kind).collect();
    let [DeclarationKind::Script(script), DeclarationKind::Level(level), _, DeclarationKind::Rules(rules)] =
        kinds.as_slice()
    else {
        panic!("{kinds:?}")
    };
    assert_eq!(script.text.node, "\n  // } \"no\n  if x { `a` } # y\n");
    assert_eq!(&text[script.text.span.range()], script.text.node);
    assert_eq!(
        script.parameters.iter().map(|p| p.text.as_str()).collect::<Vec<_>>(),
        ["contract", "customer.group"]
    );
    assert_eq!((script.name.text.as_str(), script.result.node), ("my risk", ScriptType::ListOfText));
    let LevelItemKind::Target { target, .. } = &level.items[0].kind else { panic!() };
    assert!(
        matches!(&target.kind, TargetKind::Within(w) if matches!(&w.length.node, Amount::Named(n) if n.text == "my_f"))
    );
    let verbs: Vec<_> = rules.rules[0].actions.iter().map(|a| &a.kind).collect();
    let [ActionKind::Computed(who), ActionKind::Computed(run), ActionKind::Set(..)] = verbs.as_slice() else {
        panic!("{verbs:?}")
    };
    assert_eq!((who.verb, run.verb), (Verb::Notify, Verb::Run));
}
