//! Where the instants of a cycle lie in a picture: open time to scale, closed time between it as narrow gaps.

use super::story::{CycleStory, SpanKind};
use duly_calendar::{Instant, NaiveDate};

/// The widest a gap gets, and the share of the whole that all gaps may take.
const GAP: f64 = 12.0;
const GAPS: f64 = 0.25;

/// A stretch of open time in the picture.
pub(super) struct Piece {
    pub from: Instant,
    pub until: Instant,
    pub kind: SpanKind,
    pub x: f64,
    pub width: f64,
}

/// The axis of a cycle.
pub(super) struct Axis {
    pub pieces: Vec<Piece>,
    dates: Vec<(NaiveDate, f64)>,
    left: f64,
    right: f64,
}

impl Axis {
    /// Lays a cycle out from `left` to `right`.
    pub fn new(cycle: &CycleStory, left: f64, right: f64) -> Axis {
        let mut pieces: Vec<Piece> = Vec::new();
        let mut firsts = Vec::new();
        for day in &cycle.days {
            for (number, span) in day.spans.iter().enumerate() {
                if number == 0 {
                    firsts.push((day.date, pieces.len()));
                }
                let (from, until, kind) = (span.from, span.until, span.kind);
                pieces.push(Piece { from, until, kind, x: 0.0, width: 0.0 });
            }
        }
        let begins_closed = pieces.first().is_some_and(|piece| cycle.started < piece.from);
        let end = cycle.closed.max(cycle.due);
        let ends_closed = pieces.last().zip(end).is_some_and(|(piece, end)| piece.until < end);
        let between = pieces.windows(2).filter(|pair| pair[0].until < pair[1].from).count();
        let gaps = count(between + usize::from(begins_closed) + usize::from(ends_closed));
        let gap = if gaps > 0.0 { GAP.min((right - left) * GAPS / gaps) } else { 0.0 };
        let seconds: f64 = pieces.iter().map(|piece| length(piece.from, piece.until)).sum();
        let scale = if seconds > 0.0 { (right - left - gap * gaps) / seconds } else { 0.0 };
        let mut x = if begins_closed { left + gap } else { left };
        let mut last: Option<Instant> = None;
        for piece in &mut pieces {
            if last.is_some_and(|last| last < piece.from) {
                x += gap;
            }
            (piece.x, piece.width) = (x, length(piece.from, piece.until) * scale);
            x += piece.width;
            last = Some(piece.until);
        }
        let dates = firsts.into_iter().map(|(date, first)| (date, pieces[first].x)).collect();
        Axis { pieces, dates, left, right }
    }

    /// The dates on which something is open, each where its open time begins.
    pub fn dates(&self) -> impl Iterator<Item = (NaiveDate, f64)> + '_ {
        self.dates.iter().copied()
    }

    /// Where an instant lies; one in closed time, in the middle of its gap.
    pub fn x(&self, at: Instant) -> f64 {
        if let Some(piece) = self.pieces.iter().find(|piece| piece.holds(at)) {
            let whole = length(piece.from, piece.until);
            return piece.x + piece.width * if whole > 0.0 { length(piece.from, at) / whole } else { 0.0 };
        }
        let before = self.pieces.iter().rev().find(|piece| piece.until < at);
        let after = self.pieces.iter().find(|piece| at < piece.from);
        let from = before.map_or(self.left, |piece| piece.x + piece.width);
        let to = after.map_or(self.right, |piece| piece.x);
        match (before, after) {
            (None, None) => self.left,
            (None, Some(_)) => from,
            (Some(_), _) => f64::midpoint(from, to),
        }
    }
}

/// Seconds from one instant to another.
fn length(from: Instant, until: Instant) -> f64 {
    f64::from(i32::try_from(until.0 - from.0).unwrap_or(i32::MAX))
}

fn count(number: usize) -> f64 {
    f64::from(u32::try_from(number).unwrap_or(u32::MAX))
}
