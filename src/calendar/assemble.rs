//! From what is said of each date to stretches of the UTC line.
//!
//! One walk over the dates of the table, with a cursor in the zone's offsets beside it: nearly every date
//! lies within one of them, and the few that do not are looked up bound by bound.

use crate::Zone;
use crate::dates::OpenDates;
use crate::hours::{Cause, Hours, Removal, Ruling};
use crate::span::{DAY_SECONDS, DateIndex, Tick};
use crate::spec::{Change, Window};
use crate::table::Table;
use crate::tzif::Segment;

/// A stretch that is taken out of whatever is open.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct TakenOut {
    pub(crate) from: u32,
    pub(crate) to: u32,
    pub(crate) cause: Cause,
}

/// The hours of a calendar on the UTC line.
#[derive(Clone, Debug)]
pub(crate) struct Assembled {
    pub(crate) table: Table,
    pub(crate) dates: OpenDates,
    /// In order of their beginnings; they may overlap.
    pub(crate) taken_out: Vec<TakenOut>,
}

/// Lays the hours out in a zone.
pub(crate) fn assemble(hours: &Hours, zone: &Zone) -> Assembled {
    let taken_out = taken_out(hours, zone);
    let mut holes = Holes::new(&taken_out);
    let mut clock = Clock { zone, segment: 0, offset: None };
    let mut dates = OpenDates::default();
    let (mut scratch, mut placed) = (Vec::new(), Vec::new());
    for (date, ruling) in hours.rulings() {
        let windows = hours.windows(date, ruling, &mut scratch);
        if windows.is_empty() {
            continue;
        }
        clock.enter(date);
        if !clock.is_plain() && !zone.date_exists(date.date()) {
            continue;
        }
        placed.clear();
        placed.extend(windows.iter().filter_map(|window| clock.place(date, *window, hours)));
        join(&mut placed);
        for stretch in &placed {
            holes.cut(*stretch, |rest| dates.push(date, rest));
        }
    }
    let table = Table::new(&joined(dates.stretches()));
    Assembled { table, dates, taken_out }
}

/// Wall time to ticks, for dates in rising order.
struct Clock<'a> {
    zone: &'a Zone,
    /// The zone's segment that the last date began in.
    segment: usize,
    /// The one offset of the date entered and of the one after it, if there is only one.
    offset: Option<i64>,
}

impl Clock<'_> {
    fn enter(&mut self, date: DateIndex) {
        let (from, to) = (date.wall_midnight(), date.next().next().wall_midnight());
        let segments = self.zone.segments();
        let ends = |at: usize| {
            let wall = |next: &Segment| next.start + i64::from(segments[at].offset);
            segments.get(at + 1).map_or(i64::MAX, wall)
        };
        while ends(self.segment) <= from {
            self.segment += 1;
        }
        let here = segments[self.segment];
        let begins = here.start.saturating_add(i64::from(here.offset));
        let plain = begins <= from && to < ends(self.segment);
        self.offset = plain.then_some(i64::from(here.offset));
    }

    /// Whether the date entered and the next have one offset.
    fn is_plain(&self) -> bool {
        self.offset.is_some()
    }

    fn tick(&self, wall: i64) -> Tick {
        Tick::clamped(match self.offset {
            Some(offset) => crate::Instant(wall - offset),
            None => self.zone.bound(wall),
        })
    }

    /// The stretch of a window, without what reaches into a closed date; none if it vanishes.
    fn place(&self, date: DateIndex, window: Window, hours: &Hours) -> Option<(u32, u32)> {
        let (from, mut to) = self.bounds(date, window);
        // A bound may also be moved past midnight when clocks are put forward.
        if window.end > DAY_SECONDS || !self.is_plain() {
            let next = existing_after(date, self.zone);
            if matches!(hours.ruling(next), Ruling::Closed(..)) {
                to = to.min(Tick::clamped(self.zone.first_instant(next.date())));
            }
        }
        (from < to).then_some((from.0, to.0))
    }

    fn bounds(&self, date: DateIndex, window: Window) -> (Tick, Tick) {
        let midnight = date.wall_midnight();
        (self.tick(midnight + i64::from(window.start)), self.tick(midnight + i64::from(window.end)))
    }
}

/// The stretch of a window of a date, nothing taken out; none if it vanishes.
pub(crate) fn stretch_of(date: DateIndex, window: Window, zone: &Zone) -> Option<(u32, u32)> {
    let exists = zone.date_exists(date.date());
    let (from, to) = Clock { zone, segment: 0, offset: None }.bounds(date, window);
    (exists && from < to).then_some((from.0, to.0))
}

/// The next date that is on the zone's calendar.
pub(crate) fn existing_after(date: DateIndex, zone: &Zone) -> DateIndex {
    let next = date.next();
    if zone.date_exists(next.date()) { next } else { next.next() }
}

fn taken_out(hours: &Hours, zone: &Zone) -> Vec<TakenOut> {
    let mut all = Vec::new();
    for removal in &hours.removals {
        match *removal {
            Removal::Event(from, to, cause) => {
                all.push(TakenOut { from: Tick::clamped(from).0, to: Tick::clamped(to).0, cause });
            }
            Removal::Windows(date, cause) => {
                let Change::ClosedDuring(windows) = &hours.exception(cause).change else { continue };
                let stretches = windows.iter().filter_map(|window| stretch_of(date, *window, zone));
                all.extend(stretches.map(|(from, to)| TakenOut { from, to, cause }));
            }
        }
    }
    all.sort_unstable_by_key(|t| (t.from, t.to, t.cause));
    all
}

/// What is taken out, joined, and a place in it that moves along with the stretches it is asked about.
struct Holes {
    holes: Vec<(u32, u32)>,
    at: usize,
}

impl Holes {
    fn new(taken_out: &[TakenOut]) -> Holes {
        let stretches: Vec<(u32, u32)> = taken_out.iter().map(|t| (t.from, t.to)).collect();
        Holes { holes: joined(&stretches), at: 0 }
    }

    /// Calls `keep` with what the holes leave of a stretch.
    fn cut(&mut self, (mut from, to): (u32, u32), mut keep: impl FnMut((u32, u32))) {
        while self.at > 0 && self.holes[self.at - 1].1 > from {
            self.at -= 1;
        }
        while self.holes.get(self.at).is_some_and(|hole| hole.1 <= from) {
            self.at += 1;
        }
        for &(start, end) in self.holes[self.at..].iter().take_while(|hole| hole.0 < to) {
            if from < start {
                keep((from, start));
            }
            from = end;
        }
        if from < to {
            keep((from, to));
        }
    }
}

/// Stretches in order of time, joined where they touch or overlap.
pub(crate) fn joined(stretches: &[(u32, u32)]) -> Vec<(u32, u32)> {
    let mut all = stretches.to_vec();
    join(&mut all);
    all
}

fn join(stretches: &mut Vec<(u32, u32)>) {
    if !stretches.is_sorted() {
        stretches.sort_unstable();
    }
    stretches.dedup_by(|next, last| {
        let touches = next.0 <= last.1;
        if touches {
            last.1 = last.1.max(next.1);
        }
        touches
    });
}
