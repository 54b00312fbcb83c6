//! Section 7: a cycle held against a target. Dues, sums, breaches and warnings are counted out of what the
//! cycle did.

use super::conditions::View;
use super::cycle::{Cycle, Doing};
use super::hours::Hours;
use super::level::{Promised, Target};
use super::value::Value;
use duly_syntax::ast::{CountFrom, Length, Switch, WarnAt};
use std::rc::Rc;

/// One cycle in one agreement.
#[derive(Clone, Debug, Default)]
pub struct Promise {
    /// The target in force.
    pub target: Option<Target>,
    /// The last one there was.
    pub last: Option<Target>,
    /// Whether there ever was more than `track`.
    pub promised: bool,
    /// On which calendar its time counts, each from its instant on.
    counted_on: Vec<(i64, Rc<Hours>)>,
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
    pub warned: Vec<WarnAt>,
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
    hours: Rc<Hours>,
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
        let hours = view.policy.hours(&target.calendar);
        let days = matches!(target.promised, Promised::Within(Length::Days(_), _));
        let keeps = target.switch == Switch::Keep && !days && self.target.is_some();
        let before = self.target.as_ref();
        if before.is_none_or(|before| before.cell != target.cell) {
            self.attached = view.now;
        }
        if before.is_none_or(|before| before.cell != target.cell || before.calendar != target.calendar) {
            if !keeps {
                self.counted_on.clear();
            }
            let from = if self.counted_on.is_empty() { i64::MIN } else { view.now };
            self.counted_on.push((from, hours));
        }
        let instant = |field: &str| match view.get(field) {
            Some(Value::Instant(at)) => Some(*at),
            _ => None,
        };
        self.origin = match &target.count_from {
            CountFrom::Start => cycle.started,
            CountFrom::Attached => self.attached,
            CountFrom::Field(field) => instant(&field.text).unwrap_or(cycle.started),
        };
        self.by = if let Promised::By(field) = &target.promised { instant(field) } else { None };
        self.promised |= target.promised != Promised::Track;
        self.last = Some(target.clone());
        self.target = Some(target);
    }

    /// The calendar that counts now.
    fn hours(&self) -> &Rc<Hours> {
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
            let to = course.get(index + 1).map(|next| next.0);
            // A field to count from may lie before the start.
            let mut from = if index == 0 { self.origin } else { self.origin.max(*begin) };
            let ends = self.counted_on.iter().skip(1).map(|(at, _)| Some(*at)).chain([None]);
            for ((_, hours), end) in self.counted_on.iter().zip(ends) {
                let end = [end, to].into_iter().flatten().min();
                if end.is_none_or(|end| from < end) {
                    pieces.push(Piece { from, to: end, doing: *doing, hours: Rc::clone(hours) });
                    from = end.unwrap_or(from);
                }
                if end.is_none() {
                    break;
                }
            }
        }
        pieces
    }

    /// Business seconds of some kind until an instant.
    pub fn sum(&self, cycle: &Cycle, doing: Doing, until: i64) -> i64 {
        let pieces = self.pieces(cycle).into_iter().filter(|piece| piece.doing == doing);
        pieces.map(|piece| piece.hours.between(piece.from, piece.to.unwrap_or(until).min(until))).sum()
    }

    /// The due is the first instant at which the cycle runs with its promise used up; "no due while paused or
    /// hidden" (notes 0010, 22 and 23).
    pub fn find_due(&self, cycle: &Cycle) -> Option<i64> {
        let target = self.target.as_ref()?;
        if cycle.hidden {
            return None;
        }
        let (mut run, mut put_off) = (0, 0);
        for (index, piece) in self.pieces(cycle).iter().enumerate() {
            let open = piece.to.map(|to| piece.hours.between(piece.from, to));
            if piece.doing == Doing::Running {
                let due = self.due_if_it_runs_on(target, piece, run, put_off, index == 0);
                match piece.to {
                    Some(to) if due.is_none_or(|due| due >= to) => {}
                    _ => return due,
                }
                run += open?;
            } else {
                // "Pauses move a day target by the business time paused."
                put_off += open?;
            }
        }
        None
    }

    fn due_if_it_runs_on(
        &self,
        target: &Target,
        piece: &Piece,
        run: i64,
        put_off: i64,
        is_first: bool,
    ) -> Option<i64> {
        let hours = &piece.hours;
        match &target.promised {
            Promised::Within(Length::Time(time), _) => {
                let left = time.seconds.cast_signed() - run;
                match left {
                    1.. => hours.due(piece.from, left),
                    _ if hours.due_at_opening => hours.next_open(piece.from),
                    _ => Some(piece.from),
                }
            }
            Promised::Within(Length::Days(days), end) => {
                let due = hours.due(hours.add_days(self.origin, *days, *end)?, put_off)?;
                Some(if is_first { due } else { due.max(piece.from) })
            }
            Promised::By(_) => self.by,
            Promised::Track => None,
        }
    }

    /// The warnings that have not fired, with the instant at which each does: "each threshold fires once a
    /// cycle; one already passed when a target attaches fires then". Never past the due.
    pub fn warnings(&self, cycle: &Cycle, now: i64) -> Vec<(i64, WarnAt)> {
        let (Some(target), Some(due)) = (&self.target, self.due) else { return Vec::new() };
        if due < now || cycle.end.is_some() || cycle.doing() != Doing::Running {
            return Vec::new();
        }
        let left = target.warns.iter().filter(|warn| !self.warned.contains(warn));
        let with_instants = left.filter_map(|warn| {
            let at = match warn {
                WarnAt::Percent(percent) => self.runs_until(cycle, self.share(target, cycle, due, *percent)),
                WarnAt::Before(Length::Time(time)) => self.hours().sub(due, time.seconds.cast_signed()),
                WarnAt::Before(Length::Days(days)) => self.hours().sub_days(due, *days),
            };
            Some((at?.max(now), *warn))
        });
        with_instants.filter(|(at, _)| *at <= due).collect()
    }

    /// "percentages of a day target are shares of the business time from start to due" (pauses left out),
    /// rounded up to the second.
    fn share(&self, target: &Target, cycle: &Cycle, due: i64, percent: f64) -> i64 {
        let whole = match target.promised {
            Promised::Within(Length::Time(time), _) => time.seconds.cast_signed(),
            _ => {
                let pieces = self.pieces(cycle);
                let stood = pieces.iter().filter(|piece| piece.doing != Doing::Running);
                let stood: i64 =
                    stood.filter_map(|piece| Some(piece.hours.between(piece.from, piece.to?))).sum();
                (self.hours().between(self.origin, due) - stood).max(0)
            }
        };
        // Percentages have two decimals.
        #[expect(clippy::cast_possible_truncation, reason = "a percentage is a small number")]
        let hundredths = (percent * 100.0).round() as i64;
        (whole * hundredths + 9_999).div_euclid(10_000)
    }

    /// The first instant at which so much has run, if the cycle runs on.
    fn runs_until(&self, cycle: &Cycle, seconds: i64) -> Option<i64> {
        let pieces = self.pieces(cycle);
        let (now, done) = pieces.split_last()?;
        let running = done.iter().filter(|piece| piece.doing == Doing::Running);
        let run: i64 = running.filter_map(|piece| Some(piece.hours.between(piece.from, piece.to?))).sum();
        match seconds - run {
            left @ 1.. => now.hours.add(now.from, left),
            _ => Some(now.from),
        }
    }
}
