//! Rules, compiled, and the judging of them: which level a ticket is under.

use crate::condition::{Compiler, Test};
use crate::facts::TicketFacts;
use crate::mask::Reads;
use crate::needs::reads;
use crate::record::ChosenBy;
use duly_plan::{Action, ActionKind, AgreementId, LevelId, Plan, RuleId, RuleSet, TriggerId};
use std::sync::Arc;

/// The rules of one agreement by versions.
#[derive(Clone, Debug)]
pub(crate) struct RulesPrograms {
    /// One for each period in which tickets are created, all the same if there are no versions; none: the
    /// rules have not begun.
    periods: Vec<Option<Arc<RulesProgram>>>,
}

impl RulesPrograms {
    pub(crate) fn new(
        plan: &Plan,
        agreement: AgreementId,
        states: &[Reads],
        compiler: &mut Compiler<'_>,
    ) -> RulesPrograms {
        let mut known: Vec<(RuleId, Arc<RulesProgram>)> = Vec::new();
        for (set, first) in plan.rule_sets_of(agreement) {
            known.push((first, Arc::new(RulesProgram::new(set, first, states, compiler))));
        }
        let of_period = |period| {
            let (_, first) = plan.rules_in_force(period, agreement)?;
            known.iter().find(|(id, _)| *id == first).map(|(_, program)| Arc::clone(program))
        };
        RulesPrograms { periods: (0..plan.versions.periods.len().max(1)).map(of_period).collect() }
    }

    /// The rules for tickets created in a period.
    pub(crate) fn in_force(&self, period: usize) -> Option<&RulesProgram> {
        self.periods.get(period)?.as_deref()
    }
}

/// The rules of one agreement in one version.
#[derive(Clone, Debug)]
pub(crate) struct RulesProgram {
    /// The id of the first of them.
    first: RuleId,
    at_creation: bool,
    every_match: bool,
    rules: Vec<RuleProgram>,
    otherwise: Option<Effect>,
    /// What the conditions read.
    pub(crate) reads: Reads,
}

#[derive(Clone, Debug)]
struct RuleProgram {
    active: bool,
    test: Option<Test>,
    effect: Effect,
}

/// What a rule does to the level, apart from what it emits.
#[derive(Clone, Copy, Debug)]
struct Effect {
    /// The level it gives, which may be none; the outer none: it says nothing about levels.
    level: Option<Option<LevelId>>,
    stop: bool,
}

impl Effect {
    fn of(actions: &[Action]) -> Effect {
        let mut effect = Effect { level: None, stop: false };
        for action in actions {
            match action.kind {
                ActionKind::Level(level) => effect.level = Some(Some(level)),
                ActionKind::NoLevel => effect.level = Some(None),
                ActionKind::Stop => effect.stop = true,
                ActionKind::LevelByRules | ActionKind::Emit(_) => {}
            }
        }
        effect
    }
}

/// Where a ticket stands in one agreement.
#[derive(Clone, Debug, Default)]
pub(crate) struct Standing {
    /// The level in force.
    pub(crate) level: Option<LevelId>,
    /// Who chose it.
    pub(crate) rule: Option<ChosenBy>,
    /// What the rules give: it is in force unless a trigger has pinned a level.
    by_rules: (Option<LevelId>, Option<RuleId>),
    pinned: bool,
    /// Whether the level changed in this step.
    pub(crate) moved: bool,
    /// The rules that decide now (or match, where every match acts), in order.
    matching: Vec<RuleId>,
    /// Those that did before the rules were judged last.
    matched_before: Vec<RuleId>,
    /// The rules that began to in this step.
    pub(crate) begun: Vec<RuleId>,
    /// How often each rule has begun to; grows as needed.
    begun_before: Vec<u32>,
}

impl Standing {
    /// Makes room for the next ticket.
    pub(crate) fn reset(&mut self) {
        self.level = None;
        self.rule = None;
        self.by_rules = (None, None);
        self.pinned = false;
        self.moved = false;
        self.matching.clear();
        self.begun.clear();
        self.begun_before.clear();
    }

    /// Puts the level that the rules give in force.
    fn follow_rules(&mut self) {
        let (level, rule) = self.by_rules;
        self.moved = level != self.level;
        (self.level, self.rule) = (level, rule.map(ChosenBy::Rule));
    }

    /// Puts the level of a trigger in force, which stays; whether the level changed.
    pub(crate) fn pin(&mut self, level: Option<LevelId>, by: TriggerId) -> bool {
        let changed = level != self.level;
        self.moved |= changed;
        (self.level, self.rule, self.pinned) = (level, Some(ChosenBy::Trigger(by)), true);
        changed
    }

