//! Whether an expectation holds.

use super::bench::Bench;
use super::failure::Failure;
use super::seen::{Done, Seen, SeenCycle};
use super::words::{Speaker, chosen};
use duly_calendar::Instant;
use duly_calendar::spec::DayEnd;
use duly_diag::Span;
use duly_plan::{
    AgreementId, CalendarId, CycleName, CycleOutcome, DayUnit, Expectation, Expected, ExpectedAction,
    ExpectedRule, Length, LevelId, Plan, Verdict,
};

/// What an expectation is held against.
struct Case<'b, 'p> {
    bench: &'b Bench<'p>,
    plan: &'p Plan,
    expectation: &'b Expectation,
    now: Instant,
    seen: Seen,
}

/// Holds an expectation against the ticket as it is now.
pub(super) fn check(bench: &Bench<'_>, expectation: &Expectation) -> Option<Failure> {
    let now = bench.now()?;
    let case = Case { bench, plan: bench.plan(), expectation, now, seen: bench.seen(now) };
    match &expectation.kind {
        Expected::Level { agreement, levels, by, .. } => case.level(*agreement, levels, by.as_ref()),
        Expected::NoActions => case.no_action(case.seen.actions.first()),
        Expected::Action { not: true, action, .. } => {
            case.no_action(case.seen.actions.iter().find(|done| case.is(done, action)))
        }
        Expected::Action { not: false, action, at } => case.action(action, *at),
        Expected::NoCycle(name) => case.no_cycle(name),
        Expected::Cycle(name, verdict) => case.cycle(name, verdict),
    }
}

