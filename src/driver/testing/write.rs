//! Events that have happened, as a test that passes as it stands.
//!
//! The events are written first and read back; what the test expects is what comes of the text, so that nothing is
//! expected that the text does not bring about.

use super::bench::Bench;
use super::phrase::{instant, phrase};
use super::seen::{Seen, SeenCycle};
use super::words::chosen;
use crate::Problem;
use crate::moment::duration;
use crate::plan_view::{Words, name, quoted};
use duly_analysis::{Typed, lower_test_line};
use duly_calendar::{Instant, TimeZones};
use duly_diag::{Diagnostic, FileId};
use duly_plan::{AgreementId, CycleOutcome, Plan, TestEvent, TestLine};
use duly_syntax::{format, parse_test_line};
use std::sync::Arc;

/// Writes a test of a ticket's events, in their order, and of what has become of it at `as_of`: its levels, its cycles
/// and the actions. It is in the canonical layout, ends in a newline, and needs nothing but to stand in the policy's
/// file or in one that imports it.
///
/// # Errors
/// The findings about an event that cannot be said in a test.
pub fn write(
    plan: &Arc<Plan>,
    zones: &TimeZones,
    title: &str,
    events: &[(Instant, TestEvent)],
    as_of: Instant,
) -> Result<String, Vec<Diagnostic>> {
    let program = Bench::program(plan, Vec::new());
    let mut writer = Writer { plan, zones, bench: Bench::new(&program), lines: Vec::new() };
    for (at, event) in events {
        writer.take(format!("at {} {}", instant(*at, &plan.meta.zone), phrase(plan, event)))?;
    }
    if events.last().is_none_or(|(last, _)| *last < as_of) {
        writer.take(format!("at {}", instant(as_of, &plan.meta.zone)))?;
    }
    writer.expectations(as_of);
    let lines: String = writer.lines.iter().map(|line| format!("  {line}\n")).collect();
    let text = format!("duly 1\n\ntest {} {{\n{lines}}}\n", plain_text(title));
    let laid_out = format(FileId(0), &text).unwrap_or(text);
    Ok(laid_out.trim_start_matches("duly 1\n").trim_start().to_owned())
}

/// Why events cannot be written as a test: the first thing that cannot be said.
pub(crate) fn unsaid(findings: &[Diagnostic]) -> Problem {
    let first = findings.first().map_or("", |finding| finding.message.as_str());
    Problem::new(format!("an event of the ticket cannot be said in a test: {first}"))
}

/// The name that a test gets for a title: one line.
pub(crate) fn title(text: &str) -> String {
    super::phrase::one_line(text)
}

/// A text in quotes, which ends on its line.
fn plain_text(text: &str) -> String {
    quoted(&super::phrase::one_line(text))
}

struct Writer<'p> {
    plan: &'p Plan,
    zones: &'p TimeZones,
    bench: Bench<'p>,
    lines: Vec<String>,
}

impl Writer<'_> {
    /// Reads a line back.
    fn read(&self, line: &str) -> Result<TestLine, Vec<Diagnostic>> {
        let parsed = parse_test_line(FileId(0), line)?;
        let typed = Typed { now: self.bench.now(), created: self.bench.is_created(), zones: Vec::new() };
        lower_test_line(self.plan, &parsed, self.zones, typed)
    }

    /// Writes a step, and takes it.
    fn take(&mut self, line: String) -> Result<(), Vec<Diagnostic>> {
        // The events are in order, and a step that is out of order is never lowered.
        if let TestLine::Step(step) = self.read(&line)?
            && self.bench.take(&step).is_ok()
        {
            self.lines.push(line);
        }
        Ok(())
    }

    /// Writes what is expected, if it holds when it is read back.
    fn expect(&mut self, what: &str) {
        let line = format!("expect {what}");
        if let Ok(TestLine::Expect(expectation)) = self.read(&line)
            && self.bench.check(&expectation).is_none()
            && !self.lines.contains(&line)
        {
            self.lines.push(line);
        }
    }

    fn expectations(&mut self, as_of: Instant) {
        if !self.bench.is_created() {
            return;
        }
        let seen = self.bench.seen(as_of);
        for at in 0..seen.levels.len() {
            self.level(at, &seen);
        }
        for cycle in &seen.cycles {
            self.cycle(cycle, &seen);
        }
        let emitted = seen.actions.iter().filter_map(|done| Some((done.at, done.emit.as_ref()?)));
        for (at, emit) in emitted {
            let what = Words { plan: self.plan }.emit(emit);
            self.expect(&format!("{what} at {}", instant(at, &self.plan.meta.zone)));
        }
        if seen.actions.is_empty() {
            self.expect("no actions");
        }
    }

    /// `level gold by "Gold contracts" for ola`
    fn level(&mut self, at: usize, seen: &Seen) {
        let Ok(agreement) = u16::try_from(at).map(AgreementId) else { return };
        let (level, by) = seen.levels[at];
        let level =
            level.map_or("no level".to_owned(), |id| format!("level {}", name(&self.plan.level(id).name)));
        let by = by.map_or(String::new(), |by| match chosen(self.plan, agreement, by).0 {
            Some(rule) => format!(" by {}", quoted(&rule)),
            None => " by otherwise".to_owned(),
        });
        self.expect(&format!("{level}{by}{}", self.of(agreement)));
    }

    fn of(&self, agreement: AgreementId) -> String {
        if agreement.0 == 0 {
            return String::new();
        }
        format!(" for {}", name(&self.plan.agreement(agreement).name))
    }

    /// What has become of a cycle, in as few lines as say it.
    fn cycle(&mut self, cycle: &SeenCycle, seen: &Seen) {
        let like = |other: &&SeenCycle| (other.clock, other.agreement) == (cycle.clock, cycle.agreement);
        let several = seen.cycles.iter().filter(like).count() > 1;
        let number = if several { format!(" cycle {}", cycle.number) } else { String::new() };
        let clock = name(&self.plan.clock(cycle.clock).name);
        let subject = format!("{clock}{number}{}", self.of(cycle.agreement));
        let word = cycle.outcome.as_str();
        let zone = &self.plan.meta.zone;
        let said: Vec<String> = match (cycle.outcome, cycle.closed, cycle.breached_at) {
            (CycleOutcome::Missed | CycleOutcome::Overdue, closed, Some(breach)) => {
                let after = closed.map(|_| format!("missed after {}", duration(cycle.elapsed)));
                let at = format!("missed at {}", instant(breach, zone));
                std::iter::once(at).chain(after).collect()
            }
            (CycleOutcome::Met | CycleOutcome::Measured, Some(_), _) => {
                vec![format!("{word} after {}", duration(cycle.elapsed))]
            }
            (CycleOutcome::Cancelled, ..) => match &cycle.reason {
                Some(why) => vec![format!("cancelled because {}", plain_text(why))],
                None => vec![word.to_owned()],
            },
            (CycleOutcome::Running, ..) => {
                let due = cycle.due.map(|due| format!("due {}", instant(due, zone)));
                std::iter::once(word.to_owned()).chain(due).collect()
            }
            (CycleOutcome::Paused, ..) => {
                vec![word.to_owned(), format!("elapsed {}", duration(cycle.elapsed))]
            }
            _ => vec![word.to_owned()],
        };
        for verdict in said {
            self.expect(&format!("{subject} {verdict}"));
        }
    }
}
