//! The days of a cycle as bars: half an hour a cell.

use super::page::Page;
use super::story::{CycleStory, DayStory, Exception, SpanKind, Story};
use crate::lines::{Line, Tone};
use crate::moment::duration;
use duly_calendar::{Instant, NaiveDate, Zone};

/// Half hours of a day.
const CELLS: usize = 48;
/// Of a long cycle, so many days at its beginning and as many at its end are drawn whatever they hold.
const ENDS: usize = 7;

/// What the cells of a bar mean.
pub(super) const LEGEND: &str = "half an hour a cell: █\u{a0}counted, ▓\u{a0}late, ▒\u{a0}paused, ░\u{a0}left until due, ·\u{a0}closed, ▲\u{a0}warned, ◆\u{a0}due";

/// Where a cycle is due.
const DUE: char = '◆';

pub(super) fn draw(story: &Story, cycle: &CycleStory, page: &mut Page) {
    let rows = rows(cycle);
    if rows.is_empty() {
        return;
    }
    let cell = if page.width() >= 80 { 1 } else { 2 };
    let scale: String = (0..24).step_by(3).map(|hour| format!("{hour:<width$}", width = 6 / cell)).collect();
    let head = format!("  {:14} {scale}{:>7}{:>8}", "", "day", "sum");
    page.line(Line::of(Tone::Dim, head));
    for row in rows {
        match row {
            Row::Day(day) => {
                let sums = format!("{:>7}{:>8}", short(day.elapsed_s, 7), short(day.sum_s, 8));
                let date = day.date.format("%a %Y-%m-%d");
                let bar = bar(cycle, day, cell, Line::plain(format!("  {date} ")));
                page.line(bar.and(Tone::Plain, sums));
                notes(story, cycle, day, page);
            }
            Row::Closed(from, to, because) => {
                let days = if from == to {
                    from.format("%a %Y-%m-%d").to_string()
                } else {
                    format!("{} to {}", from.format("%a %Y-%m-%d"), to.format("%a %Y-%m-%d"))
                };
                page.line(Line::of(Tone::Dim, format!("  {days}  closed")));
                because.iter().for_each(|exception| say(story, exception, page));
            }
            Row::Left(days, counted, paused) => {
                let days = if days == 1 { "1 more day".to_owned() } else { format!("{days} more days") };
                let paused =
                    if paused > 0 { format!(", {} paused", duration(paused)) } else { String::new() };
                let text = format!("  .. {days}, {} counted{paused}", duration(counted));
                page.line(Line::of(Tone::Dim, text));
            }
        }
    }
}

/// A line of the drawing.
enum Row<'c> {
    Day(&'c DayStory),
    /// Days on which nothing was open, for one reason.
    Closed(NaiveDate, NaiveDate, &'c [Exception]),
    /// Days that are not drawn, and what was counted and paused on them.
    Left(usize, i64, i64),
}

fn rows(cycle: &CycleStory) -> Vec<Row<'_>> {
    let last = cycle.days.len();
    let long = last > 3 * ENDS;
    let mut rows: Vec<Row<'_>> = Vec::new();
    for (index, day) in cycle.days.iter().enumerate() {
        let inner = long && index >= ENDS && index + ENDS < last;
        let quiet = day.spans.is_empty() && times(cycle, day).is_empty();
        if inner && day.because.is_empty() && times(cycle, day).is_empty() {
            match rows.last_mut() {
                Some(Row::Left(days, counted, paused)) => {
                    *days += 1;
                    *counted += day.elapsed_s;
                    *paused += day.paused_s;
                }
                _ => rows.push(Row::Left(1, day.elapsed_s, day.paused_s)),
            }
            continue;
        }
        if !quiet {
            rows.push(Row::Day(day));
            continue;
        }
        match rows.last_mut() {
            Some(Row::Closed(_, to, because)) if *because == day.because.as_slice() => *to = day.date,
            _ => rows.push(Row::Closed(day.date, day.date, &day.because)),
        }
    }
    rows
}

/// The bar of a day, behind what stands on its line already.
fn bar(cycle: &CycleStory, day: &DayStory, halves: usize, mut line: Line) -> Line {
    let zone = &cycle.hours_zone;
    let marks = marks(cycle, day);
    let cell = |number: usize| -> (char, Tone) {
        let (from, until) =
            (half_hour(day.date, number * halves, zone), half_hour(day.date, (number + 1) * halves, zone));
        let here = || marks.iter().filter(|mark| from <= mark.at && mark.at < until);
        if let Some(mark) = here().find(|mark| mark.symbol == DUE).or_else(|| here().next()) {
            return (mark.symbol, mark.tone);
        }
        let of = |kind: SpanKind| {
            let spans = day.spans.iter().filter(|span| span.kind == kind);
            spans.map(|span| (span.until.0.min(until.0) - span.from.0.max(from.0)).max(0)).sum::<i64>()
        };
        let most =
            [SpanKind::Counted, SpanKind::Paused, SpanKind::Left].into_iter().max_by_key(|kind| of(*kind));
        match most.filter(|kind| of(*kind) > 0) {
            Some(SpanKind::Counted) if late(cycle, from) => ('▓', Tone::Bad),
            Some(SpanKind::Counted) => ('█', Tone::Good),
            Some(SpanKind::Paused) => ('▒', Tone::Warn),
            Some(SpanKind::Left) => ('░', Tone::Plain),
            None => ('·', Tone::Dim),
        }
    };
    let (mut run, mut tone) = (String::new(), Tone::Plain);
    for (symbol, next) in (0..CELLS / halves).map(cell) {
        if next != tone {
            line = line.and(tone, std::mem::take(&mut run));
            tone = next;
        }
        run.push(symbol);
    }
    line.and(tone, run)
}

