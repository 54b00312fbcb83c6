//! Files and folders as the user names them.

use crate::{Problem, inputs};
use duly_diag::did_you_mean;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// The name of the policy in a folder.
const POLICY_FILE: &str = "policy.sla";
/// The name of the tests beside a policy.
pub(crate) const TESTS_FILE: &str = "tests.sla";

/// POLICY of the command line, a file or a folder with a `policy.sla`, as the path of the file.
///
/// # Errors
/// There is no such file, or the folder has no policy.
pub fn policy(path: &str) -> Result<String, Problem> {
    let metadata = fs::metadata(path).map_err(|e| unreadable(path, &e))?;
    if !metadata.is_dir() && inputs::is_events(Path::new(path)) {
        let problem = Problem::new(format!("`{path}` is a file of events, not a policy"));
        return Err(problem.help("the policy comes first, then the events"));
    }
    if !metadata.is_dir() {
        return Ok(path.to_owned());
    }
    let inside = Path::new(path).join(POLICY_FILE);
    if inside.is_file() {
        return Ok(shown(&inside));
    }
    let others: Vec<String> = below(Path::new(path), &is_policy).iter().map(|p| shown(p)).collect();
    let help = match others.as_slice() {
        [] => "give the policy's file, or a folder with a `policy.sla`".to_owned(),
        [one] => format!("did you mean `{one}`?"),
        [first, ..] => format!("there are {} policies below it: give one, such as `{first}`", others.len()),
    };
    Err(Problem::new(format!("the folder `{path}` has no `{POLICY_FILE}`")).help(help))
}

/// PATH of `duly check`: a file, a folder with a `policy.sla`, or every `policy.sla` below a folder.
///
/// # Errors
/// There is no such file, or no policy below the folder.
pub fn policies(path: &str) -> Result<Vec<String>, Problem> {
    match policy(path) {
        Ok(one) => Ok(vec![one]),
        Err(problem) if Path::new(path).is_dir() => {
            let named = |p: &Path| p.file_name().is_some_and(|n| n == POLICY_FILE);
            let found: Vec<String> = below(Path::new(path), &named).iter().map(|p| shown(p)).collect();
            if found.is_empty() { Err(problem) } else { Ok(found) }
        }
        Err(problem) => Err(problem),
    }
}

/// PATH of `duly test`: a file, or every `policy.sla` and `tests.sla` in a folder or below it.
///
/// # Errors
/// There is no such file, or nothing of these names below the folder.
pub(crate) fn tested(path: &str) -> Result<Vec<String>, Problem> {
    if !Path::new(path).is_dir() {
        return policy(path).map(|path| vec![path]);
    }
    let named = |p: &Path| p.file_name().is_some_and(|name| name == POLICY_FILE || name == TESTS_FILE);
    let found: Vec<String> = below(Path::new(path), &named).iter().map(|p| shown(p)).collect();
    if found.is_empty() { policies(path) } else { Ok(found) }
}

/// Whether a path ends in a file of this name.
pub(crate) fn is_named(path: &str, name: &str) -> bool {
    Path::new(path).file_name().is_some_and(|file| file == name)
}

/// Every file of policy text below a folder, sorted by path.
pub(crate) fn texts_below(folder: &str) -> Vec<String> {
    below(Path::new(folder), &is_policy).iter().map(|p| shown(p)).collect()
}

/// Every file below a folder that `wanted` accepts, sorted by path; hidden folders and what cannot be
/// looked into are passed over.
fn below(folder: &Path, wanted: &dyn Fn(&Path) -> bool) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for path in entries(folder) {
        let hidden = path.file_name().is_some_and(|n| n.to_string_lossy().starts_with('.'));
        if path.is_dir() && !hidden && !path.is_symlink() {
            found.extend(below(&path, wanted));
        } else if path.is_file() && wanted(&path) {
            found.push(path);
        }
    }
    found
}

fn is_policy(path: &Path) -> bool {
    path.extension().is_some_and(|e| e == "sla")
}

/// What lies in a folder, sorted; nothing if it cannot be looked into.
pub(crate) fn entries(folder: &Path) -> Vec<PathBuf> {
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let read = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut paths: Vec<PathBuf> = read.map(|entry| entry.path()).collect();
    paths.sort();
    paths
}

