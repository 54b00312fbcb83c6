//! The story of a ticket as data: names and places instead of ids, instants in UTC. `docs/why.md` has it as JSON.

use crate::moment::utc;
use duly_calendar::{Instant, NaiveDate, Zone};
use duly_report::InputDigest;
use serde::{Serialize, Serializer};

/// The version of the JSON: it rises when a program that reads it could be misled.
pub const FORMAT_VERSION: u32 = 1;

/// Everything there is to tell of a ticket.
#[derive(Clone, Serialize, Debug)]
pub struct Story {
    /// Where it comes from.
    pub provenance: Provenance,
    /// The ticket.
    pub ticket: String,
    /// When it was created.
    #[serde(serialize_with = "instant")]
    pub created: Instant,
    /// How many events it had.
    pub events: u64,
    /// Its level in each agreement at the end.
    pub levels: Vec<Standing>,
    /// What was decided, instant by instant.
    pub moments: Vec<Moment>,
    /// Its cycles, in the order of their clocks.
    pub cycles: Vec<CycleStory>,
    /// The zone in which instants are shown.
    #[serde(skip)]
    pub zone: Zone,
    /// The path of the policy; places in its folder are shown to people without that.
    #[serde(skip)]
    pub policy_path: String,
}

/// Where a story comes from: all that decides its bytes.
#[derive(Clone, Serialize, Debug)]
pub struct Provenance {
    /// [`FORMAT_VERSION`].
    pub format_version: u32,
    /// The version of duly.
    pub duly_version: String,
    /// The policy's name.
    pub policy: String,
    /// SHA-256 over its files, in hex.
    pub policy_sha256: String,
    /// The version of the time zone data.
    pub tzdata: String,
    /// The inputs by name.
    pub inputs: Vec<InputDigest>,
    /// The instant up to which the events were judged.
    #[serde(serialize_with = "instant")]
    pub as_of: Instant,
    /// The zone in which people are shown instants.
    pub zone: String,
}

/// A ticket's level in an agreement.
#[derive(Clone, PartialEq, Eq, Serialize, Debug)]
pub struct Standing {
    /// The agreement.
    pub agreement: String,
    /// The level; none: it is under none.
    pub level: Option<String>,
    /// The rule or trigger that chose it.
    pub rule: Option<String>,
    /// Where that stands.
    pub line: Option<String>,
}

/// An instant at which something happened.
#[derive(Clone, PartialEq, Serialize, Debug)]
pub struct Moment {
    /// The instant.
    #[serde(serialize_with = "instant")]
    pub at: Instant,
    /// The event; none: time passed.
    pub event: Option<EventStory>,
    /// The rule or trigger whose action changed the ticket, where actions are simulated.
    pub action_of: Option<String>,
    /// What came of it, in order.
    pub happened: Vec<Happening>,
}

/// An event.
#[derive(Clone, PartialEq, Eq, Serialize, Debug)]
pub struct EventStory {
    /// What happened, in words: `created by customer`.
    pub says: String,
    /// Who did it.
    pub by: &'static str,
    /// Which person.
    pub actor: Option<String>,
    /// Through which channel.
    pub channel: Option<String>,
    /// Where it was read: the input and its line; none: it was typed.
    pub line: Option<String>,
}

