//! The report with a row a ticket: where it stands, what is due next, and its worst cycle.

use crate::capture::Captured;
use crate::column::{Column, Kind, NULL, Raw, count, items};
use crate::cycle_column::{instant, outcome, remaining};
use crate::names::Names;
use crate::report::Report;
use crate::sheet::{OrderBy, Sheet};
use crate::spec::{ReportKind, Spec};
use duly_calendar::Instant;
use duly_engine::{CycleRecord, Outcome, TicketRecord};
use duly_plan::{AgreementId, FieldId, Plan, standard};
use std::cmp::Reverse;

/// The fields it shows, in the order of its columns.
pub(crate) const FIELDS: [FieldId; 6] = [
    standard::STATUS,
    standard::PRIORITY,
    standard::REQUESTER,
    standard::DEPARTMENT,
    standard::ASSIGNEE,
    standard::CHANNEL,
];

/// The outcomes that are counted, in the order of its columns.
const COUNTED: [Outcome; 8] = [
    Outcome::Met,
    Outcome::Missed,
    Outcome::Cancelled,
    Outcome::Measured,
    Outcome::Undecided,
    Outcome::Running,
    Outcome::Paused,
    Outcome::Overdue,
];

/// Where a ticket stands, the gravest of what is open first, then the gravest of what is closed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum State {
    None,
    Running,
    Paused,
    AtRisk,
    Overdue,
    Met,
    Missed,
    /// A script failed that the ticket's verdicts depend on.
    Undecided,
}

const STATES: [&str; 8] = ["none", "running", "paused", "at_risk", "overdue", "met", "missed", "undecided"];

/// Rows of tickets.
#[derive(Clone, Debug)]
pub(crate) struct Tickets {
    fields: Vec<Captured>,
    sheet: Sheet,
    /// The cycles of the ticket at hand.
    current: Summary,
}

/// What the cycles of one ticket add up to.
#[derive(Clone, Debug, Default)]
struct Summary {
    outcomes: [u64; Outcome::ALL.len()],
    at_risk: bool,
    next: Option<(Instant, Raw)>,
    worst: Option<(Badness, Worst)>,
}

/// How bad a cycle is: the least is the worst. Gravity, seconds left, due, clock, cycle, agreement.
type Badness = (u8, Reverse<Option<Reverse<i64>>>, Reverse<Option<Reverse<Instant>>>, Raw, u32, u16);

/// What is shown of the worst cycle.
#[derive(Clone, Copy, Debug)]
struct Worst {
    clock: Raw,
    cycle: Raw,
    outcome: Raw,
    remaining: Raw,
}

impl Tickets {
    pub(crate) fn new(plan: &Plan, names: &Names, capture: &[FieldId]) -> Tickets {
        let fields: Vec<Captured> = FIELDS.iter().map(|f| Captured::new(plan, capture, *f)).collect();
        let sheet = Sheet::new(columns(&fields, names));
        Tickets { fields, sheet, current: Summary::default() }
    }

    /// Takes in a cycle of the ticket that [`Tickets::close`] will be called with next.
    pub(crate) fn add(&mut self, cycle: &CycleRecord<'_>) {
        self.current.add(cycle);
    }

    /// Ends a ticket; it is left out if only a part of the cycles counts and none of its own is among them.
    pub(crate) fn close(&mut self, ticket: &TicketRecord<'_>, names: &Names, spec: &Spec) {
        let summary = std::mem::take(&mut self.current);
        if spec.narrows() && summary.worst.is_none() {
            return;
        }
        let texts = &mut self.sheet.texts;
        let (level, rule) = ticket.levels.first().copied().unwrap_or_default();
        let mut row = vec![
            texts.intern(ticket.ticket),
            if ticket.undecided { State::Undecided } else { summary.state() } as Raw,
            level.map_or(NULL, |l| Raw::from(l.0)),
            rule.map_or(NULL, |r| names.rule(AgreementId(0), r)),
            ticket.created.0,
        ];
        row.extend(self.fields.iter().map(|f| f.value(ticket.fields, texts)));
        row.extend(summary.values());
        row.push(count(ticket.events));
        self.sheet.push(row);
    }

    pub(crate) fn absorb(&mut self, other: &Tickets) {
        self.sheet.absorb(&other.sheet);
    }

    pub(crate) fn finish(self, spec: &Spec) -> Report {
        Report::new(ReportKind::Tickets, self.sheet, &[OrderBy::up(0)], spec.sort.as_ref())
    }
}

