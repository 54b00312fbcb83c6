//! Policies from texts, their tests run line by line.

use super::{Bench, Failure};
use duly_analysis::{Loader, Typed, lower_test_line};
use duly_calendar::TimeZones;
use duly_diag::FileId;
use duly_plan::{Plan, TestLine};
use duly_syntax::parse_test_line;
use std::sync::Arc;

struct One(String);

impl Loader for One {
    fn read(&self, _: &str) -> Result<String, String> {
        Ok(self.0.clone())
    }

    fn resolve(&self, _: &str, relative: &str) -> String {
        relative.to_owned()
    }
}

const POLICY: &str = r#"duly 1
policy "Test" { zone "Europe/Bratislava" }
ticket {
  priority low < normal < high, normal if unset
  status open, pending, closed
  seats number
  done means status is closed
  waiting means status is pending
}
calendar office { mon-fri 08:00-16:00 }
calendar phones { daily 06:00-22:00 }
level standard on office {
  first_response within 4h
  resolution within 2 business days
  phone_response within 45s on phones
  warn at 75%
}
level gold extends standard { first_response within 1h }
rules {
  "VIPs" if tags has "vip" then level gold, notify "sales"
  otherwise level standard
}
when resolution becomes overdue then escalate to "head"
"#;

pub(super) fn plan(more: &str) -> Arc<Plan> {
    let checked = duly_analysis::check("policy.sla", &One(format!("{POLICY}{more}")), &TimeZones::bundled());
    checked.plan.unwrap_or_else(|| panic!("{:#?}", checked.diagnostics))
}

/// Types lines one after another, as the REPL does; gives what failed.
fn typed(lines: &[&str]) -> Vec<Failure> {
    let (plan, zones) = (plan(""), TimeZones::bundled());
    let program = Bench::program(&plan, Vec::new());
    let mut bench = Bench::new(&program);
    let mut failures = Vec::new();
    for text in lines {
        let line = parse_test_line(FileId(0), text).unwrap_or_else(|found| panic!("{text}: {found:#?}"));
        let how_far = Typed { now: bench.now(), created: bench.is_created(), zones: Vec::new() };
        match lower_test_line(&plan, &line, &zones, how_far)
            .unwrap_or_else(|found| panic!("{text}: {found:#?}"))
        {
            TestLine::Step(step) => bench.take(&step).unwrap_or_else(|why| panic!("{text}: {why}")),
            TestLine::Expect(expected) => failures.extend(bench.check(&expected)),
        }
    }
    failures
}

#[track_caller]
fn holds(lines: &[&str]) {
    let failures = typed(lines);
    assert!(failures.is_empty(), "{failures:#?}");
}

/// What is said of the one failure: expected, actual, how far apart.
#[track_caller]
fn fails(lines: &[&str]) -> (String, String, Option<String>) {
    let failures = typed(lines);
    let [failure] = failures.as_slice() else { panic!("{failures:#?}") };
    (failure.expected.clone(), failure.actual.clone(), failure.apart.clone())
}

#[test]
fn a_ticket_goes_from_its_creation_to_its_end() {
    holds(&[
        "at 2026-03-06 14:40 created by customer { priority high; tags \"x\" }",
        "expect level standard by otherwise",
        "expect first_response running",
        "expect first_response due 2026-03-09 10:40",
        "expect first_response due in 4h",
        "expect first_response stays running until 2026-03-09 10:40",
        "expect resolution due 2026-03-10 14:40",
        "expect resolution due in 2 business days on office",
        "expect resolution missed at 2026-03-10 14:40",
        "expect warn first_response at 2026-03-09 09:40",
        "expect no actions",
        "+1h20m",
        "expect first_response elapsed 1h20m",
        "+30m on office agent replies",
        "expect first_response met after 1h50m",
        "expect first_response met at 2026-03-09 08:30",
        "expect first_response elapsed 1h50m",
        "expect no next_response",
        "+1 business day on office status becomes pending by agent",
        "expect resolution paused",
        "expect resolution no due",
        "+1h status becomes closed",
        "expect resolution met",
        "expect resolution cycle 1 met",
    ]);
}

