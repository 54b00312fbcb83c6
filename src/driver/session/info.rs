//! What is known of a name (`info`), and pictures of calendars (`show`).

use super::reply::{Answer, Info};
use super::value::Value;
use super::{Refusal, Reply, Session};
use crate::plan_view::{Words, name};
use chrono::Datelike;
use duly_calendar::Calendar;
use duly_diag::{Diagnostic, Span, codes, did_you_mean};
use duly_plan::{
    CalendarDef, Clock, ClockId, Field, FieldId, Level, LevelId, Objective, Plan, State, TestValue, Trigger,
    VersionDate,
};
use duly_syntax::ast::{Name, ShownPeriod};

impl Session {
    /// Everything that has the name, of whatever kind.
    pub(super) fn info(&self, text: &str, asked: &Name) -> Result<Reply, Refusal> {
        let mut all = Vec::new();
        let things = self.things();
        for (kind, known) in things.iter().filter(|(_, known)| known.name == asked.text) {
            all.push(Info {
                title: format!("{kind} {}", name(&known.name)),
                doc: known.doc.clone(),
                text: known.span.map(|span| self.written(span, &known.name)).filter(|text| !text.is_empty()),
                span: known.span,
                facts: known.facts.clone(),
            });
        }
        if !all.is_empty() {
            return Ok(Reply::plain(Answer::Info(all)));
        }
        let message = format!("nothing here is called `{}`", asked.text);
        let finding = Diagnostic::error(codes::UNKNOWN_NAME, asked.span, message, "not known");
        let near = did_you_mean(&asked.text, things.iter().map(|(_, known)| known.name.as_str()));
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

/// A kind, and something of it.
type Thing = (&'static str, Known);

impl Known {
    fn new(name: &str, span: impl Into<Option<Span>>) -> Known {
        Known { name: name.to_owned(), doc: None, span: span.into(), facts: Vec::new() }
    }

    fn doc(self, doc: Option<&String>) -> Known {
        Known { doc: doc.cloned(), ..self }
    }

    fn facts(self, facts: impl IntoIterator<Item = String>) -> Known {
        Known { facts: facts.into_iter().collect(), ..self }
    }
}

impl Session {
    /// Everything that has a name, with its kind.
    fn things(&self) -> Vec<Thing> {
        let plan: &Plan = self.plan();
        let mut all = calendars(plan);
        all.extend(fields(plan));
        all.extend(states(plan));
        all.extend(clocks(plan));
        all.extend(levels(plan));
        all.extend(rules(plan));
        all.extend(self.said_by_their_text());
        all.extend(triggers(plan));
        all.extend(objectives(plan));
        let agreements = plan.agreements.iter();
        all.extend(
            agreements.map(|one| ("agreement", Known::new(&one.name, one.span).doc(one.doc.as_ref()))),
        );
        all.extend(tests(plan));
        all
    }

    /// Phrases and scripts.
    fn said_by_their_text(&self) -> Vec<Thing> {
        let phrases = self.plan().phrases.iter().map(|phrase| {
            let means = format!("means {}", self.on_one_line(phrase.means_span));
            ("phrase", Known::new(&phrase.name, phrase.span).doc(phrase.doc.as_ref()).facts([means]))
        });
        let scripts = self.declared_scripts().into_iter().map(|script| {
            ("script", Known::new(&script.name, script.span).doc(script.doc.as_ref()).facts([script.form]))
        });
        phrases.chain(scripts).collect()
    }
}

fn calendars(plan: &Plan) -> Vec<Thing> {
    let known = |calendar: &CalendarDef| {
        let doc = calendar.versions.iter().find_map(|version| version.doc.as_ref());
        let zone = format!("in {}", calendar.table.zone().name());
        let years = calendar.table.holiday_years().map(|(a, b)| format!("holiday data for {a} to {b}"));
        let facts = std::iter::once(zone).chain(years);
        ("calendar", Known::new(&calendar.name, calendar.span).doc(doc).facts(facts))
    };
    plan.calendars.iter().map(known).collect()
}

fn fields(plan: &Plan) -> Vec<Thing> {
    let known = |(at, field): (u16, &Field)| {
        let kind = Value::Field(FieldId(at), TestValue::Unset).kind(plan);
        let own = if field.span.is_none() { "a standard field: " } else { "" };
        ("field", Known::new(&field.name, field.span).facts([format!("{own}{kind}")]))
    };
    (0..).zip(&plan.fields).map(known).collect()
}

fn states(plan: &Plan) -> Vec<Thing> {
    let means = |state: &State| match &state.condition {
        Some(condition) => format!("means {}", Words { plan }.condition(condition)),
        None => "never: the policy does not set it".to_owned(),
    };
    let known = |state: &State| ("state", Known::new(&state.name, state.span).facts([means(state)]));
    plan.states.iter().map(known).collect()
}

fn clocks(plan: &Plan) -> Vec<Thing> {
    let known = |(at, clock): (u16, &Clock)| {
        let standard = clock.standard.then(|| "a standard clock".to_owned());
        let facts = standard.into_iter().chain(since(plan.versions.clock_since(ClockId(at))));
        ("clock", Known::new(&clock.name, clock.span).doc(clock.doc.as_ref()).facts(facts))
    };
    (0..).zip(&plan.clocks).map(known).collect()
}

fn levels(plan: &Plan) -> Vec<Thing> {
    let known = |(at, level): (u16, &Level)| {
        let facts = since(plan.versions.level_since(LevelId(at)));
        ("level", Known::new(&level.name, level.span).doc(level.doc.as_ref()).facts(facts))
    };
    (0..).zip(&plan.levels).map(known).collect()
}

fn since(date: Option<VersionDate>) -> Option<String> {
    date.map(|since| format!("for tickets created from {} on", since.date))
}

fn rules(plan: &Plan) -> Vec<Thing> {
    let rules = plan.rule_sets().flat_map(|(set, _)| &set.rules);
    rules
        .map(|rule| ("rule", Known::new(&rule.name, rule.span).facts(because(rule.because.as_ref()))))
        .collect()
}

fn because(reason: Option<&String>) -> Option<String> {
    reason.map(|reason| format!("because {reason}"))
}

fn triggers(plan: &Plan) -> Vec<Thing> {
    let known = |trigger: &Trigger| {
        let actions: Vec<String> = trigger.actions.iter().map(|act| Words { plan }.action(act)).collect();
        let condition = trigger.condition.as_ref().map(|it| format!("if {}", Words { plan }.condition(it)));
        let then = format!("then {}", actions.join(", "));
        let facts = condition.into_iter().chain([then]).chain(because(trigger.because.as_ref()));
        ("trigger", Known::new(&trigger.name, trigger.span).doc(trigger.doc.as_ref()).facts(facts))
    };
    plan.triggers.iter().map(known).collect()
}

fn objectives(plan: &Plan) -> Vec<Thing> {
    let known = |objective: &Objective| {
        let about =
            format!("about {}, each {}", name(&plan.clock(objective.clock).name), objective.each.as_str());
        ("objective", Known::new(&objective.name, objective.span).doc(objective.doc.as_ref()).facts([about]))
    };
    plan.objectives.iter().map(known).collect()
}

/// A test of several cases is one thing.
fn tests(plan: &Plan) -> Vec<Thing> {
    let first = plan.tests.iter().filter(|test| test.case.as_ref().is_none_or(|case| case.number == 1));
    first.map(|test| ("test", Known::new(&test.name, test.span).doc(test.doc.as_ref()))).collect()
}
