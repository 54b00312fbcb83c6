//! The one list of open stretches that answers every question, with the two bucket arrays that make the
//! answers take the same time at any distance.
//!
//! `position(t)` is the number of open seconds before `t`; `at(p)` is its inverse. Time is cut into buckets
//! of 2^16 seconds, each with the open seconds before it and up to two stretches in it, which is what
//! hours of a day come to; open time is cut into buckets of 2^13 open seconds, each with the stretch that
//! it begins in and the next.

use std::hint::select_unpredictable;

use crate::span::{SECONDS, Tick};

const TIME_BITS: u32 = 16;
const OPEN_BITS: u32 = 13;

/// As many as there are for the seconds of the table, its end included.
const BUCKETS: usize = (SECONDS >> TIME_BITS) as usize + 1;

/// An open stretch of the UTC line, half-open.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Stretch {
    pub(crate) start: u32,
    pub(crate) end: u32,
    /// Open seconds before it.
    before: u32,
}

impl Stretch {
    /// What to add to open seconds for a tick in it; it may wrap.
    fn shift(self) -> u32 {
        self.start.wrapping_sub(self.before)
    }

    /// Open seconds up to its end.
    fn through(self) -> u32 {
        self.before + (self.end - self.start)
    }
}

/// 2^16 seconds of the UTC line.
#[derive(Clone, Copy, Debug)]
struct Bucket {
    /// Open seconds before it.
    open: u32,
    /// The first stretch that ends after its beginning.
    first: u32,
    /// Two stretches, seconds into the bucket. An end of 65,535 may stand for 65,536: no question is asked
    /// of the end of a bucket.
    spans: [(u16, u16); 2],
}

/// Stands in the place of the second stretch where there are more than two. An absent one is (0, 0).
const MORE: (u16, u16) = (1, 0);

/// 2^13 open seconds.
#[derive(Clone, Copy, Debug)]
struct OpenBucket {
    /// The stretch that its first second is in.
    first: u32,
    /// Open seconds up to the end of that stretch; none where the bucket reaches beyond the next one.
    through: u32,
    /// What to add to open seconds for a tick in that stretch, and in the next; it may wrap.
    shift: u32,
    next_shift: u32,
}

/// The open stretches of a calendar over all of its years.
#[derive(Clone, Debug)]
pub(crate) struct Table {
    stretches: Box<[Stretch]>,
    buckets: Box<[Bucket; BUCKETS]>,
    inverse: Box<[OpenBucket]>,
    total: u32,
}

impl Table {
    /// A table of stretches in order of time that do not touch.
    pub(crate) fn new(open: &[(u32, u32)]) -> Table {
        let mut before = 0;
        let stretch = |&(start, end): &(u32, u32)| {
            let stretch = Stretch { start, end, before };
            before = stretch.through();
            stretch
        };
        let stretches: Box<[Stretch]> = open.iter().map(stretch).collect();
        let buckets = buckets(&stretches);
        let inverse = inverse(&stretches);
        let total = total(&stretches);
        Table { stretches, buckets, inverse, total }
    }

    /// Open seconds before a tick.
    #[inline]
    pub(crate) fn position(&self, t: Tick) -> u32 {
        let bucket = &self.buckets[(t.0 >> TIME_BITS) as usize];
        let [first, second] = bucket.spans;
        if second == MORE {
            return self.search_position(t);
        }
        let x = t.0 & u32::from(u16::MAX);
        bucket.open + passed(x, first) + passed(x, second)
    }

    #[cold]
    fn search_position(&self, t: Tick) -> u32 {
        let found = self.locate(t);
        self.stretches.get(found).map_or(self.total(), |s| s.before + t.0.saturating_sub(s.start))
    }

    /// The first tick by which `p` open seconds have passed, and the stretch it is in or at the end of;
    /// `p` is at least 1.
    #[inline]
    pub(crate) fn at(&self, p: u32) -> Option<(Tick, usize)> {
        let bucket = self.inverse.get((p.wrapping_sub(1) >> OPEN_BITS) as usize)?;
        if bucket.through == 0 || p > self.total {
            return self.search(p);
        }
        let next = p > bucket.through;
        let shift = select_unpredictable(next, bucket.next_shift, bucket.shift);
        Some((Tick(p.wrapping_add(shift)), bucket.first as usize + usize::from(next)))
    }

    #[cold]
    fn search(&self, p: u32) -> Option<(Tick, usize)> {
        let found = self.stretches.partition_point(|s| s.through() < p);
        let stretch = self.stretches.get(found).filter(|_| p > 0)?;
        Some((Tick(p.wrapping_add(stretch.shift())), found))
    }

    /// The first stretch that ends after a tick; the number of stretches if there is none.
    pub(crate) fn locate(&self, t: Tick) -> usize {
        let bucket = (t.0 >> TIME_BITS) as usize;
        let low = self.buckets[bucket].first as usize;
        let high = self.buckets.get(bucket + 1).map_or(self.stretches.len(), |b| b.first as usize);
        low + self.stretches[low..high].partition_point(|s| s.end <= t.0)
    }

