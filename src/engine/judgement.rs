//! Judgements: a cycle held against the promise of one agreement. Elapsed time, the due, the breach.
//!
//! Finished stretches are counted once and kept as sums; a change of target, calendar or origin counts them
//! afresh from the cycle's marks, so that the sums never depend on the way they were reached.

use crate::condition::add_days;
use crate::counting::Counting;
use crate::cycle::{Cycle, Mark, Mode};
use crate::local::Tables;
use crate::record::ChosenBy;
use crate::slot::Slot;
use crate::trigger::Arm;
use duly_calendar::{Instant, spec::DueAt};
use duly_plan::{CalendarId, LevelId, Plan, TargetId, TargetKind, WarnAt};

/// One cycle in one agreement.
#[derive(Clone, Debug)]
pub(crate) struct Judgement {
    /// The target in force.
    pub(crate) target: Option<TargetId>,
    /// The last target there was.
    pub(crate) last: Option<TargetId>,
    /// Whether any of its targets was a promise, and not `track`.
    pub(crate) was_promised: bool,
    /// What the target promises, with all that is added to it; of the last one if there is none any more.
    pub(crate) kind: TargetKind,
    /// What is added to the target: those of its `plus` that hold.
    pub(crate) added: Vec<usize>,
    /// The calendars it is, or was last, counted on.
    pub(crate) counting: Counting,
    /// When the target came into force.
    pub(crate) attached: Instant,
    /// From when it counts.
    pub(crate) origin: Instant,
    /// The instant promised by a field, for targets of that kind.
    pub(crate) promised: Option<Instant>,
    /// Calendars that stretches stay counted on after a `switch keep`: each from its instant on.
    eras: Vec<(Instant, Counting)>,
    sums: Sums,
    /// The due in force.
    pub(crate) due: Option<Instant>,
    /// When it first stood past its due.
    pub(crate) breached_at: Option<Instant>,
    /// The department at that instant.
    pub(crate) breached_in: Slot,
    /// The level of the verdict and who chose it, once the cycle has ended.
    pub(crate) chosen: (Option<LevelId>, Option<ChosenBy>),
    /// When the next warning fires.
    pub(crate) next_warning: Option<Instant>,
    /// The thresholds that fired: each does once a cycle, whichever target it is a line of.
    pub(crate) fired: Vec<WarnAt>,
    /// How many targets have come into force.
    pub(crate) attachments: u32,
    /// The thresholds of triggers, in the order of the program's for its clock.
    pub(crate) arms: Vec<Arm>,
}

/// What the finished stretches come to.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
struct Sums {
    /// How many stretches are counted.
    stretches: usize,
    /// Business seconds run.
    elapsed: i64,
    /// Business seconds paused.
    paused: i64,
    /// Business seconds between an end and a reopening.
    ended: i64,
    /// The due, if a finished stretch ran past it.
    passed: Option<Instant>,
}

impl Judgement {
    /// Of a cycle that has no target yet.
    pub(crate) fn new() -> Judgement {
        Judgement {
            target: None,
            last: None,
            was_promised: false,
            kind: TargetKind::Track,
            added: Vec::new(),
            counting: Counting::on(CalendarId(0)),
            attached: Instant(0),
            origin: Instant(0),
            promised: None,
            eras: Vec::new(),
            sums: Sums::default(),
            due: None,
            breached_at: None,
            breached_in: Slot::Unset,
            chosen: (None, None),
            next_warning: None,
            fired: Vec::new(),
            attachments: 0,
            arms: Vec::new(),
        }
    }

    /// Makes room for the next cycle. What else there is comes with its target, or is read after it was set.
    pub(crate) fn reset(&mut self) {
        self.eras.clear();
        self.fired.clear();
        self.attachments = 0;
        self.arms.clear();
        self.target = None;
        self.last = None;
        self.was_promised = false;
        self.promised = None;
        self.sums = Sums::default();
        self.due = None;
        self.breached_at = None;
        self.next_warning = None;
    }

