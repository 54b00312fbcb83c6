//! What is known of a name (`info`), and pictures of calendars (`show`).

use super::reply::{Answer, Info};
use super::value::Value;
use super::{Refusal, Reply, Session};
use crate::plan_view::{Words, name};
use chrono::Datelike;
use duly_calendar::Calendar;
use duly_diag::{Diagnostic, Span, codes, did_you_mean};
use duly_plan::{FieldId, Plan, TestValue};
use duly_syntax::ast::{Name, ShownPeriod};

impl Session {
    /// Everything that has the name, of whatever kind.
    pub(super) fn info(&self, text: &str, asked: &Name) -> Result<Reply, Refusal> {
        let plan = self.plan();
        let mut all = Vec::new();
        for (kind, known) in things(plan).into_iter().filter(|(_, known)| known.name == asked.text) {
            all.push(Info {
                title: format!("{kind} {}", name(&known.name)),
                doc: known.doc,
                text: known.span.map(|span| self.written(span, &known.name)).filter(|text| !text.is_empty()),
                span: known.span,
                facts: known.facts,
            });
        }
        if !all.is_empty() {
            return Ok(Reply::plain(Answer::Info(all)));
        }
        let message = format!("nothing here is called `{}`", asked.text);
        let finding = Diagnostic::error(codes::UNKNOWN_NAME, asked.span, message, "not known");
        let known = things(plan);
        let near = did_you_mean(&asked.text, known.iter().map(|(_, known)| known.name.as_str()));
        let help =
            near.map_or("`list` shows what there is".to_owned(), |near| format!("did you mean `{near}`?"));
        Err(self.mistakes(text, vec![finding.help(help)]))
    }

    /// The declaration around a place, as it stands in its file; of a rule or a line, the line.
    fn written(&self, span: Span, named: &str) -> String {
        let Some(file) = self.sources().file(span.file) else { return String::new() };
        let tree = duly_syntax::parse(span.file, &file.text).file;
        let around = tree.declarations.iter().map(|declaration| declaration.span);
        let around = around.filter(|whole| whole.start <= span.start && span.end <= whole.end);
        let shown = match around.min_by_key(|whole| whole.end - whole.start) {
            Some(whole) if self.heads(whole, named) => whole,
            _ => span,
        };
        self.sources().text(shown).to_owned()
    }

    /// Whether the first line of a declaration names the thing.
    fn heads(&self, whole: Span, named: &str) -> bool {
        self.sources().text(whole).lines().next().is_some_and(|line| line.contains(named))
    }

    /// `show office 2026-03`; without a period the month of now.
    pub(super) fn show(
        &self,
        text: &str,
        calendar: &Name,
        period: Option<ShownPeriod>,
    ) -> Result<Reply, Refusal> {
        let id = self.scene().calendar(calendar).map_err(|finding| self.mistakes(text, vec![*finding]))?;
        let period = match (period, self.now()) {
            (Some(period), _) => period,
            (None, Some(now)) => ShownPeriod::Month(month_of(self.plan().calendar(id), now)),
            (None, None) => {
                let at = calendar.span.end_point();
                let finding =
                    Diagnostic::error(codes::NO_NOW, at, "this session has no `now` yet", "which month?");
                let help = format!("say the month, `show {} 2026-03`, or when it is", name(&calendar.text));
                return Err(self.mistakes(text, vec![finding.help(help)]));
            }
        };
        Ok(Reply::plain(Answer::Show(id, period)))
    }
}

/// The first date of the month of an instant.
fn month_of(calendar: &Calendar, at: duly_calendar::Instant) -> duly_calendar::NaiveDate {
    let date = calendar.zone_at(at).local(at).date();
    date.with_day(1).unwrap_or(date)
}

/// Something with a name.
struct Known {
    name: String,
    doc: Option<String>,
    span: Option<Span>,
    facts: Vec<String>,
}

/// Everything that has a name, with its kind.
fn things(plan: &Plan) -> Vec<(&'static str, Known)> {
    let known = |name: &str, doc: Option<&String>, span: Option<Span>, facts: Vec<String>| Known {
        name: name.to_owned(),
        doc: doc.cloned(),
        span,
        facts,
    };
    let mut all: Vec<(&'static str, Known)> = Vec::new();
    for calendar in &plan.calendars {
        let doc = calendar.versions.iter().find_map(|version| version.doc.as_ref());
        let mut facts = vec![format!("in {}", calendar.table.zone().name())];
        facts.extend(calendar.table.holiday_years().map(|(a, b)| format!("holiday data for {a} to {b}")));
        all.push(("calendar", known(&calendar.name, doc, calendar.span, facts)));
    }
    for (at, field) in plan.fields.iter().enumerate() {
        let kind = Value::Field(FieldId(super::evaluate::small(at)), TestValue::Unset).kind(plan);
        let own = if field.span.is_none() { "a standard field: " } else { "" };
        all.push(("field", known(&field.name, None, field.span, vec![format!("{own}{kind}")])));
    }
    for state in &plan.states {
        let means =
            state.condition.as_ref().map_or("never: the policy does not set it".to_owned(), |condition| {
                format!("means {}", Words { plan }.condition(condition))
            });
        all.push(("state", known(&state.name, None, state.span, vec![means])));
    }
    for clock in &plan.clocks {
        let facts = if clock.standard { vec!["a standard clock".to_owned()] } else { Vec::new() };
        all.push(("clock", known(&clock.name, clock.doc.as_ref(), Some(clock.span), facts)));
    }
    for level in &plan.levels {
        all.push(("level", known(&level.name, level.doc.as_ref(), Some(level.span), Vec::new())));
    }
    for rule in plan.rules.iter().flat_map(|set| &set.rules) {
        let facts = rule.because.iter().map(|because| format!("because {because}")).collect();
        all.push(("rule", known(&rule.name, None, Some(rule.span), facts)));
    }
    for trigger in &plan.triggers {
        all.push(("trigger", known(&trigger.name, None, Some(trigger.span), Vec::new())));
    }
    for objective in &plan.objectives {
        all.push((
            "objective",
            known(&objective.name, objective.doc.as_ref(), Some(objective.span), Vec::new()),
        ));
    }
    for agreement in &plan.agreements {
        all.push(("agreement", known(&agreement.name, agreement.doc.as_ref(), agreement.span, Vec::new())));
    }
    for test in &plan.tests {
        all.push(("test", known(&test.name, test.doc.as_ref(), Some(test.span), Vec::new())));
    }
    all
}
