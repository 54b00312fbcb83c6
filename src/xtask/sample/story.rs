//! One ticket's story: a time that moves on, and the events told so far.

use super::event::Event;
use super::rng::Rng;

const HOUR: i64 = 3_600;
const DAY: i64 = 86_400;

/// Minutes until an agent turns to a ticket: mostly soon, sometimes days.
const ANSWER_MINUTES: [i64; 20] =
    [3, 6, 9, 12, 16, 20, 24, 28, 35, 45, 55, 70, 95, 130, 190, 280, 420, 700, 1_440, 4_300];

const AGENTS: [&str; 5] = ["jana", "peter", "eva", "marek", "lucia"];

/// A ticket in the making.
pub struct Story {
    /// Its events in order, without their ticket's id.
    pub events: Vec<Event>,
    /// The present, Unix seconds.
    pub now: i64,
    /// The agent in charge.
    pub agent: &'static str,
    /// The customer.
    pub customer: String,
    /// Whether agents hurry.
    pub hurry: bool,
}

impl Story {
    /// A story that begins at an instant.
    pub fn new(now: i64, customer: String, rng: &mut Rng) -> Story {
        Story { events: Vec::new(), now, agent: rng.pick(&AGENTS), customer, hurry: false }
    }

    /// Lets time pass.
    pub fn wait(&mut self, rng: &mut Rng, low: i64, high: i64) {
        self.now += rng.seconds(low, high);
    }

    /// Lets time pass until an agent turns to the ticket, in working hours nearly always.
    pub fn wait_for_agent(&mut self, rng: &mut Rng) {
        let minutes = if self.hurry { &ANSWER_MINUTES[..12] } else { &ANSWER_MINUTES[..] };
        self.now += rng.pick(minutes) * 60 + rng.seconds(0, 59);
        if !rng.chance(5) {
            self.now = at_the_desk(self.now, if self.hurry { 40 } else { 120 }, rng);
        }
    }

    /// Lets time pass until the customer writes again.
    pub fn wait_for_customer(&mut self, rng: &mut Rng) {
        let hours = rng.pick(&[0, 0, 1, 2, 5, 9, 20, 44, 90]);
        self.now += hours * HOUR + rng.seconds(60, HOUR);
    }

    /// Tells an event.
    pub fn tell(&mut self, event: Event) {
        let seq = self.events.len();
        self.events.push(Event { at: self.now, seq, ..event });
    }

    /// An event by the customer.
    pub fn customer(&self, event: &'static str) -> Event {
        Event { event, by: Some("customer"), actor: Some(self.customer.clone()), ..Event::default() }
    }

    /// An event by the agent in charge.
    pub fn agent(&self, event: &'static str) -> Event {
        Event { event, by: Some("agent"), actor: Some(self.agent.to_owned()), ..Event::default() }
    }

    /// An event by the helpdesk itself.
    pub fn system(event: &'static str) -> Event {
        Event { event, by: Some("system"), ..Event::default() }
    }

    /// Another agent takes over.
    pub fn hand_over(&mut self, rng: &mut Rng) {
        self.agent = rng.pick(&AGENTS);
    }
}

/// The instant itself, or within so many minutes after the next morning's opening if nobody is at the desk then.
fn at_the_desk(now: i64, minutes: i64, rng: &mut Rng) -> i64 {
    let (mut day, second) = (now.div_euclid(DAY), now.rem_euclid(DAY));
    let open = |day: i64| weekday(day) < 5;
    if open(day) && (7 * HOUR + 1_800..16 * HOUR).contains(&second) {
        return now;
    }
    if second >= 16 * HOUR {
        day += 1;
    }
    while !open(day) {
        day += 1;
    }
    day * DAY + 7 * HOUR + 2_400 + rng.seconds(0, minutes * 60)
}

/// 0 is Monday; the day is counted from 1970-01-01, a Thursday.
fn weekday(day: i64) -> i64 {
    (day + 3).rem_euclid(7)
}

/// An instant within the first `days` days from `first_day` (days from 1970-01-01): mostly a weekday's daytime.
pub fn arrival(first_day: i64, days: i64, rng: &mut Rng) -> i64 {
    let mut day = first_day + rng.seconds(0, days - 1);
    if weekday(day) >= 5 && rng.chance(60) {
        day -= 2;
    }
    let day = day.max(first_day);
    let (from, to) = rng.pick(&[(7, 16), (7, 16), (7, 16), (7, 16), (7, 12), (16, 21), (0, 24)]);
    day * DAY + rng.seconds(from * HOUR, to * HOUR - 1)
}
