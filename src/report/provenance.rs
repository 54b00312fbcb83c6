//! Where a report comes from: all that decides its bytes.

use crate::spec::Spec;
use crate::write::rfc3339;
use duly_calendar::Instant;
use duly_plan::Plan;
use serde::{Serialize, Serializer};

/// The version of the formats: of columns, names and units. It rises when a program that reads a report could
/// be misled.
pub const FORMAT_VERSION: u32 = 1;

/// What every machine-readable report carries.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Provenance {
    /// [`FORMAT_VERSION`].
    pub format_version: u32,
    /// The version of duly.
    pub duly_version: String,
    /// The policy's name.
    pub policy: String,
    /// SHA-256 over the policy's files, in hex.
    pub policy_sha256: String,
    /// The version of the time zone data.
    pub tzdata: String,
    /// The years that the holiday data of each calendar covers.
    pub calendars: Vec<CalendarYears>,
    /// The inputs by name.
    pub inputs: Vec<InputDigest>,
    /// How many events were skipped because they are bad.
    pub skipped_events: u64,
    /// The instant up to which the events were judged.
    #[serde(serialize_with = "instant")]
    pub as_of: Instant,
    /// The zone of periods.
    pub zone: String,
    /// The options that shaped the report, by name.
    #[serde(serialize_with = "options")]
    pub query: Vec<(&'static str, String)>,
}

/// The holiday data of a calendar.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct CalendarYears {
    /// The calendar.
    pub name: String,
    /// The first and the last year its holidays are known for; none if it has no holiday data.
    pub holiday_years: Option<(i32, i32)>,
}

/// An input and its digest.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize)]
pub struct InputDigest {
    /// Its name, as the user gave it.
    pub name: String,
    /// SHA-256 of its bytes, in hex.
    pub sha256: String,
}

impl Provenance {
    /// The provenance of a run. The inputs are put in order, so that the order in which they were named makes
    /// no difference.
    #[must_use]
    pub fn new(
        plan: &Plan,
        spec: &Spec,
        policy_sha256: &str,
        tzdata: &str,
        mut inputs: Vec<InputDigest>,
    ) -> Provenance {
        inputs.sort();
        // The first calendar is `always`, which needs no data.
        let calendars = plan.calendars.iter().skip(1);
        Provenance {
            format_version: FORMAT_VERSION,
            duly_version: env!("CARGO_PKG_VERSION").to_owned(),
            policy: plan.meta.name.clone(),
            policy_sha256: policy_sha256.to_owned(),
            tzdata: tzdata.to_owned(),
            calendars: calendars
                .map(|c| CalendarYears { name: c.name.clone(), holiday_years: c.table.holiday_years() })
                .collect(),
            inputs,
            skipped_events: 0,
            as_of: spec.as_of,
            zone: spec.zone.name().to_owned(),
            query: spec.options(plan),
        }
    }
}

fn instant<S: Serializer>(at: &Instant, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&rfc3339(*at))
}

fn options<S: Serializer>(options: &[(&'static str, String)], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_map(options.iter().map(|(name, value)| (name, value)))
}
