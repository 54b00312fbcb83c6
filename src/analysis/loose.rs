//! `priority is high or urgent`: a value that stands alone where a condition should.

use crate::names::{Entity, Found};
use crate::scope::Scope;
use crate::show;
use duly_diag::{Diagnostic, codes};
use duly_plan::FieldType;
use duly_syntax::ast::{Comparison, Condition, ConditionKind, Value};

/// What was asked of a field just before: its name, whether with `is not`, and the first value.
type Asked<'c> = (&'c str, bool, &'c Value);

impl Scope<'_, '_> {
    /// The places among the parts of an `or` at which a value stands alone that belongs to the comparison before it. Each run of
    /// them is reported once.
    pub fn loose_values(&mut self, parts: &[Condition]) -> Vec<usize> {
        let mut loose = Vec::new();
        let mut before: Option<Asked<'_>> = None;
        let mut at = 0;
        while at < parts.len() {
            if let ConditionKind::Compare { field, op: op @ (Comparison::Is | Comparison::IsNot), value } =
                &parts[at].kind
            {
                before = Some((&field.text, *op == Comparison::IsNot, value));
            }
            let run = before.map_or(0, |asked| {
                parts[at + 1..].iter().take_while(|part| self.is_value_of(asked.0, part)).count()
            });
            if let (Some(asked), 1..) = (before.take(), run) {
                self.report_loose(asked, &parts[at + 1..=at + run]);
                loose.extend(at + 1..=at + run);
            }
            at += run + 1;
        }
        loose
    }

    fn is_value_of(&self, field: &str, part: &Condition) -> bool {
        let ConditionKind::Name(name) = &part.kind else { return false };
        let unknown = matches!(self.names.shared(self.prefix, &name.text), Found::Unknown);
        let Found::Known(Entity::Field(at)) = self.names.shared(self.prefix, field) else { return false };
        let kind = &self.names.fields[at].kind;
        unknown && matches!(kind, FieldType::Choice { .. }) && kind.code(&name.text).is_some()
    }

    fn report_loose(&mut self, (field, negated, first): Asked<'_>, values: &[Condition]) {
        let names: Vec<&str> = values
            .iter()
            .filter_map(|part| {
                if let ConditionKind::Name(name) = &part.kind { Some(name.text.as_str()) } else { None }
            })
            .collect();
        let (Some(one), Some(last)) = (values.first(), values.last()) else { return };
        let word = if negated { "is not one of" } else { "is one of" };
        let list = format!("{}, {}", show::value(first), names.join(", "));
        let message = format!("`{}` stands alone, and `or` joins whole conditions", names[0]);
        let mut finding =
            Diagnostic::error(codes::LOOSE_VALUE, one.span.to(last.span), message, "a value, no condition")
                .help(format!("ask for all values at once: `{field} {word} {list}`"));
        if !negated {
            finding = finding.fix(first.span.to(last.span), format!("one of {list}"));
        }
        self.findings.add(finding);
    }
}
