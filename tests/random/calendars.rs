//! Random calendars and holiday files.

use super::Dice;
use super::policy::block;
use super::vocabulary::{Vocabulary, ZONES};
use crate::second::hours::Holidays;
use chrono::{Datelike, Days, NaiveDate};
use std::collections::BTreeMap;

/// Days of the week with windows on them.
const WEEKS: [&[&str]; 9] = [
    &["mon-fri 09:00-17:00"],
    &["mon-thu 08:30-12:00, 12:30-17:00", "fri 08:30-15:00"],
    &["daily 06:00-22:00"],
    &["mon-fri 22:00-06:00"],
    &["daily 22:00-02:30"],
    &["mon-sun 00:00-24:00"],
    &["fri-mon 10:00-14:15", "tue 00:00-03:00"],
    &["daily 01:00-03:30, 04:00-05:00", "sun 20:00-24:00"],
    &["mon, wed, fri 07:45-16:20"],
];

const WINDOWS: [&str; 7] = [
    "10:00-14:00",
    "00:00-24:00",
    "08:00-12:00, 13:00-19:30",
    "22:00-06:00",
    "01:30-02:30",
    "16:00-16:01",
    "02:00-03:00",
];

/// Holiday files, twice: as text, and as what the text says.
#[derive(Clone, Debug, Default)]
pub struct Files {
    /// Name and text.
    pub texts: Vec<(String, String)>,
    /// By name.
    pub holidays: BTreeMap<String, Holidays>,
}

/// The calendars and their files.
pub fn calendars(dice: &mut Dice, words: &mut Vocabulary) -> (Vec<String>, Files) {
    let (mut written, mut files) = (Vec::new(), Files::default());
    for name in dice.some(&["office", "phones", "\"night shift\""], 3) {
        if written.len() == 2 && dice.chance(50) {
            break;
        }
        let mut lines: Vec<String> = dice.pick(&WEEKS).iter().map(|line| (*line).to_owned()).collect();
        for _ in 0..dice.below(4) {
            lines.push(exception(dice, words));
        }
        if dice.chance(25) {
            let file = format!("h{}.ics", files.texts.len());
            lines.push(format!("closed holidays \"{file}\""));
            let (text, says) = holiday_file(dice, words);
            files.texts.push((file.clone(), text));
            files.holidays.insert(file, says);
        }
        if dice.chance(25) {
            lines.push("due at opening".to_owned());
        }
        let zone = match dice.below(10) {
            0..3 => format!(" in \"{}\"", dice.pick(&ZONES)),
            3 | 4 => format!(" in ticket.timezone or \"{}\"", dice.pick(&ZONES)),
            _ => String::new(),
        };
        written.push(block(&format!("calendar {name}{zone}"), &dice.shuffled(&lines)));
        words.calendars.push(name.to_owned());
        if dice.chance(15) {
            written.push(version(dice, words, name));
        }
    }
    if dice.chance(30) {
        written.push(made(dice, words));
        words.calendars.push("made".to_owned());
    }
    (written, files)
}

/// A later version of a calendar.
fn version(dice: &mut Dice, words: &Vocabulary, name: &str) -> String {
    let from = words.date(dice);
    let zone = if dice.chance(30) { format!(" in \"{}\"", dice.pick(&ZONES)) } else { String::new() };
    let mut lines: Vec<String> = dice.pick(&WEEKS).iter().map(|line| (*line).to_owned()).collect();
    if dice.chance(40) {
        lines.push(exception(dice, words));
    }
    if dice.chance(20) {
        lines.push("due at opening".to_owned());
    }
    block(&format!("calendar {name} from {from}{zone}"), &lines)
}

