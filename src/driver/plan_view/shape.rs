//! The shape of the view: what `duly plan --format json` promises (`docs/plan.md`).

use serde::Serialize;
use std::collections::BTreeSet;

/// A plan for readers. Every `line` is `file:line` of the policy.
#[derive(Clone, PartialEq, Serialize, Debug)]
pub struct PlanView {
    /// The version of this shape.
    pub format_version: u32,
    /// The version of duly.
    pub duly_version: &'static str,
    /// The policy.
    pub policy: PolicyView,
    /// The fields that the policy declares or reads.
    pub fields: Vec<FieldView>,
    /// The states that the policy sets.
    pub states: Vec<StateView>,
    /// The calendars.
    pub calendars: Vec<CalendarView>,
    /// The clocks that a level promises or measures, and those that conditions ask for.
    pub clocks: Vec<ClockView>,
    /// The phrases that stand for something else.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub phrases: Vec<PhraseView>,
    /// The agreements.
    pub agreements: Vec<AgreementView>,
    /// The levels, flattened, each in all its versions.
    pub levels: Vec<LevelView>,
    /// The rules of each agreement, version by version.
    pub rules: Vec<RulesView>,
    /// The triggers in the order in which they fire.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub triggers: Vec<TriggerView>,
    /// What periods have to come to.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub objectives: Vec<ObjectiveView>,
    /// Misses that do not count.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub excuses: Vec<ExcuseView>,
    /// For each clock, the calendars on which some level counts it: the positions that a running cycle keeps.
    pub positions: Vec<PositionView>,
}

/// The `policy` declaration.
#[derive(Clone, PartialEq, Serialize, Debug)]
pub struct PolicyView {
    /// Its name.
    pub name: String,
    /// Its file.
    pub file: String,
    /// Its zone.
    pub zone: String,
    /// Its owner.
    pub owner: Option<String>,
    /// SHA-256 over its texts.
    pub digest: String,
}

/// A field.
#[derive(Clone, PartialEq, Serialize, Debug)]
pub struct FieldView {
    /// Its name.
    pub name: String,
    /// What it holds: `text`, `number`, `closed list`, ..
    pub r#type: &'static str,
    /// The values of a closed or ordered list.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub values: Vec<String>,
    /// The value that stands for none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub if_unset: Option<String>,
    /// What reads it.
    pub read_by: BTreeSet<String>,
    /// Where the policy declares it.
    pub line: Option<String>,
}

/// A state.
#[derive(Clone, PartialEq, Serialize, Debug)]
pub struct StateView {
    /// Its name.
    pub name: String,
    /// When it holds.
    pub means: String,
    /// What reads it.
    pub read_by: BTreeSet<String>,
    /// Where it is declared.
    pub line: Option<String>,
}

/// A calendar.
#[derive(Clone, PartialEq, Serialize, Debug)]
pub struct CalendarView {
    /// Its name.
    pub name: String,
    /// Its zone.
    pub zone: String,
    /// `closing` or `opening`.
    pub due_at: &'static str,
    /// The table of open time that it uses; calendars that say the same share one.
    pub table: usize,
    /// First and last year of its holiday files.
    pub holiday_years: Option<(i32, i32)>,
    /// Its statements, as written.
    pub statements: Vec<LineView>,
    /// Where it is declared.
    pub line: Option<String>,
}

/// Something that is said on a line.
#[derive(Clone, PartialEq, Serialize, Debug)]
pub struct LineView {
    /// What.
    pub says: String,
    /// Where.
    pub line: Option<String>,
}

/// A clock.
#[derive(Clone, PartialEq, Serialize, Debug)]
pub struct ClockView {
    /// Its name.
    pub name: String,
    /// From which date it is in force; left out: from the beginning.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// Whether it is a standard clock as it comes.
    pub standard: bool,
    /// `per call`, `per FIELD`.
    pub per: Option<String>,
    /// Its lines, in the order in which they act.
    pub lines: Vec<LineView>,
    /// Where it is declared.
    pub line: Option<String>,
}

/// A phrase that stands for something else.
#[derive(Clone, PartialEq, Serialize, Debug)]
pub struct PhraseView {
    /// The phrase.
    pub phrase: String,
    /// What it stands for, as written.
    pub means: String,
    /// Where it is declared.
    pub line: Option<String>,
}

/// An agreement; a ticket is under at most one level of each.
#[derive(Clone, PartialEq, Serialize, Debug)]
pub struct AgreementView {
    /// Its name; `default` for the one that needs no declaration.
    pub name: String,
    /// `because`, `owner` and `link`, as far as written.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
    /// Where it is declared.
    pub line: Option<String>,
}

