//! `within 2h on office then 30m on always`: the calendars on which a target counts, one after the other.

use super::hours::Hours;
use std::rc::Rc;

/// Calendars in turn, each with the seconds that have run when it takes over.
#[derive(Clone, PartialEq, Debug)]
pub struct Turns(Vec<(i64, Rc<Hours>)>);

impl Turns {
    /// One calendar alone.
    pub fn on(hours: Rc<Hours>) -> Turns {
        Turns(vec![(i64::MIN, hours)])
    }

    /// The next one, once so much has run.
    pub fn then(&mut self, spent: i64, hours: Rc<Hours>) {
        self.0.push((spent, hours));
    }

    /// The calendar that counts when so much has run.
    pub fn calendar(&self, run: i64) -> &Hours {
        &self.0.iter().rev().find(|(spent, _)| *spent <= run).expect("the first counts from nothing on").1
    }

    /// The last calendar.
    pub fn last(&self) -> &Hours {
        &self.0[self.0.len() - 1].1
    }

    /// What has run when the calendar that counts now hands over.
    fn next(&self, run: i64) -> Option<i64> {
        self.0.iter().map(|(spent, _)| *spent).find(|spent| *spent > run)
    }

    /// The seconds that run in a stretch of time, when so much has run before it.
    pub fn run(&self, before: i64, from: i64, to: i64) -> i64 {
        let (mut at, mut run) = (from, before);
        while at < to {
            let hours = self.calendar(run);
            let handed_over = self.next(run).and_then(|next| Some((hours.add(at, next - run)?, next)));
            match handed_over {
                Some((instant, next)) if instant <= to => (at, run) = (instant, next),
                _ => return run + hours.between(at, to) - before,
            }
        }
        run - before
    }

    /// Where the last of so many seconds begin to run, if the count runs on: from when, on which calendar, and
    /// how many are left.
    pub fn last_turn(&self, before: i64, from: i64, seconds: i64) -> Option<(i64, &Hours, i64)> {
        let (mut at, mut run) = (from, before);
        while let Some(next) = self.next(run).filter(|next| *next < seconds) {
            (at, run) = (self.calendar(run).add(at, next - run)?, next);
        }
        Some((at, self.calendar(run), seconds - run))
    }
}
