//! The compiled plan as a reader can use it: as text, as JSON, as a graph.
//!
//! `view` takes what the plan means out of its ids, `words` says its conditions, and the formats only write the view.

mod calendars;
mod dot;
mod outcomes;
mod reads;
mod shape;
mod text;
mod view;
pub(crate) mod words;

#[cfg(test)]
mod tests;

pub use shape::PlanView;
pub(crate) use words::{Words, length, name, quoted};

use crate::CheckedPolicy;
use duly_plan::Plan;

impl PlanView {
    /// The view of a checked policy's plan.
    #[must_use]
    pub fn of(policy: &CheckedPolicy, plan: &Plan) -> PlanView {
        view::view(policy, plan)
    }

    /// One JSON object; `docs/plan.md` has its shape.
    ///
    /// # Errors
    /// None that a view has: what is in it can be written as JSON.
    pub fn json(&self) -> Result<String, serde_json::Error> {
        serde_json::to_string_pretty(self).map(|text| text + "\n")
    }

    /// For people.
    #[must_use]
    pub fn text(&self) -> String {
        text::text(self)
    }

    /// A graph in the language of Graphviz.
    #[must_use]
    pub fn dot(&self) -> String {
        dot::dot(self)
    }
}