/// A level with everything it inherits.
#[derive(Clone, PartialEq, Serialize, Debug)]
pub struct LevelView {
    /// Its name.
    pub name: String,
    /// From which date it is in force; left out: from the beginning.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// The agreement whose rules can give it.
    pub agreement: String,
    /// Its targets, clock by clock.
    pub targets: Vec<TargetView>,
    /// Where it is declared.
    pub line: Option<String>,
}

/// One target of a level, and when it is the one.
#[derive(Clone, PartialEq, Serialize, Debug)]
pub struct TargetView {
    /// The clock.
    pub clock: String,
    /// When this target is the clock's: a condition; none: always.
    #[serde(rename = "if")]
    pub when: Option<String>,
    /// What is promised; `none` for no promise.
    pub promise: String,
    /// What is added to it, and if what.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub plus: Vec<String>,
    /// On which calendar it counts.
    pub calendar: Option<String>,
    /// The stretches behind it, each on its calendar.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub then: Vec<String>,
    /// What it counts from.
    pub count_from: Option<String>,
    /// What a change of target does: `recount` or `keep`.
    pub switch: Option<&'static str>,
    /// Its warnings.
    pub warnings: Vec<String>,
    /// Where it is written.
    pub line: Option<String>,
}

/// The rules of an agreement.
#[derive(Clone, PartialEq, Serialize, Debug)]
pub struct RulesView {
    /// The agreement.
    pub agreement: String,
    /// From which date they are in force; left out: from the beginning.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// `first match` or `every match`.
    pub mode: &'static str,
    /// Whether they are judged once, when the ticket is created.
    pub at_creation: bool,
    /// The rules in order; `otherwise` is the last.
    pub rules: Vec<RuleView>,
}

/// One rule.
#[derive(Clone, PartialEq, Serialize, Debug)]
pub struct RuleView {
    /// Its name.
    pub name: String,
    /// Whether it is switched off.
    pub inactive: bool,
    /// When it matches; none: always.
    #[serde(rename = "if")]
    pub when: Option<String>,
    /// What it does.
    pub then: Vec<String>,
    /// The levels among that.
    pub levels: Vec<String>,
    /// `because`, `owner` and `link`, as far as written.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
    /// Where it is written.
    pub line: Option<String>,
}

/// A trigger.
#[derive(Clone, PartialEq, Serialize, Debug)]
pub struct TriggerView {
    /// Its name.
    pub name: String,
    /// The moments, any of which will do.
    pub moments: Vec<LineView>,
    /// What has to hold then.
    #[serde(rename = "if")]
    pub when: Option<String>,
    /// What it does.
    pub then: Vec<String>,
    /// `because`, `owner` and `link`, as far as written.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
    /// Where it is written.
    pub line: Option<String>,
}

/// An objective.
#[derive(Clone, PartialEq, Serialize, Debug)]
pub struct ObjectiveView {
    /// Its name.
    pub name: String,
    /// The clock whose cycles it is about.
    pub clock: String,
    /// The agreement whose verdicts it is about.
    pub agreement: String,
    /// What is measured and what it has to be, as written.
    pub goal: String,
    /// The periods, each measured by itself.
    pub each: &'static str,
    /// What each period is measured by besides.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub by: Vec<String>,
    /// With fewer cycles nothing is said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at_least: Option<u32>,
    /// The reasons of cycles that are left out.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub ignoring: Vec<String>,
    /// The reasons of cancelled cycles that count as missed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub counting_as_missed: Vec<String>,
    /// Which cycles it is about, as written; none: all of the clock.
    #[serde(rename = "where", skip_serializing_if = "Option::is_none")]
    pub of: Option<String>,
    /// What is paid, step by step.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub credits: Vec<LineView>,
    /// The most that is paid.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cap: Option<LineView>,
    /// Where it is written.
    pub line: Option<String>,
}

/// Misses that do not count.
#[derive(Clone, PartialEq, Serialize, Debug)]
pub struct ExcuseView {
    /// The clocks.
    pub clocks: Vec<String>,
    /// When a miss is excused, as written.
    #[serde(rename = "if")]
    pub when: String,
    /// Why.
    pub because: String,
    /// Where it is written.
    pub line: Option<String>,
}

/// The positions that cycles of a clock keep.
#[derive(Clone, PartialEq, Serialize, Debug)]
pub struct PositionView {
    /// The clock.
    pub clock: String,
    /// The calendars, one position each.
    pub calendars: Vec<String>,
}