/// A path as people see it: without a leading `./`.
pub(crate) fn shown(path: &Path) -> String {
    let text = path.to_string_lossy();
    text.strip_prefix("./").unwrap_or(&text).to_owned()
}

/// Why a file cannot be read, with the name that was probably meant.
pub fn unreadable(path: &str, error: &io::Error) -> Problem {
    if error.kind() != io::ErrorKind::NotFound {
        return Problem::new(format!("`{path}` cannot be read: {}", reason(error)));
    }
    let wanted = Path::new(path);
    let folder = wanted.parent().unwrap_or(Path::new(""));
    if !folder.as_os_str().is_empty() && !folder.is_dir() {
        let problem = Problem::new(format!("no such file `{path}`"));
        return problem.help(format!("there is no folder `{}`", folder.display()));
    }
    let name = wanted.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    let siblings = entries(folder);
    let names: Vec<String> =
        siblings.iter().filter_map(|p| Some(p.file_name()?.to_string_lossy().into_owned())).collect();
    let meant = did_you_mean(&name, names.iter().map(String::as_str));
    Problem::new(format!("no such file `{path}`"))
        .maybe_help(meant.map(|m| format!("did you mean `{}`?", shown(&folder.join(m)))))
}

/// The reason of an input error in an admin's words.
pub(crate) fn reason(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "there is no such file".to_owned(),
        io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        io::ErrorKind::IsADirectory => "it is a folder".to_owned(),
        io::ErrorKind::InvalidData => "it is not UTF-8 text".to_owned(),
        _ => error.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(files: &[&str]) -> tempfile::TempDir {
        let dir = tempfile::tempdir().unwrap();
        for file in files {
            let path = dir.path().join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "").unwrap();
        }
        dir
    }

    fn at(dir: &tempfile::TempDir, name: &str) -> String {
        dir.path().join(name).to_string_lossy().into_owned()
    }

    #[test]
    fn a_policy_is_a_file_or_the_policy_of_a_folder() {
        let dir = folder(&["acme/policy.sla", "other.sla"]);
        assert_eq!(policy(&at(&dir, "other.sla")), Ok(at(&dir, "other.sla")));
        assert_eq!(policy(&at(&dir, "acme")), Ok(at(&dir, "acme/policy.sla")));
    }

    #[test]
    fn events_are_no_policy() {
        let dir = folder(&["events.ndjson.zst"]);
        let problem = policy(&at(&dir, "events.ndjson.zst")).unwrap_err();
        assert!(problem.message.ends_with("is a file of events, not a policy"), "{problem}");
    }

    #[test]
    fn a_folder_without_a_policy_names_what_it_has() {
        let dir = folder(&["empty/readme.md", "one/sla/acme.sla", "two/b.sla", "two/a.sla"]);
        let help = |name: &str| policy(&at(&dir, name)).unwrap_err().help.unwrap();
        assert_eq!(help("empty"), "give the policy's file, or a folder with a `policy.sla`");
        assert_eq!(help("one"), format!("did you mean `{}`?", at(&dir, "one/sla/acme.sla")));
        assert!(help("two").starts_with("there are 2 policies below it: give one, such as"));
        assert!(help("two").ends_with("two/a.sla`"));
    }

    #[test]
    fn check_finds_every_policy_below_a_folder_in_order() {
        let dir = folder(&["b/policy.sla", "a/deep/policy.sla", ".hidden/policy.sla", "a/clocks.sla"]);
        let found = policies(&at(&dir, "")).unwrap();
        let names: Vec<&str> = found.iter().map(|p| p.split('/').rev().nth(1).unwrap()).collect();
        assert_eq!(names, ["deep", "b"]);
    }

    #[test]
    fn a_missing_file_offers_its_neighbour() {
        let dir = folder(&["policy.sla"]);
        let missing = policy(&at(&dir, "polcy.sla")).unwrap_err();
        assert_eq!(missing.message, format!("no such file `{}`", at(&dir, "polcy.sla")));
        assert_eq!(missing.help, Some(format!("did you mean `{}`?", at(&dir, "policy.sla"))));
        let nowhere = policy(&at(&dir, "no/where.sla")).unwrap_err();
        assert_eq!(nowhere.help, Some(format!("there is no folder `{}`", at(&dir, "no"))));
        assert_eq!(policy(&at(&dir, "unlike.txt")).unwrap_err().help, None);
    }
}
