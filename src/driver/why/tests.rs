//! Stories of the shipped sample: what is drawn fits, and what is summed adds up.

use super::*;
use crate::{CheckedPolicy, Inputs, OnBad, Progress, check};
use duly_calendar::TimeZones;
use std::collections::BTreeSet;
use std::path::Path;

/// The policy of the tests, and events for it.
const POLICY: &str = r#"duly 1
policy "Desk" { zone "Europe/Bratislava" }
ticket {
  priority  low < normal < high, normal if unset
  status    new, waiting, done
  done      means status is done
  waiting   means status is waiting
}
calendar office {
  mon-fri  09:00-17:00
  closed   2026-04-03, 2026-04-06  "Easter"
}
level basic on office { resolution within 8h; warn at 75% }
level fast on office { resolution within 1 business day }
rules {
  "High" if priority is high then level fast
  otherwise level basic
}
"#;

/// Created on the Thursday before Easter at 16:00, set to waiting and back, never done.
const EVENTS: &str = r#"{"ticket":"T-1","at":"2026-04-02T14:00:00Z","event":"created","by":"customer"}
{"ticket":"T-2","at":"2026-04-02T14:00:00Z","event":"created","by":"customer","set":{"priority":"high"}}
{"ticket":"T-1","at":"2026-04-07T08:00:00Z","event":"change","set":{"status":"waiting"}}
{"ticket":"T-1","at":"2026-04-07T09:00:00Z","event":"change","set":{"status":"new"}}
{"ticket":"T-2","at":"2026-04-09T10:00:00Z","event":"change","set":{"status":"done"}}
"#;

struct Desk {
    policy: CheckedPolicy,
    inputs: Inputs,
    zones: TimeZones,
    _folder: tempfile::TempDir,
}

fn desk() -> Desk {
    desk_of(POLICY)
}

fn desk_of(policy: &str) -> Desk {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path.display().to_string()
    };
    let (policy, events) = (write("policy.sla", policy), write("events.ndjson", EVENTS));
    let zones = TimeZones::bundled();
    Desk {
        policy: check(&policy, &zones).unwrap(),
        inputs: Inputs::find(&[events]).unwrap(),
        zones,
        _folder: folder,
    }
}

impl Desk {
    fn ask(&self, ticket: &str, at: Option<&str>) -> Result<Story, NoStory> {
        let answer = story(Request {
            ticket,
            policy: &self.policy,
            plan: self.policy.plan.clone().unwrap(),
            zones: &self.zones,
            inputs: &self.inputs,
            stdin: None,
            mapping: None,
            on_bad: OnBad::Stop,
            threads: 1,
            at,
            zone: None,
            as_test: false,
            progress: Progress::default(),
        });
        answer.map(|answer| answer.story)
    }
}

fn plain(story: &Story, width: usize) -> String {
    story.text(Style { width, color: false })
}

#[test]
fn a_holiday_that_mattered_is_named_with_its_line() {
    let story = desk().ask("T-1", None).unwrap();
    let [cycle] = story.cycles.as_slice() else { panic!("one cycle") };
    let special: Vec<_> = cycle.days.iter().filter(|day| !day.because.is_empty()).collect();
    assert_eq!(
        special.iter().map(|day| day.date.to_string()).collect::<Vec<_>>(),
        ["2026-04-03", "2026-04-06"]
    );
    assert_eq!(special[0].because[0].name.as_deref(), Some("Easter"));
    assert!(special[0].because[0].line.ends_with("policy.sla:11"), "{}", special[0].because[0].line);
    assert!(plain(&story, 80).contains("Easter: closed 2026-04-03, 2026-04-06 \"Easter\""));
}

#[test]
fn a_day_of_the_weekend_does_not_matter_though_it_is_closed() {
    let story = desk().ask("T-1", None).unwrap();
    let saturday = story.cycles[0].days.iter().find(|day| day.date.to_string() == "2026-04-04").unwrap();
    assert!(saturday.because.is_empty() && saturday.spans.is_empty());
}

#[test]
fn at_an_instant_nothing_later_is_known() {
    let desk = desk();
    let story = desk.ask("T-1", Some("2026-04-07 10:30")).unwrap();
    assert_eq!((story.events, story.cycles[0].outcome), (2, "paused"));
    assert_eq!(desk.ask("T-1", Some("2026-04-02 16:30")).unwrap().cycles[0].outcome, "running");
    let Err(NoStory::Problem(problem)) = desk.ask("T-1", Some("2026-04-01")) else { panic!("no ticket yet") };
    assert!(
        problem.message.starts_with("ticket `T-1` is created at 2026-04-02 16:00:00 +02:00"),
        "{problem}"
    );
}

