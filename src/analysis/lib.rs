//! Resolve names, check types and units, lint, lower a tree to a plan.
//!
//! The stages, each in a file of its name: `load` (files to trees), `collect` (trees to declarations, each
//! name once), `names` (every name its id), then field by field, clock by clock, level by level from tree
//! to plan, types and units checked on the way, and last the lints over a plan that has no errors. A
//! [`Plan`] comes out only if there is no error; all errors come out at once.

mod asked;
mod calendar_lines;
mod calendar_zone;
mod calendars;
mod capacity;
mod clocks;
mod collect;
mod compare;
mod conditions;
mod credits;
mod events;
mod fields;
mod findings;
mod hours;
mod levels;
mod limits;
mod lint;
mod load;
mod loose;
mod names;
mod objectives;
mod order;
mod parameters;
mod pattern;
mod phrases;
mod prove;
mod record;
mod rules;
mod scope;
mod script_uses;
mod scripts;
mod settings;
mod show;
mod stretches;
mod substitute;
mod tables;
mod targets;
mod testing;
mod triggers;
mod values;
mod versions;
mod walk;

#[cfg(test)]
mod damage_tests;
#[cfg(test)]
mod import_tests;
#[cfg(test)]
mod plan_tests;
#[cfg(test)]
mod prove_tests;
#[cfg(test)]
mod prove_trigger_tests;
#[cfg(test)]
mod record_tests;
#[cfg(test)]
mod test_support;
#[cfg(test)]
mod version_tests;

pub use asked::lower_condition;
pub use record::lower_where;
pub use scripts::Scripting;
pub use testing::{Typed, lower_test_line};
pub use walk::condition_fields;

use collect::Declared;
use duly_calendar::TimeZones;
use duly_diag::{Diagnostic, FileId, SourceMap};
use duly_plan::{Agreement, CalendarDef, Clock, Excuse, Level, Meta, Objective, Plan, Trigger};
use findings::Findings;
use load::Loaded;
use names::Vocabulary;
use scope::Scope;
use std::sync::Arc;
use testing::Surroundings;
use versions::Timeline;

/// The standard files: the names under which messages and reports speak of them, and their texts.
const STANDARD: [(&str, &str); 2] = [
    ("<std>/clocks.sla", include_str!("../../rules/std/clocks.sla")),
    ("<std>/holidays.sla", include_str!("../../rules/std/holidays.sla")),
];

/// Where policies and holiday files come from.
pub trait Loader {
    /// The text behind a path.
    ///
    /// # Errors
    /// Why it cannot be read, in words that end a sentence: "there is no such file".
    fn read(&self, path: &str) -> Result<String, String>;

    /// The path of a file that another one names relative to its own folder. The same file must come out
    /// under the same path whoever names it (`a/../b.sla` is `b.sla`): each path is read once.
    fn resolve(&self, from: &str, relative: &str) -> String;

    /// What reads scripts; without it a policy that has any is refused.
    fn scripting(&self) -> Option<&dyn Scripting> {
        None
    }
}

/// What came of a check.
#[derive(Clone, Debug)]
pub struct Checked {
    /// The texts that spans point into.
    pub sources: SourceMap,
    /// The policy files that were read: the entry first, the standard ones last.
    pub files: Vec<FileId>,
    /// The plan; none if there is any error.
    pub plan: Option<Arc<Plan>>,
    /// Everything found, in the order of the places.
    pub diagnostics: Vec<Diagnostic>,
}

/// Checks a policy: the entry file, what it imports, and the standard clocks.
///
/// All errors are found in one go, and none is said twice; warnings that need a whole policy come only
/// when there are no errors. The result depends on the texts and the zone data alone.
#[must_use]
pub fn check(entry: &str, loader: &dyn Loader, zones: &TimeZones) -> Checked {
    let mut findings = Findings::default();
    let Loaded { sources, files, units } = load::load(entry, loader, &mut findings);
    let mut unused = Vec::new();
    let plan = match units.first() {
        Some(first) if !first.standard => {
            let declared = collect::collect(&units, &mut findings);
            let instances = parameters::instances(&units, &declared, &mut findings);
            let declared = instances.put_into(declared);
            unused = declared.unused_levels.clone();
            lower(&declared, loader, zones, &mut findings)
        }
        _ => None,
    };
    lint::hidden::lint(&sources, &files, &mut findings);
    if let Some(plan) = &plan {
        lint::lint(plan, &unused, &mut findings);
        prove::prove(plan, &mut findings);
    }
    let plan = plan.filter(|_| !findings.has_errors()).map(Arc::new);
    Checked { sources, files, plan, diagnostics: findings.into_sorted() }
}

