//! The engine over a batch, on several threads.

use duly_calendar::Instant;
use duly_diag::SourceMap;
use duly_engine::{Evaluator, Program};
use duly_ingest::Batch;
use duly_plan::CalendarId;
use duly_report::{Collector, Faults, Report, Spec};
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// What the tickets came to.
#[derive(Default)]
pub(crate) struct Judged {
    /// The reports asked for.
    pub reports: Vec<Report>,
    /// The instant of the first event; none if there are no events.
    pub first: Option<Instant>,
    /// What tickets held in place of the zone that a calendar reads, and how many cycles had it.
    pub unknown_zones: BTreeMap<(CalendarId, String), u64>,
    /// The scripts that failed.
    pub faults: Faults,
}

/// Judges every ticket. Each thread takes the next partition that nobody has; collectors merge in any order,
/// so the reports do not depend on who took what.
///
/// # Errors
/// A ticket whose events the engine finds out of order, which the reader has put in order.
pub(crate) fn evaluate(
    program: &Program,
    batch: &Batch,
    spec: &Spec,
    sources: &SourceMap,
    threads: usize,
) -> Result<Judged, String> {
    let next = AtomicUsize::new(0);
    let work = || judge(program, batch, spec, sources, &next);
    let shares = thread::scope(|scope| {
        let others: Vec<_> = (1..threads.min(batch.partitions())).map(|_| scope.spawn(work)).collect();
        let mut all = vec![work()];
        for other in others {
            all.push(other.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
        }
        all
    });
    let mut whole: Option<Share<'_>> = None;
    for share in shares {
        let share = share?;
        match &mut whole {
            None => whole = Some(share),
            Some(whole) => whole.add(share),
        }
    }
    let Some(whole) = whole else { return Ok(Judged::default()) };
    let unknown_zones = whole.collector.unknown_zones().clone();
    let faults = whole.collector.faults().clone();
    Ok(Judged { reports: whole.collector.finish(), first: whole.first, unknown_zones, faults })
}

/// What one thread has seen.
struct Share<'p> {
    collector: Collector<'p>,
    first: Option<Instant>,
}

impl<'p> Share<'p> {
    fn add(&mut self, other: Share<'p>) {
        self.collector.merge(other.collector);
        self.first = earlier(self.first, other.first);
    }
}

fn earlier(a: Option<Instant>, b: Option<Instant>) -> Option<Instant> {
    a.into_iter().chain(b).min()
}

fn judge<'p>(
    program: &'p Program,
    batch: &Batch,
    spec: &'p Spec,
    sources: &'p SourceMap,
    next: &AtomicUsize,
) -> Result<Share<'p>, String> {
    let mut share = Share { collector: Collector::new(program.plan(), spec, sources), first: None };
    let mut evaluator = Evaluator::new(program);
    let mut fault = None;
    loop {
        let partition = next.fetch_add(1, Ordering::Relaxed);
        if partition >= batch.partitions() {
            break;
        }
        batch.for_each_ticket(partition, &mut |ticket, events| {
            share.first = earlier(share.first, events.first().map(|e| e.at));
            if evaluator.ticket(ticket, events, spec.as_of, &mut share.collector).is_err() {
                fault.get_or_insert_with(|| format!("the events of ticket `{ticket}` are out of order"));
            }
        });
    }
    fault.map_or(Ok(share), Err)
}
