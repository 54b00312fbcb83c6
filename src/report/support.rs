//! A small plan and hand-made records for the tests.

use crate::spec::{ReportKind, Spec};
use crate::{Collector, Format, Provenance, Report, TableStyle, write};
use duly_calendar::{Calendar, Instant, TimeZones, Zone};
use duly_diag::{FileId, SourceMap, Span};
use duly_engine::{ChosenBy, CycleRecord, Observer, Outcome, TicketRecord, Value};
use duly_plan::*;

pub(crate) const FIRST: ClockId = ClockId(0);
pub(crate) const RESOLUTION: ClockId = ClockId(1);
pub(crate) const GOLD: LevelId = LevelId(0);
pub(crate) const STANDARD: LevelId = LevelId(1);

/// The text that spans point into: one line each.
pub(crate) const POLICY: &str = "duly 1\nlevels\nwarn at 75%\nrules\n";

pub(crate) fn sources() -> SourceMap {
    let mut sources = SourceMap::new();
    sources.add("policy.sla", POLICY);
    sources
}

pub(crate) fn line(number: usize) -> Span {
    let start = POLICY.split_inclusive('\n').take(number - 1).map(str::len).sum();
    Span::new(FileId(0), start, start + 1)
}

fn clock(name: &str) -> Clock {
    Clock {
        name: name.to_owned(),
        doc: None,
        per: Per::Ticket,
        starts: Vec::new(),
        ends: Vec::new(),
        reopens: Vec::new(),
        pauses: Vec::new(),
        hides: Vec::new(),
        finals: Vec::new(),
        ending_states: Vec::new(),
        standard: false,
        span: line(1),
    }
}

fn level(name: &str) -> Level {
    Level { name: name.to_owned(), doc: None, agreement: AgreementId(0), targets: Vec::new(), span: line(2) }
}

fn target(warns: Vec<Warn>) -> Target {
    Target {
        kind: TargetKind::Time(3600),
        plus: Vec::new(),
        calendar: CalendarChoice::One(CalendarId(0)),
        then: Vec::new(),
        count_from: CountFrom::Start,
        switch: Switch::Recount,
        warns,
        span: line(2),
    }
}

fn field(name: &str, kind: FieldType) -> Field {
    Field { name: name.to_owned(), kind, if_unset: None, span: None }
}

fn rule(name: &str, actions: Vec<Action>) -> Rule {
    Rule {
        name: name.to_owned(),
        inactive: false,
        condition: None,
        actions,
        because: Some("annex 2".to_owned()),
        owner: None,
        link: None,
        span: line(4),
    }
}

/// Clocks first_response and resolution; levels gold and standard; a rule `vip` that emits; the ordered list
/// `priority` from low to urgent, then `seats`, `vip`, `signed`, `met`, `customer`.
pub(crate) fn plan() -> Plan {
    let mut fields = standard::fields();
    let values = ["low", "normal", "urgent"].map(str::to_owned).to_vec();
    fields[standard::PRIORITY.index()].kind = FieldType::Choice { values, ordered: true };
    fields.push(field("seats", FieldType::Number));
    fields.push(field("vip", FieldType::YesNo));
    fields.push(field("signed", FieldType::Date));
    fields.push(field("met", FieldType::Text));
    fields.push(field("customer", FieldType::Text));
    let emit = |emit| Action { kind: ActionKind::Emit(emit), span: line(4) };
    let actions =
        vec![emit(Emit::Notify("leads".to_owned())), emit(Emit::Set(standard::PRIORITY, Const::Code(2)))];
    let always = CalendarDef::of_table("always", Calendar::always());
    let office = CalendarDef { name: "office".to_owned(), ..always.clone() };
    let warn = |at| Warn { at, span: line(3) };
    Plan {
        versions: Versions::default(),
        phrases: Vec::new(),
        meta: Meta { name: "Acme".to_owned(), zone: bratislava(), owner: None, doc: None, simulate: false },
        fields,
        states: Vec::new(),
        state_order: Vec::new(),
        calendars: vec![always, office],
        clocks: vec![clock("first_response"), clock("resolution")],
        levels: vec![level("gold"), level("standard")],
        targets: vec![target(vec![warn(WarnAt::Share(7500)), warn(WarnAt::Before(Length::Time(900)))])],
        agreements: vec![Agreement::default_one()],
        rules: vec![RuleSet {
            agreement: AgreementId(0),
            agreement_name: "default".to_owned(),
            at_creation: false,
            every_match: false,
            rules: vec![rule("vip", actions)],
            otherwise: None,
            span: line(4),
        }],
        objectives: Vec::new(),
        excuses: Vec::new(),
        credit_cap: None,
        triggers: Vec::new(),
        scripts: Vec::new(),
        tests: Vec::new(),
    }
}

