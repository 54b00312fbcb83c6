use super::*;
use crate::support::{cycle, missed, open};
use proptest::prelude::*;

fn met(elapsed: i64) -> CycleRecord<'static> {
    CycleRecord { elapsed, ..cycle("T") }
}

fn value(measure: Measure, cycles: &[CycleRecord<'_>]) -> Raw {
    let mut tally = Tally::default();
    cycles.iter().for_each(|c| tally.add(c, false));
    let place = MEASURES.iter().position(|m| *m == measure).unwrap();
    tally.values().nth(place).unwrap()
}

#[test]
fn nothing_has_no_averages_and_counts_of_zero() {
    assert_eq!(value(Measure::Count(Outcome::Met), &[]), 0);
    assert_eq!(value(Measure::Total, &[]), 0);
    for measure in [Measure::AvgMet, Measure::MinMissed, Measure::ShareMet, Measure::Percentile(50)] {
        assert_eq!(value(measure, &[]), NULL, "{measure:?}");
    }
}

#[test]
fn averages_are_exact_and_rounded_half_up_at_the_thousandth() {
    assert_eq!(value(Measure::AvgMet, &[met(1), met(2)]), 1500);
    assert_eq!(value(Measure::AvgMet, &[met(1), met(1), met(2)]), 1333);
    assert_eq!(value(Measure::AvgMet, &[met(1), met(2), met(2)]), 1667);
    let sixteen: Vec<_> = std::iter::once(met(1)).chain((0..15).map(|_| met(0))).collect();
    assert_eq!(value(Measure::AvgMet, &sixteen), 63, "62.5 rounds up");
}

#[test]
fn missed_durations_and_overruns_are_those_of_missed_cycles() {
    let cycles = [met(10), missed("T", 60), missed("T", 120)];
    assert_eq!(value(Measure::AvgMissed, &cycles), 3_690_000);
    assert_eq!(value(Measure::MaxMissed, &cycles), 3720);
    assert_eq!(value(Measure::MinMissed, &cycles), 3660);
    assert_eq!(value(Measure::AvgOverrun, &cycles), 90_000);
    assert_eq!(value(Measure::MaxMet, &cycles), 10);
}

#[test]
fn a_day_target_counts_as_missed_but_has_no_overrun() {
    let days = CycleRecord { target_seconds: None, ..missed("T", 60) };
    assert_eq!(value(Measure::AvgOverrun, std::slice::from_ref(&days)), NULL);
    assert_eq!(value(Measure::AvgMissed, &[days]), 3_660_000);
}

#[test]
fn the_share_counts_open_overdue_cycles_against_and_nothing_else() {
    let outcomes = [Outcome::Overdue, Outcome::Running, Outcome::Paused, Outcome::Cancelled];
    let mut cycles: Vec<_> = outcomes.into_iter().map(|o| open("T", o)).collect();
    assert_eq!(value(Measure::ShareMet, &cycles), 0);
    cycles.extend([met(1), met(1)]);
    assert_eq!(value(Measure::ShareMet, &cycles), 666_667);
    assert_eq!(value(Measure::ShareMet, &cycles[1..4]), NULL);
}

#[test]
fn rounding_never_makes_a_share_perfect() {
    let mut tally = Tally::default();
    tally.add(&met(1), false);
    tally.outcomes[Outcome::Met as usize] = 9_999_999;
    assert_eq!(tally.share_met(), 1_000_000);
    tally.add(&missed("T", 1), false);
    assert_eq!(tally.share_met(), 999_999);
    tally.outcomes[Outcome::Met as usize] = 1;
    tally.outcomes[Outcome::Missed as usize] = 9_999_999;
    assert_eq!(tally.share_met(), 1);
}

#[test]
fn percentiles_are_the_nearest_rank_of_met_and_missed() {
    let mut cycles: Vec<_> = (1..=19).map(met).collect();
    cycles.push(missed("T", 0));
    cycles.push(open("T", Outcome::Running));
    assert_eq!(value(Measure::Percentile(50), &cycles), 10);
    assert_eq!(value(Measure::Percentile(90), &cycles), 18);
    assert_eq!(value(Measure::Percentile(95), &cycles), 19);
    assert_eq!(value(Measure::Percentile(99), &cycles), 3600);
    assert_eq!(value(Measure::Percentile(50), &cycles[..1]), 1);
}

#[test]
fn the_total_counts_every_cycle_once() {
    let cycles: Vec<_> = Outcome::ALL.into_iter().map(|o| open("T", o)).collect();
    assert_eq!(value(Measure::Total, &cycles), 8);
    assert_eq!(value(Measure::Excused, &cycles), 0);
}

proptest! {
    #[test]
    fn distributions_hold_every_value_however_they_came_together(
        values in prop::collection::vec(-50_i64..3000, 0..4000),
        cut in 0.0..1.0,
    ) {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a place in a short list")]
        let (left, right) = values.split_at((values.len() as f64 * cut) as usize);
        let (mut a, mut b) = (Distribution::default(), Distribution::default());
        left.iter().for_each(|v| a.add(*v));
        right.iter().for_each(|v| b.add(*v));
        let held: Vec<i64> = Distribution::sum([&a, &b])
            .sorted.iter().flat_map(|(v, n)| std::iter::repeat_n(*v, usize::try_from(*n).unwrap())).collect();
        let mut sorted = values.clone();
        sorted.sort_unstable();
        prop_assert_eq!(held, sorted);
    }
}
