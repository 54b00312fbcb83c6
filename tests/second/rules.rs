//! Section 8: which level a ticket is under, and what its rules ask for.

use super::conditions::{Does, View};
use super::level::level_name;
use super::life::Life;
use super::log::Action;
use super::updates::Actor;
use super::value::Value;
use duly_syntax::ast::{self, ActionKind, Condition, ConditionKind, RulesDecl, ValueKind, Verb};

/// Where a ticket stands in one agreement.
#[derive(Clone, Debug, Default)]
pub struct Standing {
    /// The level.
    pub level: Option<String>,
    /// The rule that chose it.
    pub rule: Option<String>,
    /// The rules that decide, by their places; that of `otherwise` is after the last.
    deciding: Vec<usize>,
    /// What the rules say, while a trigger's level is in force.
    by_rules: (Option<String>, Option<String>),
    pinned: bool,
    /// A script that was asked and failed.
    failed: Option<String>,
}

impl Standing {
    /// Puts the level of a trigger in force. "The column `rule` of a cycle judged under a pinned level names the trigger."
    pub fn pin(&mut self, level: Option<String>, trigger: String) {
        (self.level, self.rule, self.pinned) = (level, Some(trigger), true);
    }

    /// Gives the level back to the rules.
    pub fn release(&mut self) {
        self.pinned = false;
        (self.level, self.rule) = self.by_rules.clone();
    }
}

impl Life<'_> {
    /// "The level follows the ticket: rules are judged at `created`, after every event that changes a field
    /// they read, and at their `age` and `idle` instants. `rules at creation { }` judges once."
    pub fn judge_rules(&mut self, created: bool) {
        let policy = self.policy;
        for (agreement, rules) in policy.rules.iter().enumerate() {
            if rules.at_creation.is_some() && !created {
                continue;
            }
            let clocks = self.clocks_do();
            let view = View { policy, ticket: &self.ticket, now: self.now, clocks: &clocks };
            let decided = decide(rules, view);
            let standing = &mut self.standings[agreement];
            let before = std::mem::replace(&mut standing.deciding, decided.deciding);
            standing.by_rules = (decided.level, decided.rule);
            // "Undecided is the whole ticket" (note 0026).
            self.undecided = self.undecided.take().or(decided.failed);
            // "Rules go on being judged, and their other actions go on; only their level waits."
            if !standing.pinned {
                standing.release();
            }
            // "emitted when the rule begins to decide, not while it goes on"
            for place in self.standings[agreement].deciding.clone() {
                if !before.contains(&place) {
                    self.ask(agreement, rules, place);
                }
            }
        }
    }

    /// The actions of a rule.
    fn ask(&mut self, agreement: usize, rules: &RulesDecl, place: usize) {
        let (trigger, because, actions) = match rules.rules.get(place) {
            Some(rule) => {
                (rule.name.text.clone(), rule.because.as_ref().map(|why| why.node.clone()), &rule.actions)
            }
            None => ("otherwise".to_owned(), None, &rules.otherwise[0].actions),
        };
        if self.undecided.is_some() || !self.may_act(Actor::Rule(agreement, place), None, actions) {
            return;
        }
        for action in actions {
            let Some((name, to, set)) = self.asked(action) else { continue };
            let (field, value) = set.map_or((None, None), |(field, value)| (field, Some(value)));
            self.actions.push(Action {
                at: self.now,
                trigger: trigger.clone(),
                clock: None,
                cycle: None,
                level: self.standings[agreement].level.clone(),
                action: name.to_owned(),
                to,
                field,
                value,
                because: because.clone(),
                line: self.policy.line(action.span),
            });
        }
    }

    /// The ticket as it stands; `clocks` is what each clock does, where that is asked.
    pub fn view<'v>(&'v self, clocks: &'v [Does]) -> View<'v> {
        View { policy: self.policy, ticket: &self.ticket, now: self.now, clocks }
    }

    /// What an action sets a field to: a value, or what a script gives.
    pub fn value_to_set(&self, value: &ast::Value) -> Value {
        let script = match &value.kind {
            ValueKind::Word(word) => self.view(&[]).script(word),
            _ => None,
        };
        script.unwrap_or_else(|| self.policy.value_to_set(value))
    }

    /// What an action asks of the helpdesk: its name, to whom, which field to which value.
    #[expect(clippy::type_complexity, reason = "three columns of the report")]
    pub fn asked(
        &self,
        action: &ast::Action,
    ) -> Option<(&'static str, Option<String>, Option<(Option<String>, String)>)> {
        let to = |name, text: &ast::Text| Some((name, Some(text.node.clone()), None));
        match &action.kind {
            ActionKind::Notify(who) => to("notify", who),
            ActionKind::Escalate(who) => to("escalate", who),
            ActionKind::Tag(tag) => to("tag", tag),
            ActionKind::Untag(tag) => to("untag", tag),
            ActionKind::Assign(who) => to("assign", who),
            ActionKind::Webhook(name) => to("webhook", name),
            ActionKind::Set(field, value) => {
                let value = self.value_to_set(value);
                Some(("set", None, Some((Some(field.text.clone()), value.shown()))))
            }
            ActionKind::Computed(computed) => {
                let given = self.view(&[]).script(&computed.script.text).expect("a script");
                let to = |name| Some((name, Some(given.shown()), None));
                match computed.verb {
                    Verb::Notify => to("notify"),
                    Verb::Escalate => to("escalate"),
                    Verb::Tag => to("tag"),
                    Verb::Untag => to("untag"),
                    Verb::Assign => to("assign"),
                    Verb::Webhook => to("webhook"),
                    // "`run review` emits an action of its own that carries the result."
                    Verb::Run => {
                        let name = computed.script.text.clone();
                        Some(("run", Some(name), Some((None, given.shown()))))
                    }
                }
            }
            other => {
                let acts_inside = matches!(
                    other,
                    ActionKind::Level(_) | ActionKind::NoLevel | ActionKind::LevelByRules | ActionKind::Stop
                );
                assert!(acts_inside, "the second engine does not know {other:?}");
                None
            }
        }
    }
}

