//! Rules: which level a ticket is under in each agreement.

use crate::collect::{Decl, Declared, first_word};
use crate::conditions::Place;
use crate::fields::KEPT;
use crate::findings::Findings;
use crate::names::Vocabulary;
use crate::scope::{Scope, written};
use chrono::NaiveDate;
use duly_calendar::TimeZones;
use duly_diag::{Diagnostic, Span, codes};
use duly_plan::{Action, ActionKind, AgreementId, Emit, LevelId, Otherwise, Rule, RuleSet};
use duly_syntax::ast::{self, RulesDecl, Spanned};
use std::collections::BTreeMap;

/// What actions stand in: which levels they can give, and whether rules after them act too.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Surroundings<'l> {
    /// The agreement that is decided about.
    pub agreement: AgreementId,
    /// The agreement of each level, as far as it is known.
    pub levels: &'l [Option<AgreementId>],
    /// `every match`
    pub every_match: bool,
}

/// The rules of an agreement in all their versions.
#[derive(Clone, Debug)]
pub(crate) struct Versions {
    /// In the order of their dates, at least one. The dates stand where they are written.
    pub all: Vec<(Option<Spanned<NaiveDate>>, RuleSet)>,
}

impl Versions {
    /// The rules that are in force first.
    pub fn into_first(self) -> RuleSet {
        let mut all = self.all;
        all.swap_remove(0).1
    }

    /// Takes a version in.
    fn insert(&mut self, from: Option<&Spanned<NaiveDate>>, set: RuleSet) {
        let date = |from: Option<&Spanned<NaiveDate>>| from.map(|from| from.node);
        let at = self.all.partition_point(|(own, _)| date(own.as_ref()) <= date(from));
        self.all.insert(at, (from.cloned(), set));
    }
}

/// Lowers the rules of every agreement; one without rules gives no ticket a level. `None` if any fails.
pub(crate) fn lower(
    declared: &Declared<'_>,
    (names, zones): (&Vocabulary, &TimeZones),
    levels: &[Option<AgreementId>],
    findings: &mut Findings,
) -> Option<Vec<Versions>> {
    let policy = declared.policy.as_ref().map(|policy| policy.node.name.span);
    let mut all = vec![Versions { all: Vec::new() }; names.agreements.len()];
    let mut places = BTreeMap::new();
    let mut sound = true;
    for decl in &declared.rules {
        let mut scope = Scope { names, prefix: &decl.unit.prefix, standard: false, zones, findings };
        let agreement = match &decl.node.agreement {
            Some(name) => scope.agreement(name),
            None => Some(AgreementId(0)),
        };
        let every_match = decl.node.every_match.is_some();
        let around = Surroundings { agreement: agreement.unwrap_or(AgreementId(0)), levels, every_match };
        let rules = scope.rules(decl, around);
        sound &= rules.is_some();
        let Some(agreement) = agreement else {
            sound = false;
            continue;
        };
        let from = decl.node.from.as_ref();
        if let Some(first) = places.insert((agreement, from.map(|from| from.node)), decl.span) {
            twice((names, agreement), decl, first_word(first, "rules"), findings);
            continue;
        }
        rules.into_iter().for_each(|rules| all[agreement.index()].insert(from, rules));
    }
    if !sound {
        return None;
    }
    for (versions, (at, entry)) in all.iter_mut().zip(names.agreements.iter().enumerate()) {
        if versions.all.is_empty() {
            let agreement = AgreementId(crate::limits::id(at));
            versions.all.push((None, none(agreement, &entry.name, entry.span.or(policy)?)));
        }
    }
    Some(all)
}

/// Two lists of rules that are in force at the same time.
fn twice(
    (names, agreement): (&Vocabulary, AgreementId),
    decl: &Decl<'_, RulesDecl>,
    first: Span,
    findings: &mut Findings,
) {
    let what = match agreement {
        AgreementId(0) => "the list of rules".to_owned(),
        _ => format!("the list of rules for `{}`", names.agreements[agreement.index()].name),
    };
    findings.add(match &decl.node.from {
        None => crate::collect::twice(&what, first_word(decl.span, "rules"), first)
            .help("the first rule that matches decides, so all rules stand in one list"),
        Some(from) => crate::collect::same_date(what.trim_start_matches("the "), (from, first)),
    });
}

/// The rules of an agreement that has none: no ticket gets a level of it.
fn none(agreement: AgreementId, name: &str, span: Span) -> RuleSet {
    RuleSet {
        agreement,
        agreement_name: name.to_owned(),
        at_creation: false,
        every_match: false,
        rules: Vec::new(),
        otherwise: None,
        span,
    }
}

/// Who takes actions: not every action is for everybody.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Actor<'l> {
    /// A rule, or an `otherwise`.
    Rule(Surroundings<'l>),
    /// A trigger, which gives levels of any agreement.
    Trigger,
}

impl Scope<'_, '_> {
    /// The rules of an agreement; `None` if any of them fails.
    fn rules(&mut self, decl: &Decl<'_, RulesDecl>, around: Surroundings<'_>) -> Option<RuleSet> {
        let node = decl.node;
        self.rule_names(&node.rules);
        crate::limits::check("rules", node.rules.iter().map(|r| r.span), self.findings);
        let place = if node.at_creation.is_some() { Place::Creation } else { Place::Rule };
        let actor = Actor::Rule(around);
        let rules: Vec<_> = node.rules.iter().map(|rule| self.rule(rule, place, actor)).collect();
        self.one_otherwise(node);
        let otherwise = match node.otherwise.first() {
            Some(otherwise) => {
                let around = Surroundings { every_match: false, ..around };
                let actions = self.actions(&otherwise.actions, Actor::Rule(around))?;
                Some(Otherwise { actions, span: otherwise.span })
            }
            None => None,
        };
        Some(RuleSet {
            at_creation: node.at_creation.is_some(),
            every_match: around.every_match,
            rules: rules.into_iter().collect::<Option<_>>()?,
            otherwise,
            ..none(around.agreement, &self.names.agreements[around.agreement.index()].name, decl.span)
        })
    }

