//! Values: what a field is compared with or set to.

use super::{Builder, unquote};
use crate::ast::{Length, Value, ValueKind};
use crate::grammar::{Node, Rule};
use duly_diag::codes;

impl<'t> Builder<'t, '_> {
    /// The value among a node's parts.
    pub(crate) fn value_in(&mut self, node: &Node<'t>) -> Option<Value> {
        node.part(Rule::value).and_then(|n| self.value(&n))
    }

    /// The values of a node's `values` part; all of them are looked at, so that every mistake shows.
    pub(crate) fn values_in(&mut self, node: &Node<'t>) -> Option<Vec<Value>> {
        let values: Vec<Option<Value>> =
            node.part(Rule::values)?.all(Rule::value).map(|v| self.value(&v)).collect();
        values.into_iter().collect()
    }

    /// A value.
    pub(crate) fn value(&mut self, node: &Node<'t>) -> Option<Value> {
        let form = node.first()?;
        let text = form.text();
        let kind = match form.rule() {
            Rule::instant => self.instant(&form)?,
            Rule::date_near => ValueKind::Date(self.date_near(&form)?),
            Rule::day_count => ValueKind::Days(self.day_count(&form)?),
            Rule::duration => ValueKind::Duration(self.duration(&form)?),
            Rule::length_near => match self.length_near(&form)? {
                Length::Time(duration) => ValueKind::Duration(duration),
                Length::Days(days) => ValueKind::Days(days),
            },
            Rule::number => ValueKind::Number(text.parse().ok()?),
            Rule::yes_no => ValueKind::YesNo(text == "yes"),
            Rule::string => ValueKind::Text(unquote(text)),
            Rule::field_path => ValueKind::Field(text.trim_start_matches("ticket.").to_owned()),
            _ => self.word(&form),
        };
        Some(Value { kind, span: self.span(node) })
    }

    /// A bare word; `true` and `false` are other languages' `yes` and `no`.
    fn word(&mut self, node: &Node<'t>) -> ValueKind {
        let text = node.text();
        let right = match text.to_lowercase().as_str() {
            "true" => "yes",
            "false" => "no",
            _ => return ValueKind::Word(text.to_owned()),
        };
        self.wrong_form(
            codes::FOREIGN_WORD,
            self.span(node),
            format!("`{text}` is written `{right}`"),
            right,
        );
        ValueKind::YesNo(right == "yes")
    }
}
