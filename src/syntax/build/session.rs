//! Lines of a session.

use super::Builder;
use crate::ast::{
    Command, Expression, ExpressionKind, Length, Name, Operator, SessionLine, ShownPeriod, Spanned, Step,
    Text, ThingKind,
};
use crate::grammar::{Node, Rule};
use chrono::NaiveDate;
use duly_diag::{Diagnostic, codes};

impl<'t> Builder<'t, '_> {
    /// One line.
    pub(crate) fn session_line(&mut self, node: &Node<'t>) -> Option<SessionLine> {
        let form = node.first()?;
        Some(match form.rule() {
            Rule::go_to => SessionLine::Goto(self.sum_in(&form)?),
            Rule::set_now => SessionLine::Set(form.part(Rule::set_line).and_then(|n| self.set_line(&n))?),
            Rule::whatif => SessionLine::WhatIf(self.supposed(&form)?),
            Rule::help_line => SessionLine::Help(form.part(Rule::word).map(|n| self.bare_text(&n))),
            Rule::list_line_of => {
                SessionLine::List(form.part(Rule::kind_of_thing).and_then(|n| thing_kind(n.text())))
            }
            Rule::info_line => SessionLine::Info(self.name_in(&form)?),
            Rule::show_line => SessionLine::Show {
                calendar: self.name_in(&form)?,
                period: match form.part(Rule::period_of_year) {
                    Some(period) => Some(self.period(&period)?),
                    None => None,
                },
            },
            Rule::why_line if form.has(Rule::kw_all) => SessionLine::WhyAll,
            Rule::why_line => self.name_in(&form).map_or(SessionLine::Why, SessionLine::WhyNot),
            Rule::what_would => SessionLine::WhatWould(self.name_in(&form)?),
            Rule::load_line => self.load(&form)?,
            Rule::save_line => {
                let mut texts = form.all(Rule::text);
                let title = texts.next().map(|n| self.text(&n))?;
                SessionLine::SaveTest { title, file: texts.next().map(|n| self.text(&n)) }
            }
            Rule::events_line => {
                let mut texts = form.all(Rule::text);
                let file = texts.next().map(|n| self.text(&n))?;
                SessionLine::Events { file, mapping: texts.next().map(|n| self.text(&n)) }
            }
            Rule::command => SessionLine::Command(command(form.first()?.rule())?),
            _ => match form.part(Rule::sum) {
                Some(sum) => SessionLine::Value(self.sum(&sum)?),
                None => SessionLine::Holds(form.part(Rule::condition).and_then(|n| self.condition(&n))?),
            },
        })
    }

    /// What is supposed to happen now.
    fn supposed(&mut self, form: &Node<'t>) -> Option<Step> {
        let event = match form.part(Rule::event) {
            Some(event) => Some(self.event(&event)?),
            None => None,
        };
        let sets = match form.part(Rule::set_line) {
            Some(line) => Some(vec![self.set_line(&line)?]),
            None => None,
        };
        Some(Step { at: None, event, sets, span: self.span(form) })
    }

    fn load(&mut self, form: &Node<'t>) -> Option<SessionLine> {
        let mut texts = form.all(Rule::text);
        let ticket = match form.part(Rule::ticket_id) {
            Some(id) => self.bare_text(&id),
            None => texts.next().map(|n| self.text(&n))?,
        };
        Some(SessionLine::Load { ticket, from: texts.next().map(|n| self.text(&n)) })
    }

    fn bare_text(&self, node: &Node<'_>) -> Text {
        Text::new(self.source(node).to_owned(), self.span(node))
    }

    fn calendar_in(&self, node: &Node<'t>) -> Option<Name> {
        node.part(Rule::on_calendar).and_then(|n| self.name_in(&n))
    }

    /// `2026-03`, `2026`
    fn period(&mut self, node: &Node<'t>) -> Option<Spanned<ShownPeriod>> {
        let (text, span) = (node.text(), self.span(node));
        let (year, month) = text.split_once('-').map_or((text, None), |(y, m)| (y, Some(m)));
        let year = year.parse().ok()?;
        let shown = match month {
            None => NaiveDate::from_ymd_opt(year, 1, 1).map(ShownPeriod::Year),
            Some(month) => NaiveDate::from_ymd_opt(year, month.parse().ok()?, 1).map(ShownPeriod::Month),
        };
        if shown.is_none() {
            let finding =
                Diagnostic::error(codes::NO_SUCH_DATE, span, format!("there is no month `{text}`"), "");
            self.findings.push(finding.help("the months are `01` to `12`"));
        }
        Some(Spanned::new(shown?, span))
    }

    fn sum_in(&mut self, node: &Node<'t>) -> Option<Expression> {
        node.part(Rule::sum).and_then(|n| self.sum(&n))
    }

    /// Quantities joined by `+` and `-`, from the left.
    fn sum(&mut self, node: &Node<'t>) -> Option<Expression> {
        self.chain(node, Rule::product, Self::product)
    }

    fn product(&mut self, node: &Node<'t>) -> Option<Expression> {
        self.chain(node, Rule::factor, Self::factor)
    }

    fn chain(
        &mut self,
        node: &Node<'t>,
        rule: Rule,
        build: impl Fn(&mut Self, &Node<'t>) -> Option<Expression>,
    ) -> Option<Expression> {
        let mut whole: Option<Expression> = None;
        let mut operator = Operator::Plus;
        for part in node.parts() {
            match part.rule() {
                Rule::plus_mark => operator = Operator::Plus,
                Rule::dash => operator = Operator::Minus,
                Rule::times => operator = Operator::Times,
                Rule::divided => operator = Operator::Divided,
                own if own == rule => {
                    let right = build(self, &part)?;
                    whole = Some(match whole {
                        None => right,
                        Some(left) => binary(operator, left, right),
                    });
                }
                _ => {}
            }
        }
        whole
    }

    fn factor(&mut self, node: &Node<'t>) -> Option<Expression> {
        let form = node.parts().find(|n| !matches!(n.rule(), Rule::left | Rule::right))?;
        let span = self.span(node);
        let kind = match form.rule() {
            Rule::sum => return self.sum(&form),
            Rule::kw_now => ExpressionKind::Now,
            Rule::between => {
                let mut ends = form.all(Rule::sum);
                let (from, to) = (ends.next()?, ends.next()?);
                ExpressionKind::Between {
                    from: Box::new(self.sum(&from)?),
                    to: Box::new(self.sum(&to)?),
                    calendar: self.calendar_in(&form),
                }
            }
            Rule::next_turn => {
                let opening = form.has(Rule::kw_opening);
                ExpressionKind::NextTurn { opening, calendar: self.name_in(&form)? }
            }
            Rule::counted => self.counted(&form)?,
            _ => ExpressionKind::Value(self.value(&form)?),
        };
        Some(Expression { kind, span })
    }

    fn counted(&mut self, form: &Node<'t>) -> Option<ExpressionKind> {
        let written = form.first()?;
        let length = match written.rule() {
            Rule::duration => Length::Time(self.duration(&written)?),
            Rule::day_count => Length::Days(self.day_count(&written)?),
            _ => self.length_near(&written)?,
        };
        let calendar = self.calendar_in(form);
        Some(match form.part(Rule::factor) {
            None => ExpressionKind::Length { length, calendar },
            Some(from) => ExpressionKind::Counted {
                length,
                calendar,
                before: form.has(Rule::kw_before),
                from: Box::new(self.factor(&from)?),
            },
        })
    }
}

