//! Section 12: the versions of a policy, and the one that judges a ticket.

use super::hours::Holidays;
use super::policy::Policy;
use super::zone;
use chrono::NaiveDate;
use chrono_tz::Tz;
use duly_syntax::ast::{ClockDecl, LevelDecl, RulesDecl, Spanned};
use std::collections::{BTreeMap, BTreeSet};

/// A policy in all its versions.
#[derive(Debug)]
pub struct Book {
    /// Each with the instant from which on tickets are created that it judges, in order.
    policies: Vec<(i64, Policy)>,
}

/// What has versions, as it is declared.
#[derive(Debug, Default)]
pub struct Declared {
    /// The policy's own clocks, then the standard ones.
    pub clocks: Vec<ClockDecl>,
    /// The levels.
    pub levels: Vec<LevelDecl>,
    /// The rules of all agreements.
    pub rules: Vec<RulesDecl>,
}

/// The date of a version; one without is in force from the beginning.
fn date(from: Option<&Spanned<NaiveDate>>) -> Option<NaiveDate> {
    from.map(|from| from.node)
}

impl Book {
    /// Reads a policy's text. Calendars are laid out over the dates given.
    pub fn read(text: &str, holidays: &BTreeMap<String, Holidays>, from: NaiveDate, to: NaiveDate) -> Book {
        let (whole, declared) = Policy::read(text, holidays, from, to);
        let dates: BTreeSet<NaiveDate> = declared.dates().collect();
        let begin = std::iter::once(None).chain(dates.into_iter().map(Some));
        let in_force = |day: Option<NaiveDate>| {
            // "switching at 00:00"
            let at = day.map_or(i64::MIN, |day| zone::bound(whole.zone, day, 0));
            (at, declared.on(day, whole.clone()))
        };
        Book { policies: begin.map(in_force).collect() }
    }

    /// "A ticket is judged by what was in force when it was created (levels with their parents, rules, clocks)."
    pub fn policy(&self, created: i64) -> &Policy {
        let begun = self.policies.iter().rev().find(|(from, _)| *from <= created);
        &begun.expect("the first version is in force from the beginning").1
    }

    /// The policy in its first version: what has no versions is the same in all of them.
    pub fn first(&self) -> &Policy {
        &self.policies[0].1
    }

    /// `zone`
    pub fn zone(&self) -> Tz {
        self.policies[0].1.zone
    }
}

impl Declared {
    fn dates(&self) -> impl Iterator<Item = NaiveDate> + '_ {
        let clocks = self.clocks.iter().map(|clock| clock.from.as_ref());
        let levels = self.levels.iter().map(|level| level.from.as_ref());
        let rules = self.rules.iter().map(|rules| rules.from.as_ref());
        clocks.chain(levels).chain(rules).filter_map(date)
    }

    /// The policy for tickets that are created from a date on, as long as nothing changes.
    fn on(&self, day: Option<NaiveDate>, mut policy: Policy) -> Policy {
        for clock in &self.clocks {
            let name = &clock.name.text;
            if policy.clock(name).is_some() {
                continue;
            }
            // "A policy may redefine any of them": its own clock comes first. One that has not begun has no lines.
            let versions = self.clocks.iter().filter(|other| other.name.text == *name);
            let now = latest(versions, day, |clock| date(clock.from.as_ref()));
            policy.clocks.push(now.cloned().unwrap_or(ClockDecl { items: Vec::new(), ..clock.clone() }));
        }
        for level in &self.levels {
            let versions = self.levels.iter().filter(|other| other.name.text == level.name.text);
            if let Some(now) = latest(versions, day, |level| date(level.from.as_ref())) {
                policy.levels.insert(now.name.text.clone(), now.clone());
            }
        }
        for rules in &self.rules {
            let of = |rules: &RulesDecl| rules.agreement.as_ref().map(|name| name.text.clone());
            if policy.rules.iter().any(|known| of(known) == of(rules)) {
                continue;
            }
            let versions = self.rules.iter().filter(|other| of(other) == of(rules));
            let now = latest(versions, day, |rules| date(rules.from.as_ref()));
            let none = RulesDecl { rules: Vec::new(), otherwise: Vec::new(), ..rules.clone() };
            policy.rules.push(now.cloned().unwrap_or(none));
        }
        policy.order_rules();
        policy.make_levels();
        policy
    }
}

/// The version in force on a day: the first one written of the latest date that has come.
fn latest<'d, T>(
    versions: impl Iterator<Item = &'d T>,
    day: Option<NaiveDate>,
    from: impl Fn(&T) -> Option<NaiveDate>,
) -> Option<&'d T> {
    let mut now: Option<&T> = None;
    for version in versions.filter(|version| from(version) <= day) {
        if now.is_none_or(|now| from(now) < from(version)) {
            now = Some(version);
        }
    }
    now
}
