//! Random conditions.

use super::Dice;
use super::vocabulary::{PEOPLE, TAGS, Vocabulary};

/// Where a condition stands, which says what it may ask.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Place {
    /// The meaning of a state.
    State,
    /// `if` behind event phrases.
    Guard,
    /// `pause while`, `hide while`; with the clocks that it may ask about: those before its own.
    While,
    /// A list of targets.
    List,
    /// What is added to a target.
    Plus,
    /// A rule.
    Rule,
    /// A rule of `rules at creation`.
    AtCreation,
}

/// A condition of a few parts.
pub fn condition(dice: &mut Dice, words: &Vocabulary, place: Place) -> String {
    let part = |dice: &mut Dice| leaf(dice, words, place);
    match dice.below(20) {
        0..12 => part(dice),
        12 => format!("{} and {}", part(dice), part(dice)),
        13 => format!("{} or {}", part(dice), part(dice)),
        14 => format!("({} or {}) and {}", part(dice), part(dice), part(dice)),
        15 => format!("not ({})", part(dice)),
        16 => format!("all of {{ {}; {} }}", part(dice), part(dice)),
        17 => format!("any of {{ {}; {} }}", part(dice), part(dice)),
        18 => format!("none of {{ {}; {} }}", part(dice), part(dice)),
        _ => format!("any of {{ {}; all of {{ {}; not ({}) }} }}", part(dice), part(dice), part(dice)),
    }
}

fn leaf(dice: &mut Dice, words: &Vocabulary, place: Place) -> String {
    let asks_clocks = matches!(place, Place::Guard | Place::Rule) && !words.clocks.is_empty();
    let asks_time = !matches!(place, Place::Plus | Place::AtCreation) && dice.chance(40);
    if !words.scripts.is_empty() && dice.chance(15) {
        return script(dice, words);
    }
    match dice.below(24) {
        0..6 => of_list(dice, words),
        6 => {
            let field =
                dice.pick(&["assignee", "region", "seats", "promised", "partner", "tags", "signed", "note"]);
            format!("{field} is {}set", dice.pick(&["", "not "]))
        }
        7 => format!(
            "seats {} {}",
            dice.pick(&["<", "<=", ">", ">=", "is", "is not"]),
            dice.pick(&["5", "10", "99.5"])
        ),
        8 => dice.pick(&["vip", "not vip", "vip is yes", "vip is no", "vip is not yes"]).to_owned(),
        9 => format!("signed {} {}", dice.pick(&["<", ">=", "is", "is not"]), words.date(dice)),
        10 => moment(dice, words),
        11 => format!("effort {} {}", dice.pick(&["<", ">="]), dice.pick(&["90m", "2h", "36h"])),
        12 => person(dice),
        13..16 => tags(dice),
        16 => text(dice),
        17..19 => of_instant(dice, words),
        19 => kept(dice),
        20 | 21 if asks_clocks => {
            format!(
                "{} {} {}",
                dice.pick(&words.clocks),
                dice.pick(&["is", "is not"]),
                dice.pick(&["running", "paused", "stopped"])
            )
        }
        22 if asks_time => time(dice, words),
        _ => match words.states.as_slice() {
            [] => tags(dice),
            states => format!("{}{}", dice.pick(&["", "not "]), dice.pick(states)),
        },
    }
}

/// What a script gives, on either side of a comparison.
fn script(dice: &mut Dice, words: &Vocabulary) -> String {
    let order = dice.pick(&["<", "<=", ">", ">="]);
    match dice.pick(&words.scripts) {
        "load" => match dice.below(2) {
            0 => format!("load {order} {}", dice.pick(&["0.5", "5", "49.75"])),
            _ => format!("seats {order} load"),
        },
        "promise" => format!("promise {order} 2h"),
        "owner_of" => dice
            .pick(&[
                "owner_of is \"Support EU\"",
                "owner_of contains \"ES\"",
                "assignee is not owner_of",
                "owner_of is one of \"desk\", \"eva\"",
            ])
            .to_owned(),
        "rank_of" => format!("priority {} rank_of", dice.pick(&["is", "is not"])),
        "marks" => dice
            .pick(&["marks has \"DESK\"", "marks has no \"vip\"", "marks has any of \"LAMP\", \"vip\""])
            .to_owned(),
        "deadline" => dice
            .pick(&["created < deadline", "deadline <= promised", "last_message.at >= deadline"])
            .to_owned(),
        "next_week" => format!("next_week {order} {}", words.date(dice)),
        "moving" => tags(dice),
        yes_or_no => format!("{}{yes_or_no}", dice.pick(&["", "not "])),
    }
}

