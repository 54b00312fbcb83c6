//! Everything that was read, by ticket.

use duly_calendar::Instant;
use duly_engine::Event;

use crate::InputDigest;
use crate::bad::BadEvent;
use crate::group::Partition;
use crate::record::{Record, Scratch};

/// The events of a run, checked, ordered and divided by ticket. Partitions can be visited by several threads.
#[derive(Debug)]
pub struct Batch {
    pub(crate) partitions: Vec<Partition>,
    pub(crate) skipped: Vec<BadEvent>,
    pub(crate) digests: Vec<InputDigest>,
    pub(crate) rows: u64,
    /// The last stamp of rows that were looked at for nothing else, in seconds.
    pub(crate) seen_until: Option<i64>,
}

impl Batch {
    /// How many partitions there are. Which tickets are in which depends on nothing but their names.
    #[must_use]
    pub fn partitions(&self) -> usize {
        self.partitions.len()
    }

    /// Visits the tickets of a partition, each with its events in order. The order of the tickets is fixed, but not
    /// one that means anything. A partition that does not exist has no tickets.
    pub fn for_each_ticket(&self, partition: usize, f: &mut dyn FnMut(&str, &[Event<'_>])) {
        let Some(partition) = self.partitions.get(partition) else { return };
        let mut scratch = Scratch::default();
        let mut start = 0;
        for end in &partition.ends {
            let places = &partition.events[start..*end];
            let records = places.iter().map(|place| partition.record(*place));
            let ticket = records.clone().next().map(Record::ticket).unwrap_or_default();
            scratch.events(records, |events| f(ticket, events));
            start = *end;
        }
    }

    /// The bad events that were left out, in the order of the inputs.
    #[must_use]
    pub fn skipped(&self) -> &[BadEvent] {
        &self.skipped
    }

    /// The instant of the last event: the end of the data.
    #[must_use]
    pub fn last_instant(&self) -> Option<Instant> {
        let ends = self.partitions.iter().filter_map(|partition| partition.last);
        ends.chain(self.seen_until).max().map(Instant)
    }

    /// How many rows were read, good and bad.
    #[must_use]
    pub fn rows(&self) -> u64 {
        self.rows
    }

    /// How many events there are, without repetitions and those left out.
    #[must_use]
    pub fn events(&self) -> u64 {
        self.partitions.iter().map(|partition| partition.events.len() as u64).sum()
    }

    /// How many tickets there are.
    #[must_use]
    pub fn tickets(&self) -> u64 {
        self.partitions.iter().map(|partition| partition.ends.len() as u64).sum()
    }

    /// The digests of the inputs, in the order given.
    #[must_use]
    pub fn digests(&self) -> &[InputDigest] {
        &self.digests
    }
}
