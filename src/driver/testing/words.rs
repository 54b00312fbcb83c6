//! What tests expect and what is so, in the words of the language.

use super::seen::{Done, Seen, SeenCycle};
use crate::moment::duration;
use crate::plan_view::{Words, length, name, quoted};
use duly_calendar::{Calendar, Instant, Zone};
use duly_plan::{
    AgreementId, CalendarId, CycleName, CycleOutcome, Expected, ExpectedAction, ExpectedRule, Plan, TargetId,
    Verdict,
};

/// Says things about a plan, instants in one zone.
#[derive(Clone, Copy, Debug)]
pub(super) struct Speaker<'p> {
    pub plan: &'p Plan,
    pub zone: &'p Zone,
}

impl<'p> Speaker<'p> {
    /// In the zone of a cycle's calendar, else the policy's.
    pub(super) fn of(plan: &'p Plan, cycle: Option<&SeenCycle>, at: Instant) -> Speaker<'p> {
        let calendar = cycle.and_then(|cycle| cycle.calendar).filter(|calendar| calendar.0 > 0);
        Speaker { plan, zone: calendar.map_or(&plan.meta.zone, |id| plan.calendar(id).zone_at(at)) }
    }

    /// `Mon 2026-03-09 09:10`
    pub(super) fn instant(&self, at: Instant) -> String {
        let local = self.zone.local(at);
        let form = if at.0.rem_euclid(60) == 0 { "%a %Y-%m-%d %H:%M" } else { "%a %Y-%m-%d %H:%M:%S" };
        local.format(form).to_string()
    }

    /// What is expected, as the language writes it.
    pub(super) fn expected(&self, expected: &Expected) -> String {
        match expected {
            Expected::Level { agreement, name: level, by, .. } => {
                let level =
                    level.as_ref().map_or("no level".to_owned(), |level| format!("level {}", name(level)));
                let by = match by {
                    Some(ExpectedRule::Named(rule)) => format!(" by {}", quoted(rule)),
                    Some(ExpectedRule::Otherwise) => " by otherwise".to_owned(),
                    None => String::new(),
                };
                format!("{level}{by}{}", self.agreement(*agreement))
            }
            Expected::NoActions => "no actions".to_owned(),
            Expected::Action { not, action, at } => {
                let not = if *not { "no " } else { "" };
                let at = at.map_or(String::new(), |at| format!(" at {}", self.instant(at)));
                format!("{not}{}{at}", self.action(action))
            }
            Expected::NoCycle(cycle) => format!("no {}", self.cycle_name(cycle)),
            Expected::Cycle(cycle, verdict) => {
                format!("{} {}", self.cycle_name(cycle), self.verdict(verdict))
            }
        }
    }

    fn agreement(&self, agreement: AgreementId) -> String {
        if agreement.0 == 0 {
            return String::new();
        }
        format!(" for {}", name(&self.plan.agreement(agreement).name))
    }

    fn action(&self, action: &ExpectedAction) -> String {
        match action {
            ExpectedAction::Emit(emit) => Words { plan: self.plan }.emit(emit),
            ExpectedAction::Warn(clock) => format!("warn {}", name(&self.plan.clock(*clock).name)),
        }
    }

    /// `resolution cycle 2 per "call-1"`
    pub(super) fn cycle_name(&self, cycle: &CycleName) -> String {
        let mut text = name(&self.plan.clock(cycle.clock).name);
        if let Some(number) = cycle.number {
            text.push_str(&format!(" cycle {number}"));
        }
        if let Some(key) = &cycle.key {
            text.push_str(&format!(" per {}", quoted(key)));
        }
        text + cycle.agreement.map_or(String::new(), |agreement| self.agreement(agreement)).as_str()
    }

    fn verdict(&self, verdict: &Verdict) -> String {
        match verdict {
            Verdict::Due(at) => format!("due {}", self.instant(*at)),
            Verdict::DueIn(span, calendar) => format!("due in {}{}", length(*span), self.on(*calendar)),
            Verdict::NoDue => "no due".to_owned(),
            Verdict::Elapsed(seconds) => format!("elapsed {}", duration(*seconds)),
            Verdict::OverdueBy(seconds) => format!("overdue by {}", duration(*seconds)),
            Verdict::AtRisk => "at risk".to_owned(),
            Verdict::Stays(outcome, at) => format!("stays {} until {}", outcome.as_str(), self.instant(*at)),
            Verdict::Outcome(outcome) => outcome.as_str().to_owned(),
            Verdict::After(outcome, seconds) => format!("{} after {}", outcome.as_str(), duration(*seconds)),
            Verdict::EndedAt(outcome, at) => format!("{} at {}", outcome.as_str(), self.instant(*at)),
            Verdict::Because(outcome, why) => format!("{} because {}", outcome.as_str(), quoted(why)),
        }
    }

    fn on(&self, calendar: Option<CalendarId>) -> String {
        calendar.map_or(String::new(), |id| format!(" on {}", name(&self.plan.calendars[id.index()].name)))
    }

    /// What a cycle has come to.
    pub(super) fn cycle(&self, cycle: &SeenCycle) -> String {
        let word = cycle.outcome.as_str();
        let counted = duration(cycle.elapsed);
        let at = |at: Option<Instant>| at.map_or(String::new(), |at| format!(" at {}", self.instant(at)));
        let why = cycle.reason.as_ref().map_or(String::new(), |why| format!(" because {}", quoted(why)));
        match cycle.outcome {
            CycleOutcome::Missed => {
                format!("missed{} after {counted}{why}, closed{}", at(cycle.breached_at), at(cycle.closed))
            }
            CycleOutcome::Overdue => {
                format!("overdue since{} after {counted}", at(cycle.breached_at).replace(" at", ""))
            }
            CycleOutcome::Running | CycleOutcome::Paused => {
                format!("{word} after {counted}, {}", self.due(cycle))
            }
            _ => format!("{word} after {counted}{why}{}", at(cycle.closed)),
        }
    }

    /// `due Mon 2026-03-09 09:10`, `no due`
    pub(super) fn due(&self, cycle: &SeenCycle) -> String {
        cycle.due.map_or("no due".to_owned(), |due| format!("due {}", self.instant(due)))
    }

    /// The cycles of a clock that there are.
    pub(super) fn cycles_of(&self, wanted: &CycleName, seen: &Seen) -> String {
        let of_clock: Vec<&SeenCycle> = seen.cycles.iter().filter(|c| c.clock == wanted.clock).collect();
        let clock = name(&self.plan.clock(wanted.clock).name);
        if of_clock.is_empty() {
            return format!("there is no cycle of {clock} that is promised or tracked");
        }
        let numbers: Vec<String> = of_clock
            .iter()
            .map(|cycle| {
                let key = cycle.key.as_ref().map_or(String::new(), |key| format!(" per {}", quoted(key)));
                format!("cycle {}{key}{}", cycle.number, self.agreement(cycle.agreement))
            })
            .collect();
        format!("of {clock} there is {}", numbers.join(", "))
    }

    /// The ticket's level in an agreement, and who chose it.
    pub(super) fn level(&self, agreement: AgreementId, seen: &Seen) -> String {
        let (level, by) = seen.levels.get(agreement.index()).copied().unwrap_or_default();
        let level =
            level.map_or("no level".to_owned(), |id| format!("level {}", name(&self.plan.level(id).name)));
        let by = by.map_or(String::new(), |by| match chosen(self.plan, agreement, by) {
            (Some(rule), _) => format!(" by {}", quoted(&rule)),
            (None, _) => " by otherwise".to_owned(),
        });
        format!("{level}{by}{}", self.agreement(agreement))
    }

    /// The actions so far.
    pub(super) fn actions(&self, actions: &[Done]) -> String {
        if actions.is_empty() {
            return "no actions".to_owned();
        }
        let shown: Vec<String> = actions.iter().map(|done| self.done(done)).collect();
        shown.join(", ")
    }

    pub(super) fn done(&self, done: &Done) -> String {
        let said = done.said(self.plan);
        let what = match (said.as_ref().or(done.emit.as_ref()), done.cycle) {
            (Some(emit), _) => Words { plan: self.plan }.emit(emit),
            (None, Some((clock, _))) => format!("warn {}", name(&self.plan.clock(clock).name)),
            (None, None) => "warn".to_owned(),
        };
        format!("{what} at {}", self.instant(done.at))
    }

    /// Two instants, how far apart on the calendar that a cycle is counted on.
    pub(super) fn apart(&self, expected: Instant, actual: Instant, cycle: &SeenCycle) -> String {
        let way = if actual > expected { "later" } else { "earlier" };
        let clock = duration(actual.0.abs_diff(expected.0).try_into().unwrap_or(i64::MAX));
        match cycle.calendar.filter(|id| id.0 > 0) {
            None => format!("{clock} {way}"),
            Some(id) => {
                let business = self.plan.calendar(id).between(expected, actual).abs();
                let calendar = name(&self.plan.calendars[id.index()].name);
                format!("{} {way} on {calendar}, {clock} by the clock", duration(business))
            }
        }
    }

    /// Two lengths, how far apart.
    pub(super) fn difference(expected: i64, actual: i64) -> String {
        let way = if actual > expected { "more" } else { "less" };
        format!("{} {way}", duration((actual - expected).abs()))
    }

    /// The calendar's table; of none: `always`.
    pub(super) fn table(&self, calendar: Option<CalendarId>) -> &'p Calendar {
        self.plan.calendar(calendar.unwrap_or(CalendarId(0)))
    }

    pub(super) fn target_line(&self, target: TargetId) -> duly_diag::Span {
        self.plan.target(target).span
    }
}

/// The name of what chose a level (none: `otherwise`), and its line.
pub(super) fn chosen(
    plan: &Plan,
    agreement: AgreementId,
    by: duly_engine::ChosenBy,
) -> (Option<String>, Option<duly_diag::Span>) {
    match by {
        duly_engine::ChosenBy::Rule(rule) => {
            let Some((rules, place)) = plan.rule_set(agreement, rule) else { return (None, None) };
            match rules.rules.get(place) {
                Some(rule) => (Some(rule.name.clone()), Some(rule.span)),
                None => (None, rules.otherwise.as_ref().map(|otherwise| otherwise.span)),
            }
        }
        duly_engine::ChosenBy::Trigger(trigger) => {
            let trigger = plan.trigger(trigger);
            (Some(trigger.name.clone()), Some(trigger.span))
        }
    }
}
