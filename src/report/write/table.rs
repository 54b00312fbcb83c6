//! Reports as tables for people: a line saying what it is, the rows, the totals set off, and what was left out
//! for want of width.

use super::TableStyle;
use super::display::{local, readable};
use crate::column::{Cell, Column};
use crate::provenance::Provenance;
use crate::report::Report;
use crate::spec::{ReportKind, without_unit};
use duly_calendar::Zone;
use std::borrow::Cow;
use std::io;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Blanks between columns.
const GAP: usize = 2;

/// The widest a text gets where the width is limited.
const TEXT_LIMIT: usize = 32;

/// What the left-out columns are named after.
const LEFT_OUT: &str = "left out for want of width: ";

/// ANSI styles, empty without colours.
struct Palette {
    bold: &'static str,
    dim: &'static str,
    good: &'static str,
    doubtful: &'static str,
    bad: &'static str,
    reset: &'static str,
}

const COLORS: Palette = Palette {
    bold: "\u{1b}[1m",
    dim: "\u{1b}[2m",
    good: "\u{1b}[32m",
    doubtful: "\u{1b}[33m",
    bad: "\u{1b}[31m",
    reset: "\u{1b}[0m",
};
const PLAIN: Palette = Palette { bold: "", dim: "", good: "", doubtful: "", bad: "", reset: "" };

/// A table about to be printed.
struct Table<'a> {
    report: &'a Report,
    zone: &'a Zone,
    /// The widest a cell of text may be.
    limit: usize,
    palette: &'static Palette,
    /// How wide each column is.
    widths: Vec<usize>,
    /// Which columns have a value other than nothing, 0 or no in some row.
    says: Vec<bool>,
    /// Which columns are shown.
    shown: Vec<bool>,
}

/// Writes a report.
pub(super) fn write(
    report: &Report,
    provenance: &Provenance,
    style: &TableStyle,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let palette = if style.color { &COLORS } else { &PLAIN };
    writeln!(out, "{}{}{}", palette.bold, title(report, provenance, &style.zone), palette.reset)?;
    writeln!(out)?;
    let table = Table::new(report, style, palette);
    table.rows(out)?;
    let notes = table.notes(provenance);
    if !notes.is_empty() {
        writeln!(out)?;
    }
    for note in notes {
        for line in wrapped(&note, style.width.unwrap_or(usize::MAX)) {
            writeln!(out, "{}{line}{}", palette.dim, palette.reset)?;
        }
    }
    Ok(())
}

/// What the table shows: `compliance of Acme support, as of 2026-04-01 00:00 (Europe/Bratislava)`.
fn title(report: &Report, provenance: &Provenance, zone: &Zone) -> String {
    let mut title = format!("{} · {}", report.kind().as_str(), provenance.policy);
    for (name, value) in &provenance.query {
        let shown = match *name {
            "where" | "from" | "to" => report.kind() != ReportKind::Backlog || *name == "where",
            "basis" => value != "decided",
            "within" => report.kind() == ReportKind::Backlog,
            _ => false,
        };
        if shown {
            title.push_str(&format!(" · {name} {value}"));
        }
    }
    let as_of = local(provenance.as_of, zone);
    format!("{title} · as of {as_of} ({})", zone.name()).replace(char::is_control, " ")
}

