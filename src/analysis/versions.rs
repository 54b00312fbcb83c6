//! Versions of levels, clocks and rules: the entries of the plan's lists, and which of them is in force for a
//! ticket, by when it was created.

use crate::collect::{Decl, Declared, Version, Versioned};
use crate::findings::Findings;
use crate::limits;
use crate::names::{Found, Vocabulary};
use crate::order::Order;
use crate::rules;
use chrono::NaiveDate;
use duly_calendar::Zone;
use duly_diag::{Diagnostic, Span, codes};
use duly_plan::{
    ActionKind, AgreementId, ClockId, InForce, LaterRules, LevelId, RuleId, RuleSet, RulesInForce, Trigger,
    VersionDate, Versions,
};
use duly_syntax::ast::{ClockDecl, LevelDecl};
use std::collections::{BTreeMap, BTreeSet};

/// The dates on which levels, clocks or rules change. Period 0 lies before the first of them.
#[derive(Debug)]
pub(crate) struct Timeline {
    dates: Vec<NaiveDate>,
}

impl Timeline {
    /// Of all that is declared.
    pub fn of(declared: &Declared<'_>) -> Timeline {
        let levels = declared.levels.iter().flat_map(dates);
        let clocks = declared.clocks.iter().flat_map(dates);
        let rules = declared.rules.iter().filter_map(|decl| decl.node.from.as_ref()).map(|from| from.node);
        let dates: BTreeSet<NaiveDate> = levels.chain(clocks).chain(rules).collect();
        Timeline { dates: dates.into_iter().collect() }
    }

    fn periods(&self) -> std::ops::RangeInclusive<usize> {
        0..=self.dates.len()
    }

    /// The version in force in a period, as a place in the list of versions.
    fn version<T>(&self, versions: &[Version<'_, T>], period: usize) -> Option<usize> {
        let now = period.checked_sub(1).map(|at| self.dates[at]);
        versions.partition_point(|version| version.from.map(|from| from.node) <= now).checked_sub(1)
    }
}

impl Timeline {
    /// The version of an agreement's rules in force in a period, as a place in the list of versions.
    fn rules(&self, rules: &rules::Versions, period: usize) -> Option<usize> {
        let now = period.checked_sub(1).map(|at| self.dates[at]);
        rules.all.partition_point(|(from, _)| from.as_ref().map(|from| from.node) <= now).checked_sub(1)
    }
}

fn dates<T>(versioned: &Versioned<'_, T>) -> impl Iterator<Item = NaiveDate> {
    versioned.versions.iter().filter_map(|version| version.from).map(|from| from.node)
}

/// The entries of one of the plan's lists: the first version of each name in the order of the names' ids, then
/// all later ones.
#[derive(Debug)]
pub(crate) struct Entries<'d, 'a, T> {
    /// What each entry declares.
    pub decls: Vec<&'d Decl<'a, T>>,
    /// The entry that each one extends, for levels.
    pub parents: Vec<Option<usize>>,
    /// By period, then by the id of the name.
    in_force: Vec<Vec<Option<usize>>>,
}

/// A version under a version of its parent.
type Key = (usize, usize, Option<usize>);

impl<'d, 'a, T> Entries<'d, 'a, T> {
    /// The entries of things that extend each other: `parent` names that of a version. Things are looked at in
    /// an order in which each comes after those it extends.
    fn of(
        all: &'d [Versioned<'a, T>],
        timeline: &Timeline,
        order: &[usize],
        mut parent: impl FnMut(&Decl<'a, T>) -> Option<usize>,
    ) -> Self {
        let decls = all.iter().map(Versioned::first).collect();
        let mut entries = Entries { decls, parents: vec![None; all.len()], in_force: Vec::new() };
        let mut known: BTreeMap<Key, usize> = BTreeMap::new();
        let mut used = vec![false; all.len()];
        for period in timeline.periods() {
            let mut now: Vec<Option<usize>> = vec![None; all.len()];
            for at in order.iter().copied() {
                let Some(place) = timeline.version(&all[at].versions, period) else { continue };
                let decl = &all[at].versions[place].decl;
                let above = parent(decl).and_then(|base| now[base]);
                let key = (at, place, above);
                let entry = known.get(&key).copied().unwrap_or_else(|| {
                    if used[at] {
                        entries.decls.push(decl);
                        entries.parents.push(above);
                        return entries.decls.len() - 1;
                    }
                    used[at] = true;
                    entries.parents[at] = above;
                    at
                });
                known.insert(key, entry);
                now[at] = Some(entry);
            }
            entries.in_force.push(now);
        }
        entries
    }

