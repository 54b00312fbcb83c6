//! Levels and their targets.

use super::Builder;
use crate::ast::{
    Amount, CountFrom, DayEnd, LevelDecl, LevelItem, LevelItemKind, ListEntry, Name, Plus, Selector, Spanned,
    Stretch, Switch, TableRow, Target, TargetKind, TargetTable, ValueKind, WarnAt, Within,
};
use crate::grammar::{Node, Rule};
use crate::split::{Block, Statement};
use duly_diag::{Diagnostic, Span, codes};

impl<'t> Builder<'t, '_> {
    /// `level "Urgent SLA" on office extends standard { .. }`; `choice` is the block of a `calendar by` in the head.
    pub(crate) fn level(
        &mut self,
        head: &Node<'t>,
        choice: Option<&Block>,
        block: &Block,
    ) -> Option<LevelDecl> {
        let name = self.declared_in(head)?;
        let from = self.version_date(head);
        let parameters = self.parameters(head)?;
        let agreement = self.for_agreement(head);
        let calendar = self.single(head, Rule::on_calendar, "on").and_then(|n| self.name_in(&n));
        let extends = self.single(head, Rule::extends, "extends").and_then(|n| self.level_ref(&n));
        let mut items = Vec::new();
        if let (Some(by), Some(choice)) = (head.part(Rule::calendar_by), choice) {
            let kind = self.calendar_by(&by, choice);
            items.extend(kind.map(|kind| LevelItem { kind, span: self.span(&by) }));
        }
        for statement in &block.statements {
            let item = self.level_item(statement);
            self.account_for(item.is_some(), statement);
            items.extend(item);
        }
        Some(LevelDecl { name, parameters, agreement, from, calendar, extends, items })
    }

    /// The part of a rule that may be said once.
    pub(crate) fn single<'n>(&mut self, node: &Node<'n>, rule: Rule, word: &str) -> Option<Node<'n>> {
        if let Some(second) = node.all(rule).nth(1) {
            let first = node.part(rule).map(|first| self.span(&first));
            self.said_twice(word, self.span(&second), first);
        }
        node.part(rule)
    }

    /// Reports a part that may be said once.
    fn said_twice(&mut self, word: &str, again: Span, first: Option<Span>) {
        let message = format!("`{word}` is said twice");
        let mut finding = Diagnostic::error(codes::REPEATED_PART, again, message, "a second one");
        if let Some(first) = first {
            finding = finding.label(first, "the first one");
        }
        self.findings.push(finding.help("keep one of the two"));
    }

    fn level_item(&mut self, statement: &Statement) -> Option<LevelItem> {
        let Some(block) = statement.blocks.first().filter(|block| !self.is_of_condition(statement, block))
        else {
            let node = self.statement(Rule::level_line_statement, statement.start, statement.end)?;
            let kind = self.level_line(&node)?;
            return Some(LevelItem { kind, span: self.span(&node) });
        };
        let head = self.statement(Rule::level_block_statement, statement.start, block.open)?;
        self.nothing_behind(block, statement);
        let form = head.first()?;
        let kind = match form.rule() {
            Rule::targets_by => LevelItemKind::Table(self.table(self.name_in(&form)?, block)?),
            Rule::calendar_by => self.calendar_by(&form, block)?,
            _ => LevelItemKind::List {
                clock: self.name(&form),
                entries: self.lines(block, Rule::list_line_statement, Self::list_line),
            },
        };
        Some(LevelItem { kind, span: self.findings.span(statement.start, statement.end) })
    }

    /// Whether a block is part of a condition, as in `within 2h, plus 1h if all of { .. }`.
    fn is_of_condition(&self, statement: &Statement, block: &Block) -> bool {
        let before = self.mask.get(statement.start..block.open).unwrap_or("");
        let mut words = before.split_whitespace().rev();
        words.next() == Some("of") && matches!(words.next(), Some("all" | "any" | "none"))
    }

    /// A block ends its statement.
    pub(crate) fn nothing_behind(&mut self, block: &Block, statement: &Statement) {
        let behind = self.mask.get(block.end..statement.end).unwrap_or("");
        let start = block.end + behind.len() - behind.trim_start().len();
        if start < statement.end && !self.findings.any_within(start, statement.end) {
            let span = self.findings.span(start, statement.end);
            let finding = Diagnostic::error(
                codes::SYNTAX,
                span,
                "nothing can stand behind this block",
                "behind the `}`",
            );
            self.findings.push(finding.help("begin a new line"));
        }
    }

    fn level_line(&mut self, node: &Node<'t>) -> Option<LevelItemKind> {
        let line = node.first()?;
        Some(match line.rule() {
            Rule::warn => {
                if let Some(near) = line.part(Rule::at_near) {
                    let place = self.span(&near).start_point();
                    let finding = Diagnostic::error(
                        codes::SYNTAX,
                        self.span(&line),
                        "a warning is written with `at`",
                        "`at` is missing here",
                    );
                    self.findings.push(finding.help("write `warn at 75%`").fix(place, "at "));
                }
                let points: Vec<_> = line.all(Rule::warn_at).map(|w| self.warn_at(&w)).collect();
                LevelItemKind::Warn(points.into_iter().collect::<Option<_>>()?)
            }
            Rule::track => LevelItemKind::Track {
                clock: self.name_in(&line)?,
                calendar: line.part(Rule::on_calendar).and_then(|n| self.name_in(&n)),
            },
            Rule::count_from => LevelItemKind::CountFrom(self.count_from(&line)?),
            Rule::switch => LevelItemKind::Switch(self.switch(&line)),
            _ => return self.target_line(&line),
        })
    }

    fn target_line(&mut self, line: &Node<'t>) -> Option<LevelItemKind> {
        let clock = self.name_in(line)?;
        let part = line.part(Rule::target)?;
        if !clock.quoted && clock.text == "within" {
            let finding = Diagnostic::error(
                codes::SYNTAX,
                clock.span,
                "this target names no clock",
                "the clock's name is missing",
            );
            self.findings.push(finding.help("begin the line with the clock, like `resolution within 4h`"));
            return None;
        }
        let target = self.target(&part)?;
        Some(match line.part(Rule::for_values) {
            Some(values) => LevelItemKind::Cell { clock, values: self.values_in(&values)?, target },
            None => LevelItemKind::Target { clock, target },
        })
    }

    /// A target by the rule `target`.
    fn target(&mut self, node: &Node<'t>) -> Option<Target> {
        let form = node.first()?;
        let span = self.span(node);
        let kind = match form.rule() {
            Rule::none => TargetKind::None,
            Rule::by_field => TargetKind::ByField(self.name_in(&form)?),
            rule => {
                if rule == Rule::target_near {
                    self.missing_within(&form);
                }
                TargetKind::Within(self.within(&form)?)
            }
        };
        Some(Target { kind, span })
    }

    /// `resolution 4h`, `resolution: 4h`
    fn missing_within(&mut self, node: &Node<'t>) {
        let Some(length) = node.part(Rule::length) else { return };
        let span = self.findings.span(node.start(), length.end());
        let place = self.findings.span(node.start(), length.start());
        let behind = self.mask.get(..node.start()).unwrap_or("");
        let space = if behind.ends_with([' ', '\t']) { "" } else { " " };
        let right = format!("within {}", length.text());
        let finding = Diagnostic::error(
            codes::SYNTAX,
            span,
            "a target is written with `within`",
            "`within` is missing here",
        );
        self.findings.push(finding.help(format!("write `{right}`")).fix(place, format!("{space}within ")));
    }

    /// A length and what follows it.
    fn within(&mut self, node: &Node<'t>) -> Option<Within> {
        let (length, plus) = (self.amount_in(node), self.plus(node));
        let mut within = Within {
            length: length?,
            day_end: None,
            calendar: None,
            count_from: None,
            switch: None,
            plus: plus?,
            then: Vec::new(),
        };
        let calendar = self.target_parts(node, &mut within)?;
        within.calendar = calendar;
        for node in node.all(Rule::stretch) {
            let (length, plus) = (self.amount_in(&node), self.plus(&node));
            let calendar = self.target_parts(&node, &mut within)?;
            within.then.push(Stretch { length: length?, calendar, plus: plus?, span: self.span(&node) });
        }
        Some(within)
    }

    /// What follows a length. A stretch has its calendar, which is given back; all else is said once for the whole
    /// target.
    fn target_parts(&mut self, node: &Node<'t>, within: &mut Within) -> Option<Option<Name>> {
        let mut calendar = None;
        for part in node.all(Rule::target_part) {
            let (span, form) = (self.span(&part), part.first()?);
            let twice = match form.rule() {
                Rule::day_end => within.day_end.replace(self.day_end(&form)?).is_some(),
                Rule::on_calendar => calendar.replace(self.name_in(&form)?).is_some(),
                Rule::count_from => within.count_from.replace(self.count_from(&form)?).is_some(),
                _ => within.switch.replace(self.switch(&form)).is_some(),
            };
            if twice {
                let word = part.text().split_whitespace().next().unwrap_or_default();
                let first = node.all(Rule::target_part).find(|p| p.text().starts_with(word));
                self.said_twice(word, span, first.map(|first| self.span(&first)));
            }
        }
        Some(calendar)
    }

    /// `, plus 1h if started outside office`, each of them.
    fn plus(&mut self, node: &Node<'t>) -> Option<Vec<Plus>> {
        let mut one = |node: Node<'t>| {
            if let Some(near) = node.part(Rule::plus_near) {
                let before = self.mask.get(..near.start()).unwrap_or("").trim_end().len();
                let span = self.findings.span(before, before);
                let finding = Diagnostic::error(
                    codes::SYNTAX,
                    span,
                    "`plus` follows a comma",
                    "a comma is missing here",
                );
                self.findings.push(finding.help("write `, plus`").fix(span, ","));
            }
            let (length, condition) = (self.amount_in(&node), self.guard_in(&node));
            Some(Plus { length: length?, condition: condition??, span: self.span(&node) })
        };
        let all: Vec<_> = node.all(Rule::plus).map(&mut one).collect();
        all.into_iter().collect()
    }

    fn day_end(&mut self, node: &Node<'t>) -> Option<Spanned<DayEnd>> {
        let span = self.span(node);
        if node.has(Rule::kw_close) {
            return Some(Spanned::new(DayEnd::Close, span));
        }
        let time = self.times_in(node).pop()??;
        Some(Spanned::new(DayEnd::At(time.node), span))
    }

    pub(crate) fn count_from(&mut self, node: &Node<'t>) -> Option<Spanned<CountFrom>> {
        let from = if node.has(Rule::kw_start) {
            CountFrom::Start
        } else if node.has(Rule::kw_attached) {
            CountFrom::Attached
        } else {
            CountFrom::Field(self.name_in(node)?)
        };
        Some(Spanned::new(from, self.span(node)))
    }

    pub(crate) fn switch(&mut self, node: &Node<'t>) -> Spanned<Switch> {
        let switch = if node.has(Rule::kw_keep) { Switch::Keep } else { Switch::Recount };
        Spanned::new(switch, self.span(node))
    }

    fn warn_at(&mut self, node: &Node<'t>) -> Option<Spanned<WarnAt>> {
        let span = self.span(node);
        let form = node.first()?;
        let at = match form.rule() {
            Rule::length => WarnAt::Before(Amount::Known(self.length(&form)?.node)),
            Rule::percent => WarnAt::Percent(self.percent(&form)?),
            Rule::warn_name => match self.warn_name(&form)? {
                (name, true) => WarnAt::Before(Amount::Named(name)),
                (name, false) => WarnAt::Named(name),
            },
            _ => {
                let figure = form.text();
                let finding = Diagnostic::error(
                    codes::UNCLEAR_LENGTH,
                    span,
                    format!("`{figure}` of what?"),
                    "its unit is missing",
                );
                self.findings.push(finding.help(format!("write `{figure}%` or `{figure}m before`")));
                WarnAt::Percent(figure.parse().ok()?)
            }
        };
        Some(Spanned::new(at, span))
    }

    fn list_line(&mut self, node: &Node<'t>) -> Option<ListEntry> {
        let target = self.target(&node.part(Rule::target)?);
        let condition = self.guard_in(node);
        if let Some(near) = node.part(Rule::otherwise_near) {
            self.otherwise_near(&near);
        }
        Some(ListEntry { target: target?, condition: condition?, span: self.span(node) })
    }

    fn calendar_by(&mut self, by: &Node<'t>, block: &Block) -> Option<LevelItemKind> {
        let field = self.name_in(by)?;
        let lines = self.lines(block, Rule::calendar_choice_statement, Self::calendar_choice);
        Some(LevelItemKind::CalendarBy { field, entries: lines.into_iter().flatten().collect() })
    }

    fn calendar_choice(&mut self, node: &Node<'t>) -> Option<Vec<(Selector, Name)>> {
        let calendar = self.name_in(node)?;
        let selectors = self.selectors(node)?;
        Some(selectors.into_iter().map(|s| (s, calendar.clone())).collect())
    }

    fn selectors(&mut self, node: &Node<'t>) -> Option<Vec<Selector>> {
        let all: Vec<Option<Selector>> = node.all(Rule::selector).map(|s| self.selector(&s)).collect();
        all.into_iter().collect()
    }

    fn selector(&mut self, node: &Node<'t>) -> Option<Selector> {
        if node.has(Rule::kw_unset) {
            return Some(Selector::Unset(self.span(node)));
        }
        self.value_in(node).map(Selector::Value)
    }

    /// `targets by FIELD { header; rows }`
    fn table(&mut self, field: Name, block: &Block) -> Option<TargetTable> {
        let Some((header, rows)) = block.statements.split_first() else {
            let span = self.findings.span(block.open, block.end);
            let finding = Diagnostic::error(codes::SYNTAX, span, "this table is empty", "no rows");
            self.findings
                .push(finding.help(
                    "write a line of values like `| urgent | high`, and a row for each clock below it",
                ));
            return None;
        };
        let head = self.statement(Rule::table_header_statement, header.start, header.end);
        let columns = head.as_ref().map_or_else(Vec::new, |h| self.columns(h));
        if head.as_ref().is_some_and(|h| h.has(Rule::word))
            && columns.iter().any(|c| c.node.iter().any(is_length))
        {
            let span = self.findings.span(header.start, header.end);
            let finding = Diagnostic::error(
                codes::SYNTAX,
                span,
                "a table begins with the values of its field",
                "a row of targets",
            );
            let help =
                format!("write the values of `{}` above this line, like `| urgent | high`", field.text);
            self.findings.push(finding.help(help));
            return None;
        }
        let mut built = Vec::new();
        for statement in rows {
            if let Some(node) = self.statement(Rule::table_row_statement, statement.start, statement.end) {
                let row = self.row(&node);
                self.account_for(row.is_some(), statement);
                built.extend(row);
            }
        }
        // Without its header the table says nothing; its rows were read for their own mistakes.
        head?;
        Some(TargetTable {
            field,
            columns,
            rows: built,
            header: self.findings.span(header.start, header.end),
        })
    }

    fn columns(&mut self, header: &Node<'t>) -> Vec<Spanned<Vec<Selector>>> {
        let mut columns = Vec::new();
        for column in header.all(Rule::column) {
            // A column that could not be read keeps its place, so that the cells stay under their own.
            let selectors = self.selectors(&column).unwrap_or_default();
            columns.push(Spanned::new(selectors, self.span(&column)));
        }
        columns
    }

    fn row(&mut self, node: &Node<'t>) -> Option<TableRow> {
        let clock = self.name_in(node)?;
        let cells = node.all(Rule::cell).filter_map(|c| self.cell(&c)).collect();
        Some(TableRow { clock, cells, span: self.span(node) })
    }

    /// A cell; one that could not be read is `none` after its finding, so that the others stay in place.
    fn cell(&mut self, node: &Node<'t>) -> Option<Target> {
        let form = node.first()?;
        let span = self.span(node);
        let kind = match form.rule() {
            Rule::none => TargetKind::None,
            Rule::by_field => TargetKind::ByField(self.name_in(&form)?),
            Rule::empty_cell => {
                self.empty_cell(&form);
                TargetKind::None
            }
            _ => self.within(&form).map_or(TargetKind::None, TargetKind::Within),
        };
        Some(Target { kind, span })
    }

    fn empty_cell(&mut self, node: &Node<'t>) {
        let span = self.span(node);
        let finding = Diagnostic::error(codes::SYNTAX, span, "a cell of this table is empty", "nothing here");
        let right = if node.text().is_empty() { " none" } else { "none" };
        self.findings.push(finding.help("write `none` where there is no promise").fix(span, right));
    }
}

/// Whether a column's value is a length, which belongs into a row.
fn is_length(selector: &Selector) -> bool {
    matches!(selector, Selector::Value(value) if matches!(value.kind, ValueKind::Duration(_) | ValueKind::Days(_)))
}
