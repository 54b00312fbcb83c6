//! A ticket, its cycles, and what is different about it.

use crate::lines::{Line, Tone};
use crate::plan_view::{Words, name};
use crate::session::changes::Change;
use crate::session::next::Ahead;
use crate::session::present::{Cycle, Done, Present};
use crate::session::rules::{by_words, level_words};
use crate::session::value::on_calendar;
use crate::session::words::duration;
use crate::session::{Session, clause::says, lists::is_something};
use duly_engine::Outcome;
use duly_plan::{AgreementId, CalendarId, FieldId, standard};

/// Between columns.
const GAP: &str = "  ";

impl Session {
    /// What is different, a line each; a line of its own if nothing is.
    pub(super) fn change_lines(&self, changes: &[Change]) -> Vec<Line> {
        changes.iter().flat_map(|change| self.change(change)).collect()
    }

    fn change(&self, change: &Change) -> Vec<Line> {
        match change {
            Change::Created(true) => Vec::new(),
            Change::Created(false) => vec![Line::plain("  there is no ticket yet")],
            Change::Level { agreement, before, now, by } => {
                let plan = self.plan();
                let was = match before {
                    Some(_) if before != now => format!(" (was {})", level_words(plan, *before)),
                    _ => String::new(),
                };
                let of = self.agreement(*agreement);
                let line = Line::plain("  ").and(Tone::Strong, level_words(plan, *now));
                let line = line.and(Tone::Plain, format!("{of}{was}"));
                vec![
                    line.and(Tone::Plain, by_words(plan, *agreement, *by))
                        .and(Tone::Dim, self.by_place(*agreement, *by)),
                ]
            }
            Change::Done(done) => vec![self.done_line(done)],
            Change::Began(cycle) => vec![self.cycle_line(cycle)],
            Change::Moved { before, now } => {
                let line = self.cycle_line(now);
                let due = if now.due.is_some() && before.due.is_some() && before.due != now.due {
                    before.due.map(|due| format!(" (was {})", self.instant(due)))
                } else {
                    None
                };
                vec![line.and(Tone::Dim, due.unwrap_or_default())]
            }
            Change::Gone(cycle) => {
                vec![Line::plain(format!("  {} is no longer judged", self.cycle_name(cycle)))]
            }
        }
    }

    /// ` for ola`; nothing for the default agreement.
    pub(super) fn agreement(&self, id: AgreementId) -> String {
        let default = id == AgreementId(0);
        if default { String::new() } else { format!(" for {}", name(&self.plan().agreement(id).name)) }
    }

    fn by_place(&self, agreement: AgreementId, by: Option<duly_engine::ChosenBy>) -> String {
        let span = match by {
            Some(duly_engine::ChosenBy::Rule(id)) => {
                self.plan().rule_set(agreement, id).and_then(|(set, place)| {
                    let rule = set.rules.get(place).map(|rule| rule.span);
                    rule.or(set.otherwise.as_ref().map(|otherwise| otherwise.span))
                })
            }
            Some(duly_engine::ChosenBy::Trigger(id)) => Some(self.plan().trigger(id).span),
            None => None,
        };
        span.map_or_else(String::new, |span| format!("   {}", self.sources().line_ref(span)))
    }

    fn done_line(&self, done: &Done) -> Line {
        let clock = done.clock.map(|clock| name(&self.plan().clock(clock).name));
        let what = match (&done.emit, clock) {
            (None, clock) => format!("warning of {}", clock.unwrap_or_default()),
            (Some(emit), None) => Words { plan: self.plan() }.emit(emit),
            (Some(emit), Some(clock)) => {
                format!("{} (about {clock})", Words { plan: self.plan() }.emit(emit))
            }
        };
        let line = Line::plain(format!("  {}{GAP}", self.instant(done.at))).and(Tone::Warn, what);
        line.and(Tone::Dim, format!("   {}", self.sources().line_ref(done.span)))
    }

    /// `resolution`, `next_response cycle 2`, `phone_response "call-1" for ola`
    fn cycle_name(&self, cycle: &Cycle) -> String {
        let number = if cycle.number > 1 { format!(" cycle {}", cycle.number) } else { String::new() };
        let key = cycle.key.as_ref().map_or_else(String::new, |key| format!(" \"{key}\""));
        format!(
            "{}{number}{key}{}",
            name(&self.plan().clock(cycle.clock).name),
            self.agreement(cycle.agreement)
        )
    }

    /// A cycle on a line: what it is, its due, how much is left.
    pub(super) fn cycle_line(&self, cycle: &Cycle) -> Line {
        let (style, word) = outcome(cycle);
        let line = Line::plain(format!("  {}{GAP}", self.cycle_name(cycle))).and(style, word);
        let rest = match (cycle.outcome, cycle.due) {
            (Outcome::Running | Outcome::Paused | Outcome::Overdue, Some(due)) => {
                format!(", due {}{}", self.instant(due), self.left(cycle))
            }
            (Outcome::Paused, None) => format!(", nothing is due{}", self.left(cycle)),
            (Outcome::Running, None) => ", nothing is due".to_owned(),
            (Outcome::Measured, _) => format!(", {}{} so far", duration(cycle.elapsed), self.on(cycle)),
            (_, due) => {
                let due = due.map_or_else(String::new, |due| format!(", was due {}", self.instant(due)));
                format!(" after {}{}{due}", duration(cycle.elapsed), self.on(cycle))
            }
        };
        let reason = cycle.reason.as_ref().map_or_else(String::new, |reason| format!(" ({reason})"));
        line.and(Tone::Plain, format!("{rest}{reason}"))
    }