impl<'a> Table<'a> {
    fn new(report: &'a Report, style: &'a TableStyle, palette: &'static Palette) -> Table<'a> {
        let limit = if style.width.is_some() { TEXT_LIMIT } else { usize::MAX };
        let columns = report.columns();
        let widths = columns.iter().map(|c| header(c).width()).collect();
        let mut table = Table {
            report,
            zone: &style.zone,
            limit,
            palette,
            widths,
            says: vec![false; columns.len()],
            shown: vec![true; columns.len()],
        };
        table.measure();
        if let Some(width) = style.width {
            table.fit(width);
        }
        table
    }

    /// Finds how wide each column must be, and whether it says anything.
    fn measure(&mut self) {
        for row in 0..self.report.rows() {
            for (index, cell) in self.report.row(row).enumerate() {
                self.says[index] |= !matches!(cell, Cell::Null | Cell::Count(0) | Cell::YesNo(false));
                let width = self.text(index, cell).width();
                self.widths[index] = self.widths[index].max(width);
            }
        }
        let Some(totals) = self.report.totals() else { return };
        for (index, cell) in totals.enumerate() {
            let width = self.total_text(index, cell).width();
            self.widths[index] = self.widths[index].max(width);
        }
    }

    /// Hides what does not fit: of the columns that may be hidden, those that say something come first, then
    /// the more important ones.
    fn fit(&mut self, width: usize) {
        let ranks: Vec<u8> = self.report.columns().iter().map(|c| c.rank).collect();
        let mut optional: Vec<usize> = (0..ranks.len()).filter(|c| ranks[*c] > 0).collect();
        optional.sort_by_key(|c| (!self.says[*c], ranks[*c]));
        optional.iter().for_each(|c| self.shown[*c] = false);
        for column in optional {
            self.shown[column] = true;
            self.shown[column] = self.width() <= width;
        }
    }

    fn width(&self) -> usize {
        let widths: Vec<usize> = self.visible().map(|c| self.widths[c]).collect();
        widths.iter().sum::<usize>() + GAP * widths.len().saturating_sub(1)
    }

    fn visible(&self) -> impl Iterator<Item = usize> {
        (0..self.shown.len()).filter(|c| self.shown[*c])
    }

    fn rows(&self, out: &mut dyn io::Write) -> io::Result<()> {
        let Palette { bold, dim, reset, .. } = *self.palette;
        let columns = self.report.columns();
        self.line(out, |c| (Cow::Owned(header(&columns[c])), bold))?;
        let rule = |c: usize| (Cow::Owned("─".repeat(self.widths[c])), dim);
        self.line(out, rule)?;
        for row in 0..self.report.rows() {
            self.line(out, |c| {
                let cell = self.report.cell(row, c);
                (self.text(c, cell), self.color(c, cell))
            })?;
        }
        if self.report.rows() == 0 {
            writeln!(out, "{dim}(nothing to report){reset}")?;
        }
        if let Some(totals) = self.report.totals() {
            let totals: Vec<Cell<'_>> = totals.collect();
            self.line(out, rule)?;
            self.line(out, |c| (self.total_text(c, totals[c]), bold))?;
        }
        Ok(())
    }

    /// Prints a line of cells, each with its style; quantities flush right, no blanks at the end.
    fn line<'c>(
        &self,
        out: &mut dyn io::Write,
        cell: impl Fn(usize) -> (Cow<'c, str>, &'static str),
    ) -> io::Result<()> {
        let mut pending = 0;
        for column in self.visible() {
            let (text, style) = cell(column);
            let padding = self.widths[column].saturating_sub(text.width());
            let right = self.report.columns()[column].is_quantity();
            let (before, after) = if right { (padding, 0) } else { (0, padding) };
            let style = if text.is_empty() { "" } else { style };
            let reset = if style.is_empty() { "" } else { self.palette.reset };
            write!(out, "{:1$}{style}{text}{reset}", "", pending + before)?;
            pending = after + GAP;
        }
        writeln!(out)
    }

    fn text(&self, column: usize, cell: Cell<'a>) -> Cow<'a, str> {
        shortened(readable(cell, self.report.columns()[column].group, self.zone), self.limit)
    }

    /// A cell of the totals row, whose group columns say `total` and nothing.
    fn total_text(&self, column: usize, cell: Cell<'a>) -> Cow<'a, str> {
        match self.report.columns()[column].group {
            true if column == 0 => Cow::Borrowed("total"),
            true => Cow::Borrowed(""),
            false => self.text(column, cell),
        }
    }

    /// Broken promises stand out, kept ones and doubtful ones a little.
    fn color(&self, column: usize, cell: Cell<'_>) -> &'static str {
        let name = self.report.columns()[column].name.as_str();
        match (name, cell) {
            ("missed" | "overdue", Cell::Count(n)) if n > 0 => self.palette.bad,
            ("outcome" | "state" | "worst_outcome" | "result", Cell::Text(text)) => match text {
                "missed" | "overdue" => self.palette.bad,
                "at_risk" | "paused" | "undecided" => self.palette.doubtful,
                "met" => self.palette.good,
                _ => "",
            },
            ("at_risk", Cell::YesNo(true)) => self.palette.doubtful,
            ("remaining_s" | "worst_remaining_s", Cell::Seconds(left)) if left < 0 => self.palette.bad,
            _ => "",
        }
    }

    fn notes(&self, provenance: &Provenance) -> Vec<String> {
        let mut notes = Vec::new();
        let columns = self.report.columns();
        let hidden: Vec<String> =
            (0..columns.len()).filter(|c| !self.shown[*c]).map(|c| header(&columns[c])).collect();
        if !hidden.is_empty() {
            notes.push(format!("{LEFT_OUT}{}", hidden.join(", ")));
        }
        match provenance.skipped_events {
            0 => {}
            1 => notes.push("1 bad event was skipped".to_owned()),
            n => notes.push(format!("{n} bad events were skipped")),
        }
        notes
    }
}

/// A column's name without its unit, which tables write behind each number.
fn header(column: &Column) -> String {
    without_unit(&column.name).to_owned()
}

/// A text of at most so many columns, its end cut off if need be.
fn shortened(text: Cow<'_, str>, limit: usize) -> Cow<'_, str> {
    if text.width() <= limit {
        return text;
    }
    let mut kept = String::new();
    let mut width = 0;
    for c in text.chars() {
        width += c.width().unwrap_or(0);
        if width >= limit {
            break;
        }
        kept.push(c);
    }
    kept.push('…');
    Cow::Owned(kept)
}

/// A text in lines of at most so many columns, broken at blanks.
fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split(' ') {
        match lines.last_mut() {
            Some(line) if line.width() + 1 + word.width() <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}
