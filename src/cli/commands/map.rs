//! `duly map`: a helpdesk's export as canonical events.

use super::run::{OnBadEvent, refuse_events, skipped_events};
use crate::args::Common;
use crate::terminal;
use crate::{Exit, Failure};
use duly_driver::{Inputs, MapError, map, mapping};
use std::io::{self, Write};

/// Translate a helpdesk's export to canonical events, one JSON object a line
#[derive(clap::Args, Debug)]
#[command(after_help = "Example: duly map export.csv --map mapping.yaml | head -5")]
pub struct Args {
    /// Events: files, patterns, folders, or `-`; `.gz` and `.zst` are read as they are
    #[arg(required = true)]
    events: Vec<String>,
    /// How events are read: `neutral`, `servicenow-audit`, or a file; canonical events without
    #[arg(long, value_name = "NAME|FILE.yaml")]
    map: Option<String>,
    /// What a bad event does: stop, or skip (it is counted and listed)
    #[arg(long, value_name = "WHAT", default_value = "stop", hide_possible_values = true)]
    on_bad_event: OnBadEvent,
}

impl Args {
    /// Translates, in the order of the rows.
    pub fn run(&self, common: &Common) -> Result<Exit, Failure> {
        let mapping = mapping::load(self.map.as_deref(), &common.zones()?)?;
        let inputs = Inputs::find(&self.events)?;
        let mut out = terminal::stdout();
        let result = map(&inputs, &mapping, io::stdin(), self.on_bad_event.into(), &mut out);
        match result {
            Ok(skipped) => {
                out.flush()?;
                skipped_events(&skipped);
                Ok(Exit::Well)
            }
            Err(MapError::Problem(problem)) => Err(problem.into()),
            Err(MapError::Stream(error)) => Err(error.into()),
            Err(MapError::BadEvents(bad)) => Ok(refuse_events(&bad)),
        }
    }
}
