//! What a random policy declares, so that its conditions, clocks and histories can speak of it.

use super::Dice;
use chrono::NaiveDate;

/// Names and values in use.
#[derive(Clone, Debug)]
pub struct Vocabulary {
    /// The policy's zone.
    pub zone: &'static str,
    /// The day around which everything happens.
    pub day: NaiveDate,
    /// Fields with lists of values, whether ordered, and whether something stands for unset.
    pub lists: Vec<List>,
    /// States that the policy sets.
    pub states: Vec<String>,
    /// Phrases that the policy gives another meaning.
    pub phrases: Vec<&'static str>,
    /// Scripts, by their names.
    pub scripts: Vec<&'static str>,
    /// Whether there is the script that fails.
    pub shaky: bool,
    /// Calendars, `always` too.
    pub calendars: Vec<String>,
    /// Clocks that levels speak of.
    pub clocks: Vec<String>,
    /// Levels of the default agreement.
    pub levels: Vec<String>,
    /// Levels of the agreement `ola`; none: there is no such agreement.
    pub ola: Vec<String>,
}

/// A field with a list of values.
#[derive(Clone, Debug)]
pub struct List {
    /// Its name.
    pub name: &'static str,
    /// Its values, as the policy writes them.
    pub values: Vec<&'static str>,
    /// `low < high`
    pub ordered: bool,
    /// `V if unset`
    pub default: Option<&'static str>,
}

/// Tags that policies and histories speak of.
pub const TAGS: [&str; 4] = ["vip", "spam", "outage", "x"];
/// People.
pub const PEOPLE: [&str; 3] = ["jana", "eva", "tom"];
/// Texts that subjects have.
pub const SUBJECTS: [&str; 4] = ["Invoice INV-17", "urgent: login", "Prosím o pomoc", ""];
/// Channels.
pub const CHANNELS: [&str; 4] = ["email", "chat", "phone", "web"];
/// Names of signals.
pub const SIGNALS: [&str; 2] = ["approved", "ping"];
/// How calls end.
pub const RESULTS: [&str; 2] = ["abandoned", "voicemail"];

/// Zones and days on which their clocks do something: a change of daylight saving time, a date that is
/// skipped, a year's end, or nothing.
const PLACES: [(&str, &str); 16] = [
    ("Europe/Bratislava", "2026-03-26"),
    ("Europe/Bratislava", "2026-03-27"),
    ("Europe/Bratislava", "2026-10-22"),
    ("Europe/Bratislava", "2026-12-23"),
    ("America/New_York", "2026-03-06"),
    ("America/New_York", "2026-10-30"),
    ("Australia/Lord_Howe", "2026-04-02"),
    ("Australia/Lord_Howe", "2026-10-01"),
    ("Pacific/Apia", "2011-12-28"),
    ("Asia/Kathmandu", "2026-02-26"),
    ("America/Havana", "2026-03-06"),
    ("Africa/Cairo", "2026-04-22"),
    ("UTC", "2026-03-06"),
    ("Europe/Bratislava", "2026-03-05"),
    ("Europe/Prague", "2028-02-27"),
    ("America/Santiago", "2026-09-03"),
];

/// Zones for calendars of their own.
pub const ZONES: [&str; 6] =
    ["Europe/Prague", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe", "UTC", "America/St_Johns"];

impl Vocabulary {
    /// The fields of a policy, and where and when it is at home.
    pub fn new(dice: &mut Dice) -> Vocabulary {
        let (zone, day) = dice.pick(&PLACES);
        let mut list = |name, values: &[&'static str], ordered, often| List {
            name,
            values: values.to_vec(),
            ordered,
            default: dice.chance(often).then(|| dice.pick(values)),
        };
        let lists = vec![
            list("priority", &["low", "normal", "high", "urgent"], true, 60),
            list("status", &["new", "open", "pending", "on_hold", "resolved", "closed"], false, 20),
            list("department", &["\"Support\"", "\"Billing\"", "\"Sales\""], false, 20),
            list("region", &["\"EU\"", "\"US\"", "\"A-P\""], false, 50),
            list("contract", &["none", "bronze", "gold"], true, 30),
        ];
        Vocabulary {
            zone,
            day: day.parse().expect("a date"),
            lists,
            states: Vec::new(),
            phrases: Vec::new(),
            scripts: Vec::new(),
            shaky: false,
            calendars: vec!["always".to_owned()],
            clocks: Vec::new(),
            levels: Vec::new(),
            ola: Vec::new(),
        }
    }

    /// A date near the day.
    pub fn date(&self, dice: &mut Dice) -> NaiveDate {
        let days = dice.from_to(-2, 12);
        self.day + chrono::Duration::days(days)
    }
}