/// The instant at which the wall clock shows so many half hours; the next midnight is the last.
fn half_hour(date: NaiveDate, number: usize, zone: &Zone) -> Instant {
    let minutes = u32::try_from(number * 30).unwrap_or(u32::MAX);
    match date.and_hms_opt(minutes / 60, minutes % 60, 0) {
        Some(wall) if number > 0 => zone.instant(wall),
        Some(_) => bounds(date, zone).0,
        None => bounds(date, zone).1,
    }
}

fn late(cycle: &CycleStory, from: Instant) -> bool {
    cycle.breached_at.is_some_and(|breach| breach <= from)
}

/// Something that happened to a cycle on a day.
struct Mark {
    at: Instant,
    symbol: char,
    tone: Tone,
    word: &'static str,
}

/// The marks of a day, in the order of time.
fn marks(cycle: &CycleStory, day: &DayStory) -> Vec<Mark> {
    let (begin, end) = bounds(day.date, &cycle.hours_zone);
    let mark = |word, symbol, tone| move |at: Instant| Mark { at, symbol, tone, word };
    let warned = cycle.warned_at.iter().copied().map(mark("warned", '▲', Tone::Warn));
    let due = cycle.due.into_iter().map(mark("due", DUE, Tone::Strong));
    let breached = cycle.breached_at.filter(|at| cycle.due != Some(*at));
    let breached = breached.into_iter().map(mark("overdue", DUE, Tone::Bad));
    let mut marks: Vec<Mark> =
        due.chain(breached).chain(warned).filter(|mark| begin <= mark.at && mark.at < end).collect();
    marks.sort_by_key(|mark| mark.at);
    marks
}

/// What happened on a day, below its bar.
fn notes(story: &Story, cycle: &CycleStory, day: &DayStory, page: &mut Page) {
    let mut said = times(cycle, day);
    if day.paused_s > 0 && day.elapsed_s > 0 {
        said.push(format!("paused {}", duration(day.paused_s)));
    }
    if !said.is_empty() {
        page.words(17, Tone::Dim, &said.join(", "));
    }
    day.because.iter().for_each(|exception| say(story, exception, page));
}

/// When something happened to the cycle on a day, in words.
fn times(cycle: &CycleStory, day: &DayStory) -> Vec<String> {
    let zone = &cycle.hours_zone;
    let (begin, end) = bounds(day.date, zone);
    let ends = [("started", Some(cycle.started)), ("ended", cycle.closed)];
    let ends = ends.into_iter().filter_map(|(word, at)| at.map(|at| (at, word)));
    let marks = marks(cycle, day).into_iter().map(|mark| (mark.at, mark.word));
    let mut said: Vec<(Instant, &str)> =
        ends.chain(marks).filter(|(at, _)| begin <= *at && *at < end).collect();
    said.sort_by_key(|(at, _)| *at);
    said.dedup();
    let time = |at: Instant| {
        let seconds = at.0.rem_euclid(60) != 0;
        zone.local(at).format(if seconds { "%H:%M:%S" } else { "%H:%M" })
    };
    said.into_iter().map(|(at, word)| format!("{word} {}", time(at))).collect()
}

/// A statement that made a day special.
fn say(story: &Story, exception: &Exception, page: &mut Page) {
    let name = exception.name.as_ref().map(|name| format!("{name}: ")).unwrap_or_default();
    let text = format!("{name}{}", exception.says);
    page.entry(17, ("", Tone::Plain), (Tone::Dim, &text), Some(&story.place(&exception.line)));
}

/// The first instant of a date, and that of the next.
fn bounds(date: NaiveDate, zone: &Zone) -> (Instant, Instant) {
    let begin = zone.first_instant(date);
    (begin, date.succ_opt().map_or(begin, |next| zone.first_instant(next)))
}

/// Seconds in a column of this width, without the odd seconds if they do not fit; nothing for none.
fn short(seconds: i64, width: usize) -> String {
    if seconds == 0 {
        return String::new();
    }
    let exact = duration(seconds);
    if exact.len() < width { exact } else { duration(seconds - seconds % 60) }
}
