//! Parameters of levels, the values they are given, and where they stand for a length.

use super::Builder;
use crate::ast::{Amount, Argument, Given, LevelRef, Name, Parameter, ParameterType, Spanned};
use crate::grammar::{Node, Rule};
use duly_diag::{Diagnostic, codes};

impl<'t> Builder<'t, '_> {
    /// `(first: duration = 1h, cal: calendar = office)`
    pub(crate) fn parameters(&mut self, head: &Node<'t>) -> Option<Vec<Parameter>> {
        let Some(list) = head.part(Rule::parameters) else { return Some(Vec::new()) };
        let all: Vec<_> = list.all(Rule::parameter).map(|node| self.parameter(&node)).collect();
        all.into_iter().collect()
    }

    fn parameter(&mut self, node: &Node<'t>) -> Option<Parameter> {
        let word = node.part(Rule::parameter_type)?;
        let kind = match word.text() {
            "duration" => ParameterType::Duration,
            "days" => ParameterType::Days,
            "percent" => ParameterType::Percent,
            "calendar" => ParameterType::Calendar,
            _ => ParameterType::Text,
        };
        let default = match node.part(Rule::given) {
            Some(given) => Some(self.given(&given)?),
            None => None,
        };
        let kind = Spanned::new(kind, self.span(&word));
        Some(Parameter { name: self.declared_in(node)?, kind, default, span: self.span(node) })
    }

    /// The level that a node names, with the values of its parameters.
    pub(crate) fn level_ref(&mut self, node: &Node<'t>) -> Option<LevelRef> {
        let name = self.name_in(node)?;
        let Some(list) = node.part(Rule::arguments) else {
            return Some(LevelRef { span: name.span, name, arguments: Vec::new() });
        };
        let all: Vec<_> = list.all(Rule::argument).map(|node| self.argument(&node)).collect();
        let span = name.span.to(self.span(&list));
        Some(LevelRef { name, arguments: all.into_iter().collect::<Option<_>>()?, span })
    }

    fn argument(&mut self, node: &Node<'t>) -> Option<Argument> {
        if let Some(near) = node.part(Rule::argument_near) {
            let (text, span) = (near.text(), self.span(&near));
            let message = format!("`{text}` does not say which parameter it is for");
            let finding = Diagnostic::error(codes::SYNTAX, span, message, "its name is missing");
            self.findings.push(finding.help(format!("write `NAME: {text}`")));
            return None;
        }
        Some(Argument { name: self.name_in(node)?, value: self.given(&node.part(Rule::given)?)? })
    }

    fn given(&mut self, node: &Node<'t>) -> Option<Spanned<Given>> {
        let form = node.first()?;
        let given = if form.rule() == Rule::percent {
            Given::Percent(self.percent(&form)?)
        } else {
            Given::Value(self.value(&form)?.kind)
        };
        Some(Spanned::new(given, self.span(node)))
    }

    /// `75%`
    pub(crate) fn percent(&self, node: &Node<'t>) -> Option<f64> {
        node.text().trim_end_matches(['%', ' ', '\t']).parse().ok()
    }

    /// A length, or a name that stands for one: the `length` or `name` among a node's parts, or in its `amount`.
    pub(crate) fn amount_in(&mut self, node: &Node<'t>) -> Option<Spanned<Amount>> {
        if let Some(amount) = node.part(Rule::amount) {
            return self.amount_in(&amount);
        }
        if let Some(length) = node.part(Rule::length) {
            let length = self.length(&length)?;
            return Some(Spanned::new(Amount::Known(length.node), length.span));
        }
        self.name_in(node).map(|name| Spanned::new(Amount::Named(name.clone()), name.span))
    }

    /// A name for what warnings are a share of, or for how long before the due they come.
    pub(crate) fn warn_name(&self, node: &Node<'t>) -> Option<(Name, bool)> {
        Some((self.name_in(node)?, node.has(Rule::kw_before)))
    }
}
