//! Section 7: what a level promises of a clock.

use super::conditions::View;
use super::policy::Policy;
use super::value::Value;
use duly_syntax::ast::{
    self, Amount, Condition, CountFrom, DayEnd, Duration, Length, LevelDecl, LevelItemKind as Line,
    ListEntry, Name, Selector, Switch, TargetTable, WarnAt,
};

/// A target in force.
#[derive(Clone, PartialEq, Debug)]
pub struct Target {
    /// Level, clock and cell: "a change of level or cell" is a change of this.
    pub cell: String,
    /// What is promised.
    pub promised: Promised,
    /// On which calendar.
    pub calendar: String,
    /// From when it counts.
    pub count_from: CountFrom,
    /// How it takes a running cycle over.
    pub switch: Switch,
    /// Its warnings.
    pub warns: Vec<Warn>,
    /// `, plus D if CONDITION`, each with the place of its stretch.
    pub plus: Vec<(usize, Length, Condition)>,
    /// `then D on CALENDAR`
    pub then: Vec<(Length, String)>,
}

/// When a warning fires.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Warn {
    /// `75%`
    Percent(f64),
    /// `15m before`
    Before(Length),
}

/// What a target promises.
#[derive(Clone, PartialEq, Debug)]
pub enum Promised {
    /// `within D`, `by close`, `by 16:00`
    Within(Length, Option<DayEnd>),
    /// `by FIELD`
    By(String),
    /// `track`: nothing.
    Track,
}

/// What a level says of one clock, before the ticket is looked at.
enum Said<'p> {
    One(&'p ast::Target),
    /// A table, the row, and the later lines that override cells.
    Table(&'p TargetTable, &'p [ast::Target], Vec<(&'p [ast::Value], &'p ast::Target)>),
    List(&'p [ListEntry]),
    Track(Option<&'p Name>),
}

/// A level with all that it extends, the oldest first. "`level a extends b` overrides clock by clock": its
/// parent's promises, overridden by its own, under its own settings (note 0011).
fn chain<'p>(policy: &'p Policy, level: &str) -> Vec<&'p LevelDecl> {
    let level = &policy.levels[level];
    let mut chain = level.extends.as_ref().map_or(Vec::new(), |base| chain(policy, &base.name.text));
    chain.push(level);
    chain
}

