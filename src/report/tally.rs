//! What a group of cycles adds up to, exactly: counts, sums and distributions of whole seconds.

use crate::column::{Column, Kind, NULL, Raw, count};
use duly_engine::{CycleRecord, Outcome};

/// How many values were added before they are folded into the sorted distribution, at the least.
const FOLD: usize = 1024;

/// The sum of some cycles.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tally {
    outcomes: [u64; Outcome::ALL.len()],
    met: Spread,
    missed: Spread,
    overrun: Spread,
    /// The elapsed seconds of met and missed cycles.
    elapsed: Distribution,
}

/// Number, sum, least and greatest of some durations in seconds.
#[derive(Clone, Debug, Default)]
struct Spread {
    count: u64,
    sum: i128,
    bounds: Option<(i64, i64)>,
}

/// How often each value came.
#[derive(Clone, Debug, Default)]
struct Distribution {
    /// Values and their counts, rising.
    sorted: Vec<(i64, u64)>,
    /// Values not yet counted there.
    recent: Vec<i64>,
}

impl Tally {
    pub(crate) fn add(&mut self, cycle: &CycleRecord<'_>) {
        self.outcomes[cycle.outcome as usize] += 1;
        match cycle.outcome {
            Outcome::Met => self.met.add(cycle.elapsed),
            Outcome::Missed => {
                self.missed.add(cycle.elapsed);
                if let Some(target) = cycle.target_seconds {
                    self.overrun.add(cycle.elapsed.saturating_sub(target));
                }
            }
            _ => return,
        }
        self.elapsed.add(cycle.elapsed);
    }

    pub(crate) fn absorb(&mut self, other: &Tally) {
        *self = Tally::sum([&*self, other]);
    }

    /// What several groups add up to together.
    pub(crate) fn sum<'a>(parts: impl IntoIterator<Item = &'a Tally> + Clone) -> Tally {
        let elapsed = Distribution::sum(parts.clone().into_iter().map(|part| &part.elapsed));
        let mut sum = Tally { elapsed, ..Tally::default() };
        for part in parts {
            for (mine, theirs) in sum.outcomes.iter_mut().zip(part.outcomes) {
                *mine += theirs;
            }
            sum.met.absorb(&part.met);
            sum.missed.absorb(&part.missed);
            sum.overrun.absorb(&part.overrun);
        }
        sum
    }

    /// The values of [`measures`], in their order.
    pub(crate) fn values(mut self) -> impl Iterator<Item = Raw> {
        self.elapsed.fold();
        MEASURES.into_iter().map(move |measure| measure.value(&self))
    }

    fn of(&self, outcome: Outcome) -> u64 {
        self.outcomes[outcome as usize]
    }

    /// Millionths of the decided cycles that were met; an open overdue one counts against.
    fn share_met(&self) -> Raw {
        let met = self.of(Outcome::Met);
        let decided = met + self.of(Outcome::Missed) + self.of(Outcome::Overdue);
        let rounded = rounded_ratio(i128::from(met) * 1_000_000, decided);
        // Neither "all" nor "none" may be the fruit of rounding.
        match rounded {
            NULL => NULL,
            _ if met == decided => 1_000_000,
            _ if met == 0 => 0,
            rounded => rounded.clamp(1, 999_999),
        }
    }
}

impl Spread {
    fn add(&mut self, value: i64) {
        self.count += 1;
        self.sum += i128::from(value);
        let (least, greatest) = self.bounds.unwrap_or((value, value));
        self.bounds = Some((least.min(value), greatest.max(value)));
    }

    fn absorb(&mut self, other: &Spread) {
        self.count += other.count;
        self.sum += other.sum;
        self.bounds = match (self.bounds, other.bounds) {
            (Some((a, b)), Some((c, d))) => Some((a.min(c), b.max(d))),
            (mine, theirs) => mine.or(theirs),
        };
    }

    /// In thousandths of a second.
    fn average(&self) -> Raw {
        rounded_ratio(self.sum * 1000, self.count)
    }

    fn least(&self) -> Raw {
        self.bounds.map_or(NULL, |(least, _)| least)
    }

    fn greatest(&self) -> Raw {
        self.bounds.map_or(NULL, |(_, greatest)| greatest)
    }
}

impl Distribution {
    fn add(&mut self, value: i64) {
        self.recent.push(value);
        // Folding costs as much as there are values in both, so it waits until the new ones are many.
        if self.recent.len() >= FOLD.max(2 * self.sorted.len()) {
            self.fold();
        }
    }

