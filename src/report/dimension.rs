//! What `--by` may say.

use crate::cycle_column::CycleColumn;
use crate::error::OptionError;
use crate::period::Unit;
use duly_plan::{FieldId, Plan, standard};

/// Something that compliance is grouped by.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Dimension {
    /// The hour of the day, `00` to `23`.
    Hour,
    /// The date, `2026-03-06`.
    Date,
    /// The day of the week, `mon` to `sun`.
    Weekday,
    /// The ISO week, `2026-W10`.
    Week,
    /// The month, `2026-03`.
    Month,
    /// The quarter, `2026-Q1`.
    Quarter,
    /// The year, `2026`.
    Year,
    /// The department before the ending event, or at the breach.
    Department,
    /// The agent who ended the cycle, else the assignee before it.
    Agent,
    /// The level of the verdict.
    Level,
    /// The clock.
    Clock,
    /// The agreement.
    Agreement,
    /// The priority of the verdict.
    Priority,
    /// The channel.
    Channel,
    /// The requester.
    Customer,
    /// The calendar that the cycle was counted on.
    Calendar,
    /// The rule that chose the level.
    Rule,
    /// The outcome.
    Outcome,
    /// A field of the ticket at the verdict.
    Field(FieldId),
}

/// Where a dimension's values come from.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Source {
    /// The period that the cycle belongs to.
    Period(Unit),
    /// The cycle.
    Cycle(CycleColumn),
}

/// The dimensions that have a word of their own.
const WORDS: [(&str, Dimension); 18] = [
    ("hour", Dimension::Hour),
    ("date", Dimension::Date),
    ("weekday", Dimension::Weekday),
    ("week", Dimension::Week),
    ("month", Dimension::Month),
    ("quarter", Dimension::Quarter),
    ("year", Dimension::Year),
    ("department", Dimension::Department),
    ("agent", Dimension::Agent),
    ("level", Dimension::Level),
    ("clock", Dimension::Clock),
    ("agreement", Dimension::Agreement),
    ("priority", Dimension::Priority),
    ("channel", Dimension::Channel),
    ("customer", Dimension::Customer),
    ("calendar", Dimension::Calendar),
    ("rule", Dimension::Rule),
    ("outcome", Dimension::Outcome),
];

impl Dimension {
    /// Reads a word of `--by`: one of the dimensions, or a field of the policy; `ticket.NAME` is the field even
    /// where a dimension has the same name.
    ///
    /// # Errors
    /// No dimension and no field has this name; the help names the nearest.
    pub fn parse(text: &str, plan: &Plan) -> Result<Dimension, OptionError> {
        if let Some((_, dimension)) = WORDS.iter().find(|(word, _)| *word == text) {
            return Ok(*dimension);
        }
        if let Some(field) = plan.field_id(text.strip_prefix("ticket.").unwrap_or(text)) {
            return Ok(Dimension::Field(field));
        }
        let words = WORDS.iter().map(|(word, _)| *word);
        let near =
            duly_diag::did_you_mean(text, words.clone().chain(plan.fields.iter().map(|f| f.name.as_str())));
        let help = match near {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("group by a field of the ticket, {}", duly_diag::list_of(words, "or")),
        };
        Err(OptionError { message: format!("nothing can be grouped by `{text}`"), help: Some(help) })
    }

    /// Its name in the report.
    #[must_use]
    pub fn name(self, plan: &Plan) -> String {
        match self {
            Dimension::Field(field) => {
                let name = &plan.field(field).name;
                let taken = WORDS.iter().any(|(word, d)| word == name && d.source() != self.source())
                    || crate::tally::is_measure(name);
                if taken { format!("ticket.{name}") } else { name.clone() }
            }
            word => WORDS.iter().find(|(_, d)| *d == word).map_or("", |(word, _)| word).to_owned(),
        }
    }

    /// The field that must be captured for it.
    pub(crate) fn field(self) -> Option<FieldId> {
        match self.source() {
            Source::Cycle(CycleColumn::Field(field)) => Some(field),
            _ => None,
        }
    }

    pub(crate) fn source(self) -> Source {
        match self {
            Dimension::Hour => Source::Period(Unit::Hour),
            Dimension::Date => Source::Period(Unit::Date),
            Dimension::Weekday => Source::Period(Unit::Weekday),
            Dimension::Week => Source::Period(Unit::Week),
            Dimension::Month => Source::Period(Unit::Month),
            Dimension::Quarter => Source::Period(Unit::Quarter),
            Dimension::Year => Source::Period(Unit::Year),
            Dimension::Agent => Source::Cycle(CycleColumn::Agent),
            Dimension::Level => Source::Cycle(CycleColumn::Level),
            Dimension::Clock => Source::Cycle(CycleColumn::Clock),
            Dimension::Agreement => Source::Cycle(CycleColumn::Agreement),
            Dimension::Calendar => Source::Cycle(CycleColumn::Calendar),
            Dimension::Rule => Source::Cycle(CycleColumn::Rule),
            Dimension::Outcome => Source::Cycle(CycleColumn::Outcome),
            Dimension::Department => Source::Cycle(CycleColumn::Field(standard::DEPARTMENT)),
            Dimension::Priority => Source::Cycle(CycleColumn::Field(standard::PRIORITY)),
            Dimension::Channel => Source::Cycle(CycleColumn::Field(standard::CHANNEL)),
            Dimension::Customer => Source::Cycle(CycleColumn::Field(standard::REQUESTER)),
            Dimension::Field(field) => Source::Cycle(CycleColumn::Field(field)),
        }
    }
}
