//! Versions of levels, clocks and rules: which of them a ticket is judged by, from when it was created.
//!
//! A level or clock keeps the id of its first version, whatever version is in force: rules, conditions and
//! records speak of that id. The later versions stand behind all first ones in the plan's lists, under ids that
//! only this file gives out.

use crate::{AgreementId, Clock, ClockId, Level, LevelId, Plan, RuleId, RuleSet};
use chrono::NaiveDate;
use duly_calendar::Instant;

/// The versions of a policy. Empty if nothing but calendars has any.
#[derive(Clone, Debug, Default)]
pub struct Versions {
    /// The dates on which something changes, in order.
    pub dates: Vec<VersionDate>,
    /// What is in force: before the first switch, from each to the next, after the last.
    pub periods: Vec<InForce>,
    /// The rules that take over from those in [`Plan::rules`].
    pub rules: Vec<LaterRules>,
}

/// A date from which tickets are judged by something else.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct VersionDate {
    /// The date.
    pub date: NaiveDate,
    /// Its 00:00 in the policy's zone: a ticket created then is judged by the new versions.
    pub at: Instant,
}

/// What is in force in a period.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct InForce {
    /// The version of each level, by the id of its first one; none: it has not begun.
    pub levels: Vec<Option<LevelId>>,
    /// The version of each clock, by the id of its first one; none: it has not begun.
    pub clocks: Vec<Option<ClockId>>,
    /// The rules of each agreement; none: they have not begun.
    pub rules: Vec<Option<RulesInForce>>,
}

/// Which rules of an agreement are in force.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum RulesInForce {
    /// Those in [`Plan::rules`].
    First,
    /// A place in [`Versions::rules`].
    Later(usize),
}

/// Rules that take over from others of their agreement.
#[derive(Clone, PartialEq, Debug)]
pub struct LaterRules {
    /// The rules.
    pub set: RuleSet,
    /// The id of the first of them: the rules of an agreement are numbered through all its versions, each
    /// version's `otherwise` behind its rules.
    pub first: RuleId,
}

impl Versions {
    /// The number of the period in which a ticket was created: 0 before the first date.
    #[must_use]
    pub fn period(&self, created: Instant) -> usize {
        self.dates.partition_point(|date| date.at <= created)
    }

    /// The date with which a period began; none for the first.
    #[must_use]
    pub fn date(&self, period: usize) -> Option<VersionDate> {
        period.checked_sub(1).and_then(|at| self.dates.get(at)).copied()
    }

    /// The date from which something is in force; none: from the beginning.
    fn since(&self, in_force: impl Fn(&InForce) -> bool) -> Option<VersionDate> {
        self.periods.iter().position(in_force).and_then(|period| self.date(period))
    }

    /// The date from which an entry of the plan's levels is in force; none: from the beginning.
    #[must_use]
    pub fn level_since(&self, entry: LevelId) -> Option<VersionDate> {
        self.since(|period| period.levels.contains(&Some(entry)))
    }

    /// The date from which an entry of the plan's clocks is in force; none: from the beginning.
    #[must_use]
    pub fn clock_since(&self, entry: ClockId) -> Option<VersionDate> {
        self.since(|period| period.clocks.contains(&Some(entry)))
    }

    /// The version of a level in force in a period.
    #[must_use]
    pub fn level(&self, period: usize, level: LevelId) -> Option<LevelId> {
        match self.periods.get(period) {
            Some(period) => period.levels.get(level.index()).copied().flatten(),
            None => Some(level),
        }
    }

    /// The version of a clock in force in a period.
    #[must_use]
    pub fn clock(&self, period: usize, clock: ClockId) -> Option<ClockId> {
        match self.periods.get(period) {
            Some(period) => period.clocks.get(clock.index()).copied().flatten(),
            None => Some(clock),
        }
    }

    /// The level and all its versions, each once.
    pub fn levels_of(&self, level: LevelId) -> impl Iterator<Item = LevelId> + '_ {
        let later = self.periods.iter().filter_map(move |p| p.levels.get(level.index()).copied().flatten());
        each_once(level, later)
    }

    /// The clock and all its versions, each once.
    pub fn clocks_of(&self, clock: ClockId) -> impl Iterator<Item = ClockId> + '_ {
        let later = self.periods.iter().filter_map(move |p| p.clocks.get(clock.index()).copied().flatten());
        each_once(clock, later)
    }

    /// The id under which everybody speaks of a version of a clock.
    #[must_use]
    pub fn base_of_clock(&self, version: ClockId) -> ClockId {
        let place = |p: &InForce| p.clocks.iter().position(|clock| *clock == Some(version));
        let found = self.periods.iter().find_map(place).and_then(|at| u16::try_from(at).ok());
        found.map_or(version, ClockId)
    }

    /// Whether a version of a clock is in force in a period.
    #[must_use]
    pub fn clock_is_in_force(&self, period: usize, version: ClockId) -> bool {
        self.periods.get(period).is_none_or(|period| period.clocks.contains(&Some(version)))
    }
}

