//! Triggers.

use super::Builder;
use crate::ast::{ClockMoment, Moment, MomentKind, Spanned, TriggerDecl};
use crate::grammar::{Node, Rule};
use duly_diag::codes;

impl<'t> Builder<'t, '_> {
    /// `when MOMENT if CONDITION then ACTIONS`
    pub(crate) fn trigger(&mut self, node: &Node<'t>) -> Option<TriggerDecl> {
        let list = node.part(Rule::moments)?;
        let mut moments = Vec::new();
        for part in list.parts() {
            match part.rule() {
                Rule::moment => moments.push(self.moment(&part)),
                Rule::event_join_near => {
                    let message = "events are joined by commas";
                    self.wrong_form(codes::FOREIGN_WORD, self.span(&part), message, ",");
                }
                _ => {}
            }
        }
        let condition = self.guard_in(node);
        let actions = self.actions(node);
        let end = node.part(Rule::kw_then)?.start();
        let title = self.mask.get(list.start()..end).unwrap_or_default();
        Some(TriggerDecl {
            name: node.part(Rule::trigger_name).and_then(|n| self.declared_in(&n)),
            title: title.split_whitespace().collect::<Vec<_>>().join(" "),
            moments: moments.into_iter().collect::<Option<_>>()?,
            moments_span: self.span(&list),
            because: self.once(node, Rule::because, "a trigger"),
            owner: self.once(node, Rule::owner, "a trigger"),
            link: self.once(node, Rule::link, "a trigger"),
            condition: condition?,
            actions: actions?,
        })
    }

    fn moment(&mut self, node: &Node<'t>) -> Option<Moment> {
        let form = node.first()?;
        let kind = match form.rule() {
            Rule::clock_moment => self.clock_moment(&form.first()?)?,
            Rule::overdue_near => self.overdue_near(&form)?,
            _ => MomentKind::Event(self.event(&form)?),
        };
        let level = match node.part(Rule::for_level) {
            Some(part) => Some(self.level_ref(&part)?),
            None => None,
        };
        Some(Moment { kind, level, span: self.span(node) })
    }

    fn clock_moment(&mut self, form: &Node<'t>) -> Option<MomentKind> {
        let clock = self.name_in(form)?;
        let moment = match form.rule() {
            Rule::reaches => ClockMoment::Reaches(self.reached(form)?),
            Rule::before_due => ClockMoment::BeforeDue(self.offset_in(form)?),
            Rule::overdue_by => ClockMoment::OverdueBy(self.offset_in(form)?),
            Rule::every_while => ClockMoment::EveryWhileOverdue(self.offset_in(form)?),
            Rule::becomes_overdue => ClockMoment::BecomesOverdue(self.span(&form.part(Rule::kw_overdue)?)),
            _ if form.has(Rule::kw_starts) => ClockMoment::Starts,
            _ if form.has(Rule::kw_stops) => ClockMoment::Stops,
            _ if form.has(Rule::kw_paused) => ClockMoment::IsPaused,
            _ => ClockMoment::IsCancelled,
        };
        Some(MomentKind::Clock(clock, moment))
    }

    fn offset_in(&mut self, form: &Node<'t>) -> Option<Spanned<crate::ast::Length>> {
        form.part(Rule::length).and_then(|n| self.length(&n))
    }

    /// `80%`, or a number without its mark.
    fn reached(&mut self, form: &Node<'t>) -> Option<Spanned<f64>> {
        if let Some(percent) = form.part(Rule::percent) {
            let number = percent.text().trim_end_matches(['%', ' ', '\t']).parse().ok()?;
            return Some(Spanned::new(number, self.span(&percent)));
        }
        let near = form.part(Rule::percent_near)?;
        let message = format!("`{}` of what?", near.text());
        self.wrong_form(codes::UNCLEAR_LENGTH, self.span(&near), message, &format!("{}%", near.text()));
        Some(Spanned::new(near.text().parse().ok()?, self.span(&near)))
    }

    /// `resolution is overdue`: a state where a moment belongs.
    fn overdue_near(&mut self, form: &Node<'t>) -> Option<MomentKind> {
        let words = form.part(Rule::overdue_words)?;
        let message = format!("a trigger waits for a moment, and `{}` is none", words.text());
        self.wrong_form(codes::FOREIGN_WORD, self.span(&words), message, "becomes overdue");
        Some(MomentKind::Clock(self.name_in(form)?, ClockMoment::BecomesOverdue(self.span(&words))))
    }
}
