//! What a run wants to know; decides what the engine keeps and what readers may skip.

use duly_plan::FieldId;

/// The outputs demanded of a run.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Query {
    /// Fields to be reported with every cycle and ticket, without repetition.
    pub capture: Vec<FieldId>,
    /// Whether warnings and rule actions are to be emitted.
    pub actions: bool,
}

/// What readers must deliver; everything else may be skipped once its line is known to be valid.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Demand {
    /// For each field of the plan: whether its values are read.
    pub fields: Vec<bool>,
    /// Whether tags are read.
    pub tags: bool,
    /// Whether the text of messages is read.
    pub text: bool,
}
