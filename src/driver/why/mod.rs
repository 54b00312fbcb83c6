//! `duly why`: the whole story of one ticket.
//!
//! `read` finds the ticket in a log and has it evaluated; `teller` listens to the engine's trace and writes down what
//! happened, `days` what each cycle came to day by day, both in the names of `words`; `story` is the result, which
//! `text` and `svg` draw.

mod axis;
mod bars;
mod days;
mod page;
mod read;
mod story;
mod svg;
mod teller;
#[cfg(test)]
mod tests;
mod text;
mod words;

pub use page::Style;
pub use read::{Answer, NoStory, Request, story};
pub use story::{
    CycleName, CycleStory, DayStory, EventStory, Exception, FORMAT_VERSION, Happening, Moment, PartStory,
    Provenance, RuleStory, RulesStory, SpanKind, SpanStory, Standing, Story,
};

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
        text::text(self, style)
    }

    /// A picture.
    #[must_use]
    pub fn svg(&self) -> String {
        svg::svg(self)
    }
}
