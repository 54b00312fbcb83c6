//! Tests: names resolved, instants known, one test of the plan for each case.
//!
//! `cases` gives the columns their values, `points` the instants, `happening` the events, `expected` the
//! expectations. The same stage reads a line of a test that is typed alone ([`lower_test_line`]).

mod alone;
mod cases;
mod expected;
mod happening;
mod points;

pub use alone::{Typed, lower_test_line};

use crate::collect::{Decl, Declared};
use crate::findings::Findings;
use crate::names::Vocabulary;
use crate::rules;
use crate::scope::Scope;
use cases::Row;
use duly_calendar::{Instant, TimeZones};
use duly_diag::{Diagnostic, codes};
use duly_plan::{
    AgreementId, CalendarDef, CalendarId, Expectation, FieldId, RuleSet, Step, Test, TestCase, TestEvent,
    TestEventKind, TestLine, Trigger,
};
use duly_syntax::ast::{self, TestDecl};

/// What tests speak of besides names: what the rest of the policy came to, as far as it is without errors.
pub(crate) struct Surroundings<'p> {
    /// The calendars, by their ids.
    pub calendars: Vec<Option<&'p CalendarDef>>,
    /// The agreement of each level.
    pub levels: Vec<Option<AgreementId>>,
    /// The agreement and name of each rule; none if the rules have errors.
    pub rules: Option<Vec<(AgreementId, &'p str)>>,
    /// The triggers' names.
    pub triggers: Vec<&'p str>,
}

impl<'p> Surroundings<'p> {
    /// Of the parts of a policy under check.
    pub fn of(
        calendars: &'p [Option<CalendarDef>],
        levels: &[Option<AgreementId>],
        rules: Option<&'p [rules::Versions]>,
        triggers: &'p [Option<Trigger>],
    ) -> Self {
        Surroundings {
            calendars: calendars.iter().map(Option::as_ref).collect(),
            levels: levels.to_vec(),
            rules: rules
                .map(|all| rule_names(all.iter().flat_map(|rules| rules.all.iter().map(|(_, set)| set)))),
            triggers: triggers.iter().flatten().map(|trigger| trigger.name.as_str()).collect(),
        }
    }
}

fn rule_names<'p>(sets: impl Iterator<Item = &'p RuleSet>) -> Vec<(AgreementId, &'p str)> {
    let rules = |set: &'p RuleSet| set.rules.iter().map(|rule| (set.agreement, rule.name.as_str()));
    sets.flat_map(rules).collect()
}

/// Lowers every test; those that fail are left out, which has been reported.
pub(crate) fn lower(
    declared: &Declared<'_>,
    around: &Surroundings<'_>,
    names: &Vocabulary,
    zones: &TimeZones,
    findings: &mut Findings,
) -> Vec<Test> {
    let names = &names.apart();
    let mut all = Vec::new();
    for decl in &declared.tests {
        let scope = Scope { names, prefix: &decl.unit.prefix, standard: false, zones, findings };
        let damaged = scope.findings.damaged(decl.span);
        let (now, created, zones) = (None, false, Vec::new());
        Stage { scope, around, row: None, now, created, zones, damaged }.test(decl, &mut all);
    }
    all
}

/// One test, or one case of it.
pub(crate) struct Stage<'p, 'a, 'f> {
    pub scope: Scope<'a, 'f>,
    pub around: &'p Surroundings<'p>,
    /// The row of the case.
    pub row: Option<Row<'p>>,
    /// The instant of the step before.
    pub now: Option<Instant>,
    /// Whether the ticket is created.
    pub created: bool,
    /// What the fields hold whose zones calendars take, as far as events have said.
    pub zones: Vec<(FieldId, String)>,
    /// Whether lines of the test could not be read, so that nobody knows what is missing.
    pub damaged: bool,
}

impl<'p> Stage<'p, '_, '_> {
    fn test(&mut self, decl: &Decl<'p, TestDecl>, all: &mut Vec<Test>) {
        self.expects_something(decl.node);
        let Some(table) = decl.node.cases.first() else {
            all.extend(self.case(decl, None));
            return;
        };
        self.check_cases(&decl.node.cases);
        for (index, row) in table.rows.iter().enumerate() {
            if row.cells.len() == table.columns.len() {
                self.row = Some(Row { columns: &table.columns, cells: &row.cells });
                let case = TestCase { number: index + 1, row: row.text.clone(), span: row.span };
                all.extend(self.case(decl, Some(case)));
            }
        }
    }

