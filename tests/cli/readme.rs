//! The commands of the README, and of other pages that show some, print what is said there.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The width at which the README shows tables.
const COLUMNS: &str = "100";

/// What stands before a command's words in the README.
const COMMANDS: [&str; 2] = ["$ cargo run --release -- ", "$ duly "];

fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The fenced blocks of one language.
fn blocks<'a>(page: &'a str, language: &str) -> Vec<&'a str> {
    let fence = format!("```{language}\n");
    page.split(fence.as_str()).skip(1).map(|rest| rest.split("```").next().unwrap()).collect()
}

/// A folder with the README's own policy and the pack that it runs.
fn folder(page: &str) -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("policy.sla"), blocks(page, "sla")[0]).unwrap();
    let pack = "rules/liveagent";
    fs::create_dir_all(dir.path().join(pack)).unwrap();
    for entry in fs::read_dir(workspace().join(pack)).unwrap() {
        let path = entry.unwrap().path();
        fs::copy(&path, dir.path().join(pack).join(path.file_name().unwrap())).unwrap();
    }
    dir
}

fn print(command: &str, dir: &Path) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_duly"))
        .args(crate::session::words(command))
        .current_dir(dir)
        .env("COLUMNS", COLUMNS)
        .output()
        .unwrap();
    String::from_utf8([output.stdout, output.stderr].concat()).unwrap()
}

#[test]
fn commands_print_what_the_readme_shows() {
    let path = workspace().join("README.md");
    let dir = folder(&fs::read_to_string(&path).unwrap());
    holds(&path, dir.path(), 4);
}

#[test]
fn commands_print_what_the_page_of_why_shows() {
    holds(&workspace().join("docs/why.md"), &crate::session::folder(), 1);
}

#[test]
fn commands_print_what_the_tutorial_shows() {
    let path = workspace().join("docs/tutorial.md");
    let page = fs::read_to_string(&path).unwrap();
    let dir = tempfile::tempdir().unwrap();
    // A block that names a file is that file.
    for block in page.split("```sla ").skip(1) {
        let (name, rest) = block.split_once('\n').unwrap();
        let file = dir.path().join(name);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, rest.split("```").next().unwrap()).unwrap();
    }
    holds(&path, dir.path(), 12);
}

/// Runs the commands of a page in a folder: at least so many, and each prints what stands behind it.
fn holds(path: &Path, dir: &Path, least: usize) {
    let page = fs::read_to_string(path).unwrap();
    let mut commands = 0;
    let mut now = page.clone();
    for block in blocks(&page, "console") {
        let mut fresh = String::new();
        for line in block.lines() {
            if let Some(command) = COMMANDS.iter().find_map(|prefix| line.strip_prefix(prefix)) {
                commands += 1;
                fresh.push_str(&format!("{line}\n{}", print(command, dir)));
            }
        }
        now = now.replace(block, &fresh);
    }
    assert!(commands >= least, "{commands} commands found");
    if std::env::var_os("DULY_BLESS").is_some() {
        fs::write(path, &now).unwrap();
    } else {
        assert!(now == page, "{} shows something else; DULY_BLESS=1 records this:\n{now}", path.display());
    }
}