    /// Gives the level back to the rules; whether it changed.
    pub(crate) fn release(&mut self) -> bool {
        if !std::mem::take(&mut self.pinned) {
            return false;
        }
        let moved = self.moved;
        self.follow_rules();
        let changed = self.moved;
        self.moved |= moved;
        changed
    }

    /// The rules that decide now (or match, where every match acts), in order.
    pub(crate) fn matching(&self) -> &[RuleId] {
        &self.matching
    }

    /// Counts a rule's beginning to decide: 1, 2, ..
    pub(crate) fn occurrence(&mut self, rule: RuleId) -> u32 {
        if self.begun_before.len() <= rule.index() {
            self.begun_before.resize(rule.index() + 1, 0);
        }
        let count = &mut self.begun_before[rule.index()];
        *count += 1;
        *count
    }
}

impl RulesProgram {
    fn new(rules: &RuleSet, first: RuleId, states: &[Reads], compiler: &mut Compiler<'_>) -> RulesProgram {
        let mut sum = Reads::NONE;
        let mut compiled = Vec::new();
        for rule in &rules.rules {
            if let (Some(condition), false) = (&rule.condition, rule.inactive) {
                sum.add(reads(condition, states));
            }
            compiled.push(RuleProgram {
                active: !rule.inactive,
                test: rule.condition.as_ref().map(|condition| compiler.test(condition)),
                effect: Effect::of(&rule.actions),
            });
        }
        RulesProgram {
            first,
            at_creation: rules.at_creation,
            every_match: rules.every_match,
            rules: compiled,
            otherwise: rules.otherwise.as_ref().map(|otherwise| Effect::of(&otherwise.actions)),
            reads: sum,
        }
    }

    /// Judges the ticket if anything the rules read may have changed; whether it did.
    pub(crate) fn judge(
        &self,
        facts: &TicketFacts,
        dirty: Reads,
        created: bool,
        standing: &mut Standing,
    ) -> bool {
        standing.moved = false;
        standing.begun.clear();
        if !created && (self.at_creation || !self.reads.meet(dirty)) {
            return false;
        }
        std::mem::swap(&mut standing.matching, &mut standing.matched_before);
        standing.matching.clear();
        standing.by_rules = self.decide(facts, &mut standing.matching);
        if !standing.pinned {
            standing.follow_rules();
        }
        let Standing { matching, matched_before, begun, .. } = standing;
        begun.extend(matching.iter().filter(|rule| !matched_before.contains(rule)));
        true
    }

    /// The level and the rule that gives it; notes the rules that decide.
    fn decide(&self, facts: &TicketFacts, matching: &mut Vec<RuleId>) -> (Option<LevelId>, Option<RuleId>) {
        let mut given = None;
        for (index, rule) in self.rules.iter().enumerate() {
            if !rule.active || !rule.test.as_ref().is_none_or(|test| test.holds(facts)) {
                continue;
            }
            let id = self.id(index);
            matching.push(id);
            if let Some(level) = rule.effect.level {
                given = Some((level, Some(id)));
            }
            if rule.effect.stop || !self.every_match {
                break;
            }
        }
        given.unwrap_or_else(|| self.fall_back(matching))
    }

    fn id(&self, index: usize) -> RuleId {
        RuleId(self.first.0.saturating_add(u16::try_from(index).unwrap_or(u16::MAX)))
    }

    fn fall_back(&self, matching: &mut Vec<RuleId>) -> (Option<LevelId>, Option<RuleId>) {
        let Some(otherwise) = self.otherwise else { return (None, None) };
        let id = self.id(self.rules.len());
        matching.push(id);
        (otherwise.level.flatten(), Some(id))
    }
}

/// The actions of a rule of a plan, or of its set's `otherwise`.
pub(crate) fn actions_of(plan: &Plan, agreement: AgreementId, rule: RuleId) -> &[Action] {
    let Some((rules, place)) = plan.rule_set(agreement, rule) else { return &[] };
    match rules.rules.get(place) {
        Some(rule) => &rule.actions,
        None => rules.otherwise.as_ref().map_or(&[], |otherwise| &otherwise.actions),
    }
}

/// The id of an agreement's place in the plan.
pub(crate) fn agreement_id(index: usize) -> AgreementId {
    AgreementId(u16::try_from(index).unwrap_or(u16::MAX))
}
