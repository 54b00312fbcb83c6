//! Rules: which level a ticket is under.

use crate::collect::Decl;
use crate::conditions::Place;
use crate::fields::KEPT;
use crate::scope::Scope;
use duly_diag::{Diagnostic, Span, codes};
use duly_plan::{Action, ActionKind, AgreementId, Emit, Otherwise, Rule, RuleSet};
use duly_syntax::ast::{self, RulesDecl};

/// The rules of a policy that declares none: no ticket gets a level.
pub(crate) fn none(span: Span) -> RuleSet {
    RuleSet {
        agreement: AgreementId(0),
        agreement_name: "default".to_owned(),
        at_creation: false,
        every_match: false,
        rules: Vec::new(),
        otherwise: None,
        span,
    }
}

impl Scope<'_, '_> {
    /// The rules of the default agreement; `None` if any of them fails.
    pub fn rules(&mut self, decl: &Decl<'_, RulesDecl>) -> Option<RuleSet> {
        let node = decl.node;
        let every_match = node.every_match.is_some();
        self.rule_names(&node.rules);
        crate::limits::check("rules", node.rules.iter().map(|r| r.span), self.findings);
        let place = if node.at_creation.is_some() { Place::Creation } else { Place::Rule };
        let rules: Vec<_> = node.rules.iter().map(|rule| self.rule(rule, place, every_match)).collect();
        self.one_otherwise(node);
        let otherwise = match node.otherwise.first() {
            Some(otherwise) => {
                let actions = self.actions(&otherwise.actions, false)?;
                Some(Otherwise { actions, span: otherwise.span })
            }
            None => None,
        };
        Some(RuleSet {
            at_creation: node.at_creation.is_some(),
            every_match,
            rules: rules.into_iter().collect::<Option<_>>()?,
            otherwise,
            ..none(decl.span)
        })
    }

    fn rule(&mut self, rule: &ast::Rule, place: Place, every_match: bool) -> Option<Rule> {
        let condition = rule.condition.as_ref().map(|c| self.condition(c, place));
        let actions = self.actions(&rule.actions, every_match);
        let text = |t: &Option<ast::Text>| t.as_ref().map(|t| t.node.clone());
        Some(Rule {
            name: rule.name.text.clone(),
            inactive: rule.inactive.is_some(),
            condition: match condition {
                Some(lowered) => Some(lowered?),
                None => None,
            },
            actions: actions?,
            because: text(&rule.because),
            owner: text(&rule.owner),
            link: text(&rule.link),
            span: rule.span,
        })
    }

    fn rule_names(&mut self, rules: &[ast::Rule]) {
        let mut seen = std::collections::BTreeMap::new();
        for rule in rules {
            match seen.get(rule.name.text.as_str()) {
                None => {
                    seen.insert(rule.name.text.as_str(), rule.name.span);
                }
                Some(first) => {
                    let message = format!("two rules are called `{}`", rule.name.text);
                    let finding = Diagnostic::error(codes::DUPLICATE_NAME, rule.name.span, message, "again")
                        .label(*first, "first here")
                        .help("reports name the rule that decided, so each needs a name of its own");
                    self.findings.add(finding);
                }
            }
        }
    }

    fn one_otherwise(&mut self, node: &RulesDecl) {
        let [first, rest @ ..] = node.otherwise.as_slice() else { return };
        for again in rest {
            let message = "`otherwise` is said twice";
            self.findings.add(
                Diagnostic::error(codes::AFTER_OTHERWISE, again.span, message, "never reached")
                    .label(first.span, "takes every ticket that is left")
                    .help("keep one of the two"),
            );
        }
        let after = node
            .rules
            .iter()
            .find(|rule| rule.span.file == first.span.file && rule.span.start > first.span.start);
        if let Some(rule) = after {
            let message = format!("the rule `{}` stands behind `otherwise`", rule.name.text);
            self.findings.add(
                Diagnostic::error(codes::AFTER_OTHERWISE, rule.name.span, message, "")
                    .label(first.span, "takes every ticket that is left")
                    .help("move `otherwise` to the end"),
            );
        }
    }

    fn actions(&mut self, actions: &[ast::Action], every_match: bool) -> Option<Vec<Action>> {
        let mut levels = actions.iter().filter(|a| gives_level(&a.kind));
        if let (Some(first), Some(again)) = (levels.next(), levels.next()) {
            let message = "a ticket is under one level at a time";
            self.findings.add(
                Diagnostic::error(codes::LEVEL_TWICE, again.span, message, "a second one")
                    .label(first.span, "the first one")
                    .help("keep one of the two"),
            );
        }
        let all: Vec<_> = actions.iter().map(|action| self.action(action, every_match)).collect();
        all.into_iter().collect()
    }

    fn action(&mut self, action: &ast::Action, every_match: bool) -> Option<Action> {
        let kind = match &action.kind {
            ast::ActionKind::Level(name) => ActionKind::Level(self.level(name)?),
            ast::ActionKind::NoLevel => ActionKind::NoLevel,
            ast::ActionKind::Stop if every_match => ActionKind::Stop,
            ast::ActionKind::Stop => return self.stop_outside(action.span),
            ast::ActionKind::Notify(who) => ActionKind::Emit(Emit::Notify(who.node.clone())),
            ast::ActionKind::Escalate(who) => ActionKind::Emit(Emit::Escalate(who.node.clone())),
            ast::ActionKind::Tag(tag) => ActionKind::Emit(Emit::Tag(tag.node.clone())),
            ast::ActionKind::Untag(tag) => ActionKind::Emit(Emit::Untag(tag.node.clone())),
            ast::ActionKind::Set(name, value) => {
                let field = self.field(name)?;
                if KEPT.contains(&field.id) {
                    let message = format!("`{}` is kept by duly, so nothing can set it", field.name);
                    let finding = Diagnostic::error(codes::FIXED_FIELD, name.span, message, "")
                        .help("set another field, one of your own if need be");
                    return self.fail(finding);
                }
                if field.kind == duly_plan::FieldType::List {
                    let message = format!("`{}` is a list, its values come and go one by one", field.name);
                    let finding = Diagnostic::error(codes::LIST_TEST, name.span, message, "")
                        .help("tags are given by `tag \"..\"` and taken by `untag \"..\"`");
                    return self.fail(finding);
                }
                ActionKind::Emit(Emit::Set(field.id, self.constant(field, value)?))
            }
            ast::ActionKind::Assign(who) => ActionKind::Emit(Emit::Assign(who.node.clone())),
            ast::ActionKind::Webhook(name) => ActionKind::Emit(Emit::Webhook(name.node.clone())),
        };
        Some(Action { kind, span: action.span })
    }

    fn stop_outside<T>(&mut self, span: Span) -> Option<T> {
        let message =
            "`stop` ends a run of `rules every match`, and here the first rule that matches decides";
        self.fail(
            Diagnostic::error(codes::STOP_OUTSIDE, span, message, "")
                .help("leave it out, or write `rules every match { .. }` and put it into one of the rules"),
        )
    }
}

fn gives_level(kind: &ast::ActionKind) -> bool {
    matches!(kind, ast::ActionKind::Level(_) | ast::ActionKind::NoLevel)
}
