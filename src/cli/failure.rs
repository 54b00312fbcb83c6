//! How a command ends: its exit status, and what stopped it.

use crate::terminal;
use duly_driver::Problem;
use std::io;
use std::panic;
use std::process::ExitCode;

/// The exit status.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Exit {
    /// All well.
    Well = 0,
    /// The answer is no: findings, a closed calendar.
    No = 1,
    /// The question was wrong: arguments, an unreadable file, bad events.
    Wrong = 2,
    /// A defect of duly.
    Fault = 3,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> ExitCode {
        ExitCode::from(exit as u8)
    }
}

/// What stops a command before its answer.
#[derive(Debug)]
pub enum Failure {
    /// The question was wrong.
    Problem(Problem),
    /// The answer could not be written.
    Output(io::Error),
}

impl From<Problem> for Failure {
    fn from(problem: Problem) -> Self {
        Failure::Problem(problem)
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Failure::Output(error)
    }
}

/// Says what stopped a command, and gives its status. A reader that has gone (`duly run .. | head`) has what
/// it wanted: nothing is said.
pub fn report(result: Result<Exit, Failure>) -> ExitCode {
    let exit = match result {
        Ok(exit) => exit,
        Err(Failure::Output(error)) if error.kind() == io::ErrorKind::BrokenPipe => Exit::Well,
        Err(Failure::Output(error)) => {
            terminal::say(&format!("error: the answer cannot be written: {error}"));
            Exit::Wrong
        }
        Err(Failure::Problem(problem)) => {
            terminal::say(&format!("error: {problem}"));
            Exit::Wrong
        }
    };
    exit.into()
}

/// Makes a panic, which is a defect of duly, say so and end with status 3.
#[expect(clippy::exit, reason = "a panic on any thread ends the whole command with its own status")]
pub fn watch() {
    panic::set_hook(Box::new(|info| {
        let place = info.location().map_or_else(String::new, |at| format!(" at {}:{}", at.file(), at.line()));
        let text = info.payload().downcast_ref::<&str>().copied();
        let what = text.or(info.payload().downcast_ref::<String>().map(String::as_str));
        let what = what.unwrap_or("no reason given");
        terminal::say(&format!(
            "duly {}: internal fault{place}: {what}\nThis is a defect of duly, not of your policy or events. \
             Please report it with what you ran.",
            env!("CARGO_PKG_VERSION")
        ));
        std::process::exit(i32::from(Exit::Fault as u8));
    }));
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::process::Command;

    #[test]
    #[ignore = "ends its process; `a_panic_is_an_internal_fault` runs it in one of its own"]
    fn panics() {
        watch();
        panic!("nobody thought of this");
    }

    #[test]
    fn a_panic_is_an_internal_fault() {
        let output = Command::new(std::env::current_exe().unwrap())
            .args(["failure::tests::panics", "--exact", "--ignored", "--nocapture"])
            .output()
            .unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(3), "{said}");
        assert!(said.contains("internal fault at ") && said.contains(": nobody thought of this"), "{said}");
        assert!(said.contains("This is a defect of duly"), "{said}");
    }

    #[test]
    fn a_reader_that_has_gone_is_no_failure() {
        let broken = || Err(Failure::Output(io::ErrorKind::BrokenPipe.into()));
        assert_eq!(format!("{:?}", report(broken())), format!("{:?}", ExitCode::SUCCESS));
        let full = || Err(Failure::Output(io::Error::other("disk full")));
        assert_eq!(format!("{:?}", report(full())), format!("{:?}", ExitCode::from(2)));
    }
}
