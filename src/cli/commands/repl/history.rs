//! Where the entries of sessions are kept: `$XDG_STATE_HOME/duly/history`, else `~/.local/state/duly/history`.

use crate::terminal::environment;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// The file; none where there is no home.
pub(super) fn file() -> Option<PathBuf> {
    let set = |name: &str| environment(name).map(PathBuf::from);
    // The XDG directories are absolute, or not there.
    let state = set("XDG_STATE_HOME").filter(|path| path.is_absolute());
    let state = state.or_else(|| Some(set("HOME")?.join(".local/state")))?;
    Some(state.join("duly/history"))
}

/// Keeps what was typed. A disk that refuses is no reason to end a session badly.
pub(super) fn keep(file: &Path, write: impl FnOnce(&Path) -> io::Result<()>) {
    if let Some(folder) = file.parent() {
        let _ = fs::create_dir_all(folder);
    }
    let _ = write(file);
}
