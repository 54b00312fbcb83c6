//! EVENTS of the command line: files, globs, folders and `-`, as the inputs that are read.

use crate::Problem;
use crate::paths;
use std::fs::{self, File};
use std::io::Read;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// What EVENTS names, in the order of reading; nothing is opened yet.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Inputs {
    names: Vec<String>,
    bytes: u64,
}

/// The name that stands for the standard input.
const STDIN: &str = "-";

/// The endings of event files, each also with `.gz` and `.zst`.
const ENDINGS: [&str; 3] = ["ndjson", "jsonl", "csv"];

impl Inputs {
    /// Finds what the words name. A folder is every event file in it, sorted; a word with `*`, `?` or `[`
    /// that is no file is a glob. A file that several words name is read once.
    ///
    /// # Errors
    /// A word that names nothing.
    pub fn find(words: &[String]) -> Result<Inputs, Problem> {
        let mut inputs = Inputs { names: Vec::new(), bytes: 0 };
        for word in words {
            for name in named_by(word)? {
                if !inputs.names.contains(&name) {
                    inputs.bytes += fs::metadata(&name).map_or(0, |m| m.len());
                    inputs.names.push(name);
                }
            }
        }
        Ok(inputs)
    }

    /// Their names as people see them.
    #[must_use]
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// Whether the standard input is one of them.
    pub(crate) fn reads_stdin(&self) -> bool {
        self.names.iter().any(|name| name == STDIN)
    }

    /// The bytes of all files together; the standard input counts as none.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Opens them all. `stdin` is what `-` reads; `progress` counts the bytes read.
    ///
    /// # Errors
    /// A file that cannot be opened.
    pub(crate) fn open<'a>(
        &self,
        stdin: Option<Box<dyn Read + Send + 'a>>,
        progress: &Progress,
    ) -> Result<Vec<duly_ingest::Input<'a>>, Problem> {
        let mut stdin = stdin;
        let open = |name: &String| {
            let reader: Box<dyn Read + Send + 'a> = if name == STDIN {
                stdin.take().unwrap_or_else(|| Box::new(std::io::empty()))
            } else {
                Box::new(File::open(name).map_err(|e| paths::unreadable(name, &e))?)
            };
            let shown = if name == STDIN { "(standard input)" } else { name };
            let reader: Box<dyn Read + Send + 'a> = Box::new(Counting { reader, read: progress.clone() });
            Ok(duly_ingest::Input { name: shown.to_owned(), format: None, reader })
        };
        self.names.iter().map(open).collect()
    }
}

/// The files that one word names.
fn named_by(word: &str) -> Result<Vec<String>, Problem> {
    let path = Path::new(word);
    if word == STDIN || path.is_file() {
        return Ok(vec![word.to_owned()]);
    }
    if path.is_dir() {
        return in_folder(word);
    }
    if word.contains(['*', '?', '[']) {
        return by_pattern(word);
    }
    match fs::metadata(path) {
        // Neither file nor folder, but there: a pipe.
        Ok(_) => Ok(vec![word.to_owned()]),
        Err(error) => Err(paths::unreadable(word, &error)),
    }
}

fn in_folder(folder: &str) -> Result<Vec<String>, Problem> {
    let files = paths::entries(Path::new(folder)).into_iter().filter(|p| p.is_file() && is_events(p));
    let names: Vec<String> = files.map(|p| paths::shown(&p)).collect();
    if names.is_empty() {
        let problem = Problem::new(format!("the folder `{folder}` has no event files"));
        return Err(problem
            .help("event files end in `.ndjson`, `.jsonl` or `.csv`, also with `.gz` or `.zst` behind"));
    }
    Ok(names)
}

fn by_pattern(pattern: &str) -> Result<Vec<String>, Problem> {
    let matches = glob::glob(pattern)
        .map_err(|e| Problem::new(format!("the pattern `{pattern}` cannot be read: {}", e.msg)))?;
    let mut names: Vec<String> =
        matches.flatten().filter(|p| p.is_file()).map(|p| paths::shown(&p)).collect();
    names.sort();
    if names.is_empty() {
        return Err(Problem::new(format!("the pattern `{pattern}` matches no file")));
    }
    Ok(names)
}

/// Whether a file is named like events.
pub(crate) fn is_events(path: &Path) -> bool {
    let name = path.file_name().map(|n| n.to_string_lossy().to_lowercase()).unwrap_or_default();
    let name = name.strip_suffix(".gz").or(name.strip_suffix(".zst")).unwrap_or(&name);
    !name.starts_with('.') && name.rsplit_once('.').is_some_and(|(_, ending)| ENDINGS.contains(&ending))
}

/// How many bytes have been read so far, to be looked at from another thread.
#[derive(Clone, Debug, Default)]
pub struct Progress(Arc<AtomicU64>);

impl Progress {
    /// Bytes read from all inputs, before decompression.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

/// A reader that counts.
struct Counting<R> {
    reader: R,
    read: Progress,
}

impl<R: Read> Read for Counting<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let count = self.reader.read(buffer)?;
        self.read.0.fetch_add(count as u64, Ordering::Relaxed);
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(files: &[&str]) -> tempfile::TempDir {
        let dir = tempfile::tempdir().unwrap();
        for file in files {
            fs::write(dir.path().join(file), "12345").unwrap();
        }
        dir
    }

    fn find(dir: &tempfile::TempDir, words: &[&str]) -> Result<Vec<String>, Problem> {
        let root = format!("{}/", dir.path().display());
        let words: Vec<String> =
            words.iter().map(|w| if *w == "-" { "-".to_owned() } else { format!("{root}{w}") }).collect();
        let found = Inputs::find(&words)?;
        Ok(found.names().iter().map(|n| n.strip_prefix(&root).unwrap_or(n).to_owned()).collect())
    }

    #[test]
    fn a_folder_is_its_event_files_in_order() {
        let dir =
            folder(&["b.ndjson", "a.csv.gz", "c.jsonl.zst", "notes.txt", ".d.csv", "policy.sla", "e.CSV"]);
        assert_eq!(find(&dir, &[""]).unwrap(), ["a.csv.gz", "b.ndjson", "c.jsonl.zst", "e.CSV"]);
    }

    #[test]
    fn patterns_files_and_the_standard_input_mix_and_nothing_is_read_twice() {
        let dir = folder(&["b.ndjson", "a.ndjson", "a.csv"]);
        assert_eq!(
            find(&dir, &["b.ndjson", "-", "*.ndjson", "a.?sv"]).unwrap(),
            ["b.ndjson", "-", "a.ndjson", "a.csv"]
        );
    }

    #[test]
    fn what_names_nothing_is_a_problem() {
        let dir = folder(&["events.ndjson"]);
        let message = |word: &str| find(&dir, &[word]).unwrap_err();
        assert!(message("*.csv").message.ends_with("*.csv` matches no file"));
        assert!(message("event.ndjson").help.unwrap().ends_with("events.ndjson`?"));
        let empty = folder(&["policy.sla"]);
        assert!(find(&empty, &[""]).unwrap_err().message.ends_with("has no event files"));
    }

    #[test]
    fn bytes_are_counted() {
        let dir = folder(&["a.csv", "b.csv"]);
        let inputs = Inputs::find(&[dir.path().display().to_string()]).unwrap();
        assert_eq!(inputs.bytes(), 10);
        let progress = Progress::default();
        let mut counting = Counting { reader: &b"123"[..], read: progress.clone() };
        counting.read_to_end(&mut Vec::new()).unwrap();
        assert_eq!(progress.bytes(), 3);
    }
}
