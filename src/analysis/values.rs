//! Values as constants of a field's type.

use crate::names::{Entity, FieldEntry, Found};
use crate::scope::{Scope, suggest, written};
use crate::show;
use duly_calendar::{Instant, Zone};
use duly_diag::{Diagnostic, Span, codes, did_you_mean, list_of};
use duly_plan::{Const, FieldType, Operand, Role, standard};
use duly_syntax::ast::{InstantLit, Value, ValueKind, ZoneLit};

impl Scope<'_, '_> {
    /// A value as a constant of a field's type.
    pub fn constant(&mut self, field: &FieldEntry, value: &Value) -> Option<Const> {
        if let (ValueKind::Word(word), FieldType::Choice { .. }) = (&value.kind, &field.kind)
            && field.kind.code(word).is_none()
        {
            return self.not_in_list(field, word, value.span, false);
        }
        match self.operand(field, value)? {
            Operand::Const(constant) => Some(constant),
            Operand::Field(_) => {
                let message =
                    format!("`{}` is a field, and here a fixed value is needed", show::value(value));
                self.fail(
                    Diagnostic::error(codes::NOT_CONSTANT, value.span, message, "")
                        .help("name the value itself; two fields can be compared in a condition"),
                )
            }
        }
    }

    /// The right side of a comparison with a field: a constant of its type, or another field of that type.
    pub fn operand(&mut self, field: &FieldEntry, value: &Value) -> Option<Operand> {
        let constant = match &value.kind {
            ValueKind::Field(name) => return self.other_field(field, name, value.span),
            ValueKind::Word(word) => return self.word(field, word, value),
            ValueKind::Text(text) => self.text(field, text, value)?,
            ValueKind::Number(number) => match &field.kind {
                FieldType::Number => Const::Number(*number),
                _ => return self.mismatch(field, value),
            },
            ValueKind::YesNo(answer) => match &field.kind {
                FieldType::YesNo => Const::YesNo(*answer),
                FieldType::Choice { .. } => {
                    let word = if *answer { "yes" } else { "no" };
                    match field.kind.code(word) {
                        Some(code) => Const::Code(code),
                        None => return self.not_in_list(field, word, value.span, false),
                    }
                }
                _ => return self.mismatch(field, value),
            },
            ValueKind::Duration(length) => match &field.kind {
                FieldType::Duration => Const::Duration(i64::try_from(length.seconds).unwrap_or(i64::MAX)),
                _ => return self.mismatch(field, value),
            },
            ValueKind::Date(date) => match &field.kind {
                FieldType::Date => Const::Date(*date),
                FieldType::Instant => {
                    let zone = self.names.zone.clone()?;
                    Const::Instant(zone.instant(date.and_time(chrono::NaiveTime::MIN)))
                }
                _ => return self.mismatch(field, value),
            },
            ValueKind::Instant(at) => match &field.kind {
                FieldType::Instant => Const::Instant(self.instant(at)?),
                _ => return self.mismatch(field, value),
            },
            ValueKind::Days(_) => return self.mismatch(field, value),
        };
        Some(Operand::Const(constant))
    }

    fn text(&mut self, field: &FieldEntry, text: &str, value: &Value) -> Option<Const> {
        match &field.kind {
            FieldType::Text | FieldType::Person => {
                if field.id == standard::LAST_MESSAGE_BY && !is_role(text) {
                    return self.not_a_role(text, value.span);
                }
                Some(Const::Text(text.to_owned()))
            }
            FieldType::Choice { .. } => match field.kind.code(text) {
                Some(code) => Some(Const::Code(code)),
                None => self.not_in_list(field, text, value.span, true),
            },
            _ => self.mismatch(field, value),
        }
    }

    /// A bare word: a value of the closed list first, then a field.
    fn word(&mut self, field: &FieldEntry, word: &str, value: &Value) -> Option<Operand> {
        if let Some(code) = field.kind.code(word) {
            return Some(Operand::Const(Const::Code(code)));
        }
        if field.id == standard::LAST_MESSAGE_BY && is_role(word) {
            return Some(Operand::Const(Const::Text(word.to_owned())));
        }
        match self.names.shared(self.prefix, word) {
            Found::Known(Entity::Field(_)) => self.other_field(field, word, value.span),
            Found::Lost => None,
            Found::Known(_) | Found::Unknown => self.no_such_word(field, word, value.span),
        }
    }

