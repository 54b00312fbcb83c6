//! Trees to lists of declarations under their full names, each name once.
//!
//! What is declared twice is reported here; the output holds one declaration a name.

use crate::findings::Findings;
use crate::load::Unit;
use crate::parameters::Use;
use chrono::NaiveDate;
use duly_diag::{Diagnostic, Span, codes};
use duly_plan::Agreement;
use duly_syntax::ast::{self, DeclarationKind, Name, Spanned, TicketItem};
use std::collections::BTreeMap;

/// A declaration in its place.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Decl<'a, T> {
    /// The tree's node.
    pub node: &'a T,
    /// The file it stands in.
    pub unit: &'a Unit,
    /// Its doc comment.
    pub doc: Option<&'a str>,
    /// From its first word to its closing brace.
    pub span: Span,
}

impl<T> Decl<'_, T> {
    /// A name of this declaration as the whole policy knows it.
    pub fn full(&self, name: &Name) -> String {
        format!("{}{}", self.unit.prefix, name.text)
    }
}

/// A declaration and its later versions.
#[derive(Clone, Debug)]
pub(crate) struct Versioned<'a, T> {
    /// In the order of their dates, at most one of them without a date, and at least one.
    pub versions: Vec<Version<'a, T>>,
}

/// A version of a declaration.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Version<'a, T> {
    /// The date from which it is in force; none: from the beginning.
    pub from: Option<&'a Spanned<NaiveDate>>,
    /// Where its name stands.
    pub name: Span,
    /// What it declares.
    pub decl: Decl<'a, T>,
}

impl<'a, T> Versioned<'a, T> {
    /// The version that is in force first.
    pub fn first(&self) -> &Decl<'a, T> {
        &self.versions[0].decl
    }
}

/// Everything that is declared, in the order of the files.
#[derive(Debug, Default)]
pub(crate) struct Declared<'a> {
    pub policy: Option<Decl<'a, ast::Policy>>,
    pub fields: Vec<Decl<'a, ast::FieldDecl>>,
    pub states: Vec<Decl<'a, ast::StateDecl>>,
    pub calendars: Vec<Versioned<'a, ast::CalendarDecl>>,
    /// The policy's clocks, then those standard ones that it leaves as they are.
    pub clocks: Vec<Versioned<'a, ast::ClockDecl>>,
    pub levels: Vec<Versioned<'a, ast::LevelDecl>>,
    /// The names of the levels as they are declared, without those that uses with values make.
    pub level_names: Vec<String>,
    /// The full name of the level behind each use, once levels have no parameters; none for a use that is wrong.
    pub level_uses: BTreeMap<Use, Option<String>>,
    /// The levels that no rule leads to.
    pub unused_levels: Vec<Span>,
    pub agreements: Vec<Decl<'a, ast::AgreementDecl>>,
    pub phrases: Vec<Decl<'a, ast::PhraseDecl>>,
    /// The rules of each agreement in all versions, in the order written.
    pub rules: Vec<Decl<'a, ast::RulesDecl>>,
    pub objectives: Vec<Decl<'a, ast::ObjectiveDecl>>,
    pub excuses: Vec<Decl<'a, ast::ExcuseDecl>>,
    pub triggers: Vec<Decl<'a, ast::TriggerDecl>>,
    pub tests: Vec<Decl<'a, ast::TestDecl>>,
    /// The policy's scripts, then those standard ones that it leaves as they are.
    pub scripts: Vec<Decl<'a, ast::ScriptDecl>>,
}

/// Sorts the declarations of all trees by kind.
pub(crate) fn collect<'a>(units: &'a [Unit], findings: &mut Findings) -> Declared<'a> {
    let (declared, places, seen) = Default::default();
    let mut stage = Stage { findings, declared, places, seen };
    for unit in units {
        for declaration in &unit.tree.declarations {
            stage.declaration(unit, declaration);
        }
    }
    let declared = stage.declared;
    whole(units, &declared, findings);
    declared
}

/// What every policy must have.
fn whole(units: &[Unit], declared: &Declared<'_>, findings: &mut Findings) {
    let Some(entry) = units.first().filter(|u| !u.standard) else { return };
    let Some(policy) = &declared.policy else {
        // What a newer language means by the rest is not for this one to say.
        let newer = entry.tree.version.as_ref().is_some_and(|v| v.node > duly_syntax::VERSION);
        if !newer && !findings.is_damaged_name("policy") {
            findings.add(missing_policy(&entry.tree));
        }
        return;
    };
    if policy.node.zones.is_empty() {
        let finding = Diagnostic::error(
            codes::MISSING_ZONE,
            policy.node.name.span,
            format!("the policy `{}` has no time zone", policy.node.name.text),
            "dates and times of this policy have no meaning yet",
        )
        .help("say where its days begin: `zone \"Europe/Prague\"`");
        findings.add_missing(policy.span, finding);
    }
}