    /// `: 50m left on office`, `: late by 10m on office`
    fn left(&self, cycle: &Cycle) -> String {
        let Some(target) = cycle.target_seconds else { return String::new() };
        match target - cycle.elapsed {
            left if left >= 0 => format!(": {} left{}", duration(left), self.on(cycle)),
            late => format!(": late by {}{}", duration(-late), self.on(cycle)),
        }
    }

    /// ` on office`; nothing for time on the wall clock.
    fn on(&self, cycle: &Cycle) -> String {
        on_calendar(self.plan(), cycle.calendar.filter(|id| *id != CalendarId(0)))
    }

    pub(super) fn stepped_lines(&self, what: Ahead, changes: &[Change]) -> Vec<Line> {
        let calendar = |id: CalendarId| name(&self.plan().calendars[id.index()].name);
        let said = match what {
            Ahead::Event => "the next event".to_owned(),
            Ahead::Opening(id) => format!("{} opens", calendar(id)),
            Ahead::Closing(id) => format!("{} closes", calendar(id)),
            Ahead::Timer => "time brings something".to_owned(),
            Ahead::Due(clock) => format!("{} passes its due", name(&self.plan().clock(clock).name)),
        };
        std::iter::once(Line::plain(format!("  {said}"))).chain(self.change_lines(changes)).collect()
    }

    pub(super) fn declared_lines(&self, names: &[(String, bool)], changes: &[Change]) -> Vec<Line> {
        let line = |(words, again): &(String, bool)| {
            let how = if *again { "read again" } else { "declared" };
            let how = if *again && !words.contains('.') { "declared anew" } else { how };
            Line::plain("  ").and(Tone::Strong, words.as_str()).and(Tone::Plain, format!(" {how}"))
        };
        names.iter().map(line).chain(self.change_lines(changes)).collect()
    }

    /// The whole ticket.
    pub(super) fn ticket_lines(&self, present: &Present) -> Vec<Line> {
        let plan = self.plan();
        let mut lines = Vec::new();
        let created =
            present.created.map_or_else(String::new, |at| format!(", created {}", self.instant(at)));
        lines.push(Line::plain(format!("  at {}{created}", self.instant(present.now))));
        for (at, (level, by)) in present.levels.iter().enumerate() {
            let id = AgreementId(u16::try_from(at).unwrap_or(u16::MAX));
            let line = Line::plain("  ").and(Tone::Strong, level_words(plan, *level));
            let line = line.and(Tone::Plain, self.agreement(id)).and(Tone::Plain, by_words(plan, id, *by));
            lines.push(line.and(Tone::Dim, self.by_place(id, *by)));
        }
        let of_engine = |field: FieldId| field != standard::TAGS && standard::KEPT.contains(&field);
        for (at, _) in present.fields.iter().enumerate().filter(|(_, value)| is_something(value)) {
            let field = FieldId(u16::try_from(at).unwrap_or(u16::MAX));
            if !of_engine(field) {
                lines.push(Line::plain(format!("  {}", says(plan, field, present))));
            }
        }
        lines.extend(present.cycles.iter().map(|cycle| self.cycle_line(cycle)));
        lines
    }

    pub(super) fn due_lines(&self, cycles: &[Cycle]) -> Vec<Line> {
        if cycles.is_empty() {
            return vec![Line::plain("  nothing is promised that is still open")];
        }
        cycles.iter().map(|cycle| self.cycle_line(cycle)).collect()
    }

    /// As it is beside as it would be, cycle by cycle.
    pub(super) fn what_if_lines(&self, is: &Present, would: &Present, changes: &[Change]) -> Vec<Line> {
        if changes.is_empty() {
            return vec![Line::plain("  nothing would be different")];
        }
        let plan = self.plan();
        let mut lines = Vec::new();
        let mut beside = |what: String, is: String, would: String| {
            let line = Line::plain(format!("  {what}{GAP}")).and(Tone::Dim, is).and(Tone::Plain, "  ->  ");
            lines.push(line.and(Tone::Strong, would));
        };
        for change in changes {
            match change {
                Change::Level { agreement, before, now, by } => {
                    let would = format!("{}{}", level_words(plan, *now), by_words(plan, *agreement, *by));
                    beside(format!("level{}", self.agreement(*agreement)), level_words(plan, *before), would);
                }
                Change::Moved { before, now } => {
                    beside(self.cycle_name(now), self.standing(before), self.standing(now));
                }
                Change::Began(cycle) => {
                    beside(self.cycle_name(cycle), "none".to_owned(), self.standing(cycle));
                }
                Change::Gone(cycle) => {
                    beside(self.cycle_name(cycle), self.standing(cycle), "none".to_owned());
                }
                Change::Done(_) | Change::Created(_) => {}
            }
        }
        let fresh = would.done.iter().filter(|done| !is.done.contains(done));
        lines.extend(fresh.map(|done| self.done_line(done)));
        lines
    }

    /// `running, due Mon 2026-03-09 09:10`
    fn standing(&self, cycle: &Cycle) -> String {
        let due = cycle
            .due
            .map_or_else(|| ", nothing due".to_owned(), |due| format!(", due {}", self.instant(due)));
        format!("{}{due}", outcome(cycle).1)
    }
}

/// What a cycle is, in a word, and how that looks.
fn outcome(cycle: &Cycle) -> (Tone, &'static str) {
    let style = match cycle.outcome {
        Outcome::Met => Tone::Good,
        Outcome::Missed | Outcome::Overdue => Tone::Bad,
        Outcome::Running if cycle.at_risk => Tone::Warn,
        Outcome::Undecided => Tone::Warn,
        _ => Tone::Strong,
    };
    let word =
        if cycle.at_risk && cycle.outcome == Outcome::Running { "at risk" } else { cycle.outcome.as_str() };
    (style, word)
}
