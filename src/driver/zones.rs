//! Time zones: the ones built in, or compiled zone files of a folder (`--tzdata`).

use crate::{Problem, paths};
use duly_calendar::TimeZones;
use std::fs;
use std::path::Path;

/// The first bytes of a compiled zone file.
const MAGIC: &[u8] = b"TZif";

/// Copies of the whole database with other rules for leap seconds.
const COPIES: [&str; 2] = ["posix", "right"];

/// The zones of a folder of compiled zone files (such as `/usr/share/zoneinfo`); the ones built in without.
/// The folder's version is what its `tzdata.zi` or `+VERSION` says, else `unknown`.
///
/// # Errors
/// There is no such folder, it has no zone files, or one of them cannot be read.
pub fn load(folder: Option<&str>) -> Result<TimeZones, Problem> {
    let Some(folder) = folder else { return Ok(TimeZones::bundled()) };
    let root = Path::new(folder);
    if !root.is_dir() {
        return Err(Problem::new(format!("there is no folder `{folder}` with time zones")));
    }
    let mut files = Vec::new();
    collect(root, "", &mut files)?;
    if files.is_empty() {
        let problem = Problem::new(format!("the folder `{folder}` has no time zones"));
        return Err(problem.help("give a folder of compiled zone files, such as `/usr/share/zoneinfo`"));
    }
    TimeZones::from_files(&version(root), files).map_err(|e| Problem::new(e.to_string()))
}

fn collect(folder: &Path, prefix: &str, files: &mut Vec<(String, Vec<u8>)>) -> Result<(), Problem> {
    for path in paths::entries(folder) {
        let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        if path.is_dir() {
            if !(prefix.is_empty() && COPIES.contains(&name.as_str())) {
                collect(&path, &format!("{prefix}{name}/"), files)?;
            }
            continue;
        }
        let bytes = fs::read(&path).map_err(|e| paths::unreadable(&path.to_string_lossy(), &e))?;
        if bytes.starts_with(MAGIC) {
            files.push((format!("{prefix}{name}"), bytes));
        }
    }
    Ok(())
}

fn version(root: &Path) -> String {
    let first_line = |name: &str| {
        let text = fs::read_to_string(root.join(name)).ok()?;
        text.lines().next().map(|line| line.trim_start_matches("# version ").trim().to_owned())
    };
    first_line("tzdata.zi").or_else(|| first_line("+VERSION")).unwrap_or_else(|| "unknown".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A zone file of one fixed offset.
    fn fixed(offset: i32) -> Vec<u8> {
        let block = |version: u8| {
            let mut bytes = b"TZif".to_vec();
            bytes.push(version);
            bytes.extend([0; 15]);
            for count in [0u32, 0, 0, 0, 1, 4] {
                bytes.extend(count.to_be_bytes());
            }
            bytes.extend(offset.to_be_bytes());
            bytes.extend([0, 0]);
            bytes.extend(b"ABC\0");
            bytes
        };
        let mut bytes = block(b'2');
        bytes.extend(block(b'2'));
        bytes.extend(b"\nABC-1\n");
        bytes
    }

    #[test]
    fn a_folder_of_zone_files_is_a_database() {
        let dir = tempfile::tempdir().unwrap();
        for sub in ["Test", "posix/Test"] {
            fs::create_dir_all(dir.path().join(sub)).unwrap();
            fs::write(dir.path().join(sub).join("Zone"), fixed(3600)).unwrap();
        }
        fs::write(dir.path().join("tzdata.zi"), "# version 2099z\nR ...\n").unwrap();
        let zones = load(Some(&dir.path().to_string_lossy())).unwrap();
        assert_eq!(zones.version(), "2099z");
        assert_eq!(zones.names().collect::<Vec<_>>(), ["Test/Zone"]);
        assert_eq!(zones.zone("Test/Zone").unwrap().offset_at(duly_calendar::Instant(0)), 3600);
    }

    #[test]
    fn a_folder_without_zones_is_a_problem() {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join("readme"), "x").unwrap();
        assert!(
            load(Some(&dir.path().to_string_lossy())).unwrap_err().message.ends_with("has no time zones")
        );
        assert!(load(Some("nowhere/at/all")).unwrap_err().message.starts_with("there is no folder"));
    }

    #[test]
    fn without_a_folder_the_zones_are_built_in() {
        assert!(load(None).unwrap().zone("Europe/Bratislava").is_some());
    }
}
