//! Repository chores, run as `cargo xtask NAME`.

mod sample;
mod tidy;

use std::path::Path;
use std::process::ExitCode;

fn main() -> ExitCode {
    let chore = std::env::args().nth(1);
    match chore.as_deref() {
        Some("tidy") => report(tidy::run(&root())),
        Some("sample") => made(sample::write(&root())),
        other => {
            say(&format!(
                "{}\nusage: cargo xtask tidy    what the compiler does not hold: lengths, pages, links, layers\n       \
                 cargo xtask sample  writes the sample events of rules/liveagent",
                other.map_or("no chore named".to_owned(), |name| format!("no chore `{name}`"))
            ));
            ExitCode::from(2)
        }
    }
}

/// The workspace's folder: this crate lies two below it.
fn root() -> std::path::PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().nth(2).unwrap_or(here).to_owned()
}

fn made(result: Result<(), String>) -> ExitCode {
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            say(&problem);
            ExitCode::from(2)
        }
    }
}

fn report(findings: Result<Vec<tidy::Finding>, String>) -> ExitCode {
    match findings {
        Err(problem) => {
            say(&format!("tidy could not look: {problem}"));
            ExitCode::from(2)
        }
        Ok(findings) if findings.is_empty() => {
            say("tidy: all well");
            ExitCode::SUCCESS
        }
        Ok(findings) => {
            for finding in &findings {
                say(&finding.to_string());
            }
            say(&format!("tidy: {} findings", findings.len()));
            ExitCode::FAILURE
        }
    }
}

#[expect(clippy::print_stderr, reason = "a chore talks to the person who runs it")]
fn say(text: &str) {
    eprintln!("{text}");
}
