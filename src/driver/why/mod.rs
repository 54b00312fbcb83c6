//! `duly why`: the whole story of one ticket.
//!
//! `read` finds the ticket in a log and `tell` has it evaluated; `teller` listens to the engine's trace and writes down
//! what happened, `days` what each cycle came to day by day, both in the names of `words`; `story` is the result, which
//! `text` and `svg` draw; `standing` is the part of it that explains the present, for sessions.

mod axis;
mod bars;
mod days;
mod page;
mod read;
mod standing;
mod story;
mod svg;
mod tell;
mod teller;
#[cfg(test)]
mod tests;
mod text;
mod words;

use crate::lines::{Line, paint};
pub use page::Style;
pub(crate) use page::{padded, wrapped};
pub(crate) use read::unknown_ticket;
pub use read::{Answer, NoStory, Request, story};
pub use story::{
    CycleName, CycleStory, DayStory, EventStory, Exception, FORMAT_VERSION, Happening, Moment, PartStory,
    Provenance, RuleStory, RulesStory, SpanKind, SpanStory, Standing, Story,
};
pub(crate) use tell::{Telling, captured, tell};
pub(crate) use words::Told;

impl Story {
    /// One JSON object; `docs/why.md` has its shape.
    ///
    /// # Errors
    /// None that a story has: what is in it can be written as JSON.
    pub fn json(&self) -> Result<String, serde_json::Error> {
        serde_json::to_string_pretty(self).map(|text| text + "\n")
    }

    /// For people at a terminal.
    #[must_use]
    pub fn text(&self, style: Style) -> String {
        paint(&self.lines(style.width), style.color)
    }

    /// The same, line by line.
    pub(crate) fn lines(&self, width: usize) -> Vec<Line> {
        text::lines(self, width)
    }

    /// How the ticket stands in the end, and why: the rules as they were judged last, and each cycle without its days.
    pub(crate) fn standing(&self, width: usize) -> Vec<Line> {
        standing::lines(self, width)
    }

    /// A picture.
    #[must_use]
    pub fn svg(&self) -> String {
        svg::svg(self)
    }
}
