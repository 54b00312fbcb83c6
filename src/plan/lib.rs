//! The compiled policy: data only, ids instead of names, spans on everything.
//!
//! A [`Plan`] exists only for a policy without errors, so nothing in it can be wrong at run time: every id
//! is in range, every table is total, every unit is checked. Spans point into the sources it was made
//! from, so that every verdict can name its line.

mod agreement;
mod calendar;
mod clock;
mod condition;
mod event;
mod field;
mod ids;
mod level;
mod objective;
mod policy;
mod rules;
mod script;
pub mod standard;
mod test;
mod trigger;
mod versions;

pub use agreement::Agreement;
pub use calendar::{CalendarBody, CalendarDef, CalendarVersion, LocalZone};
pub use clock::{Clock, ClockEnd, EndLine, Pause, Per};
pub use condition::{ClockState, Compare, Condition, ConditionKind, HasMode, Operand, Since, TextTest};
pub use event::{EventKind, EventPattern, Medium, Phase, Phrase, Role, When};
pub use field::{Const, Field, FieldType, RecordField, State};
pub use ids::{
    AgreementId, CalendarId, ClockId, FieldId, LevelId, RuleId, ScriptId, StateId, TargetId, TriggerId,
};
pub use level::{
    CalendarChoice, CountFrom, DayUnit, Length, Level, LevelTarget, Plus, STARTED, Stretch, Switch, Target,
    TargetChoice, TargetKind, Warn, WarnAt,
};
pub use objective::{
    Counted, CountedMissed, Credit, CreditBound, CreditCap, Excuse, Goal, GroupBy, Ignored, Objective,
    PeriodUnit, Share,
};
pub use policy::{Meta, Plan};
pub use rules::{Action, ActionKind, Emit, Otherwise, Rule, RuleSet};
pub use script::{Computed, Script, ScriptCode, ScriptInput, ScriptQuestion, ScriptTest, ScriptType, Verb};
pub use test::{
    CycleName, CycleOutcome, Expectation, Expected, ExpectedAction, ExpectedRule, Step, Test, TestCase,
    TestEvent, TestEventKind, TestLine, TestValue, Verdict,
};
pub use trigger::{Course, Moment, MomentKind, Threshold, Trigger};
pub use versions::{InForce, LaterRules, RulesInForce, VersionDate, Versions};
