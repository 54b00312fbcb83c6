use super::*;
use crate::support::*;
use crate::{Basis, Dimension, Filter, Format, Sort};
use duly_calendar::Instant;
use duly_engine::{Outcome, Value};
use duly_plan::{Compare, Condition, ConditionKind, Const, FieldId, LevelId, Operand, RecordField, standard};
use proptest::prelude::*;

fn by(dimensions: &[&str]) -> Spec {
    let plan = plan();
    let by = dimensions.iter().map(|d| Dimension::parse(d, &plan).unwrap()).collect();
    Spec { by, ..spec(ReportKind::Compliance) }
}

/// The values of the first column of a CSV report.
fn first_column(report: &Report, spec: &Spec) -> Vec<String> {
    csv(report, spec).iter().map(|line| line.split(',').next().unwrap().to_owned()).collect()
}

fn is(field: RecordField, code: u16) -> Filter {
    let kind = ConditionKind::Compare {
        field: field.id(),
        op: Compare::Is,
        right: Operand::Const(Const::Code(code)),
    };
    Filter { condition: Condition { kind, span: line(1) }, text: "outcome is met".to_owned() }
}

#[test]
fn compliance_is_by_level_and_clock_unless_asked_otherwise() {
    let spec = spec(ReportKind::Compliance);
    let none = CycleRecord { level: None, clock: RESOLUTION, ..open("T-4", Outcome::Running) };
    let standard = CycleRecord { level: Some(STANDARD), ..open("T-3", Outcome::Overdue) };
    let cycles = [none, standard, cycle("T-1"), missed("T-2", 100), missed("T-5", 101)];
    assert_eq!(
        csv(&report(&spec, &cycles), &spec),
        [
            "level,clock,met,avg_met,max_met,min_met,missed,avg_missed,max_missed,min_missed,share_met,p50,p90,p95,p99,\
             avg_overrun,cancelled,measured,excused,running,paused,overdue,total",
            "gold,first_response,1,1800,1800,1800,2,3700.5,3701,3700,0.333333,3700,3701,3701,3701,100.5,0,0,0,0,0,0,3",
            "standard,first_response,0,,,,0,,,,0,,,,,,0,0,0,0,0,1,1",
            ",resolution,0,,,,0,,,,,,,,,,0,0,0,1,0,0,1",
            "total,,1,1800,1800,1800,2,3700.5,3701,3700,0.25,3700,3701,3701,3701,100.5,0,0,0,1,0,1,5",
        ]
    );
}

#[test]
fn a_report_of_nothing_still_has_its_totals() {
    let spec = spec(ReportKind::Compliance);
    assert_eq!(csv(&report(&spec, &[]), &spec)[1..], ["total,,0,,,,0,,,,,,,,,,0,0,0,0,0,0,0"]);
}

