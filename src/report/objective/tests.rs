use super::*;
use crate::support::*;
use crate::{Collector, ReportKind};
use duly_calendar::Instant;
use duly_engine::{Observer, Outcome, Reason, Value};
use duly_plan::*;
use proptest::prelude::*;

fn objective(goal: Goal) -> Objective {
    Objective {
        name: "Kept".to_owned(),
        doc: None,
        clock: FIRST,
        agreement: AgreementId(0),
        goal,
        each: PeriodUnit::Month,
        by: Vec::new(),
        at_least: 0,
        ignoring: Vec::new(),
        counting: Vec::new(),
        condition: None,
        credits: Vec::new(),
        credit_cap: None,
        goal_span: line(2),
        span: line(2),
    }
}

fn with(objectives: Vec<Objective>) -> Plan {
    Plan { objectives, ..plan() }
}

/// The rows of a report, without the lines of provenance and the header.
fn rows(plan: &Plan, spec: &Spec, cycles: &[CycleRecord<'_>]) -> Vec<String> {
    let sources = sources();
    let mut collector = Collector::new(plan, spec, &sources);
    cycles.iter().for_each(|cycle| collector.cycle(cycle));
    csv(&collector.finish().remove(0), spec).split_off(1)
}

/// Value, target, result, cycles, kept, excused, ignored and credit of the only row.
fn measured(objective: Objective, cycles: &[CycleRecord<'_>]) -> String {
    let rows = rows(&with(vec![objective]), &spec(ReportKind::Objectives), cycles);
    assert_eq!(rows.len(), 1, "{rows:?}");
    rows[0].split(',').skip(3).take(8).collect::<Vec<_>>().join(" ")
}

fn taking(elapsed: i64) -> CycleRecord<'static> {
    CycleRecord { elapsed, ..cycle("T") }
}

fn called_off(reason: &'static str, elapsed: i64) -> CycleRecord<'static> {
    let why = Some(Reason::Result(reason));
    CycleRecord { outcome: Outcome::Cancelled, reason: why, cancelled_by: why, elapsed, ..cycle("T") }
}

fn in_march(outcome: Outcome, elapsed: i64) -> CycleRecord<'static> {
    let at = at("2026-03-20T12:00:00Z");
    CycleRecord { elapsed, breached_at: Some(at), ..open("T", outcome) }
}

const NINETY: Share = Share(900_000);

#[test]
fn a_share_met_counts_the_overdue_against_and_what_is_undecided_not_at_all() {
    let cycles =
        [cycle("1"), cycle("2"), missed("3", 10), in_march(Outcome::Overdue, 4200), called_off("x", 9)];
    assert_eq!(measured(objective(Goal::ShareMet(NINETY)), &cycles), "0.5 0.9 missed 4 2 0 0 ");
    let half = objective(Goal::ShareMet(Share(500_000)));
    assert_eq!(measured(half, &cycles), "0.5 0.5 met 4 2 0 0 ");
}

#[test]
fn lengths_are_of_closed_cycles_and_of_open_ones_beyond_the_limit() {
    let late = CycleRecord { cancelled_by: Some(Reason::Phrase("done")), ..missed("T", 1) };
    let tracked = CycleRecord { outcome: Outcome::Measured, ..taking(20) };
    let cycles = [taking(20), taking(21), tracked, in_march(Outcome::Overdue, 90), late, called_off("x", 50)];
    let share = objective(Goal::ShareWithin(Share(400_000), 20));
    assert_eq!(measured(share, &cycles), "0.4 0.4 met 5 2 0 0 ");
    let early = [taking(20), in_march(Outcome::Overdue, 19)];
    assert_eq!(measured(objective(Goal::ShareWithin(Share(400_000), 20)), &early), "1 0.4 met 1 1 0 0 ");
    let average = objective(Goal::Average(700));
    let few = [taking(10), taking(11), in_march(Outcome::Overdue, 2100)];
    assert_eq!(measured(average, &few), "707 700 missed 3 2 0 0 ");
    let median = objective(Goal::Percentile(Share(500_000), 11));
    assert_eq!(measured(median, &few), "11 11 met 3 2 0 0 ");
}

#[test]
fn an_average_is_compared_before_it_is_rounded() {
    let mut tally = Tally::default();
    let goal = objective(Goal::Average(600));
    (0..2001).for_each(|n| tally.add(&goal, &taking(600 + i64::from(n == 0)), || false));
    let measured = tally.measured(goal.goal);
    assert_eq!(tally.standing(&goal, measured), tally::Standing::Missed);
    let thousandth = crate::column::measure_to_raw(crate::column::MeasureUnit::Average, 600_001);
    assert_eq!(measured.shown(goal.goal), thousandth, "a 2001st of a second would round to the goal");
}

#[test]
fn numbers_of_cycles_have_bounds_on_either_side() {
    let cycles = [cycle("1"), missed("2", 1), missed("3", 100)];
    let goals = [
        (Goal::AtMost(2, Counted::Missed), "2 2 met 3 1 0 0 "),
        (Goal::AtMost(1, Counted::Missed), "2 1 missed 3 1 0 0 "),
        (Goal::AtLeast(2, Counted::Met), "1 2 missed 3 1 0 0 "),
        (Goal::AtMost(0, Counted::Beyond(3700)), "0 0 met 3 3 0 0 "),
        (Goal::AtLeast(2, Counted::Within(3601)), "2 2 met 3 2 0 0 "),
    ];
    for (goal, expected) in goals {
        assert_eq!(measured(objective(goal), &cycles), expected, "{goal:?}");
    }
}

#[test]
fn reasons_are_ignored_first_and_counted_then_also_where_the_verdict_is_late() {
    let ignored = Ignored { reason: "abandoned".to_owned(), under: Some(5), span: line(2) };
    let counting = CountedMissed { reason: "abandoned".to_owned(), span: line(2) };
    let of = |ignoring: Vec<Ignored>, counting: Vec<CountedMissed>| Objective {
        ignoring,
        counting,
        ..objective(Goal::ShareWithin(NINETY, 20))
    };
    let late = CycleRecord {
        reason: Some(Reason::CancelledLate),
        cancelled_by: Some(Reason::Result("abandoned")),
        elapsed: 4,
        ..missed("T", 1)
    };
    let cycles =
        [taking(1), called_off("abandoned", 4), called_off("abandoned", 5), called_off("busy", 9), late];
    assert_eq!(
        measured(of(vec![ignored.clone()], vec![counting.clone()]), &cycles),
        "0.5 0.9 missed 2 1 0 2 "
    );
    assert_eq!(measured(of(vec![ignored], Vec::new()), &cycles), "1 0.9 met 1 1 0 2 ");
    assert_eq!(measured(of(Vec::new(), vec![counting]), &cycles), "0.25 0.9 missed 4 1 0 0 ");
}

#[test]
fn too_few_cycles_are_neither_met_nor_missed_and_pay_nothing() {
    let credits =
        vec![Credit { credit: Share(50_000), bound: CreditBound::ShareBelow(NINETY), span: line(2) }];
    let of = || Objective { at_least: 2, credits: credits.clone(), ..objective(Goal::ShareMet(NINETY)) };
    assert_eq!(measured(of(), &[missed("1", 1)]), "0 0.9 too few 1 0 0 0 0");
    assert_eq!(measured(of(), &[missed("1", 1), cycle("2")]), "0.5 0.9 missed 2 1 0 0 0.05");
    assert_eq!(measured(of(), &[called_off("x", 1)]), " 0.9 no data 0 0 0 0 0");
}

#[test]
fn the_worst_step_that_is_reached_pays() {
    let step = |credit, below| Credit {
        credit: Share(credit),
        bound: CreditBound::ShareBelow(Share(below)),
        span: line(2),
    };
    let credits = vec![step(50_000, 950_000), step(100_000, 900_000), step(250_000, 800_000)];
    for (kept, expected) in
        [(20, "0"), (19, "0"), (18, "0.05"), (17, "0.1"), (16, "0.1"), (15, "0.25"), (0, "0.25")]
    {
        let cycles: Vec<_> = (0..20).map(|n| if n < kept { cycle("T") } else { missed("T", 1) }).collect();
        let of = Objective { credits: credits.clone(), ..objective(Goal::ShareMet(Share(950_000))) };
        assert_eq!(measured(of, &cycles).rsplit(' ').next(), Some(expected), "{kept} of 20");
    }
}

#[test]
fn credits_of_a_period_are_added_up_to_each_cap() {
    let step = Credit { credit: Share(100_000), bound: CreditBound::ShareBelow(NINETY), span: line(2) };
    let cap = |most| Some(CreditCap { most: Share(most), span: line(2) });
    let by = vec![GroupBy::Field(standard::PRIORITY)];
    let grouped =
        Objective { by, credits: vec![step], credit_cap: cap(150_000), ..objective(Goal::ShareMet(NINETY)) };
    let plain = Objective { credits: vec![step], ..objective(Goal::ShareMet(NINETY)) };
    let yearly = Objective { each: PeriodUnit::Year, ..plain.clone() };
    let (low, high) = ([Value::Code(0)], [Value::Code(2)]);
    let cycles =
        [CycleRecord { fields: &low, ..missed("1", 1) }, CycleRecord { fields: &high, ..missed("2", 1) }];
    let plan = Plan { credit_cap: cap(200_000), ..with(vec![grouped, plain, yearly]) };
    assert_eq!(
        rows(&plan, &spec(ReportKind::Credits), &cycles),
        [
            "month,2026-03,2,0.25,0.2,0.2,yes,2026-02-28T23:00:00Z,2026-03-31T22:00:00Z",
            "year,2026,1,0.1,0.2,0.1,no,2025-12-31T23:00:00Z,2026-12-31T23:00:00Z",
        ]
    );
}

/// Misses are excused where the level is gold.
fn excusing(goal: Goal) -> Plan {
    let kind = ConditionKind::Compare {
        field: RecordField::Level.id(),
        op: Compare::Is,
        right: Operand::Const(Const::Code(GOLD.0)),
    };
    let condition = Condition { kind, span: line(2) };
    let excuse = Excuse { clocks: vec![FIRST], condition, because: "annex 7.2".to_owned(), span: line(2) };
    Plan { excuses: vec![excuse], ..with(vec![objective(goal)]) }
}

#[test]
fn an_excused_miss_is_out_of_the_rate_everywhere_and_missed_in_the_log() {
    let plan = excusing(Goal::ShareMet(NINETY));
    let standard = CycleRecord { level: Some(STANDARD), ..missed("3", 1) };
    let cycles = [cycle("1"), missed("2", 1), standard];
    let share: Vec<String> = rows(&plan, &spec(ReportKind::Objectives), &cycles)
        .iter()
        .map(|row| row.split(',').skip(3).take(6).collect::<Vec<_>>().join(" "))
        .collect();
    assert_eq!(share, ["0.5 0.9 missed 2 1 1"]);
    let compliance = rows(&plan, &spec(ReportKind::Compliance), &cycles);
    assert_eq!(
        compliance[0],
        "gold,first_response,1,1800,1800,1800,0,,,,1,1800,1800,1800,1800,,0,0,1,0,0,0,2"
    );
    let log = rows(&plan, &spec(ReportKind::Log), &cycles);
    let ends: Vec<(bool, bool)> =
        log.iter().map(|row| (row.contains(",missed,"), row.ends_with(",annex 7.2"))).collect();
    assert_eq!(ends, [(false, false), (true, true), (true, false)]);
}

#[test]
fn a_cycle_that_counts_in_favour_needs_no_excuse() {
    // Missed by its level, and within the objective's own limit.
    let plan = excusing(Goal::ShareWithin(NINETY, 7200));
    let row = &rows(&plan, &spec(ReportKind::Objectives), &[missed("1", 1)])[0];
    assert!(row.contains(",1,0.9,met,1,1,0,0,"), "{row}");
}

#[test]
fn a_range_makes_a_period_incomplete_and_leaves_the_others_out() {
    let plan = with(vec![objective(Goal::ShareMet(NINETY))]);
    let spec = Spec { from: Some(at("2026-03-02T00:00:00Z")), ..spec(ReportKind::Objectives) };
    let february = CycleRecord { closed: Some(at("2026-02-27T00:00:00Z")), ..cycle("1") };
    let rows = rows(&plan, &spec, &[february, cycle("2")]);
    assert_eq!(rows.len(), 1);
    assert!(rows[0].starts_with("Kept,2026-03,90% met,1,0.9,met,1,1,0,0,,no,"), "{rows:?}");
}

#[test]
fn misses_are_said_in_a_sentence_each() {
    let by = vec![GroupBy::Field(standard::PRIORITY)];
    let plan = with(vec![Objective { by, ..objective(Goal::ShareMet(NINETY)) }]);
    let (sources, spec) = (sources(), spec(ReportKind::Objectives));
    let mut collector = Collector::new(&plan, &spec, &sources);
    let (urgent, low) = ([Value::Code(2)], [Value::Code(0)]);
    for fields in [&urgent, &urgent, &urgent] {
        collector.cycle(&CycleRecord { fields, ..cycle("1") });
    }
    collector.cycle(&CycleRecord { fields: &urgent, ..missed("2", 1) });
    collector.cycle(&CycleRecord { fields: &low, ..cycle("3") });
    assert_eq!(
        misses(&collector.finish().remove(0)),
        ["`Kept` is missed in 2026-03, urgent: 75%, the goal is 90% met"]
    );
}

prop_compose! {
    fn any_cycle()(elapsed in 0_i64..60, kind in 0_u8..4, priority in 0_u16..3, day in 0_i64..60)
        -> (CycleRecord<'static>, u16)
    {
        let closed = Some(Instant(at("2026-02-15T12:00:00Z").0 + day * 86_400));
        let outcome = [Outcome::Met, Outcome::Missed, Outcome::Overdue, Outcome::Running][usize::from(kind)];
        let closed = closed.filter(|_| kind < 2);
        (CycleRecord { elapsed, outcome, closed, breached_at: None, ..cycle("T") }, priority)
    }
}

proptest! {
    #[test]
    fn any_split_of_the_cycles_gives_the_same_rows(
        cycles in prop::collection::vec((any_cycle(), 0_usize..3), 0..80),
        limit in 1_i64..60,
    ) {
        let goals = [
            Goal::ShareMet(NINETY), Goal::ShareWithin(NINETY, limit), Goal::Percentile(NINETY, limit),
            Goal::Average(limit), Goal::AtMost(3, Counted::Missed),
        ];
        let by = vec![GroupBy::Field(standard::PRIORITY)];
        let plan = with(goals.map(|goal| Objective { by: by.clone(), ..objective(goal) }).to_vec());
        let (sources, spec) = (sources(), spec(ReportKind::Objectives));
        let new = || Collector::new(&plan, &spec, &sources);
        let (mut whole, mut parts) = (new(), [new(), new(), new()]);
        for ((cycle, priority), part) in &cycles {
            let fields = [Value::Code(*priority)];
            whole.cycle(&CycleRecord { fields: &fields, ..cycle.clone() });
            parts[*part].cycle(&CycleRecord { fields: &fields, ..cycle.clone() });
        }
        let [a, b, mut c] = parts;
        c.merge(a);
        c.merge(b);
        let rows = |collector: Collector<'_>| csv(&collector.finish().remove(0), &spec);
        prop_assert_eq!(rows(c), rows(whole));
    }

    #[test]
    fn a_percentile_is_within_exactly_if_the_share_is(
        cycles in prop::collection::vec(any_cycle(), 1..60),
        limit in 1_i64..60,
        share in 1_u32..=1_000_000,
    ) {
        let standing = |goal| {
            let objective = objective(goal);
            let mut tally = Tally::default();
            cycles.iter().for_each(|(cycle, _)| tally.add(&objective, cycle, || false));
            let measured = tally.measured(goal);
            tally.standing(&objective, measured)
        };
        let share = Share(share);
        prop_assert_eq!(standing(Goal::Percentile(share, limit)), standing(Goal::ShareWithin(share, limit)));
    }

    #[test]
    fn rounding_never_shows_a_miss_as_met_or_a_met_goal_as_missed(
        part in 0_u64..5_000_000_000, rest in 0_u64..3_000_000, goal in 1_u32..=1_000_000,
    ) {
        let share = Share(goal);
        let goal = Goal::ShareMet(share);
        let all = part + rest;
        prop_assume!(all > 0);
        let enough = u128::from(part) * 1_000_000 >= u128::from(share.0) * u128::from(all);
        let shown = tally::Measured::Share(part, all).shown(goal);
        prop_assert_eq!(shown >= tally::bound(goal), enough);
    }
}
