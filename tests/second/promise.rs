//! Section 7: a cycle held against a target. Dues, sums, breaches and warnings are counted out of what the
//! cycle did.

use super::conditions::View;
use super::cycle::{Cycle, Doing};
use super::hours::Hours;
use super::level::{Promised, Target, Warn};
use super::ticket::Ticket;
use super::triggers::Passed;
use super::turns::Turns;
use super::value::Value;
use duly_syntax::ast::{ClockMoment, CountFrom, DayCount, Length, Switch};
use std::collections::BTreeMap;

/// One cycle in one agreement.
#[derive(Clone, Debug, Default)]
pub struct Promise {
    /// The target in force.
    pub target: Option<Target>,
    /// The last one there was.
    pub last: Option<Target>,
    /// Whether there ever was more than `track`.
    pub promised: bool,
    /// Which of the last target's `plus` hold.
    added: Vec<usize>,
    /// On which calendars its time counts, each from its instant on.
    counted_on: Vec<(i64, Turns)>,
    /// When the target came to the ticket.
    attached: i64,
    /// From when it counts.
    origin: i64,
    /// `by FIELD`: the instant.
    by: Option<i64>,
    /// The due in force.
    pub due: Option<i64>,
    /// "the first instant at which the cycle stood past the due then in force"
    pub breached_at: Option<i64>,
    /// The department then.
    pub breached_in: Option<String>,
    /// The warnings that have fired.
    pub warned: Vec<Warn>,
    /// The thresholds of triggers that were passed, by trigger and place among its moments.
    pub passed: BTreeMap<(usize, usize), Passed>,
    /// How many targets have come into force.
    pub attachments: u32,
    /// The level of the verdict.
    pub level: Option<String>,
    /// The rule that chose it.
    pub rule: Option<String>,
}

/// A stretch of a cycle's life that counts; the last one has no end.
struct Piece {
    from: i64,
    to: Option<i64>,
    doing: Doing,
    turns: Turns,
}

/// What the finished pieces of a cycle come to.
#[derive(Clone, Copy, Default)]
struct Sums {
    run: i64,
    paused: i64,
    ended: i64,
}

impl Promise {
    /// "On a change of level or cell the new target judges the cycle as if it had been there from the start,
    /// on its own calendar, pauses credited (`switch recount`, the default); `switch keep` lets each stretch
    /// stay counted on the calendar then in force (day targets always recount)." "A target that comes (back)
    /// takes the running cycle over as `recount`."
    pub fn attach(&mut self, target: Option<Target>, cycle: &Cycle, view: View<'_>) {
        let Some(target) = target else {
            self.target = None;
            return;
        };
        let is_new = self.target.as_ref().is_none_or(|before| before.cell != target.cell);
        if is_new {
            self.attached = view.now;
            self.attachments += 1;
        }
        let instant = |field: &str| match view.get(field) {
            Some(Value::Instant(at)) => Some(at),
            _ => None,
        };
        let origin = match &target.count_from {
            CountFrom::Start => cycle.started,
            CountFrom::Attached => self.attached,
            CountFrom::Field(field) => instant(&field.text).unwrap_or(cycle.started),
        };
        // "plus 1h if started outside office" is asked once, as the count begins.
        if target.count_from == CountFrom::Start {
            self.added = added(&target, &cycle.at_start, cycle.started, View { now: cycle.started, ..view });
        } else if is_new || origin != self.origin {
            self.added = added(&target, view.ticket, origin, view);
        }
        self.origin = origin;
        let turns = self.turns(&target, View { ticket: &cycle.at_start, ..view });
        let days = matches!(target.promised, Promised::Within(Length::Days(_), _));
        let keeps = target.switch == Switch::Keep && !days && self.target.is_some();
        if !keeps && (is_new || self.counted_on.last().is_some_and(|last| last.1 != turns)) {
            self.counted_on.clear();
        }
        match self.counted_on.last() {
            None => self.counted_on.push((i64::MIN, turns)),
            Some((_, last)) if *last != turns => {
                // A calendar in force for no time has no stretch to keep (note 0010, 25).
                if view.now == cycle.started {
                    self.counted_on.clear();
                }
                let from = if self.counted_on.is_empty() { i64::MIN } else { view.now };
                self.counted_on.push((from, turns));
            }
            Some(_) => {}
        }
        self.by = if let Promised::By(field) = &target.promised { instant(field) } else { None };
        self.promised |= target.promised != Promised::Track;
        self.last = Some(target.clone());
        self.target = Some(target);
    }

