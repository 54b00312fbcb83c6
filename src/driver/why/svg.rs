//! A story as a picture: a panel for each cycle, its open time drawn to scale, closed time as narrow gaps.
//!
//! The picture stands alone: no scripts, no fonts or styles from elsewhere. Its bytes follow from the story.

use super::axis::{Axis, Piece};
use super::story::{CycleStory, Exception, SpanKind, Story};
use super::words::local;
use crate::moment::duration;
use duly_calendar::{Instant, NaiveDate};
use std::collections::BTreeMap;

/// The picture's width, and its margin on every side.
const WIDTH: f64 = 960.0;
const MARGIN: f64 = 28.0;
/// The width of a small letter, so that labels can be kept apart.
const LETTER: f64 = 6.3;
const SMALL_LETTER: f64 = 5.4;
/// The height of a bar, and of a row of labels below it.
const BAR: f64 = 26.0;
const ROW: f64 = 15.0;
/// In a week every weekday comes once, so that it names a day.
const WEEK: i64 = 7 * 86_400;
/// How far above a bar its dates stand: clear of the mark of a due.
const DATES: f64 = 13.0;

pub(super) fn svg(story: &Story) -> String {
    let mut canvas = Canvas { body: String::new(), y: MARGIN + 16.0 };
    head(story, &mut canvas);
    for cycle in &story.cycles {
        panel(story, cycle, &mut canvas);
    }
    special_days(story, &mut canvas);
    legend(&mut canvas);
    let height = canvas.y + MARGIN - 8.0;
    let title = escaped(&format!("{} · {}", story.ticket, story.provenance.policy));
    let verdicts: Vec<String> =
        story.cycles.iter().map(|cycle| format!("{} {}", cycle_name(cycle), cycle.outcome)).collect();
    let description = escaped(&format!(
        "As of {}: {}.",
        local(story.provenance.as_of, &story.zone),
        if verdicts.is_empty() { "no promises".to_owned() } else { verdicts.join(", ") }
    ));
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{WIDTH:.0}\" height=\"{height:.0}\" \
         viewBox=\"0 0 {WIDTH:.0} {height:.0}\" role=\"img\" aria-labelledby=\"title description\" \
         font-family=\"Helvetica, Arial, sans-serif\" font-size=\"12\" fill=\"{INK}\">\n\
         <title id=\"title\">{title}</title>\n<desc id=\"description\">{description}</desc>\n{PATTERNS}\
         <rect width=\"{WIDTH:.0}\" height=\"{height:.0}\" fill=\"#ffffff\"/>\n{}</svg>\n",
        canvas.body
    )
}

const INK: &str = "#1f2933";
const FAINT: &str = "#5f6c7b";
const COUNTED: &str = "#2f855a";
const LATE: &str = "#c53030";
const OPEN: &str = "#2b6cb0";

/// The fills of closed and of paused time.
const PATTERNS: &str = "<defs>\n\
<pattern id=\"closed\" width=\"5\" height=\"5\" patternUnits=\"userSpaceOnUse\" patternTransform=\"rotate(45)\">\
<rect width=\"5\" height=\"5\" fill=\"#eef1f4\"/><rect width=\"1\" height=\"5\" fill=\"#c3ccd5\"/></pattern>\n\
<pattern id=\"paused\" width=\"8\" height=\"8\" patternUnits=\"userSpaceOnUse\" patternTransform=\"rotate(45)\">\
<rect width=\"8\" height=\"8\" fill=\"#f6d78b\"/><rect width=\"3\" height=\"8\" fill=\"#d69e2e\"/></pattern>\n\
</defs>\n";

/// What has been drawn, and how far down.
struct Canvas {
    body: String,
    y: f64,
}

impl Canvas {
    fn text(&mut self, x: f64, y: f64, style: &str, text: &str) {
        self.body.push_str(&format!("<text x=\"{x:.1}\" y=\"{y:.1}\" {style}>{}</text>\n", escaped(text)));
    }

