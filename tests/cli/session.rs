//! Reading, replaying and comparing sessions.

use std::fmt::Write;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// The folder that commands run in.
pub fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/cli/files")
}

/// Everything in that folder, sorted.
pub fn files() -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path.clone());
            }
            found.push(path);
        }
    }
    found.sort();
    found
}

/// Runs the command as nobody's terminal sees it: no colours, 100 columns.
pub fn duly<'a>(words: impl IntoIterator<Item = &'a str>, stdin: Option<&Path>) -> Output {
    let stdin = stdin.map_or(Stdio::null(), |path| Stdio::from(File::open(path).unwrap()));
    Command::new(env!("CARGO_BIN_EXE_duly"))
        .args(words)
        .current_dir(folder())
        .env_remove("COLUMNS")
        .env_remove("NO_COLOR")
        .stdin(stdin)
        .output()
        .unwrap()
}

/// A text of commands and what they print.
pub struct Session {
    /// Where it stands.
    pub path: PathBuf,
    /// As it stands there.
    pub text: String,
}

impl Session {
    /// All sessions, sorted.
    pub fn all() -> Vec<Session> {
        let folder = folder().join("../sessions");
        let mut paths: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect();
        paths.sort();
        let read = |path: PathBuf| Session { text: fs::read_to_string(&path).unwrap(), path };
        paths.into_iter().map(read).collect()
    }

    /// The session as the command prints it now.
    pub fn replay(&self) -> String {
        let mut now = String::new();
        for line in self.text.lines() {
            if line.starts_with(['>', '!', '?']) {
                continue;
            }
            writeln!(now, "{line}").unwrap();
            if let Some(command) = line.strip_prefix("$ duly") {
                now.push_str(&printed(&self.run(command)));
            }
        }
        now
    }

    fn run(&self, command: &str) -> Output {
        let mut words = words(command);
        let mut stdin = None;
        if let [.., sign, file] = words.as_slice()
            && sign == "<"
        {
            stdin = Some(folder().join(file));
            words.truncate(words.len() - 2);
        }
        duly(words.iter().map(String::as_str), stdin.as_deref())
    }

    /// The first line that differs, for a failing test.
    pub fn difference(&self, now: &str) -> String {
        let name = self.path.file_name().unwrap_or_default().to_string_lossy();
        let mut lines = self.text.lines();
        for (number, new) in (1..).zip(now.lines()) {
            let old = lines.next().unwrap_or("(the end)");
            if old != new {
                return format!("{name}:{number}\n  expected  {old}\n  printed   {new}");
            }
        }
        format!("{name}: the session has lines that are not printed: {}", lines.next().unwrap_or_default())
    }
}

/// What a command printed, in the form of a session.
fn printed(output: &Output) -> String {
    let mut text = String::new();
    match output.status.code() {
        Some(0) => {}
        Some(code) => writeln!(text, "? {code}").unwrap(),
        None => writeln!(text, "? killed").unwrap(),
    }
    for (mark, stream) in [('>', &output.stdout), ('!', &output.stderr)] {
        for line in String::from_utf8(stream.clone()).unwrap().lines() {
            writeln!(text, "{mark}{}{line}", if line.is_empty() { "" } else { " " }).unwrap();
        }
    }
    text
}

/// The words of a command line; single quotes hold blanks.
pub fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    for (index, part) in line.split('\'').enumerate() {
        if index % 2 == 1 {
            words.push(part.to_owned());
        } else {
            words.extend(part.split_whitespace().map(str::to_owned));
        }
    }
    words
}