/// "top to bottom, the first match decides. `rules every match { ... }`: every matching rule acts, a later
/// one replaces the level, the action `stop` ends the run. `inactive "NAME" if ...` switches one off."
fn decide(rules: &RulesDecl, view: View<'_>) -> Standing {
    let mut standing = Standing::default();
    let mut is_said = false;
    for (place, rule) in rules.rules.iter().enumerate() {
        if rule.inactive.is_some() {
            continue;
        }
        let fails = |condition: &Condition| match &condition.kind {
            ConditionKind::Compare { field, .. } => view.fails(&field.text).then(|| field.text.clone()),
            _ => None,
        };
        standing.failed = standing.failed.or_else(|| rule.condition.as_ref().and_then(fails));
        if !rule.condition.as_ref().is_none_or(|condition| view.holds(condition)) {
            continue;
        }
        standing.deciding.push(place);
        if let Some(level) = level(&rule.actions) {
            (standing.level, standing.rule) = (level, Some(rule.name.text.clone()));
            is_said = true;
        }
        let stops = rule.actions.iter().any(|action| action.kind == ActionKind::Stop);
        if stops || rules.every_match.is_none() {
            break;
        }
    }
    if let (false, Some(otherwise)) = (is_said, rules.otherwise.first()) {
        standing.deciding.push(rules.rules.len());
        standing.level = level(&otherwise.actions).flatten();
        standing.rule = Some("otherwise".to_owned());
    }
    standing
}

/// The level that some actions give, which may be none, if they say anything of levels.
fn level(actions: &[ast::Action]) -> Option<Option<String>> {
    let mut given = None;
    for action in actions {
        match &action.kind {
            ActionKind::Level(level) => given = Some(Some(level_name(level))),
            ActionKind::NoLevel => given = Some(None),
            _ => {}
        }
    }
    given
}
