//! Lines of tests in a session: what happens to the ticket, and what is expected of it.

use super::happened::Happened;
use super::reply::Answer;
use super::timeline::Unusable;
use super::words::instant;
use super::{Refusal, Reply, Session, out_of_order};
use crate::plan_view::{Words, name, quoted};
use crate::testing::Bench;
use duly_analysis::{Typed, lower_test_line};
use duly_calendar::Instant;
use duly_diag::{Diagnostic, FileId, codes};
use duly_plan::{Medium, Phase, Plan, Role, Step, TestEvent, TestEventKind, TestLine, TestValue};
use duly_syntax::ast;

impl Session {
    /// A step or an expectation.
    pub(super) fn test_line(&mut self, text: &str, line: &ast::TestLine) -> Result<Reply, Refusal> {
        let place = self.place_of(line);
        let lowered = lower_test_line(self.plan(), line, &self.zones, place)
            .map_err(|findings| self.mistakes(text, self.of_session(findings)))?;
        match (lowered, line) {
            (TestLine::Step(step), ast::TestLine::Step(written)) => self.step(text, &step, written),
            (TestLine::Expect(expected), _) => {
                let bench = self.bench()?;
                let failure = bench.check(&expected);
                Ok(Reply::plain(Answer::Expected(failure)))
            }
            _ => Ok(Reply::plain(Answer::Nothing)),
        }
    }

    /// Findings about a line, with the help that there is in a session.
    fn of_session(&self, findings: Vec<Diagnostic>) -> Vec<Diagnostic> {
        let again =
            |finding: &Diagnostic| finding.code == codes::FIRST_CREATED && self.present().created.is_some();
        let helped = |finding: Diagnostic| {
            if again(&finding) {
                finding.help("`new` forgets the ticket, so that another can begin")
            } else {
                finding
            }
        };
        findings.into_iter().map(helped).collect()
    }

    /// Where a line stands in the ticket's history. One that says its instant may go back in time, as long as the
    /// ticket is there already.
    fn place_of(&self, line: &ast::TestLine) -> Typed {
        let absolute =
            matches!(line, ast::TestLine::Step(step) if matches!(step.at, Some(ast::Point::At(_))));
        let now = if absolute { None } else { self.state.now };
        let created = if absolute {
            self.state.events.iter().any(Happened::creates)
        } else {
            self.state.present.created.is_some()
        };
        Typed { now, created, zones: self.present().zones(self.plan()) }
    }

    fn step(&mut self, text: &str, step: &Step, written: &ast::Step) -> Result<Reply, Refusal> {
        let understood = |event: Option<&TestEvent>| {
            let zone = &self.plan().meta.zone;
            let at = format!("at {} {}", instant(step.at, zone), zone.name());
            event.map_or(at.clone(), |event| format!("{at}: {}", event_words(self.plan(), event)))
        };
        let understood = Some(understood(step.event.as_ref()));
        let state = self.state.clone();
        let state = match &step.event {
            None => state.at(step.at)?,
            Some(_) => {
                let timeline = state.timeline.with(step.at, written);
                let state = super::State { now: Some(step.at), ..state };
                state.with(state.texts.clone(), state.policy.clone(), timeline, &self.zones).map_err(
                    |unusable| match unusable {
                        Unusable::Problem(problem) => Refusal::Problem(problem),
                        Unusable::Findings(findings) => self.mistakes(text, findings),
                    },
                )?
            }
        };
        let changes = self.go_on(text, state);
        Ok(Reply { understood, answer: Answer::Moved { now: step.at, changes } })
    }

    /// The ticket as tests hold it.
    fn bench(&self) -> Result<Bench<'_>, Refusal> {
        let mut bench = Bench::new(&self.state.policy.program);
        let now = self.state.now.unwrap_or_default();
        let past = self.state.events.iter().filter(|event| event.at <= now);
        let span = duly_diag::Span::new(FileId(0), 0, 0);
        let steps = past.map(|event| Step { at: event.at, event: Some(event.event.clone()), span });
        for step in steps.chain([Step { at: now, event: None, span }]) {
            bench.take(&step).map_err(out_of_order)?;
        }
        Ok(bench)
    }

    /// What happened to the ticket, and what is still to come, in words.
    pub(super) fn history(&self) -> Vec<(Instant, String)> {
        self.state.events.iter().map(|event| (event.at, event_words(self.plan(), &event.event))).collect()
    }
}

/// `message by agent, public { priority high }`
pub(super) fn event_words(plan: &Plan, event: &TestEvent) -> String {
    let mut words = happening(&event.kind);
    if event.by != Role::System
        || matches!(event.kind, TestEventKind::Created | TestEventKind::Message { .. })
    {
        words.push_str(&format!(" by {}", event.by.as_str()));
    }
    if let Some(channel) = &event.channel {
        words.push_str(&format!(" via {}", name(channel)));
    }
    if let TestEventKind::Message { public } = event.kind {
        words.push_str(if public { ", public" } else { ", not public" });
    }
    let sets = set_words(plan, event);
    if sets.is_empty() { words } else { format!("{words} {{ {} }}", sets.join("; ")) }
}

/// `priority high`, `tagged "vip"`
fn set_words(plan: &Plan, event: &TestEvent) -> Vec<String> {
    let set = |(field, value): &(duly_plan::FieldId, TestValue)| {
        let written = name(&plan.field(*field).name);
        match value {
            TestValue::Unset => format!("{written} unset"),
            TestValue::Const(value) => format!("{written} {}", Words { plan }.value(*field, value)),
            TestValue::List(texts) => {
                let texts: Vec<String> = texts.iter().map(|text| quoted(text)).collect();
                format!("{written} {}", texts.join(", "))
            }
        }
    };
    let mut words: Vec<String> = event.sets.iter().map(set).collect();
    words.extend(event.tags_added.iter().map(|tag| format!("tagged {}", quoted(tag))));
    words.extend(event.tags_removed.iter().map(|tag| format!("untagged {}", quoted(tag))));
    let own = [("actor", &event.actor), ("key", &event.key), ("text", &event.text)];
    words.extend(own.iter().filter_map(|(word, text)| Some(format!("{word} {}", quoted(text.as_ref()?)))));
    words
}

fn happening(kind: &TestEventKind) -> String {
    let plain = match kind {
        TestEventKind::Created => "created",
        TestEventKind::Message { .. } => "message",
        TestEventKind::Note => "note",
        TestEventKind::Change => "change",
        TestEventKind::Assign => "assigned",
        TestEventKind::Callback => "callback requested",
        TestEventKind::Merge => "merged",
        TestEventKind::Split => "split",
        TestEventKind::Delete => "deleted",
        TestEventKind::Restore => "restored",
        TestEventKind::Answered => "marked answered",
        TestEventKind::Signal(name) => return format!("signal {}", quoted(name)),
        TestEventKind::Contact { medium, phase, result } => {
            let medium = if *medium == Medium::Call { "call" } else { "chat" };
            let result = result.as_ref().map_or_else(String::new, |text| format!(" as {}", quoted(text)));
            return format!("{medium} {}{result}", phase_word(*phase));
        }
    };
    plain.to_owned()
}

fn phase_word(phase: Phase) -> &'static str {
    match phase {
        Phase::Queued => "starts",
        Phase::Ringing => "rings",
        Phase::Answered => "answered",
        Phase::Transferred => "transferred",
        Phase::Ended => "ends",
    }
}
