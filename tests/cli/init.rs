//! A project to begin with is in order as it stands, and writes nothing over.

use crate::session::duly;
use std::path::Path;
use std::process::Output;

fn run(folder: &Path, words: &[&str]) -> Output {
    let place = folder.to_str().unwrap();
    duly(words.iter().map(|word| if *word == "DIR" { place } else { word }), None)
}

#[test]
fn a_new_project_is_laid_out_checked_and_tested() {
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().join("new");
    assert_eq!(run(&folder, &["init", "DIR"]).status.code(), Some(0));
    for words in [
        &["fmt", "--check", "DIR"][..],
        &["check", "--deny", "warnings", "DIR"],
        &["test", "DIR"],
        &["test", "--coverage", "--min", "90", "DIR"],
    ] {
        let output = run(&folder, words);
        let said =
            String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(0), "{words:?}: {said}");
    }
    let events = folder.join("events.ndjson");
    let report = run(&folder, &["run", "DIR", events.to_str().unwrap(), "--format", "csv", "--by", "clock"]);
    let report = String::from_utf8(report.stdout).unwrap();
    let lines: Vec<&str> = report.lines().filter(|line| !line.starts_with('#')).collect();
    assert!(lines[1].starts_with("first_response,1,5400,5400,5400,1,2100,"), "{lines:?}");
}

#[test]
fn what_is_there_stays() {
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("tests.sla"), "mine").unwrap();
    let output = run(dir.path(), &["init", "DIR"]);
    assert_eq!(output.status.code(), Some(2));
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("tests.sla` is there already, and nothing was written"), "{said}");
    assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 1);
    assert_eq!(std::fs::read_to_string(dir.path().join("tests.sla")).unwrap(), "mine");
    let file = run(&dir.path().join("tests.sla"), &["init", "DIR"]);
    let said = String::from_utf8(file.stderr).unwrap();
    assert!(said.contains("is a file, and a project is a folder"), "{said}");
}

#[test]
fn every_shell_and_every_command_has_its_page() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = String::from_utf8(duly(["completions", shell], None).stdout).unwrap();
        assert!(
            script.contains("calendar") && script.contains("--as-of") || script.contains("as-of"),
            "{shell}"
        );
    }
    let dir = tempfile::tempdir().unwrap();
    assert_eq!(run(dir.path(), &["man", "--out", "DIR"]).status.code(), Some(0));
    for page in ["duly.1", "duly-run.1", "duly-calendar-show.1", "duly-why.1"] {
        let text = std::fs::read_to_string(dir.path().join(page)).unwrap();
        assert!(text.contains(".SH SYNOPSIS"), "{page}");
    }
}