fn of_list(dice: &mut Dice, words: &Vocabulary) -> String {
    let list = dice.pick(&words.lists);
    match dice.below(3) {
        0 if list.ordered => {
            format!("{} {} {}", list.name, dice.pick(&["<", "<=", ">", ">="]), dice.pick(&list.values))
        }
        1 => {
            let values = dice.some(&list.values, 2).join(", ");
            format!("{} is {}one of {values}", list.name, dice.pick(&["", "not "]))
        }
        _ => format!("{} {} {}", list.name, dice.pick(&["is", "is not"]), dice.pick(&list.values)),
    }
}

fn moment(dice: &mut Dice, words: &Vocabulary) -> String {
    let right = match dice.below(4) {
        0 => "created".to_owned(),
        1 => format!("{} 10:00 in \"Asia/Kathmandu\"", words.date(dice)),
        2 => format!("{} 08:30Z", words.date(dice)),
        _ => format!("{} 13:45", words.date(dice)),
    };
    let left =
        if right == "created" { "promised" } else { dice.pick(&["promised", "created", "last_message.at"]) };
    format!("{left} {} {right}", dice.pick(&["<", "<=", ">", ">="]))
}

fn person(dice: &mut Dice) -> String {
    match dice.below(3) {
        0 => "partner is ticket.assignee".to_owned(),
        1 => "assignee is not partner".to_owned(),
        _ => format!("assignee {} \"{}\"", dice.pick(&["is", "is not"]), dice.pick(&PEOPLE)),
    }
}

fn tags(dice: &mut Dice) -> String {
    let two = |dice: &mut Dice| {
        dice.some(&TAGS, 2).iter().map(|tag| format!("\"{tag}\"")).collect::<Vec<_>>().join(", ")
    };
    match dice.below(5) {
        0 => format!("tags has no \"{}\"", dice.pick(&TAGS)),
        1 => format!("tags has any of {}", two(dice)),
        2 => format!("tags has all of {}", two(dice)),
        3 => format!("products has \"{}\"", dice.pick(&["desk", "lamp"])),
        _ => format!("tags has \"{}\"", dice.pick(&TAGS)),
    }
}

fn text(dice: &mut Dice) -> String {
    dice.pick(&[
        "subject contains \"INV\"",
        "subject contains \"pROSÍM\"",
        "subject starts with \"Urgent\"",
        "subject ends with \"Login\"",
        "subject matches \"INV-[0-9]+\"",
        "subject matches \"^u\"",
        "note is \"x\"",
        "subject is not \"\"",
        "last_message contains \"help\"",
    ])
    .to_owned()
}

fn of_instant(dice: &mut Dice, words: &Vocabulary) -> String {
    let field = dice.pick(&["created", "created", "promised", "last_message.at"]);
    match dice.below(4) {
        0 => format!("{field} on {}", dice.pick(&["sat, sun", "mon-wed", "fri-mon", "thu"])),
        1 => format!(
            "{field} from {}",
            dice.pick(&["22:00 to 06:00", "08:30 to 12:00", "00:00 to 24:00", "13:00 to 13:30"])
        ),
        _ => format!("{field} {} {}", dice.pick(&["during", "outside"]), dice.pick(&words.calendars)),
    }
}

fn kept(dice: &mut Dice) -> String {
    dice.pick(&[
        "replies >= 1",
        "replies is 0",
        "reopens > 0",
        "last_message.by is customer",
        "last_message.by is not agent",
    ])
    .to_owned()
}

fn time(dice: &mut Dice, words: &Vocabulary) -> String {
    let length = dice.pick(&["30m", "2h", "8h", "48h", "1 business day", "2 calendar days"]);
    let calendar = dice.pick(&words.calendars);
    format!("{} {} {length} on {calendar}", dice.pick(&["age", "idle"]), dice.pick(&[">=", ">", "<", "<="]))
}
