//! `duly init`: a project to begin with.

use crate::terminal;
use crate::{Exit, Failure};
use duly_driver::Problem;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

/// What a project begins with.
const STARTER: [(&str, &str); 4] = [
    ("policy.sla", include_str!("../starter/policy.sla")),
    ("tests.sla", include_str!("../starter/tests.sla")),
    ("events.ndjson", include_str!("../starter/events.ndjson")),
    (".github/workflows/sla.yml", include_str!("../starter/sla.yml")),
];

/// Begin a project: a policy, its tests, sample events and a CI workflow
///
/// The policy is one to change: two levels on office hours, with a table of targets by priority. Nothing that is there already is
/// written over.
#[derive(clap::Args, Debug)]
#[command(after_help = "Example: duly init acme && duly test acme")]
pub struct Args {
    /// The folder, made if it is not there
    #[arg(value_name = "DIR", default_value = ".")]
    folder: PathBuf,
}

impl Args {
    /// Writes the files, or none if one of them is there.
    pub fn run(&self) -> Result<Exit, Failure> {
        if self.folder.is_file() {
            let message = format!("`{}` is a file, and a project is a folder", self.folder.display());
            return Err(Problem::new(message).help("name a folder: `duly init NEW`").into());
        }
        let there: Vec<String> = STARTER
            .iter()
            .map(|(name, _)| self.folder.join(name))
            .filter(|path| path.exists())
            .map(|path| shown(&path))
            .collect();
        if !there.is_empty() {
            let are = if there.len() == 1 { "is" } else { "are" };
            let message = format!("{} {are} there already, and nothing was written", there.join(", "));
            return Err(Problem::new(message).help("name another folder: `duly init NEW`").into());
        }
        for (name, text) in STARTER {
            write(&self.folder.join(name), text)?;
            terminal::say(&format!("{} is written", shown(&self.folder.join(name))));
        }
        let folder =
            if self.folder == Path::new(".") { ".".to_owned() } else { self.folder.display().to_string() };
        terminal::say(&format!(
            "now try:\n  duly check {folder}\n  duly test {folder}\n  duly run {folder} {}",
            self.folder.join("events.ndjson").display()
        ));
        Ok(Exit::Well)
    }
}

fn shown(path: &Path) -> String {
    format!("`{}`", path.display())
}

/// Writes a new file; one that has come into being meanwhile stays.
fn write(path: &Path, text: &str) -> Result<(), Problem> {
    let made = path.parent().map_or(Ok(()), fs::create_dir_all);
    let file = made.and_then(|()| fs::File::create_new(path));
    file.and_then(|mut file| file.write_all(text.as_bytes()))
        .map_err(|error| Problem::new(format!("`{}` cannot be written: {error}", path.display())))
}