    /// Whether a record tells of it: what was only ever tracked, and is no longer, leaves none.
    pub(crate) fn leaves_record(&self) -> bool {
        self.target.is_some() || self.was_promised
    }

    /// Forgets the sums: everything is counted afresh.
    pub(crate) fn recount(&mut self) {
        self.sums = Sums::default();
    }

    /// Counts every stretch in one way.
    pub(crate) fn count_all_on(&mut self, counting: Counting) {
        self.eras.clear();
        self.counting = counting;
        self.recount();
    }

    /// Counts what comes in another way, and keeps what was as it was counted.
    pub(crate) fn count_on_from(&mut self, counting: Counting, from: Instant) {
        let before = std::mem::replace(&mut self.counting, counting.clone());
        if self.eras.is_empty() {
            self.eras.push((Instant(i64::MIN), before));
        }
        self.eras.retain(|era| era.0 < from);
        self.eras.push((from, counting));
        self.recount();
    }

    /// How the stretch that begins at an instant is counted.
    pub(crate) fn counting_at(&self, at: Instant) -> &Counting {
        self.eras.iter().rev().find(|era| era.0 <= at).map_or(&self.counting, |era| &era.1)
    }

    /// The business time from `from` until `until` in the stretch that begins at `mark`.
    fn length(&self, tables: Tables<'_>, mark: Mark, from: Instant, until: Instant) -> i64 {
        let counting = self.counting_at(mark.at);
        if mark.mode == Mode::Running && counting.in_turns() {
            return counting.run(tables, self.sums.elapsed, from, until);
        }
        tables.calendar(counting.calendar(self.sums.elapsed)).between(from, until)
    }

    /// From when a stretch counts: the first one from the origin, even if that is before the cycle's start.
    pub(crate) fn counted_from(&self, cycle: &Cycle, place: usize, at: Instant) -> Instant {
        if place == 0 && self.origin < cycle.started { self.origin } else { at.max(self.origin) }
    }

    /// Whether nothing counts before a stretch.
    fn counts_first(&self, place: usize, mark: Mark) -> bool {
        place == 0 || mark.at <= self.origin
    }

    /// Counts the stretches that are finished and not yet counted.
    fn catch_up(&mut self, plan: &Plan, cycle: &Cycle) {
        let (current, _) = cycle.current();
        let tables = Tables::of(plan, cycle);
        while self.sums.stretches < current {
            let place = self.sums.stretches;
            let (mark, until) = (cycle.marks[place], cycle.marks[place + 1].at);
            let from = self.counted_from(cycle, place, mark.at);
            if from <= until {
                let length = self.length(tables, mark, from, until);
                match mark.mode {
                    Mode::Running => {
                        if self.sums.passed.is_none() {
                            self.sums.passed = self
                                .due_in(tables, mark.at, from, self.counts_first(place, mark))
                                .filter(|due| *due < until);
                        }
                        self.sums.elapsed += length;
                    }
                    Mode::Paused => self.sums.paused += length,
                    Mode::Ended => self.sums.ended += length,
                }
            }
            self.sums.stretches += 1;
        }
    }

    /// The due as it lies if the cycle runs on from the beginning of a stretch.
    fn due_in(&self, tables: Tables<'_>, stretch: Instant, from: Instant, first: bool) -> Option<Instant> {
        self.target?;
        let counting = self.counting_at(stretch);
        match self.kind {
            TargetKind::Time(seconds) => {
                let (from, calendar, left) = counting.last_turn(tables, self.sums.elapsed, from, seconds)?;
                if left > 0 {
                    calendar.due(calendar.position(from) + left)
                } else if calendar.due_at() == DueAt::Opening {
                    calendar.next_open(from)
                } else {
                    Some(from)
                }
            }
            TargetKind::Days { count, unit, end } => {
                let calendar = tables.calendar(counting.last());
                let due = add_days(calendar, self.origin, i64::from(count), unit, end)?;
                let put_off = self.sums.paused + self.sums.ended;
                let due = if put_off == 0 { due } else { calendar.add(due, put_off)? };
                Some(if first { due } else { due.max(from) })
            }
            TargetKind::ByField(_) => self.promised,
            TargetKind::Script(_) | TargetKind::Track => None,
        }
    }