    fn rect(&mut self, (x, width): (f64, f64), y: f64, height: f64, fill: &str) {
        self.body.push_str(&format!(
            "<rect x=\"{x:.1}\" y=\"{y:.1}\" width=\"{width:.1}\" height=\"{height:.1}\" fill=\"{fill}\"/>\n"
        ));
    }

    fn line(&mut self, x: f64, from: f64, to: f64, color: &str, width: f64) {
        self.body.push_str(&format!(
            "<line x1=\"{x:.1}\" y1=\"{from:.1}\" x2=\"{x:.1}\" y2=\"{to:.1}\" stroke=\"{color}\" stroke-width=\"{width:.1}\"/>\n"
        ));
    }

    fn shape(&mut self, points: &[(f64, f64)], fill: &str) {
        let points: Vec<String> = points.iter().map(|(x, y)| format!("{x:.1},{y:.1}")).collect();
        self.body.push_str(&format!("<polygon points=\"{}\" fill=\"{fill}\"/>\n", points.join(" ")));
    }
}

fn head(story: &Story, canvas: &mut Canvas) {
    canvas.text(MARGIN, canvas.y, "font-size=\"22\" font-weight=\"bold\"", &story.ticket);
    let right = WIDTH - MARGIN;
    canvas.text(right, canvas.y, &format!("text-anchor=\"end\" fill=\"{FAINT}\""), &story.provenance.policy);
    canvas.y += 22.0;
    let at = |at| local(at, &story.zone);
    let created = format!("created {}, as of {}", at(story.created), at(story.provenance.as_of));
    canvas.text(
        MARGIN,
        canvas.y,
        &format!("fill=\"{FAINT}\""),
        &format!("{created} ({})", story.zone.name()),
    );
    for level in &story.levels {
        canvas.y += 17.0;
        let name = level.level.as_ref().map_or("no level".to_owned(), |name| format!("level {name}"));
        let by =
            level
                .rule
                .as_ref()
                .map(|rule| {
                    if rule == "otherwise" { " by otherwise".to_owned() } else { format!(" by “{rule}”") }
                })
                .unwrap_or_default();
        let whose = if story.levels.len() > 1 { format!(" ({})", level.agreement) } else { String::new() };
        canvas.text(MARGIN, canvas.y, "", &format!("{name}{by}{whose}"));
    }
    canvas.y += 26.0;
}

fn cycle_name(cycle: &CycleStory) -> String {
    let key = cycle.name.key.as_ref().map(|key| format!(" ({key})")).unwrap_or_default();
    let number = if cycle.name.cycle > 1 { format!(" {}", cycle.name.cycle) } else { String::new() };
    format!("{}{number}{key}", cycle.name.clock)
}

/// The colour of an outcome.
fn color(outcome: &str) -> &'static str {
    match outcome {
        "met" => COUNTED,
        "missed" | "overdue" => LATE,
        "running" => OPEN,
        "paused" => "#b7791f",
        _ => FAINT,
    }
}

fn panel(story: &Story, cycle: &CycleStory, canvas: &mut Canvas) {
    canvas.body.push_str(&format!(
        "<line x1=\"{MARGIN:.1}\" y1=\"{0:.1}\" x2=\"{1:.1}\" y2=\"{0:.1}\" stroke=\"#d5dbe1\"/>\n",
        canvas.y,
        WIDTH - MARGIN
    ));
    canvas.y += 24.0;
    let name = cycle_name(cycle);
    canvas.text(MARGIN, canvas.y, "font-size=\"15\" font-weight=\"bold\"", &name);
    let x = MARGIN + letters(&name) * 8.2 + 12.0;
    let style = format!("font-size=\"15\" font-weight=\"bold\" fill=\"{}\"", color(cycle.outcome));
    canvas.text(x, canvas.y, &style, cycle.outcome);
    let right = format!("text-anchor=\"end\" fill=\"{FAINT}\"");
    let agreement = if story.levels.len() > 1 { format!(" ({})", cycle.agreement) } else { String::new() };
    let promise = cycle.promise.as_ref().map_or_else(String::new, |promise| {
        let on = cycle.calendar.as_ref().map(|calendar| format!(" on {calendar}")).unwrap_or_default();
        format!("{promise}{on}{agreement}")
    });
    canvas.text(WIDTH - MARGIN, canvas.y, &right, &promise);
    canvas.y += 18.0;
    canvas.text(MARGIN, canvas.y, &format!("fill=\"{FAINT}\""), &sums(cycle));
    canvas.y += 32.0;
    let axis = Axis::new(cycle, MARGIN, WIDTH - MARGIN);
    dates(cycle, &axis, canvas);
    bar(cycle, &axis, canvas);
    canvas.y += BAR;
    labels(cycle, &axis, canvas);
    canvas.y += 18.0;
}

