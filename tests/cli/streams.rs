//! What the two streams, the threads and the folder of `--out` promise beside the recorded sessions.

use crate::session::{duly, folder};
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

/// Reports that leave nothing out: the log as an object a line, and compliance as CSV.
const REPORTS: [&[&str]; 3] = [
    &["run", "acme", "events.ndjson", "--report", "log", "--format", "ndjson"],
    &["run", "acme", "events.ndjson", "--format", "csv", "--by", "month,priority,clock"],
    &["run", "acme", "events.ndjson", "--report", "compliance,log,tickets,backlog,actions"],
];

fn stdout(words: &[&str]) -> Vec<u8> {
    let output = duly(words.iter().copied(), None);
    assert!(output.status.success(), "{words:?}: {}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}

/// The rows of a CSV report; its provenance differs with the names of the inputs and the other reports.
fn rows(report: &[u8]) -> Vec<String> {
    let text = String::from_utf8(report.to_vec()).unwrap();
    let rows: Vec<String> = text.lines().filter(|l| !l.starts_with('#')).map(str::to_owned).collect();
    assert!(rows.len() > 1, "{text}");
    rows
}

#[test]
fn the_same_run_gives_the_same_bytes_on_any_number_of_threads() {
    for report in REPORTS {
        let once = stdout(report);
        assert!(!once.is_empty());
        assert_eq!(once, stdout(report));
        for threads in ["1", "2", "7"] {
            assert_eq!(once, stdout(&[report, &["--threads", threads]].concat()), "{report:?} on {threads}");
        }
    }
}

#[test]
fn the_order_and_the_packing_of_inputs_do_not_matter() {
    let dir = tempfile::tempdir().unwrap();
    let text = fs::read_to_string(folder().join("events.ndjson")).unwrap();
    let mut lines: Vec<&str> = text.lines().collect();
    lines.reverse();
    let (first, second) = lines.split_at(lines.len() / 2);
    fs::write(dir.path().join("b.ndjson"), first.join("\n")).unwrap();
    fs::write(dir.path().join("a.ndjson"), second.join("\n")).unwrap();
    let path = dir.path().to_string_lossy().into_owned();
    let log = |events: &str| rows(&stdout(&["run", "acme", events, "--report", "log", "--format", "csv"]));
    assert_eq!(log("events.ndjson"), log(&path));
    assert_eq!(log("events.ndjson"), log(&format!("{path}/*.ndjson")));
}

#[test]
fn answers_go_to_stdout_and_remarks_to_stderr() {
    let good = duly(["run", "acme", "events.ndjson"], None);
    assert!(good.stderr.is_empty(), "{}", String::from_utf8_lossy(&good.stderr));
    let bad = duly(["run", "acme", "bad-events.ndjson"], None);
    assert!(bad.stdout.is_empty());
    let findings = duly(["check", "mistakes.sla"], None);
    assert!(findings.stdout.is_empty());
    let object = duly(["check", "mistakes.sla", "--format", "json"], None);
    assert!(object.stderr.is_empty());
}

#[test]
fn colours_appear_only_when_asked_for() {
    let escape = |words: &[&str]| {
        let output = duly(words.iter().copied(), None);
        output.stdout.contains(&0x1b) || output.stderr.contains(&0x1b)
    };
    for words in [
        &["check", "mistakes.sla"][..],
        &["run", "acme", "events.ndjson"],
        &["calendar", "acme", "office", "show", "2026"],
    ] {
        assert!(!escape(words), "{words:?}");
        assert!(escape(&[words, &["--color", "always"]].concat()), "{words:?}");
        assert!(!escape(&[words, &["--color", "never"]].concat()), "{words:?}");
    }
}

#[test]
fn a_folder_has_every_report_or_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let names = |path: &Path| {
        let mut names: Vec<String> = fs::read_dir(path)
            .map(|all| all.map(|e| e.unwrap().file_name().to_string_lossy().into_owned()).collect())
            .unwrap_or_default();
        names.sort();
        names
    };
    let out = dir.path().join("out");
    let out_text = out.to_string_lossy().into_owned();
    let failed = duly(["run", "acme", "bad-events.ndjson", "--out", &out_text], None);
    assert_eq!(failed.status.code(), Some(2));
    assert_eq!(names(&out), [""; 0]);
    stdout(&["run", "acme", "events.ndjson", "--out", &out_text]);
    assert_eq!(names(&out), ["actions.csv", "backlog.csv", "compliance.csv", "log.csv", "tickets.csv"]);
    let printed = rows(&stdout(&["run", "acme", "events.ndjson", "--report", "log", "--format", "csv"]));
    assert_eq!(rows(&fs::read(out.join("log.csv")).unwrap()), printed);
    let chosen = dir.path().join("chosen");
    stdout(&[
        "run",
        "acme",
        "events.ndjson",
        "--out",
        &chosen.to_string_lossy(),
        "--report",
        "log",
        "--format",
        "json,table",
    ]);
    assert_eq!(names(&chosen), ["log.json", "log.txt"]);
}

#[test]
fn a_reader_that_leaves_is_no_failure() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_duly"))
        .args(["explain"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), output.stderr.as_slice()), (Some(0), &b""[..]));
}

#[test]
fn events_on_the_standard_input_are_the_same_events() {
    let from_file = stdout(&["run", "acme", "events.ndjson", "--by", "month"]);
    let events = folder().join("events.ndjson");
    let piped = duly(["run", "acme", "-", "--by", "month"], Some(&events));
    assert!(piped.status.success(), "{}", String::from_utf8_lossy(&piped.stderr));
    assert_eq!(from_file, piped.stdout);
}