impl<'p> Case<'_, 'p> {
    fn speaker(&self, cycle: Option<&SeenCycle>) -> Speaker<'p> {
        Speaker::of(self.plan, cycle, self.now)
    }

    /// A failure, the event that counts being the last one by `at`.
    fn fails(
        &self,
        cycle: Option<&SeenCycle>,
        actual: String,
        at: Instant,
        decided: Option<Span>,
    ) -> Failure {
        Failure {
            line: self.expectation.span,
            expected: self.speaker(cycle).expected(&self.expectation.kind),
            actual,
            apart: None,
            event: self.bench.event_by(at),
            decided,
        }
    }

    fn level(
        &self,
        agreement: AgreementId,
        levels: &[LevelId],
        by: Option<&ExpectedRule>,
    ) -> Option<Failure> {
        let (level, rule) = self.seen.levels.get(agreement.index()).copied().unwrap_or_default();
        let (rule, decided) = rule.map_or((None, None), |rule| {
            let (name, span) = chosen(self.plan, agreement, rule);
            (Some(name), span)
        });
        let as_expected = match level {
            Some(level) => levels.contains(&level),
            None => levels.is_empty(),
        };
        let by_expected = match by {
            None => true,
            Some(ExpectedRule::Otherwise) => rule == Some(None),
            Some(ExpectedRule::Named(name)) => rule.is_some_and(|rule| rule.as_ref() == Some(name)),
        };
        if as_expected && by_expected {
            return None;
        }
        let actual = self.speaker(None).level(agreement, &self.seen);
        Some(self.fails(None, actual, self.now, decided))
    }

    fn no_action(&self, found: Option<&Done>) -> Option<Failure> {
        let done = found?;
        Some(self.fails(None, self.speaker(None).done(done), done.at, Some(done.span)))
    }

    /// Without an instant any action so far counts; with one, time passes up to it if need be.
    fn action(&self, action: &ExpectedAction, at: Option<Instant>) -> Option<Failure> {
        let ahead = at.filter(|at| *at >= self.now).map(|at| self.bench.seen(at.plus(1)));
        let seen = ahead.as_ref().unwrap_or(&self.seen);
        let like: Vec<Done> = seen.actions.iter().filter(|done| self.is(done, action)).cloned().collect();
        if like.iter().any(|done| at.is_none_or(|at| done.at == at)) {
            return None;
        }
        let nearest = like.iter().min_by_key(|done| at.map_or(0, |at| done.at.0.abs_diff(at.0)));
        let speaker = self.speaker(None);
        let actual = speaker.actions(if like.is_empty() { &seen.actions } else { &like });
        let failure = self.fails(None, actual, self.now, nearest.map(|done| done.span));
        let apart = nearest.zip(at).map(|(done, at)| {
            let cycle = done.cycle.and_then(|cycle| self.cycle_numbered(cycle));
            cycle.map_or_else(String::new, |cycle| speaker.apart(at, done.at, cycle))
        });
        Some(Failure { apart: apart.filter(|apart| !apart.is_empty()), ..failure })
    }

    /// An action that asks a script is known by the script, and by what it gave.
    fn is(&self, done: &Done, action: &ExpectedAction) -> bool {
        match action {
            ExpectedAction::Emit(emit) => {
                done.emit.as_ref() == Some(emit) || done.said(self.bench.plan()).as_ref() == Some(emit)
            }
            ExpectedAction::Warn(clock) => {
                done.emit.is_none() && done.cycle.is_some_and(|(of, _)| of == *clock)
            }
        }
    }

    fn cycle_numbered(&self, (clock, number): (duly_plan::ClockId, u32)) -> Option<&SeenCycle> {
        self.seen.cycles.iter().find(|cycle| cycle.clock == clock && cycle.number == number)
    }

    fn no_cycle(&self, name: &CycleName) -> Option<Failure> {
        let cycle = pick(&self.seen, name)?;
        let speaker = self.speaker(Some(cycle));
        let clock = speaker.cycle_name(&CycleName { number: Some(cycle.number), ..name.clone() });
        let actual = format!("{clock} {}", speaker.cycle(cycle));
        Some(self.fails(Some(cycle), actual, cycle.started, self.line_of(cycle)))
    }

    /// The policy's line that a cycle is judged by.
    fn line_of(&self, cycle: &SeenCycle) -> Option<Span> {
        cycle.target.map(|target| self.speaker(None).target_line(target))
    }

    fn cycle(&self, name: &CycleName, verdict: &Verdict) -> Option<Failure> {
        // A breach has its instant whether or not anything happens then.
        let ahead = match verdict {
            Verdict::EndedAt(CycleOutcome::Missed, at) if *at >= self.now => {
                Some(self.bench.seen(at.plus(1)))
            }
            _ => None,
        };
        let seen = ahead.as_ref().unwrap_or(&self.seen);
        let Some(cycle) = pick(seen, name) else {
            let actual = self.speaker(None).cycles_of(name, seen);
            return Some(self.fails(None, actual, self.now, None));
        };
        if let Verdict::Stays(outcome, until) = verdict {
            return self.stays(name, *outcome, *until);
        }
        if self.holds(cycle, verdict) {
            return None;
        }
        let speaker = self.speaker(Some(cycle));
        let actual = match verdict {
            Verdict::Due(_) | Verdict::NoDue => {
                format!("{} ({})", speaker.due(cycle), cycle.outcome.as_str())
            }
            Verdict::DueIn(_, calendar) => self.due_in(cycle, *calendar),
            Verdict::AtRisk if cycle.outcome == CycleOutcome::Running => {
                format!("{}, and no warning has fired", speaker.cycle(cycle))
            }
            _ => speaker.cycle(cycle),
        };
        let failure = self.fails(Some(cycle), actual, cycle.closed.unwrap_or(self.now), self.line_of(cycle));
        Some(Failure { apart: self.apart(cycle, verdict), ..failure })
    }

    fn due_in(&self, cycle: &SeenCycle, calendar: Option<CalendarId>) -> String {
        let speaker = self.speaker(Some(cycle));
        let Some(due) = cycle.due else { return speaker.due(cycle) };
        let left = speaker.table(calendar.or(cycle.calendar)).between(self.now, due);
        format!("due in {}, {}", crate::moment::duration(left), speaker.due(cycle))
    }

    fn holds(&self, cycle: &SeenCycle, verdict: &Verdict) -> bool {
        match verdict {
            Verdict::Due(at) => cycle.due == Some(*at),
            Verdict::NoDue => cycle.due.is_none(),
            Verdict::DueIn(length, calendar) => self.is_due_in(cycle, *length, *calendar),
            Verdict::Elapsed(seconds) => cycle.elapsed == *seconds,
            Verdict::OverdueBy(seconds) => {
                cycle.outcome == CycleOutcome::Overdue && self.late_by(cycle) == Some(*seconds)
            }
            Verdict::AtRisk => cycle.at_risk,
            Verdict::Stays(outcome, _) | Verdict::Outcome(outcome) => has(cycle, *outcome),
            Verdict::After(outcome, seconds) => {
                has(cycle, *outcome) && cycle.closed.is_some() && cycle.elapsed == *seconds
            }
            Verdict::EndedAt(outcome, at) => has(cycle, *outcome) && ended(cycle, *outcome) == Some(*at),
            Verdict::Because(outcome, why) => has(cycle, *outcome) && cycle.reason.as_ref() == Some(why),
        }
    }

    fn is_due_in(&self, cycle: &SeenCycle, length: Length, calendar: Option<CalendarId>) -> bool {
        let Some(due) = cycle.due else { return false };
        let table = self.speaker(None).table(calendar.or(cycle.calendar));
        let end = match length {
            Length::Time(seconds) => return table.between(self.now, due) == seconds,
            Length::Days(days, DayUnit::BusinessDays) => {
                table.add_days(self.now, i64::from(days), DayEnd::SameTime)
            }
            Length::Days(days, DayUnit::CalendarDays) => {
                table.add_calendar_days(self.now, i64::from(days), DayEnd::SameTime)
            }
            Length::Days(months, DayUnit::CalendarMonths) => {
                table.add_calendar_months(self.now, i64::from(months), DayEnd::SameTime)
            }
        };
        end == Some(due)
    }

    fn late_by(&self, cycle: &SeenCycle) -> Option<i64> {
        let table = self.speaker(None).table(cycle.calendar);
        cycle.due.map(|due| table.between(due, cycle.closed.unwrap_or(self.now)))
    }

    /// Nothing happens by itself but at a timer or past a due.
    fn stays(&self, name: &CycleName, outcome: CycleOutcome, until: Instant) -> Option<Failure> {
        let mut moments = vec![self.now];
        let mut ahead = self.bench.clone();
        while let Some(timer) = ahead.next_timer().filter(|timer| *timer < until) {
            moments.push(timer.plus(1));
            ahead.pass(timer.plus(1));
        }
        moments.push(until);
        for at in moments.into_iter().filter(|at| *at <= until.max(self.now)) {
            let seen = self.bench.seen(at);
            let Some(cycle) = pick(&seen, name).filter(|cycle| !has(cycle, outcome)) else { continue };
            let speaker = self.speaker(Some(cycle));
            let since = if at == self.now { "now".to_owned() } else { format!("at {}", speaker.instant(at)) };
            let actual = format!("{since}: {}", speaker.cycle(cycle));
            let failure = self.fails(Some(cycle), actual, self.now, self.line_of(cycle));
            let turned = cycle.breached_at.filter(|breach| *breach <= until && *breach >= self.now);
            return Some(Failure {
                apart: turned.map(|turned| speaker.apart(until, turned, cycle)),
                ..failure
            });
        }
        None
    }

    fn apart(&self, cycle: &SeenCycle, verdict: &Verdict) -> Option<String> {
        let speaker = self.speaker(Some(cycle));
        match verdict {
            Verdict::Due(at) => cycle.due.map(|due| speaker.apart(*at, due, cycle)),
            Verdict::EndedAt(outcome, at) if has(cycle, *outcome) => {
                ended(cycle, *outcome).map(|ended| speaker.apart(*at, ended, cycle))
            }
            Verdict::Elapsed(seconds) => Some(Speaker::difference(*seconds, cycle.elapsed)),
            Verdict::After(outcome, seconds) if has(cycle, *outcome) => {
                Some(Speaker::difference(*seconds, cycle.elapsed))
            }
            Verdict::OverdueBy(seconds) => {
                self.late_by(cycle).map(|late| Speaker::difference(*seconds, late))
            }
            Verdict::DueIn(Length::Time(seconds), calendar) => {
                let table = speaker.table(calendar.or(cycle.calendar));
                cycle.due.map(|due| Speaker::difference(*seconds, table.between(self.now, due)))
            }
            _ => None,
        }
    }
}

