//! Cases on which duly and the second engine once said different things, made small, each with the answer.

use super::product::Product;
use super::product::rows;
use serde_json::Value as Json;

/// A policy, its events, and the instant to judge at.
struct Found {
    policy: &'static str,
    events: &'static [&'static str],
    as_of: &'static str,
}

impl Found {
    /// The log.
    fn log(&self) -> Vec<Json> {
        let files = [("policy.sla".to_owned(), self.policy.to_owned())];
        let product = Product::of_files(&files).unwrap_or_else(|errors| panic!("{errors:#?}"));
        let lines: Vec<String> = self.events.iter().map(|line| (*line).to_owned()).collect();
        let as_of = self.as_of.parse::<chrono::DateTime<chrono::Utc>>().unwrap().timestamp();
        rows(&product.reports(&[lines], as_of, 1)[0])
    }
}

#[test]
fn a_chat_is_any_other_event_to_a_clock_per_call() {
    let found = Found {
        policy: r#"duly 1
policy "Found" { zone "UTC" }
ticket {
  status open, held
  held means status is held
}
clock mine per call {
  start when created
  stop  when held
}
level gold on always { mine within 1h }
rules { otherwise level gold }
"#,
        events: &[
            r#"{"ticket":"T","at":"2026-04-23T01:00:00Z","seq":0,"event":"created","by":"customer"}"#,
            r#"{"ticket":"T","at":"2026-04-23T01:10:00Z","seq":1,"event":"chat","phase":"ringing","key":"b","set":{"status":"held"}}"#,
        ],
        as_of: "2026-04-24T00:00:00Z",
    };
    let log = found.log();
    assert_eq!((log[0]["outcome"].as_str(), log[0]["elapsed_s"].as_i64()), (Some("met"), Some(600)));
}

#[test]
fn a_due_before_the_start_stays_when_a_cycle_that_ended_at_once_is_reopened() {
    let found = Found {
        policy: r#"duly 1
policy "Found" { zone "UTC" }
ticket {
  status open, closed
  done means status is closed
}
level gold on always { resolution within 0 calendar days by 02:30 }
rules { otherwise level gold }
"#,
        events: &[
            r#"{"ticket":"T","at":"2026-04-23T10:00:00Z","seq":0,"event":"created","by":"customer","set":{"status":"closed"}}"#,
            r#"{"ticket":"T","at":"2026-04-25T10:00:00Z","seq":1,"event":"change","set":{"status":"open"}}"#,
        ],
        as_of: "2026-04-26T00:00:00Z",
    };
    let log = found.log();
    assert_eq!(log[0]["due"], "2026-04-23T02:30:00Z");
    assert_eq!((log[0]["outcome"].as_str(), log[0]["reopens"].as_i64()), (Some("overdue"), Some(1)));
    assert_eq!(log[0]["breached_at"], "2026-04-23T10:00:00Z");
}