    fn rule(&mut self, rule: &ast::Rule, place: Place, actor: Actor<'_>) -> Option<Rule> {
        let condition = rule.condition.as_ref().map(|c| self.condition(c, place));
        let actions = self.actions(&rule.actions, actor);
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
        let mut seen = BTreeMap::new();
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

    /// The actions of a rule or trigger.
    pub fn actions(&mut self, actions: &[ast::Action], actor: Actor<'_>) -> Option<Vec<Action>> {
        let mut levels = actions.iter().filter(|a| gives_level(&a.kind));
        if let (Some(first), Some(again)) = (levels.next(), levels.next()) {
            let message = "a ticket is under one level at a time";
            self.findings.add(
                Diagnostic::error(codes::LEVEL_TWICE, again.span, message, "a second one")
                    .label(first.span, "the first one")
                    .help("keep one of the two"),
            );
        }
        let all: Vec<_> = actions.iter().map(|action| self.action(action, actor)).collect();
        all.into_iter().collect()
    }

    fn action(&mut self, action: &ast::Action, actor: Actor<'_>) -> Option<Action> {
        let kind = match &action.kind {
            ast::ActionKind::Level(name) => ActionKind::Level(match actor {
                Actor::Rule(around) => self.level_for(name, around)?,
                Actor::Trigger => self.level(name)?,
            }),
            ast::ActionKind::NoLevel => ActionKind::NoLevel,
            ast::ActionKind::LevelByRules => match actor {
                Actor::Trigger => ActionKind::LevelByRules,
                Actor::Rule(_) => return self.by_rules_outside(action.span),
            },
            ast::ActionKind::Stop => match actor {
                Actor::Rule(around) if around.every_match => ActionKind::Stop,
                _ => return self.stop_outside(action.span, actor),
            },
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
                match self.computed_set(field, value) {
                    Some(computed) => ActionKind::Emit(Emit::Computed(computed?)),
                    None => ActionKind::Emit(Emit::Set(field.id, self.constant(field, value)?)),
                }
            }
            ast::ActionKind::Computed(action) => {
                ActionKind::Emit(Emit::Computed(self.computed_action(action)?))
            }
            ast::ActionKind::Assign(who) => ActionKind::Emit(Emit::Assign(who.node.clone())),
            ast::ActionKind::Webhook(name) => ActionKind::Emit(Emit::Webhook(name.node.clone())),
        };
        Some(Action { kind, span: action.span })
    }

    /// A level that the rules of an agreement give.
    fn level_for(&mut self, level: &ast::LevelRef, around: Surroundings<'_>) -> Option<LevelId> {
        let id = self.level(level)?;
        let known = around.levels.get(id.index()).copied().flatten();
        let Some(other) = known.filter(|own| *own != around.agreement) else { return Some(id) };
        let entry = &self.names.levels[id.index()];
        let called = |id: AgreementId| match id {
            AgreementId(0) => "the default agreement".to_owned(),
            _ => format!("`{}`", self.names.agreements[id.index()].name),
        };
        let message =
            format!("`{}` is a level of {}, not of {}", entry.name, called(other), called(around.agreement));
        let help = match around.agreement {
            AgreementId(0) => {
                format!("give it in `rules for {}`", written(&self.names.agreements[other.index()].name))
            }
            own => format!(
                "write `level {} for {}` where it is declared, or give another level",
                written(&entry.name),
                written(&self.names.agreements[own.index()].name)
            ),
        };
        let finding = Diagnostic::error(codes::OTHER_AGREEMENT, level.name.span, message, "").help(help);
        self.fail(match entry.span {
            Some(span) => finding.label(span, "declared here"),
            None => finding,
        })
    }

    fn by_rules_outside<T>(&mut self, span: Span) -> Option<T> {
        let message = "`level by rules` gives back a level that a trigger set, and this is a rule";
        self.fail(
            Diagnostic::error(codes::BY_RULES_OUTSIDE, span, message, "")
                .help("write it as the action of a trigger: `when customer replies then level by rules`"),
        )
    }

    fn stop_outside<T>(&mut self, span: Span, actor: Actor<'_>) -> Option<T> {
        if matches!(actor, Actor::Trigger) {
            let message = "`stop` ends a run of `rules every match`, and a trigger is none of them";
            return self.fail(
                Diagnostic::error(codes::STOP_OUTSIDE, span, message, "")
                    .help("leave it out; triggers do not wait for each other"),
            );
        }
        let message =
            "`stop` ends a run of `rules every match`, and here the first rule that matches decides";
        self.fail(
            Diagnostic::error(codes::STOP_OUTSIDE, span, message, "")
                .help("leave it out, or write `rules every match { .. }` and put it into one of the rules"),
        )
    }
}

fn gives_level(kind: &ast::ActionKind) -> bool {
    matches!(kind, ast::ActionKind::Level(_) | ast::ActionKind::NoLevel | ast::ActionKind::LevelByRules)
}
