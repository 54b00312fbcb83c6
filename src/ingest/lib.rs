//! Bytes to events: readers, mappings, ordering, partitioning by ticket.
//!
//! [`read`] takes inputs through a [`Mapping`] into a [`Batch`]: every row is decoded, mapped, checked against the
//! plan and written into compact buffers by a hash of its ticket; then each partition is put in order, ticket by
//! ticket, and handed out as borrowed [`duly_engine::Event`]s. [`read_ticket`] does that for one ticket of many. [`canonical_lines`] shows what a mapping makes of its
//! rows. The buffers of a run lie in memory as a whole.
//!
//! The stages, one file each: `input` (bytes, digests), `json` and `table` (rows), `mapping` and `program` (what keys
//! mean), `draft` (an event), `value` (checked against the policy), `record` (bytes again), `group` (order).

mod bad;
mod batch;
mod canonical;
mod columns;
mod draft;
mod fingerprint;
mod group;
mod happening;
mod hash;
mod input;
mod json;
mod key_order;
mod keys;
mod mapping;
mod program;
mod read;
mod record;
mod row;
mod scan;
mod schema;
mod stamp;
mod stamp_format;
mod table;
mod value;
mod wanted;
mod worker;

#[cfg(test)]
mod read_tests;
#[cfg(test)]
mod real_data_tests;
#[cfg(test)]
mod same_tests;
#[cfg(test)]
mod table_tests;
#[cfg(test)]
mod test_support;
#[cfg(test)]
mod wanted_tests;

pub use bad::{BadEvent, MAX_REPORTED};
pub use batch::Batch;
pub use canonical::{CanonicalLines, TicketLine, canonical_lines, ticket_lines};
pub use input::{Input, InputDigest};
pub use mapping::{Mapping, MappingError};
pub use read::{OnBad, Options, read, read_ticket};
pub use wanted::Wanted;

/// What rows are written in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Format {
    /// One JSON object a line.
    Ndjson,
    /// A table with a header.
    Csv,
}
