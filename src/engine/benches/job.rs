//! Nanoseconds an event for a job of the bench's shape: 20 rules, 4 calendars by a field, 3 clocks.
//!
//! `cargo bench -p duly-engine`; the histories are made up, the same ones every time.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a bench: it fails loudly and prints its figures"
)]

#[path = "../testing/builder.rs"]
#[expect(dead_code, reason = "the tests use the rest of it")]
mod builder;

use builder::*;
use duly_calendar::Instant;
use duly_calendar::spec::DueAt;
use duly_engine::{
    CycleRecord, Evaluator, Event, EventKind as Happened, Observer, Origin, Outcome, Program, Query, Set,
    Value,
};
use duly_plan::*;

const TICKETS: u32 = 50_000;
const TAGS: [&str; 8] = ["refund", "vip", "outage", "invoice", "gdpr", "escalated", "fraud", "other"];
const YEAR_2023: i64 = 1_672_531_200;

/// The fields of the job; their values are closed lists.
struct Fields {
    tier: FieldId,
    region: FieldId,
}

fn main() {
    let (plan, fields) = plan();
    let tickets: Vec<Vec<Owned>> = histories(&fields);
    let query = Query {
        capture: vec![fields.region, standard::CREATED, standard::DEPARTMENT, standard::PRIORITY],
        actions: false,
    };
    let program = Program::new(plan.build(), &query);
    let events: usize = tickets.iter().map(Vec::len).sum();
    let mut best = f64::MAX;
    for _ in 0..5 {
        let mut counts = Counts::default();
        let nanoseconds = evaluate(&program, &tickets, &mut counts);
        best = best.min(nanoseconds / f64::from(u32::try_from(events).unwrap()));
        println!("{events} events, {:?}, {best:.0} ns an event", counts.0);
    }
}

#[expect(clippy::disallowed_methods, reason = "a bench measures time")]
fn evaluate(program: &Program, tickets: &[Vec<Owned>], counts: &mut Counts) -> f64 {
    let mut evaluator = Evaluator::new(program);
    let mut events = Vec::new();
    let mut spent = std::time::Duration::ZERO;
    for chunk in tickets.chunks(100) {
        events.clear();
        for ticket in chunk {
            events.push(ticket.iter().map(Owned::event).collect::<Vec<_>>());
        }
        let begin = std::time::Instant::now();
        for ticket in &events {
            evaluator.ticket("T-1", ticket, Instant(YEAR_2023 + 3 * 365 * 86_400), counts).unwrap();
        }
        spent += begin.elapsed();
    }
    spent.as_secs_f64() * 1e9
}

/// Cycles by outcome: keeps the work from being optimised away, and shows that it is the same work.
#[derive(Default)]
struct Counts([u32; 8]);

impl Observer for Counts {
    fn cycle(&mut self, cycle: &CycleRecord<'_>) {
        let outcome = Outcome::ALL.iter().position(|outcome| *outcome == cycle.outcome);
        self.0[outcome.unwrap()] += 1;
    }
}

fn plan() -> (PlanBuilder, Fields) {
    let mut plan = PlanBuilder::new();
    plan.choice(standard::PRIORITY, &["low", "normal", "high", "urgent"], true);
    plan.choice(standard::STATUS, &["new", "open", "pending", "solved"], false);
    plan.choice(standard::DEPARTMENT, &["a", "b", "c", "d", "e", "f", "g", "h"], false);
    plan.choice(standard::CHANNEL, &["email", "chat", "phone", "web", "api"], false);
    let closed = |values: &[&str]| FieldType::Choice {
        values: values.iter().map(|value| (*value).to_owned()).collect(),
        ordered: false,
    };
    let tier = plan.field("tier", closed(&["free", "basic", "gold", "platinum"]));
    let region = plan.field("region", closed(&["emea", "amer", "apac", "global"]));
    plan.means(standard::DONE, is(standard::STATUS, &[3]));
    plan.means(standard::WAITING, is(standard::STATUS, &[2]));
    let day = [(9, 12), (13, 17)];
    let calendars = [
        plan.calendar("Europe/Berlin", &WORKDAYS, &day, DueAt::Opening),
        plan.calendar("America/New_York", &WORKDAYS, &day, DueAt::Opening),
        plan.calendar("Asia/Tokyo", &WORKDAYS, &[(9, 12), (13, 18)], DueAt::Opening),
    ];
    let entries = (0..3u16).map(|code| (Const::Code(code), calendars[usize::from(code)])).collect();
    let calendar = CalendarChoice::ByField { field: region, entries, otherwise: ALWAYS };
    let clocks = clocks(&mut plan);
    let fields = Fields { tier, region };
    for number in 0..20u16 {
        let level = level(&mut plan, &clocks, &calendar, number);
        let condition = rule(&fields, number);
        plan.rule("a rule", Some(condition), vec![ActionKind::Level(level)]);
    }
    let last = level(&mut plan, &clocks, &calendar, 20);
    plan.otherwise(last);
    (plan, fields)
}

