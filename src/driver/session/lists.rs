//! What there is: `list`.

use super::Session;
use super::reply::Group;
use super::value::{Value, content_text};
use super::words::instant;
use crate::plan_view::{Words, name};
use duly_plan::{FieldId, Plan, TestValue};
use duly_syntax::ast::ThingKind;

/// The kinds in the order in which a newcomer reads them.
const EVERY: [ThingKind; 8] = [
    ThingKind::Calendars,
    ThingKind::Levels,
    ThingKind::Rules,
    ThingKind::Clocks,
    ThingKind::States,
    ThingKind::Triggers,
    ThingKind::Objectives,
    ThingKind::Tests,
];

impl Session {
    /// What there is of a kind, or of every kind that the policy has something of.
    pub(super) fn list(&self, kind: Option<ThingKind>) -> Vec<Group> {
        match kind {
            Some(kind) => vec![self.group(kind)],
            None => {
                let mut all: Vec<Group> = EVERY.into_iter().map(|kind| self.group(kind)).collect();
                let clocks = in_use(self.plan());
                for group in all.iter_mut().filter(|group| group.title == "clocks") {
                    group.things.retain(|(written, _)| clocks.contains(written));
                }
                all.retain(|group| !group.things.is_empty());
                all
            }
        }
    }

    fn group(&self, kind: ThingKind) -> Group {
        let plan = self.plan();
        let (title, things) = match kind {
            ThingKind::Agreements => ("agreements", agreements(plan)),
            ThingKind::Calendars => ("calendars", self.calendars()),
            ThingKind::Clocks => ("clocks", clocks(plan)),
            ThingKind::Events => ("events", self.list_events()),
            ThingKind::Fields => ("fields", self.fields()),
            ThingKind::Levels => ("levels", levels(plan)),
            ThingKind::Objectives => ("objectives", objectives(plan)),
            ThingKind::Rules => ("rules", rules(plan)),
            ThingKind::States => ("states", states(plan)),
            ThingKind::Tests => ("tests", tests(plan)),
            ThingKind::Triggers => ("triggers", triggers(plan)),
        };
        Group { title, things }
    }

    fn calendars(&self) -> Vec<(String, String)> {
        let said = |calendar: &duly_plan::CalendarDef| {
            let open =
                self.now().map(|now| if calendar.table.is_open(now) { "open now" } else { "closed now" });
            let said = [Some(calendar.table.zone().name()), open];
            (name(&calendar.name), said.into_iter().flatten().collect::<Vec<_>>().join(", "))
        };
        self.plan().calendars.iter().map(said).collect()
    }

    fn list_events(&self) -> Vec<(String, String)> {
        let (zone, now) = (&self.plan().meta.zone, self.now());
        let said = |(at, words): (duly_calendar::Instant, String)| {
            let ahead = if now.is_some_and(|now| at > now) { "  (still to come)" } else { "" };
            (instant(at, zone), format!("{words}{ahead}"))
        };
        self.history().into_iter().map(said).collect()
    }

    fn fields(&self) -> Vec<(String, String)> {
        let plan = self.plan();
        let said = |(at, field): (usize, &duly_plan::Field)| {
            let id = FieldId(super::evaluate::small(at));
            let held = self.present().fields.get(at).filter(|held| is_something(held));
            let kind = Value::Field(id, TestValue::Unset).kind(plan);
            let held = held.map_or_else(String::new, |held| format!(" = {}", content_text(plan, id, held)));
            (name(&field.name), format!("{kind}{held}"))
        };
        plan.fields.iter().enumerate().map(said).collect()
    }
}

/// The clocks that the policy declares itself, or says something about in a level.
fn in_use(plan: &Plan) -> Vec<String> {
    let said = plan.levels.iter().flat_map(|level| &level.targets).map(|target| target.clock.index());
    let own = plan.clocks.iter().enumerate().filter(|(_, clock)| !clock.standard).map(|(at, _)| at);
    said.chain(own).map(|at| name(&plan.clocks[at].name)).collect()
}

/// Whether a field holds anything.
pub(super) fn is_something(value: &TestValue) -> bool {
    !matches!(value, TestValue::Unset) && !matches!(value, TestValue::List(texts) if texts.is_empty())
}

/// The first line of a doc comment.
fn first_line(doc: Option<&String>) -> String {
    doc.and_then(|doc| doc.lines().next()).unwrap_or_default().to_owned()
}

fn agreements(plan: &Plan) -> Vec<(String, String)> {
    plan.agreements.iter().map(|a| (name(&a.name), first_line(a.doc.as_ref()))).collect()
}

fn clocks(plan: &Plan) -> Vec<(String, String)> {
    plan.clocks.iter().map(|clock| (name(&clock.name), first_line(clock.doc.as_ref()))).collect()
}

fn levels(plan: &Plan) -> Vec<(String, String)> {
    plan.levels.iter().map(|level| (name(&level.name), first_line(level.doc.as_ref()))).collect()
}

fn objectives(plan: &Plan) -> Vec<(String, String)> {
    plan.objectives.iter().map(|o| (name(&o.name), first_line(o.doc.as_ref()))).collect()
}

fn triggers(plan: &Plan) -> Vec<(String, String)> {
    let said = |trigger: &duly_plan::Trigger| {
        let actions: Vec<String> =
            trigger.actions.iter().map(|action| Words { plan }.action(action)).collect();
        (trigger.name.clone(), format!("then {}", actions.join(", ")))
    };
    plan.triggers.iter().map(said).collect()
}

fn rules(plan: &Plan) -> Vec<(String, String)> {
    let words = Words { plan };
    let actions = |actions: &[duly_plan::Action]| {
        actions.iter().map(|action| words.action(action)).collect::<Vec<_>>().join(", ")
    };
    let mut all = Vec::new();
    for set in &plan.rules {
        for rule in &set.rules {
            let condition = rule.condition.as_ref().map(|c| format!("if {} ", words.condition(c)));
            let off = if rule.inactive { "inactive, " } else { "" };
            let said = format!("{off}{}then {}", condition.unwrap_or_default(), actions(&rule.actions));
            all.push((crate::plan_view::quoted(&rule.name), said));
        }
        let otherwise = set.otherwise.as_ref().map(|otherwise| actions(&otherwise.actions));
        all.extend(otherwise.map(|actions| ("otherwise".to_owned(), actions)));
    }
    all
}

fn states(plan: &Plan) -> Vec<(String, String)> {
    let said = |state: &duly_plan::State| {
        let means = state.condition.as_ref().map(|condition| Words { plan }.condition(condition));
        (
            name(&state.name),
            means.map_or_else(|| "never (not set)".to_owned(), |means| format!("means {means}")),
        )
    };
    plan.states.iter().map(said).collect()
}

fn tests(plan: &Plan) -> Vec<(String, String)> {
    let said = |test: &duly_plan::Test| {
        let case =
            test.case.as_ref().map_or_else(String::new, |case| format!("case {}: {}", case.number, case.row));
        (crate::plan_view::quoted(&test.name), case)
    };
    plan.tests.iter().map(said).collect()
}
