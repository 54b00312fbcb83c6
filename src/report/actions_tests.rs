use super::*;
use crate::support::{FIRST, GOLD, at, csv, line, plan, sources, spec};
use crate::{Collector, Report};
use duly_engine::{Observer, Origin};
use duly_plan::{AgreementId, RuleId, TargetId};

fn warning(ticket: &str, warning: u16, record: u64) -> ActionRecord<'_> {
    ActionRecord {
        ticket,
        at: at("2026-03-06T13:45:00Z"),
        cause: ActionCause::Warning {
            cycle: CycleRef { clock: FIRST, number: 1, key: None, started_by: Origin { input: 0, record } },
            agreement: AgreementId(0),
            target: TargetId(0),
            warning,
        },
        level: Some(GOLD),
        action: ActionDue::Warn,
        span: line(3),
    }
}

fn decided<'a>(ticket: &'a str, emit: &'a Emit, occurrence: u32) -> ActionRecord<'a> {
    ActionRecord {
        ticket,
        at: at("2026-03-06T13:00:00Z"),
        cause: ActionCause::Rule { agreement: AgreementId(0), rule: RuleId(0), occurrence, event: None },
        level: Some(GOLD),
        action: ActionDue::Emit(emit),
        span: line(4),
    }
}

fn report(records: &[ActionRecord<'_>]) -> Report {
    let (plan, sources, spec) = (plan(), sources(), spec(ReportKind::Actions));
    let mut collector = Collector::new(&plan, &spec, &sources);
    records.iter().for_each(|record| collector.action(record));
    collector.finish().remove(0)
}

fn ids(records: &[ActionRecord<'_>]) -> Vec<String> {
    let report = report(records);
    (0..report.rows()).map(|row| crate::write::plain(report.cell(row, 0)).into_owned()).collect()
}

#[test]
fn every_column_of_warnings_and_rule_actions() {
    let notify = Emit::Notify("leads".to_owned());
    let set = Emit::Set(duly_plan::standard::PRIORITY, duly_plan::Const::Code(2));
    let records = [warning("T-2", 0, 1), decided("T-1", &notify, 1), decided("T-1", &set, 1)];
    let rows: Vec<String> = csv(&report(&records), &spec(ReportKind::Actions))
        .iter()
        .map(|line| line.split_once(',').unwrap().1.to_owned())
        .collect();
    assert_eq!(
        rows,
        [
            "ticket,at,trigger,clock,cycle,level,action,to,field,value,because,line",
            "T-1,2026-03-06T13:00:00Z,vip,,,gold,notify,leads,,,annex 2,policy.sla:4",
            "T-1,2026-03-06T13:00:00Z,vip,,,gold,set,,priority,urgent,annex 2,policy.sla:4",
            "T-2,2026-03-06T13:45:00Z,warn at 75%,first_response,1,gold,warn,,,,,policy.sla:3",
        ]
    );
}

#[test]
fn ids_tell_actions_apart() {
    let (notify, tag) = (Emit::Notify("x".to_owned()), Emit::Tag("x".to_owned()));
    let records = [
        warning("T-1", 0, 1),
        warning("T-1", 1, 1),
        warning("T-2", 0, 1),
        decided("T-1", &notify, 1),
        decided("T-1", &notify, 2),
        decided("T-1", &tag, 1),
    ];
    let mut ids = ids(&records);
    assert!(ids.iter().all(|id| id.len() == 32));
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), records.len());
}

#[test]
fn ids_do_not_depend_on_instants_or_places_in_inputs() {
    let later = ActionRecord { at: at("2026-05-01T00:00:00Z"), ..warning("T-1", 0, 99) };
    assert_eq!(ids(&[warning("T-1", 0, 1)]), ids(&[later]));
}

#[test]
fn warnings_are_named_as_the_policy_writes_them() {
    assert_eq!(warning_name(WarnAt::Share(7550)), "warn at 75.5%");
    assert_eq!(warning_name(WarnAt::Before(Length::Time(5400))), "warn 1h30m before");
    let days = |n, unit| warning_name(WarnAt::Before(Length::Days(n, unit)));
    assert_eq!(days(1, DayUnit::BusinessDays), "warn 1 business day before");
    assert_eq!(days(2, DayUnit::CalendarMonths), "warn 2 calendar months before");
}
