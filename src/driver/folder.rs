//! Files that are there complete or not at all.

use crate::Problem;
use crate::paths;
use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

/// Several files written beside their names and renamed together at the end; what was not finished
/// is removed again.
#[derive(Debug)]
pub struct Folder {
    path: PathBuf,
    /// The unfinished file and its name.
    pending: Vec<(PathBuf, PathBuf)>,
}

impl Folder {
    /// Begins to write into a folder, which is made if it is not there.
    ///
    /// # Errors
    /// It cannot be made, or is a file.
    pub fn create(path: &str) -> Result<Folder, Problem> {
        if Path::new(path).is_file() {
            let problem = Problem::new(format!("`{path}` is a file"));
            return Err(problem.help("give the name of a folder, which is made if it is not there"));
        }
        fs::create_dir_all(path).map_err(|e| {
            Problem::new(format!("the folder `{path}` cannot be made: {}", paths::reason(&e)))
        })?;
        Ok(Folder { path: PathBuf::from(path), pending: Vec::new() })
    }

    /// Writes one file of it.
    ///
    /// # Errors
    /// The disk refuses.
    pub fn write(
        &mut self,
        name: &str,
        content: impl FnOnce(&mut dyn Write) -> std::io::Result<()>,
    ) -> Result<(), Problem> {
        let unfinished = self.path.join(format!(".{name}.{}", std::process::id()));
        let finished = self.path.join(name);
        let fail = |e: std::io::Error| {
            Problem::new(format!("`{}` cannot be written: {}", finished.display(), paths::reason(&e)))
        };
        let file = File::create(&unfinished).map_err(fail)?;
        self.pending.push((unfinished, finished.clone()));
        let mut out = BufWriter::new(file);
        content(&mut out).and_then(|()| out.flush()).map_err(fail)
    }

    /// Gives every file its name. The names, in the order of writing.
    ///
    /// # Errors
    /// The disk refuses.
    pub fn finish(mut self) -> Result<Vec<String>, Problem> {
        let mut names = Vec::new();
        for (unfinished, finished) in std::mem::take(&mut self.pending) {
            fs::rename(&unfinished, &finished).map_err(|e| {
                Problem::new(format!("`{}` cannot be written: {}", finished.display(), paths::reason(&e)))
            })?;
            names.push(paths::shown(&finished));
        }
        Ok(names)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        for (unfinished, _) in &self.pending {
            // Already failing: a leftover that cannot be removed changes nothing.
            let _ = fs::remove_file(unfinished);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(dir: &Path) -> Vec<String> {
        paths::entries(dir).iter().map(|p| p.file_name().unwrap().to_string_lossy().into_owned()).collect()
    }

    #[test]
    fn files_appear_together_at_the_end() {
        let dir = tempfile::tempdir().unwrap();
        let out = dir.path().join("deep/out");
        let mut folder = Folder::create(&out.to_string_lossy()).unwrap();
        folder.write("a.csv", |w| w.write_all(b"1")).unwrap();
        assert!(!out.join("a.csv").exists());
        folder.write("b.csv", |w| w.write_all(b"2")).unwrap();
        assert_eq!(folder.finish().unwrap().len(), 2);
        assert_eq!(names(&out), ["a.csv", "b.csv"]);
    }

    #[test]
    fn a_failure_leaves_what_was_there() {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join("a.csv"), "old").unwrap();
        let mut folder = Folder::create(&dir.path().to_string_lossy()).unwrap();
        folder.write("a.csv", |w| w.write_all(b"new")).unwrap();
        let broken = folder.write("b.csv", |_| Err(std::io::Error::other("disk full")));
        assert!(broken.unwrap_err().message.ends_with("b.csv` cannot be written: disk full"));
        drop(folder);
        assert_eq!(names(dir.path()), ["a.csv"]);
        assert_eq!(fs::read_to_string(dir.path().join("a.csv")).unwrap(), "old");
    }

    #[test]
    fn a_file_is_no_folder() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("x");
        fs::write(&file, "").unwrap();
        assert!(Folder::create(&file.to_string_lossy()).unwrap_err().message.ends_with("x` is a file"));
    }
}
