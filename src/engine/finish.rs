//! The end of a ticket's data: its cycles as records.

use crate::cycle::{Cycle, End, Mode};
use crate::event::Value;
use crate::judgement::Judgement;
use crate::local::zone_of;
use crate::program::Program;
use crate::record::{ChosenBy, CycleRecord, Observer, Outcome, Reason, TicketRecord};
use crate::rules::agreement_id;
use crate::slot::Slot;
use crate::symbols::Symbols;
use crate::ticket::TicketState;
use duly_calendar::Instant;
use duly_plan::{ClockEnd, FieldId, LevelId, Per, TargetKind, standard};
use std::borrow::Cow;

/// Where values of fields come from at the end: the ticket's symbols and the texts of captured lists.
struct Texts<'t> {
    symbols: &'t Symbols,
    lists: &'t [&'t str],
    capture: &'t [FieldId],
    snapshots: &'t [Slot],
}

impl<'t> Texts<'t> {
    /// The fields of a snapshot, with another department if one is given.
    fn fields(&self, snapshot: usize, department: Option<Slot>, into: &mut Vec<Value<'t>>) {
        into.clear();
        let slots = self.snapshots.get(snapshot..snapshot + self.capture.len()).unwrap_or_default();
        for (field, slot) in self.capture.iter().zip(slots) {
            let slot = department.filter(|_| *field == standard::DEPARTMENT).unwrap_or(*slot);
            into.push(match slot.list_range() {
                Some(range) => Value::List(self.lists.get(range).unwrap_or_default()),
                None => slot.value(self.symbols),
            });
        }
    }

    fn text(&self, slot: Slot) -> Option<&'t str> {
        if let Value::Text(text) = slot.value(self.symbols) { Some(text) } else { None }
    }
}

impl TicketState<'_> {
    /// Ends the data at `as_of`: what is due before it happens, then the cycles come out in the order of
    /// their clocks and numbers, then the ticket. A ticket that was never created leaves nothing.
    pub fn finish<O: Observer>(&mut self, as_of: Instant, observer: &mut O) {
        if self.events == 0 {
            return;
        }
        self.advance_to(as_of, observer);
        self.note_breaches(as_of, observer);
        let last = self.snapshot(self.facts.row[standard::DEPARTMENT.index()]);
        self.order.clear();
        self.order.extend(0..self.cycles.len());
        self.order.sort_unstable_by_key(|index| {
            let cycle = self.cycles.get(*index);
            (cycle.clock, cycle.number)
        });
        if O::TRACE {
            self.trace_courses(as_of, observer);
        }
        let symbols = &self.facts.symbols;
        let lists: Vec<&str> = self.snapshot_texts.iter().map(|symbol| symbols.text(*symbol)).collect();
        let capture = &self.program.query().capture;
        let texts = Texts { symbols, lists: &lists, capture, snapshots: &self.snapshots };
        let mut fields = Vec::with_capacity(capture.len());
        let assignee = self.facts.row[standard::ASSIGNEE.index()];
        let undecided = self.facts.desk.undecided();
        let undecided = undecided.map(|fault| self.program.plan().script(fault.script).code.name.as_str());
        for index in self.order.iter().copied() {
            let cycle = self.cycles.get(index);
            let key = key_text(self.program, symbols, cycle);
            for (agreement, standing) in self.standings.iter().enumerate() {
                let judgement = &mut self.judgements[index * self.standings.len() + agreement];
                if !judgement.leaves_record() {
                    continue;
                }
                let verdict = match &undecided {
                    Some(name) => Verdict {
                        outcome: Outcome::Undecided,
                        reason: Some(Reason::Script(name)),
                        cancelled_by: None,
                    },
                    None => Verdict::of(self.program, cycle, judgement, &texts, as_of),
                };
                let overdue = verdict.outcome == Outcome::Overdue;
                let department = if overdue { Some(judgement.breached_in) } else { None };
                texts.fields(cycle.end.map_or(last, |end| end.noted.snapshot), department, &mut fields);
                let around = Around {
                    ticket: &self.ticket,
                    key: key.as_deref(),
                    agreement,
                    chosen: if cycle.is_open() { (standing.level, standing.rule) } else { judgement.chosen },
                    agent: texts.text(cycle.end.map_or(assignee, |end| end.noted.agent)),
                    fields: &fields,
                    period: self.facts.period,
                };
                if let Some(name) = unknown_zone(self.program, cycle, judgement, &texts) {
                    observer.unknown_zone(judgement.counting.last(), name);
                }
                observer.cycle(&verdict.record(self.program, cycle, judgement, &around, as_of));
            }
        }
        self.levels.clear();
        self.levels.extend(self.standings.iter().map(|standing| (standing.level, standing.rule)));
        texts.fields(last, None, &mut fields);
        for fault in self.facts.desk.faults() {
            observer.script_failed(&self.ticket, &fault);
        }
        observer.ticket(&TicketRecord {
            ticket: &self.ticket,
            created: self.facts.created,
            levels: &self.levels,
            events: self.events,
            undecided: undecided.is_some(),
            fields: &fields,
        });
    }
}

/// What became of a cycle.
struct Verdict<'t> {
    outcome: Outcome,
    reason: Option<Reason<'t>>,
    cancelled_by: Option<Reason<'t>>,
}

