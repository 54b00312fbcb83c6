//! Versions of levels, clocks and rules: which entries the plan has, and which are in force when.

use crate::test_support::{check_body, codes, plan};
use duly_plan::{ActionKind, AgreementId, LevelId, TargetChoice, TargetKind};

/// The seconds that a level promises about its only clock, in a period.
fn promised(plan: &duly_plan::Plan, period: usize, name: &str) -> Option<i64> {
    let base = plan.levels.iter().position(|level| level.name == name).unwrap();
    let level = plan.versions.level(period, LevelId(u16::try_from(base).unwrap()))?;
    let TargetChoice::One(Some(target)) = plan.level(level).targets[0].choice else { panic!() };
    let TargetKind::Time(seconds) = plan.target(target).kind else { panic!() };
    Some(seconds)
}

#[test]
fn a_policy_without_dates_has_no_periods() {
    let plan = plan("level a on always { acknowledgement within 1h }\nrules { otherwise level a }");
    assert!(plan.versions.periods.is_empty());
    assert_eq!(plan.versions.level(0, LevelId(0)), Some(LevelId(0)));
}

#[test]
fn a_level_changes_where_its_parent_does() {
    let plan = plan(
        "level base on always { acknowledgement within 4h }
level child extends base { }
level base from 2026-07-01 on always { acknowledgement within 2h }
level child from 2026-08-01 extends base { acknowledgement within 1h }
level base from 2026-09-01 on always { acknowledgement within 30m }
rules { otherwise level child }",
    );
    assert_eq!(plan.versions.dates.len(), 3);
    let of = |name| (0..4).map(|period| promised(&plan, period, name).unwrap() / 60).collect::<Vec<_>>();
    assert_eq!(of("base"), [240, 120, 120, 30]);
    assert_eq!(of("child"), [240, 120, 60, 60]);
    // Both levels, two later ones of each; under the third base the child is the same text over another parent.
    assert_eq!(plan.levels.len(), 7);
    let june = plan.versions.dates[0].at.plus(-1);
    assert_eq!([june, june.plus(1)].map(|at| plan.versions.period(at)), [0, 1]);
}

#[test]
fn a_dated_clock_leaves_the_standard_one_to_older_tickets() {
    let plan = plan("clock resolution from 2026-07-01 { start when created; stop when agent replies }");
    let id = plan.clocks.iter().position(|clock| clock.name == "resolution").unwrap();
    let id = duly_plan::ClockId(u16::try_from(id).unwrap());
    let version = plan.versions.clock(1, id).unwrap();
    assert!(plan.clock(plan.versions.clock(0, id).unwrap()).standard);
    assert!(!plan.clock(version).standard);
    assert_eq!(plan.versions.base_of_clock(version), id);
    assert!(plan.versions.clock_is_in_force(1, version) && !plan.versions.clock_is_in_force(0, version));
}

#[test]
fn rules_of_each_agreement_have_versions_and_ids_that_run_on() {
    let plan = plan(
        "agreement ola
level a on always { acknowledgement within 1h }
level b for ola on always { acknowledgement within 1h }
rules { \"one\" then level a; otherwise no level }
rules from 2026-07-01 { \"two\" then level a; otherwise level a }
rules for ola from 2026-08-01 { otherwise level b }",
    );
    let default = AgreementId(0);
    let (set, first) = plan.rules_in_force(1, default).unwrap();
    assert_eq!((set.rules[0].name.as_str(), first.0), ("two", 2));
    let (found, place) = plan.rule_set(default, duly_plan::RuleId(3)).unwrap();
    assert_eq!((found.rules.len(), place), (1, 1));
    assert!(matches!(found.otherwise.as_ref().unwrap().actions[0].kind, ActionKind::Level(LevelId(0))));
    assert!(plan.rules_in_force(1, AgreementId(1)).is_none());
    assert!(plan.rules_in_force(2, AgreementId(1)).is_some());
}

#[test]
fn a_phrase_stands_for_its_meaning_in_the_standard_clocks_too() {
    let checked = check_body("phrase \"agent replies\" means message by agent, signal \"x\" if public");
    assert!(codes(&checked).contains(&"SLA0556".to_owned()));
    let checked = check_body("phrase \"agent replies\" means message by agent if public and subject is set");
    let plan = checked.plan.unwrap();
    let clock = plan.clocks.iter().find(|clock| clock.name == "first_response").unwrap();
    let stop =
        clock.ends.iter().flat_map(|end| &end.when.events).find(|e| e.phrase == "agent replies").unwrap();
    assert!(stop.guard.is_some());
    assert!(matches!(stop.kind, duly_plan::EventKind::Message { by: None, public: true }));
    assert_eq!(plan.phrases.len(), 1);
}
