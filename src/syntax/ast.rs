//! The syntax tree of one file: what was written, where, and nothing decided yet.
//!
//! Every node has a [`Span`]. Names are not resolved, values not typed, units not checked; but all that
//! the text itself says (durations, dates, windows) is read into numbers, so that no later stage parses.

use chrono::{NaiveDate, NaiveDateTime};
pub use duly_diag::{Span, Spanned};

/// A name as written: an identifier or a quoted string, the same name either way.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Name {
    /// The name, without quotes.
    pub text: String,
    /// Where.
    pub span: Span,
    /// Whether it was written in quotes.
    pub quoted: bool,
}

/// A quoted text.
pub type Text = Spanned<String>;

/// One file.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct File {
    /// `duly 1`, if it is there.
    pub version: Option<Spanned<u32>>,
    /// The declarations in order.
    pub declarations: Vec<Declaration>,
    /// Every `#` comment (not the `##` ones) in order: its text after the `#`, and its place.
    pub comments: Vec<Text>,
}

/// One declaration with its doc comment.
#[derive(Clone, PartialEq, Debug)]
pub struct Declaration {
    /// The `##` lines above it, joined by newlines, without the marks.
    pub doc: Option<Text>,
    /// What it declares.
    pub kind: DeclarationKind,
    /// From its first word to its closing brace.
    pub span: Span,
}

/// The kinds of declarations.
#[derive(Clone, PartialEq, Debug)]
pub enum DeclarationKind {
    /// `policy "NAME" { zone, owner }`
    Policy(Policy),
    /// `import "file.sla" [as NAME]`
    Import(Import),
    /// `ticket { fields and states }`
    Ticket(Ticket),
    /// `calendar NAME { hours }`
    Calendar(CalendarDecl),
    /// `clock NAME { lines }`
    Clock(ClockDecl),
    /// `level NAME { targets }`
    Level(LevelDecl),
    /// `rules { rules }`
    Rules(RulesDecl),
}

/// `policy "Acme support" { zone "Europe/Bratislava"; owner "support-ops@acme.example" }`
#[derive(Clone, PartialEq, Debug)]
pub struct Policy {
    /// The policy's name.
    pub name: Name,
    /// `zone "IANA/Name"`, each time it was said.
    pub zones: Vec<Text>,
    /// `owner "who"`, each time it was said.
    pub owners: Vec<Text>,
}

/// `import "file.sla" as emea`
#[derive(Clone, PartialEq, Debug)]
pub struct Import {
    /// The path as written, relative to the importing file.
    pub path: Text,
    /// The namespace, if one is given.
    pub alias: Option<Name>,
}

/// `ticket { ... }`: several add up.
#[derive(Clone, PartialEq, Debug)]
pub struct Ticket {
    /// Fields and states in order.
    pub items: Vec<TicketItem>,
}

/// A line of a ticket block.
#[derive(Clone, PartialEq, Debug)]
pub enum TicketItem {
    /// `priority low < normal < high, normal if unset`
    Field(FieldDecl),
    /// `done means status is closed`
    State(StateDecl),
}

/// A field's declaration.
#[derive(Clone, PartialEq, Debug)]
pub struct FieldDecl {
    /// The field; a dotted standard field is one name with dots (`customer.group`).
    pub name: Name,
    /// Its type.
    pub kind: FieldType,
    /// Where the type stands.
    pub kind_span: Span,
    /// `VALUE if unset`.
    pub if_unset: Option<Value>,
    /// The whole line.
    pub span: Span,
}

/// The types a field can be declared with.
#[derive(Clone, PartialEq, Debug)]
pub enum FieldType {
    /// `text`
    Text,
    /// `number`
    Number,
    /// `yes/no`
    YesNo,
    /// `date`
    Date,
    /// `instant`
    Instant,
    /// `duration`
    Duration,
    /// `person`
    Person,
    /// `list of text`
    List,
    /// `new, open, closed`: a closed list.
    Closed(Vec<Name>),
    /// `low < normal < high`: an ordered list, lowest first.
    Ordered(Vec<Name>),
}

/// `NAME means CONDITION`
#[derive(Clone, PartialEq, Debug)]
pub struct StateDecl {
    /// The state.
    pub name: Name,
    /// When it holds.
    pub condition: Condition,
    /// The whole line.
    pub span: Span,
}