/// What a cycle came to, in a line.
fn sums(cycle: &CycleStory) -> String {
    let mut said = match cycle.target_s {
        Some(target) => format!("{} of {} counted", duration(cycle.elapsed_s), duration(target)),
        None => format!("{} counted", duration(cycle.elapsed_s)),
    };
    if cycle.paused_s > 0 {
        said.push_str(&format!(", {} paused", duration(cycle.paused_s)));
    }
    if let Some(reason) = &cycle.reason {
        said.push_str(&format!(", {reason}"));
    }
    said
}

/// The dates above the bar, where each begins, as far as there is room.
fn dates(cycle: &CycleStory, axis: &Axis, canvas: &mut Canvas) {
    let mut free = f64::MIN;
    for (date, x) in axis.dates() {
        if x < free {
            continue;
        }
        let text = date.format("%a %-d %b").to_string();
        let wide = letters(&text) * LETTER;
        if x + wide > WIDTH - MARGIN {
            break;
        }
        canvas.text(x, canvas.y - DATES, &format!("font-size=\"11\" fill=\"{FAINT}\""), &text);
        free = x + wide + 12.0;
    }
    if axis.pieces.is_empty() {
        let date = cycle.hours_zone.local(cycle.started).format("%a %-d %b");
        canvas.text(
            MARGIN,
            canvas.y - DATES,
            &format!("font-size=\"11\" fill=\"{FAINT}\""),
            &date.to_string(),
        );
    }
}

fn bar(cycle: &CycleStory, axis: &Axis, canvas: &mut Canvas) {
    canvas.rect((MARGIN, WIDTH - 2.0 * MARGIN), canvas.y, BAR, "url(#closed)");
    for piece in &axis.pieces {
        let fill = match piece.kind {
            SpanKind::Paused => "url(#paused)",
            SpanKind::Left => "#d9e2ec",
            SpanKind::Counted if matches!(cycle.outcome, "running" | "paused") => OPEN,
            SpanKind::Counted => COUNTED,
        };
        canvas.rect((piece.x, piece.width), canvas.y, BAR, fill);
        if let (SpanKind::Counted, Some(breach)) = (piece.kind, cycle.breached_at)
            && breach < piece.until
        {
            let from = axis.x(breach).max(piece.x);
            canvas.rect((from, piece.x + piece.width - from), canvas.y, BAR, LATE);
        }
    }
}

/// Something to be named below the bar.
struct Label {
    x: f64,
    text: String,
    color: &'static str,
}

