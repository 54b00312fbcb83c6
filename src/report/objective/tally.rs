//! What the cycles of one objective, period and group come to, exactly.

use crate::column::{MeasureUnit, NULL, Raw, count, measure_to_raw};
use crate::distribution::{Distribution, rounded_ratio, rounded_share};
use duly_engine::{CycleRecord, Outcome};
use duly_plan::{Counted, CreditBound, Goal, Objective, Share};

/// The sum of some cycles. Merging commutes.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tally {
    /// The cycles that count, for or against.
    pub(super) cycles: u64,
    /// Those of them that count for.
    pub(super) kept: u64,
    /// Cycles that would count against, and are excused.
    pub(super) excused: u64,
    /// Cycles that the objective ignores.
    pub(super) ignored: u64,
    /// Elapsed seconds of the cycles that count.
    sum: i128,
    /// The same one by one, where a percentile is asked for.
    elapsed: Distribution,
}

/// Whether an objective is met.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Standing {
    Met,
    Missed,
    /// Nothing to measure.
    NoData,
    /// Fewer cycles than the objective asks for.
    TooFew,
}

impl Standing {
    /// All of them, in their order.
    pub(super) const WORDS: [&'static str; 4] = ["met", "missed", "no data", "too few"];
}

/// A value before it is rounded for show.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Measured {
    Nothing,
    /// So many of so many.
    Share(u64, u64),
    Seconds(i64),
    /// A sum of seconds over so many cycles.
    Average(i128, u64),
    Count(u64),
}

impl Tally {
    /// Counts a cycle; `excused` is asked of those that would count against.
    pub(crate) fn add(
        &mut self,
        objective: &Objective,
        cycle: &CycleRecord<'_>,
        excused: impl FnOnce() -> bool,
    ) {
        if ignores(objective, cycle) {
            self.ignored += 1;
            return;
        }
        let Some(kept) = counts_for(objective, cycle) else { return };
        if !kept && excused() {
            self.excused += 1;
            return;
        }
        self.cycles += 1;
        self.kept += u64::from(kept);
        self.sum += i128::from(cycle.elapsed);
        if matches!(objective.goal, Goal::Percentile(..)) {
            self.elapsed.add(cycle.elapsed);
        }
    }

    pub(crate) fn absorb(&mut self, other: &Tally) {
        self.cycles += other.cycles;
        self.kept += other.kept;
        self.excused += other.excused;
        self.ignored += other.ignored;
        self.sum += other.sum;
        self.elapsed = Distribution::sum([&self.elapsed, &other.elapsed]);
    }

    /// What they come to.
    pub(crate) fn measured(&mut self, goal: Goal) -> Measured {
        match goal {
            Goal::AtMost(_, counted) | Goal::AtLeast(_, counted) => Measured::Count(match counted {
                Counted::Met | Counted::Within(_) => self.kept,
                Counted::Missed | Counted::Beyond(_) => self.cycles - self.kept,
            }),
            _ if self.cycles == 0 => Measured::Nothing,
            Goal::ShareMet(_) | Goal::ShareWithin(..) => Measured::Share(self.kept, self.cycles),
            Goal::Average(_) => Measured::Average(self.sum, self.cycles),
            Goal::Percentile(percent, _) => {
                self.elapsed.fold();
                Measured::Seconds(self.elapsed.percentile(u64::from(percent.0)))
            }
        }
    }

    /// Whether that is enough.
    pub(crate) fn standing(&self, objective: &Objective, measured: Measured) -> Standing {
        if measured == Measured::Nothing {
            Standing::NoData
        } else if self.cycles < u64::from(objective.at_least) {
            if self.cycles == 0 { Standing::NoData } else { Standing::TooFew }
        } else if measured.meets(objective.goal) {
            Standing::Met
        } else {
            Standing::Missed
        }
    }
}

impl Measured {
    fn meets(self, goal: Goal) -> bool {
        match goal {
            Goal::ShareMet(least) | Goal::ShareWithin(least, _) => !self.is_below(least),
            Goal::Percentile(_, most) | Goal::Average(most) => !self.is_above(most),
            Goal::AtMost(most, _) => self.count() <= u64::from(most),
            Goal::AtLeast(least, _) => self.count() >= u64::from(least),
        }
    }

    /// What a step of a credit is reached by.
    pub(crate) fn reaches(self, bound: CreditBound) -> bool {
        match bound {
            CreditBound::ShareBelow(share) => self.is_below(share),
            CreditBound::SecondsAbove(seconds) => self.is_above(seconds),
            CreditBound::CountAbove(most) => self.count() > u64::from(most),
            CreditBound::CountBelow(least) => self.count() < u64::from(least),
        }
    }

