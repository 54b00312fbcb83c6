//! Levels: parents merged, every promise under the settings of the level that makes it.
//!
//! A level is drafted first: its parent's draft, overridden clock by clock by its own lines. Then the
//! promises of the draft are lowered under the level's own settings, so that a child with a calendar of
//! its own recounts what it inherits on that calendar (`docs/design/0011-levels.md`).

use crate::capacity::Capacities;
use crate::collect::Decl;
use crate::findings::Findings;
use crate::names::Vocabulary;
use crate::scope::Scope;
use crate::versions::Entries;
use duly_calendar::TimeZones;
use duly_diag::{Diagnostic, Span, codes};
use duly_plan::{
    AgreementId, CalendarChoice, CalendarDef, CalendarId, ClockId, CountFrom, Level, LevelId, LevelTarget,
    Switch, Target, TargetChoice, TargetId, Warn,
};
use duly_syntax::ast::{self, LevelDecl, LevelItemKind, Name};
use std::collections::BTreeMap;

/// On which calendar a level counts what names none.
#[derive(Clone, Debug)]
pub(crate) enum Hours {
    Known(CalendarChoice),
    /// No level of the chain says it.
    Unsaid,
    /// It is said, and wrong.
    Lost,
}

/// What a level says for all its targets.
#[derive(Clone, Debug)]
pub(crate) struct Settings {
    pub hours: Hours,
    /// The calendar behind `on`: what `calendar by` falls back to.
    pub on: Option<CalendarId>,
    pub warns: Vec<Warn>,
    pub count_from: CountFrom,
    pub switch: Switch,
}

impl Default for Settings {
    fn default() -> Self {
        Settings {
            hours: Hours::Unsaid,
            on: None,
            warns: Vec::new(),
            count_from: CountFrom::Start,
            switch: Switch::Recount,
        }
    }
}

/// A promise about one clock, where it is written.
#[derive(Clone, Debug)]
pub(crate) struct Promise<'a> {
    pub kind: PromiseKind<'a>,
    /// The prefix of the names of its file.
    pub prefix: &'a str,
}

/// The forms of promises.
#[derive(Clone, Debug)]
pub(crate) enum PromiseKind<'a> {
    One(&'a ast::Target),
    Table { table: &'a ast::TargetTable, row: &'a ast::TableRow, overrides: Vec<Override<'a>> },
    List { entries: &'a [ast::ListEntry], span: Span },
    Track { clock: &'a Name, calendar: Option<&'a Name>, span: Span },
}

/// `resolution for urgent within 1h`
#[derive(Clone, Debug)]
pub(crate) struct Override<'a> {
    pub values: &'a [ast::Value],
    pub target: &'a ast::Target,
    pub prefix: &'a str,
}

/// A level with its parents merged in.
#[derive(Clone, Debug)]
struct Draft<'a> {
    settings: Settings,
    promises: BTreeMap<ClockId, Promise<'a>>,
    /// Its own agreement, else its parent's, else the default one; none if it names one that is not there.
    agreement: Option<AgreementId>,
    /// A parent is not known or a line of the chain is damaged, so nobody knows all that it says.
    orphan: bool,
}

impl Default for Draft<'_> {
    fn default() -> Self {
        Draft {
            settings: Settings::default(),
            promises: BTreeMap::new(),
            agreement: Some(AgreementId(0)),
            orphan: false,
        }
    }
}

/// What came of the levels.
pub(crate) struct Lowered {
    /// The levels; `None` stands for one that failed.
    pub levels: Vec<Option<Level>>,
    /// Their targets.
    pub targets: Vec<Target>,
    /// The agreement of each level; `None` for one that names none that is there.
    pub agreements: Vec<Option<AgreementId>>,
}

