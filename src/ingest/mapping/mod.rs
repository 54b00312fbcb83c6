//! Mappings: which key of a helpdesk's export is which part of an event.
//!
//! The language is described in `docs/mappings.md`. A mapping is read once ([`Mapping::from_yaml`]) into the
//! data of `spec.rs`, and bound to a policy's fields when something is read through it.

mod canonical;
mod read;
mod rule;
pub(crate) mod spec;
mod yaml;

#[cfg(test)]
mod tests;

use std::fmt;

pub(crate) use canonical::{CLEAR, SET};
use duly_calendar::TimeZones;
use spec::Spec;

/// A description of the rows that a helpdesk exports.
#[derive(Clone, Debug)]
pub struct Mapping {
    pub(crate) spec: Spec,
}

/// Something wrong with a mapping; code [`duly_diag::codes::BAD_MAPPING`].
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct MappingError {
    /// The mapping's name.
    pub mapping: String,
    /// Where: the keys from the top, joined by dots (`set.priority.values`); empty for the whole.
    pub path: String,
    /// What is wrong: one sentence, lower case, no full stop.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
}

impl fmt::Display for MappingError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", self.mapping)?;
        if !self.path.is_empty() {
            write!(f, "{}: ", self.path)?;
        }
        f.write_str(&self.message)?;
        match &self.help {
            Some(help) => write!(f, " ({help})"),
            None => Ok(()),
        }
    }
}

/// The mappings that come with duly: their names and texts.
const SHIPPED: &[(&str, &str)] = &[
    ("neutral", include_str!("../../../rules/mappings/neutral.yaml")),
    ("servicenow-audit", include_str!("../../../rules/mappings/servicenow-audit.yaml")),
];

impl Mapping {
    /// The mapping of canonical events to themselves.
    #[must_use]
    pub fn canonical() -> Mapping {
        Mapping { spec: canonical::spec() }
    }

    /// The mapping of what [`crate::ticket_lines`] makes of another mapping's rows: a text is a number where the policy has
    /// one, as it is there.
    #[must_use]
    pub fn canonical_of_mapped() -> Mapping {
        Mapping { spec: canonical::lenient() }
    }

    /// Reads a mapping; zones are those of the database that is built in.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn from_yaml(name: &str, yaml: &str) -> Result<Mapping, Vec<MappingError>> {
        Mapping::from_yaml_in(name, yaml, &TimeZones::bundled())
    }

    /// Reads a mapping with a database of zones.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn from_yaml_in(name: &str, yaml: &str, zones: &TimeZones) -> Result<Mapping, Vec<MappingError>> {
        read::read(name, yaml, zones).map(|spec| Mapping { spec })
    }

    /// The text of a mapping that comes with duly.
    #[must_use]
    pub fn shipped(name: &str) -> Option<&'static str> {
        SHIPPED.iter().find(|(shipped, _)| *shipped == name).map(|(_, yaml)| *yaml)
    }

    /// The names of the mappings that come with duly.
    pub fn shipped_names() -> impl Iterator<Item = &'static str> {
        SHIPPED.iter().map(|(name, _)| *name)
    }

    /// Its name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.spec.name
    }
}