    fn no_such_word<T>(&mut self, field: &FieldEntry, word: &str, span: Span) -> Option<T> {
        match &field.kind {
            FieldType::Choice { .. } => self.not_in_list(field, word, span, false),
            _ if field.id == standard::LAST_MESSAGE_BY => self.not_a_role(word, span),
            FieldType::Text | FieldType::Person | FieldType::List => {
                let message = format!("`{word}` is no field, and a text stands in quotes");
                let finding = Diagnostic::error(codes::UNQUOTED_TEXT, span, message, "")
                    .help(format!("if it is the text, write `\"{word}\"`"))
                    .fix(span, format!("\"{word}\""));
                self.findings.add_unknown(word, finding);
                None
            }
            kind => {
                let message =
                    format!("`{word}` is neither a field nor {}, which `{}` is", kind.describe(), field.name);
                let finding = Diagnostic::error(codes::TYPE_MISMATCH, span, message, "")
                    .maybe_help(example(field, None));
                self.findings.add_unknown(word, finding);
                None
            }
        }
    }

    fn other_field(&mut self, field: &FieldEntry, name: &str, span: Span) -> Option<Operand> {
        let name = duly_syntax::ast::Name { text: name.to_owned(), span, quoted: false };
        let other = self.field(&name)?;
        if same_type(&field.kind, &other.kind) {
            return Some(Operand::Field(other.id));
        }
        let lists =
            matches!((&field.kind, &other.kind), (FieldType::Choice { .. }, FieldType::Choice { .. }));
        let message = if lists {
            format!("`{}` and `{}` have different lists, so they do not compare", field.name, other.name)
        } else {
            format!(
                "`{}` is {} and `{}` is {}, so they do not compare",
                field.name,
                field.kind.describe(),
                other.name,
                other.kind.describe()
            )
        };
        let finding = Diagnostic::error(codes::TYPE_MISMATCH, span, message, "");
        self.fail(declared(declared(finding, field), other))
    }

    /// An instant as written, in its zone or the policy's.
    pub fn instant(&mut self, at: &InstantLit) -> Option<Instant> {
        let zone: Zone = match &at.zone {
            ZoneLit::Policy => self.names.zone.clone()?,
            ZoneLit::Named(name) => self.zone(name)?,
            ZoneLit::Offset(east) => {
                return Some(Instant(at.local.and_utc().timestamp() - i64::from(*east)));
            }
        };
        Some(zone.instant(at.local))
    }

    /// A value that is not on a field's list.
    pub fn not_in_list<T>(&mut self, field: &FieldEntry, text: &str, span: Span, quoted: bool) -> Option<T> {
        let FieldType::Choice { values, .. } = &field.kind else { return None };
        let message = format!("`{text}` is not a value of `{}`", field.name);
        let finding = Diagnostic::error(codes::NOT_IN_LIST, span, message, "not on the list");
        let choices = format!("`{}` is {}", field.name, one_of(values));
        let finding = match did_you_mean(text, values.iter().map(String::as_str)) {
            Some(near) => suggest(finding, span, near, quoted)
                .help(format!("did you mean `{}`? {choices}", written(near))),
            None => finding.help(choices),
        };
        self.fail(declared(finding, field))
    }

    fn not_a_role<T>(&mut self, text: &str, span: Span) -> Option<T> {
        let roles = || Role::ALL.iter().map(|(_, name)| *name);
        let message = format!("`{text}` is nobody who writes messages");
        let finding = Diagnostic::error(codes::NOT_IN_LIST, span, message, "not on the list");
        let choices = format!("messages are written by {}", list_of(roles(), "or"));
        self.fail(match did_you_mean(text, roles()) {
            Some(near) => {
                suggest(finding, span, near, false).help(format!("did you mean `{near}`? {choices}"))
            }
            None => finding.help(choices),
        })
    }