/// Something that came of an event, or of time.
#[derive(Clone, PartialEq, Serialize, Debug)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum Happening {
    /// A field took another value.
    Field {
        /// The field.
        field: String,
        /// Its value before.
        before: Option<String>,
        /// Its value now.
        now: Option<String>,
    },
    /// A state turned.
    State {
        /// The state.
        state: String,
        /// Whether it holds now.
        holds: bool,
        /// Why.
        condition: Option<PartStory>,
    },
    /// Rules were judged.
    Rules(RulesStory),
    /// A trigger set the level.
    Level(Standing),
    /// A line of a clock did something to a cycle.
    Clock {
        /// The cycle.
        #[serde(flatten)]
        cycle: CycleName,
        /// What became of it: `starts`, `stops`, `pauses`, ..
        moved: &'static str,
        /// The line, as written.
        says: Option<String>,
        /// Where it stands.
        line: Option<String>,
        /// Its conditions.
        conditions: Vec<PartStory>,
    },
    /// A promise begins to judge a cycle, or there is none any more.
    Target {
        /// The cycle.
        #[serde(flatten)]
        cycle: CycleName,
        /// The agreement.
        agreement: String,
        /// The level that says so.
        level: Option<String>,
        /// The promise: `within 4h`.
        promise: Option<String>,
        /// The calendar it is counted on.
        calendar: Option<String>,
        /// From when it counts.
        #[serde(serialize_with = "maybe")]
        from: Option<Instant>,
        /// The field that its table looks at, and the value there.
        cell: Option<(String, Option<String>)>,
        /// The conditions that were tried for it.
        conditions: Vec<PartStory>,
        /// Where it stands.
        line: Option<String>,
    },
    /// The due of a cycle moved.
    Due {
        /// The cycle.
        #[serde(flatten)]
        cycle: CycleName,
        /// The agreement.
        agreement: String,
        /// The due before.
        #[serde(serialize_with = "maybe")]
        before: Option<Instant>,
        /// The due now; none while it is paused, hidden or without a promise.
        #[serde(serialize_with = "maybe")]
        due: Option<Instant>,
    },
    /// A cycle stood past its due for the first time.
    Breach {
        /// The cycle.
        #[serde(flatten)]
        cycle: CycleName,
        /// The agreement.
        agreement: String,
    },
    /// A warning fired.
    Warning {
        /// The cycle.
        #[serde(flatten)]
        cycle: CycleName,
        /// The agreement.
        agreement: String,
        /// The line, as written.
        says: String,
        /// Where it stands.
        line: String,
    },
    /// The moment of a trigger came.
    Trigger {
        /// The trigger.
        trigger: String,
        /// The cycle it is about.
        cycle: Option<CycleName>,
        /// Its condition.
        condition: Option<PartStory>,
        /// Whether it fires.
        fires: bool,
        /// Where it stands.
        line: String,
    },
    /// An action is due.
    Action {
        /// What is to be done: `notify "team-leads"`.
        says: String,
        /// Whose it is.
        of: String,
        /// Where it stands.
        line: String,
    },
}

/// The rules of an agreement, judged.
#[derive(Clone, PartialEq, Serialize, Debug)]
pub struct RulesStory {
    /// The agreement.
    pub agreement: String,
    /// The rules that were looked at, in order.
    pub tried: Vec<RuleStory>,
    /// How many were not, because an earlier one decided.
    pub not_tried: usize,
    /// The level before.
    pub before: Option<String>,
    /// The level and who chose it.
    pub level: Option<String>,
    /// The rule or trigger that chose it.
    pub rule: Option<String>,
    /// Whether this is the first time that they were.
    pub first: bool,
}

/// A rule that was looked at.
#[derive(Clone, PartialEq, Serialize, Debug)]
pub struct RuleStory {
    /// The rule.
    pub rule: String,
    /// Whether it matched; none: it is switched off.
    pub matched: Option<bool>,
    /// Whether it came to something else the last time, or was not looked at.
    pub news: bool,
    /// Its condition.
    pub condition: Option<PartStory>,
    /// Where it stands.
    pub line: String,
}

/// A part of a condition.
#[derive(Clone, PartialEq, Serialize, Debug)]
pub struct PartStory {
    /// `all of`, `any of`, `none of`, `not`, or the question as written.
    pub says: String,
    /// Whether it holds.
    pub holds: bool,
    /// What was found: `priority is low`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub found: Option<String>,
    /// Its own parts.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<PartStory>,
}

/// Which cycle.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Debug)]
pub struct CycleName {
    /// Its clock.
    pub clock: String,
    /// 1, 2, ..
    pub cycle: u32,
    /// Its key.
    pub key: Option<String>,
}