    /// A stretch by its number.
    pub(crate) fn get(&self, index: usize) -> Option<Stretch> {
        self.stretches.get(index).copied()
    }

    /// All stretches in order.
    pub(crate) fn stretches(&self) -> impl Iterator<Item = (u32, u32)> + '_ {
        self.stretches.iter().map(|s| (s.start, s.end))
    }

    /// All open seconds.
    pub(crate) fn total(&self) -> u32 {
        self.total
    }
}

/// How much of a stretch is over at `x`, without branches: whether it is before, in or after the stretch
/// cannot be predicted.
#[inline]
fn passed(x: u32, (start, end): (u16, u16)) -> u32 {
    let until = |bound: u16| select_unpredictable(x < u32::from(bound), x, u32::from(bound));
    until(end) - until(start)
}

#[expect(clippy::cast_possible_truncation, reason = "the low bits are what is wanted")]
fn low_bits(t: u32) -> u16 {
    t as u16
}

fn buckets(stretches: &[Stretch]) -> Box<[Bucket; BUCKETS]> {
    let mut buckets = Box::new([Bucket { open: 0, first: 0, spans: [(0, 0); 2] }; BUCKETS]);
    let mut first = 0;
    for (bucket, from) in buckets.iter_mut().zip((0..=SECONDS).step_by(1 << TIME_BITS)) {
        while stretches.get(first).is_some_and(|s| s.end <= from) {
            first += 1;
        }
        let open = match stretches.get(first) {
            Some(s) => s.before + from.saturating_sub(s.start),
            None => total(stretches),
        };
        *bucket = Bucket { open, first: count(first), spans: spans(&stretches[first..], from) };
    }
    buckets
}

/// The stretches that reach into the bucket that begins at `from`, of those that end after that.
fn spans(stretches: &[Stretch], from: u32) -> [(u16, u16); 2] {
    let last = from | u32::from(u16::MAX);
    let mut inside = stretches.iter().take_while(|s| s.start <= last);
    let span = |s: &Stretch| (low_bits(s.start.max(from)), low_bits(s.end.min(last)));
    let first = inside.next().map_or((0, 0), span);
    let second = inside.next().map_or((0, 0), span);
    [first, if inside.next().is_some() { MORE } else { second }]
}

fn inverse(stretches: &[Stretch]) -> Box<[OpenBucket]> {
    let total = total(stretches);
    let mut found = 0;
    let bucket = |from: u32| {
        while stretches[found].through() <= from {
            found += 1;
        }
        let here = stretches[found];
        let next = stretches.get(found + 1).copied().unwrap_or(here);
        let last = total.min(from + (1 << OPEN_BITS));
        OpenBucket {
            first: count(found),
            through: if last <= next.through() { here.through() } else { 0 },
            shift: here.shift(),
            next_shift: next.shift(),
        }
    };
    (0..total).step_by(1 << OPEN_BITS).map(bucket).collect()
}

fn total(stretches: &[Stretch]) -> u32 {
    stretches.last().map_or(0, |s| s.through())
}

/// The number of a stretch; there are fewer of them than seconds.
fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Stretches near both ends of the table and of its buckets, from gaps and lengths.
    fn stretches() -> impl Strategy<Value = Vec<(u32, u32)>> {
        let step = prop_oneof![1..90u32, 1..90_000u32, Just(65_536), Just(8_192), Just(1)];
        let start = prop_oneof![Just(0), Just(65_535), Just(SECONDS - 300_000), 0..SECONDS];
        (start, prop::collection::vec((step.clone(), step), 0..40)).prop_map(|(start, steps)| {
            let mut at = start;
            let mut open = Vec::new();
            for (gap, length) in steps {
                let (from, to) = (at.saturating_add(gap), at.saturating_add(gap).saturating_add(length));
                if to <= SECONDS {
                    open.push((from, to));
                    at = to;
                }
            }
            open
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn position_counts_and_at_inverts(open in stretches(), offsets in prop::collection::vec(-3..3i64, 20)) {
            let table = Table::new(&open);
            let count = |t: u32| open.iter().map(|&(s, e)| t.clamp(s, e) - s).sum::<u32>();
            let bounds = open.iter().flat_map(|&(s, e)| [s, e, s | 0xffff, e & !0xffff]).chain([0, SECONDS]);
            for (bound, offset) in bounds.zip(offsets.into_iter().cycle()) {
                let Ok(t) = u32::try_from(i64::from(bound) + offset) else { continue };
                if t > SECONDS { continue }
                let position = count(t);
                prop_assert_eq!(table.position(Tick(t)), position);
                let found = table.locate(Tick(t));
                prop_assert_eq!(found, open.iter().filter(|s| s.1 <= t).count());
                if position > 0 {
                    let (at, stretch) = table.at(position).unwrap();
                    prop_assert!(at.0 <= t && count(at.0) == position && count(at.0 - 1) == position - 1);
                    prop_assert!(open[stretch].0 < at.0 && at.0 <= open[stretch].1);
                }
            }
            prop_assert_eq!(table.at(table.total() + 1), None);
            prop_assert_eq!(table.at(0), None);
        }
    }
}
