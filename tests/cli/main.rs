//! Golden tests of the command: sessions in `tests/cli/sessions`, run in `tests/cli/files`.
//!
//! They belong to the package of the command because cargo tells `CARGO_BIN_EXE_duly` to no other. A session
//! is a text of commands and what each must print:
//!
//! ```text
//! # a remark
//! $ duly check mistakes.sla
//! ? 1
//! > a line of stdout
//! ! a line of stderr
//! ```
//!
//! `?` is the exit status, 0 if it is not there. `< FILE` behind a command is its standard input, and words
//! with blanks stand in single quotes. With `DULY_BLESS` set, what the command prints now is written into the
//! sessions instead of being compared.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod init;
mod messages;
mod readme;
mod session;
mod streams;

use session::{Session, files};

#[test]
fn sessions_print_what_they_say() {
    let bless = std::env::var_os("DULY_BLESS").is_some();
    let sessions = Session::all();
    assert!(!sessions.is_empty(), "no sessions found");
    let before = files();
    let mut different = Vec::new();
    for session in sessions {
        let now = session.replay();
        if now == session.text {
            continue;
        }
        if bless {
            std::fs::write(&session.path, &now).unwrap();
        } else {
            different.push(session.difference(&now));
        }
    }
    assert_eq!(files(), before, "the sessions leave files behind");
    assert!(different.is_empty(), "{}\n(DULY_BLESS=1 records what is printed now)", different.join("\n"));
}
