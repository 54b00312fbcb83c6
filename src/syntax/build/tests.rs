//! Tests: steps and expectations.

use super::Builder;
use crate::ast::{
    Action, Expect, ExpectKind, ExpectedAction, ExpectedRule, InstantLit, Later, LevelRef, NamedCycle, Point,
    SetKind, SetLine, Spanned, Step, TestDecl, TestLine, ValueKind, Verdict, ZoneLit,
};
use crate::grammar::{Node, Rule};
use crate::split::{Block, Statement};
use chrono::NaiveTime;
use duly_diag::{Diagnostic, codes};

impl<'t> Builder<'t, '_> {
    /// `test "..." { .. }`
    pub(crate) fn test_decl(&mut self, head: &Node<'t>, block: &Block) -> Option<TestDecl> {
        let mut test = TestDecl { name: self.declared_in(head)?, cases: Vec::new(), lines: Vec::new() };
        for statement in &block.statements {
            let built = self.test_statement(statement, &mut test);
            self.account_for(built.is_some(), statement);
        }
        Some(test)
    }

    fn test_statement(&mut self, statement: &Statement, test: &mut TestDecl) -> Option<()> {
        let Some(block) = statement.blocks.first() else {
            let node = self.statement(Rule::test_line_statement, statement.start, statement.end)?;
            let line = self.test_line(&node)?;
            test.lines.push(line);
            return Some(());
        };
        let head = self.statement(Rule::test_block_statement, statement.start, block.open)?;
        self.nothing_behind(block, statement);
        if head.has(Rule::kw_cases) {
            let table = self.case_table(statement, block)?;
            test.cases.push(table);
        } else {
            let step = self.step_with_sets(&head.part(Rule::step)?, statement, block)?;
            test.lines.push(TestLine::Step(step));
        }
        Some(())
    }

    /// A line of a test by itself, which may be an event without its instant.
    pub(crate) fn test_line_alone(&mut self, statement: &Statement) -> Option<TestLine> {
        let text = self.mask.get(statement.start..statement.end)?;
        let first = text.split(|c: char| c.is_whitespace() || c == '{').next().unwrap_or_default();
        let happening = !(matches!(first, "at" | "expect") || text.starts_with(['+', '{']));
        let (start, block) = (statement.start, statement.blocks.first());
        let end = block.map_or(statement.end, |block| block.open);
        let sets = block.map(|block| {
            self.nothing_behind(block, statement);
            self.set_lines(block)
        });
        if text.starts_with('{') {
            let span = self.findings.span(statement.start, statement.end);
            return Some(TestLine::Step(Step { at: None, event: None, sets, span }));
        }
        let mut line = if happening {
            let node = self.statement(Rule::happening_statement, start, end)?;
            let event = Some(self.event(&node)?);
            TestLine::Step(Step { at: None, event, sets: None, span: self.span(&node) })
        } else {
            let node = self.statement(Rule::test_line_statement, start, end)?;
            self.test_line(&node)?
        };
        let span = self.findings.span(statement.start, statement.end);
        match (&mut line, sets) {
            (TestLine::Step(step), sets) => {
                step.sets = sets;
                step.span = span;
            }
            (TestLine::Expect(_), Some(_)) => {
                self.report(codes::SYNTAX, span, "an expectation sets nothing", "a block behind it");
            }
            (TestLine::Expect(_), None) => {}
        }
        Some(line)
    }

    fn test_line(&mut self, node: &Node<'t>) -> Option<TestLine> {
        let line = node.first()?;
        match line.rule() {
            Rule::expect => self.expect(&line).map(TestLine::Expect),
            _ => self.step(&line).map(TestLine::Step),
        }
    }

    fn step(&mut self, node: &Node<'t>) -> Option<Step> {
        let place = node.part(Rule::step_at)?;
        let at = match place.part(Rule::later) {
            Some(later) => Some(Point::Later(self.later(&later)?)),
            None => Some(self.point_in(&place)?),
        };
        let event = match node.part(Rule::event) {
            Some(event) => Some(self.event(&event)?),
            None => None,
        };
        Some(Step { at, event, sets: None, span: self.span(node) })
    }

    fn step_with_sets(&mut self, node: &Node<'t>, statement: &Statement, block: &Block) -> Option<Step> {
        let step = self.step(node);
        let sets = Some(self.set_lines(block));
        Some(Step { sets, span: self.findings.span(statement.start, statement.end), ..step? })
    }

    fn set_lines(&mut self, block: &Block) -> Vec<SetLine> {
        self.lines(block, Rule::set_line_statement, Self::set_line)
    }

    pub(crate) fn set_line(&mut self, node: &Node<'t>) -> Option<SetLine> {
        if let Some(near) = node.part(Rule::set_near) {
            let name = node.part(Rule::name)?;
            let message = "a test sets a field without a word between it and its value";
            let finding = Diagnostic::error(codes::FOREIGN_WORD, self.span(&near), message, "one too many");
            let gap = self.findings.span(name.end(), near.end());
            self.findings.push(finding.help(format!("write `{} VALUE`", name.text())).fix(gap, ""));
        }
        let kind = if node.has(Rule::kw_tagged) {
            SetKind::Tagged(self.text_in(node)?)
        } else if node.has(Rule::kw_untagged) {
            SetKind::Untagged(self.text_in(node)?)
        } else if let Some(unset) = node.part(Rule::kw_unset) {
            SetKind::Unset(self.name_in(node)?, self.span(&unset))
        } else {
            SetKind::Values(self.name_in(node)?, self.values_in(node)?)
        };
        Some(SetLine { kind, span: self.span(node) })
    }

    fn point_in(&mut self, node: &Node<'t>) -> Option<Point> {
        node.part(Rule::point).and_then(|point| self.point(&point))
    }

    fn point(&mut self, node: &Node<'t>) -> Option<Point> {
        let form = node.first()?;
        let span = self.span(node);
        Some(match form.rule() {
            Rule::later => Point::Later(self.later(&form)?),
            Rule::instant => {
                let at = match self.instant(&form)? {
                    ValueKind::Instant(at) => at,
                    ValueKind::Date(date) => midnight(date),
                    _ => return None,
                };
                Point::At(Spanned::new(at, span))
            }
            Rule::date_near => Point::At(Spanned::new(midnight(self.date_near(&form)?), span)),
            _ => Point::Column(self.name(&form)),
        })
    }

    pub(crate) fn later(&mut self, node: &Node<'t>) -> Option<Later> {
        let length = self.length(&node.part(Rule::length)?)?;
        let calendar = node.part(Rule::on_calendar).and_then(|n| self.name_in(&n));
        Some(Later { length, calendar, span: self.span(node) })
    }

    fn expect(&mut self, node: &Node<'t>) -> Option<Expect> {
        let form = node.parts().nth(1)?;
        let kind = match form.rule() {
            Rule::no_such => self.no_such(&form)?,
            Rule::expected_level => {
                let level = self.level_ref(&form)?;
                self.expected_level(&form, Some(level))
            }
            Rule::expected_action => {
                let at = match form.part(Rule::at_point) {
                    Some(at) => Some(self.point_in(&at)?),
                    None => None,
                };
                ExpectKind::Action { not: false, action: self.emitted(&form.part(Rule::emitted)?)?, at }
            }
            _ => {
                if let Some(near) = form.part(Rule::verdict_near) {
                    let message = "an expectation says what becomes of a clock without `is`";
                    let finding = Diagnostic::error(
                        codes::FOREIGN_WORD,
                        self.span(&near),
                        message,
                        "one word too many",
                    );
                    let gap = self.findings.span(near.start(), form.part(Rule::verdict)?.start());
                    self.findings.push(finding.help("leave out the `is`").fix(gap, ""));
                }
                let cycle = self.cycle_named(&form.part(Rule::cycle_named)?);
                let verdict = form.part(Rule::verdict)?;
                let said = self.verdict(&verdict.first()?);
                ExpectKind::Cycle(cycle?, Spanned::new(said?, self.span(&verdict)))
            }
        };
        Some(Expect { kind, span: self.span(node) })
    }

    fn no_such(&mut self, node: &Node<'t>) -> Option<ExpectKind> {
        if node.has(Rule::kw_level) {
            return Some(self.expected_level(node, None));
        }
        if node.has(Rule::kw_actions) {
            return Some(ExpectKind::NoActions);
        }
        if let Some(emitted) = node.part(Rule::emitted) {
            return Some(ExpectKind::Action { not: true, action: self.emitted(&emitted)?, at: None });
        }
        self.cycle_named(&node.part(Rule::cycle_named)?).map(ExpectKind::NoCycle)
    }

    fn expected_level(&mut self, node: &Node<'t>, level: Option<LevelRef>) -> ExpectKind {
        let by = self.single(node, Rule::by_rule, "by").and_then(|by| match by.part(Rule::kw_otherwise) {
            Some(otherwise) => Some(ExpectedRule::Otherwise(self.span(&otherwise))),
            None => self.name_in(&by).map(ExpectedRule::Named),
        });
        let agreement = self.single(node, Rule::for_agreement, "for").and_then(|n| self.name_in(&n));
        ExpectKind::Level { level, by, agreement }
    }

    fn emitted(&mut self, node: &Node<'t>) -> Option<ExpectedAction> {
        let form = node.first()?;
        let span = self.span(node);
        if form.rule() == Rule::warned {
            return Some(ExpectedAction::Warned(self.name_in(&form)?, span));
        }
        let kind = self.emit(&form)?;
        Some(ExpectedAction::Emitted(Action { kind, span }))
    }

    fn cycle_named(&mut self, node: &Node<'t>) -> Option<NamedCycle> {
        let number = match self.single(node, Rule::cycle_number, "cycle") {
            Some(number) => Some(self.whole(&number.part(Rule::whole)?)?),
            None => None,
        };
        let key = self.single(node, Rule::clock_key, "per").and_then(|n| self.name_in(&n));
        let agreement = self.single(node, Rule::for_agreement, "for").and_then(|n| self.name_in(&n));
        Some(NamedCycle { clock: self.name_in(node)?, number, key, agreement, span: self.span(node) })
    }

    fn verdict(&mut self, node: &Node<'t>) -> Option<Verdict> {
        let amount = if node.has(Rule::amount) { Some(self.amount_in(node)?) } else { None };
        let word = node.part(Rule::verdict_word).and_then(|n| self.name_in(&n));
        Some(match node.rule() {
            Rule::stays => Verdict::Stays(word?, self.point_in(node)?),
            Rule::due_verdict if node.has(Rule::kw_in) => {
                Verdict::DueIn(amount?, node.part(Rule::on_calendar).and_then(|n| self.name_in(&n)))
            }
            Rule::due_verdict => Verdict::DueAt(self.point_in(node)?),
            Rule::no_due => Verdict::NoDue,
            Rule::elapsed_verdict => Verdict::Elapsed(amount?),
            Rule::overdue_verdict => Verdict::OverdueBy(amount?),
            Rule::at_risk => Verdict::AtRisk,
            Rule::ended_verdict => match (node.part(Rule::at_point), node.part(Rule::because)) {
                (Some(at), _) => Verdict::EndedAt(word?, self.point_in(&at)?),
                (None, Some(because)) => Verdict::Because(word?, self.text_in(&because)?),
                (None, None) => Verdict::After(word?, amount?),
            },
            _ => Verdict::Outcome(self.name_in(node)?),
        })
    }
}

fn midnight(date: chrono::NaiveDate) -> InstantLit {
    InstantLit { local: date.and_time(NaiveTime::MIN), zone: ZoneLit::Policy }
}