// ---- values -------------------------------------------------------------------------------------

/// Something to compare with or to set.
#[derive(Clone, PartialEq, Debug)]
pub struct Value {
    /// What it is.
    pub kind: ValueKind,
    /// Where.
    pub span: Span,
}

/// The kinds of values the text itself can tell apart.
#[derive(Clone, PartialEq, Debug)]
pub enum ValueKind {
    /// A bare word: a value of a closed list first, then a field; dots inside a path are kept.
    Word(String),
    /// `ticket.NAME`: a field, whatever lists say.
    Field(String),
    /// `"text"`
    Text(String),
    /// `42`, `0.5`, `-3`
    Number(f64),
    /// `yes` or `no`
    YesNo(bool),
    /// `1h30m`
    Duration(Duration),
    /// `2 business days`
    Days(DayCount),
    /// `2026-03-06`
    Date(NaiveDate),
    /// `2026-03-06 14:40`, with a zone if one is written
    Instant(InstantLit),
}

/// `1h30m`: time on the calendar in force.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Duration {
    /// Seconds.
    pub seconds: u64,
}

/// `2 business days`, `3 calendar days`, `1 calendar month`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct DayCount {
    /// How many.
    pub count: u32,
    /// Of what.
    pub unit: DayUnit,
}

/// What a day count counts.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum DayUnit {
    /// Open dates of a calendar.
    BusinessDays,
    /// Civil dates.
    CalendarDays,
    /// Civil months.
    CalendarMonths,
}

/// Either kind of length.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Length {
    /// Business time.
    Time(Duration),
    /// A day count.
    Days(DayCount),
}

/// An instant as written: wall time, and the zone in which it is to be read.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct InstantLit {
    /// Date and time of day; a date alone is its 00:00.
    pub local: NaiveDateTime,
    /// Its zone.
    pub zone: ZoneLit,
}

/// The zone of a written instant.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum ZoneLit {
    /// The policy's.
    Policy,
    /// `in "Europe/Paris"`
    Named(Text),
    /// `Z` or `+02:00`: seconds east.
    Offset(i32),
}

/// `08:30`, `24:00`: seconds after 00:00, at most 86,400.
pub type TimeOfDay = Spanned<u32>;

// ---- conditions ---------------------------------------------------------------------------------

/// Something that is true or false of a ticket.
#[derive(Clone, PartialEq, Debug)]
pub struct Condition {
    /// What it asks.
    pub kind: ConditionKind,
    /// Where.
    pub span: Span,
}

/// The forms of conditions.
#[derive(Clone, PartialEq, Debug)]
pub enum ConditionKind {
    /// `a and b`, `all of { a; b }`
    All(Vec<Condition>),
    /// `a or b`, `any of { a; b }`
    Any(Vec<Condition>),
    /// `none of { a; b }`
    NoneOf(Vec<Condition>),
    /// `not STATE`, `not (...)`
    Not(Box<Condition>),
    /// `NAME`: a state or a yes/no field.
    Name(Name),
    /// `FIELD is V`, `is not`, `<`, `<=`, `>`, `>=`. Also `CLOCK is running | paused | stopped`, which
    /// only resolution can tell apart.
    Compare {
        /// The field (dotted names are one name).
        field: Name,
        /// The comparison.
        op: Comparison,
        /// Its right side.
        value: Value,
    },
    /// `FIELD is one of a, b` and `FIELD is not one of a, b`
    OneOf {
        /// The field.
        field: Name,
        /// `is not one of`.
        negated: bool,
        /// The values.
        values: Vec<Value>,
    },
    /// `FIELD is set`, `FIELD is not set`
    IsSet {
        /// The field.
        field: Name,
        /// `is not set`.
        negated: bool,
    },
    /// `tags has "a"`, `has no`, `has any of`, `has all of`
    Has {
        /// The list.
        field: Name,
        /// Which of them.
        mode: HasMode,
        /// The values.
        values: Vec<Value>,
    },
    /// `subject contains "x"`, `starts with`, `ends with`, `matches`
    TextTest {
        /// The field.
        field: Name,
        /// The test.
        test: TextTest,
        /// The text or pattern.
        text: Text,
    },
    /// `created during office`, `created outside office`; any instant field may stand for `created`.
    Calendar {
        /// The instant.
        field: Name,
        /// `outside`.
        outside: bool,
        /// The calendar.
        calendar: Name,
    },
    /// `created on sat, sun`
    OnDays {
        /// The instant.
        field: Name,
        /// The days.
        days: Vec<Spanned<chrono::Weekday>>,
    },
    /// `created from 22:00 to 06:00`
    FromTo {
        /// The instant.
        field: Name,
        /// From this time of day ...
        from: TimeOfDay,
        /// ... to before this one; earlier than `from`: over midnight.
        to: TimeOfDay,
    },
    /// `age >= 48h on office`, `idle >= 24h on always`
    Elapsed {
        /// Since when.
        since: Since,
        /// `<`, `<=`, `>` or `>=`; the checker refuses the rest.
        op: Comparison,
        /// How much.
        length: Spanned<Length>,
        /// On which calendar, if it is said.
        calendar: Option<Name>,
    },
}