    /// The due in force: where a finished stretch passed it, else as it lies while the cycle runs. None
    /// without a promise, while the cycle is paused within its due, and while it is hidden.
    pub(crate) fn find_due(&mut self, plan: &Plan, cycle: &Cycle) {
        self.catch_up(plan, cycle);
        self.due = None;
        if self.target.is_none() || cycle.hidden {
            return;
        }
        let (place, mark) = cycle.current();
        self.due = self.sums.passed;
        if self.due.is_none() && mark.mode == Mode::Running {
            let from = self.counted_from(cycle, place, mark.at);
            let first = self.counts_first(place, mark);
            self.due = self.due_in(Tables::of(plan, cycle), mark.at, from, first);
        }
    }

    /// Notes the breach if the due in force lies before `at`. `since` is the first instant at which that
    /// can be said: the due itself, or when a due in the past came into force.
    pub(crate) fn note_breach(&mut self, at: Instant, since: Instant, department: Slot) {
        if self.breached_at.is_none() && self.due.is_some_and(|due| due < at) {
            self.breached_at = Some(since);
            self.breached_in = department;
        }
    }

    /// Business seconds run and paused until `until`, which is not before the cycle's last stretch.
    pub(crate) fn totals(&mut self, plan: &Plan, cycle: &Cycle, until: Instant) -> (i64, i64) {
        self.catch_up(plan, cycle);
        let (place, mark) = cycle.current();
        let from = self.counted_from(cycle, place, mark.at);
        let tables = Tables::of(plan, cycle);
        let length = if from <= until { self.length(tables, mark, from, until) } else { 0 };
        let Sums { elapsed, paused, .. } = self.sums;
        match mark.mode {
            Mode::Running => (elapsed + length, paused),
            Mode::Paused => (elapsed, paused + length),
            Mode::Ended => (elapsed, paused),
        }
    }

    /// The first instant at which `seconds` of business time have run, if the cycle runs on as it does now, but not
    /// before it begins to count; the earliest there is if they have run before its current stretch.
    pub(crate) fn runs_until(&self, plan: &Plan, cycle: &Cycle, seconds: i64) -> Option<Instant> {
        let (place, mark) = cycle.current();
        let from = self.counted_from(cycle, place, mark.at);
        let counting = self.counting_at(mark.at);
        let tables = Tables::of(plan, cycle);
        let (from, calendar, left) = counting.last_turn(tables, self.sums.elapsed, from, seconds)?;
        if left <= 0 {
            return Some(if mark.at < self.origin { self.origin } else { Instant(i64::MIN) });
        }
        calendar.at_position(calendar.position(from) + left)
    }

    /// The business time that runs from the origin to the due: what shares of a promise are shares of.
    pub(crate) fn promised_seconds(&self, tables: Tables<'_>, cycle: &Cycle, due: Instant) -> i64 {
        match self.kind {
            TargetKind::Time(seconds) => seconds,
            _ => {
                let whole = tables.calendar(self.counting.last()).between(self.origin, due);
                (whole - self.put_off(tables, cycle, due)).max(0)
            }
        }
    }

    /// The business time before an instant in which the cycle was paused or lay ended, in its finished stretches.
    fn put_off(&self, tables: Tables<'_>, cycle: &Cycle, due: Instant) -> i64 {
        let (current, _) = cycle.current();
        let finished = cycle.marks.windows(2).take(current).enumerate();
        let idle = finished.filter(|(_, stretch)| stretch[0].mode != Mode::Running);
        let lengths = idle.map(|(place, stretch)| {
            let (from, until) = (self.counted_from(cycle, place, stretch[0].at), stretch[1].at.min(due));
            if from < until { self.length(tables, stretch[0], from, until) } else { 0 }
        });
        lengths.sum()
    }
}