fn clocks(plan: &mut PlanBuilder) -> [ClockId; 3] {
    let first = plan.clock(clock("first").start(vec![created()]).stop(vec![agent_replies()]));
    let answered = clock_is(first, ClockState::Stopped);
    let next = clock("next").start_if(vec![customer_replies()], answered).stop(vec![agent_replies()]);
    let resolution = clock("resolution")
        .start(vec![created()])
        .stop(vec![enters(standard::DONE)])
        .reopen(vec![exits(standard::DONE)])
        .pause_while(condition(ConditionKind::State(standard::WAITING)));
    [first, plan.clock(next), plan.clock(resolution)]
}

fn level(plan: &mut PlanBuilder, clocks: &[ClockId; 3], calendar: &CalendarChoice, number: u16) -> LevelId {
    let targets = [15, 30, 240].into_iter().zip(clocks).map(|(minutes, clock)| {
        let seconds = minutes * 60 * (1 + i64::from(number));
        let calendar = calendar.clone();
        let target = plan.target_of(Target { calendar, ..target(TargetKind::Time(seconds), ALWAYS) });
        (*clock, TargetChoice::One(Some(target)))
    });
    let targets = targets.collect();
    plan.level("a level", targets)
}

/// Three tests a rule, as selective as those of the bench.
fn rule(fields: &Fields, number: u16) -> Condition {
    let codes = |n: u16| [number % n, (number / 2 + 1) % n];
    let tag = TAGS[usize::from(number) % TAGS.len()];
    match number % 4 {
        0 => all(vec![is(standard::PRIORITY, &[3]), is(fields.tier, &[2, 3]), tagged(&[tag])]),
        1 => all(vec![tagged(&[tag]), is(standard::DEPARTMENT, &codes(8)), is(standard::PRIORITY, &[2, 3])]),
        2 => all(vec![
            is(fields.tier, &codes(4)),
            is(fields.region, &codes(4)),
            is(standard::CHANNEL, &codes(5)),
        ]),
        _ => all(vec![
            is(standard::PRIORITY, &codes(4)),
            is(fields.region, &codes(4)),
            is(fields.tier, &codes(4)),
        ]),
    }
}

/// An event with what it borrows.
struct Owned {
    at: Instant,
    kind: Happened<'static>,
    by: Role,
    sets: Vec<Set<'static>>,
    tags: Vec<&'static str>,
}

impl Owned {
    fn event(&self) -> Event<'_> {
        Event {
            at: self.at,
            kind: self.kind,
            by: self.by,
            actor: None,
            channel: None,
            key: None,
            text: None,
            sets: &self.sets,
            tags_added: &self.tags,
            tags_removed: &[],
            origin: Origin::default(),
        }
    }
}

/// A small generator of numbers (splitmix64).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, n: u16) -> u16 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        u16::try_from((z ^ (z >> 31)) % u64::from(n)).unwrap()
    }
}

fn histories(fields: &Fields) -> Vec<Vec<Owned>> {
    let mut numbers = Numbers(42);
    (0..TICKETS).map(|_| history(fields, &mut numbers)).collect()
}

fn history(fields: &Fields, numbers: &mut Numbers) -> Vec<Owned> {
    let mut at =
        Instant(YEAR_2023 + i64::from(numbers.below(1086)) * 86_400 + i64::from(numbers.below(43_200)) * 2);
    let set = |field, code| Set { field, value: Value::Code(code) };
    let mut priority = numbers.below(4);
    let sets = vec![
        set(standard::DEPARTMENT, numbers.below(8)),
        set(standard::CHANNEL, numbers.below(5)),
        set(fields.tier, numbers.below(4)),
        set(fields.region, numbers.below(4)),
        set(standard::PRIORITY, priority),
        set(standard::STATUS, 0),
    ];
    let tags = (0..numbers.below(4)).map(|_| TAGS[usize::from(numbers.below(8))]).collect();
    let mut events = vec![Owned { at, kind: Happened::Created, by: Role::Customer, sets, tags }];
    let mut push = |at: Instant, kind, by, sets| events.push(Owned { at, kind, by, sets, tags: Vec::new() });
    let message = Happened::Message { public: true };
    if numbers.below(10) == 0 {
        at = at.plus(i64::from(numbers.below(7200)));
        priority = (priority + 1).min(3);
        push(at, Happened::Change, Role::Agent, vec![set(standard::PRIORITY, priority)]);
    }
    for _ in 0..1 + numbers.below(2) {
        at = at.plus(i64::from(numbers.below(60_000)));
        push(at, message, Role::Agent, Vec::new());
        if numbers.below(2) == 0 {
            push(at.plus(1), Happened::Change, Role::Agent, vec![set(standard::STATUS, 2)]);
            at = at.plus(2 + i64::from(numbers.below(60_000)));
            push(at, message, Role::Customer, Vec::new());
            push(at.plus(1), Happened::Change, Role::Agent, vec![set(standard::STATUS, 1)]);
            at = at.plus(1 + i64::from(numbers.below(30_000)));
            push(at, message, Role::Agent, Vec::new());
        }
    }
    if numbers.below(100) < 93 {
        at = at.plus(i64::from(numbers.below(60_000)));
        push(at, Happened::Change, Role::Agent, vec![set(standard::STATUS, 3)]);
    }
    events
}