/// Comparison operators.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Comparison {
    /// `is`
    Is,
    /// `is not`
    IsNot,
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
}

/// What `age` and `idle` count from.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Since {
    /// `age`: since the ticket was created.
    Created,
    /// `idle`: since the last event by customer or agent.
    LastTouched,
}

/// How many of a list's values are asked for.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum HasMode {
    /// `has "a"`
    Has,
    /// `has no "a"`
    HasNo,
    /// `has any of "a", "b"`
    HasAny,
    /// `has all of "a", "b"`
    HasAll,
}

/// Tests of a text.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum TextTest {
    /// `contains`, case ignored
    Contains,
    /// `starts with`, case ignored
    StartsWith,
    /// `ends with`, case ignored
    EndsWith,
    /// `matches`, a Rust regex, unanchored
    Matches,
}

// ---- events -------------------------------------------------------------------------------------

/// `E, E, ... if CONDITION`
#[derive(Clone, PartialEq, Debug)]
pub struct When {
    /// The events, any of which will do.
    pub events: Vec<EventPhrase>,
    /// The condition that covers them all.
    pub guard: Option<Condition>,
    /// The whole.
    pub span: Span,
}

/// One event phrase.
#[derive(Clone, PartialEq, Debug)]
pub struct EventPhrase {
    /// Which event.
    pub kind: EventKind,
    /// `by ROLE`
    pub by: Option<Spanned<Role>>,
    /// `via CHANNEL`
    pub via: Option<Name>,
    /// Where.
    pub span: Span,
}

/// The events that phrases speak of.
#[derive(Clone, PartialEq, Debug)]
pub enum EventKind {
    /// `created`
    Created,
    /// `customer replies`
    CustomerReplies,
    /// `agent replies`
    AgentReplies,
    /// `agent notes`
    AgentNotes,
    /// `message`
    Message,
    /// `FIELD becomes V`, `FIELD becomes one of a, b`
    Becomes(Name, Vec<Value>),
    /// `FIELD leaves V`, `FIELD leaves one of a, b`
    Leaves(Name, Vec<Value>),
    /// `FIELD changes`
    Changes(Name),
    /// `assigned`
    Assigned,
    /// `reassigned`
    Reassigned,
    /// `unassigned`
    Unassigned,
    /// `tagged "x"`
    Tagged(Text),
    /// `untagged "x"`
    Untagged(Text),
    /// `chat starts`, `call ends as "abandoned"`, ...
    Contact {
        /// Chat or call.
        medium: Medium,
        /// The phase.
        phase: Phase,
        /// `ends as "x"`
        result: Option<Text>,
    },
    /// `callback requested`
    CallbackRequested,
    /// `merged`
    Merged,
    /// `split`
    Split,
    /// `deleted`
    Deleted,
    /// `restored`
    Restored,
    /// `marked answered`
    MarkedAnswered,
    /// `signal "x"`
    Signal(Text),
    /// `STATE`: it turns true.
    State(Name),
    /// `no longer STATE`: it turns false.
    NoLonger(Name),
}

/// A chat or a call.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Medium {
    /// `chat`
    Chat,
    /// `call`
    Call,
}

