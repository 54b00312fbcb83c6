//! The report of actions: what rules, triggers and warnings would have a helpdesk do, and when.

use crate::capture::{constant_text, given_text};
use crate::column::{Column, Kind, NULL, Raw, items};
use crate::names::Names;
use crate::report::Report;
use crate::sheet::{OrderBy, Sheet};
use crate::spec::{ReportKind, Spec};
use crate::write::{decimal, duration};
use duly_diag::SourceMap;
use duly_engine::{ActionCause, ActionDue, ActionRecord, CycleRef, ScriptValue};
use duly_plan::{AgreementId, Computed, DayUnit, Emit, Length, Plan, Verb, WarnAt};
use sha2::{Digest, Sha256};
use std::borrow::Cow;

/// Rows of actions. Those of one ticket come in the order of their instants, and stay so.
#[derive(Clone, Debug)]
pub(crate) struct Actions {
    sheet: Sheet,
}

/// The columns, and how early a narrow table leaves them out.
const COLUMNS: [(&str, u8); 13] = [
    ("id", 9),
    ("ticket", 0),
    ("at", 0),
    ("trigger", 1),
    ("clock", 2),
    ("cycle", 4),
    ("level", 3),
    ("action", 0),
    ("to", 1),
    ("field", 3),
    ("value", 3),
    ("because", 4),
    ("line", 5),
];

/// The names of what can be done.
const ACTS: [&str; 9] = ["warn", "notify", "escalate", "tag", "untag", "set", "assign", "webhook", "run"];

/// What can be done, in the order of [`ACTS`].
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Act {
    Warn,
    Notify,
    Escalate,
    Tag,
    Untag,
    Set,
    Assign,
    Webhook,
    Run,
}

/// What an action says.
struct Said<'p> {
    act: Act,
    to: Option<&'p str>,
    field: Option<&'p str>,
    value: Option<String>,
}

/// What brought an action about.
struct Cause<'r> {
    /// Whether that is a rule, a trigger or a warning: each kind has names of its own.
    kind: &'static str,
    trigger: Cow<'r, str>,
    agreement: AgreementId,
    cycle: Option<CycleRef<'r>>,
    occurrence: u32,
    because: Option<&'r str>,
}

impl Actions {
    pub(crate) fn new(names: &Names) -> Actions {
        let kind = |name: &str| match name {
            "at" => Kind::Instant,
            "clock" => names.clocks.clone(),
            "cycle" => Kind::Count,
            "level" => names.levels.clone(),
            "action" => items(ACTS),
            _ => Kind::Text,
        };
        let columns = COLUMNS.iter().map(|(name, rank)| Column::new(*name, kind(name), *rank)).collect();
        Actions { sheet: Sheet::new(columns) }
    }

    pub(crate) fn add(&mut self, record: &ActionRecord<'_>, plan: &Plan, sources: &SourceMap) {
        let cause = cause(record, plan);
        let said = said(record, plan);
        let id = id(record, &cause, &said, plan);
        let line = sources.line_ref(record.span);
        let (clock, cycle) = match cause.cycle {
            Some(cycle) => (Raw::from(cycle.clock.0), Raw::from(cycle.number)),
            None => (NULL, NULL),
        };
        let texts = &mut self.sheet.texts;
        let mut text = |value: Option<&str>| value.map_or(NULL, |v| texts.intern(v));
        let row = [
            text(Some(&id)),
            text(Some(record.ticket)),
            record.at.0,
            text(Some(&cause.trigger)),
            clock,
            cycle,
            record.level.map_or(NULL, |l| Raw::from(l.0)),
            Raw::from(said.act as u8),
            text(said.to),
            text(said.field),
            text(said.value.as_deref()),
            text(cause.because),
            text(Some(&line)),
        ];
        self.sheet.push(row);
    }

    pub(crate) fn absorb(&mut self, other: &Actions) {
        self.sheet.absorb(&other.sheet);
    }

    pub(crate) fn finish(self, spec: &Spec) -> Report {
        let at = |name: &str| COLUMNS.iter().position(|(n, _)| *n == name).map(OrderBy::up);
        let order: Vec<OrderBy> = ["at", "ticket"].into_iter().filter_map(at).collect();
        Report::new(ReportKind::Actions, self.sheet, &order, spec.sort.as_ref())
    }
}

fn cause<'r>(record: &ActionRecord<'r>, plan: &'r Plan) -> Cause<'r> {
    match record.cause {
        ActionCause::Warning { cycle, agreement, target, warning } => {
            let warn = plan.target(target).warns.get(usize::from(warning));
            let trigger = warn.map_or(Cow::Borrowed("warn"), |w| warning_name(w.at).into());
            let cycle = Some(cycle);
            Cause { kind: "warning", trigger, agreement, cycle, occurrence: 1, because: None }
        }
        ActionCause::Trigger { trigger, agreement, cycle, occurrence, .. } => {
            let trigger = plan.trigger(trigger);
            let (name, because) = (trigger.name.as_str().into(), trigger.because.as_deref());
            Cause { kind: "trigger", trigger: name, agreement, cycle, occurrence, because }
        }
        ActionCause::Rule { agreement, rule, occurrence, .. } => {
            let rule = plan.rule_set(agreement, rule).and_then(|(set, place)| set.rules.get(place));
            let name = rule.map_or("otherwise", |rule| &rule.name).into();
            let because = rule.and_then(|rule| rule.because.as_deref());
            Cause { kind: "rule", trigger: name, agreement, cycle: None, occurrence, because }
        }
    }
}

