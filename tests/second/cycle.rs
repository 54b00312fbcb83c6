//! Section 6: a cycle, and what each line of its clock does to it.

use super::conditions::{Does, View};
use super::event::Event;
use super::life::Life;
use super::phrases::{Moment, kinds};
use super::promise::Promise;
use super::ticket::Ticket;
use duly_syntax::ast::{ClockDecl, ClockItemKind as Line, EventKind, RestartAs, When};
use std::collections::BTreeSet;

/// What a cycle does for a while.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Doing {
    /// Time counts.
    Running,
    /// It does not.
    Paused,
    /// Between an end and a reopening.
    Ended,
}

/// How a cycle ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum How {
    /// `stop`, `restart .. as met`
    Closed,
    /// `cancel`, `restart .. as cancelled`
    Cancelled,
    /// `cancel even if late`
    CancelledEvenIfLate,
}

/// The end of a cycle.
#[derive(Clone, Debug)]
pub struct End {
    /// When.
    pub at: i64,
    /// How.
    pub how: How,
    /// The phrases of the deciding line that fired.
    pub by: Vec<EventKind>,
    /// What ended it, in the policy's words, or the result of the call.
    pub reason: String,
    /// "the agent who ended the cycle, else the assignee before it"
    pub agent: Option<String>,
    /// The ticket after the ending event.
    pub after: Ticket,
    /// "`department` is the one before the ending event"
    pub department: Option<String>,
}

/// One cycle of one clock.
#[derive(Clone, Debug)]
pub struct Cycle {
    /// The clock's place in the policy.
    pub clock: usize,
    /// 1, 2, ..
    pub number: u32,
    /// Of a clock `per` something.
    pub key: Option<String>,
    /// When it began.
    pub started: i64,
    /// The ticket when it began.
    pub at_start: Ticket,
    /// What it did, each from its instant on.
    pub course: Vec<(i64, Doing)>,
    /// Its end, if it is not open.
    pub end: Option<End>,
    /// It cannot reopen any more.
    pub is_final: bool,
    /// The `pause from .. until` lines that hold it.
    pub paused_by: BTreeSet<usize>,
    /// `hide while`
    pub hidden: bool,
    /// How often it was reopened.
    pub reopens: u32,
    /// Whether it was paused when the last step was over.
    pub was_paused: bool,
    /// It held against what the level of each agreement promises.
    pub promises: Vec<Promise>,
}

impl Cycle {
    /// What it does now; of an ended one, what it did at its end.
    pub fn doing(&self) -> Doing {
        let last = self.course.len() - 1;
        match self.course[last].1 {
            Doing::Ended => self.course[last - 1].1,
            doing => doing,
        }
    }

    /// From now on it does this.
    fn does(&mut self, at: i64, doing: Doing) {
        if doing != Doing::Ended && self.course.last().is_some_and(|last| last.0 == at) {
            self.course.pop();
        }
        if self.course.last().is_none_or(|last| last.1 != doing) {
            self.course.push((at, doing));
        }
    }
}

/// The lines of a clock that are of a kind.
fn lines<'c, T>(
    clock: &'c ClockDecl,
    pick: impl Fn(&'c Line) -> Option<T> + 'c,
) -> impl Iterator<Item = T> + 'c {
    clock.items.iter().filter_map(move |item| pick(&item.kind))
}

/// A line that ends cycles.
fn ending(line: &Line) -> Option<(&When, How, bool)> {
    match line {
        Line::Stop(when) => Some((when, How::Closed, false)),
        Line::Cancel { when, even_if_late: false } => Some((when, How::Cancelled, false)),
        Line::Cancel { when, even_if_late: true } => Some((when, How::CancelledEvenIfLate, false)),
        Line::Restart { when, ends: RestartAs::Met } => Some((when, How::Closed, true)),
        Line::Restart { when, ends: RestartAs::Cancelled } => Some((when, How::Cancelled, true)),
        _ => None,
    }
}

