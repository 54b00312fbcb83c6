//! Objectives, their credits, and excuses.

use super::Builder;
use crate::ast::{
    Counted, CreditBound, CreditStep, ExcuseDecl, Kept, Length, Measure, MeasureKind, ObjectiveDecl,
    ObjectiveItem, ObjectiveItemKind, ObjectivePart, ObjectivePartKind, Percent, PeriodUnit, Spanned,
};
use crate::grammar::{Node, Rule};
use crate::split::{Block, Statement};
use duly_diag::{Diagnostic, codes};

impl<'t> Builder<'t, '_> {
    /// `objective "80/20" { .. }`
    pub(crate) fn objective(&mut self, head: &Node<'t>, block: &Block) -> Option<ObjectiveDecl> {
        let name = self.declared_in(head)?;
        let agreement = head.part(Rule::for_agreement).and_then(|n| self.name_in(&n));
        let items = self.lines(block, Rule::objective_line_statement, Self::objective_line);
        Some(ObjectiveDecl { name, agreement, items })
    }

    /// `excuse resolution if fault is "customer" because "annex 7.2"`
    pub(crate) fn excuse(&mut self, statement: &Statement) -> Option<ExcuseDecl> {
        let line = self.statement(Rule::excuse_statement, statement.start, statement.end)?;
        let clocks = line.all(Rule::name).map(|n| self.name(&n)).collect();
        let condition = self.guard_in(&line);
        let because = line.part(Rule::because).and_then(|b| self.text_in(&b));
        if because.is_none() {
            let span = self.span(&line);
            let finding = Diagnostic::error(codes::SYNTAX, span, "an excuse says why", "excused by what?");
            self.findings
                .push(finding.help("write behind it what the contract says: `because \"annex 7.2\"`"));
        }
        Some(ExcuseDecl { clocks, condition: condition??, because: because? })
    }

    fn objective_line(&mut self, node: &Node<'t>) -> Option<ObjectiveItem> {
        let line = node.first()?;
        let kind = match line.rule() {
            Rule::goal => {
                let measure = self.measure(&line.part(Rule::measure)?);
                let parts = self.objective_parts(&line);
                ObjectiveItemKind::Goal { measure: measure?, parts: parts? }
            }
            Rule::credit => ObjectiveItemKind::Credit(self.credit(&line)?),
            Rule::credit_cap => ObjectiveItemKind::CreditCap(self.credit_cap(&line)?),
            _ => ObjectiveItemKind::Part(self.objective_part(&line)?),
        };
        Some(ObjectiveItem { kind, span: self.span(node) })
    }

    fn measure(&mut self, node: &Node<'t>) -> Option<Measure> {
        let form = node.first()?;
        let within = form.part(Rule::within_length).and_then(|n| self.length_in(&n));
        let kind = match form.rule() {
            Rule::share => {
                let kept = if form.has(Rule::kw_met) { Some(Kept::Met) } else { within.map(Kept::Within) };
                MeasureKind::Share(self.percent_in(&form)?, kept?)
            }
            Rule::percentile => {
                let rank = form.part(Rule::percentile_rank)?;
                let percent = self.millionths(&rank, rank.text().trim_start_matches('p'))?;
                MeasureKind::Percentile(percent, within?)
            }
            Rule::average => MeasureKind::Average(within?),
            _ => self.cycle_count(&form, within)?,
        };
        Some(Measure { kind, clock: self.name_in(&form)?, span: self.span(node) })
    }

    fn cycle_count(&mut self, form: &Node<'t>, within: Option<Spanned<Length>>) -> Option<MeasureKind> {
        let counted = if form.has(Rule::kw_met) {
            Counted::Met
        } else if form.has(Rule::kw_missed) {
            Counted::Missed
        } else if let Some(beyond) = form.part(Rule::beyond_length) {
            Counted::Beyond(self.length_in(&beyond)?)
        } else {
            Counted::Within(within?)
        };
        let bound = self.whole_in(form)?;
        Some(MeasureKind::Count { at_most: form.has(Rule::kw_most), bound, counted })
    }

    fn objective_parts(&mut self, goal: &Node<'t>) -> Option<Vec<ObjectivePart>> {
        let nodes: Vec<Node<'t>> = goal.all(Rule::objective_part).collect();
        if let Some(early) = nodes.iter().rev().skip(1).find(|n| n.has(Rule::where_part)) {
            let span = self.span(early);
            let finding = Diagnostic::error(codes::SYNTAX, span, "`where` comes last", "more follows this");
            self.findings.push(finding.help("move it to the end of the line, or to a line of its own"));
        }
        let parts: Vec<Option<ObjectivePart>> = nodes.iter().map(|n| self.objective_part(n)).collect();
        parts.into_iter().collect()
    }

    fn objective_part(&mut self, node: &Node<'t>) -> Option<ObjectivePart> {
        let form = node.first()?;
        let kind = match form.rule() {
            Rule::each => ObjectivePartKind::Each(self.each(&form)?),
            Rule::group_by => ObjectivePartKind::By(form.all(Rule::name).map(|n| self.name(&n)).collect()),
            Rule::least_cycles => ObjectivePartKind::AtLeast(self.whole_in(&form)?.node),
            Rule::ignoring => {
                let under = match form.part(Rule::length) {
                    Some(length) => Some(self.length(&length)?),
                    None => None,
                };
                ObjectivePartKind::Ignoring(self.name_in(&form)?, under)
            }
            Rule::counting => ObjectivePartKind::Counting(self.name_in(&form)?),
            _ => ObjectivePartKind::Where(self.condition_in(&form)?),
        };
        Some(ObjectivePart { kind, span: self.span(node) })
    }

    fn each(&mut self, node: &Node<'t>) -> Option<PeriodUnit> {
        if let Some(unit) = node.part(Rule::period_unit) {
            return period(unit.text());
        }
        let near = node.part(Rule::each_near).or_else(|| node.part(Rule::period_near))?;
        let unit = near_period(near.text())?;
        let right = format!("each {}", word(unit));
        let message = format!("`{}` is written `{right}`", self.source(node));
        self.wrong_form(codes::FOREIGN_WORD, self.span(node), message, &right);
        Some(unit)
    }

    fn credit(&mut self, node: &Node<'t>) -> Option<Vec<CreditStep>> {
        let steps: Vec<Option<CreditStep>> =
            node.all(Rule::credit_step).map(|n| self.credit_step(&n)).collect();
        steps.into_iter().collect()
    }

    fn credit_step(&mut self, node: &Node<'t>) -> Option<CreditStep> {
        let bound_node = node.part(Rule::credit_bound)?;
        let form = bound_node.first()?;
        let bound = match form.rule() {
            Rule::percent => CreditBound::Share(self.share(&form)?.node),
            Rule::duration => CreditBound::Length(Length::Time(self.duration(&form)?)),
            Rule::day_count => CreditBound::Length(Length::Days(self.day_count(&form)?)),
            Rule::length_near => CreditBound::Length(self.length_near(&form)?),
            _ => CreditBound::Count(self.whole(&form)?.node),
        };
        Some(CreditStep {
            credit: self.percent_in(node)?,
            above: node.has(Rule::kw_above),
            bound: Spanned::new(bound, self.span(&bound_node)),
            span: self.span(node),
        })
    }

    /// `credit at most 20%`
    pub(crate) fn credit_cap(&mut self, node: &Node<'t>) -> Option<Spanned<Percent>> {
        self.percent_in(node)
    }

    fn length_in(&mut self, node: &Node<'t>) -> Option<Spanned<Length>> {
        node.part(Rule::length).and_then(|n| self.length(&n))
    }

    fn whole_in(&mut self, node: &Node<'t>) -> Option<Spanned<u32>> {
        node.part(Rule::whole).and_then(|n| self.whole(&n))
    }

    pub(crate) fn whole(&mut self, node: &Node<'t>) -> Option<Spanned<u32>> {
        let number = node.text().parse().ok();
        if number.is_none() {
            let message = format!("`{}` is more than a policy can count", node.text());
            self.report(codes::SYNTAX, self.span(node), message, "too many");
        }
        Some(Spanned::new(number?, self.span(node)))
    }

    /// The percentage of a node, which may lack its `%`.
    fn percent_in(&mut self, node: &Node<'t>) -> Option<Spanned<Percent>> {
        if let Some(percent) = node.part(Rule::percent) {
            return self.share(&percent);
        }
        let near = node.part(Rule::percent_near)?;
        let right = format!("{}%", near.text());
        let message = format!("`{}` is a percentage without its sign", near.text());
        self.wrong_form(codes::FOREIGN_WORD, self.span(&near), message, &right);
        self.millionths(&near, near.text())
    }

    fn share(&mut self, node: &Node<'t>) -> Option<Spanned<Percent>> {
        self.millionths(node, node.text().trim_end_matches(['%', ' ', '\t']))
    }

    /// `99.95` percent: up to four decimals, which is as fine as the report goes.
    fn millionths(&mut self, node: &Node<'t>, figure: &str) -> Option<Spanned<Percent>> {
        let span = self.span(node);
        let (whole, decimals) = figure.split_once('.').unwrap_or((figure, ""));
        let digits = format!("{whole}{decimals:0<4}");
        let value = (decimals.len() <= 4 && whole.len() <= 9).then(|| digits.parse().ok()).flatten();
        if value.is_none() {
            let message = format!("`{}` is no percentage that can be counted", self.source(node));
            let finding = Diagnostic::error(codes::SYNTAX, span, message, "too fine or too large");
            self.findings.push(finding.help("a percentage has at most four decimals"));
        }
        Some(Spanned::new(Percent(value?), span))
    }
}