/// The first version, then the later ones; what is in force in several periods is so without a break.
fn each_once<T: Copy + PartialEq>(first: T, periods: impl Iterator<Item = T>) -> impl Iterator<Item = T> {
    let mut last = first;
    let later = periods.filter(move |now| *now != std::mem::replace(&mut last, *now) && *now != first);
    std::iter::once(first).chain(later)
}

impl Plan {
    /// The levels by the ids that everybody speaks of, each in its first version.
    #[must_use]
    pub fn named_levels(&self) -> &[Level] {
        let count = self.versions.periods.first().map_or(self.levels.len(), |period| period.levels.len());
        &self.levels[..count.min(self.levels.len())]
    }

    /// The clocks by the ids that everybody speaks of, each in its first version.
    #[must_use]
    pub fn named_clocks(&self) -> &[Clock] {
        let count = self.versions.periods.first().map_or(self.clocks.len(), |period| period.clocks.len());
        &self.clocks[..count.min(self.clocks.len())]
    }

    /// The versions of the level of an id's number, each once.
    pub fn level_versions(&self, id: usize) -> impl Iterator<Item = LevelId> + '_ {
        let id = u16::try_from(id).map(LevelId).ok();
        id.into_iter().flat_map(|level| self.versions.levels_of(level))
    }

    /// The versions of the clock of an id's number, each once.
    pub fn clock_versions(&self, id: usize) -> impl Iterator<Item = ClockId> + '_ {
        let id = u16::try_from(id).map(ClockId).ok();
        id.into_iter().flat_map(|clock| self.versions.clocks_of(clock))
    }

    /// From when, and until when, the tickets are created that a version of an agreement's rules is for; it is named by the
    /// id of its first rule. None: from the beginning, or to the end.
    #[must_use]
    pub fn rules_window(
        &self,
        agreement: AgreementId,
        first: RuleId,
    ) -> (Option<VersionDate>, Option<VersionDate>) {
        let holds =
            |period: &usize| self.rules_in_force(*period, agreement).is_some_and(|(_, own)| own == first);
        let count = self.versions.periods.len();
        let from = (0..count).find(holds).and_then(|period| self.versions.date(period));
        let until = (0..count).rfind(holds).and_then(|period| self.versions.date(period + 1));
        (from, until)
    }

    /// All rules of all agreements and versions, each with the id of its first rule.
    pub fn rule_sets(&self) -> impl Iterator<Item = (&RuleSet, RuleId)> {
        let first = self.rules.iter().map(|set| (set, RuleId(0)));
        first.chain(self.versions.rules.iter().map(|later| (&later.set, later.first)))
    }

    /// The rules of an agreement by versions, the first ones first.
    pub fn rule_sets_of(&self, agreement: AgreementId) -> impl Iterator<Item = (&RuleSet, RuleId)> {
        let later = self.versions.rules.iter().filter(move |later| later.set.agreement == agreement);
        let first = self.rules.get(agreement.index()).map(|set| (set, RuleId(0)));
        first.into_iter().chain(later.map(|later| (&later.set, later.first)))
    }

    /// The rules that a rule's id belongs to, and its place among them; behind the last one stands `otherwise`.
    #[must_use]
    pub fn rule_set(&self, agreement: AgreementId, rule: RuleId) -> Option<(&RuleSet, usize)> {
        let set =
            self.rule_sets_of(agreement).filter(|(_, first)| *first <= rule).max_by_key(|(_, first)| *first);
        set.map(|(set, first)| (set, rule.index() - first.index()))
    }

    /// The rules of an agreement that are in force in a period, with the id of their first rule.
    #[must_use]
    pub fn rules_in_force(&self, period: usize, agreement: AgreementId) -> Option<(&RuleSet, RuleId)> {
        let first = self.rules.get(agreement.index()).map(|set| (set, RuleId(0)));
        let Some(period) = self.versions.periods.get(period) else { return first };
        match period.rules.get(agreement.index()).copied().flatten()? {
            RulesInForce::First => first,
            RulesInForce::Later(at) => self.versions.rules.get(at).map(|later| (&later.set, later.first)),
        }
    }
}