fn missing_policy(entry: &ast::File) -> Diagnostic {
    let place = match (&entry.version, entry.declarations.first()) {
        (Some(version), _) => version.span,
        (None, Some(first)) => first.span.start_point(),
        (None, None) => Span::default(),
    };
    Diagnostic::error(
        codes::MISSING_POLICY,
        place,
        "neither this file nor what it imports declares a policy",
        "",
    )
    .help("give it a name and a zone: `policy \"Acme support\" { zone \"Europe/Prague\" }`")
}

struct Stage<'a, 'f> {
    findings: &'f mut Findings,
    declared: Declared<'a>,
    /// Where each name that may have versions stands in the list of its kind.
    places: BTreeMap<(&'static str, String), usize>,
    /// The first declaration of each name: kind, full name, place, and whether it is a standard one.
    seen: BTreeMap<(&'static str, String), (Span, bool)>,
}

impl<'a> Stage<'a, '_> {
    fn declaration(&mut self, unit: &'a Unit, declaration: &'a ast::Declaration) {
        let doc = declaration.doc.as_ref().map(|d| d.node.as_str());
        let span = declaration.span;
        match &declaration.kind {
            DeclarationKind::Import(_) => {}
            DeclarationKind::Policy(node) => self.policy(Decl { node, unit, doc, span }),
            DeclarationKind::Ticket(ticket) => self.ticket(unit, ticket),
            DeclarationKind::Calendar(node) => {
                let decl = Decl { node, unit, doc, span };
                if self.calendar_name(&node.name) {
                    self.version("calendar", decl, (&node.name, node.from.as_ref()), |all| {
                        &mut all.calendars
                    });
                }
            }
            DeclarationKind::Clock(node) => {
                let decl = Decl { node, unit, doc, span };
                self.version("clock", decl, (&node.name, node.from.as_ref()), |all| &mut all.clocks);
            }
            DeclarationKind::Level(node) => {
                let decl = Decl { node, unit, doc, span };
                self.version("level", decl, (&node.name, node.from.as_ref()), |all| &mut all.levels);
            }
            DeclarationKind::Agreement(node) => {
                let decl = Decl { node, unit, doc, span };
                if self.agreement_name(&node.name) && self.first("agreement", &decl, &node.name) {
                    self.declared.agreements.push(decl);
                }
            }
            DeclarationKind::Script(node) => {
                let decl = Decl { node, unit, doc, span };
                if self.first("script", &decl, &node.name) {
                    self.declared.scripts.push(decl);
                }
            }
            DeclarationKind::Rules(node) => self.rules(Decl { node, unit, doc, span }),
            DeclarationKind::Objective(node) => {
                let decl = Decl { node, unit, doc, span };
                if self.first("objective", &decl, &node.name) {
                    self.declared.objectives.push(decl);
                }
            }
            DeclarationKind::Excuse(node) => self.declared.excuses.push(Decl { node, unit, doc, span }),
            DeclarationKind::Trigger(node) => {
                // The same file under two names of its imports has its triggers once.
                if self.declared.triggers.iter().all(|trigger| trigger.span != span) {
                    self.declared.triggers.push(Decl { node, unit, doc, span });
                }
            }
            DeclarationKind::Phrase(node) => self.phrase(Decl { node, unit, doc, span }),
            DeclarationKind::Test(node) => {
                let decl = Decl { node, unit, doc, span };
                // The same file under two names of its imports has its tests once.
                let again = self.declared.tests.iter().any(|test| test.span == span);
                if !again && self.first("test", &decl, &node.name) {
                    self.declared.tests.push(decl);
                }
            }
        }
    }

    fn policy(&mut self, decl: Decl<'a, ast::Policy>) {
        for (word, said) in [("zone", &decl.node.zones), ("owner", &decl.node.owners)] {
            if let [first, again, ..] = said.as_slice() {
                self.findings.add(twice(&format!("the policy's {word}"), again.span, first.span));
            }
        }
        if let [first, again, ..] = decl.node.credit_caps.as_slice() {
            self.findings.add(twice("the policy's cap of credits", again.span, first.span));
        }
        if let [first, again, ..] = decl.node.simulates.as_slice() {
            self.findings.add(twice("`simulate actions`", *again, *first));
        }
        match &self.declared.policy {
            // The same file under two names of its imports.
            Some(first) if first.span == decl.span => {}
            Some(first) => {
                let finding = twice("the policy", decl.node.name.span, first.node.name.span)
                    .help("one policy is checked at a time; leave the `policy` to the file that imports");
                self.findings.add(finding);
            }
            None => self.declared.policy = Some(decl),
        }
    }

    fn rules(&mut self, decl: Decl<'a, ast::RulesDecl>) {
        // The same file under two names of its imports says its rules once.
        if self.declared.rules.iter().all(|first| first.span != decl.span) {
            self.declared.rules.push(decl);
        }
    }

    fn agreement_name(&mut self, name: &Name) -> bool {
        if name.text != Agreement::DEFAULT {
            return true;
        }
        let message = "`default` is the agreement of the levels and rules that name none";
        let finding = Diagnostic::error(codes::RESERVED_NAME, name.span, message, "taken")
            .help("give this agreement another name, or leave it out");
        self.findings.add(finding);
        false
    }

    /// A phrase means the same everywhere, whatever name its file was imported under.
    fn phrase(&mut self, decl: Decl<'a, ast::PhraseDecl>) {
        let name = &decl.node.name;
        match self.declared.phrases.iter().find(|first| first.node.name.text == name.text) {
            Some(first) if first.span == decl.span => {}
            Some(first) => {
                let finding = again("phrase", name, first.node.name.span);
                self.findings.add(finding);
            }
            None => self.declared.phrases.push(decl),
        }
    }

    fn ticket(&mut self, unit: &'a Unit, ticket: &'a ast::Ticket) {
        for item in &ticket.items {
            match item {
                TicketItem::Field(node) => {
                    let decl = Decl { node, unit, doc: None, span: node.span };
                    if self.first_field(&node.name) {
                        self.declared.fields.push(decl);
                    }
                }
                TicketItem::State(node) => {
                    let decl = Decl { node, unit, doc: None, span: node.span };
                    if self.first("state", &decl, &node.name) {
                        self.declared.states.push(decl);
                    }
                }
            }
        }
    }

    /// A field is what the helpdesk calls it, whatever name its file was imported under.
    fn first_field(&mut self, name: &Name) -> bool {
        match self.seen.get(&("field", name.text.clone())) {
            None => {
                self.seen.insert(("field", name.text.clone()), (name.span, false));
                true
            }
            Some((first, _)) => {
                if *first != name.span {
                    self.findings.add(again("field", name, *first));
                }
                false
            }
        }
    }

    fn first<T>(&mut self, kind: &'static str, decl: &Decl<'a, T>, name: &Name) -> bool {
        let key = (kind, decl.full(name));
        let Some((first, _)) = self.seen.get(&key) else {
            self.seen.insert(key, (name.span, decl.unit.standard));
            return true;
        };
        // A policy's own clock stands in for the standard one, which comes last.
        if !decl.unit.standard {
            self.findings.add(again(kind, name, *first));
        }
        false
    }

    /// A declaration that may have several versions, which differ in their dates.
    fn version<T: 'a>(
        &mut self,
        kind: &'static str,
        decl: Decl<'a, T>,
        (name, from): (&Name, Option<&'a Spanned<NaiveDate>>),
        list: impl for<'d> Fn(&'d mut Declared<'a>) -> &'d mut Vec<Versioned<'a, T>>,
    ) {
        let key = (kind, decl.full(name));
        let list = list(&mut self.declared);
        let version = Version { from, name: name.span, decl };
        let Some(place) = self.places.get(&key).copied() else {
            self.places.insert(key, list.len());
            list.push(Versioned { versions: vec![version] });
            return;
        };
        let versions = &mut list[place].versions;
        let date = |from: Option<&Spanned<NaiveDate>>| from.map(|from| from.node);
        match versions.binary_search_by_key(&date(from), |version| date(version.from)) {
            Err(at) => versions.insert(at, version),
            // A policy's own clock stands in for the standard one, which comes last.
            Ok(_) if version.decl.unit.standard => {}
            Ok(at) => {
                let first = versions[at].name;
                self.findings.add(match from {
                    None => again(kind, name, first),
                    Some(from) => same_date(&format!("{kind} `{}`", name.text), (from, first)),
                });
            }
        }
    }

    fn calendar_name(&mut self, name: &Name) -> bool {
        if name.text != "always" {
            return true;
        }
        let message = "`always` is the calendar that is open all the time, a policy cannot change it";
        let finding = Diagnostic::error(codes::RESERVED_NAME, name.span, message, "taken")
            .help("give this calendar another name");
        self.findings.add(finding);
        false
    }
}

/// The word that opens a declaration.
pub(crate) fn first_word(declaration: Span, word: &str) -> Span {
    let end = declaration.start as usize + word.len();
    Span::new(declaration.file, declaration.start as usize, end)
}

fn again(kind: &str, name: &Name, first: Span) -> Diagnostic {
    let message = format!("the {kind} `{}` is declared twice", name.text);
    let help = if name.span.file == first.file {
        "keep one of the two, or give this one another name"
    } else {
        "keep one of the two, or import one of the files under a name: `import \"..\" as NAME`"
    };
    Diagnostic::error(codes::DUPLICATE_NAME, name.span, message, "declared again")
        .label(first, "declared here first")
        .help(help)
}

/// Two versions that begin on one day.
pub(crate) fn same_date(what: &str, (from, first): (&Spanned<NaiveDate>, Span)) -> Diagnostic {
    let message = format!("two versions of the {what} begin on {}", from.node);
    Diagnostic::error(codes::SAME_DATE, from.span, message, "begins on this day too")
        .label(first, "the other one")
        .help("keep one of the two, or give this one another date")
}

pub(crate) fn twice(what: &str, again: Span, first: Span) -> Diagnostic {
    Diagnostic::error(codes::SAID_TWICE, again, format!("{what} is said twice"), "said again")
        .label(first, "said here first")
        .help("keep one of the two")
}
