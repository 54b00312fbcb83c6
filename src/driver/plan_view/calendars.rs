//! The calendars of a plan: their versions line by line, and which of them share a table.

use super::shape::{CalendarView, LineView};
use super::words::{Words, name};
use duly_calendar::Mix;
use duly_calendar::spec::{CalendarSpec, DueAt, Origin};
use duly_diag::{SourceMap, Span};
use duly_plan::{CalendarBody, CalendarDef, CalendarId, CalendarVersion};

/// Shows every calendar; those that say the same show the same table.
pub(super) fn views(words: Words<'_>, sources: &SourceMap) -> Vec<CalendarView> {
    let mut distinct: Vec<(usize, Vec<CalendarVersion>)> = Vec::new();
    let all = &words.plan.calendars;
    let viewer = Viewer { words, sources };
    all.iter()
        .enumerate()
        .map(|(number, calendar)| {
            let versions = without_places(calendar);
            let same = |known: &(usize, Vec<CalendarVersion>)| {
                known.1 == versions && said_besides(&all[known.0]) == said_besides(calendar)
            };
            let table = distinct.iter().position(same).unwrap_or(distinct.len());
            if table == distinct.len() {
                distinct.push((number, versions));
            }
            viewer.view(calendar, table)
        })
        .collect()
}

fn zone_field(calendar: &CalendarDef) -> Option<duly_plan::FieldId> {
    calendar.local.as_ref().map(|local| local.field)
}

/// What a calendar goes by besides its versions: a made one says its zone and where a due falls outside of them.
fn said_besides(calendar: &CalendarDef) -> (Option<duly_plan::FieldId>, &str, DueAt) {
    (zone_field(calendar), calendar.table.zone().name(), calendar.table.due_at())
}

/// What a calendar says, wherever it says it.
fn without_places(calendar: &CalendarDef) -> Vec<CalendarVersion> {
    let mut versions = calendar.versions.clone();
    for version in &mut versions {
        (version.doc, version.span) = (None, Span::default());
        if let CalendarBody::Lines(spec) = &mut version.body {
            let spec = std::sync::Arc::make_mut(spec);
            spec.weekly.iter_mut().for_each(|hours| hours.origin = Origin::default());
            spec.exceptions.iter_mut().for_each(|exception| exception.origin = Origin::default());
        }
    }
    versions
}

struct Viewer<'p> {
    words: Words<'p>,
    sources: &'p SourceMap,
}

impl Viewer<'_> {
    fn view(&self, calendar: &CalendarDef, table: usize) -> CalendarView {
        let own = calendar.table.zone().name();
        let zone = zone_field(calendar).map_or_else(
            || own.to_owned(),
            |field| format!("{} or {own}", name(&self.words.plan.field(field).name)),
        );
        CalendarView {
            name: calendar.name.clone(),
            zone,
            due_at: match calendar.table.due_at() {
                DueAt::Closing => "closing",
                DueAt::Opening => "opening",
            },
            table,
            holiday_years: calendar.table.holiday_years(),
            statements: calendar
                .versions
                .iter()
                .flat_map(|version| self.version(calendar, version))
                .collect(),
            line: calendar.span.map(|span| self.sources.line_ref(span)),
        }
    }

    /// The date of a version, if it has one, and its statements.
    fn version(&self, calendar: &CalendarDef, version: &CalendarVersion) -> Vec<LineView> {
        let said = |says: String, span| LineView { says, line: Some(self.sources.line_ref(span)) };
        let mut lines = Vec::new();
        lines.extend(version.from.map(|from| said(format!("from {from}"), version.span)));
        match &version.body {
            CalendarBody::Lines(spec) => {
                let places = origins(spec).into_iter();
                let spans = places.filter_map(|at| calendar.origins.get(usize::try_from(at.0).ok()?));
                lines.extend(spans.map(|span| said(one_line(self.sources.text(*span)), *span)));
            }
            CalendarBody::Mix { parts, mix } => {
                lines.push(said(format!("= {}", self.mix(parts, mix, true)), version.span));
            }
        }
        lines
    }

    /// A mix in the words of the language.
    fn mix(&self, parts: &[CalendarId], mix: &Mix, is_whole: bool) -> String {
        let joined = |mixes: &[&Mix], word: &str| {
            let all: Vec<String> = mixes.iter().map(|mix| self.mix(parts, mix, false)).collect();
            let all = all.join(word);
            if is_whole { all } else { format!("({all})") }
        };
        match mix {
            Mix::Part(place) => name(&self.words.plan.calendars[parts[*place].index()].name),
            Mix::Any(mixes) => joined(&mixes.iter().collect::<Vec<_>>(), " or "),
            Mix::All(mixes) => joined(&mixes.iter().collect::<Vec<_>>(), " and "),
            Mix::Except(from, taken) => joined(&[from, taken], " except "),
        }
    }
}

/// The statements of a version, in the order written.
fn origins(spec: &CalendarSpec) -> Vec<Origin> {
    let weekly = spec.weekly.iter().map(|hours| hours.origin);
    let mut all: Vec<Origin> = weekly.chain(spec.exceptions.iter().map(|e| e.origin)).collect();
    all.sort_unstable();
    all.dedup();
    all
}

/// A statement of several lines on one.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