fn period(text: &str) -> Option<PeriodUnit> {
    Some(match text {
        "hour" => PeriodUnit::Hour,
        "day" => PeriodUnit::Day,
        "week" => PeriodUnit::Week,
        "month" => PeriodUnit::Month,
        "quarter" => PeriodUnit::Quarter,
        "year" => PeriodUnit::Year,
        half if half.starts_with("half") => PeriodUnit::HalfHour,
        _ => return None,
    })
}

/// The period of `monthly`, `per month`, `30m`, `months`.
fn near_period(text: &str) -> Option<PeriodUnit> {
    let word = match text.split_once([' ', '\t']) {
        Some(("per" | "every", rest)) => rest.trim_start(),
        _ => text,
    };
    if word == "daily" {
        return Some(PeriodUnit::Day);
    }
    if word.starts_with("30") {
        return Some(PeriodUnit::HalfHour);
    }
    period(word.strip_suffix("ly").or_else(|| word.strip_suffix('s')).unwrap_or(word))
}

fn word(unit: PeriodUnit) -> &'static str {
    match unit {
        PeriodUnit::HalfHour => "half hour",
        PeriodUnit::Hour => "hour",
        PeriodUnit::Day => "day",
        PeriodUnit::Week => "week",
        PeriodUnit::Month => "month",
        PeriodUnit::Quarter => "quarter",
        PeriodUnit::Year => "year",
    }
}
