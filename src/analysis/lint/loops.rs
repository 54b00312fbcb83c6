//! Simulated actions that set each other off. Each acts once at an instant, so nothing goes round for ever;
//! but what a policy means by it, it does not say.

use crate::findings::Findings;
use crate::walk::condition_fields;
use duly_diag::{Diagnostic, Span, codes, list_of};
use duly_plan::{
    Action, ActionKind, Clock, ClockId, Condition, Const, Emit, EventKind, EventPattern, FieldId, MomentKind,
    Pause, Plan, standard,
};
use std::collections::BTreeSet;

/// What an action does to the ticket.
#[derive(Clone, PartialEq, Debug)]
enum Effect<'p> {
    Tag(&'p str),
    Untag(&'p str),
    Set(FieldId, Const),
}

/// What can make somebody act.
enum Cause<'p> {
    Event(&'p EventKind),
    /// A field that a condition reads.
    Field(FieldId),
}

/// A trigger or a rule that changes the ticket.
struct Party<'p> {
    name: &'p str,
    span: Span,
    effects: Vec<Effect<'p>>,
    causes: Vec<Cause<'p>>,
}

/// Looks for circles among the triggers and rules of a policy that simulates their actions.
pub(super) fn lint(plan: &Plan, findings: &mut Findings) {
    if !plan.meta.simulate {
        return;
    }
    let parties = parties(plan);
    let sets_off = |from: &Party<'_>, to: &Party<'_>| {
        from.effects.iter().any(|effect| to.causes.iter().any(|cause| brings(plan, effect, cause)))
    };
    let next: Vec<Vec<usize>> = parties
        .iter()
        .map(|from| (0..parties.len()).filter(|to| sets_off(from, &parties[*to])).collect())
        .collect();
    let reach: Vec<BTreeSet<usize>> = (0..parties.len()).map(|start| reached(&next, start)).collect();
    let mut told = BTreeSet::new();
    for start in 0..parties.len() {
        let circle: Vec<usize> =
            reach[start].iter().copied().filter(|other| reach[*other].contains(&start)).collect();
        if told.insert(circle.clone()) && turns_back(&circle, &parties) {
            findings.add(finding(&circle, &parties));
        }
    }
}

/// Everybody whom one sets off, directly or through others.
fn reached(next: &[Vec<usize>], start: usize) -> BTreeSet<usize> {
    let mut found = BTreeSet::new();
    let mut todo = next[start].clone();
    while let Some(place) = todo.pop() {
        if found.insert(place) {
            todo.extend(&next[place]);
        }
    }
    found
}