impl Summary {
    fn add(&mut self, cycle: &CycleRecord<'_>) {
        self.outcomes[cycle.outcome as usize] += 1;
        self.at_risk |= cycle.at_risk;
        let clock = Raw::from(cycle.clock.0);
        if let (Outcome::Running | Outcome::Paused | Outcome::Overdue, Some(due)) = (cycle.outcome, cycle.due)
        {
            let this = (due, clock);
            self.next = Some(self.next.map_or(this, |next| next.min(this)));
        }
        let badness = badness(cycle);
        if self.worst.as_ref().is_none_or(|(worst, _)| badness < *worst) {
            let worst = Worst {
                clock,
                cycle: Raw::from(cycle.cycle),
                outcome: outcome(cycle),
                remaining: remaining(cycle).unwrap_or(NULL),
            };
            self.worst = Some((badness, worst));
        }
    }

    fn state(&self) -> State {
        let any = |outcome: Outcome| self.outcomes[outcome as usize] > 0;
        match () {
            () if any(Outcome::Overdue) => State::Overdue,
            () if self.at_risk => State::AtRisk,
            () if any(Outcome::Running) => State::Running,
            () if any(Outcome::Paused) => State::Paused,
            () if any(Outcome::Missed) => State::Missed,
            () if any(Outcome::Met) => State::Met,
            () => State::None,
        }
    }

    /// The values of the columns that speak of cycles.
    fn values(&self) -> impl Iterator<Item = Raw> {
        let worst = self.worst.as_ref().map(|(_, worst)| *worst);
        let shown = worst.map_or([NULL; 4], |w| [w.clock, w.cycle, w.outcome, w.remaining]);
        let next = [instant(self.next.map(|(due, _)| due)), self.next.map_or(NULL, |(_, clock)| clock)];
        next.into_iter().chain(shown).chain(COUNTED.map(|outcome| count(self.outcomes[outcome as usize])))
    }
}

fn badness(cycle: &CycleRecord<'_>) -> Badness {
    let gravity = match cycle.outcome {
        Outcome::Overdue => 0,
        Outcome::Missed => 1,
        Outcome::Running if cycle.at_risk => 2,
        Outcome::Running => 3,
        Outcome::Paused => 4,
        Outcome::Undecided => 5,
        Outcome::Met => 6,
        Outcome::Cancelled => 7,
        Outcome::Measured => 8,
    };
    // Reversed twice: the least value first, and those that have none last.
    let left = Reverse(remaining(cycle).map(Reverse));
    let due = Reverse(cycle.due.map(Reverse));
    (gravity, left, due, Raw::from(cycle.clock.0), cycle.cycle, cycle.agreement.0)
}

fn columns(fields: &[Captured], names: &Names) -> Vec<Column> {
    let mut kinds = vec![Kind::Text, items(STATES), names.levels.clone(), names.rules.clone(), Kind::Instant];
    kinds.extend(fields.iter().map(|f| f.kind.clone()));
    kinds.extend([
        Kind::Instant,
        names.clocks.clone(),
        names.clocks.clone(),
        Kind::Count,
        names.outcomes.clone(),
        Kind::Seconds,
    ]);
    kinds.resize(COLUMNS.len(), Kind::Count);
    COLUMNS.iter().zip(kinds).map(|((name, rank), kind)| Column::new(*name, kind, *rank)).collect()
}

/// Names, and how early a narrow table leaves them out.
const COLUMNS: [(&str, u8); 26] = [
    ("ticket", 0),
    ("state", 0),
    ("level", 1),
    ("rule", 7),
    ("created", 4),
    ("status", 3),
    ("priority", 3),
    ("requester", 6),
    ("department", 5),
    ("assignee", 5),
    ("channel", 7),
    ("next_due", 1),
    ("next_clock", 1),
    ("worst_clock", 2),
    ("worst_cycle", 6),
    ("worst_outcome", 2),
    ("worst_remaining_s", 3),
    ("met", 4),
    ("missed", 4),
    ("cancelled", 6),
    ("measured", 8),
    ("undecided", 9),
    ("running", 6),
    ("paused", 6),
    ("overdue", 5),
    ("events", 8),
];

/// The names of its columns.
pub(crate) fn column_names() -> Vec<String> {
    COLUMNS.iter().map(|(name, _)| (*name).to_owned()).collect()
}