impl View<'_> {
    /// The target of a clock under a level; none where the level neither promises nor tracks it.
    pub fn target(&self, level: &str, clock: &str) -> Option<Target> {
        let chain = chain(self.policy, level);
        let (target, place) = match said(&chain, clock)? {
            Said::One(target) => (target, 0),
            Said::Table(table, cells, overrides) => self.cell(table, cells, &overrides)?,
            Said::List(entries) => {
                let holds = |entry: &ListEntry| entry.condition.as_ref().is_none_or(|test| self.holds(test));
                let place = entries.iter().position(holds)?;
                (&entries[place].target, place)
            }
            Said::Track(calendar) => {
                let calendar = self.calendar(calendar, &chain);
                let base = self.settings(&chain, format!("{level}/{clock}/track"));
                return Some(Target { calendar, warns: Vec::new(), ..base });
            }
        };
        let base = self.settings(&chain, format!("{level}/{clock}/{place}"));
        match &target.kind {
            ast::TargetKind::None => None,
            ast::TargetKind::Within(within) => Some(Target {
                plus: plus(within),
                then: within
                    .then
                    .iter()
                    .map(|stretch| {
                        (length(&stretch.length.node), self.calendar(stretch.calendar.as_ref(), &chain))
                    })
                    .collect(),
                promised: Promised::Within(
                    self.length(&within.length.node),
                    within.day_end.as_ref().map(|end| end.node),
                ),
                calendar: self.calendar(within.calendar.as_ref(), &chain),
                count_from: within.count_from.as_ref().map_or(base.count_from, |said| said.node.clone()),
                switch: within.switch.as_ref().map_or(base.switch, |said| said.node),
                ..base
            }),
            other => {
                let ast::TargetKind::ByField(field) = other else {
                    panic!("the second engine does not know {other:?}")
                };
                let calendar = self.calendar(None, &chain);
                Some(Target { promised: Promised::By(field.text.clone()), calendar, ..base })
            }
        }
    }

    /// `warn`, `count from` and `switch` are "lines of a level for all its targets"; a child's replace its
    /// parent's.
    fn settings(&self, chain: &[&LevelDecl], cell: String) -> Target {
        let mut settings = Target {
            cell,
            promised: Promised::Track,
            calendar: String::new(),
            count_from: CountFrom::Start,
            switch: Switch::Recount,
            warns: Vec::new(),
            plus: Vec::new(),
            then: Vec::new(),
        };
        for level in chain {
            let mut warns = Vec::new();
            for item in &level.items {
                match &item.kind {
                    Line::Warn(more) => warns.extend(more.iter().map(|line| warn(&line.node))),
                    Line::CountFrom(from) => settings.count_from = from.node.clone(),
                    Line::Switch(switch) => settings.switch = switch.node,
                    _ => {}
                }
            }
            if !warns.is_empty() {
                settings.warns = warns;
            }
        }
        settings
    }

    /// The calendar that a line names, else the level's: `on CALENDAR`, or `calendar by FIELD`.
    fn calendar(&self, named: Option<&Name>, chain: &[&LevelDecl]) -> String {
        let mut by = None;
        let mut on = None;
        for level in chain {
            let own = level.items.iter().find_map(|item| match &item.kind {
                Line::CalendarBy { field, entries } => Some((field, entries)),
                _ => None,
            });
            if own.is_some() || level.calendar.is_some() {
                by = own;
            }
            on = level.calendar.as_ref().or(on);
        }
        if let Some(named) = named {
            return named.text.clone();
        }
        let chosen = by.and_then(|(field, entries)| {
            entries.iter().find(|(selector, _)| self.selects(field, selector)).map(|(_, calendar)| calendar)
        });
        // A promise of an instant needs no calendar, only its elapsed time does.
        chosen.or(on).map_or("always".to_owned(), |name| name.text.clone())
    }

    /// A length, which a script may give. Where it gives another one the target is still the same (note 0026).
    fn length(&self, amount: &Amount) -> Length {
        let Amount::Named(name) = amount else { return length(amount) };
        let Some(Value::Duration(seconds)) = self.script(&name.text) else {
            panic!("the second engine does not know {amount:?}")
        };
        Length::Time(Duration { seconds: seconds.cast_unsigned() })
    }

    fn selects(&self, field: &Name, selector: &Selector) -> bool {
        match selector {
            Selector::Value(value) => {
                let value = self.value(&field.text, value);
                value.is_some() && self.get(&field.text) == value
            }
            Selector::Unset(_) => self.get(&field.text).is_none(),
        }
    }

    /// The cell of a table: the last later line that names the value, else that of the value's column.
    fn cell<'p>(
        &self,
        table: &'p TargetTable,
        cells: &'p [ast::Target],
        overrides: &[(&'p [ast::Value], &'p ast::Target)],
    ) -> Option<(&'p ast::Target, usize)> {
        let field = &table.field;
        let is_value = |value: &ast::Value| {
            let value = self.value(&field.text, value);
            value.is_some() && self.get(&field.text) == value
        };
        if let Some(place) = overrides.iter().rposition(|(values, _)| values.iter().any(is_value)) {
            return Some((overrides[place].1, cells.len() + place));
        }
        let column =
            |column: &ast::Spanned<Vec<Selector>>| column.node.iter().any(|it| self.selects(field, it));
        let place = table.columns.iter().position(column)?;
        Some((&cells[place], place))
    }
}

/// The level that a use speaks of.
pub fn level_name(level: &ast::LevelRef) -> String {
    level.name.text.clone()
}

fn length(amount: &Amount) -> Length {
    let Amount::Known(length) = amount else { panic!("the second engine does not know {amount:?}") };
    *length
}

fn warn(line: &WarnAt) -> Warn {
    match line {
        WarnAt::Percent(percent) => Warn::Percent(*percent),
        WarnAt::Before(amount) => Warn::Before(length(amount)),
        other => panic!("the second engine does not know {other:?}"),
    }
}

/// What may be added to a target and to the stretches behind it.
fn plus(within: &ast::Within) -> Vec<(usize, Length, Condition)> {
    let stretches = within.then.iter().map(|stretch| &stretch.plus);
    let all = std::iter::once(&within.plus).chain(stretches).enumerate();
    let each = all.flat_map(|(place, plus)| plus.iter().map(move |plus| (place, plus)));
    each.map(|(place, plus)| (place, length(&plus.length.node), plus.condition.clone())).collect()
}

/// "overrides clock by clock", "a later line overrides a cell"
fn said<'p>(chain: &[&'p LevelDecl], clock: &str) -> Option<Said<'p>> {
    let mut said = None;
    for item in chain.iter().flat_map(|level| &level.items) {
        match &item.kind {
            Line::Target { clock: name, target } if name.text == clock => said = Some(Said::One(target)),
            Line::List { clock: name, entries } if name.text == clock => said = Some(Said::List(entries)),
            Line::Track { clock: name, calendar } if name.text == clock => {
                said = Some(Said::Track(calendar.as_ref()));
            }
            Line::Table(table) => {
                if let Some(row) = table.rows.iter().find(|row| row.clock.text == clock) {
                    said = Some(Said::Table(table, &row.cells, Vec::new()));
                }
            }
            Line::Cell { clock: name, values, target } if name.text == clock => {
                if let Some(Said::Table(_, _, overrides)) = &mut said {
                    overrides.push((values, target));
                }
            }
            _ => {}
        }
    }
    said
}
