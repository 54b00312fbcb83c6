//! Rules: which level a ticket is under.

use crate::{AgreementId, Computed, Condition, Const, FieldId, LevelId};
use duly_diag::Span;

/// The rules of one agreement.
#[derive(Clone, PartialEq, Debug)]
pub struct RuleSet {
    /// The agreement.
    pub agreement: AgreementId,
    /// Its name; `default` for the default one.
    pub agreement_name: String,
    /// Judged once, at `created`.
    pub at_creation: bool,
    /// Every matching rule acts and a later level replaces an earlier; else the first match decides.
    pub every_match: bool,
    /// The rules in order.
    pub rules: Vec<Rule>,
    /// What holds if no rule gave a level; none: no level.
    pub otherwise: Option<Otherwise>,
    /// Where they are.
    pub span: Span,
}

/// One rule.
#[derive(Clone, PartialEq, Debug)]
pub struct Rule {
    /// Its name.
    pub name: String,
    /// Switched off: never matches.
    pub inactive: bool,
    /// When it matches; none: always.
    pub condition: Option<Condition>,
    /// What it does, in order.
    pub actions: Vec<Action>,
    /// `because`
    pub because: Option<String>,
    /// `owner`
    pub owner: Option<String>,
    /// `link`
    pub link: Option<String>,
    /// Where it is.
    pub span: Span,
}

/// The `otherwise` line.
#[derive(Clone, PartialEq, Debug)]
pub struct Otherwise {
    /// What it does.
    pub actions: Vec<Action>,
    /// Where it is.
    pub span: Span,
}

/// One action.
#[derive(Clone, PartialEq, Debug)]
pub struct Action {
    /// What is done.
    pub kind: ActionKind,
    /// Where it is written.
    pub span: Span,
}

/// The kinds of actions.
#[derive(Clone, PartialEq, Debug)]
pub enum ActionKind {
    /// The ticket is under this level.
    Level(LevelId),
    /// The ticket is under no level.
    NoLevel,
    /// The rules choose the level again; in triggers alone.
    LevelByRules,
    /// No later rule of an `every match` set is looked at.
    Stop,
    /// An action record, emitted when the rule begins to decide, or the trigger fires.
    Emit(Emit),
}

/// An action that the helpdesk carries out.
#[derive(Clone, PartialEq, Debug)]
pub enum Emit {
    /// `notify "who"`
    Notify(String),
    /// `escalate to "who"`
    Escalate(String),
    /// `tag "x"`
    Tag(String),
    /// `untag "x"`
    Untag(String),
    /// `set FIELD to V`
    Set(FieldId, Const),
    /// `assign to "who"`
    Assign(String),
    /// `webhook "name"`
    Webhook(String),
    /// Any of those, or `run`, with what a script gives.
    Computed(Computed),
}