fn labels(cycle: &CycleStory, axis: &Axis, canvas: &mut Canvas) {
    let zone = &cycle.hours_zone;
    let bottom = canvas.y;
    let last = cycle.closed.into_iter().chain(cycle.due).max().unwrap_or(cycle.started);
    let form = if last.0 - cycle.started.0 < WEEK { "%a %H:%M" } else { "%-d %b %H:%M" };
    let clock = |at: Instant| zone.local(at).format(form).to_string();
    let mut labels = vec![Label {
        x: axis.x(cycle.started),
        text: format!("started {}", clock(cycle.started)),
        color: FAINT,
    }];
    for at in &cycle.warned_at {
        let x = axis.x(*at);
        canvas.shape(&[(x, bottom - 9.0), (x - 5.0, bottom), (x + 5.0, bottom)], "#dd6b20");
        if labels.last().is_none_or(|label| (label.x - x).abs() > 1.0 || !label.text.starts_with("warned")) {
            labels.push(Label { x, text: format!("warned {}", clock(*at)), color: "#9c4221" });
        }
    }
    if let Some(due) = cycle.due {
        let x = axis.x(due);
        canvas.line(x, bottom - BAR - 5.0, bottom + 5.0, INK, 2.0);
        let top = bottom - BAR - 5.0;
        canvas.shape(&[(x, top - 5.0), (x + 5.0, top), (x, top + 5.0), (x - 5.0, top)], INK);
        labels.push(Label { x, text: format!("due {}", clock(due)), color: INK });
    }
    if let Some(closed) = cycle.closed {
        let x = axis.x(closed);
        canvas.line(x, bottom - BAR, bottom + 5.0, color(cycle.outcome), 3.0);
        labels.push(Label { x, text: format!("ended {}", clock(closed)), color: color(cycle.outcome) });
    }
    labels.sort_by(|a, b| a.x.total_cmp(&b.x));
    let mut rows: Vec<f64> = Vec::new();
    for label in labels {
        let wide = letters(&label.text) * LETTER;
        let x = label.x.min(WIDTH - MARGIN - wide);
        let row = rows.iter().position(|free| *free <= x).unwrap_or(rows.len());
        if row == rows.len() {
            rows.push(0.0);
        }
        rows[row] = x + wide + 12.0;
        let y = bottom + ROW * (rows_above(row) + 1.0) + 2.0;
        canvas.text(x, y, &format!("font-size=\"11\" fill=\"{}\"", label.color), &label.text);
    }
    canvas.y += ROW * rows_above(rows.len()) + 4.0;
}

fn rows_above(row: usize) -> f64 {
    f64::from(u32::try_from(row).unwrap_or(u32::MAX))
}

fn letters(text: &str) -> f64 {
    f64::from(u32::try_from(duly_report::columns(text)).unwrap_or(u32::MAX))
}

/// The days that were not as their week has them, each once.
fn special_days(story: &Story, canvas: &mut Canvas) {
    let mut days: BTreeMap<(NaiveDate, &str), &Exception> = BTreeMap::new();
    for (day, exception) in
        story.cycles.iter().flat_map(|c| &c.days).flat_map(|day| day.because.iter().map(move |it| (day, it)))
    {
        days.entry((day.date, exception.says.as_str())).or_insert(exception);
    }
    if days.is_empty() {
        return;
    }
    canvas.y += 4.0;
    canvas.text(MARGIN, canvas.y, "font-weight=\"bold\"", "Special days");
    for ((date, _), exception) in days {
        canvas.y += 16.0;
        let name = exception.name.as_ref().map(|name| format!("{name} — ")).unwrap_or_default();
        let text = format!(
            "{}: {name}{} ({})",
            date.format("%a %-d %b %Y"),
            exception.says,
            story.place(&exception.line)
        );
        canvas.text(MARGIN, canvas.y, &format!("font-size=\"11\" fill=\"{FAINT}\""), &text);
    }
    canvas.y += 22.0;
}

fn legend(canvas: &mut Canvas) {
    let entries = [
        (COUNTED, "counted"),
        (OPEN, "counted, still open"),
        (LATE, "late"),
        ("url(#paused)", "paused"),
        ("#d9e2ec", "left until due"),
        ("url(#closed)", "closed (not to scale)"),
    ];
    let mut x = MARGIN;
    canvas.y += 6.0;
    // Only what the bars have: their height tells them from all else.
    let bars = canvas.body.clone();
    let drawn = |fill: &str| bars.contains(&format!("height=\"{BAR:.1}\" fill=\"{fill}\""));
    for (fill, text) in entries.into_iter().filter(|(fill, _)| drawn(fill)) {
        canvas.rect((x, 14.0), canvas.y - 10.0, 12.0, fill);
        canvas.text(x + 19.0, canvas.y, &format!("font-size=\"11\" fill=\"{FAINT}\""), text);
        x += 19.0 + letters(text) * SMALL_LETTER + 22.0;
    }
    canvas.y += 8.0;
}

/// A text inside XML; what XML cannot hold is a blank.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

impl Piece {
    /// Whether an instant lies in it, its end included.
    pub(super) fn holds(&self, at: Instant) -> bool {
        self.from <= at && at <= self.until
    }
}