#[test]
fn the_end_of_the_data_is_that_of_the_whole_log() {
    let story = desk().ask("T-1", None).unwrap();
    assert_eq!(crate::moment::utc(story.provenance.as_of), "2026-04-09T10:00:00Z");
    assert_eq!(story.cycles[0].outcome, "overdue");
}

#[test]
fn a_ticket_that_is_not_there_is_answered_with_those_like_it() {
    let Err(NoStory::Problem(problem)) = desk().ask("T-3", None) else { panic!("there is none") };
    assert_eq!(problem.help.as_deref(), Some("did you mean `T-1` or `T-2`?"));
    let Err(NoStory::Problem(problem)) = desk().ask("invoice", None) else { panic!("there is none") };
    assert_eq!(problem.help.as_deref(), Some("the first of 2 is `T-1`"));
}

#[test]
fn a_script_shows_what_it_gave() {
    let asked = POLICY.replace("if priority is high", "if weight > 2");
    let script =
        "script weight(priority) -> number ```rhai\n  if priority == \"high\" { 3.0 } else { 1.0 }\n```\n";
    let story = desk_of(&format!("{asked}{script}")).ask("T-2", None).unwrap();
    assert_eq!(story.levels[0].level.as_deref(), Some("fast"));
    let text = plain(&story, 80);
    assert!(text.contains("✓ weight > 2 — weight gives 3"), "{text}");
}

#[test]
fn days_of_a_promise_are_counted_out() {
    let story = desk().ask("T-2", None).unwrap();
    let days: Vec<String> = story.cycles[0].counted_days.iter().map(|at| crate::moment::utc(*at)).collect();
    assert_eq!(days, ["2026-04-02T14:00:00Z", "2026-04-07T14:00:00Z"]);
    assert_eq!(story.cycles[0].due, story.cycles[0].counted_days.last().copied());
}

/// Every so many tickets of the sample.
fn sample(each: usize) -> Vec<Story> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../rules/liveagent");
    let zones = TimeZones::bundled();
    let policy = check(&root.display().to_string(), &zones).unwrap();
    let events = root.join("events.ndjson");
    let text = std::fs::read_to_string(&events).unwrap();
    let names: BTreeSet<String> = text
        .lines()
        .map(|line| {
            serde_json::from_str::<serde_json::Value>(line).unwrap()["ticket"].as_str().unwrap().to_owned()
        })
        .collect();
    let inputs = Inputs::find(&[events.display().to_string()]).unwrap();
    let desk = Desk { policy, inputs, zones, _folder: tempfile::tempdir().unwrap() };
    names.iter().step_by(each).map(|name| desk.ask(name, None).unwrap()).collect()
}

#[test]
fn stories_fit_their_columns_and_days_add_up() {
    let stories = sample(23);
    assert!(stories.len() > 10);
    for story in stories {
        for width in [60, 80] {
            let text = plain(&story, width);
            for line in text.lines() {
                let alone = line.trim_start().split(' ').count() == 1;
                assert!(line.chars().count() <= width || alone, "{}: {line}", story.ticket);
            }
        }
        for cycle in &story.cycles {
            let (elapsed, paused): (i64, i64) =
                cycle.days.iter().fold((0, 0), |sum, day| (sum.0 + day.elapsed_s, sum.1 + day.paused_s));
            assert_eq!(
                (elapsed, paused),
                (cycle.elapsed_s, cycle.paused_s),
                "{} {:?}",
                story.ticket,
                cycle.name
            );
            assert_eq!(cycle.days.last().map(|day| day.sum_s), Some(cycle.elapsed_s));
        }
        assert!(story.moments.is_sorted_by_key(|moment| moment.at));
    }
}

#[test]
fn pictures_are_whole_and_say_what_they_show() {
    for story in sample(61) {
        let svg = story.svg();
        assert!(svg.contains("<title id=\"title\">") && svg.contains("<desc id=\"description\">"));
        assert!(!svg.contains("<script") && !svg.contains("href="));
        let opened = svg.matches('<').count() - svg.matches("</").count();
        assert_eq!(opened, svg.matches("</").count() + svg.matches("/>").count(), "{}", story.ticket);
        assert!(!svg.contains("NaN") && !svg.contains("inf"), "{}", story.ticket);
    }
}

#[test]
fn what_the_data_writes_does_not_draw() {
    let mut story = desk().ask("T-1", None).unwrap();
    story.ticket = "<script>alert(1)</script>\u{1b}".to_owned();
    let svg = story.svg();
    assert!(!svg.contains("<script") && svg.contains("&lt;script&gt;"));
    assert!(!plain(&story, 80).contains('\u{1b}'));
}

#[test]
fn the_same_question_gives_the_same_bytes() {
    let desk = desk();
    let (one, other) = (desk.ask("T-1", None).unwrap(), desk.ask("T-1", None).unwrap());
    assert_eq!(one.json().unwrap(), other.json().unwrap());
    assert_eq!(one.svg(), other.svg());
}
