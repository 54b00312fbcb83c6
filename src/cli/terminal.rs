//! The terminal: colours, widths, and the two streams.

use clap::ValueEnum;
use duly_diag::{Diagnostic, SourceMap, render};
use std::io::{self, BufWriter, IsTerminal, StdoutLock, Write};
use terminal_size::{Height, Width};

/// Columns where there is no terminal to ask.
const NO_TERMINAL: usize = 100;

/// Narrower drawings cannot be read.
const NARROWEST: usize = 40;

/// When to colour.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum, Debug)]
pub enum Color {
    /// On a terminal, unless `NO_COLOR` is set; elsewhere too if `CLICOLOR_FORCE` is.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// How the two streams want to be written to.
#[derive(Clone, Copy, Debug)]
pub struct Terminal {
    color: Color,
}

impl Terminal {
    /// The terminal with the user's wish for colours.
    pub fn new(color: Color) -> Self {
        Terminal { color }
    }

    /// Whether what goes to stdout is coloured.
    pub fn colors_stdout(self) -> bool {
        self.colors(io::stdout().is_terminal())
    }

    /// Draws findings on stderr.
    pub fn draw(self, diagnostics: &[Diagnostic], sources: &SourceMap) {
        let color = self.colors(io::stderr().is_terminal());
        let style = render::Style {
            color,
            width: width(terminal_size::terminal_size_of(io::stderr())).unwrap_or(NO_TERMINAL),
        };
        for diagnostic in diagnostics {
            say(render::human(diagnostic, sources, style).trim_end_matches('\n'));
            say("");
        }
    }

    fn colors(self, terminal: bool) -> bool {
        match self.color {
            Color::Always => true,
            Color::Never => false,
            Color::Auto => {
                let off = |name: &str| environment(name).as_deref() == Some("0");
                let forced = environment("CLICOLOR_FORCE").is_some() && !off("CLICOLOR_FORCE");
                let wanted = terminal && !off("CLICOLOR") && environment("TERM").as_deref() != Some("dumb");
                environment("NO_COLOR").is_none() && (forced || wanted)
            }
        }
    }
}

/// Whether somebody is looking at stderr.
pub fn watched() -> bool {
    io::stderr().is_terminal()
}

/// The columns of stdout: `COLUMNS` if it is set, else the terminal's; none where there is no terminal, since a
/// file has room.
pub fn stdout_width() -> Option<usize> {
    width(terminal_size::terminal_size_of(io::stdout()))
}

fn width(size: Option<(Width, Height)>) -> Option<usize> {
    let columns = environment("COLUMNS").and_then(|c| c.parse().ok());
    columns.or_else(|| size.map(|(Width(w), _)| usize::from(w))).map(|width| width.max(NARROWEST))
}

/// A variable of the environment that is set to something.
#[expect(clippy::disallowed_methods, reason = "the command is the one place that reads the environment")]
pub fn environment(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

/// Stdout for a long answer.
pub fn stdout() -> BufWriter<StdoutLock<'static>> {
    BufWriter::new(io::stdout().lock())
}

/// Prints an answer on stdout.
pub fn answer(text: &str) -> io::Result<()> {
    let mut out = stdout();
    out.write_all(text.as_bytes())?;
    out.flush()
}

/// Tells the person at the terminal something, on stderr.
pub fn say(text: &str) {
    // Nobody is left to be told that stderr has gone.
    let _ = writeln!(io::stderr().lock(), "{text}");
}

/// "no errors", "1 error", "2 errors".
pub fn count(number: usize, noun: &str) -> String {
    match number {
        0 => format!("no {noun}s"),
        1 => format!("1 {noun}"),
        _ => format!("{number} {noun}s"),
    }
}