/// The phases of a chat or call, by their phrases' verbs.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Phase {
    /// `starts` (phase queued)
    Starts,
    /// `rings`
    Rings,
    /// `answered`
    Answered,
    /// `transferred`
    Transferred,
    /// `ends`
    Ends,
}

/// Who did something.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Role {
    /// `customer`
    Customer,
    /// `agent`
    Agent,
    /// `bot`
    Bot,
    /// `system`
    System,
    /// `vendor`
    Vendor,
}

// ---- calendars ----------------------------------------------------------------------------------

/// `calendar office in "Europe/Prague" { ... }`
#[derive(Clone, PartialEq, Debug)]
pub struct CalendarDecl {
    /// Its name.
    pub name: Name,
    /// `in "IANA/Name"`
    pub zone: Option<Text>,
    /// Its lines.
    pub items: Vec<CalendarItem>,
}

/// A line of a calendar.
#[derive(Clone, PartialEq, Debug)]
pub struct CalendarItem {
    /// What it says.
    pub kind: CalendarItemKind,
    /// The whole line.
    pub span: Span,
}

/// What a calendar's line can say.
#[derive(Clone, PartialEq, Debug)]
pub enum CalendarItemKind {
    /// `mon-thu 08:30-12:00, 12:30-17:00`, `daily ...`, `sat, sun ...`
    Hours {
        /// The days: pairs (first, last), both included; a single day is a pair of itself.
        days: Vec<Spanned<(chrono::Weekday, chrono::Weekday)>>,
        /// The windows.
        windows: Vec<Window>,
    },
    /// `open DATES WINDOWS "label"`
    Open {
        /// The dates.
        dates: Vec<DateItem>,
        /// The hours of those dates.
        windows: Vec<Window>,
        /// The label.
        label: Option<Text>,
    },
    /// `closed DATES [WINDOWS] "label"`
    Closed {
        /// The dates.
        dates: Vec<DateItem>,
        /// Empty: the whole dates.
        windows: Vec<Window>,
        /// The label.
        label: Option<Text>,
    },
    /// `due at closing`, `due at opening`
    DueAt(DueAt),
}

/// A window as written; `end` before or at `start` means over midnight.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Window {
    /// Opening, seconds after 00:00.
    pub start: u32,
    /// Closing, seconds after 00:00, at most 86,400.
    pub end: u32,
    /// Where.
    pub span: Span,
}

/// Rolling of dues.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum DueAt {
    /// `due at closing`
    Closing,
    /// `due at opening`
    Opening,
}

/// One entry of a list of dates.
#[derive(Clone, PartialEq, Debug)]
pub struct DateItem {
    /// Which dates.
    pub kind: DateKind,
    /// Where.
    pub span: Span,
}

/// The forms of dates. In `every 24 dec, 31 dec` the `every` covers the entries behind it up to a date
/// with a year or `holidays`.
#[derive(Clone, PartialEq, Debug)]
pub enum DateKind {
    /// `2026-12-19`
    Date(NaiveDate),
    /// `2026-12-24 .. 2026-12-31`
    Range(NaiveDate, NaiveDate),
    /// `every 24 dec`
    Yearly(DayMonth),
    /// `every 1 aug .. 15 aug`
    YearlyRange(DayMonth, DayMonth),
    /// `every last fri of nov`
    YearlyNth {
        /// 1 to 5; none is `last`.
        nth: Option<u8>,
        /// The weekday.
        weekday: chrono::Weekday,
        /// Month, 1 to 12.
        month: u8,
    },
    /// `holidays "file.ics"`
    Holidays(Text),
}

/// `24 dec`
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct DayMonth {
    /// Day as written, 1 to 31 (whether the month has it is checked later).
    pub day: u8,
    /// Month, 1 to 12.
    pub month: u8,
}

// ---- clocks -------------------------------------------------------------------------------------

/// `clock NAME per KEY { ... }`
#[derive(Clone, PartialEq, Debug)]
pub struct ClockDecl {
    /// Its name.
    pub name: Name,
    /// `per call`, `per department`, `per message`
    pub per: Option<Name>,
    /// Its lines.
    pub items: Vec<ClockItem>,
}

/// A line of a clock.
#[derive(Clone, PartialEq, Debug)]
pub struct ClockItem {
    /// What it says.
    pub kind: ClockItemKind,
    /// The whole line.
    pub span: Span,
}

