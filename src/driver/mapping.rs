//! `--map`: the name of a shipped mapping, or a file of one's own.

use crate::{Problem, paths};
use duly_calendar::TimeZones;
use duly_diag::{did_you_mean, list_of};
use duly_ingest::Mapping;
use std::fs;
use std::path::Path;

/// Loads a mapping; the canonical one without a name.
///
/// # Errors
/// No such mapping, or one that says something wrong: every mistake in it, one a line.
pub fn load(name: Option<&str>, zones: &TimeZones) -> Result<Mapping, Problem> {
    let Some(name) = name else { return Ok(Mapping::canonical()) };
    let shipped = Mapping::shipped(name).filter(|_| !Path::new(name).is_file());
    let yaml = match shipped {
        Some(yaml) => yaml.to_owned(),
        None => fs::read_to_string(name).map_err(|e| missing(name, &e))?,
    };
    Mapping::from_yaml_in(name, &yaml, zones).map_err(|errors| {
        let lines: Vec<String> = errors.iter().map(ToString::to_string).collect();
        let lines = lines.join("\n  ");
        Problem::new(format!("the mapping `{name}` cannot be used:\n  {lines}"))
    })
}

fn missing(name: &str, error: &std::io::Error) -> Problem {
    if Path::new(name).extension().is_some() || name.contains('/') {
        return paths::unreadable(name, error);
    }
    let known: Vec<&str> = Mapping::shipped_names().collect();
    let help = match did_you_mean(name, known.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("choose {}, or give a file such as `mapping.yaml`", list_of(known, "or")),
    };
    Problem::new(format!("there is no mapping `{name}`")).help(help)
}
