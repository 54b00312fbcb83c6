//! The syntax tree of one file: what was written, where, and nothing decided yet.
//!
//! Every node has a [`Span`]. Names are not resolved, values not typed, units not checked; but all that
//! the text itself says (durations, dates, windows) is read into numbers, so that no later stage parses.

mod agreement;
mod calendar;
mod clock;
mod condition;
mod event;
mod level;
mod objective;
mod parameter;
mod rule;
mod script;
mod session;
mod test;
mod trigger;
mod value;

pub use agreement::*;
pub use calendar::*;
pub use clock::*;
pub use condition::*;
pub use duly_diag::{Span, Spanned};
pub use event::*;
pub use level::*;
pub use objective::*;
pub use parameter::*;
pub use rule::*;
pub use script::*;
pub use session::*;
pub use test::*;
pub use trigger::*;
pub use value::*;

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
    /// `agreement NAME`
    Agreement(AgreementDecl),
    /// `rules { rules }`
    Rules(RulesDecl),
    /// `objective "NAME" { goal, parts and credits }`
    Objective(ObjectiveDecl),
    /// `excuse CLOCK if CONDITION because "why"`
    Excuse(ExcuseDecl),
    /// `when MOMENT then ACTIONS`
    Trigger(Box<TriggerDecl>),
    /// `phrase "agent replies" means ...`
    Phrase(PhraseDecl),
    /// `script NAME(parameters) -> TYPE ```rhai .. ``` `
    Script(ScriptDecl),
    /// `test "NAME" { steps and expectations }`
    Test(TestDecl),
}

/// `policy "Acme support" { zone "Europe/Bratislava"; owner "support-ops@acme.example"; credit at most 20% }`
#[derive(Clone, PartialEq, Debug)]
pub struct Policy {
    /// The policy's name.
    pub name: Name,
    /// `zone "IANA/Name"`, each time it was said.
    pub zones: Vec<Text>,
    /// `owner "who"`, each time it was said.
    pub owners: Vec<Text>,
    /// `credit at most 20%`, each time it was said.
    pub credit_caps: Vec<Spanned<Percent>>,
    /// `simulate actions`, each time it was said.
    pub simulates: Vec<Span>,
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