    fn is_below(self, share: Share) -> bool {
        match self {
            Measured::Share(part, all) => {
                u128::from(part) * u128::from(Share::ALL.0) < u128::from(share.0) * u128::from(all)
            }
            _ => false,
        }
    }

    fn is_above(self, seconds: i64) -> bool {
        match self {
            Measured::Seconds(value) => value > seconds,
            Measured::Average(sum, cycles) => sum > i128::from(seconds) * i128::from(cycles),
            _ => false,
        }
    }

    fn count(self) -> u64 {
        if let Measured::Count(count) = self { count } else { 0 }
    }

    /// The value as it is shown. Rounding never puts it on the other side of the goal.
    pub(crate) fn shown(self, goal: Goal) -> Raw {
        match self {
            Measured::Nothing => NULL,
            Measured::Share(part, all) => {
                let least = share_of(goal);
                let rounded = rounded_share(part, all);
                let shown = if self.meets(goal) { rounded } else { rounded.min(i64::from(least.0) - 1) };
                measure_to_raw(MeasureUnit::share(least), shown)
            }
            Measured::Seconds(seconds) => measure_to_raw(MeasureUnit::Seconds, seconds),
            Measured::Average(sum, cycles) => {
                let rounded = rounded_ratio(sum * 1000, cycles);
                let above = |most: i64| most.saturating_mul(1000).saturating_add(1);
                let shown = match goal {
                    Goal::Average(most) if self.is_above(most) => rounded.max(above(most)),
                    _ => rounded,
                };
                measure_to_raw(MeasureUnit::Average, shown)
            }
            Measured::Count(n) => measure_to_raw(MeasureUnit::Count, count(n)),
        }
    }
}

/// The bound of a goal as a value of its own unit.
pub(crate) fn bound(goal: Goal) -> Raw {
    match goal {
        Goal::ShareMet(least) | Goal::ShareWithin(least, _) => {
            measure_to_raw(MeasureUnit::share(least), i64::from(least.0))
        }
        Goal::Percentile(_, most) | Goal::Average(most) => measure_to_raw(MeasureUnit::Seconds, most),
        Goal::AtMost(n, _) | Goal::AtLeast(n, _) => measure_to_raw(MeasureUnit::Count, i64::from(n)),
    }
}

fn share_of(goal: Goal) -> Share {
    match goal {
        Goal::ShareMet(least) | Goal::ShareWithin(least, _) => least,
        _ => Share::ALL,
    }
}

fn ignores(objective: &Objective, cycle: &CycleRecord<'_>) -> bool {
    let Some(reason) = &cycle.cancelled_by else { return false };
    objective
        .ignoring
        .iter()
        .any(|i| i.reason == reason.text() && i.under.is_none_or(|under| cycle.elapsed < under))
}

/// Whether a cycle counts for the objective or against it; none if it counts neither way.
fn counts_for(objective: &Objective, cycle: &CycleRecord<'_>) -> Option<bool> {
    if let Some(reason) = &cycle.cancelled_by
        && objective.counting.iter().any(|c| c.reason == reason.text())
    {
        return Some(false);
    }
    match objective.goal {
        Goal::ShareMet(_) => verdict(cycle),
        Goal::ShareWithin(_, limit) | Goal::Percentile(_, limit) | Goal::Average(limit) => {
            within(cycle, limit)
        }
        Goal::AtMost(_, counted) | Goal::AtLeast(_, counted) => match counted {
            Counted::Met | Counted::Missed => verdict(cycle),
            Counted::Within(limit) | Counted::Beyond(limit) => within(cycle, limit),
        },
    }
}

fn verdict(cycle: &CycleRecord<'_>) -> Option<bool> {
    match cycle.outcome {
        Outcome::Met => Some(true),
        Outcome::Missed | Outcome::Overdue => Some(false),
        _ => None,
    }
}

/// Whether it was closed within a limit. What is open counts once it is beyond; what was called off does not
/// count, unless it was late.
fn within(cycle: &CycleRecord<'_>, limit: i64) -> Option<bool> {
    match cycle.outcome {
        Outcome::Cancelled | Outcome::Undecided => None,
        _ if cycle.cancelled_by.is_some() => Some(false),
        _ if cycle.closed.is_some() => Some(cycle.elapsed <= limit),
        _ if cycle.elapsed > limit => Some(false),
        _ => None,
    }
}
