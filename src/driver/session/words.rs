//! Instants and durations as a session shows them.

use chrono::Timelike;
use duly_calendar::{Instant, Zone};

/// `Mon 2026-03-09 09:00`, with seconds where there are any.
#[must_use]
pub fn instant(at: Instant, zone: &Zone) -> String {
    let local = zone.local(at);
    let form = if local.second() == 0 { "%a %Y-%m-%d %H:%M" } else { "%a %Y-%m-%d %H:%M:%S" };
    local.format(form).to_string()
}

/// `2h15m`, `-30m`, `0s`.
#[must_use]
pub fn duration(seconds: i64) -> String {
    crate::moment::duration(seconds)
}