/// What a clock's line can say.
#[derive(Clone, PartialEq, Debug)]
pub enum ClockItemKind {
    /// `start when E`
    Start(When),
    /// `stop when E`
    Stop(When),
    /// `cancel when E`, `cancel even if late when E`
    Cancel {
        /// When.
        when: When,
        /// `even if late`
        even_if_late: bool,
    },
    /// `restart when E as met`, `restart when E as cancelled`
    Restart {
        /// When.
        when: When,
        /// How the cycle ends.
        ends: RestartAs,
    },
    /// `reopen when E`
    Reopen(When),
    /// `pause while CONDITION`
    PauseWhile(Condition),
    /// `pause from E until E`
    PauseFrom {
        /// Pauses ...
        from: When,
        /// ... and resumes.
        until: When,
    },
    /// `hide while CONDITION`
    HideWhile(Condition),
    /// `final when E`
    Final(When),
}

/// How a restart ends the running cycle.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum RestartAs {
    /// `as met`: judged as closed (met or missed).
    Met,
    /// `as cancelled`
    Cancelled,
}

// ---- levels -------------------------------------------------------------------------------------

/// `level NAME on CALENDAR extends BASE { ... }`
#[derive(Clone, PartialEq, Debug)]
pub struct LevelDecl {
    /// Its name.
    pub name: Name,
    /// `on CALENDAR`
    pub calendar: Option<Name>,
    /// `extends BASE`
    pub extends: Option<Name>,
    /// Its lines (a `calendar by FIELD { .. }` in the head stands here too).
    pub items: Vec<LevelItem>,
}

/// A line of a level.
#[derive(Clone, PartialEq, Debug)]
pub struct LevelItem {
    /// What it says.
    pub kind: LevelItemKind,
    /// The whole line.
    pub span: Span,
}

/// What a level's line can say.
#[derive(Clone, PartialEq, Debug)]
pub enum LevelItemKind {
    /// `CLOCK within D ...`, `CLOCK by FIELD`, `CLOCK none`
    Target {
        /// The clock.
        clock: Name,
        /// Its target.
        target: Target,
    },
    /// `resolution for urgent within 1h`: overrides a cell of a table above it.
    Cell {
        /// The clock.
        clock: Name,
        /// The column's values.
        values: Vec<Value>,
        /// The new target.
        target: Target,
    },
    /// `targets by FIELD { table }`
    Table(TargetTable),
    /// `resolution { within 4h if ..; within 8h otherwise }`
    List {
        /// The clock.
        clock: Name,
        /// The lines in order.
        entries: Vec<ListEntry>,
    },
    /// `warn at 75%, 15m before`
    Warn(Vec<Spanned<WarnAt>>),
    /// `track CLOCK [on CALENDAR]`
    Track {
        /// The clock.
        clock: Name,
        /// The calendar.
        calendar: Option<Name>,
    },
    /// `calendar by FIELD { "EU" eu; "US" us }`
    CalendarBy {
        /// The field.
        field: Name,
        /// Value and calendar.
        entries: Vec<(Selector, Name)>,
    },
    /// `count from start | attached | FIELD`
    CountFrom(Spanned<CountFrom>),
    /// `switch recount | keep`
    Switch(Spanned<Switch>),
}

/// A promise, or the lack of one.
#[derive(Clone, PartialEq, Debug)]
pub struct Target {
    /// What is promised.
    pub kind: TargetKind,
    /// The whole.
    pub span: Span,
}

/// The forms of targets.
#[derive(Clone, PartialEq, Debug)]
pub enum TargetKind {
    /// `none`
    None,
    /// `[within] D [by close | by HH:MM] [on CALENDAR]` with its parts.
    Within(Within),
    /// `by FIELD`: an instant promised by hand.
    ByField(Name),
}

/// `within D ...`
#[derive(Clone, PartialEq, Debug)]
pub struct Within {
    /// How long.
    pub length: Spanned<Length>,
    /// `by close`, `by 16:00`
    pub day_end: Option<Spanned<DayEnd>>,
    /// `on CALENDAR`
    pub calendar: Option<Name>,
    /// `count from ...` for this target alone
    pub count_from: Option<Spanned<CountFrom>>,
    /// `switch ...` for this target alone
    pub switch: Option<Spanned<Switch>>,
}

