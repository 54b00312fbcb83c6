//! The plan for people.

use super::shape::{
    AgreementView, CalendarView, ClockView, ExcuseView, FieldView, LevelView, LineView, ObjectiveView,
    PhraseView, PlanView, PositionView, RuleView, RulesView, StateView, TargetView, TriggerView,
};
use std::collections::BTreeSet;

/// Where the lines of the policy stand, if there is room.
const LINE_COLUMN: usize = 84;

/// Writes the view.
pub(super) fn text(view: &PlanView) -> String {
    let mut out = Out::default();
    let policy = &view.policy;
    out.line(0, &format!("policy {:?}  ({})", policy.name, policy.file), None);
    out.line(1, &format!("zone {}", policy.zone), None);
    policy.owner.iter().for_each(|owner| out.line(1, &format!("owner {owner}"), None));
    out.section("fields", &view.fields, field);
    out.section("states", &view.states, state);
    out.section("calendars", &view.calendars, calendar);
    out.section("clocks", &view.clocks, clock);
    out.section("phrases", &view.phrases, phrase);
    // The default agreement goes without saying.
    if view.agreements.len() > 1 {
        out.section("agreements", &view.agreements, agreement);
    }
    out.section("levels", &view.levels, level);
    for set in &view.rules {
        rules(&mut out, set);
    }
    out.section("triggers", &view.triggers, trigger);
    out.section("objectives", &view.objectives, objective);
    out.section("excuses", &view.excuses, excuse);
    out.section("positions that a running cycle keeps", &view.positions, position);
    out.text
}

#[derive(Default)]
struct Out {
    text: String,
}

impl Out {
    /// A line, with the line of the policy behind it.
    fn line(&mut self, depth: usize, says: &str, at: Option<&str>) {
        let line = format!("{}{says}", "  ".repeat(depth));
        let gap = LINE_COLUMN.saturating_sub(line.chars().count()).max(2);
        self.text.push_str(&line);
        if let Some(at) = at {
            self.text.push_str(&" ".repeat(gap));
            self.text.push_str(at);
        }
        self.text.push('\n');
    }

    fn title(&mut self, title: &str) {
        self.text.push('\n');
        self.line(0, title, None);
    }

    fn section<T>(&mut self, title: &str, items: &[T], write: fn(&mut Out, &T)) {
        if !items.is_empty() {
            self.title(title);
            items.iter().for_each(|item| write(self, item));
        }
    }

    fn readers(&mut self, readers: &BTreeSet<String>) {
        let said = readers.iter().map(String::as_str).collect::<Vec<_>>().join(", ");
        self.line(
            2,
            &if said.is_empty() { "read by nothing".to_owned() } else { format!("read by {said}") },
            None,
        );
    }
}