    fn mismatch<T>(&mut self, field: &FieldEntry, value: &Value) -> Option<T> {
        let (shown, is) = (show::value(value), kind_of(value));
        if matches!(field.kind, FieldType::Choice { .. }) {
            return match field.kind.code(&shown) {
                Some(_) => self.fail(declared(
                    Diagnostic::error(
                        codes::UNQUOTED_TEXT,
                        value.span,
                        format!("`{shown}` is {is}; the value of `{}` stands in quotes", field.name),
                        "",
                    )
                    .help(format!("write `\"{shown}\"`"))
                    .fix(value.span, format!("\"{shown}\"")),
                    field,
                )),
                None => self.not_in_list(field, &shown, value.span, false),
            };
        }
        if field.kind == FieldType::List {
            return self.list_compared(field, value.span, Some(&shown));
        }
        let message = format!(
            "`{}` is {} and `{shown}` is {is}, so they do not compare",
            field.name,
            field.kind.describe()
        );
        let finding = Diagnostic::error(codes::TYPE_MISMATCH, value.span, message, is.to_owned())
            .maybe_help(example(field, Some(value)));
        let finding = match &value.kind {
            ValueKind::Text(text) if field.kind == FieldType::Number && text.parse::<f64>().is_ok() => {
                finding
                    .help(format!("a number stands without quotes: `{text}`"))
                    .fix(value.span, text.clone())
            }
            _ => finding,
        };
        self.fail(declared(finding, field))
    }
}

fn is_role(text: &str) -> bool {
    Role::ALL.iter().any(|(_, name)| *name == text)
}

/// Whether two fields can be compared.
fn same_type(a: &FieldType, b: &FieldType) -> bool {
    let text = |t: &FieldType| matches!(t, FieldType::Text | FieldType::Person);
    (a == b && *a != FieldType::List) || (text(a) && text(b))
}

/// Points at a field's declaration, if the policy has one.
pub(crate) fn declared(finding: Diagnostic, field: &FieldEntry) -> Diagnostic {
    match field.span {
        Some(span) => finding.label(span, format!("`{}` is declared here", field.name)),
        None => finding,
    }
}

/// "one of `a`, `b` or `c`", for long lists only the beginning.
pub(crate) fn one_of(values: &[String]) -> String {
    const SHOWN: usize = 12;
    match values {
        [one] => format!("`{}` only", written(one)),
        _ if values.len() <= SHOWN => {
            let shown: Vec<String> = values.iter().map(|v| written(v)).collect();
            format!("one of {}", list_of(shown.iter().map(String::as_str), "or"))
        }
        _ => {
            let shown: Vec<String> = values[..SHOWN].iter().map(|v| format!("`{}`", written(v))).collect();
            format!("one of {}, and {} more", shown.join(", "), values.len() - SHOWN)
        }
    }
}

fn kind_of(value: &Value) -> &'static str {
    match &value.kind {
        ValueKind::Word(_) | ValueKind::Field(_) => "a name",
        ValueKind::Text(_) => "a text",
        ValueKind::Number(_) => "a number",
        ValueKind::YesNo(_) => "yes or no",
        ValueKind::Duration(_) => "a duration",
        ValueKind::Days(_) => "a day count",
        ValueKind::Date(_) => "a date",
        ValueKind::Instant(_) => "an instant",
    }
}

/// How a value of the field's type is written.
fn example(field: &FieldEntry, value: Option<&Value>) -> Option<String> {
    Some(match (&field.kind, value.map(|v| &v.kind)) {
        (FieldType::Duration, Some(ValueKind::Days(_))) => {
            "a duration is time on a calendar, a day count depends on the dates: write hours, like `16h`"
                .to_owned()
        }
        (FieldType::Text | FieldType::Person, Some(_)) => {
            let text = value.map(show::value).unwrap_or_default();
            format!("a text stands in quotes: `\"{text}\"`")
        }
        (FieldType::Number, _) => "a number is written like `10` or `0.5`".to_owned(),
        (FieldType::YesNo, _) => format!("write `{0} is yes`, or only `{0}`", field.name),
        (FieldType::Date, _) => "a date is written like `2026-03-06`".to_owned(),
        (FieldType::Instant, _) => "an instant is written like `2026-03-06 14:40`".to_owned(),
        (FieldType::Duration, _) => "a duration is written like `1h30m`".to_owned(),
        _ => return None,
    })
}