impl Life<'_> {
    /// "At one event: ... of a clock's stop, cancel and restart lines that match, the first written decides;
    /// then pauses, reopens, starts."
    pub fn follow(&mut self, clock: usize, moment: &Moment<'_>) {
        let created = moment.before.is_none();
        // "except at `created`, where starts come first: a ticket that arrives solved is met after 0s"
        if created {
            self.start(clock, moment);
        }
        self.end(clock, moment);
        self.make_final(clock, moment);
        self.pause_from_until(clock, moment);
        self.reopen(clock, moment);
        if !created && !self.is_being_closed(clock, moment) {
            self.start(clock, moment);
        }
    }

    /// "A start does nothing at an event that turns a state in its stop or cancel lines true."
    fn is_being_closed(&self, clock: usize, moment: &Moment<'_>) -> bool {
        let lines = lines(&self.policy.clocks[clock], |line| match line {
            Line::Stop(when) | Line::Cancel { when, .. } => Some(when),
            _ => None,
        });
        let mut phrases = lines.flat_map(|when| &when.events);
        phrases.any(|phrase| {
            let mut kinds = kinds(self.policy, phrase).into_iter();
            kinds.any(|kind| matches!(kind, EventKind::State(state) if moment.enters(&state.text)))
        })
    }

    /// "`per KEY`: a call or chat event acts on the cycle of its own `key`, any other event on every open
    /// cycle". To a clock `per call` a chat is any other event.
    fn is_meant(&self, cycle: usize, clock: usize, event: Option<&Event>) -> bool {
        let it = &self.cycles[cycle];
        let per = self.policy.clocks[clock].per.as_ref();
        let own_key =
            event.filter(|event| event.is_contact() && per.is_some_and(|per| per.text == event.event));
        it.clock == clock && own_key.is_none_or(|event| it.key == event.key)
    }

    fn is_per_message(&self, clock: usize) -> bool {
        self.policy.clocks[clock].per.as_ref().is_some_and(|per| per.text == "message")
    }

    fn open_and_meant(&self, clock: usize, event: Option<&Event>) -> Vec<usize> {
        let open = (0..self.cycles.len()).filter(|cycle| self.cycles[*cycle].end.is_none());
        open.filter(|cycle| self.is_meant(*cycle, clock, event)).collect()
    }

    fn end(&mut self, clock: usize, moment: &Moment<'_>) {
        let event = moment.event;
        let policy = self.policy;
        let matching =
            lines(&policy.clocks[clock], ending).map(|(when, how, again)| (moment.fires(when), how, again));
        let Some((by, how, again)) = matching.into_iter().find(|(by, ..)| !by.is_empty()) else { return };
        // phone_response: "its result is the reason: abandoned, voicemail"
        let contact = matches!(by[0].meant, EventKind::Contact { .. });
        let result = event.and_then(|event| event.result.clone()).filter(|_| contact);
        let reason = result.unwrap_or_else(|| policy.text(by[0].said.span).to_owned());
        let before =
            |field: &str| moment.before.and_then(|before| before.get(field).map(|value| value.shown()));
        let agent = event.filter(|event| event.role() == "agent").and_then(|event| event.actor.clone());
        let agent = agent.or_else(|| before("assignee"));
        let unset = policy.fields["department"].if_unset.as_ref().map(|value| value.shown());
        let end = End {
            at: self.now,
            how,
            by: by.iter().map(|fired| fired.meant.clone()).collect(),
            reason,
            agent,
            after: self.ticket.clone(),
            department: if moment.before.is_some() { before("department") } else { unset },
        };
        let ended = self.open_and_meant(clock, event);
        for cycle in &ended {
            self.cycles[*cycle].does(end.at, Doing::Ended);
            self.cycles[*cycle].end = Some(end.clone());
        }
        self.just_ended.extend(&ended);
        // "`restart when E as met|cancelled` ends and begins (with none open it does nothing)"; the key stays.
        for cycle in ended.iter().filter(|_| again) {
            let key = self.cycles[*cycle].key.clone();
            self.begin(clock, key);
        }
    }

    /// "`final when E` says when a cycle that could reopen no longer can."
    fn make_final(&mut self, clock: usize, moment: &Moment<'_>) {
        let event = moment.event;
        let finals = lines(&self.policy.clocks[clock], |line| match line {
            Line::Final(when) => Some(when),
            _ => None,
        });
        if moment.fires_any(finals) {
            for cycle in 0..self.cycles.len() {
                if self.cycles[cycle].end.is_some() && self.is_meant(cycle, clock, event) {
                    self.cycles[cycle].is_final = true;
                }
            }
        }
    }

    /// `pause from E until E`; an event that is both leaves the cycle paused (note 0010, 18).
    fn pause_from_until(&mut self, clock: usize, moment: &Moment<'_>) {
        let event = moment.event;
        let policy = self.policy;
        for (line, item) in policy.clocks[clock].items.iter().enumerate() {
            let Line::PauseFrom { from, until } = &item.kind else { continue };
            let (from, until) = (!moment.fires(from).is_empty(), !moment.fires(until).is_empty());
            for cycle in self.open_and_meant(clock, event) {
                if until {
                    self.cycles[cycle].paused_by.remove(&line);
                }
                if from {
                    self.cycles[cycle].paused_by.insert(line);
                }
            }
        }
    }

    /// "`reopen when no longer S` revives only a cycle that S ended, `restored` only one that `deleted`
    /// ended." Only the latest cycle of a key can be reopened (note 0010, 16).
    fn reopen(&mut self, clock: usize, moment: &Moment<'_>) {
        let event = moment.event;
        let policy = self.policy;
        let lines = lines(&policy.clocks[clock], |line| match line {
            Line::Reopen(when) => Some(when),
            _ => None,
        });
        for phrase in lines.flat_map(|when| moment.fires(when)).collect::<Vec<_>>() {
            for cycle in 0..self.cycles.len() {
                let it = &self.cycles[cycle];
                let Some(end) = &it.end else { continue };
                let ended_by_it = match phrase.meant {
                    EventKind::NoLonger(state) => end
                        .by
                        .iter()
                        .any(|by| matches!(by, EventKind::State(name) if name.text == state.text)),
                    EventKind::Restored => end.by.contains(&EventKind::Deleted),
                    _ => true,
                };
                let is_latest = self.is_per_message(clock)
                    || !self.cycles[cycle + 1..]
                        .iter()
                        .any(|later| later.clock == clock && later.key == it.key);
                if ended_by_it && is_latest && !it.is_final && self.is_meant(cycle, clock, event) {
                    let now = self.now;
                    let it = &mut self.cycles[cycle];
                    it.end = None;
                    it.paused_by.clear();
                    it.reopens += 1;
                    it.was_paused = false;
                    it.does(now, Doing::Running);
                    self.just_ended.retain(|ended| *ended != cycle);
                }
            }
        }
    }

    /// "A `start` while a cycle is open does nothing; after its end it begins the next cycle." "`per message`:
    /// one cycle each", "a field's key is its value after the event".
    fn start(&mut self, clock: usize, moment: &Moment<'_>) {
        let event = moment.event;
        let policy = self.policy;
        let starts = lines(&policy.clocks[clock], |line| match line {
            Line::Start(when) => Some(when),
            _ => None,
        });
        if !moment.fires_any(starts) {
            return;
        }
        let key = match policy.clocks[clock].per.as_ref().map(|per| per.text.as_str()) {
            None | Some("message") => None,
            Some("call" | "chat") => event.and_then(|event| event.key.clone()),
            Some(field) => self.ticket.get(policy, field).map(|value| value.shown()),
        };
        let mut open = self.cycles.iter().filter(|cycle| cycle.clock == clock && cycle.end.is_none());
        if self.is_per_message(clock) || !open.any(|cycle| cycle.key == key) {
            self.begin(clock, key);
        }
    }

    fn begin(&mut self, clock: usize, key: Option<String>) {
        self.just_begun.push(self.cycles.len());
        let earlier = self.cycles.iter().filter(|cycle| cycle.clock == clock).count();
        self.cycles.push(Cycle {
            clock,
            number: u32::try_from(earlier).expect("a number") + 1,
            key,
            started: self.now,
            at_start: self.ticket.clone(),
            course: vec![(self.now, Doing::Running)],
            end: None,
            is_final: false,
            paused_by: BTreeSet::new(),
            hidden: false,
            reopens: 0,
            was_paused: false,
            promises: vec![Promise::default(); self.standings.len()],
        });
    }

    /// "`pause while CONDITION`, which is a state: a cycle that starts or reopens while it holds is paused at
    /// once." Where a pause asks about other clocks' pauses, the question is repeated until nothing moves, at
    /// most once a clock (note 0010, 4).
    pub fn pause_and_hide(&mut self) {
        for _ in 0..=self.policy.clocks.len() {
            let clocks = self.clocks_do();
            for cycle in 0..self.cycles.len() {
                if self.cycles[cycle].end.is_some() {
                    continue;
                }
                let clock = &self.policy.clocks[self.cycles[cycle].clock];
                let view = View { policy: self.policy, ticket: &self.ticket, now: self.now, clocks: &clocks };
                let mut pauses = lines(clock, |line| match line {
                    Line::PauseWhile(condition) => Some(condition),
                    _ => None,
                });
                let mut hides = lines(clock, |line| match line {
                    Line::HideWhile(condition) => Some(condition),
                    _ => None,
                });
                let paused =
                    pauses.any(|condition| view.holds(condition)) || !self.cycles[cycle].paused_by.is_empty();
                let hidden = hides.any(|condition| view.holds(condition));
                drop((pauses, hides));
                let now = self.now;
                let it = &mut self.cycles[cycle];
                it.does(now, if paused { Doing::Paused } else { Doing::Running });
                it.hidden = hidden;
            }
        }
    }

    /// "running: open and not paused, late or not; stopped: no open cycle"
    pub fn clocks_do(&self) -> Vec<Does> {
        let mut clocks = vec![Does::default(); self.policy.clocks.len()];
        for cycle in self.cycles.iter().filter(|cycle| cycle.end.is_none()) {
            match cycle.doing() {
                Doing::Paused => clocks[cycle.clock].paused = true,
                _ => clocks[cycle.clock].running = true,
            }
        }
        clocks
    }
}
