//! `duly fmt`: one canonical layout.

use crate::args::Common;
use crate::terminal;
use crate::{Exit, Failure};
use duly_driver::Problem;
use duly_driver::layout::{self, Layout};
use similar::TextDiff;
use std::io::{self, Read as _};

/// Write policies in the one canonical layout
///
/// Tables and columns are aligned, every comment is kept in its place. The result is read again before it is written: a
/// file whose meaning would change, and one with mistakes, is left as it is.
#[derive(clap::Args, Debug)]
#[command(after_help = "Example: duly fmt --check policies/")]
pub struct Args {
    /// Files, or folders with every `.sla` below them; `-` reads stdin and writes stdout
    #[arg(value_name = "PATH", default_value = ".")]
    paths: Vec<String>,
    /// Write nothing: print what would change as a unified diff, with status 1
    #[arg(long)]
    check: bool,
}

/// What became of the files.
#[derive(Default)]
struct Tally {
    files: usize,
    other: usize,
    refused: usize,
    faults: usize,
}

impl Args {
    /// Lays out everything named.
    pub fn run(&self, common: &Common) -> Result<Exit, Failure> {
        if self.paths.iter().any(|path| path == "-") {
            return self.stream(common);
        }
        let mut files: Vec<String> = Vec::new();
        for path in &self.paths {
            for file in layout::files(path)? {
                if !files.contains(&file) {
                    files.push(file);
                }
            }
        }
        let mut tally = Tally::default();
        for file in files {
            let text = layout::read(&file)?;
            let laid_out = layout::lay_out(&file, &text);
            tally.add(&laid_out, &file, common);
            match laid_out {
                Layout::Other(new) if self.check => terminal::answer(&difference(&file, &text, &new))?,
                Layout::Other(new) => {
                    layout::write(&file, &new)?;
                    terminal::say(&format!("`{file}` is laid out anew"));
                }
                _ => {}
            }
        }
        terminal::say(&tally.summary(self.check));
        Ok(tally.exit(self.check))
    }

    /// From stdin to stdout.
    fn stream(&self, common: &Common) -> Result<Exit, Failure> {
        const NAME: &str = "<stdin>";
        if self.paths.len() > 1 {
            let problem = Problem::new("`-` stands for stdin and goes with no other path");
            return Err(problem.help("format the files and stdin one after the other").into());
        }
        let mut text = String::new();
        io::stdin().read_to_string(&mut text).map_err(|e| {
            let reason =
                if e.kind() == io::ErrorKind::InvalidData { "it is not UTF-8 text" } else { "it broke off" };
            Problem::new(format!("stdin cannot be read: {reason}"))
        })?;
        let mut tally = Tally::default();
        let laid_out = layout::lay_out(NAME, &text);
        tally.add(&laid_out, NAME, common);
        match laid_out {
            Layout::Other(new) if self.check => terminal::answer(&difference(NAME, &text, &new))?,
            Layout::Other(new) => terminal::answer(&new)?,
            Layout::Canonical if !self.check => terminal::answer(&text)?,
            _ => {}
        }
        Ok(tally.exit(self.check))
    }
}

impl Tally {
    /// Counts a file, and says why one is left as it is.
    fn add(&mut self, layout: &Layout, file: &str, common: &Common) {
        self.files += 1;
        match layout {
            Layout::Canonical => {}
            Layout::Other(_) => self.other += 1,
            Layout::Mistakes(found, sources) => {
                self.refused += 1;
                common.terminal().draw(found, sources);
                terminal::say(&format!("`{file}` is left as it is, for it has mistakes"));
            }
            Layout::Differs => {
                self.faults += 1;
                terminal::say(&format!(
                    "`{file}` is left as it is, for its layout would not say the same\nThis is a defect of duly, not of \
                     your policy. Please report it with the file."
                ));
            }
        }
    }

    fn summary(&self, check: bool) -> String {
        let files = terminal::count(self.files, "file");
        let left = self.refused + self.faults;
        let mut parts = Vec::new();
        match (self.other, check) {
            (0, _) if left == 0 => parts.push("all well".to_owned()),
            (0, _) => {}
            (other, true) => parts.push(format!("{other} not in the canonical layout")),
            (other, false) => parts.push(format!("{other} laid out anew")),
        }
        if left > 0 {
            parts.push(format!("{left} left with mistakes"));
        }
        format!("{files}: {}", parts.join(", "))
    }

    fn exit(&self, check: bool) -> Exit {
        if self.faults > 0 {
            Exit::Fault
        } else if self.refused > 0 || (check && self.other > 0) {
            Exit::No
        } else {
            Exit::Well
        }
    }
}

/// What the canonical layout changes, as a unified diff.
fn difference(file: &str, old: &str, new: &str) -> String {
    let diff = TextDiff::from_lines(old, new);
    diff.unified_diff().header(file, file).to_string()
}