fn field(out: &mut Out, field: &FieldView) {
    let values =
        if field.r#type == "ordered list" { field.values.join(" < ") } else { field.values.join(", ") };
    let kind = if values.is_empty() { field.r#type } else { &values };
    let unset = field.if_unset.as_ref().map_or_else(String::new, |value| format!(", {value} if unset"));
    out.line(1, &format!("{}  {kind}{unset}", field.name), field.line.as_deref());
    out.readers(&field.read_by);
}

fn state(out: &mut Out, state: &StateView) {
    out.line(1, &format!("{}  means {}", state.name, state.means), state.line.as_deref());
    out.readers(&state.read_by);
}

fn calendar(out: &mut Out, calendar: &CalendarView) {
    let years = calendar
        .holiday_years
        .map_or_else(String::new, |(first, last)| format!(", holidays {first} to {last}"));
    let rolls = if calendar.due_at == "opening" { ", due at opening" } else { "" };
    let says = format!("{}  {}, table {}{years}{rolls}", calendar.name, calendar.zone, calendar.table);
    out.line(1, &says, calendar.line.as_deref());
    lines(out, &calendar.statements);
}

fn lines(out: &mut Out, lines: &[LineView]) {
    lines.iter().for_each(|line| out.line(2, &line.says, line.line.as_deref()));
}

fn clock(out: &mut Out, clock: &ClockView) {
    let per = clock.per.as_ref().map_or_else(String::new, |per| format!(" per {per}"));
    let standard = if clock.standard { "  (standard)" } else { "" };
    let from = since(clock.from.as_ref());
    out.line(1, &format!("{}{from}{per}{standard}", clock.name), clock.line.as_deref());
    lines(out, &clock.lines);
}

fn since(from: Option<&String>) -> String {
    from.map_or_else(String::new, |from| format!(" from {from}"))
}

fn phrase(out: &mut Out, phrase: &PhraseView) {
    out.line(1, &format!("{}  means {}", phrase.phrase, phrase.means), phrase.line.as_deref());
}

fn agreement(out: &mut Out, agreement: &AgreementView) {
    out.line(1, &agreement.name, agreement.line.as_deref());
    agreement.notes.iter().for_each(|note| out.line(2, note, None));
}

fn level(out: &mut Out, level: &LevelView) {
    let agreement =
        if level.agreement == "default" { String::new() } else { format!(" for {}", level.agreement) };
    let from = since(level.from.as_ref());
    out.line(1, &format!("{}{from}{agreement}", level.name), level.line.as_deref());
    level.targets.iter().for_each(|one| target(out, one));
}

fn target(out: &mut Out, target: &TargetView) {
    let mut says = format!("{}  {}", target.clock, target.promise);
    if let Some(calendar) = &target.calendar {
        says = format!("{says} on {calendar}");
    }
    target.plus.iter().for_each(|plus| says = format!("{says}, plus {plus}"));
    target.then.iter().for_each(|then| says = format!("{says} then {then}"));
    if let Some(from) = target.count_from.as_deref().filter(|from| *from != "start") {
        says = format!("{says}, counted from {from}");
    }
    if target.switch == Some("keep") {
        says = format!("{says}, switch keep");
    }
    if !target.warnings.is_empty() {
        says = format!("{says}, warn at {}", target.warnings.join(", "));
    }
    match target.when.as_deref() {
        None => {}
        Some("otherwise") => says = format!("{says}  otherwise"),
        Some(when) => says = format!("{says}  if {when}"),
    }
    out.line(2, &says, target.line.as_deref());
}

fn rules(out: &mut Out, set: &RulesView) {
    let agreement =
        if set.agreement == "default" { String::new() } else { format!(" for {}", set.agreement) };
    let once = if set.at_creation { ", at creation" } else { "" };
    let from = since(set.from.as_ref());
    out.title(&format!("rules{agreement}{from} ({}{once})", set.mode));
    for (number, rule) in (1..).zip(&set.rules) {
        one_rule(out, number, rule);
    }
}

fn one_rule(out: &mut Out, number: usize, rule: &RuleView) {
    let off = if rule.inactive { "  (inactive)" } else { "" };
    out.line(1, &format!("{number}. {}{off}", rule.name), rule.line.as_deref());
    rule.when.iter().for_each(|when| out.line(3, &format!("if {when}"), None));
    out.line(3, &format!("then {}", rule.then.join(", ")), None);
    rule.notes.iter().for_each(|note| out.line(3, note, None));
}

fn trigger(out: &mut Out, trigger: &TriggerView) {
    out.line(1, &trigger.name, trigger.line.as_deref());
    let moments: Vec<&str> = trigger.moments.iter().map(|moment| moment.says.as_str()).collect();
    out.line(3, &format!("when {}", moments.join(", ")), None);
    trigger.when.iter().for_each(|when| out.line(3, &format!("if {when}"), None));
    out.line(3, &format!("then {}", trigger.then.join(", ")), None);
    trigger.notes.iter().for_each(|note| out.line(3, note, None));
}

fn objective(out: &mut Out, objective: &ObjectiveView) {
    let agreement = if objective.agreement == "default" {
        String::new()
    } else {
        format!(" for {}", objective.agreement)
    };
    out.line(1, &format!("{}{agreement}", objective.name), objective.line.as_deref());
    let mut says = format!("{}, each {}", objective.goal, objective.each);
    if !objective.by.is_empty() {
        says = format!("{says}, by {}", objective.by.join(", "));
    }
    out.line(2, &says, None);
    let more = [
        objective.at_least.map(|count| format!("at least {count} cycles")),
        said("ignoring", &objective.ignoring),
        said("counting as missed", &objective.counting_as_missed),
        objective.of.as_ref().map(|of| format!("where {of}")),
    ];
    more.iter().flatten().for_each(|more| out.line(2, more, None));
    lines(out, &objective.credits);
    objective.cap.iter().for_each(|cap| out.line(2, &cap.says, cap.line.as_deref()));
}

fn said(word: &str, list: &[String]) -> Option<String> {
    (!list.is_empty()).then(|| format!("{word} {}", list.join(", ")))
}

fn excuse(out: &mut Out, excuse: &ExcuseView) {
    out.line(1, &format!("{} if {}", excuse.clocks.join(", "), excuse.when), excuse.line.as_deref());
    out.line(3, &format!("because {}", excuse.because), None);
}

fn position(out: &mut Out, position: &PositionView) {
    out.line(1, &format!("{}  on {}", position.clock, position.calendars.join(", ")), None);
}
