//! Rules and their actions.

use super::{ComputedAction, Condition, LevelRef, Name, Span, Spanned, Text, Value};
use chrono::NaiveDate;

/// `rules [for AGREEMENT] [at creation] [every match] { ... }`
#[derive(Clone, PartialEq, Debug)]
pub struct RulesDecl {
    /// `for AGREEMENT`
    pub agreement: Option<Name>,
    /// `from 2026-07-01`: the date from which this version is in force.
    pub from: Option<Spanned<NaiveDate>>,
    /// `at creation`
    pub at_creation: Option<Span>,
    /// `every match`
    pub every_match: Option<Span>,
    /// The rules in order.
    pub rules: Vec<Rule>,
    /// `otherwise ACTIONS`, each time it was written.
    pub otherwise: Vec<Otherwise>,
}

/// One rule.
#[derive(Clone, PartialEq, Debug)]
pub struct Rule {
    /// `inactive` in front.
    pub inactive: Option<Span>,
    /// Its name.
    pub name: Name,
    /// `if CONDITION`; a rule without one always matches.
    pub condition: Option<Condition>,
    /// `then ...`
    pub actions: Vec<Action>,
    /// `because "..."`
    pub because: Option<Text>,
    /// `owner "..."`
    pub owner: Option<Text>,
    /// `link "..."`
    pub link: Option<Text>,
    /// The whole rule.
    pub span: Span,
}

/// The `otherwise` line.
#[derive(Clone, PartialEq, Debug)]
pub struct Otherwise {
    /// What happens then.
    pub actions: Vec<Action>,
    /// The whole line.
    pub span: Span,
}

/// One action.
#[derive(Clone, PartialEq, Debug)]
pub struct Action {
    /// What is done.
    pub kind: ActionKind,
    /// Where.
    pub span: Span,
}

/// The actions of rules and triggers.
#[derive(Clone, PartialEq, Debug)]
pub enum ActionKind {
    /// `level NAME`, with the values of its parameters
    Level(LevelRef),
    /// `level by rules`: the rules choose the level again.
    LevelByRules,
    /// `no level`
    NoLevel,
    /// `stop`: ends a run of `every match` rules.
    Stop,
    /// `notify "who"`
    Notify(Text),
    /// `escalate to "who"`
    Escalate(Text),
    /// `tag "x"`
    Tag(Text),
    /// `untag "x"`
    Untag(Text),
    /// `set FIELD to V`
    Set(Name, Value),
    /// `assign to "who"`
    Assign(Text),
    /// `webhook "name"`
    Webhook(Text),
    /// `notify SCRIPT`, `run SCRIPT`: any of those that take a text, with a script in its place.
    Computed(ComputedAction),
}