/// The levels of a policy while they are lowered.
pub(crate) struct LevelStage<'a, 'f> {
    pub names: &'a Vocabulary,
    /// The same names with `started`, for what is added to targets.
    pub with_started: &'a Vocabulary,
    pub zones: &'a TimeZones,
    pub findings: &'f mut Findings,
    pub capacities: Capacities<'a>,
    /// The targets so far.
    pub targets: Vec<Target>,
    entries: &'a Entries<'a, 'a, LevelDecl>,
}

/// Lowers every level.
pub(crate) fn lower<'a>(
    entries: &'a Entries<'a, 'a, LevelDecl>,
    (names, with_started): (&'a Vocabulary, &'a Vocabulary),
    zones: &'a TimeZones,
    calendars: &'a [Option<CalendarDef>],
    findings: &mut Findings,
) -> Lowered {
    let capacities = Capacities::new(calendars);
    let targets = Vec::new();
    let mut stage = LevelStage { names, with_started, zones, findings, capacities, targets, entries };
    let parents = stage.parents();
    let mut drafts: Vec<Option<Draft<'a>>> = vec![None; entries.decls.len()];
    for at in 0..entries.decls.len() {
        stage.draft(at, &parents, &mut drafts);
    }
    let agreements = drafts.iter().map(|draft| draft.as_ref().and_then(|d| d.agreement)).collect();
    let levels = (0..entries.decls.len()).map(|at| stage.level(at, drafts[at].take())).collect();
    crate::limits::check("targets", stage.targets.iter().map(|t| t.span), stage.findings);
    Lowered { levels, targets: stage.targets, agreements }
}

