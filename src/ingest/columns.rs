//! The rows of a table into a [`Row`].

use duly_diag::{codes, did_you_mean};

use crate::bad::{Checked, Problem};
use crate::mapping::{CLEAR, SET};
use crate::program::Program;
use crate::row::{Cell, Entry, Row, Text};
use crate::value::parts;

/// What each column of a table is.
#[derive(Debug)]
pub(crate) struct Columns {
    uses: Vec<Use>,
}

#[derive(Clone, PartialEq, Eq, Debug)]
enum Use {
    /// Nobody asks for it.
    Nothing,
    /// A key of the mapping.
    Slot(u16),
    /// A field that the event sets.
    Field(String),
    /// The names of fields that the event clears.
    Clear,
}

impl Columns {
    /// Binds the columns that a header names.
    pub fn bind<'h>(header: impl Iterator<Item = &'h str>, program: &Program<'_>) -> Checked<Columns> {
        let names: Vec<&str> = header.map(str::trim).collect();
        let mut uses = Vec::with_capacity(names.len());
        for name in &names {
            let used = column(name, program)?;
            if used != Use::Nothing && uses.contains(&used) {
                return Err(Problem::new(codes::BAD_EVENT, "the table has this column twice").key(*name));
            }
            uses.push(used);
        }
        for key in required(program) {
            if !names.contains(&key.as_str()) {
                return Err(no_column(key, &names, program));
            }
        }
        Ok(Columns { uses })
    }

    /// How many columns there are.
    pub fn len(&self) -> usize {
        self.uses.len()
    }

    /// Fills a row with the cells of a record; `cell(i)` is where the text of column `i` lies in the line.
    pub fn fill(
        &self,
        program: &Program<'_>,
        row: &mut Row,
        line: &str,
        cell: impl Fn(usize) -> (usize, usize),
    ) {
        row.reset(program.keys.len());
        for (i, used) in self.uses.iter().enumerate() {
            let (from, to) = cell(i);
            if from == to {
                continue;
            }
            let value = Cell::Text(Text::in_line_at(from, to));
            match used {
                Use::Nothing => {}
                Use::Slot(slot) => row.cells[usize::from(*slot)] = value,
                Use::Field(name) => {
                    let name = row.keep(name);
                    row.entries.push(Entry { object: 0, name, cell: value });
                }
                Use::Clear => {
                    for (start, end) in parts(&line[from..to], &program.spec.separator) {
                        let name = Text::in_line_at(from + start, from + end);
                        row.entries.push(Entry { object: 0, name, cell: Cell::Null });
                    }
                }
            }
        }
    }
}

fn no_column(key: &str, names: &[&str], program: &Program<'_>) -> Box<Problem> {
    let near = did_you_mean(key, names.iter().copied());
    if program.spec.strict {
        let problem =
            Problem::new(codes::MISSING_PART, "the table has no such column, and every event needs it");
        return problem.key(key).help("another format is read with `--map`").suggest(near);
    }
    let message = format!("the table has no such column, and the mapping `{}` reads it", program.spec.name);
    let problem = Problem::new(codes::MISSING_PART, message).key(key);
    problem.help("a column that may be absent is written `optional: true`").suggest(near)
}

/// The use of a column.
fn column(name: &str, program: &Program<'_>) -> Checked<Use> {
    if let Some(slot) = (1..).zip(&program.keys[1..]).find(|(_, key)| *key == name).map(|(slot, _)| slot) {
        return Ok(Use::Slot(slot));
    }
    if !program.spec.strict {
        return Ok(Use::Nothing);
    }
    if name == CLEAR {
        return Ok(Use::Clear);
    }
    let prefixed = name.strip_prefix(SET).and_then(|rest| rest.strip_prefix('.'));
    let field = prefixed.unwrap_or(name);
    match &program.schema {
        Some(schema) if schema.field(field).is_none() => {
            if prefixed.is_some() {
                return Err(schema.unknown(field).key(name));
            }
            let known = program.keys.iter().map(String::as_str).chain(schema.names());
            let near = did_you_mean(name, known);
            let problem =
                Problem::new(codes::UNKNOWN_KEY, "neither events nor the policy's tickets have this column");
            Err(problem.key(name).help("another format is read with `--map`").suggest(near))
        }
        _ => Ok(Use::Field(field.to_owned())),
    }
}

/// The columns that a mapping cannot do without.
fn required<'p>(program: &'p Program<'_>) -> impl Iterator<Item = &'p String> {
    let clauses = program.rules().flat_map(|rule| &rule.clauses).filter(|clause| !clause.optional);
    clauses.flat_map(|clause| clause.slots()).map(|slot| &program.keys[usize::from(slot)])
}