#[test]
fn groups_come_in_the_order_of_their_meaning_and_the_unset_last() {
    let priorities = [Value::Code(2), Value::Unset, Value::Code(0), Value::Code(1)];
    let fields: Vec<[Value<'_>; 1]> = priorities.map(|p| [p]).to_vec();
    let cycles: Vec<_> = fields.iter().map(|f| CycleRecord { fields: f, ..cycle("T") }).collect();
    let spec = by(&["priority"]);
    assert_eq!(
        first_column(&report(&spec, &cycles), &spec),
        ["priority", "low", "normal", "urgent", "", "total"]
    );

    let days = ["2026-03-08", "2026-03-02", "2026-03-06"];
    let closed = |day: &str| at(&format!("{day}T12:00:00Z"));
    let cycles = days.map(|day| CycleRecord { closed: Some(closed(day)), ..cycle("T") });
    let spec = by(&["weekday"]);
    assert_eq!(first_column(&report(&spec, &cycles), &spec), ["weekday", "mon", "fri", "sun", "total"]);
    let spec = by(&["hour"]);
    assert_eq!(first_column(&report(&spec, &cycles), &spec), ["hour", "13", "total"]);
}

#[test]
fn fields_of_every_type_can_be_grouped_by() {
    let groups = |name: &str, values: &[Value<'_>]| {
        let spec = by(&[name]);
        let fields: Vec<[Value<'_>; 1]> = values.iter().map(|v| [*v]).collect();
        let cycles: Vec<_> = fields.iter().map(|f| CycleRecord { fields: f, ..cycle("T") }).collect();
        let mut values = first_column(&report(&spec, &cycles), &spec);
        values.pop();
        values.remove(0);
        values
    };
    let numbers = [10.0, 9.0, -2.5].map(Value::Number);
    assert_eq!(groups("seats", &numbers), ["-2.5", "9", "10"]);
    assert_eq!(groups("vip", &[Value::YesNo(true), Value::YesNo(false), Value::Unset]), ["no", "yes", ""]);
    assert_eq!(groups("signed", &[Value::Date(1), Value::Date(-1)]), ["1969-12-31", "1970-01-02"]);
    assert_eq!(groups("department", &[Value::Text("b"), Value::Text("B"), Value::Text("")]), ["", "B", "b"]);
    let lists = [Value::List(&["x", "a"]), Value::List(&["a", "x"]), Value::List(&[]), Value::List(&["b"])];
    assert_eq!(groups("tags", &lists), ["\"a", "b", ""]);
}

#[test]
fn a_field_named_like_a_column_keeps_its_own_name_apart() {
    let spec = by(&["met", "ticket.customer", "customer"]);
    let header = &csv(&report(&spec, &[]), &spec)[0];
    assert!(header.starts_with("ticket.met,ticket.customer,customer,met,"), "{header}");
}

#[test]
fn the_same_dimension_twice_is_one_column() {
    let spec = by(&["clock", "priority", "clock", "ticket.priority"]);
    assert!(csv(&report(&spec, &[]), &spec)[0].starts_with("clock,priority,met,"));
}

#[test]
fn an_unknown_dimension_names_the_nearest_or_all() {
    let error = |text: &str| Dimension::parse(text, &plan()).unwrap_err();
    let near = error("departmnt");
    assert_eq!(near.message, "nothing can be grouped by `departmnt`");
    assert_eq!(near.help.as_deref(), Some("did you mean `department`?"));
    assert!(error("zzzzzzzz").help.unwrap().starts_with("group by a field of the ticket, `hour`, "));
}

#[test]
fn each_basis_has_its_own_instant() {
    let created = [Value::Instant(at("2026-01-10T00:00:00Z"))];
    let late = CycleRecord {
        started: at("2026-02-27T10:00:00Z"),
        due: Some(at("2026-02-28T10:00:00Z")),
        breached_at: Some(at("2026-02-28T10:00:00Z")),
        closed: Some(at("2026-03-05T10:00:00Z")),
        fields: &created,
        ..missed("T", 1)
    };
    let month = |basis, cycle: &CycleRecord<'_>| {
        let spec = Spec { basis, ..by(&["month"]) };
        first_column(&report(&spec, std::slice::from_ref(cycle)), &spec)[1].clone()
    };
    assert_eq!(month(Basis::Decided, &late), "2026-02");
    assert_eq!(month(Basis::Started, &late), "2026-02");
    assert_eq!(month(Basis::Closed, &late), "2026-03");
    assert_eq!(month(Basis::Created, &late), "2026-01");
    let kept = CycleRecord { outcome: Outcome::Met, ..late.clone() };
    assert_eq!(month(Basis::Decided, &kept), "2026-03", "an old breach does not decide a kept promise");
    let running = CycleRecord { due: None, ..open("T", Outcome::Running) };
    assert_eq!(month(Basis::Decided, &running), "2026-04", "02:00 in Bratislava at as-of");
    assert_eq!(month(Basis::Due, &running), "");
    let overdue =
        CycleRecord { breached_at: Some(at("2026-02-01T00:00:00Z")), ..open("T", Outcome::Overdue) };
    assert_eq!(month(Basis::Decided, &overdue), "2026-02");
}

#[test]
fn from_is_included_and_to_is_not() {
    let closed = at("2026-03-06T13:30:00Z");
    let count = |from: Option<i64>, to: Option<i64>| {
        let bound = |offset: Option<i64>| offset.map(|o| closed.plus(o));
        let spec = Spec { from: bound(from), to: bound(to), ..spec(ReportKind::Log) };
        report(&spec, &[cycle("T")]).rows()
    };
    assert_eq!(count(Some(0), None), 1);
    assert_eq!(count(Some(1), None), 0);
    assert_eq!(count(None, Some(0)), 0);
    assert_eq!(count(None, Some(1)), 1);
}

#[test]
fn a_cycle_without_the_instant_is_outside_every_range() {
    let spec = Spec { basis: Basis::Closed, from: Some(Instant(0)), ..spec(ReportKind::Log) };
    assert_eq!(report(&spec, &[open("T", Outcome::Running)]).rows(), 0);
}

#[test]
fn where_sees_what_a_record_carries() {
    let cycles = [cycle("T-1"), missed("T-2", 5), CycleRecord { level: Some(STANDARD), ..cycle("T-3") }];
    let tickets = |filter: Filter| {
        let spec = Spec { filter: Some(filter), ..spec(ReportKind::Log) };
        first_column(&report(&spec, &cycles), &spec)[1..].to_vec()
    };
    assert_eq!(tickets(is(RecordField::Outcome, 0)), ["T-1", "T-3"]);
    assert_eq!(tickets(is(RecordField::Outcome, 1)), ["T-2"]);
    assert_eq!(tickets(is(RecordField::Level, 1)), ["T-3"]);
}

#[test]
fn only_late_cycles_with_a_target_of_time_have_an_overrun() {
    let over = |op, seconds| {
        let right = Operand::Const(Const::Duration(seconds));
        let kind = ConditionKind::Compare { field: RecordField::Overrun.id(), op, right };
        Filter { condition: Condition { kind, span: line(1) }, text: String::new() }
    };
    let days = CycleRecord { target_seconds: None, ..missed("T-3", 500) };
    let cycles = [cycle("T-1"), missed("T-2", 300), days, open("T-4", Outcome::Overdue)];
    let tickets = |filter| {
        let spec = Spec { filter: Some(filter), ..spec(ReportKind::Log) };
        first_column(&report(&spec, &cycles), &spec)[1..].to_vec()
    };
    assert_eq!(tickets(over(Compare::Greater, 299)), ["T-2", "T-4"]);
    assert_eq!(tickets(over(Compare::Greater, 300)), ["T-4"]);
    assert_eq!(tickets(over(Compare::LessOrEqual, 300)), ["T-2"]);
}

#[test]
fn a_query_captures_what_reports_and_conditions_read_each_once() {
    let plan = plan();
    let compare = |field: FieldId| ConditionKind::IsSet(field);
    let parts = [standard::PRIORITY, standard::GROUP, RecordField::Agent.id()];
    let parts = parts.map(|f| Condition { kind: compare(f), span: line(1) }).to_vec();
    let condition = Condition { kind: ConditionKind::Any(parts), span: line(1) };
    let spec = Spec {
        filter: Some(Filter { condition, text: String::new() }),
        basis: Basis::Created,
        ..by(&["priority", "clock", "department"])
    };
    let wanted = [standard::CREATED, standard::PRIORITY, standard::DEPARTMENT, standard::GROUP];
    assert_eq!(spec.query(&plan).capture, wanted);
    assert!(!spec.query(&plan).actions);
    assert!(Spec { kinds: vec![ReportKind::Actions], ..spec }.query(&plan).actions);
}

#[test]
fn the_log_says_all_of_a_cycle() {
    let spec = Spec { policy_versions: vec!["5a17".to_owned()], ..spec(ReportKind::Log) };
    let fields = [Value::Text("email"), Value::Code(1), Value::Text("Support"), Value::Text("jana, \"j\"")];
    let late = CycleRecord {
        fields: &fields,
        key: Some("call-7"),
        paused: 60,
        reopens: 2,
        reason: Some(duly_engine::Reason::CancelledLate),
        ..missed("#7", 100)
    };
    let paused = CycleRecord { target_seconds: None, rule: None, ..open("T-2", Outcome::Paused) };
    let lines = csv(&report(&spec, &[paused, late]), &spec);
    assert_eq!(
        lines,
        [
            "ticket,clock,cycle,key,agreement,level,rule,requester,department,agent,priority,channel,started,due,closed,\
             elapsed_s,paused_s,wall_s,target_s,remaining_s,outcome,reason,breached_at,reopens,policy_version",
            "\"#7\",first_response,1,call-7,default,gold,vip,\"jana, \"\"j\"\"\",Support,eva,normal,email,\
             2026-03-06T13:00:00Z,2026-03-06T14:00:00Z,2026-03-06T14:01:40Z,3700,60,3700,3600,-100,missed,\
             cancelled late,2026-03-06T14:00:00Z,2,5a17",
            "T-2,first_response,1,,default,gold,,,,,,,2026-03-31T23:10:00Z,,,3000,0,3000,,,paused,,,0,5a17",
        ]
    );
}

#[test]
fn the_log_is_in_the_order_of_ticket_clock_and_cycle() {
    let spec = spec(ReportKind::Log);
    let resolution = |t| CycleRecord { clock: RESOLUTION, ..cycle(t) };
    let tenth = CycleRecord { cycle: 10, ..cycle("T-1") };
    let second = CycleRecord { cycle: 2, ..cycle("T-1") };
    let cycles = [cycle("T-2"), resolution("T-1"), tenth, second, cycle("T-1"), resolution("T-10")];
    let rows: Vec<String> = csv(&report(&spec, &cycles), &spec)[1..]
        .iter()
        .map(|l| l.splitn(4, ',').take(3).collect::<Vec<_>>().join(" "))
        .collect();
    assert_eq!(
        rows,
        [
            "T-1 first_response 1",
            "T-1 first_response 2",
            "T-1 first_response 10",
            "T-1 resolution 1",
            "T-10 resolution 1",
            "T-2 first_response 1"
        ]
    );
}

#[test]
fn sorting_goes_by_value_with_absent_values_last_both_ways() {
    let days = CycleRecord { target_seconds: None, ..cycle("T-3") };
    let cycles = [cycle("T-1"), missed("T-2", 9), days, missed("T-0", 9)];
    let sorted = |text: &str| {
        let spec = Spec { sort: Some(text.parse().unwrap()), ..spec(ReportKind::Log) };
        first_column(&report(&spec, &cycles), &spec)[1..].to_vec()
    };
    assert_eq!(sorted("remaining_s"), ["T-0", "T-2", "T-1", "T-3"]);
    assert_eq!(sorted("remaining:desc"), ["T-1", "T-0", "T-2", "T-3"]);
    assert_eq!(sorted("ticket:desc"), ["T-3", "T-2", "T-1", "T-0"]);
}

#[test]
fn a_column_to_sort_by_must_be_in_one_of_the_reports() {
    let plan = plan();
    let check = |kinds: &[ReportKind], column: &str| {
        let sort = Some(Sort { column: column.to_owned(), descending: false });
        Spec { kinds: kinds.to_vec(), sort, ..spec(ReportKind::Log) }.check(&plan)
    };
    assert_eq!(check(&[ReportKind::Log, ReportKind::Compliance], "share_met"), Ok(()));
    let error = check(&[ReportKind::Log], "elapsd_s").unwrap_err();
    assert_eq!(error.to_string(), "there is no column `elapsd` (did you mean `elapsed`?)");
    assert!(check(&[ReportKind::Log], "share_met").is_err());
    assert!("met:down".parse::<Sort>().is_err());
}

#[test]
fn the_backlog_is_what_is_open_soonest_due_first() {
    let spec = spec(ReportKind::Backlog);
    let at_risk = CycleRecord { at_risk: true, ..open("T-2", Outcome::Running) };
    let measured = CycleRecord { closed: None, ..open("T-5", Outcome::Measured) };
    let cycles =
        [open("T-1", Outcome::Paused), at_risk, open("T-3", Outcome::Overdue), cycle("T-4"), measured];
    assert_eq!(
        csv(&report(&spec, &cycles), &spec),
        [
            "ticket,clock,cycle,key,agreement,level,due,remaining_s,elapsed_s,outcome,at_risk,priority,requester,\
             department,agent,channel,started",
            "T-3,first_response,1,,default,gold,2026-03-31T23:50:00Z,-600,4200,overdue,no,,,,,,2026-03-31T23:10:00Z",
            "T-2,first_response,1,,default,gold,2026-04-01T00:10:00Z,600,3000,running,yes,,,,,,2026-03-31T23:10:00Z",
            "T-1,first_response,1,,default,gold,,600,3000,paused,no,,,,,,2026-03-31T23:10:00Z",
        ]
    );
    let within = |seconds| {
        let spec = Spec { within: Some(seconds), ..spec.clone() };
        first_column(&report(&spec, &cycles), &spec)[1..].to_vec()
    };
    assert_eq!(within(600), ["T-3", "T-2"]);
    assert_eq!(within(599), ["T-3"]);
}

#[test]
fn the_backlog_stands_at_as_of_whatever_the_range() {
    let spec = Spec { to: Some(Instant(0)), ..spec(ReportKind::Backlog) };
    assert_eq!(report(&spec, &[open("T", Outcome::Running)]).rows(), 1);
}

/// The rows of the tickets report for one ticket of these cycles.
fn tickets(spec: &Spec, cycles: &[CycleRecord<'_>]) -> Vec<String> {
    let (plan, sources) = (plan(), sources());
    let mut collector = Collector::new(&plan, spec, &sources);
    cycles.iter().for_each(|cycle| collector.cycle(cycle));
    collector.ticket(&ticket("T", &[]));
    csv(&collector.finish().remove(0), spec)[1..].to_vec()
}

#[test]
fn the_state_of_a_ticket_is_the_gravest_open_one_first() {
    let spec = spec(ReportKind::Tickets);
    let state = |cycles: &[CycleRecord<'_>]| tickets(&spec, cycles)[0].split(',').nth(1).unwrap().to_owned();
    let at_risk = CycleRecord { at_risk: true, ..open("T", Outcome::Running) };
    let all = [
        (open("T", Outcome::Overdue), "overdue"),
        (at_risk, "at_risk"),
        (open("T", Outcome::Running), "running"),
        (open("T", Outcome::Paused), "paused"),
        (missed("T", 1), "missed"),
        (cycle("T"), "met"),
        (open("T", Outcome::Measured), "none"),
    ];
    let cycles: Vec<_> = all.iter().map(|(c, _)| c.clone()).collect();
    for (gravest, (_, expected)) in all.iter().enumerate() {
        assert_eq!(state(&cycles[gravest..]), *expected);
    }
    assert_eq!(state(&[]), "none");
}

#[test]
fn a_ticket_shows_what_is_due_next_and_its_worst_cycle() {
    let later = CycleRecord { due: Some(as_of().plus(900)), ..open("T", Outcome::Running) };
    let next = CycleRecord { clock: RESOLUTION, cycle: 2, elapsed: 100, ..open("T", Outcome::Running) };
    let rows = tickets(&spec(ReportKind::Tickets), &[later, next, cycle("T")]);
    assert_eq!(
        rows,
        [
            "T,running,gold,vip,2026-03-06T13:00:00Z,,,,,,,2026-04-01T00:10:00Z,resolution,first_response,1,running,600,\
          1,0,0,0,0,2,0,0,3"
        ]
    );
    let rows = tickets(&spec(ReportKind::Tickets), &[missed("T", 50), missed("T", 70), cycle("T")]);
    assert!(rows[0].contains(",,,first_response,1,missed,-70,1,2,"), "{rows:?}");
}

#[test]
fn a_ticket_none_of_whose_cycles_count_is_left_out_only_if_a_part_is_asked_for() {
    let all = spec(ReportKind::Tickets);
    assert_eq!(tickets(&all, &[]).len(), 1);
    let met = Spec { filter: Some(is(RecordField::Outcome, 0)), ..all };
    assert_eq!(tickets(&met, &[missed("T", 1)]).len(), 0);
    assert_eq!(tickets(&met, &[missed("T", 1), cycle("T")]).len(), 1);
}

#[test]
fn reports_come_in_the_order_asked_for() {
    let kinds = vec![ReportKind::Log, ReportKind::Actions, ReportKind::Compliance];
    let spec = Spec { kinds: kinds.clone(), ..spec(ReportKind::Log) };
    let (plan, sources) = (plan(), sources());
    let reports = Collector::new(&plan, &spec, &sources).finish();
    assert_eq!(reports.iter().map(Report::kind).collect::<Vec<_>>(), kinds);
}

/// A ticket's cycles, as plain numbers: outcome, clock, level, elapsed, department.
type Story = Vec<(usize, bool, Option<bool>, i64, u8)>;

fn observe(collector: &mut Collector<'_>, number: usize, story: &Story) {
    let name = format!("T-{number}");
    for (place, (outcome, resolution, level, elapsed, department)) in story.iter().enumerate() {
        let text = format!("d{department}");
        let fields = [
            Value::Unset,
            Value::Text("new"),
            Value::Code(u16::from(department % 3)),
            Value::Text(&text),
            Value::Text(&text),
            Value::Text(&name),
        ];
        collector.cycle(&CycleRecord {
            outcome: Outcome::ALL[*outcome],
            clock: if *resolution { RESOLUTION } else { FIRST },
            cycle: u32::try_from(place).unwrap() + 1,
            level: level.map(|gold| LevelId(u16::from(gold))),
            elapsed: *elapsed,
            fields: &fields,
            ..missed(&name, 0)
        });
    }
    collector.ticket(&ticket(&name, &[]));
}

proptest! {
    #[test]
    fn any_split_of_the_tickets_merged_in_any_order_gives_the_same_bytes(
        stories in prop::collection::vec(
            prop::collection::vec((0_usize..8, any::<bool>(), any::<Option<bool>>(), 0_i64..9999, 0_u8..5), 0..4),
            0..12,
        ),
        parts in prop::collection::vec(0_usize..3, 12),
        backwards in any::<bool>(),
    ) {
        let (plan, sources) = (plan(), sources());
        let spec = Spec {
            kinds: ReportKind::ALL.iter().map(|(kind, _)| *kind).collect(),
            ..by(&["department", "level", "month"])
        };
        let bytes = |collector: Collector<'_>| -> Vec<String> {
            let reports = collector.finish();
            let formats = Format::ALL.iter().map(|(format, _)| *format);
            formats.flat_map(|f| reports.iter().map(move |r| (f, r))).map(|(f, r)| text(r, &spec, f)).collect()
        };
        let mut whole = Collector::new(&plan, &spec, &sources);
        let mut split: Vec<_> = (0..3).map(|_| Collector::new(&plan, &spec, &sources)).collect();
        let mut order: Vec<usize> = (0..stories.len()).collect();
        if backwards {
            order.reverse();
        }
        for number in order {
            observe(&mut whole, stories.len() - 1 - number, &stories[stories.len() - 1 - number]);
            observe(&mut split[parts[number]], number, &stories[number]);
        }
        if backwards {
            split.reverse();
        }
        let mut merged = split.remove(0);
        split.into_iter().for_each(|part| merged.merge(part));
        prop_assert_eq!(bytes(whole), bytes(merged));
    }
}
