//! A second on the UTC line.

/// Seconds since 1970-01-01T00:00:00Z, leap seconds not counted. Everything duly decides is decided to
/// the second; finer stamps are truncated when they are read.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct Instant(pub i64);

impl Instant {
    /// The instant `seconds` later on the clock (earlier if negative), clamped at the ends of time.
    #[must_use]
    pub fn plus(self, seconds: i64) -> Instant {
        Instant(self.0.saturating_add(seconds))
    }
}