/// Whether they undo what each other does: what is done twice changes nothing the second time.
fn turns_back(circle: &[usize], parties: &[Party<'_>]) -> bool {
    let effects = || circle.iter().flat_map(|place| &parties[*place].effects);
    effects().any(|one| {
        effects().any(|other| match (one, other) {
            (Effect::Tag(a), Effect::Untag(b)) => a == b,
            (Effect::Set(a, x), Effect::Set(b, y)) => a == b && x != y,
            _ => false,
        })
    })
}

fn finding(circle: &[usize], parties: &[Party<'_>]) -> Diagnostic {
    let names = list_of(circle.iter().map(|place| parties[*place].name), "and");
    let message = format!("{names} set each other off");
    let mut spans = circle.iter().map(|place| parties[*place].span);
    let first = spans.next().unwrap_or_default();
    let finding = Diagnostic::warning(codes::ACTION_LOOP, first, message, "undoes what another does");
    spans.fold(finding, |finding, span| finding.label(span, "and this one")).help(
        "each acts once at an instant, and then they stop; give one of them a condition that ends it sooner",
    )
}

/// Everybody who changes the ticket.
fn parties(plan: &Plan) -> Vec<Party<'_>> {
    let mut all = Vec::new();
    for trigger in &plan.triggers {
        let mut causes = Vec::new();
        for moment in &trigger.moments {
            match &moment.kind {
                MomentKind::Event(event) => causes.push(Cause::Event(&event.kind)),
                MomentKind::Course(clock, _) | MomentKind::Threshold(clock, _) => {
                    clock_causes(plan, *clock, &mut causes);
                }
            }
        }
        let effects = effects(&trigger.actions);
        all.push(Party { name: &trigger.name, span: trigger.span, effects, causes });
    }
    for (set, _) in plan.rule_sets().filter(|(set, _)| !set.at_creation) {
        // A rule begins to decide also when one above it no longer does.
        let mut read: Vec<FieldId> = Vec::new();
        for rule in set.rules.iter().filter(|rule| !rule.inactive) {
            read.extend(rule.condition.iter().flat_map(|condition| condition_fields(plan, condition)));
            let causes = read.iter().map(|field| Cause::Field(*field)).collect();
            all.push(Party { name: &rule.name, span: rule.span, effects: effects(&rule.actions), causes });
        }
    }
    all.retain(|party| !party.effects.is_empty());
    all
}

/// What a script would set is not known, so it is held against nobody.
fn effects(actions: &[Action]) -> Vec<Effect<'_>> {
    let effect = |action: &'_ Action| match &action.kind {
        ActionKind::Emit(Emit::Set(field, value)) => Some((*field, value.clone())),
        ActionKind::Emit(Emit::Assign(who)) => Some((standard::ASSIGNEE, Const::Text(who.clone()))),
        _ => None,
    };
    let sets = actions.iter().filter_map(effect).map(|(field, value)| Effect::Set(field, value));
    let tags = actions.iter().filter_map(|action| match &action.kind {
        ActionKind::Emit(Emit::Tag(tag)) => Some(Effect::Tag(tag)),
        ActionKind::Emit(Emit::Untag(tag)) => Some(Effect::Untag(tag)),
        _ => None,
    });
    sets.chain(tags).collect()
}

/// What moves a clock's cycles.
fn clock_causes<'p>(plan: &'p Plan, id: ClockId, causes: &mut Vec<Cause<'p>>) {
    plan.versions.clocks_of(id).for_each(|version| version_causes(plan, plan.clock(version), causes));
}

fn version_causes<'p>(plan: &'p Plan, clock: &'p Clock, causes: &mut Vec<Cause<'p>>) {
    let mut events = |list: &'p [EventPattern]| {
        causes.extend(list.iter().map(|event| Cause::Event(&event.kind)));
    };
    clock.starts.iter().chain(&clock.reopens).for_each(|when| events(&when.events));
    clock.ends.iter().for_each(|line| events(&line.when.events));
    let mut states: Vec<&Condition> = clock.hides.iter().collect();
    for pause in &clock.pauses {
        match pause {
            Pause::While(condition) => states.push(condition),
            Pause::Between { from, until } => {
                events(&from.events);
                events(&until.events);
            }
        }
    }
    let fields = states.into_iter().flat_map(|condition| condition_fields(plan, condition));
    causes.extend(fields.map(Cause::Field));
}

/// Whether an effect can be what a cause waits for.
fn brings(plan: &Plan, effect: &Effect<'_>, cause: &Cause<'_>) -> bool {
    let touched = match effect {
        Effect::Tag(_) | Effect::Untag(_) => standard::TAGS,
        Effect::Set(field, _) => *field,
    };
    let event = match cause {
        Cause::Field(field) => return *field == touched,
        Cause::Event(event) => event,
    };
    match (event, effect) {
        (EventKind::Tagged(tag), Effect::Tag(set)) | (EventKind::Untagged(tag), Effect::Untag(set)) => {
            tag == set
        }
        (EventKind::Becomes(field, values), Effect::Set(set, value)) => {
            field == set && values.contains(value)
        }
        (EventKind::Leaves(field, values), Effect::Set(set, value)) => {
            field == set && !values.contains(value)
        }
        (EventKind::Changes(field), _) => *field == touched,
        (EventKind::Assigned | EventKind::Reassigned, Effect::Set(set, _)) => *set == standard::ASSIGNEE,
        (EventKind::Enters(state) | EventKind::Exits(state), _) => {
            let condition = plan.state(*state).condition.as_ref();
            condition.is_some_and(|condition| condition_fields(plan, condition).contains(&touched))
        }
        _ => false,
    }
}