pub(crate) fn bratislava() -> Zone {
    TimeZones::bundled().zone("Europe/Bratislava").unwrap()
}

/// An instant from RFC 3339.
pub(crate) fn at(text: &str) -> Instant {
    Instant(text.parse::<chrono::DateTime<chrono::FixedOffset>>().unwrap().timestamp())
}

/// The end of the data in all tests.
pub(crate) fn as_of() -> Instant {
    at("2026-04-01T00:00:00Z")
}

pub(crate) fn spec(kind: ReportKind) -> Spec {
    Spec { kinds: vec![kind], ..Spec::new(bratislava(), as_of()) }
}

/// A first response of an hour under gold, answered within the half of it on a Friday afternoon.
pub(crate) fn cycle(ticket: &str) -> CycleRecord<'_> {
    CycleRecord {
        ticket,
        clock: FIRST,
        cycle: 1,
        key: None,
        agreement: AgreementId(0),
        level: Some(GOLD),
        rule: Some(ChosenBy::Rule(RuleId(0))),
        target: Some(TargetId(0)),
        calendar: Some(CalendarId(1)),
        started: at("2026-03-06T13:00:00Z"),
        due: Some(at("2026-03-06T14:00:00Z")),
        closed: Some(at("2026-03-06T13:30:00Z")),
        elapsed: 1800,
        paused: 0,
        wall: 1800,
        target_seconds: Some(3600),
        outcome: Outcome::Met,
        reason: None,
        cancelled_by: None,
        breached_at: None,
        at_risk: false,
        reopens: 0,
        agent: Some("eva"),
        fields: &[],
        period: 0,
    }
}

/// The same, answered so many seconds too late.
pub(crate) fn missed(ticket: &str, late: i64) -> CycleRecord<'_> {
    let due = at("2026-03-06T14:00:00Z");
    CycleRecord {
        closed: Some(due.plus(late)),
        elapsed: 3600 + late,
        wall: 3600 + late,
        outcome: Outcome::Missed,
        breached_at: Some(due),
        ..cycle(ticket)
    }
}

/// The same, open at the end of the data.
pub(crate) fn open(ticket: &str, outcome: Outcome) -> CycleRecord<'_> {
    let due = (outcome != Outcome::Paused).then(|| match outcome {
        Outcome::Overdue => as_of().plus(-600),
        _ => as_of().plus(600),
    });
    CycleRecord {
        started: as_of().plus(-3000),
        due,
        closed: None,
        elapsed: if outcome == Outcome::Overdue { 4200 } else { 3000 },
        wall: 3000,
        outcome,
        breached_at: if outcome == Outcome::Overdue { due } else { None },
        agent: None,
        ..cycle(ticket)
    }
}

pub(crate) fn ticket<'a>(ticket: &'a str, fields: &'a [Value<'a>]) -> TicketRecord<'a> {
    TicketRecord {
        ticket,
        created: at("2026-03-06T13:00:00Z"),
        levels: &[(Some(LevelId(0)), Some(ChosenBy::Rule(RuleId(0))))],
        events: 3,
        undecided: false,
        fields,
    }
}

/// The report that a spec of one kind makes of some cycles.
pub(crate) fn report(spec: &Spec, cycles: &[CycleRecord<'_>]) -> Report {
    let (plan, sources) = (plan(), sources());
    let mut collector = Collector::new(&plan, spec, &sources);
    cycles.iter().for_each(|cycle| collector.cycle(cycle));
    collector.finish().remove(0)
}

pub(crate) fn provenance(spec: &Spec) -> Provenance {
    Provenance {
        duly_version: "0.1.0".to_owned(),
        ..Provenance::new(&plan(), spec, "5a17", "2026a", Vec::new())
    }
}

/// A report in a format, as text; tables 200 wide and without colours.
pub(crate) fn text(report: &Report, spec: &Spec, format: Format) -> String {
    let style = TableStyle { width: Some(200), color: false, zone: spec.zone.clone() };
    let mut out = Vec::new();
    write(report, format, &provenance(spec), &style, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

/// The lines of a CSV report that are not provenance.
pub(crate) fn csv(report: &Report, spec: &Spec) -> Vec<String> {
    let text = text(report, spec, Format::Csv);
    text.lines().filter(|l| !l.starts_with('#')).map(str::to_owned).collect()
}