/// A cycle in an agreement, whole.
#[derive(Clone, Serialize, Debug)]
pub struct CycleStory {
    /// Which.
    #[serde(flatten)]
    pub name: CycleName,
    /// The agreement.
    pub agreement: String,
    /// The level of the verdict.
    pub level: Option<String>,
    /// Who chose it.
    pub rule: Option<String>,
    /// The promise: `within 4h`.
    pub promise: Option<String>,
    /// Where it stands.
    pub line: Option<String>,
    /// The calendar of the verdict.
    pub calendar: Option<String>,
    /// What became of it.
    pub outcome: &'static str,
    /// Why.
    pub reason: Option<String>,
    /// When it began.
    #[serde(serialize_with = "instant")]
    pub started: Instant,
    /// When it was (or is) due.
    #[serde(serialize_with = "maybe")]
    pub due: Option<Instant>,
    /// When it ended.
    #[serde(serialize_with = "maybe")]
    pub closed: Option<Instant>,
    /// When it stood past its due for the first time.
    #[serde(serialize_with = "maybe")]
    pub breached_at: Option<Instant>,
    /// When warnings of it fired.
    #[serde(serialize_with = "instants")]
    pub warned_at: Vec<Instant>,
    /// Business seconds counted.
    pub elapsed_s: i64,
    /// Business seconds paused.
    pub paused_s: i64,
    /// Business seconds promised; none for day counts and instants.
    pub target_s: Option<i64>,
    /// How often it was reopened.
    pub reopens: u32,
    /// The zone of its days.
    pub zone: String,
    /// Its days, from its beginning to its end or its due.
    pub days: Vec<DayStory>,
    /// Of a promise of days: the instants to which each of them is counted, the first of which is the beginning.
    #[serde(serialize_with = "instants", skip_serializing_if = "Vec::is_empty")]
    pub counted_days: Vec<Instant>,
    /// The zone of its days.
    #[serde(skip)]
    pub hours_zone: Zone,
}

/// A day of a cycle.
#[derive(Clone, PartialEq, Serialize, Debug)]
pub struct DayStory {
    /// The date.
    #[serde(serialize_with = "date")]
    pub date: NaiveDate,
    /// What the cycle did on it; where nothing is said its calendar was closed, or it was not open.
    pub spans: Vec<SpanStory>,
    /// Business seconds counted on it.
    pub elapsed_s: i64,
    /// Business seconds counted until its end.
    pub sum_s: i64,
    /// Business seconds paused on it.
    pub paused_s: i64,
    /// What made its hours others than those of the week.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub because: Vec<Exception>,
}

/// Open time of a day.
#[derive(Clone, PartialEq, Eq, Serialize, Debug)]
pub struct SpanStory {
    /// From here on.
    #[serde(serialize_with = "instant")]
    pub from: Instant,
    /// Up to here.
    #[serde(serialize_with = "instant")]
    pub until: Instant,
    /// What it is.
    pub kind: SpanKind,
}

/// What open time is to a cycle.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Debug)]
#[serde(rename_all = "snake_case")]
pub enum SpanKind {
    /// Its time ran.
    Counted,
    /// It was paused.
    Paused,
    /// It was no longer or not yet counted: after its end, until its due.
    Left,
}

/// A statement of a calendar that made a day special.
#[derive(Clone, PartialEq, Eq, Serialize, Debug)]
pub struct Exception {
    /// The calendar.
    pub calendar: String,
    /// `closed`, `open`, `taken out` or `parts`.
    pub effect: &'static str,
    /// What the holiday file calls it, or the label in the policy.
    pub name: Option<String>,
    /// The statement, as written.
    pub says: String,
    /// Where it stands.
    pub line: String,
}

fn instant<S: Serializer>(at: &Instant, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&utc(*at))
}

fn maybe<S: Serializer>(at: &Option<Instant>, serializer: S) -> Result<S::Ok, S::Error> {
    match at {
        Some(at) => instant(at, serializer),
        None => serializer.serialize_none(),
    }
}

fn instants<S: Serializer>(all: &[Instant], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(all.iter().map(|at| utc(*at)))
}

fn date<S: Serializer>(date: &NaiveDate, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(date)
}
