//! The picture of a month: weeks as rows, a bar for each day.

use super::Asked;
use super::hours::{self, Period};
use chrono::{Datelike, Days, NaiveTime, TimeDelta, Timelike};
use duly_calendar::{Calendar, Day, DayReason, Instant, NaiveDate};

/// Marks of a bar.
const MARKS: i64 = 8;

/// Columns of a day: its bar and a gap.
const CELL: usize = 10;

/// Columns before Monday: `W10` and a gap.
const LABEL: usize = 5;

/// The marks from closed to open all of its time.
const SHADES: [char; 5] = ['·', '░', '▒', '▓', '█'];

/// The seconds that one mark may stand for, the finest first.
const STEPS: [i64; 4] = [3_600, 5_400, 7_200, 10_800];

/// Draws a month from its first date.
pub(super) fn picture(asked: Asked<'_>, first: NaiveDate) -> String {
    let calendar = asked.calendar();
    let days = Period::Month(first).days(calendar);
    let scale = Scale::of(calendar, &days);
    let mut text =
        format!("{}, {} ({})\n\n", asked.definition.name, first.format("%B %Y"), calendar.zone().name());
    let names = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"].map(|n| format!("{n:<CELL$}")).concat();
    text.push_str(&line(&format!("{:LABEL$}{names}", "")));
    for week in days.chunk_by(|a, b| a.date.iso_week() == b.date.iso_week()) {
        text.push_str(&row(asked, week, &scale));
    }
    text.push_str(&format!("\neach bar runs from {} to {}, ", scale.name(0), scale.name(MARKS)));
    text.push_str(&format!(
        "{} a mark: █ open, ░▒▓ in part, · closed\n",
        duly_driver::moment::duration(scale.step)
    ));
    text.push_str(&hours::exceptions(asked, &days));
    text.push_str(&patterns(calendar, &days));
    text.push_str(&hours::totals(&days));
    text
}

/// The two lines of a week.
fn row(asked: Asked<'_>, week: &[Day], scale: &Scale) -> String {
    let Some(first) = week.first() else { return String::new() };
    let skipped = usize::try_from(first.date.weekday().num_days_from_monday()).unwrap_or(0) * CELL;
    let mut numbers = format!("W{:02}  {:skipped$}", first.date.iso_week().week(), "");
    let mut bars = format!("{:LABEL$}{:skipped$}", "", "");
    for day in week {
        let mark = if hours::is_special(day) { "*" } else { "" };
        let number = format!("{:<3}", format!("{}{mark}", day.date.day()));
        numbers.push_str(&asked.paint(special_color(day), &number));
        numbers.push_str(&format!("{:>5}  ", short(hours::open_seconds(day))));
        bars.push_str(&asked.paint("32", &scale.bar(asked.calendar(), day)));
        bars.push_str("  ");
    }
    format!("{}{}", line(&numbers), line(&bars))
}

fn special_color(day: &Day) -> &'static str {
    match (hours::is_special(day), day.stretches.is_empty()) {
        (true, true) => "31",
        (true, false) => "33",
        (false, _) => "",
    }
}

/// Hours and minutes in at most five columns; nothing of a closed day.
fn short(seconds: i64) -> String {
    match (seconds / 3600, seconds / 60 % 60) {
        (0, 0) => String::new(),
        (hours, 0) => format!("{hours}h"),
        (hours, minutes) => format!("{hours}h{minutes:02}"),
    }
}

/// The usual hours and the dates that have them.
fn patterns(calendar: &Calendar, days: &[Day]) -> String {
    let mut seen: Vec<(String, Vec<NaiveDate>)> = Vec::new();
    for day in days.iter().filter(|d| !hours::is_special(d) && !d.stretches.is_empty()) {
        let windows = hours::windows(calendar, day).join(", ");
        match seen.iter_mut().find(|(known, _)| *known == windows) {
            Some((_, dates)) => dates.push(day.date),
            None => seen.push((windows, vec![day.date])),
        }
    }
    seen.iter().map(|(windows, dates)| format!("  {windows} on {}\n", ranges(dates))).collect()
}

