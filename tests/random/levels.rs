//! Random levels.

use super::Dice;
use super::conditions::{Place, condition};
use super::policy::block;
use super::vocabulary::Vocabulary;

/// Two to four levels; here and there one or two of another agreement, which they name.
pub fn levels(dice: &mut Dice, words: &mut Vocabulary) -> Vec<String> {
    let mut written = Vec::new();
    for name in ["standard", "gold", "\"Urgent SLA\"", "calm"] {
        if written.len() >= 2 && dice.chance(40) {
            break;
        }
        let base = if written.is_empty() || dice.chance(60) { None } else { Some(dice.pick(&words.levels)) };
        written.push(level(dice, words, name, base.as_deref()));
        words.levels.push(name.to_owned());
    }
    if dice.chance(25) {
        written.extend(with_parameters(dice, words));
    }
    if dice.chance(25) {
        written.push("agreement ola\n".to_owned());
        for name in ["net", "\"net, fast\""] {
            let level = level(dice, words, &format!("{name} for ola"), None);
            written.push(level);
            words.ola.push(name.to_owned());
        }
    }
    written
}

/// A level with parameters, one that extends it with values of its own, and uses of both.
/// No use gives a share: uses of the same share are one level, whose warnings name the place of the first of them.
fn with_parameters(dice: &mut Dice, words: &mut Vocabulary) -> Vec<String> {
    let clocks = dice.some(&words.clocks, 2);
    let (clock, other) = (clocks[0].clone(), clocks[clocks.len() - 1].clone());
    let lines = [
        format!("{clock} within first on hours, plus more if started on sat, sun"),
        "warn at share, 15m before".to_owned(),
    ];
    let head = "level support(first: duration, share: percent = 75%, hours: calendar = always, more: duration = 30m)";
    let mut written = vec![block(&format!("{head} on hours"), &lines)];
    let base = format!("support(first: {}, share: share)", dice.pick(&["20m", "2h"]));
    let own = if other == clock { Vec::new() } else { vec![format!("{other} within 4h")] };
    written.push(block(&format!("level help(share: percent = 50%) extends {base}"), &own));
    let hours = dice.pick(&words.calendars);
    let first = dice.pick(&["45s", "1h30m", "9h"]);
    words.levels.extend([
        format!("support(first: {first})"),
        format!("support(first: 1h, hours: {hours})"),
        "help".to_owned(),
    ]);
    written
}

/// A level.
pub fn level(dice: &mut Dice, words: &Vocabulary, name: &str, base: Option<&str>) -> String {
    let mut head = format!("level {name}");
    let mut lines = Vec::new();
    if base.is_none() || dice.chance(40) {
        head += &format!(" on {}", dice.pick(&words.calendars));
    }
    if let Some(base) = base {
        head += &format!(" extends {base}");
    } else if dice.chance(25) {
        lines.push(calendar_by(dice, words));
    }
    let mut clocks = dice.shuffled(&words.clocks);
    if base.is_some() && clocks.len() > 1 {
        clocks.truncate(1 + dice.below(2));
    }
    if dice.chance(40) {
        let rows: Vec<String> = clocks.split_off(clocks.len() / 2);
        lines.extend(table(dice, words, &rows));
    }
    for clock in clocks {
        lines.push(line(dice, words, &clock));
    }
    if dice.chance(60) {
        lines.push(format!("warn at {}", warnings(dice)));
    }
    if dice.chance(25) {
        lines
            .push(format!("count from {}", dice.pick(&["start", "attached", "promised", "last_message.at"])));
    }
    if dice.chance(30) {
        lines.push(format!("switch {}", dice.pick(&["keep", "keep", "recount"])));
    }
    block(&head, &lines)
}

fn warnings(dice: &mut Dice) -> String {
    let all = [
        "50%",
        "75%",
        "33.33%",
        "15m before",
        "1h before",
        "90s before",
        "1 business day before",
        "1 calendar day before",
        "99%",
    ];
    let count = 1 + dice.below(3);
    dice.some(&all, count).join(", ")
}

fn calendar_by(dice: &mut Dice, words: &Vocabulary) -> String {
    let list = dice.pick(&words.lists);
    let mut entries: Vec<String> =
        list.values.iter().map(|value| format!("{value} {}", dice.pick(&words.calendars))).collect();
    if list.default.is_none() {
        entries.push(format!("unset {}", dice.pick(&words.calendars)));
    }
    format!("calendar by {} {{ {} }}", list.name, entries.join("; "))
}

