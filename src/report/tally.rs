//! What a group of cycles adds up to, exactly: counts, sums and distributions of whole seconds.

use crate::column::{Column, Kind, NULL, Raw, count};
use crate::distribution::{Distribution, rounded_ratio, rounded_share};
use duly_engine::{CycleRecord, Outcome};

/// The sum of some cycles.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tally {
    /// How many have each outcome, excused misses aside.
    outcomes: [u64; Outcome::ALL.len()],
    excused: u64,
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

impl Tally {
    /// Counts a cycle; an excused miss is counted as that and as nothing else.
    pub(crate) fn add(&mut self, cycle: &CycleRecord<'_>, excused: bool) {
        if excused {
            self.excused += 1;
            return;
        }
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
            sum.excused += part.excused;
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
        rounded_share(met, decided)
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
            Measure::Percentile(percent) => tally.elapsed.percentile(u64::from(percent) * 10_000),
            Measure::AvgOverrun => tally.overrun.average(),
            Measure::Excused => count(tally.excused),
            Measure::Total => count(tally.outcomes.iter().sum::<u64>() + tally.excused),
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