/// A warning as the policy writes it.
fn warning_name(at: WarnAt) -> String {
    match at {
        WarnAt::Share(hundredths) => format!("warn at {}%", decimal(i64::from(hundredths), 2)),
        WarnAt::Before(Length::Time(seconds)) => format!("warn {} before", duration(seconds)),
        WarnAt::Before(Length::Days(count, unit)) => {
            let unit = match unit {
                DayUnit::BusinessDays => "business days",
                DayUnit::CalendarDays => "calendar days",
                DayUnit::CalendarMonths => "calendar months",
            };
            let unit = if count == 1 { unit.trim_end_matches('s') } else { unit };
            format!("warn {count} {unit} before")
        }
    }
}

fn said<'r>(record: &ActionRecord<'r>, plan: &'r Plan) -> Said<'r> {
    let plain = |act, to: &'r str| Said { act, to: Some(to), field: None, value: None };
    match record.action {
        ActionDue::Warn => Said { act: Act::Warn, to: None, field: None, value: None },
        ActionDue::Computed(Emit::Computed(computed), given) => computed_said(*computed, given, plan),
        ActionDue::Emit(emit) | ActionDue::Computed(emit, _) => match emit {
            Emit::Notify(to) => plain(Act::Notify, to),
            Emit::Escalate(to) => plain(Act::Escalate, to),
            Emit::Tag(tag) => plain(Act::Tag, tag),
            Emit::Untag(tag) => plain(Act::Untag, tag),
            Emit::Assign(to) => plain(Act::Assign, to),
            Emit::Webhook(name) => plain(Act::Webhook, name),
            Emit::Set(field, value) => Said {
                act: Act::Set,
                to: None,
                field: Some(&plan.field(*field).name),
                value: Some(constant_text(plan, *field, value)),
            },
            // Nothing was given for it, so there is nothing to say.
            Emit::Computed(computed) => Said { act: act(computed.verb), to: None, field: None, value: None },
        },
    }
}

/// An action with what its script gave.
fn computed_said<'r>(computed: Computed, given: &'r ScriptValue, plan: &'r Plan) -> Said<'r> {
    let act = act(computed.verb);
    match (computed.verb, given) {
        (Verb::Set(field), _) => {
            let constant = given.constant(&plan.field(field).kind);
            let value = constant.map(|constant| constant_text(plan, field, &constant));
            Said { act, to: None, field: Some(&plan.field(field).name), value }
        }
        (Verb::Run, _) => {
            let script = &plan.script(computed.script).code.name;
            Said { act, to: Some(script), field: None, value: Some(given_text(given)) }
        }
        (_, ScriptValue::Text(text)) => Said { act, to: Some(text), field: None, value: None },
        _ => Said { act, to: None, field: None, value: Some(given_text(given)) },
    }
}

fn act(verb: Verb) -> Act {
    match verb {
        Verb::Notify => Act::Notify,
        Verb::Escalate => Act::Escalate,
        Verb::Tag => Act::Tag,
        Verb::Untag => Act::Untag,
        Verb::Assign => Act::Assign,
        Verb::Webhook => Act::Webhook,
        Verb::Run => Act::Run,
        Verb::Set(_) => Act::Set,
    }
}

/// The id of an action: the same for the same policy name, ticket, trigger, clock, starting event of the
/// cycle, occurrence and action, whatever the instants, the places in texts and inputs, and the run
/// (`docs/design/0021-action-ids.md`).
fn id(record: &ActionRecord<'_>, cause: &Cause<'_>, said: &Said<'_>, plan: &Plan) -> String {
    let agreement = match cause.agreement {
        AgreementId(0) => "",
        further => plan.rules[further.index()].agreement_name.as_str(),
    };
    let (clock, key, began) = match cause.cycle {
        Some(cycle) => (
            plan.clock(cycle.clock).name.as_str(),
            cycle.key.unwrap_or_default(),
            format!("cycle {}", cycle.number),
        ),
        None => ("", "", String::new()),
    };
    let occurrence = cause.occurrence.to_string();
    let parts = [
        plan.meta.name.as_str(),
        record.ticket,
        cause.kind,
        &cause.trigger,
        agreement,
        clock,
        key,
        &began,
        &occurrence,
        ACTS[said.act as usize],
        said.to.unwrap_or_default(),
        said.field.unwrap_or_default(),
        said.value.as_deref().unwrap_or_default(),
    ];
    let mut hash = Sha256::new();
    for part in parts {
        // The length before each part keeps ("ab", "c") and ("a", "bc") apart.
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    }
    hash.finalize().iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}

/// The names of its columns.
pub(crate) fn column_names() -> Vec<String> {
    COLUMNS.iter().map(|(name, _)| (*name).to_owned()).collect()
}

#[cfg(test)]
#[path = "actions_tests.rs"]
mod tests;
