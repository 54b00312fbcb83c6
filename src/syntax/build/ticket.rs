//! The ticket block: fields and states.

use super::Builder;
use crate::ast::{FieldDecl, FieldType, Name, StateDecl, Ticket, TicketItem};
use crate::grammar::{Node, Rule};
use crate::split::Block;
use duly_diag::{Diagnostic, codes, did_you_mean};

/// The types a field can be declared with, as they are written.
const TYPES: [&str; 8] =
    ["text", "number", "yes/no", "date", "instant", "duration", "person", "list of text"];

/// Other languages' names of types, and ours.
const FOREIGN_TYPES: [(&str, &str); 16] = [
    ("string", "text"),
    ("str", "text"),
    ("int", "number"),
    ("integer", "number"),
    ("float", "number"),
    ("decimal", "number"),
    ("bool", "yes/no"),
    ("boolean", "yes/no"),
    ("checkbox", "yes/no"),
    ("datetime", "instant"),
    ("timestamp", "instant"),
    ("user", "person"),
    ("agent", "person"),
    ("list", "list of text"),
    ("array", "list of text"),
    ("tags", "list of text"),
];

impl<'t> Builder<'t, '_> {
    /// `ticket { .. }`
    pub(crate) fn ticket(&mut self, block: &Block) -> Ticket {
        Ticket { items: self.lines(block, Rule::ticket_line_statement, Self::ticket_line) }
    }

    fn ticket_line(&mut self, node: &Node<'t>) -> Option<TicketItem> {
        let (name, span) = (self.name_in(node)?, self.span(node));
        if let Some(means) = node.part(Rule::means) {
            return Some(TicketItem::State(StateDecl { name, condition: self.condition_in(&means)?, span }));
        }
        let written = node.part(Rule::field_type)?;
        let kind = self.field_type(&written.first()?)?;
        let if_unset = match node.part(Rule::if_unset) {
            Some(part) => Some(self.value_in(&part)?),
            None => None,
        };
        Some(TicketItem::Field(FieldDecl { name, kind, kind_span: self.span(&written), if_unset, span }))
    }

    fn field_type(&mut self, node: &Node<'t>) -> Option<FieldType> {
        let names: Vec<Name> = node.all(Rule::name).map(|n| self.name(&n)).collect();
        Some(match node.rule() {
            Rule::ordered_list => FieldType::Ordered(names),
            Rule::closed_list => match names.as_slice() {
                [only] if !only.quoted => return self.lone_word(only),
                _ => FieldType::Closed(names),
            },
            _ => simple_type(node.text())?,
        })
    }

    /// One bare word where a type stands is a type misspelt, hardly a list of one value.
    fn lone_word(&mut self, word: &Name) -> Option<FieldType> {
        let foreign = FOREIGN_TYPES.iter().find(|(theirs, _)| word.text.eq_ignore_ascii_case(theirs));
        let near = foreign.map(|(_, ours)| *ours).or_else(|| did_you_mean(&word.text, TYPES));
        let finding = Diagnostic::error(
            codes::SYNTAX,
            word.span,
            format!("`{}` is no type of a field", word.text),
            "no such type",
        );
        let finding = match near {
            Some(ours) => finding.help(format!("did you mean `{ours}`?")).fix(word.span, ours),
            None => finding.help(format!(
                "the types are {}; a list of values has several of them, or one in quotes",
                duly_diag::list_of(TYPES, "and")
            )),
        };
        self.findings.push(finding);
        near.and_then(simple_type)
    }
}

fn simple_type(text: &str) -> Option<FieldType> {
    Some(match text {
        "text" => FieldType::Text,
        "number" => FieldType::Number,
        "yes/no" => FieldType::YesNo,
        "date" => FieldType::Date,
        "instant" => FieldType::Instant,
        "duration" => FieldType::Duration,
        "person" => FieldType::Person,
        text if text.starts_with("list") => FieldType::List,
        _ => return None,
    })
}
