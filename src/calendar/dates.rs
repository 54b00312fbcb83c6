//! The open dates of a calendar and the stretches written for each: what day counts are counted on.

use crate::span::{DateIndex, Tick};

/// A date that has hours.
#[derive(Clone, Copy, Debug)]
struct OpenDate {
    date: DateIndex,
    /// Index of its first stretch; its last is before that of the next date.
    first: u32,
}

/// Dates that have hours, in order. What is taken out is taken out; stretches of two dates may touch or
/// overlap where one works past midnight.
#[derive(Clone, Debug, Default)]
pub(crate) struct OpenDates {
    dates: Vec<OpenDate>,
    stretches: Vec<(u32, u32)>,
}

impl OpenDates {
    /// Adds a stretch of a date, later than all of that date before; dates rise.
    pub(crate) fn push(&mut self, date: DateIndex, stretch: (u32, u32)) {
        if self.dates.last().is_none_or(|last| last.date < date) {
            let first = u32::try_from(self.stretches.len()).unwrap_or(u32::MAX);
            self.dates.push(OpenDate { date, first });
        }
        self.stretches.push(stretch);
    }

    /// The open dates of stretches, each with the date it is written for; those of a date that touch or overlap
    /// are joined.
    pub(crate) fn of(mut all: Vec<(DateIndex, (u32, u32))>) -> OpenDates {
        all.sort_unstable();
        all.dedup_by(|next, last| {
            let touches = next.0 == last.0 && next.1.0 <= last.1.1;
            if touches {
                last.1.1 = last.1.1.max(next.1.1);
            }
            touches
        });
        let mut dates = OpenDates::default();
        all.into_iter().for_each(|(date, stretch)| dates.push(date, stretch));
        dates
    }

    /// All open dates with their stretches, in order.
    pub(crate) fn all(&self) -> impl Iterator<Item = (DateIndex, (u32, u32))> + '_ {
        let places = self.dates.iter().enumerate();
        places.flat_map(|(place, open)| self.stretches_at(place).iter().map(|s| (open.date, *s)))
    }

    /// All stretches, by the dates they are written for.
    pub(crate) fn stretches(&self) -> &[(u32, u32)] {
        &self.stretches
    }

    /// The place of a date among the open dates.
    pub(crate) fn place(&self, date: DateIndex) -> Option<usize> {
        self.dates.binary_search_by_key(&date, |d| d.date).ok()
    }

    /// How many open dates there are before a date: the place of the first that is not before it.
    pub(crate) fn before(&self, date: DateIndex) -> usize {
        self.dates.partition_point(|d| d.date < date)
    }

    /// The open date at a place.
    pub(crate) fn date(&self, place: usize) -> Option<DateIndex> {
        self.dates.get(place).map(|d| d.date)
    }

    /// The stretches of the open date at a place, at least one.
    pub(crate) fn stretches_at(&self, place: usize) -> &[(u32, u32)] {
        let Some(here) = self.dates.get(place) else { return &[] };
        let end = self.dates.get(place + 1).map_or(self.stretches.len(), |next| next.first as usize);
        &self.stretches[here.first as usize..end]
    }

    /// The place of the date whose stretch a tick belongs to, near the civil date of that tick: that date
    /// itself where its hours and those of the night before overlap. `holds` says what belongs to a stretch.
    pub(crate) fn owner(
        &self,
        near: DateIndex,
        t: Tick,
        holds: fn((u32, u32), u32) -> bool,
    ) -> Option<usize> {
        let after = self.dates.partition_point(|d| d.date <= near);
        // The civil date, nights that began up to two open dates before it (hours that cross a skipped
        // date), and the date after it (where clocks go back over midnight).
        let places = [after.checked_sub(1), after.checked_sub(2), after.checked_sub(3), Some(after)];
        let holds = |place: &usize| self.stretches_at(*place).iter().any(|s| holds(*s, t.0));
        places.into_iter().flatten().find(holds)
    }
}
