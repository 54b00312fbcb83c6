//! What is doubtful about the hours that a calendar writes.

use crate::calendar_lines::run;
use crate::findings::Findings;
use duly_calendar::spec::Window;
use duly_diag::{Diagnostic, Span, codes};
use duly_syntax::ast::{self, CalendarItem, CalendarItemKind};
use std::collections::BTreeSet;

const DAY: u32 = 86_400;

/// A window as a stretch of seconds after 00:00 of its date; over midnight it ends beyond the day.
pub(crate) fn stretch(window: &ast::Window) -> Window {
    let end = if window.end <= window.start { window.end + DAY } else { window.end };
    Window { start: window.start, end }
}

/// Warns of windows that end at 23:59: the last minute of the day is then closed.
pub(crate) fn last_minutes(item: &CalendarItem, findings: &mut Findings) {
    for window in windows(item).iter().filter(|w| w.end == DAY - 60) {
        // The end is the last five letters of `08:00-23:59`.
        let end = Span { start: window.span.end.saturating_sub(5).max(window.span.start), ..window.span };
        findings.add(
            Diagnostic::warning(
                codes::LAST_MINUTE,
                end,
                "hours that end at `23:59` leave the last minute of the day closed",
                "",
            )
            .help("the end of the day is `24:00`")
            .fix(end, "24:00"),
        );
    }
}

/// Warns of windows that overlap: within a line, and between the lines of a week.
pub(crate) fn overlaps(items: &[CalendarItem], findings: &mut Findings) {
    // The later place first: it is the one to report.
    let mut found: BTreeSet<(Span, Span)> = BTreeSet::new();
    for item in items.iter().filter(|i| !matches!(i.kind, CalendarItemKind::Hours { .. })) {
        let day: Vec<Placed> = windows(item).iter().map(|w| Placed::new(w, 0)).collect();
        collide(&day, &day, &mut found);
    }
    let week: Vec<Vec<Placed>> = (0..7).map(|day| weekday(items, day)).collect();
    for (day, windows) in week.iter().enumerate() {
        collide(windows, windows, &mut found);
        let tomorrow: Vec<Placed> = week[(day + 1) % 7].iter().map(|w| w.later(DAY)).collect();
        collide(windows, &tomorrow, &mut found);
    }
    while let Some((second, _)) = found.first().copied() {
        let finding = Diagnostic::warning(
            codes::OVERLAP,
            second,
            "these hours overlap with others of the same day",
            "",
        )
        .help("time that is open twice counts once; if a day is to have other hours, leave it out here");
        let others = found.iter().filter(|(later, _)| *later == second);
        findings.add(others.fold(finding, |finding, (_, first)| finding.label(*first, "with these")));
        found.retain(|(later, _)| *later != second);
    }
}

/// A window on a day.
#[derive(Clone, Copy)]
struct Placed {
    start: u32,
    end: u32,
    span: Span,
}

impl Placed {
    fn new(window: &ast::Window, offset: u32) -> Placed {
        let Window { start, end } = stretch(window);
        Placed { start: start + offset, end: end + offset, span: window.span }
    }

    fn later(self, offset: u32) -> Placed {
        Placed { start: self.start + offset, end: self.end + offset, ..self }
    }
}

/// The windows that begin on a weekday, 0 for Monday.
fn weekday(items: &[CalendarItem], day: u32) -> Vec<Placed> {
    let mut all = Vec::new();
    for item in items {
        let CalendarItemKind::Hours { days, windows } = &item.kind else { continue };
        let named = |d: &duly_diag::Spanned<_>| {
            let (from, to) = d.node;
            run(from, to).any(|weekday| weekday.num_days_from_monday() == day)
        };
        if days.iter().any(named) {
            all.extend(windows.iter().map(|w| Placed::new(w, 0)));
        }
    }
    all
}

fn collide(one: &[Placed], other: &[Placed], found: &mut BTreeSet<(Span, Span)>) {
    for a in one {
        for b in other.iter().filter(|b| b.span != a.span) {
            if a.start < b.end && b.start < a.end {
                found.insert((a.span.max(b.span), a.span.min(b.span)));
            }
        }
    }
}

fn windows(item: &CalendarItem) -> &[ast::Window] {
    match &item.kind {
        CalendarItemKind::Hours { windows, .. }
        | CalendarItemKind::Open { windows, .. }
        | CalendarItemKind::Closed { windows, .. } => windows,
        CalendarItemKind::DueAt(_) => &[],
    }
}
