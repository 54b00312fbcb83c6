//! `duly explain`: the page of a diagnostic.

use crate::terminal;
use crate::{Exit, Failure};
use duly_diag::{Code, codes};
use duly_driver::Problem;

/// The pages of `docs/errors`, by code.
const PAGES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/pages.rs"));

/// Explain a diagnostic: what it means, what draws it, how to mend it
#[derive(clap::Args, Debug)]
#[command(after_help = "Example: duly explain SLA0302")]
pub struct Args {
    /// The code, such as `SLA0302` or `302`; without one, all codes are listed
    #[arg(value_name = "CODE")]
    code: Option<String>,
}

impl Args {
    /// Prints the page, or the list.
    pub fn run(&self) -> Result<Exit, Failure> {
        let text = match &self.code {
            Some(code) => page(code)?.to_owned(),
            None => codes::all().map(|code| format!("{code}  {}\n", code.title())).collect(),
        };
        terminal::answer(&text)?;
        Ok(Exit::Well)
    }
}

fn page(written: &str) -> Result<&'static str, Problem> {
    let number = written.parse::<u16>().map_or_else(|_| written.to_owned(), |n| format!("SLA{n:04}"));
    let code = Code::parse(&number).map(|code| code.to_string());
    let found = code.and_then(|code| PAGES.iter().find(|(name, _)| *name == code));
    found.map(|(_, page)| *page).ok_or_else(|| {
        Problem::new(format!("there is no code `{written}`")).help("`duly explain` lists them all")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_has_its_page_under_every_spelling() {
        for code in codes::all() {
            let title = format!("# {code}: {}\n", code.title());
            for spelling in [code.to_string(), code.to_string().to_lowercase(), code.number().to_string()] {
                assert!(page(&spelling).unwrap().starts_with(&title), "{spelling}");
            }
        }
    }

    #[test]
    fn a_code_that_is_none_is_a_problem() {
        assert_eq!(page("SLA9999").unwrap_err().message, "there is no code `SLA9999`");
        assert!(page("priority").is_err());
    }
}