    /// Whether nothing of a name is in force in a period.
    fn is_missing(&self, period: usize, name: usize) -> bool {
        self.in_force[period].get(name).is_some_and(Option::is_none)
    }
}

/// The clocks' entries.
pub(crate) fn clocks<'d, 'a>(
    all: &'d [Versioned<'a, ClockDecl>],
    timeline: &Timeline,
) -> Entries<'d, 'a, ClockDecl> {
    let order: Vec<usize> = (0..all.len()).collect();
    Entries::of(all, timeline, &order, |_| None)
}

/// The levels' entries: a level changes where a level that it extends does, too.
pub(crate) fn levels<'d, 'a>(
    all: &'d [Versioned<'a, LevelDecl>],
    timeline: &Timeline,
    names: &Vocabulary,
) -> Entries<'d, 'a, LevelDecl> {
    let parent = |decl: &Decl<'_, LevelDecl>| match names
        .level(&decl.unit.prefix, &decl.node.extends.as_ref()?.name.text)
    {
        Found::Known(id) => Some(id.index()),
        Found::Lost | Found::Unknown => None,
    };
    let reads: Vec<Vec<usize>> =
        all.iter().map(|level| level.versions.iter().filter_map(|v| parent(&v.decl)).collect()).collect();
    let Order { order, .. } = Order::of(&reads);
    Entries::of(all, timeline, &order, parent)
}

/// Puts together which versions are in force when. Nothing if nothing has versions.
pub(crate) fn versions(
    timeline: &Timeline,
    levels: &Entries<'_, '_, LevelDecl>,
    clocks: &Entries<'_, '_, ClockDecl>,
    (rules, zone): (&[rules::Versions], &Zone),
) -> Versions {
    if timeline.dates.is_empty() {
        return Versions::default();
    }
    let switch = |date: &NaiveDate| VersionDate { date: *date, at: zone.first_instant(*date) };
    let level = |entry: &Option<usize>| entry.map(|at| LevelId(limits::id(at)));
    let clock = |entry: &Option<usize>| entry.map(|at| ClockId(limits::id(at)));
    let mut later = 0;
    let first_later: Vec<usize> = rules
        .iter()
        .map(|rules| {
            later += rules.all.len() - 1;
            later + 1 - rules.all.len()
        })
        .collect();
    let in_force = |period: usize| InForce {
        levels: levels.in_force[period].iter().map(level).collect(),
        clocks: clocks.in_force[period].iter().map(clock).collect(),
        rules: rules
            .iter()
            .zip(&first_later)
            .map(|(rules, first)| {
                timeline.rules(rules, period).map(|place| match place.checked_sub(1) {
                    None => RulesInForce::First,
                    Some(place) => RulesInForce::Later(first + place),
                })
            })
            .collect(),
    };
    Versions {
        dates: timeline.dates.iter().map(switch).collect(),
        periods: timeline.periods().map(in_force).collect(),
        rules: rules.iter().flat_map(later_rules).collect(),
    }
}

/// Numbers the rules of an agreement's later versions.
fn later_rules(rules: &rules::Versions) -> Vec<LaterRules> {
    let mut next = 0;
    let number = |(_, set): &(_, RuleSet)| {
        // Behind the rules of each version stands its `otherwise`.
        let first = RuleId(limits::id(next));
        next += set.rules.len() + 1;
        LaterRules { set: set.clone(), first }
    };
    rules.all.iter().map(number).skip(1).collect()
}