/// The cycle that is meant: the last one of those that fit, of the first agreement that has a verdict.
pub(super) fn pick<'s>(seen: &'s Seen, name: &CycleName) -> Option<&'s SeenCycle> {
    let fits = |cycle: &&SeenCycle| {
        cycle.clock == name.clock
            && name.number.is_none_or(|number| cycle.number == number)
            && (name.key.is_none() || cycle.key == name.key)
            && name.agreement.is_none_or(|agreement| cycle.agreement == agreement)
    };
    let agreement = seen.cycles.iter().filter(fits).map(|cycle| cycle.agreement).min()?;
    seen.cycles
        .iter()
        .filter(fits)
        .filter(|cycle| cycle.agreement == agreement)
        .max_by_key(|cycle| cycle.number)
}

/// Whether a cycle has an outcome; a promise is missed as soon as its due has passed.
fn has(cycle: &SeenCycle, outcome: CycleOutcome) -> bool {
    cycle.outcome == outcome || (outcome == CycleOutcome::Missed && cycle.outcome == CycleOutcome::Overdue)
}

/// Since when it has it.
fn ended(cycle: &SeenCycle, outcome: CycleOutcome) -> Option<Instant> {
    if outcome == CycleOutcome::Missed { cycle.breached_at } else { cycle.closed }
}
