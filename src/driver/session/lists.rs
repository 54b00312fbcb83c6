//! What there is: `list`.

use super::Session;
use super::reply::Group;
use super::scripts::DeclaredScript;
use super::value::{Value, content_text};
use super::words::instant;
use crate::plan_view::{Words, name, quoted};
use duly_diag::Span;
use duly_plan::{AgreementId, ClockId, FieldId, LevelId, Plan, TestValue, VersionDate};
use duly_syntax::ast::ThingKind;

/// The kinds in the order in which a newcomer reads them.
const EVERY: [ThingKind; 12] = [
    ThingKind::Agreements,
    ThingKind::Calendars,
    ThingKind::Levels,
    ThingKind::Rules,
    ThingKind::Clocks,
    ThingKind::States,
    ThingKind::Phrases,
    ThingKind::Scripts,
    ThingKind::Triggers,
    ThingKind::Objectives,
    ThingKind::Excuses,
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
                for group in &mut all {
                    match group.title {
                        "clocks" => group.things.retain(|(written, _)| clocks.contains(written)),
                        "scripts" => group.things = self.scripts(false),
                        _ => {}
                    }
                }
                // The one agreement that is always there is no news.
                let lone = self.plan().agreements.len() == 1;
                all.retain(|group| !(group.things.is_empty() || lone && group.title == "agreements"));
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
            ThingKind::Excuses => ("excuses", excuses(plan)),
            ThingKind::Fields => ("fields", self.fields()),
            ThingKind::Levels => ("levels", levels(plan)),
            ThingKind::Objectives => ("objectives", objectives(plan)),
            ThingKind::Phrases => ("phrases", self.phrases()),
            ThingKind::Rules => ("rules", rules(plan)),
            ThingKind::Scripts => ("scripts", self.scripts(true)),
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

    fn phrases(&self) -> Vec<(String, String)> {
        let means = |phrase: &duly_plan::Phrase| format!("means {}", self.on_one_line(phrase.means_span));
        self.plan().phrases.iter().map(|phrase| (quoted(&phrase.name), means(phrase))).collect()
    }

    fn scripts(&self, standard: bool) -> Vec<(String, String)> {
        let said = |script: DeclaredScript| {
            let doc = Some(first_line(script.doc.as_ref())).filter(|doc| !doc.is_empty());
            (
                name(&script.name),
                [Some(script.form), doc].into_iter().flatten().collect::<Vec<_>>().join(": "),
            )
        };
        self.declared_scripts().into_iter().filter(|script| standard || !script.standard).map(said).collect()
    }

    /// What is written at a place, on one line.
    pub(super) fn on_one_line(&self, span: Span) -> String {
        self.sources().text(span).split_whitespace().collect::<Vec<_>>().join(" ")
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

/// What is said of a thing, with the date from which it is in force before it.
fn dated(since: Option<VersionDate>, said: String) -> String {
    match since {
        None => said,
        Some(since) if said.is_empty() => format!("from {}", since.date),
        Some(since) => format!("from {}: {said}", since.date),
    }
}

fn agreements(plan: &Plan) -> Vec<(String, String)> {
    plan.agreements.iter().map(|a| (name(&a.name), first_line(a.doc.as_ref()))).collect()
}

fn clocks(plan: &Plan) -> Vec<(String, String)> {
    let said = |(at, clock): (u16, &duly_plan::Clock)| {
        let since = plan.versions.clock_since(ClockId(at));
        (name(&clock.name), dated(since, first_line(clock.doc.as_ref())))
    };
    (0..).zip(&plan.clocks).map(said).collect()
}

fn levels(plan: &Plan) -> Vec<(String, String)> {
    let said = |(at, level): (u16, &duly_plan::Level)| {
        let since = plan.versions.level_since(LevelId(at));
        (name(&level.name), dated(since, first_line(level.doc.as_ref())))
    };
    (0..).zip(&plan.levels).map(said).collect()
}

fn objectives(plan: &Plan) -> Vec<(String, String)> {
    plan.objectives.iter().map(|o| (name(&o.name), first_line(o.doc.as_ref()))).collect()
}

fn excuses(plan: &Plan) -> Vec<(String, String)> {
    let said = |excuse: &duly_plan::Excuse| {
        let clocks: Vec<String> = excuse.clocks.iter().map(|clock| name(&plan.clock(*clock).name)).collect();
        let condition = Words { plan }.condition(&excuse.condition);
        (clocks.join(", "), format!("if {condition} because {}", quoted(&excuse.because)))
    };
    plan.excuses.iter().map(said).collect()
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
    for (set, first) in plan.rule_sets() {
        let of = match set.agreement {
            AgreementId(0) => String::new(),
            other => format!(" for {}", name(&plan.agreement(other).name)),
        };
        let since = plan.rules_window(set.agreement, first).0;
        for rule in &set.rules {
            let condition = rule.condition.as_ref().map(|c| format!("if {} ", words.condition(c)));
            let off = if rule.inactive { "inactive, " } else { "" };
            let said = format!("{off}{}then {}", condition.unwrap_or_default(), actions(&rule.actions));
            all.push((format!("{}{of}", quoted(&rule.name)), dated(since, said)));
        }
        let otherwise = set.otherwise.as_ref().map(|otherwise| actions(&otherwise.actions));
        all.extend(otherwise.map(|actions| (format!("otherwise{of}"), dated(since, actions))));
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
    let case = |test: &duly_plan::Test| test.case.as_ref().map_or(1, |case| case.number);
    let said = |test: &duly_plan::Test| {
        let cases = plan.tests.iter().filter(|other| other.name_span == test.name_span).count();
        (quoted(&test.name), if test.case.is_some() { format!("{cases} cases") } else { String::new() })
    };
    plan.tests.iter().filter(|test| case(test) == 1).map(said).collect()
}
