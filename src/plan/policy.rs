//! The plan itself.

use crate::{
    Agreement, AgreementId, CalendarDef, CalendarId, Clock, ClockId, CreditCap, Excuse, Field, FieldId,
    Level, LevelId, Objective, Phrase, RuleSet, Script, ScriptId, State, StateId, Target, TargetId, Test,
    Trigger, TriggerId, Versions,
};
use duly_calendar::{Calendar, Zone};

/// A checked policy, ready to be run.
#[derive(Clone, Debug)]
pub struct Plan {
    /// What the `policy` declaration says.
    pub meta: Meta,
    /// The fields, the standard ones first.
    pub fields: Vec<Field>,
    /// The states, the standard ones first; a state only speaks of states before it in
    /// [`Plan::state_order`].
    pub states: Vec<State>,
    /// The states in an order in which each comes after those it reads.
    pub state_order: Vec<StateId>,
    /// The calendars; 0 is `always`.
    pub calendars: Vec<CalendarDef>,
    /// The clocks in order: the policy's own first, then the standard ones.
    pub clocks: Vec<Clock>,
    /// The levels in order.
    pub levels: Vec<Level>,
    /// Every target of every level.
    pub targets: Vec<Target>,
    /// The agreements; 0 is the default one.
    pub agreements: Vec<Agreement>,
    /// One rule set an agreement; index = agreement id. Of several versions those in force first.
    pub rules: Vec<RuleSet>,
    /// The objectives in order.
    pub objectives: Vec<Objective>,
    /// The excuses in order; the first that holds of a miss excuses it.
    pub excuses: Vec<Excuse>,
    /// The most that the credits of one period come to together, whichever objectives they are of.
    pub credit_cap: Option<CreditCap>,
    /// The triggers in order.
    pub triggers: Vec<Trigger>,
    /// The phrases that stand for something else; the patterns of clocks say it already.
    pub phrases: Vec<Phrase>,
    /// The versions of levels, clocks and rules.
    pub versions: Versions,
    /// The tests in order, each case one of its own; they change no verdict.
    pub tests: Vec<Test>,
    /// The scripts that are asked about tickets; those that compute dates were run when the plan was made.
    pub scripts: Vec<Script>,
}

/// What the `policy` declaration says.
#[derive(Clone, Debug)]
pub struct Meta {
    /// The policy's name.
    pub name: String,
    /// Its zone.
    pub zone: Zone,
    /// Its owner.
    pub owner: Option<String>,
    /// Its doc comment.
    pub doc: Option<String>,
    /// `simulate actions`: what changes the ticket does so at once, not when the helpdesk says so.
    pub simulate: bool,
}

impl Plan {
    /// A field.
    #[must_use]
    pub fn field(&self, id: FieldId) -> &Field {
        &self.fields[id.index()]
    }

    /// A state.
    #[must_use]
    pub fn state(&self, id: StateId) -> &State {
        &self.states[id.index()]
    }

    /// A calendar's table; of one whose zone is read from the ticket, that for tickets without a zone.
    #[must_use]
    pub fn calendar(&self, id: CalendarId) -> &Calendar {
        &self.calendars[id.index()].table
    }

    /// A clock.
    #[must_use]
    pub fn clock(&self, id: ClockId) -> &Clock {
        &self.clocks[id.index()]
    }

    /// A level.
    #[must_use]
    pub fn level(&self, id: LevelId) -> &Level {
        &self.levels[id.index()]
    }

    /// A target.
    #[must_use]
    pub fn target(&self, id: TargetId) -> &Target {
        &self.targets[id.index()]
    }

    /// An agreement.
    #[must_use]
    pub fn agreement(&self, id: AgreementId) -> &Agreement {
        &self.agreements[id.index()]
    }

    /// A trigger.
    #[must_use]
    pub fn trigger(&self, id: TriggerId) -> &Trigger {
        &self.triggers[id.index()]
    }

    /// A script.
    #[must_use]
    pub fn script(&self, id: ScriptId) -> &Script {
        &self.scripts[id.index()]
    }

    /// The id of a field by its name.
    #[must_use]
    pub fn field_id(&self, name: &str) -> Option<FieldId> {
        self.fields.iter().position(|f| f.name == name).and_then(|i| u16::try_from(i).ok()).map(FieldId)
    }

    /// The id of a calendar by its name.
    #[must_use]
    pub fn calendar_id(&self, name: &str) -> Option<CalendarId> {
        self.calendars.iter().position(|c| c.name == name).and_then(|i| u16::try_from(i).ok()).map(CalendarId)
    }
}