/// "2-5, 9-12, 16"
fn ranges(dates: &[NaiveDate]) -> String {
    let runs = dates.chunk_by(|a, b| a.checked_add_days(Days::new(1)) == Some(*b));
    let name = |run: &[NaiveDate]| match run {
        [] => String::new(),
        [one] => one.day().to_string(),
        [first, .., last] => format!("{}-{}", first.day(), last.day()),
    };
    runs.map(name).collect::<Vec<_>>().join(", ")
}

/// Which stretch of the day the bars of a month show.
struct Scale {
    /// Seconds after 00:00.
    start: i64,
    /// Seconds a mark.
    step: i64,
}

impl Scale {
    /// The finest that holds all hours of these days.
    fn of(calendar: &Calendar, days: &[Day]) -> Scale {
        let seconds = |t: Instant| i64::from(calendar.zone_at(t).local(t).num_seconds_from_midnight());
        let stretches = || days.iter().flat_map(|d| d.stretches.iter().map(move |s| (d.date, *s)));
        let overnight = stretches()
            .any(|(date, (_, to))| calendar.zone_at(to.plus(-1)).local(to.plus(-1)).date() != date);
        let start = stretches().map(|(_, (from, _))| seconds(from)).min().unwrap_or(0) / 3600 * 3600;
        let end = stretches().map(|(_, (_, to))| seconds(to.plus(-1)) + 1).max().unwrap_or(86_400);
        let fits =
            STEPS.into_iter().find(|step| start + MARKS * step >= end && start + MARKS * step <= 86_400);
        match fits {
            Some(step) if !overnight => Scale { start, step },
            _ => Scale { start: 0, step: 86_400 / MARKS },
        }
    }

    /// The wall time at which a mark begins.
    fn name(&self, mark: i64) -> String {
        let seconds = self.start + mark * self.step;
        format!("{:02}:{:02}", seconds / 3600, seconds / 60 % 60)
    }

    fn bar(&self, calendar: &Calendar, day: &Day) -> String {
        if day.reason == DayReason::Skipped {
            return " ".repeat(CELL - 2);
        }
        let at = |mark: i64| {
            let midnight = day.date.and_time(NaiveTime::MIN);
            calendar.zone_on(day.date).instant(midnight + TimeDelta::seconds(self.start + mark * self.step))
        };
        let mark = |i: i64| shade(calendar.between(at(i), at(i + 1)), at(i + 1).0 - at(i).0);
        (0..MARKS).map(mark).collect()
    }
}

/// The mark for so much open time of so much time; nothing of nothing is closed.
fn shade(open: i64, all: i64) -> char {
    let third = if open == 0 {
        0
    } else if open == all {
        4
    } else {
        1 + (open * 3 / all.max(1)).clamp(0, 2)
    };
    SHADES[usize::try_from(third).unwrap_or(0)]
}

/// A line without blanks at its end.
fn line(text: &str) -> String {
    format!("{}\n", text.trim_end())
}

impl Asked<'_> {
    /// A text in a colour, if colours are wanted.
    pub(super) fn paint(&self, color: &str, text: &str) -> String {
        if self.color && !color.is_empty() { format!("\x1b[{color}m{text}\x1b[0m") } else { text.to_owned() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_is_full_only_if_all_of_it_is_open() {
        assert_eq!(
            [0, 1, 33, 34, 66, 67, 99, 100].map(|n| shade(n, 100)),
            ['·', '░', '░', '▒', '▒', '▓', '▓', '█']
        );
        assert_eq!(shade(0, 0), '·');
    }

    #[test]
    fn dates_are_listed_in_runs() {
        let dates: Vec<NaiveDate> =
            [2, 3, 4, 6, 9, 10].iter().filter_map(|d| NaiveDate::from_ymd_opt(2026, 3, *d)).collect();
        assert_eq!(ranges(&dates), "2-4, 6, 9-10");
    }

    #[test]
    fn short_hours_fit_five_columns() {
        assert_eq!([0, 1_800, 28_800, 86_400, 39_600 + 1_800].map(short), ["", "0h30", "8h", "24h", "11h30"]);
    }
}