    /// `within 2h on office then 30m on always`: the first is spent first. A calendar in the zone of the ticket is in the one that
    /// the ticket had when the cycle began.
    fn turns(&self, target: &Target, view: View<'_>) -> Turns {
        let first = view.policy.hours(&target.calendar, view.ticket);
        let Promised::Within(Length::Time(time), _) = &target.promised else { return Turns::on(first) };
        let more = |stretch| self.more(target, stretch);
        let mut spent = time.seconds.cast_signed() + more(0);
        let mut turns = Turns::on(first);
        for (place, (length, calendar)) in target.then.iter().enumerate() {
            turns.then(spent, view.policy.hours(calendar, view.ticket));
            spent += amount(*length) + more(place + 1);
        }
        turns
    }

    /// What is added to a stretch of a target.
    fn more(&self, target: &Target, stretch: usize) -> i64 {
        let added = self.added.iter().map(|place| &target.plus[*place]);
        added.filter(|plus| plus.0 == stretch).map(|plus| amount(plus.1)).sum()
    }

    /// The seconds promised in all; none for day counts, instants and tracked clocks.
    pub fn seconds(&self) -> Option<i64> {
        let target = self.last.as_ref()?;
        let Promised::Within(Length::Time(time), _) = &target.promised else { return None };
        let then: i64 = target.then.iter().map(|(length, _)| amount(*length)).sum();
        let more: i64 = (0..=target.then.len()).map(|stretch| self.more(target, stretch)).sum();
        Some(time.seconds.cast_signed() + then + more)
    }

    /// How the cycle counts now.
    fn now_on(&self) -> &Turns {
        &self.counted_on.last().expect("a target has a calendar").1
    }

    /// What the cycle did from the instant on at which the target begins to count. Of an ended cycle the last
    /// stretch is taken as if it went on.
    fn pieces(&self, cycle: &Cycle) -> Vec<Piece> {
        let course = match cycle.course.as_slice() {
            [rest @ .., (_, Doing::Ended)] => rest,
            all => all,
        };
        let mut pieces = Vec::new();
        for (index, (begin, doing)) in course.iter().enumerate() {
            let next = course.get(index + 1);
            let to = next.map(|next| next.0);
            // What is ended as it begins was running none the less: a due in the past has been passed.
            let ends_at_once = next == Some(&(*begin, Doing::Ended));
            // A field to count from may lie before the start.
            let mut from = if index == 0 { self.origin } else { self.origin.max(*begin) };
            let ends = self.counted_on.iter().skip(1).map(|(at, _)| Some(*at)).chain([None]);
            for ((_, turns), end) in self.counted_on.iter().zip(ends) {
                let end = [end, to].into_iter().flatten().min();
                if end.is_none_or(|end| from < end) || (ends_at_once && from == *begin) {
                    pieces.push(Piece { from, to: end, doing: *doing, turns: turns.clone() });
                    from = end.unwrap_or(from);
                }
            }
        }
        pieces
    }

    /// What some pieces come to, each until its end or until an instant.
    fn sums(pieces: &[Piece], until: i64) -> Sums {
        let mut sums = Sums::default();
        for piece in pieces {
            // A field to count from may lie ahead.
            let to = piece.to.unwrap_or(until).min(until).max(piece.from);
            match piece.doing {
                Doing::Running => sums.run += piece.turns.run(sums.run, piece.from, to),
                Doing::Paused => sums.paused += piece.turns.calendar(sums.run).between(piece.from, to),
                Doing::Ended => sums.ended += piece.turns.calendar(sums.run).between(piece.from, to),
            }
        }
        sums
    }

    /// Business seconds run and paused until an instant.
    pub fn totals(&self, cycle: &Cycle, until: i64) -> (i64, i64) {
        let sums = Promise::sums(&self.pieces(cycle), until);
        (sums.run, sums.paused)
    }

