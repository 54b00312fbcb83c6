//! What can be wrong with the options of a report.

use std::fmt;

/// An option that cannot be followed: what is wrong, and what to write instead.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OptionError {
    /// One sentence, lower case, no full stop.
    pub message: String,
    /// What to do.
    pub help: Option<String>,
}

impl OptionError {
    /// A name that is none of the choices: the message names what was written, the help the nearest choice or
    /// all of them.
    pub(crate) fn unknown(what: &str, written: &str, choices: &[&str]) -> OptionError {
        let help = match duly_diag::did_you_mean(written, choices.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("choose {}", duly_diag::list_of(choices.iter().copied(), "or")),
        };
        OptionError { message: format!("there is no {what} `{written}`"), help: Some(help) }
    }
}

impl fmt::Display for OptionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        match &self.help {
            Some(help) => write!(f, " ({help})"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for OptionError {}