fn binary(operator: Operator, left: Expression, right: Expression) -> Expression {
    let span = left.span.to(right.span);
    let kind = ExpressionKind::Binary { operator, left: Box::new(left), right: Box::new(right) };
    Expression { kind, span }
}

fn command(rule: Rule) -> Option<Command> {
    Some(match rule {
        Rule::kw_step => Command::Step,
        Rule::kw_undo => Command::Undo,
        Rule::kw_redo => Command::Redo,
        Rule::kw_due => Command::Due,
        Rule::kw_ticket => Command::Ticket,
        Rule::kw_reload => Command::Reload,
        Rule::kw_new => Command::New,
        Rule::kw_quit | Rule::kw_exit => Command::Quit,
        _ => return None,
    })
}

fn thing_kind(word: &str) -> Option<ThingKind> {
    Some(match word {
        "agreements" => ThingKind::Agreements,
        "calendars" => ThingKind::Calendars,
        "clocks" => ThingKind::Clocks,
        "events" => ThingKind::Events,
        "excuses" => ThingKind::Excuses,
        "fields" => ThingKind::Fields,
        "levels" => ThingKind::Levels,
        "objectives" => ThingKind::Objectives,
        "phrases" => ThingKind::Phrases,
        "rules" => ThingKind::Rules,
        "scripts" => ThingKind::Scripts,
        "states" => ThingKind::States,
        "tests" => ThingKind::Tests,
        "triggers" => ThingKind::Triggers,
        _ => return None,
    })
}
