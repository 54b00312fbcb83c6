//! The canonical layout of policy files.

use crate::{Problem, inputs, paths};
use duly_diag::{Diagnostic, SourceMap};
use duly_syntax::{Unformatted, format};
use std::fs::{self, File};
use std::io::Write;
use std::path::Path;

/// A text and its canonical layout.
#[derive(Debug)]
pub enum Layout {
    /// It is in the canonical layout.
    Canonical,
    /// Its canonical layout differs.
    Other(String),
    /// It has mistakes, and so no layout: what was found in it.
    Mistakes(Vec<Diagnostic>, SourceMap),
    /// The layout would not say the same: a defect of duly.
    Differs,
}

/// The canonical layout of a text; the name is for its mistakes.
#[must_use]
pub fn lay_out(name: &str, text: &str) -> Layout {
    let mut sources = SourceMap::new();
    let file = sources.add(name, text);
    match format(file, text) {
        Ok(formatted) if formatted == text => Layout::Canonical,
        Ok(formatted) => Layout::Other(formatted),
        Err(Unformatted::Mistakes(found)) => Layout::Mistakes(found, sources),
        Err(Unformatted::Differs) => Layout::Differs,
    }
}

/// The files that a path of `duly fmt` stands for: itself, or every `.sla` below a folder, in order.
///
/// # Errors
/// There is no such file, it holds events, or the folder has no policy text.
pub fn files(path: &str) -> Result<Vec<String>, Problem> {
    let metadata = fs::metadata(path).map_err(|e| paths::unreadable(path, &e))?;
    if metadata.is_dir() {
        let found = paths::texts_below(path);
        return match found.is_empty() {
            true => Err(Problem::new(format!("no policy text (`.sla`) lies below the folder `{path}`"))),
            false => Ok(found),
        };
    }
    if inputs::is_events(Path::new(path)) {
        return Err(Problem::new(format!("`{path}` is a file of events, not a policy")));
    }
    Ok(vec![path.to_owned()])
}

/// The text of a file.
///
/// # Errors
/// It cannot be read, or is no text.
pub fn read(path: &str) -> Result<String, Problem> {
    fs::read_to_string(path).map_err(|e| paths::unreadable(path, &e))
}

/// Writes a file's new text, beside it at first, so that there is always the old one or the new one, whole. A link stays
/// a link, and the file's permissions stay.
///
/// # Errors
/// The disk refuses.
pub fn write(path: &str, text: &str) -> Result<(), Problem> {
    let fail = |e: std::io::Error| Problem::new(format!("`{path}` cannot be written: {}", paths::reason(&e)));
    let real = fs::canonicalize(path).map_err(fail)?;
    let name = real.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    let beside = real.with_file_name(format!(".{name}.{}", std::process::id()));
    let written = File::create(&beside).and_then(|mut file| {
        file.write_all(text.as_bytes())?;
        file.set_permissions(fs::metadata(&real)?.permissions())?;
        file.sync_all()?;
        fs::rename(&beside, &real)
    });
    written.map_err(|e| {
        // Already failing: a leftover that cannot be removed changes nothing.
        let _ = fs::remove_file(&beside);
        fail(e)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(dir: &tempfile::TempDir, name: &str) -> String {
        dir.path().join(name).to_string_lossy().into_owned()
    }

    #[test]
    fn a_folder_stands_for_all_policy_text_below_it() {
        let dir = tempfile::tempdir().unwrap();
        fs::create_dir_all(dir.path().join("b/.hidden")).unwrap();
        for name in ["b/x.sla", "a.sla", "notes.md", "b/.hidden/y.sla", "e.ndjson"] {
            fs::write(dir.path().join(name), "").unwrap();
        }
        assert_eq!(files(&at(&dir, "")).unwrap(), [at(&dir, "a.sla"), at(&dir, "b/x.sla")]);
        assert_eq!(files(&at(&dir, "notes.md")).unwrap(), [at(&dir, "notes.md")]);
        assert!(
            files(&at(&dir, "e.ndjson")).unwrap_err().message.ends_with("is a file of events, not a policy")
        );
        assert!(files(&at(&dir, "b/.hidden/z.sla")).unwrap_err().message.starts_with("no such file"));
    }

    #[cfg(unix)]
    #[test]
    fn links_and_permissions_stay() {
        use std::os::unix::fs::{PermissionsExt as _, symlink};
        let dir = tempfile::tempdir().unwrap();
        let (real, link) = (dir.path().join("real.sla"), dir.path().join("link.sla"));
        fs::write(&real, "old").unwrap();
        fs::set_permissions(&real, fs::Permissions::from_mode(0o640)).unwrap();
        symlink(&real, &link).unwrap();
        write(&at(&dir, "link.sla"), "new").unwrap();
        assert!(link.is_symlink());
        assert_eq!(fs::read_to_string(&real).unwrap(), "new");
        assert_eq!(fs::metadata(&real).unwrap().permissions().mode() & 0o777, 0o640);
        assert_eq!(paths::entries(dir.path()).len(), 2, "something was left behind");
    }
}
