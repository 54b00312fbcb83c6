//! Parameters of levels, and the values they are given.

use super::{Name, Span, Spanned, ValueKind};

/// `first: duration = 1h`
#[derive(Clone, PartialEq, Debug)]
pub struct Parameter {
    /// Its name.
    pub name: Name,
    /// What it can be.
    pub kind: Spanned<ParameterType>,
    /// Its value where none is given.
    pub default: Option<Spanned<Given>>,
    /// The whole.
    pub span: Span,
}

/// What a parameter can be.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum ParameterType {
    /// `duration`: time on a calendar
    Duration,
    /// `days`: a day count
    Days,
    /// `percent`
    Percent,
    /// `calendar`
    Calendar,
    /// `text`
    Text,
}

/// A level that is used, with the values of its parameters: `Support(first: 30m)`.
#[derive(Clone, PartialEq, Debug)]
pub struct LevelRef {
    /// The level.
    pub name: Name,
    /// The values, in the order written.
    pub arguments: Vec<Argument>,
    /// The name and the values.
    pub span: Span,
}

/// `first: 30m`
#[derive(Clone, PartialEq, Debug)]
pub struct Argument {
    /// The parameter.
    pub name: Name,
    /// Its value.
    pub value: Spanned<Given>,
}

/// A value for a parameter.
#[derive(Clone, PartialEq, Debug)]
pub enum Given {
    /// `75%`
    Percent(f64),
    /// Any other value; a calendar or a parameter is a word.
    Value(ValueKind),
}
