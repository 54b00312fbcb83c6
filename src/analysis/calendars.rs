//! Calendars: each version of its lines or of other calendars, in an order in which each comes after those it is
//! made of.

use crate::calendar_lines::{Lines, due_at_once, never_open};
use crate::collect::{Decl, Version, Versioned};
use crate::findings::Findings;
use crate::names::Vocabulary;
use crate::order::Order;
use crate::scope::{self, Scope};
use crate::{Loader, calendar_zone};
use duly_calendar::spec::DueAt;
use duly_calendar::{Calendar, LocalCalendar, Mix, NaiveDate, Part, Recipe, TimeZones, Zone};
use duly_diag::{Diagnostic, Span, codes};
use duly_plan::{CalendarBody, CalendarDef, CalendarId, CalendarVersion, FieldId, LocalZone};
use duly_syntax::ast::{
    CalendarDecl, CalendarItemKind, CalendarMix, CalendarMixKind, CalendarZone, DueAt as Said,
};
use std::sync::Arc;

/// Builds every calendar, `always` first; `None` stands for one that failed.
pub(crate) fn lower(
    declared: &[Versioned<'_, CalendarDecl>],
    names: &Vocabulary,
    zones: &TimeZones,
    loader: &dyn Loader,
    findings: &mut Findings,
) -> Vec<Option<CalendarDef>> {
    let always = Built {
        recipe: Recipe::Fixed(Calendar::always()),
        table: Calendar::always(),
        field: None,
        versions: Vec::new(),
    };
    let mut stage = Stage { names, zones, loader, findings, origins: Vec::new(), built: vec![Some(always)] };
    stage.built.resize_with(declared.len() + 1, || None);
    let mixes = stage.mixes(declared);
    for at in stage.order(declared, &mixes) {
        stage.built[at] = stage.calendar(&declared[at - 1], &mixes[at - 1]);
    }
    let Stage { origins, built, .. } = stage;
    let origins: Arc<[Span]> = Arc::from(origins);
    let places = std::iter::once(None).chain(declared.iter().map(|d| Some(d.first().node.name.span)));
    let named = built.into_iter().zip(&names.calendars).zip(places);
    named
        .map(|((built, name), span)| {
            let Built { recipe, table, field, versions } = built?;
            let local = field.map(|(field, _)| LocalZone {
                field,
                calendar: LocalCalendar::new(recipe, zones, table.clone()),
            });
            let (name, origins) = (name.name.clone(), Arc::clone(&origins));
            Some(CalendarDef { name, versions, table, local, origins, span })
        })
        .collect()
}

/// A field that holds a zone, and where it is named.
type ZoneField = (FieldId, Span);

/// A calendar, or a version of one.
struct Built {
    /// How it is built in a zone.
    recipe: Recipe,
    /// Its table for tickets without a zone.
    table: Calendar,
    /// The field whose zone it reads.
    field: Option<ZoneField>,
    versions: Vec<CalendarVersion>,
}

/// The calendars that a version is made of.
struct Mixed {
    parts: Vec<CalendarId>,
    mix: Mix,
}

/// What stands behind `=` in each version of a calendar: the inner `None` is a mix that could not be resolved.
type Mixes = Vec<Option<Option<Mixed>>>;

struct Stage<'a, 'f> {
    names: &'a Vocabulary,
    zones: &'a TimeZones,
    loader: &'a dyn Loader,
    findings: &'f mut Findings,
    /// The statements of all calendars.
    origins: Vec<Span>,
    /// By id.
    built: Vec<Option<Built>>,
}

impl<'a> Stage<'a, '_> {
    fn scope<'s>(&'s mut self, prefix: &'s str) -> Scope<'s, 's> {
        Scope { names: self.names, prefix, standard: false, zones: self.zones, findings: self.findings }
    }

    fn mixes(&mut self, declared: &[Versioned<'_, CalendarDecl>]) -> Vec<Mixes> {
        let one = |stage: &mut Self, decl: &Decl<'_, CalendarDecl>| {
            let written = decl.node.mix.as_ref()?;
            let mut parts = Vec::new();
            let mix = stage.mix(written, &decl.unit.prefix, &mut parts);
            Some(mix.map(|mix| Mixed { parts, mix }))
        };
        let all = declared.iter();
        all.map(|calendar| calendar.versions.iter().map(|v| one(self, &v.decl)).collect()).collect()
    }

    /// Resolves the names of a mix; each calendar is one part, however often it is named.
    fn mix(&mut self, mix: &CalendarMix, prefix: &str, parts: &mut Vec<CalendarId>) -> Option<Mix> {
        let mut all = |stage: &mut Self, mixes: &[CalendarMix]| -> Option<Vec<Mix>> {
            let all: Vec<_> = mixes.iter().map(|mix| stage.mix(mix, prefix, parts)).collect();
            all.into_iter().collect()
        };
        Some(match &mix.kind {
            CalendarMixKind::Name(name) => {
                let id = self.scope(prefix).calendar(name)?;
                let place = parts.iter().position(|part| *part == id).unwrap_or_else(|| {
                    parts.push(id);
                    parts.len() - 1
                });
                Mix::Part(place)
            }
            CalendarMixKind::Any(mixes) => Mix::Any(all(self, mixes)?),
            CalendarMixKind::All(mixes) => Mix::All(all(self, mixes)?),
            CalendarMixKind::Except(mixes) => {
                let mut mixes = all(self, mixes)?.into_iter();
                let first = mixes.next()?;
                mixes.fold(first, |left, taken| Mix::Except(Box::new(left), Box::new(taken)))
            }
        })
    }

    /// The declared calendars by id, each after those it is made of; those of a circle are left out.
    fn order(&mut self, declared: &[Versioned<'_, CalendarDecl>], mixes: &[Mixes]) -> Vec<usize> {
        let reads_of = |mixes: &Mixes| -> Vec<usize> {
            let parts = mixes.iter().flatten().flatten().flat_map(|mixed| &mixed.parts);
            parts.map(|part| part.index()).collect()
        };
        let reads: Vec<Vec<usize>> = std::iter::once(Vec::new()).chain(mixes.iter().map(reads_of)).collect();
        let Order { mut order, circles } = Order::of(&reads);
        for circle in &circles {
            let names: Vec<String> =
                circle.iter().map(|at| format!("`{}`", self.names.calendars[*at].name)).collect();
            let message = match names.as_slice() {
                [own, _] => format!("the calendar {own} is made of itself"),
                _ => format!("these calendars are made of each other: {}", names.join(" of ")),
            };
            let span = declared[circle[0] - 1].first().node.name.span;
            self.findings.add(
                Diagnostic::error(codes::CALENDAR_CYCLE, span, message, "")
                    .help("give one of them hours of its own"),
            );
        }
        order.retain(|at| *at > 0 && !circles.iter().any(|circle| circle.contains(at)));
        order
    }

    /// A calendar of all its versions.
    fn calendar(&mut self, declared: &Versioned<'_, CalendarDecl>, mixes: &Mixes) -> Option<Built> {
        let mut all = Vec::new();
        for (version, mixed) in declared.versions.iter().zip(mixes) {
            let built = match mixed {
                None => self.lines(&version.decl),
                Some(mixed) => self.made(&version.decl, mixed.as_ref()),
            };
            all.push((version, built));
        }
        let mut built = Vec::new();
        for (version, one) in all {
            built.push((version, one?));
        }
        self.begins(declared);
        if let [(Version { from: None, .. }, _)] = built.as_slice() {
            return built.pop().map(|(_, one)| one);
        }
        let name = declared.first().node.name.span;
        let field = self.one_field(name, built.iter().filter_map(|(_, one)| one.field))?;
        let (mut recipes, mut tables, mut versions) = (Vec::new(), Vec::new(), Vec::new());
        for (version, one) in built {
            let from = version.from.map(|from| from.node);
            versions.extend(one.versions);
            tables.push(duly_calendar::Version { from, calendar: one.table });
            recipes.push((from, one.recipe));
        }
        let table = Calendar::versions(tables)?;
        let recipe = if field.is_some() { Recipe::Versions(recipes) } else { Recipe::Fixed(table.clone()) };
        Some(Built { recipe, table, field, versions })
    }

    /// A version with lines of its own.
    fn lines(&mut self, decl: &Decl<'_, CalendarDecl>) -> Option<Built> {
        let zone = self.zone(decl);
        let known = zone.as_ref().map(|(zone, _)| zone);
        let lines = Lines::new(decl, self.names, self.zones, self.loader, self.findings, &mut self.origins);
        let (spec, table) = lines.build_in(known)?;
        let field = zone?.1;
        let recipe =
            if field.is_some() { Recipe::Lines(Arc::clone(&spec)) } else { Recipe::Fixed(table.clone()) };
        let versions = vec![version(decl, CalendarBody::Lines(spec))];
        Some(Built { recipe, table, field, versions })
    }

    /// A version that is made of other calendars.
    fn made(&mut self, decl: &Decl<'_, CalendarDecl>, mixed: Option<&Mixed>) -> Option<Built> {
        let zone = self.zone(decl);
        let only_due = self.only_due_at(decl);
        let Mixed { parts, mix } = mixed?;
        let due_at = self.due_at(decl, parts, mix);
        let built = parts.iter().map(|part| self.built[part.index()].as_ref()).collect::<Option<Vec<_>>>();
        let ((zone, own_field), due_at, built) = (zone?, due_at?, built?);
        if !only_due {
            return None;
        }
        let name = |part: &CalendarId| self.names.calendars[part.index()].name.clone();
        let fields: Vec<ZoneField> =
            own_field.into_iter().chain(built.iter().filter_map(|part| part.field)).collect();
        let table_of =
            |(id, part): (&CalendarId, &&Built)| Part { name: name(id), calendar: part.table.clone() };
        let tables: Vec<Part> = parts.iter().zip(&built).map(table_of).collect();
        let table = Calendar::made(tables, mix.clone(), zone.clone(), due_at);
        let recipe = if fields.is_empty() {
            Recipe::Fixed(table.clone())
        } else {
            Recipe::Made {
                parts: parts.iter().zip(&built).map(|(id, part)| (name(id), part.recipe.clone())).collect(),
                mix: mix.clone(),
                zone: own_field.is_none().then_some(zone),
                due_at,
            }
        };
        let field = self.one_field(decl.node.name.span, fields.into_iter())?;
        if table.next_open(duly_calendar::Instant(0)).is_none() {
            never_open(decl, "is never open: nothing is left of what it is made of", self.findings);
            return None;
        }
        let body = CalendarBody::Mix { parts: parts.clone(), mix: mix.clone() };
        Some(Built { recipe, table, field, versions: vec![version(decl, body)] })
    }

    /// The zone of a version, for tickets without one where it is read from the ticket; then with the field.
    fn zone(&mut self, decl: &Decl<'_, CalendarDecl>) -> Option<(Zone, Option<ZoneField>)> {
        match &decl.node.zone {
            None => Some((self.names.zone.clone()?, None)),
            Some(CalendarZone::Named(name)) => Some((scope::zone(name, self.zones, self.findings)?, None)),
            Some(CalendarZone::Field { field, fallback }) => {
                let (zones, policy) = (self.zones, self.names.zone.clone());
                let mut scope = self.scope(&decl.unit.prefix);
                let found = calendar_zone::field(&mut scope, field);
                let zone =
                    calendar_zone::fallback(field, fallback.as_ref(), policy.as_ref(), zones, scope.findings);
                Some((zone?, Some((found?, field.span))))
            }
        }
    }

    /// The one field that several versions or parts read their zone from; the outer `None` if they read two.
    fn one_field(
        &mut self,
        name: Span,
        fields: impl Iterator<Item = ZoneField>,
    ) -> Option<Option<ZoneField>> {
        let mut first: Option<ZoneField> = None;
        for (field, span) in fields {
            match first {
                None => first = Some((field, span)),
                Some((known, place)) if known != field => {
                    let message = "this calendar reads its zone from two fields of the ticket";
                    let finding = Diagnostic::error(codes::TWO_ZONE_FIELDS, name, message, "")
                        .label(place, "one of them")
                        .label(span, "the other one")
                        .help("a calendar goes by one zone of the ticket: take the same field for both");
                    self.findings.add(finding);
                    return None;
                }
                Some(_) => {}
            }
        }
        Some(first)
    }

    /// Whether the block of a calendar that is made of others says at most where a due falls.
    fn only_due_at(&mut self, decl: &Decl<'_, CalendarDecl>) -> bool {
        due_at_once(&decl.node.items, self.findings);
        let mut others = decl.node.items.iter().filter(|i| !matches!(i.kind, CalendarItemKind::DueAt(_)));
        let Some(line) = others.next() else { return true };
        let message = "a calendar that is made of others has no hours of its own";
        let finding = Diagnostic::error(codes::MADE_WITH_HOURS, line.span, message, "")
            .label(decl.node.name.span, "made of others")
            .help("put these hours into a calendar of their own, and add that one behind the `=`");
        self.findings.add(finding);
        false
    }

    /// Where a due falls in a calendar that is made of others: as it says, else as those say that its hours
    /// come from.
    fn due_at(&mut self, decl: &Decl<'_, CalendarDecl>, parts: &[CalendarId], mix: &Mix) -> Option<DueAt> {
        let own = decl.node.items.iter().find_map(|item| match item.kind {
            CalendarItemKind::DueAt(Said::Closing) => Some(DueAt::Closing),
            CalendarItemKind::DueAt(Said::Opening) => Some(DueAt::Opening),
            _ => None,
        });
        if own.is_some() {
            return own;
        }
        let mut givers = Vec::new();
        hours_from(mix, &mut givers);
        let mut first: Option<(CalendarId, DueAt)> = None;
        for id in givers.into_iter().map(|place| parts[place]).filter(|id| id.index() > 0) {
            let due_at = self.built[id.index()].as_ref()?.table.due_at();
            match first {
                None => first = Some((id, due_at)),
                Some((other, known)) if known != due_at => {
                    let [one, two] = [other, id].map(|id| self.names.calendars[id.index()].name.as_str());
                    let message =
                        format!("`{one}` and `{two}` disagree on where a due at closing time falls");
                    let finding = Diagnostic::error(codes::DUE_AT_UNCLEAR, decl.node.name.span, message, "")
                        .help("say it here, behind what it is made of: `{ due at closing }`");
                    self.findings.add(finding);
                    return None;
                }
                Some(_) => {}
            }
        }
        Some(first.map_or(DueAt::Closing, |(_, due_at)| due_at))
    }

    /// Warns of a calendar whose first version has a date: it is closed before that.
    fn begins(&mut self, declared: &Versioned<'_, CalendarDecl>) {
        let Some(from) = declared.versions.first().and_then(|version| version.from) else { return };
        let name = &declared.first().node.name.text;
        let message = format!("before {} the calendar `{name}` has no hours", from.node);
        self.findings.add(
            Diagnostic::warning(codes::BEGINS_CLOSED, from.span, message, "its first version begins here")
                .help("leave the date off the first version: it is then in force from the beginning"),
        );
    }
}

/// The parts of a mix that open time comes from; what only takes time out is not among them.
fn hours_from(mix: &Mix, found: &mut Vec<usize>) {
    match mix {
        Mix::Part(part) => found.push(*part),
        Mix::Any(mixes) | Mix::All(mixes) => mixes.iter().for_each(|mix| hours_from(mix, found)),
        Mix::Except(mix, _) => hours_from(mix, found),
    }
}

fn version(decl: &Decl<'_, CalendarDecl>, body: CalendarBody) -> CalendarVersion {
    let from: Option<NaiveDate> = decl.node.from.as_ref().map(|from| from.node);
    CalendarVersion { from, doc: decl.doc.map(str::to_owned), body, span: decl.node.name.span }
}
