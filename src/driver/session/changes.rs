//! What is different about a ticket after an entry.

use super::present::{Cycle, Done, Present};
use duly_engine::ChosenBy;
use duly_plan::{AgreementId, LevelId};

/// Something that is not as before.
#[derive(Clone, PartialEq, Debug)]
pub enum Change {
    /// The ticket is created, or no longer.
    Created(bool),
    /// Another level is in force, or somebody else chose it.
    Level {
        /// Of which agreement.
        agreement: AgreementId,
        /// The level before.
        before: Option<LevelId>,
        /// The level now.
        now: Option<LevelId>,
        /// Who chose it.
        by: Option<ChosenBy>,
    },
    /// An action was due in between.
    Done(Done),
    /// A cycle began, or is judged that was not.
    Began(Cycle),
    /// A cycle is not as before.
    Moved {
        /// As it was.
        before: Cycle,
        /// As it is.
        now: Cycle,
    },
    /// A cycle is no longer there.
    Gone(Cycle),
}

/// Everything that is different, in the order in which people ask for it.
#[must_use]
pub fn changes(before: &Present, now: &Present) -> Vec<Change> {
    let mut all = Vec::new();
    if before.created.is_some() != now.created.is_some() {
        all.push(Change::Created(now.created.is_some()));
    }
    let none = (None, None);
    for at in 0..now.levels.len().max(before.levels.len()) {
        let (old, new) = (before.levels.get(at).unwrap_or(&none), now.levels.get(at).unwrap_or(&none));
        let fresh = before.created.is_none() && now.created.is_some();
        if old != new || fresh {
            let agreement = AgreementId(u16::try_from(at).unwrap_or(u16::MAX));
            all.push(Change::Level { agreement, before: old.0, now: new.0, by: new.1 });
        }
    }
    let same = before.done.iter().zip(&now.done).take_while(|(a, b)| a == b).count();
    all.extend(now.done[same..].iter().cloned().map(Change::Done));
    for cycle in &now.cycles {
        match before.cycles.iter().find(|old| is_same(old, cycle)) {
            None => all.push(Change::Began(cycle.clone())),
            Some(old) if differs(old, cycle) => {
                all.push(Change::Moved { before: old.clone(), now: cycle.clone() });
            }
            Some(_) => {}
        }
    }
    let gone = before.cycles.iter().filter(|old| !now.cycles.iter().any(|cycle| is_same(old, cycle)));
    all.extend(gone.cloned().map(Change::Gone));
    all
}

fn is_same(a: &Cycle, b: &Cycle) -> bool {
    (a.clock, a.number, a.agreement) == (b.clock, b.number, b.agreement)
}

/// Whether anything but the time that passes is different.
fn differs(a: &Cycle, b: &Cycle) -> bool {
    (a.outcome, a.due, &a.reason, a.closed) != (b.outcome, b.due, &b.reason, b.closed)
}