/// Reports levels that extend others which begin later.
pub(crate) fn check_parents(
    declared: &Declared<'_>,
    names: &Vocabulary,
    levels: &Entries<'_, '_, LevelDecl>,
    findings: &mut Findings,
) {
    for now in &levels.in_force {
        for decl in now.iter().flatten().map(|entry| levels.decls[*entry]) {
            let Some(parent) = &decl.node.extends else { continue };
            if let Found::Known(id) = names.level(&decl.unit.prefix, &parent.name.text)
                && now[id.index()].is_none()
            {
                late(declared, names, id.index(), parent.name.span, findings);
            }
        }
    }
}

/// Reports rules that give levels which begin later, and tickets that are too old for the first rules.
pub(crate) fn check_rules(
    declared: &Declared<'_>,
    (timeline, names): (&Timeline, &Vocabulary),
    levels: &Entries<'_, '_, LevelDecl>,
    rules: &[rules::Versions],
    findings: &mut Findings,
) {
    for versions in rules {
        for period in timeline.periods() {
            let Some(place) = timeline.rules(versions, period) else { continue };
            let set = &versions.all[place].1;
            let active = set.rules.iter().filter(|rule| !rule.inactive).flat_map(|rule| &rule.actions);
            for action in active.chain(set.otherwise.iter().flat_map(|otherwise| &otherwise.actions)) {
                if let ActionKind::Level(level) = action.kind
                    && levels.is_missing(period, level.index())
                {
                    late(declared, names, level.index(), action.span, findings);
                }
            }
        }
        if let Some((Some(from), _)) = versions.all.first() {
            let message = format!("tickets created before {} are under no rules", from.node);
            findings.add(
                Diagnostic::warning(codes::RULES_BEGIN, from.span, message, "the first rules begin here")
                    .help(
                        "leave the date off the first list of rules: it is then in force from the beginning",
                    ),
            );
        }
    }
}

/// Reports triggers that give levels which begin later.
pub(crate) fn check_triggers(
    declared: &Declared<'_>,
    (timeline, names): (&Timeline, &Vocabulary),
    levels: &Entries<'_, '_, LevelDecl>,
    triggers: &[Option<Trigger>],
    findings: &mut Findings,
) {
    for action in triggers.iter().flatten().flat_map(|trigger| &trigger.actions) {
        if let ActionKind::Level(level) = action.kind
            && timeline.periods().any(|period| levels.is_missing(period, level.index()))
        {
            late(declared, names, level.index(), action.span, findings);
        }
    }
}

/// Reports versions of a level that are of another agreement than its first one.
pub(crate) fn check_agreements(
    names: &Vocabulary,
    levels: &Entries<'_, '_, LevelDecl>,
    agreements: &[Option<AgreementId>],
    findings: &mut Findings,
) {
    for now in &levels.in_force {
        for (id, entry) in now.iter().enumerate() {
            let Some(entry) = *entry else { continue };
            let (Some(first), Some(own)) = (agreements[id], agreements[entry]) else { continue };
            if first == own {
                continue;
            }
            let agreement = |id: AgreementId| names.agreements[id.index()].name.as_str();
            let message = format!(
                "this version of `{}` is of the agreement `{}`, and the first one of `{}`",
                names.levels[id].name,
                agreement(own),
                agreement(first)
            );
            findings.add(
                Diagnostic::error(codes::OTHER_AGREEMENT, levels.decls[entry].node.name.span, message, "")
                    .label(levels.decls[id].node.name.span, "the first one")
                    .help("a level stays in its agreement; give the other one a name of its own"),
            );
        }
    }
}

/// Something speaks of a level that has not begun when it is in force itself. Said once, however many periods it
/// is true of: equal findings are one.
fn late(declared: &Declared<'_>, names: &Vocabulary, level: usize, span: Span, findings: &mut Findings) {
    let Some(begins) = declared.levels.get(level).and_then(|level| level.versions[0].from) else { return };
    let message = format!(
        "the level `{}` begins on {}, and this is in force before",
        names.levels[level].name, begins.node
    );
    let help = "leave the date off the first version of the level, or let this begin on the same date";
    findings.add(
        Diagnostic::error(codes::BEGINS_LATER, span, message, "not there yet")
            .label(begins.span, "begins here")
            .help(help),
    );
}
