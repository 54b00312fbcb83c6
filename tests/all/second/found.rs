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
        self.reports()[0].clone()
    }

    /// The instants of the actions.
    fn actions(&self) -> Vec<String> {
        self.reports()[1].iter().map(|row| row["at"].as_str().unwrap()[11..16].to_owned()).collect()
    }

    /// The log and the actions.
    fn reports(&self) -> [Vec<Json>; 4] {
        let files = [("policy.sla".to_owned(), self.policy.to_owned())];
        let product = Product::of_files(&files).unwrap_or_else(|errors| panic!("{errors:#?}"));
        let lines: Vec<String> = self.events.iter().map(|line| (*line).to_owned()).collect();
        let as_of = self.as_of.parse::<chrono::DateTime<chrono::Utc>>().unwrap().timestamp();
        product.reports(&[lines], as_of, 1).map(|report| rows(&report))
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

#[test]
fn a_switch_that_keeps_in_one_agreement_leaves_the_warnings_of_another_where_they_are() {
    let found = Found {
        policy: r#"duly 1
policy "Found" { zone "UTC" }
agreement ola
calendar day { daily 08:00-16:00 }
clock mine { start when created; stop when agent replies }
level round on always { mine within 48h switch keep }
level calm on day { mine within 48h switch keep }
level net for ola on always { mine within 10h; warn at 50%, 60% }
rules { "calm" if tags has "calm" then level calm; otherwise level round }
rules for ola { otherwise level net }
"#,
        events: &[
            r#"{"ticket":"T","at":"2026-04-23T00:00:00Z","seq":0,"event":"created","by":"customer"}"#,
            r#"{"ticket":"T","at":"2026-04-23T04:00:00Z","seq":1,"event":"change","tags":{"add":["calm"]}}"#,
        ],
        as_of: "2026-04-24T00:00:00Z",
    };
    assert_eq!(found.actions(), ["05:00", "06:00"]);
}

#[test]
fn a_due_before_the_first_stretch_that_counts_stays_where_it_is() {
    let found = Found {
        policy: r#"duly 1
policy "Found" { zone "UTC" }
ticket {
  team "A", "B"
  void means tags has "spam"
}
level gold on always {
  targets by team {
               | "A"                         | "B"                          | unset
    resolution | 0 calendar days by 02:30    | 3 calendar days              | 3 calendar days
  }
  count from attached
}
rules { otherwise level gold }
"#,
        events: &[
            r#"{"ticket":"T","at":"2026-04-23T05:00:00Z","seq":0,"event":"created","by":"customer","tags":{"add":["spam"]}}"#,
            r#"{"ticket":"T","at":"2026-04-23T06:00:00Z","seq":1,"event":"change","set":{"team":"A"},"tags":{"remove":["spam"]}}"#,
        ],
        as_of: "2026-04-24T00:00:00Z",
    };
    let log = found.log();
    assert_eq!(log[0]["due"], "2026-04-23T02:30:00Z");
    assert_eq!(
        (log[0]["breached_at"].as_str(), log[0]["elapsed_s"].as_i64()),
        (Some("2026-04-23T06:00:00Z"), Some(64_800))
    );
}

#[test]
fn no_share_is_reached_before_the_count_begins() {
    let policy = r#"duly 1
policy "Found" { zone "UTC" }
ticket { promised instant }
clock mine { start when created; stop when agent replies }
level gold on always { mine within 0 calendar days by 02:30 count from promised; warn at 99% }
rules { otherwise level gold }
"#;
    let found = Found {
        policy,
        events: &[
            r#"{"ticket":"T","at":"2026-04-23T00:00:00Z","seq":0,"event":"created","by":"customer","set":{"promised":"2026-04-24T08:00:00Z"}}"#,
        ],
        as_of: "2026-04-25T00:00:00Z",
    };
    assert_eq!(found.actions(), [""; 0]);
    assert_eq!(found.log()[0]["due"], "2026-04-24T02:30:00Z");
}

#[test]
fn a_calendar_in_force_for_no_time_keeps_no_stretch() {
    let found = Found {
        policy: r#"duly 1
policy "Found" { zone "UTC" }
ticket { promised instant }
calendar day { daily 08:00-16:00 }
clock mine { start when created; stop when agent replies }
level round on always { mine within 48h count from promised switch keep }
level calm on day { mine within 48h count from promised switch keep }
rules { "calm" if tags has "calm" then level calm; otherwise level round }
"#,
        events: &[
            r#"{"ticket":"T","at":"2026-04-23T12:00:00Z","seq":0,"event":"created","by":"customer"}"#,
            r#"{"ticket":"T","at":"2026-04-23T12:00:00Z","seq":1,"event":"change","tags":{"add":["calm"]}}"#,
            r#"{"ticket":"T","at":"2026-04-23T13:00:00Z","seq":2,"event":"change","set":{"promised":"2026-04-22T12:00:00Z"}}"#,
            r#"{"ticket":"T","at":"2026-04-23T14:00:00Z","seq":3,"event":"message","by":"agent"}"#,
        ],
        as_of: "2026-04-25T00:00:00Z",
    };
    // From 12:00 to 16:00 on the 22nd, from 08:00 to 14:00 on the 23rd.
    assert_eq!(found.log()[0]["elapsed_s"].as_i64(), Some(36_000));
}

#[test]
fn a_pause_that_goes_on_past_a_promised_instant_takes_nothing_from_its_shares_behind_it() {
    let found = Found {
        policy: r#"duly 1
policy "Found" { zone "UTC" }
ticket {
  status  open, pending
  promised instant
}
clock mine { start when created; stop when agent replies; pause while status is pending }
level gold on always { mine by promised }
rules { otherwise level gold }
when mine reaches 150% then notify "x"
"#,
        events: &[
            r#"{"ticket":"T","at":"2026-04-23T00:00:00Z","seq":0,"event":"created","by":"customer","set":{"promised":"2026-04-23T10:00:00Z"}}"#,
            r#"{"ticket":"T","at":"2026-04-23T08:00:00Z","seq":1,"event":"change","set":{"status":"pending"}}"#,
            r#"{"ticket":"T","at":"2026-04-23T20:00:00Z","seq":2,"event":"change","set":{"status":"open"}}"#,
        ],
        as_of: "2026-04-24T20:00:00Z",
    };
    // Eight hours run until the promised instant, two are paused; a half more is four from 20:00 on.
    assert_eq!(found.actions(), ["00:00"]);
}

#[test]
fn a_script_is_asked_where_a_plus_is_read() {
    let found = Found {
        policy: r#"duly 1
policy "Found" { zone "UTC" }
ticket { contract none, gold }
script rank_of(contract) -> text ```rhai
  if contract == "gold" { "high" } else { "low" }
```
level gold on always {
  resolution within 1h, plus 1h if rank_of is "high", plus 4h if rank_of is not "high"
}
rules { otherwise level gold }
"#,
        events: &[
            r#"{"ticket":"T","at":"2026-04-23T10:00:00Z","seq":0,"event":"created","by":"customer","set":{"contract":"gold"}}"#,
        ],
        as_of: "2026-04-24T00:00:00Z",
    };
    assert_eq!(found.log()[0]["due"], "2026-04-23T12:00:00Z");
}

#[test]
fn the_last_of_the_actions_that_set_a_field_wins_whoever_says_it() {
    let found = Found {
        policy: r#"duly 1
policy "Found" { zone "UTC"; simulate actions }
script desk(department) -> text ```rhai
  if department == () { "desk" } else { department }
```
level gold on always { first_response within 1h }
rules { otherwise level gold }
when created then assign to desk, assign to "eva"
"#,
        events: &[
            r#"{"ticket":"T","at":"2026-04-23T10:00:00Z","seq":0,"event":"created","by":"customer"}"#,
            r#"{"ticket":"T","at":"2026-04-23T10:30:00Z","seq":1,"event":"message","by":"agent"}"#,
        ],
        as_of: "2026-04-24T00:00:00Z",
    };
    assert_eq!(found.log()[0]["agent"], "eva");
}
