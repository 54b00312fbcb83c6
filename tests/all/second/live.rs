//! One batch is event by event, with time let pass in between at will: on random policies and tickets the
//! engine says the same of both, record by record.

use super::case::Case;
use super::product::Product;
use duly_calendar::Instant;
use duly_engine::{
    ActionRecord, CycleRecord, Evaluator, Event, Observer, Program, Query, TicketRecord, TicketState,
};
use duly_ingest::{Batch, Input, Mapping, Options};
use duly_tests::random::Dice;

/// Everything that was said, in its order.
#[derive(Default, PartialEq, Debug)]
struct Heard(Vec<String>);

impl Observer for Heard {
    fn cycle(&mut self, cycle: &CycleRecord<'_>) {
        self.0.push(format!("{cycle:?}"));
    }

    fn ticket(&mut self, ticket: &TicketRecord<'_>) {
        self.0.push(format!("{ticket:?}"));
    }

    fn action(&mut self, action: &ActionRecord<'_>) {
        self.0.push(format!("{action:?}"));
    }
}

#[test]
fn one_batch_is_event_by_event_whenever_time_is_let_pass() {
    let mut heard = 0;
    for seed in 910_000..910_020 {
        let case = Case::of_seed(seed, 6);
        let Ok(product) = Product::new(&case) else { continue };
        let plan = product.plan();
        let query = Query { capture: vec![duly_plan::standard::STATUS], actions: true };
        let program = Program::new(plan.clone(), &query);
        let text = case.lines().join("\n");
        let input =
            Input { name: "events.ndjson".to_owned(), format: None, reader: Box::new(text.as_bytes()) };
        let batch: Batch = duly_ingest::read(
            vec![input],
            &Mapping::canonical(),
            &plan,
            &program.demand(),
            Options::default(),
        )
        .unwrap();
        let mut dice = Dice::new(seed);
        let mut evaluator = Evaluator::new(&program);
        for partition in 0..batch.partitions() {
            batch.for_each_ticket(partition, &mut |ticket, events| {
                let as_of = Instant(case.as_of);
                let mut at_once = Heard::default();
                evaluator.ticket(ticket, events, as_of, &mut at_once).unwrap();
                let one_by_one = live(&program, ticket, events, as_of, &mut dice);
                assert!(at_once == one_by_one, "seed {seed}, {ticket}:\n{}", case.shown());
                heard += at_once.0.len();
            });
        }
    }
    assert!(heard > 200, "the histories come to something: {heard}");
}

/// The events one by one, and in between time that passes in steps.
fn live(program: &Program, ticket: &str, events: &[Event<'_>], as_of: Instant, dice: &mut Dice) -> Heard {
    let mut heard = Heard::default();
    let mut state = TicketState::new(program);
    state.start(ticket);
    let mut reached = None;
    for event in events.iter().filter(|event| event.at <= as_of) {
        if let Some(reached) = reached {
            pass(&mut state, reached, event.at, dice, &mut heard);
        }
        state.apply(event, &mut heard).unwrap();
        reached = Some(event.at);
    }
    if let Some(reached) = reached {
        pass(&mut state, reached, as_of, dice, &mut heard);
    }
    state.finish(as_of, &mut heard);
    heard
}

/// Lets time pass in a few steps; some end at the very instant of the next timer, or just behind it.
fn pass(state: &mut TicketState<'_>, from: Instant, to: Instant, dice: &mut Dice, heard: &mut Heard) {
    let mut at = from;
    for _ in 0..dice.below(4) {
        let next = match state.next_timer() {
            Some(timer) if dice.chance(50) => Instant(timer.0 + dice.from_to(0, 1)),
            _ => Instant(at.0 + dice.from_to(0, 100_000)),
        };
        if at <= next && next <= to {
            state.advance_to(next, heard);
            at = next;
        }
    }
}
