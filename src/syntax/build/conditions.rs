//! Conditions.

use super::Builder;
use crate::ast::{Comparison, Condition, ConditionKind, HasMode, Since, Spanned, TextTest, Value, ValueKind};
use crate::grammar::{Node, Rule};
use duly_diag::{Diagnostic, codes};

/// Up to this many bytes a mixed condition is shown in both readings.
const LONGEST_READING: usize = 200;

impl<'t> Builder<'t, '_> {
    /// The condition among a node's parts.
    pub(crate) fn condition_in(&mut self, node: &Node<'t>) -> Option<Condition> {
        node.part(Rule::condition).and_then(|n| self.condition(&n))
    }

    /// `if CONDITION` among a node's parts: the outer `None` is a condition that could not be read.
    pub(crate) fn guard_in(&mut self, node: &Node<'t>) -> Option<Option<Condition>> {
        match node.part(Rule::guard) {
            Some(guard) => self.condition_in(&guard).map(Some),
            None => Some(None),
        }
    }

    /// Operands joined by `and` or by `or`.
    pub(crate) fn condition(&mut self, node: &Node<'t>) -> Option<Condition> {
        let span = self.span(node);
        let mut operands = Vec::new();
        let mut joiners: Vec<bool> = Vec::new();
        for part in node.parts() {
            match part.rule() {
                Rule::operand => operands.push(part),
                Rule::kw_and => joiners.push(true),
                Rule::kw_or => joiners.push(false),
                Rule::joiner_near => joiners.push(self.joiner_near(&part)),
                _ => {}
            }
        }
        let built: Vec<Option<Condition>> = operands.iter().map(|o| self.operand(o)).collect();
        let mixed = joiners.windows(2).any(|pair| pair[0] != pair[1]);
        if mixed {
            self.mixed(node, &operands, &joiners);
        }
        let mut built: Vec<Condition> = built.into_iter().collect::<Option<_>>()?;
        let kind = match joiners.first() {
            _ if mixed => return None,
            None => return built.pop(),
            Some(true) => ConditionKind::All(built),
            Some(false) => ConditionKind::Any(built),
        };
        Some(Condition { kind, span })
    }

    /// `&&`, `||`, `AND`: gives whether it is an `and`.
    pub(crate) fn joiner_near(&mut self, node: &Node<'t>) -> bool {
        let text = node.text();
        let and = text.starts_with('&') || text.eq_ignore_ascii_case("and");
        let right = if and { "and" } else { "or" };
        self.wrong_form(
            codes::FOREIGN_WORD,
            self.span(node),
            format!("`{text}` is written `{right}`"),
            right,
        );
        and
    }

    /// `a and b or c`: an error that shows both readings.
    fn mixed(&mut self, node: &Node<'t>, operands: &[Node<'t>], joiners: &[bool]) {
        let reading = |tight: bool| {
            let mut groups: Vec<Vec<&str>> = vec![vec![]];
            for (i, operand) in operands.iter().enumerate() {
                if i > 0 && joiners[i - 1] != tight {
                    groups.push(vec![]);
                }
                if let Some(group) = groups.last_mut() {
                    group.push(operand.text());
                }
            }
            let word = |and: bool| if and { " and " } else { " or " };
            let one = |group: &Vec<&str>| {
                let text = group.join(word(tight));
                if group.len() > 1 { format!("({text})") } else { text }
            };
            groups.iter().map(one).collect::<Vec<_>>().join(word(!tight))
        };
        let message = "`and` and `or` are mixed, which can be read in two ways";
        let finding =
            Diagnostic::error(codes::MIXED_AND_OR, self.span(node), message, "which belong together?");
        let help = if node.text().len() > LONGEST_READING {
            "write parentheses around the parts that belong together".to_owned()
        } else {
            format!("write `{}` or `{}`", reading(true), reading(false))
        };
        self.findings.push(finding.help(help));
    }

    fn operand(&mut self, node: &Node<'t>) -> Option<Condition> {
        let span = self.span(node);
        let near = node.part(Rule::not_near);
        if let Some(near) = &near {
            let message = format!("`{}` is written `not`", near.text());
            let right = if near.text() == "!" { "not " } else { "not" };
            let finding = Diagnostic::error(codes::FOREIGN_WORD, self.span(near), message, "another form");
            self.findings.push(finding.help("write `not`").fix(self.span(near), right));
        }
        let inner = node.parts().find_map(|part| match part.rule() {
            Rule::group => Some(self.condition_in(&part)),
            Rule::block => Some(self.block(&part)),
            Rule::elapsed => Some(self.elapsed(&part)),
            Rule::test => Some(self.test(&part)),
            _ => None,
        })??;
        if near.is_some() || node.has(Rule::kw_not) {
            return Some(Condition { kind: ConditionKind::Not(Box::new(inner)), span });
        }
        Some(inner)
    }

    /// `all of { a; b }`
    fn block(&mut self, node: &Node<'t>) -> Option<Condition> {
        let parts: Vec<Option<Condition>> = node.all(Rule::condition).map(|c| self.condition(&c)).collect();
        let parts: Vec<Condition> = parts.into_iter().collect::<Option<_>>()?;
        let kind = match node.part(Rule::quantity)?.first()?.rule() {
            Rule::kw_all => ConditionKind::All(parts),
            Rule::kw_any => ConditionKind::Any(parts),
            _ => ConditionKind::NoneOf(parts),
        };
        Some(Condition { kind, span: self.span(node) })
    }

    /// `age >= 48h on office`
    fn elapsed(&mut self, node: &Node<'t>) -> Option<Condition> {
        let since = if node.part(Rule::since)?.text() == "age" { Since::Created } else { Since::LastTouched };
        let op = comparison(node.part(Rule::comparator)?.text())?;
        let length = self.length(&node.part(Rule::length)?)?;
        let calendar = node.part(Rule::on_calendar).and_then(|n| self.name_in(&n));
        Some(Condition {
            kind: ConditionKind::Elapsed { since, op, length, calendar },
            span: self.span(node),
        })
    }

    /// A name, or something asked about a field.
    fn test(&mut self, node: &Node<'t>) -> Option<Condition> {
        let span = self.span(node);
        let field = self.name_in(node)?;
        let Some(asked) = node.parts().nth(1) else {
            return Some(Condition { kind: ConditionKind::Name(field), span });
        };
        let kind = match asked.rule() {
            Rule::is_test => self.is_test(field, &asked)?,
            Rule::in_near => {
                let values = self.in_near(&asked, "is one of")?;
                ConditionKind::OneOf { field, negated: false, values }
            }
            Rule::compare => self.compare(field, &asked)?,
            Rule::has_test => self.has_test(field, &asked)?,
            Rule::text_test => {
                let test = match asked.first()?.rule() {
                    Rule::kw_contains => TextTest::Contains,
                    Rule::kw_starts => TextTest::StartsWith,
                    Rule::kw_ends => TextTest::EndsWith,
                    _ => TextTest::Matches,
                };
                ConditionKind::TextTest { field, test, text: self.text_in(&asked)? }
            }
            Rule::calendar_test => ConditionKind::Calendar {
                field,
                outside: asked.has(Rule::kw_outside),
                calendar: self.name_in(&asked)?,
            },
            Rule::days_test => ConditionKind::OnDays { field, days: self.single_days(&asked)? },
            _ => {
                let times = self.times_in(&asked);
                let [Some(from), Some(to)] = times.as_slice() else { return None };
                ConditionKind::FromTo { field, from: from.clone(), to: to.clone() }
            }
        };
        Some(Condition { kind, span })
    }

    /// `on sat, sun`, `on mon-fri`: each day by itself.
    fn single_days(&mut self, node: &Node<'t>) -> Option<Vec<Spanned<chrono::Weekday>>> {
        let mut all = Vec::new();
        for range in self.days(&node.part(Rule::days)?)? {
            let (first, last) = range.node;
            let mut day = first;
            all.push(Spanned::new(day, range.span));
            while day != last {
                day = day.succ();
                all.push(Spanned::new(day, range.span));
            }
        }
        Some(all)
    }

    /// Everything behind `is`.
    fn is_test(&mut self, field: crate::ast::Name, node: &Node<'t>) -> Option<ConditionKind> {
        let mut negated = node.has(Rule::kw_not);
        if let Some(near) = node.part(Rule::is_near) {
            let other =
                matches!(near.text(), "!=" | "≠" | "<>") || near.text().to_lowercase().starts_with("isn");
            let right = if other { "is not" } else { "is" };
            self.sign(&near, right);
            negated |= other;
        }
        if let Some(near) = node.part(Rule::unset_near) {
            let (right, after) = if negated { ("is set", true) } else { ("is not set", false) };
            let verb = node.first().map_or(near.start(), |n| n.start());
            let span = self.findings.span(verb, near.end());
            let message = format!("`{}` is written `{right}`", self.findings.text(span));
            self.wrong_form(codes::FOREIGN_WORD, span, message, right);
            return Some(ConditionKind::IsSet { field, negated: !after });
        }
        if node.has(Rule::kw_set) {
            return Some(ConditionKind::IsSet { field, negated });
        }
        if node.has(Rule::kw_one) {
            return Some(ConditionKind::OneOf { field, negated, values: self.values_in(node)? });
        }
        if let Some(near) = node.part(Rule::in_near) {
            return Some(ConditionKind::OneOf { field, negated, values: self.in_near(&near, "one of")? });
        }
        let op = if negated { Comparison::IsNot } else { Comparison::Is };
        Some(ConditionKind::Compare { field, op, value: self.value_in(node)? })
    }

    /// `in a, b`, `any of a, b`; but `in progress` is a value that lacks its quotes.
    fn in_near(&mut self, node: &Node<'t>, right: &str) -> Option<Vec<Value>> {
        let words = node.part(Rule::in_words)?;
        let values = self.values_in(node)?;
        let in_parentheses = node.has(Rule::left);
        if let [Value { kind: ValueKind::Word(word), span }] = values.as_slice()
            && words.text() == "in"
            && !in_parentheses
            && right == "one of"
        {
            let whole = self.span(&words).to(*span);
            let quoted = format!("\"in {word}\"");
            let finding = Diagnostic::error(
                codes::QUOTE_NEEDED,
                whole,
                "a value of two words needs quotes",
                "two words",
            );
            self.findings.push(finding.help(format!("write `{quoted}`")).fix(whole, quoted));
            return None;
        }
        let list = node.part(Rule::values).map_or("", |v| v.text());
        let whole = format!("{right} {list}");
        let message = format!("`{}` is written `{right}`", words.text());
        self.wrong_form(codes::FOREIGN_WORD, self.span(node), message, &whole);
        Some(values)
    }

    fn compare(&mut self, field: crate::ast::Name, node: &Node<'t>) -> Option<ConditionKind> {
        let op = if let Some(near) = node.part(Rule::comparator_near) {
            let right = if matches!(near.text(), "=>" | "≥") { ">=" } else { "<=" };
            self.sign(&near, right);
            comparison(right)?
        } else {
            comparison(node.part(Rule::comparator)?.text())?
        };
        Some(ConditionKind::Compare { field, op, value: self.value_in(node)? })
    }

    /// A comparison's sign in another form.
    fn sign(&mut self, node: &Node<'t>, right: &str) {
        let (span, written) = (self.span(node), node.text());
        let message = format!("`{written}` is written `{right}`");
        let source = self.mask.as_bytes();
        let spaced = |at: Option<usize>| at.and_then(|i| source.get(i)).is_none_or(u8::is_ascii_whitespace);
        let before = if spaced(node.start().checked_sub(1)) { "" } else { " " };
        let after = if spaced(Some(node.end())) { "" } else { " " };
        let finding = Diagnostic::error(codes::FOREIGN_WORD, span, message, "another form");
        self.findings
            .push(finding.help(format!("write `{right}`")).fix(span, format!("{before}{right}{after}")));
    }

    /// `tags has any of "a", "b"`
    fn has_test(&mut self, field: crate::ast::Name, node: &Node<'t>) -> Option<ConditionKind> {
        let values = self.values_in(node)?;
        let mut mode = HasMode::Has;
        if let Some(written) = node.part(Rule::has_mode) {
            mode = match written.first()?.rule() {
                Rule::kw_no => HasMode::HasNo,
                Rule::kw_any => HasMode::HasAny,
                _ => HasMode::HasAll,
            };
        } else if let Some(near) = node.part(Rule::has_mode_near) {
            let right = if near.text().starts_with("one") { "any of" } else { "no" };
            let message = format!("`has {}` is written `has {right}`", near.text());
            self.wrong_form(codes::FOREIGN_WORD, self.span(&near), message, right);
            mode = if right == "no" { HasMode::HasNo } else { HasMode::HasAny };
        }
        if values.len() > 1 && matches!(mode, HasMode::Has | HasMode::HasNo) {
            let list = node.part(Rule::values)?;
            let name = &field.text;
            let (message, help) = if mode == HasMode::Has {
                let help = format!("write `has any of {0}` or `has all of {0}`", list.text());
                ("`has` takes one value; with several it can mean any or all of them", help)
            } else {
                let help =
                    format!("write `not {name} has any of {0}` or `not {name} has all of {0}`", list.text());
                ("`has no` takes one value; with several it can mean any or all of them", help)
            };
            let finding =
                Diagnostic::error(codes::FOREIGN_WORD, self.span(&list), message, "any of these, or all?");
            self.findings.push(finding.help(help));
        }
        Some(ConditionKind::Has { field, mode, values })
    }
}

fn comparison(sign: &str) -> Option<Comparison> {
    Some(match sign {
        "<" => Comparison::Less,
        "<=" => Comparison::LessOrEqual,
        ">" => Comparison::Greater,
        ">=" => Comparison::GreaterOrEqual,
        _ => return None,
    })
}
