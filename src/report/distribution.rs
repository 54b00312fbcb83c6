//! Distributions of whole seconds, and ratios of whole numbers: exact until they are shown.

use crate::column::{NULL, Raw};

/// How many values were added before they are folded into the sorted distribution, at the least.
const FOLD: usize = 1024;

/// How often each value came.
#[derive(Clone, Debug, Default)]
pub(crate) struct Distribution {
    /// Values and their counts, rising.
    pub(crate) sorted: Vec<(i64, u64)>,
    /// Values not yet counted there.
    recent: Vec<i64>,
}

impl Distribution {
    pub(crate) fn add(&mut self, value: i64) {
        self.recent.push(value);
        // Folding costs as much as there are values in both, so it waits until the new ones are many.
        if self.recent.len() >= FOLD.max(2 * self.sorted.len()) {
            self.fold();
        }
    }

    pub(crate) fn sum<'a>(parts: impl IntoIterator<Item = &'a Distribution>) -> Distribution {
        let mut all = Vec::new();
        for part in parts {
            all.extend_from_slice(&part.sorted);
            all.extend(part.recent.iter().map(|value| (*value, 1)));
        }
        // The parts are sorted runs, which a stable sort merges.
        all.sort_by_key(|(value, _)| *value);
        all.dedup_by(|next, kept| {
            let same = next.0 == kept.0;
            kept.1 += if same { next.1 } else { 0 };
            same
        });
        Distribution { sorted: all, recent: Vec::new() }
    }

    /// Counts the recent values.
    pub(crate) fn fold(&mut self) {
        self.recent.sort_unstable();
        let mut counted = Vec::with_capacity(self.sorted.len() + self.recent.len() / 4);
        let mut old = self.sorted.iter().copied().peekable();
        for run in self.recent.chunk_by(|a, b| a == b) {
            let mut count = run.len() as u64;
            while let Some((value, n)) = old.next_if(|(value, _)| *value <= run[0]) {
                if value == run[0] {
                    count += n;
                } else {
                    counted.push((value, n));
                }
            }
            counted.push((run[0], count));
        }
        counted.extend(old);
        self.sorted = counted;
        self.recent.clear();
    }

    /// The nearest rank: the least value that at least so many millionths of all values do not exceed. Only of
    /// what is folded.
    pub(crate) fn percentile(&self, millionths: u64) -> Raw {
        let total: u64 = self.sorted.iter().map(|(_, n)| n).sum();
        let rank = (u128::from(total) * u128::from(millionths)).div_ceil(1_000_000);
        let mut seen = 0_u128;
        for (value, n) in &self.sorted {
            seen += u128::from(*n);
            if seen >= rank {
                return *value;
            }
        }
        NULL
    }
}

/// A ratio rounded half up; no value if the denominator is 0.
pub(crate) fn rounded_ratio(numerator: i128, denominator: u64) -> Raw {
    if denominator == 0 {
        return NULL;
    }
    let denominator = i128::from(denominator);
    let rounded = (2 * numerator + denominator).div_euclid(2 * denominator);
    Raw::try_from(rounded).unwrap_or(if rounded < 0 { Raw::MIN + 1 } else { Raw::MAX })
}

/// A share in millionths, rounded half up; but neither "all" nor "none" may be the fruit of rounding.
pub(crate) fn rounded_share(part: u64, all: u64) -> Raw {
    match rounded_ratio(i128::from(part) * 1_000_000, all) {
        NULL => NULL,
        _ if part == all => 1_000_000,
        _ if part == 0 => 0,
        rounded => rounded.clamp(1, 999_999),
    }
}