/// The time of day at which a day count ends.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum DayEnd {
    /// `by close`
    Close,
    /// `by 16:00`, seconds after 00:00
    At(u32),
}

/// What a target's time counts from.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum CountFrom {
    /// `start`: the cycle's start.
    Start,
    /// `attached`: the instant at which the level came to the ticket.
    Attached,
    /// An instant field.
    Field(Name),
}

/// What happens to a running cycle when its level or cell changes.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Switch {
    /// `recount`: the new target judges it from the start.
    Recount,
    /// `keep`: each stretch stays counted on the calendar then in force.
    Keep,
}

/// When a warning fires.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum WarnAt {
    /// `75%` of the target
    Percent(f64),
    /// `15m before` the due
    Before(Length),
}

/// One line of a conditional list.
#[derive(Clone, PartialEq, Debug)]
pub struct ListEntry {
    /// The target.
    pub target: Target,
    /// `if CONDITION`; none is `otherwise`.
    pub condition: Option<Condition>,
    /// The whole line.
    pub span: Span,
}

/// `targets by FIELD { | a | b ; clock | 1h | 2h }`
#[derive(Clone, PartialEq, Debug)]
pub struct TargetTable {
    /// The field.
    pub field: Name,
    /// The columns; several values may share one (`low, normal`).
    pub columns: Vec<Spanned<Vec<Selector>>>,
    /// The rows.
    pub rows: Vec<TableRow>,
    /// Where the header row stands.
    pub header: Span,
}

/// A column's value.
#[derive(Clone, PartialEq, Debug)]
pub enum Selector {
    /// A value of the field.
    Value(Value),
    /// `unset`
    Unset(Span),
}

/// One row of a table.
#[derive(Clone, PartialEq, Debug)]
pub struct TableRow {
    /// The clock.
    pub clock: Name,
    /// A cell for each column, as far as they were written (`within` is left out in cells).
    pub cells: Vec<Target>,
    /// The whole line.
    pub span: Span,
}

// ---- rules --------------------------------------------------------------------------------------

/// `rules [at creation] [every match] { ... }`
#[derive(Clone, PartialEq, Debug)]
pub struct RulesDecl {
    /// `at creation`
    pub at_creation: Option<Span>,
    /// `every match`
    pub every_match: Option<Span>,
    /// The rules in order.
    pub rules: Vec<Rule>,
    /// `otherwise ACTIONS`, each time it was written.
    pub otherwise: Vec<Otherwise>,
}

/// One rule.
#[derive(Clone, PartialEq, Debug)]
pub struct Rule {
    /// `inactive` in front.
    pub inactive: Option<Span>,
    /// Its name.
    pub name: Name,
    /// `if CONDITION`; a rule without one always matches.
    pub condition: Option<Condition>,
    /// `then ...`
    pub actions: Vec<Action>,
    /// `because "..."`
    pub because: Option<Text>,
    /// `owner "..."`
    pub owner: Option<Text>,
    /// `link "..."`
    pub link: Option<Text>,
    /// The whole rule.
    pub span: Span,
}

/// The `otherwise` line.
#[derive(Clone, PartialEq, Debug)]
pub struct Otherwise {
    /// What happens then.
    pub actions: Vec<Action>,
    /// The whole line.
    pub span: Span,
}

/// One action.
#[derive(Clone, PartialEq, Debug)]
pub struct Action {
    /// What is done.
    pub kind: ActionKind,
    /// Where.
    pub span: Span,
}

/// The actions a rule can take.
#[derive(Clone, PartialEq, Debug)]
pub enum ActionKind {
    /// `level NAME`
    Level(Name),
    /// `no level`
    NoLevel,
    /// `stop`: ends a run of `every match` rules.
    Stop,
    /// `notify "who"`
    Notify(Text),
    /// `escalate to "who"`
    Escalate(Text),
    /// `tag "x"`
    Tag(Text),
    /// `untag "x"`
    Untag(Text),
    /// `set FIELD to V`
    Set(Name, Value),
    /// `assign to "who"`
    Assign(Text),
    /// `webhook "name"`
    Webhook(Text),
}
