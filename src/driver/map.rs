//! A helpdesk's export as canonical events.

use crate::inputs::{Inputs, Progress};
use crate::{BadEvent, Problem};
use duly_ingest::{MAX_REPORTED, Mapping, OnBad, canonical_lines};
use std::io::{self, Read, Write};

/// Why a translation stopped.
#[derive(Debug)]
pub enum MapError {
    /// An input cannot be opened.
    Problem(Problem),
    /// Rows that cannot be translated, the first ones in their order; nothing has been written.
    BadEvents(Vec<BadEvent>),
    /// The input cannot be read, or the lines cannot be written.
    Stream(io::Error),
}

impl From<Problem> for MapError {
    fn from(problem: Problem) -> Self {
        MapError::Problem(problem)
    }
}

impl From<io::Error> for MapError {
    fn from(error: io::Error) -> Self {
        MapError::Stream(error)
    }
}

/// Writes the rows of the inputs as canonical events, a line each, in the order of the rows; `stdin` is what
/// `-` reads. With [`OnBad::Stop`] everything is read once before the first line is written, so that there are
/// all lines or none. The rows that were left out, in their order, with [`OnBad::Skip`].
///
/// # Errors
/// See [`MapError`].
pub fn map(
    inputs: &Inputs,
    mapping: &Mapping,
    mut stdin: impl Read + Send,
    on_bad: OnBad,
    out: &mut dyn Write,
) -> Result<Vec<BadEvent>, MapError> {
    if on_bad == OnBad::Skip {
        return translate(inputs, mapping, Box::new(stdin), out);
    }
    let mut piped = Vec::new();
    if inputs.reads_stdin() {
        stdin.read_to_end(&mut piped)?;
    }
    let mut bad = translate(inputs, mapping, Box::new(piped.as_slice()), &mut io::sink())?;
    if !bad.is_empty() {
        bad.truncate(MAX_REPORTED);
        return Err(MapError::BadEvents(bad));
    }
    translate(inputs, mapping, Box::new(piped.as_slice()), out)
}

/// Writes what can be translated; gives back what cannot.
fn translate<'a>(
    inputs: &Inputs,
    mapping: &'a Mapping,
    stdin: Box<dyn Read + Send + 'a>,
    out: &mut dyn Write,
) -> Result<Vec<BadEvent>, MapError> {
    let mut bad = Vec::new();
    for line in canonical_lines(inputs.open(Some(stdin), &Progress::default())?, mapping) {
        match line {
            Ok(line) => writeln!(out, "{line}")?,
            Err(event) => bad.push(event),
        }
    }
    Ok(bad)
}
