//! Where scripts are asked: each result is worked out when it is first wanted, stands until something that the
//! script reads may have changed, and is remembered by its inputs over all tickets.

use super::{ScriptFault, ScriptHost, ScriptValue};
use crate::event::Value;
use crate::mask::Reads;
use crate::needs::script_reads;
use duly_plan::{FieldId, FieldType, Plan, ScriptId, ScriptInput, StateId};
use rustc_hash::FxHashMap;
use std::cell::RefCell;
use std::sync::Arc;

/// As many results of a script are remembered; then it begins anew. What is remembered never shows.
const REMEMBERED: usize = 4096;

/// The scripts of a program.
#[derive(Clone, Debug)]
pub(crate) struct Scripts {
    /// What runs them; none: there are none, or each fails.
    host: Option<Arc<dyn ScriptHost>>,
    each: Vec<ScriptProgram>,
}

/// A script of a program.
#[derive(Clone, Debug)]
struct ScriptProgram {
    name: String,
    span: duly_diag::Span,
    inputs: Vec<Input>,
    reads: Reads,
}

/// Something that a script reads.
#[derive(Clone, Debug)]
enum Input {
    Field(FieldId),
    /// A closed list and its values.
    Choice(FieldId, Vec<String>),
    State(StateId),
}

impl Scripts {
    /// The scripts of a plan; `states` is what each state reads.
    pub(crate) fn new(plan: &Plan, states: &[Reads]) -> Scripts {
        let input = |input: &ScriptInput| match *input {
            ScriptInput::State(state) => Input::State(state),
            ScriptInput::Field(field) => match &plan.field(field).kind {
                FieldType::Choice { values, .. } => Input::Choice(field, values.clone()),
                _ => Input::Field(field),
            },
        };
        let each = plan.scripts.iter().map(|script| ScriptProgram {
            name: script.code.name.clone(),
            span: script.span,
            inputs: script.inputs.iter().map(input).collect(),
            reads: script_reads(script, states),
        });
        Scripts { host: None, each: each.collect() }
    }

    /// The same, run by a host.
    pub(crate) fn with_host(&self, host: Arc<dyn ScriptHost>) -> Scripts {
        Scripts { host: Some(host), each: self.each.clone() }
    }
}

/// What scripts can see of a ticket.
pub(crate) trait Seen {
    /// A field's value; a list's texts are handed to `texts`.
    fn seen<'s>(&'s self, field: FieldId, texts: &mut Vec<&'s str>) -> Value<'s>;

    /// Whether a state holds.
    fn holds(&self, state: StateId) -> bool;
}

/// What came of a script.
type Outcome = Result<ScriptValue, Arc<ScriptFault>>;

/// The results of one ticket after another.
#[derive(Clone, Debug)]
pub(crate) struct Desk {
    scripts: Arc<Scripts>,
    kept: RefCell<Kept>,
}

/// What a desk keeps.
#[derive(Clone, Debug, Default)]
struct Kept {
    /// The result of each script for the ticket as it stands, if it was asked for.
    standing: Vec<Option<Outcome>>,
    /// The results of each script by its inputs, in a form that tells them apart.
    remembered: Vec<FxHashMap<Box<[u8]>, Outcome>>,
    /// Reused for the inputs of a call.
    key: Vec<u8>,
    /// The first fault that a verdict of the ticket depends on.
    undecided: Option<Arc<ScriptFault>>,
    /// All faults of the ticket, each once.
    faults: Vec<Arc<ScriptFault>>,
}

impl Desk {
    pub(crate) fn new(scripts: &Arc<Scripts>) -> Desk {
        let count = scripts.each.len();
        let kept = Kept {
            standing: vec![None; count],
            remembered: vec![FxHashMap::default(); count],
            ..Kept::default()
        };
        Desk { scripts: Arc::clone(scripts), kept: RefCell::new(kept) }
    }

    /// Makes room for the next ticket.
    pub(crate) fn reset(&mut self) {
        let kept = self.kept.get_mut();
        kept.standing.fill(None);
        kept.undecided = None;
        kept.faults.clear();
    }

    /// Lets go of the results that read what changed.
    pub(crate) fn forget(&mut self, dirty: Reads) {
        let kept = self.kept.get_mut();
        for (standing, script) in kept.standing.iter_mut().zip(&self.scripts.each) {
            if script.reads.meet(dirty) {
                *standing = None;
            }
        }
    }

    /// What a script gives for the ticket as it stands. Where it gives nothing, the ticket is undecided.
    pub(crate) fn ask(&self, id: ScriptId, seen: &impl Seen) -> Option<ScriptValue> {
        self.outcome(id, seen).map_err(|fault| self.undecide(fault)).ok()
    }

    /// What a script gives, for those who only look: where it gives nothing, that is not held against the ticket.
    pub(crate) fn peek(&self, id: ScriptId, seen: &impl Seen) -> Option<ScriptValue> {
        self.outcome(id, seen).ok()
    }