impl<'a> LevelStage<'a, '_> {
    /// The surroundings of a line in a file with this prefix.
    pub fn scope(&mut self, prefix: &'a str) -> Scope<'a, '_> {
        Scope { names: self.names, prefix, standard: false, zones: self.zones, findings: self.findings }
    }

    /// Each level's parent; a circle is reported once and cut.
    fn parents(&mut self) -> Vec<Option<LevelId>> {
        let mut parents: Vec<Option<LevelId>> = Vec::new();
        let entries = self.entries;
        for (decl, version) in entries.decls.iter().zip(&entries.parents) {
            let parent = match &decl.node.extends {
                Some(base) => self.scope(&decl.unit.prefix).level(base),
                None => None,
            };
            // The parent's version in force; of a circle none was found.
            let version = version.map(|entry| LevelId(crate::limits::id(entry)));
            parents.push(parent.map(|parent| version.unwrap_or(parent)));
        }
        for at in 0..parents.len() {
            if let Some(circle) = circle(at, &parents) {
                self.report_circle(&circle);
                circle.into_iter().for_each(|level| parents[level] = None);
            }
        }
        parents
    }

    fn report_circle(&mut self, circle: &[usize]) {
        let name = |at: &usize| format!("`{}`", self.names.levels[*at].name);
        let chain: Vec<String> = circle.iter().chain(circle.first()).map(name).collect();
        let message = match chain.as_slice() {
            [own, _] => format!("the level {own} extends itself"),
            _ => format!("these levels extend each other in a circle: {}", chain.join(" extends ")),
        };
        let first = &self.entries.decls[circle[0]].node;
        let span = first.extends.as_ref().map_or(first.name.span, |e| e.span);
        self.findings.add(
            Diagnostic::error(codes::LEVEL_CYCLE, span, message, "")
                .help("let one of them stand on its own, without `extends`"),
        );
    }

    /// Drafts a level after its parents.
    fn draft(&mut self, at: usize, parents: &[Option<LevelId>], drafts: &mut [Option<Draft<'a>>]) {
        let mut chain = vec![at];
        while let Some(parent) = chain.last().and_then(|level| parents[*level])
            && drafts[parent.index()].is_none()
        {
            chain.push(parent.index());
        }
        for level in chain.into_iter().rev().filter(|level| drafts[*level].is_none()).collect::<Vec<_>>() {
            let parent = parents[level].and_then(|p| drafts[p.index()].clone()).unwrap_or_default();
            let decl = self.entries.decls[level];
            let unknown_parent = decl.node.extends.is_some() && parents[level].is_none();
            let orphan = parent.orphan || unknown_parent || self.findings.damaged(decl.span);
            let mut settings = self.settings(decl, &parent.settings);
            if orphan && matches!(settings.hours, Hours::Unsaid) {
                settings.hours = Hours::Lost;
            }
            let agreement = match &decl.node.agreement {
                Some(name) => self.scope(&decl.unit.prefix).agreement(name),
                None => parent.agreement,
            };
            let mut draft = Draft { settings, promises: parent.promises, agreement, orphan };
            self.promises(decl, &mut draft);
            drafts[level] = Some(draft);
        }
    }

    fn promises(&mut self, decl: &'a Decl<'a, LevelDecl>, draft: &mut Draft<'a>) {
        let prefix = decl.unit.prefix.as_str();
        let mut own: BTreeMap<ClockId, Span> = BTreeMap::new();
        for item in &decl.node.items {
            let (clock, kind) = match &item.kind {
                LevelItemKind::Target { clock, target } => (clock, PromiseKind::One(target)),
                LevelItemKind::List { clock, entries } => {
                    (clock, PromiseKind::List { entries, span: item.span })
                }
                LevelItemKind::Track { clock, calendar } => {
                    let calendar = calendar.as_ref();
                    (clock, PromiseKind::Track { clock, calendar, span: item.span })
                }
                LevelItemKind::Table(table) => {
                    for row in &table.rows {
                        let kind = PromiseKind::Table { table, row, overrides: Vec::new() };
                        self.promise(&row.clock, Promise { kind, prefix }, draft, &mut own);
                    }
                    continue;
                }
                LevelItemKind::Cell { clock, values, target } => {
                    self.cell(clock, Override { values, target, prefix }, draft);
                    continue;
                }
                LevelItemKind::Warn(_)
                | LevelItemKind::CalendarBy { .. }
                | LevelItemKind::CountFrom(_)
                | LevelItemKind::Switch(_) => continue,
            };
            self.promise(clock, Promise { kind, prefix }, draft, &mut own);
        }
    }

    fn promise(
        &mut self,
        clock: &Name,
        promise: Promise<'a>,
        draft: &mut Draft<'a>,
        own: &mut BTreeMap<ClockId, Span>,
    ) {
        let Some(id) = self.scope(promise.prefix).clock(clock) else { return };
        if let Some(first) = own.get(&id) {
            let message = format!("this level already says something about `{}`", clock.text);
            self.findings.add(
                Diagnostic::error(codes::TARGET_TWICE, clock.span, message, "said again")
                    .label(*first, "said here first")
                    .help(format!(
                        "keep one of the two; a single cell is overridden by `{} for VALUE within ..`",
                        clock.text
                    )),
            );
            return;
        }
        own.insert(id, clock.span);
        draft.promises.insert(id, promise);
    }

    /// A later line that overrides a cell.
    fn cell(&mut self, clock: &Name, cell: Override<'a>, draft: &mut Draft<'a>) {
        let Some(id) = self.scope(cell.prefix).clock(clock) else { return };
        if let Some(Promise { kind: PromiseKind::Table { overrides, .. }, .. }) = draft.promises.get_mut(&id)
        {
            overrides.push(cell);
            return;
        }
        if draft.orphan {
            return;
        }
        let message =
            format!("`{}` has no table above this line, so there is no cell to override", clock.text);
        let help =
            format!("give it a row in `targets by FIELD {{ }}` first, or a list: `{} {{ .. }}`", clock.text);
        self.findings.add(Diagnostic::error(codes::CELL_WITHOUT_TABLE, clock.span, message, "").help(help));
    }

    fn level(&mut self, at: usize, draft: Option<Draft<'a>>) -> Option<Level> {
        let decl = self.entries.decls[at];
        let draft = draft?;
        let mut sound = true;
        let mut targets = Vec::new();
        for (clock, promise) in draft.promises {
            match self.choice(&promise, &draft.settings) {
                Some(choice) => targets.push(LevelTarget { clock, choice }),
                None => sound = false,
            }
        }
        let (name, doc) = (decl.full(&decl.node.name), decl.doc.map(str::to_owned));
        let agreement = draft.agreement?;
        sound.then_some(Level { name, doc, agreement, targets, span: decl.node.name.span })
    }

    fn choice(&mut self, promise: &Promise<'a>, settings: &Settings) -> Option<TargetChoice> {
        let prefix = promise.prefix;
        match &promise.kind {
            PromiseKind::One(target) => self.target(prefix, target, settings).map(TargetChoice::One),
            PromiseKind::Track { clock, calendar, span } => {
                let target = self.scope(prefix).track(clock, *calendar, *span, settings)?;
                Some(TargetChoice::One(Some(self.add(target))))
            }
            PromiseKind::List { entries, span } => self.list(entries, *span, prefix, settings),
            PromiseKind::Table { table, row, overrides } => {
                self.table(table, row, overrides, (prefix, settings))
            }
        }
    }

    /// Lowers a target and gives it an id of its own: a change of cell is a change of target.
    pub fn target(
        &mut self,
        prefix: &'a str,
        target: &ast::Target,
        settings: &Settings,
    ) -> Option<Option<TargetId>> {
        let with_started = self.with_started;
        let lowered = self.scope(prefix).target(target, settings, with_started)?;
        let Some(lowered) = lowered else { return Some(None) };
        self.capacities.check(&lowered, target, self.names, self.findings);
        Some(Some(self.add(lowered)))
    }

    fn add(&mut self, target: Target) -> TargetId {
        self.targets.push(target);
        TargetId(crate::limits::id(self.targets.len() - 1))
    }

    /// A conditional list: the first entry that holds, `otherwise` last.
    fn list(
        &mut self,
        entries: &'a [ast::ListEntry],
        span: Span,
        prefix: &'a str,
        settings: &Settings,
    ) -> Option<TargetChoice> {
        let mut sound = self.list_is_total(entries, span);
        let mut choices = Vec::new();
        for entry in entries {
            let condition = match &entry.condition {
                Some(condition) => {
                    let lowered = self.scope(prefix).condition(condition, crate::conditions::Place::Target);
                    sound &= lowered.is_some();
                    lowered
                }
                None => None,
            };
            match self.target(prefix, &entry.target, settings) {
                Some(target) => choices.push((condition, target)),
                None => sound = false,
            }
        }
        sound.then_some(TargetChoice::List(choices))
    }

    fn list_is_total(&mut self, entries: &[ast::ListEntry], span: Span) -> bool {
        let otherwise = entries.iter().position(|e| e.condition.is_none());
        let Some(at) = otherwise else {
            let message = "this list leaves some tickets without an answer";
            let finding = Diagnostic::error(codes::MISSING_OTHERWISE, span, message, "")
                .help("end it with `within 8h otherwise`, or with `none otherwise` if they get no promise");
            self.findings.add_missing(span, finding);
            return false;
        };
        if let Some(after) = entries.get(at + 1) {
            let message = "this line is never reached";
            self.findings.add(
                Diagnostic::error(codes::AFTER_OTHERWISE, after.span, message, "")
                    .label(entries[at].span, "takes every ticket that is left")
                    .help("move `otherwise` to the end"),
            );
            return false;
        }
        true
    }
}

/// The circle of parents that a level stands in, beginning with the level itself.
fn circle(at: usize, parents: &[Option<LevelId>]) -> Option<Vec<usize>> {
    let mut chain = vec![at];
    while let Some(parent) = parents[*chain.last()?] {
        if parent.index() == at {
            return Some(chain);
        }
        if chain.contains(&parent.index()) {
            return None;
        }
        chain.push(parent.index());
    }
    None
}