    /// The due is the first instant at which the cycle runs with its promise used up; "no due while paused or
    /// hidden" (notes 0010, 22 and 23).
    pub fn find_due(&self, cycle: &Cycle) -> Option<i64> {
        let target = self.target.as_ref()?;
        if cycle.hidden {
            return None;
        }
        let pieces = self.pieces(cycle);
        for (index, piece) in pieces.iter().enumerate() {
            if piece.doing != Doing::Running {
                continue;
            }
            let before = Promise::sums(&pieces[..index], i64::MAX);
            let due = self.due_if_it_runs_on(target, piece, before, index == 0);
            match piece.to {
                Some(to) if due.is_none_or(|due| due >= to) => {}
                _ => return due,
            }
        }
        None
    }

    fn due_if_it_runs_on(&self, target: &Target, piece: &Piece, before: Sums, is_first: bool) -> Option<i64> {
        match &target.promised {
            Promised::Within(Length::Time(_), _) => {
                let (from, hours, left) = piece.turns.last_turn(before.run, piece.from, self.seconds()?)?;
                match left {
                    1.. => hours.due(from, left),
                    _ if hours.due_at_opening => hours.next_open(from),
                    _ => Some(from),
                }
            }
            Promised::Within(Length::Days(days), end) => {
                let more: i64 = self.more(target, 0);
                let days = DayCount { count: days.count + u32::try_from(more).expect("days"), ..*days };
                let hours = piece.turns.last();
                // "Pauses move a day target by the business time paused."
                let due =
                    hours.due(hours.add_days(self.origin, days, *end)?, before.paused + before.ended)?;
                Some(if is_first { due } else { due.max(piece.from) })
            }
            Promised::By(_) => self.by,
            Promised::Track => None,
        }
    }

    /// The warnings that have not fired, with the instant at which each does: "each threshold fires once a
    /// cycle; one already passed when a target attaches fires then". Never past the due.
    pub fn warnings(&self, cycle: &Cycle, now: i64) -> Vec<(i64, Warn)> {
        let (Some(target), Some(due)) = (&self.target, self.due) else { return Vec::new() };
        if due < now || cycle.end.is_some() || cycle.doing() != Doing::Running {
            return Vec::new();
        }
        let left = target.warns.iter().filter(|warn| !self.warned.contains(warn));
        let with_instants = left.filter_map(|warn| {
            let hours = self.now_on().last();
            let at = match warn {
                Warn::Percent(percent) => self.runs_until(cycle, self.share(cycle, due, *percent)),
                // On calendars in turn, so much before the last second.
                Warn::Before(Length::Time(time)) if !target.then.is_empty() => {
                    self.runs_until(cycle, self.seconds()? - time.seconds.cast_signed())
                }
                Warn::Before(Length::Time(time)) => hours.sub(due, time.seconds.cast_signed()),
                Warn::Before(Length::Days(days)) => hours.sub_days(due, *days),
            };
            Some((at?.max(now), *warn))
        });
        with_instants.filter(|(at, _)| *at <= due).collect()
    }

    /// "percentages of a day target are shares of the business time from start to due" (pauses left out),
    /// rounded up to the second.
    fn share(&self, cycle: &Cycle, due: i64, percent: f64) -> i64 {
        let whole = self.seconds().unwrap_or_else(|| {
            let done = Promise::sums(&self.pieces(cycle), due);
            (self.now_on().last().between(self.origin, due) - done.paused - done.ended).max(0)
        });
        // Percentages have two decimals.
        #[expect(clippy::cast_possible_truncation, reason = "a percentage is a small number")]
        let hundredths = (percent * 100.0).round() as i64;
        (whole * hundredths + 9_999).div_euclid(10_000)
    }

    /// The first instant at which so much has run, if the cycle runs on.
    fn runs_until(&self, cycle: &Cycle, seconds: i64) -> Option<i64> {
        let pieces = self.pieces(cycle);
        let (now, done) = pieces.split_last()?;
        let run = Promise::sums(done, i64::MAX).run;
        let (from, hours, left) = now.turns.last_turn(run, now.from, seconds)?;
        if left > 0 { hours.add(from, left) } else { Some(from) }
    }
}

// Thresholds of triggers.

