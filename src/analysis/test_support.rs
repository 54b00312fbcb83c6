//! Policies from texts, for the tests of this crate.

use crate::{Checked, Loader, check};
use duly_calendar::TimeZones;
use duly_plan::{Level, Plan, Target, TargetChoice};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Files by their paths.
pub(crate) struct Map(pub BTreeMap<String, String>);

impl Loader for Map {
    fn read(&self, path: &str) -> Result<String, String> {
        self.0.get(path).cloned().ok_or_else(|| "there is no such file".to_owned())
    }

    fn resolve(&self, from: &str, relative: &str) -> String {
        match from.rsplit_once('/') {
            Some((folder, _)) => format!("{folder}/{relative}"),
            None => relative.to_owned(),
        }
    }
}

/// Checks several files; the first is the entry.
pub(crate) fn check_files(files: &[(&str, &str)]) -> Checked {
    let map = files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect();
    check(files[0].0, &Map(map), &TimeZones::bundled())
}

/// Checks the body of a policy that has a name and a zone.
pub(crate) fn check_body(body: &str) -> Checked {
    let text = format!("duly 1\npolicy \"Test\" {{ zone \"Europe/Prague\" }}\n{body}");
    check_files(&[("policy.sla", &text)])
}

/// The plan of a body without errors.
pub(crate) fn plan(body: &str) -> Arc<Plan> {
    let checked = check_body(body);
    checked.plan.unwrap_or_else(|| panic!("{:#?}", checked.diagnostics))
}

/// The codes of what was found, in order.
pub(crate) fn codes(checked: &Checked) -> Vec<String> {
    checked.diagnostics.iter().map(|d| d.code.to_string()).collect()
}

pub(crate) fn level<'p>(plan: &'p Plan, name: &str) -> &'p Level {
    plan.levels.iter().find(|l| l.name == name).unwrap()
}

/// What a level says about a clock.
pub(crate) fn choice<'p>(plan: &'p Plan, level: &str, clock: &str) -> &'p TargetChoice {
    let targets = &self::level(plan, level).targets;
    &targets.iter().find(|t| plan.clock(t.clock).name == clock).unwrap().choice
}

/// The target of a clock that has the same one for every ticket.
pub(crate) fn target<'p>(plan: &'p Plan, level: &str, clock: &str) -> &'p Target {
    match choice(plan, level, clock) {
        TargetChoice::One(Some(id)) => plan.target(*id),
        other => panic!("{other:?}"),
    }
}
