//! Rules and their actions.

use super::Builder;
use crate::ast::{Action, ActionKind, ComputedAction, Otherwise, Rule as RuleLine, RulesDecl, Text, Verb};
use crate::grammar::{Node, Rule};
use crate::split::Block;
use duly_diag::{Diagnostic, codes};

/// One statement of a rules block.
enum Line {
    Rule(Box<RuleLine>),
    Otherwise(Otherwise),
}

impl<'t> Builder<'t, '_> {
    /// `rules at creation every match { .. }`
    pub(crate) fn rules(&mut self, head: &Node<'t>, block: &Block) -> RulesDecl {
        let part = |rule| head.part(rule).map(|n| self.span(&n));
        let (at_creation, every_match) = (part(Rule::at_creation), part(Rule::every_match));
        let (agreement, from) = (self.for_agreement(head), self.version_date(head));
        let (rules, otherwise) = (Vec::new(), Vec::new());
        let mut declared = RulesDecl { agreement, from, at_creation, every_match, rules, otherwise };
        for line in self.lines(block, Rule::rule_statement, Self::rule_line) {
            match line {
                Line::Rule(rule) => declared.rules.push(*rule),
                Line::Otherwise(otherwise) => declared.otherwise.push(otherwise),
            }
        }
        declared
    }

    fn rule_line(&mut self, node: &Node<'t>) -> Option<Line> {
        let line = node.first()?;
        if line.rule() == Rule::otherwise {
            return self.otherwise(&line).map(Line::Otherwise);
        }
        let condition = self.guard_in(&line);
        let actions = self.actions(&line);
        let rule = RuleLine {
            inactive: line.part(Rule::kw_inactive).map(|n| self.span(&n)),
            name: self.name_in(&line)?,
            because: self.once(&line, Rule::because, "a rule"),
            owner: self.once(&line, Rule::owner, "a rule"),
            link: self.once(&line, Rule::link, "a rule"),
            condition: condition?,
            actions: actions?,
            span: self.span(&line),
        };
        Some(Line::Rule(Box::new(rule)))
    }

    /// A text that a rule or another thing gives once.
    pub(crate) fn once(&mut self, line: &Node<'t>, rule: Rule, thing: &str) -> Option<Text> {
        if let Some(second) = line.all(rule).nth(1) {
            let word = second.text().split_whitespace().next().unwrap_or_default();
            let message = format!("{thing} has one `{word}`");
            self.report(codes::REPEATED_PART, self.span(&second), message, "a second one");
        }
        line.part(rule).and_then(|n| self.text_in(&n))
    }

    fn otherwise(&mut self, line: &Node<'t>) -> Option<Otherwise> {
        if let Some(near) = line.part(Rule::otherwise_near) {
            self.otherwise_near(&near);
        }
        if let Some(then) = line.part(Rule::kw_then) {
            let span = self.span(&then);
            let finding = Diagnostic::error(
                codes::FOREIGN_WORD,
                span,
                "`otherwise` takes no `then`",
                "one word too many",
            );
            let end = self.findings.span(then.start(), line.part(Rule::actions)?.start());
            self.findings.push(finding.help("leave out the `then`").fix(end, ""));
        }
        Some(Otherwise { actions: self.actions(line)?, span: self.span(line) })
    }

    /// `else` for `otherwise`.
    pub(crate) fn otherwise_near(&mut self, node: &Node<'t>) {
        let message = format!("`{}` is written `otherwise`", node.text());
        self.wrong_form(codes::FOREIGN_WORD, self.span(node), message, "otherwise");
    }

    pub(crate) fn actions(&mut self, line: &Node<'t>) -> Option<Vec<Action>> {
        let list = line.part(Rule::actions)?;
        let actions: Vec<Option<Action>> = list.all(Rule::action).map(|a| self.action(&a)).collect();
        actions.into_iter().collect()
    }

    fn action(&mut self, node: &Node<'t>) -> Option<Action> {
        let form = node.first()?;
        let kind = match form.rule() {
            Rule::set_level => ActionKind::Level(self.level_ref(&form)?),
            Rule::by_rules => ActionKind::LevelByRules,
            Rule::no_level => ActionKind::NoLevel,
            Rule::stop_rules => ActionKind::Stop,
            _ => self.emit(&form)?,
        };
        Some(Action { kind, span: self.span(node) })
    }

    /// An action for the helpdesk.
    pub(crate) fn emit(&mut self, form: &Node<'t>) -> Option<ActionKind> {
        Some(match form.rule() {
            Rule::notify => self.with_text(form, Verb::Notify, ActionKind::Notify)?,
            Rule::escalate => self.with_text(form, Verb::Escalate, ActionKind::Escalate)?,
            Rule::tag => self.with_text(form, Verb::Tag, ActionKind::Tag)?,
            Rule::untag => self.with_text(form, Verb::Untag, ActionKind::Untag)?,
            Rule::assign => self.with_text(form, Verb::Assign, ActionKind::Assign)?,
            Rule::webhook => self.with_text(form, Verb::Webhook, ActionKind::Webhook)?,
            Rule::set_field => ActionKind::Set(self.name_in(form)?, self.value_in(form)?),
            _ => ActionKind::Computed(ComputedAction { verb: Verb::Run, script: self.script_name(form)? }),
        })
    }
}