fn line(dice: &mut Dice, words: &Vocabulary, clock: &str) -> String {
    match dice.below(10) {
        0 => format!("track {clock}{}", on(dice, words, 30)),
        1 => format!("{clock} by promised"),
        2 => format!("{clock} none"),
        3 => {
            let mut entries = Vec::new();
            for _ in 0..1 + dice.below(2) {
                entries.push(format!(
                    "    {} if {}",
                    target(dice, words),
                    condition(dice, words, Place::List)
                ));
            }
            let last = if dice.chance(20) { "none".to_owned() } else { target(dice, words) };
            entries.push(format!("    {last} otherwise"));
            format!("{clock} {{\n{}\n  }}", entries.join("\n"))
        }
        // What follows a target of a line stands before what is added to it.
        4..7 => format!("{clock} {}", target(dice, words)),
        _ => format!(
            "{clock} within {}{}",
            dice.pick(&["10m", "1h", "4h", "9h", "1 business day"]),
            switches(dice)
        ),
    }
}

fn switches(dice: &mut Dice) -> String {
    let mut text = String::new();
    if dice.chance(10) {
        text += &format!(" count from {}", dice.pick(&["attached", "promised", "start"]));
    }
    if dice.chance(15) {
        text += &format!(" switch {}", dice.pick(&["keep", "recount"]));
    }
    text
}

fn on(dice: &mut Dice, words: &Vocabulary, often: usize) -> String {
    if dice.chance(often) { format!(" on {}", dice.pick(&words.calendars)) } else { String::new() }
}

/// `within D`, with what may follow.
fn target(dice: &mut Dice, words: &Vocabulary) -> String {
    if words.scripts.contains(&"promise") && dice.chance(25) {
        return format!("within promise{}{}", on(dice, words, 25), more(dice, words, &["30m", "1h"], true));
    }
    format!("within {}", amount(dice, words))
}

/// What is added, and what comes when the first is spent.
fn more(dice: &mut Dice, words: &Vocabulary, unit: &[&str], then: bool) -> String {
    let mut text = String::new();
    if dice.chance(15) {
        let test = match dice.below(4) {
            0 => condition(dice, words, Place::Plus),
            1 => "started on sat, sun".to_owned(),
            2 => "started from 15:00 to 24:00".to_owned(),
            _ => format!("started {} {}", dice.pick(&["during", "outside"]), dice.pick(&words.calendars)),
        };
        text += &format!(", plus {} if {test}", dice.pick(unit));
    }
    if then && dice.chance(18) {
        text += &format!(" then {} on {}", dice.pick(&["10m", "1h", "3h"]), dice.pick(&words.calendars));
        text += &more(dice, words, unit, true);
    }
    text
}

fn amount(dice: &mut Dice, words: &Vocabulary) -> String {
    let calendar = on(dice, words, 25);
    if dice.chance(65) {
        let time = dice.pick(&["45s", "10m", "15m", "30m", "1h", "1h30m", "2h", "4h", "8h", "16h", "36h"]);
        let more = more(dice, words, &["30m", "1h", "90s"], true);
        return format!("{time}{calendar}{more}");
    }
    let end = dice.pick(&["", "", "by close", "by 16:00", "by 09:00", "by 02:30"]);
    let days = dice.pick(&[
        "0 business days",
        "1 business day",
        "2 business days",
        "5 business days",
        "0 calendar days",
        "1 calendar day",
        "3 calendar days",
        "1 calendar month",
    ]);
    let end = if end.is_empty() && days.starts_with('0') { "by close" } else { end };
    let unit = days.trim_start_matches(|c: char| c.is_ascii_digit() || c == ' ');
    let one = format!("1 {}", unit.trim_end_matches('s'));
    let more = more(dice, words, &[one.as_str()], false);
    format!("{days} {end}{calendar}{more}").replace("  ", " ")
}

fn table(dice: &mut Dice, words: &Vocabulary, clocks: &[String]) -> Vec<String> {
    if clocks.is_empty() {
        return Vec::new();
    }
    let list = dice.pick(&words.lists);
    let mut columns: Vec<String> = list.values.iter().map(|value| (*value).to_owned()).collect();
    if list.default.is_none() {
        columns.push("unset".to_owned());
    }
    // Two values may share a column.
    if columns.len() > 2 && dice.chance(30) {
        let last = columns.pop().expect("a column");
        let before = columns.pop().expect("a column");
        columns.push(format!("{before}, {last}"));
    }
    let mut rows = vec![format!("targets by {} {{", list.name), format!("    | {}", columns.join(" | "))];
    for clock in clocks {
        let cells: Vec<String> = columns
            .iter()
            .map(|_| if dice.chance(15) { "none".to_owned() } else { amount(dice, words) })
            .collect();
        rows.push(format!("    {clock} | {}", cells.join(" | ")));
    }
    rows.push("  }".to_owned());
    let mut lines = vec![rows.join("\n")];
    if dice.chance(40) {
        let values = dice.some(&list.values, 1).join(", ");
        lines.push(format!("{} for {values} {}", clocks[0], target(dice, words)));
    }
    lines
}