impl Promise {
    /// When a threshold is passed next: "each threshold fires once a cycle; one already passed when a target attaches fires
    /// then". One that was passed while its condition did not hold "is asked again when another target comes into force on the
    /// cycle, and when it comes to lie ahead again" (note 0020, 8).
    pub fn passes(&self, cycle: &Cycle, what: &ClockMoment, passed: Option<Passed>, now: i64) -> Option<i64> {
        let due = self.due.filter(|_| self.target.is_some())?;
        if let ClockMoment::EveryWhileOverdue(length) = what {
            return self.repeats(due, length.node, now, passed.map_or(i64::MIN, |passed| passed.at));
        }
        if passed.is_some_and(|passed| passed.fired) {
            return None;
        }
        let at = self.threshold(cycle, what, due)?;
        match passed {
            Some(passed) if passed.target == self.attachments => {
                Some(at).filter(|at| *at > passed.at && *at >= now)
            }
            _ => Some(at.max(now)),
        }
    }

    /// The instant of a threshold; it may lie in the past.
    fn threshold(&self, cycle: &Cycle, what: &ClockMoment, due: i64) -> Option<i64> {
        let (hours, target) = (self.now_on().last(), self.target.as_ref()?);
        // "While a cycle is paused neither shares nor times before it are passed." "Lateness goes on in a pause."
        let runs = cycle.doing() == Doing::Running;
        match what {
            ClockMoment::Reaches(percent) if runs => {
                self.reached(cycle, self.share(cycle, due, percent.node))
            }
            ClockMoment::BeforeDue(length) if runs => match length.node {
                Length::Time(time) if !target.then.is_empty() => {
                    self.reached(cycle, self.seconds()? - time.seconds.cast_signed())
                }
                Length::Time(time) => hours.sub(due, time.seconds.cast_signed()),
                Length::Days(days) => hours.sub_days(due, days),
            },
            ClockMoment::BecomesOverdue(_) => Some(due),
            ClockMoment::OverdueBy(length) => later(hours, due, length.node, 1),
            _ => None,
        }
    }

    /// "What repeats lies on a grid: the due and multiples of the length after it."
    fn repeats(&self, due: i64, length: Length, now: i64, last: i64) -> Option<i64> {
        let hours = self.now_on().last();
        // Those before now are skipped.
        let skipped = match length {
            Length::Time(time) => hours.between(due, now) / time.seconds.cast_signed(),
            Length::Days(_) => 0,
        };
        let mut times = skipped.max(1);
        loop {
            let at = later(hours, due, length, times)?;
            if at >= now && at > last {
                return Some(at);
            }
            times += 1;
        }
    }

    /// The first instant at which so much had run, or will have if the cycle runs on.
    fn reached(&self, cycle: &Cycle, seconds: i64) -> Option<i64> {
        let pieces = self.pieces(cycle);
        for (index, piece) in pieces.iter().enumerate().filter(|(_, piece)| piece.doing == Doing::Running) {
            let run = Promise::sums(&pieces[..index], i64::MAX).run;
            let (from, hours, left) = piece.turns.last_turn(run, piece.from, seconds)?;
            let at = if left > 0 { hours.add(from, left)? } else { from };
            if piece.to.is_none_or(|to| at <= to) {
                return Some(at);
            }
        }
        None
    }
}

/// A number of lengths after an instant.
fn later(hours: &Hours, from: i64, length: Length, times: i64) -> Option<i64> {
    match length {
        Length::Time(time) => hours.add(from, time.seconds.cast_signed() * times),
        Length::Days(days) => {
            let count = days.count * u32::try_from(times).expect("days");
            hours.add_days(from, DayCount { count, ..days }, None)
        }
    }
}

/// The places of those `plus` of a target that hold of a ticket as the count begins.
fn added(target: &Target, ticket: &Ticket, started: i64, view: View<'_>) -> Vec<usize> {
    let ticket = ticket.counting_from(started);
    let view = View { ticket: &ticket, ..view };
    (0..target.plus.len()).filter(|place| view.holds(&target.plus[*place].2)).collect()
}

/// Seconds, or the number of days.
fn amount(length: Length) -> i64 {
    match length {
        Length::Time(time) => time.seconds.cast_signed(),
        Length::Days(days) => i64::from(days.count),
    }
}
