//! Lines with their columns, tables and comments below each other, as text.

use super::WIDTH;
use super::columns::Place;
use std::collections::BTreeMap;

/// A line to be written.
#[derive(Debug)]
pub(super) struct Line<'t> {
    pub indent: usize,
    /// Whether a blank line stands before it.
    pub blank: bool,
    pub text: String,
    /// The comment behind it.
    pub comment: Option<&'t str>,
    pub form: Form,
}

/// How a line relates to its neighbours.
#[derive(Debug)]
pub(super) enum Form {
    /// It stands for itself.
    Alone,
    /// It is a whole statement; those of one run stand below each other.
    Columns {
        run: usize,
        /// The number of each column, from 1, and the offset at which it begins.
        stops: Vec<(usize, usize)>,
        place: Place,
    },
    /// A row of a table.
    Row { table: usize, cells: Vec<String> },
}

impl Line<'_> {
    pub(super) fn new(indent: usize, text: impl Into<String>) -> Self {
        Line { indent, blank: false, text: text.into(), comment: None, form: Form::Alone }
    }
}

/// Writes lines as text.
pub(super) fn write(mut lines: Vec<Line<'_>>) -> String {
    write_rows(&mut lines);
    let mut runs: BTreeMap<(bool, usize), Vec<usize>> = BTreeMap::new();
    for (number, line) in lines.iter().enumerate() {
        match line.form {
            Form::Alone => {}
            Form::Columns { run, .. } => runs.entry((false, run)).or_default().push(number),
            Form::Row { table, .. } => runs.entry((true, table)).or_default().push(number),
        }
    }
    let mut comments = BTreeMap::new();
    for ((row, _), run) in &runs {
        if !row {
            align(&mut lines, run);
        }
        let commented = run.iter().filter(|&&n| lines[n].comment.is_some());
        let column = commented.clone().map(|&n| width(&lines[n].text)).max();
        comments.extend(commented.filter_map(|&n| Some((n, column?))));
    }
    let mut out = String::new();
    for (number, line) in lines.iter().enumerate() {
        if line.blank {
            out.push('\n');
        }
        out.push_str(&" ".repeat(line.indent));
        out.push_str(&line.text);
        if let Some(comment) = line.comment {
            let own = width(&line.text);
            let column = comments.get(&number).copied().unwrap_or(own);
            out.push_str(&" ".repeat(column - own + 2));
            out.push_str(comment);
        }
        out.push('\n');
    }
    out
}

fn width(text: &str) -> usize {
    text.chars().count()
}

/// The text of each row of a table, its cells padded to the widest of their column.
fn write_rows(lines: &mut [Line<'_>]) {
    let mut widths: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for line in lines.iter() {
        if let Form::Row { table, cells } = &line.form {
            let widths = widths.entry(*table).or_default();
            widths.resize(widths.len().max(cells.len()), 0);
            for (width_so_far, cell) in widths.iter_mut().zip(cells) {
                *width_so_far = (*width_so_far).max(width(cell));
            }
        }
    }
    for line in lines {
        if let Form::Row { table, cells } = &line.form {
            let padded = cells.iter().zip(&widths[table]).map(|(cell, &to)| pad(cell, to));
            // Where no row has a first cell, the table begins with its pipes.
            let text = padded.collect::<Vec<_>>().join(" | ");
            let text = if widths[table][0] == 0 { text.trim_start() } else { &text };
            line.text = text.trim_end().to_owned();
        }
    }
}

fn pad(text: &str, to: usize) -> String {
    format!("{text}{}", " ".repeat(to.saturating_sub(width(text))))
}

/// Puts the columns of a run of lines below each other, unless a line would become too wide.
fn align(lines: &mut [Line<'_>], run: &[usize]) {
    let split: Vec<Vec<String>> = run.iter().map(|&n| columns(&lines[n])).collect();
    let gap = |column| match lines[run[0]].form {
        Form::Columns { place, .. } => place.gap(column),
        _ => 1,
    };
    // The width of each column, counting only lines that go on behind it.
    let most = split.iter().map(Vec::len).max().unwrap_or(0);
    let mut starts = vec![0; most];
    for column in 1..most {
        let longer = || split.iter().filter(|cells| cells.len() > column);
        let alone = longer().count() == 1;
        let widest = longer().map(|cells| width(&cells[column - 1])).max().unwrap_or(0);
        let gap = if widest == 0 {
            0
        } else if alone {
            1
        } else {
            gap(column)
        };
        starts[column] = starts[column - 1] + widest + gap;
    }
    let aligned: Vec<String> = split.iter().map(|cells| placed(cells, &starts)).collect();
    if run.iter().zip(&aligned).all(|(&n, text)| lines[n].indent + width(text) <= WIDTH) {
        for (&n, text) in run.iter().zip(aligned) {
            lines[n].text = text;
        }
    }
}

/// A line cut at its columns; one that it does not have is empty.
fn columns(line: &Line<'_>) -> Vec<String> {
    let Form::Columns { stops, .. } = &line.form else { return Vec::new() };
    let mut cells = Vec::new();
    let mut from = 0;
    for &(column, offset) in stops {
        cells.push(line.text[from..offset].trim_end().to_owned());
        cells.resize(column, String::new());
        from = offset;
    }
    cells.push(line.text[from..].to_owned());
    cells
}

/// Cells at the places of their columns.
fn placed(cells: &[String], starts: &[usize]) -> String {
    let mut text = String::new();
    for (cell, &start) in cells.iter().zip(starts).filter(|(cell, _)| !cell.is_empty()) {
        text = pad(&text, start);
        text.push_str(cell);
    }
    text
}