    /// A test without expectations cannot fail.
    fn expects_something(&mut self, test: &TestDecl) {
        if self.damaged || test.lines.iter().any(|line| matches!(line, ast::TestLine::Expect(_))) {
            return;
        }
        let message = format!("the test `{}` expects nothing", test.name.text);
        let finding = Diagnostic::warning(codes::EMPTY_TEST, test.name.span, message, "it cannot fail");
        self.scope.findings.add(finding.help("say what must be so: `expect resolution met after 3h`"));
    }

    fn case(&mut self, decl: &Decl<'_, TestDecl>, case: Option<TestCase>) -> Option<Test> {
        (self.now, self.created) = (None, false);
        self.zones.clear();
        let lines: Vec<_> = decl.node.lines.iter().map(|line| self.line(line)).collect();
        Some(Test {
            name: decl.full(&decl.node.name),
            doc: decl.doc.map(str::to_owned),
            case,
            lines: lines.into_iter().collect::<Option<_>>()?,
            name_span: decl.node.name.span,
            span: decl.span,
        })
    }

    pub fn line(&mut self, line: &ast::TestLine) -> Option<TestLine> {
        match line {
            ast::TestLine::Step(step) => self.step(step).map(TestLine::Step),
            ast::TestLine::Expect(expect) => self.expect(expect).map(TestLine::Expect),
        }
    }

    fn step(&mut self, step: &ast::Step) -> Option<Step> {
        let at = match &step.at {
            Some(point) => self.point(point),
            None => self.now,
        };
        let event = self.event(step);
        let happens = step.event.is_some() || step.sets.is_some();
        let creates = matches!(&step.event, Some(phrase) if phrase.kind == ast::EventKind::Created);
        let in_order = !happens || self.comes_in_order(step, creates);
        self.created |= creates;
        let at = at?;
        if let Some(before) = self.now.filter(|before| at < *before) {
            return self.goes_back(step, at, before);
        }
        self.now = Some(at);
        let event: Option<TestEvent> = event?;
        event.iter().for_each(|event| self.note_zones(event));
        in_order.then_some(Step { at, event, span: step.span })
    }

    /// Notes what an event sets the fields to whose zones calendars take.
    fn note_zones(&mut self, event: &TestEvent) {
        let names = self.scope.names;
        for (id, value) in &event.sets {
            if !names.zone_fields.values().any(|field| field == id) {
                continue;
            }
            let kind = names.fields.iter().find(|field| field.id == *id).map(|field| &field.kind);
            let held = kind.and_then(|kind| value.text(kind)).map(str::to_owned);
            self.zones.retain(|(field, _)| field != id);
            self.zones.extend(held.map(|held| (*id, held)));
        }
    }

    fn goes_back<T>(&mut self, step: &ast::Step, at: Instant, before: Instant) -> Option<T> {
        // What follows is held against the later instant, so that one slip is one finding.
        let span = step.at.as_ref().map_or(step.span, ast::Point::span);
        let message = "time goes back in this test";
        let label = match &self.scope.names.zone {
            Some(zone) => format!("{} lies before {}", zone.local(at), zone.local(before)),
            None => "before the line above".to_owned(),
        };
        let finding = Diagnostic::error(codes::TIME_GOES_BACK, span, message, label);
        self.scope.fail(finding.help("put the lines in the order in which they happen"))
    }

    /// A ticket is created once, and nothing happens to it before.
    fn comes_in_order(&mut self, step: &ast::Step, creates: bool) -> bool {
        if self.damaged {
            return true;
        }
        let span = step.event.as_ref().map_or(step.span, |event| event.span);
        let (message, help) = match (self.created, creates) {
            (true, true) => {
                ("the ticket is created a second time", "a test is about one ticket: write another test")
            }
            (false, false) => (
                "this happens before the ticket is created",
                "begin with the ticket: `at 2026-03-06 14:40 created by customer`",
            ),
            _ => return true,
        };
        self.scope.findings.add(Diagnostic::error(codes::FIRST_CREATED, span, message, "").help(help));
        false
    }

    fn expect(&mut self, expect: &ast::Expect) -> Option<Expectation> {
        if !self.created && !self.damaged {
            let message = "nothing has happened yet of which something could be expected";
            let finding = Diagnostic::error(codes::FIRST_CREATED, expect.span, message, "");
            self.scope.findings.add(finding.help("move it behind the line that creates the ticket"));
        }
        let kind = self.expected(expect)?;
        self.created.then_some(Expectation { kind, span: expect.span })
    }

    /// The calendars that the policy declares.
    pub fn own_calendars(&self) -> Vec<CalendarId> {
        (1..self.around.calendars.len()).map(|at| CalendarId(crate::limits::id(at))).collect()
    }
}

/// Whether an event has a text, and whether it can be public or not.
pub(crate) fn is_message(kind: &TestEventKind) -> bool {
    matches!(kind, TestEventKind::Message { .. } | TestEventKind::Created | TestEventKind::Note)
}
