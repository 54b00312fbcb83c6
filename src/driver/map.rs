//! A helpdesk's export as canonical events.

use crate::inputs::{Inputs, Progress};
use crate::{BadEvent, Problem};
use duly_ingest::{Mapping, OnBad, canonical_lines};
use std::io::{self, Read, Write};

/// Why a translation stopped.
#[derive(Debug)]
pub enum MapError {
    /// An input cannot be opened.
    Problem(Problem),
    /// A row that cannot be translated; what came before it has been written.
    BadEvent(Box<BadEvent>),
    /// The lines cannot be written.
    Output(io::Error),
}

impl From<Problem> for MapError {
    fn from(problem: Problem) -> Self {
        MapError::Problem(problem)
    }
}

impl From<io::Error> for MapError {
    fn from(error: io::Error) -> Self {
        MapError::Output(error)
    }
}

/// Writes the rows of the inputs as canonical events, a line each, in the order of the rows. `stdin` is what
/// `-` reads. The rows that were left out, in their order, with [`OnBad::Skip`].
///
/// # Errors
/// See [`MapError`].
pub fn map<'a>(
    inputs: &Inputs,
    mapping: &'a Mapping,
    stdin: Box<dyn Read + Send + 'a>,
    on_bad: OnBad,
    out: &mut dyn Write,
) -> Result<Vec<BadEvent>, MapError> {
    let opened = inputs.open(Some(stdin), &Progress::default())?;
    let mut skipped = Vec::new();
    for line in canonical_lines(opened, mapping) {
        match (line, on_bad) {
            (Ok(line), _) => writeln!(out, "{line}")?,
            (Err(bad), OnBad::Skip) => skipped.push(bad),
            (Err(bad), OnBad::Stop) => return Err(MapError::BadEvent(Box::new(bad))),
        }
    }
    Ok(skipped)
}