    fn sum<'a>(parts: impl IntoIterator<Item = &'a Distribution>) -> Distribution {
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
    fn fold(&mut self) {
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

    /// The nearest rank: the least value that at least `percent` of a hundred values do not exceed. Only of
    /// what is folded.
    fn percentile(&self, percent: u64) -> Raw {
        let total: u64 = self.sorted.iter().map(|(_, n)| n).sum();
        let rank = (u128::from(total) * u128::from(percent)).div_ceil(100);
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
fn rounded_ratio(numerator: i128, denominator: u64) -> Raw {
    if denominator == 0 {
        return NULL;
    }
    let denominator = i128::from(denominator);
    let rounded = (2 * numerator + denominator).div_euclid(2 * denominator);
    Raw::try_from(rounded).unwrap_or(if rounded < 0 { Raw::MIN + 1 } else { Raw::MAX })
}

/// The measures of the compliance report.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Measure {
    Count(Outcome),
    AvgMet,
    MaxMet,
    MinMet,
    AvgMissed,
    MaxMissed,
    MinMissed,
    ShareMet,
    Percentile(u8),
    AvgOverrun,
    Excused,
    Total,
}

/// The measures in the order of their columns.
const MEASURES: [Measure; 21] = [
    Measure::Count(Outcome::Met),
    Measure::AvgMet,
    Measure::MaxMet,
    Measure::MinMet,
    Measure::Count(Outcome::Missed),
    Measure::AvgMissed,
    Measure::MaxMissed,
    Measure::MinMissed,
    Measure::ShareMet,
    Measure::Percentile(50),
    Measure::Percentile(90),
    Measure::Percentile(95),
    Measure::Percentile(99),
    Measure::AvgOverrun,
    Measure::Count(Outcome::Cancelled),
    Measure::Count(Outcome::Measured),
    Measure::Excused,
    Measure::Count(Outcome::Running),
    Measure::Count(Outcome::Paused),
    Measure::Count(Outcome::Overdue),
    Measure::Total,
];

impl Measure {
    fn name(self) -> String {
        match self {
            Measure::Count(outcome) => outcome.as_str().to_owned(),
            Measure::AvgMet => "avg_met".to_owned(),
            Measure::MaxMet => "max_met".to_owned(),
            Measure::MinMet => "min_met".to_owned(),
            Measure::AvgMissed => "avg_missed".to_owned(),
            Measure::MaxMissed => "max_missed".to_owned(),
            Measure::MinMissed => "min_missed".to_owned(),
            Measure::ShareMet => "share_met".to_owned(),
            Measure::Percentile(percent) => format!("p{percent}"),
            Measure::AvgOverrun => "avg_overrun".to_owned(),
            Measure::Excused => "excused".to_owned(),
            Measure::Total => "total".to_owned(),
        }
    }

    fn kind(self) -> Kind {
        match self {
            Measure::Count(_) | Measure::Excused | Measure::Total => Kind::Count,
            Measure::AvgMet | Measure::AvgMissed | Measure::AvgOverrun => Kind::Average,
            Measure::ShareMet => Kind::Share,
            Measure::MaxMet
            | Measure::MinMet
            | Measure::MaxMissed
            | Measure::MinMissed
            | Measure::Percentile(_) => Kind::Seconds,
        }
    }

    /// How early a narrow table leaves it out.
    fn rank(self) -> u8 {
        match self {
            Measure::Count(Outcome::Met | Outcome::Missed) | Measure::ShareMet => 1,
            Measure::Count(Outcome::Overdue) | Measure::Total => 2,
            Measure::AvgMet | Measure::Percentile(90) => 3,
            Measure::Count(Outcome::Running | Outcome::Paused) => 4,
            Measure::Count(_) | Measure::AvgOverrun => 5,
            Measure::AvgMissed | Measure::Percentile(50) => 6,
            Measure::MaxMet | Measure::MaxMissed => 7,
            Measure::Percentile(_) => 8,
            Measure::MinMet | Measure::MinMissed => 9,
            Measure::Excused => 10,
        }
    }

    fn value(self, tally: &Tally) -> Raw {
        match self {
            Measure::Count(outcome) => count(tally.of(outcome)),
            Measure::AvgMet => tally.met.average(),
            Measure::MaxMet => tally.met.greatest(),
            Measure::MinMet => tally.met.least(),
            Measure::AvgMissed => tally.missed.average(),
            Measure::MaxMissed => tally.missed.greatest(),
            Measure::MinMissed => tally.missed.least(),
            Measure::ShareMet => tally.share_met(),
            Measure::Percentile(percent) => tally.elapsed.percentile(u64::from(percent)),
            Measure::AvgOverrun => tally.overrun.average(),
            // No statement of the language excuses a miss.
            Measure::Excused => 0,
            Measure::Total => count(tally.outcomes.iter().sum()),
        }
    }
}

/// The measures as columns.
pub(crate) fn measures() -> Vec<Column> {
    MEASURES.iter().map(|m| Column::new(m.name(), m.kind(), m.rank())).collect()
}

/// Whether a measure has this name.
pub(crate) fn is_measure(name: &str) -> bool {
    MEASURES.iter().any(|m| m.name() == name)
}

#[cfg(test)]
#[path = "tally_tests.rs"]
mod tests;
