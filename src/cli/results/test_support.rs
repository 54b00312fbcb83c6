//! A policy with tests of which one fails.

use crate::commands::test::Suite;
use duly_calendar::TimeZones;
use duly_driver::testing::{Choice, load, run};

const POLICY: &str = r#"duly 1
policy "Test" { zone "UTC" }
ticket { status open, closed; done means status is closed }
calendar office { mon-fri 08:00-16:00 }
level standard on office { resolution within 4h }
rules { otherwise level standard }
test "the #1 <test> & \"more\"" {
  at 2026-03-06 09:00 created
  expect resolution due 2026-03-06 13:00
}
test "cases" {
  cases {
    due
    2026-03-06 15:00
    2026-03-06 13:00
  }
  at 2026-03-06 11:00 created
  expect resolution due due
}
"#;

/// The results of its tests.
pub fn suites() -> Vec<Suite> {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("policy.sla");
    std::fs::write(&path, POLICY).unwrap();
    let mut policies = load(&path.to_string_lossy(), &TimeZones::bundled()).unwrap();
    let policy = policies.remove(0);
    let plan = policy.plan.clone().unwrap_or_else(|| panic!("{:#?}", policy.diagnostics));
    let tests = run(&plan, &Choice::default().of(&plan, &policy.sources));
    vec![Suite { policy, tests, coverage: None }]
}
