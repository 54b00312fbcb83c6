//! Damaged texts: nothing panics, and a damaged line does not make other lines look wrong.

use crate::test_support::check_files;
use duly_diag::Diagnostic;
use proptest::prelude::*;

const POLICY: &str = r#"duly 1

policy "Acme support" {
  zone   "Europe/Bratislava"
  owner  "support-ops@acme.example"
}

## What a ticket carries.
ticket {
  priority    low < normal < high < urgent, normal if unset
  status      new, open, pending, resolved, closed
  department  "Support", "Billing", "Sales"
  contract    none < bronze < silver < gold
  done        means status is one of resolved, closed
  waiting     means status is pending
}

calendar office {
  mon-thu  08:30-12:00, 12:30-17:00
  fri      08:30-15:00
  closed   every 24 dec, 31 dec      "company holidays"
  open     2026-12-19 10:00-14:00    "Christmas rush"
}
calendar phones in "Europe/Prague" { daily 06:00-22:00 }

clock answer {
  start  when created by customer if not waiting
  stop   when agent replies, status becomes closed
  cancel when done
  pause  while waiting
}

level standard on office {
  targets by priority {
                   | urgent | high            | normal          | low
    first_response | 1h     | 4h              | 8h              | 2 business days
    resolution     | 8h     | 2 business days | 5 business days | none
  }
  answer {
    within 1h if priority is urgent
    within 8h otherwise
  }
  phone_response within 45s on phones
  warn at 75%
}

level "Urgent SLA" extends standard {
  first_response within 1h
  resolution for urgent within 4h
  warn at 50%, 80%
}

rules {
  "Tag URGENT"        if tags has "URGENT"    then level "Urgent SLA"
  "Billing is calmer" if all of {
                        department is "Billing"
                        any of { priority <= normal; created outside office }
                      }                       then level standard
  "Done"              if done and contract is gold then no level
  otherwise level standard
}
"#;

fn findings(text: &str) -> Vec<Diagnostic> {
    check_files(&[("policy.sla", text)]).diagnostics
}

/// The policy with a line changed, and the errors that are not about that line.
fn strays(line: usize, change: impl Fn(&str) -> String) -> Vec<String> {
    let lines: Vec<String> =
        POLICY.lines().enumerate().map(|(at, l)| if at == line { change(l) } else { l.to_owned() }).collect();
    let text = lines.join("\n");
    let line_of = |d: &Diagnostic| text[..d.span().start as usize].matches('\n').count();
    let findings = findings(&text);
    findings.iter().filter(|d| line_of(d) != line).map(|d| format!("{}: {}", d.code, d.message)).collect()
}

#[test]
fn the_policy_itself_is_well() {
    assert_eq!(findings(POLICY), []);
}

#[test]
fn a_line_with_something_odd_behind_it_is_the_only_one_reported() {
    let mut wrong = Vec::new();
    for (line, text) in POLICY.lines().enumerate() {
        // What opens or closes a block takes its block with it.
        if text.trim().is_empty() || text.starts_with('#') || text.contains('{') || text.contains('}') {
            continue;
        }
        for stray in strays(line, |l| format!("{l} ?!")) {
            wrong.push(format!("`{}` draws {stray}", text.trim()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_declaration_with_a_slip_in_its_name_draws_one_finding_for_each_use_at_most() {
    let slips = [
        ("calendar phones", "calendar phonesx", 1),
        ("clock answer", "clock answerx", 1),
        ("level standard", "level standardx", 3),
        ("level \"Urgent SLA\"", "level \"Urgent\"", 1),
        ("  waiting     means", "  wating     means", 0),
        ("  contract    none", "  contrct    none", 1),
    ];
    for (name, slip, uses) in slips {
        assert!(POLICY.contains(name), "{name}");
        let found = findings(&POLICY.replacen(name, slip, 1));
        let errors = found.iter().filter(|d| d.severity == duly_diag::Severity::Error).count();
        assert_eq!(errors, uses, "{name}: {found:#?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn nothing_panics_and_every_place_is_in_the_text(
        cut in 0usize..POLICY.len(),
        length in 0usize..40,
        insert in "[a-z0-9 {}\";,|<>:%.\n-]{0,12}",
    ) {
        let end = (cut + length).min(POLICY.len());
        let text = format!("{}{insert}{}", &POLICY[..cut], &POLICY[end..]);
        let checked = check_files(&[("policy.sla", &text)]);
        prop_assert_eq!(checked.plan.is_none(), duly_diag::has_errors(&checked.diagnostics));
        for label in checked.diagnostics.iter().flat_map(|d| &d.labels) {
            let file = checked.sources.file(label.span.file).unwrap();
            prop_assert!(file.text.get(label.span.range()).is_some(), "{:?}", label);
        }
    }

    #[test]
    fn lines_in_any_order_never_panic(order in Just(POLICY.lines().collect::<Vec<_>>()).prop_shuffle()) {
        findings(&order.join("\n"));
    }
}