#[test]
fn every_outcome_can_be_expected() {
    holds(&[
        "at 2026-03-06 09:00 created",
        "at 2026-03-06 13:00",
        "expect first_response running",
        "expect first_response at risk",
        "+1s",
        "expect first_response overdue",
        "expect first_response missed at 2026-03-06 13:00",
        "expect first_response overdue by 1s",
        "at 2026-03-06 14:00 merged",
        "expect first_response missed because \"cancelled late\"",
        "expect resolution cancelled because \"merged\"",
    ]);
    holds(&[
        "at 2026-03-10 09:00 created",
        "at 2026-03-12 09:00:01",
        "expect escalate to \"head\" at 2026-03-12 09:00",
        "expect no notify \"sales\"",
    ]);
    holds(&[
        "at 2026-03-10 09:00 created { tags \"vip\" }",
        "expect level gold by \"VIPs\"",
        "expect notify \"sales\" at 2026-03-10 09:00",
        "call starts { key \"c-1\" }",
        "+10s call starts { key \"c-2\" }",
        "+20s call answered by agent { key \"c-1\" }",
        "expect phone_response per \"c-1\" met after 30s",
        "expect phone_response per \"c-2\" running",
        "expect phone_response cycle 2 due 2026-03-10 09:00:55",
        "{ tags \"x\" }",
        "expect level standard",
        "tagged \"vip\"",
        "expect level gold",
    ]);
}

#[test]
fn a_failure_says_what_is_so_and_how_far_apart() {
    let created = "at 2026-03-06 14:40 created";
    let (expected, actual, apart) = fails(&[created, "expect first_response due 2026-03-09 09:10"]);
    assert_eq!(expected, "first_response due Mon 2026-03-09 09:10");
    assert_eq!(actual, "due Mon 2026-03-09 10:40 (running)");
    assert_eq!(apart.as_deref(), Some("1h30m later on office, 1h30m by the clock"));
    let (_, actual, apart) = fails(&[created, "+50m agent replies", "expect first_response met after 1h"]);
    assert_eq!(actual, "met after 50m at Fri 2026-03-06 15:30");
    assert_eq!(apart.as_deref(), Some("10m less"));
    let (expected, actual, _) = fails(&[created, "expect level gold by \"VIPs\""]);
    assert_eq!(
        (expected.as_str(), actual.as_str()),
        ("level gold by \"VIPs\"", "level standard by otherwise")
    );
    let (_, actual, _) = fails(&[created, "expect next_response running"]);
    assert_eq!(actual, "there is no cycle of next_response that is promised or tracked");
    let (_, actual, _) = fails(&[created, "expect resolution cycle 2 running"]);
    assert_eq!(actual, "of resolution there is cycle 1");
    let (_, actual, apart) = fails(&[created, "expect first_response stays running until 2026-03-09 12:00"]);
    assert_eq!(actual, "at Mon 2026-03-09 12:00: overdue since Mon 2026-03-09 10:40 after 5h20m");
    assert_eq!(apart.as_deref(), Some("1h20m earlier on office, 1h20m by the clock"));
    let (_, actual, _) = fails(&[created, "at 2026-03-10 08:00", "expect no actions"]);
    assert_eq!(actual, "warn first_response at Mon 2026-03-09 09:40");
    let (expected, actual, apart) = fails(&[created, "expect warn first_response at 2026-03-09 09:00"]);
    assert_eq!(expected, "warn first_response at Mon 2026-03-09 09:00");
    assert_eq!((actual.as_str(), apart), ("no actions", None));
}

#[test]
fn both_sides_of_a_clock_lines_condition_are_covered() {
    let own = "clock chased {\n  start when customer replies if priority is high\n  stop when agent replies if seats > 3\n}\n\
               level slow on office { track chased }\n\
               when created then level slow\n";
    let tests = |lines: &[&str]| {
        let lines: String = lines.iter().map(|line| format!("  {line}\n")).collect();
        let plan = plan(&format!("{own}test \"t\" {{\n{lines}  expect no notify \"x\"\n}}\n"));
        let covered = super::Coverage::of(&plan, &plan.tests.iter().collect::<Vec<_>>());
        let of = |question: &str| {
            let branches =
                covered.items.iter().filter(|item| item.what.starts_with(&format!("`{question}`")));
            branches.map(|item| (item.holds.unwrap(), item.tried)).collect::<Vec<_>>()
        };
        (of("priority is high"), of("seats > 3"))
    };
    let created = "at 2026-03-06 09:00 created by customer";
    assert_eq!(tests(&[created]), (vec![(false, false), (true, false)], vec![(false, false), (true, false)]));
    let normal = [created, "+10m customer replies", "+10m agent replies"];
    assert_eq!(tests(&normal).0, [(false, true), (true, false)]);
    let high = [
        created,
        "+10m customer replies { priority high }",
        "+10m agent replies",
        "+10m agent replies { seats 4 }",
    ];
    assert_eq!(tests(&high), (vec![(false, false), (true, true)], vec![(false, true), (true, true)]));
}