    /// What a script gives for an action. Where it gives nothing there is no action, and no verdict depends on
    /// it.
    pub(crate) fn ask_for_action(&self, id: ScriptId, seen: &impl Seen) -> Option<ScriptValue> {
        self.outcome(id, seen).map_err(|fault| self.note(fault)).ok()
    }

    /// Notes that what a script gave is of no use; for a verdict, or for an action alone.
    pub(crate) fn refuse(&self, id: ScriptId, message: String, for_action: bool) {
        let fault = Arc::new(ScriptFault { script: id, span: self.scripts.each[id.index()].span, message });
        if for_action { self.note(fault) } else { self.undecide(fault) }
    }

    /// Whether a fault leaves the ticket undecided.
    pub(crate) fn is_undecided(&self) -> bool {
        !self.scripts.each.is_empty() && self.kept.borrow().undecided.is_some()
    }

    /// The fault that leaves the ticket undecided.
    pub(crate) fn undecided(&self) -> Option<Arc<ScriptFault>> {
        self.kept.borrow().undecided.clone()
    }

    /// The faults of the ticket.
    pub(crate) fn faults(&self) -> Vec<Arc<ScriptFault>> {
        self.kept.borrow().faults.clone()
    }

    fn outcome(&self, id: ScriptId, seen: &impl Seen) -> Outcome {
        let standing = self.kept.borrow().standing[id.index()].clone();
        standing.unwrap_or_else(|| {
            let outcome = self.work_out(id, seen);
            self.kept.borrow_mut().standing[id.index()] = Some(outcome.clone());
            outcome
        })
    }

    fn work_out(&self, id: ScriptId, seen: &impl Seen) -> Outcome {
        let script = &self.scripts.each[id.index()];
        let mut lists: Vec<Vec<&str>> = vec![Vec::new(); script.inputs.len()];
        let values: Vec<Value<'_>> = script
            .inputs
            .iter()
            .zip(&mut lists)
            .map(|(input, texts)| match input {
                Input::State(state) => Value::YesNo(seen.holds(*state)),
                Input::Field(field) => seen.seen(*field, texts),
                Input::Choice(field, names) => match seen.seen(*field, texts) {
                    Value::Code(code) => {
                        names.get(usize::from(code)).map_or(Value::Unset, |name| Value::Text(name))
                    }
                    other => other,
                },
            })
            .collect();
        let values: Vec<Value<'_>> = values
            .iter()
            .zip(&lists)
            .map(|(value, texts)| if matches!(value, Value::List(_)) { Value::List(texts) } else { *value })
            .collect();
        self.remembered(id, &values)
    }

    fn remembered(&self, id: ScriptId, inputs: &[Value<'_>]) -> Outcome {
        let mut kept = self.kept.borrow_mut();
        let Kept { remembered, key, .. } = &mut *kept;
        key.clear();
        inputs.iter().for_each(|value| encode(value, key));
        let results = &mut remembered[id.index()];
        if let Some(known) = results.get(key.as_slice()) {
            return known.clone();
        }
        let outcome = match &self.scripts.host {
            Some(host) => host.call(id, inputs).map_err(Arc::new),
            None => Err(Arc::new(self.no_host(id))),
        };
        if results.len() >= REMEMBERED {
            results.clear();
        }
        results.insert(key.as_slice().into(), outcome.clone());
        outcome
    }

    fn no_host(&self, id: ScriptId) -> ScriptFault {
        let ScriptProgram { name, span, .. } = &self.scripts.each[id.index()];
        let message = format!("this program runs no scripts, so `{name}` gives nothing");
        ScriptFault { script: id, span: *span, message }
    }

    fn note(&self, fault: Arc<ScriptFault>) {
        let faults = &mut self.kept.borrow_mut().faults;
        if !faults.contains(&fault) {
            faults.push(fault);
        }
    }

    fn undecide(&self, fault: Arc<ScriptFault>) {
        self.kept.borrow_mut().undecided.get_or_insert_with(|| Arc::clone(&fault));
        self.note(fault);
    }
}

/// Adds a value to a key so that no two lists of values have the same: what it is, a number or a length, its texts.
fn encode(value: &Value<'_>, key: &mut Vec<u8>) {
    let length = |length: usize| i64::try_from(length).unwrap_or(i64::MAX);
    let (tag, number): (u8, i64) = match value {
        Value::Unset => (0, 0),
        Value::Code(code) => (1, (*code).into()),
        Value::Text(text) => (2, length(text.len())),
        Value::Number(number) => (3, i64::from_le_bytes(number.to_le_bytes())),
        Value::YesNo(yes) => (4, (*yes).into()),
        Value::Date(days) => (5, (*days).into()),
        Value::Instant(at) => (6, at.0),
        Value::Duration(seconds) => (7, *seconds),
        Value::List(texts) => (8, length(texts.len())),
    };
    key.push(tag);
    key.extend(number.to_le_bytes());
    match value {
        Value::Text(text) => key.extend(text.as_bytes()),
        Value::List(texts) => texts.iter().for_each(|text| encode(&Value::Text(text), key)),
        _ => {}
    }
}