/// Declarations to a plan; `None` if there is any error, which has been reported.
fn lower(
    declared: &Declared<'_>,
    loader: &dyn Loader,
    zones: &TimeZones,
    findings: &mut Findings,
) -> Option<Plan> {
    let mut names = Vocabulary::of_declared(declared, findings);
    sizes(declared, findings);
    let meta = meta(declared, zones, findings);
    names.zone = meta.as_ref().map(|m| m.zone.clone());
    fields::types(&declared.fields, &mut names, zones, findings);
    scripts::declare(declared, &mut names, loader.scripting(), findings);
    let calendars = calendars::lower(&declared.calendars, &names, zones, loader, findings);
    names.note_zone_fields(calendars.iter().map(Option::as_ref));
    let phrases = phrases::lower(&declared.phrases, &mut names, zones, findings);
    let names = &names;
    let (states, state_order) = fields::states(declared, names, zones, findings);
    let timeline = Timeline::of(declared);
    let clock_entries = versions::clocks(&declared.clocks, &timeline);
    let clocks: Vec<Option<Clock>> = clock_entries
        .decls
        .iter()
        .map(|decl| {
            Scope { names, prefix: &decl.unit.prefix, standard: decl.unit.standard, zones, findings }
                .lower_clock(decl)
        })
        .collect();
    let with_started = names.with_started();
    let level_entries = versions::levels(&declared.levels, &timeline, names);
    let levels = levels::lower(&level_entries, (names, &with_started), zones, &calendars, findings);
    let rules = rules::lower(declared, (names, zones), &levels.agreements, findings);
    let promised = objectives::lower(declared, names, zones, findings);
    triggers::names(&declared.triggers, findings);
    let triggers: Vec<Option<Trigger>> = declared
        .triggers
        .iter()
        .map(|decl| {
            Scope { names, prefix: &decl.unit.prefix, standard: false, zones, findings }.trigger(decl)
        })
        .collect();
    versions::check_parents(declared, names, &level_entries, findings);
    versions::check_agreements(names, &level_entries, &levels.agreements, findings);
    versions::check_triggers(declared, (&timeline, names), &level_entries, &triggers, findings);
    if let Some(rules) = &rules {
        versions::check_rules(declared, (&timeline, names), &level_entries, rules, findings);
    }
    let around = Surroundings::of(&calendars, &levels.agreements, rules.as_deref(), &triggers);
    let tests = testing::lower(declared, &around, names, zones, findings);
    if findings.has_errors() {
        return None;
    }
    lint::unused::lint(declared, names, findings);
    lint::alike::lint(declared, names, findings);
    let (meta, rules) = (meta?, rules?);
    let versions = versions::versions(&timeline, &level_entries, &clock_entries, (&rules, &meta.zone));
    Some(Plan {
        versions,
        meta,
        fields: fields::lower(names),
        states,
        state_order,
        calendars: all::<CalendarDef>(calendars)?,
        clocks: all::<Clock>(clocks)?,
        levels: all::<Level>(levels.levels)?,
        targets: levels.targets,
        phrases,
        agreements: agreements(declared),
        rules: rules.into_iter().map(rules::Versions::into_first).collect(),
        objectives: all::<Objective>(promised.objectives)?,
        excuses: all::<Excuse>(promised.excuses)?,
        credit_cap: promised.credit_cap?,
        triggers: all::<Trigger>(triggers)?,
        tests,
        scripts: scripts::lower(declared, names),
    })
}

fn all<T>(parts: Vec<Option<T>>) -> Option<Vec<T>> {
    parts.into_iter().collect()
}

fn agreements(declared: &Declared<'_>) -> Vec<Agreement> {
    let text = |text: &Option<duly_syntax::ast::Text>| text.as_ref().map(|t| t.node.clone());
    let all = declared.agreements.iter().map(|decl| Agreement {
        name: decl.full(&decl.node.name),
        doc: decl.doc.map(str::to_owned),
        because: text(&decl.node.because),
        owner: text(&decl.node.owner),
        link: text(&decl.node.link),
        span: Some(decl.node.name.span),
    });
    std::iter::once(Agreement::default_one()).chain(all).collect()
}

fn meta(declared: &Declared<'_>, zones: &TimeZones, findings: &mut Findings) -> Option<Meta> {
    let policy = declared.policy.as_ref()?;
    let zone = scope::zone(policy.node.zones.first()?, zones, findings)?;
    Some(Meta {
        name: policy.node.name.text.clone(),
        zone,
        owner: policy.node.owners.first().map(|o| o.node.clone()),
        doc: policy.doc.map(str::to_owned),
        simulate: !policy.node.simulates.is_empty(),
    })
}

fn sizes(declared: &Declared<'_>, findings: &mut Findings) {
    limits::check("fields", declared.fields.iter().map(|d| d.span), findings);
    limits::check("states", declared.states.iter().map(|d| d.span), findings);
    limits::check("calendars", declared.calendars.iter().map(|d| d.first().span), findings);
    limits::check("clocks", declared.clocks.iter().map(|d| d.first().span), findings);
    limits::check("agreements", declared.agreements.iter().map(|d| d.span), findings);
    limits::check("triggers", declared.triggers.iter().map(|d| d.span), findings);
    limits::check("levels", declared.levels.iter().map(|d| d.first().span), findings);
}