/// A calendar made of others.
fn made(dice: &mut Dice, words: &Vocabulary) -> String {
    let own = |dice: &mut Dice| dice.pick(&words.calendars[1..]);
    let (one, other) = (own(dice), own(dice));
    let mix = match dice.below(6) {
        0 => format!("{one} or {other}"),
        1 => format!("{one} and {other}"),
        2 => format!("always except {one}"),
        3 if one != other => format!("{one} except {other}"),
        4 => format!("({one} or always) except {other}"),
        _ => format!("{one} or (always except {other})"),
    };
    let zone = if dice.chance(40) { format!(" in \"{}\"", dice.pick(&ZONES)) } else { String::new() };
    let due = dice.pick(&["due at opening", "due at closing"]);
    block(&format!("calendar made{zone} = {mix}"), &[due.to_owned()])
}

fn exception(dice: &mut Dice, words: &Vocabulary) -> String {
    let dates = match dice.below(6) {
        0 | 1 => words.date(dice).to_string(),
        2 => {
            let first = words.date(dice);
            format!("{first} .. {}", first + Days::new(1 + dice.below(3) as u64))
        }
        3 => format!("every {}", day_month(words.date(dice))),
        4 => {
            let first = words.date(dice);
            format!("every {} .. {}", day_month(first), day_month(first + Days::new(2)))
        }
        _ => format!(
            "every {} {} of {}",
            dice.pick(&["first", "second", "last"]),
            dice.pick(&["mon", "fri", "sun"]),
            month(words.date(dice))
        ),
    };
    if words.scripts.contains(&"moving") && dice.chance(30) {
        let script = dice.pick(&["moving", "moving", "easter_monday", "whit_monday"]);
        let windows = if dice.chance(25) { dice.pick(&WINDOWS) } else { "" };
        return format!(
            "{} dates {script}(year) {windows}",
            if windows.is_empty() { "closed" } else { "open" }
        );
    }
    match dice.below(4) {
        0 => format!("open {dates} {} \"special\"", dice.pick(&WINDOWS)),
        1 => format!("closed {dates} \"day off\""),
        2 => format!("closed {dates}, {}", words.date(dice)),
        _ => format!("closed {dates} {}", dice.pick(&WINDOWS)),
    }
}

fn day_month(date: NaiveDate) -> String {
    format!("{} {}", date.day(), month(date))
}

fn month(date: NaiveDate) -> String {
    date.format("%b").to_string().to_lowercase()
}

/// A file with a few events: whole dates, several days, every year, and times of day in UTC.
fn holiday_file(dice: &mut Dice, words: &Vocabulary) -> (String, Holidays) {
    let mut text = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//duly//random//EN\r\n".to_owned();
    let mut says = Holidays::default();
    for number in 0..=dice.below(3) {
        let date = words.date(dice);
        let (lines, whole) = match dice.below(4) {
            0 => (format!("DTSTART;VALUE=DATE:{}", plain(date)), vec![date]),
            1 => {
                let end = date + Days::new(2);
                let lines = format!("DTSTART;VALUE=DATE:{}\r\nDTEND;VALUE=DATE:{}", plain(date), plain(end));
                (lines, vec![date, date + Days::new(1)])
            }
            2 => {
                let years = (0..8).filter_map(|years| date.with_year(date.year() + years)).collect();
                (format!("DTSTART;VALUE=DATE:{}\r\nRRULE:FREQ=YEARLY;COUNT=8", plain(date)), years)
            }
            _ => {
                let start = date.and_hms_opt(9, 30, 0).expect("a time").and_utc().timestamp();
                says.times.push((start, start + 7200));
                let lines = format!("DTSTART:{0}T093000Z\r\nDTEND:{0}T113000Z", plain(date));
                (lines, Vec::new())
            }
        };
        says.dates.extend(whole);
        text += &format!(
            "BEGIN:VEVENT\r\nUID:{number}\r\nDTSTAMP:20260101T000000Z\r\n{lines}\r\nSUMMARY:Holiday\r\nEND:VEVENT\r\n"
        );
    }
    text += "END:VCALENDAR\r\n";
    (text, says)
}

fn plain(date: NaiveDate) -> String {
    date.format("%Y%m%d").to_string()
}
