//! The names a plan gives to what records speak of by id, as the value lists of columns.

use crate::column::{Kind, Raw, items};
use crate::period::WEEKDAYS;
use duly_engine::ChosenBy;
use duly_plan::{AgreementId, Plan, RecordField};

/// The value lists of a plan.
#[derive(Clone, Debug)]
pub(crate) struct Names {
    pub(crate) clocks: Kind,
    pub(crate) levels: Kind,
    pub(crate) agreements: Kind,
    pub(crate) calendars: Kind,
    /// The rules of every agreement, one after another, version by version, each followed by its `otherwise`;
    /// then the triggers.
    pub(crate) rules: Kind,
    pub(crate) outcomes: Kind,
    pub(crate) hours: Kind,
    pub(crate) weekdays: Kind,
    rule_offsets: Vec<Raw>,
    /// Where the triggers begin in `rules`, behind all of them.
    trigger_offset: Raw,
}

impl Names {
    pub(crate) fn new(plan: &Plan) -> Names {
        let mut rule_names = Vec::new();
        let mut rule_offsets = Vec::new();
        for set in &plan.rules {
            rule_offsets.push(position(rule_names.len()));
            for (version, _) in plan.rule_sets_of(set.agreement) {
                rule_names.extend(version.rules.iter().map(|r| r.name.as_str()));
                rule_names.push("otherwise");
            }
        }
        let trigger_offset = position(rule_names.len());
        rule_names.extend(plan.triggers.iter().map(|trigger| trigger.name.as_str()));
        let hours: Vec<String> = (0..24).map(|h| format!("{h:02}")).collect();
        Names {
            clocks: items(plan.named_clocks().iter().map(|c| c.name.as_str())),
            levels: items(plan.named_levels().iter().map(|l| l.name.as_str())),
            agreements: items(plan.rules.iter().map(|r| r.agreement_name.as_str())),
            calendars: items(plan.calendars.iter().map(|c| c.name.as_str())),
            rules: items(rule_names),
            outcomes: items(RecordField::OUTCOMES),
            hours: items(hours.iter().map(String::as_str)),
            weekdays: items(WEEKDAYS),
            rule_offsets,
            trigger_offset,
        }
    }

    /// The position of who chose a level of an agreement in the list of all rules and triggers.
    pub(crate) fn rule(&self, agreement: AgreementId, by: ChosenBy) -> Raw {
        match by {
            ChosenBy::Rule(rule) => {
                self.rule_offsets.get(agreement.index()).copied().unwrap_or_default() + Raw::from(rule.0)
            }
            ChosenBy::Trigger(trigger) => self.trigger_offset + Raw::from(trigger.0),
        }
    }
}

/// An index as a kept value.
fn position(index: usize) -> Raw {
    Raw::try_from(index).unwrap_or(Raw::MAX)
}
