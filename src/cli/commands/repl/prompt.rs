//! The line editor: what the library knows of an entry, as the terminal shows it.

use super::{Talk, history};
use crate::terminal;
use crate::{Exit, Failure};
use duly_driver::session::{
    Line, Mark, Session, Tone, complete, highlight, hint, paint, shape, shown_instant,
};
use rustyline::completion::{Completer, Pair};
use rustyline::error::ReadlineError;
use rustyline::highlight::{CmdKind, Highlighter};
use rustyline::hint::Hinter;
use rustyline::history::FileHistory;
use rustyline::validate::{ValidationContext, ValidationResult, Validator};
use rustyline::{CompletionType, Config, Context, Editor, Helper};
use std::borrow::Cow;
use std::cell::RefCell;
use std::io;
use std::rc::Rc;

/// What stands before an entry.
pub(super) const FIRST: &str = "duly> ";

/// What stands before its other lines.
pub(super) const MORE: &str = "....> ";

/// How many entries are kept.
const MOST_KEPT: usize = 5_000;

impl Talk {
    /// Reads entries until the session is over. Ctrl-C drops the line, Ctrl-D ends.
    pub(super) fn converse(self, keep: bool) -> Result<Exit, Failure> {
        let color = self.terminal.colors_stdout();
        terminal::answer(&greeting(&self.session, color))?;
        let talk = Rc::new(RefCell::new(self));
        let config = Config::builder()
            .max_history_size(MOST_KEPT)
            .and_then(|config| config.history_ignore_dups(true))
            .map_err(failed)?
            .completion_type(CompletionType::List)
            .auto_add_history(true)
            .build();
        let mut editor: Editor<Guide, FileHistory> = Editor::with_config(config).map_err(failed)?;
        editor.set_helper(Some(Guide { talk: Rc::clone(&talk), color }));
        let file = if keep { history::file() } else { None };
        if let Some(file) = &file {
            // There is none before the first session.
            let _ = editor.load_history(file);
        }
        loop {
            match editor.readline(FIRST) {
                Ok(entry) => {
                    if !talk.borrow_mut().take(&entry)? {
                        break;
                    }
                }
                Err(ReadlineError::Interrupted) => {}
                Err(ReadlineError::Eof) => break,
                Err(error) => return Err(failed(error)),
            }
        }
        if let Some(file) = &file {
            history::keep(file, |file| editor.append_history(file).map_err(io::Error::other));
        }
        Ok(Exit::Well)
    }
}

fn failed(error: ReadlineError) -> Failure {
    Failure::Output(io::Error::other(error))
}

/// What a newcomer sees first.
fn greeting(session: &Session, color: bool) -> String {
    let meta = &session.plan().meta;
    let doubts = match session.warnings().len() {
        0 => String::new(),
        count => format!(", {}", terminal::count(count, "warning")),
    };
    let title = Line(vec![
        (Tone::Plain, format!("duly {}, policy ", env!("CARGO_PKG_VERSION"))),
        (Tone::Strong, meta.name.clone()),
        (Tone::Plain, format!(" in {}{doubts}", meta.zone.name())),
    ]);
    let now =
        session.now().map_or_else(String::new, |now| format!("it is {}; ", shown_instant(now, &meta.zone)));
    let help = "`help` lists what can be typed, Tab completes, Ctrl-D ends";
    paint(&[title, Line(vec![(Tone::Dim, format!("{now}{help}"))])], color)
}

/// What rustyline asks of us.
struct Guide {
    talk: Rc<RefCell<Talk>>,
    color: bool,
}

impl Helper for Guide {}

impl Validator for Guide {
    fn validate(&self, context: &mut ValidationContext<'_>) -> rustyline::Result<ValidationResult> {
        let text = context.input();
        // A blank line ends an entry that never comes to its end.
        let goes_on = shape(text).1 && !text.ends_with('\n');
        Ok(if goes_on { ValidationResult::Incomplete } else { ValidationResult::Valid(None) })
    }
}

impl Completer for Guide {
    type Candidate = Pair;

    fn complete(&self, line: &str, at: usize, _: &Context<'_>) -> rustyline::Result<(usize, Vec<Pair>)> {
        let completion = complete(&self.talk.borrow().session, line, at);
        let pair = |word: String| Pair { display: word.clone(), replacement: word };
        Ok((completion.start, completion.words.into_iter().map(pair).collect()))
    }
}

impl Hinter for Guide {
    type Hint = String;

    fn hint(&self, line: &str, at: usize, _: &Context<'_>) -> Option<String> {
        if at < line.len() { None } else { hint(&self.talk.borrow().session, line) }
    }
}

impl Highlighter for Guide {
    fn highlight<'l>(&self, line: &'l str, _: usize) -> Cow<'l, str> {
        if !self.color {
            return Cow::Borrowed(line);
        }
        let mut shown = String::new();
        let mut at = 0;
        for (range, mark) in highlight(&self.talk.borrow().session, line) {
            shown.push_str(&line[at..range.start]);
            shown.push_str(&format!("\x1b[{}m{}\x1b[0m", code(mark), &line[range.clone()]));
            at = range.end;
        }
        shown.push_str(&line[at..]);
        Cow::Owned(shown)
    }

    fn highlight_hint<'h>(&self, hint: &'h str) -> Cow<'h, str> {
        if self.color { Cow::Owned(format!("\x1b[2m{hint}\x1b[0m")) } else { Cow::Borrowed(hint) }
    }

    fn highlight_prompt<'b, 's: 'b, 'p: 'b>(&'s self, prompt: &'p str, _: bool) -> Cow<'b, str> {
        if self.color { Cow::Owned(format!("\x1b[1m{prompt}\x1b[0m")) } else { Cow::Borrowed(prompt) }
    }

    fn highlight_char(&self, _: &str, _: usize, _: CmdKind) -> bool {
        self.color
    }
}

fn code(mark: Mark) -> &'static str {
    match mark {
        Mark::Keyword => "34",
        Mark::Name => "1",
        Mark::Figure => "36",
        Mark::Text => "32",
        Mark::Comment => "2",
    }
}
