//! Scripts from the policy's text to the reports: each use, and what becomes of a ticket on which one fails.

use crate::support::Run;
use duly_driver::Options;
use serde_json::Value;
use std::path::Path;

const POLICY: &str = r#"duly 1
policy "Scripts" { zone "UTC" }
ticket {
  contract  none, gold
  seats     number
  agents    number
  done      means status is "closed"
}
script each(seats, agents) -> number ```rhai
  if agents == () { 0 } else { seats.to_int() / agents.to_int() }
```
script promise(contract) -> duration ```rhai
  if contract == "gold" { hours(1) } else { hours(4) }
```
script owner_of(contract) -> text ```rhai
  `${contract} desk`
```
level fast on always { resolution within promise, plus 30m if each > 5 }
level slow on always { resolution within 8h }
rules {
  "crowded" if each >= 3 then level fast, notify owner_of
  otherwise level slow
}
"#;

/// The events of tickets A (crowded), B (not), C (whose script divides by zero).
const EVENTS: &str = r#"{"ticket":"A","at":"2026-03-06T08:00:00Z","event":"created","by":"customer","set":{"seats":12,"agents":4}}
{"ticket":"A","at":"2026-03-06T10:00:00Z","event":"change","set":{"contract":"gold"}}
{"ticket":"A","at":"2026-03-06T11:00:00Z","event":"change","set":{"status":"closed"}}
{"ticket":"B","at":"2026-03-06T08:00:00Z","event":"created","by":"customer","set":{"seats":12}}
{"ticket":"B","at":"2026-03-06T09:00:00Z","event":"change","set":{"status":"closed"}}
{"ticket":"C","at":"2026-03-06T08:00:00Z","event":"created","by":"customer","set":{"seats":12,"agents":4}}
{"ticket":"C","at":"2026-03-06T08:30:00Z","event":"change","set":{"agents":0}}
{"ticket":"C","at":"2026-03-06T08:40:00Z","event":"change","set":{"agents":4}}
{"ticket":"C","at":"2026-03-06T09:00:00Z","event":"change","set":{"status":"closed"}}
"#;

fn run(folder: &Path, events: &str) -> Run {
    run_with(folder, POLICY, events)
}

fn run_with(folder: &Path, policy: &str, events: &str) -> Run {
    std::fs::write(folder.join("policy.sla"), policy).unwrap();
    std::fs::write(folder.join("events.ndjson"), events).unwrap();
    Run::new(folder.to_str().unwrap()).events(&folder.join("events.ndjson")).options(Options::default())
}

#[test]
fn scripts_decide_levels_and_targets_and_a_fault_leaves_its_ticket_alone() {
    let folder = tempfile::tempdir().unwrap();
    let log = run(folder.path(), EVENTS).log();
    let of = |ticket: &str| log.iter().find(|r| r["ticket"] == ticket).unwrap();
    let a = of("A");
    assert_eq!((&a["level"], &a["rule"]), (&"fast".into(), &"crowded".into()));
    // The promise became an hour at 10:00, when two had passed.
    assert_eq!((&a["target_s"], &a["outcome"]), (&3600.into(), &"missed".into()));
    assert_eq!(
        (&a["due"], &a["breached_at"]),
        (&"2026-03-06T09:00:00Z".into(), &"2026-03-06T10:00:00Z".into())
    );
    assert_eq!((&of("B")["level"], &of("B")["outcome"]), (&"slow".into(), &"met".into()));
    let c = of("C");
    assert_eq!((&c["outcome"], &c["reason"]), (&"undecided".into(), &"script each failed".into()));
    assert_eq!((&c["due"], &c["remaining_s"]), (&Value::Null, &Value::Null));
    let actions = run(folder.path(), EVENTS).text("actions", "ndjson");
    let actions: Vec<Value> = actions.lines().skip(1).map(|l| serde_json::from_str(l).unwrap()).collect();
    // A begins with a contract that is not set; C had begun before its script failed, and does not again.
    let said: Vec<_> =
        actions.iter().map(|a| (a["ticket"].as_str().unwrap(), a["to"].as_str().unwrap())).collect();
    assert_eq!(said, [("A", " desk"), ("C", " desk")]);
    let tickets = run(folder.path(), EVENTS).text("tickets", "csv");
    assert!(tickets.lines().any(|line| line.starts_with("C,undecided,")), "{tickets}");
}

#[test]
fn the_order_of_the_lines_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let lines: Vec<&str> = EVENTS.lines().collect();
    let turned: String = lines.iter().rev().map(|line| format!("{line}\n")).collect();
    assert_eq!(run(folder.path(), EVENTS).log(), run(folder.path(), &turned).log());
}

/// A script that fails where it matters silences the triggers of its ticket too; what scripts give for actions
/// happens to the ticket at once where the policy simulates actions.
#[test]
fn triggers_act_by_scripts_and_keep_still_where_one_failed() {
    let policy = r#"duly 1
policy "Scripts" { zone "UTC"; simulate actions }
ticket {
  team    front, key
  seats   number
  agents  number
  done    means status is "closed"
}
script each(seats, agents) -> number ```rhai
  if agents == () { 0 } else { seats.to_int() / agents.to_int() }
```
script team_of(seats) -> text ```rhai
  if seats > 100 { "key" } else { "front" }
```
script mark(team, seats) -> text ```rhai
  `${team}-${seats.to_int()}`
```
level plain on always { resolution within 8h }
level key on always { resolution within 1h }
rules {
  "key"    if team is key then level key
  "plain"  if each >= 0 then level plain
  otherwise no level
}
when created then set team to team_of, tag mark, run each
"#;
    let events = r#"{"ticket":"A","at":"2026-03-06T08:00:00Z","event":"created","by":"customer","set":{"seats":200}}
{"ticket":"A","at":"2026-03-06T10:00:00Z","event":"change","set":{"status":"closed"}}
{"ticket":"B","at":"2026-03-06T08:00:00Z","event":"created","by":"customer","set":{"seats":20}}
{"ticket":"C","at":"2026-03-06T08:00:00Z","event":"created","by":"customer","set":{"seats":20,"agents":0}}
"#;
    let folder = tempfile::tempdir().unwrap();
    let run = || run_with(folder.path(), policy, events);
    let log = run().log();
    let of = |ticket: &str| log.iter().find(|r| r["ticket"] == ticket).unwrap();
    // The script's team is the ticket's before its verdict.
    assert_eq!((&of("A")["level"], &of("A")["outcome"]), (&"key".into(), &"missed".into()));
    assert_eq!((&of("B")["level"], &of("B")["outcome"]), (&"plain".into(), &"running".into()));
    // Without a level there is no cycle to list; the ticket is listed.
    let tickets = run().text("tickets", "csv");
    assert!(tickets.lines().any(|line| line.starts_with("C,undecided,")), "{tickets}");
    let actions = run().text("actions", "ndjson");
    let actions: Vec<Value> = actions.lines().skip(1).map(|l| serde_json::from_str(l).unwrap()).collect();
    assert!(actions.iter().all(|action| action["ticket"] != "C"), "{actions:#?}");
    // All actions of a trigger see the ticket as the event left it.
    let tags: Vec<&Value> = actions.iter().filter(|a| a["action"] == "tag").map(|a| &a["to"]).collect();
    assert_eq!(tags, ["-200", "-20"], "{actions:#?}");
}