impl<'t> Verdict<'t> {
    fn of(
        program: &'t Program,
        cycle: &Cycle,
        judgement: &Judgement,
        texts: &Texts<'t>,
        as_of: Instant,
    ) -> Verdict<'t> {
        let plain = |outcome| Verdict { outcome, reason: None, cancelled_by: None };
        let Some(target) = judgement.target else {
            return Verdict { reason: Some(Reason::NoTarget), ..plain(Outcome::Cancelled) };
        };
        let tracked = program.plan().target(target).kind == TargetKind::Track;
        let late_by = |at: Instant| judgement.due.is_some_and(|due| due < at);
        match &cycle.end {
            Some(end) if cancels(end.how) => {
                let why = Some(reason(program, cycle, end, texts));
                let (outcome, reason) = if late_by(end.at) && end.how != ClockEnd::CancelEvenIfLate {
                    (Outcome::Missed, Some(Reason::CancelledLate))
                } else {
                    (Outcome::Cancelled, why)
                };
                Verdict { outcome, reason, cancelled_by: why }
            }
            _ if tracked => plain(Outcome::Measured),
            Some(end) => plain(if late_by(end.at) { Outcome::Missed } else { Outcome::Met }),
            None if late_by(as_of) => plain(Outcome::Overdue),
            None if cycle.mode() == Mode::Paused => plain(Outcome::Paused),
            None => plain(Outcome::Running),
        }
    }

    /// The record.
    fn record<'r>(
        &self,
        program: &Program,
        cycle: &Cycle,
        judgement: &mut Judgement,
        around: &Around<'r>,
        as_of: Instant,
    ) -> CycleRecord<'r>
    where
        't: 'r,
    {
        let plan = program.plan();
        let closed = cycle.end.map(|end| end.at);
        let until = closed.unwrap_or(as_of);
        let (elapsed, paused) = judgement.totals(plan, cycle, until);
        let seconds = if let TargetKind::Time(seconds) = judgement.kind { Some(seconds) } else { None };
        let undecided = self.outcome == Outcome::Undecided;
        let open_in_time = matches!(self.outcome, Outcome::Running | Outcome::Paused);
        CycleRecord {
            ticket: around.ticket,
            clock: program.clocks[cycle.clock].id,
            cycle: cycle.number,
            key: around.key,
            agreement: agreement_id(around.agreement),
            level: around.chosen.0,
            rule: around.chosen.1,
            target: judgement.last,
            calendar: Some(judgement.counting.calendar(elapsed)),
            started: cycle.started,
            due: judgement.due.filter(|_| !undecided),
            closed,
            elapsed,
            paused,
            wall: until.0 - cycle.started.0,
            target_seconds: seconds.filter(|_| !undecided),
            outcome: self.outcome,
            reason: self.reason,
            cancelled_by: self.cancelled_by,
            breached_at: judgement.breached_at.filter(|_| !undecided),
            at_risk: open_in_time && !judgement.fired.is_empty(),
            reopens: cycle.reopens,
            agent: around.agent,
            fields: around.fields,
            period: around.period,
        }
    }
}

/// What a record says that is not the cycle's own.
struct Around<'r> {
    ticket: &'r str,
    key: Option<&'r str>,
    agreement: usize,
    /// The level of the verdict, and who chose it.
    chosen: (Option<LevelId>, Option<ChosenBy>),
    agent: Option<&'r str>,
    fields: &'r [Value<'r>],
    /// The period in which the ticket was created.
    period: usize,
}

fn cancels(how: ClockEnd) -> bool {
    match how {
        ClockEnd::Cancel | ClockEnd::CancelEvenIfLate | ClockEnd::RestartAsCancelled => true,
        ClockEnd::Stop | ClockEnd::RestartAsMet => false,
    }
}

/// Why a cycle was cancelled: how its contact ended, or the phrase that matched.
fn reason<'t>(program: &'t Program, cycle: &Cycle, end: &End, texts: &Texts<'t>) -> Reason<'t> {
    if let Some(result) = end.noted.result.filter(|_| end.by_contact) {
        return Reason::Result(texts.symbols.text(result));
    }
    let line = &program.plan().clock(program.clocks[cycle.clock].version).ends[end.line];
    let matched = cycle.ended_by.first().and_then(|index| line.when.events.get(usize::from(*index)));
    Reason::Phrase(matched.map_or("", |pattern| &pattern.phrase))
}

/// What a ticket held in place of the zone that a cycle's calendar reads.
fn unknown_zone<'t>(
    program: &'t Program,
    cycle: &Cycle,
    judgement: &Judgement,
    texts: &Texts<'t>,
) -> Option<&'t str> {
    let local = program.plan().calendars[judgement.counting.last().index()].local.as_ref()?;
    match zone_of(&cycle.zones, local.field)?.unknown {
        Slot::Code(code) => program.plan().field(local.field).kind.value(code),
        slot => texts.text(slot),
    }
}

/// The key of a cycle as text.
pub(crate) fn key_text<'t>(
    program: &'t Program,
    symbols: &'t Symbols,
    cycle: &Cycle,
) -> Option<Cow<'t, str>> {
    let Per::Field(field) = program.clocks[cycle.clock].per else {
        let Slot::Text(symbol) = cycle.key else { return None };
        return Some(symbols.text(symbol).into());
    };
    Some(match cycle.key {
        Slot::Unset | Slot::List { .. } => return None,
        Slot::Code(code) => program.plan().field(field).kind.value(code)?.into(),
        Slot::Text(symbol) => symbols.text(symbol).into(),
        Slot::Number(number) => number.to_string().into(),
        Slot::YesNo(yes) => (if yes { "yes" } else { "no" }).into(),
        Slot::Date(days) => crate::slot::date_of(days)?.to_string().into(),
        Slot::Instant(at) => at.0.to_string().into(),
        Slot::Duration(seconds) => seconds.to_string().into(),
    })
}
