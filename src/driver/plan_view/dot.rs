//! The plan as a graph: rules lead to levels, levels to clocks, clocks to calendars.

use super::shape::{LevelView, PlanView, RulesView, TargetView};
use std::collections::BTreeMap;
use std::fmt::Write;

/// Writes the view as a digraph of Graphviz.
pub(super) fn dot(view: &PlanView) -> String {
    let mut out = String::new();
    // Writing to a text cannot fail.
    let _ = write(view, &mut out);
    out
}

fn write(view: &PlanView, out: &mut String) -> std::fmt::Result {
    writeln!(out, "digraph {} {{", quoted(&view.policy.name))?;
    writeln!(out, "  rankdir=LR;")?;
    writeln!(out, "  node [shape=box, fontname=\"sans-serif\"];")?;
    writeln!(out, "  edge [fontname=\"sans-serif\", fontsize=10];")?;
    for (number, set) in view.rules.iter().enumerate() {
        rules(number, set, out)?;
    }
    // All versions of a level are one node.
    let levels: Vec<&str> = view.levels.iter().map(|level| level.name.as_str()).collect();
    let first = |(at, name): &(usize, &&str)| !levels[..*at].contains(name);
    for (_, name) in levels.iter().enumerate().filter(first) {
        writeln!(out, "  {} [label={}, style=rounded];", id("level", name), quoted(name))?;
    }
    for position in &view.positions {
        writeln!(
            out,
            "  {} [label={}, shape=ellipse];",
            id("clock", &position.clock),
            quoted(&position.clock)
        )?;
    }
    for calendar in &view.calendars {
        let used = view.positions.iter().any(|p| p.calendars.contains(&calendar.name));
        if used {
            let label = quoted(&format!("{}\n{}", calendar.name, calendar.zone));
            writeln!(out, "  {} [label={label}, shape=note];", id("calendar", &calendar.name))?;
        }
    }
    for level in &view.levels {
        promises(level, out)?;
    }
    for position in &view.positions {
        for calendar in &position.calendars {
            writeln!(out, "  {} -> {};", id("clock", &position.clock), id("calendar", calendar))?;
        }
    }
    writeln!(out, "}}")
}

/// The rules of an agreement, each an arrow to its levels.
fn rules(number: usize, set: &RulesView, out: &mut String) -> std::fmt::Result {
    let from = since(set.from.as_ref());
    writeln!(out, "  subgraph {} {{", quoted(&format!("cluster_{number}")))?;
    writeln!(out, "    label={};", quoted(&format!("rules {}{from} ({})", set.agreement, set.mode)))?;
    for (at, rule) in set.rules.iter().enumerate() {
        let style = if rule.inactive { ", style=dashed" } else { "" };
        let name = id("rule", &format!("{number}.{at}"));
        writeln!(out, "    {name} [label={}{style}];", quoted(&format!("{}. {}", at + 1, rule.name)))?;
    }
    writeln!(out, "  }}")?;
    for (at, rule) in set.rules.iter().enumerate() {
        let from = id("rule", &format!("{number}.{at}"));
        for level in &rule.levels {
            let label =
                rule.when.as_deref().map_or_else(String::new, |when| format!(" [label={}]", quoted(when)));
            writeln!(out, "  {from} -> {}{label};", id("level", level))?;
        }
    }
    Ok(())
}

/// What a level says of each clock, an arrow each.
fn promises(level: &LevelView, out: &mut String) -> std::fmt::Result {
    let mut clocks: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for target in level.targets.iter().filter(|target| target.calendar.is_some()) {
        clocks.entry(&target.clock).or_default().push(promise(target));
    }
    for (clock, promises) in clocks {
        let from = level.from.as_ref().map_or_else(String::new, |from| format!("from {from}:\n"));
        let label = quoted(&format!("{from}{}", promises.join("\n")));
        writeln!(out, "  {} -> {} [label={label}];", id("level", &level.name), id("clock", clock))?;
    }
    Ok(())
}

fn since(from: Option<&String>) -> String {
    from.map_or_else(String::new, |from| format!(" from {from}"))
}

fn promise(target: &TargetView) -> String {
    match target.when.as_deref() {
        None => target.promise.clone(),
        Some("otherwise") => format!("{} otherwise", target.promise),
        Some(when) => format!("{} if {when}", target.promise),
    }
}

fn id(kind: &str, name: &str) -> String {
    quoted(&format!("{kind} {name}"))
}

/// A text as Graphviz quotes it: a newline centres what is before it, a backslash stays one.
fn quoted(text: &str) -> String {
    let text = text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n");
    format!("\"{text}\"")
}
